//! Noun phrases whose modifiers stand before the noun: `Russian Foreign Minister Sergei Lavrov`, `Japan's coast guard`, `the president of
//! France`, `A-backed rebels`. The counterpart of the phrases of languages that put the noun first.

use chancery_knowledge::{FunctionWord, Marker, Measure, NameKind, PartyId, Sense, TitleKind};
use chancery_model::{PartyKind, Sector};

use super::{Actor, Anaphor, Head, Reader};
use crate::discourse::Discourse;
use crate::items::Item;

/// Plain words that may stand between a party and the noun it modifies.
const MODIFIERS: usize = 3;

impl Reader<'_> {
    /// One noun phrase starting at `i`, without coordination.
    pub(super) fn premodified(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Actor, usize)> {
        if let Some(found) = self.definite(items, i) {
            return Some(found);
        }
        if self.is_attribute(items, i, memory) {
            return None;
        }
        let mut a = Actor::default();
        let mut j = i;
        match self.head(items, i, memory)? {
            Head::Party(_, NameKind::Short) if !self.joined(items, i) => return None,
            Head::Party(party, kind) => {
                a.parties.push(party);
                a.capital = kind == NameKind::Capital;
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
                if a.name.is_none()
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
                j += 1;
            }
            Head::Counterpart => {
                a.anaphor = Anaphor::Other;
                a.kind = Some(TitleKind::Person);
                j += 1;
                self.name_after(items, &mut j, &mut a, memory);
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
        if a.parties.is_empty()
            && let Some(known) = a.name.and_then(|(s, e)| memory.by_name(&self.text[s as usize..e as usize]))
        {
            a.parties.clone_from(known);
        }
        if a.parties.is_empty() && a.name.is_none() && a.kind.is_some() && a.anaphor == Anaphor::None && i > 0 {
            // «its military», «our ministry»
            if items[i - 1].is(FunctionWord::Possessor) {
                a.anaphor = Anaphor::Subjects;
            } else if items[i - 1].is(FunctionWord::PossessorSpeaker) {
                a.anaphor = Anaphor::Speaker;
            }
        }
        a.outlaw = a.office.is_some_and(|o| matches!(self.knowledge.parties.office(o).sector, Sector::Crm | Sector::Reb | Sector::Uaf));
        a.generic = a.parties.is_empty() && a.kind == Some(TitleKind::Group) && a.name.is_none() && a.anaphor == Anaphor::None;
        Some((a, j))
    }

    /// Where a dateline at the head of a sentence ends: `LIMA, Peru (Agency) -`. It names no actor.
    pub(super) fn dateline(&self, items: &[Item]) -> usize {
        let Some(dash) = items.iter().take(14).position(|x| matches!(x.punct, Some('–' | '—'))) else { return 0 };
        let head = |x: &Item| {
            x.punct.is_some_and(|p| matches!(p, ',' | '(' | ')' | '.' | '/' | '-'))
                || x.date.is_some()
                || x.number
                || self.is_capital(x)
                || x.is(FunctionWord::And)
        };
        if dash > 0 && items[..dash].iter().all(head) { dash + 1 } else { 0 }
    }

    /// Resolve an actor, words that refer back within the sentence first: `A said it would`, `A met B and they agreed`, `A received him`.
    pub(super) fn refer_within(&self, actor: &mut Actor, items: &[Item], first: usize, heads: &[PartyId], told: &[PartyId], memory: &mut Discourse) {
        let joint = || {
            let verbs = items[..first].iter().filter(|x| x.predicate && x.actor.is_none());
            verbs.flat_map(|x| self.senses(x)).any(|s| match s {
                Sense::Predicate(units) => units.iter().any(|u| {
                    self.knowledge.frames.get(u.frame).roles == chancery_knowledge::Roles::Joint && self.knowledge.frames.get(u.frame).event_type.is_some()
                }),
                _ => false,
            })
        };
        let object = first.checked_sub(1).is_some_and(|i| items[i].predicate || items[i].marker().is_some());
        let parties = match actor.anaphor {
            // «closed the border with it»: not the one that closed it
            Anaphor::Subject if object && told.iter().any(|p| !heads.contains(p)) => told.iter().copied().filter(|p| !heads.contains(p)).collect(),
            Anaphor::Subject if !heads.is_empty() => heads.to_vec(),
            Anaphor::Subjects if heads.len() > 1 => heads.to_vec(),
            Anaphor::Subjects if told.len() > 1 && joint() => told.to_vec(),
            Anaphor::Subjects if !heads.is_empty() => heads.to_vec(),
            Anaphor::Subjects if memory.subject.len() == 1 && memory.actors.len() > 1 && memory.subject.iter().all(|s| memory.actors.contains(s)) => {
                memory.actors.clone()
            }
            Anaphor::Subjects => memory.subject.clone(),
            Anaphor::Person if !object && !heads.is_empty() && actor.name.is_none() && actor.office.is_none() => heads.to_vec(),
            Anaphor::Others => {
                let together = memory.group(0, None);
                if self.function(&items[first], FunctionWord::Possessor) && together.iter().any(|p| heads.contains(p)) && together.len() > 1 {
                    actor.inferred = true;
                    actor.parties = together.into_iter().filter(|p| !heads.contains(p)).collect();
                    return;
                }
                let other: Vec<PartyId> = told.iter().copied().filter(|p| !heads.contains(p)).collect();
                if !other.is_empty() {
                    other
                } else if memory.undergoers.iter().any(|p| !heads.contains(p)) {
                    memory.undergoers.clone()
                } else {
                    memory.counterpart(heads)
                }
            }
            Anaphor::Person if object && !heads.is_empty() && actor.name.is_none() && actor.office.is_none() => {
                let other: Vec<PartyId> = told.iter().copied().filter(|p| !heads.contains(p)).collect();
                let person = || memory.person.clone();
                let fits = |v: &Vec<PartyId>| !v.is_empty() && v.iter().all(|p| !heads.contains(p));
                [other, person(), memory.undergoers.clone(), memory.counterpart(heads)].into_iter().find(fits).unwrap_or_default()
            }
            // «the rebels»: the armed group that the report is about.
            Anaphor::None if actor.outlaw && actor.generic => {
                self.resolve(actor, memory);
                let mut groups = memory.strong.iter().copied().filter(|p| self.knowledge.parties.party(*p).kind == PartyKind::Group);
                let only = groups.next().filter(|_| groups.next().is_none());
                let definite = first > 0 && items[first - 1].is(FunctionWord::Determiner) && !items[first - 1].is(FunctionWord::Possessor);
                let last = || memory.last_group(&self.knowledge.parties).filter(|_| definite);
                if let Some(group) = only.or_else(last) {
                    actor.parties = vec![group];
                    actor.generic = false;
                    actor.inferred = true;
                }
                return;
            }
            _ => {
                self.resolve(actor, memory);
                if let (Anaphor::Group(n) | Anaphor::States(n), true) = (actor.anaphor, actor.parties.is_empty()) {
                    // «the four ministers» of two countries, «both governments»
                    actor.parties = if n > 2 && heads.len() > 1 { heads.to_vec() } else { memory.group(if n == 0 { 2 } else { 0 }, None) };
                }
                return;
            }
        };
        actor.inferred = true;
        actor.parties = parties;
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
                    let local = memory.by_name(self.str(item)).cloned();
                    let holder = self.knowledge.parties.office_of(id, self.published);
                    a.parties = local.or_else(|| holder.map(|h| vec![h.party])).unwrap_or_default();
                    a.office = a.office.or(holder.map(|h| h.office));
                }
                a.kind = Some(TitleKind::Person);
                a.anaphor = Anaphor::None;
                *j = end;
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
        // «President Felix Tshisekedi of Congo», «Defence Minister X of Ukraine»
        if a.name.is_some()
            && a.parties.is_empty()
            && items.get(*j).is_some_and(|x| x.marker() == Some(Marker::Of))
            && let Some((parties, next)) = self.owner_after(items, *j, a, memory)
        {
            a.parties = parties;
            *j = next;
        }
    }

    /// The party after a title: `of France`, for people also where they are or come from: `farmers in France`, `troops from Chad`.
    fn owner_after(&self, items: &[Item], j: usize, a: &Actor, memory: &mut Discourse) -> Option<(Vec<PartyId>, usize)> {
        let inside = j.checked_sub(1).is_some_and(|i| self.ends_in_preposition(&items[i]));
        let marker = if inside { Marker::Of } else { items.get(j)?.marker()? };
        let people = a.kind == Some(TitleKind::Group);
        match marker {
            Marker::Of => {}
            Marker::From if people => {}
            Marker::At if people || a.kind == Some(TitleKind::Institution) => {}
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

    /// Whether a title's own words end in a preposition: `spokesman for`.
    fn ends_in_preposition(&self, item: &Item) -> bool {
        let Some((_, last)) = self.str(item).rsplit_once(' ') else { return false };
        let mut found = Vec::new();
        self.language.lexicon.find(last, &mut found);
        let [only] = found.as_slice() else { return false };
        self.language.lexicon.entry(only.entry).senses.iter().any(|s| matches!(s, Sense::Function(chancery_knowledge::Function::Prep(_))))
    }

    /// A name that the lexicon does not know and who it is: `Jan Novak, a spokesman for the ministry,`.
    pub(super) fn apposed(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Actor, usize)> {
        let first = items.get(i)?;
        if !self.is_capital(first) || first.entry.is_some() || first.date.is_some() || i > 0 && self.is_capital(&items[i - 1]) && items[i - 1].entry.is_none() {
            return None;
        }
        let end = self.name_end(items, i, memory);
        if end < i + 2 || items.get(end)?.punct != Some(',') {
            return None;
        }
        let article = usize::from(items.get(end + 1).is_some_and(|x| x.is(FunctionWord::Determiner)));
        let (mut a, next) = self.premodified(items, end + 1 + article, memory)?;
        if a.kind != Some(TitleKind::Person) || a.name.is_some() || a.anaphor != Anaphor::None {
            return None;
        }
        a.name = Some((first.start, items[end - 1].end));
        let closed = items.get(next).is_some_and(|x| x.punct == Some(','));
        Some((a, next + usize::from(closed)))
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

    /// `the two sides`, `the three countries`, `the country`, `its bloc`, `the four`: those named before.
    fn definite(&self, items: &[Item], i: usize) -> Option<(Actor, usize)> {
        let item = items.get(i)?;
        let mut a = Actor::default();
        if item.date.is_some() {
            return None;
        }
        if self.function(item, FunctionWord::AllSides) {
            let of = items.get(i + 1).is_some_and(|x| x.marker() == Some(Marker::Of));
            a.anaphor = Anaphor::Group(0);
            return (!of && self.ends_noun(items, i + 1)).then_some((a, i + 1));
        }
        if self.function(item, FunctionWord::BothSides) || self.function(item, FunctionWord::BothStates) {
            let of = items.get(i + 1).is_some_and(|x| x.marker() == Some(Marker::Of));
            a.anaphor = if self.function(item, FunctionWord::BothStates) { Anaphor::States(2) } else { Anaphor::Group(2) };
            return (!of && self.ends_noun(items, i + 1)).then_some((a, i + 1));
        }
        if !item.is(FunctionWord::Determiner) {
            return None;
        }
        let own = item.is(FunctionWord::Possessor) || item.is(FunctionWord::PossessorSpeaker);
        let refers = |plain: Anaphor| match (item.is(FunctionWord::Possessor), item.is(FunctionWord::PossessorSpeaker)) {
            (true, _) => Anaphor::Subjects,
            (_, true) => Anaphor::Speaker,
            _ => plain,
        };
        let count = items.get(i + 1).and_then(|x| {
            let word = self.senses(x).find_map(|s| if let Sense::Measure(Measure::Number(n)) = s { Some(*n as usize) } else { None });
            word.or_else(|| if x.number && x.date.is_none() { self.str(x).parse().ok() } else { None })
        });
        let mut noun = i + 1 + usize::from(count.is_some());
        // «the three Sahel states»
        while count.is_some()
            && noun < i + 4
            && items
                .get(noun)
                .is_some_and(|x| x.function.is_none() && x.punct.is_none() && !x.predicate && self.head(items, noun, &Discourse::default()).is_none())
        {
            noun += 1;
        }
        let x = items.get(noun)?;
        if x.date.is_some() || x.amount.is_some() {
            return None;
        }
        if let Some(n) = count.filter(|n| (2..=12).contains(n)) {
            if self.function(x, FunctionWord::GroupNoun) && self.ends_noun(items, noun + 1) {
                a.anaphor = if self.function(x, FunctionWord::StateNoun) { Anaphor::States(n) } else { Anaphor::Group(n) };
                return Some((a, noun + 1));
            }
            // «the four said»
            let bare = x.predicate && x.thing.is_none()
                || x.punct.is_some()
                || x.function.is_some() && !x.is(FunctionWord::Determiner) && x.marker() != Some(Marker::Of);
            if bare && x.punct != Some('-') && !x.is(FunctionWord::GroupNoun) && (3..=5).contains(&n) {
                a.anaphor = Anaphor::Group(n);
                return Some((a, noun));
            }
            return None;
        }
        // «the oil-rich kingdom», «the 15-member body»
        let mut noun = i + 1;
        for _ in 0..4 {
            let Some(x) = items.get(noun) else { return None };
            let is_noun = [FunctionWord::StateNoun, FunctionWord::BodyNoun, FunctionWord::GroupNoun].iter().any(|w| self.function(x, *w));
            let plain = x.number && x.date.is_none() || x.punct == Some('-') || x.entry.is_none() && x.punct.is_none() && !x.capital;
            if is_noun || !plain {
                break;
            }
            noun += 1;
        }
        let mut at = i + 1;
        while own && at < i + 3 && items.get(at).is_some_and(|x| x.entry.is_none() && x.punct.is_none()) {
            at += 1;
        }
        if own && items.get(at).is_some_and(|x| self.function(x, FunctionWord::Opponent)) && self.ends_noun(items, at + 1) {
            // «its northern neighbour»
            a.anaphor = Anaphor::Others;
            return Some((a, at + 1));
        }
        let x = items.get(noun)?;
        if !self.ends_noun(items, noun + 1) || own && noun > i + 1 {
            return None;
        }
        let title = self.head(items, noun, &Discourse::default()).is_some();
        if self.function(x, FunctionWord::GroupNoun) {
            // «the countries», «the ministers»; «its allies» are others than itself
            a.anaphor = match (own, title) {
                (true, true) => return None,
                (true, false) => Anaphor::Others,
                (false, _) if self.function(x, FunctionWord::StateNoun) => Anaphor::States(0),
                (false, _) => Anaphor::Group(0),
            };
        } else if self.function(x, FunctionWord::StateNoun) {
            a.anaphor = refers(Anaphor::State);
        } else if self.function(x, FunctionWord::BodyNoun) && !title {
            a.anaphor = refers(Anaphor::Body);
        } else {
            return None;
        }
        Some((a, noun + 1))
    }

    /// Whether a noun phrase ends here: no further noun, name or `of` follows.
    fn ends_noun(&self, items: &[Item], at: usize) -> bool {
        items.get(at).is_none_or(|x| {
            x.punct.is_some_and(|p| p != '-' && p != '(')
                || x.predicate && x.thing.is_none()
                || x.date.is_some()
                || self.function(x, FunctionWord::Possessive)
                || x.function.is_some() && x.marker() != Some(Marker::Of) && !self.function(x, FunctionWord::Attribute)
        })
    }
}
