//! What a reader may not see leaves no trace: the view of a register with hidden documents is, row for row, the view of one that never held them.
//!
//! `TWINS=500 cargo test -p chancery-register --test views` tries more registers than usual.

mod support;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chancery_formats::wire::{WireCommitment, WireDocument};
use chancery_model::{Audience, Marking, Tlp};
use chancery_register::{Arrival, Filter, Passed, Received, Register, RegisterError, Taken};
use chancery_testkit::Random;
use support::{BY, Held, Report, dump, many, sample};

static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(|| sample().into_iter().chain(many()).collect());

const AUDIENCES: [&str; 7] = ["home:AMBER+STRICT", "home:GREEN", "home:CLEAR", "partner:b", "partner:c(allies)", "partner:d", "public"];

fn marking(text: &str) -> Marking {
    text.parse().expect(text)
}

fn audience(text: &str) -> Audience {
    text.parse().expect(text)
}

/// Something that comes in, and what becomes of it.
#[derive(Clone)]
struct Item {
    report: usize,
    marking: Marking,
    originator: &'static str,
    /// It is marked anew later.
    again: Option<Marking>,
    /// One of its records is narrowed.
    narrowed: Option<(usize, Marking)>,
    /// Whom its originator lets have it.
    consent: Option<&'static str>,
    withdrawn: bool,
}

fn any_marking(random: &mut Random) -> Marking {
    let names = [None, Some(vec!["b"]), Some(vec!["c"]), Some(vec!["allies"]), Some(vec!["b", "allies"]), Some(vec![])];
    Marking {
        tlp: Tlp::ALL[random.below(5)],
        releasable_to: names[random.below(names.len())].clone().map(|names| names.into_iter().map(str::to_owned).collect()),
        orcon: random.below(4) == 0,
        no_words: random.below(4) == 0,
    }
}

fn items(random: &mut Random) -> Vec<Item> {
    let mut out = Vec::new();
    for _ in 0..4 + random.below(9) {
        let originator = ["", "", "b", "e"][random.below(4)];
        // Half are open, so that views are not empty.
        let marking = if random.below(2) == 0 { Marking::default() } else { any_marking(random) };
        let once_in = |random: &mut Random, n: usize| random.below(n) == 0;
        let narrower = any_marking(random).and(&marking);
        out.push(Item {
            report: random.below(REPORTS.len()),
            originator,
            again: once_in(random, 5).then_some(narrower),
            narrowed: once_in(random, 4).then(|| (random.below(4), any_marking(random))),
            consent: once_in(random, 4).then(|| ["b", "c", "d"][random.below(3)]),
            withdrawn: once_in(random, 8),
            marking,
        });
    }
    // Each document once: here the same text under one marking is one; what an originator hands over again takes the place of the first.
    let mut there = BTreeSet::new();
    let marking = |item: &Item| if item.originator.is_empty() { item.marking.to_string() } else { String::new() };
    out.retain(|item| there.insert((REPORTS[item.report].text.clone(), marking(item), item.originator)));
    out
}

/// Whether any of a document may be seen: the rule told once more, by hand.
fn sees(reader: &Audience, marking: &Marking, item: &Item) -> bool {
    let names = marking.releasable_to.as_ref();
    match reader {
        Audience::Home(level) => marking.tlp <= *level,
        Audience::Public => marking.tlp == Tlp::Clear && names.is_none() && (!marking.orcon || item.originator.is_empty()),
        Audience::Partner(name, groups) => {
            let listed = names.map(|n| n.contains(name) || !n.is_disjoint(groups));
            let far_enough = if marking.tlp <= Tlp::Green { listed != Some(false) } else { marking.tlp < Tlp::Red && listed == Some(true) };
            far_enough && (!marking.orcon || item.originator.is_empty() || item.originator == name || item.consent == Some(name))
        }
    }
}

/// The hash that a document has with its originator.
fn foreign(text: &str, marking: &Marking) -> String {
    chancery_register::text_hash(&format!("{text} {marking}"))
}

/// Put one document into a register.
fn put(held: &mut Held, report: &Report, coded: &WireDocument<'_>, marking: &Marking, originator: &str) {
    let (text, origin, now) = (report.text.as_str(), report.origin.as_deref(), "2025-07-01T00:00:00Z");
    if originator.is_empty() {
        held.register.add(&[Arrival { text, coded, origin, coder: "test", marking }], now).expect("added");
    } else {
        let hash = foreign(text, marking);
        let received = Received { originator, hash: &hash, text, coded, origin, coder: "test", marking, record_markings: &[], replaces: true };
        held.register.receive(originator, &received, now).expect("received");
    }
}

