//! What a word of a language can be: a name, a title, a thing, a predicate, a function word, a part of a date.

use chancery_model::Context;
use serde::{Deserialize, Serialize};

use crate::frames::{Unit, words};
use crate::lexicon::Lexicon;
use crate::parties::{OfficeId, PartyId, PersonId, ThingClass};
use crate::tags::Tag;

words! {
    /// How a form names a party.
    NameKind {
        /// Usual or official name.
        Name = "name",
        /// Older, foreign or phonetic spelling.
        Old = "old",
        /// Shorthand used inside compounds only.
        Short = "short",
        /// Adjective or demonym.
        Adjective = "adj",
        /// Armed forces or agency that identify the state.
        Force = "force",
        /// Capital: a place, and the government seated there.
        Capital = "capital",
        /// Seat that stands for the government.
        Metonym = "metonym",
        /// Names the party only where a strong form does so elsewhere in the document.
        Weak = "weak",
        /// A common word too: names the party unless it stands at heads of sentences only and the text has the common word.
        Inside = "inside",
        /// Another place of the state.
        City = "city",
        /// A firm, bank, newspaper or other private body of the state.
        Firm = "firm",
        /// Acronym.
        Acronym = "acronym",
        /// Organ, mission or agency that acts for an organisation.
        Organ = "organ",
    }
}

words! {
    /// What a title denotes.
    TitleKind {
        /// A person in office.
        Person = "person",
        /// A body.
        Institution = "institution",
        /// People of a sort.
        Group = "group",
    }
}

words! {
    /// How a preposition relates what follows to the act.
    Marker {
        /// Together with.
        With = "with",
        /// To, for.
        To = "to",
        /// Against, at, towards.
        Against = "against",
        /// In a place.
        At = "at",
        /// Of: possession or authorship.
        Of = "of",
        /// From, out of.
        From = "from",
        /// Between.
        Between = "between",
        /// About.
        About = "about",
        /// According to.
        Source = "source",
        /// By the one who does it.
        By = "by",
        /// Any other relation.
        Other = "other",
    }
}

words! {
    /// Function words.
    FunctionWord {
        /// Negates: no, not, never.
        Neg = "neg",
        /// Marks the past.
        Past = "past",
        /// Has happened at some time.
        Once = "once",
        /// Marks what is going on.
        Progressive = "progressive",
        /// Marks what is to come.
        Future = "future",
        /// Obligation.
        Must = "must",
        /// Possibility.
        Can = "can",
        /// Opens a condition.
        If = "if",
        /// Marks the passive.
        Passive = "passive",
        /// Opens the agent of a passive.
        Agent = "agent",
        /// Makes a noun of a verb.
        Nominal = "nominal",
        /// Opens a complement clause.
        That = "that",
        /// Opens a purpose.
        Purpose = "purpose",
        /// Joins like with like.
        And = "and",
        /// A small word inside personal names: de, van, bin.
        NameParticle = "name_particle",
        /// One after another: each act is one of its own.
        Each = "each",
        /// Names a companion: together with.
        Also = "also",
        /// Joins what is opposed.
        But = "but",
        /// Opens a clause of time.
        When = "when",
        /// Opens a reason.
        Because = "because",
        /// Opens a relative clause.
        Relative = "relative",
        /// Stands between subject and verb and changes nothing.
        Adverb = "adverb",
        /// Stands before a noun: number, plural.
        Determiner = "determiner",
        /// A noun for parties taken together: sides, countries.
        GroupNoun = "group_noun",
        /// A noun for a state.
        StateNoun = "state_noun",
        /// A noun for an organisation.
        BodyNoun = "body_noun",
        /// Those who belong to the body spoken of: the member states.
        Members = "members",
        /// A noun for people.
        PeopleNoun = "people_noun",
        /// The world at large, or all of a kind: whom an act is aimed at stays open.
        Anyone = "anyone",
        /// A pronoun for a person.
        Pronoun = "pronoun",
        /// Whoever speaks: we, our country.
        Speaker = "speaker",
        /// Points back.
        This = "this",
        /// All who take part.
        AllSides = "all_sides",
        /// The counterpart of another office-holder.
        Counterpart = "counterpart",
        /// The adversary.
        Opponent = "opponent",
        /// Between the two of them: bilateral.
        Mutual = "mutual",
        /// The subject's own: `arrested some of its own`.
        Own = "own",
        /// The host: the state in whose capital one is.
        Host = "host",
        /// The side of a party.
        Side = "side",
        /// A form of the verb of being, which makes a passive with a participle.
        Be = "be",
        /// A form of the verb of having, which makes a perfect with a participle.
        Have = "have",
        /// The past form of the verb of having, which tells with a participle what went before.
        Had = "had",
        /// Tells that an act went before what is told: earlier, previously.
        Earlier = "earlier",
        /// Tells that an act came right after what was told: at once, immediately.
        AtOnce = "at_once",
        /// Marks the noun phrase before it as the owner of what follows.
        Possessive = "possessive",
        /// Joined to a party by a hyphen it makes an adjective that names no actor: `A-backed`.
        Attribute = "attribute",
        /// Joined to a party that follows it makes an adjective that names no actor: `pro-A`.
        Prefix = "prefix",
        /// Those on somebody's side, whoever they are: `A's allies`.
        Friends = "friends",
        /// Refers back to the last subject: it.
        Resumes = "resumes",
        /// Refers back to all who were the last subject: they.
        ResumesAll = "resumes_all",
        /// Refers back to others than the subject: them.
        ResumesOther = "resumes_other",
        /// A possessive pronoun: its, their.
        Possessor = "possessor",
        /// Opens a relative clause on what somebody owns: whose.
        RelativeOwner = "relative_owner",
        /// A possessive pronoun of several: their.
        PossessorAll = "possessor_all",
        /// A possessive pronoun of who speaks: our.
        PossessorSpeaker = "possessor_speaker",
        /// The two who take part.
        BothSides = "both_sides",
        /// The two states that take part.
        BothStates = "both_states",
        /// Denies that there is one: no.
        None = "none",
        /// A preposition: with.
        With = "prep_with",
        /// A preposition: to.
        To = "prep_to",
        /// A preposition: against.
        Against = "prep_against",
        /// A preposition: in a place.
        At = "prep_at",
        /// A preposition: of.
        Of = "prep_of",
        /// A preposition: from.
        From = "prep_from",
        /// A preposition: between.
        Between = "prep_between",
        /// A preposition: by.
        By = "prep_by",
        /// A preposition: about.
        About = "prep_about",
        /// A preposition: according to.
        Source = "prep_source",
        /// Any other preposition.
        Other = "prep_other",
    }
}

