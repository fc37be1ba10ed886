//! Accounts, tokens and the log through the real program, and a server that asks everybody who they are.

#[path = "support/serving.rs"]
mod serving;
mod support;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use serving::*;
use support::{Run, chancery, run};

const PASSWORD: &str = "four words of mine";

/// Make an account of a person.
fn add(at: &Path, name: &str, role: &str) {
    std::fs::write(at.join("password"), format!("{PASSWORD}\n")).expect("written");
    let done = ask(at, &["account", "add", name, "--role", role, "--password-file", "password"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

/// Make a token, and give it.
fn token(at: &Path, account: &str) -> String {
    let done = ask(at, &["token", "new", account, "--name", "a test", "--expires", "2d"]);
    assert_eq!(done.code, 0, "{}", done.err);
    done.out.trim_end().to_owned()
}

fn refused(at: &Path, args: &[&str], code: i32, told: &str) -> Run {
    let done = ask(at, args);
    assert!(done.code == code && done.err.contains(told) && done.out.is_empty(), "{args:?}: {} {}", done.code, done.err);
    done
}

/// What the log holds.
fn log(at: &Path, args: &[&str]) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    lines(at, &[&["audit"], args].concat()).iter().map(|entry| (text(&entry["account"]), text(&entry["action"]), text(&entry["object"]))).collect()
}

#[test]
fn accounts_are_made_listed_and_changed() {
    let files = filled();
    let at = files.path();
    refused(at, &["account", "list"], 2, "`chancery account add` makes the first");
    add(at, "Nguyễn An", "analyst");
    assert_eq!(ask(at, &["account", "add", "north", "--kind", "partner", "--group", "alliance"]).code, 0);
    assert_eq!(ask(at, &["account", "add", "feeds", "--kind", "machine", "--role", "reader", "--audience", "home:GREEN"]).code, 0);
    let list = lines(at, &["account", "list"]);
    let told: Vec<Value> = list.iter().map(|one| json!([one["name"], one["kind"], one["role"], one["audience"], one["disabled"]])).collect();
    assert_eq!(
        told,
        [
            json!(["feeds", "machine", "reader", "home:GREEN", null]),
            json!(["Nguyễn An", "person", "analyst", "home:AMBER+STRICT", null]),
            json!(["north", "partner", "partner", "partner:north(alliance)", null]),
        ]
    );
    for args in [
        ["account", "role", "nguyễn an", "reviewer"].as_slice(),
        &["account", "audience", "nguyễn an", "home:RED"],
        &["account", "groups", "north"],
        &["account", "disable", "feeds"],
    ] {
        let done = ask(at, args);
        assert_eq!(done.code, 0, "{args:?}: {}", done.err);
    }
    let list = lines(at, &["account", "list"]);
    assert_eq!((&list[1]["role"], &list[1]["audience"], &list[2]["audience"]), (&json!("reviewer"), &json!("home:RED"), &json!("partner:north")));
    assert!(list[0]["disabled"].is_string());
    assert_eq!(ask(at, &["account", "enable", "feeds"]).code, 0);
    let table = ask(at, &["account", "list", "--format", "table"]);
    assert!(table.out.contains("Nguyễn An") && !table.out.contains("argon2"), "{}", table.out);
    let told = log(at, &["--account", "feeds"]);
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|(account, action, object)| account == "command line (Ada)" && action == "account" && object == "account feeds"), "{told:?}");
}

#[test]
fn what_cannot_be_is_refused_with_a_way_out() {
    let files = filled();
    let at = files.path();
    add(at, "ada", "reader");
    std::fs::write(at.join("short"), "eleven char\n").expect("written");
    for (args, told) in [
        (["account", "add", "bob"].as_slice(), "--role"),
        (&["account", "add", "bob", "--role", "king"], "possible values: partner, reader"),
        (&["account", "add", "bob", "--role", "reader"], "--password-file"),
        (&["account", "add", "bob", "--role", "reader", "--password-file", "short"], "12 letters"),
        (&["account", "add", "bob", "--role", "reader", "--password-file", "none"], "cannot read the password"),
        (&["account", "add", "ADA", "--role", "reader", "--password-file", "password"], "there is an account"),
        (&["account", "add", "b/b", "--role", "reader", "--password-file", "password"], "is no name"),
        (&["account", "add", "feeds", "--kind", "machine"], "--role"),
        (&["account", "add", "feeds", "--kind", "machine", "--role", "reader", "--password-file", "password"], "tokens and no password"),
        (&["account", "add", "north", "--kind", "partner", "--audience", "home:CLEAR"], "partner:NAME"),
        (&["account", "role", "ada", "partner"], "a partner has the role"),
        (&["account", "audience", "ada", "home:WHITE"], "is no level of TLP 2.0"),
        (&["account", "disable", "nobody"], "`chancery account list`"),
        (&["token", "new", "nobody"], "there is no account"),
        (&["token", "new", "ada", "--expires", "400d"], "1 to 366 days"),
        (&["token", "new", "ada", "--expires", "soon"], "such as 30d"),
        (&["token", "revoke", "0000"], "`chancery token list`"),
        (&["audit", "verify", "--head", "x"], "64 hexadecimal digits"),
        (&["--register", "none.db", "account", "add", "bob", "--role", "reader"], "`chancery add` makes one"),
    ] {
        refused(at, args, 2, told);
    }
    assert_eq!(lines(at, &["account", "list"]).len(), 1);
    let piped = run(chancery()
        .current_dir(at)
        .args(["--register", "r.db", "account", "password", "ada", "--password-file", "-", "--author", "Ada"])
        .write_stdin(" five words of mine now \n"));
    assert_eq!(piped.code, 0, "{}", piped.err);
}

