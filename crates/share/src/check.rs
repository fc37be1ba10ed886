//! Whether what a partner sends can be a document of chancery: codes that exist, quotes that stand in the text, sizes within bounds.

use std::collections::BTreeSet;

use chancery_formats::wire::{SCHEMA, WireAmount, WireDocument, WireParticipant, WireQuote};
use chancery_model::{CommitmentKind, CommitmentStatus, Context, EventType, Mode, PartialDate, PartyKind, Sector, Status};

/// The longest text of a document, in bytes.
const MOST_TEXT: usize = 8 << 20;
/// Records of one sort in a document.
const MOST_RECORDS: usize = 10_000;
/// Parties, quotes or words of one record.
const MOST_PARTS: usize = 1_000;
/// The longest name, address or code, in bytes.
const MOST_WORDS: usize = 4_096;

/// The result of a check: what is wrong.
pub(crate) type Checked<T = ()> = Result<T, String>;

/// Text from outside as it may stand in a message: one line, and not long.
pub(crate) fn shown(text: &str) -> String {
    let mut out: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    if text.chars().nth(200).is_some() {
        out.push('…');
    }
    out
}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(what()) }
}

/// Whether a text is the id of a record or correction.
pub(crate) fn is_record_id(id: &str) -> bool {
    id.len() == 16 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Whether a text is the hash of a document, with the numbers of the times that it was published anew, by its originator and then by others.
pub(crate) fn is_hash(text: &str) -> bool {
    let mut parts = text.split('~');
    let hash = parts.next().unwrap_or_default();
    hash.len() == 32
        && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        && text.len() <= 64
        && parts.all(|turn| (1..=6).contains(&turn.len()) && turn.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a text can be a name: of somebody who signs, or of a coder.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() <= 256 && !text.chars().any(char::is_control)
}

fn short(what: &str, text: &str) -> Checked {
    ensure(text.len() <= MOST_WORDS, || format!("{what} is longer than {MOST_WORDS} bytes"))?;
    ensure(!text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')), || format!("{what} has control characters"))
}

fn code<T: std::str::FromStr>(what: &str, text: &str) -> Checked {
    text.parse::<T>().map(drop).map_err(|_| format!("`{}` is no {what}", shown(text)))
}

fn maybe<T: std::str::FromStr>(what: &str, text: Option<&str>) -> Checked {
    text.map_or(Ok(()), |text| code::<T>(what, text))
}

fn date(text: &str) -> Checked {
    code::<PartialDate>("date", text)
}

/// The text of a document, where each of its characters begins.
struct Text<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl Text<'_> {
    fn says(&self, start: u32, end: u32, words: &str) -> Checked {
        let at = |n: u32| self.starts.get(n as usize).copied();
        let there = at(start).zip(at(end)).and_then(|(from, to)| self.text.get(from..to));
        ensure(there == Some(words), || format!("`{}` does not stand at {start} to {end} of the text", shown(words)))
    }

    fn quote(&self, quote: &WireQuote<'_>) -> Checked {
        self.says(quote.start, quote.end, &quote.text)
    }

    fn parties<'p>(&self, parties: impl IntoIterator<Item = &'p WireParticipant<'p>>) -> Checked {
        for (nth, party) in parties.into_iter().enumerate() {
            ensure(nth < MOST_PARTS, || format!("a record has more than {MOST_PARTS} parties"))?;
            ensure(!party.code.is_empty() && party.code.len() <= 64, || format!("`{}` is no code of a party", shown(&party.code)))?;
            short("a code", &party.code)?;
            code::<Kind>("kind of party", &party.kind)?;
            maybe::<Sector>("sector", party.sector.as_deref())?;
            for words in party.name.iter().chain(&party.role) {
                short("a name", words)?;
            }
            self.says(party.start, party.end, &party.text)?;
        }
        Ok(())
    }
}

/// A kind of party, to be read.
struct Kind;

impl std::str::FromStr for Kind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        PartyKind::ALL.iter().any(|kind| kind.as_str() == text).then_some(Self).ok_or(())
    }
}

