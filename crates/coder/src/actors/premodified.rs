//! Noun phrases whose modifiers stand before the noun: `Russian Foreign Minister Sergei Lavrov`, `Japan's coast guard`, `the president of
//! France`, `A-backed rebels`. The counterpart of the phrases of languages that put the noun first.

use chancery_knowledge::{FunctionWord, Marker, NameKind, PartyId, Sense, TitleKind};

use chancery_model::Sector;

use super::{Actor, Anaphor, Head, Reader};
use crate::discourse::Discourse;
use crate::items::Item;

/// Plain words that may stand between a party and the noun it modifies.
const MODIFIERS: usize = 3;

impl Reader<'_> {
    /// One noun phrase starting at `i`, without coordination.
    pub(super) fn premodified(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Actor, usize)> {
        if let Some(found) = self.definite(items, i).filter(|(_, next)| !self.shares_owner(items, *next)) {
            return Some(found);
        }
        if self.is_attribute(items, i, memory) {
            return None;
        }
        let double = i > 1 && items[i - 1].punct == Some('-') && items[i - 1].end == items[i].start && items[i - 2].entry.is_none() && items[i - 2].capital;
        if double && matches!(self.head(items, i, memory), Some(Head::Person(_))) {
            // «Anna Meyer-Costa»: no Costa that the tables know.
            return None;
        }
        let mut a = Actor::default();
        let mut j = i;
        let head = self.head(items, i, memory)?;
        let titled = matches!(head, Head::Title(_, TitleKind::Person));
        match head {
            Head::Party(_, NameKind::Short) if !self.joined(items, i) => return None,
            Head::Party(party, kind) => {
                a.parties.push(party);
                a.capital = kind == NameKind::Capital;
                a.firm = kind == NameKind::Firm;
                let plural = self.language.settings.plural.is_some_and(|p| self.str(&items[i]).ends_with(p)) && kind == NameKind::Adjective;
                a.plural = plural;
                a.adjective = !plural && kind == NameKind::Adjective;
                a.loose = matches!(kind, NameKind::Acronym | NameKind::Short | NameKind::Organ);
                j = self.compound(items, i + 1, &mut a, memory);
                if j > i + 1 {
                    a.loose = true;
                }
                j = self.glossed(items, j, &mut a, memory);
                self.noun_after(items, &mut j, &mut a, memory);
            }
            Head::Titled(party, office) => {
                a.parties.push(party);
                a.office = Some(office);
                a.kind = Some(TitleKind::Person);
                j += 1;
                self.name_after(items, &mut j, &mut a, memory);
            }
            Head::Title(..) => {
                self.titles(items, &mut j, &mut a, memory);
                j = self.glossed(items, j, &mut a, memory);
                // «its embassy in B»: not B's.
                let posted = i > 0 && items[i - 1].is(FunctionWord::Possessor) && items.get(j).is_some_and(|x| x.marker() == Some(Marker::At));
                if a.name.is_none()
                    && !posted
                    && let Some((parties, next)) = self.owner_after(items, j, &a, memory)
                {
                    a.parties = parties;
                    j = next;
                    self.name_after(items, &mut j, &mut a, memory);
                }
            }
            Head::Person(_) => self.name_after(items, &mut j, &mut a, memory),
            Head::Pronoun => {
                a.anaphor = Anaphor::Person;
                a.kind = Some(TitleKind::Person);
                j += 1;
            }
            Head::Resumes => {
                a.anaphor = Anaphor::Subject;
                j += 1;
            }
            Head::ResumesAll => {
                a.anaphor = Anaphor::Subjects;
                j += 1;
            }
            Head::ResumesOther => {
                a.anaphor = Anaphor::Others;
                j += 1;
            }
            Head::Host => {
                a.anaphor = Anaphor::Host;
                j += 1;
            }
            Head::Speaker => {
                a.anaphor = Anaphor::Speaker;
                a.quoted = super::before::is_quoted(items, i);
                j += 1;
            }
            Head::Counterpart => {
                a.anaphor = Anaphor::Other;
                a.kind = Some(TitleKind::Person);
                j += 1;
                self.name_after(items, &mut j, &mut a, memory);
                // «her counterparts in A, B and C»
                if a.parties.is_empty()
                    && a.name.is_none()
                    && items.get(j).is_some_and(|x| matches!(x.marker(), Some(Marker::At | Marker::From | Marker::Of)))
                    && let Some((parties, next)) = self.seats_after(items, j, memory)
                {
                    a.parties = parties;
                    a.counterpart = true;
                    a.anaphor = Anaphor::None;
                    j = next;
                }
            }
            Head::Opponent if !self.str(&items[i]).contains(' ') => return None,
            Head::Opponent => {
                a.anaphor = Anaphor::Other;
                j += 1;
            }
        }
        if j == i {
            return None;
        }
        if a.kind.is_none() && a.parties.len() == 1 && items.get(j).is_some_and(|x| self.function(x, FunctionWord::Possessive)) {
            // «A's Western backers»: not A.
            let plain = |x: &Item| (x.entry.is_none() || x.place.is_some()) && x.punct.is_none();
            let noun = (j + 1..items.len().min(j + 4)).find(|n| !plain(&items[*n]));
            if let Some(n) = noun.filter(|n| self.function(&items[*n], FunctionWord::Friends) && self.ends_noun(items, n + 1)) {
                return Some((Actor { anaphor: Anaphor::Friends, of: a.parties, ..Actor::default() }, n + 1));
            }
        }
        if a.parties.is_empty()
            && let Some(known) = a.name.and_then(|(s, e)| memory.by_name(&self.text[s as usize..e as usize]))
        {
            a.parties.clone_from(known);
        }
        if a.parties.is_empty() && a.name.is_none() && a.kind.is_some() && a.anaphor == Anaphor::None && i > 0 {
            // «its military», «our ministry», «their deputy ministers»
            let plain = |x: &Item| x.entry.is_none() && x.punct.is_none() && !x.capital;
            let owner = i - 1 - usize::from(i > 1 && plain(&items[i - 1]));
            if items[owner].is(FunctionWord::PossessorAll) {
                a.anaphor = Anaphor::Subjects;
            } else if items[owner].is(FunctionWord::Possessor) {
                a.anaphor = Anaphor::Owner;
            } else if items[owner].is(FunctionWord::PossessorSpeaker) {
                a.anaphor = Anaphor::Speaker;
                a.quoted = super::before::is_quoted(items, i);
            }
        }
        if titled && a.name.is_some() && i > 0 && items[i - 1].is(FunctionWord::Possessor) && self.holds_another(&items[i..j], &a, memory) {
            // «Its envoy X»: whatever office X had before.
            a.anaphor = if items[i - 1].is(FunctionWord::PossessorAll) { Anaphor::Subjects } else { Anaphor::Owner };
            a.parties.clear();
        }
        a.outlaw = self.is_band(&a);
        a.generic = a.parties.is_empty() && a.kind == Some(TitleKind::Group) && a.name.is_none() && a.anaphor == Anaphor::None;
        Some((a, j))
    }

    /// Whether the person named here is known by another office than the one told.
    fn holds_another(&self, items: &[Item], a: &Actor, memory: &Discourse) -> bool {
        let person = (0..items.len()).find_map(|i| if let Some(Head::Person(id)) = self.head(items, i, memory) { Some(id) } else { None });
        let holder = person.and_then(|id| self.knowledge.parties.office_of(id, self.published));
        holder.is_some_and(|h| a.office.is_some_and(|o| o != h.office))
    }

    /// `A-backed`, `pro-A`: an adjective that names no actor.
    fn is_attribute(&self, items: &[Item], i: usize, memory: &Discourse) -> bool {
        let after = items.get(i + 1).is_some_and(|x| self.function(x, FunctionWord::Attribute) && x.start == items[i].end);
        let before = i > 0 && self.function(&items[i - 1], FunctionWord::Prefix);
        (after || before) && matches!(self.head(items, i, memory), Some(Head::Party(..) | Head::Titled(..) | Head::Person(_)))
    }

    /// Whether shorthand stands inside a compound.
    fn joined(&self, items: &[Item], i: usize) -> bool {
        let dash = |x: Option<&Item>| x.is_some_and(|x| matches!(x.punct, Some('-' | '–')));
        dash(items.get(i + 1)) || (i > 0 && dash(items.get(i - 1)))
    }

    /// Skip a gloss in parentheses: `Hamas (HAMAS)`.
    fn glossed(&self, items: &[Item], j: usize, a: &mut Actor, memory: &mut Discourse) -> usize {
        if items.get(j).is_some_and(|x| x.punct == Some('(')) { self.parenthesis(items, j, a, memory).unwrap_or(j) } else { j }
    }

    /// The noun that a party modifies, within a few plain words, and a name after it: `Japanese chief negotiator Ryosei Akazawa`.
    fn noun_after(&self, items: &[Item], j: &mut usize, a: &mut Actor, memory: &mut Discourse) {
        let mut at = *j;
        let owned = items.get(at).is_some_and(|x| self.function(x, FunctionWord::Possessive));
        at += usize::from(owned);
        let mut words = 0;
        while let Some(item) = items.get(at) {
            // «A's army-led government»
            let led = owned && items.get(at + 1).is_some_and(|x| self.function(x, FunctionWord::Attribute) && x.start == item.end);
            if led && words < MODIFIERS {
                words += 1;
                at += 2;
                continue;
            }
            match self.head(items, at, memory) {
                Some(Head::Title(_, kind)) if owned || a.adjective || a.loose || kind == TitleKind::Person || kind == TitleKind::Group || !a.capital => {
                    *j = at;
                    a.adjective = false;
                    a.loose = false;
                    a.capital = false;
                    self.titles(items, j, a, memory);
                    return;
                }
                Some(Head::Person(_) | Head::Counterpart) if words == 0 || owned => {
                    if matches!(self.head(items, at, memory), Some(Head::Counterpart)) {
                        a.kind = Some(TitleKind::Person);
                        a.counterpart = true;
                        at += 1;
                    }
                    *j = at;
                    a.adjective = false;
                    a.loose = false;
                    a.capital = false;
                    self.name_after(items, j, a, memory);
                    return;
                }
                _ => {}
            }
            let modifier = item.punct.is_none() && item.date.is_none() && item.amount.is_none() && !item.blocked && item.actor.is_none();
            let plain = item.function.is_none() && !item.predicate && item.thing.is_none() && item.entry.is_none_or(|_| self.head(items, at, memory).is_none());
            let adverb = item.is(FunctionWord::Determiner) && owned;
            if !modifier || !(plain || adverb || item.number) || words >= MODIFIERS {
                break;
            }
            words += 1;
            at += 1;
        }
        // «Israel's Ron Dermer», «American John Smith»: two capitalised words that the lexicon does not know.
        let from = *j + usize::from(owned);
        let end = self.name_end(items, from, memory);
        let unknown = items[from..end].iter().all(|x| x.entry.is_none() || x.punct.is_some());
        if (owned || a.adjective || a.loose)
            && end >= from + 2
            && unknown
            && items[from..end].iter().filter(|x| x.punct.is_none()).count() <= 3
            && self.is_person_end(items, end)
        {
            a.name = Some((items[from].start, items[end - 1].end));
            a.kind = Some(TitleKind::Person);
            a.adjective = false;
            a.loose = false;
            a.capital = false;
            *j = end;
        }
    }

    /// Whether what follows a name lets it be a person's: a verb, a comma, an auxiliary.
    fn is_person_end(&self, items: &[Item], end: usize) -> bool {
        items.get(end).is_some_and(|x| {
            x.predicate && x.thing.is_none() || x.punct == Some(',') || [FunctionWord::Have, FunctionWord::Be, FunctionWord::Future].iter().any(|w| x.is(*w))
        })
    }

    /// One or more titles, and the name after them.
    fn titles(&self, items: &[Item], j: &mut usize, a: &mut Actor, memory: &mut Discourse) {
        while let Some(Head::Title(office, kind)) = self.head(items, *j, memory) {
            a.office.get_or_insert(office);
            a.title = a.title.or(items[*j].entry);
            // The last noun is the head: «finance ministry officials».
            a.kind = Some(kind);
            *j += 1;
            // «foreign minister and deputy prime minister X»
            let joined = items.get(*j).is_some_and(|x| x.is(FunctionWord::And)) && a.kind == Some(TitleKind::Person);
            let named = (*j + 2..items.len()).take(1).any(|n| self.is_capital(&items[n]));
            if joined && named && matches!(self.head(items, *j + 1, memory), Some(Head::Title(_, TitleKind::Person))) {
                *j += 1;
            }
        }
        self.name_after(items, j, a, memory);
    }

    /// A person's name at `j`: known, or a run of capitals after a person's title.
    fn name_after(&self, items: &[Item], j: &mut usize, a: &mut Actor, memory: &mut Discourse) {
        match self.head(items, *j, memory) {
            Some(Head::Person(id)) => {
                let item = &items[*j];
                let mut end = *j + 1;
                // «Ferdinand Marcos Jr.», a middle name
                while items.get(end).is_some_and(|x| self.is_capital(x) && x.entry.is_none() && x.date.is_none() && items[end - 1].end + 1 == x.start) {
                    end += 1;
                }
                a.name = Some((item.start, items[end - 1].end));
                if a.parties.is_empty() {
                    let holder = self.knowledge.parties.office_of(id, self.published);
                    // Somebody whose office is known is not another who has the same first name.
                    let local = if holder.is_some() { memory.by_last_name(self.str(item)) } else { memory.by_name(self.str(item)) }.cloned();
                    a.parties = local.or_else(|| holder.map(|h| vec![h.party])).unwrap_or_default();
                    a.office = a.office.or(holder.map(|h| h.office));
                }
                a.kind = Some(TitleKind::Person);
                a.anaphor = Anaphor::None;
                *j = end;
            }
            // «the opposition ABC», «the army unit Dragon»: a body's own name.
            None if a.kind != Some(TitleKind::Person) && a.kind.is_some() => {
                let end = self.name_end(items, *j, memory);
                let unknown = end > *j && items[*j..end].iter().all(|x| x.entry.is_none() && x.punct.is_none());
                let closed = items.get(end).is_none_or(|x| x.punct.is_some_and(|p| p != '-') || x.predicate || x.function.is_some());
                if unknown && closed && end < *j + 4 {
                    *j = end;
                }
            }
            _ if a.kind == Some(TitleKind::Person) => {
                let Some(item) = items.get(*j) else { return };
                if !self.is_capital(item) || item.date.is_some() || item.blocked {
                    return;
                }
                let end = self.name_end(items, *j, memory);
                let party = matches!(self.head(items, *j, memory), Some(Head::Party(..) | Head::Titled(..)));
                if end > *j && !party {
                    a.name = Some((item.start, items[end - 1].end));
                    *j = end;
                }
            }
            _ => {}
        }
        // «President Felix Tshisekedi of Congo», «Defence Minister X of Ukraine»: also where X is known by another office.
        if a.name.is_some()
            && (a.parties.is_empty() || a.kind == Some(TitleKind::Person))
            && items.get(*j).is_some_and(|x| x.marker() == Some(Marker::Of))
            && let Some((parties, next)) = self.owner_after(items, *j, a, memory)
        {
            a.parties = parties;
            *j = next;
        }
    }

    /// «ministers X of A and Y of B»: Y, of the same title.
    pub(super) fn fellow(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Actor, usize)> {
        if i < 4 || !items[i - 1].is(FunctionWord::And) || !self.is_capital(&items[i]) {
            return None;
        }
        let before = |k: &usize| !items[*k].predicate && items[*k].punct.is_none();
        let from = (0..i - 1).rev().take(10).take_while(before).last()?;
        items[from..i - 1].iter().find(|x| x.marker() == Some(Marker::Of))?;
        let (office, kind) = (from..i - 1).find_map(|k| match self.head(items, k, memory) {
            Some(Head::Title(office, kind @ (TitleKind::Person | TitleKind::Group))) => Some((office, kind)),
            _ => None,
        })?;
        let end = self.name_end(items, i, memory);
        let mut a = Actor { name: Some((items[i].start, items[end.max(i + 1) - 1].end)), office: Some(office), kind: Some(kind), ..Actor::default() };
        let owned = end > i && items.get(end).is_some_and(|x| x.marker() == Some(Marker::Of));
        let (parties, next) = self.owner_after(items, end, &a, memory).filter(|_| owned)?;
        a.parties = parties;
        Some((a, next))
    }

    /// The party after a title: `of France`, for people also where they are or come from: `farmers in France`, `troops from Chad`.
    fn owner_after(&self, items: &[Item], j: usize, a: &Actor, memory: &mut Discourse) -> Option<(Vec<PartyId>, usize)> {
        let j = if self.shares_owner(items, j) { j + 2 } else { j };
        let inside = j.checked_sub(1).is_some_and(|i| self.ends_in_preposition(&items[i]));
        let marker = if inside { Marker::Of } else { items.get(j)?.marker()? };
        let people = a.kind == Some(TitleKind::Group);
        match marker {
            Marker::Of => {}
            Marker::From if people => {}
            Marker::At if people || a.kind == Some(TitleKind::Institution) => {}
            // «an opposition politician in A», but not «the foreign minister in A»
            Marker::At if a.name.is_none() && a.office.is_some_and(|o| self.knowledge.parties.office(o).sector == Sector::Opp) => {}
            _ => return None,
        }
        let mut from = j + usize::from(!inside);
        while items.get(from).is_some_and(|x| x.is(FunctionWord::Determiner) || self.function(x, FunctionWord::GroupNoun) || x.number && x.date.is_none()) {
            from += 1;
        }
        let (inner, next) = self.premodified(items, from, memory)?;
        if inner.parties.is_empty() || inner.name.is_some() && marker == Marker::At {
            return None;
        }
        // «leaders of Russia and China»
        let mut parties = inner.parties;
        let mut next = next;
        while let (Some(comma_or_and), Some(Head::Party(more, _))) = (items.get(next), self.head(items, next + 1, memory)) {
            let lists = comma_or_and.is(FunctionWord::And) || comma_or_and.punct == Some(',') && self.list_goes_on(items, next + 2, memory);
            let alone = !items.get(next + 2).is_some_and(|x| self.function(x, FunctionWord::Possessive))
                && !matches!(self.head(items, next + 2, memory), Some(Head::Title(..)));
            if !lists || !alone || marker != Marker::Of {
                break;
            }
            parties.push(more);
            next += 2;
        }
        // «the president of Russia's parliament» belongs to the parliament, which is Russia's all the same.
        Some((parties, next))
    }

    /// Whether another noun has the same owner: `the governments and peoples of A and B`.
    fn shares_owner(&self, items: &[Item], j: usize) -> bool {
        let plain = |x: &Item| x.punct.is_none() && x.function.is_none() && x.date.is_none() && !x.number && !x.capital && !x.predicate;
        let beside = items.get(j).is_some_and(|x| x.is(FunctionWord::And)) && items.get(j + 1).is_some_and(plain);
        beside && items.get(j + 2).is_some_and(|x| x.marker() == Some(Marker::Of))
    }

    /// The states after a preposition: `in A, B and C`.
    fn seats_after(&self, items: &[Item], j: usize, memory: &Discourse) -> Option<(Vec<PartyId>, usize)> {
        let named = |i: usize| {
            let at = i + usize::from(items.get(i).is_some_and(|x| x.is(FunctionWord::Determiner)));
            match self.head(items, at, memory) {
                Some(Head::Party(p, kind)) if kind != NameKind::Adjective => Some((p, at + 1)),
                _ => None,
            }
        };
        let (first, mut next) = named(j + 1)?;
        let mut parties = vec![first];
        while let Some(link) = items.get(next) {
            let comma = usize::from(link.punct == Some(',') && items.get(next + 1).is_some_and(|x| x.is(FunctionWord::And)));
            let joins = link.is(FunctionWord::And) || comma > 0 || link.punct == Some(',') && self.list_goes_on(items, next + 2, memory);
            let Some((more, end)) = named(next + 1 + comma).filter(|_| joins) else { break };
            parties.push(more);
            next = end;
        }
        Some((parties, next))
    }

    /// Whether a title's own words end in a preposition: `spokesman for`.
    fn ends_in_preposition(&self, item: &Item) -> bool {
        let Some((_, last)) = self.str(item).rsplit_once(' ') else { return false };
        let mut found = Vec::new();
        self.language.lexicon.find(last, &mut found);
        let [only] = found.as_slice() else { return false };
        self.language.lexicon.senses(only.entry).iter().any(|s| matches!(s, Sense::Function(chancery_knowledge::Function::Prep(_))))
    }

    /// Whether a list of parties goes on to an «and».
    fn list_goes_on(&self, items: &[Item], mut at: usize, memory: &Discourse) -> bool {
        for _ in 0..12 {
            match items.get(at) {
                Some(x) if x.is(FunctionWord::And) => {
                    return matches!(self.head(items, at + 1, memory), Some(Head::Party(..)))
                        || items.get(at + 1).is_some_and(|n| n.is(FunctionWord::Determiner));
                }
                Some(x) if x.punct == Some(',') && items.get(at + 1).is_some_and(|n| n.is(FunctionWord::And)) => at += 1,
                Some(x) if x.punct == Some(',') && matches!(self.head(items, at + 1, memory), Some(Head::Party(..))) => at += 2,
                _ => return false,
            }
        }
        false
    }
}
