//! `chancery export` and the exports of `chancery code`: which format and table are written, and what is refused. Whole exports are read back by
//! others in `crates/export/tests/readers`.

mod support;

use std::fs;
use std::path::PathBuf;

use support::{chancery, run};
use tempfile::TempDir;

/// The repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A register of one report, and its folder.
fn register() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let sample = "samples/2026-01-14-en-zambezi-talks.txt";
    let added = run(chancery().current_dir(root()).arg("--register").arg(folder.path().join("r.db")).args(["add", sample]));
    assert_eq!(added.code, 0, "{}", added.err);
    folder
}

fn export(folder: &TempDir, args: &[&str]) -> support::Run {
    run(chancery().current_dir(folder.path()).args(["--register", "r.db", "export"]).args(args))
}

#[test]
fn the_ending_of_the_file_tells_the_format() {
    let folder = register();
    for (name, first) in
        [("a.csv", "id,type,"), ("a.jsonl", "{\"id\""), ("a.parquet", "PAR1"), ("a.arrow", "ARROW1"), ("a.graphml", "<?xml"), ("a.ics", "BEGIN:VCALENDAR")]
    {
        let done = export(&folder, &["--out", name]);
        assert_eq!(done.code, 0, "{}", done.err);
        let bytes = fs::read(folder.path().join(name)).expect("a file");
        assert!(bytes.starts_with(first.as_bytes()), "{name}");
        assert!(!folder.path().join(format!("{name}.part")).exists());
    }
    let done = export(&folder, &["--out", "a.xyz"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("possible values: csv, jsonl, parquet"), "{}", done.err);
}

#[test]
fn tables_hold_what_a_row_is_asked_to_be() {
    let folder = register();
    let header = |table: &str| export(&folder, &["csv", "--table", table]).out.lines().next().unwrap_or_default().to_owned();
    assert!(header("reports").starts_with("event,report,document,"));
    assert!(header("commitments").starts_with("id,kind,title,"));
    assert!(header("steps").starts_with("commitment,date,status,"));
    let all = export(&folder, &["jsonl"]).out.lines().count();
    let some = export(&folder, &["jsonl", "--type", "consult", "--party", "Zambia"]).out.lines().count();
    assert!(some > 0 && some < all, "{some} of {all}");
}

#[test]
fn what_does_not_go_together_is_refused_with_a_way_out() {
    let folder = register();
    for (args, told) in [
        (&["csv", "--kind", "visit"][..], "--table commitments"),
        (&["ical", "--type", "AID"], "ask for acts"),
        (&["csv", "--status", "signed"], "one of commitments"),
        (&["graphml", "--table", "steps"], "write commitments as csv"),
        (&["ical", "--table", "events"], "due dates"),
        (&["csv", "--out", "r.db"], "is the register"),
        (&["csv", "--out", "nowhere/a.csv"], "cannot write"),
    ] {
        let done = export(&folder, args);
        assert_eq!(done.code, 2, "{args:?}");
        assert!(done.err.contains(told), "{args:?}: {}", done.err);
    }
    assert!(export(&folder, &["jsonl"]).code == 0, "the register is as it was");
}

#[test]
fn documents_are_coded_to_exports_without_a_register() {
    let folder = tempfile::tempdir().expect("a folder");
    let code = |format: &str, name: &str| {
        let target = folder.path().join(name);
        let done = run(chancery().current_dir(root()).args(["code", "samples", "--format", format, "--output"]).arg(&target));
        assert_eq!(done.code, 0, "{}", done.err);
        (fs::read(target).expect("a file"), done.err)
    };
    assert!(code("parquet", "a").0.starts_with(b"PAR1"));
    assert!(code("arrow", "b").0.starts_with(b"ARROW1"));
    let (gdelt, said) = code("gdelt", "c");
    let gdelt = String::from_utf8(gdelt).expect("UTF-8");
    assert!(gdelt.lines().count() > 100 && gdelt.lines().all(|line| line.split('\t').count() == 61));
    assert!(said.contains("not written: planned"), "{said}");
    assert!(String::from_utf8(code("plover", "d").0).expect("UTF-8").lines().all(|line| line.starts_with("{\"id\":")));
}
