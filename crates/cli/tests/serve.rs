//! `chancery serve` through the real program: what the API answers is what the command line answers; who may not ask is turned away.

#![expect(clippy::disallowed_methods, reason = "some of it waits for what the server does in its own time")]

#[path = "support/serving.rs"]
mod serving;
mod support;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use serving::*;
use support::{chancery, folder, run};

#[test]
fn lists_say_what_the_command_line_says() {
    let files = filled();
    let server = start(files.path(), &[]);
    for (query, args) in [
        ("", &[][..]),
        ("party=KEN", &["--party", "KEN"]),
        ("party=KEN&party=UGA", &["--party", "KEN", "--party", "UGA"]),
        ("party=Na+Uy", &["--party", "Na Uy"]),
        ("type=CONSULT", &["--type", "consult"]),
        ("status=actual", &["--status", "actual"]),
        ("from=2025-03-03&to=2025-03-03", &["--from", "2025-03-03", "--to", "2025-03-03"]),
        ("from=2025-04", &["--from", "2025-04"]),
        ("lang=ko", &["--lang", "ko"]),
        ("source=Africa+digest", &["--source", "Africa digest"]),
        ("place=Nairobi", &["--place", "Nairobi"]),
        ("as_of=2025-03-05", &["--as-of", "2025-03-05"]),
        ("party=Peru", &["--party", "PER"]),
    ] {
        let expected: Vec<Value> = lines(files.path(), &[&["events"], args].concat());
        let list = server.found(&format!("/events?order=oldest&limit=500&{query}"));
        let told: Vec<String> = expected.iter().map(|event| event["id"].as_str().expect("an id").to_owned()).collect();
        assert_eq!(ids(&list), told, "{query}");
        for (item, event) in list["items"].as_array().expect("items").iter().zip(&expected) {
            assert_eq!((&item["reports"], &item["conflicts"], &item["score"]), (&event["reports"], &event["conflicts"], &event["score"]), "{query}");
        }
        let backwards: Vec<String> = ids(&server.found(&format!("/events?limit=500&{query}"))).into_iter().rev().collect();
        assert_eq!(backwards, told, "{query}");
    }
    let promised = lines(files.path(), &["commitments"]);
    assert!(!promised.is_empty());
    let list = server.found("/commitments");
    assert_eq!(list["total"], promised.len());
    assert_eq!(list["items"][0]["history"], promised.last().expect("one")["history"]);
    let one = promised[0]["id"].as_str().expect("an id");
    assert_eq!(server.found(&format!("/commitments/{one}"))["history"], promised[0]["history"]);
    let hits = server.found("/search?q=nairobi");
    assert_eq!(hits["total"], lines(files.path(), &["search", "nairobi"]).len());
    let stats = &lines(files.path(), &["stats"])[0];
    for field in ["documents", "events", "event_reports", "commitments", "steps"] {
        assert_eq!(server.found("/stats")[field], stats[field], "{field}");
    }
    for (query, args) in [("", [].as_slice()), ("?as_of=2025-03-05", &["--as-of", "2025-03-05"])] {
        let months = server.found(&format!("/dyads/KEN/UGA{query}"))["months"].clone();
        let dyad = lines(files.path(), &[["dyad", "KEN", "UGA"].as_slice(), args].concat());
        let there: Vec<&Value> = months.as_array().expect("months").iter().filter(|m| m["a_to_b"]["sources"] != 0).collect();
        assert_eq!(there.len(), dyad.len(), "{query}");
        for (month, line) in there.into_iter().zip(&dyad) {
            assert_eq!(month["month"], line["month"]);
            assert_eq!(
                month["a_to_b"]["counts"],
                json!(["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"].map(|q| &line[q]))
            );
            assert_eq!(month["a_to_b"]["mean_score"], line["mean_score"]);
        }
        assert!(!dyad.is_empty());
    }
    assert_eq!(server.get("/dyads/KEN/UGA?as_of=2025-03-05&type=CONSULT").status, 400);
}

