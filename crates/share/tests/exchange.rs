//! Institutions that share: what goes to whom, what travels on, and what is refused.

use std::path::Path;

use chancery_formats::wire::WireDocument;
use chancery_model::{Audience, Marking};
use chancery_register::{Arrival, Filter, Register, Signature, Version};
use chancery_share::{Inbox, SharedEntry, Shelf, Tally, Theme, Wanted, take};
use chancery_testkit::json::places;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: &str = "2026-01-02T03:04:05Z";

/// An institution with its register.
struct House {
    name: &'static str,
    register: Register,
    inbox: Inbox,
    _folder: tempfile::TempDir,
}

impl House {
    fn new(name: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("r.db");
        Self { name, register: Register::open_or_create(&path).expect("a register"), inbox: Inbox::open(&path).expect("an inbox"), _folder: folder }
    }

    fn path(&self) -> &Path {
        self.register.path()
    }

    /// Add a report that tells that Peru and Chile met. Gives the hash of it and the id of the act.
    fn add(&mut self, words: &str, marking: &str) -> (String, String) {
        let text = format!("{words}: Peru met Chile in Lima.");
        let coded: WireDocument<'_> = coded(&text);
        let marking: Marking = marking.parse().expect(marking);
        self.register.add(&[Arrival { text: &text, coded: &coded, origin: None, coder: "1", marking: &marking }], NOW).expect("added");
        self.register.link(|_, _| {}).expect("linked");
        let newest = self.register.entries(0, 1000).expect("entries").pop().expect("one");
        (newest.hash, newest.wire.events[0].id.to_string())
    }

    fn shelf(&self, partner: &str) -> Shelf {
        let audience: Audience = format!("partner:{partner}").parse().expect("a partner");
        let mut shelf = Shelf::open(self.path(), &audience).expect("a shelf");
        shelf.update(&self.register, NOW.parse::<Timestamp>().expect("a time")).expect("up to date");
        shelf
    }

    fn bundle(&self, partner: &str) -> Value {
        let mut out = Vec::new();
        self.shelf(partner).write_bundle(&mut out).expect("a shelf").expect("a bundle");
        serde_json::from_slice(&out).expect("JSON")
    }

    fn take(&mut self, from: &str, bundle: &Value) -> Tally {
        take(&mut self.register, &self.inbox, from, bundle.to_string().as_bytes(), NOW).expect("a bundle that can be read")
    }

    /// Hand over what the other may have. Nothing of it is refused.
    fn send(&self, other: &mut Self) -> Tally {
        let tally = other.take(self.name, &self.bundle(other.name));
        assert_eq!(tally.refused, []);
        tally
    }

    fn texts(&self) -> Vec<String> {
        self.register.entries(0, 1000).expect("entries").into_iter().map(|entry| entry.text).collect()
    }

    fn documents(&self) -> Vec<Version> {
        self.register.versions(None, &Filter::default()).expect("documents")
    }
}

fn coded(text: &str) -> WireDocument<'static> {
    let at = |words: &str| {
        let start = text[..text.find(words).expect(words)].chars().count();
        json!({ "start": start, "end": start + words.chars().count(), "text": words })
    };
    let party = |code: &str, name: &str| {
        let mut party = at(name);
        party["code"] = json!(code);
        party["kind"] = json!("state");
        for field in ["sector", "name", "role"] {
            party[field] = Value::Null;
        }
        party
    };
    let id = |of: &str| json!(chancery_register::text_hash(&format!("{of} {text}"))[..16]);
    let mut place = at("Lima");
    place["name"] = json!("Lima");
    place["country"] = json!("PER");
    let event = json!({
        "id": id("act"), "type": "CONSULT", "mode": null, "contexts": [], "status": "actual", "actors": [party("PER", "Peru"), party("CHL", "Chile")],
        "recipients": [], "date": null, "place": place, "claimed_by": null, "trigger": at("met"), "evidence": at("Peru met Chile in Lima."), "also": [],
        "score": 1.0, "confidence": 0.9, "notions": [],
    });
    let document = json!({
        "schema": "chancery/1", "id": "report", "lang": "en", "published": "2025-11", "title": null, "source": "wire", "url": "https://example.org/1",
        "events": [event], "commitments": [], "data": "", "notes": [],
    });
    serde_json::from_value(document).expect("a document")
}

