//! The native half of the Python package `chancery`: the coder and the register, with tables going over as Arrow. The other half, in
//! `python/chancery`, is what users see and what is documented.
//!
//! The interpreter's lock is given back while reports are coded and the register is read.

mod batch;
mod coder;
mod reading;

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyUserWarning};
use pyo3::prelude::*;

/// Coding makes many small lists; this allocator is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

create_exception!(chancery, ChanceryError, PyException, "Something that chancery could not do.");
create_exception!(chancery, RefusedError, ChanceryError, "A report that cannot be coded: it is empty, too large, or in a language without a pack.");
create_exception!(chancery, RegisterError, ChanceryError, "A register that cannot be opened or read, or a question that it cannot answer.");
create_exception!(chancery, DataError, ChanceryError, "Tables of words or lists of parties with faults, each named with file, line and hint.");
create_exception!(chancery, RefusedWarning, PyUserWarning, "Some reports of a batch were refused, and the others coded.");

/// The native half of chancery.
#[pymodule]
fn _chancery(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("ChanceryError", py.get_type::<ChanceryError>())?;
    module.add("RefusedError", py.get_type::<RefusedError>())?;
    module.add("RegisterError", py.get_type::<RegisterError>())?;
    module.add("DataError", py.get_type::<DataError>())?;
    module.add("RefusedWarning", py.get_type::<RefusedWarning>())?;
    module.add_class::<coder::NativeCoder>()?;
    module.add_class::<reading::NativeRegister>()?;
    Ok(())
}
