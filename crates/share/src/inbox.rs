//! What partners handed over: which objects, from whom, in which version. A file beside the register.
//!
//! It is written after the register, so an object that was taken and not noted is taken again, which changes nothing.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::{Result, ShareError};
use crate::shelf::{folder, open};

const FORM: &str = "
CREATE TABLE IF NOT EXISTS taken (
    sender TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, digest TEXT NOT NULL, memo TEXT NOT NULL, revoked INTEGER NOT NULL,
    PRIMARY KEY (sender, id)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS taken_id ON taken (id);
CREATE TABLE IF NOT EXISTS subscription (collection TEXT PRIMARY KEY, after TEXT NOT NULL) STRICT, WITHOUT ROWID;";

/// What is known of an object that a partner handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// The time of its version.
    pub(crate) version: String,
    /// What it held.
    pub(crate) digest: String,
    /// What is needed to take it back.
    pub(crate) memo: String,
    /// It was taken back.
    pub(crate) revoked: bool,
}

/// What partners handed over.
pub struct Inbox {
    db: Connection,
    path: PathBuf,
}

impl Inbox {
    /// Open the one beside a register.
    pub fn open(register: &Path) -> Result<Self> {
        let path = folder(register)?.join("in.db");
        Ok(Self { db: open(&path, FORM)?, path })
    }

    fn fault(&self) -> impl Fn(rusqlite::Error) -> ShareError + use<> {
        let path = self.path.clone();
        move |source| ShareError::Store { path: path.clone(), source }
    }

    pub(crate) fn find(&self, sender: &str, id: &str) -> Result<Option<Known>> {
        let sql = "SELECT version, digest, memo, revoked FROM taken WHERE sender = ? AND id = ?";
        let read = |r: &rusqlite::Row<'_>| Ok(Known { version: r.get(0)?, digest: r.get(1)?, memo: r.get(2)?, revoked: r.get(3)? });
        self.db.prepare_cached(sql).and_then(|mut query| query.query_row([sender, id], read).optional()).map_err(self.fault())
    }

    /// Whether an object stands by the word of anybody else who handed it over.
    pub(crate) fn is_of_others(&self, sender: &str, id: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM taken WHERE id = ? AND sender <> ? AND NOT revoked";
        self.db.prepare_cached(sql).and_then(|mut query| query.exists([id, sender])).map_err(self.fault())
    }

    /// Note what became of an object.
    pub(crate) fn note(&self, sender: &str, id: &str, known: &Known) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO taken (sender, id, version, digest, memo, revoked) VALUES (?, ?, ?, ?, ?, ?)";
        let values = params![sender, id, known.version, known.digest, known.memo, known.revoked];
        self.db.prepare_cached(sql).and_then(|mut query| query.execute(values)).map(drop).map_err(self.fault())
    }

    /// How far a collection was read: the moment at which the last object was added; none: not yet.
    pub fn read_up_to(&self, collection: &str) -> Result<Option<String>> {
        let sql = "SELECT after FROM subscription WHERE collection = ?";
        self.db.query_row(sql, [collection], |r| r.get(0)).optional().map_err(self.fault())
    }

    /// Note how far a collection was read.
    pub fn note_read(&self, collection: &str, after: &str) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO subscription (collection, after) VALUES (?, ?)";
        self.db.execute(sql, [collection, after]).map(drop).map_err(self.fault())
    }
}
