//! The last look at a draft: what it still lacks, whether it is enough for a record, and its date.

use chancery_knowledge::{Commits, Complement, Forms, PartyId, Roles, ThingSort, Trait};
use chancery_model::{CommitmentKind, CommitmentStatus, EventType, Mode, Status};

use super::{Draft, Reader};
use crate::actors::Anaphor;
use crate::clauses::{Link, Predicate};
use crate::dates::DateRef;
use crate::discourse::Discourse;
use crate::items::Item;
use crate::roles::Side;

impl Reader<'_, '_, '_> {
    pub(super) fn finish(&self, at: usize, mut draft: Draft, memory: &Discourse, out: &mut Vec<Draft>) {
        let p = &self.predicates()[draft.trigger];
        let measure = matches!(draft.event_type, EventType::Sanction | EventType::Concede);
        let said = p.governor.filter(|g| p.link == Link::Complement && self.predicates()[*g].frame.complement == Complement::Say);
        if let (true, true, true, Some(g)) = (measure, p.passive && draft.actors.is_empty(), self.sentence.inflected, said) {
            // «A said that the visas of two of B had been revoked»
            draft.actors = self.sentence.subject(g, memory).without(&draft.recipients);
        }
        let state =
            |a: &crate::actors::Actor| a.kind.is_none() && !a.plural && !a.adjective && !a.generic && a.anaphor == Anaphor::None && a.parties.len() == 1;
        let demonstrates = draft.event_type == EventType::Protest && draft.mode == Some(Mode::Demo) && self.sentence.inflected && !p.nominal;
        if demonstrates && p.subject.map(|s| &self.sentence.actors[s as usize]).is_some_and(state) {
            // «A has protested against the checks that B introduced»: a state does not march.
            draft.event_type = EventType::Accuse;
            draft.mode = Some(Mode::Disapprove);
            draft.recipients = self.parties_of(draft.trigger, &draft.actors);
            let doer = self.sentence.child(draft.trigger).and_then(|c| self.predicates()[c].subject).filter(|_| draft.recipients.is_empty());
            if let Some(id) = doer {
                draft.recipients.add(&self.sentence.actors[id as usize].parties, Some(id));
                draft.recipients = draft.recipients.without(&draft.actors);
            }
            draft.rules.push("a state that protests accuses");
        }
        let attack = self.sentence.child(draft.trigger).is_some_and(|c| self.predicates()[c].frame.event_type == Some(EventType::Assault));
        let unknown = memory.unknown_attack && attack && draft.event_type == EventType::Accuse;
        let opposed = p.subject.map(|s| &self.sentence.actors[s as usize]).filter(|a| a.generic && self.sentence.inflected).and_then(|a| a.office);
        if let (Some(chancery_model::Sector::Opp), [state], false) =
            (opposed.map(|o| self.knowledge.parties.office(o).sector), draft.recipients.parties.as_slice(), p.passive)
        {
            // «Opposition politicians blasted A's president»: those of A.
            draft.actors.parties = vec![*state];
        }
        self.own_government(&mut draft);
        let police = |a: &u16| {
            let actor = &self.sentence.actors[*a as usize];
            actor.inferred && actor.office.is_some_and(|o| self.knowledge.parties.office(o).sector == chancery_model::Sector::Cop)
        };
        if draft.event_type == EventType::Coerce && (self.verb_final || !p.passive) && !draft.actors.is_empty() && draft.actors.phrases.iter().all(police) {
            // «police in A's second city arrested»: those of the place.
            let place = self.sentence.local_place(draft.trigger).filter(|s| self.knowledge.parties.party(*s).kind == chancery_model::PartyKind::State);
            if let Some(state) = place {
                draft.actors.parties = vec![state];
            }
        }
        self.speaks_of(p, &mut draft, memory);
        let own = draft.event_type == EventType::Accuse && draft.recipients.is_empty() && self.acts_at_home(&draft);
        if own {
            // «The opposition criticised the delay»: that of its own state.
            draft.recipients.parties.extend(draft.actors.parties.iter().map(|a| memory.people_of(*a)));
            draft.rules.push("a matter of its own state");
        }
        if matches!(draft.event_type, EventType::Accuse | EventType::Support | EventType::Reject) && draft.recipients.is_empty() && self.sentence.inflected {
            // «A invited the rebels, a step condemned by B»
            draft.recipients = self.doer_of_the_step(draft.trigger, memory).without(&draft.actors);
        }
        if draft.event_type == EventType::Accuse && self.sentence.inflected {
            // «The opposition leader criticised the government's plan»
            self.own_named(&mut draft);
        }
        if draft.event_type == EventType::Accuse && !unknown && draft.recipients.is_empty() {
            draft.recipients = self.asked_next(&draft, memory);
        }
        if draft.event_type == EventType::Accuse && !unknown && draft.recipients.is_empty() && self.sentence.inflected {
            let doers = self.told_doers(draft.trigger, memory);
            if !doers.is_empty() && doers.iter().all(|d| !draft.actors.parties.contains(d)) {
                draft.recipients.add(&doers, None);
                draft.rules.push("aimed at who did what was told before");
            }
        }
        if self.verb_final && matches!(draft.event_type, EventType::Accuse | EventType::Support) && draft.recipients.is_empty() && !p.nominal {
            // «When A joined the court, B condemned it»: A.
            let all = self.predicates();
            let deed = |q: &&Predicate<'_>| !q.nominal && q.frame.event_type.is_some() && !crate::clauses::is_statement(q.frame) && q.link == Link::Root;
            let doer = all[..draft.trigger].iter().next_back().filter(deed).and_then(|q| q.subject);
            if let Some(id) = doer.filter(|id| self.sentence.actors[*id as usize].parties.iter().all(|x| !draft.actors.parties.contains(x))) {
                draft.recipients.add(&self.sentence.actors[id as usize].parties, Some(id));
            }
        }
        if draft.event_type == EventType::Accuse && !unknown && draft.recipients.is_empty() && draft.mode != Some(Mode::Investigate) {
            // «condemned this document»: those who signed it.
            let document = (self.sentence.points_to_document(self.knowledge, draft.trigger) || self.names_document(p)) && !memory.signers.is_empty();
            let told = match (document, attack) {
                (true, _) => &memory.signers,
                (_, true) => &memory.attacker,
                _ => &memory.offender,
            };
            // Who acted together with the offender does not accuse him of it.
            let joined = told.iter().any(|o| draft.actors.parties.contains(o));
            let offender: Vec<PartyId> = told.iter().copied().filter(|o| !joined && !draft.actors.parties.contains(o)).collect();
            if !offender.is_empty() {
                draft.recipients.add(&offender, None);
                draft.rules.push("aimed at who was last told to have acted");
            }
        }
        let meeting = draft.event_type == EventType::Agree
            && draft.status == Status::Planned
            && (p.frame.event_type == Some(EventType::Consult) || self.sentence.inflected && p.frame.is(Trait::Planned) && self.takes_place(draft.trigger));
        let unheld = draft.event_type == EventType::Consult && draft.status == Status::Negated;
        if unheld && p.nominal && draft.actors.is_empty() && draft.recipients.is_empty() {
            // «The session has not been held yet»
            draft.actors.add(&memory.together(), None);
        }
        let leads = self.verb_final || p.frame.is(Trait::Planned) || !self.sentence.inflected && p.item < 2;
        if meeting && p.nominal && leads && draft.actors.is_empty() && draft.recipients.is_empty() {
            // «the next round will be held»: by those who met last.
            draft.actors.add(&memory.together(), None);
        }
        let ended = p.link == Link::Complement && p.governor.is_some_and(|g| self.predicates()[g].frame.is(Trait::Ends));
        if !self.sentence.inflected && ended && matches!(draft.event_type, EventType::Coerce | EventType::Sanction | EventType::Assault | EventType::Mobilize) {
            // «will stop the raids on A»
            draft.event_type = EventType::Concede;
            draft.mode = None;
            draft.rules.push("to end what is hostile is to give way");
        }
        if matches!(draft.event_type, EventType::Concede | EventType::Retreat)
            && self.verb_final
            && p.frame.roles == Roles::Joint
            && draft.actors.parties.len() == 1
            && draft.recipients.is_empty()
        {
            // «will stop its attacks on the ships of A»
            let items = self.sentence.items;
            let right = p.right.min(items.len());
            let against = (p.item + 1..right).find(|i| items[*i].marker() == Some(chancery_knowledge::Marker::Against));
            let target = against.and_then(|i| items[i + 1..right].iter().take(5).take_while(|x| x.punct.is_none()).find_map(|x| x.actor));
            let told = target.map(|a| &self.sentence.actors[a as usize].parties).filter(|t| t.iter().all(|x| !draft.actors.parties.contains(x)));
            draft.recipients.parties.extend(told.into_iter().flatten());
        }
        let own = |a: &crate::roles::Argument| {
            a.marker == Some(chancery_knowledge::Marker::From) && self.sentence.actors[a.actor as usize].parties == draft.actors.parties
        };
        if draft.event_type == EventType::Agree && draft.recipients.parties == draft.actors.parties && self.sentence.arguments(draft.trigger).iter().any(own) {
            // «A's minister conveyed an invitation from A's president»
            draft.recipients = Side::default();
        }
        let visit = self.sentence.child(draft.trigger).is_some_and(|c| self.predicates()[c].frame.mode == Some(Mode::Visit));
        if visit && draft.event_type == EventType::Agree && draft.recipients.parties == draft.actors.parties {
            // «invited him to visit A», where A invites.
            draft.recipients = Side::default();
        }
        let addressed = !self.verb_final && draft.event_type == EventType::Request && self.sentence.arguments(draft.trigger).iter().any(|a| a.marker.is_none());
        let unsigned = draft.status == Status::Negated && p.frame.roles == Roles::Joint;
        if draft.event_type == EventType::Assault && draft.recipients.is_empty() && p.nominal {
            self.fill_harmed(p, &mut draft, memory);
        }
        if !unknown && !addressed && !unsigned {
            self.fill_partner(p, &mut draft, memory);
        }
        if self.verb_final && matches!(draft.event_type, EventType::Concede | EventType::Sanction) && draft.recipients.is_empty() {
            // «lifted the duties that it had imposed on A's barley»
            let all = self.predicates();
            let told = (draft.trigger + 1..all.len())
                .filter(|c| all[*c].link == Link::Relative && all[*c].governor == Some(draft.trigger) && all[*c].subject.is_none());
            let on = told
                .flat_map(|c| self.sentence.arguments(c))
                .find(|a| matches!(a.marker, Some(chancery_knowledge::Marker::To | chancery_knowledge::Marker::Of)));
            let on = on.map(|a| Side { parties: self.sentence.actors[a.actor as usize].parties.clone(), phrases: vec![a.actor] });
            draft.recipients = on.unwrap_or_default().without(&draft.actors);
        }
        let pointed =
            !draft.recipients.phrases.is_empty() && draft.recipients.phrases.iter().all(|a| self.sentence.actors[*a as usize].anaphor == Anaphor::Subject);
        if let (true, true, Some(body)) = (p.frame.is(Trait::InBody), pointed, memory.told_body) {
            // «The Council failed to adopt it after A vetoed it»: it is the text.
            draft.recipients = Side { parties: vec![body], phrases: Vec::new() };
        }
        let at_body = |a: &crate::roles::Argument| a.marker == Some(chancery_knowledge::Marker::At) && self.sentence.actors[a.actor as usize].body;
        let plain = self.is_isolating();
        if let (true, Some(a)) = (p.frame.is(Trait::InBody) && plain, self.sentence.arguments(draft.trigger).iter().find(|a| at_body(a))) {
            // «voted against it at the Council, which ended an inquiry of B»: there.
            draft.recipients = Side { parties: self.sentence.actors[a.actor as usize].parties.clone(), phrases: vec![a.actor] };
        }
        self.own_named(&mut draft);
        self.not_its_own(&mut draft, memory);
        if draft.event_type == EventType::Aid && p.subject.is_none() && !p.passive && !p.nominal && !self.verb_final {
            self.arrived(p, &mut draft);
        }
        let (givers, takers) = &memory.gift;
        let came = draft.event_type == EventType::Aid && self.verb_final && p.foreign_subject && !p.nominal && draft.actors.is_empty();
        if came && !draft.recipients.is_empty() && draft.recipients.parties.iter().all(|r| takers.contains(r)) {
            // «The remaining doses have arrived in B»: those of who gave or promised some to it.
            draft.actors.parties.clone_from(givers);
        }
        if draft.event_type == EventType::Protest && draft.recipients.parties == draft.actors.parties {
            self.against(&mut draft, memory);
        }
        if draft.event_type == EventType::Assault && !draft.recipients.is_empty() && draft.recipients.phrases == draft.actors.phrases {
            // «A's drones struck the port»: what strikes is not struck.
            let struck = self.sentence.items[p.item..p.right.min(self.sentence.items.len())].iter().find_map(|i| i.place.flatten());
            let struck = struck.filter(|_| !draft.actors.is_empty());
            draft.recipients = Side { parties: struck.into_iter().filter(|s| !draft.actors.parties.contains(s)).collect(), phrases: Vec::new() };
            self.fill_partner(p, &mut draft, memory);
        }
        if draft.event_type == EventType::Mobilize && draft.recipients.parties == draft.actors.parties {
            // «sent infantry to the border»: what is moved is nobody it is aimed at.
            draft.recipients = Side::default();
        }
        let troops = self.knowledge.things.find("troops");
        let moved = |a: &u16| {
            let first = self.sentence.items.iter().position(|i| i.actor == Some(*a)).unwrap_or_default();
            p.patient == Some(*a) && first > 0 && troops.is_some() && self.sentence.items[first - 1].thing == troops
        };
        let left_own =
            draft.event_type == EventType::Retreat && draft.mode == Some(Mode::Withdraw) && plain && draft.recipients.parties == draft.actors.parties;
        if left_own {
            // «the first withdrawal of A's soldiers»: not from A.
            draft.recipients = Side::default();
        }
        let force = |a: &u16| {
            let actor = &self.sentence.actors[*a as usize];
            let armed = |o| matches!(self.knowledge.parties.office(o).sector, chancery_model::Sector::Mil | chancery_model::Sector::Cop);
            actor.inferred && actor.anaphor == Anaphor::None && actor.kind.is_some() && actor.office.is_some_and(armed)
        };
        if draft.event_type == EventType::Mobilize
            && !p.passive
            && !draft.recipients.is_empty()
            && draft.recipients.phrases.iter().all(force)
            && !draft.recipients.phrases.is_empty()
        {
            // «sent 5,000 national guards to the border»: its own.
            draft.recipients = Side::default();
        }
        if draft.event_type == EventType::Mobilize && p.passive && !draft.actors.is_empty() && draft.recipients.phrases.iter().any(moved) {
            // «200 soldiers of A were sent by the alliance»: it is not aimed at A.
            draft.recipients = Side::default();
        }
        if p.frame.is(Trait::Shared) && draft.actors.parties.len() > 1 {
            draft.event_type = if draft.status == Status::Planned { EventType::Agree } else { EventType::Cooperate };
            draft.mode = None;
            draft.rules.push("done together it is cooperation");
        }
        if draft.event_type == EventType::Assault
            && p.nominal
            && draft.actors.is_empty()
            && draft.recipients.is_empty()
            && (self.near_date(p) || self.harms(draft.trigger))
        {
            draft.recipients.parties.extend(self.sentence.local_place(draft.trigger).or(memory.home));
        }
        let struck = draft.event_type == EventType::Assault && !p.nominal && !p.passive && p.subject.is_none() && p.link == Link::Root;
        if struck && draft.actors.is_empty() && draft.recipients.is_empty() && self.people_after(p) {
            // «A bomb killed four people in B»
            draft.recipients.parties.extend(self.sentence.local_place(draft.trigger));
        }
        let group = |x: &PartyId| self.knowledge.parties.party(*x).kind == chancery_model::PartyKind::Group;
        if draft.mode == Some(Mode::Arrest) && draft.event_type == EventType::Coerce && !draft.actors.is_empty() && draft.actors.parties.iter().all(group) {
            draft.event_type = EventType::Assault;
            draft.mode = Some(Mode::Abduct);
            draft.rules.push("an armed group does not arrest, it abducts");
        }
        let alone = draft.actors.parties.len() == 1 && self.has_body(&draft.actors);
        if draft.event_type == EventType::Consult && draft.mode.is_none() && (draft.actors.parties.len() > 2 || alone) {
            draft.mode = Some(Mode::Multilateral);
        }
        if matches!(draft.event_type, EventType::Assault | EventType::Coerce)
            && p.passive
            && draft.actors.is_empty()
            && draft.recipients.is_empty()
            && self.people_before(p)
        {
            // «A condemns the attack. Three were killed»: not A's.
            let condemns = |h: &PartyId| memory.critic.0 == [*h] && memory.subject == [*h];
            draft.recipients.parties.extend(memory.told_state.or(memory.home.filter(|h| !condemns(h))));
            draft.rules.push("people of the state that is spoken of");
        }
        let cut = p.link == Link::Relative && p.governor.is_none() && p.usage == crate::clauses::inflected::Use::Reduced;
        if p.frame.is(Trait::Court) && p.passive && draft.actors.is_empty() && !cut {
            // Whom nobody is said to have arrested or charged, the state of the place has, else their own.
            if draft.recipients.is_empty() && self.people_before(p) {
                draft.recipients.parties.extend(memory.told_state.or(memory.home));
            }
            let freed =
                p.governor.map(|g| &self.predicates()[g]).filter(|g| g.frame.event_type == Some(EventType::Concede) || g.frame.mode == Some(Mode::Release));
            if let Some(id) = freed.and_then(|g| g.subject).filter(|id| self.sentence.actors[*id as usize].parties.len() == 1) {
                // «A promised to free the fishermen who were arrested»
                draft.actors.add(&self.sentence.actors[id as usize].parties, None);
            }
            let own = draft.recipients.parties.iter().copied().find(|r| Some(*r) == memory.home || Some(*r) == memory.told_state);
            if draft.actors.is_empty() {
                // «The ambassador of B was summoned to the Ministry» in a statement of A: by A.
                let author = memory.author.filter(|a| draft.event_type == EventType::Accuse && !draft.recipients.parties.contains(a));
                draft.actors.parties.extend(author.or(self.sentence.local_place(draft.trigger)).or(own));
            }
            draft.rules.push("done by the state of the place");
        }
        if draft.mode == Some(Mode::Deport) && p.passive && draft.recipients.is_empty() {
            // «seventy of them were deported»
            draft.recipients.add(&memory.undergoers, None);
        }
        if draft.mode == Some(Mode::Deport) && p.passive && draft.actors.is_empty() {
            let place = self.sentence.local_place(draft.trigger).into_iter().chain(memory.home);
            draft.actors.parties.extend(place.filter(|s| !draft.recipients.parties.contains(s)).take(1));
            draft.rules.push("done by the state of the place");
        }
        let troops = |id: &u16| {
            let actor = &self.sentence.actors[*id as usize];
            let army = actor.office.is_some_and(|o| self.knowledge.parties.office(o).sector == chancery_model::Sector::Mil);
            actor.kind == Some(chancery_knowledge::TitleKind::Group) && army && !actor.parties.is_empty()
        };
        if let (EventType::Aid, true, true, Some(id)) = (draft.event_type, p.passive, draft.actors.is_empty(), p.patient.filter(troops)) {
            // «A's peacekeepers were sent to B»: by A.
            draft.actors.add(&self.sentence.actors[id as usize].parties, Some(id));
            draft.recipients = draft.recipients.clone().without(&draft.actors);
        }
        if draft.mode == Some(Mode::Expel) && p.passive && !p.frame.is(Trait::Recalls) && draft.actors.is_empty() && !draft.recipients.is_empty() {
            // «The envoy of A was thrown out»: by the state that the report is about.
            let place = self.sentence.local_place(draft.trigger).into_iter().chain(memory.about).chain(memory.home);
            draft.actors.parties.extend(place.filter(|s| !draft.recipients.parties.contains(s)).take(1));
        }
        let taker = &memory.captives.0;
        let placed = |a: &u16| {
            let items = self.sentence.items;
            let first = items.iter().position(|i| i.actor == Some(*a)).unwrap_or_default();
            first > 0 && matches!(items[first - 1].marker(), Some(chancery_knowledge::Marker::At | chancery_knowledge::Marker::Of))
        };
        let aside = draft.recipients.phrases.iter().all(placed);
        if draft.mode == Some(Mode::Release)
            && draft.event_type == EventType::Retreat
            && p.passive
            && aside
            && draft.actors.parties == *taker
            && !taker.is_empty()
        {
            // «taken by A in May, they were freed by A in the south of B»: whom A took.
            draft.recipients = Side { parties: memory.captives.1.clone(), phrases: Vec::new() };
        }
        if draft.mode == Some(Mode::Release) && draft.event_type == EventType::Retreat && draft.actors.is_empty() {
            if draft.recipients.is_empty() && p.passive && self.people_before(p) {
                // «17 people were freed»: those last told to have been taken.
                draft.recipients.add(&memory.captives.1, None);
            }
            let own = || {
                let own: Vec<PartyId> = draft.recipients.parties.iter().copied().filter(|r| Some(*r) == memory.home).collect();
                let foes = if self.sentence.inflected { memory.foes(&own) } else { Vec::new() };
                if foes.is_empty() { own } else { foes }
            };
            let held = draft.recipients.parties.iter().any(|r| memory.captives.1.contains(r));
            let others: Vec<PartyId> = self.sentence.actors.iter().filter(|a| !a.inferred && self.verb_final).flat_map(|a| a.parties.iter().copied()).collect();
            let others: Vec<PartyId> = others.into_iter().filter(|x| !draft.recipients.parties.contains(x)).collect();
            draft.actors.parties = match (held, others.as_slice()) {
                (true, _) => memory.captives.0.clone(),
                // «The freed sailors of B are in a hospital of A»: by nobody that is told.
                (false, [_]) if p.passive && p.link == Link::Relative => Vec::new(),
                // «The ship of B that was held in A was released»
                (false, [one]) if p.passive => vec![*one],
                _ => own(),
            };
        }
        let exercise = p.frame.commits == Commits::Kind(CommitmentKind::Exercise);
        if draft.event_type == EventType::Mobilize && exercise && draft.actors.parties.len() > 1 {
            draft.event_type = EventType::Cooperate;
            draft.mode = None;
            draft.recipients = Side::default();
            draft.rules.push("a drill of several is a joint one");
        }
        let asks = draft.event_type == EventType::Request && draft.recipients.is_empty() && self.sentence.inflected && !self.at_large(p);
        let beside = p.head.filter(|_| asks && p.link == Link::Coordinate);
        let told = |d: &&Draft| Some(d.trigger) == beside && d.event_type == EventType::Accuse && d.actors.parties == draft.actors.parties;
        if let Some(accused) = out.iter().rev().find(told).map(|d| d.recipients.clone()) {
            // «deplored the arrests and called for the release of those held»: of the same.
            draft.recipients = accused;
        }
        self.answer_accuser(p, &mut draft, memory);
        if let (EventType::Reject, true, Link::Coordinate, Some(head)) = (draft.event_type, draft.recipients.is_empty(), p.link, p.head) {
            // «offered B talks but ruled out a pardon»: to the same.
            let told = self.sentence.roles(head, memory).1.without(&draft.actors);
            if told.parties.len() == 1 {
                draft.recipients = told;
            }
        }
        let (mut date, mut inherited) = self.date(at, draft.trigger);
        if draft.status != Status::Planned {
            date = date.map(DateRef::of_deed);
        }
        let agreed = matches!(draft.event_type, EventType::Agree | EventType::Concede | EventType::Request | EventType::Threaten);
        let ahead = |d: DateRef| d.value.zip(self.published).is_some_and(|(v, t)| v > t && !t.within(v) && !v.within(t));
        // «agreed to hold a drill in August», told in January
        let inner = draft.inner.map(|i| &self.predicates()[i]).filter(|i| i.item > p.item && self.sentence.inflected);
        let of_inner = |d: DateRef| inner.is_some_and(|i| d.start > self.sentence.items[i.item].start);
        let next = |d: DateRef| d.yearless && of_inner(d) && self.published.is_some_and(|t| d.lies_behind(t));
        if draft.status == Status::Actual && agreed && date.is_some_and(|d| ahead(d) || next(d)) {
            // What is agreed on is still to come, not the agreement.
            let beside = p.head.or(p.governor.filter(|g| self.predicates()[*g].frame.complement == Complement::Say)).and_then(|h| self.clause_date(h));
            date = beside.filter(|d| !ahead(*d)).or_else(|| self.date_of_occasion(draft.trigger)).filter(|d| !next(*d));
            inherited = true;
        }
        if self.sentence.inflected && draft.event_type == EventType::Consult && draft.status == Status::Actual && date.is_some_and(ahead) {
            // «convened a summit for next Tuesday»
            super::plan(&mut draft);
        }
        // «put off to May», «called off the drill planned for May»: not the day of putting off.
        let put_off = draft.event_type == EventType::Reject && (p.frame.status == Some(CommitmentStatus::Postponed) || draft.mode == Some(Mode::Meet));
        let date = date.filter(|d| !(put_off && ahead(*d)));
        if !self.stands(p, &draft) {
            return;
        }
        let forms = p.unit.forms;
        let told_as_now = self.sentence.inflected && !p.nominal && forms.has(Forms::THIRD) && !forms.has(Forms::PAST) && draft.status == Status::Actual;
        let behind = |d: DateRef| d.may_lie_ahead() && self.published.is_some_and(|t| d.lies_behind(t));
        if told_as_now && !inherited && p.frame.mode == Some(Mode::Visit) && date.is_some_and(behind) {
            // «arrives in A on Friday»
            super::plan(&mut draft);
        }
        draft.date = date.map(|d| {
            // «will meet on Friday», «plans to come in February»: the one to come.
            let to_come = draft.status == Status::Planned && d.may_lie_ahead() && self.published.is_some_and(|t| d.lies_behind(t));
            if to_come && !inherited { d.ahead() } else { d }
        });
        // «the navies drill together next month»
        let ahead = match draft.event_type {
            // «The first session takes place in November»
            EventType::Consult if self.is_isolating() => p.nominal && draft.date.is_some_and(|d| d.yearless && d.value.is_some_and(|v| v.get_day().is_none())),
            EventType::Consult => true,
            EventType::Cooperate | EventType::Aid => self.verb_final && !p.nominal,
            // «announces today that it withdraws in March»
            EventType::Retreat => self.is_isolating() && !p.nominal,
            _ => false,
        };
        if let (true, Some(day), Some(today), Status::Actual) =
            (ahead && !p.past && !inherited || self.sentence.inflected && ahead, draft.date.and_then(|d| d.value), self.published, draft.status)
            && day > today
            && !today.within(day)
            && !day.within(today)
        {
            super::plan(&mut draft);
        }
        draft.date_inherited = inherited;
        self.take_over_day(&mut draft, memory);
        if let (Some(d), Some(today)) = (date.and_then(|d| d.value), self.published)
            && draft.status == Status::Actual
            && d.get_year() + 1 < today.get_year()
        {
            draft.status = Status::Historical;
            draft.rules.push("told as history");
        }
        if p.once && draft.status == Status::Actual && draft.date.is_none() {
            draft.status = Status::Historical;
        }
        out.push(draft);
    }

    /// Whether soldiers, police, citizens or captives are what a passive is told of.
    pub(super) fn people_before(&self, p: &Predicate<'_>) -> bool {
        let items = self.sentence.items;
        let start = (0..p.item).rev().find(|i| items[*i].is_stop()).map_or(0, |i| i + 1);
        let of_state = |i: &Item| i.thing.is_some_and(|t| self.knowledge.things.is(t, ThingSort::People));
        items[start..p.item].iter().any(|i| of_state(i) || self.is_people(i))
    }

    /// Whether a draft has enough to be a record.
    pub(super) fn stands(&self, p: &Predicate<'_>, d: &Draft) -> bool {
        let (a, r) = (d.actors.parties.len(), d.recipients.parties.len());
        let organisation = self.has_body(&d.actors);
        match d.event_type {
            // Without a guest nobody is received: `received the news`.
            EventType::Consult if p.frame.roles == Roles::Host && a == 0 => false,
            EventType::Consult => match d.mode {
                Some(Mode::Multilateral) => a > 1 || organisation || (a > 0 && !p.nominal && p.frame.is(Trait::Alone)),
                Some(Mode::ThirdParty) => a > 0,
                // A body that holds a video call meets; «the Council met»: its members with each other.
                Some(Mode::Phone) if organisation && !p.nominal => a > 0,
                _ => a + r > 1 || organisation && !p.nominal && p.frame.roles == Roles::Joint,
            },
            EventType::Cooperate => {
                if p.frame.roles == Roles::Joint || p.frame.is(Trait::Shared) {
                    a > 1
                } else {
                    a > 0 && (r > 0 || !p.nominal)
                }
            }
            EventType::Assault | EventType::Coerce | EventType::Retreat => {
                a + r > 0 && (!p.nominal || a > 0 || self.near_date(p) || self.harms(d.trigger) || self.told_by_harm(p))
            }
            EventType::Agree | EventType::Aid if a == 0 && r > 0 && p.subject.is_some_and(|s| self.sentence.actors[s as usize].anaphor == Anaphor::Friends) => {
                true
            }
            // «The men held in A were flown home»: by nobody that is told.
            EventType::Aid if a == 0 && self.sentence.inflected && p.passive && p.frame.roles == Roles::Object && p.patient.is_some() => false,
            EventType::Aid => a > 0 && (r > 0 || !p.nominal) || (r > 0 && p.passive),
            EventType::Support if p.nominal => a > 0 && (r > 0 || a > 1),
            EventType::Agree => a > 0 && (!p.nominal || a + r > 1 || organisation && self.verb_final),
            EventType::Protest => a > 0 && (!p.nominal || p.link == Link::Complement || self.near_date(p) || self.takes_place(d.trigger)),
            EventType::Sanction | EventType::Mobilize => a > 0,
            // «voiced deep regret»: carried by a verb it is as good as one.
            EventType::Accuse => a > 0 && (r > 0 || !p.nominal || self.sentence.inflected && p.link == Link::Complement),
            _ => a > 0,
        }
    }

    pub(super) fn near_date(&self, p: &Predicate<'_>) -> bool {
        self.sentence.items[p.item..p.right.min(p.item + 8)].iter().any(|i| i.date.is_some())
    }
}
