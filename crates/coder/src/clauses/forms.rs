//! Which form a word is where it stands: noun or verb, infinitive, participle or a verb with tense, and what its auxiliaries make of it.

use chancery_knowledge::{Complement, Forms, Function, FunctionWord, Marker, Roles, Sense, TitleKind};
use chancery_model::EventType;

use super::inflected::{Auxiliaries, Use};
use super::{Predicate, Reader};
use crate::actors::Anaphor;
use crate::items::Item;

impl Reader<'_, '_> {
    /// Whether this word follows within the clause.
    pub(super) fn word_follows(&self, word: &str, at: usize) -> bool {
        (at + 1..self.items.len().min(at + 16))
            .take_while(|i| !self.items[*i].is_stop())
            .any(|i| self.word(i).eq_ignore_ascii_case(word) || self.word(i).split([' ', '-']).any(|w| w.eq_ignore_ascii_case(word)))
    }

    /// Whether an infinitive follows within the clause, before any other verb.
    pub(super) fn infinitive_follows(&self, at: usize) -> bool {
        if self.language.settings.verb_final {
            // «offered that it would»: one's own will stands for it.
            let that = (at + 1..self.items.len().min(at + 16)).find(|i| self.items[*i].is_stop() || self.items[*i].is(FunctionWord::That));
            let told = that.filter(|i| self.items[*i].is(FunctionWord::That));
            return told.is_some_and(|i| {
                (i + 1..self.items.len().min(i + 6)).take_while(|j| !self.items[*j].predicate).any(|j| self.items[j].is(FunctionWord::Future))
            });
        }
        for i in at + 1..self.items.len().min(at + 16) {
            let item = &self.items[i];
            if item.is_stop() || item.is(FunctionWord::That) || item.is(FunctionWord::Relative) {
                return false;
            }
            if item.marker() == Some(Marker::To) && self.has_form(i + 1, Forms::BASE) {
                return true;
            }
            if item.predicate && self.is_free(i) && self.units(i).iter().all(|u| u.verb) {
                return false;
            }
        }
        false
    }

    /// Whether a clause follows whose verb has no tense, after one whom it would have to agree with: `insisted that A withdraw`.
    pub(super) fn subjunctive_follows(&self, at: usize) -> bool {
        let stop = (at + 1..self.items.len().min(at + 16)).find(|i| self.items[*i].is_stop()).unwrap_or(self.items.len().min(at + 16));
        let Some(that) = (at + 1..stop.min(at + 4)).find(|i| self.items[*i].is(FunctionWord::That)) else { return false };
        let Some(verb) = (that + 1..stop).find(|i| self.items[*i].actor.is_none() && self.units(*i).iter().any(|u| u.verb)) else { return false };
        let one = |a: u16| !self.actors[a as usize].plural && self.actors[a as usize].parties.len() < 2;
        let subject = self.items[verb - 1].actor.is_some_and(one);
        subject && self.units(verb).iter().any(|u| u.verb && u.forms.has(Forms::BASE) && !u.forms.has(Forms::PAST))
    }

    /// Whether a word may be a verb in one of these forms; a verb that the lexicon does not know may be in any.
    pub(super) fn has_form(&self, at: usize, forms: Forms) -> bool {
        let Some(item) = self.items.get(at) else { return false };
        let unknown = item.entry.is_none() && item.punct.is_none() && !item.capital && !item.number;
        unknown || item.predicate && self.units(at).iter().any(|u| u.verb && u.forms.has(forms))
    }

    /// The item before, over adverbs.
    pub(super) fn before(&self, at: usize, floor: usize) -> Option<usize> {
        (floor..at).rev().find(|i| !(self.items[*i].is(FunctionWord::Adverb) && self.items[*i].actor.is_none()))
    }

