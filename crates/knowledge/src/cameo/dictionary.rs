//! Reads a dictionary of actors or agents as the coders TABARI and PETRARCH have them. Whatever the bytes are, it gives entries and a list of
//! lines that it could not make sense of.
//!
//! ```text
//! # a remark
//! !PERSON! = MAN, WOMAN                 a set: !PERSON! in a name stands for each of them
//! EXAMPLE_BRIGADE_ [SYRREB]             a name and its code
//! +BRIGADE_OF_EXAMPLES_                 another name of the same
//! JANE_DOE_                             codes may stand below the names, with the time for which they hold
//!     [KENGOV 20100101-20150630]
//!     [KENELI >20150630]
//! CHIEF_OF_POLICE {CHIEFS_OF_POLICE} [~COP]   an agent, with its plural; {} is no plural
//! ```

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chancery_model::PartialDate;

/// As many names an entry may stand for, sets counted out.
const MOST_NAMES: usize = 200;
/// Years of two figures from this one on belong to the century before.
const PIVOT: i16 = 30;

/// A code and when it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code as it stands there, without the mark of agents.
    pub code: String,
    /// Whether it is the code of an agent: what stands beside it in the text says for whom.
    pub agent: bool,
    /// The first day, if the code has one.
    pub from: Option<PartialDate>,
    /// The last day, if the code has one.
    pub to: Option<PartialDate>,
}

impl Code {
    /// Whether the code holds for a time only.
    pub fn is_dated(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }
}

/// How the plural of an agent is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Plural {
    /// By rule.
    #[default]
    Regular,
    /// There is none.
    None,
    /// As told.
    Told(String),
}

/// Some names and their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Where it begins, counted from 1.
    pub line: usize,
    /// The names, first the main one, with blanks for underscores and sets counted out.
    pub names: Vec<String>,
    /// How the plural of the main name is made.
    pub plural: Plural,
    /// The codes, in the order in which they stand there.
    pub codes: Vec<Code>,
}

/// What a dictionary holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// Its entries.
    pub entries: Vec<Entry>,
    /// Lines that make no sense, with the reason.
    pub faults: Vec<(usize, String)>,
}

/// Read a dictionary. A line that is not UTF-8 is taken for Latin-1.
pub fn read(bytes: &[u8]) -> Dictionary {
    let mut out = Dictionary::default();
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let text = decode(line);
        let said = text.split('#').next().unwrap_or_default().trim();
        if said.is_empty() {
            continue;
        }
        if let Some((name, members)) = set(said) {
            sets.insert(name, members);
        } else {
            out.line(at + 1, said, &sets);
        }
    }
    let told: BTreeSet<usize> = out.faults.iter().map(|(line, _)| *line).collect();
    let faults = &mut out.faults;
    out.entries.retain(|entry| {
        if let (Some(name), true, false) = (entry.names.first(), entry.codes.is_empty(), told.contains(&entry.line)) {
            faults.push((entry.line, format!("`{name}` has no code")));
        }
        !entry.names.is_empty() && !entry.codes.is_empty()
    });
    out.faults.sort();
    out
}

