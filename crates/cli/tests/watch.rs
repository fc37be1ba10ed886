//! `chancery watch` against a server on this machine: it gets all that it may and nothing else, each page once.

#[path = "support/server.rs"]
mod server;
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use server::{Reply, Server, pause};
use support::{Run, chancery, folder, run};
use tempfile::TempDir;

const PAGES: usize = 50;

fn text(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Reply {
    Reply::Whole(status, vec![("Content-Type", kind.to_owned())], body.into())
}

fn moved(to: &str) -> Reply {
    Reply::Whole(302, vec![("Location", to.to_owned())], Vec::new())
}

fn status(code: u16) -> Reply {
    text(code, "text/plain", "no")
}

fn report(number: usize) -> String {
    format!("NAIROBI - Kenya and Uganda held talks on border trade in Nairobi on Monday. It was meeting number {number} of the two governments this year.\n")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).expect("packed");
    out.finish().expect("packed")
}

fn rss(links: &[String]) -> String {
    let mut out = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Invented News</title><link>https://example.org/</link>".to_owned();
    for (number, link) in links.iter().enumerate() {
        let link = link.replace('&', "&amp;");
        write!(out, "<item><title>Headline {number}</title><link>{link}</link><pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate></item>").expect("written");
    }
    out + "</channel></rss>"
}

fn atom(links: &[String]) -> String {
    let mut out =
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Invented News</title><id>x</id><updated>2025-03-04T10:00:00Z</updated>"
            .to_owned();
    for link in links {
        write!(out, "<entry><title>Talks</title><id>{link}</id><link href=\"{link}\"/><updated>2025-03-04T10:00:00Z</updated></entry>").expect("written");
    }
    out + "</feed>"
}

fn json_feed(links: &[String]) -> String {
    let items: Vec<Value> = links.iter().map(|link| serde_json::json!({ "id": link, "url": link, "title": "Talks", "content_text": "Talks" })).collect();
    serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Invented News", "items": items }).to_string()
}

fn sitemap(kind: &str, item: &str, links: &[String]) -> String {
    let items: Vec<String> = links.iter().map(|link| format!("<{item}><loc>{link}</loc></{item}>")).collect();
    let items = items.concat();
    format!("<?xml version=\"1.0\"?><{kind} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{items}</{kind}>")
}

/// A config with these sources and tries without pauses.
fn settings(timeout: &str, sources: &str) -> String {
    let limits = format!("[limits]\nmax_bytes = 100000\ntimeout = \"{timeout}\"\ndelay = \"0s\"\ntries = 3\nretry = \"0s\"\n");
    format!("contact = \"mailto:desk@example.org\"\ninterval = \"1s\"\n{limits}{sources}")
}

/// A folder with such a config.
fn config(sources: &str) -> TempDir {
    folder(&[("watch.toml", settings("10s", sources).as_bytes())])
}

/// A server that knows its own address.
fn start(answer: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static) -> Server {
    let address = Arc::new(OnceLock::new());
    let base = Arc::clone(&address);
    let server = Server::start(move |path, _, before| answer(base.get().map_or("", String::as_str), path, before));
    address.set(server.url("")).expect("set once");
    server
}

/// A feed of pages of one server.
fn feed_of(base: &str, paths: &[&str]) -> Reply {
    text(200, "application/rss+xml", rss(&paths.iter().map(|path| format!("{base}{path}")).collect::<Vec<_>>()))
}

/// A page with a report, and the address that it gives itself.
fn page(canonical: &str, number: usize) -> Reply {
    let (head, body) = ("<title>Talks</title>", report(number));
    text(
        200,
        "text/html",
        format!(
            "<!doctype html><html lang=en><head>{head}<link rel=canonical href=\"{canonical}\"></head><body><article><h1>Talks</h1><p>{body}</p><p>Both sides will meet again.</p></article></body></html>"
        ),
    )
}

fn source(name: &str, kind: &str, url: &str) -> String {
    format!("[[source]]\nname = \"{name}\"\n{kind} = \"{url}\"\n")
}

