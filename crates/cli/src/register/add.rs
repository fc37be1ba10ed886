//! `chancery add` and `chancery recode`: read, code, store, link.
//!
//! As in `chancery code`, inputs are taken in batches that are coded in parallel; each batch is one transaction. Linking comes when all are in.
//! A run that was stopped holds whole documents only, and the next run links what is left.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_formats::{Scores, to_wire};
use chancery_ingest::{IngestError, Input, Options, expand, read_bytes};
use chancery_model::{CodedDocument, Document};
use chancery_register::{Added, Arrival, PageMark, Recoded, Register, RegisterError, Stored};
use rayon::prelude::*;

use super::args::{AddArgs, RecodeArgs};
use super::{Session, now};
use crate::code::{counted, next_batch};
use crate::engine::Engine;
use crate::output::Output;

/// So many inputs, or fewer if they are large, go into one transaction: each waits for the disk.
const BATCH_INPUTS: usize = 1000;

/// What became of the inputs.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) added: usize,
    superseding: usize,
    pub(super) unchanged: usize,
    pub(super) copies: usize,
    refused: usize,
    without_date: usize,
}

impl Tally {
    fn summary(&self, total: &str) -> String {
        let mut parts = vec![format!("{} added", counted(self.added, "document"))];
        for (n, what) in [
            (self.superseding, "in a new version"),
            (self.unchanged, "already there"),
            (self.copies, "copies of what was there"),
            (self.refused, "refused"),
            (self.without_date, "without a date"),
        ] {
            if n > 0 {
                parts.push(format!("{n} {what}"));
            }
        }
        format!("{}; the register holds {total}", parts.join(", "))
    }
}

/// A document that was read, with what makes its versions one.
pub(super) struct Ready {
    pub(super) document: Document,
    pub(super) coded: Option<CodedDocument>,
    pub(super) origin: Option<String>,
}

/// Add every input.
pub fn add(args: &AddArgs, session: &Session<'_>) -> Result<ExitCode> {
    let inputs = expand(&args.paths);
    if inputs.is_empty() && args.paths.is_empty() && Register::open(&session.path)?.pending()? == 0 {
        bail!("name the reports to add: files, folders, patterns, or - for standard input; nothing is left of an earlier run");
    }
    if args.reading.id.is_some() && inputs.len() > 1 {
        bail!("--id names one document, but there are {}; leave it out to name each by its file", inputs.len());
    }
    let threads = args.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("cannot start threads")?;
    let scores = Scores::embedded().context("the table of scores is damaged")?;
    let engine = Engine::load(&args.own.own())?;
    let options = Options { source: args.source.clone(), ..args.reading.options(engine.packs())? };
    let mut register = Register::open_or_create(&session.path)?;
    let mut tally = Tally::default();
    session.messages.start_progress(inputs.len());
    let mut waiting = inputs.into_iter();
    loop {
        let batch = next_batch(&mut waiting, BATCH_INPUTS);
        if batch.is_empty() {
            break;
        }
        let size = batch.len();
        let read: Vec<Result<Ready, IngestError>> = pool.install(|| batch.into_par_iter().map(|input| read(input, &options)).collect());
        let mut ready = Vec::new();
        for outcome in read {
            match outcome {
                Ok(one) => ready.push(one),
                Err(error) => {
                    tally.refused += 1;
                    session.messages.error(&error.to_string());
                }
            }
        }
        store(&mut register, &mut ready, &[], &Coder { engine: &engine, scores: &scores, pool: &pool }, &mut tally)?;
        session.messages.progress(size);
    }
    session.messages.end_progress();
    link(&mut register, session)?;
    register.name_parties(&|code| engine.party_named(code))?;
    let counts = register.counts()?;
    let total = format!("{}, {}, {}", counted(counts.documents, "document"), counted(counts.events, "event"), counted(counts.commitments, "commitment"));
    session.messages.note(&tally.summary(&total));
    Ok(ExitCode::from(u8::from(tally.refused > 0)))
}

fn read(input: Result<Input, IngestError>, options: &Options) -> Result<Ready, IngestError> {
    let input = input?;
    let document = input.read(options)?;
    // The same file read again after a change is a new version of one document.
    let origin = match (&document.url, &input) {
        (Some(url), _) => Some(url.clone()),
        (None, Input::File(path)) => Some(origin(path)),
        (None, Input::Stdin) => None,
    };
    Ok(Ready { document, coded: None, origin })
}

