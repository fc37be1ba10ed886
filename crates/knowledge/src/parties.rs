//! States, organisations, armed groups, offices and their holders, things and known agreements: what names stand for.

use crate::frames::words;
use chancery_model::{CommitmentKind, PartialDate, PartyKind, Sector};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Index of a party in [`Parties`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartyId(pub u16);

/// Index of an office in [`Parties`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OfficeId(pub u16);

/// Index of a person in [`Parties`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonId(pub u16);

/// A state, organisation or armed group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Party {
    /// The code that records carry.
    pub code: String,
    /// What it is.
    pub kind: PartyKind,
    /// Usual English name.
    pub name: String,
    /// Member states, where membership is fixed.
    pub members: Vec<PartyId>,
    /// The country a group is based in, or the state a territory belongs to.
    pub base: Option<PartyId>,
    /// Sector of a group.
    pub sector: Option<Sector>,
}

/// An office that persons or bodies hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Office {
    /// Name in English, snake case.
    pub id: String,
    /// The sector its holder acts for.
    pub sector: Sector,
}

/// One term of office.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Holder {
    /// For whom.
    pub party: PartyId,
    /// As what.
    pub office: OfficeId,
    /// First day known.
    pub from: PartialDate,
    /// Last day known; open if still in office.
    pub to: Option<PartialDate>,
}

/// All parties, offices and persons.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Parties {
    pub(crate) parties: Vec<Party>,
    pub(crate) by_code: FxHashMap<String, PartyId>,
    pub(crate) offices: Vec<Office>,
    pub(crate) by_office: FxHashMap<String, OfficeId>,
    pub(crate) persons: Vec<(String, Vec<Holder>)>,
    pub(crate) by_person: FxHashMap<String, PersonId>,
    /// States whose capital is the seat of an organisation.
    pub(crate) seats: Vec<(PartyId, PartyId)>,
}

impl Parties {
    /// The party behind an id.
    pub fn party(&self, id: PartyId) -> &Party {
        &self.parties[id.0 as usize]
    }

    /// All parties.
    pub fn all(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter()
    }

    /// The party with this code.
    pub fn find(&self, code: &str) -> Option<PartyId> {
        self.by_code.get(code).copied()
    }

    /// The office behind an id.
    pub fn office(&self, id: OfficeId) -> &Office {
        &self.offices[id.0 as usize]
    }

    /// All offices.
    pub fn offices(&self) -> impl Iterator<Item = &Office> {
        self.offices.iter()
    }

    /// The person's canonical name.
    pub fn person_name(&self, id: PersonId) -> &str {
        &self.persons[id.0 as usize].0
    }

    /// Whether a person holds or held an office of a party.
    pub fn holds_office_of(&self, id: PersonId, party: PartyId) -> bool {
        self.persons[id.0 as usize].1.iter().any(|h| h.party == party)
    }

    /// The office a person held on a day; without a day the latest one.
    pub fn office_of(&self, id: PersonId, on: Option<PartialDate>) -> Option<&Holder> {
        let terms = &self.persons[id.0 as usize].1;
        let Some(on) = on else { return terms.last() };
        let covers = |h: &&Holder| (h.from <= on || h.from.within(on)) && h.to.is_none_or(|to| on <= to || to.within(on) || on.within(to));
        terms.iter().rev().find(covers).or_else(|| terms.iter().rev().find(|h| h.from <= on)).or_else(|| terms.first())
    }

    /// Whether one office is a sort of another, as ids have it: `foreign_minister` of `minister`.
    pub fn is_sort_of(&self, office: OfficeId, general: OfficeId) -> bool {
        let (own, general) = (&self.office(office).id, &self.office(general).id);
        own.strip_suffix(general.as_str()).is_some_and(|rest| rest.ends_with('_') && !rest.starts_with("deputy"))
    }

    /// Whether somebody is known to hold an office for a party on a day.
    pub fn is_held(&self, party: PartyId, office: OfficeId, on: PartialDate) -> bool {
        let covers = |h: &Holder| h.party == party && h.office == office && h.from <= on && h.to.is_none_or(|to| on <= to);
        self.persons.iter().any(|(_, terms)| terms.iter().any(covers))
    }

    /// The organisation whose seat a state's capital is.
    pub fn seated(&self, state: PartyId) -> Option<PartyId> {
        self.seats.iter().find(|(s, _)| *s == state).map(|(_, o)| *o)
    }

    /// All parties, by id.
    pub fn iter(&self) -> impl Iterator<Item = (PartyId, &Party)> {
        self.parties.iter().enumerate().map(|(i, p)| (PartyId(i as u16), p))
    }
}

/// Index of a class of things in [`Things`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ThingClass(pub u8);

words! {
    /// What rules ask of a class of things.
    ThingSort {
        /// People of a state: soldiers, police, citizens, captives.
        People = "people",
        /// What is signed, adopted or issued.
        Document = "document",
        /// Talks.
        Talks = "talks",
        /// An affair of a state at home.
        Home = "home",
        /// What a party acts with: weapons, ships and aircraft of war.
        Weapon = "weapon",
    }
}

/// Classes of things that frames look for as objects, and the commitment each makes when it is agreed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Things {
    pub(crate) classes: Vec<(String, Option<CommitmentKind>, Option<ThingSort>)>,
    pub(crate) by_name: FxHashMap<String, ThingClass>,
    pub(crate) groups: Vec<(Sector, ThingClass)>,
    pub(crate) persons: Vec<(OfficeId, ThingClass)>,
}

impl Things {
    /// The class that a group of people of a sector makes up: soldiers are troops.
    pub fn of_group(&self, sector: Sector) -> Option<ThingClass> {
        self.groups.iter().find(|(s, _)| *s == sector).map(|(_, class)| *class)
    }

    /// The class that a person belongs to by an office: an ambassador is a diplomat.
    pub fn of_person(&self, office: OfficeId) -> Option<ThingClass> {
        self.persons.iter().find(|(o, _)| *o == office).map(|(_, class)| *class)
    }

    /// The class with this name.
    pub fn find(&self, name: &str) -> Option<ThingClass> {
        self.by_name.get(name).copied()
    }

    /// The class's name.
    pub fn name(&self, class: ThingClass) -> &str {
        &self.classes[class.0 as usize].0
    }

    /// Whether things of a class are of a sort.
    pub fn is(&self, class: ThingClass, sort: ThingSort) -> bool {
        self.classes[class.0 as usize].2 == Some(sort)
    }

    /// The commitment that agreeing on such a thing makes.
    pub fn kind(&self, class: ThingClass) -> Option<CommitmentKind> {
        self.classes[class.0 as usize].1
    }
}

/// A treaty, programme or dialogue known by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Agreement {
    /// Upper-case id.
    pub id: String,
    /// What sort of undertaking.
    pub kind: CommitmentKind,
}
