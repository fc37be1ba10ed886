//! `score`: codes the gold sets beside the repository, has their own script score them, and writes
//! `gold/SCORES.md`, so that a drop shows in the diff. The figures only: no gold text enters the repository.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use chancery_knowledge::Knowledge;
use serde_json::Value;

/// The sets, in the order of the table.
const SETS: [&str; 4] = ["seeds", "dev", "check", "plover-dev"];
/// Sets whose gold names one act a sentence: only recall means something there.
const NOT_EXHAUSTIVE: [&str; 1] = ["plover-dev"];
const COLUMNS: &str = "\
| set | language | documents | events gold / coded | type P | R | F1 | strict P | R | F1 | mode | date | status | place | commitments gold / coded | type F1 | strict F1 |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
";

/// Score, print and write the table; exit code 1 where a record does not quote its document.
pub fn run() -> Result<ExitCode> {
    let root = crate::root();
    let shared = root.join("../shared");
    if !shared.join("score.py").is_file() {
        println!("there are no gold sets beside the repository (../shared): gold/SCORES.md is left as it is");
        return Ok(ExitCode::SUCCESS);
    }
    let knowledge = Knowledge::embedded().context("the program's own data are damaged")?;
    let packs: BTreeSet<&str> = knowledge.languages().iter().map(|l| l.code.as_str()).collect();
    let program = build(&root)?;
    let mut rows = String::new();
    let mut misquoted = Vec::new();
    for set in SETS {
        let gold = shared.join("gold").join(set);
        if !gold.is_dir() {
            println!("gold set {set} is not there: left out");
            continue;
        }
        let result = score_set(&program, &shared, &gold)?;
        misquoted.push((set, result["provenance_errors"].as_u64().context("score.py gives no provenance errors")?));
        let documents = documents_by_language(&gold)?;
        let figures = result["figures"].as_object().context("score.py gives no figures")?;
        for (lang, figures) in figures.iter().filter(|(lang, _)| packs.contains(lang.as_str())) {
            let number = documents.iter().filter(|l| *l == lang).count();
            rows.push_str(&row(set, lang, number, figures));
        }
    }
    let table = page(&rows, &misquoted);
    print!("{table}");
    fs::write(root.join("gold/SCORES.md"), &table).context("cannot write gold/SCORES.md")?;
    let wrong = misquoted.iter().any(|(_, number)| *number > 0);
    Ok(ExitCode::from(u8::from(wrong)))
}

/// The program, as the tests build it: what it says does not depend on how it is built.
fn build(root: &Path) -> Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo).current_dir(root).args(["build", "--quiet", "--package", "chancery-cli"]).status()?;
    if !built.success() {
        bail!("the program cannot be built");
    }
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    Ok(target.join("debug/chancery"))
}

/// Code one set and have it scored.
fn score_set(program: &Path, shared: &Path, gold: &Path) -> Result<Value> {
    let coded = Command::new(program).arg("code").arg(gold).args(["--format", "jsonl"]).output().context("cannot run the program")?;
    // 1: some documents were refused, such as those in a language without a pack.
    if !matches!(coded.status.code(), Some(0 | 1)) {
        bail!("coding {} failed: {}", gold.display(), String::from_utf8_lossy(&coded.stderr));
    }
    let predictions = env::temp_dir().join(format!("chancery-score-{}.jsonl", std::process::id()));
    fs::write(&predictions, coded.stdout).with_context(|| format!("cannot write {}", predictions.display()))?;
    let scored = Command::new("python3").arg(shared.join("score.py")).arg(gold).arg(&predictions).arg("--json").output();
    fs::remove_file(&predictions)?;
    let scored = scored.context("cannot run python3")?;
    if !scored.status.success() {
        bail!("score.py failed: {}", String::from_utf8_lossy(&scored.stderr));
    }
    serde_json::from_slice(&scored.stdout).context("score.py gives no JSON")
}

