//! Predicates of a sentence and how they hang together: which clause is complement of which verb, which verbs are coordinated, what
//! tense, modality, polarity and voice each has, and which noun phrase stands as its subject.
//!
//! Words are read from left to right. A predicate looks left for its own subject and auxiliaries up to the predicate before it; the word
//! that stands before those decides the link to what came before.

mod asides;
mod choose;
mod forms;
pub mod inflected;
mod left;
pub(crate) mod link;
mod linked;

use chancery_knowledge::{Complement, Forms, Frame, Function, FunctionWord, Knowledge, Language, Marker, Need, Roles, Sense, ThingClass, Unit};
use chancery_model::{Amount, EventType};

use crate::actors::Actor;

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
    /// How its form is used.
    pub usage: inflected::Use,
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
    /// Told as having gone before.
    pub earlier: bool,
    /// Told to have come right after what was told before.
    pub at_once: bool,
    /// One after another.
    pub each: bool,
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

impl<'k> Predicate<'k> {
    /// A predicate of which nothing is known but its word and its reading.
    pub(crate) fn bare(item: usize, unit: &'k Unit, knowledge: &'k Knowledge) -> Self {
        Self {
            item,
            unit,
            frame: knowledge.frames.get(unit.frame),
            nominal: false,
            usage: inflected::Use::Finite,
            left: item,
            right: 0,
            subject: None,
            foreign_subject: false,
            patient: None,
            passive: false,
            negated: false,
            companion: None,
            future: false,
            past: false,
            once: false,
            earlier: false,
            at_once: false,
            each: false,
            must: false,
            can: false,
            link: Link::Root,
            governor: None,
            head: None,
            after_comma: false,
        }
    }

