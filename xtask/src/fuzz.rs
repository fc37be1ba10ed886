//! `fuzz-coder`: broken reports through reader, coder and every format. A panic, a record that does not quote its document, two runs that
//! differ, or an input that takes too long is a finding: it is written to a file and named, and the exit code is 1.
//!
//! Input number N of a seed is always the same. What is being read stands in the file `current`, so that an input on which the whole
//! process dies is not lost either; the input that took longest is left as `slowest.txt`. Panics can be caught only in a profile that unwinds, as the one of `cargo xtask` does.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chancery_formats::wire::{WireDocument, WireParticipant, WireQuote};
use chancery_formats::{Format, Renderer, Scores, TableStyle, to_wire};
use chancery_ingest::{Options, Pack, read_bytes};
use chancery_knowledge::Knowledge;
use chancery_testkit::{Generator, Random};

use crate::mutate::mutate;

/// Arguments of `fuzz-coder`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How long to go on
    #[arg(long, default_value_t = 1.0, value_name = "N")]
    minutes: f64,
    /// Another seed makes other inputs
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Where findings are kept
    #[arg(long, value_name = "DIR", default_value_os_t = crate::root().join("target/fuzz"))]
    out: PathBuf,
    /// An input may take so long, and 50 ms more for each kB
    #[arg(long, default_value_t = 10_000, value_name = "MS")]
    limit_ms: u64,
    /// Read this file once more, nothing else
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
}

/// What the inputs are tried on.
struct Target {
    knowledge: Knowledge,
    renderers: Vec<Renderer>,
    scores: Scores,
}

/// The input being read and since when; the watcher looks at it.
#[derive(Default)]
struct Current {
    number: u64,
    since: Option<Instant>,
    bytes: Vec<u8>,
}

type Watched = Arc<Mutex<Current>>;

/// Run until the time is over.
pub fn run(args: &Args) -> Result<ExitCode> {
    let target = Target::load()?;
    if let Some(path) = &args.replay {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let begun = Instant::now();
        for forced in [false, true] {
            target.try_on(&bytes, forced);
        }
        println!("{}: no fault, {} ms", path.display(), begun.elapsed().as_millis());
        return Ok(ExitCode::SUCCESS);
    }
    fs::create_dir_all(&args.out).with_context(|| format!("cannot make {}", args.out.display()))?;
    let last_panic = keep_panics();
    let watched = Watched::default();
    watch(Arc::clone(&watched), args.out.clone(), args.seed, Duration::from_millis(args.limit_ms));

    let seeds = seeds(args.seed)?;
    let end = Instant::now() + Duration::from_secs_f64(args.minutes.max(0.0) * 60.0);
    let current_path = args.out.join("current");
    let mut known = BTreeSet::new();
    let (mut number, mut bytes_read, mut slowest) = (0u64, 0usize, (Duration::ZERO, 0));
    while Instant::now() < end {
        let bytes = input(&seeds, args.seed, number);
        fs::write(&current_path, &bytes).with_context(|| format!("cannot write {}", current_path.display()))?;
        bytes_read += bytes.len();
        let begun = Instant::now();
        *watched.lock().unwrap_or_else(PoisonError::into_inner) = Current { number, since: Some(begun), bytes: bytes.clone() };
        let fate = panic::catch_unwind(AssertUnwindSafe(|| target.try_on(&bytes, number % 2 == 0)));
        watched.lock().unwrap_or_else(PoisonError::into_inner).since = None;
        slowest = slowest.max((begun.elapsed(), number));
        if fate.is_err() {
            let what = std::mem::take(&mut *last_panic.lock().unwrap_or_else(PoisonError::into_inner));
            // The place tells findings apart; the words may hold the input.
            let place = what.lines().next().unwrap_or_default().to_owned();
            if known.insert(place) {
                let path = save(&args.out, args.seed, number, &bytes)?;
                println!("FINDING {}: {what}", path.display());
            }
        }
        number += 1;
    }
    fs::write(args.out.join("slowest.txt"), input(&seeds, args.seed, slowest.1)).context("cannot write slowest.txt")?;
    fs::remove_file(&current_path).ok();
    println!(
        "{number} inputs of {bytes_read} bytes, seed {}; slowest: number {} with {} ms; {} findings",
        args.seed,
        slowest.1,
        slowest.0.as_millis(),
        known.len()
    );
    Ok(ExitCode::from(u8::from(!known.is_empty())))
}

/// Reports to break: the samples of the repository and made-up ones.
fn seeds(seed: u64) -> Result<Vec<String>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(crate::root().join("samples"))?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort_unstable();
    let mut seeds: Vec<String> = paths.iter().map(fs::read_to_string).collect::<Result<_, _>>().context("samples are text")?;
    if let Some(mut reports) = Generator::new("vi", seed) {
        seeds.extend((0..50).map(|_| reports.report().text));
    }
    Ok(seeds)
}

/// Input number N of a seed.
fn input(seeds: &[String], seed: u64, number: u64) -> Vec<u8> {
    let mut random = Random::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number.wrapping_mul(0x9e37)));
    let report = random.pick(seeds).map_or("", String::as_str);
    let other = random.pick(seeds).map_or("", String::as_str);
    mutate(report, other, &mut random)
}

