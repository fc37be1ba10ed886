//! The forms in which coded documents leave the program. Only this crate and the server serialise.
//!
//! - [`wire`]: `chancery/1`, one line of JSON a document, with its published [`schema()`];
//! - `table`: for terminals; `csv`: one row a record; `html`: one page that shows the records beside their words.
//!
//! A [`Renderer`] writes any of them piece by piece, so that memory does not grow with the number of documents:
//! [`Renderer::begin`], then [`Renderer::document`] for each one (in any thread), then [`Renderer::end`].
//! The same documents give the same bytes.

mod convert;
mod csv;
mod html;
mod line;
mod schema;
mod score;
mod table;
pub mod wire;

use std::fmt;
use std::str::FromStr;

use chancery_model::{CodedDocument, Document};

pub use convert::to_wire;
pub use csv::{COLUMNS as CSV_COLUMNS, cells as csv_rows};
pub use schema::schema;
pub use score::{ScoreErrors, Scores};

/// Why a document could not be written in a format.
#[derive(Debug, thiserror::Error)]
#[error("document `{document}` cannot be written as {format}: {cause}")]
pub struct FormatError {
    document: String,
    format: Format,
    cause: String,
}

/// A word that names no format.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no format; write jsonl, table, html or csv")]
pub struct UnknownFormat(String);

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `chancery/1`, one object a line.
    Jsonl,
    /// A readable table for terminals.
    Table,
    /// One self-contained page.
    Html,
    /// One row a record.
    Csv,
}

impl Format {
    /// Every format, in the order of the help text.
    pub const ALL: [Format; 4] = [Format::Jsonl, Format::Table, Format::Html, Format::Csv];

    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Table => "table",
            Format::Html => "html",
            Format::Csv => "csv",
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
        let known = Self::ALL.into_iter().find(|format| format.as_str() == word);
        known.ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

/// How a table looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableStyle {
    /// Columns of the terminal.
    pub width: u16,
    /// Whether to use colours; only where the output is a terminal.
    pub colour: bool,
}

impl Default for TableStyle {
    fn default() -> Self {
        Self { width: 100, colour: false }
    }
}

/// Writes documents in one format.
#[derive(Clone, Debug)]
pub struct Renderer {
    format: Format,
    scores: Scores,
    style: TableStyle,
}

impl Renderer {
    /// A renderer for a format.
    pub fn new(format: Format, scores: Scores, style: TableStyle) -> Self {
        Self { format, scores, style }
    }

    /// What stands before the first document.
    pub fn begin(&self) -> String {
        match self.format {
            Format::Jsonl | Format::Table => String::new(),
            Format::Html => html::begin(),
            Format::Csv => csv::header(),
        }
    }

    /// One document; `number` counts the documents of the output and keeps the anchors of a page apart.
    pub fn document(&self, number: usize, document: &Document, coded: &CodedDocument) -> Result<String, FormatError> {
        let wire = to_wire(document, coded, &self.scores);
        let wrong = |cause: String| FormatError { document: document.id.clone(), format: self.format, cause };
        match self.format {
            Format::Jsonl => Ok(wire.to_line()),
            Format::Table => Ok(table::render(&wire, self.style)),
            Format::Html => Ok(html::document(number, document, coded, &wire)),
            Format::Csv => csv::rows(&wire).map_err(|error| wrong(error.to_string())),
        }
    }

    /// What stands after the last document.
    pub fn end(&self) -> String {
        match self.format {
            Format::Jsonl | Format::Table | Format::Csv => String::new(),
            Format::Html => html::end(),
        }
    }
}
