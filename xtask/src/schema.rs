//! `schema`: the published JSON Schema, made from the wire structs.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

/// Write the schema.
pub fn run() -> Result<ExitCode> {
    let path = crate::root().join("schema/chancery-1.schema.json");
    fs::write(&path, chancery_formats::schema()).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote schema/chancery-1.schema.json");
    Ok(ExitCode::SUCCESS)
}
