//! Predicates of languages whose words have forms: which form a word is where it stands, what its auxiliaries make of it, and which noun
//! phrase is its subject. `attack` after `the` is a noun, after `to` an infinitive; `attacked` after `was` is a passive, after `had` not.

use chancery_knowledge::{Forms, Function, FunctionWord, Marker, Need, Unit};

use super::left::LeftContext;
use super::{Link, Predicate, Reader};
use crate::items::Item;

/// How a verb form is used where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Use {
    /// A verb with tense, or one whose language does not tell.
    #[default]
    Finite,
    /// An infinitive with its particle.
    Infinitive,
    /// A present participle or verbal noun without auxiliary.
    Participle,
    /// A past participle without auxiliary: a relative clause cut short.
    Reduced,
}

/// The auxiliaries before a verb.
#[derive(Clone, Copy, Default)]
struct Auxiliaries {
    /// The nearest one makes a passive or progressive form.
    be: bool,
    /// The nearest one makes a perfect.
    have: bool,
    /// There is a modal verb, or an auxiliary that asks for the base form.
    modal: bool,
    /// The first item of the group.
    first: usize,
}

impl<'k> Reader<'k, '_> {
    /// The predicate at an item, if the word is one there.
    pub(super) fn inflected(&self, at: usize, end: usize, floor: usize, aside: Option<(usize, usize)>, before: &[Predicate<'k>]) -> Option<Predicate<'k>> {
        let units = self.units(at);
        let union = |noun: bool| units.iter().filter(|u| if noun { u.noun } else { u.verb }).fold(Forms::NONE, |f, u| f.with(u.forms));
        let (verb, noun) = (units.iter().any(|u| u.verb), units.iter().any(|u| u.noun));
        let forms = union(false);
        let auxiliaries = self.auxiliaries(at, floor);
        let nominal = noun && (!verb || self.stands_as_noun(at, floor, forms, &auxiliaries, before.last()));
        if nominal {
            let (context, _) = self.owner_context(at, floor);
            let unit = units.iter().filter(|u| u.noun).find(|u| self.all_hold(u, at, end, floor, None))?;
            return Some(self.predicate(at, unit, true, Use::Finite, end, context));
        }
        if !verb || self.is_auxiliary(at) || self.is_modifier(at, floor, forms, &auxiliaries) {
            return None;
        }
        let usage = self.usage(at, floor, forms, &auxiliaries, before.last())?;
        let context = self.subject_context(at, floor, aside, forms, usage, &auxiliaries);
        let mut context = context;
        let noun_before = before.last().is_some_and(|p| p.nominal && p.item + 1 == floor && !(floor..at).any(|i| self.items[i].is_stop()));
        if usage == Use::Finite && noun_before && context.subject.is_none() && context.patient.is_none() && context.left <= floor + 1 {
            // «The talks between A and B opened»: what the noun names is the subject.
            context.foreign_subject = true;
        }
        let within = |id: u16| self.items[floor..at].iter().position(|x| x.actor == Some(id)).is_some_and(|n| n <= 1);
        if usage == Use::Finite && noun_before && before.last().is_some_and(|p| p.unit.tail.is_some()) && context.subject.is_some_and(within) {
            // «The meeting between A and B took place»: A and B belong to the noun.
            context.subject = None;
            context.foreign_subject = true;
        }
        let passive = context.passive.then_some(context.left.min(at));
        // «the ceasefire which A had accepted»
        let turned = context.subject.is_some() && context.left > 0 && self.items[context.left - 1].is(FunctionWord::Relative);
        let passive = passive.or(turned.then(|| context.left - 1));
        let holding = units.iter().filter(|u| u.verb).find(|u| self.all_hold(u, at, end, floor, passive));
        let unit = holding.unwrap_or(&self.knowledge.plain_verb);
        // «the firing of»: a verbal noun.
        if usage == Use::Participle && self.is_noun_position(at, floor) && self.items.get(at + 1).is_some_and(|n| n.marker() == Some(Marker::Of)) {
            let (context, _) = self.owner_context(at, floor);
            return Some(self.predicate(at, unit, true, Use::Finite, end, context));
        }
        let mut p = self.predicate(at, unit, false, usage, end, context);
        if unit.forms.has(Forms::PREDICATIVE) && !unit.forms.has(Forms::PARTICIPLE) && p.passive {
            // «is prepared to»: an adjective, no passive.
            p.passive = false;
            p.subject = p.patient.take();
        }
        self.turn_round(&mut p, floor);
        if p.passive {
            p.subject = self.agent(at);
        }
        Some(p)
    }

    fn predicate(&self, at: usize, unit: &'k Unit, nominal: bool, usage: Use, end: usize, context: LeftContext) -> Predicate<'k> {
        Predicate {
            item: at,
            unit,
            frame: self.knowledge.frames.get(unit.frame),
            nominal,
            usage,
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
            each: false,
        }
    }

    fn all_hold(&self, unit: &Unit, at: usize, end: usize, floor: usize, passive: Option<usize>) -> bool {
        unit.needs.iter().all(|need| match (need, passive) {
            (Need::Object(classes), Some(left)) => {
                let stop = |i: &usize| self.items[*i].is_stop() && i + 1 < left;
                let start = (0..left).rev().find(stop).map_or(0, |i| i + 1);
                (start..at)
                    .any(|k| self.items[k].thing.is_some_and(|t| classes.contains(&t)) || self.is_agreement_of(k, classes) || self.is_people_of(k, classes))
            }
            (Need::Party, Some(left)) => (left.saturating_sub(3)..at).any(|k| self.items[k].actor.is_some()) || self.holds(need, at, end, floor),
            _ => self.holds(need, at, end, floor),
        })
    }

    /// Whether this word follows within the clause.
    pub(super) fn word_follows(&self, word: &str, at: usize) -> bool {
        (at + 1..self.items.len().min(at + 16))
            .take_while(|i| !self.items[*i].is_stop())
            .any(|i| self.word(i).split([' ', '-']).any(|w| w.eq_ignore_ascii_case(word)))
    }

    /// Whether an infinitive follows within the clause, before any other verb.
    pub(super) fn infinitive_follows(&self, at: usize) -> bool {
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

    /// Whether a word may be a verb in one of these forms; a verb that the lexicon does not know may be in any.
    fn has_form(&self, at: usize, forms: Forms) -> bool {
        let Some(item) = self.items.get(at) else { return false };
        let unknown = item.entry.is_none() && item.punct.is_none() && !item.capital && !item.number;
        unknown || item.predicate && self.units(at).iter().any(|u| u.verb && u.forms.has(forms))
    }

    /// The item before, over adverbs.
    fn before(&self, at: usize, floor: usize) -> Option<usize> {
        (floor..at).rev().find(|i| !(self.items[*i].is(FunctionWord::Adverb) && self.items[*i].actor.is_none()))
    }

    fn auxiliaries(&self, at: usize, floor: usize) -> Auxiliaries {
        let mut out = Auxiliaries { first: at, ..Auxiliaries::default() };
        let mut first = true;
        for i in (floor..at).rev() {
            let item = &self.items[i];
            if item.actor.is_some() {
                break;
            }
            let Some(Function::Word(w)) = item.function else {
                if item.date.is_some() {
                    continue;
                }
                break;
            };
            match w {
                FunctionWord::Be | FunctionWord::Have => {
                    out.be |= first && w == FunctionWord::Be;
                    out.have |= first && w == FunctionWord::Have;
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
                FunctionWord::Adverb | FunctionWord::Neg | FunctionWord::Once | FunctionWord::Progressive => {
                    out.modal |= first && w == FunctionWord::Neg;
                }
                _ => break,
            }
        }
        out
    }

    /// Whether a verb only helps the one that follows: `have` before a participle.
    fn is_auxiliary(&self, at: usize) -> bool {
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
    fn stands_as_noun(&self, at: usize, floor: usize, forms: Forms, auxiliaries: &Auxiliaries, previous: Option<&Predicate<'_>>) -> bool {
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
            let bare = actor.kind.is_none() && !actor.plural && actor.parties.len() == 1 && actor.anaphor == crate::actors::Anaphor::None;
            // «Russia attacks Ukraine», but «Ukraine talks»
            return if forms.has(Forms::THIRD) { !object && bare && next.is_some_and(|n| n.predicate) } else { bare };
        }
        if item.is(FunctionWord::And) {
            return previous.is_none_or(|p| p.nominal);
        }
        let verb_before =
            [FunctionWord::Relative, FunctionWord::Resumes, FunctionWord::Pronoun, FunctionWord::AllSides, FunctionWord::But].iter().any(|w| item.is(*w));
        !verb_before
    }

    /// Whether a word looks like a plural.
    fn ends_plural(&self, item: &Item) -> bool {
        let word = &self.text[item.start as usize..item.end as usize];
        self.language.settings.plural.is_some_and(|p| word.ends_with(p) && word.chars().rev().nth(1).is_some_and(|c| c != p && c.is_lowercase()))
    }

    fn is_adjective(&self, item: &Item) -> bool {
        item.actor.is_some_and(|a| self.actors[a as usize].adjective)
    }

    /// Whether a verb form only modifies the noun after it, or is a noun that the lexicon does not list.
    fn is_modifier(&self, at: usize, floor: usize, forms: Forms, auxiliaries: &Auxiliaries) -> bool {
        if self.items[at].marker().is_some() || self.items[at].is(FunctionWord::When) || self.items[at].is(FunctionWord::Because) {
            return true;
        }
        if forms == Forms::PREDICATIVE {
            return !auxiliaries.be;
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
            let lets = |i: usize| self.units(i).iter().any(|u| self.knowledge.frames.get(u.frame).complement == chancery_knowledge::Complement::Light);
            let bare = forms == Forms::BASE && at.checked_sub(1).is_some_and(|i| self.items[i].predicate && self.items[i].function.is_none() && !lets(i));
            if object || bare {
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
        // A word that also names a thing is a verb only after a subject: «Moslem forces».
        let loose = item.actor.is_some_and(|a| self.actors[a as usize].loose);
        let subject = item.actor.is_some() && !self.is_adjective(item) && !loose
            || [FunctionWord::Relative, FunctionWord::That, FunctionWord::AllSides, FunctionWord::GroupNoun].iter().any(|w| item.is(*w));
        if self.items[at].thing.is_some() && !subject && !(forms.has(Forms::BASE) && item.is(FunctionWord::And)) {
            return true;
        }
        // A bare form after a word that is no subject: «ballistic missile test», «trade deal».
        let plain = item.actor.is_none() && item.function.is_none() && item.punct.is_none();
        let object = next.is_some_and(|n| n.actor.is_some() || n.is(FunctionWord::Determiner) || n.is(FunctionWord::That) || n.marker() == Some(Marker::To));
        let single = item.actor.is_some_and(|a| {
            let a = &self.actors[a as usize];
            a.kind.is_none() && !a.plural && a.parties.len() == 1 && a.anaphor == crate::actors::Anaphor::None && !self.ends_plural(item)
        });
        // «demanded that A hand back»
        let subjunctive =
            (floor..b).rev().find(|i| self.items[*i].actor != item.actor || item.actor.is_none()).is_some_and(|i| self.items[i].is(FunctionWord::That));
        forms.has(Forms::BASE) && !forms.has(Forms::PAST) && (plain && !object || single && !subjunctive)
    }

    fn usage(&self, at: usize, floor: usize, forms: Forms, auxiliaries: &Auxiliaries, previous: Option<&Predicate<'_>>) -> Option<Use> {
        if forms == Forms::PREDICATIVE {
            return Some(Use::Finite);
        }
        if forms.has(Forms::PRESENT) {
            return Some(if auxiliaries.be { Use::Finite } else { Use::Participle });
        }
        let before = self.before_particle(at, floor);
        if forms.has(Forms::BASE) && before.is_some() {
            return Some(Use::Infinitive);
        }
        if !forms.has(Forms::PARTICIPLE) || auxiliaries.be || auxiliaries.have || auxiliaries.modal {
            return Some(Use::Finite);
        }
        if !forms.has(Forms::PAST) && !forms.has(Forms::BASE) {
            return Some(Use::Reduced);
        }
        let next = (at + 1..self.items.len()).find(|i| !(self.items[*i].is(FunctionWord::Adverb) || self.items[*i].date.is_some())).map(|i| &self.items[i]);
        let by = (at + 1..self.items.len()).find(|i| self.items[*i].marker().is_some() || self.items[*i].is_stop());
        let counted = by.and_then(|i| self.items.get(i + 1)).is_some_and(|n| n.number || n.amount.is_some() || n.date.is_some());
        if next.is_some_and(|n| n.marker() == Some(Marker::By)) && !counted {
            return Some(Use::Reduced);
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
            let says = matches!(
                p.frame.complement,
                chancery_knowledge::Complement::Say | chancery_knowledge::Complement::Affirm | chancery_knowledge::Complement::Opine
            );
            !p.nominal && !relative && bound && !says && p.item + 1 < at
        });
        let thing = noun.is_some_and(|b| b.actor.is_none());
        let institution = noun.is_some_and(|b| {
            b.actor.is_some_and(|a| self.actors[a as usize].generic || self.actors[a as usize].kind == Some(chancery_knowledge::TitleKind::Institution))
        });
        if opens && told && (thing || institution) {
            return Some(Use::Reduced);
        }
        Some(Use::Finite)
    }

    /// The item of the infinitive's particle, over adverbs.
    fn before_particle(&self, at: usize, floor: usize) -> Option<usize> {
        self.before(at, floor).filter(|b| self.items[*b].marker() == Some(Marker::To))
    }

    /// Look left for the owner or author of a noun of action: `Russia's recent attack`, `Russian attack`. Whether there was an article.
    fn owner_context(&self, at: usize, floor: usize) -> (LeftContext, bool) {
        let mut c = LeftContext { left: at, ..LeftContext::default() };
        let mut k = at;
        let mut words = 0;
        while k > floor {
            let i = k - 1;
            let item = &self.items[i];
            if let Some(id) = item.actor {
                let first = (floor..=i).rev().take_while(|x| self.items[*x].actor == Some(id)).last().unwrap_or(i);
                let actor = &self.actors[id as usize];
                let governed = k < at || true;
                if actor.adjective || actor.loose || actor.kind.is_some() {
                    c.subject = Some(id);
                } else if governed {
                    c.patient = Some(id);
                }
                c.left = first;
                return (c, false);
            }
            if item.is(FunctionWord::Possessive) {
                if let Some(id) = i.checked_sub(1).filter(|x| *x >= floor).and_then(|x| self.items[x].actor) {
                    c.subject = Some(id);
                    c.left = (floor..i).rev().take_while(|x| self.items[*x].actor == Some(id)).last().unwrap_or(i);
                    return (c, false);
                }
                k -= 1;
                continue;
            }
            if item.is(FunctionWord::None) {
                c.negated = true;
                c.left = i;
                return (c, true);
            }
            if item.is(FunctionWord::Determiner) {
                c.left = i;
                return (c, true);
            }
            let plain = item.punct.is_none() && item.function.is_none() || item.number || item.date.is_some() || item.is(FunctionWord::Adverb) && words > 0;
            let quote = matches!(item.punct, Some('"' | '“' | '”'));
            if !(plain || quote) || words > 5 {
                break;
            }
            words += 1;
            k = i;
            c.left = k;
        }
        (c, false)
    }

    /// Look left for auxiliaries and subject.
    fn subject_context(&self, at: usize, floor: usize, aside: Option<(usize, usize)>, forms: Forms, usage: Use, auxiliaries: &Auxiliaries) -> LeftContext {
        let mut c = LeftContext { left: at, ..LeftContext::default() };
        match usage {
            Use::Infinitive => {
                let particle = self.before_particle(at, floor).unwrap_or(at);
                c.left = particle;
                if particle > floor && self.items[particle - 1].is(FunctionWord::Neg) {
                    c.negated = true;
                    c.left = particle - 1;
                }
                return c;
            }
            Use::Participle => {
                // «an agreement allowing», «a fire damaging»: what the noun does, no party.
                let noun = at.checked_sub(1).filter(|i| *i >= floor).map(|i| &self.items[i]);
                c.foreign_subject = noun.is_some_and(|b| {
                    b.actor.is_none() && b.punct.is_none() && b.function.is_none() && b.date.is_none() && !b.predicate
                        || b.thing.is_some()
                        || b.agreement.is_some()
                        || b.punct == Some(')')
                }) && self.units(at).iter().all(|u| !super::is_speech(self.knowledge.frames.get(u.frame)));
                if at > floor && self.items[at - 1].is(FunctionWord::Neg) {
                    c.negated = true;
                    c.left = at - 1;
                }
                return c;
            }
            Use::Reduced => {
                c.passive = true;
                c.patient = at.checked_sub(1).filter(|i| *i >= floor).and_then(|i| self.items[i].actor);
                return c;
            }
            Use::Finite => {}
        }
        c.passive = auxiliaries.be && forms.has(Forms::PARTICIPLE);
        let mut j = at;
        let mut words = 0;
        let mut owned = false;
        let mut gloss = None;
        while j > floor {
            let i = j - 1;
            let item = &self.items[i];
            if let Some((open, close)) = aside
                && i == close
                && open >= floor
            {
                j = open;
                continue;
            }
            if let Some(id) = item.actor {
                let first = (floor..=i).rev().take_while(|k| self.items[*k].actor == Some(id)).last().unwrap_or(i);
                let (start, marker) = self.owned_phrase(first, floor);
                if marker.is_none() {
                    if c.passive {
                        c.patient = Some(id);
                    } else {
                        c.subject = Some(id);
                    }
                    c.left = start;
                    if start > floor && self.items[start - 1].is(FunctionWord::None) {
                        c.negated = true;
                        c.left = start - 1;
                    }
                    return c;
                }
                if words > 0 {
                    // «In Lima dozens of people marched»: the noun after the phrase is the subject.
                    break;
                }
                j = start;
                if !self.items[start.saturating_sub(1).max(floor)].is_stop() {
                    c.left = start;
                }
                words = 0;
                c.foreign_subject = false;
                continue;
            }
            if item.date.is_some() || item.amount.is_some() || matches!(item.punct, Some('"' | '“' | '”' | '\'' | '‘' | '’')) {
                words += usize::from(item.amount.is_some());
                j = i;
                continue;
            }
            if item.punct == Some(')') {
                match (floor..i).rev().find(|k| self.items[*k].punct == Some('(')) {
                    Some(open) => {
                        if words == 0 {
                            gloss = self.items[open..i].iter().find_map(|x| x.actor);
                        }
                        j = open;
                        continue;
                    }
                    None => break,
                }
            }
            if item.punct == Some('-') && i > floor {
                j = i;
                continue;
            }
            if item.punct.is_some() {
                break;
            }
            match item.function {
                Some(Function::Word(w)) => {
                    let flag = match w {
                        FunctionWord::Neg | FunctionWord::None => Some(&mut c.negated),
                        FunctionWord::Past => Some(&mut c.past),
                        FunctionWord::Once => Some(&mut c.once),
                        FunctionWord::Future => Some(&mut c.future),
                        FunctionWord::Must => Some(&mut c.must),
                        FunctionWord::Can => Some(&mut c.can),
                        FunctionWord::Be
                        | FunctionWord::Have
                        | FunctionWord::Progressive
                        | FunctionWord::Adverb
                        | FunctionWord::Determiner
                        | FunctionWord::PossessorSpeaker
                        | FunctionWord::This
                        | FunctionWord::Possessive
                        | FunctionWord::Attribute
                        | FunctionWord::Side => None,
                        // «helicopters and tanks», «the president and a group of deputies»
                        FunctionWord::And if words > 0 && i > floor && (floor == 0 || self.opens_clause(i, floor)) => {
                            words = 1;
                            None
                        }
                        FunctionWord::Possessor => {
                            owned = true;
                            None
                        }
                        FunctionWord::GroupNoun | FunctionWord::StateNoun | FunctionWord::BodyNoun | FunctionWord::PeopleNoun => {
                            words += 1;
                            None
                        }
                        _ => break,
                    };
                    if let Some(flag) = flag {
                        *flag = true;
                    }
                }
                Some(Function::Prep(m)) => {
                    // A phrase between subject and verb: «the ministry in a statement condemned».
                    if words == 0 || m == Marker::To && self.has_form(i + 1, Forms::BASE) {
                        break;
                    }
                    words = 0;
                }
                None => {
                    words += 1;
                    if words > 7 {
                        break;
                    }
                }
            }
            c.left = i;
            j = i;
        }
        if c.subject.is_none() && c.patient.is_none() && words == 0 {
            // «the Labour Office (ILO) said»
            c.subject = gloss.filter(|_| !c.passive);
            c.patient = gloss.filter(|_| c.passive);
        }
        // «A said its forces had left»: whose they are acts.
        c.foreign_subject = c.subject.is_none() && c.patient.is_none() && words > 0 && !owned;
        c
    }

    /// Whether the noun phrase before an «and» opens its clause, so that it is no object of the verb before.
    fn opens_clause(&self, and: usize, floor: usize) -> bool {
        let Some(id) = and.checked_sub(1).and_then(|i| self.items[i].actor) else { return false };
        let first = (floor..and).rev().take_while(|k| self.items[*k].actor == Some(id)).last().unwrap_or(and);
        let before = (floor..first).rev().find(|k| !self.items[*k].is(FunctionWord::Determiner));
        before.is_some_and(|k| self.items[k].is_stop())
    }

    /// The start of the noun phrase that an actor belongs to and the preposition before it, if any: `in [the capital of] France`.
    fn owned_phrase(&self, first: usize, floor: usize) -> (usize, Option<Marker>) {
        let mut start = first;
        let mut k = first;
        let mut words = 0;
        let actor = self.items[first].actor.map(|a| &self.actors[a as usize]);
        let bare = actor.is_some_and(|a| a.kind.is_none() && a.anaphor == crate::actors::Anaphor::None);
        let pronoun = actor.is_some_and(|a| {
            use crate::actors::Anaphor;
            matches!(a.anaphor, Anaphor::Person | Anaphor::Subject | Anaphor::Subjects | Anaphor::Speaker | Anaphor::Others | Anaphor::Group(_))
                && a.office.is_none()
        });
        let mut closed =
            self.items[first].is(FunctionWord::Determiner) || self.word(first).starts_with(char::is_lowercase) && self.word(first).contains(' ') && bare;
        while k > floor {
            let item = &self.items[k - 1];
            if closed || pronoun {
                return (start, item.marker().filter(|m| *m != Marker::Of));
            }
            if bare && item.thing.is_some() && !item.is(FunctionWord::Determiner) {
                return (start, None);
            }
            if let Some(marker) = item.marker() {
                if marker == Marker::Of {
                    k -= 1;
                    start = k;
                    words = 0;
                    continue;
                }
                return (k - 1, Some(marker));
            }
            if item.is(FunctionWord::When) || item.is(FunctionWord::Because) {
                let clause = words > 3;
                return if clause { (start, None) } else { (start, None) };
            }
            let inside = item.function.is_none() && item.punct.is_none() && item.date.is_none() && item.actor.is_none();
            let modifier = [FunctionWord::Determiner, FunctionWord::GroupNoun, FunctionWord::Side, FunctionWord::Adverb].iter().any(|w| item.is(*w))
                && item.actor.is_none();
            if !(inside || modifier) || words > 5 {
                break;
            }
            words += 1;
            closed = item.is(FunctionWord::Determiner);
            k -= 1;
            start = k;
        }
        (start, None)
    }

    /// `"...", said the minister`: the speaker stands after the verb.
    fn turn_round(&self, p: &mut Predicate<'k>, floor: usize) {
        let says = matches!(p.frame.complement, chancery_knowledge::Complement::Say | chancery_knowledge::Complement::Affirm);
        if !says || p.usage != Use::Finite || p.passive {
            return;
        }
        let closed =
            p.item.checked_sub(1).is_some_and(|i| i + 1 >= floor && (self.items[i].is_stop() || matches!(self.items[i].punct, Some('"' | '”' | '’' | '\''))));
        if !closed {
            return;
        }
        let next = (p.item + 1..self.items.len().min(p.item + 3)).find(|i| !self.items[*i].is(FunctionWord::Determiner) || self.items[*i].actor.is_some());
        if let Some(id) = next.and_then(|i| self.items[i].actor) {
            p.subject = Some(id);
            p.foreign_subject = false;
            p.left = p.item;
        }
    }

    /// The doer that a passive names after «by».
    fn agent(&self, at: usize) -> Option<u16> {
        for i in at + 1..self.items.len().min(at + 20) {
            let item = &self.items[i];
            if item.is_stop() && item.punct != Some(',') || item.predicate && item.actor.is_none() && self.is_free(i) && self.units(i).iter().all(|u| u.verb) {
                return None;
            }
            if item.marker() == Some(Marker::By) {
                return (i + 1..self.items.len().min(i + 7))
                    .take_while(|k| self.items[*k].punct.is_none() && self.items[*k].marker().is_none_or(|m| m == Marker::Of))
                    .find_map(|k| self.items[k].actor);
            }
        }
        None
    }

    /// Whether the object of a verb, or a noun joined to it, is of one of the classes: `a new ballistic missile`, `a package of sanctions`.
    pub(super) fn object_of(&self, at: usize, end: usize, classes: &[chancery_knowledge::ThingClass]) -> bool {
        let mut i = at + 1;
        let mut marked = false;
        while i < end.max(at + 2).min(self.items.len()) {
            let item = &self.items[i];
            let fits = item.thing.is_some_and(|t| classes.contains(&t)) || self.is_agreement_of(i, classes) || self.is_people_of(i, classes);
            if fits {
                // «weapons deal»: the last noun is the head.
                let next = self.items.get(i + 1).filter(|n| n.punct.is_none() && n.actor.is_none());
                let head = next.and_then(|n| n.thing).is_none_or(|t| classes.contains(&t));
                if head {
                    return true;
                }
            }
            if item.is_stop() && item.punct != Some(',')
                || item.is(FunctionWord::When)
                || item.is(FunctionWord::Because)
                || item.is(FunctionWord::Relative)
                || item.is(FunctionWord::That)
            {
                return false;
            }
            if item.punct == Some(',') && !marked && i > at + 8 {
                return false;
            }
            if let Some(marker) = item.marker() {
                // The particle of the verb, a quantity of something.
                let measured = matches!(marker, Marker::Of)
                    || marker == Marker::At && self.items[i - 1].amount.is_some()
                    || marker == Marker::To && self.items[i - 1].actor.is_some_and(|_| false);
                if i > at + 1 && !measured || marker == Marker::By {
                    return false;
                }
                marked = true;
            }
            let verb = item.predicate
                && item.actor.is_none()
                && item.thing.is_none()
                && self.is_free(i)
                && self.units(i).iter().all(|u| u.verb && !u.forms.has(Forms::PARTICIPLE));
            if verb && i > at + 1 && !self.is_noun_position(i, at) {
                return false;
            }
            i += 1;
        }
        false
    }

    /// Whether people of a sort stand here who make up one of the classes.
    fn is_people_of(&self, at: usize, classes: &[chancery_knowledge::ThingClass]) -> bool {
        self.items[at].actor.and_then(|a| self.class_of(a)).is_some_and(|t| classes.contains(&t))
    }
}
