//! Reports as the crawl of a news site: a web archive with a record for each answer, and beside the pages what real crawls hold too: requests,
//! pages that are gone, pictures.

use std::fs::File;
use std::io::{BufWriter, Write};

use anyhow::Result;
use chancery_testkit::{Random, Report};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::page;

/// After so many pages one is gone.
const GONE: usize = 10;
/// After so many pages there is a picture.
const PICTURE: usize = 8;
/// The site.
const HOST: &str = "tin.example.org";

/// A web archive that is being written.
pub(super) struct Crawl {
    file: BufWriter<File>,
    packed: bool,
    random: Random,
    records: u64,
    pages: usize,
    written: u64,
}

impl Crawl {
    /// A new archive, with a member of gzip for each record if it is packed.
    pub(super) fn new(file: BufWriter<File>, packed: bool, seed: u64) -> Result<Self> {
        let mut crawl = Self { file, packed, random: Random::new(seed), records: 0, pages: 0, written: 0 };
        let about = b"software: a generator of made-up crawls\r\nformat: WARC File Format 1.0\r\n";
        crawl.record("warcinfo", "", "2023-01-01", "application/warc-fields", about)?;
        Ok(crawl)
    }

    /// Write the page of a report and what comes with it; how many bytes that are before they are packed.
    pub(super) fn report(&mut self, report: &Report, lang: &str) -> Result<u64> {
        let before = self.written;
        let day = report.published.as_str();
        let path = format!("/{}/{}.html", day.replace('-', "/"), report.id);
        let url = format!("https://{HOST}{path}");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nUser-Agent: made-up-crawler/1.0\r\nAccept: text/html\r\n\r\n");
        self.record("request", &url, day, "application/http; msgtype=request", request.as_bytes())?;
        let page = page::page(report, lang, &url, &mut self.random);
        self.answer(&url, day, "200 OK", "text/html; charset=utf-8", page.as_bytes())?;
        self.pages += 1;
        if self.pages.is_multiple_of(GONE) {
            let gone = b"<!DOCTYPE html><title>404</title><p>404 Not Found</p>";
            self.answer(&format!("https://{HOST}/gone/{}.html", self.pages), day, "404 Not Found", "text/html", gone)?;
        }
        if self.pages.is_multiple_of(PICTURE) {
            let picture: Vec<u8> = (0..2000).flat_map(|_| self.random.number().to_le_bytes()).collect();
            self.answer(&format!("https://{HOST}/img/{}.jpg", self.pages), day, "200 OK", "image/jpeg", &picture)?;
        }
        Ok(self.written - before)
    }

    /// Close the archive.
    pub(super) fn end(mut self) -> Result<()> {
        Ok(self.file.flush()?)
    }

    fn answer(&mut self, url: &str, day: &str, status: &str, kind: &str, body: &[u8]) -> Result<()> {
        let head = format!("HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        self.record("response", url, day, "application/http; msgtype=response", &[head.as_bytes(), body].concat())
    }

    fn record(&mut self, sort: &str, url: &str, day: &str, kind: &str, body: &[u8]) -> Result<()> {
        self.records += 1;
        let target = if url.is_empty() { String::new() } else { format!("WARC-Target-URI: {url}\r\n") };
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {sort}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{:012x}>\r\nWARC-Date: {day}T06:00:00Z\r\n{target}Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.records,
            body.len()
        );
        let record = [head.as_bytes(), body, b"\r\n\r\n"].concat();
        self.written += record.len() as u64;
        if self.packed {
            let mut member = GzEncoder::new(&mut self.file, Compression::fast());
            member.write_all(&record)?;
            member.finish()?;
        } else {
            self.file.write_all(&record)?;
        }
        Ok(())
    }
}