/// A function word, prepositions told apart from the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Function {
    /// A preposition.
    Prep(Marker),
    /// Anything else.
    Word(FunctionWord),
}

impl Function {
    /// Read a word of the data files.
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(marker) = word.strip_prefix("prep_").and_then(Marker::parse) {
            return Some(Function::Prep(marker));
        }
        FunctionWord::parse(word).map(Function::Word)
    }
}

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateWord {
    /// Announces a day: the number after it is one.
    Day,
    /// Announces a month.
    Month,
    /// Announces a year.
    Year,
    /// Announces a quarter of the year.
    Quarter,
    /// A part of the day, month or year: says nothing of its own.
    Part,
    /// So many days from today.
    RelativeDay(i16),
    /// So many weeks from this one.
    RelativeWeek(i16),
    /// So many months from this one.
    RelativeMonth(i16),
    /// So many years from this one.
    RelativeYear(i16),
    /// So many days from the day last spoken of.
    AnaphoricDay(i16),
    /// The month last spoken of.
    SameMonth,
    /// So many months from the month last spoken of: `the next month`.
    AnaphoricMonth(i16),
    /// A weekday, 1 for Monday.
    Weekday(u8),
    /// The weekday of the week to come.
    NextWeekday(u8),
    /// The weekday that is past, not today.
    LastWeekday(u8),
    /// A month's name.
    MonthName(u8),
    /// The last month of this name that is past.
    LastMonthName(u8),
    /// The next month of this name.
    NextMonthName(u8),
    /// Counted back from the document's date: three days ago.
    Ago,
    /// The ordinal number after it is a day: the 3rd.
    OrdinalDay,
    /// By the end of a year so many from this one.
    LimitYear(i16),
    /// By the end of a month so many from this one.
    LimitMonth(i16),
    /// Opens a time limit: by Friday, within three days.
    Limit,
    /// A unit of time that a number counts: days, weeks, months, years.
    Unit(char),
    /// Before the time last spoken of.
    Before,
    /// After the time last spoken of.
    After,
    /// What follows lies behind: last.
    Last,
    /// What follows lies ahead: next.
    Next,
    /// What stands before is a length of time.
    Span,
    /// So many years from the year last spoken of.
    AnaphoricYear(i16),
    /// What it opens came so many days before what was told before it: a day after.
    DaysAfter(i16),
    /// The same with a length of time before it, or a number where the length is in the word: two days after, three weeks after.
    CountedAfter(i16),
}

/// A part of an amount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Measure {
    /// Multiplies the number before it.
    Scale(f64),
    /// ISO 4217 code.
    Currency(String),
    /// English unit, singular.
    Unit(String),
    /// A number word.
    Number(f64),
}

