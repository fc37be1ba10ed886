//! `chancery add` and `chancery recode`: read, code, store, link.
//!
//! Reports come in batches that are coded in parallel; each batch is one transaction, which also notes how far an input of many parts has
//! come. Linking comes when all are in. A run that was stopped holds whole documents only; the next run goes on from there and links what is left.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, bail};
use chancery_formats::{Scores, to_wire};
use chancery_ingest::{Content, Found, IngestError, Input, Options, expand, read_bytes};
use chancery_model::{CodedDocument, Document, Marking};
use chancery_register::{Added, Arrival, Checkpoint, Notes, Recoded, Register, RegisterError, Stored};
use rayon::prelude::*;

use super::args::{AddArgs, RecodeArgs};
use super::{Session, now};
use crate::code::counted;
use crate::engine::Engine;
use crate::output::Output;
use crate::reading::{Batch, Inputs, Item};
use crate::refused::Refused;

/// So many reports, or fewer if they are large, go into one transaction: each waits for the disk.
const BATCH_REPORTS: usize = 1000;

/// What became of the reports.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) added: usize,
    superseding: usize,
    pub(super) unchanged: usize,
    pub(super) copies: usize,
    withdrawn: usize,
    without_date: usize,
}

impl Tally {
    /// `12 documents added, 3 already there, 1 refused`.
    fn summary(&self, verb: &str, near_copies: usize, refused: usize) -> String {
        let mut parts = vec![format!("{} {verb}", counted(self.added, "document"))];
        for (n, what) in [
            (self.superseding, "in a new version"),
            (near_copies, "repeating another"),
            (self.unchanged, "already there"),
            (self.copies, "copies of what was there"),
            (self.withdrawn, "taken back earlier"),
            (refused, "refused"),
            (self.without_date, "without a date"),
        ] {
            if n > 0 {
                parts.push(format!("{n} {what}"));
            }
        }
        parts.join(", ")
    }

    fn take(&mut self, outcome: Added, has_date: bool) {
        match outcome {
            Added::New => self.added += 1,
            Added::Superseding => {
                self.added += 1;
                self.superseding += 1;
            }
            Added::Unchanged => self.unchanged += 1,
            Added::Copy => self.copies += 1,
            Added::Withdrawn => self.withdrawn += 1,
        }
        if !has_date && matches!(outcome, Added::New | Added::Superseding) {
            self.without_date += 1;
        }
    }
}

/// A document that was read, with what makes its versions one.
pub(super) struct Ready {
    pub(super) document: Document,
    pub(super) origin: Option<String>,
}

/// Add every report of every input.
pub fn add(args: &AddArgs, session: &Session<'_>) -> Result<ExitCode> {
    let inputs = expand(&args.paths);
    if inputs.is_empty() && args.paths.is_empty() && Register::open(&session.path)?.pending()? == 0 {
        bail!("name the reports to add: files, folders, patterns, or - for standard input; nothing is left of an earlier run");
    }
    args.reading.check(&inputs)?;
    let threads = args.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("cannot start threads")?;
    let engine = Engine::load(&args.own.own())?;
    let options = Options { source: args.source.clone(), ..args.reading.options(engine.packs())? };
    let mut refused = Refused::new(args.reading.refused.as_deref(), session.messages)?;
    if args.dry_run {
        return try_out(inputs, &options, args.marking.as_ref(), &pool, &mut refused, session);
    }
    let mut register = Register::open_or_create(&session.path)?;
    let mut intake = Intake { engine, scores: scores()?, pool, marking: args.marking.clone(), tally: Tally::default() };
    let mut places: Vec<Place> = inputs.iter().map(|input| Place::of(input.as_ref().ok(), &options)).collect();
    let mut inputs = Inputs::new(inputs);
    inputs.done = places.iter_mut().map(|place| place.resume(&register, args.from_start, session)).collect::<Result<_>>()?;
    session.messages.start_progress(places.len(), inputs.size());
    let mut seen = 0;
    inputs.batches(BATCH_REPORTS, &options, |batch| {
        seen += batch.reports();
        let (bytes, checkpoints) = (batch.bytes, checkpoints(&batch, &mut places));
        let ready = read_all(batch, &places, &options, &intake.pool, &mut refused)?;
        intake.add(&mut register, &ready, &Notes { checkpoints: &checkpoints, ..Notes::default() })?;
        session.messages.progress(bytes, seen, refused.number());
        Ok(())
    })?;
    session.messages.end_progress();
    refused.end()?;
    let near_copies = intake.finish(&mut register, session)?;
    let counts = register.counts()?;
    let total = format!("{}, {}, {}", counted(counts.documents, "document"), counted(counts.events, "event"), counted(counts.commitments, "commitment"));
    session.messages.note(&format!("{}; the register holds {total}", intake.tally.summary("added", near_copies, refused.number())));
    Ok(ExitCode::from(u8::from(refused.number() > 0)))
}

