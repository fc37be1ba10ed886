//! Tokens: `chy_`, an id to find the token by, `_`, and a secret of 256 bits, of which only an argon2id hash is kept.
//!
//! Whether a token is revoked or has expired is looked up at every use. Only the hash, which takes some time, is not made again for a few
//! minutes after a token was found right ([`Verified`]).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rusqlite::{OptionalExtension as _, Row, params};

use crate::account::{Account, Actor, COLUMNS, must_find};
use crate::audit::{self, Action, Entry};
use crate::error::{AccessError, Result};
use crate::limit::Key;
use crate::secret::{self, digest, random};
use crate::session::{Known, Means, is_stale};
use crate::store::Access;

/// A token lasts so many days unless told otherwise.
pub const DAYS: i64 = 90;
const DAY: i64 = 24 * 60 * 60;
/// No token lasts longer, in days.
const LONGEST: i64 = 366;

/// What every token begins with, so that it is known for one wherever it turns up.
const PREFIX: &str = "chy_";

/// For so long a token that was right is not looked at again, in seconds,
const FRESH: i64 = 5 * 60;
/// of so many.
const MANY: usize = 1024;

/// What is kept of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What to find it by.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// What it is for.
    pub name: String,
    /// When it was made.
    pub created: i64,
    /// When it ends.
    pub expires: i64,
    /// When it was revoked.
    pub revoked: Option<i64>,
    /// When it was last used, to the minute.
    pub last_use: Option<i64>,
}

/// Tokens that were found right a short while ago, by their hash.
#[derive(Debug, Default)]
pub struct Verified(Mutex<BTreeMap<[u8; 32], i64>>);

impl Verified {
    fn has(&self, digest: &[u8; 32], now: i64) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(digest).is_some_and(|until| (now..=now + FRESH).contains(until))
    }

    fn keep(&self, digest: [u8; 32], now: i64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MANY {
            known.retain(|_, until| *until > now);
        }
        if known.len() >= MANY {
            known.clear();
        }
        known.insert(digest, now + FRESH);
    }
}

/// A token that somebody shows, whose id is known and which is in force. Whether it is right is still to be seen.
#[derive(Debug)]
pub struct Presented {
    known: Known,
    hash: String,
    secret: String,
    digest: [u8; 32],
    /// So many seconds are left to wait at this address before a token may be looked at that was not lately.
    pub wait: u64,
}

impl Presented {
    /// The id of the token.
    pub fn id(&self) -> &str {
        match &self.known.means {
            Means::Token(id) => id,
            Means::Session(_) => "",
        }
    }

    /// Who it is, if the token was found right a short while ago.
    pub fn recall(&self, verified: &Verified, now: i64) -> Option<Known> {
        verified.has(&self.digest, now).then(|| self.known.clone())
    }

    /// Who it is, if the token is right. It takes some time.
    pub fn check(self, verified: &Verified, now: i64) -> Option<Known> {
        if !secret::fits(&self.secret, Some(&self.hash)) {
            return None;
        }
        verified.keep(self.digest, now);
        Some(self.known)
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        id: row.get(0)?,
        account: row.get(1)?,
        name: row.get(2)?,
        created: row.get(3)?,
        expires: row.get(4)?,
        revoked: row.get(5)?,
        last_use: row.get(6)?,
    })
}

