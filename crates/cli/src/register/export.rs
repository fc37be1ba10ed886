//! `chancery export`: what the register holds, to a file that other tools read.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use chancery_export::{Act, ActTable, ActWriter, CommitmentTable, CommitmentWriter, ExportError, Format};
use chancery_knowledge::Own;
use chancery_model::{CommitmentKind, CommitmentStatus, PartialDate, Status};
use chancery_register::days::of_day;
use chancery_register::{Filter, Register};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;

use super::args::{ActFilter, CommonFilter};
use super::ask::{of_acts, of_both};
use super::{Session, today};
use crate::code::counted;
use crate::engine::Engine;
use crate::output::refuse_terminal;

/// Arguments of `chancery export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The format [default: by the ending of the file]
    #[arg(value_name = "FORMAT", value_parser = formats(), required_unless_present = "out")]
    pub format: Option<Format>,
    /// Write to a file, which appears once it is whole, instead of standard output
    #[arg(long, short, visible_alias = "output", value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// What a row of a table is [default: events; commitments for ical]
    #[arg(long, value_enum, value_name = "TABLE")]
    pub table: Option<Table>,
    #[command(flatten)]
    pub common: CommonFilter,
    #[command(flatten)]
    pub acts: ActFilter,
    /// Status of the acts, or of the commitments
    #[arg(long, value_name = "STATUS", hide_possible_values = true, value_parser = PossibleValuesParser::new(Status::ALL.iter().map(|code| code.as_str()).chain(CommitmentStatus::ALL.iter().map(|code| code.as_str()))))]
    pub status: Option<String>,
    /// Sort of commitment
    #[arg(long = "kind", short = 'k', value_name = "KIND", value_parser = PossibleValuesParser::new(CommitmentKind::ALL.iter().map(|code| code.as_str())))]
    pub sort: Option<String>,
    /// Only commitments that should have been kept by now and were not
    #[arg(long)]
    pub overdue: bool,
    /// Only commitments due before a date
    #[arg(long, value_name = "DATE")]
    pub due_before: Option<PartialDate>,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Table {
    /// An act
    Events,
    /// A report of an act, with its words
    Reports,
    /// An undertaking
    Commitments,
    /// A step of an undertaking, with its words
    Steps,
}

/// What is asked for, of acts or of undertakings.
enum Subject {
    Acts(ActTable),
    Commitments(CommitmentTable),
}

/// Takes the names of the formats.
fn formats() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.map(|format| PossibleValue::new(format.as_str()).help(format.about()));
    PossibleValuesParser::new(values).try_map(|name| name.parse::<Format>())
}

impl ExportArgs {
    fn format(&self) -> Result<Format> {
        let by_ending = || self.out.as_deref().and_then(Path::extension).and_then(|ending| Format::of_extension(&ending.to_string_lossy()));
        self.format.or_else(by_ending).ok_or_else(|| {
            let names = Format::ALL.map(Format::as_str).join(", ");
            anyhow!("the ending of the file names no format; write one before --out [possible values: {names}]")
        })
    }

    /// What to write, where the format, the table and the filters go together.
    fn subject(&self, format: Format) -> Result<Subject> {
        let of_commitments = self.sort.is_some() || self.overdue || self.due_before.is_some();
        let (acts, commitments) = match self.status.as_deref() {
            Some(status) => (status.parse::<Status>().is_ok(), status.parse::<CommitmentStatus>().is_ok()),
            None => (true, true),
        };
        let subject = match self.table {
            Some(Table::Events) => Subject::Acts(ActTable::Events),
            Some(Table::Reports) => Subject::Acts(ActTable::Reports),
            Some(Table::Commitments) => Subject::Commitments(CommitmentTable::Commitments),
            Some(Table::Steps) => Subject::Commitments(CommitmentTable::Steps),
            None if format == Format::ICalendar => Subject::Commitments(CommitmentTable::Commitments),
            None => Subject::Acts(ActTable::Events),
        };
        match subject {
            Subject::Acts(_) if of_commitments => bail!("--kind, --overdue and --due-before ask for commitments; write them with --table commitments"),
            Subject::Acts(_) if !acts => bail!("no act has this status; it is one of commitments"),
            Subject::Commitments(_) if !self.acts.is_empty() => {
                bail!("--type, --mode, --context, --from, --to, --place and --person ask for acts, and this is a table of commitments")
            }
            Subject::Commitments(_) if !commitments => bail!("no commitment has this status; it is one of acts"),
            subject => Ok(subject),
        }
    }
}

