//! Tables over tables: what users bring is laid over the tables that ship, row by row.
//!
//! The loader knows nothing of this: it reads plain files. Here every sort of table has a key; a row of one's own takes the place of the rows
//! that ship with its key, and is else added. Each row keeps the place where it was written, so that a fault which the loader finds in the
//! merged table is told there ([`Merged::told_where_written`]).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chancery_model::PartialDate;

use crate::table::{DataErrors, is_remark};

/// Where a row was written.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: Rc<str>,
    pub(crate) line: usize,
}

/// A row that a user brings.
#[derive(Clone, Debug)]
pub(crate) struct OwnRow {
    /// Path of the table inside a data folder.
    pub(crate) table: String,
    pub(crate) cells: Vec<String>,
    pub(crate) place: Place,
}

/// What one's own rows did to those that ship.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows that are new.
    pub added: usize,
    /// Rows that ship and gave way.
    pub replaced: usize,
    /// Rows that ship and were taken away.
    pub removed: usize,
}

const HOLDERS: &str = "parties/holders.tsv";
const NAMES: [&str; 4] = ["names/states.tsv", "names/organisations.tsv", "names/groups.tsv", "names/firms.tsv"];

/// The language of a table and its path inside the language's folder.
fn in_language(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix("lang/")?.split_once('/')
}

/// What sort of table a path names: the same for all languages. None for what cannot be laid over.
fn sort(path: &str) -> Option<&str> {
    match in_language(path) {
        Some((_, inner)) if inner.starts_with("predicates/") => Some("predicates/"),
        Some((_, inner)) => Some(inner),
        None if path.starts_with("frames/") => Some("frames/"),
        None => ["parties/", "things/"].iter().any(|root| path.starts_with(root)).then_some(path),
    }
}

/// Tables whose keys are one name space go by one name.
fn family(path: &str) -> String {
    match in_language(path) {
        Some((lang, inner)) if NAMES.contains(&inner) => format!("lang/{lang}/names/"),
        Some((lang, inner)) if inner.starts_with("predicates/") => format!("lang/{lang}/predicates/"),
        Some(_) => path.to_owned(),
        None if path.starts_with("frames/") => "frames/".to_owned(),
        None if matches!(path, "parties/states.tsv" | "parties/organisations.tsv" | "parties/groups.tsv") => "parties/".to_owned(),
        None => path.to_owned(),
    }
}

/// The columns by which a row is told from others of its sort.
fn key_columns(path: &str) -> &'static [usize] {
    match in_language(path).map_or(path, |(_, inner)| inner) {
        HOLDERS => &[0, 1, 2, 3],
        inner if NAMES.contains(&inner) => &[2],
        "names/persons.tsv" => &[1],
        "names/agreements.tsv" | "names/titled.tsv" => &[2],
        "grammar/inflection.tsv" | "grammar/endings.tsv" | "grammar/postpositions.tsv" | "grammar/auxiliaries.tsv" => &[0, 1],
        inner if inner.starts_with("predicates/") => &[0, 3],
        _ => &[0],
    }
}

fn key(path: &str, cells: &[&str]) -> String {
    key_columns(path).iter().map(|c| cells.get(*c).copied().unwrap_or("-")).collect::<Vec<_>>().join("\t")
}

/// The parts of speech of a predicate; of other rows nothing.
fn pos<'c>(path: &str, cells: &[&'c str]) -> &'c str {
    let predicate = in_language(path).is_some_and(|(_, inner)| inner.starts_with("predicates/"));
    if predicate { cells.get(1).copied().unwrap_or_default() } else { "" }
}

/// Whether a row says nothing of its key: it only takes away what ships.
fn takes_away(path: &str, cells: &[&str]) -> bool {
    let keys = key_columns(path);
    let says = |c: usize| !keys.contains(&c) && (c != 1 || pos(path, cells).is_empty());
    let mut rest = (0..cells.len()).filter(|c| says(*c)).peekable();
    path != HOLDERS && rest.peek().is_some() && rest.all(|c| cells[c] == "-")
}

