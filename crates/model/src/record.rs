//! The two kinds of record, events and commitments, and their parts.

use crate::{CommitmentKind, CommitmentStatus, Context, EventType, Mode, PartialDate, Sector, Span, Status};

/// What sort of party a participant stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum PartyKind {
    /// A state: its government, officials, forces, firms, citizens.
    State,
    /// An international organisation or forum.
    Organisation,
    /// An armed non-state group.
    Group,
}

impl PartyKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::State, Self::Organisation, Self::Group];

    /// Its name, as records carry it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Organisation => "organisation",
            Self::Group => "group",
        }
    }
}

/// A party to an act or an undertaking, with the words that name it.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// ISO 3166-1 alpha-3 code, organisation id or group id.
    pub code: String,
    /// What the code stands for.
    pub kind: PartyKind,
    /// The part of the party that acts, where known.
    pub sector: Option<Sector>,
    /// The person, where named.
    pub name: Option<String>,
    /// The person's office, in English.
    pub role: Option<String>,
    /// The words that name the party here.
    pub span: Span,
}

/// Where a date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The clause itself says it.
    Text,
    /// A neighbouring clause says it.
    Context,
    /// Only the document's own date is known.
    Document,
}

/// When an act took place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventDate {
    /// The day, month or year.
    pub value: PartialDate,
    /// The words that say so.
    pub span: Option<Span>,
    /// Where the value comes from.
    pub basis: Basis,
}

/// Where an act took place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name as the text has it.
    pub name: String,
    /// The country's code, if known.
    pub country: Option<String>,
    /// The words that name it.
    pub span: Span,
}

/// How a record came about, for `chancery explain`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The frame that was evoked.
    pub frame: String,
    /// The lexical unit that evoked it.
    pub unit: String,
    /// Rules that shaped the record, in order.
    pub rules: Vec<String>,
}

/// One act that the text reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Stable id: a hash of the record's content.
    pub id: String,
    /// One of the sixteen types.
    pub event_type: EventType,
    /// The type's mode, if one fits.
    pub mode: Option<Mode>,
    /// Topics of the act, in the order of the codebook.
    pub contexts: Vec<Context>,
    /// Done, planned, feared, denied, or past history.
    pub status: Status,
    /// Who acts; in a reciprocal act every party.
    pub actors: Vec<Participant>,
    /// To whom the act is directed.
    pub recipients: Vec<Participant>,
    /// When.
    pub date: Option<EventDate>,
    /// Where.
    pub place: Option<Place>,
    /// Who says so, if the text attributes it.
    pub claimed_by: Option<Participant>,
    /// The words that name the act.
    pub trigger: Span,
    /// The clause or sentence to quote.
    pub evidence: Span,
    /// Further places that tell the same act.
    pub also: Vec<Span>,
    /// How firmly the coder holds to it, 0 to 1.
    pub confidence: f32,
    /// What its words are about, in no language: frames, classes of things, known agreements; sorted.
    pub notions: Vec<String>,
    /// How it came about.
    pub origin: Origin,
}

/// An amount of money or of things.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// Money: value and ISO 4217 code.
    Money {
        /// In whole units of the currency.
        value: f64,
        /// ISO 4217 code.
        currency: String,
    },
    /// Things: number and unit.
    Quantity {
        /// How many.
        value: f64,
        /// English unit, singular.
        unit: String,
    },
}

/// What a party has bound itself to, is negotiating or has set up.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// Stable id: a hash of the record's content.
    pub id: String,
    /// What sort of undertaking.
    pub kind: CommitmentKind,
    /// Its name in the text, else a short description in the text's words.
    pub title: String,
    /// Who is bound.
    pub parties: Vec<Participant>,
    /// For whom, if it goes one way.
    pub beneficiaries: Vec<Participant>,
    /// How far it has come.
    pub status: CommitmentStatus,
    /// By when.
    pub due: Option<PartialDate>,
    /// How much.
    pub amount: Option<Amount>,
    /// Fields covered, in the text's words.
    pub areas: Vec<String>,
    /// The act that is promised, where the words name one: its type and mode.
    pub promised: Option<(EventType, Option<Mode>)>,
    /// Id of the event that creates or changes it.
    pub event: String,
    /// The words to quote.
    pub evidence: Span,
}