#[test]
fn pages_of_a_list_give_each_item_once_and_a_table_the_same_rows() {
    let files = filled();
    let server = start(files.path(), &[]);
    for list in ["/events", "/events?order=oldest", "/commitments", "/commitments?order=due", "/documents", "/entities", "/search?q=kenya"] {
        let sign = if list.contains('?') { '&' } else { '?' };
        let whole = server.found(list);
        let name = |item: &Value| item["id"].as_str().or(item["code"].as_str()).or(item["document"].as_str()).expect("a name").to_owned();
        let all: Vec<String> = whole["items"].as_array().expect("items").iter().map(name).collect();
        assert!(!all.is_empty() && whole["next"].is_null(), "{list}: {whole}");
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server.found(&format!("{list}{sign}limit=1{cursor}"));
            paged.extend(page["items"].as_array().expect("items").iter().map(name));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
            assert!(paged.len() <= all.len(), "{list} goes on for ever");
        }
        assert_eq!(paged, all, "{list}");
        let table = server.get(&format!("{list}{sign}format=csv"));
        assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
        let mut reader = csv::Reader::from_reader(table.body.as_slice());
        let rows: Vec<String> = reader.records().map(|row| row.expect("a row")[0].to_owned()).collect();
        assert_eq!(rows, all, "{list}");
    }
}

#[test]
fn charts_count_what_lists_hold() {
    let files = filled();
    let server = start(files.path(), &[]);
    let actual = server.found("/events?status=actual")["total"].as_u64().expect("a number");
    let sum = |counts: &Value| counts.as_array().expect("counts").iter().map(|n| n.as_u64().expect("a number")).sum::<u64>();
    let overview = server.found("/overview?from=2025-01-01&to=2025-12-31&since=2000-01-01T00:00:00Z");
    assert_eq!(overview["quads"].as_array().expect("columns").iter().map(|column| sum(&column["counts"])).sum::<u64>(), actual);
    assert_eq!(overview["new"], overview["totals"], "all came in since");
    assert_eq!(server.found("/overview?since=2100-01-01T00:00:00Z")["new"], json!({"documents": 0, "events": 0, "commitments": 0}));
    let lanes = server.found("/timeline?by=dyad&party=KEN")["lanes"].clone();
    for lane in lanes.as_array().expect("lanes") {
        let (a, b) = (lane["key"][0].as_str().expect("a code"), lane["key"][1].as_str().expect("a code"));
        let listed = server.found(&format!("/events?party={a}&party={b}&status=actual&limit=500"));
        let of_lane: BTreeSet<&str> = lane["points"].as_array().expect("points").iter().map(|p| p["id"].as_str().expect("an id")).collect();
        assert!(!of_lane.is_empty() && of_lane.iter().all(|id| ids(&listed).iter().any(|known| known == id)), "{a} {b}");
    }
    let edges = server.found("/relations")["edges"].clone();
    let edge = edges.as_array().expect("edges").iter().find(|edge| edge["a"] == "KEN" && edge["b"] == "UGA").expect("Kenya and Uganda");
    assert_eq!(sum(&edge["counts"]), edge["acts"].as_u64().expect("a number"));
    let map = server.found("/map");
    let placed: u64 = map["countries"].as_array().expect("countries").iter().map(|country| country["acts"].as_u64().expect("a number")).sum();
    assert_eq!(placed + map["unplaced"].as_u64().expect("a number"), actual);
    let facets = server.found("/facets?party=KEN");
    let types: u64 = facets["type"].as_array().expect("types").iter().map(|tally| tally["count"].as_u64().expect("a number")).sum();
    assert_eq!(types, facets["total"].as_u64().expect("a number"));
    assert_eq!(facets["total"], server.found("/events?party=KEN")["total"]);
}

