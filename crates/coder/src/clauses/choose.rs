//! Which reading of a word holds where it stands, and whether it stands as a verb or as a noun.

use chancery_knowledge::{Complement, FunctionWord, Marker, Need, Roles, Tag, ThingClass, TitleKind, Unit};
use chancery_model::{Amount, EventType};

use super::{Predicate, Reader};
use crate::actors::Anaphor;

impl<'k> Reader<'k, '_> {
    /// The most demanding reading that holds, one that fits the position first; a verb none of whose readings holds is a plain verb.
    pub(super) fn choose(&self, at: usize, end: usize, floor: usize) -> Option<&'k Unit> {
        let units = self.units(at);
        let noun = self.is_noun_position(at, floor) || self.names_parties(at, units);
        let holding = || units.iter().filter(|u| u.needs.iter().all(|n| self.holds(u, n, at, end, floor)));
        let fitting = holding().find(|u| if noun { u.noun } else { u.verb });
        let plain = || (units.is_empty() || units.iter().any(|u| u.verb)).then_some(&self.knowledge.plain_verb);
        fitting.or_else(|| holding().next()).or_else(plain)
    }

    /// The reading of a word that is known to stand as a noun or as a verb.
    pub(crate) fn choose_as(&self, at: usize, end: usize, floor: usize, noun: bool) -> &'k Unit {
        let fits = |u: &&Unit| (if noun { u.noun } else { u.verb }) && u.needs.iter().all(|n| self.holds(u, n, at, end, floor));
        self.units(at).iter().find(fits).unwrap_or(&self.knowledge.plain_verb)
    }

    pub(super) fn holds(&self, unit: &Unit, need: &Need, at: usize, end: usize, floor: usize) -> bool {
        let near = end.min(at + 13);
        match need {
            Need::Object(classes) => {
                // «agreed to reopen, in May, their talks»
                let aside = self.items.get(at + 1).is_some_and(|x| x.punct == Some(',')) && self.language.is_inflected();
                let closed = (at + 2..self.items.len().min(at + 10)).find(|i| aside && self.items[*i].punct == Some(','));
                let led = self.items.get(at + 2).is_some_and(|x| x.marker().is_some() || x.date.is_some());
                let at = closed.filter(|c| led && !self.items[at + 2..*c].iter().any(|x| x.predicate)).unwrap_or(at);
                let right = if self.language.is_inflected() {
                    self.object_of(at, self.items.len().min(at + 14), classes)
                } else {
                    self.heads_object(at, near, classes)
                };
                let amount = || (at + 1..near.min(at + 7)).any(|i| self.items[i].amount.is_some()) && self.counts_as(at, near, classes);
                let undergoes = self.language.settings.verb_final && self.items[at].tags.has(Tag::Passive);
                let patient =
                    || undergoes && (floor.min(at)..at).any(|i| self.items[i].actor.and_then(|a| self.class_of(a)).is_some_and(|t| classes.contains(&t)));
                right
                    || patient()
                    || amount()
                    || self.antecedent(at, floor, classes)
                    || (floor..at).rev().take_while(|i| !self.items[*i].is_stop()).any(|i| {
                        let start = || (0..i).rev().find(|k| self.items[*k].is_stop()).map_or(0, |k| k + 1);
                        self.items[i].is(FunctionWord::Passive)
                            && (start()..i).any(|k| self.items[k].thing.is_some_and(|t| classes.contains(&t)) || self.is_agreement_of(k, classes))
                    })
            }
            Need::Body => {
                let first = (at + 1..near).find_map(|i| self.items[i].actor);
                first.is_some_and(|a| self.actors[a as usize].body)
            }
            Need::Subject(classes) => {
                let start = (0..at).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                let people =
                    |i: usize| !self.language.settings.verb_final && self.items[i].actor.and_then(|a| self.class_of(a)).is_some_and(|t| classes.contains(&t));
                let next = self.language.settings.verb_final && self.items.get(at + 1).and_then(|x| x.thing).is_some_and(|t| classes.contains(&t));
                // «the remaining tonnes arrived»
                let amount = || start < at && self.items[start..at].iter().any(|x| x.amount.is_some()) && self.counts_as(start.saturating_sub(1), at, classes);
                next || (start..at).any(|i| self.items[i].thing.is_some_and(|t| classes.contains(&t)) || people(i)) || amount()
            }
            Need::Speech => {
                let next =
                    (at + 1..self.items.len().min(at + 10)).take_while(|i| !self.items[*i].is_stop()).find(|i| self.items[*i].predicate && self.is_free(*i));
                let speech = |u: &Unit| {
                    let frame = self.knowledge.frames.get(u.frame);
                    u.verb && super::is_statement(frame) && frame.event_type.is_some_and(|t| t != EventType::Agree)
                };
                next.is_some_and(|i| self.units(i).iter().any(speech))
            }
            Need::As(classes) => {
                let stop = (at + 1..self.items.len().min(at + 16)).find(|i| self.items[*i].is_stop()).unwrap_or(self.items.len().min(at + 16));
                // «is an act of provocation» may be one word of the lexicon.
                let judged = |i: usize| {
                    self.units(i)
                        .iter()
                        .map(|u| self.knowledge.frames.get(u.frame))
                        .any(|f| f.roles == Roles::Judged && f.event_type == self.knowledge.frames.get(unit.frame).event_type)
                };
                if (at + 1..stop).any(judged) {
                    return true;
                }
                let link = (at + 1..stop).find(|i| self.items[*i].is(FunctionWord::That));
                link.is_some_and(|l| (l + 1..stop.min(l + 7)).any(|i| self.items[i].thing.is_some_and(|t| classes.contains(&t))))
            }
            Need::Party => {
                let after = (at + 1..self.items.len().min(at + 24)).take_while(|i| self.items[*i].punct != Some(',')).any(|i| self.items[i].actor.is_some());
                // «A was received by B»
                let passive = |i: usize| self.items[i].is(FunctionWord::Passive) && self.items[floor.min(i)..i].iter().any(|x| x.actor.is_some());
                after || (floor..at).any(passive)
            }
            Need::Person => {
                // «welcomed the emir of A», but not «welcomed the emir's words».
                let only = |x: &crate::items::Item| {
                    let plain = x.entry.is_none() && x.punct.is_none() && !x.capital && self.language.is_inflected();
                    plain || x.is(FunctionWord::Determiner) || x.number || x.is(FunctionWord::Adverb) || x.is(FunctionWord::Possessor)
                };
                let first = (at + 1..near).find(|i| self.items[*i].actor.is_some() || !only(&self.items[*i]));
                let Some(id) = first.and_then(|i| self.items[i].actor) else { return false };
                let after = (at + 1..self.items.len()).rev().find(|i| self.items[*i].actor == Some(id)).map_or(at, |i| i + 1);
                let owner = self.items.get(after).is_some_and(|x| x.is(FunctionWord::Possessive) || x.predicate && x.thing.is_some());
                self.actors[id as usize].kind == Some(chancery_knowledge::TitleKind::Person) && !owner
            }
            Need::Future => (floor.max(at.saturating_sub(4))..at).any(|i| self.items[i].is(FunctionWord::Future)),
            Need::Complement => self.complement_follows(at),
            Need::NoComplement => !self.complement_follows(at),
            Need::Word(word) => self.word_follows(word, at),
            Need::Infinitive => self.infinitive_follows(at),
            Need::Subjunctive => self.subjunctive_follows(at),
            // «A and B discussed»: several that are named.
            Need::Together => self.items[floor.min(at)..at].iter().filter_map(|i| i.actor).any(|a| {
                let actor = &self.actors[a as usize];
                actor.parties.len() > 1 && !actor.inferred && actor.anaphor == Anaphor::None
            }),
        }
    }

    /// Whether the verb stands in a relative clause on a noun of one of the classes: `the treaty that both signed`.
    fn antecedent(&self, at: usize, floor: usize, classes: &[ThingClass]) -> bool {
        let start = (floor..at).rev().find(|i| self.items[*i].is_stop()).map_or(floor, |i| i + 1);
        // «a resolution that the Council adopted»
        let that = |i: usize| self.language.is_inflected() && i > 0 && self.items[i].is(FunctionWord::That) && self.items[i - 1].thing.is_some();
        let opens = |i: &usize| self.items[*i].is(FunctionWord::Relative) || self.items[*i].is(FunctionWord::Agent) || that(*i);
        let Some(link) = (start..at).rev().find(opens) else { return false };
        let head = (0..link).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
        (head.max(link.saturating_sub(12))..link)
            .rev()
            .find(|i| self.items[*i].thing.is_some() || self.items[*i].agreement.is_some())
            .is_some_and(|i| self.items[i].thing.is_some_and(|t| classes.contains(&t)) || self.is_agreement_of(i, classes))
    }

    /// Whether the head of the object phrase, or a noun joined to it, is of one of the classes.
    pub(super) fn heads_object(&self, at: usize, end: usize, classes: &[ThingClass]) -> bool {
        let mut i = at + 1;
        while i < end {
            let item = &self.items[i];
            let governed = (i.saturating_sub(3).max(at + 1)..i).rev().take_while(|j| self.items[*j].actor.is_none()).any(|j| self.items[j].marker().is_some());
            if !governed && item.actor.and_then(|a| self.class_of(a)).is_some_and(|t| classes.contains(&t)) {
                return true;
            }
            if (item.thing.is_some() || item.agreement.is_some()) && !governed {
                let fits = |i: usize| self.items[i].thing.is_some_and(|t| classes.contains(&t)) || self.is_agreement_of(i, classes);
                let joined = |i: usize| self.items[i].is(FunctionWord::And) || self.items[i].punct == Some(',');
                return fits(i) || (i + 1..end.min(i + 6)).any(|j| fits(j) && (i + 1..j).any(joined));
            }
            i += 1;
        }
        false
    }

    /// The class of things that people belong to: soldiers are troops, an ambassador is a diplomat.
    pub(super) fn class_of(&self, actor: u16) -> Option<ThingClass> {
        let actor = self.actors.get(actor as usize)?;
        let office = actor.office?;
        match actor.kind? {
            TitleKind::Group => self.knowledge.things.of_group(self.knowledge.parties.office(office).sector),
            TitleKind::Person if self.language.settings.verb_final => self.knowledge.things.of_person(office),
            _ => None,
        }
    }

    /// Whether an amount follows that stands for one of the classes: money, or goods by weight.
    pub(super) fn counts_as(&self, at: usize, end: usize, classes: &[ThingClass]) -> bool {
        let Some(id) = (at + 1..end).find_map(|i| self.items[i].amount) else { return false };
        let name = match self.amounts.get(id as usize) {
            Some(Amount::Money { .. }) => "money",
            Some(Amount::Quantity { unit, .. }) if unit == "tonne" || unit == "dose" => "goods",
            Some(Amount::Quantity { unit, .. }) if unit == "person" => "citizen",
            _ => return false,
        };
        self.knowledge.things.find(name).is_some_and(|t| classes.contains(&t))
    }

    /// Whether a known agreement stands here and its sort is among the classes.
    pub(super) fn is_agreement_of(&self, i: usize, classes: &[ThingClass]) -> bool {
        let Some(id) = self.items[i].agreement else { return false };
        let kind = self.knowledge.agreements[id as usize].kind;
        classes.iter().any(|c| self.knowledge.things.kind(*c) == Some(kind))
    }

    pub(super) fn complement_follows(&self, at: usize) -> bool {
        if self.items.get(at + 1).is_some_and(|i| i.is(FunctionWord::And) && i.punct.is_none()) {
            // «backed the deal and promised money»
            return false;
        }
        for item in self.items.iter().skip(at + 1).take(14) {
            if item.is_stop() {
                return false;
            }
            if item.predicate || item.is(FunctionWord::Nominal) || item.is(FunctionWord::That) {
                return true;
            }
        }
        false
    }

    pub(super) fn is_nominal(&self, at: usize, floor: usize, unit: &Unit, previous: Option<&Predicate<'_>>) -> bool {
        if !unit.noun || !unit.verb {
            return unit.noun;
        }
        let Some(before) = at.checked_sub(1).map(|i| &self.items[i]) else {
            // At the head of a sentence: a noun if a verb follows at once.
            return self.items.get(at + 1).is_some_and(|n| n.predicate || n.is(FunctionWord::Past)) || self.names_parties(at, std::slice::from_ref(unit));
        };
        if previous.is_some_and(|p| p.item + 1 == at && p.frame.complement == Complement::Light) {
            return false;
        }
        self.is_noun_position(at, floor) || before.is(FunctionWord::When) || self.names_parties(at, std::slice::from_ref(unit))
    }

    /// Whether those who do it together follow at once, as after a noun: `military cooperation A-B`, `talks between A and B`.
    fn names_parties(&self, at: usize, units: &[Unit]) -> bool {
        let Some(next) = self.items.get(at + 1) else { return false };
        let together = units.iter().any(|u| self.knowledge.frames.get(u.frame).roles == Roles::Joint);
        next.marker() == Some(Marker::Between)
            || together && next.actor.is_some_and(|a| self.actors[a as usize].parties.len() > 1 && self.actors[a as usize].anaphor == Anaphor::None)
    }

    /// Whether the word before asks for a noun.
    pub(super) fn is_noun_position(&self, at: usize, floor: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|i| *i >= floor).map(|i| &self.items[i]) else { return false };
        let preposition = matches!(before.marker(), Some(Marker::At | Marker::Of | Marker::With | Marker::From | Marker::Between));
        let tagged = at.checked_sub(2).is_some_and(|i| {
            self.items[i].thing.is_some() || (self.items[i].function.is_none() && self.items[i].punct.is_none() && self.items[i].entry.is_none())
        });
        let counted = before.number && before.date.is_none() && before.amount.is_none() && !tagged;
        before.is(FunctionWord::Determiner) || before.is(FunctionWord::Nominal) || counted || preposition
    }
}
