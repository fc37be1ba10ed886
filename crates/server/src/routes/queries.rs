//! Standing queries: filters that people keep and come back to, each as an Atom feed of what it finds, and told to a webhook if it has one.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chancery_register::Signature;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::review::{LONGEST, body, numbered, signer};
use super::{acts, commitments};
use crate::access::{Caller, Told};
use crate::params::ActFilter;
use crate::picture::Picture;
use crate::problem::{Answer, Problem};
use crate::shapes::List;
use crate::state::{Shared, now, today};
use crate::{atom, hooks};

/// So many of the latest stand in a feed.
const FEED: usize = 50;

/// A filter that somebody keeps.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingQuery {
    /// Its number.
    number: i64,
    /// When it was made.
    made: String,
    /// By whom.
    author: String,
    /// What it is called.
    name: String,
    /// `events` or `commitments`.
    view: String,
    /// As in an address: `party=KOR&type=CONSULT`.
    filter: String,
    /// The address that is told what it finds.
    #[schema(required)]
    webhook: Option<Webhook>,
}

/// An address that is told what a standing query finds, and how that went.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Webhook {
    /// The address.
    url: String,
    /// When it last took a message.
    #[schema(required)]
    taken: Option<String>,
    /// How many messages in a row it has not taken since.
    failures: i64,
    /// Why not the last one.
    #[schema(required)]
    error: Option<String>,
}

impl From<chancery_register::StandingQuery> for StandingQuery {
    fn from(q: chancery_register::StandingQuery) -> Self {
        let webhook = q.webhook.map(|w| Webhook { url: w.url, taken: w.taken, failures: w.failures, error: w.error });
        Self { number: q.number, made: q.made, author: q.author, name: q.name, view: q.view, filter: q.filter, webhook }
    }
}

/// A standing query that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Kept {
    #[serde(flatten)]
    query: StandingQuery,
    /// What messages to the webhook are signed with; shown this once.
    #[schema(required)]
    secret: Option<String>,
}

/// A filter to keep.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewQuery {
    /// What to call it.
    #[schema(min_length = 1, max_length = 200, pattern = r"^\S")]
    name: String,
    /// `events` or `commitments`.
    view: View,
    /// As in an address: `party=KOR&type=CONSULT`.
    #[schema(max_length = 2000)]
    filter: String,
    /// Who keeps it. Where there are accounts it is the account, and this is left out.
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\s\p{C}][^\p{C}]*$")]
    author: Option<String>,
    /// An http or https address to tell what it finds from now on.
    #[serde(default)]
    #[schema(max_length = 2000, pattern = r"^https?://[a-zA-Z0-9.-]+(:[0-9]{1,4})?(/[a-zA-Z0-9/._~-]*)?$")]
    webhook: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum View {
    Events,
    Commitments,
}

/// Standing queries.
#[utoipa::path(get, path = "/queries", tag = "queries", responses((status = 200, description = "All of them", body = List<StandingQuery>)))]
pub(crate) async fn list(State(state): State<Shared>) -> Answer<Json<List<StandingQuery>>> {
    let items: Vec<StandingQuery> = state.read(|register| Ok(register.standing_queries()?.into_iter().map(Into::into).collect())).await?;
    Ok(Json(List { total: Some(items.len()), items, next: None }))
}

