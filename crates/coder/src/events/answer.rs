//! Who is answered, asked or meant by an act told before: the accuser, whom one turns to next, who did what was spoken of.

use chancery_knowledge::{Commits, Complement, FunctionWord, PartyId, Roles};
use chancery_model::{CommitmentKind, EventType, PartyKind};

use super::{Draft, Reader};
use crate::clauses::{Link, Predicate};
use crate::discourse::Discourse;
use crate::roles::Side;

impl Reader<'_, '_, '_> {
    /// Who denies and names nobody answers the state that accused it last.
    pub(super) fn answer_accuser(&self, p: &Predicate<'_>, draft: &mut Draft, memory: &Discourse) {
        let denied = draft.recipients.is_empty() && draft.event_type == EventType::Reject && p.frame.complement == Complement::Denied;
        let object = || self.sentence.items[p.item + 1..p.right.min(self.sentence.items.len()).max(p.item + 1)].iter().take(4);
        let definite = object().next().is_some_and(|i| i.is(FunctionWord::Determiner) || i.is(FunctionWord::This));
        let charge = || self.knowledge.things.find("charge").is_some_and(|charge| object().any(|i| i.thing == Some(charge)));
        if denied && definite && draft.actors.parties.iter().all(|a| memory.critic.1.contains(a)) && charge() {
            // «dismissed the complaint»: that of who complained last.
            draft.recipients.add(&memory.critic.0, None);
            draft.recipients = draft.recipients.clone().without(&draft.actors);
            draft.rules.push("answers who accused");
            return;
        }
        let ([accuser], accused) = (memory.addressed.0.as_slice(), &memory.addressed.1) else { return };
        let kind = self.knowledge.parties.party(*accuser).kind;
        let state = kind == PartyKind::State || kind == PartyKind::Organisation && self.sentence.inflected;
        let foe = || memory.foes(&draft.actors.parties) == [*accuser];
        // «denied that ...» tells whom it is about, or nobody.
        let child = self.sentence.child(draft.trigger).map(|c| self.predicates()[c].left);
        let whole = child.is_none_or(|left| left == 0 || !self.sentence.items[left - 1].is(FunctionWord::That));
        if denied && state && whole && foe() && draft.actors.parties.iter().all(|a| accused.contains(a) && a != accuser) {
            draft.recipients.add(&[*accuser], None);
            draft.rules.push("answers who accused");
        }
    }

    /// Of whom something is asked in the same breath: `condemned the launch and urged A to stop`.
    pub(super) fn asked_next(&self, draft: &Draft, memory: &Discourse) -> Side {
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

    /// Who did an act that is told again with an article and no doer: `denounced the drill`.
    pub(super) fn told_doers(&self, k: usize, memory: &Discourse) -> Vec<PartyId> {
        let all = self.predicates();
        // «the launches were condemned by A»: before the passive.
        let undergoes = all[k].passive || all[k].frame.roles == Roles::Received;
        let before = || k.checked_sub(1).filter(|b| undergoes && all[*b].nominal);
        let items = &self.sentence.items[all[k].item + 1..];
        if let [the, thing, ..] = items
            && the.function == Some(chancery_knowledge::Function::Word(FunctionWord::Determiner))
            && thing.thing.and_then(|t| self.knowledge.things.kind(t)) == Some(CommitmentKind::Exercise)
            && !thing.predicate
        {
            return memory.acts.iter().rev().find(|(_, exercise, _)| *exercise).map(|(_, _, who)| who.clone()).unwrap_or_default();
        }
        // «denounced the tariffs»: of the one who imposed some last.
        let object = items.iter().take(4).take_while(|i| !i.is_stop() && i.actor.is_none() && i.marker().is_none()).find_map(|i| i.thing);
        if self.sentence.inflected && object.and_then(|t| self.knowledge.things.kind(t)) == Some(CommitmentKind::Sanction) {
            let imposed = |(t, _, _): &&(EventType, bool, Vec<PartyId>)| *t == EventType::Sanction;
            return memory.acts.iter().rev().find(imposed).map(|(_, _, who)| who.clone()).unwrap_or_default();
        }
        let Some(act) = self.sentence.child(k).or_else(before).filter(|c| all[*c].nominal && all[*c].subject.is_none()) else { return Vec::new() };
        let article = all[act].item.checked_sub(1).is_some_and(|i| {
            let item = &self.sentence.items[i];
            item.function == Some(chancery_knowledge::Function::Word(FunctionWord::Determiner))
        });
        let Some(wanted) = all[act].frame.event_type.filter(|_| article) else { return Vec::new() };
        let drill = all[act].frame.commits == Commits::Kind(CommitmentKind::Exercise);
        memory.acts.iter().rev().find(|(t, exercise, _)| *t == wanted || drill && *exercise).map(|(_, _, who)| who.clone()).unwrap_or_default()
    }
}
