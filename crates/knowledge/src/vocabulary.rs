//! The words that forms are made of: how a text is cut into words, and the number of each word that some form has.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::fold::{fold, fold_char, is_letter};
use crate::packed::Fixed;

/// A run of letters and digits or a single mark, as it stands in the text.
pub struct Cut {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Its folded bytes, the first 16.
    key: Key,
}

/// The words of a text.
pub struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    /// From the start of a text.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Words<'_> {
    type Item = Cut;

    fn next(&mut self) -> Option<Cut> {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        loop {
            while bytes.get(start).is_some_and(u8::is_ascii_whitespace) {
                start += 1;
            }
            let (mut key, mut end) = (Key::default(), start);
            while let Some(&byte) = bytes.get(end) {
                let small = SMALL[usize::from(byte)];
                if small > 0 {
                    key.push_byte(end - start, small);
                    end += 1;
                    continue;
                }
                if byte.is_ascii() {
                    break;
                }
                if let Some((small, width)) = latin(&bytes[end..]) {
                    key.push(end - start, small);
                    end += width;
                    continue;
                }
                let Some(c) = self.text[end..].chars().next().filter(|c| is_letter(*c)) else { break };
                key.push(end - start, bytes_of(fold_char(c)));
                end += c.len_utf8();
            }
            if end == start {
                // No word: a mark or a blank that is not of ASCII.
                let Some(mark) = self.text[start..].chars().next() else {
                    self.at = start;
                    return None;
                };
                end += mark.len_utf8();
                if mark.is_whitespace() {
                    start = end;
                    continue;
                }
                key.push(0, bytes_of(fold_char(mark)));
            }
            self.at = end;
            return Some(Cut { start, end, key });
        }
    }
}

/// The small letter or digit for each byte of ASCII that is a letter or digit, else 0.
const SMALL: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// The small form of a letter of Vietnamese or Western Europe that is not of ASCII, as in UTF-8 with the first byte lowest, and its bytes; `None`
/// for what is none or is not told at once.
fn latin(bytes: &[u8]) -> Option<(u32, usize)> {
    match *bytes {
        // In this block capitals have even code points and are followed by their small letters.
        [0xE1, second @ (0xBA | 0xBB), third, ..] if second == 0xBB || third >= 0xA0 => Some((u32::from_le_bytes([0xE1, second, third | 1, 0]), 3)),
        [0xC3, second, ..] if !matches!(second, 0x97 | 0xB7 | 0x9F) => Some((u32::from_le_bytes([0xC3, second | 0x20, 0, 0]), 2)),
        [0xC4, second @ (0x82 | 0x83 | 0x90 | 0x91 | 0xA8 | 0xA9), ..] => Some((u32::from_le_bytes([0xC4, second | 1, 0, 0]), 2)),
        [0xC5, second @ (0xA8 | 0xA9), ..] => Some((u32::from_le_bytes([0xC5, second | 1, 0, 0]), 2)),
        [0xC6, second @ (0xA0 | 0xA1), ..] => Some((u32::from_le_bytes([0xC6, second | 1, 0, 0]), 2)),
        [0xC6, 0xAF | 0xB0, ..] => Some((u32::from_le_bytes([0xC6, 0xB0, 0, 0]), 2)),
        _ => None,
    }
}

/// The bytes of a word, the first one lowest; what does not fit is left out.
#[derive(Default)]
struct Key {
    low: u64,
    high: u64,
}

impl Key {
    /// Add a byte.
    fn push_byte(&mut self, at: usize, byte: u8) {
        match at {
            0..8 => self.low |= u64::from(byte) << (8 * at),
            8..LONGEST_KEY => self.high |= u64::from(byte) << (8 * (at - 8)),
            _ => {}
        }
    }

    /// Add the bytes of a character, the first one lowest.
    fn push(&mut self, at: usize, bytes: u32) {
        let bytes = u64::from(bytes);
        if at < 8 {
            self.low |= bytes << (8 * at);
            if at > 4 {
                self.high |= bytes >> (64 - 8 * at);
            }
        } else if at < LONGEST_KEY {
            self.high |= bytes << (8 * (at - 8));
        }
    }

    fn whole(&self) -> u128 {
        u128::from(self.low) | u128::from(self.high) << 64
    }
}

/// Bytes of the longest word that has a key.
const LONGEST_KEY: usize = 16;

/// The bytes of a character, the first one lowest.
fn bytes_of(c: char) -> u32 {
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes);
    u32::from_le_bytes(bytes)
}

/// The folded words of all forms, each with its number, from 0 in the order in which they came.
#[derive(Default, Serialize, Deserialize)]
pub struct Vocabulary {
    /// How many words there are.
    count: u32,
    /// Those of up to 8 bytes, nearly all of a text: their table must stay small,
    short: Table<u64>,
    /// those of up to 16,
    middle: Table<u128>,
    /// and the others.
    long: FxHashMap<String, u32>,
}

