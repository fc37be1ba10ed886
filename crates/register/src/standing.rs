//! Standing queries: filters that people keep and come back to. What they find is for the caller to find.

use rusqlite::{OptionalExtension, params};

use crate::correct::Signature;
use crate::error::Result;
use crate::store::Register;
use crate::webhooks::Webhook;

/// A filter that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingQuery {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub made: String,
    /// By whom.
    pub author: String,
    /// What it is called.
    pub name: String,
    /// `events` or `commitments`.
    pub view: String,
    /// As in an address: `party=KOR&type=CONSULT`.
    pub filter: String,
    /// The address that is told what it finds.
    pub webhook: Option<Webhook>,
}

const COLUMNS: &str = "SELECT id, made, author, name, view, filter, url, key, told, taken, failures, error
                       FROM standing_query LEFT JOIN webhook ON query = id";

fn query(r: &rusqlite::Row<'_>) -> rusqlite::Result<StandingQuery> {
    let webhook = match r.get::<_, Option<String>>(6)? {
        Some(url) => Some(Webhook { url, key: r.get(7)?, told: r.get(8)?, taken: r.get(9)?, failures: r.get(10)?, error: r.get(11)? }),
        None => None,
    };
    Ok(StandingQuery { number: r.get(0)?, made: r.get(1)?, author: r.get(2)?, name: r.get(3)?, view: r.get(4)?, filter: r.get(5)?, webhook })
}

impl Register {
    /// Every standing query, in the order in which they were made.
    pub fn standing_queries(&self) -> Result<Vec<StandingQuery>> {
        let mut all = self.db.prepare_cached(&format!("{COLUMNS} ORDER BY id"))?;
        Ok(all.query_map([], query)?.collect::<rusqlite::Result<_>>()?)
    }

    /// One of them.
    pub fn standing_query(&self, number: i64) -> Result<Option<StandingQuery>> {
        Ok(self.db.prepare_cached(&format!("{COLUMNS} WHERE id = ?"))?.query_row([number], query).optional()?)
    }

    /// Keep a filter; with an address that is told what comes in from now on, and the key that messages to it are signed with.
    pub fn keep_query(&mut self, name: &str, view: &str, filter: &str, webhook: Option<(&str, &[u8])>, by: Signature<'_>) -> Result<StandingQuery> {
        self.write(|db| {
            let sql = "INSERT INTO standing_query (made, author, name, view, filter) VALUES (?, ?, ?, ?, ?)";
            db.prepare_cached(sql)?.execute(params![by.now, by.author, name, view, filter])?;
            let number = db.last_insert_rowid();
            if let Some((url, key)) = webhook {
                let sql = "INSERT INTO webhook (query, url, key, told) VALUES (?, ?, ?, (SELECT coalesce(max(id), 0) FROM document))";
                db.prepare_cached(sql)?.execute(params![number, url, key])?;
            }
            Ok(db.prepare_cached(&format!("{COLUMNS} WHERE id = ?"))?.query_row([number], query)?)
        })
    }

    /// Keep one no longer. Gives whether it was there.
    pub fn drop_query(&mut self, number: i64) -> Result<bool> {
        self.write(|db| Ok(db.execute("DELETE FROM standing_query WHERE id = ?", [number])? > 0))
    }
}
