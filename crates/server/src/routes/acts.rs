//! Acts: the list, one act, what speaks for two being one.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chancery_register::{Correction, Filter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::params::{ActFilter, Asked, Page, date, stale};
use crate::picture::{Act as Row, Picture, Wanted};
use crate::problem::{Answer, Problem};
use crate::shapes::{Act, List};
use crate::state::Shared;
use crate::table;

/// How a list of acts goes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Order {
    /// The latest first, or the earliest.
    #[param(inline)]
    order: Option<Direction>,
    /// Only what was known on this day.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    as_of: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Direction {
    #[default]
    Newest,
    Oldest,
}

/// The rows of a page, the whole number, and where the next page begins. A cursor is the day and id of the last act of a page, so that acts
/// that come in meanwhile neither repeat nor hide others.
fn page<'p>(picture: &'p Picture, wanted: &'p Wanted, order: Direction, cursor: Option<&str>, limit: usize) -> Answer<(Vec<&'p Row>, usize, Option<String>)> {
    let after = match cursor {
        Some(cursor) => {
            let (day, id) = cursor.split_once('.').unwrap_or((cursor, ""));
            Some((day.parse::<u32>().map_err(|_| stale())?, id))
        }
        None => None,
    };
    let mut all: Box<dyn Iterator<Item = &Row>> = match order {
        Direction::Newest => Box::new(wanted.acts(picture).rev()),
        Direction::Oldest => Box::new(wanted.acts(picture)),
    };
    let is_after = |row: &Row| {
        after.is_none_or(|after| match order {
            Direction::Newest => (row.day, &*row.id) < after,
            Direction::Oldest => (row.day, &*row.id) > after,
        })
    };
    let (mut rows, mut total, mut left) = (Vec::new(), 0, false);
    for row in all.by_ref() {
        total += 1;
        if is_after(row) {
            if rows.len() < limit { rows.push(row) } else { left = true }
        }
    }
    let next = rows.last().filter(|_| left).map(|row| format!("{}.{}", row.day, row.id));
    Ok((rows, total, next))
}

/// Acts, each once however many reports tell it.
#[utoipa::path(get, path = "/events", tag = "acts", params(ActFilter, Order, Page),
    responses((status = 200, description = "A page of acts", content((List<Act> = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(state): State<Shared>,
    Asked(filter): Asked<ActFilter>,
    Asked(order): Asked<Order>,
    Asked(asked): Asked<Page>,
) -> Answer<Response> {
    let (ask, limit, format) = (filter.ask(&state)?, asked.limit()?, asked.format());
    if let Some(day) = date("as_of", order.as_of.as_ref())? {
        if ask.quad.is_some() || asked.cursor.is_some() {
            return Err(Problem::conflict("quad and cursor cannot be asked together with as_of"));
        }
        let filter = Filter {
            parties: ask.parties,
            kind: ask.kind,
            mode: ask.mode,
            context: ask.context,
            status: ask.status,
            from: ask.from,
            to: ask.to,
            places: ask.places,
            person: ask.person,
            source: ask.source,
            lang: ask.lang,
            as_of: Some(day),
            limit: Some(limit),
            ..Filter::default()
        };
        let mut items: Vec<Act> = state.read(move |register| Ok(register.events(&filter)?.into_iter().map(Act::from).collect())).await?;
        if order.order.unwrap_or_default() == Direction::Newest {
            items.reverse();
        }
        return table::list(List { items, total: None, next: None }, format);
    }
    let picture = state.picture();
    let (ids, total, next) = {
        let wanted = ask.wanted(&picture);
        let (rows, total, next) = page(&picture, &wanted, order.order.unwrap_or_default(), asked.cursor.as_deref(), limit)?;
        (rows.into_iter().map(|row| row.id.to_string()).collect::<Vec<_>>(), total, next)
    };
    let items = acts(&state, ids).await?;
    table::list(List { items, total: Some(total), next }, format)
}

/// Acts of these ids; those that are gone meanwhile are left out.
pub(crate) async fn acts(state: &Shared, ids: Vec<String>) -> Answer<Vec<Act>> {
    state
        .read(move |register| {
            let found = ids.iter().filter_map(|id| register.event(id, &Filter::default()).transpose());
            Ok(found.map(|event| event.map(Act::from)).collect::<Result<_, _>>()?)
        })
        .await
}

/// An act with what people decided about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActWithLog {
    #[serde(flatten)]
    act: Act,
    /// What people decided about it, oldest first.
    corrections: Vec<Correction>,
}

/// On which day.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AsOf {
    /// As it was known on this day.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    pub(crate) as_of: Option<String>,
}

/// One act, by its id or that of one of its reports.
#[utoipa::path(get, path = "/events/{id}", tag = "acts", params(("id" = String, Path, description = "Id of the act or of a report"), AsOf),
    responses((status = 200, description = "The act", body = ActWithLog), (status = "4XX", description = "Not there", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(State(state): State<Shared>, Path(id): Path<String>, Asked(as_of): Asked<AsOf>) -> Answer<Json<ActWithLog>> {
    let as_of = date("as_of", as_of.as_of.as_ref())?;
    let found = state
        .read(move |register| {
            let Some(event) = register.event(&id, &Filter { as_of, ..Filter::default() })? else { return Err(gone(register, &id)) };
            let corrections = register.log(Some(&id))?;
            Ok(ActWithLog { act: event.into(), corrections })
        })
        .await?;
    Ok(Json(found))
}

/// Why a record is not shown.
pub(crate) fn gone(register: &chancery_register::Register, id: &str) -> Problem {
    let log = register.log(Some(id)).unwrap_or_default();
    match log.iter().find(|c| c.action == "reject" && !c.undone) {
        Some(c) => Problem::unknown(format!("`{id}` was rejected by {} on {}: correction {}", c.author, c.made, c.number)),
        None => Problem::unknown(format!("nothing in the register has the id `{id}`")),
    }
}

/// Two records.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Pair {
    /// Id of a report or a record.
    a: String,
    /// Id of another.
    b: String,
}

/// What speaks for and against two reports telling one thing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Comparison {
    /// Whether they would be taken for one.
    same: bool,
    /// The points that they have, and those that are needed.
    points: i32,
    /// See there.
    needed: i32,
    /// Something rules it out.
    ruled_out: bool,
    /// What speaks for it.
    #[serde(rename = "for")]
    #[schema(rename = "for")]
    pro: Vec<Weight>,
    /// What speaks against it.
    against: Vec<Weight>,
}

/// A reason.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Weight {
    /// How much it counts.
    points: i32,
    /// The reason.
    reason: String,
}

/// Say what speaks for and against two reports telling one act, or one undertaking.
#[utoipa::path(get, path = "/compare", tag = "acts", params(Pair),
    responses((status = 200, description = "Points and reasons", body = Comparison), (status = "4XX", description = "Cannot be compared", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn compare(State(state): State<Shared>, Asked(pair): Asked<Pair>) -> Answer<Response> {
    let (verdict, needed) = state.read(move |register| Ok(register.weigh(&pair.a, &pair.b)?)).await?;
    let (pro, against) = verdict.why.iter().map(|(points, why)| Weight { points: *points, reason: (*why).to_owned() }).partition(|w| w.points >= 0);
    let same = !verdict.ruled_out && verdict.points >= needed;
    Ok(Json(Comparison { same, points: verdict.points, needed, ruled_out: verdict.ruled_out, pro, against }).into_response())
}
