//! Flat tables: columns with a name and a kind, rows of cells, and the four encodings that they are written in. The same rows give the same
//! values in each of them.

use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{ArrayBuilder, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use jiff::civil::Date;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use parquet::schema::types::ColumnPath;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::ExportError;

/// Rows that are put together before they are written.
const BATCH_ROWS: usize = 4096;
/// A row group of Parquet ends after so many rows
const GROUP_ROWS: usize = 131_072;
/// or when it takes so many bytes of memory.
const GROUP_BYTES: usize = 64 << 20;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text that few rows share: ids, words of a report.
    Text,
    /// Text of which there are few: codes, names.
    Code,
    /// A whole number.
    Whole,
    /// A number.
    Real,
    /// Yes or no.
    Truth,
    /// A day.
    Day,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub kind: Kind,
}

/// What stands in one row of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is known.
    Empty,
    /// Text.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Truth(bool),
    /// A day.
    Day(Date),
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(told: Option<T>) -> Self {
        told.map_or(Cell::Empty, Into::into)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(text.into())
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Cell::Real(number)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Cell::Whole(number.into())
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl Cell<'_> {
    /// Several codes or names in one cell, parted by `; `; none is an empty cell.
    pub fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        if items.is_empty() { Cell::Empty } else { Cell::Text(items.join("; ").into()) }
    }

    /// As it is written in a cell of CSV.
    fn written(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Whole(number) => number.to_string().into(),
            Cell::Real(number) => number.to_string().into(),
            Cell::Truth(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
            Cell::Day(day) => day.to_string().into(),
        }
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Empty => serializer.serialize_none(),
            Cell::Text(text) => serializer.serialize_str(text),
            Cell::Whole(number) => serializer.serialize_i64(*number),
            Cell::Real(number) => serializer.serialize_f64(*number),
            Cell::Truth(truth) => serializer.serialize_bool(*truth),
            Cell::Day(day) => serializer.serialize_str(&day.to_string()),
        }
    }
}

/// A row as an object.
struct Object<'r>(&'static [Column], &'r [Cell<'r>]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.0.len()))?;
        for (column, cell) in self.0.iter().zip(self.1) {
            object.serialize_entry(column.name, cell)?;
        }
        object.end()
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Comma-separated values with a header.
    Csv,
    /// One object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// Arrow's file for exchange between processes.
    Arrow,
}

/// A table being written.
pub struct Sheet<W: Write + Send> {
    columns: &'static [Column],
    to: To<W>,
}

enum To<W: Write + Send> {
    Csv(Box<csv::Writer<W>>),
    Jsonl(W),
    Parquet(Batch, Box<ArrowWriter<W>>),
    Arrow(Batch, Box<FileWriter<W>>),
}

impl<W: Write + Send> Sheet<W> {
    /// Begin a table of these columns.
    pub fn new(encoding: Encoding, columns: &'static [Column], out: W) -> Result<Self, ExportError> {
        let schema = schema(columns);
        let to = match encoding {
            Encoding::Csv => {
                let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
                writer.write_record(columns.iter().map(|column| column.name))?;
                To::Csv(Box::new(writer))
            }
            Encoding::Jsonl => To::Jsonl(out),
            Encoding::Parquet => To::Parquet(Batch::new(columns), Box::new(ArrowWriter::try_new(out, schema, Some(properties(columns)))?)),
            Encoding::Arrow => To::Arrow(Batch::new(columns), Box::new(FileWriter::try_new(out, &schema)?)),
        };
        Ok(Self { columns, to })
    }

    /// Write a row.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        debug_assert_eq!(cells.len(), self.columns.len(), "a cell for each column");
        match &mut self.to {
            To::Csv(writer) => {
                cells.iter().try_for_each(|cell| writer.write_field(cell.written().as_bytes()))?;
                // Ends the row.
                writer.write_record(None::<&[u8]>)?;
            }
            To::Jsonl(out) => {
                serde_json::to_writer(&mut *out, &Object(self.columns, cells))?;
                out.write_all(b"\n")?;
            }
            To::Parquet(batch, writer) => {
                batch.push(cells);
                if batch.rows >= BATCH_ROWS {
                    writer.write(&batch.take()?)?;
                    if writer.in_progress_size() >= GROUP_BYTES {
                        writer.flush()?;
                    }
                }
            }
            To::Arrow(batch, writer) => {
                batch.push(cells);
                if batch.rows >= BATCH_ROWS {
                    writer.write(&batch.take()?)?;
                }
            }
        }
        Ok(())
    }

    /// Write what is left, and the end.
    pub fn finish(self) -> Result<(), ExportError> {
        match self.to {
            To::Csv(mut writer) => writer.flush()?,
            To::Jsonl(mut out) => out.flush()?,
            To::Parquet(mut batch, mut writer) => {
                writer.write(&batch.take()?)?;
                writer.into_inner()?.flush()?;
            }
            To::Arrow(mut batch, mut writer) => {
                if batch.rows > 0 {
                    writer.write(&batch.take()?)?;
                }
                writer.finish()?;
                writer.get_mut().flush()?;
            }
        }
        Ok(())
    }
}

