//! What one round did, as one line of `name=value` pairs.

use std::fmt;
use std::time::Duration;

/// The figures of one round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Sources that were due.
    pub sources: usize,
    /// Feeds and sitemaps that had not changed.
    pub not_modified: usize,
    /// Feeds and sitemaps that could not be read.
    pub feeds_failed: usize,
    /// Pages that feeds named for the first time.
    pub links: usize,
    /// Pages that were fetched.
    pub fetched: usize,
    /// Documents that came in.
    pub added: usize,
    /// Pages whose text or address was there.
    pub unchanged: usize,
    /// Pages that are no report that can be read.
    pub refused: usize,
    /// Pages that are not there, or no longer.
    pub gone: usize,
    /// Pages that robots.txt asks to leave alone.
    pub denied: usize,
    /// Pages that could not be had and will be tried again.
    pub again: usize,
    /// Pages that could not be had and will not be tried again.
    pub failed: usize,
    /// Bytes that were sent to us, bodies only.
    pub bytes: u64,
    /// Whether it was broken off.
    pub stopped: bool,
    /// How long it took.
    pub took: Duration,
}

impl Report {
    /// Whether something could not be had or not be read.
    pub fn has_faults(&self) -> bool {
        self.feeds_failed + self.refused + self.failed + self.again > 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, count) in [
            ("sources", self.sources),
            ("not_modified", self.not_modified),
            ("feeds_failed", self.feeds_failed),
            ("links", self.links),
            ("fetched", self.fetched),
            ("added", self.added),
            ("unchanged", self.unchanged),
            ("refused", self.refused),
            ("gone", self.gone),
            ("denied", self.denied),
            ("again", self.again),
            ("failed", self.failed),
        ] {
            write!(f, "{name}={count} ")?;
        }
        write!(f, "bytes={} seconds={:.1}", self.bytes, self.took.as_secs_f64())?;
        if self.stopped { f.write_str(" stopped=true") } else { Ok(()) }
    }
}
