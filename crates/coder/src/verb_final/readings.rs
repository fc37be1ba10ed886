//! The readings of all predicates of a sentence, once everything stands in its place.

use chancery_knowledge::{Complement, Forms, Function, Marker, Trait};

use super::layout::{Choice, Layout};
use crate::clauses::{Link, Reader, is_statement};

impl Layout<'_, '_, '_> {
    /// Choose the readings of all predicates, now that all stands in its place.
    pub(super) fn choose(&mut self) {
        let (items, source) = (&self.items[..], self.source);
        let reader =
            Reader { knowledge: source.knowledge, language: source.language, text: source.text, items, actors: source.actors, amounts: source.amounts };
        for (k, choice) in self.set.iter().enumerate() {
            let p = &self.predicates[k];
            let stop = self.predicates[k + 1..].iter().find(|n| !n.nominal).map_or(items.len(), |n| n.item);
            let unit = match choice {
                Choice::Set(unit) => *unit,
                Choice::Plain => &source.knowledge.plain_verb,
                Choice::Open => reader.choose_as(p.item, p.right.min(stop).max(p.item + 1), p.left, p.nominal),
            };
            let p = &mut self.predicates[k];
            p.unit = unit;
            p.frame = source.knowledge.frames.get(unit.frame);
        }
        for p in self.predicates.iter().filter(|p| p.frame.event_type == Some(chancery_model::EventType::Retreat)) {
            // The particle of the place where is also that of the place from where.
            for i in p.item + 1..p.right.min(self.items.len()) {
                if self.items[i - 1].marker() == Some(Marker::At) && self.items[i].actor.is_some() {
                    self.items[i - 1].function = Some(Function::Prep(Marker::From));
                }
            }
        }
        for k in 0..self.predicates.len() {
            // «said that it would not»: a refusal.
            let p = &self.predicates[k];
            let (acts, negated) = (p.frame.event_type.is_some(), p.negated);
            let told = p.governor.filter(|g| p.link == Link::Complement && !p.nominal && (negated && (p.future || matches!(self.set[*g], Choice::Set(_)))));
            let idle = p.governor.filter(|g| p.link == Link::Complement && !p.nominal && !acts && matches!(self.set[*g], Choice::Set(_)));
            if let Some(g) = idle.map(|g| &mut self.predicates[g]).filter(|g| g.frame.is(Trait::SlightWish)) {
                // A wish to do what is no act.
                g.unit = &source.knowledge.plain_verb;
                g.frame = source.knowledge.frames.get(g.unit.frame);
            }
            if let Some(g) = told {
                let g = &mut self.predicates[g];
                if matches!(g.frame.complement, Complement::Say | Complement::Affirm) || g.frame.complement == Complement::Thing && g.frame.event_type.is_some()
                {
                    g.unit = &source.knowledge.refusal;
                    g.frame = source.knowledge.frames.get(g.unit.frame);
                }
            }
        }
        for k in 0..self.predicates.len() {
            let p = &self.predicates[k];
            if !p.nominal || p.link != Link::Complement {
                continue;
            }
            let Some(governor) = p.governor.map(|g| &self.predicates[g]) else { continue };
            match governor.frame.complement {
                Complement::None => self.predicates[k].link = Link::Serial,
                // What stands beside a noun under a verb without meaning of its own belongs to the noun.
                // «conveyed thanks»: what is said is itself an act of speech.
                Complement::Say if !is_statement(p.frame) => {}
                Complement::Light | Complement::Planned | Complement::Say => {
                    let (right, does) = (governor.right, !governor.foreign_subject && !governor.passive && !governor.nominal);
                    let first = self.predicates[k].item == governor.item + 1 && self.direct.contains(&k);
                    let p = &mut self.predicates[k];
                    p.right = p.right.max(right);
                    // «express thanks»: the noun is what is done.
                    p.nominal &= !(does && first);
                }
                _ => {}
            }
        }
        self.undergone();
    }

    /// «came under attack by A», «received aid from A», «met the criticism of A»: a verb that is passive and means nothing of its own makes its noun so.
    fn undergone(&mut self) {
        for k in 0..self.predicates.len() {
            let p = &self.predicates[k];
            let Some(g) = p.governor.filter(|_| p.link == Link::Complement && !p.passive && p.frame.event_type.is_some()) else { continue };
            let carrier = &self.predicates[g];
            if carrier.frame.complement != Complement::Light || !carrier.unit.forms.has(Forms::PASSIVE) || !self.direct.contains(&k) {
                continue;
            }
            let (patient, agent) = (carrier.patient, carrier.subject);
            let owner = self.items.get(p.item + 1).filter(|i| i.marker() == Some(Marker::Of)).and_then(|_| self.items.get(p.item + 2)?.actor);
            let p = &mut self.predicates[k];
            (p.passive, p.nominal) = (true, false);
            (p.patient, p.subject) = (patient, agent.or(owner));
        }
    }
}
