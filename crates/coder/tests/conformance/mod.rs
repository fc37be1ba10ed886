//! What any pack must have, whatever its language: one suite over every pack that is found, and over the skeleton of a new one.
//!
//! A fault names the pack and says which table to mend.

use std::collections::BTreeSet;
use std::path::Path;

use chancery_knowledge::{AuxiliaryWord, DateWord, Function, FunctionWord, Knowledge, Language, Marker, Measure, Sense, skeleton};
use chancery_model::{CodedDocument, Document, PartyKind, Span, Status};
use unicode_normalization::UnicodeNormalization;

use super::case::{Case, Claim, judge, read};

/// Tables that a pack cannot do without.
const TABLES: [&str; 7] = [
    "grammar/function.tsv",
    "grammar/dates.tsv",
    "lexicon/titles.tsv",
    "lexicon/things.tsv",
    "lexicon/units.tsv",
    "names/states.tsv",
    "names/organisations.tsv",
];

/// A pack with its tables and cases.
struct Pack<'k> {
    language: &'k Language,
    knowledge: &'k Knowledge,
    tables: BTreeSet<String>,
    cases: Vec<Case>,
    faults: Vec<String>,
}

impl Pack<'_> {
    fn fault(&mut self, what: impl std::fmt::Display) {
        self.faults.push(format!("{}: {what}", self.language.code));
    }

    /// Every reading of every word.
    fn senses(&self) -> impl Iterator<Item = &Sense> {
        (0..self.language.lexicon.len() as u32).flat_map(|e| self.language.lexicon.senses(e))
    }

    fn has_word(&self, word: FunctionWord) -> bool {
        self.senses().any(|s| matches!(s, Sense::Function(Function::Word(w)) if *w == word))
    }

    /// All checks that need no sentence of the language.
    fn structure(&mut self) {
        let missing: Vec<&str> = TABLES.into_iter().filter(|t| !self.tables.contains(*t)).collect();
        for table in missing {
            self.fault(format_args!("{table} is missing"));
        }
        if !self.tables.iter().any(|t| t.starts_with("predicates/")) {
            self.fault("predicates/ has no table");
        }
        let named: BTreeSet<&str> =
            self.senses().filter_map(|s| if let Sense::Party(p, _) = s { Some(self.knowledge.parties.party(*p).code.as_str()) } else { None }).collect();
        let nameless: Vec<&str> =
            self.knowledge.parties.all().filter(|p| p.kind == PartyKind::State && !named.contains(p.code.as_str())).map(|p| p.code.as_str()).collect();
        if !nameless.is_empty() {
            self.fault(format_args!("names/states.tsv has no name of {}", nameless.join(" ")));
        }
        // Where endings and auxiliaries do the work, the function words may be few.
        let bound = self.senses().any(|s| matches!(s, Sense::Postposition(_)));
        let negation = self.has_word(FunctionWord::Neg)
            || self.senses().any(|s| matches!(s, Sense::Auxiliary(list) if list.iter().any(|a| a.word == Some(AuxiliaryWord::Neg))));
        if !negation {
            self.fault("grammar/function.tsv has no `neg`");
        }
        let needed = [
            (FunctionWord::And, "and"),
            (FunctionWord::This, "this"),
            (FunctionWord::Determiner, "determiner"),
            (FunctionWord::GroupNoun, "group_noun"),
            (FunctionWord::StateNoun, "state_noun"),
            (FunctionWord::AllSides, "all_sides"),
            (FunctionWord::Counterpart, "counterpart"),
        ];
        let free = [(FunctionWord::Future, "future"), (FunctionWord::If, "if"), (FunctionWord::That, "that"), (FunctionWord::Because, "because")];
        for (word, name) in needed.into_iter().chain(free.into_iter().filter(|_| !bound)) {
            if !self.has_word(word) {
                self.fault(format_args!("grammar/function.tsv has no `{name}`"));
            }
        }
        for marker in [Marker::With, Marker::To, Marker::Against, Marker::At, Marker::From, Marker::About, Marker::Source] {
            if !bound && !self.senses().any(|s| matches!(s, Sense::Function(Function::Prep(m)) if *m == marker)) {
                self.fault(format_args!("grammar/function.tsv has no `prep_{}`", marker.as_str()));
            }
        }
        let dates: Vec<DateWord> = self.senses().filter_map(|s| if let Sense::Date(w) = s { Some(*w) } else { None }).collect();
        for (is_there, what) in [
            (dates.contains(&DateWord::RelativeDay(-1)), "yesterday: `relative_day` -1"),
            (dates.contains(&DateWord::Year), "`year`"),
            (dates.contains(&DateWord::Month) || (1..=12).all(|m| dates.contains(&DateWord::MonthName(m))), "`month`, nor the names of all twelve"),
            ((1..=7).all(|d| dates.contains(&DateWord::Weekday(d))), "all seven of `weekday`"),
            (dates.iter().any(|d| matches!(d, DateWord::Unit(_))), "`unit`"),
        ] {
            if !is_there {
                self.fault(format_args!("grammar/dates.tsv has not {what}"));
            }
        }
        let measures: Vec<&Measure> = self.senses().filter_map(|s| if let Sense::Measure(m) = s { Some(m) } else { None }).collect();
        for (is_there, what) in [
            (measures.iter().any(|m| matches!(m, Measure::Scale(s) if *s >= 10_000.0)), "large `scale`"),
            (measures.iter().any(|m| matches!(m, Measure::Currency(c) if c == "USD")), "`currency` USD"),
            (measures.iter().any(|m| matches!(m, Measure::Number(_))), "`number` in words"),
        ] {
            if !is_there {
                self.fault(format_args!("lexicon/units.tsv has no {what}"));
            }
        }
    }

    /// The cases show that the pack fires and that it keeps still: acts, negation, reported speech, dates, money.
    fn coverage(&mut self) {
        let events = |test: &dyn Fn(&super::case::Pattern) -> bool| {
            self.cases.iter().flat_map(|c| &c.expectations).filter(|e| !e.fixme).any(|e| matches!(&e.claim, Claim::Event(p) if test(p)))
        };
        let claims = |test: &dyn Fn(&Claim) -> bool| self.cases.iter().flat_map(|c| &c.expectations).filter(|e| !e.fixme).any(|e| test(&e.claim));
        let quoted = self.cases.iter().any(|c| c.text.contains(['"', '“', '‘', '「']));
        let whole = |e: &super::case::Expectation, word: &str| e.text.contains(word);
        let mentions = |word: &str| self.cases.iter().flat_map(|c| &c.expectations).any(|e| whole(e, word));
        let shown = [
            (events(&|_| true), "an act that fires"),
            (claims(&|c| matches!(c, Claim::Nothing)), "a text of which nothing comes (`nothing`)"),
            (claims(&|c| matches!(c, Claim::NoEvent(..) | Claim::Only)), "an act that must not fire (`not`, `only`)"),
            (mentions("negated") || claims(&|c| matches!(c, Claim::NoEvent(_, Some(Status::Actual)))), "a negated act"),
            (self.cases.iter().flat_map(|c| &c.expectations).any(|e| e.text.split('|').any(|f| is_day(f.trim()))), "a date to the day"),
            (claims(&|c| matches!(c, Claim::Commitment(_))), "a commitment"),
            (quoted, "quoted words"),
        ];
        let missing: Vec<&str> = shown.into_iter().filter(|(is_there, _)| !is_there).map(|(_, what)| what).collect();
        for what in missing {
            self.fault(format_args!("cases/ show nowhere {what}"));
        }
    }

    /// The expectations of the cases.
    fn cases_hold(&mut self) {
        let faults: Vec<String> = self
            .cases
            .iter()
            .flat_map(|case| {
                let coded = chancery_coder::code(&super::document(&self.language.code, case), self.knowledge);
                judge::faults(case, &coded).into_iter().map(|fault| format!("{}: {fault}", case.title))
            })
            .collect();
        for fault in faults {
            self.fault(fault);
        }
    }

    /// Places are true, wherever the body stands in its document, and two runs agree.
    fn places(&mut self) {
        let head = "é — 제목\n\n";
        let mut faults = Vec::new();
        for case in &self.cases {
            let plain = super::document(&self.language.code, case);
            let moved = Document { text: format!("{head}{}", plain.text), body: Span::new(head.len(), head.len() + plain.text.len()), ..plain.clone() };
            let (one, other) = (chancery_coder::code(&plain, self.knowledge), chancery_coder::code(&moved, self.knowledge));
            if one != chancery_coder::code(&plain, self.knowledge) {
                faults.push(format!("{}: a second run differs", case.title));
            }
            let words = |d: &Document, c: &CodedDocument| -> Vec<(String, String)> {
                c.events.iter().map(|e| (e.trigger.text(&d.text).to_owned(), e.evidence.text(&d.text).to_owned())).collect()
            };
            if words(&plain, &one) != words(&moved, &other) {
                faults.push(format!("{}: with a head before it other words are quoted", case.title));
            }
            faults.extend(misplaced(&moved, &other).map(|what| format!("{}: {what}", case.title)));
        }
        for fault in faults {
            self.fault(fault);
        }
    }

    /// Broken text in the language does not make the coder stumble.
    fn broken_text(&mut self) {
        let mut faults = Vec::new();
        for case in &self.cases {
            for (how, text) in broken(&case.text) {
                let document = Document { body: Span::new(0, text.len()), text, ..super::document(&self.language.code, case) };
                let coded = chancery_coder::code(&document, self.knowledge);
                faults.extend(misplaced(&document, &coded).map(|what| format!("{}, {how}: {what}", case.title)));
            }
        }
        for fault in faults {
            self.fault(fault);
        }
    }
}

