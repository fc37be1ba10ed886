//! The same two reports in every character set that is read, declared well, declared wrongly and not at all.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chancery_ingest::{Form, Found, Limits, Options, feed_entries, walk_bytes};
use unicode_normalization::UnicodeNormalization;

fn samples() -> Vec<(String, String, Vec<u8>, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charsets");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).expect("the samples").map(|entry| entry.expect("a sample").path()).collect();
    paths.sort();
    let samples = paths.iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let [lang, charset, _] = name.split('.').collect::<Vec<_>>().try_into().ok()?;
        let text = fs::read_to_string(folder.join(format!("{lang}.txt"))).expect("the text");
        Some((name.clone(), charset.to_owned(), fs::read(path).expect("a sample"), text))
    });
    samples.collect()
}

fn text(bytes: &[u8], declared: Option<&str>, options: &Options) -> String {
    let mut found = Found::bytes("sample", "sample", bytes.to_vec(), Form::Text);
    found.meta.charset = declared.map(str::to_owned);
    found.read(options).map_or_else(|error| error.to_string(), |document| document.text.nfc().collect())
}

#[test]
fn a_report_reads_the_same_in_every_character_set() {
    let samples = samples();
    assert_eq!(samples.len(), 7, "samples lack");
    for (name, charset, bytes, truth) in samples {
        let label = charset.replace("nfd", "utf-8");
        // UTF-8 and UTF-16 are told by their form, so no wrong label spoils them.
        let wrong: &[&str] = match charset.as_str() {
            "euc-kr" => &["iso-8859-1", "windows-1252", "utf-8"],
            "nfd" | "utf-16le" | "utf-16be" => &["iso-8859-1", "windows-1252", "euc-kr", "tcvn3", "nonsense"],
            _ => &["iso-8859-1", "windows-1252", "windows-1258", "x-user-defined", "utf-8", "nonsense"],
        };
        for declared in wrong.iter().copied().map(Some).chain([None, Some(label.as_str())]) {
            assert_eq!(text(&bytes, declared, &Options::default()), truth, "{name} declared as {declared:?}");
        }
        let said = Options { charset: Some(label), ..Options::default() };
        assert_eq!(text(&bytes, Some("iso-8859-1"), &said), truth, "{name} with the option");
    }
}

#[test]
fn what_does_not_decode_is_refused_with_a_way_out() {
    let said = |label: &str| Options { charset: Some(label.to_owned()), ..Options::default() };
    let cases: &[(&[u8], Option<&str>, Options, &str)] = &[
        (b"Seoul \xc5\xff", Some("euc-kr"), Options::default(), "is not valid UTF-8: wrong at byte 6 (say which character set it is in with --charset"),
        (b"Seoul \xb0\xa1\xff", None, said("euc-kr"), "is not valid EUC-KR: wrong at byte 8"),
        (b"Seoul", None, said("klingon"), "there is no character set \"klingon\" (give a label of the web such as euc-kr"),
        ("Hội nghị ở Huế đã \u{fffd}".as_bytes().split_last().map_or(&[], |(_, rest)| rest), None, Options::default(), "is not valid UTF-8: wrong at byte 28"),
        (b"one\0two", Some("vni"), Options::default(), "is binary"),
        (b"one\0two", None, said("vni"), "is binary"),
    ];
    for (bytes, declared, options, message) in cases {
        let shown = text(bytes, *declared, options);
        assert!(shown.contains(message), "{bytes:?}: {shown}");
    }
}

#[test]
fn text_of_western_europe_is_not_taken_for_vietnamese() {
    let bytes = b"Le pr\xe9sident fran\xe7ais a re\xe7u \xe0 l'\xc9lys\xe9e le ministre alg\xe9rien; la rencontre a \xe9t\xe9 tr\xe8s br\xe8ve.";
    assert!(text(bytes, None, &Options::default()).contains("président français a reçu à l'Élysée"));
    assert!(text(bytes, Some("iso-8859-1"), &Options::default()).contains("été très brève"));
    assert_eq!(text(b"The minister said: \x93No.\x94", None, &Options::default()), "The minister said: “No.”");
}

