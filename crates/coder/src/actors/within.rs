//! Noun phrases that refer back where modifiers stand before the noun: `the two sides`, `its northern neighbour`, `they`; and what names an
//! actor only together with what stands beside it: a name in apposition, a dateline.

use chancery_knowledge::{FunctionWord, Marker, Measure, PartyId, Roles, Sense, TitleKind};
use chancery_model::{PartyKind, Sector};

use super::{Actor, Anaphor, Reader};
use crate::discourse::Discourse;
use crate::items::Item;

impl Reader<'_> {
    /// Resolve an actor, words that refer back within the sentence first: `A said it would`, `A met B and they agreed`, `A received him`.
    pub(super) fn refer_within(&self, actor: &mut Actor, items: &[Item], first: usize, heads: &[PartyId], told: &[PartyId], memory: &mut Discourse) {
        let joint = || {
            let verbs = items[..first].iter().filter(|x| x.predicate && x.actor.is_none());
            verbs.flat_map(|x| self.senses(x)).any(|s| match s {
                Sense::Predicate(units) => {
                    units.iter().map(|u| self.knowledge.frames.get(u.frame)).any(|f| matches!(f.roles, Roles::Joint | Roles::Host) && f.event_type.is_some())
                }
                _ => false,
            })
        };
        // «said he had», «says it will»: with a verb of its own after it, it is no object of the verb before it.
        let verb = |x: &Item| {
            let auxiliary =
                [FunctionWord::Have, FunctionWord::Be, FunctionWord::Future, FunctionWord::Must, FunctionWord::Can, FunctionWord::Neg, FunctionWord::Once];
            x.predicate && x.actor.is_none() || auxiliary.iter().any(|w| x.is(*w))
        };
        let acts = items.get(first + 1).is_some_and(verb);
        let object = first.checked_sub(1).is_some_and(|i| items[i].predicate && !acts || items[i].marker().is_some());
        // «A has few friends since B broke off ties with it»: a clause of time with a subject of its own.
        let opener = (0..first).rev().find(|i| items[*i].is(FunctionWord::When));
        let led = || opener.is_some_and(|w| items[w + 1..first].iter().take_while(|x| !x.predicate || x.nominal).any(|x| x.nominal && x.function.is_none()));
        let with = first.checked_sub(1).is_some_and(|i| self.ends_in(&items[i], Marker::With));
        let parties = match actor.anaphor {
            // «A promised police to the Caribbean nation»: the state of which the report tells.
            Anaphor::State if object && self.names_region(items, first) && memory.about.is_some_and(|s| !heads.contains(&s)) => {
                memory.about.into_iter().collect()
            }
            Anaphor::Subject if object && with && !heads.is_empty() && led() => heads.to_vec(),
            // «closed the border with it»: not the one that closed it
            Anaphor::Subject if object && told.iter().any(|p| !heads.contains(p)) => told.iter().copied().filter(|p| !heads.contains(p)).collect(),
            Anaphor::Subject if !heads.is_empty() => heads.to_vec(),
            Anaphor::Owner if !heads.is_empty() => heads.to_vec(),
            Anaphor::Owner => memory.subject.clone(),
            Anaphor::Subjects if heads.len() > 1 => heads.to_vec(),
            Anaphor::Subjects if told.len() > 1 && joint() => told.to_vec(),
            Anaphor::Subjects if !heads.is_empty() => heads.to_vec(),
            // «X was freed by A, where they had held him»: where nobody else is told of.
            Anaphor::Subjects if !memory.agent.is_empty() => memory.agent.clone(),
            Anaphor::Subjects if memory.subject.len() == 1 && memory.actors.len() > 1 && memory.subject.iter().all(|s| memory.actors.contains(s)) => {
                memory.actors.clone()
            }
            Anaphor::Subjects => memory.subject.clone(),
            Anaphor::Person if !object && !heads.is_empty() && actor.name.is_none() && actor.office.is_none() => heads.to_vec(),
            Anaphor::Others => {
                // «B bombed its neighbour», «complained to the Council when its rival ...»: a state, and one only.
                let state = |p: &PartyId| self.knowledge.parties.party(*p).kind == PartyKind::State;
                let rival = self.neighbour(items, first);
                if let (true, [one]) = (rival, told.iter().copied().filter(|p| state(p) && !heads.contains(p)).collect::<Vec<_>>().as_slice()) {
                    actor.inferred = true;
                    actor.parties = vec![*one];
                    return;
                }
                let together = memory.group(0, None);
                if items[first].is(FunctionWord::Possessor)
                    && !(rival && together.len() > 2)
                    && together.iter().any(|p| heads.contains(p))
                    && together.len() > 1
                {
                    actor.inferred = true;
                    actor.parties = together.into_iter().filter(|p| !heads.contains(p)).collect();
                    return;
                }
                let other: Vec<PartyId> = told.iter().copied().filter(|p| !heads.contains(p) && (state(p) || !rival)).collect();
                if !other.is_empty() {
                    other
                } else if let Some(about) = memory.about.filter(|a| rival && heads.len() == 1 && !heads.contains(a) && !memory.foes(heads).contains(a)) {
                    vec![about]
                } else if memory.undergoers.iter().any(|p| !heads.contains(p)) {
                    memory.undergoers.clone()
                } else {
                    memory.counterpart(heads)
                }
            }
            // «closed the border of A with B and accused its neighbour»; «A is at odds with B, which asks that its neighbour ...»: A.
            Anaphor::Other if actor.kind.is_none() && told.len() == 2 && heads.len() == 1 && told.contains(&heads[0]) => {
                let turned = items[..first].iter().rposition(|x| x.is(FunctionWord::Relative)).is_some_and(|r| {
                    let near = items[..r].iter().rev().take(2).any(|x| x.place.is_some() || x.entry.is_some() && x.function.is_none() && !x.predicate);
                    near && items[..r].last().is_some_and(|x| x.punct == Some(','))
                });
                if turned { heads.to_vec() } else { told.iter().copied().filter(|p| !heads.contains(p)).collect() }
            }
            // «A's minister received his counterpart»: that of whom A was told to deal with.
            Anaphor::Other if heads.len() == 1 && actor.parties.is_empty() && (told.len() == 2 || !memory.counterpart(heads).is_empty()) => {
                let others: Vec<PartyId> = told.iter().copied().filter(|p| !heads.contains(p)).collect();
                if others.len() == 1 { others } else { memory.counterpart(heads) }
            }
            // «A left the pact after B's minister had warned him»: A.
            Anaphor::Person
                if object
                    && heads.len() == 1
                    && actor.name.is_none()
                    && actor.office.is_none()
                    && memory.nearby.len() == 1
                    && memory.nearby != heads
                    && self.turned_on(items, first) =>
            {
                heads.to_vec()
            }
            Anaphor::Person if object && !heads.is_empty() && actor.name.is_none() && actor.office.is_none() => {
                let other: Vec<PartyId> = told.iter().copied().filter(|p| !heads.contains(p)).collect();
                let person = || memory.person.clone();
                let fits = |v: &Vec<PartyId>| !v.is_empty() && v.iter().all(|p| !heads.contains(p));
                // «meeting B's president in the capital of C, he agreed with him»: B.
                let nearby = if other.len() > 1 { memory.nearby.clone() } else { Vec::new() };
                // «A and B had moved guns. C urged them»
                let many = self.function(&items[first], FunctionWord::ResumesOther) && other.is_empty() && memory.nearby.is_empty();
                let joint = memory.joint().filter(|all| many && all.len() > 1).cloned().unwrap_or_default();
                [joint, nearby, other, person(), memory.undergoers.clone(), memory.counterpart(heads)].into_iter().find(fits).unwrap_or_default()
            }
            // «the rebels»: the armed group that the report is about.
            Anaphor::None if actor.outlaw && actor.generic => {
                self.resolve(actor, memory);
                let mut groups = memory.strong.iter().copied().filter(|p| self.knowledge.parties.party(*p).kind == PartyKind::Group);
                let only = groups.next().filter(|_| groups.next().is_none());
                let definite = first > 0 && items[first - 1].is(FunctionWord::Determiner) && !items[first - 1].is(FunctionWord::Possessor);
                let last = || memory.last_group(&self.knowledge.parties).filter(|_| definite);
                // «unknown gunmen»
                // «blamed smugglers»: whoever they are.
                let unnamed = !definite && actor.office.is_some_and(|o| matches!(self.knowledge.parties.office(o).sector, Sector::Uaf | Sector::Crm));
                if let Some(group) = only.or_else(last).filter(|_| !unnamed) {
                    actor.parties = vec![group];
                    actor.generic = false;
                    actor.inferred = true;
                }
                return;
            }
            _ => {
                self.resolve(actor, memory);
                let verb = |i: usize| items[i].predicate && !acts && !self.ends_in(&items[i], Marker::Between);
                let aimed = first.checked_sub(1).is_some_and(|i| verb(i) || matches!(items[i].marker(), Some(Marker::With | Marker::To)));
                if let (Anaphor::Group(2) | Anaphor::States(2), [one], true) = (actor.anaphor, heads, aimed && actor.parties.iter().any(|p| heads.contains(p)))
                    && told.iter().all(|p| heads.contains(p))
                {
                    // «A and B offered to mediate. A phoned both leaders»: two others.
                    let others = memory.group_without(2, &[*one]);
                    if others.len() == 2 {
                        actor.parties = others;
                    }
                }
                if let (Anaphor::Group(2) | Anaphor::States(2), [one], true, Some(two)) = (actor.anaphor, heads, aimed && told.len() < 2, memory.main_pair)
                    && !two.contains(one)
                {
                    // «A will visit both capitals»: those of the two of whom the report tells.
                    actor.parties = two.to_vec();
                }
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

    /// Whether a pronoun is the object of a clause of time or cause whose subject is named right before its verb.
    fn turned_on(&self, items: &[Item], first: usize) -> bool {
        let Some(verb) = first.checked_sub(1).filter(|v| items[*v].predicate && items[*v].actor.is_none()) else { return false };
        let before = (0..verb).rev().find(|i| !(items[*i].is(FunctionWord::Have) || items[*i].is(FunctionWord::Adverb)));
        let named = before.is_some_and(|b| items[b].function.is_none() && items[b].punct.is_none() && !items[b].predicate && items[b].date.is_none());
        let opens = (0..verb).rev().take_while(|i| !items[*i].is_stop()).any(|i| items[i].is(FunctionWord::When) || items[i].is(FunctionWord::Because));
        named && opens
    }

    /// Whether a possessive phrase names one neighbour or rival: `its upstream rival`.
    fn neighbour(&self, items: &[Item], first: usize) -> bool {
        let noun = (first + 1..items.len().min(first + 4)).find(|i| !(items[*i].entry.is_none() && items[*i].punct.is_none()));
        self.function(&items[first], FunctionWord::Opponent)
            || items[first].is(FunctionWord::Possessor) && noun.is_some_and(|n| self.function(&items[n], FunctionWord::Opponent))
    }

    /// `the two sides`, `the three countries`, `the country`, `its bloc`, `the four`: those named before.
    pub(super) fn definite(&self, items: &[Item], i: usize) -> Option<(Actor, usize)> {
        let item = items.get(i)?;
        let mut a = Actor::default();
        if item.date.is_some() {
            return None;
        }
        if self.function(item, FunctionWord::AllSides) {
            let of = items.get(i + 1).is_some_and(|x| x.marker() == Some(Marker::Of));
            a.anaphor = if i > 0 && items[i - 1].predicate { Anaphor::AllSides } else { Anaphor::Group(0) };
            return (!of && self.ends_noun(items, i + 1)).then_some((a, i + 1));
        }
        if self.function(item, FunctionWord::BothSides) || self.function(item, FunctionWord::BothStates) {
            let of = items.get(i + 1).is_some_and(|x| x.marker() == Some(Marker::Of));
            a.anaphor = if self.function(item, FunctionWord::BothStates) { Anaphor::States(2) } else { Anaphor::Group(2) };
            // «the two heads of state»
            let noun = items.get(i + 1).is_some_and(|x| self.function(x, FunctionWord::GroupNoun)) && self.ends_noun(items, i + 2);
            if noun && !items.get(i + 2).is_some_and(|x| x.marker() == Some(Marker::Of)) {
                return Some((a, i + 2));
            }
            // «the two Gulf monarchies», «the two nuclear-armed rivals»
            let names = |x: &Item| [FunctionWord::StateNoun, FunctionWord::GroupNoun, FunctionWord::Opponent, FunctionWord::Anyone].iter().any(|w| x.is(*w));
            let describes = |x: &Item| {
                (x.function.is_none() || names(x)) && x.date.is_none() && (x.punct.is_none() && !x.number || x.punct == Some('-')) && x.actor.is_none()
            };
            let mut words = (i + 1..items.len().min(i + 5)).take_while(|n| describes(&items[*n]));
            let plural = |n: usize| {
                self.language.settings.plural.is_some_and(|p| self.str(&items[n]).ends_with(p)) && !self.is_capital(&items[n]) && !items[n].predicate
            };
            if let Some(n) =
                words.find(|n| plural(*n) && self.ends_noun(items, n + 1)).filter(|n| items.get(n + 1).is_none_or(|x| x.marker() != Some(Marker::Of)))
            {
                return Some((a, n + 1));
            }
            return (!of && self.ends_noun(items, i + 1)).then_some((a, i + 1));
        }
        if !item.is(FunctionWord::Determiner) {
            return None;
        }
        let own = item.is(FunctionWord::Possessor) || item.is(FunctionWord::PossessorSpeaker);
        let refers = |plain: Anaphor| match (item.is(FunctionWord::Possessor), item.is(FunctionWord::PossessorSpeaker)) {
            (true, _) if item.is(FunctionWord::PossessorAll) => Anaphor::Subjects,
            (true, _) => Anaphor::Owner,
            (_, true) => Anaphor::Speaker,
            _ => plain,
        };
        let count = items.get(i + 1).and_then(|x| {
            let word = self.senses(x).find_map(|s| if let Sense::Measure(Measure::Number(n)) = s { Some(*n as usize) } else { None });
            word.or_else(|| if x.number && x.date.is_none() { self.str(x).parse().ok() } else { None })
        });
        let count = count.filter(|_| items.get(i + 2).is_none_or(|x| x.punct != Some('-')));
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
            let x = items.get(noun)?;
            // «the A-backed group»
            let party =
                x.entry.is_some_and(|e| self.language.lexicon.entry(e).senses.iter().any(|s| matches!(s, Sense::Party(..)))) || x.entry.is_none() && x.capital;
            let led = (noun + 1..items.len().min(noun + 3)).find(|n| self.function(&items[*n], FunctionWord::Attribute) && items[*n].start == items[n - 1].end);
            if let (Some(led), true) = (led, party) {
                noun = led + 1;
                continue;
            }
            let is_noun = [FunctionWord::StateNoun, FunctionWord::BodyNoun, FunctionWord::GroupNoun].iter().any(|w| self.function(x, *w));
            let place = x.place == Some(None) || x.capital && x.entry.is_none() && self.capital_region(items, noun);
            // «the war-torn country»
            let hyphen = |n: usize| items.get(n).is_some_and(|x| x.punct == Some('-'));
            let compound = !is_noun && x.punct.is_none() && (hyphen(noun + 1) || hyphen(noun - 1));
            let plain = place || compound || x.number && x.date.is_none() || x.punct == Some('-') || x.entry.is_none() && x.punct.is_none() && !x.capital;
            if is_noun || !plain {
                break;
            }
            noun += 1;
        }
        let mut at = i + 1;
        while own && at < i + 3 && items.get(at).is_some_and(|x| x.entry.is_none() && x.punct.is_none()) {
            at += 1;
        }
        // «accused its northern neighbour of lying»: what it is accused of is no owner.
        let of_doing = items.get(at + 1).is_some_and(|x| x.marker() == Some(Marker::Of))
            && items.get(at + 2).is_some_and(|x| x.predicate && x.thing.is_none() || x.entry.is_none() && !x.capital && x.punct.is_none());
        if own && items.get(at).is_some_and(|x| self.function(x, FunctionWord::Opponent)) && (of_doing || self.ends_noun(items, at + 1)) {
            // «its northern neighbour»
            a.anaphor = Anaphor::Others;
            return Some((a, at + 1));
        }
        // «our closest allies», «its partners»: whoever they are.
        let allied = (i + 1..items.len().min(i + 4)).find(|n| !(items[*n].entry.is_none() && items[*n].punct.is_none()));
        if let Some(n) = allied.filter(|n| own && self.function(&items[*n], FunctionWord::Friends) && self.ends_noun(items, n + 1)) {
            a.anaphor = Anaphor::Friends;
            return Some((a, n + 1));
        }
        let x = items.get(noun)?;
        if !self.ends_noun(items, noun + 1) || own && noun > i + 1 {
            // «the central African neighbour»
            let beside = (i + 1..items.len().min(i + 4)).find(|n| !(items[*n].entry.is_none() && items[*n].punct.is_none() && !items[*n].number));
            let neighbour = beside.filter(|n| !own && *n > i + 1 && self.function(&items[*n], FunctionWord::Opponent) && self.ends_noun(items, n + 1))?;
            a.anaphor = Anaphor::Other;
            return Some((a, neighbour + 1));
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

    /// Whether `the Gulf state` is told by the region in which it lies.
    fn names_region(&self, items: &[Item], first: usize) -> bool {
        let region = |x: &Item| x.actor.is_none() && (x.place == Some(None) || x.capital && x.entry.is_none());
        let noun = (first..items.len().min(first + 4)).find(|n| self.function(&items[*n], FunctionWord::StateNoun));
        // «said the Gulf state had agreed»: a subject.
        let acts = |n: usize| items.get(n + 1).is_some_and(|x| x.predicate || x.is(FunctionWord::Have) || x.is(FunctionWord::Be) || x.is(FunctionWord::Future));
        noun.is_some_and(|n| items[first..n].iter().any(region) && !acts(n))
    }

    /// Whether a name that the lexicon does not know stands between an article and a noun for a state: `the Baltic state`.
    fn capital_region(&self, items: &[Item], at: usize) -> bool {
        let state = items.get(at + 1).is_some_and(|x| self.function(x, FunctionWord::StateNoun));
        state && at > 0 && items[at - 1].is(FunctionWord::Determiner)
    }

    /// Whether a word is a preposition, or a verb or noun that ends in it.
    fn ends_in(&self, item: &Item, marker: Marker) -> bool {
        let tail = |s: &Sense| matches!(s, Sense::Predicate(units) if units.iter().any(|u| u.tail == Some(marker)));
        item.marker() == Some(marker) || item.predicate && self.senses(item).any(tail)
    }

    /// Whether a noun phrase ends here: no further noun, name or `of` follows.
    pub(super) fn ends_noun(&self, items: &[Item], at: usize) -> bool {
        items.get(at).is_none_or(|x| {
            x.punct.is_some_and(|p| p != '-' && p != '(')
                || x.predicate && x.thing.is_none()
                || x.date.is_some()
                || self.function(x, FunctionWord::Possessive)
                || x.function.is_some() && x.marker() != Some(Marker::Of) && !self.function(x, FunctionWord::Attribute)
        })
    }

    /// A name that the lexicon does not know and who it is: `Jan Novak, a spokesman for the ministry,`.
    pub(super) fn apposed(&self, items: &[Item], i: usize, memory: &mut Discourse) -> Option<(Actor, usize)> {
        let first = items.get(i)?;
        if !self.is_capital(first) || first.entry.is_some() || first.date.is_some() || i > 0 && self.is_capital(&items[i - 1]) && items[i - 1].entry.is_none() {
            return None;
        }
        let end = self.name_end(items, i, memory);
        let single = end == i + 1 && i > 0 && items[i - 1].predicate && items[i - 1].actor.is_none();
        if end < i + 2 && !single || items.get(end)?.punct != Some(',') {
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
        // «A and B -- which all recognise C -- signed» opens with no dateline.
        let begins = items[dash..].iter().find(|x| !matches!(x.punct, Some('–' | '—'))).is_some_and(|x| x.punct.is_some() || self.is_capital(x));
        if dash > 0 && begins && items[..dash].iter().all(head) { dash + 1 } else { 0 }
    }
}
