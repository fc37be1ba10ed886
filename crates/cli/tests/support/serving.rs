//! What the tests of `chancery serve` share: a register of five reports, the server on it, and what it answers.
#![allow(dead_code, reason = "each test uses a part")]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Run, chancery, folder, run};

pub const A: &str = " date 2025-03-04 Africa digest\n\nNAIROBI - Kenya and Uganda held talks on border trade in Nairobi on Monday.\n\nNorway pledged on Monday to give Kenya 5 million euros for clinics by June 30.\n";
pub const B: &str = " date 2025-03-05 Tin Phi châu\n\nNgày 3/3, Kenya và Uganda đã hội đàm về thương mại biên giới tại Nairobi. Trời hôm đó mưa to ở thủ đô và nhiều con đường bị ngập nước.\n";
pub const C: &str =
    " date 2025-03-06 아프리카\n\n케냐와 우간다가 3일 나이로비에서 국경 무역에 관한 회담을 열었다. 우간다 국방부는 케냐의 결정을 비난했다고 밝혔다.\n";
pub const D: &str = " date 2025-06-20 Africa digest\n\nOSLO - Norway on Thursday delivered 5 million euros to Kenya for clinics.\n";
/// A report that means harm to whoever shows it.
pub const HOSTILE: &str = " date 2025-03-07 <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> Kenya condemned Uganda on Friday over javascript:alert(1) and \u{202e}the border\u{202c}.\n";

pub fn filled() -> TempDir {
    let files = folder(&[
        ("feed/a.txt", A.as_bytes()),
        ("feed/b.txt", B.as_bytes()),
        ("feed/c.txt", C.as_bytes()),
        ("feed/d.txt", D.as_bytes()),
        ("feed/e.txt", HOSTILE.as_bytes()),
    ]);
    assert_eq!(ask(files.path(), &["add", "feed"]).code, 0);
    files
}

pub fn ask(at: &Path, args: &[&str]) -> Run {
    run(chancery().current_dir(at).env("CHANCERY_REGISTER", "r.db").env("CHANCERY_AUTHOR", "Ada").args(args))
}

pub fn lines(at: &Path, args: &[&str]) -> Vec<Value> {
    let done = ask(at, args);
    assert_eq!(done.code, 0, "{args:?}: {}", done.err);
    done.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A server that runs until it is dropped.
pub struct Server {
    pub child: Child,
    pub address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).map_err(|error| format!("{error}: {}", self.text())).expect("JSON")
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().filter_map(|line| line.split_once(": ")).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

pub fn start(at: &Path, args: &[&str]) -> Server {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("chancery"));
    // What the arguments say of the address wins.
    command.env("CHANCERY_LISTEN", "127.0.0.1:0");
    command.current_dir(at).args(["--register", "r.db", "serve"]).args(args).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut told = BufReader::new(child.stderr.take().expect("its messages"));
    let mut line = String::new();
    told.read_line(&mut line).expect("a message");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).ok_or(&line).expect("an address").to_owned();
    // Whatever else it says must not fill the pipe.
    std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    Server { child, address }
}

impl Server {
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a time-out");
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            write!(head, "Host: {}\r\n", self.address).expect("written");
        }
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").expect("written");
        }
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).expect("sent");
        let mut all = Vec::new();
        stream.read_to_end(&mut all).expect("an answer");
        let end = all.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let mut body = all[end + 4..].to_vec();
        if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
            body = unchunked(&body);
        }
        Answer { status, head, body }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", &format!("/api/v1{path}"), &[], "")
    }

    pub fn found(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub fn decide(&self, decision: &Value) -> Answer {
        self.send("POST", "/api/v1/corrections", &[("X-Chancery", "1"), ("Content-Type", "application/json")], &decision.to_string())
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).expect("a size"), 16).expect("a size");
        whole.extend_from_slice(&body[end + 2..end + 2 + size]);
        body = &body[(end + 4 + size).min(body.len())..];
    }
    whole
}

pub fn ids(list: &Value) -> Vec<String> {
    list["items"].as_array().expect("items").iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}
