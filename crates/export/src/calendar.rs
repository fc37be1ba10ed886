//! Undertakings with a due date as a calendar: each an entry over the day, month or year by which it is due.

use std::io::Write;

use chancery_register::answers::{Code, Commitment};
use icalendar::{Component, Event, Parameter, Property};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::ExportError;
use crate::days::bounds;

/// A calendar being written.
pub(crate) struct Calendar<W: Write> {
    out: W,
}

impl<W: Write> Calendar<W> {
    pub fn new(mut out: W) -> Result<Self, ExportError> {
        out.write_all(
            concat!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//chancery//", env!("CARGO_PKG_VERSION"), "//EN\r\nCALSCALE:GREGORIAN\r\n").as_bytes(),
        )?;
        Ok(Self { out })
    }

    /// Write an undertaking; whether it has a due date, without which it is left out.
    pub fn commitment(&mut self, commitment: &Commitment) -> Result<bool, ExportError> {
        let Some((first, last)) = bounds(commitment.due.as_deref()) else { return Ok(false) };
        // The end of a whole day is the day after; the calendar has none after the last.
        let Ok(end) = last.checked_add(1.day()) else { return Ok(false) };
        let changed =
            commitment.history.iter().rev().find_map(|step| bounds(step.date.as_deref().or(step.published.as_deref()))).map_or(first, |(first, _)| first);
        let mut entry = Event::new();
        entry
            .uid(&format!("{}@chancery", commitment.id))
            .append_property(Property::new("DTSTAMP", changed.strftime("%Y%m%dT000000Z").to_string()))
            .append_property(whole_day("DTSTART", first))
            .append_property(whole_day("DTEND", end))
            .summary(&summary(commitment))
            .description(&description(commitment))
            .add_property("CATEGORIES", &commitment.kind)
            .add_property("TRANSP", "TRANSPARENT")
            .add_property("STATUS", status(&commitment.status));
        let entry = entry.try_into_string()?;
        self.out.write_all(entry.as_bytes())?;
        Ok(true)
    }

    pub fn finish(mut self) -> Result<(), ExportError> {
        self.out.write_all(b"END:VCALENDAR\r\n")?;
        Ok(self.out.flush()?)
    }
}

fn whole_day(name: &str, day: Date) -> Property {
    let mut property = Property::new(name, day.strftime("%Y%m%d").to_string());
    property.append_parameter(Parameter::new("VALUE", "DATE"));
    property
}

fn joined(codes: &[Code]) -> String {
    codes.iter().map(|code| code.code.as_str()).collect::<Vec<_>>().join(", ")
}

fn summary(commitment: &Commitment) -> String {
    let whole = if commitment.beneficiaries.is_empty() { String::new() } else { format!(" for {}", joined(&commitment.beneficiaries)) };
    format!("{}{whole}: {}", joined(&commitment.parties), commitment.title)
}

/// Sort and status, and each step with its words.
fn description(commitment: &Commitment) -> String {
    let overdue = if commitment.overdue { ", overdue" } else { "" };
    let mut lines = vec![format!("{}, {}{overdue}", commitment.kind, commitment.status)];
    for step in &commitment.history {
        let date = step.date.as_deref().unwrap_or("undated");
        let words = step.evidence.text.split_whitespace().collect::<Vec<_>>().join(" ");
        lines.push(format!("{date} {}: “{words}” ({})", step.status, step.document));
    }
    lines.join("\n")
}

/// How sure the entry is, as calendars tell it.
fn status(status: &str) -> &'static str {
    match status {
        "cancelled" => "CANCELLED",
        "proposed" | "negotiating" | "postponed" => "TENTATIVE",
        _ => "CONFIRMED",
    }
}