fn by() -> Signature<'static> {
    Signature { author: "ann", now: NOW }
}

fn objects(bundle: &mut Value) -> &mut Vec<Value> {
    bundle["objects"].as_array_mut().expect("objects")
}

fn the<'b>(bundle: &'b mut Value, kind: &str) -> &'b mut Value {
    objects(bundle).iter_mut().find(|object| object["type"] == kind).expect(kind)
}

const OURS: &str = "extension-definition--5b6f1c1e-9a57-4f0e-8a39-3f0c7e1d2b64";

#[test]
fn a_partner_holds_what_it_was_given_and_nothing_else() {
    let (mut a, mut b, mut c) = (House::new("a"), House::new("b"), House::new("c"));
    a.add("For both", "GREEN");
    a.add("For b", "AMBER REL(b)");
    a.add("For nobody", "RED");
    a.add("Facts for c", "AMBER+STRICT REL(c) NOWORDS");
    assert_eq!((a.send(&mut b).new, a.send(&mut c).new), (2, 2));
    assert_eq!(b.texts(), ["For both: Peru met Chile in Lima.", "For b: Peru met Chile in Lima."]);
    assert_eq!(c.texts(), ["For both: Peru met Chile in Lima.", ""]);
    let markings: Vec<String> = c.register.entries(0, 9).expect("entries").iter().map(|entry| format!("{} {}", entry.originator, entry.marking)).collect();
    assert_eq!(markings, ["a GREEN", "a AMBER+STRICT REL(c) NOWORDS"]);
    // Told again, it changes nothing.
    let again = a.send(&mut b);
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 2));
    // What came from b is not sent back to it.
    assert!(!b.bundle("a").to_string().contains("For both"));
}

#[test]
fn what_its_originator_controls_goes_on_with_consent_only() {
    let (mut a, mut b, mut c) = (House::new("a"), House::new("b"), House::new("c"));
    let (hash, _) = b.add("Of b", "GREEN ORCON");
    let (_, act) = b.add("Also of b", "GREEN ORCON");
    b.send(&mut a);
    assert_eq!(a.send(&mut c).new, 0);
    assert!(!a.bundle("c").to_string().contains("met"));
    b.register.consent(&hash, "c", by()).expect("a consent");
    assert_eq!(b.send(&mut a).decisions, 1);
    assert_eq!(a.send(&mut c).new, 1);
    assert_eq!(c.texts(), ["Of b: Peru met Chile in Lima."]);
    assert_eq!(c.register.entries(0, 9).expect("entries")[0].originator, "b");
    // One record: its facts, not the text around it.
    b.register.consent(&act, "c", by()).expect("a consent");
    b.send(&mut a);
    a.send(&mut c);
    assert_eq!(c.texts(), ["Of b: Peru met Chile in Lima.", ""]);
    // Taken back, given again.
    b.register.revoke_consent(&hash, "c").expect("no consent");
    b.send(&mut a);
    assert_eq!(a.send(&mut c).withdrawn, 1);
    assert_eq!(c.texts(), [""]);
    b.register.consent(&hash, "c", by()).expect("a consent");
    b.send(&mut a);
    a.send(&mut c);
    assert_eq!(c.texts().len(), 2, "what comes back comes under new ids");
}

