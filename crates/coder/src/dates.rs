//! Dates of a sentence: numbers beside date words, relative expressions, resolved against the document's own date.
//!
//! A day or month without a year takes the year that brings it nearest to the document's date. What cannot be resolved stays unresolved.

mod anchor;
mod parts;

use std::cell::Cell;

use chancery_knowledge::{DateWord, FunctionWord, Language, Measure, Sense};
use chancery_model::PartialDate;

pub(crate) use anchor::years_off;
pub use anchor::{Anchor, DateRef, months_between, shift};

use crate::items::Item;

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
            out.push(DateRef { start: items[i].start, end: items[next - 1].end, value, opens: true, at_once: value == Some(day), ..DateRef::default() });
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
                // «Friday», «from Friday»
                let bare = |j: usize| cursor.has(j, |w| matches!(w, DateWord::Weekday(_))) || j + 1 < next && cursor.has(j, |w| w == DateWord::Part);
                let weekday = (i..next).all(bare) && cursor.has(next - 1, |w| matches!(w, DateWord::Weekday(_)));
                let yearless = cursor.is_yearless(i, next, value);
                let quarter = cursor.names_quarter(i, next);
                let same = (i..next).any(|j| cursor.has(j, |w| w == DateWord::AnaphoricDay(0))) && value == anchor.last;
                let done = anchor.done().filter(|_| same);
                let later = (i..next).any(|j| cursor.has(j, |w| matches!(w, DateWord::AnaphoricDay(n) if n > 0)));
                out.push(DateRef {
                    start: items[i].start,
                    end: items[next - 1].end,
                    value,
                    weekday,
                    limit,
                    next: later,
                    yearless,
                    quarter,
                    done,
                    ..DateRef::default()
                });
                for item in &mut items[i..next] {
                    item.date = Some(id);
                }
                // What is told in a clause of time or a relative clause, beside what the sentence is about, is not what is spoken of.
                let beside = |x: &Item| x.is(FunctionWord::When) || x.is(FunctionWord::Relative) && value.is_some_and(|v| v.get_day().is_none());
                let aside = told.is_some_and(|(_, from)| items[from..i].iter().any(beside));
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

/// The day with which a line or paragraph is headed: `3 May: A condemned it`.
pub fn headed(items: &[Item], dates: &[DateRef]) -> Option<DateRef> {
    let first = items.iter().position(|x| x.punct.is_none())?;
    let id = items[first].date?;
    let mark = items[first..].iter().find(|x| x.date != Some(id) && x.start < x.end)?;
    let date = dates.get(usize::from(id))?;
    (matches!(mark.punct, Some(':' | '-' | '–' | '—')) && date.value.is_some_and(|v| v.get_day().is_some())).then_some(*date)
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
                DateWord::AnaphoricYear(n) => {
                    let year = self.anchor.recent.or(self.anchor.published).map(PartialDate::get_year);
                    Some((i + 1, year.and_then(|y| y.checked_add(n)).and_then(PartialDate::year)))
                }
                DateWord::AnaphoricMonth(n) => Some((i + 1, self.shift_recent(n.into()))),
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
                | DateWord::CountedAfter(_) => None,
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
    pub(crate) fn shift_recent(&self, count: i64) -> Option<PartialDate> {
        shift(self.anchor.recent.filter(|d| d.get_month().is_some()).or(self.anchor.published)?, count, 'm', false)
    }

    /// «Tuesday (4/3)»: the day of the month in brackets after that of the week.
    fn glossed(&self, i: usize) -> Parsed {
        let mark = |i: usize, c: char| self.items.get(i).is_some_and(|x| x.punct == Some(c));
        let (next, value) = if mark(i, '(') { self.numeric(i + 1) } else { None }?;
        (value.is_some() && mark(next, ')')).then_some((next + 1, value))
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
}
