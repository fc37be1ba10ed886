//! Taking care of the file: asking in SQL, checking, copying, opening what is there and what should not be.

mod support;

use std::fs;
use std::path::Path;

use chancery_register::{Filter, Register, is_overdue};
use rusqlite::Connection;
use support::{Held, TODAY, dump, sample};

#[test]
fn sql_reads_and_never_writes() {
    let mut held = Held::with(&sample());
    let before = held.dump();
    let folder = held.folder().display().to_string();
    let refused = [
        "INSERT INTO pending VALUES (1, 1)".to_owned(),
        "DELETE FROM act".to_owned(),
        "UPDATE act SET type = 'AID'".to_owned(),
        "WITH x AS (SELECT 1) DELETE FROM act".to_owned(),
        "DROP TABLE step".to_owned(),
        "CREATE TABLE x (y)".to_owned(),
        "CREATE TEMP TABLE x (y)".to_owned(),
        "CREATE TEMP VIEW x AS SELECT 1".to_owned(),
        "INSERT INTO events (id) VALUES ('x')".to_owned(),
        "PRAGMA user_version = 9".to_owned(),
        "PRAGMA writable_schema = 1".to_owned(),
        "PRAGMA journal_mode = DELETE".to_owned(),
        format!("ATTACH '{folder}/x.db' AS x"),
        format!("VACUUM INTO '{folder}/y.db'"),
        "VACUUM".to_owned(),
        "REINDEX".to_owned(),
        "ANALYZE".to_owned(),
        "BEGIN EXCLUSIVE".to_owned(),
        "SAVEPOINT x".to_owned(),
        "SELECT load_extension('x')".to_owned(),
        "INSERT INTO document_search (document_search) VALUES ('delete-all')".to_owned(),
        "SELECT 1; DELETE FROM act".to_owned(),
        "SELECT 1; SELECT 2".to_owned(),
    ];
    for query in &refused {
        let error = held.register.sql(query).expect_err(query).to_string();
        assert!(error.starts_with("the query cannot be run: ") && error.lines().count() == 1, "{query}: {error}");
    }
    assert!(held.dump() == before, "something was written");
    let files: Vec<String> = fs::read_dir(held.folder()).expect("a folder").map(|e| e.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    assert!(files.iter().all(|f| f.starts_with("r.db")), "{files:?}");
    // The register can be written to afterwards.
    held.register.remark(&held.register.events(&Filter::default()).expect("events")[0].id.clone(), "x", support::BY).expect("written");
}

#[test]
fn a_query_that_makes_no_sense_gets_one_clear_line() {
    let mut held = Held::with(&sample());
    for (query, told) in [
        ("", "it is empty"),
        (" ; ;", "it is empty"),
        ("-- nothing", "it is empty"),
        ("SELEC 1", "near \"SELEC\": syntax error"),
        ("SELECT\n\n FROM\n x", "syntax error"),
        ("SELECT * FROM nowhere", "no such table: nowhere"),
        ("SELECT ?", "parameters"),
        ("SELECT 'x", "unrecognized token"),
        ("SELECT 1\0", "NUL"),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("DELETE FROM act", "only reading is allowed"),
    ] {
        let error = held.register.sql(query).expect_err(query).to_string();
        assert!(error.contains(told) && error.lines().count() == 1, "{query:?}: {error}");
    }
    let rows = held.register.sql("SELECT count(*) AS n, 1.5 AS x, NULL AS y, x'00' AS z FROM events;").expect("an answer");
    assert_eq!(rows.columns, ["n", "x", "y", "z"]);
    assert_eq!(rows.rows, [vec![4.into(), 1.5.into(), serde_json::Value::Null, "(1 bytes)".into()]]);
    assert!(held.register.sql("PRAGMA user_version").is_err(), "also reading pragmas is not offered");
}

#[test]
fn the_views_say_what_the_answers_say() {
    let mut held = Held::with(&sample());
    held.register.name_parties(&|code| (code == "KEN").then(|| ("state".to_owned(), "Kenya".to_owned()))).expect("named");
    let mut rows = |sql: &str| {
        let rows = held.register.sql(sql).expect("an answer").rows;
        rows.iter().map(|r| r.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect::<Vec<_>>().join("|")).collect::<Vec<_>>()
    };
    assert_eq!(
        rows("SELECT type, actors, recipients, date, quad_class, reports, independent_sources FROM events ORDER BY date, type"),
        [
            "ACCUSE|UGA|KEN|2025-03-03|verbal conflict|1|1",
            "AGREE|NOR|KEN|2025-03-03|verbal cooperation|1|1",
            "CONSULT|KEN UGA||2025-03-03|verbal cooperation|3|3",
            "AID|NOR|KEN|2025-06-19|material cooperation|1|1"
        ]
    );
    assert_eq!(
        rows("SELECT document, lang, quotation FROM event_reports r JOIN events e ON e.id = r.event WHERE e.type = 'CONSULT' ORDER BY published"),
        [
            "a|en|Kenya and Uganda held talks on border trade in Nairobi on Monday.",
            "b|vi|Ngày 3/3, Kenya và Uganda đã hội đàm về thương mại biên giới tại Nairobi.",
            "c|ko|케냐와 우간다가 3일 나이로비에서 국경 무역에 관한 회담을 열었다."
        ]
    );
    assert_eq!(rows("SELECT count(*) FROM event_reports WHERE length(quotation) <> end - start OR coder <> 'test' OR lexicons = ''"), ["0"]);
    assert_eq!(rows("SELECT kind, parties, beneficiaries, status, due, overdue FROM commitments"), ["aid|NOR|KEN|fulfilled|2025-06-30|0"]);
    assert_eq!(
        rows("SELECT h.date, h.status, h.document, h.lang FROM commitment_history h JOIN commitments c ON c.id = h.commitment"),
        ["2025-03-03|agreed|a|en", "2025-06-19|fulfilled|d|en"]
    );
    assert_eq!(
        rows("SELECT code, kind, name, events, commitments, first_year, last_year FROM entities ORDER BY code"),
        ["KEN|state|Kenya|4|1|2025|2025", "NOR|null|null|2|1|2025|2025", "UGA|null|null|2|0|2025|2025"]
    );
    // By hand: Kenya and Uganda each met the other once; Uganda blamed Kenya; Norway promised in March and gave in June.
    assert_eq!(
        rows(
            "SELECT actor, partner, month, verbal_cooperation, material_cooperation, verbal_conflict, material_conflict, independent_sources FROM dyads_monthly ORDER BY 1, 2, 3"
        ),
        ["KEN|UGA|2025-03|1|0|0|0|3", "NOR|KEN|2025-03|1|0|0|0|1", "NOR|KEN|2025-06|0|1|0|0|1", "UGA|KEN|2025-03|1|0|1|0|4"]
    );
    let scores = rows("SELECT score FROM events WHERE type IN ('CONSULT', 'ACCUSE') ORDER BY type");
    let mean = scores.iter().map(|s| s.parse::<f64>().expect("a score")).sum::<f64>() / 2.0;
    assert_eq!(rows("SELECT mean_score FROM dyads_monthly WHERE actor = 'UGA'"), [format!("{:?}", (mean * 1000.0).round() / 1000.0)]);
}

#[test]
fn the_view_and_the_code_agree_on_what_is_overdue() {
    let held = Held::with(&sample());
    let db = held.raw();
    let today: i64 = db.query_row("SELECT CAST(strftime('%Y%m%d', 'now') AS INTEGER)", [], |r| r.get(0)).expect("today");
    let mut overdue = 0;
    for status in chancery_model::CommitmentStatus::ALL {
        for kind in chancery_model::CommitmentKind::ALL {
            for due in [None, Some("2024"), Some("2025-02"), Some("2025-02-28"), Some("9998-01-01")] {
                let end: Option<i64> = due.map(|d| match d.len() {
                    4 => 20_241_231,
                    7 => 20_250_228,
                    _ => d.replace('-', "").parse().expect("a day"),
                });
                db.execute(
                    "UPDATE undertaking SET status = ?1, kind = ?2, due = ?3, due_end = ?4",
                    rusqlite::params![status.as_str(), kind.as_str(), due, end],
                )
                .expect("set");
                let seen: bool = db.query_row("SELECT overdue FROM commitments", [], |r| r.get(0)).expect("a row");
                assert_eq!(seen, is_overdue(kind.as_str(), status.as_str(), due, today), "{status:?} {kind:?} {due:?}");
                overdue += usize::from(seen);
            }
        }
    }
    assert!(overdue > 10);
}

#[test]
fn verify_finds_damage() {
    let damages: &[(&str, &str)] = &[
        ("UPDATE document_text SET text = text || ' ' WHERE document = 1", "the text is not the one that was added"),
        ("UPDATE document_text SET text = replace(text, 'Kenya', 'Kenia')", "quotes words that do not stand in its text"),
        ("UPDATE told_event SET start = start + 1", "the row does not say what the record says"),
        ("UPDATE told_event SET record = '{'", "the record cannot be read"),
        ("UPDATE told_event SET record = replace(record, '\"start\":', '\"start\":1')", "quotes words that do not stand in its text"),
        ("UPDATE told_commitment SET status = 'breached'", "the row does not say what the record says"),
        ("DELETE FROM document_text WHERE document = 2", "the text is missing"),
        ("UPDATE told_event SET act = 999 WHERE id = 1", "reports whose act has no first report"),
        ("UPDATE told_event SET act = NULL WHERE id = 1", "reports of no act"),
        ("DELETE FROM told_event WHERE id = (SELECT max(id) FROM told_event)", "acts without a report"),
        ("DELETE FROM told_commitment", "undertakings without a record"),
        ("UPDATE act SET type = 'AID'", "the act does not stand there as its reports tell it"),
        ("UPDATE undertaking SET status = 'agreed'", "the undertaking does not stand there as its records tell it"),
        ("DELETE FROM act", "parties of no act"),
        ("DELETE FROM document_search WHERE rowid = 1", "documents without words to search"),
        ("UPDATE told_event SET document = 77 WHERE id = 2", "points to a row of document that is not there"),
        ("UPDATE step SET undertaking = 77", "steps of no undertaking"),
    ];
    for (damage, told) in damages {
        let held = Held::with(&sample());
        assert_eq!(held.register.verify(true).expect("a look"), []);
        let db = held.raw();
        db.pragma_update(None, "foreign_keys", false).expect("off");
        assert!(db.execute(damage, []).expect("damage") > 0, "{damage}");
        let faults = held.register.verify(true).expect("a look");
        assert!(faults.iter().any(|f| f.fault.contains(told)), "{damage}: {faults:?}");
    }
}

#[test]
fn verify_finds_a_file_whose_bytes_were_changed() {
    let held = Held::with(&sample());
    held.raw().pragma_update(None, "wal_checkpoint", "TRUNCATE").ok();
    let path = held.path();
    let Held { register, .. } = &held;
    assert_eq!(register.verify(false).expect("a look"), []);
    let copy = held.folder().join("copy.db");
    register.backup(&copy).expect("copied");
    let mut bytes = fs::read(&copy).expect("bytes");
    let (from, to) = (bytes.len() / 3, bytes.len() * 2 / 3);
    bytes[from..to].fill(0x5a);
    fs::write(&copy, bytes).expect("written");
    let damaged = Register::open(&copy).map(|r| r.verify(true));
    assert!(!matches!(damaged, Ok(Ok(ref faults)) if faults.is_empty()), "{} is whole, its copy is not", path.display());
}

#[test]
fn a_backup_opens_and_is_equal() {
    let held = Held::with(&sample());
    let to = held.folder().join("copy.db");
    held.register.backup(&to).expect("copied");
    let copy = Register::open(&to).expect("it opens");
    assert_eq!(copy.verify(true).expect("a look"), []);
    assert!(dump(&Connection::open(&to).expect("a connection")) == held.dump());
    let again = held.register.backup(&to).expect_err("it is there").to_string();
    assert!(again.contains("is there already"), "{again}");
    let nowhere = held.register.backup(&held.folder().join("no/where.db")).expect_err("no folder").to_string();
    assert!(nowhere.contains("where.db") && nowhere.contains("folder"), "{nowhere}");
}

#[test]
fn what_is_no_register_is_told_with_its_path_and_a_way_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let told = |path: &Path| Register::open(path).map(drop).expect_err("no register").to_string();
    assert!(told(&at("none.db")).contains("none.db; `chancery add` makes one"), "{}", told(&at("none.db")));
    fs::write(at("text.db"), "This is a text. ".repeat(100)).expect("written");
    assert!(told(&at("text.db")).contains("text.db is no register of chancery; name another file with --register"), "{}", told(&at("text.db")));
    Connection::open(at("other.db")).expect("a database").execute_batch("CREATE TABLE x (y)").expect("a table");
    assert!(told(&at("other.db")).contains("other.db is no register of chancery"));
    assert!(Register::open_or_create(&at("other.db")).is_err(), "nor is it made one");
    drop(Register::open_or_create(&at("new.db")).expect("a register"));
    Connection::open(at("new.db")).expect("a database").pragma_update(None, "user_version", 99).expect("a later form");
    let newer = told(&at("new.db"));
    assert!(newer.contains("new.db was written by a later release of chancery (form 99, this program knows 6); use that release"), "{newer}");
    let missing = Register::open_or_create(&at("no/where.db")).map(drop).expect_err("no folder").to_string();
    assert!(missing.contains("where.db") && missing.contains("folder is there"), "{missing}");
    assert!(told(folder.path()).contains("--register"), "{}", told(folder.path()));
    // An empty file is a register that was not begun.
    fs::write(at("empty.db"), "").expect("written");
    assert_eq!(Register::open_or_create(&at("empty.db")).expect("a register").verify(true).expect("a look"), []);
}

