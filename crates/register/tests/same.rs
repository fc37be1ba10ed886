//! The register is the same whatever came in when: added twice, in any order, one by one; and what it answers as of a day is what it answers
//! that holds no later document.

mod support;

use chancery_model::PartialDate;
use chancery_register::{Added, Filter};
use chancery_testkit::Random;
use support::{Held, Report, TODAY, many, sample};

fn shuffled(reports: &[Report], seed: u64) -> Vec<Report> {
    let mut out = reports.to_vec();
    let mut random = Random::new(seed);
    for at in (1..out.len()).rev() {
        out.swap(at, random.below(at + 1));
    }
    out
}

/// In any order, but of two versions of one day the second stays the second: it is the correction.
fn any_order(reports: &[Report], seed: u64) -> Vec<Report> {
    let mut out = shuffled(reports, seed);
    for at in 0..out.len() {
        let same = |r: &Report| out[at].origin.is_some() && r.origin == out[at].origin && r.published == out[at].published;
        if let Some(other) = (at + 1..out.len()).find(|i| same(&out[*i])) {
            let first = reports.iter().position(|r| r.text == out[at].text);
            if first > reports.iter().position(|r| r.text == out[other].text) {
                out.swap(at, other);
            }
        }
    }
    out
}

#[test]
fn a_meeting_told_in_three_languages_is_one_act_and_a_promise_is_followed() {
    let held = Held::with(&sample());
    let events = held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events");
    assert_eq!(events.len(), 1);
    let meeting = &events[0];
    assert_eq!(meeting.reports.iter().map(|r| r.document.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!((meeting.id.as_str(), meeting.independent_sources), (meeting.reports[0].id.as_str(), 3));
    let commitments = held.register.commitments(&Filter::default(), TODAY).expect("commitments");
    assert_eq!(commitments.len(), 1);
    assert_eq!(commitments[0].history.iter().map(|s| s.status.as_str()).collect::<Vec<_>>(), ["agreed", "fulfilled"]);
    assert!(!commitments[0].overdue);
    let before = Filter { as_of: "2025-06-10".parse().ok(), ..Filter::default() };
    let then = held.register.commitments(&before, TODAY).expect("commitments");
    assert_eq!((then[0].status.as_str(), then[0].overdue, then[0].history.len()), ("agreed", false, 1));
    // Without the delivery it would be overdue.
    let undelivered = Held::with(&sample()[..3]);
    assert!(undelivered.register.commitments(&Filter::default(), 20_250_701).expect("commitments")[0].overdue);
    assert!(!undelivered.register.commitments(&Filter::default(), 20_250_630).expect("commitments")[0].overdue);
}

#[test]
fn adding_twice_changes_nothing() {
    let reports = many();
    let mut held = Held::with(&reports);
    let before = held.dump();
    let again = held.add(&reports);
    held.register.link(|_, _| {}).expect("linked");
    assert!(again.iter().all(|a| *a == Added::Unchanged), "{again:?}");
    assert!(held.dump() == before, "the tables changed");
    assert!(before.lines().filter(|l| l.starts_with("act: ")).count() > 20);
}

#[test]
fn order_does_not_matter() {
    let reports = many();
    let all = Held::with(&reports).answers();
    for seed in 1..=3 {
        let order = any_order(&reports, seed);
        assert_same(&Held::with(&order).answers(), &all, &format!("shuffle {seed}"));
        let mut one_by_one = Held::empty();
        for report in &order {
            one_by_one.add([report]);
            // Drawn up after each document, whatever those that depend on it still say.
            one_by_one.register.link_by(1, |_, _| {}).expect("linked");
        }
        assert_same(&one_by_one.answers(), &all, &format!("shuffle {seed}, one by one"));
        assert_eq!(one_by_one.register.verify(true).expect("a look"), []);
    }
}

/// One report of an agency, printed by two others; and one of somebody's own on the same meeting.
fn printed_by_many() -> Vec<Report> {
    let story = "Kenya and Uganda held talks on border trade in Nairobi on Monday, officials of both countries said. The two ministers agreed to open three new \
        crossings by the end of the year and to meet again in Kampala in June. Uganda will send a team of customs officers to Busia next week, and Kenya promised to \
        repair the road to the lake. Traders on both sides have long complained about queues, fees and closed gates.";
    vec![
        Report::new("agency", "en", "2025-03-04", story),
        Report::new("daily", "en", "2025-03-05", &format!("{story} Read also: what traders of the lake want from their governments.")),
        Report::new(
            "mirror",
            "en",
            "2025-03-06",
            &format!("Read also: what traders of the lake want. {story} Subscribe to our letter, and never miss a story again."),
        ),
        Report::new(
            "own",
            "en",
            "2025-03-05",
            "Kenya and Uganda held talks on border trade in Nairobi on Monday. Our reporter saw both ministers leave late at night, in good spirits.",
        ),
        Report::new("years later", "en", "2025-06-05", story.replace("June", "September").as_str()),
    ]
}

#[test]
fn near_copies_count_as_one_source_whatever_came_first() {
    let reports = printed_by_many();
    for seed in 0..4 {
        let mut held = Held::empty();
        for report in any_order(&reports, seed) {
            held.add([&report]);
            held.register.link_by(1, |_, _| {}).expect("linked");
        }
        let versions = held.register.versions(None, &Filter::default()).expect("documents");
        let repeats: Vec<(&str, Option<&str>)> = versions.iter().map(|v| (v.document.as_str(), v.repeats.as_deref())).collect();
        let own = repeats.iter().filter(|(_, of)| of.is_none()).count();
        assert_eq!((repeats[0], own), (("agency", None), 3), "order {seed}: {repeats:?}");
        assert!(repeats.iter().all(|(_, of)| of.is_none_or(|of| of == "agency")), "order {seed}: {repeats:?}");
        let filter = Filter { kind: Some("CONSULT".to_owned()), to: "2025-03-31".parse().ok(), ..Filter::default() };
        let talks = held.register.events(&filter).expect("events").into_iter().find(|e| e.reports.len() == 4).expect("the talks, told by four");
        assert_eq!(talks.independent_sources, 2, "order {seed}");
        assert_eq!(held.register.verify(true).expect("a look"), []);
    }
}

#[test]
fn a_story_on_very_many_sites_goes_back_to_its_first_report_even_if_that_comes_last() {
    let story = printed_by_many().swap_remove(0);
    let copies: Vec<Report> =
        (0..70).map(|n| Report::new(&format!("site{n:02}"), "en", "2025-03-05", &format!("{} Read also on our site number {n}.", story.text))).collect();
    let mut held = Held::with(&copies);
    held.add([&story]);
    assert_eq!(held.register.find_copies(|_| ()).expect("compared"), 1, "the first of the sites repeats the story too; the others did already");
    held.register.link(|_, _| {}).expect("linked");
    let versions = held.register.versions(None, &Filter::default()).expect("documents");
    let stray: Vec<&str> = versions.iter().filter(|v| v.document != "agency" && v.repeats.as_deref() != Some("agency")).map(|v| v.document.as_str()).collect();
    assert_eq!((versions.len(), stray), (71, Vec::new()));
    assert_eq!(held.register.counts().expect("counts").near_copies, 70);
}

#[test]
fn a_corrected_version_is_no_copy() {
    let story = printed_by_many().swap_remove(0);
    let first = story.clone().of("https://example.org/a");
    let second = Report::new("agency", "en", "2025-03-05", &story.text.replace("three", "four")).of("https://example.org/a");
    let held = Held::with([&first, &second]);
    assert_eq!(held.register.counts().expect("counts").near_copies, 0);
    // The same text elsewhere is one.
    let elsewhere = Held::with([&first, &second.clone().of("https://example.org/b")]);
    assert_eq!(elsewhere.register.counts().expect("counts").near_copies, 1);
}

fn assert_same(a: &[String], b: &[String], what: &str) {
    for (x, y) in a.iter().zip(b) {
        assert_eq!(x, y, "{what}");
    }
    assert_eq!(a.len(), b.len(), "{what}");
}

fn filters() -> Vec<Filter> {
    let party = |codes: &[&str]| Filter { parties: codes.iter().map(|c| (*c).to_owned()).collect(), ..Filter::default() };
    let date = |d: &str| d.parse::<PartialDate>().ok();
    vec![
        Filter::default(),
        Filter { limit: Some(3), ..Filter::default() },
        party(&["BRA"]),
        party(&["MOZ", "BRA"]),
        Filter { limit: Some(2), ..party(&["PHL"]) },
        Filter { from: date("2025-03-20"), to: date("2025-07"), ..party(&["MOZ"]) },
        Filter { from: date("2025"), to: date("2025"), ..Filter::default() },
        Filter { kind: Some("AID".to_owned()), ..Filter::default() },
        Filter { kind: Some("aid".to_owned()), overdue: true, ..Filter::default() },
        Filter { status: Some("agreed".to_owned()), due_before: date("2025-12"), ..Filter::default() },
        Filter { status: Some("actual".to_owned()), lang: Some("vi".to_owned()), limit: Some(4), ..Filter::default() },
        Filter { source: Some("03-rice-2 news".to_owned()), ..Filter::default() },
        Filter { places: vec!["Brasilia".to_owned()], ..Filter::default() },
    ]
}

#[test]
fn as_of_a_day_is_what_the_smaller_register_answers() {
    let reports = many();
    let whole = Held::with(&any_order(&reports, 9));
    let mut days: Vec<String> = reports.iter().map(|r| r.published.clone()).collect();
    days.sort();
    days.dedup();
    let months = days.iter().map(|d| d[..7].to_owned()).step_by(9);
    let asked: Vec<String> = days.iter().step_by(6).cloned().chain(months).chain(["2019-01-01".to_owned()]).collect();
    let mut answers = 0;
    for (seed, day) in (20..).zip(&asked) {
        let as_of: PartialDate = day.parse().expect("a day");
        let until = reports.iter().filter(|r| r.published.as_str() <= format!("{day}-99").as_str() || r.published == *day);
        let until: Vec<Report> = until.filter(|r| r.published[..day.len()] <= day[..]).cloned().collect();
        let small = Held::with(&any_order_of(&until, &reports, seed));
        let last: i64 =
            if day.len() == 7 { day.replace('-', "").parse::<i64>().expect("a month") * 100 + 31 } else { day.replace('-', "").parse().expect("a day") };
        for filter in filters() {
            let then = Filter { as_of: Some(as_of), ..filter.clone() };
            let what = format!("{then:?}");
            let (events, commitments) = (whole.events(&then), whole.commitments(&then, TODAY));
            answers += events.len() + commitments.len();
            assert_same(&events, &small.events(&then), &what);
            assert_same(&events, &small.events(&filter), &what);
            assert_same(&commitments, &small.commitments(&then, TODAY), &what);
            if day.len() == 10 {
                assert_same(&commitments, &small.commitments(&filter, last), &what);
            }
        }
        for (actor, partner) in [("BRA", "MOZ"), ("MOZ", "BRA"), ("PHL", "JPN"), ("JPN", "PHL")] {
            let months = |held: &Held, as_of| held.register.dyad(actor, partner, as_of).expect("months");
            assert_eq!(months(&whole, Some(as_of)), months(&small, None), "{actor} {partner} as of {day}");
            answers += months(&small, None).len();
        }
        let then = Filter { as_of: Some(as_of), limit: Some(1000), ..Filter::default() };
        let found = |held: &Held| {
            let mut hits: Vec<String> = held.register.search("brazil", &then).expect("hits").iter().map(|h| serde_json::to_string(h).expect("JSON")).collect();
            hits.sort();
            hits
        };
        assert_same(&found(&whole), &found(&small), day);
        for event in whole.register.events(&Filter::default()).expect("events") {
            let shown = |held: &Held| held.register.event(&event.id, &then).expect("an answer").map(|e| serde_json::to_string(&e).expect("JSON"));
            assert_eq!(shown(&whole), shown(&small), "{} as of {day}", event.id);
        }
    }
    assert!(answers > 300, "{answers} answers were compared");
}

fn any_order_of(part: &[Report], all: &[Report], seed: u64) -> Vec<Report> {
    any_order(all, seed).into_iter().filter(|r| part.iter().any(|p| p.text == r.text)).collect()
}

#[test]
fn a_copy_adds_no_report_and_its_name_does_not_depend_on_order() {
    let reports = sample();
    let mut copy = reports[0].clone();
    copy.id = "0-copy".to_owned();
    copy.coded = copy.coded.replacen("\"id\":\"a\"", "\"id\":\"0-copy\"", 1);
    let mut held = Held::with(&reports);
    let acts = held.events(&Filter::default()).len();
    assert_eq!(held.add([&copy]), [Added::Copy]);
    held.register.link(|_, _| {}).expect("linked");
    assert_eq!(held.events(&Filter::default()).len(), acts);
    let reversed = Held::with([&copy].into_iter().chain(&reports));
    assert_same(&held.answers(), &reversed.answers(), "the copy first");
    let documents = held.register.versions(Some("0-copy"), &Filter::default()).expect("documents");
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0].copies, ["a a news"]);
    assert_eq!(held.add([&copy, &reports[0]]), [Added::Unchanged, Added::Unchanged]);
    assert_eq!(held.register.counts().expect("counts").copies, 1);
}

