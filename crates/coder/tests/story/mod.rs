//! Made-up stories, each told in several languages: the texts and one list of what must come out of any of them.
//!
//! ```text
//! # Title
//! published: 2021-04-08
//!
//! ## vi
//! > The text as it would be read from a file, its head included; a line each.
//! >
//! > ...
//!
//! ## Events
//!
//! ACCUSE disapprove/allege | EGY | ETH / - | 2021-04-06 | actual
//! or EGY, SDN | ETH
//! - vi: words that tell it // words that tell it again
//!
//! ## Commitments
//!
//! commitment aid | USA | ECU | agreed | * | 93000000 USD
//! - vi: words
//! ```
//!
//! Records are written as in the cases, without the words: those follow, a line for each language. `or` adds further pairs of actors and
//! recipients. `mutual` before a record: who is actor and who recipient does not matter, all parties stand as actors. `optional` before it: what a
//! careful reader may code or leave.

pub mod compare;

use std::fmt;

use chancery_model::PartialDate;

use super::case::read::{claim, sets};
use super::case::{Allowed, Claim, Pattern};

/// One story with all its tellings.
#[derive(Debug)]
pub struct Story {
    /// What it is about.
    pub title: String,
    /// When it is said to have come out.
    pub published: Option<PartialDate>,
    /// Language and text of each telling.
    pub tellings: Vec<(String, String)>,
    /// The acts that it tells.
    pub events: Vec<Gold>,
    /// The commitments that it tells.
    pub commitments: Vec<Gold>,
}

/// A record that must come out of every telling.
#[derive(Debug)]
pub struct Gold {
    /// The line as written.
    pub line: String,
    /// May come out or not.
    pub optional: bool,
    /// All parties are compared as one set.
    pub mutual: bool,
    /// What its fields may be.
    pub pattern: Pattern,
    /// Further pairs of actors and recipients.
    pub or: Vec<(Allowed, Allowed)>,
    /// Language and words of each place that tells it.
    pub words: Vec<(String, String)>,
}

impl fmt::Display for Gold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

/// Reads a story, and what is wrong with it, as `line: fault`.
pub fn read(file: &str) -> (Story, Vec<String>) {
    let mut story = Story { title: String::new(), published: None, tellings: Vec::new(), events: Vec::new(), commitments: Vec::new() };
    let mut faults = Vec::new();
    let mut golds: Vec<Gold> = Vec::new();
    let mut in_records = false;
    for (number, line) in file.lines().enumerate().map(|(i, l)| (i + 1, l)) {
        let outcome = if let Some(title) = line.strip_prefix("# ") {
            title.clone_into(&mut story.title);
            Ok(())
        } else if let Some(section) = line.strip_prefix("## ") {
            in_records = matches!(section, "Events" | "Commitments");
            if !in_records {
                story.tellings.push((section.to_owned(), String::new()));
            }
            Ok(())
        } else if let Some(date) = line.strip_prefix("published: ") {
            date.parse().map(|date| story.published = Some(date)).map_err(|e: chancery_model::DateError| e.to_string())
        } else if line.is_empty() {
            Ok(())
        } else if in_records {
            record(line, &story.tellings, &mut golds)
        } else {
            telling(line, &mut story.tellings)
        };
        faults.extend(outcome.err().map(|fault| format!("{number}: {fault}")));
    }
    for gold in &golds {
        for (lang, _) in story.tellings.iter().filter(|(lang, _)| !gold.words.iter().any(|(l, _)| l == lang)) {
            faults.push(format!("no words in `{lang}` for `{gold}`"));
        }
    }
    (story.events, story.commitments) = golds.into_iter().partition(|g| !g.line.contains("commitment "));
    if story.published.is_none() || story.tellings.is_empty() || story.events.is_empty() {
        faults.push("it lacks a date, a text or events".to_owned());
    }
    (story, faults)
}

/// A line of a text: what stands after the mark and one blank.
fn telling(line: &str, tellings: &mut [(String, String)]) -> Result<(), String> {
    let words = line.strip_prefix('>').ok_or_else(|| format!("`{line}` is neither text nor record"))?;
    let (_, text) = tellings.last_mut().ok_or("a text before its language")?;
    text.push_str(words.strip_prefix(' ').unwrap_or(words));
    text.push('\n');
    Ok(())
}

/// A line under `Events` or `Commitments`.
fn record(line: &str, tellings: &[(String, String)], golds: &mut Vec<Gold>) -> Result<(), String> {
    if let Some(words) = line.strip_prefix("- ") {
        let (lang, words) = words.split_once(": ").ok_or_else(|| format!("`{line}` names no language"))?;
        let (_, text) = tellings.iter().find(|(l, _)| l == lang).ok_or_else(|| format!("there is no telling in `{lang}`"))?;
        let gold = golds.last_mut().ok_or("words before their record")?;
        for words in words.split(" // ") {
            if !text.contains(words) {
                return Err(format!("the text in `{lang}` has no “{words}”"));
            }
            gold.words.push((lang.to_owned(), words.to_owned()));
        }
        return Ok(());
    }
    if let Some(pair) = line.strip_prefix("or ") {
        let (actors, recipients) = pair.split_once('|').ok_or_else(|| format!("`{line}` is no pair"))?;
        let gold = golds.last_mut().ok_or("`or` before its record")?;
        gold.or.push((sets(actors.trim()), sets(recipients.trim())));
        return Ok(());
    }
    let rest = line.strip_prefix("optional ");
    let optional = rest.is_some();
    let rest = rest.unwrap_or(line);
    let mutual = rest.strip_prefix("mutual ");
    match claim(&format!("{} | *", mutual.unwrap_or(rest)))? {
        Claim::Event(pattern) | Claim::Commitment(pattern) => {
            golds.push(Gold { line: line.to_owned(), optional, mutual: mutual.is_some(), pattern, or: Vec::new(), words: Vec::new() });
            Ok(())
        }
        _ => Err(format!("`{line}` is no record")),
    }
}
