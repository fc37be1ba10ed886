//! Parquet: one report a row, of which only the columns that mean something are read, one page after the other.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Span;
use jiff::civil::Date;
use parquet::basic::{Compression, ConvertedType, Type as Physical};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::fields::{Record, meaning};
use super::guard::{check_ratio, read_whole};
use super::heads::{Heads, Source};
use super::pages::{Values, malformed, width};
use super::{Flow, Place, ReadSeek, Walker, Whole, footer};
use crate::{Field, Limits, Options, RefusedReason, decode};

/// A column that means something.
struct Column {
    index: usize,
    name: String,
    kind: Kind,
    width: Option<usize>,
    present: u32,
}

/// How the bytes of a value are read.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Days,
    Integer,
    Float,
}

/// Go through a table by columns.
pub(super) fn walk(walker: &mut Walker<'_, '_>, place: &Place, whole: Whole<'_>, stream: &mut dyn Read) -> Flow {
    let opened =
        open(whole, stream, walker.options()).and_then(|(reader, source, size)| Ok((columns(reader.as_ref(), &walker.options().map)?, reader, source, size)));
    let (columns, reader, source, size) = match opened {
        Ok(opened) => opened,
        Err(reason) => return walker.refuse(place, reason),
    };
    if let Whole::File(_) = whole {
        walker.spent.packed.set(size);
    }
    let groups = reader.num_row_groups();
    let mut number = 0_u64;
    for group in 0..groups {
        let before = walker.part;
        let rows = match check(reader.as_ref(), group, size, &columns, walker.options().limits) {
            Ok(rows) => rows,
            Err(reason) => return walker.refuse(place, reason),
        };
        if rows > 0 && walker.part + rows > walker.done {
            rows_of(walker, place, number, || values(reader.as_ref(), &source, group, &columns), rows, &columns)?;
        }
        number += rows;
        walker.part = before + rows;
        if walker.is_spent() {
            return ControlFlow::Continue(());
        }
        if let Whole::File(_) = whole {
            walker.progress.set(size / groups as u64 * (group as u64 + 1));
        }
    }
    ControlFlow::Continue(())
}

/// Go through a group of rows. What is wrong with a page loses the rest of the group, which counts all the same: a walk that passes over the
/// group does not know what is wrong in it.
fn rows_of(
    walker: &mut Walker<'_, '_>,
    place: &Place,
    before: u64,
    values: impl FnOnce() -> Result<Vec<Values>, RefusedReason>,
    rows: u64,
    columns: &[Column],
) -> Flow {
    let mut values = match values() {
        Ok(values) => values,
        Err(reason) => return walker.refuse(&place.at(&format!("row {}", before + 1)), reason),
    };
    for number in before + 1..=before + rows {
        let at = place.at(&format!("row {number}"));
        match row(columns, &mut values, walker) {
            Ok(record) => walker.record(&at, |_| record?.report().map(Some))?,
            Err(reason) => return walker.refuse(&at, reason),
        }
    }
    ControlFlow::Continue(())
}

fn open(whole: Whole<'_>, stream: &mut dyn Read, options: &Options) -> Result<(Arc<dyn FileReader>, Source, u64), RefusedReason> {
    Ok(match whole {
        Whole::File(path) => {
            let mut file = File::open(path).map_err(RefusedReason::Unreadable)?;
            footer::check(&mut file, options.limits)?;
            let size = file.metadata().map_err(RefusedReason::Unreadable)?.len();
            // Opened once more, for a place in it of its own.
            let source: Box<dyn ReadSeek> = Box::new(File::open(path).map_err(RefusedReason::Unreadable)?);
            (Arc::new(SerializedFileReader::new(file).map_err(malformed)?), Rc::new(RefCell::new(source)), size)
        }
        Whole::No => {
            let bytes = Bytes::from(read_whole(stream, options.limits.effective(), "Parquet")?);
            footer::check(&mut Cursor::new(&bytes), options.limits)?;
            let size = bytes.len() as u64;
            let source: Box<dyn ReadSeek> = Box::new(Cursor::new(bytes.clone()));
            (Arc::new(SerializedFileReader::new(bytes).map_err(malformed)?), Rc::new(RefCell::new(source)), size)
        }
    })
}

/// The columns that mean something, those in a structure (`source.name`) included.
fn columns(reader: &dyn FileReader, map: &[(String, Field)]) -> Result<Vec<Column>, RefusedReason> {
    let all = reader.metadata().file_metadata().schema_descr().columns();
    let columns: Vec<Column> = all.iter().enumerate().filter_map(|(index, about)| column(index, about, map)).collect();
    if columns.iter().any(|column| matches!(meaning(&column.name, map), Some((Field::Text, _)))) {
        return Ok(columns);
    }
    let names: Vec<String> = all.iter().map(|about| about.path().parts().join(".")).collect();
    Err(RefusedReason::NoText { fields: names.join(", ").chars().take(400).collect() })
}

