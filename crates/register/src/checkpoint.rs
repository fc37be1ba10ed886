//! How far a run came with an input of many parts, so that the next one goes on from there.

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;
use crate::store::Register;

/// A place in an input of many parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// What stands for the input.
    pub origin: String,
    /// What tells whether it is still the same: its size and when it was changed.
    pub version: String,
    /// So many of its parts are done; `None` if it is done to its end.
    pub done: Option<u64>,
}

impl Register {
    /// How many parts of an input are done; 0 if nothing is known of it, or not of this version of it.
    pub fn checkpoint(&self, origin: &str, version: &str) -> Result<u64> {
        let sql = "SELECT done FROM checkpoint WHERE origin = ? AND version = ?";
        let done: Option<i64> = self.db.prepare_cached(sql)?.query_row([origin, version], |r| r.get(0)).optional()?;
        Ok(done.and_then(|n| u64::try_from(n).ok()).unwrap_or_default())
    }
}

/// Note how far an input has come.
pub(crate) fn note(db: &Connection, Checkpoint { origin, version, done }: &Checkpoint) -> Result<()> {
    match done.and_then(|n| i64::try_from(n).ok()) {
        Some(done) => {
            db.prepare_cached("INSERT OR REPLACE INTO checkpoint (origin, version, done) VALUES (?, ?, ?)")?.execute(params![origin, version, done])?
        }
        None => db.prepare_cached("DELETE FROM checkpoint WHERE origin = ?")?.execute([origin])?,
    };
    Ok(())
}