#[test]
fn facts_without_words_go_on_with_consent_too() {
    let (mut a, mut b, mut c) = (House::new("a"), House::new("b"), House::new("c"));
    let (hash, _) = b.add("Of b", "GREEN ORCON NOWORDS");
    b.register.consent(&hash, "c", by()).expect("a consent");
    let tally = b.send(&mut a);
    assert_eq!((tally.new, tally.decisions), (1, 1));
    assert_eq!(a.send(&mut c).new, 1);
    assert_eq!(c.texts(), [""]);
}

#[test]
fn what_an_originator_hands_over_itself_is_changed_by_nobody_else() {
    let (mut a, mut b, mut c) = (House::new("a"), House::new("b"), House::new("c"));
    let (hash, _) = b.add("Of b", "GREEN");
    b.send(&mut a);
    a.send(&mut c);
    assert_eq!(b.send(&mut c).changed, 1, "from now on c knows it as b does");
    let before = c.register.content_name().expect("a name");
    let local = a.documents()[0].hash.clone();
    a.register.mark(&local, &"GREEN NOWORDS".parse().expect("a marking"), false).expect("narrower");
    a.send(&mut c);
    a.register.mark(&local, &"RED NOWORDS".parse().expect("a marking"), false).expect("narrower");
    a.send(&mut c);
    assert_eq!(c.register.content_name().expect("a name"), before);
    b.register.withdraw(&hash, NOW).expect("taken back");
    assert_eq!(b.send(&mut c).withdrawn, 1);
    assert_eq!(c.documents().len(), 0);
}

#[test]
fn corrections_and_taking_back_travel() {
    let (mut a, mut b, mut c) = (House::new("a"), House::new("b"), House::new("c"));
    let (hash, act) = a.add("First", "GREEN");
    a.add("Second", "GREEN");
    a.send(&mut b);
    b.send(&mut c);
    a.register.set(&act, &[("status".to_owned(), "negated".to_owned())], "they deny it", by()).expect("a correction");
    assert_eq!(a.send(&mut b).decisions, 1);
    let negated = |house: &House| house.register.events(&Filter { status: Some("negated".to_owned()), ..Filter::default() }).expect("acts").len();
    assert_eq!(negated(&b), 1);
    b.send(&mut c);
    assert_eq!(negated(&c), 1, "through b, too");
    a.register.withdraw(&hash, NOW).expect("taken back");
    assert_eq!(a.send(&mut b).withdrawn, 1);
    assert_eq!(b.send(&mut c).withdrawn, 1);
    assert_eq!((b.documents().len(), c.documents().len()), (1, 1));
    assert_eq!(b.register.verify(true).expect("a look"), []);
    // What was taken back leaves nothing on the shelf, not even an earlier version.
    assert!(!a.bundle("b").to_string().contains("First") && !b.bundle("c").to_string().contains("First"));
}

