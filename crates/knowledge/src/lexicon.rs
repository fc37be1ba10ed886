//! All words of one language in one automaton, and the pass that finds them in a text.
//!
//! The automaton runs over words, not bytes: forms and text are folded ([`crate::fold()`]) and cut into runs of letters and digits and single
//! marks; a state is the beginning of a form. So it finds whole words only and rests wherever no form begins.
//! A form's capital letters must be capital in the text too; its small letters may be either; its marks must be there.
//! Where two forms overlap, the one that starts first wins, then the longer.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::fold::{is_letter, tone_variant};
use crate::glance::Glance;
use crate::language::{Measure, NameKind, Sense};
use crate::morphology::{Morphology, Sort, Stem};
use crate::packed::Fixed;
use crate::tags::Tags;
use crate::vocabulary::{Vocabulary, Words};

/// One form and all that it can be.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'l> {
    /// As written in the data.
    pub form: &'l str,
    /// Its readings.
    pub senses: &'l [Sense],
}

/// Where an entry stands in the lists of the lexicon. Its ranges end where those of the next row begin.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Row {
    /// Not in the pack: its readings tell it sooner.
    #[serde(skip)]
    glance: Glance,
    /// First byte in [`Lexicon::forms`].
    form: u32,
    /// First of [`Lexicon::senses`].
    senses: u32,
}

/// An entry while readings are still added.
struct DraftEntry {
    form: String,
    senses: Vec<Sense>,
}

/// A form found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Index of the entry, for [`Lexicon::entry`]; `u32::MAX` for a word that is not known but has a particle.
    pub entry: u32,
    /// One past the last byte of its particles and endings.
    pub tail: u32,
    /// What its particles and endings tell.
    pub tags: Tags,
}

/// A state of the automaton, the beginning of a form; eight bytes, because a text walks through many far apart.
#[derive(Clone, Copy, Debug)]
struct State {
    /// Where its range of [`Lexicon::edges`] begins, the words that may follow. It ends where that of the next state begins.
    edges: u32,
    /// The form that ends here, in lower bits its entry.
    accept: u32,
}

impl State {
    /// No form ends here.
    const NONE: u32 = u32::MAX;
    /// Of forms that are strict.
    const STRICT: u32 = 1 << 30;
    /// Several forms end here; the lower bits are an index of [`Lexicon::several`].
    const SEVERAL: u32 = 1 << 31;
}

impl Fixed for State {
    const WIDTH: usize = 2 * u32::WIDTH;

    fn put(&self, out: &mut Vec<u8>) {
        (self.edges, self.accept).put(out);
    }

    #[inline]
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Fixed::take(bytes).map(|(edges, accept)| Self { edges, accept })
    }
}

/// A state while forms are still added.
#[derive(Default)]
struct DraftState {
    next: BTreeMap<u32, u32>,
    accepts: Vec<u32>,
}

/// The words of one language.
#[derive(Default, Serialize, Deserialize)]
pub struct Lexicon {
    /// The words of all forms. Those with which forms begin have the lowest numbers.
    vocabulary: Vocabulary,
    /// How many words begin forms: their states stand first, in the order of their numbers.
    beginnings: u32,
    /// The other states stand in the order of the edges that lead to them; after the last state one more, for where its ranges end.
    #[serde(with = "crate::packed")]
    states: Vec<State>,
    /// Numbers of words, in order within a state.
    #[serde(with = "crate::packed")]
    edges: Vec<u32>,
    /// The forms that end in one state where there are several, the strict ones first; written as [`State::accept`].
    several: Vec<Vec<u32>>,
    /// The entries, and after the last one more, for where its ranges end.
    rows: Vec<Row>,
    /// All forms, one after the other.
    forms: String,
    /// All readings.
    senses: Vec<Sense>,
    /// How words are cut into stems and endings, where they are.
    morphology: Option<Morphology>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} entries, {} states)", self.len(), self.states.len())
    }
}

impl Lexicon {
    /// Build the automaton over all forms. Readings of the same form come together in the order given.
    pub fn build(forms: Vec<(String, Sense)>) -> Self {
        let entries = collect(forms);
        let mut lexicon = Self::default();
        let drafts = lexicon.drafts(&entries);
        lexicon.lay_out(&drafts);
        lexicon.set_rows(entries);
        lexicon
    }

