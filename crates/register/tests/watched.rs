//! What is remembered of feeds and pages: nothing is lost, nothing is done twice.

mod support;

use chancery_register::{Arrival, Notes, PageMark, PageOutcome, WatchedFeed, WatchedPage};
use support::{Held, sample};

fn page(url: &str, feed: &str) -> WatchedPage {
    WatchedPage { url: url.to_owned(), feed: feed.to_owned(), title: Some(format!("Title of {url}")), ..WatchedPage::default() }
}

fn mark(url: &str, outcome: PageOutcome, due: i64) -> PageMark {
    PageMark { url: url.to_owned(), feed: "f".to_owned(), outcome, why: "so".to_owned(), tries: 1, due, time: due }
}

fn noting(pages: &[PageMark]) -> Notes<'_> {
    Notes { pages, ..Notes::default() }
}

fn waiting(held: &Held, feed: &str, now: i64, limit: usize) -> Vec<String> {
    held.register.waiting_pages(feed, now, limit).expect("pages").into_iter().map(|p| p.url).collect()
}

#[test]
fn a_page_waits_until_something_became_of_it() {
    let mut held = Held::empty();
    let feed = WatchedFeed { url: "f".to_owned(), etag: Some("\"1\"".to_owned()), due: 60, ..WatchedFeed::default() };
    assert_eq!(held.register.watched_feed("f").expect("none"), None);
    assert_eq!(held.register.note_feed(&feed, &[page("a", "f"), page("b", "f"), page("c", "f"), page("a", "f")], 10).expect("noted"), 3);
    assert_eq!(held.register.watched_feed("f").expect("a feed"), Some(feed.clone()));
    assert_eq!(waiting(&held, "f", 9, 9), [""; 0], "not before their time");
    assert_eq!(waiting(&held, "f", 10, 2), ["a", "b"]);
    assert_eq!(held.register.waiting_pages("f", 10, 1).expect("one")[0].title.as_deref(), Some("Title of a"));
    held.register.mark_pages(&[mark("a", PageOutcome::Gone, 11), mark("b", PageOutcome::Waiting, 20), mark("d", PageOutcome::Same, 11)]).expect("marked");
    assert_eq!(waiting(&held, "f", 11, 9), ["c"]);
    assert_eq!(waiting(&held, "f", 20, 9), ["c", "b"], "what failed comes last");
    assert_eq!(held.register.note_feed(&feed, &[page("a", "f"), page("d", "f"), page("e", "f")], 30).expect("noted"), 1, "only e is new");
    // Another feed takes over what waits, and only that.
    held.register.note_feed(&feed, &[page("a", "g"), page("c", "g")], 30).expect("noted");
    assert_eq!(waiting(&held, "g", 30, 9), ["c"]);
    for outcome in PageOutcome::ALL {
        held.register.mark_pages(&[mark("e", outcome, 0)]).expect("marked");
        let told = held.register.page_outcome("e").expect("an outcome");
        assert!(told == Some(outcome) || told == Some(PageOutcome::Added), "{outcome:?}: {told:?}");
    }
    assert_eq!(held.register.page_outcome("e").expect("an outcome"), Some(PageOutcome::Added), "what is in stays in");
    assert_eq!(held.register.page_outcome("x").expect("none"), None);
    assert_eq!(held.register.verify(true).expect("a look"), []);
}

#[test]
fn a_document_and_its_mark_come_in_together_or_not_at_all() {
    let mut held = Held::empty();
    let reports = sample();
    let (good, wire) = (&reports[0], reports[0].wire());
    let arrival = Arrival { text: &good.text, coded: &wire, origin: None, coder: "test" };
    // A row that the table does not take.
    held.raw().execute_batch("CREATE TRIGGER no BEFORE INSERT ON watched_page WHEN new.url = 'bad' BEGIN SELECT raise(ABORT, 'no'); END").expect("a trigger");
    let marks = [mark("a", PageOutcome::Added, 1), mark("bad", PageOutcome::Added, 1)];
    held.register.add_noting(&[arrival], &noting(&marks), "now").expect_err("one mark cannot be made");
    assert_eq!(held.register.counts().expect("counts").documents, 0);
    assert_eq!(held.register.page_outcome("a").expect("none"), None);
    held.register.add_noting(&[arrival], &noting(&marks[..1]), "now").expect("added");
    assert_eq!(held.register.counts().expect("counts").documents, 1);
    assert_eq!(held.register.page_outcome("a").expect("an outcome"), Some(PageOutcome::Added));
}
