//! Every command of the register through the real program: as table, lines and CSV, with its exit code and its messages.

mod support;

use std::path::Path;

use serde_json::Value;
use support::{Run, chancery, folder, run};
use tempfile::TempDir;

const A: &str = " date 2025-03-04 Africa digest\n\nNAIROBI - Kenya and Uganda held talks on border trade in Nairobi on Monday.\n\nNorway pledged on Monday to give Kenya 5 million euros for clinics by June 30.\n";
const B: &str = " date 2025-03-05 Tin Phi châu\n\nNgày 3/3, Kenya và Uganda đã hội đàm về thương mại biên giới tại Nairobi. Trời hôm đó mưa to ở thủ đô và nhiều con đường bị ngập nước.\n";
const C: &str =
    " date 2025-03-06 아프리카\n\n케냐와 우간다가 3일 나이로비에서 국경 무역에 관한 회담을 열었다. 우간다 국방부는 케냐의 결정을 비난했다고 밝혔다.\n";
const D: &str = " date 2025-06-20 Africa digest\n\nOSLO - Norway on Thursday delivered 5 million euros to Kenya for clinics.\n";

/// A folder with reports and a register of them.
fn filled() -> TempDir {
    let files = folder(&[("feed/a.txt", A.as_bytes()), ("feed/b.txt", B.as_bytes()), ("feed/c.txt", C.as_bytes()), ("feed/d.txt", D.as_bytes())]);
    let added = ask(files.path(), &["add", "feed"]);
    assert_eq!((added.code, added.out.as_str()), (0, ""), "{}", added.err);
    assert!(added.err.contains("4 documents added; the register holds 4 documents, "), "{}", added.err);
    files
}

fn ask(at: &Path, args: &[&str]) -> Run {
    run(chancery().current_dir(at).env("CHANCERY_REGISTER", "r.db").env("CHANCERY_AUTHOR", "Ada").args(args))
}

/// What it prints, if all is well.
fn told(at: &Path, args: &[&str]) -> String {
    let done = ask(at, args);
    assert_eq!(done.code, 0, "{args:?}: {}", done.err);
    done.out
}

fn objects(at: &Path, args: &[&str]) -> Vec<Value> {
    told(at, args).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
}

