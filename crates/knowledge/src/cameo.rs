//! Makes a pack of dictionaries of actors and agents in the form of TABARI and PETRARCH, whose entries carry codes of CAMEO.
//!
//! [`dictionary`] reads the files; here codes become parties, sectors and offices, by `data/import/cameo.tsv`, and entries rows of tables that
//! [`crate::Knowledge::with_own`] takes. Names that ship stay as they are. What cannot be carried over is counted, by reason, in [`Report`].

pub mod dictionary;
mod forms;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use chancery_model::PartialDate;

use self::dictionary::{Code, Entry, Plural};
use self::forms::{case, id, plural, variants};
use crate::load::read_folder;
use crate::own::shipped_tables;
use crate::roster::is_acronym;
use crate::table::DataErrors;
use crate::tables::Tables;

/// Where a term begins of which only the end is told.
const LONG_AGO: &str = "1900";
/// Places that the report names for each reason.
const EXAMPLES: usize = 3;

/// What an import gives.
#[derive(Debug)]
pub struct Import {
    /// The tables of the pack: path and contents.
    pub tables: BTreeMap<String, String>,
    /// What became of the entries.
    pub report: Report,
}

/// What became of the entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that were read.
    pub entries: usize,
    /// Entries of which something was carried over, or that ship already.
    pub used: usize,
    /// Rows written to each table.
    pub rows: BTreeMap<String, usize>,
    /// What was left out: the reason, how often, and where first.
    pub left_out: BTreeMap<String, (usize, Vec<String>)>,
    /// Codes of which a part has no meaning here, with their number: the part, how often, and where first.
    pub unmapped: BTreeMap<String, (usize, Vec<String>)>,
    /// Lines that make no sense.
    pub faults: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} entries read, {} of them used", self.entries, self.used)?;
        for (table, rows) in &self.rows {
            writeln!(f, "  {rows:>6} rows  {table}")?;
        }
        for (title, list) in [("left out", &self.left_out), ("codes without a meaning here", &self.unmapped)] {
            writeln!(f, "{title}: {}", list.values().map(|(n, _)| n).sum::<usize>())?;
            let mut reasons: Vec<_> = list.iter().collect();
            reasons.sort_by_key(|(reason, (number, _))| (std::cmp::Reverse(*number), reason.as_str()));
            for (reason, (number, places)) in reasons {
                writeln!(f, "  {number:>6} times {reason}: {}", places.join("; "))?;
            }
        }
        writeln!(f, "lines that make no sense: {}", self.faults.len())?;
        self.faults.iter().try_for_each(|fault| writeln!(f, "  {fault}"))
    }
}

/// What a part of a code means.
#[derive(Clone, Debug)]
enum Meaning {
    Sector { sector: String, person: String, body: String, people: String },
    Party(String),
    State(String),
    Maker(String),
    Former,
    Aspect,
}

/// What a whole code means.
#[derive(Clone, Debug, Default)]
struct Role {
    country: Option<String>,
    party: Option<String>,
    maker: Option<String>,
    /// Sector and its offices: of a person, a body, people.
    sector: Option<(String, String, String, String)>,
    former: bool,
    /// How many parts the code has.
    parts: usize,
}

/// Make a pack of dictionaries, given by name and contents. `data` is the folder whose tables the pack is to be laid over; else those that ship.
pub fn import(files: &[(String, Vec<u8>)], lang: &str, data: Option<&Path>) -> Result<Import, DataErrors> {
    let base = match data {
        Some(folder) => read_folder(folder)?,
        None => shipped_tables()?,
    };
    let base: Vec<(String, &str)> = base.iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
    let tables = Tables::new(&base);
    let mut importer = Importer::new(&tables, lang);
    if !tables.languages().contains(lang) {
        let mut errors = DataErrors::default();
        errors.push("--lang", 1, format!("`{lang}` is no language"), "the language of the dictionaries, such as `en`");
        return Err(errors);
    }
    for (name, bytes) in files {
        let dictionary = dictionary::read(bytes);
        importer.report.faults.extend(dictionary.faults.iter().map(|(line, fault)| format!("{name}:{line}: {fault}")));
        for entry in &dictionary.entries {
            importer.entry(name, entry);
        }
    }
    Ok(importer.finish(files, &tables))
}

