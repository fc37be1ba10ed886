//! Dates as far as they are known, as first and last day.

use chancery_model::PartialDate;
use jiff::civil::Date;

/// The first and the last day that a date may mean; of a day both are it.
pub(crate) fn bounds(date: Option<&str>) -> Option<(Date, Date)> {
    let date: PartialDate = date?.parse().ok()?;
    let (year, number) = (date.get_year(), |n: u8| i8::try_from(n).unwrap_or(1));
    match (date.get_month().map(number), date.get_day().map(number)) {
        (Some(month), Some(day)) => Date::new(year, month, day).ok().map(|day| (day, day)),
        (Some(month), None) => Date::new(year, month, 1).ok().map(|first| (first, first.last_of_month())),
        (None, _) => Date::new(year, 1, 1).ok().map(|first| (first, first.last_of_year())),
    }
}

/// The day, where one is known.
pub(crate) fn day(date: Option<&str>) -> Option<Date> {
    bounds(date).filter(|(first, last)| first == last).map(|(day, _)| day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_date_bounds_it() {
        let shown = |date| bounds(Some(date)).map(|(first, last)| format!("{first} {last}"));
        assert_eq!(shown("2024"), Some("2024-01-01 2024-12-31".to_owned()));
        assert_eq!(shown("2024-02"), Some("2024-02-01 2024-02-29".to_owned()));
        assert_eq!(shown("2024-02-03"), Some("2024-02-03 2024-02-03".to_owned()));
        assert_eq!(shown("soon"), None);
        assert_eq!(day(Some("2024-02")), None);
        assert_eq!(bounds(None), None);
    }
}
