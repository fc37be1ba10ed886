//! The shapes of answers: what the register gives, as the API promises it.

use chancery_register::answers;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::picture::{Quads, quad};

/// A list, or a page of one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List<T: ToSchema> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// How many there are on all pages; null where counting would take too long.
    #[schema(required)]
    pub(crate) total: Option<usize>,
    /// What to give as `cursor` for the next page; null on the last.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// A party.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Code {
    /// Its code.
    pub(crate) code: String,
}

/// A date.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Date {
    /// ISO 8601 at the precision known.
    pub(crate) value: String,
}

/// A place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Place {
    /// Its name as most reports have it.
    pub(crate) name: String,
    /// Its country.
    #[schema(required)]
    pub(crate) country: Option<String>,
}

/// Words of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Quote {
    /// First code point.
    pub(crate) start: usize,
    /// One past the last code point.
    pub(crate) end: usize,
    /// What stands there.
    pub(crate) text: String,
}

/// A detail on which reports differ.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Conflict {
    /// Which.
    pub(crate) field: String,
    /// What reports say.
    pub(crate) values: Vec<Said>,
}

/// What some reports say of a detail.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Said {
    /// The value.
    pub(crate) value: String,
    /// Ids of the reports that say so.
    pub(crate) reports: Vec<String>,
}

/// A report of an act.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Report {
    /// Its id.
    pub(crate) id: String,
    /// The document.
    pub(crate) document: String,
    /// Its language.
    pub(crate) lang: String,
    /// When it came out.
    #[schema(required)]
    pub(crate) published: Option<String>,
    /// Who published it.
    #[schema(required)]
    pub(crate) source: Option<String>,
    /// Where it was found.
    #[schema(required)]
    pub(crate) url: Option<String>,
    /// The words.
    pub(crate) evidence: Quote,
    /// What this report says of the status.
    pub(crate) status: String,
    /// What it says of the date.
    #[schema(required)]
    pub(crate) date: Option<String>,
    /// Who acts, as it says.
    pub(crate) actors: Vec<String>,
    /// On whom, as it says.
    pub(crate) recipients: Vec<String>,
    /// Persons named.
    pub(crate) persons: Vec<String>,
    /// Why it was taken for a report of this act.
    pub(crate) reasons: String,
    /// Version of the coder.
    pub(crate) coder: String,
    /// Version of the lexicons.
    pub(crate) data: String,
}

/// One act, however many reports tell it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Act {
    /// Its id.
    pub(crate) id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Its mode.
    #[schema(required)]
    pub(crate) mode: Option<String>,
    /// Its class, 1 to 4.
    pub(crate) quad: u8,
    /// Its status.
    pub(crate) status: String,
    /// Who acts.
    pub(crate) actors: Vec<Code>,
    /// On whom.
    pub(crate) recipients: Vec<Code>,
    /// When.
    #[schema(required)]
    pub(crate) date: Option<Date>,
    /// Where.
    #[schema(required)]
    pub(crate) place: Option<Place>,
    /// Topics.
    pub(crate) contexts: Vec<String>,
    /// PLOVER score, -10 to 10.
    pub(crate) score: f64,
    /// How firm the firmest report is, 0 to 1.
    pub(crate) confidence: f64,
    /// How many independent sources tell it.
    pub(crate) independent_sources: usize,
    /// Details on which reports differ.
    pub(crate) conflicts: Vec<Conflict>,
    /// Its reports, oldest first.
    pub(crate) reports: Vec<Report>,
}

/// One step of an undertaking's story.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Step {
    /// When.
    #[schema(required)]
    pub(crate) date: Option<String>,
    /// What it has come to.
    pub(crate) status: String,
    /// By when, as told here.
    #[schema(required)]
    pub(crate) due: Option<String>,
    /// The document.
    pub(crate) document: String,
    /// Its language.
    pub(crate) lang: String,
    /// When it came out.
    #[schema(required)]
    pub(crate) published: Option<String>,
    /// The words.
    pub(crate) evidence: Quote,
    /// The act that makes the step.
    #[schema(required)]
    pub(crate) event: Option<String>,
    /// Why it was taken for a step of this undertaking.
    pub(crate) reasons: String,
}

