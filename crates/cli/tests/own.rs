//! Users' own words through the real program: lists of parties, packs, faults in them, imported dictionaries.

#[path = "support/reading.rs"]
mod reading;
mod support;

use std::path::Path;

use reading::root;
use serde_json::Value;
use support::{Run, chancery, folder, run};

const REPORT: &str = "The Harbour Brigade on Monday attacked Kenya with drones. Uganda blistered Kenya.";

/// Code a report with options; gives the one document.
fn code(at: &Path, text: &str, options: &[&str]) -> Value {
    let mut command = chancery();
    command.current_dir(at).args(["code", "-", "--lang", "en", "--date", "2025-03-04", "--format", "jsonl"]).args(options);
    let coded = run(command.write_stdin(text));
    assert_eq!((coded.code, coded.err.as_str()), (0, ""));
    coded.documents().remove(0)
}

/// `ASSAULT XRB -> KEN`, one for each event.
fn acts(document: &Value) -> Vec<String> {
    let codes = |side: &Value| side.as_array().expect("a list").iter().map(|p| p["code"].as_str().expect("a code")).collect::<Vec<_>>().join("+");
    let act = |e: &Value| format!("{} {} -> {}", e["type"].as_str().expect("a type"), codes(&e["actors"]), codes(&e["recipients"]));
    document["events"].as_array().expect("a list").iter().map(act).collect()
}

fn check(at: &Path, args: &[&str]) -> Run {
    run(chancery().current_dir(at).args(["pack", "check"]).args(args))
}

#[test]
fn a_party_of_a_list_is_known_with_the_list_only() {
    let files = folder(&[("mine.tsv", b"XRB\tgroup\tSYR\ten\tHarbour Brigade\n")]);
    let without = code(files.path(), REPORT, &[]);
    assert_eq!(acts(&without), ["ASSAULT  -> KEN"]);
    let with = code(files.path(), REPORT, &["--parties", "mine.tsv"]);
    assert_eq!(acts(&with), ["ASSAULT XRB -> KEN"]);
    let actor = &with["events"][0]["actors"][0];
    assert_eq!((actor["kind"].as_str(), actor["sector"].as_str(), actor["text"].as_str()), (Some("group"), Some("REB"), Some("Harbour Brigade")));
    let explained = run(chancery().current_dir(files.path()).args(["explain", "-", "--lang", "en", "--parties", "mine.tsv"]).write_stdin(REPORT));
    assert!(explained.out.contains("XRB"), "{}", explained.out);
}

#[test]
fn the_tables_that_were_used_are_told() {
    let files = folder(&[
        ("a.tsv", b"XRB\tgroup\tSYR\ten\tHarbour Brigade\n"),
        ("b.tsv", b"XRC\tgroup\tSYR\ten\tHarbour Brigade\n"),
        ("c.tsv", b"# mine\nXRB\tgroup\tSYR\ten\tHarbour Brigade\t\t\n"),
    ]);
    let data = |options: &[&str]| code(files.path(), REPORT, options)["data"].as_str().expect("a text").to_owned();
    let shipped = data(&[]);
    let [a, b, c] = ["a.tsv", "b.tsv", "c.tsv"].map(|file| data(&["--parties", file]));
    assert!(shipped.len() == 16 && a.starts_with(&format!("{shipped}+")), "{shipped} {a}");
    assert_ne!(a, b);
    assert_eq!(a, c, "what is said counts, not how it is written");
}

#[test]
fn a_list_of_an_office_holder_gives_a_person_and_an_office() {
    let files = folder(&[(
        "mine.tsv",
        "code\tkind\tcountry\tlang\tname\tfrom\tto\nKEN\tforeign_minister\t\t\tWangari Otieno\t2025-02\t\nKEN\tforeign_minister\t\t\tW. Otieno\t2025-02\t\n"
            .as_bytes(),
    )]);
    let text = "W. Otieno condemned Uganda.";
    let with = code(files.path(), text, &["--parties", "mine.tsv"]);
    assert_eq!(acts(&with), ["ACCUSE KEN -> UGA"]);
    let actor = &with["events"][0]["actors"][0];
    assert_eq!((actor["name"].as_str(), actor["role"].as_str()), (Some("W. Otieno"), Some("foreign minister")));
}