/// Put items into a register; `only`: those that a reader sees in the end, and the records of them.
fn add(held: &mut Held, items: &[Item], only: Option<&Audience>) {
    for item in items {
        let report = &REPORTS[item.report];
        let last = item.again.as_ref().unwrap_or(&item.marking);
        let mut wire = report.wire();
        if let Some(reader) = only {
            if item.withdrawn || !sees(reader, last, item) {
                continue;
            }
            if let Some((nth, own)) = &item.narrowed
                && !sees(reader, &own.and(last), item)
                && let Some(event) = wire.events.get(*nth).map(|e| e.id.to_string())
            {
                wire.events.retain(|e| e.id != event);
                wire.commitments.retain(|c| c.event != event);
            }
        }
        put(held, report, &wire, &item.marking, item.originator);
    }
    held.register.link(|_, _| {}).expect("linked");
}

/// The hash and the ids of the records of what an item became.
fn find(held: &Held, item: &Item) -> Option<(String, Vec<String>)> {
    let raw = held.raw();
    let text = &REPORTS[item.report].text;
    let salt = match (item.originator, item.marking.is_open()) {
        ("", true) => String::new(),
        ("", false) => format!(" {}", item.marking),
        (originator, _) => format!("{originator} {}", foreign(text, &item.marking)),
    };
    let sql = "SELECT d.id, d.hash FROM document d JOIN document_text x ON x.document = d.id WHERE x.text = ?1 AND d.salt = ?2";
    let (row, hash): (i64, String) = raw.query_row(sql, [text, &salt], |r| Ok((r.get(0)?, r.get(1)?))).ok()?;
    let mut query = raw.prepare("SELECT uid FROM told_event WHERE document = ? ORDER BY id").expect("a query");
    let uids = query.query_map([row], |r| r.get(0)).expect("rows").map(|uid| uid.expect("an id")).collect();
    Some((hash, uids))
}

/// What becomes of items once they are in.
fn change(held: &mut Held, items: &[Item], ids: &[Option<(String, Vec<String>)>]) {
    for (item, ids) in items.iter().zip(ids) {
        let Some((hash, uids)) = ids else { continue };
        if find(held, item).is_none() {
            continue;
        }
        if let Some(partner) = item.consent {
            if item.originator.is_empty() {
                held.register.consent(hash, partner, BY).expect("allowed");
            } else {
                let object = foreign(&REPORTS[item.report].text, &item.marking);
                held.register.receive_consent(item.originator, &object, partner, true, BY).expect("allowed");
            }
        }
        if let Some((nth, own)) = &item.narrowed
            && let Some(uid) = uids.get(*nth)
        {
            let marked = held.register.mark(uid, own, false);
            assert!(matches!(marked, Ok(_) | Err(RegisterError::UnknownId(_))), "{marked:?}");
        }
        if let Some(again) = &item.again {
            held.register.mark(hash, again, false).expect("marked");
        }
        if item.withdrawn {
            if item.originator.is_empty() {
                held.register.withdraw(hash, "2025-07-02T00:00:00Z").expect("taken back");
            } else {
                let hash = foreign(&REPORTS[item.report].text, &item.marking);
                assert!(held.register.receive_withdrawal(item.originator, &hash, "2025-07-02T00:00:00Z").expect("taken back"));
                held.register.link(|_, _| {}).expect("linked");
            }
        }
    }
}

/// The rows of a view without what says how records are marked: that is told to whoever sees them.
fn rows(register: &Register, reader: &Audience) -> String {
    let (view, _) = register.view(reader).expect("a view");
    assert_eq!(view.verify(true).expect("a look"), [], "{reader}");
    dump(&rusqlite::Connection::open(view.path()).expect("a connection"))
}