struct Importer {
    lang: String,
    meanings: BTreeMap<String, Meaning>,
    states: BTreeSet<String>,
    /// Territories with a code of their own, and the state they belong to.
    territories: BTreeMap<String, String>,
    /// Forms that are words of the language.
    words: BTreeSet<String>,
    /// Codes of parties that ship or were made.
    parties: BTreeSet<String>,
    /// Forms of names and the party that each names.
    names: BTreeMap<String, String>,
    /// Forms of titles, and of titles that name their party.
    titles: BTreeSet<String>,
    /// Forms of persons that ship.
    persons: BTreeSet<String>,
    rows: BTreeMap<String, BTreeSet<Vec<String>>>,
    report: Report,
}

impl Importer {
    fn new(tables: &Tables<'_>, lang: &str) -> Self {
        let column =
            |path: &str, column: usize| -> BTreeSet<String> { tables.rows(path).iter().filter_map(|cells| cells.get(column).map(|&c| c.to_owned())).collect() };
        let mut names = BTreeMap::new();
        for file in ["states", "organisations", "groups", "firms"] {
            for cells in tables.rows(&format!("lang/{lang}/names/{file}.tsv")) {
                if let [code, _, form] = cells.as_slice() {
                    names.insert(form.to_lowercase(), (*code).to_owned());
                }
            }
        }
        let meaning = |cells: &[&str]| {
            let [_, means, value, person, body, people] = cells else { return None };
            let own = |c: &str| c.to_owned();
            Some(match *means {
                "sector" => Meaning::Sector { sector: own(value), person: own(person), body: own(body), people: own(people) },
                "party" => Meaning::Party(own(value)),
                "state" => Meaning::State(own(value)),
                "maker" => Meaning::Maker(own(value)),
                "former" => Meaning::Former,
                "aspect" => Meaning::Aspect,
                _ => return None,
            })
        };
        let mut words = BTreeSet::new();
        for path in tables.paths(&format!("lang/{lang}/")) {
            if ["predicates/", "grammar/", "lexicon/"].iter().any(|folder| path.contains(folder)) && !path.ends_with("titles.tsv") {
                words.extend(column(&path, 0));
            }
        }
        let pair = |cells: Vec<&str>| Some(((*cells.first()?).to_owned(), (*cells.get(1)?).to_owned()));
        let states = column("parties/states.tsv", 0);
        let mut parties = states.clone();
        parties.extend(column("parties/organisations.tsv", 0));
        parties.extend(column("parties/groups.tsv", 0));
        let mut titles = column(&format!("lang/{lang}/lexicon/titles.tsv"), 0);
        titles.extend(column(&format!("lang/{lang}/names/titled.tsv"), 2));
        let mut persons = column("parties/holders.tsv", 2);
        persons.extend(column(&format!("lang/{lang}/names/persons.tsv"), 1));
        let lower = |set: BTreeSet<String>| set.iter().map(|form| form.to_lowercase()).collect();
        Self {
            lang: lang.to_owned(),
            meanings: tables.rows("import/cameo.tsv").iter().filter_map(|cells| Some(((*cells.first()?).to_owned(), meaning(cells)?))).collect(),
            states,
            territories: tables.rows("parties/territories.tsv").into_iter().filter_map(pair).collect(),
            words: lower(words),
            parties,
            names,
            titles: lower(titles),
            persons: lower(persons),
            rows: BTreeMap::new(),
            report: Report::default(),
        }
    }

    fn leave_out(&mut self, reason: &str, place: String) {
        count(&mut self.report.left_out, reason, place);
    }

    fn add(&mut self, table: &str, cells: &[&str]) {
        let path = table.replace("lang/xx/", &format!("lang/{}/", self.lang));
        self.rows.entry(path).or_default().insert(cells.iter().map(|c| (*c).to_owned()).collect());
    }

