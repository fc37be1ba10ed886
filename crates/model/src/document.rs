//! A report on its way through chancery: as it came in, and as the coder leaves it.

use crate::{Commitment, Event, PartialDate, Span};

/// One report: its text as given and what is known about it beside the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The file's stem, or the id given.
    pub id: String,
    /// The text exactly as given, header included.
    pub text: String,
    /// Language pack to read it with, e.g. `vi`: that of most of it.
    pub lang: String,
    /// Stretches of the body that are in another language, in order: whole paragraphs.
    pub passages: Vec<Passage>,
    /// When the report came out, at the precision known.
    pub published: Option<PartialDate>,
    /// Where the headline stands in the text.
    pub title: Option<Span>,
    /// Where the report's own words begin: after header and headline.
    pub body: Span,
    /// Who published it.
    pub source: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
}

/// A stretch of a report that is in another language than the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands.
    pub span: Span,
    /// The language, whether there is a pack for it or not.
    pub lang: String,
}

/// What the coder made of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CodedDocument {
    /// Acts, in the order of their first words.
    pub events: Vec<Event>,
    /// Undertakings, in the order of their first words.
    pub commitments: Vec<Commitment>,
    /// Which tables of words it was read with.
    pub data: String,
    /// What the reader should know about the reading, e.g. that dates stay incomplete.
    pub notes: Vec<String>,
}