    pub(super) fn auxiliaries(&self, at: usize, floor: usize) -> Auxiliaries {
        let mut out = Auxiliaries { first: at, ..Auxiliaries::default() };
        let mut first = true;
        for i in (floor..at).rev() {
            let item = &self.items[i];
            if item.actor.is_some() {
                break;
            }
            let Some(Function::Word(w)) = item.function else {
                // «was brutally beaten»: between the auxiliary and its verb stands no noun.
                let plain = item.entry.is_none() && item.punct.is_none() && !item.capital && !item.number;
                let helps = |x: &Item| x.actor.is_none() && (x.is(FunctionWord::Be) || x.is(FunctionWord::Have));
                if item.date.is_some() || plain && i + 1 == at && i > floor && helps(&self.items[i - 1]) {
                    continue;
                }
                break;
            };
            match w {
                FunctionWord::Be | FunctionWord::Have | FunctionWord::Had => {
                    out.be |= first && w == FunctionWord::Be;
                    out.have |= first && w != FunctionWord::Be;
                    first = false;
                    out.first = i;
                }
                FunctionWord::Future | FunctionWord::Must | FunctionWord::Can | FunctionWord::Past => {
                    // «must be», «will be»: words that end in the auxiliary of the passive.
                    out.be |=
                        first && self.word(i).rsplit(' ').next().is_some_and(|last| last.len() == 2) && self.word(i).contains(' ') && w == FunctionWord::Must;
                    out.have |= first && w == FunctionWord::Past && self.word(i).contains(' ');
                    out.modal = true;
                    first = false;
                    out.first = i;
                }
                FunctionWord::Adverb | FunctionWord::Earlier | FunctionWord::AtOnce | FunctionWord::Neg | FunctionWord::Once | FunctionWord::Progressive => {
                    out.modal |= first && w == FunctionWord::Neg;
                }
                _ => break,
            }
        }
        out
    }

    /// Whether a verb only helps the one that follows: `have` before a participle.
    pub(super) fn is_auxiliary(&self, at: usize) -> bool {
        let word = &self.items[at];
        let helps = [FunctionWord::Have, FunctionWord::Be, FunctionWord::Past, FunctionWord::Neg].iter().any(|w| word.is(*w));
        let next = (at + 1..self.items.len()).find(|i| {
            let x = &self.items[*i];
            x.actor.is_some() || !(x.is(FunctionWord::Adverb) || x.is(FunctionWord::Neg) || x.date.is_some())
        });
        helps
            && next.is_some_and(|i| {
                let x = &self.items[i];
                x.is(FunctionWord::Be) || self.has_form(i, Forms::PARTICIPLE) || x.entry.is_none() && x.punct.is_none() && !x.number && !x.capital
            })
    }

    /// Whether a word that may be noun or verb is a noun here.
    pub(super) fn stands_as_noun(&self, at: usize, floor: usize, forms: Forms, auxiliaries: &Auxiliaries, previous: Option<&Predicate<'_>>) -> bool {
        if auxiliaries.modal && forms.has(Forms::BASE) {
            return false;
        }
        let next = self.items.get(at + 1);
        let object = next.is_some_and(|n| n.actor.is_some() || n.is(FunctionWord::Determiner) || n.number || n.amount.is_some());
        let Some(b) = self.before(at, floor) else {
            let behind = self.before(at, 0);
            return match behind {
                // Right after the verb before: what it holds, launches, condemns.
                Some(b) if self.items[b].predicate => true,
                Some(_) => !(forms.has(Forms::PRESENT) && object),
                None => !(forms.has(Forms::PRESENT) && object),
            };
        };
        let item = &self.items[b];
        if forms.has(Forms::PRESENT) {
            if auxiliaries.be {
                return false;
            }
            // «The Council, meeting in Lima, said ...»
            let named = b > 0 && item.punct == Some(',') && (self.items[b - 1].actor.is_some() || self.items[b - 1].punct == Some(')'));
            if named && next.is_some_and(|n| n.marker().is_some_and(|m| m != Marker::Of)) {
                return false;
            }
            let noun = item.is(FunctionWord::Determiner) || item.is(FunctionWord::Possessive) || item.is(FunctionWord::None) || self.is_adjective(item);
            return noun || !object && (item.marker().is_some() || item.is(FunctionWord::When) || item.is_stop() || item.actor.is_none());
        }
        if item.marker() == Some(Marker::To) {
            return !forms.has(Forms::BASE);
        }
        if let Some(id) = item.actor {
            let actor = &self.actors[id as usize];
            if self.is_adjective(item) || actor.loose && forms.has(Forms::BASE) {
                return true;
            }
            let bare = actor.kind.is_none() && !actor.plural && actor.parties.len() == 1 && actor.anaphor == Anaphor::None;
            // «Russia attacks Ukraine», but «Ukraine talks»
            return if forms.has(Forms::THIRD) { !object && bare && next.is_some_and(|n| n.predicate) } else { bare };
        }
        if item.is(FunctionWord::And) {
            return previous.is_none_or(|p| p.nominal);
        }
        if forms.has(Forms::THIRD) && self.is_told_of_person(at, b) {
            return false;
        }
        let verb_before =
            [FunctionWord::Relative, FunctionWord::Resumes, FunctionWord::Pronoun, FunctionWord::AllSides, FunctionWord::But].iter().any(|w| item.is(*w));
        !verb_before
    }

