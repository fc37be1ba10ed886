//! Words as the register compares and finds them: folded, so that accents, tone marks, spellings of `đ` and composed or decomposed letters
//! make no difference, and Hangul by pairs of syllables, so that particles do not hide a noun.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::{FxHashSet, FxHasher};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a letter is a syllable of Hangul.
pub fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// A word without case, accents and tone marks. Hangul stays whole syllables.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let bare = word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(|c| match c {
        'đ' | 'ð' => 'd',
        'ł' => 'l',
        'ø' => 'o',
        'ı' => 'i',
        other => other,
    });
    bare.nfc().collect()
}

/// A hash that is the same in every run.
pub fn hash(parts: &[&str]) -> u64 {
    let build = BuildHasherDefault::<FxHasher>::default();
    build.hash_one(parts)
}

/// The words of a text, each a run of letters and digits.
pub fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).filter(|w| !w.is_empty())
}

/// The numbers of a text, and its words for comparison: pairs of neighbours, names, pairs of syllables. Function words weigh little, since
/// they rarely make the same pair twice. Names are compared across languages, other words within one.
pub fn numbers_and_words(text: &str, lang: &str) -> (FxHashSet<String>, FxHashSet<u64>) {
    let (mut numbers, mut words) = (FxHashSet::default(), FxHashSet::default());
    let mut before = String::new();
    let mut first = true;
    for run in runs(text) {
        let folded = fold(run);
        let digits: String = folded.chars().take_while(char::is_ascii_digit).collect();
        if digits.len() > 1 && !(digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))) {
            numbers.insert(digits);
        }
        let syllables: Vec<char> = folded.chars().filter(|c| is_hangul(*c)).collect();
        for pair in syllables.windows(2) {
            words.insert(hash(&[lang, &pair.iter().collect::<String>()]));
        }
        if syllables.is_empty() {
            if run.starts_with(char::is_uppercase) && !first && folded.chars().count() > 2 {
                words.insert(hash(&["name", &folded]));
            }
            if !before.is_empty() {
                words.insert(hash(&[lang, &before, &folded]));
            }
            before = folded;
        }
        first = false;
    }
    (numbers, words)
}

/// How much two sets share: of the smaller one, 0 to 1; nothing if either is empty.
pub fn shared<T: Eq + std::hash::Hash>(a: &FxHashSet<T>, b: &FxHashSet<T>) -> Option<f64> {
    let smaller = a.len().min(b.len());
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    (smaller > 0).then(|| count(a.intersection(b).count()) / count(smaller))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_fold_alike() {
        assert_eq!(fold("Đà Nẵng"), "da nang");
        assert_eq!(fold("hoà"), fold("hòa"));
        assert_eq!(fold("국방부".nfd().collect::<String>().as_str()), "국방부");
    }

    #[test]
    fn a_particle_does_not_hide_a_noun() {
        let of = |text: &str| numbers_and_words(text, "ko").1;
        assert!(shared(&of("국방부는 밝혔다"), &of("국방부")).is_some_and(|s| s > 0.9));
    }

    #[test]
    fn years_are_no_numbers_to_compare() {
        let (numbers, _) = numbers_and_words("17 fishermen in 2024", "en");
        assert_eq!(numbers.into_iter().collect::<Vec<_>>(), ["17"]);
    }
}
