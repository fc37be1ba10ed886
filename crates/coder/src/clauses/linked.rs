//! How predicates hang together where the form of a verb tells: infinitives, participles, relative clauses cut short.

use chancery_knowledge::{Complement, Forms, FunctionWord, Marker, Trait};

use chancery_model::EventType;

use super::inflected::Use;
use super::link::ancestors;
use super::{Link, Predicate, Reader};

impl<'k> Reader<'k, '_> {
    /// Link `k` by the form of its verb. False where the form does not decide.
    pub(super) fn link_by_form(&self, all: &mut [Predicate<'k>], k: usize, previous: Option<usize>) -> bool {
        if all[k].nominal {
            return false;
        }
        let left = all[k].left;
        let floor = previous.map_or(0, |p| all[p].item + 1);
        let mut start = left;
        while start > floor && (matches!(self.items[start - 1].punct, Some('"' | '“' | '”' | '‘' | '’' | '\'')) || self.items[start - 1].date.is_some())
        {
            start -= 1;
        }
        let word = start.checked_sub(1).map(|i| &self.items[i]);
        let function = |w: FunctionWord| word.is_some_and(|b| b.is(w));
        let comma = (floor..left).any(|i| self.items[i].is_stop());
        match all[k].usage {
            Use::Infinitive => {
                all[k].after_comma = comma;
                let Some(p) = k.checked_sub(1) else {
                    all[k].link = Link::Purpose;
                    return true;
                };
                if (function(FunctionWord::And) || function(FunctionWord::But) || word.is_some_and(|w| w.punct == Some(',')))
                    && let Some(head) = (0..k).rev().find(|q| all[*q].usage == Use::Infinitive)
                    && all[head].link == Link::Complement
                {
                    self.join(all, k, head);
                    return true;
                }
                let takes = |q: usize| {
                    !matches!(all[q].frame.complement, Complement::None | Complement::Topic | Complement::Light | Complement::Denied)
                        || all[q].frame.is(Trait::Infinitive)
                };
                let taker = if takes(p) {
                    Some(p)
                } else if all[p].nominal {
                    all[p]
                        .governor
                        .filter(|g| takes(*g) && !comma && matches!(all[*g].frame.complement, Complement::Asked | Complement::Thing | Complement::Light))
                } else {
                    None
                };
                all[k].link = if taker.is_some() { Link::Complement } else { Link::Purpose };
                all[k].governor = taker.or(Some(p));
                true
            }
            Use::Participle => {
                all[k].after_comma = comma;
                let Some(p) = k.checked_sub(1) else {
                    if function(FunctionWord::When) || word.is_some_and(|w| w.marker().is_some()) {
                        all[k].link = Link::When;
                    } else if word.is_some_and(|w| w.punct.is_none() && (w.function.is_none() || w.actor.is_some())) {
                        // «A plane carrying relief landed»
                        all[k].link = Link::Relative;
                    }
                    return true;
                };
                if function(FunctionWord::When) || function(FunctionWord::Because) {
                    all[k].link = Link::When;
                    all[k].governor = Some(p);
                    return true;
                }
                if function(FunctionWord::And) || function(FunctionWord::But) {
                    let head = (0..k).rev().find(|q| all[*q].usage == Use::Participle || !all[*q].nominal).unwrap_or(p);
                    self.join(all, k, head);
                    return true;
                }
                if let Some(marker) = word.and_then(crate::items::Item::marker) {
                    let takes = |q: &usize| !matches!(all[*q].frame.complement, Complement::None | Complement::Light | Complement::Topic | Complement::Say);
                    let taker = Some(p).filter(takes).or_else(|| ancestors(all, p).find(takes).filter(|_| all[p].nominal));
                    (all[k].link, all[k].governor) = match (taker, marker) {
                        (Some(t), m) if m != Marker::By => (Link::Complement, Some(t)),
                        (_, Marker::By) => (Link::Serial, Some(p)),
                        _ => (Link::Purpose, Some(p)),
                    };
                    return true;
                }
                let head = (0..k).rev().find(|q| !all[*q].nominal && all[*q].usage == Use::Finite && !matches!(all[*q].link, Link::Relative | Link::When));
                // «after gunmen shelled a camp, killing two»: what the blow did.
                let force = |q: &usize| all[*q].frame.event_type == Some(EventType::Assault) && !all[*q].nominal;
                let blow = Some(p).filter(|q| force(q) && force(&k) && all[*q].usage == Use::Finite);
                if word.is_some_and(crate::items::Item::is_stop)
                    && let Some(head) = blow.or(head)
                {
                    all[k].link = Link::Coordinate;
                    all[k].head = Some(head);
                    all[k].governor = all[head].governor.filter(|_| !matches!(all[head].link, Link::Topic | Link::If));
                    return true;
                }
                // «began shelling», «stopped cooperating»: the object of the verb before.
                let direct = all[p].item + 1 == all[k].item && all[p].frame.complement != Complement::None;
                let actor = word.is_some_and(|w| w.actor.is_some());
                all[k].link = if direct {
                    Link::Complement
                } else if actor {
                    Link::Relative
                } else {
                    Link::Serial
                };
                all[k].governor = Some(p);
                true
            }
            Use::Reduced => {
                all[k].after_comma = comma;
                if let Some(p) = k.checked_sub(1).filter(|p| function(FunctionWord::And) && all[*p].passive && all[*p].usage == Use::Finite && !all[*p].nominal)
                {
                    // «was condemned by A and criticised by B»
                    all[k].patient = all[p].patient;
                    all[k].foreign_subject = all[p].foreign_subject;
                    self.join(all, k, p);
                } else {
                    all[k].link = Link::Relative;
                    all[k].governor = k.checked_sub(1);
                }
                true
            }
            Use::Finite => {
                let noun = previous.filter(|p| all[*p].nominal && !comma && all[*p].item < all[k].item && all[k].foreign_subject);
                if let Some(p) = noun.filter(|_| all[k].frame.complement == Complement::Light || all[k].frame.complement == Complement::Planned) {
                    // «The talks will take place on Sunday»
                    all[k].link = Link::Complement;
                    all[k].governor = Some(p);
                    return true;
                }
                let owns = all[k].subject.is_some() || all[k].foreign_subject || all[k].patient.is_some();
                if function(FunctionWord::That) && owns && self.is_object_relative(all, k) {
                    // «the drill that A had planned was called off», «the line that A was to install by May»
                    all[k].link = Link::Relative;
                    all[k].governor = k.checked_sub(1);
                    return true;
                }
                // «The council that A and B agreed to set up met»: the infinitive is part of the relative clause.
                let inner = |p: usize| all[p].usage == Use::Infinitive && all[p].link == Link::Complement && !all[p].nominal;
                let before = previous.and_then(|p| if inner(p) { all[p].governor } else { Some(p) });
                let aside = before.filter(|p| *p == 0 && all[*p].link == Link::Relative && all[*p].governor.is_none() && !all[*p].nominal);
                if aside.is_some() && !comma && all[k].subject.is_none() && word.is_none_or(|w| !w.is(FunctionWord::And) && !w.is(FunctionWord::But)) {
                    // What the relative clause at the head of the sentence belongs to is the subject.
                    let who = all[0].left.checked_sub(2).filter(|w| self.items[w + 1].is(FunctionWord::Relative)).and_then(|w| self.items[w].actor);
                    match who {
                        Some(_) if all[k].passive => all[k].patient = who,
                        Some(_) => all[k].subject = who,
                        None => all[k].foreign_subject = true,
                    }
                    all[k].link = Link::Root;
                    return true;
                }
                if function(FunctionWord::That) && !owns && k > 0 {
                    // «a plan that calls for»: the noun before is the subject.
                    all[k].link = Link::Relative;
                    all[k].governor = k.checked_sub(1);
                    return true;
                }
                if function(FunctionWord::And) && !owns {
                    let base = all[k].unit.forms.has(Forms::BASE) && !all[k].unit.forms.has(Forms::PAST);
                    let plain = !(all[k].future || all[k].must || all[k].can);
                    if base && plain {
                        let head = (0..k).rev().find(|q| !all[*q].nominal && (all[*q].usage == Use::Infinitive || all[*q].unit.forms.has(Forms::BASE)));
                        if let Some(head) = head {
                            self.join(all, k, head);
                            return true;
                        }
                    }
                    // «telephoned A, who congratulated him and pledged help»: A did, since no comma closes the clause.
                    let near = (0..k).rev().find(|q| !all[*q].nominal && all[*q].usage == Use::Finite && all[*q].link != Link::Complement);
                    let set_apart = |q: &usize| {
                        let opened =
                            all[*q].left.checked_sub(2).is_some_and(|c| self.items[c].punct == Some(',') && self.items[c + 1].is(FunctionWord::Relative));
                        opened && all[*q].link == Link::Relative && !self.items[all[*q].item..all[k].item].iter().any(|x| x.punct == Some(','))
                    };
                    if let Some(head) = near.filter(set_apart) {
                        self.join(all, k, head);
                        return true;
                    }
                    let finite =
                        |q: &usize| !all[*q].nominal && all[*q].usage == Use::Finite && !matches!(all[*q].link, Link::When | Link::If | Link::Relative);
                    let quoted = self.in_quotes(all[k].item);
                    let denies = |g: &Predicate<'_>| super::is_speech(g.frame) && g.frame.event_type == Some(EventType::Reject);
                    // «They discussed it, a statement said, and rejected ...», «denied that any firing took place and accused ...»: not what another does.
                    let speaks = super::is_speech(all[k].frame);
                    let told =
                        |q: &usize| all[*q].link == Link::Complement && all[*q].governor.is_some_and(|g| denies(&all[g])) && !super::is_speech(all[*q].frame);
                    let others = |q: &usize| speaks && (all[*q].foreign_subject && all[*q].frame.event_type.is_none() || told(q));
                    let level = |q: &usize| finite(q) && !others(q) && self.in_quotes(all[*q].item) == quoted;
                    let root = |q: &usize| level(q) && all[*q].governor.is_none();
                    // «rejected claims that it harbours rebels, and withdrew its ambassador»
                    let answered = |q: &usize| all[*q].link == Link::Complement && all[*q].governor.is_some_and(|g| denies(&all[g]));
                    let speech = comma && (super::is_speech(all[k].frame) || (0..k).rev().find(finite).is_some_and(|q| answered(&q)));
                    let outer = if speech { (0..k).rev().find(root) } else { None };
                    if let Some(head) = outer.or_else(|| (0..k).rev().find(level)).or_else(|| (0..k).rev().find(finite)) {
                        all[k].after_comma = comma;
                        self.join(all, k, head);
                        return true;
                    }
                }
                false
            }
        }
    }

    /// Whether `that` before a clause opens a relative clause of which the noun before it is the object: at the head of the sentence, or where
    /// the clause is still to come as told.
    fn is_object_relative(&self, all: &[Predicate<'k>], k: usize) -> bool {
        let Some(that) = all[k].left.checked_sub(1) else { return false };
        // «A offered troops, an idea that B welcomed»
        let plain = |i: &crate::items::Item| i.actor.is_none() && i.function.is_none() && i.punct.is_none();
        let taken_up = that > 2 && self.items[that - 3].punct == Some(',') && self.items[that - 2].is(FunctionWord::Determiner) && plain(&self.items[that - 1]);
        if taken_up && !all[k].nominal && all[k].subject.is_some() {
            return true;
        }
        !all[k].nominal && all[k].subject.is_some() && (k == 0 || all[k].future) && self.takes_noun_before(that, all[k].item)
    }

    /// Whether `that` at an item stands after something undertaken that the verb, which has no other object, may take: `the line that A was to
    /// install by May`.
    pub(super) fn takes_noun_before(&self, that: usize, verb: usize) -> bool {
        let noun = that.checked_sub(1).filter(|_| self.items[that].is(FunctionWord::That)).map(|n| &self.items[n]);
        let undertaken = noun.is_some_and(|n| !n.predicate && (n.agreement.is_some() || n.thing.is_some_and(|t| self.knowledge.things.kind(t).is_some())));
        let goes_on = |n: &crate::items::Item| n.predicate || n.is(FunctionWord::Be) || n.is(FunctionWord::Have);
        let no_object = |n: &crate::items::Item| n.actor.is_none() && (n.punct.is_some() || n.date.is_some() || n.marker().is_some() || goes_on(n));
        undertaken && self.items.get(verb + 1).is_none_or(no_object)
    }

    /// Whether a verb right after its subject has no object but the noun before: `the sanctions A imposed on B`.
    pub(super) fn follows_its_object(&self, noun: usize, verb: usize) -> bool {
        let thing = &self.items[noun];
        let undertaken = thing.agreement.is_some() || thing.thing.is_some_and(|t| self.knowledge.things.kind(t).is_some());
        let opens = (0..noun).rev().find(|i| !(self.items[*i].function.is_none() && self.items[*i].punct.is_none() && self.items[*i].actor.is_none()));
        let article = opens.is_some_and(|i| self.items[i].is(FunctionWord::Determiner));
        let bare = self.items.get(verb + 1).is_some_and(|n| n.actor.is_none() && (n.marker().is_some() || n.date.is_some()));
        undertaken && article && bare
    }

    /// Whether an item stands inside quotation marks.
    fn in_quotes(&self, at: usize) -> bool {
        let mut open = false;
        for item in &self.items[..at] {
            match item.punct {
                Some('"') => open = !open,
                Some('“') => open = true,
                Some('”') => open = false,
                _ => {}
            }
        }
        open
    }

    fn join(&self, all: &mut [Predicate<'k>], k: usize, head: usize) {
        all[k].link = Link::Coordinate;
        all[k].head = Some(head);
        all[k].governor = all[head].governor.filter(|_| !matches!(all[head].link, Link::Topic | Link::When | Link::If));
        all[k].future |= all[head].future && all[k].usage == Use::Finite && all[k].unit.forms.has(Forms::BASE);
    }
}
