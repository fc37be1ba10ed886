//! Who acts on whom: subjects, by inheritance and control where a verb has none of its own, and the parties of the object phrase by
//! the preposition that marks them.

mod goal;
mod place;
mod scheme;
mod subject;

use chancery_knowledge::{Complement, Forms, FunctionWord, Knowledge, Marker, PartyId, Roles, ThingSort};

use crate::actors::{Actor, Anaphor};
use crate::clauses::{Link, Predicate};
use crate::discourse::Discourse;
use crate::items::Item;

/// One sentence read so far.
pub struct Sentence<'s, 'k> {
    /// Its pieces.
    pub items: &'s [Item],
    /// Its actors.
    pub actors: &'s [Actor],
    /// Its predicates.
    pub predicates: &'s [Predicate<'k>],
    /// Its words have forms: `by` and not `of` marks who did what a noun names.
    pub inflected: bool,
}

/// A party phrase in the object region of a predicate.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Index of the actor.
    pub actor: u16,
    /// The preposition that marks it; none for a direct object.
    pub marker: Option<Marker>,
}

/// Parties with the phrases that name them.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// The parties, each once.
    pub parties: Vec<PartyId>,
    /// The phrases, as indices of actors.
    pub phrases: Vec<u16>,
}

impl Side {
    /// Add parties, each once.
    pub fn add(&mut self, parties: &[PartyId], phrase: Option<u16>) {
        for p in parties {
            if !self.parties.contains(p) {
                self.parties.push(*p);
            }
        }
        self.phrases.extend(phrase.filter(|p| !self.phrases.contains(p)));
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.parties.is_empty()
    }

    /// Take out parties that are on another side.
    pub fn without(mut self, other: &Side) -> Side {
        self.parties.retain(|p| !other.parties.contains(p));
        self
    }

    fn or(self, other: impl FnOnce() -> Side) -> Side {
        if self.is_empty() { other() } else { self }
    }
}

impl Sentence<'_, '_> {
    pub fn phrase(&self, actor: u16) -> Side {
        Side { parties: self.actors[actor as usize].parties.clone(), phrases: vec![actor] }
    }

    /// The party phrases after a predicate, up to the next verb, each with its marker.
    pub fn arguments(&self, k: usize) -> Vec<Argument> {
        let p = &self.predicates[k];
        let carrier = p.governor.filter(|g| p.nominal && self.predicates[*g].frame.complement == Complement::Light && p.link == Link::Complement);
        let from = carrier.map_or(p.item, |g| self.predicates[g].item) + 1;
        let right = p.right.min(self.items.len());
        let end = (p.item + 1..right).find(|i| self.items[*i].is(FunctionWord::Purpose)).unwrap_or(p.right);
        let mut out = self.arguments_between(from, end);
        let controlled = self.predicates[k + 1..].iter().find(|n| !n.nominal).filter(|n| {
            let clause = n.left.checked_sub(1).is_some_and(|i| {
                let w = &self.items[i];
                w.is(FunctionWord::Nominal) || w.is(FunctionWord::That) || w.marker() == Some(Marker::About)
            });
            n.governor == Some(k)
                && !n.after_comma
                && !clause
                && matches!(n.link, Link::Complement | Link::Serial)
                && p.frame.complement != Complement::Say
                && p.frame.roles != Roles::Joint
        });
        if let Some(actor) = controlled.and_then(|n| n.subject.or(n.patient)) {
            out.push(Argument { actor, marker: None });
        }
        if p.unit.forms.has(Forms::PASSIVE) {
            // Who does it stands after the verb and is not acted on.
            out.retain(|a| Some(a.actor) != p.subject);
        }
        if let (Some(tail), Some(first)) = (p.unit.tail, out.first_mut()) {
            first.marker = first.marker.or(Some(tail));
        }
        out
    }

    /// The party phrases between two items, each with its marker.
    pub fn arguments_between(&self, from: usize, to: usize) -> Vec<Argument> {
        let mut out: Vec<Argument> = Vec::new();
        let mut i = from;
        // «declined, citing its contract with A»
        let mut source = false;
        while i < to.min(self.items.len()) {
            source = self.inflected && (self.items[i].marker() == Some(Marker::Source) || source && !self.items[i].is_stop());
            if let Some(id) = self.items[i].actor {
                if i > 0 && self.items[i - 1].punct == Some('(') {
                    // An acronym or a gloss, not a party to the act.
                    i += 1;
                    continue;
                }
                // «adopted it, with A abstaining»: what A did meanwhile.
                let after = (i..self.items.len()).find(|n| self.items[*n].actor != Some(id));
                let meanwhile = || self.predicates.iter().any(|p| Some(p.item) == after && p.usage == crate::clauses::inflected::Use::Participle);
                let marker = if source { Some(Marker::Source) } else { self.marker(i, from, out.last()) };
                // «A's EU talks»: what describes the thing owned is no side of its own.
                let describes = self.actors[id as usize].adjective || self.actors[id as usize].loose;
                let absolute = self.inflected && marker == Some(Marker::With) && meanwhile();
                if !(absolute || self.inflected && describes && i > from && self.items[i - 1].is(FunctionWord::Possessive)) {
                    out.push(Argument { actor: id, marker });
                }
                while i < self.items.len() && self.items[i].actor == Some(id) {
                    i += 1;
                }
            } else {
                i += 1;
            }
        }
        out
    }

