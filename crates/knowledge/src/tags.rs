//! What particles and endings tell: tags, and sets of them.

use serde::{Deserialize, Serialize};

use crate::frames::words;

words! {
    /// What a particle or an ending tells.
    Tag {
        /// Topic particle.
        Topic = "topic",
        /// Subject particle.
        Subject = "subject",
        /// Object particle.
        Object = "object",
        /// Genitive.
        Of = "of",
        /// To, at: where or to what.
        Loc = "loc",
        /// In: where something happens.
        At = "at",
        /// To a person.
        Dat = "dat",
        /// From.
        From = "from",
        /// Towards, by means of.
        Dir = "dir",
        /// With, and.
        With = "with",
        /// In the role of.
        As = "as",
        /// Until.
        Until = "until",
        /// Also, only.
        Also = "also",
        /// Than, like.
        Than = "than",
        /// Makes an adverb.
        Adverb = "adverb",
        /// Ends reported speech.
        Quote = "quote",
        /// Reported speech before a noun.
        QuoteAdnominal = "quote_adnominal",
        /// The copula.
        Copula = "copula",
        /// And.
        And = "and",
        /// While.
        While = "while",
        /// Because.
        Because = "because",
        /// But.
        But = "but",
        /// If.
        If = "if",
        /// When.
        When = "when",
        /// In order to.
        Purpose = "purpose",
        /// Is about to.
        Plan = "plan",
        /// Must.
        Must = "must",
        /// The bare linking form.
        Eo = "eo",
        /// Ends a sentence.
        Final = "final",
        /// Past.
        Past = "past",
        /// Future, intention.
        Future = "future",
        /// Before a noun.
        Adnominal = "adnominal",
        /// Before a noun, still to come.
        Will = "will",
        /// Makes a noun.
        Nominal = "nominal",
        /// The noun that names an act.
        Gi = "gi",
        /// The act decided on.
        Giro = "giro",
        /// The form before a negation.
        Ji = "ji",
        /// So that.
        Ge = "ge",
        /// So that, until.
        Dorok = "dorok",
        /// A command.
        Command = "command",
        /// A proposal.
        Propose = "propose",
        /// Whether.
        Whether = "whether",
        /// For somebody's sake.
        Benefit = "benefit",
        /// Going on.
        Going = "going",
        /// A quality.
        Quality = "quality",
        /// Since.
        Since = "since",
        /// A noun made a verb.
        Verb = "verb",
        /// Passive.
        Passive = "passive",
        /// Without.
        Without = "without",
        /// After.
        After = "after",
    }
}

/// A set of tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags(pub u64);

impl Tags {
    /// Whether the tag is in the set.
    pub fn has(self, tag: Tag) -> bool {
        self.0 >> (tag as u32) & 1 == 1
    }

    /// Whether any of the tags is in the set.
    pub fn any(self, tags: &[Tag]) -> bool {
        tags.iter().any(|t| self.has(*t))
    }

    /// The set with one more.
    #[must_use]
    pub fn with(self, tag: Tag) -> Self {
        Self(self.0 | 1 << (tag as u32))
    }

    /// The set without one.
    #[must_use]
    pub fn without(self, tag: Tag) -> Self {
        Self(self.0 & !(1 << (tag as u32)))
    }

    /// Both sets.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}
