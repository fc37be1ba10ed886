//! The arguments of these commands, as clap reads them. The doc comments here are the help text.

use std::path::PathBuf;
use std::str::FromStr;

use chancery_access::{DAYS, Head, Kind, Role};
use chancery_model::PartialDate;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use crate::register::args::OutputArgs;
use crate::register::correct::AuthorArg;

const ADD: &str = "\
Examples:
  chancery account add ada --role administrator        asks for a password
  chancery account add 'Nguyễn An' --role analyst --audience home:RED --password-file an.txt
  chancery account add feeds --kind machine --role reader
  chancery account add north --kind partner --group alliance";
const LIST: &str = "\
Examples:
  chancery account list
  chancery account list --format jsonl";
const ONE: &str = "\
Examples:
  chancery account disable ada
  chancery account enable ada";
const ROLE: &str = "\
Examples:
  chancery account role ada reviewer";
const AUDIENCE: &str = "\
Examples:
  chancery account audience ada home:RED
  chancery account audience guest public";
const GROUPS: &str = "\
Examples:
  chancery account groups north alliance neighbours
  chancery account groups north                        none any more";
const PASSWORD: &str = "\
Examples:
  chancery account password ada
  pass show chancery/ada | chancery account password ada --password-file -";
const NEW: &str = "\
Examples:
  chancery token new north --name 'their feed reader'
  chancery token new feeds --expires 30d > token.txt";
const TOKENS: &str = "\
Examples:
  chancery token list
  chancery token list north --format csv";
const REVOKE: &str = "\
Examples:
  chancery token revoke 3f2a91c0d4e5b677";
const VERIFY: &str = "\
Examples:
  chancery audit verify > head.txt                     note the last entry, and keep it elsewhere
  chancery audit verify --head \"$(cat head.txt)\"       later: that entry still stands";

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make an account; with the first one, the server asks everybody who they are
    #[command(after_help = ADD)]
    Add(AddArgs),
    /// List accounts
    #[command(after_help = LIST)]
    List(OutputArgs),
    /// Let an account do nothing any more: its sessions end, its tokens are refused
    #[command(after_help = ONE)]
    Disable(NameArgs),
    /// Let an account do again what it may
    #[command(after_help = ONE)]
    Enable(NameArgs),
    /// Let an account do more or less; its sessions end
    #[command(after_help = ROLE)]
    Role(RoleArgs),
    /// Let an account see more or less; its sessions end
    #[command(after_help = AUDIENCE)]
    Audience(AudienceArgs),
    /// Put a partner into groups, and into no other
    #[command(after_help = GROUPS)]
    Groups(GroupArgs),
    /// Give a person another password; their sessions end
    #[command(after_help = PASSWORD)]
    Password(PasswordArgs),
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token for an account and print it, this once
    #[command(after_help = NEW)]
    New(NewArgs),
    /// List tokens, without what is secret of them
    #[command(after_help = TOKENS)]
    List(ListArgs),
    /// Let a token be used no longer, at once
    #[command(after_help = REVOKE)]
    Revoke(RevokeArgs),
}

/// Arguments of `chancery account add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Its name: letters and digits of any script; corrections are signed with it
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What it may do; each may do what those before it may
    #[arg(long, value_name = "ROLE", value_parser = word::<Role>(Role::ALL.iter().map(|role| role.as_str())), required_unless_present = "kind")]
    pub role: Option<Role>,
    /// What sort of account it is
    #[arg(long, value_name = "KIND", default_value = "person", value_parser = word::<Kind>(Kind::ALL.iter().map(|kind| kind.as_str())))]
    pub kind: Kind,
    /// Whose eyes it sees with: home: with a label of TLP 2.0, partner:NAME, or public [default: home:AMBER+STRICT, of a partner itself]
    #[arg(long, value_name = "AUDIENCE")]
    pub audience: Option<String>,
    /// A group that a partner is in, as markings name it; may be given several times
    #[arg(long, value_name = "GROUP")]
    pub group: Vec<String>,
    #[command(flatten)]
    pub password: PasswordArg,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Where a password comes from.
