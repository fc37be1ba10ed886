//! One entry as objects of STIX: its parties and places, its acts, their quotations, and the report that holds them together.
//!
//! All objects follow from what the report's extension says, so whoever receives them can tell whether they belong to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chancery_formats::wire::{WireEvent, WireParticipant, WirePlace};
use chancery_model::Marking;
use chancery_register::{Entry, Passed};
use ring::digest::{SHA256, digest};

use crate::ids;
use crate::object::{Extension, FORM, Object, Reference, SharedConsent, SharedCorrection, SharedEntry, definitions};

/// Alpha-2 code and English name of each state, by its alpha-3 code.
static STATES: LazyLock<BTreeMap<&str, (&str, &str)>> = LazyLock::new(|| {
    let rows = include_str!("../../../data/parties/states.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    let cells = rows.filter_map(|row| {
        let mut cells = row.split('\t');
        Some((cells.next()?, (cells.next()?, cells.next()?)))
    });
    cells.collect()
});

/// The id of the report of an entry.
pub fn report_id(originator: Option<&str>, hash: &str) -> String {
    ids::id("report", &[originator.unwrap_or_default(), hash])
}

impl SharedEntry {
    /// What goes to a partner of an entry of the partner's view. `hash` is what the partner is to know it by.
    pub fn of(entry: &Entry, hash: &str) -> Self {
        Self {
            form: FORM.to_owned(),
            hash: hash.to_owned(),
            originator: Some(entry.originator.clone()).filter(|name| !name.is_empty()),
            with_leave: !entry.originator.is_empty(),
            marking: entry.marking.to_string(),
            record_markings: entry.record_markings.iter().map(|(uid, marking)| (uid.clone(), marking.to_string())).collect(),
            text: Some(entry.text.clone()).filter(|text| !text.is_empty()),
            document: entry.wire.clone(),
            // What it is made of may be a path of this machine.
            versions_of: entry.origin.as_deref().map(chancery_register::text_hash),
            coder: entry.coder.clone(),
        }
    }

    /// The id of its report.
    pub fn report_id(&self) -> String {
        report_id(self.originator.as_deref(), &self.hash)
    }

    /// How its records are marked that are marked more narrowly, if that can be read.
    pub fn narrower(&self) -> Result<Vec<(String, Marking)>, chancery_model::MarkingError> {
        self.record_markings.iter().map(|(uid, marking)| Ok((uid.clone(), marking.parse()?))).collect()
    }

    /// The objects that tell it, each after those that it refers to.
    pub fn objects(&self, created: &str) -> Result<Vec<Object>, chancery_model::MarkingError> {
        let marking: Marking = self.marking.parse()?;
        let narrower: BTreeMap<String, Marking> = self.narrower()?.into_iter().collect();
        let (report, created) = (self.report_id(), ids::time(created));
        let mut making = Making { out: definitions(&marking), refs: Vec::new(), shared: BTreeSet::new() };
        for own in narrower.values() {
            making.out.extend(definitions(&marking.and(own)));
        }
        for event in &self.document.events {
            let marking = narrower.get(event.id.as_ref()).map_or_else(|| marking.clone(), |own| marking.and(own));
            making.act(&report, &created, &marking, &self.document.lang, event);
        }
        if making.refs.is_empty() {
            making.refs.push(ids::CHANCERY.clone());
        }
        let document = &self.document;
        let title = document.title.clone().unwrap_or_else(|| document.id.clone());
        let mut report = Object {
            lang: Some(document.lang.to_string()).filter(|lang| !lang.is_empty()),
            name: Some(title.to_string()).filter(|title| !title.trim().is_empty()).or_else(|| Some(self.hash.clone())),
            published: Some(document.published.as_deref().map_or_else(|| created.clone(), first_moment)),
            object_refs: making.refs,
            external_references: self.reference().into_iter().collect(),
            ..Object::new("report", report, &created).marked(&marking)
        };
        report = report.extended(Extension { entry: Some(Box::new(self.clone())), ..Extension::empty() });
        making.out.push(report);
        let mut there = BTreeSet::new();
        making.out.retain(|object| there.insert(object.id.clone()));
        Ok(making.out)
    }

    /// Where the report was found, with a hash of its text.
    fn reference(&self) -> Option<Reference> {
        let document = &self.document;
        if document.url.is_none() && document.source.is_none() {
            return None;
        }
        let hex = |text: &str| digest(&SHA256, text.as_bytes()).as_ref().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let source = document.source.as_deref().filter(|source| !source.is_empty()).unwrap_or("the report");
        let hashes = self.text.as_deref().map(|text| ("SHA-256".to_owned(), hex(text))).into_iter().collect();
        let description = document.url.is_none().then(|| "the report".to_owned());
        Some(Reference { source_name: source.to_owned(), description, url: document.url.as_deref().map(str::to_owned), hashes })
    }
}

/// The first moment of a date known to the day, the month or the year.
fn first_moment(date: &str) -> String {
    let rest = ["-01-01", "-01", ""].get(date.len().saturating_sub(4) / 3).copied().unwrap_or_default();
    ids::time(&format!("{date}{rest}T00:00:00Z"))
}

/// Objects on the way.
struct Making {
    out: Vec<Object>,
    refs: Vec<String>,
    shared: BTreeSet<String>,
}

impl Making {
    fn push(&mut self, object: Object) -> String {
        let id = object.id.clone();
        if self.shared.insert(id.clone()) {
            self.refs.push(id.clone());
            self.out.push(object);
        }
        id
    }