#[test]
fn the_view_of_a_register_is_that_of_one_that_never_held_what_is_hidden() {
    let twins = std::env::var("TWINS").ok().and_then(|n| n.parse().ok()).unwrap_or(10);
    let (mut hidden, mut shown, mut stripped) = (0, 0, 0);
    for seed in 0..twins {
        let mut random = Random::new(seed);
        let items = items(&mut random);
        let mut whole = Held::empty();
        let half = items.len() / 2;
        add(&mut whole, &items[..half], None);
        // Views that are there are brought up to date; others are drawn up at the end.
        let early: Vec<&str> = AUDIENCES.iter().copied().filter(|_| random.below(2) == 0).collect();
        for reader in early {
            drop(rows(&whole.register, &audience(reader)));
        }
        add(&mut whole, &items[half..], None);
        let ids: Vec<_> = items.iter().map(|item| find(&whole, item)).collect();
        change(&mut whole, &items, &ids);
        for reader in AUDIENCES {
            let reader = audience(reader);
            let mut never = Held::empty();
            add(&mut never, &items, Some(&reader));
            change(&mut never, &items, &ids);
            let (there, twin) = (rows(&whole.register, &reader), rows(&never.register, &reader));
            let only = |a: &str, b: &str| a.lines().filter(|line| !b.contains(line)).take(4).map(str::to_owned).collect::<Vec<_>>();
            assert!(there == twin, "seed {seed}, {reader}: only in the view {:#?}, only in its twin {:#?}", only(&there, &twin), only(&twin, &there));
            let documents = there.lines().filter(|line| line.starts_with("document: ")).count();
            shown += documents;
            hidden += items.len() - documents;
            stripped += there.matches("facts of ").count();
        }
    }
    assert!(hidden > shown / 4 && shown > hidden / 4 && stripped > 2, "hidden {hidden}, shown {shown}, without words {stripped}");
}

/// Two reports of one meeting, an open one and one for the partner `b`.
fn meeting(secret: &str) -> Held {
    let reports = sample();
    let mut held = Held::empty();
    held.add([&reports[0]]);
    let wire = reports[1].wire();
    put(&mut held, &reports[1], &wire, &marking(secret), "");
    held.register.link(|_, _| {}).expect("linked");
    held
}

fn reports_of_talks(register: &Register) -> Vec<usize> {
    let events = register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events");
    events.iter().map(|e| e.reports.len()).collect()
}

#[test]
fn each_reader_sees_the_act_as_the_reports_open_to_them_tell_it() {
    let held = meeting("AMBER REL(b)");
    assert_eq!(reports_of_talks(&held.register), [2]);
    for (reader, reports) in [("partner:b", vec![2]), ("partner:c", vec![1]), ("public", vec![1]), ("home:AMBER", vec![2]), ("home:GREEN", vec![1])] {
        let (view, _) = held.register.view(&audience(reader)).expect("a view");
        assert_eq!(reports_of_talks(&view), reports, "{reader}");
    }
}

#[test]
fn a_record_is_marked_as_narrowly_as_its_evidence() {
    let held = meeting("AMBER REL(b) ORCON");
    let event = &held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events")[0];
    assert_eq!(held.register.marking(&event.id).expect("a marking"), marking("AMBER REL(b) ORCON"));
    let (view, _) = held.register.view(&audience("partner:c")).expect("a view");
    assert_eq!(view.marking(&event.id).expect("a marking"), Marking::default());
}

#[test]
fn facts_go_without_words() {
    let held = meeting("GREEN NOWORDS");
    let secret = &sample()[1];
    let (view, _) = held.register.view(&audience("partner:b")).expect("a view");
    assert_eq!(reports_of_talks(&view), [2], "the fact is told");
    let rows = dump(&rusqlite::Connection::open(view.path()).expect("a connection"));
    for words in ["hội đàm", "thương mại", "Kenya và Uganda", secret.id.as_str()].iter().filter(|w| w.len() > 1) {
        assert!(!rows.contains(words), "`{words}` is told");
    }
    let (home, _) = held.register.view(&audience("home:GREEN")).expect("a view");
    assert!(dump(&rusqlite::Connection::open(home.path()).expect("a connection")).contains("hội đàm"), "at home the words are read");
}

#[test]
fn a_marking_that_cannot_be_read_shows_nothing_to_anybody() {
    let held = meeting("GREEN");
    held.raw().execute("UPDATE document SET marking = 'YELLOW' WHERE marking = 'GREEN'", []).expect("written");
    for reader in AUDIENCES {
        let (view, _) = held.register.view(&audience(reader)).expect("a view");
        assert_eq!(reports_of_talks(&view), [1], "{reader}");
    }
}

