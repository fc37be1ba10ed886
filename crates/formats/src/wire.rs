//! The wire form `chancery/1`: the shape of one line of `--format jsonl`, as serde structs.
//!
//! Fields stand in the order in which they are written. Within `chancery/1` fields may be added, never renamed or
//! dropped. Every `start` and `end` counts Unicode code points into the document as given, and `text` is exactly
//! what stands there. The doc comments of this file become the descriptions of the published JSON Schema.

use std::borrow::Cow;

use chancery_model::{CommitmentKind, CommitmentStatus, Context, EventType, Mode, PartyKind, Sector, Status};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::line::Json;

/// The value of `schema` in every document.
pub const SCHEMA: &str = "chancery/1";

/// One coded report.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(rename = "Document", title = "chancery/1: one coded report")]
pub struct WireDocument<'d> {
    /// The form of this object: `chancery/1`.
    #[schemars(schema_with = "schema_name")]
    pub schema: Cow<'d, str>,
    /// The file's stem, or the id given.
    pub id: Cow<'d, str>,
    /// Language the report was read in, as an ISO 639-1 code.
    pub lang: Cow<'d, str>,
    /// When the report came out: ISO 8601 at the precision known.
    #[schemars(schema_with = "optional_date")]
    pub published: Option<Cow<'d, str>>,
    /// The headline, where the text has one.
    pub title: Option<Cow<'d, str>>,
    /// Who published it.
    pub source: Option<Cow<'d, str>>,
    /// Where it was found.
    pub url: Option<Cow<'d, str>>,
    /// Acts, in the order of their first words.
    pub events: Vec<WireEvent<'d>>,
    /// Undertakings, in the order of their first words.
    pub commitments: Vec<WireCommitment<'d>>,
    /// Which tables of words it was read with: a hash of those that ship; with tables of one's own also `+` and a hash of these.
    #[serde(default)]
    pub data: Cow<'d, str>,
    /// What the reader should know about the reading.
    #[serde(default)]
    pub notes: Vec<Cow<'d, str>>,
}

/// One act that the report tells: who did what to whom, when, where, according to whom.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(rename = "Event")]
pub struct WireEvent<'d> {
    /// Stable id: a hash of the record's content.
    pub id: Cow<'d, str>,
    /// Event type of the PLOVER ontology 2.0.
    #[serde(rename = "type")]
    #[schemars(schema_with = "event_types")]
    pub event_type: Cow<'d, str>,
    /// The type's mode.
    #[schemars(schema_with = "optional_modes")]
    pub mode: Option<Cow<'d, str>>,
    /// Topics of the act.
    #[schemars(schema_with = "contexts")]
    pub contexts: Vec<Cow<'d, str>>,
    /// Whether the act was done.
    #[schemars(schema_with = "statuses")]
    pub status: Cow<'d, str>,
    /// Who acts; in a reciprocal act every party.
    pub actors: Vec<WireParticipant<'d>>,
    /// To whom the act is directed.
    pub recipients: Vec<WireParticipant<'d>>,
    /// When the act took place.
    pub date: Option<WireDate<'d>>,
    /// Where it took place.
    pub place: Option<WirePlace<'d>>,
    /// Who says so, where the text attributes it.
    pub claimed_by: Option<WireParticipant<'d>>,
    /// The words that name the act.
    pub trigger: WireQuote<'d>,
    /// The sentence or clause to quote.
    pub evidence: WireQuote<'d>,
    /// Further places that tell the same act.
    pub also: Vec<WireQuote<'d>>,
    /// PLOVER conflict-cooperation score of the type and mode, -10 to 10.
    #[schemars(range(min = -10, max = 10))]
    pub score: f64,
    /// How firmly the coder holds to the record, 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub confidence: f64,
    /// What the words of the act are about, in no language: frames (`frame:`), classes of things (`thing:`), known agreements (`agreement:`), `counted` if something is counted, `retold` if it is told as what went before; sorted.
    #[serde(default)]
    pub notions: Vec<Cow<'d, str>>,
}

/// A party to an act or an undertaking, with the words that name it.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(rename = "Participant")]
pub struct WireParticipant<'d> {
    /// ISO 3166-1 alpha-3 code of a state, or the fixed id of an organisation or armed group.
    pub code: Cow<'d, str>,
    /// What the code stands for.
    #[schemars(schema_with = "party_kinds")]
    pub kind: Cow<'d, str>,
    /// The part of the party that acts.
    #[schemars(schema_with = "optional_sectors")]
    pub sector: Option<Cow<'d, str>>,
    /// The person, where named.
    pub name: Option<Cow<'d, str>>,
    /// The person's office, in English.
    pub role: Option<Cow<'d, str>>,
    /// The words that name the party here.
    pub text: Cow<'d, str>,
    /// First code point of those words.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// Words of the document.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(rename = "Quote")]
pub struct WireQuote<'d> {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// Exactly what stands there.
    pub text: Cow<'d, str>,
}

/// A date and where it comes from.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(rename = "Date")]
pub struct WireDate<'d> {
    /// ISO 8601 at the precision known.
    #[schemars(regex(pattern = r"^\d{4}(-\d{2}(-\d{2})?)?$"))]
    pub value: Cow<'d, str>,
    /// The words that say so, where the text has any.
    pub text: Option<Cow<'d, str>>,
    /// First code point of those words.
    pub start: Option<u32>,
    /// One past the last code point.
    pub end: Option<u32>,
    /// `text`: the clause says it; `context`: a neighbouring clause does; `document`: the document's own date.
    #[schemars(schema_with = "bases")]
    pub basis: Cow<'d, str>,
}

