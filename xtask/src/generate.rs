//! `generate`: made-up reports in any number. The same arguments write the same bytes.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_testkit::{Generator, LANGUAGES};
use clap::builder::PossibleValuesParser;

/// Reports in one folder.
const IN_A_FOLDER: usize = 1000;

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// At least so many millions of bytes
    #[arg(long, value_name = "N", default_value_t = 10)]
    megabytes: u64,
    /// A folder to make, or a file: .jsonl for one object a line, .txt for one long text
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Language of the reports
    #[arg(long, default_value = "vi", value_name = "LANG", value_parser = PossibleValuesParser::new(LANGUAGES))]
    lang: String,
    /// So many reports on each day, one day after the other, as a feed brings them; without it any day from 2023 to 2026
    #[arg(long, value_name = "N")]
    per_day: Option<usize>,
    /// Another seed gives other reports
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
}

/// Where reports go.
enum Target {
    Folder(PathBuf),
    Lines(BufWriter<File>),
    Text(BufWriter<File>),
}

/// Write the reports.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut reports = Generator::new(&args.lang, args.seed).context("there are no templates for this language")?;
    if let Some(per_day) = args.per_day {
        reports = reports.daily(per_day);
    }
    let mut target = Target::open(&args.out)?;
    let (mut bytes, mut number) = (0, 0);
    while bytes < args.megabytes * 1_000_000 {
        let report = reports.report();
        match &mut target {
            Target::Folder(root) => {
                let folder = root.join(format!("{:04}", number / IN_A_FOLDER));
                if number % IN_A_FOLDER == 0 {
                    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
                }
                let path = folder.join(format!("{}.txt", report.id));
                fs::write(&path, &report.text).with_context(|| format!("cannot write {}", path.display()))?;
            }
            Target::Lines(file) => {
                let line = serde_json::json!({"id": report.id, "lang": args.lang, "published": report.published, "text": report.text});
                writeln!(file, "{line}")?;
            }
            Target::Text(file) => writeln!(file, "{}", report.text)?,
        }
        bytes += report.text.len() as u64;
        number += 1;
    }
    if let Target::Lines(mut file) | Target::Text(mut file) = target {
        file.flush()?;
    }
    println!("wrote {number} reports of {bytes} bytes to {}", args.out.display());
    Ok(ExitCode::SUCCESS)
}

impl Target {
    /// A target that is not there yet.
    fn open(path: &Path) -> Result<Self> {
        if path.exists() {
            bail!("{} is there already; name another, or remove it", path.display());
        }
        let file = || File::create(path).map(BufWriter::new).with_context(|| format!("cannot write {}", path.display()));
        Ok(match path.extension().and_then(|e| e.to_str()) {
            Some("jsonl") => Self::Lines(file()?),
            Some("txt") => Self::Text(file()?),
            _ => Self::Folder(path.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_a_file_hold_the_same_reports() {
        let root = tempfile::tempdir().expect("a folder");
        let args = |name: &str| Args { megabytes: 3, out: root.path().join(name), lang: "vi".to_owned(), per_day: Some(100), seed: 4 };
        for name in ["feed", "feed.jsonl"] {
            run(&args(name)).expect("reports");
        }
        let lines = fs::read_to_string(root.path().join("feed.jsonl")).expect("lines");
        assert!(lines.lines().count() > IN_A_FOLDER, "more than one folder is filled");
        for (number, line) in lines.lines().enumerate() {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let path = root.path().join(format!("feed/{:04}/{}.txt", number / IN_A_FOLDER, line["id"].as_str().expect("an id")));
            assert_eq!(fs::read_to_string(&path).ok().as_deref(), line["text"].as_str(), "{}", path.display());
        }
        assert!(run(&args("feed")).is_err(), "a folder that is there is left alone");
    }
}