    /// Whether a verb with an infinitive stands after the name of a person between commas: `A's president, B, plans to visit C`.
    fn is_told_of_person(&self, at: usize, before: usize) -> bool {
        let aim = self.items.get(at + 1).is_some_and(|n| n.marker() == Some(Marker::To)) && self.has_form(at + 2, Forms::BASE);
        let person = |a: u16| self.actors[a as usize].kind == Some(TitleKind::Person) || self.actors[a as usize].name.is_some();
        aim && before > 0 && self.items[before].punct == Some(',') && self.items[before - 1].actor.is_some_and(person)
    }

    /// Whether a word is written as part of a name, inside a sentence that does not write all its words so.
    fn is_proper(&self, at: usize) -> bool {
        let capital = |i: usize| self.word(i).starts_with(char::is_uppercase);
        let inside = at > 0 && self.items[at - 1].punct.is_none() && self.items[at - 1].date.is_none();
        inside && capital(at) && self.items.iter().enumerate().filter(|(i, x)| x.predicate && x.actor.is_none() && !capital(*i)).count() > 1
    }

    /// Whether a word looks like a plural.
    pub(super) fn ends_plural(&self, item: &Item) -> bool {
        let word = &self.text[item.start as usize..item.end as usize];
        self.language.settings.plural.is_some_and(|p| word.ends_with(p) && word.chars().rev().nth(1).is_some_and(|c| c != p && c.is_lowercase()))
    }

    pub(super) fn is_adjective(&self, item: &Item) -> bool {
        item.actor.is_some_and(|a| self.actors[a as usize].adjective)
    }

