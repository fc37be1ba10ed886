//! Whether an act is told of the same parties as the one around it.

use chancery_knowledge::{Complement, Trait};
use chancery_model::EventType;

use super::Reader;
use crate::clauses::Link;
use crate::discourse::Discourse;
use crate::roles::Side;

impl Reader<'_, '_, '_> {
    /// The verb of saying after a clause or after a quotation in which it stands: `"A must withdraw," B said`.
    pub(super) fn quoted_speaker(&self, k: usize) -> Option<usize> {
        let all = self.predicates();
        let items = self.sentence.items;
        let quote = |i: &usize| matches!(items[*i].punct, Some('"' | '”'));
        let open = items[..all[k].item].iter().filter(|x| matches!(x.punct, Some('"' | '“' | '”'))).count() % 2 == 1;
        if !open && self.sentence.inflected {
            // «A must withdraw, B said»
            let q = all.last().filter(|q| q.item > all[k].item && q.subject.is_some() && q.link == Link::Root && !q.nominal)?;
            let closes = items[q.item + 1..].iter().all(|i| i.punct.is_some() || i.date.is_some());
            let apart = q.left > 0 && (all[k].item..q.item).any(|i| items[i].punct == Some(','));
            return (closes && apart && q.frame.complement == Complement::Say).then_some(all.len() - 1);
        }
        let closed = (all[k].item..items.len()).find(quote).filter(|_| open && !self.verb_final)?;
        let says = |q: &usize| {
            let q = &all[*q];
            !q.nominal && q.item > closed && q.frame.complement == Complement::Say && q.subject.is_some() && q.link == Link::Root
        };
        (k + 1..all.len()).find(says)
    }

    /// Whether a visit told just before has the same parties: `came to B and met its president`.
    pub(super) fn same_parties(&self, head: usize, actors: &Side, recipients: &Side, memory: &Discourse) -> bool {
        let (mut a, b) = self.sentence.roles(self.sentence.deepest(head), memory);
        a.add(&b.parties, None);
        let mut own = actors.clone();
        own.add(&recipients.parties, None);
        a.parties.len() == own.parties.len() && own.without(&a).is_empty()
    }

    /// Whether two meetings are with two persons of different office: `was received by the president and met the minister`.
    pub(super) fn other_person(&self, head: usize, k: usize) -> bool {
        let met = |k: usize| {
            let told = self.sentence.arguments(k).into_iter().map(|a| &self.sentence.actors[a.actor as usize]);
            told.into_iter().find(|a| a.kind == Some(chancery_knowledge::TitleKind::Person) && a.name.is_some() && !a.parties.is_empty())
        };
        matches!((met(self.sentence.deepest(head)), met(k)), (Some(a), Some(b)) if a.parties == b.parties && a.office != b.office)
    }

    /// «ordered sanctions on B»: who orders an act of state and addresses nobody does it.
    pub(super) fn orders_itself(&self, k: usize) -> bool {
        let all = self.predicates();
        let act = |c: usize| {
            let c = &all[c];
            let own = matches!(
                c.frame.event_type,
                Some(EventType::Sanction | EventType::Coerce | EventType::Mobilize | EventType::Assault | EventType::Retreat | EventType::Concede)
            );
            own && c.subject.is_none() && !self.sentence.items[all[k].item..c.item].iter().any(|i| i.actor.is_some())
        };
        all[k].frame.is(Trait::OrdersItself) && self.sentence.child(k).is_some_and(|c| act(self.sentence.deepest(c)))
    }
}
