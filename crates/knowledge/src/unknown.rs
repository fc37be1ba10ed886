//! Words whose stem the lexicon does not know: numbers, particles that a mark parts from their noun, unknown stems with what their endings tell.

use crate::conjugate::ends_in;
use crate::fold::is_letter;
use crate::morphology::{CONSONANT, Morphology, NOUN, PAST, POLITE, PRESENT, Piece, QUOTED, VOWEL};
use crate::tags::{Tag, Tags};

/// No word is longer: a run of letters is cut there.
const LONGEST: usize = 40;

impl Morphology {
    /// A particle that a closing mark or a number parts from its noun.
    pub(crate) fn particle(&self, text: &str, at: usize, previous: char) -> Option<Piece> {
        let quote = matches!(previous, '"' | '”' | '\'' | '’');
        if !(quote || matches!(previous, ')' | '」' | '』' | '>' | '〉' | '》' | ']' | '%')) {
            return None;
        }
        let end = run_end(text, at);
        let word = &text[at..end];
        let quoted = if quote { self.chain(QUOTED, word, 3) } else { None };
        let tags = quoted.or_else(|| self.chain(NOUN, word, 4)).filter(|t| !t.is_empty())?;
        Some(Piece { start: at, stem: at, end, entry: u32::MAX, tags })
    }

    /// A word whose beginning no stem is: a number, a mark, a particle alone, an unknown stem with its chain or with a known one after it.
    pub(crate) fn unknown(&self, text: &str, at: usize, out: &mut Vec<Piece>) -> usize {
        let Some(c) = text[at..].chars().next() else { return text.len() };
        if !is_letter(c) {
            return at + c.len_utf8();
        }
        if c.is_ascii_alphanumeric() {
            let end =
                text[at..].char_indices().find(|(_, c)| !c.is_ascii_alphanumeric() && !matches!(c, '.' | ',' | '-' | '/')).map_or(text.len(), |(i, _)| at + i);
            let end = at + text[at..end].trim_end_matches(['.', ',', '-', '/']).len();
            let word_end = run_end(text, end);
            if end < word_end && !c.is_ascii_digit() {
                // Latin letters with a particle.
                if let Some(tags) = self.chain(NOUN, &text[end..word_end], 4) {
                    out.push(Piece { start: at, stem: end, end: word_end, entry: u32::MAX, tags });
                    return word_end;
                }
            }
            return end.max(at + 1);
        }
        let end = run_end(text, at);
        let word = &text[at..end];
        let letters = word.chars().count();
        // An unknown beginning and known stems after it.
        if letters >= 4 {
            for (i, _) in word.char_indices().skip(2) {
                if text[at + i..end].chars().count() < 2 {
                    break;
                }
                let length = out.len();
                out.push(Piece { start: at, stem: at + i, end: at + i, entry: u32::MAX, tags: Tags::default() });
                if self.segment(text, at + i, at, out, 3, false)
                    && out.get(length + 1).is_some_and(|p| self.common[p.entry as usize] && text[p.start..p.stem].chars().count() >= 2)
                {
                    return out.last().map_or(end, |p| p.end);
                }
                out.truncate(length);
            }
        }
        let piece = self.guess(word).unwrap_or((word.len(), Tags::default()));
        out.push(Piece { start: at, stem: at + piece.0, end, entry: u32::MAX, tags: piece.1 });
        end
    }

    /// Where the stem of an unknown word may end and what its chain tells.
    pub(crate) fn guess(&self, word: &str) -> Option<(usize, Tags)> {
        let cuts: Vec<usize> = word.char_indices().map(|(i, _)| i).skip(1).collect();
        // A noun made a verb.
        let begins = |i: usize| word[i..].chars().next().is_some_and(|c| self.verbal.binary_search(&c).is_ok());
        for &i in cuts.iter().skip(1).filter(|i| begins(**i)) {
            for (shape, state, tags) in &self.verbalisers {
                if let Some(rest) = word[i..].strip_prefix(shape.as_str())
                    && let Some(more) = self.chain(*state, rest, 4)
                {
                    return Some((i, tags.join(more)));
                }
            }
        }
        // A verb in the past or the present.
        for (letter, state) in [('ㅆ', PAST), ('ㄴ', PRESENT), ('ㅂ', POLITE)] {
            for &i in &cuts {
                if ends_in(&word[..i], letter)
                    && let Some(tags) = self.chain(state, &word[i..], 3)
                {
                    let tags = if letter == 'ㅆ' { tags.with(Tag::Past) } else { tags };
                    return Some((i, tags.with(Tag::Verb)));
                }
            }
        }
        // Endings that only verbs have.
        for &i in &cuts {
            let sure = |t: &Tags| t.any(&[Tag::While, Tag::Giro, Tag::Dorok, Tag::Future, Tag::Quote]) || t.has(Tag::Purpose) && t.has(Tag::Plan);
            if let Some(tags) = self.chain(CONSONANT, &word[i..], 3).or_else(|| self.chain(VOWEL, &word[i..], 3)).filter(sure) {
                return Some((i, tags.with(Tag::Verb)));
            }
        }
        let from = usize::from(cuts.len() > 1);
        cuts.iter().skip(from).find_map(|&i| self.chain(NOUN, &word[i..], 4).map(|t| (i, t)))
    }
}

/// The end of the run of letters in which a place stands.
pub(crate) fn run_end(text: &str, at: usize) -> usize {
    for (n, (i, c)) in text[at..].char_indices().enumerate() {
        if !is_letter(c) || c.is_ascii_digit() || n == LONGEST {
            return at + i;
        }
    }
    text.len()
}
