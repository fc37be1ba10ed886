//! The pieces of a sentence as the later stages see them: each word, name, date or amount is one item with all its readings.

use chancery_knowledge::{Function, FunctionWord, Marker, PartyId, Tags, ThingClass};

/// One piece of a sentence, a range of the normalised text and what it may be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Entry of the lexicon that was found here.
    pub entry: Option<u32>,
    /// Index into the sentence's actors.
    pub actor: Option<u16>,
    /// The entry is a predicate.
    pub predicate: bool,
    /// A thing of a class.
    pub thing: Option<ThingClass>,
    /// A known agreement.
    pub agreement: Option<u16>,
    /// A function word.
    pub function: Option<Function>,
    /// Index into the sentence's dates.
    pub date: Option<u16>,
    /// Index into the sentence's amounts.
    pub amount: Option<u16>,
    /// A place that is no actor here, with its country if known.
    pub place: Option<Option<PartyId>>,
    /// Punctuation.
    pub punct: Option<char>,
    /// Written with a capital and not known.
    pub capital: bool,
    /// A word that must not be read as anything.
    pub blocked: bool,
    /// A number.
    pub number: bool,
    /// A known word that may be part of a date.
    pub dates: bool,
    /// A known word that may be part of an amount.
    pub measures: bool,
    /// A known word that may open a noun phrase that names a party: a name, a title, a person, some function words.
    pub nominal: bool,
    /// What its particles and endings tell.
    pub tags: Tags,
}

impl Item {
    /// Whether this is the given function word.
    #[inline]
    pub fn is(&self, word: FunctionWord) -> bool {
        // A possessive pronoun stands where an article may.
        let article = word == FunctionWord::Determiner
            && matches!(self.function, Some(Function::Word(FunctionWord::Possessor | FunctionWord::PossessorAll | FunctionWord::PossessorSpeaker)));
        let plural = word == FunctionWord::Possessor && self.function == Some(Function::Word(FunctionWord::PossessorAll));
        let owner = word == FunctionWord::Relative && self.function == Some(Function::Word(FunctionWord::RelativeOwner));
        let had = word == FunctionWord::Have && self.function == Some(Function::Word(FunctionWord::Had));
        let adverb = word == FunctionWord::Adverb && matches!(self.function, Some(Function::Word(FunctionWord::Earlier | FunctionWord::AtOnce)));
        article || plural || owner || had || adverb || self.function == Some(Function::Word(word))
    }

    /// The preposition's relation.
    #[inline]
    pub fn marker(&self) -> Option<Marker> {
        match self.function {
            Some(Function::Prep(marker)) => Some(marker),
            _ => None,
        }
    }

    /// Whether this is punctuation that ends a clause.
    pub fn is_stop(&self) -> bool {
        matches!(self.punct, Some(',' | ';' | ':' | '.' | '?' | '!' | '…' | '–' | '—'))
    }
}
