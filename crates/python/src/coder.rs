//! Reports into records.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_pyarrow::{PyArrowType, Table};
use chancery_export::sheet::{Batch, Cell, schema};
use chancery_export::tables::{RECORDS, records};
use chancery_formats::{Scores, to_wire};
use chancery_ingest::{Content, Form, Found, Meta, Options, Pack, walk_bytes};
use chancery_knowledge::{Knowledge, Own};
use chancery_model::{CodedDocument, Document, PartialDate};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::batch::{Columns, FIELDS};
use crate::{ChanceryError, DataError, RefusedError};

/// Reports of an archive that are coded at once.
const ARCHIVE_REPORTS: usize = 1024;

/// A report of a batch that was refused: its id, and why.
type Refused = (String, String);

/// What one report gives, or why it gives nothing.
type Outcome = Result<(Document, CodedDocument), Refused>;

/// What a slice of the reports gives: rows, and what was refused.
type Coded = (RecordBatch, Vec<Refused>);

/// Reports that one thread codes before it takes others: few, so that what is put into columns was not yet pushed out of the caches.
const SLICE: usize = 64;

/// The coder with its knowledge.
#[pyclass(name = "Coder", module = "chancery._chancery", frozen)]
pub(crate) struct NativeCoder {
    knowledge: Knowledge,
    packs: Vec<Pack>,
    scores: Scores,
}

#[pymethods]
impl NativeCoder {
    #[new]
    fn new(py: Python<'_>, packs: Vec<PathBuf>, parties: Vec<PathBuf>) -> PyResult<Self> {
        let own = Own { packs, parties };
        let fault = |error: &dyn std::fmt::Display| error.to_string();
        let loaded = py.detach(|| {
            let knowledge = if own.is_empty() {
                Knowledge::embedded().map_err(|error| fault(&error))
            } else {
                Knowledge::with_own(None, &own).map(|(knowledge, _)| knowledge).map_err(|error| fault(&error))
            };
            Ok::<_, String>((knowledge?, Scores::embedded().map_err(|error| fault(&error))?))
        });
        let (knowledge, scores) = loaded.map_err(DataError::new_err)?;
        let packs = knowledge.languages().iter().map(|l| Pack::new(&l.code, l.function_words().map(ToOwned::to_owned))).collect();
        Ok(Self { knowledge, packs, scores })
    }

    /// The codes of the languages that there are packs for.
    #[getter]
    fn languages(&self) -> Vec<String> {
        self.knowledge.languages().iter().map(|language| language.code.clone()).collect()
    }

    /// The version of the tables of words.
    #[getter]
    fn data(&self) -> &str {
        &self.knowledge.data
    }

    /// One report, as a line of JSON.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the method in Python")]
    #[pyo3(signature = (text, lang, date, id, source, url))]
    fn code(
        &self,
        py: Python<'_>,
        text: &str,
        lang: Option<&str>,
        date: Option<&str>,
        id: Option<&str>,
        source: Option<&str>,
        url: Option<&str>,
    ) -> PyResult<String> {
        let options = self.options(lang, date)?;
        let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
        let meta = Meta { id: owned(id), source: owned(source), url: owned(url), ..Meta::default() };
        let text = text.to_owned();
        let line = py.detach(|| {
            let coded = self.code_one(text, meta, &options, "report", "report")?;
            Ok::<_, Refused>(to_wire(&coded.0, &coded.1, &self.scores).to_line())
        });
        line.map_err(|(_, reason)| RefusedError::new_err(reason))
    }

    /// Texts in a list.
    #[pyo3(signature = (texts, lang, date, threads))]
    fn code_list(
        &self,
        py: Python<'_>,
        texts: Vec<String>,
        lang: Option<&str>,
        date: Option<&str>,
        threads: usize,
    ) -> PyResult<(PyArrowType<Table>, Vec<Refused>)> {
        let options = self.options(lang, date)?;
        let one = |(number, text): (usize, String)| self.code_one(text, Meta::default(), &options, &format!("text {number}"), &number.to_string());
        let coded = py.detach(|| self.slices(&pool(threads)?, texts.into_par_iter().enumerate(), one))?;
        table(coded)
    }

    /// Reports in batches; `names` are the columns of [`FIELDS`] and whether each must be there.
    #[pyo3(signature = (batches, names, lang, date, threads))]
    fn code_table(
        &self,
        py: Python<'_>,
        batches: PyArrowType<RecordBatchStreamReader>,
        names: Vec<(String, bool)>,
        lang: Option<&str>,
        date: Option<&str>,
        threads: usize,
    ) -> PyResult<(PyArrowType<Table>, Vec<Refused>)> {
        let options = self.options(lang, date)?;
        if names.len() != FIELDS.len() {
            return Err(PyValueError::new_err(format!("name the columns of {}", FIELDS.join(", "))));
        }
        let pool = pool(threads)?;
        let (mut coded, mut first) = (Vec::new(), 0);
        for batch in batches.0 {
            let batch = batch.map_err(fault)?;
            let columns = Columns::of(&batch, &names)?;
            let one = |row: usize| {
                let owned = |field| columns.get(field, row).map(ToOwned::to_owned);
                let published = columns.get(2, row).and_then(|date| date.get(..10).unwrap_or(date).parse().ok());
                let meta = Meta { id: owned(1), published, lang: owned(3), source: owned(4), url: owned(5), ..Meta::default() };
                let number = (first + row).to_string();
                let name = meta.id.clone().unwrap_or_else(|| number.clone());
                match owned(0) {
                    Some(text) => self.code_one(text, meta, &options, &name, &number),
                    None => Err((name, "there is no text".to_owned())),
                }
            };
            coded.extend(py.detach(|| self.slices(&pool, (0..batch.num_rows()).into_par_iter(), one))?);
            first += batch.num_rows();
        }
        table(coded)
    }

