//! What the governors of a predicate make of it: planned, possible, negated, only said, part of a promise or a demand.

use chancery_knowledge::{Commits, Complement, Trait};
use chancery_model::{EventType, Mode};

use super::Reader;
use crate::clauses::{Link, is_speech};

/// What the governors of a predicate make of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Setting {
    pub(super) planned: bool,
    pub(super) hypothetical: bool,
    pub(super) negated: bool,
    /// No record of its own.
    pub(super) silent: bool,
    /// Part of a record that this predicate makes: agreed, asked, threatened, refused.
    pub(super) owner: Option<usize>,
    /// Said or affirmed by this predicate's subject.
    pub(super) said_by: Option<usize>,
    pub(super) affirmed: bool,
    /// Only somebody's opinion.
    pub(super) opined: bool,
}

impl Reader<'_, '_, '_> {
    /// Whether a clause of time stands in the present beside a main clause that does not: what it tells of is still to come.
    fn to_come(&self, k: usize, g: usize) -> bool {
        use chancery_knowledge::{Forms, FunctionWord};
        let all = self.predicates();
        let forms = |p: &crate::clauses::Predicate<'_>| {
            let f = p.unit.forms;
            (f.has(Forms::THIRD) || f.has(Forms::BASE)) && !f.has(Forms::PAST) && !f.has(Forms::PARTICIPLE)
        };
        let p = &all[k];
        let opener = p.left.checked_sub(1).is_some_and(|i| self.sentence.items[i].is(FunctionWord::When) || self.sentence.items[i].is(FunctionWord::Once));
        opener && !p.nominal && forms(p) && !p.past && !p.passive && (!forms(&all[g]) || all[g].future)
    }

    /// «In the capital, where the ministers of A were gathered, B met C»: what only tells what the place was.
    fn is_setting(&self, k: usize) -> bool {
        let p = &self.predicates()[k];
        let place = |i: usize| i > 0 && self.sentence.items[i].is(chancery_knowledge::FunctionWord::Relative) && self.sentence.items[i - 1].is_stop();
        let main = p.governor.is_none() && self.predicates().iter().any(|q| q.link == Link::Root && q.frame.event_type == p.frame.event_type && !q.nominal);
        let told = p.frame.event_type == Some(EventType::Consult) && p.link == Link::Relative && !p.nominal;
        self.sentence.inflected && told && main && p.left.checked_sub(1).is_some_and(place)
    }

    pub(super) fn setting(&self, k: usize) -> Setting {
        let all = self.predicates();
        let p = &all[k];
        let mut s = Setting::default();
        if p.link == Link::If {
            s.hypothetical = true;
        }
        // «called A to thank it»: what is said in a call is told as said.
        let called = |g: usize| all[g].frame.mode == Some(Mode::Phone);
        let spoken = is_speech(p.frame) && p.governor.is_some_and(called);
        if p.link == Link::Purpose && !spoken {
            s.silent = true;
        }
        if self.is_setting(k) {
            s.silent = true;
            return s;
        }
        // «demonstrated, demanding that ...»: what is demanded in a protest belongs to it.
        let said = p.usage == crate::clauses::inflected::Use::Participle && p.after_comma;
        let protest = |i: Option<usize>| i.is_some_and(|i| all[i].frame.event_type == Some(EventType::Protest) && (!all[i].nominal || said));
        let voiced = matches!(p.frame.event_type, Some(EventType::Request | EventType::Accuse | EventType::Reject | EventType::Support));
        if voiced && p.subject.is_none() && !p.nominal && (protest(p.head) || protest(p.governor)) {
            s.silent = true;
            return s;
        }
        let Some(g) = p.governor.filter(|g| *g < k) else {
            if let Some(h) = p.head.filter(|h| all[*h].link == Link::If) {
                s.hypothetical = all[h].link == Link::If;
            }
            return s;
        };
        if self.sentence.inflected && p.link == Link::When && self.to_come(k, g) {
            // «until it withdraws», «once it ratifies the treaty»
            s.hypothetical = true;
        }
        if matches!(p.link, Link::When | Link::Relative | Link::Topic | Link::If) {
            let up = self.setting(g);
            s.silent |= up.silent && p.link == Link::Relative && p.subject.is_none();
            return s;
        }
        let up = self.setting(g);
        let verb = &all[g];
        // «suspended talks with B»: the talks are what ends.
        let ends = matches!(verb.frame.commits, Commits::Suspends | Commits::Ends) && verb.frame.event_type == Some(EventType::Sanction);
        let standing = matches!(p.frame.event_type, Some(EventType::Consult | EventType::Cooperate | EventType::Aid));
        if ends && standing && p.item <= verb.item + 3 && p.subject.is_none() {
            s.silent = true;
            return s;
        }
        // «sent troops to B to fight»: the aim of sending.
        let force = |t| matches!(t, Some(EventType::Mobilize | EventType::Assault));
        let object = verb.unit.tail.is_some() && p.left == verb.item + 1;
        let sent = verb.frame.event_type == Some(EventType::Aid) && p.link == Link::Serial && !p.after_comma && (p.subject.is_none() || object);
        if sent && force(p.frame.event_type) {
            s.silent = true;
            return s;
        }
        if self.verb_final && p.link == Link::Complement && !p.nominal && verb.frame.complement == Complement::None && verb.frame.event_type.is_some() {
            // «closed the border, saying that A backs rebels»: a reason given.
            s.silent = p.subject.is_some();
        }
        let told_there = spoken && matches!(p.link, Link::Purpose | Link::Coordinate);
        let complement = if told_there || matches!(p.link, Link::Serial) && !p.nominal { Complement::None } else { verb.frame.complement };
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
            Complement::Asked if self.orders_itself(g) => {
                s = Setting { silent: s.silent || up.silent, hypothetical: s.hypothetical || up.hypothetical, ..up };
            }
            Complement::Thing | Complement::Asked | Complement::Threat | Complement::Refused | Complement::Denied => s.owner = Some(g),
            Complement::Claim | Complement::Hoped | Complement::Purpose => s.silent = true,
            Complement::Fact => s.silent |= up.hypothetical,
            Complement::Topic => {
                s = Setting { said_by: up.said_by, ..s };
                // «adopted a resolution condemning A»: the resolution says it.
                let says =
                    (!self.is_isolating() || verb.frame.is(Trait::Alone)) && !p.nominal && !p.future && !p.passive && crate::clauses::is_statement(p.frame);
                s.silent |= up.silent || up.hypothetical || !(says || p.subject.is_some() && !p.future || p.nominal && self.sentence.own_parties(k) > 1);
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
}
