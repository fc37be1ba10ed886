//! Fields of JSON and of tables into a report: which name means what, and what to do when several do.

use crate::found::{Content, Form, Meta};
use crate::{Field, RefusedReason, when};

/// The names that a field goes by, the likeliest first. What the user says comes before them.
const NAMES: &[(Field, &[&str])] = &[
    (Field::Id, &["id", "_id", "doc_id", "docid", "article_id", "guid", "uuid"]),
    (Field::Url, &["url", "link", "uri", "href", "permalink"]),
    (Field::Title, &["title", "headline", "title.rendered"]),
    (Field::Text, &["text", "body", "content", "event_text", "article", "maintext", "full_text", "content_text", "content_html", "content.rendered"]),
    (
        Field::Date,
        &[
            "date",
            "published",
            "pub_date",
            "pubdate",
            "published_at",
            "publishedat",
            "date_publish",
            "date_published",
            "publish_date",
            "publication_date",
            "datetime",
            "timestamp",
        ],
    ),
    (Field::Lang, &["lang", "language"]),
    (Field::Source, &["source", "publisher", "outlet", "source.name", "publisher.name", "site", "site_name", "domain", "source_domain"]),
];

/// Names of texts that are pieces of pages, whatever they begin with.
const HTML: &[&str] = &["content_html", "content.rendered"];
/// Column names that a message shows at most.
const SHOWN: usize = 20;

/// A report as far as its fields tell.
pub(super) type Report = (Content, Meta);

/// The meaning of a field's name, and its rank among the names of that meaning; the lowest rank wins.
pub(super) fn meaning(name: &str, map: &[(String, Field)]) -> Option<(Field, usize)> {
    let name = name.trim_start_matches('\u{feff}').trim();
    if let Some(at) = map.iter().position(|(given, _)| given.eq_ignore_ascii_case(name)) {
        return map.get(at).map(|(_, field)| (*field, at));
    }
    NAMES.iter().find_map(|(field, names)| {
        let at = names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
        Some((*field, map.len() + at))
    })
}

/// The fields of one record, as they come in.
#[derive(Debug, Default)]
pub(super) struct Record {
    values: Vec<(Field, usize, String)>,
    names: Vec<String>,
    /// Whether the name of the text says that it is a piece of a page.
    is_html: bool,
}

impl Record {
    /// Note a value under the name that it has in the input.
    pub(super) fn put(&mut self, name: &str, value: &str, map: &[(String, Field)]) {
        if self.names.len() < SHOWN {
            self.names.push(name.chars().take(40).collect());
        }
        if let Some((field, rank)) = meaning(name, map)
            && self.put_as(field, rank, value)
            && field == Field::Text
        {
            self.is_html = HTML.iter().any(|known| known.eq_ignore_ascii_case(name.trim()));
        }
    }

    /// Note a value whose meaning is known; whether it is the best one so far.
    pub(super) fn put_as(&mut self, field: Field, rank: usize, value: &str) -> bool {
        if value.trim().is_empty() {
            return false;
        }
        match self.values.iter_mut().find(|(known, ..)| *known == field) {
            Some((_, best, old)) if rank < *best => (*best, *old) = (rank, value.to_owned()),
            Some(_) => return false,
            None => self.values.push((field, rank, value.to_owned())),
        }
        true
    }

    /// The report that the fields make, unless they hold no text.
    pub(super) fn report(mut self) -> Result<Report, RefusedReason> {
        let is_html = self.is_html;
        let Some(text) = self.take(Field::Text) else {
            return Err(RefusedReason::NoText { fields: self.names.join(", ") });
        };
        let meta = Meta {
            id: self.take(Field::Id),
            url: self.take(Field::Url),
            title: self.take(Field::Title),
            published: self.take(Field::Date).as_deref().and_then(when::read),
            lang: self.take(Field::Lang),
            source: self.take(Field::Source),
            charset: None,
        };
        Ok((content(text, is_html), meta))
    }

    fn take(&mut self, field: Field) -> Option<String> {
        let at = self.values.iter().position(|(known, ..)| *known == field)?;
        let (.., value) = self.values.swap_remove(at);
        Some(if field == Field::Text { value } else { value.trim().to_owned() })
    }
}

/// A text that may be a piece of a page: it looks like one, or is said to be one and has anything of it.
pub(super) fn content(text: String, is_html: bool) -> Content {
    let piece = looks_html(&text) || is_html && text.contains(['<', '&']);
    Content::Text(text, if piece { Form::Piece } else { Form::Text })
}

/// Whether a text begins with a tag.
fn looks_html(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    start.strip_prefix('<').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') && rest.contains('>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(fields: &[(&str, &str)], map: &[(String, Field)]) -> Result<Report, RefusedReason> {
        let mut record = Record::default();
        for (name, value) in fields {
            record.put(name, value, map);
        }
        record.report()
    }

    #[test]
    fn names_are_known_whatever_their_case_and_the_likelier_one_wins() {
        let fields = [("Content", "short"), ("TEXT", "the whole"), ("GUID", "g"), ("Headline", " H "), ("pub_date", "2025-03-04"), ("source.name", "Desk")];
        let (content, meta) = made(&fields, &[]).expect("a report");
        assert_eq!(content, Content::Text("the whole".to_owned(), Form::Text));
        assert_eq!((meta.id.as_deref(), meta.title.as_deref(), meta.source.as_deref()), (Some("g"), Some("H"), Some("Desk")));
        assert_eq!(meta.published.map(|d| d.to_string()).as_deref(), Some("2025-03-04"));
    }

    #[test]
    fn what_the_user_maps_comes_first() {
        let map = [("ruột".to_owned(), Field::Text)];
        let (content, _) = made(&[("text", "teaser"), ("ruột", "the whole")], &map).expect("a report");
        assert_eq!(content, Content::Text("the whole".to_owned(), Form::Text));
    }

    #[test]
    fn a_record_without_text_is_refused_with_its_fields() {
        let reason = made(&[("id", "1"), ("inhalt", "words"), ("text", "  ")], &[]).expect_err("no text");
        assert!(reason.to_string().contains("id, inhalt, text"), "{reason}");
        assert!(reason.hint().contains("--map"), "{}", reason.hint());
    }

    #[test]
    fn text_that_begins_with_a_tag_is_a_piece_of_a_page() {
        for (text, html) in [("<p>Peru</p>", true), (" <!-- x --><p>", true), ("<3 Peru", false), ("Peru <b>and</b>", false), ("<Peru", false)] {
            let form = if html { Form::Piece } else { Form::Text };
            assert_eq!(content(text.to_owned(), false), Content::Text(text.to_owned(), form));
        }
    }
}
