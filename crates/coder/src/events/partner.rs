//! Who is on the other side where nobody is named: whom the actor is dealing with, its own people, who asked or accused it.

use chancery_knowledge::{Commits, Complement, FunctionWord, PartyId, Roles, ThingSort, TitleKind, Trait};
use chancery_model::{CommitmentKind, EventType, Mode};

use super::{Draft, Reader};
use crate::actors::Anaphor;
use crate::clauses::{Link, Predicate};
use crate::discourse::Discourse;
use crate::items::Item;
use crate::roles::Side;

impl Reader<'_, '_, '_> {
    /// On whom an attack was that is told as the cause of harm: who came to harm, else the state of the place.
    pub(super) fn fill_harmed(&self, p: &Predicate<'_>, draft: &mut Draft, memory: &Discourse) {
        let Some(g) = p.governor.filter(|g| self.predicates()[*g].frame.is(Trait::Harmed)) else { return };
        let victims = self.sentence.subject(g, memory);
        let items = self.sentence.items;
        let told = self.predicates()[g].left..self.predicates()[g].right.min(items.len());
        // «in the south of A»
        let near = |i: usize| items[i].marker() == Some(chancery_knowledge::Marker::At);
        let within = |i: usize| items[i + 1..told.end].iter().take(6).take_while(|x| x.punct.is_none()).find_map(|x| x.actor);
        let part = || told.clone().filter(|i| near(*i)).find_map(within).and_then(|a| self.sentence.actors[a as usize].parties.first().copied());
        let place = self.sentence.local_place(g).or_else(|| self.sentence.local_place(draft.trigger)).or_else(part);
        if self.predicates()[g].subject.is_some() && !victims.is_empty() {
            draft.recipients = victims;
        } else {
            draft.recipients.parties.extend(place.filter(|c| !draft.actors.parties.contains(c)));
        }
        draft.rules.push("on those who came to harm");
    }

    /// «marched to denounce the measures of A»: a protest against those whose acts it is about.
    pub(super) fn against(&self, draft: &mut Draft, memory: &Discourse) {
        let all = self.predicates();
        let hung = |c: usize| all[c].governor == Some(draft.trigger) || all[c].head == Some(draft.trigger);
        let said = |c: &usize| hung(*c) && all[*c].subject.is_none() && matches!(all[*c].link, Link::Purpose | Link::Coordinate | Link::Serial);
        let Some(c) = (draft.trigger + 1..all.len()).filter(said).find(|c| all[*c].frame.event_type == Some(EventType::Accuse)) else { return };
        let told = self.sentence.roles(c, memory).1.without(&draft.actors);
        let guessed = |a: &u16| self.sentence.actors[*a as usize].inferred && self.sentence.actors[*a as usize].anaphor == Anaphor::None;
        let told = if told.phrases.iter().any(guessed) { Side::default() } else { told };
        let measure = self.sentence.child(c).is_some_and(|x| all[x].nominal && all[x].frame.event_type == Some(EventType::Sanction));
        if !told.is_empty() {
            draft.recipients = told;
        } else if measure && !memory.offender.is_empty() && memory.offender.iter().all(|o| !draft.actors.parties.contains(o)) {
            draft.recipients = Side { parties: memory.offender.clone(), phrases: Vec::new() };
        }
    }

    /// Whether it is told as the cause of what befell somebody: `died of the shelling`.
    pub(super) fn told_by_harm(&self, p: &Predicate<'_>) -> bool {
        p.governor.is_some_and(|g| self.predicates()[g].frame.is(Trait::Harmed))
    }

    /// Where an act needs somebody on the other side and names nobody: whom its actor is dealing with.
    pub(super) fn fill_partner(&self, p: &Predicate<'_>, draft: &mut Draft, memory: &Discourse) {
        // «asked B to go back in a call with its minister»
        let beside = self.sentence.inflected && p.link == Link::Topic && p.unit.tail == Some(chancery_knowledge::Marker::With);
        let carried = (p.link == Link::Complement || beside) && draft.event_type == EventType::Consult;
        let friends = |a: u16| self.sentence.actors[a as usize].anaphor == Anaphor::Friends;
        if let Some(backers) = p.subject.filter(|s| friends(*s)) {
            // «A's backers pledged aid»: to A.
            let of = &self.sentence.actors[backers as usize].of;
            let to = self.sentence.arguments(draft.trigger).iter().any(|a| a.marker == Some(chancery_knowledge::Marker::To));
            if !to && matches!(draft.event_type, EventType::Aid | EventType::Agree) {
                draft.recipients = Side::default();
            }
            if draft.recipients.is_empty() && matches!(draft.event_type, EventType::Aid | EventType::Agree | EventType::Support) {
                draft.recipients.add(of, None);
            }
            return;
        }
        if self.sentence.arguments(draft.trigger).iter().any(|a| friends(a.actor)) {
            return;
        }
        if draft.event_type == EventType::Support && draft.recipients.is_empty() && self.backs_a_stranger(p) {
            // «the militia X that A backs»: X, if it is known.
            let before = p.left.checked_sub(2).and_then(|i| self.sentence.items[i].actor).filter(|_| p.link == Link::Relative);
            let told = before.map(|a| Side { parties: self.sentence.actors[a as usize].parties.clone(), phrases: vec![a] });
            draft.recipients = told.unwrap_or_default().without(&draft.actors);
            return;
        }
        let gives = matches!(draft.event_type, EventType::Aid | EventType::Agree) && draft.recipients.is_empty() && !memory.signers.is_empty();
        if gives && self.sentence.points_to_document(self.knowledge, draft.trigger) {
            // «A's bloc adopted a programme. B pledged 400 million for this programme»: to those who adopted it.
            let others = Side { parties: memory.signers.clone(), phrases: Vec::new() }.without(&draft.actors);
            if !others.is_empty() {
                draft.recipients = others;
                return;
            }
        }
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
        let pledged = draft.event_type == EventType::Agree && p.frame.commits == Commits::Kind(CommitmentKind::Aid);
        if draft.recipients.is_empty() && self.sentence.inflected && (draft.event_type == EventType::Aid || pledged) {
            // «sent two battalions to help the army of A»
            let items = self.sentence.items;
            let stop = (p.item + 1..items.len()).find(|i| items[*i].is_stop()).unwrap_or(items.len());
            let aim = (p.item + 1..stop).find(|i| items[*i].is(FunctionWord::Purpose));
            let helped = aim.and_then(|a| items[a + 1..stop].iter().take(4).take_while(|x| !x.predicate || x.actor.is_some()).find_map(|x| x.actor));
            let helped = helped.map(|a| &self.sentence.actors[a as usize].parties).filter(|h| h.iter().all(|x| !draft.actors.parties.contains(x)));
            draft.recipients.parties.extend(helped.into_iter().flatten());
        }
        let hostile = matches!(draft.event_type, EventType::Accuse | EventType::Sanction | EventType::Threaten | EventType::Request);
        if self.sentence.inflected && hostile && draft.actors.parties.len() > 1 && draft.recipients.is_empty() && !p.nominal {
            // «A and B banned them»: of whom the report tells.
            draft.recipients.parties.extend(memory.about.filter(|a| !draft.actors.parties.contains(a)));
            return;
        }
        let announced = self.verb_final
            && p.nominal
            && draft.event_type == EventType::Sanction
            && p.link == Link::Complement
            && p.governor.is_some_and(|g| self.predicates()[g].frame.complement == Complement::Say);
        if draft.actors.parties.len() != 1 || p.nominal && draft.inner.is_none() && !carried && !announced {
            return;
        }
        let joint = p.frame.roles == Roles::Joint
            && !p.frame.is(Trait::Alone)
            && draft.inner.is_none()
            && matches!(draft.event_type, EventType::Support | EventType::Consult | EventType::Cooperate);
        let body = self.has_body(&draft.actors);
        let plain = self.is_isolating();
        let own = |a: &crate::roles::Argument| {
            let met = &self.sentence.actors[a.actor as usize];
            matches!(a.marker, None | Some(chancery_knowledge::Marker::With)) && !met.inferred && met.parties == draft.actors.parties
        };
        if joint && plain && draft.event_type == EventType::Consult && self.sentence.arguments(draft.trigger).iter().any(own) {
            // «She met minister X of A», both of A: with nobody else.
            return;
        }
        if joint && body && self.sentence.inflected && !p.nominal && draft.event_type == EventType::Consult && draft.status == chancery_model::Status::Actual {
            return;
        }
        if joint && (draft.mode == Some(Mode::Multilateral) && (body || !p.nominal) || draft.mode == Some(Mode::Phone) && body) {
            // A body meets, one takes part in a meeting: with whom is not told.
            return;
        }
        if joint {
            let place = self.sentence.local_place(draft.trigger).filter(|s| draft.event_type == EventType::Cooperate && !draft.actors.parties.contains(s));
            // «A exports ...»: to whom is not told.
            let told = draft.event_type != EventType::Cooperate || p.frame.commits != Commits::No;
            let other = || if told { memory.counterpart(&draft.actors.parties) } else { Vec::new() };
            let mut partner = place.map_or_else(other, |s| vec![s]);
            if let (true, [one], EventType::Consult) = (partner.is_empty(), draft.actors.parties.as_slice(), draft.event_type) {
                // «sent X to the capital of A to negotiate»: with A.
                let toward = |i: usize| i > 0 && self.sentence.items[i - 1].marker() == Some(chancery_knowledge::Marker::To);
                let there =
                    (0..p.item).find(|i| plain && toward(*i) && self.sentence.items[*i].actor.is_some_and(|a| self.sentence.actors[a as usize].capital));
                let host = there.and_then(|i| self.sentence.items[i].actor).map(|a| self.sentence.actors[a as usize].parties.clone());
                partner = host.unwrap_or_else(|| if plain { memory.acted_without(2, *one) } else { memory.group_without(2, &[*one]) });
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
            && (self.at_large(p)
                || draft.event_type == EventType::Request && self.asks_whoever(draft.trigger)
                || draft.inner.is_some_and(|i| self.at_large(&self.predicates()[i])))
        {
            return;
        }
        let mediates = draft.event_type == EventType::Agree && draft.inner.is_some_and(|i| self.predicates()[i].frame.mode == Some(Mode::ThirdParty));
        let foes = memory.foes_last();
        if mediates && foes.len() == 2 && !foes.iter().any(|f| draft.actors.parties.contains(f)) {
            // «offered to mediate»: between those who quarrelled last.
            draft.recipients.add(&foes, None);
            draft.rules.push("between those who quarrel");
            return;
        }
        if self.sentence.inflected && draft.event_type == EventType::Agree && draft.inner.is_some_and(|i| self.predicates()[i].frame.roles == Roles::Host) {
            // «offered to host talks»: between others.
            return;
        }
        let object = self.sentence.items.get(p.item + 1);
        let named =
            object.is_some_and(|i| matches!(i.punct, Some('"' | '“')) || i.punct.is_none() && i.entry.is_none() && i.actor.is_none() && i.date.is_none());
        let elsewhere = object.is_some_and(|i| i.entry.is_none() && i.capital && i.punct.is_none());
        if self.sentence.inflected && p.frame.complement == Complement::Asked && elsewhere && !p.passive && p.unit.tail != Some(chancery_knowledge::Marker::Of)
        {
            // «called on Europe to ...»
            return;
        }
        if self.sentence.inflected && p.frame.complement == Complement::Claim && p.unit.tail.is_none() && !p.passive && named && p.link != Link::Relative {
            // «accused smugglers of it»: whoever they are.
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
        let items = self.sentence.items;
        let goal = (p.item + 1..p.right.min(items.len())).find(|i| items[*i].marker() == Some(chancery_knowledge::Marker::To));
        let noun = goal.filter(|g| items.get(g + 1).is_some_and(|d| d.function == Some(chancery_knowledge::Function::Word(FunctionWord::Determiner))));
        let thing = noun.and_then(|g| items.get(g + 2)).is_some_and(|x| x.actor.is_none() && x.function.is_none() && x.punct.is_none());
        if self.sentence.inflected && giving && thing && p.frame.roles == Roles::Goal && p.frame.complement == Complement::None {
            // «will lend the money to the project»
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
            // «closed the border, saying that A backs rebels», «announced tariffs, saying that A dumps its goods»
            let all = self.predicates();
            let verb = p.governor.filter(|g| p.nominal && all[*g].frame.complement == Complement::Say).unwrap_or(draft.trigger);
            let told = (draft.trigger + 1..all.len()).filter(|c| all[*c].governor == Some(verb) && all[*c].link == Link::Complement && !all[*c].nominal);
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
        // «turned the request down», where it was made to nobody in particular.
        let request = self.knowledge.things.find("request");
        let told = p.right.min(self.sentence.items.len());
        let open = memory.asked.1.is_empty() && self.sentence.items[p.item..told].iter().any(|i| i.thing.is_some() && i.thing == request);
        let asked = |a: &PartyId| memory.asked.1.contains(a) || open && !memory.asked.0.contains(a);
        if p.frame.is(Trait::Answers) && office && !memory.asked.0.is_empty() && draft.actors.parties.iter().all(asked) {
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
            EventType::Threaten | EventType::Accuse | EventType::Coerce | EventType::Assault | EventType::Sanction | EventType::Request
                if self.acts_at_home(draft) =>
            {
                draft.actors.parties.iter().map(|a| memory.people_of(*a)).collect()
            }
            // What a state gives way in it need not give way in to somebody.
            EventType::Concede
                if self.sentence.inflected
                    && !(self.people_after(p) || self.meets_people(p.item + 1) || self.counts_people(p.item + 1))
                    && place().is_empty()
                    && !home =>
            {
                Vec::new()
            }
            EventType::Threaten | EventType::Request | EventType::Reject | EventType::Concede if home => {
                draft.actors.parties.iter().map(|a| memory.people_of(*a)).collect()
            }
            EventType::Aid if p.frame.roles == Roles::Object && !place().is_empty() => place(),
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
            EventType::Assault | EventType::Coerce if self.protesters_after(p) || self.people_after(p) && self.has_no_foe(p, draft, memory) => {
                // «shot 1,400 people»: where no enemy is known, their own.
                draft.actors.parties.iter().map(|a| memory.people_of(*a)).collect()
            }
            EventType::Threaten | EventType::Request
                if p.link == Link::Coordinate && memory.addressed.0 == draft.actors.parties && !memory.addressed.1.is_empty() =>
            {
                // «urged A and B to stop and warned that ...»: the same.
                memory.addressed.1.clone()
            }
            EventType::Accuse | EventType::Threaten | EventType::Assault | EventType::Coerce | EventType::Sanction => memory.rival(&draft.actors.parties),
            EventType::Mobilize if p.frame.is(Trait::Aimed) => memory.rival(&draft.actors.parties),
            EventType::Support
                if p.frame.roles == Roles::Author
                    && self.sentence.inflected
                    && memory.actors == draft.actors.parties
                    && memory.doing.len() > 1
                    && self.sentence.items[p.item + 1..].first().is_some_and(|i| i.is(FunctionWord::Determiner) && !i.is(FunctionWord::Possessor)) =>
            {
                // «A, which had imposed curbs, praised the step»: of the one who acted before.
                memory.doing.iter().rev().copied().find(|d| !draft.actors.parties.contains(d)).into_iter().collect()
            }
            EventType::Support if p.frame.roles == Roles::Author && memory.actors.iter().any(|a| !draft.actors.parties.contains(a)) => {
                // «welcomed the outcome» of what several did, «welcomed the step» of the one who acted last.
                let items = &self.sentence.items[p.item..p.right.min(self.sentence.items.len())];
                let joint =
                    memory.actors.len() == 1 && !items.iter().any(|i| i.is(FunctionWord::This)) && memory.actors.iter().all(|a| memory.doers.contains(a));
                // «backs the agreement»: of those who reached it.
                let agreed =
                    |i: &Item| i.thing.is_some_and(|t| self.knowledge.things.is(t, ThingSort::Document) || self.knowledge.things.is(t, ThingSort::Talks));
                let reached = memory.joint().filter(|g| !draft.actors.parties.iter().any(|a| g.contains(a)));
                let reached = reached.filter(|_| items.iter().any(agreed) && !items.iter().any(|i| i.is(FunctionWord::This)));
                let told = reached.unwrap_or(if joint { &memory.doers } else { &memory.actors });
                told.iter().copied().filter(|a| !draft.actors.parties.contains(a)).collect()
            }
            EventType::Support if !memory.others(&draft.actors.parties).is_empty() => memory.others(&draft.actors.parties),
            // «looked over A's programme and released money»: to the one state that the sentence names.
            EventType::Aid if self.sentence.inflected && !p.nominal && matches!(self.beside(draft).as_slice(), [_]) => self.beside(draft),
            EventType::Aid | EventType::Agree
                if (draft.event_type == EventType::Aid
                    || (self.verb_final || self.sentence.inflected && self.beside(draft).is_empty())
                        && draft.inner.is_none()
                        && p.frame.commits == Commits::Kind(CommitmentKind::Aid))
                    && !memory.beneficiaries.is_empty()
                    && memory.topic.is_empty() =>
            {
                memory.beneficiaries.iter().copied().filter(|b| !draft.actors.parties.contains(b)).collect()
            }
            EventType::Support | EventType::Aid => memory.friend(&draft.actors.parties),
            EventType::Agree if draft.inner.is_some_and(|i| self.predicates()[i].frame.event_type == Some(EventType::Aid)) => {
                let guests = self.met_by(draft, memory);
                if guests.is_empty() { memory.friend(&draft.actors.parties) } else { guests }
            }
            EventType::Concede if self.people_after(p) || self.meets_people(p.item + 1) || self.counts_people(p.item + 1) => {
                draft.actors.parties.iter().map(|a| memory.people_of(*a)).collect()
            }
            // «promised»: to nobody it quarrels with; «is ready to talk»: to whomever it deals with.
            EventType::Agree if !p.frame.is(Trait::Friendly) && p.frame.commits != Commits::Kind(CommitmentKind::Aid) => memory.friend(&draft.actors.parties),
            EventType::Agree if p.frame.commits == Commits::Kind(CommitmentKind::Aid) && !memory.friend(&draft.actors.parties).is_empty() => {
                memory.friend(&draft.actors.parties)
            }
            EventType::Concede | EventType::Agree => memory.partner(&draft.actors.parties),
            EventType::Request => memory.counterpart(&draft.actors.parties),
            _ => Vec::new(),
        };
        if !partner.is_empty() {
            draft.recipients.add(&partner, None);
            draft.rules.push("aimed at whom its actor was dealing with");
        } else if self.verb_final && draft.event_type == EventType::Threaten {
            // «warned that it would hold ships bound for ports of A for enemies»
            if let [one] = self.beside(draft).as_slice() {
                draft.recipients.add(&[*one], None);
                draft.rules.push("aimed at whom its sentence names");
            }
        } else if self.sentence.inflected && self.names_own(draft) {
            // «turned down an offer from its capital»
        } else if self.sentence.inflected && matches!(draft.event_type, EventType::Reject | EventType::Concede | EventType::Threaten | EventType::Sanction) {
            let beside = self.beside(draft);
            if let [one] = beside.as_slice() {
                draft.recipients.add(&[*one], None);
                draft.rules.push("aimed at whom its sentence names");
            }
        }
    }

    /// Whether nobody is known to have acted against the actor but who accuses it of this act.
    fn has_no_foe(&self, p: &Predicate<'_>, draft: &Draft, memory: &Discourse) -> bool {
        let foes = memory.foes(&draft.actors.parties);
        let accuser = p.governor.filter(|g| self.verb_final && self.predicates()[*g].frame.event_type == Some(EventType::Accuse));
        foes.is_empty() || accuser.is_some_and(|g| self.sentence.subject(g, memory).parties == foes)
    }

    /// Whom the actor is told to meet where the verb stands last: `A, who received the president of B, pledged money`.
    fn met_by(&self, draft: &Draft, memory: &Discourse) -> Vec<PartyId> {
        let all = self.predicates();
        let met = |c: &usize| {
            let q = &all[*c];
            let beside = q.governor == Some(draft.trigger) && q.link == Link::Relative || all[draft.trigger].head == Some(*c);
            beside && q.frame.event_type == Some(EventType::Consult) && !q.negated && !q.future
        };
        let Some(c) = (0..all.len()).filter(|_| self.verb_final).find(met) else { return Vec::new() };
        let (mut both, host) = self.sentence.roles(c, memory);
        both.add(&host.parties, None);
        if draft.actors.parties.iter().all(|a| both.parties.contains(a)) { both.without(&draft.actors).parties } else { Vec::new() }
    }

    /// The other states that the sentence names, outside phrases of place and source.
    fn beside(&self, draft: &Draft) -> Vec<PartyId> {
        use chancery_knowledge::Marker;
        let items = self.sentence.items;
        let mut out: Vec<PartyId> = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let Some(id) = item.actor.filter(|id| i == 0 || items[i - 1].actor != Some(*id)) else { continue };
            let actor = &self.sentence.actors[id as usize];
            let before = (0..i).rev().find(|b| !items[*b].is(FunctionWord::Determiner)).and_then(|b| items[b].marker());
            // Who acts in another clause has no part in this one.
            let elsewhere = self.predicates().iter().enumerate().any(|(k, q)| {
                self.sentence.inflected && k != draft.trigger && q.subject == Some(id) && !q.nominal && matches!(q.link, Link::Root | Link::Coordinate)
            });
            if elsewhere || actor.inferred || actor.firm || matches!(before, Some(Marker::At | Marker::Source | Marker::From)) || actor.capital && i > 0 {
                continue;
            }
            for p in &actor.parties {
                let state = self.knowledge.parties.party(*p).kind == chancery_model::PartyKind::State || self.verb_final;
                if (state || draft.event_type != EventType::Reject) && !draft.actors.parties.contains(p) && !out.contains(p) {
                    out.push(*p);
                }
            }
        }
        out
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
        let moves =
            |k: &usize| matches!(self.predicates()[*k].frame.event_type, Some(EventType::Retreat | EventType::Concede | EventType::Aid | EventType::Mobilize));
        let told = std::iter::once(draft.trigger).chain(self.carried(draft.trigger)).find(moves);
        let place = told.and_then(|k| self.sentence.local_place(k));
        place.into_iter().filter(|c| !draft.actors.parties.contains(c)).collect()
    }
}
