//! The one place where the program touches the coder and its knowledge.

use anyhow::{Context, Result};
use chancery_knowledge::Knowledge;
use chancery_model::{CodedDocument, Document};

/// The coder with its knowledge loaded: shared by all threads.
pub struct Engine {
    knowledge: Knowledge,
}

impl Engine {
    /// Load the knowledge that ships with the program, or the data folder that `CHANCERY_DATA` names (for work on the data itself).
    pub fn load() -> Result<Self> {
        let knowledge = match std::env::var_os("CHANCERY_DATA") {
            Some(folder) => Knowledge::from_folder(folder.as_ref()).context("the data folder of CHANCERY_DATA has faults")?,
            None => Knowledge::embedded().context("the program's own data are damaged")?,
        };
        Ok(Self { knowledge })
    }

    /// Code one document.
    pub fn code(&self, document: &Document) -> CodedDocument {
        chancery_coder::code(document, &self.knowledge)
    }

    /// Show every stage of one document.
    pub fn explain(&self, document: &Document) -> String {
        chancery_coder::explain(document, &self.knowledge)
    }
}
