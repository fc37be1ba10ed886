//! Dates of a sentence: numbers beside date words, relative expressions, resolved against the document's own date.
//!
//! A day or month without a year takes the year that brings it nearest to the document's date. What cannot be resolved stays unresolved.

use std::cell::Cell;

use chancery_knowledge::{DateWord, FunctionWord, Language, Measure, Sense};
use chancery_model::PartialDate;
use jiff::civil::Date;
use jiff::{Span as Duration, ToSpan};

use crate::items::Item;

/// A date expression.
#[derive(Clone, Copy, Debug)]
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
    /// Told without a year: the one that brings it nearest.
    pub yearless: bool,
    /// A quarter of a year: the value is its first month.
    pub quarter: bool,
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

    /// By when it is due, if something is: a quarter with its last month.
    pub fn limit(&self) -> Option<PartialDate> {
        let last = |d: PartialDate| d.get_month().and_then(|m| PartialDate::month(d.get_year(), m + 2));
        if self.quarter { self.value.and_then(last).or(self.value) } else { self.value }
    }

    /// Whether it was told without what would place it, so that it may as well lie ahead.
    pub fn may_lie_ahead(&self) -> bool {
        self.weekday || self.yearless
    }

    /// Whether a day lies so far behind another that what is told as still to come is more likely that of the next week or year: a month that
    /// has just passed may be one of which it is told that something was to be done.
    pub fn lies_behind(&self, day: PartialDate, today: PartialDate) -> bool {
        let months = |d: PartialDate| d.get_month().map(|m| i32::from(d.get_year()) * 12 + i32::from(m));
        if self.weekday { day < today } else { months(day).zip(months(today)).is_some_and(|(d, t)| d + 3 < t) }
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

    /// The day from which «two days earlier» or «a week later» counts: from a day still to come nothing is counted but from
    /// the last one before it, nor anything later from the document's own.
    pub(crate) fn counted_from(&self, count: i64) -> Option<PartialDate> {
        let ahead = self.last.zip(self.published).is_some_and(|(last, today)| last > today || last == today && count > 0);
        let before = if count > 0 { self.earlier } else { self.past.or(self.published) };
        let from = if ahead && count != 0 { before.or(self.last) } else { self.last };
        from.or(self.published)
    }

    fn today(&self) -> Option<Date> {
        to_day(self.published?)
    }
}

fn to_day(date: PartialDate) -> Option<Date> {
    Date::new(date.get_year(), date.get_month()? as i8, date.get_day()? as i8).ok()
}

fn from_day(date: Date) -> Option<PartialDate> {
    PartialDate::day(date.year(), date.month() as u8, date.day() as u8)
}

fn month_of(date: Date) -> Option<PartialDate> {
    PartialDate::month(date.year(), date.month() as u8)
}

