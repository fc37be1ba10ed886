//! The date of a clause: beside the verb, at the head of the clause, at its end. A date that owns a noun
//! (`Friday's attack`) belongs to the noun, a time limit to nobody's act, and what stands before `that` to the verb that reports.

use chancery_knowledge::{Complement, FunctionWord};

use super::Reader;
use crate::clauses::{Link, is_statement};
use crate::dates::DateRef;

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
        let floor = k.checked_sub(1).map_or(0, |q| all[q].item + 1);
        let start = if from < floor { (floor..p.item).rev().find(|i| items[*i].is_stop()).map_or(floor, |i| i + 1) } else { from };
        let inside = || (start..p.item).rev().filter(|i| own(*i)).find_map(|i| self.date_at(i));
        let noun = || {
            // «Thursday's meeting»
            let id = p.nominal.then(|| (start..p.item).rev().find_map(|i| items[i].date)).flatten();
            // «two days after a bombing»
            let opened = || (floor..start).rev().take_while(|i| !items[*i].is_stop()).find(|i| self.opens(*i)).and_then(|i| items[i].date);
            id.or_else(|| if p.nominal { opened() } else { None }).map(|id| self.dates[id as usize])
        };
        inside().or_else(noun).or_else(|| self.date_after(k)).or_else(|| self.date_before(k, from))
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
        let next = all[k + 1..].iter().find(|n| !(carries(n) || light(n) || n.nominal && !statement));
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
                return (!d.opens).then_some(d);
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
        let parted = all.iter().any(|q| !q.nominal && (date.end..at).contains(&items[q.item].start));
        let later = || p.governor.and_then(|g| self.clause_date(g)).is_some_and(|main| main.start > at);
        (!parted && (p.link == Link::When || later())).then_some(date)
    }
}
