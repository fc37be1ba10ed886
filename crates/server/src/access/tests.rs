//! Every route of the API's own description, asked by everybody who may not and by whoever just may; sessions, tokens and the log.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::{Body, to_bytes};
use chancery_access::{Kind, NewAccount, Record, Wanted};
use chancery_knowledge::Knowledge;
use chancery_register::Register;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

use super::rules::{PARTNERS, RULES};
use super::*;
use crate::guard::Door;
use crate::metrics::Metrics;
use crate::readers::Readers;
use crate::state::Parts;

const PASSWORD: &str = "four words of mine";
const DAY: i64 = 24 * 60 * 60;
const BY: Actor<'static> = Actor { name: "test", address: None };

/// A server on an empty register.
struct House {
    folder: TempDir,
    gate: Arc<Gate>,
    router: Router,
}

struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn cookie(&self) -> String {
        let whole = self.headers.get(header::SET_COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        whole.split(';').next().unwrap_or_default().to_owned()
    }
}

impl House {
    fn path(&self) -> PathBuf {
        self.folder.path().join("r.db.access")
    }

    fn access(&self) -> Access {
        Access::open_or_create(&self.path()).expect("a file")
    }

    fn add(&self, name: &str, kind: Kind, role: Role) {
        let password = (kind == Kind::Person).then_some(PASSWORD);
        self.access().add_account(&NewAccount { name, kind, role, audience: None, groups: &[], password }, BY, seconds()).expect("an account");
    }

    fn token(&self, name: &str, now: i64) -> String {
        self.access().new_token(name, "test", 1, BY, now).expect("a token").0
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost").header("x-chancery", "1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::from(body.to_owned())).expect("a request");
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 4000))));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (head, body) = response.into_parts();
        let body = to_bytes(body, 1 << 20).await.expect("a body").to_vec();
        Reply { status: head.status.as_u16(), headers: head.headers, body }
    }

    async fn get(&self, path: &str, token: &str) -> Reply {
        self.send("GET", path, &[("authorization", &format!("Bearer {token}"))], "").await
    }

    async fn log_in(&self, name: &str, password: &str) -> Reply {
        self.send("POST", "/api/v1/session", &[], &json!({"name": name, "password": password}).to_string()).await
    }

    /// The log, after what waits to be written is.
    async fn log(&self) -> Vec<Record> {
        assert!(self.gate.journal.write(Line::default()).await);
        let mut records = Vec::new();
        self.access()
            .audit::<AccessError>(&Wanted::default(), |record| {
                records.push(record.clone());
                Ok(())
            })
            .expect("a log");
        records
    }
}

fn house(token: Option<&str>, https: bool) -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("r.db");
    drop(Register::open_or_create(&path).expect("a register"));
    let parts = Parts { knowledge: Arc::new(Knowledge::embedded().expect("knowledge")), metrics: Arc::new(Metrics::new()), sends: false };
    let everything: Audience = "home:RED".parse().expect("a reader");
    let readers = Readers::open(&path, parts, everything.clone(), crate::routes_for).expect("a register");
    let gate = Arc::new(Gate::new(chancery_access::path_beside(&path), token, https, everything));
    let router = crate::router(Arc::new(readers), Door { hosts: Arc::from(Vec::new()) }, Arc::clone(&gate));
    House { folder, gate, router }
}

/// Every method and path that the API's description has.
fn described(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().expect("paths");
    let methods = |(path, methods): (&String, &Value)| -> Vec<(String, String)> {
        methods.as_object().expect("methods").keys().map(|method| (method.to_uppercase(), path.clone())).collect()
    };
    paths.iter().flat_map(methods).collect()
}