/// Keep the place and words of the last panic instead of printing it.
fn keep_panics() -> Arc<Mutex<String>> {
    let last = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&last);
    panic::set_hook(Box::new(move |about| {
        let place = about.location().map_or_else(String::new, ToString::to_string);
        let payload = about.payload();
        let words = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words");
        let shortened: String = words.chars().take(400).collect();
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = format!("{place}\n  {shortened}");
    }));
    last
}

/// End the process when one input takes too long: a thread cannot be stopped from outside.
fn watch(watched: Watched, out: PathBuf, seed: u64, limit: Duration) {
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(50));
            let current = watched.lock().unwrap_or_else(PoisonError::into_inner);
            let limit = limit + Duration::from_millis(current.bytes.len() as u64 / 20);
            if current.since.is_some_and(|since| since.elapsed() > limit) {
                match save(&out, seed, current.number, &current.bytes) {
                    Ok(path) => println!("FINDING {}: not done after {} ms", path.display(), limit.as_millis()),
                    Err(error) => println!("FINDING number {} of seed {seed}: too slow, and not saved: {error:#}", current.number),
                }
                std::process::exit(1);
            }
        }
    });
}

fn save(out: &Path, seed: u64, number: u64, bytes: &[u8]) -> Result<PathBuf> {
    let path = out.join(format!("finding-{seed}-{number}.txt"));
    fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

impl Target {
    fn load() -> Result<Self> {
        let scores = Scores::embedded().context("the table of scores is damaged")?;
        let style = TableStyle { width: 100, colour: true };
        Ok(Self {
            knowledge: Knowledge::embedded().context("the program's own data are damaged")?,
            renderers: Format::ALL.map(|format| Renderer::new(format, scores.clone(), style)).into(),
            scores,
        })
    }

    /// Read, code and write one input. Panics where a promise does not hold. The language is guessed, or forced to one with a pack: a
    /// broken text may be taken for another.
    fn try_on(&self, bytes: &[u8], forced: bool) {
        // Any bytes may be given for a dictionary too.
        let _ = chancery_knowledge::cameo::dictionary::read(bytes);
        let packs = ["en", "ko", "vi"].map(|code| Pack::new(code, [])).to_vec();
        let options = Options { lang: forced.then(|| "vi".to_owned()), packs, ..Options::default() };
        let document = match read_bytes("fuzz", bytes, &options) {
            Ok(document) => document,
            Err(error) => {
                assert!(!error.to_string().is_empty(), "a refusal without a reason");
                return;
            }
        };
        let coded = chancery_coder::code(&document, &self.knowledge);
        assert!(coded == chancery_coder::code(&document, &self.knowledge), "two runs over one document differ");
        assert!(!chancery_coder::explain(&document, &self.knowledge).is_empty(), "nothing is explained");
        let wire = to_wire(&document, &coded, &self.scores);
        assert_eq!(wire.events.len(), coded.events.len(), "events without words");
        assert_eq!(wire.commitments.len(), coded.commitments.len(), "commitments without words");
        check_quotes(&document.text, &wire);
        for renderer in &self.renderers {
            let written = renderer.document(0, &document, &coded);
            assert!(written.is_ok(), "not written: {written:?}");
        }
    }
}

/// Every quotation is exactly what stands at its code points.
fn check_quotes(text: &str, wire: &WireDocument) {
    let chars: Vec<char> = text.chars().collect();
    let stands = |start: u32, end: u32, words: &str| {
        let there = chars.get(start as usize..end as usize).map(|c| c.iter().collect::<String>());
        assert_eq!(there.as_deref(), Some(words), "a quotation is not what stands there");
    };
    let quote = |q: &WireQuote| stands(q.start, q.end, &q.text);
    let party = |p: &WireParticipant| stands(p.start, p.end, &p.text);
    for event in &wire.events {
        quote(&event.trigger);
        quote(&event.evidence);
        event.also.iter().for_each(quote);
        event.actors.iter().chain(&event.recipients).chain(&event.claimed_by).for_each(party);
        if let Some(place) = &event.place {
            stands(place.start, place.end, &place.name);
        }
        if let Some((date, words)) = event.date.as_ref().and_then(|d| Some((d, d.text.as_ref()?))) {
            stands(date.start.unwrap_or_default(), date.end.unwrap_or_default(), words);
        }
    }
    for commitment in &wire.commitments {
        quote(&commitment.evidence);
        commitment.parties.iter().chain(&commitment.beneficiaries).for_each(party);
        assert!(wire.events.iter().any(|event| event.id == commitment.event), "a commitment of no event");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_broken_reports_hold_every_promise() {
        let target = Target::load().expect("a target");
        let seeds = seeds(1).expect("seeds");
        for report in &seeds {
            target.try_on(report.as_bytes(), false);
        }
        for number in 0..100 {
            target.try_on(&input(&seeds, 1, number), number % 2 == 0);
        }
    }
}
