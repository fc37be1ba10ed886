//! From the model to the wire, by hand, so that the model stays free to change.
//!
//! A record whose trigger or evidence has no words in the text is left out: a record without evidence must not be
//! produced. [`quotable_events`] and [`quotable_commitments`] are the one place that decides it for every format.

use std::borrow::Cow;

use chancery_model::{Amount, Basis, CharIndex, CodedDocument, Commitment, Document, Event, EventDate, Participant, Span};

use crate::score::Scores;
use crate::wire::{BASES, SCHEMA, WireAmount, WireCommitment, WireDate, WireDocument, WireEvent, WireParticipant, WirePlace, WirePromise, WireQuote};

/// The wire form of a coded document.
pub fn to_wire<'d>(document: &'d Document, coded: &'d CodedDocument, scores: &Scores) -> WireDocument<'d> {
    let wire = Converter { text: &document.text, index: CharIndex::new(&document.text), scores };
    let some = |text: &'d Option<String>| text.as_deref().map(Cow::from);
    WireDocument {
        schema: SCHEMA.into(),
        id: document.id.as_str().into(),
        lang: document.lang.as_str().into(),
        published: document.published.map(|date| date.to_string().into()),
        title: document.title.map(|title| title.text(&document.text).into()),
        source: some(&document.source),
        url: some(&document.url),
        events: quotable_events(document, coded).map(|event| wire.event(event)).collect(),
        commitments: quotable_commitments(document, coded).map(|c| wire.commitment(c)).collect(),
        data: coded.data.as_str().into(),
        notes: coded.notes.iter().map(Cow::from).collect(),
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

struct Converter<'d, 's> {
    text: &'d str,
    index: CharIndex<'d>,
    scores: &'s Scores,
}

impl<'d> Converter<'d, '_> {
    fn event(&self, event: &'d Event) -> WireEvent<'d> {
        WireEvent {
            id: event.id.as_str().into(),
            event_type: event.event_type.as_str().into(),
            mode: event.mode.map(|mode| mode.as_str().into()),
            contexts: event.contexts.iter().map(|context| context.as_str().into()).collect(),
            status: event.status.as_str().into(),
            actors: self.participants(&event.actors),
            recipients: self.participants(&event.recipients),
            date: event.date.as_ref().map(|date| self.date(date)),
            place: event.place.as_ref().map(|place| {
                let quote = self.quote(place.span);
                WirePlace { name: place.name.as_str().into(), country: place.country.as_deref().map(Cow::from), start: quote.start, end: quote.end }
            }),
            claimed_by: event.claimed_by.as_ref().map(|claimant| self.participant(claimant)),
            trigger: self.quote(event.trigger),
            evidence: self.quote(event.evidence),
            also: event.also.iter().map(|span| self.quote(*span)).filter(|quote| !quote.text.is_empty()).collect(),
            score: self.scores.of(event.event_type, event.mode),
            confidence: two_places(event.confidence),
            notions: event.notions.iter().map(|notion| notion.as_str().into()).collect(),
        }
    }

    fn commitment(&self, commitment: &'d Commitment) -> WireCommitment<'d> {
        WireCommitment {
            id: commitment.id.as_str().into(),
            kind: commitment.kind.as_str().into(),
            title: commitment.title.as_str().into(),
            parties: self.participants(&commitment.parties),
            beneficiaries: self.participants(&commitment.beneficiaries),
            status: commitment.status.as_str().into(),
            due: commitment.due.map(|due| due.to_string().into()),
            amount: commitment.amount.as_ref().and_then(amount),
            areas: commitment.areas.iter().map(Cow::from).collect(),
            promised: commitment.promised.map(|(act, mode)| WirePromise { event_type: act.as_str().into(), mode: mode.map(|mode| mode.as_str().into()) }),
            event: commitment.event.as_str().into(),
            evidence: self.quote(commitment.evidence),
        }
    }

    fn participants(&self, participants: &'d [Participant]) -> Vec<WireParticipant<'d>> {
        participants.iter().map(|participant| self.participant(participant)).collect()
    }

    fn participant(&self, participant: &'d Participant) -> WireParticipant<'d> {
        let quote = self.quote(participant.span);
        WireParticipant {
            code: participant.code.as_str().into(),
            kind: participant.kind.as_str().into(),
            sector: participant.sector.map(|sector| sector.as_str().into()),
            name: participant.name.as_deref().map(Cow::from),
            role: participant.role.as_deref().map(Cow::from),
            text: quote.text,
            start: quote.start,
            end: quote.end,
        }
    }

    fn date(&self, date: &EventDate) -> WireDate<'d> {
        let [text, context, document] = BASES;
        let basis = match date.basis {
            Basis::Text => text,
            Basis::Context => context,
            Basis::Document => document,
        };
        let quote = date.span.map(|span| self.quote(span)).filter(|quote| !quote.text.is_empty());
        WireDate {
            value: date.value.to_string().into(),
            start: quote.as_ref().map(|quote| quote.start),
            end: quote.as_ref().map(|quote| quote.end),
            text: quote.map(|quote| quote.text),
            basis: basis.into(),
        }
    }

    /// The words of a span; a span that does not fit the text quotes nothing, at its start.
    fn quote(&self, span: Span) -> WireQuote<'d> {
        let text = span.text(self.text);
        let start = self.index.char_offset(span.start).0;
        let end = if text.is_empty() { start } else { self.index.char_offset(span.end).0 };
        WireQuote { start, end, text: text.into() }
    }
}

/// A confidence as the shortest decimal of at most two places.
fn two_places(confidence: f32) -> f64 {
    let confidence = if confidence.is_nan() { 0.0 } else { f64::from(confidence.clamp(0.0, 1.0)) };
    (confidence * 100.0).round() / 100.0
}

fn amount(amount: &Amount) -> Option<WireAmount<'_>> {
    Some(match amount {
        Amount::Money { value, currency } => WireAmount::Money { value: number(*value)?, currency: currency.into() },
        Amount::Quantity { value, unit } => WireAmount::Quantity { value: number(*value)?, unit: unit.into() },
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
