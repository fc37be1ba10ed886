//! The published schema is what the wire structs say, and what is written keeps to it.

mod fixture;

use std::path::Path;

use chancery_formats::{Scores, schema, to_wire};
use chancery_model::{CodedDocument, Document};

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/chancery-1.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, schema()).expect("the schema is written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == schema(), "{} is stale; run `UPDATE_SCHEMA=1 cargo test -p chancery-formats`", path.display());
}

#[test]
fn what_is_written_keeps_to_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let scores = Scores::embedded().expect("scores");
    let (document, coded) = (fixture::document(), fixture::coded());
    let full = to_wire(&document, &coded, &scores);
    let (document, coded) = (Document::default(), CodedDocument::default());
    let empty = to_wire(&document, &coded, &scores);
    for wire in [&full, &empty] {
        let line = serde_json::from_str(&wire.to_line()).expect("JSON");
        let faults: Vec<String> = validator.iter_errors(&line).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
    let mut wrong = full;
    wrong.events[0].event_type = "FIGHT".into();
    let line = serde_json::from_str(&wrong.to_line()).expect("JSON");
    assert!(!validator.is_valid(&line));
}
