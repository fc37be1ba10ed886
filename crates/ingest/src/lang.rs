//! Which language a text is in, by script alone: enough to tell Korean, Vietnamese and English apart.
//! A text in a fourth language is taken for one of the three.

/// Letters that are looked at; the head of a text decides.
const SAMPLE: usize = 500;

/// The language pack for a text: `ko` for Hangul, `vi` for Vietnamese letters, else `en`.
pub fn guess_lang(text: &str) -> &'static str {
    let (mut letters, mut hangul, mut vietnamese) = (0usize, 0usize, 0usize);
    for c in text.chars() {
        if c.is_ascii() {
            letters += usize::from(c.is_ascii_alphabetic());
        } else if is_vietnamese(c) {
            (letters, vietnamese) = (letters + 1, vietnamese + 1);
        } else if is_hangul(c) {
            (letters, hangul) = (letters + 1, hangul + 1);
        } else {
            letters += usize::from(matches!(c, '\u{c0}'..='\u{24f}') || c.is_alphabetic());
        }
        if letters == SAMPLE {
            break;
        }
    }
    if hangul * 5 > letters {
        "ko"
    } else if vietnamese * 25 > letters {
        "vi"
    } else {
        "en"
    }
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}')
}

/// Letters and combining marks that Vietnamese uses and its neighbours in the Latin script hardly do.
fn is_vietnamese(c: char) -> bool {
    matches!(c, 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'..='\u{1ef9}' | '\u{309}' | '\u{323}' | '\u{31b}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_tells_the_language() {
        let cases = [
            ("Bộ trưởng Ngoại giao Đức thăm Brasil.", "vi"),
            ("Bo\u{323} tru\u{31b}o\u{31b}\u{309}ng Ngoa\u{323}i giao thăm Brasil.", "vi"),
            ("브라질 외교부 장관이 베를린을 방문했다.", "ko"),
            ("브라질 Lula 대통령이 EU·MERCOSUR FTA를 논의했다.", "ko"),
            ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8} 정부", "ko"),
            ("Brazil's president met Chancellor Müller in Berlin and praised São Paulo's hosts.", "en"),
            (
                "Prime Minister Phạm Minh Chính met President Lula in Brasilia to discuss trade, energy, climate and the coming summit of the two blocs, officials said.",
                "en",
            ),
            ("", "en"),
            ("12/3 – 45%", "en"),
        ];
        for (text, lang) in cases {
            assert_eq!(guess_lang(text), lang, "{text}");
        }
    }
}