#[tokio::test]
async fn every_route_refuses_whoever_may_not_ask_and_answers_whoever_just_may() {
    let house = house(None, false);
    let roles = [Role::Reader, Role::Analyst, Role::Reviewer, Role::Administrator];
    for role in roles {
        house.add(role.as_str(), Kind::Machine, role);
    }
    house.add("north", Kind::Partner, Role::Partner);
    house.add("gone", Kind::Machine, Role::Administrator);
    let tokens: Vec<(Role, String)> = roles.into_iter().map(|role| (role, house.token(role.as_str(), seconds()))).collect();
    let administrator = &tokens[3].1;
    let document = house.get("/api/v1/openapi.json", administrator).await.json();
    let routes = described(&document);

    // A route without a rule, or a rule without a route, is found here.
    let beside = [("GET", "/api/v1/openapi.json"), ("GET", "/health"), ("GET", "/metrics")];
    let expected: BTreeSet<(String, String)> =
        RULES.iter().map(|rule| (rule.method.to_owned(), rule.path.to_owned())).filter(|(method, path)| !beside.contains(&(method, path))).collect();
    assert_eq!(routes, expected);
    // And it is refused to everybody.
    for path in ["/api/v1/nothing", "/api", "/taxii2/nothing"] {
        assert_eq!(house.get(path, administrator).await.status, 403, "{path}");
        assert_eq!(house.send("GET", path, &[], "").await.status, 401, "{path}");
    }

    let expired = house.token("administrator", seconds() - 2 * DAY);
    let revoked = house.token("administrator", seconds());
    house.access().revoke(revoked.split('_').nth(1).expect("an id"), BY, seconds()).expect("revoked");
    let disabled = house.token("gone", seconds());
    house.access().disable("gone", BY, seconds()).expect("disabled");
    let wrong = format!("{}0", &administrator[..administrator.len() - 1]);
    let wrong = if wrong == *administrator { format!("{}1", &administrator[..administrator.len() - 1]) } else { wrong };
    let partner = house.token("north", seconds());
    let bearer = |token: &str| format!("Bearer {token}");
    let strangers = [
        ("nobody", None),
        ("an expired token", Some(("authorization", bearer(&expired)))),
        ("a revoked token", Some(("authorization", bearer(&revoked)))),
        ("a disabled account", Some(("authorization", bearer(&disabled)))),
        ("a wrong token", Some(("authorization", bearer(&wrong)))),
        ("no token at all", Some(("authorization", "Bearer x".to_owned()))),
        ("a session that is none", Some(("cookie", "chancery=0000".to_owned()))),
    ];
    for rule in RULES {
        let path = rule.path.replace("{number}", "1").replace("{code}", "KEN").replace("{id}", "x").replace("{a}", "KEN").replace("{b}", "UGA");
        for (who, shown) in &strangers {
            // Wrong secrets make the address wait: one is enough.
            if *who == "a wrong token" && path != "/api/v1/events" {
                continue;
            }
            let shown: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let status = house.send(rule.method, &path, &shown, "{}").await.status;
            let expected = if rule.least.is_none() { status != 401 && status != 403 } else { status == 401 };
            assert!(expected, "{who}: {} {path}: {status}", rule.method);
        }
        let Some(least) = rule.least else { continue };
        let status = house.send(rule.method, &path, &[("authorization", &bearer(&partner))], "{}").await.status;
        assert_eq!(status, 403, "a partner: {} {path}", rule.method);
        for (role, token) in &tokens {
            let status = house.send(rule.method, &path, &[("authorization", &bearer(token))], "{}").await.status;
            let may = !matches!(status, 401 | 403 | 503);
            assert_eq!(may, *role >= least, "{role}: {} {path}: {status}", rule.method);
        }
    }
    let log = house.log().await;
    let by = |action: &str, name: &str| log.iter().filter(|record| record.action == action && record.account.as_deref() == Some(name)).count();
    assert_eq!(by("denied", "north"), RULES.iter().filter(|rule| rule.least.is_some()).count());
    assert!(by("saw", "reader") > 10 && by("denied", "reader") > 5, "{}", log.len());
    assert_eq!(by("saw", "gone") + by("denied", "gone"), 0);
    assert_eq!(log.iter().filter(|record| record.action == "log-in refused").count(), 1, "of the wrong token");
    assert_eq!(house.access().verify_audit(None).expect("a look").faults, []);
}

#[tokio::test]
async fn every_route_for_partners_has_a_rule_and_every_rule_a_route() {
    // Where there are no accounts no rule is asked for: what has no route is not allowed at all.
    let house = house(None, false);
    let mut routes = BTreeSet::new();
    for (path, _) in crate::taxii::by_path() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let status = house.send(method, &path.replace("{id}", "x").replace("{object}", "x"), &[], "{}").await.status;
            if status != 405 {
                routes.insert((method, path));
            }
        }
    }
    assert_eq!(routes, PARTNERS.iter().map(|rule| (rule.method, rule.path)).collect());
}

