//! The wire form as JSON, the same bytes as `serde_json` gives for it, several times as fast: a report's records quote whole sentences, and of
//! most of them one look tells that nothing has to be escaped.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::wire::{WireAmount, WireCommitment, WireDate, WireDocument, WireEvent, WireParticipant, WirePlace, WirePromise, WireQuote};

/// What can be written as JSON.
pub(crate) trait Json {
    /// Append it.
    fn write(&self, out: &mut String);
}

impl Json for Cow<'_, str> {
    fn write(&self, out: &mut String) {
        let mut rest: &str = self;
        out.push('"');
        if rest.bytes().fold(0, |any, byte| any | u8::from(is_escaped(byte))) > 0 {
            while let Some(at) = rest.bytes().position(is_escaped) {
                out.push_str(&rest[..at]);
                match rest.as_bytes()[at] {
                    b'"' => out.push_str("\\\""),
                    b'\\' => out.push_str("\\\\"),
                    b'\n' => out.push_str("\\n"),
                    b'\r' => out.push_str("\\r"),
                    b'\t' => out.push_str("\\t"),
                    0x08 => out.push_str("\\b"),
                    0x0c => out.push_str("\\f"),
                    control => _ = write!(out, "\\u{control:04x}"),
                }
                rest = &rest[at + 1..];
            }
        }
        out.push_str(rest);
        out.push('"');
    }
}

/// Whether a byte cannot stand in a string as it is.
#[inline]
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each byte")]
fn is_escaped(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

impl Json for u32 {
    fn write(&self, out: &mut String) {
        if *self > 9 {
            (self / 10).write(out);
        }
        out.push(char::from(b'0' + (self % 10) as u8));
    }
}

impl Json for f64 {
    fn write(&self, out: &mut String) {
        let hundredths = (self * 100.0).round();
        if hundredths.abs() < 1e6 && (hundredths / 100.0).to_bits() == self.to_bits() {
            // Nearly all have two places at most.
            let [whole, tenth, hundredth] = [100, 10, 1].map(|part| hundredths.abs() as u32 / part);
            out.push_str(if self.is_sign_negative() { "-" } else { "" });
            whole.write(out);
            out.push('.');
            (tenth % 10).write(out);
            if hundredth % 10 > 0 {
                (hundredth % 10).write(out);
            }
        } else {
            _ = if self.is_finite() { write!(out, "{self:?}") } else { write!(out, "null") };
        }
    }
}

impl Json for serde_json::Number {
    fn write(&self, out: &mut String) {
        _ = write!(out, "{self}");
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
        for (nth, value) in self.iter().enumerate() {
            if nth > 0 {
                out.push(',');
            }
            value.write(out);
        }
        out.push(']');
    }
}

/// A field's name on the wire, after what parts it from the one before; told where it is not that in Rust.
macro_rules! key {
    ($mark:literal $field:ident) => {
        concat!($mark, "\"", stringify!($field), "\":")
    };
    ($mark:literal $field:ident $name:literal) => {
        concat!($mark, "\"", $name, "\":")
    };
}

/// Write the fields of an object in this order.
macro_rules! object {
    ($out:ident, $first:expr, $id:ident $($id_name:literal)?; $($value:expr, $field:ident $($name:literal)?;)*) => {
        $out.push_str(key!("{" $id $($id_name)?));
        $first.write($out);
        $(
            $out.push_str(key!("," $field $($name)?));
            $value.write($out);
        )*
        $out.push('}');
    };
}

macro_rules! objects {
    ($($object:ident { $first:ident $($first_name:literal)?, $($field:ident $($name:literal)?),* })*) => {$(
        impl Json for $object<'_> {
            fn write(&self, out: &mut String) {
                // All fields, so that none can be forgotten here.
                let Self { $first, $($field),* } = self;
                object!(out, $first, $first $($first_name)?; $($field, $field $($name)?;)*);
            }
        }
    )*};
}

objects! {
    WireDocument { schema, id, lang, published, title, source, url, events, commitments, data, notes }
    WireEvent {
        id, event_type "type", mode, contexts, status, actors, recipients, date, place, claimed_by, trigger, evidence, also, score, confidence, notions
    }
    WireParticipant { code, kind, sector, name, role, text, start, end }
    WireQuote { start, end, text }
    WireDate { value, text, start, end, basis }
    WirePlace { name, country, start, end }
    WireCommitment { id, kind, title, parties, beneficiaries, status, due, amount, areas, promised, event, evidence }
    WirePromise { event_type "type", mode }
}

impl Json for WireAmount<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Self::Money { value, currency } => {
                object!(out, value, value; currency, currency;);
            }
            Self::Quantity { value, unit } => {
                object!(out, value, value; unit, unit;);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same<T: Json + serde::Serialize>(value: &T) {
        let mut out = String::new();
        value.write(&mut out);
        assert_eq!(out, serde_json::to_string(value).expect("JSON"));
    }

    #[test]
    fn strings_are_written_as_serde_json_writes_them() {
        for c in ('\0'..='\u{2ff}').chain("ệ한🕊️\u{2028}".chars()) {
            for text in [format!("{c}"), format!("lời {c} và \"{c}"), format!("\\{c}{c}")] {
                same(&Cow::from(text));
            }
        }
    }

    #[test]
    fn numbers_are_written_as_serde_json_writes_them() {
        for value in [
            0.0,
            -0.0,
            0.9,
            1.0,
            -7.6,
            10.0,
            0.05,
            0.29,
            -9.99,
            0.123,
            9999.99,
            1e4,
            -1e6,
            1e-5,
            1e-7,
            123_456.75,
            1e15,
            1e16,
            1.234_5e20,
            f64::NAN,
            f64::INFINITY,
        ] {
            same(&value);
            same(&serde_json::Number::from_f64(value));
        }
        same(&vec![0_u32, 7, u32::MAX]);
        same(&Some(serde_json::Number::from(400_000_000)));
    }
}
