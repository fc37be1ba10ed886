//! Whose a shipment is that arrives, and whether whom somebody backs is a party at all.

use chancery_knowledge::{FunctionWord, Roles, ThingSort};

use super::{Draft, Reader};
use crate::clauses::{Link, Predicate};
use crate::items::Item;
use crate::roles::Side;

impl Reader<'_, '_, '_> {
    /// «A shipment of vests from A landed in B», «a plane of A touched down in B»: whose goods came, if that is told; else nobody's.
    pub(super) fn arrived(&self, p: &Predicate<'_>, draft: &mut Draft) {
        let items = self.sentence.items;
        let start = (0..p.item).rev().find(|i| items[*i].is_stop()).map_or(0, |i| i + 1);
        let main = p.head.is_none()
            && p.governor.is_none()
            && p.frame.roles == Roles::Goal
            && !items[start..p.item].iter().any(|x| x.predicate && x.marker().is_none());
        let Some(thing) = (start..p.item).find(|i| main && items[*i].thing.is_some_and(|t| !self.knowledge.things.is(t, ThingSort::People))) else { return };
        let from = (thing..p.item).find(|i| items[*i].marker() == Some(chancery_knowledge::Marker::From));
        let after = from.and_then(|f| items[f + 1..p.item].iter().take(3).find_map(|x| x.actor));
        let before = thing.checked_sub(1).filter(|i| *i >= start).and_then(|i| items[i].actor);
        // «As for A, the shipment has arrived in B»
        let plain = self.is_isolating();
        let head = items.first().and_then(|x| x.actor).filter(|a| plain && items.iter().find(|x| x.actor != Some(*a)).is_some_and(|x| x.punct == Some(',')));
        let owner = after.or(before).or(head).map(|a| (a, &self.sentence.actors[a as usize].parties));
        let told = owner.map(|(a, parties)| Side { parties: parties.clone(), phrases: vec![a] });
        draft.actors = told.unwrap_or_default().without(&draft.recipients);
    }

    /// «backs the militia of the north», «the militia that A backs»: whom is told, and it is no party that is known.
    pub(super) fn backs_a_stranger(&self, p: &Predicate<'_>) -> bool {
        let items = self.sentence.items;
        let described = p.link == Link::Relative && p.left > 0 && items[p.left - 1].is(FunctionWord::Agent);
        let body = |x: &Item| {
            [FunctionWord::Side, FunctionWord::BodyNoun].iter().any(|w| x.is(*w)) || x.actor.is_some_and(|a| self.sentence.actors[a as usize].generic)
        };
        let told = items.get(p.item + 1..).unwrap_or_default();
        let told = told.iter().position(|x| !x.is(FunctionWord::Determiner)).map_or(&[][..], |i| &told[i..]);
        let named = matches!(told, [first, next, ..] if body(first) && !next.is(FunctionWord::This));
        self.is_isolating() && !p.nominal && (described || named)
    }

    /// «a group that backs A», «rebels backed by A»: a verb that only tells what sort of group it is, which is no known party.
    pub(super) fn names_backers(&self, k: usize) -> bool {
        let p = &self.predicates()[k];
        let items = self.sentence.items;
        let plain = self.is_isolating() && !p.nominal && p.frame.roles == Roles::Author;
        let start = (0..p.item).rev().find(|i| items[*i].is_stop() || items[*i].predicate).map_or(0, |i| i + 1);
        let body = |x: &Item| x.actor.is_none() && [FunctionWord::Side, FunctionWord::BodyNoun, FunctionWord::GroupNoun].iter().any(|w| x.is(*w));
        let before = &items[start..p.item];
        let group = before.iter().any(body) && !before.iter().any(|x| x.actor.is_some());
        let attribute = matches!(p.link, Link::Relative | Link::Serial | Link::Complement | Link::Root | Link::Topic) && p.head.is_none();
        // «gunmen backed by A»: whatever sort of group it is.
        let patient = p.patient.map(|a| &self.sentence.actors[a as usize]);
        let backed = p.passive && matches!(p.link, Link::Relative | Link::Serial | Link::Complement) && patient.is_none_or(|a| a.parties.is_empty());
        plain && backed || plain && attribute && group && (p.subject.is_none() || p.passive && p.patient.is_none())
    }
}
