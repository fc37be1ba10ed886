//! For tests that look at documents read: the lines of the program as JSON, and the repository with its samples.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::Run;

impl Run {
    /// The documents of a `jsonl` output.
    pub fn documents(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
