//! One look over a page before its tree is built: what is no text (scripts, styles, drawings, pictures, comments) is left out, and what would
//! make the tree too deep or too large is refused. Time and memory grow with the page and with nothing else.
//!
//! The depth is counted as a parser would count it, for pages that leave open what may stay open. It is a cheap estimate: the tree itself is
//! measured once it is there.

use crate::RefusedReason;

/// So many elements are read in a few seconds; real pages have some thousands.
pub(super) const MAX_ELEMENTS: usize = 200_000;
/// A tag that is longer, or has more attributes, loses them: comparing each with each other takes long.
const LONGEST_TAG: usize = 32 << 10;
const MOST_ATTRIBUTES: usize = 200;

/// Elements that have no end tag.
const VOID: &[&str] = &["area", "base", "br", "col", "hr", "link", "meta", "wbr", "basefont", "bgsound", "frame", "keygen"];
/// Elements without text and without end tag that say nothing here.
const MUTE: &[&str] = &["img", "source", "track", "embed", "param", "input", "image"];
/// Elements that are left out with all that is in them.
const DROPPED: &[&str] = &[
    "script", "style", "svg", "math", "template", "noscript", "iframe", "noembed", "noframes", "textarea", "select", "object", "video", "audio", "canvas",
    "xmp", "map",
];
/// Those of them whose content is no markup: without an end they go on to the end of the page.
const RAW: &[&str] = &["script", "style", "noscript", "iframe", "noembed", "noframes", "textarea", "xmp"];
/// Parts of tables: they end with the table.
const TABLE_PARTS: &[&str] = &["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"];
/// Elements that a parser opens again in the next block where they were not closed.
const FORMATTING: &[&str] = &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements that do not end an open list item or paragraph.
const TRANSPARENT: &[&str] = &["address", "div", "p", "span"];

/// A page without what is no text.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) html: String,
    /// The data for machines that were in it.
    pub(super) json_ld: Vec<String>,
}

/// Look over a page.
pub(super) fn scan(page: &str, max_nesting: usize) -> Result<Scanned, RefusedReason> {
    let mut scan = Scan { page, out: Scanned::default(), open: Vec::new(), formats: Vec::new(), elements: 0, max_nesting, endless: Vec::new() };
    scan.out.html.reserve(page.len() / 2);
    let mut at = 0;
    while let Some(next) = page.get(at..).and_then(|rest| rest.find('<')) {
        scan.keep(at, at + next);
        at = scan.tag(at + next)?;
    }
    scan.keep(at, page.len());
    Ok(scan.out)
}

struct Scan<'p> {
    page: &'p str,
    out: Scanned,
    /// Names of the elements that are open, without parts of tables and formatting.
    open: Vec<&'p str>,
    /// Tags of the formatting that is open.
    formats: Vec<&'p str>,
    elements: usize,
    max_nesting: usize,
    /// Elements that have no end from here on.
    endless: Vec<&'static str>,
}

impl<'p> Scan<'p> {
    fn keep(&mut self, from: usize, to: usize) {
        self.out.html.push_str(self.page.get(from..to).unwrap_or_default());
    }

