//! Who does it: the subject of a verb, by inheritance and control where it has none of its own, and the doer of a noun of action.

use chancery_knowledge::{Complement, FunctionWord, Marker, Roles, Trait};
use chancery_model::{CommitmentStatus, EventType};

use super::{Argument, Sentence, Side};
use crate::clauses::Link;
use crate::clauses::inflected::Use;
use crate::discourse::Discourse;
use crate::items::Item;

impl Sentence<'_, '_> {
    /// Who does `k`.
    pub fn subject(&self, k: usize, memory: &Discourse) -> Side {
        self.subject_at(k, memory, 0)
    }

    pub(super) fn subject_at(&self, k: usize, memory: &Discourse, depth: usize) -> Side {
        let p = &self.predicates[k];
        if depth > 12 {
            return Side::default();
        }
        if depth > 0 && !self.inflected && !p.nominal && self.items[p.item].marker() == Some(Marker::Source) {
            // «An agency quotes A as saying it and urging B»: A.
            let quoted = self.arguments(k).first().map(|a| self.phrase(a.actor)).unwrap_or_default();
            if !quoted.is_empty() {
                return quoted;
            }
        }
        if let Some(id) = p.subject {
            let mut side = self.phrase(id);
            if let Some(with) = p.companion {
                side.add(&self.actors[with as usize].parties, Some(with));
            }
            return side;
        }
        // Where the verb stands last, «A and B [an agreement to conclude] talks hold»: who concludes it talks.
        let aim = |n: &&crate::clauses::Predicate<'_>| n.governor == Some(k) && n.link == Link::Complement && n.frame.status == Some(CommitmentStatus::Signed);
        let aim = if p.frame.is(Trait::Negotiates) { self.predicates.iter().find(aim) } else { None };
        if let Some(id) = aim.and_then(|n| n.subject) {
            return self.phrase(id);
        }
        // «A [to B promised] of the money a part sent, [said] C»: what describes the object has taken the subject, and who says so comes later.
        let describes = |n: &&crate::clauses::Predicate<'_>| n.governor == Some(k) && n.link == Link::Relative && n.subject.is_some();
        let said = |g: usize| self.predicates[g].frame.complement == Complement::Say;
        if !self.inflected && p.link == Link::Complement && !p.foreign_subject && p.governor.is_some_and(said) {
            let of_object = self.predicates.iter().find(describes).and_then(|n| n.subject);
            let speaker = p.governor.and_then(|g| self.predicates[g].subject);
            let start = |id: u16| self.actors[id as usize].start;
            let verb = self.items[p.item].start;
            if let (Some(id), true) = (of_object, speaker.is_none_or(|s| start(s) > verb)) {
                let first = self.actors.iter().map(|a| a.start).min() == Some(start(id));
                if first {
                    return self.phrase(id);
                }
            }
        }
        // «The committee that A and B set up met»: they met in it.
        let set_up = |n: &&crate::clauses::Predicate<'_>| {
            let opened = n.left > 1 && (self.items[n.left - 1].is(FunctionWord::That) || self.items[n.left - 1].is(FunctionWord::Relative));
            n.link == Link::Relative && n.subject.is_some() && opened && self.items[n.left - 2].thing.is_some()
        };
        if self.inflected && p.foreign_subject && !p.nominal && p.frame.event_type == Some(EventType::Consult) && p.link == Link::Root {
            let phrase = self.predicates[..k].iter().find(set_up).and_then(|n| n.subject).map(|id| self.phrase(id));
            if let Some(side) = phrase.filter(|s| s.parties.len() > 1) {
                return side;
            }
        }
        // «A sent two planes carrying tents to B»: A gives.
        let bears = self.inflected && p.frame.event_type == Some(EventType::Aid) && p.usage == Use::Participle && p.link == Link::Serial && p.foreign_subject;
        let sender = p.governor.filter(|g| bears && self.predicates[*g].frame.event_type.is_none() && self.predicates[*g].usage == Use::Finite);
        if let Some(g) = sender.filter(|g| !self.predicates[*g].passive && self.predicates[*g].subject.is_some()) {
            return self.subject_at(g, memory, depth + 1);
        }
        if let Some(id) = self.led_by(k) {
            return self.phrase(id);
        }
        // «the occupation of A by B»: a verb made a noun has its doer after it.
        let noun_like = p.link == Link::Complement && p.left > 0 && self.items[p.left - 1].is(FunctionWord::Nominal) && p.subject.is_none();
        if noun_like && !p.passive {
            let own = self.marked(&self.arguments(k), &[Some(Marker::Of)]);
            if !own.is_empty() {
                return own;
            }
        }
        if let (Link::Relative, true, Some(g)) = (p.link, p.after_comma, p.governor)
            && (self.predicates[g].frame.is(Trait::Alone) || self.predicates[g].frame.status == Some(CommitmentStatus::Signed))
        {
            // «adopted a resolution on A, in which it demands ...»
            return self.subject_at(g, memory, depth + 1);
        }
        let noun = |i: usize| [FunctionWord::GroupNoun, FunctionWord::StateNoun, FunctionWord::BodyNoun].iter().any(|w| self.items[i].is(*w));
        let gloss = [p.left, p.left.saturating_sub(1)].into_iter().find(|i| *i > 1 && noun(*i) && self.items[i - 1].punct == Some(','));
        if let (Link::Relative, false, Some(host)) = (p.link, p.passive, gloss.and_then(|i| self.items[i - 2].actor)) {
            // «A, the side that ...»
            return self.phrase(host);
        }
        let before = match p.link {
            Link::Coordinate => p.head,
            Link::Root if p.foreign_subject => k.checked_sub(1),
            _ => None,
        };
        if let Some(head) = before.filter(|h| p.passive && self.predicates[*h].passive) {
            // «were arrested by A; their boats were seized»: by the same, unless it is one of A's own.
            let same = self.predicates[head].subject.map(|id| self.phrase(id)).unwrap_or_default();
            let own = self.undergoer(k);
            let turned = !own.is_empty() && own.parties.iter().all(|p| same.parties.contains(p));
            return if turned { Side::default() } else { same };
        }
        // «A said that [it] got a call and went»: what only carries a noun has the subject of what governs it.
        let carries = p.passive && p.patient.is_none() && p.frame.complement == Complement::Light && p.link == Link::Complement;
        if p.passive && !carries || (p.foreign_subject && !p.nominal) {
            return Side::default();
        }
        if let Some(owner) = self.owner_of_plan(k) {
            return self.phrase(owner);
        }
        let up = |g: usize| self.subject_at(g, memory, depth + 1);
        match (p.link, p.governor, p.head) {
            (Link::Coordinate, _, Some(head)) => {
                let head = self.mover(head);
                // «welcomed the agreement and urged ...»: who welcomed it.
                // «four days of violence that killed 20 and wounded 600»: not who the main clause tells of.
                let told = |g: &usize| {
                    self.inflected && self.predicates[head].link != Link::Relative
                        || matches!(self.predicates[*g].frame.complement, Complement::Fact | Complement::Claim)
                };
                let above = || self.predicates[head].governor.filter(told).map(up).unwrap_or_default();
                up(head).or(|| self.undergoer(head)).or(above)
            }
            (Link::Relative, Some(g), _) if self.tells(k) => up(g),
            (Link::Relative, _, _) => {
                // «the man who ...»: the phrase just before.
                let near = (p.left.saturating_sub(4)..p.left).rev().find_map(|i| self.items[i].actor);
                near.map(|id| self.phrase(id)).unwrap_or_default()
            }
            (Link::When, Some(g), _) => {
                let told = |k: &usize| {
                    let above = self.predicates[*k].governor.filter(|_| self.predicates[*k].link == Link::Complement);
                    above.filter(|a| matches!(self.predicates[*a].frame.complement, Complement::Fact | Complement::Claim | Complement::Say))
                };
                let reason = p.left > 0 && self.items[p.left - 1].is(FunctionWord::Because);
                let hit = matches!(self.predicates[g].frame.event_type, Some(EventType::Sanction | EventType::Coerce | EventType::Accuse | EventType::Assault));
                if reason && hit && !self.inflected && !p.after_comma {
                    // «was sanctioned for funding gangs», «sanctioned B for funding gangs»: B did.
                    return self
                        .undergoer(g)
                        .or(|| self.first_marked(&self.arguments(g), &[None, Some(Marker::Against), Some(Marker::To), Some(Marker::With), Some(Marker::Of)]));
                }
                if reason && !p.after_comma && matches!(self.predicates[g].frame.complement, Complement::Fact | Complement::Claim) {
                    // «thanked B for giving ...»
                    return self.first_marked(&self.arguments(g), &[None, Some(Marker::To), Some(Marker::With)]).or(|| up(g));
                }
                // «A said that B ..., though it backs the treaty»: the doer of the main clause.
                up(if p.after_comma { std::iter::successors(Some(g), told).last().unwrap_or(g) } else { g })
            }
            (_, Some(g), _) => match self.predicates[g].frame.complement {
                Complement::Asked => {
                    let asked = self.first_marked(&self.arguments(g), &[None, Some(Marker::With), Some(Marker::To), Some(Marker::Against)]);
                    asked.or(|| if self.predicates[g].frame.is(Trait::OrdersItself) { up(g) } else { Side::default() })
                }
                // «summoned the ambassador of A to hand over a note and demand ...»: who summoned him.
                Complement::Fact | Complement::Claim if p.link == Link::Purpose => up(g),
                Complement::Fact | Complement::Claim => {
                    let told = self.first_marked(&self.arguments(g), &[None, Some(Marker::To), Some(Marker::Of)]);
                    // «welcomed the release of ...»: not who welcomes it.
                    let at_once = noun_like || !self.inflected && self.predicates[g].item + 1 == p.left;
                    if at_once { told } else { told.or(|| up(g)) }
                }
                // «forced A to withdraw»: A withdraws.
                Complement::Light if self.inflected && self.predicates[g].frame.is(Trait::Infinitive) && !p.nominal => {
                    self.marked(&self.arguments_between(self.predicates[g].item + 1, p.left), &[None]).or(|| up(g))
                }
                _ => up(g),
            },
            // «Receiving A, B said ...»: the doer comes after.
            (Link::Root, None, None) if k == 0 && self.main_after(k).is_some() => up(self.main_after(k).unwrap_or(k)),
            // «A, cautious as ever, holds that ...»: the actor at the head of the sentence.
            (Link::Root, None, None) if k == 0 => {
                let opens = |i: usize| i == 0 || self.items[i - 1].is_stop() || i == 1 && self.items[0].is(FunctionWord::Determiner);
                let head = (0..p.left).find(|i| self.items[*i].actor.is_some() && opens(*i));
                let head = head.and_then(|i| self.items[i].actor).filter(|a| !self.actors[*a as usize].parties.is_empty());
                head.map_or_else(|| Side { parties: memory.subject.clone(), phrases: Vec::new() }, |a| self.phrase(a))
            }
            _ => Side { parties: memory.subject.clone(), phrases: Vec::new() },
        }
    }

    /// The verb with a subject after a clause that opens the sentence: `Rejecting the claims, A said`.
    fn main_after(&self, k: usize) -> Option<usize> {
        let opens = self.predicates[k].usage == Use::Participle;
        let next = (k + 1..self.predicates.len()).find(|n| !opens || !self.predicates[*n].nominal)?;
        let n = &self.predicates[next];
        let comma = n.after_comma || opens && self.items[self.predicates[k].item..n.left].iter().any(|x| x.punct == Some(','));
        (n.subject.is_some() && comma).then_some(next)
    }

    /// Who sends what acts: `a ship chartered by A delivered wheat`, `missiles fired by A hit B`.
    pub fn led_by(&self, k: usize) -> Option<u16> {
        let p = &self.predicates[k];
        let acts = matches!(p.frame.event_type, Some(EventType::Aid | EventType::Assault | EventType::Consult));
        if !self.inflected || p.nominal || p.passive || !acts || p.link != Link::Root {
            return None;
        }
        let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
        let by = |i: &usize| self.items[*i].marker() == Some(Marker::By) || self.items[*i].predicate && self.items[*i].marker() == Some(Marker::Other);
        let by = (start..p.item).rev().find(by)?;
        // Nothing but the phrase of who leads, and its gloss, stands between.
        let id = self.items[by + 1..p.item].iter().find_map(|x| x.actor).filter(|id| !self.actors[*id as usize].parties.is_empty())?;
        let other =
            |x: &Item| x.actor.is_some_and(|a| a != id) || x.predicate && x.actor.is_none() && x.thing.is_none() || x.marker().is_some_and(|m| m != Marker::Of);
        (by > start && !self.items[by + 1..p.item].iter().any(other)).then_some(id)
    }

    /// Whose plan or decision an infinitive tells of: `the decision of A to leave`, `A's refusal to sign`.
    fn owner_of_plan(&self, k: usize) -> Option<u16> {
        let p = &self.predicates[k];
        let to = p.item.checked_sub(1).filter(|t| self.inflected && !p.nominal && self.items[*t].marker() == Some(Marker::To))?;
        let id = to.checked_sub(1).and_then(|i| self.items[i].actor)?;
        let first = (0..to).rev().take_while(|i| self.items[*i].actor == Some(id)).last()?;
        let before = (0..first).rev().find(|i| !self.items[*i].is(FunctionWord::Determiner))?;
        let noun = before.checked_sub(1).map(|n| &self.items[n])?;
        let plan = noun.actor.is_none() && noun.function.is_none() && noun.punct.is_none();
        (self.items[before].marker() == Some(Marker::Of) && plan && !self.actors[id as usize].parties.is_empty()).then_some(id)
    }

    /// Who goes on: not the object that moves (`recalled the envoy home, then expelled ...`), but who moved it.
    pub(super) fn mover(&self, head: usize) -> usize {
        let moved = || {
            let before = head.checked_sub(1)?;
            let (h, b) = (&self.predicates[head], &self.predicates[before]);
            let first = (b.item + 1..h.item).find(|i| self.items[*i].actor.is_some() && self.items[*i].actor == h.subject)?;
            let apart = |x: &Item| x.is_stop() || x.is(FunctionWord::When) || x.is(FunctionWord::Because);
            let object = !self.items[b.item + 1..first].iter().any(apart) && b.frame.event_type.is_some();
            (object && matches!(b.frame.complement, Complement::None | Complement::Thing)).then_some(before)
        };
        moved().unwrap_or(head)
    }

    /// Whether a relative clause tells what its noun says: `in a statement that welcomed`, `issued a note that condemns`.
    fn tells(&self, k: usize) -> bool {
        let p = &self.predicates[k];
        let Some(noun) = p.left.checked_sub(2).map(|i| &self.items[i]) else { return false };
        let speaks = matches!(p.frame.event_type, Some(EventType::Support | EventType::Accuse | EventType::Request | EventType::Reject | EventType::Threaten));
        let link = &self.items[p.left - 1];
        // «a vessel of B that had sought leave»: B's.
        let owned = (2..=4).filter_map(|n| p.left.checked_sub(n)).any(|i| self.items[i].actor.is_some_and(|a| self.actors[a as usize].adjective));
        speaks
            && !(owned && self.inflected)
            && (link.is(FunctionWord::That) || link.is(FunctionWord::Relative))
            && noun.actor.is_none()
            && (noun.thing.is_some() || noun.is(FunctionWord::Adverb))
    }

    pub(super) fn undergoer(&self, k: usize) -> Side {
        let p = &self.predicates[k];
        // «the reporter of A who was detained by B»
        let cut = p.passive && p.link == Link::Relative && p.left > 0 && self.items[p.left - 1].is(FunctionWord::Relative);
        let near = || (p.left.saturating_sub(4)..p.left).rev().find_map(|i| self.items[i].actor).filter(|_| cut);
        p.patient.or_else(near).map(|id| self.phrase(id)).unwrap_or_default()
    }

    /// A party that owns what the object names: `dismissed A's claim`.
    pub(super) fn possessor(&self, k: usize, arguments: &[Argument]) -> Side {
        // «dismissed as propaganda A's claim»: what it is called stands before what is dismissed.
        let first = arguments.first().filter(|a| a.marker.is_none() || a.marker == self.predicates[k].unit.tail);
        let from = self.predicates[k].item + 1;
        let owns = |a: &Argument| (from..self.items.len()).any(|i| self.items[i].is(FunctionWord::Possessive) && self.items[i - 1].actor == Some(a.actor));
        first.filter(|a| owns(a)).map(|a| self.phrase(a.actor)).unwrap_or_default()
    }

    /// Who did what is condemned or praised: the subject of the complement.
    pub(super) fn told_author(&self, k: usize, memory: &Discourse) -> Side {
        let Some(child) = self.child(k) else {
            // «concern about structures that X put up»
            let relative = self.predicates.get(k + 1).filter(|n| n.link == Link::Relative && n.governor == Some(k) && !n.after_comma);
            return relative.and_then(|n| n.subject).map(|id| self.phrase(id)).unwrap_or_default();
        };
        let c = &self.predicates[child];
        if c.nominal {
            let arguments = self.arguments(child);
            return self.nominal_subject(child, &arguments, memory);
        }
        match c.subject {
            Some(id) => {
                let mut side = self.phrase(id);
                if side.is_empty() && self.actors[id as usize].generic {
                    side = Side::default();
                }
                side
            }
            None if c.left > 0 && self.items[c.left - 1].is(FunctionWord::Nominal) => self.marked(&self.arguments(child), &[Some(Marker::Of)]),
            None => Side::default(),
        }
    }

    /// The doer of a noun of action: `of X`, `by X`, or the subject of the verb that carries it.
    pub(super) fn nominal_subject(&self, k: usize, arguments: &[Argument], memory: &Discourse) -> Side {
        let p = &self.predicates[k];
        let joint = p.frame.roles == Roles::Joint;
        let mut order = vec![Some(Marker::Of)];
        if joint {
            order.push(Some(Marker::Between));
            order.push(None);
        }
        if p.frame.roles == Roles::Actor {
            order.push(None);
        }
        // «A's attack on B», «an attack by A on B», «the killing of B by A»
        let unnamed = |a: &&Argument| a.marker == Some(Marker::By) && self.actors[a.actor as usize].parties.is_empty();
        if !joint && p.subject.is_none() && arguments.iter().any(|a| unnamed(&a)) {
            // «the killing of A by masked gunmen»: nobody knows whom.
            return Side::default();
        }
        // «The attack was carried out by A»
        let carries = |n: &&crate::clauses::Predicate<'_>| {
            n.governor == Some(k) && n.link == Link::Complement && n.passive && n.subject.is_some() && n.frame.complement == Complement::Light
        };
        if let Some(by) = self.predicates.get(k + 1).filter(carries).filter(|_| self.inflected && !joint && p.subject.is_none()) {
            return by.subject.map(|id| self.phrase(id)).unwrap_or_default();
        }
        let doer = match p.subject {
            Some(id) => self.phrase(id),
            None => self.first_marked(arguments, &[Some(Marker::By)]),
        };
        let undergone = matches!(p.frame.roles, Roles::Object | Roles::Domestic | Roles::Host) && self.inflected;
        if undergone || self.names_target(k) || self.aims_past(k, arguments) {
            order.retain(|m| *m != Some(Marker::Of));
        }
        let own = if joint {
            let mut both = doer;
            let more = self.first_marked(arguments, &order);
            both.add(&more.parties, None);
            both.phrases.extend(more.phrases);
            both
        } else {
            // «the attack A against B», where an owner follows its noun bare
            let bare = || match arguments {
                [first, second, ..]
                    if !self.inflected
                        && first.marker.is_none()
                        && second.marker == Some(Marker::Against)
                        && self.items.get(p.item + 1).is_some_and(|i| i.actor == Some(first.actor)) =>
                {
                    self.phrase(first.actor)
                }
                _ => Side::default(),
            };
            doer.or(|| self.first_marked(arguments, &order)).or(bare)
        };
        let carried = || match (p.link, p.governor) {
            (Link::Complement, Some(g)) if matches!(self.predicates[g].frame.complement, Complement::Light | Complement::Planned) => self.subject(g, memory),
            // «announced the suspension of»
            (Link::Complement, Some(g))
                if (self.inflected || p.frame.event_type == Some(EventType::Sanction))
                    && self.predicates[g].frame.complement == Complement::Say
                    && !p.after_comma =>
            {
                self.subject(g, memory)
            }
            // «reaffirmed its solidarity with»: what is affirmed is said anew.
            (Link::Complement, Some(g))
                if self.inflected
                    && self.predicates[g].frame.complement == Complement::Affirm
                    && !p.after_comma
                    && matches!(p.frame.event_type, Some(EventType::Support | EventType::Accuse | EventType::Request | EventType::Agree)) =>
            {
                self.subject(g, memory)
            }
            // «thanked A for the arrest of two men»: A arrested them.
            (Link::Complement, Some(g))
                if self.inflected
                    && self.predicates[g].frame.is(Trait::Obliged)
                    && !self.predicates[g].nominal
                    && matches!(p.frame.event_type, Some(EventType::Coerce | EventType::Retreat | EventType::Aid)) =>
            {
                self.marked(&self.arguments_between(self.predicates[g].item + 1, p.left.max(self.predicates[g].item + 1)), &[None])
            }
            // «the exercise that A held»
            _ => {
                let next = self.predicates.get(k + 1).filter(|n| n.link == Link::Relative && n.governor == Some(k) && n.frame.complement == Complement::Light);
                next.and_then(|n| n.subject).map(|id| self.phrase(id)).unwrap_or_default()
            }
        };
        // «held meetings with the envoys of both sides»: three.
        if joint && (own.parties.len() < 2 || p.unit.tail == Some(Marker::With) && p.subject.is_none()) {
            let mut both = carried();
            both.add(&own.parties, None);
            both.phrases.extend(own.phrases);
            return both;
        }
        own.or(carried)
    }
}
