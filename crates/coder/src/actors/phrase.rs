//! One noun phrase and its parts: counted parties, compounds, names, glosses, owners.

use chancery_knowledge::{FunctionWord, Marker, Measure, NameKind, Sense, TitleKind};
use chancery_model::PartyKind;

use super::{Actor, Anaphor, Head, Reader};
use crate::discourse::Discourse;
use crate::items::Item;

impl Reader<'_> {
    /// One noun phrase starting at `i`, without coordination.
    pub(super) fn phrase(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Actor, usize)> {
        if let Some(found) = self.counted(items, i, memory) {
            return Some(found);
        }
        let mut a = Actor::default();
        let mut j = i;
        let mut open = false; // something that can take a name or a party was read
        let mut sided = false;
        while let Some(item) = items.get(j) {
            let head = self.head(items, j, memory);
            if a.name.is_some() && !matches!(head, Some(Head::Title(..))) {
                if a.parties.is_empty()
                    && item.marker() == Some(Marker::Of)
                    && let Some((party, next)) = self.owner(items, j, memory)
                {
                    a.parties = party;
                    j = next;
                }
                break;
            }
            match head {
                Some(Head::Title(office, kind)) if a.parties.is_empty() => {
                    if a.name.is_some() {
                        break;
                    }
                    a.office.get_or_insert(office);
                    a.title = a.title.or(item.entry);
                    a.kind.get_or_insert(kind);
                    open = true;
                    j += 1;
                }
                Some(Head::Titled(party, office)) if a.parties.is_empty() => {
                    a.office.get_or_insert(office);
                    a.kind.get_or_insert(TitleKind::Person);
                    a.parties.push(party);
                    open = true;
                    j += 1;
                }
                Some(Head::Party(..)) if j > i && self.is_organisation(&a) && self.follows_body(items, j) => j += 1,
                Some(Head::Party(party, kind)) if a.parties.is_empty() && (kind != NameKind::Short || self.shorthand_fits(items, j, open || sided)) => {
                    a.capital = kind == NameKind::Capital && !open && !sided;
                    a.firm = kind == NameKind::Firm;
                    a.parties.push(party);
                    j += 1;
                    j = self.compound(items, j, &mut a, memory);
                }
                Some(Head::Person(id)) if a.anaphor == Anaphor::None || a.anaphor == Anaphor::Person || a.anaphor == Anaphor::Other => {
                    a.name = Some((item.start, item.end));
                    if a.parties.is_empty()
                        && let Some(holder) = self.knowledge.parties.office_of(id, self.published)
                    {
                        let local = memory.by_name(self.str(item)).cloned();
                        a.parties = local.unwrap_or_else(|| vec![holder.party]);
                        a.office = a.office.or(Some(holder.office));
                    }
                    a.kind.get_or_insert(TitleKind::Person);
                    a.anaphor = Anaphor::None;
                    j += 1;
                }
                Some(Head::Pronoun) if j == i => {
                    a.anaphor = Anaphor::Person;
                    a.kind = Some(TitleKind::Person);
                    open = true;
                    j += 1;
                }
                Some(Head::Speaker) if j == i => {
                    a.anaphor = Anaphor::Speaker;
                    j += 1;
                    break;
                }
                Some(Head::Counterpart) if j == i => {
                    a.anaphor = Anaphor::Other;
                    a.kind = Some(TitleKind::Person);
                    open = true;
                    j += 1;
                }
                Some(Head::Host) if j == i => {
                    a.anaphor = Anaphor::Host;
                    j += 1;
                    break;
                }
                // «the neighbour A»: A.
                Some(Head::Opponent) if j == i && matches!(self.head(items, j + 1, memory), Some(Head::Party(..))) => {
                    open = true;
                    j += 1;
                }
                Some(Head::Opponent) if j == i => {
                    a.anaphor = Anaphor::Other;
                    j += 1;
                    break;
                }
                _ => {
                    if open && self.is_capital(item) && item.punct.is_none() && item.date.is_none() && !item.blocked {
                        let end = self.name_end(items, j, memory);
                        if end > j {
                            a.name = Some((item.start, items[end - 1].end));
                            j = end;
                            continue;
                        }
                    }
                    if j == i && self.function(item, FunctionWord::BodyNoun) && items.get(j + 1).is_some_and(|n| self.is_capital(n) && n.entry.is_none()) {
                        // A party or movement at home: «đảng DEM».
                        a.kind = Some(TitleKind::Institution);
                        open = true;
                        j += 1;
                        continue;
                    }
                    if j == i && self.function(item, FunctionWord::Side) {
                        sided = true;
                        j += 1;
                        continue;
                    }
                    if let Some(next) = self.portfolio(items, j, &a, memory) {
                        // «the special envoy for the peninsula X»: X is the envoy.
                        j = next;
                        continue;
                    }
                    if item.punct == Some('(') && j > i {
                        let Some(next) = self.parenthesis(items, j, &mut a, memory) else { break };
                        j = next;
                        continue;
                    }
                    if (open || sided)
                        && a.parties.is_empty()
                        && let Some((party, next)) = self.owner(items, j, memory).or_else(|| self.of_town(items, j, &a))
                    {
                        a.parties = party;
                        j = next;
                        continue;
                    }
                    break;
                }
            }
        }
        if j == i {
            let ends = |n: &Item| n.predicate || n.function.is_some() && n.marker().is_none() && !n.is(FunctionWord::This);
            let noun = items.get(i).is_some_and(|x| self.function(x, FunctionWord::BodyNoun) && !x.predicate);
            if noun && !self.language.is_inflected() && items.get(i + 1).is_some_and(ends) {
                return Some((Actor { anaphor: Anaphor::BareBody, ..Actor::default() }, i + 1));
            }
            return self.known_name(items, i, memory);
        }
        // «this country», «this ministry», «this official»
        if a.parties.is_empty() && items.get(j).is_some_and(|x| self.function(x, FunctionWord::This)) && (open || sided) {
            a.anaphor = match a.kind {
                Some(TitleKind::Person) => Anaphor::Person,
                Some(TitleKind::Institution) => Anaphor::Institution,
                Some(_) if self.is_band(&a) => Anaphor::Band,
                Some(_) => Anaphor::Subject,
                None if self.function(&items[j - 1], FunctionWord::StateNoun) => Anaphor::State,
                None if self.function(&items[j - 1], FunctionWord::BodyNoun) => Anaphor::Body,
                // «A freed 14 soldiers. The force then paraded», where A is a group.
                None if sided && matches!(memory.actors.as_slice(), [p] if self.knowledge.parties.party(*p).kind == PartyKind::Group) => Anaphor::Band,
                None => Anaphor::Subject,
            };
            return Some((a, j + 1));
        }
        if a.parties.is_empty() && !open && a.anaphor == Anaphor::None {
            return None;
        }
        if a.parties.is_empty()
            && let Some(known) = a.name.and_then(|(s, e)| memory.by_name(&self.text[s as usize..e as usize]))
        {
            a.parties.clone_from(known);
        }
        if a.parties.is_empty() && a.name.is_none() && a.kind == Some(TitleKind::Institution) && a.anaphor == Anaphor::None {
            a.parties.extend(self.seat(items, j));
        }
        a.outlaw = self.is_band(&a);
        a.generic = a.parties.is_empty() && a.kind == Some(TitleKind::Group);
        Some((a, j))
    }

    /// «hai nước», «lãnh đạo ba nước», «các bên», «nước này», «các nước ASEAN».
    pub(super) fn counted(&self, items: &[Item], i: usize, memory: &Discourse) -> Option<(Actor, usize)> {
        let mut j = i;
        let mut a = Actor::default();
        while let Some(Head::Title(office, kind)) = self.head(items, j, memory) {
            if j > i && self.function(&items[j], FunctionWord::GroupNoun) {
                break;
            }
            a.office.get_or_insert(office);
            a.kind.get_or_insert(kind);
            j += 1;
        }
        let item = items.get(j)?;
        if item.date.is_some() {
            return None;
        }
        if self.function(item, FunctionWord::Members) {
            // «the leaders of the member states»: the body; «the member states of A»: A.
            a.kind = None;
            a.anaphor = Anaphor::Members;
            if let Some(Head::Party(party, _)) = self.head(items, j + 1, memory) {
                a.parties.push(party);
                a.anaphor = Anaphor::None;
            }
            return Some((a.clone(), j + 1 + a.parties.len()));
        }
        if self.function(item, FunctionWord::AllSides) {
            a.anaphor = Anaphor::Group(0);
            return Some((a, j + 1));
        }
        let plural = item.is(FunctionWord::Determiner) && !item.number;
        if plural
            && let Some(Head::Title(office, TitleKind::Person)) = self.head(items, j + 1, memory)
            && self.head(items, j + 2, memory).is_none()
            && items.get(j + 2).is_some_and(|x| {
                !self.is_capital(x) && x.marker() != Some(Marker::Of) && !self.function(x, FunctionWord::GroupNoun) && !x.is(FunctionWord::Determiner)
            })
        {
            a.office = Some(office);
            a.kind = Some(TitleKind::Person);
            a.anaphor = Anaphor::Members;
            return Some((a, j + 2));
        }
        if items.get(j).is_some_and(|x| x.marker() == Some(Marker::Of)) && j > i {
            j += 1;
        }
        let item = items.get(j)?;
        let number = self.senses(item).find_map(|s| match s {
            Sense::Measure(Measure::Number(n)) => Some(*n as usize),
            _ => None,
        });
        let count = number.or_else(|| if item.number && item.entry.is_none() { self.str(item).parse().ok() } else { None });
        let many = item.is(FunctionWord::Determiner);
        if count.is_none() && !many {
            // «nước này»
            if self.function(item, FunctionWord::PeopleNoun) && items.get(j + 1).is_some_and(|x| self.function(x, FunctionWord::This)) {
                a.anaphor = Anaphor::Undergoers;
                return Some((a, j + 2));
            }
            let state = self.function(item, FunctionWord::StateNoun);
            let body = self.function(item, FunctionWord::BodyNoun);
            if (state || body) && items.get(j + 1).is_some_and(|x| self.function(x, FunctionWord::This)) {
                a.anaphor = if state { Anaphor::State } else { Anaphor::Body };
                return Some((a, j + 2));
            }
            return None;
        }
        let noun = items.get(j + 1)?;
        if !self.function(noun, FunctionWord::GroupNoun) || count.is_some_and(|n| !(2..=12).contains(&n)) {
            return None;
        }
        let mut next = j + 2;
        // «hai nước Nga-Triều», «các nước ASEAN»: the parties are named after all.
        let skip = items.get(next).is_some_and(|x| x.function.is_some() && self.is_plain_noun(x));
        if skip {
            next += 1;
        }
        if let Some(Head::Party(party, _)) = self.head(items, next, memory) {
            a.parties.push(party);
            let end = self.compound(items, next + 1, &mut a, memory);
            return Some((a, end));
        }
        // «cuộc họp 4 bên»: so many take part, nobody is named.
        let attributive = i > 0 && (items[i - 1].thing.is_some() || items[i - 1].predicate) && item.number && item.entry.is_none();
        if count.is_none() || attributive {
            return None;
        }
        next = j + 2;
        let states = self.function(noun, FunctionWord::StateNoun);
        a.anaphor = if states { Anaphor::States(count.unwrap_or(0)) } else { Anaphor::Group(count.unwrap_or(0)) };
        if items.get(next).is_some_and(|x| self.function(x, FunctionWord::This)) {
            next += 1;
            a.anaphor = Anaphor::NamedGroup(count.unwrap_or(0));
        }
        Some((a, next))
    }

    pub(super) fn is_plain_noun(&self, item: &Item) -> bool {
        self.function(item, FunctionWord::GroupNoun)
    }

    /// Further parties of a compound: `Hàn-Mỹ-Nhật`, `Thái Lan - Campuchia`.
    pub(super) fn compound(&self, items: &[Item], mut j: usize, a: &mut Actor, memory: &Discourse) -> usize {
        while items.get(j).is_some_and(|x| matches!(x.punct, Some('-' | '–'))) {
            match self.head(items, j + 1, memory) {
                Some(Head::Party(party, _)) => {
                    a.parties.push(party);
                    a.capital = false;
                    j += 2;
                }
                _ => break,
            }
        }
        j
    }

    /// Where a run of capitalised words that makes a name ends.
    pub(super) fn name_end(&self, items: &[Item], i: usize, memory: &Discourse) -> usize {
        let mut j = i;
        while let Some(item) = items.get(j) {
            let initial =
                item.punct == Some('.') && j > i && self.str(&items[j - 1]).chars().count() <= 2 && items.get(j + 1).is_some_and(|n| self.is_capital(n));
            if initial {
                j += 1;
                continue;
            }
            let particle = j > i && self.function(item, FunctionWord::NameParticle) && items.get(j + 1).is_some_and(|n| self.is_capital(n) && n.date.is_none());
            if particle {
                j += 1;
                continue;
            }
            // «Mohammed al-Khulaifi»
            let hyphened = j > i
                && self.function(item, FunctionWord::NameParticle)
                && items.get(j + 1).is_some_and(|x| x.punct == Some('-'))
                && items.get(j + 2).is_some_and(|n| self.is_capital(n) && n.date.is_none());
            if hyphened {
                j += 2;
                continue;
            }
            // «Anna Meyer-Costa»
            let double = item.punct == Some('-')
                && j > i
                && items[j - 1].end == item.start
                && items.get(j + 1).is_some_and(|n| n.start == item.end && self.is_capital(n) && n.date.is_none());
            if double {
                j += 2;
                continue;
            }
            if !self.is_capital(item) || item.date.is_some() {
                break;
            }
            let words = self.str(item).split(' ').count();
            if j > i && words > 1 && matches!(self.head(items, j, memory), Some(Head::Party(..) | Head::Title(..) | Head::Titled(..))) {
                break;
            }
            if j > i && matches!(self.head(items, j, memory), Some(Head::Title(..))) && words > 1 {
                break;
            }
            j += 1;
        }
        j
    }

    /// Skip a short parenthesis; learn an acronym; take the party it names if none was.
    pub(super) fn parenthesis(&self, items: &[Item], i: usize, a: &mut Actor, memory: &mut Discourse) -> Option<usize> {
        let close = (i + 1..items.len().min(i + 9)).find(|j| items[*j].punct == Some(')'))?;
        let inside = &items[i + 1..close];
        if inside.iter().any(|x| x.date.is_some() || x.punct.is_some_and(|p| p != '-')) {
            return None;
        }
        let party = (i + 1..close).find_map(|j| match self.head(items, j, memory) {
            Some(Head::Party(p, _)) => Some(p),
            _ => None,
        });
        if a.parties.is_empty() {
            a.parties.extend(party);
        }
        if let [only] = inside
            && self.is_capital(only)
            && party.is_none()
        {
            memory.learn_name(self.str(only), &a.parties);
        }
        Some(close + 1)
    }

    /// A capitalised word that was learned as somebody's name.
    pub(super) fn known_name(&self, items: &[Item], i: usize, memory: &Discourse) -> Option<(Actor, usize)> {
        let item = items.get(i)?;
        if !self.is_capital(item) || item.entry.is_some() || item.date.is_some() {
            return None;
        }
        let end = self.name_end(items, i, memory);
        let whole = &self.text[item.start as usize..items[end.max(i + 1) - 1].end as usize];
        let (parties, next) = match memory.by_name(whole) {
            Some(p) => (p.clone(), end),
            None => (memory.by_name(self.str(item))?.clone(), i + 1),
        };
        let name = Some((item.start, items[next - 1].end));
        Some((Actor { parties, name, kind: Some(TitleKind::Person), ..Actor::default() }, next))
    }

    pub(super) fn is_organisation(&self, a: &Actor) -> bool {
        a.parties.first().is_some_and(|p| self.knowledge.parties.party(*p).kind == chancery_model::PartyKind::Organisation)
    }

    /// Whether a name stands right after the body it belongs to: `Hội đồng Bảo an (HĐBA) Liên hợp quốc`.
    pub(super) fn follows_body(&self, items: &[Item], j: usize) -> bool {
        items[j - 1].punct == Some(')') || items[j - 1].entry.is_some()
    }
}
