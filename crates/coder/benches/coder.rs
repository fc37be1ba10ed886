//! Speed in bytes a second, on made-up reports: the plain pass of the automaton as the floor, the search for words, the whole coder; each at
//! four lengths, so that cost that grows faster than the text shows; and start-up. `cargo bench -p chancery-coder`.

use chancery_knowledge::{Found, Knowledge, Language};
use chancery_model::{Document, PartialDate, Span};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

const LANG: &str = "vi";
const LENGTHS: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

fn main() {
    divan::main();
}

/// Running text of exactly so many bytes, or up to three less where a character would be cut.
fn text(bytes: usize) -> String {
    let mut text = chancery_testkit::text(LANG, 1, bytes);
    let end = (0..=bytes).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    text.truncate(end);
    text
}

fn document(bytes: usize) -> Document {
    let text = text(bytes);
    let body = Span::new(0, text.len());
    Document { id: "bench".to_owned(), lang: LANG.to_owned(), published: PartialDate::year(2025), body, text, ..Document::default() }
}

fn knowledge() -> Knowledge {
    Knowledge::embedded().expect("the program's own data are sound")
}

fn language(knowledge: &Knowledge) -> &Language {
    knowledge.language(LANG).expect("the pack is there")
}

/// The floor: every match of the automaton is counted, none is looked at.
#[divan::bench(args = LENGTHS)]
fn automaton(bencher: Bencher, bytes: usize) {
    let knowledge = knowledge();
    let text = text(bytes);
    let lexicon = &language(&knowledge).lexicon;
    assert!(lexicon.scan(&text) > bytes / 100, "the text has words of the lexicon");
    bencher.counter(BytesCount::of_str(&text)).bench(|| lexicon.scan(black_box(&text)));
}

/// The words of the text: boundaries, capitals, the longest.
#[divan::bench(args = LENGTHS)]
fn words(bencher: Bencher, bytes: usize) {
    let knowledge = knowledge();
    let text = text(bytes);
    let lexicon = &language(&knowledge).lexicon;
    let find = |text: &str| {
        let mut found: Vec<Found> = Vec::new();
        lexicon.find(text, &mut found);
        found
    };
    assert!(find(&text).len() > bytes / 100, "words are found");
    bencher.counter(BytesCount::of_str(&text)).bench(|| find(black_box(&text)));
}

/// The whole coder.
#[divan::bench(args = LENGTHS)]
fn coder(bencher: Bencher, bytes: usize) {
    let knowledge = knowledge();
    let document = document(bytes);
    assert!(chancery_coder::code(&document, &knowledge).events.len() > bytes / 2000, "acts are found");
    bencher.counter(BytesCount::of_str(&document.text)).bench(|| chancery_coder::code(black_box(&document), &knowledge));
}

/// What every run of the program pays once.
#[divan::bench]
fn start_up() -> Knowledge {
    knowledge()
}