#[test]
fn a_pack_adds_a_verb_and_gives_a_name_to_another_party() {
    let files = folder(&[
        ("words/lang/en/predicates/mine.tsv", b"form\tpos\tframe\tneeds\nblister\tv\tcondemn\t-\n"),
        ("words/lang/en/names/states.tsv", b"code\tkind\tform\nUGA\tname\tKenya\n"),
        ("en/names/states.tsv", b"# Taken away.\ncode\tkind\tform\n-\t-\tKenya\n"),
    ]);
    let text = "Norway blistered Kenya.";
    assert_eq!(acts(&code(files.path(), text, &[])), Vec::<String>::new());
    assert_eq!(acts(&code(files.path(), text, &["--pack", "words"])), ["ACCUSE NOR -> UGA"]);
    // The folder of a language is a pack too, and the last one wins.
    assert_eq!(acts(&code(files.path(), text, &["--pack", "words", "--pack", "en"])), ["ACCUSE NOR -> "]);
    let checked = check(files.path(), &["words", "en"]);
    assert_eq!(checked.code, 0);
    assert!(checked.out.starts_with("no faults; rows: 1 added, 1 in the place of others, 1 taken away; data "), "{}", checked.out);
}

#[test]
fn a_fault_is_told_with_file_line_and_hint_and_nothing_is_coded() {
    let files = folder(&[
        ("words/lang/en/predicates/mine.tsv", b"# Mine.\nform\tpos\tframe\tneeds\nzap\tv\tcondemn\t-\nblister\tv\tcondem\t-\n"),
        ("words/lang/en/names/people.tsv", b"code\tkind\tform\n"),
        ("short/lang/en/predicates/mine.tsv", b"form\tpos\tframe\nblister\tv\tcondemn\n"),
        ("latin.tsv", b"XRB\tgroup\tSYR\ten\tBrigade\nXRC\tgroup\tSYR\ten\tCaf\xe9\n"),
        ("verbs/predicates/mine.tsv", b"form\tpos\tframe\tneeds\n"),
    ]);
    let shape = check(files.path(), &["words", "short", "verbs", "nowhere", "--parties", "latin.tsv"]);
    assert_eq!(shape.code, 1);
    for told in [
        "words/lang/en/names/people.tsv:1: there is no table `lang/en/names/people.tsv` (hint: there are names/",
        "short/lang/en/predicates/mine.tsv:1: header is `form\tpos\tframe` (hint: write `form\\tpos\\tframe\\tneeds`",
        "verbs:1: `verbs` is no code of a language (hint: ",
        "nowhere:1: ",
        "latin.tsv:2: not UTF-8 (hint: save it as UTF-8",
        "5 faults",
    ] {
        assert!(shape.out.contains(told), "no {told} in\n{}", shape.out);
    }
    std::fs::remove_file(files.path().join("words/lang/en/names/people.tsv")).expect("removed");
    let meaning = check(files.path(), &["words"]);
    let told = "words/lang/en/predicates/mine.tsv:4: `condem` is no frame (hint: use one that is defined, or define the frame)\n1 fault\n";
    assert_eq!((meaning.code, meaning.out.as_str()), (1, told));
    let coded = run(chancery().current_dir(files.path()).args(["code", "-", "--pack", "words"]).write_stdin(REPORT));
    assert_eq!((coded.code, coded.out.as_str()), (2, ""));
    assert!(coded.err.contains("words/lang/en/predicates/mine.tsv:4: `condem` is no frame"), "{}", coded.err);
}