#[test]
fn a_correction_goes_no_further_than_what_it_was_drawn_from() {
    let mut held = meeting("AMBER REL(b)");
    let event = held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events")[0].id.clone();
    held.register.set(&event, &[("place".to_owned(), "Mombasa".to_owned())], "the amber report says so", BY).expect("set");
    for (reader, told) in [("partner:b", true), ("partner:c", false), ("home:GREEN", false), ("home:RED", true)] {
        let (view, _) = held.register.view(&audience(reader)).expect("a view");
        assert_eq!(view.log(None).expect("a log").len(), usize::from(told), "{reader}");
        let place = view.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events")[0].place.clone();
        assert_eq!(place.is_some_and(|p| p.name == "Mombasa"), told, "{reader}");
    }
}

#[test]
fn to_join_two_acts_is_marked_as_narrowly_as_both() {
    let reports = sample();
    let mut held = Held::empty();
    held.add([&reports[2]]);
    let wire = reports[0].wire();
    put(&mut held, &reports[0], &wire, &marking("AMBER REL(b)"), "");
    held.register.link(|_, _| {}).expect("linked");
    let talks = held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events")[0].reports[1].id.clone();
    held.register.split(&talks, "another meeting", BY).expect("split");
    let open = held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events");
    assert_eq!(open.len(), 2);
    held.register.merge(&open[0].id, &open[1].id, "one meeting after all", BY).expect("merged");
    let markings: Vec<String> = held.register.corrections_out().expect("corrections").into_iter().map(|one| one.marking).collect();
    assert_eq!(markings, ["AMBER REL(b)", "AMBER REL(b)"]);
}

#[test]
fn what_a_reader_corrects_in_a_view_stands_in_the_register() {
    let mut held = meeting("AMBER REL(b)");
    let (mut view, _) = held.register.view(&audience("home:GREEN")).expect("a view");
    let event = view.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events")[0].id.clone();
    view.set(&event, &[("mode".to_owned(), "visit".to_owned())], "they travelled", BY).expect("set");
    assert!(held.register.enter_from(&view).expect("entered"));
    let there = held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events")[0].clone();
    assert_eq!(there.mode.as_deref(), Some("visit"));
    let (again, fresh) = held.register.view(&audience("home:GREEN")).expect("a view");
    assert_eq!((again.log(None).expect("a log").len(), fresh), (1, false), "it is not entered twice, and the view is the one that was there");
    view.undo(1).expect("undone");
    assert!(held.register.enter_from(&view).expect("entered"));
    let there = held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events")[0].clone();
    assert_ne!(there.mode.as_deref(), Some("visit"));
}

#[test]
fn consent_opens_one_entry_and_can_be_taken_back() {
    let reports = sample();
    let mut held = Held::empty();
    for report in &reports[..2] {
        let wire = report.wire();
        put(&mut held, report, &wire, &marking("GREEN ORCON"), "b");
    }
    held.register.link(|_, _| {}).expect("linked");
    let documents = |held: &Held| held.register.view(&audience("partner:c")).expect("a view").0.versions(None, &Filter::default()).expect("documents");
    assert_eq!(documents(&held), []);
    let hash = held.register.versions(None, &Filter::default()).expect("documents")[0].hash.clone();
    assert!(held.register.consent(&hash, "c", BY).is_err(), "it is not ours to allow");
    let there = foreign(&reports[0].text, &marking("GREEN ORCON"));
    for (originator, object) in [("c", there.as_str()), ("b", "0000")] {
        assert!(held.register.receive_consent(originator, object, "c", true, BY).is_err(), "{object} {originator}");
    }
    held.register.receive_consent("b", &there, "c", true, BY).expect("allowed");
    assert_eq!(documents(&held).iter().map(|d| d.hash.clone()).collect::<Vec<_>>(), std::slice::from_ref(&hash));
    held.register.receive_consent("b", &there, "c", false, BY).expect("taken back");
    assert_eq!(documents(&held), []);
    // One record alone: its facts, and nothing else of its document.
    let event = held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events")[0].reports[0].id.clone();
    let there = reports[0].wire().events.iter().find(|e| e.event_type == "CONSULT").expect("talks").id.to_string();
    held.register.receive_consent("b", &there, "c", true, BY).expect("allowed");
    let (view, _) = held.register.view(&audience("partner:c")).expect("a view");
    let events = view.events(&Filter::default()).expect("events");
    assert_eq!(events.iter().flat_map(|e| e.reports.iter().map(|r| r.id.clone())).collect::<Vec<_>>(), [event]);
    assert_eq!(view.open_document(&documents(&held)[0].hash).expect("a document").expect("a document").text, "");
}