#[test]
fn what_was_narrowed_and_is_open_again_comes_under_new_ids() {
    let (mut a, mut b) = (House::new("a"), House::new("b"));
    let (hash, _) = a.add("One", "GREEN");
    let mut ids = Vec::new();
    for marking in ["GREEN", "RED", "GREEN NOWORDS", "GREEN", "RED"] {
        a.register.mark(&hash, &marking.parse().expect(marking), false).expect("marked");
        a.send(&mut b);
        let live: Vec<Value> = objects(&mut a.bundle("b")).iter().filter(|o| o["type"] == "report" && o["revoked"] != true).cloned().collect();
        assert_eq!(live.len(), usize::from(marking != "RED"), "{marking}");
        assert_eq!(b.texts().len(), live.len(), "{marking}");
        assert!(b.texts().iter().all(|text| text.is_empty() == marking.contains("NOWORDS")), "{marking}");
        ids.extend(live.iter().map(|report| report["id"].to_string()));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn one_promise_of_two_houses_is_one_act() {
    let (mut a, mut b) = (House::new("a"), House::new("b"));
    a.add("Told there", "GREEN");
    b.add("Told here", "CLEAR");
    a.send(&mut b);
    let acts = b.register.events(&Filter::default()).expect("acts");
    assert_eq!((acts.len(), acts[0].reports.len()), (1, 2));
}

/// A bundle of one entry, and how it was damaged.
fn refused(damage: impl FnOnce(&mut Value)) -> String {
    let (mut a, mut b) = (House::new("a"), House::new("b"));
    a.add("One", "AMBER REL(b) ORCON");
    let mut bundle = a.bundle("b");
    damage(&mut bundle);
    b.add("Of b", "RED");
    let before = b.register.content_name().expect("a name");
    let tally = b.take("a", &bundle);
    assert_eq!(b.register.content_name().expect("a name"), before, "what stands is unharmed");
    assert_eq!(b.register.verify(true).expect("a look"), []);
    tally.refused.into_iter().map(|refusal| refusal.reason).collect::<Vec<_>>().join("; ")
}

/// A way to damage a bundle.
type Damage = fn(&mut Value);

#[test]
fn markings_that_are_lost_unknown_or_widened_are_refused() {
    let cases: [(&str, Damage); 9] = [
        ("no level of TLP 2.0", |bundle| drop(the(bundle, "report").as_object_mut().expect("an object").remove("object_marking_refs"))),
        ("no level of TLP 2.0", |bundle| drop(the(bundle, "report")["object_marking_refs"].as_array_mut().expect("refs").remove(0))),
        ("not those that its entry has", |bundle| drop(the(bundle, "report")["object_marking_refs"].as_array_mut().expect("refs").pop())),
        ("not those that its entry has", |bundle| the(bundle, "report")["extensions"][OURS]["entry"]["marking"] = json!("GREEN")),
        ("not those that its entry has", |bundle| {
            the(bundle, "report")["object_marking_refs"][0] = json!("marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487");
        }),
        ("TLP 1.0", |bundle| the(bundle, "report")["object_marking_refs"][0] = json!("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da")),
        ("cannot be read", |bundle| the(bundle, "report")["extensions"][OURS]["entry"]["marking"] = json!("WHITE")),
        ("unknown field", |bundle| the(bundle, "report")["granular_markings"] = json!([])),
        ("it marks a record", |bundle| the(bundle, "report")["extensions"][OURS]["entry"]["record_markings"] = json!({ "0123456789abcdef": "RED" })),
    ];
    for (reason, damage) in cases {
        let told = refused(damage);
        assert!(told.contains(reason), "{reason}: {told}");
    }
}

#[test]
fn what_passes_itself_off_as_another_is_refused() {
    let cases: [(&str, Damage); 9] = [
        ("not marked as passed on with leave", |bundle| the(bundle, "report")["extensions"][OURS]["entry"]["originator"] = json!("c")),
        ("as another", |bundle| {
            the(bundle, "report")["extensions"][OURS]["entry"]["originator"] = json!("a");
            the(bundle, "report")["extensions"][OURS]["entry"]["with_leave"] = json!(true);
        }),
        ("its id is that of another entry", |bundle| {
            the(bundle, "report")["extensions"][OURS]["entry"]["hash"] = json!("0123456789abcdef0123456789abcdef");
        }),
        ("is not what follows from its entry", |bundle| the(bundle, "report")["object_refs"] = json!(["incident--0e3d2f6a-5f0b-5a39-9c41-7d1c0a8b6e52"])),
        ("which belongs to it", |bundle| the(bundle, "note")["content"] = json!("Peru attacked Chile.")),
        ("which belongs to it", |bundle| the(bundle, "incident")["name"] = json!("ASSAULT")),
        ("does not stand at", |bundle| the(bundle, "report")["extensions"][OURS]["entry"]["document"]["events"][0]["trigger"]["text"] = json!("hit")),
        ("no type of act", |bundle| the(bundle, "report")["extensions"][OURS]["entry"]["document"]["events"][0]["type"] = json!("WAR")),
        ("no address of the web", |bundle| the(bundle, "report")["extensions"][OURS]["entry"]["document"]["url"] = json!("javascript:alert(1)")),
    ];
    for (reason, damage) in cases {
        let told = refused(damage);
        assert!(told.contains(reason), "{reason}: {told}");
    }
}

#[test]
fn a_version_says_one_thing_only() {
    let (mut a, mut b) = (House::new("a"), House::new("b"));
    a.add("One", "GREEN");
    let bundle = a.bundle("b");
    b.take("a", &bundle);
    let mut other = bundle.clone();
    the(&mut other, "report")["extensions"][OURS]["entry"]["coder"] = json!("2");
    let tally = b.take("a", &other);
    assert!(tally.refused.len() == 1 && tally.refused[0].reason.contains("not what this version of it was before"), "{:?}", tally.refused);
    // From another partner the same id is another thing.
    assert_eq!(b.take("d", &bundle).new, 1);
}

#[test]
fn bundles_that_cannot_be_are_refused_as_a_whole() {
    let mut b = House::new("b");
    let deep = format!("{{\"type\": \"bundle\", \"objects\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = format!(
        r#"{{"type":"bundle","id":"bundle--0e3d2f6a-5f0b-5a39-9c41-7d1c0a8b6e52","objects":[{{"type":"report","x":{}{}}}]}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let many = format!(r#"{{"type":"bundle","id":"bundle--0e3d2f6a-5f0b-5a39-9c41-7d1c0a8b6e52","objects":[{}0]}}"#, "0,".repeat(100_000));
    for text in ["", "{", "[]", "\"x\"", r#"{"type":"bundle"}"#, &deep, &many] {
        assert!(take(&mut b.register, &b.inbox, "a", text.as_bytes(), NOW).is_err(), "{}", &text[..text.len().min(60)]);
    }
    assert!(take(&mut b.register, &b.inbox, "a", b"\xff\xfe", NOW).is_err());
    let tally = take(&mut b.register, &b.inbox, "a", nested.as_bytes(), NOW);
    assert!(tally.is_err() || tally.is_ok_and(|tally| tally.refused.len() == 1));
    assert_eq!(b.documents().len(), 0);
}

#[test]
fn pages_give_each_object_once_whatever_is_published_meanwhile() {
    let mut a = House::new("a");
    for nth in 0..40 {
        a.add(&format!("Report {nth}"), "GREEN");
    }
    let (mut seen, mut wanted, mut added) = (Vec::new(), Wanted::default(), 0);
    loop {
        let (page, more) = a.shelf("b").page(Theme::Events, &wanted, 7).expect("a page");
        seen.extend(page.iter().map(|one| one.id.clone()));
        wanted.after = page.last().expect("an object").seq;
        if !more {
            break;
        }
        if added < 5 {
            added += 1;
            a.add(&format!("Later {added}"), "GREEN");
        }
    }
    let all = a.shelf("b").page(Theme::Events, &Wanted::default(), 10_000).expect("a page").0;
    assert_eq!(seen, all.iter().map(|one| one.id.clone()).collect::<Vec<_>>());
    assert_eq!(seen.len(), seen.iter().collect::<std::collections::BTreeSet<_>>().len());
    assert!(all.windows(2).all(|pair| pair[0].added < pair[1].added), "no two at one moment");
}

/// The one entry of a bundle as somebody else might tell it: a bundle in which all follows from what was put into it.
fn told_anew(mut bundle: Value, change: impl FnOnce(&mut SharedEntry)) -> (String, Value) {
    let report = the(&mut bundle, "report");
    let mut entry: SharedEntry = serde_json::from_value(report["extensions"][OURS]["entry"].clone()).expect("an entry");
    change(&mut entry);
    bundle["objects"] = serde_json::to_value(entry.objects(report["created"].as_str().expect("a time")).expect("objects")).expect("JSON");
    (entry.report_id(), bundle)
}

fn revoked(id: &str) -> Value {
    json!({ "type": "bundle", "id": "bundle--0e3d2f6a-5f0b-5a39-9c41-7d1c0a8b6e52", "objects": [{
        "type": "report", "spec_version": "2.1", "id": id, "created": NOW, "modified": "2030-01-01T00:00:00.000Z", "revoked": true, "name": "revoked",
        "published": NOW, "object_refs": [id], "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"],
    }] })
}

#[test]
fn of_two_who_pass_something_on_the_second_changes_nothing() {
    let (mut b, mut m, mut n, mut c) = (House::new("b"), House::new("m"), House::new("n"), House::new("c"));
    let (hash, _) = b.add("Of b", "GREEN");
    b.send(&mut m);
    m.send(&mut c);
    n.add("Made up", "GREEN");
    let (report, forged) = told_anew(n.bundle("c"), |entry| {
        entry.originator = Some("b".to_owned());
        entry.with_leave = true;
        entry.hash.clone_from(&hash);
    });
    let tally = c.take("n", &forged);
    assert_eq!((tally.new, tally.changed, tally.refused.len()), (0, 0, 0));
    assert_eq!(c.take("n", &revoked(&report)).withdrawn, 0);
    assert_eq!(c.texts(), ["Of b: Peru met Chile in Lima."]);
    // Whoever passed it on first may still take it back.
    assert_eq!(c.take("m", &revoked(&report)).withdrawn, 1);
    assert_eq!(c.texts().len(), 0);
}

#[test]
fn whoever_passes_on_corrections_does_so_for_what_it_passed_on() {
    let (mut b, mut m, mut c) = (House::new("b"), House::new("m"), House::new("c"));
    let (_, known) = b.add("Known", "GREEN");
    b.send(&mut c);
    let (other_hash, other) = b.add("Other", "GREEN");
    b.send(&mut m);
    m.send(&mut c);
    b.register.set(&known, &[("status".to_owned(), "negated".to_owned())], "they deny it", by()).expect("a correction");
    let report = chancery_share::ids::id("report", &["b", &other_hash]);
    let correction = |bundle: &mut Value| objects(bundle).iter().find(|o| o["extensions"][OURS]["correction"].is_object()).cloned().expect("a correction");
    let genuine = correction(&mut b.bundle("c"));
    // As b's word on the report that m passed on.
    let forge = |target: &str, undone: bool, made: &str| {
        let mut note = genuine.clone();
        let shared = &mut note["extensions"][OURS]["correction"];
        let uid = shared["id"].as_str().expect("an id").to_owned();
        shared["originator"] = json!("b");
        shared["target"] = json!(target);
        shared["made"] = json!(made);
        let content = format!("set {target}: {}", shared["detail"].as_str().expect("JSON"));
        if undone {
            shared["undone"] = json!(true);
        }
        note["content"] = json!(if undone { format!("{content} (undone)") } else { content });
        note["id"] = json!(chancery_share::ids::id("note", &["correction", "b", &uid, "0"]));
        note["object_refs"] = json!([report]);
        json!({ "type": "bundle", "id": "bundle--0e3d2f6a-5f0b-5a39-9c41-7d1c0a8b6e52", "objects": [note] })
    };
    let negated = |house: &House| house.register.events(&Filter { status: Some("negated".to_owned()), ..Filter::default() }).expect("acts").len();
    let told = |tally: &Tally| tally.refused.iter().map(|refusal| refusal.reason.clone()).collect::<Vec<_>>().join("; ");
    let tally = c.take("m", &forge(&known, false, NOW));
    assert!(told(&tally).contains("not for its sender to correct"), "{tally:?}");
    assert_eq!(negated(&c), 0, "b handed that one over itself");
    assert_eq!((b.send(&mut c).decisions, negated(&c)), (1, 1));
    // By now b handed over the other one, too.
    let tally = c.take("m", &forge(&other, true, NOW));
    assert_eq!((tally.decisions, negated(&c)), (0, 1), "{tally:?}");
    assert!(told(&c.take("m", &forge(&other, false, "at\u{1b}[2Jsome time"))).contains("cannot be"));
}

#[test]
fn what_was_narrowed_here_is_not_widened_by_hearing_it_again() {
    let (mut a, mut b) = (House::new("a"), House::new("b"));
    a.add("One", "GREEN");
    a.send(&mut b);
    let hash = b.documents()[0].hash.clone();
    b.register.mark(&hash, &"RED".parse().expect("a marking"), false).expect("narrower");
    assert_eq!(a.send(&mut b).unchanged, 1);
    assert_eq!(b.documents()[0].marking, "RED");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the other one has to wait for the shelf by then")]
fn nothing_older_is_published_after_something_newer() {
    let mut a = House::new("a");
    let (hash, _) = a.add("One", "GREEN");
    drop(a.shelf("b"));
    a.add("Two", "GREEN");
    let folder = format!("{}.shared", a.path().display());
    let files = std::fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").path());
    let file = files.into_iter().find(|path| path.extension().is_some_and(|e| e == "db") && !path.ends_with("in.db")).expect("a shelf");
    let other = rusqlite::Connection::open(file).expect("the shelf");
    other.execute_batch("BEGIN IMMEDIATE").expect("held");
    let path = a.path().to_owned();
    let slow = std::thread::spawn(move || {
        let audience: Audience = "partner:b".parse().expect("a partner");
        let mut shelf = Shelf::open(&path, &audience).expect("a shelf");
        shelf.update(&Register::open(&path).expect("the register"), NOW.parse::<Timestamp>().expect("a time")).expect("up to date");
        shelf.page(Theme::All, &Wanted { kinds: vec!["report".to_owned()], ..Wanted::default() }, 9).expect("a page").0
    });
    std::thread::sleep(std::time::Duration::from_secs(2));
    a.register.mark(&hash, &"RED".parse().expect("a marking"), false).expect("narrower");
    other.execute_batch("COMMIT").expect("let go");
    let reports = slow.join().expect("published");
    assert!(reports.iter().any(|report| report.json.contains("Two")));
    assert!(!reports.iter().any(|report| report.json.contains("One:")), "{reports:?}");
}

#[test]
fn what_became_of_what_was_sent_is_remembered_for_a_while() {
    let a = House::new("a");
    let shelf = a.shelf("b");
    for nth in 0..150 {
        shelf.keep_status(&format!("id {nth}"), "{}").expect("kept");
    }
    let there = |nth: usize| shelf.status(&format!("id {nth}")).expect("a look").is_some();
    assert_eq!((0..150).filter(|nth| there(*nth)).collect::<Vec<_>>(), (50..150).collect::<Vec<_>>());
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(json!("marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487")),
        Just(json!("2026-01-02T03:04:05Z")),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z_]{1,8}", inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever is put in the place of anything: no panic, a sound register, and no marking that is wider than the one it was sent under.
    #[test]
    fn any_damage_is_refused_or_does_no_harm(damages in proptest::collection::vec((any::<proptest::sample::Index>(), any_json()), 1..4)) {
        let (mut a, mut b) = (House::new("a"), House::new("b"));
        a.add("One", "AMBER REL(b) ORCON");
        let mut bundle = a.bundle("b");
        for (index, value) in damages {
            let all = places(&bundle);
            *bundle.pointer_mut(&all[index.index(all.len())]).expect("a place") = value;
        }
        let _ = take(&mut b.register, &b.inbox, "a", bundle.to_string().as_bytes(), NOW);
        let sent: Marking = "AMBER REL(b) ORCON".parse().expect("a marking");
        prop_assert!(b.register.entries(0, 9).expect("entries").iter().all(|entry| entry.marking.is_within(&sent) && entry.originator == "a"));
        prop_assert_eq!(b.register.verify(true).expect("a look"), []);
    }
}