/// One thing a form can be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Sense {
    /// Names a party.
    Party(PartyId, NameKind),
    /// A title that identifies its party.
    Titled(PartyId, OfficeId),
    /// A title, body or sort of people.
    Title(OfficeId, TitleKind),
    /// A person by name.
    Person(PersonId),
    /// A thing of a class.
    Thing(ThingClass),
    /// A known agreement, by index.
    Agreement(u16),
    /// A word that puts the act in a context.
    Context(Context),
    /// A predicate with its readings.
    Predicate(Vec<Unit>),
    /// Part of an amount.
    Measure(Measure),
    /// A function word.
    Function(Function),
    /// Part of a date.
    Date(DateWord),
    /// A word that must not be taken for a shorter one inside it.
    Block,
    /// A place that is no state.
    Place,
    /// With the particle before it, a postposition.
    Postposition(Postposition),
    /// Marks the verb before it.
    Auxiliary(Vec<Auxiliary>),
    /// A body that without a name is that of the state where the press is at home.
    HomeBody,
    /// Parties put together in one word, with the preposition that a prefix stands for.
    Compound(Option<Marker>, Vec<PartyId>),
}

/// How a postposition relates the phrase before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// As a preposition would.
    Marked(Marker),
    /// It is the doer.
    By,
    /// It is an aim.
    Purpose,
}

/// A word that with the particle before it relates a phrase to what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postposition {
    /// The particle that must stand before it.
    pub case: Option<Tag>,
    /// How it relates.
    pub relation: Relation,
    /// To the noun after it, not to the verb.
    pub adnominal: bool,
}

words! {
    /// What an auxiliary makes of the verb before it.
    AuxiliaryWord {
        /// Negates it.
        Neg = "neg",
        /// Is possible.
        Can = "can",
        /// Is not possible.
        Cannot = "cannot",
        /// Must be.
        Must = "must",
        /// Is going on.
        Progressive = "progressive",
        /// Changes nothing.
        State = "state",
        /// Changes nothing but the view of it.
        Aspect = "aspect",
        /// For somebody's sake.
        Benefit = "benefit",
        /// Still to come.
        Future = "future",
        /// Has happened at some time.
        Once = "once",
        /// Is made to happen.
        Cause = "cause",
        /// Is an aim.
        Purpose = "purpose",
        /// Is a reason.
        Because = "because",
        /// Is not yet.
        Before = "before",
        /// Since when.
        Since = "since",
    }
}

/// A verb or phrase that marks the verb before it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Auxiliary {
    /// The ending that the verb before it must have.
    pub after: Tag,
    /// What it marks.
    pub word: Option<AuxiliaryWord>,
    /// The frame it evokes, if it has one of its own.
    pub unit: Option<Unit>,
}

words! {
    /// What a language does with its words.
    Words {
        /// They do not change.
        Plain = "plain",
        /// They have forms, modifiers stand before their noun.
        Inflected = "inflected",
        /// They are stems with chains of particles and endings.
        Agglutinated = "agglutinated",
    }
}

/// What the engine has to know of a language beside its words: `grammar/settings.tsv`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// What it does with its words.
    pub words: Words,
    /// The letter with which a name of people in the plural ends: it stands for them and not before a noun.
    pub plural: Option<char>,
    /// The verb stands last and governs what stands before it.
    pub verb_final: bool,
    /// The state where its press is at home: `the government` without a name is that one's.
    pub home: Option<PartyId>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { words: Words::Plain, plural: None, verb_final: false, home: None }
    }
}

/// One language: its lexicon and its grammar settings.
#[derive(Debug, Serialize, Deserialize)]
pub struct Language {
    /// Two-letter code, the name of its folder.
    pub code: String,
    /// How it is read.
    pub settings: Settings,
    /// All its words.
    pub lexicon: Lexicon,
}

impl Language {
    /// Whether its words have forms.
    pub fn is_inflected(&self) -> bool {
        self.settings.words == Words::Inflected
    }

    /// Whether its words have no forms and its verbs stand between subject and object, so that place alone tells what a word does.
    pub fn is_isolating(&self) -> bool {
        !self.is_inflected() && !self.settings.verb_final
    }

    /// Its function words of one word, but for those of personal names, which many languages share.
    pub fn function_words(&self) -> impl Iterator<Item = &str> {
        let name = Function::Word(FunctionWord::NameParticle);
        (0..self.lexicon.len() as u32)
            .filter(move |entry| self.lexicon.glance(*entry).function.is_some_and(|f| f != name))
            .map(|entry| self.lexicon.entry(entry).form)
            .filter(|form| !form.contains(' '))
    }
}
