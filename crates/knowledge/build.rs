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
#[path = "src/packed.rs"]
mod packed;
#[path = "src/parties.rs"]
mod parties;
#[path = "src/places.rs"]
mod places;
#[path = "src/table.rs"]
mod table;
#[path = "src/tags.rs"]
mod tags;
#[path = "src/unknown.rs"]
mod unknown;
#[path = "src/vocabulary.rs"]
mod vocabulary;

fn main() -> ExitCode {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let data = Path::new(&root).join("../../data");
    println!("cargo::rerun-if-changed={}", data.display());
    println!("cargo::rerun-if-changed=src");
    // The tables themselves go along, for those who lay their own over them.
    let read = load::read_folder(&data).and_then(|tables| {
        let files: Vec<(String, &str)> = tables.iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
        load::Knowledge::load(&files).map(|knowledge| (knowledge, tables))
    });
    let (knowledge, tables) = match read {
        Ok(read) => read,
        Err(faults) => {
            eprintln!("{faults}");
            return ExitCode::FAILURE;
        }
    };
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    let written = pack(&knowledge, &Path::new(&out).join("knowledge.pack")).and_then(|()| pack(&tables, &Path::new(&out).join("tables.pack")));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn pack<T: serde::Serialize>(what: &T, target: &Path) -> Result<(), String> {
    let bytes = postcard::to_allocvec(what).map_err(|e| e.to_string())?;
    std::fs::write(target, bytes).map_err(|e| format!("{}: {e}", target.display()))
}
