//! All words of one language in one automaton, and the search that finds them in a text.
//!
//! Forms are folded ([`crate::fold`]) before they enter the automaton, with a blank before and behind them and for every mark inside them;
//! the text is searched in the same guise. So the automaton finds whole words only, and inside a word it rests at its root.
//! A form's capital letters must be capital in the text too; its small letters may be either; its marks must be there.
//! Where two forms overlap, the one that starts first wins, then the longer.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder};
use rustc_hash::FxHashMap;

use crate::fold::{fold_char, is_letter, tone_variant};
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

/// The words of one language.
#[derive(Serialize, Deserialize)]
pub struct Lexicon {
    #[serde(serialize_with = "pack_automaton", deserialize_with = "unpack_automaton")]
    automaton: DoubleArrayAhoCorasick<u32>,
    /// For each pattern of the automaton the entries that fold to it, those with capitals first.
    patterns: Vec<Vec<u32>>,
    entries: Vec<Entry>,
}

fn pack_automaton<S: Serializer>(automaton: &DoubleArrayAhoCorasick<u32>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(&automaton.serialize())
}

fn unpack_automaton<'d, D: Deserializer<'d>>(from: D) -> Result<DoubleArrayAhoCorasick<u32>, D::Error> {
    let bytes: &[u8] = Deserialize::deserialize(from)?;
    DoubleArrayAhoCorasick::deserialize(bytes).map(|(automaton, _)| automaton).map_err(serde::de::Error::custom)
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lexicon({} entries, {} patterns)", self.entries.len(), self.patterns.len())
    }
}

impl Lexicon {
    /// Build the automaton over all forms. Readings of the same form come together in the order given.
    pub fn build(forms: Vec<(String, Sense)>) -> Result<Self, String> {
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
        let mut patterns: Vec<Vec<u32>> = Vec::new();
        let mut folded: Vec<(Vec<u8>, u32)> = Vec::new();
        let mut by_fold: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
        for (index, entry) in entries.iter().enumerate() {
            let key = Self::prepare(&entry.form);
            let at = *by_fold.entry(key.clone()).or_insert_with(|| {
                folded.push((key, patterns.len() as u32));
                patterns.push(Vec::new());
                patterns.len() - 1
            });
            patterns[at].push(index as u32);
        }
        for group in &mut patterns {
            group.sort_by_key(|i| !entries[*i as usize].strict);
        }
        let automaton = DoubleArrayAhoCorasickBuilder::new()
            .build_with_values(folded)
            .map_err(|e| format!("the automaton cannot be built: {e}"))?;
        Ok(Self { automaton, patterns, entries })
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

    /// A text in the guise that the automaton searches: folded, each byte of anything but letters and digits a blank, a blank at both ends.
    pub fn prepare(text: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() + 2);
        out.push(b' ');
        let mut buffer = [0; 4];
        for c in text.chars() {
            if c.is_ascii() {
                out.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() as u8 } else { b' ' });
            } else if is_letter(c) {
                out.extend_from_slice(fold_char(c).encode_utf8(&mut buffer).as_bytes());
            } else {
                out.resize(out.len() + c.len_utf8(), b' ');
            }
        }
        out.push(b' ');
        out
    }

    /// Count of raw automaton matches in a prepared text: the floor that the coder's speed is measured against.
    pub fn scan(&self, prepared: &[u8]) -> usize {
        self.automaton.find_overlapping_iter(prepared).count()
    }

    /// Find the words of a text: non-overlapping, in order, appended to `out`.
    pub fn find(&self, text: &str, out: &mut Vec<Found>) {
        let mut all: Vec<Found> = Vec::with_capacity(text.len() / 8);
        for m in self.automaton.find_overlapping_iter(Self::prepare(text)) {
            // The blank before and the blank behind belong to the guise, not to the text.
            let (start, end) = (m.start(), m.end() - 2);
            // A form of marks alone may meet the middle of another mark.
            let Some(found) = text.get(start..end) else { continue };
            for &entry in &self.patterns[m.value() as usize] {
                if self.case_fits(entry, found) {
                    all.push(Found { start: start as u32, end: end as u32, entry });
                    break;
                }
            }
        }
        all.sort_unstable_by(|a, b| a.start.cmp(&b.start).then(b.end.cmp(&a.end)));
        let mut last = 0;
        for found in all {
            if found.start >= last {
                last = found.end;
                out.push(found);
            }
        }
    }

    fn case_fits(&self, entry: u32, text: &str) -> bool {
        let entry = &self.entries[entry as usize];
        !entry.strict || entry.form.chars().zip(text.chars()).all(|(form, text)| if form.is_uppercase() { text.is_uppercase() } else { form.is_alphanumeric() || form == text })
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
