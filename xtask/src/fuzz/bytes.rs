//! Broken files: bytes of a whole one, changed a few times without regard to its form, or with pieces that mean something in some form. The
//! same numbers make the same bytes.

use chancery_testkit::Random;

/// No input grows beyond this.
pub const LARGEST: usize = 1 << 18;

/// Bytes that mean something to some reader.
const BYTES: [u8; 16] = [0, 1, 0x7f, 0x80, 0xc3, 0xe1, 0xff, b'\n', b'\r', b'"', b'<', b'&', b'{', b'[', b',', b'\\'];

/// Numbers at which counters overflow.
const NUMBERS: [u64; 12] =
    [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_ffff_ffff];

/// The same as they are written.
const WRITTEN: [&str; 12] =
    ["0", "-1", "1", "255", "65536", "2147483648", "4294967295", "4294967296", "9223372036854775807", "18446744073709551615", "99999999999999999999", "1e309"];

/// Pieces that steer readers.
const TOKENS: [&[u8]; 84] = [
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\x00",
    b"\r\n",
    b"\r\n\r\n",
    b"\n\n",
    b"\t",
    b"\"",
    b"\"\"",
    b"\\\"",
    b"\\ud800",
    b"\\u0000",
    b",",
    b";",
    b"{\"text\":\"",
    b"\"articles\":[",
    b"\"items\":[",
    b"{\"id\":",
    b"[{}]",
    b"null",
    b"id,title,text,date\n",
    b"1e309",
    b"<",
    b">",
    b"</",
    b"/>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?xml version=\"1.0\" encoding=\"utf-16\"?>",
    b"<?xml version=\"1.0\" encoding=\"euc-kr\"?>",
    b"<!DOCTYPE x [<!ENTITY a \"b&a;\">]>",
    b"<!DOCTYPE html>",
    b"&a;",
    b"&amp;",
    b"&#0;",
    b"&#x110000;",
    b"&nbsp",
    b"<script>",
    b"</script>",
    b"<script type=\"application/ld+json\">",
    b"<style>",
    b"<template>",
    b"<svg>",
    b"<math>",
    b"<table><tr><td>",
    b"<select>",
    b"<p>",
    b"<br>",
    b"<article>",
    b"<plaintext>",
    b"<textarea>",
    b"<meta charset=\"euc-kr\">",
    b"<meta http-equiv=content-type content=\"text/html; charset=windows-1258\">",
    b"<time datetime=\"9999-99-99\">",
    b"<item>",
    b"<entry>",
    b"<urlset><url><loc>",
    b"WARC/1.0\r\n",
    b"WARC-Type: response\r\n",
    b"Content-Length: 18446744073709551615\r\n",
    b"Content-Length: 7\r\n\r\n",
    b"Content-Type: text/html; charset=tcvn3\r\n",
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"ffffffffffffffff\r\n",
    b"Content-Encoding: gzip\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"Subject: =?utf-8?B?//8?=\r\n",
    b"Date: Thu, 99 Foo 99999 99:99:99 +9999\r\n",
    b"From: ",
    b"---\n",
    b"date: 2025-02-30\n",
    b"```\n",
    b"[a](b",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    b"\x28\xb5\x2f\xfd",
    b"PK\x03\x04",
    b"PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00",
    b"PAR1",
];

/// What opens and what closes.
const NESTS: [(&str, &str); 10] = [
    ("[", "]"),
    ("{\"a\":", "}"),
    ("<div>", "</div>"),
    ("<b>", ""),
    ("<font><p>", "</p></font>"),
    ("<a:b>", "</a:b>"),
    ("(", ")"),
    ("> ", ""),
    ("- [", "](x)"),
    ("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", ""),
];

/// One broken file.
pub fn mutate(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let changes = if random.chance(50) { 1 } else { 2 + random.below(7) };
    for _ in 0..changes {
        change(&mut bytes, other, random);
        bytes.truncate(LARGEST);
    }
    bytes
}

/// A stretch of bytes, of at most so many.
fn stretch<'b>(bytes: &'b [u8], most: usize, random: &mut Random) -> &'b [u8] {
    let start = random.below(bytes.len() + 1);
    let end = (start + random.below(most + 1)).min(bytes.len());
    bytes.get(start..end).unwrap_or_default()
}

