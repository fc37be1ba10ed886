//! The file: opening, making, and bringing an older form up to date. Only its owner may read it.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{AccessError, Result};

/// `CHAC`: marks the file as ours.
const APPLICATION_ID: i64 = 0x4348_4143;

/// Each step from one form of the file to the next.
const MIGRATIONS: [&str; 1] = [include_str!("../migrations/0001_access.sql")];

/// How long to wait for another writer. Whoever waits for an answer of the server waits as long.
const PATIENCE: Duration = Duration::from_secs(5);

/// The open file.
pub struct Access {
    pub(crate) db: Connection,
}

/// Where the accounts of a register are: beside it.
pub fn path_beside(register: &Path) -> PathBuf {
    let mut name = register.as_os_str().to_owned();
    name.push(".access");
    PathBuf::from(name)
}

impl Access {
    /// Open the file, or make it where there is none.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map_err(|error| unopened(path, &error))?;
        Self::open_there(path)
    }

    /// Open a file that is there.
    pub fn open(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(AccessError::Missing(path.to_owned()));
        }
        Self::open_there(path)
    }

    fn open_there(path: &Path) -> Result<Self> {
        let fault = |error: rusqlite::Error| match AccessError::from(error) {
            AccessError::Database(source) if source.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => AccessError::Foreign(path.to_owned()),
            AccessError::Database(source) => unopened(path, &source),
            other => other,
        };
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(fault)?;
        db.busy_timeout(PATIENCE).map_err(fault)?;
        let (version, application, tables) = marks(&db).map_err(fault)?;
        if application != APPLICATION_ID && tables > 0 {
            return Err(AccessError::Foreign(path.to_owned()));
        }
        let known = MIGRATIONS.len() as i64;
        if version > known {
            return Err(AccessError::Newer { path: path.to_owned(), found: version, known });
        }
        close_to_others(path)?;
        db.pragma_update(None, "journal_mode", "WAL").map_err(fault)?;
        db.pragma_update(None, "synchronous", "FULL").map_err(fault)?;
        db.pragma_update(None, "foreign_keys", true).map_err(fault)?;
        let mut access = Self { db };
        if version < known {
            access.write(|db| migrate(db)).map_err(|error| if let AccessError::Database(source) = error { fault(source) } else { error })?;
        }
        Ok(access)
    }

    /// Run something that writes: whole or not at all.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }
}

/// Bring the file to the newest form. Several programs may try at once: the lock lets one after the other look again.
fn migrate(db: &Connection) -> Result<()> {
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for migration in MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or_default()) {
        db.execute_batch(migration)?;
    }
    db.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(())
}

/// What the file says it is: its form, the mark of the program, and how many tables it has. In one look, since another program may be making it.
fn marks(db: &Connection) -> rusqlite::Result<(i64, i64, i64)> {
    let one_state = db.unchecked_transaction()?;
    let version = one_state.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application = one_state.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables = one_state.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok((version, application, tables))
}

fn unopened(path: &Path, reason: &dyn std::fmt::Display) -> AccessError {
    AccessError::Open { path: path.to_owned(), reason: reason.to_string() }
}

/// Whatever a copy has done to it: only its owner may read the file.
#[cfg(unix)]
fn close_to_others(path: &Path) -> Result<()> {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata(path).map_err(|error| unopened(path, &error))?.permissions().mode();
    if mode & 0o077 != 0 {
        set_permissions(path, Permissions::from_mode(0o600)).map_err(|error| unopened(path, &error))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn close_to_others(_: &Path) -> Result<()> {
    Ok(())
}
