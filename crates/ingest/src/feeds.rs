//! RSS, Atom and sitemaps into their entries.
//!
//! Read with `quick-xml`, which expands no entities but the five of XML and characters by number, so that a bomb of entities stays as
//! small as it is written. (`feed-rs` would read more kinds of feed, but panics at a duration of twenty digits, and gives a day in
//! Greenwich where the feed gives one at its own place.)

use std::ops::ControlFlow;

use chancery_model::PartialDate;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::{Limits, Options, RefusedReason, decode, when};

/// What the protocol of sitemaps allows in one file; no feed has as many.
const MOST_ENTRIES: usize = 50_000;
/// The longest address that is taken: longer ones are traps more often than pages.
pub const LONGEST_URL: usize = 2048;
/// How much of a text is kept that is no text of a report, in bytes.
const LONGEST_FIELD: usize = 4096;

/// An entry of a feed or of a sitemap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where the page or the sitemap is, in full.
    pub url: String,
    /// The headline.
    pub title: Option<String>,
    /// When it came out.
    pub published: Option<PartialDate>,
    /// Its language, as the feed names it.
    pub lang: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// What it leads to.
    pub kind: EntryKind,
}

/// What an entry leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntryKind {
    /// A page with a report.
    #[default]
    Page,
    /// Another sitemap.
    Sitemap,
}

/// The entries of a feed (RSS, Atom, JSON Feed), of a sitemap, or of an index of sitemaps, with their addresses made full by that of the
/// feed. Entries without an address that leads to the web are left out.
pub fn feed_entries(bytes: &[u8], base: &str, limits: &Limits) -> Result<Vec<Entry>, RefusedReason> {
    let text = decode::decode_damaged(bytes.to_vec(), declared(bytes).as_deref(), &Options::default())?;
    let mut entries = Vec::new();
    let mut take = |item: Item| {
        if let Some(url) = item.url.as_deref().and_then(|url| absolute(url, base)) {
            let Item { title, published, lang, source, kind, .. } = item;
            entries.push(Entry { url, title, published, lang, source, kind });
        }
        ControlFlow::Continue(())
    };
    if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        json_items(&text, &mut take)?;
    } else {
        let _ = items(&text, limits, &mut take)?;
    }
    Ok(entries)
}

/// An address in full; `None` if it is none of the web.
pub(crate) fn absolute(url: &str, base: &str) -> Option<String> {
    let joined = match url::Url::parse(base) {
        Ok(base) => base.join(url.trim()).ok()?,
        Err(_) => url::Url::parse(url.trim()).ok()?,
    };
    (matches!(joined.scheme(), "http" | "https") && joined.as_str().len() <= LONGEST_URL).then(|| joined.to_string())
}

/// The entries of a JSON Feed.
fn json_items(text: &str, take: &mut dyn FnMut(Item) -> ControlFlow<()>) -> Result<(), RefusedReason> {
    #[derive(serde::Deserialize)]
    struct JsonFeed {
        title: Option<String>,
        language: Option<String>,
        items: Vec<JsonItem>,
    }
    #[derive(serde::Deserialize)]
    struct JsonItem {
        url: Option<String>,
        title: Option<String>,
        date_published: Option<String>,
        language: Option<String>,
    }
    let text = text.trim_start_matches('\u{feff}');
    let feed: JsonFeed = serde_json::from_str(text).map_err(|error| RefusedReason::Malformed { what: "JSON Feed", detail: error.to_string() })?;
    if feed.items.len() > MOST_ENTRIES {
        return Err(RefusedReason::Entries { max: MOST_ENTRIES });
    }
    for JsonItem { url, title, date_published, language } in feed.items {
        let published = date_published.as_deref().and_then(when::read);
        let item = Item { url, title, published, lang: language.or_else(|| feed.language.clone()), source: feed.title.clone(), ..Item::default() };
        if take(item).is_break() {
            break;
        }
    }
    Ok(())
}

/// The character set that XML declares in its first line.
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..200).unwrap_or(bytes).strip_prefix(b"<?xml")?;
    let head = String::from_utf8_lossy(head);
    let (head, _) = head.split_once("?>")?;
    let (_, value) = head.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.split(quote).nth(1).map(str::to_owned)
}

/// The name of the first element, in small letters and without its prefix; `!doctype` where a page says so before.
pub(crate) fn root(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->")?.1.trim_start();
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            rest = instruction.split_once("?>")?.1.trim_start();
        } else if let Some(doctype) = strip_ignoring_case(rest, "<!doctype") {
            if strip_ignoring_case(doctype.trim_start(), "html").is_some() {
                return Some("!doctype".to_owned());
            }
            let end = if doctype.find('[') < doctype.find('>') && doctype.contains('[') { "]" } else { ">" };
            let (_, after) = doctype.split_once(end)?;
            rest = after.trim_start().trim_start_matches('>').trim_start();
        } else {
            break;
        }
    }
    let name = rest.strip_prefix('<')?;
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(name.len());
    let name = name.get(..end)?.rsplit(':').next()?.to_ascii_lowercase();
    (!name.is_empty()).then_some(name)
}

