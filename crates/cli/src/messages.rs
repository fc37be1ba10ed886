//! What the program says on standard error: refusals, warnings, progress, the closing summary.
//!
//! A standard error that nobody reads is no fault: failures to write there are ignored.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;

use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Color;

/// A progress bar is shown from so many inputs on,
const MANY: usize = 20;
/// or from so many bytes on.
const MUCH: u64 = 16 << 20;

/// The voice of the program.
pub struct Messages {
    colour: bool,
    bar: OnceLock<ProgressBar>,
}

impl Messages {
    /// Speak with colours when standard error takes them.
    pub fn new(color: Color) -> Self {
        Self { colour: wants_colour(color, io::stderr().is_terminal()), bar: OnceLock::new() }
    }

    /// Show a progress bar over so many bytes, if there is much to read and somebody is looking.
    pub fn start_progress(&self, inputs: usize, bytes: u64) {
        if (inputs >= MANY || bytes >= MUCH) && io::stderr().is_terminal() {
            let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}, {msg}, {eta} left");
            let bar = ProgressBar::new(bytes).with_message("begun");
            let _ = self.bar.set(style.map_or(bar.clone(), |style| bar.with_style(style)));
        }
    }

    /// A bar of its own for work after reading; hidden if nobody is looking or there is little to do.
    pub fn bar(&self, length: usize, what: &str) -> ProgressBar {
        if length < MANY || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(length as u64);
        ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {what}, {{eta}} left")).map_or(bar.clone(), |style| bar.with_style(style))
    }

    /// A count of its own for work of unknown length; hidden if nobody is looking.
    pub fn counter(&self, what: &str) -> ProgressBar {
        if !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner();
        ProgressStyle::with_template(&format!("{{spinner}} {{human_pos}} {what}, {{per_sec}}")).map_or(bar.clone(), |style| bar.with_style(style))
    }

    /// Move the progress bar to a byte; so many reports were done, and so many refused.
    pub fn progress(&self, bytes: u64, reports: usize, refused: usize) {
        if let Some(bar) = self.bar.get() {
            bar.set_position(bytes);
            let rate = reports as u128 * 1000 / bar.elapsed().as_millis().max(1);
            bar.set_message(format!("{reports} reports, {refused} refused, {rate} a second"));
        }
    }

    /// Take the progress bar away.
    pub fn end_progress(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }

    /// Something that was not done.
    pub fn error(&self, what: &str) {
        self.say("error", "31", what);
    }

    /// Something the reader should know.
    pub fn warning(&self, what: &str) {
        self.say("warning", "33", what);
    }

    /// A plain remark.
    pub fn note(&self, what: &str) {
        self.write(&format!("chancery: {what}\n"));
    }

    fn say(&self, kind: &str, colour: &str, what: &str) {
        if self.colour {
            self.write(&format!("chancery: \x1b[1;{colour}m{kind}:\x1b[0m {what}\n"));
        } else {
            self.write(&format!("chancery: {kind}: {what}\n"));
        }
    }

    fn write(&self, line: &str) {
        let write = || {
            let _ = io::stderr().lock().write_all(line.as_bytes());
        };
        match self.bar.get() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

/// Whether to use colours on a stream.
pub fn wants_colour(color: Color, is_terminal: bool) -> bool {
    let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || env::var_os("TERM").is_some_and(|value| value == "dumb");
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && !refused,
    }
}
