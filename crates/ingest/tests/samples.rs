//! The same reports in every form, written by the tools that people use for it (`scripts/make-samples.py`), read to the same text, title,
//! day and address; and a walk that is broken off anywhere goes on where it was.

mod support;

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chancery_ingest::{Found, IngestError, Input, Limits, Options, Progress, RefusedReason, expand, walk};
use support::{gz, tarred, zipped};

/// What keeps files as they were.
const ARCHIVES: &[&str] = &["zip", "tar", "tgz"];
/// Samples that are no six reports in one file.
const OTHERS: &[&str] = &["one.txt.gz", "sitemap.xml"];

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/samples")
}

/// The samples that hold six reports, by name.
fn forms() -> Vec<String> {
    let entries = fs::read_dir(samples()).expect("the samples").map(|entry| entry.expect("a sample"));
    let files = entries.filter(|entry| entry.path().is_file());
    let mut names: Vec<String> = files.map(|entry| entry.file_name().into_string().expect("a name")).filter(|name| !OTHERS.contains(&name.as_str())).collect();
    names.sort_unstable();
    assert!(names.len() > 15, "samples lack: {names:?}");
    names
}

/// Whether a sample keeps the files as they were; the others are lists.
fn is_archive(name: &str) -> bool {
    name.contains(".warc") || name.rsplit('.').next().is_some_and(|ending| ARCHIVES.contains(&ending))
}

fn walked(path: &Path, done: u64) -> Vec<Result<Found, IngestError>> {
    let mut all = Vec::new();
    let _ = walk(&Input::File(path.to_owned()), done, &Options::default(), &Progress::default(), &mut |found| {
        all.push(found);
        ControlFlow::Continue(())
    });
    all
}

/// The reports in a sample, in which nothing is refused.
fn reports(name: &str) -> Vec<Found> {
    walked(&samples().join(name), 0).into_iter().collect::<Result<_, _>>().expect("reports")
}

/// What every form must keep of a report.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    title: String,
    published: String,
    words: Vec<String>,
}

fn kept(found: Found) -> Kept {
    let document = found.read(&Options::default()).expect("a document");
    Kept {
        title: document.title.map(|t| t.text(&document.text).to_owned()).unwrap_or_default(),
        published: document.published.map(|d| d.to_string()).unwrap_or_default(),
        words: document.body.text(&document.text).split_whitespace().map(str::to_owned).collect(),
    }
}

/// The plain texts, by their id.
fn plain() -> Vec<(String, Kept)> {
    let texts: Vec<(String, Kept)> = expand(&[samples().join("text")])
        .into_iter()
        .flat_map(|input| walked(Path::new(&input.expect("a file").name()), 0))
        .map(|found| found.expect("a report"))
        .map(|found| (found.id.clone(), kept(found)))
        .collect();
    assert_eq!(texts.len(), 6);
    assert!(texts.iter().all(|(_, kept)| kept.words.len() > 15 && kept.published.len() == 10 && !kept.title.is_empty()), "{texts:#?}");
    texts
}

#[test]
fn lists_keep_text_title_day_address_and_source() {
    for name in forms().iter().filter(|name| !is_archive(name)) {
        let found = reports(name);
        assert_eq!(found.len(), 6, "{name}");
        for (found, (id, text)) in found.into_iter().zip(plain()) {
            assert_eq!(found.meta.url, Some(format!("https://desk.example/{id}")), "{name}");
            assert_eq!(found.meta.source.as_deref(), Some("Example Desk"), "{name}");
            assert_eq!(kept(found), text, "{name}");
        }
    }
}

#[test]
fn archives_keep_the_files() {
    for name in forms().iter().filter(|name| is_archive(name)) {
        let found = reports(name);
        assert_eq!(found.len(), 6, "{name}");
        for (found, (id, text)) in found.into_iter().zip(plain()) {
            if name.contains(".warc") {
                assert_eq!(found.meta.url, Some(format!("https://desk.example/{id}")), "{name}");
                assert!(found.name.contains(", record "), "{}", found.name);
            } else {
                assert_eq!(found.id, id, "{name}");
            }
            assert_eq!(kept(found), text, "{name}");
        }
    }
}

#[test]
fn mails_keep_text_title_day_and_sender() {
    for (id, text) in plain() {
        let found = walked(&samples().join(format!("mail/{id}.eml")), 0).pop().expect("one").expect("a report");
        assert_eq!((found.meta.id.clone(), found.meta.source.as_deref()), (Some(format!("{id}@desk.example")), Some("Example Desk")));
        assert_eq!(kept(found), text, "{id}");
    }
}

#[test]
fn a_file_is_named_by_its_stem_and_a_folder_is_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hà-nội.2024.txt");
    fs::write(&path, "Đức và Brasil hội đàm.").expect("a file");
    let found = walked(&path, 0).pop().expect("one").expect("a report");
    let document = found.clone().read(&Options::default()).expect("a document");
    assert_eq!((document.id.as_str(), document.lang.as_str()), ("hà-nội.2024", "vi"));
    let small = Options { limits: Limits { max_bytes: 10, ..Limits::default() }, ..Options::default() };
    let error = found.clone().read(&small).expect_err("too large");
    assert!(matches!(error.reason, RefusedReason::TooLarge { max_bytes: 10 }), "{error}");
    let error = walked(folder.path(), 0).pop().expect("one").expect_err("a folder");
    assert!(matches!(error.reason, RefusedReason::Unreadable(_)) && error.hint().contains("folder"), "{error}");
    fs::remove_file(&path).expect("removed");
    let error = found.read(&Options::default()).expect_err("it is gone");
    assert!(error.to_string().contains("no such file"), "{error}");
}

