//! A date as it was told, what dates are resolved against, and the arithmetic of both.

use chancery_model::PartialDate;
use jiff::civil::Date;
use jiff::{Span as Duration, ToSpan};

/// A date expression.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateRef {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it resolves to, if anything.
    pub value: Option<PartialDate>,
    /// A bare weekday: the last one, or the next where it is told as still to come.
    pub weekday: bool,
    /// A time limit, not the day of an act.
    pub limit: bool,
    /// It opens a clause or phrase whose day it is: `two days after` what it says.
    pub opens: bool,
    /// It is the same day: `hours after` what it says.
    pub at_once: bool,
    /// It points to a day after one that was told: `the next day`.
    pub next: bool,
    /// Told without a year: the one that brings it nearest.
    pub yearless: bool,
    /// A quarter of a year: the value is its first month.
    pub quarter: bool,
    /// «the same day» after a day still to come: the last one that was not, for what has been done.
    pub done: Option<PartialDate>,
}

impl DateRef {
    /// The same weekday in the week to come, the same month of the year to come.
    #[must_use]
    pub fn ahead(mut self) -> Self {
        let later = |v: PartialDate| to_day(v).and_then(|d| d.checked_add(7.days()).ok()).and_then(from_day);
        let year = |v: PartialDate| match (v.get_year().checked_add(1)?, v.get_month()?, v.get_day()) {
            (y, m, Some(d)) => PartialDate::day(y, m, d),
            (y, m, None) => PartialDate::month(y, m),
        };
        self.value = if self.weekday { self.value.and_then(later) } else { self.value.and_then(year) };
        self
    }

    /// The same of something that has been done: not on a day still to come, if it only points back at one.
    #[must_use]
    pub fn of_deed(mut self) -> Self {
        self.value = self.done.or(self.value);
        self
    }

    /// By when it is due, if something is: a quarter with its last month.
    pub fn due(&self) -> Option<PartialDate> {
        let last = |d: PartialDate| d.get_month().and_then(|m| PartialDate::month(d.get_year(), m + 2));
        if self.quarter { self.value.and_then(last).or(self.value) } else { self.value }
    }

    /// Whether it was told without what would place it, so that it may as well lie ahead.
    pub fn may_lie_ahead(&self) -> bool {
        self.weekday || self.yearless
    }

    /// Whether it lies so far behind a day that what is told as still to come is more likely that of the next week or year: a month that
    /// has just passed may be one of which it is told that something was to be done.
    pub fn lies_behind(&self, today: PartialDate) -> bool {
        let Some(day) = self.value else { return false };
        if self.weekday { day < today } else { months_between(day, today).is_some_and(|n| n > 3) }
    }
}

/// What dates are resolved against.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anchor {
    /// The document's own date.
    pub published: Option<PartialDate>,
    /// The day last spoken of.
    pub last: Option<PartialDate>,
    /// The day last spoken of that was not still to come.
    pub past: Option<PartialDate>,
    /// The day last spoken of that lay before the document's.
    pub earlier: Option<PartialDate>,
    /// The day, month or year last spoken of.
    pub recent: Option<PartialDate>,
}

impl Anchor {
    /// A date was spoken of.
    pub(crate) fn spoken_of(&mut self, value: Option<PartialDate>) {
        let Some(date) = value else { return };
        if date.get_day().is_some() || self.last.is_none() {
            self.last = value;
            if self.published.is_none_or(|today| date < today) {
                self.earlier = value;
            }
            if self.published.is_none_or(|today| date <= today) {
                self.past = value;
            }
        }
        self.recent = value;
    }

    /// What «the same day» means of something done, where the day last spoken of is still to come.
    pub(crate) fn done(&self) -> Option<PartialDate> {
        let ahead = self.last.zip(self.published).is_some_and(|(last, today)| last > today && !last.within(today));
        self.past.filter(|_| ahead)
    }

    /// The day from which «two days earlier» or «a week later» counts: from a day still to come nothing is counted but from
    /// the last one before it, nor anything later from the document's own.
    pub(crate) fn counted_from(&self, count: i64) -> Option<PartialDate> {
        let ahead = self.last.zip(self.published).is_some_and(|(last, today)| last > today && !last.within(today) || last == today && count > 0);
        let before = if count > 0 { self.earlier } else { self.past.or(self.published) };
        let from = if ahead && count != 0 { before.or(self.last) } else { self.last };
        // «In June A did it. Two days later»: counted from a day that was not told.
        let told_since = self.recent.filter(|r| {
            r.get_day().is_none() && r.get_month().is_some() && count != 0 && self.published.is_none_or(|t| *r <= t) && from.is_some_and(|f| !f.within(*r))
        });
        told_since.or(from).or(self.published)
    }

    pub(super) fn today(&self) -> Option<Date> {
        to_day(self.published?)
    }
}

/// How many months one date lies before another, where both tell their month.
pub fn months_between(from: PartialDate, to: PartialDate) -> Option<i32> {
    let months = |d: PartialDate| d.get_month().map(|m| i32::from(d.get_year()) * 12 + i32::from(m));
    months(from).zip(months(to)).map(|(from, to)| to - from)
}

fn to_day(date: PartialDate) -> Option<Date> {
    Date::new(date.get_year(), date.get_month()? as i8, date.get_day()? as i8).ok()
}

pub(super) fn from_day(date: Date) -> Option<PartialDate> {
    PartialDate::day(date.year(), date.month() as u8, date.day() as u8)
}

fn month_of(date: Date) -> Option<PartialDate> {
    PartialDate::month(date.year(), date.month() as u8)
}

/// The year, against the document's own, of a month that lies so many months ahead in the same year and has no year: the nearest, where the
/// past is likelier. A limit mostly is still to come, or has just passed.
pub(crate) fn years_off(ahead: i16, limit: bool) -> i16 {
    let (far_ahead, far_back) = if limit { (9, -2) } else { (6, -8) };
    if ahead > far_ahead { -1 } else { i16::from(ahead < far_back) }
}

/// Move a date by so many days, weeks, months or years; the result is as precise as the unit allows.
pub fn shift(from: PartialDate, count: i64, unit: char, coarse: bool) -> Option<PartialDate> {
    match unit {
        'y' => PartialDate::year(from.get_year().checked_add(count as i16)?),
        'm' => {
            let months = i64::from(from.get_year()) * 12 + i64::from(from.get_month()?) - 1 + count;
            PartialDate::month((months.div_euclid(12)) as i16, (months.rem_euclid(12) + 1) as u8)
        }
        // So many days from a day of that month: most likely in it.
        _ if from.get_day().is_none() && unit == 'd' && count.abs() < 8 => PartialDate::month(from.get_year(), from.get_month()?),
        _ => {
            let step: Duration = if unit == 'w' { (count * 7).days() } else { count.days() };
            let day = to_day(from)?.checked_add(step).ok()?;
            if unit == 'w' && coarse { month_of(day) } else { from_day(day) }
        }
    }
}
