//! The closed sets of codes that the codebook defines, each parsed once at the edge.

use std::fmt;
use std::str::FromStr;

/// A word that is no code of the set it was read for.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{word}` is no {set}")]
pub struct UnknownCode {
    set: &'static str,
    word: String,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`")] $variant,)*
        }

        impl $name {
            /// Every code of the set, in the order of the codebook.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The code as it is written.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $code,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;

            fn from_str(word: &str) -> Result<Self, UnknownCode> {
                match word {
                    $($code => Ok($name::$variant),)*
                    _ => Err(UnknownCode { set: stringify!($name), word: word.to_owned() }),
                }
            }
        }
    };
}

codes! {
    /// The event types of the PLOVER ontology 2.0.
    EventType {
        Agree = "AGREE",
        Consult = "CONSULT",
        Support = "SUPPORT",
        Concede = "CONCEDE",
        Cooperate = "COOPERATE",
        Aid = "AID",
        Retreat = "RETREAT",
        Request = "REQUEST",
        Accuse = "ACCUSE",
        Reject = "REJECT",
        Threaten = "THREATEN",
        Protest = "PROTEST",
        Sanction = "SANCTION",
        Mobilize = "MOBILIZE",
        Coerce = "COERCE",
        Assault = "ASSAULT",
    }
}

codes! {
    /// The modes of all event types; [`EventType::modes`] says which go with which.
    Mode {
        Visit = "visit",
        ThirdParty = "third_party",
        Multilateral = "multilateral",
        Phone = "phone",
        Withdraw = "withdraw",
        Release = "release",
        Disarm = "disarm",
        Ceasefire = "ceasefire",
        Access = "access",
        Resign = "resign",
        Assist = "assist",
        Change = "change",
        Yield = "yield",
        Meet = "meet",
        Disapprove = "disapprove",
        Investigate = "investigate",
        Allege = "allege",
        Restrict = "restrict",
        Arrest = "arrest",
        Relations = "relations",
        Expel = "expel",
        Territory = "territory",
        Violence = "violence",
        Demo = "demo",
        Riot = "riot",
        Strike = "strike",
        Hunger = "hunger",
        Boycott = "boycott",
        Obstruct = "obstruct",
        Vandalize = "vandalize",
        Convict = "convict",
        Discontinue = "discontinue",
        Troops = "troops",
        Weapons = "weapons",
        Police = "police",
        Militia = "militia",
        Seize = "seize",
        Censor = "censor",
        Curfew = "curfew",
        MartialLaw = "martial_law",
        Deport = "deport",
        Withhold = "withhold",
        Misinformation = "misinformation",
        Cyber = "cyber",
        Abduct = "abduct",
        Beat = "beat",
        Torture = "torture",
        Sexual = "sexual",
        Targeted = "targeted",
        Destroy = "destroy",
        Primitive = "primitive",
        Firearms = "firearms",
        Explosives = "explosives",
        SuicideAttack = "suicide_attack",
        Aerial = "aerial",
        Drone = "drone",
        HeavyWeapons = "heavy_weapons",
        CrowdControl = "crowd_control",
        Unconventional = "unconventional",
    }
}

codes! {
    /// Topics that an act may belong to.
    Context {
        Military = "military",
        Intelligence = "intelligence",
        Executive = "executive",
        Legislative = "legislative",
        Election = "election",
        PoliticalInstitutions = "political_institutions",
        ProDemocracy = "pro_democracy",
        ProAutocracy = "pro_autocracy",
        Economic = "economic",
        Legal = "legal",
        Reparations = "reparations",
        HumanRights = "human_rights",
        RightsFreedoms = "rights_freedoms",
        Repression = "repression",
        HumanSecurity = "human_security",
        Gender = "gender",
        Lgbt = "lgbt",
        ReligionEthnicity = "religion_ethnicity",
        Inequality = "inequality",
        Diplomatic = "diplomatic",
        Territory = "territory",
        Peacekeeping = "peacekeeping",
        Health = "health",
        Asylum = "asylum",
        Migration = "migration",
        Disasters = "disasters",
        NaturalResource = "natural_resource",
        Environment = "environment",
        Technology = "technology",
        Terrorism = "terrorism",
        Cbrn = "cbrn",
        Cyber = "cyber",
        Misinformation = "misinformation",
        Crime = "crime",
        Corruption = "corruption",
        IllegalDrugs = "illegal_drugs",
        Trafficking = "trafficking",
    }
}

codes! {
    /// Whether the act was done.
    Status {
        Actual = "actual",
        Planned = "planned",
        Hypothetical = "hypothetical",
        Negated = "negated",
        Historical = "historical",
    }
}

codes! {
    /// The part of a party that acts.
    Sector {
        Gov = "GOV",
        Mil = "MIL",
        Leg = "LEG",
        Jud = "JUD",
        Spy = "SPY",
        Pty = "PTY",
        Opp = "OPP",
        Cop = "COP",
        Bus = "BUS",
        Med = "MED",
        Edu = "EDU",
        Rel = "REL",
        Cvl = "CVL",
        Ngo = "NGO",
        Igo = "IGO",
        Uaf = "UAF",
        Reb = "REB",
        Crm = "CRM",
    }
}

codes! {
    /// Sorts of undertaking.
    CommitmentKind {
        Treaty = "treaty",
        Programme = "programme",
        Dialogue = "dialogue",
        Meeting = "meeting",
        Visit = "visit",
        Exercise = "exercise",
        Aid = "aid",
        Arms = "arms",
        InformationSharing = "information_sharing",
        Sanction = "sanction",
        Cooperation = "cooperation",
    }
}

codes! {
    /// How far an undertaking has come; `overdue` is computed, never recorded.
    CommitmentStatus {
        Proposed = "proposed",
        Negotiating = "negotiating",
        Agreed = "agreed",
        Signed = "signed",
        InForce = "in_force",
        Fulfilled = "fulfilled",
        Postponed = "postponed",
        Cancelled = "cancelled",
        Breached = "breached",
    }
}

impl EventType {
    /// The modes that this type may have.
    #[expect(clippy::match_same_arms, reason = "one line a type, in the order of the codebook")]
    pub fn modes(self) -> &'static [Mode] {
        match self {
            EventType::Agree | EventType::Support | EventType::Concede | EventType::Cooperate | EventType::Aid => &[],
            EventType::Consult => &[Mode::Visit, Mode::ThirdParty, Mode::Multilateral, Mode::Phone],
            EventType::Retreat => &[Mode::Withdraw, Mode::Release, Mode::Disarm, Mode::Ceasefire, Mode::Access, Mode::Resign],
            EventType::Request => &[Mode::Assist, Mode::Change, Mode::Yield, Mode::Meet],
            EventType::Accuse => &[Mode::Disapprove, Mode::Investigate, Mode::Allege],
            EventType::Reject => &[Mode::Assist, Mode::Change, Mode::Yield, Mode::Meet],
            EventType::Threaten => &[Mode::Restrict, Mode::Arrest, Mode::Relations, Mode::Expel, Mode::Territory, Mode::Violence],
            EventType::Protest => &[Mode::Demo, Mode::Riot, Mode::Strike, Mode::Hunger, Mode::Boycott, Mode::Obstruct, Mode::Vandalize],
            EventType::Sanction => &[Mode::Convict, Mode::Expel, Mode::Withdraw, Mode::Discontinue],
            EventType::Mobilize => &[Mode::Troops, Mode::Weapons, Mode::Police, Mode::Militia],
            EventType::Coerce => &[
                Mode::Seize,
                Mode::Restrict,
                Mode::Censor,
                Mode::Curfew,
                Mode::MartialLaw,
                Mode::Arrest,
                Mode::Deport,
                Mode::Withhold,
                Mode::Misinformation,
                Mode::Cyber,
            ],
            EventType::Assault => &[
                Mode::Abduct,
                Mode::Beat,
                Mode::Torture,
                Mode::Sexual,
                Mode::Targeted,
                Mode::Destroy,
                Mode::Primitive,
                Mode::Firearms,
                Mode::Explosives,
                Mode::SuicideAttack,
                Mode::Aerial,
                Mode::Drone,
                Mode::HeavyWeapons,
                Mode::CrowdControl,
                Mode::Unconventional,
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back() {
        for t in EventType::ALL {
            assert_eq!(t.as_str().parse(), Ok(*t));
        }
        for c in Context::ALL {
            assert_eq!(c.as_str().parse(), Ok(*c));
        }
        assert_eq!(EventType::ALL.len(), 16);
        assert_eq!(Context::ALL.len(), 37);
    }

    #[test]
    fn an_unknown_code_says_which_set_it_missed() {
        let error = "FIGHT".parse::<EventType>().map_err(|e| e.to_string());
        assert_eq!(error, Err("`FIGHT` is no EventType".to_owned()));
    }

    #[test]
    fn modes_belong_to_their_types() {
        assert!(EventType::Consult.modes().contains(&Mode::Phone));
        assert!(EventType::Aid.modes().is_empty());
    }
}