    /// Build the tree of stems over all forms of a language that joins particles and endings to them; `classes` are the irregular stems.
    pub fn agglutinated(forms: Vec<(String, Sense)>, mut morphology: Morphology, classes: &FxHashMap<String, String>, citation: &str) -> Self {
        let mut entries = collect(forms);
        inherit(&mut entries, &morphology, citation);
        for (index, entry) in entries.iter().enumerate() {
            let verb = entry.senses.iter().any(|s| matches!(s, Sense::Predicate(_) | Sense::Auxiliary(_)));
            let action = entry
                .senses
                .iter()
                .any(|s| matches!(s, Sense::Predicate(units) if units.iter().any(|u| u.verb)) || matches!(s, Sense::Thing(_) | Sense::Block));
            let sort = Sort {
                marking: entry.senses.iter().any(|s| matches!(s, Sense::Auxiliary(_))),
                bound: entry.senses.iter().all(|s| matches!(s, Sense::Party(_, NameKind::Short))),
                relating: entry.senses.iter().any(|s| matches!(s, Sense::Postposition(_))),
                whole: entry.senses.iter().all(|s| matches!(s, Sense::Postposition(p) if p.adnominal)),
                counting: entry.senses.iter().any(|s| matches!(s, Sense::Measure(Measure::Scale(_)))),
                common: entry.senses.iter().any(|s| matches!(s, Sense::Predicate(_) | Sense::Thing(_) | Sense::Title(..))),
            };
            match entry.form.strip_suffix(citation).filter(|_| verb) {
                Some(stem) => {
                    let last = stem.rsplit(' ').next().unwrap_or(stem);
                    let class = classes.iter().find(|(s, _)| last == s.as_str()).map_or("", |(_, c)| c.as_str());
                    morphology.add(stem, Stem::Verb(class), index as u32, sort);
                }
                None => morphology.add(&entry.form, if action { Stem::Action } else { Stem::Noun }, index as u32, sort),
            }
        }
        morphology.finish();
        let mut lexicon = Self { morphology: Some(morphology), ..Self::default() };
        lexicon.set_rows(entries);
        lexicon
    }

    /// Lay the entries side by side.
    fn set_rows(&mut self, entries: Vec<DraftEntry>) {
        for entry in entries.into_iter().chain([DraftEntry { form: String::new(), senses: Vec::new() }]) {
            self.rows.push(Row { glance: Glance::default(), form: self.forms.len() as u32, senses: self.senses.len() as u32 });
            self.forms.push_str(&entry.form);
            self.senses.extend(entry.senses);
        }
        self.sum_up();
    }

    /// Sum up the readings of each form.
    pub(crate) fn sum_up(&mut self) {
        for at in 0..self.len() {
            let mut glance = Glance::default();
            for sense in &self.senses[self.rows[at].senses as usize..self.rows[at + 1].senses as usize] {
                glance.add(sense);
            }
            self.rows[at].glance = glance;
        }
    }

    /// The states of all forms, those of the words with which forms begin first, and the numbers of all words.
    fn drafts(&mut self, entries: &[DraftEntry]) -> Vec<DraftState> {
        for entry in entries {
            if let Some(cut) = Words::new(&entry.form).next() {
                self.beginnings = self.beginnings.max(self.vocabulary.add(&entry.form, &cut) + 1);
            }
        }
        let mut drafts: Vec<DraftState> = Vec::new();
        drafts.resize_with(self.beginnings as usize, DraftState::default);
        for (index, entry) in entries.iter().enumerate() {
            let mut at: Option<u32> = None;
            for cut in Words::new(&entry.form) {
                let word = self.vocabulary.add(&entry.form, &cut);
                let fresh = drafts.len() as u32;
                let next = at.map_or(word, |state| *drafts[state as usize].next.entry(word).or_insert(fresh));
                if next == fresh {
                    drafts.push(DraftState::default());
                }
                at = Some(next);
            }
            if let Some(state) = at {
                // A letter must be a capital, or a mark must be there.
                let strict = entry.form.chars().any(|c| c.is_uppercase() || !(c.is_alphanumeric() || c == ' '));
                drafts[state as usize].accepts.push(index as u32 | if strict { State::STRICT } else { 0 });
            }
        }
        drafts
    }

