//! The program as people call it: help, refusals, exit codes, order, streams.

#[path = "support/reading.rs"]
mod reading;
mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command as Process, Stdio};

use reading::root;
use support::{Run, chancery, folder, run};

const GOOD: &[u8] = " date 2024-11-21 Brasil thăm Đức\n\nHôm qua, hai ngoại trưởng đã hội đàm tại Berlin.\n".as_bytes();

/// The ids of a `jsonl` output, in order.
fn ids(run: &Run) -> Vec<String> {
    run.documents().iter().map(|d| d["id"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn help_and_version_tell_what_is_needed() {
    let help = run(chancery().arg("--help"));
    assert_eq!(help.code, 0);
    for word in ["code", "explain", "language", "completions", "man", "schema", "--color", "Exit codes:"] {
        assert!(help.out.contains(word), "no {word} in\n{}", help.out);
    }
    let help = run(chancery().args(["code", "--help"]));
    for word in ["--lang", "--date", "--format", "--jobs", "--output", "--max-bytes", "Examples:", "jsonl"] {
        assert!(help.out.contains(word), "no {word} in\n{}", help.out);
    }
    let version = run(chancery().arg("--version"));
    assert_eq!(version.out, format!("chancery {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_is_2_and_says_what_is_right() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage:"),
        (&["code"], "<PATH>"),
        (&["cod", "x"], "similar"),
        (&["code", "x", "--format", "xml"], "possible values: jsonl, table, html, csv"),
        (&["code", "x", "--date", "21.11.2024"], "YYYY-MM-DD"),
        (&["code", "x", "--date", "2023-02-29"], "is not a date"),
        (&["code", "x", "--lang", "xx"], "possible values: auto, en"),
        (&["language", "new", "data/lang/Bad Name"], "no code of a language"),
        (&["code", "x", "--jobs", "0"], "0 is not in 1..=256"),
        (&["code", "x", "y", "--id", "z"], "--id names one document"),
        (&["code", "-", "-"], "read only once"),
        (&["man", "nothing"], "there is no command"),
    ];
    for (args, expected) in cases {
        let wrong = run(chancery().args(*args));
        assert_eq!(wrong.code, 2, "{args:?}: {}", wrong.err);
        assert!(wrong.err.contains(expected), "{args:?}: no {expected} in\n{}", wrong.err);
        assert_eq!(wrong.out, "", "{args:?}");
    }
}

#[test]
fn a_refused_document_is_named_and_the_others_are_read() {
    let files = folder(&[
        ("a.txt", GOOD),
        ("empty.txt", b"  \n"),
        ("latin.txt", b"Caf\xe9 society in S\xe3o Paulo held its meeting."),
        ("random.txt", b"\x00\x01\x02\xff\xfe\x80"),
        ("large.txt", &[b'x'; 4000]),
        ("z.txt", GOOD),
    ]);
    let mut command = chancery();
    command.current_dir(files.path()).args(["code", "--max-bytes", "3000"]);
    command.args(["a.txt", "empty.txt", "missing.txt", "latin.txt", "random.txt", "large.txt", "*.md", "z.txt"]);
    let mixed = run(&mut command);
    assert_eq!(mixed.code, 1, "{}", mixed.err);
    assert_eq!(ids(&mixed), ["a", "z"]);
    for expected in [
        "error: empty.txt: is empty (",
        "error: missing.txt: cannot be read: no such file or folder (check the spelling",
        "error: latin.txt: is not valid UTF-8: wrong at byte 3 (say which character set",
        "error: random.txt: is binary, not text (",
        "error: large.txt: is larger than 3000 bytes (",
        "error: *.md: holds no report: no file matches the pattern (",
        "chancery: 2 documents read, 6 refused;",
    ] {
        assert!(mixed.err.contains(expected), "no {expected} in\n{}", mixed.err);
    }
}

#[test]
fn one_good_document_needs_no_words_on_standard_error() {
    let files = folder(&[("a.txt", GOOD)]);
    let quiet = run(chancery().current_dir(files.path()).args(["code", "a.txt"]));
    assert_eq!((quiet.code, quiet.err.as_str()), (0, ""));
    let two = run(chancery().current_dir(files.path()).args(["code", "a.txt", "a.txt"]));
    assert!(two.err.starts_with("chancery: 2 documents read, 0 refused;"), "{}", two.err);
}

#[test]
fn standard_input_is_one_document() {
    let mut command = chancery();
    command.args(["code", "-", "--date", "2025-03", "--id", "from-a-pipe"]).write_stdin("Germany met Brazil in Berlin.");
    let piped = run(&mut command);
    assert_eq!((piped.code, piped.err.as_str()), (0, ""));
    let documents = piped.documents();
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0]["id"], "from-a-pipe");
    assert_eq!(documents[0]["published"], "2025-03");
    assert_eq!(documents[0]["lang"], "en");
    let unnamed = run(chancery().args(["code", "-"]).write_stdin(GOOD));
    assert_eq!(ids(&unnamed), ["stdin"]);
    assert_eq!(unnamed.documents()[0]["title"], "Brasil thăm Đức");
}

#[test]
fn a_document_without_a_date_is_coded_with_a_warning() {
    let undated = run(chancery().args(["code", "-"]).write_stdin("Germany met Brazil in Berlin."));
    assert_eq!(undated.code, 0);
    assert!(undated.err.contains("warning: stdin: no date found"), "{}", undated.err);
    assert!(undated.documents()[0]["published"].is_null());
}

#[test]
fn the_order_of_the_inputs_is_kept_whatever_the_number_of_threads() {
    let names: Vec<String> = (0..600).map(|n| format!("feed/{n:03}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), GOOD)).collect();
    let files = folder(&files);
    let runs: Vec<_> = ["1", "4"].iter().map(|jobs| run(chancery().current_dir(files.path()).args(["code", "feed", "--jobs", jobs]))).collect();
    let expected: Vec<String> = (0..600).map(|n| format!("{n:03}")).collect();
    assert_eq!(ids(&runs[0]), expected);
    assert!(runs[0].out == runs[1].out, "one and four threads differ");
    let mixed = run(chancery().current_dir(files.path()).args(["code", "feed/59*.txt", "feed/000.txt"]));
    let tail: Vec<String> = (590..600).map(|n| format!("{n:03}")).chain(["000".to_owned()]).collect();
    assert_eq!(ids(&mixed), tail);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let names: Vec<String> = (0..600).map(|n| format!("{n:03}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), GOOD)).collect();
    let files = folder(&files);
    let mut child = Process::new(assert_cmd::cargo::cargo_bin!("chancery"))
        .args(["code", "."])
        .current_dir(files.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    let rest = child.wait_with_output().expect("its end");
    assert!(line.starts_with("{\"schema\":\"chancery/1\",\"id\":\"000\""), "{line}");
    assert_eq!((rest.status.code(), String::from_utf8_lossy(&rest.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn an_input_is_not_overwritten() {
    let files = folder(&[("a.txt", GOOD)]);
    let wrong = run(chancery().current_dir(files.path()).args(["code", ".", "--output", "a.txt"]));
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("a.txt is an input too"), "{}", wrong.err);
    assert_eq!(fs::read(files.path().join("a.txt")).expect("the file"), GOOD);
    let nowhere = run(chancery().current_dir(files.path()).args(["code", "a.txt", "--output", "no/where.jsonl"]));
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("cannot write no/where.jsonl"), "{}", nowhere.err);
}

#[test]
fn the_program_prints_pages_about_itself() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let page = run(chancery().args(["completions", shell]));
        assert!(page.code == 0 && page.out.contains("explain"), "{shell}");
    }
    let page = run(chancery().arg("man"));
    assert!(page.out.contains(".TH chancery 1"), "{}", page.out);
    let page = run(chancery().args(["man", "code"]));
    assert!(page.out.contains("max\\-bytes"), "{}", page.out);
    let schema = run(chancery().arg("schema"));
    let committed = fs::read_to_string(root().join("schema/chancery-1.schema.json")).expect("the schema");
    assert!(schema.out == committed, "`chancery schema` differs from the committed schema");
}

#[test]
fn explain_takes_one_report() {
    let files = folder(&[("a.txt", GOOD), ("b.txt", GOOD)]);
    assert_eq!(run(chancery().current_dir(files.path()).args(["explain", "a.txt"])).code, 0);
    let missing = run(chancery().current_dir(files.path()).args(["explain", "c.txt"]));
    assert_eq!(missing.code, 1);
    assert!(missing.err.contains("c.txt: cannot be read"), "{}", missing.err);
    let many = run(chancery().current_dir(files.path()).args(["explain", "."]));
    assert_eq!(many.code, 2);
    assert!(many.err.contains("stands for 2 files"), "{}", many.err);
}

#[test]
fn a_report_in_a_language_without_a_pack_is_named_and_not_coded() {
    let french = "Le président brésilien a rencontré lundi à Berlin la chancelière allemande pour parler du climat et du commerce entre les deux pays.";
    let files = folder(&[("a.txt", GOOD), ("fr.txt", french.as_bytes())]);
    let mixed = run(chancery().current_dir(files.path()).args(["code", "."]));
    assert_eq!((mixed.code, ids(&mixed)), (1, vec!["a".to_owned()]));
    assert!(mixed.err.contains("fr.txt: is in French (fr), for which there is no pack (there are packs for en, "), "{}", mixed.err);
}

#[test]
fn a_new_pack_is_laid_down_once_and_can_be_read_with() {
    let files = folder(&[]);
    let new = |name: &str| run(chancery().current_dir(files.path()).args(["language", "new", name]));
    let made = new("lang/eo");
    assert_eq!((made.code, made.out.as_str()), (0, ""), "{}", made.err);
    assert!(made.err.contains("files written to lang/eo"), "{}", made.err);
    for (table, row) in [("names/states.tsv", "NOR\tname\tNorway\n"), ("grammar/function.tsv", "not\tneg\n")] {
        let text = fs::read_to_string(files.path().join("lang/eo").join(table)).expect("the table");
        assert!(text.starts_with("# ") && text.contains(row), "{text}");
    }
    let again = new("lang/eo");
    assert!(again.code == 2 && again.err.contains("nothing was written"), "{}", again.err);
    let packs = run(chancery().args(["language", "list"]));
    assert!(packs.out.lines().count() >= 4 && packs.out.contains("en\t"), "{}", packs.out);
}
