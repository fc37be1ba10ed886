//! The one place where the program touches the coder and its knowledge.

use std::path::PathBuf;

use anyhow::{Context, Result};
use chancery_export::Point;
use chancery_ingest::Pack;
use chancery_knowledge::{Knowledge, Own};
use chancery_model::{CodedDocument, Document};

/// The coder with its knowledge loaded: shared by all threads.
pub struct Engine {
    knowledge: Knowledge,
}

impl Engine {
    /// Load the knowledge that ships with the program, or the data folder that `CHANCERY_DATA` names (for work on the data itself); over
    /// it go the user's own words.
    pub fn load(own: &Own) -> Result<Self> {
        let folder = data_folder();
        let knowledge = match &folder {
            _ if !own.is_empty() => Knowledge::with_own(folder.as_deref(), own).context("words of your own cannot be read")?.0,
            Some(folder) => Knowledge::from_folder(folder).context("the data folder of CHANCERY_DATA has faults")?,
            None => Knowledge::embedded().context("the program's own data are damaged")?,
        };
        Ok(Self { knowledge })
    }

    /// The knowledge alone, for those who only ask for names.
    pub fn into_knowledge(self) -> Knowledge {
        self.knowledge
    }

    /// The languages that there are packs for, as the reader wants them.
    pub fn packs(&self) -> Vec<Pack> {
        self.knowledge.languages().iter().map(|l| Pack::new(&l.code, l.function_words().map(ToOwned::to_owned))).collect()
    }

    /// The files of a new pack.
    pub fn skeleton(&self) -> Vec<(String, String)> {
        chancery_knowledge::skeleton(&self.knowledge)
    }

    /// Each pack with the number of its forms.
    pub fn sizes(&self) -> Vec<(&str, usize)> {
        self.knowledge.languages().iter().map(|l| (l.code.as_str(), l.lexicon.len())).collect()
    }

    /// Code one document.
    pub fn code(&self, document: &Document) -> CodedDocument {
        chancery_coder::code(document, &self.knowledge)
    }

    /// The code of a party given by code or by name.
    pub fn party_code(&self, name: &str) -> Option<String> {
        self.knowledge.party_named(name).map(|id| self.knowledge.parties.party(id).code.clone())
    }

    /// What to look for when a place is asked for by a name in any language.
    pub fn places_named(&self, name: &str) -> Vec<String> {
        self.knowledge.places_named(name)
    }

    /// The English name of a party.
    pub fn party_name(&self, code: &str) -> Option<&str> {
        self.knowledge.parties.find(code).map(|id| self.knowledge.parties.party(id).name.as_str())
    }

    /// Sort and English name of a party.
    pub fn party_named(&self, code: &str) -> Option<(String, String)> {
        let party = self.knowledge.parties.find(code).map(|id| self.knowledge.parties.party(id))?;
        Some((party.kind.as_str().to_owned(), party.name.clone()))
    }

    /// Where a place of a state is, by any name that reports give it.
    pub fn point(&self, country: &str, place: &str) -> Option<Point> {
        let place = self.knowledge.places.find(self.knowledge.parties.find(country)?, place)?;
        Some(Point { geonames: place.geonames, name: place.name.clone(), latitude: place.latitude, longitude: place.longitude })
    }

    /// The usual name of an office-holder of a party, from a name in any language.
    pub fn person_name(&self, code: &str, name: &str) -> Option<String> {
        self.knowledge.person_named(code, name).map(str::to_owned)
    }

    /// The coder's version.
    pub fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// Show every stage of one document.
    pub fn explain(&self, document: &Document) -> String {
        chancery_coder::explain(document, &self.knowledge)
    }
}

/// The data folder to read instead of what is built in.
pub fn data_folder() -> Option<PathBuf> {
    std::env::var_os("CHANCERY_DATA").map(PathBuf::from)
}
