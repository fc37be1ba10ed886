//! Full text in three languages, with and without accents, and whatever people may type.

mod support;

use chancery_register::Filter;
use support::{Held, Report, sample};

fn held() -> Held {
    let mut reports = sample();
    reports.push(Report::new("e", "vi", "2025-04-01", "Bộ trưởng Kenya thăm Đà Nẵng và bàn về hoà bình; đoàn ở lại Thuỷ Nguyên ba ngày.\n"));
    reports.push(Report::new("f", "vi", "2025-04-02", "Uganda ủng hộ hòa bình ở khu vực. Thủy điện được nhắc tới.\n"));
    Held::with(&reports)
}

/// Documents with the words, by id, and the words that were marked.
fn found(held: &Held, asked: &str) -> (String, Vec<String>) {
    let mut hits = held.register.search(asked, &Filter::default()).expect("an answer");
    hits.sort_by(|a, b| a.document.cmp(&b.document));
    let mut marked = Vec::new();
    for hit in &hits {
        let db = held.raw();
        let text: String = db
            .query_row("SELECT text FROM document_text x JOIN document d ON d.id = x.document WHERE d.name = ?", [&hit.document], |r| r.get(0))
            .expect("a text");
        let letters: Vec<char> = text.chars().collect();
        assert_eq!(hit.quotation.text, letters[hit.quotation.start..hit.quotation.end].iter().collect::<String>());
        let first = hit.matches.first().expect("a match");
        assert!(hit.quotation.start <= first.0 && first.1 <= hit.quotation.end, "the quotation shows the first match");
        marked.extend(hit.matches.iter().map(|(a, b)| letters[*a..*b].iter().collect::<String>()));
    }
    (hits.iter().map(|h| h.document.as_str()).collect(), marked)
}

#[test]
fn words_are_found_however_they_are_written() {
    let held = held();
    for (asked, documents, marked) in [
        ("da", "be", &["đã", "Đà"][..]),
        ("Đà", "be", &["đã", "Đà"]),
        ("hòa", "ef", &["hoà", "hòa"]),
        ("hoà", "ef", &["hoà", "hòa"]),
        ("thuy", "ef", &["Thuỷ", "Thủy"]),
        ("nẵng", "e", &["Nẵng"]),
        ("국방부", "c", &["국방부는"]),
        ("방부", "c", &["국방부는"]),
        ("무역", "c", &["무역에"]),
        ("BORDER trade", "a", &["border", "trade"]),
        ("\"border trade\"", "a", &["border trade"]),
        ("\"trade border\"", "", &[]),
        ("\"hoà bình\"", "ef", &["hoà bình", "hòa bình"]),
        ("\"국경 무역\"", "c", &["국경 무역에"]),
        ("border 5", "a", &["border", "5"]),
        ("zebra", "", &[]),
    ] {
        let (seen, words) = found(&held, asked);
        assert_eq!((seen.as_str(), words.iter().map(String::as_str).collect::<Vec<_>>()), (documents, marked.to_vec()), "{asked}");
    }
}

#[test]
fn filters_hold_for_search() {
    let held = held();
    let hits = |filter: &Filter| held.register.search("kenya", filter).expect("hits").len();
    assert_eq!(hits(&Filter::default()), 4);
    assert_eq!(hits(&Filter { lang: Some("vi".to_owned()), ..Filter::default() }), 2);
    assert_eq!(hits(&Filter { source: Some("b news".to_owned()), ..Filter::default() }), 1);
    assert_eq!(hits(&Filter { as_of: "2025-03-05".parse().ok(), ..Filter::default() }), 2);
    assert_eq!(hits(&Filter { parties: vec!["NOR".to_owned()], ..Filter::default() }), 2);
    assert_eq!(hits(&Filter { parties: vec!["NOR".to_owned(), "RWA".to_owned()], ..Filter::default() }), 0);
    assert_eq!(hits(&Filter { limit: Some(1), ..Filter::default() }), 1);
    let talks = held.register.search("\"border trade\"", &Filter::default()).expect("hits");
    assert!(held.register.event(&talks[0].events[0], &Filter::default()).expect("an answer").is_some(), "acts are named by ids that can be shown");
}

#[test]
fn hostile_words_are_words() {
    let held = held();
    let long = "kenya ".repeat(200_000);
    let longest = "k".repeat(3_000_000);
    let hangul = "국".repeat(1_000_000);
    let phrase = format!("\"{}\"", "x ".repeat(100_000));
    for asked in [
        "",
        " ",
        "\"",
        "\"\"",
        "\"\"\"",
        "'",
        "*",
        "(",
        ")",
        "((((",
        "kenya)",
        "NEAR(kenya uganda)",
        "kenya NEAR uganda",
        "NOT kenya",
        "kenya OR",
        "AND",
        "^kenya",
        "folded:kenya",
        "{folded}: kenya",
        "-kenya",
        "kenya*",
        "+",
        "'; DROP TABLE document; --",
        "\0",
        "ken\0ya",
        "\u{feff}",
        "\u{200d}\u{301}",
        "%",
        "_",
        "\\",
        "𝕂enya",
        "😀",
        &long,
        &longest,
        &hangul,
        &phrase,
    ] {
        let shown: String = asked.chars().take(30).collect();
        let hits = held.register.search(asked, &Filter::default()).unwrap_or_else(|e| panic!("{shown}: {e}"));
        assert!(hits.len() <= 4, "{shown}: {} hits", hits.len());
    }
    let words = |asked: &str| held.register.search(asked, &Filter::default()).expect("hits").len();
    assert_eq!((words("kenya*"), words("(kenya)"), words("kenya\0"), words("kenya NOT")), (4, 4, 4, 0));
    assert_eq!(words(&long), 4);
}
