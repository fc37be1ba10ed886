//! What the end-to-end tests share: the program, a folder of reports, the lines it prints.
#![allow(dead_code, reason = "each test uses a part")]

use std::fs;

use assert_cmd::Command;
use tempfile::TempDir;

/// The program, without the settings of whoever runs the tests.
pub fn chancery() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("chancery"));
    command.env_remove("NO_COLOR");
    command
}

/// What one run left behind.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Run it to its end.
pub fn run(command: &mut Command) -> Run {
    let output = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder with files.
pub fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    folder
}