/// Find the dates of a sentence and mark their items.
pub fn find(language: &Language, text: &str, items: &mut [Item], anchor: &mut Anchor) -> Vec<DateRef> {
    if language.settings.verb_final {
        return crate::dates_after::find(language, text, items, anchor);
    }
    let mut out: Vec<DateRef> = Vec::new();
    // The day of what the sentence tells first, and one past its last item.
    let mut told: Option<(PartialDate, usize)> = None;
    let mut i = 0;
    while i < items.len() {
        if !items[i].dates && !items[i].number {
            i += 1;
            continue;
        }
        let near = Cell::new(false);
        // «The ruling came three days after»: of the day spoken of.
        let day = told.map(|(d, _)| d).or_else(|| anchor.last.filter(|d| out.is_empty() && d.get_day().is_some() && items[..i].iter().any(|x| x.predicate)));
        if let Some(day) = day
            && let Some((next, value)) = (Cursor { language, text, items, anchor, limit: false, near: &near }).opening(i, day)
        {
            let id = out.len() as u16;
            out.push(DateRef {
                start: items[i].start,
                end: items[next - 1].end,
                value,
                weekday: false,
                limit: false,
                opens: true,
                yearless: false,
                quarter: false,
            });
            for item in &mut items[i..next] {
                item.date = Some(id);
            }
            i = next;
            continue;
        }
        let mut cursor = Cursor { language, text, items, anchor, limit: false, near: &near };
        let before = || cursor.has(i, |w| w == DateWord::Before) && cursor.counted(i + 1).is_none();
        cursor.limit = cursor.has(i, |w| matches!(w, DateWord::Limit | DateWord::LimitYear(_) | DateWord::LimitMonth(_))) || before();
        let limit = cursor.limit;
        match cursor.date_at(i) {
            Some((next, value)) => {
                let id = out.len() as u16;
                let weekday = next == i + 1 && cursor.has(i, |w| matches!(w, DateWord::Weekday(_)));
                let yearless = cursor.is_yearless(i, next, value);
                let quarter = cursor.names_quarter(i, next);
                out.push(DateRef { start: items[i].start, end: items[next - 1].end, value, weekday, limit, opens: false, yearless, quarter });
                for item in &mut items[i..next] {
                    item.date = Some(id);
                }
                // What is told in a clause of time, beside what the sentence is about, is not what is spoken of.
                let aside = told.is_some_and(|(_, from)| items[from..i].iter().any(|x| x.is(FunctionWord::When)));
                if !aside && !limit {
                    anchor.spoken_of(value);
                    // «will open from Friday»: a term, not when the sentence tells of.
                    let term = i > 0 && items[i - 1].marker() == Some(chancery_knowledge::Marker::From);
                    let day = value.filter(|v| v.get_day().is_some() && !term);
                    told = day.map(|d| (d, next)).or(told);
                }
                i = next;
            }
            None => i += 1,
        }
    }
    out
}

/// What dates are read from, whatever their order.
pub(crate) struct Cursor<'a> {
    pub(crate) language: &'a Language,
    pub(crate) text: &'a str,
    pub(crate) items: &'a [Item],
    pub(crate) anchor: &'a Anchor,
    /// It is a time limit that is read.
    pub(crate) limit: bool,
    /// A year was chosen by nearness.
    pub(crate) near: &'a Cell<bool>,
}

impl Cursor<'_> {
    /// The parts of a date that a word may be.
    pub(crate) fn words(&self, i: usize) -> impl Iterator<Item = DateWord> + '_ {
        let entry = self.items.get(i).and_then(|item| item.entry);
        entry.into_iter().flat_map(|e| self.language.lexicon.senses(e)).filter_map(|s| match s {
            Sense::Date(w) => Some(*w),
            _ => None,
        })
    }

    /// A whole number, in digits or as a word.
    pub(crate) fn number(&self, i: usize) -> Option<i64> {
        let item = self.items.get(i)?;
        if let Some(entry) = item.entry {
            return self.language.lexicon.senses(entry).iter().find_map(|s| match s {
                Sense::Measure(Measure::Number(n)) => Some(*n as i64),
                _ => None,
            });
        }
        if !item.number {
            return None;
        }
        self.text[item.start as usize..item.end as usize].parse().ok()
    }
}

type Parsed = Option<(usize, Option<PartialDate>)>;

