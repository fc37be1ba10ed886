//! Taking care of the register: counting, SQL, checking, copying.

use std::process::ExitCode;

use anyhow::Result;
use chancery_register::Register;

use super::Session;
use super::args::{AnswerFormat, BackupArgs, OutputArgs, SqlArgs, VerifyArgs};
use super::ask::shown;
use super::render::Answer;
use crate::output::{self, Output};

/// `chancery stats`.
pub fn stats(args: &OutputArgs, session: &Session<'_>) -> Result<ExitCode> {
    let register = session.open()?;
    let counts = register.counts()?;
    let mut answer = Answer::begin(args, session, &["what", "count"])?;
    if answer.is_rows() {
        let plain = [
            ("documents", counts.documents),
            ("superseded versions", counts.superseded),
            ("copies", counts.copies),
            ("near copies", counts.near_copies),
            ("events", counts.events),
            ("reports of events", counts.event_reports),
            ("commitments", counts.commitments),
            ("steps of commitments", counts.steps),
            ("corrections", counts.corrections),
        ];
        let groups = [("in", &counts.languages), ("", &counts.types), ("commitments", &counts.statuses)];
        let grouped = groups.iter().flat_map(|(what, rows)| rows.iter().map(move |(name, n)| (format!("{what} {name}").trim().to_owned(), *n)));
        for (what, n) in plain.iter().map(|(what, n)| ((*what).to_owned(), *n)).chain(grouped) {
            answer.take(&(), || vec![what, n.to_string()])?;
        }
        if let Some((first, last)) = &counts.published {
            answer.text(&format!("reports from {first} to {last}\n"))?;
        }
    } else {
        answer.take(&counts, || vec!["events".to_owned(), counts.events.to_string()])?;
    }
    answer.end("")?;
    Ok(ExitCode::SUCCESS)
}

/// `chancery sql`.
pub fn sql(args: &SqlArgs, session: &Session<'_>) -> Result<ExitCode> {
    let mut register = session.open()?;
    let answer = register.sql(&args.query)?;
    let target = args.output.output.as_deref();
    let format = args.output.format.unwrap_or(if output::is_terminal(target) { AnswerFormat::Table } else { AnswerFormat::Csv });
    let mut out = Output::open(target, &[])?;
    match format {
        AnswerFormat::Jsonl => {
            for row in answer.rows {
                let object: serde_json::Map<String, serde_json::Value> = answer.columns.iter().cloned().zip(row).collect();
                out.write(&format!("{}\n", serde_json::Value::Object(object)))?;
            }
        }
        AnswerFormat::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&answer.columns)?;
            for row in &answer.rows {
                writer.write_record(row.iter().map(shown))?;
            }
            out.write(&String::from_utf8(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)?)?;
        }
        AnswerFormat::Table => {
            let mut table = comfy_table::Table::new();
            table.load_style(comfy_table::presets::UTF8_FULL_CONDENSED).set_header(&answer.columns);
            for row in &answer.rows {
                table.add_row(row.iter().map(shown));
            }
            out.write(&format!("{table}\n"))?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// `chancery verify`.
pub fn verify(args: &VerifyArgs, session: &Session<'_>) -> Result<ExitCode> {
    let register = Register::open(&session.path)?;
    let faults = register.verify(!args.quick)?;
    for fault in &faults {
        session.messages.error(&format!("{}: {}", fault.place, fault.fault));
    }
    let waiting = register.pending()?;
    if waiting > 0 {
        session.messages.note(&format!("{waiting} documents wait to be linked; `chancery add` without paths does it"));
    }
    let log_is_whole = !args.audit || super::access::look(None, session)?.1;
    if faults.is_empty() {
        session.messages.note(&format!("{} is sound", session.path.display()));
        return Ok(if log_is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    session.messages.note(&format!("{} faults; go back to a copy made with `chancery backup`, or add the reports to a new register", faults.len()));
    Ok(ExitCode::FAILURE)
}

/// `chancery backup`.
pub fn backup(args: &BackupArgs, session: &Session<'_>) -> Result<ExitCode> {
    session.open()?.backup(&args.to)?;
    session.messages.note(&format!("copied to {}", args.to.display()));
    Ok(ExitCode::SUCCESS)
}
