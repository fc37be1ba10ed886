//! A web server for tests: answers as it is told, and remembers what it was asked.
#![allow(dead_code, reason = "each test uses a part")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What it answers.
pub enum Reply {
    /// Status, further lines of the head, body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// A body that comes byte by byte and does not end.
    Drip,
    /// A body that comes fast and does not end.
    Endless,
    /// Nothing for a long time.
    Silence,
    /// Less than was announced.
    Cut,
}

/// Of a request: path with query, head in small letters, how many times the path was asked for before.
type Handler = dyn Fn(&str, &str, usize) -> Reply + Send + Sync;

pub struct Server {
    pub port: u16,
    /// The heads of all requests, by path.
    hits: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
    /// What was sent with them, one after the other.
    bodies: Bodies,
}

type Bodies = Arc<Mutex<Vec<String>>>;

impl Server {
    pub fn start(handler: impl Fn(&str, &str, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let hits = Arc::new(Mutex::new(BTreeMap::new()));
        let bodies = Bodies::default();
        let (handler, seen, taken): (Arc<Handler>, _, _) = (Arc::new(handler), Arc::clone(&hits), Arc::clone(&bodies));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (handler, seen, taken) = (Arc::clone(&handler), Arc::clone(&seen), Arc::clone(&taken));
                thread::spawn(move || serve(&stream, &handler, &seen, &taken));
            }
        });
        Self { port, hits, bodies }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// How many times a path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.hits.lock().expect("hits").get(path).map_or(0, Vec::len)
    }

    /// Every path that was asked for, with how many times.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        self.hits.lock().expect("hits").iter().map(|(path, heads)| (path.clone(), heads.len())).collect()
    }

    /// What was sent with each request that had a body.
    pub fn bodies(&self) -> Vec<String> {
        self.bodies.lock().expect("bodies").clone()
    }

    /// The heads of the requests for a path.
    pub fn heads(&self, path: &str) -> Vec<String> {
        self.hits.lock().expect("hits").get(path).cloned().unwrap_or_default()
    }
}

fn serve(stream: &TcpStream, handler: &Arc<Handler>, hits: &Mutex<BTreeMap<String, Vec<String>>>, bodies: &Bodies) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut lines = reader.by_ref().lines();
    let first = lines.next()?.ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let head: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).map(|line| line.to_ascii_lowercase()).collect();
    let size = head.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    if let Some(size @ 1..) = size {
        let mut body = vec![0; size];
        reader.read_exact(&mut body).ok()?;
        bodies.lock().expect("bodies").push(String::from_utf8(body).ok()?);
    }
    let head = head.join("\n");
    let before = {
        let mut hits = hits.lock().expect("hits");
        let heads = hits.entry(path.clone()).or_default();
        heads.push(head.clone());
        heads.len() - 1
    };
    answer(stream, handler(&path, &head, before)).ok()
}

fn answer(mut stream: &TcpStream, reply: Reply) -> std::io::Result<()> {
    let plain = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n";
    match reply {
        Reply::Whole(status, headers, body) => {
            let mut out = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
            for (name, value) in headers {
                out.extend([name, ": ", &value, "\r\n"]);
            }
            stream.write_all(out.as_bytes())?;
            stream.write_all(b"\r\n")?;
            stream.write_all(&body)
        }
        Reply::Drip => {
            write!(stream, "{plain}\r\n")?;
            (0..200).try_for_each(|_| {
                pause(50);
                stream.write_all(b"drip ")
            })
        }
        Reply::Endless => {
            write!(stream, "{plain}\r\n")?;
            (0..100_000).try_for_each(|_| stream.write_all(&[b'x'; 8192]))
        }
        Reply::Silence => {
            pause(5000);
            Ok(())
        }
        Reply::Cut => write!(stream, "{plain}Content-Length: 1000\r\n\r\nBrazil and Germany held talks."),
    }
}

#[expect(clippy::disallowed_methods, reason = "a slow server")]
pub fn pause(milliseconds: u64) {
    thread::sleep(Duration::from_millis(milliseconds));
}
