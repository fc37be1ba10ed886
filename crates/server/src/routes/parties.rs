//! Parties and persons.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use chancery_register::Person;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::params::{Asked, Page};
use crate::picture::Facet;
use crate::problem::{Answer, Problem};
use crate::shapes::List;
use crate::state::{Shared, State as Server};
use crate::table::{self, Cells};

/// A party with what is told of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Party {
    /// Its code.
    code: String,
    /// `state`, `organisation`, `group`; null where it is unknown to the program.
    #[schema(required)]
    kind: Option<String>,
    /// Its usual English name, else its code.
    name: String,
    /// Acts in which it takes part.
    events: u32,
    /// Undertakings in which it takes part.
    commitments: usize,
}

impl Cells for Party {
    const COLUMNS: &'static [&'static str] = &["code", "kind", "name", "events", "commitments"];

    fn cells(&self) -> Vec<String> {
        vec![self.code.clone(), self.kind.clone().unwrap_or_default(), self.name.clone(), self.events.to_string(), self.commitments.to_string()]
    }
}

/// Which parties.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Named {
    /// Part of the name or code, or a name in any supported language.
    q: Option<String>,
}

fn all(state: &Server) -> Vec<Party> {
    let picture = state.picture();
    let mut promised: BTreeMap<&str, usize> = BTreeMap::new();
    for code in picture.promises.iter().flat_map(|one| &one.parties) {
        *promised.entry(code).or_default() += 1;
    }
    let mut acts: BTreeMap<&str, u32> = promised.keys().map(|code| (*code, 0)).collect();
    for (symbol, count) in picture.parties(picture.acts.iter()) {
        acts.insert(picture.values.text(symbol), count);
    }
    let mut parties: Vec<Party> = acts
        .into_iter()
        .map(|(code, events)| {
            let (kind, name) = state.about(code);
            Party { code: code.to_owned(), kind, name, events, commitments: promised.get(code).copied().unwrap_or_default() }
        })
        .collect();
    parties.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.code.cmp(&b.code)));
    parties
}

/// Parties that the register names, that with most acts first.
#[utoipa::path(get, path = "/entities", tag = "parties", params(Named, Page),
    responses((status = 200, description = "A page of parties", content((List<Party> = "application/json"), (String = "text/csv"))), (status = "4XX", description = "Cannot be asked", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(State(state): State<Shared>, Asked(named): Asked<Named>, Asked(asked): Asked<Page>) -> Answer<Response> {
    let mut items = all(&state);
    if let Some(q) = named.q.map(|q| q.trim().to_lowercase()).filter(|q| !q.is_empty()) {
        let code = state.party(&q).ok();
        items.retain(|party| Some(&party.code) == code.as_ref() || party.name.to_lowercase().contains(&q) || party.code.to_lowercase().contains(&q));
    }
    let (items, total, next) = asked.of(items)?;
    table::list(List { items, total: Some(total), next }, asked.format())
}

/// What a party is called.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Name {
    /// `state`, `organisation`, `group`; null where it is unknown to the program.
    #[schema(required)]
    kind: Option<String>,
    /// Its usual English name, else its code.
    name: String,
}

/// The names of all parties that the register names, by code.
#[utoipa::path(get, path = "/names", tag = "parties", responses((status = 200, description = "Names by code", body = BTreeMap<String, Name>)))]
pub(crate) async fn names(State(state): State<Shared>) -> Json<BTreeMap<String, Name>> {
    Json(all(&state).into_iter().map(|party| (party.code, Name { kind: party.kind, name: party.name })).collect())
}

/// A party in full.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entity {
    /// Its code.
    code: String,
    /// `state`, `organisation`, `group`; null where it is unknown to the program.
    #[schema(required)]
    kind: Option<String>,
    /// Its usual English name, else its code.
    name: String,
    /// Acts in which it takes part.
    events: usize,
    /// Undertakings in which it takes part.
    commitments: usize,
    /// The parties it deals with most.
    partners: Vec<Partner>,
    /// Persons that act for it.
    persons: Vec<Person>,
}

/// A party that another deals with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Partner {
    /// Its code.
    code: String,
    /// Acts in which both take part.
    acts: usize,
}

/// What is known of a party.
#[utoipa::path(get, path = "/entities/{code}", tag = "parties", params(("code" = String, Path, description = "Code, or a name in any supported language")),
    responses((status = 200, description = "The party", body = Entity), (status = "4XX", description = "Not there", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(State(state): State<Shared>, Path(name): Path<String>) -> Answer<Json<Entity>> {
    let picture = state.picture();
    // A code that only the register knows is as good as one of the program.
    let code = match picture.values.find(Facet::Party, &name) {
        Some(_) => name,
        None => state.party(&name).map_err(|_| Problem::unknown(format!("`{name}` is no party that the register or the program knows")))?,
    };
    let (kind, english) = state.about(&code);
    let server = Shared::clone(&state);
    let entity = state
        .read(move |register| {
            let party = register.party(&code)?;
            let known = |code: &str, name: &str| server.knowledge.person_named(code, name).map(str::to_owned);
            Ok(Entity {
                kind,
                name: english,
                events: party.events,
                commitments: party.commitments,
                partners: party.partners.into_iter().map(|(code, acts)| Partner { code, acts }).collect(),
                persons: register.persons(Some(&code), &known)?,
                code,
            })
        })
        .await?;
    Ok(Json(entity))
}
