//! Tab-separated tables: comment lines, one header line, one fact a line. Every fault is kept with its file and line.

use std::fmt;

/// One fault in a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataError {
    /// Path inside the data folder.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub fault: String,
    /// What to do about it.
    pub hint: String,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} (hint: {})", self.file, self.line, self.fault, self.hint)
    }
}

/// All faults found in one run over the data.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
pub struct DataErrors(pub Vec<DataError>);

impl fmt::Display for DataErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} faults in the data files", self.0.len())?;
        for error in &self.0 {
            writeln!(f, "{error}")?;
        }
        Ok(())
    }
}

impl DataErrors {
    /// Record one fault.
    pub fn push(&mut self, file: &str, line: usize, fault: impl Into<String>, hint: impl Into<String>) {
        self.0.push(DataError { file: file.to_owned(), line, fault: fault.into(), hint: hint.into() });
    }
}

/// One line of a table, cut into cells; `-` is an empty cell.
pub struct Row<'d> {
    /// Line, counted from 1.
    pub line: usize,
    cells: Vec<&'d str>,
}

impl<'d> Row<'d> {
    /// The cell in this column; empty for `-`.
    pub fn get(&self, column: usize) -> &'d str {
        match self.cells.get(column) {
            Some(&"-") | None => "",
            Some(cell) => cell,
        }
    }
}

/// Whether a line belongs to the remarks at the head.
pub(crate) fn is_remark(line: &str) -> bool {
    line.starts_with("# ") || line == "#"
}

/// Read a table: check its header against `columns`, that every row has as many cells, and that rows are sorted and unique.
pub fn rows<'d>(file: &str, text: &'d str, columns: &[&str], errors: &mut DataErrors) -> Vec<Row<'d>> {
    let mut out = Vec::new();
    let mut header_seen = false;
    let mut previous = "";
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        if !header_seen {
            if is_remark(line) {
                continue;
            }
            header_seen = true;
            if line.split('\t').ne(columns.iter().copied()) {
                errors.push(file, number, format!("header is `{line}`"), format!("write `{}`", columns.join("\\t")));
                return out;
            }
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != columns.len() || cells.iter().any(|c| c.is_empty() || c.trim() != *c) {
            errors.push(
                file,
                number,
                format!("{} cells, or an empty or padded one", cells.len()),
                format!("{} cells parted by single tabs, `-` for nothing", columns.len()),
            );
            continue;
        }
        if line <= previous {
            errors.push(file, number, "out of order or told twice", "sort the rows by code point, each once");
        }
        previous = line;
        out.push(Row { line: number, cells });
    }
    if !header_seen {
        errors.push(file, 1, "no header line", format!("write `{}`", columns.join("\\t")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let mut errors = DataErrors::default();
        let _ = rows("t.tsv", text, &["code", "form"], &mut errors);
        errors.0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sound_table_has_no_fault() {
        assert_eq!(faults("# about\ncode\tform\nA\tx\nB\t-\n"), Vec::<String>::new());
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        assert_eq!(
            faults("code\tform\nB\tx\nA\ty\nC\n"),
            vec![
                "t.tsv:3: out of order or told twice (hint: sort the rows by code point, each once)",
                "t.tsv:4: 1 cells, or an empty or padded one (hint: 2 cells parted by single tabs, `-` for nothing)",
            ]
        );
        assert_eq!(faults("form\n")[0], "t.tsv:1: header is `form` (hint: write `code\\tform`)");
    }
}
