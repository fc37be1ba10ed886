//! The last look at a draft: who is on the other side where nobody is named, whether it is enough for a record, and its date.

use chancery_knowledge::{Commits, Complement, FunctionWord, PartyId, Roles, ThingSort, TitleKind, Trait};
use chancery_model::{Amount, CommitmentKind, EventType, Mode, Sector, Status};

use super::{Draft, Reader};
use crate::actors::Anaphor;
use crate::clauses::{Link, Predicate, is_statement};
use crate::dates::DateRef;
use crate::discourse::Discourse;
use crate::items::Item;
use crate::roles::Side;

/// For how many sentences the day of an act holds for those told after it.
const SCENE: u8 = 2;

/// A day taken from an act told before.
pub const SPOKEN_OF: &str = "on the day spoken of";

impl Reader<'_, '_, '_> {
    pub(super) fn finish(&self, at: usize, mut draft: Draft, memory: &Discourse, out: &mut Vec<Draft>) {
        let p = &self.predicates()[draft.trigger];
        let attack = self.sentence.child(draft.trigger).is_some_and(|c| self.predicates()[c].frame.event_type == Some(EventType::Assault));
        let unknown = memory.unknown_attack && attack && draft.event_type == EventType::Accuse;
        if draft.event_type == EventType::Accuse && !unknown && draft.recipients.is_empty() {
            draft.recipients = self.asked_next(&draft, memory);
        }
        if draft.event_type == EventType::Accuse && !unknown && draft.recipients.is_empty() && draft.mode != Some(Mode::Investigate) {
            // «condemned this document»: those who signed it.
            let document = self.sentence.points_to_document(self.knowledge, draft.trigger) && !memory.signers.is_empty();
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
        let meeting = draft.event_type == EventType::Agree && draft.status == Status::Planned && p.frame.event_type == Some(EventType::Consult);
        if meeting && p.nominal && self.verb_final && draft.actors.is_empty() && draft.recipients.is_empty() {
            // «the next round will be held»: by those who met last.
            draft.actors.add(&memory.meeting, None);
        }
        let ended = p.link == Link::Complement && p.governor.is_some_and(|g| self.predicates()[g].frame.is(Trait::Ends));
        if self.verb_final && ended && matches!(draft.event_type, EventType::Coerce | EventType::Sanction | EventType::Assault | EventType::Mobilize) {
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
        let pointed =
            !draft.recipients.phrases.is_empty() && draft.recipients.phrases.iter().all(|a| self.sentence.actors[*a as usize].anaphor == Anaphor::Subject);
        if let (true, true, Some(body)) = (p.frame.is(Trait::InBody), pointed, memory.told_body) {
            // «The Council failed to adopt it after A vetoed it»: it is the text.
            draft.recipients = Side { parties: vec![body], phrases: Vec::new() };
        }
        self.own_named(&mut draft);
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
            draft.recipients.parties.extend(memory.told_state.or(memory.home));
            draft.rules.push("people of the state that is spoken of");
        }
        if p.frame.is(Trait::Court) && p.passive && draft.actors.is_empty() {
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
                draft.actors.parties.extend(self.sentence.local_place(draft.trigger).or(own));
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
        if draft.mode == Some(Mode::Release) && draft.event_type == EventType::Retreat && draft.actors.is_empty() {
            if draft.recipients.is_empty() && p.passive && self.people_before(p) {
                // «17 people were freed»: those last told to have been taken.
                draft.recipients.add(&memory.captives.1, None);
            }
            let own = || draft.recipients.parties.iter().copied().filter(|r| Some(*r) == memory.home).collect();
            let held = draft.recipients.parties.iter().any(|r| memory.captives.1.contains(r));
            draft.actors.parties = if held { memory.captives.0.clone() } else { own() };
        }
        let exercise = p.frame.commits == Commits::Kind(CommitmentKind::Exercise);
        if draft.event_type == EventType::Mobilize && exercise && draft.actors.parties.len() > 1 {
            draft.event_type = EventType::Cooperate;
            draft.mode = None;
            draft.recipients = Side::default();
            draft.rules.push("a drill of several is a joint one");
        }
        self.answer_accuser(p, &mut draft, memory);
        if let (EventType::Reject, true, Link::Coordinate, Some(head)) = (draft.event_type, draft.recipients.is_empty(), p.link, p.head) {
            // «offered B talks but ruled out a pardon»: to the same.
            let told = self.sentence.roles(head, memory).1.without(&draft.actors);
            if told.parties.len() == 1 {
                draft.recipients = told;
            }
        }
        if !self.stands(p, &draft) {
            return;
        }
        let (date, inherited) = self.date(at, draft.trigger);
        draft.date = date.map(|d| {
            // «will meet on Friday»: the one to come.
            let to_come = d.weekday && draft.status == Status::Planned && self.published.is_some_and(|t| d.value.is_some_and(|v| v < t));
            if to_come && !inherited { d.ahead() } else { d }
        });
        if let (true, Some(day), Some(today), EventType::Consult, Status::Actual) =
            (self.sentence.inflected, draft.date.and_then(|d| d.value), self.published, draft.event_type, draft.status)
            && day > today
            && !today.within(day)
            && !day.within(today)
        {
            super::plan(&mut draft);
        }
        draft.date_inherited = inherited;
        let told_aside = matches!(p.link, Link::When | Link::Relative);
        if draft.date.is_none() && is_statement(p.frame) && draft.status != Status::Negated && !told_aside {
            // What is said on an occasion is said on its day.
            draft.date = memory.occasion;
            draft.date_inherited = true;
        }
        if draft.date.is_none() && self.verb_final && draft.status == Status::Actual && !told_aside && !p.once {
            // What is told on, without a day of its own, was on the day spoken of.
            draft.date = memory.scene_day.filter(|(_, age)| *age <= SCENE).map(|(d, _)| d);
            draft.date_inherited = true;
            draft.rules.push(SPOKEN_OF);
        }
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

    /// On whom an attack was that is told as the cause of harm: who came to harm, else the state of the place.
    fn fill_harmed(&self, p: &Predicate<'_>, draft: &mut Draft, memory: &Discourse) {
        let Some(g) = p.governor.filter(|g| self.predicates()[*g].frame.is(Trait::Harmed)) else { return };
        let victims = self.sentence.subject(g, memory);
        let items = self.sentence.items;
        let told = self.predicates()[g].left..self.predicates()[g].right.min(items.len());
        // «in the south of A»
        let near = |i: usize| items[i].marker() == Some(chancery_knowledge::Marker::At);
        let within = |i: usize| items[i + 1..told.end].iter().take(4).take_while(|x| x.punct.is_none()).find_map(|x| x.actor);
        let part = || told.clone().filter(|i| near(*i)).find_map(within).and_then(|a| self.sentence.actors[a as usize].parties.first().copied());
        let place = self.sentence.local_place(g).or_else(|| self.sentence.local_place(draft.trigger)).or_else(part);
        if self.predicates()[g].subject.is_some() && !victims.is_empty() {
            draft.recipients = victims;
        } else {
            draft.recipients.parties.extend(place.filter(|c| !draft.actors.parties.contains(c)));
        }
        draft.rules.push("on those who came to harm");
    }

    /// An office or group of the actor's own state that is named as whom the act is aimed at: `demanded that the president resign`.
    fn own_named(&self, draft: &mut Draft) {
        use chancery_knowledge::Marker;
        let [own] = draft.actors.parties.as_slice() else { return };
        let aimed = matches!(
            draft.event_type,
            EventType::Accuse | EventType::Request | EventType::Reject | EventType::Concede | EventType::Threaten | EventType::Assault | EventType::Coerce
        );
        if !draft.recipients.is_empty() || !aimed {
            return;
        }
        let outside = |m: Option<Marker>| matches!(m, Some(Marker::At | Marker::Source | Marker::Other));
        let mut told: Vec<u16> = Vec::new();
        for k in std::iter::once(draft.trigger).chain(draft.inner) {
            let p = &self.predicates()[k];
            if matches!(p.frame.event_type, Some(EventType::Retreat | EventType::Mobilize)) {
                // «refused to withdraw the police»: what is moved is no addressee.
                continue;
            }
            // Where the verb stands last, what is said in giving a reason names nobody that is addressed.
            let items = self.sentence.items;
            let that = (p.item..items.len()).find(|i| self.verb_final && items[*i].is(FunctionWord::That));
            let before = |a: u16| that.is_none_or(|t| items[p.item..t].iter().any(|i| i.actor == Some(a)));
            told.extend(self.sentence.arguments(k).into_iter().filter(|a| !outside(a.marker) && before(a.actor)).map(|a| a.actor));
            told.extend(p.subject.filter(|_| Some(k) == draft.inner));
            told.extend(p.patient);
        }
        let named = told.into_iter().find(|id| {
            let actor = &self.sentence.actors[*id as usize];
            // «accused the opposition»: whose opposition need not be told.
            let sector = |o| matches!(self.knowledge.parties.office(o).sector, Sector::Opp | Sector::Jud | Sector::Leg);
            let home = actor.generic && actor.office.is_some_and(sector);
            (home || actor.parties == [*own]) && actor.kind.is_some() && actor.anaphor == Anaphor::None && !draft.actors.phrases.contains(id)
        });
        if let Some(id) = named {
            draft.recipients = Side { parties: vec![*own], phrases: vec![id] };
            draft.rules.push("aimed at somebody of its own");
        }
    }

    /// Where an act needs somebody on the other side and names nobody: whom its actor is dealing with.
    pub(super) fn fill_partner(&self, p: &Predicate<'_>, draft: &mut Draft, memory: &Discourse) {
        let carried = p.link == Link::Complement && draft.event_type == EventType::Consult;
        let together = draft.actors.parties.len() > 1 && draft.recipients.is_empty() && !p.nominal && p.frame.roles == Roles::Goal;
        if together && matches!(draft.event_type, EventType::Aid | EventType::Agree) && p.frame.commits == Commits::Kind(CommitmentKind::Aid) {
            // «A and B sent rescuers too»: to whom others gave.
            let given = memory.beneficiaries.iter().copied().filter(|b| !draft.actors.parties.contains(b)).collect::<Vec<_>>();
            draft.recipients.add(&given, None);
            return;
        }
        if p.frame.roles == Roles::Host && draft.actors.is_empty() && !p.nominal && self.meets_people(p.item + 1) {
            // «received the delegation»: of whom the host was dealing with.
            draft.actors.add(&memory.counterpart(&draft.recipients.parties), None);
            return;
        }
        if draft.actors.parties.len() != 1 || p.nominal && draft.inner.is_none() && !carried {
            return;
        }
        let joint = p.frame.roles == Roles::Joint
            && !p.frame.is(Trait::Alone)
            && draft.inner.is_none()
            && matches!(draft.event_type, EventType::Support | EventType::Consult | EventType::Cooperate);
        let body = self.has_body(&draft.actors);
        if joint && (draft.mode == Some(Mode::Multilateral) && (body || !p.nominal) || draft.mode == Some(Mode::Phone) && body) {
            // A body meets, one takes part in a meeting: with whom is not told.
            return;
        }
        if joint {
            let place = self.sentence.local_place(draft.trigger).filter(|s| draft.event_type == EventType::Cooperate && !draft.actors.parties.contains(s));
            let mut partner = place.map_or_else(|| memory.counterpart(&draft.actors.parties), |s| vec![s]);
            if let (true, [one], EventType::Consult) = (partner.is_empty(), draft.actors.parties.as_slice(), draft.event_type) {
                partner = memory.group_without(2, &[*one]);
            }
            draft.actors.add(&partner, None);
            if !partner.is_empty() {
                draft.rules.push("with whom its actor was dealing");
            }
            return;
        }
        let inner = draft.inner.map(|i| self.predicates()[i].frame.roles);
        let aimed = |r: Roles| matches!(r, Roles::Object | Roles::Goal | Roles::Author);
        if !draft.recipients.is_empty() || !(aimed(p.frame.roles) || inner.is_some_and(aimed)) {
            return;
        }
        let thanks = p.governor.filter(|g| {
            let g = &self.predicates()[*g];
            g.frame.complement == Complement::Fact && g.frame.event_type == Some(EventType::Support) && g.frame.is(Trait::Obliged)
        });
        if let (Some(g), EventType::Aid | EventType::Support | EventType::Cooperate) = (thanks, draft.event_type) {
            // «thanked B for sending vaccines»: to the one that thanks.
            let thankful = self.sentence.subject(g, memory).without(&draft.actors);
            if !thankful.is_empty() {
                draft.recipients = thankful;
                return;
            }
        }
        if matches!(draft.event_type, EventType::Request | EventType::Threaten | EventType::Support | EventType::Accuse | EventType::Agree)
            && (self.at_large(p) || draft.inner.is_some_and(|i| self.at_large(&self.predicates()[i])))
        {
            return;
        }
        let giving = matches!(draft.event_type, EventType::Aid | EventType::Agree | EventType::Concede);
        let at_home = |k: usize| {
            let p = &self.predicates()[k];
            let things = &self.sentence.items[p.item..p.right.min(self.sentence.items.len())];
            things.iter().filter_map(|i| i.thing).any(|t| self.knowledge.things.is(t, ThingSort::Home))
        };
        if draft.event_type == EventType::Agree && (at_home(draft.trigger) || draft.inner.is_some_and(at_home)) {
            return;
        }
        if giving && (self.sentence.aims_elsewhere(draft.trigger) || draft.inner.is_some_and(|i| self.sentence.aims_elsewhere(i))) {
            return;
        }
        if matches!(draft.event_type, EventType::Accuse | EventType::Support) {
            let asked = self.asked_next(draft, memory);
            if !asked.is_empty() {
                draft.recipients = asked;
                draft.rules.push("aimed at whom it asks next");
                return;
            }
        }
        if self.verb_final && p.frame.complement == Complement::None {
            // «closed the border, saying that A backs rebels»
            let all = self.predicates();
            let told =
                (draft.trigger + 1..all.len()).filter(|c| all[*c].governor == Some(draft.trigger) && all[*c].link == Link::Complement && !all[*c].nominal);
            let mut subjects = told.filter_map(|c| all[c].subject).map(|id| &self.sentence.actors[id as usize]);
            let side = subjects.find(|a| !a.inferred && !a.parties.is_empty());
            if let Some(actor) = side.filter(|a| a.parties.iter().all(|x| !draft.actors.parties.contains(x))) {
                draft.recipients.parties.clone_from(&actor.parties);
                draft.rules.push("aimed at whom its reason tells of");
                return;
            }
        }
        let office = draft.actors.phrases.iter().all(|a| self.sentence.actors[*a as usize].kind != Some(TitleKind::Group));
        if draft.event_type == EventType::Sanction && draft.mode == Some(Mode::Withdraw) {
            // «withdrew from the treaty»: aimed at nobody in particular.
            return;
        }
        if p.frame.is(Trait::Answers) && office && memory.asked.0.len() == 1 && draft.actors.parties.iter().all(|a| memory.asked.1.contains(a)) {
            draft.recipients.add(&memory.asked.0, None);
            draft.rules.push("answers who asked");
            return;
        }
        if let ([one], EventType::Sanction) = (draft.actors.parties.as_slice(), draft.event_type) {
            // «relations of A and B have been strained since B cut ties»: the other of the two.
            let pair = self.sentence.actors.iter().find(|a| !a.inferred && a.parties.len() == 2 && a.parties.contains(one));
            if let Some(pair) = pair {
                draft.recipients.parties = pair.parties.iter().copied().filter(|x| x != one).collect();
                draft.rules.push("aimed at who is named beside its actor");
                return;
            }
        }
        // «threatened to impose a curfew», «agreed to lift it»: at home.
        let home = self.sentence.inflected && self.carried(draft.trigger).any(|k| self.predicates()[k].frame.roles == Roles::Domestic);
        let place = || self.place_of(draft);
        let partner = match draft.event_type {
            EventType::Threaten | EventType::Request | EventType::Reject | EventType::Concede if home => {
                draft.actors.parties.iter().map(|a| memory.people_of(*a)).collect()
            }
            EventType::Agree | EventType::Retreat | EventType::Reject | EventType::Concede | EventType::Sanction if !place().is_empty() => place(),
            // «asked A to lift it, but A did not agree»: to the one who asked.
            EventType::Reject | EventType::Agree
                if self.verb_final
                    && draft.inner.is_none()
                    && draft.actors.parties.iter().any(|a| memory.addressed.1.contains(a))
                    && !memory.addressed.0.is_empty() =>
            {
                memory.addressed.0.clone()
            }
            EventType::Reject if p.frame.is(Trait::InBody) && memory.told_body.is_some() => memory.told_body.into_iter().collect(),
            EventType::Assault | EventType::Coerce if self.people_after(p) && memory.foes(&draft.actors.parties).is_empty() => {
                // «shot 1,400 people»: where no enemy is known, their own.
                draft.actors.parties.iter().map(|a| memory.people_of(*a)).collect()
            }
            EventType::Threaten if p.link == Link::Coordinate && memory.addressed.0 == draft.actors.parties && !memory.addressed.1.is_empty() => {
                // «urged A and B to stop and warned that ...»: the same.
                memory.addressed.1.clone()
            }
            EventType::Accuse | EventType::Threaten | EventType::Assault | EventType::Coerce | EventType::Sanction => memory.rival(&draft.actors.parties),
            EventType::Mobilize if p.frame.is(Trait::Aimed) => memory.rival(&draft.actors.parties),
            EventType::Support if p.frame.roles == Roles::Author && memory.actors.iter().any(|a| !draft.actors.parties.contains(a)) => {
                // «welcomed the outcome» of what several did, «welcomed the step» of the one who acted last.
                let items = &self.sentence.items[p.item..p.right.min(self.sentence.items.len())];
                let joint =
                    memory.actors.len() == 1 && !items.iter().any(|i| i.is(FunctionWord::This)) && memory.actors.iter().all(|a| memory.doers.contains(a));
                let told = if joint { &memory.doers } else { &memory.actors };
                told.iter().copied().filter(|a| !draft.actors.parties.contains(a)).collect()
            }
            EventType::Support if !memory.others(&draft.actors.parties).is_empty() => memory.others(&draft.actors.parties),
            EventType::Aid | EventType::Agree
                if (draft.event_type == EventType::Aid
                    || self.verb_final && draft.inner.is_none() && p.frame.commits == Commits::Kind(CommitmentKind::Aid))
                    && !memory.beneficiaries.is_empty()
                    && memory.topic.is_empty() =>
            {
                memory.beneficiaries.iter().copied().filter(|b| !draft.actors.parties.contains(b)).collect()
            }
            EventType::Support | EventType::Aid => memory.friend(&draft.actors.parties),
            EventType::Agree if draft.inner.is_some_and(|i| self.predicates()[i].frame.event_type == Some(EventType::Aid)) => {
                memory.friend(&draft.actors.parties)
            }
            EventType::Concede if self.people_after(p) || self.meets_people(p.item + 1) => draft.actors.parties.iter().map(|a| memory.people_of(*a)).collect(),
            EventType::Concede | EventType::Agree => memory.partner(&draft.actors.parties),
            EventType::Request => memory.counterpart(&draft.actors.parties),
            _ => Vec::new(),
        };
        if !partner.is_empty() {
            draft.recipients.add(&partner, None);
            draft.rules.push("aimed at whom its actor was dealing with");
        }
    }

    /// Who denies and names nobody answers the state that accused it last.
    fn answer_accuser(&self, p: &Predicate<'_>, draft: &mut Draft, memory: &Discourse) {
        let denied = draft.recipients.is_empty() && draft.event_type == EventType::Reject && p.frame.complement == Complement::Denied;
        let ([accuser], accused) = (memory.addressed.0.as_slice(), &memory.addressed.1) else { return };
        let state = self.knowledge.parties.party(*accuser).kind == chancery_model::PartyKind::State;
        let foe = || memory.foes(&draft.actors.parties) == [*accuser];
        // «denied that ...» tells whom it is about, or nobody.
        let child = self.sentence.child(draft.trigger).map(|c| self.predicates()[c].left);
        let whole = child.is_none_or(|left| left == 0 || !self.sentence.items[left - 1].is(FunctionWord::That));
        if denied && state && whole && foe() && draft.actors.parties.iter().all(|a| accused.contains(a) && a != accuser) {
            draft.recipients.add(&[*accuser], None);
            draft.rules.push("answers who accused");
        }
    }

    /// What a predicate carries in a row: «threatened to | impose | a curfew».
    fn carried(&self, trigger: usize) -> impl Iterator<Item = usize> + '_ {
        let all = self.predicates();
        let next = move |k: &usize| {
            let inner = matches!(all[k + 1..].first(), Some(n) if n.governor == Some(*k) && matches!(n.link, Link::Complement | Link::Serial));
            (inner && (*k == trigger || all[*k].frame.event_type.is_none())).then_some(k + 1)
        };
        std::iter::successors(next(&trigger), next)
    }

    /// The country in which somebody withdraws, helps or deploys, or refuses or ceases to: `will leave its bases in A`.
    fn place_of(&self, draft: &Draft) -> Vec<PartyId> {
        let moves = |k: &usize| matches!(self.predicates()[*k].frame.event_type, Some(EventType::Retreat | EventType::Aid | EventType::Mobilize));
        let told = std::iter::once(draft.trigger).chain(self.carried(draft.trigger)).find(moves);
        let place = told.and_then(|k| self.sentence.local_place(k));
        place.into_iter().filter(|c| !draft.actors.parties.contains(c)).collect()
    }

    /// Of whom something is asked in the same breath: `condemned the launch and urged A to stop`.
    fn asked_next(&self, draft: &Draft, memory: &Discourse) -> Side {
        let all = self.predicates();
        let friendly = |c: usize| {
            let told = self.sentence.child(c).and_then(|i| all[i].frame.event_type);
            matches!(told, Some(EventType::Aid | EventType::Cooperate | EventType::Support))
        };
        let next = (draft.trigger + 1..all.len()).find(|c| {
            let n = &all[*c];
            let same = n.subject.is_none() && !n.nominal && n.link == Link::Coordinate;
            same && n.head.is_some_and(|h| h >= draft.trigger || all[draft.trigger].governor == Some(h)) && n.frame.event_type == Some(EventType::Request)
        });
        let asked = next.filter(|c| !friendly(*c)).map(|c| self.sentence.roles(c, memory).1).unwrap_or_default();
        asked.without(&draft.actors)
    }

    /// Whether the object is nobody in particular: `urged the international community`.
    fn at_large(&self, p: &Predicate<'_>) -> bool {
        let items = &self.sentence.items[p.item + 1..];
        items.iter().take(4).take_while(|i| !i.is_stop() && !i.predicate).any(|i| i.is(FunctionWord::Anyone))
    }

    /// Whether a word stands for people without a nationality, or counts them.
    fn is_people(&self, item: &Item) -> bool {
        let counted = |a: u16| matches!(&self.amounts[a as usize], Amount::Quantity { unit, .. } if unit == "person");
        item.is(FunctionWord::PeopleNoun) || item.actor.is_some_and(|a| self.sentence.actors[a as usize].generic) || item.amount.is_some_and(counted)
    }

    /// Whether a noun of violence has a verb that tells what it led to: `a bomb attack in A left three dead`.
    fn harms(&self, k: usize) -> bool {
        let next = self.predicates().get(k + 1).filter(|n| !n.nominal && n.frame.event_type.is_none() && n.frame.complement == Complement::Light);
        next.is_some_and(|n| !self.sentence.items[self.predicates()[k].item..n.item].iter().any(Item::is_stop)) && self.sentence.local_place(k).is_some()
    }

    /// Whether a bare word for people of some state stands there: `the delegation`.
    fn meets_people(&self, at: usize) -> bool {
        self.sentence.items.get(at).and_then(|i| i.thing).is_some_and(|t| self.knowledge.things.is(t, ThingSort::People))
    }

    /// Whether people without a nationality are what is acted on.
    fn people_after(&self, p: &Predicate<'_>) -> bool {
        let items = &self.sentence.items[p.item + 1..p.right.min(self.sentence.items.len()).max(p.item + 1)];
        items.iter().take(6).take_while(|i| !i.is_stop()).any(|i| self.is_people(i))
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
            EventType::Assault | EventType::Coerce | EventType::Retreat => a + r > 0 && (!p.nominal || a > 0 || self.near_date(p) || self.harms(d.trigger)),
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

    /// The date of the clause: between subject and object first, then at the head of the clause; else from a clause beside it.
    pub(super) fn date(&self, at: usize, trigger: usize) -> (Option<DateRef>, bool) {
        let all = self.predicates();
        if let Some(d) = self.clause_date(at).filter(|_| at == trigger).or_else(|| self.clause_date(trigger)) {
            return (Some(d), false);
        }
        let p = &all[trigger];
        let listed = || (trigger + 1..all.len()).filter(|c| all[*c].head == Some(trigger)).find_map(|c| self.clause_date(c));
        let beside = match (p.link, p.head, p.governor) {
            (Link::Coordinate, Some(h), g) => {
                let chain = || std::iter::successors(all[h].head, |x| all[*x].head.filter(|y| y < x)).find_map(|x| self.clause_date(x));
                self.clause_date(h).or_else(chain).or_else(|| g.filter(|g| all[*g].frame.complement != Complement::Say).and_then(|g| self.clause_date(g)))
            }
            (Link::Serial, _, Some(g)) => self.clause_date(g),
            (Link::Complement, _, Some(g))
                if matches!(all[g].frame.complement, Complement::Light | Complement::Planned | Complement::Thing | Complement::Asked) =>
            {
                self.clause_date(g)
            }
            // «announced the lifting of ...»: to say it is to do it.
            (Link::Complement, _, Some(g)) if all[g].frame.complement == Complement::Say && p.subject.is_none() && !p.nominal => self.clause_date(g),
            // «said on Monday that it would»: a promise is made when it is told.
            (Link::Complement, _, Some(g)) if all[g].frame.complement == Complement::Say && p.future => self.clause_date(g),
            _ => None,
        };
        let beside = beside.or_else(|| if is_statement(p.frame) { None } else { listed() });
        (beside, beside.is_some())
    }
}
