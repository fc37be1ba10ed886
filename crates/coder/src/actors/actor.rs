//! What stands for parties: which ones, how they were told, and what the phrase points back at.

use chancery_knowledge::{OfficeId, PartyId, TitleKind};

use crate::items::Item;

/// How an actor that names no party refers back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anaphor {
    /// It does not.
    #[default]
    None,
    /// So many parties that stood together; 0 for however many.
    Group(usize),
    /// Everybody who has a part in it.
    AllSides,
    /// So many states that stood together.
    States(usize),
    /// So many parties that were just named together.
    NamedGroup(usize),
    /// A person spoken of.
    Person,
    /// The state named last.
    State,
    /// The organisation or group named last.
    Body,
    /// The same by a bare noun, if its name begins with it: `the forum`.
    BareBody,
    /// The armed group named last.
    Band,
    /// The body or ministry named last.
    Institution,
    /// The officials of a body that is meeting, else the last subject.
    Members,
    /// The people something was last done to.
    Undergoers,
    /// Whoever is speaking.
    Speaker,
    /// The last subject.
    Subject,
    /// The other of two.
    Other,
    /// The state one is in.
    Host,
    /// All who were the last subject.
    Subjects,
    /// The one whose it is: `its government`.
    Owner,
    /// Those on somebody's side: nobody in particular.
    Friends,
    /// Others than the subject.
    Others,
}

/// A noun phrase that stands for one or more parties.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The parties it stands for.
    pub parties: Vec<PartyId>,
    /// The first office named.
    pub office: Option<OfficeId>,
    /// The entry of the word that names it.
    pub(super) title: Option<u32>,
    /// What the first title denotes.
    pub kind: Option<TitleKind>,
    /// A person's name: bytes.
    pub name: Option<(u32, u32)>,
    /// How it refers back.
    pub anaphor: Anaphor,
    /// Only a capital city names the party: it may be a place.
    pub capital: bool,
    /// People of a sort whose party was not named.
    pub generic: bool,
    /// Criminals, rebels, unknown gunmen: never the state's own people.
    pub outlaw: bool,
    /// A preposition marks it as the one an act is aimed at.
    pub aimed_at: bool,
    /// To whom it is done, where this is who does it: `A was expelled by the government of this country`.
    pub(super) apart: Option<PartyId>,
    /// A counterpart without a party of its own stands beside it.
    pub with_counterpart: bool,
    /// The only party is an organisation.
    pub body: bool,
    /// The parties are only those at home or last spoken of.
    pub guessed: bool,
    /// The parties were carried over from elsewhere.
    pub inferred: bool,
    /// Only the place or body at which something is done.
    pub(super) at: bool,
    /// Its last word is an adjective or stands like one before a noun.
    pub adjective: bool,
    /// Its last word may stand before a noun like an adjective: an acronym, a compound.
    pub loose: bool,
    /// A name of people in the plural.
    pub plural: bool,
    /// A firm or newspaper: it stands for its state only where it acts.
    pub firm: bool,
    /// Parties joined by a conjunction to a word that refers back.
    pub(super) joined: Vec<PartyId>,
    /// Somebody's counterpart.
    pub counterpart: bool,
    /// On whose side it is.
    pub of: Vec<PartyId>,
    /// A speaker inside the words of a quotation.
    pub quoted: bool,
}

impl Actor {
    /// Whether it opens its sentence and names who it is.
    pub fn heads(&self, items: &[Item]) -> bool {
        self.is_explicit()
            && items.iter().find(|i| i.actor.is_some()).is_some_and(|i| i.start == self.start)
            && items.iter().take(3).any(|i| i.start == self.start)
    }

    pub(super) fn is_explicit(&self) -> bool {
        !self.parties.is_empty() && !self.inferred
    }
}