    /// The reports in an archive, a web archive or any other input that is read, as bytes of a file of that name.
    #[pyo3(signature = (name, bytes, lang, date, threads))]
    fn code_archive(
        &self,
        py: Python<'_>,
        name: &str,
        bytes: &[u8],
        lang: Option<&str>,
        date: Option<&str>,
        threads: usize,
    ) -> PyResult<(PyArrowType<Table>, Vec<Refused>)> {
        let options = self.options(lang, date)?;
        let one = |report: Result<Found, Refused>| report.and_then(|found| code_found(found, &options, &self.knowledge));
        let pool = pool(threads)?;
        let code = |reports: Vec<Result<Found, Refused>>| self.slices(&pool, reports.into_par_iter(), one);
        let coded = py.detach(|| {
            let (mut coded, mut waiting, mut done) = (Vec::new(), Vec::new(), Ok(()));
            let _ = walk_bytes(name, bytes, 0, &options, &mut |report| {
                waiting.push(report.map_err(|error| (name.to_owned(), error.to_string())));
                if waiting.len() >= ARCHIVE_REPORTS {
                    done = code(std::mem::take(&mut waiting)).map(|rows| coded.extend(rows));
                }
                if done.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            done?;
            coded.extend(code(waiting)?);
            Ok::<_, PyErr>(coded)
        })?;
        table(coded)
    }

    /// The schema of what is coded from batches.
    #[staticmethod]
    fn schema() -> PyArrowType<arrow_schema::Schema> {
        PyArrowType(Arc::unwrap_or_clone(schema(RECORDS)))
    }
}

impl NativeCoder {
    /// What the user says of all reports, unless it cannot be meant.
    fn options(&self, lang: Option<&str>, date: Option<&str>) -> PyResult<Options> {
        if let Some(lang) = lang.filter(|lang| !self.knowledge.languages().iter().any(|known| known.code == **lang)) {
            return Err(PyValueError::new_err(format!("there is no pack for the language `{lang}`; there are {}", self.languages().join(", "))));
        }
        let date = date.map(str::parse::<PartialDate>).transpose().map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Options { lang: lang.map(ToOwned::to_owned), date, packs: self.packs.clone(), ..Options::default() })
    }

    fn code_one(&self, text: String, meta: Meta, options: &Options, name: &str, id: &str) -> Outcome {
        let content = Content::Text(text, Form::Text);
        code_found(Found { name: name.to_owned(), id: id.to_owned(), within: String::new(), part: 1, content, meta }, options, &self.knowledge)
    }

    /// The rows of reports, slice by slice, in their order.
    fn slices<R: Send>(&self, pool: &ThreadPool, reports: impl IndexedParallelIterator<Item = R>, one: impl Fn(R) -> Outcome + Sync) -> PyResult<Vec<Coded>> {
        pool.install(|| reports.chunks(SLICE).map(|slice| self.rows(slice.into_iter().map(&one))).collect())
    }

    /// The rows of one slice.
    fn rows(&self, outcomes: impl Iterator<Item = Outcome>) -> PyResult<Coded> {
        let (mut batch, mut refused) = (Batch::new(RECORDS), Vec::new());
        for outcome in outcomes {
            match outcome {
                Ok((document, coded)) => records(&to_wire(&document, &coded, &self.scores)).for_each(|row: Vec<Cell<'_>>| batch.push(&row)),
                Err(why) => refused.push(why),
            }
        }
        Ok((batch.take().map_err(fault)?, refused))
    }
}

fn code_found(found: Found, options: &Options, knowledge: &Knowledge) -> Outcome {
    let called = found.meta.id.clone().unwrap_or_else(|| found.id.clone());
    let document = found.read(options).map_err(|error| (called, error.to_string()))?;
    let coded = chancery_coder::code(&document, knowledge);
    Ok((document, coded))
}

/// All slices as one table, and all that was refused.
fn table(slices: Vec<Coded>) -> PyResult<(PyArrowType<Table>, Vec<Refused>)> {
    let (batches, refused): (Vec<_>, Vec<_>) = slices.into_iter().unzip();
    let table = Table::try_new(batches, schema(RECORDS)).map_err(fault)?;
    Ok((PyArrowType(table), refused.concat()))
}

fn fault(error: impl std::fmt::Display) -> PyErr {
    ChanceryError::new_err(error.to_string())
}

/// So many threads; 0: one for each processor.
fn pool(threads: usize) -> PyResult<ThreadPool> {
    ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| ChanceryError::new_err(format!("cannot start threads: {error}")))
}
