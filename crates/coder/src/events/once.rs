//! Which predicates tell no act of their own: a second verb for one act, what an act is for, how it was done.

use chancery_knowledge::{Complement, Need, Roles, Trait};
use chancery_model::{CommitmentStatus, EventType, Mode};

use super::Reader;
use crate::clauses::inflected::Use;
use crate::clauses::{Link, Predicate};

impl Reader<'_, '_, '_> {
    /// Whether an act is told by another predicate already.
    pub(super) fn is_no_act_of_its_own(&self, k: usize, event_type: EventType) -> bool {
        let p = &self.predicates()[k];
        // «voiced concern and condemned»: two verbs for one act.
        let all = self.predicates();
        let doubled = all.get(k + 1).is_some_and(|n| {
            let bare = self.sentence.items[p.item + 1..n.item].iter().all(|i| i.function.is_some());
            let same = n.frame.event_type == p.frame.event_type && n.frame.id != p.frame.id && bare;
            n.head == Some(k) && !n.after_comma && same && self.sentence.arguments(k).is_empty()
        });
        // «condemned it, calling it X»: the second verb only says how.
        let echo = p.frame.is(Trait::Manner) && p.subject.is_none() && p.head.is_some_and(|h| all[h].frame.event_type == p.frame.event_type);
        // «took to the streets, waved flags and chanted», «bombed a town, hitting a school», «summoned the envoy to hand him a note»: one act.
        // «blocked the road and held a rally»
        let rally = self.verb_final && event_type == EventType::Protest;
        let carrier = p.governor.filter(|g| rally && p.link == Link::Complement && all[*g].frame.complement == Complement::Light);
        let verb = carrier.or((!p.nominal).then_some(k)).map(|v| &all[v]);
        let before = verb.filter(|v| v.subject.is_none() && self.sentence.own_parties(k) == 0).and_then(|v| v.head);
        let same = |h: usize| all[h].frame.event_type == p.frame.event_type;
        let shown = matches!(event_type, EventType::Protest | EventType::Assault) && before.is_some_and(same) && self.clause_date(k).is_none();
        // «took B to court, alleging a breach»
        let said = event_type == EventType::Accuse && p.usage == Use::Participle && p.after_comma;
        let alleged = said && before.is_some_and(|h| same(h) && !all[h].nominal);
        // «A new round will be held in May, both agreed»: how what was told is known.
        let tag = self.is_tag(k);
        // «missiles fired by A hit B»: the blow.
        let fired = matches!(event_type, EventType::Assault | EventType::Mobilize)
            && p.usage == Use::Reduced
            && p.governor.is_none()
            && all.get(k + 1).is_some_and(|n| {
                !n.nominal && n.frame.event_type == Some(EventType::Assault) && self.sentence.led_by(k + 1) == p.subject && p.subject.is_some()
            });
        // «pledged a package of emergency aid»: what is pledged.
        let pledged = event_type == EventType::Aid
            && p.link == Link::Serial
            && p.subject.is_none()
            && p.governor.is_some_and(|g| g + 1 == k && all[g].item + 1 == p.item && all[g].frame.event_type == Some(EventType::Agree));
        let note = event_type == EventType::Accuse
            && !p.nominal
            && crate::clauses::link::ancestors(all, k).any(|g| same(g) && all[g].frame.roles == Roles::Object && all[g].frame.complement == Complement::Fact);
        // «summoned the envoy and protested»
        let summons = |h: usize| same(h) && all[h].frame.roles == Roles::Object && all[h].frame.complement == Complement::Fact;
        let note = note || event_type == EventType::Accuse && self.verb_final && !p.nominal && p.subject.is_none() && p.head.is_some_and(summons);
        // «approved sanctions on A»: one measure.
        let approved = event_type == EventType::Sanction
            && self.verb_final
            && p.nominal
            && matches!(p.link, Link::Complement | Link::Serial)
            && p.governor.is_some_and(|g| same(g) && !all[g].nominal && all[g].item + 1 == p.item);
        // «tariffs on steel imported from A», «declared the envoy persona non grata»: told of what is hit.
        let aside = p.subject.is_none()
            && p.governor.is_some_and(|g| all[g].frame.event_type == Some(EventType::Sanction) && g + 1 == k)
            && (event_type == EventType::Cooperate && p.frame.roles == Roles::Joint && p.link == Link::Serial
                || event_type == EventType::Sanction && p.link == Link::Relative);
        // «in a call on Monday A and B discussed»: the call.
        let retold = event_type == EventType::Consult
            && p.unit.needs.contains(&Need::Together)
            && all[..k].iter().any(|q| q.nominal && q.frame.event_type == Some(EventType::Consult));
        // «freed one of them and handed him over»: one act.
        let handed = event_type == EventType::Cooperate
            && p.frame.roles == Roles::Goal
            && p.link == Link::Coordinate
            && p.head.is_some_and(|h| p.subject.is_none() && all[h].frame.mode == Some(Mode::Release) && all[h].frame.event_type == Some(EventType::Retreat));
        let carried = event_type == EventType::Reject
            && !p.nominal
            && (0..all.len()).any(|n| all[n].nominal && !(self.verb_final && all[n].link == Link::Complement) && self.fate(n) == Some(k));
        // «abolished its retaliatory tariffs»: measures that are lifted are not imposed.
        let lifted = p.nominal
            && event_type == EventType::Sanction
            && matches!(p.link, Link::Serial | Link::Complement)
            && p.governor.is_some_and(|g| !all[g].nominal && all[g].frame.event_type == Some(EventType::Concede));
        // «talks to conclude an agreement»: what the talks are for.
        let aimed = p.frame.status == Some(CommitmentStatus::Signed)
            && p.link == Link::Complement
            && self.verb_final
            && p.governor.is_some_and(|g| all[g].frame.is(Trait::Negotiates));
        // «suspended the tariffs that it had decided to impose»: which measures are lifted.
        let described = event_type == EventType::Agree
            && p.link == Link::Relative
            && self.verb_final
            && p.governor.is_some_and(|g| all[g].frame.event_type == Some(EventType::Concede));
        // «demanding a vote they are on hunger strike»: what a protest demands belongs to it.
        let demanded = event_type == EventType::Request
            && self.verb_final
            && !p.nominal
            && all[k + 1..].iter().any(|n| {
                let shown = |x: &Predicate<'_>| x.frame.event_type == Some(EventType::Protest);
                let carries = || n.frame.complement == Complement::Light && all.iter().any(|x| shown(x) && x.governor.is_some_and(|g| all[g].item == n.item));
                n.head == Some(k) && n.subject.is_none() && (shown(n) || carries())
            });
        doubled
            || demanded
            || approved
            || fired
            || alleged
            || tag
            || lifted
            || described
            || aimed
            || carried
            || echo
            || shown
            || note
            || pledged
            || aside
            || handed
            || retold
    }

    /// Whether a verb of agreeing or promising only stands behind what is agreed or promised: `the line will reopen in May, A promised`.
    pub(super) fn is_tag(&self, k: usize) -> bool {
        let all = self.predicates();
        let p = &all[k];
        let binds = p.frame.event_type == Some(EventType::Agree) && p.frame.complement == Complement::Thing && p.unit.needs.is_empty();
        let main = self.sentence.inflected && !p.nominal && !p.passive && p.link == Link::Root && p.subject.is_some();
        let items = self.sentence.items;
        let apart = p.left > 0 && matches!(items[p.left - 1].punct, Some(',' | '"' | '”'));
        let ends = items.get(p.item + 1).is_none_or(|x| x.is_stop() || x.date.is_some());
        let told = |q: &crate::clauses::Predicate<'_>| {
            let yields = matches!(
                q.frame.event_type,
                Some(EventType::Agree | EventType::Concede | EventType::Retreat | EventType::Consult | EventType::Cooperate | EventType::Aid)
            );
            !q.nominal
                && q.link == Link::Root
                && q.future
                && !q.negated
                && yields
                && (q.subject.is_some() || q.foreign_subject && q.patient.is_none() && !q.passive)
        };
        binds && main && apart && ends && all[..k].iter().any(told) && !all.iter().any(|c| c.governor == Some(k) && c.link == Link::Complement)
    }

    /// «gave two million to help those flooded»: what the gift is for.
    pub(super) fn is_help_by_gift(&self, k: usize, event_type: EventType) -> bool {
        let all = self.predicates();
        let p = &all[k];
        event_type == EventType::Aid
            && !p.nominal
            && p.link == Link::Serial
            && p.frame.roles == Roles::Goal
            && p.governor.is_some_and(|g| all[g].frame.event_type == Some(EventType::Aid) && all[g].frame.roles == Roles::Goal && !all[g].nominal)
    }
}
