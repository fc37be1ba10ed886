//! Datelines: the place, date and agency that stand before a report's first words.
//!
//! Three shapes are known: a parenthesis (`(Seoul, ngày 13/6/2025) –`, `(서울=연합뉴스) 김철수 기자 =`), a place in
//! capitals before a dash (`TOKYO —`, `SEOUL, Nov. 21 (Yonhap) --`), and a place in ordinary letters that a date or
//! an agency makes a dateline (`Hà Nội (TTXVN) -`). What fits none of them is left to the body.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::dates::{self, WrittenDate};

/// The longest dateline that is looked for, in characters.
const LONGEST: usize = 110;

/// What a dateline says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// Bytes up to the first word of the body.
    pub(crate) len: usize,
    /// The date, where one is written.
    pub(crate) date: Option<WrittenDate>,
    /// The news agency, where one is named.
    pub(crate) agency: Option<String>,
}

/// The dateline that a text begins with, if it does.
pub(crate) fn find(text: &str) -> Option<Dateline> {
    let line = text.lines().next()?;
    if line.starts_with('(') { parenthesis(line) } else { before_dash(line) }
}

/// A text in normal form C.
fn composed(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

/// `(place, date) –`, `(place=agency) name 기자 =`, `(place) –`.
fn parenthesis(line: &str) -> Option<Dateline> {
    let close = line.find(')')?;
    let inside = composed(line.get(1..close)?);
    if inside.is_empty() || inside.chars().count() > LONGEST {
        return None;
    }
    let after = close + 1;
    if let Some((_, agency)) = inside.split_once('=') {
        return Some(Dateline {
            len: after + korean_byline(line.get(after..)?),
            date: None,
            agency: Some(agency.trim().to_owned()).filter(|agency| !agency.is_empty()),
        });
    }
    let dash = dash(line.get(after..)?);
    let date = split_date(&inside).map(|(_, date)| date);
    if date.is_none() && (dash == 0 || !is_place(&inside)) {
        return None;
    }
    Some(Dateline { len: after + skip_blanks(line.get(after..)?, dash), date, agency: None })
}

/// `SEOUL, Nov. 21 (Yonhap) --`, `TOKYO —`, `Hà Nội, 3/4/2025 (TTXVN) -`.
fn before_dash(line: &str) -> Option<Dateline> {
    let (at, dash) = first_dash(line)?;
    let before = line.get(..at)?;
    let head = composed(before.trim());
    let (head, agency) = match head.strip_suffix(')').and_then(|head| head.rsplit_once('(')) {
        Some((place, agency)) => (place.trim().to_owned(), Some(agency.trim().to_owned())),
        None => (head, None),
    };
    let (place, date) = match split_date(&head) {
        Some((place, date)) => (place, Some(date)),
        None => (head.as_str(), None),
    };
    let capitals = in_capitals(place.split(',').next()?);
    if !is_place(place) || !(capitals || date.is_some() || agency.is_some()) {
        return None;
    }
    let rest = line.get(at..)?;
    Some(Dateline { len: at + skip_blanks(rest, dash), date, agency: agency.filter(|a| !a.is_empty()) })
}

/// Cut `place, date` at the first comma after which all is date.
fn split_date(head: &str) -> Option<(&str, WrittenDate)> {
    head.match_indices(',').find_map(|(at, _)| Some((head.get(..at)?.trim(), dates::parse(head.get(at + 1..)?)?))).filter(|(place, _)| is_place(place))
}

/// A few words that all begin with a capital (or have none, as in Hangul), without figures or sentence marks.
fn is_place(place: &str) -> bool {
    let words: Vec<&str> = place.split([' ', ',', '/', '-', '·']).filter(|word| !word.is_empty()).collect();
    (1..=8).contains(&words.len())
        && place.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | ',' | '/' | '-' | '\'' | '’' | '·'))
        && words.iter().all(|word| word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase()))
}

/// At least three letters, none of them small, at least one of them a capital.
fn in_capitals(place: &str) -> bool {
    place.chars().filter(|c| c.is_alphabetic()).count() >= 3 && place.chars().any(char::is_uppercase) && !place.chars().any(char::is_lowercase)
}

