//! `chancery code` and `chancery explain`: read, code, write.
//!
//! Reports come in batches; a batch is coded in parallel and written in the order of the inputs, so the output is the same whatever the
//! number of threads.

use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_export::RecordWriter;
use chancery_formats::{Format, Renderer, Scores, to_wire};
use chancery_ingest::{Found, IngestError, Options, Progress, expand, walk};
use chancery_model::{CodedDocument, Document};
use rayon::prelude::*;

use crate::args::{CodeArgs, CodeFormat, Color, ExplainArgs};
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

/// A coded document.
struct Coded {
    written: Written,
    events: usize,
    commitments: usize,
    has_date: bool,
}

/// A document on its way to the output.
enum Written {
    /// As it will stand there.
    Text(String),
    /// To be put among the rows of an export.
    Rows(Box<(Document, CodedDocument)>),
}

/// Where coded documents go.
enum Sink<'e> {
    Documents(Output),
    Export(Box<RecordWriter<'e, BufWriter<Box<dyn Write + Send>>>>, Scores),
}

impl Sink<'_> {
    /// Write a document; how many of its acts have no place in the format.
    fn write(&mut self, written: &Written) -> Result<usize> {
        match (self, written) {
            (Self::Documents(out), Written::Text(text)) => out.write(text).map(|()| 0),
            (Self::Export(writer, scores), Written::Rows(document)) => Ok(writer.document(&to_wire(&document.0, &document.1, scores))?),
            (Self::Documents(_), Written::Rows(_)) | (Self::Export(..), Written::Text(_)) => Ok(0),
        }
    }

    /// Write what is held back, where a reader can use it before the end.
    fn flush(&mut self) -> Result<()> {
        match self {
            Self::Documents(out) => out.flush(),
            Self::Export(..) => Ok(()),
        }
    }
}

/// Figures for the closing summary.
#[derive(Default)]
struct Tally {
    read: usize,
    left_out: usize,
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
        None if output::is_terminal(target) => CodeFormat::Documents(Format::Table),
        None => CodeFormat::Documents(Format::Jsonl),
    };
    if let CodeFormat::Export(format) = format {
        output::refuse_terminal(format, target)?;
    }
    let threads = args.jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("cannot start threads")?;
    let scores = Scores::embedded().context("the table of scores is damaged")?;
    let engine = Engine::load(&args.own.own())?;
    let options = args.reading.options(engine.packs())?;
    let mut out = Output::open(target, &inputs)?;
    let names = |code: &str| engine.party_named(code);
    let points = |country: &str, place: &str| engine.point(country, place);
    let (renderer, mut sink) = match format {
        CodeFormat::Documents(format) => {
            let renderer = Renderer::new(format, scores, output::table_style(target, color));
            out.write(&renderer.begin())?;
            (Some(renderer), Sink::Documents(out))
        }
        CodeFormat::Export(format) => (None, Sink::Export(Box::new(RecordWriter::new(format, &names, &points, out.into_sink())?), scores)),
    };
    let mut refused = Refused::new(args.reading.refused.as_deref(), messages)?;

    let mut tally = Tally::default();
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
                    (name, code_one(first + at, report, &engine, renderer.as_ref(), &options))
                })
                .collect()
        });
        for (name, outcome) in outcomes {
            match outcome? {
                Outcome::Refused(error) => refused.take(&error)?,
                Outcome::Coded(coded) => tally.take(&name, &coded, messages, &mut sink)?,
            }
        }
        sink.flush()?;
        messages.progress(batch.bytes, number, refused.number());
        Ok(())
    })?;
    match (sink, renderer) {
        (Sink::Documents(mut out), Some(renderer)) => {
            out.write(&renderer.end())?;
            out.flush()?;
        }
        (Sink::Export(writer, _), _) => writer.finish()?,
        (Sink::Documents(_), None) => {}
    }
    // The program ends here: taking apart what it knows would only take time.
    std::mem::forget(engine);
    messages.end_progress();
    refused.end()?;
    if tally.left_out > 0 {
        let acts = counted(tally.left_out, "act");
        messages.note(&format!("{acts} not written: planned, feared, denied or long past, for which the format has no column"));
    }
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

fn code_one(number: usize, report: Result<Found, IngestError>, engine: &Engine, renderer: Option<&Renderer>, options: &Options) -> Result<Outcome> {
    let document = match report.and_then(|found| found.read(options)) {
        Ok(document) => document,
        Err(error) => return Ok(Outcome::Refused(error)),
    };
    let coded = engine.code(&document);
    let (events, commitments, has_date) = (coded.events.len(), coded.commitments.len(), document.published.is_some());
    let written = match renderer {
        Some(renderer) => Written::Text(renderer.document(number, &document, &coded)?),
        None => Written::Rows(Box::new((document, coded))),
    };
    Ok(Outcome::Coded(Coded { written, events, commitments, has_date }))
}

impl Tally {
    /// Write one document and count it.
    fn take(&mut self, name: &str, coded: &Coded, messages: &Messages, sink: &mut Sink<'_>) -> Result<()> {
        self.read += 1;
        self.events += coded.events;
        self.commitments += coded.commitments;
        if !coded.has_date {
            self.without_date += 1;
            self.warn_of_date(name, messages);
        }
        self.left_out += sink.write(&coded.written)?;
        Ok(())
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
