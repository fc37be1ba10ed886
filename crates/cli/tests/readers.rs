//! What a reader sees over HTTP and on the command line: a register with hidden reports answers, byte for byte, as one that never held them.

#[path = "support/serving.rs"]
mod serving;
mod support;

use std::collections::BTreeSet;
use std::path::Path;

use chancery_model::{Audience, Tlp};
use chancery_testkit::Random;
use serde_json::{Value, json};
use serving::*;
use support::folder;
use tempfile::TempDir;

/// Tells what nobody else tells: of another pair, and of the talks that the open reports tell.
const SECRET: &str = " date 2025-03-05 Embassy cable\n\nNAIROBI - Kenya and Uganda held talks on border trade in Nairobi on Monday, and Uganda threatened to expel Rwanda's envoy in Kampala.\n\nTanzania pledged on Tuesday to give Rwanda 7 million euros for roads by May 30.\n";

/// A register with the open reports, and with the secret one if `held`.
fn register(held: bool, marking: &str) -> TempDir {
    let reports = [("a", A, "CLEAR"), ("b", B, "CLEAR"), ("cable", SECRET, marking), ("c", C, "CLEAR"), ("d", D, "CLEAR"), ("e", HOSTILE, "CLEAR")];
    register_of(reports.into_iter().filter(|(name, ..)| held || *name != "cable").map(|(name, text, marking)| (name, text, marking.to_owned())))
}

/// A register with these reports, marked so.
fn register_of<'r>(reports: impl Iterator<Item = (&'r str, &'r str, String)>) -> TempDir {
    let files = folder(&[]);
    for (name, text, marking) in reports {
        std::fs::write(files.path().join(format!("{name}.txt")), text).expect("written");
        let added = ask(files.path(), &["add", &format!("{name}.txt"), "--marking", &marking]);
        assert_eq!(added.code, 0, "{}", added.err);
    }
    // The two did not come to be at the same second, nor in the same folder.
    let db = rusqlite::Connection::open(files.path().join("r.db")).expect("a register");
    db.execute_batch("UPDATE document SET added = '2025-07-01T00:00:00Z', origin = CASE WHEN origin LIKE 'file:%' THEN 'file:' || name ELSE origin END")
        .expect("written");
    files
}

/// Every address to ask: each route of the API with what its parameters may be, pages, and what is not there.
fn addresses(server: &Server, ids: &BTreeSet<String>) -> Vec<String> {
    let document = server.get("/openapi.json").json();
    let mut out: Vec<String> = ["/", "/health", "/api/v1/nothing", "/nothing", "/api/v1/events?type=NOTHING", "/api/v1/search?q=", "/api/v1/events?cursor=x"]
        .map(str::to_owned)
        .into();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let Some(get) = methods.get("get") else { continue };
        let names: Vec<&str> = path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        let values: Vec<&str> = match names.as_slice() {
            [] => vec![""],
            [name] if ["a", "b", "code", "party"].contains(name) => vec!["KEN", "RWA", "Rwanda", "ZZZ"],
            [_] => ids.iter().map(String::as_str).chain(["nothing", "1"]).collect(),
            _ => vec!["KEN", "RWA"],
        };
        for value in values {
            let mut filled = path.clone();
            for (nth, name) in names.iter().enumerate() {
                filled = filled.replace(&format!("{{{name}}}"), if nth == 0 { value } else { "UGA" });
            }
            out.push(filled.clone());
            for parameter in get["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == "query") {
                let tries: &[&str] = match parameter["name"].as_str().expect("a name") {
                    "q" => &["talks", "Rwanda", "\"border trade\"", "euros"],
                    "party" | "name" | "person" => &["RWA", "KEN", "Rwanda"],
                    "format" => &["csv", "json"],
                    "limit" => &["1"],
                    "source" => &["Embassy cable", "Africa digest"],
                    "as_of" | "from" | "to" => &["2025-03-05"],
                    "place" => &["Nairobi", "Kampala"],
                    "order" => &["oldest", "due"],
                    "document" => &["cable", "a"],
                    "query" => &[
                        "SELECT count(*), max(id) FROM document",
                        "SELECT * FROM told_event",
                        "SELECT * FROM events",
                        "SELECT * FROM sqlite_sequence",
                        "SELECT * FROM revision",
                    ],
                    _ => &[],
                };
                for value in tries {
                    let value: String = url_encoded(value);
                    let required: String = if filled.ends_with("/search") && parameter["name"] != "q" { "q=kenya&".to_owned() } else { String::new() };
                    out.push(format!("{filled}?{required}{}={value}", parameter["name"].as_str().expect("a name")));
                }
            }
        }
    }
    out
}