fn id(at: &Path, kind: &str) -> String {
    objects(at, &["events", "--type", kind])[0]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn adding_again_changes_nothing_and_the_environment_names_the_register() {
    let files = filled();
    let before = told(files.path(), &["stats", "--format", "jsonl"]);
    let again = ask(files.path(), &["add", "feed"]);
    assert!(again.err.contains("0 documents added, 4 already there"), "{}", again.err);
    assert_eq!(told(files.path(), &["stats", "--format", "jsonl"]), before);
    let other = run(chancery().current_dir(files.path()).env("CHANCERY_REGISTER", "r.db").args(["--register", "other.db", "stats"]));
    assert_eq!(other.code, 2);
    assert!(other.err.contains("there is no register at other.db; `chancery add` makes one"), "{}", other.err);
    std::fs::write(files.path().join("feed/e.txt"), [0xff, 0xfe, 0x00]).expect("a file");
    let refused = ask(files.path(), &["add", "feed"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("e.txt") && refused.err.contains("1 refused"), "{}", refused.err);
}

#[test]
fn every_answer_comes_as_table_lines_and_csv() {
    let files = filled();
    let at = files.path();
    let meeting = id(at, "CONSULT");
    let promise = objects(at, &["commitments"])[0]["id"].as_str().expect("an id").to_owned();
    let reports = objects(at, &["events", "--type", "CONSULT"])[0]["reports"].clone();
    let other = reports[1]["id"].as_str().expect("an id").to_owned();
    told(at, &["note", &meeting, "look again"]);
    told(at, &["accept", &meeting]);
    // Command, the head of its CSV, rows of its CSV, something that each form says.
    let all: Vec<(Vec<&str>, &str, usize, &str)> = vec![
        (vec!["events"], "id,date,type,status,actors,recipients,place,sources,conflicts,quotation", 4, &meeting),
        (vec!["commitments"], "id,kind,title,parties,for,status,due,overdue,steps", 1, &promise),
        (vec!["show", &meeting], "published,document,language,status,date,parties,quotation,why", 3, "hội đàm"),
        (vec!["show", &promise], "date,status,due,document,language,quotation,why", 2, "fulfilled"),
        (vec!["follow", &promise], "date,status,due,document,language,quotation,why", 2, "pledged"),
        (vec!["timeline"], "date,parties,type,quotation,reports", 4, "2025-06-19"),
        (
            vec!["dyad", "NOR", "KEN"],
            "month,verbal_cooperation,material_cooperation,verbal_conflict,material_conflict,mean_score,independent_sources",
            2,
            "2025-06",
        ),
        (vec!["entity", "KEN"], "party,person,names,offices,reports,resolved", 1, "KEN"),
        (vec!["documents"], "published,document,language,source,title,events,commitments,version,copies,repeats", 4, "2025-03-05"),
        (vec!["search", "kenya"], "published,document,language,quotation,events", 3, "Kenya"),
        (vec!["sql", "SELECT id, type FROM events"], "id,type", 4, "CONSULT"),
        (vec!["log"], "number,made,by,record,what,detail,taken back", 2, "look again"),
    ];
    for (command, head, rows, said) in &all {
        let form = |format: &str| told(at, &[&command[..], &["--format", format]].concat());
        let (table, lines, csv) = (form("table"), form("jsonl"), form("csv"));
        // Of Kenya no person is named, so that there is only a head.
        let drawn = if command[0] == "entity" { "KEN  Kenya\n4 events, 1 commitment; most with " } else { "┆" };
        assert!(table.contains(drawn), "{command:?}: {table}");
        for line in lines.lines() {
            assert!(serde_json::from_str::<Value>(line).expect("JSON").is_object(), "{command:?}: {line}");
        }
        let mut reader = csv_rows(&csv);
        assert_eq!(reader.remove(0).join(","), *head, "{command:?}");
        assert_eq!(reader.len(), *rows, "{command:?}: {csv}");
        let width = head.split(',').count();
        assert!(reader.iter().all(|r| r.len() == width), "{command:?}: a cell for each column: {csv}");
        assert!(lines.contains(said) && csv.contains(said), "{command:?}: no {said} in\n{lines}\n{csv}");
    }
    let stats = csv_rows(&told(at, &["stats", "--format", "csv"]));
    assert!(stats.contains(&vec!["documents".to_owned(), "4".to_owned()]) && stats.contains(&vec!["in ko".to_owned(), "1".to_owned()]), "{stats:?}");
    let points = told(at, &["compare", &meeting, &other, "--format", "csv"]);
    assert!(points.starts_with("points,reason\n") && points.lines().count() > 2, "{points}");
    let verdict = &objects(at, &["compare", &meeting, &other])[0];
    assert!(verdict["points"].as_i64().is_some_and(|p| p > 0), "{verdict}");
    let to = at.join("out.csv");
    told(at, &["events", "--format", "csv", "--output", "out.csv"]);
    assert_eq!(std::fs::read_to_string(to).expect("a file"), told(at, &["events", "--format", "csv"]));
}

/// The cells of a CSV text.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let (mut quoted, mut letters) = (false, text.chars().peekable());
    while let Some(c) = letters.next() {
        let row = rows.last_mut().expect("a row");
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => row.last_mut().expect("a cell").push(letters.next().expect("a quote")),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            other => row.last_mut().expect("a cell").push(other),
        }
    }
    rows.pop();
    rows
}

