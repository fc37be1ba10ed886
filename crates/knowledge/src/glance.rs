//! What a form is at a glance: the sum of its readings, small enough to be looked at for every word of a text.

use serde::{Deserialize, Serialize};

use crate::language::{Function, FunctionWord, Measure, NameKind, Sense};
use crate::parties::{PartyId, ThingClass};

/// What the readings of a form come to. Where several of one sort give a value, the last one does.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Glance {
    /// A predicate.
    pub predicate: bool,
    /// A word that must not be read as anything.
    pub blocked: bool,
    /// A number word.
    pub number: bool,
    /// A name or title of a party, for the look over the whole document.
    pub party: bool,
    /// May open a noun phrase that names a party: a name, a title, a person, some function words.
    pub nominal: bool,
    /// Part of a date.
    pub date: bool,
    /// Part of an amount.
    pub measure: bool,
    /// Puts the act in a context.
    pub context: bool,
    /// A thing of a class.
    pub thing: Option<ThingClass>,
    /// A known agreement.
    pub agreement: Option<u16>,
    /// A function word.
    pub function: Option<Function>,
    /// A place that is no actor, with its country if known.
    pub place: Option<Option<PartyId>>,
}

/// The function words with which a noun phrase that names a party may begin.
const OPENING: [FunctionWord; 17] = [
    FunctionWord::Pronoun,
    FunctionWord::Speaker,
    FunctionWord::Counterpart,
    FunctionWord::Opponent,
    FunctionWord::Host,
    FunctionWord::Resumes,
    FunctionWord::ResumesAll,
    FunctionWord::ResumesOther,
    FunctionWord::AllSides,
    FunctionWord::Determiner,
    FunctionWord::Possessor,
    FunctionWord::PossessorSpeaker,
    FunctionWord::PeopleNoun,
    FunctionWord::StateNoun,
    FunctionWord::BodyNoun,
    FunctionWord::Members,
    FunctionWord::Side,
];

impl Glance {
    /// Add one reading.
    pub(crate) fn add(&mut self, sense: &Sense) {
        match sense {
            Sense::Party(id, kind) => {
                (self.party, self.nominal) = (true, true);
                if *kind == NameKind::City {
                    self.place = Some(Some(*id));
                }
            }
            Sense::Titled(..) => (self.party, self.nominal) = (true, true),
            Sense::Title(..) | Sense::Person(_) => self.nominal = true,
            Sense::Thing(class) => self.thing = Some(*class),
            Sense::Agreement(id) => self.agreement = Some(*id),
            Sense::Context(_) => self.context = true,
            Sense::Predicate(_) => self.predicate = true,
            Sense::Measure(measure) => {
                self.measure = true;
                self.number |= matches!(measure, Measure::Number(_));
            }
            Sense::Function(function) => {
                self.function = Some(*function);
                self.nominal |= matches!(function, Function::Word(word) if OPENING.contains(word));
            }
            Sense::Date(_) => self.date = true,
            Sense::Block => self.blocked = true,
            Sense::Place => self.place = Some(None),
            Sense::Compound(..) | Sense::HomeBody => self.nominal = true,
            Sense::Postposition(_) | Sense::Auxiliary(_) => {}
        }
    }
}
