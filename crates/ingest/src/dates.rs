//! Dates as datelines write them, in Vietnamese, English and Korean, whole strings only: `ngày 13/6/2025`,
//! `ngày 3 tháng 4 năm 2025`, `Nov. 21`, `21 November 2024`, `2025년 4월 14일`, `2025-03-04`.

use chancery_model::PartialDate;

/// A date whose year may be left to the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrittenDate {
    year: Option<i16>,
    month: u8,
    day: Option<u8>,
}

impl WrittenDate {
    /// The calendar date, with the year of `near` where none is written.
    pub(crate) fn resolve(self, near: Option<PartialDate>) -> Option<PartialDate> {
        let year = self.year.or(near.map(PartialDate::get_year))?;
        match self.day {
            Some(day) => PartialDate::day(year, self.month, day),
            None => PartialDate::month(year, self.month),
        }
    }

    fn new(year: Option<i16>, month: u8, day: Option<u8>) -> Option<Self> {
        // A leap year stands in for a year that is not written, so that 29 February passes.
        let date = Self { year, month, day };
        date.resolve(PartialDate::year(2000)).map(|_| date)
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A word or a number of a written date.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Number(i16, usize),
    Word(String),
}

/// Read a whole string as a date; `None` if it is anything else. Expects composed characters (NFC).
pub(crate) fn parse(written: &str) -> Option<WrittenDate> {
    let parts = parts(written)?;
    let number = |at: usize| match parts.get(at)? {
        Part::Number(value, digits) => Some((*value, *digits)),
        Part::Word(_) => None,
    };
    let small = |at: usize| number(at).filter(|(_, digits)| *digits <= 2).and_then(|(n, _)| u8::try_from(n).ok());
    let year = |at: usize| number(at).filter(|(_, digits)| *digits == 4).map(|(n, _)| n);
    let words: Vec<&str> = parts
        .iter()
        .map(|part| match part {
            Part::Number(..) => "#",
            Part::Word(word) => word.as_str(),
        })
        .collect();
    match words.as_slice() {
        ["#", "년", "#", "월", "#", "일"] => WrittenDate::new(Some(year(0)?), small(2)?, Some(small(4)?)),
        ["#", "년", "#", "월"] => WrittenDate::new(Some(year(0)?), small(2)?, None),
        ["#", "월", "#", "일"] => WrittenDate::new(None, small(0)?, Some(small(2)?)),
        ["ngày", "#", "tháng", "#", "năm", "#"] => WrittenDate::new(Some(year(5)?), small(3)?, Some(small(1)?)),
        ["ngày", "#", "tháng", "#"] => WrittenDate::new(None, small(3)?, Some(small(1)?)),
        ["tháng", "#", "năm", "#"] => WrittenDate::new(Some(year(3)?), small(1)?, None),
        ["tháng", "#", "#"] => WrittenDate::new(Some(year(2)?), small(1)?, None),
        ["ngày", "#", "#", "#"] => day_month(small(1)?, small(2)?, Some(year(3)?)),
        ["ngày", "#", "#"] => day_month(small(1)?, small(2)?, None),
        ["#", "#", "#"] if year(0).is_some() => WrittenDate::new(year(0), small(1)?, Some(small(2)?)),
        ["#", "#", "#"] => day_month(small(0)?, small(1)?, Some(year(2)?)),
        ["#", "#"] if year(0).is_some() => WrittenDate::new(year(0), small(1)?, None),
        ["#", "#"] => match year(1) {
            Some(year) => WrittenDate::new(Some(year), small(0)?, None),
            None => day_month(small(0)?, small(1)?, None),
        },
        [word, "#", "#"] => WrittenDate::new(Some(year(2)?), month(word)?, Some(small(1)?)),
        ["#", word, "#"] => WrittenDate::new(Some(year(2)?), month(word)?, Some(small(0)?)),
        [word, "#"] => match year(1) {
            Some(year) => WrittenDate::new(Some(year), month(word)?, None),
            None => WrittenDate::new(None, month(word)?, Some(small(1)?)),
        },
        ["#", word] => WrittenDate::new(None, month(word)?, Some(small(0)?)),
        _ => None,
    }
}

/// Day before month, as most of the world writes; month first only where it can be nothing else.
fn day_month(day: u8, month: u8, year: Option<i16>) -> Option<WrittenDate> {
    WrittenDate::new(year, month, Some(day)).or_else(|| WrittenDate::new(year, day, Some(month)))
}

fn month(word: &str) -> Option<u8> {
    let at = MONTHS.iter().position(|month| word.starts_with(month))?;
    u8::try_from(at + 1).ok()
}

/// Words and numbers in order; `None` when the string holds what no date does.
fn parts(written: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = written.trim();
    while let Some(first) = rest.chars().next() {
        if parts.len() > 6 {
            return None;
        }
        let kind = |c: char| {
            if c.is_ascii_digit() { 0 } else { 1 + u8::from(!c.is_alphabetic()) }
        };
        let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        match kind(first) {
            0 => parts.push(Part::Number(run.parse().ok()?, run.len())),
            1 => parts.push(Part::Word(run.to_lowercase())),
            _ if run.chars().all(|c| matches!(c, ' ' | '.' | ',' | '/' | '-')) => {}
            _ => return None,
        }
        rest = after;
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_datelines_write_them() {
        let cases = [
            ("ngày 13/6/2025", "2025-06-13"),
            ("ngày 3 tháng 4 năm 2025", "2025-04-03"),
            ("Ngày 3-4-2025", "2025-04-03"),
            ("27/5/2022", "2022-05-27"),
            ("tháng 6/2025", "2025-06"),
            ("6/2025", "2025-06"),
            ("Nov. 21, 2024", "2024-11-21"),
            ("November 21, 2024", "2024-11-21"),
            ("21 November 2024", "2024-11-21"),
            ("April 2025", "2025-04"),
            ("2025-03-04", "2025-03-04"),
            ("2025. 3. 4.", "2025-03-04"),
            ("2025년 4월 14일", "2025-04-14"),
            ("2025년 4월", "2025-04"),
            ("12/25/2024", "2024-12-25"),
            // The year comes from the document.
            ("Nov. 21", "2021-11-21"),
            ("21 Nov", "2021-11-21"),
            ("ngày 13/6", "2021-06-13"),
            ("ngày 3 tháng 4", "2021-04-03"),
            ("5월 1일", "2021-05-01"),
        ];
        for (written, expected) in cases {
            let date = parse(written).and_then(|date| date.resolve(PartialDate::year(2021)));
            assert_eq!(date.map(|d| d.to_string()).as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_left_alone() {
        for text in ["", "2+2", "Seoul", "ngày", "31/2/2024", "13년", "Monday", "99999/1/1", "3", "2024", "24.5%"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn without_any_year_there_is_no_date() {
        assert_eq!(parse("Nov. 21").and_then(|date| date.resolve(None)), None);
    }
}
