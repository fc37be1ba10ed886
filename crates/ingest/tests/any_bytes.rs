//! Any bytes, under any ending, and any change to a good file: reports or refusals, with parts that count up, and the same ones again.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chancery_ingest::{Limits, Options, walk_bytes};
use proptest::prelude::*;

const ENDINGS: &[&str] =
    &["txt", "md", "html", "json", "jsonl", "csv", "tsv", "parquet", "rss", "atom", "xml", "warc", "warc.gz", "eml", "zip", "tar", "tgz", "gz", "zst", ""];
/// The samples of every form, and one mail, by name.
fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/samples");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).expect("the samples").map(|entry| entry.expect("a sample").path()).collect();
    paths.retain(|path| path.is_file());
    paths.push(folder.join("mail/ko-talks.eml"));
    paths.sort();
    let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
    paths.iter().map(|path| (name(path), fs::read(path).expect("a sample"))).collect()
}

/// Character sets that a user may name, well or not.
const CHARSETS: &[Option<&str>] = &[None, Some("euc-kr"), Some("windows-1258"), Some("utf-16le"), Some("vni"), Some("nonsense")];

fn options(charset: Option<&str>) -> Options {
    Options { charset: charset.map(str::to_owned), limits: Limits { max_bytes: 1 << 20, max_unpacked: 8 << 20, ..Limits::default() }, ..Options::default() }
}

/// The parts of a walk, each with what it gave; every report is read.
fn parts(name: &str, bytes: &[u8], done: u64, options: &Options) -> Vec<(u64, String)> {
    let mut parts = Vec::new();
    let _ = walk_bytes(name, bytes, done, options, &mut |found| {
        parts.push(match found {
            Ok(found) => (found.part, found.name.clone() + &found.read(options).map_or_else(|e| e.to_string(), |d| d.text)),
            Err(error) => (error.part, error.to_string()),
        });
        ControlFlow::Continue(())
    });
    parts
}

fn holds(name: &str, bytes: &[u8], charset: Option<&str>) -> Result<(), TestCaseError> {
    let options = options(charset);
    let whole = parts(name, bytes, 0, &options);
    prop_assert!(whole.is_sorted_by(|a, b| a.0 < b.0), "{whole:?}");
    let done = whole.get(whole.len() / 2).map_or(1, |(part, _)| *part);
    let tail: Vec<_> = whole.into_iter().filter(|(part, _)| *part > done).collect();
    prop_assert_eq!(parts(name, bytes, done, &options), tail, "after {}", done);
    Ok(())
}

/// A change to a file: what is done, where (in parts of 10000), and a byte.
fn changed(mut bytes: Vec<u8>, changes: &[(u8, usize, u8)]) -> Vec<u8> {
    for (what, place, byte) in changes {
        let at = bytes.len().saturating_sub(1) * place / 10_000;
        match what {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, *byte),
            2 => {
                let end = (at + usize::from(*byte)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + usize::from(*byte)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.extend(piece);
            }
            4 => bytes.get_mut(at).into_iter().for_each(|b| *b ^= 1 << (byte % 8)),
            _ => bytes.get_mut(at).into_iter().for_each(|b| *b = *byte),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(300), ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_reports_or_refused(
        ending in proptest::sample::select(ENDINGS),
        charset in proptest::sample::select(CHARSETS),
        bytes in proptest::collection::vec(any::<u8>(), 0..600)
    ) {
        holds(&format!("x.{ending}"), &bytes, charset)?;
    }

    #[test]
    fn any_text_is_reports_or_refused(
        ending in proptest::sample::select(ENDINGS),
        charset in proptest::sample::select(CHARSETS),
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\"text\"", "\"items\":[", "{\"text\":\"Peru\"}", "\n", "\r\n", "\t", "7", "null", "text,id", "<rss>", "<item>",
                "<p>", "WARC/1.0\r\n", "Content-Length: 5\r\n", "WARC-Type: response\r\n", "HTTP/1.1 200 OK\r\n", "From: a\nDate: b\nMessage-ID: c\n\n", "PAR1", "\u{feff}",
                "Đức", "\\ud800", "\0"
            ]),
            0..40,
        )
    ) {
        holds(&format!("x.{ending}"), pieces.concat().as_bytes(), charset)?;
    }

    #[test]
    fn changed_samples_are_reports_or_refused(
        (name, bytes) in proptest::sample::select(samples()),
        charset in proptest::sample::select(CHARSETS),
        changes in proptest::collection::vec((0_u8..8, 0_usize..10_000, any::<u8>()), 1..6)
    ) {
        holds(&name, &changed(bytes, &changes), charset)?;
    }
}
