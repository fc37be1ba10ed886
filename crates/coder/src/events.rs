//! Frames to events: what governs an act decides whether it is a record of its own, a promise, a demand or nothing.

use chancery_knowledge::{Complement, Knowledge, PartyId, Roles};
use chancery_model::{EventType, Mode, PartialDate, Status};

use crate::actors::Anaphor;
use crate::clauses::{Link, Predicate, is_statement};
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

/// What the governors of a predicate make of it.
#[derive(Clone, Copy, Debug, Default)]
struct Setting {
    planned: bool,
    hypothetical: bool,
    negated: bool,
    /// No record of its own.
    silent: bool,
    /// Part of a record that this predicate makes: agreed, asked, threatened, refused.
    owner: Option<usize>,
    /// Said or affirmed by this predicate's subject.
    said_by: Option<usize>,
    affirmed: bool,
    /// Only somebody's opinion.
    opined: bool,
}

/// Reads the events of one sentence.
pub struct Reader<'r, 's, 'k> {
    /// Frames, parties.
    pub knowledge: &'k Knowledge,
    /// The sentence.
    pub sentence: &'r Sentence<'s, 'k>,
    /// Its dates.
    pub dates: &'r [DateRef],
    /// The document's date.
    pub published: Option<PartialDate>,
}

impl<'k> Reader<'_, '_, 'k> {
    fn predicates(&self) -> &[Predicate<'k>] {
        self.sentence.predicates
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

    fn remember(&self, draft: &Draft, memory: &mut Discourse) {
        if !draft.actors.is_empty() && draft.status != Status::Negated {
            memory.actors.clone_from(&draft.actors.parties);
        }
        if draft.rules.iter().any(|r| r.starts_with("with whom") || r.starts_with("aimed at")) {
            return;
        }
        let giving = draft.event_type == EventType::Aid || draft.inner.is_some_and(|i| self.predicates()[i].frame.event_type == Some(EventType::Aid));
        if giving && draft.recipients.parties.len() == 1 {
            memory.beneficiaries.clone_from(&draft.recipients.parties);
        }
        if draft.actors.parties.len() > 1 {
            memory.learn_group(&draft.actors.parties, true);
            if let [a, b] = draft.actors.parties.as_slice() {
                memory.learn_pair(*a, *b);
            }
        } else if let ([a], [b]) = (draft.actors.parties.as_slice(), draft.recipients.parties.as_slice()) {
            memory.learn_pair(*a, *b);
        }
        if draft.event_type == EventType::Consult && draft.status == Status::Actual {
            memory.occasion = draft.date.filter(|d| d.value.is_some_and(|v| v.get_day().is_some()));
        }
        if draft.event_type == EventType::Assault {
            memory.unknown_attack = draft.actors.is_empty();
        }
        let own = draft.actors.parties == draft.recipients.parties;
        if matches!(draft.event_type, EventType::Assault | EventType::Coerce | EventType::Mobilize | EventType::Sanction) && !draft.actors.is_empty() && !own {
            memory.offender.clone_from(&draft.actors.parties);
        }
        if let ([a], [b]) = (draft.actors.parties.as_slice(), draft.recipients.parties.as_slice())
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
            memory.learn_rivals(*a, *b);
        }
        if matches!(draft.event_type, EventType::Assault | EventType::Coerce | EventType::Retreat | EventType::Aid) {
            memory.undergoers.clone_from(&draft.recipients.parties);
        }
    }

