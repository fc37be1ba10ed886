//! What an input is: told by its first bytes, and by its ending where they leave it open.

use crate::found::Form;
use crate::walk::fields;
use crate::{Field, feeds};

/// What an input may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One or many members of gzip.
    Gzip,
    /// Frames of zstd.
    Zstd,
    /// An archive of files.
    Zip,
    /// An archive of files.
    Tar,
    /// A crawl of the web.
    Warc,
    /// A table by columns.
    Parquet,
    /// A JSON object a line.
    Lines,
    /// A JSON document.
    Json,
    /// A table by lines, with what parts its columns.
    Table(u8),
    /// RSS, Atom, or a sitemap.
    Feed,
    /// A mail.
    Mail,
    /// A report in a file of its own.
    Leaf(Form),
    /// Something that holds no reports.
    Other(&'static str),
}

/// Endings that a folder or an archive is searched for.
const ENDINGS: &[&str] = &[
    "txt", "md", "markdown", "html", "htm", "xhtml", "json", "jsonl", "ndjson", "csv", "tsv", "parquet", "xml", "rss", "atom", "warc", "eml", "zip", "tar",
    "tgz", "tzst",
];

/// Headers of which a mail has some.
const MAIL_HEADERS: &[&str] = &["from", "date", "subject", "to", "message-id", "mime-version", "received", "return-path", "delivered-to", "content-type"];

