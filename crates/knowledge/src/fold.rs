//! Case folding for matching. Folding never moves a byte, so that an offset into the folded text is an offset into the text.

use std::borrow::Cow;

/// Lower-case every character whose lower-case form is one character of the same length in UTF-8.
pub fn fold(text: &str) -> Cow<'_, str> {
    if !text.chars().any(char::is_uppercase) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    out.extend(text.chars().map(fold_char));
    Cow::Owned(out)
}

/// Whether a character is a letter or digit; quick for Latin letters.
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    match c {
        '\u{D7}' | '\u{F7}' => false,
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{AC00}'..='\u{D7A3}' => true,
        '\u{2000}'..='\u{206F}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// The lower-case form of a character, if it has the same length in UTF-8.
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match c {
        '\u{DF}'..='\u{FF}' | 'ă' | 'đ' | 'ĩ' | 'ũ' | 'ơ' | 'ư' => return c,
        // In this block capitals have even code points and are followed by their small letters.
        '\u{1EA0}'..='\u{1EFF}' => return char::from_u32(u32::from(c) | 1).unwrap_or(c),
        'Đ' => return 'đ',
        'Ư' => return 'ư',
        _ => {}
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
        _ => c,
    }
}

/// Pairs of spellings that differ only in where the tone mark of a Vietnamese open syllable stands.
const TONES: [(&str, &str); 15] = [
    ("òa", "oà"),
    ("óa", "oá"),
    ("ỏa", "oả"),
    ("õa", "oã"),
    ("ọa", "oạ"),
    ("òe", "oè"),
    ("óe", "oé"),
    ("ỏe", "oẻ"),
    ("õe", "oẽ"),
    ("ọe", "oẹ"),
    ("ùy", "uỳ"),
    ("úy", "uý"),
    ("ủy", "uỷ"),
    ("ũy", "uỹ"),
    ("ụy", "uỵ"),
];

/// The same form with the other placement of tone marks (`hòa bình`, `hoà bình`), if it has such a syllable.
pub fn tone_variant(form: &str) -> Option<String> {
    if !TONES.iter().any(|(old, new)| form.contains(old) || form.contains(new)) {
        return None;
    }
    let mut out = String::with_capacity(form.len() + 2);
    let mut rest = form;
    let mut changed = false;
    'next: while let Some(c) = rest.chars().next() {
        let preceded_by_q = out.ends_with(['q', 'Q']);
        for (old, new) in TONES {
            for (from, to) in [(old, new), (new, old)] {
                let ends = |after: &str| !after.chars().next().is_some_and(char::is_alphabetic);
                if !preceded_by_q && rest.strip_prefix(from).is_some_and(ends) {
                    out.push_str(to);
                    rest = &rest[from.len()..];
                    changed = true;
                    continue 'next;
                }
            }
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn folding_moves_no_byte(text in "\\PC*") {
            let folded = fold(&text);
            prop_assert_eq!(folded.len(), text.len());
            prop_assert!(text.char_indices().zip(folded.char_indices()).all(|(a, b)| a.0 == b.0));
        }
    }

    #[test]
    fn letters_and_digits_are_told_as_the_standard_library_does() {
        for c in char::MIN..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphanumeric(), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn vietnamese_is_folded() {
        assert_eq!(fold("ĐÀ NẴNG Ưu"), "đà nẵng ưu");
    }

    #[test]
    fn tone_marks_move_only_in_open_syllables() {
        assert_eq!(tone_variant("hòa bình").as_deref(), Some("hoà bình"));
        assert_eq!(tone_variant("Uỷ ban"), None);
        assert_eq!(tone_variant("ủy ban").as_deref(), Some("uỷ ban"));
        assert_eq!(tone_variant("hoàn toàn"), None);
        assert_eq!(tone_variant("quý"), None);
    }
}
