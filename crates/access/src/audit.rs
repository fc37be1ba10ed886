//! The log of what was done: it is only added to, and each entry holds the hash of the one before it.
//!
//! So whoever changes an entry must change all after it. The number and hash of the last are kept beside the log, so that one taken away from
//! the end is missed too. Who may write the file may still write all of it anew: a head noted elsewhere ([`Head`]) finds that out.

use std::fmt;
use std::str::FromStr;

use rusqlite::{Connection, Row, params};
use serde::Serialize;

use crate::error::{AccessError, Result};
use crate::secret::hex;
use crate::store::Access;

/// What sort of thing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Somebody logged in.
    LogIn,
    /// Somebody tried to log in or showed a token, and was refused.
    Refused,
    /// Somebody logged out.
    LogOut,
    /// Somebody was shown records.
    Saw,
    /// Somebody changed records.
    Changed,
    /// Records left the house as a file, a feed or to a partner.
    Released,
    /// Somebody asked for what their role may not.
    Denied,
    /// An account was made or changed.
    Account,
    /// A token was made or revoked.
    Token,
}

impl Action {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LogIn => "log-in",
            Self::Refused => "log-in refused",
            Self::LogOut => "log-out",
            Self::Saw => "saw",
            Self::Changed => "changed",
            Self::Released => "released",
            Self::Denied => "denied",
            Self::Account => "account",
            Self::Token => "token",
        }
    }
}

/// Something that was done, to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub time: i64,
    /// By whom.
    pub account: Option<String>,
    /// From where.
    pub address: Option<String>,
    /// What sort of thing.
    pub action: Action,
    /// On what: method and address of a request, or an account or token.
    pub object: String,
    /// What else is to be said.
    pub detail: String,
}

/// An entry of the log as it stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its number, from 1.
    pub number: i64,
    /// When; whoever writes it out writes it as they write times.
    #[serde(skip)]
    pub time: i64,
    /// By whom.
    pub account: Option<String>,
    /// From where.
    pub address: Option<String>,
    /// What sort of thing.
    pub action: String,
    /// On what.
    pub object: String,
    /// What else is to be said.
    pub detail: String,
    /// The hash of the entry before.
    #[serde(serialize_with = "in_hex")]
    pub previous: [u8; 32],
    /// The hash over all of this.
    #[serde(serialize_with = "in_hex")]
    pub hash: [u8; 32],
}

fn in_hex<S: serde::Serializer>(hash: &[u8; 32], to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(&hex(hash))
}

/// The number and hash of an entry: `12:3f0c…`. Noted elsewhere, it holds the log to what it was then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number.
    pub number: i64,
    /// The hash.
    pub hash: [u8; 32],
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.number, hex(&self.hash))
    }
}

impl FromStr for Head {
    type Err = AccessError;

    fn from_str(text: &str) -> Result<Self> {
        let parted = text.trim().split_once(':').and_then(|(number, hash)| {
            let number = number.parse().ok().filter(|number| *number >= 0)?;
            Some(Self { number, hash: *blake3::Hash::from_hex(hash).ok()?.as_bytes() })
        });
        parted.ok_or_else(|| AccessError::Unfit("a head is a number, a colon and 64 hexadecimal digits, as `chancery audit verify` prints it".to_owned()))
    }
}

/// What is wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Entries are not there that must have been.
    Missing {
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
    /// An entry is not what it was.
    Changed(i64),
    /// An entry does not follow from the one before it.
    Unlinked(i64),
    /// The last entry is not the one that was written last.
    End {
        /// The last that is there.
        found: i64,
        /// The last that was written.
        kept: i64,
    },
    /// The entry whose head was noted is not there, or another stands in its place.
    Noted(i64),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { from, to } if from == to => write!(f, "entry {from} is missing"),
            Self::Missing { from, to } => write!(f, "entries {from} to {to} are missing"),
            Self::Changed(number) => write!(f, "entry {number} was changed"),
            Self::Unlinked(number) => write!(f, "entry {number} does not follow from the one before it: that one was replaced or moved"),
            Self::End { found, kept } => write!(f, "the log ends with entry {found}, but {kept} was written last"),
            Self::Noted(number) => write!(f, "entry {number} is not the one whose head was noted"),
        }
    }
}

/// What a look at the whole log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many entries there are.
    pub entries: i64,
    /// The last of them; number 0 if there is none.
    pub head: Head,
    /// What is wrong, at most [`MOST`] faults.
    pub faults: Vec<Fault>,
}

/// So many faults are told.
const MOST: usize = 100;

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// From this time on.
    pub from: Option<i64>,
    /// Before this time.
    pub before: Option<i64>,
    /// By or about the account of this name.
    pub account: Option<String>,
    /// Of this sort.
    pub action: Option<String>,
    /// So many, the latest.
    pub limit: Option<usize>,
}

