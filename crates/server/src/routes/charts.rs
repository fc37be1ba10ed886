//! Figures for charts: the timeline, relations, a dyad, the map, counts by facet. Acts that were only planned, denied or supposed are left out
//! unless a status is asked for.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::params::{ActFilter, Asked, Format};
use crate::picture::{Act, Ask, Dyad, Facet, LaneKey, Month, Picture, UNKNOWN, Wanted, Width, date};
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
    let most = match lanes.lanes {
        None => 20,
        Some(most @ 1..=100) => most,
        Some(_) => return Err(Problem::bad("lanes must be 1 to 100")),
    };
    let picture = state.picture();
    let wanted = ask.wanted(&picture);
    let acts: Vec<&Act> = counted(&picture, &ask, &wanted).filter(|act| act.day < UNKNOWN).collect();
    let day = |act: &&Act| date(act.day).map(|day| day.to_string());
    let by_dyad = lanes.by.unwrap_or_default() == By::Dyad;
    let drawn = picture.lanes(&acts, by_dyad, &ask.parties, most);
    let one_by_one = drawn.iter().map(|lane| lane.acts.len()).sum::<usize>() <= POINTS;
    let days = acts.first().zip(acts.last()).and_then(|(first, last)| Some((date(last.day)? - date(first.day)?).get_days())).unwrap_or_default();
    let width = Width::of(i64::from(days));
    if form.format.unwrap_or_default() == Format::Csv {
        return table::table(&acts.iter().filter_map(|act| Some(point(&picture, act, day(act)?))).collect::<Vec<_>>());
    }
    let lane = |lane: crate::picture::Lane| {
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
pub(crate) async fn relations(
    State(state): State<Shared>,
    Asked(filter): Asked<ActFilter>,
    Asked(extent): Asked<Extent>,
    Asked(form): Asked<As>,
) -> Answer<Response> {
    let ask = filter.ask(&state)?;
    let limit = match extent.limit {
        None => 60,
        Some(limit @ 1..=500) => limit,
        Some(_) => return Err(Problem::bad("limit must be 1 to 500")),
    };
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

impl Cells for DyadMonth {
    const COLUMNS: &'static [&'static str] = &[
        "month",
        "direction",
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
        let mut cells = vec![self.month.clone(), "a to b; back: b to a".to_owned()];
        for way in [&self.a_to_b, &self.b_to_a] {
            cells.extend(way.counts.0.iter().map(ToString::to_string));
            cells.extend([way.mean_score.map(|mean| mean.to_string()).unwrap_or_default(), way.sources.to_string()]);
        }
        cells
    }
}

/// Two parties, month by month.
#[utoipa::path(get, path = "/dyads/{a}/{b}", tag = "charts",
    params(("a" = String, Path, description = "Code or name of a party"), ("b" = String, Path, description = "Code or name of another"), ActFilter, As),
    responses((status = 200, description = "Months", content((DyadSeries = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn dyad(
    State(state): State<Shared>,
    Path((a, b)): Path<(String, String)>,
    Asked(filter): Asked<ActFilter>,
    Asked(form): Asked<As>,
) -> Answer<Response> {
    let (a, b) = (state.party(&a)?, state.party(&b)?);
    let mut ask = filter.ask(&state)?;
    ask.parties.extend([a.clone(), b.clone()]);
    let picture = state.picture();
    let wanted = ask.wanted(&picture);
    let acts: Vec<&Act> = counted(&picture, &ask, &wanted).collect();
    let there = picture.months(acts.iter().copied(), &a, &b);
    let back = picture.months(acts.iter().copied(), &b, &a);
    let mut names: Vec<&String> = there.iter().chain(&back).map(|(month, _)| month).collect();
    names.sort_unstable();
    names.dedup();
    let of = |months: &[(String, Month)], name: &String| months.iter().find(|(month, _)| month == name).map(|(_, month)| month.into()).unwrap_or_default();
    let months: Vec<DyadMonth> = names.into_iter().map(|name| DyadMonth { month: name.clone(), a_to_b: of(&there, name), b_to_a: of(&back, name) }).collect();
    match form.format.unwrap_or_default() {
        Format::Csv => table::table(&months),
        Format::Json => Ok(Json(DyadSeries { a, b, months }).into_response()),
    }
}

/// What was done where.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Map {
    /// By country, that with most acts first.
    countries: Vec<CountryActs>,
    /// The places that are named most.
    places: Vec<PlaceActs>,
    /// Acts of which no place is told.
    unplaced: usize,
}

/// Acts in a country.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountryActs {
    /// ISO 3166-1 alpha-3 code.
    code: String,
    /// Acts.
    acts: u32,
    /// Acts of each class.
    counts: Counts,
    /// Their mean PLOVER score.
    mean_score: f64,
}

/// Acts at a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceActs {
    /// Its name.
    name: String,
    /// Its country.
    #[schema(required)]
    country: Option<String>,
    /// Acts.
    acts: u32,
}

impl Cells for CountryActs {
    const COLUMNS: &'static [&'static str] =
        &["country", "acts", "mean_score", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"];

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.code.clone(), self.acts.to_string(), self.mean_score.to_string()];
        cells.extend(self.counts.0.iter().map(ToString::to_string));
        cells
    }
}

/// Acts by country and place.
#[utoipa::path(get, path = "/map", tag = "charts", params(ActFilter, As),
    responses((status = 200, description = "Countries and places", content((Map = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn map(State(state): State<Shared>, Asked(filter): Asked<ActFilter>, Asked(form): Asked<As>) -> Answer<Response> {
    let ask = filter.ask(&state)?;
    let picture = state.picture();
    let wanted = ask.wanted(&picture);
    let told = picture.places(counted(&picture, &ask, &wanted));
    let text = |symbol: u32| picture.values.text(symbol).to_owned();
    let country = |(symbol, dyad): (&u32, &Dyad)| CountryActs { code: text(*symbol), acts: dyad.acts(), counts: Counts(dyad.counts), mean_score: dyad.mean() };
    let mut countries: Vec<CountryActs> = told.countries.iter().map(country).collect();
    countries.sort_by(|a, b| b.acts.cmp(&a.acts).then_with(|| a.code.cmp(&b.code)));
    if form.format.unwrap_or_default() == Format::Csv {
        return table::table(&countries);
    }
    let mut places: Vec<PlaceActs> =
        told.places.iter().map(|((place, country), acts)| PlaceActs { name: text(*place), country: country.map(text), acts: *acts }).collect();
    places.sort_by(|a, b| b.acts.cmp(&a.acts).then_with(|| (&a.name, &a.country).cmp(&(&b.name, &b.country))));
    places.truncate(200);
    Ok(Json(Map { countries, places, unplaced: told.unplaced }).into_response())
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
