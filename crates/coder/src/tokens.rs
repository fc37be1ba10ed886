//! One pass of the automaton over the whole text, then the words between its finds.

use chancery_knowledge::{Found, Function, FunctionWord, Language, Measure, Sense, is_letter};

use crate::items::Item;

/// All finds of the lexicon in a text.
pub fn find(language: &Language, text: &str) -> Vec<Found> {
    let mut out = Vec::with_capacity(text.len() / 12);
    language.lexicon.find(text, &mut out);
    out
}

/// The items of one sentence, in place of those of the sentence before: what the lexicon found in it and the words between.
pub fn items(language: &Language, text: &str, start: u32, end: u32, found: &[Found], out: &mut Vec<Item>) {
    out.clear();
    let mut at = start;
    for f in found.iter().filter(|f| f.end <= end) {
        if f.start < at {
            continue;
        }
        words(language, text, at, f.start, out);
        out.push(known(language, f));
        at = f.tail.min(end);
    }
    words(language, text, at, end, out);
    if let Some(plural) = language.settings.plural {
        possessives(text, plural, out);
        dashes(out);
    }
}

/// A hyphen with blanks around it parts clauses as a dash does.
fn dashes(items: &mut [Item]) {
    for i in 1..items.len().saturating_sub(1) {
        if items[i].punct == Some('-') && items[i - 1].end < items[i].start && items[i].end < items[i + 1].start {
            items[i].punct = Some('–');
        }
        // «A -- which they recognise -- signed»
        let double = i + 2 < items.len() && items[i].punct == Some('-') && items[i + 1].punct == Some('-') && items[i].end == items[i + 1].start;
        if double && items[i - 1].end < items[i].start && items[i + 1].end < items[i + 2].start {
            items[i].punct = Some('–');
            items[i + 1].punct = Some('–');
        }
    }
}

/// An apostrophe right after a plural, where no quotation is open, is the mark of a possessor: `the rebels' offensive`.
fn possessives(text: &str, plural: char, items: &mut [Item]) {
    let mut open = false;
    for i in 0..items.len() {
        let Some(mark @ ('\'' | '’' | '‘')) = items[i].punct else { continue };
        let touches = i > 0 && items[i - 1].end == items[i].start && items[i - 1].punct.is_none();
        if mark == '‘' || !touches {
            open = true;
        } else if open {
            open = false;
        } else if text[..items[i].start as usize].ends_with(plural) && items.get(i + 1).is_some_and(|n| n.start > items[i].end) {
            items[i].punct = None;
            items[i].function = Some(chancery_knowledge::Function::Word(chancery_knowledge::FunctionWord::Possessive));
        }
    }
}

fn known(language: &Language, found: &Found) -> Item {
    let glance = language.lexicon.glance(found.entry);
    Item {
        start: found.start,
        end: found.end,
        entry: Some(found.entry).filter(|e| *e != u32::MAX),
        tags: found.tags,
        predicate: glance.predicate,
        thing: glance.thing,
        agreement: glance.agreement,
        function: glance.function,
        blocked: glance.blocked,
        place: glance.place,
        number: glance.number,
        dates: glance.date,
        measures: glance.measure,
        nominal: glance.nominal,
        ..Item::default()
    }
}

/// Cut the text between two finds into words, numbers and punctuation.
fn words(language: &Language, text: &str, start: u32, end: u32, out: &mut Vec<Item>) {
    let mut at = start;
    while at < end {
        // Between most finds stands nothing but a blank.
        if text.as_bytes()[at as usize] == b' ' {
            at += 1;
            continue;
        }
        let rest = &text[at as usize..end as usize];
        let Some(c) = rest.chars().next() else { break };
        let len = if c.is_whitespace() {
            c.len_utf8()
        } else if let Some(sign) = currency(language, rest) {
            out.push(known(language, &Found { start: at, end: at + sign.end, tail: at + sign.end, ..sign }));
            sign.end as usize
        } else if is_letter(c) {
            let len = word_length(rest);
            let word = &rest[..len];
            let number = c.is_ascii_digit() && word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'/' | b'-'));
            out.push(Item { start: at, end: at + len as u32, capital: c.is_uppercase(), number, ..Item::default() });
            len
        } else {
            out.push(Item { start: at, end: at + c.len_utf8() as u32, punct: Some(c), ..Item::default() });
            c.len_utf8()
        };
        at += len as u32;
    }
}

/// A word that opens an aim and is a preposition too is the preposition before a party: one word for «to do» and «for somebody».
pub fn relate(language: &Language, items: &mut [Item]) {
    for i in 0..items.len() {
        if !items[i].is(FunctionWord::Purpose) {
            continue;
        }
        let next = items[i + 1..].iter().find(|x| !x.is(FunctionWord::Determiner) && x.amount.is_none());
        let senses = items[i].entry.map_or(&[][..], |e| language.lexicon.senses(e));
        let preposition = senses.iter().find_map(|s| if let Sense::Function(f @ Function::Prep(_)) = s { Some(*f) } else { None });
        if next.is_some_and(|x| x.actor.is_some()) && preposition.is_some() {
            items[i].function = preposition;
        }
    }
}

/// A currency in letters that touches its number, at the start of a text: `Rp2`, `RM5`.
fn currency(language: &Language, text: &str) -> Option<Found> {
    const LONGEST: usize = 3;
    let letters = text.bytes().take(LONGEST + 1).take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || !text.as_bytes().get(letters).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let mut found = Vec::new();
    language.lexicon.find(text.get(..letters)?, &mut found);
    let [only] = found.as_slice() else { return None };
    let money = |s: &Sense| matches!(s, Sense::Measure(Measure::Currency(_)));
    (only.end as usize == letters && language.lexicon.senses(only.entry).iter().any(money)).then_some(*only)
}

/// Length of the word at the start: letters and digits, with hyphens, apostrophes, and the separators of numbers and dates inside.
fn word_length(text: &str) -> usize {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let mut end = 0;
    loop {
        end += text.as_bytes()[end..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let mut chars = text[end..].chars();
        let Some(c) = chars.next() else { break };
        let inside = is_letter(c) || (!c.is_ascii() && !c.is_whitespace() && is_mark(c)) || {
            let joins = matches!(c, '-' | '\'' | '’' | '.') || (digits && matches!(c, ',' | '/'));
            let next = || chars.clone().next();
            joins && if digits { next().is_some_and(|n| n.is_ascii_digit()) } else { c != '.' && next().is_some_and(char::is_alphanumeric) }
        };
        if !inside {
            break;
        }
        end += c.len_utf8();
    }
    end.max(text.chars().next().map_or(0, char::len_utf8))
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        let knowledge = chancery_knowledge::Knowledge::embedded().expect("the embedded data is sound");
        words(&knowledge.languages()[0], text, 0, text.len() as u32, &mut out);
        out.iter().map(|i| &text[i.start as usize..i.end as usize]).collect()
    }

    #[test]
    fn numbers_and_dates_stay_whole() {
        assert_eq!(cut("1,2 tỷ, 3.500; 20-21/5."), ["1,2", "tỷ", ",", "3.500", ";", "20-21/5", "."]);
    }

    #[test]
    fn hyphenated_names_stay_whole() {
        assert_eq!(cut("Cho Tae-yul (BM-21)"), ["Cho", "Tae-yul", "(", "BM-21", ")"]);
    }
}
