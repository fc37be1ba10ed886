//! Clauses to items with what governs first, each phrase after the preposition that its particle or postposition stands for.

use chancery_knowledge::{Frame, Function, FunctionWord, Marker, Relation, Roles, Sense, Tag, TitleKind, Unit};

use super::{Arg, Clause, Hang, Kind, Mod, Phrase, Source, Tree};
use crate::clauses::{Link, Predicate, is_statement};
use crate::items::Item;
use chancery_model::EventType;

/// A mark between phrases, so that none is read as part of the one before.
pub(super) const PARTS: char = '|';

/// Lay out all clauses of a sentence.
pub(super) fn lay_out<'k>(source: Source<'k, '_>, tree: &Tree<'k>) -> (Vec<Item>, Vec<Predicate<'k>>) {
    let mut layout = Layout {
        source,
        tree,
        items: Vec::with_capacity(source.items.len() * 2),
        predicates: Vec::new(),
        later: Vec::new(),
        set: Vec::new(),
        raised: Vec::new(),
        direct: Vec::new(),
        about: None,
    };
    for (n, root) in tree.roots.iter().enumerate() {
        if n > 0 {
            layout.mark(',');
        }
        layout.clause(*root, Link::Root, None, None, Inherit::default(), 0);
        layout.rest(0);
    }
    for phrase in &tree.loose {
        layout.mark(',');
        layout.phrase(phrase, None, None, true, 0);
        layout.rest(0);
    }
    layout.choose();
    let Layout { items, predicates, .. } = layout;
    (items, predicates)
}

/// What a coordinated verb without marks of its own takes from the one that closes the chain.
#[derive(Clone, Copy, Default)]
pub(super) struct Inherit {
    pub(super) future: bool,
    pub(super) must: bool,
}

/// A relative clause to be laid out after its noun's clause, with the noun's actor.
pub(super) struct Later {
    pub(super) clause: usize,
    pub(super) actor: Option<u16>,
    pub(super) governor: Option<usize>,
    /// The noun is a document: what it says, its authors say.
    pub(super) document: bool,
}

/// How the reading of a predicate is to be chosen.
pub(super) enum Choice<'k> {
    /// Told by an auxiliary.
    Set(&'k Unit),
    /// By its surroundings.
    Open,
    /// It says no act.
    Plain,
}

pub(super) struct Layout<'k, 'a, 't> {
    pub(super) source: Source<'k, 'a>,
    pub(super) tree: &'t Tree<'k>,
    pub(super) items: Vec<Item>,
    pub(super) predicates: Vec<Predicate<'k>>,
    pub(super) later: Vec<Later>,
    pub(super) set: Vec<Choice<'k>>,
    /// Subjects that stand in a clause below but belong to the one that governs it.
    pub(super) raised: Vec<*const Phrase>,
    /// Predicates that head a phrase with the object's particle.
    pub(super) direct: Vec<usize>,
    /// Whom the clause that comes next is about, if it has no subject of its own: its topic stands in the clause that governs it.
    pub(super) about: Option<&'t Phrase>,
}

/// Deeper nesting than any real sentence is left out.
pub(super) const DEEP: usize = 24;

impl<'k> Layout<'k, '_, '_> {
    pub(super) fn here(&self) -> u32 {
        self.items.last().map_or(0, |i| i.end)
    }

    pub(super) fn mark(&mut self, mark: char) {
        let at = self.here();
        self.items.push(Item { start: at, end: at, punct: Some(mark), ..Item::default() });
    }

    pub(super) fn function(&mut self, function: Function, at: u32) {
        self.items.push(Item { start: at, end: at, function: Some(function), ..Item::default() });
    }

    pub(super) fn prep(&mut self, marker: Marker, phrase: &Phrase) {
        let at = phrase.words.last().map_or(0, |w| self.source.items[self.tree.words[*w].last].end);
        self.function(Function::Prep(marker), at);
    }

    pub(super) fn word(&mut self, w: usize) {
        let word = self.tree.words[w];
        self.items.extend_from_slice(&self.source.items[word.first..=word.last]);
    }

    /// The actor at the head of a phrase.
    pub(super) fn actor(&self, phrase: &Phrase) -> Option<u16> {
        match self.tree.words[super::head(&self.tree.words, &phrase.words)?].kind {
            Kind::Actor(id) => Some(id),
            Kind::Noun => self.named_after(phrase),
            _ => None,
        }
    }

