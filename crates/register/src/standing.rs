//! Standing queries: filters that people keep and come back to. What they find is for the caller to find.

use rusqlite::{OptionalExtension, params};

use crate::correct::Signature;
use crate::error::Result;
use crate::store::Register;

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
}

const COLUMNS: &str = "SELECT id, made, author, name, view, filter FROM standing_query";

fn query(r: &rusqlite::Row<'_>) -> rusqlite::Result<StandingQuery> {
    Ok(StandingQuery { number: r.get(0)?, made: r.get(1)?, author: r.get(2)?, name: r.get(3)?, view: r.get(4)?, filter: r.get(5)? })
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

    /// Keep a filter.
    pub fn keep_query(&mut self, name: &str, view: &str, filter: &str, by: Signature<'_>) -> Result<StandingQuery> {
        let (name, view, filter) = (name.to_owned(), view.to_owned(), filter.to_owned());
        let (made, author) = (by.now.to_owned(), by.author.to_owned());
        let number = self.write(|db| {
            let sql = "INSERT INTO standing_query (made, author, name, view, filter) VALUES (?, ?, ?, ?, ?)";
            db.prepare_cached(sql)?.execute(params![made, author, name, view, filter])?;
            Ok(db.last_insert_rowid())
        })?;
        Ok(StandingQuery { number, made, author, name, view, filter })
    }

    /// Keep one no longer. Gives whether it was there.
    pub fn drop_query(&mut self, number: i64) -> Result<bool> {
        self.write(|db| Ok(db.execute("DELETE FROM standing_query WHERE id = ?", [number])? > 0))
    }
}
