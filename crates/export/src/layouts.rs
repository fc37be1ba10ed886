//! Tab-separated rows in the layouts of other projects: POLECAT, GDELT 2.0 and ICEWS. One row for each actor towards each recipient.
//!
//! A cell holds no tab, line break or straight double quotation mark, so readers with and without quoting see the same.

mod gdelt;
mod icews;
mod polecat;

use std::borrow::Cow;
use std::io::Write;

use crate::act::{Act, Pair, Party, pairs};
use crate::codes::Codes;
use crate::{ExportError, Names};

/// One of the layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// As POLECAT publishes it.
    Polecat,
    /// As GDELT 2.0 publishes it.
    Gdelt,
    /// As ICEWS was published.
    Icews,
}

/// What a row is made of.
struct Row<'r> {
    act: &'r Act<'r>,
    pair: Pair<'r>,
    /// Which of the act's rows it is, from 0.
    number: usize,
    /// Which row of the file it is, from 0.
    line: u64,
    codes: &'r Codes,
    names: Names<'r>,
}

impl Row<'_> {
    /// The English name of a party, else its code.
    fn name_of(&self, party: &Party) -> String {
        (self.names)(&party.code).map_or_else(|| party.code.clone(), |(_, name)| name)
    }

    /// Whether a party is a state.
    fn is_state(&self, party: &Party) -> bool {
        match party.kind.as_deref() {
            Some(kind) => kind == "state",
            None => (self.names)(&party.code).is_some_and(|(kind, _)| kind == "state"),
        }
    }

    /// The number of an act, exact in every reader: the first 13 digits of its id, plus which of its rows this is.
    fn number_of_act(&self) -> u64 {
        self.act.event.id.get(..13).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default() + self.number as u64
    }

    fn date(&self) -> Option<&str> {
        self.act.event.date.as_ref().map(|date| date.value.as_str())
    }
}

/// Rows of a layout being written.
pub(crate) struct Layouts<W: Write> {
    layout: Layout,
    out: W,
    line: u64,
}

impl<W: Write> Layouts<W> {
    pub fn new(layout: Layout, mut out: W) -> Result<Self, ExportError> {
        let columns: &[&str] = match layout {
            Layout::Polecat => &polecat::COLUMNS,
            Layout::Icews => &icews::COLUMNS,
            // Its files have no header.
            Layout::Gdelt => &[],
        };
        if !columns.is_empty() {
            writeln!(out, "{}", columns.join("\t"))?;
        }
        Ok(Self { layout, out, line: 0 })
    }

    /// The rows of an act.
    pub fn act(&mut self, act: &Act<'_>, codes: &Codes, names: Names<'_>) -> Result<(), ExportError> {
        let (actors, recipients) = (act.actors(), act.recipients());
        for (number, pair) in pairs(&act.event.kind, &actors, &recipients).into_iter().enumerate() {
            let row = Row { act, pair, number, line: self.line, codes, names };
            match self.layout {
                Layout::Polecat => write_row(&mut self.out, &polecat::row(&row))?,
                Layout::Gdelt => write_row(&mut self.out, &gdelt::row(&row))?,
                Layout::Icews => write_row(&mut self.out, &icews::row(&row))?,
            }
            self.line += 1;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), ExportError> {
        Ok(self.out.flush()?)
    }
}

fn write_row(out: &mut impl Write, cells: &[Cow<'_, str>]) -> Result<(), ExportError> {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.write_all(b"\t")?;
        }
        out.write_all(plain(cell).as_bytes())?;
    }
    Ok(out.write_all(b"\n")?)
}

/// A cell without what readers of tab-separated files trip over.
fn plain(cell: &str) -> Cow<'_, str> {
    let trips = |c: char| c.is_control() || c == '"' || c == '\u{2028}' || c == '\u{2029}';
    if !cell.contains(trips) {
        return Cow::Borrowed(cell);
    }
    cell.chars()
        .map(|c| {
            if c == '"' {
                '\''
            } else if trips(c) {
                ' '
            } else {
                c
            }
        })
        .collect::<String>()
        .into()
}

/// `None` is an empty cell.
fn cell<'c>(text: Option<impl Into<Cow<'c, str>>>) -> Cow<'c, str> {
    text.map(Into::into).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_nothing_that_readers_trip_over() {
        assert_eq!(plain("Bộ Ngoại giao"), "Bộ Ngoại giao");
        assert_eq!(plain("a\tb\r\nc \"d\""), "a b  c 'd'");
    }
}
