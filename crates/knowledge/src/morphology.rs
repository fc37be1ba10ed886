//! Words that are stems with a chain of particles and endings: finds the stems of a text in one pass over its words, each with what its
//! particles and endings tell.
//!
//! The stems stand in a tree of characters; where one ends inside a word, the rest must be a chain of the table of endings, or begin
//! another stem (compounds are written together). A word whose stem is not known gives its particle all the same.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::conjugate::{fuse, shapes};
use crate::fold::is_letter;
use crate::lexicon::Found;
use crate::tags::{Tag, Tags};
use crate::unknown::run_end;

/// How a stem opens the table of endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stem<'s> {
    /// A noun.
    Noun,
    /// A noun of action, which may become a verb.
    Action,
    /// A verb, with the letter that it changes.
    Verb(&'s str),
}

/// What sort of entry a stem belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sort {
    /// It stands only as a whole word or beside others of its sort.
    pub bound: bool,
    /// It is an auxiliary.
    pub marking: bool,
    /// It is no name.
    pub common: bool,
    /// It multiplies a number.
    pub counting: bool,
    /// It is a postposition.
    pub relating: bool,
    /// It takes no ending of its own.
    pub whole: bool,
}

/// A row of the table of endings.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Arc {
    form: String,
    leads: u8,
    tags: Tags,
}

/// What an accepted stem is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Accept {
    entry: u32,
    state: u8,
    /// What sort of entry it is: [`Accept::BOUND`] and so on.
    sort: u8,
    tags: Tags,
}

impl Accept {
    const BOUND: u8 = 1;
    const WHOLE: u8 = 2;
    const RELATING: u8 = 4;
    const MARKING: u8 = 8;
    const COUNTING: u8 = 16;

    fn is(self, sort: u8) -> bool {
        self.sort & sort != 0
    }
}

/// A place in the tree of stems while it grows.
#[derive(Default)]
struct Node {
    next: Vec<(u32, u32)>,
    accepts: Vec<Accept>,
}

/// The tree of stems laid side by side: for each place where its letters and its stems begin, and after the last place where they end.
#[derive(Default, Serialize, Deserialize)]
struct Tree {
    #[serde(with = "crate::packed")]
    places: Vec<(u32, u32)>,
    /// A letter and the place it leads to, in order within a place.
    #[serde(with = "crate::packed")]
    letters: Vec<(u32, u32)>,
    accepts: Vec<Accept>,
}

impl Tree {
    fn new(nodes: &[Node]) -> Self {
        let mut tree = Self::default();
        for node in nodes {
            tree.places.push((tree.letters.len() as u32, tree.accepts.len() as u32));
            tree.letters.extend(&node.next);
            tree.accepts.extend(&node.accepts);
        }
        tree.places.push((tree.letters.len() as u32, tree.accepts.len() as u32));
        tree
    }

    fn next(&self, at: u32, c: char) -> Option<u32> {
        let (from, to) = (self.places[at as usize].0, self.places[at as usize + 1].0);
        let letters = &self.letters[from as usize..to as usize];
        letters.binary_search_by_key(&u32::from(c), |(k, _)| *k).ok().map(|i| letters[i].1)
    }

    fn accepts(&self, at: u32) -> &[Accept] {
        let (from, to) = (self.places[at as usize].1, self.places[at as usize + 1].1);
        &self.accepts[from as usize..to as usize]
    }
}

/// The stems, particles and endings of a language.
#[derive(Default, Serialize, Deserialize)]
pub struct Morphology {
    names: Vec<String>,
    arcs: Vec<Vec<Arc>>,
    /// For each state the endings that begin with a letter, the longest first, and those without a form.
    by_letter: Vec<FxHashMap<char, Vec<u16>>>,
    formless: Vec<Vec<u16>>,
    #[serde(skip)]
    nodes: Vec<Node>,
    tree: Tree,
    root: FxHashMap<char, u32>,
    /// The same for the syllables of Hangul, by their place in its block; [`NOWHERE`] for none.
    #[serde(with = "crate::packed")]
    syllables: Vec<u32>,
    pub(crate) verbalisers: Vec<(String, u8, Tags)>,
    /// The letters with which verbalisers begin, in order.
    pub(crate) verbal: Vec<char>,
    /// Entries that are no names: they may follow an unknown beginning.
    pub(crate) common: Vec<bool>,
}

impl std::fmt::Debug for Morphology {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Morphology({} places)", self.tree.places.len())
    }
}

/// A stem with its chain, or an unknown word with its particle.
#[derive(Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) stem: usize,
    pub(crate) end: usize,
    pub(crate) entry: u32,
    pub(crate) tags: Tags,
}