    fn setting(&self, k: usize) -> Setting {
        let all = self.predicates();
        let p = &all[k];
        let mut s = Setting::default();
        if p.link == Link::If {
            s.hypothetical = true;
        }
        if p.link == Link::Purpose {
            s.silent = true;
        }
        let Some(g) = p.governor.filter(|g| *g < k) else {
            if let Some(h) = p.head.filter(|h| all[*h].link == Link::If) {
                s.hypothetical = all[h].link == Link::If;
            }
            return s;
        };
        if matches!(p.link, Link::When | Link::Relative | Link::Topic | Link::If) {
            let up = self.setting(g);
            s.silent |= up.silent && p.link == Link::Relative && p.subject.is_none();
            return s;
        }
        let up = self.setting(g);
        let verb = &all[g];
        let complement = if matches!(p.link, Link::Serial) && !p.nominal { Complement::None } else { verb.frame.complement };
        match complement {
            Complement::None
            | Complement::Say
            | Complement::Affirm
            | Complement::Light
            | Complement::Planned
            | Complement::Hypothetical
            | Complement::Negated => {
                s = Setting { silent: s.silent || up.silent, hypothetical: s.hypothetical || up.hypothetical, ..up };
            }
            Complement::Thing | Complement::Asked | Complement::Threat | Complement::Refused | Complement::Denied => s.owner = Some(g),
            Complement::Claim | Complement::Hoped | Complement::Purpose => s.silent = true,
            Complement::Fact => s.silent |= up.hypothetical,
            Complement::Topic => {
                s = Setting { said_by: up.said_by, ..s };
                s.silent |= up.silent
                    || up.hypothetical
                    || !(p.subject.is_some() && !p.future || p.nominal && self.sentence.own_parties(k) > 1 && verb.frame.id != "stress_role");
            }
            Complement::Opine => {
                s = Setting { silent: s.silent || up.silent, hypothetical: s.hypothetical || up.hypothetical, ..up };
                s.said_by = Some(g);
                s.opined = true;
            }
        }
        if up.affirmed && verb.must {
            s.silent = true;
        }
        match complement {
            Complement::Say => s.said_by = Some(g),
            Complement::Affirm => {
                s.said_by = Some(g);
                s.affirmed = true;
            }
            Complement::Light => {
                s.planned |= verb.future;
                s.negated |= verb.negated;
            }
            Complement::Planned => s.planned = true,
            Complement::Hypothetical => s.hypothetical = true,
            Complement::Negated => s.negated = true,
            _ => {}
        }
        // «did not send anybody to take part»
        if verb.negated && verb.frame.event_type.is_none() && matches!(complement, Complement::Planned | Complement::None | Complement::Light) {
            s.negated = true;
        }
        s
    }

    fn code(&self, k: usize, memory: &mut Discourse, out: &mut Vec<Draft>) {
        let p = &self.predicates()[k];
        let Some(event_type) = p.frame.event_type else {
            if self.is_main(k) {
                let subject = self.sentence.subject(k, memory);
                self.set_subject(p, &subject, memory);
            }
            return;
        };
        // «voiced concern and condemned»: two verbs for one act.
        let all = self.predicates();
        let doubled = all.get(k + 1).is_some_and(|n| {
            n.head == Some(k) && !n.after_comma && n.frame.event_type == p.frame.event_type && n.frame.id != p.frame.id && self.sentence.arguments(k).is_empty()
        });
        // «condemned it, calling it X»: the second verb only says how.
        let echo = matches!(p.frame.id.as_str(), "agree_with" | "call_names" | "judged")
            && p.subject.is_none()
            && p.head.is_some_and(|h| all[h].frame.event_type == p.frame.event_type);
        if doubled || echo {
            return;
        }
        let setting = self.setting(k);
        if setting.silent || setting.owner.is_some() {
            return;
        }
        let (mut actors, recipients) = self.sentence.roles(k, memory);
        if p.nominal && p.link == Link::Topic && event_type == EventType::Consult && p.frame.mode != Some(Mode::Visit) {
            self.phrase_meeting(k, &mut actors, memory);
        }
        // «met and discussed»: two verbs for one act.
        let told = p.head.is_some_and(|h| all[self.sentence.deepest(h)].frame.event_type == Some(EventType::Consult))
            && event_type == EventType::Consult
            && !p.nominal;
        if told && self.sentence.own_parties(k) == 0 {
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
            mode: p.frame.mode.filter(|m| *m != Mode::Multilateral || actors.parties.len() != 2 || self.has_body(&actors)),
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
        if setting.negated || p.negated {
            draft.status = Status::Negated;
            draft.rules.push("negated");
        } else if setting.planned || p.future {
            plan(&mut draft);
        }
        if setting.affirmed && p.must && draft.status != Status::Negated {
            if !self.demand(k, setting.said_by, &mut draft, memory) {
                return;
            }
        } else if p.must && setting.said_by.is_some() {
            return;
        }
        if setting.opined && !self.allegation(setting.said_by, &mut draft, memory) {
            return;
        }
        match p.frame.complement {
            Complement::Thing => self.things(k, draft, memory, out),
            Complement::Asked => {
                if p.frame.id == "propose" {
                    draft.rules.push("proposed");
                }
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
                    if draft.recipients.is_empty() {
                        // «warned it would strike if A ...»: A is warned.
                        let condition = all[k + 1..].iter().find(|n| n.link == Link::If).and_then(|n| n.subject);
                        if let Some(id) = condition {
                            draft.recipients.add(&self.sentence.actors[id as usize].parties, Some(id));
                        }
                    }
                }
                self.finish(k, draft, memory, out);
            }
            _ => self.finish(k, draft, memory, out),
        }
    }

