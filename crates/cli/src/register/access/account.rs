//! `chancery account`: making accounts, and saying what each may do.

use std::process::ExitCode;

use anyhow::{Result, bail};
use chancery_access::{Access, AccessError, Account, Actor, Kind, NewAccount, Role, path_beside};
use serde::Serialize;

use super::args::{AccountCommand, AddArgs};
use super::{at_the_command_line, open, password, seconds, time};
use crate::register::Session;
use crate::register::args::OutputArgs;
use crate::register::correct::AuthorArg;
use crate::register::render::Answer;

/// `chancery account`.
pub fn account(command: &AccountCommand, session: &Session<'_>) -> Result<ExitCode> {
    let change = |author: &AuthorArg, work: &dyn Fn(&mut Access, Actor<'_>) -> Result<(), AccessError>, done: &str| {
        let name = at_the_command_line(author)?;
        work(&mut open(session)?, Actor { name: &name, address: None })?;
        session.messages.note(done);
        Ok(ExitCode::SUCCESS)
    };
    match command {
        AccountCommand::Add(args) => add(args, session),
        AccountCommand::List(args) => list(args, session),
        AccountCommand::Disable(args) => {
            change(&args.author, &|access, by| access.disable(&args.name, by, seconds()), &format!("{} may do nothing any more", args.name))
        }
        AccountCommand::Enable(args) => change(&args.author, &|access, by| access.enable(&args.name, by, seconds()), &format!("{} may ask again", args.name)),
        AccountCommand::Role(args) => {
            change(&args.author, &|access, by| access.set_role(&args.name, args.role, by, seconds()), &format!("{} is {}", args.name, args.role))
        }
        AccountCommand::Audience(args) => {
            let done = format!("{} sees as {}", args.name, args.audience);
            change(&args.author, &|access, by| access.set_audience(&args.name, &args.audience, by, seconds()), &done)
        }
        AccountCommand::Groups(args) => {
            let done = if args.groups.is_empty() { format!("{} is in no group", args.name) } else { format!("{} is in {}", args.name, args.groups.join(", ")) };
            change(&args.author, &|access, by| access.set_groups(&args.name, &args.groups, by, seconds()), &done)
        }
        AccountCommand::Password(args) => {
            let account = open(session)?.account(&args.name)?;
            let password = password::new(&args.password, &account.name)?;
            let done = format!("{} has another password", account.name);
            change(&args.author, &|access, by| access.set_password(&args.name, &password, by, seconds()), &done)
        }
    }
}

/// `chancery account add`.
fn add(args: &AddArgs, session: &Session<'_>) -> Result<ExitCode> {
    if !session.path.exists() {
        bail!("there is no register at {}; `chancery add` makes one", session.path.display());
    }
    let by = at_the_command_line(&args.author)?;
    let role = match (args.role, args.kind) {
        (Some(role), _) => role,
        (None, Kind::Partner) => Role::Partner,
        (None, _) => bail!("say with --role what {} may do: reader, analyst, reviewer or administrator", args.name),
    };
    let password = if args.kind == Kind::Person { Some(password::new(&args.password, &args.name)?) } else { None };
    if args.kind != Kind::Person && args.password.password_file.is_some() {
        bail!("a {} has tokens and no password; `chancery token new` makes one", args.kind);
    }
    let new = NewAccount { name: &args.name, kind: args.kind, role, audience: args.audience.as_deref(), groups: &args.group, password: password.as_deref() };
    let mut access = Access::open_or_create(&path_beside(&session.path))?;
    let first = !access.has_accounts()?;
    let made = access.add_account(&new, Actor { name: &by, address: None }, seconds())?;
    session.messages.note(&format!("{} is {}, and sees as {}", made.name, made.role, made.audience));
    if first {
        session.messages.note("this is the first account: `chancery serve` now asks everybody who they are");
    }
    Ok(ExitCode::SUCCESS)
}

/// An account as it is listed.
#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    kind: &'a str,
    role: &'a str,
    audience: String,
    created: String,
    disabled: Option<String>,
}

/// `chancery account list`.
fn list(args: &OutputArgs, session: &Session<'_>) -> Result<ExitCode> {
    let accounts: Vec<Account> = open(session)?.accounts()?;
    let mut answer = Answer::begin(args, session, &["name", "kind", "role", "audience", "created", "disabled"])?;
    for account in &accounts {
        let (name, kind, role, audience) = (&account.name, account.kind.as_str(), account.role.as_str(), account.audience.to_string());
        let listed = Listed { name, kind, role, audience, created: time(account.created), disabled: account.disabled.map(time) };
        answer.take(&listed, || {
            let (created, disabled) = (listed.created.clone(), listed.disabled.clone().unwrap_or_default());
            vec![name.clone(), kind.to_owned(), role.to_owned(), listed.audience.clone(), created, disabled]
        })?;
    }
    answer.end("no accounts")?;
    Ok(ExitCode::SUCCESS)
}