pub(super) fn scores() -> Result<Scores> {
    Scores::embedded().context("the table of scores is damaged")
}

/// Say what would become of the inputs, and change nothing.
fn try_out(
    inputs: Vec<Result<Input, IngestError>>,
    options: &Options,
    given: Option<&Marking>,
    pool: &rayon::ThreadPool,
    refused: &mut Refused<'_>,
    session: &Session<'_>,
) -> Result<ExitCode> {
    let register = session.path.exists().then(|| Register::look(&session.path)).transpose()?;
    let places: Vec<Place> = inputs.iter().map(|input| Place::of(input.as_ref().ok(), options)).collect();
    let inputs = Inputs::new(inputs);
    let mut texts = BTreeSet::new();
    let mut tally = Tally::default();
    session.messages.start_progress(places.len(), inputs.size());
    let mut seen = 0;
    inputs.batches(BATCH_REPORTS, options, |batch| {
        seen += batch.reports();
        let bytes = batch.bytes;
        for one in read_all(batch, &places, options, pool, refused)? {
            let held = |r: &Register| r.holds(&one.document.text, &marking(r, given, &one)?);
            let known = register.as_ref().map(held).transpose()?.unwrap_or(false);
            let again = !texts.insert(chancery_register::text_hash(&one.document.text));
            tally.take(if known || again { Added::Unchanged } else { Added::New }, one.document.published.is_some());
        }
        session.messages.progress(bytes, seen, refused.number());
        Ok(())
    })?;
    session.messages.end_progress();
    refused.end()?;
    session.messages.note(&tally.summary("would be added", 0, refused.number()));
    Ok(ExitCode::from(u8::from(refused.number() > 0)))
}

/// Where an input stands, and how far it has come.
struct Place {
    path: Option<String>,
    /// What tells whether it is still the same, and is read in the same way: its size, when it was changed, and how it is read.
    version: String,
    /// The part that was found last.
    part: u64,
    /// Whether a checkpoint of it is in the register.
    noted: bool,
}

impl Place {
    fn of(input: Option<&Input>, options: &Options) -> Self {
        let (path, version) = match input {
            Some(Input::File(path)) => (Some(whole_path(path)), version(path, options).unwrap_or_default()),
            _ => (None, String::new()),
        };
        Self { path, version, part: 0, noted: false }
    }

    /// How many of its parts an earlier run has done, unless it is to be read from its beginning.
    fn resume(&mut self, register: &Register, from_start: bool, session: &Session<'_>) -> Result<u64> {
        let Some(path) = &self.path else { return Ok(0) };
        let done = register.checkpoint(&chancery_register::origin(path), &self.version)?;
        self.noted = done > 0;
        if from_start || done == 0 {
            return Ok(0);
        }
        self.part = done;
        session.messages.note(&format!("{path}: goes on after part {done}, where an earlier run was stopped; --from-start begins anew"));
        Ok(done)
    }

    /// What versions of a report found here have in common, unless it has an address: the file, or the file, the path within it and its id there.
    fn origin(&self, is_whole: bool, within: &str, id: &str) -> Option<String> {
        let path = self.path.as_ref()?;
        Some(chancery_register::origin(&match (is_whole, within) {
            (true, _) => path.clone(),
            (false, "") => format!("{path}#{id}"),
            (false, within) => format!("{path}#{within}#{id}"),
        }))
    }
}