fn strip_ignoring_case<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

/// An entry as it stands in its feed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) published: Option<PartialDate>,
    pub(crate) lang: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) text: Option<String>,
    /// Whether the text is a piece of a page: by the rules of its feed, whatever it begins with.
    pub(crate) is_html: bool,
    pub(crate) kind: EntryKind,
    /// Whether it stands in a sitemap, which has addresses only.
    pub(crate) from_sitemap: bool,
    summary: Option<(String, bool)>,
    updated: Option<PartialDate>,
}

/// What a feed says of all its entries.
#[derive(Default)]
struct Channel {
    title: Option<String>,
    lang: Option<String>,
}

/// Go through the entries of RSS, Atom or a sitemap.
pub(crate) fn items(text: &str, limits: &Limits, take: &mut dyn FnMut(Item) -> ControlFlow<()>) -> Result<ControlFlow<()>, RefusedReason> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_end_names = false;
    let (mut state, mut entries) = (State::default(), 0);
    loop {
        let event = reader.read_event().map_err(|error| RefusedReason::Malformed { what: "feed", detail: error.to_string() })?;
        match event {
            Event::Start(element) => {
                if state.depth >= limits.max_nesting {
                    return Err(RefusedReason::Nesting { max_nesting: limits.max_nesting });
                }
                state.open(&element, reader.buffer_position());
            }
            Event::End(_) => {
                let Some(item) = state.close(text, reader.buffer_position()) else { continue };
                entries += 1;
                if entries > MOST_ENTRIES {
                    return Err(RefusedReason::Entries { max: MOST_ENTRIES });
                }
                if take(item).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Event::Text(words) => state.write(&words.xml10_content()),
            Event::CData(words) => state.write(&words.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(c)) => state.write(c.encode_utf8(&mut [0; 4])),
                _ => state.write_entity(&name.xml10_content()),
            },
            Event::Eof if state.depth > 0 => return Err(RefusedReason::Truncated { what: "feed" }),
            Event::Eof if !state.known => {
                return Err(RefusedReason::Malformed { what: "feed", detail: "this XML is neither RSS nor Atom nor a sitemap".to_owned() });
            }
            Event::Eof => return Ok(ControlFlow::Continue(())),
            _ => {}
        }
    }
}

/// Which field of an entry or of the feed an element holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Id,
    Url,
    Title,
    Published,
    Updated,
    Lang,
    Source,
    Content,
    Summary,
}

/// Where in the feed the reading is.
#[derive(Default)]
struct State {
    depth: usize,
    known: bool,
    channel: Channel,
    /// The entry, and how deep its element is.
    item: Option<(usize, Item)>,
    /// The field, how deep its element is, and where its content begins.
    slot: Option<(usize, Slot, u64)>,
    /// Whether the field is markup that stands in the feed as it is.
    markup: bool,
    /// Whether it is a piece of a page.
    is_html: bool,
    written: String,
}

impl State {
    fn open(&mut self, element: &BytesStart<'_>, after: u64) {
        self.depth += 1;
        let name = element.name();
        let (prefix, local) = name.as_ref().split_once(':').unwrap_or(("", name.as_ref()));
        if self.depth == 1 {
            self.known = matches!(local, "rss" | "feed" | "RDF" | "urlset" | "sitemapindex");
            self.channel.lang = attribute(element, "xml:lang");
        }
        if self.slot.is_some() {
            return;
        }
        if self.item.is_none() && matches!(local, "item" | "entry" | "url" | "sitemap") && !matches!(prefix, "media" | "image") {
            let kind = if local == "sitemap" { EntryKind::Sitemap } else { EntryKind::Page };
            let item = Item { kind, from_sitemap: matches!(local, "url" | "sitemap"), lang: attribute(element, "xml:lang"), ..Item::default() };
            self.item = Some((self.depth, item));
            return;
        }
        if let (Some((_, item)), "link", Some(href)) = (&mut self.item, local, attribute(element, "href")) {
            let main = attribute(element, "rel").is_none_or(|rel| rel == "alternate");
            if main && item.url.is_none() {
                item.url = Some(href);
            }
            return;
        }
        let within = self.item.as_ref().map_or(2, |(depth, _)| *depth);
        if let Some(slot) = slot(prefix, local, self.item.is_some(), self.depth - within.min(self.depth)) {
            self.slot = Some((self.depth, slot, after));
            let kind = attribute(element, "type");
            self.markup = kind.as_deref() == Some("xhtml");
            // RSS has no other texts than pieces of pages; those of Atom say what they are.
            self.is_html =
                matches!((prefix, local), ("content", "encoded") | ("", "description")) || matches!(kind.as_deref(), Some("html" | "xhtml" | "text/html"));
            self.written.clear();
        }
    }

