//! Bytes in, documents out: what stands between a file and [`Document`].
//!
//! - [`expand()`] turns the paths a user gives (files, folders, globs, `-`) into [`Input`]s in a fixed order;
//! - [`walk()`] goes through one input and finds the reports in it, one after the other, in memory that does not grow with the input;
//! - [`Found::read`] makes a document of a found report: this is the costly part, which may run in parallel;
//! - `decode` turns bytes into text or says why they are none; `html` and `markdown` take the report out of what surrounds it;
//! - [`feed_entries`] lists the entries of a feed or a sitemap, for whoever fetches the pages;
//! - `header`, `dateline` and `dates` find what scraped reports carry at their head; `when` reads the dates of machines;
//! - [`identify`] tells the language of a text, and whether there is a pack for it.
//!
//! Nothing here stops a batch: every fault is an [`IngestError`] with the input's name, the reason and a way out.
//! Offsets are bytes into [`Document::text`]. That is a plain text in Unicode *as given*, with nothing trimmed, normalised or dropped; a page or
//! Markdown without what is no text, TCVN3 and VNI in composed letters; each with its headline in front where metadata give one that it lacks.

mod dateline;
mod dates;
mod decode;
mod error;
mod expand;
mod feeds;
mod found;
mod header;
mod html;
mod lang;
mod markdown;
mod media;
mod walk;
mod when;

use chancery_model::{Document, PartialDate};

pub use error::{IngestError, RefusedReason};
pub use expand::{Input, expand};
pub use feeds::{Entry, EntryKind, LONGEST_URL, feed_entries};
pub use found::{Content, Form, Found, Meta};
pub use lang::{Identified, Pack, identify};
pub use media::{Holds, Media};
use walk::file_bytes;
pub use walk::{Progress, Take, content_type, walk, walk_bytes};

/// How much an input may weigh, and how deep it may go: what is beyond is refused, and the rest of the batch goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest document that is read, in bytes, before and after decoding.
    pub max_bytes: u64,
    /// How much one compressed input may unpack to, in bytes.
    pub max_unpacked: u64,
    /// How many times its size a compressed input may unpack to, once it is past [`Limits::RATIO_FROM`].
    pub max_ratio: u64,
    /// How many archives and compressions may lie inside each other.
    pub max_archives: usize,
    /// How many header lines a record of a web archive or a mail may have.
    pub max_headers: usize,
    /// How deep the elements of a page or the values of JSON may be nested.
    pub max_nesting: usize,
}

impl Limits {
    /// What a document may weigh unless the user says otherwise: 32 MiB.
    pub const DEFAULT_MAX_BYTES: u64 = 32 << 20;
    /// What an input may unpack to unless the user says otherwise: 256 GiB.
    pub const DEFAULT_MAX_UNPACKED: u64 = 256 << 30;
    /// Text is packed to a fifth or a tenth, bombs to a thousandth.
    pub const DEFAULT_MAX_RATIO: u64 = 200;
    /// Where the ratio begins to count, in unpacked bytes: short texts of one letter pack well.
    pub const RATIO_FROM: u64 = 16 << 20;
    /// A tar of zips of gzipped pages is three deep.
    pub const DEFAULT_MAX_ARCHIVES: usize = 4;
    /// Real records have some dozens.
    pub const DEFAULT_MAX_HEADERS: usize = 500;
    /// Real pages go to about a hundred.
    pub const DEFAULT_MAX_NESTING: usize = 512;

    /// The limit in force: spans count bytes in 32 bits, so no document may be larger than that.
    pub(crate) fn effective(self) -> u64 {
        self.max_bytes.min(u64::from(u32::MAX) / 2)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: Self::DEFAULT_MAX_BYTES,
            max_unpacked: Self::DEFAULT_MAX_UNPACKED,
            max_ratio: Self::DEFAULT_MAX_RATIO,
            max_archives: Self::DEFAULT_MAX_ARCHIVES,
            max_headers: Self::DEFAULT_MAX_HEADERS,
            max_nesting: Self::DEFAULT_MAX_NESTING,
        }
    }
}