    /// A call or talks named in a phrase of time: `in a call with B, A said`, `after talks between A and B`.
    fn phrase_meeting(&self, k: usize, actors: &mut Side, memory: &Discourse) {
        let p = &self.predicates()[k];
        let next = self.predicates()[k + 1..]
            .iter()
            .position(|n| !n.nominal && n.subject.is_some() && matches!(n.link, Link::Root | Link::Coordinate | Link::Complement));
        let main = next.map(|n| self.sentence.subject(k + 1 + n, memory)).unwrap_or_default();
        let own = self.sentence.own_parties(k);
        let phone = p.frame.mode == Some(Mode::Phone);
        if own == 1 && self.sentence.arguments(k).iter().any(|a| a.marker == Some(chancery_knowledge::Marker::With)) {
            actors.add(&main.parties, None);
            actors.phrases.extend(main.phrases);
        } else if own == 0 && phone && self.near_date(p) && main.parties.len() == 2 {
            *actors = main;
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
                actors.add(&memory.group(0), None);
            }
        } else if own < 2 {
            *actors = Side::default();
        }
    }

    /// Whether a noun is what the next verb tells of: `the summit opened`.
    fn takes_place(&self, k: usize) -> bool {
        let all = self.predicates();
        let at_head = all[k].left == 0 || self.sentence.items[all[k].left - 1].is_stop();
        at_head && all.get(k + 1).is_some_and(|n| !n.nominal && !n.after_comma)
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
            return;
        }
        memory.subject.clone_from(&subject.parties);
        if p.frame.complement == Complement::Say {
            memory.speaker.clone_from(&subject.parties);
        }
        let person = p.subject.is_some_and(|s| {
            let a = &self.sentence.actors[s as usize];
            a.name.is_some() || a.kind == Some(chancery_knowledge::TitleKind::Person)
        });
        if person {
            memory.person.clone_from(&subject.parties);
        }
    }

    /// «stressed that X must stop»: a demand on those whose act it is. False where it is a general view.
    fn demand(&self, k: usize, said_by: Option<usize>, draft: &mut Draft, memory: &Discourse) -> bool {
        let yields = matches!(draft.event_type, EventType::Retreat | EventType::Concede | EventType::Sanction);
        let Some(g) = said_by.filter(|_| yields) else { return false };
        let speaker = self.sentence.subject(g, memory);
        let aimed = self.parties_of(k, &speaker);
        if aimed.is_empty() {
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
    fn allegation(&self, said_by: Option<usize>, draft: &mut Draft, memory: &Discourse) -> bool {
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
    fn parties_of(&self, k: usize, without: &Side) -> Side {
        let mut side = Side::default();
        let p = &self.predicates()[k];
        if let Some(id) = p.subject {
            side.add(&self.sentence.actors[id as usize].parties, Some(id));
        }
        if side.clone().without(without).is_empty() {
            use chancery_knowledge::Marker;
            for a in self.sentence.arguments(k) {
                if !matches!(a.marker, Some(Marker::At | Marker::Source | Marker::From)) {
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
    fn complements(&self, k: usize) -> Vec<usize> {
        let all = self.predicates();
        (k + 1..all.len()).filter(|c| all[*c].governor == Some(k) && matches!(all[*c].link, Link::Complement | Link::Coordinate)).collect()
    }

    /// An agreement or promise: one record for each thing agreed.
    fn things(&self, k: usize, draft: Draft, memory: &mut Discourse, out: &mut Vec<Draft>) {
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
            if n > 0 && (self.predicates()[*child].nominal || !substance) {
                continue;
            }
            let mut d = draft.clone();
            d.inner = Some(act);
            if n > 0 {
                d.trigger = *child;
                d.rules.push("one record for each thing agreed");
            }
            match inner.frame.event_type {
                Some(EventType::Retreat | EventType::Concede) => {
                    d.event_type = EventType::Concede;
                    d.mode = None;
                }
                Some(EventType::Sanction | EventType::Assault | EventType::Coerce | EventType::Mobilize) if self.predicates()[k].frame.id == "offer" => {
                    continue;
                }
                Some(EventType::Sanction) if !inner.negated => {
                    d.event_type = EventType::Sanction;
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
                if d.recipients.is_empty() || !to.is_empty() {
                    d.recipients = to;
                }
            } else {
                d.recipients = Side::default();
            }
            self.finish(*child, d, memory, out);
        }
    }

    /// Parties that the object phrase of `k` names as partners or beneficiaries.
    fn partner(&self, k: usize, actors: &Side) -> Side {
        use chancery_knowledge::Marker;
        let arguments = self.sentence.arguments(k);
        for wanted in [Some(Marker::With), Some(Marker::To), None, Some(Marker::Of)] {
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

    /// A request: the mode is what is asked; further things asked are further requests.
    fn asked(&self, k: usize, draft: Draft, memory: &mut Discourse, out: &mut Vec<Draft>) {
        let children = self.complements(k);
        let addressee = {
            let mut side = draft.recipients.clone();
            if side.is_empty()
                && let Some(first) = children.first()
                && let Some(id) = self.predicates()[*first].subject
            {
                side.add(&self.sentence.actors[id as usize].parties, Some(id));
            }
            // «urged the two sides to ...»: two others, not the speaker and one.
            let both = |a: &u16| {
                let actor = &self.sentence.actors[*a as usize];
                matches!(actor.anaphor, Anaphor::Group(n) if n > 1) && draft.actors.parties.iter().all(|x| actor.parties.contains(x))
            };
            if let ([one], false) = (draft.actors.parties.as_slice(), draft.rules.contains(&"proposed"))
                && let Some(a) = side.phrases.iter().find(|a| both(a))
            {
                let others = memory.group_without(self.sentence.actors[*a as usize].parties.len(), *one);
                if !others.is_empty() {
                    side.parties = others;
                }
            }
            side.without(&draft.actors)
        };
        if children.is_empty() {
            let mut d = draft;
            d.recipients = addressee;
            self.finish(k, d, memory, out);
            return;
        }
        for (n, child) in children.iter().enumerate() {
            let act = self.sentence.deepest(*child);
            if n > 0 && (self.predicates()[*child].nominal || self.predicates()[act].frame.event_type.is_none()) {
                continue;
            }
            let mut d = draft.clone();
            d.inner = Some(act);
            d.recipients = addressee.clone();
            d.mode = self.mode_of(EventType::Request, act).or(d.mode);
            if matches!(self.predicates()[*child].frame.id.as_str(), "stop" | "yield") {
                d.mode = Some(Mode::Yield);
            }
            if n > 0 {
                d.trigger = *child;
                d.rules.push("a further thing asked");
            }
            if d.recipients.is_empty() {
                d.recipients = self.parties_of(act, &d.actors);
            }
            if d.recipients.is_empty() {
                d.recipients.add(&memory.counterpart(&d.actors.parties), None);
            }
            self.finish(*child, d, memory, out);
        }
    }

    /// The mode that the act asked, threatened or refused gives.
    fn mode_of(&self, event_type: EventType, act: usize) -> Option<Mode> {
        let inner = &self.predicates()[act];
        if event_type == EventType::Request && self.names_talks(act) {
            return Some(Mode::Meet);
        }
        let t = inner.frame.event_type?;
        match event_type {
            EventType::Request | EventType::Reject => match t {
                EventType::Aid | EventType::Cooperate | EventType::Support | EventType::Agree => Some(Mode::Assist),
                EventType::Consult => Some(Mode::Meet),
                EventType::Retreat | EventType::Concede | EventType::Sanction => Some(Mode::Yield),
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
    fn names_talks(&self, act: usize) -> bool {
        let p = &self.predicates()[act];
        let wanted = ["talks", "dialogue"].map(|c| self.knowledge.things.find(c));
        p.frame.event_type.is_none()
            && self.sentence.items[p.item..p.right.min(self.sentence.items.len())].iter().any(|i| i.thing.is_some() && wanted.contains(&i.thing))
    }

    fn finish(&self, at: usize, mut draft: Draft, memory: &Discourse, out: &mut Vec<Draft>) {
        let p = &self.predicates()[draft.trigger];
        let attack = self.sentence.child(draft.trigger).is_some_and(|c| self.predicates()[c].frame.event_type == Some(EventType::Assault));
        let unknown = memory.unknown_attack && attack && draft.event_type == EventType::Accuse;
        if draft.event_type == EventType::Accuse && !unknown && draft.recipients.is_empty() && draft.mode != Some(Mode::Investigate) {
            let offender: Vec<PartyId> = memory.offender.iter().copied().filter(|o| !draft.actors.parties.contains(o)).collect();
            if !offender.is_empty() {
                draft.recipients.add(&offender, None);
                draft.rules.push("aimed at who was last told to have acted");
            }
        }
        let addressed = draft.event_type == EventType::Request && self.sentence.arguments(draft.trigger).iter().any(|a| a.marker.is_none());
        if !unknown && !addressed {
            self.fill_partner(p, &mut draft, memory);
        }
        if draft.event_type == EventType::Assault && p.nominal && draft.actors.is_empty() && draft.recipients.is_empty() && self.near_date(p) {
            draft.recipients.parties.extend(self.sentence.local_place(draft.trigger).or(memory.home));
        }
        let group = |x: &PartyId| self.knowledge.parties.party(*x).kind == chancery_model::PartyKind::Group;
        if draft.mode == Some(Mode::Arrest) && draft.event_type == EventType::Coerce && !draft.actors.is_empty() && draft.actors.parties.iter().all(group) {
            draft.event_type = EventType::Assault;
            draft.mode = Some(Mode::Abduct);
            draft.rules.push("an armed group does not arrest, it abducts");
        }
        if draft.event_type == EventType::Consult && draft.mode.is_none() && draft.actors.parties.len() > 2 {
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
        if !self.stands(p, &draft) {
            return;
        }
        let (date, inherited) = self.date(at, draft.trigger);
        draft.date = date;
        draft.date_inherited = inherited;
        if draft.date.is_none() && is_statement(p.frame) && draft.status != Status::Negated {
            // What is said on an occasion is said on its day.
            draft.date = memory.occasion;
            draft.date_inherited = true;
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

    /// Where an act needs somebody on the other side and names nobody: whom its actor is dealing with.
    fn fill_partner(&self, p: &Predicate<'_>, draft: &mut Draft, memory: &Discourse) {
        let carried = p.link == Link::Complement && draft.event_type == EventType::Consult;
        if draft.actors.parties.len() != 1 || p.nominal && draft.inner.is_none() && !carried {
            return;
        }
        let joint = p.frame.roles == Roles::Joint
            && p.frame.id != "adopt"
            && draft.inner.is_none()
            && matches!(draft.event_type, EventType::Support | EventType::Consult | EventType::Cooperate);
        if joint {
            let mut partner = memory.counterpart(&draft.actors.parties);
            if let (true, [one], EventType::Consult) = (partner.is_empty(), draft.actors.parties.as_slice(), draft.event_type) {
                partner = memory.group_without(2, *one);
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
        let partner = match draft.event_type {
            EventType::Reject if p.frame.id == "veto" && memory.told_body.is_some() => memory.told_body.into_iter().collect(),
            EventType::Accuse | EventType::Reject | EventType::Threaten | EventType::Assault | EventType::Coerce | EventType::Sanction => {
                memory.rival(&draft.actors.parties)
            }
            EventType::Mobilize if p.frame.id == "hostile_act" => memory.rival(&draft.actors.parties),
            EventType::Support if p.frame.roles == Roles::Author && memory.actors.iter().any(|a| !draft.actors.parties.contains(a)) => {
                memory.actors.iter().copied().filter(|a| !draft.actors.parties.contains(a)).collect()
            }
            EventType::Support if !memory.others(&draft.actors.parties).is_empty() => memory.others(&draft.actors.parties),
            EventType::Aid if !memory.beneficiaries.is_empty() && memory.topic.is_empty() => {
                memory.beneficiaries.iter().copied().filter(|b| !draft.actors.parties.contains(b)).collect()
            }
            EventType::Support | EventType::Aid | EventType::Concede | EventType::Agree => memory.partner(&draft.actors.parties),
            EventType::Request => memory.counterpart(&draft.actors.parties),
            _ => Vec::new(),
        };
        if !partner.is_empty() {
            draft.recipients.add(&partner, None);
            draft.rules.push("aimed at whom its actor was dealing with");
        }
    }

    /// Whether soldiers, police, citizens or captives are what a passive is told of.
    fn people_before(&self, p: &Predicate<'_>) -> bool {
        let items = self.sentence.items;
        let start = (0..p.item).rev().find(|i| items[*i].is_stop()).map_or(0, |i| i + 1);
        let wanted = ["troops", "police", "citizen", "diplomat", "hostage", "prisoner"].map(|c| self.knowledge.things.find(c));
        items[start..p.item].iter().any(|i| i.thing.is_some() && wanted.contains(&i.thing))
    }

    fn has_body(&self, side: &Side) -> bool {
        side.parties.iter().any(|x| self.knowledge.parties.party(*x).kind == chancery_model::PartyKind::Organisation)
    }

    /// Whether a draft has enough to be a record.
    fn stands(&self, p: &Predicate<'_>, d: &Draft) -> bool {
        let (a, r) = (d.actors.parties.len(), d.recipients.parties.len());
        let organisation = self.has_body(&d.actors);
        match d.event_type {
            EventType::Consult => match d.mode {
                Some(Mode::Multilateral) => a > 1 || organisation,
                Some(Mode::ThirdParty) => a > 0,
                _ => a + r > 1,
            },
            EventType::Cooperate => {
                if p.frame.roles == Roles::Joint {
                    a > 1
                } else {
                    a > 0 && (r > 0 || !p.nominal)
                }
            }
            EventType::Assault | EventType::Coerce | EventType::Retreat => a + r > 0 && (!p.nominal || a > 0 || self.near_date(p)),
            EventType::Aid => a > 0 && (r > 0 || !p.nominal) || (r > 0 && p.passive),
            EventType::Support if p.nominal => a > 0 && (r > 0 || a > 1),
            EventType::Agree => a > 0 && (!p.nominal || a + r > 1),
            EventType::Sanction | EventType::Mobilize | EventType::Protest => a > 0,
            EventType::Accuse => a > 0 && (r > 0 || !p.nominal),
            _ => a > 0,
        }
    }

    fn near_date(&self, p: &Predicate<'_>) -> bool {
        self.sentence.items[p.item..p.right.min(p.item + 8)].iter().any(|i| i.date.is_some())
    }

    /// The date of the clause: between subject and object first, then at the head of the clause; else from a clause beside it.
    fn date(&self, at: usize, trigger: usize) -> (Option<DateRef>, bool) {
        let all = self.predicates();
        if let Some(d) = self.own_date(at).filter(|_| at == trigger).or_else(|| self.own_date(trigger)) {
            return (Some(d), false);
        }
        let p = &all[trigger];
        let listed = || (trigger + 1..all.len()).filter(|c| all[*c].head == Some(trigger)).find_map(|c| self.own_date(c));
        let beside = match (p.link, p.head, p.governor) {
            (Link::Coordinate, Some(h), g) => {
                self.own_date(h).or_else(|| g.filter(|g| all[*g].frame.complement != Complement::Say).and_then(|g| self.own_date(g)))
            }
            (Link::Serial, _, Some(g)) => self.own_date(g),
            (Link::Complement, _, Some(g))
                if matches!(all[g].frame.complement, Complement::Light | Complement::Planned | Complement::Thing | Complement::Asked) =>
            {
                self.own_date(g)
            }
            // «announced the lifting of ...»: to say it is to do it.
            (Link::Complement, _, Some(g)) if all[g].frame.complement == Complement::Say && p.subject.is_none() && !p.nominal => self.own_date(g),
            _ => None,
        };
        let beside = beside.or_else(|| if is_statement(p.frame) { None } else { listed() });
        (beside, beside.is_some())
    }

    /// A date in the predicate's own clause. What a statement is about may have a date of its own, which is not the statement's.
    fn own_date(&self, k: usize) -> Option<DateRef> {
        let all = self.predicates();
        let items = self.sentence.items;
        let p = &all[k];
        let floor = k.checked_sub(1).map_or(0, |q| all[q].item + 1);
        // «The meeting took place on 1 November»: the light verb's date is the noun's.
        let carrier = |n: &Predicate<'_>| p.nominal && n.link == Link::Complement && n.governor == Some(k) && n.frame.complement == Complement::Light;
        let serial = |n: &&Predicate<'_>| n.link == Link::Serial && !n.after_comma && n.subject.is_none() || n.nominal && !is_statement(p.frame) || carrier(n);
        let next = all[k + 1..].iter().find(|n| !serial(n)).map_or(items.len(), |n| if n.nominal { n.item } else { n.left });
        let left = (floor..p.item).rev().find_map(|i| items[i].date.filter(|_| i >= p.left || !crossed(items, i, p.left)));
        if let Some(d) = left {
            return Some(self.dates[d as usize]);
        }
        let end = next.max(p.item + 1).min(items.len());
        let statement = is_statement(p.frame);
        for (i, item) in items.iter().enumerate().take(end).skip(p.item + 1) {
            if let Some(d) = item.date {
                let d = self.dates[d as usize];
                let past = p.frame.event_type == Some(EventType::Agree) && d.value.is_some_and(|v| self.published.is_some_and(|t| v < t && !t.within(v)));
                return (!statement || i <= p.item + 2 || past).then_some(d);
            }
        }
        None
    }
}

/// Whether a clause boundary with a verb stands between a date and a predicate.
fn crossed(items: &[crate::items::Item], from: usize, to: usize) -> bool {
    items[from..to].iter().any(|i| matches!(i.punct, Some(';')) || i.predicate && i.actor.is_none())
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
        _ => {}
    }
}