    /// Who bears a name of two or three words that nothing else is known of: `a pilot of A, N N`.
    fn named_after(&self, phrase: &Phrase) -> Option<u16> {
        let known = |w: &usize| {
            let word = self.tree.words[*w];
            word.kind != Kind::Noun || self.source.items[word.first..=word.last].iter().any(|i| i.entry.is_some() || i.predicate)
        };
        let at = phrase.words.iter().rposition(known)?;
        let Kind::Actor(id) = self.tree.words[phrase.words[at]].kind else { return None };
        let person = matches!(self.source.actors[id as usize].kind, Some(TitleKind::Person | TitleKind::Group));
        (person && (3..=4).contains(&(phrase.words.len() - at))).then_some(id)
    }

    pub(super) fn is_date(&self, phrase: &Phrase) -> bool {
        phrase.words.last().is_some_and(|w| self.tree.words[*w].kind == Kind::Date)
    }

    pub(super) fn units(&self, item: usize) -> &'k [Unit] {
        let senses = self.source.items[item].entry.map_or(&[][..], |e| self.source.language.lexicon.senses(e));
        senses.iter().find_map(|s| if let Sense::Predicate(u) = s { Some(&u[..]) } else { None }).unwrap_or_default()
    }

    /// Lay out a clause and those before it that it is coordinated with; gives the predicate.
    pub(super) fn clause(&mut self, id: usize, link: Link, governor: Option<usize>, head: Option<usize>, inherit: Inherit, depth: usize) -> Option<usize> {
        if depth > DEEP {
            return None;
        }
        let tree = self.tree;
        let clause = &tree.clauses[id];
        let mut about = self.about.take();
        let ahead = !clause.past && clause.tags.any(&[Tag::Final, Tag::Quote]) && self.is_ahead(clause);
        let inherit = Inherit { future: clause.future || ahead || (inherit.future && !clause.past), must: clause.must || inherit.must };
        let mut head = head;
        let mut link = link;
        for arg in &clause.args {
            if let Arg::Clause { id, hang: Hang::Coordinate, tags } = arg {
                let told = tags.has(Tag::But) || tags.has(Tag::When);
                self.about = about.take();
                let before = self.clause(*id, link, governor, head, if told { Inherit::default() } else { inherit }, depth + 1);
                if before.is_some() {
                    self.mark(',');
                    head = before;
                    link = Link::Coordinate;
                }
            }
        }
        let mut subject = self.subject(clause);
        if subject.is_none_or(|p| self.actor(p).is_none()) {
            subject = about.or(subject);
        }
        let acts = self.units(clause.item).iter().any(|u| self.source.knowledge.frames.get(u.frame).event_type.is_some());
        if subject.is_none() && governor.is_none() && head.is_none() && acts {
            subject = clause.args.iter().find_map(|a| if let Arg::Phrase(p) = a { self.inside(p, 0) } else { None });
        }
        if subject.is_none_or(|p| self.actor(p).is_none()) && head.is_none() && !clause.passive {
            let below = self.below(clause, 0);
            subject = below.or(subject);
            self.raised.extend(below.map(std::ptr::from_ref));
        }
        let left = self.items.len();
        // Days first, then who.
        for arg in &clause.args {
            if let Arg::Phrase(p) = arg
                && self.is_date(p)
                && p.relation.is_none()
            {
                p.words.iter().for_each(|w| self.word(*w));
            }
        }
        let named = subject.and_then(|p| self.actor(p).filter(|_| !self.is_led(p)).or_else(|| self.wielder(p)));
        let hostile = || {
            let frames = self.units(clause.item).iter().map(|u| self.source.knowledge.frames.get(u.frame).event_type);
            clause.tags.has(Tag::Adnominal) && frames.into_iter().any(|t| matches!(t, Some(EventType::Assault | EventType::Coerce)))
        };
        let agent = if clause.passive && (named.is_some() || hostile() || self.is_passive_phrase(clause)) { self.agent(clause) } else { None };
        if let Some(p) = subject.filter(|p| named.is_some() && self.actor(p) == named) {
            self.actor_words(p);
        }
        let companion = clause.args.iter().find_map(|a| match a {
            Arg::Phrase(p) if p.relation == Some(Relation::Marked(Marker::With)) && !p.tags.has(Tag::Of) && self.actor(p).is_some() => Some(p),
            _ => None,
        });
        if let Some(p) = companion.filter(|_| named.is_some()) {
            self.function(Function::Word(FunctionWord::Also), self.here());
            self.actor_words(p);
            self.mark(PARTS);
            self.raised.push(std::ptr::from_ref(p));
        }
        let companion = companion.filter(|_| named.is_some()).and_then(|p| self.actor(p));
        let needs_subject = self.units(clause.item).iter().any(|u| u.needs.iter().any(|n| matches!(n, chancery_knowledge::Need::Subject(_))));
        let mut spent = None;
        if let Some(p) = subject.filter(|_| named.is_none() && needs_subject) {
            p.words.iter().for_each(|w| self.word(*w));
            spent = Some(std::ptr::from_ref(p));
        }
        let at = self.source.items[clause.item].start;
        if inherit.future {
            self.function(Function::Word(FunctionWord::Future), at);
        }
        let k = self.predicates.len();
        let item = self.items.len();
        self.items.push(Item { actor: None, ..self.source.items[clause.item] });
        let owns = named.is_some();
        let parted = link == Link::Coordinate && owns && governor.is_none();
        self.predicates.push(Predicate {
            left,
            subject: if clause.passive { agent.and_then(|p| self.actor(p)) } else { named },
            foreign_subject: subject.is_some() && named.is_none() || subject.is_none() && self.set_apart(clause),
            companion,
            patient: named.filter(|_| clause.passive),
            passive: clause.passive,
            negated: clause.negated,
            future: inherit.future,
            past: clause.past,
            once: clause.once,
            earlier: clause.earlier,
            at_once: clause.at_once,
            each: clause.each,
            must: inherit.must,
            can: clause.can,
            link: if parted { Link::Root } else { link },
            governor,
            head: head.filter(|_| !parted),
            after_comma: head.is_some(),
            ..Predicate::bare(item, &self.source.knowledge.plain_verb, self.source.knowledge)
        });
        self.set.push(match (clause.unit, clause.plain) {
            (Some(unit), _) => Choice::Set(unit),
            (None, true) => Choice::Plain,
            (None, false) => Choice::Open,
        });
        self.incorporated(clause.item);
        self.raised.extend(agent.map(std::ptr::from_ref));
        self.arguments(clause, subject, spent, k, depth);
        // What a relative clause on the subject tells comes after.
        if let Some(p) = subject.filter(|_| named.is_some() || spent.is_some()) {
            self.relatives(p, k);
        }
        self.predicates[k].right = self.items.len();
        self.governed(id, k, depth);
        Some(k)
    }

    pub(super) fn actor_words(&mut self, phrase: &Phrase) {
        if let Some(w) = super::head(&self.tree.words, &phrase.words) {
            self.word(w);
        }
    }

    /// A party inside the verb's own word: `visits Korea` written as one.
    pub(super) fn incorporated(&mut self, item: usize) {
        let source = self.source;
        let word = source.items[item];
        let inside = word.entry.and_then(|e| {
            source.language.lexicon.senses(e).iter().find_map(|s| match s {
                Sense::Compound(Some(marker), _) => Some(*marker),
                _ => None,
            })
        });
        if let (Some(marker), Some(actor)) = (inside, word.actor) {
            self.function(Function::Prep(marker), word.start);
            self.items.push(Item { start: word.start, end: word.end, actor: Some(actor), ..Item::default() });
            self.mark(PARTS);
        }
    }

    /// The phrases of a clause: the object first, then the others, each with its preposition.
    pub(super) fn arguments(&mut self, clause: &Clause<'k>, subject: Option<&Phrase>, spent: Option<*const Phrase>, k: usize, depth: usize) {
        let same = |p: &Phrase| subject.is_some_and(|s| std::ptr::eq(s, p)) && (self.actor(p).is_some() || spent.is_some());
        let rank = |p: &Phrase| match p.relation {
            None if p.tags.has(Tag::Object) => 0,
            None if p.tags.is_empty() || p.tags.any(&[Tag::Subject, Tag::Topic, Tag::Also]) => 1,
            // Whom it is said to stands nearer than where.
            _ if p.tags.any(&[Tag::Dat, Tag::Loc]) && !p.time && p.relation.is_none() && self.actor(p).is_some() => 2,
            _ => 3,
        };
        let mut phrases: Vec<&Phrase> = clause
            .args
            .iter()
            .filter_map(|a| match a {
                Arg::Phrase(p) if !(same(p) || self.is_raised(p) || self.is_date(p) && p.relation.is_none()) => Some(p),
                _ => None,
            })
            .collect();
        phrases.sort_by_key(|p| rank(p));
        for p in phrases {
            let marker = self.marker(p, clause);
            let told = !matches!(marker, Some(Marker::At | Marker::Source | Marker::From)) && !p.time && !matches!(p.relation, Some(Relation::Purpose));
            if p.time || p.relation == Some(Relation::Purpose) {
                self.mark(',');
            }
            let named = p.relation.is_none() && !p.time && self.actor(p).is_none() && matches!(marker, Some(Marker::To | Marker::Other)) && self.is_thing(p);
            if named {
                // «put on the list of sanctions»: the thing tells what is done to the object.
                let at = self.here();
                self.function(Function::Word(FunctionWord::And), at);
            }
            let from = self.items.len();
            self.phrase(p, marker.filter(|_| !named), Some(k), told, depth + 1);
            if matches!(marker, Some(Marker::At | Marker::Source | Marker::From)) && !named {
                // Where something is agreed is not what is agreed.
                self.items[from..].iter_mut().filter(|i| !i.predicate || !told).for_each(|i| i.thing = None);
            }
            self.mark(PARTS);
        }
    }

    /// The preposition that a phrase's particle stands for.
    pub(super) fn marker(&self, p: &Phrase, clause: &Clause<'k>) -> Option<Marker> {
        match p.relation {
            Some(Relation::Marked(m)) => return Some(m),
            Some(Relation::By) => return if clause.passive { None } else { Some(Marker::Of) },
            Some(Relation::Purpose) => return Some(Marker::Other),
            None => {}
        }
        if p.time {
            return Some(Marker::At);
        }
        let tags = p.tags;
        if tags.has(Tag::Object) {
            None
        } else if tags.has(Tag::With) {
            Some(Marker::With)
        } else if tags.has(Tag::Dat) {
            if clause.passive { Some(Marker::Of) } else { Some(Marker::To) }
        } else if tags.has(Tag::Loc) {
            Some(Marker::To)
        } else if tags.has(Tag::At) {
            Some(Marker::At)
        } else if tags.has(Tag::From) {
            Some(Marker::From)
        } else if tags.has(Tag::Dir) {
            Some(if self.actor(p).is_some() { Marker::To } else { Marker::Other })
        } else if tags.any(&[Tag::As, Tag::Until, Tag::Than]) {
            Some(Marker::Other)
        } else {
            None
        }
    }

    /// The clauses that a verb governs.
    pub(super) fn governed(&mut self, governor: usize, k: usize, depth: usize) {
        let tree = self.tree;
        for arg in &tree.clauses[governor].args {
            let Arg::Clause { id, hang, tags } = arg else { continue };
            let link = match hang {
                Hang::Coordinate => continue,
                Hang::Complement | Hang::SoThat => Link::Complement,
                Hang::If => Link::If,
                Hang::Because | Hang::When => Link::When,
                Hang::Purpose => Link::Purpose,
            };
            if link == Link::Complement {
                let at = self.here();
                self.function(Function::Word(FunctionWord::That), at);
            } else {
                self.mark(',');
            }
            self.about = self.topic_of_quote(governor, *id).filter(|_| *hang == Hang::Complement && tags.has(Tag::Quote));
            self.clause(*id, link, Some(k), None, Inherit::default(), depth + 1);
        }
    }

    /// Relative clauses that were put off.
    pub(super) fn rest(&mut self, depth: usize) {
        let mut rounds = 0;
        while let Some(later) = self.later.pop() {
            rounds += 1;
            if rounds > 64 {
                break;
            }
            self.mark(',');
            let first = self.predicates.len();
            let governors: Vec<Option<u16>> = self.predicates.iter().map(|p| p.subject).collect();
            self.clause(later.clause, Link::Relative, later.governor, None, Inherit::default(), depth + 1);
            let says = later.document && self.frames_at(first).any(is_statement);
            let acting = later.governor.and_then(|g| governors.get(g).copied().flatten());
            let taken = later.actor.filter(|a| Some(*a) != acting && self.lacks_object(later.clause, first));
            if let (Some(noun), Some(p)) = (taken, self.predicates.get_mut(first).filter(|p| !p.passive && !p.nominal && p.link == Link::Relative)) {
                // «A [took] the pilot of B freed»: A took him.
                if p.subject.is_some() || acting.is_some() {
                    p.subject = p.subject.or(acting);
                    p.patient = Some(noun);
                    continue;
                }
            }
            if let Some(p) = self.predicates[first..].iter_mut().find(|p| !p.nominal && p.link == Link::Relative)
                && (p.subject.is_none() || p.passive)
                && p.patient.is_none()
                && !p.foreign_subject
            {
                if later.actor.is_none() && !p.passive {
                    // «the ship that they seized»: what was done before, whoever acts now did it; else nobody is named.
                    let (acting, past) = (later.governor.and_then(|g| governors.get(g).copied().flatten()), p.past);
                    p.subject = acting.filter(|_| past || says);
                    p.foreign_subject = p.subject.is_none();
                } else if p.passive {
                    p.patient = later.actor;
                } else {
                    p.subject = later.actor;
                }
            }
        }
    }

    /// Whether a relative clause tells of force used on somebody and names nobody on whom: its noun is meant.
    fn lacks_object(&self, clause: usize, first: usize) -> bool {
        let clause = &self.tree.clauses[clause];
        let object = clause.args.iter().any(|a| matches!(a, Arg::Phrase(p) if p.tags.has(Tag::Object)));
        let whole = self.source.items[clause.item].entry.is_some_and(|e| self.source.language.lexicon.entry(e).form.contains(' '));
        let force = |f: &Frame| matches!(f.roles, Roles::Object | Roles::Domestic) && matches!(f.event_type, Some(EventType::Assault | EventType::Coerce));
        !object && !whole && self.frames_at(first).any(force)
    }

    /// The frames that the predicate of this number may evoke.
    fn frames_at(&self, k: usize) -> impl Iterator<Item = &'k Frame> + '_ {
        let entry = self.predicates.get(k).and_then(|p| self.items[p.item].entry);
        let senses = entry.map_or(&[][..], |e| self.source.language.lexicon.senses(e));
        let knowledge = self.source.knowledge;
        senses.iter().filter_map(|s| if let Sense::Predicate(u) = s { Some(u) } else { None }).flatten().map(|u| knowledge.frames.get(u.frame))
    }

    /// Who is meant by a phrase of somebody that force was used on, be his name known or not: `[arrested] reporter of A N`.
    pub(super) fn held(&self, phrase: &Phrase, clause: usize) -> Option<u16> {
        let clause = &self.tree.clauses[clause];
        let force = |u: &Unit| matches!(self.source.knowledge.frames.get(u.frame).event_type, Some(EventType::Coerce | EventType::Assault));
        let person = |id: &u16| matches!(self.source.actors[*id as usize].kind, Some(TitleKind::Person | TitleKind::Group));
        let last = phrase.words.iter().rev().find_map(|w| if let Kind::Actor(id) = self.tree.words[*w].kind { Some(id) } else { None });
        let held = clause.passive && self.units(clause.item).iter().any(force);
        // «its nationals [who were arrested]»: those of who acts in the main clause.
        let own = phrase.words.iter().any(|w| self.source.items[self.tree.words[*w].last].is(FunctionWord::Own));
        let acting = self.predicates.first().and_then(|p| p.subject).filter(|_| own);
        last.filter(person).or(acting).filter(|_| held)
    }

    pub(super) fn relatives(&mut self, phrase: &Phrase, governor: usize) {
        for m in &phrase.mods {
            if let Mod::Clause(clause) = m {
                let actor = self.actor(phrase).or_else(|| self.held(phrase, *clause));
                self.later.push(Later { clause: *clause, actor, governor: Some(governor), document: self.is_document(phrase) });
            }
        }
    }
}
