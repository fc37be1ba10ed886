//! The flat tables: which columns they have and what goes into them. `docs/exports.md` says what each means.

use std::borrow::Cow;

use chancery_formats::wire::WireDocument;
use chancery_formats::{CSV_COLUMNS, csv_rows};
use chancery_register::answers::{Code, Commitment};

use crate::act::{Act, Party};
use crate::days::bounds;
use crate::sheet::{Cell, Column, Kind};

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $($column:literal $kind:ident,)*;)*) => {
        $($(#[$doc])* pub const $name: &[Column] = &[$(Column { name: $column, kind: Kind::$kind },)*];)*
    };
}

columns! {
    /// One row an act.
    EVENTS:
        "id" Text, "type" Code, "mode" Code, "status" Code, "quad_class" Code, "score" Real, "date" Code, "date_first" Day, "date_last" Day,
        "actors" Code, "actor_sectors" Code, "recipients" Code, "recipient_sectors" Code, "persons" Code, "place" Code, "country" Code, "latitude" Real, "longitude" Real, "geonames" Whole,
        "contexts" Code, "confidence" Real, "reports" Whole, "independent_sources" Whole, "conflicts" Code,
        "document" Code, "lang" Code, "published" Code, "source" Code, "url" Code, "start" Whole, "end" Whole, "quotation" Text, "marking" Code,;
    /// One row for each report of an act.
    REPORTS:
        "event" Code, "report" Text, "document" Code, "lang" Code, "published" Code, "source" Code, "url" Code, "type" Code, "mode" Code, "status" Code,
        "actors" Code, "recipients" Code, "persons" Code, "date" Code, "place" Code, "country" Code, "start" Whole, "end" Whole, "quotation" Text,
        "trigger" Code, "claimed_by" Code, "confidence" Real, "coder" Code, "lexicons" Code, "reasons" Code, "marking" Code, "originator" Code,;
    /// One row an undertaking.
    COMMITMENTS:
        "id" Text, "kind" Code, "title" Text, "status" Code, "parties" Code, "beneficiaries" Code, "due" Code, "due_first" Day, "due_last" Day, "overdue" Truth,
        "amount" Real, "amount_unit" Code, "areas" Code, "steps" Whole, "first_date" Code, "last_date" Code,
        "document" Code, "lang" Code, "start" Whole, "end" Whole, "quotation" Text, "marking" Code,;
    /// One row for each step of an undertaking.
    STEPS:
        "commitment" Code, "date" Code, "status" Code, "due" Code, "document" Code, "lang" Code, "published" Code, "start" Whole, "end" Whole,
        "quotation" Text, "event" Code, "reasons" Code,;
    /// One row for each record of a document that is in no register: the columns of `chancery code --format csv`.
    RECORDS:
        "document" Code, "record" Code, "id" Text, "type_or_kind" Code, "mode" Code, "status" Code, "actors" Code, "recipients" Code, "date" Code, "date_basis" Code,
        "place" Code, "country" Code, "amount" Real, "amount_unit" Code, "due" Code, "trigger" Code, "evidence" Text, "start" Whole, "end" Whole, "title" Text,
        "areas" Code, "event" Text, "contexts" Code, "claimed_by" Code, "score" Real, "confidence" Real, "lang" Code, "published" Code, "data" Code,;
}

/// Verbal and material cooperation and conflict, as the register's views call them.
pub(crate) fn quad_class(kind: &str) -> &'static str {
    match chancery_register::quad(kind) {
        1 => "verbal cooperation",
        2 => "material cooperation",
        3 => "verbal conflict",
        _ => "material conflict",
    }
}

fn codes(codes: &[Code]) -> Cell<'static> {
    Cell::list(codes.iter().map(|code| &code.code))
}

/// The items, each once, in their order.
pub(crate) fn once<'i>(items: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    let mut out = Vec::new();
    for item in items {
        if !out.contains(&item) {
            out.push(item);
        }
    }
    out
}

fn sectors(parties: &[Party]) -> Cell<'static> {
    Cell::list(once(parties.iter().flat_map(|party| &party.sectors).map(String::as_str)))
}

fn first_and_last<'c>(date: Option<&str>) -> [Cell<'c>; 2] {
    bounds(date).map_or([Cell::Empty, Cell::Empty], |(first, last)| [Cell::Day(first), Cell::Day(last)])
}

/// The row of an act.
pub fn event<'a>(act: &'a Act<'_>) -> Vec<Cell<'a>> {
    let event = &act.event;
    let date = event.date.as_ref().map(|date| date.value.as_str());
    let [date_first, date_last] = first_and_last(date);
    let report = event.reports.first();
    let persons = once(event.reports.iter().flat_map(|report| &report.persons).map(String::as_str));
    vec![
        event.id.as_str().into(),
        event.kind.as_str().into(),
        event.mode.as_deref().into(),
        event.status.as_str().into(),
        quad_class(&event.kind).into(),
        event.score.into(),
        date.into(),
        date_first,
        date_last,
        codes(&event.actors),
        sectors(&act.actors()),
        codes(&event.recipients),
        sectors(&act.recipients()),
        Cell::list(persons),
        event.place.as_ref().map(|place| place.name.as_str()).into(),
        event.place.as_ref().and_then(|place| place.country.as_deref()).into(),
        act.point.as_ref().map(|point| point.latitude).into(),
        act.point.as_ref().map(|point| point.longitude).into(),
        act.point.as_ref().map(|point| point.geonames).into(),
        Cell::list(&event.contexts),
        event.confidence.into(),
        event.reports.len().into(),
        event.independent_sources.into(),
        Cell::list(event.conflicts.iter().map(|conflict| conflict.field)),
        report.map(|report| report.document.as_str()).into(),
        report.map(|report| report.lang.as_str()).into(),
        report.and_then(|report| report.published.as_deref()).into(),
        report.and_then(|report| report.source.as_deref()).into(),
        report.and_then(|report| report.url.as_deref()).into(),
        report.map(|report| report.evidence.start).into(),
        report.map(|report| report.evidence.end).into(),
        report.map(|report| report.evidence.text.as_str()).into(),
        event.marking.as_str().into(),
    ]
}

