//! Bytes to text. UTF-8 is told by its own form and needs one pass; UTF-16 by its byte order mark or by its zeros. Other bytes are read in
//! the character set that was declared, or in the one that `detect` takes them for. Everything else is refused with a reason; pages and feeds
//! may have some damaged letters, which become U+FFFD.
//!
//! A UTF-8 byte order mark stays in the text, as U+FEFF, because a reader who opens the file as UTF-8 counts it
//! too; that of UTF-16 belongs to the encoding and is not text. Line ends stay as they are.

mod charset;
mod detect;
mod vietnamese;

use crate::{Options, RefusedReason};

pub(crate) use charset::Charset;

/// How many bytes decide whether undecodable bytes are text of another encoding or no text at all.
const SAMPLE: usize = 8192;

/// Zeros are damage where there is at most one among so many bytes.
const ZEROS_ONE_IN: usize = 50;

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

/// What becomes of a text with some damaged letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Damage {
    Refused,
    Replaced,
}

/// The text that the bytes hold; `declared` is the character set that metadata name. What the user says wins over it.
pub(crate) fn decode(bytes: Vec<u8>, declared: Option<&str>, options: &Options) -> Result<String, RefusedReason> {
    text_of(bytes, declared, options, Damage::Refused)
}

/// The text of a page or a feed: some damaged letters and zeros are no reason to refuse what stands around them.
pub(crate) fn decode_damaged(mut bytes: Vec<u8>, declared: Option<&str>, options: &Options) -> Result<String, RefusedReason> {
    let zeros = bytes.iter().map(|b| usize::from(*b == 0)).sum::<usize>();
    if zeros * ZEROS_ONE_IN <= bytes.len() && !bytes.starts_with(&[0xff, 0xfe]) && !bytes.starts_with(&[0xfe, 0xff]) {
        bytes.retain(|b| *b != 0);
    }
    text_of(bytes, declared, options, Damage::Replaced)
}

fn text_of(bytes: Vec<u8>, declared: Option<&str>, options: &Options, damage: Damage) -> Result<String, RefusedReason> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(RefusedReason::Binary { looks_like: Some(what) });
    }
    if let Some(label) = &options.charset {
        let charset = Charset::of(label).ok_or_else(|| RefusedReason::Charset(label.clone()))?;
        let text = charset.decode(&bytes).or_else(|reason| charset.decode_mostly(&bytes).filter(|_| damage == Damage::Replaced).ok_or(reason));
        return check(text?);
    }
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, 2, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, 2, u16::from_be_bytes)?,
        _ => match utf8(bytes)? {
            Ok(text) => text,
            Err(bytes) => legacy(&bytes, declared, damage)?,
        },
    };
    check(text)
}

/// The character set of bytes that are a record, or the beginning of many: the one that the user names, else the one that they seem to be in;
/// `None` for UTF-8, be it with faults.
pub(crate) fn charset_of(bytes: &[u8], options: &Options) -> Result<Option<Charset>, RefusedReason> {
    if let Some(label) = &options.charset {
        return Charset::of(label).map(Some).ok_or_else(|| RefusedReason::Charset(label.clone()));
    }
    let is_utf8 = simdutf8::basic::from_utf8(bytes).is_ok() || is_broken_utf8(bytes);
    Ok(if is_utf8 { None } else { detect::charset(bytes, None) })
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

/// The text of valid UTF-8, whatever was declared: other bytes are hardly ever valid UTF-8 by chance. Else the bytes as they were.
fn utf8(bytes: Vec<u8>) -> Result<Result<String, Vec<u8>>, RefusedReason> {
    if bytes.contains(&0) {
        return match unmarked_utf16(&bytes) {
            Some(text) => Ok(Ok(text)),
            None => Err(RefusedReason::Binary { looks_like: None }),
        };
    }
    if let Ok(text) = simdutf8::basic::from_utf8(&bytes) {
        return Ok(Ok(text.to_owned()));
    }
    if mostly_controls(&bytes, 50) {
        return Err(RefusedReason::Binary { looks_like: None });
    }
    Ok(Err(bytes))
}

/// Text that is not UTF-8: in the set that was declared, if it fits, else in the one that it seems to be in. Damage is looked for before a
/// set is guessed: one wrong byte makes a guess go far astray.
fn legacy(bytes: &[u8], declared: Option<&str>, damage: Damage) -> Result<String, RefusedReason> {
    let declared = declared.and_then(Charset::of);
    let sure = declared.filter(|charset| !charset.says_little());
    if let Some(text) = sure.and_then(|charset| charset.decode(bytes).ok()) {
        return Ok(text);
    }
    let broken = is_broken_utf8(bytes);
    if damage == Damage::Replaced {
        if broken {
            return Ok(String::from_utf8_lossy(bytes).into_owned());
        }
        if let Some(text) = sure.and_then(|charset| charset.decode_mostly(bytes)) {
            return Ok(text);
        }
    }
    if !broken
        && let Some(charset) = detect::charset(bytes, declared)
        && let Ok(text) = charset.decode(bytes)
    {
        return Ok(text);
    }
    let offset = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    Err(RefusedReason::Undecodable { encoding: "UTF-8", offset })
}

/// Whether the bytes are UTF-8 but for a few that are wrong: cut off at the end, half of a surrogate pair, some letters damaged among many
/// that are not.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    let cut = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    let surrogate = bytes.windows(3).any(|w| matches!(w, [0xed, 0xa0..=0xbf, 0x80..=0xbf]));
    good > 4 * bad || cut || (surrogate && bad <= 3)
}

