//! Logging in: an attempt is counted before the password is looked at, so that many at once gain nothing; the password is looked at without
//! the file; then a session begins, if nothing changed meanwhile. Neither the answer nor its time tells whether there is such an account.

use rusqlite::{OptionalExtension as _, params};

use crate::account::{Account, COLUMNS, folded};
use crate::audit::{self, Action, Entry};
use crate::error::Result;
use crate::limit::Key;
use crate::secret;
use crate::session;
use crate::store::Access;

/// What becomes of an attempt at first.
#[derive(Debug)]
pub enum Begun {
    /// There were too many: so many seconds are left to wait, and nothing is looked at.
    Wait(u64),
    /// The password may be looked at.
    Attempt(Attempt),
}

/// An attempt to log in.
#[derive(Debug)]
pub struct Attempt {
    name: String,
    address: String,
    hash: Option<String>,
}

/// An attempt whose password was looked at.
#[derive(Debug)]
pub struct Checked {
    attempt: Attempt,
    fits: bool,
}

/// Somebody logged in.
#[derive(Debug)]
pub struct LoggedIn {
    /// What the browser holds from now on. It is not kept.
    pub session: String,
    /// Who it is.
    pub account: Account,
}

impl Attempt {
    /// Look at the password. It takes some time, the same for every name.
    pub fn check(self, password: &str) -> Checked {
        let fits = secret::fits(&secret::password(password), self.hash.as_deref());
        Checked { attempt: self, fits }
    }

    fn keys(&self) -> (Key, Key) {
        (Key::name(&folded(&self.name)), Key::address(&self.address))
    }
}

impl Access {
    /// Begin to log somebody in.
    pub fn attempt(&mut self, name: &str, address: &str, now: i64) -> Result<Begun> {
        self.write(|db| {
            let mut attempt = Attempt { name: name.to_owned(), address: address.to_owned(), hash: None };
            let (by_name, by_address) = attempt.keys();
            let left = by_name.left(db, now)?.max(by_address.left(db, now)?);
            if left > 0 {
                return Ok(Begun::Wait(left));
            }
            by_name.fail(db, now)?;
            by_address.fail(db, now)?;
            let sql = "SELECT password FROM account WHERE folded = ? AND disabled IS NULL";
            attempt.hash = db.prepare_cached(sql)?.query_row([folded(name)], |row| row.get(0)).optional()?.flatten();
            Ok(Begun::Attempt(attempt))
        })
    }

    /// Log somebody in whose password was right, or write down that it was not.
    pub fn log_in(&mut self, checked: Checked, now: i64) -> Result<Option<LoggedIn>> {
        let Checked { attempt, fits } = checked;
        self.write(|db| {
            // The password may have been changed, or the account disabled, since it was looked at.
            let sql = format!("SELECT {COLUMNS} FROM account WHERE folded = ? AND disabled IS NULL AND password = ?");
            let account = match &attempt.hash {
                Some(hash) if fits => db.prepare_cached(&sql)?.query_row(params![folded(&attempt.name), hash], Account::from_row).optional()?,
                _ => None,
            };
            let entry = |action, account: &str, detail: &str| Entry {
                time: now,
                account: Some(account.to_owned()),
                address: Some(attempt.address.clone()),
                action,
                object: "session".to_owned(),
                detail: detail.to_owned(),
            };
            let Some(account) = account else {
                let name: String = attempt.name.chars().take(64).collect();
                audit::append(db, &entry(Action::Refused, &name, "name or password wrong"))?;
                return Ok(None);
            };
            let (by_name, by_address) = attempt.keys();
            by_name.forget(db)?;
            by_address.take_back(db)?;
            let session = session::begin(db, &account, now)?;
            audit::append(db, &entry(Action::LogIn, &account.name, account.role.as_str()))?;
            Ok(Some(LoggedIn { session, account }))
        })
    }
}
