//! What the register and coded documents hold, in the files that other tools read: flat tables as CSV, JSON Lines, Parquet and Arrow, event data in
//! the layouts of PLOVER, POLECAT, GDELT and ICEWS, the network of who acts towards whom, undertakings as a calendar.
//!
//! An [`ActWriter`] takes acts one by one, a [`CommitmentWriter`] undertakings, a [`RecordWriter`] documents that are in no register. What they write is
//! described in `docs/exports.md`. Memory does not grow with what is written (the network: with the pairs of parties), and the same input gives the same bytes.

mod act;
mod calendar;
pub mod codes;
mod days;
mod layouts;
mod network;
mod plover;
pub mod sheet;
pub mod tables;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use chancery_formats::wire::WireDocument;
use chancery_register::RegisterError;
use chancery_register::answers::Commitment;

pub use crate::act::{Act, Point};
use crate::calendar::Calendar;
use crate::codes::{CodeErrors, Codes};
pub use crate::layouts::Layout;
use crate::layouts::Layouts;
use crate::network::Network;
pub use crate::network::NetworkForm;
pub use crate::sheet::Encoding;
use crate::sheet::Sheet;

/// Sort (`state`, `organisation`, `group`) and English name of a party, by its code.
pub type Names<'n> = &'n dyn Fn(&str) -> Option<(String, String)>;

/// Where a place is, by the code of its country and any name that reports give it.
pub type Points<'n> = &'n dyn Fn(&str, &str) -> Option<Point>;

/// Why something could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The file cannot be written.
    #[error("cannot write the export: {0}")]
    Io(#[from] io::Error),
    /// The register cannot be read.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The tables of codes that ship with the program are damaged.
    #[error("the tables of codes are damaged: {0}")]
    Codes(#[from] CodeErrors),
    /// A row cannot be written as CSV.
    #[error("cannot write the export as CSV: {0}")]
    Csv(#[source] csv::Error),
    /// An object cannot be written as JSON.
    #[error("cannot write the export as JSON: {0}")]
    Json(#[source] serde_json::Error),
    /// Columns cannot be put together.
    #[error("cannot write the export as Arrow: {0}")]
    Arrow(#[from] arrow_schema::ArrowError),
    /// A file of Parquet cannot be written.
    #[error("cannot write the export as Parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// An entry of a calendar cannot be written.
    #[error("cannot write an entry of the calendar")]
    Calendar(#[from] fmt::Error),
    /// A format that does not hold what is asked for.
    #[error("{format} holds {holds}; {way_out}")]
    Subject {
        /// The format.
        format: Format,
        /// What it holds.
        holds: &'static str,
        /// What to do.
        way_out: &'static str,
    },
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Self::Io(error),
            kind => Self::Csv(io::Error::other(format!("{kind:?}")).into()),
        }
    }
}

impl From<serde_json::Error> for ExportError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_io() { Self::Io(error.into()) } else { Self::Json(error) }
    }
}

/// A word that names no format.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no format of export")]
pub struct UnknownFormat(String);

/// A format of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A flat table.
    Table(Encoding),
    /// Event data in PLOVER JSON.
    Plover,
    /// Event data in rows, as another project publishes it.
    Rows(Layout),
    /// The network of dyads.
    Network(NetworkForm),
    /// Due dates as iCalendar.
    ICalendar,
}

