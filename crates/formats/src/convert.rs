//! From the model to the wire, by hand, so that the model stays free to change.
//!
//! A record whose trigger or evidence has no words in the text is left out: a record without evidence must not be
//! produced. [`quotable_events`] and [`quotable_commitments`] are the one place that decides it for every format.

use chancery_model::{Amount, Basis, CharIndex, CodedDocument, Commitment, Document, Event, EventDate, Participant, PartyKind, Span};

use crate::score::Scores;
use crate::wire::{BASES, PARTY_KINDS, SCHEMA, WireAmount, WireCommitment, WireDate, WireDocument, WireEvent, WireParticipant, WirePlace, WireQuote};

/// The wire form of a coded document.
pub fn to_wire(document: &Document, coded: &CodedDocument, scores: &Scores) -> WireDocument {
    let wire = Converter { text: &document.text, index: CharIndex::new(&document.text), scores };
    WireDocument {
        schema: SCHEMA.to_owned(),
        id: document.id.clone(),
        lang: document.lang.clone(),
        published: document.published.map(|date| date.to_string()),
        title: document.title.map(|title| title.text(&document.text).to_owned()),
        source: document.source.clone(),
        url: document.url.clone(),
        events: quotable_events(document, coded).map(|event| wire.event(event)).collect(),
        commitments: quotable_commitments(document, coded).map(|c| wire.commitment(c)).collect(),
        notes: coded.notes.clone(),
    }
}

/// The events that have words to show.
pub(crate) fn quotable_events<'c>(document: &'c Document, coded: &'c CodedDocument) -> impl Iterator<Item = &'c Event> {
    let has_words = |span: &Span| !span.text(&document.text).is_empty();
    coded.events.iter().filter(move |event| has_words(&event.trigger) && has_words(&event.evidence))
}

/// The commitments that have words to show.
pub(crate) fn quotable_commitments<'c>(document: &'c Document, coded: &'c CodedDocument) -> impl Iterator<Item = &'c Commitment> {
    coded.commitments.iter().filter(|commitment| !commitment.evidence.text(&document.text).is_empty())
}

struct Converter<'d> {
    text: &'d str,
    index: CharIndex<'d>,
    scores: &'d Scores,
}

impl Converter<'_> {
    fn event(&self, event: &Event) -> WireEvent {
        WireEvent {
            id: event.id.clone(),
            event_type: event.event_type.to_string(),
            mode: event.mode.map(|mode| mode.to_string()),
            contexts: event.contexts.iter().map(ToString::to_string).collect(),
            status: event.status.to_string(),
            actors: self.participants(&event.actors),
            recipients: self.participants(&event.recipients),
            date: event.date.as_ref().map(|date| self.date(date)),
            place: event.place.as_ref().map(|place| {
                let quote = self.quote(place.span);
                WirePlace { name: place.name.clone(), country: place.country.clone(), start: quote.start, end: quote.end }
            }),
            claimed_by: event.claimed_by.as_ref().map(|claimant| self.participant(claimant)),
            trigger: self.quote(event.trigger),
            evidence: self.quote(event.evidence),
            also: event.also.iter().map(|span| self.quote(*span)).filter(|quote| !quote.text.is_empty()).collect(),
            score: self.scores.of(event.event_type, event.mode),
            confidence: two_places(event.confidence),
        }
    }

    fn commitment(&self, commitment: &Commitment) -> WireCommitment {
        WireCommitment {
            id: commitment.id.clone(),
            kind: commitment.kind.to_string(),
            title: commitment.title.clone(),
            parties: self.participants(&commitment.parties),
            beneficiaries: self.participants(&commitment.beneficiaries),
            status: commitment.status.to_string(),
            due: commitment.due.map(|due| due.to_string()),
            amount: commitment.amount.as_ref().and_then(amount),
            areas: commitment.areas.clone(),
            event: commitment.event.clone(),
            evidence: self.quote(commitment.evidence),
        }
    }

    fn participants(&self, participants: &[Participant]) -> Vec<WireParticipant> {
        participants.iter().map(|participant| self.participant(participant)).collect()
    }

    fn participant(&self, participant: &Participant) -> WireParticipant {
        let [state, organisation, group] = PARTY_KINDS;
        let kind = match participant.kind {
            PartyKind::State => state,
            PartyKind::Organisation => organisation,
            PartyKind::Group => group,
        };
        let quote = self.quote(participant.span);
        WireParticipant {
            code: participant.code.clone(),
            kind: kind.to_owned(),
            sector: participant.sector.map(|sector| sector.to_string()),
            name: participant.name.clone(),
            role: participant.role.clone(),
            text: quote.text,
            start: quote.start,
            end: quote.end,
        }
    }

    fn date(&self, date: &EventDate) -> WireDate {
        let [text, context, document] = BASES;
        let basis = match date.basis {
            Basis::Text => text,
            Basis::Context => context,
            Basis::Document => document,
        };
        let quote = date.span.map(|span| self.quote(span)).filter(|quote| !quote.text.is_empty());
        WireDate {
            value: date.value.to_string(),
            start: quote.as_ref().map(|quote| quote.start),
            end: quote.as_ref().map(|quote| quote.end),
            text: quote.map(|quote| quote.text),
            basis: basis.to_owned(),
        }
    }

    /// The words of a span; a span that does not fit the text quotes nothing, at its start.
    fn quote(&self, span: Span) -> WireQuote {
        let text = span.text(self.text);
        let start = self.index.char_offset(span.start).0;
        let end = if text.is_empty() { start } else { self.index.char_offset(span.end).0 };
        WireQuote { start, end, text: text.to_owned() }
    }
}

/// A confidence as the shortest decimal of at most two places.
fn two_places(confidence: f32) -> f64 {
    let confidence = if confidence.is_nan() { 0.0 } else { f64::from(confidence.clamp(0.0, 1.0)) };
    (confidence * 100.0).round() / 100.0
}

fn amount(amount: &Amount) -> Option<WireAmount> {
    Some(match amount {
        Amount::Money { value, currency } => WireAmount::Money { value: number(*value)?, currency: currency.clone() },
        Amount::Quantity { value, unit } => WireAmount::Quantity { value: number(*value)?, unit: unit.clone() },
    })
}

/// A JSON number, without a fraction where the value is whole; `None` for what is no number.
fn number(value: f64) -> Option<serde_json::Number> {
    let whole = format!("{value:.0}").parse::<i64>().ok();
    match whole {
        Some(whole) if value.fract() == 0.0 => Some(whole.into()),
        _ => serde_json::Number::from_f64(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_written_whole() {
        let shown = |value| number(value).map(|n| n.to_string()).unwrap_or_default();
        assert_eq!([400e6, 2.5, -3.0, 0.0, 1e30, f64::NAN, f64::INFINITY].map(shown), ["400000000", "2.5", "-3", "0", "1e+30", "", ""]);
    }

    #[test]
    fn confidence_keeps_two_places_and_its_bounds() {
        let shown = [0.9, 0.123_4, 7.0, -1.0, f32::NAN].map(|confidence| two_places(confidence).to_string());
        assert_eq!(shown, ["0.9", "0.12", "1", "0", "0"]);
    }
}
