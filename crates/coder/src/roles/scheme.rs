//! To whom it is done: the scheme of each frame, the object phrase and what stands beyond it.

use chancery_knowledge::{Complement, Forms, FunctionWord, Marker, Roles, Trait};
use chancery_model::{CommitmentStatus, EventType, Mode};

use super::{Argument, Sentence, Side};
use crate::actors::{Actor, Anaphor};
use crate::clauses::{Link, Predicate};
use crate::discourse::Discourse;
use crate::items::Item;

impl Sentence<'_, '_> {
    pub(super) fn by_scheme(&self, k: usize, memory: &Discourse) -> (Side, Side) {
        let p = &self.predicates[k];
        let mut arguments = self.arguments(k);
        if !self.inflected && matches!(p.frame.mode, Some(Mode::Allege | Mode::Investigate)) && p.frame.event_type == Some(EventType::Accuse) {
            // «charged with smuggling it from A to B»: where it went is accused of nothing.
            let routed = arguments.iter().any(|a| a.marker == Some(Marker::From)) && p.unit.tail != Some(Marker::From);
            arguments.retain(|a| !routed || !matches!(a.marker, Some(Marker::To | Marker::From)));
        }
        let mut subject = if p.nominal { self.nominal_subject(k, &arguments, memory) } else { self.subject(k, memory) };
        // «officers fired shots and arrested 52 people»: the same.
        let shared = || p.head.filter(|_| p.link == Link::Coordinate && !p.nominal && !p.passive && self.inflected).and_then(|h| self.predicates[h].subject);
        let doer = p.subject.or_else(shared);
        if p.frame.event_type == Some(EventType::Protest) && doer.is_none() && subject.phrases.is_empty() && !self.inflected && p.link == Link::Root {
            // «Thousands marched in A»: no matter who was spoken of before.
            subject.parties = self.street(k).map_or(subject.parties, |state| vec![state]);
        }
        if let (true, None) = (subject.is_empty(), doer.filter(|s| !self.actors[*s as usize].generic)) {
            if doer.is_some_and(|s| self.actors[s as usize].generic && !self.actors[s as usize].outlaw) {
                // «A's president said ... . Shopkeepers struck»: in the same paragraph of the same state.
                let acting =
                    memory.subject.first().copied().filter(|s| self.inflected && memory.goes_on && memory.subject.len() == 1 && memory.counts.contains_key(s));
                let protests = p.frame.event_type == Some(EventType::Protest);
                let place = if let Some(home) = doer.and_then(|s| self.home_of(s, p.item)) {
                    Some(home)
                } else if protests {
                    self.street(k)
                } else {
                    self.local_place(k)
                };
                let ground = memory.ground.filter(|_| self.inflected || protests);
                subject.parties.extend(place.or(ground).or(acting).or(memory.home));
            }
            if subject.is_empty() && p.frame.event_type == Some(EventType::Protest) {
                // Whoever takes to the street does so at home: where the sentence is set.
                subject.parties.extend(self.street(k).or_else(|| self.whose_people(k)).or(memory.scene).or(memory.ground).or(memory.home));
            }
        }
        if k == 0 && self.inflected && !p.nominal && !subject.is_empty() && self.items.first().is_some_and(|i| i.is(FunctionWord::Also)) {
            // «Together with A, B imposed curbs»
            let comma = self.items.iter().position(Item::is_stop).unwrap_or(0);
            for a in self.arguments_between(0, comma.min(p.item)) {
                subject.add(&self.actors[a.actor as usize].parties, Some(a.actor));
            }
        }
        let handed = p.frame.event_type == Some(EventType::Cooperate) && p.frame.roles == Roles::Goal;
        if p.passive && subject.is_empty() && !p.frame.is(Trait::Recalls) && (handed || matches!(p.frame.mode, Some(Mode::Deport | Mode::Expel))) {
            // «were deported from A», «will be extradited from A to B»
            subject = self.marked(&arguments, &[Some(Marker::From)]).without(&self.undergoer(k));
            if subject.is_empty() && p.frame.mode == Some(Mode::Expel) && self.inflected {
                // «the envoy of A to B was expelled»: by B.
                let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                subject = self.first_marked(&self.arguments_between(start, p.item), &[Some(Marker::To), Some(Marker::At)]).without(&self.undergoer(k));
            }
        }
        let none = Side::default;
        // Where words do not inflect, whoever is spoken of undergoes it, if nobody is told.
        let dropped = !self.inflected && p.passive && !p.nominal && p.link == Link::Root && !p.foreign_subject && p.unit.tail.is_none();
        let dropped = dropped && matches!(p.frame.mode, Some(Mode::Arrest | Mode::Deport | Mode::Release));
        let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
        let named = |x: &Item| x.entry.is_none() && x.punct.is_none() && !x.number && x.date.is_none() && x.function.is_none() && x.start < x.end;
        let dropped = dropped && !self.items[start..p.item].iter().any(named);
        let spoken_of = || Side { parties: if dropped { memory.subject.clone() } else { Vec::new() }, phrases: Vec::new() };
        let undergoer = self.undergoer(k).or(spoken_of);
        let direct = None;
        let (with, to, against, of, about, from) =
            (Some(Marker::With), Some(Marker::To), Some(Marker::Against), Some(Marker::Of), Some(Marker::About), Some(Marker::From));
        match p.frame.roles {
            Roles::Actor => (subject, none()),
            Roles::Joint => {
                let mut actors = subject.clone();
                let wanted: &[Option<Marker>] =
                    if p.nominal { &[with, Some(Marker::Between), of, direct] } else { &[with, Some(Marker::Between), direct, p.unit.tail] };
                let between = self.marked(&arguments, &[Some(Marker::Between)]);
                let mut others = if p.nominal && between.parties.len() > 1 { between } else { self.marked(&arguments, wanted) };
                let met = p.head.map(|h| self.deepest(h)).filter(|h| self.predicates[*h].frame.event_type == Some(EventType::Consult));
                // «telephoned B and decided to send it medicine»: one of them gives.
                let gives = self.child(k).is_some_and(|c| self.predicates[c].frame.event_type == Some(EventType::Aid));
                if let (Some(h), None, Some(EventType::Agree), false) = (met, p.subject, p.frame.event_type, gives) {
                    // «met B and agreed to ...»: both.
                    let (both, host) = self.by_scheme(h, memory);
                    actors.add(&both.parties, None);
                    actors.add(&host.parties, None);
                }
                if !p.nominal && (p.frame.is(Trait::Alone) || p.frame.mode == Some(Mode::Multilateral)) {
                    // «adopted a resolution on A», «met about A»: A has no part in it.
                    others = self.marked(&arguments, &[with, Some(Marker::Between)]);
                }
                if let (true, Link::Relative, true) = (others.is_empty(), p.link, p.left > 2 && self.inflected && !p.nominal && subject.parties.len() == 1) {
                    // «A, with which B restored ties»; «in the capital, where B met»: a place.
                    let link = self.items[p.left - 1].is(FunctionWord::Relative);
                    let near = [p.left - 2, p.left - 3].into_iter().find_map(|i| self.items[i].actor).filter(|_| link && p.subject.is_some());
                    let first = near.and_then(|id| (0..p.left).find(|i| self.items[*i].actor == Some(id)));
                    let placed = first.is_some_and(|f| f > 0 && self.items[f - 1].marker() == Some(Marker::At));
                    let party = near.filter(|id| !placed && !self.actors[*id as usize].capital && self.actors[*id as usize].kind.is_none());
                    others = party.map(|id| self.phrase(id).without(&subject)).unwrap_or_default();
                }
                if others.is_empty() && p.frame.status == Some(CommitmentStatus::Signed) {
                    // «signed a protocol on military cooperation with A»
                    others = self.further(k, with);
                }
                if others.is_empty() && self.inflected && !p.nominal && p.subject.is_some() {
                    // «spoke by telephone to B», «bought rockets from B», «sold gas to B»
                    others = match p.frame.event_type {
                        Some(EventType::Consult) if p.frame.mode != Some(Mode::Multilateral) => self.marked(&arguments, &[to]),
                        Some(EventType::Cooperate) => self.first_marked(&arguments, &[from, to]),
                        _ => none(),
                    };
                }
                if others.is_empty() && !p.nominal && p.frame.mode == Some(Mode::Phone) {
                    // «phoned B» is in some languages «phoned to B».
                    others = self.first_marked(&arguments, &[to]).without(&subject);
                }
                let fronted = self.items.first().is_some_and(|i| i.marker() == Some(Marker::With));
                if fronted && !p.nominal && k == 0 {
                    // «With A, B agreed to ...»
                    let comma = self.items.iter().position(Item::is_stop).unwrap_or(0);
                    let named = self.arguments_between(0, comma);
                    others.add(&self.marked(&named, &[with]).parties, None);
                }
                let patient = if p.subject.is_some() { none() } else { undergoer.clone() };
                if p.unit.needs.iter().any(|n| matches!(n, chancery_knowledge::Need::Subject(_))) {
                    // «the truce between A and B took effect»
                    actors = none();
                    let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                    let named = self.arguments_between(start, p.item);
                    let side = self.marked(&named, &[Some(Marker::Between), Some(Marker::Of), Some(Marker::With), None]);
                    actors.add(&side.parties, None);
                    actors.phrases.extend(side.phrases);
                    if actors.is_empty() && p.frame.event_type != Some(EventType::Support) {
                        actors.add(&memory.foes_last(), None);
                    }
                }
                if p.passive && actors.is_empty() && others.is_empty() && p.patient.is_none() && !self.inflected {
                    // «a channel between A and B was set up»
                    let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                    others = self.marked(&self.arguments_between(start, p.item), &[Some(Marker::Between)]);
                }
                if let Some(id) = p.companion {
                    actors.add(&self.actors[id as usize].parties, Some(id));
                }
                actors.add(&others.parties, None);
                actors.phrases.extend(others.phrases);
                if p.passive && p.frame.event_type == Some(EventType::Agree) && p.subject.is_some() {
                    // «asked A to lend it ships and was promised them»
                    let asked = if p.patient.is_some() { undergoer } else { p.head.map(|h| self.subject(h, memory)).unwrap_or_default() };
                    let asked = asked.without(&actors);
                    return (actors, asked);
                }
                actors.add(&patient.parties, None);
                (actors, none())
            }
            Roles::Object => {
                let by = if p.passive { of } else { Some(Marker::By) };
                let tail = p.unit.tail;
                let order: &[Option<Marker>] = if p.nominal && self.inflected {
                    &[against, of, to, direct, tail]
                } else if self.aims_past(k, &arguments) {
                    &[of]
                } else if p.nominal {
                    &[against, to, direct]
                } else if p.frame.event_type == Some(EventType::Assault) {
                    // «bombed the bridge between A and B»
                    &[direct, against, to, with, of, about, from, by, tail, Some(Marker::Between)]
                } else {
                    &[direct, against, to, with, of, about, from, by, tail]
                };
                let retreat = [from, direct, against, to, of, with];
                let order = if p.frame.event_type == Some(EventType::Retreat)
                    || p.frame.event_type == Some(EventType::Concede) && arguments.iter().any(|a| a.marker == from)
                {
                    &retreat[..]
                } else {
                    order
                };
                if p.frame.mode == Some(Mode::Deport) && p.passive {
                    // «was deported to A»: A is where to.
                    return (subject.clone(), undergoer);
                }
                if p.frame.is(Trait::Recalls) && p.passive && subject.is_empty() && !undergoer.is_empty() {
                    // «A's ambassador to B was recalled»: by A.
                    let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                    let mut told = self.arguments_between(start, p.item);
                    told.extend(arguments.iter().copied());
                    return (undergoer.clone(), self.first_marked(&told, &[to, Some(Marker::At), from]).without(&undergoer));
                }
                let moved = p.frame.event_type == Some(EventType::Mobilize) || p.frame.mode == Some(Mode::Withdraw);
                if moved && p.passive && subject.is_empty() {
                    // «the army was deployed», «the troops were pulled out of A»: by its own state.
                    let left = if p.frame.mode == Some(Mode::Withdraw) { self.marked(&arguments, &[from]).without(&undergoer) } else { none() };
                    return (undergoer, left);
                }
                // A body complained to is no target: `threatened to sue at the WTO`.
                let arguments: Vec<Argument> = arguments.into_iter().filter(|a| !self.is_venue(k, k, *a)).collect();
                if p.frame.complement == Complement::Denied && !p.passive {
                    // «denied backing A»: A did not accuse; «denied the charge of A»: A did.
                    let charge = self.first_marked(&arguments, &[of, from, Some(Marker::By)]).or(|| self.possessor(k, &arguments));
                    return (subject.clone(), charge.or(|| self.adjacent(k, &arguments)).without(&subject));
                }
                // «recalled its ambassadors in A and B»: those named, not those a bare title stands for.
                let bare = |a: &Argument| a.marker.is_none() && self.actors[a.actor as usize].inferred;
                let named = arguments.iter().any(|a| a.marker == Some(Marker::At) && !self.actors[a.actor as usize].inferred);
                let posted = p.frame.event_type == Some(EventType::Sanction) && named && arguments.iter().any(bare);
                let posted = if posted { self.marked(&arguments, &[Some(Marker::At)]).without(&subject) } else { none() };
                let undergoer = undergoer.or(|| posted);
                let at_home = p.passive && undergoer.is_empty() && p.frame.event_type == Some(EventType::Assault);
                let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                let undergoer = if at_home { self.marked(&self.arguments_between(start, p.item), &[Some(Marker::At)]).without(&subject) } else { undergoer };
                let tailed = || p.unit.tail.map(|t| self.marked(&arguments[..arguments.len().min(1)], &[Some(t)])).unwrap_or_default().without(&subject);
                let near = || {
                    let near = p.frame.event_type == Some(EventType::Mobilize);
                    if near { self.marked(&arguments, &[Some(Marker::At)]).without(&subject) } else { none() }
                };
                // «imposed sanctions on two firms in A»
                let seated = || {
                    let first = arguments.first().filter(|a| a.marker == Some(Marker::At) && !p.nominal && self.inflected);
                    let at = first.filter(|_| p.frame.event_type == Some(EventType::Sanction) && p.frame.mode == Some(Mode::Discontinue));
                    at.map(|a| self.phrase(a.actor)).unwrap_or_default().without(&subject)
                };
                // «the invasion of the south of A»: a place.
                let spot = || {
                    let of = p.nominal && (p.unit.tail == of || self.items.get(p.item + 1).is_some_and(|x| x.marker() == of));
                    let place = if of { self.items.iter().skip(p.item + 1).take(3).find_map(|x| x.place.flatten()) } else { None };
                    Side { parties: place.into_iter().collect(), phrases: Vec::new() }
                };
                let recipients = undergoer
                    .or(spot)
                    .or(tailed)
                    .or(|| self.first_other(&arguments, order, &subject))
                    .or(near)
                    .or(seated)
                    .or(|| self.beyond(k))
                    .or(|| self.listed(k, order));
                let recipients = if p.frame.event_type == Some(EventType::Assault) { recipients.or(|| self.harmed(k)) } else { recipients };
                // «suspended [the tariffs that it had decided to impose on the steel of B]»
                let imposed = |n: &usize| {
                    let of_object = |r: usize| self.predicates[r].governor == Some(k) && self.predicates[r].link == Link::Relative;
                    let told = std::iter::once(*n).chain(crate::clauses::link::ancestors(self.predicates, *n)).find(|r| of_object(*r));
                    told.is_some_and(|r| self.predicates[r].frame.event_type.is_some())
                };
                let told_beside = || {
                    let all = (0..self.predicates.len()).filter(|n| *n != k).filter(imposed);
                    all.map(|n| self.first_marked(&self.arguments(n), order).without(&subject)).find(|s| !s.is_empty()).unwrap_or_default()
                };
                let lifted = p.frame.event_type == Some(EventType::Concede) && !self.inflected && !p.nominal;
                let recipients = if lifted { recipients.or(told_beside) } else { recipients };
                let recipients = if p.frame.event_type == Some(EventType::Reject) {
                    // «rejected the plan that A put forward»
                    let relative = self.predicates.get(k + 1).filter(|n| n.link == Link::Relative && n.governor == Some(k) && !n.after_comma);
                    let recipients = recipients.or(|| relative.and_then(|n| n.subject).map(|id| self.phrase(id)).unwrap_or_default().without(&subject));
                    // «did not accept the request to pay more of A»
                    recipients.or(|| if self.inflected { none() } else { self.further(k, of).without(&subject) })
                } else {
                    recipients
                };
                if p.frame.complement == Complement::Threat {
                    return (subject.clone(), recipients.without(&subject));
                }
                // «London punished officials of that country»: nobody punishes himself, so it is the other of the two spoken of.
                let resumed = |a: &u16| self.actors[*a as usize].anaphor == Anaphor::State;
                let echo = !self.inflected
                    && p.frame.event_type == Some(EventType::Sanction)
                    && !recipients.is_empty()
                    && recipients.phrases.iter().all(resumed)
                    && !subject.phrases.iter().any(resumed)
                    && recipients.parties.iter().all(|r| subject.parties.contains(r));
                if echo {
                    return (subject.clone(), Side { parties: memory.counterpart(&subject.parties), phrases: Vec::new() });
                }
                (subject.clone(), self.own_people(recipients, &subject))
            }
            Roles::Goal => {
                let met = p.head.map(|h| self.deepest(h)).filter(|h| self.inflected && self.predicates[*h].frame.event_type == Some(EventType::Consult));
                if let (Some(h), true, true) = (met, p.passive && subject.is_empty() && undergoer.is_empty(), p.link == Link::Coordinate) {
                    // «A met B's minister and was promised aid»: by whom it met.
                    let receives = self.subject(h, memory);
                    let (mut both, host) = self.by_scheme(h, memory);
                    both.add(&host.parties, None);
                    return (both.without(&receives), receives);
                }
                if p.passive && subject.is_empty() && !undergoer.is_empty() {
                    // «was given vaccines by A», where A is marked as whom they come from
                    let giver = self.marked(&arguments, &[from, Some(Marker::By)]).without(&undergoer);
                    if !giver.is_empty() {
                        return (giver, undergoer);
                    }
                }
                // «promised Fiji 20 million for a cable to Tonga»
                let given = if p.nominal || p.passive { none() } else { self.given_before(k, &arguments).without(&subject) };
                let mut recipients = given.or(|| self.first_marked(&arguments, &[to, direct, with, against, of]).without(&subject));
                if recipients.is_empty() {
                    // «accepted an invitation from A»; aid from A is not for it.
                    let giver = from.filter(|_| !(self.inflected && p.frame.event_type == Some(EventType::Aid)));
                    recipients = self.first_marked(&arguments, &[giver.or(p.unit.tail), p.unit.tail]).without(&subject);
                }
                // «sent tents to Goma»: to the state of the place.
                let place = || {
                    let told = p.item + 1..p.right.min(self.items.len());
                    let arrives = |i: usize| i == p.item + 1 && (p.unit.tail == Some(Marker::At) || p.unit.tail.is_some() && !self.inflected);
                    let to = |i: usize| {
                        arrives(i) || self.items[i - 1].marker() == to || i > 1 && self.items[i - 2].marker() == to && self.items[i - 1].marker().is_none()
                    };
                    if let Some(landed) = self.landed(k) {
                        return landed.without(&subject);
                    }
                    let country = told.filter(|i| to(*i)).find_map(|i| self.items[i].place.flatten());
                    Side { parties: country.into_iter().collect(), phrases: Vec::new() }.without(&subject)
                };
                // «extradited a suspect back to A» is in some languages «about A».
                let back = || if handed && !self.inflected { self.marked(&arguments, &[about]).without(&subject) } else { none() };
                // «$3 million for A was pledged by B»
                let fronted = || {
                    let start = (0..p.item).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                    let told = self.inflected && p.passive && p.foreign_subject;
                    if told { self.first_marked(&self.arguments_between(start, p.item), &[to]).without(&subject) } else { none() }
                };
                let recipients = recipients.or(fronted);
                // «French visas were offered to them»: not to A.
                let modifies = p.passive && p.patient.is_some_and(|a| self.actors[a as usize].adjective);
                let undergoer = if modifies { none() } else { undergoer };
                let recipients = recipients.or(|| undergoer).or(|| self.enabled(k).without(&subject)).or(place).or(back);
                (subject, recipients)
            }
            Roles::Author => {
                // «complained to the Council»: a body complained to is not blamed.
                let venue = self.inflected && !p.nominal && p.frame.event_type == Some(EventType::Accuse);
                let arguments: Vec<Argument> = if venue { arguments.into_iter().filter(|a| !self.is_venue(k, k, *a)).collect() } else { arguments };
                let told = self.told_author(k, memory).without(&subject);
                let near = || self.adjacent(k, &arguments);
                let by = || if p.passive { none() } else { self.marked(&arguments, &[Some(Marker::By)]) };
                // «was condemned by A», in one word: who undergoes it.
                let undergone = || if p.unit.forms.has(Forms::PASSIVE) || p.passive { self.undergoer(k).without(&subject) } else { none() };
                // «blamed B for the failure of talks between C and D»: B.
                let direct_object = if self.inflected && !p.nominal { self.adjacent(k, &arguments).without(&subject) } else { none() };
                let direct_object = if self.followed_by_reason(k, &direct_object) { direct_object } else { none() };
                let recipients = direct_object
                    .or(|| told)
                    .or(undergone)
                    .or(near)
                    .or(by)
                    .or(|| self.first_marked(&arguments, &[of, direct, against, to, with, about, Some(Marker::Between), Some(Marker::From)]))
                    .or(|| self.further(k, of));
                // `the condemnation of B by A`: of whom a noun of speech is, speaks.
                let recipients = if p.nominal && self.names_target(k) {
                    // «voiced its condemnation of the raid by A»: that of whoever voices it.
                    self.first_marked(&arguments, &[of])
                } else if p.nominal {
                    self.first_marked(&arguments, &[against, to, with, about])
                } else {
                    recipients
                };
                (subject.clone(), self.own_people(recipients, &subject))
            }
            Roles::Received => (self.first_marked(&arguments, &[from, of]).without(&subject), subject),
            Roles::Place => {
                let mut recipients = self.first_marked(&arguments, &[direct, to, of, with, Some(Marker::At)]).without(&subject);
                if self.inflected && recipients.is_empty() {
                    // «visited the fair in Osaka»
                    let place = self.items[p.item..p.right.min(self.items.len())].iter().find_map(|i| i.place.flatten());
                    recipients.parties.extend(place.filter(|c| !subject.parties.contains(c)));
                }
                (subject, recipients)
            }
            Roles::Host => {
                let guests = undergoer.or(|| self.first_marked(&arguments, &[direct, with, of])).without(&subject);
                (guests, subject)
            }
            Roles::Judged => {
                let judge = (0..k).rev().find(|j| !self.predicates[*j].nominal).filter(|j| {
                    matches!(self.predicates[*j].frame.complement, Complement::Say | Complement::Affirm | Complement::Opine | Complement::None)
                        && self.predicates[*j].frame.event_type.is_none()
                });
                // «The measures of B are unacceptable, A said»
                let after = || {
                    (k + 1..self.predicates.len()).find(|j| !self.predicates[*j].nominal).filter(|j| {
                        let n = &self.predicates[*j];
                        let says = matches!(n.frame.complement, Complement::Say | Complement::Affirm | Complement::Opine) && n.frame.event_type.is_none();
                        says && self.inflected && p.link == Link::Root && n.link == Link::Root && n.subject.is_some()
                    })
                };
                let Some(judge) = judge.or_else(after) else { return (none(), none()) };
                let actors = self.subject(judge, memory);
                let own = p.subject.map(|id| self.phrase(id)).unwrap_or_default();
                let told = self.first_marked(&self.arguments(judge), &[direct, of, about]);
                let recipients = own.or(|| told).without(&actors);
                (actors, recipients)
            }
            Roles::Domestic => {
                let order_of_lists = if p.frame.mode == Some(Mode::Convict) && !self.inflected {
                    // «sentenced A to five years» is in some languages «to A» or «with A».
                    &[direct, to, against, with, of][..]
                } else if self.inflected {
                    &[direct, against, to, of, with][..]
                } else if p.frame.event_type == Some(EventType::Assault) {
                    // «fired water cannon at A» is in some languages «to A».
                    &[direct, against, to, of][..]
                } else {
                    &[direct, against, of][..]
                };
                // «rallied outside the embassy of A»
                let tail = p.unit.tail;
                let tailed = || tail.map(|t| self.marked(&arguments[..arguments.len().min(1)], &[Some(t)])).unwrap_or_default();
                // «imposed a curfew and banned an app of A»: what is banned next is another matter.
                let whole = matches!(p.frame.mode, Some(Mode::Curfew | Mode::MartialLaw));
                let street = p.frame.mode == Some(Mode::CrowdControl);
                let beyond = || if self.inflected && !whole && !street { self.beyond(k) } else { none() };
                let recipients = undergoer.or(tailed).or(|| self.first_marked(&arguments, order_of_lists)).or(beyond);
                let start = if p.passive { (0..p.item).rev().find(|i| self.items[*i].is_stop()).unwrap_or(0) } else { p.item };
                // What is shut may be a word that could be a verb too: `a crossing`.
                let border = self.items[start..(p.right + usize::from(self.inflected)).min(self.items.len())]
                    .iter()
                    .any(|i| i.thing.is_some() && i.thing == memory.border);
                let recipients = recipients.or(|| if border { self.marked(&arguments, &[with]).without(&subject) } else { none() });
                let shared = if border && p.passive { self.marked(&self.arguments_between(start, p.item), &[with, of, Some(Marker::Between)]) } else { none() };
                let recipients = recipients.or(|| shared.without(&subject));
                let recipients =
                    if border && recipients.is_empty() { Side { parties: memory.counterpart(&subject.parties), phrases: Vec::new() } } else { recipients };
                // «A is at odds with B, which shut the border»: to the other of the two.
                let other = || {
                    let one = |a: &&Actor| !a.inferred && a.parties.len() == 1 && !subject.parties.contains(&a.parties[0]);
                    // «A shut a crossing, and B advised ...»: B is in another matter.
                    let apart = |id: usize| {
                        let main = |q: &&Predicate<'_>| !q.nominal && q.item > p.item && matches!(q.link, Link::Root | Link::Coordinate);
                        self.predicates.iter().filter(main).any(|q| q.subject.is_some_and(|s| usize::from(s) == id))
                    };
                    let named = || self.actors.iter().enumerate().filter(|(id, a)| one(a) && !apart(*id)).map(|(_, a)| a);
                    let told = named().find(|a| a.kind.is_none()).or_else(|| named().next());
                    Side { parties: told.map(|a| a.parties.clone()).unwrap_or_default(), phrases: Vec::new() }
                };
                // «the neighbour shut a crossing»: to the state that the report is about.
                let about = || Side { parties: memory.about.into_iter().filter(|a| !subject.parties.contains(a)).collect(), phrases: Vec::new() };
                let recipients = recipients.or(|| if border && subject.parties.len() == 1 { other().or(about) } else { none() });
                // «broke up a rally outside the embassy of A»: at home.
                let there = |a: &Argument| matches!(a.marker, Some(Marker::At | Marker::Other)) && !(street && self.actors[a.actor as usize].kind.is_some());
                let there: Vec<Argument> = arguments.iter().copied().filter(there).collect();
                let abroad = || self.marked(&there, &[Some(Marker::At), Some(Marker::Other)]).without(&subject);
                let listed = || if whole { none() } else { self.listed(k, order_of_lists) };
                // «seized a boat of A and held its crew»
                let force = |t| matches!(t, Some(EventType::Coerce | EventType::Assault));
                let punishes = p.frame.mode == Some(Mode::Convict) || force(p.frame.event_type);
                let head = p.head.filter(|h| self.inflected && p.subject.is_none() && punishes && force(self.predicates[*h].frame.event_type));
                let headed = || head.map(|h| self.by_scheme(h, memory).1.without(&subject)).unwrap_or_default();
                // «deployed ships after those of B harassed a survey»: the doer of the main clause.
                let main = p.governor.filter(|_| self.inflected && p.link == Link::When && p.frame.mode == Some(Mode::Restrict) && p.subject.is_some());
                let harassed = || main.map(|g| self.subject(g, memory).without(&subject)).unwrap_or_default();
                let recipients = recipients.or(abroad).or(listed).or(headed).or(harassed).or(|| {
                    let mut people = Side::default();
                    subject.parties.iter().for_each(|p| people.add(&[memory.people_of(*p)], None));
                    people
                });
                (subject, recipients)
            }
        }
    }

