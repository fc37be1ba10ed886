//! Dates of a language in which the number stands before its word (`2024 year 5 month 1 day`) and what is larger before what is smaller.

use std::cell::Cell;

use chancery_knowledge::{DateWord, Language, Tag};
use chancery_model::PartialDate;

use crate::dates::{Anchor, Cursor, DateRef, shift, years_off};
use crate::items::Item;

/// Find the dates of a sentence and mark their items.
pub fn find(language: &Language, text: &str, items: &mut [Item], anchor: &mut Anchor) -> Vec<DateRef> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < items.len() {
        // A verb of the same letters is no date: `handed over` and `last month`.
        let item = &items[i];
        if !(item.dates || item.number || item.measures) || item.tags.has(Tag::Verb) {
            i += 1;
            continue;
        }
        let near = Cell::new(false);
        let cursor = |limit: bool| Cursor { language, text, items, anchor, limit, near: &near };
        let read = |limit: bool| After(cursor(limit)).date_at(i);
        // That it is a limit is told last.
        let ends = |next: usize| cursor(false).words(next).any(|w| w == DateWord::Limit);
        let parsed = read(false).and_then(|(next, value)| if items[next - 1].tags.has(Tag::Until) || ends(next) { read(true) } else { Some((next, value)) });
        if let Some((next, value)) = parsed {
            // «within this year»: the word stands after the date.
            let within = ends(next);
            let next = next + usize::from(within);
            let id = out.len() as u16;
            let yearless = cursor(false).is_yearless(i, next, value);
            let weekday = After(cursor(false)).words(i).any(|w| matches!(w, DateWord::Weekday(_)));
            let limit = items[next - 1].tags.has(Tag::Until) || within;
            let same = (i..next).any(|j| cursor(false).words(j).any(|w| w == DateWord::AnaphoricDay(0))) && value == anchor.last;
            let done = anchor.done().filter(|_| same);
            out.push(DateRef {
                start: items[i].start,
                end: items[next - 1].end,
                value,
                weekday,
                limit,
                yearless,
                quarter: cursor(false).names_quarter(i, next),
                done,
                ..DateRef::default()
            });
            for item in &mut items[i..next] {
                item.date = Some(id);
            }
            // «announced on the 4th that it ends [from] the 5th»: a term, beside the day that is told.
            let term = items[next - 1].tags.has(Tag::From) && id > 0;
            if !limit && !term {
                anchor.spoken_of(value);
            }
            i = next;
        } else {
            i += 1;
        }
    }
    out
}

/// Reads what counts before what it counts.
struct After<'a>(Cursor<'a>);

impl<'a> std::ops::Deref for After<'a> {
    type Target = Cursor<'a>;
    fn deref(&self) -> &Cursor<'a> {
        &self.0
    }
}

/// Whether a date is told as lying behind or ahead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Past,
    Ahead,
    Open,
}