    /// Whether a verb form only modifies the noun after it, or is a noun that the lexicon does not list.
    pub(super) fn is_modifier(&self, at: usize, floor: usize, forms: Forms, auxiliaries: &Auxiliaries) -> bool {
        if self.items[at].marker().is_some() || self.items[at].is(FunctionWord::When) || self.items[at].is(FunctionWord::Because) {
            return true;
        }
        if forms == Forms::PREDICATIVE {
            return !auxiliaries.be;
        }
        // «The duties are blackmail»: no form that the auxiliary could have.
        let nominal = forms == Forms::BASE && auxiliaries.be && !auxiliaries.modal;
        if nominal && self.before(at, floor).is_some_and(|b| self.items[b].is(FunctionWord::Be)) {
            return true;
        }
        if self.is_proper(at) {
            return true;
        }
        let hyphen = at > 0 && matches!(self.items[at - 1].punct, Some('-' | '–')) && self.items[at - 1].end == self.items[at].start;
        let next = self.items.get(at + 1);
        if hyphen || next.is_some_and(|n| n.punct == Some('-') && n.start == self.items[at].end) {
            return true;
        }
        let noun_next = next.is_some_and(|n| {
            n.punct.is_none()
                && n.date.is_none()
                && (n.thing.is_some() || n.actor.is_some() || n.function.is_none() && n.amount.is_none() && !n.number || n.agreement.is_some())
        });
        let direct = at.checked_sub(1).filter(|i| *i >= floor).map(|i| &self.items[i]);
        let Some(b) = self.before(at, floor) else {
            let behind = at.checked_sub(1).map(|i| &self.items[i]);
            // «unveiled planned cuts»: between a verb and its object.
            let object = forms.has(Forms::THIRD) && behind.is_some_and(|x| x.predicate && x.function.is_none());
            // «struck back», «said Mass»: a bare form right after a verb that lets nobody do anything.
            let lets = |i: usize| self.units(i).iter().any(|u| self.knowledge.frames.get(u.frame).complement == Complement::Light);
            let bare = forms == Forms::BASE && at.checked_sub(1).is_some_and(|i| self.items[i].predicate && self.items[i].function.is_none() && !lets(i));
            if object || bare {
                return true;
            }
            let object = || next.is_some_and(|n| n.actor.is_some() || n.is(FunctionWord::Determiner) || n.number || n.punct.is_some());
            if behind.is_none() && (forms == Forms::BASE || forms == Forms::THIRD && !object()) {
                // «Border negotiators met»: nobody is told to do anything; «Trucks will cross»: a noun.
                return true;
            }
            if behind.is_none() && forms.has(Forms::PARTICIPLE) && !forms.has(Forms::BASE) && noun_next {
                // «Suspected militants attacked», at the head of a sentence.
                return true;
            }
            // «met visiting Foreign Minister B»: whom one meets.
            let meets = |i: usize| {
                let frames = self.units(i).iter().map(|u| self.knowledge.frames.get(u.frame));
                frames.clone().any(|f| f.event_type == Some(EventType::Consult)) && frames.clone().any(|f| matches!(f.roles, Roles::Joint | Roles::Host))
            };
            if forms.has(Forms::PRESENT) && next.is_some_and(|n| n.actor.is_some()) && at.checked_sub(1).is_some_and(|i| self.items[i].predicate && meets(i)) {
                return true;
            }
            return behind.is_some_and(|x| x.predicate)
                && forms.has(Forms::PARTICIPLE)
                && !forms.has(Forms::BASE)
                && noun_next
                && next.is_some_and(|n| n.actor.is_none());
        };
        let item = &self.items[b];
        let takes_noun = |x: &Item| {
            x.is(FunctionWord::Determiner) && x.amount.is_none() || x.is(FunctionWord::Possessive) || self.is_adjective(x) || x.is(FunctionWord::None)
        };
        if forms.has(Forms::PARTICIPLE) || forms.has(Forms::PRESENT) || forms.has(Forms::PAST) {
            if auxiliaries.be || auxiliaries.have {
                return false;
            }
            let verbal_noun = forms.has(Forms::PRESENT) && next.is_some_and(|n| n.marker() == Some(Marker::Of));
            if direct.is_some_and(takes_noun) {
                return !verbal_noun;
            }
            let after_prep = item.marker().is_some() && !forms.has(Forms::PRESENT);
            // «three suspected militants»
            if item.number && item.date.is_none() && item.actor.is_none() && noun_next && forms.has(Forms::PARTICIPLE) && !forms.has(Forms::BASE) {
                return next.is_some_and(|n| n.actor.is_some() || n.thing.is_some() || n.entry.is_none());
            }
            return after_prep && !forms.has(Forms::BASE);
        }
        if auxiliaries.modal || item.marker() == Some(Marker::To) && forms.has(Forms::BASE) {
            return false;
        }
        let counted = item.number && item.date.is_none() && item.actor.is_none();
        if takes_noun(item) || counted || item.marker().is_some() && !item.is(FunctionWord::Relative) {
            return true;
        }
        let names_group = [FunctionWord::GroupNoun, FunctionWord::StateNoun, FunctionWord::BodyNoun].iter().any(|w| self.items[at].is(*w));
        if names_group && (item.actor.is_none() || self.is_adjective(item)) {
            return true;
        }
        // «strikes on rebel targets in A»: a noun, for what a preposition leads is no subject.
        let led = item.actor.is_some_and(|a| {
            let first = (floor..b).rev().take_while(|i| self.items[*i].actor == Some(a)).last().unwrap_or(b);
            let tailed = |i: usize| self.units(i).iter().any(|u| u.tail.is_some_and(|t| t != Marker::Of));
            first > floor && self.items[first - 1].marker().is_some_and(|m| m != Marker::Of)
                || first == floor && first > 0 && self.items[first - 1].predicate && tailed(first - 1)
        });
        let ends = next.is_none_or(|n| n.punct.is_some() || n.marker().is_some());
        if led && forms == Forms::THIRD && self.items[at].thing.is_some() {
            return true;
        }
        if led && ends && forms == Forms::THIRD && self.units(at).iter().all(|u| u.noun || self.knowledge.frames.get(u.frame).event_type.is_some()) {
            return true;
        }
        // A word that also names a thing is a verb only after a subject: «Moslem forces».
        let loose = item.actor.is_some_and(|a| self.actors[a as usize].loose);
        let subject = item.actor.is_some() && !self.is_adjective(item) && !loose
            || self.is_told_of_person(at, b)
            || [FunctionWord::Relative, FunctionWord::That, FunctionWord::AllSides, FunctionWord::GroupNoun].iter().any(|w| item.is(*w));
        if self.items[at].thing.is_some() && !subject && !(forms.has(Forms::BASE) && item.is(FunctionWord::And)) {
            return true;
        }
        // «an army base at»: no plural, so that the verb would have an ending.
        let body = item.actor.is_some_and(|a| self.actors[a as usize].kind == Some(TitleKind::Institution) && !self.actors[a as usize].plural);
        if body && self.items[at].thing.is_some() && self.units(at).iter().all(|u| !u.noun) && forms.has(Forms::BASE) && !forms.has(Forms::PAST) && ends {
            return true;
        }
        // A bare form after a word that is no subject: «ballistic missile test», «trade deal».
        let plain = item.actor.is_none() && item.function.is_none() && item.punct.is_none();
        let object = next.is_some_and(|n| n.actor.is_some() || n.is(FunctionWord::Determiner) || n.is(FunctionWord::That) || n.marker() == Some(Marker::To));
        let single = item.actor.is_some_and(|a| {
            let a = &self.actors[a as usize];
            a.kind.is_none() && !a.plural && a.parties.len() == 1 && a.anaphor == Anaphor::None && !self.ends_plural(item)
        });
        // «demanded that A hand back»
        let subjunctive =
            (floor..b).rev().find(|i| self.items[*i].actor != item.actor || item.actor.is_none()).is_some_and(|i| self.items[i].is(FunctionWord::That));
        // «The curbs remain in place»: so many words modify no noun.
        let phrase = self.word(at).contains(' ') && self.ends_plural(item);
        forms.has(Forms::BASE) && !forms.has(Forms::PAST) && !phrase && (plain && (!object || !self.ends_plural(item)) || single && !subjunctive)
    }

