//! What people decide: the queue of records to look at, and corrections.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chancery_register::answers::Commitment;
use chancery_register::{Correction, RegisterError, Signature};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{acts, commitments};
use crate::access::{Caller, Told};
use crate::params::{Asked, Page};
use crate::problem::{Answer, Problem};
use crate::shapes::{Act, List};
use crate::state::{Shared, now, today};
use crate::table::{self, Cells};

/// Below this an act is looked at.
const FIRM: f32 = 0.7;
/// Longest texts that are taken.
pub(crate) const LONGEST: usize = 2000;

/// Which records.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Queue {
    /// Acts or undertakings.
    #[param(inline)]
    kind: Option<Kind>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Acts.
    #[default]
    Event,
    /// Undertakings.
    Commitment,
}

/// A record to look at.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToReview {
    /// What it is.
    kind: Kind,
    /// The act, if it is one.
    #[schema(required)]
    act: Option<Act>,
    /// The undertaking, if it is one.
    #[schema(required)]
    commitment: Option<Commitment>,
    /// Why it is in the queue: `low confidence`, `conflict`, `overdue`.
    why: Vec<&'static str>,
}

/// Records that people should look at: those that reports differ on first, then the least firm. What was accepted or corrected is left out.
#[utoipa::path(get, path = "/review", tag = "review", params(Queue, Page),
    responses((status = 200, description = "A page of the queue", content((List<ToReview> = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn queue(State(state): State<Shared>, Asked(queue): Asked<Queue>, Asked(asked): Asked<Page>) -> Answer<Response> {
    let today = today();
    let mut done = state.read(|register| Ok(register.reviewed()?)).await?;
    done.sort_unstable();
    let is_open = |id: &str| done.binary_search_by(|known| known.as_str().cmp(id)).is_err();
    let picture = state.picture();
    let kind = queue.kind.unwrap_or_default();
    let ids: Vec<String> = match kind {
        Kind::Event => {
            let mut rows: Vec<_> = picture.acts.iter().filter(|act| (act.differs || act.confidence < FIRM) && is_open(&act.id)).collect();
            rows.sort_by(|a, b| b.differs.cmp(&a.differs).then(a.confidence.total_cmp(&b.confidence)).then_with(|| (b.day, &b.id).cmp(&(a.day, &a.id))));
            rows.into_iter().map(|act| act.id.to_string()).collect()
        }
        Kind::Commitment => {
            let mut rows: Vec<_> = picture.promises.iter().filter(|one| one.is_overdue(today) && is_open(&one.id)).collect();
            rows.sort_by(|a, b| (b.due_end, &b.id).cmp(&(a.due_end, &a.id)));
            rows.into_iter().map(|one| one.id.to_string()).collect()
        }
    };
    let (page, total, next) = asked.of(ids)?;
    let items = match kind {
        Kind::Event => acts::acts(&state, page)
            .await?
            .into_iter()
            .map(|act| {
                let mut why = Vec::new();
                why.extend((!act.event.conflicts.is_empty()).then_some("conflict"));
                why.extend((act.event.confidence < f64::from(FIRM)).then_some("low confidence"));
                ToReview { kind, act: Some(act), commitment: None, why }
            })
            .collect(),
        Kind::Commitment => {
            let one = |one| ToReview { kind, act: None, commitment: Some(one), why: vec!["overdue"] };
            commitments::commitments(&state, page, today).await?.into_iter().map(one).collect()
        }
    };
    table::list(List { items, total: Some(total), next }, asked.format())
}

impl Cells for ToReview {
    const COLUMNS: &'static [&'static str] = &["why", "id", "date", "what", "parties", "confidence", "quotation"];

    fn cells(&self) -> Vec<String> {
        let why = self.why.join("; ");
        if let Some(Act { event: act, .. }) = &self.act {
            let date = act.date.as_ref().map(|date| date.value.clone()).unwrap_or_default();
            let words = act.reports.first().map(|report| report.evidence.text.clone()).unwrap_or_default();
            let parties = format!("{} {}", table::joined(&act.actors), table::joined(&act.recipients));
            return vec![why, act.id.clone(), date, act.kind.clone(), parties.trim().to_owned(), act.confidence.to_string(), words];
        }
        let Some(one) = &self.commitment else { return vec![why] };
        let words = one.history.last().map(|step| step.evidence.text.clone()).unwrap_or_default();
        vec![why, one.id.clone(), one.due.clone().unwrap_or_default(), one.title.clone(), table::joined(&one.parties), String::new(), words]
    }
}

/// Which corrections.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Of {
    /// Those of the record with this id.
    id: Option<String>,
}

/// Corrections, the latest first.
#[utoipa::path(get, path = "/corrections", tag = "review", params(Of, Page),
    responses((status = 200, description = "A page of corrections", body = List<Correction>), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn corrections(State(state): State<Shared>, Asked(of): Asked<Of>, Asked(asked): Asked<Page>) -> Answer<Json<List<Correction>>> {
    let mut all = state.read(move |register| Ok(register.log(of.id.as_deref())?)).await?;
    all.reverse();
    let (items, total, next) = asked.of(all)?;
    Ok(Json(List { items, total: Some(total), next }))
}

/// What somebody decides.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    /// What to do.
    action: Action,
    /// The act or undertaking, or for `split` the report to take out of it.
    id: String,
    /// For `set`: fields with their values; an empty value empties the field. Codes of parties are parted by commas.
    #[serde(default)]
    fields: BTreeMap<String, String>,
    /// For `merge`: the other act or undertaking.
    other: Option<String>,
    /// Why; the remark itself for `note`. Only `accept` needs none.
    #[serde(default)]
    #[schema(max_length = 2000)]
    reason: String,
    /// Who decides. Where there are accounts it is the account, and this is left out.
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\s\p{C}][^\p{C}]*$")]
    author: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Accept,
    Set,
    Reject,
    Merge,
    Split,
    Note,
}

/// A body in JSON; what is wrong with it is told as every fault is.
pub(crate) fn body<T: DeserializeOwned>(bytes: &Bytes) -> Answer<T> {
    serde_json::from_slice(bytes).map_err(|error| Problem::bad(format!("the body is not what is asked for: {error}")))
}

/// Who signs: the account, or where there are none whoever is named.
pub(crate) fn signer(caller: &Caller, given: Option<&str>) -> Answer<String> {
    let given = given.map(str::trim);
    if let Some(name) = &caller.name {
        return match given {
            Some(given) if given != name => Err(Problem::bad(format!("`{name}` signs as such; leave author out"))),
            _ => Ok(name.clone()),
        };
    }
    let author = given.unwrap_or_default();
    if author.is_empty() || author.chars().count() > 200 || author.chars().any(char::is_control) {
        return Err(Problem::bad("author must be a name of at most 200 letters: a correction is signed"));
    }
    Ok(author.to_owned())
}

/// Decide something about a record.
#[utoipa::path(post, path = "/corrections", tag = "review", request_body = Decision,
    params(("X-Chancery" = String, Header, description = "Anything: a form of another site cannot send it")),
    responses((status = 201, description = "The correction", body = Correction), (status = "4XX", description = "Cannot be done", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn decide(State(state): State<Shared>, Extension(caller): Extension<Caller>, bytes: Bytes) -> Answer<Response> {
    let decision: Decision = body(&bytes)?;
    let author = signer(&caller, decision.author.as_deref())?;
    if decision.reason.chars().count() > LONGEST || decision.fields.values().any(|value| value.chars().count() > LONGEST) {
        return Err(Problem::bad(format!("a text may have {LONGEST} letters")));
    }
    let needs_reason = matches!(decision.action, Action::Set | Action::Reject | Action::Merge | Action::Split | Action::Note);
    if needs_reason && decision.reason.trim().is_empty() {
        return Err(Problem::conflict("reason must say why"));
    }
    let mut fields = Vec::new();
    for (field, value) in &decision.fields {
        let value = match field.as_str() {
            "actors" | "recipients" | "parties" | "beneficiaries" => {
                let codes = value.split(',').map(str::trim).filter(|name| !name.is_empty()).map(|name| state.party(name));
                codes.collect::<Answer<Vec<_>>>()?.join(",")
            }
            _ => value.trim().to_owned(),
        };
        fields.push((field.clone(), value));
    }
    let made = state
        .write(move |register| {
            let now = now().to_string();
            let by = Signature { author: &author, now: &now };
            let (id, reason) = (decision.id.as_str(), decision.reason.as_str());
            let last = register.last_correction()?;
            match decision.action {
                Action::Accept => register.accept(id, reason, by)?,
                Action::Set if fields.is_empty() => return Err(Problem::conflict("fields must name what to set")),
                Action::Set => register.set(id, &fields, reason, by)?,
                Action::Reject => register.reject(id, reason, by)?,
                Action::Merge => {
                    let Some(other) = &decision.other else { return Err(Problem::conflict("other must name the record to merge with")) };
                    register.merge(id, other, reason, by)?;
                }
                Action::Split => register.split(id, reason, by)?,
                Action::Note => register.remark(id, reason, by)?,
            }
            let made = register.log(None)?.into_iter().find(|c| c.number > last);
            made.ok_or_else(|| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the correction was not written down"))
        })
        .await?;
    let told = Told(format!("correction {} of {}: {}", made.number, made.target, made.action));
    Ok((StatusCode::CREATED, Extension(told), Json(made)).into_response())
}

/// Take a correction back.
#[utoipa::path(delete, path = "/corrections/{number}", tag = "review",
    params(("number" = i64, Path, description = "Number of the correction"), ("X-Chancery" = String, Header, description = "Anything: a form of another site cannot send it")),
    responses((status = 204, description = "It is taken back"), (status = "4XX", description = "Cannot be done", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn undo(State(state): State<Shared>, Path(number): Path<String>) -> Answer<StatusCode> {
    let number = numbered(&number)?;
    let undone = state.write(move |register| match register.undo(number) {
        Err(RegisterError::Correction(why)) => Err(Problem::unknown(why)),
        other => Ok(other?),
    });
    undone.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The number in an address; of what is none there is nothing.
pub(crate) fn numbered(number: &str) -> Answer<i64> {
    number.parse().map_err(|_| Problem::unknown(format!("`{number}` is no number of anything here")))
}
