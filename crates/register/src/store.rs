//! The file: opening, making, and bringing an older form up to date.
//!
//! Every writing transaction takes the write lock at its start and is whole or not at all; the log is synced at each commit, so what was
//! acknowledged survives a crash.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{RegisterError, Result};

/// `CHRY`: marks the file as ours.
const APPLICATION_ID: i64 = 0x4348_5259;

/// Each step from one form of the file to the next.
const MIGRATIONS: [&str; 6] = [
    include_str!("../migrations/0001_register.sql"),
    include_str!("../migrations/0002_intake.sql"),
    include_str!("../migrations/0003_queries.sql"),
    include_str!("../migrations/0004_webhooks.sql"),
    include_str!("../migrations/0005_sharing.sql"),
    include_str!("../migrations/0006_overdue.sql"),
];

/// The views that others may build on: drawn up anew at each migration, since they hold no data.
const VIEWS: &str = include_str!("../migrations/views.sql");

/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_mins(1);

/// An open register.
pub struct Register {
    pub(crate) db: Connection,
    path: PathBuf,
}

impl Register {
    /// Open a register, or make one where there is none yet.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, true)
    }

    /// Open a register that is there.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(RegisterError::Missing(path.to_owned()));
        }
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, true)
    }

    /// Open a register that is there to ask what it [`holds`](Self::holds), and leave it in the form that it has.
    pub fn look(path: &Path) -> Result<Self> {
        Self::open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, false)
    }

    fn open_with(path: &Path, flags: OpenFlags, migrates: bool) -> Result<Self> {
        let fault = |source: rusqlite::Error| match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => RegisterError::Foreign(path.to_owned()),
            Some(rusqlite::ErrorCode::DiskFull) => RegisterError::Full,
            Some(rusqlite::ErrorCode::DatabaseBusy) => RegisterError::Busy,
            Some(rusqlite::ErrorCode::ReadOnly) => RegisterError::ReadOnly(path.to_owned()),
            _ => RegisterError::Open { path: path.to_owned(), source },
        };
        let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(fault)?;
        db.busy_timeout(PATIENCE).map_err(fault)?;
        // Reading the version touches the file: whatever is no database is found out here.
        let (version, application, tables) = marks(&db).map_err(fault)?;
        if application != APPLICATION_ID && tables > 0 {
            return Err(RegisterError::Foreign(path.to_owned()));
        }
        let known = MIGRATIONS.len() as i64;
        if version > known {
            return Err(RegisterError::Newer { path: path.to_owned(), found: version, known });
        }
        db.pragma_update(None, "journal_mode", "WAL").map_err(fault)?;
        db.pragma_update(None, "synchronous", "FULL").map_err(fault)?;
        db.pragma_update(None, "foreign_keys", true).map_err(fault)?;
        // The log is worked into the file every 64 MB, not every 4: each time waits for the disk.
        db.pragma_update(None, "wal_autocheckpoint", 16_384).map_err(fault)?;
        db.pragma_update(None, "cache_size", -65_536).map_err(fault)?;
        db.pragma_update(None, "temp_store", "MEMORY").map_err(fault)?;
        // Plans do not depend on bound values: else every look-up would be planned anew.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
        db.set_prepared_statement_cache_capacity(128);
        let mut register = Self { db, path: path.to_owned() };
        if version < known && migrates {
            register.migrate().map_err(|error| match error {
                RegisterError::Database(source) => fault(source),
                other => other,
            })?;
        }
        Ok(register)
    }

    /// Bring the file to the newest form. Several programs may try at once: the lock lets one after the other look again.
    fn migrate(&mut self) -> Result<()> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let done = usize::try_from(version).unwrap_or_default();
        for migration in MIGRATIONS.iter().skip(done) {
            tx.execute_batch(migration)?;
        }
        tx.execute_batch(VIEWS)?;
        tx.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.commit()?;
        Ok(())
    }

    /// One state of the register for several look-ups, whatever other programs write meanwhile.
    pub(crate) fn snapshot(&self) -> Result<Transaction<'_>> {
        Ok(self.db.unchecked_transaction()?)
    }

    /// Where the register is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Run something that writes: whole or not at all.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }
}

/// What the file says it is: its form, the mark of the program, and how many tables and views it has. In one look, since another program may
/// be making the register.
fn marks(db: &Connection) -> rusqlite::Result<(i64, i64, i64)> {
    let one_state = db.unchecked_transaction()?;
    let version = one_state.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application = one_state.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables = one_state.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok((version, application, tables))
}

#[cfg(test)]
mod tests {
    use chancery_formats::wire::WireDocument;

    use super::*;
    use crate::{Arrival, Filter};

    fn add(register: &mut Register, number: usize) -> Result<()> {
        let text = format!("{number} {}", "words ".repeat(2000));
        let coded = format!(
            r#"{{"schema":"chancery/1","id":"{number}","lang":"en","published":"2025-01-01","title":null,"source":null,"url":null,"events":[],"commitments":[]}}"#
        );
        let coded: WireDocument<'_> = serde_json::from_str(&coded).expect("a document");
        register.add(&[Arrival::open(&text, &coded, None, "1")], "now").map(drop)
    }

    #[test]
    fn a_full_disk_is_told_and_leaves_a_sound_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("r.db");
        let mut register = Register::open_or_create(&path).expect("a register");
        add(&mut register, 0).expect("there is room");
        let pages: i64 = register.db.pragma_query_value(None, "page_count", |r| r.get(0)).expect("pages");
        let _: i64 = register.db.pragma_update_and_check(None, "max_page_count", pages + 20, |r| r.get(0)).expect("a limit");
        let full = (1..100).find_map(|number| add(&mut register, number).err().map(|error| (number, error)));
        let (number, error) = full.expect("the disk gets full");
        assert!(matches!(error, RegisterError::Full), "{error}");
        assert!(error.to_string().contains("disk is full"), "{error}");
        let held = |register: &Register| register.versions(None, &Filter::default()).expect("documents").len();
        assert_eq!(held(&register), number, "what was told to be in is in, and nothing of the last one");
        assert_eq!(register.verify(true).expect("a look"), []);
        drop(register);
        let mut register = Register::open(&path).expect("it opens");
        assert_eq!(held(&register), number);
        add(&mut register, number).expect("there is room again");
        assert_eq!(register.verify(true).expect("a look"), []);
    }
}
