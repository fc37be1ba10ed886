//! Markdown into plain text, and its front matter into what is known of the report.
//!
//! Paragraphs, headings and items stay, parted by blank lines; a link is its words; code, pictures and HTML are left out. Front matter is
//! lines of `title: …` between `---`, or `title = …` between `+++`: one value a line, and nothing else of YAML or TOML. What is nested is left
//! out: the address of a picture is not that of the report.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::error::RefusedReason;
use crate::found::Meta;
use crate::when;

/// HTML in a line that ends the line.
const BREAKS: &[&str] = &["br", "p", "div", "li", "hr"];

/// So many marks and lines at most: the parser keeps some ninety bytes for each until the text ends.
const MAX_MARKS: usize = 1_000_000;

/// Text without marks, and what front matter says.
pub(crate) fn read(text: &str, known: Meta) -> Result<(String, Meta), RefusedReason> {
    let (front, body) = front_matter(text.trim_start_matches('\u{feff}'));
    let marks = body.bytes().filter(|byte| *byte == b'\n' || byte.is_ascii_punctuation() && !matches!(byte, b',' | b'.' | b'?' | b'/' | b'%'));
    if marks.count() > MAX_MARKS {
        return Err(RefusedReason::Elements { max: MAX_MARKS });
    }
    let mut meta = known.or(front);
    let body = plain(body);
    // The first heading is the headline, if it has none.
    if meta.title.is_none()
        && let Some(heading) = body.heading
    {
        meta.title = Some(heading);
    }
    Ok((body.text, meta))
}

/// What front matter says, and the text after it.
fn front_matter(text: &str) -> (Meta, &str) {
    let mut meta = Meta::default();
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let (fence, sign) = match first.trim_end() {
        "---" => ("---", ':'),
        "+++" => ("+++", '='),
        _ => return (meta, text),
    };
    let (mut at, mut table) = (first.len(), false);
    for line in lines {
        at += line.len();
        if line.trim_end() == fence {
            return (meta, text.get(at..).unwrap_or_default());
        }
        table |= fence == "+++" && line.starts_with('[');
        if !table
            && !line.starts_with(|c: char| c.is_whitespace() || c == '-')
            && let Some((name, value)) = line.split_once(sign)
        {
            note(&mut meta, name.trim(), unquoted(value.trim()));
        }
    }
    // No end: it is a rule across the page.
    (Meta::default(), text)
}

/// A value without the pair of quotation marks around it.
fn unquoted(value: &str) -> &str {
    let inside = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    inside('"').or_else(|| inside('\'')).unwrap_or(value).trim()
}

fn note(meta: &mut Meta, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    let text = Some(value.to_owned());
    match name.to_ascii_lowercase().as_str() {
        "title" => meta.title = text,
        "date" | "published" | "pubdate" => meta.published = when::read(value),
        "lang" | "language" => meta.lang = text,
        "url" | "link" | "canonical" => meta.url = text,
        "source" | "publisher" | "site" => meta.source = text,
        "id" => meta.id = text,
        _ => {}
    }
}

#[derive(Default)]
struct Plain {
    text: String,
    /// The heading that opens the text.
    heading: Option<String>,
}

fn plain(markdown: &str) -> Plain {
    let mut out = Plain::default();
    // How many elements that are left out are open.
    let mut left_out = 0_usize;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. } | Tag::HtmlBlock) => left_out += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Image | TagEnd::HtmlBlock) => left_out = left_out.saturating_sub(1),
            Event::Text(text) | Event::Code(text) if left_out == 0 => out.text.push_str(&text),
            Event::SoftBreak if left_out == 0 => out.text.push(' '),
            Event::HardBreak if left_out == 0 => out.text.push('\n'),
            Event::InlineHtml(tag) if left_out == 0 && ends_line(&tag) => out.text.push('\n'),
            Event::End(TagEnd::Heading(_)) => {
                if out.heading.is_none() && !out.text.trim().contains('\n') {
                    out.heading = Some(out.text.trim().to_owned()).filter(|heading| !heading.is_empty());
                }
                part(&mut out.text);
            }
            Event::End(TagEnd::TableCell) => out.text.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead | TagEnd::BlockQuote(_)) | Event::Start(Tag::List(_)) => {
                part(&mut out.text);
            }
            _ => {}
        }
    }
    out.text.truncate(out.text.trim_end().len());
    out
}

