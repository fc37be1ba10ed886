//! What stands as the object of an act that names nobody: nobody in particular, people without a nationality, a document.

use chancery_knowledge::{Complement, FunctionWord, ThingSort};
use chancery_model::Amount;

use super::Reader;
use crate::clauses::Predicate;
use crate::items::Item;

impl Reader<'_, '_, '_> {
    /// Where words that point are not laid out, whether the object is a document of nobody that is named: `criticised this accord`.
    pub(super) fn names_document(&self, p: &Predicate<'_>) -> bool {
        let items = &self.sentence.items[p.item + 1..p.right.clamp(p.item + 1, self.sentence.items.len())];
        let document = |i: &Item| i.thing.is_some_and(|t| self.knowledge.things.is(t, ThingSort::Document));
        self.verb_final && items.first().is_some_and(document) && !items.iter().any(|i| i.actor.is_some())
    }

    /// Whether the object is nobody in particular: `urged the international community`.
    pub(super) fn at_large(&self, p: &Predicate<'_>) -> bool {
        let items = &self.sentence.items[p.item + 1..];
        // «urged the big emitting countries»: none that is named.
        let states = |i: &Item| i.is(FunctionWord::StateNoun) && i.actor.is_none();
        let several = items.first().is_some_and(|i| i.is(FunctionWord::Determiner) && !i.is(FunctionWord::Possessor));
        let few = || items.iter().take(4).take_while(|i| !i.is_stop() && !i.predicate);
        // Where the verb stands last, whom it is told to comes after it: «urged that ... to countries that emit much».
        let right = p.right.min(self.sentence.items.len());
        let told = |i: &usize| self.sentence.items[*i].marker() == Some(chancery_knowledge::Marker::To) && self.sentence.items.get(i + 1).is_some_and(states);
        let open = self.verb_final && (p.item + 1..right).any(|i| told(&i));
        open || few().any(|i| i.is(FunctionWord::Anyone)) || several && few().any(states) && !few().any(|i| i.is(FunctionWord::This) || i.actor.is_some())
    }

    /// Whether a word stands for people without a nationality, or counts them.
    pub(super) fn is_people(&self, item: &Item) -> bool {
        let counted = |a: u16| matches!(&self.amounts[a as usize], Amount::Quantity { unit, .. } if unit == "person");
        item.is(FunctionWord::PeopleNoun) || item.actor.is_some_and(|a| self.sentence.actors[a as usize].generic) || item.amount.is_some_and(counted)
    }

    /// Whether a noun of violence has a verb that tells what it led to: `a bomb attack in A left three dead`.
    pub(super) fn harms(&self, k: usize) -> bool {
        let next = self.predicates().get(k + 1).filter(|n| !n.nominal && n.frame.event_type.is_none() && n.frame.complement == Complement::Light);
        next.is_some_and(|n| !self.sentence.items[self.predicates()[k].item..n.item].iter().any(Item::is_stop)) && self.sentence.local_place(k).is_some()
    }

    /// Whether a bare word for people of some state stands there: `the delegation`.
    pub(super) fn meets_people(&self, at: usize) -> bool {
        self.sentence.items.get(at).and_then(|i| i.thing).is_some_and(|t| self.knowledge.things.is(t, ThingSort::People))
    }

    /// Whether so many people of no named state stand there: `4,000 prisoners`.
    pub(super) fn counts_people(&self, at: usize) -> bool {
        let items = self.sentence.items;
        let after = (at..items.len().min(at + 5)).find(|i| !(items[*i].number || items[*i].is(FunctionWord::Determiner)) || items[*i].thing.is_some());
        let Some(i) = after.filter(|i| *i > at && self.meets_people(*i)) else { return false };
        !items[i..].iter().take(5).take_while(|x| !x.is_stop()).any(|x| x.actor.is_some_and(|a| !self.sentence.actors[a as usize].inferred))
    }

    /// Whether people who demonstrate are what is acted on: those of the state itself.
    pub(super) fn protesters_after(&self, p: &Predicate<'_>) -> bool {
        let protest = self.knowledge.things.find("protest");
        let items = &self.sentence.items[p.item + 1..p.right.min(self.sentence.items.len()).max(p.item + 1)];
        items.iter().take(5).take_while(|i| !i.is_stop()).any(|i| i.thing.is_some() && i.thing == protest)
    }

    /// Whether people without a nationality are what is acted on.
    pub(super) fn people_after(&self, p: &Predicate<'_>) -> bool {
        let items = &self.sentence.items[p.item + 1..p.right.min(self.sentence.items.len()).max(p.item + 1)];
        items.iter().take(6).take_while(|i| !i.is_stop()).any(|i| self.is_people(i))
    }
}