#[test]
fn a_correction_shows_everywhere_and_survives_reading_anew() {
    let files = filled();
    let server = start(files.path(), &[]);
    let id = ids(&server.found("/events?type=CONSULT&party=UGA"))[0].clone();
    let before = server.found("/map");
    let refused = server.decide(&json!({"action": "set", "id": id, "fields": {"type": "NONSENSE"}, "reason": "x", "author": "Ada"}));
    assert_eq!((refused.status, refused.header("content-type")), (409, Some("application/problem+json")), "{}", refused.text());
    let made = server.decide(&json!({"action": "set", "id": id, "fields": {"place": "Kampala", "country": "UGA", "recipients": "Uganda"}, "reason": "it was there", "author": "Ada"}));
    assert_eq!(made.status, 201, "{}", made.text());
    let number = made.json()["number"].as_i64().expect("a number");
    assert_eq!(server.found(&format!("/events/{id}"))["place"]["name"], "Kampala");
    assert_eq!(server.found(&format!("/events/{id}"))["corrections"][0]["author"], "Ada");
    assert_eq!(ids(&server.found("/events?place=Kampala")), std::slice::from_ref(&id));
    assert_ne!(server.found("/map"), before);
    assert_eq!(lines(files.path(), &["events", "--place", "Kampala"])[0]["id"], id.as_str());
    assert_eq!(ask(files.path(), &["recode"]).code, 0);
    assert_eq!(lines(files.path(), &["events", "--place", "Kampala"]).len(), 1);
    let undone = server.send("DELETE", &format!("/api/v1/corrections/{number}"), &[("X-Chancery", "1")], "");
    assert_eq!(undone.status, 204);
    assert_eq!(server.found("/events?place=Kampala")["total"], 0);
    assert_eq!(server.send("DELETE", &format!("/api/v1/corrections/{number}"), &[("X-Chancery", "1")], "").status, 404);
    let made =
        server.decide(&json!({"action": "set", "id": id, "fields": {"place": "Tromsø", "country": "NOR"}, "reason": "it was in the north", "author": "Ada"}));
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(ids(&server.found("/events?place=romso")), std::slice::from_ref(&id), "a part of a name, without its marks");
    assert_eq!(lines(files.path(), &["events", "--place", "romso"]).len(), 1);
    let rejected = server.decide(&json!({"action": "reject", "id": id, "reason": "no such talks", "author": "Ada"}));
    assert_eq!(rejected.status, 201);
    let gone = server.get(&format!("/events/{id}"));
    assert!(gone.status == 404 && gone.text().contains("was rejected by Ada"), "{}", gone.text());
    for wrong in [
        json!({"action": "set", "id": "nothing", "fields": {"type": "AID"}, "reason": "x", "author": "Ada"}),
        json!({"action": "set", "id": id, "reason": "x", "author": "Ada"}),
        json!({"action": "reject", "id": id, "reason": " ", "author": "Ada"}),
        json!({"action": "reject", "id": id, "reason": "x", "author": " "}),
        json!({"action": "explode", "id": id, "reason": "x", "author": "Ada"}),
        json!([]),
    ] {
        let answer = server.decide(&wrong);
        assert!((400..500).contains(&answer.status), "{wrong}: {}", answer.text());
    }
}

#[test]
fn what_was_accepted_leaves_the_queue() {
    let files = filled();
    let pledge = " date 2025-03-04 Africa digest\n\nOSLO - Norway pledged on Monday to give Uganda 3 million euros for schools by June 30.\n";
    std::fs::write(files.path().join("g.txt"), pledge).expect("written");
    assert_eq!(ask(files.path(), &["add", "g.txt"]).code, 0);
    let server = start(files.path(), &[]);
    let queue = server.found("/review?kind=commitment");
    let id = queue["items"][0]["commitment"]["id"].as_str().expect("one that is overdue").to_owned();
    assert_eq!(server.decide(&json!({"action": "accept", "id": id, "author": "Ada"})).status, 201);
    assert_eq!(server.found("/review?kind=commitment")["total"].as_u64(), queue["total"].as_u64().map(|n| n - 1));
    assert!(server.found("/review")["items"].is_array());
}

#[test]
fn a_standing_query_is_a_feed() {
    let files = filled();
    let server = start(files.path(), &[]);
    let keep = |body: Value| server.send("POST", "/api/v1/queries", &[("X-Chancery", "1")], &body.to_string());
    let made = keep(json!({"name": "Kenya <&> others", "view": "events", "filter": "party=KEN&type=CONSULT", "author": "Ada"}));
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(keep(json!({"name": "x", "view": "events", "filter": "party=Atlantis", "author": "Ada"})).status, 404);
    let number = made.json()["number"].as_i64().expect("a number");
    let feed = server.get(&format!("/queries/{number}/atom"));
    assert_eq!(feed.header("content-type"), Some("application/atom+xml"));
    let text = feed.text();
    assert!(text.contains("Kenya &lt;&amp;&gt; others") && text.contains("held talks on border trade") && !text.contains("condemned"), "{text}");
    let gone = server.send("DELETE", &format!("/api/v1/queries/{number}"), &[("X-Chancery", "1")], "");
    assert_eq!((gone.status, server.get(&format!("/queries/{number}/atom")).status), (204, 404));
}