/// `tests/registers/1.db` was made by the release that has form 1. To make one for a new form: `MAKE_REGISTER=2 cargo test -p chancery-register`.
#[test]
fn registers_of_earlier_releases_open_and_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/registers");
    if let Some(form) = std::env::var_os("MAKE_REGISTER") {
        let mut held = Held::with(&sample());
        let id = held.register.events(&Filter::default()).expect("events")[0].id.clone();
        held.register.remark(&id, "kept", support::BY).expect("written");
        held.register.backup(&folder.join(form).with_extension("db")).expect("a copy");
    }
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("registers") {
        let stored = entry.expect("an entry").path();
        if stored.extension().is_none_or(|e| e != "db") {
            continue;
        }
        seen += 1;
        let copy = tempfile::tempdir().expect("a folder");
        let path = copy.path().join("r.db");
        fs::copy(&stored, &path).expect("copied");
        let register = Register::open(&path).expect("it opens");
        assert_eq!(register.verify(true).expect("a look"), [], "{}", stored.display());
        let events = register.events(&Filter { kind: Some("CONSULT".to_owned()), ..Filter::default() }).expect("events");
        assert_eq!((events.len(), events[0].reports.len()), (1, 3));
        assert_eq!(register.commitments(&Filter::default(), TODAY).expect("commitments")[0].status, "fulfilled");
        assert_eq!(register.search("국방부", &Filter::default()).expect("hits").len(), 1);
        assert_eq!(register.log(None).expect("a log").len(), 1);
    }
    assert!(seen >= 1, "a register of each form is kept");
}