/// The hash of an entry: over its fields in order, each with its length in front, so that nothing can move from one into another.
/// `docs/access.md` describes it for those who check an export.
fn hash(record: &Record) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"chancery audit 1\n");
    hasher.update(&record.number.to_le_bytes());
    hasher.update(&record.time.to_le_bytes());
    let fields =
        [record.account.as_deref(), record.address.as_deref(), Some(record.action.as_str()), Some(record.object.as_str()), Some(record.detail.as_str())];
    for field in fields {
        match field {
            None => hasher.update(&[0]),
            Some(text) => hasher.update(&[1]).update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes()),
        };
    }
    hasher.update(&record.previous);
    *hasher.finalize().as_bytes()
}

const COLUMNS: &str = "number, time, account, address, action, object, detail, previous, hash";

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        number: row.get(0)?,
        time: row.get(1)?,
        account: row.get(2)?,
        address: row.get(3)?,
        action: row.get(4)?,
        object: row.get(5)?,
        detail: row.get(6)?,
        previous: row.get(7)?,
        hash: row.get(8)?,
    })
}

fn head(db: &Connection) -> rusqlite::Result<Head> {
    db.query_row("SELECT number, hash FROM audit_head WHERE one = 1", [], |row| Ok(Head { number: row.get(0)?, hash: row.get(1)? }))
}

/// Add an entry, within the transaction of what it tells of.
pub(crate) fn append(db: &Connection, entry: &Entry) -> Result<Head> {
    let last = head(db)?;
    let mut record = Record {
        number: last.number.saturating_add(1),
        time: entry.time,
        account: entry.account.clone(),
        address: entry.address.clone(),
        action: entry.action.as_str().to_owned(),
        object: entry.object.clone(),
        detail: entry.detail.clone(),
        previous: last.hash,
        hash: [0; 32],
    };
    record.hash = hash(&record);
    let sql = "INSERT INTO audit (number, time, account, address, action, object, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let r = &record;
    db.prepare_cached(sql)?.execute(params![r.number, r.time, r.account, r.address, r.action, r.object, r.detail, r.previous, r.hash])?;
    db.prepare_cached("UPDATE audit_head SET number = ?, hash = ? WHERE one = 1")?.execute(params![r.number, r.hash])?;
    Ok(Head { number: record.number, hash: record.hash })
}

impl Access {
    /// Go over entries, oldest first. What is done with one may fail and ends it.
    pub fn audit<E: From<AccessError>>(&self, wanted: &Wanted, mut take: impl FnMut(&Record) -> std::result::Result<(), E>) -> std::result::Result<(), E> {
        let sql = format!(
            "SELECT {COLUMNS} FROM (SELECT {COLUMNS} FROM audit WHERE time >= coalesce(?1, time) AND time < coalesce(?2, time + 1)
               AND (?3 IS NULL OR account = ?3 OR object = 'account ' || ?3) AND action = coalesce(?4, action)
             ORDER BY number DESC LIMIT ?5) ORDER BY number"
        );
        let limit = wanted.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        let mut query = self.db.prepare(&sql).map_err(AccessError::from)?;
        let mut rows = query.query(params![wanted.from, wanted.before, wanted.account, wanted.action, limit]).map_err(AccessError::from)?;
        while let Some(row) = rows.next().map_err(AccessError::from)? {
            take(&record(row).map_err(AccessError::from)?)?;
        }
        Ok(())
    }

    /// Check the whole log against itself, and against a head that was noted earlier.
    pub fn verify_audit(&self, noted: Option<Head>) -> Result<Verdict> {
        let _one_state = self.db.unchecked_transaction()?;
        let mut faults = Vec::new();
        let mut tell = |fault: Fault| {
            if faults.len() < MOST {
                faults.push(fault);
            }
        };
        let (mut entries, mut last) = (0, Head { number: 0, hash: [0; 32] });
        let mut noted_is_there = noted.is_none_or(|noted| noted == last);
        let mut query = self.db.prepare(&format!("SELECT {COLUMNS} FROM audit ORDER BY number"))?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            entries += 1;
            let due = last.number.saturating_add(1);
            if number > due {
                tell(Fault::Missing { from: due, to: number - 1 });
            }
            // What cannot even be read was changed, too; nothing is known of its hash then.
            let Ok(entry) = record(row) else {
                tell(Fault::Changed(number));
                last = Head { number, hash: [0; 32] };
                continue;
            };
            if number < due || hash(&entry) != entry.hash {
                tell(Fault::Changed(number));
            } else if number == due && entry.previous != last.hash {
                tell(Fault::Unlinked(number));
            }
            last = Head { number, hash: entry.hash };
            noted_is_there |= noted == Some(last);
        }
        let kept = head(&self.db).unwrap_or(Head { number: -1, hash: [0; 32] });
        if kept != last {
            tell(Fault::End { found: last.number, kept: kept.number });
        }
        if let Some(noted) = noted.filter(|_| !noted_is_there) {
            tell(Fault::Noted(noted.number));
        }
        Ok(Verdict { entries, head: last, faults })
    }
}

#[cfg(test)]
mod tests;