fn ask(at: &Path, args: &[&str]) -> Run {
    run(chancery().current_dir(at).env("CHANCERY_REGISTER", "r.db").args(args))
}

fn once(at: &Path) -> Run {
    ask(at, &["watch", "watch.toml", "--once", "--allow-private"])
}

/// A figure of the line of a round.
fn figure(done: &Run, name: &str) -> usize {
    let value = done.out.split_whitespace().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let value = value.and_then(|value| value.parse().ok());
    assert!(value.is_some(), "no {name} in {} {}", done.out, done.err);
    value.unwrap_or_default()
}

/// What became of pages: address and outcome.
fn outcomes(at: &Path) -> Vec<(String, String, String)> {
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
fn documents(at: &Path) -> BTreeSet<String> {
    let lines = ask(at, &["sql", "--format", "jsonl", "SELECT url FROM document"]);
    lines.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["url"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The whole site.
fn site(base: &OnceLock<String>, elsewhere: u16, path: &str, head: &str, before: usize) -> Reply {
    let base = base.get().map_or("", String::as_str);
    let news = |from: usize, to: usize| (from..=to).map(|n| format!("{base}/news/{n}")).collect::<Vec<_>>();
    let odd = |paths: &[&str]| paths.iter().map(|path| format!("{base}{path}")).collect::<Vec<_>>();
    let plain = |body: String| text(200, "text/plain; charset=utf-8", body);
    if let Some(number) = path.strip_prefix("/news/").and_then(|n| n.parse().ok()) {
        pause(15);
        return plain(report(number));
    }
    match path {
        "/robots.txt" => text(200, "text/plain", "User-agent: *\nDisallow: /private/\nAllow: /private/but-this\n"),
        "/rss" if head.contains("if-none-match: \"v1\"") => Reply::Whole(304, Vec::new(), Vec::new()),
        "/rss" => {
            let mut links = news(1, 20);
            links.extend(odd(&[
                "/news/1?utm_source=rss&utm_medium=feed",
                "/news/2#comments",
                "/old",
                "/new-address",
                "/loop/a",
                "/far",
                "/too-far/0",
                "/inside",
                "/inside-other-port",
            ]));
            links.extend(odd(&["/gone", "/missing", "/flaky", "/broken", "/forbidden", "/cut", "/endless", "/huge", "/bomb", "/picture"]));
            links.extend(odd(&["/private/1", "/private/but-this", "/wrong-charset", "/euc-kr", "/empty", "/to-file", "/feed-as-page"]));
            links.extend([format!("http://127.0.0.2:{elsewhere}/secret"), format!("http://2130706433:{elsewhere}/secret"), "ftp://127.0.0.1/x".to_owned()]);
            Reply::Whole(200, vec![("Content-Type", "application/rss+xml".to_owned()), ("ETag", "\"v1\"".to_owned())], rss(&links).into_bytes())
        }
        "/atom" if head.contains("if-modified-since: tue, 04 mar 2025 10:00:00 gmt") => Reply::Whole(304, Vec::new(), Vec::new()),
        "/atom" => {
            let modified = ("Last-Modified", "Tue, 04 Mar 2025 10:00:00 GMT".to_owned());
            Reply::Whole(200, vec![("Content-Type", "application/atom+xml".to_owned()), modified], atom(&news(15, 30)).into_bytes())
        }
        "/feed" => moved("/feed.json"),
        "/feed.json" => text(200, "application/feed+json", json_feed(&news(25, 35))),
        "/sitemap.xml" => text(200, "application/xml", sitemap("sitemapindex", "sitemap", &odd(&["/sitemap-a.xml", "/sitemap-b.xml.gz", "/sitemap-none.xml"]))),
        "/sitemap-a.xml" => text(200, "application/xml", sitemap("urlset", "url", &news(36, 45))),
        "/sitemap-b.xml.gz" => text(200, "application/gzip", gzip(sitemap("urlset", "url", &news(46, PAGES)).as_bytes())),
        "/old" => moved("/landing"),
        "/landing" => plain(report(1001)),
        "/new-address" => moved("/landing"),
        "/loop/a" => moved("/loop/b"),
        "/loop/b" => moved("/loop/a"),
        "/far" => moved("/near"),
        "/near" => moved(&format!("{base}/news/3?fbclid=x")),
        "/inside" => moved(&format!("http://127.0.0.2:{elsewhere}/secret")),
        "/inside-other-port" => moved(&format!("http://127.0.0.1:{elsewhere}/secret")),
        "/to-file" => moved("file:///etc/hostname"),
        "/gone" => status(410),
        "/flaky" if before == 0 => status(500),
        "/flaky" => plain(report(1002)),
        "/broken" => status(500),
        "/forbidden" => status(403),
        "/feed-as-page" => text(200, "text/xml", rss(&news(1, 2))),
        "/cut" => Reply::Cut,
        "/endless" => Reply::Endless,
        "/huge" => plain("Brazil. ".repeat(20_000)),
        "/bomb" => Reply::Whole(200, vec![("Content-Type", "text/plain".to_owned()), ("Content-Encoding", "gzip".to_owned())], gzip(&vec![b'a'; 50 << 20])),
        "/picture" => text(200, "image/png", b"\x89PNG\r\n".to_vec()),
        "/private/but-this" => plain(report(1003)),
        "/wrong-charset" => text(200, "text/plain; charset=utf-99", report(1004)),
        "/euc-kr" => text(200, "text/plain; charset=utf-8", b"\xbc\xad\xbf\xef=\xbf\xac\xc7\xd5\xb4\xba\xbd\xba".to_vec()),
        "/empty" => plain(" \n".to_owned()),
        _ => match path.strip_prefix("/too-far/").and_then(|n| n.parse::<usize>().ok()) {
            Some(number) => moved(&format!("/too-far/{}", number + 1)),
            None => status(404),
        },
    }
}

#[test]
fn it_gets_all_that_it_may_and_nothing_else_each_page_once() {
    let elsewhere = Server::start(|_, _, _| text(200, "text/plain", report(666)));
    let base = Arc::new(OnceLock::new());
    let (address, port) = (Arc::clone(&base), elsewhere.port);
    let server = Server::start(move |path, head, before| site(&address, port, path, head, before));
    base.set(server.url("")).expect("set once");
    let sources = [("RSS", "feed", "/rss"), ("Atom", "feed", "/atom"), ("JSON", "feed", "/feed"), ("Map", "sitemap", "/sitemap.xml")];
    let files = config(&sources.map(|(name, kind, path)| source(name, kind, &server.url(path))).concat());
    let at = files.path();

    // The first run is killed in the middle.
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("chancery"));
    command.current_dir(at).env("CHANCERY_REGISTER", "r.db").args(["watch", "watch.toml", "--once", "--allow-private"]);
    let mut first = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs");
    let news = |server: &Server| server.counts().into_iter().filter(|(path, _)| path.starts_with("/news/")).map(|(_, n)| n).sum::<usize>();
    for _ in 0..12_000 {
        if news(&server) >= 15 {
            break;
        }
        pause(5);
    }
    first.kill().expect("killed");
    first.wait().expect("ended");
    let in_by_then = documents(at);

    let second = once(at);
    assert_eq!(second.code, 1, "{}", second.err);
    let third = once(at);
    // Two of the feeds had not changed, and nothing new was found.
    assert_eq!((figure(&third, "not_modified"), figure(&third, "links"), figure(&third, "sources")), (2, 0, 4), "{}", third.out);
    let fourth = once(at);
    let quiet = once(at);
    assert_eq!((figure(&quiet, "again"), figure(&quiet, "fetched"), figure(&quiet, "added")), (0, 0, 0), "{}{}{}", fourth.out, quiet.out, quiet.err);

    // All that it may, and nothing else.
    let mut expected: BTreeSet<String> = (1..=PAGES).map(|n| server.url(&format!("/news/{n}"))).collect();
    expected.extend(["/landing", "/flaky", "/private/but-this", "/wrong-charset"].map(|path| server.url(path)));
    let mut held = documents(at);
    held.remove(&server.url("/euc-kr"));
    assert_eq!(held, expected);
    assert_eq!(elsewhere.counts().len(), 0, "nobody was asked who is on an address of the inside: {:?}", elsewhere.counts());
    let became = |path: &str| {
        let url = if path.starts_with('/') { server.url(path) } else { path.to_owned() };
        outcomes(at).into_iter().find(|(other, _, _)| *other == url).map(|(_, outcome, why)| format!("{outcome}: {why}")).unwrap_or_default()
    };
    for (path, told) in [
        ("/news/7", "added: "),
        ("/loop/a", "refused: it redirects in a circle"),
        ("/too-far/0", "refused: it redirects more than 5 times"),
        ("/far", "same: the same page as "),
        ("/to-file", "refused: it redirects to what is not fetched: only http and https"),
        ("/gone", "gone: the server answers 410"),
        ("/missing", "gone: the server answers 404"),
        ("/flaky", "added: "),
        ("/broken", "failed: the server answers 500"),
        ("/forbidden", "refused: the server answers 403"),
        ("/cut", "failed: "),
        ("/endless", "refused: it is larger than 100000 bytes"),
        ("/huge", "refused: it is larger than 100000 bytes"),
        ("/bomb", "refused: it is larger than 100000 bytes"),
        ("/picture", "refused: it is image/png, which is no page with a report"),
        ("/feed-as-page", "refused: it is a feed, which is no page with a report"),
        ("/private/1", "denied: the site's robots.txt"),
        ("/empty", "refused: is empty"),
        (&format!("http://127.0.0.2:{port}/secret"), "refused: 127.0.0.2 is on an address that is loopback"),
        (&format!("http://127.0.0.1:{port}/secret"), "refused: 127.0.0.1 is on an address that is loopback"),
    ] {
        assert!(became(path).starts_with(told), "{path}: {}", became(path));
    }
    // Where it leads to is in the feed too, and may have been refused before.
    for (path, host) in [("/inside", "127.0.0.2"), ("/inside-other-port", "127.0.0.1")] {
        let told = [format!("refused: {host} is on an address that is loopback, not public"), format!("refused: it leads to http://{host}:{port}/secret")];
        assert!(told.iter().any(|told| became(path).starts_with(told)), "{path}: {}", became(path));
    }
    let (old, new) = (became("/old"), became("/new-address"));
    assert!(old.starts_with("added") && new.starts_with("same: the same page as") || new.starts_with("added") && old.starts_with("same"), "{old} {new}");

    // What was in when the program was killed was not fetched again.
    let counts = server.counts();
    for url in &in_by_then {
        let path = url.strip_prefix(&server.url("")).expect("a path");
        assert_eq!(counts[path], 1, "{path} was in already");
    }
    assert_eq!(counts.get("/news/1?utm_source=rss&utm_medium=feed"), None);
    assert_eq!((counts.get("/private/1"), counts["/broken"], counts["/flaky"]), (None, 3, 2));
    assert_eq!(counts["/robots.txt"], 5, "once for each run");
    let head = &server.heads("/news/7")[0];
    assert!(
        head.contains(&format!("user-agent: chancery/{} (+mailto:desk@example.org)", env!("CARGO_PKG_VERSION"))) && head.contains("accept-encoding: gzip"),
        "{head}"
    );
    assert_eq!(ask(at, &["verify"]).code, 0);
}

#[test]
fn addresses_of_the_inside_are_left_alone_unless_allowed() {
    let server = Server::start(|_, _, _| text(200, "text/plain", "x"));
    let files = config(&source("Inside", "feed", &server.url("/rss")));
    let done = ask(files.path(), &["watch", "watch.toml", "--once"]);
    assert_eq!((done.code, figure(&done, "feeds_failed")), (1, 1), "{}", done.err);
    assert!(done.err.contains("127.0.0.1 is on an address that is loopback, not public; a source of the config may be, with --allow-private"), "{}", done.err);
    let named = config(&source("Inside", "feed", &format!("http://localhost:{}/rss", server.port)));
    let done = ask(named.path(), &["watch", "watch.toml", "--once"]);
    assert!(done.err.contains("localhost is on an address that is loopback"), "{}", done.err);
    assert_eq!(server.counts().len(), 0);
}

#[test]
fn a_secure_source_needs_a_secure_server() {
    let server = Server::start(|_, _, _| text(200, "text/plain", "x"));
    let files = config(&source("Plain", "feed", &server.url("/rss").replace("http:", "https:")));
    let done = once(files.path());
    assert_eq!((done.code, figure(&done, "feeds_failed")), (1, 1), "{}", done.err);
    assert!(done.err.contains("https://127.0.0.1") && done.err.contains("connection fails"), "{}", done.err);
    assert_eq!(server.count("/rss"), 0);
}

#[test]
fn a_site_that_does_not_tell_its_rules_is_left_alone_and_one_without_rules_is_open() {
    let server = Server::start(|path, _, before| match path {
        "/robots.txt" if before == 0 => status(503),
        "/robots.txt" => status(404),
        "/rss" => text(200, "application/rss+xml", rss(&[])),
        _ => status(404),
    });
    let files = config(&source("Shy", "feed", &server.url("/rss")));
    let done = once(files.path());
    assert_eq!((done.code, server.count("/rss")), (1, 0), "{}", done.err);
    assert!(done.err.contains("/robots.txt: the server answers 503; nothing is fetched there in this round"), "{}", done.err);
    pause(2100);
    let done = once(files.path());
    assert_eq!((done.code, server.count("/rss")), (0, 1), "{}", done.err);
}

#[test]
fn a_server_that_asks_to_wait_is_not_asked_again() {
    let server = Server::start(|path, _, _| match path {
        "/rss" => Reply::Whole(429, vec![("Retry-After", "3600".to_owned())], Vec::new()),
        _ => status(404),
    });
    let files = config(&source("Busy", "feed", &server.url("/rss")));
    let done = once(files.path());
    assert!(done.code == 1 && done.err.contains("127.0.0.1: asks to wait for 3600 seconds"), "{}", done.err);
    let again = once(files.path());
    assert_eq!((figure(&again, "sources"), server.count("/rss")), (0, 1), "{}", again.err);
}

#[test]
fn a_host_gets_the_rest_that_it_asks_for() {
    let server = start(|base, path, _| match path {
        "/robots.txt" => text(200, "text/plain", "User-agent: chancery\nCrawl-delay: 0.4\n"),
        "/rss" => feed_of(base, &["/news/1", "/news/2"]),
        _ => text(200, "text/plain", report(path.len())),
    });
    let files = config(&source("Slow", "feed", &server.url("/rss")));
    let done = once(files.path());
    let seconds: f64 = done.out.split("seconds=").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse().ok()).expect("seconds");
    assert!(seconds >= 0.8 && figure(&done, "fetched") == 2, "between feed and page, and between the pages: {} {}", done.out, done.err);
}

#[test]
fn slow_answers_end() {
    let server = start(|base, path, _| match path {
        "/rss" => feed_of(base, &["/drip", "/silence"]),
        "/drip" => Reply::Drip,
        "/silence" => Reply::Silence,
        _ => status(404),
    });
    let files = folder(&[("watch.toml", settings("1s", &source("Slow", "feed", &server.url("/rss"))).as_bytes())]);
    for _ in 0..3 {
        once(files.path());
    }
    let became: Vec<_> = outcomes(files.path()).into_iter().map(|(_, outcome, why)| format!("{outcome}: {why}")).collect();
    assert_eq!(became, ["failed: the answer did not come to its end in time", "failed: no answer came in time"]);
}

#[test]
fn an_address_that_a_page_gives_itself_counts_only_if_nothing_is_lost_by_it() {
    let server = start(|base, path, before| match path {
        "/rss" => {
            let mut paths = vec!["/own", "/front", "/foreign", "/section/1", "/section/2", "/amp/1", "/amp/2", "/early", "/late"];
            paths.extend((before > 0).then_some("/story/own"));
            text(200, "application/atom+xml", atom(&paths.iter().map(|path| format!("{base}{path}")).collect::<Vec<_>>()))
        }
        "/own" => page("/story/own?utm_source=page#top", 1),
        "/front" => page("/", 2),
        "/foreign" => page("https://elsewhere.example/story", 3),
        "/section/1" => page("/news", 4),
        "/section/2" => page("/news", 5),
        "/amp/1" | "/amp/2" => page("/story/amp", 6),
        "/early" => page("/late", 7),
        "/late" => page("/late", 8),
        _ => status(404),
    });
    let files = config(&source("Pages", "feed", &server.url("/rss")));
    let done = once(files.path());
    assert_eq!((figure(&done, "added"), figure(&done, "unchanged")), (8, 1), "{} {}", done.out, done.err);
    let expected = ["/story/own", "/front", "/foreign", "/news", "/section/2", "/story/amp", "/early", "/late"].map(|path| server.url(path));
    assert_eq!(documents(files.path()), BTreeSet::from(expected));
    let second = once(files.path());
    assert_eq!((figure(&second, "links"), figure(&second, "fetched")), (0, 0), "a page's own address is known: {}", second.out);
}

#[test]
fn many_pages_that_lead_to_one_that_is_not_to_be_had_ask_for_it_once() {
    let ends = [("gone", "/"), ("refused", "/login"), ("denied", "/private/all")];
    let server = start(move |base, path, _| match path {
        "/robots.txt" => text(200, "text/plain", "User-agent: *\nDisallow: /private/\n"),
        "/rss" => {
            let paths: Vec<String> = ends.iter().flat_map(|(name, _)| (1..=8).map(move |n| format!("/{name}/{n}"))).collect();
            feed_of(base, &paths.iter().map(String::as_str).collect::<Vec<_>>())
        }
        "/login" => status(403),
        _ => ends.iter().find(|(name, _)| path.starts_with(&format!("/{name}/"))).map_or_else(|| status(404), |(_, to)| moved(to)),
    });
    let files = config(&source("Pages", "feed", &server.url("/rss")));
    let first = once(files.path());
    let second = once(files.path());
    for (name, to) in ends {
        let became = outcomes(files.path());
        let ended = |fits: &dyn Fn(&str) -> bool| became.iter().filter(|(url, outcome, _)| outcome == name && fits(url)).count();
        let (begin, target) = (server.url(&format!("/{name}/")), server.url(to));
        assert_eq!((figure(&first, name) + figure(&second, name), ended(&|url| url.starts_with(&begin))), (8, 8), "{}{}", first.out, second.out);
        assert_eq!((server.count(to), ended(&|url| url == target)), (usize::from(name != "denied"), 1), "{to}");
    }
    assert_eq!(figure(&once(files.path()), "again"), 0);
}

#[test]
fn a_page_that_leads_to_a_host_at_rest_is_not_asked_for_ever() {
    let busy = Server::start(|_, _, _| Reply::Whole(429, vec![("Retry-After", "3600".to_owned())], Vec::new()));
    let to = format!("http://localhost:{}/x", busy.port);
    let server = start(move |base, path, _| match path {
        "/rss" => feed_of(base, &["/a"]),
        "/a" => moved(&to),
        _ => status(404),
    });
    let sources = format!("{}{}", source("News", "feed", &server.url("/rss")), source("Busy", "feed", &format!("http://localhost:{}/rss", busy.port)));
    let files = config(&sources);
    once(files.path());
    let row = ask(files.path(), &["sql", "--format", "jsonl", "SELECT tries, outcome FROM watched_pages WHERE url LIKE '%/a'"]);
    assert!(row.out.contains("\"tries\":1") && row.out.contains("waiting"), "{}", row.out);
}

#[test]
fn a_host_that_keeps_failing_is_left_alone() {
    let server = start(|base, path, _| match path {
        "/rss" => feed_of(base, &(1..=40).map(|n| format!("/{n}")).collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>()),
        "/robots.txt" => status(404),
        _ => status(503),
    });
    let files = config(&source("Busy", "feed", &server.url("/rss")));
    let done = once(files.path());
    let asked = server.counts().len() - 2;
    assert!((5..20).contains(&asked) && figure(&done, "again") == 40, "{asked} {}", done.out);
    assert!(done.err.contains("127.0.0.1: does not answer, and is left alone for this round"), "{}", done.err);
}

#[test]
fn a_rest_that_a_host_asked_for_holds_for_the_next_run() {
    let server = start(|base, path, _| match path {
        "/rss" => feed_of(base, &["/a"]),
        "/a" => Reply::Whole(503, vec![("Retry-After", "3600".to_owned())], Vec::new()),
        _ => status(404),
    });
    let files = config(&source("News", "feed", &server.url("/rss")));
    assert!(once(files.path()).err.contains("127.0.0.1: asks to wait for 3600 seconds"));
    let before = server.counts();
    let done = once(files.path());
    assert!(done.err.contains("the host asked to wait") && figure(&done, "feeds_failed") == 1, "{}", done.err);
    assert_eq!(server.counts(), before, "nothing was asked");
}

#[test]
fn pages_that_were_refused_come_back_when_told() {
    let server = start(|base, path, _| match path {
        "/rss" => feed_of(base, &["/long", "/gone"]),
        "/long" => text(200, "text/plain", report(1) + &"Both sides will meet again.\n".repeat(5000)),
        _ => status(404),
    });
    let files = config(&source("News", "feed", &server.url("/rss")));
    let done = once(files.path());
    assert!(done.err.contains("larger than 100000 bytes; [limits] max_bytes in the config allows more, and `chancery watch --again refused`"), "{}", done.err);
    let path = files.path().join("watch.toml");
    fs::write(&path, fs::read_to_string(&path).expect("a config").replace("100000", "1000000")).expect("written");
    assert_eq!(figure(&once(files.path()), "fetched"), 0, "refused for good");
    let again = ask(files.path(), &["watch", "--again", "refused", "--again", "denied"]);
    assert!(again.code == 0 && again.err.contains("1 page noted as refused") && again.err.contains("0 pages noted as denied"), "{}", again.err);
    let done = ask(files.path(), &["watch", "watch.toml", "--once", "--allow-private", "--again", "gone"]);
    assert_eq!((figure(&done, "added"), server.count("/gone"), server.count("/long")), (1, 2, 2), "{} {}", done.out, done.err);
    assert_eq!(ask(files.path(), &["watch", "--again", "added"]).code, 2);
}

/// Lay a secure connection before a server: bytes pass through as they are. Gives the port, and the certificate that it shows.
fn secure(server: &Server) -> (u16, String) {
    let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key.into()))
        .expect("a config");
    let (config, inner) = (Arc::new(config), server.port);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            thread::spawn(move || pass_on(rustls::StreamOwned::new(rustls::ServerConnection::new(config).expect("a connection"), stream), inner));
        }
    });
    (port, cert.pem())
}

