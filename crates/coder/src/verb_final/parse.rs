//! Words to clauses: each verb takes the phrases and clauses that wait for it, as far back as its ending lets it.

use chancery_knowledge::{Auxiliary, AuxiliaryWord, Forms, Marker, Relation, Sense, Tag, Tags, Unit};

use super::{Arg, Clause, Hang, Kind, Mod, Phrase, Source, Tree, Word};

/// The state of the reading.
pub(super) struct Parser<'k, 'a, 'w> {
    pub(super) source: Source<'k, 'a>,
    pub(super) words: &'w [Word],
    pub(super) tree: Tree<'k>,
    /// Phrases and clauses that no verb has taken yet; with each, whether a comma follows.
    pub(super) waiting: Vec<(Arg, bool)>,
    /// What describes the noun to come.
    pub(super) mods: Vec<Mod>,
    /// The words of a phrase that is not closed.
    pub(super) open: Vec<usize>,
    pub(super) negated: bool,
    pub(super) each: bool,
    /// A word tells that what is told as present is still to come.
    pub(super) soon: bool,
    /// A word tells that the act went before what is told.
    pub(super) earlier: bool,
    /// A word tells that the act came right after what was told.
    pub(super) at_once: bool,
    /// The word being read.
    pub(super) at: usize,
    /// The reading that an auxiliary evokes for the clause to come.
    pub(super) unit: Option<&'k Unit>,
}

impl<'k, 'a, 'w> Parser<'k, 'a, 'w> {
    pub(super) fn new(source: Source<'k, 'a>, words: &'w [Word]) -> Self {
        Self {
            source,
            words,
            tree: Tree { words: words.to_vec(), ..Tree::default() },
            waiting: Vec::new(),
            mods: Vec::new(),
            open: Vec::new(),
            negated: false,
            each: false,
            soon: false,
            earlier: false,
            at_once: false,
            at: 0,
            unit: None,
        }
    }

