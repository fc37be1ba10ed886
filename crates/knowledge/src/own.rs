//! Users' own words: folders laid out as `data/` ([`Own::packs`]) and lists of parties ([`Own::parties`]), laid over the tables that ship and
//! read by the same loader. Files that people write are taken as they come: rows in any order, byte order marks, carriage returns and empty
//! cells of spreadsheets; what a cell says is checked as strictly as in the tables that ship.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use unicode_normalization::UnicodeNormalization;

use crate::PACKED_TABLES;
use crate::load::{Knowledge, fingerprint, read_folder};
use crate::roster;
use crate::table::{DataErrors, is_remark};
use crate::tables::{Changes, OwnRow, Place, Tables};

/// What users bring. Of two that say something of one word, the later wins; lists of parties come after folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Folders with tables: laid out as `data/`, or as the folder of one language.
    pub packs: Vec<PathBuf>,
    /// Lists of parties with their names.
    pub parties: Vec<PathBuf>,
}

impl Own {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.packs.is_empty() && self.parties.is_empty()
    }
}

impl Knowledge {
    /// The knowledge that ships, or that of a data folder, with a user's own laid over it, and what that changed.
    pub fn with_own(base: Option<&Path>, own: &Own) -> Result<(Self, Changes), DataErrors> {
        let base = match base {
            Some(folder) => read_folder(folder)?,
            None => shipped_tables()?,
        };
        let base: Vec<(String, &str)> = base.iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
        let mut tables = Tables::new(&base);
        let mut errors = DataErrors::default();
        let mut said: Vec<String> = Vec::new();
        for folder in &own.packs {
            let rows = read_pack(folder, &tables, &mut errors);
            note(&rows, &mut said);
            tables.lay_over(rows, &mut errors);
        }
        for file in &own.parties {
            let Some(text) = read_text(file, &mut errors) else { continue };
            let rows = roster::read(&file.display().to_string(), &text, &tables, &mut errors);
            note(&rows, &mut said);
            tables.lay_over(rows, &mut errors);
        }
        if !errors.0.is_empty() {
            return Err(errors);
        }
        let changes = tables.changes;
        let merged = tables.merge();
        let mut files: Vec<(String, &str)> = base.iter().filter(|(path, _)| !merged.texts.contains_key(path)).cloned().collect();
        files.extend(merged.texts.iter().map(|(path, text)| (path.clone(), text.as_str())));
        files.sort_unstable();
        let mut knowledge = Self::load(&files).map_err(|errors| merged.told_where_written(errors))?;
        knowledge.data = fingerprint(base.iter().flat_map(|(path, text)| [path.as_str(), *text]));
        if !said.is_empty() {
            knowledge.data = format!("{}+{}", knowledge.data, fingerprint(said.iter().map(String::as_str)));
        }
        Ok((knowledge, changes))
    }
}

/// Keep what rows say, for the hash: neither where they stand nor how their files are called.
fn note(rows: &[OwnRow], said: &mut Vec<String>) {
    let mut part: Vec<String> = rows.iter().map(|row| format!("{}\t{}", row.table, row.cells.join("\t"))).collect();
    part.sort_unstable();
    said.extend(part);
}

/// The tables that ship.
pub(crate) fn shipped_tables() -> Result<Vec<(String, String)>, DataErrors> {
    postcard::from_bytes(PACKED_TABLES).map_err(|e| {
        let mut errors = DataErrors::default();
        errors.push("tables.pack", 1, e.to_string(), "build the program again");
        errors
    })
}

fn read_text(path: &Path, errors: &mut DataErrors) -> Option<String> {
    let shown = path.display().to_string();
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) => {
            errors.push(&shown, 1, e.to_string(), "check the spelling of the path");
            return None;
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(e) => {
            let valid = e.utf8_error().valid_up_to();
            let line = e.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
            errors.push(&shown, line, "not UTF-8", "save it as UTF-8 text; of a spreadsheet, as text parted by tabs");
            None
        }
    }
}

/// The rows of a folder of tables.
fn read_pack(folder: &Path, tables: &Tables<'_>, errors: &mut DataErrors) -> Vec<OwnRow> {
    let shown = folder.display().to_string();
    let mut files = Vec::new();
    if let Err(e) = list(folder, &mut files) {
        errors.push(&shown, 1, e.to_string(), "a pack is a folder laid out as `data/`; a list of parties goes with --parties");
        return Vec::new();
    }
    files.sort_unstable();
    let names: Vec<(PathBuf, String)> =
        files.into_iter().map(|path| (path.clone(), path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/"))).collect();
    let has = |roots: &[&str]| names.iter().any(|(_, name)| roots.iter().any(|root| name.starts_with(root)));
    let prefix = if has(&["lang/", "parties/", "things/", "frames/"]) {
        String::new()
    } else if has(&["names/", "lexicon/", "grammar/", "predicates/"]) {
        let code = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned())).unwrap_or_default();
        if !(2..=3).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_lowercase()) {
            errors.push(
                &shown,
                1,
                format!("`{code}` is no code of a language"),
                "name the folder of a language by its code, such as `en`, or put it below `lang/`",
            );
            return Vec::new();
        }
        format!("lang/{code}/")
    } else {
        errors.push(&shown, 1, "holds no tables", "a pack is laid out as `data/`, or as one language of `data/lang/`; its tables end in .tsv");
        return Vec::new();
    };
    let mut out = Vec::new();
    for (path, name) in names {
        if let Some(text) = read_text(&path, errors) {
            read_table(&path.display().to_string(), &format!("{prefix}{name}"), &text, tables, errors, &mut out);
        }
    }
    out
}

fn list(folder: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "tsv") {
            out.push(path);
        }
    }
    Ok(())
}

/// The cells of a line that people wrote: in normal form C, `-` for nothing, without the empty ones after the last column.
pub(crate) fn cells(line: &str, columns: usize) -> Vec<String> {
    let mut cells: Vec<String> = line.split('\t').map(|cell| cell.trim().nfc().collect()).collect();
    while cells.len() > columns && cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells.iter_mut().filter(|cell| cell.is_empty()).for_each(|cell| cell.push('-'));
    cells
}

/// The lines of a file that say something, counted from 1.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let said = |line: &str| !line.trim().is_empty() && !is_remark(line);
    text.lines().enumerate().map(|(at, line)| (at + 1, line.trim_end_matches('\r'))).filter(move |(_, line)| said(line))
}

fn read_table(shown: &str, table: &str, text: &str, tables: &Tables<'_>, errors: &mut DataErrors, out: &mut Vec<OwnRow>) {
    let headers = tables.headers(table);
    if headers.is_empty() {
        errors.push(shown, 1, format!("there is no table `{table}`"), tables.beside(table));
        return;
    }
    let file: Rc<str> = shown.into();
    let mut lines = lines(text);
    let columns = match lines.next() {
        Some((_, line)) if headers.contains(&line.trim_end()) => line.trim_end().split('\t').count(),
        Some((at, line)) => {
            errors.push(shown, at, format!("header is `{line}`"), format!("write `{}`", headers.join("` or `").replace('\t', "\\t")));
            return;
        }
        None => {
            errors.push(shown, 1, "no header line", format!("write `{}`", headers.join("` or `").replace('\t', "\\t")));
            return;
        }
    };
    for (line, row) in lines {
        let cells = cells(row, columns);
        if cells.len() == columns {
            out.push(OwnRow { table: table.to_owned(), cells, place: Place { file: Rc::clone(&file), line } });
        } else {
            errors.push(shown, line, format!("{} cells", cells.len()), format!("{columns} cells parted by single tabs, `-` for nothing"));
        }
    }
}
