//! TAXII 2.1: what may be passed on to a partner, in collections that the partner's program reads, and what the partner hands over.
//!
//! Only partners have collections, and each its own: nobody can tell that there are others. What they hold is drawn from the partner's view
//! (`chancery_share::Shelf`). A page ends with the number of its last object, and the next one begins after that number.

mod answer;
mod asked;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use chancery_register::Register;
use chancery_share::{Inbox, Published, Refusal, ShareError, Shelf, TAXII, Tally, Theme, Wanted, ids, take};
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use self::answer::{Fault, Result, document, page};
use self::asked::{Visitor, Which, is_taxii};
use crate::access::Told;
use crate::state::{Shared, now};

/// The longest body that a partner sends.
const BODY: usize = 16 << 20;
/// Objects of a page unless asked otherwise, and at most.
const PAGE: usize = 1000;

/// Every route below `/taxii2/` by its path. Who may ask for each stands in `access/rules.rs`.
pub(crate) fn by_path() -> [(&'static str, MethodRouter<Shared>); 9] {
    [
        ("/taxii2/", get(discovery)),
        ("/taxii2/root/", get(root)),
        ("/taxii2/root/status/{id}/", get(status)),
        ("/taxii2/root/collections/", get(collections)),
        ("/taxii2/root/collections/{id}/", get(collection)),
        ("/taxii2/root/collections/{id}/manifest/", get(manifest)),
        ("/taxii2/root/collections/{id}/objects/", get(objects).post(add).layer(DefaultBodyLimit::max(BODY))),
        ("/taxii2/root/collections/{id}/objects/{object}/", get(object)),
        ("/taxii2/root/collections/{id}/objects/{object}/versions/", get(versions)),
    ]
}

/// All of them.
pub(crate) fn routes() -> Router<Shared> {
    by_path().into_iter().fold(Router::new(), |router, (path, route)| router.route(path, route))
}

async fn discovery(_: Visitor) -> Response {
    document(&json!({ "title": "chancery", "description": "Entries that may be passed on", "default": "/taxii2/root/", "api_roots": ["/taxii2/root/"] }))
}

async fn root(_: Visitor) -> Response {
    document(&json!({ "title": "chancery", "versions": [TAXII], "max_content_length": BODY }))
}

fn about(theme: Theme, partner: &str) -> Value {
    json!({
        "id": theme.collection(partner),
        "title": theme.as_str(),
        "description": theme.about(),
        "can_read": true,
        // What comes in is looked at as a whole, whatever it is about.
        "can_write": theme == Theme::All,
        "media_types": ["application/stix+json;version=2.1"],
    })
}

async fn collections(visitor: Visitor) -> Result {
    let partner = visitor.partner()?;
    Ok(document(&json!({ "collections": Theme::ALL.map(|theme| about(theme, partner)) })))
}

/// The theme of a collection of the partner who asks.
fn theme(visitor: &Visitor, id: &str) -> std::result::Result<Theme, Fault> {
    let partner = visitor.partner()?;
    Theme::ALL.into_iter().find(|theme| theme.collection(partner) == id).ok_or_else(|| Fault::new(StatusCode::NOT_FOUND, "there is no such collection"))
}

async fn collection(visitor: Visitor, Path(id): Path<String>) -> Result {
    let theme = theme(&visitor, &id)?;
    Ok(document(&about(theme, visitor.partner()?)))
}

/// Do something with what is published for the partner who asks, as it is now.
async fn with<T: Send + 'static>(
    state: Shared,
    visitor: &Visitor,
    work: impl FnOnce(&Shelf) -> chancery_share::Result<T> + Send + 'static,
) -> std::result::Result<T, Fault> {
    let audience = visitor.audience.clone();
    let done = spawn_blocking(move || {
        let source = state.whole().ok_or_else(|| Fault::new(StatusCode::FORBIDDEN, "only partners have collections"))?;
        let mut shelf = Shelf::open(source.path(), &audience)?;
        source.publish(&audience, |register| shelf.update(register, now()).map(drop))?;
        Ok(work(&shelf)?)
    });
    done.await.map_err(|_| Fault::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping"))?
}

/// A page of a collection.
async fn read(state: Shared, visitor: &Visitor, id: &str, which: &Which, object: Option<String>) -> std::result::Result<(Vec<Published>, bool), Fault> {
    let theme = theme(visitor, id)?;
    let wanted = which.wanted(object.as_ref())?;
    let (limit, other) = (which.limit(PAGE)?, !which.is_of_this_version());
    let known = object.clone();
    let (page, there) = with(state, visitor, move |shelf| {
        let there = match known {
            Some(id) => !shelf.page(theme, &Wanted { ids: vec![id], ..Wanted::default() }, 1)?.0.is_empty(),
            None => true,
        };
        Ok((shelf.page(theme, &wanted, limit)?, there))
    })
    .await?;
    if !there {
        return Err(Fault::new(StatusCode::NOT_FOUND, "there is no such object in this collection"));
    }
    Ok(if other { (Vec::new(), false) } else { page })
}

async fn objects(State(state): State<Shared>, visitor: Visitor, Path(id): Path<String>, which: Which) -> Result {
    let (found, more) = read(state, &visitor, &id, &which, None).await?;
    let all: Vec<&str> = found.iter().map(|one| one.json.as_str()).collect();
    Ok(page("objects", &all.join(","), &found, more))
}

async fn object(State(state): State<Shared>, visitor: Visitor, Path((id, object)): Path<(String, String)>, which: Which) -> Result {
    let (found, more) = read(state, &visitor, &id, &which, Some(object)).await?;
    let all: Vec<&str> = found.iter().map(|one| one.json.as_str()).collect();
    Ok(page("objects", &all.join(","), &found, more))
}

async fn manifest(State(state): State<Shared>, visitor: Visitor, Path(id): Path<String>, which: Which) -> Result {
    let (found, more) = read(state, &visitor, &id, &which, None).await?;
    let record = |one: &Published| {
        json!({ "id": one.id, "date_added": one.added, "version": one.version, "media_type": "application/stix+json;version=2.1" }).to_string()
    };
    Ok(page("objects", &found.iter().map(record).collect::<Vec<_>>().join(","), &found, more))
}

async fn versions(State(state): State<Shared>, visitor: Visitor, Path((id, object)): Path<(String, String)>, which: Which) -> Result {
    let (found, more) = read(state, &visitor, &id, &which, Some(object)).await?;
    let all: Vec<String> = found.iter().map(|one| json!(one.version).to_string()).collect();
    Ok(page("versions", &all.join(","), &found, more))
}

/// Take what a partner hands over.
async fn add(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: std::result::Result<Bytes, BytesRejection>,
) -> Result {
    let partner = visitor.partner()?.to_owned();
    if theme(&visitor, &id)? != Theme::All {
        return Err(Fault::new(StatusCode::FORBIDDEN, "nothing can be added to this collection"));
    }
    if !headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(is_taxii) {
        return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("a body is {TAXII}")));
    }
    let body = body.map_err(|rejection| Fault::new(rejection.status(), rejection.body_text()))?;
    let path = state.whole().ok_or_else(|| Fault::new(StatusCode::FORBIDDEN, "only partners have collections"))?.path().to_owned();
    let at = now().to_string();
    let (noted, named) = (at.clone(), Arc::clone(&state));
    let name = blake3::hash(&body).to_hex().to_string();
    let done = spawn_blocking(move || {
        let mut register = Register::open(&path)?;
        let tally = take(&mut register, &Inbox::open(&path)?, &partner, &body, &at)?;
        register.name_parties(&|code| match named.about(code) {
            (Some(kind), name) => Some((kind, name)),
            (None, _) => None,
        })?;
        Ok::<_, ShareError>(tally)
    });
    let tally = done.await.map_err(|_| Fault::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping"))??;
    let id = ids::name(&format!("{noted} {name}"), "status").to_string();
    let told = outcome(&id, &noted, &tally);
    let text = told.to_string();
    with(state, &visitor, move |shelf| shelf.keep_status(&id, &text)).await?;
    let mut response = document(&told);
    *response.status_mut() = StatusCode::ACCEPTED;
    response.extensions_mut().insert(Told(format!("{} taken, {} refused", tally.taken.len(), tally.refused.len())));
    Ok(response)
}

/// What became of what a partner handed over.
fn outcome(id: &str, at: &str, tally: &Tally) -> Value {
    let successes: Vec<Value> = tally.taken.iter().map(|(id, version)| json!({ "id": id, "version": version })).collect();
    let failure = |one: &Refusal| json!({ "id": one.id, "version": one.version, "message": one.reason });
    let failures: Vec<Value> = tally.refused.iter().map(failure).collect();
    json!({
        "id": id,
        "status": "complete",
        "request_timestamp": at,
        "total_count": successes.len() + failures.len(),
        "success_count": successes.len(),
        "successes": successes,
        "failure_count": failures.len(),
        "failures": failures,
        "pending_count": 0,
    })
}

async fn status(State(state): State<Shared>, visitor: Visitor, Path(id): Path<String>) -> Result {
    visitor.partner()?;
    let told = with(state, &visitor, move |shelf| shelf.status(&id)).await?;
    let told = told.and_then(|told| serde_json::from_str::<Value>(&told).ok());
    told.map(|told| document(&told)).ok_or_else(|| Fault::new(StatusCode::NOT_FOUND, "there is no such status"))
}