    /// Whether a plural ends the object of a verb that has no clause for one: `backed the NATO measures`.
    pub(super) fn ends_object(&self, verb: &Predicate<'_>, at: usize) -> bool {
        let object = self.items.get(verb.item + 1..at).unwrap_or_default();
        let Some((article, name)) = object.split_first() else { return false };
        let next = self.items.get(at + 1);
        let closed = next.is_none_or(|n| n.punct.is_some() || n.date.is_some() || n.marker().is_some() && n.actor.is_none());
        let tells = matches!(verb.frame.complement, Complement::Say | Complement::Affirm | Complement::Opine | Complement::Claim);
        let article = article.is(FunctionWord::Determiner) && article.actor.is_none() && !name.is_empty();
        closed && article && !tells && !verb.nominal && verb.usage == Use::Finite && name.iter().all(|x| x.actor.is_some())
    }

    pub(super) fn usage(&self, at: usize, floor: usize, forms: Forms, auxiliaries: &Auxiliaries, previous: Option<&Predicate<'_>>) -> Use {
        if forms == Forms::PREDICATIVE {
            return Use::Finite;
        }
        if forms.has(Forms::PRESENT) {
            return if auxiliaries.be { Use::Finite } else { Use::Participle };
        }
        let before = self.before_particle(at, floor);
        if forms.has(Forms::BASE) && before.is_some() {
            return Use::Infinitive;
        }
        if !forms.has(Forms::PARTICIPLE) || auxiliaries.be || auxiliaries.have || auxiliaries.modal {
            return Use::Finite;
        }
        if !forms.has(Forms::PAST) && !forms.has(Forms::BASE) || previous.is_none_or(|p| p.nominal) && self.is_parted(at, floor) {
            return Use::Reduced;
        }
        let next = (at + 1..self.items.len()).find(|i| !(self.items[*i].is(FunctionWord::Adverb) || self.items[*i].date.is_some())).map(|i| &self.items[i]);
        let by = (at + 1..self.items.len()).find(|i| self.items[*i].marker().is_some() || self.items[*i].is_stop());
        let counted = by.and_then(|i| self.items.get(i + 1)).is_some_and(|n| n.number || n.amount.is_some() || n.date.is_some());
        // «retaliated by expelling two»: what is done by doing something is no passive.
        let doing = by.is_some_and(|i| i + 1 < self.items.len() && self.units(i + 1).iter().any(|u| u.verb && u.forms.has(Forms::PRESENT)));
        if next.is_some_and(|n| n.marker() == Some(Marker::By)) && !counted && !doing && !self.holds_object(at) {
            return Use::Reduced;
        }
        // «thanked A for the ships delivered in May»: the noun before is the object of the verb before.
        let opens = next.is_none_or(|n| n.marker().is_some() || n.punct.is_some() || n.is(FunctionWord::When));
        let noun = at.checked_sub(1).filter(|i| *i >= floor).map(|i| &self.items[i]).filter(|b| b.function.is_none() && b.punct.is_none() || b.actor.is_some());
        let told = previous.is_some_and(|p| {
            let relative =
                p.left.checked_sub(1).is_some_and(|i| [FunctionWord::Relative, FunctionWord::When, FunctionWord::That].iter().any(|w| self.items[i].is(*w)));
            let glossed = at.checked_sub(1).and_then(|i| self.items[i].actor).is_some_and(|id| {
                let first = (floor..at).find(|k| self.items[*k].actor == Some(id)).unwrap_or(at);
                first >= floor + 3
                    && self.items[first - 1].is(FunctionWord::Determiner)
                    && self.items[first - 2].punct == Some(',')
                    && self.items[first - 3].actor.is_some()
            });
            if glossed && !p.nominal {
                return true;
            }
            let bound = !(p.item + 1..at).any(|i| self.items[i].is_stop() || self.items[i].is(FunctionWord::And) || self.items[i].is(FunctionWord::That));
            let says = matches!(p.frame.complement, Complement::Say | Complement::Affirm | Complement::Opine);
            !p.nominal && !relative && bound && !says && p.item + 1 < at
        });
        let thing = noun.is_some_and(|b| b.actor.is_none());
        let institution =
            noun.is_some_and(|b| b.actor.is_some_and(|a| self.actors[a as usize].generic || self.actors[a as usize].kind == Some(TitleKind::Institution)));
        // «expelled a diplomat of A accused of spying»: the object of the verb before, right after it.
        let object = previous.zip(noun.and_then(|b| b.actor)).is_some_and(|(p, id)| {
            let first = (floor..at).find(|k| self.items[*k].actor == Some(id)).unwrap_or(at);
            let only = |x: &crate::items::Item| x.is(FunctionWord::Determiner) || x.number || x.is(FunctionWord::Adverb);
            (self.actors[id as usize].kind.is_some() || self.actors[id as usize].plural) && first > p.item + 1 && self.items[p.item + 1..first].iter().all(only)
        });
        // «Eleven fishermen held in A were released»: the verb to come is that of the sentence.
        let people = noun.is_some_and(|b| {
            b.thing.is_some_and(|t| self.knowledge.things.is(t, chancery_knowledge::ThingSort::People))
                || b.actor.is_some_and(|a| self.actors[a as usize].generic)
        });
        if previous.is_none() && people && next.is_some_and(|n| n.marker().is_some()) && self.awaits_verb(at) {
            return Use::Reduced;
        }
        if opens && told && (thing || institution || object) {
            return Use::Reduced;
        }
        Use::Finite
    }

