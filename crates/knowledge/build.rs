//! Reads, checks and packs the data folder with the loader of this crate, so that the program starts without building an automaton.
//! A fault in the data stops the build with its file, line and hint.
#![expect(dead_code, reason = "the build script uses the loader, not the queries")]

use std::path::Path;
use std::process::ExitCode;

#[path = "src/conjugate.rs"]
mod conjugate;
#[path = "src/fold.rs"]
mod fold;
#[path = "src/frames.rs"]
mod frames;
#[path = "src/glance.rs"]
mod glance;
#[path = "src/inflect.rs"]
mod inflect;
#[path = "src/language.rs"]
mod language;
#[path = "src/lexicon.rs"]
mod lexicon;
#[path = "src/load.rs"]
mod load;
#[path = "src/load_morphology.rs"]
mod load_morphology;
#[path = "src/load_predicates.rs"]
mod load_predicates;
#[path = "src/morphology.rs"]
mod morphology;
#[path = "src/parties.rs"]
mod parties;
#[path = "src/table.rs"]
mod table;
#[path = "src/unknown.rs"]
mod unknown;
#[path = "src/vocabulary.rs"]
mod vocabulary;

fn main() -> ExitCode {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let data = Path::new(&root).join("../../data");
    println!("cargo::rerun-if-changed={}", data.display());
    println!("cargo::rerun-if-changed=src");
    let knowledge = match load::Knowledge::from_folder(&data) {
        Ok(knowledge) => knowledge,
        Err(faults) => {
            eprintln!("{faults}");
            return ExitCode::FAILURE;
        }
    };
    let target = Path::new(&std::env::var("OUT_DIR").unwrap_or_default()).join("knowledge.pack");
    match postcard::to_allocvec(&knowledge).map_err(|e| e.to_string()).and_then(|bytes| std::fs::write(&target, bytes).map_err(|e| e.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{}: {fault}", target.display());
            ExitCode::FAILURE
        }
    }
}
