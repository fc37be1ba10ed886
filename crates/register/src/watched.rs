//! What `chancery watch` has to remember: feeds with what to ask them next time, and pages with what became of them.
//!
//! A page that a feed names is written down as waiting in the transaction that notes the feed as read, and marked as done in the one that adds
//! its document. So wherever a program is stopped, no page is lost and none that is in is fetched again.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;
use crate::store::Register;

/// A feed or sitemap as it was when last asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchedFeed {
    /// Its address.
    pub url: String,
    /// Its version in the server's words.
    pub etag: Option<String>,
    /// When it last changed, in the server's words.
    pub modified: Option<String>,
    /// When it was last asked for.
    pub fetched: Option<i64>,
    /// From when on it is to be asked again.
    pub due: i64,
    /// How many times in a row it could not be read.
    pub failures: u32,
    /// Why it could not be read the last time.
    pub error: Option<String>,
}

/// A page as a feed names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchedPage {
    /// Its address in normal form.
    pub url: String,
    /// The address of the feed, as the user names it.
    pub feed: String,
    /// Its headline.
    pub title: Option<String>,
    /// When it came out.
    pub published: Option<String>,
    /// Its language.
    pub lang: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// How many times it was asked for in vain.
    pub tries: u32,
}

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageOutcome {
    /// It is still to be fetched, for the first time or again.
    Waiting,
    /// Its document is in the register.
    Added,
    /// It is the same page as another one.
    Same,
    /// It is no report that can be read.
    Refused,
    /// The site asks programs to stay away from it.
    Denied,
    /// It is not there, or no longer.
    Gone,
    /// It could not be had, however often it was asked for.
    Failed,
}

impl PageOutcome {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Waiting, Self::Added, Self::Same, Self::Refused, Self::Denied, Self::Gone, Self::Failed];

    /// Its name in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Added => "added",
            Self::Same => "same",
            Self::Refused => "refused",
            Self::Denied => "denied",
            Self::Gone => "gone",
            Self::Failed => "failed",
        }
    }
}

/// What is to be written down of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageMark {
    /// Its address in normal form.
    pub url: String,
    /// The feed that named it; empty if none did.
    pub feed: String,
    /// What became of it.
    pub outcome: PageOutcome,
    /// Why, if that needs saying.
    pub why: String,
    /// How many times it was asked for in vain.
    pub tries: u32,
    /// From when on it is to be tried again, if it is.
    pub due: i64,
    /// When this was found out.
    pub time: i64,
}

