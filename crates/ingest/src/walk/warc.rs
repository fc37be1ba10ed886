//! Web archives (WARC) into the pages in them: answers with status 200 that are pages, texts or feeds, resources and conversions.
//!
//! Our own reader, because the crate `warc` reads header blocks and bodies of any size into memory, ends at the first fault, and has its
//! iterators read a body line by line. Here a header has a limit, a body is passed over without being kept unless it is a report, and after
//! a fault the next record is looked for.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use super::fields::Report;
use super::guard::{Line, Unpacked, line, read_whole, reason};
use super::gzip::Members;
use super::http::{Chunked, Headers};
use super::{Flow, Place, Walker, feed, metered};
use crate::found::{Content, Meta};
use crate::media::{Holds, Media};
use crate::{Limits, RefusedReason};

const WHAT: &str = "web archive";
/// The longest first line of a record or of an answer.
const LONGEST: usize = 1 << 13;

/// Go through a web archive.
pub(super) fn walk(walker: &mut Walker<'_, '_>, place: &Place, reader: &mut dyn BufRead) -> Flow {
    let (mut number, mut lost) = (0_u64, false);
    loop {
        number += 1;
        let at = place.at(&format!("record {number}"));
        let next = match start(reader, lost) {
            Ok(Start::End) => return ControlFlow::Continue(()),
            Ok(Start::Record) => record(walker, &at, reader),
            Ok(Start::Other) => Err(io::Error::new(io::ErrorKind::InvalidData, "no record begins here")),
            Err(error) => Err(error),
        };
        match next {
            Ok(flow) => {
                flow?;
                lost = false;
            }
            Err(error) => {
                // After a broken piece of a gzip the next one may be whole; at other faults reading on makes no sense.
                let go_on = matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput);
                walker.refuse(&at, reason(error, WHAT))?;
                if !go_on {
                    return ControlFlow::Continue(());
                }
                // A reader that gives the same fault for ever has come to its end.
                if reader.fill_buf().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted) {
                    return ControlFlow::Continue(());
                }
                lost = true;
            }
        }
    }
}

/// How the next record begins.
enum Start {
    Record,
    /// With something that is none.
    Other,
    End,
}

/// Find the start of the next record; when one was lost, over whatever is left of it.
fn start(reader: &mut dyn BufRead, lost: bool) -> io::Result<Start> {
    let mut buf = Vec::new();
    loop {
        match line(reader, LONGEST, &mut buf)? {
            Line::End => return Ok(Start::End),
            Line::Whole if buf.starts_with(b"WARC/") => return Ok(Start::Record),
            Line::Whole if buf.trim_ascii().is_empty() => {}
            Line::Whole | Line::TooLong if lost => {}
            Line::Whole | Line::TooLong => return Ok(Start::Other),
        }
    }
}

/// What a record turned out to be.
enum Body {
    Report(Report),
    Feed(Vec<u8>, Meta),
    Other,
}

/// One record: its headers, what it holds, and the way to its end.
fn record(walker: &mut Walker<'_, '_>, place: &Place, reader: &mut dyn BufRead) -> io::Result<Flow> {
    let limits = walker.options().limits;
    let headers = Headers::read(reader, limits.max_headers)?;
    let flood = headers.flood.then_some(RefusedReason::Headers { max_headers: limits.max_headers });
    let length = headers.get("content-length").and_then(|length| length.parse().ok());
    let length = match (length, flood) {
        (Some(length), None) => length,
        (Some(length), Some(flood)) => {
            if walker.refuse(place, flood).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            io::copy(&mut reader.take(length), &mut io::sink())?;
            return Ok(ControlFlow::Continue(()));
        }
        // Such a record ends where the next one begins.
        (None, Some(flood)) => return Err(io::Error::new(io::ErrorKind::InvalidData, flood)),
        (None, None) => return Err(io::Error::new(io::ErrorKind::InvalidData, "a record without its length")),
    };
    let mut body = Watched { inner: reader.take(length), broken: None };
    let wanted = walker.part >= walker.done;
    let result = content(&headers, &mut body, wanted, limits, walker);
    // The record is one part, whatever breaks in it: a fault of the stream comes before a fault of the content.
    if let Some(error) = body.broken {
        return Err(error);
    }
    io::copy(&mut body.inner, &mut io::sink())?;
    if body.inner.limit() > 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(match result {
        Ok(Body::Feed(bytes, meta)) => feed::of_bytes(walker, place, bytes, &meta, true),
        Ok(Body::Report(report)) => walker.record(place, |_| Ok(Some(report))),
        Ok(Body::Other) => walker.record(place, |_| Ok(None)),
        Err(reason) => walker.refuse(place, reason),
    })
}