/// Every address of TAXII: each collection of a partner, and that of another partner, with all objects that the other sees.
fn taxii(own: &Server, others: &Server) -> Vec<String> {
    let list = |server: &Server, path: &str, name: &str| -> Vec<String> {
        let answer = server.send("GET", path, &[], "");
        let found: Value = serde_json::from_str(&answer.text()).unwrap_or_default();
        found[name].as_array().into_iter().flatten().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
    };
    let root = "/taxii2/root/collections/";
    let others_collections = list(others, root, "collections");
    let objects = list(others, &format!("{root}{}/objects/", others_collections[0]), "objects");
    assert!(objects.len() > 20, "{}", objects.len());
    let mut out: Vec<String> = ["/taxii2/", "/taxii2/root/", root, "/taxii2/root/status/x/", "/taxii2/root/collections/x/"].map(str::to_owned).into();
    for id in list(own, root, "collections").iter().chain(&others_collections) {
        for rest in
            ["", "manifest/", "objects/", "objects/?limit=3", "objects/?match[type]=report", "objects/?next=9", "manifest/?added_after=2025-07-01T00:00:00Z"]
        {
            out.push(format!("{root}{id}/{rest}"));
        }
        out.extend(objects.iter().flat_map(|object| ["", "versions/"].map(|rest| format!("{root}{id}/objects/{object}/{rest}"))));
    }
    out
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Ids of everything that the secret register holds: those of the secret report among them.
fn all_ids(at: &Path) -> BTreeSet<String> {
    let db = rusqlite::Connection::open(at.join("r.db")).expect("a register");
    let mut query = db
        .prepare("SELECT uid FROM told_event UNION SELECT uid FROM told_commitment UNION SELECT name FROM document UNION SELECT hash FROM document")
        .expect("ids");
    query.query_map([], |r| r.get(0)).expect("ids").map(|id| id.expect("an id")).collect()
}

/// Ask both servers everything. Gives how many addresses had an answer.
fn compare(with: &Server, without: &Server, addresses: &[String], reader: &str) -> usize {
    let mut found = 0;
    for address in addresses {
        let answers = [with, without].map(|server| server.send("GET", address, &[], ""));
        let [a, b] = answers.each_ref().map(|answer| {
            let head: Vec<&str> = answer.head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("date:")).collect();
            (head.join("\n"), answer.text().replace(&with.address, "HOST").replace(&without.address, "HOST"))
        });
        assert_eq!(a, b, "{reader}: {address}");
        found += usize::from(answers[0].status == 200);
    }
    found
}

#[test]
fn every_answer_is_that_of_a_register_that_never_held_what_is_hidden() {
    let (held, never) = (register(true, "AMBER REL(b)"), register(false, ""));
    let ids = all_ids(held.path());
    let others = start(held.path(), &["--reader", "partner:b"]);
    for reader in ["partner:c", "home:GREEN", "public"] {
        let (with, without) = (start(held.path(), &["--reader", reader]), start(never.path(), &["--reader", reader]));
        let mut addresses = addresses(&with, &ids);
        addresses.extend(taxii(&with, &others));
        assert!(addresses.len() > 200, "{}", addresses.len());
        let found = compare(&with, &without, &addresses, reader);
        assert!(found > 100, "{found}");
    }
    // Whoever may see it does.
    let server = start(held.path(), &["--reader", "partner:b"]);
    assert_eq!(server.found("/events?party=RWA")["total"], 2);
    assert_eq!(start(held.path(), &["--reader", "partner:c"]).found("/events?party=RWA")["total"], 0);
}

