//! The same two reports in every character set that is read, declared well, declared wrongly and not at all.

use std::fs;
use std::path::{Path, PathBuf};

use chancery_ingest::{Form, Found, Options};
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
            "euc-kr" => &["utf-8"],
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
