//! JSON Lines, and JSON documents that hold one report or a list of them, into reports.
//!
//! A document is cut into its reports by a small machine that knows of brackets, strings and escapes only, so that no more than one report
//! is in memory; what it cuts out is read by `serde_json`. (A reader of tokens, such as `struson`, would hold a string of any length, and
//! could not go on after a faulty report.) A list is the document itself, or stands in it under one of the names of [`LISTS`].

use std::io::{self, BufRead};
use std::ops::ControlFlow;

use super::guard::{Line, line, reason};
use super::letters::Letters;
use super::object;
use super::{Flow, Place, Walker};
use crate::{Field, Options, RefusedReason};

/// Under which names a document keeps its list of reports.
const LISTS: &[&str] = &["articles", "items", "data", "documents", "docs", "results", "reports", "entries"];
/// How much of an object may stand before its list of reports.
const LONGEST_HEAD: usize = 1 << 16;
const WHAT: &str = "JSON";

/// One report a line.
pub(super) fn lines(walker: &mut Walker<'_, '_>, place: &Place, reader: &mut dyn BufRead) -> Flow {
    let limits = walker.options().limits;
    let max = limits.effective() as usize;
    let letters = match Letters::tell(reader, walker.options(), "JSON Lines") {
        Ok(letters) => letters,
        Err(reason) => return walker.refuse(place, reason),
    };
    let (mut number, mut empty, mut buf) = (0_u64, true, Vec::new());
    loop {
        number += 1;
        let what = format!("line {number}");
        let read = match line(reader, max, &mut buf) {
            Ok(read) => read,
            Err(error) => return walker.refuse(&place.at(&what), reason(error, "JSON Lines")),
        };
        let json = buf.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&buf);
        match read {
            Line::End if empty => return walker.refuse(place, RefusedReason::Empty),
            Line::End => return ControlFlow::Continue(()),
            Line::TooLong => walker.refuse(&place.at(&what), RefusedReason::TooLarge { max_bytes: max as u64 })?,
            Line::Whole if json.trim_ascii().is_empty() => continue,
            Line::Whole => walker.record(&place.at(&what), |options| {
                let json = letters.text(json, options)?;
                if deepest(json.as_bytes()) > limits.max_nesting {
                    return Err(RefusedReason::Nesting { max_nesting: limits.max_nesting });
                }
                object::record(&json, &options.map)?.report().map(Some)
            })?,
        }
        empty = false;
    }
}

/// How deep the brackets of a text go.
fn deepest(json: &[u8]) -> usize {
    let mut shape = Shape::default();
    json.iter().fold(0, |deepest, byte| {
        shape.take(*byte);
        deepest.max(shape.depth)
    })
}

/// One document after the other.
pub(super) fn document(walker: &mut Walker<'_, '_>, place: &Place, reader: &mut dyn BufRead) -> Flow {
    let mut cutter = match Letters::tell(reader, walker.options(), WHAT) {
        Ok(letters) => Cutter::new(walker.options(), letters),
        Err(reason) => return walker.refuse(place, reason),
    };
    let mut number = 0_u64;
    loop {
        match cutter.next(reader) {
            Ok(true) => {}
            Ok(false) if number == 0 => return walker.refuse(place, RefusedReason::Empty),
            Ok(false) => return ControlFlow::Continue(()),
            Err(error) => return walker.refuse(place, reason(error, WHAT)),
        }
        number += 1;
        let place = if number == 1 && !cutter.in_list { place.clone() } else { place.at(&format!("report {number}")) };
        let fault = cutter.fault.take();
        walker.record(&place, |options| {
            if let Some(fault) = fault {
                return Err(fault);
            }
            let mut record = object::record(&cutter.letters.text(&cutter.piece, options)?, &options.map)?;
            for (field, value) in &cutter.of_feed {
                record.put_as(*field, usize::MAX, value);
            }
            match record.report() {
                Err(RefusedReason::NoText { .. }) if cutter.empty_list => Err(RefusedReason::Empty),
                report => report.map(Some),
            }
        })?;
    }
}

