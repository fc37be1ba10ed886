//! Story arcs: short reports of one story in several languages, added to a register through the real program, and what an analyst expects to
//! find there on the day of asking. Each arc is a file in `arcs/` that a person can read:
//!
//! - `ask on: DATE`, then the reports, `## NUMBER LANGUAGE` with quoted lines;
//! - `## event KEY: TYPE | TYPE` and under it the words of each report that tell the act: all of these must be one event, and no others;
//! - `## commitment KEY: KIND | KIND => STATUS | STATUS, overdue` and under it the words with the status they tell.
//!
//! The figures must not fall below those below; raise them when they rise (`CONTRIBUTING.md` says when they may go down). `ARCS=03` runs one arc and tells what went wrong.

mod arc;

use std::path::Path;

use arc::{Arc, Figures};

/// What was reached: pairwise precision and recall of events that are one, commitments found, merged, final status, overdue, and steps; in hundredths.
const FLOOR: [(&str, u32); 7] = [("precision", 96), ("recall", 86), ("found", 97), ("merged", 70), ("status", 95), ("overdue", 97), ("steps", 86)];

#[test]
fn the_register_tells_the_stories() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/arcs");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).expect("the folder of arcs").map(|e| e.expect("an entry").path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "md"));
    paths.sort();
    let wanted = std::env::var("ARCS").ok();
    let mut sum = Figures::default();
    let mut count = 0;
    for path in &paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if wanted.as_ref().is_some_and(|w| !name.starts_with(w.as_str())) {
            continue;
        }
        let arc = Arc::read(&name, &std::fs::read_to_string(path).expect("an arc"));
        let figures = arc.play();
        if wanted.is_some() {
            figures.notes.iter().for_each(|note| println!("{note}"));
        }
        println!("{name}: {figures}");
        sum.add(&figures);
        count += 1;
    }
    println!("all: {sum}");
    if wanted.is_none() {
        assert!(count >= 26, "there are {count} arcs");
        for (what, floor) in FLOOR {
            let reached = sum.hundredths(what);
            assert!(reached >= floor, "{what} fell to {reached} from {floor}");
        }
    }
}
