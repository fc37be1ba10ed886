//! Inputs that are broken or mean harm: each is refused with its reason, or as much of it is read as can be, and what stands beside it is read.

mod support;

use std::ops::ControlFlow;

use chancery_ingest::{Content, Form, Limits, Options, walk_bytes};
use support::{by_default, gz, tarred, walked, zipped};

/// A zip whose directory names the same packed bytes many times.
fn overlapping(entries: usize, bytes: &[u8]) -> Vec<u8> {
    let one = zipped(&[("a0000.txt", bytes)]);
    let end = one.len() - 22;
    let start = u32::from_le_bytes(one[end + 16..end + 20].try_into().expect("four")) as usize;
    let mut made = one[..start].to_vec();
    for number in 0..entries {
        let mut entry = one[start..end].to_vec();
        let name = format!("a{number:04}.txt");
        entry[46..46 + name.len()].copy_from_slice(name.as_bytes());
        made.extend(entry);
    }
    let size = (made.len() - start) as u32;
    let mut last = one[end..].to_vec();
    last[8..10].copy_from_slice(&(entries as u16).to_le_bytes());
    last[10..12].copy_from_slice(&(entries as u16).to_le_bytes());
    last[12..16].copy_from_slice(&size.to_le_bytes());
    made.extend(last);
    made
}