#[test]
fn nobody_widens_what_came_from_another() {
    let reports = sample();
    let mut held = Held::empty();
    let wire = reports[0].wire();
    put(&mut held, &reports[0], &wire, &marking("AMBER REL(b)"), "b");
    let hash = held.register.versions(None, &Filter::default()).expect("documents")[0].hash.clone();
    for wider in ["GREEN", "AMBER REL(b,c)", "RED REL(c)", "CLEAR REL(b)"] {
        assert!(held.register.mark(&hash, &marking(wider), false).is_err(), "{wider}");
    }
    held.register.mark(&hash, &marking("RED REL()"), false).expect("narrower");
    assert!(held.register.withdraw(&hash, "now").is_err(), "only who it came from takes it back");
    let there = foreign(&reports[0].text, &marking("AMBER REL(b)"));
    let (green, now) = (marking("GREEN"), "2025-07-02T00:00:00Z");
    let given = Received {
        originator: "b",
        hash: &there,
        text: &reports[0].text,
        coded: &wire,
        origin: None,
        coder: "test",
        marking: &green,
        record_markings: &[],
        replaces: true,
    };
    // Somebody else who hands it over does not widen it, its originator does.
    assert_eq!(held.register.receive("c", &given, now).expect("received"), Taken::Unchanged);
    assert_eq!(held.register.marking(&hash).expect("a marking"), marking("RED REL()"));
    assert_eq!(held.register.receive("b", &given, now).expect("received"), Taken::Changed);
    assert_eq!(held.register.marking(&hash).expect("a marking"), marking("GREEN"));
    // Nor a single record that came narrower than its document.
    let record = wire.events[0].id.to_string();
    let narrow = [(record.clone(), marking("AMBER REL(b)"))];
    assert_eq!(held.register.receive("b", &Received { record_markings: &narrow, ..given }, now).expect("received"), Taken::Changed);
    let here = held.register.entries(0, 1).expect("entries")[0].record_markings[0].0.clone();
    assert!(held.register.mark(&here, &marking("GREEN"), false).is_err());
    let wide = [(record, marking("GREEN"))];
    held.register.receive("c", &Received { record_markings: &wide, ..given }, now).expect("received");
    assert_eq!(held.register.entries(0, 1).expect("entries")[0].record_markings, [(here.clone(), marking("AMBER REL(b)"))]);
    held.register.mark(&here, &marking("RED REL()"), false).expect("narrower");
    assert!(held.register.receive_withdrawal("b", &there, now).expect("taken back"));
    held.register.link(|_, _| {}).expect("linked");
    assert_eq!(held.register.counts().expect("counts").documents, 0);
    assert_eq!(held.register.receive("b", &given, now).expect("received"), Taken::Withdrawn);
    assert_eq!(held.register.verify(true).expect("a look"), []);
}

#[test]
fn whoever_passes_something_on_puts_it_in_the_place_of_nothing_else() {
    let reports = sample();
    let mut held = Held::empty();
    let wire = reports[0].wire();
    put(&mut held, &reports[0], &wire, &marking("GREEN"), "b");
    let record = wire.events[0].id.to_string();
    let there = foreign(&reports[0].text, &marking("GREEN"));
    let (green, narrow, wide, now) = (marking("GREEN"), [(record.clone(), marking("RED"))], [(record, marking("CLEAR"))], "2025-07-02T00:00:00Z");
    let given = Received {
        originator: "b",
        hash: &there,
        text: &reports[0].text,
        coded: &wire,
        origin: None,
        coder: "test",
        marking: &green,
        record_markings: &narrow,
        replaces: false,
    };
    assert_eq!(held.register.receive("c", &given, now).expect("received"), Taken::Changed);
    let widened = Received { record_markings: &wide, ..given };
    assert_eq!(held.register.receive("c", &widened, now).expect("received"), Taken::Unchanged, "a record is narrowed only, too");
    let before = held.register.content_name().expect("a name");
    let other = reports[1].wire();
    let replaced = Received { text: &reports[1].text, coded: &other, ..given };
    assert_eq!(held.register.receive("c", &replaced, now).expect("received"), Taken::Unchanged);
    // Under another hash, with an undertaking of that document.
    let mut clash = reports[1].wire();
    let promise = reports.iter().find_map(|report| report.wire().commitments.first().cloned()).expect("an undertaking");
    let (event, evidence) = (clash.events[0].id.clone(), clash.events[0].evidence.clone());
    clash.commitments = vec![WireCommitment { id: wire.events[0].id.clone(), event, evidence, parties: Vec::new(), beneficiaries: Vec::new(), ..promise }];
    let clashing = Received { hash: "0123456789abcdef0123456789abcdef", text: &reports[1].text, coded: &clash, replaces: true, ..given };
    assert_eq!(held.register.receive("c", &clashing, now).expect("received"), Taken::Unchanged);
    assert_eq!(held.register.content_name().expect("a name"), before);
    assert_eq!(held.register.receive("b", &clashing, now).expect("received"), Taken::New, "its originator may");
    assert_eq!(held.register.counts().expect("counts").documents, 1);
    assert_eq!(held.register.verify(true).expect("a look"), []);
}