/// The language of each gold document.
fn documents_by_language(gold: &Path) -> Result<Vec<String>> {
    let mut languages = Vec::new();
    for entry in fs::read_dir(gold)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "json") {
            let about: Value = serde_json::from_slice(&fs::read(&path)?).with_context(|| format!("{} is no JSON", path.display()))?;
            languages.extend(about["lang"].as_str().map(ToOwned::to_owned));
        }
    }
    Ok(languages)
}

/// One row of the table.
fn row(set: &str, lang: &str, documents: usize, figures: &Value) -> String {
    let (events, commitments) = (&figures["events"], &figures["commitments"]);
    let whole = !NOT_EXHAUSTIVE.contains(&set);
    let figure = |value: &Value| value.as_f64().map_or_else(|| "–".to_owned(), |v| format!("{v:.3}"));
    let precise = |value: &Value| if whole { figure(value) } else { "–".to_owned() };
    let counts = |of: &Value| match (of["gold"].as_u64(), of["pred"].as_u64()) {
        (Some(gold), Some(coded)) if whole => format!("{gold} / {coded}"),
        (Some(gold), _) => format!("{gold} / –"),
        _ => "–".to_owned(),
    };
    let slot = |name: &str| {
        let slot = &events["slots"][name];
        match (slot["acc"].as_f64(), slot["of"].as_u64()) {
            (Some(right), Some(of)) => format!("{right:.3} ({of})"),
            _ => "–".to_owned(),
        }
    };
    let (kind, strict) = (&events["type"], &events["strict"]);
    let cells = [
        set.to_owned(),
        lang.to_owned(),
        documents.to_string(),
        counts(events),
        precise(&kind["p"]),
        figure(&kind["r"]),
        precise(&kind["f1"]),
        precise(&strict["p"]),
        figure(&strict["r"]),
        precise(&strict["f1"]),
        slot("mode"),
        slot("date"),
        slot("status"),
        slot("place"),
        counts(commitments),
        precise(&commitments["type"]["f1"]),
        precise(&commitments["strict"]["f1"]),
    ];
    format!("| {} |\n", cells.join(" | "))
}

/// The whole page.
fn page(rows: &str, misquoted: &[(&str, u64)]) -> String {
    let mut page = String::from(
        "# Scores\n\n\
         Written by `cargo xtask score`: the program on the gold sets, scored by the sets' own script. Languages without a pack are left\n\
         out. `type`: the act is found with its type. `strict`: actors and recipients are right too. The other columns give the share that is\n\
         right among the acts found, with their number in brackets. `plover-dev` names one act a sentence, so only recall means something there.\n\n",
    );
    page.push_str(COLUMNS);
    page.push_str(rows);
    page.push_str("\nRecords whose words do not stand at their offsets (must be 0):");
    for (at, (set, number)) in misquoted.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(page, "{comma} {set} {number}");
    }
    page.push_str(".\n");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_columns_of_the_head() {
        let figures = serde_json::json!({
            "events": {"gold": 4, "pred": 5, "type": {"p": 0.8, "r": 1.0, "f1": 0.8889}, "strict": {"p": 0.4, "r": 0.5, "f1": 0.4444},
                       "slots": {"date": {"ok": 1, "of": 2, "acc": 0.5}}},
            "commitments": {"gold": 1, "pred": 0, "type": {"p": 0.0, "r": 0.0, "f1": 0.0}, "strict": {"p": 0.0, "r": 0.0, "f1": 0.0}, "slots": {}}});
        let whole = row("dev", "vi", 2, &figures);
        assert_eq!(whole, "| dev | vi | 2 | 4 / 5 | 0.800 | 1.000 | 0.889 | 0.400 | 0.500 | 0.444 | – | 0.500 (2) | – | – | 1 / 0 | 0.000 | 0.000 |\n");
        let recall = row("plover-dev", "en", 2, &figures);
        assert_eq!(recall, "| plover-dev | en | 2 | 4 / – | – | 1.000 | – | – | 0.500 | – | – | 0.500 (2) | – | – | 1 / – | – | – |\n");
        let columns = |line: &str| line.matches('|').count();
        assert!(COLUMNS.lines().all(|line| columns(line) == columns(&whole)));
    }
}
