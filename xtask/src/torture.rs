//! `torture`: a register that is filled by programs that are killed, that run at once, or that find the disk full. After each, `verify` must
//! find nothing, and the finished register must answer as one that was filled in peace. The same seed kills after the same delays.

mod archive;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use chancery_testkit::{Generator, Random};

/// Arguments of `torture`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The program to torture
    #[arg(long, value_name = "FILE", default_value_os_t = crate::root().join("target/release/chancery"))]
    program: PathBuf,
    /// How many reports
    #[arg(long, value_name = "N", default_value_t = 2000)]
    reports: usize,
    /// How many times a run is killed
    #[arg(long, value_name = "N", default_value_t = 50)]
    kills: usize,
    /// Another seed makes other reports and other moments
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Where it happens; must not be there yet, and is removed when all went well
    #[arg(long, value_name = "DIR", default_value_os_t = crate::root().join("target/torture"))]
    out: PathBuf,
}

/// What all parts need.
struct Scene<'a> {
    args: &'a Args,
    feed: PathBuf,
    peaceful: String,
    took: Duration,
}

/// Do all of it.
pub fn run(args: &Args) -> Result<ExitCode> {
    ensure!(args.program.exists(), "there is no program {}; build it, or name another with --program", args.program.display());
    ensure!(!args.out.exists(), "{} is there already; remove it", args.out.display());
    let feed = args.out.join("feed");
    generate(args, &feed)?;
    let mut scene = Scene { args, feed, peaceful: String::new(), took: Duration::ZERO };
    let began = now();
    let whole = args.out.join("whole.db");
    scene.finish(&whole, &scene.feed)?;
    scene.took = began.elapsed();
    scene.peaceful = scene.dump(&whole)?;
    ensure!(scene.peaceful.lines().count() > args.reports, "the register holds next to nothing");
    let parts: [(&str, Part); 4] = [("killed", killed), ("archive", archive::archives), ("two at once", two_at_once), ("full disk", full_disk)];
    let lines = scene.peaceful.lines().count();
    println!("{:<12} {} reports in {:.1} s, {lines} lines of answers", "in peace", args.reports, scene.took.as_secs_f64());
    let mut failed = false;
    for (name, part) in parts {
        let told = part(&scene).unwrap_or_else(|error| {
            failed = true;
            format!("FAILED: {error:#}")
        });
        println!("{name:<12} {told}");
    }
    if failed {
        println!("what is left of it stands in {}", args.out.display());
        return Ok(ExitCode::FAILURE);
    }
    fs::remove_dir_all(&args.out).context("cannot clean up")?;
    Ok(ExitCode::SUCCESS)
}

fn now() -> Instant {
    Instant::now()
}

fn wait(time: Duration) {
    std::thread::sleep(time);
}

/// One part of the torture: what it did to a scene.
type Part = fn(&Scene<'_>) -> Result<String>;

/// Reports in two folders, so that two programs can take one each.
fn generate(args: &Args, feed: &Path) -> Result<()> {
    let mut reports = Generator::new("vi", args.seed).context("there are no templates for this language")?;
    for half in ["0", "1"] {
        fs::create_dir_all(feed.join(half)).with_context(|| format!("cannot make {}", feed.display()))?;
    }
    for number in 0..args.reports {
        let report = reports.report();
        let half = if number % 2 == 0 { "0" } else { "1" };
        fs::write(feed.join(half).join(format!("{}.txt", report.id)), report.text)?;
    }
    Ok(())
}

impl Scene<'_> {
    fn command(&self, register: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.args.program);
        command.arg("--register").arg(register).args(arguments).stdin(Stdio::null());
        command
    }

    fn start(&self, register: &Path, feed: &Path) -> Result<Child> {
        Ok(self.command(register, &["add"]).arg(feed).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?)
    }

    /// Add to the end.
    fn finish(&self, register: &Path, feed: &Path) -> Result<()> {
        let done = self.command(register, &["add"]).arg(feed).output()?;
        ensure!(done.status.success(), "adding ended with {}: {}", done.status, String::from_utf8_lossy(&done.stderr));
        Ok(())
    }

    fn verify(&self, register: &Path) -> Result<()> {
        let done = self.command(register, &["verify"]).output()?;
        ensure!(done.status.success(), "{} is not sound: {}", register.display(), String::from_utf8_lossy(&done.stderr));
        Ok(())
    }

    /// All that the register says, without rows and times.
    fn dump(&self, register: &Path) -> Result<String> {
        let documents = "SELECT hash, name, lang, published, source, title, superseded_by IS NULL FROM document ORDER BY hash";
        let reports = "SELECT uid, type, status, actors, recipients, date, why, record FROM told_event ORDER BY uid";
        let steps = "SELECT commitment, date, status, due, document, start, reasons FROM commitment_history ORDER BY 1, 5, 6, 3";
        let mut out = String::new();
        for arguments in [
            &["sql", documents][..],
            &["sql", reports],
            &["sql", steps],
            &["events", "-f", "jsonl"],
            &["commitments", "-f", "jsonl"],
            &["stats", "-f", "jsonl"],
        ] {
            let done = self.command(register, arguments).output()?;
            ensure!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
            out.push_str(&String::from_utf8(done.stdout)?);
        }
        Ok(out)
    }

    /// Whether a register is sound and answers as one that was filled in peace.
    fn same(&self, register: &Path, peaceful: &str) -> Result<()> {
        self.verify(register)?;
        let now = self.dump(register)?;
        if now == peaceful {
            return Ok(());
        }
        let other = now.lines().zip(peaceful.lines()).find(|(a, b)| a != b);
        bail!("{} answers otherwise than the one filled in peace: {other:?}", register.display())
    }
}

