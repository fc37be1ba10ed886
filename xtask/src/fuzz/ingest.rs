//! `fuzz-ingest`: broken files of every form through the reader. Beside what every fuzzer looks for, a refusal without reason or way out, a
//! document whose places are not in its text, or a walk that goes on otherwise after it was broken off is a finding.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use chancery_ingest::{Found, IngestError, Limits, Options, Pack, RefusedReason, feed_entries, walk_bytes};
use chancery_model::{Document, Span};
use chancery_testkit::Random;
use clap::builder::PossibleValuesParser;

use super::pack::{File, Packing};
use super::{Common, Input, Run, bytes};

/// An input may take so long for each kB, beside what every input may take.
const MS_PER_KB: u64 = 5;
/// One packed input in so many unpacks to far more than its size.
const BOMB: usize = 300;

/// Arguments of `fuzz-ingest`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this form [default: all, one after the other]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(FORMS.map(|form| form.name)))]
    form: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// A form of input: the files that are broken as they are, and those that are broken and then packed.
struct Form {
    name: &'static str,
    /// Files and folders below [`SAMPLES`], or the files of one ending in a folder.
    samples: &'static [&'static str],
    packed: Option<(Packing, &'static [&'static str])>,
}

/// Where the samples stand.
const SAMPLES: &str = "crates/cli/tests/samples";

/// Everything that is no packing.
const PLAIN: &[&str] = &[
    "text",
    "markdown",
    "pages",
    "mail",
    "reports.json",
    "articles.json",
    "reports.jsonl",
    "reports.csv",
    "utf16.tsv",
    "reports.parquet",
    "feed.rss",
    "feed.atom",
    "feed.json",
    "crawl.warc",
];

const FORMS: [Form; 23] = [
    plain("text", &["text"]),
    plain("charsets", &["../../../ingest/tests/charsets"]),
    plain("markdown", &["markdown"]),
    plain("html", &["pages", "../../../ingest/tests/pages/*.html"]),
    plain("mail", &["mail"]),
    plain("json", &["reports.json", "articles.json"]),
    plain("jsonl", &["reports.jsonl"]),
    plain("csv", &["reports.csv", "semicolon.csv"]),
    plain("tsv", &["reports.tsv"]),
    plain("utf16", &["utf16.tsv"]),
    plain("parquet", &["reports.parquet"]),
    plain("rss", &["feed.rss"]),
    plain("atom", &["feed.atom"]),
    plain("json-feed", &["feed.json"]),
    plain("sitemap", &["sitemap.xml"]),
    plain("warc", &["crawl.warc"]),
    Form { name: "warc.gz", samples: &["crawl.warc.gz"], packed: Some((Packing::Records, &["crawl.warc"])) },
    Form { name: "gzip", samples: &["one.txt.gz", "reports.jsonl.gz"], packed: Some((Packing::Gzip, PLAIN)) },
    Form { name: "zstd", samples: &["reports.jsonl.zst"], packed: Some((Packing::Zstd, PLAIN)) },
    Form { name: "zip", samples: &["reports.zip"], packed: Some((Packing::Zip, PLAIN)) },
    Form { name: "nested", samples: &["nested.zip"], packed: Some((Packing::Nested, PLAIN)) },
    Form { name: "tar", samples: &["reports.tar"], packed: Some((Packing::Tar, PLAIN)) },
    Form { name: "tgz", samples: &["reports.tgz"], packed: Some((Packing::Tgz, PLAIN)) },
];

