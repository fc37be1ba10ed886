//! Frames to events: what governs an act decides whether it is a record of its own, a promise, a demand or nothing.

mod answer;
mod compose;
mod finish;
mod gifts;
mod object;
mod once;
mod own;
mod partner;
mod remember;
mod same;
mod setting;
mod when;
mod whose;

use chancery_knowledge::{Commits, Complement, FunctionWord, Knowledge, Roles, Trait};
use chancery_model::{Amount, CommitmentKind, EventType, Mode, PartialDate, Status};
pub use when::SPOKEN_OF;

use crate::clauses::{Link, Predicate};
use crate::dates::DateRef;
use crate::discourse::Discourse;
use crate::roles::{Sentence, Side};

/// An event before it is tied to the text as given.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The type.
    pub event_type: EventType,
    /// The mode.
    pub mode: Option<Mode>,
    /// The status.
    pub status: Status,
    /// Who acts.
    pub actors: Side,
    /// On whom.
    pub recipients: Side,
    /// The predicate that names the act.
    pub trigger: usize,
    /// The act promised, asked for or threatened.
    pub inner: Option<usize>,
    /// Index of the date in the sentence.
    pub date: Option<DateRef>,
    /// The date was taken over from a clause beside it.
    pub date_inherited: bool,
    /// Who says so.
    pub claimed_by: Option<Side>,
    /// Rules that shaped it.
    pub rules: Vec<&'static str>,
}

/// Reads the events of one sentence.
pub struct Reader<'r, 's, 'k> {
    /// Frames, parties.
    pub knowledge: &'k Knowledge,
    /// The sentence.
    pub sentence: &'r Sentence<'s, 'k>,
    /// Its dates.
    pub dates: &'r [DateRef],
    /// Its amounts.
    pub amounts: &'r [Amount],
    /// The document's date.
    pub published: Option<PartialDate>,
    /// The verb stands last.
    pub verb_final: bool,
}

impl<'k> Reader<'_, '_, 'k> {
    fn predicates(&self) -> &[Predicate<'k>] {
        self.sentence.predicates
    }

    /// See [`Language::is_isolating`](chancery_knowledge::Language::is_isolating).
    fn is_isolating(&self) -> bool {
        !self.sentence.inflected && !self.verb_final
    }

    /// The events of the sentence, in order.
    pub fn find(&self, memory: &mut Discourse) -> Vec<Draft> {
        let mut out = Vec::new();
        for k in 0..self.predicates().len() {
            let first = out.len();
            self.code(k, memory, &mut out);
            for draft in &out[first..] {
                self.remember(draft, memory);
            }
        }
        out
    }