/// Whether this can be what a document of this text tells.
pub(crate) fn document(text: &str, document: &WireDocument<'_>) -> Checked {
    ensure(document.schema == SCHEMA, || format!("the form is `{}` and not {SCHEMA}", shown(&document.schema)))?;
    ensure(text.len() <= MOST_TEXT, || format!("the text is longer than {MOST_TEXT} bytes"))?;
    ensure(document.events.len().max(document.commitments.len()) <= MOST_RECORDS, || format!("it tells more than {MOST_RECORDS} records"))?;
    let named = [Some(&document.id), Some(&document.lang), Some(&document.data), document.title.as_ref(), document.source.as_ref(), document.url.as_ref()];
    named.into_iter().flatten().try_for_each(|words| short("a name or address", words))?;
    if let Some(url) = &document.url {
        ensure(url.starts_with("https://") || url.starts_with("http://"), || format!("`{}` is no address of the web", shown(url)))?;
    }
    document.published.as_deref().map_or(Ok(()), date)?;
    ensure(document.notes.len() <= MOST_PARTS, || format!("it has more than {MOST_PARTS} notes"))?;
    document.notes.iter().try_for_each(|note| short("a note", note))?;
    let text = Text { text, starts: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() };
    let mut ids = BTreeSet::new();
    for event in &document.events {
        ensure(is_record_id(&event.id) && ids.insert(event.id.as_ref()), || format!("`{}` is no id of a record, or stands twice", shown(&event.id)))?;
        code::<EventType>("type of act", &event.event_type)?;
        maybe::<Mode>("mode", event.mode.as_deref())?;
        code::<Status>("status", &event.status)?;
        ensure(event.contexts.len().max(event.also.len()).max(event.notions.len()) <= MOST_PARTS, || format!("a record has more than {MOST_PARTS} parts"))?;
        event.contexts.iter().try_for_each(|context| code::<Context>("context", context))?;
        event.notions.iter().try_for_each(|notion| short("a notion", notion))?;
        ensure(event.score.is_finite() && event.score.abs() <= 10.0, || "a score is not from -10 to 10".to_owned())?;
        ensure((0.0..=1.0).contains(&event.confidence), || "a confidence is not from 0 to 1".to_owned())?;
        text.parties(event.actors.iter().chain(&event.recipients).chain(&event.claimed_by))?;
        [&event.trigger, &event.evidence].into_iter().chain(&event.also).try_for_each(|quote| text.quote(quote))?;
        if let Some(day) = &event.date {
            date(&day.value)?;
            ensure(matches!(day.basis.as_ref(), "text" | "context" | "document"), || format!("`{}` is no basis of a date", shown(&day.basis)))?;
            match (&day.text, day.start, day.end) {
                (Some(words), Some(start), Some(end)) => text.says(start, end, words)?,
                (None, None, None) => {}
                _ => return Err("a date has words and no place, or a place and no words".to_owned()),
            }
        }
        if let Some(place) = &event.place {
            short("a place", &place.name)?;
            // Where the words are withheld, the name of the place stays.
            if !text.text.is_empty() {
                text.says(place.start, place.end, &place.name)?;
            }
            let is_code = |country: &str| country.len() <= 16 && country.bytes().all(|b| b.is_ascii_alphanumeric());
            place.country.as_deref().map_or(Ok(()), |country| ensure(is_code(country), || format!("`{}` is no country", shown(country))))?;
        }
    }
    let acts: BTreeSet<&str> = document.events.iter().map(|event| event.id.as_ref()).collect();
    for commitment in &document.commitments {
        ensure(is_record_id(&commitment.id) && ids.insert(commitment.id.as_ref()), || {
            format!("`{}` is no id of a record, or stands twice", shown(&commitment.id))
        })?;
        ensure(acts.contains(commitment.event.as_ref()), || format!("an undertaking comes from `{}`, which is not there", shown(&commitment.event)))?;
        code::<CommitmentKind>("kind of undertaking", &commitment.kind)?;
        code::<CommitmentStatus>("status of an undertaking", &commitment.status)?;
        commitment.due.as_deref().map_or(Ok(()), date)?;
        short("a title", &commitment.title)?;
        ensure(commitment.areas.len() <= MOST_PARTS, || format!("an undertaking has more than {MOST_PARTS} fields"))?;
        commitment.areas.iter().try_for_each(|area| short("a field", area))?;
        match &commitment.amount {
            Some(WireAmount::Money { currency: unit, .. } | WireAmount::Quantity { unit, .. }) => short("a unit", unit)?,
            None => {}
        }
        if let Some(promised) = &commitment.promised {
            code::<EventType>("type of act", &promised.event_type)?;
            maybe::<Mode>("mode", promised.mode.as_deref())?;
        }
        text.parties(commitment.parties.iter().chain(&commitment.beneficiaries))?;
        text.quote(&commitment.evidence)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_may_have_been_published_anew_by_several() {
        let hash = "0123456789abcdef0123456789abcdef";
        for (text, expected) in [("", true), ("~1", true), ("~1~22", true), ("~", false), ("~1~", false), ("~x", false), ("~1234567", false), ("0", false)] {
            assert_eq!(is_hash(&format!("{hash}{text}")), expected, "{text}");
        }
        assert!(!is_hash(&format!("{hash}{}", "~1".repeat(17))) && !is_hash("") && !is_hash("~1"));
    }
}
