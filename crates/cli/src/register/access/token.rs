//! `chancery token`: what partners and programs ask with.

use std::process::ExitCode;

use anyhow::Result;
use chancery_access::{Actor, Token};
use serde::Serialize;

use super::args::{ListArgs, NewArgs, RevokeArgs, TokenCommand};
use super::{at_the_command_line, open, seconds, time};
use crate::output::Output;
use crate::register::Session;
use crate::register::render::Answer;

/// `chancery token`.
pub fn token(command: &TokenCommand, session: &Session<'_>) -> Result<ExitCode> {
    match command {
        TokenCommand::New(args) => new(args, session),
        TokenCommand::List(args) => list(args, session),
        TokenCommand::Revoke(args) => revoke(args, session),
    }
}

/// `chancery token new`.
fn new(args: &NewArgs, session: &Session<'_>) -> Result<ExitCode> {
    let by = at_the_command_line(&args.author)?;
    let (token, kept) = open(session)?.new_token(&args.account, &args.name, args.expires.0, Actor { name: &by, address: None }, seconds())?;
    let mut out = Output::open(None, &[])?;
    out.write(&format!("{token}\n"))?;
    out.flush()?;
    session.messages.note(&format!("token {} of {} ends on {}; it is not shown again", kept.id, kept.account, time(kept.expires)));
    Ok(ExitCode::SUCCESS)
}

/// A token as it is listed.
#[derive(Serialize)]
struct Listed<'t> {
    id: &'t str,
    account: &'t str,
    name: &'t str,
    created: String,
    expires: String,
    last_use: Option<String>,
    revoked: Option<String>,
}

/// `chancery token list`.
fn list(args: &ListArgs, session: &Session<'_>) -> Result<ExitCode> {
    let tokens: Vec<Token> = open(session)?.tokens(args.account.as_deref())?;
    let mut answer = Answer::begin(&args.output, session, &["id", "account", "name", "created", "expires", "last_use", "revoked"])?;
    for token in &tokens {
        let Token { id, account, name, .. } = token;
        let (created, expires) = (time(token.created), time(token.expires));
        let (last_use, revoked) = (token.last_use.map(time), token.revoked.map(time));
        let listed = Listed { id, account, name, created, expires, last_use, revoked };
        answer.take(&listed, || {
            let (last_use, revoked) = (listed.last_use.clone().unwrap_or_default(), listed.revoked.clone().unwrap_or_default());
            vec![id.clone(), account.clone(), name.clone(), listed.created.clone(), listed.expires.clone(), last_use, revoked]
        })?;
    }
    answer.end("no tokens")?;
    Ok(ExitCode::SUCCESS)
}

/// `chancery token revoke`.
fn revoke(args: &RevokeArgs, session: &Session<'_>) -> Result<ExitCode> {
    let by = at_the_command_line(&args.author)?;
    let token = open(session)?.revoke(&args.id, Actor { name: &by, address: None }, seconds())?;
    session.messages.note(&format!("token {} of {} ({}) is refused from now on", token.id, token.account, token.name));
    Ok(ExitCode::SUCCESS)
}