#[test]
fn parties_have_names_in_every_language() {
    let files = filled();
    let at = files.path();
    for name in ["KEN", "Kenya", "케냐", "Cộng hòa Kenya"] {
        assert_eq!(objects(at, &["events", "--party", name]).len(), 4, "{name}");
    }
    assert_eq!(objects(at, &["events", "--party", "케냐", "--party", "Na Uy"]).len(), 2);
    assert_eq!(objects(at, &["commitments", "--party", "노르웨이"]).len(), 1);
    assert_eq!(told(at, &["dyad", "Na Uy", "케냐"]), told(at, &["dyad", "NOR", "KEN"]));
    let unknown = ask(at, &["events", "--party", "Atlantis"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("`Atlantis` is no party that chancery knows; give a code such as KOR"), "{}", unknown.err);
    let named = told(at, &["sql", "SELECT code, kind, name FROM entities ORDER BY code"]);
    assert_eq!(named, "code,kind,name\nKEN,state,Kenya\nNOR,state,Norway\nUGA,state,Uganda\n");
}

#[test]
fn filters_narrow_and_the_past_is_told_as_it_was_known() {
    let files = filled();
    let at = files.path();
    let count = |args: &[&str]| objects(at, args).len();
    assert_eq!(count(&["events", "--from", "2025-06"]), 1);
    assert_eq!(count(&["events", "--to", "2025-05-31"]), 3);
    assert_eq!(count(&["events", "--type", "aid"]), 1);
    assert_eq!(count(&["events", "--lang", "ko"]), 2);
    assert_eq!(count(&["events", "--place", "Nairobi"]), 1);
    assert_eq!(count(&["events", "-n", "2"]), 2);
    assert_eq!(objects(at, &["events", "-n", "1"])[0]["type"], "AID", "the latest");
    assert_eq!(count(&["events", "--as-of", "2025-03-04"]), 2);
    assert_eq!(objects(at, &["events", "--type", "CONSULT", "--as-of", "2025-03-05"])[0]["reports"].as_array().map(Vec::len), Some(2));
    assert_eq!(count(&["commitments", "--overdue"]), 0);
    let then = &objects(at, &["commitments", "--overdue", "--as-of", "2025-07"]);
    assert_eq!(then.len(), 0, "it was given in June");
    assert_eq!(objects(at, &["commitments", "--as-of", "2025-04"])[0]["status"], "agreed");
    assert_eq!(count(&["commitments", "--due-before", "2025-07"]), 1);
    assert_eq!(count(&["commitments", "--due-before", "2025-06"]), 0);
    let later = id(at, "AID");
    let unknown = ask(at, &["show", &later, "--as-of", "2025-04"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains(&format!("nothing that the register knew on 2025-04 has the id `{later}`")), "{}", unknown.err);
}

#[test]
fn corrections_are_made_listed_and_taken_back() {
    let files = filled();
    let at = files.path();
    let blame = id(at, "ACCUSE");
    let meeting = objects(at, &["events", "--type", "CONSULT"]).remove(0);
    told(at, &["correct", &blame, "--set", "recipients=르완다, NOR", "--set", "date=2025-03-01", "--reason", "misread"]);
    let set = &objects(at, &["events", "--type", "ACCUSE"])[0];
    assert_eq!((set["recipients"][0]["code"].as_str(), set["date"]["value"].as_str()), (Some("RWA"), Some("2025-03-01")));
    let report = meeting["reports"][2]["id"].as_str().expect("an id");
    told(at, &["split", report, "--reason", "another day"]);
    assert_eq!(objects(at, &["events", "--type", "CONSULT"]).len(), 2);
    told(at, &["merge", report, meeting["id"].as_str().expect("an id")]);
    assert_eq!(objects(at, &["events", "--type", "CONSULT"]).len(), 1);
    told(at, &["reject", &blame]);
    let rejected = ask(at, &["show", &blame]);
    assert_eq!(rejected.code, 2);
    assert!(rejected.err.contains("was rejected by Ada on ") && rejected.err.contains("`chancery correct --undo 4` takes that back"), "{}", rejected.err);
    let log = objects(at, &["log"]);
    assert_eq!(log.iter().map(|c| c["action"].as_str().expect("an action")).collect::<Vec<_>>(), ["set", "split", "merge", "reject"]);
    assert!(log.iter().all(|c| c["author"] == "Ada" && c["made"].as_str().is_some_and(|m| m.len() == 20)));
    let recoded = ask(at, &["recode"]);
    assert!(recoded.code == 0 && recoded.err.contains("4 documents read again; 0 were gained, 0 lost, 0 changed"), "{}", recoded.err);
    assert_eq!(objects(at, &["log"]), log);
    told(at, &["correct", "--undo", "4"]);
    assert_eq!(objects(at, &["events", "--type", "ACCUSE"])[0]["recipients"][0]["code"], "RWA");
    told(at, &["log", "--gold", "gold"]);
    let gold: Value = serde_json::from_str(&std::fs::read_to_string(at.join("gold/c.json")).expect("a gold file")).expect("JSON");
    assert_eq!(gold["id"], "c");
    assert_eq!(std::fs::read_to_string(at.join("gold/c.txt")).expect("a text"), C);
    for (args, said) in [
        (&["correct", "0", "--set", "date=2025"][..], "nothing in the register has the id `0`"),
        (&["correct", &blame, "--set", "date"], "write FIELD=VALUE"),
        (&["correct", &blame, "--set", "colour=red"], "`colour` cannot be set"),
        (&["correct", "--undo", "99"], "no correction 99"),
        (&["merge", &blame, &blame], "one act already"),
    ] {
        let done = ask(at, args);
        assert!(done.code == 2 && done.err.contains(said), "{args:?}: {}", done.err);
    }
    let unsigned = run(chancery().current_dir(at).env_clear().args(["--register", "r.db", "note", &blame, "x"]));
    assert!(unsigned.code == 2 && unsigned.err.contains("a correction is signed"), "{}", unsigned.err);
}

#[test]
fn the_file_is_looked_after() {
    let files = filled();
    let at = files.path();
    let sound = ask(at, &["verify"]);
    assert!(sound.code == 0 && sound.err.contains("r.db is sound"), "{}", sound.err);
    told(at, &["backup", "copy.db"]);
    let copy = |args: &[&str]| run(chancery().current_dir(at).args(["--register", "copy.db"]).args(args)).out;
    assert_eq!(copy(&["events"]), told(at, &["events"]));
    let again = ask(at, &["backup", "copy.db"]);
    assert!(again.code == 2 && again.err.contains("copy.db is there already"), "{}", again.err);
    for query in ["DELETE FROM act", "SELECT 1; SELECT 2", "SELEC", "ATTACH 'x.db' AS x"] {
        let done = ask(at, &["sql", query]);
        assert!(done.code == 2 && done.err.trim().lines().count() == 1 && done.err.contains("the query cannot be run"), "{query}: {}", done.err);
    }
    std::fs::write(at.join("text.db"), "no database at all, only a text that is long enough to look at".repeat(20)).expect("a file");
    let foreign = run(chancery().current_dir(at).args(["--register", "text.db", "events"]));
    assert!(foreign.code == 2 && foreign.err.contains("text.db is no register of chancery"), "{}", foreign.err);
}

#[test]
fn a_new_version_of_a_file_takes_the_place_of_the_old_one() {
    let files = filled();
    let at = files.path();
    std::fs::write(at.join("feed/d.txt"), D.replace("5 million", "7 million").replace("2025-06-20", "2025-06-22")).expect("written");
    let added = ask(at, &["add", "feed"]);
    assert!(added.err.contains("1 document added, 1 in a new version"), "{}", added.err);
    let versions = objects(at, &["documents", "d"]);
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0]["superseded_by"], versions[1]["hash"]);
    assert!(told(at, &["search", "7 million"]).contains("7 million"));
    assert_eq!(told(at, &["search", "\"delivered 5 million\""]), "");
    assert!(told(at, &["search", "\"delivered 5 million\"", "--as-of", "2025-06-21"]).contains("5 million"));
}