/// Whether a name has an ending that says that it holds reports, and is no hidden file.
pub(crate) fn is_known(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = path.split(['/', '\\']).any(|part| part.starts_with('.') && part != "." && part != ".." || part == "__MACOSX");
    let lower = name.to_ascii_lowercase();
    let inner = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
    !hidden && inner.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// Tell what begins so and is called so.
pub(crate) fn tell(head: &[u8], ending: &str) -> Kind {
    binary(head, ending).unwrap_or_else(|| text(head, ending))
}

fn binary(head: &[u8], ending: &str) -> Option<Kind> {
    let office = matches!(ending, "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "epub");
    Some(match head {
        [0x1f, 0x8b, ..] => Kind::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Kind::Zstd,
        [b'P', b'K', 3, 4, ..] if office => Kind::Other("an office document"),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Kind::Zip,
        [b'P', b'A', b'R', b'1', ..] => Kind::Parquet,
        [b'W', b'A', b'R', b'C', b'/', ..] => Kind::Warc,
        _ if head.get(257..262) == Some(b"ustar") || ending == "tar" && !head.is_empty() => Kind::Tar,
        _ => return None,
    })
}

fn text(head: &[u8], ending: &str) -> Kind {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let plain = matches!(ending, "txt" | "md" | "markdown" | "html" | "htm" | "xhtml");
    let table = |delimiter| Kind::Table(delimiter);
    match (head.first(), ending) {
        (_, "jsonl" | "ndjson") => Kind::Lines,
        (_, "tsv") => table(b'\t'),
        (_, "csv") => table(delimiter(first_line(head))),
        (_, "eml") => Kind::Mail,
        (Some(b'<'), _) => markup(head, ending),
        (_, "xml" | "rss" | "atom") => Kind::Feed,
        (Some(b'{'), _) if ending == "json" || is_object(head) => json(head),
        (_, "json") => Kind::Json,
        (Some(b'['), _) if head.get(1..).is_some_and(|rest| is_object(rest.trim_ascii_start())) => Kind::Json,
        _ if is_mail(head) => Kind::Mail,
        _ if !plain && is_table(first_line(head)) => table(delimiter(first_line(head))),
        _ => Kind::Leaf(form(ending)),
    }
}

fn form(ending: &str) -> Form {
    match ending {
        "html" | "htm" | "xhtml" => Form::Html,
        "md" | "markdown" => Form::Markdown,
        _ => Form::Text,
    }
}

fn markup(head: &[u8], ending: &str) -> Kind {
    match feeds::root(head).as_deref() {
        Some("html" | "!doctype") => Kind::Leaf(Form::Html),
        Some("rss" | "feed" | "rdf" | "urlset" | "sitemapindex") => Kind::Feed,
        _ if matches!(ending, "xml" | "rss" | "atom") => Kind::Feed,
        _ => Kind::Leaf(form(ending)),
    }
}

/// `{"` with white space, or `{}`.
fn is_object(head: &[u8]) -> bool {
    head.strip_prefix(b"{").is_some_and(|rest| matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')))
}

/// JSON whose first line is an object that another one follows is one report a line.
fn json(head: &[u8]) -> Kind {
    let line = first_line(head);
    let rest = head.get(line.len()..).unwrap_or_default().trim_ascii_start();
    let whole = || serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    if rest.first() == Some(&b'{') && whole() { Kind::Lines } else { Kind::Json }
}

fn first_line(head: &[u8]) -> &[u8] {
    head.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or_default()
}

/// What parts the columns of a header line: what stands in it most often, outside of quotes.
fn delimiter(line: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in line {
        quoted ^= *byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| !quoted && delimiter == byte) {
            *count += 1;
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

/// Whether a line names columns of reports, the text among them.
fn is_table(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let parted_by = char::from(delimiter(line.as_bytes()));
    let known: Vec<Field> = line.split(parted_by).filter_map(|name| fields::meaning(name.trim().trim_matches('"'), &[])).map(|(field, _)| field).collect();
    known.len() >= 2 && known.contains(&Field::Text)
}

/// Whether lines begin as those of a mail do, the sender and the date among them.
fn is_mail(head: &[u8]) -> bool {
    let mut seen = Vec::new();
    for line in head.split(|b| *b == b'\n') {
        if matches!(line, [b' ' | b'\t', ..]) && !seen.is_empty() {
            continue;
        }
        let Some((name, _)) = line.split_at_checked(line.iter().position(|b| *b == b':').unwrap_or(line.len() + 1)) else { break };
        let Ok(name) = std::str::from_utf8(name) else { break };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            break;
        }
        seen.extend(MAIL_HEADERS.iter().filter(|known| known.eq_ignore_ascii_case(name)));
    }
    let has = |name: &&str| seen.contains(&name);
    has(&"from") && has(&"date") && (has(&"message-id") || has(&"mime-version") || has(&"received"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_told_by_its_first_bytes_and_then_by_its_ending() {
        let text = Kind::Leaf(Form::Text);
        let cases: &[(&[u8], &str, Kind)] = &[
            (b"Peru and Chile met.", "txt", text),
            (b"", "txt", text),
            (b"", "", text),
            (b"# Peru", "md", Kind::Leaf(Form::Markdown)),
            (b"words", "html", Kind::Leaf(Form::Html)),
            (b"\n <!DOCTYPE html><p>", "txt", Kind::Leaf(Form::Html)),
            (b"\xef\xbb\xbf<HTML lang=en>", "", Kind::Leaf(Form::Html)),
            (b"<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">\n<html>", "xml", Kind::Leaf(Form::Html)),
            (b"<?xml version=\"1.0\"?><!-- a --><rss version=\"2.0\">", "", Kind::Feed),
            (b"<atom:feed xmlns:atom=\"x\">", "txt", Kind::Feed),
            (b"<!DOCTYPE rss [<!ENTITY a \"b\">]><rss>", "xml", Kind::Feed),
            (b"<urlset>", "xml", Kind::Feed),
            (b"<3 Peru", "txt", text),
            (b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "", Kind::Lines),
            (b"{\"text\":\"a\"}\n", "json", Kind::Json),
            (b"{ \"articles\": [", "txt", Kind::Json),
            (b"[ {\"text\":\"a\"}]", "", Kind::Json),
            (b"[Reuters] Peru", "txt", text),
            (b"{Peru}", "txt", text),
            (b"id,title,text\n", "", Kind::Table(b',')),
            (b"id,title,text\n", "txt", text),
            (b"id;title;\"text, long\"\n", "csv", Kind::Table(b';')),
            (b"id\ttitle\n", "csv", Kind::Table(b'\t')),
            (b"text\n", "csv", Kind::Table(b',')),
            (b"a,b\n", "tsv", Kind::Table(b'\t')),
            (b"Received: from a\n\tby b\nFrom: Desk <a@b.org>\nDate: Tue, 4 Mar 2025\nSubject: x\n\n", "txt", Kind::Mail),
            (b"From: the desk\nSubject: Peru\n\nWords", "txt", text),
            (b"anything", "eml", Kind::Mail),
            (b"\x1f\x8b\x08", "txt", Kind::Gzip),
            (b"\x28\xb5\x2f\xfd", "txt", Kind::Zstd),
            (b"PK\x03\x04", "", Kind::Zip),
            (b"PK\x03\x04", "docx", Kind::Other("an office document")),
            (b"PAR1", "", Kind::Parquet),
            (b"WARC/1.0\r\n", "", Kind::Warc),
            (b"x", "tar", Kind::Tar),
        ];
        for (head, ending, expected) in cases {
            assert_eq!(tell(head, ending), *expected, "{:?} .{ending}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn names_that_hold_reports_are_known() {
        for name in ["a.txt", "x/B.JSONL.GZ", "crawl.warc.gz", "a.tgz", "./a.csv", "feed.xml.zst"] {
            assert!(is_known(name), "{name}");
        }
        for name in ["a.png", ".a.txt", ".git/a.txt", "__MACOSX/a.txt", "txt", "a.gz", "a.txt.bz2", ""] {
            assert!(!is_known(name), "{name}");
        }
    }
}
