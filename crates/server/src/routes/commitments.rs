//! Undertakings: the list, and the story of one.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chancery_register::answers::Commitment;
use chancery_register::{Correction, Filter, days};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::acts::{AsOf, gone};
use crate::params::{Asked, Page, date, stale};
use crate::picture::{Picture, Promise};
use crate::problem::{Answer, Problem};
use crate::shapes::List;
use crate::state::{Shared, State as Server, today};
use crate::table;

/// Which undertakings.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CommitmentFilter {
    /// A party, by code or by name in any supported language; given several times, all must take part.
    #[serde(default)]
    #[param(required = false)]
    party: Vec<String>,
    /// Sort, such as aid.
    kind: Option<String>,
    /// Status, such as `in_force`.
    status: Option<String>,
    /// Only those that are overdue.
    overdue: Option<bool>,
    /// Due on this day or later.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    due_from: Option<String>,
    /// Due on this day or earlier.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    due_to: Option<String>,
    /// Source of a report.
    source: Option<String>,
    /// Language of a report.
    lang: Option<String>,
    /// What comes first: what changed last, or what is due next.
    #[param(inline)]
    order: Option<Order>,
    /// Only what was known on this day.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    as_of: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Changed,
    Due,
}

/// Undertakings, followed over time.
#[utoipa::path(get, path = "/commitments", tag = "commitments", params(CommitmentFilter, Page),
    responses((status = 200, description = "A page of undertakings", content((List<Commitment> = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(State(state): State<Shared>, Asked(filter): Asked<CommitmentFilter>, Asked(asked): Asked<Page>) -> Answer<Response> {
    let (limit, format, today) = (asked.limit()?, asked.format(), today());
    if let Some(day) = date("as_of", filter.as_of.as_ref())? {
        let filter = Filter {
            parties: filter.party.iter().map(|name| state.party(name)).collect::<Answer<_>>()?,
            kind: filter.kind,
            status: filter.status,
            overdue: filter.overdue.unwrap_or_default(),
            lang: filter.lang,
            source: filter.source,
            as_of: Some(day),
            limit: Some(limit),
            ..Filter::default()
        };
        let mut items = state.read(move |register| Ok(register.commitments(&filter, today)?)).await?;
        items.reverse();
        return table::list(List { items, total: None, next: None }, format);
    }
    let picture = state.picture();
    let mut rows = fitting(&state, &picture, &filter, today)?;
    let order = filter.order.unwrap_or_default();
    if order == Order::Due {
        rows.sort_by_key(|one| key(one, order));
    }
    let total = rows.len();
    let after = asked.cursor.as_ref().map(|cursor| place(cursor)).transpose()?;
    if let Some((at, id)) = after {
        rows.retain(|one| match order {
            Order::Changed => (one.changed, &*one.id) < (at, id),
            Order::Due => key(one, order) > (at, id),
        });
    }
    let left = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| left).map(|one| format!("{}.{}", key(one, order).0, one.id));
    let ids = rows.into_iter().map(|one| one.id.to_string()).collect();
    let items = commitments(&state, ids, today).await?;
    table::list(List { items, total: Some(total), next }, format)
}

/// The undertakings that fit, those changed last first.
pub(crate) fn fitting<'p>(state: &Server, picture: &'p Picture, filter: &CommitmentFilter, today: i64) -> Answer<Vec<&'p Promise>> {
    let parties: Vec<String> = filter.party.iter().map(|name| state.party(name)).collect::<Answer<_>>()?;
    let from = date("due_from", filter.due_from.as_ref())?.map(days::number);
    let to = date("due_to", filter.due_to.as_ref())?.map(days::end_number);
    let is = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted == value);
    let has = |wanted: &Option<String>, values: &[Box<str>]| wanted.as_deref().is_none_or(|wanted| values.iter().any(|value| **value == *wanted));
    let fits = |one: &&Promise| {
        parties.iter().all(|code| one.parties.iter().any(|party| **party == **code))
            && is(&filter.kind, &one.kind)
            && is(&filter.status, &one.status)
            && filter.overdue.is_none_or(|overdue| overdue == one.is_overdue(today))
            && from.is_none_or(|from| one.due_end.is_some_and(|due| due >= from))
            && to.is_none_or(|to| one.due_end.is_some_and(|due| due <= to))
            && has(&filter.lang, &one.langs)
            && has(&filter.source, &one.sources)
    };
    Ok(picture.promises.iter().rev().filter(fits).collect())
}

/// The place of an undertaking in a list; without a due date it comes last.
fn key(one: &Promise, order: Order) -> (i64, &str) {
    match order {
        Order::Changed => (one.changed, &one.id),
        Order::Due => (one.due_end.unwrap_or(i64::from(u32::MAX)), &one.id),
    }
}

fn place(cursor: &str) -> Answer<(i64, &str)> {
    let (at, id) = cursor.split_once('.').unwrap_or((cursor, ""));
    Ok((at.parse().map_err(|_| stale())?, id))
}

/// Undertakings of these ids; those that are gone meanwhile are left out.
pub(crate) async fn commitments(state: &Shared, ids: Vec<String>, today: i64) -> Answer<Vec<Commitment>> {
    state
        .read(move |register| {
            let found = ids.iter().filter_map(|id| register.commitment(id, &Filter::default(), today).transpose());
            Ok(found.collect::<Result<_, _>>()?)
        })
        .await
}

/// Those that are due soon, the nearest first, and those that are overdue, the latest first.
pub(crate) fn pressing(picture: &Picture, today: i64, most: usize) -> (Vec<String>, Vec<String>) {
    let mut soon: Vec<&Promise> = picture
        .promises
        .iter()
        .filter(|one| one.due_end.is_some_and(|due| due >= today) && matches!(&*one.status, "agreed" | "postponed" | "in_force"))
        .collect();
    soon.sort_by_key(|one| (one.due_end, &one.id));
    let mut overdue: Vec<&Promise> = picture.promises.iter().filter(|one| one.is_overdue(today)).collect();
    overdue.sort_by_key(|one| (std::cmp::Reverse(one.due_end), &one.id));
    let ids = |list: Vec<&Promise>| list.into_iter().take(most).map(|one| one.id.to_string()).collect();
    (ids(soon), ids(overdue))
}

/// An undertaking with what people decided about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommitmentWithLog {
    #[serde(flatten)]
    commitment: Commitment,
    /// What people decided about it, oldest first.
    corrections: Vec<Correction>,
}

/// One undertaking, by its id or that of one of its records.
#[utoipa::path(get, path = "/commitments/{id}", tag = "commitments", params(("id" = String, Path, description = "Id of the undertaking or of a record of it"), AsOf),
    responses((status = 200, description = "The undertaking", body = CommitmentWithLog), (status = "4XX", description = "Not there", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(State(state): State<Shared>, Path(id): Path<String>, Asked(as_of): Asked<AsOf>) -> Answer<Json<CommitmentWithLog>> {
    let (as_of, today) = (date("as_of", as_of.as_of.as_ref())?, today());
    let found = state
        .read(move |register| {
            let found = register.commitment(&id, &Filter { as_of, ..Filter::default() }, today)?;
            let Some(commitment) = found else { return Err(gone(register, &id)) };
            let corrections = register.log(Some(&id))?;
            Ok(CommitmentWithLog { commitment, corrections })
        })
        .await?;
    Ok(Json(found))
}
