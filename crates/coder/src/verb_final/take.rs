//! How far back a verb takes what waits for it, by its ending.

use chancery_knowledge::{Complement, Frame, Marker, Relation, Roles, Sense, Tag, Tags, ThingSort};
use chancery_model::EventType;

use super::parse::Parser;
use super::{Arg, Hang, Kind};
use crate::clauses::is_statement;

impl<'k> Parser<'k, '_, '_> {
    /// The frames that a verb may evoke.
    pub(super) fn frames(&self, item: usize) -> impl Iterator<Item = &'k Frame> {
        let senses = self.source.items[item].entry.map_or(&[][..], |e| self.source.language.lexicon.senses(e));
        let knowledge = self.source.knowledge;
        senses.iter().filter_map(|s| if let Sense::Predicate(units) = s { Some(units) } else { None }).flatten().map(|u| knowledge.frames.get(u.frame))
    }

    /// The frame of a clause as far as its verb alone tells.
    pub(super) fn frame(&self, id: usize) -> Option<&'k Frame> {
        let clause = &self.tree.clauses[id];
        match clause.unit {
            Some(unit) => Some(self.source.knowledge.frames.get(unit.frame)),
            None => self.frames(clause.item).last().filter(|_| !clause.plain),
        }
    }

    /// What waits and belongs to a verb with this ending.
    pub(super) fn take(&mut self, item: usize, tags: Tags, copula: bool) -> (Vec<Arg>, Vec<bool>) {
        let adnominal = tags.any(&[Tag::Adnominal, Tag::QuoteAdnominal]) && !tags.has(Tag::Nominal);
        let inner = adnominal || tags.any(&[Tag::Quote, Tag::Giro, Tag::Nominal, Tag::If, Tag::Because, Tag::Purpose, Tag::Dorok, Tag::Ge, Tag::Whether]);
        let mut from = self.waiting.len();
        if !inner {
            from = if tags.has(Tag::Final) { 0 } else { self.own_part() };
        }
        let takes = self.unit.is_some() || self.frames(item).any(|f| !matches!(f.complement, Complement::None)) || tags.has(Tag::QuoteAdnominal);
        let statement = self.frames(item).last().is_some_and(is_statement);
        let topics =
            self.waiting.iter().filter(|(a, _)| matches!(a, Arg::Phrase(p) if p.tags.has(Tag::Topic) && !self.is_date(p) && p.relation.is_none())).count();
        let own_will = tags.has(Tag::Giro) || tags.has(Tag::Quote) && tags.any(&[Tag::Command, Tag::Propose, Tag::Future]);
        let becomes = !adnominal && self.frames(item).any(|f| f.complement == Complement::Light);
        // The object may stand in the verb's own words: `lost their lives`.
        let whole = self.words.get(self.at + 1).is_some_and(|w| matches!(w.kind, Kind::Actor(_)))
            && self.source.items[item].entry.is_some_and(|e| self.source.language.lexicon.entry(e).form.contains(' '));
        let to_somebody = |r: Roles| matches!(r, Roles::Goal | Roles::Place | Roles::Joint | Roles::Host);
        let bare_will = adnominal
            && tags.has(Tag::Will)
            && self.frames(item).all(|f| matches!(f.event_type, Some(EventType::Agree | EventType::Concede | EventType::Support)));
        let told = tags.has(Tag::Quote) && tags.has(Tag::Command) && !self.frames(item).any(|f| to_somebody(f.roles));
        let (mut subject, mut object) = (false, false);
        let mut topic = false;
        while from > 0 && inner {
            let (arg, comma) = &self.waiting[from - 1];
            let fits = match arg {
                // «A on Monday [that ...]»: a day right after who acts is that of the act.
                // What lies ahead, or a limit, is that of the act promised.
                Arg::Phrase(p)
                    if (own_will || tags.has(Tag::Quote)) && self.is_date(p) && p.relation.is_none() && (p.tags.has(Tag::Until) || self.is_to_come(p)) =>
                {
                    true
                }
                // «The next day, [the guns that A had set up] were taken away»
                // «The next day, [to stop] was demanded»
                Arg::Phrase(p) if self.is_date(p) && (adnominal || tags.any(&[Tag::Command, Tag::Propose])) && p.tags.has(Tag::Topic) => false,
                Arg::Phrase(p) if self.is_date(p) && p.relation.is_none() => !from.checked_sub(2).is_some_and(|i| self.opens(i, adnominal)),
                Arg::Phrase(p) if self.is_date(p) => true,
                Arg::Phrase(p) if p.relation == Some(Relation::Marked(Marker::Source)) => false,
                Arg::Phrase(p) if p.tags.has(Tag::Also) && p.relation.is_none() && self.is_actor(p) && (adnominal || own_will) => false,
                Arg::Phrase(p) if p.tags.has(Tag::Topic) => {
                    let own = tags.any(&[Tag::Quote, Tag::QuoteAdnominal]) && topics > 1 && !topic && !subject;
                    topic = true;
                    own
                }
                Arg::Phrase(p) if p.tags.has(Tag::Subject) => {
                    // «A [asks to come]»: who asks is not who comes, unless somebody else is told before.
                    let alone = own_will && self.is_topic(arg) && !self.waiting[..from - 1].iter().any(|(a, _)| self.is_topic(a));
                    let second = std::mem::replace(&mut subject, true) && !becomes;
                    let first = self.waiting[..from - 1].iter().all(|(a, _)| matches!(a, Arg::Phrase(p) if self.is_date(p)) || self.is_theme(a));
                    let outside = adnominal && object && self.tells_property(item, tags) && (self.is_topic(arg) || self.is_weapon(p)) && first;
                    // «A [in order to sign] holds talks»: who holds them.
                    let outside = outside || tags.has(Tag::Purpose) && self.is_topic(arg) && from == 1;
                    !second && !alone && !topic && !outside && (!adnominal || self.may_have_subject(object || whole))
                }
                Arg::Phrase(p) if p.tags.has(Tag::Object) && p.relation.is_none() => !std::mem::replace(&mut object, true) && !copula,
                // «urged A to lift it»: whom it is told to, where the act told needs nobody to whom it is done.
                Arg::Phrase(p) if told && p.tags.any(&[Tag::Dat, Tag::Loc]) && p.relation.is_none() && !p.time && self.is_actor(p) => false,
                // «urged A to [acceptable] dates»: what is still to come and needs nobody to whom it is done leaves the party to the verb to come.
                Arg::Phrase(p) if bare_will && p.tags.any(&[Tag::Dat, Tag::Loc]) && p.relation.is_none() && !p.time && self.is_actor(p) => false,
                Arg::Phrase(_) => !copula || !adnominal,
                Arg::Clause { hang: Hang::Complement, .. } => takes && !std::mem::replace(&mut object, true),
                Arg::Clause { id, hang: Hang::Coordinate, tags: link } => (link.has(Tag::Eo) || !adnominal) && self.joins(*id, *link, tags, statement),
                Arg::Clause { hang: Hang::If | Hang::Because | Hang::When, .. } => tags.has(Tag::Quote),
                Arg::Clause { .. } => true,
            };
            if !fits || (adnominal && *comma) {
                break;
            }
            from -= 1;
        }
        let (out, commas): (Vec<Arg>, Vec<bool>) = self.waiting.split_off(from).into_iter().unzip();
        if inner
            && !adnominal
            && let Some(Arg::Clause { id, hang: Hang::Coordinate, .. }) = out.first()
        {
            // What was done or said before the act that is told stays outside.
            let id = *id;
            if let Some(arg) = self.detach(id, tags, statement, 0) {
                self.waiting.push((arg, true));
            }
        }
        (out, commas)
    }

    pub(super) fn is_topic(&self, arg: &Arg) -> bool {
        matches!(arg, Arg::Phrase(p) if p.tags.any(&[Tag::Topic, Tag::Subject]) && p.relation.is_none() && self.is_actor(p))
    }

    /// Whether what waits is a topic that is no party: what the sentence is about, not who acts.
    fn is_theme(&self, arg: &Arg) -> bool {
        matches!(arg, Arg::Phrase(p) if p.tags.has(Tag::Topic) && p.relation.is_none() && !self.is_actor(p))
    }

    /// Whether a phrase names weapons, which do what he does whose they are.
    fn is_weapon(&self, phrase: &super::Phrase) -> bool {
        let thing = phrase.words.last().and_then(|w| self.source.items[self.words[*w].last].thing);
        thing.is_some_and(|t| self.source.knowledge.things.is(t, ThingSort::Weapon))
    }

    /// Whether what waits at a place is who acts in the verb to come: a topic, or a subject before which there is none.
    fn opens(&self, at: usize, adnominal: bool) -> bool {
        let topic = |a: &Arg| matches!(a, Arg::Phrase(p) if p.tags.has(Tag::Topic));
        let elsewhere = [Tag::Loc, Tag::At, Tag::Dat, Tag::Dir];
        let plain = |p: &super::Phrase| p.relation.is_none() && !p.time && !self.is_date(p) && !p.tags.any(&elsewhere);
        let whoever = |a: &Arg| matches!(a, Arg::Phrase(p) if p.tags.any(&[Tag::Topic, Tag::Also]) && plain(p));
        if adnominal && whoever(&self.waiting[at].0) {
            return true;
        }
        if adnominal && !topic(&self.waiting[at].0) && self.words.get(self.at + 1).is_some_and(|w| w.kind == Kind::When) {
            // «after A on Monday attacked B»: the day of the attack.
            return false;
        }
        self.is_topic(&self.waiting[at].0) && (topic(&self.waiting[at].0) || !self.waiting[..at].iter().any(|(a, _)| self.is_topic(a)))
    }

    /// Whether a date lies ahead of the document's own.
    fn is_to_come(&self, phrase: &super::Phrase) -> bool {
        phrase.words.iter().any(|w| {
            let date = self.source.items[self.words[*w].first].date.and_then(|d| self.source.dates.get(d as usize));
            let value = date.and_then(|d| d.value);
            // «within this year»
            date.is_some_and(|d| d.limit) || value.zip(self.source.published).is_some_and(|(v, today)| v > today && !v.within(today) && !today.within(v))
        })
    }

    /// Whether a date lies behind the document's own.
    fn is_past(&self, phrase: &super::Phrase) -> bool {
        phrase.words.iter().any(|w| {
            let date = self.source.items[self.words[*w].first].date.and_then(|d| self.source.dates.get(d as usize));
            let value = date.filter(|d| !d.limit).and_then(|d| d.value);
            value.zip(self.source.published).is_some_and(|(v, today)| v < today && !v.within(today) && !today.within(v))
        })
    }

    /// Whether a clause may be coordinated with one of this ending inside what is told.
    pub(super) fn joins(&self, id: usize, link: Tags, tags: Tags, statement: bool) -> bool {
        let to_come = self.tree.clauses[id].args.iter().any(|a| matches!(a, Arg::Phrase(p) if self.is_date(p) && self.is_to_come(p)));
        let frame = self.frame(id);
        // «A [on the 5th shut the border] and demands [that B stop]»: what was done on a day that is past is not asked for.
        let asked = tags.any(&[Tag::Command, Tag::Propose]);
        let done =
            asked && self.tree.clauses[id].args.iter().any(|a| matches!(a, Arg::Phrase(p) if self.is_date(p) && p.relation.is_none() && self.is_past(p)));
        // «A said that B came and did»: with a doer of its own it stands inside.
        let subject = |a: &Arg| matches!(a, Arg::Phrase(p) if p.tags.has(Tag::Subject) && p.relation.is_none() && self.is_actor(p));
        let outer = |(a, _): &(Arg, bool)| matches!(a, Arg::Phrase(p) if p.tags.has(Tag::Topic) && p.relation.is_none() && self.is_actor(p));
        let own = tags.has(Tag::Quote) && self.tree.clauses[id].args.iter().any(subject) && self.waiting.iter().any(outer);
        let told = self.tree.clauses[id].past && !link.has(Tag::Eo) && !own;
        let consults = self.tree.clauses[id].unit.is_none() && self.frames(self.tree.clauses[id].item).any(|f| f.event_type == Some(EventType::Consult));
        let meets = (consults || frame.is_some_and(|f| link.has(Tag::Eo) && f.event_type.is_some()) || self.holds_meeting(id))
            && !own
            && !to_come
            && tags.any(&[Tag::Giro, Tag::Quote]);
        let speaks = (frame.is_some_and(is_statement) || self.voices(id)) && (!statement || tags.has(Tag::Future)) && !own;
        let quoted = tags.any(&[Tag::Quote, Tag::Giro]);
        // «A, [while taking office], promised to hold a vote»: what goes on beside it is no part of what is promised.
        let beside = link.has(Tag::While) && tags.has(Tag::Quote) && tags.has(Tag::Future) && frame.is_some_and(|f| f.event_type.is_none());
        let topic = !quoted && self.has_doer(id, 0);
        !told && !meets && !speaks && !topic && !beside && !done && !link.any(&[Tag::But, Tag::When])
    }

    /// Whether a clause or one that it is coordinated with names who acts.
    pub(super) fn has_doer(&self, id: usize, depth: usize) -> bool {
        depth < 16
            && self.tree.clauses[id].args.iter().any(|a| match a {
                Arg::Phrase(_) => self.is_topic(a),
                Arg::Clause { id, hang: Hang::Coordinate, .. } => self.has_doer(*id, depth + 1),
                Arg::Clause { .. } => false,
            })
    }

    /// Where the part of what waits begins that a linking clause takes: a topic before a subject of its own is that of the verb to come.
    pub(super) fn own_part(&self) -> usize {
        let topic = self.waiting.iter().rposition(|(a, _)| self.is_topic(a) && matches!(a, Arg::Phrase(p) if p.tags.has(Tag::Topic)));
        let subject = self.waiting.iter().rposition(|(a, _)| self.is_topic(a) && matches!(a, Arg::Phrase(p) if p.tags.has(Tag::Subject)));
        match (topic, subject) {
            (Some(t), Some(s)) if t < s => {
                // «A on Monday [that B ...]»
                let day = matches!(&self.waiting[t + 1].0, Arg::Phrase(p) if self.is_date(p) && p.relation.is_none());
                t + 1 + usize::from(day)
            }
            _ => 0,
        }
    }

    /// Whether a verb without meaning of its own carries a statement: `voiced concern`.
    fn voices(&self, id: usize) -> bool {
        let light = self.frame(id).is_some_and(|f| f.complement == Complement::Light);
        light
            && self.tree.clauses[id].args.iter().any(|a| match a {
                Arg::Phrase(p) if p.tags.has(Tag::Object) => p.words.last().is_some_and(|w| self.frames(self.words[*w].last).any(is_statement)),
                _ => false,
            })
    }

    /// Whether a verb without meaning of its own carries a meeting: `held talks`.
    pub(super) fn holds_meeting(&self, id: usize) -> bool {
        let light = self.frame(id).is_some_and(|f| f.complement == Complement::Light);
        light
            && self.tree.clauses[id].args.iter().any(|a| match a {
                Arg::Phrase(p) if p.tags.has(Tag::Object) => {
                    p.words.last().is_some_and(|w| self.frames(self.words[*w].last).any(|f| f.event_type == Some(EventType::Consult)))
                }
                _ => false,
            })
    }

    /// Take out of a chain of coordinated clauses the first that does not belong inside what is told.
    pub(super) fn detach(&mut self, id: usize, tags: Tags, statement: bool, depth: usize) -> Option<Arg> {
        if depth > 16 {
            return None;
        }
        let at = self.tree.clauses[id].args.iter().position(|a| matches!(a, Arg::Clause { hang: Hang::Coordinate, .. }))?;
        let Arg::Clause { id: inner, tags: link, .. } = &self.tree.clauses[id].args[at] else { return None };
        let (inner, link) = (*inner, *link);
        if self.joins(inner, link, tags, statement) {
            return self.detach(inner, tags, statement, depth + 1);
        }
        if at < self.tree.clauses[id].commas.len() {
            self.tree.clauses[id].commas.remove(at);
        }
        Some(self.tree.clauses[id].args.remove(at))
    }

    /// Whether a relative clause tells what its noun is like, not what somebody did with it: `the ferry that crosses the river`.
    fn tells_property(&self, item: usize, tags: Tags) -> bool {
        // «the probe to find the cause»: a noun of its own is told, not what is to be done.
        let next = self.words[self.at + 1..].iter().find(|w| !matches!(w.kind, Kind::Verb | Kind::Adverb));
        let will = tags.has(Tag::Will) && !next.is_some_and(|w| w.kind == Kind::Noun);
        !tags.any(&[Tag::Past, Tag::QuoteAdnominal]) && !will && self.frames(item).last().is_none_or(|f| f.event_type.is_none())
    }

    /// Whether a relative clause has a subject of its own: not if it has an object and the noun to come is a party, which then acts.
    pub(super) fn may_have_subject(&self, object: bool) -> bool {
        !object || !self.next_is_actor()
    }

    pub(super) fn next_is_actor(&self) -> bool {
        self.words.iter().skip(self.at + 1).find(|w| matches!(w.kind, Kind::Actor(_)) || !w.tags.is_empty()).is_some_and(|w| matches!(w.kind, Kind::Actor(_)))
    }
}
