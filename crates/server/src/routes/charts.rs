//! Acts over time, and counts by facet. In charts acts that were only planned, denied or supposed are left out unless a status is asked for.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::params::{ActFilter, Asked, Format, bounded};
use crate::picture::{Act, Ask, Facet, Lane, LaneKey, Picture, UNKNOWN, Wanted, Width, date};
use crate::problem::{Answer, Problem};
use crate::shapes::Counts;
use crate::state::Shared;
use crate::table::{self, Cells};

/// So many acts are shown one by one; more are counted by day.
const POINTS: usize = 2000;

/// The acts that a chart counts.
pub(crate) fn counted<'p>(picture: &'p Picture, ask: &Ask, wanted: &'p Wanted) -> impl Iterator<Item = &'p Act> {
    let all = ask.status.is_some();
    wanted.acts(picture).filter(move |act| all || act.is_actual)
}

/// In which form.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct As {
    /// `json`, or `csv` for a table of the same rows.
    #[param(inline)]
    pub(crate) format: Option<Format>,
}

/// How lanes are made.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Lanes {
    /// One lane for each party, or for each two.
    #[param(inline)]
    by: Option<By>,
    /// How many lanes.
    #[param(minimum = 1, maximum = 100)]
    lanes: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum By {
    #[default]
    Party,
    Dyad,
}

/// Acts over time, in lanes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Timeline {
    /// First day on which something was done; null if nothing fits.
    #[schema(required)]
    from: Option<String>,
    /// Last day.
    #[schema(required)]
    to: Option<String>,
    /// Those with most acts, that with most first.
    lanes: Vec<TimelineLane>,
    /// Acts in all, also in lanes that are not shown.
    total: usize,
}

/// The acts of a party or of two parties.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineLane {
    /// One code or two.
    key: Vec<String>,
    /// Acts in it.
    total: usize,
    /// Each act; null where there are too many to show.
    #[schema(required)]
    points: Option<Vec<Point>>,
    /// Acts by day; null where each act is shown.
    #[schema(required)]
    buckets: Option<Vec<Bucket>>,
}

/// An act as a mark.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Point {
    /// Its id.
    id: String,
    /// Its day, or the first of its month or year.
    day: String,
    /// Its type.
    #[serde(rename = "type")]
    kind: String,
    /// Its mode.
    #[schema(required)]
    mode: Option<String>,
    /// Its class, 1 to 4.
    quad: u8,
    /// PLOVER score.
    score: f64,
    /// Who acts.
    actors: Vec<String>,
    /// On whom.
    recipients: Vec<String>,
    /// Independent sources.
    sources: u16,
}

/// Acts of a column of a chart.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bucket {
    /// Its first day.
    pub(crate) day: String,
    /// Acts of each class.
    pub(crate) counts: Counts,
}

impl Cells for Point {
    const COLUMNS: &'static [&'static str] = &["id", "day", "type", "mode", "quad", "score", "actors", "recipients", "independent_sources"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.day.clone(),
            self.kind.clone(),
            self.mode.clone().unwrap_or_default(),
            self.quad.to_string(),
            self.score.to_string(),
            self.actors.join(" "),
            self.recipients.join(" "),
            self.sources.to_string(),
        ]
    }
}

impl Cells for Bucket {
    const COLUMNS: &'static [&'static str] = &["day", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"];

    fn cells(&self) -> Vec<String> {
        std::iter::once(self.day.clone()).chain(self.counts.0.iter().map(ToString::to_string)).collect()
    }
}

fn point(picture: &Picture, act: &Act, day: String) -> Point {
    let text = |facet| picture.value(act, facet).map(str::to_owned);
    Point {
        id: act.id.to_string(),
        day,
        kind: text(Facet::Type).unwrap_or_default(),
        mode: text(Facet::Mode),
        quad: act.quad,
        score: f64::from(act.score),
        actors: picture.actors(act).map(str::to_owned).collect(),
        recipients: picture.recipients(act).map(str::to_owned).collect(),
        sources: act.sources,
    }
}

