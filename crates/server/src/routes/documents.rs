//! Documents: the list, one to read, others that tell the same acts, and the search for words.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chancery_register::answers::Quote;
use chancery_register::{Filter, Hit, Opened, Told, Version, quad};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::charts::Tally;
use crate::params::{ActFilter, Asked, Format, Page, date};
use crate::problem::{Answer, Problem};
use crate::shapes::List;
use crate::state::Shared;
use crate::table::{self, Cells};

/// A search looks at so many documents.
const MOST_HITS: usize = 200;

/// Which documents.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DocumentFilter {
    /// Language.
    lang: Option<String>,
    /// Who published it.
    source: Option<String>,
    /// First day on which it may have come out.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    from: Option<String>,
    /// Last day.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    to: Option<String>,
}

/// What a document is and where it came from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Head {
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
    /// How it is marked: a level of TLP 2.0 and what narrows it.
    marking: String,
    /// The partner that it came from; empty: this institution.
    originator: String,
    /// The hash of the version that took its place.
    #[schema(required)]
    superseded_by: Option<String>,
    /// Other names, sources and addresses of the same text.
    copies: Vec<String>,
    /// The earliest document that this one repeats almost word for word.
    #[schema(required)]
    repeats: Option<String>,
}

impl From<Version> for Head {
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
            marking: v.marking,
            originator: v.originator,
            superseded_by: v.superseded_by,
            copies: v.copies,
            repeats: v.repeats,
        }
    }
}

/// A document, or one version of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    #[serde(flatten)]
    head: Head,
    /// Reports of acts in it.
    events: usize,
    /// Records of undertakings in it.
    commitments: usize,
}

impl From<Version> for Document {
    fn from(v: Version) -> Self {
        Self { events: v.events, commitments: v.commitments, head: v.into() }
    }
}

impl Cells for Document {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "hash",
        "lang",
        "published",
        "title",
        "source",
        "url",
        "added",
        "superseded_by",
        "copies",
        "repeats",
        "events",
        "commitments",
        "marking",
        "originator",
    ];

    fn cells(&self) -> Vec<String> {
        let head = &self.head;
        let or = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            head.id.clone(),
            head.hash.clone(),
            head.lang.clone(),
            or(&head.published),
            or(&head.title),
            or(&head.source),
            or(&head.url),
            head.added.clone(),
            or(&head.superseded_by),
            head.copies.join("; "),
            or(&head.repeats),
            self.events.to_string(),
            self.commitments.to_string(),
            head.marking.clone(),
            head.originator.clone(),
        ]
    }
}

/// Documents with their versions and copies, the latest first.
#[utoipa::path(get, path = "/documents", tag = "documents", params(DocumentFilter, Page),
    responses((status = 200, description = "A page of documents", content((List<Document> = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(State(state): State<Shared>, Asked(filter): Asked<DocumentFilter>, Asked(asked): Asked<Page>) -> Answer<Response> {
    let (limit, offset) = (asked.limit()?, asked.offset()?);
    let (from, to) = (date("from", filter.from.as_ref())?, date("to", filter.to.as_ref())?);
    let filter = Filter { lang: filter.lang, source: filter.source, from, to, limit: Some(limit), ..Filter::default() };
    let (items, total) = state
        .read(move |register| {
            let (versions, total) = register.versions_from(offset, &filter)?;
            Ok((versions.into_iter().map(Document::from).collect(), total))
        })
        .await?;
    let next = asked.next(total)?;
    table::list(List { items, total: Some(total), next }, asked.format())
}

/// A document to read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Text {
    #[serde(flatten)]
    head: Head,
    /// Its text.
    text: String,
    /// Reports of acts in it.
    events: Vec<EventIn>,
    /// Records of undertakings in it.
    commitments: Vec<CommitmentIn>,
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
            head: o.version.into(),
            text: o.text,
            events: o.events.into_iter().map(event).collect(),
            commitments: o.commitments.into_iter().map(commitment).collect(),
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
    /// Its headline.
    #[schema(required)]
    title: Option<String>,
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
                for report in event.reports.into_iter().filter(|report| report.document != opened.version.document) {
                    let shared = Common { act: event.id.clone(), evidence: report.evidence };
                    match found.iter_mut().find(|other| other.document == report.document) {
                        Some(other) => other.acts.push(shared),
                        None => found.push(Related {
                            title: register.open_document(&report.document)?.and_then(|other| other.version.title),
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

/// A page of what a search finds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hits {
    /// Documents, the best first.
    items: Vec<Hit>,
    /// How many there are; null where they are too many to count.
    #[schema(required)]
    total: Option<usize>,
    /// What to give as `cursor` for the next page; null on the last.
    #[schema(required)]
    next: Option<String>,
    /// What was found by language and source, of the best two hundred.
    facets: HitFacets,
}

/// What was found, counted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HitFacets {
    /// By language.
    lang: Vec<Tally>,
    /// By source.
    source: Vec<Tally>,
}

fn tallied<'h>(values: impl Iterator<Item = &'h str>) -> Vec<Tally> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut tallies: Vec<Tally> = counts.into_iter().map(|(value, count)| Tally { value: value.to_owned(), count }).collect();
    tallies.sort_by_key(|tally| Reverse(tally.count));
    tallies
}

/// Documents that have all the words, the best first. Filters of acts narrow it to documents that tell such acts.
#[utoipa::path(get, path = "/search", tag = "documents", params(Words, ActFilter, Page),
    responses((status = 200, description = "Documents", content((Hits = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn search(
    State(state): State<Shared>,
    Asked(words): Asked<Words>,
    Asked(filter): Asked<ActFilter>,
    Asked(asked): Asked<Page>,
) -> Answer<Response> {
    let ask = filter.ask(&state)?;
    let found = Filter { lang: ask.lang.clone(), source: ask.source.clone(), parties: ask.parties.clone(), limit: Some(MOST_HITS), ..Filter::default() };
    let mut hits = state.read(move |register| Ok(register.search(&words.q, &found)?)).await?;
    let all = hits.len() < MOST_HITS;
    if ask.narrows_acts() {
        let picture = state.picture();
        let wanted = ask.wanted(&picture);
        let fitting: FxHashSet<&str> = wanted.acts(&picture).map(|act| &*act.id).collect();
        hits.retain(|hit| hit.events.iter().any(|id| fitting.contains(id.as_str())));
    }
    let facets = HitFacets { lang: tallied(hits.iter().map(|hit| hit.lang.as_str())), source: tallied(hits.iter().filter_map(|hit| hit.source.as_deref())) };
    let (items, count, next) = asked.of(hits)?;
    match asked.format() {
        Format::Csv => table::table(&items),
        Format::Json => Ok(Json(Hits { items, total: all.then_some(count), next, facets }).into_response()),
    }
}