impl Register {
    /// What is known of a feed.
    pub fn watched_feed(&self, url: &str) -> Result<Option<WatchedFeed>> {
        let mut query = self.db.prepare_cached("SELECT url, etag, modified, fetched, due, failures, error FROM watched_feed WHERE url = ?")?;
        let read = |r: &rusqlite::Row<'_>| {
            Ok(WatchedFeed { url: r.get(0)?, etag: r.get(1)?, modified: r.get(2)?, fetched: r.get(3)?, due: r.get(4)?, failures: r.get(5)?, error: r.get(6)? })
        };
        Ok(query.query_row([url], read).optional()?)
    }

    /// Write down how a feed was found and which pages it names, as one step. Gives the number of pages that were not known.
    pub fn note_feed(&mut self, feed: &WatchedFeed, pages: &[WatchedPage], now: i64) -> Result<usize> {
        self.write(|db| {
            let sql = "INSERT OR REPLACE INTO watched_feed (url, etag, modified, fetched, due, failures, error) VALUES (?, ?, ?, ?, ?, ?, ?)";
            db.prepare_cached(sql)?.execute(params![feed.url, feed.etag, feed.modified, feed.fetched, feed.due, feed.failures, feed.error])?;
            let mut new = 0;
            for page in pages {
                new += note_page(db, page, now)?;
            }
            Ok(new)
        })
    }

    /// Pages of a feed that are to be fetched by now, in the order in which they came up, those that failed last.
    pub fn waiting_pages(&self, feed: &str, now: i64, limit: usize) -> Result<Vec<WatchedPage>> {
        let sql = "SELECT url, feed, title, published, lang, publisher, tries FROM watched_page
                   WHERE outcome = 'waiting' AND feed = ? AND due <= ? ORDER BY due, id LIMIT ?";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(params![feed, now, i64::try_from(limit).unwrap_or(i64::MAX)], |r| {
            Ok(WatchedPage { url: r.get(0)?, feed: r.get(1)?, title: r.get(2)?, published: r.get(3)?, lang: r.get(4)?, publisher: r.get(5)?, tries: r.get(6)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What became of a page; nothing if it is not known.
    pub fn page_outcome(&self, url: &str) -> Result<Option<PageOutcome>> {
        let name: Option<String> = self.db.prepare_cached("SELECT outcome FROM watched_page WHERE url = ?")?.query_row([url], |r| r.get(0)).optional()?;
        Ok(name.and_then(|name| PageOutcome::ALL.into_iter().find(|outcome| outcome.as_str() == name)))
    }

    /// Let pages wait again of which something else became than a document: with no tries behind them, due at once. Gives their number. Of
    /// addresses that no feed named, but pages led to, nothing is known then.
    pub fn retry_pages(&mut self, outcome: PageOutcome, now: i64) -> Result<usize> {
        self.write(|db| {
            db.prepare_cached("DELETE FROM watched_page WHERE outcome = ? AND feed = ''")?.execute([outcome.as_str()])?;
            let sql = "UPDATE watched_page SET outcome = 'waiting', why = '', tries = 0, due = ?2, time = ?2 WHERE outcome = ?1 AND outcome <> 'added'";
            Ok(db.prepare_cached(sql)?.execute(params![outcome.as_str(), now])?)
        })
    }

    /// Whether a document in the register has this address.
    pub fn has_address(&self, url: &str) -> Result<bool> {
        Ok(self.db.prepare_cached("SELECT 1 FROM document WHERE origin = ?")?.exists([url])?)
    }

    /// Hosts that asked not to be asked, and until when.
    pub fn paused_hosts(&self, now: i64) -> Result<Vec<(String, i64)>> {
        let mut query = self.db.prepare_cached("SELECT host, until FROM watched_host WHERE until > ? ORDER BY host")?;
        let rows = query.query_map([now], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A host asks not to be asked until some time. What is over by now is forgotten.
    pub fn pause_host(&mut self, host: &str, until: i64, now: i64) -> Result<()> {
        self.write(|db| {
            db.prepare_cached("DELETE FROM watched_host WHERE until <= ?")?.execute([now])?;
            db.prepare_cached("INSERT OR REPLACE INTO watched_host (host, until) VALUES (?, ?)")?.execute(params![host, until])?;
            Ok(())
        })
    }

    /// Write down what became of pages.
    pub fn mark_pages(&mut self, marks: &[PageMark]) -> Result<()> {
        self.write(|db| marks.iter().try_for_each(|mark| mark_page(db, mark)))
    }
}

/// A page that may be known. One that waits for a feed that is no longer watched waits for this one.
fn note_page(db: &Connection, page: &WatchedPage, now: i64) -> Result<usize> {
    let sql = "INSERT INTO watched_page (url, feed, outcome, due, time, title, published, lang, publisher) VALUES (?1, ?2, 'waiting', ?3, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT (url) DO NOTHING";
    let new = db.prepare_cached(sql)?.execute(params![page.url, page.feed, now, page.title, page.published, page.lang, page.publisher])?;
    if new == 0 {
        let sql = "UPDATE watched_page SET feed = ?2 WHERE url = ?1 AND outcome = 'waiting' AND feed <> ?2";
        db.prepare_cached(sql)?.execute([&page.url, &page.feed])?;
    }
    Ok(new)
}

/// What became of a page, which need not have been named by a feed: pages lead to others. What is in stays in.
pub(crate) fn mark_page(db: &Connection, mark: &PageMark) -> Result<()> {
    let sql = "INSERT INTO watched_page (url, feed, outcome, why, tries, due, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT (url) DO UPDATE SET outcome = ?3, why = ?4, tries = ?5, due = ?6, time = ?7 WHERE outcome <> 'added'";
    db.prepare_cached(sql)?.execute(params![mark.url, mark.feed, mark.outcome.as_str(), mark.why, mark.tries, mark.due, mark.time])?;
    Ok(())
}