#[tokio::test]
async fn nothing_is_drawn_up_for_a_partner_where_it_may_not_ask() {
    let house = house(None, false);
    house.add("north", Kind::Partner, Role::Partner);
    let token = house.token("north", seconds());
    for path in ["/api/v1/events", "/api/v1/nothing", "/metrics", "/taxii2"] {
        assert_eq!(house.get(path, &token).await.status, 403, "{path}");
    }
    assert_eq!(house.log().await.iter().filter(|record| record.action == "denied").count(), 4);
    assert!(!house.folder.path().join("r.db.views").exists());
    assert_eq!(house.get("/taxii2/root/collections/", &token).await.status, 200);
}

#[tokio::test]
async fn a_webhook_is_told_while_its_author_may_see_what_it_tells() {
    let house = house(None, false);
    assert!(house.gate.lets_send("ada").await.expect("a look"), "where there are no accounts");
    for (name, role, audience) in
        [("ada", Role::Analyst, "home:RED"), ("bob", Role::Reader, "home:RED"), ("cho", Role::Reviewer, "home:GREEN"), ("dan", Role::Administrator, "home:RED")]
    {
        house.add(name, Kind::Machine, role);
        house.access().set_audience(name, audience, BY, seconds()).expect("changed");
    }
    house.access().disable("dan", BY, seconds()).expect("disabled");
    for (name, expected) in [("ada", true), ("bob", false), ("cho", false), ("dan", false), ("nobody", false)] {
        assert_eq!(house.gate.lets_send(name).await.expect("a look"), expected, "{name}");
    }
}

#[tokio::test]
async fn a_person_logs_in_and_out_and_is_let_in_no_longer_than_they_may() {
    let house = house(None, false);
    house.add("Ada", Kind::Person, Role::Analyst);
    // The pages and the sign of life hold no data.
    for path in ["/", "/acts/x", "/assets/none.js", "/health"] {
        assert_ne!(house.send("GET", path, &[], "").await.status, 401, "{path}");
    }
    let refused = house.log_in("ada", "four words of yours").await;
    let unknown = house.log_in("nobody", "four words of yours").await;
    assert_eq!((refused.status, refused.body.as_slice()), (401, unknown.body.as_slice()), "the same for both");
    assert_eq!((unknown.status, refused.cookie().as_str()), (401, ""));
    let made = house.log_in("ADA", PASSWORD).await;
    assert_eq!((made.status, made.json()), (201, json!({"name": "Ada", "role": "analyst", "audience": "home:AMBER+STRICT"})));
    let set = made.headers[header::SET_COOKIE].to_str().expect("a cookie").to_owned();
    assert!(set.starts_with("chancery=") && set.contains("; HttpOnly; SameSite=Strict;") && !set.contains("Secure"), "{set}");
    let cookie = made.cookie();
    let who = house.send("GET", "/api/v1/session", &[("cookie", &format!("other=1; {cookie}"))], "").await;
    assert_eq!((who.status, who.json()["name"].as_str()), (200, Some("Ada")));
    assert!(who.headers[header::CACHE_CONTROL] == "no-store" && !who.headers.contains_key(header::ETAG));
    assert_eq!(house.send("GET", "/api/v1/events", &[("cookie", &cookie)], "").await.status, 200);
    house.log().await;
    // A token that is none is not made good by a cookie.
    assert_eq!(house.send("GET", "/api/v1/events", &[("cookie", &cookie), ("authorization", "Bearer x")], "").await.status, 401);
    // Another site has the cookie sent in no way that changes something.
    for strange in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        assert_eq!(house.send("DELETE", "/api/v1/session", &[("cookie", &cookie), strange], "").await.status, 403);
    }
    let out = house.send("DELETE", "/api/v1/session", &[("cookie", &cookie)], "").await;
    assert_eq!((out.status, out.cookie().as_str()), (204, "chancery="));
    assert_eq!(house.send("GET", "/api/v1/session", &[("cookie", &cookie)], "").await.status, 401);
    let again = house.log_in("ada", PASSWORD).await.cookie();
    house.access().set_role("ada", Role::Reader, BY, seconds()).expect("changed");
    assert_eq!(house.send("GET", "/api/v1/session", &[("cookie", &again)], "").await.status, 401, "another role ends it");
    let told: Vec<String> = house.log().await.into_iter().map(|record| record.action).collect();
    assert_eq!(told, ["account", "log-in refused", "log-in refused", "log-in", "saw", "log-out", "log-in", "account"]);
}

