//! What the words in an element's classes and id say of it. The words stand in `classes.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Names that are looked at: an element may have thousands.
const MOST_NAMES: usize = 30;

/// What a class name marks an element as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A box that stands around the report.
    Box,
    /// What readers say of it.
    Talk,
    /// Who wrote it and when.
    Credit,
    /// One line that is no text of it; elsewhere these words name all sorts of things.
    Line,
}

/// A word with its mark, and whether it counts as part of a name.
static CLASSES: LazyLock<FxHashMap<&'static str, (Mark, bool)>> = LazyLock::new(|| {
    let marked = rows().map(|(word, marks, whole)| {
        let mark = match marks {
            "talk" => Mark::Talk,
            "credit" => Mark::Credit,
            "line" => Mark::Line,
            _ => Mark::Box,
        };
        (word, (mark, whole == "part"))
    });
    marked.collect()
});

/// The rows of the table.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let rows = include_str!("classes.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()?))
    })
}

/// Whether classes and an id hold a word with one of these marks.
pub(super) fn has(names: &str, marks: &[Mark]) -> bool {
    let marked = |word: &str, is_whole: bool| CLASSES.get(word).is_some_and(|(mark, part)| (is_whole || *part) && marks.contains(mark));
    names.split_whitespace().take(MOST_NAMES).any(|name| marked(&name.to_lowercase(), true) || parts(name).iter().any(|part| marked(part, false)))
}

/// The parts of a class name, in small letters: `relatedNews-box_2` is `related`, `news`, `box` and `2`.
fn parts(name: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    for c in name.chars().chain([' ']) {
        let ends = !c.is_alphanumeric() || c.is_uppercase() && part.ends_with(char::is_lowercase);
        if ends && !part.is_empty() {
            parts.push(std::mem::take(&mut part));
        }
        if c.is_alphanumeric() {
            part.extend(c.to_lowercase());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_says_what_is_known() {
        let all: Vec<_> = rows().collect();
        assert!(all.len() > 50 && all.is_sorted_by(|a, b| a.0 < b.0), "{all:?}");
        for (word, marks, whole) in all {
            assert!(matches!(marks, "box" | "talk" | "credit" | "line") && matches!(whole, "part" | "whole"), "{word}");
            assert_eq!(word.to_lowercase(), word);
        }
        assert!(include_str!("classes.tsv").lines().filter(|line| !line.starts_with('#')).all(|line| line.split('\t').count() == 3));
    }

    #[test]
    fn some_words_count_only_as_whole_names() {
        for (names, marks, expected) in [
            ("post tag-iran tag-photo has-print no-hidden most-wanted", &[Mark::Box] as &[Mark], false),
            ("tag", &[Mark::Box], true),
            ("x Hidden", &[Mark::Box], true),
            ("relatedNews-box_2", &[Mark::Box], true),
            ("RELATED", &[Mark::Box], true),
            ("unrelated correlated", &[Mark::Box], false),
            ("wp-comment-list", &[Mark::Box], false),
            ("wp-comment-list", &[Mark::Talk, Mark::Line], true),
            ("entry-date", &[Mark::Line], true),
            ("", &[Mark::Box], false),
        ] {
            assert_eq!(has(names, marks), expected, "{names}");
        }
    }
}