/// One line of a changed table. The place is none for a row that ships and stays as it was.
#[derive(Debug)]
struct Line {
    text: String,
    place: Place,
}

#[derive(Debug)]
struct Table {
    header: String,
    rows: Vec<Line>,
}

/// The tables that ship, with what was laid over them.
pub(crate) struct Tables<'d> {
    base: &'d [(String, &'d str)],
    changed: BTreeMap<String, Table>,
    pub(crate) changes: Changes,
}

/// The files to load, and where the rows of the changed ones were written.
pub(crate) struct Merged {
    pub(crate) texts: BTreeMap<String, String>,
    places: BTreeMap<String, Vec<Place>>,
}

/// The rows of a table that ships, with their lines counted from 1.
fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().skip_while(|(_, line)| is_remark(line)).skip(1).map(|(at, line)| (at + 1, line))
}

fn header(text: &str) -> &str {
    text.lines().find(|line| !is_remark(line)).unwrap_or_default()
}

impl<'d> Tables<'d> {
    pub(crate) fn new(base: &'d [(String, &'d str)]) -> Self {
        Self { base, changed: BTreeMap::new(), changes: Changes::default() }
    }

    /// The headers that a table of this path may have; none where there is no such table.
    pub(crate) fn headers(&self, path: &str) -> Vec<&'d str> {
        if let Some((_, text)) = self.base.iter().find(|(p, _)| p == path) {
            return if sort(path).is_some() { vec![header(text)] } else { Vec::new() };
        }
        let wanted = sort(path);
        let same = self.base.iter().filter(|(p, _)| wanted.is_some() && sort(p) == wanted);
        same.map(|(_, text)| header(text)).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The tables that there are beside a path, as a hint.
    pub(crate) fn beside(&self, path: &str) -> String {
        let folder = |p: &'d str| p.rsplit_once('/').map_or("", |(f, _)| f);
        let inner = |p: &str| in_language(p).map_or(p, |(_, inner)| inner).to_owned();
        let own = inner(path);
        let all = self.base.iter().filter(|(p, _)| sort(p).is_some());
        let known: BTreeSet<&str> = all.map(|(p, _)| in_language(p).map_or(p.as_str(), |(_, inner)| inner)).collect();
        let near: Vec<&str> = known.iter().copied().filter(|p| own.split('/').next() == Some(folder(p))).collect();
        if near.is_empty() { "the folders are named as in `data/`".to_owned() } else { format!("there are {}", near.join(", ")) }
    }

    /// The languages that there are.
    pub(crate) fn languages(&self) -> BTreeSet<&str> {
        let paths = self.base.iter().map(|(p, _)| p.as_str()).chain(self.changed.keys().map(String::as_str));
        paths.filter_map(|p| Some(in_language(p)?.0)).filter(|code| !code.starts_with('_')).collect()
    }

    /// The tables whose path begins so.
    pub(crate) fn paths(&self, start: &str) -> Vec<String> {
        let all: BTreeSet<&str> = self.base.iter().map(|(p, _)| p.as_str()).chain(self.changed.keys().map(String::as_str)).collect();
        all.into_iter().filter(|p| p.starts_with(start)).map(ToOwned::to_owned).collect()
    }

    /// All rows of a table as they now stand.
    pub(crate) fn rows(&self, path: &str) -> Vec<Vec<&str>> {
        let cut = |line| str::split(line, '\t').collect();
        match self.changed.get(path) {
            Some(table) => table.rows.iter().map(|line| cut(line.text.as_str())).collect(),
            None => self.base.iter().filter(|(p, _)| p == path).flat_map(|(_, text)| rows(text)).map(|(_, line)| cut(line)).collect(),
        }
    }

    fn open(&mut self, path: &str) -> &mut Table {
        let base = self.base;
        let fallback = self.headers(path).first().copied().unwrap_or_default();
        self.changed.entry(path.to_owned()).or_insert_with(|| {
            let text = base.iter().find(|(p, _)| p == path).map_or("", |(_, text)| text);
            let file: Rc<str> = path.into();
            let place = |line| Place { file: Rc::clone(&file), line };
            let rows = rows(text).map(|(line, text)| Line { text: text.to_owned(), place: place(line) }).collect();
            Table { header: if text.is_empty() { fallback } else { header(text) }.to_owned(), rows }
        })
    }

    /// Lay rows over the tables; those of one call stand beside each other, whatever their keys.
    pub(crate) fn lay_over(&mut self, own: Vec<OwnRow>, errors: &mut DataErrors) {
        let mut families: BTreeMap<String, Vec<OwnRow>> = BTreeMap::new();
        for row in own {
            families.entry(family(&row.table)).or_default().push(row);
        }
        for (name, own) in families {
            // For each key the parts of speech that one's own rows have, and whether a row that ships has it too.
            let mut keys: BTreeMap<String, (String, bool)> = BTreeMap::new();
            for row in &own {
                let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
                keys.entry(key(&row.table, &cells)).or_default().0.push_str(pos(&row.table, &cells));
            }
            let paths = self.base.iter().map(|(p, _)| p.as_str()).chain(self.changed.keys().map(String::as_str));
            let members: BTreeSet<String> = paths.filter(|p| family(p) == name).map(ToOwned::to_owned).collect();
            for path in &members {
                if self.rows(path).iter().any(|cells| keys.contains_key(&key(path, cells))) {
                    give_way(path, self.open(path), &mut keys);
                }
            }
            if name == HOLDERS {
                self.end_terms(&own);
            }
            for row in own {
                let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
                let met = keys.get(&key(&row.table, &cells)).is_some_and(|(_, met)| *met);
                match (takes_away(&row.table, &cells), met) {
                    (true, true) => self.changes.removed += 1,
                    (true, false) => {
                        errors.push(
                            &row.place.file,
                            row.place.line,
                            "takes away what is not there",
                            "a row whose other cells are all `-` takes away what ships; mend its key or leave it out",
                        );
                    }
                    (false, met) => {
                        *(if met { &mut self.changes.replaced } else { &mut self.changes.added }) += 1;
                        let (text, place) = (cells.join("\t"), row.place.clone());
                        self.open(&row.table).rows.push(Line { text, place });
                    }
                }
            }
        }
    }

    /// A term of office of one's own ends those that it overlaps: nobody need mend the table that ships to add a successor.
    fn end_terms(&mut self, own: &[OwnRow]) {
        let shared: BTreeSet<String> = self.rows("parties/shared.tsv").iter().filter_map(|cells| cells.first().map(|&c| c.to_owned())).collect();
        let mut terms: BTreeMap<(&str, &str), Vec<Term<'_>>> = BTreeMap::new();
        for row in own {
            let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
            if let (Some(term), [party, office, ..]) = (Term::read(&cells), cells.as_slice()) {
                terms.entry((*party, *office)).or_default().push(term);
            }
        }
        let met = |cells: &[&str]| cells.len() > 1 && terms.contains_key(&(cells[0], cells[1]));
        if !self.rows(HOLDERS).iter().any(|cells| met(cells)) {
            return;
        }
        self.open(HOLDERS).rows.retain_mut(|line| {
            let cells: Vec<&str> = line.text.split('\t').collect();
            let (Some(mut term), [party, office, ..]) = (Term::read(&cells), cells.as_slice()) else { return true };
            let mut ended = None;
            for new in terms.get(&(*party, *office)).into_iter().flatten() {
                let same = new.person == term.person;
                if !term.overlaps(new) || (!same && shared.contains(*office)) {
                    continue;
                }
                if same || term.from >= new.from {
                    return false;
                }
                term.to = Some(new.from);
                ended = Some(new.from);
            }
            if let Some(to) = ended {
                line.text = [party, office, term.person, &term.from.to_string(), &to.to_string()].join("\t");
            }
            true
        });
    }

    /// Make the changed tables files again.
    pub(crate) fn merge(self) -> Merged {
        let mut out = Merged { texts: BTreeMap::new(), places: BTreeMap::new() };
        for (path, mut table) in self.changed {
            table.rows.sort_by(|a, b| a.text.cmp(&b.text));
            table.rows.dedup_by(|a, b| a.text == b.text);
            let mut text = table.header + "\n";
            for line in &table.rows {
                text.push_str(&line.text);
                text.push('\n');
            }
            // What is told of the header is told of the first row.
            let places = table.rows.first().into_iter().chain(&table.rows).map(|line| line.place.clone()).collect();
            out.places.insert(path.clone(), places);
            out.texts.insert(path, text);
        }
        out
    }
}

