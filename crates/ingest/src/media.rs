//! What an answer of a server holds: told by the type that it declares, and by a look at its beginning where the type leaves it open.

use crate::feeds;
use crate::found::Form;

/// So much of a body tells what it is.
const HEAD: usize = 8192;

/// What a declared type leaves possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A report of this form.
    Report(Form),
    /// XML, or nothing was declared: a page, a feed, or something else.
    Open,
    /// Nothing that is read.
    Other,
}

/// What an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A report of this form.
    Report(Form),
    /// RSS or Atom.
    Feed,
    /// Nothing that is read.
    Other,
}

impl Media {
    /// By a type in small letters, without its parameters; empty if none is declared.
    pub fn of(kind: &str) -> Self {
        match kind {
            "text/html" | "application/xhtml+xml" => Self::Report(Form::Html),
            "text/plain" => Self::Report(Form::Text),
            "text/markdown" => Self::Report(Form::Markdown),
            "" | "application/rss+xml" | "application/atom+xml" | "application/rdf+xml" | "application/xml" | "text/xml" => Self::Open,
            _ => Self::Other,
        }
    }

    /// The same after a look at the beginning of the body.
    pub fn look(self, body: &[u8]) -> Holds {
        match self {
            Self::Report(form) => Holds::Report(form),
            Self::Other => Holds::Other,
            Self::Open => match feeds::root(body.get(..HEAD).unwrap_or(body)).as_deref() {
                Some("html" | "!doctype") => Holds::Report(Form::Html),
                Some("rss" | "feed" | "rdf") => Holds::Feed,
                _ => Holds::Other,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_holds_is_told_by_its_type_and_then_by_its_beginning() {
        let page = Holds::Report(Form::Html);
        for (kind, head, expected) in [
            ("text/html", "<p>Peru", page),
            ("text/html", "<rss>", page),
            ("text/plain", "<html>", Holds::Report(Form::Text)),
            ("text/markdown", "# Peru", Holds::Report(Form::Markdown)),
            ("application/xhtml+xml", "<?xml version=\"1.0\"?>\n<html>", page),
            ("text/xml", "<?xml version=\"1.0\"?><rss version=\"2.0\">", Holds::Feed),
            ("application/xml", "<feed xmlns=\"http://www.w3.org/2005/Atom\">", Holds::Feed),
            ("text/xml", "<!DOCTYPE html PUBLIC \"x\"><html>", page),
            ("application/rss+xml", "<rdf:RDF>", Holds::Feed),
            ("application/xml", "<urlset>", Holds::Other),
            ("", "\u{feff} <!doctype html>", page),
            ("", "<rss>", Holds::Feed),
            ("", "Peru and Chile met.", Holds::Other),
            ("image/png", "<html>", Holds::Other),
            ("application/json", "{}", Holds::Other),
        ] {
            assert_eq!(Media::of(kind).look(head.as_bytes()), expected, "{kind}: {head}");
        }
    }
}