    /// A tag that begins here; gives the place after it.
    fn tag(&mut self, at: usize) -> Result<usize, RefusedReason> {
        let page = self.page;
        let rest = page.get(at + 1..).unwrap_or_default();
        if rest.starts_with("!--") {
            return Ok(rest.find("-->").map_or(page.len(), |end| at + 1 + end + 3));
        }
        let closing = rest.starts_with('/');
        let name_at = at + 1 + usize::from(closing);
        let name_len = page.get(name_at..).unwrap_or_default().find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | '<')).unwrap_or(rest.len());
        let name = page.get(name_at..name_at + name_len).unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // A sign, a declaration or an instruction.
            let skip = if rest.starts_with(['!', '?', '/']) { rest.find('>').map_or(page.len(), |end| at + 2 + end) } else { at + 1 };
            if skip == at + 1 {
                // A sign in the text, which costs a parser as much as an element.
                self.elements += 1;
                self.out.html.push_str("&lt;");
            }
            self.within_limits()?;
            return Ok(skip);
        }
        let (end, attributes) = tag_end(page, name_at + name_len);
        let name = &name[..name.floor_char_boundary(20)];
        if closing {
            self.close(name);
            self.within_limits()?;
            self.keep(at, end);
        } else if let Some(dropped) = find(DROPPED, name) {
            return Ok(self.leave_out(dropped, at, end));
        } else if find(MUTE, name).is_none() {
            self.open(name, page.get(at..end).unwrap_or_default())?;
            if name.eq_ignore_ascii_case("br") {
                self.line_break()?;
            } else if end - at > LONGEST_TAG || attributes > MOST_ATTRIBUTES {
                self.keep(at, name_at + name_len);
                self.out.html.push('>');
            } else {
                self.keep(at, end);
            }
        }
        Ok(end)
    }

    /// Two line ends part paragraphs.
    fn line_break(&mut self) -> Result<(), RefusedReason> {
        let before = self.out.html.trim_ascii_end();
        if before.ends_with("<p>") {
            return Ok(());
        }
        let Some(before) = before.strip_suffix("<br>").map(str::len) else {
            self.out.html.push_str("<br>");
            return Ok(());
        };
        self.out.html.truncate(before);
        self.out.html.push_str("<p>");
        self.open("p", "<p>")
    }

    /// Pass over an element with all that is in it.
    fn leave_out(&mut self, name: &'static str, at: usize, after: usize) -> usize {
        let end = if self.endless.contains(&name) { None } else { end_tag(self.page, after, name) };
        let Some(end) = end else {
            self.endless.push(name);
            return if RAW.contains(&name) { self.page.len() } else { after };
        };
        if name == "script" && self.page.get(at..after).is_some_and(|tag| tag.contains("ld+json")) {
            let data = self.page.get(after..end).unwrap_or_default();
            self.out.json_ld.push(data.rsplit_once("</").map_or(data, |(data, _)| data).to_owned());
        }
        end
    }

    fn open(&mut self, name: &'p str, tag: &'p str) -> Result<(), RefusedReason> {
        self.elements += 1;
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if find(VOID, name).is_some() {
            return self.within_limits();
        }
        if find(FORMATTING, name).is_some() {
            // A parser keeps three of a kind, and one link.
            self.formats.retain(|open| !(is("a") && named(open, "a")));
            if self.formats.iter().filter(|open| **open == tag).count() < 3 {
                self.formats.push(tag);
            }
        } else {
            if self.formats.len() > 8 {
                self.elements += self.formats.len();
            }
            if find(TABLE_PARTS, name).is_some() {
                let table = self.open.iter().rposition(|open| open.eq_ignore_ascii_case("table"));
                self.open.truncate(table.map_or(self.open.len(), |at| at + 1));
                return self.within_limits();
            }
            if is("li") || is("dd") || is("dt") || is("p") || is("option") {
                self.end_open(name);
            } else if find(TRANSPARENT, name).is_none() || is("div") {
                self.end_open("p");
            }
            self.open.push(name);
        }
        self.within_limits()
    }

    fn within_limits(&self) -> Result<(), RefusedReason> {
        if self.open.len() + self.formats.len() > self.max_nesting {
            return Err(RefusedReason::Nesting { max_nesting: self.max_nesting });
        }
        if self.elements > MAX_ELEMENTS {
            return Err(RefusedReason::Elements { max: MAX_ELEMENTS });
        }
        Ok(())
    }

    /// An item or paragraph ends an open one of its kind.
    fn end_open(&mut self, name: &str) {
        let entry = |name: &str| name.eq_ignore_ascii_case("dd") || name.eq_ignore_ascii_case("dt");
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.eq_ignore_ascii_case(name) || entry(open) && entry(name) {
                self.open.truncate(at);
                return;
            }
            if find(TRANSPARENT, open).is_none() {
                return;
            }
        }
    }

    fn close(&mut self, name: &str) {
        self.elements += 1;
        if find(FORMATTING, name).is_some() {
            if let Some(at) = self.formats.iter().rposition(|open| named(open, name)) {
                self.formats.remove(at);
            }
        } else if let Some(at) = self.open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
            self.open.truncate(at);
        }
    }
}

