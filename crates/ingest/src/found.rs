//! One report as it was found: in a file of its own, or as one part of a larger input. Finding is done in order, one after the other; reading
//! what was found ([`Found::read`]) is the costly part and may be done in parallel.

use std::path::PathBuf;

use chancery_model::{Document, PartialDate, Passage, Span};

use crate::lang::{self, Identified, Pack, identify};
use crate::{IngestError, Options, RefusedReason, decode, header, html, markdown};

/// Letters from which on a text tells its language better than its metadata do.
const TELLING: usize = 100;

/// One report, not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What messages call it: `crawl.warc.gz, record 17`.
    pub name: String,
    /// Its id, if its metadata give none: the file's stem, with the number of the part after `#`.
    pub id: String,
    /// The path within its input, through all archives; empty where it is the input itself or a part without a name.
    pub within: String,
    /// Which part of its input it is, counted from 1 over all parts, those that are refused included.
    pub part: u64,
    /// What it holds.
    pub content: Content,
    /// What is known of it beside its text.
    pub meta: Meta,
}

/// What a found report holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A file on disk that is read when its turn comes.
    File(PathBuf, Form),
    /// Bytes of some form.
    Bytes(Vec<u8>, Form),
    /// Text of some form that needs no decoding.
    Text(String, Form),
}

/// How a report is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plain text, with or without the head of scraped reports.
    Text,
    /// Markdown, with or without front matter.
    Markdown,
    /// A page of the web.
    Html,
    /// A piece of a page, as records and feeds hold it: a report with nothing around it.
    Piece,
}

/// What is known of a report beside its text. It wins over what the text says, and what the user says wins over it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Its id.
    pub id: Option<String>,
    /// Where it was found; a page's own canonical address wins over the one it was fetched from.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// When it came out.
    pub published: Option<PartialDate>,
    /// Its language, as the source names it (`vi`, `en-GB`): a hint, which the text may contradict.
    pub lang: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// The character set that was declared, as a label of the web (`euc-kr`) or one of Vietnam (`tcvn3`, `vni`).
    pub charset: Option<String>,
}

impl Meta {
    /// Fill what is missing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            id: self.id.or(other.id),
            url: self.url.or(other.url),
            title: self.title.or(other.title),
            published: self.published.or(other.published),
            lang: self.lang.or(other.lang),
            source: self.source.or(other.source),
            charset: self.charset.or(other.charset),
        }
    }
}

impl Found {
    /// A report that is in memory as bytes.
    pub fn bytes(name: &str, id: &str, bytes: Vec<u8>, form: Form) -> Self {
        Self { name: name.to_owned(), id: id.to_owned(), within: String::new(), part: 1, content: Content::Bytes(bytes, form), meta: Meta::default() }
    }

    /// How much there is to read, in bytes, as far as that is known without reading.
    pub fn weight(&self) -> u64 {
        match &self.content {
            Content::File(path, _) => std::fs::metadata(path).map_or(0, |about| about.len()),
            Content::Bytes(bytes, _) => bytes.len() as u64,
            Content::Text(text, _) => text.len() as u64,
        }
    }

    /// Decode it, take its text out of what surrounds it, find its language.
    pub fn read(self, options: &Options) -> Result<Document, IngestError> {
        let Self { name, id, content, meta, .. } = self;
        let refuse = |reason| IngestError::new(&name, reason);
        let (text, meta) = match content {
            Content::File(path, form) => {
                let bytes = crate::file_bytes(&path, options)?;
                text_of(bytes, form, meta, options).map_err(refuse)?
            }
            Content::Bytes(bytes, form) => text_of(bytes, form, meta, options).map_err(refuse)?,
            Content::Text(text, form) => decode::check(text).and_then(|text| of_text(text, form, meta, options)).map_err(refuse)?,
        };
        document(&id, text, meta, options).map_err(refuse)
    }
}

impl Form {
    /// The form that a file's ending tells; plain text where it tells none.
    pub fn of_path(path: &std::path::Path) -> Self {
        match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("html" | "htm" | "xhtml") => Self::Html,
            Some("md" | "markdown") => Self::Markdown,
            _ => Self::Text,
        }
    }
}

/// The text that bytes of some form hold, and what is known beside it.
fn text_of(bytes: Vec<u8>, form: Form, meta: Meta, options: &Options) -> Result<(String, Meta), RefusedReason> {
    if bytes.len() as u64 > options.limits.effective() {
        return Err(RefusedReason::TooLarge { max_bytes: options.limits.effective() });
    }
    let text = match form {
        Form::Html | Form::Piece => html::decoded(bytes, meta.charset.as_deref(), options)?,
        Form::Markdown | Form::Text => decode::decode(bytes, meta.charset.as_deref(), options)?,
    };
    of_text(text, form, meta, options)
}

