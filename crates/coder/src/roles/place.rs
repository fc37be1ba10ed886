//! Where it is done: the state of the place that a clause or a sentence tells.

use chancery_knowledge::{FunctionWord, Marker, PartyId};

use super::Sentence;
use crate::items::Item;

impl Sentence<'_, '_> {
    /// The state of a place named in the clause: `in Seoul, several groups rallied`.
    pub fn local_place(&self, k: usize) -> Option<PartyId> {
        self.place_told(k, true)
    }

    /// The state of the place that is told of people: `farmers of the province X`, `X farmers`.
    pub(super) fn home_of(&self, people: u16, verb: usize) -> Option<PartyId> {
        let first = self.items.iter().position(|i| i.actor == Some(people))?;
        let last = (first..self.items.len()).take_while(|i| self.items[*i].actor == Some(people)).last()?;
        let bare = |i: &usize| !self.items[*i].predicate && !self.items[*i].is_stop() && self.items[*i].marker() != Some(Marker::At);
        let after = (last + 1..verb.min(last + 7)).take_while(bare).find_map(|i| self.items[i].place.flatten());
        after.or_else(|| (first.saturating_sub(2)..first).rev().take_while(bare).find_map(|i| self.items[i].place.flatten()))
    }

    /// Whose people a clause opens with, where the verb stands last and what they do stands between: `A [rice growing] farmers`.
    pub(super) fn whose_people(&self, k: usize) -> Option<PartyId> {
        let p = &self.predicates[k];
        let verb = p.governor.filter(|_| p.nominal).map_or(p.item, |g| self.predicates[g].item);
        let first = (0..verb).find(|i| !self.inflected && self.items[*i].actor.is_some() && self.items[*i].date.is_none())?;
        let led = first > 0 && (self.items[first - 1].marker().is_some() || self.items[first - 1].is_stop());
        let actor = &self.actors[self.items[first].actor? as usize];
        let one = actor.parties.first().copied().filter(|_| !led && actor.kind.is_none() && actor.parties.len() == 1 && !actor.inferred);
        one.filter(|_| !self.items[first + 1..verb].iter().any(|x| x.marker().is_some() || x.is_stop()))
    }

    /// The same for those who take to the street: outside the embassy of A they are not in A.
    pub(super) fn street(&self, k: usize) -> Option<PartyId> {
        self.place_told(k, false)
    }

    fn place_told(&self, k: usize, bodies: bool) -> Option<PartyId> {
        let p = &self.predicates[k];
        let from = k.checked_sub(1).map_or(0, |q| self.predicates[q].item);
        (from..p.right.min(self.items.len())).find_map(|i| {
            let mut before = i;
            while before > 1 && self.items[before - 1].is(FunctionWord::Determiner) {
                before -= 1;
            }
            // «in the south of A»: a plain word or two may stand between.
            let plain = |x: &Item| x.function.is_none() && x.punct.is_none() && !x.predicate && x.actor.is_none() && x.thing.is_none() && x.date.is_none();
            let mut words = 0;
            while words < 2 && before > 1 && plain(&self.items[before - 1]) {
                before -= 1;
                words += 1;
            }
            if before > 2 && !self.inflected && self.items[before - 1].marker() == Some(Marker::Of) && self.items[before - 2].actor.is_none() {
                // Where the verb stands last: `in the town [of] the south [of] A`.
                let inside = |x: &Item| x.actor.is_none() && (x.punct.is_none() && x.function.is_none() || x.marker() == Some(Marker::Of));
                while before > 1 && inside(&self.items[before - 1]) {
                    before -= 1;
                }
            }
            let at = before > 0 && self.items[before - 1].marker() == Some(Marker::At);
            let item = &self.items[i];
            match (item.place.flatten(), item.actor) {
                (Some(country), _) if at => Some(country),
                (_, Some(a)) if at && (bodies || self.actors[a as usize].kind.is_none()) => self.actors[a as usize].parties.first().copied(),
                _ => None,
            }
        })
    }
}
