//! All acts and undertakings of the register as rows of figures in memory: what lists are filtered, counted and charted from.
//!
//! It is drawn up when the server starts and again when the register has changed. A server with a million acts takes some 400 to 600 MB. What a row
//! says is looked up in the register only for the few that are shown.

mod figures;
mod filter;
mod load;

pub(crate) use figures::{Dyad, Lane, LaneKey, Month, Quads, Where, Width, date};
pub(crate) use filter::{Ask, Wanted};

use chancery_register::Counts;
use rustc_hash::FxHashMap;

/// A value of a facet, as a number.
pub(crate) type Symbol = u32;

/// What acts are filtered and counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Facet {
    Type,
    Mode,
    Status,
    Quad,
    Context,
    Party,
    Country,
    Source,
    Lang,
    Person,
    Place,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Value {
    pub(crate) facet: Facet,
    pub(crate) text: Box<str>,
}

/// Every value that occurs, with its number.
#[derive(Debug, Default)]
pub(crate) struct Values {
    all: Vec<Value>,
    numbers: FxHashMap<Value, Symbol>,
}

impl Values {
    fn take(&mut self, facet: Facet, text: &str) -> Symbol {
        let value = Value { facet, text: text.into() };
        if let Some(known) = self.numbers.get(&value) {
            return *known;
        }
        let symbol = self.all.len() as Symbol;
        self.all.push(value.clone());
        self.numbers.insert(value, symbol);
        symbol
    }

    pub(crate) fn find(&self, facet: Facet, text: &str) -> Option<Symbol> {
        self.numbers.get(&Value { facet, text: text.into() }).copied()
    }

    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.all.get(symbol as usize).map_or("", |value| &value.text)
    }

    /// The values of a facet.
    fn of(&self, facet: Facet) -> impl Iterator<Item = (Symbol, &str)> {
        self.all.iter().enumerate().filter(move |(_, value)| value.facet == facet).map(|(at, value)| (at as Symbol, &*value.text))
    }
}

/// A run of symbols in the common store.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    start: u32,
    len: u16,
}

/// An act.
#[derive(Debug)]
pub(crate) struct Act {
    pub(crate) id: Box<str>,
    /// `YYYYMMDD` with 00 for what is not known.
    pub(crate) day: u32,
    /// 1 to 4.
    pub(crate) quad: u8,
    pub(crate) is_actual: bool,
    pub(crate) differs: bool,
    pub(crate) score: f32,
    pub(crate) confidence: f32,
    pub(crate) sources: u16,
    /// When its first report came into the register, in seconds since 1970.
    pub(crate) entered: i64,
    /// The number of the document that it came in with.
    pub(crate) document: u32,
    tags: Run,
    actors: Run,
    recipients: Run,
}

/// An undertaking.
#[derive(Debug)]
pub(crate) struct Promise {
    pub(crate) id: Box<str>,
    pub(crate) kind: Box<str>,
    pub(crate) status: Box<str>,
    pub(crate) parties: Vec<Box<str>>,
    pub(crate) due: Option<Box<str>>,
    pub(crate) due_end: Option<i64>,
    pub(crate) changed: i64,
    pub(crate) entered: i64,
    pub(crate) document: u32,
    pub(crate) langs: Vec<Box<str>>,
    pub(crate) sources: Vec<Box<str>>,
}

impl Promise {
    /// Whether it should have been kept before a day and was not.
    pub(crate) fn is_overdue(&self, today: i64) -> bool {
        chancery_register::is_overdue(&self.kind, &self.status, self.due.as_deref(), today)
    }
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) values: Values,
    /// What the register holds in all.
    pub(crate) counts: Counts,
    /// The number of the last document; none if some still wait to be linked.
    pub(crate) through: Option<i64>,
    /// By day, then by id.
    pub(crate) acts: Vec<Act>,
    /// Those changed last at the end.
    pub(crate) promises: Vec<Promise>,
    runs: Vec<Symbol>,
}

impl Picture {
    fn run(&self, run: Run) -> &[Symbol] {
        let start = run.start as usize;
        self.runs.get(start..start + usize::from(run.len)).unwrap_or_default()
    }

    pub(crate) fn tags(&self, act: &Act) -> &[Symbol] {
        self.run(act.tags)
    }

    /// Codes of who acts.
    pub(crate) fn actors(&self, act: &Act) -> impl Iterator<Item = &str> {
        self.run(act.actors).iter().map(|symbol| self.values.text(*symbol))
    }

    /// Codes of those on whom.
    pub(crate) fn recipients(&self, act: &Act) -> impl Iterator<Item = &str> {
        self.run(act.recipients).iter().map(|symbol| self.values.text(*symbol))
    }

    /// The value that an act has in a facet, if it has one.
    pub(crate) fn value(&self, act: &Act, facet: Facet) -> Option<&str> {
        self.tags(act).iter().filter_map(|symbol| self.values.all.get(*symbol as usize)).find(|value| value.facet == facet).map(|value| &*value.text)
    }

    /// The last day on which something was done, if any is known.
    pub(crate) fn last_day(&self) -> Option<u32> {
        self.acts.iter().rev().map(|act| act.day).find(|day| *day < UNKNOWN && day % 100 > 0)
    }

    /// The first day on which something was done.
    pub(crate) fn first_day(&self) -> Option<u32> {
        self.acts.iter().map(|act| act.day).find(|day| *day < UNKNOWN && day % 100 > 0)
    }
}

/// From here on a day is none.
pub(crate) const UNKNOWN: u32 = 99_990_000;