    /// The nearest preposition to the left within the phrase.
    fn marker(&self, at: usize, floor: usize, previous: Option<&Argument>) -> Option<Marker> {
        let mut k = at;
        let mut words = 0;
        while k > floor {
            let item = &self.items[k - 1];
            if let Some(marker) = item.marker() {
                // «with those of A»
                let stands_for = self.inflected && marker == Marker::Of && k >= 2 && k - 1 > floor && self.items[k - 2].is(FunctionWord::Determiner);
                if stands_for {
                    k -= 2;
                    continue;
                }
                // «protested to A through a channel of B»: what belongs to a means is no side of the act, as little as a source.
                if marker == Marker::Of && !self.inflected && previous.is_some_and(|p| matches!(p.marker, None | Some(Marker::To))) {
                    let noun = |i: &usize| {
                        let x = &self.items[*i];
                        x.actor.is_none() && x.function.is_none() && x.punct.is_none() && !x.predicate
                    };
                    let led = (floor..k - 1).rev().take(4).find(|i| !noun(i)).filter(|i| *i + 2 < k);
                    if led.is_some_and(|i| self.items[i].marker() == Some(Marker::Other)) {
                        return Some(Marker::Source);
                    }
                }
                return Some(marker);
            }
            if item.is(FunctionWord::Agent) {
                return Some(Marker::Of);
            }
            if item.actor.is_some() {
                // «Nga và Mỹ» apart: the same relation as the one before, if only a conjunction stands between.
                // «from the airspace of A [towards] B»: a word for a side begins anew.
                let anew = self.items[at].is(FunctionWord::Side);
                return if words == 0 && !anew { previous.and_then(|p| p.marker) } else { None };
            }
            let stop = (item.punct.is_some() && !matches!(item.punct, Some('"' | '“' | '”' | ',')))
                || item.is(FunctionWord::Nominal) && words > 3
                || matches!(item.punct, Some(',')) && words > 0;
            if self.inflected && [FunctionWord::When, FunctionWord::Because, FunctionWord::But].iter().any(|w| item.is(*w)) {
                return Some(Marker::Other);
            }
            // «contacts between»: a preposition inside the words of a noun or verb.
            let tail = || self.predicates.iter().find(|p| p.item == k - 1).and_then(|p| p.unit.tail);
            if self.inflected
                && item.predicate
                && let Some(tail) = tail()
            {
                return Some(tail);
            }
            if stop || words > 6 || item.is(FunctionWord::When) {
                return item.is(FunctionWord::When).then_some(if words == 0 { Marker::Against } else { Marker::Other });
            }
            if item.predicate {
                words += 1;
            }
            words += usize::from(item.function.is_none() && item.punct.is_none());
            k -= 1;
        }
        None
    }

    /// Whether the phrase before an argument is parted from the predicate by a comma and more.
    fn marked(&self, arguments: &[Argument], markers: &[Option<Marker>]) -> Side {
        let mut out = Side::default();
        for a in arguments.iter().filter(|a| markers.contains(&a.marker)) {
            out.add(&self.actors[a.actor as usize].parties, Some(a.actor));
        }
        out
    }

    fn first_marked(&self, arguments: &[Argument], order: &[Option<Marker>]) -> Side {
        for marker in order {
            let side = self.marked(arguments, &[*marker]);
            if !side.is_empty() {
                return side;
            }
        }
        Side::default()
    }

    /// The first of the markers under which somebody other than the subject stands, else the first of all.
    fn first_other(&self, arguments: &[Argument], order: &[Option<Marker>], subject: &Side) -> Side {
        let other = order.iter().map(|m| self.marked(arguments, &[*m])).find(|s| s.parties.iter().any(|p| !subject.parties.contains(p)));
        other.unwrap_or_else(|| self.first_marked(arguments, order))
    }

    /// The first predicate told as complement of `k`.
    pub fn child(&self, k: usize) -> Option<usize> {
        (k + 1..self.predicates.len()).find(|c| self.predicates[*c].governor == Some(k) && self.predicates[*c].link == Link::Complement)
    }

    /// The act behind verbs without meaning of their own: `begin to ...`, `hold a ...`.
    pub fn deepest(&self, k: usize) -> usize {
        let mut at = k;
        while matches!(self.predicates[at].frame.complement, Complement::Light | Complement::Planned) {
            match self.child(at) {
                Some(c) => at = c,
                None => break,
            }
        }
        at
    }

