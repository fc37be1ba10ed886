//! Noun phrases laid out: the head first, then what describes it, each after its preposition.

use chancery_knowledge::{Complement, Function, FunctionWord, Marker, Relation, Roles, Sense, Tag, ThingSort};

use super::layout::{Choice, DEEP, Inherit, Later, Layout, PARTS};
use super::{Kind, Mod, Phrase};
use crate::clauses::{Link, Predicate};

impl Layout<'_, '_, '_> {
    /// A noun phrase: its head, then what describes it. `told` is false in a phrase of place, time or source.
    pub(super) fn phrase(&mut self, phrase: &Phrase, marker: Option<Marker>, governor: Option<usize>, told: bool, depth: usize) {
        if depth > DEEP {
            return;
        }
        if let Some(marker) = marker {
            self.prep(marker, phrase);
        }
        let mut words: Vec<usize> = phrase.words.clone();
        let counted = words.last().is_some_and(|w| self.tree.words[*w].kind == Kind::Amount) && words.len() > 1;
        if counted && self.tree.words[words[words.len() - 2]].kind != Kind::Amount {
            // «hostages 33»: the noun is the head.
            let count = words.len();
            words.swap(count - 1, count - 2);
        }
        let Some((&last, before)) = words.split_last() else { return };
        let kind = self.tree.words[last].kind;
        // «the question of X»: what is told before the word is meant.
        let empty = kind == Kind::Bound && (!before.is_empty() || phrase.mods.iter().any(|m| matches!(m, Mod::Clause(_) | Mod::Phrase(_))));
        let first = self.predicates.len();
        let mut owner = governor;
        if !empty {
            owner = self.noun(last, governor, told).or(governor);
        }
        let headed = owner != governor;
        let roles = if headed { self.roles_of(last) } else { None };
        // «the attack [on the tanker of A]»: on A.
        let aimed = marker.filter(|m| *m == Marker::Against && !headed && !empty && self.actor(phrase).is_none());
        let multiple = |layout: &Self, id: u16| layout.source.actors[id as usize].parties.len() > 1;
        for &w in before.iter().rev() {
            if matches!((self.tree.words[w].kind, kind), (Kind::Actor(_), Kind::Actor(_))) {
                // «A, B, C pact P»: the body is meant.
                continue;
            }
            if let Kind::Actor(id) = self.tree.words[w].kind {
                let item = self.source.items[self.tree.words[w].first];
                let senses = item.entry.map_or(&[][..], |e| self.source.language.lexicon.senses(e));
                let prefixed = senses.iter().find_map(|s| if let Sense::Compound(m, _) = s { *m } else { None });
                let marker = match (prefixed, roles) {
                    (Some(m), _) => Some(m),
                    _ if aimed.is_some() => aimed,
                    _ if multiple(self, id) => Some(if roles == Some(Roles::Joint) { Marker::Between } else { Marker::Of }),
                    // «the attack [on] Iran»: a bare noun before an act is what it is done to.
                    (None, Some(Roles::Object | Roles::Goal | Roles::Place)) => None,
                    _ => Some(Marker::Of),
                };
                if let Some(m) = marker {
                    self.function(Function::Prep(m), item.start);
                }
                self.word(w);
                self.mark(PARTS);
            } else {
                let inner = self.noun(w, owner, told);
                if empty && owner == governor {
                    owner = inner.or(owner);
                }
            }
        }
        for m in phrase.mods.iter().rev() {
            match m {
                Mod::Phrase(p) => {
                    let marker = match p.relation {
                        Some(Relation::Marked(Marker::Of)) if empty && self.actor(p).is_none() => None,
                        Some(Relation::Marked(Marker::Of)) if aimed.is_some() && self.actor(p).is_some() => aimed,
                        Some(Relation::Marked(m)) => Some(m),
                        Some(Relation::By) => Some(Marker::Of),
                        Some(Relation::Purpose) => Some(Marker::Other),
                        None => Some(Marker::Of),
                    };
                    // «the holding of a meeting»: the genitive of an act without a doer is what is done.
                    let inside = !matches!(p.relation, Some(Relation::Purpose));
                    self.phrase(p, marker, owner, told && inside, depth + 1);
                    self.mark(PARTS);
                }
                Mod::And(p) => {
                    let at = self.here();
                    self.function(Function::Word(FunctionWord::And), at);
                    self.phrase(p, None, governor, told, depth + 1);
                }
                Mod::Clause(id) => {
                    let tags = self.tree.clauses[*id].tags;
                    let quoted = tags.has(Tag::QuoteAdnominal)
                        || tags.has(Tag::Whether)
                        || empty
                        || headed && (tags.has(Tag::Will) || !tags.has(Tag::Past) && self.takes_clause(last));
                    if quoted && owner.is_some() {
                        let at = self.here();
                        self.function(Function::Word(FunctionWord::That), at);
                        self.clause(*id, Link::Complement, owner, None, Inherit::default(), depth + 1);
                    } else {
                        let actor = self.actor(phrase).or_else(|| self.held(phrase, *id));
                        self.later.push(Later { clause: *id, actor, governor: owner, document: self.is_document(phrase) });
                    }
                }
            }
        }
        if (phrase.tags.has(Tag::Object) || phrase.tags.is_empty()) && self.predicates.len() > first {
            self.direct.push(first);
        }
        for p in &mut self.predicates[first..] {
            if p.right == 0 {
                p.right = self.items.len();
            }
        }
    }

    pub(super) fn is_thing(&self, phrase: &Phrase) -> bool {
        phrase.words.last().is_some_and(|w| self.source.items[self.tree.words[*w].last].thing.is_some())
    }

    /// Whether what a phrase names is signed, adopted or issued.
    pub(super) fn is_document(&self, phrase: &Phrase) -> bool {
        let thing = phrase.words.last().and_then(|w| self.source.items[self.tree.words[*w].last].thing);
        thing.is_some_and(|t| self.source.knowledge.things.is(t, ThingSort::Document))
    }

    /// Whether a noun of action is a predicate, and its roles.
    pub(super) fn roles_of(&self, w: usize) -> Option<Roles> {
        let item = self.tree.words[w].last;
        self.units(item).iter().filter(|u| u.noun).map(|u| self.source.knowledge.frames.get(u.frame)).find(|f| f.event_type.is_some()).map(|f| f.roles)
    }

    /// Whether a noun of action takes what is told before it as its content: `a plan to sell`.
    pub(super) fn takes_clause(&self, w: usize) -> bool {
        let item = self.tree.words[w].last;
        self.units(item)
            .iter()
            .filter(|u| u.noun)
            .any(|u| !matches!(self.source.knowledge.frames.get(u.frame).complement, Complement::None | Complement::Topic | Complement::Fact))
    }

    /// One noun; gives its predicate if it names an act.
    pub(super) fn noun(&mut self, w: usize, governor: Option<usize>, told: bool) -> Option<usize> {
        let word = self.tree.words[w];
        let item = self.items.len();
        self.word(w);
        let acts = word.kind == Kind::Noun && self.units(word.last).iter().any(|u| u.noun);
        if !acts {
            return None;
        }
        if let Some(last) = self.items.last_mut() {
            last.actor = None;
        }
        let k = self.predicates.len();
        self.predicates.push(Predicate {
            nominal: true,
            link: if told && governor.is_some() { Link::Complement } else { Link::Topic },
            governor,
            ..Predicate::bare(item, &self.source.knowledge.plain_verb, self.source.knowledge)
        });
        self.set.push(Choice::Open);
        self.incorporated(word.last);
        Some(k)
    }
}