/// The text of the report that a text of some form holds, and what is known beside it.
fn of_text(text: String, form: Form, meta: Meta, options: &Options) -> Result<(String, Meta), RefusedReason> {
    match form {
        Form::Html => {
            let page = html::page(&text, &meta, options)?;
            let url = page.meta.url.clone();
            Ok((page.text, Meta { url, ..Meta::default() }.or(meta).or(page.meta)))
        }
        Form::Piece => Ok((html::piece(&text, meta.title.as_deref(), options)?, meta)),
        Form::Markdown => {
            let (text, meta) = markdown::read(&text, meta)?;
            // It may have been all code and pictures.
            Ok((decode::check(text)?, meta))
        }
        Form::Text => Ok((text, meta)),
    }
}

/// A document of a text and what is known beside it.
fn document(id: &str, text: String, meta: Meta, options: &Options) -> Result<Document, RefusedReason> {
    let (text, title) = with_title(text, meta.title.as_deref());
    // Letters may take more bytes than they took before they were decoded.
    if text.len() as u64 > options.limits.effective() {
        return Err(RefusedReason::TooLarge { max_bytes: options.limits.effective() });
    }
    let date = options.date.or(meta.published);
    let head = header::read(&text, title, date);
    let (lang, passages) = language(&text, head.body, meta.lang.as_deref(), options)?;
    Ok(Document {
        id: options.id.clone().or(meta.id).unwrap_or_else(|| id.to_owned()),
        lang,
        passages,
        published: options.date.or_else(|| header::more_precise(meta.published, head.published)),
        title: head.title,
        body: head.body,
        source: options.source.clone().or(meta.source).or(head.source),
        url: options.url.clone().or(meta.url),
        text,
    })
}

/// The text with the headline before it, and where the headline stands. It stands there already if it is the first line.
fn with_title(text: String, title: Option<&str>) -> (String, Option<Span>) {
    let Some(title) = title.map(str::trim).filter(|t| !t.is_empty()) else { return (text, None) };
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    let after = text.get(start..).and_then(|text| text.strip_prefix(title)).map(|after| after.trim_start_matches([' ', '\t']));
    if after.is_some_and(|after| after.is_empty() || after.starts_with(['\n', '\r'])) {
        return (text, Some(Span::new(start, start + title.len())));
    }
    (format!("{title}\n\n{text}"), Some(Span::new(0, title.len())))
}

/// The language of a text and of its paragraphs. What the user says counts; what metadata say counts where the text does not tell.
fn language(text: &str, body: Span, hint: Option<&str>, options: &Options) -> Result<(String, Vec<Passage>), RefusedReason> {
    if let Some(lang) = &options.lang {
        return Ok((lang.clone(), Vec::new()));
    }
    let own = if body.is_empty() { text } else { body.text(text) };
    let hint = hint.map(|h| h.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase());
    let hint = hint.filter(|h| options.packs.iter().any(|p| p.code() == h));
    let lang = match (identify(own, &options.packs), hint) {
        (_, Some(hint)) if own.chars().filter(|c| c.is_alphabetic()).nth(TELLING).is_none() => hint,
        (Identified::Pack(lang), _) => lang,
        (Identified::Unsupported { code, name }, _) => {
            return Err(RefusedReason::Language { code, name, packs: options.packs.iter().map(Pack::code).collect::<Vec<_>>().join(", ") });
        }
    };
    let passages = lang::passages(text, body, &lang, &options.packs);
    Ok((lang, passages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_put_before_a_text_that_lacks_it() {
        for (title, text, expected) in [
            ("Kenya", "Kenyan troops left.", "Kenya\n\nKenyan troops left."),
            ("Kenya", "Kenya and Uganda met.", "Kenya\n\nKenya and Uganda met."),
            ("Kenya", "\u{feff}Kenya \r\nTroops left.", "\u{feff}Kenya \r\nTroops left."),
            ("Kenya", " Kenya", " Kenya"),
            (" ", "Kenya", "Kenya"),
        ] {
            let (text, span) = with_title(text.to_owned(), Some(title));
            assert_eq!(text, expected);
            assert_eq!(span.map(|span| span.text(&text)), Some(title).filter(|title| !title.trim().is_empty()));
        }
    }

    #[test]
    fn the_limit_holds_for_what_is_decoded() {
        let read = |max_bytes| {
            let options = Options { limits: crate::Limits { max_bytes, ..crate::Limits::default() }, charset: Some("euc-kr".to_owned()), ..Options::default() };
            Found::bytes("x", "x", b"\xb0\xa1".repeat(10), Form::Text).read(&options)
        };
        assert_eq!(read(30).expect("a document").text, "가".repeat(10));
        assert!(matches!(read(29).expect_err("too large").reason, RefusedReason::TooLarge { max_bytes: 29 }));
    }
}
