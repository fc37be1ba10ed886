//! What people decided: it is signed and listed, holds after every rebuild and reading again, and is gone when taken back.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use chancery_register::{Filter, Register};
use support::{BY, Held, Report, TODAY, sample};

/// Relink everything from nothing, and read every report again, with and without changes: the answers must stay.
fn stays(held: &mut Held, reports: &[Report]) {
    let answers = held.answers();
    let db = held.raw();
    db.execute_batch(
        "UPDATE told_event SET act = NULL; UPDATE told_commitment SET undertaking = NULL; INSERT OR IGNORE INTO pending SELECT ord, id FROM document;",
    )
    .expect("unlinked");
    drop(db);
    held.register.link(|_, _| {}).expect("linked");
    assert_eq!(held.answers(), answers, "after linking anew");
    assert_eq!(held.recode(reports, str::to_owned), 0);
    assert_eq!(held.answers(), answers, "after reading again");
    // A better coder: other confidences, so that every record is written anew.
    let confident = |coded: &str| {
        let mut coded: serde_json::Value = serde_json::from_str(coded).expect("JSON");
        for record in coded["events"].as_array_mut().expect("events") {
            record["confidence"] = 0.99.into();
        }
        coded.to_string()
    };
    assert!(held.recode(reports, confident) > 0);
    let known: Vec<String> = held.answers().iter().map(|a| shape(a)).collect();
    assert_eq!(known, answers.iter().map(|a| shape(a)).collect::<Vec<_>>(), "after reading again with changes");
    assert_eq!(held.register.verify(true).expect("a look"), []);
    held.recode(reports, str::to_owned);
    assert_eq!(held.answers(), answers, "after going back");
}

/// An answer without what the coder changed.
fn shape(answer: &str) -> String {
    let mut answer: serde_json::Value = serde_json::from_str(answer).expect("JSON");
    if let Some(object) = answer.as_object_mut() {
        object.remove("confidence");
    }
    answer.to_string()
}

fn id_of(held: &Held, kind: &str) -> String {
    held.register.events(&Filter { kind: Some(kind.to_owned()), ..Filter::default() }).expect("events")[0].id.clone()
}

fn fields(set: &[(&str, &str)]) -> Vec<(String, String)> {
    set.iter().map(|(f, v)| ((*f).to_owned(), (*v).to_owned())).collect()
}

/// The act of an id, now.
fn act(held: &Held, id: &str) -> Option<chancery_register::answers::Event> {
    held.register.event(id, &Filter::default()).expect("an answer")
}

#[test]
fn what_is_set_stays_and_can_be_found_and_taken_back() {
    let reports = sample();
    let mut held = Held::with(&reports);
    let before = held.answers();
    let id = id_of(&held, "ACCUSE");
    held.register
        .set(&id, &fields(&[("date", "2025-02-28"), ("actors", "UGA,RWA"), ("status", "planned"), ("mode", "")]), "the minister said so", BY)
        .expect("set");
    let set = act(&held, &id).expect("an act");
    assert_eq!((set.date.as_ref().map(|d| d.value.as_str()), set.status.as_str(), set.mode.as_deref()), (Some("2025-02-28"), "planned", None));
    assert_eq!(set.actors.iter().map(|a| a.code.as_str()).collect::<Vec<_>>(), ["UGA", "RWA"]);
    let by_party = Filter { parties: vec!["RWA".to_owned()], ..Filter::default() };
    assert_eq!(held.register.events(&by_party).expect("events").len(), 1);
    let then = Filter { as_of: "2025-03-31".parse().ok(), from: "2025-02".parse().ok(), to: "2025-02".parse().ok(), ..by_party };
    assert_eq!(held.register.events(&then).expect("events").len(), 1, "also as of a day");
    stays(&mut held, &reports);
    let log = held.register.log(None).expect("a log");
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].author.as_str(), log[0].made.as_str(), log[0].target.as_str(), log[0].action.as_str()), ("Ada", BY.now, id.as_str(), "set"));
    assert_eq!(log[0].detail["reason"], "the minister said so");
    held.recode(&reports, str::to_owned);
    held.register.undo(log[0].number).expect("undone");
    assert_eq!(held.answers(), before);
    assert!(held.register.log(Some(&id)).expect("a log")[0].undone, "it stays in the log");
    assert!(held.register.undo(log[0].number).expect_err("once").to_string().contains("no correction 1 to take back"));
}