#[test]
fn files_of_one_name_in_an_archive_are_no_versions_of_each_other() {
    let tar = |reports: &[(&str, &str)]| {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, text) in reports {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            builder.append_data(&mut header, name, text.as_bytes()).expect("packed");
        }
        builder.into_inner().expect("packed")
    };
    let line = |text: &str| serde_json::json!({ "id": "1", "text": text }).to_string();
    let (c, d) = (line(C), line(D));
    let files = folder(&[("x.tar", &tar(&[("a/index.txt", A), ("b/index.txt", B), ("a.jsonl", &c), ("b.jsonl", &d)]))]);
    let added = ask(files.path(), &["add", "x.tar"]);
    assert!(added.err.contains("4 documents added; "), "{}", added.err);
    let superseded = |at: &Path| objects(at, &["documents"]).iter().filter(|document| !document["superseded_by"].is_null()).count();
    assert_eq!(superseded(files.path()), 0);
    // The same place in the same archive is a new version.
    std::fs::write(files.path().join("x.tar"), tar(&[("b/index.txt", &B.replace("mưa to", "mưa nhỏ")), ("b.jsonl", &d)])).expect("written");
    let added = ask(files.path(), &["add", "x.tar"]);
    assert!(added.err.contains("1 document added, 1 in a new version"), "{}", added.err);
    assert_eq!(superseded(files.path()), 1);
}

