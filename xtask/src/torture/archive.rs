//! Archives of many reports, added by programs that are killed: each goes on where the one before it was stopped.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use chancery_testkit::{Generator, Random};

use super::{Scene, now, wait};
use crate::generate;

/// The archives and their size in MB, before they are packed: each is several batches long, since only between batches a place is noted.
const ARCHIVES: [(&str, u64); 2] = [("reports.jsonl.gz", 8), ("crawl.warc.gz", 30)];
/// Reading and coding take the first part of a run, of which this is the share; once all is in, nothing goes on in the middle.
const EARLY: usize = 3;
/// What a run says that does not begin at the beginning.
const GOES_ON: &str = "goes on after part";

/// Both sorts of archive.
pub(super) fn archives(scene: &Scene<'_>) -> Result<String> {
    let told = ARCHIVES.map(|(name, megabytes)| archive(scene, name, megabytes).with_context(|| name.to_owned()));
    Ok(told.into_iter().collect::<Result<Vec<_>>>()?.join("; "))
}

fn archive(scene: &Scene<'_>, name: &str, megabytes: u64) -> Result<String> {
    let path = scene.args.out.join(name);
    let reports = Generator::new("vi", scene.args.seed).context("there are no templates for this language")?;
    let (reports, _) = generate::write(reports, "vi", scene.args.seed, megabytes, &path)?;
    let whole = scene.args.out.join(format!("{name}.db"));
    let begun = now();
    scene.finish(&whole, &path)?;
    let took = begun.elapsed();
    let peaceful = scene.dump(&whole)?;
    ensure!(peaceful.lines().count() > reports, "the register holds next to nothing");
    let mut random = Random::new(scene.args.seed);
    let (mut kills, mut registers, mut resumed) = (0, 1, 0);
    let mut register = scene.args.out.join(format!("{name}-1.db"));
    while kills < scene.args.kills.div_ceil(5) {
        let mut child = scene.command(&register, &["add"]).arg(&path).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        wait(Duration::from_millis(random.below(took.as_millis() as usize / EARLY) as u64));
        if child.try_wait()?.is_some() {
            resumed += usize::from(goes_on(child)?);
            scene.same(&register, &peaceful)?;
            registers += 1;
            register = scene.args.out.join(format!("{name}-{registers}.db"));
            continue;
        }
        child.kill()?;
        resumed += usize::from(goes_on(child)?);
        kills += 1;
        if register.exists() {
            scene.verify(&register).with_context(|| format!("after kill {kills}"))?;
        }
    }
    let last = scene.command(&register, &["add"]).arg(&path).output()?;
    ensure!(last.status.success(), "adding ended with {}: {}", last.status, String::from_utf8_lossy(&last.stderr));
    scene.same(&register, &peaceful)?;
    ensure!(resumed > 0, "no run went on where another was stopped");
    scene.add_nothing(&register, &path)?;
    Ok(format!("{name}: {reports} reports, {kills} kills, {resumed} runs went on in the middle; {registers} finished registers answer the same"))
}

/// Whether a program that has ended said that it went on in the middle.
fn goes_on(child: Child) -> Result<bool> {
    let said = child.wait_with_output()?;
    Ok(String::from_utf8_lossy(&said.stderr).contains(GOES_ON))
}

impl Scene<'_> {
    /// An archive that is done begins anew, and adds nothing.
    fn add_nothing(&self, register: &Path, archive: &Path) -> Result<()> {
        let done = self.command(register, &["add"]).arg(archive).output()?;
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        ensure!(done.status.success() && !said.contains(GOES_ON) && said.contains("0 documents added"), "added once more it says: {said}");
        Ok(())
    }
}
