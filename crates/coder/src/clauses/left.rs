//! What stands to the left of a predicate: its subject, its auxiliaries, its voice.

use chancery_knowledge::{FunctionWord, Marker};

use super::Reader;
use crate::actors::Anaphor;
use crate::items::Item;

#[derive(Default)]
pub(super) struct LeftContext {
    pub(super) left: usize,
    pub(super) subject: Option<u16>,
    pub(super) foreign_subject: bool,
    pub(super) patient: Option<u16>,
    pub(super) passive: bool,
    pub(super) companion: Option<u16>,
    pub(super) negated: bool,
    pub(super) future: bool,
    pub(super) past: bool,
    pub(super) once: bool,
    pub(super) earlier: bool,
    pub(super) at_once: bool,
    pub(super) each: bool,
    pub(super) must: bool,
    pub(super) can: bool,
}

impl Reader<'_, '_> {
    pub(super) fn noun_context(&self, at: usize, floor: usize) -> LeftContext {
        let mut left = at;
        while left > floor {
            let item = &self.items[left - 1];
            let inside = item.is(FunctionWord::Determiner) || item.is(FunctionWord::Nominal) || item.number || item.amount.is_some();
            if !inside {
                break;
            }
            left -= 1;
        }
        LeftContext { left, ..LeftContext::default() }
    }

    /// Look left for auxiliaries and subject.
    pub(super) fn left_context(&self, at: usize, floor: usize, aside: Option<(usize, usize)>) -> LeftContext {
        let mut c = LeftContext { left: at, ..LeftContext::default() };
        let mut j = at;
        let mut words = 0;
        let mut nouns = 0;
        while j > floor {
            let i = j - 1;
            let item = &self.items[i];
            nouns +=
                usize::from([FunctionWord::GroupNoun, FunctionWord::StateNoun, FunctionWord::BodyNoun].iter().any(|w| item.is(*w)) && item.actor.is_none());
            if let Some((open, close)) = aside
                && i == close
                && open >= floor
            {
                let host = (floor..open).rev().take_while(|k| self.items[*k].actor.is_some() && self.items[*k].actor == self.items[open - 1].actor).last();
                if floor > 0 && host.is_some_and(|h| !self.items[floor..h].iter().any(Item::is_stop)) {
                    // «thanked A, an ally of old, accused B»: in apposition to the object of the verb before.
                    return c;
                }
                // Step over what stands in apposition to the subject.
                j = open;
                continue;
            }
            if let Some(id) = item.actor {
                let first = (floor..=i).rev().take_while(|k| self.items[*k].actor == Some(id)).last().unwrap_or(i);
                let (start, marker) = self.governed(first, floor);
                if marker.is_none() {
                    let before = start.checked_sub(1).map(|k| &self.items[k]);
                    if before.is_some_and(|b| b.is(FunctionWord::Passive)) && start > floor {
                        c.passive = true;
                        c.subject = Some(id);
                        j = self.before_passive(start - 1, floor, &mut c);
                        c.left = j;
                        c.patient = self.patient(j, floor, aside, &mut c.left);
                        return c;
                    }
                    if before.is_some_and(|b| b.is(FunctionWord::Also)) && start > floor + 1 && self.items[start - 2].punct == Some(',') {
                        // «A flew to B, with C chaired ...»: a companion of the doer of the verb before.
                        c.companion = Some(id);
                        c.left = start - 1;
                        return c;
                    }
                    if before.is_some_and(|b| b.is(FunctionWord::Also)) && start > floor + 1 && c.companion.is_none() && !self.items[start - 2].is_stop() {
                        c.companion = Some(id);
                        c.left = start - 1;
                        j = start - 1;
                        continue;
                    }
                    if c.passive && c.subject.is_none() {
                        c.patient = Some(id);
                    } else if c.subject.is_none() {
                        c.subject = Some(id);
                    }
                    c.left = start;
                    return c;
                }
                let actor = &self.actors[id as usize];
                if i + 1 == at && actor.parties.is_empty() && matches!(actor.anaphor, Anaphor::States(_)) {
                    // «Of the three countries that promised»: they did, whoever they are.
                    c.foreign_subject = true;
                    c.left = start;
                    return c;
                }
                // A phrase of place, source or company between subject and verb.
                j = start;
                c.left = if self.items[start.saturating_sub(1).max(floor)].is_stop() { c.left } else { start };
                continue;
            }
            if item.predicate && self.is_free(i) {
                break;
            }
            if item.date.is_some() || item.amount.is_some() || matches!(item.punct, Some('"' | '“' | '”' | '\'')) {
                j = i;
                continue;
            }
            if item.punct == Some(')') {
                let open = (floor..i).rev().find(|k| self.items[*k].punct == Some('('));
                match open {
                    Some(o) => {
                        j = o;
                        continue;
                    }
                    None => break,
                }
            }
            if item.punct.is_some() {
                break;
            }
            let flag = match item.function {
                Some(chancery_knowledge::Function::Word(w)) => match w {
                    FunctionWord::Neg => Some(&mut c.negated),
                    FunctionWord::Past => Some(&mut c.past),
                    FunctionWord::Once => Some(&mut c.once),
                    FunctionWord::Earlier => Some(&mut c.earlier),
                    FunctionWord::AtOnce => Some(&mut c.at_once),
                    FunctionWord::Future => Some(&mut c.future),
                    FunctionWord::Each => Some(&mut c.each),
                    FunctionWord::Must => Some(&mut c.must),
                    FunctionWord::Can => Some(&mut c.can),
                    FunctionWord::Passive => Some(&mut c.passive),
                    FunctionWord::Anyone => Some(&mut c.foreign_subject),
                    FunctionWord::Also | FunctionWord::But if i > floor && self.items[i - 1].actor.is_some() => None,
                    FunctionWord::Progressive | FunctionWord::Adverb | FunctionWord::Determiner | FunctionWord::This => None,
                    FunctionWord::GroupNoun | FunctionWord::StateNoun | FunctionWord::BodyNoun if i > floor && self.items[i - 1].punct == Some(',') => break,
                    FunctionWord::GroupNoun | FunctionWord::StateNoun | FunctionWord::BodyNoun | FunctionWord::Side => None,
                    _ => break,
                },
                Some(chancery_knowledge::Function::Prep(Marker::With)) if words == 0 && i > floor && self.items[i - 1].actor.is_none() => None,
                Some(chancery_knowledge::Function::Prep(Marker::Other)) => {
                    words += 1;
                    None
                }
                Some(chancery_knowledge::Function::Prep(m)) => {
                    // A phrase of place or source between subject and verb: `the parliament in a resolution adopted on Monday condemned`.
                    let after_subject = i > floor && (self.items[i - 1].actor.is_some() || self.items[i - 1].date.is_some());
                    if !after_subject || m == Marker::About || words > 4 {
                        break;
                    }
                    words = 0;
                    None
                }
                None => {
                    if item.thing.is_some() {
                        c.foreign_subject = true;
                    }
                    words += 1;
                    if words > 5 {
                        break;
                    }
                    j = i;
                    continue;
                }
            };
            if let Some(flag) = flag {
                *flag = true;
            }
            c.foreign_subject |= words > 0 && item.is(FunctionWord::Determiner);
            c.left = i;
            j = i;
        }
        c.foreign_subject |= nouns > 0 && c.subject.is_none();
        c.foreign_subject |= words > 0 && c.subject.is_none() && c.left < at && words > 1;
        c
    }