#[tokio::test]
async fn behind_a_proxy_the_cookie_is_for_https_and_the_address_is_the_proxys_word() {
    let house = house(None, true);
    house.add("ada", Kind::Person, Role::Reader);
    let body = json!({"name": "ada", "password": PASSWORD}).to_string();
    let made = house.send("POST", "/api/v1/session", &[("x-forwarded-for", "198.51.100.1, 203.0.113.9")], &body).await;
    let set = made.headers[header::SET_COOKIE].to_str().expect("a cookie");
    assert!(set.starts_with("__Host-chancery=") && set.ends_with("; Secure") && set.contains("; Path=/;"), "{set}");
    assert_eq!(house.log().await.last().and_then(|record| record.address.clone()).as_deref(), Some("203.0.113.9"));
    let direct = house.log_in("ada", PASSWORD).await;
    assert_eq!(direct.status, 201);
    assert_eq!(house.log().await.last().and_then(|record| record.address.clone()).as_deref(), Some("192.0.2.7"));
}

#[tokio::test]
async fn guessing_is_made_to_wait() {
    let house = house(None, false);
    house.add("ada", Kind::Person, Role::Reader);
    // By a clock that is ahead, so that the wait does not end while the test runs.
    for _ in 0..5 {
        assert!(matches!(house.access().attempt("ada", "198.51.100.9", seconds() + 60), Ok(Begun::Attempt(_))));
    }
    let wait = house.log_in("ada", PASSWORD).await;
    let left: u64 = wait.headers[header::RETRY_AFTER].to_str().expect("seconds").parse().expect("a number");
    assert!(wait.status == 429 && (30..=61).contains(&left), "{left}");
    assert_eq!(house.log_in("ada", &"x".repeat(300 << 10)).await.status, 413);
}

#[tokio::test]
async fn the_log_tells_what_was_seen_and_what_left_the_house() {
    let house = house(None, false);
    house.add("ada", Kind::Machine, Role::Analyst);
    house.add("bob", Kind::Machine, Role::Analyst);
    house.access().set_audience("bob", "home:RED", BY, seconds()).expect("changed");
    let (ada, bob) = (house.token("ada", seconds()), house.token("bob", seconds()));
    let before = house.log().await.len();
    let seen = house.get("/api/v1/events?party=KEN", &ada).await;
    let tag = seen.headers[header::ETAG].to_str().expect("a mark").to_owned();
    let kept = house.send("GET", "/api/v1/events?party=KEN", &[("authorization", &format!("Bearer {ada}")), ("if-none-match", &tag)], "").await;
    assert_eq!(kept.status, 304);
    assert_eq!(house.get("/api/v1/events?party=KEN", &bob).await.status, 200);
    // However the parameter is written, it is the file that counts.
    assert_eq!(house.get("/api/v1/events?form%61t=csv", &ada).await.status, 200);
    assert_eq!(house.get("/api/v1/meta", &ada).await.status, 200);
    assert_eq!(house.get("/api/v1/events/none", &ada).await.status, 404);
    let keep = json!({"name": "Kenya", "view": "events", "filter": "party=KEN"}).to_string();
    let made = house.send("POST", "/api/v1/queries", &[("authorization", &format!("Bearer {ada}"))], &keep).await;
    assert_eq!((made.status, made.json()["author"].as_str()), (201, Some("ada")), "it is signed by the account");
    assert_eq!(house.get("/api/v1/queries/1/atom", &ada).await.status, 200);
    let other = json!({"name": "Kenya", "view": "events", "filter": "", "author": "bob"}).to_string();
    assert_eq!(house.send("POST", "/api/v1/queries", &[("authorization", &format!("Bearer {ada}"))], &other).await.status, 400);
    let log = house.log().await;
    let told: Vec<(&str, &str, &str, &str)> =
        log[before..].iter().map(|r| (r.account.as_deref().unwrap_or_default(), r.action.as_str(), r.object.as_str(), r.detail.as_str())).collect();
    assert_eq!(
        told,
        [
            ("ada", "saw", "GET /api/v1/events?party=KEN", "200"),
            ("ada", "saw", "GET /api/v1/events?party=KEN", "304"),
            ("bob", "saw", "GET /api/v1/events?party=KEN", "200"),
            ("ada", "released", "GET /api/v1/events?form%61t=csv", "200"),
            ("ada", "changed", "POST /api/v1/queries", "201 query 1: events party=KEN"),
            ("ada", "released", "GET /api/v1/queries/1/atom", "200"),
        ]
    );
    assert!(log.iter().skip(before).all(|record| record.address.as_deref() == Some("192.0.2.7")));
    assert!(house.access().tokens(Some("ada")).expect("tokens")[0].last_use.is_some());
}

