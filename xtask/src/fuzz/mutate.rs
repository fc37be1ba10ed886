//! Broken reports: a whole one, changed a few times at the level of words, letters or bytes. The same number makes the same input.

use chancery_testkit::Random;
use unicode_normalization::UnicodeNormalization;

/// No input grows beyond this.
const LARGEST: usize = 1 << 18;

/// Pieces that have broken readers of text before.
const ODD: [&str; 52] = [
    "\u{feff}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{a0}",
    "\u{3000}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{301}",
    "\u{323}\u{302}",
    "\u{1100}\u{1161}\u{11a8}",
    "\u{ac00}",
    "İ",
    "ẞ",
    "ǅ",
    "ﬁ",
    "🕊",
    "👨‍👩‍👧",
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    "“",
    "”",
    "\"",
    "«",
    "»",
    "(",
    ")",
    "[",
    "]",
    "{",
    "…",
    "...",
    ".",
    ";",
    ":",
    "!",
    "?",
    "%",
    "-",
    "–",
    "/",
    "0",
    "99999999999999999999",
    "31/2",
    "32/13/0000",
    "ngày 0 tháng 0 năm 0",
    "1.000.000.000.000,5 tỷ USD",
    "năm 9999",
    "-1",
    "1e309",
];

/// Words that steer the coder.
const WORDS: [&str; 56] = [
    "Việt Nam",
    "Hàn Quốc",
    "Mỹ",
    "Nhật Bản",
    "Triều Tiên",
    "Hàn-Mỹ-Nhật",
    "NATO",
    "Liên hợp quốc",
    "Hamas",
    "hai bên",
    "ba nước",
    "nước này",
    "ông",
    "bà",
    "người đồng cấp",
    "ngoại trưởng",
    "tổng thống",
    "bộ quốc phòng",
    "và",
    "với",
    "của",
    "cho",
    "tại",
    "về việc",
    "rằng",
    "sẽ",
    "đã",
    "không",
    "chưa",
    "nếu",
    "bị",
    "được",
    "bởi",
    "nhằm",
    "mà",
    "cam kết",
    "nhất trí",
    "kêu gọi",
    "yêu cầu",
    "lên án",
    "cho biết",
    "khẳng định",
    "rút quân",
    "tập trận",
    "ký",
    "điện đàm",
    "thăm",
    "viện trợ",
    "trừng phạt",
    "phóng tên lửa",
    "hôm qua",
    "ngày 3/4",
    "tháng 5 tới",
    "năm ngoái",
    "150 triệu USD",
    "24 bệ phóng",
];

/// One broken input.
pub fn mutate(report: &str, other: &str, random: &mut Random) -> Vec<u8> {
    let mut text = report.to_owned();
    for _ in 0..=random.below(8) {
        text = change_text(&text, other, random);
        text.truncate(floor(&text, LARGEST));
    }
    let mut bytes = text.into_bytes();
    if random.chance(25) {
        for _ in 0..=random.below(4) {
            change_bytes(&mut bytes, random);
        }
    }
    bytes
}

/// The last character boundary at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// A stretch of a text, of at most so many bytes.
fn stretch<'t>(text: &'t str, most: usize, random: &mut Random) -> &'t str {
    let start = floor(text, random.below(text.len() + 1));
    let end = floor(text, start + random.below(most + 1));
    text.get(start..end.max(start)).unwrap_or_default()
}

/// Words with the blanks that follow them.
fn pieces(text: &str) -> Vec<&str> {
    text.split_inclusive([' ', '\n']).collect()
}

fn change_text(text: &str, other: &str, random: &mut Random) -> String {
    let at = floor(text, random.below(text.len() + 1));
    let (before, after) = text.split_at(at);
    match random.below(14) {
        0 => format!("{before}{}{after}", random.word(&ODD)),
        1 => format!("{before} {} {after}", random.word(&WORDS)),
        2 => {
            let words: Vec<&str> = (0..random.below(40)).map(|_| random.word(&WORDS)).collect();
            format!("{before}{} {after}", words.join(" "))
        }
        3 => {
            let mut words = pieces(text);
            for _ in 0..=random.below(10) {
                let (a, b) = (random.below(words.len()), random.below(words.len()));
                if a < words.len() && b < words.len() {
                    words.swap(a, b);
                }
            }
            words.concat()
        }
        4 => {
            let drop = 1 + random.below(6);
            pieces(text).into_iter().filter(|_| random.below(drop + 1) > 0).collect()
        }
        5 => pieces(text).into_iter().map(|word| if random.chance(4) { random.word(&WORDS) } else { word }).collect(),
        6 => before.to_owned(),
        7 => after.to_owned(),
        8 => format!("{before}{}{after}", stretch(other, 2000, random)),
        9 => {
            // One word, sentence or odd piece very often.
            let piece = match random.below(3) {
                0 => random.word(&ODD),
                1 => random.word(&WORDS),
                _ => stretch(text, 300, random),
            };
            let blank = random.word(&["", " ", ", ", ". ", "\n"]);
            let doublings = if random.chance(10) { 15 } else { 9 };
            let often = 1 << random.below(doublings);
            format!("{before}{}{after}", format!("{piece}{blank}").repeat(often))
        }
        10 => text.nfd().collect(),
        11 => {
            if random.chance(50) {
                text.to_uppercase()
            } else {
                text.to_lowercase()
            }
        }
        12 => text.replace(random.word(&[" ", ".", ",", "\n", "a", "và", "/"]), random.word(&["", " ", "\n", "\u{a0}", "/", ". ", "\"", "("])),
        _ => text.chars().filter(|_| random.below(40) > 0).collect(),
    }
}

fn change_bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len());
    match random.below(5) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => bytes.truncate(at),
        2 => bytes.insert(at, random.below(256) as u8),
        3 => {
            let end = bytes.len().min(at + random.below(9));
            bytes.drain(at.min(end)..end);
        }
        _ => {
            // The text in UTF-16, with its mark.
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_breaks_a_report_the_same_way() {
        let report = chancery_testkit::text("vi", 1, 2000);
        let inputs = |seed| {
            let mut random = Random::new(seed);
            (0..200).map(|_| mutate(&report, "kia.", &mut random)).collect::<Vec<_>>()
        };
        assert_eq!(inputs(1), inputs(1));
        let made = inputs(1);
        assert_ne!(made, inputs(2));
        assert!(made.iter().any(|input| std::str::from_utf8(input).is_err()), "some inputs are no UTF-8");
        assert!(made.iter().all(|input| input.len() <= 3 * LARGEST));
    }

    #[test]
    fn nothing_to_break_breaks_nothing() {
        let mut random = Random::new(3);
        for _ in 0..500 {
            mutate("", "", &mut random);
        }
    }
}