/// Killed at random moments; when a run comes to its end before it is killed, another register is begun.
fn killed(scene: &Scene<'_>) -> Result<String> {
    let mut random = Random::new(scene.args.seed);
    let most = (scene.took.as_millis() as usize / 6).max(40);
    let (mut kills, mut registers, mut begun) = (0, 1, 0);
    let mut register = scene.args.out.join("killed-1.db");
    while kills < scene.args.kills {
        let mut child = scene.start(&register, &scene.feed)?;
        wait(Duration::from_millis(random.below(most) as u64));
        let ended = child.try_wait()?.is_some();
        if ended {
            scene.same(&register, &scene.peaceful)?;
            registers += 1;
            register = scene.args.out.join(format!("killed-{registers}.db"));
            continue;
        }
        child.kill()?;
        child.wait()?;
        kills += 1;
        if register.exists() {
            begun += 1;
            scene.verify(&register).with_context(|| format!("after kill {kills}"))?;
        }
    }
    scene.finish(&register, &scene.feed)?;
    scene.same(&register, &scene.peaceful)?;
    Ok(format!("{kills} kills, {begun} of them after the file was begun: sound each time; {registers} finished registers answer the same"))
}

/// Two programs add a half each, from nothing.
fn two_at_once(scene: &Scene<'_>) -> Result<String> {
    let register = scene.args.out.join("two.db");
    let mut both = [scene.start(&register, &scene.feed.join("0"))?, scene.start(&register, &scene.feed.join("1"))?];
    for child in &mut both {
        let status = child.wait()?;
        ensure!(status.success(), "one of them ended with {status}");
    }
    scene.same(&register, &scene.peaceful)?;
    Ok("nothing was lost, the answers are the same".to_owned())
}

/// A small disk, where this may be mounted.
fn full_disk(scene: &Scene<'_>) -> Result<String> {
    let disk = scene.args.out.join("disk");
    fs::create_dir_all(&disk)?;
    let whole = fs::metadata(scene.args.out.join("whole.db"))?.len();
    let size = format!("size={}k", whole / 3 / 1024);
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|m| m.status.success()) {
        return Ok("skipped: no small disk can be mounted here (it takes root)".to_owned());
    }
    let told = filled(scene, &disk);
    Command::new("umount").arg(&disk).status()?;
    told
}

fn filled(scene: &Scene<'_>, disk: &Path) -> Result<String> {
    let register = disk.join("full.db");
    let done = scene.command(&register, &["add"]).arg(&scene.feed).output()?;
    let told = String::from_utf8_lossy(&done.stderr).trim().lines().last().unwrap_or_default().to_owned();
    ensure!(!done.status.success(), "the disk never got full");
    ensure!(told.contains("the disk is full"), "the message is: {told}");
    // With the room that is left the file may not be opened in place; what matters is what it holds.
    let saved = scene.args.out.join("saved.db");
    for ending in ["", "-wal"] {
        let from = disk.join(format!("full.db{ending}"));
        if from.exists() {
            fs::copy(&from, scene.args.out.join(format!("saved.db{ending}")))?;
        }
    }
    scene.verify(&saved)?;
    let held = scene.command(&saved, &["stats", "-f", "jsonl"]).output()?;
    let held: serde_json::Value = serde_json::from_slice(&held.stdout)?;
    scene.finish(&saved, &scene.feed)?;
    scene.same(&saved, &scene.peaceful)?;
    Ok(format!("told so (`{told}`); {} documents were in; with more room the answers are the same", held["documents"]))
}
