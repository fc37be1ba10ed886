//! The paths a user gives, turned into inputs in a fixed order: files as given, folders as every file below them
//! with a known ending, in sorted order, patterns as their matches in sorted order, `-` as standard input.
//!
//! A path that is not there stays in its place and fails when it is read, so that the rest of a batch goes on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::walk::kind::is_known;
use crate::{IngestError, RefusedReason};

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

impl Input {
    /// The name to show in messages.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "stdin".to_owned(),
        }
    }

    /// Its size, where the system knows it.
    pub fn size(&self) -> u64 {
        match self {
            Input::File(path) => fs::metadata(path).map_or(0, |about| about.len()),
            Input::Stdin => 0,
        }
    }
}

/// Every input that the paths stand for, in order; a path that stands for none is an error in its place.
pub fn expand<P: AsRef<Path>>(paths: &[P]) -> Vec<Result<Input, IngestError>> {
    let mut inputs = Vec::new();
    for path in paths {
        expand_one(path.as_ref(), &mut inputs);
    }
    inputs
}

fn expand_one(path: &Path, inputs: &mut Vec<Result<Input, IngestError>>) {
    if path.as_os_str() == "-" {
        inputs.push(Ok(Input::Stdin));
    } else if path.is_dir() {
        expand_folder(path, inputs);
    } else if let (false, Some(pattern)) = (path.exists(), path.to_str().filter(|p| p.contains(['*', '?', '[']))) {
        expand_pattern(pattern, inputs);
    } else {
        inputs.push(Ok(Input::File(path.to_owned())));
    }
}

fn expand_pattern(pattern: &str, inputs: &mut Vec<Result<Input, IngestError>>) {
    let refuse = |reason| Err(IngestError::new(pattern, reason));
    let matches = match glob::glob(pattern) {
        Ok(matches) => matches,
        Err(error) => return inputs.push(refuse(RefusedReason::BadPattern(error.msg.to_owned()))),
    };
    let before = inputs.len();
    for found in matches {
        match found {
            Ok(path) if path.is_dir() => expand_folder(&path, inputs),
            Ok(path) => inputs.push(Ok(Input::File(path))),
            Err(error) => {
                let name = error.path().display().to_string();
                inputs.push(Err(IngestError::new(&name, RefusedReason::Unreadable(error.into()))));
            }
        }
    }
    if inputs.len() == before {
        inputs.push(refuse(RefusedReason::NoMatch("no file matches the pattern")));
    }
}

fn expand_folder(folder: &Path, inputs: &mut Vec<Result<Input, IngestError>>) {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        if let Err(error) = list_folder(&folder, &mut files, &mut waiting) {
            faults.push(Err(IngestError::new(&folder.display().to_string(), RefusedReason::Unreadable(error))));
        }
    }
    files.sort_unstable();
    faults.sort_by(|a, b| name_of(a).cmp(name_of(b)));
    if files.is_empty() && faults.is_empty() {
        let reason = RefusedReason::NoMatch("there is no file with a known ending below this folder");
        faults.push(Err(IngestError::new(&folder.display().to_string(), reason)));
    }
    inputs.extend(faults);
    inputs.extend(files.into_iter().map(|path| Ok(Input::File(path))));
}

fn name_of(fault: &Result<Input, IngestError>) -> &str {
    fault.as_ref().err().map_or("", |error| error.input.as_str())
}

/// Sort the entries of one folder into reports and folders to visit; hidden ones are left out. Links to folders are not followed: they may
/// lead in circles.
fn list_folder(folder: &Path, files: &mut Vec<PathBuf>, folders: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind, name) = (entry.path(), entry.file_type()?, entry.file_name());
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if kind.is_dir() {
            folders.push(path);
        } else if is_known(&name.to_string_lossy()) && (kind.is_file() || !path.is_dir()) {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(paths: &[PathBuf], root: &Path) -> Vec<String> {
        let strip = |name: &str| name.replace(&format!("{}/", root.display()), "");
        expand(paths)
            .iter()
            .map(|input| match input {
                Ok(input) => strip(&input.name()),
                Err(error) => format!("! {}", strip(&error.to_string())),
            })
            .collect()
    }

    #[test]
    fn paths_stand_for_inputs_in_a_fixed_order() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        for folder in ["feed/b", "feed/a", "feed/a/.git", "bare"] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
        }
        for file in [
            "z.txt",
            "a[1].txt",
            "feed/2.txt",
            "feed/10.TXT",
            "feed/b/1.txt",
            "feed/a/9.txt",
            "feed/x.json",
            "feed/a/c.warc.gz",
            "feed/p.png",
            "feed/.x.txt",
            "feed/a/.git/x.txt",
        ] {
            fs::write(root.join(file), "x").expect("a file");
        }
        let cases: &[(&[&str], &[&str])] = &[
            (&["z.txt", "missing.txt", "feed/x.json"], &["z.txt", "missing.txt", "feed/x.json"]),
            (&["feed"], &["feed/10.TXT", "feed/2.txt", "feed/a/9.txt", "feed/a/c.warc.gz", "feed/b/1.txt", "feed/x.json"]),
            (&["feed/*/*.txt", "z.txt"], &["feed/a/9.txt", "feed/b/1.txt", "z.txt"]),
            (&["a[1].txt"], &["a[1].txt"]),
            (&["feed/[ab]"], &["feed/a/9.txt", "feed/a/c.warc.gz", "feed/b/1.txt"]),
        ];
        for (given, expected) in cases {
            let paths: Vec<PathBuf> = given.iter().map(|p| root.join(p)).collect();
            assert_eq!(&shown(&paths, root), expected, "for {given:?}");
        }
        let faults = shown(&[root.join("bare"), root.join("*.md"), root.join("***")], root);
        assert!(faults[0].contains("no file with a known ending below"), "{}", faults[0]);
        assert!(faults[1].contains("no file matches"), "{}", faults[1]);
        assert!(faults[2].contains("not a valid pattern"), "{}", faults[2]);
    }

    #[test]
    fn a_dash_is_standard_input() {
        assert_eq!(expand(&["-"]).into_iter().flatten().collect::<Vec<_>>(), [Input::Stdin]);
    }
}
