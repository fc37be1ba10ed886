//! All words of one language in one automaton, and the pass that finds them in a text.
//!
//! The automaton runs over words, not bytes: forms and text are folded ([`crate::fold()`]) and cut into runs of letters and digits and single
//! marks; a state is the beginning of a form. So it finds whole words only and rests wherever no form begins.
//! A form's capital letters must be capital in the text too; its small letters may be either; its marks must be there.
//! Where two forms overlap, the one that starts first wins, then the longer.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::fold::{fold, fold_char, is_letter, tone_variant};
use crate::language::Sense;

/// One form and all that it can be.
#[derive(Debug, Serialize, Deserialize)]
pub struct Entry {
    /// As written in the data.
    pub form: String,
    /// Its readings.
    pub senses: Vec<Sense>,
    /// Whether a letter must be a capital or a mark must be there.
    strict: bool,
}

/// A form found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Index of the entry, for [`Lexicon::entry`].
    pub entry: u32,
}

/// A state of the automaton, the beginning of a form.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct State {
    /// The words that may follow, by number in order, with the states they lead to: a range of [`Lexicon::edges`].
    next: (u32, u32),
    /// The forms that end here: a range of [`Lexicon::accepts`].
    accepts: (u32, u32),
}

/// A state while forms are still added.
#[derive(Default)]
struct DraftState {
    next: BTreeMap<u32, u32>,
    accepts: Vec<(u32, bool)>,
}

/// The words of one language.
#[derive(Default, Serialize, Deserialize)]
pub struct Lexicon {
    /// The folded words of all forms, each with its number: the bytes of those that have up to 16,
    short: FxHashMap<(u64, u64), u32>,
    /// and the longer ones.
    long: FxHashMap<String, u32>,
    /// The words with which forms begin have the numbers below this, and their states stand first, in the same order.
    beginnings: u32,
    states: Vec<State>,
    edges: Vec<(u32, u32)>,
    /// Forms and whether they are strict; of one state the strict ones first.
    accepts: Vec<(u32, bool)>,
    entries: Vec<Entry>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} entries, {} states)", self.entries.len(), self.states.len())
    }
}