    /// Read a code by its groups of three letters. Parts without a meaning are counted; none where nothing is left.
    fn role(&mut self, code: &str, place: &str) -> Option<Role> {
        let letters: Vec<char> = code.chars().collect();
        let mut role = Role::default();
        for (at, part) in letters.chunks(3).enumerate() {
            let part: String = part.iter().collect();
            role.parts += 1;
            if at == 0 && self.states.contains(&part) {
                role.country = Some(part);
                continue;
            }
            if self.territories.get(&part).is_some_and(|state| Some(state) == role.country.as_ref()) {
                role.country = Some(part);
                continue;
            }
            match self.meanings.get(&part).cloned().as_ref() {
                Some(Meaning::Sector { sector, person, body, people }) => {
                    if role.sector.as_ref().is_some_and(|(first, ..)| first != sector) {
                        self.leave_out("a second sector in a code: the first decides", format!("{place} [{code}]"));
                    }
                    role.sector.get_or_insert_with(|| (sector.clone(), person.clone(), body.clone(), people.clone()));
                }
                Some(Meaning::Party(party)) => role.party = Some(party.clone()),
                Some(Meaning::State(state)) => role.country = role.country.take().or_else(|| Some(state.clone())),
                Some(Meaning::Maker(maker)) => role.maker = Some(maker.clone()),
                Some(Meaning::Former) => role.former = true,
                Some(Meaning::Aspect) => self.leave_out("a region, faith or topic in a code, which is not noted here", format!("{place} [{code}]")),
                // What makes an organisation may be followed by its country.
                None if role.country.is_none() && self.states.contains(&part) => role.country = Some(part),
                None => {
                    count(&mut self.report.unmapped, &format!("`{part}`"), format!("{place} [{code}]"));
                    if at == 0 {
                        return None;
                    }
                }
            }
        }
        Some(role)
    }

    fn entry(&mut self, file: &str, entry: &Entry) {
        self.report.entries += 1;
        let place = format!("{file}:{} {}", entry.line, entry.names.first().map_or("", String::as_str));
        let names: Vec<String> = entry.names.iter().flat_map(|name| variants(name)).collect();
        let Some(main) = names.first().cloned() else { return };
        let used = if entry.codes.iter().any(Code::is_dated) {
            self.person(&main, &names, entry, &place)
        } else {
            let roles: Vec<Role> = entry.codes.iter().filter_map(|code| self.role(&code.code, &place)).collect();
            if roles.len() > 1 {
                self.leave_out("a second code that holds at the same time", place.clone());
            }
            roles.first().is_some_and(|role| self.body(&main, &names, entry, role, &place))
        };
        self.report.used += usize::from(used);
    }

    /// Somebody whose codes change with time: terms of office.
    fn person(&mut self, main: &str, names: &[String], entry: &Entry, place: &str) -> bool {
        if self.persons.contains(&main.to_lowercase()) {
            self.leave_out("a person who ships already", place.to_owned());
            return true;
        }
        if !main.contains(' ') {
            self.leave_out("a person of one name only, which is a common word or the name of many", place.to_owned());
            return false;
        }
        if self.names.contains_key(&main.to_lowercase()) {
            self.leave_out("a party whose code changes with time", place.to_owned());
            return false;
        }
        let main = case(main, false);
        let mut used = false;
        for code in &entry.codes {
            let Some(role) = self.role(&code.code, place) else { continue };
            let Some(party) = role.party.clone().or_else(|| role.country.clone()) else {
                self.leave_out("a term of somebody of no country or organisation", place.to_owned());
                continue;
            };
            if role.former && role.sector.is_none() {
                self.leave_out("a time after or before office (ELI): the person keeps the office that was held", place.to_owned());
                continue;
            }
            if role.sector.is_none() && role.party.is_none() {
                self.leave_out("a time of something of a country that has no sector", place.to_owned());
                continue;
            }
            if !code.is_dated() {
                self.leave_out("a code without a time beside others with one", place.to_owned());
                continue;
            }
            let office = role.sector.map_or("official".to_owned(), |(_, person, ..)| person);
            let shown = |date: Option<PartialDate>, none: &str| date.map_or(none.to_owned(), |d| d.to_string());
            self.add("parties/holders.tsv", &[&party, &office, &main, &shown(code.from, LONG_AGO), &shown(code.to, "-")]);
            used = true;
        }
        if used {
            self.persons.insert(main.to_lowercase());
            for name in &names[1..] {
                let form = case(name, false);
                if !form.contains(' ') {
                    self.leave_out("a further name of a person that is one word", format!("{place}: {form}"));
                } else if self.persons.insert(form.to_lowercase()) {
                    self.add("lang/xx/names/persons.tsv", &[&main, &form]);
                } else if form != main {
                    self.leave_out("a name that ships already or was told before", format!("{place}: {form}"));
                }
            }
        }
        used
    }