/// Whether a field of an expectation is a day.
fn is_day(field: &str) -> bool {
    field.len() == 10 && field.bytes().filter(|b| *b == b'-').count() == 2 && field.starts_with(|c: char| c.is_ascii_digit())
}

/// The first record whose words do not stand in the body.
fn misplaced(document: &Document, coded: &CodedDocument) -> Option<String> {
    let fits = |s: &Span| document.text.get(s.start.0 as usize..s.end.0 as usize).is_some_and(|w| !w.is_empty()) && s.start >= document.body.start;
    let sides = |e: &chancery_model::Event| e.actors.iter().chain(&e.recipients).map(|p| p.span).collect::<Vec<_>>();
    coded
        .events
        .iter()
        .find(|e| !(fits(&e.trigger) && fits(&e.evidence) && sides(e).iter().all(fits)))
        .map(|e| format!("{} quotes what is not there", e.event_type))
}

/// A text broken in ways that texts come broken.
fn broken(text: &str) -> Vec<(&'static str, String)> {
    let half = text.floor_char_boundary(text.len() / 2);
    let odd = ['\0', '\u{301}', '\u{200b}', '\u{fffd}', '🙂', 'Ω', '\u{202e}'];
    let strewn: String = text.chars().enumerate().flat_map(|(i, c)| [Some(c), (i % 7 == 3).then(|| odd[i % odd.len()])]).flatten().collect();
    vec![
        ("cut in the middle", text[..half].to_owned()),
        ("without its beginning", text[half..].to_owned()),
        ("decomposed", text.nfd().collect()),
        ("in capitals", text.to_uppercase()),
        ("without blanks", text.replace(' ', "")),
        ("backwards", text.split(' ').rev().collect::<Vec<_>>().join(" ")),
        ("strewn with odd characters", strewn),
        ("without an end", text.replace(['.', '\n'], " ").repeat(3)),
    ]
}

