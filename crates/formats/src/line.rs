//! One line of JSON for each document, written by hand: with a general serialiser, which looks for what to escape in the name of every field,
//! the lines took a sixth of the work of `chancery code`. Here the names are constants.
//!
//! The bytes are those of `serde_json`; tests hold the two together.

use std::borrow::Cow;

use crate::wire::{WireAmount, WireCommitment, WireDate, WireDocument, WireEvent, WireParticipant, WirePlace, WirePromise, WireQuote};

/// What can stand in a line.
pub(crate) trait Json {
    /// Append it.
    fn write(&self, out: &mut String);
}

/// An object with these fields in this order.
macro_rules! objects {
    ($($object:ident { $first:literal $field:ident $(, $name:literal $more:ident)* })*) => {$(
        impl Json for $object<'_> {
            fn write(&self, out: &mut String) {
                out.push_str(concat!("{\"", $first, "\":"));
                self.$field.write(out);
                $(
                    out.push_str(concat!(",\"", $name, "\":"));
                    self.$more.write(out);
                )*
                out.push('}');
            }
        }
    )*};
}

objects! {
    WireDocument {
        "schema" schema, "id" id, "lang" lang, "published" published, "title" title, "source" source, "url" url, "events" events,
        "commitments" commitments, "data" data, "notes" notes
    }
    WireEvent {
        "id" id, "type" event_type, "mode" mode, "contexts" contexts, "status" status, "actors" actors, "recipients" recipients, "date" date,
        "place" place, "claimed_by" claimed_by, "trigger" trigger, "evidence" evidence, "also" also, "score" score, "confidence" confidence,
        "notions" notions
    }
    WireParticipant { "code" code, "kind" kind, "sector" sector, "name" name, "role" role, "text" text, "start" start, "end" end }
    WireQuote { "start" start, "end" end, "text" text }
    WireDate { "value" value, "text" text, "start" start, "end" end, "basis" basis }
    WirePlace { "name" name, "country" country, "start" start, "end" end }
    WireCommitment {
        "id" id, "kind" kind, "title" title, "parties" parties, "beneficiaries" beneficiaries, "status" status, "due" due, "amount" amount,
        "areas" areas, "promised" promised, "event" event, "evidence" evidence
    }
    WirePromise { "type" event_type, "mode" mode }
}

impl Json for WireAmount<'_> {
    fn write(&self, out: &mut String) {
        let (value, name, unit) = match self {
            Self::Money { value, currency } => (value, ",\"currency\":", currency),
            Self::Quantity { value, unit } => (value, ",\"unit\":", unit),
        };
        out.push_str("{\"value\":");
        out.push_str(&value.to_string());
        out.push_str(name);
        unit.write(out);
        out.push('}');
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (nth, item) in self.iter().enumerate() {
            if nth > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }
}

impl Json for u32 {
    fn write(&self, out: &mut String) {
        out.push_str(itoa::Buffer::new().format(*self));
    }
}

impl Json for f64 {
    fn write(&self, out: &mut String) {
        if self.is_finite() {
            out.push_str(zmij::Buffer::new().format_finite(*self));
        } else {
            out.push_str("null");
        }
    }
}

impl Json for Cow<'_, str> {
    fn write(&self, out: &mut String) {
        out.push('"');
        // Looked at without a branch for each byte, since nearly all texts have nothing to escape.
        if self.bytes().fold(false, |found, byte| found | is_escaped(byte)) {
            escape(self, out);
        } else {
            out.push_str(self);
        }
        out.push('"');
    }
}

/// Whether JSON writes a byte in another way.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each byte")]
fn is_escaped(byte: u8) -> bool {
    (byte < b' ') | (byte == b'"') | (byte == b'\\')
}

fn escape(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| is_escaped(*byte)) {
        out.push_str(&text[from..at]);
        from = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0c => out.push_str("\\f"),
            _ => {
                out.push_str("\\u00");
                out.extend([byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])));
            }
        }
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(value: &impl Json) -> String {
        let mut out = String::new();
        value.write(&mut out);
        out
    }

    proptest! {
        #[test]
        fn texts_and_numbers_are_written_as_serde_does(text in "(\\PC|[\\x00-\\x1f\"\\\\]){0,200}", number in -1e9..1e9_f64, whole: u32) {
            let texts = vec![Some(Cow::from(text)), None];
            prop_assert_eq!(written(&texts), serde_json::to_string(&texts).expect("JSON"));
            prop_assert_eq!(written(&number), serde_json::to_string(&number).expect("JSON"));
            prop_assert_eq!(written(&whole), serde_json::to_string(&whole).expect("JSON"));
        }

        #[test]
        fn amounts_are_written_as_serde_does(value: i64, part in -1e6..1e6_f64, unit in "\\PC{0,9}") {
            let part = serde_json::Number::from_f64(part).expect("a number");
            for amount in [WireAmount::Money { value: value.into(), currency: unit.as_str().into() }, WireAmount::Quantity { value: part, unit: unit.as_str().into() }] {
                prop_assert_eq!(written(&amount), serde_json::to_string(&amount).expect("JSON"));
            }
        }
    }
}
