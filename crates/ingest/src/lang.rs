//! Which language a text is in, and which paragraphs of it are in another one.
//!
//! Two scripts tell by themselves: Hangul, and Latin with the letters of Vietnamese; so does a text full of the function words of one pack.
//! All else is told by `whatlang`, which knows some seventy languages by their runs of three letters. So a text in a language without a
//! pack is named and not taken for another. Where the text is too short to be sure, the packs are the choice.
//!
//! A paragraph is of the document's language unless it is long enough to tell and does tell, or its script says otherwise.

mod names;

use chancery_model::{Passage, Span};
use rustc_hash::FxHashSet;
use whatlang::{Detector, Lang};

use names::{code_of, lang_of};

/// Letters that are looked at; the head of a text decides.
const SAMPLE: usize = 500;
/// Letters from which on a paragraph tells its language.
const TELLING: usize = 100;
/// The same for a paragraph that has no letter of the script that the document is written in.
const TELLING_SCRIPT: usize = 40;
/// Letters of Hangul in a paragraph of a document in another script that make it Korean.
const TELLING_HANGUL: usize = 12;

/// Words that are looked at for function words.
const WORDS: usize = 80;
/// So many at the head of a text tell enough where they are full of function words.
const FIRST_WORDS: usize = 24;
/// So many function words among a thousand words leave no doubt.
const FULL: usize = 280;
/// Bytes that the identifier looks at: more make it no surer.
const LETTERS_READ: usize = 1000;
/// Letters of a text of several languages that are looked at.
const PARTS_READ: usize = 20_000;
/// One part of so many that can be read is a good part.
const GOOD_PART: usize = 4;

/// A language as it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identified {
    /// One of the packs.
    Pack(String),
    /// One without a pack.
    Unsupported {
        /// Its code.
        code: String,
        /// Its English name.
        name: &'static str,
    },
}

/// A language that there is a pack for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pack {
    code: String,
    /// Its function words: in any language they are few, and a good part of every text. So a text full of them needs no closer look, which
    /// costs more time than reading it.
    common: FxHashSet<String>,
}

impl Pack {
    /// A pack, with the function words of its language; without any it is told a little more slowly.
    pub fn new(code: &str, common: impl IntoIterator<Item = String>) -> Self {
        Self { code: code.to_owned(), common: common.into_iter().collect() }
    }

    /// Its code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// How many of these words are its function words, in a thousand.
    fn share(&self, words: &[&str]) -> usize {
        let known = words.iter().filter(|word| self.common.contains(**word)).count();
        known * 1000 / words.len().max(1)
    }
}

/// The first words of a text.
fn first_words(text: &str, most: usize) -> Vec<&str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).take(most).collect()
}

/// The packs by how many of a text's words are their function words, the most at the end.
fn shares<'p>(text: &str, most: usize, packs: &'p [Pack]) -> Vec<(usize, &'p str)> {
    let words = first_words(text, most);
    let mut shares: Vec<(usize, &str)> = packs.iter().map(|p| (p.share(&words), p.code.as_str())).collect();
    shares.sort_unstable();
    shares
}

/// The language of a text, where there are these packs; without packs, whatever it is told to be.
pub fn identify(text: &str, packs: &[Pack]) -> Identified {
    if is_pack(VIETNAMESE, packs) && is_full_of_tones(text, LETTERS_READ) {
        return Identified::Pack(VIETNAMESE.to_owned());
    }
    let counts = Counts::of(text, SAMPLE);
    match at_sight(text, counts, packs).map_or_else(|| by_letters(text, counts, packs), |code| told(code, packs)) {
        // Of several languages, that which most of it is in and can be read.
        Identified::Unsupported { code, name } => match readable_part(text, packs) {
            Some(lang) => Identified::Pack(lang),
            None => Identified::Unsupported { code, name },
        },
        pack @ Identified::Pack(_) => pack,
    }
}

/// The language, where script or function words leave no doubt.
fn at_sight<'p>(text: &str, counts: Counts, packs: &'p [Pack]) -> Option<&'p str> {
    if let Some(code) = counts.told_by_script() {
        return Some(code);
    }
    [FIRST_WORDS, WORDS].into_iter().find_map(|most| match shares(text, most, packs).as_slice() {
        [.., (second, _), (first, code)] if *first >= FULL && *second * 2 <= *first => Some(*code),
        [(first, code)] if *first >= FULL => Some(code),
        _ => None,
    })
}

