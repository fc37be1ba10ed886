#![expect(clippy::cast_precision_loss, reason = "counts of words")]
//! Saved pages in the manner of news sites, with the true text of their reports: how much of it is found, how much else, and what is known of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chancery_ingest::{Content, Form, Found, Meta, Options};
use chancery_model::{Document, PartialDate};
use unicode_normalization::UnicodeNormalization;

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut pages: Vec<PathBuf> = fs::read_dir(folder).expect("the pages").map(|entry| entry.expect("a page").path()).collect();
    pages.retain(|path| path.extension().is_some_and(|e| e == "html"));
    pages.sort();
    pages
}

/// What is to be known of a page, by name.
fn expected(page: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(page.with_extension("meta")).expect("what is known");
    text.lines().filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn read(page: &Path) -> Document {
    let mut found = Found::bytes("page", "page", fs::read(page).expect("a page"), Form::Html);
    found.meta.url = expected(page).remove("fetched from");
    found.read(&Options::default()).expect("a report")
}

fn words(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for word in text.nfc().collect::<String>().to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        *words.entry(word.to_owned()).or_default() += 1;
    }
    words
}

/// Twice the words in common, by the words of both.
fn f1(one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>) -> f64 {
    let count = |words: &BTreeMap<String, usize>| words.values().sum::<usize>() as f64;
    let common: usize = one.iter().map(|(word, n)| (*n).min(other.get(word).copied().unwrap_or_default())).sum();
    2.0 * common as f64 / (count(one) + count(other))
}

fn listed(words: &BTreeMap<String, usize>, without: &BTreeMap<String, usize>) -> String {
    words.keys().filter(|word| !without.contains_key(*word)).take(12).cloned().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_text_of_a_page_is_its_report_and_nothing_else() {
    let mut scores = Vec::new();
    for page in pages() {
        let document = read(&page);
        let title = expected(&page).remove("title").expect("a title");
        let text: String = document.text.nfc().collect();
        let text = text.strip_prefix(&title).unwrap_or(&text);
        let truth = words(&fs::read_to_string(page.with_extension("txt")).expect("the text"));
        let found = words(text);
        let score = f1(&found, &truth);
        let name = page.file_stem().expect("a name").to_string_lossy().into_owned();
        println!("{name:18} {score:.3}  lacks: {}  has: {}", listed(&truth, &found), listed(&found, &truth));
        scores.push((name, score));
    }
    let average = scores.iter().map(|(_, score)| score).sum::<f64>() / scores.len() as f64;
    println!("average            {average:.3}");
    assert_eq!(scores.len(), 22);
    assert!(average >= 0.95, "{average}");
    assert!(scores.iter().all(|(_, score)| *score >= 0.85), "{scores:?}");
}

#[test]
fn a_page_says_what_its_report_is() {
    for page in pages() {
        let (document, expected) = (read(&page), expected(&page));
        let found = [
            ("title", document.title.map(|t| t.text(&document.text).nfc().collect()).unwrap_or_default()),
            ("date", document.published.map(|d| d.to_string()).unwrap_or_default()),
            ("lang", document.lang.clone()),
            ("site", document.source.clone().unwrap_or_default()),
            ("url", document.url.clone().unwrap_or_default()),
        ];
        for (name, value) in found {
            assert_eq!(Some(&value), expected.get(name), "{name} of {}", page.display());
        }
    }
}

#[test]
fn a_piece_of_a_page_is_all_report() {
    let read = |piece: &str| {
        let meta = Meta { url: Some("https://desk.example/1".to_owned()), title: Some("Talks".to_owned()), ..Meta::default() };
        let content = Content::Text(piece.to_owned(), Form::Piece);
        let found = Found { name: "x".to_owned(), id: "x".to_owned(), within: String::new(), part: 1, content, meta };
        found.read(&Options::default()).map(|document| (document.body.text(&document.text).to_owned(), document.url.unwrap_or_default()))
    };
    for (piece, text) in [
        ("<p>They met.</p>", "They met."),
        ("<p>They met.</p>\n<p>They signed<br>a treaty &amp; left.</p><ul><li>one</li></ul>", "They met.\n\nThey signed\n\na treaty & left.\n\none"),
        ("<h1>Talks</h1><p>They spoke of cookies and of consent.</p>", "They spoke of cookies and of consent."),
        ("<link rel=canonical href='https://desk.example/2'><p>They met.</p>", "They met."),
        ("<p>They met.</p><div class=sharedaddy><a href=x>Share</a></div>", "They met."),
    ] {
        assert_eq!(read(piece).expect("a report"), (text.to_owned(), "https://desk.example/1".to_owned()), "for {piece}");
    }
    for piece in ["<p></p>", "<img src=x>", "<p>— 3 —</p>"] {
        assert!(read(piece).expect_err(piece).to_string().contains("holds no report"), "for {piece}");
    }
}

#[test]
fn a_day_that_is_known_beside_the_page_makes_a_report_of_it() {
    let words = "The ministers spoke of cookies and of privacy, and gave their consent to a rule on cookies that all the members are to keep from March on.";
    let page = format!("<title>A rule on cookies</title><article><p>{words}</p></article>");
    let read = |meta: Meta, date: Option<PartialDate>| {
        let found = Found { meta, ..Found::bytes("x", "x", page.clone().into_bytes(), Form::Html) };
        found.read(&Options { date, ..Options::default() }).is_ok()
    };
    let day = PartialDate::day(2025, 3, 4);
    assert!(!read(Meta::default(), None));
    assert!(read(Meta { published: day, ..Meta::default() }, None));
    assert!(read(Meta::default(), day));
}

#[test]
fn the_day_of_a_sidebar_is_not_that_of_the_report() {
    let words =
        "<p>The foreign ministers of Brazil and Germany met in Lisbon on Tuesday and signed an agreement on trade in steel, officials said.</p>".repeat(3);
    for page in [
        format!("<div><time datetime=2020-01-01>1 January</time></div><article><h1>Talks</h1><time datetime=2025-03-04></time>{words}</article>"),
        format!(
            "<aside><time datetime=2020-01-01>1 January</time></aside><div><h1>Talks</h1><span class=date><time datetime=2025-03-04></time></span>{words}</div>"
        ),
    ] {
        let document = Found::bytes("x", "x", page.clone().into_bytes(), Form::Html).read(&Options::default()).expect("a report");
        assert_eq!(document.published, PartialDate::day(2025, 3, 4), "{page}");
    }
}