#[tokio::test]
async fn nobody_is_answered_while_the_log_cannot_be_written() {
    let house = house(None, false);
    house.add("ada", Kind::Person, Role::Reviewer);
    let token = house.token("ada", seconds());
    assert_eq!(house.get("/api/v1/events", &token).await.status, 200);
    house.log().await;
    let db = rusqlite::Connection::open(house.path()).expect("the file");
    db.execute_batch("ALTER TABLE audit RENAME TO taken").expect("taken away");
    // What leaves the house is written down before it does.
    assert_eq!(house.get("/api/v1/events?format=csv", &token).await.status, 503);
    assert_eq!(house.get("/api/v1/events", &token).await.status, 503, "nor is anything else answered");
    assert_eq!(house.get("/api/v1/meta", &token).await.status, 503);
    assert_eq!(house.log_in("ada", PASSWORD).await.status, 503);
    assert_eq!(house.send("GET", "/health", &[], "").await.status, 200);
    db.execute_batch("ALTER TABLE taken RENAME TO audit").expect("put back");
    let log = house.log().await;
    assert_eq!(
        log.last().map(|record| (record.action.as_str(), record.object.as_str())),
        Some(("released", "GET /api/v1/events?format=csv")),
        "nothing is lost"
    );
    assert_eq!(house.get("/api/v1/events", &token).await.status, 200);
    assert_eq!(house.access().verify_audit(None).expect("a look").faults, []);
}

#[tokio::test]
async fn the_first_account_closes_a_server_that_runs() {
    let house = house(Some("a-token-of-enough-letters"), false);
    assert_eq!(house.send("GET", "/api/v1/events", &[], "").await.status, 401);
    assert_eq!(house.send("GET", "/", &[], "").await.status, 401, "as before there were accounts");
    assert_eq!(house.get("/api/v1/events", "a-token-of-enough-letters").await.status, 200);
    let who = house.get("/api/v1/session", "a-token-of-enough-letters").await;
    assert_eq!(who.json(), json!({"name": null, "role": "administrator", "audience": "home:RED"}));
    assert_eq!(house.get("/metrics", "a-token-of-enough-letters").await.status, 200);
    let body = json!({"name": "ada", "password": PASSWORD}).to_string();
    let none = house.send("POST", "/api/v1/session", &[("authorization", "Bearer a-token-of-enough-letters")], &body).await;
    assert_eq!(none.status, 409);
    house.add("ada", Kind::Person, Role::Reader);
    assert_eq!(house.get("/api/v1/events", "a-token-of-enough-letters").await.status, 401);
    assert_eq!(house.log_in("ada", PASSWORD).await.status, 201);
    // Not even the loss of the file opens it again.
    std::fs::remove_file(house.path()).expect("removed");
    assert_ne!(house.send("GET", "/api/v1/events", &[], "").await.status, 200);
}

#[test]
fn a_token_is_taken_as_a_bearers_or_as_a_password() {
    for (value, expected) in [
        ("Bearer secret", Some("secret")),
        ("bearer  secret", Some("secret")),
        ("Basic OnNlY3JldA==", Some("secret")),
        ("Basic YW5uOnNlY3JldA==", Some("secret")),
        ("Basic YW5uOnM6ZWNyZXQ=", Some("s:ecret")),
        ("Bearer", None),
        ("Basic secret", None),
        ("Basic !!", None),
        ("Digest OnNlY3JldA==", None),
        ("secret", None),
    ] {
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_str(value).expect("a value"))]);
        assert_eq!(token(&headers).as_deref(), expected, "{value}");
    }
    assert_eq!(token(&HeaderMap::new()), None);
}

#[test]
fn what_is_written_down_is_bounded() {
    assert_eq!(shortened("GET /a"), "GET /a");
    assert_eq!(shortened(&"ệ".repeat(5000)), format!("{}… (15000 bytes)", "ệ".repeat(4096)));
}
