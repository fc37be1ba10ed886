//! Whether what was found on a page is no report but an error, a request to agree to something, or too little. The words that tell it stand in
//! `notices.tsv`.

use std::sync::LazyLock;

/// Letters that a report has at least; a syllable of Hangul counts for two.
const SHORTEST: usize = 100;
/// A page with more words is a report, whatever its headline.
const SHORT: usize = 150;
/// A request to agree has one of its words among so many.
const CONSENT_ONE_IN: usize = 25;

/// The phrases by what they mark.
#[derive(Debug, Default)]
struct Notices {
    consent: Vec<&'static str>,
    missing: Vec<&'static str>,
    opens: Vec<&'static str>,
}

static NOTICES: LazyLock<Notices> = LazyLock::new(|| {
    let mut notices = Notices::default();
    for (phrase, kind) in rows() {
        match kind {
            "consent" => notices.consent.push(phrase),
            "missing" => notices.missing.push(phrase),
            _ => notices.opens.push(phrase),
        }
    }
    notices
});

/// The phrases with what they mark.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = include_str!("notices.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| row.split_once('\t')).filter_map(|(phrase, rest)| Some((phrase, rest.split('\t').next()?)))
}

/// Whether this is no report. Without a day a page that speaks of agreeing is taken for a request.
pub(super) fn is_notice(text: &str, title: &str, dated: bool) -> bool {
    let weight: usize = text.chars().filter(|c| c.is_alphabetic()).map(|c| if matches!(c, '가'..='힣') { 2 } else { 1 }).sum();
    let words = text.split_whitespace().count();
    weight < SHORTEST || words < SHORT && says_missing(title) || !dated && asks_to_agree(text, words)
}

/// Whether a headline is that of a page that is not there.
fn says_missing(title: &str) -> bool {
    let title = title.trim().to_lowercase();
    let opens = |phrase: &&str| title.strip_prefix(*phrase).is_some_and(|rest| !rest.trim_start().starts_with(char::is_alphanumeric));
    NOTICES.missing.iter().any(|phrase| title.contains(phrase)) || NOTICES.opens.iter().any(opens)
}

fn asks_to_agree(text: &str, words: usize) -> bool {
    let text = text.to_lowercase();
    let asked: usize = NOTICES.consent.iter().map(|phrase| text.matches(phrase).count()).sum();
    asked * CONSENT_ONE_IN > words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_says_what_is_known() {
        let all: Vec<_> = rows().collect();
        assert!(all.is_sorted_by(|a, b| a.0 < b.0), "{all:?}");
        assert!(all.len() > 10);
        for (phrase, kind) in all {
            assert!(matches!(kind, "consent" | "missing" | "opens"), "{phrase}: {kind}");
            assert_eq!(phrase.to_lowercase(), phrase);
        }
        assert!(include_str!("notices.tsv").lines().filter(|line| !line.starts_with('#')).all(|line| line.split('\t').count() == 3));
    }

    #[test]
    fn a_headline_with_a_number_is_no_error() {
        for (title, missing) in [
            ("404", true),
            ("404 Not Found", true),
            ("403: Forbidden", true),
            ("404 Not Found | The Desk", true),
            ("500 workers return to Seoul", false),
            ("Access denied to inspectors in Geneva", false),
            ("Not found", true),
            ("Sorry, page not found", true),
            ("Access denied", true),
            ("Không tìm thấy trang", true),
            ("요청하신 페이지를 찾을 수 없습니다", true),
            ("Flight 403 lands in Lisbon", false),
            ("4040 soldiers leave", false),
            ("Wreck not found after a week", false),
            ("Không tìm thấy nạn nhân vụ chìm tàu", false),
            ("", false),
        ] {
            assert_eq!(says_missing(title), missing, "for {title}");
        }
    }

    #[test]
    fn a_day_makes_a_report_of_what_speaks_of_agreeing() {
        let text = "The ministers spoke of cookies and of privacy, and gave their consent to a rule on cookies that all the members are to keep from March on.";
        assert!(is_notice(text, "A rule", false));
        assert!(!is_notice(text, "A rule", true));
        assert!(is_notice("Too short", "A rule", true));
    }
}
