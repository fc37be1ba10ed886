//! Where to look for the same act: keys of type and parties, by day.
//!
//! A report is stored under the day of the act (or of the document, where no date is told), once for each pair of its parties, once for
//! each party alone (`*`), and, if it names one party only, once more as such (`-`). A report of two parties looks under its pairs and for
//! reports of one party alone; a report of one party looks under that party.

use chancery_model::PartialDate;
use jiff::civil::Date;

use crate::days;
use crate::words::hash;

/// With more parties than this, only the first are paired.
const MOST_PAIRED: usize = 8;

fn key(parts: &[&str]) -> i64 {
    hash(parts).cast_signed()
}

/// All pairs of parties, each in order.
fn pairs<'p>(parties: &'p [&'p str]) -> impl Iterator<Item = (&'p str, &'p str)> {
    let few = &parties[..parties.len().min(MOST_PAIRED)];
    few.iter().enumerate().flat_map(move |(i, a)| few[i + 1..].iter().map(move |b| (*a, *b)))
}

/// Keys under which a report of an act is stored.
pub fn stored(kind: &str, parties: &[&str]) -> Vec<i64> {
    let mut keys: Vec<i64> = pairs(parties).map(|(a, b)| key(&[kind, a, b])).collect();
    keys.extend(parties.iter().take(MOST_PAIRED).map(|p| key(&[kind, p, "*"])));
    if let [only] = parties {
        keys.push(key(&[kind, only, "-"]));
    }
    keys
}

/// Keys under which a report looks for others.
pub fn looked_up(kind: &str, parties: &[&str]) -> Vec<i64> {
    if let [only] = parties {
        return vec![key(&[kind, only, "*"])];
    }
    let mut keys: Vec<i64> = pairs(parties).map(|(a, b)| key(&[kind, a, b])).collect();
    keys.extend(parties.iter().take(MOST_PAIRED).map(|p| key(&[kind, p, "-"])));
    keys
}

/// In place of a type, for undertakings: they are looked for by their parties alone.
pub const UNDERTAKING: &str = "undertaking";

/// Under which days a report is stored: that of the act, else of the document, and that for which the act promises something; and under the
/// month, for reports that tell it long after and without a date.
pub fn stored_days(date: Option<PartialDate>, due: Option<PartialDate>, known: i64) -> Vec<i64> {
    let day = stored_day(date, known);
    let mut days = vec![day, day / 100 * 100];
    days.extend(due.map(days::number));
    days.sort_unstable();
    days.dedup();
    days
}

/// The day of the act, else of the document.
pub fn stored_day(date: Option<PartialDate>, known: i64) -> i64 {
    date.map_or(known, days::number)
}

/// How many months back an act without a date is looked for; and where it is told as what went before.
const MONTHS_BACK: i64 = 5;
const MONTHS_BACK_RETOLD: i64 = 11;

/// The months in which an act may lie that a document of this day tells without a date.
pub fn months_back(known: i64, retold: bool) -> Vec<i64> {
    (0..=if retold { MONTHS_BACK_RETOLD } else { MONTHS_BACK }).map(|n| month(known, -n)).collect()
}

/// The months in which documents may tell without a date an act of this day.
pub fn months_ahead(day: i64) -> Vec<i64> {
    (0..=MONTHS_BACK_RETOLD).map(|n| month(day, n)).collect()
}

/// The month so many months after that of a day.
fn month(day: i64, later: i64) -> i64 {
    let months = day / 10_000 * 12 + (day / 100 % 100).max(1) - 1 + later;
    months.div_euclid(12) * 10_000 + (months.rem_euclid(12) + 1) * 100
}

/// How far apart the days of one act may be told, and how long before its document an undated act may have been told first. The same both ways,
/// so that the later of two reports finds the earlier one and the other way round.
const WINDOW: i64 = 7;

/// Under which days to look for other reports of the same act.
pub fn days_near(date: Option<PartialDate>, due: Option<PartialDate>, known: i64) -> Vec<i64> {
    let span = |from: Date, to: Date| (0..=days::between(from, to).min(366 + 2 * WINDOW)).map(move |n| days::of_day(days::later(from, n)));
    let ends = match date {
        Some(date) => days::first_day(date).zip(days::last_day(date)),
        None => days::day(known).map(|day| (day, day)),
    };
    let promised = due.and_then(|due| days::first_day(due).zip(days::last_day(due)));
    if ends.is_none() && promised.is_none() {
        return vec![days::UNKNOWN];
    }
    let mut out: Vec<i64> = Vec::new();
    for (first, last) in ends.into_iter().chain(promised) {
        out.extend(span(days::later(first, -WINDOW), days::later(last, WINDOW)));
    }
    let months: Vec<i64> = out.iter().map(|d| d / 100 * 100).collect();
    let years: Vec<i64> = out.iter().map(|d| d / 10_000 * 10_000).collect();
    out.extend(months);
    out.extend(years);
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(stored_for: &[&str], looked_for: &[&str]) -> bool {
        let stored = stored("CONSULT", stored_for);
        looked_up("CONSULT", looked_for).iter().any(|k| stored.contains(k))
    }

    #[test]
    fn reports_that_share_two_parties_meet() {
        assert!(meet(&["CAN", "JPN", "KOR"], &["JPN", "KOR"]));
        assert!(!meet(&["CAN", "JPN"], &["CAN", "KOR"]));
    }

    #[test]
    fn a_report_of_one_party_meets_every_report_of_that_party() {
        assert!(meet(&["CAN", "JPN"], &["CAN"]));
        assert!(meet(&["CAN"], &["CAN", "JPN"]));
        assert!(meet(&["CAN"], &["CAN"]));
        assert!(!meet(&["CAN"], &["JPN"]));
    }
}
