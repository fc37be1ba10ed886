//! Noun phrases that name parties: titles, bodies, people, names, compounds such as `Nga-Triều`, coordination, and the words that
//! stand for parties named before. Each becomes one [`Actor`] with the parties it stands for.

use chancery_knowledge::{FunctionWord, Knowledge, Language, Marker, Measure, NameKind, OfficeId, PartyId, PersonId, Sense, TitleKind};
use chancery_model::{PartialDate, PartyKind, Sector};

use crate::discourse::Discourse;
use crate::items::Item;

/// How an actor that names no party refers back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anaphor {
    /// It does not.
    #[default]
    None,
    /// So many parties that stood together; 0 for however many.
    Group(usize),
    /// So many parties that were just named together.
    NamedGroup(usize),
    /// A person spoken of.
    Person,
    /// The state named last.
    State,
    /// The organisation or group named last.
    Body,
    /// The officials of a body that is meeting, else the last subject.
    Members,
    /// The people something was last done to.
    Undergoers,
    /// Whoever is speaking.
    Speaker,
    /// The last subject.
    Subject,
    /// The other of two.
    Other,
}

/// A noun phrase that stands for one or more parties.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The parties it stands for.
    pub parties: Vec<PartyId>,
    /// The first office named.
    pub office: Option<OfficeId>,
    /// What the first title denotes.
    pub kind: Option<TitleKind>,
    /// A person's name: bytes.
    pub name: Option<(u32, u32)>,
    /// How it refers back.
    pub anaphor: Anaphor,
    /// Only a capital city names the party: it may be a place.
    pub capital: bool,
    /// People of a sort whose party was not named.
    pub generic: bool,
    /// Criminals, rebels, unknown gunmen: never the state's own people.
    pub outlaw: bool,
    /// A preposition marks it as the one an act is aimed at.
    pub aimed_at: bool,
    /// A counterpart without a party of its own stands beside it.
    pub with_counterpart: bool,
    /// The only party is an organisation.
    pub body: bool,
    /// The parties are only those at home or last spoken of.
    pub guessed: bool,
    /// The parties were carried over from elsewhere.
    pub inferred: bool,
}

impl Actor {
    fn is_explicit(&self) -> bool {
        !self.parties.is_empty() && !self.inferred
    }
}

enum Head {
    Title(OfficeId, TitleKind),
    Titled(PartyId, OfficeId),
    Party(PartyId, NameKind),
    Person(PersonId),
    Pronoun,
    Speaker,
    Counterpart,
    Opponent,
}

/// Reads the noun phrases of one sentence.
pub struct Reader<'a> {
    /// Parties, offices, persons.
    pub knowledge: &'a Knowledge,
    /// The words.
    pub language: &'a Language,
    /// The normalised text.
    pub text: &'a str,
    /// The document's date, for terms of office.
    pub published: Option<PartialDate>,
}

