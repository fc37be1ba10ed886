//! The same reports in every form (`scripts/make-samples.py`), through the real program: the same acts, whatever the form.

#[path = "support/reading.rs"]
mod reading;
mod support;

use reading::root;
use serde_json::Value;
use support::{chancery, run};

/// Samples that are not the six reports in some form.
const OTHERS: &[&str] = &["one.txt.gz", "sitemap.xml"];

/// The samples by name, one of each form; a folder where a form holds one report a file.
fn forms() -> Vec<String> {
    let entries = std::fs::read_dir(root().join("crates/cli/tests/samples")).expect("the samples");
    let names = entries.map(|entry| entry.expect("a sample").file_name().into_string().expect("a name"));
    let mut names: Vec<String> = names.filter(|name| !OTHERS.contains(&name.as_str())).collect();
    names.sort_unstable();
    assert!(names.len() > 20, "samples lack: {names:?}");
    names
}

/// What the acts of a sample are, report by report.
fn acts(sample: &str) -> Vec<String> {
    let path = root().join("crates/cli/tests/samples").join(sample);
    let read = run(chancery().args(["code", "--format", "jsonl"]).arg(path));
    assert_eq!(read.code, 0, "{sample}: {}", read.err);
    let mut documents: Vec<String> = read.documents().iter().map(document).collect();
    documents.sort();
    documents
}

/// One report: its headline, language and day, and a line for each act.
fn document(document: &Value) -> String {
    let ids = |participants: &Value| -> Vec<String> {
        let participants = participants.as_array().expect("a list");
        participants.iter().map(|p| format!("{} {}", p["code"], p["name"])).collect()
    };
    let mut lines = vec![format!("{} {} {}", document["title"], document["lang"], document["published"])];
    lines.extend(document["events"].as_array().expect("events").iter().map(|e| {
        let date = &e["date"]["value"];
        format!("  {} {} {} {:?} {:?} {date}", e["type"], e["mode"], e["status"], ids(&e["actors"]), ids(&e["recipients"]))
    }));
    lines.join("\n")
}

#[test]
fn every_form_reads_to_the_same_acts_as_plain_text() {
    let text = acts("text");
    assert_eq!(text.len(), 6);
    assert!(text.iter().all(|acts| acts.lines().count() > 2), "two acts a report at least: {text:#?}");
    for sample in forms() {
        assert_eq!(acts(&sample), text, "{sample}");
    }
}
