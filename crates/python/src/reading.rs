//! The register into tables.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use arrow_array::builder::{ArrayBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_pyarrow::{PyArrowType, Table};
use arrow_schema::{DataType, Field, Schema};
use chancery_export::sheet::{Batch, Cell, Column, schema};
use chancery_export::{Act, ExportError, Point, tables};
use chancery_knowledge::Knowledge;
use chancery_model::PartialDate;
use chancery_register::{Filter, Register, Rows};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::RegisterError;

/// Rows of one batch.
const BATCH_ROWS: usize = 8192;

/// An open register.
#[pyclass(name = "Register", module = "chancery._chancery", frozen)]
pub(crate) struct NativeRegister {
    register: Mutex<Register>,
}

/// What to answer, as Python gives it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Asked {
    party: Vec<String>,
    kind: Option<String>,
    mode: Option<String>,
    context: Option<String>,
    status: Option<String>,
    since: Option<String>,
    until: Option<String>,
    place: Option<String>,
    person: Option<String>,
    source: Option<String>,
    lang: Option<String>,
    as_of: Option<String>,
    overdue: bool,
    due_before: Option<String>,
    limit: Option<usize>,
}

impl Asked {
    fn filter(self) -> PyResult<Filter> {
        let date = |text: Option<String>| -> PyResult<Option<PartialDate>> {
            text.map(|text| text.parse().map_err(|error: chancery_model::DateError| PyValueError::new_err(error.to_string()))).transpose()
        };
        Ok(Filter {
            parties: codes(self.party)?,
            kind: self.kind,
            mode: self.mode,
            context: self.context,
            status: self.status,
            from: date(self.since)?,
            to: date(self.until)?,
            places: places(self.place)?,
            person: self.person,
            source: self.source,
            lang: self.lang,
            as_of: date(self.as_of)?,
            overdue: self.overdue,
            due_before: date(self.due_before)?,
            limit: self.limit,
        })
    }
}

/// What ships with the program, read when it is first needed.
fn knowledge() -> PyResult<&'static Knowledge> {
    static KNOWLEDGE: OnceLock<Result<Knowledge, String>> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| Knowledge::embedded().map_err(|error| error.to_string())).as_ref().map_err(fault)
}

/// The codes of parties given by code or by name in any language.
fn codes(names: Vec<String>) -> PyResult<Vec<String>> {
    let plain = |name: &String| name.len() == 3 && name.bytes().all(|b| b.is_ascii_uppercase());
    if names.iter().all(plain) {
        return Ok(names);
    }
    let knowledge = knowledge()?;
    let code = |name: String| match knowledge.party_named(&name) {
        Some(id) => Ok(knowledge.parties.party(id).code.clone()),
        None => Err(PyValueError::new_err(format!("`{name}` is no party that chancery knows; give a code such as KOR or a name in a supported language"))),
    };
    names.into_iter().map(code).collect()
}

/// What to look for where a place is given by a name in any language.
fn places(name: Option<String>) -> PyResult<Vec<String>> {
    let Some(name) = name else { return Ok(Vec::new()) };
    Ok(knowledge()?.places_named(&name))
}

fn fault(error: impl std::fmt::Display) -> PyErr {
    RegisterError::new_err(error.to_string())
}

#[pymethods]
impl NativeRegister {
    #[new]
    fn new(path: PathBuf) -> PyResult<Self> {
        Ok(Self { register: Mutex::new(Register::open(&path).map_err(fault)?) })
    }

    /// Acts: one row each, or one for each report.
    fn acts(&self, py: Python<'_>, asked: Asked, reports: bool) -> PyResult<PyArrowType<Table>> {
        let filter = asked.filter()?;
        let columns = if reports { tables::REPORTS } else { tables::EVENTS };
        let knowledge = knowledge()?;
        let points = |country: &str, place: &str| {
            let place = knowledge.places.find(knowledge.parties.find(country)?, place)?;
            Some(Point { geonames: place.geonames, name: place.name.clone(), latitude: place.latitude, longitude: place.longitude })
        };
        self.read(py, columns, |register, out| {
            register.each_act(&filter, |event, records| {
                let act = Act::new(event, records, &points);
                if reports { tables::reports(&act).try_for_each(|row| out.push(&row)) } else { out.push(&tables::event(&act)) }
            })
        })
    }