#[test]
fn an_originator_corrects_its_own_entries_and_no_others() {
    let reports = sample();
    let mut held = Held::empty();
    held.add([&reports[0]]);
    let wire = reports[1].wire();
    put(&mut held, &reports[1], &wire, &marking("GREEN"), "b");
    held.register.link(|_, _| {}).expect("linked");
    let passed = |target: &str, detail: &str| Passed {
        uid: "1".to_owned(),
        made: "2025-07-02T00:00:00Z".to_owned(),
        author: "Ben".to_owned(),
        target: target.to_owned(),
        action: "set".to_owned(),
        detail: detail.to_owned(),
        undone: false,
        marking: "GREEN".to_owned(),
        originator: String::new(),
    };
    let ours = reports[0].wire().events[0].id.to_string();
    let theirs = wire.events[0].id.to_string();
    for (target, detail) in [
        (ours.as_str(), r#"{"set":{"mode":"visit"}}"#),
        (theirs.as_str(), r#"{"set":{"mode":"NOTHING"}}"#),
        (theirs.as_str(), r#"{"set":{"uid":"x"}}"#),
        (theirs.as_str(), "no JSON"),
        (theirs.as_str(), r#"{"with":"0000"}"#),
    ] {
        assert!(held.register.receive_correction("b", &passed(target, detail)).is_err(), "{target} {detail}");
    }
    assert!(held.register.receive_correction("c", &passed(&theirs, r#"{"set":{"mode":"visit"}}"#)).is_err(), "it is not c's");
    assert!(held.register.receive_correction("b", &passed(&theirs, r#"{"set":{"mode":"visit"}}"#)).expect("taken"));
    assert!(!held.register.receive_correction("b", &passed(&theirs, r#"{"set":{"mode":"visit"}}"#)).expect("taken"), "once");
    assert_eq!(held.register.events(&Filter { mode: Some("visit".to_owned()), ..Filter::default() }).expect("events").len(), 1);
    let log = held.register.log(None).expect("a log");
    assert_eq!((log.len(), log[0].author.as_str()), (1, "Ben (b)"));
}

#[test]
fn what_went_out_comes_in_as_it_was_with_its_originator() {
    let held = meeting("AMBER REL(b)");
    let (view, _) = held.register.view(&audience("partner:b")).expect("a view");
    let mut other = Held::empty();
    for entry in view.entries(0, 100).expect("entries") {
        let received = Received {
            originator: "a",
            hash: &entry.hash,
            text: &entry.text,
            coded: &entry.wire,
            origin: entry.origin.as_deref(),
            coder: &entry.coder,
            marking: &entry.marking,
            record_markings: &entry.record_markings,
            replaces: true,
        };
        for taken in [Taken::New, Taken::Unchanged] {
            assert_eq!(other.register.receive("a", &received, &entry.added).expect("received"), taken);
        }
    }
    other.register.link(|_, _| {}).expect("linked");
    assert_eq!(reports_of_talks(&other.register), [2]);
    let entries = other.register.entries(0, 100).expect("entries");
    assert!(entries.iter().all(|e| e.originator == "a" && e.foreign.is_some()));
    assert_eq!(entries[1].foreign.as_deref(), Some(view.entries(0, 100).expect("entries")[1].hash.as_str()));
    assert_eq!(other.register.verify(true).expect("a look"), []);
    // From there it goes no further than its marking lets it.
    let (c, _) = other.register.view(&audience("partner:c")).expect("a view");
    assert_eq!(c.entries(0, 100).expect("entries").len(), 1, "the open one");
}
