//! What chancery knows before it reads a report: parties, offices and their holders, frames, and for each
//! language the words that name and evoke them. All of it is data (`data/` in the repository, embedded in the
//! program); this crate reads it, checks it and builds the automaton that finds its words in a text.
//!
//! Users lay their own tables over those that ship ([`Knowledge::with_own`]); [`cameo`] makes such tables of dictionaries of another project.
//!
//! A fault in the data is reported as file, line, fault and hint, all faults in one run ([`DataErrors`]).

pub mod cameo;
mod conjugate;
mod fold;
mod frames;
mod glance;
mod inflect;
mod language;
mod lexicon;
mod load;
mod load_morphology;
mod load_predicates;
mod lookup;
mod morphology;
mod own;
mod packed;
mod parties;
mod places;
mod roster;
mod skeleton;
mod table;
mod tables;
mod tags;
mod unknown;
mod vocabulary;

/// All data of the repository, read, checked and packed when this crate was built.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.pack"));

/// The tables themselves, for those who lay their own over them.
static PACKED_TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tables.pack"));

impl Knowledge {
    /// The knowledge that ships with the program.
    pub fn embedded() -> Result<Self, DataErrors> {
        let mut knowledge: Self = postcard::from_bytes(PACKED).map_err(|e| {
            let mut errors = DataErrors::default();
            errors.push("knowledge.pack", 1, e.to_string(), "build the program again");
            errors
        })?;
        knowledge.sum_up();
        Ok(knowledge)
    }
}

pub use fold::{fold, is_letter, tone_variant};
pub use frames::{Commits, Complement, Frame, FrameId, Frames, Need, Roles, Trait, Unit};
pub use glance::Glance;
pub use inflect::Forms;
pub use language::{
    Auxiliary, AuxiliaryWord, DateWord, Function, FunctionWord, Language, Marker, Measure, NameKind, Postposition, Relation, Sense, Settings, TitleKind, Words,
};
pub use lexicon::{Entry, Found, Lexicon};
pub use load::Knowledge;
pub use own::Own;
pub use parties::{Agreement, Holder, Office, OfficeId, Parties, Party, PartyId, PersonId, ThingClass, ThingSort, Things};
pub use places::{Place, Places};
pub use skeleton::skeleton;
pub use table::{DataError, DataErrors};
pub use tables::Changes;
pub use tags::{Tag, Tags};
