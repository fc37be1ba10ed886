//! Made-up reports in any number, for speed, size and fuzz runs: true in form, invented in content, the same for the same seed.
//!
//! - [`Random`]: a small source of numbers of our own, so that no library update changes a run;
//! - `world`: states, capitals and office-holders, read from `data/`;
//! - `templates`: sentences with slots and the phrases that fill them, one folder a language under `templates/`;
//! - [`json`]: places in a value that a fuzzer may change;
//! - [`Generator`]: reports of three forms: wire report, ministry statement, agency brief.
//!
//! To add a language, add a folder of templates and its line in [`LANGUAGES`].

mod date;
pub mod json;
mod random;
mod reports;
mod templates;
mod world;

pub use random::Random;
pub use reports::{Generator, LANGUAGES, Report};

/// Made-up running text of at least so many bytes, cut after a whole report. Empty for a language without templates.
pub fn text(lang: &str, seed: u64, bytes: usize) -> String {
    let mut out = String::with_capacity(bytes + 4096);
    if let Some(mut reports) = Generator::new(lang, seed) {
        while out.len() < bytes {
            out.push_str(&reports.report().text);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_reports() {
        for lang in LANGUAGES {
            let text = |seed| super::text(lang, seed, 20_000);
            assert_eq!(text(7), text(7));
            assert_ne!(text(7), text(8));
        }
    }

    #[test]
    fn reports_have_the_size_of_news_and_no_open_slot() {
        for lang in LANGUAGES {
            let mut reports = Generator::new(lang, 1).expect("a generator");
            for _ in 0..300 {
                let report = reports.report();
                assert!((1000..=4200).contains(&report.text.len()), "{} bytes: {}", report.text.len(), report.text);
                assert!(!report.text.contains(['{', '}', '[']), "{}", report.text);
                assert_eq!(report.published.len(), 10, "{}", report.published);
            }
        }
    }

    #[test]
    fn a_feed_comes_in_the_order_of_days() {
        let mut reports = Generator::new("vi", 1).expect("a generator").daily(3);
        let days: Vec<String> = (0..7).map(|_| reports.report().published).collect();
        assert_eq!(days, ["2023-01-01", "2023-01-01", "2023-01-01", "2023-01-02", "2023-01-02", "2023-01-02", "2023-01-03"]);
    }

    #[test]
    fn every_template_is_used() {
        let all = text("vi", 3, 2_000_000);
        for piece in ["hội đàm trực tuyến", "tuyệt thực", "phủ quyết dự thảo", "Đồng tiền của", "giải ngân", "đánh chìm"] {
            assert!(all.contains(piece), "{piece} never comes up");
        }
    }

    #[test]
    fn a_language_without_templates_has_no_generator() {
        assert!(Generator::new("xx", 1).is_none());
        assert_eq!(text("xx", 1, 100), "");
    }
}
