//! For whom an answer is: what of the register somebody may see.
//!
//! A person of this institution sees what the level of the account allows. A partner sees what may be passed on to it. Whoever asks without
//! an account sees what is open to everybody. Written as `home:AMBER+STRICT`, `partner:b`, `partner:b(group.x,group.y)`, `public`.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::marking::{Marking, MarkingError, Tlp, is_partner_name};

/// Who looks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Somebody of this institution, up to a level.
    Home(Tlp),
    /// A partner, with the groups that it is in.
    Partner(String, BTreeSet<String>),
    /// Anybody.
    Public,
}

impl Audience {
    /// Whether there may be anything in the register that this reader does not see.
    pub fn is_limited(&self) -> bool {
        *self != Self::Home(Tlp::Red)
    }

    /// Whether something of this marking, which came from `originator` (empty: from here), may be seen. `consented`: the originator lets this
    /// reader have it.
    pub fn may_see(&self, marking: &Marking, originator: &str, consented: bool) -> bool {
        match self {
            Self::Home(level) => marking.tlp <= *level,
            Self::Partner(name, groups) => {
                let named = marking.releasable_to.as_ref().map(|names| names.contains(name) || names.iter().any(|one| groups.contains(one)));
                let wide_enough = match marking.tlp {
                    Tlp::Clear | Tlp::Green => named.unwrap_or(true),
                    Tlp::Amber | Tlp::AmberStrict => named.unwrap_or(false),
                    Tlp::Red => false,
                };
                wide_enough && passes_on(marking, originator, consented || originator == name)
            }
            Self::Public => marking.tlp == Tlp::Clear && marking.releasable_to.is_none() && passes_on(marking, originator, consented),
        }
    }

    /// Whether the words go with the facts.
    pub fn may_read(&self, marking: &Marking) -> bool {
        matches!(self, Self::Home(_)) || !marking.no_words
    }
}

/// What is under the control of its originator goes on with its consent only; what comes from here, by its marking.
fn passes_on(marking: &Marking, originator: &str, consented: bool) -> bool {
    !marking.orcon || originator.is_empty() || consented
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home(level) => write!(f, "home:{level}"),
            Self::Partner(name, groups) if groups.is_empty() => write!(f, "partner:{name}"),
            Self::Partner(name, groups) => {
                let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
                write!(f, "partner:{name}({})", groups.join(","))
            }
            Self::Public => f.write_str("public"),
        }
    }
}

/// Why this names no reader.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AudienceError {
    /// None of the three.
    #[error("`{0}` is no reader; give home:LEVEL, partner:NAME, partner:NAME(GROUP,…) or public")]
    Sort(String),
    /// The level of somebody of this institution.
    #[error(transparent)]
    Level(#[from] MarkingError),
}

impl FromStr for Audience {
    type Err = AudienceError;

    fn from_str(text: &str) -> Result<Self, AudienceError> {
        let odd = || AudienceError::Sort(text.to_owned());
        if text == "public" {
            return Ok(Self::Public);
        }
        if let Some(level) = text.strip_prefix("home:") {
            return Ok(Self::Home(level.parse()?));
        }
        let partner = text.strip_prefix("partner:").ok_or_else(odd)?;
        let (name, groups) = match partner.split_once('(') {
            Some((name, rest)) => (name, rest.strip_suffix(')').ok_or_else(odd)?.split(',').map(str::to_owned).collect()),
            None => (partner, BTreeSet::new()),
        };
        let named = std::iter::once(name).chain(groups.iter().map(String::as_str)).all(is_partner_name);
        if named { Ok(Self::Partner(name.to_owned(), groups)) } else { Err(odd()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sees(audience: &str, marking: &str, originator: &str, consented: bool) -> bool {
        let audience: Audience = audience.parse().expect(audience);
        audience.may_see(&marking.parse().expect(marking), originator, consented)
    }

    #[test]
    fn levels_decide_at_home_and_names_outside() {
        for (audience, marking, seen) in [
            ("home:RED", "RED", true),
            ("home:AMBER+STRICT", "RED", false),
            ("home:GREEN", "AMBER REL(b)", false),
            ("home:GREEN", "GREEN REL()", true),
            ("partner:b", "CLEAR", true),
            ("partner:b", "GREEN", true),
            ("partner:b", "GREEN REL(c)", false),
            ("partner:b", "AMBER", false),
            ("partner:b", "AMBER REL(b)", true),
            ("partner:b(allies)", "AMBER+STRICT REL(allies)", true),
            ("partner:b", "RED REL(b)", false),
            ("partner:b", "CLEAR REL()", false),
            ("public", "CLEAR", true),
            ("public", "CLEAR REL(b)", false),
            ("public", "GREEN", false),
        ] {
            assert_eq!(sees(audience, marking, "", false), seen, "{audience} {marking}");
        }
    }

    #[test]
    fn originators_decide_on_what_they_control() {
        for (audience, originator, consented, seen) in [
            ("partner:c", "b", false, false),
            ("partner:c", "b", true, true),
            ("partner:b", "b", false, true),
            ("partner:c", "", false, true),
            ("public", "b", false, false),
            ("home:AMBER", "b", false, true),
        ] {
            assert_eq!(sees(audience, "CLEAR ORCON", originator, consented), seen, "{audience} {originator} {consented}");
        }
        assert!(!sees("partner:c", "AMBER REL(d) ORCON", "b", true), "consent widens no list");
    }

    #[test]
    fn readers_are_read_as_they_are_written() {
        for text in ["home:AMBER+STRICT", "partner:b", "partner:b(x,y)", "public"] {
            assert_eq!(text.parse::<Audience>().expect(text).to_string(), text);
        }
        for text in ["", "home", "home:WHITE", "partner:", "partner:B", "partner:b(", "partner:b()", "everybody"] {
            assert!(text.parse::<Audience>().is_err(), "{text}");
        }
    }
}
