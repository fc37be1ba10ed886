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
    let arrival = Arrival::open(&good.text, &wire, None, "test");
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

#[test]
fn pages_are_tried_again_when_told() {
    let mut held = Held::empty();
    held.register.note_feed(&WatchedFeed::default(), &[page("a", "f"), page("b", "f"), page("c", "f")], 10).expect("noted");
    let by_the_way = PageMark { feed: String::new(), ..mark("/", PageOutcome::Gone, 11) };
    held.register
        .mark_pages(&[mark("a", PageOutcome::Gone, 11), mark("b", PageOutcome::Added, 11), mark("c", PageOutcome::Failed, 11), by_the_way])
        .expect("marked");
    assert_eq!(held.register.retry_pages(PageOutcome::Gone, 20).expect("a number"), 1);
    assert_eq!((waiting(&held, "f", 19, 9), waiting(&held, "f", 20, 9)), (vec![], vec!["a".to_owned()]));
    assert_eq!(held.register.waiting_pages("f", 20, 1).expect("one")[0].tries, 0);
    assert_eq!(held.register.page_outcome("/").expect("none"), None, "no feed named it, so it does not wait");
    assert_eq!(held.register.retry_pages(PageOutcome::Added, 20).expect("a number"), 0, "what is in stays in");
}

#[test]
fn a_host_is_left_alone_as_long_as_it_asked() {
    let mut held = Held::empty();
    held.register.pause_host("a", 20, 10).expect("noted");
    held.register.pause_host("b", 30, 10).expect("noted");
    let paused = |held: &Held, now: i64| held.register.paused_hosts(now).expect("hosts");
    assert_eq!(paused(&held, 19), [("a".to_owned(), 20), ("b".to_owned(), 30)]);
    assert_eq!(paused(&held, 20), [("b".to_owned(), 30)]);
    held.register.pause_host("b", 40, 25).expect("noted");
    assert_eq!(paused(&held, 0), [("b".to_owned(), 40)], "what is over is forgotten");
}

#[test]
fn an_address_is_known_by_its_document() {
    let mut held = Held::empty();
    let reports = sample();
    let (report, wire) = (&reports[0], reports[0].wire());
    held.register.add(&[Arrival::open(&report.text, &wire, Some("https://a.example/1"), "test")], "now").expect("added");
    let known = |url: &str| held.register.has_address(url).expect("a look");
    assert_eq!((known("https://a.example/1"), known("https://a.example/2")), (true, false));
}

/// These are documented in docs/watch.md.
#[test]
fn what_is_remembered_can_be_asked_for() {
    let mut held = Held::empty();
    let feed = WatchedFeed { url: "f".to_owned(), fetched: Some(0), due: 60, failures: 2, error: Some("so".to_owned()), ..WatchedFeed::default() };
    held.register.note_feed(&feed, &[page("a", "f")], 86_400).expect("noted");
    held.register.mark_pages(&[PageMark { feed: String::new(), ..mark("b", PageOutcome::Refused, 7) }]).expect("marked");
    let ask = |sql: &str| {
        let db = held.raw();
        let mut query = db.prepare(sql).expect("a query");
        let row = |r: &rusqlite::Row<'_>| (0..r.as_ref().column_count()).map(|n| r.get::<_, Option<String>>(n)).collect::<Result<Vec<_>, _>>();
        let rows =
            query.query_map([], row).expect("rows").map(|row| row.expect("a row").into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>().join("|"));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(
        ask("SELECT url, feed, outcome, why, CAST(tries AS TEXT), time, due, title, published, lang, publisher FROM watched_pages ORDER BY url"),
        ["a|f|waiting||0|1970-01-02T00:00:00Z|1970-01-02T00:00:00Z|Title of a|||", "b||refused|so|1|1970-01-01T00:00:07Z|||||"]
    );
    assert_eq!(ask("SELECT url, fetched, due, CAST(failures AS TEXT), error FROM watched_feeds"), ["f|1970-01-01T00:00:00Z|1970-01-01T00:01:00Z|2|so"]);
}
