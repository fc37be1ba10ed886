//! Institutions that share over the wire, each with its own register, server and accounts: who gets in, and what becomes of what travels.

#[path = "support/serving.rs"]
mod serving;
mod support;

use std::path::Path;

use serde_json::Value;
use serving::*;
use support::folder;
use tempfile::TempDir;

const ROOT: &str = "/taxii2/root/collections/";
/// In one house the promise is known, in the other that it was kept.
const PROMISE: &str = " date 2025-03-04 Africa digest\n\nOSLO - Norway pledged on Monday to give Kenya 5 million euros for clinics by June 30.\n";

/// A house with these reports, marked so.
fn house(reports: &[(&str, &str)], marking: &str) -> TempDir {
    let files: Vec<(String, &[u8])> = reports.iter().map(|(name, text)| (format!("feed/{name}.txt"), text.as_bytes())).collect();
    let files = folder(&files.iter().map(|(name, text)| (name.as_str(), *text)).collect::<Vec<_>>());
    assert_eq!(ask(files.path(), &["add", "feed", "--marking", marking]).code, 0);
    files
}

/// Let a partner in, and give its token.
fn partner(at: &Path, name: &str) -> String {
    assert_eq!(ask(at, &["account", "add", name, "--kind", "partner"]).code, 0);
    let done = ask(at, &["token", "new", name, "--name", "subscription"]);
    assert_eq!(done.code, 0, "{}", done.err);
    done.out.trim_end().to_owned()
}

fn with(server: &Server, token: &str, method: &str, path: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let all = [("Authorization", bearer.as_str()), ("Accept", "application/taxii+json;version=2.1"), ("X-Chancery", "1")];
    let headers: Vec<(&str, &str)> = all.into_iter().filter(|(name, _)| !token.is_empty() || *name != "Authorization").collect();
    server.send(method, path, &headers, "")
}

/// The collection of everything that a partner has.
fn collection(server: &Server, token: &str) -> String {
    let list: Value = with(server, token, "GET", ROOT).json();
    let all = list["collections"].as_array().expect("collections").iter().find(|one| one["title"] == "all").expect("everything");
    all["id"].as_str().expect("an id").to_owned()
}

/// How many reports a partner has.
fn reports(server: &Server, token: &str) -> usize {
    let objects: Value = with(server, token, "GET", &format!("{ROOT}{}/objects/", collection(server, token))).json();
    objects["objects"].as_array().into_iter().flatten().filter(|object| object["type"] == "report").count()
}

/// Have a house fetch what another publishes for it.
fn subscribe(at: &Path, from: (&str, &Server), collection: &str, token: &str) {
    std::fs::write(at.join("token"), token).expect("written");
    let url = format!("http://{}/taxii2/root/", from.1.address);
    let args = ["subscribe", &url, "--collection", collection, "--token-file", "token", "--from", from.0, "--once", "--allow-private", &from.1.address];
    let done = ask(at, &args);
    assert_eq!(done.code, 0, "{}", done.err);
}

/// How the one undertaking of a house went on.
fn story(at: &Path) -> Vec<String> {
    let promises = lines(at, &["commitments"]);
    assert_eq!(promises.len(), 1, "{promises:?}");
    promises[0]["history"].as_array().expect("a story").iter().map(|step| step["status"].as_str().expect("a status").to_owned()).collect()
}

#[test]
fn partners_get_in_with_a_token_in_force_and_to_their_own_collections_only() {
    let files = house(&[("promise", PROMISE), ("talks", B)], "AMBER REL(north)");
    let at = files.path();
    let (north, south, revoked, disabled) = (partner(at, "north"), partner(at, "south"), partner(at, "west"), partner(at, "east"));
    let id = ask(at, &["token", "list", "west", "--format", "jsonl"]).out;
    let id: Value = serde_json::from_str(id.lines().next().expect("a token")).expect("JSON");
    assert_eq!(ask(at, &["token", "revoke", id["id"].as_str().expect("an id")]).code, 0);
    assert_eq!(ask(at, &["account", "disable", "east"]).code, 0);
    let server = start(at, &[]);
    let theirs = collection(&server, &north);
    let objects = with(&server, &north, "GET", &format!("{ROOT}{theirs}/objects/")).json();
    let object =
        objects["objects"].as_array().expect("objects").iter().find(|o| o["type"] == "report").expect("a report")["id"].as_str().expect("an id").to_owned();
    let routes = [
        ("GET", "/taxii2/".to_owned()),
        ("GET", "/taxii2/root/".to_owned()),
        ("GET", ROOT.to_owned()),
        ("GET", format!("{ROOT}{theirs}/")),
        ("GET", format!("{ROOT}{theirs}/manifest/")),
        ("GET", format!("{ROOT}{theirs}/objects/")),
        ("POST", format!("{ROOT}{theirs}/objects/")),
        ("GET", format!("{ROOT}{theirs}/objects/{object}/")),
        ("GET", format!("{ROOT}{theirs}/objects/{object}/versions/")),
        ("GET", "/taxii2/root/status/x/".to_owned()),
    ];
    for (method, path) in &routes {
        for (who, token) in [("nobody", ""), ("a revoked token", revoked.as_str()), ("a disabled account", &disabled), ("a made-up token", "chy_0_0")] {
            assert_eq!(with(&server, token, method, path).status, 401, "{who}: {method} {path}");
        }
        let own = with(&server, &north, method, path).status;
        assert!(own != 401 && own != 403, "north: {method} {path}: {own}");
        let other = with(&server, &south, method, path);
        if path.contains(&theirs) {
            assert_eq!(other.status, 404, "south: {method} {path}: {}", other.text());
        }
    }
    assert_eq!((reports(&server, &north), reports(&server, &south)), (2, 0));
    for path in ["/api/v1/events", "/api/v1/documents", "/metrics"] {
        assert_eq!(with(&server, &north, "GET", path).status, 403, "{path} is not for partners");
    }
    let released = lines(at, &["audit", "--account", "north", "--action", "released"]);
    assert!(released.iter().any(|entry| entry["object"].as_str().is_some_and(|o| o.contains(&theirs))), "what left the house is written down");
}

