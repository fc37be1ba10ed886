//! Ids: each follows from what it names, so two exports of one entry agree, and nobody can pass one entry off under the id of another.

use std::sync::LazyLock;

use chancery_model::{Marking, Tlp};
use jiff::Timestamp;
use uuid::{Uuid, uuid};

/// All that is named here is named within this.
const OURS: Uuid = uuid!("0e3d2f6a-5f0b-5a39-9c41-7d1c0a8b6e52");

/// The definition of the extension that carries what STIX has no property for.
pub const EXTENSION: &str = "extension-definition--5b6f1c1e-9a57-4f0e-8a39-3f0c7e1d2b64";
/// The definition of the extension of OASIS that carries levels of TLP 2.0.
pub const TLP_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/// When what is the same for everybody was first published.
pub const FOUNDED: &str = "2026-11-27T00:00:00.000Z";

/// The identity that stands behind the extension.
pub static CHANCERY: LazyLock<String> = LazyLock::new(|| id("identity", &["chancery"]));

/// The id of an object of a type, by what it names.
pub fn id(kind: &str, names: &[&str]) -> String {
    format!("{kind}--{}", name(&names.join("\n"), kind))
}

/// A bare id, as collections have.
pub fn name(of: &str, kind: &str) -> Uuid {
    Uuid::new_v5(&OURS, format!("{kind}\n{of}").as_bytes())
}

/// The id that OASIS gave to a level of TLP 2.0.
pub fn tlp(level: Tlp) -> &'static str {
    match level {
        Tlp::Clear => "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        Tlp::Green => "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        Tlp::Amber => "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        Tlp::AmberStrict => "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
        Tlp::Red => "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    }
}

/// The levels of TLP 1.0, which mean something else and are not taken.
pub const OLD_TLP: [&str; 4] = [
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
];

/// What narrows a marking beside its level, as it is written after it; empty if nothing does.
pub fn restrictions(marking: &Marking) -> String {
    let whole = marking.to_string();
    whole.split_once(' ').map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}

/// What an object of this marking refers to.
pub fn marking_refs(marking: &Marking) -> Vec<String> {
    let mut refs = vec![tlp(marking.tlp).to_owned()];
    let restrictions = restrictions(marking);
    if !restrictions.is_empty() {
        refs.push(id("marking-definition", &[&restrictions]));
    }
    refs
}

/// A time as STIX writes it, to the millisecond; what is no time counts as the beginning.
pub fn time(text: &str) -> String {
    text.parse::<Timestamp>().map_or_else(|_| FOUNDED.to_owned(), |time| format!("{time:.3}"))
}

/// Whether a text is a time of STIX.
pub fn is_time(text: &str) -> bool {
    text.len() <= 32 && text.ends_with('Z') && text.parse::<Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_from_what_it_names() {
        assert_eq!(id("report", &["b", "1"]), id("report", &["b", "1"]));
        assert_ne!(id("report", &["b", "1"]), id("report", &["", "1"]));
        assert_ne!(id("report", &["1"])[8..], id("incident", &["1"])[10..]);
    }

    #[test]
    fn what_narrows_a_marking_has_a_definition_of_its_own() {
        let refs = |text: &str| marking_refs(&text.parse().expect(text));
        assert_eq!(refs("GREEN"), [tlp(Tlp::Green)]);
        assert_eq!(refs("AMBER REL(b)")[0], tlp(Tlp::Amber));
        assert_eq!(refs("AMBER REL(b)")[1], refs("RED REL(b)")[1]);
        assert_ne!(refs("AMBER REL(b)")[1], refs("AMBER REL(b) ORCON")[1]);
    }

    #[test]
    fn times_have_milliseconds() {
        assert_eq!(time("2025-07-01T00:00:00Z"), "2025-07-01T00:00:00.000Z");
        assert_eq!(time("yesterday"), FOUNDED);
    }
}
