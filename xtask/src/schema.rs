//! `schema`: the published JSON Schemas, made from the structs.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing; fail where a file is not what would be written
    #[arg(long)]
    check: bool,
}

/// Write or check the schemas.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut fresh = true;
    for (name, schema) in [("chancery-1", chancery_formats::schema()), ("chancery-share-1", chancery_share::schema())] {
        let name = format!("schema/{name}.schema.json");
        let path = crate::root().join(&name);
        if args.check {
            let current = fs::read_to_string(&path).is_ok_and(|there| there == schema);
            println!("{name} is {}", if current { "current" } else { "stale: run `cargo xtask schema`" });
            fresh &= current;
        } else {
            fs::write(&path, schema).with_context(|| format!("cannot write {}", path.display()))?;
            println!("wrote {name}");
        }
    }
    Ok(ExitCode::from(u8::from(!fresh)))
}
