//! Inflected forms of lemmas: the rows of a language's tables name a verb or noun once, and the loader adds the forms that a text may have.
//! The rules are data: endings in `grammar/inflection.tsv`, the verbs that they get wrong in `grammar/irregular.tsv`.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Which forms of a lemma a word may be. Nothing is set where a language does not inflect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forms(u8);

impl Forms {
    /// No form is known.
    pub const NONE: Self = Self(0);
    /// Infinitive and present: attack.
    pub const BASE: Self = Self(1);
    /// Third person singular: attacks.
    pub const THIRD: Self = Self(2);
    /// Past tense: attacked, took.
    pub const PAST: Self = Self(4);
    /// Past participle, which may be passive: attacked, taken.
    pub const PARTICIPLE: Self = Self(8);
    /// Present participle and verbal noun: attacking.
    pub const PRESENT: Self = Self(16);
    /// An adjective that stands after a verb of being: ready.
    pub const PREDICATIVE: Self = Self(32);
    /// A noun in the plural: attacks.
    pub const PLURAL: Self = Self(64);
    /// A verb whose own form is the passive, in a language without auxiliaries for it.
    pub const PASSIVE: Self = Self(128);

    /// Whether one of these forms is among them.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A rule: words with this ending lose so many letters and get a new ending.
#[derive(Clone, Debug)]
struct Rule {
    ending: String,
    cut: usize,
    add: String,
}

/// The past tense, past participle and present participle of a verb.
pub type Parts = [Option<String>; 3];

/// How a language inflects.
#[derive(Clone, Debug, Default)]
pub struct Inflection {
    rules: FxHashMap<String, Vec<Rule>>,
    irregular: FxHashMap<String, Vec<Parts>>,
}

impl Inflection {
    /// Add a rule for a form.
    pub fn add_rule(&mut self, form: &str, ending: &str, cut: usize, add: &str) {
        self.rules.entry(form.to_owned()).or_default().push(Rule { ending: ending.to_owned(), cut, add: add.to_owned() });
    }

    /// Add a verb with forms of its own.
    pub fn add_irregular(&mut self, lemma: &str, parts: Parts) {
        self.irregular.entry(lemma.to_owned()).or_default().push(parts);
    }

    /// Whether the language inflects at all.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    fn regular(&self, form: &str, word: &str) -> Option<String> {
        let rules = self.rules.get(form)?;
        let rule = rules.iter().filter(|r| word.ends_with(&r.ending)).max_by_key(|r| r.ending.len())?;
        let stem: String = word.chars().take(word.chars().count().saturating_sub(rule.cut)).collect();
        Some(stem + &rule.add)
    }

    /// The forms of a verb phrase, whose first word is the verb.
    pub fn verb(&self, phrase: &str) -> Vec<(String, Forms)> {
        let (verb, rest) = phrase.split_once(' ').map_or((phrase, String::new()), |(v, r)| (v, format!(" {r}")));
        // The last part of a compound is the one that changes: broker, re-export, counter-attack.
        let (head, lemma) = verb.rsplit_once('-').map_or(("", verb), |(h, l)| (&verb[..=h.len()], l));
        let mut out: Vec<(String, Forms)> = Vec::new();
        let mut push = |word: Option<String>, form: Forms| {
            let Some(word) = word else { return };
            let word = format!("{head}{word}{rest}");
            match out.iter_mut().find(|(w, _)| *w == word) {
                Some((_, forms)) => *forms = forms.with(form),
                None => out.push((word, form)),
            }
        };
        push(Some(lemma.to_owned()), Forms::BASE);
        push(self.regular("third", lemma), Forms::THIRD);
        let none = vec![Parts::default()];
        for parts in self.irregular.get(lemma).unwrap_or(&none) {
            let [past, participle, present] = parts.clone();
            push(past.or_else(|| self.regular("past", lemma)), Forms::PAST);
            push(participle.or_else(|| self.regular("participle", lemma)), Forms::PARTICIPLE);
            push(present.or_else(|| self.regular("present", lemma)), Forms::PRESENT);
        }
        out
    }

    /// The forms of a noun phrase, whose head stands before the first preposition, else last.
    pub fn noun(&self, phrase: &str, is_preposition: impl Fn(&str) -> bool) -> Vec<(String, Forms)> {
        let words: Vec<&str> = phrase.split(' ').collect();
        let head = words.iter().position(|w| is_preposition(w)).unwrap_or(words.len()).saturating_sub(1);
        let mut out = vec![(phrase.to_owned(), Forms::NONE)];
        let plural = words.get(head).filter(|w| !w.ends_with('s') || w.ends_with("ss")).and_then(|w| self.regular("plural", w));
        if let Some(plural) = plural {
            let all: Vec<&str> = words.iter().enumerate().map(|(i, w)| if i == head { plural.as_str() } else { w }).collect();
            out.push((all.join(" "), Forms::PLURAL));
        } else if words.get(head).is_some_and(|w| w.ends_with('s')) {
            out[0].1 = Forms::PLURAL;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Inflection {
        let mut i = Inflection::default();
        for (form, ending, cut, add) in [
            ("third", "", 0, "s"),
            ("third", "y", 1, "ies"),
            ("third", "sh", 0, "es"),
            ("past", "", 0, "ed"),
            ("past", "e", 0, "d"),
            ("participle", "", 0, "ed"),
            ("participle", "e", 0, "d"),
            ("present", "", 0, "ing"),
            ("present", "e", 1, "ing"),
            ("plural", "", 0, "s"),
        ] {
            i.add_rule(form, ending, cut, add);
        }
        i.add_irregular("hold", [Some("held".to_owned()), Some("held".to_owned()), None]);
        i
    }

    #[test]
    fn the_first_word_of_a_verb_phrase_changes() {
        let forms: Vec<String> = english().verb("hold talks").into_iter().map(|(w, _)| w).collect();
        assert_eq!(forms, ["hold talks", "holds talks", "held talks", "holding talks"]);
    }

    #[test]
    fn forms_that_look_alike_are_one() {
        let forms = english().verb("condemn");
        let past = forms.iter().find(|(w, _)| w == "condemned").expect("a form").1;
        assert!(past.has(Forms::PAST) && past.has(Forms::PARTICIPLE) && !past.has(Forms::BASE));
    }

    #[test]
    fn the_head_of_a_noun_phrase_changes() {
        let forms: Vec<String> = english().noun("attack on", |w| w == "on").into_iter().map(|(w, _)| w).collect();
        assert_eq!(forms, ["attack on", "attacks on"]);
    }
}
