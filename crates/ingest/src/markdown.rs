//! Markdown into plain text, and its front matter into what is known of the report.

use crate::found::Meta;

/// Text without marks, and what front matter says.
pub(crate) fn read(text: String, meta: Meta) -> (String, Meta) {
    (text, meta)
}
