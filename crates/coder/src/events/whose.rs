//! Whose act it is where its clause names nobody: that of the body or the talks it tells of, of those who last met, of who promised the money;
//! and what became of a meeting that a noun names.

use chancery_knowledge::{Commits, Complement, FunctionWord, Marker, Need, PartyId, Roles, ThingSort, Trait};
use chancery_model::{CommitmentStatus, EventType, Mode};

use super::{Draft, Reader};
use crate::actors::Anaphor;
use crate::clauses::inflected::Use;
use crate::clauses::{Link, Predicate};
use crate::discourse::Discourse;
use crate::items::Item;
use crate::roles::Side;

impl Reader<'_, '_, '_> {
    /// Who acts and on whom, with what the clause leaves to be understood.
    pub(super) fn who_is_meant(&self, k: usize, event_type: EventType, mut actors: Side, recipients: Side, memory: &Discourse) -> (Side, Side) {
        let all = self.predicates();
        let p = &all[k];
        let unnamed = p.subject.is_some_and(|s| self.sentence.actors[s as usize].generic && !self.sentence.actors[s as usize].outlaw);
        let in_force = p.frame.event_type == Some(EventType::Support) && p.frame.status == Some(CommitmentStatus::InForce) && !p.frame.is(Trait::Alone);
        let document = (p.passive && p.frame.status == Some(CommitmentStatus::Signed) || !p.passive && in_force) && p.subject.is_none() && p.patient.is_none();
        if self.sentence.inflected
            && !p.nominal
            && actors.parties.len() < 2
            && p.frame.roles == Roles::Joint
            && (unnamed || document && actors.is_empty())
            && recipients.is_empty()
        {
            // «Negotiators will meet again», «A treaty is to be signed»: those who last met.
            let met = if memory.meeting.len() > 1 { memory.meeting.clone() } else { memory.group(0, None) };
            if met.len() > 1 && actors.parties.iter().all(|a| met.contains(a)) {
                actors.parties = met;
            }
        }
        // «A thanked the two countries», of which A is none: the last two named together without it.
        let two = |a: &u16| {
            let actor = &self.sentence.actors[*a as usize];
            matches!(actor.anaphor, Anaphor::Group(2) | Anaphor::States(2)) && actors.parties.iter().all(|x| actor.parties.contains(x))
        };
        let others = memory.named_group(2);
        let thanks = event_type == EventType::Support && p.frame.roles == Roles::Author && !p.passive && actors.parties.len() == 1;
        let apart = others.len() == 2 && !others.contains(actors.parties.first().unwrap_or(&others[0]));
        let mut recipients = recipients;
        if thanks && apart && recipients.phrases.iter().any(two) {
            recipients.parties = others;
        }
        if let (true, true, Some(gunmen)) = (actors.is_empty(), self.is_isolating() && !p.nominal && !p.passive, p.subject) {
            // «A has cut the roads. The gunmen have burned tankers»: A's, where A is an armed group and they are not told to be of another sort.
            let items = self.sentence.items;
            let first = items.iter().position(|i| i.actor == Some(gunmen)).unwrap_or_default();
            let next = items[first..].iter().find(|i| i.actor != Some(gunmen));
            let told = |x: &Item| x.predicate || x.is(FunctionWord::Past) || x.is(FunctionWord::Progressive);
            let definite = first > 0 && items[first - 1].is(FunctionWord::Determiner) && !items[first - 1].number && next.is_some_and(told);
            let group = |x: &PartyId| self.knowledge.parties.party(*x).kind == chancery_model::PartyKind::Group;
            let outlaws = self.sentence.actors[gunmen as usize].outlaw;
            if definite && outlaws && memory.subject.len() == 1 && memory.subject.iter().all(group) {
                actors.parties.clone_from(&memory.subject);
            }
        }
        let about = p.unit.needs.iter().any(|n| matches!(n, Need::Subject(_)));
        let told_by =
            p.governor.filter(|g| p.link == Link::Complement && matches!(all[*g].frame.complement, Complement::Say | Complement::Affirm) && !all[*g].nominal);
        // «The ban will be lifted in May, A announced»
        let later = all.get(k + 1).filter(|n| {
            let says = n.frame.complement == Complement::Say && n.link == Link::Root && n.subject.is_some() && !n.nominal;
            says && p.link == Link::Root && self.sentence.inflected && n.left > 0 && self.sentence.items[n.left - 1].is_stop()
        });
        let told_by = told_by.or(later.map(|_| k + 1));
        let announced = event_type == EventType::Reject && self.puts_off(k) || matches!(event_type, EventType::Cooperate | EventType::Concede) && p.future;
        // «A announced that the crossing would work again», «that the units would return to barracks»
        let plain = self.is_isolating();
        let withdraws = event_type == EventType::Retreat && p.frame.mode == Some(Mode::Withdraw) && p.future;
        let own = plain && p.foreign_subject && !p.nominal && p.future && (event_type == EventType::Concede || withdraws);
        let troops = self.knowledge.things.find("troops");
        let soldiers = || {
            let start = (0..p.item).rev().find(|i| self.sentence.items[*i].is_stop()).map_or(0, |i| i + 1);
            troops.is_some() && self.sentence.items[start..p.item].iter().any(|i| i.thing == troops)
        };
        if let Some(g) = told_by.filter(|_| {
            let sent = matches!(event_type, EventType::Aid | EventType::Mobilize)
                && plain
                && p.passive
                && p.patient.is_none_or(|a| self.sentence.actors[a as usize].generic);
            sent && p.subject.is_none() && actors.is_empty() && soldiers()
        }) {
            // «An official of A said that marines had been sent to B»: by A.
            actors = self.sentence.subject(g, memory);
            return (actors.clone(), recipients.without(&actors));
        }
        if let Some(g) = told_by.filter(|_| (announced && p.passive || own) && p.subject.is_none() && actors.is_empty()) {
            // «The airline said that its flights had been put off», «The two said that the line would be restored»: by who says so.
            actors = self.sentence.subject(g, memory);
            return (actors.clone(), recipients.without(&actors));
        }
        let measures = self.knowledge.things.find("sanction");
        let of_measures = || {
            let start = (0..p.item).rev().find(|i| self.sentence.items[*i].is_stop()).map_or(0, |i| i + 1);
            let end = if self.verb_final { p.right.min(self.sentence.items.len()) } else { p.item };
            measures.is_some() && self.sentence.items.get(start..end).unwrap_or_default().iter().any(|i| i.thing == measures)
        };
        if event_type == EventType::Sanction && (about || p.passive) && !p.nominal && actors.is_empty() && of_measures() {
            // «The measures remain in place»: theirs, if they are named, else of whose measures was told.
            actors = self.owner_of_measures(k, &recipients);
            let of = |wanted: EventType| memory.acts.iter().rev().find(|(t, _, by)| *t == wanted && by.len() == 1);
            if actors.is_empty() {
                let imposed = of(EventType::Sanction).or_else(|| of(EventType::Concede));
                actors.parties.extend(imposed.into_iter().flat_map(|(_, _, by)| by.iter().copied()).filter(|a| !recipients.parties.contains(a)));
            }
        }
        if let Some(g) = told_by.filter(|_| event_type == EventType::Aid && p.passive && actors.is_empty() && memory.gift.0.is_empty() && self.given(k)) {
            // «The envoy said that the money had been transferred»: who gives tells so.
            actors = self.sentence.subject(g, memory);
            return (actors.clone(), recipients.without(&actors));
        }
        let held = match event_type {
            EventType::Consult => p.frame.roles == Roles::Joint,
            EventType::Support => p.frame.status == Some(CommitmentStatus::InForce),
            EventType::Cooperate => about || p.negated,
            EventType::Reject => p.passive && p.frame.status == Some(CommitmentStatus::Postponed) || about || self.puts_off(k),
            _ => false,
        };
        // «The joint committee met»: where nothing in the verb tells that its subject is none.
        let meets = event_type == EventType::Consult && !self.sentence.inflected && p.patient.is_none();
        let of_thing = (self.verb_final && about || meets) && p.subject.is_none();
        // «The council held a session»: a body of which nothing tells whose it is.
        let nobody = |s: u16| self.sentence.actors[s as usize].parties.is_empty();
        let body = self.sentence.inflected && event_type == EventType::Consult && p.subject.is_some_and(nobody)
            || p.negated && p.subject.is_none() && p.patient.is_some_and(nobody);
        let unnamed_subject = p.foreign_subject || of_thing || body || p.future && event_type == EventType::Consult && actors.is_empty();
        if held && unnamed_subject && !p.nominal && actors.is_empty() && recipients.is_empty() {
            actors.parties = self.owners(k, memory);
        }
        if meets && !self.verb_final && !p.nominal && p.subject.is_none() && actors.parties.len() == 1 && recipients.is_empty() {
            // «A gave no date. The joint committee met»: not A alone.
            let owners = self.owners(k, memory);
            if owners.len() > 1 {
                actors.parties = owners;
            }
        }
        let opened = event_type == EventType::Concede && p.passive && !p.nominal && actors.is_empty() && recipients.is_empty();
        let start = (0..p.item).rev().find(|i| self.sentence.items[*i].is_stop()).map_or(0, |i| i + 1);
        if opened && memory.pact.len() > 1 && self.sentence.items[start..p.item].iter().any(|i| i.thing.is_some() && i.thing == memory.border) {
            // «Two crossings were reopened», after an agreement: by those who reached it.
            actors.parties.clone_from(&memory.pact);
        }
        let told = all.iter().any(|q| q.item != p.item && q.frame.event_type == Some(EventType::Aid));
        if event_type == EventType::Aid && !p.nominal && !told && (about && p.foreign_subject || p.passive) && actors.is_empty() && self.given(k) {
            // «The money is to be paid by May»: by who promised it.
            actors.parties.clone_from(&memory.gift.0);
        }
        let recipients = if event_type == EventType::Aid && recipients.is_empty() && actors.parties == memory.gift.0 && self.given(k) && p.subject.is_none() {
            Side { parties: memory.gift.1.iter().copied().filter(|x| !actors.parties.contains(x)).collect(), phrases: Vec::new() }
        } else {
            recipients
        };
        let blamed = p.governor.filter(|g| {
            let g = &all[*g];
            let force = matches!(event_type, EventType::Assault | EventType::Coerce);
            self.sentence.inflected && p.nominal && force && actors.is_empty() && g.frame.event_type == Some(EventType::Accuse) && !g.nominal
        });
        if let Some(g) = blamed.filter(|_| p.link == Link::Complement) {
            // «summoned the envoy of A over the beating of its fishermen»: by A.
            let (by, whom) = self.sentence.roles(g, memory);
            if whom.parties.len() == 1 && recipients.parties == by.parties {
                actors = whom;
            }
        }
        let impersonal = |s: u16| self.sentence.actors[s as usize].anaphor == Anaphor::Subject;
        if self.sentence.inflected && p.passive && p.frame.roles == Roles::Joint && p.subject.is_none() && p.patient.is_some_and(impersonal) {
            // «It was agreed that ...»: by those who met.
            actors.parties = if memory.meeting.len() > 1 { memory.meeting.clone() } else { memory.group(0, None) };
        }
        let drafted = k.checked_sub(1).map(|q| &all[q]).filter(|q| q.usage == Use::Reduced && q.governor.is_none() && q.link == Link::Relative);
        if let Some(id) = drafted.filter(|_| event_type == EventType::Reject && p.passive && recipients.is_empty()).and_then(|q| q.subject) {
            // «A resolution drafted by A was vetoed by B»
            let author = self.sentence.phrase(id).without(&actors);
            return (actors, author);
        }
        (actors, recipients)
    }

    /// The one party named before measures as theirs: `The sanctions of A`, `A의 제재`.
    fn owner_of_measures(&self, k: usize, hit: &Side) -> Side {
        let items = self.sentence.items;
        let p = &self.predicates()[k];
        let own = |a: &u16| {
            let a = &self.sentence.actors[*a as usize];
            a.anaphor == Anaphor::None && !a.inferred && !a.parties.is_empty() && a.parties.iter().all(|x| !hit.parties.contains(x))
        };
        let against = |i: usize| i.checked_sub(1).is_some_and(|b| items[b].marker() == Some(Marker::Against));
        let range =
            if self.verb_final { p.item..p.right.min(items.len()) } else { (0..p.item).rev().find(|i| items[*i].is_stop()).map_or(0, |i| i + 1)..p.item };
        let mut named: Vec<u16> = range.filter(|i| !against(*i)).filter_map(|i| items[i].actor).filter(own).collect();
        if self.verb_final && named.is_empty() {
            // What owns the subject is not laid out with it.
            let unplaced = |id: &u16| !items.iter().any(|i| i.actor == Some(*id));
            named.extend((0..self.sentence.actors.len() as u16).filter(unplaced).find(own));
        }
        named.dedup();
        match named.as_slice() {
            [one] => Side { parties: self.sentence.actors[*one as usize].parties.clone(), phrases: vec![*one] },
            _ => Side::default(),
        }
    }

    /// The verb that tells that what a noun names was put off or called off: `the drill was cancelled`.
    pub(super) fn fate(&self, k: usize) -> Option<usize> {
        let all = self.predicates();
        let p = &all[k];
        // «A's visit, which was to begin today, has been put off»
        let stop = |from: usize, to: usize| (from..to).any(|i| self.sentence.items[i].punct == Some(','));
        let aside = |n: &usize| all[*n].nominal || stop(p.item, all[*n].item);
        let next = if self.verb_final { p.governor } else { (k + 1..all.len().min(k + 5)).find(|n| self.puts_off(*n) || !aside(n)) }?;
        if !self.verb_final && next > k + 1 && !(stop(p.item, all[k + 1].item) && stop(all[next - 1].item, all[next].item)) {
            return None;
        }
        let n = &all[next];
        let ends = self.puts_off(next);
        // «A's visit had to be moved»: no passive, but told of the visit.
        let of_subject = n.unit.needs.iter().any(|x| matches!(x, Need::Subject(_)));
        let undergoes = n.passive && n.subject.is_none() || n.unit.needs.is_empty() && !self.verb_final || of_subject && !self.verb_final;
        (p.nominal && !n.nominal && ends && undergoes && !n.negated).then_some(next)
    }

    /// The verb that tells that the meeting or drill that a noun names was not held: `the meeting was not held`, also past what stands between
    /// commas: `the talks, due in May, have not been held`.
    pub(super) fn unheld(&self, k: usize) -> Option<usize> {
        let all = self.predicates();
        let p = &all[k];
        let carried = |n: &Predicate<'_>| n.governor == Some(k) && n.link == Link::Complement && n.passive && n.negated && !n.nominal;
        if p.nominal && all.get(k + 1).is_some_and(|n| carried(n) && n.frame.complement == Complement::Light) {
            return Some(k + 1);
        }
        let stop = |from: usize, to: usize| self.sentence.items[from.min(to)..to].iter().any(|i| i.punct == Some(','));
        let carries = |n: usize| all[n].frame.complement == Complement::Light || all[n].passive && all[n].frame.event_type == Some(EventType::Consult);
        // «The meeting of the ministers did not take place»: they belong to the noun.
        let own = |n: usize| all[n].subject.is_some() && (n != k + 1 || all.iter().any(|c| c.nominal && c.governor == Some(n)));
        let holds = |n: usize| !all[n].nominal && all[n].negated && !own(n) && carries(n);
        let next = (k + 1..all.len().min(k + 6)).find(|n| holds(*n))?;
        let apart = next == k + 1 || stop(p.item, all[next - 1].item) && stop(all[next - 1].item, all[next].item);
        (p.nominal && !self.verb_final && p.link == Link::Topic && apart).then_some(next)
    }

    fn puts_off(&self, n: usize) -> bool {
        let frame = self.predicates()[n].frame;
        frame.event_type == Some(EventType::Reject) && frame.complement == Complement::Refused && matches!(frame.commits, Commits::Kind(_))
    }

    /// Whose body, talks or agreement the subject of a joint act is: `the working group of A and B met`; where nobody is named,
    /// of those who last met.
    pub(super) fn owners(&self, k: usize, memory: &Discourse) -> Vec<PartyId> {
        let items = self.sentence.items;
        let p = &self.predicates()[k];
        let things = ["dialogue", "meeting", "talks", "agreement", "exercise", "link", "vessel"].map(|c| self.knowledge.things.find(c));
        let fits = |i: usize| items[i].agreement.is_some() || items[i].thing.is_some() && things.contains(&items[i].thing);
        let (start, end) = if self.verb_final {
            (p.left.min(p.item), p.right.min(items.len()))
        } else {
            // «The drill that A and B had planned was called off»
            let aside = |q: &Predicate<'_>| q.link == Link::Relative && q.governor.is_none();
            let verb = (0..k).rev().map(|q| &self.predicates()[q]).find(|q| !q.nominal && !aside(q)).map_or(0, |q| q.item + 1);
            ((0..p.item).rev().find(|i| items[*i].is_stop()).map_or(verb, |i| verb.max(i + 1)), p.item)
        };
        // «said it would set up a mechanism to negotiate»: no subject of its own.
        let said = (0..k).rev().map(|q| &self.predicates()[q]).find(|q| !q.nominal && q.item + 1 == start);
        let said = said.is_some_and(|q| matches!(q.frame.complement, Complement::Say | Complement::Affirm));
        let own = self.verb_final || start == 0 || items[start - 1].is_stop() || said;
        let thing = (start..end).find(|i| fits(*i));
        // «It will sit», «Negotiators will meet again»
        let group = |i: usize| [FunctionWord::GroupNoun, FunctionWord::Resumes, FunctionWord::ResumesAll].iter().any(|w| items[i].is(*w));
        let again = p.future && p.frame.event_type == Some(EventType::Consult) && (thing.is_some() || (start..end).any(group));
        if thing.is_none() {
            return if again && own { memory.together() } else { Vec::new() };
        }
        let aside = self.predicates()[..k].iter().any(|q| q.link == Link::Relative && q.governor.is_none() && q.item >= start);
        if !self.verb_final && !aside && items.get(start..end).unwrap_or_default().iter().any(|i| i.predicate && i.thing.is_none()) {
            return Vec::new();
        }
        let mut named: Vec<PartyId> = Vec::new();
        for i in start..end {
            let place = i.checked_sub(1).is_some_and(|b| items[b].marker() == Some(Marker::At));
            let actor = items[i].actor.map(|a| &self.sentence.actors[a as usize]).filter(|a| !place && a.anaphor == Anaphor::None);
            named.extend(actor.into_iter().flat_map(|a| a.parties.iter().copied()).filter(|x| !named.contains(x)).collect::<Vec<_>>());
        }
        if self.verb_final && named.is_empty() {
            // What owns the subject is not laid out with it.
            // «the protocol of both states»: what refers back to several names them.
            let own = |a: &&crate::actors::Actor| !a.parties.is_empty() && (a.anaphor == Anaphor::None && !a.inferred || a.parties.len() > 1);
            let unplaced = self.sentence.actors.iter().enumerate().filter(|(id, _)| !items.iter().any(|i| i.actor.is_some_and(|a| usize::from(a) == *id)));
            let told = unplaced.map(|(_, a)| a).find(own);
            named.extend(told.into_iter().flat_map(|a| a.parties.iter().copied()));
        }
        let body = thing.is_some_and(|i| items[i].thing.is_some() && items[i].thing == things[0]);
        // «The line has not been opened», «The drill was called off»: what was promised is told of again.
        let awaited = self.predicates()[k].negated || self.puts_off(k);
        // «The road was opened»: in a report on two it is theirs.
        let line = thing.is_some_and(|i| items[i].thing.is_some() && things[5..].contains(&items[i].thing));
        let opened = line && self.predicates()[k].frame.event_type == Some(EventType::Cooperate);
        match named.len() {
            0 if !own => Vec::new(),
            0 if body || again || awaited || opened => memory.together(),
            1 if self.predicates()[k].frame.roles == Roles::Joint => Vec::new(),
            _ => named,
        }
    }

    /// Whether the subject of a verb of giving is what is given: money, goods or so much of them.
    pub(super) fn given(&self, k: usize) -> bool {
        let items = self.sentence.items;
        let p = &self.predicates()[k];
        let things = ["money", "goods"].map(|c| self.knowledge.things.find(c));
        let start = (0..p.item).rev().find(|i| items[*i].is_stop()).map_or(0, |i| i + 1);
        let end = if self.verb_final { p.right.min(items.len()) } else { p.item };
        items.get(start..end).unwrap_or_default().iter().any(|i| i.amount.is_some() || i.thing.is_some() && things.contains(&i.thing))
    }

    /// «A and B reached a deal. C praised the deal», «D criticised it»: those who reached it, or whom others spoke of last.
    pub(super) fn speaks_of(&self, p: &Predicate<'_>, draft: &mut Draft, memory: &Discourse) {
        let reacts = matches!(draft.event_type, EventType::Accuse | EventType::Support) && p.frame.roles == Roles::Author && !p.nominal && !p.passive;
        if !reacts || !self.sentence.inflected || self.sentence.child(draft.trigger).is_some() {
            return;
        }
        let items = &self.sentence.items[p.item + 1..p.right.min(self.sentence.items.len()).max(p.item + 1)];
        let pronoun = items.first().is_some_and(|i| i.is(FunctionWord::Resumes));
        let phrase = || items.iter().take(4).take_while(|i| !i.is_stop() && !i.predicate && i.marker().is_none());
        let definite = items.first().is_some_and(|i| (i.is(FunctionWord::Determiner) || i.is(FunctionWord::This)) && !i.is(FunctionWord::Possessor));
        let document = definite && draft.recipients.is_empty() && phrase().any(|i| i.thing.is_some_and(|t| self.knowledge.things.is(t, ThingSort::Document)));
        let told = if pronoun && !memory.spoken_about.is_empty() {
            &memory.spoken_about
        } else if document && memory.pact.is_empty() {
            // «A and B discussed a treaty. C objects to the treaty»
            let Some(group) = memory.joint() else { return };
            group
        } else if document || pronoun && memory.actors == memory.pact {
            &memory.pact
        } else {
            return;
        };
        let others: Vec<PartyId> = told.iter().copied().filter(|t| !draft.actors.parties.contains(t)).collect();
        if !others.is_empty() {
            draft.recipients = Side { parties: others, phrases: Vec::new() };
            draft.rules.push("of those who did what is spoken of");
        }
    }

    /// Who did what a noun after a comma takes up: `A invited the rebels, a step condemned by B`, `a gesture that B called unhelpful`.
    pub(super) fn doer_of_the_step(&self, k: usize, memory: &Discourse) -> Side {
        let (all, items) = (self.predicates(), self.sentence.items);
        let p = &all[k];
        let Some(comma) = (0..p.item).rev().find(|i| items[*i].punct == Some(',')) else { return Side::default() };
        let [article, noun, ..] = &items[comma + 1..p.item] else { return Side::default() };
        let plain = article.is(FunctionWord::Determiner) && article.actor.is_none() && noun.actor.is_none() && noun.function.is_none() && !noun.number;
        let links = |i: usize| items[i].is(FunctionWord::That) || items[i].is(FunctionWord::Relative);
        let told = p.passive && p.item == comma + 3 || p.item < comma + 9 && links(comma + 3);
        let main = (0..k)
            .rev()
            .find(|q| !all[*q].nominal && all[*q].item < comma && all[*q].governor.is_none() && matches!(all[*q].link, Link::Root | Link::Coordinate));
        main.filter(|_| plain && told).map(|q| self.sentence.subject(q, memory)).unwrap_or_default()
    }

    /// The verb with which a meeting named at the head of the sentence is said to take place, past what stands between.
    pub(super) fn opened(&self, k: usize) -> Option<usize> {
        let all = self.predicates();
        let p = &all[k];
        let meets = p.nominal && k == 0 && !self.verb_final && p.frame.event_type == Some(EventType::Consult);
        let takes = |n: &usize| {
            let n = &all[*n];
            let own = n.unit.needs.iter().any(|x| matches!(x, Need::Subject(_))) || n.governor == Some(k) && !self.sentence.inflected;
            n.foreign_subject && !n.nominal && n.frame.complement == Complement::Light && own
        };
        (k + 1..all.len()).filter(|_| meets).find(takes)
    }

    /// The verb of planning by which a noun of meeting at the head of its clause is still to take place: `the session of the commission of A and B
    /// is planned to take place on Friday`.
    pub(super) fn scheduled(&self, k: usize) -> Option<usize> {
        let all = self.predicates();
        let (p, n, last) = (&all[k], all.get(k + 1)?, all.get(k + 2)?);
        let items = self.sentence.items;
        let start = (0..p.item).rev().find(|i| items[*i].is_stop()).map_or(0, |i| i + 1);
        let heads = p.nominal && p.frame.event_type == Some(EventType::Consult) && !items[start..p.item].iter().any(|i| i.marker().is_some() || i.predicate);
        let plans = !n.nominal && n.governor == Some(k) && n.frame.complement == Complement::Planned && !items[p.item..n.item].iter().any(Item::is_stop);
        let carries = last.governor == Some(k + 1) && last.frame.complement == Complement::Light && last.subject.is_none() && !last.nominal;
        (heads && plans && carries && self.is_isolating()).then_some(k + 1)
    }
}
