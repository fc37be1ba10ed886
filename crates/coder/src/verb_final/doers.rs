//! Who acts in a clause: its own subject, one that stands in a clause below or beside, or the agent of a passive.

use chancery_knowledge::{Complement, Forms, FunctionWord, Marker, Relation, Roles, Tag, ThingSort, Unit};

use chancery_model::{EventType, Mode};

use super::layout::Layout;
use super::{Arg, Clause, Hang, Kind, Mod, Phrase};
use crate::clauses::is_statement;

impl<'k, 't> Layout<'k, '_, 't> {
    /// The phrase that is the subject: the topic if it is a party, else the one with the subject's particle.
    pub(super) fn subject<'c>(&self, clause: &'c Clause<'k>) -> Option<&'c Phrase> {
        let phrases = || {
            clause.args.iter().filter_map(|a| match a {
                Arg::Phrase(p) if p.relation.is_none() && !p.time && !self.is_date(p) && !p.tags.any(&[Tag::Loc, Tag::At, Tag::Dat]) && !self.is_raised(p) => {
                    Some(p)
                }
                _ => None,
            })
        };
        let by = clause.args.iter().find_map(|a| match a {
            Arg::Phrase(p) if p.relation == Some(Relation::By) && !clause.passive => Some(p),
            _ => None,
        });
        let becomes = self.units(clause.item).iter().any(|u| self.source.knowledge.frames.get(u.frame).complement == Complement::Light);
        let mut owns = phrases().filter(|p| p.tags.has(Tag::Subject));
        let party = |p: &&Phrase| self.actor(p).is_some();
        let own = if becomes { owns.next() } else { owns.clone().rfind(party).or_else(|| owns.next_back()) };
        let topic = phrases().find(|p| p.tags.has(Tag::Topic));
        let also = phrases().find(|p| p.tags.has(Tag::Also));
        // «Experts fear that ...»
        let tells = clause.unit.is_none()
            && clause.args.iter().any(|a| matches!(a, Arg::Clause { hang: Hang::Complement, tags, .. } if tags.any(&[Tag::Quote, Tag::Object])));
        own.filter(party)
            .or(topic.filter(party))
            .or(also.filter(party))
            .or(own)
            .or(topic.filter(|p| self.wielder(p).is_some()))
            .or(topic.filter(|_| clause.passive || tells || phrases().any(|p| p.tags.has(Tag::Object))))
            .or(by)
    }

    /// Whom a quotation is about, where whoever says it comes after it: `As for A, that it did X, B said`.
    pub(super) fn topic_of_quote(&self, id: usize, quote: usize) -> Option<&'t Phrase> {
        let tree = self.tree;
        let (clause, said) = (&tree.clauses[id], tree.clauses[quote].last);
        let says = self.subject(clause).filter(|p| p.tags.has(Tag::Subject) && p.words.first().is_some_and(|w| *w > said));
        let topic = clause.args.iter().find_map(|a| match a {
            Arg::Phrase(p) if p.tags.has(Tag::Topic) && p.relation.is_none() && !p.time && p.words.last().is_some_and(|w| *w < said) => Some(p),
            _ => None,
        });
        topic.filter(|p| says.is_some() && self.actor(p).is_some())
    }

    /// Whether a day that lies ahead stands in the clause: what is told as present is then still to come.
    pub(super) fn is_ahead(&self, clause: &Clause<'k>) -> bool {
        clause.args.iter().any(|a| match a {
            Arg::Phrase(p) if self.is_date(p) => p.words.iter().any(|w| {
                let date = self.source.items[self.tree.words[*w].first].date.and_then(|d| self.source.dates.get(d as usize));
                let value = date.and_then(|d| d.value);
                value.zip(self.source.published).is_some_and(|(v, today)| v > today && !v.within(today) && !today.within(v))
            }),
            _ => false,
        })
    }

    /// By whom the subject of a passive undergoes it.
    pub(super) fn agent<'c>(&self, clause: &'c Clause<'k>) -> Option<&'c Phrase>
    where
        't: 'c,
    {
        let tree = self.tree;
        clause.args.iter().find_map(|a| match a {
            Arg::Phrase(p) if self.actor(p).is_none() => None,
            Arg::Phrase(p) if p.relation == Some(Relation::By) => Some(p),
            Arg::Phrase(p) if p.relation.is_none() && !p.time && p.tags.any(&[Tag::Dat, Tag::Loc]) => Some(p),
            // «who was deported from A», «who was handed over from A to B»
            Arg::Phrase(p) if p.relation.is_none() && !p.time && p.tags.any(&[Tag::At, Tag::From]) && self.hands_over(clause) => Some(p),
            // «was hit by a bullet of A's», «a bullet that A fired», where the bullet stands in the verb's own words
            Arg::Phrase(p) if p.relation == Some(Relation::Marked(Marker::Of)) && self.is_passive_phrase(clause) => Some(p),
            Arg::Clause { id, hang: Hang::Complement, .. } if self.is_passive_phrase(clause) => self.subject(&tree.clauses[*id]),
            _ => None,
        })
    }

    /// Whether a verb of several words is passive by its own form: `met the resistance of`, `was hit by a bullet of`.
    pub(super) fn is_passive_phrase(&self, clause: &Clause<'k>) -> bool {
        self.units(clause.item).iter().any(|u| u.forms.has(Forms::PASSIVE))
            && self.source.items[clause.item].entry.is_some_and(|e| self.source.language.lexicon.entry(e).form.contains(' '))
    }

    /// Whether somebody is sent away from where he is: deported, or handed over to another state.
    fn hands_over(&self, clause: &Clause<'k>) -> bool {
        let frames = || self.units(clause.item).iter().map(|u| self.source.knowledge.frames.get(u.frame));
        frames().any(|f| f.mode == Some(Mode::Deport) || f.event_type == Some(EventType::Cooperate) && f.roles == Roles::Goal)
    }

    /// Whose weapons a phrase names: they do what he does: `A's warships fired`.
    pub(super) fn wielder(&self, phrase: &Phrase) -> Option<u16> {
        let weapon = |p: &Phrase| {
            let counted = p.words.len() > 1 && p.words.last().is_some_and(|w| self.tree.words[*w].kind == Kind::Amount);
            let head = p.words.iter().rev().nth(usize::from(counted));
            let thing = head.and_then(|w| self.source.items[self.tree.words[*w].last].thing);
            let sort = |s| thing.is_some_and(|t| self.source.knowledge.things.is(t, s));
            sort(ThingSort::Weapon) || sort(ThingSort::People)
        };
        if self.is_led(phrase) {
            return self.inside(phrase, 0).and_then(|p| self.actor(p));
        }
        if !weapon(phrase) {
            return None;
        }
        let before = |p: &Phrase| p.words.iter().rev().find_map(|w| if let Kind::Actor(id) = self.tree.words[*w].kind { Some(id) } else { None });
        let owner = |p: &Phrase| {
            before(p).or_else(|| {
                p.mods.iter().find_map(|m| match m {
                    Mod::Phrase(o) if o.relation == Some(Relation::Marked(Marker::Of)) => self.actor(o),
                    _ => None,
                })
            })
        };
        owner(phrase).or_else(|| phrase.mods.iter().find_map(|m| if let Mod::And(p) = m { owner(p).filter(|_| weapon(p)) } else { None }))
    }

    /// Whether a phrase is a delegation without a name that somebody is told to lead: `the team that A's minister leads`.
    pub(super) fn is_led(&self, phrase: &Phrase) -> bool {
        let Some(id) = self.actor(phrase) else { return false };
        let side = phrase.words.last().is_some_and(|w| self.source.items[self.tree.words[*w].last].is(FunctionWord::Side));
        side && self.source.actors[id as usize].parties.is_empty() && self.inside(phrase, 0).is_some()
    }

    pub(super) fn is_raised(&self, phrase: &Phrase) -> bool {
        self.raised.iter().any(|r| std::ptr::eq(*r, phrase))
    }

    /// The doer of a relative clause at the head of the sentence, who does what the main verb tells too: `A [who took] the ship's crew freed`.
    pub(super) fn inside<'p>(&self, phrase: &'p Phrase, depth: usize) -> Option<&'p Phrase>
    where
        't: 'p,
    {
        if depth > 6 {
            return None;
        }
        let tree = self.tree;
        phrase.mods.iter().find_map(|m| match m {
            Mod::Phrase(p) | Mod::And(p) => self.inside(p, depth + 1),
            Mod::Clause(id) => {
                let first = tree.clauses[*id].args.iter().find_map(|a| if let Arg::Phrase(p) = a { Some(p) } else { None });
                first.filter(|p| p.tags.has(Tag::Subject) && p.relation.is_none() && self.actor(p).is_some())
            }
        })
    }

    /// The topic of the clause told below, which is whom the verb that tells is about: `A (that B is done) said`.
    pub(super) fn below(&self, clause: &Clause<'k>, depth: usize) -> Option<&'t Phrase> {
        let tree = self.tree;
        if depth > 8 {
            return None;
        }
        let own = clause.unit.is_some() || clause.tags.has(Tag::Giro);
        clause.args.iter().find_map(|arg| {
            let Arg::Clause { id, hang, .. } = arg else { return None };
            if !matches!(hang, Hang::Complement | Hang::Coordinate | Hang::Purpose | Hang::If | Hang::Because | Hang::When | Hang::SoThat)
                || (*hang == Hang::Coordinate && depth == 0)
            {
                return None;
            }
            let inner = &tree.clauses[*id];
            let topic = inner.args.iter().find_map(|a| match a {
                Arg::Phrase(p)
                    if p.tags.any(&[Tag::Topic, Tag::Also])
                        && p.relation.is_none()
                        && !p.tags.any(&[Tag::Loc, Tag::Dat, Tag::At])
                        && self.actor(p).is_some() =>
                {
                    Some(p)
                }
                Arg::Phrase(p)
                    if p.tags.has(Tag::Subject)
                        && p.relation.is_none()
                        && self.actor(p).is_some()
                        && (own || inner.future || clause.future && *hang == Hang::Coordinate) =>
                {
                    Some(p)
                }
                _ => None,
            });
            topic.or_else(|| self.below(inner, depth + 1))
        })
    }

    /// «Some hold that»: somebody who is no party is said to do it.
    pub(super) fn set_apart(&self, clause: &Clause<'k>) -> bool {
        // «In the declaration A and B ...», «in the centre of A ...»: where it was, not who.
        let located = |p: &Phrase| {
            let thing = p.words.last().and_then(|w| self.source.items[self.tree.words[*w].last].thing);
            thing.is_some() || p.mods.iter().any(|m| matches!(m, Mod::Phrase(o) if self.actor(o).is_some()))
        };
        let speaks = |u: &Unit| {
            let frame = self.source.knowledge.frames.get(u.frame);
            frame.event_type.is_none() || is_statement(frame)
        };
        self.units(clause.item).iter().any(speaks)
            && clause
                .args
                .iter()
                .any(|a| matches!(a, Arg::Phrase(p) if p.tags.has(Tag::At) && p.tags.has(Tag::Topic) && self.actor(p).is_none() && !located(p)))
    }
}
