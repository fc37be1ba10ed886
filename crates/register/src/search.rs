//! Full text in every language: words without accents and tone marks, Hangul by pairs of syllables.
//!
//! `da` finds `Đà`, `국방부` finds `국방부는`. What is asked is taken as words and "quoted phrases", never as a query language.

use rusqlite::{Connection, params};
use serde::Serialize;

use crate::answers::Quote;
use crate::error::Result;
use crate::query::Filter;
use crate::store::Register;
use crate::words::{fold, is_hangul};

/// A document that has the words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// Its id.
    pub document: String,
    /// Its language.
    pub lang: String,
    /// When it came out.
    pub published: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// The words with what stands around them.
    pub quotation: Quote,
    /// Where the words stand in the document: first code point and one past the last.
    pub matches: Vec<(usize, usize)>,
    /// Ids of the acts that it tells.
    pub events: Vec<String>,
}

/// How many code points are shown before and after the first match.
const AROUND: usize = 90;
/// How many words of a search count.
const MOST_WORDS: usize = 32;

/// Words and where they stand, in code points.
fn words(text: &str) -> Vec<(String, usize, usize)> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut start = 0;
    let mut hangul = false;
    let mut at = 0;
    for c in text.chars().chain([' ']) {
        let letter = c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) && !word.is_empty();
        if !word.is_empty() && (!letter || is_hangul(c) != hangul && !unicode_normalization::char::is_combining_mark(c)) {
            out.push((std::mem::take(&mut word), start, at));
        }
        if letter {
            if word.is_empty() {
                start = at;
                hangul = is_hangul(c);
            }
            word.push(c);
        }
        at += 1;
    }
    out
}

/// The terms of a word as they are stored: the folded word, or each pair of its syllables.
fn terms(word: &str) -> Vec<String> {
    let folded = fold(word);
    let letters: Vec<char> = folded.chars().collect();
    if letters.first().is_some_and(|c| is_hangul(*c)) && letters.len() > 1 { letters.windows(2).map(|w| w.iter().collect()).collect() } else { vec![folded] }
}

/// Write the words of a document into the index.
pub(crate) fn index(db: &Connection, document: i64, text: &str) -> Result<()> {
    let mut folded = String::with_capacity(text.len());
    for (word, ..) in words(text) {
        for term in terms(&word) {
            folded.push_str(&term);
            folded.push(' ');
        }
    }
    db.prepare_cached("INSERT INTO document_search (rowid, folded) VALUES (?, ?)")?.execute(params![document, folded])?;
    Ok(())
}

/// What is asked, as the index takes it: each word or phrase in quotation marks.
fn expression(asked: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for (nth, piece) in asked.split('"').enumerate() {
        let words = words(piece);
        let phrase = |words: &[(String, usize, usize)]| -> String { words.iter().flat_map(|(w, ..)| terms(w)).collect::<Vec<_>>().join(" ") };
        if nth % 2 == 1 {
            parts.push(phrase(&words));
        } else {
            parts.extend(words.iter().map(|w| phrase(std::slice::from_ref(w))));
        }
    }
    parts.retain(|p| !p.is_empty());
    parts.truncate(MOST_WORDS);
    let single = |p: &String| p.chars().count() == 1 && p.chars().all(is_hangul);
    let quoted: Vec<String> = parts.iter().map(|p| if single(p) { format!("\"{p}\"*") } else { format!("\"{p}\"") }).collect();
    (!quoted.is_empty()).then(|| quoted.join(" AND "))
}

impl Register {
    /// Documents that have all the words, the best first.
    pub fn search(&self, asked: &str, filter: &Filter) -> Result<Vec<Hit>> {
        let Some(expression) = expression(asked) else { return Ok(Vec::new()) };
        let sql = "SELECT d.id, d.name, d.lang, d.published, d.title, d.source, x.text
                   FROM document_search s JOIN document d ON d.id = s.rowid JOIN document_text x ON x.document = d.id
                   WHERE document_search MATCH ?1 AND d.superseded_by IS NULL AND d.known <= ?2
                     AND (?3 IS NULL OR d.lang = ?3) AND (?4 IS NULL OR d.source = ?4)
                   ORDER BY s.rank, d.ord DESC LIMIT ?5";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query(params![expression, filter.until(), filter.lang, filter.source, filter.limit.unwrap_or(50) as i64])?;
        let asked: Vec<String> = words(asked).iter().map(|(w, ..)| fold(w)).collect();
        let mut hits = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let text: String = row.get(6)?;
            let matches = find(&text, &asked);
            let mut events = self.db.prepare_cached("SELECT DISTINCT a.uid FROM told_event t JOIN act a ON a.id = t.act WHERE t.document = ? ORDER BY t.id")?;
            let events = events.query_map([id], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
            let quotation = around(&text, matches.first().copied());
            hits.push(Hit {
                document: row.get(1)?,
                lang: row.get(2)?,
                published: row.get(3)?,
                title: row.get(4)?,
                source: row.get(5)?,
                quotation,
                matches,
                events,
            });
        }
        Ok(hits)
    }
}

/// Where words that were asked for stand in a text.
fn find(text: &str, asked: &[String]) -> Vec<(usize, usize)> {
    let begins = |word: &str| {
        let folded = fold(word);
        let hangul = folded.chars().next().is_some_and(is_hangul);
        asked.iter().any(|a| if hangul { folded.contains(a.as_str()) } else { folded == *a })
    };
    words(text).into_iter().filter(|(w, ..)| begins(w)).map(|(_, start, end)| (start, end)).collect()
}

/// A piece of text around a place, cut at blanks.
fn around(text: &str, place: Option<(usize, usize)>) -> Quote {
    let letters: Vec<char> = text.chars().collect();
    let (from, to) = place.unwrap_or((0, 0));
    let mut start = from.saturating_sub(AROUND);
    let mut end = (to + AROUND).min(letters.len());
    while start > 0 && start < from && !letters[start - 1].is_whitespace() {
        start += 1;
    }
    while end < letters.len() && end > to && !letters[end].is_whitespace() {
        end -= 1;
    }
    Quote { start, end, text: letters[start..end].iter().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_never_a_query_language() {
        assert_eq!(expression("Đà* OR (nẵng"), Some("\"da\" AND \"or\" AND \"nang\"".to_owned()));
        assert_eq!(expression("\"hai bên\" 국방부"), Some("\"hai ben\" AND \"국방 방부\"".to_owned()));
        assert_eq!(expression("미"), Some("\"미\"*".to_owned()));
        assert_eq!(expression(" \" ' -- ; "), None);
    }

    #[test]
    fn matches_stand_where_the_words_do() {
        let text = "Bộ trưởng thăm Đà Nẵng; 국방부는 밝혔다";
        let found = find(text, &["da".to_owned(), "국방부".to_owned()]);
        let letters: Vec<char> = text.chars().collect();
        let shown: Vec<String> = found.iter().map(|(a, b)| letters[*a..*b].iter().collect()).collect();
        assert_eq!(shown, ["Đà", "국방부는"]);
    }
}