/// Whether a tag ends a line.
fn ends_line(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    BREAKS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// End a paragraph, unless none is begun.
fn part(text: &mut String) {
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push_str("\n\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::PartialDate;

    fn text(markdown: &str) -> String {
        read(markdown, Meta::default()).expect("few marks").0
    }

    #[test]
    fn a_text_of_marks_is_refused_before_it_fills_the_memory() {
        assert!(matches!(read(&"[".repeat(MAX_MARKS + 1), Meta::default()), Err(RefusedReason::Elements { max: MAX_MARKS })));
        assert_eq!(text(&"word, ".repeat(MAX_MARKS)).len(), 6 * MAX_MARKS - 1);
    }

    #[test]
    fn marks_go_and_words_stay() {
        for (markdown, expected) in [
            ("# Talks\n\nBrazil *met* **Germany**\nin [Lisbon](https://x.example).", "Talks\n\nBrazil met Germany in Lisbon."),
            ("- one\n- two\n  - three\n\nEnd", "one\n\ntwo\n\nthree\n\nEnd"),
            ("1. one\n\n2. two", "one\n\ntwo"),
            ("a\n\n```\ncode\n```\n\n![Photo](x.jpg)\n\n<div>b</div>\n\nc", "a\n\nc"),
            ("> quoted\n\nafter", "quoted\n\nafter"),
            ("| a | b |\n|---|---|\n| c | d |\n", "a b\n\nc d"),
            ("a &amp; b \\* c", "a & b * c"),
            ("a<br>b<BR/>c <b>d</b>", "a\nb\nc d"),
            ("---\n\nno front matter", "no front matter"),
            ("", ""),
        ] {
            assert_eq!(text(markdown), expected, "for {markdown:?}");
        }
    }

    #[test]
    fn front_matter_says_what_is_known() {
        let yaml =
            "---\ntitle: \"Talks: day two\"\ndate: 2025-03-04T08:00:00Z\nlang: en\nsource: Desk\nurl: https://x.example/1\ntags: [a, b]\n---\n\nThey met.";
        let toml = "+++\ntitle = 'Talks: day two'\ndate = 2025-03-04\nlang = \"en\"\nsource = \"Desk\"\nurl = \"https://x.example/1\"\n+++\nThey met.";
        for text in [yaml, toml] {
            let (body, meta) = read(text, Meta::default()).expect("few marks");
            assert_eq!(body, "They met.");
            assert_eq!((meta.title.as_deref(), meta.published), (Some("Talks: day two"), PartialDate::day(2025, 3, 4)));
            assert_eq!((meta.lang.as_deref(), meta.source.as_deref(), meta.url.as_deref()), (Some("en"), Some("Desk"), Some("https://x.example/1")));
        }
        let nested =
            "---\nauthors:\n- title: Dr\nimage:\n  url: https://x.example/a.jpg\n\tid: 7\ntitle: 'Talks' in \"Lisbon\"\ndate: March 4, 2025\n---\nThey met.";
        let table = "+++\ntitle = \"'Talks' in 'Lisbon'\"\ndate = 2025/03/04\n[image]\nurl = \"https://x.example/a.jpg\"\n+++\nThey met.";
        for (text, title) in [(nested, "'Talks' in \"Lisbon\""), (table, "'Talks' in 'Lisbon'")] {
            let (_, meta) = read(text, Meta::default()).expect("few marks");
            assert_eq!((meta.title.as_deref(), meta.published), (Some(title), PartialDate::day(2025, 3, 4)));
            assert_eq!((meta.url, meta.id), (None, None));
        }
        let known = Meta { title: Some("Known".to_owned()), ..Meta::default() };
        let title = |text: &str, known: Meta| read(text, known).expect("few marks").1.title;
        assert_eq!(title(yaml, known).as_deref(), Some("Known"));
        assert_eq!(title("# Talks\n\nThey met.", Meta::default()).as_deref(), Some("Talks"));
        assert_eq!(title("They met.\n\n# Talks", Meta::default()), None);
    }
}
