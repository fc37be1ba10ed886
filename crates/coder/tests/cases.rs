//! Runs every case of every language: `data/lang/*/cases/*.md`, found and not listed. How a case reads is told in [`case`].
//!
//! `CASES=name cargo test -p chancery-coder --test cases` runs those whose file or title has `name` in it; `CASES_OPEN=1` with
//! `-- --nocapture` also shows what comes out of those with a FIXME. With `CHANCERY_DATA=../../data` the tables are read from the folder, so
//! that no build is needed after a change of words. [`conformance`] holds every pack to what any language must have.

mod case;
mod conformance;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use case::{Case, judge, knowledge, read};
use chancery_knowledge::Knowledge;
use chancery_model::{Document, Span};

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Language, file and contents of every case file.
fn files() -> Vec<(String, String, String)> {
    let mut files = Vec::new();
    for language in sorted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/lang")) {
        let lang = name(&language);
        for path in sorted(&language.join("cases")) {
            if path.extension().is_some_and(|e| e == "md") && !lang.starts_with('_') {
                let contents = std::fs::read_to_string(&path).expect("a case file is UTF-8 text");
                files.push((lang.clone(), format!("data/lang/{lang}/cases/{}", name(&path)), contents));
            }
        }
    }
    files
}

/// The document of a case.
fn document(lang: &str, case: &Case) -> Document {
    Document { text: case.text.clone(), lang: lang.to_owned(), published: case.published, body: Span::new(0, case.text.len()), ..Document::default() }
}

/// The outcome of a case in full, and whether all is well.
fn outcome(lang: &str, file: &str, case: &Case, knowledge: &Knowledge) -> (String, bool) {
    let document = document(lang, case);
    let coded = chancery_coder::code(&document, knowledge);
    let faults = judge::faults(case, &coded);
    let mut out = format!("{file}:{}: {}\n  > {}\n", case.line, case.title, case.text.replace('\n', "\n  > "));
    for fault in &faults {
        let _ = writeln!(out, "  {fault}");
    }
    for e in case.expectations.iter().filter(|e| e.fixme) {
        let _ = writeln!(out, "  FIXME: {e}");
    }
    for e in &coded.events {
        let _ = writeln!(out, "  came out: {}", judge::event(e, &case.text));
    }
    for c in &coded.commitments {
        let _ = writeln!(out, "  came out: {}", judge::commitment(c, &case.text));
    }
    if coded.events.is_empty() {
        out.push_str("  came out: nothing\n");
    }
    (out, faults.is_empty())
}

#[test]
fn every_case_holds() {
    let knowledge = knowledge();
    let wanted = std::env::var("CASES").unwrap_or_default();
    let show = std::env::var_os("CASES_OPEN").is_some();
    let (mut run, mut open, mut failures) = (0, 0, Vec::new());
    for (lang, file, contents) in files() {
        if knowledge.language(&lang).is_none() {
            failures.push(format!("{file}: the language `{lang}` has no grammar yet"));
            continue;
        }
        let (cases, faults) = read::cases(&contents);
        failures.extend(faults.iter().map(|fault| format!("{file}:{fault}\n")));
        for case in cases.iter().filter(|c| file.contains(&wanted) || c.title.contains(&wanted)) {
            run += 1;
            let (told, well) = outcome(&lang, &file, case, &knowledge);
            let fixme = case.expectations.iter().any(|e| e.fixme);
            open += usize::from(fixme);
            if fixme && show {
                println!("{told}");
            }
            if !well {
                failures.push(told);
            }
        }
    }
    assert!(run > 0, "no case was found");
    println!("{run} cases, {open} of them with a FIXME");
    assert!(failures.is_empty(), "{} of {run} cases fail\n\n{}", failures.len(), failures.join("\n"));
}

mod harness {
    //! The harness itself: a case that should fail does.

    use super::{Document, Knowledge, Span, case::judge, case::read};

    fn faults(expectations: &str) -> Vec<String> {
        let knowledge = Knowledge::embedded().expect("the embedded data is sound");
        let text = "Ngoại trưởng Nhật Bản ngày 3/2 điện đàm với người đồng cấp Hàn Quốc.";
        let (cases, mut faults) = read::cases(&format!("# File\n\n## Rule\nProse.\npublished: 2025-02-05\n> {text}\n{expectations}\n"));
        for case in &cases {
            let document =
                Document { text: case.text.clone(), lang: "vi".to_owned(), published: case.published, body: Span::new(0, text.len()), ..Document::default() };
            faults.extend(judge::faults(case, &chancery_coder::code(&document, &knowledge)));
        }
        faults
    }

    #[test]
    fn what_holds_passes() {
        for line in [
            "CONSULT phone | KOR, JPN | - | 2025-02-03 | actual | \"điện đàm\"\nonly",
            "CONSULT/AGREE -/phone | JPN / JPN, KOR | - | - / 2025-02 | * | *",
            "not AGREE\nnot CONSULT planned\nnot commitment",
            "optional CONSULT phone | JPN, KOR | - | * | actual | *\noptional AID | JPN | KOR | * | actual | *\nonly",
            "FIXME: a reason\nnothing",
        ] {
            assert_eq!(faults(line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn what_does_not_hold_fails() {
        for line in [
            "CONSULT | JPN, KOR | - | 2025-02-03 | actual | \"điện đàm\"",
            "CONSULT phone | JPN | KOR | 2025-02-03 | actual | \"điện đàm\"",
            "CONSULT phone | JPN, KOR | - | 2025-02-04 | actual | \"điện đàm\"",
            "CONSULT phone | JPN, KOR | - | 2025-02-03 | planned | \"điện đàm\"",
            "commitment meeting | JPN, KOR | - | agreed | - | - | \"điện đàm\"",
            "CONSULT phone | JPN, KOR | - | 2025-02-03 | actual | *\nCONSULT phone | JPN, KOR | - | 2025-02-03 | actual | *",
            "nothing",
            "only",
            "not CONSULT",
            "not CONSULT actual",
            "FIXME\nCONSULT phone | JPN, KOR | - | 2025-02-03 | actual | \"điện đàm\"",
        ] {
            assert_eq!(faults(line).len(), 1, "{line}");
        }
    }

    #[test]
    fn a_line_that_is_no_expectation_is_a_fault() {
        for line in [
            "CONSULT phone | JPN",
            "TALK | JPN | - | - | actual | *",
            "AID phone | JPN | - | - | actual | *",
            "not TALK",
            "CONSULT phone | * | * | * | * | \"hội đàm\"",
        ] {
            assert!(!faults(line).is_empty(), "{line}");
        }
    }
}

#[test]
fn the_government_of_a_ministrys_release_is_that_of_its_state() {
    let title = "모잠비크 홍수에 따른 지원 관련 외교부 보도자료";
    let text = format!("{title}\n\n정부는 홍수 피해를 입은 모잠비크에 텐트 2천 개를 제공하기로 결정하였다.");
    let body = Span::new(title.len() + 2, text.len());
    let document = Document { lang: "ko".to_owned(), title: Some(Span::new(0, title.len())), body, text, ..Document::default() };
    let coded = chancery_coder::code(&document, &Knowledge::embedded().expect("the embedded data is sound"));
    let roles: Vec<(Vec<&str>, Vec<&str>)> =
        coded.events.iter().map(|e| (e.actors.iter().map(|a| a.code.as_str()).collect(), e.recipients.iter().map(|r| r.code.as_str()).collect())).collect();
    assert_eq!(roles, [(vec!["KOR"], vec!["MOZ"])]);
}