/// Keep a filter.
#[utoipa::path(post, path = "/queries", tag = "queries", request_body = NewQuery,
    params(("X-Chancery" = String, Header, description = "Anything: a form of another site cannot send it")),
    responses((status = 201, description = "The query", body = Kept), (status = "4XX", description = "Cannot be done", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn keep(State(state): State<Shared>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer<Response> {
    let new: NewQuery = body(&bytes)?;
    let author = signer(&caller, new.author.as_deref())?;
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 || new.filter.chars().count() > LONGEST {
        return Err(Problem::bad(format!("name must have 1 to 200 letters, and filter at most {LONGEST}")));
    }
    if new.view == View::Events {
        filter_of::<ActFilter>(&new.filter)?.ask(&state)?;
    } else {
        commitments::fitting(&state, &state.picture(), &filter_of(&new.filter)?, today())?;
    }
    let webhook = new.webhook.as_deref().map(|url| address(&state, url)).transpose()?;
    let view = if new.view == View::Events { "events" } else { "commitments" };
    let made = state
        .write_beside(move |register| {
            let webhook = webhook.as_ref().map(|(url, key)| (url.as_str(), key.as_slice()));
            Ok(register.keep_query(&name, view, &new.filter, webhook, Signature { author: &author, now: &now().to_string() })?)
        })
        .await?;
    let secret = made.webhook.as_ref().map(|webhook| hooks::secret(&webhook.key));
    let told = made.webhook.as_ref().map(|webhook| format!(", told to {}", webhook.url)).unwrap_or_default();
    let told = Told(format!("query {}: {} {}{told}", made.number, made.view, made.filter));
    Ok((StatusCode::CREATED, Extension(told), Json(Kept { query: made.into(), secret })).into_response())
}

/// The address of a webhook, with a new key.
fn address(state: &Shared, given: &str) -> Answer<(String, Vec<u8>)> {
    if !state.sends {
        return Err(Problem::conflict("this server was started with --offline and sends nothing"));
    }
    let url = url::Url::parse(given).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host() && given.chars().count() <= LONGEST);
    let Some(url) = url else { return Err(Problem::bad(format!("webhook must be an http or https address of at most {LONGEST} letters"))) };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::bad("webhook must not hold a name or password: messages are signed instead"));
    }
    let key = hooks::new_key().ok_or_else(|| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the system gives no random numbers"))?;
    Ok((url.into(), key))
}

/// Keep a filter no longer.
#[utoipa::path(delete, path = "/queries/{number}", tag = "queries",
    params(("number" = i64, Path, description = "Number of the query"), ("X-Chancery" = String, Header, description = "Anything: a form of another site cannot send it")),
    responses((status = 204, description = "It is gone"), (status = "4XX", description = "Cannot be done", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn discard(State(state): State<Shared>, Path(number): Path<String>) -> Answer<StatusCode> {
    let number = numbered(&number)?;
    if state.write_beside(move |register| Ok(register.drop_query(number)?)).await? { Ok(StatusCode::NO_CONTENT) } else { Err(no_query(number)) }
}

fn no_query(number: i64) -> Problem {
    Problem::unknown(format!("there is no standing query {number}"))
}

/// A filter as in an address: of acts, or of undertakings.
fn filter_of<T: DeserializeOwned>(query: &str) -> Answer<T> {
    serde_html_form::from_str(query).map_err(|error| Problem::bad(format!("filter is none of this view: {error}")))
}

/// What a standing query finds, as a feed.
#[utoipa::path(get, path = "/queries/{number}/atom", tag = "queries", params(("number" = i64, Path, description = "Number of the query")),
    responses((status = 200, description = "An Atom feed of the latest", body = String, content_type = "application/atom+xml"), (status = "4XX", description = "Not there", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn feed(State(state): State<Shared>, Path(number): Path<String>) -> Answer<Response> {
    let number = numbered(&number)?;
    let query = state.read(move |register| register.standing_query(number)?.ok_or_else(|| no_query(number))).await?;
    let picture = state.picture();
    let rows = latest(found(&state, &picture, &query)?.into_iter().map(|found| (found.entered, found.id)));
    let ids = rows.iter().map(|(_, id)| id.clone()).collect();
    let xml = if query.view == "events" {
        atom::of_acts(&query, &acts::acts(&state, ids).await?, &rows)
    } else {
        atom::of_commitments(&query, &commitments::commitments(&state, ids, today()).await?, &rows)
    };
    Ok(([(header::CONTENT_TYPE, "application/atom+xml")], xml).into_response())
}

/// What a standing query finds.
pub(crate) struct Found<'p> {
    /// When it came in, in seconds since 1970.
    pub(crate) entered: i64,
    /// The number of the document that it came in with.
    pub(crate) document: u32,
    pub(crate) id: &'p str,
}

/// All that a standing query finds.
pub(crate) fn found<'p>(state: &Shared, picture: &'p Picture, query: &chancery_register::StandingQuery) -> Answer<Vec<Found<'p>>> {
    if query.view == "events" {
        let wanted = filter_of::<ActFilter>(&query.filter)?.ask(state)?.wanted(picture);
        return Ok(wanted.acts(picture).map(|act| Found { entered: act.entered, document: act.document, id: &act.id }).collect());
    }
    let found = commitments::fitting(state, picture, &filter_of(&query.filter)?, today())?;
    Ok(found.into_iter().map(|one| Found { entered: one.entered, document: one.document, id: &one.id }).collect())
}

/// The last that came in, with when they did.
fn latest<'p>(found: impl Iterator<Item = (i64, &'p str)>) -> Vec<(i64, String)> {
    let mut rows: Vec<(i64, &str)> = found.collect();
    rows.sort_unstable_by(|a, b| b.cmp(a));
    rows.truncate(FEED);
    rows.into_iter().map(|(entered, id)| (entered, id.to_owned())).collect()
}