/// The language by runs of three letters.
fn by_letters(text: &str, counts: Counts, packs: &[Pack]) -> Identified {
    let sample = text.get(..counts.bytes.min(text.floor_char_boundary(LETTERS_READ))).unwrap_or(text);
    let choice: Vec<Lang> = packs.iter().filter_map(|p| lang_of(&p.code)).collect();
    if let Some(info) = whatlang::detect(sample) {
        let code = code_of(info.lang());
        // A script that no pack is written in tells enough; among languages of one script the text must be long enough.
        let certain = info.is_reliable() || counts.letters >= 2 * TELLING || !choice.iter().any(|l| info.script().langs().contains(l));
        if certain || counts.letters >= TELLING && is_pack(code, packs) {
            return told(code, packs);
        }
    }
    // So few words that runs of letters say little: the pack whose function words stand in it.
    if counts.letters < TELLING
        && let [.., (second, _), (first, code)] = shares(text, WORDS, packs).as_slice()
        && first > second
    {
        return Identified::Pack((*code).to_owned());
    }
    let likely = Detector::with_allowlist(choice).detect_lang(sample).map(code_of).filter(|code| is_pack(code, packs));
    // Without a letter there is nothing to tell, and nothing to code.
    Identified::Pack(likely.or_else(|| packs.first().map(Pack::code)).unwrap_or_default().to_owned())
}

/// The pack that most of a text of several languages is in, where that is a good part of the text.
fn readable_part(text: &str, packs: &[Pack]) -> Option<String> {
    let mut parts: Vec<(String, usize)> = Vec::new();
    let mut all = 0;
    for line in text.split('\n') {
        let counts = Counts::of(line, SAMPLE);
        // A syllable of Hangul says as much as two or three letters.
        let weight = counts.letters + counts.hangul * 3 / 2;
        all += weight;
        let pack = match at_sight(line, counts, packs) {
            Some(code) if is_pack(code, packs) => code.to_owned(),
            None if counts.letters >= TELLING => match by_letters(line, counts, packs) {
                Identified::Pack(code) => code,
                Identified::Unsupported { .. } => continue,
            },
            _ => continue,
        };
        match parts.iter_mut().find(|(code, _)| *code == pack) {
            Some((_, sum)) => *sum += weight,
            None => parts.push((pack, weight)),
        }
        if all > PARTS_READ {
            break;
        }
    }
    parts.into_iter().rev().max_by_key(|(_, weight)| *weight).filter(|(_, weight)| weight * GOOD_PART >= all).map(|(code, _)| code)
}

fn is_pack(code: &str, packs: &[Pack]) -> bool {
    packs.is_empty() || packs.iter().any(|p| p.code == code)
}

fn told(code: &str, packs: &[Pack]) -> Identified {
    if is_pack(code, packs) {
        return Identified::Pack(code.to_owned());
    }
    Identified::Unsupported { code: code.to_owned(), name: lang_of(code).map_or("an unknown language", |l| l.eng_name()) }
}

/// The paragraphs of a body that are in another language than the document, runs of one language together.
pub(crate) fn passages(text: &str, body: Span, main: &str, packs: &[Pack]) -> Vec<Passage> {
    let mut out: Vec<Passage> = Vec::new();
    let whole = body.text(text);
    let words = whole.trim_end();
    if words.len() <= LETTERS_READ && words.len() == whole.trim_ascii_end().len() && !words.contains('\n') {
        // One paragraph: all of it was looked at when the language was told.
        return out;
    }
    let mut at = body.start.0 as usize;
    // Whether only blank lines stand between the last passage and here.
    let mut adjoining = false;
    for line in whole.split_inclusive('\n') {
        let (start, words) = (at, line.trim_end());
        at += line.len();
        if words.is_empty() {
            continue;
        }
        match other_language(words, main, packs) {
            None => adjoining = false,
            Some(lang) => {
                let end = start + words.len();
                match out.last_mut().filter(|last| adjoining && last.lang == lang) {
                    Some(last) => last.span = Span::new(last.span.start.0 as usize, end),
                    None => out.push(Passage { span: Span::new(start, end), lang: lang.to_owned() }),
                }
                adjoining = true;
            }
        }
    }
    out
}

