//! Which character set a list (JSON, a table) is in: told once for the whole of it, by what the user says or by what the list begins with,
//! since a record alone (some names of columns, a headline) tells little.

use std::borrow::Cow;
use std::io::{self, BufRead};

use super::guard::reason;
use crate::decode::{self, Charset};
use crate::{Options, RefusedReason};

/// How the bytes of a list stand for letters.
#[derive(Debug, Default)]
pub(super) struct Letters {
    /// `None` where the list begins in UTF-8.
    charset: Option<Charset>,
    /// Whether the user says so.
    given: bool,
}

impl Letters {
    /// Tell the set of a list by what it begins with; `what` is the form of the list.
    pub(super) fn tell(reader: &mut dyn BufRead, options: &Options, what: &'static str) -> Result<Self, RefusedReason> {
        loop {
            match reader.fill_buf() {
                Ok(head) => {
                    // Half a letter at the end would tell falsely.
                    let end = head.iter().rposition(u8::is_ascii_whitespace).unwrap_or(head.len());
                    let charset = decode::charset_of(head.get(..end).unwrap_or(head), options)?;
                    return Ok(Self { charset, given: options.charset.is_some() });
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(reason(error, what)),
            }
        }
    }

    /// The set of one record, which these are the bytes of; `None` for UTF-8. A record that is UTF-8 is that even where the list is not: other
    /// bytes are hardly ever valid UTF-8 by chance.
    pub(super) fn of(&self, record: &[u8], options: &Options) -> Result<Option<Charset>, RefusedReason> {
        match self.charset {
            Some(charset) if self.given => Ok(Some(charset)),
            _ if std::str::from_utf8(record).is_ok() => Ok(None),
            Some(charset) => Ok(Some(charset)),
            None => decode::charset_of(record, options),
        }
    }

    /// The text of one record.
    pub(super) fn text<'r>(&self, record: &'r [u8], options: &Options) -> Result<Cow<'r, str>, RefusedReason> {
        text(record, self.of(record, options)?)
    }
}

/// The text that bytes of a set hold; `None` is UTF-8.
pub(super) fn text(bytes: &[u8], charset: Option<Charset>) -> Result<Cow<'_, str>, RefusedReason> {
    match charset {
        Some(charset) => charset.decode(bytes).map(Cow::Owned),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(RefusedReason::Undecodable { encoding: "UTF-8", offset: error.valid_up_to() }),
        },
    }
}

/// Whether a set has two bytes for each letter, so that not even the ends of lines are found in it.
pub(super) fn is_wide(label: &str) -> bool {
    matches!(Charset::of(label), Some(Charset::Web(set)) if set == encoding_rs::UTF_16LE || set == encoding_rs::UTF_16BE)
}