impl Access {
    /// Make a token for an account. Gives the token itself, which is not kept, and what is kept of it.
    pub fn new_token(&mut self, account: &str, name: &str, days: i64, by: Actor<'_>, now: i64) -> Result<(String, Token)> {
        if !(1..=LONGEST).contains(&days) {
            return Err(AccessError::Unfit(format!("a token lasts 1 to {LONGEST} days")));
        }
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
            return Err(AccessError::Unfit("a token needs a name of at most 100 letters, which says what it is for".to_owned()));
        }
        let (id, secret) = (random::<8>()?, random::<32>()?);
        let hash = secret::hash(&secret)?;
        self.write(|db| {
            let account = must_find(db, account)?;
            if account.disabled.is_some() {
                return Err(AccessError::Unfit(format!("`{}` is disabled; `chancery account enable` lets it in again", account.name)));
            }
            let token = Token {
                id: id.clone(),
                account: account.name.clone(),
                name: name.to_owned(),
                created: now,
                expires: now + days * DAY,
                revoked: None,
                last_use: None,
            };
            let sql = "INSERT INTO token (id, account, name, hash, created, expires) VALUES (?, ?, ?, ?, ?, ?)";
            db.execute(sql, params![token.id, account.id, token.name, hash, token.created, token.expires])?;
            note(db, &token, &format!("made for {} for {days} days: {}", account.name, token.name), by, now)?;
            Ok((format!("{PREFIX}{id}_{secret}"), token))
        })
    }

    /// Tokens, the oldest first; those of one account, if one is named.
    pub fn tokens(&self, account: Option<&str>) -> Result<Vec<Token>> {
        let account = account.map(|name| self.account(name)).transpose()?.map(|account| account.id);
        let sql = "SELECT token.id, account.name, token.name, token.created, token.expires, token.revoked, token.last_use
            FROM token JOIN account ON account.id = token.account WHERE account.id = coalesce(?, account.id) ORDER BY token.created, token.id";
        let mut query = self.db.prepare(sql)?;
        let tokens = query.query_map([account], from_row)?;
        Ok(tokens.collect::<rusqlite::Result<_>>()?)
    }

    /// Let a token be used no longer.
    pub fn revoke(&mut self, id: &str, by: Actor<'_>, now: i64) -> Result<Token> {
        self.write(|db| {
            let sql = "SELECT token.id, account.name, token.name, token.created, token.expires, token.revoked, token.last_use
                FROM token JOIN account ON account.id = token.account WHERE token.id = ?";
            let mut token = db.query_row(sql, [id], from_row).optional()?.ok_or_else(|| AccessError::UnknownToken(id.escape_debug().to_string()))?;
            if token.revoked.is_none() {
                db.execute("UPDATE token SET revoked = ? WHERE id = ?", params![now, id])?;
                token.revoked = Some(now);
                note(db, &token, &format!("revoked: {} of {}", token.name, token.account), by, now)?;
            }
            Ok(token)
        })
    }

    /// Look up a token that somebody shows; nothing if it is none, or none that is in force.
    pub fn present(&self, token: &str, address: &str, now: i64) -> Result<Option<Presented>> {
        let Some((id, secret)) = token.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')) else { return Ok(None) };
        let sql = format!(
            "SELECT {COLUMNS}, token.last_use, token.hash FROM token JOIN account ON account.id = token.account
             WHERE token.id = ? AND token.revoked IS NULL AND token.expires > ? AND account.disabled IS NULL"
        );
        let found = self.db.prepare_cached(&sql)?.query_row(params![id, now], |row| {
            let known = Known { account: Account::from_row(row)?, means: Means::Token(id.to_owned()), stale: is_stale(row.get(8)?, now) };
            Ok(Presented { known, hash: row.get(9)?, secret: secret.to_owned(), digest: digest(token), wait: 0 })
        });
        let Some(mut presented) = found.optional()? else { return Ok(None) };
        presented.wait = Key::address(address).left(&self.db, now)?;
        Ok(Some(presented))
    }

    /// Write down that a token was shown with a wrong secret.
    pub fn refuse_token(&mut self, id: &str, address: &str, now: i64) -> Result<()> {
        self.write(|db| {
            Key::address(address).fail(db, now)?;
            let entry = Entry {
                time: now,
                account: None,
                address: Some(address.to_owned()),
                action: Action::Refused,
                object: format!("token {id}"),
                detail: "the secret is wrong".to_owned(),
            };
            audit::append(db, &entry).map(drop)
        })
    }
}

fn note(db: &rusqlite::Connection, token: &Token, detail: &str, by: Actor<'_>, now: i64) -> Result<()> {
    let entry = Entry {
        time: now,
        account: Some(by.name.to_owned()),
        address: by.address.map(str::to_owned),
        action: Action::Token,
        object: format!("token {}", token.id),
        detail: detail.to_owned(),
    };
    audit::append(db, &entry).map(drop)
}
