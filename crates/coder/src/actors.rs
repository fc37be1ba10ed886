//! Noun phrases that name parties: titles, bodies, people, names, compounds such as `Nga-Triều`, coordination, and the words that
//! stand for parties named before. Each becomes one [`Actor`] with the parties it stands for.

mod actor;
mod apart;
mod before;
mod owner;
mod phrase;
mod premodified;
mod refer;
mod within;

use chancery_knowledge::{FunctionWord, Knowledge, Language, Marker, NameKind, OfficeId, PartyId, PersonId, Sense, Tag, TitleKind};
use chancery_model::{PartialDate, PartyKind};

pub use actor::{Actor, Anaphor};

use crate::discourse::Discourse;
use crate::items::Item;

enum Head {
    Title(OfficeId, TitleKind),
    Titled(PartyId, OfficeId),
    Party(PartyId, NameKind),
    Person(PersonId),
    Pronoun,
    Speaker,
    Counterpart,
    Opponent,
    Host,
    Resumes,
    ResumesAll,
    ResumesOther,
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
        memory.agent.clear();
        memory.told_state = None;
        memory.told_body = None;
        memory.told.clear();
        let mut aside = false;
        let mut shut = false;
        let mut out: Vec<Actor> = Vec::new();
        let mut spans: Vec<(usize, usize)> = Vec::new();
        let mut i = if self.language.is_inflected() { self.dateline(items) } else { 0 };
        if self.language.settings.verb_final {
            self.names_like_verbs(items);
        }
        while i < items.len() {
            let found = if self.language.settings.verb_final {
                self.phrase_before(items, i, memory)
            } else if self.language.is_inflected() {
                self.premodified(items, i, memory)
                    .or_else(|| self.apposed(items, i, memory))
                    .or_else(|| self.fellow(items, i, memory))
                    .or_else(|| self.known_name(items, i, memory))
            } else {
                // Most words cannot begin a noun phrase that names a party, those that the lexicon does not know only as a name that was learned.
                let Item { nominal, number, capital, .. } = items[i];
                if nominal || number { self.phrase(items, i, memory) } else { capital.then(|| self.known_name(items, i, memory)).flatten() }
            };
            match found {
                Some((actor, next)) => {
                    self.learn(&actor, memory);
                    out.push(actor);
                    spans.push((i, next));
                    i = next;
                }
                None => i += 1,
            }
        }
        if self.language.settings.verb_final {
            self.coordinate_before(items, &mut out, &mut spans);
        } else {
            self.coordinate(items, &mut out, &mut spans, memory);
        }
        let opens = items.first().is_some_and(|i| matches!(i.marker(), Some(Marker::At | Marker::From)));
        memory.scene = items[..items.len().min(4)].iter().skip(1).find_map(|i| i.place.flatten()).or_else(|| {
            let named = |s: &(usize, usize)| items.get(s.1).is_some_and(|x| x.punct == Some(','));
            let near = out.first().zip(spans.first()).filter(|(a, s)| s.0 < 3 && (a.capital || a.kind.is_none() && a.is_explicit() && named(s)));
            near.and_then(|(a, _)| a.parties.first().copied())
        });
        memory.scene = memory.scene.filter(|_| opens);
        if self.language.is_inflected() {
            // «LIMA: Workers marched ...»
            let headed = spans.first().filter(|s| s.0 == 0 && items.get(s.1).is_some_and(|x| x.punct == Some(':')));
            let headed = headed.and_then(|_| out.first()).filter(|a| a.kind.is_none() && a.anaphor == Anaphor::None).and_then(|a| a.parties.first().copied());
            memory.ground = memory.scene.or(headed).or(memory.ground);
        }
        if self.language.settings.verb_final {
            // «In the capital of A people marched. Police fired»: A's.
            let placed = |(a, s): &(&Actor, &(usize, usize))| {
                a.kind.is_none() && a.parties.len() == 1 && a.is_explicit() && items[s.1 - 1].tags.has(Tag::At) && !items[s.1 - 1].tags.has(Tag::Of)
            };
            memory.ground = out.iter().zip(&spans).find(placed).and_then(|(a, _)| a.parties.first().copied()).or(memory.ground);
        }
        if self.language.is_inflected() {
            self.object_apart(items, &mut out, &spans, memory);
            for title in apart::told_beside(items, &mut out, &spans) {
                self.learn(&out[title], memory);
            }
        } else if !self.language.settings.verb_final {
            self.seated(items, &mut out, &spans);
        }
        let mut before: Option<(usize, Vec<PartyId>)> = None;
        let mut heads: Vec<PartyId> = Vec::new();
        let mut before_heads: Vec<PartyId> = Vec::new();
        let mut headed_by_body = false;
        let mut spans_before = 0;
        let mut told: Vec<PartyId> = Vec::new();
        // Who is named in the sentence so far, outside phrases of place and source.
        let mut pair: Vec<PartyId> = Vec::new();
        let fronted = items.first().is_some_and(|i| i.marker() == Some(Marker::About));
        // Who was told last has no name: whose it is was guessed.
        let mut unnamed = false;
        // The state told last by its bare name.
        let mut bare: Option<PartyId> = None;
        for (actor, (first, next)) in out.iter_mut().zip(&spans) {
            let guessed = std::mem::replace(&mut unnamed, false) && self.language.is_isolating();
            actor.at = *first > 0 && items[first - 1].marker() == Some(Marker::At);
            actor.aimed_at = *first > 0 && matches!(items[first - 1].marker(), Some(Marker::With | Marker::To | Marker::Against));
            let object = *first > 0 && self.language.is_inflected() && items[first - 1].predicate && items[first - 1].actor.is_none();
            actor.aimed_at |= object && actor.anaphor == Anaphor::State && !items[*first].is(FunctionWord::Possessor);
            let by = *first > 0 && items[first - 1].is(FunctionWord::Passive);
            actor.apart = before.as_ref().filter(|(_, parties)| by && parties.len() == 1 && !guessed).map(|(_, parties)| parties[0]).or(actor.apart);
            if let (Anaphor::Group(2) | Anaphor::States(2), [about], Some(home), true) = (actor.anaphor, told.as_slice(), memory.home, fronted)
                && *about != home
            {
                // «As to A, she said the two countries ...»
                actor.parties = vec![home, *about];
            }
            let mut owned = false;
            let linked = (0..*first).rev().find(|i| !items[*i].is(FunctionWord::Determiner)).filter(|i| items[*i].is(FunctionWord::Relative));
            if let (Anaphor::Group(2), Some(_), [_, _], true) = (actor.anaphor, linked, pair.as_slice(), self.language.is_inflected()) {
                // «A met B in the capital, where the two signed ...»
                actor.parties.clone_from(&pair);
                actor.inferred = true;
            }
            if let (Some(link), Some((_, [told]))) = (linked, before.as_ref().map(|b| (b.0, b.1.as_slice())))
                && (items[link].is(FunctionWord::RelativeOwner) || actor.kind.is_none_or(|k| k == TitleKind::Institution))
                && actor.anaphor == Anaphor::None
                && link > 0
                && actor.parties.is_empty()
                && self.language.is_inflected()
            {
                if items[link].is(FunctionWord::RelativeOwner) {
                    // «A, whose government expelled B»
                    actor.parties = vec![*told];
                    actor.inferred = true;
                    owned = true;
                } else {
                    actor.apart = Some(*told);
                }
            }
            let many = before.as_ref().filter(|b| b.1.len() > 1 && linked.is_some_and(|l| l > 0 && items[l].is(FunctionWord::RelativeOwner)));
            if let (Some((_, several)), true, Anaphor::None) = (many, actor.parties.is_empty() && self.language.is_inflected(), actor.anaphor) {
                // «A and B, whose ministers met C»
                actor.parties.clone_from(several);
                actor.inferred = true;
                owned = true;
            }
            if actor.anaphor == Anaphor::State && actor.apart.is_none() {
                actor.apart = self.subordinate_apart(items, *first, bare, memory);
            }
            // «A and B, two countries that ...», «A and B each ...»
            if let (Anaphor::Group(n) | Anaphor::States(n), Some((end, parties))) = (actor.anaphor, &before)
                && (parties.len() == n || n == 0 && parties.len() > 1)
                && (*first == *end || (*first == end + 1 && items[*end].punct == Some(',')))
            {
                actor.parties.clone_from(parties);
            }
            // «A, the neighbour that expelled B, ...», «A, a paramilitary group, ...»: in apposition.
            let gloss = actor.parties.is_empty()
                && actor.name.is_none()
                && (actor.anaphor == Anaphor::Other || matches!(actor.kind, Some(TitleKind::Group | TitleKind::Institution)));
            let armed = |ps: &[PartyId]| ps.iter().all(|p| self.knowledge.parties.party(*p).kind == PartyKind::Group);
            if let (true, Some((end, parties))) = (gloss, &before)
                && *first == end + 1
                && items[*end].punct == Some(',')
                && parties.len() == 1
                && !shut
                && (actor.kind != Some(TitleKind::Institution) || armed(parties))
            {
                actor.parties.clone_from(parties);
            }
            actor.start = items[*first].start;
            actor.end = items[next - 1].end;
            if *first > 0 && items[spans_before..*first].iter().any(|x| x.punct == Some(';')) {
                before_heads = std::mem::take(&mut heads);
            }
            if actor.anaphor == Anaphor::None
                && self.language.is_inflected()
                && apart::opens_clause(items, *first, *next)
                && !heads.is_empty()
                && !actor.parties.is_empty()
            {
                // «A did X, and B said it would»: B.
                before_heads = std::mem::take(&mut heads);
            }
            if heads.is_empty() && actor.anaphor == Anaphor::Owner {
                heads.clone_from(&before_heads);
            }
            spans_before = *next;
            if owned {
                self.learn(actor, memory);
            } else if self.language.is_inflected() {
                // «On the margins of the summit of A, he met B»: a person, no body.
                let person = (actor.anaphor == Anaphor::Person && headed_by_body && !memory.person.is_empty()).then(|| memory.person.clone());
                self.refer_within(actor, items, *first, person.as_ref().unwrap_or(&heads), &told, memory);
            } else {
                self.resolve(actor, memory);
            }
            // «A-A»: once.
            for i in (1..actor.parties.len()).rev() {
                if actor.parties[..i].contains(&actor.parties[i]) {
                    actor.parties.remove(i);
                }
            }
            let governed = *first > 0
                && (items[*first - 1].marker().is_some()
                    || items[..*first].iter().rev().take(3).take_while(|x| !x.is_stop()).any(|x| x.marker().is_some() && x.date.is_none()));
            if heads.is_empty() && !governed && !actor.parties.is_empty() {
                heads.clone_from(&actor.parties);
                headed_by_body = actor.kind.is_none() && self.is_organisation(actor);
            }
            if !actor.inferred {
                bare = actor.parties.first().copied().filter(|_| actor.kind.is_none() && actor.parties.len() == 1);
                told.extend(actor.parties.iter().copied().filter(|p| !told.contains(p)).collect::<Vec<_>>());
            }
            unnamed = actor.inferred && actor.anaphor == Anaphor::None;
            match &mut before {
                Some((end, parties)) => {
                    *end = *next;
                    parties.clone_from(&actor.parties);
                }
                None => before = Some((*next, actor.parties.clone())),
            }
            actor.body = self.is_organisation(actor) && actor.parties.len() == 1;
            let link = first.checked_sub(1).map(|i| &items[i]);
            let marked =
                link.is_some_and(|l| matches!(l.marker(), Some(Marker::At | Marker::Source | Marker::From | Marker::About)) || l.is(FunctionWord::When));
            shut = marked || actor.inferred || actor.firm;
            let opens = link.is_some_and(|l| l.is_stop() || l.is(FunctionWord::But)) && items[..*first].iter().any(|x| x.predicate);
            if let ([state], false, false) = (actor.parties.as_slice(), actor.inferred, actor.firm)
                && (memory.told_state.is_none() || (aside && !marked) || opens)
                && self.knowledge.parties.party(*state).kind == PartyKind::State
            {
                memory.told_state = Some(*state);
                memory.told_institution = actor.kind == Some(TitleKind::Institution);
                aside = marked;
            }
            if let ([state], true) =
                (actor.parties.as_slice(), actor.capital && link.is_some_and(|l| l.predicate || matches!(l.marker(), Some(Marker::At | Marker::To))))
            {
                memory.venues.retain(|v| v != state);
                memory.venues.push(*state);
            }
            let place = actor.capital && link.is_some_and(|l| l.predicate || l.marker() == Some(Marker::To));
            let aside_of = link.is_some_and(|l| l.punct == Some('('));
            if !actor.at && !marked && matches!(actor.anaphor, Anaphor::None | Anaphor::Other) {
                let new = |p: &&PartyId| !pair.contains(p);
                let new: Vec<PartyId> = actor.parties.iter().filter(new).copied().collect();
                pair.extend(new);
            }
            if !actor.inferred && !actor.firm && !marked && !place && !aside_of {
                for p in &actor.parties {
                    if !memory.told.contains(p) {
                        memory.told.push(*p);
                    }
                }
            }
            if !actor.inferred && !actor.at && !marked && actor.parties.len() == 1 && (actor.body || actor.kind == Some(TitleKind::Institution)) {
                memory.institution.clone_from(&actor.parties);
            }
            let before = items[..*first].iter().rev().find(|x| !x.is(FunctionWord::Determiner));
            if before.is_some_and(|l| l.marker() == Some(Marker::By)) && items[..*first].iter().any(|x| x.predicate) {
                memory.agent.clone_from(&actor.parties);
            }
            if actor.body {
                memory.told_body = actor.parties.first().copied();
            }
            if actor.kind == Some(TitleKind::Person) && actor.parties.len() == 1 {
                memory.nearby.clone_from(&actor.parties);
            }
        }
        self.unite(items, &mut out, &spans);
        // «"We ...," an official of A told B»: who speaks is named after the quotation.
        for i in 0..out.len() {
            if out[i].anaphor != Anaphor::Speaker {
                continue;
            }
            let closed = items[spans[i].1..].iter().position(|x| matches!(x.punct, Some('"' | '”'))).map(|n| items[spans[i].1 + n].start);
            if let Some(closed) = closed
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
        item.entry.into_iter().flat_map(|e| self.language.lexicon.senses(e))
    }

