//! Comma-separated values (RFC 4180, UTF-8, `\n` line ends): one row for each event and each commitment.
//!
//! | column | meaning |
//! | --- | --- |
//! | `document` | id of the document |
//! | `record` | `event` or `commitment` |
//! | `id` | id of the record |
//! | `type_or_kind`, `mode` | type and mode of an event, kind of a commitment |
//! | `status` | status of the event or commitment |
//! | `actors`, `recipients` | codes, parted by `; `; of a commitment its parties and beneficiaries |
//! | `date`, `date_basis` | when the act took place, and where that comes from |
//! | `place`, `country` | where |
//! | `amount`, `amount_unit` | value, and ISO 4217 code or unit |
//! | `due` | by when |
//! | `trigger` | the words that name the act |
//! | `evidence`, `start`, `end` | the words to quote and where they stand, in code points |
//! | `title`, `areas`, `event` | of a commitment: name, fields parted by `; `, id of its event |
//! | `contexts`, `claimed_by`, `score`, `confidence` | of an event |
//! | `lang`, `published`, `data` | of the document |
//!
//! What does not apply is an empty cell. Words are written exactly as they stand: a program that takes cells
//! beginning with `=` for formulas must be told not to.

use std::borrow::Cow;

use ::csv::{Error, Terminator, WriterBuilder};

use crate::wire::{WireAmount, WireDocument, WireParticipant};

/// The columns, in order. New ones are added at the end.
pub const COLUMNS: [&str; 29] = [
    "document",
    "record",
    "id",
    "type_or_kind",
    "mode",
    "status",
    "actors",
    "recipients",
    "date",
    "date_basis",
    "place",
    "country",
    "amount",
    "amount_unit",
    "due",
    "trigger",
    "evidence",
    "start",
    "end",
    "title",
    "areas",
    "event",
    "contexts",
    "claimed_by",
    "score",
    "confidence",
    "lang",
    "published",
    "data",
];

/// The header row.
pub(crate) fn header() -> String {
    format!("{}\n", COLUMNS.join(","))
}

/// One row for each record of a document.
pub(crate) fn rows(document: &WireDocument) -> Result<String, Error> {
    let mut writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(Vec::new());
    for row in cells(document) {
        writer.write_record(row.iter().map(|cell| cell.as_bytes()))?;
    }
    let bytes = writer.into_inner().map_err(|error| Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The cells of the rows of a document: an empty one where nothing is known or applies.
pub fn cells<'w>(document: &'w WireDocument<'w>) -> impl Iterator<Item = [Cow<'w, str>; COLUMNS.len()]> {
    events(document).chain(commitments(document))
}

type Row<'w> = [Cow<'w, str>; COLUMNS.len()];

fn events<'w>(document: &'w WireDocument<'w>) -> impl Iterator<Item = Row<'w>> {
    document.events.iter().map(|event| {
        let date = event.date.as_ref();
        let place = event.place.as_ref();
        [
            document.id.clone(),
            "event".into(),
            event.id.clone(),
            event.event_type.clone(),
            event.mode.clone().unwrap_or_default(),
            event.status.clone(),
            codes(&event.actors).into(),
            codes(&event.recipients).into(),
            date.map(|date| date.value.clone()).unwrap_or_default(),
            date.map(|date| date.basis.clone()).unwrap_or_default(),
            place.map(|place| place.name.clone()).unwrap_or_default(),
            place.and_then(|place| place.country.clone()).unwrap_or_default(),
            Cow::default(),
            Cow::default(),
            Cow::default(),
            event.trigger.text.clone(),
            event.evidence.text.clone(),
            event.evidence.start.to_string().into(),
            event.evidence.end.to_string().into(),
            Cow::default(),
            Cow::default(),
            Cow::default(),
            event.contexts.join("; ").into(),
            event.claimed_by.as_ref().map(|claimant| claimant.code.clone()).unwrap_or_default(),
            event.score.to_string().into(),
            event.confidence.to_string().into(),
            document.lang.clone(),
            document.published.clone().unwrap_or_default(),
            document.data.clone(),
        ]
    })
}

fn commitments<'w>(document: &'w WireDocument<'w>) -> impl Iterator<Item = Row<'w>> {
    document.commitments.iter().map(|commitment| {
        let (amount, unit) = match &commitment.amount {
            None => (Cow::default(), Cow::default()),
            Some(WireAmount::Money { value, currency }) => (value.to_string().into(), currency.clone()),
            Some(WireAmount::Quantity { value, unit }) => (value.to_string().into(), unit.clone()),
        };
        [
            document.id.clone(),
            "commitment".into(),
            commitment.id.clone(),
            commitment.kind.clone(),
            Cow::default(),
            commitment.status.clone(),
            codes(&commitment.parties).into(),
            codes(&commitment.beneficiaries).into(),
            Cow::default(),
            Cow::default(),
            Cow::default(),
            Cow::default(),
            amount,
            unit,
            commitment.due.clone().unwrap_or_default(),
            Cow::default(),
            commitment.evidence.text.clone(),
            commitment.evidence.start.to_string().into(),
            commitment.evidence.end.to_string().into(),
            commitment.title.clone(),
            commitment.areas.join("; ").into(),
            commitment.event.clone(),
            Cow::default(),
            Cow::default(),
            Cow::default(),
            Cow::default(),
            document.lang.clone(),
            document.published.clone().unwrap_or_default(),
            document.data.clone(),
        ]
    })
}

fn codes(participants: &[WireParticipant]) -> String {
    participants.iter().map(|participant| &*participant.code).collect::<Vec<_>>().join("; ")
}
