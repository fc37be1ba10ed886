//! `chancery language`: the packs that there are, and the skeleton of a new one.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use chancery_knowledge::Own;

use crate::args::LanguageCommand;
use crate::engine::Engine;
use crate::messages::Messages;
use crate::output::Output;

/// Do what was asked for.
pub fn language(command: &LanguageCommand, messages: &Messages) -> Result<ExitCode> {
    match command {
        LanguageCommand::New { folder } => lay_down(folder, messages),
        LanguageCommand::List => list(),
    }
}

/// Write the skeleton into a folder that is not there yet, or is empty.
fn lay_down(folder: &Path, messages: &Messages) -> Result<ExitCode> {
    let code = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if !(2..=8).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
        bail!("`{code}` is no code of a language; name the folder by one, such as data/lang/id");
    }
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is there already and holds files; nothing was written", folder.display());
    }
    let files = Engine::load(&Own::default())?.skeleton();
    for (name, contents) in &files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        fs::write(&path, contents).with_context(|| format!("cannot write {}", path.display()))?;
    }
    messages.note(&format!("{} files written to {}; begin with its README.md", files.len(), folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// A line for each pack.
fn list() -> Result<ExitCode> {
    let mut out = Output::open(None, &[])?;
    let mut lines = String::new();
    for (code, words) in Engine::load(&Own::default())?.sizes() {
        let _ = writeln!(lines, "{code}\t{words}");
    }
    out.write(&lines)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
