//! Places in a text. Byte offsets and code-point offsets are different types, so that one cannot be taken for the other.

/// A byte offset into a document's text as given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteOffset(pub u32);

/// A count of Unicode code points from the start of a document's text as given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharOffset(pub u32);

/// A half-open range of bytes in a document's text as given; both ends lie on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: ByteOffset,
    /// One past the last byte.
    pub end: ByteOffset,
}

impl Span {
    /// A span from plain byte indices; `end` is never before `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: ByteOffset(start as u32), end: ByteOffset(end.max(start) as u32) }
    }

    /// The words the span covers, or nothing if it does not fit this text.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start.0 as usize..self.end.0 as usize).unwrap_or_default()
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        (self.end.0 - self.start.0) as usize
    }

    /// Whether the span covers nothing.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether the two spans share at least one byte.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn join(&self, other: &Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Converts byte offsets of one text into code-point offsets, in one pass over the text at construction.
///
/// A checkpoint is kept every 64 bytes, so a look-up counts at most 64 bytes.
pub struct CharIndex<'t> {
    text: &'t str,
    checkpoints: Vec<u32>,
}

const STEP: usize = 64;

impl<'t> CharIndex<'t> {
    /// Index a text.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut checkpoints = Vec::with_capacity(bytes.len() / STEP + 1);
        let mut count = 0u32;
        for chunk in bytes.chunks(STEP) {
            checkpoints.push(count);
            count += char_starts(chunk);
        }
        checkpoints.push(count);
        Self { text, checkpoints }
    }

    /// The code points that start before this byte.
    pub fn char_offset(&self, at: ByteOffset) -> CharOffset {
        let at = (at.0 as usize).min(self.text.len());
        let block = at / STEP;
        let rest = &self.text.as_bytes()[block * STEP..at];
        let seen = self.checkpoints.get(block).copied().unwrap_or_default();
        CharOffset(seen + char_starts(rest))
    }
}

/// How many characters start in so few bytes that a byte can count them: many bytes are looked at at once.
fn char_starts(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u8::from(byte & 0b1100_0000 != 0b1000_0000)).sum::<u8>().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn code_points_agree_with_chars(text in "\\PC{0,200}", at in 0usize..400) {
            let at = (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
            let counted = CharIndex::new(&text).char_offset(ByteOffset(at as u32));
            prop_assert_eq!(counted.0 as usize, text[..at].chars().count());
        }
    }

    #[test]
    fn a_span_that_does_not_fit_covers_nothing() {
        assert_eq!(Span::new(1, 9).text("Đà"), "");
    }

    #[test]
    fn overlap_needs_a_shared_byte() {
        assert!(!Span::new(0, 3).overlaps(&Span::new(3, 5)));
        assert!(Span::new(0, 4).overlaps(&Span::new(3, 5)));
    }
}
