//! The two sets of bytes that Vietnamese was written in before Unicode, and whether a word is a Vietnamese syllable.
//!
//! TCVN3 has one byte for each small letter with its tone, and seven capitals; capitals with tones are small letters in a font of capitals.
//! VNI has the letter first and its marks in a second byte; ơ, ư, đ and the letters i have a byte of their own.

use unicode_normalization::UnicodeNormalization;

/// The letters of TCVN3 from byte 0xA1 on; a space where there is none.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđ\u{20}\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạ\u{20}ằẳẵắ\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}ặầẩẫấậè\u{20}ẻẽéẹềểễếệìỉ\u{20}\u{20}\u{20}ĩíịò\u{20}ỏõóọồổỗốộờởỡớợù\u{20}ủũúụừửữứựỳỷỹýỵ";

/// Bytes of VNI that are a letter.
const VNI_LETTERS: &[(u8, char)] = &[
    (0xf4, 'ơ'),
    (0xf6, 'ư'),
    (0xf1, 'đ'),
    (0xed, 'í'),
    (0xec, 'ì'),
    (0xe6, 'ỉ'),
    (0xf3, 'ĩ'),
    (0xf2, 'ị'),
    (0xee, 'ỵ'),
    (0xd4, 'Ơ'),
    (0xd6, 'Ư'),
    (0xd1, 'Đ'),
    (0xcd, 'Í'),
    (0xcc, 'Ì'),
    (0xc6, 'Ỉ'),
    (0xd3, 'Ĩ'),
    (0xd2, 'Ị'),
    (0xce, 'Ỵ'),
];

/// Bytes of VNI that are marks on the letter before them; those of capitals are 0x20 less.
const VNI_MARKS: &[(u8, &str)] = &[
    (0xf9, "\u{301}"),
    (0xf8, "\u{300}"),
    (0xfb, "\u{309}"),
    (0xf5, "\u{303}"),
    (0xef, "\u{323}"),
    (0xe2, "\u{302}"),
    (0xe1, "\u{302}\u{301}"),
    (0xe0, "\u{302}\u{300}"),
    (0xe5, "\u{302}\u{309}"),
    (0xe3, "\u{302}\u{303}"),
    (0xe4, "\u{302}\u{323}"),
    (0xea, "\u{306}"),
    (0xe9, "\u{306}\u{301}"),
    (0xe8, "\u{306}\u{300}"),
    (0xfa, "\u{306}\u{309}"),
    (0xfc, "\u{306}\u{303}"),
    (0xeb, "\u{306}\u{323}"),
];

/// Text in TCVN3.
pub(super) fn tcvn3(bytes: &[u8]) -> String {
    let mut letters = ['\u{20}'; 256];
    for (at, letter) in (0xa1..).zip(TCVN3.chars()) {
        if let Some(place) = letters.get_mut(at) {
            *place = letter;
        }
    }
    let decoded = bytes.iter().map(|byte| match letters.get(usize::from(*byte)) {
        Some(letter) if *byte >= 0x80 && *letter != ' ' => *letter,
        _ => western(*byte),
    });
    decoded.nfc().collect()
}

/// Text in VNI.
pub(super) fn vni(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let before = text.chars().next_back();
        if let Some((_, letter)) = VNI_LETTERS.iter().find(|(b, _)| b == byte) {
            text.push(*letter);
        } else if let Some(marks) = vni_marks(*byte).filter(|_| before.is_some_and(takes_marks)) {
            text.push_str(marks);
        } else {
            text.push(western(*byte));
        }
    }
    text.nfc().collect()
}

fn vni_marks(byte: u8) -> Option<&'static str> {
    VNI_MARKS.iter().find(|(mark, _)| *mark == byte || *mark - 0x20 == byte).map(|(_, marks)| *marks)
}

fn takes_marks(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư' | 'A' | 'E' | 'O' | 'U' | 'Y' | 'Ơ' | 'Ư')
}

/// Signs that are no letters of Vietnamese are those of Western Europe.
fn western(byte: u8) -> char {
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

const ONSETS: &[&str] =
    &["", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "q", "r", "s", "t", "th", "tr", "v", "x"];
const VOWELS: &[&str] = &[
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iê", "iu", "iêu", "oa", "oai", "oay",
    "oao", "oă", "oe", "oeo", "oi", "oo", "ôi", "ơi", "ua", "uâ", "uây", "ue", "uê", "ui", "uô", "uôi", "uơ", "uy", "uya", "uyê", "uyu", "uai", "uă", "uao",
    "uay", "ưa", "ưi", "ươ", "ươi", "ươu", "ưu", "yê", "yêu",
];
const CODAS: &[&str] = &["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];

/// Whether a word is spelt as a Vietnamese syllable: a beginning, vowels, an end, and at most one tone.
pub(super) fn is_syllable(word: &str) -> bool {
    let mut tones = 0;
    let bare: String = word
        .to_lowercase()
        .nfd()
        .filter(|c| {
            let tone = matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
            tones += usize::from(tone);
            !tone
        })
        .nfc()
        .collect();
    let is_vowel = |c: char| "aăâeêioôơuưy".contains(c);
    let Some(start) = bare.find(is_vowel) else { return false };
    let end = bare.rfind(is_vowel).map_or(start, |at| at + bare.get(at..).and_then(|r| r.chars().next()).map_or(0, char::len_utf8));
    let (Some(onset), Some(vowels), Some(coda)) = (bare.get(..start), bare.get(start..end), bare.get(end..)) else { return false };
    // The i of gi belongs to the beginning where another vowel follows.
    let vowels = if onset == "g" { vowels.strip_prefix('i').filter(|rest| VOWELS.contains(rest)).unwrap_or(vowels) } else { vowels };
    tones <= 1 && ONSETS.contains(&onset) && VOWELS.contains(&vowels) && CODAS.contains(&coda)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syllable_is_told_from_other_words() {
        for word in ["Việt", "nghiêng", "giữa", "gì", "quyết", "hoà", "hòa", "khuỷu", "ĐƯỜNG", "Nguye\u{302}\u{303}n", "á", "yêu"] {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["été", "ViÖt", "façade", "số́", "müssen", "España", "bcđ", "ộtộ", "Łódź", ""] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
