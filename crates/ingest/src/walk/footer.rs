//! The footer of a Parquet file, looked at before the crate `parquet` reads it: the crate goes down the tree of columns by recursion, so a
//! tree of many levels would overflow the stack. Only that tree's shape is read here, in the compact protocol of Thrift.

use std::io::{Read, Seek, SeekFrom};

use crate::{Limits, RefusedReason};

const WHAT: &str = "Parquet";
/// However deep nesting may be, columns may not be deeper.
const DEEPEST: usize = 100;
/// The field of the footer that holds the columns, and that of a column that says how many are in it.
const SCHEMA: i64 = 2;
const CHILDREN: i64 = 5;

/// Whether the footer is there, of a size that may be in memory, and of a depth that the crate can read.
pub(super) fn check(file: &mut (impl Read + Seek), limits: Limits) -> Result<(), RefusedReason> {
    let cut = || RefusedReason::Truncated { what: WHAT };
    let size = file.seek(SeekFrom::End(0)).map_err(RefusedReason::Unreadable)?;
    let mut last = [0; 8];
    file.seek(SeekFrom::Start(size.checked_sub(8).ok_or_else(cut)?)).map_err(RefusedReason::Unreadable)?;
    file.read_exact(&mut last).map_err(RefusedReason::Unreadable)?;
    let ([a, b, c, d, magic @ ..], max) = (last, limits.effective());
    let len = u64::from(u32::from_le_bytes([a, b, c, d]));
    let start = size.checked_sub(8 + len).filter(|_| magic == *b"PAR1").ok_or_else(cut)?;
    if len > max {
        return Err(RefusedReason::TooLarge { max_bytes: max });
    }
    let mut footer = Vec::new();
    file.seek(SeekFrom::Start(start)).and_then(|_| file.take(len).read_to_end(&mut footer)).map_err(RefusedReason::Unreadable)?;
    let deepest = depth(&footer).ok_or_else(|| RefusedReason::Malformed { what: WHAT, detail: "its footer cannot be read".to_owned() })?;
    let max_nesting = limits.max_nesting.min(DEEPEST);
    if deepest > max_nesting { Err(RefusedReason::Nesting { max_nesting }) } else { Ok(()) }
}

/// How deep the tree of columns in a footer is.
fn depth(footer: &[u8]) -> Option<usize> {
    let mut compact = Compact { bytes: footer };
    let (mut id, mut deepest) = (0, 0);
    while let Some(kind) = compact.field(&mut id)? {
        // What the crate might take for the columns although it is written otherwise is no footer.
        match (id, kind) {
            (SCHEMA, LIST) => deepest = deepest.max(compact.schema()?),
            (SCHEMA, _) => return None,
            _ => compact.skip(kind, 0)?,
        }
    }
    Some(deepest)
}

pub(super) const TRUE: u8 = 1;
pub(super) const FALSE: u8 = 2;
pub(super) const INT: u8 = 5;
const LIST: u8 = 9;
pub(super) const STRUCT: u8 = 12;
/// No footer goes deeper, the tree of columns aside, which is written as a list.
const DEEPEST_VALUE: usize = 32;

