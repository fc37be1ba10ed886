//! `chancery watch`: rounds of polling and fetching; what comes in is coded, stored and linked as by `chancery add`.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chancery_ingest::{Limits, Options, Pack};
use chancery_register::{Notes, PageOutcome, Register};
use chancery_watch::{Config, Desk, EXAMPLE, Page, Stored, Watcher};
use jiff::Timestamp;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::Session;
use super::add::{Intake, Ready, Tally, scores};
use super::args::{Again, WatchArgs};
use crate::code::counted;
use crate::engine::Engine;
use crate::output::Output;

/// How often to look whether to stop while waiting for the next round.
const TICK: Duration = Duration::from_millis(200);

/// Poll and fetch until told to stop, or once.
pub fn watch(args: &WatchArgs, session: &Session<'_>) -> Result<ExitCode> {
    let mut out = Output::open(None, &[])?;
    if args.example {
        out.write(EXAMPLE)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(path) = &args.config else {
        try_again(&args.again, &mut Register::open(&session.path)?, session)?;
        return Ok(ExitCode::SUCCESS);
    };
    let engine = Engine::load(&args.own.own())?;
    let packs = engine.packs();
    let config = Config::read(path, &packs.iter().map(Pack::code).collect::<Vec<_>>())?;
    let stop = stop_flag().context("cannot listen for signals")?;
    let pool = rayon::ThreadPoolBuilder::new().build().context("cannot start threads")?;
    let limits = Limits { max_bytes: config.limits.max_bytes, ..Limits::default() };
    let options = Options { limits, packs, ..Options::default() };
    let period = config.period();
    let mut watcher = Watcher::new(config, Engine::version(), args.allow_private)?;
    let mut register = Register::open_or_create(&session.path)?;
    try_again(&args.again, &mut register, session)?;
    let mut intake = Intake { engine, scores: scores()?, pool, marking: None, tally: Tally::default() };
    loop {
        let begun = instant();
        let mut desk: Desk<'_, anyhow::Error> = Desk {
            options: &options,
            now: &seconds,
            stop: &stop,
            tell: &|what| session.messages.warning(what),
            store: &mut |register, pages| store_pages(register, pages, &mut intake),
        };
        let report = watcher.round(&mut register, args.once, &mut desk)?;
        if report.added > 0 || register.pending()? > 0 {
            intake.finish(&mut register, session)?;
        }
        let wait = period.saturating_sub(begun.elapsed());
        let last = args.once || report.stopped || stop.load(Ordering::Relaxed);
        let next = if last { String::new() } else { format!(" next={}", time(seconds().saturating_add_unsigned(wait.as_secs()))) };
        out.write(&format!("time={} {report}{next}\n", time(seconds())))?;
        out.flush()?;
        if args.once {
            return Ok(ExitCode::from(u8::from(report.has_faults())));
        }
        if last || !rest(wait, &stop) {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

/// Let pages wait again.
fn try_again(outcomes: &[Again], register: &mut Register, session: &Session<'_>) -> Result<()> {
    for outcome in outcomes {
        let outcome = match outcome {
            Again::Refused => PageOutcome::Refused,
            Again::Failed => PageOutcome::Failed,
            Again::Denied => PageOutcome::Denied,
            Again::Gone => PageOutcome::Gone,
        };
        let pages = register.retry_pages(outcome, seconds())?;
        session.messages.note(&format!("{} noted as {} to be fetched again", counted(pages, "page"), outcome.as_str()));
    }
    Ok(())
}

/// Store pages with what became of them.
fn store_pages(register: &mut Register, pages: &[Page], intake: &mut Intake) -> Result<Stored> {
    // The address is the page's own in normal form: versions of a page are those of one address.
    let ready = |page: &Page| Ready { document: page.document.clone(), origin: page.document.url.clone() };
    let ready: Vec<Ready> = pages.iter().map(ready).collect();
    let marks: Vec<_> = pages.iter().flat_map(|page| page.marks.iter().cloned()).collect();
    intake.tally = Tally::default();
    intake.add(register, &ready, &Notes { pages: &marks, ..Notes::default() })?;
    Ok(Stored { added: intake.tally.added, unchanged: intake.tally.unchanged + intake.tally.copies })
}

/// Set by the first signal that asks to end; the second ends the program at once.
pub fn stop_flag() -> std::io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for (signal, code) in [(SIGINT, 130), (SIGTERM, 143)] {
        flag::register_conditional_shutdown(signal, code, Arc::clone(&stop))?;
        flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(stop)
}

/// Wait for the next round; false if it will not come.
#[expect(clippy::disallowed_methods, reason = "rounds are some time apart")]
pub fn rest(wait: Duration, stop: &AtomicBool) -> bool {
    let begun = instant();
    while let Some(left) = wait.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
        if stop.load(Ordering::Relaxed) {
            return false;
        }
        std::thread::sleep(left.min(TICK));
    }
    !stop.load(Ordering::Relaxed)
}

#[expect(clippy::disallowed_methods, reason = "rounds are some time apart")]
fn instant() -> Instant {
    Instant::now()
}

/// The time, in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "what is due, and when a page was fetched, depends on the time")]
fn seconds() -> i64 {
    Timestamp::now().as_second()
}

/// A time as people write it.
fn time(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| "never".to_owned(), |time| time.to_string())
}
