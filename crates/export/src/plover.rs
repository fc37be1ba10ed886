//! PLOVER JSON: one object a line for each act, with all its actors and recipients.

use std::io::Write;

use serde::Serialize;

use crate::act::{Act, Party};
use crate::codes::Codes;
use crate::{ExportError, Names};

/// An event of PLOVER. A field of which nothing is known is left out.
#[derive(Serialize)]
struct Event<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actor: Vec<Entity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipient: Vec<Entity>,
    event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    context: &'a [String],
    quad_code: u8,
    event_scale: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_loc: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_text: Option<&'a str>,
    text: Vec<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    link: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coder: Option<String>,
}

/// A party.
#[derive(Serialize)]
struct Entity {
    code: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sector: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier_id: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<String>,
}

/// A place.
#[derive(Serialize)]
struct Place<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
}

/// Words of a report, and what it is.
#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
    text_info: TextInfo<'a>,
    cite_info: CiteInfo<'a>,
}

/// Where the words stand.
#[derive(Serialize)]
struct TextInfo<'a> {
    document: &'a str,
    language: &'a str,
    start: usize,
    end: usize,
}

/// What the report is.
#[derive(Serialize)]
struct CiteInfo<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
}

/// Write an act.
pub(crate) fn write(out: &mut impl Write, act: &Act<'_>, codes: &Codes, names: Names<'_>) -> Result<(), ExportError> {
    let event = &act.event;
    let entities = |parties: Vec<Party>| parties.into_iter().map(|party| entity(party, codes, names)).collect();
    let object = Event {
        id: &event.id,
        date: event.date.as_ref().map(|date| date.value.as_str()),
        actor: entities(act.actors()),
        recipient: entities(act.recipients()),
        event: &event.kind,
        mode: event.mode.as_deref(),
        context: &event.contexts,
        quad_code: chancery_register::quad(&event.kind),
        event_scale: event.score,
        event_loc: event.place.as_ref().map(|place| Place { name: &place.name, country: place.country.as_deref() }),
        event_text: act.records.first().map(|record| record.trigger.text.as_ref()),
        text: event
            .reports
            .iter()
            .map(|report| Text {
                text: &report.evidence.text,
                text_info: TextInfo { document: &report.document, language: &report.lang, start: report.evidence.start, end: report.evidence.end },
                cite_info: CiteInfo { source: report.source.as_deref(), date: report.published.as_deref(), link: report.url.as_deref() },
            })
            .collect(),
        link: event.reports.iter().filter_map(|report| report.url.as_deref()).collect(),
        coder: event.reports.first().map(|report| format!("chancery {} {}", report.coder, report.data)),
    };
    serde_json::to_writer(&mut *out, &object)?;
    Ok(out.write_all(b"\n")?)
}

fn entity(party: Party, codes: &Codes, names: Names<'_>) -> Entity {
    let named = names(&party.code);
    let kind = party.kind.or_else(|| named.as_ref().map(|(kind, _)| kind.clone()));
    Entity {
        sector: party.sectors.iter().filter_map(|sector| codes.sector(sector)).map(|names| names.plover.clone()).collect(),
        entity_text: party.text,
        identifier_id: codes.state(&party.code).filter(|_| kind.as_deref() == Some("state")).and_then(|state| state.cow),
        identifier_text: party.person.or_else(|| named.map(|(_, name)| name)),
        office: party.role,
        code: party.code,
    }
}
