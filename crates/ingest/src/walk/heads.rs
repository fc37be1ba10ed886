//! The heads of the pages of a Parquet column, each looked at before the crate `parquet` reads it: the crate passes over whatever a head holds
//! beside what it knows, and does not notice where the file ends, so that a list said to have two thousand million entries keeps it busy for
//! minutes. A head is taken only if it is written exactly as the format has it; then the crate reads in it what was read here.

use std::cell::RefCell;
use std::io::{Read, SeekFrom};
use std::rc::Rc;

use super::ReadSeek;
use super::footer::{Compact, FALSE, INT, STRUCT, TRUE};
use crate::RefusedReason;

/// How much is looked at for a head, and how much for one with long statistics.
const WINDOWS: [u64; 2] = [1 << 12, 1 << 20];
/// The sort of page that the crate passes over.
const INDEX_PAGE: i64 = 1;

/// What a field of a head may hold.
enum Shape {
    Number,
    Truth,
    Fields(&'static [(i64, Shape)]),
    /// Numbers, truths and bytes, whatever they mean.
    Statistics,
}

const SORT: i64 = 1;
const PACKED: i64 = 3;
const HEAD: &[(i64, Shape)] = &[
    (SORT, Shape::Number),
    (2, Shape::Number),
    (PACKED, Shape::Number),
    (4, Shape::Number),
    (5, Shape::Fields(&[(1, Shape::Number), (2, Shape::Number), (3, Shape::Number), (4, Shape::Number), (5, Shape::Statistics)])),
    (6, Shape::Fields(&[])),
    (7, Shape::Fields(&[(1, Shape::Number), (2, Shape::Number), (3, Shape::Truth)])),
    (
        8,
        Shape::Fields(&[
            (1, Shape::Number),
            (2, Shape::Number),
            (3, Shape::Number),
            (4, Shape::Number),
            (5, Shape::Number),
            (6, Shape::Number),
            (7, Shape::Truth),
            (8, Shape::Statistics),
        ]),
    ),
];

/// Bytes that several columns look into.
pub(super) type Source = Rc<RefCell<Box<dyn ReadSeek>>>;

/// The heads of a column that are still to come.
pub(super) struct Heads {
    source: Source,
    at: u64,
    left: u64,
}

impl Heads {
    /// Those of a column that begins there and is so long.
    pub(super) fn new(source: Source, at: u64, left: u64) -> Self {
        Self { source, at, left }
    }

    /// Look at what the crate reads for the next page.
    pub(super) fn next(&mut self) -> Result<(), RefusedReason> {
        while self.left > 0 {
            let malformed = || RefusedReason::Malformed { what: "Parquet", detail: "the head of a page cannot be read".to_owned() };
            let mut found = None;
            for window in WINDOWS {
                let bytes = self.bytes(window.min(self.left)).map_err(RefusedReason::Unreadable)?;
                found = head(&bytes);
                if found.is_some() || window >= self.left {
                    break;
                }
            }
            let (len, sort, packed) = found.ok_or_else(malformed)?;
            let whole = u64::try_from(packed).ok().and_then(|packed| packed.checked_add(len as u64)).filter(|whole| *whole <= self.left);
            let whole = whole.ok_or_else(malformed)?;
            self.at += whole;
            self.left -= whole;
            if sort != INDEX_PAGE {
                break;
            }
        }
        Ok(())
    }

    fn bytes(&self, len: u64) -> std::io::Result<Vec<u8>> {
        let mut source = self.source.borrow_mut();
        source.seek(SeekFrom::Start(self.at))?;
        let mut bytes = Vec::new();
        source.by_ref().take(len).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// How long a head is, the sort of its page and how long that is; `None` if it is not written as the format has it.
fn head(bytes: &[u8]) -> Option<(usize, i64, i64)> {
    let mut compact = Compact { bytes };
    let (mut id, mut sort, mut packed) = (0, None, None);
    while let Some(kind) = compact.field(&mut id)? {
        let (_, shape) = HEAD.iter().find(|(known, _)| *known == id)?;
        match id {
            SORT if kind == INT => sort = Some(compact.signed()?),
            PACKED if kind == INT => packed = Some(compact.signed()?),
            _ => value(&mut compact, kind, shape)?,
        }
    }
    Some((bytes.len() - compact.bytes.len(), sort?, packed?))
}

/// Pass over a value, if it has the shape that it should have.
fn value(compact: &mut Compact<'_>, kind: u8, shape: &Shape) -> Option<()> {
    match (shape, kind) {
        (Shape::Number, INT) => compact.number().map(|_| ()),
        (Shape::Truth, TRUE | FALSE) => Some(()),
        (Shape::Fields(fields), STRUCT) => {
            let mut id = 0;
            while let Some(kind) = compact.field(&mut id)? {
                let (_, shape) = fields.iter().find(|(known, _)| *known == id)?;
                value(compact, kind, shape)?;
            }
            Some(())
        }
        (Shape::Statistics, STRUCT) => {
            let mut id = 0;
            while let Some(kind) = compact.field(&mut id)? {
                match kind {
                    TRUE | FALSE => {}
                    4..=6 => compact.number().map(|_| ())?,
                    8 => compact.number().and_then(|len| compact.pass(len))?,
                    _ => return None,
                }
            }
            Some(())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_only_as_the_format_has_it() {
        // A page of sort 0, 20 bytes, 10 packed, with 3 values plain, levels in runs.
        let plain = b"\x15\x00\x15\x28\x15\x14\x2c\x15\x06\x15\x00\x15\x06\x15\x06\x00\x00";
        assert_eq!(head(plain), Some((plain.len(), 0, 10)));
        let followed = [&plain[..], b"what follows"].concat();
        assert_eq!(head(&followed), Some((plain.len(), 0, 10)));
        let cases: [(&str, &[u8]); 6] = [
            ("cut off", &plain[..plain.len() - 1]),
            ("without its size", b"\x15\x00\x15\x28\x00"),
            ("with a list", b"\x15\x00\x15\x28\x15\x14\x69\xf7\xff\xff\xff\xff\x07\x00"),
            ("with a field of another kind", b"\x15\x00\x15\x28\x18\x00\x00"),
            ("with a structure in a number's place", b"\x1c\x00\x15\x28\x15\x14\x00"),
            ("with fields that nobody knows", b"\x15\x00\x15\x28\x15\x14\x65\x00\x00"),
        ];
        for (what, bytes) in cases {
            assert_eq!(head(bytes), None, "{what}");
        }
    }
}
