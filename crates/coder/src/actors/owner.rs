//! Whose people, body or envoy a noun phrase is of: the state after it, that of its town, that of its seat.

use chancery_knowledge::{FunctionWord, Marker, NameKind, PartyId, Sense, TitleKind};

use super::{Actor, Head, Reader};
use crate::discourse::Discourse;
use crate::items::Item;

impl Reader<'_> {
    /// The state of the place where a body is: `a school in A`.
    pub(super) fn seat(&self, items: &[Item], i: usize) -> Option<PartyId> {
        // A describing word or two may stand between: `a revolutionary court in A`.
        let plain = |x: &Item| x.actor.is_none() && !x.predicate && !x.is_stop() && x.function.is_none() && x.date.is_none();
        let at = i + items.get(i..)?.iter().take(2).take_while(|x| plain(x)).count();
        if items.get(at)?.marker() != Some(Marker::At) {
            return None;
        }
        let place = items.get(at + 1)?;
        place.place.flatten().or_else(|| {
            self.senses(place).find_map(|s| match s {
                Sense::Party(p, NameKind::Name | NameKind::Capital | NameKind::City | NameKind::Inside) => {
                    Some(self.knowledge.parties.party(*p).base.unwrap_or(*p))
                }
                _ => None,
            })
        })
    }

    /// The owner of a body or people: «của Mỹ», or a party within a few plain words («lực lượng tuần tra biển Trung Quốc»).
    pub(super) fn owner(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Vec<PartyId>, usize)> {
        let mut j = i;
        if items.get(j)?.marker() == Some(Marker::Of) {
            j += 1;
            while items
                .get(j)
                .is_some_and(|x| x.is(FunctionWord::Determiner) || self.function(x, FunctionWord::GroupNoun) || self.function(x, FunctionWord::Side))
            {
                j += 1;
            }
            let (inner, next) = self.phrase(items, j, memory)?;
            return (!inner.parties.is_empty()).then_some((inner.parties, next));
        }
        if items.get(j)?.is(FunctionWord::Agent) {
            // «the interim government headed by A»
            let (inner, _) = self.phrase(items, j + 1, memory)?;
            return (!inner.parties.is_empty()).then_some((inner.parties, j));
        }
        let mut words = 0;
        while words < 6 {
            let item = items.get(j)?;
            match self.head(items, j, memory) {
                Some(Head::Party(party, kind)) if kind != NameKind::Short || self.shorthand_fits(items, j, true) => {
                    let mut a = Actor { parties: vec![party], ..Actor::default() };
                    let next = self.compound(items, j + 1, &mut a, memory);
                    return Some((a.parties, next));
                }
                Some(Head::Host) => return Some((memory.host().into_iter().collect(), j + 1)),
                Some(Head::Title(..)) | None => {}
                _ => return None,
            }
            let people =
                item.is(FunctionWord::PeopleNoun) || (item.amount.is_some() || item.number) && items.get(j + 1).is_some_and(|n| n.is(FunctionWord::PeopleNoun));
            if people && words < 3 {
                // «a team of 106 people from A»
                j += 1;
                continue;
            }
            if item.marker() == Some(Marker::Of) && j > i && items[j - 1].is(FunctionWord::PeopleNoun) {
                return self.owner(items, j, memory);
            }
            let plain = item.punct.is_none()
                && item.date.is_none()
                && item.amount.is_none()
                && !item.predicate
                && item.function.is_none_or(|f| {
                    matches!(
                        f,
                        chancery_knowledge::Function::Word(
                            FunctionWord::GroupNoun | FunctionWord::Determiner | FunctionWord::Side | FunctionWord::BodyNoun | FunctionWord::StateNoun
                        )
                    )
                });
            if !plain {
                return None;
            }
            j += 1;
            words += 1;
        }
        None
    }

    /// The state of the town or region that people without a state are of: `fishermen of the port of X in the province of Y`.
    pub(super) fn of_town(&self, items: &[Item], i: usize, a: &Actor) -> Option<(Vec<PartyId>, usize)> {
        let people = a.kind == Some(TitleKind::Group) && a.name.is_none() && !self.language.is_inflected();
        let plain =
            |x: &&Item| x.punct.is_none() && x.date.is_none() && x.amount.is_none() && !x.predicate && (x.function.is_none() || x.marker() == Some(Marker::Of));
        let town = |x: &Item| {
            self.senses(x).find_map(|s| match s {
                Sense::Party(p, NameKind::City) => Some(*p),
                _ => None,
            })
        };
        let reach = items.get(i..)?.iter().take(6).take_while(plain).count();
        (i..i + reach).filter(|_| people).find_map(|j| town(&items[j]).map(|p| (vec![p], j + 1)))
    }

    /// What an envoy is for, if his name follows it: `for the Middle East X`.
    pub(super) fn portfolio(&self, items: &[Item], j: usize, a: &Actor, memory: &Discourse) -> Option<usize> {
        let envoy = a.kind == Some(TitleKind::Person) && a.name.is_none() && items[j].marker() == Some(Marker::About) && !self.language.is_inflected();
        let region = items.get(j + 1).filter(|x| envoy && (x.place.is_some() || matches!(self.head(items, j + 1, memory), Some(Head::Party(..)))))?;
        let name = items.get(j + 2).filter(|x| self.is_capital(x) && x.date.is_none() && region.punct.is_none())?;
        let person = name.entry.is_none() || name.capital || matches!(self.head(items, j + 2, memory), Some(Head::Person(_)));
        (person || self.senses(name).all(|s| !matches!(s, Sense::Party(..)))).then_some(j + 2)
    }
}