/// One undertaking with its story.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Commitment {
    /// Its id.
    pub(crate) id: String,
    /// Its sort.
    pub(crate) kind: String,
    /// Its name.
    pub(crate) title: String,
    /// Who is bound.
    pub(crate) parties: Vec<Code>,
    /// For whom.
    pub(crate) beneficiaries: Vec<Code>,
    /// How far it has come.
    pub(crate) status: String,
    /// By when.
    #[schema(required)]
    pub(crate) due: Option<String>,
    /// Whether that day has passed and it is not done.
    pub(crate) overdue: bool,
    /// How much.
    pub(crate) amount: Value,
    /// Fields covered.
    pub(crate) areas: Vec<String>,
    /// Its story, oldest first.
    pub(crate) history: Vec<Step>,
}

/// A correction as it was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Correction {
    /// Its number.
    pub(crate) number: i64,
    /// When it was made.
    pub(crate) made: String,
    /// By whom.
    pub(crate) author: String,
    /// The report it names.
    pub(crate) target: String,
    /// `set`, `reject`, `merge`, `split`, `note`.
    pub(crate) action: String,
    /// What it says.
    pub(crate) detail: Value,
    /// It was taken back.
    pub(crate) undone: bool,
}

/// Acts of each class: verbal and material cooperation, verbal and material conflict.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[schema(value_type = Vec<u32>)]
pub(crate) struct Counts(pub(crate) Quads);

fn codes(codes: Vec<answers::Code>) -> Vec<Code> {
    codes.into_iter().map(|code| Code { code: code.code }).collect()
}

impl From<answers::Quote> for Quote {
    fn from(quote: answers::Quote) -> Self {
        Self { start: quote.start, end: quote.end, text: quote.text }
    }
}

impl From<answers::Event> for Act {
    fn from(event: answers::Event) -> Self {
        let report = |r: answers::Report| Report {
            id: r.id,
            document: r.document,
            lang: r.lang,
            published: r.published,
            source: r.source,
            url: r.url,
            evidence: r.evidence.into(),
            status: r.status,
            date: r.date,
            actors: r.actors,
            recipients: r.recipients,
            persons: r.persons,
            reasons: r.reasons,
            coder: r.coder,
            data: r.data,
        };
        let said = |said: answers::Said| Said { value: said.value, reports: said.reports };
        let conflict = |c: answers::Conflict| Conflict { field: c.field.to_owned(), values: c.values.into_iter().map(said).collect() };
        Self {
            quad: quad(&event.kind),
            id: event.id,
            kind: event.kind,
            mode: event.mode,
            status: event.status,
            actors: codes(event.actors),
            recipients: codes(event.recipients),
            date: event.date.map(|date| Date { value: date.value }),
            place: event.place.map(|place| Place { name: place.name, country: place.country }),
            contexts: event.contexts,
            score: event.score,
            confidence: event.confidence,
            independent_sources: event.independent_sources,
            conflicts: event.conflicts.into_iter().map(conflict).collect(),
            reports: event.reports.into_iter().map(report).collect(),
        }
    }
}

impl From<answers::Commitment> for Commitment {
    fn from(c: answers::Commitment) -> Self {
        let step = |s: answers::Step| Step {
            date: s.date,
            status: s.status,
            due: s.due,
            document: s.document,
            lang: s.lang,
            published: s.published,
            evidence: s.evidence.into(),
            event: s.event,
            reasons: s.reasons,
        };
        Self {
            id: c.id,
            kind: c.kind,
            title: c.title,
            parties: codes(c.parties),
            beneficiaries: codes(c.beneficiaries),
            status: c.status,
            due: c.due,
            overdue: c.overdue,
            amount: c.amount.unwrap_or(Value::Null),
            areas: c.areas,
            history: c.history.into_iter().map(step).collect(),
        }
    }
}

impl From<chancery_register::Correction> for Correction {
    fn from(c: chancery_register::Correction) -> Self {
        Self { number: c.number, made: c.made, author: c.author, target: c.target, action: c.action, detail: c.detail, undone: c.undone }
    }
}
