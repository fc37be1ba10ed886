//! Accounts: who there is, what each may do, and whose eyes they see with.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chancery_model::{Audience, Tlp, is_partner_name};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use unicode_normalization::UnicodeNormalization as _;

use crate::audit::{self, Action, Entry};
use crate::error::{AccessError, Result};
use crate::secret;
use crate::store::Access;

/// What sort of account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody who logs in with a password.
    Person,
    /// Another institution, which fetches what it may have with a token.
    Partner,
    /// A program of our own, which has a token.
    Machine,
}

/// What an account may do; each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Fetch what is shared with it, and nothing else.
    Partner,
    /// Look at everything that its audience may see.
    Reader,
    /// Ask in SQL, keep standing queries.
    Analyst,
    /// Correct.
    Reviewer,
    /// Look at the server itself.
    Administrator,
}

macro_rules! words {
    ($name:ident: $($variant:ident $word:literal),*) => {
        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = AccessError;

            fn from_str(word: &str) -> Result<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word).ok_or_else(|| AccessError::Unfit(format!("`{word}` is none of {}", [$($word),*].join(", "))))
            }
        }
    };
}

words!(Kind: Person "person", Partner "partner", Machine "machine");
words!(Role: Partner "partner", Reader "reader", Analyst "analyst", Reviewer "reviewer", Administrator "administrator");

/// Persons and machines see with these eyes unless told otherwise.
const HOME: Audience = Audience::Home(Tlp::AmberStrict);

/// Who changes something, for the log: the name of an account, or of whoever is at the command line.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// The name.
    pub name: &'a str,
    /// Where from.
    pub address: Option<&'a str>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub(crate) id: i64,
    /// Its name.
    pub name: String,
    /// What sort of account it is.
    pub kind: Kind,
    /// What it may do.
    pub role: Role,
    /// Whose eyes it sees with; of a partner, with the groups that it is in.
    pub audience: Audience,
    /// When it was made.
    pub created: i64,
    /// Since when it may do nothing.
    pub disabled: Option<i64>,
}

/// An account to make.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    /// Its name.
    pub name: &'a str,
    /// What sort of account it is.
    pub kind: Kind,
    /// What it may do; a partner has the role of one.
    pub role: Role,
    /// Whose eyes it sees with, unless the usual ones.
    pub audience: Option<&'a str>,
    /// Groups that a partner is in.
    pub groups: &'a [String],
    /// The password of a person.
    pub password: Option<&'a str>,
}

pub(crate) const COLUMNS: &str = "account.id, account.name, account.kind, account.role, account.audience, account.groups, account.created, account.disabled";

impl Account {
    /// From the first columns of a row, which are [`COLUMNS`].
    pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let word = |at: usize| row.get::<_, String>(at);
        let strange = |at: usize, error: AccessError| rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error));
        let groups = word(5)?.split(',').filter(|group| !group.is_empty()).map(str::to_owned).collect();
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            kind: word(2)?.parse().map_err(|error| strange(2, error))?,
            role: word(3)?.parse().map_err(|error| strange(3, error))?,
            audience: with_groups(audience(&word(4)?).map_err(|error| strange(4, error))?, groups),
            created: row.get(6)?,
            disabled: row.get(7)?,
        })
    }
}

/// A name in normal form: letters and digits of any script, and `. - _ @ '` or a blank between them.
fn named(name: &str) -> Result<String> {
    let name: String = name.nfc().collect();
    let letters = name.chars().count();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '\'' | ' ');
    let ends = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if (1..=64).contains(&letters) && name.chars().all(fits) && ends(name.chars().next()) && ends(name.chars().next_back()) && !name.contains("  ") {
        return Ok(name);
    }
    Err(AccessError::Unfit(format!("`{}` is no name: it has 1 to 64 letters and digits, with . - _ @ ' or a blank between them", name.escape_debug())))
}

/// What two names must differ in.
pub(crate) fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// An audience as it is written, without groups: those are told apart from it.
fn audience(text: &str) -> Result<Audience> {
    match text.parse::<Audience>() {
        Ok(Audience::Partner(_, groups)) if !groups.is_empty() => Err(AccessError::Unfit(format!("`{text}` has groups; give them by themselves"))),
        Ok(audience) => Ok(audience),
        Err(error) => Err(AccessError::Unfit(error.to_string())),
    }
}

/// The same with groups, if it is one that has any.
fn with_groups(audience: Audience, groups: BTreeSet<String>) -> Audience {
    match audience {
        Audience::Partner(name, _) => Audience::Partner(name, groups),
        other => other,
    }
}

/// Whose eyes an account of this sort sees with.
fn fitting_audience(kind: Kind, given: Option<&str>, name: &str) -> Result<Audience> {
    let wanted = match (given, kind) {
        (Some(given), _) => audience(given)?,
        (None, Kind::Partner) => audience(&format!("partner:{name}"))?,
        (None, _) => HOME,
    };
    if kind == Kind::Partner && !matches!(wanted, Audience::Partner(..)) {
        return Err(AccessError::Unfit(format!("a partner sees as a partner, not as {wanted}: partner:NAME")));
    }
    Ok(wanted)
}

