//! How the predicates of a sentence hang together.

use chancery_knowledge::{Complement, FunctionWord, Marker, Trait};

use chancery_model::Mode;

use super::{Link, Predicate, Reader, is_speech};
use crate::items::Item;

impl<'k> Reader<'k, '_> {
    pub(super) fn link(&self, all: &mut [Predicate<'k>], k: usize, asides: &[(usize, usize)]) {
        if let Some(noun) = self.heading(all, k, asides) {
            all[k].foreign_subject = true;
            all[k].link = Link::Serial;
            all[k].governor = Some(noun);
            return;
        }
        let previous = self.outside(all, k, asides);
        if self.language.is_inflected() && self.link_by_form(all, k, previous) {
            return;
        }
        let left = all[k].left;
        let floor = previous.map_or(0, |p| all[p].item + 1);
        let before = |n: usize| left.checked_sub(n).filter(|i| *i >= floor).map(|i| &self.items[i]);
        let comma = (floor..left).any(|i| matches!(self.items[i].punct, Some(',' | ';' | ':' | '–' | '—')));
        all[k].after_comma = comma || left < floor;
        if left < floor && (all[k].subject.is_some() || all[k].patient.is_some()) {
            // The subject stands before an apposition that has a verb of its own.
            return;
        }
        // Step over quotation marks and dates to the word that links, which may be the last of a date: `two days after`.
        let links = |b: &Item| b.is(FunctionWord::When) && !self.language.is_inflected();
        let mut n = 1;
        while before(n).is_some_and(|b| matches!(b.punct, Some('"' | '“' | '”' | '\'')) || b.date.is_some() && !links(b)) {
            n += 1;
        }
        let word = before(n);
        let function = |w: FunctionWord| word.is_some_and(|b| b.is(w) && b.amount.is_none());
        let owns_subject = all[k].subject.is_some() || all[k].foreign_subject;

        if all[k].nominal {
            let light = previous.filter(|p| !comma && matches!(all[*p].frame.complement, Complement::Light));
            let takes = previous.filter(|p| !comma && all[*p].frame.complement != Complement::None);
            let prep = word.and_then(Item::marker);
            let time = function(FunctionWord::When) || function(FunctionWord::Because) || matches!(prep, Some(Marker::At | Marker::Source | Marker::From));
            let continued =
                previous.filter(|p| comma && !time && !self.heads_verb(all, k) && (all[*p].governor.is_some() || all[*p].frame.complement != Complement::None));
            if let Some(p) = continued {
                all[k].link = Link::Coordinate;
                all[k].head = Some(p);
                all[k].governor = all[p].governor.or(Some(p));
                return;
            }
            let (link, governor) = match (light, takes, time) {
                (Some(p), _, _) => (Link::Complement, Some(p)),
                (None, Some(p), false) => (Link::Complement, Some(p)),
                (_, _, true) => (Link::Topic, previous),
                _ if comma || previous.is_none() => (Link::Topic, None),
                _ => (Link::Serial, previous),
            };
            all[k].link = link;
            all[k].governor = governor;
            return;
        }
        if function(FunctionWord::If) {
            all[k].link = Link::If;
            all[k].governor = previous;
            return;
        }
        let noun = function(FunctionWord::StateNoun) || function(FunctionWord::BodyNoun) || function(FunctionWord::GroupNoun);
        let gloss = noun && before(n + 1).is_some_and(|b| b.punct == Some(','));
        // The word for a doer may open a reason before a verb: «was punished [by] funding gangs».
        let reason = function(FunctionWord::Agent) && !owns_subject && n == 1 && self.language.is_isolating();
        if gloss || function(FunctionWord::Relative) || function(FunctionWord::Agent) && !reason {
            all[k].link = Link::Relative;
            all[k].governor = previous;
            if all[k].passive && all[k].patient.is_none() {
                all[k].patient = self.glossed(all[k].item);
            }
            return;
        }
        let Some(p) = previous else { return };
        if function(FunctionWord::When) || function(FunctionWord::Because) || reason {
            all[k].link = Link::When;
            all[k].governor = Some(p);
            return;
        }
        if function(FunctionWord::Purpose) {
            all[k].link = Link::Purpose;
            all[k].governor = Some(p);
            return;
        }
        let about = word.and_then(Item::marker) == Some(Marker::About);
        if function(FunctionWord::That) || function(FunctionWord::Nominal) || about {
            all[k].link = Link::Complement;
            all[k].governor = Some(self.taker(all, p, comma).unwrap_or(p));
            return;
        }
        let and = function(FunctionWord::And);
        let but = function(FunctionWord::But) || function(FunctionWord::Also);
        let stop = word.is_some_and(Item::is_stop);
        let noun_before = word.is_some_and(|b| b.punct.is_none() && !b.predicate && b.function.is_none());
        let reduced = all[k].passive && noun_before && !matches!(all[p].frame.complement, Complement::Say | Complement::Affirm | Complement::Opine);
        if reduced && !(and || but || stop || comma) {
            all[k].link = Link::Relative;
            all[k].governor = Some(p);
            return;
        }
        // «A lawmaker who had criticised the deal was arrested by B»: nobody arrests a deal.
        let person = matches!(all[k].frame.mode, Some(Mode::Arrest | Mode::Deport | Mode::Abduct | Mode::Convict));
        let critic = all[p].governor.filter(|g| is_speech(all[*g].frame) && all[*g].item + 1 == all[p].item && self.items[all[p].item].thing.is_some());
        let critic = critic.and_then(|g| all[g].subject).filter(|s| self.actors[*s as usize].kind == Some(chancery_knowledge::TitleKind::Person));
        if let (true, Some(critic)) = (person && all[k].passive && all[k].past && all[k].patient.is_none() && !comma, critic) {
            all[k].patient = Some(critic);
            return;
        }
        let going_on = |q: &Predicate<'k>| {
            q.frame.event_type.is_none() && q.frame.complement == Complement::None && !q.future && !q.past && !q.nominal
                || self.items[q.left.min(q.item)..q.item].iter().any(|i| i.is(FunctionWord::Progressive))
        };
        if !(and || but || stop || comma) && all[k].future && !self.language.settings.verb_final && all[p].foreign_subject && going_on(&all[p]) {
            // «said [that] the units [that are] nearing the border will go home»: the former tells of the subject of the latter.
            all[k].link = all[p].link;
            all[k].governor = all[p].governor;
            all[k].foreign_subject = true;
            all[p].link = Link::Relative;
            all[p].governor = None;
            return;
        }
        if !(and || but || stop || comma) {
            // Nothing between: complement of a verb that takes one, else a further verb of the clause.
            let takes = all[p].frame.complement != Complement::None && !(all[p].nominal && owns_subject);
            all[k].link = if takes { Link::Complement } else { Link::Serial };
            all[k].governor = Some(p);
            if matches!(all[p].frame.complement, Complement::None | Complement::Light | Complement::Planned) && word.is_some_and(|b| b.punct.is_none()) {
                // What stands between two verbs of one clause is the object of the first, not the subject of the second.
                all[k].foreign_subject = false;
                let plain = |q: &Predicate<'k>| !q.nominal && !q.past && !q.future && !q.passive && q.frame.complement == Complement::None;
                if (all[k].past || all[k].future) && plain(&all[p]) && (all[p].subject.is_some() || all[p].link == Link::Serial) && !all[k].passive {
                    // «A ship carrying wheat for B has landed»: the ship.
                    all[k].subject = None;
                }
            }
            return;
        }
        if owns_subject {
            let say = ancestors(all, p).find(|a| all[*a].frame.complement == Complement::Say && !all[*a].nominal);
            all[k].link = if say.is_some() { Link::Complement } else { Link::Root };
            all[k].governor = say;
            return;
        }
        if all[p].frame.is(Trait::Means) && !all[p].nominal && !all.iter().any(|c| c.governor == Some(p)) {
            // «used A, B and C to attack»: what stands between are the means.
            all[k].foreign_subject = false;
            all[k].link = Link::Complement;
            all[k].governor = Some(p);
            return;
        }
        let parted = (floor..left).any(|i| self.items[i].punct == Some(';'));
        let listed = if parted { ancestors(all, p).find(|a| matches!(all[*a].frame.complement, Complement::Thing | Complement::Asked)) } else { None };
        let first = listed.and_then(|g| (g + 1..k).find(|c| all[*c].governor == Some(g) && all[*c].link == Link::Complement));
        let listed_noun = first
            .filter(|f| all[*f].frame.is(Trait::SupportVerb))
            .and_then(|f| (f + 1..k).find(|c| all[*c].governor == Some(f) && all[*c].link == Link::Complement));
        let head = match (first, listed_noun) {
            (Some(_), Some(noun)) if !all[k].past && !all[k].future => noun,
            (Some(first), _) if !is_speech(all[k].frame) => first,
            _ => self.coordinate(all, p, k, and, comma),
        };
        let aside = all[head].link == Link::Relative && comma && !and;
        if let Some(owner) = self.glossed(all[head].item).filter(|_| aside) {
            // «A, who was received by B, urged ...»
            all[k].subject = Some(owner);
            return;
        }
        if let (Some(patient), true) = (all[head].patient, all[head].usage == super::inflected::Use::Reduced && comma && !and && all[k].subject.is_none()) {
            // «The reporter of A seized by B in C, denied it»: who was seized.
            all[k].subject = Some(patient);
            return;
        }
        all[k].link = Link::Coordinate;
        all[k].head = Some(head);
        all[k].governor = match all[head].link {
            Link::Topic | Link::When | Link::If => None,
            _ => all[head].governor,
        };
    }

    /// The predicate before `k` with which it is told: not one that a clause cut short puts between its subject and it.
    fn outside(&self, all: &[Predicate<'k>], k: usize, asides: &[(usize, usize)]) -> Option<usize> {
        let last = k.checked_sub(1)?;
        let cut = asides.iter().rev().find(|a| a.1 < all[k].item && self.items[a.0].punct.is_none() && (a.0..=a.1).contains(&all[last].item));
        cut.map_or(Some(last), |c| (0..k).rev().find(|p| all[*p].item < c.0))
    }

    /// The noun of which a verb tells beyond what stands between two commas: `an attack by A, known as B, killed two`.
    fn heading(&self, all: &[Predicate<'k>], k: usize, asides: &[(usize, usize)]) -> Option<usize> {
        let last = k.checked_sub(1).filter(|_| self.language.is_inflected() && !all[k].nominal && all[k].subject.is_none())?;
        let helps = |a: &(usize, usize)| a.1 < all[k].item && self.items[a.1 + 1..all[k].item].iter().all(|x| x.function.is_some() && x.actor.is_none());
        let aside = asides.iter().rev().find(|a| self.items[a.0].punct.is_some() && helps(a))?;
        let noun = (0..=last).rev().find(|p| all[*p].item < aside.0).filter(|p| all[*p].nominal)?;
        (!self.items[all[noun].item..aside.0].iter().any(Item::is_stop)).then_some(noun)
    }

    /// Whom a clause set apart by a comma tells more of: `A, who ...`.
    fn glossed(&self, at: usize) -> Option<u16> {
        let comma = (1..at).rev().find(|i| self.items[*i].is_stop())?;
        let told = &self.items[comma + 1];
        let opens = [FunctionWord::Relative, FunctionWord::StateNoun, FunctionWord::BodyNoun].iter().any(|w| told.is(*w));
        self.items[comma - 1].actor.filter(|_| opens && self.items[comma].punct == Some(','))
    }

    /// Whether a noun is followed at once by a verb or an auxiliary: it is what that verb is about.
    pub(super) fn heads_verb(&self, all: &[Predicate<'k>], k: usize) -> bool {
        let next = all.get(k + 1).filter(|n| !n.nominal);
        next.is_some_and(|n| n.left <= all[k].item + 4 && !self.items[all[k].item + 1..n.left.max(all[k].item + 1)].iter().any(Item::is_stop))
    }

    /// The nearest predicate that takes a complement, from `p` upwards.
    pub(super) fn taker(&self, all: &[Predicate<'k>], p: usize, comma: bool) -> Option<usize> {
        let takes = |a: &usize| all[*a].frame.complement != Complement::None;
        if comma { ancestors(all, p).find(takes) } else { Some(p).filter(takes).or_else(|| ancestors(all, p).find(takes)) }
    }

    /// The predicate that `k`, which has no subject of its own, is coordinated with.
    pub(super) fn coordinate(&self, all: &[Predicate<'k>], p: usize, k: usize, and: bool, comma: bool) -> usize {
        let tight = and && !comma;
        let mut start = p;
        // A noun, a further verb, an aim or a relative clause is left behind, unless «and» ties tightly.
        let leaves = |a: &Predicate<'k>| {
            a.nominal
                || matches!(a.link, Link::Serial | Link::Relative | Link::Topic)
                || (a.link == Link::Purpose && !tight)
                || (matches!(a.link, Link::When | Link::If) && !tight)
        };
        while leaves(&all[start]) {
            match all[start].governor.or_else(|| start.checked_sub(1)) {
                Some(g) if g < start => start = g,
                _ => break,
            }
        }
        if !is_speech(all[k].frame) || (tight && is_speech(all[start].frame)) {
            return start;
        }
        if and && all[start].subject.is_some() && all[start].governor.is_some_and(|g| all[g].frame.complement == Complement::Say) {
            return start;
        }
        let chain: Vec<usize> = std::iter::once(start).chain(ancestors(all, start)).collect();
        let level = |a: &usize| {
            is_speech(all[*a].frame)
                && all[*a].governor.is_none_or(|g| {
                    matches!(all[g].frame.complement, Complement::Say | Complement::Affirm) && all[*a].link == Link::Complement
                        || matches!(all[*a].link, Link::When | Link::Topic | Link::Serial)
                })
        };
        chain.iter().copied().find(|a| level(a)).or(chain.last().copied()).unwrap_or(start)
    }
}

/// The governors of a predicate, from the nearest up.
pub fn ancestors<'p>(all: &'p [Predicate<'_>], from: usize) -> impl Iterator<Item = usize> + 'p {
    let mut at = from;
    std::iter::from_fn(move || {
        let up = all[at].governor.filter(|g| *g < at)?;
        at = up;
        Some(up)
    })
}
