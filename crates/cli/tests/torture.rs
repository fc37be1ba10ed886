//! A small `cargo xtask torture`: a run that is killed leaves a sound register, and finishing it gives the register of an unbroken run.

mod support;

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use chancery_testkit::{Generator, Random};
use support::{chancery, folder, run};

#[test]
fn what_is_killed_is_sound_and_can_be_finished() {
    let files = folder(&[]);
    let mut reports = Generator::new("vi", 11).expect("a generator");
    fs::create_dir(files.path().join("feed")).expect("a folder");
    for _ in 0..120 {
        let report = reports.report();
        fs::write(files.path().join(format!("feed/{}.txt", report.id)), report.text).expect("a file");
    }
    let done = |register: &str, args: &[&str]| {
        let done = run(chancery().current_dir(files.path()).args(["--register", register]).args(args));
        assert_eq!(done.code, 0, "{args:?}: {}", done.err);
        done.out
    };
    let answers = |register: &str| {
        let reports = "SELECT uid, why, record FROM told_event ORDER BY uid";
        [&["events", "-f", "jsonl"][..], &["commitments", "-f", "jsonl"], &["stats", "-f", "jsonl"], &["sql", reports]]
            .map(|args| done(register, args))
            .concat()
    };
    done("whole.db", &["add", "feed"]);
    let mut random = Random::new(3);
    let mut kills = 0;
    for _ in 0..40 {
        let program = assert_cmd::cargo::cargo_bin!("chancery");
        let mut child = Command::new(program)
            .current_dir(files.path())
            .args(["--register", "killed.db", "add", "feed"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        #[expect(clippy::disallowed_methods, reason = "the moment of the kill")]
        std::thread::sleep(Duration::from_millis(20 + random.below(300) as u64));
        let ended = child.try_wait().expect("a look").is_some();
        child.kill().expect("killed");
        child.wait().expect("gone");
        if ended {
            break;
        }
        if files.path().join("killed.db").exists() {
            kills += 1;
            done("killed.db", &["verify"]);
        }
        if kills == 3 {
            break;
        }
    }
    assert_ne!(kills, 0, "every run had ended before it was killed");
    done("killed.db", &["add", "feed"]);
    done("killed.db", &["verify"]);
    assert!(answers("killed.db") == answers("whole.db"), "after {kills} kills the register is another one");
    assert_eq!(done("whole.db", &["sql", "SELECT count(*) FROM document"]), "count(*)\n120\n");
}