/// Groups that markings may name, for somebody who sees so.
fn fitting_groups(audience: &Audience, given: &[String]) -> Result<BTreeSet<String>> {
    if let Some(odd) = given.iter().find(|group| !is_partner_name(group)) {
        return Err(AccessError::Unfit(format!("`{}` is no name of a group: it has 1 to 64 small letters a to z, digits and - _ .", odd.escape_debug())));
    }
    if !given.is_empty() && !matches!(audience, Audience::Partner(..)) {
        return Err(AccessError::Unfit(format!("only partners are in groups, and {audience} is none")));
    }
    Ok(given.iter().cloned().collect())
}

/// Groups as they are kept.
fn joined(groups: &BTreeSet<String>) -> String {
    groups.iter().map(String::as_str).collect::<Vec<_>>().join(",")
}

fn fitting_role(kind: Kind, role: Role) -> Result<Role> {
    if (kind == Kind::Partner) == (role == Role::Partner) {
        return Ok(role);
    }
    Err(AccessError::Unfit("a partner has the role `partner`, and nobody else has it".to_owned()))
}

pub(crate) fn find(db: &Connection, name: &str) -> Result<Option<Account>> {
    let sql = format!("SELECT {COLUMNS} FROM account WHERE folded = ?");
    Ok(db.prepare_cached(&sql)?.query_row([folded(name)], Account::from_row).optional()?)
}

pub(crate) fn must_find(db: &Connection, name: &str) -> Result<Account> {
    find(db, name)?.ok_or_else(|| AccessError::UnknownAccount(name.escape_debug().to_string()))
}

impl Access {
    /// Whether there is any account: then nobody may ask who has none.
    pub fn has_accounts(&self) -> Result<bool> {
        Ok(self.db.query_row("SELECT EXISTS (SELECT 1 FROM account)", [], |row| row.get(0))?)
    }

    /// All accounts by name.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        let mut query = self.db.prepare(&format!("SELECT {COLUMNS} FROM account ORDER BY folded"))?;
        let accounts = query.query_map([], Account::from_row)?;
        Ok(accounts.collect::<rusqlite::Result<_>>()?)
    }

    /// The account of a name.
    pub fn account(&self, name: &str) -> Result<Account> {
        must_find(&self.db, name)
    }

    /// Make an account.
    pub fn add_account(&mut self, new: &NewAccount<'_>, by: Actor<'_>, now: i64) -> Result<Account> {
        let name = named(new.name)?;
        let role = fitting_role(new.kind, new.role)?;
        let audience = fitting_audience(new.kind, new.audience, &name)?;
        let groups = fitting_groups(&audience, new.groups)?;
        let password = match (new.kind, new.password) {
            (Kind::Person, Some(password)) => Some(secret::new_password(password)?),
            (Kind::Person, None) => return Err(AccessError::Unfit("a person needs a password".to_owned())),
            (_, Some(_)) => return Err(AccessError::Unfit(format!("a {} has tokens and no password", new.kind))),
            (_, None) => None,
        };
        self.write(|db| {
            if find(db, &name)?.is_some() {
                return Err(AccessError::Taken(name.clone()));
            }
            let sql = "INSERT INTO account (name, folded, kind, role, audience, groups, password, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
            db.execute(sql, params![name, folded(&name), new.kind.as_str(), role.as_str(), audience.to_string(), joined(&groups), password, now])?;
            let made = must_find(db, &name)?;
            note(db, by, now, &made, &format!("made: {}, {role}, {}", new.kind, made.audience))?;
            Ok(made)
        })
    }

    /// Give a person another password; ends all sessions.
    pub fn set_password(&mut self, name: &str, password: &str, by: Actor<'_>, now: i64) -> Result<()> {
        let hash = secret::new_password(password)?;
        self.change(name, by, now, |db, account| {
            if account.kind != Kind::Person {
                return Err(AccessError::Unfit(format!("`{}` is a {}, which has tokens and no password", account.name, account.kind)));
            }
            db.execute("UPDATE account SET password = ? WHERE id = ?", params![hash, account.id])?;
            Ok(Some("another password".to_owned()))
        })
    }

    /// Let an account do more or less; ends all sessions.
    pub fn set_role(&mut self, name: &str, role: Role, by: Actor<'_>, now: i64) -> Result<()> {
        self.change(name, by, now, |db, account| {
            let role = fitting_role(account.kind, role)?;
            db.execute("UPDATE account SET role = ? WHERE id = ?", params![role.as_str(), account.id])?;
            Ok(Some(format!("role {role}, was {}", account.role)))
        })
    }

    /// Let an account see with other eyes; ends all sessions.
    pub fn set_audience(&mut self, name: &str, wanted: &str, by: Actor<'_>, now: i64) -> Result<()> {
        self.change(name, by, now, |db, account| {
            let audience = fitting_audience(account.kind, Some(wanted), &account.name)?;
            // Only a partner is in groups, and another partner is not in the same ones.
            db.execute("UPDATE account SET audience = ?, groups = '' WHERE id = ?", params![audience.to_string(), account.id])?;
            Ok(Some(format!("audience {audience}, was {}", account.audience)))
        })
    }

    /// Put an account into these groups and no other; ends all sessions.
    pub fn set_groups(&mut self, name: &str, wanted: &[String], by: Actor<'_>, now: i64) -> Result<()> {
        self.change(name, by, now, |db, account| {
            let groups = fitting_groups(&account.audience, wanted)?;
            db.execute("UPDATE account SET groups = ? WHERE id = ?", params![joined(&groups), account.id])?;
            Ok(Some(format!("audience {}, was {}", with_groups(account.audience.clone(), groups), account.audience)))
        })
    }

    /// Let an account do nothing any more; ends all sessions, and its tokens are refused.
    pub fn disable(&mut self, name: &str, by: Actor<'_>, now: i64) -> Result<()> {
        self.change(name, by, now, |db, account| {
            let done = db.execute("UPDATE account SET disabled = ? WHERE id = ? AND disabled IS NULL", params![now, account.id])?;
            Ok((done > 0).then(|| "disabled".to_owned()))
        })
    }

    /// Let an account do again what it may.
    pub fn enable(&mut self, name: &str, by: Actor<'_>, now: i64) -> Result<()> {
        self.change(name, by, now, |db, account| {
            let done = db.execute("UPDATE account SET disabled = NULL WHERE id = ? AND disabled IS NOT NULL", [account.id])?;
            Ok((done > 0).then(|| "enabled".to_owned()))
        })
    }

    /// Change an account, end its sessions, and write down what was done; nothing, if nothing was.
    fn change(&mut self, name: &str, by: Actor<'_>, now: i64, work: impl FnOnce(&Connection, &Account) -> Result<Option<String>>) -> Result<()> {
        self.write(|db| {
            let account = must_find(db, name)?;
            if let Some(done) = work(db, &account)? {
                db.execute("DELETE FROM session WHERE account = ?", [account.id])?;
                note(db, by, now, &account, &done)?;
            }
            Ok(())
        })
    }
}