/// What is left of a footer, or of the head of a page.
pub(super) struct Compact<'b> {
    pub(super) bytes: &'b [u8],
}

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    pub(super) fn pass(&mut self, len: u64) -> Option<()> {
        self.bytes = self.bytes.get(usize::try_from(len).ok()?..)?;
        Some(())
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// The kind of the next field of a structure, whose number is put into `id`; an inner `None` at its end.
    pub(super) fn field(&mut self, id: &mut i64) -> Option<Option<u8>> {
        let header = self.byte()?;
        let (step, kind) = (header >> 4, header & 0x0f);
        if kind == 0 {
            return Some(None);
        }
        *id = match step {
            0 => self.signed()?,
            step => *id + i64::from(step),
        };
        if i16::try_from(*id).is_err() {
            return None;
        }
        Some(Some(kind))
    }

    /// The length of a list and the kind of what is in it.
    fn list(&mut self) -> Option<(u64, u8)> {
        let header = self.byte()?;
        let len = if header >> 4 == 15 { self.number()? } else { u64::from(header >> 4) };
        Some((len, header & 0x0f))
    }

    /// Pass over a value. In lists and maps a truth value is a byte, in a field it is nothing.
    fn skip(&mut self, kind: u8, level: usize) -> Option<()> {
        if level > DEEPEST_VALUE {
            return None;
        }
        match kind {
            TRUE | FALSE => Some(()),
            3 => self.pass(1),
            4..=6 => self.number().map(|_| ()),
            7 => self.pass(8),
            8 => self.number().and_then(|len| self.pass(len)),
            LIST | 10 => {
                let (len, kind) = self.list()?;
                (0..len).try_for_each(|_| self.skip_inside(kind, level + 1))
            }
            11 => {
                let len = self.number()?;
                let kinds = if len > 0 { self.byte()? } else { 0 };
                (0..len).try_for_each(|_| self.skip_inside(kinds >> 4, level + 1).and_then(|()| self.skip_inside(kinds & 0x0f, level + 1)))
            }
            STRUCT => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.skip(kind, level + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    fn skip_inside(&mut self, kind: u8, level: usize) -> Option<()> {
        if matches!(kind, TRUE | FALSE) { self.pass(1) } else { self.skip(kind, level) }
    }

    /// How deep the columns are: a list in which each is followed by those in it, as many as it says.
    fn schema(&mut self) -> Option<usize> {
        let (len, kind) = self.list()?;
        let (mut open, mut deepest) = (Vec::new(), 0);
        for _ in 0..len {
            let children = if kind == STRUCT { self.children()? } else { return None };
            while open.pop_if(|left| *left == 0).is_some() {}
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            if children > 0 {
                open.push(children);
            }
            deepest = deepest.max(open.len());
        }
        Some(deepest)
    }

    /// How many columns a column says to hold.
    fn children(&mut self) -> Option<i64> {
        let (mut id, mut children) = (0, 0);
        while let Some(kind) = self.field(&mut id)? {
            match (id, kind) {
                (CHILDREN, INT) => children = self.signed().filter(|n| (0..=i64::from(i32::MAX)).contains(n))?,
                (CHILDREN, _) => return None,
                _ => self.skip(kind, 0)?,
            }
        }
        Some(children)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    /// A file of nothing but a footer with one column so many levels down.
    fn nested(levels: usize) -> Vec<u8> {
        // Version 2; a list of structures with a long length; each a repetition, a name, and one child.
        let mut footer = vec![0x15, 4, 0x19, 0xfc];
        let (low, high) = ((levels + 1) & 0x7f, (levels + 1) >> 7);
        footer.extend([low as u8 | 0x80, (high & 0x7f) as u8 | 0x80, (high >> 7) as u8]);
        footer.extend(b"\x35\0\x18\x01g\x15\x02\0".repeat(levels));
        footer.extend(b"\x15\x0c\x25\0\x18\x04text\0\x16\0\x19\x0c\0");
        let len = (footer.len() as u32).to_le_bytes();
        [b"PAR1".to_vec(), footer, len.to_vec(), b"PAR1".to_vec()].concat()
    }

    #[test]
    fn deep_columns_are_refused_before_the_crate_sees_them() {
        let refused = |levels| check(&mut Cursor::new(nested(levels)), Limits::default()).map_err(|reason| reason.to_string());
        assert_eq!(refused(1), Ok(()));
        assert_eq!(refused(100), Ok(()));
        assert_eq!(refused(101), Err("is nested more than 100 deep".to_owned()));
        assert_eq!(refused(500_000), Err("is nested more than 100 deep".to_owned()));
    }

    #[test]
    fn a_file_without_its_footer_breaks_off() {
        for bytes in [&b"PAR1"[..], b"PAR1\0\0\0\0", b"PAR1\xff\xff\xff\xffPAR1", b""] {
            let reason = check(&mut Cursor::new(bytes), Limits::default()).expect_err("no footer");
            assert!(matches!(reason, RefusedReason::Truncated { .. }), "{reason}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_have_a_depth_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = depth(&bytes);
        }
    }
}
