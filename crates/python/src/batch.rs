//! Columns of a batch of reports, whatever sort of text they are.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;

/// What a batch may tell of its reports, in the order in which the names of the columns are given.
pub(crate) const FIELDS: [&str; 6] = ["text", "id", "date", "lang", "source", "url"];

/// The columns of a batch, by [`FIELDS`].
pub(crate) struct Columns([Option<ArrayRef>; 6]);

impl Columns {
    /// The columns of these names; only that of the text must be there, and others that were named by the user.
    pub fn of(batch: &RecordBatch, names: &[(String, bool)]) -> PyResult<Self> {
        let mut columns: [Option<ArrayRef>; 6] = Default::default();
        for (slot, (name, required)) in columns.iter_mut().zip(names) {
            let Some(column) = batch.column_by_name(name) else {
                if *required {
                    let known: Vec<&str> = batch.schema_ref().fields().iter().map(|field| field.name().as_str()).collect();
                    return Err(PyKeyError::new_err(format!("there is no column `{name}`; the table has {}", known.join(", "))));
                }
                continue;
            };
            if !matches!(column.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null) {
                if *required {
                    return Err(PyTypeError::new_err(format!("the column `{name}` is of type {}; cast it to string", column.data_type())));
                }
                continue;
            }
            *slot = Some(column.clone());
        }
        Ok(Self(columns))
    }

    /// What stands in a row of the field with this number. The text is not copied.
    pub fn get(&self, field: usize, row: usize) -> Option<&str> {
        let column = self.0.get(field)?.as_ref()?;
        if column.is_null(row) {
            return None;
        }
        match column.data_type() {
            DataType::Utf8 => Some(column.as_string::<i32>().value(row)),
            DataType::LargeUtf8 => Some(column.as_string::<i64>().value(row)),
            DataType::Utf8View => Some(column.as_string_view().value(row)),
            _ => None,
        }
    }
}