    /// Whether a body in the object phrase of `at` is where `k` complains or threatens to, no target of it.
    pub fn is_venue(&self, k: usize, at: usize, a: Argument) -> bool {
        let to = Some(Marker::To);
        // «filed a complaint with A against B»
        let against = || self.arguments(at).iter().any(|x| x.marker == Some(Marker::Against));
        let with = a.marker == Some(Marker::With) && self.predicates[k].frame.event_type == Some(EventType::Accuse) && against();
        // «lodged a complaint with A»
        let lodged =
            a.marker == Some(Marker::With) && self.predicates[k].frame.mode == Some(Mode::Allege) && self.predicates[at].unit.tail == Some(Marker::With);
        let led = a.marker == to || with || lodged || a.marker.is_none() && self.predicates[at].unit.tail == to;
        led && self.actors[a.actor as usize].body && matches!(self.predicates[k].frame.event_type, Some(EventType::Threaten | EventType::Accuse))
    }

    /// Whether what follows a party right after its verb tells why: `for`, `of`, `over`.
    fn followed_by_reason(&self, k: usize, side: &Side) -> bool {
        let last = side.phrases.first().and_then(|a| (self.predicates[k].item..self.items.len()).rev().find(|i| self.items[*i].actor == Some(*a)));
        last.and_then(|i| self.items.get(i + 1)).is_some_and(|n| n.marker().is_some_and(|m| m != Marker::By))
    }