const fn plain(name: &'static str, samples: &'static [&'static str]) -> Form {
    Form { name, samples, packed: None }
}

/// Run until the time is over, which the forms share.
pub fn run(args: &Args) -> Result<ExitCode> {
    if let Some(path) = &args.common.replay {
        return super::replay(path, |input| [false, true].into_iter().for_each(|small| try_on(input, small, true)));
    }
    let forms: Vec<&Form> = FORMS.iter().filter(|form| args.form.as_deref().is_none_or(|name| name == form.name)).collect();
    let minutes = args.common.minutes / f64::from(u32::try_from(forms.len()).unwrap_or(u32::MAX));
    let mut run = Run::begin(&args.common, MS_PER_KB)?;
    for form in forms {
        let seeds = Seeds::of(form)?;
        let make = |number| seeds.input(args.common.seed, number);
        run.go(form.name, minutes, make, |input, number| try_on(input, number % 2 == 0, number % 4 < 2))?;
    }
    Ok(run.end())
}

/// The files of a form, read.
struct Seeds {
    whole: Vec<File>,
    packed: Option<(Packing, Vec<File>)>,
}

impl Seeds {
    fn of(form: &Form) -> Result<Self> {
        let packed = form.packed.map(|(packing, names)| Ok::<_, anyhow::Error>((packing, samples(names)?))).transpose()?;
        Ok(Self { whole: samples(form.samples)?, packed })
    }

    /// Input number N of a seed.
    fn input(&self, seed: u64, number: u64) -> Input {
        let mut random = Random::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number.wrapping_mul(0x9e37)));
        let made = match &self.packed {
            Some((packing, files)) if random.chance(60) => pack(*packing, files, &mut random),
            _ => broken(&self.whole, &mut random),
        };
        Input { name: made.0, bytes: made.1 }
    }
}

/// One of the files, broken.
fn broken(files: &[File], random: &mut Random) -> File {
    let (name, bytes) = random.pick(files).cloned().unwrap_or_default();
    let (_, other) = random.pick(files).cloned().unwrap_or_default();
    (name, bytes::mutate(&bytes, &other, random))
}

/// Some of the files, broken and then packed; at times the packing is broken too.
fn pack(packing: Packing, files: &[File], random: &mut Random) -> File {
    let mut inner: Vec<File> = (0..=random.below(4)).map(|_| broken(files, random)).collect();
    if let (0, Some((_, bytes))) = (random.below(BOMB), inner.first_mut()) {
        let at = random.below(bytes.len() + 1);
        let flood = vec![random.word(&["x", " ", "\n", "["]).as_bytes().first().copied().unwrap_or_default(); 20 << 20];
        bytes.splice(at..at, flood);
    }
    let (name, packed) = packing.pack(&inner).unwrap_or_default();
    let packed = if random.chance(20) { bytes::mutate(&packed, b"", random) } else { packed };
    (name, packed)
}

/// Files, and those in folders, by name.
fn samples(names: &[&str]) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for name in names {
        let (name, ending) = name.split_once("/*.").map_or((*name, None), |(folder, ending)| (folder, Some(ending)));
        let path = crate::root().join(SAMPLES).join(name);
        let mut paths = vec![path.clone()];
        if path.is_dir() {
            paths = fs::read_dir(&path)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
            paths.retain(|path| ending.is_none_or(|ending| path.extension().is_some_and(|e| e == ending)));
            paths.sort_unstable();
        }
        for path in paths {
            files.push(sample(&path)?);
        }
    }
    ensure!(!files.is_empty(), "there are no samples {names:?}");
    Ok(files)
}

fn sample(path: &Path) -> Result<File> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok((name, fs::read(path).with_context(|| format!("cannot read {}", path.display()))?))
}

/// Read one input. Panics where a promise does not hold. With small limits most of them are reached.
fn try_on(input: &Input, small: bool, resumed: bool) {
    let limits = if small {
        Limits { max_bytes: 20_000, max_unpacked: 100_000, max_ratio: 100, max_archives: 2, max_headers: 20, max_nesting: 20 }
    } else {
        Limits { max_unpacked: 50 << 20, ..Limits::default() }
    };
    let packs = ["en", "ko", "vi"].map(|code| Pack::new(code, [])).to_vec();
    let options = Options { limits, packs, ..Options::default() };
    let whole = parts(input, 0, usize::MAX, &options);
    let mut last = 0;
    for part in &whole {
        let number = part.as_ref().map_or_else(|error| error.part, |found| found.part);
        assert!(number > last, "part {number} comes after part {last}");
        last = number;
    }
    // What was passed over is not unpacked, so that a walk that goes on comes further.
    let cut =
        whole.iter().filter_map(|part| part.as_ref().err()).any(|error| matches!(error.reason, RefusedReason::Ratio { .. } | RefusedReason::Unpacked { .. }));
    if resumed && whole.len() > 1 && !cut {
        goes_on(input, &whole, &options);
    }
    for part in whole {
        match part.and_then(|found| found.read(&options)) {
            Ok(document) => check(&document),
            Err(error) => check_refusal(&error),
        }
    }
    match feed_entries(&input.bytes, "https://example.org/feed", &limits) {
        Ok(entries) => assert!(entries.iter().all(|entry| entry.url.starts_with("http")), "an entry leads out of the web"),
        Err(reason) => assert!(!reason.to_string().is_empty() && !reason.hint().is_empty(), "a feed refused without a reason"),
    }
}