/// One request and its answer.
fn pass_on(mut outer: rustls::StreamOwned<rustls::ServerConnection, TcpStream>, port: u16) -> std::io::Result<()> {
    let (mut request, mut answer) = (Vec::new(), Vec::new());
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        outer.read_exact(&mut byte)?;
        request.extend(byte);
    }
    let mut inner = TcpStream::connect(("127.0.0.1", port))?;
    inner.write_all(&request)?;
    inner.read_to_end(&mut answer)?;
    outer.write_all(&answer)?;
    outer.conn.send_close_notify();
    outer.flush()
}

#[test]
fn a_secure_source_is_read_if_its_certificate_is_trusted() {
    let server = Server::start(|path, head, _| match path {
        "/rss" => {
            let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
            feed_of(&format!("https://{host}"), &["/news/1"])
        }
        "/news/1" => text(200, "text/plain", report(1)),
        _ => status(404),
    });
    let (port, certificate) = secure(&server);
    let files = config(&source("News", "feed", &format!("https://127.0.0.1:{port}/rss")));
    let (_, other) = secure(&server);
    let watch = |trusted: &str| {
        fs::write(files.path().join("root.pem"), trusted).expect("written");
        let mut command = chancery();
        command.current_dir(files.path()).env("CHANCERY_REGISTER", "r.db").env("SSL_CERT_FILE", "root.pem").env_remove("SSL_CERT_DIR");
        run(command.args(["watch", "watch.toml", "--once", "--allow-private"]))
    };
    let done = watch(&other);
    assert_eq!((figure(&done, "feeds_failed"), server.counts().len()), (1, 0), "{}", done.err);
    assert!(done.err.contains("the secure connection fails: "), "{}", done.err);
    pause(1100);
    let done = watch(&certificate);
    assert_eq!((figure(&done, "added"), done.code), (1, 0), "{}", done.err);
}

