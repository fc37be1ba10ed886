//! What stands between a subject and its verb: appositions between commas, and clauses cut short (`the boats seized by A in May were sold`).

use chancery_knowledge::{Complement, Forms, FunctionWord, Marker, Roles, Unit};

use super::Reader;
use crate::items::Item;

impl Reader<'_, '_> {
    /// Appositions between two commas after an actor: `A, the chair of B, said`; `A, who had warned of C, said`.
    pub(super) fn asides(&self) -> Vec<(usize, usize)> {
        let mut out: Vec<(usize, usize)> = Vec::new();
        let comma = |i: usize| self.items[i].punct == Some(',');
        for open in 1..self.items.len() {
            let thing = self.language.is_inflected() && self.items[open - 1].thing.is_some();
            if !comma(open) || self.items[open - 1].actor.is_none() && !thing || out.last().is_some_and(|a| open <= a.1) {
                continue;
            }
            let Some(close) = (open + 1..self.items.len().min(open + 26)).find(|i| comma(*i)) else { continue };
            let Some(first) = self.items.get(open + 1) else { continue };
            let noun_first = first.is(FunctionWord::StateNoun) || first.is(FunctionWord::BodyNoun) || first.is(FunctionWord::GroupNoun);
            // «A, together with B, proposed»
            let joined = first.is(FunctionWord::Also) && self.language.is_inflected();
            let phrase = first.marker().is_some() || first.is(FunctionWord::When) || joined;
            // «A, an armed group that fights B, ...»: the same party again.
            let host = self.items[open - 1].actor.map(|a| &self.actors[a as usize].parties);
            let again = first
                .actor
                .is_some_and(|a| self.actors[a as usize].inferred && (self.actors[a as usize].generic || Some(&self.actors[a as usize].parties) == host));
            // «A, meeting in B, ...», «A, backed by B, ...»
            let led = self.items.get(open + 2).is_some_and(|i| i.marker().is_some() || i.date.is_some());
            let participle = |u: &Unit| u.verb && (u.forms.has(Forms::PRESENT) || u.forms.has(Forms::PARTICIPLE) && !u.forms.has(Forms::BASE) && led);
            let participial = first.actor.is_none() && first.predicate && self.units(open + 1).iter().any(participle);
            // «A's envoy, Jane Roe, said», where nobody knows the name; «A, wary of B, said»
            let unknown = |i: usize| {
                let x = &self.items[i];
                x.capital && x.actor.is_none() && x.function.is_none() && x.punct.is_none() && x.date.is_none()
            };
            let named = close < open + 7 && (open + 1..close).all(|i| unknown(i) || matches!(self.items[i].punct, Some('-' | '.')));
            let plain_word = !first.capital && first.actor.is_none() && first.function.is_none() && first.punct.is_none() && first.thing.is_none();
            let quality = self.language.is_inflected() && plain_word && led && !first.predicate && !first.number && first.date.is_none();
            let relative = again
                || named
                || quality
                || participial
                || phrase
                || first.is(FunctionWord::Relative)
                || first.is(FunctionWord::Progressive)
                || first.is(FunctionWord::Adverb)
                || noun_first;
            let verbal =
                |i: usize| self.items[i].predicate && self.items[i].actor.is_none() && !(self.language.is_inflected() && self.units(i).iter().any(|u| u.noun));
            // «A, B's largest trading partner, ...»: what only modifies a noun is no verb.
            let owned = first.actor.is_some()
                && (open + 2..close)
                    .take_while(|i| self.items[*i].actor == first.actor || self.items[*i].is(FunctionWord::Possessive))
                    .any(|i| self.items[i].is(FunctionWord::Possessive));
            let modifier = |i: usize| owned && self.units(i).iter().all(|u| u.forms.has(Forms::PRESENT));
            let plain = !(open + 1..close).any(|i| verbal(i) && !modifier(i));
            let noun = first.actor.is_some() || first.number || first.is(FunctionWord::Determiner);
            let next = self.items[close + 1..]
                .iter()
                .find(|i| i.date.is_none() && !i.is(FunctionWord::Adverb) && !(again && i.is(FunctionWord::And)) && i.punct.is_none());
            let goes_on = next.is_some_and(|i| {
                i.actor.is_none()
                    && (i.predicate
                        || [
                            FunctionWord::Past,
                            FunctionWord::Future,
                            FunctionWord::Neg,
                            FunctionWord::Progressive,
                            FunctionWord::Once,
                            FunctionWord::Have,
                            FunctionWord::Be,
                            FunctionWord::Can,
                            FunctionWord::Must,
                            FunctionWord::Passive,
                        ]
                        .iter()
                        .any(|w| i.is(*w)))
            });
            if (relative || (noun && plain)) && goes_on {
                out.push((open, close));
            }
        }
        out
    }