/// The states that the engine knows: nothing follows, nouns, nouns of action, what follows a closing quotation mark; verbs whose stem ends in a
/// consonant or a vowel, and those that a letter of the past, of the present or of politeness has joined.
const CLOSED: u8 = 0;
pub(crate) const NOUN: u8 = 1;
const ACTION: u8 = 2;
pub(crate) const QUOTED: u8 = 3;
pub(crate) const CONSONANT: u8 = 4;
pub(crate) const VOWEL: u8 = 5;
pub(crate) const PAST: u8 = 6;
pub(crate) const PRESENT: u8 = 7;
pub(crate) const POLITE: u8 = 8;
const KNOWN: [&str; 9] = [".", "N", "D", "Q", "C", "V", "P", "VN", "VB"];

/// The block of the syllables of Hangul.
const FIRST: u32 = 0xAC00;
const LAST: u32 = 0xD7A3;

/// No place in the tree.
const NOWHERE: u32 = u32::MAX;

/// No more stems are looked at that begin at one place.
const MOST_ENDS: usize = 24;

impl Morphology {
    /// The number of a state, a new one if it has none.
    pub fn state(&mut self, name: &str) -> u8 {
        if self.names.is_empty() {
            self.names.extend(KNOWN.map(str::to_owned));
            self.arcs.resize_with(KNOWN.len(), Vec::new);
        }
        if let Some(at) = self.names.iter().position(|n| n == name) {
            return at as u8;
        }
        self.names.push(name.to_owned());
        self.arcs.push(Vec::new());
        self.names.len() as u8 - 1
    }

    /// Add a row of the table of endings; an empty form is no form.
    pub fn ending(&mut self, after: &str, form: &str, leads: &str, tags: Tags) {
        let (after, leads) = (self.state(after), self.state(leads));
        self.arcs[after as usize].push(Arc { form: form.to_owned(), leads, tags });
    }

    /// All shapes of a verb stem with the states they open and what their joined letters tell.
    fn verb_shapes(&mut self, stem: &str, class: &str) -> Vec<(String, u8, Tags)> {
        let mut out = Vec::new();
        for (shape, name) in shapes(stem, class) {
            let state = self.state(name);
            out.push((shape.clone(), state, Tags::default()));
            for arc in self.arcs[state as usize].clone() {
                let mut letters = arc.form.chars();
                if let (Some(letter @ 'ㄱ'..='ㅎ'), None) = (letters.next(), letters.next())
                    && let Some(fused) = fuse(&shape, letter)
                {
                    out.push((fused, arc.leads, arc.tags));
                }
            }
        }
        out
    }

    /// Add a verb that makes a verb of a noun of action.
    pub fn verbaliser(&mut self, stem: &str, class: &str, tags: Tags) {
        for (shape, leads, more) in self.verb_shapes(stem, class) {
            let tags = tags.join(more);
            self.arcs[ACTION as usize].push(Arc { form: shape.clone(), leads, tags });
            self.verbalisers.push((shape, leads, tags));
        }
    }