#[test]
fn what_other_programs_add_shows_and_the_mark_of_an_answer_tells_it() {
    let files = filled();
    let server = start(files.path(), &[]);
    let first = server.get("/events");
    let tag = first.header("etag").expect("a mark").to_owned();
    let again = |tag: &str| server.send("GET", "/api/v1/events", &[("If-None-Match", tag)], "");
    assert_eq!((again(&tag).status, again(&tag).body.len()), (304, 0));
    assert_eq!(again("\"other\"").status, 200);
    std::fs::write(files.path().join("f.txt"), " date 2025-07-02 Africa digest\n\nKenya thanked Norway on Tuesday.\n").expect("written");
    assert_eq!(ask(files.path(), &["add", "f.txt"]).code, 0);
    let seen = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        again(&tag).status == 200
    });
    assert!(seen, "the new report never shows");
    assert_eq!(server.found("/stats")["documents"], 6);
}

#[test]
fn who_may_not_ask_is_turned_away() {
    let files = filled();
    let server = start(files.path(), &[]);
    assert_eq!(server.send("GET", "/api/v1/events", &[("Host", "evil.example")], "").status, 421);
    let decision = json!({"action": "note", "id": "x", "reason": "x", "author": "Ada"}).to_string();
    assert_eq!(server.send("POST", "/api/v1/corrections", &[], &decision).status, 403, "a form of another site");
    assert_eq!(server.send("POST", "/api/v1/corrections", &[("X-Chancery", "1")], &"x".repeat(1 << 20)).status, 413);
    let open = run(chancery().current_dir(files.path()).args(["--register", "r.db", "serve", "--listen", "0.0.0.0:0"]));
    assert!(open.code == 2 && open.err.contains("a token is needed"), "{}", open.err);
    std::fs::write(files.path().join("token"), "a-token-of-enough-letters\n").expect("written");
    let closed = start(files.path(), &["--token-file", "token"]);
    assert_eq!(closed.get("/events").status, 401);
    assert_eq!(closed.send("GET", "/", &[], "").status, 401);
    assert_eq!(closed.send("GET", "/api/v1/events", &[("Authorization", "Bearer a-token-of-enough-letters")], "").status, 200);
    std::fs::write(files.path().join("short"), "short").expect("written");
    let short = run(chancery().current_dir(files.path()).args(["--register", "r.db", "serve", "--token-file", "short"]));
    assert!(short.code == 2 && short.err.contains("too short"), "{}", short.err);
}

