//! Readers that hold an input to its limits, and what their errors mean.
//!
//! A limit that is passed travels as an [`io::Error`] with the [`RefusedReason`] inside, through whatever library is reading, and is taken
//! out again by [`reason`].

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Limits, RefusedReason};

/// How many bytes of an input were gone through so far; another thread may look while the walk goes on.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// The bytes gone through, out of [`Input::size`](crate::Input::size).
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// What one input has cost so far: bytes taken from it, and bytes that came of unpacking them.
#[derive(Debug, Default)]
pub(super) struct Spent {
    pub(super) packed: Cell<u64>,
    unpacked: Cell<u64>,
}

impl Spent {
    /// Note bytes that came of unpacking.
    pub(super) fn unpack(&self, bytes: u64) {
        self.unpacked.set(self.unpacked.get().saturating_add(bytes));
    }

    /// Whether the input as a whole is within the limits.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), RefusedReason> {
        let total = self.unpacked.get();
        if total > limits.max_unpacked {
            return Err(RefusedReason::Unpacked { max_unpacked: limits.max_unpacked });
        }
        check_ratio(total, self.packed.get(), limits)
    }
}

/// Whether what came out of a decompressor is within bounds for what went in.
pub(super) fn check_ratio(given: u64, taken: u64, limits: &Limits) -> Result<(), RefusedReason> {
    let max_ratio = limits.max_ratio.max(1);
    if given > Limits::RATIO_FROM && given / max_ratio > taken { Err(RefusedReason::Ratio { max_ratio }) } else { Ok(()) }
}

/// Counts the bytes that are taken from a file.
pub(super) struct Counted<R> {
    pub(super) inner: R,
    pub(super) spent: Rc<Spent>,
    pub(super) progress: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.spent.packed.set(self.spent.packed.get() + n as u64);
        self.progress.add(n as u64);
        Ok(n)
    }
}

/// Counts bytes into a cell that others look at.
pub(super) struct Metered<R> {
    pub(super) inner: R,
    pub(super) count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

/// What comes out of a decompressor, up to the limits.
pub(super) struct Unpacked<R> {
    inner: R,
    /// Bytes that went into this decompressor.
    taken: Rc<Cell<u64>>,
    given: u64,
    limits: Limits,
    spent: Rc<Spent>,
}

impl<R: Read> Unpacked<R> {
    pub(super) fn new(inner: R, taken: Rc<Cell<u64>>, limits: Limits, spent: Rc<Spent>) -> Self {
        Self { inner, taken, given: 0, limits, spent }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.given += n as u64;
        self.spent.unpack(n as u64);
        check_ratio(self.given, self.taken.get(), &self.limits).and_then(|()| self.spent.check(&self.limits)).map_err(io::Error::other)?;
        Ok(n)
    }
}

/// Everything that a reader holds, if that is no more than `max` bytes.
pub(super) fn read_whole(reader: &mut dyn Read, max: u64, what: &'static str) -> Result<Vec<u8>, RefusedReason> {
    let mut bytes = Vec::new();
    reader.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| reason(error, what))?;
    if bytes.len() as u64 > max { Err(RefusedReason::TooLarge { max_bytes: max }) } else { Ok(bytes) }
}

/// What an error of a reader means for the input; `what` is what was being read.
pub(super) fn reason(error: io::Error, what: &'static str) -> RefusedReason {
    match error.downcast::<RefusedReason>() {
        Ok(reason) => reason,
        Err(error) => match error.kind() {
            io::ErrorKind::UnexpectedEof => RefusedReason::Truncated { what },
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => RefusedReason::Malformed { what, detail: error.to_string() },
            _ => RefusedReason::Unreadable(error),
        },
    }
}

/// What [`line()`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, in the buffer without its end.
    Whole,
    /// A line longer than the limit, passed over.
    TooLong,
    /// The end of the stream.
    End,
}

/// Read a line into `buf`, which never grows beyond `max` bytes.
pub(super) fn line(reader: &mut dyn BufRead, max: usize, buf: &mut Vec<u8>) -> io::Result<Line> {
    buf.clear();
    let (mut any, mut long) = (false, false);
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            return Ok(if long {
                Line::TooLong
            } else if any {
                Line::Whole
            } else {
                Line::End
            });
        }
        any = true;
        let mut parts = chunk.splitn(2, |byte| *byte == b'\n');
        let part = parts.next().unwrap_or_default();
        let ends = parts.next().is_some();
        long |= buf.len() + part.len() > max;
        if !long {
            buf.extend_from_slice(part);
        }
        let used = part.len() + usize::from(ends);
        reader.consume(used);
        if ends {
            if buf.last() == Some(&b'\r') {
                buf.pop();
            }
            return Ok(if long { Line::TooLong } else { Line::Whole });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_passed_over_and_the_next_one_read() {
        // Two gigabytes that are never in memory.
        let flood = io::repeat(b'x').take(2 << 30);
        let mut reader = io::BufReader::with_capacity(1 << 16, b"one\r\n".chain(flood).chain(&b"\n\nlast"[..]));
        let mut buf = Vec::new();
        let mut next = |buf: &mut Vec<u8>| (line(&mut reader, 100, buf).expect("a line"), String::from_utf8(buf.clone()).expect("text"));
        assert_eq!(next(&mut buf), (Line::Whole, "one".to_owned()));
        assert_eq!(next(&mut buf).0, Line::TooLong);
        assert_eq!(next(&mut buf), (Line::Whole, String::new()));
        assert_eq!(next(&mut buf), (Line::Whole, "last".to_owned()));
        assert_eq!(next(&mut buf).0, Line::End);
        assert!(buf.capacity() < 1000);
    }
}
