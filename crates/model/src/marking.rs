//! What may become of a record: how far it may be passed on, by whose leave, and whether its words may go with it.
//!
//! Levels and their order are those of the Traffic Light Protocol 2.0 (FIRST, 2022). The written form is one line, `AMBER+STRICT REL(b,c) ORCON
//! NOWORDS`: the level, then what narrows it. Two markings of one thing both count, so [`Marking::and`] gives one that nobody passes whom
//! either of them keeps out. A marking that cannot be read is an error, never a wider one.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// How far something may be passed on, from everybody to named persons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tlp {
    /// To everybody.
    #[default]
    Clear,
    /// Within the community: to every partner, not in public.
    Green,
    /// To named partners, their own people and those they answer for.
    Amber,
    /// To named partners, their own people only.
    AmberStrict,
    /// To named persons only.
    Red,
}

impl Tlp {
    /// All levels, the widest first.
    pub const ALL: [Self; 5] = [Self::Clear, Self::Green, Self::Amber, Self::AmberStrict, Self::Red];

    /// Its name without `TLP:`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "CLEAR",
            Self::Green => "GREEN",
            Self::Amber => "AMBER",
            Self::AmberStrict => "AMBER+STRICT",
            Self::Red => "RED",
        }
    }
}

impl fmt::Display for Tlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Tlp {
    type Err = MarkingError;

    fn from_str(text: &str) -> Result<Self, MarkingError> {
        let name = text.strip_prefix("TLP:").unwrap_or(text);
        Self::ALL.into_iter().find(|level| level.as_str() == name).ok_or_else(|| MarkingError::Level(text.to_owned()))
    }
}

/// What may become of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marking {
    /// How far it may be passed on.
    pub tlp: Tlp,
    /// The only partners or groups that may have it; `None`: whoever the level allows, which from AMBER on is no partner.
    pub releasable_to: Option<BTreeSet<String>>,
    /// Originator control: nobody who got it passes it on without the originator's consent.
    pub orcon: bool,
    /// The facts may be passed on, the words and the text may not.
    pub no_words: bool,
}

/// Why a marking cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MarkingError {
    /// No such level.
    #[error("`{0}` is no level of TLP 2.0; give CLEAR, GREEN, AMBER, AMBER+STRICT or RED")]
    Level(String),
    /// No such restriction, or one that stands twice.
    #[error("`{0}` is no restriction, or stands twice; after the level may stand REL(partner,…), ORCON and NOWORDS, each once")]
    Restriction(String),
    /// What cannot be a name.
    #[error("`{0}` is no name of a partner or group: small letters, digits, `-`, `_` and `.`, at most 64 of them")]
    Name(String),
}

/// Whether this can be the name of a partner or group.
pub fn is_partner_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'))
}

impl Marking {
    /// What is open to everybody.
    pub const CLEAR: Self = Self { tlp: Tlp::Clear, releasable_to: None, orcon: false, no_words: false };

    /// A marking of a level that nothing else narrows.
    pub fn of(tlp: Tlp) -> Self {
        Self { tlp, ..Self::CLEAR }
    }

    /// What two markings of one thing ask together.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let releasable_to = match (self.named(), other.named()) {
            (Some(a), Some(b)) => Some(a.intersection(&b).cloned().collect()),
            (some, None) | (None, some) => some,
        };
        Self { tlp: self.tlp.max(other.tlp), releasable_to, orcon: self.orcon || other.orcon, no_words: self.no_words || other.no_words }
    }

    /// Whether this lets nobody have more than `other` does.
    pub fn is_within(&self, other: &Self) -> bool {
        let fewer = match (self.named(), other.named()) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(others)) => own.is_subset(&others),
        };
        fewer && self.tlp >= other.tlp && self.orcon >= other.orcon && self.no_words >= other.no_words
    }

    /// The partners and groups that may have it, if not everyone may: an AMBER that names nobody is for nobody outside, and stays so beside
    /// another that names somebody.
    fn named(&self) -> Option<BTreeSet<String>> {
        self.releasable_to.clone().or_else(|| (self.tlp >= Tlp::Amber).then(BTreeSet::new))
    }

    /// Whether nothing keeps this from anybody.
    pub fn is_open(&self) -> bool {
        *self == Self::CLEAR
    }
}