/// Acts over time, in lanes by party or by two parties.
#[utoipa::path(get, path = "/timeline", tag = "charts", params(ActFilter, Lanes, As),
    responses((status = 200, description = "Lanes", content((Timeline = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn timeline(
    State(state): State<Shared>,
    Asked(filter): Asked<ActFilter>,
    Asked(lanes): Asked<Lanes>,
    Asked(form): Asked<As>,
) -> Answer<Response> {
    let ask = filter.ask(&state)?;
    let most = bounded("lanes", lanes.lanes, 20, 100)?;
    let picture = state.picture();
    let wanted = ask.wanted(&picture);
    let acts: Vec<&Act> = counted(&picture, &ask, &wanted).filter(|act| act.day < UNKNOWN).collect();
    let day = |act: &&Act| date(act.day).map(|day| day.to_string());
    let by_dyad = lanes.by.unwrap_or_default() == By::Dyad;
    let drawn = picture.lanes(&acts, by_dyad, &ask.parties, most);
    let one_by_one = drawn.iter().map(|lane| lane.acts.len()).sum::<usize>() <= POINTS;
    let days = acts.first().zip(acts.last()).and_then(|(first, last)| Some((date(last.day)? - date(first.day)?).get_days())).unwrap_or_default();
    let width = Width::of_lanes(i64::from(days));
    if form.format.unwrap_or_default() == Format::Csv {
        return table::table(&acts.iter().filter_map(|act| Some(point(&picture, act, day(act)?))).collect::<Vec<_>>());
    }
    let lane = |lane: Lane| {
        let of_lane = || lane.acts.iter().filter_map(|at| acts.get(*at).copied());
        let key = match lane.key {
            LaneKey::Party(one) => vec![picture.values.text(one).to_owned()],
            LaneKey::Dyad(a, b) => vec![picture.values.text(a).to_owned(), picture.values.text(b).to_owned()],
        };
        let points = || of_lane().filter_map(|act| Some(point(&picture, act, day(&act)?))).collect();
        let buckets = || picture.over_time(of_lane(), width).into_iter().map(|(day, counts)| Bucket { day: day.to_string(), counts: Counts(counts) }).collect();
        TimelineLane { key, total: lane.acts.len(), points: one_by_one.then(points), buckets: (!one_by_one).then(buckets) }
    };
    let timeline =
        Timeline { from: acts.first().and_then(day), to: acts.last().and_then(day), total: acts.len(), lanes: drawn.into_iter().map(lane).collect() };
    Ok(Json(timeline).into_response())
}

/// How often each value occurs.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Facets {
    /// Acts in all.
    total: usize,
    /// Types.
    #[serde(rename = "type")]
    kind: Vec<Tally>,
    /// Modes.
    mode: Vec<Tally>,
    /// Topics.
    context: Vec<Tally>,
    /// Status.
    status: Vec<Tally>,
    /// Classes.
    quad: Vec<Tally>,
    /// Parties.
    party: Vec<Tally>,
    /// Countries.
    country: Vec<Tally>,
    /// Sources of reports.
    source: Vec<Tally>,
    /// Languages of reports.
    lang: Vec<Tally>,
}

/// A value with the number of its acts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tally {
    /// The value.
    pub(crate) value: String,
    /// How many.
    pub(crate) count: u32,
}

/// Count acts by the values of each facet, under the filter. Planned acts and the like count too.
#[utoipa::path(get, path = "/facets", tag = "charts", params(ActFilter, As),
    responses((status = 200, description = "Counts", content((Facets = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn facets(State(state): State<Shared>, Asked(filter): Asked<ActFilter>, Asked(form): Asked<As>) -> Answer<Response> {
    let ask = filter.ask(&state)?;
    let picture = state.picture();
    let wanted = ask.wanted(&picture);
    if form.format.unwrap_or_default() == Format::Csv {
        let rows = picture.counted(wanted.acts(&picture), 100).into_iter().flat_map(|(facet, values)| {
            let name = format!("{facet:?}").to_lowercase();
            values.into_iter().map(move |(value, count)| vec![name.clone(), value.to_owned(), count.to_string()]).collect::<Vec<_>>()
        });
        return table::lines(&["facet", "value", "acts"], rows);
    }
    let mut answer = Facets { total: wanted.acts(&picture).count(), ..Facets::default() };
    for (facet, values) in picture.counted(wanted.acts(&picture), 100) {
        let tallies = values.into_iter().map(|(value, count)| Tally { value: value.to_owned(), count }).collect();
        match facet {
            Facet::Type => answer.kind = tallies,
            Facet::Mode => answer.mode = tallies,
            Facet::Context => answer.context = tallies,
            Facet::Status => answer.status = tallies,
            Facet::Quad => answer.quad = tallies,
            Facet::Party => answer.party = tallies,
            Facet::Country => answer.country = tallies,
            Facet::Source => answer.source = tallies,
            Facet::Lang => answer.lang = tallies,
            Facet::Person | Facet::Place => {}
        }
    }
    Ok(Json(answer).into_response())
}