/// The name as it stands in a list.
fn find(list: &[&'static str], name: &str) -> Option<&'static str> {
    list.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// Whether a start tag has this name.
fn named(tag: &str, name: &str) -> bool {
    let after = tag.get(1 + name.len()..).unwrap_or_default();
    tag.get(1..=name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) && !after.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// The place after a tag whose name ends here, past quoted values, and how many attributes it may have.
fn tag_end(page: &str, from: usize) -> (usize, usize) {
    let (mut quote, mut attributes, mut value) = (None, 0, false);
    for (at, byte) in page.as_bytes().iter().enumerate().skip(from) {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return (at + 1, attributes),
            (None, b'"' | b'\'') if value => {
                quote = Some(*byte);
                attributes += 1;
            }
            (None, b'/') => attributes += 1,
            (None, byte) if byte.is_ascii_whitespace() => {
                attributes += usize::from(!value);
                continue;
            }
            _ => {}
        }
        value = *byte == b'=' && quote.is_none();
    }
    (page.len(), attributes)
}

/// The place after the end tag of an element, from here on.
fn end_tag(page: &str, from: usize, name: &str) -> Option<usize> {
    let mut at = from;
    loop {
        at += page.get(at..)?.find("</")? + 2;
        let rest = page.get(at..)?;
        let after = rest.get(name.len()..).unwrap_or_default();
        if rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) && !after.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Some(rest.find('>').map_or(page.len(), |end| at + end + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_left_out() {
        let cases = [
            ("<p>a<!-- <b> -->b</p>", "<p>ab</p>"),
            ("<p>a<script>if(1<2)x='<p>'</script>b<STYLE>p{}</style>c", "<p>abc"),
            ("<svg><path d='M0'/></svg>a<img src='x>y'>b", "ab"),
            ("1 < 2 <p title='a>b'>c", "1 &lt; 2 <p title='a>b'>c"),
            ("<!DOCTYPE html><p>a", "<p>a"),
            ("a<br/>b<BR>\n<br class=x><br>c", "a<br>b<p>c"),
            ("a<script>b", "a"),
            ("a<svg>b", "ab"),
            ("a<!-- b", "a"),
            ("a<p class='b", "a<p class='b"),
        ];
        for (page, expected) in cases {
            assert_eq!(scan(page, 10).expect("a page").html, expected, "for {page}");
        }
        let page = "<script type='application/ld+json'>{\"a\":1}</script><p>a";
        assert_eq!(scan(page, 10).expect("a page").json_ld, ["{\"a\":1}"]);
    }

    #[test]
    fn open_ends_are_not_depth_and_depth_is() {
        let fine = [
            "<p>a".repeat(1000),
            format!("<ul>{}", "<li>a".repeat(1000)),
            format!("<ul>{}", "<li><p>a<div>b".repeat(1000)),
            format!("<dl>{}", "<dt>a<dd>b".repeat(1000)),
            format!("<table>{}", "<tr><td>a<div>b".repeat(1000)),
            "<b>a<p>".repeat(1000),
            "<a href=1>a".repeat(1000),
            "<br><hr><img><input>".repeat(1000),
            "<div><span>a</div>".repeat(1000),
        ];
        for page in fine {
            assert!(scan(&page, 100).is_ok(), "{}", &page[..40]);
        }
        let deep = ["<div>".repeat(1000), "<div></span>".repeat(1000), "<dd><li>".repeat(1000), "<table><td>".repeat(1000)];
        for page in deep {
            assert!(matches!(scan(&page, 100), Err(RefusedReason::Nesting { max_nesting: 100 })), "{}", &page[..20]);
        }
        let fonts: String = (0..1000).flat_map(|n| ["<div><font size=".to_owned(), n.to_string(), "></div>".to_owned()]).collect();
        assert!(matches!(scan(&fonts, 100), Err(RefusedReason::Nesting { .. })));
    }
}