impl fmt::Display for Marking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.tlp)?;
        if let Some(names) = &self.releasable_to {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            write!(f, " REL({})", names.join(","))?;
        }
        f.write_str(if self.orcon { " ORCON" } else { "" })?;
        f.write_str(if self.no_words { " NOWORDS" } else { "" })
    }
}

impl FromStr for Marking {
    type Err = MarkingError;

    fn from_str(text: &str) -> Result<Self, MarkingError> {
        let mut words = text.split_ascii_whitespace();
        let mut marking = Self::of(words.next().unwrap_or_default().parse()?);
        for word in words {
            let list = word.strip_prefix("REL(").and_then(|rest| rest.strip_suffix(')'));
            match (word, list) {
                ("ORCON", _) if !marking.orcon => marking.orcon = true,
                ("NOWORDS", _) if !marking.no_words => marking.no_words = true,
                (_, Some(names)) if marking.releasable_to.is_none() => marking.releasable_to = Some(partners(names)?),
                _ => return Err(MarkingError::Restriction(word.to_owned())),
            }
        }
        Ok(marking)
    }
}

/// The names of a list, which may be empty: then nobody may have it.
fn partners(list: &str) -> Result<BTreeSet<String>, MarkingError> {
    if list.is_empty() {
        return Ok(BTreeSet::new());
    }
    list.split(',').map(|name| if is_partner_name(name) { Ok(name.to_owned()) } else { Err(MarkingError::Name(name.to_owned())) }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(crate) fn any_marking() -> impl Strategy<Value = Marking> {
        let names = proptest::collection::btree_set(prop_oneof![Just("b".to_owned()), Just("c".to_owned()), Just("group.x".to_owned())], 0..3);
        (0..5_usize, proptest::option::of(names), any::<bool>(), any::<bool>()).prop_map(|(level, releasable_to, orcon, no_words)| Marking {
            tlp: Tlp::ALL[level],
            releasable_to,
            orcon,
            no_words,
        })
    }

    #[test]
    fn a_marking_is_read_as_it_is_written() {
        for text in ["CLEAR", "GREEN", "AMBER REL(b)", "AMBER+STRICT REL(b,c) ORCON NOWORDS", "RED REL()"] {
            assert_eq!(text.parse::<Marking>().expect(text).to_string(), text);
        }
        assert_eq!("TLP:AMBER ORCON REL(c,b)".parse::<Marking>().expect("any order").to_string(), "AMBER REL(b,c) ORCON");
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for text in
            ["", "WHITE", "amber", "AMBER STRICT", "AMBER REL", "AMBER REL(B)", "AMBER REL(b,)", "AMBER REL(b) REL(c)", "GREEN ORCON ORCON", "GREEN FACTS"]
        {
            assert!(text.parse::<Marking>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_marking_comes_back(marking in any_marking()) {
            prop_assert_eq!(marking.to_string().parse::<Marking>(), Ok(marking));
        }

        #[test]
        fn no_text_panics(text in ".{0,60}") {
            let _ = text.parse::<Marking>();
        }

        #[test]
        fn both_markings_count(a in any_marking(), b in any_marking()) {
            let both = a.and(&b);
            prop_assert_eq!(&both, &b.and(&a));
            prop_assert_eq!(&both.and(&a), &both);
            prop_assert_eq!(&both.and(&both), &both);
            prop_assert!(both.is_within(&a) && both.is_within(&b));
            prop_assert_eq!(a.is_within(&b) && b.is_within(&a), a.and(&a) == b.and(&b));
            prop_assert!(both.tlp >= a.tlp && both.tlp >= b.tlp);
            prop_assert!(both.orcon >= a.orcon && both.no_words >= b.no_words);
            for name in ["b", "c", "group.x"] {
                let may = |m: &Marking| m.releasable_to.as_ref().map_or(m.tlp < Tlp::Amber, |names| names.contains(name));
                prop_assert_eq!(may(&both), may(&a) && may(&b));
            }
        }
    }
}