    fn code(&self, k: usize, memory: &mut Discourse, out: &mut Vec<Draft>) {
        let p = &self.predicates()[k];
        if self.obliged(k, memory, out) {
            return;
        }
        if p.frame.is(Trait::Repeats) {
            self.repeat(k, memory, out);
            return;
        }
        let Some(event_type) = p.frame.event_type else {
            if self.is_main(k) {
                let subject = self.sentence.subject(k, memory);
                self.set_subject(p, &subject, memory);
            }
            return;
        };
        let all = self.predicates();
        if self.is_no_act_of_its_own(k, event_type) {
            return;
        }
        if p.nominal && self.sentence.items.get(p.item + 1).is_some_and(|i| i.is(FunctionWord::This)) {
            // «this attack»: told before.
            return;
        }
        if p.frame.roles == Roles::Judged && p.negated {
            // «said that it was no threat»: nobody is accused.
            return;
        }
        let drill = |n: &Predicate<'_>| n.frame.commits == Commits::Kind(CommitmentKind::Exercise) && n.governor == Some(k) && !n.nominal && !n.after_comma;
        if event_type == EventType::Mobilize && !self.sentence.inflected && all.get(k + 1).is_some_and(|n| drill(n) && self.sentence.own_parties(k + 1) > 0) {
            // «sent jets to drill with B»: the drill.
            return;
        }
        let moved = |g: usize| all[g].frame.event_type == Some(EventType::Mobilize) && !all[g].nominal;
        if event_type == EventType::Aid && !self.sentence.inflected && p.subject.is_none() && crate::clauses::link::ancestors(all, k).any(moved) {
            // «200 soldiers sent by A have landed in B»: one move.
            return;
        }
        if event_type == EventType::Support && self.names_backers(k) {
            return;
        }
        let setting = self.setting(k);
        if setting.silent || setting.owner.is_some() {
            return;
        }
        let official = |s: u16| {
            let a = &self.sentence.actors[s as usize];
            let state = a.kind.is_none() && a.anaphor == crate::actors::Anaphor::None && !a.generic;
            !a.plural && !a.adjective && !a.parties.is_empty() && (state || a.kind == Some(chancery_knowledge::TitleKind::Person))
        };
        // «A also protested»: a state does not take to the streets.
        let protests = event_type == EventType::Protest && self.sentence.inflected && !p.nominal && !p.passive && p.item + 1 < self.sentence.items.len();
        let bare = self.sentence.items.get(p.item + 1).is_none_or(|i| i.punct.is_some() || i.marker() == Some(chancery_knowledge::Marker::About));
        let objects = protests && bare && p.frame.mode == Some(Mode::Demo) && p.unit.needs.is_empty() && p.subject.is_some_and(official);
        let event_type = if objects { EventType::Accuse } else { event_type };
        let (actors, recipients) = self.sentence.roles(k, memory);
        let recipients = if objects { recipients.without(&actors) } else { recipients };
        let (mut actors, recipients) = self.who_is_meant(k, event_type, actors, recipients, memory);
        if p.nominal && p.link == Link::Topic && event_type == EventType::Consult && p.frame.mode != Some(Mode::Visit) {
            self.phrase_meeting(k, &mut actors, memory);
        }
        // «met and discussed»: two verbs for one act.
        let told = p.head.is_some_and(|h| all[self.sentence.deepest(h)].frame.event_type == Some(EventType::Consult))
            && event_type == EventType::Consult
            && !p.nominal;
        let stop = p.governor.filter(|g| p.link == Link::Serial && !p.nominal && all[*g].frame.mode == Some(Mode::Visit) && !all[*g].nominal);
        if event_type == EventType::Consult && stop.is_some_and(|g| self.same_parties(g, &actors, &recipients, memory)) {
            // «came to B for talks with its president»: one visit.
            return;
        }
        let again = |h: usize| self.same_parties(h, &actors, &recipients, memory) && !self.other_person(h, k);
        if told && (self.sentence.own_parties(k) == 0 || p.head.is_some_and(again)) {
            // «came on Monday and met the president on Tuesday»: what is told next was on Tuesday.
            let past = |d: &DateRef| d.value.zip(self.published).is_some_and(|(v, t)| v.get_day().is_some() && v <= t);
            if let Some(day) = self.clause_date(k).filter(|d| past(d) && !p.negated && !p.future) {
                memory.scene_day = memory.scene_day.map(|_| (day, 0));
                memory.occasion = memory.occasion.map(|_| day);
            }
            return;
        }
        if let (true, Some(gift)) =
            (self.is_help_by_gift(k, event_type), out.iter_mut().rev().find(|d| crate::clauses::link::ancestors(all, k).any(|g| g == d.trigger)))
        {
            let near = |a: &u16| {
                // «carried wheat to aid A has landed»: A, though a verb follows.
                let at = (p.item + 1..self.sentence.items.len()).find(|i| self.sentence.items[*i].actor == Some(*a));
                at.is_some_and(|at| !self.sentence.items[p.item + 1..at].iter().any(|i| i.predicate))
            };
            let helped = if recipients.phrases.iter().all(near) { recipients.without(&gift.actors) } else { Side::default() };
            let named = self.sentence.arguments(gift.trigger).iter().any(|a| gift.recipients.phrases.contains(&a.actor));
            if !helped.is_empty() && !named {
                gift.recipients = helped;
            }
            return;
        }
        let result =
            p.head.filter(|h| p.after_comma && self.sentence.inflected && p.unit.forms.has(chancery_knowledge::Forms::PRESENT) && all[*h].item < p.item);
        let struck = |d: &&mut Draft| Some(d.trigger) == result && d.event_type == EventType::Assault && event_type == EventType::Assault && !p.nominal;
        if let Some(blow) =
            out.iter_mut().find(struck).filter(|d| !recipients.is_empty() && (d.recipients.is_empty() || d.recipients.parties == recipients.parties))
        {
            // «ambushed a patrol, killing two soldiers»: the blow and what it did are one act.
            if blow.recipients.is_empty() {
                blow.recipients = recipients.without(&blow.actors);
            }
            return;
        }
        if let Some(blow) = self.dealt_by(k).and_then(|n| out.iter_mut().find(|d| d.trigger == n)) {
            // «A's air strikes killed two»: the blow and what it did are one act.
            if blow.recipients.is_empty() {
                blow.recipients = recipients.without(&blow.actors);
            }
            return;
        }
        let ended = p.governor.is_some_and(|g| g == 0 && k == 1 && all[g].subject.is_none() && all[g].frame.event_type.is_none());
        if event_type == EventType::Consult
            && (p.nominal || self.is_isolating() && p.link == Link::Complement)
            && ended
            && !memory.meeting.is_empty()
            && self.sentence.own_parties(k) == 0
            && all.len() > 2
        {
            // «At the end of the talks, both ...»: those told before.
            return;
        }
        if self.is_main(k) {
            let subject = self.sentence.subject(k, memory);
            self.set_subject(p, if subject.is_empty() { &actors } else { &subject }, memory);
        }
        if setting.hypothetical || (p.can && !p.future) {
            return;
        }
        let mut draft = Draft {
            event_type,
            mode: p
                .frame
                .mode
                .map(|m| if objects { Mode::Disapprove } else { m })
                .filter(|m| *m != Mode::Multilateral || actors.parties.len() != 2 || self.has_body(&actors)),
            status: Status::Actual,
            actors,
            recipients,
            trigger: k,
            inner: None,
            date: None,
            date_inherited: false,
            claimed_by: setting.said_by.map(|g| self.sentence.subject(g, memory)).filter(|s| !s.is_empty()),
            rules: Vec::new(),
        };
        // «The talks will take place on Sunday»: the verb that carries a noun tells its tense.
        let carrier = all.get(k + 1).filter(|n| p.nominal && !n.nominal && n.governor == Some(k) && n.link == Link::Complement && n.foreign_subject);
        let carrier = carrier.or_else(|| self.opened(k).or_else(|| self.scheduled(k)).map(|n| &all[n]));
        let carrier = carrier.or_else(|| self.unheld(k).map(|n| &all[n]));
        if let Some(fate) = self.fate(k) {
            // «The drill of A and B has been put off»: what became of it.
            draft.event_type = EventType::Reject;
            draft.mode = Some(Mode::Meet);
            draft.trigger = fate;
            draft.inner = Some(k);
            if draft.actors.is_empty() && draft.recipients.is_empty() {
                draft.actors.parties = memory.together();
            }
            draft.rules.push("what was planned was put off or called off");
            self.finish(fate, draft, memory, out);
            return;
        }
        if setting.negated || p.negated || carrier.is_some_and(|c| c.negated) {
            draft.status = Status::Negated;
            draft.rules.push("negated");
            let stays_away = draft.event_type == EventType::Consult && p.future && p.negated && setting.said_by.is_some() && !p.nominal;
            if stays_away && self.sentence.inflected && draft.actors.parties.len() == 1 {
                // «said it would not attend the summit»
                draft.status = Status::Actual;
                draft.event_type = EventType::Reject;
                draft.mode = Some(Mode::Meet);
                draft.rules.push("what one will not attend one stays away from");
            }
            if p.negated && p.future && matches!(draft.event_type, EventType::Retreat | EventType::Concede) && !draft.actors.is_empty() {
                // «said it would not withdraw»
                draft.status = Status::Actual;
                draft.event_type = EventType::Reject;
                draft.mode = Some(Mode::Yield);
                draft.rules.push("what one will not give up one refuses");
            }
        } else if setting.planned || p.future || p.frame.is(Trait::Planned) || carrier.is_some_and(|c| c.future || c.frame.complement == Complement::Planned) {
            plan(&mut draft);
        }
        if setting.affirmed && p.must && draft.status != Status::Negated {
            let speaker = setting.said_by.map(|g| self.sentence.subject(g, memory));
            if !speaker.is_some_and(|s| self.demand(k, s, &mut draft)) {
                return;
            }
        } else if p.must && setting.said_by.is_some() {
            return;
        } else if let (true, Link::Root, Some(speaker)) =
            (p.must && draft.status != Status::Negated, p.link, self.quoted_speaker(k).map(|q| self.sentence.subject(q, memory)))
        {
            // «"A must withdraw," B said»
            if !self.demand(k, speaker, &mut draft) {
                return;
            }
        } else if let (true, Link::Root, Some(author)) = (p.must && draft.status != Status::Negated, p.link, memory.author) {
            // In a statement of its own «A must withdraw» is a demand.
            self.demand(k, Side { parties: vec![author], phrases: Vec::new() }, &mut draft);
        }
        if setting.opined && !self.allegation(setting.said_by, &mut draft, memory) {
            return;
        }
        match p.frame.complement {
            Complement::Thing => self.things(k, draft, memory, out),
            Complement::Asked if self.orders_itself(k) => {}
            Complement::Asked => {
                self.asked(k, draft, memory, out);
            }
            Complement::Threat | Complement::Refused => {
                if let Some(child) = self.sentence.child(k) {
                    draft.inner = Some(child);
                    let act = self.sentence.deepest(child);
                    draft.mode = draft.mode.or_else(|| self.mode_of(draft.event_type, act));
                    if draft.recipients.clone().without(&draft.actors).is_empty() {
                        draft.recipients = self.parties_of(child, &draft.actors);
                    }
                }
                if draft.recipients.is_empty() {
                    // «warned it would strike if A ...»: A is warned.
                    let condition = all[k + 1..].iter().find(|n| n.link == Link::If).and_then(|n| n.subject);
                    if let Some(id) = condition {
                        draft.recipients.add(&self.sentence.actors[id as usize].parties, Some(id));
                        draft.recipients = draft.recipients.without(&draft.actors);
                    }
                }
                self.finish(k, draft, memory, out);
            }
            _ if p.each && event_type == EventType::Consult && draft.actors.parties.len() > 2 => {
                // «met A and B in turn»: one meeting with each.
                let subject = self.sentence.subject(k, memory);
                for other in draft.actors.clone().without(&subject).parties {
                    let mut one = draft.clone();
                    one.actors = subject.clone();
                    one.actors.add(&[other], None);
                    one.mode = one.mode.filter(|m| *m != Mode::Multilateral);
                    self.finish(k, one, memory, out);
                }
            }
            _ => self.finish(k, draft, memory, out),
        }
    }