impl After<'_> {
    fn has(&self, i: usize, word: DateWord) -> bool {
        self.words(i).any(|w| w == word)
    }

    /// The number before a word of this kind.
    fn counted(&self, i: usize, word: DateWord, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        self.number(i).filter(|n| range.contains(n) && self.has(i + 1, word))
    }

    fn date_at(&self, i: usize) -> Option<(usize, Option<PartialDate>)> {
        let mut at = i;
        let mut side = Side::Open;
        while let Some(word) = self.words(at).find(|w| matches!(w, DateWord::Last | DateWord::Next)) {
            side = if word == DateWord::Last { Side::Past } else { Side::Ahead };
            at += 1;
        }
        let (next, value) = self.core(at, side)?;
        // Parts of the day say nothing of their own.
        let mut end = next;
        while self.items[end - 1].tags.is_empty() && self.has(end, DateWord::Part) {
            end += 1;
        }
        Some((end, value))
    }

    fn core(&self, i: usize, side: Side) -> Option<(usize, Option<PartialDate>)> {
        let today = self.anchor.published;
        let mut at = i;
        let mut year = None;
        let mut month = None;
        let closed = |at: usize| at > 0 && !self.items[at - 1].tags.is_empty() && !self.items[at - 1].tags.has(Tag::Of);
        if let Some(n) = self.counted(at, DateWord::Year, 1800..=2200) {
            year = Some(n as i16);
            at += 2;
        } else if let Some(n) = self.words(at).find_map(|w| if let DateWord::RelativeYear(n) = w { Some(n) } else { None }) {
            year = today.map(|t| t.get_year() + n);
            at += 1;
            year?;
        } else if let Some(n) = self.words(at).find_map(|w| if let DateWord::AnaphoricYear(n) = w { Some(n) } else { None }) {
            year = Some(self.anchor.recent.or(today)?.get_year() + n);
            at += 1;
        }
        if !(at > i && closed(at)) {
            if let Some(n) = self.counted(at, DateWord::Month, 1..=12) {
                month = Some(n as u8);
                year = year.or_else(|| self.year_near(n as u8, side));
                at += 2;
            } else if year.is_none()
                && let Some(value) = self.words(at).find_map(|w| match w {
                    DateWord::RelativeMonth(n) => Some(today.and_then(|t| shift(t, n.into(), 'm', true))),
                    DateWord::AnaphoricMonth(n) => Some(self.shift_recent(n.into())),
                    DateWord::SameMonth => Some(self.anchor.recent.and_then(|d| PartialDate::month(d.get_year(), d.get_month()?))),
                    _ => None,
                })
            {
                let value = value?;
                year = Some(value.get_year());
                month = value.get_month();
                at += 1;
            }
        }
        if !(at > i && closed(at)) {
            // A span of days carries its first: `26~27 day`.
            let range = self.number(at).is_some()
                && self.items.get(at + 1).is_some_and(|x| matches!(x.punct, Some('~' | '∼' | '-' | '–' | '・' | '·')))
                && self.counted(at + 2, DateWord::Day, 1..=31).is_some();
            let day = if range { self.number(at).filter(|n| (1..=31).contains(n)) } else { self.counted(at, DateWord::Day, 1..=31) };
            let end = if range { at + 4 } else { at + 2 };
            if let Some(day) = day.filter(|_| !self.has(end, DateWord::Span)) {
                let day = day as u8;
                let value = match (year, month) {
                    (Some(y), Some(m)) => PartialDate::day(y, m, day),
                    (None, None) => self.bare_day(day, side),
                    _ => None,
                };
                return Some((end, value));
            }
        }
        if at > i {
            if self.has(at, DateWord::Span) && month.is_none() {
                return None;
            }
            let quarter = month.is_none().then(|| self.counted(at, DateWord::Quarter, 1..=4)).flatten();
            return match (year, month, quarter) {
                (Some(y), None, Some(q)) => Some((at + 2, PartialDate::month(y, (q * 3 - 2) as u8))),
                (Some(y), Some(m), _) => Some((at, PartialDate::month(y, m))),
                (Some(y), None, None) => Some((at, PartialDate::year(y))),
                _ => Some((at, None)),
            };
        }
        for word in self.words(i) {
            let found = match word {
                DateWord::RelativeDay(n) => today.and_then(|t| shift(t, n.into(), 'd', true)),
                DateWord::RelativeWeek(n) => {
                    // «next week Friday»
                    let told = self.items[i].tags.is_empty() || self.items[i].tags.has(Tag::Of);
                    if let Some(day) = self.weekday_at(i + 1).filter(|_| told) {
                        return Some((i + 2, self.day_of_week(n.into(), day)));
                    }
                    today.and_then(|t| shift(t, i64::from(n), 'w', true))
                }
                DateWord::AnaphoricDay(n) => self.anchor.counted_from(n.into()).and_then(|t| shift(t, n.into(), 'd', false)),
                DateWord::Weekday(day) => {
                    let past = self.weekday(day);
                    match side {
                        Side::Ahead => past.and_then(|d| shift(d, 1, 'w', false)),
                        Side::Past if past == today => past.and_then(|d| shift(d, -1, 'w', false)),
                        _ => past,
                    }
                }
                _ => continue,
            };
            return Some((i + 1, found));
        }
        // `three days before`, `a week later`
        let unit = |at: usize| {
            self.words(at).find_map(|w| match w {
                DateWord::Unit(u) => Some(u),
                DateWord::Day => Some('d'),
                DateWord::Year => Some('y'),
                _ => None,
            })
        };
        let count = self.number(i).filter(|n| (1..1000).contains(n))?;
        let unit = unit(i + 1)?;
        let sign = self.words(i + 2).find_map(|w| match w {
            DateWord::Before => Some(-1),
            DateWord::After => Some(1),
            _ => None,
        })?;
        Some((i + 3, shift(self.anchor.counted_from(count * sign)?, count * sign, unit, false)))
    }

    fn weekday_at(&self, i: usize) -> Option<u8> {
        self.words(i).find_map(|w| if let DateWord::Weekday(day) = w { Some(day) } else { None })
    }

    /// A day without a month: in the document's own, or the one before or after it.
    fn bare_day(&self, day: u8, side: Side) -> Option<PartialDate> {
        let today = self.anchor.published?;
        let (year, month) = (today.get_year(), today.get_month()?);
        let own = today.get_day().map_or(0, i16::from);
        let ahead = i16::from(day) - own;
        let months = match side {
            _ if own == 0 => 0,
            Side::Past if ahead > 0 => -1,
            Side::Ahead if ahead < 0 => 1,
            Side::Open if ahead > 15 => -1,
            _ => 0,
        };
        let month = shift(PartialDate::month(year, month)?, months, 'm', true)?;
        PartialDate::day(month.get_year(), month.get_month()?, day)
    }

    /// The year that brings a month nearest to the document's date, or that lies on the side told.
    fn year_near(&self, month: u8, side: Side) -> Option<i16> {
        let today = self.anchor.published?;
        let Some(own) = today.get_month() else { return Some(today.get_year()) };
        self.near.set(side == Side::Open);
        let ahead = i16::from(month) - i16::from(own);
        let years = match side {
            Side::Past if ahead > 0 => -1,
            Side::Ahead if ahead < 0 => 1,
            Side::Open => years_off(ahead, self.limit),
            _ => 0,
        };
        Some(today.get_year() + years)
    }
}
