//! Header lines as records of web archives and answers of servers have them, and the body of an answer without what it was wrapped in.

use std::io::{self, BufRead, Read};

use super::guard::{Line, line};

/// The longest header line that is kept.
const LONGEST: usize = 1 << 14;

/// Header lines.
#[derive(Debug, Default)]
pub(super) struct Headers {
    fields: Vec<(String, String)>,
    /// Whether there were more than are allowed.
    pub(super) flood: bool,
}

impl Headers {
    /// Read header lines up to the empty one. More than `max` are read, but not kept.
    pub(super) fn read(reader: &mut dyn BufRead, max: usize) -> io::Result<Self> {
        let mut headers = Self::default();
        let (mut buf, mut count) = (Vec::new(), 0);
        loop {
            match line(reader, LONGEST, &mut buf)? {
                Line::End => return Err(io::ErrorKind::UnexpectedEof.into()),
                Line::Whole if buf.is_empty() => return Ok(headers),
                Line::Whole | Line::TooLong => count += 1,
            }
            if count > max {
                headers.flood = true;
            } else {
                headers.add(&String::from_utf8_lossy(&buf));
            }
        }
    }

    fn add(&mut self, line: &str) {
        if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), self.fields.last_mut()) {
            value.push(' ');
            value.push_str(line.trim());
        } else if let Some((name, value)) = line.split_once(':') {
            self.fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// The value under a name in small letters.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The kind of content and its character set.
    pub(super) fn content_type(&self) -> (String, Option<String>) {
        content_type(self.get("content-type").unwrap_or_default())
    }
}

/// The kind of content that a header names, empty if it names none, and the character set that it declares, both in small letters.
pub fn content_type(header: &str) -> (String, Option<String>) {
    let mut parts = header.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let charset = charset.map(|(_, value)| value.trim().trim_matches(['"', '\'']).to_ascii_lowercase());
    (kind, charset.filter(|charset| !charset.is_empty()))
}

/// A body that was sent in chunks; one that only says so is given as it is, for some archives keep the header but not the chunks.
pub(super) struct Chunked<R> {
    inner: R,
    state: Chunk,
}

enum Chunk {
    Start,
    Raw,
    Size,
    Inside(u64),
    End,
}

impl<R: BufRead> Chunked<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, state: Chunk::Start }
    }

    /// Whether the body begins with the length of a chunk, as far as can be seen.
    fn starts_with_size(&mut self) -> io::Result<bool> {
        let seen = self.inner.fill_buf()?;
        let digits = seen.iter().take_while(|b| b.is_ascii_hexdigit()).count();
        Ok((1..=16).contains(&digits) && seen.get(digits).is_none_or(|b| matches!(b, b'\r' | b'\n' | b';' | b' ')))
    }

    /// The length of the next chunk; an end of the body where a length should stand is an end.
    fn size(&mut self) -> io::Result<u64> {
        let mut buf = Vec::new();
        loop {
            match line(&mut self.inner, 1024, &mut buf)? {
                Line::End => return Ok(0),
                Line::Whole if buf.is_empty() => {}
                Line::Whole | Line::TooLong => break,
            }
        }
        let digits = buf.split(|b| matches!(b, b';' | b' ')).next().unwrap_or_default();
        let size = std::str::from_utf8(digits).ok().and_then(|digits| u64::from_str_radix(digits, 16).ok());
        size.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a chunk without its length"))
    }
}

impl<R: BufRead> Read for Chunked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match self.state {
                Chunk::Start => self.state = if self.starts_with_size()? { Chunk::Size } else { Chunk::Raw },
                Chunk::Raw => return self.inner.read(buf),
                Chunk::End => return Ok(0),
                Chunk::Size => {
                    self.state = match self.size()? {
                        0 => Chunk::End,
                        left => Chunk::Inside(left),
                    }
                }
                Chunk::Inside(left) => {
                    let n = (&mut self.inner).take(left).read(buf)?;
                    self.state = if n == 0 { Chunk::End } else { left.checked_sub(n as u64).filter(|left| *left > 0).map_or(Chunk::Size, Chunk::Inside) };
                    if n > 0 {
                        return Ok(n);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lines_are_read_up_to_the_empty_one() {
        let text = b"Content-Type: text/html; Charset=\"EUC-KR\"\r\nX-Long: a\r\n b\r\nno colon\r\n\r\nbody";
        let mut reader = &text[..];
        let headers = Headers::read(&mut reader, 10).expect("headers");
        assert_eq!(headers.content_type(), ("text/html".to_owned(), Some("euc-kr".to_owned())));
        assert_eq!((headers.get("x-long"), headers.flood), (Some("a b"), false));
        assert_eq!(reader, b"body");
    }

    #[test]
    fn a_type_is_told_from_its_character_set() {
        for (header, kind, charset) in [
            ("text/html", "text/html", None),
            ("Text/HTML; Charset=\"EUC-KR\"", "text/html", Some("euc-kr")),
            ("text/html;charset=utf-8;x=y", "text/html", Some("utf-8")),
            ("text/html; boundary=x; charset='tcvn3'", "text/html", Some("tcvn3")),
            ("text/html; charset=", "text/html", None),
            (" ; charset=utf-8", "", Some("utf-8")),
            ("", "", None),
        ] {
            assert_eq!(content_type(header), (kind.to_owned(), charset.map(str::to_owned)), "{header}");
        }
    }

    #[test]
    fn a_flood_of_headers_is_not_kept() {
        let text = [b"A: b\r\n".repeat(1000), b"\r\nrest".to_vec()].concat();
        let mut reader = &text[..];
        let headers = Headers::read(&mut reader, 10).expect("headers");
        assert_eq!((headers.flood, headers.fields.len(), reader), (true, 10, &b"rest"[..]));
    }

    #[test]
    fn chunks_are_put_together() {
        let read = |body: &str| {
            let mut text = String::new();
            Chunked::new(body.as_bytes()).read_to_string(&mut text).map(|_| text).map_err(|error| error.to_string())
        };
        assert_eq!(read("4\r\nPeru\r\n6;x=y\r\n and C\r\n0\r\n\r\n"), Ok("Peru and C".to_owned()));
        assert_eq!(read("<html>not in chunks"), Ok("<html>not in chunks".to_owned()));
        assert_eq!(read("4\r\nPeru\r\nzz\r\n"), Err("a chunk without its length".to_owned()));
        assert_eq!(read("ffffffffffffffff\r\nPeru"), Ok("Peru".to_owned()));
        assert_eq!(read(""), Ok(String::new()));
    }
}
