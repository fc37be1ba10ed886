//! Inputs and reports that were refused: named while they are few, counted by reason, and listed in a file on request.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use chancery_ingest::IngestError;

use crate::messages::Messages;

/// So many are named on standard error; an archive may hold thousands.
const NAMED: usize = 20;

/// What was refused in one run.
pub struct Refused<'m> {
    messages: &'m Messages,
    list: Option<BufWriter<File>>,
    kinds: BTreeMap<&'static str, usize>,
    number: usize,
}

impl<'m> Refused<'m> {
    /// Nothing yet; a list of all goes to the file, if one is named.
    pub fn new(list: Option<&Path>, messages: &'m Messages) -> Result<Self> {
        let open = |path: &Path| File::create(path).map(BufWriter::new).with_context(|| format!("cannot write {}", path.display()));
        let mut list = list.map(open).transpose()?;
        if let Some(list) = &mut list {
            writeln!(list, "input\tkind\treason\thint").context("cannot write the list of refusals")?;
        }
        Ok(Self { messages, list, kinds: BTreeMap::new(), number: 0 })
    }

    /// One more.
    pub fn take(&mut self, error: &IngestError) -> Result<()> {
        self.number += 1;
        *self.kinds.entry(error.reason.kind()).or_default() += 1;
        if self.number <= NAMED {
            self.messages.error(&error.to_string());
        } else if self.number == NAMED + 1 {
            self.messages.note("further refusals are only counted; --refused FILE lists them all");
        }
        if let Some(list) = &mut self.list {
            let cells = [&error.input, error.reason.kind(), &error.reason.to_string(), &error.hint()].map(|cell| cell.replace(['\t', '\n', '\r'], " "));
            writeln!(list, "{}", cells.join("\t")).context("cannot write the list of refusals")?;
        }
        Ok(())
    }

    /// How many there were.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Close the list, and say the reasons if there were several refusals.
    pub fn end(&mut self) -> Result<()> {
        if let Some(list) = &mut self.list {
            list.flush().context("cannot write the list of refusals")?;
        }
        if self.number > 1 {
            let mut kinds: Vec<_> = self.kinds.iter().collect();
            kinds.sort_by_key(|(kind, n)| (std::cmp::Reverse(**n), **kind));
            let kinds: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
            self.messages.note(&format!("refused: {}", kinds.join(", ")));
        }
        Ok(())
    }
}
