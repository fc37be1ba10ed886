//! Chores of the repository: `cargo xtask <chore>`. Each is one module; none of them is part of the program.

mod check_data;
mod fuzz;
mod generate;
mod schema;
mod score;
mod torture;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Chores of the repository")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Check the data folder: every fault with file and line, in canonical form
    CheckData(check_data::Args),
    /// Score the release build on the gold sets beside the repository and write gold/SCORES.md
    Score,
    /// Write made-up reports, for speed and size runs
    Generate(generate::Args),
    /// Write schema/chancery-1.schema.json
    Schema(schema::Args),
    /// Feed broken reports to reader, coder and formats, and keep what breaks them
    FuzzCoder(fuzz::Common),
    /// Feed broken files of every form to the reader, and keep what breaks it
    FuzzIngest(fuzz::ingest::Args),
    /// Have a register take broken bundles of partners, and keep what breaks it
    FuzzStix(fuzz::Common),
    /// Fill a register with programs that are killed, run at once, or find the disk full
    Torture(torture::Args),
}

fn main() -> Result<ExitCode> {
    match Cli::parse().chore {
        Chore::CheckData(args) => check_data::run(&args),
        Chore::Score => score::run(),
        Chore::Generate(args) => generate::run(&args),
        Chore::Schema(args) => schema::run(&args),
        Chore::FuzzCoder(args) => fuzz::coder::run(&args),
        Chore::FuzzIngest(args) => fuzz::ingest::run(&args),
        Chore::FuzzStix(args) => fuzz::stix::run(&args),
        Chore::Torture(args) => torture::run(&args),
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