fn note(db: &Connection, by: Actor<'_>, now: i64, account: &Account, detail: &str) -> Result<()> {
    let entry = Entry {
        time: now,
        account: Some(by.name.to_owned()),
        address: by.address.map(str::to_owned),
        action: Action::Account,
        object: format!("account {}", account.name),
        detail: detail.to_owned(),
    };
    audit::append(db, &entry).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_any_script_and_hold_nothing_that_is_not_seen() {
        for name in ["ada", "Nguyễn Văn An", "김철수", "o'hara@example.org", "a", "x-1_2.3"] {
            assert!(named(name).is_ok(), "{name}");
        }
        for name in ["", " ada", "ada ", "a  b", "-x", "a\u{200b}b", "a\nb", "a/b", "a:b", "a,b", "(ada)", "a\u{202e}b", &"x".repeat(65)] {
            assert!(named(name).is_err(), "{name:?}");
        }
        let decomposed: String = "Nguyễn".nfd().collect();
        assert_eq!(named(&decomposed).expect("a name"), "Nguyễn");
        assert_eq!(folded(&decomposed), folded("NGUYỄN"));
    }

    #[test]
    fn an_audience_is_one_of_three_sorts_and_a_partner_is_never_at_home() {
        for (kind, given, expected) in [
            (Kind::Person, None, Some("home:AMBER+STRICT")),
            (Kind::Machine, None, Some("home:AMBER+STRICT")),
            (Kind::Partner, None, Some("partner:north")),
            (Kind::Person, Some("home:RED"), Some("home:RED")),
            (Kind::Person, Some("public"), Some("public")),
            (Kind::Person, Some("partner:south"), Some("partner:south")),
            (Kind::Partner, Some("partner:south"), Some("partner:south")),
            (Kind::Partner, Some("home:CLEAR"), None),
            (Kind::Partner, Some("public"), None),
            (Kind::Person, Some("home:"), None),
            (Kind::Person, Some("home:red"), None),
            (Kind::Person, Some("home:WHITE"), None),
            (Kind::Person, Some("public:x"), None),
            (Kind::Person, Some("partner:"), None),
            (Kind::Partner, Some("partner:South"), None),
            (Kind::Partner, Some("partner:a(b)"), None),
            (Kind::Person, Some("everybody"), None),
            (Kind::Person, Some(""), None),
        ] {
            assert_eq!(fitting_audience(kind, given, "north").ok().map(|audience| audience.to_string()).as_deref(), expected, "{kind} {given:?}");
        }
    }
}