    /// «The treaty has not been ratified by A», with its doer between passive and verb: what stands before the passive holds for the verb.
    fn before_passive(&self, from: usize, floor: usize, c: &mut LeftContext) -> usize {
        let mut j = from;
        while j > floor {
            let Some(chancery_knowledge::Function::Word(word)) = self.items[j - 1].function else { break };
            let flag = match word {
                FunctionWord::Neg => &mut c.negated,
                FunctionWord::Past => &mut c.past,
                FunctionWord::Future => &mut c.future,
                FunctionWord::Must => &mut c.must,
                FunctionWord::Can => &mut c.can,
                _ => break,
            };
            *flag = true;
            j -= 1;
        }
        j
    }

    /// The start of the phrase an actor heads, and the preposition that governs it, if any (`of` does not take the head role away).
    pub(super) fn governed(&self, first: usize, floor: usize) -> (usize, Option<Marker>) {
        let mut start = first;
        let mut k = first;
        let mut words = 0;
        while k > floor {
            let item = &self.items[k - 1];
            if let Some(marker) = item.marker() {
                if marker == Marker::About {
                    let modifies = k >= 2 && k - 1 > floor && self.items[k - 2].actor.is_some();
                    return if modifies { (k - 1, Some(marker)) } else { (start, None) };
                }
                if marker == Marker::Of {
                    let owned = k.checked_sub(2).filter(|i| *i >= floor).and_then(|i| self.items[i].actor).map(|a| &self.actors[a as usize]);
                    if owned.is_some_and(|a| a.parties.len() > 1 && !a.inferred) {
                        // «A and the firm B of C signed»: the doers stand before.
                        return (k - 1, Some(marker));
                    }
                    k -= 1;
                    words = 0;
                    start = k;
                    continue;
                }
                return (k - 1, Some(marker));
            }
            let inside = item.function.is_none() && item.punct.is_none() && !item.predicate && item.date.is_none() && item.actor.is_none();
            let det = item.is(FunctionWord::Determiner) || item.is(FunctionWord::GroupNoun) || item.is(FunctionWord::Side) || item.is(FunctionWord::Nominal);
            if !(inside || det) || words > 4 {
                break;
            }
            words += 1;
            k -= 1;
            start = k;
        }
        (start, None)
    }

    pub(super) fn patient(&self, from: usize, floor: usize, aside: Option<(usize, usize)>, left: &mut usize) -> Option<u16> {
        let mut j = from;
        let mut words = 0;
        while j > floor && words < 5 {
            let item = &self.items[j - 1];
            if let Some(id) = item.actor {
                let first = (floor..j).rev().take_while(|k| self.items[*k].actor == Some(id)).last().unwrap_or(j - 1);
                if first > floor && self.actors[id as usize].parties.is_empty() && self.items[first - 1].marker() == Some(Marker::Of) {
                    // «fishermen of A from the boat X were detained»: those of A.
                    j = first - 1;
                    words = 0;
                    continue;
                }
                if !self.items[j..from].iter().any(|x| x.is(FunctionWord::Relative)) {
                    *left = first;
                }
                return Some(id);
            }
            if item.is(FunctionWord::And) || item.is(FunctionWord::Nominal) {
                return None;
            }
            if let Some((open, close)) = aside
                && j - 1 == close
                && open >= floor
            {
                j = open;
                continue;
            }
            if item.date.is_some() {
                j -= 1;
                continue;
            }
            let noun = [FunctionWord::StateNoun, FunctionWord::BodyNoun, FunctionWord::GroupNoun].iter().any(|w| item.is(*w));
            if noun && j > floor + 2 && self.items[j - 2].punct == Some(',') {
                // «A, a state that was condemned by B»
                return self.items[j - 3].actor;
            }
            if item.punct.is_some() || item.marker().is_some() || item.predicate {
                return None;
            }
            words += usize::from(item.function.is_none());
            j -= 1;
        }
        None
    }
}