#[test]
fn a_token_is_shown_once() {
    let files = filled();
    let at = files.path();
    add(at, "ada", "reader");
    let done = ask(at, &["token", "new", "ada", "--name", "a script"]);
    let token = done.out.trim_end();
    assert!(token.starts_with("chy_") && !done.err.contains(token) && done.err.contains("not shown again"), "{} {}", done.out, done.err);
    let list = lines(at, &["token", "list"]);
    let id = list[0]["id"].as_str().expect("an id");
    assert_eq!((&list[0]["account"], &list[0]["name"], &list[0]["revoked"]), (&json!("ada"), &json!("a script"), &json!(null)));
    assert!(token.starts_with(&format!("chy_{id}_")));
    let secret = token.rsplit('_').next().expect("a secret");
    assert!(!ask(at, &["token", "list"]).out.contains(secret) && !ask(at, &["audit"]).out.contains(secret));
    assert_eq!(ask(at, &["token", "revoke", id]).code, 0);
    assert!(lines(at, &["token", "list", "ada"])[0]["revoked"].is_string());
}

#[test]
fn a_log_that_was_tampered_with_is_told() {
    let files = filled();
    let at = files.path();
    refused(at, &["verify", "--audit"], 2, "there are no accounts");
    add(at, "ada", "reader");
    add(at, "bob", "reader");
    let sound = ask(at, &["audit", "verify"]);
    let head = sound.out.trim_end().to_owned();
    assert!(sound.code == 0 && head.starts_with("2:") && sound.err.contains("entries: 2"), "{} {}", sound.out, sound.err);
    assert_eq!(ask(at, &["verify", "--quick", "--audit"]).code, 0);
    add(at, "cyd", "reader");
    assert_eq!(ask(at, &["audit", "verify", "--head", &head]).code, 0, "what came in since changes nothing");
    let exported = lines(at, &["audit", "--format", "jsonl"]);
    assert_eq!(exported[1]["hash"], exported[2]["previous"]);
    assert_eq!(format!("2:{}", exported[1]["hash"].as_str().expect("a hash")), head);

    let db = rusqlite::Connection::open(at.join("r.db.access")).expect("the file");
    db.execute_batch("DROP TRIGGER audit_stands; DROP TRIGGER audit_stays; UPDATE audit SET detail = 'nothing' WHERE number = 2").expect("changed");
    for args in [["audit", "verify"].as_slice(), &["verify", "--quick", "--audit"]] {
        let found = ask(at, args);
        assert!(found.code == 1 && found.err.contains("entry 2 was changed"), "{args:?}: {}", found.err);
    }
    db.execute_batch("DELETE FROM audit").expect("deleted");
    db.execute_batch("UPDATE audit_head SET number = 0, hash = zeroblob(32)").expect("changed");
    assert_eq!(ask(at, &["audit", "verify"]).code, 0, "an empty log is whole by itself");
    let found = ask(at, &["audit", "verify", "--head", &head]);
    assert!(found.code == 1 && found.err.contains("entry 2 is not the one whose head was noted"), "{}", found.err);
}

#[test]
fn entries_are_found_by_day_account_and_sort() {
    let files = filled();
    let at = files.path();
    add(at, "ada", "reader");
    add(at, "bob", "reader");
    token(at, "ada");
    assert_eq!(log(at, &[]).len(), 3);
    assert_eq!(log(at, &["--account", "bob"]).len(), 1);
    assert_eq!(log(at, &["--action", "token"]).len(), 1);
    assert_eq!(log(at, &["-n", "1"])[0].1, "token");
    assert_eq!((log(at, &["--from", "2020"]).len(), log(at, &["--from", "9000"]).len(), log(at, &["--to", "2020"]).len()), (3, 0, 0));
    let csv = ask(at, &["audit", "--format", "csv"]);
    assert!(csv.out.starts_with("number,time,account,address,action,object,detail\n1,20"), "{}", csv.out);
}

