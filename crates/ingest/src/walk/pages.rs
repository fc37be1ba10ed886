//! The values of one column of a Parquet file, one after the other.
//!
//! The crate `parquet` finds and unpacks the pages; the values in them are taken apart here, because the crate's own decoders panic on pages
//! that are damaged. What is read is what texts, numbers and days are written in: plain values, and places in a dictionary of them. Not read are the encodings by
//! differences (DELTA), lists, and times of the old sort INT96.

use bytes::Bytes;
use parquet::basic::{Encoding, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;

use super::heads::Heads;
use crate::RefusedReason;

const WHAT: &str = "Parquet";

/// The values of a column within one group of rows.
pub(super) struct Values {
    pages: Box<dyn PageReader>,
    heads: Heads,
    /// Bytes of a value; `None` for texts, which come with their length.
    width: Option<usize>,
    /// The level of a value that is there; below it, there is none.
    present: u32,
    dictionary: Vec<Bytes>,
    page: Cells,
}

/// What is left of a page.
#[derive(Default)]
struct Cells {
    left: u32,
    /// For each cell, whether it has a value; `None` where all have.
    levels: Option<Packed>,
    data: Data,
}

enum Data {
    Plain(Bytes),
    /// Places in the dictionary.
    Places(Packed),
}

impl Default for Data {
    fn default() -> Self {
        Self::Plain(Bytes::new())
    }
}

/// Whether values of a physical type are read, and how many bytes they have.
pub(super) fn width(physical: Physical) -> Option<Option<usize>> {
    match physical {
        Physical::BYTE_ARRAY => Some(None),
        Physical::INT32 | Physical::FLOAT => Some(Some(4)),
        Physical::INT64 | Physical::DOUBLE => Some(Some(8)),
        _ => None,
    }
}

impl Values {
    pub(super) fn new(pages: Box<dyn PageReader>, heads: Heads, width: Option<usize>, present: u32) -> Self {
        Self { pages, heads, width, present, dictionary: Vec::new(), page: Cells::default() }
    }

    /// The next cell: its value, if it has one.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, RefusedReason> {
        while self.page.left == 0 {
            self.heads.next()?;
            let page = self.pages.get_next_page().map_err(malformed)?.ok_or(RefusedReason::Truncated { what: WHAT })?;
            self.open(page)?;
        }
        self.page.left -= 1;
        if let Some(levels) = &mut self.page.levels
            && levels.next().ok_or_else(short)? < self.present
        {
            return Ok(None);
        }
        match &mut self.page.data {
            Data::Plain(bytes) => plain(bytes, self.width).ok_or_else(short).map(Some),
            Data::Places(places) => places.next().and_then(|place| self.dictionary.get(place as usize)).cloned().ok_or_else(short).map(Some),
        }
    }

    fn open(&mut self, page: Page) -> Result<(), RefusedReason> {
        let bits = u32::BITS - self.present.leading_zeros();
        match page {
            Page::DictionaryPage { mut buf, .. } => {
                self.dictionary.clear();
                while let Some(value) = plain(&mut buf, self.width) {
                    self.dictionary.push(value);
                }
            }
            Page::DataPage { mut buf, num_values, encoding, .. } => {
                let levels = if self.present > 0 {
                    let len = plain_len(&mut buf).ok_or_else(short)?;
                    Some(Packed::new(cut(&mut buf, len).ok_or_else(short)?, bits))
                } else {
                    None
                };
                self.page = Cells { left: num_values, levels, data: data(buf, encoding)? };
            }
            Page::DataPageV2 { mut buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, .. } => {
                cut(&mut buf, rep_levels_byte_len as usize).ok_or_else(short)?;
                let levels = cut(&mut buf, def_levels_byte_len as usize).ok_or_else(short)?;
                let levels = (self.present > 0).then(|| Packed::new(levels, bits));
                self.page = Cells { left: num_values, levels, data: data(buf, encoding)? };
            }
        }
        Ok(())
    }
}

fn data(mut buf: Bytes, encoding: Encoding) -> Result<Data, RefusedReason> {
    match encoding {
        Encoding::PLAIN => Ok(Data::Plain(buf)),
        Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
            // A page without values has not even the width of its places.
            let bits = cut(&mut buf, 1).and_then(|b| b.first().copied()).unwrap_or(0);
            if bits > 32 { Err(short()) } else { Ok(Data::Places(Packed::new(buf, u32::from(bits)))) }
        }
        other => Err(RefusedReason::Encoding { name: other.to_string() }),
    }
}