/// `TWINS=100 cargo test -p chancery-cli --test readers` tries more registers than usual.
#[test]
fn no_marking_of_any_report_shows_to_whoever_may_not_see_it() {
    const LISTS: [&str; 5] = ["", " REL(b)", " REL(allies)", " REL(c,allies)", " REL()"];
    let twins = std::env::var("TWINS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let reports = [("a", A), ("b", B), ("cable", SECRET), ("c", C), ("d", D), ("e", HOSTILE)];
    let (mut shown, mut hidden) = (0, 0);
    for seed in 0..twins {
        let mut random = Random::new(seed);
        let mut marking = || {
            let level = if random.below(3) == 0 { Tlp::Clear } else { Tlp::ALL[random.below(5)] };
            format!("{level}{}{}{}", LISTS[random.below(5)], ["", "", " ORCON"][random.below(3)], ["", "", " NOWORDS"][random.below(3)])
        };
        let marked: Vec<(&str, &str, String)> = reports.map(|(name, text)| (name, text, marking())).into();
        let held = register_of(marked.iter().cloned());
        let ids = all_ids(held.path());
        for reader in ["home:AMBER", "home:CLEAR", "partner:b", "partner:c(allies)", "partner:d", "public"] {
            let audience: Audience = reader.parse().expect("a reader");
            let may = |marking: &str| audience.may_see(&marking.parse().expect("a marking"), "", false);
            let seen: Vec<_> = marked.iter().filter(|(.., marking)| may(marking)).cloned().collect();
            (shown, hidden) = (shown + seen.len(), hidden + marked.len() - seen.len());
            // Without any report there is no register.
            let (with, never) = (start(held.path(), &["--reader", reader]), if seen.is_empty() { None } else { Some(register_of(seen.into_iter())) });
            let Some(never) = never else {
                assert_eq!(with.found("/stats")["documents"], 0, "{reader}");
                continue;
            };
            let without = start(never.path(), &["--reader", reader]);
            let mut asked = addresses(&with, &ids);
            asked.extend(["/taxii2/", "/taxii2/root/", "/taxii2/root/collections/"].map(str::to_owned));
            let collections: Value = serde_json::from_str(&with.send("GET", "/taxii2/root/collections/", &[], "").text()).unwrap_or_default();
            for collection in collections["collections"].as_array().into_iter().flatten() {
                let id = collection["id"].as_str().expect("an id");
                asked.extend(["objects/", "manifest/", "objects/?limit=2"].map(|rest| format!("/taxii2/root/collections/{id}/{rest}")));
            }
            compare(&with, &without, &asked, reader);
            // What comes in meanwhile for nobody outside shows as little.
            std::fs::write(held.path().join("more.txt"), format!("{SECRET}\nReader {reader}.\n")).expect("written");
            assert_eq!(ask(held.path(), &["add", "more.txt", "--marking", "RED REL()"]).code, 0);
            compare(&with, &without, &asked, reader);
        }
    }
    assert!(shown > hidden / 4 && hidden > shown / 4, "shown {shown}, hidden {hidden}");
}

#[test]
fn commands_answer_for_a_reader() {
    let (held, never) = (register(true, "GREEN REL(b)"), register(false, ""));
    for args in [
        &["events"][..],
        &["commitments"],
        &["documents"],
        &["stats"],
        &["search", "kenya"],
        &["entity", "RWA"],
        &["dyad", "KEN", "UGA"],
        &["timeline"],
        &["log"],
        &["sql", "SELECT * FROM event_reports"],
        &["export", "csv"],
        &["export", "graphml"],
        &["export", "ical"],
    ] {
        let for_reader = |at: &Path, reader: &str| {
            let done = ask(at, &[&["--reader", reader], args].concat());
            (done.code, done.out, done.err)
        };
        assert_eq!(for_reader(held.path(), "partner:c"), for_reader(never.path(), "partner:c"), "{args:?}");
        if args == ["events"] {
            assert!(for_reader(held.path(), "partner:b").1.contains("RWA"), "partner b sees it");
        }
    }
    let refused = ask(held.path(), &["--reader", "partner:c", "mark", "x", "RED"]);
    assert_eq!((refused.code, refused.err.contains("--reader is for asking")), (2, true), "{}", refused.err);
    let odd = ask(held.path(), &["--reader", "partner", "events"]);
    assert!(odd.code == 2 && odd.err.contains("partner:NAME"), "{}", odd.err);
}

#[test]
fn what_comes_in_shows_with_the_next_answer_to_those_who_may_see_it() {
    let held = register(false, "");
    let (b, c) = (start(held.path(), &["--reader", "partner:b"]), start(held.path(), &["--reader", "partner:c"]));
    let tag = |server: &Server| server.get("/events").header("etag").expect("a mark").to_owned();
    let (before_b, before_c) = (tag(&b), tag(&c));
    std::fs::write(held.path().join("cable.txt"), SECRET).expect("written");
    assert_eq!(ask(held.path(), &["add", "cable.txt", "--marking", "AMBER REL(b)"]).code, 0);
    assert_eq!((b.found("/events?party=RWA")["total"].as_u64(), c.found("/events?party=RWA")["total"].as_u64()), (Some(2), Some(0)));
    assert!(tag(&b) != before_b);
    assert_eq!(tag(&c), before_c, "who may not see it is not told that anything came in");
    let hash = lines(held.path(), &["documents"]).iter().find(|d| d["document"] == "cable").expect("the cable")["hash"].as_str().expect("a hash").to_owned();
    assert_eq!(ask(held.path(), &["mark", &hash, "AMBER"]).code, 0);
    assert_eq!(b.found("/events?party=RWA")["total"], 0, "nobody is named any more");
    assert_eq!(ask(held.path(), &["withdraw", &hash]).code, 2, "it wants to be said twice");
    assert_eq!(ask(held.path(), &["withdraw", &hash, "--yes"]).code, 0);
    assert_eq!(lines(held.path(), &["events", "--party", "RWA"]), Vec::<Value>::new());
    assert_eq!(ask(held.path(), &["verify"]).code, 0);
}

#[test]
fn a_reviewer_decides_on_what_the_reviewer_sees() {
    let held = register(true, "AMBER REL(b)");
    let server = start(held.path(), &["--reader", "home:GREEN"]);
    let list = server.found("/events?type=CONSULT");
    let id = list["items"][0]["id"].as_str().expect("an id").to_owned();
    let decided = server.decide(&json!({ "action": "set", "id": id, "fields": { "mode": "visit" }, "author": "Ada", "reason": "they travelled" }));
    assert!(decided.status < 300, "{}", decided.text());
    assert_eq!(server.found("/events?type=CONSULT")["items"][0]["mode"], "visit");
    assert_eq!(lines(held.path(), &["log"]).len(), 1, "it is in the register");
    assert_eq!(lines(held.path(), &["events", "--type", "CONSULT", "--mode", "visit"]).len(), 1);
}
