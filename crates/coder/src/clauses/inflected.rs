//! Predicates of languages whose words have forms: which form a word is where it stands, what its auxiliaries make of it, and which noun
//! phrase is its subject. `attack` after `the` is a noun, after `to` an infinitive; `attacked` after `was` is a passive, after `had` not.

use chancery_knowledge::{Forms, Function, FunctionWord, Marker, Need, Unit};
use chancery_model::EventType;

use super::left::LeftContext;
use super::{Predicate, Reader};

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
pub(super) struct Auxiliaries {
    /// The nearest one makes a passive or progressive form.
    pub(super) be: bool,
    /// The nearest one makes a perfect.
    pub(super) have: bool,
    /// There is a modal verb, or an auxiliary that asks for the base form.
    pub(super) modal: bool,
    /// The first item of the group.
    pub(super) first: usize,
}

impl<'k> Reader<'k, '_> {
    /// The predicate at an item, if the word is one there.
    pub(super) fn inflected(
        &self,
        at: usize,
        end: usize,
        floor: usize,
        aside: Option<(usize, usize)>,
        cut: bool,
        before: Option<&Predicate<'k>>,
    ) -> Option<Predicate<'k>> {
        let units = self.units(at);
        let union = |noun: bool| units.iter().filter(|u| if noun { u.noun } else { u.verb }).fold(Forms::NONE, |f, u| f.with(u.forms));
        let (verb, noun) = (units.iter().any(|u| u.verb), units.iter().any(|u| u.noun));
        let forms = union(false);
        let auxiliaries = self.auxiliaries(at, floor);
        let nominal = noun && (!verb || self.stands_as_noun(at, floor, forms, &auxiliaries, before));
        if nominal {
            let (context, _) = self.owner_context(at, floor);
            let unit = units.iter().filter(|u| u.noun).find(|u| self.all_hold(u, at, end, floor, None))?;
            return Some(self.predicate(at, unit, true, Use::Finite, end, &context));
        }
        if !verb || self.is_auxiliary(at) || self.is_modifier(at, floor, forms, &auxiliaries) {
            return None;
        }
        if forms == Forms::THIRD && before.is_some_and(|p| self.ends_object(p, at)) {
            return None;
        }
        let usage = match self.usage(at, floor, forms, &auxiliaries, before) {
            Use::Finite if cut => Use::Reduced,
            usage => usage,
        };
        let context = self.subject_context(at, floor, aside, forms, usage, &auxiliaries);
        let mut context = context;
        // «voiced concern and called for it»: parted by a conjunction the noun is no subject.
        let parted = |i: usize| self.items[i].is_stop() || self.items[i].is(FunctionWord::And) && i == floor;
        let noun_before = before.is_some_and(|p| p.nominal && p.item + 1 == floor && !(floor..at).any(parted));
        if usage == Use::Finite && noun_before && context.subject.is_none() && context.patient.is_none() && context.left <= floor + 1 {
            // «The talks between A and B opened»: what the noun names is the subject.
            context.foreign_subject = true;
        }
        let within = |id: u16| self.items[floor..at].iter().position(|x| x.actor == Some(id)).is_some_and(|n| n <= 1);
        if usage == Use::Finite && noun_before && before.is_some_and(|p| p.unit.tail.is_some()) && context.subject.is_some_and(within) {
            // «The meeting between A and B took place»: A and B belong to the noun.
            context.subject = None;
            context.foreign_subject = true;
        }
        let passive = context.passive.then_some(context.left.min(at));
        // «the ceasefire which A had accepted»
        let turned = context.subject.is_some()
            && context.left > 0
            && (self.items[context.left - 1].is(FunctionWord::Relative)
                || usage == Use::Finite && (self.takes_noun_before(context.left - 1, at) || self.follows_its_object(context.left - 1, at)));
        // «the duty, which A has undertaken to cut by January»: what is cut stands before the clause.
        let antecedent = || {
            let g = before.filter(|g| usage == Use::Infinitive && !g.nominal && g.subject.is_some() && g.left > 1)?;
            let bare = self.items[g.item + 1..at].iter().all(|x| x.marker() == Some(Marker::To));
            let open = self.items.get(at + 1).is_none_or(|x| x.punct.is_some() || x.marker().is_some() || x.date.is_some());
            (self.items[g.left - 1].is(FunctionWord::Relative) && bare && open).then(|| g.left - 1)
        };
        let passive = passive.or(turned.then(|| context.left - 1)).or_else(antecedent);
        let holding = units.iter().filter(|u| u.verb).find(|u| self.all_hold(u, at, end, floor, passive));
        let unit = holding.unwrap_or(&self.knowledge.plain_verb);
        // «the firing of», «last week's storming of»: a verbal noun.
        let owned = at > 0 && self.items[at - 1].is(FunctionWord::Possessive);
        if usage == Use::Participle && (owned || self.is_noun_position(at, floor)) && self.items.get(at + 1).is_some_and(|n| n.marker() == Some(Marker::Of)) {
            let (context, _) = self.owner_context(at, floor);
            return Some(self.predicate(at, unit, true, Use::Finite, end, &context));
        }
        let mut p = self.predicate(at, unit, false, usage, end, &context);
        if unit.forms.has(Forms::PREDICATIVE) && !unit.forms.has(Forms::PARTICIPLE) && p.passive {
            // «is prepared to»: an adjective, no passive.
            p.passive = false;
            p.subject = p.patient.take();
        }
        if unit.forms.has(Forms::PASSIVE) && !p.passive {
            // «The men walked free»
            p.passive = true;
            p.patient = p.subject.take();
        }
        self.turn_round(&mut p, floor);
        if p.passive {
            p.subject = self.agent(at);
        }
        Some(p)
    }

    fn predicate(&self, at: usize, unit: &'k Unit, nominal: bool, usage: Use, end: usize, context: &LeftContext) -> Predicate<'k> {
        Predicate { nominal, usage, right: end, ..Predicate::bare(at, unit, self.knowledge).within(context) }
    }

    fn all_hold(&self, unit: &Unit, at: usize, end: usize, floor: usize, passive: Option<usize>) -> bool {
        unit.needs.iter().all(|need| match (need, passive) {
            (Need::Object(classes), Some(left)) => {
                let stop = |i: &usize| self.items[*i].is_stop() && i + 1 < left;
                let start = (0..left).rev().find(stop).map_or(0, |i| i + 1);
                (start..at)
                    .any(|k| self.items[k].thing.is_some_and(|t| classes.contains(&t)) || self.is_agreement_of(k, classes) || self.is_people_of(k, classes))
            }
            (Need::Person, Some(left)) => (left.saturating_sub(3)..at)
                .rev()
                .find_map(|k| self.items[k].actor)
                .is_some_and(|a| self.actors[a as usize].kind == Some(chancery_knowledge::TitleKind::Person)),
            (Need::Party, Some(left)) => (left.saturating_sub(3)..at).any(|k| self.items[k].actor.is_some()) || self.holds(unit, need, at, end, floor),
            _ => self.holds(unit, need, at, end, floor),
        })
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
                if actor.adjective || actor.loose || actor.kind.is_some() {
                    c.subject = Some(id);
                } else {
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
                // «two soldiers of A, killed on Monday by B»
                let force = |u: &Unit| matches!(self.knowledge.frames.get(u.frame).event_type, Some(EventType::Assault | EventType::Coerce));
                // «A, asked by B to sign it, declined»
                let by = self.items.get(at + 1).is_some_and(|x| x.marker() == Some(Marker::By));
                if c.patient.is_none() && at >= floor + 2 && self.items[at - 1].punct == Some(',') && (by || self.units(at).iter().any(force)) {
                    c.patient = self.items[at - 2].actor;
                }
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
                let with = self.items[open + 1].is(FunctionWord::Also);
                c.companion = if with { self.items[open + 2..close].iter().find_map(|x| x.actor) } else { None };
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
                        FunctionWord::Earlier | FunctionWord::Had => Some(&mut c.earlier),
                        FunctionWord::AtOnce => Some(&mut c.at_once),
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
                        FunctionWord::Possessor | FunctionWord::PossessorAll => {
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
            matches!(
                a.anaphor,
                Anaphor::Person | Anaphor::Subject | Anaphor::Subjects | Anaphor::Owner | Anaphor::Speaker | Anaphor::Others | Anaphor::Group(_)
            ) && a.office.is_none()
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
                return (start, None);
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
                    .take_while(|k| self.items[*k].punct.is_none() && self.items[*k].marker().is_none_or(|m| matches!(m, Marker::Of | Marker::From)))
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
            // «private meetings with envoys»: a noun whose words end in a preposition closes the object.
            let closed = i > at + 1 && item.predicate && self.units(i).iter().any(|u| u.noun && u.tail.is_some_and(|t| t != Marker::Of));
            if closed
                || item.is_stop() && item.punct != Some(',')
                || item.is(FunctionWord::When)
                || item.is(FunctionWord::Because)
                || item.is(FunctionWord::Relative)
                || item.is(FunctionWord::That) && !(i == at + 1 && self.items.get(i + 1).is_some_and(|n| n.thing.is_some() && !n.predicate))
            {
                return false;
            }
            if item.punct == Some(',') && !marked && i > at + 8 {
                return false;
            }
            if let Some(marker) = item.marker() {
                // The particle of the verb, a quantity of something.
                let measured = matches!(marker, Marker::Of) || marker == Marker::At && self.items[i - 1].amount.is_some();
                // «asked A for grain»
                let asked =
                    marker == Marker::To && !marked && i > at + 1 && self.items[at + 1..i].iter().all(|x| x.actor.is_some() || x.is(FunctionWord::Determiner));
                if i > at + 1 && !measured && !asked || marker == Marker::By {
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
