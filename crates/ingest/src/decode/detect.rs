//! Which character set undeclared bytes are in.
//!
//! The sets of Vietnam are tried first: a set fits where the words with letters beyond ASCII are nearly all spelt as Vietnamese syllables.
//! Read in a wrong set hardly any of them are. What is left goes to a detector made for web pages.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::charset::Charset;
use super::vietnamese::is_syllable;

/// Bytes that are looked at.
const SAMPLE: usize = 16 << 10;
/// So many words with letters beyond ASCII tell.
const TELLING: usize = 3;
/// Parts in a hundred of them that must be syllables.
const NEARLY_ALL: usize = 80;

/// The set that the bytes seem to be in. What was declared counts before a guess, but after it where it was said for lack of a better.
pub(super) fn charset(bytes: &[u8], declared: Option<Charset>) -> Option<Charset> {
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(SAMPLE / 16);
    let sample = bytes.get(start..).and_then(|rest| rest.get(..SAMPLE).or(Some(rest))).unwrap_or(bytes);
    if let Some(charset) = vietnamese(sample) {
        return Some(charset);
    }
    if !tells(sample) || declared.is_some_and(|d| !d.says_little()) {
        return declared.filter(|d| *d != Charset::Web(encoding_rs::UTF_8));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    Some(Charset::Web(detector.guess(None, Utf8Detection::Deny)))
}

/// The set of Vietnam that makes syllables of nearly all words.
fn vietnamese(sample: &[u8]) -> Option<Charset> {
    let candidates = [Charset::Web(encoding_rs::WINDOWS_1258), Charset::Tcvn3, Charset::Vni];
    let scored = candidates.into_iter().filter_map(|charset| {
        let text = charset.decode(sample).ok()?;
        let (mut words, mut syllables) = (0, 0);
        for word in text.split(|c: char| !c.is_alphabetic() && !matches!(c, '\u{300}'..='\u{323}')).filter(|w| !w.is_ascii()) {
            words += 1;
            syllables += usize::from(is_syllable(word));
        }
        (words >= TELLING && syllables * 100 >= words * NEARLY_ALL).then(|| (syllables * 1000 / words, charset))
    });
    scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, charset)| charset)
}

/// Whether there is enough to tell a set by: some words with letters beyond ASCII, or no such letter but only dashes and quotation marks.
fn tells(sample: &[u8]) -> bool {
    let beyond = sample.split(u8::is_ascii_whitespace).filter(|word| word.iter().any(|b| *b >= 0xc0)).count();
    beyond >= TELLING || beyond == 0
}