/// The columns as Arrow knows them.
pub fn schema(columns: &[Column]) -> SchemaRef {
    let field = |column: &Column| {
        let kind = match column.kind {
            Kind::Text | Kind::Code => DataType::Utf8,
            Kind::Whole => DataType::Int64,
            Kind::Real => DataType::Float64,
            Kind::Truth => DataType::Boolean,
            Kind::Day => DataType::Date32,
        };
        Field::new(column.name, kind, true)
    };
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

/// Compressed with Zstandard; a dictionary for columns in which values come again and again, and none for the others.
fn properties(columns: &[Column]) -> WriterProperties {
    let begun = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_created_by(concat!("chancery ", env!("CARGO_PKG_VERSION")).to_owned());
    let named = |column: &&Column| column.kind == Kind::Text;
    columns.iter().filter(named).fold(begun, |p, column| p.set_column_dictionary_enabled(ColumnPath::from(column.name), false)).build()
}

/// Rows on their way into columns.
pub struct Batch {
    schema: SchemaRef,
    columns: Vec<Builder>,
    rows: usize,
}

enum Builder {
    Text(StringBuilder),
    Whole(Int64Builder),
    Real(Float64Builder),
    Truth(BooleanBuilder),
    Day(Date32Builder),
}

impl Batch {
    /// No rows yet.
    pub fn new(columns: &[Column]) -> Self {
        let builder = |column: &Column| match column.kind {
            Kind::Text | Kind::Code => Builder::Text(StringBuilder::new()),
            Kind::Whole => Builder::Whole(Int64Builder::new()),
            Kind::Real => Builder::Real(Float64Builder::new()),
            Kind::Truth => Builder::Truth(BooleanBuilder::new()),
            Kind::Day => Builder::Day(Date32Builder::new()),
        };
        Self { schema: schema(columns), columns: columns.iter().map(builder).collect(), rows: 0 }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// One more row. A cell of another kind than its column counts as empty.
    pub fn push(&mut self, cells: &[Cell<'_>]) {
        self.rows += 1;
        for (builder, cell) in self.columns.iter_mut().zip(cells) {
            match (builder, cell) {
                (Builder::Text(to), Cell::Text(text)) => to.append_value(text),
                (Builder::Text(to), _) => to.append_null(),
                (Builder::Whole(to), Cell::Whole(number)) => to.append_value(*number),
                (Builder::Whole(to), _) => to.append_null(),
                (Builder::Real(to), Cell::Real(number)) => to.append_value(*number),
                (Builder::Real(to), _) => to.append_null(),
                (Builder::Truth(to), Cell::Truth(truth)) => to.append_value(*truth),
                (Builder::Truth(to), _) => to.append_null(),
                (Builder::Day(to), Cell::Day(day)) => to.append_value(days_since_1970(*day)),
                (Builder::Day(to), _) => to.append_null(),
            }
        }
    }

    /// The rows so far; afterwards there are none.
    pub fn take(&mut self) -> Result<RecordBatch, ExportError> {
        self.rows = 0;
        let arrays: Vec<ArrayRef> = self
            .columns
            .iter_mut()
            .map(|builder| match builder {
                Builder::Text(from) => ArrayBuilder::finish(from),
                Builder::Whole(from) => ArrayBuilder::finish(from),
                Builder::Real(from) => ArrayBuilder::finish(from),
                Builder::Truth(from) => ArrayBuilder::finish(from),
                Builder::Day(from) => ArrayBuilder::finish(from),
            })
            .collect();
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), arrays)?)
    }
}

fn days_since_1970(day: Date) -> i32 {
    (day - Date::constant(1970, 1, 1)).get_days()
}
