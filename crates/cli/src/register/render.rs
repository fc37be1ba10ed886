//! Answers as a table, as lines of JSON, or as CSV: a row of text for people and spreadsheets, the whole object for programs.

use anyhow::Result;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Attribute, Cell, ColumnConstraint, ContentArrangement, Table};
use serde::Serialize;

use super::Session;
use super::args::{AnswerFormat, OutputArgs};
use crate::output::{self, Output};

/// An answer being written.
pub struct Answer {
    format: AnswerFormat,
    out: Output,
    table: Table,
    columns: &'static [&'static str],
    rows: usize,
    bold: bool,
}

impl Answer {
    /// Begin an answer with these columns.
    pub fn begin(args: &OutputArgs, session: &Session<'_>, columns: &'static [&'static str]) -> Result<Self> {
        let target = args.output.as_deref();
        let format = match args.format {
            Some(format) => format,
            None if output::is_terminal(target) => AnswerFormat::Table,
            None => AnswerFormat::Jsonl,
        };
        let style = output::table_style(target, session.color);
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
        let head = |name: &&str| {
            let cell = Cell::new(name.replace('_', " "));
            if style.colour { cell.add_attribute(Attribute::Bold) } else { cell }
        };
        table.set_header(columns.iter().map(head));
        // Ids are copied from here: they are never broken.
        if let Some(column) = columns.iter().position(|c| matches!(*c, "id" | "record")).and_then(|at| table.column_mut(at)) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        let mut out = Output::open(target, &[])?;
        if format == AnswerFormat::Csv {
            out.write(&csv_line(columns.iter().map(ToString::to_string))?)?;
        }
        Ok(Self { format, out, table, columns, rows: 0, bold: style.colour })
    }

    /// One answer: the object and its row.
    pub fn take<T: Serialize>(&mut self, object: &T, row: impl FnOnce() -> Vec<String>) -> Result<()> {
        self.rows += 1;
        match self.format {
            AnswerFormat::Jsonl => {
                let mut line = serde_json::to_string(object)?;
                line.push('\n');
                self.out.write(&line)
            }
            AnswerFormat::Csv => self.out.write(&csv_line(row().into_iter())?),
            AnswerFormat::Table => {
                let row = row();
                debug_assert_eq!(row.len(), self.columns.len(), "a cell for each column");
                self.table.add_row(row);
                Ok(())
            }
        }
    }

    /// Whether rows are written, one for each part of an answer, and not the whole object.
    pub fn is_rows(&self) -> bool {
        self.format != AnswerFormat::Jsonl
    }

    /// Whether a table is written, for remarks around it.
    pub fn is_table(&self) -> bool {
        self.format == AnswerFormat::Table
    }

    /// Write lines of text before the table.
    pub fn text(&mut self, text: &str) -> Result<()> {
        if self.is_table() { self.out.write(text) } else { Ok(()) }
    }

    /// A line that stands out on a terminal.
    pub fn heading(&mut self, text: &str) -> Result<()> {
        let line = if self.bold { format!("\x1b[1m{text}\x1b[0m\n") } else { format!("{text}\n") };
        self.text(&line)
    }

    /// Write what is left.
    pub fn end(mut self, nothing: &str) -> Result<usize> {
        if self.is_table() {
            let text = if self.rows == 0 { format!("{nothing}\n") } else { format!("{}\n", self.table) };
            self.out.write(&text)?;
        }
        self.out.flush()?;
        Ok(self.rows)
    }
}

fn csv_line(cells: impl Iterator<Item = String>) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    Ok(String::from_utf8(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)?)
}
