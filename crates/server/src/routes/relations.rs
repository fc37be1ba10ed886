//! Who had to do with whom: the network of parties, and two of them month by month.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chancery_register::Register;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::acts::AsOf;
use super::charts::{As, counted};
use crate::params::{ActFilter, Asked, Format, bounded, date};
use crate::picture::{Act, Dyad, Facet, Month, Picture};
use crate::problem::{Answer, Problem};
use crate::shapes::Counts;
use crate::state::Shared;
use crate::table::{self, Cells};

/// How much of the network is shown.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Extent {
    /// Leave out pairs with fewer acts.
    #[param(minimum = 1)]
    min: Option<u32>,
    /// How many pairs, those with most acts first.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<usize>,
}

/// Who had to do with whom.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Relations {
    /// Parties.
    nodes: Vec<Node>,
    /// Pairs of them.
    edges: Vec<Edge>,
    /// Pairs in all, also those not shown.
    total: usize,
}

/// A party in the network.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Node {
    /// Its code.
    code: String,
    /// Acts in which it takes part.
    acts: u32,
}

/// Two parties.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Edge {
    /// One.
    pub(crate) a: String,
    /// The other.
    pub(crate) b: String,
    /// Acts between them, in either direction.
    pub(crate) acts: u32,
    /// Their mean PLOVER score.
    pub(crate) mean_score: f64,
    /// Acts of each class.
    pub(crate) counts: Counts,
}

impl Cells for Edge {
    const COLUMNS: &'static [&'static str] =
        &["a", "b", "acts", "mean_score", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"];

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.a.clone(), self.b.clone(), self.acts.to_string(), self.mean_score.to_string()];
        cells.extend(self.counts.0.iter().map(ToString::to_string));
        cells
    }
}

pub(crate) fn edge(picture: &Picture, (a, b): (u32, u32), dyad: &Dyad) -> Edge {
    let (mut a, mut b) = (picture.values.text(a).to_owned(), picture.values.text(b).to_owned());
    if a > b {
        std::mem::swap(&mut a, &mut b);
    }
    Edge { a, b, acts: dyad.acts(), mean_score: dyad.mean(), counts: Counts(dyad.counts) }
}

/// The network of parties.
#[utoipa::path(get, path = "/relations", tag = "charts", params(ActFilter, Extent, As),
    responses((status = 200, description = "Nodes and edges", content((Relations = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn network(
    State(state): State<Shared>,
    Asked(filter): Asked<ActFilter>,
    Asked(extent): Asked<Extent>,
    Asked(form): Asked<As>,
) -> Answer<Response> {
    let ask = filter.ask(&state)?;
    let limit = bounded("limit", extent.limit, 60, 500)?;
    let picture = state.picture();
    let wanted = ask.wanted(&picture);
    let acts = || counted(&picture, &ask, &wanted);
    let least = extent.min.unwrap_or(1);
    let mut edges: Vec<Edge> = picture.dyads(acts()).iter().filter(|(_, d)| d.acts() >= least).map(|(pair, d)| edge(&picture, *pair, d)).collect();
    edges.sort_by(|x, y| y.acts.cmp(&x.acts).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
    let total = edges.len();
    edges.truncate(limit);
    if form.format.unwrap_or_default() == Format::Csv {
        return table::table(&edges);
    }
    let counts = picture.parties(acts());
    let mut codes: Vec<&str> = edges.iter().flat_map(|edge| [edge.a.as_str(), edge.b.as_str()]).collect();
    codes.sort_unstable();
    codes.dedup();
    let of = |code: &str| picture.values.find(Facet::Party, code).and_then(|symbol| counts.iter().find(|(known, _)| *known == symbol)).map_or(0, |(_, n)| *n);
    let nodes = codes.into_iter().map(|code| Node { code: code.to_owned(), acts: of(code) }).collect();
    Ok(Json(Relations { nodes, edges, total }).into_response())
}

/// How two parties stand to each other.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DyadSeries {
    /// One.
    a: String,
    /// The other.
    b: String,
    /// Months in which something passed.
    months: Vec<DyadMonth>,
}

/// A month of two parties.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DyadMonth {
    /// `YYYY-MM`, or the year where no month is known.
    month: String,
    /// What the first did towards the other.
    a_to_b: Direction,
    /// What the other did towards the first.
    b_to_a: Direction,
}

/// What one party did towards another.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Direction {
    /// Acts of each class.
    counts: Counts,
    /// Their mean PLOVER score; null without acts.
    #[schema(required)]
    mean_score: Option<f64>,
    /// Independent sources, summed over the acts.
    sources: u32,
}

impl From<&Month> for Direction {
    fn from(month: &Month) -> Self {
        Self { counts: Counts(month.sums.counts), mean_score: Some(month.sums.mean()), sources: month.sources }
    }
}

impl From<chancery_register::DyadMonth> for Direction {
    fn from(month: chancery_register::DyadMonth) -> Self {
        let counts = [month.verbal_cooperation, month.material_cooperation, month.verbal_conflict, month.material_conflict];
        let whole = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { counts: Counts(counts.map(whole)), mean_score: Some(month.mean_score), sources: whole(month.independent_sources) }
    }
}

impl Cells for DyadMonth {
    const COLUMNS: &'static [&'static str] = &[
        "month",
        "verbal_cooperation",
        "material_cooperation",
        "verbal_conflict",
        "material_conflict",
        "mean_score",
        "independent_sources",
        "back_verbal_cooperation",
        "back_material_cooperation",
        "back_verbal_conflict",
        "back_material_conflict",
        "back_mean_score",
        "back_independent_sources",
    ];

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.month.clone()];
        for way in [&self.a_to_b, &self.b_to_a] {
            cells.extend(way.counts.0.iter().map(ToString::to_string));
            cells.extend([way.mean_score.map(|mean| mean.to_string()).unwrap_or_default(), way.sources.to_string()]);
        }
        cells
    }
}

