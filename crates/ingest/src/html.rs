//! A page of the web into the report it shows: main text, headline, date, language, address and publisher, from the page's own metadata.

use crate::found::Meta;
use crate::{Options, RefusedReason};

/// The report that a page shows.
pub(crate) struct Page {
    /// Its text: paragraphs parted by blank lines.
    pub(crate) text: String,
    /// What the page says of it.
    pub(crate) meta: Meta,
}

/// Take the report out of a page. `known` is what its surroundings say of it: the address it was fetched from, the character set of its
/// headers.
pub(crate) fn read(bytes: &[u8], known: &Meta, options: &Options) -> Result<Page, RefusedReason> {
    let _ = (bytes, known, options);
    Err(RefusedReason::Binary { looks_like: Some("a web page") })
}