fn column(index: usize, about: &ColumnDescriptor, map: &[(String, Field)]) -> Option<Column> {
    let name = about.path().parts().join(".");
    meaning(&name, map)?;
    let kind = match about.physical_type() {
        Physical::BYTE_ARRAY => Kind::Text,
        Physical::INT32 if about.converted_type() == ConvertedType::DATE => Kind::Days,
        Physical::FLOAT | Physical::DOUBLE => Kind::Float,
        _ => Kind::Integer,
    };
    let present = u32::try_from(about.max_def_level()).ok()?;
    (about.max_rep_level() == 0).then_some(Column { index, name, kind, width: width(about.physical_type())?, present })
}

/// The number of rows of a group, if it is within the file and within the limits.
fn check(reader: &dyn FileReader, group: usize, size: u64, columns: &[Column], limits: Limits) -> Result<u64, RefusedReason> {
    let about = reader.metadata().row_group(group);
    let outside = || RefusedReason::Malformed { what: "Parquet", detail: "a column lies outside of the file".to_owned() };
    for column in columns {
        let chunk = about.columns().get(column.index).ok_or_else(outside)?;
        let start = u64::try_from(chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset())).map_err(|_| outside())?;
        let packed = u64::try_from(chunk.compressed_size()).map_err(|_| outside())?;
        if start.checked_add(packed).is_none_or(|end| end > size) {
            return Err(outside());
        }
        if !matches!(chunk.compression(), Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) | Compression::ZSTD(_)) {
            return Err(RefusedReason::Packing { name: chunk.compression().to_string() });
        }
        let unpacked = u64::try_from(chunk.uncompressed_size()).unwrap_or(u64::MAX);
        check_ratio(unpacked, packed, &limits)?;
    }
    let rows = u64::try_from(about.num_rows()).map_err(|_| outside())?;
    // Many rows can be the same few bytes over and over.
    check_ratio(rows, size, &limits)?;
    Ok(rows)
}

/// The values of the columns in a group of rows.
fn values(reader: &dyn FileReader, source: &Source, group: usize, columns: &[Column]) -> Result<Vec<Values>, RefusedReason> {
    let group = reader.get_row_group(group).map_err(malformed)?;
    let open = |column: &Column| {
        let (at, len) = group.metadata().column(column.index).byte_range();
        let heads = Heads::new(Rc::clone(source), at, len);
        Ok(Values::new(group.get_column_page_reader(column.index).map_err(malformed)?, heads, column.width, column.present))
    };
    columns.iter().map(open).collect()
}

/// One row. What is wrong with a value refuses the row; what is wrong with a page loses the rest.
fn row(columns: &[Column], values: &mut [Values], walker: &Walker<'_, '_>) -> Result<Result<Record, RefusedReason>, RefusedReason> {
    let limits = walker.options().limits;
    let (mut record, mut fault) = (Record::default(), None);
    for (column, values) in columns.iter().zip(values) {
        let Some(value) = values.next()? else { continue };
        walker.spent.unpack(value.len() as u64);
        walker.spent.check(&limits)?;
        if value.len() as u64 > limits.effective() {
            fault = Some(RefusedReason::TooLarge { max_bytes: limits.effective() });
            continue;
        }
        match shown(column.kind, &value, walker.options()) {
            Ok(value) => record.put(&column.name, &value, &walker.options().map),
            Err(reason) => fault = Some(reason),
        }
    }
    Ok(fault.map_or(Ok(record), Err))
}

/// The day so many days after the first of 1970.
fn day(days: i64) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(Span::new().try_days(days).ok()?).ok()
}

fn shown(kind: Kind, value: &[u8], options: &Options) -> Result<String, RefusedReason> {
    let integer = || match (<[u8; 4]>::try_from(value), <[u8; 8]>::try_from(value)) {
        (Ok(four), _) => i64::from(i32::from_le_bytes(four)),
        (_, Ok(eight)) => i64::from_le_bytes(eight),
        _ => 0,
    };
    Ok(match kind {
        Kind::Text => match std::str::from_utf8(value) {
            Ok(text) => text.to_owned(),
            Err(_) => decode::decode(value.to_vec(), None, options)?,
        },
        Kind::Days => day(integer()).map(|day| day.to_string()).unwrap_or_default(),
        // Times tell their unit by their size.
        Kind::Integer => integer().to_string(),
        Kind::Float => match (<[u8; 4]>::try_from(value), <[u8; 8]>::try_from(value)) {
            (Ok(four), _) => f32::from_le_bytes(four).to_string(),
            (_, Ok(eight)) => f64::from_le_bytes(eight).to_string(),
            _ => String::new(),
        },
    })
}
