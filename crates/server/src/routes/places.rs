//! What was done where, by country and place. The names of a place in several languages are one place, where its point is known.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::charts::{As, counted};
use crate::params::{ActFilter, Asked, Format};
use crate::picture::{Dyad, Where};
use crate::problem::{Answer, Problem};
use crate::shapes::Counts;
use crate::state::{Shared, State as Served};
use crate::table::{self, Cells};

/// So many places are told.
const PLACES: usize = 500;

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
    /// Its usual name; of a place whose point is not known the name that reports give.
    name: String,
    /// The names that reports give it.
    names: Vec<String>,
    /// Its country.
    #[schema(required)]
    country: Option<String>,
    /// Acts.
    acts: u32,
    /// Where it is, if that is known.
    #[schema(required)]
    point: Option<Coordinates>,
}

/// Where a place is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Coordinates {
    /// Number of the place in GeoNames.
    geonames: u32,
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
}

/// The places of these acts, those named most first.
fn places(state: &Served, told: &Where, text: impl Fn(u32) -> String) -> Vec<PlaceActs> {
    let mut found: BTreeMap<(Option<u32>, String, Option<String>), PlaceActs> = BTreeMap::new();
    let mut rows: Vec<_> = told.places.iter().collect();
    rows.sort_unstable();
    for ((place, country), acts) in rows {
        let (told, country) = (text(*place), country.map(&text));
        let of = country.as_ref().and_then(|code| state.knowledge.parties.find(code));
        let known = of.and_then(|of| state.knowledge.places.find(of, &told));
        // «In Ghana», «in the Ghanaian capital»: the country counts it.
        if known.is_none() && of.is_some() && state.knowledge.party_named(&told) == of {
            continue;
        }
        let name = known.map_or(&told, |known| &known.name).clone();
        let entry = found.entry((known.map(|known| known.geonames), name.clone(), country.clone())).or_insert_with(|| PlaceActs {
            name,
            names: Vec::new(),
            country,
            acts: 0,
            point: known.map(|known| Coordinates { geonames: known.geonames, latitude: known.latitude, longitude: known.longitude }),
        });
        entry.acts += acts;
        entry.names.push(told);
    }
    let mut places: Vec<PlaceActs> = found.into_values().collect();
    places.sort_by(|a, b| b.acts.cmp(&a.acts).then_with(|| (&a.name, &a.country).cmp(&(&b.name, &b.country))));
    places.truncate(PLACES);
    for place in &mut places {
        place.names.sort_unstable();
    }
    places
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
    let places = places(&state, &told, text);
    Ok(Json(Map { countries, places, unplaced: told.unplaced }).into_response())
}
