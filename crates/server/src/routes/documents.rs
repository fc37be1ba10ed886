//! Documents: the list, one to read, others that tell the same acts, and the search for words.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chancery_register::{Filter, Opened, Told, Version};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::params::{Asked, Page};
use crate::picture::quad;
use crate::problem::{Answer, Problem};
use crate::shapes::{List, Quote};
use crate::state::Shared;
use crate::table::{self, Cells};

/// Which documents.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DocumentFilter {
    /// Language.
    lang: Option<String>,
    /// Who published it.
    source: Option<String>,
}

/// A document, or one version of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    /// Its id.
    id: String,
    /// The hash of its text.
    hash: String,
    /// Its language.
    lang: String,
    /// When it came out.
    #[schema(required)]
    published: Option<String>,
    /// Its headline.
    #[schema(required)]
    title: Option<String>,
    /// Who published it.
    #[schema(required)]
    source: Option<String>,
    /// Where it was found.
    #[schema(required)]
    url: Option<String>,
    /// When it came into the register.
    added: String,
    /// The hash of the version that took its place.
    #[schema(required)]
    superseded_by: Option<String>,
    /// Other names, sources and addresses of the same text.
    copies: Vec<String>,
    /// The earliest document that this one repeats almost word for word.
    #[schema(required)]
    repeats: Option<String>,
    /// Reports of acts in it.
    events: usize,
    /// Records of undertakings in it.
    commitments: usize,
}

impl From<Version> for Document {
    fn from(v: Version) -> Self {
        Self {
            id: v.document,
            hash: v.hash,
            lang: v.lang,
            published: v.published,
            title: v.title,
            source: v.source,
            url: v.url,
            added: v.added,
            superseded_by: v.superseded_by,
            copies: v.copies,
            repeats: v.repeats,
            events: v.events,
            commitments: v.commitments,
        }
    }
}

impl Cells for Document {
    const COLUMNS: &'static [&'static str] =
        &["id", "hash", "lang", "published", "title", "source", "url", "added", "superseded_by", "copies", "repeats", "events", "commitments"];

    fn cells(&self) -> Vec<String> {
        let or = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            self.id.clone(),
            self.hash.clone(),
            self.lang.clone(),
            or(&self.published),
            or(&self.title),
            or(&self.source),
            or(&self.url),
            self.added.clone(),
            or(&self.superseded_by),
            self.copies.join("; "),
            or(&self.repeats),
            self.events.to_string(),
            self.commitments.to_string(),
        ]
    }
}

/// Documents with their versions and copies, the latest first.
#[utoipa::path(get, path = "/documents", tag = "documents", params(DocumentFilter, Page),
    responses((status = 200, description = "A page of documents", body = List<Document>), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(State(state): State<Shared>, Asked(filter): Asked<DocumentFilter>, Asked(asked): Asked<Page>) -> Answer<Response> {
    let (limit, offset) = (asked.limit()?, asked.offset()?);
    let filter = Filter { lang: filter.lang, source: filter.source, limit: Some(limit + 1), ..Filter::default() };
    let mut items: Vec<Document> = state.read(move |register| Ok(register.versions_from(offset, &filter)?.into_iter().map(Document::from).collect())).await?;
    let next = (items.len() > limit).then(|| (offset + limit).to_string());
    items.truncate(limit);
    table::list(List { items, total: None, next }, asked.format())
}

/// A document to read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Text {
    /// Its id.
    id: String,
    /// Its language.
    lang: String,
    /// When it came out.
    #[schema(required)]
    published: Option<String>,
    /// Its headline.
    #[schema(required)]
    title: Option<String>,
    /// Who published it.
    #[schema(required)]
    source: Option<String>,
    /// Where it was found.
    #[schema(required)]
    url: Option<String>,
    /// When it came into the register.
    added: String,
    /// Its text.
    text: String,
    /// Reports of acts in it.
    events: Vec<EventIn>,
    /// Records of undertakings in it.
    commitments: Vec<CommitmentIn>,
    /// Where else the same text was found.
    copies: Vec<Copy>,
}