fn decode(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(line.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// `!NAME! = ONE, TWO`.
fn set(line: &str) -> Option<(String, Vec<String>)> {
    let (name, members) = line.split_once('=')?;
    let name = name.trim();
    let plain = name.strip_prefix('!')?.strip_suffix('!')?;
    let members: Vec<String> = members.split(',').map(|m| m.trim().to_owned()).filter(|m| !m.is_empty()).collect();
    (!plain.is_empty() && !plain.contains('!')).then(|| (name.to_owned(), members))
}

impl Dictionary {
    fn line(&mut self, line: usize, said: &str, sets: &BTreeMap<String, Vec<String>>) {
        let end = said.find(['[', '{']).unwrap_or(said.len());
        let (name, mut rest) = said.split_at(end);
        let name = name.trim();
        let mut plural = Plural::Regular;
        if let Some(told) = rest.strip_prefix('{') {
            match told.split_once('}') {
                Some((told, after)) => {
                    let told = plain(told);
                    plural = if told.is_empty() { Plural::None } else { Plural::Told(told) };
                    rest = after;
                }
                None => self.faults.push((line, "a `{` without its `}`".to_owned())),
            }
        }
        let further = name.strip_prefix('+');
        // What follows an entry without a sound name is no further name of the one before it.
        let names = if name.is_empty() { Vec::new() } else { self.told(line, counted_out(further.unwrap_or(name), sets)) };
        let (codes, faults) = codes(rest);
        self.faults.extend(faults.into_iter().map(|fault| (line, fault)));
        if further.is_none() && !name.is_empty() {
            self.entries.push(Entry { line, names, plural, codes });
        } else if let Some(entry) = self.entries.last_mut() {
            entry.names.extend(names);
            entry.codes.extend(codes);
        } else {
            let what = if name.is_empty() { "a code, but no name before it" } else { "a further name, but no entry before it" };
            self.faults.push((line, what.to_owned()));
        }
    }

    fn told(&mut self, line: usize, names: Result<Vec<String>, String>) -> Vec<String> {
        names.unwrap_or_else(|fault| {
            self.faults.push((line, fault));
            Vec::new()
        })
    }
}

/// All codes in brackets, and what makes no sense; what stands beside the brackets says nothing.
fn codes(mut rest: &str) -> (Vec<Code>, Vec<String>) {
    let (mut out, mut faults) = (Vec::new(), Vec::new());
    while let Some((_, inside)) = rest.split_once('[') {
        let Some((inside, after)) = inside.split_once(']') else {
            faults.push("a `[` without its `]`".to_owned());
            break;
        };
        rest = after;
        let mut words = inside.split_whitespace();
        let word = words.next().unwrap_or_default();
        let (code, agent) = (word.replace('~', ""), word.contains('~'));
        // `[---]`: nobody.
        if code.bytes().all(|b| b == b'-') {
            continue;
        }
        // Blanks may stand inside a time.
        let times: String = words.collect();
        match (times.as_str(), term(&times)) {
            ("", _) => out.push(Code { code, agent, from: None, to: None }),
            (_, Some((from, to))) => out.push(Code { code, agent, from, to }),
            (times, None) => faults.push(format!("`{times}` is no time")),
        }
    }
    (out, faults)
}

/// `<20100101`, `>20110101`, `20100101-20110101`.
fn term(times: &str) -> Option<(Option<PartialDate>, Option<PartialDate>)> {
    if let Some(to) = times.strip_prefix('<') {
        return Some((None, Some(day(to)?)));
    }
    if let Some(from) = times.strip_prefix('>') {
        return Some((Some(day(from)?), None));
    }
    let (from, to) = times.split_once('-')?;
    let (from, to) = (day(from)?, day(to)?);
    (from <= to).then_some((Some(from), Some(to)))
}

/// `YYYYMMDD`, `YYMMDD` or `YYYY`; a month or day of 00 is not known.
fn day(figures: &str) -> Option<PartialDate> {
    if !figures.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| figures.get(from..to).and_then(|f| f.parse::<i16>().ok());
    let (year, rest) = match figures.len() {
        4 | 8 => (number(0, 4)?, 4),
        6 => (number(0, 2).map(|y| y + if y >= PIVOT { 1900 } else { 2000 })?, 2),
        _ => return None,
    };
    let part = |at: usize| number(at, at + 2).unwrap_or_default() as u8;
    match (part(rest), part(rest + 2)) {
        (0, _) => PartialDate::year(year),
        (month, 0) => PartialDate::month(year, month),
        (month, day) => PartialDate::day(year, month, day),
    }
}

/// A name with blanks for underscores.
fn plain(name: &str) -> String {
    name.replace('_', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The names that a name with sets in it stands for.
fn counted_out(name: &str, sets: &BTreeMap<String, Vec<String>>) -> Result<Vec<String>, String> {
    let mut done = Vec::new();
    let mut waiting = vec![name.to_owned()];
    while let Some(name) = waiting.pop() {
        match sets.iter().find(|(set, _)| name.contains('!') && name.contains(set.as_str())) {
            None => done.push(plain(&name)),
            // A member holds no set: its marks go.
            Some((set, members)) => waiting.extend(members.iter().rev().map(|m| name.replacen(set.as_str(), &m.replace('!', " "), 1))),
        }
        if done.len() + waiting.len() > MOST_NAMES {
            return Err(format!("stands for more than {MOST_NAMES} names"));
        }
    }
    done.retain(|name| !name.is_empty());
    if done.is_empty() { Err("no name".to_owned()) } else { Ok(done) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(code: &str, from: Option<&str>, to: Option<&str>) -> Code {
        let date = |d: Option<&str>| d.map(|d| d.parse().expect("a date"));
        Code { code: code.to_owned(), agent: false, from: date(from), to: date(to) }
    }

    #[test]
    fn names_and_codes_come_together_however_they_stand() {
        let text =
            "# head\n\nEXAMPLE_BRIGADE_ [SYRREB] # ours\n+BRIGADE_OF__EXAMPLES_\nJANE_DOE_\n+J._DOE\n\t[KENGOV 20100101-20150630]\n  [KENELI > 150630] [---]\n";
        let read = read(text.as_bytes());
        assert_eq!(read.faults, []);
        assert_eq!(
            read.entries,
            [
                Entry {
                    line: 3,
                    names: vec!["EXAMPLE BRIGADE".into(), "BRIGADE OF EXAMPLES".into()],
                    plural: Plural::Regular,
                    codes: vec![code("SYRREB", None, None)]
                },
                Entry {
                    line: 5,
                    names: vec!["JANE DOE".into(), "J. DOE".into()],
                    plural: Plural::Regular,
                    codes: vec![code("KENGOV", Some("2010-01-01"), Some("2015-06-30")), code("KENELI", Some("2015-06-30"), None)]
                },
            ]
        );
    }

    #[test]
    fn agents_have_plurals_and_sets() {
        let read = read(b"!PERSON! = MAN, WOMAN\nPOLICE!PERSON! [~COP]\nCHIEF_OF_POLICE {CHIEFS_OF_POLICE } [~COP]\nPOLICE {} [~COP]\n");
        assert_eq!(read.faults, []);
        let names: Vec<_> = read.entries.iter().map(|e| e.names.join("|")).collect();
        assert_eq!(names, ["POLICEMAN|POLICEWOMAN", "CHIEF OF POLICE", "POLICE"]);
        assert_eq!(read.entries[1].plural, Plural::Told("CHIEFS OF POLICE".into()));
        assert_eq!(read.entries[2].plural, Plural::None);
        assert_eq!(read.entries[2].codes, [Code { agent: true, ..code("COP", None, None) }]);
    }

    #[test]
    fn dates_have_a_century_and_a_precision() {
        for (written, read) in
            [("19701231", "1970-12-31"), ("701231", "1970-12-31"), ("050501", "2005-05-01"), ("2011", "2011"), ("20110300", "2011-03"), ("110000", "2011")]
        {
            assert_eq!(day(written).map(|d| d.to_string()).as_deref(), Some(read), "{written}");
        }
        for wrong in ["2004017", "20041301", "20040230", "", "2o04", "-1", "００００"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
        assert_eq!(term("20110101-20100101"), None);
    }

    #[test]
    fn what_makes_no_sense_is_told_with_its_line() {
        let read = read(b"+FIRST [KEN]\n[KEN]\nA [KEN 2004017-20061201]\nB [KEN\nC {D [~GOV]\nLONELY_\nGOOD_ [KEN]\nCAF\xc9_ [KEN]\n_ [KEN]\n");
        let faults: Vec<String> = read.faults.iter().map(|(line, fault)| format!("{line}: {fault}")).collect();
        let expected = [
            "1: a further name, but no entry before it",
            "2: a code, but no name before it",
            "3: `2004017-20061201` is no time",
            "4: a `[` without its `]`",
            "5: a `{` without its `}`",
            "6: `LONELY` has no code",
            "9: no name",
        ];
        assert_eq!(faults, expected);
        assert_eq!(read.entries.iter().map(|e| e.names[0].as_str()).collect::<Vec<_>>(), ["C", "GOOD", "CAFÉ"]);
    }

    #[test]
    fn sets_that_explode_are_refused() {
        let read = read(b"!A! = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10\n!A!!A!!A!!A!!A! [KEN]\n!B! = !B!!B!\n!B! [KEN]\n");
        assert_eq!(read.faults.first(), Some(&(2, "stands for more than 200 names".to_owned())));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_line_of_its_own_marks_makes_it_panic(text in "[A-Z_+!={}\\[\\]<>~#0-9 é\n\t-]{0,200}") {
            let read = read(text.as_bytes());
            prop_assert!(read.entries.iter().all(|e| !e.names.is_empty() && !e.codes.is_empty()));
        }
    }
}