/// The next plain value.
fn plain(bytes: &mut Bytes, width: Option<usize>) -> Option<Bytes> {
    let len = match width {
        Some(width) => width,
        None => plain_len(bytes)?,
    };
    cut(bytes, len)
}

fn plain_len(bytes: &mut Bytes) -> Option<usize> {
    let len = cut(bytes, 4)?;
    Some(u32::from_le_bytes(len.as_ref().try_into().ok()?) as usize)
}

/// The first bytes, which are taken away.
fn cut(bytes: &mut Bytes, len: usize) -> Option<Bytes> {
    (len <= bytes.len()).then(|| bytes.split_to(len))
}

fn short() -> RefusedReason {
    RefusedReason::Malformed { what: WHAT, detail: "a page holds less than it says".to_owned() }
}

/// What an error of the crate means.
pub(super) fn malformed(error: ParquetError) -> RefusedReason {
    match error {
        ParquetError::EOF(_) => RefusedReason::Truncated { what: WHAT },
        ParquetError::External(inner) => RefusedReason::Malformed { what: WHAT, detail: inner.to_string() },
        error => RefusedReason::Malformed { what: WHAT, detail: error.to_string() },
    }
}

/// Small numbers of so many bits, in runs of one number and runs of numbers side by side.
struct Packed {
    bytes: Bytes,
    bits: u32,
    run: Run,
}

#[derive(Clone)]
enum Run {
    Same { number: u32, left: u32 },
    Beside { bytes: Bytes, at: usize, left: u64 },
}

impl Packed {
    fn new(bytes: Bytes, bits: u32) -> Self {
        Self { bytes, bits, run: Run::Same { number: 0, left: 0 } }
    }

    fn next(&mut self) -> Option<u32> {
        loop {
            match &mut self.run {
                Run::Same { number, left } if *left > 0 => {
                    *left -= 1;
                    return Some(*number);
                }
                Run::Beside { bytes, at, left } if *left > 0 => {
                    *left -= 1;
                    let number = bits_at(bytes, *at, self.bits)?;
                    *at += self.bits as usize;
                    return Some(number);
                }
                _ => self.run = self.next_run()?,
            }
        }
    }

    fn next_run(&mut self) -> Option<Run> {
        let header = self.header()?;
        if header & 1 == 1 {
            let groups = u64::from(header >> 1);
            // The last run may leave out what fills it up.
            let len = usize::try_from(groups * u64::from(self.bits)).ok()?.min(self.bytes.len());
            return Some(Run::Beside { bytes: cut(&mut self.bytes, len)?, at: 0, left: groups * 8 });
        }
        let number = cut(&mut self.bytes, self.bits.div_ceil(8) as usize)?;
        let number = number.iter().rev().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        Some(Run::Same { number, left: header >> 1 })
    }

    /// A number in groups of seven bits.
    fn header(&mut self) -> Option<u32> {
        let mut header = 0_u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = cut(&mut self.bytes, 1)?.first().copied()?;
            header |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(header);
            }
        }
        None
    }
}

/// The number of so many bits that begins at a bit.
fn bits_at(bytes: &[u8], at: usize, bits: u32) -> Option<u32> {
    let (first, last) = (at / 8, (at + bits as usize).div_ceil(8));
    let window = bytes.get(first..last)?.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    u32::try_from(window >> (at % 8) & ((1_u64 << bits) - 1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers(bytes: &[u8], bits: u32, count: usize) -> Vec<u32> {
        let mut packed = Packed::new(Bytes::copy_from_slice(bytes), bits);
        std::iter::from_fn(|| packed.next()).take(count).collect()
    }

    #[test]
    fn runs_of_one_number_and_numbers_side_by_side_are_read() {
        // Five sevens, then 0 to 7 in three bits each, as the description of the format has them.
        let bytes = [0x0a, 0x07, 0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        assert_eq!(numbers(&bytes, 3, 20), [7, 7, 7, 7, 7, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(numbers(&[0x04, 0xff, 0x01], 9, 9), [511, 511]);
        assert_eq!(numbers(&[], 3, 9), [] as [u32; 0]);
        assert_eq!(numbers(&[0xff; 6], 1, 9), [] as [u32; 0]);
        assert_eq!(numbers(&[0x06], 0, 9), [0, 0, 0]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_numbers(bytes in proptest::collection::vec(any::<u8>(), 0..40), bits in 0_u32..=32) {
            numbers(&bytes, bits, 1000);
        }
    }
}