    /// Whether a noun of blame or praise has its target after `of`: its doer is told by the verb that carries it.
    pub(super) fn names_target(&self, k: usize) -> bool {
        let p = &self.predicates[k];
        let carried = p.link == Link::Complement && p.governor.is_some_and(|g| self.predicates[g].frame.complement == Complement::Light);
        let of = p.unit.tail == Some(Marker::Of) || self.items.get(p.item + 1).is_some_and(|i| i.marker() == Some(Marker::Of));
        self.inflected && p.nominal && p.frame.roles == Roles::Author && p.subject.is_none() && carried && of
    }

    /// A party named right after the predicate, with no noun between: `criticised Washington`.
    pub(super) fn adjacent(&self, k: usize, arguments: &[Argument]) -> Side {
        let from = self.predicates[k].item + 1;
        let first = arguments.first().filter(|a| a.marker.is_none());
        let at = (from..self.items.len().min(from + 4)).find(|i| self.items[*i].actor.is_some());
        match (first, at) {
            (Some(a), Some(at)) if self.items[from..at].iter().all(|i| i.function.is_some()) => self.phrase(a.actor),
            _ => Side::default(),
        }
    }

    /// Recipients that a verb coordinated with this one names for both: `imposed tariffs and revoked the visas of A`.
    pub(super) fn listed(&self, k: usize, order: &[Option<Marker>]) -> Side {
        let next = (k + 1..self.predicates.len()).find(|c| self.predicates[*c].head == Some(k) && self.predicates[*c].subject.is_none());
        next.map(|c| self.first_marked(&self.arguments(c), order)).unwrap_or_default()
    }