    /// Whether the words of a verb name its object already, so that `by` tells whose that is: `turned down a proposal by A`, `rejected claims by A`.
    pub(super) fn holds_object(&self, at: usize) -> bool {
        let form = self.items[at].entry.map_or("", |e| self.language.lexicon.entry(e).form);
        let opens_noun = |sense: &Sense| matches!(sense, Sense::Function(Function::Word(FunctionWord::Determiner | FunctionWord::Possessor)));
        let pair = form.split(' ').count() == 2;
        let noun = |sense: &Sense| pair && matches!(sense, Sense::Thing(_) | Sense::Predicate(_));
        let mut found = Vec::new();
        form.split(' ').skip(1).any(|word| {
            found.clear();
            self.language.lexicon.find(word, &mut found);
            found.iter().any(|f| f.entry != u32::MAX && self.language.lexicon.senses(f.entry).iter().any(|s| opens_noun(s) || noun(s)))
        })
    }

    /// Whether a verb with an auxiliary follows in the same clause that has no subject but what stands before this one.
    fn awaits_verb(&self, at: usize) -> bool {
        let helps = |x: &Item| [FunctionWord::Be, FunctionWord::Have, FunctionWord::Had, FunctionWord::Future].iter().any(|w| x.is(*w)) && x.actor.is_none();
        let closes = |x: &Item| {
            x.is_stop() || x.predicate && x.actor.is_none() || [FunctionWord::And, FunctionWord::That, FunctionWord::Relative].iter().any(|w| x.is(*w))
        };
        let end = (at + 1..self.items.len().min(at + 12)).find(|i| helps(&self.items[*i]) || closes(&self.items[*i]));
        end.is_some_and(|i| helps(&self.items[i]) && !self.items[i - 1].is(FunctionWord::Relative))
    }