#[test]
fn a_promise_told_in_one_house_and_kept_in_another_is_one_undertaking() {
    let a = house(&[("promise", PROMISE)], "AMBER REL(b)");
    let b = house(&[("delivery", D)], "CLEAR");
    let (for_b, for_c) = (partner(a.path(), "b"), partner(a.path(), "c"));
    let server = start(a.path(), &[]);
    assert_eq!((reports(&server, &for_b), reports(&server, &for_c)), (1, 0));
    assert_eq!(story(b.path()), ["fulfilled"], "what was delivered had been promised, nobody says when");
    for _ in 0..2 {
        subscribe(b.path(), ("a", &server), &collection(&server, &for_b), &for_b);
        let promises = lines(b.path(), &["commitments"]);
        assert_eq!(story(b.path()), ["agreed", "fulfilled"]);
        assert_eq!((&promises[0]["status"], &promises[0]["overdue"]), (&"fulfilled".into(), &false.into()));
        assert_eq!(promises[0]["marking"], "AMBER REL(b)");
        let documents: Vec<String> = lines(b.path(), &["documents"]).iter().map(|d| d["originator"].as_str().expect("whose").to_owned()).collect();
        assert!(documents.contains(&"a".to_owned()) && documents.contains(&String::new()), "{documents:?}");
    }
    // Its originator takes it back.
    let hash = lines(a.path(), &["documents"])[0]["hash"].as_str().expect("a hash").to_owned();
    assert_eq!(ask(a.path(), &["withdraw", &hash, "--yes"]).code, 0);
    subscribe(b.path(), ("a", &server), &collection(&server, &for_b), &for_b);
    assert_eq!(story(b.path()), ["fulfilled"]);
    assert_eq!(ask(b.path(), &["verify"]).code, 0);
}

#[test]
fn documents_are_marked_as_their_source_is() {
    let files = folder(&[("cable.txt", PROMISE.as_bytes()), ("wire.txt", B.as_bytes()), ("own.txt", D.as_bytes())]);
    let at = files.path();
    assert_eq!(ask(at, &["add", "wire.txt"]).code, 0);
    for args in [["mark", "--source", "Embassy cable", "AMBER+STRICT", "REL(b)"].as_slice(), &["mark", "--other-sources", "GREEN"]] {
        let done = ask(at, args);
        assert_eq!(done.code, 0, "{args:?}: {}", done.err);
    }
    for args in [["add", "cable.txt", "--source", "Embassy cable"].as_slice(), &["add", "own.txt"]] {
        assert_eq!(ask(at, args).code, 0, "{args:?}");
    }
    let marking = |name: &str| lines(at, &["documents"]).iter().find(|d| d["document"] == name).expect(name)["marking"].clone();
    // What was in stays as it was.
    assert_eq!([marking("wire"), marking("cable"), marking("own")], ["CLEAR", "AMBER+STRICT REL(b)", "GREEN"]);
    let sources: Vec<(Value, Value)> = lines(at, &["mark", "--sources"]).iter().map(|s| (s["source"].clone(), s["marking"].clone())).collect();
    assert_eq!(sources, [("".into(), "GREEN".into()), ("Embassy cable".into(), "AMBER+STRICT REL(b)".into())]);
    let promise = &lines(at, &["commitments"])[0];
    assert_eq!((&promise["marking"], promise["history"].as_array().map(Vec::len)), (&"AMBER+STRICT REL(b)".into(), Some(2)), "as narrowly as its story");
    let hash = lines(at, &["documents"]).iter().find(|d| d["document"] == "cable").expect("the cable")["hash"].as_str().expect("a hash").to_owned();
    for (args, told) in [
        (["mark", &hash, "YELLOW"].as_slice(), "is no level of TLP 2.0"),
        (&["mark", &hash, "AMBER", "REL(B)"], "is no name of a partner or group"),
        (&["mark", "--source", "Embassy cable"], "say how documents are marked"),
        (&["mark", "0000", "RED"], "nothing in the register has the id"),
        (&["consent", &hash, "B"], "is no name of a partner"),
        (&["add", "own.txt", "--marking", "WHITE"], "is no level of TLP 2.0"),
    ] {
        let refused = ask(at, args);
        assert!(refused.code == 2 && refused.err.contains(told), "{args:?}: {}", refused.err);
    }
    assert_eq!(ask(at, &["consent", &hash, "c"]).code, 0);
    assert_eq!(lines(at, &["consent"])[0]["partner"], "c");
    assert_eq!(ask(at, &["consent", &hash, "c", "--revoke"]).code, 0);
    assert_eq!(lines(at, &["consent"]).len(), 0);
    assert_eq!(ask(at, &["mark", &hash, "--format", "jsonl"]).out.trim_end(), format!(r#"{{"id":"{hash}","marking":"AMBER+STRICT REL(b)"}}"#));
}
