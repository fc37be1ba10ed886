//! What can go wrong, each with its cause and a way out.

use std::path::PathBuf;

/// A fault of the access file, or of what was asked of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccessError {
    /// There is no file to open.
    #[error("there are no accounts at {}; `chancery account add` makes the first", .0.display())]
    Missing(PathBuf),
    /// The file cannot be opened or made.
    #[error("cannot open the accounts {}: {reason}; see that its folder is there and may be written", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file is none of ours.
    #[error("{} holds no accounts of chancery", .0.display())]
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
    #[error("the disk is full: nothing was changed; make room and try again")]
    Full,
    /// Another program holds the file.
    #[error("another program has been writing to the accounts for too long; try again when it is done")]
    Busy,
    /// No account has this name.
    #[error("there is no account `{0}`; `chancery account list` names those that there are")]
    UnknownAccount(String),
    /// There is an account of this name.
    #[error("there is an account `{0}` already")]
    Taken(String),
    /// No token has this id.
    #[error("there is no token `{0}`; `chancery token list` shows ids")]
    UnknownToken(String),
    /// What was asked for does not go together, or is none of what can be asked for.
    #[error("{0}")]
    Unfit(String),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
    /// Anything else that the database says.
    #[error("the accounts cannot be used: {0}")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for AccessError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(error),
        }
    }
}

/// The result of most calls.
pub type Result<T> = std::result::Result<T, AccessError>;
