//! Readable cases: a Markdown file of short texts, each with the records that must come out of it and those that must not.
//!
//! ```text
//! ## A call is a CONSULT by phone
//! Prose, if any.
//! published: 2025-02-05
//! > The text. Lines that follow one another are one paragraph; a bare `>` divides paragraphs.
//! CONSULT phone | JPN, KOR | - | 2025-02-03 | actual | "words"
//! commitment aid | NOR | MDA | agreed/proposed | - | 30000000 EUR | "words"
//! not AGREE
//! only
//! ```
//!
//! Fields: type and mode, actors (parties), recipients (beneficiaries), date (due), status, words of the text. `-` stands for nothing,
//! `*` for anything, `/` parts what is allowed. A month allows each of its days. An event's words overlap its trigger or stand inside its
//! evidence (or one of its further places); a commitment's overlap its evidence. Each record answers to one expectation at most.
//! `nothing`: no event at all. `not TYPE [STATUS]`: no event of the type. `not commitment [KIND]`: no commitment. `only`: no event beside those
//! named. `optional` before a record: what a careful reader may code or leave; only `only` takes note of it.
//! `FIXME` on a line of its own (a reason may follow after a colon) says of the expectation below it that it is true of the language and
//! not yet of the coder; the case fails once it holds, so that the mark goes.

pub mod judge;
pub mod read;

use std::fmt;
use std::path::Path;

use chancery_knowledge::Knowledge;
use chancery_model::{CommitmentKind, EventType, PartialDate, Status};

/// One case: a text and what must come of it.
#[derive(Debug)]
pub struct Case {
    /// The rule it shows.
    pub title: String,
    /// Line of the title in its file.
    pub line: usize,
    /// The document's date.
    pub published: Option<PartialDate>,
    /// The document's body.
    pub text: String,
    /// What must come out.
    pub expectations: Vec<Expectation>,
}

/// One line of a case.
#[derive(Debug)]
pub struct Expectation {
    /// Known not to hold yet.
    pub fixme: bool,
    /// May come out or not.
    pub optional: bool,
    /// The line as written.
    pub text: String,
    /// What it says.
    pub claim: Claim,
}

/// What an expectation says of the outcome.
#[derive(Debug)]
pub enum Claim {
    /// This event is there.
    Event(Pattern),
    /// This commitment is there.
    Commitment(Pattern),
    /// No event at all.
    Nothing,
    /// No event beside those expected.
    Only,
    /// No event of this type, or none with this status.
    NoEvent(EventType, Option<Status>),
    /// No commitment, or none of this kind.
    NoCommitment(Option<CommitmentKind>),
}

/// What the fields of a record may be; an absent list allows anything.
#[derive(Debug)]
pub struct Pattern {
    /// Type or kind.
    pub label: Allowed,
    /// Mode of an event; amount of a commitment.
    pub detail: Allowed,
    /// Actors or parties: sets of codes, sorted and joined.
    pub actors: Allowed,
    /// Recipients or beneficiaries.
    pub recipients: Allowed,
    /// Date or due.
    pub date: Allowed,
    /// Status.
    pub status: Allowed,
    /// Words of the text, unless any will do.
    pub words: Option<String>,
}

/// The values that a field may have, `-` for none; `None` for any.
#[derive(Debug, PartialEq, Eq)]
pub struct Allowed(pub Option<Vec<String>>);

impl Allowed {
    /// Whether a value is one of those allowed.
    pub fn holds(&self, value: &str) -> bool {
        self.0.as_ref().is_none_or(|list| list.iter().any(|a| a == value))
    }

    /// Whether a date names an allowed day, or lies in an allowed month or year.
    pub fn holds_date(&self, value: Option<PartialDate>) -> bool {
        self.0.as_ref().is_none_or(|list| {
            list.iter().any(|a| match (a.parse::<PartialDate>(), value) {
                (Ok(wanted), Some(date)) => date.within(wanted),
                (Err(_), None) => a == "-",
                _ => false,
            })
        })
    }
}

/// A set of codes in the one order in which they are compared.
pub fn set<'c>(codes: impl Iterator<Item = &'c str>) -> String {
    let mut codes: Vec<&str> = codes.collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() { "-".to_owned() } else { codes.join(", ") }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The embedded data, or the folder that is named.
pub fn knowledge() -> Knowledge {
    match std::env::var_os("CHANCERY_DATA") {
        Some(folder) => Knowledge::from_folder(Path::new(&folder)).expect("the data folder is sound"),
        None => Knowledge::embedded().expect("the embedded data is sound"),
    }
}