/// A place.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(rename = "Place")]
pub struct WirePlace<'d> {
    /// The name as the text has it.
    pub name: Cow<'d, str>,
    /// ISO 3166-1 alpha-3 code of its country, if known.
    pub country: Option<Cow<'d, str>>,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// What a party has bound itself to, is negotiating or has set up.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(rename = "Commitment")]
pub struct WireCommitment<'d> {
    /// Stable id: a hash of the record's content.
    pub id: Cow<'d, str>,
    /// What sort of undertaking.
    #[schemars(schema_with = "commitment_kinds")]
    pub kind: Cow<'d, str>,
    /// The name the text gives it, else a short description in the text's words.
    pub title: Cow<'d, str>,
    /// Who is bound.
    pub parties: Vec<WireParticipant<'d>>,
    /// For whom, if it goes one way.
    pub beneficiaries: Vec<WireParticipant<'d>>,
    /// How far it has come.
    #[schemars(schema_with = "commitment_statuses")]
    pub status: Cow<'d, str>,
    /// By when: ISO 8601 at the precision known.
    #[schemars(schema_with = "optional_date")]
    pub due: Option<Cow<'d, str>>,
    /// How much.
    pub amount: Option<WireAmount<'d>>,
    /// Fields covered, in the text's words.
    pub areas: Vec<Cow<'d, str>>,
    /// The act that is promised, where the words name one.
    #[serde(default)]
    pub promised: Option<WirePromise<'d>>,
    /// Id of the event that creates or changes it.
    pub event: Cow<'d, str>,
    /// The words to quote.
    pub evidence: WireQuote<'d>,
}

/// An act that somebody promised.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(rename = "Promise")]
pub struct WirePromise<'d> {
    /// Event type of the PLOVER ontology 2.0.
    #[serde(rename = "type")]
    #[schemars(schema_with = "event_types")]
    pub event_type: Cow<'d, str>,
    /// The type's mode.
    #[schemars(schema_with = "optional_modes")]
    pub mode: Option<Cow<'d, str>>,
}

/// An amount of money or of things.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[schemars(rename = "Amount")]
#[serde(untagged)]
pub enum WireAmount<'d> {
    /// Money.
    Money {
        /// In whole units of the currency.
        value: serde_json::Number,
        /// ISO 4217 code.
        currency: Cow<'d, str>,
    },
    /// Things.
    Quantity {
        /// How many.
        value: serde_json::Number,
        /// English unit, singular.
        unit: Cow<'d, str>,
    },
}

impl WireAmount<'_> {
    /// The amount for people: `40,000,000 EUR`.
    pub fn readable(&self) -> String {
        let (value, unit) = match self {
            Self::Money { value, currency: unit } | Self::Quantity { value, unit } => (value.to_string(), unit),
        };
        let digits = value.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(value.len());
        let (whole, rest) = value.split_at(digits);
        let mut grouped = String::new();
        for (at, c) in whole.chars().enumerate() {
            let left = whole.len() - at;
            if at > 0 && left % 3 == 0 && !grouped.ends_with('-') {
                grouped.push(',');
            }
            grouped.push(c);
        }
        format!("{grouped}{rest} {unit}")
    }
}

impl WireDocument<'_> {
    /// One line of JSON with its line end: the same document gives the same bytes.
    pub fn to_line(&self) -> String {
        /// Bytes that a record takes as a rule.
        const RECORD: usize = 1024;
        let mut line = String::with_capacity(RECORD * (1 + self.events.len() + self.commitments.len()));
        self.write(&mut line);
        line.push('\n');
        line
    }
}

/// The names of the bases of a date.
pub(crate) const BASES: [&str; 3] = ["text", "context", "document"];

macro_rules! closed_sets {
    ($($function:ident => $codes:expr;)*) => {
        $(fn $function(_: &mut SchemaGenerator) -> Schema {
            let codes = $codes;
            json_schema!({ "type": "string", "enum": codes })
        })*
    };
}

/// The codes of one closed set.
macro_rules! codes_of {
    ($set:ty) => {
        <$set>::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>()
    };
}

closed_sets! {
    schema_name => [SCHEMA];
    event_types => codes_of!(EventType);
    statuses => codes_of!(Status);
    party_kinds => codes_of!(PartyKind);
    bases => BASES;
    commitment_kinds => codes_of!(CommitmentKind);
    commitment_statuses => codes_of!(CommitmentStatus);
}

fn contexts(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string", "enum": codes_of!(Context) }, "uniqueItems": true })
}

fn optional_modes(_: &mut SchemaGenerator) -> Schema {
    nullable(codes_of!(Mode))
}

fn optional_sectors(_: &mut SchemaGenerator) -> Schema {
    nullable(codes_of!(Sector))
}

fn nullable(codes: Vec<&str>) -> Schema {
    let codes: Vec<Option<&str>> = codes.into_iter().map(Some).chain([None]).collect();
    json_schema!({ "type": ["string", "null"], "enum": codes })
}

fn optional_date(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_for_people() {
        let shown = |value: f64| {
            let value = serde_json::Number::from_f64(value).expect("a number");
            WireAmount::Quantity { value, unit: "launcher".into() }.readable()
        };
        assert_eq!(shown(24.5), "24.5 launcher");
        assert_eq!(shown(-123_456.25), "-123,456.25 launcher");
        let value = 40_000_000.into();
        assert_eq!(WireAmount::Money { value, currency: "EUR".into() }.readable(), "40,000,000 EUR");
    }
}
