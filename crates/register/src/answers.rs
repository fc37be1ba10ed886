//! What the register answers: acts with all their reports, undertakings with their story. One object is one line of `--format jsonl`, and one
//! item of a list of the API, whose description says what stands here.

use serde::Serialize;
use utoipa::ToSchema;

pub use crate::link::{Conflict, Said};

/// A party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Code {
    /// Its code.
    pub code: String,
}

/// A date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Date {
    /// ISO 8601 at the precision known.
    pub value: String,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Location {
    /// Its name as most reports have it.
    pub name: String,
    /// Its country.
    #[schema(required)]
    pub country: Option<String>,
}

/// Words of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Quote {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// What stands there.
    pub text: String,
}

/// A report of an act.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Report {
    /// Its id.
    pub id: String,
    /// The document.
    pub document: String,
    /// Its language.
    pub lang: String,
    /// When it came out.
    #[schema(required)]
    pub published: Option<String>,
    /// Who published it.
    #[schema(required)]
    pub source: Option<String>,
    /// Where it was found.
    #[schema(required)]
    pub url: Option<String>,
    /// The words.
    pub evidence: Quote,
    /// Those of them that name the act.
    pub trigger: Quote,
    /// What this report says of status, date and parties.
    pub status: String,
    /// See there.
    #[schema(required)]
    pub date: Option<String>,
    /// See there.
    pub actors: Vec<String>,
    /// See there.
    pub recipients: Vec<String>,
    /// Persons named.
    pub persons: Vec<String>,
    /// Why it was taken for a report of this act.
    pub reasons: String,
    /// Version of the coder.
    pub coder: String,
    /// Version of the lexicons.
    pub data: String,
    /// How it is marked: a level of TLP 2.0 and what narrows it.
    pub marking: String,
    /// The partner that it came from; empty: this institution.
    pub originator: String,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its mode.
    #[schema(required)]
    pub mode: Option<String>,
    /// Its status.
    pub status: String,
    /// Who acts.
    pub actors: Vec<Code>,
    /// On whom.
    pub recipients: Vec<Code>,
    /// When.
    #[schema(required)]
    pub date: Option<Date>,
    /// Where.
    #[schema(required)]
    pub place: Option<Location>,
    /// Topics.
    pub contexts: Vec<String>,
    /// PLOVER score.
    pub score: f64,
    /// How firm the firmest report is.
    pub confidence: f64,
    /// How many sources tell it.
    pub independent_sources: usize,
    /// Details on which reports differ.
    pub conflicts: Vec<Conflict>,
    /// How it is marked: as narrowly as its reports together.
    pub marking: String,
    /// Its reports, oldest first.
    pub reports: Vec<Report>,
}

/// One step of an undertaking's story.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Step {
    /// When: the day of the act where it is told, else of the report.
    #[schema(required)]
    pub date: Option<String>,
    /// What it has come to.
    pub status: String,
    /// By when, as told here.
    #[schema(required)]
    pub due: Option<String>,
    /// The document.
    pub document: String,
    /// Its language.
    pub lang: String,
    /// When it came out.
    #[schema(required)]
    pub published: Option<String>,
    /// The words.
    pub evidence: Quote,
    /// The act that makes the step, if it is a record of its own.
    #[schema(required)]
    pub event: Option<String>,
    /// Why it was taken for a step of this undertaking.
    pub reasons: String,
}

/// One undertaking.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Commitment {
    /// Its id.
    pub id: String,
    /// Its sort.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// Who is bound.
    pub parties: Vec<Code>,
    /// For whom.
    pub beneficiaries: Vec<Code>,
    /// How far it has come.
    pub status: String,
    /// By when.
    #[schema(required)]
    pub due: Option<String>,
    /// Whether that day has passed and it is not done.
    pub overdue: bool,
    /// How much.
    #[schema(required)]
    pub amount: Option<serde_json::Value>,
    /// Fields covered.
    pub areas: Vec<String>,
    /// How it is marked: as narrowly as its story together.
    pub marking: String,
    /// Its story, oldest first.
    pub history: Vec<Step>,
}