/// What stands for a file without naming it.
fn origin(path: &Path) -> String {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    chancery_register::origin(&path.to_string_lossy())
}

/// What coding needs.
pub(super) struct Coder<'c> {
    pub(super) engine: &'c Engine,
    pub(super) scores: &'c Scores,
    pub(super) pool: &'c rayon::ThreadPool,
}

/// Code what is new and store the batch, with what is to be written down of the pages it was found on.
pub(super) fn store(register: &mut Register, ready: &mut [Ready], marks: &[PageMark], coder: &Coder<'_>, tally: &mut Tally) -> Result<()> {
    let Coder { engine, scores, pool } = coder;
    let known: Vec<bool> = ready.iter().map(|one| register.holds(&one.document.text)).collect::<Result<_, RegisterError>>()?;
    pool.install(|| {
        ready.par_iter_mut().zip(&known).for_each(|(one, known)| {
            one.coded = Some(if *known { CodedDocument::default() } else { engine.code(&one.document) });
        });
    });
    let wires: Vec<_> = ready.iter().filter_map(|one| Some((one, to_wire(&one.document, one.coded.as_ref()?, scores)))).collect();
    let arrivals: Vec<Arrival<'_>> =
        wires.iter().map(|(one, wire)| Arrival { text: &one.document.text, coded: wire, origin: one.origin.as_deref(), coder: Engine::version() }).collect();
    for (outcome, (one, _)) in register.add_pages(&arrivals, &now(), marks)?.iter().zip(&wires) {
        match outcome {
            Added::New => tally.added += 1,
            Added::Superseding => {
                tally.added += 1;
                tally.superseding += 1;
            }
            Added::Unchanged => tally.unchanged += 1,
            Added::Copy => tally.copies += 1,
        }
        if one.document.published.is_none() && matches!(outcome, Added::New | Added::Superseding) {
            tally.without_date += 1;
        }
    }
    Ok(())
}

pub(super) fn link(register: &mut Register, session: &Session<'_>) -> Result<()> {
    let waiting = usize::try_from(register.pending()?).unwrap_or(usize::MAX);
    let bar = session.messages.bar(waiting, "linked");
    let mut before = 0;
    register.link(|done, _| {
        bar.inc(done - before);
        before = done;
    })?;
    bar.finish_and_clear();
    Ok(())
}

/// A stored document, read as when it came in: its date, and its language if that is not told otherwise now.
fn reread(stored: &Stored, engine: &Engine) -> Result<Document> {
    let options = Options {
        date: stored.published.as_deref().and_then(|d| d.parse().ok()),
        id: Some(stored.id.clone()),
        source: stored.source.clone(),
        url: stored.url.clone(),
        packs: engine.packs(),
        ..Options::default()
    };
    let read = |options: &Options| read_bytes(&stored.id, stored.text.as_bytes(), options);
    match read(&options) {
        Ok(document) if document.lang == stored.lang => Ok(document),
        _ => Ok(read(&Options { lang: Some(stored.lang.clone()), ..options })?),
    }
}

/// Read the stored reports again.
pub fn recode(args: &RecodeArgs, session: &Session<'_>) -> Result<ExitCode> {
    let mut register = session.open()?;
    let engine = Engine::load(&args.own.own())?;
    let scores = Scores::embedded().context("the table of scores is damaged")?;
    let mut out = Output::open(None, &[])?;
    let mut told = Recoded::default();
    let ids = register.documents()?;
    session.messages.start_progress(ids.len());
    for id in ids {
        let Some(stored) = register.stored(id)? else { continue };
        let document = reread(&stored, &engine)?;
        let coded = engine.code(&document);
        let wire = to_wire(&document, &coded, &scores);
        let changes = register.recode(id, &wire, Engine::version(), args.dry_run)?;
        for line in &changes.lines {
            out.write(&format!("{line}\n"))?;
        }
        told.add(&changes);
        session.messages.progress(1);
    }
    session.messages.end_progress();
    out.flush()?;
    if !args.dry_run {
        link(&mut register, session)?;
    }
    let verb = if args.dry_run { "would be" } else { "were" };
    session.messages.note(&format!(
        "{} read again; {} {verb} gained, {} lost, {} changed, {} kept",
        counted(told.documents, "document"),
        told.gained,
        told.lost,
        told.changed,
        told.kept
    ));
    Ok(ExitCode::SUCCESS)
}
