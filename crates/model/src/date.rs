//! Calendar dates at the precision that is known: a year, a month or a day.

use std::fmt;
use std::str::FromStr;

/// A date whose month or day may be unknown. Written as ISO 8601: `2024`, `2024-11`, `2024-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PartialDate {
    year: i16,
    month: u8,
    day: u8,
}

/// Why a text is not a date.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")]
pub struct DateError(String);

impl PartialDate {
    /// A year alone.
    pub fn year(year: i16) -> Option<Self> {
        (1..=9999).contains(&year).then_some(Self { year, month: 0, day: 0 })
    }

    /// A month of a year.
    pub fn month(year: i16, month: u8) -> Option<Self> {
        let date = Self::year(year)?;
        (1..=12).contains(&month).then_some(Self { month, ..date })
    }

    /// A day; refused where the month has no such day.
    pub fn day(year: i16, month: u8, day: u8) -> Option<Self> {
        let date = Self::month(year, month)?;
        (1..=days_in_month(year, month)).contains(&day).then_some(Self { day, ..date })
    }

    /// The year.
    pub fn get_year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, if known.
    pub fn get_month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// The day of the month, if known.
    pub fn get_day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// Whether this date names the same day, month or year as `other`, or lies within it.
    pub fn within(self, other: PartialDate) -> bool {
        self.year == other.year && (other.month == 0 || self.month == other.month) && (other.day == 0 || self.day == other.day)
    }
}

/// The number of days in a month of the Gregorian calendar.
fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let wrong = || DateError(s.to_owned());
        let mut parts = s.split('-');
        let mut number = |width: usize| -> Result<Option<i16>, DateError> {
            match parts.next() {
                None => Ok(None),
                Some(p) if p.len() == width && p.bytes().all(|b| b.is_ascii_digit()) => p.parse().map(Some).map_err(|_| wrong()),
                Some(_) => Err(wrong()),
            }
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        if parts.next().is_some() {
            return Err(wrong());
        }
        let small = |n: i16| u8::try_from(n).unwrap_or_default();
        match (year, month, day) {
            (Some(y), None, _) => Self::year(y),
            (Some(y), Some(m), None) => Self::month(y, small(m)),
            (Some(y), Some(m), Some(d)) => Self::day(y, small(m), small(d)),
            _ => None,
        }
        .ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written_alike() {
        for s in ["2024", "2024-11", "2024-02-29"] {
            assert_eq!(s.parse::<PartialDate>().map(|d| d.to_string()), Ok(s.to_owned()));
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for s in ["2023-02-29", "2024-13", "2024-00", "24-01-01", "2024-1-1", "2024-01-01-01", ""] {
            assert!(s.parse::<PartialDate>().is_err(), "{s} was read as a date");
        }
    }

    #[test]
    fn a_day_lies_within_its_month() {
        let day: PartialDate = PartialDate::day(2024, 11, 21).expect("a day");
        assert!(day.within(PartialDate::month(2024, 11).expect("a month")));
        assert!(!PartialDate::year(2024).expect("a year").within(day));
    }
}
