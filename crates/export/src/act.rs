//! An act as all writers take it: what the register answers, with the records that its reports were coded to; or one record of one document.

use chancery_formats::wire::{WireDocument, WireEvent, WireParticipant, WireQuote};
use chancery_model::Marking;
use chancery_register::answers::{Code, Date, Event, Location, Quote, Report};

use crate::Points;

/// An act and the records of its reports, in the order of the reports.
#[derive(Clone, Debug)]
pub struct Act<'a> {
    /// What is known of it.
    pub event: Event,
    /// What each report says of it.
    pub records: Vec<WireEvent<'a>>,
    /// Where its place is on the map, if that is known.
    pub point: Option<Point>,
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its number in GeoNames.
    pub geonames: u32,
    /// Its usual name.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// A party to an act, as all reports together name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Its code.
    pub code: String,
    /// `state`, `organisation` or `group`, where a record tells it.
    pub kind: Option<String>,
    /// The parts of the party that act, the first told first.
    pub sectors: Vec<String>,
    /// The person that is named first.
    pub person: Option<String>,
    /// That person's office, else the first office told.
    pub role: Option<String>,
    /// The words that name the party first.
    pub text: Option<String>,
}

/// One side towards the other: a row of the layouts that know one actor and one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'p> {
    /// Who acts, if anybody is told.
    pub actor: Option<&'p Party>,
    /// On whom, if anybody is told.
    pub recipient: Option<&'p Party>,
}

/// Acts of these types without a recipient are done by all actors with each other.
const MUTUAL: [&str; 4] = ["AGREE", "CONSULT", "COOPERATE", "SUPPORT"];

impl<'a> Act<'a> {
    /// An act of the register with the records of its reports.
    pub fn new(event: Event, records: Vec<WireEvent<'a>>, points: Points<'_>) -> Self {
        let point = event.place.as_ref().and_then(|place| points(place.country.as_deref()?, &place.name));
        Self { event, records, point }
    }

    /// A record of a document that is in no register.
    pub fn of_document(document: &WireDocument<'_>, record: &WireEvent<'a>, points: Points<'_>) -> Self {
        let codes = |parties: &[WireParticipant<'_>]| -> Vec<Code> {
            let mut codes: Vec<String> = parties.iter().map(|party| party.code.to_string()).collect();
            codes.sort_unstable();
            codes.dedup();
            codes.into_iter().map(|code| Code { code }).collect()
        };
        let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_ref().map(ToString::to_string);
        let (actors, recipients) = (codes(&record.actors), codes(&record.recipients));
        let named = |codes: &[Code]| codes.iter().map(|code| code.code.clone()).collect();
        let date = record.date.as_ref().map(|date| date.value.to_string());
        let quote = |quote: &WireQuote<'_>| Quote { start: quote.start as usize, end: quote.end as usize, text: quote.text.to_string() };
        let report = Report {
            id: record.id.to_string(),
            document: document.id.to_string(),
            lang: document.lang.to_string(),
            published: owned(&document.published),
            source: owned(&document.source),
            url: owned(&document.url),
            evidence: quote(&record.evidence),
            trigger: quote(&record.trigger),
            status: record.status.to_string(),
            date: date.clone(),
            actors: named(&actors),
            recipients: named(&recipients),
            persons: record.actors.iter().chain(&record.recipients).filter_map(|party| owned(&party.name)).collect(),
            reasons: String::new(),
            coder: env!("CARGO_PKG_VERSION").to_owned(),
            data: document.data.to_string(),
            marking: Marking::default().to_string(),
            originator: String::new(),
        };
        let event = Event {
            id: record.id.to_string(),
            kind: record.event_type.to_string(),
            mode: owned(&record.mode),
            status: record.status.to_string(),
            actors,
            recipients,
            date: date.map(|value| Date { value }),
            place: record.place.as_ref().map(|place| Location { name: place.name.to_string(), country: owned(&place.country) }),
            contexts: record.contexts.iter().map(ToString::to_string).collect(),
            score: record.score,
            confidence: record.confidence,
            independent_sources: 1,
            conflicts: Vec::new(),
            marking: Marking::default().to_string(),
            reports: vec![report],
        };
        Self::new(event, vec![record.clone()], points)
    }

    /// Who acts.
    pub fn actors(&self) -> Vec<Party> {
        self.event.actors.iter().map(|code| self.party(&code.code, true)).collect()
    }