fn whole_path(path: &Path) -> String {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

/// Size and time of change of a file, and all that decides what is read of it and what is refused.
fn version(path: &Path, options: &Options) -> Option<String> {
    let about = fs::metadata(path).ok()?;
    let changed = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let Options { limits, date, lang, source, map, charset, .. } = options;
    let how = chancery_register::text_hash(&format!("{limits:?} {date:?} {lang:?} {source:?} {map:?} {charset:?}"));
    Some(format!("{} {} {how}", about.len(), changed.as_nanos()))
}

/// How far the inputs of a batch have come with it: noted for those that do not end with it.
fn checkpoints(batch: &Batch, places: &mut [Place]) -> Vec<Checkpoint> {
    let mut out: Vec<Checkpoint> = Vec::new();
    for (number, item) in &batch.items {
        let Some(place) = places.get_mut(*number) else { continue };
        let Some(path) = &place.path else { continue };
        let (origin, version) = (chancery_register::origin(path), place.version.clone());
        match item {
            Item::Report(Ok(found)) => place.part = found.part,
            Item::Report(Err(error)) => place.part = place.part.max(error.part),
            Item::End if place.noted => {
                place.noted = false;
                out.push(Checkpoint { origin, version, done: None });
            }
            Item::End => {}
        }
    }
    // Only the last input can be in the middle.
    if let Some((number, Item::Report(_))) = batch.items.last()
        && let Some(place) = places.get_mut(*number)
        && let Some(path) = &place.path
    {
        place.noted = true;
        out.push(Checkpoint { origin: chancery_register::origin(path), version: place.version.clone(), done: Some(place.part) });
    }
    out
}

/// Read the reports of a batch; those that cannot be read are refused.
fn read_all(batch: Batch, places: &[Place], options: &Options, pool: &rayon::ThreadPool, refused: &mut Refused<'_>) -> Result<Vec<Ready>> {
    let reports = batch.items.into_iter().filter_map(|(number, item)| if let Item::Report(report) = item { Some((number, report)) } else { None });
    let reports: Vec<(usize, Result<Found, IngestError>)> = reports.collect();
    let read: Vec<Result<Ready, IngestError>> =
        pool.install(|| reports.into_par_iter().map(|(number, report)| read(report, places.get(number), options)).collect());
    let mut ready = Vec::new();
    for outcome in read {
        match outcome {
            Ok(one) => ready.push(one),
            Err(error) => refused.take(&error)?,
        }
    }
    Ok(ready)
}

fn read(report: Result<Found, IngestError>, place: Option<&Place>, options: &Options) -> Result<Ready, IngestError> {
    let found = report?;
    let (is_whole, within) = (matches!(found.content, Content::File(..)), found.within.clone());
    let document = found.read(options)?;
    // The same file, or report in it, read again after a change is a new version of one document.
    let origin = document.url.clone().or_else(|| place.and_then(|place| place.origin(is_whole, &within, &document.id)));
    Ok(Ready { document, origin })
}

/// What turns documents into entries of a register, and counts them.
pub(super) struct Intake {
    pub(super) engine: Engine,
    pub(super) scores: Scores,
    pub(super) pool: rayon::ThreadPool,
    /// How documents are marked, if not by their source.
    pub(super) marking: Option<Marking>,
    pub(super) tally: Tally,
}

impl Intake {
    /// Code what is new and store it, with what is to be noted.
    pub(super) fn add(&mut self, register: &mut Register, ready: &[Ready], notes: &Notes<'_>) -> Result<()> {
        let markings: Vec<Marking> = ready.iter().map(|one| marking(register, self.marking.as_ref(), one)).collect::<Result<_, RegisterError>>()?;
        let known: Vec<bool> =
            ready.iter().zip(&markings).map(|(one, marking)| register.holds(&one.document.text, marking)).collect::<Result<_, RegisterError>>()?;
        let code = |(one, known): (&Ready, &bool)| if *known { CodedDocument::default() } else { self.engine.code(&one.document) };
        let coded: Vec<CodedDocument> = self.pool.install(|| ready.par_iter().zip(&known).map(code).collect());
        let wires: Vec<_> = ready.iter().zip(&coded).map(|(one, coded)| to_wire(&one.document, coded, &self.scores)).collect();
        let arrivals: Vec<Arrival<'_>> = ready
            .iter()
            .zip(&wires)
            .zip(&markings)
            .map(|((Ready { document, origin }, coded), marking)| Arrival {
                text: &document.text,
                coded,
                origin: origin.as_deref(),
                coder: Engine::version(),
                marking,
            })
            .collect();
        for (outcome, one) in register.add_noting(&arrivals, notes, &now())?.iter().zip(ready) {
            self.tally.take(*outcome, one.document.published.is_some());
        }
        Ok(())
    }

    /// Compare and link what was added, and name its parties. Gives how many documents were found to repeat another.
    pub(super) fn finish(&self, register: &mut Register, session: &Session<'_>) -> Result<usize> {
        let copies = link(register, session)?;
        register.name_parties(&|code| self.engine.party_named(code))?;
        Ok(copies)
    }
}

/// How a document is marked.
fn marking(register: &Register, given: Option<&Marking>, one: &Ready) -> Result<Marking, RegisterError> {
    given.map_or_else(|| register.source_marking(one.document.source.as_deref()), |marking| Ok(marking.clone()))
}

/// Compare and link what waits for it. Gives how many documents were found to repeat another.
fn link(register: &mut Register, session: &Session<'_>) -> Result<usize> {
    let waiting = usize::try_from(register.pending()?).unwrap_or(usize::MAX);
    let bar = session.messages.bar(waiting, "compared");
    let copies = register.find_copies(|done| bar.set_position(done))?;
    bar.finish_and_clear();
    let waiting = usize::try_from(register.pending()?).unwrap_or(usize::MAX);
    let bar = session.messages.bar(waiting, "linked");
    let mut before = 0;
    register.link(|done, _| {
        bar.inc(done - before);
        before = done;
    })?;
    bar.finish_and_clear();
    Ok(copies)
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
    let scores = scores()?;
    let mut out = Output::open(None, &[])?;
    let mut told = Recoded::default();
    let ids = register.documents()?;
    let bar = session.messages.bar(ids.len(), "read again");
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
        bar.inc(1);
    }
    bar.finish_and_clear();
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