/// The rows of the reports of an act.
pub fn reports<'a>(act: &'a Act<'_>) -> impl Iterator<Item = Vec<Cell<'a>>> {
    act.event.reports.iter().zip(&act.records).map(|(report, record)| {
        vec![
            act.event.id.as_str().into(),
            report.id.as_str().into(),
            report.document.as_str().into(),
            report.lang.as_str().into(),
            report.published.as_deref().into(),
            report.source.as_deref().into(),
            report.url.as_deref().into(),
            record.event_type.as_ref().into(),
            record.mode.as_deref().into(),
            report.status.as_str().into(),
            Cell::list(&report.actors),
            Cell::list(&report.recipients),
            Cell::list(&report.persons),
            report.date.as_deref().into(),
            record.place.as_ref().map(|place| place.name.as_ref()).into(),
            record.place.as_ref().and_then(|place| place.country.as_deref()).into(),
            report.evidence.start.into(),
            report.evidence.end.into(),
            report.evidence.text.as_str().into(),
            record.trigger.text.as_ref().into(),
            record.claimed_by.as_ref().map(|claimant| claimant.code.as_ref()).into(),
            record.confidence.into(),
            report.coder.as_str().into(),
            report.data.as_str().into(),
            Some(report.reasons.as_str()).filter(|reasons| !reasons.is_empty()).into(),
            report.marking.as_str().into(),
            Some(report.originator.as_str()).filter(|originator| !originator.is_empty()).into(),
        ]
    })
}

/// Value and unit of an amount.
pub(crate) fn amount(commitment: &Commitment) -> (Option<f64>, Option<&str>) {
    let of = |key| commitment.amount.as_ref().and_then(|amount| amount.get(key));
    (of("value").and_then(serde_json::Value::as_f64), of("currency").or_else(|| of("unit")).and_then(serde_json::Value::as_str))
}

/// The row of an undertaking. The words are those of its last step.
pub fn commitment(commitment: &Commitment) -> Vec<Cell<'_>> {
    let [due_first, due_last] = first_and_last(commitment.due.as_deref());
    let (value, unit) = amount(commitment);
    let (first, last) = (commitment.history.first(), commitment.history.last());
    vec![
        commitment.id.as_str().into(),
        commitment.kind.as_str().into(),
        commitment.title.as_str().into(),
        commitment.status.as_str().into(),
        codes(&commitment.parties),
        codes(&commitment.beneficiaries),
        commitment.due.as_deref().into(),
        due_first,
        due_last,
        Cell::Truth(commitment.overdue),
        value.into(),
        unit.into(),
        Cell::list(&commitment.areas),
        commitment.history.len().into(),
        first.and_then(|step| step.date.as_deref()).into(),
        last.and_then(|step| step.date.as_deref()).into(),
        last.map(|step| step.document.as_str()).into(),
        last.map(|step| step.lang.as_str()).into(),
        last.map(|step| step.evidence.start).into(),
        last.map(|step| step.evidence.end).into(),
        last.map(|step| step.evidence.text.as_str()).into(),
        commitment.marking.as_str().into(),
    ]
}

/// The rows of the steps of an undertaking.
pub fn steps(commitment: &Commitment) -> impl Iterator<Item = Vec<Cell<'_>>> {
    commitment.history.iter().map(|step| {
        vec![
            commitment.id.as_str().into(),
            step.date.as_deref().into(),
            step.status.as_str().into(),
            step.due.as_deref().into(),
            step.document.as_str().into(),
            step.lang.as_str().into(),
            step.published.as_deref().into(),
            step.evidence.start.into(),
            step.evidence.end.into(),
            step.evidence.text.as_str().into(),
            step.event.as_deref().into(),
            Some(step.reasons.as_str()).filter(|reasons| !reasons.is_empty()).into(),
        ]
    })
}

/// The rows of the records of a document.
pub fn records<'w>(document: &'w WireDocument<'w>) -> impl Iterator<Item = Vec<Cell<'w>>> {
    csv_rows(document).map(|row| RECORDS.iter().zip(row).map(|(column, cell)| typed(column.kind, cell)).collect())
}

fn typed(kind: Kind, cell: Cow<'_, str>) -> Cell<'_> {
    match kind {
        _ if cell.is_empty() => Cell::Empty,
        Kind::Whole => cell.parse().map_or(Cell::Empty, Cell::Whole),
        Kind::Real => cell.parse().map_or(Cell::Empty, Cell::Real),
        _ => Cell::Text(cell),
    }
}

const _: () = assert!(RECORDS.len() == CSV_COLUMNS.len(), "a column for each of the CSV of documents");