    /// Read all words.
    pub(super) fn run(mut self) -> Tree<'k> {
        for w in 0..self.words.len() {
            self.word(w);
        }
        self.close(Tags::default());
        for m in std::mem::take(&mut self.mods) {
            match m {
                Mod::Clause(id) => self.tree.roots.push(id),
                Mod::Phrase(p) | Mod::And(p) => self.tree.loose.push(p),
            }
        }
        for (arg, _) in std::mem::take(&mut self.waiting) {
            match arg {
                Arg::Phrase(p) => self.tree.loose.push(p),
                Arg::Clause { id, .. } => self.tree.roots.push(id),
            }
        }
        self.tree
    }

    pub(super) fn word(&mut self, w: usize) {
        self.at = w;
        let word = self.words[w];
        match word.kind {
            Kind::Comma => {
                if self.open.is_empty() {
                    if let Some(last) = self.waiting.last_mut() {
                        last.1 = true;
                    }
                } else if self.open.last().is_some_and(|w| self.words[*w].kind == Kind::Date) {
                    self.close(Tags::default());
                    if let Some(last) = self.waiting.last_mut() {
                        last.1 = true;
                    }
                } else {
                    // A member of a list, or a name at the head of a clause.
                    let phrase = self.phrase(Tags::default());
                    self.mods.push(Mod::And(phrase));
                }
            }
            Kind::And => {
                if let (true, Some(Mod::Clause(id))) = (self.open.is_empty(), self.mods.last()) {
                    // «while ...»
                    let id = *id;
                    self.mods.pop();
                    self.waiting.push((Arg::Clause { id, hang: Hang::Coordinate, tags: word.tags }, false));
                } else if !self.open.is_empty() {
                    let phrase = self.phrase(Tags::default());
                    self.mods.push(Mod::And(phrase));
                }
            }
            Kind::Neg => self.negated = true,
            Kind::Each => self.each = true,
            Kind::Soon => self.soon = true,
            Kind::Earlier => self.earlier = true,
            Kind::AtOnce => self.at_once = true,
            Kind::Adverb => {}
            Kind::Stop => {
                self.close(Tags::default());
            }
            Kind::Verb => self.verb(w),
            Kind::Postposition(p) => self.postposition(w, p),
            Kind::When | Kind::Because | Kind::If => self.time(w),
            Kind::Actor(_) | Kind::Date | Kind::Amount | Kind::Noun | Kind::Bound => {
                let before = self.open.last().map(|b| self.words[*b]);
                if before.is_some_and(|b| b.kind == Kind::Date) || (word.kind == Kind::Date && !self.open.is_empty()) {
                    // A day stands alone.
                    self.close(Tags::default());
                }
                self.open.push(w);
                if word.tags.has(Tag::Going) && self.source.items[word.last].predicate {
                    self.open.pop();
                    self.verb(w);
                } else if !word.tags.is_empty() && !word.tags.has(Tag::Quality) {
                    self.close(word.tags);
                }
            }
        }
    }

    pub(super) fn phrase(&mut self, tags: Tags) -> Phrase {
        Phrase { words: std::mem::take(&mut self.open), mods: std::mem::take(&mut self.mods), tags, relation: None, time: false }
    }

    /// The phrase is complete: it waits for its verb, or describes the noun to come.
    pub(super) fn close(&mut self, tags: Tags) {
        let Some(&head) = self.open.last() else { return };
        let bound = self.words[head].kind == Kind::Bound;
        if bound && let Some(Mod::Clause(id)) = self.mods.last() {
            // What is told before it is meant: `that ...`, `the intention to ...`.
            let id = *id;
            self.mods.pop();
            self.open.clear();
            for m in std::mem::take(&mut self.mods) {
                if let Mod::Phrase(p) | Mod::And(p) = m {
                    self.tree.clauses[id].args.push(Arg::Phrase(p));
                    self.tree.clauses[id].commas.push(false);
                }
            }
            if tags.has(Tag::Of) {
                self.mods.push(Mod::Clause(id));
                return;
            }
            // «voiced the intention to go»: it is still to come.
            let clause = &mut self.tree.clauses[id];
            let another = clause.args.iter().any(|a| matches!(a, Arg::Phrase(p) if p.tags.has(Tag::Subject) && p.relation.is_none()));
            clause.future |= clause.tags.has(Tag::Will) && !another;
            self.tree.clauses[id].last = head;
            self.waiting.push((Arg::Clause { id, hang: Hang::Complement, tags }, false));
            return;
        }
        let mut phrase = self.phrase(tags);
        if tags.has(Tag::Of) {
            let marker = if tags.has(Tag::With) {
                Marker::With
            } else if tags.any(&[Tag::Loc, Tag::Dir]) {
                Marker::To
            } else if tags.has(Tag::At) {
                Marker::At
            } else if tags.has(Tag::From) {
                Marker::From
            } else {
                Marker::Of
            };
            phrase.relation = Some(Relation::Marked(marker));
            self.mods.push(Mod::Phrase(phrase));
            return;
        }
        if tags.any(&[Tag::Object, Tag::Subject, Tag::Topic]) && !self.is_actor(&phrase) {
            // «A and B»: the phrase before with the same part to play.
            while let Some((Arg::Phrase(p), false)) = self.waiting.last() {
                if !(p.tags.has(Tag::With) && p.relation.is_none() && !self.is_actor(p)) {
                    break;
                }
                let Some((Arg::Phrase(p), _)) = self.waiting.pop() else { break };
                phrase.mods.push(Mod::And(p));
            }
        }
        self.waiting.push((Arg::Phrase(phrase), false));
    }

    pub(super) fn is_actor(&self, phrase: &Phrase) -> bool {
        super::head(self.words, &phrase.words)
            .is_some_and(|w| matches!(self.words[w].kind, Kind::Actor(id) if !self.source.actors[id as usize].parties.is_empty()))
    }

    pub(super) fn is_date(&self, phrase: &Phrase) -> bool {
        phrase.words.last().is_some_and(|w| self.words[*w].kind == Kind::Date)
    }

    /// «in regard to», «for», «according to» after the phrase that waits.
    pub(super) fn postposition(&mut self, w: usize, p: chancery_knowledge::Postposition) {
        if p.case.is_none() || !self.open.is_empty() {
            self.close(Tags::default());
        }
        let fits = |tags: Tags| p.case.is_none_or(|c| tags.has(c));
        let number = self.waiting.iter().rposition(|_| true);
        let last = number.map(|n| &self.waiting[n].0);
        match last {
            Some(Arg::Phrase(phrase)) if phrase.relation.is_none() && fits(phrase.tags) => {
                let Some((Arg::Phrase(mut phrase), _)) = self.waiting.pop() else { return };
                phrase.relation = Some(p.relation);
                phrase.tags = phrase.tags.without(Tag::Topic);
                if p.adnominal {
                    // It describes a noun, be it one in the verb's own words: who is named in it has no part in the act.
                    phrase.tags = phrase.tags.with(Tag::Of);
                    self.mods.push(Mod::Phrase(phrase));
                } else {
                    self.waiting.push((Arg::Phrase(phrase), false));
                }
            }
            Some(Arg::Clause { id, tags, .. }) if fits(*tags) || tags.has(Tag::Gi) || tags.is_empty() => {
                // «in order to», «about the fact that»
                let id = *id;
                let purpose = p.relation == Relation::Purpose;
                if let Some((Arg::Clause { hang, .. }, _)) = self.waiting.last_mut() {
                    *hang = if purpose { Hang::Purpose } else { Hang::Complement };
                }
                if p.adnominal {
                    self.waiting.pop();
                    self.mods.push(Mod::Clause(id));
                }
            }
            _ if self.words[w].tags.has(Tag::Verb) || self.source.items[self.words[w].first].predicate => self.verb(w),
            _ => {}
        }
    }

    /// A noun of time, cause or condition after a clause or a noun: `after meeting`, `after the talks`, `in case`.
    pub(super) fn time(&mut self, w: usize) {
        let word = self.words[w];
        let hang = match word.kind {
            Kind::Because => Hang::Because,
            Kind::If => Hang::If,
            _ => Hang::When,
        };
        if self.open.is_empty()
            && let Some(Mod::Clause(id)) = self.mods.last()
        {
            let id = *id;
            self.mods.pop();
            self.waiting.push((Arg::Clause { id, hang, tags: word.tags }, false));
            return;
        }
        if let Some(&head) = self.open.last() {
            // «is visiting»: a noun of action that is going on.
            let going = word.kind == Kind::When && word.tags.any(&[Tag::Copula, Tag::Adnominal, Tag::Quote, Tag::Final, Tag::And]);
            if going && self.source.items[self.words[head].last].predicate && matches!(self.words[head].kind, Kind::Noun) {
                self.open.pop();
                self.clause_at(head, w, word.tags);
                return;
            }
            let mut phrase = self.phrase(word.tags);
            phrase.time = true;
            if word.tags.has(Tag::Of) {
                phrase.relation = Some(Relation::Marked(Marker::At));
                self.mods.push(Mod::Phrase(phrase));
            } else {
                self.waiting.push((Arg::Phrase(phrase), false));
            }
        }
    }

    /// A verb, or an auxiliary of the verb just before it.
    pub(super) fn verb(&mut self, w: usize) {
        let word = self.words[w];
        if self.open.is_empty()
            && let Some((id, tags, in_mods)) = self.just_closed(w)
            && let Some(auxiliary) = self.auxiliary(w, tags)
        {
            if in_mods {
                self.mods.pop();
            } else {
                self.waiting.pop();
            }
            self.mark(id, w, auxiliary);
            return;
        }
        if self.source.items[word.first].tags.has(Tag::Copula) && !self.source.items[word.first].tags.has(Tag::Verb) {
            // A noun with the copula: the noun describes, the clause says no act.
            self.clause_at(w, w, word.tags);
            return;
        }
        self.close(Tags::default());
        self.clause_at(w, w, word.tags);
    }

    /// The clause that the word before closed.
    pub(super) fn just_closed(&self, w: usize) -> Option<(usize, Tags, bool)> {
        if let Some(Mod::Clause(id)) = self.mods.last() {
            let clause = &self.tree.clauses[*id];
            return self.near(clause.last, w).then_some((*id, clause.tags, true));
        }
        match self.waiting.last() {
            Some((Arg::Clause { id, .. }, _)) => {
                let clause = &self.tree.clauses[*id];
                self.near(clause.last, w).then_some((*id, clause.tags, false))
            }
            _ => None,
        }
    }

    pub(super) fn near(&self, last: usize, w: usize) -> bool {
        (last + 1..w).all(|i| matches!(self.words[i].kind, Kind::Adverb | Kind::Neg | Kind::Each | Kind::Soon | Kind::Earlier | Kind::AtOnce))
    }

    pub(super) fn auxiliary(&self, w: usize, tags: Tags) -> Option<&'k Auxiliary> {
        let item = &self.source.items[self.words[w].first];
        let senses = item.entry.map_or(&[][..], |e| self.source.language.lexicon.senses(e));
        let fitting = senses.iter().filter_map(|s| if let Sense::Auxiliary(list) = s { Some(list) } else { None }).flatten().filter(|a| tags.has(a.after));
        // What asks for more than any form before a noun comes first.
        fitting.min_by_key(|a| a.after == Tag::Adnominal)
    }

    /// Mark a clause by the auxiliary after it, and let it wait again.
    pub(super) fn mark(&mut self, id: usize, w: usize, auxiliary: &'k Auxiliary) {
        let tags = self.words[w].tags;
        if let Some(unit) = &auxiliary.unit {
            // The auxiliary governs the verb: `decided to`.
            self.waiting.push((Arg::Clause { id, hang: Hang::Complement, tags: Tags::default() }, false));
            self.unit = Some(unit);
            self.clause_at(w, w, tags);
            return;
        }
        let clause = &mut self.tree.clauses[id];
        match auxiliary.word {
            Some(AuxiliaryWord::Neg) => clause.negated = !clause.negated,
            Some(AuxiliaryWord::Can) => clause.can = true,
            Some(AuxiliaryWord::Cannot) => {
                clause.can = true;
                clause.negated = !clause.negated;
            }
            Some(AuxiliaryWord::Must) => clause.must = true,
            Some(AuxiliaryWord::Future) => clause.future = true,
            Some(AuxiliaryWord::Once) => {
                clause.once = true;
                clause.past = true;
            }
            Some(AuxiliaryWord::Benefit) => clause.benefit = true,
            _ => {}
        }
        clause.last = w;
        let item = clause.item;
        // The new ending may let the verb take less.
        let args = std::mem::take(&mut clause.args);
        let commas = std::mem::take(&mut clause.commas);
        clause.past |= tags.has(Tag::Past);
        clause.future |= tags.has(Tag::Future);
        clause.negated ^= std::mem::take(&mut self.negated);
        // «is a plan that»: the copula's ending is no command.
        clause.tags = if tags.has(Tag::Copula) { tags.without(Tag::Command) } else { tags };
        let tags = clause.tags;
        self.waiting.extend(args.into_iter().zip(commas));
        (self.tree.clauses[id].args, self.tree.clauses[id].commas) = self.take(item, tags, false);
        self.settle(id, tags);
    }

    /// A new clause with the verb of one word and the ending of another.
    pub(super) fn clause_at(&mut self, verb: usize, last: usize, tags: Tags) {
        let word = self.words[verb];
        let own = self.source.items[word.last].tags;
        let copula = own.has(Tag::Copula) && !own.has(Tag::Verb) && verb == last;
        let mut phrase = None;
        if copula {
            self.open.push(verb);
            phrase = Some(self.phrase(Tags::default()));
        }
        let (mut args, mut commas) = self.take(word.last, tags, copula);
        // «A's [excessive] use of force»: the genitive belongs to the noun to come.
        let quality = tags.has(Tag::Adnominal) && !copula && self.unit.is_none() && self.frames(word.last).all(|f| f.event_type.is_none());
        let single = self.source.items[word.last].entry.is_none_or(|e| !self.source.language.lexicon.entry(e).form.contains(' '));
        let genitive = |m: &Mod| matches!(m, Mod::Phrase(p) if p.relation == Some(Relation::Marked(Marker::Of)));
        let kept: Vec<Mod> = if quality && single { self.mods.extract_if(.., |m| genitive(m)).collect() } else { Vec::new() };
        for m in std::mem::take(&mut self.mods) {
            // What describes a noun inside the verb's own words.
            args.push(match m {
                Mod::Phrase(p) | Mod::And(p) => Arg::Phrase(p),
                Mod::Clause(id) => Arg::Clause { id, hang: Hang::Complement, tags: Tags::default() },
            });
            commas.push(false);
        }
        let mut clause = Clause {
            item: word.last,
            last,
            plain: copula,
            args,
            commas,
            tags,
            negated: std::mem::take(&mut self.negated),
            each: std::mem::take(&mut self.each),
            past: tags.has(Tag::Past) && !tags.has(Tag::Adnominal) || own.has(Tag::Past) && !own.has(Tag::Adnominal),
            future: tags.has(Tag::Future) || tags.has(Tag::Will) && tags.has(Tag::Plan),
            must: tags.has(Tag::Must),
            passive: own.has(Tag::Passive) || verb == last && self.is_passive(word.last),
            benefit: tags.has(Tag::Benefit),
            unit: self.unit.take(),
            ..Clause::default()
        };
        clause.past |= tags.has(Tag::Adnominal) && tags.has(Tag::Past);
        if tags.has(Tag::Final) && std::mem::take(&mut self.soon) {
            clause.future |= !clause.past;
        }
        clause.earlier = tags.has(Tag::Final) && std::mem::take(&mut self.earlier);
        clause.at_once = tags.has(Tag::Final) && std::mem::take(&mut self.at_once);
        if let Some(phrase) = phrase {
            clause.args.push(Arg::Phrase(phrase));
            clause.commas.push(false);
        }
        if !tags.any(&[Tag::Adnominal, Tag::QuoteAdnominal, Tag::Nominal]) {
            self.gapped(&mut clause);
        }
        let id = self.tree.clauses.len();
        self.tree.clauses.push(clause);
        self.mods.extend(kept);
        self.settle(id, tags);
    }

    /// Whether a verb is passive by its own form: `got caught`.
    pub(super) fn is_passive(&self, item: usize) -> bool {
        let senses = self.source.items[item].entry.map_or(&[][..], |e| self.source.language.lexicon.senses(e));
        let mut units = senses.iter().filter_map(|s| if let Sense::Predicate(units) = s { Some(units) } else { None }).flatten();
        units.any(|u| u.forms.has(Forms::PASSIVE))
    }

    /// «A left in May, B in June»: who stands before a comma with a part of the clause does the same.
    fn gapped(&mut self, clause: &mut Clause<'k>) {
        let topic = |a: &Arg| matches!(a, Arg::Phrase(p) if p.tags.has(Tag::Topic) && p.relation.is_none() && self.is_actor(p));
        let Some(second) = clause.args.iter().rposition(topic) else { return };
        let parted = second > 1 && clause.commas[second - 1] && topic(&clause.args[0]) && !clause.args[1..second].iter().any(topic);
        if !parted || clause.args[..second].iter().any(|a| matches!(a, Arg::Clause { .. })) {
            return;
        }
        let alike = |a: &Arg, b: &Arg| match (a, b) {
            (Arg::Phrase(a), Arg::Phrase(b)) => self.is_date(a) == self.is_date(b) && (a.tags.0 & b.tags.0 != 0 || a.tags == b.tags),
            _ => false,
        };
        let mut first: Vec<Arg> = clause.args.drain(..second).collect();
        clause.commas.drain(..second);
        let own = first.len();
        let shared: Vec<Arg> = clause.args[1..].iter().filter(|a| matches!(a, Arg::Phrase(_)) && !first[..own].iter().any(|f| alike(f, a))).cloned().collect();
        first.extend(shared);
        let mut before = clause.clone();
        before.commas = vec![false; first.len()];
        before.args = first;
        let id = self.tree.clauses.len();
        self.tree.clauses.push(before);
        self.tree.roots.push(id);
    }

    /// Where a clause goes by its ending.
    pub(super) fn settle(&mut self, id: usize, tags: Tags) {
        let hang = if tags.has(Tag::Quote) || tags.has(Tag::Giro) || tags.has(Tag::Whether) {
            Hang::Complement
        } else if tags.any(&[Tag::Adnominal, Tag::QuoteAdnominal]) && !tags.has(Tag::Nominal) || tags.has(Tag::Nominal) && tags.has(Tag::Of) {
            self.mods.push(Mod::Clause(id));
            return;
        } else if tags.has(Tag::Nominal) {
            Hang::Complement
        } else if tags.has(Tag::If) {
            Hang::If
        } else if tags.has(Tag::Because) {
            Hang::Because
        } else if tags.has(Tag::Purpose) {
            Hang::Purpose
        } else if tags.any(&[Tag::Dorok, Tag::Ge]) {
            Hang::SoThat
        } else if tags.any(&[Tag::And, Tag::While, Tag::But, Tag::Eo, Tag::When, Tag::Ji, Tag::Must]) {
            Hang::Coordinate
        } else {
            self.tree.roots.push(id);
            return;
        };
        self.waiting.push((Arg::Clause { id, hang, tags }, false));
    }
}