#[test]
fn what_cannot_stand_in_a_field_is_refused_with_what_can() {
    let mut held = Held::with(&sample());
    let id = id_of(&held, "ACCUSE");
    let promise = held.register.commitments(&Filter::default(), TODAY).expect("commitments")[0].id.clone();
    let before = held.dump();
    let refused: &[(&str, &str, &str, &str)] = &[
        (&id, "colour", "red", "cannot be set; what can: type, mode, status, date, actors"),
        (&id, "due", "2025", "cannot be set"),
        (&id, "type", "SING", "SING"),
        (&id, "status", "done", "`done` is no status of an act"),
        (&id, "status", "agreed", "`agreed` is no status of an act"),
        (&promise, "status", "actual", "`actual` is no status of an undertaking"),
        (&promise, "due", "next year", "next year"),
        (&promise, "kind", "wish", "wish"),
        (&id, "actors", "KEN;UGA", "KEN;UGA"),
        ("0000000000000000", "date", "2025", "nothing in the register has the id `0000000000000000`"),
    ];
    for (id, field, value, told) in refused {
        let error = held.register.set(id, &fields(&[(field, value)]), "", BY).expect_err("refused").to_string();
        assert!(error.contains(told), "{field}={value}: {error}");
    }
    assert!(held.dump() == before, "nothing was written");
}

#[test]
fn what_is_rejected_is_in_no_answer() {
    let reports = sample();
    let mut held = Held::with(&reports);
    let before = held.answers();
    let promise = held.register.commitments(&Filter::default(), TODAY).expect("commitments")[0].id.clone();
    let id = id_of(&held, "ACCUSE");
    held.register.reject(&id, "a mistake", BY).expect("rejected");
    held.register.reject(&promise, "a mistake", BY).expect("rejected");
    assert!(act(&held, &id).is_none());
    assert!(held.commitments(&Filter::default(), TODAY).is_empty());
    assert!(held.events(&Filter { as_of: "2025-12-31".parse().ok(), kind: Some("ACCUSE".to_owned()), ..Filter::default() }).is_empty());
    stays(&mut held, &reports);
    held.register.undo(1).expect("undone");
    held.register.undo(2).expect("undone");
    assert_eq!(held.answers(), before);
}

#[test]
fn a_split_report_stands_apart_and_a_merged_one_does_not() {
    let reports = sample();
    let mut held = Held::with(&reports);
    let before = held.answers();
    let meeting = act(&held, &id_of(&held, "CONSULT")).expect("an act");
    let (root, second, third) = (meeting.reports[0].id.clone(), meeting.reports[1].id.clone(), meeting.reports[2].id.clone());
    let groups = |held: &Held| {
        let events = held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events");
        let mut groups: Vec<String> = events.iter().map(|e| e.reports.iter().map(|r| r.document.as_str()).collect::<Vec<_>>().concat()).collect();
        groups.sort();
        groups
    };
    held.register.split(&second, "another meeting", BY).expect("split");
    let apart = groups(&held);
    assert!(apart.len() == 2 && !apart.contains(&"abc".to_owned()), "{apart:?}");
    stays(&mut held, &reports);
    held.register.merge(&root, &second, "the same after all", BY).expect("merged");
    let joined = groups(&held);
    assert!(joined.iter().any(|g| g.contains('a') && g.contains('b')), "{joined:?}");
    stays(&mut held, &reports);
    assert!(held.register.merge(&root, &second, "", BY).expect_err("refused").to_string().contains("one act already"));
    for correction in held.register.log(None).expect("a log").iter().rev() {
        held.register.undo(correction.number).expect("undone");
    }
    assert_eq!(held.answers(), before);
    // The first report of an act can be split off too: then the others stand together without it.
    held.register.split(&root, "another meeting", BY).expect("split");
    assert_eq!(groups(&held), ["a", "bc"]);
    assert_eq!(act(&held, &third).expect("an act").id, second);
    stays(&mut held, &reports);
    let lone = id_of(&held, "ACCUSE");
    assert!(held.register.split(&lone, "", BY).expect_err("refused").to_string().contains("stands alone"));
    assert!(held.register.merge(&lone, &root, "", BY).expect_err("refused").to_string().contains("set the type of one first"));
}

