//! Frames: what a lexical unit means, whatever the language; and units: which words evoke which frame when.

use chancery_model::{CommitmentKind, CommitmentStatus, EventType, Mode};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::inflect::Forms;
use crate::language::Marker;
use crate::parties::ThingClass;

/// Index of a frame in [`Frames`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FrameId(pub u16);

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// The words of the data files.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// Read a word of the data files.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }

            /// The word of the data files.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where a frame's actors and recipients come from.
    Roles {
        /// The subject acts; nobody receives.
        Actor = "actor",
        /// Subject and companions are all actors.
        Joint = "joint",
        /// The object receives, else the one the act is aimed at.
        Object = "object",
        /// The one to or for whom receives.
        Goal = "goal",
        /// The author of the act told as complement receives.
        Author = "author",
        /// The country travelled to receives.
        Place = "place",
        /// The object visits, the subject receives.
        Host = "host",
        /// What is judged receives; the one who judges is told before.
        Judged = "judged",
        /// Turned round: who it comes from acts, the subject receives.
        Received = "received",
        /// The object if it is a party, else the actor's own people.
        Domestic = "domestic",
    }
}

words! {
    /// What becomes of an act told as complement of a frame.
    Complement {
        /// The frame takes no complement.
        None = "none",
        /// Each thing agreed is a record of this frame.
        Thing = "thing",
        /// What is asked for gives the mode and is no record.
        Asked = "asked",
        /// It is told as done: a record of its own.
        Fact = "fact",
        /// It is somebody's claim: no record.
        Claim = "claim",
        /// Reported speech: a record with an attribution.
        Say = "say",
        /// Affirmed: a record if it is an act, a demand if it must be done.
        Affirm = "affirm",
        /// What is threatened gives the mode and is no record.
        Threat = "threat",
        /// What is refused gives the mode and is no record.
        Refused = "refused",
        /// What is denied is no record.
        Denied = "denied",
        /// What is backed or wished is no record.
        Hoped = "hoped",
        /// What is talked about is no record unless it is told with a doer of its own.
        Topic = "topic",
        /// An opinion: a hostile act told inside it is an allegation.
        Opine = "opine",
        /// A verb without meaning of its own: its complement is the act.
        Light = "light",
        /// Announced, not done.
        Planned = "planned",
        /// Conditional or possible.
        Hypothetical = "hypothetical",
        /// An aim: no record.
        Purpose = "purpose",
        /// Not done.
        Negated = "negated",
    }
}

words! {
    /// What else is true of a frame.
    Trait {
        /// Coordinated with a verb of its own type it only says how: calling it so.
        Manner = "manner",
        /// Does what was told last, to the same: followed suit.
        Repeats = "repeats",
        /// Nothing hostile is done in it.
        Friendly = "friendly",
        /// Asked for, it is asking to give way.
        Ends = "ends",
        /// Joint, but one may do it alone.
        Alone = "alone",
        /// Done by several together it is cooperation.
        Shared = "shared",
        /// Done within a body, to that body.
        InBody = "in_body",
        /// Aimed at a rival even where nobody is named.
        Aimed = "aimed",
        /// No commitment.
        Slight = "slight",
        /// No commitment where no act is told inside.
        SlightAlone = "slight_alone",
        /// No commitment of one party.
        SlightSingle = "slight_single",
        /// No commitment where others are to act.
        SlightWish = "slight_wish",
        /// A verb without meaning of its own beside a noun of action: holds, makes.
        SupportVerb = "support_verb",
        /// Done by the state of the place where nobody is named: arrests, charges, convicts.
        Court = "court",
        /// Calls home one's own envoy, where `expel` sends away another's.
        Recalls = "recalls",
        /// Asked of diplomats it is their expulsion: to leave the country.
        Departs = "departs",
        /// What stands after it is what the act told next is done with: uses.
        Means = "means",
        /// Owes something: what it is told of was done to its own actor.
        Obliged = "obliged",
        /// Tells a plan by itself: a visit to come.
        Planned = "planned",
        /// An infinitive after it is what it tells of: began to withdraw.
        Infinitive = "infinitive",
        /// To order an act of state and address nobody is to do it.
        OrdersItself = "orders_itself",
        /// Tells who came to harm by the act that is told as its cause: died, was hurt.
        Harmed = "harmed",
        /// What is negotiated is the commitment.
        Negotiates = "negotiates",
        /// To tell it is to do what is told inside it: decides to close a border.
        Enacts = "enacts",
        /// Answers a request: where nobody is named, that of who asked.
        Answers = "answers",
    }
}

/// What a commitment a frame makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Commits {
    /// None.
    No,
    /// Always this kind.
    Kind(CommitmentKind),
    /// Decided by what is agreed, else this kind.
    ByObject(Option<CommitmentKind>),
    /// Suspends what its object names.
    Suspends,
    /// Ends what its object names.
    Ends,
}

/// What a lexical unit means.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Frame {
    /// Its id in the data files.
    pub id: String,
    /// The event type, or none for an operator.
    pub event_type: Option<EventType>,
    /// The default mode.
    pub mode: Option<Mode>,
    /// Where roles come from.
    pub roles: Roles,
    /// What becomes of its complement.
    pub complement: Complement,
    /// The commitment it makes.
    pub commits: Commits,
    /// How far that commitment has come.
    pub status: Option<CommitmentStatus>,
    /// What else is true of it.
    pub traits: Vec<Trait>,
}

impl Frame {
    /// Whether something is true of it.
    pub fn is(&self, x: Trait) -> bool {
        self.traits.contains(&x)
    }
}

/// All frames.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Frames {
    pub(crate) frames: Vec<Frame>,
    pub(crate) by_id: FxHashMap<String, FrameId>,
}

impl Frames {
    /// The frame behind an id.
    pub fn get(&self, id: FrameId) -> &Frame {
        &self.frames[id.0 as usize]
    }

    /// The frame of this name.
    pub fn find(&self, id: &str) -> Option<FrameId> {
        self.by_id.get(id).copied()
    }
}

/// A condition on a lexical unit's surroundings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Need {
    /// A noun of one of these classes follows within the object phrase.
    Object(Vec<ThingClass>),
    /// A party other than the subject takes part.
    Party,
    /// A complement clause follows.
    Complement,
    /// No complement clause follows.
    NoComplement,
    /// It is told as still to come.
    Future,
    /// An organisation is the object.
    Body,
    /// A noun of one of these classes is the subject.
    Subject(Vec<ThingClass>),
    /// What follows is a speech act: a condemnation, a demand, praise.
    Speech,
    /// A person in office is the object.
    Person,
    /// What it is called follows, a noun of one of these classes: `called it a milestone`.
    As(Vec<ThingClass>),
    /// This word follows within the clause.
    Word(String),
    /// An infinitive follows.
    Infinitive,
    /// A clause follows whose verb has no tense: that it withdraw.
    Subjunctive,
    /// Several parties named together stand before it: «A and B discussed».
    Together,
}

/// One reading of a form: the frame it evokes and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unit {
    /// The frame.
    pub frame: FrameId,
    /// May stand as a verb.
    pub verb: bool,
    /// May stand as a noun.
    pub noun: bool,
    /// All must hold.
    pub needs: Vec<Need>,
    /// The preposition its last word is: it marks the first party after it.
    pub tail: Option<Marker>,
    /// Which forms of its lemma the word may be.
    pub forms: Forms,
}