    /// Undertakings: one row each, or one for each step.
    fn commitments(&self, py: Python<'_>, asked: Asked, steps: bool) -> PyResult<PyArrowType<Table>> {
        let filter = asked.filter()?;
        let columns = if steps { tables::STEPS } else { tables::COMMITMENTS };
        let today = today();
        self.read(py, columns, |register, out| {
            register.each_commitment(&filter, today, |commitment| {
                if steps { tables::steps(&commitment).try_for_each(|row| out.push(&row)) } else { out.push(&tables::commitment(&commitment)) }
            })
        })
    }

    /// The answer to a query in SQL.
    fn sql(&self, py: Python<'_>, query: &str) -> PyResult<PyArrowType<RecordBatch>> {
        let rows = py.detach(|| self.lock()?.sql(query).map_err(fault))?;
        columns_of(&rows).map(PyArrowType)
    }
}

/// Rows on their way into batches.
struct Out {
    batch: Batch,
    done: Vec<RecordBatch>,
}

impl Out {
    fn push(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        self.batch.push(cells);
        if self.batch.rows() == BATCH_ROWS {
            self.done.push(self.batch.take()?);
        }
        Ok(())
    }
}

impl NativeRegister {
    fn lock(&self) -> PyResult<std::sync::MutexGuard<'_, Register>> {
        self.register.lock().map_err(|_| RegisterError::new_err("the register was left in the middle of a fault; open it again"))
    }

    fn read(
        &self,
        py: Python<'_>,
        columns: &'static [Column],
        take: impl FnOnce(&Register, &mut Out) -> Result<(), ExportError> + Send,
    ) -> PyResult<PyArrowType<Table>> {
        let done = py.detach(|| {
            let register = self.lock()?;
            let mut out = Out { batch: Batch::new(columns), done: Vec::new() };
            take(&register, &mut out).map_err(fault)?;
            out.done.push(out.batch.take().map_err(fault)?);
            Ok::<_, PyErr>(out.done)
        })?;
        Table::try_new(done, schema(columns)).map(PyArrowType).map_err(fault)
    }
}

/// Today, for due dates.
#[expect(clippy::disallowed_methods, reason = "what is overdue depends on the day of asking, unless as_of names one")]
fn today() -> i64 {
    chancery_register::days::of_day(jiff::Zoned::now().date())
}

/// Columns of the narrowest type that holds what stands in them: whole numbers, numbers, else text.
fn columns_of(rows: &Rows) -> PyResult<RecordBatch> {
    let (mut fields, mut arrays) = (Vec::new(), Vec::new());
    for (at, name) in rows.columns.iter().enumerate() {
        let values = || rows.rows.iter().filter_map(move |row| row.get(at));
        let told = || values().filter(|value| !value.is_null());
        let (kind, array): (DataType, ArrayRef) = if told().next().is_some() && told().all(serde_json::Value::is_i64) {
            let mut column = Int64Builder::new();
            values().for_each(|value| column.append_option(value.as_i64()));
            (DataType::Int64, ArrayBuilder::finish(&mut column))
        } else if told().next().is_some() && told().all(serde_json::Value::is_number) {
            let mut column = Float64Builder::new();
            values().for_each(|value| column.append_option(value.as_f64()));
            (DataType::Float64, ArrayBuilder::finish(&mut column))
        } else {
            let mut column = StringBuilder::new();
            for value in values() {
                match value {
                    serde_json::Value::Null => column.append_null(),
                    serde_json::Value::String(text) => column.append_value(text),
                    other => column.append_value(other.to_string()),
                }
            }
            (DataType::Utf8, ArrayBuilder::finish(&mut column))
        };
        fields.push(Field::new(name, kind, true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(fault)
}