/// A report of an act, where it stands in the text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventIn {
    /// The act.
    act: String,
    /// The report.
    report: String,
    /// Its type.
    #[serde(rename = "type")]
    kind: String,
    /// Its mode.
    #[schema(required)]
    mode: Option<String>,
    /// Its class, 1 to 4.
    quad: u8,
    /// Its status.
    status: String,
    /// Who acts.
    actors: Vec<String>,
    /// On whom.
    recipients: Vec<String>,
    /// When.
    #[schema(required)]
    date: Option<String>,
    /// First code point of the words.
    start: usize,
    /// One past the last.
    end: usize,
}

/// A record of an undertaking, where it stands in the text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommitmentIn {
    /// The undertaking.
    commitment: String,
    /// The record.
    record: String,
    /// Its sort.
    kind: String,
    /// Its status.
    status: String,
    /// Its name.
    title: String,
    /// Who is bound.
    parties: Vec<String>,
    /// For whom.
    beneficiaries: Vec<String>,
    /// By when.
    #[schema(required)]
    due: Option<String>,
    /// First code point of the words.
    start: usize,
    /// One past the last.
    end: usize,
}

/// The same text elsewhere.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Copy {
    /// Its id.
    name: String,
    /// Who published it.
    source: String,
    /// Where it was found.
    url: String,
}

impl From<Opened> for Text {
    fn from(o: Opened) -> Self {
        let event = |t: Told| EventIn {
            quad: quad(&t.kind),
            act: t.whole,
            report: t.record,
            kind: t.kind,
            mode: t.mode,
            status: t.status,
            actors: t.actors,
            recipients: t.recipients,
            date: t.date,
            start: t.evidence.start,
            end: t.evidence.end,
        };
        let commitment = |t: Told| CommitmentIn {
            commitment: t.whole,
            record: t.record,
            kind: t.kind,
            status: t.status,
            title: t.title.unwrap_or_default(),
            parties: t.actors,
            beneficiaries: t.recipients,
            due: t.date,
            start: t.evidence.start,
            end: t.evidence.end,
        };
        Self {
            id: o.document,
            lang: o.lang,
            published: o.published,
            title: o.title,
            source: o.source,
            url: o.url,
            added: o.added,
            text: o.text,
            events: o.events.into_iter().map(event).collect(),
            commitments: o.commitments.into_iter().map(commitment).collect(),
            copies: o.copies.into_iter().map(|(name, source, url)| Copy { name, source, url }).collect(),
        }
    }
}

fn unknown(id: &str) -> Problem {
    Problem::unknown(format!("no document in the register has the id `{id}`"))
}

/// The text of a document, with the places of what it tells.
#[utoipa::path(get, path = "/documents/{id}", tag = "documents", params(("id" = String, Path, description = "Id of the document, or the hash of its text")),
    responses((status = 200, description = "The document", body = Text), (status = "4XX", description = "Not there", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(State(state): State<Shared>, Path(id): Path<String>) -> Answer<Json<Text>> {
    let opened = state.read(move |register| register.open_document(&id)?.ok_or_else(|| unknown(&id))).await?;
    Ok(Json(opened.into()))
}

/// Another document that tells some of the same acts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Related {
    /// Its id.
    document: String,
    /// Its language.
    lang: String,
    /// When it came out.
    #[schema(required)]
    published: Option<String>,
    /// Who published it.
    #[schema(required)]
    source: Option<String>,
    /// The acts that both tell, with the words of the other.
    acts: Vec<Common>,
}

/// An act that two documents tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Common {
    /// The act.
    act: String,
    /// The words of the other document.
    evidence: Quote,
}

