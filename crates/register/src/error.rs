//! What can go wrong with a register, each with its cause and a way out.

use std::path::PathBuf;

/// A fault of the register.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// There is no file to open.
    #[error("there is no register at {}; `chancery add` makes one", .0.display())]
    Missing(PathBuf),
    /// The file cannot be opened or made.
    #[error("cannot open the register {}: {source}; see that its folder is there and may be written, or name another file with --register", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The file or its folder may not be written.
    #[error("{} or its folder may not be written; allow it, or copy the register to a folder of your own and name it with --register", .0.display())]
    ReadOnly(PathBuf),
    /// A file is in the way.
    #[error("{} is there already; name a file that is not", .0.display())]
    Exists(PathBuf),
    /// The file is an SQLite file, but none of ours, or no database at all.
    #[error("{} is no register of chancery; name another file with --register", .0.display())]
    Foreign(PathBuf),
    /// The file was written by a later release.
    #[error("{} was written by a later release of chancery (form {found}, this program knows {known}); use that release", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its form.
        found: i64,
        /// The last form known here.
        known: i64,
    },
    /// The disk is full.
    #[error("the disk is full: nothing of the last batch was kept, and the register is sound; make room and run the command again")]
    Full,
    /// Another program holds the register.
    #[error("another program has been writing to the register for too long; try again when it is done")]
    Busy,
    /// No record has this id.
    #[error("nothing in the register has the id `{0}`; `chancery events` and `chancery commitments` show ids")]
    UnknownId(String),
    /// A name that stands for no party.
    #[error("`{0}` is no party that chancery knows; give a code such as KOR or a name in a supported language")]
    UnknownParty(String),
    /// A query that SQLite does not take.
    #[error("the query cannot be run: {0}")]
    Query(String),
    /// A correction that cannot mean anything.
    #[error("{0}")]
    Correction(String),
    /// A marking that cannot be read.
    #[error("`{marking}` is no marking: {error}")]
    Marking {
        /// What stands there.
        marking: String,
        /// What is wrong with it.
        error: chancery_model::MarkingError,
    },
    /// Something that may not be passed on, allowed or taken back.
    #[error("{0}")]
    Sharing(String),
    /// What a reader may see cannot be written down.
    #[error("cannot write {}: {source}; what readers see is kept in the folder beside the register that ends in `.views`", path.display())]
    View {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A record does not fit the contract.
    #[error("a record of `{document}` is damaged: {reason}")]
    Record {
        /// The document's id.
        document: String,
        /// What is wrong.
        reason: String,
    },
    /// Anything else that the database says.
    #[error("the register cannot be used: {0}; `chancery verify` looks for damage")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for RegisterError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(error),
        }
    }
}

/// The result of most calls.
pub type Result<T> = std::result::Result<T, RegisterError>;