/// UTF-16, whose bytes begin at this offset of the file.
fn utf16(bytes: &[u8], from: usize, unit: fn([u8; 2]) -> u16) -> Result<String, RefusedReason> {
    let wrong = |offset| RefusedReason::Undecodable { encoding: "UTF-16", offset: offset + from };
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

/// The text of UTF-16 without a mark: nearly all of it letters of the languages of Europe, Vietnam and Korea, a good part of it with a zero
/// for its upper byte.
fn unmarked_utf16(bytes: &[u8]) -> Option<String> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // The lower byte is zero too now and then: in 가, for one.
    let unit = if even > odd { u16::from_be_bytes } else { u16::from_le_bytes };
    let text = utf16(bytes, 0, unit).ok().filter(|_| (even + odd) * 20 > sample.len())?;
    let common =
        |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{1b0}' | '\u{1e00}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '가'..='힣');
    let (mut all, mut known) = (0, 0);
    for c in text.chars().take(SAMPLE) {
        all += 1;
        known += usize::from(common(&c));
    }
    (known * 20 >= all * 19).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), None, &Options::default()).map_or_else(|reason| reason.to_string(), |text| format!("text: {text}"))
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
            (b"a \xed\xa0\xbd b", "is not valid UTF-8: wrong at byte 2"),
            (b"\xff\xfeA\0B", "is not valid UTF-16: wrong at byte 4"),
            (b"\xff\xfeA\0\x00\xd8A\0", "is not valid UTF-16: wrong at byte 4"),
            (b"abc\0def", "is binary, not text"),
            (b"H\0i\0!\0", "text: Hi!"),
            (b"\0H\0i\0!", "text: Hi!"),
            (b"\x00\xd8\x00\xd8a\0b\0", "is binary, not text"),
            (b"\x01\x02\x03\x90\x91\xfe\x04", "is binary, not text"),
            (b"%PDF-1.7 ...", "is binary, not text: it looks like a PDF"),
            (b"\x1b\x01\x02\x03", "is binary, not text"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(&reason(bytes), expected, "for {bytes:?}");
        }
    }

    #[test]
    fn a_page_may_have_some_damaged_letters() {
        let shown = |bytes: &[u8], declared: Option<&str>| {
            decode_damaged(bytes.to_vec(), declared, &Options::default()).map_or_else(|reason| reason.to_string(), |text| format!("text: {text}"))
        };
        let korean: Vec<u8> = b"\xc7\xd1\xb1\xb9 ".repeat(12);
        let damaged = [b"\xff ", korean.as_slice()].concat();
        let cases: &[(&[u8], Option<&str>, &str)] = &[
            ("Đức và Việt \u{fffd} Nam".as_bytes(), None, "text: Đức và Việt \u{fffd} Nam"),
            (b"\xc4\x90\xe1\xbb\xa9c v\xc3\xa0 Vi\xe1\xbb\x87t \xe1\xbb Nam \xc4\x91\xc3\xa3 g\xe1\xba\xb7p", None, "text: Đức và Việt \u{fffd} Nam đã gặp"),
            (b"H\xc3\xa0 N\xe1\xbb", Some("iso-8859-1"), "text: Hà N\u{fffd}"),
            (&damaged, Some("euc-kr"), &format!("text: \u{fffd} {}", "한국 ".repeat(12))),
            (b"Seoul \xc5\xff", Some("euc-kr"), "is not valid UTF-8: wrong at byte 6"),
            (&[b"Seoul".repeat(20), vec![0]].concat(), None, &format!("text: {}", "Seoul".repeat(20))),
            (b"H\0i\0!\0", None, "text: Hi!"),
            (b"abc\0def", None, "is binary, not text"),
        ];
        for (bytes, declared, expected) in cases {
            assert_eq!(&shown(bytes, *declared), expected, "for {bytes:?}");
            if expected.contains('\u{fffd}') && std::str::from_utf8(bytes).is_err() {
                assert!(decode(bytes.to_vec(), *declared, &Options::default()).is_err(), "plain text is strict: {bytes:?}");
            }
        }
        let said = Options { charset: Some("euc-kr".to_owned()), ..Options::default() };
        assert!(decode_damaged(damaged.clone(), None, &said).is_ok_and(|text| text.contains("한국")));
        assert!(decode(damaged, None, &said).is_err());
    }
}