    /// A stem without the verb that made it of a noun.
    pub fn without_verbaliser<'s>(&self, stem: &'s str) -> Option<&'s str> {
        self.verbalisers.iter().find_map(|(shape, _, _)| stem.strip_suffix(shape.as_str()).filter(|n| !n.is_empty()))
    }

    /// All is told: put the longest endings first.
    pub fn finish(&mut self) {
        let _ = self.state(KNOWN[0]);
        self.arcs[ACTION as usize].push(Arc { form: String::new(), leads: NOUN, tags: Tags::default() });
        for arcs in &mut self.arcs {
            arcs.retain(|a| !a.form.starts_with(|c| ('ㄱ'..='ㅎ').contains(&c)));
            arcs.sort_by(|a, b| b.form.len().cmp(&a.form.len()).then(a.form.cmp(&b.form)));
        }
        self.by_letter = vec![FxHashMap::default(); self.arcs.len()];
        self.formless = vec![Vec::new(); self.arcs.len()];
        for (state, arcs) in self.arcs.iter().enumerate() {
            for (i, arc) in arcs.iter().enumerate() {
                match arc.form.chars().next() {
                    Some(letter) => self.by_letter[state].entry(letter).or_default().push(i as u16),
                    None => self.formless[state].push(i as u16),
                }
            }
        }
        self.verbalisers.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        self.verbal = self.verbalisers.iter().filter_map(|v| v.0.chars().next()).collect();
        self.verbal.sort_unstable();
        self.verbal.dedup();
        self.syllables = vec![NOWHERE; (LAST - FIRST) as usize + 1];
        for (place, c) in self.syllables.iter_mut().zip('\u{AC00}'..='\u{D7A3}') {
            *place = self.root.get(&c).copied().unwrap_or(NOWHERE);
        }
        self.tree = Tree::new(&std::mem::take(&mut self.nodes));
    }

    /// Add a form. Its blanks may be left out in a text.
    pub fn add(&mut self, form: &str, stem: Stem<'_>, entry: u32, sort: Sort) {
        if self.common.len() <= entry as usize {
            self.common.resize(entry as usize + 1, false);
        }
        self.common[entry as usize] = sort.common;
        let sorts = [
            (sort.bound, Accept::BOUND),
            (sort.whole, Accept::WHOLE),
            (sort.relating, Accept::RELATING),
            (sort.marking, Accept::MARKING),
            (sort.counting, Accept::COUNTING),
        ];
        let sort = sorts.iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum();
        let mut shapes = match stem {
            Stem::Noun => vec![(form.to_owned(), NOUN, Tags::default())],
            Stem::Action => vec![(form.to_owned(), ACTION, Tags::default())],
            Stem::Verb(class) => {
                let mut shapes = self.verb_shapes(form, class);
                for s in &mut shapes {
                    s.2 = s.2.with(Tag::Verb);
                }
                shapes
            }
        };
        if let Stem::Verb(_) = stem {
            let also: Vec<_> = shapes.iter().filter_map(|(shape, state, tags)| Some((self.with_also(shape)?, *state, *tags))).collect();
            shapes.extend(also);
        }
        for (shape, state, tags) in shapes {
            let blanks = shape.matches(' ').count().min(4);
            for choice in 0..1_u32 << blanks {
                let mut seen = 0;
                let mut written = String::with_capacity(shape.len());
                for c in shape.chars() {
                    if c == ' ' && seen < blanks {
                        seen += 1;
                        if choice >> (seen - 1) & 1 == 1 {
                            continue;
                        }
                    }
                    written.push(c);
                }
                self.insert(&written, Accept { entry, state, sort, tags });
            }
        }
    }

    /// The same words with the particle of addition on their object: `broke off relations` and `broke off relations too`.
    fn with_also(&self, shape: &str) -> Option<String> {
        let particle = |tag: Tag| self.arcs[NOUN as usize].iter().filter(move |a| a.leads == CLOSED && a.tags == Tags::default().with(tag));
        let also = particle(Tag::Also).find(|a| a.form.chars().nth(1).is_none())?;
        let (object, rest) = shape.split_once(' ')?;
        let noun = particle(Tag::Object).find_map(|a| object.strip_suffix(a.form.as_str()).filter(|n| !n.is_empty()))?;
        Some(format!("{noun}{} {rest}", also.form))
    }

    fn insert(&mut self, form: &str, accept: Accept) {
        let mut chars = form.chars();
        let Some(first) = chars.next() else { return };
        let fresh = self.nodes.len() as u32;
        let mut at = *self.root.entry(first).or_insert(fresh);
        if at == fresh {
            self.nodes.push(Node::default());
        }
        for c in chars {
            let fresh = self.nodes.len() as u32;
            let next = &mut self.nodes[at as usize].next;
            at = match next.binary_search_by_key(&u32::from(c), |(k, _)| *k) {
                Ok(i) => next[i].1,
                Err(i) => {
                    next.insert(i, (c.into(), fresh));
                    self.nodes.push(Node::default());
                    fresh
                }
            };
        }
        let accepts = &mut self.nodes[at as usize].accepts;
        if !accepts.iter().any(|a| a.entry == accept.entry && a.state == accept.state && a.tags == accept.tags) {
            accepts.push(accept);
        }
    }

    /// What a chain of particles and endings tells, if the whole rest is one.
    pub(crate) fn chain(&self, state: u8, rest: &str, depth: usize) -> Option<Tags> {
        if rest.is_empty() && matches!(state, CLOSED | NOUN) {
            return Some(Tags::default());
        }
        if depth == 0 {
            return None;
        }
        let arcs = &self.arcs[state as usize];
        let begun = rest.chars().next().and_then(|c| self.by_letter[state as usize].get(&c));
        for list in begun.into_iter().chain([&self.formless[state as usize]]) {
            for arc in list.iter().filter_map(|i| arcs.get(*i as usize)) {
                if arc.leads == CLOSED {
                    // Nothing follows, so most are told by their length.
                    if arc.form == rest {
                        return Some(arc.tags);
                    }
                } else if let Some(rest) = rest.strip_prefix(arc.form.as_str())
                    && let Some(tags) = self.chain(arc.leads, rest, depth - 1)
                {
                    return Some(tags.join(arc.tags));
                }
            }
        }
        None
    }

    /// The stems of a text, in order, appended to `out`.
    pub fn find(&self, text: &str, out: &mut Vec<Found>) {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut at = 0;
        let mut previous = ' ';
        while let Some(c) = text[at..].chars().next() {
            if c.is_whitespace() {
                at += c.len_utf8();
                previous = c;
                continue;
            }
            pieces.clear();
            let alone = self.particle(text, at, previous);
            let decided = out.last().is_some_and(|f| f.tags.has(Tag::Giro) && text[f.tail as usize..at].trim_start().is_empty());
            let next = if let Some(piece) = alone {
                pieces.push(piece);
                piece.end
            } else if self.segment(text, at, at, &mut pieces, 6, decided) {
                pieces.last().map_or(at + c.len_utf8(), |p| p.end)
            } else {
                pieces.clear();
                self.unknown(text, at, &mut pieces)
            };
            for p in &pieces {
                out.push(Found { start: p.start as u32, end: p.stem as u32, entry: p.entry, tail: p.end as u32, tags: p.tags });
            }
            previous = text[..next].chars().next_back().unwrap_or(' ');
            at = next;
        }
    }

    /// The place in the tree after a first letter.
    fn begins(&self, c: char) -> Option<u32> {
        match u32::from(c).checked_sub(FIRST).and_then(|i| self.syllables.get(i as usize)) {
            Some(place) => Some(*place).filter(|p| *p != NOWHERE),
            None => self.root.get(&c).copied(),
        }
    }

    /// Cut a word into stems that the lexicon knows, down to its end. What is decided on (`giro`) comes before a verb, not before a number or noun
    /// of the same letters.
    pub(crate) fn segment(&self, text: &str, at: usize, first: usize, out: &mut Vec<Piece>, depth: usize, verb: bool) -> bool {
        if depth == 0 {
            return false;
        }
        let mut ends = [(0, 0); MOST_ENDS];
        let mut count = 0;
        let mut node = None;
        for (i, c) in text[at..].char_indices() {
            let next = match node {
                None => self.begins(c),
                Some(n) => self.tree.next(n, c),
            };
            let Some(next) = next else { break };
            node = Some(next);
            if count < MOST_ENDS && !self.tree.accepts(next).is_empty() {
                ends[count] = (at + i + c.len_utf8(), next);
                count += 1;
            }
        }
        // The end of the run of letters in which the longer stem ended.
        let mut run: Option<(usize, usize)> = None;
        for &(stem, node) in ends[..count].iter().rev() {
            let same = run.filter(|(from, _)| text[stem..*from].chars().all(|c| is_letter(c) && !c.is_ascii_digit()));
            let word_end = same.map_or_else(|| run_end(text, stem), |(_, end)| end);
            run = Some((stem, word_end));
            let rest = &text[stem..word_end];
            // A digit or Latin letter ends a stem before any Hangul, and no stem ends within a run of them.
            let alphanumeric = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            let broken = alphanumeric(text.as_bytes()[..stem].last()) && alphanumeric(rest.as_bytes().first());
            if broken {
                continue;
            }
            let accepts = self.tree.accepts(node);
            let short = text[at..stem].chars().nth(1).is_none();
            // An auxiliary comes before a noun of the same letters.
            let marks = |a: &&Accept| a.is(Accept::RELATING) || a.is(Accept::MARKING) && !rest.is_empty();
            let order = accepts.iter().filter(marks).chain(accepts.iter().filter(|a| !marks(a)));
            let decided = accepts.iter().filter(|a| verb && a.tags.has(Tag::Verb));
            for accept in decided.chain(order) {
                let loose = accept.is(Accept::BOUND) && !(rest.is_empty() && at == first);
                if loose || accept.is(Accept::WHOLE) && !rest.is_empty() {
                    continue;
                }
                if let Some(tags) = self.chain(accept.state, rest, 5) {
                    let end = if rest.is_empty() { stem } else { word_end };
                    out.push(Piece { start: at, stem, end, entry: accept.entry, tags: tags.join(accept.tags) });
                    return true;
                }
            }
            // A compound: a stem follows.
            if let Some(accept) = accepts.iter().find(|a| matches!(a.state, NOUN | ACTION) && !a.is(Accept::BOUND))
                && !rest.is_empty()
                && (!short || accept.is(Accept::COUNTING))
            {
                let length = out.len();
                out.push(Piece { start: at, stem, end: stem, entry: accept.entry, tags: accept.tags });
                if self.segment(text, stem, first, out, depth - 1, false) {
                    return true;
                }
                out.truncate(length);
            }
        }
        false
    }
}
