//! `chancery code` and `chancery explain`: read, code, write.
//!
//! Reports come in batches; a batch is coded in parallel and written in the order of the inputs, so the output is the same whatever the
//! number of threads.

use std::ops::ControlFlow;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_formats::{Format, Renderer, Scores};
use chancery_ingest::{Found, IngestError, Options, Progress, expand, walk};
use rayon::prelude::*;

use crate::args::{CodeArgs, Color, ExplainArgs};
use crate::engine::Engine;
use crate::messages::Messages;
use crate::output::{self, Output};
use crate::reading::{Inputs, Item};
use crate::refused::Refused;

/// A batch ends after so many reports for each thread: few, so that what is written was not yet pushed out of the caches.
const BATCH_REPORTS: usize = 32;
/// Documents without a date that are named one by one; the others are only counted.
const NAMED_WITHOUT_DATE: usize = 20;

/// What became of one report.
enum Outcome {
    Coded(Coded),
    Refused(IngestError),
}

/// A coded document, ready to be written.
struct Coded {
    text: String,
    events: usize,
    commitments: usize,
    has_date: bool,
}

/// Figures for the closing summary.
#[derive(Default)]
struct Tally {
    read: usize,
    without_date: usize,
    events: usize,
    commitments: usize,
}

/// Code every report of every input.
pub fn code(args: &CodeArgs, color: Color, messages: &Messages) -> Result<ExitCode> {
    let inputs = expand(&args.paths);
    args.reading.check(&inputs)?;
    let target = args.output.as_deref();
    let format = match args.format {
        Some(format) => format,
        None if output::is_terminal(target) => Format::Table,
        None => Format::Jsonl,
    };
    let threads = args.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("cannot start threads")?;
    let scores = Scores::embedded().context("the table of scores is damaged")?;
    let renderer = Renderer::new(format, scores, output::table_style(target, color));
    let engine = Engine::load(&args.own.own())?;
    let options = args.reading.options(engine.packs())?;
    let mut out = Output::open(target, &inputs)?;
    let mut refused = Refused::new(args.reading.refused.as_deref(), messages)?;

    let mut tally = Tally::default();
    out.write(&renderer.begin())?;
    let number_of_inputs = inputs.len();
    let inputs = Inputs::new(inputs);
    messages.start_progress(number_of_inputs, inputs.size());
    let mut number = 0;
    inputs.batches(BATCH_REPORTS * pool.current_num_threads(), &options, |batch| {
        let first = number;
        number += batch.reports();
        let reports: Vec<_> = batch.items.into_iter().filter_map(|(_, item)| if let Item::Report(report) = item { Some(report) } else { None }).collect();
        let outcomes: Vec<(String, Result<Outcome>)> = pool.install(|| {
            reports
                .into_par_iter()
                .enumerate()
                .map(|(at, report)| {
                    let name = report.as_ref().map(|found| found.name.clone()).unwrap_or_default();
                    (name, code_one(first + at, report, &engine, &renderer, &options))
                })
                .collect()
        });
        for (name, outcome) in outcomes {
            match outcome? {
                Outcome::Refused(error) => refused.take(&error)?,
                Outcome::Coded(coded) => tally.take(&name, &coded, messages, &mut out)?,
            }
        }
        out.flush()?;
        messages.progress(batch.bytes, number, refused.number());
        Ok(())
    })?;
    out.write(&renderer.end())?;
    out.flush()?;
    // The program ends here: taking apart what it knows would only take time.
    std::mem::forget(engine);
    messages.end_progress();
    refused.end()?;
    if number_of_inputs > 1 || number > 1 || refused.number() > 0 {
        messages.note(&tally.summary(refused.number()));
    }
    Ok(ExitCode::from(u8::from(refused.number() > 0)))
}

/// Show how one document is read.
pub fn explain(args: &ExplainArgs, messages: &Messages) -> Result<ExitCode> {
    let inputs = expand(std::slice::from_ref(&args.path));
    let [input] = <[_; 1]>::try_from(inputs).or_else(|inputs| bail!("{} stands for {} files; explain one", args.path.display(), inputs.len()))?;
    let engine = Engine::load(&args.own.own())?;
    let options = args.reading.options(engine.packs())?;
    let mut reports = Vec::new();
    match input {
        Err(error) => reports.push(Err(error)),
        Ok(input) => {
            let _ = walk(&input, 0, &options, &Progress::default(), &mut |report| {
                reports.push(report);
                if reports.len() < 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
        }
    }
    if reports.len() > 1 {
        bail!("{} holds more than one report; explain one", args.path.display());
    }
    let Some(report) = reports.pop() else { bail!("{} holds no report", args.path.display()) };
    match report.and_then(|found| found.read(&options)) {
        Ok(document) => {
            let mut out = Output::open(None, &[])?;
            out.write(&engine.explain(&document))?;
            out.flush()?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            messages.error(&error.to_string());
            Ok(ExitCode::FAILURE)
        }
    }
}

fn code_one(number: usize, report: Result<Found, IngestError>, engine: &Engine, renderer: &Renderer, options: &Options) -> Result<Outcome> {
    let document = match report.and_then(|found| found.read(options)) {
        Ok(document) => document,
        Err(error) => return Ok(Outcome::Refused(error)),
    };
    let coded = engine.code(&document);
    Ok(Outcome::Coded(Coded {
        text: renderer.document(number, &document, &coded)?,
        events: coded.events.len(),
        commitments: coded.commitments.len(),
        has_date: document.published.is_some(),
    }))
}

impl Tally {
    /// Write one document and count it.
    fn take(&mut self, name: &str, coded: &Coded, messages: &Messages, out: &mut Output) -> Result<()> {
        self.read += 1;
        self.events += coded.events;
        self.commitments += coded.commitments;
        if !coded.has_date {
            self.without_date += 1;
            self.warn_of_date(name, messages);
        }
        out.write(&coded.text)
    }

    fn warn_of_date(&self, name: &str, messages: &Messages) {
        if self.without_date <= NAMED_WITHOUT_DATE {
            messages.warning(&format!("{name}: no date found; dates without a year stay empty (give one with --date YYYY-MM-DD)"));
        } else if self.without_date == NAMED_WITHOUT_DATE + 1 {
            messages.warning("further documents without a date are only counted");
        }
    }

    /// `12 documents read, 1 refused; 30 events, 9 commitments; 2 without a date`.
    fn summary(&self, refused: usize) -> String {
        let documents = counted(self.read, "document");
        let events = counted(self.events, "event");
        let commitments = counted(self.commitments, "commitment");
        let dates = match self.without_date {
            0 => String::new(),
            n => format!("; {n} without a date"),
        };
        format!("{documents} read, {refused} refused; {events}, {commitments}{dates}")
    }
}

/// `1 event`, `2 events`.
pub fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
