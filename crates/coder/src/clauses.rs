//! Predicates of a sentence and how they hang together: which clause is complement of which verb, which verbs are coordinated, what
//! tense, modality, polarity and voice each has, and which noun phrase stands as its subject.
//!
//! Words are read from left to right. A predicate looks left for its own subject and auxiliaries up to the predicate before it; the word
//! that stands before those decides the link to what came before.

use chancery_knowledge::{Complement, Frame, FunctionWord, Knowledge, Language, Marker, Need, Sense, ThingClass, TitleKind, Unit};
use chancery_model::{Amount, EventType, Sector};

use crate::actors::{Actor, Anaphor};

use crate::items::Item;

/// How a predicate hangs on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A clause of its own.
    Root,
    /// Complement of its governor.
    Complement,
    /// Coordinated with `head`.
    Coordinate,
    /// A further verb of the same clause.
    Serial,
    /// An aim.
    Purpose,
    /// A relative clause.
    Relative,
    /// A clause of time or cause.
    When,
    /// A condition.
    If,
    /// A noun in a phrase of time, place or topic.
    Topic,
}

/// A predicate and what surrounds it.
#[derive(Clone, Debug)]
pub struct Predicate<'k> {
    /// Index of its item.
    pub item: usize,
    /// The reading that holds here.
    pub unit: &'k Unit,
    /// The frame it evokes.
    pub frame: &'k Frame,
    /// Stands as a noun.
    pub nominal: bool,
    /// First item of its own subject and auxiliaries.
    pub left: usize,
    /// One past the last item of its object phrase.
    pub right: usize,
    /// Its own subject: index of an actor.
    pub subject: Option<u16>,
    /// Its subject is something that is no party.
    pub foreign_subject: bool,
    /// The undergoer of a passive.
    pub patient: Option<u16>,
    /// Passive voice.
    pub passive: bool,
    /// Negated.
    pub negated: bool,
    /// Companions named between subject and verb: `A will with B set up C`.
    pub companion: Option<u16>,
    /// Marked as future.
    pub future: bool,
    /// Marked as past.
    pub past: bool,
    /// Marked as long past.
    pub once: bool,
    /// Must, should.
    pub must: bool,
    /// Can, may.
    pub can: bool,
    /// How it hangs.
    pub link: Link,
    /// The predicate it hangs on.
    pub governor: Option<usize>,
    /// The predicate it is coordinated with.
    pub head: Option<usize>,
    /// A full clause boundary stands between it and the predicate before.
    pub after_comma: bool,
}

/// Whether a frame tells a stance or an act of speech: such verbs are coordinated with the speaker's, not with what is said.
pub fn is_speech(frame: &Frame) -> bool {
    !matches!(
        frame.complement,
        Complement::None | Complement::Topic | Complement::Light | Complement::Planned | Complement::Hypothetical | Complement::Purpose | Complement::Negated
    ) || matches!(
        frame.event_type,
        Some(EventType::Accuse | EventType::Support | EventType::Request | EventType::Reject | EventType::Threaten | EventType::Agree)
    )
}

/// Whether a frame tells a statement, not a deed done with words such as signing or adopting.
pub fn is_statement(frame: &Frame) -> bool {
    is_speech(frame) && !(frame.event_type == Some(EventType::Support) && matches!(frame.complement, Complement::None | Complement::Topic))
}

/// Reads the clauses of one sentence.
pub struct Reader<'k, 'a> {
    /// Frames.
    pub knowledge: &'k Knowledge,
    /// The words.
    pub language: &'k Language,
    /// The normalised text.
    pub text: &'a str,
    /// The pieces of the sentence.
    pub items: &'a [Item],
    /// Its actors.
    pub actors: &'a [Actor],
    /// Its amounts.
    pub amounts: &'a [Amount],
}

#[derive(Default)]
struct LeftContext {
    left: usize,
    subject: Option<u16>,
    foreign_subject: bool,
    patient: Option<u16>,
    passive: bool,
    companion: Option<u16>,
    negated: bool,
    future: bool,
    past: bool,
    once: bool,
    must: bool,
    can: bool,
}

