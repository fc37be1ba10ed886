//! The parts of a date: numbers with strokes, months, quarters, days of a month and of the week; and the year that none of them tells.

use chancery_knowledge::{DateWord, Marker};
use chancery_model::PartialDate;
use jiff::ToSpan;

use super::anchor::{from_day, shift, years_off};
use super::{Cursor, Parsed};
use crate::items::Item;

impl Cursor<'_> {
    /// `1/11`, `1/11/2024`, `20-21/5`, `26-10`, `26-10-2025`.
    pub(super) fn numeric(&self, i: usize) -> Parsed {
        let item = self.items.get(i)?;
        if !item.number || item.entry.is_some() {
            return None;
        }
        let word = self.str(i);
        let parts: Vec<&str> = word.split('/').collect();
        let small = |s: &str| s.parse::<u8>().ok();
        let value = match parts.as_slice() {
            [day, month] => {
                let day = day.split('-').next().and_then(small)?;
                self.day_near(day, small(month).filter(|m| (1..=12).contains(m))?)
            }
            [day, month, year] => {
                let day = day.split('-').next().and_then(small)?;
                PartialDate::day(year.parse().ok().filter(|y| *y > 1000)?, small(month)?, day)
            }
            [_] => {
                let dashed: Vec<&str> = word.split('-').collect();
                match dashed.as_slice() {
                    [day, month] => self.day_near(small(day)?, small(month).filter(|m| (1..=12).contains(m))?),
                    [day, month, year] => PartialDate::day(year.parse().ok().filter(|y| *y > 1000)?, small(month)?, small(day)?),
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some((i + 1, value))
    }

    /// What follows «month»: `8`, `8/2023`, `8 year 2023`, `10 last year`.
    pub(super) fn month(&self, i: usize) -> Parsed {
        let word = self.str(i);
        if self.items.get(i)?.number
            && let Some((month, year)) = word.split_once('/')
        {
            let month = month.parse::<u8>().ok().filter(|m| (1..=12).contains(m))?;
            return Some((i + 1, PartialDate::month(year.parse().ok().filter(|y| *y > 1000)?, month)));
        }
        let month = self.number(i).filter(|n| (1..=12).contains(n))? as u8;
        let year = self.words(i + 1).find_map(|w| match w {
            DateWord::Year => self.year(i + 2),
            DateWord::RelativeYear(n) => Some((i + 2, self.shift(n.into(), 'y'))),
            _ => None,
        });
        if let Some((next, year)) = year {
            return Some((next, year.and_then(|y| PartialDate::month(y.get_year(), month))));
        }
        Some((i + 1, self.nearest_month(month)))
    }

    pub(super) fn year(&self, i: usize) -> Parsed {
        let year = self.items.get(i).filter(|x| x.number && x.entry.is_none()).and_then(|_| self.number(i))?;
        (1800..2200).contains(&year).then(|| (i + 1, PartialDate::year(year as i16)))
    }

    pub(super) fn quarter(&self, i: usize) -> Parsed {
        let word = self.str(i);
        let (numeral, year) = word.split_once('/').map_or((word, None), |(q, y)| (q, y.parse::<i16>().ok()));
        let quarter = match numeral {
            "I" | "1" => 1,
            "II" | "2" => 4,
            "III" | "3" => 7,
            "IV" | "4" => 10,
            _ => return None,
        };
        // «I/2025», in three words
        let slash = self.items.get(i + 1).is_some_and(|x| x.punct == Some('/'));
        let after = if slash { self.str(i + 2).parse::<i16>().ok().filter(|y| (1000..3000).contains(y)) } else { None };
        let told = || {
            self.words(i + 1).find_map(|w| match w {
                DateWord::Year => self.year(i + 2),
                DateWord::RelativeYear(n) => Some((i + 2, self.shift(n.into(), 'y'))),
                _ => None,
            })
        };
        let (next, year) = if year.is_some() {
            (i + 1, year)
        } else if after.is_some() {
            (i + 3, after)
        } else if let Some((next, y)) = told() {
            (next, y.map(PartialDate::get_year))
        } else {
            self.near.set(true);
            (i + 1, self.anchor.published.map(PartialDate::get_year))
        };
        Some((next, year.and_then(|y| PartialDate::month(y, quarter))))
    }

    /// What follows the name of a month: `5`, `5, 2024`, `5 to 7`, `2024`.
    pub(super) fn named_day(&self, i: usize, month: u8) -> Parsed {
        if let Some((next, Some(year))) = self.year(i) {
            return Some((next, PartialDate::month(year.get_year(), month)));
        }
        // «August last year», «August of last year»
        let of = usize::from(self.items.get(i).is_some_and(|x| x.marker() == Some(Marker::Of)));
        if let Some(n) = self.words(i + 1).filter(|_| of > 0).find_map(|w| if let DateWord::RelativeYear(n) = w { Some(n) } else { None }) {
            return Some((i + 2, self.shift(n.into(), 'y').and_then(|y| PartialDate::month(y.get_year(), month))));
        }
        if let Some(n) = self.words(i).find_map(|w| if let DateWord::RelativeYear(n) = w { Some(n) } else { None }) {
            let year = self.shift(n.into(), 'y');
            return Some((i + 1, year.and_then(|y| PartialDate::month(y.get_year(), month))));
        }
        let comma = usize::from(self.items.get(i).is_some_and(|x| x.punct == Some(',')));
        if comma > 0 {
            let (next, year) = self.year(i + 1)?;
            return Some((next, year.and_then(|y| PartialDate::month(y.get_year(), month))));
        }
        let day = self.day_of_month(i)?;
        let mut next = i + 1;
        // «5 to 7», «5 and 7»: a span carries its start.
        let joined = self.items.get(next).is_some_and(|x| x.function.is_some() || matches!(x.punct, Some('-' | '–')));
        if joined
            && self.day_of_month(next + 1).is_some()
            && !self.has(next + 2, |w| matches!(w, DateWord::Unit(_)))
            && self.items.get(next + 2).is_none_or(|x| x.entry.is_none_or(|_| x.function.is_some()) && (x.punct.is_some() || x.function.is_some()))
        {
            next += 2;
        }
        let comma = usize::from(self.items.get(next).is_some_and(|x| x.punct == Some(',')));
        if let Some((after, Some(year))) = self.year(next + comma) {
            return Some((after, PartialDate::day(year.get_year(), month, day)));
        }
        Some((next, self.day_near(day, month)))
    }

    /// `5 March`, `5 March 2024`.
    pub(super) fn day_named(&self, i: usize) -> Parsed {
        let day = self.day_of_month(i)?;
        let month = self.words(i + 1).find_map(|w| if let DateWord::MonthName(m) = w { Some(m) } else { None })?;
        if let Some((next, Some(year))) = self.year(i + 2) {
            return Some((next, PartialDate::day(year.get_year(), month, day)));
        }
        Some((i + 2, self.day_near(day, month)))
    }

    /// A number that may be a day of the month: `5`, `5th`, `5-7`.
    pub(super) fn day_of_month(&self, i: usize) -> Option<u8> {
        let item = self.items.get(i)?;
        if item.punct.is_some() || item.entry.is_some() {
            return None;
        }
        let word = self.str(i);
        let word = word.split(['-', '–']).next().unwrap_or(word);
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&digits) || !matches!(word.len() - digits, 0 | 2) {
            return None;
        }
        word.get(..digits)?.parse().ok().filter(|d| (1..=31).contains(d))
    }

    /// `the 3rd`: a day of this month, where no noun follows.
    pub(super) fn ordinal_day(&self, i: usize) -> Parsed {
        let item = self.items.get(i)?;
        let day = self.day_of_month(i).filter(|_| !item.number)?;
        let noun = self.items.get(i + 1).is_some_and(|x| x.punct.is_none() && x.function.is_none() && !x.predicate);
        let published = self.anchor.published.filter(|_| !noun)?;
        Some((i + 1, published.get_month().and_then(|m| PartialDate::day(published.get_year(), m, day))))
    }

    /// The last or next month of a name.
    pub(super) fn month_beside(&self, month: u8, direction: i16) -> Option<PartialDate> {
        let published = self.anchor.published?;
        let own = published.get_month()?;
        let same = if direction < 0 { month < own } else { month > own };
        PartialDate::month(published.get_year() + if same { 0 } else { direction }, month)
    }

    pub(super) fn day_near(&self, day: u8, month: u8) -> Option<PartialDate> {
        let year = self.year_near(month)?;
        PartialDate::day(year, month, day)
    }

    pub(super) fn nearest_month(&self, month: u8) -> Option<PartialDate> {
        PartialDate::month(self.year_near(month)?, month)
    }

    /// Whether the date of a range of items is a quarter.
    pub(crate) fn names_quarter(&self, from: usize, to: usize) -> bool {
        (from..to).any(|i| self.has(i, |w| w == DateWord::Quarter))
    }

    /// Whether the date of a range of items got its year by nearness.
    pub(crate) fn is_yearless(&self, from: usize, to: usize, value: Option<PartialDate>) -> bool {
        let told = |item: &Item| item.number && self.text[item.start as usize..item.end as usize].chars().filter(char::is_ascii_digit).count() > 3;
        self.near.get() && value.is_some_and(|v| v.get_month().is_some()) && !self.items[from..to].iter().any(told)
    }

    /// The year that brings a month nearest to the document's date.
    pub(super) fn year_near(&self, month: u8) -> Option<i16> {
        self.near.set(true);
        let published = self.anchor.published?;
        let Some(own) = published.get_month() else { return Some(published.get_year()) };
        Some(published.get_year() + years_off(i16::from(month) - i16::from(own), self.limit))
    }

    pub(crate) fn weekday(&self, weekday: u8) -> Option<PartialDate> {
        let today = self.anchor.today()?;
        let back = (i64::from(today.weekday().to_monday_one_offset()) - i64::from(weekday)).rem_euclid(7);
        from_day(today.checked_sub(back.days()).ok()?)
    }

    /// A day of the week that lies so many weeks from that of the document's date.
    pub(crate) fn day_of_week(&self, weeks: i64, day: u8) -> Option<PartialDate> {
        let past = self.weekday(day)?;
        let monday = self.weekday(1)?;
        let own = if past < monday { shift(past, 1, 'w', false)? } else { past };
        shift(own, weeks, 'w', false)
    }

    pub(super) fn shift(&self, count: i64, unit: char) -> Option<PartialDate> {
        shift(self.anchor.published?, count, unit, true)
    }

    pub(super) fn shift_last(&self, count: i64, unit: char) -> Option<PartialDate> {
        let from = self.anchor.counted_from(count)?;
        // «in 2010, for which it apologised six years later»: from the year last spoken of, as far as that goes.
        let recent = self.anchor.recent.filter(|_| self.language.is_inflected()).filter(|r| r.get_day().is_none() && r.get_year() < from.get_year());
        match (recent, unit) {
            (Some(r), 'y') => shift(r, count, unit, false),
            (Some(r), 'm') if r.get_month().is_some() => shift(r, count, unit, false),
            (Some(r), _) => Some(r),
            _ => shift(from, count, unit, false),
        }
    }
}