/// A body that remembers when its stream broke: whatever comes after that is of another record.
struct Watched<R> {
    inner: R,
    broken: Option<io::Error>,
}

impl<R> Watched<R> {
    fn note<T>(broken: &mut Option<io::Error>, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                *broken = Some(error);
            }
            kind.into()
        })
    }
}

impl<R: BufRead> Read for Watched<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        Self::note(&mut self.broken, self.inner.read(buf))
    }
}

impl<R: BufRead> BufRead for Watched<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Self::note(&mut self.broken, self.inner.fill_buf())
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
    }
}

/// The report in a record, if it holds one. Where none is wanted, no more is read than tells how many parts there are.
fn content(headers: &Headers, body: &mut dyn BufRead, wanted: bool, limits: Limits, walker: &Walker<'_, '_>) -> Result<Body, RefusedReason> {
    let url = headers.get("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_owned());
    match headers.get("warc-type").map(str::to_ascii_lowercase).as_deref() {
        Some("response") if headers.content_type().0 == "application/http" => {
            let mut buf = Vec::new();
            line(body, LONGEST, &mut buf).map_err(|error| reason(error, WHAT))?;
            if buf.split(|b| *b == b' ').nth(1) != Some(b"200") {
                return Ok(Body::Other);
            }
            let answer = Headers::read(body, limits.max_headers).map_err(|error| reason(error, "answer of a server"))?;
            if answer.flood {
                return Err(RefusedReason::Headers { max_headers: limits.max_headers });
            }
            of_answer(&answer, url, body, wanted, walker)
        }
        Some("resource" | "conversion") => of_answer(headers, url, body, wanted, walker),
        _ => Ok(Body::Other),
    }
}

fn of_answer(headers: &Headers, url: Option<String>, body: &mut dyn BufRead, wanted: bool, walker: &Walker<'_, '_>) -> Result<Body, RefusedReason> {
    let (kind, charset) = headers.content_type();
    let media = Media::of(&kind);
    if media == Media::Other || !wanted && media != Media::Open {
        return Ok(Body::Other);
    }
    let bytes = unwrapped(headers, body, walker)?;
    let meta = Meta { url, charset, ..Meta::default() };
    Ok(match media.look(&bytes) {
        Holds::Report(form) => Body::Report((Content::Bytes(bytes, form), meta)),
        Holds::Feed => Body::Feed(bytes, meta),
        Holds::Other => Body::Other,
    })
}

/// A body without the chunks and the compression that it was sent in.
fn unwrapped(headers: &Headers, body: &mut dyn BufRead, walker: &Walker<'_, '_>) -> Result<Vec<u8>, RefusedReason> {
    let limits = walker.options().limits;
    let max = limits.effective();
    let chunked = headers.get("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
    let mut plain: Box<dyn BufRead + '_> = if chunked { Box::new(io::BufReader::new(Chunked::new(body))) } else { Box::new(body) };
    let encoding = headers.get("content-encoding").unwrap_or_default().to_ascii_lowercase();
    // Some archives keep the header of a compression that they have undone.
    let head = plain.fill_buf().map_err(|error| reason(error, WHAT))?;
    let (gzip, zstd) = (head.starts_with(&[0x1f, 0x8b]), head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]));
    let (metered, taken) = metered(plain);
    let buffered = io::BufReader::new(metered);
    // A body is bounded by itself. It does not count towards what the input unpacks to in all: a walk that goes on from the middle passes over
    // bodies, and must come as far as the whole walk.
    let unpacked =
        |decoder: Box<dyn Read + '_>, taken: Rc<Cell<u64>>| read_whole(&mut Unpacked::new(decoder, taken, limits, Rc::default()), max, "compressed body");
    match encoding.as_str() {
        "gzip" | "x-gzip" if gzip => unpacked(Box::new(Members::new(buffered)), taken),
        "zstd" if zstd => match zstd::stream::read::Decoder::with_buffer(buffered) {
            Ok(decoder) => unpacked(Box::new(decoder), taken),
            Err(error) => Err(reason(error, "compressed body")),
        },
        "deflate" => unpacked(Box::new(flate2::bufread::ZlibDecoder::new(buffered)), taken),
        "" | "identity" | "none" | "gzip" | "x-gzip" | "zstd" => read_whole(&mut { buffered }, max, WHAT),
        _ => Err(RefusedReason::Packing { name: encoding.chars().take(40).collect() }),
    }
}
