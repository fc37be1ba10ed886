//! A page of the web into the report it shows: main text, headline, date, language, address and publisher, from the page's own metadata.
//!
//! `scan` leaves out what is no text and refuses what would make a tree too deep; `data` reads the metadata; `prune` takes out what stands
//! around the report; a library that knows how pages are built finds its main part in the rest. A piece of a page is all main part: of it only
//! what stands around paragraphs is taken out.

mod classes;
mod data;
mod notices;
mod prune;
mod scan;

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use crate::found::Meta;
use crate::{Options, RefusedReason, decode};

/// Bytes at the head of a page in which it declares its character set.
const HEAD: usize = 4096;
/// However deep the user lets elements be nested, they may not be deeper: the libraries call themselves, and the stack of a thread has an end.
const DEEPEST: usize = 1000;
/// The depths of all elements together. To find the main part takes as many steps; real pages need a hundredth of it.
const MAX_DEPTHS: usize = 20_000_000;

/// The report that a page shows.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its text: paragraphs parted by blank lines.
    pub(crate) text: String,
    /// What the page says of it.
    pub(crate) meta: Meta,
}

/// The text of a page that is still bytes. `named` is the character set of its headers, which gives way to the page's own where it says little.
pub(crate) fn decoded(bytes: Vec<u8>, named: Option<&str>, options: &Options) -> Result<String, RefusedReason> {
    let known = |label: &String| decode::Charset::of(label).is_some();
    let sure = |label: &String| decode::Charset::of(label).is_some_and(|charset| !charset.says_little());
    let named = named.map(str::to_owned).filter(known);
    let charset = named.clone().filter(sure).or_else(|| declared(&bytes).filter(known)).or(named);
    decode::decode_damaged(bytes, charset.as_deref(), options)
}

/// Take the report out of a page. `known` is what its surroundings say of it, such as the address it was fetched from.
pub(crate) fn page(page: &str, known: &Meta, options: &Options) -> Result<Page, RefusedReason> {
    let (tree, json_ld) = tree(page, options)?;
    let mut meta = data::read(&tree, &json_ld, options.url.as_deref().or(known.url.as_deref()));
    prune::boxes(&tree, meta.title.as_deref());
    meta.published = meta.published.or_else(|| data::shown_day(&tree));
    prune::lines(&tree);
    let text = paragraphs(&main_text(tree), meta.title.as_deref());
    let dated = options.date.or(known.published).or(meta.published).is_some();
    if notices::is_notice(&text, meta.title.as_deref().unwrap_or_default(), dated) {
        return Err(RefusedReason::NoReport);
    }
    Ok(Page { text, meta })
}

/// The text of a piece of a page.
pub(crate) fn piece(piece: &str, title: Option<&str>, options: &Options) -> Result<String, RefusedReason> {
    let (tree, _) = tree(piece, options)?;
    prune::boxes(&tree, title);
    prune::lines(&tree);
    let text = tree.body().map(|body| paragraphs(&body.formatted_text(), title)).unwrap_or_default();
    if text.chars().any(char::is_alphabetic) { Ok(text) } else { Err(RefusedReason::NoReport) }
}

/// The tree of a page, and its data for machines.
fn tree(page: &str, options: &Options) -> Result<(Document, Vec<String>), RefusedReason> {
    let max_nesting = options.limits.max_nesting.min(DEEPEST);
    let scanned = scan::scan(page, max_nesting)?;
    let tree = Document::from(scanned.html);
    measure(&tree, max_nesting)?;
    Ok((tree, scanned.json_ld))
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
    let (mut elements, mut depths) = (0, 0);
    while let Some((node, depth)) = waiting.pop() {
        elements += 1;
        depths += depth;
        if depths > MAX_DEPTHS {
            return Err(RefusedReason::Tangle);
        }
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
