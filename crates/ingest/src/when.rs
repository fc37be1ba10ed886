//! Dates as machines write them (ISO 8601, mail, seconds since 1970), into the calendar day that is written there, whatever its time zone;
//! what is none of these is read as a date of prose.

use std::ops::RangeInclusive;

use chancery_model::PartialDate;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

use crate::dates;

/// Years that a row of digits may begin with: other rows are seconds since 1970, or no date.
const YEARS: RangeInclusive<i16> = 1990..=2100;
/// No written date is longer.
const LONGEST: usize = 80;

/// The day that a date stands for.
pub(crate) fn read(written: &str) -> Option<PartialDate> {
    let written = written.trim();
    if written.is_empty() || written.len() > LONGEST {
        return None;
    }
    digits(written).or_else(|| iso(written)).or_else(|| mail(written)).or_else(|| prose(written))
}

/// `20250304`, `2025030410`, `202503041015`, `20250304101500`, `1741075200`, `1741075200000`, `2025`.
fn digits(written: &str) -> Option<PartialDate> {
    let whole = written.split_once('.').map_or(written, |(whole, _)| whole);
    if !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match whole.len() {
        4 if whole == written => PartialDate::year(whole.parse().ok()?),
        8 if whole == written => first_eight(whole),
        10 | 12 | 14
            if whole == written
                && let Some(date) = first_eight(whole).filter(|date| YEARS.contains(&date.get_year())) =>
        {
            Some(date)
        }
        9..=10 => epoch(whole.parse().ok()?),
        12..=13 => epoch(whole.parse::<i64>().ok()? / 1_000),
        15..=16 => epoch(whole.parse::<i64>().ok()? / 1_000_000),
        18..=19 => epoch(whole.parse::<i64>().ok()? / 1_000_000_000),
        _ => None,
    }
}

/// The day that eight digits write, whatever hour and minute follow.
fn first_eight(digits: &str) -> Option<PartialDate> {
    day(digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?)
}

/// The day in Greenwich at a second since 1970.
fn epoch(seconds: i64) -> Option<PartialDate> {
    let date = Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).date();
    PartialDate::day(date.year(), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?)
}

/// `2025-03-04`, `2025-03`, `2025-03-04T10:15:00+07:00`, `2025/3/4 10:15`.
fn iso(written: &str) -> Option<PartialDate> {
    let date = written.split(['T', 't', ' ']).next()?;
    let separator = if date.contains('-') { '-' } else { '/' };
    let mut parts = date.split(separator);
    let (year, month, third, more) = (parts.next()?, parts.next()?, parts.next(), parts.next());
    if year.len() != 4 || more.is_some() {
        return None;
    }
    match third {
        Some(third) => day(year, month, third),
        None => PartialDate::month(year.parse().ok()?, month.parse().ok()?),
    }
}

fn day(year: &str, month: &str, day: &str) -> Option<PartialDate> {
    PartialDate::day(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// `Tue, 04 Mar 2025 10:15:00 +0700`.
fn mail(written: &str) -> Option<PartialDate> {
    let date = rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned(written).ok()?.date();
    PartialDate::day(date.year(), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?)
}

/// `4 March 2025`, `ngày 4/3/2025`, `2025년 3월 4일`; a time of day and what follows it is left out.
fn prose(written: &str) -> Option<PartialDate> {
    let time = written.split(' ').position(|word| word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()));
    let words: Vec<&str> = written.split(' ').take(time.unwrap_or(usize::MAX)).collect();
    let date = words.join(" ");
    let weekday = date.split_once(", ").filter(|(day, _)| day.chars().all(char::is_alphabetic) && dates::parse(day).is_none());
    let rest = weekday.map_or(date.as_str(), |(_, rest)| rest);
    dates::parse(&date).or_else(|| dates::parse(rest))?.resolve(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_day_is_the_one_written() {
        let cases = [
            ("2025-03-04", "2025-03-04"),
            ("2025-03", "2025-03"),
            ("2025", "2025"),
            ("2025-03-04T23:30:00+07:00", "2025-03-04"),
            ("2025-03-04T01:30:00.000Z", "2025-03-04"),
            ("2025-03-04 23:30:00", "2025-03-04"),
            ("2025/3/4 08:00", "2025-03-04"),
            ("20250304", "2025-03-04"),
            ("20250304101500", "2025-03-04"),
            ("202503041015", "2025-03-04"),
            ("2025030410", "2025-03-04"),
            ("1741082100", "2025-03-04"),
            ("2025130410", "2034-03-05"),
            ("202513041015", "1976-06-01"),
            ("17410821001500", ""),
            ("Tue, 04 Mar 2025 23:30:00 +0700", "2025-03-04"),
            ("Wed, 04 Mar 2025 23:30:00 GMT", "2025-03-04"),
            ("4 Mar 2025 01:00:00 +0900", "2025-03-04"),
            ("1741075200", "2025-03-04"),
            ("1741075200.25", "2025-03-04"),
            ("1741075200000", "2025-03-04"),
            ("March 4, 2025", "2025-03-04"),
            ("Tuesday, March 4, 2025 10:15 AM", "2025-03-04"),
            ("4 March 2025", "2025-03-04"),
            ("04/03/2025 10:15", "2025-03-04"),
            ("ngày 4/3/2025", "2025-03-04"),
            ("2025년 3월 4일", "2025-03-04"),
            ("2025. 3. 4.", "2025-03-04"),
            ("2025.03.04", "2025-03-04"),
            ("12 March 2025", "2025-03-12"),
            ("2025/03/04", "2025-03-04"),
            ("2025-02-30", ""),
            ("yesterday", ""),
            ("n/a", ""),
            ("", ""),
            ("-", ""),
            ("0", ""),
            ("99999999999999999999", ""),
        ];
        for (written, expected) in cases {
            assert_eq!(read(written).map(|d| d.to_string()).unwrap_or_default(), expected, "{written}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_date_or_none(text in "\\PC{0,90}|[0-9:T,. /+-]{0,40}") {
            let _ = read(&text);
        }
    }
}