    /// How many parties the predicate's own phrase names.
    pub fn own_parties(&self, k: usize) -> usize {
        let arguments = self.arguments(k);
        self.marked(&arguments, &[Some(Marker::With), Some(Marker::Between), Some(Marker::Of), None]).parties.len()
    }

    /// Whether the object phrase of a predicate names something that can be agreed.
    pub fn has_substance(&self, knowledge: &Knowledge, k: usize) -> bool {
        let p = &self.predicates[k];
        self.items[p.item..p.right.min(self.items.len())]
            .iter()
            .any(|i| i.agreement.is_some() || i.amount.is_some() || i.thing.is_some_and(|t| knowledge.things.kind(t).is_some()))
    }

    /// Whether the object of a predicate is a document told before: `this treaty`.
    pub fn points_to_document(&self, knowledge: &Knowledge, k: usize) -> bool {
        let p = &self.predicates[k];
        let right = p.right.min(self.items.len());
        (p.item + 1..right).any(|i| {
            self.items[i].thing.is_some_and(|t| knowledge.things.is(t, ThingSort::Document)) && self.items.get(i + 1).is_some_and(|n| n.is(FunctionWord::This))
        })
    }

    /// Actors and recipients of a predicate under its frame's scheme.
    pub fn roles(&self, k: usize, memory: &Discourse) -> (Side, Side) {
        let (subject, mut recipients) = self.by_scheme(k, memory);
        if let Some(told) = self.antecedent(k).filter(|a| !a.clone().without(&subject).is_empty()) {
            // «A, which B blames for it»: A is blamed.
            recipients = told.without(&subject);
        }
        // «praised the decision of the two countries»: two others, or the speaker's other side, as they last acted.
        let many = recipients.phrases.iter().find_map(|a| match &self.actors[*a as usize] {
            Actor { anaphor: Anaphor::Group(n) | Anaphor::States(n), inferred: true, parties, .. } if *n > 1 => Some((*n, parties)),
            _ => None,
        });
        let own = self.items[self.predicates[k].item..self.predicates[k].right.min(self.items.len())].iter().any(|i| i.is(FunctionWord::Own));
        let aimed = matches!(self.predicates[k].frame.roles, Roles::Object | Roles::Domestic);
        if own && aimed && recipients.is_empty() && subject.parties.len() == 1 {
            recipients.parties.clone_from(&subject.parties);
        }
        if let Some((size, parties)) = many
            && subject.parties.iter().any(|s| parties.contains(s))
            && subject.parties.len() <= size
        {
            recipients.parties = memory.spoken_of(size, &subject.parties);
        }
        // «said that the two had agreed ... and asked B»: one of the two asks the other.
        let several = recipients.is_empty() && aimed && !self.predicates[k].passive && subject.parties.len() > 1;
        let direct = || self.arguments(k).iter().find(|a| a.marker.is_none()).map(|a| self.phrase(a.actor));
        if let Some(told) = several.then(direct).flatten() {
            let left = subject.clone().without(&told);
            if told.parties.len() < subject.parties.len() && left.parties.len() < subject.parties.len() && !left.is_empty() {
                return (left, told);
            }
        }
        (subject, recipients)
    }

    /// Who is acted on in a relative clause with a subject of its own: the party before it (`A, whom B has sanctioned`).
    fn antecedent(&self, k: usize) -> Option<Side> {
        let p = &self.predicates[k];
        let aimed = matches!(p.frame.roles, Roles::Object | Roles::Author | Roles::Domestic) && p.frame.complement != Complement::Asked;
        let own = p.subject.is_some_and(|s| self.items[p.left..p.item].iter().any(|i| i.actor == Some(s)));
        if !self.inflected || p.link != Link::Relative || p.nominal || p.passive || !aimed || !own {
            return None;
        }
        let link = p.left.checked_sub(1).filter(|i| self.items[*i].is(FunctionWord::Relative))?;
        let near = link.checked_sub(1).map(|i| if self.items[i].punct == Some(',') { i.saturating_sub(1) } else { i })?;
        let told = self.items[near].actor.filter(|a| Some(*a) != p.subject && !self.actors[*a as usize].parties.is_empty())?;
        // What stands right after the verb is its object.
        let bare = !self.arguments(k).iter().any(|a| a.marker.is_none());
        bare.then(|| self.phrase(told))
    }

    /// Whether people that are no party are told for whom it is: `pledged a fund for farmers`.
    pub fn aims_elsewhere(&self, k: usize) -> bool {
        let p = &self.predicates[k];
        let people = |i: &Item| i.is(FunctionWord::PeopleNoun) || i.actor.is_some_and(|a| self.actors[a as usize].generic);
        let to = |i: usize| self.items[i].marker() == Some(Marker::To) || i == p.item && p.unit.tail == Some(Marker::To);
        let right = p.right.min(self.items.len());
        (p.item..right).any(|i| to(i) && self.items[i + 1..right].iter().take(3).take_while(|x| !x.is_stop() && !x.predicate).any(people))
    }
}