    /// The same with what stands to its left.
    fn within(self, context: &left::LeftContext) -> Self {
        Self {
            left: context.left,
            subject: context.subject,
            foreign_subject: context.foreign_subject,
            patient: context.patient,
            passive: context.passive,
            negated: context.negated,
            companion: context.companion,
            future: context.future,
            past: context.past,
            once: context.once,
            earlier: context.earlier,
            at_once: context.at_once,
            each: context.each,
            must: context.must,
            can: context.can,
            ..self
        }
    }
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

impl<'k> Reader<'k, '_> {
    /// Find the predicates of the sentence, in order.
    pub fn find(&self) -> Vec<Predicate<'k>> {
        let mut asides = self.asides();
        self.cut_short(&mut asides);
        let spots: Vec<usize> = (0..self.items.len()).filter(|i| if self.items[*i].predicate { self.is_free(*i) } else { self.unknown_verb(*i) }).collect();
        let mut out: Vec<Predicate<'k>> = Vec::with_capacity(spots.len());
        let topic = self.fronted();
        // The noun that the verb before takes as its object, where it could be a verb of its own.
        let mut object = None;
        // Where the name that something is called ends: no act is told inside.
        let mut named = 0;
        for (n, &at) in spots.iter().enumerate() {
            let aside = asides.iter().rev().find(|a| a.1 < at);
            let outside = |p: &&Predicate<'k>| aside.is_none_or(|a| p.item < a.0 || p.item > a.1);
            let floor = out.iter().rfind(outside).map_or(0, |p| p.item + 1);
            let end = self.object_end(&spots, n);
            if self.language.is_inflected() {
                let cut = asides.iter().any(|a| a.0 == at);
                let predicate = self.inflected(at, end, floor, aside.copied(), cut, out.iter().rfind(outside));
                out.extend(predicate);
                continue;
            }
            if object == Some(at) || at < named {
                continue;
            }
            let Some(unit) = self.choose(at, end, floor) else { continue };
            if unit.needs.iter().any(|n| matches!(n, Need::As(_))) {
                let ends = |i: &usize| {
                    self.items[*i].is(FunctionWord::That) || self.units(*i).iter().any(|u| self.knowledge.frames.get(u.frame).roles == Roles::Judged)
                };
                named = (at + 1..self.items.len()).find(ends).map_or(at, |l| (l + 7).min(self.items.len()));
                named = (at + 1..named).find(|i| self.items[*i].is_stop()).unwrap_or(named);
            }
            let wanted = unit.needs.iter().find_map(|n| if let Need::Object(classes) = n { Some(classes) } else { None });
            object = wanted.and_then(|classes| self.named_object(at, end, classes));
            let frame = self.knowledge.frames.get(unit.frame);
            // «a call lasting 45 minutes», «worth 3 billion»: says no act.
            let counted = self.items.get(at + 1).is_some_and(|i| i.number || i.amount.is_some()) && at > floor && self.items[at - 1].actor.is_none();
            if counted && unit.needs.is_empty() && frame.event_type.is_none() && frame.complement == Complement::None && frame.traits.is_empty() {
                let tensed = self.items[at - 1].function.is_some();
                if !tensed {
                    continue;
                }
            }
            let short = self.items[at].end - self.items[at].start < 20 && self.word(at).split(' ').count() <= 2;
            let pointed = self.items.get(at + 1).is_some_and(|n| n.is(FunctionWord::This) || (short && n.marker() == Some(Marker::Of)));
            // «Đối thoại X-Y»: a noun in a name.
            let named = at > 0
                && self.items[at].thing.is_some()
                && unit.verb
                && self.word(at).starts_with(char::is_uppercase)
                && !matches!(self.items[at - 1].punct, Some('"' | '“' | ':' | '.'));
            // «Thỏa thuận do A làm trung gian ...»: a noun at the head of a clause.
            let glossed = self.items.get(at + 1).is_some_and(|n| n.is(FunctionWord::Agent) || matches!(n.marker(), Some(Marker::Of | Marker::Between)));
            let heads =
                self.items[at].thing.is_some() && !unit.noun && glossed && (at == 0 || self.items[at - 1].is_stop() || self.is_noun_position(at, floor));
            if named || heads {
                continue;
            }
            let before = at.checked_sub(1).filter(|i| *i >= floor).map(|i| &self.items[i]);
            let counted = before.is_some_and(|b| b.is(FunctionWord::Determiner) && b.date.is_none() && b.amount.is_none());
            // «The ruling [passive] issued»: a noun.
            let starts = at == 0 || self.items[at - 1].is_stop();
            let ruling = starts && frame.complement == Complement::None && self.items.get(at + 1).is_some_and(|n| n.is(FunctionWord::Passive));
            if ruling && !unit.noun && !self.language.is_inflected() {
                continue;
            }
            // «after the decision of A to free him», «after the decision to withdraw»: a noun that carries what follows.
            let carries = self.items[at].is(FunctionWord::Nominal) && before.is_some_and(|b| b.is(FunctionWord::When) && b.date.is_none());
            if !unit.noun
                && (pointed || counted || carries && frame.complement == Complement::Thing || (frame.event_type.is_none() && self.is_noun_position(at, floor)))
            {
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
            let mut context = if nominal { self.noun_context(at, floor) } else { self.left_context(at, floor, aside.copied()) };
            let taken = |p: &Predicate<'_>| p.unit.tail.is_some() && p.item + 1 == floor;
            if context.subject.is_some() && self.items[floor].actor == context.subject && out.last().is_some_and(taken) {
                // «the treaty that A signed with B goes on ...»: B is taken by the preposition before it.
                context.subject = None;
            }
            if unit.forms.has(Forms::PASSIVE) {
                self.turn(&mut context, at);
            }
            out.push(Predicate { nominal, right: end, ..Predicate::bare(at, unit, self.knowledge).within(&context) });
        }
        for k in 0..out.len() {
            self.link(&mut out, k, &asides);
        }
        for k in 0..out.len() {
            // What stands between a noun and its verb belongs to the noun.
            let bound = |p: &Predicate<'_>| match p.left {
                _ if out[k].nominal && !p.after_comma => p.item,
                // Without a subject of its own: only its auxiliaries are its own.
                left if p.subject.is_none() && p.patient.is_none() => {
                    let own = (left..p.item)
                        .rev()
                        .take_while(|i| self.items[*i].function.is_some() && self.items[*i].actor.is_none() && self.items[*i].marker().is_none());
                    own.last().unwrap_or(p.item)
                }
                // Its subject stands before this one, which is in apposition to it.
                left if left <= out[k].item => (out[k].item..p.item).find(|i| self.items[*i].is_stop()).unwrap_or(p.item),
                left => left,
            };
            let next = out[k + 1..].iter().find(|p| !p.nominal).map_or(self.items.len(), |p| bound(p).max(out[k].item + 1));
            out[k].right = next;
        }
        out
    }

    /// A verb that is passive by its own form: what stands before it undergoes the act, and who does it follows, marked or bare.
    fn turn(&self, context: &mut left::LeftContext, at: usize) {
        context.passive = true;
        context.patient = context.patient.or(context.subject.take());
        let beside = |i: &Item| i.is(FunctionWord::Agent) || i.is(FunctionWord::Adverb) || i.is(FunctionWord::Determiner);
        let after = self.items[at + 1..].iter().find(|i| !beside(i));
        context.subject = after.and_then(|i| i.actor).filter(|doer| context.patient != Some(*doer));
    }

    /// Where a phrase at the head of the sentence that only says what it is about (`As to X, ...`) ends.
    pub fn fronted(&self) -> usize {
        let first = self.items.first();
        let about = first.is_some_and(|i| i.marker() == Some(Marker::About) || i.predicate && self.units(0).iter().all(|u| u.tail == Some(Marker::About)));
        if about { self.items.iter().position(|i| i.punct == Some(',')).unwrap_or(0) } else { 0 }
    }

    /// The word right after a verb that is its object, though it could be a verb: `scrapped the agreement`.
    fn named_object(&self, at: usize, end: usize, classes: &[ThingClass]) -> Option<usize> {
        let first = (at + 1..end).find(|i| !self.items[*i].is(FunctionWord::Determiner) && !self.items[*i].number)?;
        let item = &self.items[first];
        (item.predicate && item.thing.is_some_and(|t| classes.contains(&t))).then_some(first)
    }

    /// A word that the lexicon does not know right after a subject and its tense: a plain verb.
    fn unknown_verb(&self, at: usize) -> bool {
        let [.., subject, tense, item] = &self.items[..=at] else { return false };
        let tensed = matches!(tense.function, Some(Function::Word(FunctionWord::Past | FunctionWord::Future)));
        let known = || item.thing.is_some() || item.function.is_some() || item.capital || item.number || item.punct.is_some() || item.place.is_some();
        let plain = || !known() && !item.predicate && self.is_free(at);
        tensed && subject.actor.is_some() && plain()
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
        let senses = self.items[at].entry.map_or(&[][..], |e| self.language.lexicon.senses(e));
        senses.iter().find_map(|s| if let Sense::Predicate(u) = s { Some(&u[..]) } else { None }).unwrap_or_default()
    }

    /// Where the object phrase ends before clauses are known: at the next predicate that can only be a verb, or a strong stop.
    fn object_end(&self, spots: &[usize], n: usize) -> usize {
        let at = spots[n];
        let verb =
            spots[n + 1..].iter().find(|s| self.items[**s].function.is_none() && self.units(**s).iter().all(|u| !u.noun)).copied().unwrap_or(self.items.len());
        // A word that is a noun too may be the object itself: `scrapped the agreement`.
        let verb = if self.items.get(verb).is_some_and(|i| i.thing.is_some()) { verb + 1 } else { verb };
        let stop = (at + 1..verb).find(|i| matches!(self.items[*i].punct, Some(';' | '.' | '?' | '!'))).unwrap_or(verb);
        stop.min(at + 24)
    }
}
