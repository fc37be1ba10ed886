//! Webhooks of standing queries through the real program: an address is told what comes in, once it takes it, and nothing else.

#[path = "support/server.rs"]
mod server;
#[path = "support/serving.rs"]
mod serving;
mod support;

use std::fs;

use serde_json::{Value, json};
use server::{Reply, Server, pause};
use serving::{ask, filled, start};

fn keep(served: &serving::Server, query: &Value) -> serving::Answer {
    served.send("POST", "/api/v1/queries", &[("X-Chancery", "1")], &query.to_string())
}

/// Wait until it holds, for at most a minute.
fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let held = (0..600).any(|_| {
        let held = holds();
        if !held {
            pause(100);
        }
        held
    });
    assert!(held, "not within a minute: {what}");
}

fn header(head: &str, name: &str) -> String {
    head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default().to_owned()
}

#[test]
fn an_address_is_told_what_comes_in_until_it_takes_it() {
    // It has a fault when it is told for the first time.
    let desk = Server::start(|_, _, before| Reply::Whole(if before == 0 { 503 } else { 204 }, Vec::new(), Vec::new()));
    let files = filled();
    let served = start(files.path(), &["--allow-private", &format!("127.0.0.1:{}", desk.port)]);
    let url = desk.url("/desk");
    let made = keep(&served, &json!({"name": "Kenya", "view": "events", "filter": "party=KEN", "author": "Ada", "webhook": url}));
    assert_eq!(made.status, 201, "{}", made.text());
    assert!(made.json()["secret"].as_str().expect("a secret").starts_with("whsec_"));
    assert_eq!(made.json()["webhook"]["url"], url.as_str());

    let new = [
        ("feed/f.txt", " date 2025-07-02 Africa digest\n\nACCRA - Ghana and Togo held talks on ports in Accra on Tuesday.\n"),
        ("feed/g.txt", " date 2025-07-03 Africa digest\n\nNAIROBI - Kenya condemned Uganda on Wednesday over the border.\n"),
    ];
    for (name, text) in new {
        fs::write(files.path().join(name), text).expect("a report");
    }
    assert_eq!(ask(files.path(), &["add", "feed"]).code, 0);
    wait_until("the message comes and comes again", || desk.count("/desk") == 2);
    let (heads, bodies) = (desk.heads("/desk"), desk.bodies());
    assert_eq!(bodies.len(), 2);
    assert_eq!(header(&heads[0], "webhook-id"), header(&heads[1], "webhook-id"), "the same message has the same id");
    assert!(header(&heads[1], "webhook-signature").starts_with("v1,"), "{}", heads[1]);
    let told: Value = serde_json::from_str(&bodies[1]).expect("JSON");
    assert_eq!((&told["type"], &told["data"]["query"]["name"]), (&json!("chancery.events"), &json!("Kenya")));
    let items = told["data"]["items"].as_array().expect("items");
    assert_eq!(items.len(), 1, "only what came in, and only of Kenya: {told}");
    assert_eq!(items[0]["actors"][0]["code"], "KEN");
    assert!(items[0]["reports"][0]["evidence"]["text"].as_str().expect("words").contains("condemned Uganda"));

    wait_until("the list says that it was taken", || served.found("/queries")["items"][0]["webhook"]["taken"].is_string());
    assert_eq!(served.found("/queries")["items"][0]["webhook"]["failures"], 0);
    assert!(!served.get("/queries").text().contains("whsec_"), "the secret is shown once");
    drop(served);
    // Another start tells nothing twice.
    let served = start(files.path(), &["--allow-private", &format!("127.0.0.1:{}", desk.port)]);
    pause(1500);
    assert_eq!((desk.count("/desk"), served.found("/queries")["total"].as_u64()), (2, Some(1)));
}

