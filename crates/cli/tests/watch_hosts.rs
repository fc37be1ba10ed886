//! How `chancery watch` treats hosts: their rules, their rests, their faults, their certificates.

#[path = "support/server.rs"]
mod server;
mod support;
#[path = "support/watching.rs"]
mod watching;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use server::{Reply, Server, pause};
use support::{chancery, folder, run};
use watching::*;

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