impl<'k> Reader<'k, '_> {
    /// Find the predicates of the sentence, in order.
    pub fn find(&self) -> Vec<Predicate<'k>> {
        let asides = self.asides();
        let spots: Vec<usize> = (0..self.items.len()).filter(|i| self.items[*i].predicate && self.is_free(*i)).collect();
        let mut out: Vec<Predicate<'k>> = Vec::new();
        let topic = self.fronted();
        for (n, &at) in spots.iter().enumerate() {
            let aside = asides.iter().rev().find(|a| a.1 < at);
            let outside = |p: &&Predicate<'k>| aside.is_none_or(|a| p.item < a.0 || p.item > a.1);
            let floor = out.iter().rfind(outside).map_or(0, |p| p.item + 1);
            let end = self.object_end(&spots, n);
            let Some(unit) = self.choose(at, end, floor) else { continue };
            let frame = self.knowledge.frames.get(unit.frame);
            let short = self.items[at].end - self.items[at].start < 20 && self.word(at).split(' ').count() <= 2;
            let pointed = self.items.get(at + 1).is_some_and(|n| n.is(FunctionWord::This) || (short && n.marker() == Some(Marker::Of)));
            // «Đối thoại X-Y»: a noun in a name.
            let named = at > 0
                && self.items[at].thing.is_some()
                && unit.verb
                && frame.id != "sign"
                && self.word(at).starts_with(char::is_uppercase)
                && !matches!(self.items[at - 1].punct, Some('"' | '“' | ':' | '.'));
            // «Thỏa thuận do A làm trung gian ...»: a noun at the head of a clause.
            let glossed = self.items.get(at + 1).is_some_and(|n| n.is(FunctionWord::Agent) || matches!(n.marker(), Some(Marker::Of | Marker::Between)));
            let heads =
                self.items[at].thing.is_some() && !unit.noun && glossed && (at == 0 || self.items[at - 1].is_stop() || self.is_noun_position(at, floor));
            if named || heads {
                continue;
            }
            if !unit.noun && (pointed || (frame.event_type.is_none() && self.is_noun_position(at, floor))) {
                continue;
            }
            let nominal = self.is_nominal(at, floor, unit, out.last());
            if at < topic && !(0..at).any(|i| self.items[i].actor.is_some() && self.items[i + 1..at].iter().all(|x| x.actor.is_some() || x.function.is_some()))
            {
                continue;
            }
            let mut nominal = nominal;
            if nominal && !unit.verb && frame.event_type == Some(EventType::Consult) {
                // «đã (một động từ lạ) hội nghị»: a tensed verb that the lexicon does not know carries the noun.
                let carried = self.left_context(at, floor, aside.copied());
                nominal = carried.subject.is_none() || !(carried.past || carried.future) || carried.left + 2 > at;
            }
            let context = if nominal { self.noun_context(at, floor) } else { self.left_context(at, floor, aside.copied()) };
            out.push(Predicate {
                item: at,
                unit,
                frame,
                nominal,
                left: context.left,
                right: end,
                subject: context.subject,
                foreign_subject: context.foreign_subject,
                patient: context.patient,
                passive: context.passive,
                negated: context.negated,
                companion: context.companion,
                future: context.future,
                past: context.past,
                once: context.once,
                must: context.must,
                can: context.can,
                link: Link::Root,
                governor: None,
                head: None,
                after_comma: false,
            });
        }
        for k in 0..out.len() {
            self.link(&mut out, k);
        }
        for k in 0..out.len() {
            // What stands between a noun and its verb belongs to the noun.
            let bound = |p: &Predicate<'_>| if out[k].nominal && !p.after_comma { p.item } else { p.left };
            let next = out[k + 1..].iter().find(|p| !p.nominal).map_or(self.items.len(), |p| bound(p).max(out[k].item + 1));
            out[k].right = next;
        }
        out
    }

    /// Where a phrase at the head of the sentence that only says what it is about (`As to X, ...`) ends.
    pub fn fronted(&self) -> usize {
        let first = self.items.first();
        let about = first.is_some_and(|i| i.marker() == Some(Marker::About) || i.predicate && self.units(0).iter().all(|u| u.tail == Some(Marker::About)));
        if about { self.items.iter().position(|i| i.punct == Some(',')).unwrap_or(0) } else { 0 }
    }

    /// Appositions between two commas after an actor: `A, the chair of B, said`; `A, who had warned of C, said`.
    fn asides(&self) -> Vec<(usize, usize)> {
        let mut out: Vec<(usize, usize)> = Vec::new();
        let comma = |i: usize| self.items[i].punct == Some(',');
        for open in 1..self.items.len() {
            if !comma(open) || self.items[open - 1].actor.is_none() || out.last().is_some_and(|a| open <= a.1) {
                continue;
            }
            let Some(close) = (open + 1..self.items.len().min(open + 26)).find(|i| comma(*i)) else { continue };
            let Some(first) = self.items.get(open + 1) else { continue };
            let noun_first = first.is(FunctionWord::StateNoun) || first.is(FunctionWord::BodyNoun) || first.is(FunctionWord::GroupNoun);
            let phrase = first.marker().is_some() || first.is(FunctionWord::When);
            let relative = phrase || first.is(FunctionWord::Relative) || first.is(FunctionWord::Progressive) || noun_first;
            let plain = !self.items[open + 1..close].iter().any(|i| i.predicate && i.actor.is_none());
            let noun = first.actor.is_some() || first.number || first.is(FunctionWord::Determiner);
            let next = self.items[close + 1..].iter().find(|i| i.date.is_none() && !i.is(FunctionWord::Adverb) && i.punct.is_none());
            let goes_on = next.is_some_and(|i| {
                i.actor.is_none()
                    && (i.predicate
                        || [FunctionWord::Past, FunctionWord::Future, FunctionWord::Neg, FunctionWord::Progressive, FunctionWord::Once]
                            .iter()
                            .any(|w| i.is(*w)))
            });
            if (relative || (noun && plain)) && goes_on {
                out.push((open, close));
            }
        }
        out
    }

    /// A predicate inside a name, title or date is none.
    fn is_free(&self, at: usize) -> bool {
        let item = &self.items[at];
        item.actor.is_none() && item.date.is_none() && !item.blocked && item.amount.is_none()
    }

    fn word(&self, at: usize) -> &str {
        &self.text[self.items[at].start as usize..self.items[at].end as usize]
    }

    fn units(&self, at: usize) -> &'k [Unit] {
        let senses = self.items[at].entry.map_or(&[][..], |e| &self.language.lexicon.entry(e).senses[..]);
        senses.iter().find_map(|s| if let Sense::Predicate(u) = s { Some(&u[..]) } else { None }).unwrap_or_default()
    }

    /// Where the object phrase ends before clauses are known: at the next predicate that can only be a verb, or a strong stop.
    fn object_end(&self, spots: &[usize], n: usize) -> usize {
        let at = spots[n];
        let verb =
            spots[n + 1..].iter().find(|s| self.items[**s].function.is_none() && self.units(**s).iter().all(|u| !u.noun)).copied().unwrap_or(self.items.len());
        let stop = (at + 1..verb).find(|i| matches!(self.items[*i].punct, Some(';' | '.' | '?' | '!'))).unwrap_or(verb);
        stop.min(at + 24)
    }

    /// The most demanding reading that holds, one that fits the position first; a verb none of whose readings holds is a plain verb.
    fn choose(&self, at: usize, end: usize, floor: usize) -> Option<&'k Unit> {
        let units = self.units(at);
        let noun = self.is_noun_position(at, floor) || self.names_parties(at);
        let holding = || units.iter().filter(|u| u.needs.iter().all(|n| self.holds(n, at, end, floor)));
        let fitting = holding().find(|u| if noun { u.noun } else { u.verb });
        let plain = || units.iter().any(|u| u.verb).then_some(&self.knowledge.plain_verb);
        fitting.or_else(|| holding().next()).or_else(plain)
    }

    fn holds(&self, need: &Need, at: usize, end: usize, floor: usize) -> bool {
        let near = end.min(at + 13);
        match need {
            Need::Object(classes) => {
                let right = self.heads_object(at, near, classes);
                let amount = || (at + 1..near.min(at + 7)).any(|i| self.items[i].amount.is_some()) && self.counts_as(at, near, classes);
                right
                    || amount()
                    || (floor..at).rev().take_while(|i| !self.items[*i].is_stop()).any(|i| {
                        let start = (0..i).rev().find(|k| self.items[*k].is_stop()).map_or(0, |k| k + 1);
                        self.items[i].is(FunctionWord::Passive)
                            && (start..i).any(|k| self.items[k].thing.is_some_and(|t| classes.contains(&t)) || self.is_agreement_of(k, classes))
                    })
            }
            Need::Body => {
                let first = (at + 1..near).find_map(|i| self.items[i].actor);
                first.is_some_and(|a| self.actors[a as usize].body)
            }
            Need::Subject(classes) => {
                let start = (0..at).rev().find(|i| self.items[*i].is_stop()).map_or(0, |i| i + 1);
                (start..at).any(|i| self.items[i].thing.is_some_and(|t| classes.contains(&t)))
            }
            Need::Party => (at + 1..self.items.len().min(at + 24)).take_while(|i| self.items[*i].punct != Some(',')).any(|i| self.items[i].actor.is_some()),
            Need::Future => (floor.max(at.saturating_sub(4))..at).any(|i| self.items[i].is(FunctionWord::Future)),
            Need::Complement => self.complement_follows(at),
            Need::NoComplement => !self.complement_follows(at),
        }
    }

    /// Whether the head of the object phrase, or a noun joined to it, is of one of the classes.
    fn heads_object(&self, at: usize, end: usize, classes: &[ThingClass]) -> bool {
        let mut i = at + 1;
        while i < end {
            let item = &self.items[i];
            let governed = (i.saturating_sub(3).max(at + 1)..i).rev().take_while(|j| self.items[*j].actor.is_none()).any(|j| self.items[j].marker().is_some());
            if let Some(actor) = item.actor.map(|a| &self.actors[a as usize]).filter(|a| a.kind == Some(TitleKind::Group) && !governed) {
                let class = actor.office.and_then(|o| match self.knowledge.parties.office(o).sector {
                    Sector::Mil => Some("troops"),
                    Sector::Gov => Some("diplomat"),
                    Sector::Cvl => Some("citizen"),
                    Sector::Cop => Some("police"),
                    _ => None,
                });
                if class.and_then(|c| self.knowledge.things.find(c)).is_some_and(|t| classes.contains(&t)) {
                    return true;
                }
            }
            if (item.thing.is_some() || item.agreement.is_some()) && !governed {
                let fits = |i: usize| self.items[i].thing.is_some_and(|t| classes.contains(&t)) || self.is_agreement_of(i, classes);
                let joined = |i: usize| self.items[i].is(FunctionWord::And) || self.items[i].punct == Some(',');
                return fits(i) || (i + 1..end.min(i + 6)).any(|j| fits(j) && (i + 1..j).any(joined));
            }
            i += 1;
        }
        false
    }

    /// Whether an amount follows that stands for one of the classes: money, or goods by weight.
    fn counts_as(&self, at: usize, end: usize, classes: &[ThingClass]) -> bool {
        let Some(id) = (at + 1..end).find_map(|i| self.items[i].amount) else { return false };
        let name = match self.amounts.get(id as usize) {
            Some(Amount::Money { .. }) => "money",
            Some(Amount::Quantity { unit, .. }) if unit == "tonne" || unit == "dose" => "goods",
            _ => return false,
        };
        self.knowledge.things.find(name).is_some_and(|t| classes.contains(&t))
    }

    /// Whether a known agreement stands here and its sort is among the classes.
    fn is_agreement_of(&self, i: usize, classes: &[ThingClass]) -> bool {
        let Some(id) = self.items[i].agreement else { return false };
        let kind = self.knowledge.agreements[id as usize].kind;
        classes.iter().any(|c| self.knowledge.things.kind(*c) == Some(kind))
    }

    fn complement_follows(&self, at: usize) -> bool {
        for item in self.items.iter().skip(at + 1).take(14) {
            if item.is_stop() {
                return false;
            }
            if item.predicate || item.is(FunctionWord::Nominal) || item.is(FunctionWord::That) {
                return true;
            }
        }
        false
    }

    fn is_nominal(&self, at: usize, floor: usize, unit: &Unit, previous: Option<&Predicate<'_>>) -> bool {
        if !unit.noun || !unit.verb {
            return unit.noun;
        }
        let Some(before) = at.checked_sub(1).map(|i| &self.items[i]) else {
            // At the head of a sentence: a noun if a verb follows at once.
            return self.items.get(at + 1).is_some_and(|n| n.predicate || n.is(FunctionWord::Past));
        };
        if previous.is_some_and(|p| p.item + 1 == at && p.frame.complement == Complement::Light) {
            return false;
        }
        self.is_noun_position(at, floor) || before.is(FunctionWord::When) || self.names_parties(at)
    }

    /// Whether those who do it together follow at once, as after a noun: `military cooperation A-B`, `talks between A and B`.
    fn names_parties(&self, at: usize) -> bool {
        let Some(next) = self.items.get(at + 1) else { return false };
        next.marker() == Some(Marker::Between)
            || next.actor.is_some_and(|a| self.actors[a as usize].parties.len() > 1 && self.actors[a as usize].anaphor == Anaphor::None)
    }

    /// Whether the word before asks for a noun.
    fn is_noun_position(&self, at: usize, floor: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|i| *i >= floor).map(|i| &self.items[i]) else { return false };
        let preposition = matches!(before.marker(), Some(Marker::At | Marker::Of | Marker::With | Marker::From | Marker::Between));
        let tagged = at.checked_sub(2).is_some_and(|i| {
            self.items[i].thing.is_some() || (self.items[i].function.is_none() && self.items[i].punct.is_none() && self.items[i].entry.is_none())
        });
        let counted = before.number && before.date.is_none() && before.amount.is_none() && !tagged;
        before.is(FunctionWord::Determiner) || before.is(FunctionWord::Nominal) || counted || preposition
    }

    fn noun_context(&self, at: usize, floor: usize) -> LeftContext {
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
    fn left_context(&self, at: usize, floor: usize, aside: Option<(usize, usize)>) -> LeftContext {
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
                        c.left = start - 1;
                        j = start - 1;
                        c.patient = self.patient(j, floor, &mut c.left);
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
                    FunctionWord::Future => Some(&mut c.future),
                    FunctionWord::Must => Some(&mut c.must),
                    FunctionWord::Can => Some(&mut c.can),
                    FunctionWord::Passive => Some(&mut c.passive),
                    FunctionWord::Also if i > floor && self.items[i - 1].actor.is_some() => None,
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

    /// The start of the phrase an actor heads, and the preposition that governs it, if any (`of` does not take the head role away).
    fn governed(&self, first: usize, floor: usize) -> (usize, Option<Marker>) {
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

    fn patient(&self, from: usize, floor: usize, left: &mut usize) -> Option<u16> {
        let mut j = from;
        let mut words = 0;
        while j > floor && words < 5 {
            let item = &self.items[j - 1];
            if let Some(id) = item.actor {
                let first = (floor..j).rev().take_while(|k| self.items[*k].actor == Some(id)).last().unwrap_or(j - 1);
                *left = first;
                return Some(id);
            }
            if item.is(FunctionWord::And) || item.is(FunctionWord::Nominal) {
                return None;
            }
            if item.punct.is_some() || item.marker().is_some() || item.predicate {
                return None;
            }
            words += usize::from(item.function.is_none());
            j -= 1;
        }
        None
    }

    fn link(&self, all: &mut [Predicate<'k>], k: usize) {
        let left = all[k].left;
        let previous = k.checked_sub(1);
        let floor = previous.map_or(0, |p| all[p].item + 1);
        let before = |n: usize| left.checked_sub(n).filter(|i| *i >= floor).map(|i| &self.items[i]);
        let comma = (floor..left).any(|i| matches!(self.items[i].punct, Some(',' | ';' | ':' | '–' | '—')));
        all[k].after_comma = comma || left < floor;
        if left < floor && all[k].subject.is_some() {
            // The subject stands before an apposition that has a verb of its own.
            return;
        }
        // Step over quotation marks and dates to the word that links.
        let mut n = 1;
        while before(n).is_some_and(|b| matches!(b.punct, Some('"' | '“' | '”' | '\'')) || b.date.is_some()) {
            n += 1;
        }
        let word = before(n);
        let function = |w: FunctionWord| word.is_some_and(|b| b.is(w) && b.amount.is_none());
        let owns_subject = all[k].subject.is_some() || all[k].foreign_subject;

        if all[k].nominal {
            let light = previous.filter(|p| !comma && matches!(all[*p].frame.complement, Complement::Light));
            let takes = previous.filter(|p| !comma && all[*p].frame.complement != Complement::None);
            let prep = word.and_then(Item::marker);
            let time = function(FunctionWord::When) || function(FunctionWord::Because) || matches!(prep, Some(Marker::At | Marker::Source | Marker::From));
            let continued =
                previous.filter(|p| comma && !time && !self.heads_verb(all, k) && (all[*p].governor.is_some() || all[*p].frame.complement != Complement::None));
            if let Some(p) = continued {
                all[k].link = Link::Coordinate;
                all[k].head = Some(p);
                all[k].governor = all[p].governor.or(Some(p));
                return;
            }
            let (link, governor) = match (light, takes, time) {
                (Some(p), _, _) => (Link::Complement, Some(p)),
                (None, Some(p), false) => (Link::Complement, Some(p)),
                (_, _, true) => (Link::Topic, previous),
                _ if comma || previous.is_none() => (Link::Topic, None),
                _ => (Link::Serial, previous),
            };
            all[k].link = link;
            all[k].governor = governor;
            return;
        }
        if function(FunctionWord::If) {
            all[k].link = Link::If;
            all[k].governor = previous;
            return;
        }
        let noun = function(FunctionWord::StateNoun) || function(FunctionWord::BodyNoun) || function(FunctionWord::GroupNoun);
        let gloss = noun && before(n + 1).is_some_and(|b| b.punct == Some(','));
        if gloss || function(FunctionWord::Relative) || function(FunctionWord::Agent) {
            all[k].link = Link::Relative;
            all[k].governor = previous;
            return;
        }
        let Some(p) = previous else { return };
        if function(FunctionWord::When) || function(FunctionWord::Because) {
            all[k].link = Link::When;
            all[k].governor = Some(p);
            return;
        }
        if function(FunctionWord::Purpose) {
            all[k].link = Link::Purpose;
            all[k].governor = Some(p);
            return;
        }
        let about = word.and_then(Item::marker) == Some(Marker::About);
        if function(FunctionWord::That) || function(FunctionWord::Nominal) || about {
            all[k].link = Link::Complement;
            all[k].governor = Some(self.taker(all, p, comma).unwrap_or(p));
            return;
        }
        let and = function(FunctionWord::And);
        let but = function(FunctionWord::But) || function(FunctionWord::Also);
        let stop = word.is_some_and(Item::is_stop);
        let noun_before = word.is_some_and(|b| b.punct.is_none() && !b.predicate && b.function.is_none());
        let reduced = all[k].passive && noun_before && !matches!(all[p].frame.complement, Complement::Say | Complement::Affirm | Complement::Opine);
        if reduced && !(and || but || stop || comma) {
            all[k].link = Link::Relative;
            all[k].governor = Some(p);
            return;
        }
        if !(and || but || stop || comma) {
            // Nothing between: complement of a verb that takes one, else a further verb of the clause.
            let takes = all[p].frame.complement != Complement::None && !(all[p].nominal && owns_subject);
            all[k].link = if takes { Link::Complement } else { Link::Serial };
            all[k].governor = Some(p);
            if matches!(all[p].frame.complement, Complement::None | Complement::Light | Complement::Planned) && word.is_some_and(|b| b.punct.is_none()) {
                // What stands between two verbs of one clause is the object of the first, not the subject of the second.
                all[k].foreign_subject = false;
            }
            return;
        }
        if owns_subject {
            let say = ancestors(all, p).find(|a| all[*a].frame.complement == Complement::Say && !all[*a].nominal);
            all[k].link = if say.is_some() { Link::Complement } else { Link::Root };
            all[k].governor = say;
            return;
        }
        let parted = (floor..left).any(|i| self.items[i].punct == Some(';'));
        let listed = if parted { ancestors(all, p).find(|a| matches!(all[*a].frame.complement, Complement::Thing | Complement::Asked)) } else { None };
        let first = listed.and_then(|g| (g + 1..k).find(|c| all[*c].governor == Some(g) && all[*c].link == Link::Complement));
        let listed_noun =
            first.filter(|f| all[*f].frame.id == "light").and_then(|f| (f + 1..k).find(|c| all[*c].governor == Some(f) && all[*c].link == Link::Complement));
        let head = match (first, listed_noun) {
            (Some(_), Some(noun)) if !all[k].past && !all[k].future => noun,
            (Some(first), _) if !is_speech(all[k].frame) => first,
            _ => self.coordinate(all, p, k, and, comma),
        };
        all[k].link = Link::Coordinate;
        all[k].head = Some(head);
        all[k].governor = match all[head].link {
            Link::Topic | Link::When | Link::If => None,
            _ => all[head].governor,
        };
    }

    /// Whether a noun is followed at once by a verb or an auxiliary: it is what that verb is about.
    fn heads_verb(&self, all: &[Predicate<'k>], k: usize) -> bool {
        let next = all.get(k + 1).filter(|n| !n.nominal);
        next.is_some_and(|n| n.left <= all[k].item + 4 && !self.items[all[k].item + 1..n.left.max(all[k].item + 1)].iter().any(Item::is_stop))
    }

    /// The nearest predicate that takes a complement, from `p` upwards.
    fn taker(&self, all: &[Predicate<'k>], p: usize, comma: bool) -> Option<usize> {
        let takes = |a: &usize| all[*a].frame.complement != Complement::None;
        if comma { ancestors(all, p).find(takes) } else { Some(p).filter(takes).or_else(|| ancestors(all, p).find(takes)) }
    }

    /// The predicate that `k`, which has no subject of its own, is coordinated with.
    fn coordinate(&self, all: &[Predicate<'k>], p: usize, k: usize, and: bool, comma: bool) -> usize {
        let tight = and && !comma;
        let mut start = p;
        // A noun, a further verb, an aim or a relative clause is left behind, unless «and» ties tightly.
        let leaves = |a: &Predicate<'k>| {
            a.nominal
                || matches!(a.link, Link::Serial | Link::Relative | Link::Topic)
                || (a.link == Link::Purpose && !tight)
                || (matches!(a.link, Link::When | Link::If) && !tight)
        };
        while leaves(&all[start]) {
            match all[start].governor.or_else(|| start.checked_sub(1)) {
                Some(g) if g < start => start = g,
                _ => break,
            }
        }
        if !is_speech(all[k].frame) || (tight && is_speech(all[start].frame)) {
            return start;
        }
        if and && all[start].subject.is_some() && all[start].governor.is_some_and(|g| all[g].frame.complement == Complement::Say) {
            return start;
        }
        let chain: Vec<usize> = std::iter::once(start).chain(ancestors(all, start)).collect();
        let level = |a: &usize| {
            is_speech(all[*a].frame)
                && all[*a].governor.is_none_or(|g| {
                    matches!(all[g].frame.complement, Complement::Say | Complement::Affirm) && all[*a].link == Link::Complement
                        || matches!(all[*a].link, Link::When | Link::Topic | Link::Serial)
                })
        };
        chain.iter().copied().find(|a| level(a)).or(chain.last().copied()).unwrap_or(start)
    }
}

/// The governors of a predicate, from the nearest up.
pub fn ancestors<'p>(all: &'p [Predicate<'_>], from: usize) -> impl Iterator<Item = usize> + 'p {
    let mut at = from;
    std::iter::from_fn(move || {
        let up = all[at].governor.filter(|g| *g < at)?;
        at = up;
        Some(up)
    })
}