impl Format {
    /// Every format, in the order of the help text.
    pub const ALL: [Self; 11] = [
        Self::Table(Encoding::Csv),
        Self::Table(Encoding::Jsonl),
        Self::Table(Encoding::Parquet),
        Self::Table(Encoding::Arrow),
        Self::Plover,
        Self::Rows(Layout::Polecat),
        Self::Rows(Layout::Gdelt),
        Self::Rows(Layout::Icews),
        Self::Network(NetworkForm::GraphMl),
        Self::Network(NetworkForm::Gexf),
        Self::ICalendar,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table(Encoding::Csv) => "csv",
            Self::Table(Encoding::Jsonl) => "jsonl",
            Self::Table(Encoding::Parquet) => "parquet",
            Self::Table(Encoding::Arrow) => "arrow",
            Self::Plover => "plover",
            Self::Rows(Layout::Polecat) => "polecat",
            Self::Rows(Layout::Gdelt) => "gdelt",
            Self::Rows(Layout::Icews) => "icews",
            Self::Network(NetworkForm::GraphMl) => "graphml",
            Self::Network(NetworkForm::Gexf) => "gexf",
            Self::ICalendar => "ical",
        }
    }

    /// What it is, for the help text.
    pub fn about(self) -> &'static str {
        match self {
            Self::Table(Encoding::Csv) => "table for spreadsheets and R",
            Self::Table(Encoding::Jsonl) => "table, one JSON object a line",
            Self::Table(Encoding::Parquet) => "table in Apache Parquet",
            Self::Table(Encoding::Arrow) => "table in Arrow's file format (Feather 2)",
            Self::Plover => "event data in PLOVER JSON, one act a line",
            Self::Rows(Layout::Polecat) => "event data as POLECAT publishes it: 40 columns, tab-separated",
            Self::Rows(Layout::Gdelt) => "event data as GDELT 2.0 publishes it: 61 columns, tab-separated, no header",
            Self::Rows(Layout::Icews) => "event data as ICEWS was published: 20 columns, tab-separated",
            Self::Network(NetworkForm::GraphMl) => "network of who acts towards whom, for Gephi, igraph, networkx",
            Self::Network(NetworkForm::Gexf) => "the same in GEXF",
            Self::ICalendar => "due dates of commitments as a calendar (iCalendar)",
        }
    }

    /// The format of a file with this ending, where the ending alone tells it.
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Table(Encoding::Csv)),
            "jsonl" | "ndjson" => Some(Self::Table(Encoding::Jsonl)),
            "parquet" => Some(Self::Table(Encoding::Parquet)),
            "arrow" | "feather" => Some(Self::Table(Encoding::Arrow)),
            "graphml" => Some(Self::Network(NetworkForm::GraphMl)),
            "gexf" => Some(Self::Network(NetworkForm::Gexf)),
            "ics" => Some(Self::ICalendar),
            _ => None,
        }
    }

    /// Whether it is meant for people to read, so that a terminal may show it.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Table(Encoding::Parquet | Encoding::Arrow))
    }

    /// Whether an act has a place in it that was not asked for by its status. Tables tell the status; networks count what was done; the event data of other
    /// projects hold beside that the announcements of friendly acts, which are acts themselves, and cannot say of any other that it was not done.
    pub fn holds(self, act: &Act<'_>) -> bool {
        match self {
            Self::Table(_) | Self::ICalendar => true,
            Self::Network(_) => act.event.status == "actual",
            Self::Plover | Self::Rows(_) => act.is_done(),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.as_str() == word).ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

/// A flat table of acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActTable {
    /// One row an act.
    Events,
    /// One row for each report of an act.
    Reports,
}

/// A flat table of undertakings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitmentTable {
    /// One row an undertaking.
    Commitments,
    /// One row for each step of an undertaking.
    Steps,
}

/// Acts being written.
pub struct ActWriter<'n, W: Write + Send> {
    to: Acts<W>,
    codes: Codes,
    names: Names<'n>,
}

enum Acts<W: Write + Send> {
    Sheet(ActTable, Box<Sheet<W>>),
    Plover(W),
    Layout(Layouts<W>),
    Network(NetworkForm, Network, W),
}

impl<'n, W: Write + Send> ActWriter<'n, W> {
    /// Begin; the table says what a row is where the format leaves it open.
    pub fn new(format: Format, table: ActTable, names: Names<'n>, out: W) -> Result<Self, ExportError> {
        let to = match format {
            Format::Table(encoding) => {
                let columns = match table {
                    ActTable::Events => tables::EVENTS,
                    ActTable::Reports => tables::REPORTS,
                };
                Acts::Sheet(table, Box::new(Sheet::new(encoding, columns, out)?))
            }
            Format::Plover => Acts::Plover(out),
            Format::Rows(layout) => Acts::Layout(Layouts::new(layout, out)?),
            Format::Network(form) => Acts::Network(form, Network::default(), out),
            Format::ICalendar => {
                return Err(ExportError::Subject { format, holds: "due dates of commitments", way_out: "leave out filters and tables of events" });
            }
        };
        Ok(Self { to, codes: Codes::embedded()?, names })
    }

