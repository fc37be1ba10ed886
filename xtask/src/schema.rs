//! `schema`: the published JSON Schema, made from the wire structs.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing; fail where the file is not what would be written
    #[arg(long)]
    check: bool,
}

/// Write or check the schema.
pub fn run(args: &Args) -> Result<ExitCode> {
    let path = crate::root().join("schema/chancery-1.schema.json");
    let schema = chancery_formats::schema();
    if args.check {
        let fresh = fs::read_to_string(&path).is_ok_and(|there| there == schema);
        println!("schema/chancery-1.schema.json is {}", if fresh { "current" } else { "stale: run `cargo xtask schema`" });
        return Ok(ExitCode::from(u8::from(!fresh)));
    }
    fs::write(&path, schema).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote schema/chancery-1.schema.json");
    Ok(ExitCode::SUCCESS)
}