    /// Recipients without the actor, unless only the actor's own people are named: a state may act on them.
    pub(super) fn own_people(&self, recipients: Side, subject: &Side) -> Side {
        let left = recipients.clone().without(subject);
        let body = |a: &Actor| a.inferred && a.kind == Some(chancery_knowledge::TitleKind::Institution);
        let own = |a: &Actor| self.inflected && (a.anaphor != Anaphor::None || a.kind.is_none() || body(a));
        let pronoun = |a: &Actor| a.inferred && a.anaphor == Anaphor::Person || own(a);
        let guessed = recipients.phrases.iter().map(|a| &self.actors[*a as usize]).any(|a| a.guessed || pronoun(a));
        let body = subject.phrases.iter().any(|a| self.actors[*a as usize].body);
        if left.is_empty()
            && guessed
            && recipients.phrases.iter().all(|a| self.actors[*a as usize].kind.is_some() && self.actors[*a as usize].anaphor == Anaphor::None)
        {
            // «Shopkeepers pleaded with the government», «the former minister urged parliament»: both without a name, of one state.
            let unnamed = |a: &u16| self.actors[*a as usize].inferred && self.actors[*a as usize].anaphor == Anaphor::None;
            if self.inflected && subject.parties.len() == 1 && subject.phrases.iter().all(unnamed) {
                return recipients;
            }
            // «A closed its embassy in B, accusing the junta»: not its own.
            let mut others = Side::default();
            for a in self.actors.iter().filter(|a| !a.inferred) {
                others.add(&a.parties, None);
            }
            let others = others.without(subject);
            return if others.parties.len() == 1 { others } else { left };
        }
        if left.is_empty() && !guessed && !body && subject.parties.len() == 1 { recipients } else { left }
    }
}