#[derive(Debug, Args)]
pub struct PasswordArg {
    /// File whose first line is the password, or - for standard input [default: it is asked for on the terminal]
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// Arguments of `chancery account disable` and `chancery account enable`.
#[derive(Debug, Args)]
pub struct NameArgs {
    /// The account
    #[arg(value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery account role`.
#[derive(Debug, Args)]
pub struct RoleArgs {
    /// The account
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What it may do from now on
    #[arg(value_name = "ROLE", value_parser = word::<Role>(Role::ALL.iter().map(|role| role.as_str())))]
    pub role: Role,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery account audience`.
#[derive(Debug, Args)]
pub struct AudienceArgs {
    /// The account
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Whose eyes it sees with from now on: home: with a label of TLP 2.0, partner:NAME, or public
    #[arg(value_name = "AUDIENCE")]
    pub audience: String,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery account groups`.
#[derive(Debug, Args)]
pub struct GroupArgs {
    /// The account
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The groups that it is in from now on
    #[arg(value_name = "GROUP")]
    pub groups: Vec<String>,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery account password`.
#[derive(Debug, Args)]
pub struct PasswordArgs {
    /// The account
    #[arg(value_name = "NAME")]
    pub name: String,
    #[command(flatten)]
    pub password: PasswordArg,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery token new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The account that asks with it
    #[arg(value_name = "ACCOUNT")]
    pub account: String,
    /// What it is for
    #[arg(long, value_name = "TEXT", default_value = "token")]
    pub name: String,
    /// After how many days it ends, at most 366
    #[arg(long, value_name = "DAYS", default_value_t = Days(DAYS))]
    pub expires: Days,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery token list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only those of this account
    #[arg(value_name = "ACCOUNT")]
    pub account: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Arguments of `chancery token revoke`.
#[derive(Debug, Args)]
pub struct RevokeArgs {
    /// Its id, as `chancery token list` shows it
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub author: AuthorArg,
}

/// Arguments of `chancery audit`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AuditArgs {
    /// What else to do with the log
    #[command(subcommand)]
    pub command: Option<AuditCommand>,
    #[command(flatten)]
    pub list: AuditListArgs,
}

/// Which entries of the log.
#[derive(Debug, Args)]
pub struct AuditListArgs {
    /// On or after a date
    #[arg(long, value_name = "DATE")]
    pub from: Option<PartialDate>,
    /// On or before a date
    #[arg(long, value_name = "DATE")]
    pub to: Option<PartialDate>,
    /// By or about an account
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Of one sort, such as saw, changed, released, log-in
    #[arg(long, value_name = "ACTION")]
    pub action: Option<String>,
    /// No more than so many, the latest
    #[arg(long, short = 'n', value_name = "N")]
    pub limit: Option<usize>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What else to do with the log.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check that no entry was changed, removed or moved, and print number and hash of the last
    #[command(after_help = VERIFY)]
    Verify(LookArgs),
}

/// Arguments of `chancery audit verify`.
#[derive(Debug, Args)]
pub struct LookArgs {
    /// Number and hash of an entry that were noted earlier: it must still stand
    #[arg(long, value_name = "N:HASH")]
    pub head: Option<Head>,
}

/// A number of days, as in 30d.
#[derive(Clone, Copy, Debug)]
pub struct Days(pub i64);

impl std::fmt::Display for Days {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}d", self.0)
    }
}

impl FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.strip_suffix('d').unwrap_or(text).parse().map(Self).map_err(|_| "a number of days, such as 30d".to_owned())
    }
}

/// Takes the words of a closed set.
fn word<T>(words: impl Iterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = chancery_access::AccessError> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| word.parse::<T>())
}
