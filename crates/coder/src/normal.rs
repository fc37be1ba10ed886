//! Normal form C with offsets kept into the text as given, and sentences.

use std::borrow::Cow;

use chancery_knowledge::is_letter;
use chancery_model::Span;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The part of a document to be coded, in normal form C, with a way back to the text as given.
pub struct Normal<'t> {
    /// The words, normalised.
    pub text: Cow<'t, str>,
    /// Where the part starts in the text as given.
    base: usize,
    /// For each byte of `text` the byte in the part as given; empty where nothing changed.
    map: Vec<u32>,
}

impl<'t> Normal<'t> {
    /// Normalise the part of `text` that `body` covers.
    pub fn new(text: &'t str, body: Span) -> Self {
        let part = body.text(text);
        let base = body.start.0 as usize;
        if is_composed(part) || is_nfc(part) {
            return Self { text: Cow::Borrowed(part), base, map: Vec::new() };
        }
        let mut out = String::with_capacity(part.len());
        let mut map = Vec::with_capacity(part.len() + 1);
        let mut at = 0;
        for cluster in clusters(part) {
            for c in cluster.nfc() {
                out.push(c);
                map.resize(out.len(), at as u32);
            }
            at += cluster.len();
        }
        map.push(at as u32);
        Self { text: Cow::Owned(out), base, map }
    }

    /// The span in the text as given of a range in the normalised text.
    pub fn span(&self, start: u32, end: u32) -> Span {
        let at = |i: u32| match self.map.get(i as usize) {
            Some(&given) => given as usize,
            None if self.map.is_empty() => i as usize,
            None => self.map.last().copied().unwrap_or_default() as usize,
        };
        Span::new(self.base + at(start), self.base + at(end))
    }
}

/// Whether a text holds only characters that are their own normal form C beside any other such character: those below U+0300, Vietnamese
/// letters, common marks, Hangul syllables, Chinese characters. Looks at bytes and has no branch for each, so it is quick; false for some that are composed too.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each byte")]
fn is_composed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let last = bytes.len().saturating_sub(2);
    let (next, after) = (bytes.get(1..).unwrap_or_default(), bytes.get(2..).unwrap_or_default());
    let other = bytes.iter().zip(next).zip(after).fold(false, |other, ((first, second), third)| {
        let latin = (*first == 0xE1) & (second.wrapping_sub(0xB8) < 4);
        let mark = (*first == 0xE2) & (*second == 0x80) & (third.wrapping_sub(0x90) < 0x18);
        let hangul = (*first == 0xEB) | (*first == 0xEC) | ((*first == 0xEA) & (*second >= 0xB0)) | ((*first == 0xED) & (*second < 0x9E));
        let chinese = first.wrapping_sub(0xE4) < 6;
        other | ((*first >= 0xCC) & !latin & !mark & !hangul & !chinese)
    });
    !other && bytes[last..].iter().all(|b| *b < 0xCC)
}

/// Cut a text before every starter, so that no composition crosses a cut.
fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        let (_, first) = chars.next()?;
        let joins = |c: char| {
            unicode_normalization::char::canonical_combining_class(c) != 0
                || ('\u{1160}'..='\u{11FF}').contains(&c)
                || (is_mark(c) && !first.is_ascii_control())
        };
        let end = chars.find(|(_, c)| !joins(*c)).map_or(rest.len(), |(i, _)| i);
        let (cluster, tail) = rest.split_at(end);
        rest = tail;
        Some(cluster)
    })
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// One sentence: a range of the normalised text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// A line without final punctuation: a heading, never coded.
    pub heading: bool,
}

/// Cut a text into sentences: at line breaks, after final punctuation, also where the blank after it was lost (`Canada.Hội nghị`).
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let first = out.len();
        cut_line(line, line_start, &mut out);
        let trimmed = line.trim_end();
        let closed = trimmed.ends_with(['.', '!', '?', '…', '"', '”', '\'', '’', ')', ':', ';', ',', '/']);
        let heading = !closed && line_start + line.len() < text.len() && trimmed.chars().count() < 160 && out.len() <= first + 1;
        if heading {
            for s in &mut out[first..] {
                s.heading = true;
            }
        }
        line_start += line.len();
    }
    out
}

/// Bytes that a sentence may have before it is cut at a blank.
const LONGEST: usize = 3000;

fn push_piece(out: &mut Vec<Sentence>, line: &str, from: usize, to: usize, base: usize) {
    let piece = &line[from..to];
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        let lead = piece.len() - piece.trim_start().len();
        out.push(Sentence { start: (base + from + lead) as u32, end: (base + from + lead + trimmed.len()) as u32, heading: false });
    }
}

