//! An archive whose adding was stopped is gone on with where it was, unless it or the way it is read has changed.

mod support;

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use chancery_register::Register;
use support::{Run, chancery, folder, run};

/// Lines of the archive: more than two batches of a thousand.
const LINES: usize = 2600;

fn archive() -> String {
    let line = |n: usize| {
        let text = format!("Kenya and Uganda held talks on border trade in Nairobi on Monday. It was round {n}.");
        serde_json::json!({ "id": format!("r{n}"), "date": "2025-03-04", "lang": "en", "body": text }).to_string()
    };
    (0..LINES).map(line).collect::<Vec<_>>().join("\n")
}

fn add(at: &Path, args: &[&str]) -> Run {
    run(chancery().current_dir(at).args(["--register", "r.db", "add", "all.jsonl"]).args(args))
}

/// Start adding, and kill it as soon as a part of the archive is in.
fn stopped(at: &Path) {
    let program = assert_cmd::cargo::cargo_bin!("chancery");
    let mut command = Command::new(program);
    command.current_dir(at).args(["--register", "r.db", "add", "all.jsonl"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    let is_noted = || Register::look(&at.join("r.db")).and_then(|mut r| r.sql("SELECT done FROM checkpoint")).is_ok_and(|found| !found.rows.is_empty());
    while !is_noted() {
        assert_eq!(child.try_wait().expect("a look"), None, "it ended before it was stopped");
        #[expect(clippy::disallowed_methods, reason = "it is looked at every few milliseconds")]
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
}

fn documents(at: &Path) -> usize {
    Register::open(&at.join("r.db")).and_then(|r| r.counts()).expect("counts").documents
}

#[test]
fn an_archive_is_gone_on_with_where_a_run_was_stopped() {
    let files = folder(&[("all.jsonl", archive().as_bytes())]);
    let at = files.path();
    stopped(at);
    let held = documents(at);
    assert!((1000..LINES).contains(&held), "{held} documents");
    let rest = add(at, &[]);
    assert!(rest.err.contains("goes on after part"), "{}", rest.err);
    assert!(rest.err.contains(&format!("{} documents added", LINES - held)) && !rest.err.contains("already there"), "{}", rest.err);
    let again = add(at, &[]);
    assert!(!again.err.contains("goes on") && again.err.contains(&format!("{LINES} already there")), "{}", again.err);
    assert_eq!(documents(at), LINES);
}

#[test]
fn an_archive_that_changed_or_is_read_otherwise_begins_anew() {
    let files = folder(&[("all.jsonl", archive().as_bytes())]);
    let at = files.path();
    stopped(at);
    let held = documents(at);
    let otherwise = add(at, &["--dry-run", "--map", "title=id"]);
    assert!(otherwise.err.contains(&format!("{LINES} documents would be added")), "{}", otherwise.err);
    assert_eq!(documents(at), held, "a dry run adds nothing");
    let mut file = OpenOptions::new().append(true).open(at.join("all.jsonl")).expect("the archive");
    write!(file, "\n{}", archive().lines().next().unwrap_or_default().replace("r0", "r-new").replace("round 0", "a new round")).expect("a line more");
    drop(file);
    let changed = add(at, &[]);
    assert!(!changed.err.contains("goes on") && changed.err.contains(&format!("{held} already there")), "{}", changed.err);
    assert_eq!(documents(at), LINES + 1);
}

#[test]
fn an_archive_can_be_read_from_its_start() {
    let files = folder(&[("all.jsonl", archive().as_bytes())]);
    let at = files.path();
    stopped(at);
    let anew = add(at, &["--from-start"]);
    assert!(!anew.err.contains("goes on") && anew.err.contains("already there"), "{}", anew.err);
    assert_eq!(documents(at), LINES);
    let noted = Register::open(&at.join("r.db")).and_then(|mut r| r.sql("SELECT done FROM checkpoint")).expect("rows").rows;
    assert!(noted.is_empty(), "nothing is left of the stopped run");
}

#[test]
fn one_id_and_one_standard_input_are_all_there_is() {
    let files = folder(&[("all.jsonl", archive().as_bytes())]);
    for args in [&["code", "all.jsonl", "--id", "x"][..], &["add", "all.jsonl", "--id", "x"], &["add", "all.jsonl", "--id", "x", "--dry-run"]] {
        let done = run(chancery().current_dir(files.path()).args(["--register", "r.db"]).args(args));
        assert!(done.code == 2 && done.err.contains("--id names one document"), "{args:?}: {}", done.err);
    }
    for command in ["code", "add"] {
        let done = run(chancery().current_dir(files.path()).args(["--register", "r.db", command, "-", "-"]));
        assert!(done.code == 2 && done.err.contains("can be read only once"), "{command}: {}", done.err);
    }
    assert!(fs::read_dir(files.path()).expect("the folder").count() <= 4);
}

#[test]
fn what_is_refused_is_listed_with_its_reason() {
    let files = folder(&[("a.jsonl", b"{\"id\":1}\n{\"text\":\"Kenya and Uganda held talks in Nairobi.\"}\n{\"text\":\"\"}\n"), ("b.gz", b"\x1f\x8b\x08")]);
    let done = run(chancery().current_dir(files.path()).args(["code", "a.jsonl", "b.gz", "--refused", "list.tsv"]));
    assert_eq!(done.code, 1, "{}", done.err);
    let list = fs::read_to_string(files.path().join("list.tsv")).expect("a list");
    let kinds = list.lines().skip(1).filter(|line| line.split('\t').count() == 4).count();
    assert_eq!(kinds, 3, "{list}");
    assert!(list.starts_with("input\tkind\treason\thint\n") && list.contains("cut off") && list.contains("without a text"), "{list}");
    assert!(done.err.contains("chancery: refused: "), "{}", done.err);
}
