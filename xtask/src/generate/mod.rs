//! `generate`: made-up reports in any number, as they are or as the pages of a crawl. The same arguments write the same bytes.

mod crawl;
mod page;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chancery_testkit::{Generator, LANGUAGES, Report};
use clap::builder::PossibleValuesParser;
use flate2::Compression;
use flate2::write::GzEncoder;

use crawl::Crawl;

/// Reports in one folder.
const IN_A_FOLDER: usize = 1000;

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// At least so many millions of bytes, before they are packed
    #[arg(long, value_name = "N", default_value_t = 10)]
    megabytes: u64,
    /// A folder to make, or a file: .jsonl or .jsonl.gz for one object a line, .txt for one long text, .warc or .warc.gz for the crawl of a
    /// news site
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
    PackedLines(Box<GzEncoder<BufWriter<File>>>),
    Text(BufWriter<File>),
    Crawl(Box<Crawl>),
}

/// Write the reports.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut reports = Generator::new(&args.lang, args.seed).context("there are no templates for this language")?;
    if let Some(per_day) = args.per_day {
        reports = reports.daily(per_day);
    }
    let (number, bytes) = write(reports, &args.lang, args.seed, args.megabytes, &args.out)?;
    println!("wrote {number} reports of {bytes} bytes to {}", args.out.display());
    Ok(ExitCode::SUCCESS)
}

/// Write so many megabytes of reports; how many reports and bytes that are.
pub fn write(mut reports: Generator, lang: &str, seed: u64, megabytes: u64, out: &Path) -> Result<(usize, u64)> {
    let mut target = Target::open(out, seed)?;
    let (mut bytes, mut number) = (0, 0);
    while bytes < megabytes * 1_000_000 {
        bytes += target.report(&reports.report(), lang, number)?;
        number += 1;
    }
    target.end()?;
    Ok((number, bytes))
}

impl Target {
    /// A target that is not there yet.
    fn open(path: &Path, seed: u64) -> Result<Self> {
        if path.exists() {
            bail!("{} is there already; name another, or remove it", path.display());
        }
        let file = || File::create(path).map(BufWriter::new).with_context(|| format!("cannot write {}", path.display()));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let has = |ending: &str| name.ends_with(ending);
        Ok(if has(".jsonl") {
            Self::Lines(file()?)
        } else if has(".jsonl.gz") {
            Self::PackedLines(Box::new(GzEncoder::new(file()?, Compression::fast())))
        } else if has(".txt") {
            Self::Text(file()?)
        } else if has(".warc") || has(".warc.gz") {
            Self::Crawl(Box::new(Crawl::new(file()?, has(".gz"), seed)?))
        } else {
            Self::Folder(path.to_owned())
        })
    }

    /// Write a report; the bytes that count.
    fn report(&mut self, report: &Report, lang: &str, number: usize) -> Result<u64> {
        let line = || serde_json::json!({"id": report.id, "lang": lang, "published": report.published, "text": report.text});
        match self {
            Self::Folder(root) => {
                let folder = root.join(format!("{:04}", number / IN_A_FOLDER));
                if number.is_multiple_of(IN_A_FOLDER) {
                    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
                }
                let path = folder.join(format!("{}.txt", report.id));
                fs::write(&path, &report.text).with_context(|| format!("cannot write {}", path.display()))?;
            }
            Self::Lines(file) => writeln!(file, "{}", line())?,
            Self::PackedLines(file) => writeln!(file, "{}", line())?,
            Self::Text(file) => writeln!(file, "{}", report.text)?,
            Self::Crawl(crawl) => return crawl.report(report, lang),
        }
        Ok(report.text.len() as u64)
    }

    fn end(self) -> Result<()> {
        match self {
            Self::Folder(_) => {}
            Self::Lines(mut file) | Self::Text(mut file) => file.flush()?,
            Self::PackedLines(file) => file.finish()?.flush()?,
            Self::Crawl(crawl) => crawl.end()?,
        }
        Ok(())
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
    #[test]
    fn a_crawl_holds_the_same_reports_packed_or_not_every_time() {
        let root = tempfile::tempdir().expect("a folder");
        let made = |name: &str| {
            let out = root.path().join(name);
            write(Generator::new("vi", 4).expect("a generator"), "vi", 4, 1, &out).expect("a crawl");
            let (mut parts, mut urls) = (0, Vec::new());
            let options = chancery_ingest::Options { packs: vec![chancery_ingest::Pack::new("vi", [])], ..chancery_ingest::Options::default() };
            let bytes = fs::read(&out).expect("a crawl");
            let _ = chancery_ingest::walk_bytes(name, &bytes, 0, &options, &mut |found| {
                let found = found.expect("nothing is refused");
                parts = found.part;
                urls.push(found.meta.url.clone().expect("an address"));
                let document = found.read(&options).expect("a page is a report");
                assert!(document.published.is_some() && document.title.is_some(), "{}", document.text);
                assert!(!document.text.contains("Bản quyền") && !document.text.contains("dataLayer"), "{}", document.text);
                std::ops::ControlFlow::Continue(())
            });
            (bytes, parts, urls)
        };
        let (plain, parts, urls) = made("a.warc");
        assert!((1_000_000..1_050_000).contains(&plain.len()), "{} bytes", plain.len());
        assert!((25..50).contains(&urls.len()), "{} pages of about 30 kB", urls.len());
        assert!(parts > urls.len() as u64, "there are records that are no pages");
        let (packed, _, of_packed) = made("a.warc.gz");
        assert_eq!(urls, of_packed);
        assert!(packed.len() < plain.len() / 2);
        assert_eq!(plain, made("b.warc").0);
    }
}