    /// Participles between a noun that opens its clause and its verb: `a plane carrying relief landed`, `missiles fired by A hit B`.
    pub(super) fn cut_short(&self, out: &mut Vec<(usize, usize)>) {
        if !self.language.is_inflected() {
            return;
        }
        let mut opened = true;
        for at in 1..self.items.len() {
            let item = &self.items[at];
            if item.is_stop() || item.is(FunctionWord::That) {
                opened = true;
            } else if opened && self.is_verb(at) {
                opened = false;
                let noun = &self.items[at - 1];
                let named = noun.function.is_none() && noun.punct.is_none() && noun.date.is_none() || noun.actor.is_some() && !self.is_pronoun(at - 1);
                if named
                    && !self.is_subject_after_object(at)
                    && let Some(verb) = self.verb_after(at)
                {
                    out.push((at, verb - 1));
                }
            }
        }
        out.sort_unstable();
    }

    /// «The curbs A imposed on B are popular»
    fn is_subject_after_object(&self, verb: usize) -> bool {
        let Some(id) = self.items[verb - 1].actor else { return false };
        let first = (0..verb).rev().take_while(|i| self.items[*i].actor == Some(id)).last().unwrap_or(verb);
        first.checked_sub(1).is_some_and(|i| self.follows_its_object(i, verb) || self.items[i].thing.is_some())
    }

    fn is_verb(&self, at: usize) -> bool {
        self.items[at].predicate && self.is_free(at) && self.items[at].thing.is_none() && self.units(at).iter().all(|u| u.verb)
    }

    fn is_pronoun(&self, at: usize) -> bool {
        let words = [FunctionWord::Pronoun, FunctionWord::Resumes, FunctionWord::ResumesAll, FunctionWord::Speaker, FunctionWord::AllSides];
        words.iter().any(|w| self.items[at].is(*w))
    }

    /// The verb of the sentence, or its first auxiliary, where the one at an item can only be a participle beside it.
    fn verb_after(&self, at: usize) -> Option<usize> {
        let forms = self.units(at).iter().fold(Forms::NONE, |f, u| f.with(u.forms));
        let present = forms.has(Forms::PRESENT);
        if !present && (!forms.has(Forms::PARTICIPLE) || forms.has(Forms::BASE)) || self.auxiliaries(at, 0).first < at || self.holds_object(at) {
            return None;
        }
        let next = self.items.get(at + 1)?;
        let bare = next.actor.is_none() && (next.marker().is_some() || next.date.is_some() || next.is(FunctionWord::When));
        let by = bare && next.marker() == Some(Marker::By);
        // A verb that has an object wants it right behind.
        let takes = |u: &Unit| {
            let frame = self.knowledge.frames.get(u.frame);
            u.tail.is_none() && (matches!(frame.roles, Roles::Object | Roles::Domestic) && frame.event_type.is_some() || frame.complement == Complement::Light)
        };
        let lacks = bare && next.marker() != Some(Marker::To) && self.units(at).iter().any(takes);
        let end = (at + 1..self.items.len().min(at + 14)).find(|i| self.closes(*i)).unwrap_or(self.items.len().min(at + 14));
        let helps = |x: &Item| x.actor.is_none() && [FunctionWord::Be, FunctionWord::Have, FunctionWord::Had, FunctionWord::Future].iter().any(|w| x.is(*w));
        let finite = |i: &usize| {
            let forms = || self.units(*i).iter().fold(Forms::NONE, |f, u| f.with(u.forms));
            let after = |x: &Item| x.marker().is_some() || x.is(FunctionWord::Determiner) || x.is(FunctionWord::Possessive) || self.is_adjective(x);
            helps(&self.items[*i]) || self.is_verb(*i) && forms().has(Forms::PAST) && !after(&self.items[i - 1])
        };
        let verb = (at + 2..end).find(finite)?;
        // «carrying relief sent by A landed»
        let cut = !helps(&self.items[verb]) && self.items.get(verb + 1).is_some_and(|x| x.marker() == Some(Marker::By) || x.marker() == Some(Marker::From));
        let verb = if cut { (verb + 2..end).find(finite)? } else { verb };
        let only = !forms.has(Forms::PAST);
        (present || only || by || lacks || bare && helps(&self.items[verb])).then_some(verb)
    }

    /// Where a clause cut short can reach no further.
    fn closes(&self, at: usize) -> bool {
        let x = &self.items[at];
        let opens = [FunctionWord::That, FunctionWord::Relative, FunctionWord::If, FunctionWord::But, FunctionWord::Because].iter().any(|w| x.is(*w));
        // «shelled by A and B»
        let parties = self.items[at - 1].actor.is_some() && self.items.get(at + 1).is_some_and(|n| n.actor.is_some());
        let joined = x.is(FunctionWord::And) && !parties;
        joined
            || x.is_stop()
            || matches!(x.punct, Some('"' | '“' | '”'))
            || opens
            || x.actor.is_some() && self.is_pronoun(at)
            || x.is(FunctionWord::When) && self.items.get(at + 1).is_none_or(|n| n.date.is_none())
    }
}