/// What the user says about the documents; each field that is set wins over what the text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How large a document may be.
    pub limits: Limits,
    /// When the documents came out.
    pub date: Option<PartialDate>,
    /// Language pack; `None` looks at the text.
    pub lang: Option<String>,
    /// The packs that there are, for documents without a given language; where none are named, no language is refused.
    pub packs: Vec<Pack>,
    /// Id of the document; `None` takes the file's stem.
    pub id: Option<String>,
    /// Who published the documents.
    pub source: Option<String>,
    /// Where the documents were found.
    pub url: Option<String>,
    /// The character set of the documents; `None` takes the one they declare or seem to be in.
    pub charset: Option<String>,
    /// Which fields of tables and JSON mean what, before the usual names: (`body`, `text`) reads the text from the field `body`.
    pub map: Vec<(String, Field)>,
}

/// What a field of a table or of JSON may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Id of the report.
    Id,
    /// Its address.
    Url,
    /// Its headline.
    Title,
    /// Its text.
    Text,
    /// When it came out.
    Date,
    /// Its language.
    Lang,
    /// Who published it.
    Source,
}

impl Field {
    /// All of them by name.
    pub const ALL: [(&'static str, Self); 7] = [
        ("id", Self::Id),
        ("url", Self::Url),
        ("title", Self::Title),
        ("text", Self::Text),
        ("date", Self::Date),
        ("lang", Self::Lang),
        ("source", Self::Source),
    ];
}

/// Read one document from bytes already in memory.
pub fn read_bytes(id: &str, bytes: &[u8], options: &Options) -> Result<Document, IngestError> {
    Found::bytes(id, id, bytes.to_vec(), Form::Text).read(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(document: &Document) -> bool {
        let fits = |span: &chancery_model::Span| document.text.get(span.start.0 as usize..span.end.0 as usize).is_some() && span.start <= span.end;
        fits(&document.body) && document.title.as_ref().is_none_or(|t| fits(t) && !t.overlaps(&document.body))
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_document_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(document) = read_bytes("x", &bytes, &Options::default()) {
                prop_assert!(holds(&document));
            }
        }

        #[test]
        fn any_text_has_a_valid_body(
            text in "( date [0-9]{4}(-[0-9]{2}){0,2}( Photo ?: ?\\PC{0,20})?)?[\n ]{0,3}[(]?\\PC{0,20}[,=]?[0-9/. 년월ngày]{0,12}[)]?[ —–-]{0,4}\\PC{0,80}[\n]{0,2}\\PC{0,80}"
        ) {
            if let Ok(document) = read_bytes("x", text.as_bytes(), &Options::default()) {
                prop_assert!(holds(&document));
                prop_assert_eq!(document.text, text);
            }
        }
    }

    #[test]
    fn what_the_user_says_wins_over_the_text() {
        let options = Options {
            date: PartialDate::year(2020),
            lang: Some("ko".to_owned()),
            id: Some("mine".to_owned()),
            source: Some("desk".to_owned()),
            url: Some("https://example.org/1".to_owned()),
            ..Options::default()
        };
        let text = " date 2024-11 Photo : Reuters\n\nBrazil and Germany held talks.";
        let document = read_bytes("x", text.as_bytes(), &options).expect("a document");
        assert_eq!(document.published, PartialDate::year(2020));
        assert_eq!((document.lang.as_str(), document.id.as_str()), ("ko", "mine"));
        assert_eq!(document.source.as_deref(), Some("desk"));
        assert_eq!(document.url.as_deref(), Some("https://example.org/1"));
        assert_eq!(document.body.text(&document.text), "Brazil and Germany held talks.");
    }

    #[test]
    fn the_limit_is_the_last_size_that_is_read() {
        let options = Options { limits: Limits { max_bytes: 5, ..Limits::default() }, ..Options::default() };
        assert!(read_bytes("x", b"five!", &options).is_ok());
        let error = read_bytes("x", b"sixsix", &options).expect_err("too large");
        assert!(matches!(error.reason, RefusedReason::TooLarge { max_bytes: 5 }), "{error}");
    }
}