#[test]
fn what_was_joined_stays_joined_when_an_earlier_report_comes_in() {
    let reports = sample();
    let far = Report::new("far", "en", "2025-05-20", "KIGALI - Rwanda and Uganda held talks on border trade in Kigali on Monday.\n");
    let mut held = Held::with([&reports[1], &far]);
    let ids: Vec<String> =
        held.register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events").iter().map(|e| e.id.clone()).collect();
    held.register.merge(&ids[0], &ids[1], "", BY).expect("merged");
    // The act of the earlier one gets another first report: the later one, far from it, must follow.
    held.add([&reports[0]]);
    held.register.link(|_, _| {}).expect("linked");
    let event = act(&held, &ids[1]).expect("an act");
    assert_eq!(event.reports.iter().map(|r| r.document.as_str()).collect::<Vec<_>>(), ["a", "b", "far"]);
}

#[test]
fn remarks_change_nothing_and_are_listed() {
    let mut held = Held::with(&sample());
    let before = held.answers();
    let id = id_of(&held, "AID");
    held.register.remark(&id, "ask Oslo", BY).expect("written");
    assert_eq!(held.answers(), before);
    let log = held.register.log(Some(&id)).expect("a log");
    assert_eq!((log.len(), log[0].detail["text"].as_str()), (1, Some("ask Oslo")));
    assert!(held.register.log(Some("nothing")).is_err());
}

/// Gold files, and what the coder finds in the same texts, scored by the script where it is there.
#[test]
fn corrections_become_gold_files_of_the_agreed_shape() {
    let reports = sample();
    let mut held = Held::with(&reports);
    let id = id_of(&held, "CONSULT");
    // What is set to what it is makes a gold file of what the coder found.
    held.register.set(&id, &fields(&[("status", "actual")]), "looked at", BY).expect("set");
    let gold = held.register.gold().expect("gold");
    assert_eq!(gold.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(), ["a"]);
    let json: serde_json::Value = serde_json::from_str(&gold[0].json).expect("JSON");
    assert_eq!((json["id"].as_str(), json["lang"].as_str(), json["published"].as_str()), (Some("a"), Some("en"), Some("2025-03-04")));
    assert_eq!(gold[0].text, reports[0].text);
    for (list, wanted) in [
        ("events", &["at", "type", "mode", "status", "actors", "recipients", "date"][..]),
        ("commitments", &["at", "kind", "parties", "beneficiaries", "status", "due", "amount"]),
    ] {
        let all = json[list].as_array().expect("a list");
        assert!(!all.is_empty(), "{list}");
        for one in all {
            assert!(wanted.iter().all(|key| one.get(key).is_some()), "{list}: {one}");
            assert!(gold[0].text.contains(one["at"].as_str().expect("words")), "{one}");
        }
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/score.py");
    if !script.exists() {
        println!("{} is not here: the gold files are not scored", script.display());
        return;
    }
    assert!(worst(&scored(&script, &held.register, &reports)) > 0.999);
    // A correction that says otherwise must show.
    held.register.set(&id, &fields(&[("actors", "KEN"), ("recipients", "RWA")]), "", BY).expect("set");
    assert!(worst(&scored(&script, &held.register, &reports)) < 1.0);
}

fn scored(script: &PathBuf, register: &Register, reports: &[Report]) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    for gold in register.gold().expect("gold") {
        std::fs::write(folder.path().join(format!("{}.txt", gold.name)), &gold.text).expect("written");
        std::fs::write(folder.path().join(format!("{}.json", gold.name)), &gold.json).expect("written");
    }
    let predictions: String = reports.iter().flat_map(|r| [r.coded.as_str(), "\n"]).collect();
    let file = folder.path().join("p.jsonl");
    std::fs::write(&file, predictions).expect("written");
    let run = Command::new("python3").arg(script).arg(folder.path()).arg(&file).arg("--json").output().expect("the script runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("JSON")
}

/// The least of all figures.
fn worst(result: &serde_json::Value) -> f64 {
    let mut least: f64 = if result["provenance_errors"] == 0 { 1.0 } else { 0.0 };
    for list in ["events", "commitments"] {
        let figures = &result["figures"]["all"][list];
        least = least.min(figures["type"]["f1"].as_f64().expect("a figure")).min(figures["strict"]["f1"].as_f64().expect("a figure"));
        for slot in figures["slots"].as_object().expect("slots").values() {
            least = least.min(slot["acc"].as_f64().expect("a figure"));
        }
    }
    least
}