fn data() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

#[test]
fn every_pack_has_what_a_language_needs() {
    let knowledge = super::knowledge();
    let mut faults = Vec::new();
    for language in knowledge.languages() {
        let files = super::files().into_iter().filter(|(lang, ..)| *lang == language.code);
        let cases = files.flat_map(|(_, file, contents)| cases(&file, &contents, &mut faults)).collect::<Vec<_>>();
        let folder = data().join("lang").join(&language.code);
        let tables = ["grammar", "lexicon", "names", "predicates"]
            .iter()
            .flat_map(|part| super::sorted(&folder.join(part)).into_iter().map(move |path| format!("{part}/{}", super::name(&path))));
        let mut pack = Pack { language, knowledge: &knowledge, tables: tables.collect(), cases, faults: Vec::new() };
        pack.structure();
        pack.coverage();
        pack.places();
        pack.broken_text();
        faults.append(&mut pack.faults);
    }
    assert!(knowledge.languages().len() >= 4, "packs were not found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn cases(file: &str, contents: &str, faults: &mut Vec<String>) -> Vec<Case> {
    let (cases, wrong) = read::cases(contents);
    faults.extend(wrong.iter().map(|fault| format!("{file}:{fault}")));
    cases
}

/// The data folder with a pack of these files put beside the others.
fn with_pack(code: &str, pack: &[(String, String)]) -> Knowledge {
    let mut texts: Vec<(String, String)> = Vec::new();
    for part in ["frames", "parties", "things"] {
        for path in super::sorted(&data().join(part)) {
            texts.push((format!("{part}/{}", super::name(&path)), std::fs::read_to_string(&path).expect("a table is UTF-8 text")));
        }
    }
    texts.extend(
        pack.iter()
            .filter(|(path, _)| Path::new(path).extension().is_some_and(|e| e == "tsv"))
            .map(|(path, text)| (format!("lang/{code}/{path}"), text.clone())),
    );
    texts.sort();
    let files: Vec<(String, &str)> = texts.iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
    Knowledge::load(&files).expect("the pack loads")
}

#[test]
fn the_skeleton_of_a_pack_is_one() {
    let files = skeleton(&super::knowledge());
    let knowledge = with_pack("zz", &files);
    let mut faults = Vec::new();
    let cases = files
        .iter()
        .filter(|(path, _)| Path::new(path).extension().is_some_and(|e| e == "md"))
        .flat_map(|(path, text)| cases(path, text, &mut faults))
        .collect();
    let language = knowledge.language("zz").expect("the pack is found");
    let mut pack = Pack { language, knowledge: &knowledge, tables: files.iter().map(|f| f.0.clone()).collect(), cases, faults };
    pack.structure();
    pack.coverage();
    pack.cases_hold();
    pack.places();
    pack.broken_text();
    assert!(pack.faults.is_empty(), "{}", pack.faults.join("\n"));
}

#[test]
fn the_skeleton_has_every_file_of_the_template() {
    fn walk(folder: &Path, root: &Path, out: &mut BTreeSet<String>) {
        for path in super::sorted(folder) {
            if path.is_dir() {
                walk(&path, root, out);
            } else {
                out.insert(path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/"));
            }
        }
    }
    let (root, mut there) = (data().join("lang/_template"), BTreeSet::new());
    walk(&root, &root, &mut there);
    there.extend(["names/states.tsv", "names/organisations.tsv"].map(ToOwned::to_owned));
    let laid_down: BTreeSet<String> = skeleton(&super::knowledge()).into_iter().map(|f| f.0).collect();
    assert_eq!(laid_down, there);
}

/// A pack that lacks something is told so.
#[test]
fn what_is_missing_is_named() {
    let files = skeleton(&super::knowledge());
    for (table, row, told) in [
        ("names/states.tsv", "NOR\tname\tNorway\n", "names/states.tsv has no name of NOR"),
        ("grammar/function.tsv", "and\tand\n", "grammar/function.tsv has no `and`"),
        ("grammar/function.tsv", "with\tprep_with\n", "grammar/function.tsv has no `prep_with`"),
        ("grammar/dates.tsv", "yesterday\trelative_day\t-1\n", "grammar/dates.tsv has not yesterday"),
        ("grammar/dates.tsv", "Monday\tweekday\t1\n", "all seven of `weekday`"),
        ("lexicon/units.tsv", "million\tscale\t1000000\n", "lexicon/units.tsv has no large `scale`"),
    ] {
        let cut: Vec<(String, String)> = files
            .iter()
            .map(|(path, text)| {
                let text = if path == table { text.replace(row, "").replace("billion\tscale\t1000000000\n", "") } else { text.clone() };
                (path.clone(), text)
            })
            .collect();
        let knowledge = with_pack("zz", &cut);
        let language = knowledge.language("zz").expect("the pack is found");
        let mut pack = Pack { language, knowledge: &knowledge, tables: cut.iter().map(|f| f.0.clone()).collect(), cases: Vec::new(), faults: Vec::new() };
        pack.structure();
        assert!(pack.faults.iter().any(|f| f.contains(told)), "{told} is not told: {:?}", pack.faults);
        pack.coverage();
        assert!(pack.faults.iter().any(|f| f.contains("cases/ show nowhere")), "no case is missed");
    }
}
