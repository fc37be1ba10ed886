//! The same reports in every form, written by the tools that people use for it (`scripts/make-samples.py`), read to the same text, title,
//! day and address; and a walk that is broken off anywhere goes on where it was.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chancery_ingest::{Content, Form, Found, IngestError, Input, Options, Progress, expand, walk};

/// Forms that keep all that is known of a report.
const LISTS: &[&str] = &[
    "reports.jsonl",
    "reports.jsonl.gz",
    "reports.jsonl.zst",
    "reports.json",
    "articles.json",
    "reports.csv",
    "semicolon.csv",
    "reports.tsv",
    "utf16.tsv",
    "reports.parquet",
    "feed.rss",
    "feed.atom",
    "feed.json",
];
/// Forms that keep the file as it was, and those that also keep its address.
const FILES: &[(&str, bool)] =
    &[("reports.zip", false), ("reports.tar", false), ("reports.tgz", false), ("nested.zip", false), ("crawl.warc", true), ("crawl.warc.gz", true)];

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/samples")
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
    let found = Found { content: without_tags(found.content), ..found };
    let document = found.read(&Options::default()).expect("a document");
    Kept {
        title: document.title.map(|t| t.text(&document.text).to_owned()).unwrap_or_default(),
        published: document.published.map(|d| d.to_string()).unwrap_or_default(),
        words: document.body.text(&document.text).split_whitespace().map(str::to_owned).collect(),
    }
}

/// The pieces of pages in feeds hold paragraphs and nothing else; how pages are read is tested elsewhere.
fn without_tags(content: Content) -> Content {
    let Content::Bytes(bytes, Form::Html) = content else { return content };
    Content::Text(String::from_utf8(bytes).expect("text").replace("</p>", "\n\n").replace("<p>", ""))
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
    for name in LISTS {
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
    for (name, addresses) in FILES {
        let found = reports(name);
        assert_eq!(found.len(), 6, "{name}");
        for (found, (id, text)) in found.into_iter().zip(plain()) {
            if *addresses {
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
    let mut inputs: Vec<PathBuf> = LISTS.iter().chain(FILES.iter().map(|(name, _)| name)).map(|name| samples().join(name)).collect();
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
    for name in LISTS.iter().chain(FILES.iter().map(|(name, _)| name)) {
        let input = Input::File(samples().join(name));
        let progress = Progress::default();
        let _ = walk(&input, 0, &Options::default(), &progress, &mut |_| ControlFlow::Continue(()));
        let (size, done) = (input.size(), progress.bytes());
        assert!(done <= size && done + size / 4 + 1024 >= size, "{name}: {done} of {size}");
    }
}