#[test]
fn one_packed_text_is_named_like_the_text() {
    let found = walked(&samples().join("one.txt.gz"), 0).pop().expect("one").expect("a report");
    assert_eq!((found.id.as_str(), found.part), ("one", 1));
}

#[test]
fn a_sitemap_is_sent_to_the_watcher() {
    let error = walked(&samples().join("sitemap.xml"), 0).pop().expect("one").expect_err("no report");
    assert!(error.to_string().contains("chancery watch"), "{error}");
}

#[test]
fn a_walk_goes_on_after_any_part() {
    let shown = |found: &Result<Found, IngestError>| match found {
        Ok(found) => (found.part, format!("{found:?}")),
        Err(error) => (error.part, error.to_string()),
    };
    let mut inputs: Vec<PathBuf> = forms().iter().map(|name| samples().join(name)).collect();
    inputs.extend(["sitemap.xml", "one.txt.gz", "text/en-aid.txt"].map(|name| samples().join(name)));
    // Cut-off inputs too: a refusal at the end is a part as well.
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["crawl.warc.gz", "crawl.warc", "reports.tar", "reports.tgz", "reports.jsonl.zst", "reports.json", "nested.zip", "reports.parquet"] {
        let bytes = std::fs::read(samples().join(name)).expect("a sample");
        for part in [2, 3, 10] {
            let path = folder.path().join(format!("{part}-{name}"));
            std::fs::write(&path, &bytes[..bytes.len() - bytes.len() / part]).expect("a file");
            inputs.push(path);
        }
    }
    for input in inputs {
        let whole: Vec<_> = walked(&input, 0).iter().map(shown).collect();
        assert!(!whole.is_empty(), "{}", input.display());
        let parts = whole.last().map_or(0, |(part, _)| *part);
        assert!(whole.is_sorted_by(|a, b| a.0 < b.0), "{whole:#?}");
        for done in 0..=parts + 1 {
            let rest: Vec<_> = walked(&input, done).iter().map(shown).collect();
            let tail: Vec<_> = whole.iter().filter(|(part, _)| *part > done).cloned().collect();
            assert_eq!(rest, tail, "{} after {done}", input.display());
        }
    }
}

#[test]
fn a_walk_may_be_broken_off_at_any_report() {
    let mut parts = Vec::new();
    let flow = walk(&Input::File(samples().join("crawl.warc.gz")), 0, &Options::default(), &Progress::default(), &mut |found| {
        parts.push(found.expect("a report").part);
        if parts.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(flow.is_break());
    assert_eq!(parts.len(), 2);
}

#[test]
fn progress_ends_at_the_size_of_the_file() {
    for name in forms() {
        let input = Input::File(samples().join(&name));
        let progress = Progress::default();
        let _ = walk(&input, 0, &Options::default(), &progress, &mut |_| ControlFlow::Continue(()));
        assert_eq!(progress.bytes(), input.size(), "{name}");
    }
}

#[test]
fn progress_goes_on_with_the_reports() {
    // Figures that do not pack well, so that what is packed is long too.
    let report = |n: u32| (0..200).map(|i| (n * 200 + i).wrapping_mul(2_654_435_761).to_string()).collect::<Vec<_>>().join(" ");
    let texts: Vec<String> = (0..400).map(report).collect();
    let lines = texts.iter().map(|text| ["{\"text\":\"", text, "\"}\n"].concat()).collect::<Vec<_>>().concat();
    let list = format!("[{}]", lines.trim_end().replace('\n', ","));
    let table = format!("text\n{}\n", texts.join("\n"));
    let record =
        |text: &String| format!("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n", text.len());
    let crawl = texts.iter().map(record).collect::<Vec<_>>().concat();
    let names: Vec<String> = (0..400).map(|n| format!("{n}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [
        ("x.jsonl", lines.clone().into_bytes()),
        ("x.jsonl.gz", gz(lines.as_bytes())),
        ("x.jsonl.zst", zstd::encode_all(lines.as_bytes(), 3).expect("packed")),
        ("x.json", list.into_bytes()),
        ("x.csv", table.into_bytes()),
        ("x.warc", crawl.clone().into_bytes()),
        ("x.warc.gz", gz(crawl.as_bytes())),
        ("x.zip", zipped(&files)),
        ("x.tar", tarred(&files)),
        ("x.tgz", gz(&tarred(&files))),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, &bytes).expect("a file");
        let (progress, mut half, mut number) = (Progress::default(), 0, 0);
        let _ = walk(&Input::File(path), 0, &Options::default(), &progress, &mut |found| {
            assert!(found.is_ok(), "{name}: {found:?}");
            number += 1;
            half = if number == 200 { progress.bytes() } else { half };
            ControlFlow::Continue(())
        });
        let percent = half * 100 / bytes.len() as u64;
        // Up to a buffer ahead of the reports.
        assert!(number == 400 && (40..=75).contains(&percent), "{name}: {percent} % of {} at report 200 of {number}", bytes.len());
        assert_eq!(progress.bytes(), bytes.len() as u64, "{name}");
    }
}
