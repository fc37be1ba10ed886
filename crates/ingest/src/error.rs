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
    /// Which part of its input it is, as [`Found::part`](crate::Found::part) counts; 0 where that is not known.
    pub part: u64,
}

impl IngestError {
    pub(crate) fn new(input: &str, reason: RefusedReason) -> Self {
        Self { input: input.to_owned(), reason, part: 0 }
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
    /// The user names a character set that nobody knows.
    #[error("cannot be decoded: there is no character set {0:?}")]
    Charset(String),
    /// A page with so many elements that taking its text out would take hours.
    #[error("has more than {max} elements")]
    Elements {
        /// The limit in force.
        max: usize,
    },
    /// A page without a report: a list of links, an error, a request to agree to something.
    #[error("holds no report: it has no main text")]
    NoReport,
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
    /// It unpacks to more than is allowed, for its size.
    #[error("unpacks to more than {max_ratio} times its size")]
    Ratio {
        /// The limit in force.
        max_ratio: u64,
    },
    /// It unpacks to more than is allowed.
    #[error("unpacks to more than {max_unpacked} bytes")]
    Unpacked {
        /// The limit in force.
        max_unpacked: u64,
    },
    /// Too many archives lie in each other.
    #[error("is an archive in more than {max_archives} others")]
    Archives {
        /// The limit in force.
        max_archives: usize,
    },
    /// A record or a mail has too many header lines.
    #[error("has more than {max_headers} header lines")]
    Headers {
        /// The limit in force.
        max_headers: usize,
    },
    /// Elements or brackets are too deep in each other.
    #[error("is nested more than {max_nesting} deep")]
    Nesting {
        /// The limit in force.
        max_nesting: usize,
    },
    /// So many elements so deep in each other that reading them would take too long.
    #[error("has too many elements that are deep in each other")]
    Tangle,
    /// A feed or sitemap has too many entries.
    #[error("has more than {max} entries")]
    Entries {
        /// The limit in force.
        max: usize,
    },
    /// It breaks the rules of its form.
    #[error("is no valid {what}: {detail}")]
    Malformed {
        /// The form.
        what: &'static str,
        /// What is wrong.
        detail: String,
    },
    /// It ends before its end.
    #[error("breaks off: the {what} ends before its end")]
    Truncated {
        /// The form.
        what: &'static str,
    },
    /// It cannot be read without a password.
    #[error("is encrypted")]
    Encrypted,
    /// It is packed in a way that is not known here.
    #[error("is packed as {name}, which is not read")]
    Packing {
        /// What that is called.
        name: String,
    },
    /// The values of a column are written in a way that is not known here.
    #[error("has a column in the encoding {name}, which is not read")]
    Encoding {
        /// What that is called.
        name: String,
    },
    /// A record has no text.
    #[error("has no field for the text: there are {}", if .fields.is_empty() { "none" } else { .fields.as_str() })]
    NoText {
        /// The fields that there are.
        fields: String,
    },
    /// A row of a table has more or fewer fields than the table has columns.
    #[error("has {fields} fields where the table has {columns} columns")]
    Ragged {
        /// Fields of the row.
        fields: usize,
        /// Columns of the table.
        columns: usize,
    },
    /// A sitemap, which has addresses and no texts.
    #[error("is a sitemap, which holds addresses and no reports")]
    Sitemap,
    /// A folder or pattern stands for no file.
    #[error("holds no report: {0}")]
    NoMatch(&'static str),
    /// A pattern that cannot be read as one.
    #[error("is not a valid pattern: {0}")]
    BadPattern(String),
}

impl RefusedReason {
    /// The sort of reason, for counting: what goes after "12 ".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too large",
            Self::Binary { .. } => "no text",
            Self::Undecodable { .. } | Self::Charset(_) => "in an unknown character set",
            Self::Language { .. } => "in a language without a pack",
            Self::Ratio { .. } | Self::Unpacked { .. } => "unpacking to too much",
            Self::Archives { .. } => "packed too often",
            Self::Headers { .. } => "with too many headers",
            Self::Nesting { .. } => "nested too deep",
            Self::Elements { .. } | Self::Tangle => "with too many elements",
            Self::NoReport => "without a report",
            Self::Entries { .. } => "with too many entries",
            Self::Malformed { .. } | Self::Ragged { .. } => "malformed",
            Self::Truncated { .. } => "cut off",
            Self::Encrypted => "encrypted",
            Self::Packing { .. } => "in an unknown compression",
            Self::Encoding { .. } => "in an unknown encoding of columns",
            Self::NoText { .. } => "without a text",
            Self::Sitemap => "a list of addresses",
            Self::NoMatch(_) | Self::BadPattern(_) => "standing for no file",
        }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable(error) => match error.kind() {
                io::ErrorKind::NotFound => "check the spelling; paths are relative to the current folder".to_owned(),
                io::ErrorKind::PermissionDenied => "check the permissions of the file and its folders".to_owned(),
                io::ErrorKind::IsADirectory => "this is a folder; give a file, or let `chancery code` read every report below it".to_owned(),
                _ => "check that the file is in place and can be opened".to_owned(),
            },
            Self::Empty => "give a file with text in it".to_owned(),
            Self::TooLarge { max_bytes } => {
                format!("split it into one report a file, or allow more than {max_bytes} with --max-bytes")
            }
            Self::Binary { .. } => "save the report as plain UTF-8 text first".to_owned(),
            Self::Undecodable { encoding: "UTF-16", .. } => "the file may be cut off; save it as UTF-8".to_owned(),
            Self::Undecodable { .. } => "say which character set it is in with --charset, or save it as UTF-8".to_owned(),
            Self::Charset(_) => "give a label of the web such as euc-kr or windows-1258, or tcvn3 or vni".to_owned(),
            Self::Elements { .. } | Self::Tangle => "give the report as plain text".to_owned(),
            Self::NoReport => "give the page of one report, not an index or a notice; or save its text as a .txt file".to_owned(),
            Self::Language { packs, .. } => format!("there are packs for {packs}; if it is in one of these, say so with --lang"),
            Self::Ratio { max_ratio } => format!("if you trust it, allow more than {max_ratio} with --max-ratio"),
            Self::Unpacked { max_unpacked } => format!("if you trust it, allow more than {max_unpacked} with --max-unpacked"),
            Self::Archives { max_archives } => format!("unpack it first, or allow more than {max_archives} with --max-archives"),
            Self::Headers { max_headers } => format!("allow more than {max_headers} with --max-headers"),
            Self::Nesting { max_nesting } => format!("allow more than {max_nesting} with --max-nesting"),
            Self::Entries { .. } => "it is larger than the protocol of sitemaps allows; split it".to_owned(),
            Self::Malformed { .. } => "check that the file is whole and what its ending says".to_owned(),
            Self::Truncated { .. } => "fetch the file again; what came before is kept".to_owned(),
            Self::Encrypted => "unpack it with its password first".to_owned(),
            Self::Packing { .. } => "write it again without compression, or with gzip or zstd".to_owned(),
            Self::Encoding { .. } => "write it again with values that are plain or in a dictionary".to_owned(),
            Self::NoText { .. } => "say which field holds the text, with --map".to_owned(),
            Self::Ragged { .. } => "check the quotes around fields that hold the delimiter".to_owned(),
            Self::Sitemap => "give it to `chancery watch`, which fetches the pages".to_owned(),
            Self::NoMatch(_) => "give files, a folder with reports, or a quoted pattern such as 'feed/*.txt'".to_owned(),
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
        assert_eq!(shown, "a/b.txt: is not valid UTF-8: wrong at byte 17 (say which character set it is in with --charset, or save it as UTF-8)");
    }

    #[test]
    fn a_binary_file_is_called_what_it_looks_like() {
        let reason = RefusedReason::Binary { looks_like: Some("a PDF") };
        assert_eq!(reason.to_string(), "is binary, not text: it looks like a PDF");
        assert_eq!(RefusedReason::Binary { looks_like: None }.to_string(), "is binary, not text");
    }
}