    fn write(&mut self, words: &str) {
        let Some((_, slot, _)) = self.slot else { return };
        let long = matches!(slot, Slot::Content | Slot::Summary);
        if long || self.written.len() + words.len() <= LONGEST_FIELD {
            self.written.push_str(words);
        }
    }

    /// An entity by its name; one that XML does not know stays as it is.
    fn write_entity(&mut self, name: &str) {
        match name {
            "amp" => self.write("&"),
            "lt" => self.write("<"),
            "gt" => self.write(">"),
            "quot" => self.write("\""),
            "apos" => self.write("'"),
            "nbsp" => self.write("\u{a0}"),
            other => {
                self.write("&");
                self.write(other);
                self.write(";");
            }
        }
    }

    /// Close an element; the entry, if it was one.
    fn close(&mut self, text: &str, after: u64) -> Option<Item> {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        if let Some((_, slot, start)) = self.slot.take_if(|(at, ..)| *at == depth) {
            let raw = text.get(start as usize..after as usize).and_then(|raw| raw.rfind("</").and_then(|end| raw.get(..end)));
            let value = if self.markup { raw.unwrap_or_default().to_owned() } else { std::mem::take(&mut self.written) };
            self.keep(slot, value);
        }
        let (_, mut item) = self.item.take_if(|(at, _)| *at == depth)?;
        if let (None, Some((summary, is_html))) = (&item.text, item.summary.take()) {
            (item.text, item.is_html) = (Some(summary), is_html);
        }
        item.published = item.published.or(item.updated);
        item.lang = item.lang.or_else(|| self.channel.lang.clone());
        item.source = item.source.or_else(|| self.channel.title.clone());
        item.url = item.url.or_else(|| item.id.clone().filter(|id| id.starts_with("http://") || id.starts_with("https://")));
        Some(item)
    }

    fn keep(&mut self, slot: Slot, value: String) {
        let value = if matches!(slot, Slot::Content | Slot::Summary) { value } else { value.split_whitespace().collect::<Vec<_>>().join(" ") };
        if value.trim().is_empty() {
            return;
        }
        let Some((_, item)) = &mut self.item else {
            match slot {
                Slot::Title => self.channel.title.get_or_insert(value),
                _ => self.channel.lang.get_or_insert(value),
            };
            return;
        };
        match slot {
            Slot::Id => item.id = Some(value),
            Slot::Url => item.url = Some(value),
            Slot::Title => item.title = Some(value),
            Slot::Published => item.published = when::read(&value).or(item.published),
            Slot::Updated => item.updated = when::read(&value),
            Slot::Lang => item.lang = Some(value),
            Slot::Source => item.source = Some(value),
            Slot::Content => (item.text, item.is_html) = (Some(value), self.is_html),
            Slot::Summary => item.summary = Some((value, self.is_html)),
        }
    }
}

/// What an element means so many levels inside an entry, or inside the feed.
fn slot(prefix: &str, local: &str, in_item: bool, level: usize) -> Option<Slot> {
    Some(match (prefix, local, in_item) {
        ("" | "atom" | "a", "title", false) if level <= 1 => Slot::Title,
        ("" | "dc", "language", false) if level <= 1 => Slot::Lang,
        // What news sitemaps keep one and two levels down.
        ("news", "title", true) => Slot::Title,
        ("news", "publication_date", true) => Slot::Published,
        ("news", "language", true) => Slot::Lang,
        ("news", "name", true) => Slot::Source,
        _ if !in_item || level != 1 => return None,
        ("" | "atom" | "a", "title", _) => Slot::Title,
        ("" | "atom" | "a", "link", _) | ("", "loc", _) => Slot::Url,
        ("", "guid", _) | ("" | "atom" | "a", "id", _) => Slot::Id,
        ("", "pubDate" | "pubdate", _) | ("" | "atom" | "a", "published" | "issued", _) | ("dc", "date", _) => Slot::Published,
        ("" | "atom" | "a" | "a10", "updated" | "modified", _) => Slot::Updated,
        ("dc", "language", _) => Slot::Lang,
        ("", "source", _) => Slot::Source,
        ("content", "encoded", _) | ("" | "atom" | "a", "content", _) => Slot::Content,
        ("", "description", _) | ("" | "atom" | "a", "summary", _) => Slot::Summary,
        _ => return None,
    })
}

/// The value of an attribute.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    let value = quick_xml::escape::unescape(&attribute.value).ok()?;
    (!value.is_empty() && value.len() <= LONGEST_URL).then(|| value.into_owned())
}

#[cfg(test)]
#[path = "feeds_tests.rs"]
mod tests;