#[test]
fn a_corrected_version_counts_from_its_day_and_both_are_shown() {
    let first = Report::new("x", "en", "2025-03-04", "NAIROBI - Kenya and Uganda held talks in Nairobi on Monday.\n").of("https://example.org/x");
    let second = Report::new("x", "en", "2025-03-08", "NAIROBI - Kenya and Rwanda held talks in Nairobi on Monday.\n").of("https://example.org/x");
    for order in [[&first, &second], [&second, &first]] {
        let held = Held::with(order);
        let parties = |as_of: Option<&str>| {
            let filter = Filter { as_of: as_of.and_then(|d| d.parse().ok()), ..Filter::default() };
            let events = held.register.events(&filter).expect("events");
            events.iter().map(|e| e.actors.iter().map(|a| a.code.as_str()).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(parties(None), ["KEN RWA"]);
        assert_eq!(parties(Some("2025-03-08")), ["KEN RWA"]);
        assert_eq!(parties(Some("2025-03-07")), ["KEN UGA"]);
        assert_eq!(parties(Some("2025-03-03")), Vec::<String>::new());
        let versions = held.register.versions(Some("x"), &Filter::default()).expect("versions");
        assert_eq!(versions.len(), 2);
        assert_eq!((versions[0].superseded_by.as_ref(), versions[1].superseded_by.as_ref()), (Some(&versions[1].hash), None));
        assert_eq!(held.register.counts().expect("counts").superseded, 1);
        assert_eq!(held.register.verify(true).expect("a look"), []);
    }
    // Of one day, the one that came in last counts, and the other never did.
    let same_day = Report::new("x", "en", "2025-03-04", &second.text).of("https://example.org/x");
    let held = Held::with([&first, &same_day]);
    let events = held.register.events(&Filter { as_of: "2025-03-04".parse().ok(), ..Filter::default() }).expect("events");
    assert_eq!(events.iter().map(|e| e.actors[1].code.as_str()).collect::<Vec<_>>(), ["RWA"]);
}
