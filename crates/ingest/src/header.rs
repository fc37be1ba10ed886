//! What scraped reports carry at their head, before the words to code.
//!
//! In order, each part optional: a header line (` date 2024-11 Photo : YONHAP News` or ` date 2024-11-21 TITLE`),
//! a photo credit, a headline on a line of its own, a byline, a dateline. A photo credit names the source and is
//! never content. All spans are bytes of the text as given.

use chancery_model::{PartialDate, Span};

use crate::dateline;

/// The longest line, in characters, that is taken for a headline.
const LONGEST_TITLE: usize = 250;
/// The longest line, in characters, that is taken for a headline although it ends like a sentence.
const LONGEST_QUESTION: usize = 150;
/// The longest line, in characters, that is taken for a byline.
const LONGEST_BYLINE: usize = 80;

/// Words that introduce a photo credit.
const CREDITS: &[&str] = &["photo", "ảnh", "사진"];

/// The head of one report.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) published: Option<PartialDate>,
    pub(crate) title: Option<Span>,
    pub(crate) source: Option<String>,
    pub(crate) body: Span,
}

/// Read the head of a text. `title` is where its headline stands, if that is known beforehand. `given` is the date that the user or the
/// metadata give: it supplies the year that a dateline lacks.
pub(crate) fn read(text: &str, title: Option<Span>, given: Option<PartialDate>) -> Head {
    let end = text.trim_end().len();
    let mut head = Head { title, ..Head::default() };
    let mut at = skip_space(text, title.map_or(0, |t| t.end.0 as usize).min(end), end);
    if let Some(after) = header_line(text, at, end, &mut head) {
        at = skip_space(text, after, end);
    }
    if let Some(credit) = credit(line_at(text, at, end)) {
        head.source = head.source.or(name(credit));
        at = skip_space(text, at + line_at(text, at, end).len(), end);
    }
    if head.title.is_none()
        && let Some(title) = headline(text, at, end)
    {
        at = skip_space(text, title.end.0 as usize, end);
        head.title = Some(title);
    }
    if let Some(after) = byline(text, at, end) {
        at = skip_space(text, after, end);
    }
    if let Some(dateline) = text.get(at..end).and_then(dateline::find) {
        let date = dateline.date.and_then(|date| date.resolve(given.or(head.published)));
        head.published = more_precise(head.published, date);
        head.source = head.source.or(dateline.agency);
        at = skip_space(text, at + dateline.len, end);
    }
    head.body = Span::new(at.min(end), end);
    head
}

/// The header's date, unless the dateline gives the day within it.
pub(crate) fn more_precise(header: Option<PartialDate>, dateline: Option<PartialDate>) -> Option<PartialDate> {
    match (header, dateline) {
        (Some(header), Some(dateline)) if dateline.within(header) => Some(dateline),
        (header, dateline) => header.or(dateline),
    }
}

/// ` date 2024-11 …`: the date, and a photo credit or a title. Gives the place after it.
fn header_line(text: &str, at: usize, end: usize, head: &mut Head) -> Option<usize> {
    let line = line_at(text, at, end);
    let rest = strip_word(line, "date")?;
    let rest = rest.trim_start_matches([' ', '\t', ':']);
    let date_len = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
    let (date, rest) = rest.split_at_checked(date_len)?;
    if date.len() < 4 || !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    head.published = date.parse().ok();
    let rest_at = at + line.len() - rest.trim_start().len();
    let rest = rest.trim();
    let title = match find_credit(rest) {
        Some((title, credit)) => {
            head.source = name(credit);
            title
        }
        None => rest,
    };
    // A report without line breaks has its whole text here: then there is no telling title from body.
    if title.chars().count() > LONGEST_TITLE || (line.len() == end - at && !title.is_empty()) {
        return Some(rest_at);
    }
    if !title.is_empty() && head.title.is_none() {
        head.title = Some(Span::new(rest_at, rest_at + title.len()));
    }
    Some(at + line.len())
}