    /// The noun of attack that is the subject of a verb of force.
    fn dealt_by(&self, k: usize) -> Option<usize> {
        let all = self.predicates();
        let p = &all[k];
        let force = |i: &usize| all[*i].nominal && all[*i].frame.event_type == Some(EventType::Assault);
        let bare = !p.nominal && !p.passive && p.subject.is_none() && p.frame.event_type == Some(EventType::Assault);
        let noun = p.head.or(p.governor.filter(|_| p.foreign_subject)).or_else(|| k.checked_sub(1).filter(|_| p.foreign_subject));
        noun.filter(|_| bare).filter(force)
    }

    /// Whether a predicate heads a main clause or one that is only reported.
    fn is_main(&self, k: usize) -> bool {
        let all = self.predicates();
        let p = &all[k];
        let reported = |g: Option<usize>| g.is_none_or(|g| all[g].frame.complement == Complement::Say);
        !p.nominal
            && !p.must
            && match p.link {
                Link::Root => true,
                Link::Coordinate => p.subject.is_some() && reported(p.governor),
                Link::Complement => p.subject.is_some() && p.governor.is_some() && reported(p.governor),
                _ => false,
            }
    }

    fn set_subject(&self, p: &Predicate<'_>, subject: &Side, memory: &mut Discourse) {
        if subject.is_empty() {
            // «In A, village elders ended it. They ...»
            let people = p.subject.is_some_and(|s| self.sentence.actors[s as usize].generic);
            if let (true, true, Some(scene)) = (people, self.sentence.inflected, memory.scene) {
                memory.subject = vec![scene];
            }
            return;
        }
        memory.subject.clone_from(&subject.parties);
        memory.goes_on = true;
        if p.frame.complement == Complement::Say {
            memory.speaker.clone_from(&subject.parties);
            memory.speaker_goes_on = true;
        }
        let person = p.subject.is_some_and(|s| {
            let a = &self.sentence.actors[s as usize];
            a.name.is_some() || a.kind == Some(chancery_knowledge::TitleKind::Person)
        });
        if person {
            memory.person.clone_from(&subject.parties);
        }
        // «A was received by B. He ...»: of whom the sentence speaks.
        let undergoer = p.patient.filter(|_| p.passive).map(|s| &self.sentence.actors[s as usize]);
        if let Some(a) = undergoer.filter(|a| a.kind == Some(chancery_knowledge::TitleKind::Person) && !a.parties.is_empty()) {
            memory.person.clone_from(&a.parties);
            memory.subject.clone_from(&a.parties);
        }
    }

    fn has_body(&self, side: &Side) -> bool {
        side.parties.iter().any(|x| self.knowledge.parties.party(*x).kind == chancery_model::PartyKind::Organisation)
    }
}

/// What a future act is: a promise of cooperation, a concession, or a hostile act still to come.
fn plan(draft: &mut Draft) {
    draft.status = Status::Planned;
    match draft.event_type {
        EventType::Consult | EventType::Support | EventType::Cooperate | EventType::Aid | EventType::Agree => {
            if draft.event_type != EventType::Agree {
                draft.rules.push("a future cooperative act is a promise");
            }
            draft.event_type = EventType::Agree;
            draft.mode = None;
        }
        EventType::Retreat | EventType::Concede => {
            draft.event_type = EventType::Concede;
            draft.mode = None;
            draft.rules.push("a future retreat is a concession");
        }
        EventType::Assault => {
            draft.event_type = EventType::Threaten;
            draft.mode = Some(Mode::Violence);
            draft.status = Status::Actual;
            draft.rules.push("force announced is a threat");
        }
        _ => {}
    }
}
