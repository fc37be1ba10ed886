//! A page of the web into the report it shows: main text, headline, date, language, address and publisher, from the page's own metadata.
//!
//! `scan` leaves out what is no text and refuses what would make a tree too deep; `data` reads the metadata; `prune` takes out what stands
//! around the report; a library that knows how pages are built finds its main part in the rest.

mod data;
mod prune;
mod scan;

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use crate::found::Meta;
use crate::{Options, RefusedReason, decode};

/// Bytes at the head of a page in which it declares its character set.
const HEAD: usize = 4096;
/// Letters that a report has at least; a syllable of Hangul counts for two.
const SHORTEST: usize = 100;
/// Words of notices that ask to agree to something.
const CONSENT: &[&str] = &["cookie", "cookies", "consent", "privacy", "쿠키", "개인정보"];
/// Words in the headline of pages that say that there is no page.
const MISSING: &[&str] = &["404", "403", "not found", "access denied", "không tìm thấy", "찾을 수 없"];

/// The report that a page shows.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its text: paragraphs parted by blank lines.
    pub(crate) text: String,
    /// What the page says of it.
    pub(crate) meta: Meta,
}

/// Take the report out of a page. `known` is what its surroundings say of it: the address it was fetched from, the character set of its
/// headers.
pub(crate) fn read(bytes: Vec<u8>, known: &Meta, options: &Options) -> Result<Page, RefusedReason> {
    let declared = known.charset.clone().filter(|label| decode::Charset::of(label).is_some()).or_else(|| declared(&bytes));
    let page = decode::decode(bytes, declared.as_deref(), options)?;
    let scanned = scan::scan(&page, options.limits.max_nesting)?;
    let tree = Document::from(scanned.html);
    measure(&tree, options.limits.max_nesting)?;
    let meta = data::read(&tree, &scanned.json_ld, known.url.as_deref());
    prune::prune(&tree);
    let text = paragraphs(&main_text(tree), meta.title.as_deref());
    if is_notice(&text, &meta) {
        return Err(RefusedReason::NoReport);
    }
    Ok(Page { text, meta })
}

/// The character set that a page names in its head.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)).to_ascii_lowercase();
    let value = |after: &str| {
        let rest = head.get(head.find(after)? + after.len()..)?.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        rest.split(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '>' | ';' | '/' | '?')).next().map(str::to_owned)
    };
    value("charset").or_else(|| value("encoding").filter(|_| head.trim_start().starts_with("<?xml")))
}

/// A tree that is deeper or larger than it may be is refused, before anything walks it by calling itself.
fn measure(tree: &Document, max_nesting: usize) -> Result<(), RefusedReason> {
    let mut waiting = vec![(tree.root(), 0)];
    let mut elements = 0;
    while let Some((node, depth)) = waiting.pop() {
        elements += 1;
        if elements > 2 * scan::MAX_ELEMENTS {
            return Err(RefusedReason::Elements { max: scan::MAX_ELEMENTS });
        }
        // The parser adds some: parts of tables, the outermost three.
        if depth > 2 * max_nesting {
            return Err(RefusedReason::Nesting { max_nesting });
        }
        waiting.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    Ok(())
}

/// The text of a page's main part.
fn main_text(tree: Document) -> String {
    let config = Config { disable_json_ld: true, text_mode: TextMode::Formatted, char_threshold: 200, ..Config::default() };
    let found = Readability::with_document(tree, None, Some(config)).and_then(|mut page| page.parse());
    found.map(|article| article.text_content.to_string()).unwrap_or_default()
}

/// Lines of text as paragraphs parted by blank lines, without the headline and what stands above it.
fn paragraphs(text: &str, title: Option<&str>) -> String {
    let mut lines: Vec<String> = text.lines().filter_map(data::line).collect();
    if let Some(at) = lines.iter().take(3).position(|line| Some(line.as_str()) == title) {
        lines.drain(..=at);
    }
    lines.join("\n\n")
}

/// Whether what was found is no report but an error, a request to agree, or too little.
fn is_notice(text: &str, meta: &Meta) -> bool {
    let weight: usize = text.chars().filter(|c| c.is_alphabetic()).map(|c| if matches!(c, '가'..='힣') { 2 } else { 1 }).sum();
    let title = meta.title.as_deref().unwrap_or_default().to_lowercase();
    let words = text.split_whitespace().count();
    let consent = text.to_lowercase().split(|c: char| !c.is_alphabetic()).filter(|word| CONSENT.iter().any(|known| word.starts_with(known))).count();
    weight < SHORTEST || MISSING.iter().any(|word| title.contains(word)) && words < 150 || meta.published.is_none() && consent * 25 > words
}