    fn party(&mut self, party: &WireParticipant<'_>) -> String {
        let name = STATES.get(party.code.as_ref()).map_or(party.code.as_ref(), |(_, name)| name);
        let open = Marking::default();
        self.out.extend(definitions(&open));
        self.push(Object {
            name: Some(name.to_owned()),
            description: Some(format!("{} {}", party.kind, party.code)),
            identity_class: Some(if party.kind == "group" { "group" } else { "organization" }.to_owned()),
            ..Object::new("identity", ids::id("identity", &[&party.kind, &party.code]), ids::FOUNDED).marked(&open)
        })
    }

    /// A place is told with its country only: where nobody knows that, STIX has no location.
    fn place(&mut self, place: &WirePlace<'_>) -> Option<String> {
        let (alpha2, name) = STATES.get(place.country.as_deref()?)?;
        let open = Marking::default();
        self.out.extend(definitions(&open));
        Some(self.push(Object {
            name: Some((*name).to_owned()),
            country: Some((*alpha2).to_owned()),
            ..Object::new("location", ids::id("location", &[alpha2]), ids::FOUNDED).marked(&open)
        }))
    }

    fn act(&mut self, report: &str, created: &str, marking: &Marking, lang: &str, event: &WireEvent<'static>) {
        let codes = |side: &[WireParticipant<'_>]| side.iter().map(|party| party.code.as_ref()).collect::<Vec<_>>().join(", ");
        let mode = event.mode.as_deref().map(|mode| format!(" {mode}")).unwrap_or_default();
        let to = if event.recipients.is_empty() { String::new() } else { format!(" to {}", codes(&event.recipients)) };
        let by = if event.actors.is_empty() { "nobody named".to_owned() } else { codes(&event.actors) };
        let incident = Object {
            name: Some(format!("{}{mode}: {by}{to}", event.event_type)),
            ..Object::new("incident", ids::id("incident", &[report, &event.id]), created).marked(marking)
        };
        let incident = self.push(incident.extended(Extension { act: Some(Box::new(event.clone())), ..Extension::empty() }));
        let mut ends: Vec<(&str, String)> = Vec::new();
        ends.extend(event.actors.iter().map(|party| ("attributed-to", self.party(party))));
        ends.extend(event.recipients.iter().map(|party| ("targets", self.party(party))));
        ends.extend(event.place.as_ref().and_then(|place| self.place(place)).map(|place| ("located-at", place)));
        for (kind, end) in ends {
            self.push(Object {
                relationship_type: Some(kind.to_owned()),
                source_ref: Some(incident.clone()),
                target_ref: Some(end.clone()),
                ..Object::new("relationship", ids::id("relationship", &[&incident, kind, &end]), created).marked(marking)
            });
        }
        // No quotation where the words are withheld.
        if !event.evidence.text.trim().is_empty() {
            self.push(Object {
                lang: Some(lang.to_owned()).filter(|lang| !lang.is_empty()),
                content: Some(event.evidence.text.to_string()),
                object_refs: vec![incident.clone()],
                ..Object::new("note", ids::id("note", &[&incident]), created).marked(marking)
            });
        }
    }
}

/// The id of the note with a correction.
pub fn correction_id(originator: Option<&str>, uid: &str, turn: u32) -> String {
    ids::id("note", &["correction", originator.unwrap_or_default(), uid, &turn.to_string()])
}

/// A correction as a note on the report whose record it names.
pub fn correction(passed: &Passed, report: &str, turn: u32) -> Result<Object, chancery_model::MarkingError> {
    let marking: Marking = passed.marking.parse()?;
    let Passed { uid, made, author, target, action, detail, undone, originator, .. } = passed.clone();
    let originator = Some(originator).filter(|name| !name.is_empty());
    let id = correction_id(originator.as_deref(), &uid, turn);
    let note = Object {
        content: Some(format!("{action} {target}: {detail}{}", if undone { " (undone)" } else { "" })),
        authors: vec![author.clone()],
        object_refs: vec![report.to_owned()],
        ..Object::new("note", id, &ids::time(&made)).marked(&marking)
    };
    let correction = SharedCorrection { id: uid, originator, made, author, target, action, detail, undone, marking: passed.marking.clone() };
    Ok(note.extended(Extension { correction: Some(correction), ..Extension::empty() }))
}

/// The id of the note with a consent.
pub fn consent_id(object: &str, partner: &str, turn: u32) -> String {
    ids::id("note", &["consent", object, partner, &turn.to_string()])
}

/// A consent as a note on the report that it lets go, or on whose record it does.
pub fn consent(consent: SharedConsent, report: &str, marking: &Marking, turn: u32) -> Object {
    let note = Object {
        content: Some(format!("{} may have {}", consent.partner, consent.object)),
        authors: vec![consent.author.clone()],
        object_refs: vec![report.to_owned()],
        ..Object::new("note", consent_id(&consent.object, &consent.partner, turn), &ids::time(&consent.made)).marked(marking)
    };
    note.extended(Extension { consent: Some(consent), ..Extension::empty() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_begins_with_its_first_moment() {
        for (date, moment) in [("2024", "2024-01-01T00:00:00.000Z"), ("2024-11", "2024-11-01T00:00:00.000Z"), ("2024-11-21", "2024-11-21T00:00:00.000Z")] {
            assert_eq!(first_moment(date), moment);
        }
    }

    #[test]
    fn states_have_two_letters_and_a_name() {
        assert_eq!(STATES.get("PER"), Some(&("PE", "Peru")));
        assert!(STATES.len() > 200 && STATES.values().all(|(alpha2, _)| alpha2.len() == 2));
    }
}