/// Where in JSON a byte stands.
#[derive(Clone, Copy, Default)]
struct Shape {
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Shape {
    fn take(&mut self, byte: u8) {
        if self.escaped {
            self.escaped = false;
        } else if self.quoted {
            self.escaped = byte == b'\\';
            self.quoted = byte != b'"';
        } else {
            match byte {
                b'"' => self.quoted = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }
}

/// Cuts documents into reports.
struct Cutter<'o> {
    options: &'o Options,
    letters: Letters,
    max: usize,
    shape: Shape,
    /// The report so far.
    piece: Vec<u8>,
    /// What is wrong with it, if anything.
    fault: Option<RefusedReason>,
    /// How deep the brackets are within which reports stand: 0 for a document that is a report.
    level: usize,
    in_list: bool,
    /// Whether a list is done and the rest of its document is passed over.
    after_list: bool,
    /// Whether the byte before, white space aside, opened a list in a document.
    opened: bool,
    /// Whether there is a list in the report that might be one of reports, but is empty.
    empty_list: bool,
    /// What a JSON Feed says of all its entries.
    of_feed: Vec<(Field, String)>,
}

impl<'o> Cutter<'o> {
    fn new(options: &'o Options, letters: Letters) -> Self {
        let (max, shape) = (options.limits.effective() as usize, Shape::default());
        let (level, of_feed) = (0, Vec::new());
        let (piece, fault, in_list, after_list, opened, empty_list) = (Vec::new(), None, false, false, false, false);
        Self { options, letters, max, shape, piece, fault, level, in_list, after_list, opened, empty_list, of_feed }
    }

    /// Go to the end of the next report, whose bytes are then in `piece`, and what is wrong with it in `fault`; false if there is none.
    fn next(&mut self, reader: &mut dyn BufRead) -> io::Result<bool> {
        self.piece.clear();
        (self.fault, self.opened, self.empty_list) = (None, false, false);
        loop {
            let chunk = reader.fill_buf()?;
            if chunk.is_empty() {
                let open = self.shape.depth > 0 || !self.piece.trim_ascii().is_empty();
                self.shape = Shape::default();
                self.piece.clear();
                return if open { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(false) };
            }
            let (mut used, mut done) = (0, false);
            for byte in chunk {
                used += 1;
                done = self.take(*byte);
                if done {
                    break;
                }
            }
            reader.consume(used);
            if done {
                return Ok(true);
            }
        }
    }

    /// Take a byte; whether it ends a report.
    fn take(&mut self, byte: u8) -> bool {
        let before = self.shape;
        self.shape.take(byte);
        if self.after_list {
            self.after_list = self.shape.depth > 0;
            return false;
        }
        let outside = before.depth == self.level && !before.quoted;
        if outside && self.piece.is_empty() {
            return self.between(byte);
        }
        let max_nesting = self.options.limits.max_nesting;
        if self.shape.depth > max_nesting && self.fault.is_none() {
            self.fault = Some(RefusedReason::Nesting { max_nesting });
        }
        if outside && self.in_list && matches!(byte, b',' | b']') {
            // A bare value ends with what follows it.
            self.leave_list();
            return true;
        }
        self.keep(byte);
        if self.level == 0 && !before.quoted {
            self.look_for_list(byte, before.depth);
        }
        let closed = self.shape.depth == self.level && !self.shape.quoted && (before.depth > self.level || before.quoted);
        closed || (self.level == 0 && outside && byte == b'\n')
    }

    /// A byte between two reports; whether it is a fault of its own.
    fn between(&mut self, byte: u8) -> bool {
        match byte {
            b'[' if self.level == 0 => {
                self.level = 1;
                self.in_list = true;
            }
            b']' if self.in_list => self.leave_list(),
            b',' if self.in_list => {}
            _ if byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf) => {}
            _ => {
                self.keep(byte);
                let stray = self.shape.depth < self.level;
                self.leave_list();
                return stray;
            }
        }
        false
    }

    fn keep(&mut self, byte: u8) {
        if self.piece.len() < self.max {
            self.piece.push(byte);
        } else if self.fault.is_none() {
            self.fault = Some(RefusedReason::TooLarge { max_bytes: self.max as u64 });
        }
    }

    /// Go into a list of reports where one begins: what is in it tells it from a list of other things under the same name.
    fn look_for_list(&mut self, byte: u8, depth: usize) {
        if byte == b'[' && depth == 1 {
            self.opened = true;
        } else if self.opened && !byte.is_ascii_whitespace() {
            self.opened = false;
            match byte {
                b'{' => self.enter_named_list(),
                b']' => self.empty_list |= self.list_head().is_some(),
                _ => {}
            }
        }
    }

    /// The document up to the bracket of the list whose first byte was just read, if the list has one of the names.
    fn list_head(&self) -> Option<&[u8]> {
        let (_, head) = self.piece.split_last().filter(|(_, head)| head.len() <= LONGEST_HEAD)?;
        let head = head.trim_ascii_end();
        let key = head.strip_suffix(b"[")?.trim_ascii_end().strip_suffix(b":")?.trim_ascii_end();
        LISTS.iter().any(|name| key.ends_with(format!("\"{name}\"").as_bytes())).then_some(head)
    }

    /// Go into the list whose first object begins with the byte that was just read, unless the document is itself a report.
    fn enter_named_list(&mut self) {
        let Some(head) = self.list_head() else { return };
        let Ok(mut head) = self.letters.text(head, self.options).map(std::borrow::Cow::into_owned) else { return };
        head.push_str("]}");
        let Ok(head) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&head) else { return };
        let has_text = head.keys().any(|key| matches!(super::fields::meaning(key, &self.options.map), Some((Field::Text, _))));
        if has_text {
            return;
        }
        let text = |key: &str| head.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
        self.of_feed = Vec::new();
        if text("version").is_some_and(|version| version.contains("jsonfeed.org")) {
            self.of_feed.extend(text("title").map(|title| (Field::Source, title)));
            self.of_feed.extend(text("language").map(|language| (Field::Lang, language)));
        }
        self.level = 2;
        self.in_list = true;
        self.fault = None;
        self.piece.clear();
        self.piece.push(b'{');
    }