/// Form 3 kept a promise whose date is ahead under that date only. What the later form keeps it under is filled in, and nothing else.
#[test]
fn promises_of_an_earlier_form_are_looked_for_by_the_day_of_their_report() {
    let held = Held::with(&support::many());
    let db = held.raw();
    let stored = || -> Vec<(i64, i64, i64)> {
        let mut query = db.prepare("SELECT told, day, key FROM event_block ORDER BY told, day, key").expect("a query");
        query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).expect("rows").map(|r| r.expect("a row")).collect()
    };
    let before = stored();
    let form_3 = "DELETE FROM event_block WHERE EXISTS (
                      SELECT 1 FROM told_event t JOIN document d ON d.id = t.document
                      WHERE t.id = told AND t.type = 'AGREE' AND replace(t.date, '-', '') > substr(d.known, 1, length(replace(t.date, '-', '')))
                        AND day IN (d.known, d.known / 100 * 100) AND day <> replace(t.date, '-', '') * 1);
                  DROP TABLE record_marking; DROP TABLE source_marking; DROP TABLE consent; DROP TABLE withdrawn; DROP TABLE revision;
                  DROP INDEX correction_uid; DROP INDEX document_salt;
                  ALTER TABLE correction DROP COLUMN uid; ALTER TABLE correction DROP COLUMN marking; ALTER TABLE correction DROP COLUMN originator;
                  ALTER TABLE document DROP COLUMN originator; ALTER TABLE document DROP COLUMN salt;
                  DROP TABLE webhook; PRAGMA user_version = 3";
    db.execute_batch(form_3).expect("form 3");
    assert!(before.len() > stored().len() + 10, "promises ahead are told");
    drop(Register::open(&held.path()).expect("it opens"));
    assert!(stored() == before);
}

/// Tables are changed by a new migration, never in one that was released: a register that is there would not be changed with it.
#[test]
fn the_schema_changes_only_by_a_new_migration() {
    let held = Held::empty();
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/registers/schema.sql");
    let db = held.raw();
    let form: i64 = db.pragma_query_value(None, "user_version", |r| r.get(0)).expect("a form");
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type <> 'view' AND name NOT LIKE 'document_search_%' ORDER BY name";
    let all: Vec<String> = db.prepare(sql).expect("a query").query_map([], |r| r.get(0)).expect("rows").map(|r| r.expect("a text")).collect();
    let now = format!("-- form {form}\n{}\n", all.join(";\n"));
    if std::env::var_os("MAKE_REGISTER").is_some() {
        fs::write(&stored, &now).expect("written");
    }
    let kept = fs::read_to_string(stored).expect("the schema");
    assert!(kept == now, "the tables changed: write a new migration, store a register of the new form, and refresh schema.sql with MAKE_REGISTER={form}");
}