    /// What has one code for all times: a party, a body of one, or people of a sort.
    fn body(&mut self, main: &str, names: &[String], entry: &Entry, role: &Role, place: &str) -> bool {
        let armed = |sector: &str| matches!(sector, "REB" | "UAF" | "CRM");
        let sector = role.sector.as_ref().map(|(sector, ..)| sector.as_str());
        if entry.codes.first().is_some_and(|code| code.agent) {
            return self.agent(names, entry, role, place);
        }
        if role.former && role.sector.is_none() {
            self.leave_out("somebody who held office (ELI), but not when and for whom", place.to_owned());
            return false;
        }
        match (role.party.as_deref(), role.country.as_deref(), role.maker.as_deref(), sector) {
            (Some(party), ..) => {
                // Of a code with a topic after it, the entry is an organ of the organisation.
                let organ = role.parts > 2 || role.country.is_some();
                self.name("organisations", party, if organ { "organ" } else { "name" }, names, place)
            }
            (None, country, Some("group"), _) => self.group(main, names, country, "REB", place),
            (None, country, _, Some(sector)) if armed(sector) => self.group(main, names, country, sector, place),
            (None, Some(country), Some("firm"), _) | (None, Some(country), None, Some("BUS")) => self.name("firms", country, "firm", names, place),
            (None, Some(country), maker, sector) if maker.is_some() || sector.is_some() => self.titled(country, role, names, place),
            (None, Some(country), ..) => self.name("states", country, "name", names, place),
            (None, None, Some("organisation"), _) => self.made("organisations", main, names, place, |id, name| vec![id, name]),
            (None, None, Some("firm"), _) => {
                self.leave_out("a firm of no country", place.to_owned());
                false
            }
            (None, None, Some(_), _) | (None, None, None, Some("NGO")) => self.group(main, names, None, "NGO", place),
            (None, None, None, _) => {
                self.leave_out("a code of no country or organisation", place.to_owned());
                false
            }
        }
    }

    /// Further names of a party.
    fn name(&mut self, file: &str, party: &str, kind: &str, names: &[String], place: &str) -> bool {
        let mut used = false;
        for name in names {
            let form = case(name, true);
            match self.names.get(&form.to_lowercase()) {
                Some(other) if other == party => {
                    self.leave_out("a name that ships already or was told before", place.to_owned());
                    used = true;
                }
                Some(other) => {
                    let reason = format!("a name that names another party already: {other}");
                    self.leave_out(&reason, place.to_owned());
                }
                None if self.words.contains(&form.to_lowercase()) => self.leave_out("a name that is a word of the language", place.to_owned()),
                None if self.titles.contains(&form.to_lowercase()) => self.leave_out("a name that is a title already", place.to_owned()),
                None => {
                    self.names.insert(form.to_lowercase(), party.to_owned());
                    let kind = if is_acronym(&form) && kind == "name" { "acronym" } else { kind };
                    self.add(&format!("lang/xx/names/{file}.tsv"), &[party, kind, &form]);
                    used = true;
                }
            }
        }
        used
    }

