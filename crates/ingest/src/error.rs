//! Why an input is refused: its name, the reason, and what the user can do about it.

use std::io;

/// An input that was not read. Shown as `path: reason (way out)`.
#[derive(Debug, thiserror::Error)]
#[error("{input}: {reason} ({hint})", hint = .reason.hint())]
pub struct IngestError {
    /// The path, pattern or name of the input.
    pub input: String,
    /// What is wrong with it.
    pub reason: RefusedReason,
}

impl IngestError {
    pub(crate) fn new(input: &str, reason: RefusedReason) -> Self {
        Self { input: input.to_owned(), reason }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> String {
        self.reason.hint()
    }
}

/// What is wrong with an input.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RefusedReason {
    /// The system would not give it to us.
    #[error("cannot be read: {}", describe(.0))]
    Unreadable(io::Error),
    /// There is nothing in it but white space.
    #[error("is empty")]
    Empty,
    /// It is larger than the limit.
    #[error("is larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit in force.
        max_bytes: u64,
    },
    /// It is no text at all.
    #[error("is binary, not text{}", .looks_like.map(|what| format!(": it looks like {what}")).unwrap_or_default())]
    Binary {
        /// What sort of file it seems to be.
        looks_like: Option<&'static str>,
    },
    /// It is text of some kind, but its bytes do not decode.
    #[error("is not valid {encoding}: wrong at byte {offset}")]
    Undecodable {
        /// The encoding that was tried.
        encoding: &'static str,
        /// The first byte that does not fit.
        offset: usize,
    },
    /// It is in a language that there is no pack for.
    #[error("is in {name} ({code}), for which there is no pack")]
    Language {
        /// Code of the language.
        code: String,
        /// Its English name.
        name: &'static str,
        /// The packs that there are.
        packs: String,
    },
    /// A folder or pattern stands for no file.
    #[error("holds no report: {0}")]
    NoMatch(&'static str),
    /// A pattern that cannot be read as one.
    #[error("is not a valid pattern: {0}")]
    BadPattern(String),
}

impl RefusedReason {
    /// What the user can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable(error) => match error.kind() {
                io::ErrorKind::NotFound => "check the spelling; paths are relative to the current folder".to_owned(),
                io::ErrorKind::PermissionDenied => "check the permissions of the file and its folders".to_owned(),
                io::ErrorKind::IsADirectory => "this is a folder; give a file, or let `chancery code` read every .txt below it".to_owned(),
                _ => "check that the file is in place and can be opened".to_owned(),
            },
            Self::Empty => "give a file with text in it".to_owned(),
            Self::TooLarge { max_bytes } => {
                format!("split it into one report a file, or allow more than {max_bytes} with --max-bytes")
            }
            Self::Binary { .. } => "save the report as plain UTF-8 text first".to_owned(),
            Self::Undecodable { encoding: "UTF-16", .. } => "the file may be cut off; save it as UTF-8".to_owned(),
            Self::Undecodable { .. } => "save it as UTF-8, for instance with `iconv -f WINDOWS-1258 -t UTF-8`".to_owned(),
            Self::Language { packs, .. } => format!("there are packs for {packs}; if it is in one of these, say so with --lang"),
            Self::NoMatch(_) => "give files, a folder with .txt files, or a quoted pattern such as 'feed/*.txt'".to_owned(),
            Self::BadPattern(_) => "quote [ and ] by writing [[] and []], or give the folder instead".to_owned(),
        }
    }
}

/// The system's reason in plain words, without its error number.
fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_input_the_reason_and_the_way_out() {
        let error = IngestError::new("a/b.txt", RefusedReason::Undecodable { encoding: "UTF-8", offset: 17 });
        let shown = error.to_string();
        assert_eq!(shown, "a/b.txt: is not valid UTF-8: wrong at byte 17 (save it as UTF-8, for instance with `iconv -f WINDOWS-1258 -t UTF-8`)");
    }

    #[test]
    fn a_binary_file_is_called_what_it_looks_like() {
        let reason = RefusedReason::Binary { looks_like: Some("a PDF") };
        assert_eq!(reason.to_string(), "is binary, not text: it looks like a PDF");
        assert_eq!(RefusedReason::Binary { looks_like: None }.to_string(), "is binary, not text");
    }
}
