//! `chancery import-cameo`: dictionaries of actors and agents become a pack, and a report of what was left out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_knowledge::{Own, cameo};
use clap::Args;

use crate::engine::data_folder;
use crate::messages::Messages;
use crate::own::check;

const EXAMPLES: &str = "\
Examples:
  chancery import-cameo actors.txt agents.txt --out words
  chancery pack check words
  chancery code feed/ --pack words

Names that ship already stay as they are. What could not be carried over is counted, with the
first places of each reason, in import-report.txt in the new folder.

Exit codes:
  0  the pack was written and has no fault
  1  the pack was written, but has faults
  2  wrong usage, or the program could not go on";

/// The report beside the tables.
const REPORT: &str = "import-report.txt";

/// Arguments of `chancery import-cameo`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ImportArgs {
    /// Dictionaries: entries such as `EXAMPLE_BRIGADE_ [SYRREB]`, agents such as `FARMER [~AGR]`
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The folder to write, which must be new or empty
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,
    /// The language of the names
    #[arg(long, short, default_value = "en", value_name = "LANG")]
    pub lang: String,
}

/// Read dictionaries, write a pack, check it, tell what became of them.
pub fn import(args: &ImportArgs, messages: &Messages) -> Result<ExitCode> {
    if fs::read_dir(&args.out).is_ok_and(|mut inside| inside.next().is_some()) {
        bail!("{} is not empty; name a new folder", args.out.display());
    }
    let mut files = Vec::new();
    for path in &args.files {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        files.push((name, fs::read(path).with_context(|| format!("cannot read {}", path.display()))?));
    }
    let import = cameo::import(&files, &args.lang, data_folder().as_deref())?;
    for (table, text) in &import.tables {
        write(&args.out.join(table), text)?;
    }
    let report = import.report.to_string();
    write(&args.out.join(REPORT), &report)?;
    let reported = args.out.join(REPORT);
    messages.note(&summary(&import.report, &reported));
    if import.tables.is_empty() {
        bail!("nothing could be carried over; {} says why", reported.display());
    }
    let (said, code) = check(&Own { packs: vec![args.out.clone()], parties: Vec::new() });
    messages.note(said.trim_end());
    Ok(code)
}

/// The figures of the report in one line.
fn summary(report: &cameo::Report, place: &Path) -> String {
    let rows: usize = report.rows.values().sum();
    let left_out: usize = report.left_out.values().map(|(number, _)| number).sum();
    let unmapped: usize = report.unmapped.values().map(|(number, _)| number).sum();
    format!(
        "{} entries read, {} used; {rows} rows written; {left_out} names or codes left out, {unmapped} parts of codes without a meaning here, {} lines that make no sense ({} says which)",
        report.entries,
        report.used,
        report.faults.len(),
        place.display()
    )
}

fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