    /// On whom.
    pub fn recipients(&self) -> Vec<Party> {
        self.event.recipients.iter().map(|code| self.party(&code.code, false)).collect()
    }

    /// A party, from what the records say of it on its side of the act, else on any side.
    fn party(&self, code: &str, acts: bool) -> Party {
        let mut party = Party { code: code.to_owned(), ..Party::default() };
        let mentions =
            |acts: bool| self.records.iter().flat_map(move |record| if acts { &record.actors } else { &record.recipients }).filter(|p| p.code == code);
        let mut on_its_side = mentions(acts).peekable();
        let all: Vec<&WireParticipant<'a>> = if on_its_side.peek().is_some() { on_its_side.collect() } else { mentions(!acts).collect() };
        for sector in all.iter().filter_map(|mention| mention.sector.as_deref()) {
            if !party.sectors.iter().any(|known| known == sector) {
                party.sectors.push(sector.to_owned());
            }
        }
        let named = all.iter().find(|mention| mention.name.is_some());
        party.person = named.and_then(|mention| mention.name.as_deref()).map(ToOwned::to_owned);
        let role = |mention: &&&WireParticipant<'a>| mention.role.as_deref().map(ToOwned::to_owned);
        party.role = named.as_ref().and_then(role).or_else(|| all.iter().find_map(|mention| role(&mention)).filter(|_| party.person.is_none()));
        party.kind = all.first().map(|mention| mention.kind.to_string());
        party.text = all.first().map(|mention| mention.text.to_string());
        party
    }

    /// Whether the act was done, or is the announcement of a friendly one, which is an act itself.
    pub(crate) fn is_done(&self) -> bool {
        self.event.status == "actual" || self.event.status == "planned" && self.event.kind == "AGREE"
    }
}

/// Each actor towards each recipient. Where nobody receives, the actors of a mutual act each towards each other; else each alone.
pub fn pairs<'p>(kind: &str, actors: &'p [Party], recipients: &'p [Party]) -> Vec<Pair<'p>> {
    let mut pairs = Vec::new();
    match (actors, recipients) {
        ([], []) => pairs.push(Pair { actor: None, recipient: None }),
        ([], recipients) => pairs.extend(recipients.iter().map(|recipient| Pair { actor: None, recipient: Some(recipient) })),
        ([_, _, ..], []) if MUTUAL.contains(&kind) => {
            for actor in actors {
                let others = actors.iter().filter(|other| other.code != actor.code);
                pairs.extend(others.map(|other| Pair { actor: Some(actor), recipient: Some(other) }));
            }
        }
        (actors, []) => pairs.extend(actors.iter().map(|actor| Pair { actor: Some(actor), recipient: None })),
        (actors, recipients) => {
            for actor in actors {
                pairs.extend(recipients.iter().map(|recipient| Pair { actor: Some(actor), recipient: Some(recipient) }));
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(kind: &str, actors: &[&str], recipients: &[&str]) -> String {
        let parties = |codes: &[&str]| -> Vec<Party> { codes.iter().map(|code| Party { code: (*code).to_owned(), ..Party::default() }).collect() };
        let (actors, recipients) = (parties(actors), parties(recipients));
        let name = |party: Option<&Party>| party.map_or("-".to_owned(), |party| party.code.clone());
        let rows: Vec<String> = pairs(kind, &actors, &recipients).iter().map(|p| format!("{}>{}", name(p.actor), name(p.recipient))).collect();
        rows.join(" ")
    }

    #[test]
    fn each_actor_stands_towards_each_recipient() {
        assert_eq!(rows("ACCUSE", &["KOR", "JPN"], &["PRK"]), "KOR>PRK JPN>PRK");
        assert_eq!(rows("CONSULT", &["KOR", "JPN", "USA"], &[]), "KOR>JPN KOR>USA JPN>KOR JPN>USA USA>KOR USA>JPN");
        assert_eq!(rows("MOBILIZE", &["KOR", "USA"], &[]), "KOR>- USA>-", "a joint act without a target is no act towards each other");
        assert_eq!(rows("ASSAULT", &[], &["UKR"]), "->UKR", "an unknown perpetrator");
        assert_eq!(rows("COERCE", &["IRN"], &["IRN"]), "IRN>IRN", "a state and its citizens");
        assert_eq!(rows("PROTEST", &[], &[]), "->-", "an act of which no party is told is a row all the same");
    }
}
