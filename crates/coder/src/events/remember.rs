//! What an act leaves in the memory of the document: who did what to whom, on which day, together with whom.

use chancery_knowledge::{Commits, Trait};
use chancery_model::{CommitmentKind, EventType, Mode, Status};

use super::{Draft, Reader};
use crate::clauses::Link;
use crate::dates::DateRef;
use crate::discourse::Discourse;

impl Reader<'_, '_, '_> {
    pub(super) fn remember(&self, draft: &Draft, memory: &mut Discourse) {
        if self.predicates()[draft.trigger].frame.is(Trait::Repeats) {
            return;
        }
        let example = matches!(
            draft.event_type,
            EventType::Sanction | EventType::Coerce | EventType::Threaten | EventType::Aid | EventType::Agree | EventType::Concede | EventType::Reject
        );
        let p = &self.predicates()[draft.trigger];
        if example && !p.nominal && !matches!(p.link, Link::Relative | Link::When) && matches!(draft.status, Status::Actual | Status::Planned) {
            memory.example = Some((draft.event_type, draft.mode, draft.recipients.parties.clone()));
        }
        // What others say of an act is none that anybody would welcome.
        let reaction = matches!(draft.event_type, EventType::Support | EventType::Accuse) && !draft.recipients.is_empty();
        let agrees = matches!(draft.event_type, EventType::Agree | EventType::Concede | EventType::Cooperate)
            || draft.event_type == EventType::Support && draft.recipients.is_empty();
        if agrees && draft.actors.parties.len() > 1 && draft.status != Status::Negated {
            memory.pact.clone_from(&draft.actors.parties);
        }
        if let (EventType::Protest, [state], true) = (draft.event_type, draft.actors.parties.as_slice(), self.is_isolating()) {
            // «People marched in A. Police fired»: A's.
            memory.ground = Some(*state);
        }
        if draft.event_type == EventType::Accuse {
            memory.critic = (draft.actors.parties.clone(), draft.recipients.parties.clone());
        }
        if reaction {
            memory.spoken_about.clone_from(&draft.recipients.parties);
        } else if draft.event_type != EventType::Reject {
            memory.spoken_about.clear();
        }
        if !draft.actors.is_empty() && draft.status != Status::Negated {
            let exercise = self.predicates()[draft.trigger].frame.commits == Commits::Kind(CommitmentKind::Exercise);
            memory.acts.push((draft.event_type, exercise, draft.actors.parties.clone()));
        }
        if !draft.actors.is_empty() && draft.status != Status::Negated && !reaction {
            memory.actors.clone_from(&draft.actors.parties);
            if let [one] = draft.actors.parties.as_slice() {
                memory.doing.retain(|p| p != one);
                memory.doing.push(*one);
            }
        }
        let told_day = draft.date.filter(|d| !draft.date_inherited && d.value.is_some());
        // «called B and discussed the summit that C held on Monday»: the day of the call is the one spoken of.
        let named = p.nominal && p.governor.is_some() && !self.verb_final;
        // «A expelled two of B, a day after a bombing»: the day of the expulsion.
        let opened = told_day.is_some_and(|d| d.opens);
        let within = named || opened || matches!(p.link, Link::Relative | Link::When);
        let aside = within && memory.scene_day.is_some_and(|(_, age)| age == 0 || self.verb_final);
        // «A and B met on the 11th. They had met on the 8th. They signed ...»: on the 11th.
        let flashback = draft.event_type == EventType::Consult
            && told_day.zip(memory.occasion).is_some_and(|(d, o)| d.value < o.value)
            && draft.actors.parties.iter().chain(&draft.recipients.parties).all(|x| memory.meeting.contains(x));
        if let Some(day) = told_day.filter(|_| !aside && !flashback && draft.status == Status::Actual) {
            // What is told of a month or year leaves the day spoken of.
            memory.scene_day = day.value.filter(|v| v.get_day().is_some()).map(|_| (day, 0));
            let others = !draft.actors.parties.iter().any(|a| memory.scene_of.contains(a));
            let left = |o: DateRef| o.value < day.value || others && o.value != day.value;
            if draft.event_type != EventType::Consult && memory.occasion.is_some_and(left) {
                // A later day, or one of others, is spoken of: what is said next is not said on that occasion.
                memory.occasion = None;
            }
            memory.scene_of = draft.actors.parties.iter().chain(&draft.recipients.parties).copied().collect();
        }
        let own = draft.actors.parties == draft.recipients.parties;
        if matches!(draft.event_type, EventType::Assault | EventType::Coerce | EventType::Mobilize | EventType::Sanction) && !draft.actors.is_empty() && !own {
            // Whoever it was aimed at: «condemned the raid» is about who did it.
            if draft.event_type != EventType::Sanction {
                memory.attacker.clone_from(&draft.actors.parties);
            }
        }
        if draft.rules.iter().any(|r| r.starts_with("with whom") || r.starts_with("aimed at")) {
            return;
        }
        let hostile = matches!(draft.event_type, EventType::Assault | EventType::Coerce | EventType::Mobilize | EventType::Sanction);
        if hostile && !draft.actors.is_empty() && !own {
            memory.offender.clone_from(&draft.actors.parties);
        }
        let giving = draft.event_type == EventType::Aid || draft.inner.is_some_and(|i| self.predicates()[i].frame.event_type == Some(EventType::Aid));
        let sum = !self.verb_final && crate::amounts::money_follows(self.sentence.items, self.amounts, p.item) && !draft.recipients.is_empty();
        let pledged = draft.event_type == EventType::Agree && (p.frame.commits == Commits::Kind(CommitmentKind::Aid) || sum);
        if (giving || pledged) && draft.actors.parties.len() == 1 && draft.status != Status::Negated {
            let to = if draft.recipients.is_empty() { memory.gift.1.clone() } else { draft.recipients.parties.clone() };
            memory.gift = (draft.actors.parties.clone(), to);
        }
        if giving && draft.recipients.parties.len() == 1 {
            memory.beneficiaries.clone_from(&draft.recipients.parties);
        }
        if draft.actors.parties.len() > 1 {
            memory.learn_group(&draft.actors.parties, true);
            if let [a, b] = draft.actors.parties.as_slice() {
                memory.learn_pair(*a, *b);
            }
        } else if let ([a], [b]) = (draft.actors.parties.as_slice(), draft.recipients.parties.as_slice()) {
            if draft.event_type == EventType::Support { memory.learn_courtesy(*a, *b) } else { memory.learn_pair(*a, *b) }
        }
        if draft.event_type == EventType::Consult && draft.status == Status::Actual {
            let both = draft.actors.parties.iter().chain(&draft.recipients.parties).copied();
            memory.meeting = both.collect();
            let told = draft.date.filter(|d| d.value.is_some_and(|v| v.get_day().is_some()));
            memory.occasion = if (named || flashback) && memory.occasion.is_some() { memory.occasion } else { told };
            memory.met = memory.occasion;
        }
        if matches!(draft.mode, Some(Mode::Arrest | Mode::Abduct)) && !draft.recipients.is_empty()
            || draft.mode == Some(Mode::Release) && !draft.actors.is_empty() && !draft.recipients.is_empty()
        {
            memory.captives = (draft.actors.parties.clone(), draft.recipients.parties.clone());
        }
        if draft.event_type == EventType::Support && draft.recipients.is_empty() && draft.status != Status::Negated {
            memory.signers.clone_from(&draft.actors.parties);
        }
        let welcome = match draft.event_type {
            EventType::Agree | EventType::Consult | EventType::Concede | EventType::Cooperate | EventType::Aid | EventType::Retreat => true,
            EventType::Support => draft.actors.parties.len() > 1 && draft.recipients.is_empty(),
            _ => false,
        };
        if welcome && draft.status != Status::Negated && !draft.actors.is_empty() {
            memory.doers.clone_from(&draft.actors.parties);
        }
        if matches!(draft.event_type, EventType::Accuse | EventType::Request | EventType::Threaten) {
            memory.addressed = (draft.actors.parties.clone(), draft.recipients.parties.clone());
        }
        if draft.event_type == EventType::Request {
            memory.asked = (draft.actors.parties.clone(), draft.recipients.parties.clone());
        }
        if draft.event_type == EventType::Assault {
            memory.unknown_attack = draft.actors.is_empty();
        }
        if let (actors @ [_, ..], [b]) = (draft.actors.parties.as_slice(), draft.recipients.parties.as_slice())
            && matches!(
                draft.event_type,
                EventType::Assault
                    | EventType::Coerce
                    | EventType::Mobilize
                    | EventType::Sanction
                    | EventType::Threaten
                    | EventType::Accuse
                    | EventType::Reject
            )
        {
            memory.learn_allies(actors);
            for a in actors.iter().rev() {
                memory.learn_rivals(*a, *b);
            }
        }
        if matches!(draft.event_type, EventType::Assault | EventType::Coerce | EventType::Retreat | EventType::Aid) {
            memory.undergoers.clone_from(&draft.recipients.parties);
        }
    }
}