/// What each did towards the other, in the order of the months.
fn side_by_side(there: BTreeMap<String, Direction>, back: BTreeMap<String, Direction>) -> Vec<DyadMonth> {
    let mut months: BTreeMap<String, (Direction, Direction)> = BTreeMap::new();
    for (month, direction) in there {
        months.entry(month).or_default().0 = direction;
    }
    for (month, direction) in back {
        months.entry(month).or_default().1 = direction;
    }
    months.into_iter().map(|(month, (a_to_b, b_to_a))| DyadMonth { month, a_to_b, b_to_a }).collect()
}

/// Two parties, month by month.
#[utoipa::path(get, path = "/dyads/{a}/{b}", tag = "charts",
    params(("a" = String, Path, description = "Code or name of a party"), ("b" = String, Path, description = "Code or name of another"), ActFilter, AsOf, As),
    responses((status = 200, description = "Months", content((DyadSeries = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn dyad(
    State(state): State<Shared>,
    Path((a, b)): Path<(String, String)>,
    Asked(filter): Asked<ActFilter>,
    Asked(as_of): Asked<AsOf>,
    Asked(form): Asked<As>,
) -> Answer<Response> {
    let (a, b) = (state.party(&a)?, state.party(&b)?);
    let mut ask = filter.ask(&state)?;
    let (there, back) = if let Some(day) = date("as_of", as_of.as_of.as_ref())? {
        if ask.narrows() {
            return Err(Problem::bad("as_of is told of all that passed between the two; leave the filters out"));
        }
        let (one, other) = (a.clone(), b.clone());
        let of = move |register: &mut Register| Ok((register.dyad(&one, &other, Some(day))?, register.dyad(&other, &one, Some(day))?));
        let (there, back) = state.read(of).await?;
        let series = |months: Vec<chancery_register::DyadMonth>| months.into_iter().map(|month| (month.month.clone(), month.into())).collect();
        (series(there), series(back))
    } else {
        ask.parties.extend([a.clone(), b.clone()]);
        let picture = state.picture();
        let wanted = ask.wanted(&picture);
        let acts: Vec<&Act> = counted(&picture, &ask, &wanted).collect();
        let series = |from: &str, to: &str| picture.months(acts.iter().copied(), from, to).iter().map(|(month, sums)| (month.clone(), sums.into())).collect();
        (series(&a, &b), series(&b, &a))
    };
    let months = side_by_side(there, back);
    match form.format.unwrap_or_default() {
        Format::Csv => table::table(&months),
        Format::Json => Ok(Json(DyadSeries { a, b, months }).into_response()),
    }
}
