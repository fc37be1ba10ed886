//! Where the output goes: standard output or a file.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use chancery_formats::TableStyle;
use chancery_ingest::{IngestError, Input};

use crate::args::Color;
use crate::messages::wants_colour;

/// Columns of a table that does not go to a terminal.
const PLAIN_WIDTH: u16 = 120;

/// An open output.
pub struct Output {
    sink: BufWriter<Box<dyn Write + Send>>,
}

impl Output {
    /// Open the file, or standard output where none is given. A file that is also an input is not overwritten.
    pub fn open(path: Option<&Path>, inputs: &[Result<Input, IngestError>]) -> Result<Self> {
        let sink: Box<dyn Write + Send> = match path {
            None => Box::new(io::stdout()),
            Some(path) => {
                if inputs.iter().flatten().any(|input| is_same(path, input)) {
                    bail!("{} is an input too; write to another file", path.display());
                }
                Box::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?)
            }
        };
        Ok(Self { sink: BufWriter::with_capacity(1 << 16, sink) })
    }

    /// Write a piece.
    pub fn write(&mut self, piece: &str) -> Result<()> {
        self.sink.write_all(piece.as_bytes()).context("cannot write the output")
    }

    /// The sink itself, for those who write bytes.
    pub fn into_sink(self) -> BufWriter<Box<dyn Write + Send>> {
        self.sink
    }

    /// Write what is still held back, so that a reader sees each batch as soon as it is coded.
    pub fn flush(&mut self) -> Result<()> {
        self.sink.flush().context("cannot write the output")
    }
}

/// Whether an input is the file at a path. Files of other names are not looked up.
fn is_same(path: &Path, input: &Input) -> bool {
    let Input::File(file) = input else {
        return false;
    };
    file.file_name() == path.file_name() && fs::canonicalize(path).is_ok_and(|path| fs::canonicalize(file).is_ok_and(|file| file == path))
}

/// Whether people will look at the output right away.
pub fn is_terminal(path: Option<&Path>) -> bool {
    path.is_none() && io::stdout().is_terminal()
}

/// Refuse bytes that people cannot read where people will look at them.
pub fn refuse_terminal(format: chancery_export::Format, path: Option<&Path>) -> Result<()> {
    if !format.is_text() && is_terminal(path) {
        bail!("{format} is nothing for a terminal; write it to a file with --output");
    }
    Ok(())
}

/// How a table should look there.
pub fn table_style(path: Option<&Path>, color: Color) -> TableStyle {
    let terminal = is_terminal(path);
    let width = terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| width.0);
    TableStyle { width: width.unwrap_or(PLAIN_WIDTH), colour: wants_colour(color, terminal) }
}
