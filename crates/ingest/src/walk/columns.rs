//! Parquet: one report a row, of which only the columns that mean something are read, one group of rows after the other.

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field as Cell, Row};
use parquet::schema::types::Type;

use super::fields::{Record, Report, meaning};
use super::guard::read_whole;
use super::{Flow, Place, Walker, Whole};
use crate::{Field, Limits, Options, RefusedReason};

const WHAT: &str = "Parquet";

/// Go through a table by columns.
pub(super) fn walk(walker: &mut Walker<'_, '_>, place: &Place, whole: Whole<'_>, stream: &mut dyn Read) -> Flow {
    let opened = open(whole, stream, walker.options()).and_then(|reader| Ok((columns(reader.as_ref(), &walker.options().map)?, reader)));
    let (columns, reader) = match opened {
        Ok(opened) => opened,
        Err(reason) => return walker.refuse(place, reason),
    };
    let (groups, size) = (reader.num_row_groups(), walker.size(whole));
    let mut number = 0_u64;
    for group in 0..groups {
        let rows = u64::try_from(reader.metadata().row_group(group).num_rows()).unwrap_or(0);
        if walker.part + rows <= walker.done {
            walker.part += rows;
            number += rows;
        } else if let Err(reason) = self::group(walker, place, reader.as_ref(), group, &columns, &mut number)? {
            return walker.refuse(place, reason);
        }
        walker.progress.set(size / groups as u64 * (group as u64 + 1));
    }
    ControlFlow::Continue(())
}

/// The rows of one group.
fn group(
    walker: &mut Walker<'_, '_>,
    place: &Place,
    reader: &dyn FileReader,
    group: usize,
    columns: &Type,
    number: &mut u64,
) -> ControlFlow<(), Result<(), RefusedReason>> {
    let rows = match check(reader, group, walker.options().limits) {
        Ok(()) => reader.get_row_group(group),
        Err(reason) => return ControlFlow::Continue(Err(reason)),
    };
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => return ControlFlow::Continue(Err(malformed(error))),
    };
    let rows = match rows.get_row_iter(Some(columns.clone())) {
        Ok(rows) => rows,
        Err(error) => return ControlFlow::Continue(Err(malformed(error))),
    };
    for row in rows {
        *number += 1;
        match row {
            Ok(row) => match walker.record(&place.at(&format!("row {number}")), |options| report(&row, options).map(Some)) {
                ControlFlow::Continue(()) => {}
                ControlFlow::Break(()) => return ControlFlow::Break(()),
            },
            Err(error) => return ControlFlow::Continue(Err(malformed(error))),
        }
    }
    ControlFlow::Continue(Ok(()))
}

fn open(whole: Whole<'_>, stream: &mut dyn Read, options: &Options) -> Result<Arc<dyn FileReader>, RefusedReason> {
    Ok(match whole {
        Whole::File(path) => Arc::new(SerializedFileReader::new(File::open(path).map_err(RefusedReason::Unreadable)?).map_err(malformed)?),
        Whole::No => {
            let bytes = Bytes::from(read_whole(stream, options.limits.effective(), WHAT)?);
            Arc::new(SerializedFileReader::new(bytes).map_err(malformed)?)
        }
    })
}

/// The columns that mean something, those in a structure included.
fn columns(reader: &dyn FileReader, map: &[(String, Field)]) -> Result<Type, RefusedReason> {
    let schema = reader.metadata().file_metadata().schema();
    let fields = schema.get_fields();
    let means = |name: &str| meaning(name, map).is_some();
    let inside = |field: &Type| field.get_fields().iter().any(|inner| inner.is_primitive() && means(&format!("{}.{}", field.name(), inner.name())));
    let wanted: Vec<_> = fields.iter().filter(|field| if field.is_group() { inside(field) } else { means(field.name()) }).cloned().collect();
    let text = |field: &Type| matches!(meaning(field.name(), map), Some((Field::Text, _)));
    if !wanted.iter().any(|field| field.is_group() || text(field)) {
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        return Err(RefusedReason::NoText { fields: names.join(", ").chars().take(400).collect() });
    }
    Type::group_type_builder(schema.name()).with_fields(wanted).build().map_err(malformed)
}

/// Whether the columns of a group say that they unpack to no more than the limits allow.
fn check(reader: &dyn FileReader, group: usize, limits: Limits) -> Result<(), RefusedReason> {
    for column in reader.metadata().row_group(group).columns() {
        let unpacked = u64::try_from(column.uncompressed_size()).unwrap_or(u64::MAX);
        let packed = u64::try_from(column.compressed_size()).unwrap_or(0);
        if unpacked > limits.max_unpacked {
            return Err(RefusedReason::Unpacked { max_unpacked: limits.max_unpacked });
        }
        if unpacked > Limits::RATIO_FROM && unpacked / limits.max_ratio.max(1) > packed {
            return Err(RefusedReason::Ratio { max_ratio: limits.max_ratio });
        }
    }
    Ok(())
}

fn report(row: &Row, options: &Options) -> Result<Report, RefusedReason> {
    let mut record = Record::default();
    for (name, cell) in row.get_column_iter() {
        if let Cell::Group(inner) = cell {
            for (inner, cell) in inner.get_column_iter() {
                put(&mut record, &format!("{name}.{inner}"), cell, options);
            }
        } else {
            put(&mut record, name, cell, options);
        }
    }
    record.report()
}

fn put(record: &mut Record, name: &str, cell: &Cell, options: &Options) {
    let value = match cell {
        Cell::Str(text) => return record.put(name, text, &options.map),
        Cell::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Cell::Int(n) => n.to_string(),
        Cell::Long(n) => n.to_string(),
        Cell::UInt(n) => n.to_string(),
        Cell::ULong(n) => n.to_string(),
        Cell::Double(n) => n.to_string(),
        // Seconds since 1970, as the reader of dates expects them.
        Cell::Date(days) => (i64::from(*days) * 86_400).to_string(),
        Cell::TimestampMillis(n) => (n / 1_000).to_string(),
        Cell::TimestampMicros(n) => (n / 1_000_000).to_string(),
        _ => String::new(),
    };
    record.put(name, &value, &options.map);
}

fn malformed(error: ParquetError) -> RefusedReason {
    match error {
        ParquetError::External(inner) => RefusedReason::Malformed { what: WHAT, detail: inner.to_string() },
        ParquetError::EOF(_) => RefusedReason::Truncated { what: WHAT },
        error => RefusedReason::Malformed { what: WHAT, detail: error.to_string() },
    }
}