/// Other documents that tell the same acts, whatever their language.
#[utoipa::path(get, path = "/documents/{id}/related", tag = "documents", params(("id" = String, Path, description = "Id of the document, or the hash of its text")),
    responses((status = 200, description = "Documents", body = Vec<Related>), (status = "4XX", description = "Not there", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn related(State(state): State<Shared>, Path(id): Path<String>) -> Answer<Json<Vec<Related>>> {
    let found = state
        .read(move |register| {
            let opened = register.open_document(&id)?.ok_or_else(|| unknown(&id))?;
            let mut acts: Vec<&str> = opened.events.iter().map(|told| told.whole.as_str()).collect();
            acts.sort_unstable();
            acts.dedup();
            let mut found: Vec<Related> = Vec::new();
            for act in acts {
                let Some(event) = register.event(act, &Filter::default())? else { continue };
                for report in event.reports.into_iter().filter(|report| report.document != opened.document) {
                    let shared = Common { act: event.id.clone(), evidence: report.evidence.into() };
                    match found.iter_mut().find(|other| other.document == report.document) {
                        Some(other) => other.acts.push(shared),
                        None => found.push(Related {
                            document: report.document,
                            lang: report.lang,
                            published: report.published,
                            source: report.source,
                            acts: vec![shared],
                        }),
                    }
                }
            }
            found.sort_by(|a, b| b.acts.len().cmp(&a.acts.len()).then_with(|| a.document.cmp(&b.document)));
            Ok(found)
        })
        .await?;
    Ok(Json(found))
}

/// What to look for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Words {
    /// Words, with or without accents; a phrase in quotation marks.
    q: String,
    /// A party of an act that the document tells.
    #[serde(default)]
    #[param(required = false)]
    party: Vec<String>,
    /// Language.
    lang: Option<String>,
    /// Who published it.
    source: Option<String>,
}

/// A document that has the words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hit {
    /// Its id.
    document: String,
    /// Its language.
    lang: String,
    /// When it came out.
    #[schema(required)]
    published: Option<String>,
    /// Its headline.
    #[schema(required)]
    title: Option<String>,
    /// Who published it.
    #[schema(required)]
    source: Option<String>,
    /// The words with what stands around them.
    quotation: Quote,
    /// Where the words stand in the document: first code point and one past the last.
    matches: Vec<(usize, usize)>,
    /// Ids of the acts that it tells.
    events: Vec<String>,
}

impl Cells for Hit {
    const COLUMNS: &'static [&'static str] = &["document", "lang", "published", "title", "source", "quotation", "events"];

    fn cells(&self) -> Vec<String> {
        let or = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            self.document.clone(),
            self.lang.clone(),
            or(&self.published),
            or(&self.title),
            or(&self.source),
            self.quotation.text.clone(),
            self.events.join(" "),
        ]
    }
}

/// Documents that have all the words, the best first.
#[utoipa::path(get, path = "/search", tag = "documents", params(Words, Page),
    responses((status = 200, description = "Documents", body = List<Hit>), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn search(State(state): State<Shared>, Asked(words): Asked<Words>, Asked(asked): Asked<Page>) -> Answer<Response> {
    let (limit, offset) = (asked.limit()?, asked.offset()?);
    if offset > 10_000 {
        return Err(Problem::bad("a search goes no further than 10000 documents; say more words"));
    }
    let parties = words.party.iter().map(|name| state.party(name)).collect::<Answer<_>>()?;
    let filter = Filter { parties, lang: words.lang, source: words.source, limit: Some(offset + limit + 1), ..Filter::default() };
    let hit = |h: chancery_register::Hit| Hit {
        document: h.document,
        lang: h.lang,
        published: h.published,
        title: h.title,
        source: h.source,
        quotation: h.quotation.into(),
        matches: h.matches,
        events: h.events,
    };
    let mut items: Vec<Hit> = state.read(move |register| Ok(register.search(&words.q, &filter)?.into_iter().skip(offset).map(hit).collect())).await?;
    let next = (items.len() > limit).then(|| (offset + limit).to_string());
    items.truncate(limit);
    table::list(List { items, total: None, next }, asked.format())
}
