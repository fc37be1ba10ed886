//! A character set by its label: one of the web, or one of the two that Vietnamese was written in before Unicode and that no library reads.

use encoding_rs::Encoding;

use super::vietnamese;
use crate::RefusedReason;

/// Of so many letters beyond ASCII one may be damaged.
const DAMAGED_ONE_IN: usize = 20;

/// How bytes stand for letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// A set of the web.
    Web(&'static Encoding),
    /// TCVN 5712, known as ABC: a byte for each letter with its tone.
    Tcvn3,
    /// VNI: a byte for the letter, and one for its marks.
    Vni,
}

impl Charset {
    /// The set with this label.
    pub(crate) fn of(label: &str) -> Option<Self> {
        match label.trim().to_ascii_lowercase().as_str() {
            "tcvn3" | "tcvn" | "tcvn-5712" | "tcvn5712" | "tcvn5712-1" | "abc" | "x-viet-tcvn" | "x-viet-tcvn5712" => Some(Self::Tcvn3),
            "vni" | "vni-times" | "vni-win" | "x-viet-vni" => Some(Self::Vni),
            label => Encoding::for_label_no_replacement(label.as_bytes()).map(Self::Web),
        }
    }

    /// Its name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Tcvn3 => "TCVN3",
            Self::Vni => "VNI",
        }
    }

    /// Whether servers and editors name it without knowing: pages in the sets of Vietnam name one of Western Europe, for lack of a label.
    pub(crate) fn says_little(self) -> bool {
        let vague = [encoding_rs::WINDOWS_1252, encoding_rs::WINDOWS_1258, encoding_rs::X_USER_DEFINED, encoding_rs::UTF_8];
        matches!(self, Self::Web(encoding) if vague.contains(&encoding))
    }

    /// The text that bytes are in it, with U+FFFD for letters that are damaged; `None` where they are too many.
    pub(crate) fn decode_mostly(self, bytes: &[u8]) -> Option<String> {
        let Self::Web(encoding) = self else { return None };
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        (!text.contains('\0') && mostly_whole(&text)).then(|| text.into_owned())
    }

    /// The text that bytes are in it.
    pub(crate) fn decode(self, bytes: &[u8]) -> Result<String, RefusedReason> {
        match self {
            Self::Web(encoding) => match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
                Some(text) if !text.contains('\0') => Ok(text.into_owned()),
                Some(_) => Err(RefusedReason::Binary { looks_like: None }),
                None => Err(RefusedReason::Undecodable { encoding: self.name(), offset: first_wrong(encoding, bytes) }),
            },
            Self::Tcvn3 | Self::Vni if bytes.contains(&0) => Err(RefusedReason::Binary { looks_like: None }),
            Self::Tcvn3 => Ok(vietnamese::tcvn3(bytes)),
            Self::Vni => Ok(vietnamese::vni(bytes)),
        }
    }
}

/// Whether so few letters are damaged that the rest is worth reading.
fn mostly_whole(text: &str) -> bool {
    let damaged = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let beyond = text.chars().filter(|c| !c.is_ascii()).count() - damaged;
    damaged * DAMAGED_ONE_IN <= beyond
}

/// The offset of the first byte that is none of the encoding.
fn first_wrong(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        encoding_rs::DecoderResult::Malformed(wrong, after) => read.saturating_sub(usize::from(wrong) + usize::from(after)),
        _ => read,
    }
}