    /// A party of its own, unless its name is known already.
    fn made(&mut self, sort: &str, main: &str, names: &[String], place: &str, rest: impl Fn(String, String) -> Vec<String>) -> bool {
        let name = case(main, true);
        // Many groups share an acronym: only a name of several words, or the main one, tells that two are one.
        let mut telling = names.iter().filter(|name| *name == main || name.contains(' '));
        let known = telling.find_map(|name| self.names.get(&case(name, true).to_lowercase()).cloned());
        let code = known.clone().unwrap_or_else(|| id(main));
        if self.states.contains(&code) {
            self.leave_out("a party whose name is that of a state", place.to_owned());
            return false;
        }
        if known.is_none() && self.parties.insert(code.clone()) {
            let mut cells = rest(code.clone(), name);
            if sort == "organisations" {
                cells = vec![cells[0].clone(), "igo".to_owned(), cells[1].clone(), "-".to_owned()];
            }
            self.add(&format!("parties/{sort}.tsv"), &cells.iter().map(String::as_str).collect::<Vec<_>>());
        }
        self.name(sort, &code, "name", names, place)
    }

    fn group(&mut self, main: &str, names: &[String], country: Option<&str>, sector: &str, place: &str) -> bool {
        let (country, sector) = (country.unwrap_or("-").to_owned(), sector.to_owned());
        self.made("groups", main, names, place, |id, name| vec![id, name, country.clone(), sector.clone()])
    }

    /// Bodies and persons that act for a state: titles that name it.
    fn titled(&mut self, country: &str, role: &Role, names: &[String], place: &str) -> bool {
        let office = role.sector.as_ref().map_or("ngo", |(_, _, body, _)| body.as_str());
        let mut used = false;
        for name in names {
            let form = case(name, true);
            let folded = form.to_lowercase();
            if self.words.contains(&folded) {
                self.leave_out("a name that is a word of the language", place.to_owned());
                continue;
            }
            if self.names.contains_key(&folded) || self.persons.contains(&folded) || !self.titles.insert(folded) {
                self.leave_out("a name that ships already or was told before", place.to_owned());
            } else {
                self.add("lang/xx/names/titled.tsv", &[country, office, &form]);
            }
            used = true;
        }
        used
    }

    /// People of a sort, whose country the text tells.
    fn agent(&mut self, names: &[String], entry: &Entry, role: &Role, place: &str) -> bool {
        let Some((.., people)) = role.sector.clone() else {
            self.leave_out("people of no sector", place.to_owned());
            return false;
        };
        let mut forms: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        match &entry.plural {
            Plural::None => {}
            Plural::Told(told) => forms.push(told.to_lowercase()),
            Plural::Regular => forms.extend(forms.clone().iter().filter_map(|form| plural(form))),
        }
        for form in forms {
            if self.words.contains(&form) {
                self.leave_out("a title that is a word of the language", place.to_owned());
            } else if self.names.contains_key(&form) || !self.titles.insert(form.clone()) {
                self.leave_out("a title that ships already or was told before", place.to_owned());
            } else {
                self.add("lang/xx/lexicon/titles.tsv", &[&form, &people, "group"]);
            }
        }
        true
    }

    fn finish(mut self, files: &[(String, Vec<u8>)], tables: &Tables<'_>) -> Import {
        let from: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let mut out = BTreeMap::new();
        for (path, rows) in std::mem::take(&mut self.rows) {
            self.report.rows.insert(path.clone(), rows.len());
            let mut text = format!("# Made of {} by `chancery import-cameo`. The licence is that of these files.\n", from.join(", "));
            text.push_str(tables.headers(&path).first().copied().unwrap_or_default());
            text.push('\n');
            let mut lines: Vec<String> = rows.iter().map(|cells| cells.join("\t")).collect();
            lines.sort_unstable();
            text.extend(lines.iter().flat_map(|line| [line.as_str(), "\n"]));
            out.insert(path, text);
        }
        Import { tables: out, report: self.report }
    }
}

fn count(list: &mut BTreeMap<String, (usize, Vec<String>)>, reason: &str, place: String) {
    let (number, places) = list.entry(reason.to_owned()).or_default();
    *number += 1;
    if places.len() < EXAMPLES && places.last() != Some(&place) {
        places.push(place);
    }
}

#[cfg(test)]
mod tests;
