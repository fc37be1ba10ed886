//! What becomes of feeds and sitemaps: their links are written down, and what they say of their version for the next time.

use std::time::Duration;

use chancery_ingest::{Entry, EntryKind, Limits, feed_entries};
use chancery_register::{RegisterError, WatchedFeed, WatchedPage};
use url::Url;

use crate::fetch::{Answer, Received, unpacked};
use crate::job::{Job, Outcome, Task};
use crate::link;
use crate::pause::{back_off, retry_after};
use crate::round::Round;

/// How deep sitemaps may lie below each other.
const DEEPEST: u8 = 2;
/// How many sitemaps one may name.
const MOST_SITEMAPS: usize = 500;

impl<E: From<RegisterError>> Round<'_, '_, E> {
    /// Ask for every source that is due; of the others, only the pages that wait are fetched.
    pub(crate) fn poll_sources(&mut self, once: bool) -> Result<(), E> {
        for number in 0..self.config.sources.len() {
            let Some(source) = self.config.sources.get(number) else { continue };
            let url = source.url.clone();
            let state = self.state(&url)?;
            let waits = state.due > self.start && (!once || state.failures > 0 || source.interval.is_some());
            if waits {
                self.fetch_pages(number)?;
                continue;
            }
            self.report.sources += 1;
            self.poll(number, url, state, 0)?;
        }
        Ok(())
    }

    fn state(&self, url: &Url) -> Result<WatchedFeed, E> {
        let known = self.register.watched_feed(url.as_str())?;
        Ok(known.unwrap_or_else(|| WatchedFeed { url: url.to_string(), ..WatchedFeed::default() }))
    }

    fn poll(&mut self, source: usize, url: Url, state: WatchedFeed, depth: u8) -> Result<(), E> {
        if let Some(open) = self.feeds_open.get_mut(source) {
            *open += 1;
        }
        self.submit(Job::new(url, Task::Feed { source, state, depth }))
    }

    /// What came of asking for a feed.
    pub(crate) fn take_feed(&mut self, job: Job, outcome: Outcome) -> Result<(), E> {
        let Task::Feed { source, state, depth } = job.task.clone() else { return Ok(()) };
        match outcome {
            Outcome::Answer(Answer::Whole(received)) => self.read_feed(source, state, depth, &job.url, received),
            Outcome::Answer(Answer::NotModified) => {
                self.report.not_modified += 1;
                let state = WatchedFeed { fetched: Some(self.now()), due: self.due(source), failures: 0, error: None, ..state };
                self.register.note_feed(&state, &[], self.start)?;
                self.feed_done(source)
            }
            Outcome::Answer(Answer::Moved(target)) => self.redirect(job, target),
            Outcome::Answer(Answer::Status { code, retry_after: text }) => {
                let now = self.now();
                let due = text.and_then(|text| retry_after(&text, now)).map_or(0, |wait| now + wait);
                self.feed_failed(source, state, due, &format!("the server answers {code}"))
            }
            Outcome::Fault(fault) => self.feed_failed(source, state, 0, &fault.to_string()),
            Outcome::Read(_) => self.feed_done(source),
        }
    }

    fn read_feed(&mut self, source: usize, state: WatchedFeed, depth: u8, url: &Url, received: Received) -> Result<(), E> {
        let (etag, modified) = (received.etag, received.modified);
        let limits = Limits { max_bytes: self.config.limits.max_bytes, ..Limits::default() };
        let entries = match unpacked(received.bytes, limits.max_bytes) {
            Ok(bytes) => feed_entries(&bytes, url.as_str(), &limits).map_err(|reason| reason.to_string()),
            Err(fault) => Err(fault.to_string()),
        };
        let entries = match entries {
            Ok(entries) => entries,
            Err(why) => return self.feed_failed(source, state, 0, &why),
        };
        let (sitemaps, pages): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| entry.kind == EntryKind::Sitemap);
        let pages: Vec<WatchedPage> = pages.into_iter().filter_map(|entry| self.page(source, url, entry)).collect();
        // A list of sitemaps is read each time: that it did not change says nothing of those that it names.
        let (etag, modified) = if sitemaps.is_empty() { (etag, modified) } else { (None, None) };
        let state = WatchedFeed { etag, modified, fetched: Some(self.now()), due: self.due(source), failures: 0, error: None, ..state };
        self.report.links += self.register.note_feed(&state, &pages, self.start)?;
        self.poll_sitemaps(source, depth, url, &sitemaps)?;
        self.feed_done(source)
    }

    /// Ask for the sitemaps that one names.
    fn poll_sitemaps(&mut self, source: usize, depth: u8, base: &Url, sitemaps: &[Entry]) -> Result<(), E> {
        if sitemaps.is_empty() {
            return Ok(());
        }
        if depth >= DEEPEST || sitemaps.len() > MOST_SITEMAPS {
            let what = if depth >= DEEPEST { "it lists sitemaps of sitemaps of sitemaps" } else { "it lists more sitemaps than are read" };
            self.tell(source, base.as_str(), what);
        }
        if depth >= DEEPEST {
            return Ok(());
        }
        for entry in sitemaps.iter().take(MOST_SITEMAPS) {
            let Ok(url) = link::join(base, &entry.url) else { continue };
            let state = self.state(&url)?;
            if self.seen.insert(link::normal(&url)) && (state.failures == 0 || state.due <= self.start) {
                self.poll(source, url, state, depth + 1)?;
            }
        }
        Ok(())
    }

    /// A page that a feed names, if it is one that may be fetched and is wanted.
    fn page(&self, source: usize, base: &Url, entry: Entry) -> Option<WatchedPage> {
        let source = self.config.sources.get(source)?;
        let url = link::normal(&link::join(base, &entry.url).ok()?);
        source.wants(&url).then(|| WatchedPage {
            url,
            feed: source.url.to_string(),
            title: entry.title,
            published: entry.published.map(|day| day.to_string()),
            lang: entry.lang.or_else(|| source.lang.clone()),
            publisher: source.publisher.clone().or(entry.source),
            tries: 0,
        })
    }

    /// A feed could not be read: it is asked for again after a pause that grows, not before `due`.
    pub(crate) fn feed_failed(&mut self, source: usize, state: WatchedFeed, due: i64, why: &str) -> Result<(), E> {
        self.report.feeds_failed += 1;
        self.tell(source, &state.url, why);
        let (now, failures) = (self.now(), state.failures.saturating_add(1));
        let due = due.max(now + back_off(self.interval(source), failures));
        let state = WatchedFeed { fetched: Some(now), due, failures, error: Some(why.to_owned()), ..state };
        self.register.note_feed(&state, &[], self.start)?;
        self.feed_done(source)
    }

    /// A feed is done; after the last one of a source, its pages are fetched.
    fn feed_done(&mut self, source: usize) -> Result<(), E> {
        self.close();
        if let Some(open) = self.feeds_open.get_mut(source) {
            *open = open.saturating_sub(1);
            if *open > 0 {
                return Ok(());
            }
        }
        self.fetch_pages(source)
    }

    fn interval(&self, source: usize) -> Duration {
        self.config.sources.get(source).and_then(|source| source.interval).unwrap_or(self.config.interval)
    }

    fn due(&self, source: usize) -> i64 {
        self.start.saturating_add(i64::try_from(self.interval(source).as_secs()).unwrap_or(i64::MAX))
    }

    fn tell(&self, source: usize, url: &str, what: &str) {
        let name = self.config.sources.get(source).map_or("", |source| source.name.as_str());
        (self.desk.tell)(&format!("{name}: {url}: {what}"));
    }
}