/// Where the first dash between words stands, and its length.
fn first_dash(line: &str) -> Option<(usize, usize)> {
    line.char_indices().take(LONGEST).find_map(|(at, c)| {
        let spaced = || line.get(..at).is_some_and(|before| before.ends_with([' ', '\u{a0}']));
        match c {
            '—' => Some((at, c.len_utf8())),
            '–' | '-' if spaced() => {
                let rest = line.get(at..)?;
                let len = dash(rest);
                let open = rest.get(len..).is_some_and(|after| after.starts_with([' ', '\u{a0}']));
                (len > 0 && open).then_some((at, len))
            }
            _ => None,
        }
    })
}

/// The length of the dash, with the blanks before it, that a text begins with; 0 if there is none.
fn dash(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '\u{a0}']);
    let blanks = text.len() - rest.len();
    let len = rest.len() - rest.trim_start_matches(['–', '—', '-']).len();
    if len == 0 { 0 } else { blanks + len }
}

/// `from` and the blanks that follow it.
fn skip_blanks(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len()
}

/// The length of ` 김철수 기자 = ` after a Korean agency's parenthesis; just the blanks where there is no byline.
fn korean_byline(text: &str) -> usize {
    let head: usize = text.chars().take(40).map(char::len_utf8).sum();
    let byline = text.get(..head).and_then(|head| head.find('=')).filter(|at| text.get(..*at).is_some_and(|name| !name.contains(['.', '"', ','])));
    skip_blanks(text, byline.map_or(0, |at| at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::PartialDate;

    #[test]
    fn datelines_are_cut_off_with_what_they_say() {
        let cases = [
            ("(Seoul, ngày 13/6/2025) – Brasil", "Brasil", "2025-06-13", ""),
            ("(Hà Nội, ngày 3 tháng 4 năm 2025) - Đức", "Đức", "2025-04-03", ""),
            ("(Ha\u{300} No\u{323}\u{302}i, nga\u{300}y 3/4/2025) - Đức", "Đức", "2025-04-03", ""),
            ("(New York, 27/5/2022) – Họ", "Họ", "2022-05-27", ""),
            ("(Brussels, 11 April 2025) – Ukraine", "Ukraine", "2025-04-11", ""),
            ("(멜버른, 2024년 5월 1일) 한국과", "한국과", "2024-05-01", ""),
            ("(서울=연합뉴스) 정부가", "정부가", "", "연합뉴스"),
            ("(베를린·파리=연합뉴스) 김철수 기자 = 정부가", "정부가", "", "연합뉴스"),
            ("(Geneva) – Talks", "Talks", "", ""),
            ("SEOUL, Nov. 21 (Yonhap) -- Brazil", "Brazil", "2021-11-21", "Yonhap"),
            ("UNITED NATIONS, May 3, 2024 (Reuters) - Envoys", "Envoys", "2024-05-03", "Reuters"),
            ("TOKYO — Japan", "Japan", "", ""),
            ("WASHINGTON (AP) — The", "The", "", "AP"),
            ("JAKARTA, Indonesia (AP) — The", "The", "", "AP"),
            ("MANILA - The", "The", "", ""),
            ("GEORGETOWN – Guyana", "Guyana", "", ""),
            ("Hà Nội, 3/4/2025 (TTXVN) - Chủ tịch", "Chủ tịch", "2025-04-03", "TTXVN"),
            ("Berlin (dpa) – Die", "Die", "", "dpa"),
            ("HÀ NỘI, ngày 3/4 – Chủ tịch", "Chủ tịch", "2021-04-03", ""),
        ];
        for (text, body, date, agency) in cases {
            let found = find(text);
            assert!(found.is_some(), "no dateline in {text}");
            let Some(dateline) = found else { continue };
            assert_eq!(&text[dateline.len..], body, "{text}");
            let resolved = dateline.date.and_then(|date| date.resolve(PartialDate::year(2021)));
            assert_eq!(resolved.map(|d| d.to_string()).unwrap_or_default(), date, "{text}");
            assert_eq!(dateline.agency.unwrap_or_default(), agency, "{text}");
        }
    }

    #[test]
    fn sentences_are_no_datelines() {
        for text in [
            "Tokyo – Berlin trains are late.",
            "Bộ trưởng Ngoại giao Đức - bà A - đã thăm Brasil.",
            "(Ảnh minh họa) Hai bên hội đàm.",
            "(see page 3) – no",
            "Brazil and Germany held talks - again.",
            "A - b",
            "The U.S. said (on Monday) - and repeated",
            "G7 – Hội nghị",
            "( ) - x",
            "()",
            "(",
            "— x",
            " - x",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
