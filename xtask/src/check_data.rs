//! `check-data`: what the loader finds in the data folder, and what it does not look at: files of languages without a grammar, line ends,
//! normal form, and that each table says where it comes from.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use chancery_export::codes::{Codes, Tables};
use chancery_formats::Scores;
use chancery_knowledge::{DataError, DataErrors, Knowledge};
use unicode_normalization::UnicodeNormalization;

/// Tables in an order of their own, which their users check.
const OWN_ORDER: [&str; 2] = ["ontology/cameo.tsv", "ontology/scores.tsv"];

/// Arguments of `check-data`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The data folder
    #[arg(long, value_name = "DIR", default_value_os_t = crate::root().join("data"))]
    data: PathBuf,
    /// Sort the rows of every table, drop those told twice, and write normal form C first
    #[arg(long)]
    fix: bool,
}

/// Check the folder; exit code 1 where there is a fault.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut faults = DataErrors::default();
    let mut tables = Vec::new();
    list(&args.data, &mut tables)?;
    tables.sort_unstable();
    for path in &tables {
        let name = path.strip_prefix(&args.data).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        if args.fix && !OWN_ORDER.contains(&name.as_str()) {
            let sorted = canonical(&text);
            if sorted != text {
                fs::write(path, &sorted).with_context(|| format!("cannot write {}", path.display()))?;
                println!("{name}: rewritten");
            }
            shape(&name, &sorted, &mut faults);
        } else {
            shape(&name, &text, &mut faults);
        }
    }
    if let Err(more) = Knowledge::from_folder(&args.data) {
        faults.0.extend(more.0);
    }
    let scores = fs::read_to_string(args.data.join("ontology/scores.tsv")).context("cannot read ontology/scores.tsv")?;
    let scores = Scores::parse("ontology/scores.tsv", &scores).err().map_or_else(String::new, |faults| faults.to_string());
    let codes = codes(&args.data)?;

    let lines = lines(faults.0, &[scores, codes].join("\n"));
    for line in &lines {
        println!("{line}");
    }
    println!("{} tables, {} faults", tables.len(), lines.len());
    Ok(ExitCode::from(u8::from(!lines.is_empty())))
}

/// What is wrong with the codes of other projects: in the tables, and beside those of parties.
fn codes(data: &Path) -> Result<String> {
    let read = |name: &str| fs::read_to_string(data.join(name)).with_context(|| format!("cannot read {name}"));
    let (cameo, states) = (read("ontology/cameo.tsv")?, read("ontology/states.tsv")?);
    let (sectors, known_groups) = (read("ontology/sectors.tsv")?, read("ontology/known_groups.tsv")?);
    let codes = match Codes::parse(Tables { cameo: &cameo, states: &states, sectors: &sectors, known_groups: &known_groups }) {
        Ok(codes) => codes,
        Err(faults) => return Ok(faults.to_string()),
    };
    let first_cells = |table: &str| -> BTreeSet<String> {
        let rows = table.lines().filter(|line| !is_remark(line)).skip(1);
        rows.filter_map(|row| row.split('\t').next()).map(ToOwned::to_owned).collect()
    };
    let (parties, territories) = (first_cells(&read("parties/states.tsv")?), first_cells(&read("parties/territories.tsv")?));
    let organisations = first_cells(&read("parties/organisations.tsv")?);
    let mut faults = Vec::new();
    for state in &parties {
        match codes.state(state) {
            None => faults.push(format!("ontology/states.tsv: {state} is missing (add a row)")),
            Some(known) if known.fips.is_none() && !territories.contains(state) => {
                faults.push(format!("ontology/states.tsv: {state} has no FIPS code (a state has one)"));
            }
            Some(_) => {}
        }
    }
    faults.extend(
        codes
            .states()
            .filter(|(state, _)| !parties.contains(*state))
            .map(|(state, _)| format!("ontology/states.tsv: {state} is no state (see parties/states.tsv)")),
    );
    let unknown = codes.known_groups().filter(|party| !organisations.contains(*party));
    faults.extend(unknown.map(|party| format!("ontology/known_groups.tsv: {party} is no organisation (see parties/organisations.tsv)")));
    Ok(faults.join("\n"))
}

/// Every fault once, by file and line; those of scores and codes come as lines already.
fn lines(mut faults: Vec<DataError>, told: &str) -> Vec<String> {
    faults.sort_by(|a, b| (&a.file, a.line, &a.fault).cmp(&(&b.file, b.line, &b.fault)));
    faults.dedup();
    let mut lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.extend(told.lines().filter(|line| !line.is_empty()).map(ToOwned::to_owned));
    lines
}

