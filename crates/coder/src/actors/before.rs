//! Noun phrases of a language in which what modifies stands before: country, body, title after the name, and a particle that closes the phrase.

use chancery_knowledge::{FunctionWord, Measure, NameKind, PartyId, Sense, Tag, TitleKind};

use super::{Actor, Anaphor, Head, Reader};
use crate::discourse::Discourse;
use crate::items::Item;

/// How many words of a name may stand before its title.
const NAME_WORDS: usize = 5;

impl Reader<'_> {
    /// One noun phrase that begins at `i`, without coordination.
    pub(super) fn phrase_before(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Actor, usize)> {
        if let Some(found) = self.counted_before(items, i, memory) {
            return Some(found);
        }
        let mut a = Actor::default();
        // Only the name of a known office-holder tells the party.
        let mut guessed = false;
        let mut j = i;
        while let Some(item) = items.get(j) {
            if item.date.is_some() || item.amount.is_some() || item.blocked || item.tags.has(Tag::Verb) && self.put_together(item).is_none() {
                break;
            }
            let named = a.kind == Some(TitleKind::Person) || a.name.is_some();
            match self.head(items, j, memory) {
                Some(Head::Party(_, NameKind::Short)) if j == i && self.is_surname(items, j, memory) => {
                    a.name = Some((item.start, item.end));
                }
                // «an opposition politician of A»: `one` is no shorthand.
                Some(Head::Party(_, NameKind::Short))
                    if j > i && !a.parties.is_empty() && item.tags.is_empty() && self.counts_one(item) && self.leads_to_title(items, j + 1, 2) => {}
                Some(Head::Party(_, NameKind::Short)) if !self.short_fits(items, j, &a) => break,
                Some(Head::Party(party, kind)) => {
                    if guessed && !a.parties.contains(&party) && self.leads_to_title(items, j + 1, 2) {
                        // «N, minister of A», where another N holds an office of B.
                        a.parties.clear();
                        a.office = None;
                        guessed = false;
                    }
                    if a.parties.is_empty() && !(a.office.is_some() && named) {
                        a.capital = kind == NameKind::Capital;
                        a.firm = kind == NameKind::Firm;
                        a.parties.push(party);
                    } else if !self.leads_to_title(items, j + 1, 2) {
                        break;
                    }
                }
                Some(Head::Titled(party, office)) => {
                    if a.parties.is_empty() {
                        a.parties.push(party);
                    }
                    a.office = Some(office);
                    a.kind = Some(TitleKind::Person);
                }
                Some(Head::Title(office, kind)) => {
                    if a.kind != Some(TitleKind::Person) {
                        a.office = Some(office);
                        a.kind = Some(kind);
                    }
                }
                Some(Head::Person(id)) => {
                    if named {
                        break;
                    }
                    a.name = Some((item.start, item.end));
                    if a.parties.is_empty()
                        && let Some(holder) = self.knowledge.parties.office_of(id, self.published)
                    {
                        let local = memory.by_name(self.str(item)).cloned();
                        guessed = local.is_none();
                        a.parties = local.unwrap_or_else(|| vec![holder.party]);
                        a.office = a.office.or(Some(holder.office));
                    }
                    a.kind.get_or_insert(TitleKind::Person);
                }
                Some(Head::Pronoun) if j == i => {
                    a.anaphor = Anaphor::Person;
                    a.kind = Some(TitleKind::Person);
                }
                Some(Head::Speaker) if j == i => {
                    let quoted = is_quoted(items, i);
                    if quoted || !memory.press_home {
                        a.anaphor = Anaphor::Speaker;
                        a.quoted = quoted;
                    } else {
                        a.parties.extend(memory.home);
                    }
                }
                Some(Head::Counterpart | Head::Opponent) if j == i => a.anaphor = Anaphor::Other,
                Some(_) => break,
                None => {
                    if let Some(parties) = self.put_together(item) {
                        if j > i {
                            break;
                        }
                        a.parties = parties;
                        if item.predicate {
                            j += 1;
                            break;
                        }
                    } else if item.punct == Some('(') && j > i {
                        let Some(next) = self.gloss(items, j, &mut a, memory) else { break };
                        j = next;
                        if items.get(j).is_some_and(|x| x.start == x.end && !x.tags.is_empty()) {
                            j += 1;
                            break;
                        }
                        continue;
                    } else if matches!(item.punct, Some('·' | '-' | '∙' | 'ㆍ' | '・')) && j > i && a.office.is_none() && a.name.is_none() {
                        // Shorthand and names parted by a mark: all of them.
                        let Some(Head::Party(party, _)) = self.head(items, j + 1, memory) else { break };
                        if !a.parties.contains(&party) {
                            a.parties.push(party);
                        }
                        a.capital = false;
                        j += 1;
                    } else if j > i
                        && !a.parties.is_empty()
                        && item.tags.is_empty()
                        && self.may_be_name(item)
                        && self.leads_to_person(items, j + 1, 2)
                        && !self.is_titled(items, j, memory)
                    {
                        // A part of the body's name that nothing else is known of.
                    } else if j > i && !a.parties.is_empty() && item.tags.is_empty() && self.counts_one(item) && self.leads_to_title(items, j + 1, 2) {
                        // `a minister of A`: the number says nothing.
                    } else if j > i && self.function(item, FunctionWord::Side) {
                        // It says nothing of its own.
                    } else if j > i && (self.is_joint(items, j)) {
                        // `and concurrently`, `former`: the title goes on.
                    } else if j > i && a.kind == Some(TitleKind::Institution) && a.parties.is_empty() && self.may_be_name(item) && !item.tags.is_empty() {
                        // The body's own name after what it is: `the ruling party N`.
                        a.name = Some((item.start, item.end));
                    } else if j == i && self.is_cut_name(items, j, memory) {
                        // A foreign name that ends like a particle.
                        a.name = Some((item.start, self.whole_end(items, j)));
                        a.kind = Some(TitleKind::Person);
                        j += 1;
                        continue;
                    } else if self.may_be_name(item) && (self.leads_to_title(items, j + 1, NAME_WORDS) || self.is_learned(item, memory)) && !named {
                        let mut end = j + 1;
                        let goes_on = |x: &Item, at: usize| self.may_be_name(x) || matches!(self.head(items, at, memory), Some(Head::Person(_)));
                        while items.get(end).is_some_and(|x| goes_on(x, end))
                            && items[end - 1].tags.is_empty()
                            && self.leads_to_title(items, end + 1, NAME_WORDS)
                        {
                            end += 1;
                        }
                        a.name = Some((item.start, items[end - 1].end));
                        a.kind.get_or_insert(TitleKind::Person);
                        if a.office.is_some() {
                            // A name after the office: `foreign ministry, spokesman N`.
                            a.kind = Some(TitleKind::Person);
                        }
                        j = end - 1;
                    } else {
                        break;
                    }
                }
            }
            j += 1;
            let tags = items[j - 1].tags;
            if !tags.is_empty() {
                let owner = tags.has(Tag::Of) && a.parties.len() == 1;
                if owner && self.leads_to_person(items, j, NAME_WORDS) {
                    continue;
                }
                break;
            }
        }
        if j == i || (a.parties.is_empty() && a.office.is_none() && a.name.is_none() && a.anaphor == Anaphor::None) {
            return None;
        }
        if a.parties.is_empty()
            && let Some(known) = a.name.and_then(|(s, e)| memory.by_name(&self.text[s as usize..e as usize]))
        {
            a.parties.clone_from(known);
        }
        a.outlaw = self.is_band(&a);
        if a.parties.is_empty() && a.office.is_some() && a.name.is_none() && a.anaphor == Anaphor::None && !a.outlaw {
            a.parties.extend(self.place_before(items, i, memory));
        }
        let body = items[i..j].iter().any(|x| self.senses(x).any(|s| matches!(s, Sense::HomeBody)));
        if a.parties.is_empty() && a.name.is_none() && a.anaphor == Anaphor::None && body && memory.press_home {
            // A body of the state is that of the country where the press is at home.
            a.parties.extend(memory.home);
        }
        if let (Some((s, e)), [_], Some(TitleKind::Person)) = (a.name, a.parties.as_slice(), a.kind) {
            let name = &self.text[s as usize..e as usize];
            let mut letters = name.chars();
            if let (Some(surname), 2..=4) = (letters.next(), name.chars().count())
                && !name.contains(' ')
            {
                memory.learn_surname(&surname.to_string(), &a.parties);
            }
        }
        a.generic = a.parties.is_empty() && a.kind == Some(TitleKind::Group) && a.name.is_none();
        Some((a, j))
    }

    /// Whether a body or several parties were last told to have met.
    fn has_met(&self, memory: &Discourse) -> bool {
        let body = |p: &PartyId| self.knowledge.parties.party(*p).kind == chancery_model::PartyKind::Organisation;
        memory.meeting.len() > 1 || memory.meeting.iter().any(body)
    }

    /// «farmers of Sinaloa», «people in the south of A»: the state of the place that stands right before.
    fn place_before(&self, items: &[Item], i: usize, memory: &Discourse) -> Option<PartyId> {
        let tied = |b: usize| items[b].tags.is_empty() || items[b].tags.has(Tag::Of);
        let mut at = i.checked_sub(1).filter(|b| tied(*b))?;
        let part = items[at].blocked;
        if part {
            at = at.checked_sub(1).filter(|b| tied(*b))?;
        }
        items[at].place.flatten().or_else(|| match self.head(items, at, memory) {
            Some(Head::Party(state, _)) if part => Some(state),
            _ => None,
        })
    }

    /// Parties put together in one word, or beside a prefix.
    fn put_together(&self, item: &Item) -> Option<Vec<chancery_knowledge::PartyId>> {
        self.senses(item).find_map(|s| if let Sense::Compound(_, parties) = s { Some(parties.clone()) } else { None })
    }

    fn counts_one(&self, item: &Item) -> bool {
        self.senses(item).any(|s| matches!(s, Sense::Measure(Measure::Number(n)) if (*n - 1.0).abs() < f64::EPSILON))
    }

    fn is_learned(&self, item: &Item, memory: &Discourse) -> bool {
        memory.by_name(self.str(item)).is_some()
    }

    /// Whether an unknown word that seems to end in a particle is a name whole: a title follows that the particle does not fit, or it was learned.
    fn is_cut_name(&self, items: &[Item], i: usize, memory: &Discourse) -> bool {
        let item = &items[i];
        let titled = || matches!(self.head(items, i + 1, memory), Some(Head::Title(_, TitleKind::Person)));
        let learned = || memory.by_name(&self.text[item.start as usize..self.whole_end(items, i) as usize]).is_some();
        !item.tags.is_empty() && self.may_be_name(item) && titled() && (item.tags.has(Tag::Dir) || learned())
    }

    /// What has the form of a verb that commands or is denied, and leads to a title, is a foreign name: `타지 장관` is no minister that rides.
    pub(super) fn names_like_verbs(&self, items: &mut [Item]) {
        for i in 0..items.len() {
            if items[i].tags.has(Tag::Verb) && items[i].tags.any(&[Tag::Ji, Tag::Command]) {
                let name = Item { start: items[i].start, end: self.whole_end(items, i), ..Item::default() };
                let verb = std::mem::replace(&mut items[i], name);
                if !self.leads_to_title(items, i + 1, NAME_WORDS) {
                    items[i] = verb;
                }
            }
        }
    }

    /// Where a word with its particle ends.
    fn whole_end(&self, items: &[Item], i: usize) -> u32 {
        let to = items.get(i + 1).map_or(items[i].end, |n| n.start);
        items[i].start + self.text[items[i].start as usize..to as usize].trim_end().len() as u32
    }

    /// A word that nothing else is known of.
    fn may_be_name(&self, item: &Item) -> bool {
        (item.entry.is_none() || item.is(FunctionWord::NameParticle) && item.tags.is_empty())
            && item.punct.is_none()
            && !item.number
            && item.start < item.end
            && item.date.is_none()
            && !item.tags.any(&[Tag::Verb, Tag::Of, Tag::Adverb])
    }

    /// A one-letter surname that was learned, before a title.
    fn is_surname(&self, items: &[Item], i: usize, memory: &Discourse) -> bool {
        let titled = matches!(self.head(items, i + 1, memory), Some(Head::Title(_, TitleKind::Person)));
        titled && items[i].tags.is_empty() && memory.by_name(self.str(&items[i])).is_some()
    }

    /// Whether shorthand may stand for its party here: parted by marks from others, or before a noun that it describes.
    fn short_fits(&self, items: &[Item], i: usize, a: &Actor) -> bool {
        let mark = |j: Option<&Item>| j.is_some_and(|x| matches!(x.punct, Some('·' | '-' | '∙' | 'ㆍ' | '・')));
        let next = items.get(i + 1);
        let adjacent = next.is_some_and(|x| x.start == items[i].end);
        // A number of the same letters counts or describes: `a minister`.
        let counts = self.senses(&items[i]).any(|s| matches!(s, Sense::Measure(Measure::Number(_))));
        let described = next.is_some_and(|x| {
            !counts
                && !adjacent
                && x.entry.is_some()
                && !x.tags.has(Tag::Verb)
                && (x.thing.is_some() || x.predicate || self.senses(x).any(|s| matches!(s, Sense::Title(..) | Sense::Titled(..))))
        });
        a.parties.is_empty()
            && items[i].tags.is_empty()
            && (mark(next) || (i > 0 && mark(items.get(i - 1))) || described || next.is_some_and(|x| x.punct == Some(',')))
    }

    /// Words between two titles of one person, or that only qualify the title.
    fn is_joint(&self, items: &[Item], i: usize) -> bool {
        let item = &items[i];
        let plain = item.function.is_some_and(|f| {
            matches!(
                f,
                chancery_knowledge::Function::Word(
                    FunctionWord::And | FunctionWord::Determiner | FunctionWord::When | FunctionWord::GroupNoun | FunctionWord::BodyNoun
                )
            )
        });
        plain && item.tags.is_empty() && self.leads_to_title(items, i + 1, 1)
    }

    /// Whether a name of words that nothing is known of ends in the title of a person: `A's Tomas Lopez, minister`.
    fn is_titled(&self, items: &[Item], from: usize, memory: &Discourse) -> bool {
        let end = (from..items.len()).find(|i| !(self.may_be_name(&items[*i]) && items[*i].tags.is_empty()));
        end.is_some_and(|i| matches!(self.head(items, i, memory), Some(Head::Title(_, TitleKind::Person))))
    }

    /// Whether a title follows within so many plain words.
    fn leads_to_title(&self, items: &[Item], from: usize, words: usize) -> bool {
        self.leads(items, from, words, false)
    }

    fn leads_to_person(&self, items: &[Item], from: usize, words: usize) -> bool {
        self.leads(items, from, words, true)
    }

    fn leads(&self, items: &[Item], from: usize, words: usize, person: bool) -> bool {
        if from == 0 || (!items[from - 1].tags.is_empty() && !items[from - 1].tags.has(Tag::Of)) {
            return false;
        }
        for item in items.iter().skip(from).take(words) {
            let title = self.senses(item).find_map(|s| match s {
                Sense::Title(_, kind) => Some(*kind),
                Sense::Titled(..) => Some(TitleKind::Person),
                _ => None,
            });
            if title == Some(TitleKind::Person) || (person && title.is_some()) {
                return true;
            }
            let known = self.senses(item).any(|s| matches!(s, Sense::Party(..) | Sense::Title(..) | Sense::Person(_)));
            let plain = item.tags.is_empty()
                && item.date.is_none()
                && item.amount.is_none()
                && (known || self.may_be_name(item) || item.is(FunctionWord::Determiner) || self.counts_one(item));
            if !plain || item.predicate {
                return false;
            }
        }
        false
    }

    /// Skip a parenthesis; take the party it names if none was, and learn an acronym.
    fn gloss(&self, items: &[Item], i: usize, a: &mut Actor, memory: &mut Discourse) -> Option<usize> {
        let close = (i + 1..items.len().min(i + 9)).find(|j| items[*j].punct == Some(')'))?;
        if a.parties.is_empty() {
            a.parties.extend((i + 1..close).find_map(|j| match self.head(items, j, memory) {
                Some(Head::Party(p, _)) => Some(p),
                _ => None,
            }));
        }
        if let [only] = &items[i + 1..close]
            && only.entry.is_none()
            && only.punct.is_none()
            && !a.parties.is_empty()
        {
            memory.learn_name(self.str(only), &a.parties);
        }
        Some(close + 1)
    }

    /// Both sides, two ministers, three countries, this body.
    fn counted_before(&self, items: &[Item], i: usize, memory: &Discourse) -> Option<(Actor, usize)> {
        let item = items.get(i)?;
        if item.date.is_some() || item.function.is_none() && !item.number {
            return None;
        }
        let mut a = Actor::default();
        let title = |j: usize| match self.head(items, j, memory) {
            Some(Head::Title(office, kind)) => Some((office, kind)),
            _ => None,
        };
        let mut j = i + 1;
        if self.function(item, FunctionWord::AllSides) {
            // «3국»: so many as the word counts.
            let counted = self.str(item).chars().next().and_then(|c| c.to_digit(10)).filter(|n| *n > 2);
            a.anaphor = match counted {
                Some(n) => Anaphor::States(n as usize),
                None if self.function(item, FunctionWord::StateNoun) => Anaphor::States(2),
                None => Anaphor::Group(2),
            };
        } else if self.function(item, FunctionWord::PeopleNoun) {
            let anaphor = if item.tags.any(&[Tag::Topic, Tag::Subject]) { Anaphor::Subject } else { Anaphor::Undergoers };
            match self.place_before(items, i, memory) {
                Some(home) => (a.parties, a.kind) = (vec![home], Some(TitleKind::Group)),
                None => a.anaphor = anaphor,
            }
            return Some((a, j));
        } else if self.function(item, FunctionWord::Members) && self.has_met(memory) {
            // «the leaders adopted it», after a summit of A: A.
            a.anaphor = Anaphor::Members;
            return Some((a, j));
        } else if item.tags.is_empty() && self.function(item, FunctionWord::This) {
            let noun = items.get(j)?;
            a.anaphor = if let Some((office, kind)) = title(j) {
                a.office = Some(office);
                a.kind = Some(kind);
                match kind {
                    TitleKind::Person => Anaphor::Person,
                    TitleKind::Group if self.is_band(&a) => Anaphor::Band,
                    _ => Anaphor::Subject,
                }
            } else if self.function(noun, FunctionWord::StateNoun) {
                Anaphor::State
            } else if self.function(noun, FunctionWord::BodyNoun) {
                Anaphor::Body
            } else {
                return None;
            };
            // «inmates who belong to this gang»: theirs.
            let mut next = j + 1;
            if a.anaphor == Anaphor::Band && noun.tags.is_empty() && items.get(next).is_some_and(|x| self.function(x, FunctionWord::Side)) {
                next += 1 + usize::from(items.get(next + 1).is_some_and(|_| matches!(title(next + 1), Some((_, TitleKind::Group)))));
            }
            return Some((a, next));
        } else {
            let number = self.senses(item).find_map(|s| match s {
                Sense::Measure(Measure::Number(n)) => Some(*n as usize),
                _ => None,
            });
            let count = number.or_else(|| if item.number && item.entry.is_none() { self.str(item).parse().ok() } else { None });
            let count = count.filter(|n| (2..=12).contains(n) && item.tags.is_empty())?;
            let noun = items.get(j)?;
            let person = title(j).filter(|(_, k)| *k == TitleKind::Person);
            if !self.function(noun, FunctionWord::GroupNoun) && person.is_none() {
                return None;
            }
            if let Some((office, kind)) = person {
                a.office = Some(office);
                a.kind = Some(kind);
            }
            a.anaphor = Anaphor::States(count);
            j += 1;
        }
        while items[j - 1].tags.is_empty() {
            match title(j) {
                Some((office, kind)) => {
                    a.office.get_or_insert(office);
                    a.kind.get_or_insert(kind);
                }
                None if items.get(j).is_some_and(|x| self.function(x, FunctionWord::GroupNoun) || self.function(x, FunctionWord::Side)) => {}
                None => break,
            }
            j += 1;
        }
        Some((a, j))
    }

    /// Join actors that a particle, a comma or a mark ties together: the last one's particle holds for all.
    pub(super) fn coordinate_before(&self, items: &[Item], actors: &mut Vec<Actor>, spans: &mut Vec<(usize, usize)>) {
        let mut i = 0;
        while i + 1 < actors.len() {
            let (end, next) = (spans[i].1, spans[i + 1].0);
            let tags = items[end - 1].tags;
            let gap = &items[end..next];
            let closing = items[spans[i + 1].1 - 1].tags;
            let marked = |a: &Actor| a.anaphor == Anaphor::None && !a.parties.is_empty();
            let listed = match gap {
                [] => tags.has(Tag::With) && !tags.has(Tag::Of) && !closing.has(Tag::At),
                [one] if one.punct.is_some_and(|p| matches!(p, ',' | '·' | 'ㆍ' | '∙' | '・')) => {
                    tags.is_empty() || tags == chancery_knowledge::Tags::default().with(Tag::With)
                }
                [one] => tags.is_empty() && one.is(FunctionWord::And) && one.tags.is_empty(),
                _ => false,
            };
            if listed && actors[i].parties.is_empty() && actors[i].anaphor == Anaphor::None && actors[i].office.is_some() && marked(&actors[i + 1]) {
                // «the government army and the rebels»: that of the state just named.
                let before = actors[..i].iter().rev().find(|a| a.parties.len() == 1).map(|a| a.parties.clone());
                actors[i].parties = before.unwrap_or_default();
            }
            let nameless = |a: &Actor| a.parties.is_empty() && a.anaphor == Anaphor::None && a.office.is_some();
            if listed
                && marked(&actors[i])
                && (nameless(&actors[i + 1]) || marked(&actors[i + 1]) || actors[i + 1].name.is_some() && actors[i + 1].kind == Some(TitleKind::Person))
            {
                let tail = actors.remove(i + 1);
                let span = spans.remove(i + 1);
                spans[i].1 = span.1;
                let a = &mut actors[i];
                for p in tail.parties {
                    if !a.parties.contains(&p) {
                        a.parties.push(p);
                    }
                }
                a.capital = false;
            } else {
                i += 1;
            }
        }
    }
}

/// Whether a quotation is open before an item.
pub(super) fn is_quoted(items: &[Item], i: usize) -> bool {
    items[..i].iter().filter(|x| matches!(x.punct, Some('"' | '“' | '”'))).count() % 2 == 1
}