/// What stands before a photo credit at the end of a header line, and the credit.
fn find_credit(rest: &str) -> Option<(&str, &str)> {
    rest.char_indices().filter(|(at, _)| *at == 0 || rest.get(..*at).is_some_and(|before| before.ends_with(' '))).find_map(|(at, _)| {
        let (title, credit_line) = rest.split_at_checked(at)?;
        credit(credit_line).map(|credit| (title.trim_end(), credit))
    })
}

/// The name in a line that is a photo credit; the name may be missing.
fn credit(line: &str) -> Option<&str> {
    let rest = CREDITS.iter().find_map(|word| strip_word(line, word))?;
    let name = rest.trim_start().strip_prefix(':')?.trim();
    (name.chars().count() <= LONGEST_BYLINE).then_some(name)
}

/// A name, unless it is missing.
fn name(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

/// The first line, if it is a headline: no final punctuation (or one short question or exclamation), and a blank
/// line or a dateline after it.
fn headline(text: &str, at: usize, end: usize) -> Option<Span> {
    let line = line_at(text, at, end).trim_end();
    let after = text.get(at + line.len()..end)?;
    let next = after.trim_start();
    if line.is_empty() || next.is_empty() || dateline::find(line).is_some() {
        return None;
    }
    let set_apart = after.matches('\n').next().is_some() && (has_blank_line(after, next) || dateline::find(next).is_some());
    let length = line.chars().count();
    let core = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', ' ']);
    let fits = if core.ends_with(['?', '!', '…']) {
        length <= LONGEST_QUESTION && !core.contains(". ")
    } else {
        length <= LONGEST_TITLE && !core.ends_with(['.', '。', ',', ';', ':'])
    };
    (set_apart && fits).then(|| Span::new(at, at + line.len()))
}

fn has_blank_line(after: &str, next: &str) -> bool {
    let gap = after.get(..after.len() - next.len()).unwrap_or_default();
    gap.matches('\n').count() >= 2 || gap.matches('\r').count() >= 2
}

/// `By our West Africa desk` on a line of its own.
fn byline(text: &str, at: usize, end: usize) -> Option<usize> {
    let line = line_at(text, at, end).trim_end();
    let name = strip_word(line, "by")?;
    let after = text.get(at + line.len()..end)?;
    let next = after.trim_start();
    let fits = line.chars().count() <= LONGEST_BYLINE && name.starts_with(' ') && !line.ends_with(['.', '?', '!', ':']);
    (fits && !next.is_empty() && has_blank_line(after, next)).then_some(at + line.len())
}

/// What follows a word at the start of a line, whatever the word's case.
fn strip_word<'t>(line: &'t str, word: &str) -> Option<&'t str> {
    let len: usize = line.chars().take(word.chars().count()).map(char::len_utf8).sum();
    let (head, rest) = line.split_at_checked(len)?;
    (head.chars().flat_map(char::to_lowercase).eq(word.chars()) && !rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// The line that starts at a byte, without its end.
fn line_at(text: &str, at: usize, end: usize) -> &str {
    let rest = text.get(at..end).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    line.split('\r').next().unwrap_or_default()
}

/// The first byte from `at` on that is neither white space nor a byte order mark.
fn skip_space(text: &str, at: usize, end: usize) -> usize {
    let rest = text.get(at..end).unwrap_or_default();
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    (at + rest.len() - rest.trim_start_matches(blank).len()).min(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// text, published, title, source, body
    const CASES: &[(&str, &str, &str, &str, &str)] = &[
        (" date 2024-11 Photo : YONHAP News\n\nĐức và Brasil hội đàm.\n", "2024-11", "", "YONHAP News", "Đức và Brasil hội đàm."),
        (" date 2024-11-21 Đức thăm Brasil\n\nHôm qua, bà A tới nơi.", "2024-11-21", "Đức thăm Brasil", "", "Hôm qua, bà A tới nơi."),
        ("\u{feff} date 2024 Photo: AP\r\n\r\nBody here.\r\n", "2024", "", "AP", "Body here."),
        ("date 2024-11-21 Đức thăm Brasil Photo : AFP\nThân bài.", "2024-11-21", "Đức thăm Brasil", "AFP", "Thân bài."),
        (" date 2024-13-40 Photo : AP\n\nBody.", "", "", "AP", "Body."),
        (" date 2024-11\nPhoto : AP\n\nBody.", "2024-11", "", "AP", "Body."),
        ("Ảnh: TTXVN\n\nThân bài.", "", "", "TTXVN", "Thân bài."),
        ("Brasil, Đức ký hiệp định\n\n(Berlin, ngày 3/4/2025) – Hai nước đã ký.", "2025-04-03", "Brasil, Đức ký hiệp định", "", "Hai nước đã ký."),
        ("Brasil, Đức ký hiệp định\n(Berlin, ngày 3/4/2025) – Hai nước đã ký.", "2025-04-03", "Brasil, Đức ký hiệp định", "", "Hai nước đã ký."),
        ("Ai còn đứng về phía họ?\n\nĐức thăm Brasil.", "", "Ai còn đứng về phía họ?", "", "Đức thăm Brasil."),
        ("He said: \"Enough.\"\n\nThey left.", "", "", "", "He said: \"Enough.\"\n\nThey left."),
        ("Germany met Brazil.\n\nThey talked.", "", "", "", "Germany met Brazil.\n\nThey talked."),
        ("Only one line, no stop", "", "", "", "Only one line, no stop"),
        ("(Seoul, ngày 13/6/2025) – Họ gặp nhau", "2025-06-13", "", "", "Họ gặp nhau"),
        (" date 2025-08 Photo : XINHUA\n\nBEIJING, Aug. 14 (Xinhua) -- China said.", "2025-08-14", "", "XINHUA", "China said."),
        (" date 2025-09-01 T\n\nBEIJING, Aug. 14 (Xinhua) -- China said.", "2025-09-01", "T", "Xinhua", "China said."),
        ("SEOUL, Nov. 21 (Yonhap) -- Korea said.", "", "", "Yonhap", "Korea said."),
        (" date 2025-04-08 Envoys go home\n\nBy our Africa desk\n\nABUJA – What began", "2025-04-08", "Envoys go home", "", "What began"),
        ("By Monday the envoys had left.\n\nThey met.", "", "", "", "By Monday the envoys had left.\n\nThey met."),
        (" date 2024-11-21 the whole report on one line. It ends here.", "2024-11-21", "", "", "the whole report on one line. It ends here."),
        ("Dates matter\nin diplomacy.", "", "", "", "Dates matter\nin diplomacy."),
        ("date palms grow here.", "", "", "", "date palms grow here."),
        (" date 2024-11 Photo : AP", "2024-11", "", "AP", ""),
        ("(서울=연합뉴스) 김철수 기자 = 정부가 밝혔다.", "", "", "연합뉴스", "정부가 밝혔다."),
    ];

    #[test]
    fn the_head_is_told_from_the_body() {
        for (text, published, title, source, body) in CASES {
            let head = read(text, None, None);
            assert_eq!(head.published.map(|d| d.to_string()).unwrap_or_default(), *published, "date of {text:?}");
            assert_eq!(head.title.map(|t| t.text(text)).unwrap_or_default(), *title, "title of {text:?}");
            assert_eq!(head.source.unwrap_or_default(), *source, "source of {text:?}");
            assert_eq!(head.body.text(text), *body, "body of {text:?}");
        }
    }

    #[test]
    fn a_date_given_supplies_the_year_of_the_dateline() {
        let head = read("SEOUL, Nov. 21 (Yonhap) -- Korea said.", None, PartialDate::year(2024));
        assert_eq!(head.published, PartialDate::day(2024, 11, 21));
    }

    #[test]
    fn a_long_first_paragraph_is_no_title() {
        let text = format!("{}\n\nMore.", "word ".repeat(80).trim());
        assert_eq!(read(&text, None, None).title, None);
    }
}