fn record(kind: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://desk.example/\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn answer(headers: &str, body: &str) -> Vec<u8> {
    record("response", "Content-Type: application/http\r\n", format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{headers}\r\n{body}").as_bytes())
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let zeros = vec![b'0'; 40 << 20];
    let refusal = "unpacks to more than 200 times its size (if you trust it, allow more than 200 with --max-ratio)";
    for (name, bytes) in [
        ("bomb.txt.gz", gz(&zeros)),
        ("bomb.jsonl.gz", gz(&zeros)),
        ("bomb.csv.gz", gz(&zeros)),
        ("bomb.txt.gz.gz", gz(&gz(&zeros))),
        ("bomb.zst", zstd::encode_all(&zeros[..], 3).expect("packed")),
        ("bomb.warc.gz", gz(&record("request", "", &zeros))),
    ] {
        assert_eq!(by_default(name, &bytes).last().map(|last| last.ends_with(refusal)), Some(true), "{name}: {:?}", by_default(name, &bytes));
    }
    let many: Vec<(String, Vec<u8>)> = (0..100).map(|n| (format!("{n}.txt"), vec![b'0'; 1 << 20])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    for bytes in [zipped(&many), overlapping(2000, &zeros[..1 << 20])] {
        let shown = by_default("bomb.zip", &bytes);
        assert!(shown.len() < 25 && shown.last().is_some_and(|last| last.ends_with(refusal)), "{:?}", shown.last());
    }
}

#[test]
fn what_unpacks_to_too_much_in_all_is_refused() {
    let words: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_string().into_bytes()).collect();
    let options = Options { limits: Limits { max_unpacked: 1 << 20, ..Limits::default() }, ..Options::default() };
    let shown = walked("a.txt.gz", &gz(&words), &options);
    assert_eq!(shown, ["! a.txt.gz: unpacks to more than 1048576 bytes (if you trust it, allow more than 1048576 with --max-unpacked)"]);
}

#[test]
fn archives_in_archives_have_an_end() {
    let mut bytes = b"Peru and Chile met.".to_vec();
    for _ in 0..4 {
        bytes = gz(&bytes);
    }
    assert_eq!(by_default("a.txt.gz.gz.gz.gz", &bytes), ["a: Peru and Chile met."]);
    assert!(by_default("a.gz", &gz(&bytes))[0].contains("--max-archives"));
    let zip = zipped(&[("in/b.tar", &tarred(&[("c.jsonl.gz", &gz(br#"{"text":"Peru"}"#))]))]);
    assert_eq!(by_default("a.zip", &zip), ["c#1: Peru"]);
}

#[test]
fn what_is_cut_off_is_kept_up_to_there() {
    let lines = b"{\"text\":\"Peru\"}\n".repeat(2000);
    let packed = gz(&[lines, (0..9000_u32).flat_map(|n| format!("{{\"text\":\"{}\"}}\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect()].concat());
    let files: &[(&str, &[u8])] = &[("a.txt", b"Peru and Chile met."), ("b.txt", &[b'x'; 2000])];
    let crawl = [answer("", "Peru"), answer("", "Chile")].concat();
    for (name, bytes, cut, first) in [
        ("a.jsonl.gz", packed, 20, "a#1: Peru"),
        ("a.tar", tarred(files), 2048, "a: Peru and Chile met."),
        ("a.tar.gz", gz(&tarred(files)[..2500]), 0, "a: Peru and Chile met."),
        ("a.warc", crawl.clone(), 8, "a#1: Peru"),
        ("a.warc.gz", gz(&crawl[..crawl.len() - 8]), 0, "a#1: Peru"),
        ("a.json", br#"[{"text":"Peru"},{"text":"Chi"#.to_vec(), 0, "a#1: Peru"),
    ] {
        let shown = by_default(name, &bytes[..bytes.len() - cut]);
        assert_eq!(shown[0], first, "{name}");
        assert!(shown.last().is_some_and(|last| last.contains("breaks off")), "{name}: {:?}", shown.last());
    }
    for name in ["a.zip", "a.txt.gz"] {
        let bytes = if name == "a.zip" { zipped(files) } else { gz(b"Peru and Chile met") };
        let shown = by_default(name, &bytes[..bytes.len() - 30]);
        assert!(shown.len() == 1 && shown[0].contains("breaks off"), "{shown:?}");
    }
}

#[test]
fn a_broken_line_or_row_stops_nothing() {
    let lines = "\u{feff}{\"text\":\"one\"}\n{\"text\":\"\\ud800 lone\"}\r\n\n{\"text\":\"a\0b\"}\nnonsense\n[1]\n{\"id\":7,\"inhalt\":\"x\"}\n{\"id\":8,\"text\":\"two\"}";
    let shown = by_default("a.jsonl", lines.as_bytes());
    let refused = |line: usize, reason: &str| format!("! a.jsonl, line {line}: {reason}");
    assert_eq!(shown[0], "a#1: one");
    assert!(shown[1].starts_with(&refused(2, "is no valid JSON")) && shown[1].contains("hex escape"), "{}", shown[1]);
    assert!(shown[2].starts_with(&refused(4, "is no valid JSON: control character")), "{}", shown[2]);
    assert!(shown[3].starts_with(&refused(5, "is no valid JSON")), "{}", shown[3]);
    assert!(shown[4].starts_with(&refused(6, "is no valid JSON")), "{}", shown[4]);
    assert!(shown[5].starts_with(&refused(7, "has no field for the text: there are id, inhalt")) && shown[5].contains("--map"), "{}", shown[5]);
    assert_eq!(shown[6], "a#7: two");

    let table = "id,text\n1,Peru\n2\n3,Chile,more\n4,\"Nepal, too\"\n5,Togo,,\n\n6,\"open";
    let shown = by_default("a.csv", table.as_bytes());
    assert_eq!((shown[0].as_str(), shown[3].as_str(), shown[4].as_str(), shown[5].as_str()), ("a#1: Peru", "a#4: Nepal, too", "a#5: Togo", "a#6: open"));
    assert!(shown[1].contains("line 3: has 1 fields where the table has 2 columns"), "{}", shown[1]);
    assert!(shown[2].contains("line 4: has 3 fields"), "{}", shown[2]);

    let json = r#"{"status":"ok","articles":[{"text":"one"},{"text":"\ud800"},{"text" "x"},7,{"text":"two"}],"rest":[1]} {"text":"three"}"#;
    let shown = by_default("a.json", json.as_bytes());
    assert_eq!((shown.len(), shown[0].as_str(), shown[4].as_str(), shown[5].as_str()), (6, "a#1: one", "a#5: two", "a#6: three"), "{shown:#?}");
    assert!(shown[1..4].iter().all(|s| s.contains("no valid JSON")), "{shown:#?}");
}

#[test]
fn a_long_line_row_or_report_is_refused_and_the_next_one_read() {
    let options = Options { limits: Limits { max_bytes: 5000, ..Limits::default() }, ..Options::default() };
    let long = "x".repeat(20_000);
    for (name, text) in [
        ("a.jsonl", format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"next\"}}\n")),
        ("a.json", format!("[{{\"text\":\"{long}\"}},{{\"text\":\"next\"}}]")),
        ("a.csv", format!("text,id\n\"{long}\",1\nnext,2\n")),
        ("a.csv", format!("text,id\nx{},1\nnext,2\n", ",".repeat(40_000))),
    ] {
        let shown = walked(name, text.as_bytes(), &options);
        assert_eq!((shown.len(), shown[1].as_str()), (2, "a#2: next"), "{name}: {shown:?}");
        assert!(shown[0].contains("is larger than 5000 bytes"), "{}", shown[0]);
    }
}

#[test]
fn deep_json_is_refused_without_going_down() {
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for name in ["a.jsonl", "a.json"] {
        let shown = by_default(name, format!("{deep}\n{{\"text\":\"next\"}}\n").as_bytes());
        assert_eq!(shown.len(), 2, "{name}");
        assert!(shown[0].contains("is nested more than 512 deep") && shown[1].ends_with(": next"), "{name}: {shown:?}");
    }
    // Within the limit, depth costs no stack.
    let within = format!("{{\"x\":{}{},\"text\":\"Peru\"}}", "[".repeat(500), "]".repeat(500));
    assert_eq!(by_default("a.jsonl", within.as_bytes()), ["a#1: Peru"]);
}

#[test]
fn mails_in_mails_are_refused_without_going_down() {
    let nested = |depth| format!("From: a@b.org\nDate: Tue, 4 Mar 2025 10:00:00 +0000\n{}words", "Content-Type: message/rfc822\n\n".repeat(depth));
    assert!(by_default("a.eml", nested(300_000).as_bytes())[0].contains("is nested more than 512 deep"));
    // Within the limit it is a mail of which nothing but another mail is to be had.
    assert!(by_default("a.eml", nested(400).as_bytes())[0].contains("a mail without a text part"));
}

#[test]
fn floods_of_headers_are_refused_and_the_next_record_read() {
    let flood = "X: y\r\n".repeat(10_000);
    let crawl = [record("response", &flood, b"x"), answer(&flood, "words"), answer("", "next")].concat();
    let shown = by_default("a.warc", &crawl);
    assert_eq!((shown.len(), shown[2].as_str()), (3, "a#3: next"), "{shown:?}");
    assert!(shown[..2].iter().all(|s| s.contains("more than 500 header lines")), "{shown:?}");
    let mail = format!("From: a@b.org\r\nDate: Tue, 4 Mar 2025 10:00:00 +0000\r\n{flood}\r\nwords");
    assert!(by_default("a.eml", mail.as_bytes())[0].contains("--max-headers"));
}

#[test]
fn a_crawl_goes_on_after_faults() {
    let unknown = answer("Content-Encoding: br\r\n", "????");
    let no_length = b"WARC/1.0\r\nWARC-Type: response\r\n\r\nwords\r\nWARC/1.0 in the text\r\n".to_vec();
    let crawl = [answer("", "one"), unknown, no_length, b"garbage\r\n".to_vec(), answer("Transfer-Encoding: chunked\r\n", "3\r\ntwo\r\n0\r\n\r\n")].concat();
    let shown = by_default("a.warc", &crawl);
    assert_eq!(shown[0], "a#1: one");
    assert!(shown[1].contains("is packed as br"), "{}", shown[1]);
    assert!(shown[2].contains("a record without its length"), "{}", shown[2]);
    assert!(shown.last().is_some_and(|last| last.ends_with(": two")), "{shown:?}");

    let mut broken = gz(&answer("", "a text that is long enough to be broken in its middle"));
    for byte in broken.iter_mut().skip(60).take(8) {
        *byte ^= 0x5a;
    }
    let shown = by_default("a.warc.gz", &[gz(&answer("", "one")), broken, gz(&answer("", "three"))].concat());
    assert!(shown[0] == "a#1: one" && shown[1].contains("is no valid web archive") && shown.last().is_some_and(|s| s.ends_with(": three")), "{shown:?}");
}

#[test]
fn a_crawl_gives_the_entries_of_its_feeds_and_passes_over_what_is_no_report() {
    let of = |kind: &str, body: &str| record("resource", &format!("Content-Type: {kind}\r\n"), body.as_bytes());
    let feed = "<rss><channel><item><description>one</description></item><item><description>two</description></item></channel></rss>";
    let crawl = [
        of("application/rss+xml", feed),
        of("text/xml", "<urlset><url><loc>https://desk.example/1</loc></url></urlset>"),
        of("text/xml", "<svg/>"),
        of("application/json", "{}"),
        record("revisit", "", b""),
        of("text/plain", "three"),
    ];
    assert_eq!(by_default("a.warc", &crawl.concat()), ["a#1: one", "a#2: two", "a#7: three"]);
}

#[test]
fn lists_without_reports_say_so() {
    for (name, text) in [("a.json", "[]"), ("a.json", "{\"items\":[]}"), ("a.jsonl", "\n\n"), ("a.csv", "text,id\n"), ("a.csv", ""), ("a.jsonl", "")] {
        assert_eq!(by_default(name, text.as_bytes()), [format!("! {name}: is empty (give a file with text in it)")], "{text:?}");
    }
    assert!(by_default("a.rss", b"<rss><channel></channel></rss>")[0].contains("a feed without entries"));
}

#[test]
fn archives_without_reports_and_encrypted_ones_say_so() {
    assert!(by_default("a.zip", &zipped(&[("a.png", b"x")]))[0].contains("no file in this archive has a known ending"));
    assert!(by_default("a.tar", &tarred(&[("a.png", b"x")]))[0].contains("no file in this archive has a known ending"));
    let mut locked = zipped(&[("a.txt", b"Peru"), ("b.txt", b"Chile")]);
    let directory = locked.windows(4).position(|w| w == b"PK\x01\x02").expect("a directory");
    locked[6] |= 1;
    locked[directory + 8] |= 1;
    let shown = by_default("a.zip", &locked);
    assert_eq!(shown, ["! a.zip, a.txt: is encrypted (unpack it with its password first)", "b: Chile"]);
    let mut huge = zipped(&[("a.txt", b"Peru")]);
    let end = huge.len() - 22;
    huge[end + 12..end + 16].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    assert!(by_default("a.zip", &huge)[0].contains("is larger than"), "{:?}", by_default("a.zip", &huge));
}

#[test]
fn long_names_in_a_tar_are_read_up_to_a_limit() {
    let name = format!("{}/a.txt", "x".repeat(300));
    assert_eq!(by_default("a.tar", &tarred(&[(&name, b"Peru")])), ["a: Peru"]);
    let endless = format!("{}/a.txt", "x/".repeat(100_000));
    assert!(by_default("a.tar", &tarred(&[(&endless, b"Peru")]))[0].contains("is larger than 65536 bytes"));
}

#[test]
fn pages_and_texts_in_disguise_are_told_by_what_is_in_them() {
    let form = |name: &str, bytes: &[u8]| {
        let mut form = None;
        let _ = walk_bytes(name, bytes, 0, &Options::default(), &mut |found| {
            if let Ok(found) = found {
                let (Content::File(_, f) | Content::Bytes(_, f) | Content::Text(_, f)) = found.content;
                form = Some(f);
            }
            ControlFlow::Continue(())
        });
        form
    };
    assert_eq!(form("a.txt", b"<!doctype html><p>Peru"), Some(Form::Html));
    assert_eq!(form("a.txt", b"Peru"), Some(Form::Text));
    assert_eq!(form("a.txt", &gz(b"<html><p>Peru")), Some(Form::Html));
    assert_eq!(form("a.jsonl", br#"{"text":"<p>Peru</p>"}"#), Some(Form::Piece));
}

/// The numbers of the parts that a walk finds after so many.
fn parts(name: &str, bytes: &[u8], done: u64) -> Vec<u64> {
    let mut parts = Vec::new();
    let _ = walk_bytes(name, bytes, done, &Options::default(), &mut |found| {
        parts.push(found.map_or_else(|error| error.part, |found| found.part));
        ControlFlow::Continue(())
    });
    parts
}

/// From wherever it begins, a walk finds what the whole walk finds after that.
fn goes_on_the_same(name: &str, bytes: &[u8], about: &str) {
    let whole = parts(name, bytes, 0);
    for (at, done) in whole.iter().enumerate() {
        assert_eq!(parts(name, bytes, *done), whole[at + 1..], "{about}: after part {done} of {whole:?}");
    }
}

const RECORD: &str = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 19\r\n\r\nPeru and Chile met.\r\n\r\n";

#[test]
fn a_fault_that_never_ends_is_told_once() {
    let mut bytes = zipped(&[("a.warc", RECORD.repeat(3).as_bytes()), ("b.txt", b"Peru")]);
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").expect("a directory");
    // The checksum.
    bytes[directory + 16] ^= 0xff;
    let shown = by_default("x.zip", &bytes);
    assert!((2..=5).contains(&shown.len()) && shown.iter().filter(|line| line.starts_with('!')).count() == 1, "{shown:?}");
    assert_eq!(shown.last().map(String::as_str), Some("b: Peru"));
}

#[test]
fn a_walk_that_is_broken_off_stays_so_whatever_breaks_after() {
    let noise: Vec<u8> = (0..50_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    let head = format!("WARC/1.0\r\n{}Content-Length: {}\r\n\r\n", "X-A: b\r\n".repeat(600), noise.len());
    let mut bytes = gz(&[head.as_bytes(), &noise].concat());
    bytes.truncate(bytes.len() / 2);
    let mut taken = 0;
    let flow = walk_bytes("x.warc.gz", &bytes, 0, &Options::default(), &mut |found| {
        assert!(found.is_err_and(|error| error.to_string().contains("header lines")), "the headers are too many");
        taken += 1;
        ControlFlow::Break(())
    });
    assert!(flow.is_break());
    assert_eq!(taken, 1);
}

#[test]
fn damaged_archives_go_on_as_they_would_have_gone_on() {
    let files: Vec<(String, Vec<u8>)> =
        (0..4_u32).map(|n| (format!("{n}.txt"), (0..2000).flat_map(|i| (i * 7919 + n).wrapping_mul(2_654_435_761).to_be_bytes()).collect())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let tgz = gz(&tarred(&files));
    let two_members = [tgz.clone(), gz(b"more")].concat();
    for at in (20..tgz.len()).step_by(401) {
        for whole in [&tgz, &two_members] {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            goes_on_the_same("x.tgz", &bytes, &format!("tgz damaged at {at}"));
        }
    }
    let parquet = std::fs::read("../cli/tests/samples/reports.parquet").expect("a sample");
    for at in (4..parquet.len()).step_by(11) {
        let mut bytes = parquet.clone();
        bytes[at] ^= 0x15;
        goes_on_the_same("x.zip", &zipped(&[("a.parquet", &bytes), ("b.txt", b"Peru")]), &format!("Parquet damaged at {at}"));
    }
}

#[test]
fn markdown_that_is_all_code_and_pictures_is_empty() {
    for text in ["```\ncode\n```\n", "![Photo](x.jpg)", "<div>words</div>", "---\ntitle: A\n---\n"] {
        let refused = chancery_ingest::Found::bytes("a.md", "a", text.as_bytes().to_vec(), Form::Markdown).read(&Options::default());
        assert!(refused.as_ref().is_err_and(|error| error.to_string().contains("is empty")), "{text:?}: {refused:?}");
    }
}

#[test]
fn a_page_of_parquet_with_a_list_of_no_end_is_refused_at_once() {
    let mut bytes = std::fs::read("../cli/tests/samples/reports.parquet").expect("a sample");
    // Where the head of the first page begins: a list of two thousand million numbers.
    bytes[4..11].copy_from_slice(b"\x99\xf7\xff\xff\xff\xff\x07");
    let shown = by_default("x.parquet", &bytes);
    // The second group of rows is read.
    assert!(shown.len() == 3 && shown[0].contains("the head of a page cannot be read"), "{shown:?}");
}
