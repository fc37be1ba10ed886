//! The date of a clause: beside the verb, at the head of the clause, at its end. A date that owns a noun
//! (`Friday's attack`) belongs to the noun, a time limit to nobody's act, and what stands before `that` to the verb that reports.

use chancery_knowledge::{Complement, Function, FunctionWord};
use chancery_model::{EventType, Status};

use super::{Draft, Reader};
use crate::actors::Anaphor;
use crate::clauses::inflected::Use;
use crate::clauses::{Link, Predicate, is_statement};
use crate::dates::DateRef;
use crate::discourse::Discourse;
use crate::items::Item;

/// For how many sentences the day of an act holds for those told after it.
const SCENE: u8 = 2;

/// A day taken from an act told before.
pub const SPOKEN_OF: &str = "on the day spoken of";

impl Reader<'_, '_, '_> {
    /// The date at an item, if it tells when a clause's act was.
    fn date_at(&self, i: usize) -> Option<DateRef> {
        let items = self.sentence.items;
        let id = items.get(i)?.date?;
        let last = (i..items.len()).take_while(|k| items[*k].date == Some(id)).last().unwrap_or(i);
        let owns = items.get(last + 1).is_some_and(|x| x.is(FunctionWord::Possessive));
        let date = self.dates[id as usize];
        (!owns && !date.limit).then_some(date)
    }

    /// Whether a date opens the clause or phrase whose day it is.
    fn opens(&self, i: usize) -> bool {
        self.sentence.items[i].date.is_some_and(|id| self.dates[id as usize].opens)
    }

    /// A date in the predicate's own clause.
    pub(super) fn clause_date(&self, k: usize) -> Option<DateRef> {
        let all = self.sentence.predicates;
        let items = self.sentence.items;
        let p = &all[k];
        let from = p.left.min(p.item);
        // What opens the clause is a time of its own: `a day before`.
        let own = |i: usize| !items[i].is(FunctionWord::When) || self.opens(i);
        // «The men held since May were freed on Friday»: the day in between is that of what stands between.
        let cut = |q: &&Predicate<'_>| {
            let aside = q.item > from && q.governor.is_none() && q.link == Link::Relative && matches!(q.usage, Use::Reduced | Use::Participle);
            aside && self.sentence.inflected && !items[q.item..p.item].iter().any(Item::is_stop)
        };
        let before = k.checked_sub(1).map(|q| &all[q]);
        let floor = if before.as_ref().is_some_and(cut) { p.item } else { before.map_or(0, |q| q.item + 1) };
        let start = if from < floor { (floor..p.item).rev().find(|i| items[*i].is_stop()).map_or(floor, |i| i + 1) } else { from };
        let inside = || (start..p.item).rev().filter(|i| own(*i)).find_map(|i| self.date_at(i));
        let noun = || {
            // «Thursday's meeting»
            let id = p.nominal.then(|| (start..p.item).rev().find_map(|i| items[i].date)).flatten();
            // «two days after a bombing»
            let opened = || (floor..start).rev().take_while(|i| !items[*i].is_stop()).find(|i| self.opens(*i)).and_then(|i| items[i].date);
            id.or_else(|| if p.nominal { opened() } else { None }).map(|id| self.dates[id as usize])
        };
        inside().or_else(noun).or_else(|| self.date_after(k)).or_else(|| self.date_before(k, from)).or_else(|| self.date_at_end(k))
    }

    /// «freed B, whom it had seized, on Friday»: the day that ends the sentence after a clause set apart.
    fn date_at_end(&self, k: usize) -> Option<DateRef> {
        let all = self.sentence.predicates;
        let items = self.sentence.items;
        let aside = |q: &Predicate<'_>| q.link == Link::Relative && !q.nominal;
        let main = self.sentence.inflected && all[k].link == Link::Root && !all[k].nominal && all.len() > k + 1 && all[k + 1..].iter().all(aside);
        let comma = (all[k].item..items.len()).rev().find(|i| main && items[*i].punct == Some(','))?;
        let bare = items[comma + 1..].iter().all(|x| x.date.is_some() || x.punct.is_some());
        self.date_at(comma + 1).filter(|_| bare && all.last().is_some_and(|q| q.item < comma))
    }

    /// The last date that tells when something was, from one item to another.
    pub(super) fn date_within(&self, from: usize, to: usize) -> Option<DateRef> {
        (from..to).rev().find_map(|i| self.date_at(i))
    }

    /// From the predicate to the end of its clause.
    fn date_after(&self, k: usize) -> Option<DateRef> {
        let all = self.sentence.predicates;
        let items = self.sentence.items;
        let p = &all[k];
        // «condemned the attack on Friday»: the attack's day.
        let statement = is_statement(p.frame) && p.frame.complement == Complement::Fact;
        // «the meeting took place on Friday», «riots broke out on Friday»: the verb's day is the noun's.
        let carries = |n: &&crate::clauses::Predicate<'_>| {
            let own = n.subject.is_none() || n.left == p.item + 1;
            let goes_on = n.link == Link::Serial && n.governor == Some(k) && own && !n.after_comma;
            p.nominal && (goes_on || n.link == Link::Complement && n.frame.complement == Complement::Light)
        };
        // Where words inflect, the day that ends the sentence is the verb's: «condemned the attack on Friday».
        let statement = statement && !self.sentence.inflected;
        // «sent its congratulations on Friday»
        let light = |n: &&crate::clauses::Predicate<'_>| n.nominal && n.governor == Some(k) && n.link == Link::Complement && std::ptr::eq(n.frame, p.frame);
        // «signed an agreement on sharing data on Friday»: what follows a preposition is a noun.
        let gerund = |n: &&Predicate<'_>| n.usage == Use::Participle && n.item > 0 && items[n.item - 1].marker().is_some() && n.governor == Some(k);
        let next = all[k + 1..].iter().find(|n| !(carries(n) || light(n) || gerund(n) || n.nominal && !statement));
        // «On Monday A and B conferred, and on Thursday C received D»: what stands before the next subject is the next clause's.
        let own_clause = |n: &crate::clauses::Predicate<'_>| n.subject.is_some() && n.link == Link::Root && self.sentence.inflected;
        let parted = |n: &crate::clauses::Predicate<'_>| {
            let stop = (p.item + 1..n.left).rev().find(|i| items[*i].is_stop())?;
            (own_clause(n) && items[stop + 1].is(FunctionWord::And)).then_some(stop)
        };
        let end = match next {
            Some(n) if n.left > p.item && !n.nominal => parted(n).unwrap_or(n.left),
            Some(n) if n.nominal => n.item,
            Some(n) => (p.item + 1..n.item).find(|i| items[*i].is_stop()).unwrap_or(n.item),
            None => items.len(),
        };
        // «condemned the attack the next day»: the day of the condemnation, counted from that of the attack.
        let object = next.filter(|n| statement && n.nominal && n.governor == Some(k));
        if let Some(d) = object.and_then(|n| (n.item + 1..n.right.min(items.len())).find_map(|i| self.date_at(i))).filter(|d| d.next) {
            return Some(d);
        }
        let told_by =
            p.governor.map(|g| &all[g]).filter(|g| p.nominal && is_statement(g.frame) && g.frame.complement == Complement::Fact && !self.sentence.inflected);
        for (i, x) in items.iter().enumerate().take(end).skip(p.item + 1) {
            if x.punct == Some(';')
                || x.is(FunctionWord::That) && !self.points(i)
                || x.is(FunctionWord::Relative) && !items[i - 1].number
                || x.is(FunctionWord::When) && x.date.is_none()
            {
                return None;
            }
            if let Some(d) = self.date_at(i) {
                // «on Friday, two days after»: what comes next is what the latter tells of.
                return (!(d.opens || d.next && told_by.is_some())).then_some(d);
            }
        }
        None
    }

    /// Whether a word that may open a clause only points at a noun: `quit that accord in 2018`.
    fn points(&self, at: usize) -> bool {
        let items = self.sentence.items;
        let noun = items
            .get(at + 1)
            .is_some_and(|n| n.function.is_none() && n.punct.is_none() && (n.actor.is_none() || !n.capital) && (!n.predicate || n.thing.is_some()));
        let ends = items.get(at + 2).is_none_or(|n| n.punct.is_some() || n.marker().is_some() || n.date.is_some());
        self.sentence.inflected && noun && ends
    }

    /// Before the clause, at the head of the sentence or after what came before: `On Monday, A condemned`.
    fn date_before(&self, k: usize, from: usize) -> Option<DateRef> {
        let all = self.sentence.predicates;
        let items = self.sentence.items;
        let p = &all[k];
        let floor = k.checked_sub(1).map_or(0, |q| all[q].item + 1);
        if p.link == Link::Complement || p.nominal {
            // «The ruling came three days after A had arrested B»
            return (floor..from).rev().find(|i| !p.nominal && self.opens(*i)).and_then(|i| self.date_at(i));
        }
        if k > 0 && self.is_perfect(p) {
            // «A promised it on Friday, and B has offered more»
            return None;
        }
        // What stands before `after` or `since` goes with the main clause, before `when` with either.
        let opener = |i: usize| p.link == Link::When && items[i].is(FunctionWord::When) && items[i].dates && !self.opens(i);
        // «met on Tuesday, the first time since the row of February, and agreed»: that of the row.
        let aside = |i: usize| {
            let phrase = (floor..i).rev().take_while(|j| !items[*j].is_stop());
            p.link == Link::Coordinate && self.sentence.inflected && phrase.clone().any(|j| items[j].is(FunctionWord::When) && items[j].date.is_none())
        };
        if let Some(d) = (floor..from).rev().take_while(|i| items[*i].punct != Some(';') && !opener(*i)).filter(|i| !aside(*i)).find_map(|i| self.date_at(i)) {
            return Some(d);
        }
        // «A day before it began, B fired»
        let q = &all[k.checked_sub(1)?];
        let opener = q.left.min(q.item).checked_sub(1)?;
        if k == 1 && p.after_comma && items[opener].is(FunctionWord::When) { self.date_at(opener) } else { None }
    }

    /// Where the verb stands last, the day that is told before a clause of time, or before one that describes a noun of a clause with a later day
    /// of its own: `on Monday having met said`, `on Monday seized boat on Friday freed`.
    pub(super) fn date_told_before(&self, k: usize) -> Option<DateRef> {
        let all = self.sentence.predicates;
        let items = self.sentence.items;
        let p = &all[k];
        if !self.verb_final || p.nominal || !matches!(p.link, Link::When | Link::Relative) {
            return None;
        }
        let at = items[p.item].start;
        let date = *self.dates.iter().filter(|d| d.end <= at).max_by_key(|d| d.end).filter(|d| !d.limit && d.value.is_some())?;
        // «It is the answer to [A on the 20th having attacked] it»
        let idle = p.link == Link::Relative && p.governor.is_some_and(|g| all[g].frame.event_type.is_none() && all[g].frame.complement == Complement::None);
        let told = |q: &Predicate<'_>| !idle || q.frame.event_type.is_some();
        let parted = all.iter().any(|q| !q.nominal && told(q) && (date.end..at).contains(&items[q.item].start));
        let later = || p.governor.and_then(|g| self.clause_date(g)).is_some_and(|main| main.start > at);
        (!parted && (p.link == Link::When || idle || later())).then_some(date)
    }

    /// «On Friday, in a call with B, A urged»; «at a meeting on Friday A urged»: the day of what opens the sentence.
    pub(super) fn date_of_occasion(&self, trigger: usize) -> Option<DateRef> {
        let all = self.predicates();
        let opened = all[..trigger].iter().all(|q| q.nominal && matches!(q.link, Link::Topic | Link::Root));
        let main = !all[trigger].nominal && all[trigger].link == Link::Root && trigger > 0;
        if opened && main {
            return (0..trigger).find_map(|q| self.clause_date(q)).or_else(|| self.date_within(0, all[0].item));
        }
        // «warned B after they had met on Friday»
        let told = |q: &Predicate<'_>| q.link == Link::When || q.link == Link::Topic && q.nominal;
        let talks = |q: &&Predicate<'_>| told(q) && q.frame.event_type == Some(EventType::Consult) && !q.negated && !q.future;
        let said = is_statement(all[trigger].frame) && matches!(all[trigger].link, Link::Root | Link::Coordinate);
        let met = all.iter().skip(trigger + 1).position(|q| said && talks(&q))?;
        self.clause_date(trigger + 1 + met)
    }

    /// The date of the clause: between subject and object first, then at the head of the clause; else from a clause beside it.
    pub(super) fn date(&self, at: usize, trigger: usize) -> (Option<DateRef>, bool) {
        let all = self.predicates();
        if let Some(d) = self.clause_date(at).filter(|_| at == trigger).or_else(|| self.clause_date(trigger)) {
            return (Some(d), false);
        }
        let p = &all[trigger];
        let carrying = p.governor.filter(|g| p.link == Link::Complement && all[*g].frame.complement == Complement::Light);
        if let Some(d) = self.date_told_before(trigger).or_else(|| carrying.and_then(|g| self.date_told_before(g))) {
            return (Some(d), false);
        }
        if let (Some(g), None) = (carrying, p.head)
            && let Some(d) = self.clause_date(g)
        {
            // «held a march on Friday»: the verb says nothing of its own.
            return (Some(d), false);
        }
        let listed = || (trigger + 1..all.len()).filter(|c| all[*c].head == Some(trigger)).find_map(|c| self.clause_date(c));
        let beside = match (p.link, p.head, p.governor) {
            // «A promised it on Monday, and B has offered troops»
            (Link::Coordinate, ..) if p.subject.is_some() && self.is_perfect(p) => None,
            (Link::Coordinate, Some(h), g) => {
                let chain = || std::iter::successors(all[h].head, |x| all[*x].head.filter(|y| y < x)).find_map(|x| self.clause_date(x));
                self.clause_date(h).or_else(chain).or_else(|| g.filter(|g| all[*g].frame.complement != Complement::Say).and_then(|g| self.clause_date(g)))
            }
            (Link::Serial, _, Some(g)) => self.clause_date(g),
            // «At its summit on the 9th it closed the border, after it had rejected the plan»: there.
            (Link::When, _, Some(_)) if p.subject.is_none() && self.is_isolating() && trigger > 1 => {
                let summit = |q: &Predicate<'_>| q.nominal && q.link == Link::Topic && q.frame.event_type == Some(EventType::Consult);
                all.first().filter(|q| summit(q)).and_then(|_| self.clause_date(0))
            }
            // «met B on Friday, whom it urged to sign»
            (Link::Relative, _, Some(g))
                if is_statement(p.frame) && !p.earlier && !self.is_perfect(p) && all[g].frame.event_type == Some(EventType::Consult) =>
            {
                self.clause_date(g)
            }
            (Link::Complement, _, Some(g))
                if matches!(all[g].frame.complement, Complement::Light | Complement::Planned | Complement::Thing | Complement::Asked) =>
            {
                self.clause_date(g)
            }
            // «announced the lifting of ...»: to say it is to do it.
            (Link::Complement, _, Some(g))
                if all[g].frame.complement == Complement::Say
                    && p.subject.is_none()
                    && (!p.nominal || matches!(p.frame.event_type, Some(EventType::Sanction | EventType::Concede))) =>
            {
                self.clause_date(g)
            }
            // «said on Monday that it would», «that it was ready to»: a promise is made, a view is taken when it is told.
            (Link::Complement, _, Some(g))
                if matches!(all[g].frame.complement, Complement::Say | Complement::Affirm) && (p.future || is_statement(p.frame) && !p.past) =>
            {
                self.clause_date(g)
            }
            // «A will return to it, B promised on Friday»
            (Link::Root, _, None) if p.future => (trigger + 1..all.len()).find(|n| self.is_tag(*n)).and_then(|n| self.clause_date(n)),
            // «A's president went further on Friday: "...," he warned»
            (Link::Root, _, None) if is_statement(p.frame) && p.subject.is_some_and(|s| self.sentence.actors[s as usize].anaphor == Anaphor::Person) => {
                let by = |q: usize| all[q].subject.map(|s| &self.sentence.actors[s as usize].parties);
                (0..trigger).rev().find(|q| all[*q].link == Link::Root && by(*q).is_some() && by(*q) == by(trigger)).and_then(|q| self.clause_date(q))
            }
            _ => None,
        };
        // «The generators that B donated arrived on Friday»
        let apart =
            |x: &Item| matches!(x.marker(), Some(chancery_knowledge::Marker::Source | chancery_knowledge::Marker::From | chancery_knowledge::Marker::About));
        let goes_on = |c: usize| {
            let n = &all[c];
            n.link == Link::Serial
                && !self.sentence.items[p.item..n.item].iter().any(apart)
                && !n.nominal
                && !n.after_comma
                && n.governor == Some(trigger)
                && (n.frame.event_type.is_none() || n.frame.event_type == p.frame.event_type)
        };
        let serial = || {
            let one = (trigger + 1..all.len()).find(|c| goes_on(*c))?;
            self.clause_date(one)
                .or_else(|| (one + 1..all.len()).find(|c| all[*c].link == Link::Serial && all[*c].governor == Some(one)).and_then(|c| self.clause_date(c)))
        };
        let beside = beside.or_else(|| if is_statement(p.frame) { None } else { listed().or_else(serial) });
        // «decided to raise it on Friday», «ruled out holding talks on Friday»: a day that is past is not that of what is still to come.
        let within = || {
            let thing = matches!(p.frame.complement, Complement::Thing | Complement::Refused);
            let decided = thing && (self.verb_final || self.sentence.inflected) || p.frame.complement == Complement::Refused;
            let told = (trigger + 1..all.len()).find(|c| decided && all[*c].link == Link::Complement && all[*c].governor == Some(trigger))?;
            self.clause_date(told).filter(|d| d.value.zip(self.published).is_some_and(|(v, t)| v <= t))
        };
        // «On Friday A was arrested, and B resigned»
        let opening = || {
            let talks = trigger == 0 && p.nominal && p.link == Link::Topic;
            let main = matches!(p.link, Link::Root | Link::Coordinate) && !p.nominal && p.governor.is_none() || talks;
            // «Last week A was received by B on Monday; there B promised ...»: the day told since.
            let told_since = |d: &DateRef| (0..trigger).any(|q| !all[q].nominal && self.clause_date(q).is_some_and(|c| c.start != d.start));
            let first =
                self.dates.first().filter(|d| main && !d.limit && self.sentence.items.first().is_some_and(|x| x.date == Some(0)) && d.value.is_some())?;
            (!self.is_isolating() || !told_since(first)).then_some(*first)
        };
        // «In A on the 10th [against the prices protesting] a march held»: the only day that is told.
        let only = || {
            let carried = p.link == Link::Complement && p.governor.is_some_and(|g| all[g].frame.complement == Complement::Light && all[g].link == Link::Root);
            let [one] = self.dates else { return None };
            let day = one.value.zip(self.published).is_some_and(|(v, t)| v.get_day().is_some() && v <= t);
            (self.verb_final && day && !one.limit && (carried || p.link == Link::Root && p.governor.is_none())).then_some(*one)
        };
        let beside = beside.or_else(within).or_else(|| self.date_of_occasion(trigger)).or_else(opening);
        if let (None, Some(day)) = (beside, only()) {
            return (Some(day), false);
        }
        (beside, beside.is_some())
    }

    /// The day of an act that is told without one of its own and beside none: that of the occasion, of the line it stands in, of what was told before.
    pub(super) fn take_over_day(&self, draft: &mut Draft, memory: &Discourse) {
        if draft.date.is_some() {
            return;
        }
        let p = &self.predicates()[draft.trigger];
        // «condemned A for sending troops»: when it did is not told.
        let inside =
            p.link == Link::Complement && p.governor.is_some_and(|g| matches!(self.predicates()[g].frame.complement, Complement::Fact | Complement::Claim));
        // «"... for then all options are open," he warned»: what is threatened in a quotation is said by whoever is quoted.
        let marks = self.sentence.items[..p.item].iter().filter(|x| matches!(x.punct, Some('"' | '“' | '”'))).count();
        let quoted = draft.event_type == EventType::Threaten && marks % 2 == 1 && self.is_isolating();
        let told_aside = matches!(p.link, Link::When | Link::Relative) && !quoted || inside;
        if draft.status == Status::Actual && !inside && self.is_at_once(p) {
            // «A criticised it at once»: on the day told last.
            let at = self.sentence.items[p.item].start;
            let here = self.dates.iter().rev().find(|d| d.end <= at && !d.limit && d.value.is_some_and(|v| v.get_day().is_some()));
            draft.date = here.copied().or(memory.scene_day.filter(|(_, age)| *age < SCENE).map(|(d, _)| d));
            draft.date_inherited = true;
        }
        // «welcomed it hours after the ceremony», «condemned it as soon as it was told»
        let hours_after =
            |d: &&DateRef| d.at_once && d.start > self.sentence.items[p.item].start && !p.nominal && matches!(p.link, Link::Root | Link::Coordinate);
        if let (None, Status::Actual, Some(day)) = (draft.date, draft.status, self.dates.iter().find(hours_after)) {
            draft.date = Some(*day);
            draft.date_inherited = true;
        }
        // «agreed to convene it and to open talks»: each is agreed on that occasion.
        let agreed = p.governor.is_some_and(|g| {
            let verb = &self.predicates()[g];
            p.link == Link::Coordinate && verb.frame.complement == Complement::Thing && is_statement(verb.frame)
        });
        if draft.date.is_none() && (is_statement(p.frame) || agreed) && draft.status != Status::Negated && !told_aside {
            // What is said on an occasion is said on its day.
            draft.date = memory.occasion;
            draft.date_inherited = true;
        }
        let talks = |q: usize| self.predicates()[q].frame.event_type == Some(EventType::Consult) && self.sentence.own_parties(q) == 0;
        if draft.date.is_none() && draft.status == Status::Actual && !told_aside && (0..draft.trigger.min(2)).any(talks) {
            // «At the end of the talks, both signed»
            draft.date = memory.occasion;
            draft.date_inherited = true;
        }
        if draft.date.is_none() && draft.status == Status::Actual && !told_aside && memory.line_day.is_some() {
            draft.date = memory.line_day;
            draft.date_inherited = true;
        }
        // «Before that, A did it», «A earlier did it»; what had been done may have been done that day.
        let items = self.sentence.items;
        let opened_before = items.len() > 1 && items[0].is(FunctionWord::When) && items[0].dates && items[1].is_stop();
        let had = items[p.left.min(p.item)..p.item].iter().any(|i| i.is(FunctionWord::Had));
        let earlier = opened_before || p.earlier && !had && !quoted;
        // What others say of it they may have said on any day after.
        let apart = is_statement(p.frame) && !draft.actors.parties.iter().any(|a| memory.scene_of.contains(a));
        if draft.date.is_none() && draft.status == Status::Actual && !told_aside && !p.once && !earlier && !apart && !self.is_perfect(p) {
            // What is told on, without a day of its own, was on the day spoken of.
            // Who goes on in the same paragraph goes on that day.
            let goes_on = self.sentence.inflected && memory.goes_on;
            let reach = if is_statement(p.frame) && !goes_on { SCENE - 1 } else { SCENE };
            draft.date = memory.scene_day.filter(|(_, age)| *age <= reach).map(|(d, _)| d);
            draft.date_inherited = true;
            draft.rules.push(SPOKEN_OF);
        }
        let goes_on = matches!(draft.event_type, EventType::Agree | EventType::Support | EventType::Aid);
        if draft.date.is_none() && self.verb_final && goes_on && draft.status == Status::Actual && !told_aside && !p.once && !earlier {
            // «A and B met on Friday ... The two signed a memorandum»: what the two do who met, they do at the meeting.
            let sides = || draft.actors.parties.iter().chain(&draft.recipients.parties);
            let same = memory.meeting.len() == 2 && sides().count() == 2 && sides().all(|s| memory.meeting.contains(s));
            draft.date = memory.met.filter(|_| same);
            draft.date_inherited = true;
        }
        let has_part = || draft.actors.parties.iter().any(|a| memory.scene_of.contains(a));
        if draft.date.is_none() && draft.status == Status::Planned && !told_aside && has_part() {
            // «A lifted it on Friday. B, he said, would withdraw its complaint»: what is announced there.
            draft.date = memory.scene_day.filter(|(_, age)| *age < SCENE).map(|(d, _)| d);
            draft.date_inherited = true;
        }
    }

    /// Whether a verb stands in the perfect, with which no day goes: `has offered troops`.
    fn is_perfect(&self, p: &Predicate<'_>) -> bool {
        let has = |i: &Item| i.function == Some(Function::Word(FunctionWord::Have));
        self.sentence.inflected && !p.nominal && self.sentence.items[p.left.min(p.item)..p.item].iter().any(has)
    }

    /// Whether it is told to have come right after what was told: `at once condemned it`, `condemned it at once`.
    fn is_at_once(&self, p: &Predicate<'_>) -> bool {
        let items = self.sentence.items;
        let mut after = items[p.item + 1..p.right.clamp(p.item + 1, items.len())].iter().take_while(|x| !x.is_stop());
        p.at_once || self.sentence.inflected && after.any(|x| x.is(FunctionWord::AtOnce))
    }
}
