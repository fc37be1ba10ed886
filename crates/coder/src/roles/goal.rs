//! Whom a gift, promise or blow reaches past the object phrase of its verb: further on in the clause, where it arrives, who came to harm.

use chancery_knowledge::{Complement, FunctionWord, Marker};
use chancery_model::EventType;

use super::{Argument, Sentence, Side};
use crate::clauses::{Link, Predicate};

impl Sentence<'_, '_> {
    /// The party right after a verb of giving that an amount follows: whom it is given.
    pub(super) fn given_before(&self, k: usize, arguments: &[Argument]) -> Side {
        let from = self.predicates[k].item + 1;
        let direct = arguments.first().filter(|a| a.marker.is_none() && self.inflected).map(|a| a.actor);
        let last = direct.and_then(|id| (from..self.items.len()).rev().find(|i| self.items[*i].actor == Some(id)));
        let amount = last.and_then(|i| self.items.get(i + 1)).is_some_and(|i| i.amount.is_some());
        if amount { self.adjacent(k, arguments) } else { Side::default() }
    }

    /// Parties that a preposition marks further on in the clause, past verbs without a subject of their own.
    pub(super) fn further(&self, k: usize, marker: Option<Marker>) -> Side {
        let from = self.predicates[k].item + 1;
        let stop = (from..self.items.len()).find(|i| self.items[*i].is_stop() || self.items[*i].is(FunctionWord::Purpose)).unwrap_or(self.items.len());
        let end = self.predicates[k + 1..].iter().find(|n| n.subject.is_some() || n.passive || n.future || n.past).map_or(stop, |n| n.left.min(stop));
        self.marked(&self.arguments_between(from, end), &[marker])
    }

    /// Parties in the object phrase of the verb that follows in the same clause: `ended talks on joining A`; where force is used also the place.
    pub(super) fn beyond(&self, k: usize) -> Side {
        let p = &self.predicates[k];
        let next = self
            .predicates
            .get(k + 1)
            .filter(|n| n.governor == Some(k) && !n.after_comma && n.subject.is_none() && matches!(n.link, Link::Serial | Link::Complement));
        let further = next.map(|_| {
            // «charged with carrying it from A to B»
            let route = |a: &Argument| !self.inflected && p.frame.event_type == Some(EventType::Accuse) && matches!(a.marker, Some(Marker::To | Marker::From));
            let arguments: Vec<Argument> = self.arguments(k + 1).into_iter().filter(|a| !self.is_venue(k, k + 1, *a) && !route(a)).collect();
            self.first_marked(&arguments, &[None, Some(Marker::With), Some(Marker::To), Some(Marker::Against), Some(Marker::From), Some(Marker::Of)])
        });
        let given = |n: &&Predicate<'_>| n.nominal && n.frame.event_type == Some(EventType::Aid);
        let further = further.unwrap_or_default().or(|| next.filter(given).map(|_| self.further(k + 1, Some(Marker::To))).unwrap_or_default());
        if !further.is_empty() || !matches!(p.frame.event_type, Some(EventType::Assault | EventType::Sanction)) {
            return further;
        }
        let mut side = self.marked(&self.arguments(k), &[Some(Marker::At)]);
        if side.is_empty() {
            let place = self.items[p.item..p.right.min(self.items.len())].iter().find_map(|i| i.place.flatten());
            side.parties.extend(place);
        }
        side
    }

    /// «attacks aimed at the bases of A»: whose is what they are aimed at, not they.
    pub(super) fn aims_past(&self, k: usize, arguments: &[Argument]) -> bool {
        let p = &self.predicates[k];
        let right = p.right.min(self.items.len());
        let at = |m: Marker| (p.item + 1..right).find(|i| self.items[*i].marker() == Some(m));
        let named = arguments.iter().any(|a| a.marker == Some(Marker::Against));
        let past = at(Marker::Against).zip(at(Marker::Of)).is_some_and(|(against, of)| against < of);
        !self.inflected && p.nominal && past && !named && arguments.iter().any(|a| a.marker == Some(Marker::Of))
    }

    /// The state of the place where what is carried arrives: `carrying tents landed in X`, where verbs stand in a row.
    pub(super) fn landed(&self, k: usize) -> Option<Side> {
        let all = self.predicates;
        if self.inflected || all[k].nominal || all[k].frame.event_type != Some(EventType::Aid) {
            return None;
        }
        let row = |n: &&Predicate<'_>| n.link == Link::Serial && !n.nominal && !n.after_comma;
        let last = all[k + 1..].iter().take_while(row).find(|n| n.frame.event_type.is_none() || n.unit.tail.is_some())?;
        let place = self.items.get(last.item + 1)?;
        let capital = place.actor.filter(|a| self.actors[*a as usize].capital).map(|a| self.phrase(a));
        capital.or_else(|| place.place.flatten().map(|country| Side { parties: vec![country], phrases: Vec::new() }))
    }

    /// Whom a promise or gift lets do something: `pledged 500 million to help A export`, `a loan so that A may build`.
    pub(super) fn enabled(&self, k: usize) -> Side {
        let all = self.predicates;
        let (Some(next), Some(then)) = (all.get(k + 1), all.get(k + 2)) else { return Side::default() };
        let helps = next.governor == Some(k) && next.frame.complement == Complement::Light && next.frame.event_type.is_none() && !next.nominal;
        let doer = match next.link {
            Link::Purpose if next.governor == Some(k) => next.subject,
            Link::Complement | Link::Serial if helps && then.governor == Some(k + 1) && then.link == Link::Complement => then.subject,
            _ => None,
        };
        doer.filter(|id| !self.actors[*id as usize].inferred).map(|id| self.phrase(id)).unwrap_or_default()
    }

    /// Who came to harm: `ambushed a patrol, killing a policeman of A`.
    pub(super) fn harmed(&self, k: usize) -> Side {
        let all = self.predicates;
        let cause =
            (k + 1..all.len()).find(|c| all[*c].frame.complement == Complement::Light && all[*c].frame.event_type.is_none() && all[*c].subject.is_none());
        let told = cause
            .and_then(|c| self.child(c))
            .filter(|c| !all[*c].nominal && (self.inflected || all[*c].frame.event_type.is_none()))
            .and_then(|c| all[c].subject);
        told.filter(|id| !self.actors[*id as usize].inferred).map(|id| self.phrase(id)).unwrap_or_default()
    }
}