impl Lexicon {
    /// Build the automaton over all forms. Readings of the same form come together in the order given.
    pub fn build(forms: Vec<(String, Sense)>) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        let mut by_form: FxHashMap<String, u32> = FxHashMap::default();
        for (form, sense) in forms {
            for form in [tone_variant(&form), Some(form)].into_iter().flatten() {
                let index = *by_form.entry(form.clone()).or_insert_with(|| {
                    let strict = form.chars().any(|c| c.is_uppercase() || !(c.is_alphanumeric() || c == ' '));
                    entries.push(Entry { form, senses: Vec::new(), strict });
                    entries.len() as u32 - 1
                });
                add(&mut entries[index as usize].senses, sense.clone());
            }
        }
        let mut lexicon = Self { entries, ..Self::default() };
        let mut drafts: Vec<DraftState> = Vec::new();
        let forms: Vec<(String, bool)> = lexicon.entries.iter().map(|e| (e.form.clone(), e.strict)).collect();
        for (form, _) in &forms {
            if let Some(cut) = Words::new(form).next() {
                lexicon.beginnings = lexicon.beginnings.max(lexicon.add_word(form, &cut) + 1);
            }
        }
        drafts.resize_with(lexicon.beginnings as usize, DraftState::default);
        for (index, (form, strict)) in forms.iter().enumerate() {
            let mut at: Option<u32> = None;
            for cut in Words::new(form) {
                let word = lexicon.add_word(form, &cut);
                let fresh = drafts.len() as u32;
                let next = at.map_or(word, |state| *drafts[state as usize].next.entry(word).or_insert(fresh));
                if next == fresh {
                    drafts.push(DraftState::default());
                }
                at = Some(next);
            }
            if let Some(state) = at {
                drafts[state as usize].accepts.push((index as u32, *strict));
            }
        }
        for mut draft in drafts {
            draft.accepts.sort_by_key(|(_, strict)| !strict);
            let (edges, accepts) = (lexicon.edges.len() as u32, lexicon.accepts.len() as u32);
            lexicon.edges.extend(draft.next);
            lexicon.accepts.extend(draft.accepts);
            lexicon.states.push(State { next: (edges, lexicon.edges.len() as u32), accepts: (accepts, lexicon.accepts.len() as u32) });
        }
        lexicon
    }

    /// The number of a word, a new one if it has none.
    fn add_word(&mut self, text: &str, word: &Cut) -> u32 {
        let count = (self.short.len() + self.long.len()) as u32;
        match word.key {
            Some(key) => *self.short.entry(key).or_insert(count),
            None => *self.long.entry(fold(&text[word.start..word.end]).into_owned()).or_insert(count),
        }
    }

    /// The entry of a find.
    pub fn entry(&self, index: u32) -> &Entry {
        &self.entries[index as usize]
    }

    /// Number of forms.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no forms.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Count of the text's words that the lexicon knows: the floor that the coder's speed is measured against.
    pub fn scan(&self, text: &str) -> usize {
        Words::new(text).filter(|w| self.number(text, w).is_some()).count()
    }

    fn number(&self, text: &str, word: &Cut) -> Option<u32> {
        match word.key {
            Some(key) => self.short.get(&key).copied(),
            None => self.long.get(&*fold(&text[word.start..word.end])).copied(),
        }
    }

    /// Find the words of a text: non-overlapping, in order, appended to `out`.
    pub fn find(&self, text: &str, out: &mut Vec<Found>) {
        let mut words: Vec<Word> = Vec::with_capacity(text.len() / 4);
        for word in Words::new(text) {
            words.push(Word { start: word.start as u32, end: word.end as u32, number: self.number(text, &word) });
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
        let start = words.first()?.start;
        let first = words[0].number.filter(|n| *n < self.beginnings)?;
        let mut state = &self.states[first as usize];
        let mut best = None;
        for (i, word) in words.iter().enumerate() {
            if i > 0 {
                // Words of one form touch or have one blank between them.
                let (Some(number), true) = (word.number, word.start - words[i - 1].end <= 1) else { break };
                let next = &self.edges[state.next.0 as usize..state.next.1 as usize];
                let Ok(edge) = next.binary_search_by_key(&number, |(w, _)| *w) else { break };
                state = &self.states[next[edge].1 as usize];
            }
            let accepts = &self.accepts[state.accepts.0 as usize..state.accepts.1 as usize];
            if let Some((entry, _)) = accepts.iter().find(|(e, strict)| !strict || self.fits(*e, text, start as usize, word.end as usize)) {
                best = Some((Found { start, end: word.end, entry: *entry }, i + 1));
            }
            if state.next.0 == state.next.1 {
                break;
            }
        }
        best
    }

    /// Whether the form's capitals and marks are there, and no letter touches a mark at its ends.
    fn fits(&self, entry: u32, text: &str, start: usize, end: usize) -> bool {
        let entry = &self.entries[entry as usize];
        let touches = |c: Option<char>| c.is_some_and(is_letter);
        let same = |(form, text): (char, char)| if form.is_uppercase() { text.is_uppercase() } else { form.is_alphanumeric() || form == text };
        // An ending or a prefix touches its word, the sign of a currency its number.
        let symbol = !entry.form.chars().any(char::is_alphanumeric);
        let ending = entry.form.starts_with(['\'', '’', '-']);
        let prefix = symbol || entry.form.ends_with('-');
        (ending || !touches(text[..start].chars().next_back()))
            && (prefix || !touches(text[end..].chars().next()))
            && entry.form.chars().count() == text[start..end].chars().count()
            && entry.form.chars().zip(text[start..end].chars()).all(same)
    }
}

/// A word of the text.
struct Word {
    start: u32,
    end: u32,
    /// Its number in the lexicon.
    number: Option<u32>,
}

/// A run of letters and digits or a single mark, as it stands in the text.
struct Cut {
    start: usize,
    end: usize,
    /// Its folded bytes, if there are no more than 16.
    key: Option<(u64, u64)>,
}

/// The words of a text.
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Words<'_> {
    type Item = Cut;

    fn next(&mut self) -> Option<Cut> {
        let mut start = self.at;
        let mut key = [0; 16];
        let mut length = 0;
        for c in self.text[self.at..].chars() {
            let width = c.len_utf8();
            let letter = is_letter(c);
            if length == 0 && !letter && c.is_whitespace() {
                start += width;
                continue;
            }
            if length > 0 && !letter {
                break;
            }
            if let Some(room) = key.get_mut(length..length + width) {
                fold_char(c).encode_utf8(room);
            }
            length += width;
            if !letter {
                break;
            }
        }
        self.at = start + length;
        let [low, high] = [&key[..8], &key[8..]].map(|half| half.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
        (length > 0).then_some(Cut { start, end: start + length, key: (length <= key.len()).then_some((low, high)) })
    }
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