#[test]
fn secure_sources_need_certificates_to_hold_them_to() {
    let files = config(&source("News", "feed", "https://news.example/rss"));
    fs::write(files.path().join("none.pem"), "").expect("written");
    let mut command = chancery();
    command.current_dir(files.path()).env("CHANCERY_REGISTER", "r.db").env("SSL_CERT_FILE", "none.pem").env_remove("SSL_CERT_DIR");
    let done = run(command.args(["watch", "watch.toml", "--once"]));
    assert!(done.code == 2 && done.err.contains("no certificates of the system were found; install ca-certificates or set SSL_CERT_FILE"), "{}", done.err);
}

#[test]
fn it_goes_round_until_it_is_told_to_stop() {
    let server = start(|base, path, _| match path {
        "/rss" => feed_of(base, &["/news/1"]),
        "/news/1" => text(200, "text/plain", report(1)),
        _ => status(404),
    });
    let files = config(&source("News", "feed", &server.url("/rss")));
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("chancery"));
    command.current_dir(files.path()).env("CHANCERY_REGISTER", "r.db").args(["watch", "watch.toml", "--allow-private"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    for _ in 0..2400 {
        if server.count("/rss") >= 3 {
            break;
        }
        pause(25);
    }
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("told").success());
    let output = child.wait_with_output().expect("ended");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{out} {}", String::from_utf8_lossy(&output.stderr));
    assert!(out.lines().count() >= 2 && out.lines().all(|line| line.starts_with("time=20") && line.contains(" sources=1 ")), "{out}");
    assert!(out.lines().next().is_some_and(|line| line.contains(" added=1 ") && line.contains(" next=20")), "{out}");
    assert_eq!((server.count("/news/1"), server.count("/robots.txt")), (1, 1), "each once, whatever the number of rounds");
}

#[test]
fn the_example_and_faults_of_the_config_are_told() {
    let files = folder(&[("bad.toml", b"contact = \"mailto:a@example.org\"\n\n[[source]]\nname = \"A\"\n")]);
    let example = ask(files.path(), &["watch", "--example"]);
    assert!(example.code == 0 && example.out.contains("[[source]]"), "{}", example.err);
    let bad = ask(files.path(), &["watch", "bad.toml"]);
    assert!(bad.code == 2 && bad.err.contains("bad.toml, line 3: `A` has neither a feed nor a sitemap; add feed"), "{}", bad.err);
    fs::write(files.path().join("bad.toml"), settings("1s", &format!("{}lang = \"vietnamese\"\n", source("A", "feed", "http://a.example/")))).expect("written");
    let bad = ask(files.path(), &["watch", "bad.toml"]);
    assert!(bad.code == 2 && bad.err.contains("bad.toml, line 12: `vietnamese` is no language that there is a pack for; give one of "), "{}", bad.err);
    assert_eq!(ask(files.path(), &["watch"]).code, 2);
    assert!(!files.path().join("r.db").exists(), "nothing was begun");
}