/// The language of a paragraph, if it is another than the document's.
fn other_language(paragraph: &str, main: &str, packs: &[Pack]) -> Option<&'static str> {
    // Most paragraphs show at their head that they are in the main language.
    let by_script = matches!(main, VIETNAMESE | KOREAN);
    if main == VIETNAMESE && is_full_of_tones(paragraph, TELLING * 2) || by_script && Counts::of(paragraph, TELLING).told_by_script() == Some(main) {
        return None;
    }
    let counts = Counts::of(paragraph, SAMPLE);
    if counts.told_by_script() == Some(main) {
        return None;
    }
    if counts.hangul >= TELLING_HANGUL && counts.hangul * 2 > counts.letters {
        return Some(KOREAN);
    }
    let foreign_script = main == KOREAN && counts.hangul == 0;
    if counts.letters < if foreign_script { TELLING_SCRIPT } else { TELLING } {
        return None;
    }
    // Names alone bring some Vietnamese letters into a text.
    if counts.vietnamese * 12 > counts.letters {
        return Some(VIETNAMESE);
    }
    let full = |most| packs.iter().any(|p| p.code == main && p.share(&first_words(paragraph, most)) >= FULL);
    if full(FIRST_WORDS) || full(WORDS) {
        return None;
    }
    let info = whatlang::detect(paragraph.get(..counts.bytes).unwrap_or(paragraph))?;
    let code = code_of(info.lang());
    (code != main && info.is_reliable()).then_some(code)
}

/// Whether so many bytes at the head of a text hold so many letters with two marks that it is Vietnamese even if all its other bytes are
/// letters. Looks at bytes without a branch for each.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch for each byte")]
fn is_full_of_tones(text: &str, head: usize) -> bool {
    let head = &text.as_bytes()[..text.len().min(head)];
    let pairs = head.iter().zip(head.get(1..).unwrap_or_default());
    let tones = pairs.fold(0_u16, |tones, (first, second)| tones + u16::from((*first == 0xE1) & (*second | 1 == 0xBB)));
    usize::from(tones) * LETTERS_FOR_ONE > head.len()
}

/// The language that is told by its letters with two marks,
const VIETNAMESE: &str = "vi";
/// and that by its syllables.
const KOREAN: &str = "ko";
/// A Vietnamese text has at least one letter of its own among so many.
const LETTERS_FOR_ONE: usize = 25;

/// What letters a text has.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    letters: usize,
    hangul: usize,
    vietnamese: usize,
    /// Bytes looked at.
    bytes: usize,
}

impl Counts {
    /// Count up to so many letters.
    fn of(text: &str, most: usize) -> Self {
        /// Bytes of ASCII that are counted together.
        const BLOCK: usize = 32;
        let mut counts = Self::default();
        let bytes = text.as_bytes();
        while counts.letters < most
            && let Some(byte) = bytes.get(counts.bytes)
        {
            if counts.letters + BLOCK <= most
                && let Some(block) = bytes[counts.bytes..].first_chunk::<BLOCK>()
                && block.is_ascii()
            {
                counts.letters += usize::from(block.iter().fold(0_u8, |sum, byte| sum + u8::from(byte.is_ascii_alphabetic())));
                counts.bytes += BLOCK;
                continue;
            }
            if byte.is_ascii() {
                counts.letters += usize::from(byte.is_ascii_alphabetic());
                counts.bytes += 1;
                continue;
            }
            // In the block from U+1E00 on only letters of Vietnamese are frequent: told by their bytes.
            if let [0xE1, second, third, ..] = bytes[counts.bytes..]
                && (second == 0xBA && third >= 0xA0 || second == 0xBB && third < 0xBA)
            {
                counts.letters += 1;
                counts.vietnamese += 1;
                counts.bytes += 3;
                continue;
            }
            let Some(c) = text[counts.bytes..].chars().next() else { break };
            counts.bytes += c.len_utf8();
            if is_vietnamese(c) {
                counts.letters += 1;
                counts.vietnamese += 1;
            } else if is_hangul(c) {
                counts.letters += 1;
                counts.hangul += 1;
            } else {
                counts.letters += usize::from(matches!(c, '\u{c0}'..='\u{24f}') || c.is_alphabetic());
            }
        }
        counts
    }

    /// The language, where the letters leave no doubt.
    fn told_by_script(self) -> Option<&'static str> {
        if self.hangul * 5 > self.letters {
            Some(KOREAN)
        } else if self.vietnamese * LETTERS_FOR_ONE > self.letters {
            Some(VIETNAMESE)
        } else {
            None
        }
    }
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}')
}

/// Letters and combining marks that Vietnamese uses and its neighbours in the Latin script hardly do.
fn is_vietnamese(c: char) -> bool {
    matches!(c, 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'..='\u{1ef9}' | '\u{309}' | '\u{323}' | '\u{31b}')
}
