//! `chancery code` and `chancery explain`: read, code, write.
//!
//! Inputs are taken in batches bounded by bytes and by number; a batch is coded in parallel and written in input
//! order before the next one is read. So memory does not grow with the number of inputs, and the output is the
//! same whatever the number of threads.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_formats::{Format, Renderer, Scores};
use chancery_ingest::{IngestError, Input, Options, expand};
use rayon::prelude::*;

use crate::args::{CodeArgs, Color, ExplainArgs};
use crate::engine::Engine;
use crate::messages::Messages;
use crate::output::{self, Output};

/// A batch ends when its inputs weigh so much.
const BATCH_BYTES: u64 = 8 << 20;
/// A batch ends after so many inputs for each thread: few, so that what is written was not yet pushed out of the caches.
const BATCH_INPUTS: usize = 32;
/// Documents without a date that are named one by one; the others are only counted.
const NAMED_WITHOUT_DATE: usize = 20;

/// What became of one input.
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
    refused: usize,
    without_date: usize,
    events: usize,
    commitments: usize,
}

/// Code every input.
pub fn code(args: &CodeArgs, color: Color, messages: &Messages) -> Result<ExitCode> {
    let inputs = expand(&args.paths);
    check(args, &inputs)?;
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

    let mut tally = Tally::default();
    out.write(&renderer.begin())?;
    messages.start_progress(inputs.len());
    let mut number = 0;
    let mut waiting = inputs.into_iter().peekable();
    while waiting.peek().is_some() {
        let batch = next_batch(&mut waiting, BATCH_INPUTS * pool.current_num_threads());
        let first = number;
        number += batch.len();
        let outcomes: Vec<(String, Result<Outcome>)> = pool.install(|| {
            batch
                .into_par_iter()
                .enumerate()
                .map(|(at, input)| {
                    let name = input.as_ref().map(Input::name).unwrap_or_default();
                    (name, code_one(first + at, input, &engine, &renderer, &options))
                })
                .collect()
        });
        for (name, outcome) in outcomes {
            tally.take(&name, outcome?, messages, &mut out)?;
        }
        out.flush()?;
        messages.progress(number - first);
    }
    out.write(&renderer.end())?;
    out.flush()?;
    // The program ends here: taking apart what it knows would only take time.
    std::mem::forget(engine);
    messages.end_progress();
    if number > 1 || tally.refused > 0 {
        messages.note(&tally.summary());
    }
    Ok(ExitCode::from(u8::from(tally.refused > 0)))
}

/// Show how one document is read.
pub fn explain(args: &ExplainArgs, messages: &Messages) -> Result<ExitCode> {
    let inputs = expand(std::slice::from_ref(&args.path));
    let [input] = <[_; 1]>::try_from(inputs).or_else(|inputs| bail!("{} stands for {} files; explain one", args.path.display(), inputs.len()))?;
    let engine = Engine::load(&args.own.own())?;
    let options = args.reading.options(engine.packs())?;
    match input.and_then(|input| input.read(&options)) {
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

/// Refuse what the arguments cannot mean.
fn check(args: &CodeArgs, inputs: &[Result<Input, IngestError>]) -> Result<()> {
    if args.reading.id.is_some() && inputs.len() > 1 {
        bail!("--id names one document, but there are {}; leave it out to name each by its file", inputs.len());
    }
    if inputs.iter().flatten().filter(|input| **input == Input::Stdin).count() > 1 {
        bail!("- stands for standard input, which can be read only once");
    }
    Ok(())
}

/// The next inputs: at least one, and no more than a batch may hold.
pub fn next_batch<T>(waiting: &mut impl Iterator<Item = Result<Input, T>>, most: usize) -> Vec<Result<Input, T>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < most && bytes < BATCH_BYTES {
        let Some(input) = waiting.next() else { break };
        bytes += input.as_ref().map_or(0, Input::size);
        batch.push(input);
    }
    batch
}

fn code_one(number: usize, input: Result<Input, IngestError>, engine: &Engine, renderer: &Renderer, options: &Options) -> Result<Outcome> {
    let document = match input.and_then(|input| input.read(options)) {
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
    /// Write one outcome and count it.
    fn take(&mut self, name: &str, outcome: Outcome, messages: &Messages, out: &mut Output) -> Result<()> {
        match outcome {
            Outcome::Refused(error) => {
                self.refused += 1;
                messages.error(&error.to_string());
            }
            Outcome::Coded(coded) => {
                self.read += 1;
                self.events += coded.events;
                self.commitments += coded.commitments;
                if !coded.has_date {
                    self.without_date += 1;
                    self.warn_of_date(name, messages);
                }
                out.write(&coded.text)?;
            }
        }
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
    fn summary(&self) -> String {
        let documents = counted(self.read, "document");
        let events = counted(self.events, "event");
        let commitments = counted(self.commitments, "commitment");
        let dates = match self.without_date {
            0 => String::new(),
            n => format!("; {n} without a date"),
        };
        format!("{documents} read, {} refused; {events}, {commitments}{dates}", self.refused)
    }
}

/// `1 event`, `2 events`.
pub fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