fn list(folder: &Path, tables: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, tables)?;
        } else if path.extension().is_some_and(|e| e == "tsv") {
            tables.push(path);
        }
    }
    Ok(())
}

/// Whether a line belongs to the remarks at the head.
fn is_remark(line: &str) -> bool {
    line.starts_with("# ") || line == "#"
}

/// The table with sorted rows, each once, in normal form C, with plain line ends.
fn canonical(text: &str) -> String {
    let text: String = text.nfc().collect();
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let rows = lines.iter().position(|line| !is_remark(line)).map_or(lines.len(), |header| header + 1);
    let mut body = lines.split_off(rows);
    body.retain(|line| !line.is_empty());
    body.sort_unstable();
    body.dedup();
    lines.extend(body);
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// The form of one table, whoever reads it.
fn shape(name: &str, text: &str, faults: &mut DataErrors) {
    let head: String = text.lines().take_while(|line| is_remark(line)).collect::<Vec<_>>().join("\n").to_lowercase();
    for (words, what) in [(&["licence", "source"][..], "source or licence"), (&["20"], "date")] {
        if !words.iter().any(|word| head.contains(word)) {
            faults.push(name, 1, format!("the remarks at the head tell no {what}"), "each table says what it is, its source, licence and date");
        }
    }
    if !text.ends_with('\n') || text.ends_with("\n\n") {
        faults.push(name, text.lines().count(), "the last line does not end in one line feed", "end every line with one line feed");
    }
    let mut columns = None;
    let mut previous = "";
    for (at, line) in text.split_terminator('\n').enumerate() {
        if !line.nfc().eq(line.chars()) {
            faults.push(name, at + 1, "not in normal form C", "run `cargo xtask check-data --fix`");
        }
        if line.ends_with('\r') || line.contains('\u{feff}') {
            faults.push(name, at + 1, "a carriage return or byte order mark", "plain UTF-8 with line feeds");
        }
        if columns.is_none() {
            if !is_remark(line) {
                columns = Some(line.split('\t').count());
            }
            continue;
        }
        if columns != Some(line.split('\t').count()) {
            faults.push(name, at + 1, "not as many cells as the header has", "part cells by single tabs, `-` for nothing");
        }
        if line <= previous && !OWN_ORDER.contains(&name) {
            faults.push(name, at + 1, "out of order or told twice", "sort the rows by code point, each once");
        }
        previous = line;
    }
    if columns.is_none() {
        faults.push(name, 1, "no header line", "name the columns below the remarks");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let mut faults = DataErrors::default();
        shape("t.tsv", text, &mut faults);
        faults.0.iter().map(|f| format!("{}: {}", f.line, f.fault)).collect()
    }

    const HEAD: &str = "# About. Licence MIT. 2026-11-25.\ncode\tform\n";

    #[test]
    fn a_table_in_canonical_form_has_no_fault() {
        let text = format!("{HEAD}A\tx\nB\tđ\n");
        assert_eq!(faults(&text), Vec::<String>::new());
        assert_eq!(canonical(&text), text);
    }

    #[test]
    fn each_fault_is_told_with_its_line() {
        assert_eq!(
            faults("code\tform\nB\ta\u{323}\nA\tx\n\nA\r\n\n"),
            [
                "1: the remarks at the head tell no source or licence",
                "1: the remarks at the head tell no date",
                "6: the last line does not end in one line feed",
                "2: not in normal form C",
                "3: out of order or told twice",
                "4: not as many cells as the header has",
                "4: out of order or told twice",
                "5: a carriage return or byte order mark",
                "5: not as many cells as the header has",
                "6: not as many cells as the header has",
                "6: out of order or told twice",
            ]
        );
    }

    #[test]
    fn what_can_be_mended_is_mended() {
        let mended = canonical(&format!("{HEAD}B\ta\u{323}\r\nA\tx\n\nA\tx"));
        assert_eq!(mended, format!("{HEAD}A\tx\nB\tạ\n"));
        assert_eq!(faults(&mended), Vec::<String>::new());
    }

    #[test]
    fn a_fault_that_two_checks_find_is_told_once() {
        let fault = DataError { file: "t.tsv".into(), line: 3, fault: "out of order or told twice".into(), hint: "sort".into() };
        let told = lines(vec![fault.clone(), fault], "s.tsv:1: x (y)\ns.tsv:2: z (y)");
        assert_eq!(told, ["t.tsv:3: out of order or told twice (hint: sort)", "s.tsv:1: x (y)", "s.tsv:2: z (y)"]);
    }
}
