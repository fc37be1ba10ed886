//! Full text in every language: words without accents and tone marks, Hangul by pairs of syllables.
//!
//! `da` finds `Đà`, `국방부` finds `국방부는`. What is asked is taken as words and "quoted phrases", never as a query language.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params, params_from_iter};
use serde::Serialize;

use crate::answers::Quote;
use crate::error::Result;
use crate::query::Filter;
use crate::store::Register;
use crate::words::{fold, is_hangul};

/// A document that has the words.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Hit {
    /// Its id.
    pub document: String,
    /// Its language.
    pub lang: String,
    /// When it came out.
    #[schema(required)]
    pub published: Option<String>,
    /// Its headline.
    #[schema(required)]
    pub title: Option<String>,
    /// Who published it.
    #[schema(required)]
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
/// How many letters of a search count.
const MOST_LETTERS: usize = 1000;

/// Words and where they stand, in code points.
fn words(text: &str) -> Vec<(String, usize, usize)> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut start = 0;
    let mut hangul = false;
    for (at, c) in text.chars().chain([' ']).enumerate() {
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

/// What is asked: words, and phrases of several.
fn pieces(asked: &str) -> Vec<Vec<String>> {
    let mut pieces: Vec<Vec<String>> = Vec::new();
    let mut most = MOST_WORDS;
    let asked: String = asked.chars().take(MOST_LETTERS).collect();
    for (nth, piece) in asked.split('"').enumerate() {
        let words: Vec<String> = words(piece).into_iter().map(|(w, ..)| fold(&w)).filter(|w| !w.is_empty()).take(most).collect();
        most -= words.len();
        if nth % 2 == 1 {
            pieces.push(words);
        } else {
            pieces.extend(words.into_iter().map(|w| vec![w]));
        }
    }
    pieces.retain(|p| !p.is_empty());
    pieces
}

/// What is asked, as the index takes it: each word or phrase in quotation marks.
fn expression(pieces: &[Vec<String>]) -> Option<String> {
    let phrases = pieces.iter().map(|words| words.iter().flat_map(|w| terms(w)).collect::<Vec<_>>().join(" "));
    let single = |p: &String| p.chars().count() == 1 && p.chars().all(is_hangul);
    let quoted: Vec<String> = phrases.map(|p| if single(&p) { format!("\"{p}\"*") } else { format!("\"{p}\"") }).collect();
    (!quoted.is_empty()).then(|| quoted.join(" AND "))
}

impl Register {
    /// Documents that have all the words, the best first.
    pub fn search(&self, asked: &str, filter: &Filter) -> Result<Vec<Hit>> {
        let pieces = pieces(asked);
        let Some(expression) = expression(&pieces) else { return Ok(Vec::new()) };
        // Of words that stand everywhere the latest documents are ranked; of others all.
        let party =
            "AND EXISTS (SELECT 1 FROM told_event t WHERE t.document = d.id AND instr(' ' || t.actors || ' ' || t.recipients || ' ', ' ' || ? || ' ') > 0) ";
        let sql = format!(
            "SELECT d.id, d.name, d.lang, d.published, d.title, d.source, x.text
             FROM (SELECT s.rowid AS id, s.rank AS rank FROM document_search s JOIN document d ON d.id = s.rowid
                   WHERE document_search MATCH ?1 AND d.known <= ?2 AND d.gone > ?2 AND (?3 IS NULL OR d.lang = ?3) AND (?4 IS NULL OR d.source = ?4) {}
                   ORDER BY s.rowid DESC LIMIT 4000) f
             JOIN document d ON d.id = f.id JOIN document_text x ON x.document = d.id ORDER BY f.rank, d.ord DESC LIMIT ?5",
            (0..filter.parties.len()).map(|n| party.replace('?', &format!("?{}", n + 6))).collect::<String>()
        );
        let mut query = self.db.prepare_cached(&sql)?;
        let limit = filter.limit.and_then(|n| i64::try_from(n).ok()).unwrap_or(50);
        let optional = |value: &Option<String>| value.clone().map_or(Sql::Null, Sql::Text);
        let mut values = vec![Sql::Text(expression), Sql::Integer(filter.until()), optional(&filter.lang), optional(&filter.source), Sql::Integer(limit)];
        values.extend(filter.parties.iter().cloned().map(Sql::Text));
        let mut rows = query.query(params_from_iter(values))?;
        let mut hits = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let text: String = row.get(6)?;
            let matches = find(&text, &pieces);
            let mut acts = self.db.prepare_cached("SELECT DISTINCT act FROM told_event WHERE document = ? AND act IS NOT NULL ORDER BY id")?;
            let acts: Vec<i64> = acts.query_map([id], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
            let mut events = Vec::new();
            for act in acts {
                events.extend(self.act_uid(act, filter.until())?);
            }
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

/// Where words and phrases that were asked for stand in a text.
fn find(text: &str, pieces: &[Vec<String>]) -> Vec<(usize, usize)> {
    let words: Vec<(String, usize, usize)> = words(text).into_iter().map(|(w, start, end)| (fold(&w), start, end)).collect();
    // A phrase may begin within a word of Hangul and end within one.
    let is = |at: usize, piece: &[String], nth: usize| {
        let (word, asked) = (&words[at].0, &piece[nth]);
        let hangul = word.chars().next().is_some_and(is_hangul);
        match (hangul, nth == 0, nth + 1 == piece.len()) {
            (false, ..) => word == asked,
            (true, true, true) => word.contains(asked.as_str()),
            (true, true, false) => word.ends_with(asked.as_str()),
            (true, false, true) => word.starts_with(asked.as_str()),
            (true, false, false) => word == asked,
        }
    };
    let mut out: Vec<(usize, usize)> = Vec::new();
    for at in 0..words.len() {
        let found = pieces.iter().filter(|p| at + p.len() <= words.len() && (0..p.len()).all(|nth| is(at + nth, p, nth))).map(Vec::len).max();
        if let Some(length) = found {
            let span = (words[at].1, words[at + length - 1].2);
            if out.last().is_none_or(|last| span.0 >= last.1) {
                out.push(span);
            }
        }
    }
    out
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

    fn asked(text: &str) -> Option<String> {
        expression(&pieces(text))
    }

    #[test]
    fn what_is_asked_is_never_a_query_language() {
        assert_eq!(asked("Đà* OR (nẵng"), Some("\"da\" AND \"or\" AND \"nang\"".to_owned()));
        assert_eq!(asked("\"hai bên\" 국방부"), Some("\"hai ben\" AND \"국방 방부\"".to_owned()));
        assert_eq!(asked("미"), Some("\"미\"*".to_owned()));
        assert_eq!(asked(" \" ' -- ; "), None);
        assert_eq!(asked(&"a b ".repeat(100_000)).map(|e| e.matches("AND").count()), Some(MOST_WORDS - 1));
    }

    fn shown(text: &str, of: &str) -> Vec<String> {
        let letters: Vec<char> = text.chars().collect();
        find(text, &pieces(of)).iter().map(|(a, b)| letters[*a..*b].iter().collect()).collect()
    }

    #[test]
    fn matches_stand_where_the_words_do() {
        let text = "Bộ trưởng thăm Đà Nẵng; 국방부는 밝혔다";
        assert_eq!(shown(text, "da 국방부"), ["Đà", "국방부는"]);
        assert_eq!(shown(text, "\"tham da\""), ["thăm Đà"]);
        assert_eq!(shown(text, "\"da tham\""), Vec::<String>::new());
        assert_eq!(shown("한국방위 국방부 장관은", "\"국방부 장관\""), ["국방부 장관은"]);
    }
}