#[test]
fn what_is_decoded_is_not_decoded_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charsets");
    let (first, second) = (b"<p>".as_slice(), b"</p>".as_slice());
    let words = fs::read(folder.join("ko.euc-kr.txt")).expect("a sample").split(|b| *b == b'\n').find(|line| line.len() > 60).expect("a paragraph").to_vec();
    let piece = [first, &words, second].concat();
    let cell = [b"id,text\n1,\"".as_slice(), &piece, b"\"\n"].concat();
    let feed = [b"<rss><channel><item><guid>1</guid><description><![CDATA[".as_slice(), &piece, b"]]></description></item></channel></rss>"].concat();
    let options = Options { charset: Some("euc-kr".to_owned()), ..Options::default() };
    let truth = text(&words, None, &options);
    for (name, bytes) in [("x.csv", cell), ("x.rss", feed)] {
        let mut texts = Vec::new();
        let _ = walk_bytes(name, &bytes, 0, &options, &mut |found| {
            texts.push(found.and_then(|found| found.read(&options)).map_or_else(|error| error.to_string(), |document| document.text));
            ControlFlow::Continue(())
        });
        assert_eq!(texts, [truth.trim()], "{name}");
    }
}

#[test]
fn a_page_names_its_set_better_than_a_header_that_says_little() {
    let words = b"<p>\xbf\xf8\xc8\xad \xc7\xd1\xb1\xb9 \xbf\xf8\xc8\xad.</p>".repeat(30);
    for (header, meta, expected) in [
        (Some("iso-8859-1"), "euc-kr", true),
        (Some("utf-8"), "euc-kr", true),
        (Some("nonsense"), "euc-kr", true),
        (Some("euc-kr"), "iso-8859-1", true),
        (Some("iso-8859-1"), "nonsense", true),
        (Some("big5"), "euc-kr", false),
    ] {
        let page = [format!("<meta charset={meta}><title>x</title>").as_bytes(), &words].concat();
        let mut found = Found::bytes("x", "x", page, Form::Html);
        found.meta.charset = header.map(str::to_owned);
        let read = found.read(&Options::default()).map_or_else(|error| error.to_string(), |document| document.text);
        assert_eq!(read.contains("원화 한국 원화."), expected, "{header:?} {meta}: {read:.200}");
    }
}

#[test]
fn a_damaged_letter_does_not_cost_a_page_or_a_feed() {
    let words = |letter: &str| {
        format!(
            "<p>Ngoại trưởng Đức và Việt Nam hội đàm ở Hà Nội hôm thứ ba, hai bên ký thoả thuận về thương mại th{letter}p và hợp tác biển, theo Bộ Ngoại giao Đức cho biết.</p>"
        )
    };
    let damaged = |text: String| text.into_bytes().split(|b| *b == b'@').collect::<Vec<_>>().join(b"\xe1\xba\0".as_slice());
    let page = Found::bytes("x", "x", damaged(words("@")), Form::Html).read(&Options::default()).expect("a report");
    assert!(page.text.contains("thương mại th\u{fffd}p và"), "{}", page.text);
    let feed = damaged(format!(
        "<rss><channel><item><link>https://a.example/1</link><title>Th@p</title><description><![CDATA[{}]]></description></item></channel></rss>",
        words("@")
    ));
    let entries = feed_entries(&feed, "https://a.example/", &Limits::default()).expect("entries");
    assert_eq!(entries[0].title.as_deref(), Some("Th\u{fffd}p"));
    let mut texts = Vec::new();
    let _ = walk_bytes("x.rss", &feed, 0, &Options::default(), &mut |found| {
        texts.push(found.and_then(|found| found.read(&Options::default())).map_or_else(|error| error.to_string(), |document| document.text));
        ControlFlow::Continue(())
    });
    assert!(texts.len() == 1 && texts[0].contains("thương mại th\u{fffd}p và"), "{texts:?}");
    assert!(text(&damaged(words("@")), None, &Options::default()).contains("is binary"));
    assert!(
        text(&words("ép").into_bytes().split_last().map_or(Vec::new(), |(_, rest)| [rest, b"\xe1\xba"].concat()), None, &Options::default())
            .contains("is not valid UTF-8")
    );
}
