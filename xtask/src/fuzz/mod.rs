//! What the fuzzers share: they make one broken input after the other and try it. A panic, a promise that is not kept, an input that takes too
//! long or too much memory is a finding: it is written to a file and named, and the exit code is 1.
//!
//! Input number N of a seed is always the same. What is being read stands in a file `current-…`, so that an input on which the whole process
//! dies is not lost either; the input that took longest is left as `slowest-…`. Panics can be caught only in a profile that unwinds, as the one
//! of `cargo xtask` does.

mod bytes;
pub mod coder;
pub mod ingest;
mod mutate;
mod pack;
pub mod stix;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Arguments of every fuzzer.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// How long to go on
    #[arg(long, default_value_t = 1.0, value_name = "N")]
    minutes: f64,
    /// Another seed makes other inputs
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Where findings are kept
    #[arg(long, value_name = "DIR", default_value_os_t = crate::root().join("target/fuzz"))]
    out: PathBuf,
    /// An input may take so long, and some more for each kB
    #[arg(long, default_value_t = 10_000, value_name = "MS")]
    limit_ms: u64,
    /// The process may take so much memory
    #[arg(long, default_value_t = 1000, value_name = "MB")]
    limit_mb: u64,
    /// Read this file once more, nothing else
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
}

/// One broken input. The ending of its name may tell how it is read.
pub struct Input {
    name: String,
    bytes: Vec<u8>,
}

/// The input being read and since when; the watcher looks at it.
#[derive(Default)]
struct Current {
    /// Where the input is written if it takes too long.
    path: PathBuf,
    since: Option<Instant>,
    bytes: Vec<u8>,
}

type Watched = Arc<Mutex<Current>>;

/// Try a file that was kept.
fn replay(path: &Path, try_on: impl Fn(&Input)) -> Result<ExitCode> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let begun = Instant::now();
    try_on(&Input { name, bytes });
    println!("{}: no fault, {} ms", path.display(), begun.elapsed().as_millis());
    Ok(ExitCode::SUCCESS)
}

/// A run of a fuzzer, over one sort of inputs or several.
struct Run<'a> {
    args: &'a Common,
    last_panic: Arc<Mutex<String>>,
    watched: Watched,
    known: BTreeSet<String>,
}

impl<'a> Run<'a> {
    /// Begin; an input may take so many milliseconds for each kB.
    fn begin(args: &'a Common, ms_per_kb: u64) -> Result<Self> {
        fs::create_dir_all(&args.out).with_context(|| format!("cannot make {}", args.out.display()))?;
        let watched = Watched::default();
        watch(Arc::clone(&watched), Duration::from_millis(args.limit_ms), ms_per_kb);
        Ok(Self { args, last_panic: keep_panics(), watched, known: BTreeSet::new() })
    }

    /// Make and try inputs of one sort until the time is over, and say how many there were.
    fn go(&mut self, sort: &str, minutes: f64, make: impl Fn(u64) -> Input, try_on: impl Fn(&Input, u64)) -> Result<()> {
        let end = Instant::now() + Duration::from_secs_f64(minutes.max(0.0) * 60.0);
        let (mut number, mut bytes_read, mut slowest) = (0, 0, (Duration::ZERO, 0));
        while Instant::now() < end {
            let input = make(number);
            bytes_read += input.bytes.len();
            let begun = Instant::now();
            self.try_one(sort, &input, number, &try_on)?;
            slowest = slowest.max((begun.elapsed(), number));
            number += 1;
        }
        let slow = make(slowest.1);
        write(&self.args.out.join(format!("slowest-{sort}-{}", slow.name)), &slow.bytes)?;
        let slowest = format!("number {} with {} ms", slowest.1, slowest.0.as_millis());
        println!("{sort:<10} {number:>8} inputs of {bytes_read} bytes, seed {}; slowest: {slowest}; findings so far: {}", self.args.seed, self.known.len());
        Ok(())
    }

    fn try_one(&mut self, sort: &str, input: &Input, number: u64, try_on: &impl Fn(&Input, u64)) -> Result<()> {
        let current = self.args.out.join(format!("current-{sort}-{}", input.name));
        write(&current, &input.bytes)?;
        let path = self.args.out.join(format!("finding-{sort}-{}-{number}-{}", self.args.seed, input.name));
        let watched = Current { path: path.clone(), since: Some(Instant::now()), bytes: input.bytes.clone() };
        *self.watched.lock().unwrap_or_else(PoisonError::into_inner) = watched;
        let fate = panic::catch_unwind(AssertUnwindSafe(|| try_on(input, number)));
        self.watched.lock().unwrap_or_else(PoisonError::into_inner).since = None;
        fs::remove_file(&current).ok();
        let found = match (fate, peak()) {
            (Err(_), _) => std::mem::take(&mut *self.last_panic.lock().unwrap_or_else(PoisonError::into_inner)),
            (Ok(()), Some(mb)) if mb > self.args.limit_mb => format!("memory beyond the limit\n  the process took {mb} MB"),
            _ => return Ok(()),
        };
        // The place tells findings apart; the words may hold the input.
        let place = found.lines().next().unwrap_or_default().to_owned();
        if self.known.insert(place) {
            write(&path, &input.bytes)?;
            println!("FINDING {}: {found}", path.display());
        }
        Ok(())
    }

    fn end(self) -> ExitCode {
        ExitCode::from(u8::from(!self.known.is_empty()))
    }
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
fn watch(watched: Watched, limit: Duration, ms_per_kb: u64) {
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(50));
            let current = watched.lock().unwrap_or_else(PoisonError::into_inner);
            let limit = limit + Duration::from_millis(current.bytes.len() as u64 * ms_per_kb / 1000);
            if current.since.is_some_and(|since| since.elapsed() > limit) {
                match write(&current.path, &current.bytes) {
                    Ok(()) => println!("FINDING {}: not done after {} ms", current.path.display(), limit.as_millis()),
                    Err(error) => println!("FINDING too slow, and not saved: {error:#}"),
                }
                std::process::exit(1);
            }
        }
    });
}

/// The most memory that the process has taken so far, in MB, where the system tells it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb / 1024)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