    /// Write an act.
    pub fn act(&mut self, act: &Act<'_>) -> Result<(), ExportError> {
        match &mut self.to {
            Acts::Sheet(ActTable::Events, sheet) => sheet.row(&tables::event(act)),
            Acts::Sheet(ActTable::Reports, sheet) => tables::reports(act).try_for_each(|row| sheet.row(&row)),
            Acts::Plover(out) => plover::write(out, act, &self.codes, self.names),
            Acts::Layout(layout) => layout.act(act, &self.codes, self.names),
            Acts::Network(_, network, _) => {
                network.act(act, self.names);
                Ok(())
            }
        }
    }

    /// Write what is left.
    pub fn finish(self) -> Result<(), ExportError> {
        match self.to {
            Acts::Sheet(_, sheet) => sheet.finish(),
            Acts::Plover(mut out) => Ok(out.flush()?),
            Acts::Layout(layout) => layout.finish(),
            Acts::Network(form, network, out) => network.write(form, out),
        }
    }
}

/// Undertakings being written.
pub struct CommitmentWriter<W: Write + Send>(Commitments<W>);

enum Commitments<W: Write + Send> {
    Sheet(CommitmentTable, Box<Sheet<W>>),
    Calendar(Calendar<W>),
}

impl<W: Write + Send> CommitmentWriter<W> {
    /// Begin.
    pub fn new(format: Format, table: CommitmentTable, out: W) -> Result<Self, ExportError> {
        let columns = match table {
            CommitmentTable::Commitments => tables::COMMITMENTS,
            CommitmentTable::Steps => tables::STEPS,
        };
        match format {
            Format::ICalendar => Ok(Self(Commitments::Calendar(Calendar::new(out)?))),
            Format::Table(encoding) => Ok(Self(Commitments::Sheet(table, Box::new(Sheet::new(encoding, columns, out)?)))),
            Format::Plover | Format::Rows(_) | Format::Network(_) => {
                Err(ExportError::Subject { format, holds: "acts", way_out: "write commitments as csv, jsonl, parquet, arrow or ical" })
            }
        }
    }

    /// Write an undertaking; whether the format has a place for it.
    pub fn commitment(&mut self, commitment: &Commitment) -> Result<bool, ExportError> {
        match &mut self.0 {
            Commitments::Sheet(CommitmentTable::Commitments, sheet) => sheet.row(&tables::commitment(commitment))?,
            Commitments::Sheet(CommitmentTable::Steps, sheet) => tables::steps(commitment).try_for_each(|row| sheet.row(&row))?,
            Commitments::Calendar(calendar) => return calendar.commitment(commitment),
        }
        Ok(true)
    }

    /// Write what is left.
    pub fn finish(self) -> Result<(), ExportError> {
        match self.0 {
            Commitments::Sheet(_, sheet) => sheet.finish(),
            Commitments::Calendar(calendar) => calendar.finish(),
        }
    }
}

/// Documents that are in no register, being written: a row for each record, or event data.
pub struct RecordWriter<'n, W: Write + Send>(Records<'n, W>);

enum Records<'n, W: Write + Send> {
    Sheet(Box<Sheet<W>>),
    Acts(Format, Box<ActWriter<'n, W>>, Points<'n>),
}

impl<'n, W: Write + Send> RecordWriter<'n, W> {
    /// Begin.
    pub fn new(format: Format, names: Names<'n>, points: Points<'n>, out: W) -> Result<Self, ExportError> {
        match format {
            Format::Table(encoding) => Ok(Self(Records::Sheet(Box::new(Sheet::new(encoding, tables::RECORDS, out)?)))),
            _ => Ok(Self(Records::Acts(format, Box::new(ActWriter::new(format, ActTable::Events, names, out)?), points))),
        }
    }

    /// Write a document; how many of its acts have no place in the format.
    pub fn document(&mut self, document: &WireDocument<'_>) -> Result<usize, ExportError> {
        match &mut self.0 {
            Records::Sheet(sheet) => tables::records(document).try_for_each(|row| sheet.row(&row)).map(|()| 0),
            Records::Acts(format, writer, points) => {
                let mut left_out = 0;
                for record in &document.events {
                    let act = Act::of_document(document, record, *points);
                    if format.holds(&act) {
                        writer.act(&act)?;
                    } else {
                        left_out += 1;
                    }
                }
                Ok(left_out)
            }
        }
    }

    /// Write what is left.
    pub fn finish(self) -> Result<(), ExportError> {
        match self.0 {
            Records::Sheet(sheet) => sheet.finish(),
            Records::Acts(_, writer, _) => writer.finish(),
        }
    }
}