    /// Put the states in their order: the more words lead to one, the later it stands.
    fn lay_out(&mut self, drafts: &[DraftState]) {
        let mut order: Vec<u32> = (0..self.beginnings).collect();
        let mut at = 0;
        while let Some(draft) = order.get(at).map(|d| &drafts[*d as usize]) {
            let accept = match draft.accepts.as_slice() {
                [] => State::NONE,
                [one] => *one,
                several => {
                    let strict_first = [true, false].map(|strict| several.iter().copied().filter(move |a| (a & State::STRICT > 0) == strict));
                    self.several.push(strict_first.into_iter().flatten().collect());
                    (self.several.len() as u32 - 1) | State::SEVERAL
                }
            };
            self.states.push(State { edges: self.edges.len() as u32, accept });
            self.edges.extend(draft.next.keys());
            order.extend(draft.next.values());
            at += 1;
        }
        self.states.push(State { edges: self.edges.len() as u32, accept: State::NONE });
    }

    /// The entry of a find; without readings for a word that is not known.
    pub fn entry(&self, index: u32) -> Entry<'_> {
        let (Some(row), Some(next)) = (self.rows.get(index as usize), self.rows.get((index as usize).saturating_add(1))) else {
            return Entry { form: "", senses: &[] };
        };
        Entry { form: &self.forms[row.form as usize..next.form as usize], senses: &self.senses[row.senses as usize..next.senses as usize] }
    }

    /// The readings of a find; none for a word that is not known.
    pub fn senses(&self, index: u32) -> &[Sense] {
        match (self.rows.get(index as usize), self.rows.get((index as usize).saturating_add(1))) {
            (Some(row), Some(next)) => &self.senses[row.senses as usize..next.senses as usize],
            _ => &[],
        }
    }

    /// The entry of a find at a glance.
    pub fn glance(&self, index: u32) -> &Glance {
        // What is not known has the glance of nothing, that of the row after the last.
        &self.rows[(index as usize).min(self.len())].glance
    }

    /// Number of forms.
    pub fn len(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// Whether there are no forms.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Count of the text's words that the lexicon knows: the floor that the coder's speed is measured against.
    pub fn scan(&self, text: &str) -> usize {
        Words::new(text).filter(|w| self.vocabulary.number(text, w) != Vocabulary::EMPTY).count()
    }

    /// Find the words of a text: non-overlapping, in order, appended to `out`.
    pub fn find(&self, text: &str, out: &mut Vec<Found>) {
        if let Some(morphology) = &self.morphology {
            morphology.find(text, out);
            return;
        }
        let mut words: Vec<Word> = Vec::with_capacity(text.len() / 4);
        for word in Words::new(text) {
            let number = self.vocabulary.number(text, &word);
            // The states are fetched here, where no fetch waits for another.
            let begins = if number < self.beginnings { self.states[number as usize].accept } else { State::NONE };
            words.push(Word { start: word.start as u32, end: word.end as u32, number, begins });
        }
        let mut at = 0;
        while at < words.len() {
            match self.longest(text, &words[at..]) {
                Some((found, length)) => {
                    out.push(found);
                    at += length;
                }
                None => at += 1,
            }
        }
    }

    /// The longest form that begins with the first of these words, and its number of words.
    fn longest(&self, text: &str, words: &[Word]) -> Option<(Found, usize)> {
        let Word { start, mut end, number, begins } = *words.first()?;
        if number >= self.beginnings {
            return None;
        }
        let mut state = number as usize;
        let mut accept = begins;
        let mut best = None;
        for length in 1.. {
            if let Some(entry) = self.accepted(accept, text, start as usize, end as usize) {
                best = Some((Found { start, end, entry, tail: end, tags: Tags::default() }, length));
            }
            let (from, to) = (self.states[state].edges as usize, self.states[state + 1].edges as usize);
            // Words of one form touch or have one blank between them.
            let Some(word) = words.get(length).filter(|w| from < to && w.start - end <= 1) else { break };
            let Ok(edge) = self.edges[from..to].binary_search(&word.number) else { break };
            state = self.beginnings as usize + from + edge;
            accept = self.states[state].accept;
            end = word.end;
        }
        best
    }

    /// The entry of the first form of a state that fits the words of the text.
    fn accepted(&self, accept: u32, text: &str, start: usize, end: usize) -> Option<u32> {
        let fits = |accept: u32| {
            let entry = accept & !State::STRICT;
            (accept == entry || self.fits(entry, text, start, end)).then_some(entry)
        };
        match accept {
            State::NONE => None,
            several if several & State::SEVERAL > 0 => self.several[(several & !State::SEVERAL) as usize].iter().copied().find_map(fits),
            one => fits(one),
        }
    }

    /// Whether the form's capitals and marks are there, and no letter touches a mark at its ends.
    fn fits(&self, entry: u32, text: &str, start: usize, end: usize) -> bool {
        let (form, words) = (self.entry(entry).form, &text[start..end]);
        let touches = |c: Option<char>| c.is_some_and(is_letter);
        let same = |(form, text): (char, char)| if form.is_uppercase() { text.is_uppercase() } else { form.is_alphanumeric() || form == text };
        // An ending or a prefix touches its word, the sign of a currency its number.
        let ending = || form.starts_with(['\'', '’', '-']);
        let prefix = || form.ends_with(['-', '$', '€', '£', '¥', '₩', '₫']) || !form.chars().any(char::is_alphanumeric);
        let alike = || form.chars().zip(words.chars()).all(same) && form.chars().count() == words.chars().count();
        (form == words || alike()) && (!touches(text[..start].chars().next_back()) || ending()) && (!touches(text[end..].chars().next()) || prefix())
    }
}