#[cfg(unix)]
#[test]
fn a_server_with_accounts_asks_who_it_is_and_writes_down_what_they_do() {
    let files = filled();
    let at = files.path();
    add(at, "Bea", "reviewer");
    add(at, "ada", "administrator");
    let mut server = start(at, &[]);
    assert_eq!(server.get("/events").status, 401);
    assert_eq!(server.send("GET", "/", &[], "").status, 200, "the pages hold no data");
    let log_in = json!({"name": "bea", "password": PASSWORD}).to_string();
    assert_eq!(server.send("POST", "/api/v1/session", &[], &log_in).status, 403, "a form of another site");
    let made = server.send("POST", "/api/v1/session", &[("X-Chancery", "1")], &log_in);
    assert_eq!((made.status, made.json()["role"].as_str()), (201, Some("reviewer")));
    let cookie = made.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a session").to_owned();
    let list = server.send("GET", "/api/v1/events?type=CONSULT&party=UGA", &[("Cookie", &cookie)], "");
    let id = ids(&list.json())[0].clone();
    let decide = |decision: Value| server.send("POST", "/api/v1/corrections", &[("Cookie", &cookie), ("X-Chancery", "1")], &decision.to_string());
    let made = decide(json!({"action": "note", "id": id, "reason": "ask the embassy"}));
    assert_eq!((made.status, made.json()["author"].as_str()), (201, Some("Bea")), "it is signed by the account");
    assert_eq!(decide(json!({"action": "note", "id": id, "reason": "x", "author": "Ada"})).status, 400);
    let bearer = format!("Bearer {}", token(at, "ada"));
    assert_eq!(server.send("GET", "/metrics", &[("Authorization", &bearer)], "").status, 200);
    assert_eq!(server.send("GET", "/metrics", &[("Cookie", &cookie)], "").status, 403);
    // What is changed at the command line counts at once.
    let token = lines(at, &["token", "list"])[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(ask(at, &["token", "revoke", &token]).code, 0);
    assert_eq!(server.send("GET", "/metrics", &[("Authorization", &bearer)], "").status, 401);
    assert_eq!(server.send("GET", "/api/v1/stats", &[("Cookie", &cookie)], "").status, 200);
    assert_eq!(ask(at, &["account", "disable", "bea"]).code, 0);
    assert_eq!(server.send("GET", "/api/v1/stats", &[("Cookie", &cookie)], "").status, 401);
    // What was not written yet is when the server ends.
    assert!(Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().expect("kill runs").success());
    assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
    let told = log(at, &["--account", "Bea"]);
    for (action, object) in [
        ("log-in", "session"),
        ("saw", "GET /api/v1/events?type=CONSULT&party=UGA"),
        ("changed", "POST /api/v1/corrections"),
        ("denied", "GET /metrics"),
        ("saw", "GET /api/v1/stats"),
    ] {
        assert!(told.iter().any(|(_, a, o)| a == action && o == object), "{action} {object}: {told:?}");
    }
    assert_eq!(ask(at, &["audit", "verify"]).code, 0);
}

#[test]
fn accounts_are_enough_to_listen_elsewhere() {
    let files = filled();
    let at = files.path();
    let open = run(chancery().current_dir(at).args(["--register", "r.db", "serve", "--listen", "0.0.0.0:0"]));
    assert!(open.code == 2 && open.err.contains("chancery account add"), "{}", open.err);
    add(at, "ada", "reader");
    let server = start(at, &["--listen", "[::]:0", "--https"]);
    let port = server.address.rsplit(':').next().expect("a port");
    let here = Server { child: Command::new("true").spawn().expect("a child"), address: format!("127.0.0.1:{port}") };
    assert_eq!(here.get("/events").status, 401);
    assert_eq!(here.send("GET", "/health", &[], "").text(), "ok");
}

#[test]
fn help_has_examples() {
    for args in [
        ["account", "add"].as_slice(),
        &["account", "role"],
        &["account", "password"],
        &["token", "new"],
        &["token", "revoke"],
        &["audit"],
        &["audit", "verify"],
    ] {
        let help = run(chancery().args(args).arg("--help"));
        assert!(help.code == 0 && help.out.contains("Examples:\n  chancery "), "{args:?}: {}", help.out);
    }
}
