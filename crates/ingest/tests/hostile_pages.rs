//! Pages that were made to hurt: each gives a document or a refusal, soon, on a small stack.

use std::thread;
use std::time::{Duration, Instant};

use chancery_ingest::{Form, Found, Limits, Options};
use proptest::prelude::*;

const PARAGRAPH: &str =
    "<p>The foreign ministers of Brazil and Germany met in Lisbon on Tuesday and signed an agreement on trade in steel, officials said.</p>";

/// What becomes of a page on a stack of half a megabyte: its text, or why it is refused.
fn outcome(page: Vec<u8>) -> Result<String, String> {
    let read = move || Found::bytes("page", "page", page, Form::Html).read(&Options::default());
    let thread = thread::Builder::new().stack_size(512 << 10).spawn(read).expect("a thread");
    thread.join().expect("no panic").map(|document| document.text).map_err(|error| error.to_string())
}

/// So many numbers, each between these words.
fn numbered(most: usize, before: &str, after: &str) -> String {
    (0..most).flat_map(|n| [before.to_owned(), n.to_string(), after.to_owned()]).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test of how long it takes")]
fn hostile_pages_are_refused_or_read() {
    let deep = |n: usize, name: &str| format!("{}{PARAGRAPH}", format!("<{name}>").repeat(n));
    let fonts: String = numbered(100_000, "<div><font size=", ">a</div>");
    let rows: &[(&str, String, Result<&str, &str>)] = &[
        ("10,000 deep", deep(10_000, "div"), Err("nested more than 512 deep")),
        ("a million deep", deep(1_000_000, "div"), Err("nested more than 512 deep")),
        ("deep in formatting", deep(10_000, "b x=1"), Err("nested more than 512 deep")),
        ("deep in items", deep(10_000, "dd><li"), Err("nested more than 512 deep")),
        ("deep in tables", deep(10_000, "table><td"), Err("nested more than 512 deep")),
        ("as deep as may be", deep(500, "div"), Ok("The foreign ministers")),
        ("formatting opened again and again", fonts, Err("nested more than 512 deep")),
        ("one tag of 30 MB", format!("{PARAGRAPH}<p class='{}'>a</p>", "a ".repeat(15 << 20)), Ok("The foreign ministers")),
        ("one tag without an end", format!("{PARAGRAPH}<p {}", "a=1 ".repeat(7 << 20)), Ok("The foreign ministers")),
        ("a million attributes", format!("{PARAGRAPH}<p {}>a</p>", numbered(1_000_000, "a", " ")), Ok("The foreign ministers")),
        ("attributes without space", format!("{PARAGRAPH}<p{}>a</p>", numbered(1_000_000, "/a", "")), Ok("The foreign ministers")),
        ("everything unclosed", PARAGRAPH.replace("</p>", "<li><td><b><i><p><ul><a href=x>").repeat(40), Ok("The foreign ministers")),
        ("ten million signs", "<".repeat(10 << 20), Err("more than 200000 elements")),
        ("letters by number", format!("{PARAGRAPH}{}", "&#97;".repeat(1 << 20)), Ok("The foreign ministers")),
        ("one paragraph of 6 MB", format!("{PARAGRAPH}<p>{}", "word, ".repeat(1 << 20)), Ok("word")),
        ("many paragraphs", PARAGRAPH.repeat(3_000), Ok("The foreign ministers")),
        ("deep and wide", format!("{PARAGRAPH}{}", "<div>".repeat(200) + &"<div>a</div>".repeat(45_000)), Ok("The foreign ministers")),
        ("deep and wider", format!("{PARAGRAPH}{}", "<div>".repeat(500) + &"<p>a".repeat(190_000)), Err("deep in each other")),
        (
            "links without number",
            format!("{PARAGRAPH}<div>{}</div>", "<ul><li><a href=x>a b</a>".repeat(200) + &"<a href=x>a b</a>".repeat(20_000)),
            Ok("The foreign ministers"),
        ),
        ("drawings without an end", format!("{PARAGRAPH}{}", "<svg>".repeat(5 << 20)), Ok("The foreign ministers")),
        ("comments without an end", format!("{PARAGRAPH}{}", "<!--".repeat(7 << 20)), Ok("The foreign ministers")),
        ("line ends without number", "<br>".repeat(7 << 20), Err("more than 200000 elements")),
        ("elements without number", "<hr>".repeat(7 << 20), Err("more than 200000 elements")),
        ("paragraphs without number", PARAGRAPH.repeat(200_000), Err("more than 200000 elements")),
        ("end tags without number", "</p>".repeat(7 << 20), Err("more than 200000 elements")),
        ("an entity bomb", format!("<!DOCTYPE x [<!ENTITY a \"&b;&b;\"><!ENTITY b \"&a;&a;\">]><body>{PARAGRAPH}<p>&a;&a;</p>"), Ok("The foreign ministers")),
        ("zeros", format!("{PARAGRAPH}\0"), Ok("The foreign ministers")),
        ("nothing", "<html><body></body></html>".to_owned(), Err("holds no report")),
    ];
    for (name, page, expected) in rows {
        let start = Instant::now();
        let found = outcome(page.clone().into_bytes());
        let took = start.elapsed();
        println!("{name:36} {took:>8.1?} {}", found.as_ref().map_or_else(Clone::clone, |text| format!("{} bytes", text.len())));
        match (&found, expected) {
            (Ok(text), Ok(part)) => assert!(text.contains(part), "{name}: {text:.200}"),
            (Err(error), Err(part)) => assert!(error.contains(part), "{name}: {error}"),
            _ => panic!("{name}: {found:.300?}"),
        }
        assert!(took < Duration::from_secs(20), "{name} took {took:?}");
    }
}

#[test]
fn no_limit_lets_elements_be_so_deep_that_the_stack_ends() {
    let limits = Limits { max_nesting: 1_000_000, ..Limits::default() };
    for (depth, fits) in [(990, true), (1_010, false), (100_000, false)] {
        for form in [Form::Html, Form::Piece] {
            let page = format!("{}{PARAGRAPH}", "<div>".repeat(depth));
            let read = move || Found::bytes("page", "page", page.into_bytes(), form).read(&Options { limits, ..Options::default() });
            let read = thread::Builder::new().stack_size(512 << 10).spawn(read).expect("a thread").join().expect("no panic");
            assert_eq!(read.is_ok_and(|document| document.text.contains("The foreign ministers")), fits, "{depth}");
        }
    }
}

#[test]
fn a_page_without_a_report_is_refused() {
    let link = "<li><a href='/x'>Ministers meet in Lisbon to talk about the price of steel</a></li>";
    let consent = "We use cookies and ask for your consent. Cookies let us and our partners measure what you read. You can withdraw consent at any time in the privacy settings.";
    let rows = [
        ("an index", format!("<title>World news</title><h1>World</h1><ul>{}</ul>", link.repeat(40))),
        (
            "an error",
            format!("<title>404 Not Found</title><h1>404</h1><p>{}</p>", "The page you are looking for has moved or never was. Try the search. ".repeat(3)),
        ),
        ("a wall", format!("<title>Before you go on</title><div><p>{consent}</p><p>{consent}</p></div>")),
        ("a frame", "<frameset><frame src=a></frameset>".to_owned()),
    ];
    for (name, page) in rows {
        let error = outcome(page.into_bytes()).expect_err(name);
        assert!(error.contains("holds no report") && error.contains("not an index"), "{name}: {error}");
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "<(p|div|b|a|li|table|td|tr|article|h1|script|svg|select|ul|br|section|header|font|title|body|html|form|template|math|iframe|nav|meta|link|time)( (class|id|href|content|datetime|property|name)=\"[a-z:/. -]{0,12}\"){0,2}>",
        3 => "</(p|div|b|a|li|table|td|tr|article|h1|script|svg|select|ul|br|section|header|font|title|body|html|form|template|math|iframe|nav|meta|link|time)>",
        3 => "[A-Za-z ,.]{0,60}",
        1 => "\\PC{0,12}",
        1 => "(<!--|-->|<!|</|<\\?|<|>|&amp|&#x41;|&#0;|\"|'|\0)",
        1 => Just(PARAGRAPH.to_owned()),
        1 => Just("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2025-01-02\"}</script>".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]
    #[test]
    fn any_markup_gives_a_document_or_a_reason(pieces in proptest::collection::vec(piece(), 0..60)) {
        let page: String = pieces.concat();
        for form in [Form::Html, Form::Piece] {
            if let Ok(document) = Found::bytes("x", "x", page.clone().into_bytes(), form).read(&Options::default()) {
                prop_assert!(!document.text.contains('\0'));
                prop_assert!(document.text.get(document.body.start.0 as usize..document.body.end.0 as usize).is_some());
            }
        }
    }

    #[test]
    fn any_bytes_give_a_document_or_a_reason_as_page_and_as_markdown(bytes in proptest::collection::vec(any::<u8>(), 0..400), label in "(euc-kr|vni|tcvn3|windows-1258|utf-16|)") {
        for form in [Form::Html, Form::Piece, Form::Markdown, Form::Text] {
            let mut found = Found::bytes("x", "x", bytes.clone(), form);
            found.meta.charset = Some(label.clone());
            let options = Options { charset: Some(label.clone()).filter(|l| !l.is_empty()), ..Options::default() };
            for options in [Options::default(), options] {
                if let Ok(document) = found.clone().read(&options) {
                    prop_assert!(!document.text.contains('\0'));
                }
            }
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test of how long it takes")]
fn hostile_markdown_is_read_soon() {
    let rows = [
        ">".repeat(1 << 20),
        "[".repeat(1 << 20),
        "* ".repeat(1 << 20),
        "`a".repeat(1 << 20),
        "![a](".repeat(1 << 18),
        "*a_ ".repeat(1 << 18),
        "| a\n|-\n".repeat(1 << 16),
        "- ".repeat(1 << 10) + "a",
    ];
    for text in rows {
        let (start, shown) = (Instant::now(), text.get(..6).unwrap_or_default().to_owned());
        let read = move || Found::bytes("x", "x", text.into_bytes(), Form::Markdown).read(&Options::default()).is_ok();
        let read = thread::Builder::new().stack_size(512 << 10).spawn(read).expect("a thread").join().expect("no panic");
        println!("{shown:8} {:>8.1?} {read}", start.elapsed());
        assert!(start.elapsed() < Duration::from_secs(20), "{shown}");
    }
}