impl Reader<'_> {
    /// Find the actors of a sentence, mark their items, resolve what refers back.
    pub fn find(&self, items: &mut [Item], memory: &mut Discourse) -> Vec<Actor> {
        memory.nearby.clear();
        memory.told_state = None;
        memory.told_body = None;
        let mut out: Vec<Actor> = Vec::new();
        let mut spans: Vec<(usize, usize)> = Vec::new();
        let mut i = 0;
        while i < items.len() {
            match self.phrase(items, i, memory) {
                Some((actor, next)) => {
                    self.learn(&actor, memory);
                    out.push(actor);
                    spans.push((i, next));
                    i = next;
                }
                None => i += 1,
            }
        }
        self.coordinate(items, &mut out, &mut spans, memory);
        let mut before: Option<(usize, Vec<PartyId>)> = None;
        for (actor, (first, next)) in out.iter_mut().zip(&spans) {
            actor.aimed_at = *first > 0 && matches!(items[first - 1].marker(), Some(Marker::With | Marker::To | Marker::Against));
            // «A and B, two countries that ...», «A and B each ...»
            if let (Anaphor::Group(n), Some((end, parties))) = (actor.anaphor, &before)
                && (parties.len() == n || n == 0 && parties.len() > 1)
                && (*first == *end || (*first == end + 1 && items[*end].punct == Some(',')))
            {
                actor.parties.clone_from(parties);
            }
            actor.start = items[*first].start;
            actor.end = items[next - 1].end;
            self.resolve(actor, memory);
            before = Some((*next, actor.parties.clone()));
            actor.body = self.is_organisation(actor) && actor.parties.len() == 1;
            if let ([state], false) = (actor.parties.as_slice(), actor.inferred)
                && memory.told_state.is_none()
                && self.knowledge.parties.party(*state).kind == PartyKind::State
            {
                memory.told_state = Some(*state);
            }
            if actor.body {
                memory.told_body = actor.parties.first().copied();
            }
            if actor.kind == Some(TitleKind::Person) && actor.parties.len() == 1 {
                memory.nearby.clone_from(&actor.parties);
            }
        }
        // «"We ...," an official of A told B»: who speaks is named after the quotation.
        for i in 0..out.len() {
            let closed = items[spans[i].1..].iter().position(|x| matches!(x.punct, Some('"' | '”'))).map(|n| items[spans[i].1 + n].start);
            if out[i].anaphor == Anaphor::Speaker
                && let Some(closed) = closed
                && let Some(later) =
                    out[i + 1..].iter().find(|a| a.start > closed && a.kind.is_some() && !a.inferred && a.parties.len() == 1).map(|a| a.parties.clone())
            {
                out[i].parties = later;
            }
        }
        for (id, (first, next)) in spans.iter().enumerate() {
            for item in &mut items[*first..*next] {
                item.actor = Some(id as u16);
            }
        }
        out
    }

    fn senses<'s>(&'s self, item: &Item) -> impl Iterator<Item = &'s Sense> {
        item.entry.into_iter().flat_map(|e| &self.language.lexicon.entry(e).senses)
    }

    fn str(&self, item: &Item) -> &str {
        &self.text[item.start as usize..item.end as usize]
    }

    fn is_capital(&self, item: &Item) -> bool {
        item.punct.is_none() && self.str(item).starts_with(char::is_uppercase)
    }

    fn function(&self, item: &Item, word: FunctionWord) -> bool {
        self.senses(item).any(|s| matches!(s, Sense::Function(chancery_knowledge::Function::Word(w)) if *w == word))
    }

    fn head(&self, items: &[Item], i: usize, memory: &Discourse) -> Option<Head> {
        let item = items.get(i)?;
        if item.blocked || item.date.is_some() || item.amount.is_some() {
            return None;
        }
        let mut best = None;
        for sense in self.senses(item) {
            let head = match sense {
                Sense::Titled(p, o) => Some(Head::Titled(*p, *o)),
                Sense::Title(o, k) => Some(Head::Title(*o, *k)),
                Sense::Person(id) => Some(Head::Person(*id)),
                Sense::Party(p, NameKind::Weak) => memory.strong.contains(p).then_some(Head::Party(*p, NameKind::Weak)),
                Sense::Party(_, NameKind::City) => None,
                Sense::Party(p, NameKind::Capital) => Some(Head::Party(memory.seated(&self.knowledge.parties, *p), NameKind::Capital)),
                Sense::Party(p, k) => Some(Head::Party(*p, *k)),
                Sense::Function(chancery_knowledge::Function::Word(w)) => match w {
                    FunctionWord::Pronoun => Some(Head::Pronoun),
                    FunctionWord::Speaker => Some(Head::Speaker),
                    FunctionWord::Counterpart => Some(Head::Counterpart),
                    FunctionWord::Opponent => Some(Head::Opponent),
                    _ => None,
                },
                _ => None,
            };
            if let Some(head) = head {
                if matches!(head, Head::Party(..) | Head::Person(_) | Head::Titled(..)) {
                    return Some(head);
                }
                best = best.or(Some(head));
            }
        }
        best
    }

    /// Whether shorthand may stand here: inside a compound or right after a title or «side».
    fn shorthand_fits(&self, items: &[Item], i: usize, titled: bool) -> bool {
        let dash = |j: Option<&Item>| j.is_some_and(|x| matches!(x.punct, Some('-' | '–')));
        let named = items.get(i + 1).is_some_and(|x| x.entry.is_none() && x.capital);
        (titled && !named) || dash(items.get(i + 1)) || (i > 0 && dash(items.get(i - 1)))
    }

    /// One noun phrase starting at `i`, without coordination.
    fn phrase(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Actor, usize)> {
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
                    if item.punct == Some('(') && j > i {
                        let Some(next) = self.parenthesis(items, j, &mut a, memory) else { break };
                        j = next;
                        continue;
                    }
                    if (open || sided)
                        && a.parties.is_empty()
                        && let Some((party, next)) = self.owner(items, j, memory)
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
            return self.known_name(items, i, memory);
        }
        // «this country», «this ministry», «this official»
        if a.parties.is_empty() && items.get(j).is_some_and(|x| self.function(x, FunctionWord::This)) && (open || sided) {
            a.anaphor = match a.kind {
                Some(TitleKind::Person) => Anaphor::Person,
                Some(_) => Anaphor::Subject,
                None if self.function(&items[j - 1], FunctionWord::StateNoun) => Anaphor::State,
                None if self.function(&items[j - 1], FunctionWord::BodyNoun) => Anaphor::Body,
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
        a.outlaw = a.office.is_some_and(|o| matches!(self.knowledge.parties.office(o).sector, Sector::Crm | Sector::Reb | Sector::Uaf));
        a.generic = a.parties.is_empty() && a.kind == Some(TitleKind::Group) && a.name.is_none();
        Some((a, j))
    }

    fn is_organisation(&self, a: &Actor) -> bool {
        a.parties.first().is_some_and(|p| self.knowledge.parties.party(*p).kind == chancery_model::PartyKind::Organisation)
    }

    /// Whether a name stands right after the body it belongs to: `Hội đồng Bảo an (HĐBA) Liên hợp quốc`.
    fn follows_body(&self, items: &[Item], j: usize) -> bool {
        items[j - 1].punct == Some(')') || items[j - 1].entry.is_some()
    }

    /// «hai nước», «lãnh đạo ba nước», «các bên», «nước này», «các nước ASEAN».
    fn counted(&self, items: &[Item], i: usize, memory: &Discourse) -> Option<(Actor, usize)> {
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
        a.anaphor = Anaphor::Group(count.unwrap_or(0));
        if items.get(next).is_some_and(|x| self.function(x, FunctionWord::This)) {
            next += 1;
            a.anaphor = Anaphor::NamedGroup(count.unwrap_or(0));
        }
        Some((a, next))
    }

    fn is_plain_noun(&self, item: &Item) -> bool {
        self.function(item, FunctionWord::GroupNoun)
    }

    /// Further parties of a compound: `Hàn-Mỹ-Nhật`, `Thái Lan - Campuchia`.
    fn compound(&self, items: &[Item], mut j: usize, a: &mut Actor, memory: &Discourse) -> usize {
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
    fn name_end(&self, items: &[Item], i: usize, memory: &Discourse) -> usize {
        let mut j = i;
        while let Some(item) = items.get(j) {
            let initial =
                item.punct == Some('.') && j > i && self.str(&items[j - 1]).chars().count() <= 2 && items.get(j + 1).is_some_and(|n| self.is_capital(n));
            if initial {
                j += 1;
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
    fn parenthesis(&self, items: &[Item], i: usize, a: &mut Actor, memory: &mut Discourse) -> Option<usize> {
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

    /// The owner of a body or people: «của Mỹ», or a party within a few plain words («lực lượng tuần tra biển Trung Quốc»).
    fn owner(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Vec<PartyId>, usize)> {
        let mut j = i;
        if items.get(j)?.marker() == Some(Marker::Of) {
            j += 1;
            while items
                .get(j)
                .is_some_and(|x| x.is(FunctionWord::Determiner) || self.function(x, FunctionWord::GroupNoun) || self.function(x, FunctionWord::Side))
            {
                j += 1;
            }
            let (inner, next) = self.phrase(items, j, memory)?;
            return (!inner.parties.is_empty()).then_some((inner.parties, next));
        }
        if items.get(j)?.is(FunctionWord::Agent) {
            // «the interim government headed by A»
            let (inner, _) = self.phrase(items, j + 1, memory)?;
            return (!inner.parties.is_empty()).then_some((inner.parties, j));
        }
        let mut words = 0;
        while words < 6 {
            let item = items.get(j)?;
            match self.head(items, j, memory) {
                Some(Head::Party(party, kind)) if kind != NameKind::Short || self.shorthand_fits(items, j, true) => {
                    let mut a = Actor { parties: vec![party], ..Actor::default() };
                    let next = self.compound(items, j + 1, &mut a, memory);
                    return Some((a.parties, next));
                }
                Some(Head::Title(..)) | None => {}
                _ => return None,
            }
            let plain = item.punct.is_none()
                && item.date.is_none()
                && item.amount.is_none()
                && !item.predicate
                && item.function.is_none_or(|f| {
                    matches!(
                        f,
                        chancery_knowledge::Function::Word(
                            FunctionWord::GroupNoun | FunctionWord::Determiner | FunctionWord::Side | FunctionWord::BodyNoun | FunctionWord::StateNoun
                        )
                    )
                });
            if !plain {
                return None;
            }
            j += 1;
            words += 1;
        }
        None
    }

    /// A capitalised word that was learned as somebody's name.
    fn known_name(&self, items: &[Item], i: usize, memory: &Discourse) -> Option<(Actor, usize)> {
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

    /// Join actors that stand in one coordination: `A và B`, `A, B và C`.
    fn coordinate(&self, items: &[Item], actors: &mut Vec<Actor>, spans: &mut Vec<(usize, usize)>, memory: &mut Discourse) {
        let mut i = 0;
        while i < actors.len() {
            // How far does the list go, and does a conjunction close it?
            let mut last = i;
            let mut closed = i;
            while let Some(next) = spans.get(last + 1) {
                let gap = &items[spans[last].1..next.0];
                let conjunction = |g: &Item| g.is(FunctionWord::And) || g.is(FunctionWord::Also) || g.marker() == Some(Marker::With);
                let filler =
                    |g: &Item| g.is(FunctionWord::Determiner) || self.function(g, FunctionWord::Side) || self.function(g, FunctionWord::GroupNoun) || g.number;
                match gap {
                    [one, rest @ ..] if conjunction(one) && rest.iter().all(filler) && self.joins(items, spans, last, one) => {
                        last += 1;
                        closed = last;
                    }
                    [one, rest @ ..] if one.punct == Some(',') && rest.iter().all(filler) && !self.heads_phrase(items, spans[last].0, &actors[last]) => {
                        last += 1;
                    }
                    _ => break,
                }
            }
            if closed > i {
                let tail: Vec<Actor> = actors.drain(i + 1..=closed).collect();
                let end = spans[closed].1;
                spans.drain(i + 1..=closed);
                spans[i].1 = end;
                let titled = tail.iter().find(|t| t.kind == actors[i].kind && t.is_explicit()).map(|t| t.parties.clone());
                let a = &mut actors[i];
                if a.parties.is_empty() && a.anaphor == Anaphor::None && !a.generic {
                    a.parties = titled.unwrap_or_default();
                    self.learn(a, memory);
                }
                for t in tail {
                    a.with_counterpart |= t.anaphor == Anaphor::Other && t.parties.is_empty();
                    for p in t.parties {
                        if !a.parties.contains(&p) {
                            a.parties.push(p);
                        }
                    }
                }
                a.capital = false;
            }
            i += 1;
        }
    }

    /// Whether an actor before a comma closes a phrase at the head of a clause (`according to A, B and C`) or refers back: no list begins with it.
    fn heads_phrase(&self, items: &[Item], first: usize, actor: &Actor) -> bool {
        let Some(before) = first.checked_sub(1).map(|i| &items[i]) else { return actor.anaphor != Anaphor::None };
        let opens = first < 2 || items[first - 2].is_stop();
        actor.anaphor != Anaphor::None || (opens && (before.marker().is_some() || before.is(FunctionWord::When)))
    }

    /// «with» joins two actors only where no verb of meeting stands before them: `A cùng B` at the head of a clause.
    fn joins(&self, items: &[Item], spans: &[(usize, usize)], at: usize, conjunction: &Item) -> bool {
        if conjunction.is(FunctionWord::And) {
            return true;
        }
        conjunction.marker().is_none() && !items[..spans[at].0].iter().any(|x| x.predicate)
    }

    /// Remember whose name and office was told.
    fn learn(&self, a: &Actor, memory: &mut Discourse) {
        let [party] = a.parties.as_slice() else { return };
        if let Some((s, e)) = a.name {
            memory.learn_name(&self.text[s as usize..e as usize], &a.parties);
        }
        if let Some(office) = a.office {
            memory.learn_office(office, *party);
        }
    }

    /// Fill in the parties of an actor that names none, and remember those of one that does.
    fn resolve(&self, a: &mut Actor, memory: &mut Discourse) {
        let parties = &self.knowledge.parties;
        let name = a.name.map(|(s, e)| &self.text[s as usize..e as usize]);
        if a.is_explicit() {
            if a.with_counterpart {
                let other = memory.counterpart(&a.parties);
                a.parties.extend(other);
            }
            for p in &a.parties {
                memory.mention(*p);
                memory.places.insert(*p, (a.start, a.end));
            }
            memory.learn_group(&a.parties, false);
            return;
        }
        a.inferred = true;
        a.parties = match (name.and_then(|n| memory.by_name(n)), a.anaphor) {
            (Some(known), _) => known.clone(),
            (None, Anaphor::Group(n)) => memory.group(n),
            (None, Anaphor::NamedGroup(n)) => memory.named_group(n),
            // «broke off relations with this country»: not the one that broke them off.
            (None, Anaphor::State) if a.aimed_at => memory.other_state(parties, memory.told_state).or_else(|| memory.last_state(parties)).into_iter().collect(),
            (None, Anaphor::State) => {
                let last = memory.subject.first().copied().filter(|s| memory.subject.len() == 1 && parties.party(*s).kind == PartyKind::State);
                memory.told_state.or(last).or_else(|| memory.last_state(parties)).into_iter().collect()
            }
            (None, Anaphor::Body) => memory.last_body(parties).into_iter().collect(),
            (None, Anaphor::Subject) => memory.subject.clone(),
            (None, Anaphor::Undergoers) => memory.undergoers.clone(),
            (None, Anaphor::Members) => memory.last_body(parties).map_or_else(|| memory.subject.clone(), |b| vec![b]),
            (None, Anaphor::Speaker) => {
                if memory.speaker.is_empty() {
                    memory.home.into_iter().collect()
                } else {
                    memory.speaker.clone()
                }
            }
            (None, Anaphor::Other) if a.kind.is_none() => match memory.told_state {
                Some(state) => memory.rival(&[state]),
                None => memory.rival(&memory.subject),
            },
            (None, Anaphor::Other) => memory.counterpart(&memory.subject),
            // A new name: nobody spoken of.
            (None, Anaphor::Person) if name.is_some() => Vec::new(),
            (None, Anaphor::Person) if !memory.nearby.is_empty() => memory.nearby.clone(),
            (None, Anaphor::Person) => {
                if memory.person.is_empty() {
                    memory.subject.clone()
                } else {
                    memory.person.clone()
                }
            }
            (None, Anaphor::None) if a.generic || (a.name.is_some() && a.kind == Some(TitleKind::Group)) => Vec::new(),
            (None, Anaphor::None) => {
                let office = a.office.and_then(|o| memory.by_office(o));
                let person = a.kind == Some(TitleKind::Person) && a.name.is_some();
                let last = memory.subject.first().copied().filter(|s| person && memory.subject.len() == 1 && parties.party(*s).kind == PartyKind::State);
                a.guessed = office.is_none() && a.kind == Some(TitleKind::Person);
                let told = memory.told_state.filter(|_| a.kind == Some(TitleKind::Institution));
                told.or(office).or(last).or(memory.home).into_iter().collect()
            }
        };
        if let (Some(name), [_]) = (name, a.parties.as_slice()) {
            memory.learn_name(name, &a.parties);
        }
    }
}
