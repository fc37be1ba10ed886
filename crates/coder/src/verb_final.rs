//! Clauses of a language whose verb stands last and whose particles follow their nouns.
//!
//! A sentence is read from left to right: phrases wait until a verb takes them, and a clause waits until the verb or noun that governs it comes
//! ([`parse`]). The tree is then laid out with what governs first and each preposition before its phrase ([`layout`]): the order in which
//! [`crate::roles`], [`crate::events`] and [`crate::commitments`] read every language. Items keep their places in the text.

mod doers;
mod layout;
mod nouns;
mod parse;
mod readings;
mod take;
mod words;

use chancery_knowledge::{Knowledge, Language, Relation, Tags, Unit};
use chancery_model::Amount;

use crate::actors::Actor;
use crate::clauses::Predicate;
use crate::items::Item;

/// What the stage reads.
#[derive(Clone, Copy)]
pub struct Source<'k, 'a> {
    /// Frames.
    pub knowledge: &'k Knowledge,
    /// The words.
    pub language: &'k Language,
    /// The normalised text.
    pub text: &'a str,
    /// The pieces of the sentence as they stand.
    pub items: &'a [Item],
    /// Its actors.
    pub actors: &'a [Actor],
    /// Its amounts.
    pub amounts: &'a [Amount],
    /// Its dates.
    pub dates: &'a [crate::dates::DateRef],
    /// The document's date.
    pub published: Option<chancery_model::PartialDate>,
}

/// The items of a sentence with what governs first, and its predicates.
pub fn read<'k>(source: Source<'k, '_>) -> (Vec<Item>, Vec<Predicate<'k>>) {
    let words = words::cut(&source);
    let tree = parse::Parser::new(source, &words).run();
    layout::lay_out(source, &tree)
}

/// What kind of word stands at a place.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Actor(u16),
    Date,
    Amount,
    Noun,
    /// A noun that only carries what is told before it.
    Bound,
    Verb,
    Postposition(chancery_knowledge::Postposition),
    When,
    Because,
    If,
    Adverb,
    Neg,
    Each,
    Soon,
    Earlier,
    AtOnce,
    And,
    Comma,
    Stop,
}

/// A word: a run of items with the tags of its last one.
#[derive(Clone, Copy, Debug)]
struct Word {
    kind: Kind,
    first: usize,
    last: usize,
    tags: Tags,
}

/// What describes a noun.
#[derive(Clone, Debug)]
enum Mod {
    /// A phrase, with how it relates.
    Phrase(Phrase),
    /// A clause.
    Clause(usize),
    /// A phrase joined to it.
    And(Phrase),
}

/// A noun phrase.
#[derive(Clone, Debug, Default)]
struct Phrase {
    /// Its words, by number, the head last.
    words: Vec<usize>,
    mods: Vec<Mod>,
    tags: Tags,
    /// The postposition after it.
    relation: Option<Relation>,
    /// A noun of time after it: `after the talks`.
    time: bool,
}

/// The head of a phrase: its last word, the noun before it where that only counts: `soldiers three`.
fn head(words: &[Word], phrase: &[usize]) -> Option<usize> {
    let (last, before) = phrase.split_last()?;
    let counted = words[*last].kind == Kind::Amount;
    before.last().copied().filter(|b| counted && matches!(words[*b].kind, Kind::Actor(_))).or(Some(*last))
}

/// How a clause hangs on its governor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hang {
    Complement,
    Coordinate,
    If,
    Because,
    When,
    Purpose,
    /// An aim, or what is asked.
    SoThat,
}

/// What a verb governs.
#[derive(Clone, Debug)]
enum Arg {
    Phrase(Phrase),
    Clause { id: usize, hang: Hang, tags: Tags },
}

/// A clause.
#[derive(Clone, Debug, Default)]
struct Clause<'k> {
    /// The item of its verb.
    item: usize,
    /// The word in which its verb and what marks it end.
    last: usize,
    /// The reading, where an auxiliary evokes it.
    unit: Option<&'k Unit>,
    /// The verb is only a copula or not known.
    plain: bool,
    args: Vec<Arg>,
    /// Whether a comma follows each.
    commas: Vec<bool>,
    tags: Tags,
    negated: bool,
    past: bool,
    once: bool,
    earlier: bool,
    at_once: bool,
    each: bool,
    future: bool,
    must: bool,
    can: bool,
    passive: bool,
    benefit: bool,
}

/// The clauses of a sentence: those of the first rank, and phrases that no verb takes.
#[derive(Debug, Default)]
struct Tree<'k> {
    words: Vec<Word>,
    clauses: Vec<Clause<'k>>,
    roots: Vec<usize>,
    loose: Vec<Phrase>,
}