impl Vocabulary {
    /// Stands for no word.
    pub const EMPTY: u32 = u32::MAX;

    /// The number of a word, or [`Vocabulary::EMPTY`] if no form has it.
    pub fn number(&self, text: &str, word: &Cut) -> u32 {
        match word.end - word.start {
            0..=8 => self.short.number(word.key.low),
            9..=LONGEST_KEY => self.middle.number(word.key.whole()),
            _ => self.long.get(&*fold(&text[word.start..word.end])).copied().unwrap_or(Self::EMPTY),
        }
    }

    /// The number of a word, a new one if it has none.
    pub fn add(&mut self, text: &str, word: &Cut) -> u32 {
        let known = self.number(text, word);
        if known != Self::EMPTY {
            return known;
        }
        match word.end - word.start {
            0..=8 => self.short.add(word.key.low, self.count),
            9..=LONGEST_KEY => self.middle.add(word.key.whole(), self.count),
            _ => {
                self.long.insert(fold(&text[word.start..word.end]).into_owned(), self.count);
            }
        }
        self.count += 1;
        self.count - 1
    }
}

/// A hash table with open addressing: a look-up touches one place of memory, or few side by side.
#[derive(Default, Serialize, Deserialize)]
#[serde(bound = "Key: Fixed")]
struct Table<Key> {
    /// How many keys there are: at most half as many as slots.
    count: usize,
    /// Keys and numbers; the number is [`Vocabulary::EMPTY`] where there is no key. As many as a power of two.
    #[serde(with = "crate::packed")]
    slots: Vec<(Key, u32)>,
}

impl<Key: Copy + Default + PartialEq + Into<u128>> Table<Key> {
    fn number(&self, key: Key) -> u32 {
        if self.slots.is_empty() { Vocabulary::EMPTY } else { self.slots[self.slot(key)].1 }
    }

    /// Add a key that is not there.
    fn add(&mut self, key: Key, number: u32) {
        if self.count * 2 >= self.slots.len() {
            let wider = vec![(Key::default(), Vocabulary::EMPTY); (self.slots.len() * 2).max(2)];
            for (key, number) in std::mem::replace(&mut self.slots, wider) {
                if number != Vocabulary::EMPTY {
                    let slot = self.slot(key);
                    self.slots[slot] = (key, number);
                }
            }
        }
        let slot = self.slot(key);
        self.slots[slot] = (key, number);
        self.count += 1;
    }

    /// The slot where a key stands or, if it is not there, would stand.
    fn slot(&self, key: Key) -> usize {
        let mask = self.slots.len() - 1;
        let wide: u128 = key.into();
        let mixed = (wide as u64 ^ ((wide >> 64) as u64).rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut at = (mixed >> 32) as usize & mask;
        while self.slots[at].1 != Vocabulary::EMPTY && self.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(vocabulary: &Vocabulary, text: &str) -> Vec<u32> {
        Words::new(text).map(|word| vocabulary.number(text, &word)).collect()
    }

    #[test]
    fn a_text_is_cut_into_runs_of_letters_and_single_marks() {
        let text = " Đà\u{a0}Nẵng-2 \u{2003}\u{b}(한국)…\u{301}\n";
        let cut: Vec<&str> = Words::new(text).map(|word| &text[word.start..word.end]).collect();
        assert_eq!(cut, ["Đà", "Nẵng", "-", "2", "(", "한국", ")", "…", "\u{301}"]);
    }

    #[test]
    fn letters_told_at_once_fold_as_all_do() {
        for c in (char::MIN..=char::MAX).filter(|c| !c.is_ascii()) {
            let mut bytes = [0; 4];
            let text = c.encode_utf8(&mut bytes);
            let quick = latin(text.as_bytes());
            assert!(quick.is_none_or(|told| is_letter(c) && told == (bytes_of(fold_char(c)), c.len_utf8())), "U+{:04X}", u32::from(c));
        }
        assert!("ăâđêôơưáếỡÝÀĂĐƠƯĨŨéü".chars().all(|c| latin(c.to_string().as_bytes()).is_some()));
    }

    #[test]
    fn words_keep_their_numbers() {
        let mut vocabulary = Vocabulary::default();
        let none = Vocabulary::EMPTY;
        assert_eq!(numbers(&vocabulary, "a b"), [none, none]);
        let words: Vec<String> = (0..999).map(|n| if n % 7 == 0 { format!("dàingoằngnghèo{n}") } else { format!("từ{n}") }).collect();
        let text = words.join(" ");
        for _ in 0..2 {
            let added: Vec<u32> = Words::new(&text).map(|word| vocabulary.add(&text, &word)).collect();
            assert_eq!(added, (0..999).collect::<Vec<_>>());
        }
        assert_eq!(numbers(&vocabulary, "TỪ5, dàiNGOẰNGnghèo7!"), [5, none, 7, none]);
    }
}
