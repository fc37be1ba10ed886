//! What can go wrong.

use std::path::PathBuf;

use chancery_register::RegisterError;

/// Why something cannot be shared or taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShareError {
    /// The register does not do it.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// What is published or was taken cannot be noted.
    #[error("cannot use {}: {source}; what is shared is kept in the folder beside the register that ends in `.shared`", path.display())]
    Store {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// Its folder cannot be made.
    #[error("cannot make {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What a partner sent as a whole cannot be read.
    #[error("nothing of it was taken: {0}")]
    Bundle(String),
    /// Something that is published was damaged.
    #[error("what is published as `{0}` is damaged; remove the folder beside the register that ends in `.shared`, and it is drawn up anew")]
    Damaged(String),
    /// Who is no partner has no collection.
    #[error("`{0}` is no partner; what is shared is made for one: --reader partner:NAME")]
    NoPartner(String),
    /// The other side does not answer as it should.
    #[error("{0}")]
    Remote(String),
}

/// The result of most calls.
pub type Result<T> = std::result::Result<T, ShareError>;