#[test]
fn help_names_every_command_with_what_it_does() {
    let help = run(chancery().arg("--help")).out;
    for command in [
        "add",
        "events",
        "commitments",
        "show",
        "compare",
        "follow",
        "timeline",
        "dyad",
        "entity",
        "documents",
        "search",
        "stats",
        "sql",
        "recode",
        "verify",
        "backup",
        "correct",
        "reject",
        "merge",
        "split",
        "accept",
        "note",
        "log",
    ] {
        assert!(help.lines().any(|l| l.trim_start().starts_with(&format!("{command} "))), "no {command} in\n{help}");
        let own = run(chancery().args([command, "--help"]));
        assert_eq!(own.code, 0);
        assert!(
            own.out.contains("Usage: chancery ") && own.out.contains("Examples:") && own.out.contains(&format!("chancery {command}")),
            "{command}:\n{}",
            own.out
        );
        let wrong = run(chancery().args([command, "--no-such-option"]));
        assert!(wrong.code == 2 && wrong.err.contains("--no-such-option"), "{command}: {}", wrong.err);
    }
}

/// Who may not write is told so. Whoever runs the tests may be allowed everything, so another user asks where that can be arranged.
#[cfg(unix)]
#[test]
fn who_may_not_write_is_told_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let files = filled();
    let at = files.path();
    std::fs::set_permissions(at, std::fs::Permissions::from_mode(0o555)).expect("locked");
    std::fs::set_permissions(at.join("r.db"), std::fs::Permissions::from_mode(0o444)).expect("locked");
    let ask = |args: &[&str], other: bool| {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("chancery"));
        command.current_dir(at).args(args).env_remove("NO_COLOR");
        if other {
            command.uid(65_534);
        }
        command.output()
    };
    let root = std::fs::write(at.join("probe"), "").is_ok();
    if root && !ask(&["--version"], true).is_ok_and(|o| o.status.success()) {
        println!("no other user can run the program here: not tested");
        return;
    }
    for args in [&["--register", "r.db", "events"][..], &["--register", "new.db", "add", "feed"]] {
        let done = ask(args, root).expect("it runs");
        let err = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(2), "{args:?}: {err}");
        assert!(err.contains(".db") && err.contains("--register") && err.contains("may be written") || err.contains("may not be written"), "{args:?}: {err}");
    }
    std::fs::set_permissions(at, std::fs::Permissions::from_mode(0o755)).expect("unlocked");
}

#[test]
fn adding_nothing_says_what_to_name() {
    let files = folder(&[("a.txt", A.as_bytes())]);
    let add = |args: &[&str]| run(chancery().current_dir(files.path()).args(["add", "--register", "r.db"]).args(args));
    assert_eq!(add(&["a.txt"]).code, 0);
    let nothing = add(&[]);
    assert_eq!(nothing.code, 2);
    assert!(nothing.err.contains("name the reports to add"), "{}", nothing.err);
}
