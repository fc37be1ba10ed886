//! `chancery watch` against a server on this machine: it gets all that it may and nothing else, each page once.

#[path = "support/server.rs"]
mod server;
mod support;
#[path = "support/watching.rs"]
mod watching;

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};

use server::{Reply, Server, pause};
use support::folder;
use watching::*;

const PAGES: usize = 50;

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