#[test]
fn the_list_of_the_documentation_is_sound() {
    let page = std::fs::read_to_string(root().join("docs/own-words.md")).expect("the page");
    let list = page.split("## A list of parties").nth(1).and_then(|rest| rest.split("```\n").nth(1)).expect("the example");
    assert!(list.lines().count() > 5, "{list}");
    let files = folder(&[("mine.tsv", list.as_bytes())]);
    let checked = check(files.path(), &["--parties", "mine.tsv"]);
    assert!(checked.code == 0 && checked.out.starts_with("no faults; "), "{}", checked.out);
}

const ACTORS: &str = "\
# Made up.
HARBOUR_BRIGADE_ [SYRREB]
+BRIGADE_OF_THE_HARBOUR_(BHX)_
WANGARI_OTIENO_
+W._A._OTIENO_
\t[KENELI <20200101]
\t[KENGOV 20200101-20241231]
KENYA_ [KEN]
TRADE_HALL_ [XYZ]
LAKE_POLICE_DIRECTORATE_ [UGACOPQQQ]
BROKEN_ [KEN
";
const AGENTS: &str = "!PERSON! = MAN, WOMAN\nLAGOON!PERSON! [~MIL]\nLAGOON_WARDEN {LAGOON_WARDENS} [~COP]\n";

#[test]
fn imported_dictionaries_are_used_and_what_is_left_out_is_told() {
    let files = folder(&[("actors.txt", ACTORS.as_bytes()), ("agents.txt", AGENTS.as_bytes())]);
    let imported = run(chancery().current_dir(files.path()).args(["import-cameo", "actors.txt", "agents.txt", "--out", "words"]));
    assert_eq!(imported.code, 0, "{}", imported.err);
    for told in ["7 entries read, 6 used", "2 parts of codes without a meaning here, 1 lines that make no sense", "no faults"] {
        assert!(imported.err.contains(told), "no {told} in\n{}", imported.err);
    }
    let report = std::fs::read_to_string(files.path().join("words/import-report.txt")).expect("a report");
    for told in [
        "1 times `XYZ`: actors.txt:9 TRADE HALL [XYZ]",
        "1 times `QQQ`: actors.txt:10 LAKE POLICE DIRECTORATE [UGACOPQQQ]",
        "1 times a time after or before office (ELI)",
        "1 times a name that ships already",
        "actors.txt:11: a `[` without its `]`",
    ] {
        assert!(report.contains(told), "no {told} in\n{report}");
    }
    let pack = &["--pack", "words"];
    assert_eq!(acts(&code(files.path(), REPORT, pack)), ["ASSAULT HARBOUR_BRIGADE -> KEN"]);
    assert_eq!(acts(&code(files.path(), "BHX attacked Kenya.", pack)), ["ASSAULT HARBOUR_BRIGADE -> KEN"]);
    let person = code(files.path(), "W. A. Otieno condemned Uganda.", pack);
    assert_eq!(acts(&person), ["ACCUSE KEN -> UGA"]);
    let actor = &person["events"][0]["actors"][0];
    assert_eq!((actor["name"].as_str(), actor["sector"].as_str()), (Some("W. A. Otieno"), Some("GOV")));
    let agents = code(files.path(), "Ugandan lagoonwomen attacked Kenya. Kenyan lagoon wardens condemned Uganda.", pack);
    assert_eq!(acts(&agents), ["ASSAULT UGA -> KEN", "ACCUSE KEN -> UGA"]);
    let sectors: Vec<_> = agents["events"].as_array().expect("a list").iter().map(|e| e["actors"][0]["sector"].as_str().unwrap_or("none")).collect();
    assert_eq!(sectors, ["MIL", "COP"]);
    let again = run(chancery().current_dir(files.path()).args(["import-cameo", "actors.txt", "--out", "words"]));
    assert_eq!(again.code, 2);
    assert!(again.err.contains("words is not empty"), "{}", again.err);
}