    /// Whether a verb stands between commas of which the second leads to another: `The talks, planned for April, were put off`.
    fn is_parted(&self, at: usize, floor: usize) -> bool {
        let comma = |i: &usize| self.items[*i].punct == Some(',');
        let Some(open) = self.before(at, floor).filter(|i| comma(i) && *i > floor) else { return false };
        let Some(close) = (at + 1..self.items.len().min(at + 12)).find(|i| self.items[*i].is_stop()).filter(comma) else { return false };
        let adverb = |i: &usize| self.items[*i].is(FunctionWord::Adverb) && self.items[*i].actor.is_none();
        let Some(next) = (close + 1..self.items.len()).find(|i| !adverb(i)) else { return false };
        let helps = [FunctionWord::Be, FunctionWord::Have, FunctionWord::Had, FunctionWord::Future, FunctionWord::Must, FunctionWord::Can];
        let noun = self.items[open - 1].punct.is_none();
        noun && self.items[next].actor.is_none()
            && (helps.iter().any(|w| self.items[next].is(*w)) || self.items[next].predicate && self.has_form(next, Forms::PAST))
    }

    /// The item of the infinitive's particle, over adverbs.
    pub(super) fn before_particle(&self, at: usize, floor: usize) -> Option<usize> {
        self.before(at, floor).filter(|b| self.items[*b].marker() == Some(Marker::To))
    }
}