#[test]
fn pages_may_load_nothing_from_elsewhere_and_hostile_texts_stay_text() {
    let files = filled();
    let server = start(files.path(), &[]);
    for path in ["/", "/acts/x", "/api/v1/events", "/api/v1/nothing"] {
        let answer = server.send("GET", path, &[], "");
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    let hit = &server.found("/search?q=onerror")["items"][0];
    let text = server.found(&format!("/documents/{}", hit["document"].as_str().expect("an id")));
    assert!(text["text"].as_str().expect("a text").contains("<img src=x onerror=alert(1)>"), "as it is");
    assert_eq!(server.get("/events").header("content-type"), Some("application/json"));
    let page = server.send("GET", "/acts/%3Cscript%3Ealert(1)%3C/script%3E", &[], "");
    assert!(!page.text().contains("<script>alert"), "{}", page.text());
}

#[test]
fn a_query_in_sql_only_reads_and_ends() {
    let files = filled();
    let server = start(files.path(), &[]);
    let rows = server.found("/sql?q=SELECT+type,count(*)+AS+n+FROM+events+GROUP+BY+type+ORDER+BY+n+DESC");
    assert_eq!(rows["columns"], json!(["type", "n"]));
    for wrong in ["DELETE+FROM+act", "SELECT+1;+SELECT+2", "ATTACH+'x'+AS+y", "PRAGMA+journal_mode=DELETE", ""] {
        assert_eq!(server.get(&format!("/sql?q={wrong}")).status, 400, "{wrong}");
    }
    let many = server.found("/sql?q=WITH+RECURSIVE+n(i)+AS+(SELECT+1+UNION+ALL+SELECT+i%2B1+FROM+n)+SELECT+i+FROM+n");
    assert_eq!((many["rows"].as_array().expect("rows").len(), &many["cut"]), (10_000, &json!(true)));
    let endless = server.get("/sql?q=WITH+RECURSIVE+n(i)+AS+(SELECT+1+UNION+ALL+SELECT+i%2B1+FROM+n)+SELECT+count(*)+FROM+n");
    assert!(endless.status == 400 && endless.text().contains("more than ten seconds"), "{}", endless.text());
    assert_eq!(server.get("/stats").status, 200, "and it goes on");
}

#[test]
fn every_route_of_the_document_answers() {
    let files = filled();
    let server = start(files.path(), &[]);
    let document = server.found("/openapi.json");
    assert_eq!(document["openapi"], "3.1.0");
    let event = ids(&server.found("/events"))[0].clone();
    let commitment = ids(&server.found("/commitments"))[0].clone();
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() > 20);
    for (path, methods) in paths.iter().filter(|(_, methods)| methods.get("get").is_some()) {
        let query = match path.as_str() {
            "/api/v1/compare" => format!("?a={event}&b={event}"),
            "/api/v1/search" => "?q=kenya".to_owned(),
            "/api/v1/sql" => "?q=SELECT+1".to_owned(),
            _ => String::new(),
        };
        let id = if path.contains("commitments") { &commitment } else { &event };
        let filled =
            path.replace("{id}", if path.contains("documents") { "a" } else { id }).replace("{code}", "KEN").replace("{a}", "KEN").replace("{b}", "UGA");
        let answer = server.send("GET", &format!("{}{query}", filled.replace("{number}", "1")), &[], "");
        let expected = if path.contains("{number}") { 404 } else { 200 };
        assert_eq!(answer.status, expected, "{path}: {} {}", answer.text(), methods["get"]["operationId"]);
    }
    let metrics = server.send("GET", "/metrics", &[], "").text();
    assert!(metrics.contains("route=\"/api/v1/events/{id}\"") && metrics.contains("chancery_events"), "{metrics}");
    assert_eq!(server.send("GET", "/health", &[], "").text(), "ok");
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_finishes_what_it_began() {
    let files = filled();
    let mut server = start(files.path(), &[]);
    let address = server.address.clone();
    let slow = std::thread::spawn(move || {
        let mut stream = TcpStream::connect(&address).expect("a connection");
        let query = "WITH+RECURSIVE+n(i)+AS+(SELECT+1+UNION+ALL+SELECT+i%2B1+FROM+n+LIMIT+3000000)+SELECT+count(*)+FROM+n";
        write!(stream, "GET /api/v1/sql?q={query} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("sent");
        let mut all = String::new();
        stream.read_to_string(&mut all).expect("an answer");
        all
    });
    std::thread::sleep(Duration::from_millis(200));
    let killed = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    assert!(slow.join().expect("no panic").contains("3000000"), "the answer came whole");
    assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_register_that_cannot_be_used_is_told_with_a_way_out() {
    let files = folder(&[("text.db", "This is a text. ".repeat(100).as_bytes())]);
    for (path, told) in [("none.db", "`chancery add` makes one"), ("text.db", "is no register of chancery")] {
        let done = run(chancery().current_dir(files.path()).args(["--register", path, "serve", "--listen", "127.0.0.1:0"]));
        assert!(done.code == 2 && done.err.contains(told), "{}", done.err);
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let files = filled();
    let address = taken.local_addr().expect("an address").to_string();
    let done = run(chancery().current_dir(files.path()).args(["--register", "r.db", "serve", "--listen", &address]));
    assert!(done.code == 2 && done.err.contains("--listen"), "{}", done.err);
}
