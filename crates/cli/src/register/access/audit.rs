//! `chancery audit`: who saw, changed and released what, and whether the log of it is whole.

use std::process::ExitCode;

use anyhow::{Error, Result};
use chancery_access::{Head, Record, Wanted};
use chancery_model::PartialDate;
use chancery_register::days;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::args::{AuditArgs, AuditCommand, AuditListArgs};
use super::{open, time};
use crate::output::Output;
use crate::register::Session;
use crate::register::render::Answer;

/// `chancery audit`.
pub fn audit(args: &AuditArgs, session: &Session<'_>) -> Result<ExitCode> {
    match &args.command {
        None => list(&args.list, session),
        Some(AuditCommand::Verify(args)) => {
            let (head, sound) = look(args.head, session)?;
            let mut out = Output::open(None, &[])?;
            out.write(&format!("{head}\n"))?;
            out.flush()?;
            Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// Look at the whole log and say what is wrong. Gives its last entry, and whether nothing is.
pub fn look(noted: Option<Head>, session: &Session<'_>) -> Result<(Head, bool)> {
    let verdict = open(session)?.verify_audit(noted)?;
    for fault in &verdict.faults {
        session.messages.error(&format!("audit log: {fault}"));
    }
    if verdict.faults.is_empty() {
        session.messages.note(&format!("the audit log is whole; entries: {}", verdict.entries));
    }
    Ok((verdict.head, verdict.faults.is_empty()))
}

/// An entry as it is exported.
#[derive(Serialize)]
struct Exported<'r> {
    time: String,
    #[serde(flatten)]
    record: &'r Record,
}

/// `chancery audit` without more.
fn list(args: &AuditListArgs, session: &Session<'_>) -> Result<ExitCode> {
    let midnight = |day: Date| day.to_zoned(TimeZone::UTC).map(|day| day.timestamp().as_second()).ok();
    let end = |date: PartialDate| days::last_day(date).map(|day| days::later(day, 1));
    let wanted = Wanted {
        from: args.from.and_then(days::first_day).and_then(midnight),
        before: args.to.and_then(end).and_then(midnight),
        account: args.account.clone(),
        action: args.action.clone(),
        limit: args.limit,
    };
    let mut answer = Answer::begin(&args.output, session, &["number", "time", "account", "address", "action", "object", "detail"])?;
    open(session)?.audit(&wanted, |record: &Record| {
        let Record { account, address, action, object, detail, .. } = record;
        let exported = Exported { time: time(record.time), record };
        answer.take(&exported, || {
            let or = |value: &Option<String>| value.clone().unwrap_or_default();
            vec![record.number.to_string(), exported.time.clone(), or(account), or(address), action.clone(), object.clone(), detail.clone()]
        })?;
        Ok::<_, Error>(())
    })?;
    answer.end("no entries")?;
    Ok(ExitCode::SUCCESS)
}
