//! Bytes to text: UTF-8, or UTF-16 that says so by its byte order mark. Everything else is refused with a reason.
//!
//! A UTF-8 byte order mark stays in the text, as U+FEFF, because a reader who opens the file as UTF-8 counts it
//! too; that of UTF-16 belongs to the encoding and is not text. Line ends stay as they are.

use crate::RefusedReason;

/// How many bytes decide whether undecodable bytes are text of another encoding or no text at all.
const SAMPLE: usize = 8192;

/// First bytes of file kinds that people mistake for text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
];

/// The text that the bytes hold; `declared` is the character set that metadata name.
pub(crate) fn decode(bytes: Vec<u8>, declared: Option<&str>) -> Result<String, RefusedReason> {
    let _ = declared;
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(RefusedReason::Binary { looks_like: Some(what) });
    }
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => utf8(bytes)?,
    };
    check(text)
}

/// A text, unless it is none.
pub(crate) fn check(text: String) -> Result<String, RefusedReason> {
    if mostly_controls(text.as_bytes(), 10) {
        return Err(RefusedReason::Binary { looks_like: None });
    }
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(RefusedReason::Empty);
    }
    Ok(text)
}

fn utf8(bytes: Vec<u8>) -> Result<String, RefusedReason> {
    if bytes.contains(&0) {
        return Err(RefusedReason::Binary { looks_like: unmarked_utf16(&bytes) });
    }
    if let Ok(text) = simdutf8::basic::from_utf8(&bytes) {
        return Ok(text.to_owned());
    }
    // What is wrong, and where.
    String::from_utf8(bytes).map_err(|error| {
        if mostly_controls(error.as_bytes(), 50) {
            RefusedReason::Binary { looks_like: None }
        } else {
            RefusedReason::Undecodable { encoding: "UTF-8", offset: error.utf8_error().valid_up_to() }
        }
    })
}

/// UTF-16 after its two-byte mark; offsets in errors count from the start of the file.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, RefusedReason> {
    let wrong = |offset| RefusedReason::Undecodable { encoding: "UTF-16", offset: offset + 2 };
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = decoded.map_err(|_| wrong(at))?;
        text.push(c);
        at += 2 * c.len_utf16();
    }
    match (rest, text.contains('\0')) {
        ([], false) => Ok(text),
        ([], true) => Err(RefusedReason::Binary { looks_like: None }),
        _ => Err(wrong(at)),
    }
}

/// Whether more than one byte in `one_in` of the sample is a control character that text does not have.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each byte")]
fn mostly_controls(bytes: &[u8], one_in: usize) -> bool {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    // 0 to 8, 0e to 1a, 1c to 1f and 7f. Comparisons and small sums, so that many bytes are looked at in one step.
    let control = |b: u8| u8::from((b < 9) | (b.wrapping_sub(0x0e) < 13) | (b.wrapping_sub(0x1c) < 4) | (b == 0x7f));
    let controls: usize = sample.chunks(255).map(|chunk| usize::from(chunk.iter().map(|b| control(*b)).sum::<u8>())).sum();
    controls * one_in > sample.len()
}

/// Latin text in UTF-16 without a mark has a zero at every other byte.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static str> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let one_sided = (even == 0 || odd == 0) && (even + odd) * 4 > sample.len();
    one_sided.then_some("UTF-16 without a byte order mark")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), None).map_or_else(|reason| reason.to_string(), |text| format!("text: {text}"))
    }

    #[test]
    fn bytes_are_text_or_have_a_reason() {
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> { "\u{feff}Việt 🕊".encode_utf16().flat_map(order).collect() };
        let cases: &[(&[u8], &str)] = &[
            ("Hà Nội".as_bytes(), "text: Hà Nội"),
            ("\u{feff}Seoul\r\n".as_bytes(), "text: \u{feff}Seoul\r\n"),
            (&utf16(u16::to_le_bytes), "text: Việt 🕊"),
            (&utf16(u16::to_be_bytes), "text: Việt 🕊"),
            (b"", "is empty"),
            (b" \n\t\r\n", "is empty"),
            ("\u{feff}".as_bytes(), "is empty"),
            (b"\xff\xfe", "is empty"),
            (b"abc\xe1\xba", "is not valid UTF-8: wrong at byte 3"),
            (b"H\xe0 N\xf4i", "is not valid UTF-8: wrong at byte 1"),
            (b"\xff\xfeA\0B", "is not valid UTF-16: wrong at byte 4"),
            (b"\xff\xfeA\0\x00\xd8A\0", "is not valid UTF-16: wrong at byte 4"),
            (b"abc\0def", "is binary, not text"),
            (b"H\0i\0!\0", "is binary, not text: it looks like UTF-16 without a byte order mark"),
            (b"\x01\x02\x03\x90\x91\xfe\x04", "is binary, not text"),
            (b"%PDF-1.7 ...", "is binary, not text: it looks like a PDF"),
            (b"\x1b\x01\x02\x03", "is binary, not text"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(&reason(bytes), expected, "for {bytes:?}");
        }
    }
}
