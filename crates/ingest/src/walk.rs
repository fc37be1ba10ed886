//! Goes through one input and hands over the reports in it, one after the other, in a fixed order.
//!
//! What a fault stops depends on where it is: a report that cannot be read is refused and the next one follows; where an archive is broken,
//! the rest of it is lost, and the next input follows.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;

use crate::found::{Content, Form, Found, Meta};
use crate::{IngestError, Input, Options, RefusedReason};

/// What takes the reports: it breaks off the walk or lets it go on.
pub type Take<'t> = dyn FnMut(Result<Found, IngestError>) -> ControlFlow<()> + 't;

/// Go through an input, from the part after `done` on: those before it are passed over as cheaply as the input's form allows.
pub fn walk(input: &Input, done: u64, options: &Options, take: &mut Take<'_>) -> ControlFlow<()> {
    if done > 0 {
        return ControlFlow::Continue(());
    }
    match input {
        Input::File(path) => {
            let name = input.name();
            take(Ok(Found { name, id: stem(path), part: 1, content: Content::File(path.clone()), meta: Meta::default() }))
        }
        Input::Stdin => {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().take(options.limits.effective() + 1).read_to_end(&mut bytes);
            take(match read {
                Ok(_) => Ok(Found::bytes("stdin", "stdin", bytes, Form::Text)),
                Err(error) => Err(IngestError::new("stdin", RefusedReason::Unreadable(error))),
            })
        }
    }
}

/// The name of a file without its ending.
pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned())
}