/// What is found in an input after so many parts, until so many are found.
fn parts(input: &Input, done: u64, most: usize, options: &Options) -> Vec<Result<Found, IngestError>> {
    let mut parts = Vec::new();
    let _ = walk_bytes(&input.name, &input.bytes, done, options, &mut |found| {
        assert!(parts.len() < most, "the walk goes on after it was broken off");
        parts.push(found);
        if parts.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    parts
}

/// A walk that is broken off in the middle goes on with what the whole walk finds after that.
fn goes_on(input: &Input, whole: &[Result<Found, IngestError>], options: &Options) {
    let (before, after) = whole.split_at(whole.len() / 2);
    let done = before.last().map_or(0, |part| part.as_ref().map_or_else(|error| error.part, |found| found.part));
    assert_eq!(parts(input, 0, before.len(), options).len(), before.len(), "two walks differ");
    let rest = parts(input, done, usize::MAX, options);
    for (a, b) in rest.iter().zip(after) {
        match (a, b) {
            (Ok(a), Ok(b)) => assert!(a == b, "after part {done} {} comes instead of {}", a.name, b.name),
            // Of the same place; what was passed over may break in other words than what was read.
            (Err(a), Err(b)) => assert_eq!(a.part, b.part, "after part {done}: {a} instead of {b}"),
            (a, b) => assert_eq!(fate(a), fate(b), "after part {done} another fate"),
        }
    }
    assert_eq!(rest.len(), after.len(), "after part {done} there are more or fewer");
}

fn fate(part: &Result<Found, IngestError>) -> String {
    match part {
        Ok(found) => format!("{} (part {})", found.name, found.part),
        Err(error) => format!("{error} (part {})", error.part),
    }
}

fn check_refusal(error: &IngestError) {
    assert!(!error.input.is_empty(), "a refusal without a name");
    assert!(!error.reason.to_string().is_empty() && !error.hint().is_empty(), "a refusal without a reason");
}

/// Every place is in the text.
fn check(document: &Document) {
    let text = &document.text;
    let stands = |span: &Span| span.start <= span.end && text.get(span.start.0 as usize..span.end.0 as usize).is_some();
    assert!(!text.trim().is_empty(), "a document without text");
    assert!(stands(&document.body), "the body is not in the text");
    assert!(document.title.as_ref().is_none_or(stands), "the title is not in the text");
    assert!(document.title.as_ref().is_none_or(|title| !title.overlaps(&document.body)), "the title is in the body");
    assert!(document.passages.iter().all(|passage| stands(&passage.span)), "a passage is not in the text");
    assert!(!document.lang.is_empty() && !document.id.is_empty(), "a document without language or id");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_stands_in_a_form() {
        let listed: Vec<&str> = FORMS.iter().flat_map(|form| form.samples).copied().collect();
        let entries = fs::read_dir(crate::root().join(SAMPLES)).expect("the samples");
        let names = entries.map(|entry| entry.expect("a sample").file_name().into_string().expect("a name"));
        let missing: Vec<String> = names.filter(|name| !listed.contains(&name.as_str())).collect();
        assert!(missing.is_empty(), "in no form of FORMS: {missing:?}");
    }

    #[test]
    fn whole_and_broken_files_hold_every_promise() {
        for form in &FORMS {
            let seeds = Seeds::of(form).expect("seeds");
            for (name, bytes) in &seeds.whole {
                try_on(&Input { name: name.clone(), bytes: bytes.clone() }, false, true);
            }
            for number in 0..20 {
                try_on(&seeds.input(1, number), number % 2 == 0, true);
            }
        }
    }
}
