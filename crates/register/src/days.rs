//! Days as the register stores and compares them.
//!
//! A stored day is a number `YYYYMMDD` in which 00 stands for a part that is not known, so that numbers sort as dates do. Distances are
//! counted in days.

use chancery_model::PartialDate;
use jiff::ToSpan;
use jiff::civil::Date;

/// The number of a day that nobody knows: after all others.
pub const UNKNOWN: i64 = 99_991_231;

/// Until now: every document that counts today is known by then.
pub const NOW: i64 = UNKNOWN;

/// The place of a document in the order of linking: by the day it was known, then by its content.
pub fn order(known: i64, content: u32) -> i64 {
    (known << 32) | i64::from(content)
}

/// The day of such a place.
pub fn of_order(ord: i64) -> i64 {
    ord >> 32
}

/// The number of a date, with zeros for what is not known.
pub fn number(date: PartialDate) -> i64 {
    i64::from(date.get_year()) * 10_000 + i64::from(date.get_month().unwrap_or(0)) * 100 + i64::from(date.get_day().unwrap_or(0))
}

/// The number of the last day that a date may mean.
pub fn end_number(date: PartialDate) -> i64 {
    last_day(date).map_or(number(date), of_day)
}

/// The first day that a date may mean.
pub fn first_day(date: PartialDate) -> Option<Date> {
    Date::new(date.get_year(), date.get_month().unwrap_or(1) as i8, date.get_day().unwrap_or(1) as i8).ok()
}

/// The last day that a date may mean.
pub fn last_day(date: PartialDate) -> Option<Date> {
    match (date.get_month(), date.get_day()) {
        (None, _) => Date::new(date.get_year(), 12, 31).ok(),
        (Some(_), None) => first_day(date).map(Date::last_of_month),
        _ => first_day(date),
    }
}

/// The number of a known day.
pub fn of_day(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The day of a number, if it is one.
pub fn day(number: i64) -> Option<Date> {
    let part = |n: i64| i8::try_from(n % 100).ok();
    Date::new(i16::try_from(number / 10_000).ok()?, part(number / 100)?, part(number)?).ok()
}

/// How many days from one day to another: negative if it goes back.
pub fn between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// A day so many days later, or earlier.
pub fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_on_its_last_day() {
        let february: PartialDate = "2024-02".parse().expect("a month");
        assert_eq!((number(february), end_number(february)), (20_240_200, 20_240_229));
        assert_eq!(end_number("2024".parse().expect("a year")), 20_241_231);
    }

    #[test]
    fn distances_are_days() {
        let (a, b) = (day(20_240_227).expect("a day"), day(20_240_302).expect("a day"));
        assert_eq!((between(a, b), between(b, a), later(a, 4)), (4, -4, b));
        assert_eq!(day(20_240_200), None);
    }
}