fn cut_line(line: &str, base: usize, out: &mut Vec<Sentence>) {
    let bytes = line.as_bytes();
    let mut start = 0;
    let push = |out: &mut Vec<Sentence>, mut from: usize, to: usize| {
        // No sentence is that long: lists, tables, noise. What follows in time the square of the length must stay cheap.
        while to - from > LONGEST {
            let upto = line.floor_char_boundary(from + LONGEST);
            let blank = line[from..upto].rfind(char::is_whitespace).filter(|at| *at > 0).map_or(upto, |at| from + at);
            push_piece(out, line, from, blank, base);
            from = blank;
        }
        push_piece(out, line, from, to, base);
    };
    let mut searched = 0;
    while let Some(found) = bytes[searched..].iter().position(|b| MAY_END[usize::from(*b)]) {
        let at = searched + found;
        let Some(c) = line[at..].chars().next() else { break };
        searched = at + c.len_utf8();
        if !matches!(c, '.' | '!' | '?' | '…' | '。') {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(close) = line[end..].chars().next().filter(|c| matches!(c, '"' | '”' | '’' | ')' | '»')) {
            end += close.len_utf8();
        }
        let next = line[end..].chars().next();
        let ends = match next {
            None => true,
            Some(n) if n.is_whitespace() => !abbreviated(&line[..at]) && line[end..].chars().find(|c| !c.is_whitespace()).is_none_or(|c| !c.is_lowercase()),
            Some(n) => {
                c == '.' && (n.is_uppercase() || matches!(n, '"' | '“')) && at > 0 && bytes[at - 1] != b'.' && !abbreviated(&line[..at]) && lost_break(line, at)
            }
        };
        if ends && end > start {
            push(out, start, end);
            start = end;
        }
    }
    push(out, start, line.len());
}

/// For each byte whether it is the first one of a mark that may end a sentence; a table, because a branch would be guessed wrongly often.
const MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    let mut marks: &[u8] = &[b'.', b'!', b'?', 0xE2, 0xE3];
    while let [mark, rest @ ..] = marks {
        table[*mark as usize] = true;
        marks = rest;
    }
    table
};

/// Whether the word before a full stop is an initial or a short abbreviation.
fn abbreviated(before: &str) -> bool {
    let word = before.rsplit(|c: char| !is_letter(c)).next().unwrap_or_default();
    let mut chars = word.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(a), None, _) => a.is_uppercase(),
        (Some(a), Some(_), None) => {
            a.is_uppercase() && matches!(word, "Jr" | "Mr" | "Ms" | "Dr" | "St" | "TP" | "Tp" | "Gs" | "GS" | "TS" | "Th" | "No" | "vs")
        }
        (Some(_), Some(_), Some(_)) => {
            matches!(word, "Mrs" | "Sen" | "Gen" | "Gov" | "Rep" | "Col" | "Prof" | "Nov" | "Dec" | "Jan" | "Feb" | "Aug" | "Sept" | "Oct" | "PGS" | "Ths")
        }
        _ => false,
    }
}

/// Whether a full stop without a blank after it parts two sentences and not the letters of an acronym.
fn lost_break(line: &str, at: usize) -> bool {
    let word = line[..at].rsplit(|c: char| !is_letter(c)).next().unwrap_or_default();
    let next = line[at + 1..].split(|c: char| !is_letter(c)).next().unwrap_or_default();
    let initialism = !word.is_empty() && word.chars().count() <= 2 && word.chars().all(char::is_uppercase);
    let dotted = next.chars().count() <= 1 && line[at + 1..].chars().nth(1) == Some('.');
    !initialism && !dotted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).iter().map(|s| &text[s.start as usize..s.end as usize]).collect()
    }

    #[test]
    fn a_lost_paragraph_break_parts_sentences() {
        assert_eq!(cut("Họp tại Lima.Hai bên nhất trí."), ["Họp tại Lima.", "Hai bên nhất trí."]);
    }

    #[test]
    fn initials_and_numbers_do_not() {
        assert_eq!(cut("Ông J.D. Vance góp 1.600 tỷ won. Xong."), ["Ông J.D. Vance góp 1.600 tỷ won.", "Xong."]);
        assert_eq!(cut("Người dân TP.HCM vui."), ["Người dân TP.HCM vui."]);
    }

    #[test]
    fn a_line_without_final_punctuation_is_a_heading() {
        let found = sentences("Anh cấm vận\nHọ đã họp.\n");
        assert_eq!(found.iter().map(|s| s.heading).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn decomposed_text_keeps_its_offsets() {
        let text = "Ha\u{300} No\u{323}\u{302}i vui";
        let normal = Normal::new(text, Span::new(0, text.len()));
        assert_eq!(normal.text, "Hà Nội vui");
        let start = normal.text.find("Nội").expect("the word") as u32;
        assert_eq!(normal.span(start, start + "Nội".len() as u32).text(text), "No\u{323}\u{302}i");
    }

    #[test]
    fn what_is_quickly_told_composed_is_so() {
        for c in char::MIN..=char::MAX {
            for text in [format!("a{c}e"), format!("{c}ệ…"), format!("ra{c}")] {
                let simple = is_nfc(&text) && unicode_normalization::char::canonical_combining_class(c) == 0;
                assert!(simple || !is_composed(&text), "U+{:04X}", u32::from(c));
            }
        }
        assert!(is_composed("Ông Lê Đức Thọ – “người Hà Nội” – gặp 북…"));
        assert!(["", "a", "ệ"].map(is_composed).iter().all(|c| *c));
    }

    proptest! {
        #[test]
        fn sentences_never_overlap_and_fit(text in "\\PC*") {
            let mut last = 0;
            for s in sentences(&text) {
                prop_assert!(s.start >= last && s.end > s.start);
                prop_assert!(text.get(s.start as usize..s.end as usize).is_some());
                last = s.end;
            }
        }

        #[test]
        fn spans_lead_back_to_given_text(text in "[a-zA-Z \u{300}\u{301}\u{323}\u{1100}-\u{1112}\u{1161}-\u{1170}đ.]{0,60}") {
            let normal = Normal::new(&text, Span::new(0, text.len()));
            let whole = normal.span(0, normal.text.len() as u32);
            prop_assert_eq!(whole.text(&text), text.as_str());
        }
    }
}