/// A word of the text.
struct Word {
    start: u32,
    end: u32,
    /// Its number in the lexicon, or [`Vocabulary::EMPTY`].
    number: u32,
    /// The forms that are this word alone: [`State::accept`].
    begins: u32,
}

/// A verb made of a noun of action that stands in the data for another reading has the noun's readings too.
fn inherit(entries: &mut [DraftEntry], morphology: &Morphology, citation: &str) {
    let nouns: FxHashMap<String, usize> = entries.iter().enumerate().map(|(i, e)| (e.form.clone(), i)).collect();
    for index in 0..entries.len() {
        let own = entries[index].senses.iter().any(|s| matches!(s, Sense::Predicate(_)));
        let auxiliary = entries[index].senses.iter().any(|s| matches!(s, Sense::Auxiliary(_)));
        let stem = entries[index].form.strip_suffix(citation).filter(|_| auxiliary && !own);
        let noun = stem.and_then(|s| morphology.without_verbaliser(s)).and_then(|n| nouns.get(n).copied());
        if let Some(noun) = noun {
            let readings: Vec<Sense> = entries[noun].senses.iter().filter(|s| matches!(s, Sense::Predicate(_))).cloned().collect();
            entries[index].senses.extend(readings);
        }
    }
}

/// The readings of the same form together, in the order given.
fn collect(forms: Vec<(String, Sense)>) -> Vec<DraftEntry> {
    let mut entries: Vec<DraftEntry> = Vec::new();
    let mut by_form: FxHashMap<String, u32> = FxHashMap::default();
    for (form, sense) in forms {
        for form in [tone_variant(&form), Some(form)].into_iter().flatten() {
            let index = *by_form.entry(form.clone()).or_insert_with(|| {
                entries.push(DraftEntry { form, senses: Vec::new() });
                entries.len() as u32 - 1
            });
            add(&mut entries[index as usize].senses, sense.clone());
        }
    }
    entries
}

/// Add a reading; the predicate readings of one form are one list, the most demanding first.
fn add(senses: &mut Vec<Sense>, sense: Sense) {
    if let Sense::Predicate(more) = &sense
        && let Some(Sense::Predicate(units)) = senses.iter_mut().find(|s| matches!(s, Sense::Predicate(_)))
    {
        units.extend(more.iter().cloned());
        units.sort_by_key(|u| std::cmp::Reverse(u.needs.len()));
        return;
    }
    senses.push(sense);
}
