//! Accounts, tokens and the log of who did what: the commands that keep the file beside the register. What they do is done by
//! `chancery-access`.

mod account;
mod args;
mod audit;
mod password;
mod token;

use anyhow::Result;
use chancery_access::{Access, path_beside};

pub use self::account::account;
pub use self::args::{AccountCommand, AuditArgs, TokenCommand};
pub use self::audit::{audit, look};
pub use self::token::token;
use super::Session;
use super::correct::{AuthorArg, author};

/// The accounts of the register, which must be there.
fn open(session: &Session<'_>) -> Result<Access> {
    Ok(Access::open(&path_beside(&session.path))?)
}

/// Who is at the command line, for the log: no account has a name with parentheses.
fn at_the_command_line(arg: &AuthorArg) -> Result<String> {
    Ok(format!("command line ({})", author(arg)?))
}

/// The time now, in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "what is done is written down with its time")]
fn seconds() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A time as people write it.
fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}