    /// Go out of a list when its bracket has closed.
    fn leave_list(&mut self) {
        if self.shape.depth < self.level {
            self.after_list = self.shape.depth > 0;
            self.level = 0;
            self.in_list = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;
    use crate::Limits;

    /// The reports of a document as they are cut out, and what is wrong with them.
    fn cut(reader: impl Read, max: usize) -> Vec<String> {
        let options = Options { limits: Limits { max_bytes: max as u64, max_nesting: 20, ..Limits::default() }, ..Options::default() };
        let (mut reader, mut cutter, mut pieces) = (BufReader::new(reader), Cutter::new(&options, Letters::default()), Vec::new());
        loop {
            match cutter.next(&mut reader) {
                Ok(true) => pieces.push(match cutter.fault.take() {
                    Some(fault) => format!("! {fault}"),
                    None => String::from_utf8_lossy(&cutter.piece).trim().to_owned(),
                }),
                Ok(false) => return pieces,
                Err(error) => {
                    pieces.push(format!("! {error}"));
                    return pieces;
                }
            }
        }
    }

    #[test]
    fn a_document_is_cut_into_its_reports() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            (" \n", &[]),
            (r#"{"a":"}\"]"}"#, &[r#"{"a":"}\"]"}"#]),
            ("{\"a\":1}\n{\n\"b\":[2,{}]}", &["{\"a\":1}", "{\n\"b\":[2,{}]}"]),
            (r#"[ {"a":[1]} , {"b":{}},3, "x,]" ]"#, &[r#"{"a":[1]}"#, r#"{"b":{}}"#, "3", r#""x,]""#]),
            ("[]", &[]),
            (r#"{"n":2,"articles" : [{"a":1},{"b":2}],"more":[{"c":3}]}{"d":4}"#, &[r#"{"a":1}"#, r#"{"b":2}"#, r#"{"d":4}"#]),
            (r#"{"text":"x","items":[1]}"#, &[r#"{"text":"x","items":[1]}"#]),
            (r#"{"text":"x","items":[{}]}"#, &[r#"{"text":"x","items":[{}]}"#]),
            (r#"{"id":1,"documents":["a.pdf"],"text":"x"}"#, &[r#"{"id":1,"documents":["a.pdf"],"text":"x"}"#]),
            (r#"{"items":[] ,"text":"x"}"#, &[r#"{"items":[] ,"text":"x"}"#]),
            (r#"{"note":"[","items": [ {"a":1} ]}"#, &[r#"{"a":1}"#]),
            (r#"{"tags":["x"],"text":"y"}"#, &[r#"{"tags":["x"],"text":"y"}"#]),
            ("nonsense\n{}", &["nonsense", "{}"]),
            ("[{\"a\":1]}", &["{\"a\":1]", "}"]),
            ("{\"a\":", &["! unexpected end of file"]),
            ("\u{feff}[{}]", &["{}"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&cut(text.as_bytes(), 1000), expected, "for {text}");
        }
    }

    #[test]
    fn a_report_of_any_size_is_passed_over_in_bounded_memory() {
        let flood = std::io::repeat(b'x').take(200 << 20);
        let pieces = cut(b"[{\"text\":\"".chain(flood).chain(&b"\"},{\"text\":\"next\"}]"[..]), 1000);
        assert_eq!(pieces, ["! is larger than 1000 bytes", "{\"text\":\"next\"}"]);
    }
}