impl Cursor<'_> {
    fn has(&self, i: usize, test: impl Fn(DateWord) -> bool) -> bool {
        self.words(i).any(test)
    }

    fn str(&self, i: usize) -> &str {
        self.items.get(i).map_or("", |item| &self.text[item.start as usize..item.end as usize])
    }

    fn date_at(&self, i: usize) -> Parsed {
        // Longest constructions first; a part of the day may stand before a date and says nothing of its own.
        let parts = (i..self.items.len()).take_while(|j| self.has(*j, |w| w == DateWord::Part)).count();
        let at = i + parts;
        if parts > 0 {
            if let Some((next, value)) = self.numeric(at).or_else(|| self.date_core(at)) {
                return Some((next, value));
            }
            return None;
        }
        self.date_core(i)
    }

    fn date_core(&self, i: usize) -> Parsed {
        for word in self.words(i) {
            let parsed = match word {
                DateWord::Day => self.after_day(i + 1),
                DateWord::Month => self.month(i + 1),
                DateWord::Year => self.year(i + 1),
                DateWord::Quarter => self.quarter(i + 1),
                DateWord::RelativeDay(n) => Some((i + 1, self.shift(n.into(), 'd'))),
                DateWord::RelativeWeek(n) => Some((i + 1, self.shift(n.into(), 'w'))),
                // «the month after that»
                DateWord::RelativeMonth(n @ (1 | -1)) if self.points_back(i + 1) => Some((i + 2, self.shift_recent(n.into()))),
                DateWord::RelativeMonth(n) => Some((i + 1, self.shift(n.into(), 'm'))),
                DateWord::RelativeYear(n) => Some((i + 1, self.shift(n.into(), 'y'))),
                DateWord::AnaphoricDay(0) if self.numeric(i + 1).is_some() => self.numeric(i + 1),
                DateWord::AnaphoricDay(n) => Some((i + 1, self.shift_last(n.into(), 'd'))),
                DateWord::SameMonth => Some((i + 1, self.anchor.recent.and_then(|d| PartialDate::month(d.get_year(), d.get_month()?)))),
                DateWord::Weekday(n) => {
                    // «Tuesday, March 5»
                    let comma = usize::from(self.items.get(i + 1).is_some_and(|x| x.punct == Some(',')));
                    let named = self.words(i + 1 + comma).find_map(|w| if let DateWord::MonthName(m) = w { self.named_day(i + 2 + comma, m) } else { None });
                    // «Friday last week»
                    let week =
                        self.words(i + 1).find_map(|w| if let DateWord::RelativeWeek(k) = w { Some((i + 2, self.day_of_week(k.into(), n))) } else { None });
                    let named = named.or_else(|| self.day_named(i + 1 + comma)).or_else(|| self.glossed(i + 1));
                    named.or(week).or_else(|| Some((i + 1, self.weekday(n))))
                }
                DateWord::NextWeekday(n) => Some((i + 1, self.weekday(n).and_then(|d| shift(d, 1, 'w', false)))),
                DateWord::LastWeekday(n) => {
                    Some((i + 1, self.weekday(n).and_then(|d| if Some(d) == self.anchor.published { shift(d, -1, 'w', false) } else { Some(d) })))
                }
                DateWord::MonthName(n) => Some(self.named_day(i + 1, n).unwrap_or((i + 1, self.nearest_month(n)))),
                DateWord::LastMonthName(n) => Some(self.named_day(i + 1, n).unwrap_or((i + 1, self.month_beside(n, -1)))),
                DateWord::NextMonthName(n) => Some((i + 1, self.month_beside(n, 1))),
                DateWord::OrdinalDay => self.ordinal_day(i + 1),
                DateWord::LimitYear(n) => Some((i + 1, self.shift(n.into(), 'y'))),
                DateWord::LimitMonth(n) => Some((i + 1, self.shift(n.into(), 'm'))),
                DateWord::Limit => self.counted(i + 1).map(|(n, k, u)| (n, self.shift(k, u))).or_else(|| self.year(i + 1)).or_else(|| self.date_core(i + 1)),
                // «two days before», with the word in front; before a date it makes a limit of it.
                DateWord::Before => self.counted(i + 1).map(|(n, k, u)| (n, self.shift_last(-k, u))).or_else(|| self.date_core(i + 1).filter(|_| self.limit)),
                DateWord::After
                | DateWord::Ago
                | DateWord::Part
                | DateWord::Unit(_)
                | DateWord::Last
                | DateWord::Next
                | DateWord::Span
                | DateWord::DaysAfter(_)
                | DateWord::CountedAfter(_)
                | DateWord::AnaphoricYear(_) => None,
            };
            if parsed.is_some() {
                return parsed;
            }
        }
        // «three months later» where «month later» is one word of the lexicon
        if let Some(count) = self.number(i).filter(|n| (2..1000).contains(n)) {
            let counted = self.words(i + 1).find_map(|w| match w {
                DateWord::AnaphoricDay(n @ (1 | -1)) => Some((n, 'd')),
                DateWord::RelativeWeek(n @ (1 | -1)) => Some((n, 'w')),
                DateWord::RelativeMonth(n @ (1 | -1)) => Some((n, 'm')),
                DateWord::RelativeYear(n @ (1 | -1)) => Some((n, 'y')),
                _ => None,
            });
            if let Some((sign, unit)) = counted {
                return Some((i + 2, self.shift_last(count * i64::from(sign), unit)));
            }
        }
        if let Some(found) = self.day_named(i) {
            return Some(found);
        }
        // «two weeks later», «three days before that»
        let (next, count, unit) = self.counted(i)?;
        if self.has(next, |w| w == DateWord::After) {
            return Some((next + 1, self.shift_last(count, unit)));
        }
        if self.has(next, |w| w == DateWord::Before) {
            return Some((next + 1, self.shift_last(-count, unit)));
        }
        if self.has(next, |w| w == DateWord::Ago) {
            return Some((next + 1, self.shift(-count, unit)));
        }
        None
    }

    /// «On Friday, two days after it fired»: the day of what it opens, counted back from that told before.
    fn opening(&self, i: usize, day: PartialDate) -> Parsed {
        let opens = |next: usize| self.items.get(next).is_some_and(|x| x.punct.is_none());
        let back = |next: usize, days: i64| opens(next).then(|| (next, shift(day, -days, 'd', false)));
        if let Some(n) = self.words(i).find_map(|w| if let DateWord::DaysAfter(n) = w { Some(n) } else { None }) {
            return back(i + 1, n.into());
        }
        let noun = |x: &Item| x.thing.is_some() && x.predicate || x.is(FunctionWord::Nominal);
        if let Some(n) = self.words(i).find_map(|w| if let DateWord::AnaphoricDay(n) = w { Some(n) } else { None }) {
            // «a day after the meeting»
            return if self.items.get(i + 1).is_some_and(noun) { back(i + 1, n.into()) } else { None };
        }
        // «three weeks after» where «weeks after» is one word of the lexicon
        let joined = self.words(i + 1).find_map(|w| if let DateWord::CountedAfter(n) = w { Some(n) } else { None });
        if let Some((count, days)) = self.number(i).filter(|n| (1..1000).contains(n)).zip(joined) {
            return back(i + 2, count * i64::from(days));
        }
        let (next, count, unit) = self.counted(i).filter(|(.., unit)| matches!(unit, 'd' | 'w'))?;
        let sign = self.words(next).find_map(|w| if let DateWord::CountedAfter(n) = w { Some(n) } else { None })?;
        back(next + 1, count * i64::from(sign) * if unit == 'w' { 7 } else { 1 })
    }

    /// A word that points back at what was spoken of, after a word of time that may count from it.
    fn points_back(&self, i: usize) -> bool {
        !self.language.is_inflected() && self.items.get(i).is_some_and(|x| x.is(FunctionWord::This) && x.date.is_none())
    }

    /// So many months from the month last spoken of.
    fn shift_recent(&self, count: i64) -> Option<PartialDate> {
        shift(self.anchor.recent.filter(|d| d.get_month().is_some()).or(self.anchor.published)?, count, 'm', false)
    }

    /// «Tuesday (4/3)»: the day of the month in brackets after that of the week.
    fn glossed(&self, i: usize) -> Parsed {
        let mark = |i: usize, c: char| self.items.get(i).is_some_and(|x| x.punct == Some(c));
        let (next, value) = self.numeric(i + 1).filter(|(_, value)| mark(i, '(') && value.is_some())?;
        mark(next, ')').then_some((next + 1, value))
    }

    fn counted(&self, i: usize) -> Option<(usize, i64, char)> {
        let count = self.number(i).filter(|n| (0..1000).contains(n))?;
        self.words(i + 1).find_map(|w| match w {
            DateWord::Unit(u) => Some((i + 2, count, u)),
            // The words that announce a day, month or year also count them.
            DateWord::Day => Some((i + 2, count, 'd')),
            DateWord::Month => Some((i + 2, count, 'm')),
            DateWord::Year => Some((i + 2, count, 'y')),
            _ => None,
        })
    }

    /// What follows «day»: `1/11`, `20-21/5`, `26-10`, `7 and 8/7`, `3 month 4 year 2025`, or a bare number.
    fn after_day(&self, i: usize) -> Parsed {
        if let Some(found) = self.numeric(i) {
            return Some(found);
        }
        let day = self.number(i).filter(|n| (1..=31).contains(n))?;
        if self.items.get(i + 1).is_some_and(|x| x.function.is_some() || x.punct == Some('-'))
            && let Some((next, last)) = self.numeric(i + 2)
        {
            let first = last.and_then(|d| PartialDate::day(d.get_year(), d.get_month()?, day as u8));
            return Some((next, first.or(last)));
        }
        if self.has(i + 1, |w| w == DateWord::Month)
            && let Some((next, Some(month))) = self.month(i + 2)
        {
            return Some((next, PartialDate::day(month.get_year(), month.get_month()?, day as u8)));
        }
        if self.items.get(i)?.entry.is_some() {
            return None;
        }
        // «from the 3rd to the 5th of May»
        if self.has(i + 1, |w| w == DateWord::Day)
            && let Some((_, Some(last))) = self.numeric(i + 2)
        {
            return Some((i + 1, last.get_month().and_then(|m| PartialDate::day(last.get_year(), m, day as u8))));
        }
        let published = self.anchor.published?;
        Some((i + 1, published.get_month().and_then(|m| PartialDate::day(published.get_year(), m, day as u8))))
    }

    /// `1/11`, `1/11/2024`, `20-21/5`, `26-10`, `26-10-2025`.
    fn numeric(&self, i: usize) -> Parsed {
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
    fn month(&self, i: usize) -> Parsed {
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

    fn year(&self, i: usize) -> Parsed {
        let year = self.items.get(i).filter(|x| x.number && x.entry.is_none()).and_then(|_| self.number(i))?;
        (1800..2200).contains(&year).then(|| (i + 1, PartialDate::year(year as i16)))
    }

    fn quarter(&self, i: usize) -> Parsed {
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
    fn named_day(&self, i: usize, month: u8) -> Parsed {
        if let Some((next, Some(year))) = self.year(i) {
            return Some((next, PartialDate::month(year.get_year(), month)));
        }
        // «August last year»
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
    fn day_named(&self, i: usize) -> Parsed {
        let day = self.day_of_month(i)?;
        let month = self.words(i + 1).find_map(|w| if let DateWord::MonthName(m) = w { Some(m) } else { None })?;
        if let Some((next, Some(year))) = self.year(i + 2) {
            return Some((next, PartialDate::day(year.get_year(), month, day)));
        }
        Some((i + 2, self.day_near(day, month)))
    }

    /// A number that may be a day of the month: `5`, `5th`, `5-7`.
    fn day_of_month(&self, i: usize) -> Option<u8> {
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
    fn ordinal_day(&self, i: usize) -> Parsed {
        let item = self.items.get(i)?;
        let day = self.day_of_month(i).filter(|_| !item.number)?;
        let noun = self.items.get(i + 1).is_some_and(|x| x.punct.is_none() && x.function.is_none() && !x.predicate);
        let published = self.anchor.published.filter(|_| !noun)?;
        Some((i + 1, published.get_month().and_then(|m| PartialDate::day(published.get_year(), m, day))))
    }

    /// The last or next month of a name.
    fn month_beside(&self, month: u8, direction: i16) -> Option<PartialDate> {
        let published = self.anchor.published?;
        let own = published.get_month()?;
        let same = if direction < 0 { month < own } else { month > own };
        PartialDate::month(published.get_year() + if same { 0 } else { direction }, month)
    }

    fn day_near(&self, day: u8, month: u8) -> Option<PartialDate> {
        let year = self.year_near(month)?;
        PartialDate::day(year, month, day)
    }

    fn nearest_month(&self, month: u8) -> Option<PartialDate> {
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
    fn year_near(&self, month: u8) -> Option<i16> {
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

    fn shift(&self, count: i64, unit: char) -> Option<PartialDate> {
        shift(self.anchor.published?, count, unit, true)
    }

    fn shift_last(&self, count: i64, unit: char) -> Option<PartialDate> {
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
        _ => {
            let step: Duration = if unit == 'w' { (count * 7).days() } else { count.days() };
            let day = to_day(from)?.checked_add(step).ok()?;
            if unit == 'w' && coarse { month_of(day) } else { from_day(day) }
        }
    }
}
