//! What requests ask with: the filter of acts, and how much of a list is wanted.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use chancery_model::PartialDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::picture::Ask;
use crate::problem::{Answer, Problem};
use crate::state::State;

/// Items of a list unless asked otherwise, and at most.
const SOME: usize = 50;
const MOST: usize = 500;

/// Parameters of a request; what is wrong with them is told as every fault is.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let query = axum_extra::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|query| Self(query.0)).map_err(|rejection| Problem::bad(rejection.to_string()))
    }
}

/// Which acts.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ActFilter {
    /// A party, by code or by name in any supported language; given several times, all must take part.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) party: Vec<String>,
    /// Type of act, such as CONSULT.
    #[serde(rename = "type")]
    #[param(rename = "type")]
    pub(crate) kind: Option<String>,
    /// Mode of act, such as visit.
    pub(crate) mode: Option<String>,
    /// Topic.
    pub(crate) context: Option<String>,
    /// Status, such as actual.
    pub(crate) status: Option<String>,
    /// Class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    #[param(minimum = 1, maximum = 4)]
    pub(crate) quad: Option<u8>,
    /// First day: `2025`, `2025-03` or `2025-03-04`.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    pub(crate) from: Option<String>,
    /// Last day.
    #[param(pattern = r"^(19|20)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
    pub(crate) to: Option<String>,
    /// Part of the name of a place, or the code of its country.
    pub(crate) place: Option<String>,
    /// Name of a person.
    pub(crate) person: Option<String>,
    /// Source of a report.
    pub(crate) source: Option<String>,
    /// Language of a report.
    pub(crate) lang: Option<String>,
}

/// Which part of a list, and in which form.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// Where the page before ended: its `next`.
    #[param(pattern = r"^[0-9]{1,8}(\.[0-9a-f]+)?$")]
    pub(crate) cursor: Option<String>,
    /// How many items.
    #[param(minimum = 1, maximum = 500)]
    pub(crate) limit: Option<usize>,
    /// `json`, or `csv` for a table of the same rows.
    #[param(inline)]
    pub(crate) format: Option<Format>,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// JSON.
    #[default]
    Json,
    /// A table in CSV, with the names of the columns in its first row.
    Csv,
}

impl Page {
    pub(crate) fn limit(&self) -> Answer<usize> {
        bounded("limit", self.limit, SOME, MOST)
    }

    /// A page of a list that is at hand as a whole.
    pub(crate) fn of<T>(&self, all: Vec<T>) -> Answer<(Vec<T>, usize, Option<String>)> {
        let (offset, total) = (self.offset()?, all.len());
        Ok((all.into_iter().skip(offset).take(self.limit()?).collect(), total, self.next(total)?))
    }

    /// Where the next page of a list of so many begins.
    pub(crate) fn next(&self, total: usize) -> Answer<Option<String>> {
        let end = self.offset()?.saturating_add(self.limit()?);
        Ok((total > end).then(|| end.to_string()))
    }

    pub(crate) fn format(&self) -> Format {
        self.format.unwrap_or_default()
    }

    /// The place in a list that is counted through.
    pub(crate) fn offset(&self) -> Answer<usize> {
        // What stands after a point is of another list; the number is as good a place as any.
        self.cursor.as_ref().map_or(Ok(0), |cursor| cursor.split('.').next().unwrap_or_default().parse().map_err(|_| stale()))
    }
}

/// A number that must be from 1 to a greatest.
pub(crate) fn bounded(name: &str, given: Option<usize>, usual: usize, most: usize) -> Answer<usize> {
    match given {
        None => Ok(usual),
        Some(given) if (1..=most).contains(&given) => Ok(given),
        Some(_) => Err(Problem::bad(format!("{name} must be 1 to {most}"))),
    }
}

/// Why a cursor is not taken.
pub(crate) fn stale() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "cursor is none that this list gave; leave it out to begin anew")
}

/// A date as the user gives it.
pub(crate) fn date(name: &str, value: Option<&String>) -> Answer<Option<PartialDate>> {
    value.map(|value| value.parse().map_err(|_| Problem::bad(format!("{name} must be a date such as 2025, 2025-03 or 2025-03-04")))).transpose()
}

impl ActFilter {
    pub(crate) fn ask(&self, state: &State) -> Answer<Ask> {
        if self.quad.is_some_and(|quad| !(1..=4).contains(&quad)) {
            return Err(Problem::bad("quad must be 1 to 4"));
        }
        Ok(Ask {
            parties: self.party.iter().map(|name| state.party(name)).collect::<Answer<_>>()?,
            kind: self.kind.as_ref().map(|kind| kind.to_uppercase()),
            mode: self.mode.clone(),
            context: self.context.clone(),
            status: self.status.clone(),
            quad: self.quad,
            from: date("from", self.from.as_ref())?,
            to: date("to", self.to.as_ref())?,
            places: self.place.as_ref().map(|place| state.knowledge.places_named(place)).unwrap_or_default(),
            person: self.person.clone(),
            source: self.source.clone(),
            lang: self.lang.clone(),
        })
    }
}