    fn str(&self, item: &Item) -> &str {
        &self.text[item.start as usize..item.end as usize]
    }

    fn is_capital(&self, item: &Item) -> bool {
        item.punct.is_none() && self.str(item).starts_with(char::is_uppercase)
    }

    fn function(&self, item: &Item, word: FunctionWord) -> bool {
        item.function.is_some() && self.senses(item).any(|s| matches!(s, Sense::Function(chancery_knowledge::Function::Word(w)) if *w == word))
    }

    fn head(&self, items: &[Item], i: usize, memory: &Discourse) -> Option<Head> {
        let item = items.get(i)?;
        if !item.nominal || item.blocked || item.date.is_some() || item.amount.is_some() {
            return None;
        }
        let mut best = None;
        for sense in self.senses(item) {
            let head = match sense {
                Sense::Titled(p, o) => Some(Head::Titled(*p, *o)),
                Sense::Title(o, k) => Some(Head::Title(*o, *k)),
                Sense::Person(id) => Some(Head::Person(*id)),
                Sense::Party(p, kind @ (NameKind::Weak | NameKind::Inside)) => memory.strong.contains(p).then_some(Head::Party(*p, *kind)),
                Sense::Party(_, NameKind::City) => None,
                Sense::Party(p, NameKind::Capital) => Some(Head::Party(memory.seated(&self.knowledge.parties, *p), NameKind::Capital)),
                Sense::Party(p, k) => Some(Head::Party(*p, *k)),
                Sense::Function(chancery_knowledge::Function::Word(w)) => match w {
                    FunctionWord::Pronoun => Some(Head::Pronoun),
                    FunctionWord::Speaker => Some(Head::Speaker),
                    FunctionWord::Counterpart => Some(Head::Counterpart),
                    FunctionWord::Opponent => Some(Head::Opponent),
                    FunctionWord::Host => Some(Head::Host),
                    FunctionWord::Resumes => Some(Head::Resumes),
                    FunctionWord::ResumesAll => Some(Head::ResumesAll),
                    FunctionWord::ResumesOther => Some(Head::ResumesOther),
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
}
