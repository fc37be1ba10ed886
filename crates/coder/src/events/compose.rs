//! Acts inside acts: things agreed, asked for, threatened or refused; demands and allegations; meetings in phrases of time.

use chancery_knowledge::{Complement, FunctionWord, Marker, Roles, ThingSort, Trait};
use chancery_model::{EventType, Mode, Status};

use super::{Draft, Reader};
use crate::actors::Anaphor;
use crate::clauses::{Link, Predicate};
use crate::discourse::Discourse;
use crate::roles::{Argument, Side};

impl Reader<'_, '_, '_> {
    /// Who told or asked whom something in the call that a phrase after the verb names: `told B in a phone call that ...`.
    fn told_in(&self, k: usize, memory: &Discourse) -> Side {
        let p = &self.predicates()[k];
        let Some(g) = p.governor.filter(|g| p.link == Link::Topic && *g < k && !self.predicates()[*g].nominal) else { return Side::default() };
        let mut sides = self.sentence.subject(g, memory);
        let addressed = |a: &Argument| matches!(a.marker, None | Some(Marker::To | Marker::With));
        let between = self.sentence.arguments_between(self.predicates()[g].item + 1, p.item);
        for a in between.iter().filter(|a| addressed(a)).take(1) {
            sides.add(&self.sentence.actors[a.actor as usize].parties, Some(a.actor));
        }
        sides
    }

    /// A call or talks named in a phrase of time: `in a call with B, A said`, `after talks between A and B`.
    pub(super) fn phrase_meeting(&self, k: usize, actors: &mut Side, memory: &Discourse) {
        let p = &self.predicates()[k];
        let next = self.predicates()[k + 1..]
            .iter()
            .position(|n| !n.nominal && n.subject.is_some() && matches!(n.link, Link::Root | Link::Coordinate | Link::Complement));
        // Where the verb stands last, what governs the phrase was read before it.
        let above = if self.verb_final { crate::clauses::link::ancestors(self.predicates(), k).last() } else { None };
        // «its minister announced after talks with B that C would ...»
        let led = self.sentence.inflected && p.link == Link::Topic && p.unit.tail == Some(Marker::With);
        let before = crate::clauses::link::ancestors(self.predicates(), k).filter(|_| led).find(|g| {
            let g = &self.predicates()[*g];
            g.item < p.item && g.subject.is_some() && !g.nominal
        });
        let main = before.or(next.map(|n| k + 1 + n)).or(above).map(|n| self.sentence.subject(n, memory)).unwrap_or_default();
        let own = self.sentence.own_parties(k);
        let phone = p.frame.mode == Some(Mode::Phone);
        if own == 1
            && self.sentence.arguments(k).iter().any(|a| a.marker == Some(Marker::With) || a.marker.is_none() && p.frame.mode != Some(Mode::Multilateral))
        {
            actors.add(&main.parties, None);
            actors.phrases.extend(main.phrases);
        } else if own == 0
            && main.parties.len() == 2
            && ((phone || p.frame.mode.is_none()) && self.near_date(p)
                || p.frame.mode.is_none() && self.sentence.items.get(p.item + 1).is_some_and(|i| i.is(FunctionWord::Mutual)))
        {
            *actors = main;
        } else if own < 2 && main.parties.len() > 1 && self.lasted(p) {
            // «after eight hours of talks brokered by C, A and B signed»
            actors.add(&main.parties, None);
            actors.phrases.extend(main.phrases);
        } else if let (0, true, [one, other]) = (own, phone && !self.verb_final, self.told_in(k, memory).parties.as_slice()) {
            // «told B in a phone call that ...»
            actors.parties = vec![*one, *other];
        } else if own == 0 && phone && self.near_date(p) && main.parties.len() == 1 {
            // «in a call on Monday, A congratulated B»
            let at = k + 1 + next.unwrap_or_default();
            let (_, other) = self.sentence.roles(at, memory);
            if other.parties.len() == 1 {
                *actors = main;
                actors.add(&other.parties, None);
                actors.phrases.extend(other.phrases);
            }
        } else if own < 2 && self.takes_place(k) {
            if own == 0 {
                actors.add(&memory.group(0, None), None);
            }
        } else if own < 2 {
            *actors = Side::default();
        }
    }

    /// Whether a meeting in a phrase of time is told with how long it took: `after eight hours of talks`.
    fn lasted(&self, p: &Predicate<'_>) -> bool {
        let items = &self.sentence.items[..p.item];
        let open = items.iter().rposition(|i| i.is(FunctionWord::When) && i.punct.is_none());
        open.is_some_and(|o| p.item - o < 7 && items[o..].iter().any(|i| i.number) && !items[o..].iter().any(|i| i.is_stop() || i.actor.is_some()))
    }

    /// Whether a noun is what the next verb tells of: `the summit opened`.
    pub(super) fn takes_place(&self, k: usize) -> bool {
        let all = self.predicates();
        let at_head = all[k].left == 0 || self.sentence.items[all[k].left - 1].is_stop();
        at_head && all.get(k + 1).is_some_and(|n| !n.nominal && !n.after_comma)
    }

    /// «stressed that X must stop»: a demand on those whose act it is. False where it is a general view.
    pub(super) fn demand(&self, k: usize, speaker: Side, draft: &mut Draft) -> bool {
        let yields = matches!(draft.event_type, EventType::Retreat | EventType::Concede | EventType::Sanction);
        let aimed = self.parties_of(k, &speaker);
        if !yields || aimed.is_empty() {
            return false;
        }
        draft.event_type = EventType::Request;
        draft.mode = Some(Mode::Yield);
        draft.status = Status::Actual;
        draft.actors = speaker;
        draft.recipients = aimed;
        draft.claimed_by = None;
        draft.rules.push("affirmed necessity is a demand");
        true
    }

    /// A hostile act told as somebody's opinion is an allegation by them. False where it is nothing.
    pub(super) fn allegation(&self, said_by: Option<usize>, draft: &mut Draft, memory: &Discourse) -> bool {
        let nominal = self.predicates()[draft.trigger].nominal;
        let hostile = matches!(draft.event_type, EventType::Aid | EventType::Assault | EventType::Coerce | EventType::Mobilize | EventType::Sanction);
        let Some(g) = said_by.filter(|_| draft.status == Status::Actual) else { return true };
        let speaker = self.sentence.subject(g, memory);
        let other = draft.actors.parties.iter().any(|a| !speaker.parties.contains(a));
        if hostile && draft.actors.is_empty() && !speaker.is_empty() {
            // «called it an act of aggression»
            draft.event_type = EventType::Accuse;
            draft.mode = Some(Mode::Disapprove);
            draft.actors = speaker;
            draft.claimed_by = None;
            return true;
        }
        if nominal && !other {
            return false;
        }
        if !hostile || !other || speaker.is_empty() {
            return !hostile || !speaker.is_empty();
        }
        draft.event_type = EventType::Accuse;
        draft.mode = Some(Mode::Allege);
        draft.recipients = draft.actors.clone().without(&speaker);
        draft.actors = speaker;
        draft.claimed_by = None;
        draft.rules.push("a hostile act told as an opinion is an allegation");
        true
    }

    /// Every party in the object phrase of a predicate and its own subject, without those given.
    pub(super) fn parties_of(&self, k: usize, without: &Side) -> Side {
        let mut side = Side::default();
        let p = &self.predicates()[k];
        if let Some(id) = p.subject {
            side.add(&self.sentence.actors[id as usize].parties, Some(id));
        }
        if side.clone().without(without).is_empty() {
            for a in self.sentence.arguments(k) {
                if !matches!(a.marker, Some(Marker::At | Marker::Source | Marker::From)) && !self.sentence.is_venue(k, k, a) {
                    side.add(&self.sentence.actors[a.actor as usize].parties, Some(a.actor));
                }
            }
            let inner = self.sentence.deepest(k);
            if inner != k {
                let more = self.parties_of(inner, without);
                side.add(&more.parties, None);
            }
        }
        side.without(without)
    }

    /// The complements of `k`: its child and those coordinated with it.
    pub(super) fn complements(&self, k: usize) -> Vec<usize> {
        let all = self.predicates();
        (k + 1..all.len()).filter(|c| all[*c].governor == Some(k) && matches!(all[*c].link, Link::Complement | Link::Coordinate)).collect()
    }

    /// An agreement or promise: one record for each thing agreed.
    pub(super) fn things(&self, k: usize, draft: Draft, memory: &mut Discourse, out: &mut Vec<Draft>) {
        let children = self.complements(k);
        if children.is_empty() {
            let mut draft = draft;
            if draft.actors.parties.len() < 2 && draft.recipients.is_empty() {
                draft.recipients = self.partner(k, &draft.actors);
            }
            self.finish(k, draft, memory, out);
            return;
        }
        for (n, child) in children.iter().enumerate() {
            let act = self.sentence.deepest(*child);
            let inner = &self.predicates()[act];
            let substance = inner.frame.event_type.is_some() || self.sentence.has_substance(self.knowledge, *child);
            // «agreed to do X and to do Y»
            let told = &self.predicates()[*child];
            let apart = self.sentence.inflected && told.item.checked_sub(1).is_some_and(|i| self.sentence.items[i].marker() == Some(Marker::To));
            if n > 0 && (told.nominal || !substance && !apart) {
                continue;
            }
            let mut d = draft.clone();
            d.inner = Some(act);
            if n > 0 {
                d.trigger = *child;
                d.rules.push("one record for each thing agreed");
            }
            match inner.frame.event_type {
                // «hopes that B will lift it»: a wish, no concession.
                Some(EventType::Retreat | EventType::Concede)
                    if self.predicates()[k].frame.is(Trait::SlightWish)
                        && self.predicates()[*child]
                            .subject
                            .is_some_and(|s| !self.sentence.actors[s as usize].parties.iter().any(|x| d.actors.parties.contains(x))) => {}
                Some(EventType::Retreat | EventType::Concede) => {
                    d.event_type = EventType::Concede;
                    d.mode = None;
                }
                Some(EventType::Sanction | EventType::Assault | EventType::Coerce | EventType::Mobilize) if self.predicates()[k].frame.is(Trait::Friendly) => {
                    continue;
                }
                Some(t @ (EventType::Sanction | EventType::Coerce))
                    if !inner.negated && (t == EventType::Sanction || self.predicates()[k].frame.is(Trait::Enacts)) =>
                {
                    d.event_type = t;
                    d.mode = inner.frame.mode;
                }
                _ => {}
            }
            if inner.negated && d.status == Status::Actual && inner.frame.event_type.is_some() {
                d.rules.push("a promise not to act");
            }
            if d.actors.parties.len() < 2 {
                let (_, goal) = self.sentence.roles(act, memory);
                let own = self.predicates()[*child].subject.map(|s| Side { parties: self.sentence.actors[s as usize].parties.clone(), phrases: vec![s] });
                let mut to = own.unwrap_or_default().without(&d.actors);
                if to.is_empty() && !matches!(inner.frame.roles, Roles::Host) {
                    to = goal.without(&d.actors);
                }
                if to.is_empty() {
                    to = self.partner(act, &d.actors);
                }
                if to.is_empty() && n > 0 && self.verb_final {
                    // «promised to give A money and to send fuel»: to A too.
                    let first = out.iter().rev().find(|o| o.trigger == k && o.event_type == EventType::Agree).map(|o| o.recipients.clone());
                    to = first.unwrap_or_default().without(&d.actors);
                }
                let with = self.verb_final
                    && self.predicates()[k].frame.roles == Roles::Joint
                    && self.sentence.arguments(act).iter().any(|a| a.marker == Some(Marker::With) && to.phrases.contains(&a.actor));
                if with {
                    // «agreed to share data with B»: both.
                    d.actors.add(&to.parties, to.phrases.first().copied());
                    d.recipients = Side::default();
                } else if d.recipients.is_empty() || !to.is_empty() {
                    d.recipients = to;
                }
            } else {
                d.recipients = Side::default();
            }
            self.finish(*child, d, memory, out);
        }
    }

    /// Parties that the object phrase of `k` names as partners or beneficiaries.
    pub(super) fn partner(&self, k: usize, actors: &Side) -> Side {
        let arguments = self.sentence.arguments(k);
        for wanted in [Some(Marker::With), Some(Marker::To), Some(Marker::Between), None, Some(Marker::Of)] {
            let mut side = Side::default();
            for a in arguments.iter().filter(|a| a.marker == wanted) {
                side.add(&self.sentence.actors[a.actor as usize].parties, Some(a.actor));
            }
            let side = side.without(actors);
            if !side.is_empty() {
                return side;
            }
        }
        Side::default()
    }

    /// «A said that B must withdraw»: a demand on B. False where it is none.
    pub(super) fn obliged(&self, k: usize, memory: &mut Discourse, out: &mut Vec<Draft>) -> bool {
        let all = self.predicates();
        let p = &all[k];
        let speech = |g: &usize| matches!(all[*g].frame.complement, Complement::Say | Complement::Affirm) && !all[*g].negated && !all[*g].nominal;
        let Some(g) = p.governor.filter(speech).filter(|_| p.must && !p.nominal && !p.can && p.link == Link::Complement) else { return false };
        let Some(id) = p.subject.or(p.patient).filter(|id| self.sentence.actors[*id as usize].anaphor == Anaphor::None) else { return false };
        let addressee = &self.sentence.actors[id as usize];
        let speaker = self.sentence.subject(g, memory);
        let aimed = Side { parties: addressee.parties.clone(), phrases: vec![id] };
        let others = aimed.clone().without(&speaker);
        let own = others.is_empty() && addressee.kind.is_some() && !addressee.inferred;
        if speaker.is_empty() || others.is_empty() && !own {
            return false;
        }
        let act = self.sentence.deepest(k);
        let draft = Draft {
            event_type: EventType::Request,
            mode: self.mode_of(EventType::Request, act).or(Some(Mode::Change)),
            status: Status::Actual,
            actors: speaker,
            recipients: if own { aimed } else { others },
            trigger: k,
            inner: Some(act),
            date: None,
            date_inherited: false,
            claimed_by: None,
            rules: vec!["said that somebody must do it"],
        };
        self.finish(g, draft, memory, out);
        true
    }

    /// «A followed suit»: what was told last, by A.
    pub(super) fn repeat(&self, k: usize, memory: &Discourse, out: &mut Vec<Draft>) {
        let p = &self.predicates()[k];
        let actors = self.sentence.subject(k, memory);
        let Some((event_type, mode, recipients)) = memory.example.clone().filter(|_| !actors.is_empty() && !p.can && !p.future) else { return };
        let recipients = Side { parties: recipients, phrases: Vec::new() }.without(&actors);
        let (date, inherited) = self.date(k, k);
        out.push(Draft {
            event_type,
            mode,
            status: if p.negated { Status::Negated } else { Status::Actual },
            actors,
            recipients,
            trigger: k,
            inner: None,
            date,
            date_inherited: inherited,
            claimed_by: None,
            rules: vec!["does what was told last"],
        });
    }

    /// Whether those who are to do what is asked are told and are no party, where words do not change: `urged [donors] pay`.
    pub(super) fn asks_whoever(&self, k: usize) -> bool {
        let plain = self.is_isolating();
        let first = self.sentence.child(k).filter(|c| plain && *c == k + 1).map(|c| &self.predicates()[c]);
        let led = |c: &Predicate<'_>| self.sentence.items[self.predicates()[k].item + 1..c.item].iter().any(|i| i.marker().is_some());
        first.is_some_and(|c| c.foreign_subject && c.subject.is_none() && !c.passive && !c.nominal && c.left < c.item && !led(c))
    }

    /// A request: the mode is what is asked; further things asked are further requests.
    pub(super) fn asked(&self, k: usize, draft: Draft, memory: &mut Discourse, out: &mut Vec<Draft>) {
        let children = self.complements(k);
        let told_inside = self.verb_final && children.iter().any(|c| self.at_large(&self.predicates()[*c]));
        let anybody = self.at_large(&self.predicates()[k]) || self.asks_whoever(k) || told_inside;
        let addressee = {
            // «called on all states to condemn A»: not A.
            let mut side = if anybody && !self.is_isolating() { Side::default() } else { draft.recipients.clone() };
            if side.is_empty()
                && let Some(first) = children.first()
                && let Some(id) = self.predicates()[*first].subject
            {
                side.add(&self.sentence.actors[id as usize].parties, Some(id));
            }
            // «urged the two sides to ...»: two others, not the speaker and one.
            let both = |a: &u16| {
                let actor = &self.sentence.actors[*a as usize];
                matches!(actor.anaphor, Anaphor::Group(n) | Anaphor::States(n) if n > 1) && draft.actors.parties.iter().all(|x| actor.parties.contains(x))
            };
            if self.predicates()[k].frame.status.is_none()
                && let Some(a) = side.phrases.iter().find(|a| both(a))
            {
                let size = self.sentence.actors[*a as usize].parties.len();
                let foes = Some(memory.foes_last()).filter(|f| f.len() == size && !draft.actors.parties.iter().any(|x| f.contains(x)));
                let others = foes.unwrap_or_else(|| memory.spoken_of(size, &draft.actors.parties));
                if !others.is_empty() {
                    side.parties = others;
                }
            }
            side.without(&draft.actors)
        };
        if children.is_empty() {
            let mut d = draft;
            d.recipients = addressee;
            if d.recipients.is_empty() {
                d.recipients = self.heeding(k, &d.actors, memory);
            }
            self.finish(k, d, memory, out);
            return;
        }
        for (n, child) in children.iter().enumerate() {
            let act = self.sentence.deepest(*child);
            let told = &self.predicates()[*child];
            if n > 0 && (told.nominal || told.passive && told.subject.is_none() || self.predicates()[act].frame.event_type.is_none()) {
                continue;
            }
            let mut d = draft.clone();
            d.inner = Some(act);
            d.recipients = addressee.clone();
            d.mode = self.mode_of(EventType::Request, act).or(d.mode);
            if self.predicates()[*child].frame.is(Trait::Ends) {
                d.mode = Some(Mode::Yield);
            }
            let diplomat = self.knowledge.things.find("diplomat");
            let span = self.predicates()[k].item..self.predicates()[act].item;
            if self.predicates()[act].frame.is(Trait::Departs) && self.sentence.items[span].iter().any(|i| i.thing.is_some() && i.thing == diplomat) {
                d.event_type = EventType::Sanction;
                d.mode = Some(Mode::Expel);
                d.rules.push("diplomats told to leave are expelled");
            }
            if n > 0 {
                d.trigger = *child;
                d.rules.push("a further thing asked");
            }
            if d.recipients.is_empty() && !anybody {
                d.recipients = self.parties_of(act, &d.actors);
            }
            if d.recipients.is_empty() {
                d.recipients = self.heeding(k, &d.actors, memory);
            }
            let friends = self.sentence.arguments(k).iter().any(|a| self.sentence.actors[a.actor as usize].anaphor == Anaphor::Friends);
            if d.recipients.is_empty() && !friends && !anybody {
                d.recipients.add(&memory.counterpart(&d.actors.parties), None);
            }
            self.finish(*child, d, memory, out);
        }
    }

    /// «at the request of A, B ...»: who does what a noun of asking asks.
    fn heeding(&self, k: usize, asking: &Side, memory: &Discourse) -> Side {
        let all = self.predicates();
        if !all[k].nominal {
            return Side::default();
        }
        let later = (k + 1..all.len()).find(|n| all[*n].subject.is_some() && !all[*n].nominal);
        let main = later.or_else(|| all[..k].iter().rposition(|n| !n.nominal && n.link == Link::Root));
        main.map(|m| self.sentence.subject(m, memory).without(asking)).unwrap_or_default()
    }

    /// The mode that the act asked, threatened or refused gives.
    pub(super) fn mode_of(&self, event_type: EventType, act: usize) -> Option<Mode> {
        let inner = &self.predicates()[act];
        if event_type == EventType::Request && self.names_talks(act) {
            return Some(Mode::Meet);
        }
        let t = inner.frame.event_type?;
        match event_type {
            EventType::Request | EventType::Reject => match t {
                EventType::Aid | EventType::Cooperate | EventType::Support | EventType::Agree => Some(Mode::Assist),
                EventType::Consult => Some(Mode::Meet),
                EventType::Retreat | EventType::Concede => Some(Mode::Yield),
                EventType::Sanction if event_type == EventType::Reject => Some(Mode::Yield),
                _ if inner.negated => Some(Mode::Yield),
                _ if event_type == EventType::Request => Some(Mode::Change),
                _ => None,
            },
            EventType::Threaten => match t {
                EventType::Assault | EventType::Mobilize => Some(Mode::Violence),
                EventType::Sanction | EventType::Coerce => Some(Mode::Restrict),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether an act without a type of its own is about talks: `return to the table`.
    pub(super) fn names_talks(&self, act: usize) -> bool {
        let p = &self.predicates()[act];
        let talks = |i: &crate::items::Item| i.thing.is_some_and(|t| self.knowledge.things.is(t, ThingSort::Talks));
        p.frame.event_type.is_none() && self.sentence.items[p.item..p.right.min(self.sentence.items.len())].iter().any(talks)
    }
}