/// `chancery export`.
pub fn export(args: &ExportArgs, session: &Session<'_>) -> Result<ExitCode> {
    let format = args.format()?;
    let subject = args.subject(format)?;
    refuse_terminal(format, args.out.as_deref())?;
    if args.out.as_deref().is_some_and(|out| fs::canonicalize(out).is_ok_and(|out| fs::canonicalize(&session.path).is_ok_and(|register| register == out))) {
        bail!("{} is the register; write to another file", session.path.display());
    }
    let register = session.open()?;
    let mut part = None;
    let out: Box<dyn Write + Send> = match args.out.as_deref() {
        None => Box::new(io::stdout()),
        // A pipe or device is written to as it is.
        Some(path) if path.exists() && !path.is_file() => Box::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?),
        Some(path) => Box::new(part.insert(Part::begin(path)?).file()?),
    };
    let out = BufWriter::with_capacity(1 << 16, out);
    match subject {
        Subject::Acts(table) => {
            let filter = of_acts(&args.common, &args.acts, args.status.as_deref())?;
            let engine = Engine::load(&Own::default())?;
            let bar = session.messages.counter("acts");
            let left_out = acts(&register, &engine, &filter, format, table, out, &bar)?;
            bar.finish_and_clear();
            if left_out > 0 {
                let acts = counted(left_out, "act");
                session
                    .messages
                    .note(&format!("{acts} not written: planned, feared, denied or long past, for which {format} has no column; --status asks for them"));
            }
        }
        Subject::Commitments(table) => {
            let filter =
                Filter { kind: args.sort.clone(), status: args.status.clone(), overdue: args.overdue, due_before: args.due_before, ..of_both(&args.common)? };
            let bar = session.messages.counter("commitments");
            let left_out = commitments(&register, &filter, format, table, out, &bar)?;
            bar.finish_and_clear();
            if left_out > 0 {
                session.messages.note(&format!("{} without a due date not written", counted(left_out, "commitment")));
            }
        }
    }
    if let Some(part) = part {
        part.finish()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Write the acts; how many were left out because the format cannot say that they were not done.
fn acts(
    register: &Register,
    engine: &Engine,
    filter: &Filter,
    format: Format,
    table: ActTable,
    out: impl Write + Send,
    bar: &ProgressBar,
) -> Result<usize, ExportError> {
    let names = |code: &str| engine.party_named(code);
    let points = |country: &str, place: &str| engine.point(country, place);
    let mut writer = ActWriter::new(format, table, &names, out)?;
    let mut left_out = 0;
    register.each_act(filter, |event, records| {
        let act = Act::new(event, records, &points);
        bar.inc(1);
        if filter.status.is_none() && !format.holds(&act) {
            left_out += 1;
            return Ok(());
        }
        writer.act(&act)
    })?;
    writer.finish()?;
    Ok(left_out)
}

/// Write the undertakings; how many have no place in the format.
fn commitments(
    register: &Register,
    filter: &Filter,
    format: Format,
    table: CommitmentTable,
    out: impl Write + Send,
    bar: &ProgressBar,
) -> Result<usize, ExportError> {
    let mut writer = CommitmentWriter::new(format, table, out)?;
    let mut left_out = 0;
    register.each_commitment(filter, of_day(today()), |commitment| {
        bar.inc(1);
        left_out += usize::from(!writer.commitment(&commitment)?);
        Ok::<_, ExportError>(())
    })?;
    writer.finish()?;
    Ok(left_out)
}

/// A file under another name until it is whole.
pub struct Part {
    part: PathBuf,
    whole: PathBuf,
    done: bool,
}

impl Part {
    /// A file that is to have a name.
    pub fn begin(whole: &Path) -> Result<Self> {
        let mut name = whole.file_name().with_context(|| format!("{} is no name of a file", whole.display()))?.to_owned();
        name.push(".part");
        Ok(Self { part: whole.with_file_name(name), whole: whole.to_owned(), done: false })
    }

    /// The file to write to.
    pub fn file(&mut self) -> Result<File> {
        File::create(&self.part).with_context(|| format!("cannot write {}", self.part.display()))
    }

    /// It is whole.
    pub fn finish(mut self) -> Result<()> {
        fs::rename(&self.part, &self.whole).with_context(|| format!("cannot write {}", self.whole.display()))?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.done {
            // What is there is no use to anybody; that it cannot be taken away is no worse fault than the one that led here.
            let _ = fs::remove_file(&self.part);
        }
    }
}
