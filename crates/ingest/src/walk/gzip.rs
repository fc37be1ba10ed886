//! Gzip of one or many members, as one stream. After a broken member the reader gives one error; whoever reads on gets the next whole
//! member, so that a web archive loses one record and not all that follow.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// How every member begins.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];

/// The members of a gzip, one after the other.
pub(super) struct Members<R> {
    state: State<R>,
    /// Whether a member broke and no other one has been found since.
    lost: bool,
}

enum State<R> {
    Inside(Box<GzDecoder<Rejoined<R>>>),
    Between(R),
    Ended,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { state: State::Between(inner), lost: false }
    }

    /// Go to the start of the next member. What follows the last one (padding, mostly) is passed over.
    fn next_member(&mut self, mut inner: R) -> io::Result<State<R>> {
        let mut seen = 0;
        loop {
            let Some(byte) = inner.fill_buf()?.first().copied() else { return Ok(State::Ended) };
            inner.consume(1);
            seen = match MAGIC.get(seen) {
                Some(expected) if *expected == byte => seen + 1,
                _ if !self.lost => return Ok(State::Ended),
                _ => usize::from(byte == MAGIC[0]),
            };
            if seen == MAGIC.len() {
                return Ok(State::Inside(Box::new(GzDecoder::new(Rejoined { read: 0, inner }))));
            }
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(inner) => self.state = self.next_member(inner)?,
                State::Inside(mut member) => match member.read(buf) {
                    Ok(0) => {
                        self.lost = false;
                        self.state = State::Between(member.into_inner().inner);
                    }
                    Ok(n) => {
                        self.state = State::Inside(member);
                        return Ok(n);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => self.state = State::Inside(member),
                    // Bytes that look like a start of a member while one is looked for are no news.
                    Err(_) if self.lost => self.state = State::Between(member.into_inner().inner),
                    Err(error) => {
                        self.lost = true;
                        self.state = State::Between(member.into_inner().inner);
                        return Err(error);
                    }
                },
            }
        }
    }
}

/// A reader with the first bytes of a member put back before it.
struct Rejoined<R> {
    read: usize,
    inner: R,
}

impl<R: BufRead> Read for Rejoined<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Rejoined<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match MAGIC.get(self.read..) {
            Some(rest) if !rest.is_empty() => Ok(rest),
            _ => self.inner.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.read < MAGIC.len() {
            self.read += amount;
        } else {
            self.inner.consume(amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn member(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).expect("packed");
        encoder.finish().expect("packed")
    }

    #[test]
    fn members_follow_each_other_and_padding_is_passed_over() {
        let bytes = [member("one "), member("two "), member(""), member("three"), vec![0; 512]].concat();
        let mut text = String::new();
        Members::new(&bytes[..]).read_to_string(&mut text).expect("text");
        assert_eq!(text, "one two three");
    }

    #[test]
    fn after_a_broken_member_the_next_one_is_read() {
        let mut broken = member("a sentence that is long enough to be broken in the middle of its bytes");
        let middle = broken.len() / 2;
        broken[middle] ^= 0xff;
        broken[middle + 1] ^= 0xff;
        let bytes = [member("one "), broken, member("three")].concat();
        let mut reader = Members::new(&bytes[..]);
        let mut text = Vec::new();
        assert!(reader.read_to_end(&mut text).is_err());
        text.clear();
        reader.read_to_end(&mut text).expect("the rest");
        assert_eq!(text, b"three");
    }

    #[test]
    fn a_member_that_breaks_off_is_an_error() {
        let bytes = member("some words that break off");
        let error = Members::new(&bytes[..bytes.len() - 6]).read_to_end(&mut Vec::new()).expect_err("cut off");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }
}
