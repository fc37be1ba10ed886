//! The register as a whole: what it holds, what can be asked, SQL, health.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chancery_model::{CommitmentKind, CommitmentStatus, Context, EventType, Mode, Status};
use chancery_register::quad;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::charts::Tally;
use crate::params::{Asked, Format};
use crate::picture::date;
use crate::problem::{Answer, Problem};
use crate::state::Shared;

/// Rows that a query gives at most, and how long it may run.
const ROWS: usize = 10_000;
const PATIENCE: Duration = Duration::from_secs(10);

/// What the register holds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Stats {
    /// Documents, each in its latest version.
    documents: usize,
    /// Versions that others took the place of.
    superseded: usize,
    /// Copies of the same text.
    copies: usize,
    /// Documents that repeat another almost word for word.
    near_copies: usize,
    /// Acts.
    events: usize,
    /// Reports of acts.
    event_reports: usize,
    /// Undertakings.
    commitments: usize,
    /// Steps of undertakings.
    steps: usize,
    /// Corrections in force.
    corrections: usize,
    /// Documents by language.
    languages: Vec<Tally>,
    /// Acts by type.
    types: Vec<Tally>,
    /// Undertakings by status.
    statuses: Vec<Tally>,
    /// When the first document came out.
    #[schema(required)]
    first_published: Option<String>,
    /// When the last one came out.
    #[schema(required)]
    last_published: Option<String>,
    /// The first day on which something was done.
    #[schema(required)]
    first_day: Option<String>,
    /// The last one.
    #[schema(required)]
    last_day: Option<String>,
}

/// Count what the register holds.
#[utoipa::path(get, path = "/stats", tag = "register", responses((status = 200, description = "Counts", body = Stats)))]
pub(crate) async fn stats(State(state): State<Shared>) -> Json<Stats> {
    let picture = state.picture();
    let c = picture.counts.clone();
    let tallies = |list: Vec<(String, usize)>| list.into_iter().map(|(value, n)| Tally { value, count: u32::try_from(n).unwrap_or(u32::MAX) }).collect();
    let day = |day: Option<u32>| day.and_then(date).map(|day| day.to_string());
    let (first_published, last_published) = c.published.unzip();
    Json(Stats {
        documents: c.documents,
        superseded: c.superseded,
        copies: c.copies,
        near_copies: c.near_copies,
        events: c.events,
        event_reports: c.event_reports,
        commitments: c.commitments,
        steps: c.steps,
        corrections: c.corrections,
        languages: tallies(c.languages),
        types: tallies(c.types),
        statuses: tallies(c.statuses),
        first_published,
        last_published,
        first_day: day(picture.first_day()),
        last_day: day(picture.last_day()),
    })
}

/// What can be asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Meta {
    /// Version of the program.
    version: &'static str,
    /// Which state of the register is shown: another one after every change.
    state: String,
    /// Types of acts.
    types: Vec<TypeOf>,
    /// Modes of acts.
    modes: Vec<&'static str>,
    /// Topics.
    contexts: Vec<&'static str>,
    /// Status of acts.
    statuses: Vec<&'static str>,
    /// Sorts of undertakings.
    kinds: Vec<&'static str>,
    /// Status of undertakings.
    commitment_statuses: Vec<&'static str>,
    /// Languages that are read.
    languages: Vec<String>,
    /// Whether standing queries may have a webhook.
    webhooks: bool,
    /// Fields of an act that can be set.
    event_fields: &'static [&'static str],
    /// Fields of an undertaking that can be set.
    commitment_fields: &'static [&'static str],
}

/// A type of act.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TypeOf {
    /// Its code.
    code: &'static str,
    /// Its class, 1 to 4.
    quad: u8,
}

/// The codes that can be asked for, and which state of the register is shown.
#[utoipa::path(get, path = "/meta", tag = "register", responses((status = 200, description = "Codes", body = Meta)))]
pub(crate) async fn meta(State(state): State<Shared>) -> Json<Meta> {
    Json(Meta {
        version: env!("CARGO_PKG_VERSION"),
        state: state.version(),
        types: EventType::ALL.iter().map(|kind| TypeOf { code: kind.as_str(), quad: quad(kind.as_str()) }).collect(),
        modes: Mode::ALL.iter().map(|mode| mode.as_str()).collect(),
        contexts: Context::ALL.iter().map(|context| context.as_str()).collect(),
        statuses: Status::ALL.iter().map(|status| status.as_str()).collect(),
        kinds: CommitmentKind::ALL.iter().map(|kind| kind.as_str()).collect(),
        commitment_statuses: CommitmentStatus::ALL.iter().map(|status| status.as_str()).collect(),
        languages: state.knowledge.languages().iter().map(|language| language.code.clone()).collect(),
        webhooks: state.sends,
        event_fields: &chancery_register::EVENT_FIELDS,
        commitment_fields: &chancery_register::COMMITMENT_FIELDS,
    })
}

/// A query.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sql {
    /// One SELECT over the views that `docs/register.md` describes.
    q: String,
    /// `json`, or `csv` for a table of the same rows.
    #[param(inline)]
    format: Option<Format>,
}

/// What a query gives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rows {
    /// Names of the columns.
    columns: Vec<String>,
    /// Rows of values.
    rows: Vec<Vec<Value>>,
    /// There are more rows than these.
    cut: bool,
}

/// Ask in SQL. Nothing can be written; a query ends after ten seconds or ten thousand rows.
#[utoipa::path(get, path = "/sql", tag = "register", params(Sql),
    responses((status = 200, description = "Rows", content((Rows = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn sql(State(state): State<Shared>, Asked(sql): Asked<Sql>) -> Answer<Response> {
    let format = sql.format;
    let (tell, told) = tokio::sync::oneshot::channel();
    let asked = state.read(move |register| {
        // If nobody waits any more there is nobody to stop it either.
        let _ = tell.send(register.stopper());
        Ok(register.sql_rows(&sql.q, ROWS + 1)?)
    });
    tokio::pin!(asked);
    let stopper = tokio::select! {
        answer = &mut asked => return rows(answer?, format),
        stopper = told => stopper,
    };
    let answer = if let Ok(answer) = tokio::time::timeout(PATIENCE, &mut asked).await {
        answer
    } else {
        if let Ok(stopper) = stopper {
            stopper.stop();
        }
        let _ = asked.await;
        Err(Problem::new(StatusCode::BAD_REQUEST, "the query took more than ten seconds; narrow it, or run it with `chancery sql`"))
    };
    rows(answer?, format)
}

fn rows(answer: chancery_register::Rows, format: Option<Format>) -> Answer<Response> {
    let cut = answer.rows.len() > ROWS;
    let kept: Vec<Vec<Value>> = answer.rows.into_iter().take(ROWS).collect();
    if format.unwrap_or_default() == Format::Csv {
        let text = |value: &Value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        return crate::table::lines(&answer.columns, kept.iter().map(|row| row.iter().map(text).collect()));
    }
    Ok(Json(Rows { columns: answer.columns, rows: kept, cut }).into_response())
}
