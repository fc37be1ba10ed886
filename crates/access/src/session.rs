//! Sessions: what a browser holds after logging in, until it is not used for half a day or a week has passed. And what is known of whoever
//! asks, with a session or with a token.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::account::{Account, Actor, COLUMNS};
use crate::audit::{self, Action, Entry};
use crate::error::Result;
use crate::secret::{digest, random};
use crate::store::Access;

/// A session ends when it was not used for so long,
const IDLE: i64 = 12 * 60 * 60;
/// and after so long in any case.
const WHOLE: i64 = 7 * 24 * 60 * 60;
/// A use is noted if the one noted before is so long ago.
const NOTED: i64 = 60;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The account.
    pub account: Account,
    /// What they showed.
    pub means: Means,
    /// Whether this use is to be noted: not each one is.
    pub stale: bool,
}

/// What somebody shows to be known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// A session, by its hash.
    Session([u8; 32]),
    /// A token, by its id.
    Token(String),
}

/// Whether a use is to be noted that follows one at that time.
pub(crate) fn is_stale(last: Option<i64>, now: i64) -> bool {
    last.is_none_or(|last| now.saturating_sub(last) >= NOTED)
}

/// Begin a session.
pub(crate) fn begin(db: &Connection, account: &Account, now: i64) -> Result<String> {
    let session = random::<32>()?;
    db.execute("INSERT INTO session (hash, account, created, last_use) VALUES (?1, ?2, ?3, ?3)", params![digest(&session), account.id, now])?;
    db.execute("DELETE FROM session WHERE last_use < ? OR created < ?", [now - IDLE, now - WHOLE])?;
    Ok(session)
}

impl Access {
    /// Who has this session, if it goes on.
    pub fn session(&self, session: &str, now: i64) -> Result<Option<Known>> {
        let sql = format!(
            "SELECT {COLUMNS}, session.last_use FROM session JOIN account ON account.id = session.account
             WHERE session.hash = ? AND session.last_use >= ? AND session.created >= ? AND account.disabled IS NULL"
        );
        let hash = digest(session);
        let known = self.db.prepare_cached(&sql)?.query_row(params![hash, now - IDLE, now - WHOLE], |row| {
            let stale = is_stale(row.get(8)?, now);
            Ok(Known { account: Account::from_row(row)?, means: Means::Session(hash), stale })
        });
        Ok(known.optional()?)
    }

    /// End a session.
    pub fn log_out(&mut self, session: &str, by: Actor<'_>, now: i64) -> Result<()> {
        self.write(|db| {
            if db.execute("DELETE FROM session WHERE hash = ?", [digest(session)])? > 0 {
                let entry = Entry {
                    time: now,
                    account: Some(by.name.to_owned()),
                    address: by.address.map(str::to_owned),
                    action: Action::LogOut,
                    object: "session".to_owned(),
                    detail: String::new(),
                };
                audit::append(db, &entry)?;
            }
            Ok(())
        })
    }

    /// Write down what was done, and which sessions and tokens were used: all or nothing.
    pub fn note(&mut self, entries: &[Entry], uses: &[(Means, i64)]) -> Result<()> {
        self.write(|db| {
            for (means, time) in uses {
                match means {
                    Means::Session(hash) => db.prepare_cached("UPDATE session SET last_use = max(last_use, ?) WHERE hash = ?")?.execute(params![time, hash])?,
                    Means::Token(id) => {
                        db.prepare_cached("UPDATE token SET last_use = max(coalesce(last_use, 0), ?) WHERE id = ?")?.execute(params![time, id])?
                    }
                };
            }
            for entry in entries {
                audit::append(db, entry)?;
            }
            Ok(())
        })
    }
}