#[test]
fn what_came_in_while_the_server_was_down_is_told_at_its_start_and_private_addresses_are_not() {
    let desk = Server::start(|_, _, _| Reply::Whole(200, Vec::new(), Vec::new()));
    let files = filled();
    let allowed = format!("localhost:{}", desk.port);
    let served = start(files.path(), &["--allow-private", &allowed]);
    let hook = |path: &str, host: &str| json!({"name": path, "view": "commitments", "filter": "", "author": "Ada", "webhook": format!("http://{host}:{}/{path}", desk.port)});
    for (path, host) in [("named", "localhost"), ("other", "127.0.0.1")] {
        assert_eq!(keep(&served, &hook(path, host)).status, 201);
    }
    for wrong in ["ftp://example.org/", "http://ada:secret@example.org/", "nowhere"] {
        let query = json!({"name": "x", "view": "events", "filter": "", "author": "Ada", "webhook": wrong});
        assert_eq!(keep(&served, &query).status, 400, "{wrong}");
    }
    drop(served);
    fs::write(
        files.path().join("feed/f.txt"),
        " date 2025-07-02 Africa digest\n\nOSLO - Norway pledged on Tuesday to give Ghana 7 million euros by December 31.\n",
    )
    .expect("a report");
    assert_eq!(ask(files.path(), &["add", "feed"]).code, 0);
    let served = start(files.path(), &["--allow-private", &allowed]);
    wait_until("the address that was named is told", || desk.count("/named") == 1);
    let told: Value = serde_json::from_str(&desk.bodies()[0]).expect("JSON");
    assert_eq!((&told["type"], told["data"]["items"].as_array().map(Vec::len)), (&json!("chancery.commitments"), Some(1)));
    let error = || served.found("/queries")["items"][1]["webhook"]["error"].clone();
    wait_until("the other has failed", || error().is_string());
    assert!(error().as_str().expect("why").contains(&format!("--allow-private 127.0.0.1:{}", desk.port)), "{}", error());
    assert_eq!(desk.count("/other"), 0);
}

#[test]
fn an_address_is_told_while_its_author_may_see_what_it_is_told() {
    let desk = Server::start(|_, _, _| Reply::Whole(204, Vec::new(), Vec::new()));
    let files = filled();
    let at = files.path();
    assert_eq!(ask(at, &["account", "add", "ada", "--kind", "machine", "--role", "analyst", "--audience", "home:RED"]).code, 0);
    let bearer = format!("Bearer {}", ask(at, &["token", "new", "ada", "--name", "hooks"]).out.trim_end());
    let served = start(at, &["--allow-private", &format!("127.0.0.1:{}", desk.port)]);
    let query = json!({"name": "all", "view": "events", "filter": "", "webhook": desk.url("/desk")}).to_string();
    let made = served.send("POST", "/api/v1/queries", &[("X-Chancery", "1"), ("Authorization", &bearer)], &query);
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(ask(at, &["account", "audience", "ada", "home:GREEN"]).code, 0);
    fs::write(at.join("feed/f.txt"), " date 2025-07-02 Africa digest\n\nACCRA - Ghana and Togo held talks on ports in Accra on Tuesday.\n").expect("a report");
    assert_eq!(ask(at, &["add", "feed"]).code, 0);
    let database = rusqlite::Connection::open(at.join("r.db")).expect("the register");
    let error = || database.query_row("SELECT error FROM webhook", [], |r| r.get::<_, Option<String>>(0)).ok().flatten();
    wait_until("it is said why", || error().is_some_and(|why| why.contains("no account that sees everything")));
    assert_eq!(desk.count("/desk"), 0);
    assert_eq!(ask(at, &["account", "audience", "ada", "home:RED"]).code, 0);
    wait_until("it is told once she may see it again", || desk.count("/desk") == 1);
}

#[test]
fn an_offline_server_has_no_webhooks() {
    let files = filled();
    let served = start(files.path(), &["--offline"]);
    assert_eq!(served.found("/meta")["webhooks"], false);
    let made = keep(&served, &json!({"name": "x", "view": "events", "filter": "", "author": "Ada", "webhook": "https://example.org/desk"}));
    assert_eq!(made.status, 409, "{}", made.text());
}
