//! What the tests of `chancery watch` share: feeds and pages of a made-up site, a config, one round, and what came of it.
#![allow(dead_code, reason = "each test uses a part")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tempfile::TempDir;

use crate::server::{Reply, Server};
use crate::support::{Run, chancery, folder, run};

pub fn text(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Reply {
    Reply::Whole(status, vec![("Content-Type", kind.to_owned())], body.into())
}

pub fn moved(to: &str) -> Reply {
    Reply::Whole(302, vec![("Location", to.to_owned())], Vec::new())
}

pub fn status(code: u16) -> Reply {
    text(code, "text/plain", "no")
}

pub fn report(number: usize) -> String {
    format!("NAIROBI - Kenya and Uganda held talks on border trade in Nairobi on Monday. It was meeting number {number} of the two governments this year.\n")
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).expect("packed");
    out.finish().expect("packed")
}

pub fn rss(links: &[String]) -> String {
    let mut out = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Invented News</title><link>https://example.org/</link>".to_owned();
    for (number, link) in links.iter().enumerate() {
        let link = link.replace('&', "&amp;");
        write!(out, "<item><title>Headline {number}</title><link>{link}</link><pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate></item>").expect("written");
    }
    out + "</channel></rss>"
}

pub fn atom(links: &[String]) -> String {
    let mut out =
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Invented News</title><id>x</id><updated>2025-03-04T10:00:00Z</updated>"
            .to_owned();
    for link in links {
        write!(out, "<entry><title>Talks</title><id>{link}</id><link href=\"{link}\"/><updated>2025-03-04T10:00:00Z</updated></entry>").expect("written");
    }
    out + "</feed>"
}

pub fn json_feed(links: &[String]) -> String {
    let items: Vec<Value> = links.iter().map(|link| serde_json::json!({ "id": link, "url": link, "title": "Talks", "content_text": "Talks" })).collect();
    serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Invented News", "items": items }).to_string()
}

pub fn sitemap(kind: &str, item: &str, links: &[String]) -> String {
    let items: Vec<String> = links.iter().map(|link| format!("<{item}><loc>{link}</loc></{item}>")).collect();
    let items = items.concat();
    format!("<?xml version=\"1.0\"?><{kind} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{items}</{kind}>")
}

/// A config with these sources and tries without pauses.
pub fn settings(timeout: &str, sources: &str) -> String {
    let limits = format!("[limits]\nmax_bytes = 100000\ntimeout = \"{timeout}\"\ndelay = \"0s\"\ntries = 3\nretry = \"0s\"\n");
    format!("contact = \"mailto:desk@example.org\"\ninterval = \"1s\"\n{limits}{sources}")
}

/// A folder with such a config.
pub fn config(sources: &str) -> TempDir {
    folder(&[("watch.toml", settings("10s", sources).as_bytes())])
}

/// A server that knows its own address.
pub fn start(answer: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static) -> Server {
    let address = Arc::new(OnceLock::new());
    let base = Arc::clone(&address);
    let server = Server::start(move |path, _, before| answer(base.get().map_or("", String::as_str), path, before));
    address.set(server.url("")).expect("set once");
    server
}

/// A feed of pages of one server.
pub fn feed_of(base: &str, paths: &[&str]) -> Reply {
    text(200, "application/rss+xml", rss(&paths.iter().map(|path| format!("{base}{path}")).collect::<Vec<_>>()))
}

/// A page with a report, and the address that it gives itself.
pub fn page(canonical: &str, number: usize) -> Reply {
    let (head, body) = ("<title>Talks</title>", report(number));
    text(
        200,
        "text/html",
        format!(
            "<!doctype html><html lang=en><head>{head}<link rel=canonical href=\"{canonical}\"></head><body><article><h1>Talks</h1><p>{body}</p><p>Both sides will meet again.</p></article></body></html>"
        ),
    )
}

pub fn source(name: &str, kind: &str, url: &str) -> String {
    format!("[[source]]\nname = \"{name}\"\n{kind} = \"{url}\"\n")
}

pub fn ask(at: &Path, args: &[&str]) -> Run {
    run(chancery().current_dir(at).env("CHANCERY_REGISTER", "r.db").args(args))
}

pub fn once(at: &Path) -> Run {
    ask(at, &["watch", "watch.toml", "--once", "--allow-private"])
}

/// A figure of the line of a round.
pub fn figure(done: &Run, name: &str) -> usize {
    let value = done.out.split_whitespace().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let value = value.and_then(|value| value.parse().ok());
    assert!(value.is_some(), "no {name} in {} {}", done.out, done.err);
    value.unwrap_or_default()
}

/// What became of pages: address and outcome.
pub fn outcomes(at: &Path) -> Vec<(String, String, String)> {
    let lines = ask(at, &["sql", "--format", "jsonl", "SELECT url, outcome, why FROM watched_pages ORDER BY url"]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    lines
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|row| (text(&row["url"]), text(&row["outcome"]), text(&row["why"])))
        .collect()
}

/// Addresses of the documents in the register.
pub fn documents(at: &Path) -> BTreeSet<String> {
    let lines = ask(at, &["sql", "--format", "jsonl", "SELECT url FROM document"]);
    lines.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["url"].as_str().unwrap_or_default().to_owned()).collect()
}