fn insert(bytes: &mut Vec<u8>, at: usize, piece: &[u8]) {
    bytes.splice(at..at, piece.iter().copied());
}

/// Put bytes over those that are there.
fn overwrite(bytes: &mut [u8], at: usize, piece: &[u8]) {
    for (old, new) in bytes.iter_mut().skip(at).zip(piece) {
        *old = *new;
    }
}

fn token(random: &mut Random) -> &'static [u8] {
    random.pick(&TOKENS).copied().unwrap_or_default()
}

fn change(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    match random.below(16) {
        0 => {
            for _ in 0..=random.below(12) {
                let at = random.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
        1 => {
            let byte = random.pick(&BYTES).copied().unwrap_or_default();
            overwrite(bytes, at, &vec![byte; 1 + random.below(4)]);
        }
        2 => {
            let number = random.pick(&NUMBERS).copied().unwrap_or_default();
            let width = 1 << random.below(4);
            let number = if random.chance(50) { number.to_le_bytes() } else { number.rotate_right(8 * width).to_be_bytes() };
            overwrite(bytes, at, number.get(..width as usize).unwrap_or_default());
        }
        3 | 4 => insert(bytes, at, token(random)),
        5 => overwrite(bytes, at, token(random)),
        6 => {
            let most = if random.chance(50) { 8 } else { 400 };
            let end = bytes.len().min(at + random.below(most));
            bytes.drain(at..end);
        }
        7 => {
            let piece = stretch(bytes, 2000, random).to_vec();
            insert(bytes, at, &piece);
        }
        8 => {
            bytes.truncate(at);
            bytes.extend_from_slice(other.get(random.below(other.len() + 1)..).unwrap_or_default());
        }
        9 => {
            let piece = stretch(other, 2000, random).to_vec();
            insert(bytes, at, &piece);
        }
        10 => bytes.truncate(at),
        11 => {
            let piece = if random.chance(50) { token(random).to_vec() } else { stretch(bytes, 40, random).to_vec() };
            let doublings = if random.chance(20) { 15 } else { 10 };
            let often = (1 << random.below(doublings)).min(LARGEST / piece.len().max(1));
            insert(bytes, at, &piece.repeat(often));
        }
        12 | 13 => {
            // A number that is written in figures.
            let start = bytes.iter().skip(at).position(u8::is_ascii_digit).map_or(at, |n| at + n);
            let len = bytes.iter().skip(start).take_while(|b| b.is_ascii_digit()).count();
            bytes.splice(start..start + len, random.word(&WRITTEN).bytes());
        }
        14 => {
            let (open, close) = random.pick(&NESTS).copied().unwrap_or_default();
            let often = 1 << random.below(14);
            let end = bytes.len().min(at + random.below(500));
            let inner = bytes.get(at..end).unwrap_or_default();
            let nested = [open.repeat(often).as_bytes(), inner, close.repeat(often).as_bytes()].concat();
            bytes.splice(at..end, nested);
        }
        _ => {
            let (old, new) = (random.pick(&BYTES).copied(), random.pick(&BYTES).copied().unwrap_or_default());
            bytes.iter_mut().filter(|byte| Some(**byte) == old).for_each(|byte| *byte = new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_breaks_a_file_the_same_way() {
        let file = chancery_testkit::text("vi", 1, 2000).into_bytes();
        let inputs = |seed| {
            let mut random = Random::new(seed);
            (0..300).map(|_| mutate(&file, b"other", &mut random)).collect::<Vec<_>>()
        };
        let made = inputs(1);
        assert_eq!(made, inputs(1));
        assert_ne!(made, inputs(2));
        assert!(made.iter().all(|input| input.len() <= LARGEST));
        assert!(made.iter().filter(|input| **input != file).count() > 250, "nearly all are changed");
    }

    #[test]
    fn nothing_to_break_breaks_nothing() {
        let mut random = Random::new(3);
        for _ in 0..500 {
            mutate(b"", b"", &mut random);
        }
    }
}