/// Take the rows that ship out of a table where one's own rows have their key; of a predicate only the parts of speech that those have.
fn give_way(path: &str, table: &mut Table, keys: &mut BTreeMap<String, (String, bool)>) {
    table.rows.retain_mut(|line| {
        let mut cells: Vec<&str> = line.text.split('\t').collect();
        let Some((own, met)) = keys.get_mut(&key(path, &cells)) else { return true };
        let kept: String = pos(path, &cells).chars().filter(|letter| !own.contains(*letter)).collect();
        if kept.is_empty() {
            *met = true;
            return false;
        }
        if kept != cells[1] {
            *met = true;
            cells[1] = &kept;
            line.text = cells.join("\t");
        }
        true
    });
}

/// One row of the office-holders.
struct Term<'c> {
    person: &'c str,
    from: PartialDate,
    to: Option<PartialDate>,
}

impl<'c> Term<'c> {
    fn read(cells: &[&'c str]) -> Option<Self> {
        let [_, _, person, from, to] = cells else { return None };
        let to = if *to == "-" { None } else { Some(to.parse().ok()?) };
        Some(Self { person, from: from.parse().ok()?, to })
    }

    fn overlaps(&self, other: &Self) -> bool {
        let before = |end: Option<PartialDate>, start: PartialDate| end.is_some_and(|end| end <= start || end.within(start) || start.within(end));
        !before(self.to, other.from) && !before(other.to, self.from)
    }
}

impl Merged {
    /// The same faults, told of the files in which the rows were written.
    pub(crate) fn told_where_written(&self, mut errors: DataErrors) -> DataErrors {
        for error in &mut errors.0 {
            if let Some(place) = self.places.get(&error.file).and_then(|places| places.get(error.line.saturating_sub(1))) {
                error.file = place.file.to_string();
                error.line = place.line;
            }
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREDICATES: &str = "# Remark.\nform\tpos\tframe\tneeds\nblast\tvn\tshell\t-\nblast\tv\tscold\tparty\n";
    const HELD: &str = "party\toffice\tperson\tfrom\tto\nCHL\tking\tAda One\t2020\t-\nCHL\tking\tAda Zero\t2010\t2020\nCHL\tlawmaker\tBo Two\t2019\t-\n";

    fn base() -> Vec<(String, &'static str)> {
        [
            ("lang/en/names/firms.tsv", "code\tkind\tform\nCHL\tfirm\tAcme\n"),
            ("lang/en/names/states.tsv", "# Remark.\ncode\tkind\tform\nCHL\tname\tChile\nPER\tname\tPeru\n"),
            ("lang/en/predicates/assault.tsv", PREDICATES),
            ("parties/holders.tsv", HELD),
            ("parties/shared.tsv", "office\nlawmaker\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text))
        .to_vec()
    }

    /// Lay rows over the base; gives the changed tables and the faults.
    fn laid(rows: &[(&str, &str)]) -> (BTreeMap<String, String>, Vec<String>, Changes) {
        let base = base();
        let mut tables = Tables::new(&base);
        let mut errors = DataErrors::default();
        let row = |(at, (table, cells)): (usize, &(&str, &str))| OwnRow {
            table: (*table).to_owned(),
            cells: cells.split(' ').map(|c| c.replace('_', " ")).collect(),
            place: Place { file: "own.tsv".into(), line: at + 1 },
        };
        tables.lay_over(rows.iter().enumerate().map(row).collect(), &mut errors);
        let changes = tables.changes;
        (tables.merge().texts, errors.0.iter().map(ToString::to_string).collect(), changes)
    }

    #[test]
    fn a_name_goes_from_one_party_to_another_whatever_file_it_stands_in() {
        let (texts, faults, changes) = laid(&[("lang/en/names/states.tsv", "PER name Acme"), ("lang/en/names/states.tsv", "- - Chile")]);
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(texts["lang/en/names/firms.tsv"], "code\tkind\tform\n");
        assert_eq!(texts["lang/en/names/states.tsv"], "code\tkind\tform\nPER\tname\tAcme\nPER\tname\tPeru\n");
        assert_eq!(changes, Changes { added: 0, replaced: 1, removed: 1 });
    }

    #[test]
    fn what_is_not_there_cannot_be_taken_away() {
        let (_, faults, _) = laid(&[("lang/en/names/states.tsv", "PER name Lima"), ("lang/en/names/firms.tsv", "- - Nobody")]);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with("own.tsv:2: takes away what is not there (hint: "), "{faults:?}");
    }

    #[test]
    fn a_predicate_gives_way_by_its_part_of_speech_and_conditions() {
        let (texts, _, changes) = laid(&[("lang/en/predicates/mine.tsv", "blast v scold -")]);
        assert_eq!(texts["lang/en/predicates/assault.tsv"], "form\tpos\tframe\tneeds\nblast\tn\tshell\t-\nblast\tv\tscold\tparty\n");
        assert_eq!(texts["lang/en/predicates/mine.tsv"], "form\tpos\tframe\tneeds\nblast\tv\tscold\t-\n");
        assert_eq!(changes.replaced, 1);
    }

    #[test]
    fn a_successor_ends_the_term_before_but_not_in_an_office_of_many() {
        let (texts, _, _) = laid(&[(HOLDERS, "CHL king Cy_Three 2025-03 -"), (HOLDERS, "CHL lawmaker Di_Four 2021 -")]);
        let held = "CHL\tking\tAda One\t2020\t2025-03\nCHL\tking\tAda Zero\t2010\t2020\nCHL\tking\tCy Three\t2025-03\t-\nCHL\tlawmaker\tBo Two\t2019\t-\nCHL\tlawmaker\tDi Four\t2021\t-\n";
        assert_eq!(texts[HOLDERS], format!("party\toffice\tperson\tfrom\tto\n{held}"));
    }

    #[test]
    fn a_fault_of_the_loader_is_told_where_the_row_was_written() {
        let base = base();
        let mut tables = Tables::new(&base);
        let mut errors = DataErrors::default();
        let cells = ["PER", "nickname", "Andes"].map(ToOwned::to_owned).to_vec();
        tables.lay_over(vec![OwnRow { table: "lang/en/names/states.tsv".into(), cells, place: Place { file: "my/states.tsv".into(), line: 7 } }], &mut errors);
        let merged = tables.merge();
        let at = merged.texts["lang/en/names/states.tsv"].lines().position(|line| line.contains("Andes")).expect("the row") + 1;
        errors.push("lang/en/names/states.tsv", at, "x", "y");
        errors.push("lang/en/names/states.tsv", at - 1, "x", "y");
        errors.push("frames/aid.tsv", 4, "x", "y");
        let told: Vec<String> = merged.told_where_written(errors).0.iter().map(|e| format!("{}:{}", e.file, e.line)).collect();
        assert_eq!(told, ["my/states.tsv:7", "lang/en/names/states.tsv:4", "frames/aid.tsv:4"]);
    }
}
