//! CSV and its kin: a line that names the columns, and one report a row.
//!
//! `csv-core` finds the fields and this keeps them within bounds: a row of more than a document's size is passed over, whatever its quotes,
//! without ever being in memory.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::ops::ControlFlow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::fields::{Record, Report, meaning};
use super::guard::reason;
use super::letters::{self, Letters};
use super::{Flow, Place, Walker};
use crate::{Field, Options, RefusedReason};

const WHAT: &str = "table";
/// No table has more columns.
const MOST_COLUMNS: usize = 1 << 14;

/// Go through a table.
pub(super) fn walk(walker: &mut Walker<'_, '_>, place: &Place, delimiter: u8, reader: &mut dyn BufRead) -> Flow {
    let mut rows = Rows::new(delimiter, walker.options().limits.effective() as usize);
    let letters = match Letters::tell(reader, walker.options(), WHAT) {
        Ok(letters) => letters,
        Err(reason) => return walker.refuse(place, reason),
    };
    let columns = match rows.next(reader) {
        Ok(Row::Fields) => match rows.texts(&letters, walker.options()) {
            Ok(columns) => columns,
            Err(reason) => return walker.refuse(place, reason),
        },
        Ok(Row::TooLong) => return walker.refuse(place, RefusedReason::TooLarge { max_bytes: rows.max as u64 }),
        Ok(Row::End) => return walker.refuse(place, RefusedReason::Empty),
        Err(error) => return walker.refuse(place, reason(error, WHAT)),
    };
    let map = &walker.options().map;
    if !columns.iter().any(|name| matches!(meaning(name, map), Some((Field::Text, _)))) {
        return walker.refuse(place, RefusedReason::NoText { fields: columns.join(", ").chars().take(400).collect() });
    }
    let mut empty = true;
    loop {
        let what = format!("line {}", rows.core.line());
        match rows.next(reader) {
            Ok(Row::End) if empty => return walker.refuse(place, RefusedReason::Empty),
            Ok(Row::End) => return ControlFlow::Continue(()),
            Ok(Row::TooLong) => walker.refuse(&place.at(&what), RefusedReason::TooLarge { max_bytes: rows.max as u64 })?,
            Ok(Row::Fields) if rows.fields().all(<[u8]>::is_empty) => continue,
            Ok(Row::Fields) => walker.record(&place.at(&what), |options| report(&rows, &columns, &letters, options).map(Some))?,
            Err(error) => return walker.refuse(&place.at(&what), reason(error, WHAT)),
        }
        empty = false;
    }
}

fn report(rows: &Rows, columns: &[String], letters: &Letters, options: &Options) -> Result<Report, RefusedReason> {
    let fields = rows.fields().count();
    let surplus = rows.fields().skip(columns.len()).any(|field| !field.is_empty());
    if fields < columns.len() || surplus {
        return Err(RefusedReason::Ragged { fields, columns: columns.len() });
    }
    let mut record = Record::default();
    for (name, value) in columns.iter().zip(rows.texts(letters, options)?) {
        record.put(name, &value, &options.map);
    }
    record.report()
}

/// What [`Rows::next`] found.
enum Row {
    Fields,
    TooLong,
    End,
}

/// The rows of a table, one at a time.
struct Rows {
    core: Reader,
    max: usize,
    /// The fields of this row, one after the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl Rows {
    fn new(delimiter: u8, max: usize) -> Self {
        let core = ReaderBuilder::new().delimiter(delimiter).build();
        Self { core, max, bytes: vec![0; 1 << 12], ends: vec![0; 64], count: 0 }
    }

    fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let ends = self.ends.get(..self.count).unwrap_or_default();
        let starts = std::iter::once(&0).chain(ends);
        starts.zip(ends).map(|(start, end)| self.bytes.get(*start..*end).unwrap_or_default())
    }

    /// The texts of the fields: the row as a whole tells its character set.
    fn texts(&self, letters: &Letters, options: &Options) -> Result<Vec<String>, RefusedReason> {
        let end = self.ends.get(..self.count).and_then(<[usize]>::last).copied().unwrap_or(0);
        let charset = letters.of(self.bytes.get(..end).unwrap_or_default(), options)?;
        self.fields().map(|field| letters::text(field, charset).map(Cow::into_owned)).collect()
    }

    /// Read the next row.
    fn next(&mut self, reader: &mut dyn BufRead) -> io::Result<Row> {
        let (mut filled, mut long) = (0, false);
        self.count = 0;
        loop {
            if long {
                (filled, self.count) = (0, 0);
            }
            let input = reader.fill_buf()?;
            let (bytes, ends) = (self.bytes.get_mut(filled..).unwrap_or_default(), self.ends.get_mut(self.count..).unwrap_or_default());
            let (result, used, written, ended) = self.core.read_record(input, bytes, ends);
            reader.consume(used);
            filled += written;
            self.count += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => long |= !grow(&mut self.bytes, self.max, 0),
                ReadRecordResult::OutputEndsFull => long |= !grow(&mut self.ends, MOST_COLUMNS, 0),
                ReadRecordResult::Record if long => return Ok(Row::TooLong),
                ReadRecordResult::Record => return Ok(Row::Fields),
                ReadRecordResult::End if long => return Ok(Row::TooLong),
                ReadRecordResult::End => return Ok(Row::End),
            }
        }
    }
}

/// Make a buffer twice as long, up to the limit; whether there was room.
fn grow<T: Clone>(buffer: &mut Vec<T>, max: usize, empty: T) -> bool {
    let len = buffer.len();
    if len < max {
        buffer.resize((len * 2).min(max), empty);
    }
    len < max
}
