//! Stems of an agglutinating language written in Hangul: the shapes that a stem takes before its endings.
//!
//! A shape is a string as it stands in a text with the state of the table of endings that it opens: 밝히 (a vowel's state), 밝혀 (the
//! form in 아/어), and what letters joined to the last syllable make of them (밝힌, 밝혔).

/// The syllables of Hangul as initial, vowel and final.
const FIRST: u32 = 0xAC00;
const LAST: u32 = 0xD7A3;
const RIEUL: u32 = 8;

/// A syllable cut into its letters; the final is 0 where there is none.
fn cut(c: char) -> Option<(u32, u32, u32)> {
    let code = u32::from(c);
    (FIRST..=LAST).contains(&code).then(|| {
        let code = code - FIRST;
        (code / 588, code % 588 / 28, code % 28)
    })
}

fn join(initial: u32, vowel: u32, last: u32) -> char {
    char::from_u32(FIRST + initial * 588 + vowel * 28 + last).unwrap_or('\u{AC00}')
}

/// The number of a final consonant by its letter.
pub fn final_of(letter: char) -> Option<u32> {
    match letter {
        'ㄱ' => Some(1),
        'ㄴ' => Some(4),
        'ㄷ' => Some(7),
        'ㄹ' => Some(RIEUL),
        'ㅁ' => Some(16),
        'ㅂ' => Some(17),
        'ㅅ' => Some(19),
        'ㅆ' => Some(20),
        'ㅎ' => Some(27),
        _ => None,
    }
}

/// Whether the last syllable of a word ends in this final consonant.
pub fn ends_in(word: &str, letter: char) -> bool {
    word.chars().next_back().and_then(cut).is_some_and(|(_, _, last)| Some(last) == final_of(letter))
}

/// The word with a letter joined to its last syllable, if that syllable is open.
pub fn fuse(word: &str, letter: char) -> Option<String> {
    let last = word.chars().next_back()?;
    let (initial, vowel, closed) = cut(last)?;
    let letter = final_of(letter)?;
    (closed == 0).then(|| with_last(word, join(initial, vowel, letter)))
}

fn with_last(word: &str, last: char) -> String {
    let mut out: String = word.to_owned();
    out.pop();
    out.push(last);
    out
}

/// The shapes of a stem with the names of the states they open. `class` is the letter that an irregular stem changes, empty for none.
pub fn shapes(stem: &str, class: &str) -> Vec<(String, &'static str)> {
    let mut out: Vec<(String, &'static str)> = Vec::new();
    let Some(last) = stem.chars().next_back() else { return out };
    let Some((initial, vowel, closed)) = cut(last) else { return out };
    let before = stem.chars().rev().nth(1).and_then(cut).map(|(_, v, _)| v);
    let bright = |v: u32| matches!(v, 0 | 2 | 8);
    let a_or_eo = |v: u32| if bright(v) { '아' } else { '어' };
    let open = |vowel: u32| with_last(stem, join(initial, vowel, 0));
    let extended = |word: String, c: char| {
        let mut word = word;
        word.push(c);
        word
    };
    if closed == 0 {
        out.push((stem.to_owned(), "V"));
        let joined = match vowel {
            // ㅏ ㅐ ㅓ ㅔ ㅕ stay, 하 becomes 해.
            0 if last == '하' => Some(open(1)),
            0 | 1 | 4 | 5 | 6 => Some(stem.to_owned()),
            8 => Some(open(9)),
            13 => Some(open(14)),
            20 => Some(open(6)),
            11 => Some(open(10)),
            18 => return with_eu(out, stem, class, (initial, before)),
            _ => None,
        };
        out.extend(joined.map(|j| (j, "I")));
        if !matches!(vowel, 0 | 4) {
            out.push((extended(stem.to_owned(), a_or_eo(vowel)), "I"));
        }
        return out;
    }
    match class {
        "ㅂ" => {
            out.push((stem.to_owned(), "C"));
            let soft = extended(with_last(stem, join(initial, vowel, 0)), '우');
            let full = extended(with_last(stem, join(initial, vowel, 0)), if matches!(last, '돕' | '곱') { '와' } else { '워' });
            out.push((soft, "V"));
            out.push((full, "I"));
        }
        "ㄷ" => {
            out.push((stem.to_owned(), "C"));
            let soft = with_last(stem, join(initial, vowel, RIEUL));
            out.push((soft.clone(), "C"));
            out.push((extended(soft, a_or_eo(vowel)), "I"));
        }
        "ㅅ" => {
            out.push((stem.to_owned(), "C"));
            let soft = with_last(stem, join(initial, vowel, 0));
            out.push((soft.clone(), "C"));
            out.push((extended(soft, a_or_eo(vowel)), "I"));
        }
        "ㅎ" => {
            out.push((stem.to_owned(), "C"));
            out.push((with_last(stem, join(initial, vowel, 0)), "V"));
            out.push((with_last(stem, join(initial, 1, 0)), "I"));
        }
        _ if closed == RIEUL => {
            out.push((stem.to_owned(), "L"));
            out.push((with_last(stem, join(initial, vowel, 0)), "LD"));
            out.push((extended(stem.to_owned(), a_or_eo(vowel)), "I"));
        }
        _ => {
            out.push((stem.to_owned(), "C"));
            out.push((extended(stem.to_owned(), a_or_eo(vowel)), "I"));
        }
    }
    out
}

/// A stem in ㅡ: it falls (쓰: 써), or a stem in 르 doubles its ㄹ (오르: 올라).
fn with_eu(mut out: Vec<(String, &'static str)>, stem: &str, class: &str, (initial, before): (u32, Option<u32>)) -> Vec<(String, &'static str)> {
    let vowel = if before.is_some_and(|v| matches!(v, 0 | 8)) { 0 } else { 4 };
    let mut head: String = stem.to_owned();
    head.pop();
    let doubles = stem.ends_with('르') && !matches!(class, "으" | "러");
    if class == "러" {
        let mut full = stem.to_owned();
        full.push('러');
        out.push((full, "I"));
        return out;
    }
    if doubles && let Some(closed) = fuse(&head, 'ㄹ') {
        let mut full = closed;
        full.push(join(5, vowel, 0));
        out.push((full, "I"));
        return out;
    }
    head.push(join(initial, vowel, 0));
    out.push((head, "I"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inf(stem: &str, class: &str) -> String {
        shapes(stem, class).into_iter().find(|(_, s)| *s == "I").map(|(w, _)| w).unwrap_or_default()
    }

    #[test]
    fn the_form_in_a_or_eo() {
        for (stem, class, form) in [
            ("밝히", "", "밝혀"),
            ("규탄하", "", "규탄해"),
            ("만나", "", "만나"),
            ("받", "", "받아"),
            ("열", "", "열어"),
            ("돕", "ㅂ", "도와"),
            ("오르", "", "올라"),
            ("따르", "으", "따라"),
            ("이르", "러", "이르러"),
            ("싣", "ㄷ", "실어"),
            ("짓", "ㅅ", "지어"),
            ("나누", "", "나눠"),
            ("되", "", "돼"),
            ("모으", "", "모아"),
        ] {
            assert_eq!(inf(stem, class), form);
        }
    }

    #[test]
    fn letters_join_open_syllables_only() {
        assert_eq!(fuse("밝히", 'ㄴ').as_deref(), Some("밝힌"));
        assert_eq!(fuse("받", 'ㄴ'), None);
    }
}
