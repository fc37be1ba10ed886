//! Reads the data folder into [`Knowledge`]. The same loader serves the embedded data and users' own folders.

use std::path::Path;
use std::str::FromStr;

use chancery_model::{CommitmentKind, CommitmentStatus, Context, EventType, Mode, PartialDate, PartyKind, Sector};
use rustc_hash::FxHashMap;
use unicode_normalization::is_nfc;

use crate::frames::{Commits, Complement, Frame, FrameId, Frames, Roles, Trait, Unit};
use crate::inflect::Forms;
use crate::language::{DateWord, Function, Language, Measure, NameKind, Sense, Settings, TitleKind, Words};
use crate::lexicon::Lexicon;
use crate::load_predicates::sorted;
use crate::parties::{Agreement, Holder, Office, OfficeId, Parties, Party, PartyId, PersonId, ThingClass, ThingSort, Things};
use crate::places::Places;
use crate::table::{DataErrors, Row, rows};

/// Everything the coder needs beside the document.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Knowledge {
    /// Who is who.
    pub parties: Parties,
    /// Where places are.
    pub places: Places,
    /// Classes of things.
    pub things: Things,
    /// Known agreements.
    pub agreements: Vec<Agreement>,
    /// What words mean.
    pub frames: Frames,
    /// The reading of a verb none of whose readings fits.
    pub plain_verb: Unit,
    /// The reading of a verb that tells that its subject will not do something.
    pub refusal: Unit,
    /// Which tables these are: a hash of those that ship; with tables of one's own `+` and a hash of these.
    pub data: String,
    languages: Vec<Language>,
}

impl Knowledge {
    /// The knowledge of a data folder on disk, laid out as the one that ships.
    pub fn from_folder(folder: &Path) -> Result<Self, DataErrors> {
        let texts = read_folder(folder)?;
        let files: Vec<(String, &str)> = texts.iter().map(|(p, t)| (p.clone(), t.as_str())).collect();
        Self::load(&files)
    }

    /// Knowledge from the files of a data folder, as path and contents.
    pub fn load(files: &[(String, &str)]) -> Result<Self, DataErrors> {
        let mut loader = Loader { files, errors: DataErrors::default() };
        let mut things = loader.things();
        let parties = loader.parties();
        loader.people(&parties, &mut things);
        let places = loader.places(&parties);
        let frames = loader.frames();
        let (agreements, agreement_ids) = loader.agreements();
        let mut codes: Vec<&str> = files.iter().filter_map(|(p, _)| p.strip_prefix("lang/")?.split('/').next()).collect();
        codes.dedup();
        // A folder without a grammar holds names for a pack to come.
        codes.retain(|c| files.iter().any(|(p, _)| *p == format!("lang/{c}/grammar/function.tsv")));
        let world = World { parties: &parties, things: &things, frames: &frames, agreements: &agreement_ids };
        // Languages know nothing of each other, and each takes its time.
        let mut languages = Vec::new();
        let read: Vec<_> = std::thread::scope(|scope| {
            let codes = codes.into_iter().filter(|c| !c.starts_with('_'));
            let threads: Vec<_> = codes.map(|code| scope.spawn(|| read_language(files, code, &world))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|payload| std::panic::resume_unwind(payload))).collect()
        });
        for (language, errors) in read {
            languages.push(language);
            loader.errors.0.extend(errors.0);
        }
        if loader.errors.0.is_empty() {
            let plain = frames.find("motion").unwrap_or(FrameId(0));
            let plain_verb = Unit { frame: plain, verb: true, noun: false, needs: Vec::new(), tail: None, forms: Forms::NONE };
            let refusal = Unit { frame: frames.find("refuse").unwrap_or(plain), ..plain_verb.clone() };
            let data = fingerprint(files.iter().flat_map(|(path, text)| [path.as_str(), *text]));
            Ok(Self { parties, places, things, agreements, frames, plain_verb, refusal, data, languages })
        } else {
            Err(loader.errors)
        }
    }

    /// The pack of a language.
    pub fn language(&self, code: &str) -> Option<&Language> {
        self.languages.iter().find(|l| l.code == code)
    }

    /// What is not in the pack, because it is sooner told again.
    pub(crate) fn sum_up(&mut self) {
        for language in &mut self.languages {
            language.lexicon.sum_up();
        }
    }

    /// All packs.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }
}

/// The tables of a data folder, as path and contents, in the order of their paths.
pub(crate) fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, DataErrors> {
    let mut errors = DataErrors::default();
    let mut texts = Vec::new();
    gather(folder, folder, &mut texts, &mut errors);
    texts.sort_unstable();
    if errors.0.is_empty() { Ok(texts) } else { Err(errors) }
}

/// What tells one state of the tables from another: the first 16 hexadecimal digits of a BLAKE3 hash over them.
pub(crate) fn fingerprint<'c>(parts: impl IntoIterator<Item = &'c str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}

fn gather(root: &Path, folder: &Path, out: &mut Vec<(String, String)>, errors: &mut DataErrors) {
    let unreadable = |path: &Path, e: &std::io::Error, errors: &mut DataErrors| {
        errors.push(&path.display().to_string(), 1, e.to_string(), "a data folder is laid out as `data/` in the repository");
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) => return unreadable(folder, &e, errors),
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, out, errors);
        } else if path.extension().is_some_and(|e| e == "tsv") {
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                    out.push((name, text));
                }
                Err(e) => unreadable(&path, &e, errors),
            }
        }
    }
}

/// One language, with the faults of its tables.
fn read_language(files: &[(String, &str)], code: &str, world: &World<'_>) -> (Language, DataErrors) {
    let mut loader = Loader { files, errors: DataErrors::default() };
    let forms = loader.language(code, world);
    let settings = loader.settings(code, world.parties);
    let lexicon = if settings.words == Words::Agglutinated { loader.agglutinated(code, world, forms) } else { Lexicon::build(forms) };
    (Language { code: code.to_owned(), settings, lexicon }, loader.errors)
}

/// What a language's tables may point to.
pub struct World<'w> {
    pub(crate) parties: &'w Parties,
    pub(crate) things: &'w Things,
    pub(crate) frames: &'w Frames,
    agreements: &'w FxHashMap<String, u16>,
}

/// Reads all tables and keeps their faults.
pub struct Loader<'d> {
    pub(crate) files: &'d [(String, &'d str)],
    pub(crate) errors: DataErrors,
}

impl<'d> Loader<'d> {
    pub(crate) fn table(&mut self, path: &str, columns: &[&str]) -> Vec<Row<'d>> {
        match self.files.iter().find(|(p, _)| p == path) {
            Some((p, text)) => rows(p, text, columns, &mut self.errors),
            None => Vec::new(),
        }
    }

    fn required(&mut self, path: &str, columns: &[&str]) -> Vec<Row<'d>> {
        if !self.files.iter().any(|(p, _)| p == path) {
            self.errors.push(path, 1, "the file is missing", "every data folder has it");
        }
        self.table(path, columns)
    }

    pub(crate) fn parse<T: FromStr>(&mut self, path: &str, line: usize, word: &str, what: &str) -> Option<T> {
        let value = word.parse().ok();
        if value.is_none() {
            self.errors.push(path, line, format!("`{word}` is no {what}"), "see the codebook");
        }
        value
    }

    pub(crate) fn lookup<T>(&mut self, path: &str, line: usize, word: &str, what: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.errors.push(path, line, format!("`{word}` is no {what}"), format!("use one that is defined, or define the {what}"));
        }
        value
    }

    fn things(&mut self) -> Things {
        let path = "things/classes.tsv";
        let mut things = Things::default();
        for row in self.required(path, &["class", "kind", "sort", "gloss"]) {
            let kind = match row.get(1) {
                "" => None,
                word => self.parse::<CommitmentKind>(path, row.line, word, "kind of commitment"),
            };
            let sort = match row.get(2) {
                "" => None,
                word => self.lookup(path, row.line, word, "sort of things", ThingSort::parse(word)),
            };
            let id = ThingClass(things.classes.len() as u8);
            things.by_name.insert(row.get(0).to_owned(), id);
            things.classes.push((row.get(0).to_owned(), kind, sort));
        }
        things
    }

    /// Which classes of things groups and persons are told as.
    fn people(&mut self, parties: &Parties, things: &mut Things) {
        let path = "things/people.tsv";
        for row in self.table(path, &["who", "of", "class"]) {
            let class = self.lookup(path, row.line, row.get(2), "class of things", things.find(row.get(2)));
            match row.get(0) {
                "group" => {
                    let sector = self.parse::<Sector>(path, row.line, row.get(1), "sector");
                    things.groups.extend(sector.zip(class));
                }
                "person" => {
                    let office = self.lookup(path, row.line, row.get(1), "office", parties.by_office.get(row.get(1)).copied());
                    things.persons.extend(office.zip(class));
                }
                word => self.errors.push(path, row.line, format!("`{word}` is neither a group nor a person"), "`group` or `person`"),
            }
        }
    }

    fn agreements(&mut self) -> (Vec<Agreement>, FxHashMap<String, u16>) {
        let path = "things/agreements.tsv";
        let mut list = Vec::new();
        let mut ids = FxHashMap::default();
        for row in self.table(path, &["id", "kind", "name"]) {
            if let Some(kind) = self.parse::<CommitmentKind>(path, row.line, row.get(1), "kind of commitment") {
                ids.insert(row.get(0).to_owned(), list.len() as u16);
                list.push(Agreement { id: row.get(0).to_owned(), kind });
            }
        }
        (list, ids)
    }

    fn parties(&mut self) -> Parties {
        let mut out = Parties::default();
        let add = |out: &mut Parties, party: Party| -> bool {
            let id = PartyId(out.parties.len() as u16);
            let new = out.by_code.insert(party.code.clone(), id).is_none();
            out.parties.push(party);
            new
        };
        let path = "parties/states.tsv";
        for row in self.required(path, &["code", "alpha2", "name", "region"]) {
            let party =
                Party { code: row.get(0).to_owned(), kind: PartyKind::State, name: row.get(2).to_owned(), members: Vec::new(), base: None, sector: None };
            if !add(&mut out, party) {
                self.errors.push(path, row.line, format!("`{}` is told twice", row.get(0)), "keep one");
            }
        }
        let path = "parties/territories.tsv";
        for row in self.table(path, &["code", "state"]) {
            let territory = self.lookup(path, row.line, row.get(0), "state", out.find(row.get(0)));
            let state = self.lookup(path, row.line, row.get(1), "state", out.find(row.get(1)));
            if let Some(territory) = territory {
                out.parties[territory.0 as usize].base = state;
            }
        }
        let path = "parties/organisations.tsv";
        for row in self.required(path, &["id", "kind", "name", "members"]) {
            let mut members = Vec::new();
            for code in row.get(3).split(' ').filter(|c| !c.is_empty()) {
                members.extend(self.lookup(path, row.line, code, "state", out.find(code)));
            }
            let party = Party {
                code: row.get(0).to_owned(),
                kind: PartyKind::Organisation,
                name: row.get(2).to_owned(),
                members,
                base: None,
                sector: Some(Sector::Igo),
            };
            if !add(&mut out, party) {
                self.errors.push(path, row.line, format!("`{}` is told twice", row.get(0)), "keep one");
            }
        }
        let path = "parties/seats.tsv";
        for row in self.table(path, &["organisation", "state"]) {
            let organisation = self.lookup(path, row.line, row.get(0), "organisation", out.find(row.get(0)));
            let state = self.lookup(path, row.line, row.get(1), "state", out.find(row.get(1)));
            out.seats.extend(organisation.zip(state).map(|(o, s)| (s, o)));
        }
        let path = "parties/groups.tsv";
        for row in self.required(path, &["id", "name", "country", "sector"]) {
            let base = match row.get(2) {
                "" => None,
                code => self.lookup(path, row.line, code, "state", out.find(code)),
            };
            let sector = self.parse::<Sector>(path, row.line, row.get(3), "sector");
            let party = Party { code: row.get(0).to_owned(), kind: PartyKind::Group, name: row.get(1).to_owned(), members: Vec::new(), base, sector };
            if !add(&mut out, party) {
                self.errors.push(path, row.line, format!("`{}` is told twice", row.get(0)), "keep one");
            }
        }
        let path = "parties/offices.tsv";
        for row in self.required(path, &["id", "name", "sector", "scope"]) {
            if let Some(sector) = self.parse::<Sector>(path, row.line, row.get(2), "sector") {
                out.by_office.insert(row.get(0).to_owned(), OfficeId(out.offices.len() as u16));
                out.offices.push(Office { id: row.get(0).to_owned(), sector });
            }
        }
        self.holders(&mut out);
        for (file, rows) in [("organisations", out.parties.len()), ("holders", out.persons.len()), ("offices", out.offices.len())] {
            if rows > usize::from(u16::MAX) {
                self.errors.push(&format!("parties/{file}.tsv"), 1, format!("{rows} rows, more than can be told apart"), "leave out what is not needed");
            }
        }
        out
    }

    fn holders(&mut self, out: &mut Parties) {
        let path = "parties/shared.tsv";
        let mut shared = Vec::new();
        for row in self.table(path, &["office"]) {
            shared.extend(self.lookup(path, row.line, row.get(0), "office", out.by_office.get(row.get(0)).copied()));
        }
        let path = "parties/holders.tsv";
        let mut last: FxHashMap<(PartyId, OfficeId), (PartialDate, Option<PartialDate>, String)> = FxHashMap::default();
        let mut terms = Vec::new();
        for row in self.table(path, &["party", "office", "person", "from", "to"]) {
            let party = self.lookup(path, row.line, row.get(0), "party", out.find(row.get(0)));
            let office = self.lookup(path, row.line, row.get(1), "office", out.by_office.get(row.get(1)).copied());
            let from = self.parse::<PartialDate>(path, row.line, row.get(3), "date");
            let to = match row.get(4) {
                "" => Some(None),
                word => self.parse::<PartialDate>(path, row.line, word, "date").map(Some),
            };
            if let (Some(party), Some(office), Some(from), Some(to)) = (party, office, from, to) {
                terms.push((party, office, from, to, row.get(2).to_owned(), row.line));
            }
        }
        terms.sort_by_key(|a| (a.0, a.1, a.2));
        for (party, office, from, to, person, line) in terms {
            if let Some((_, ended, before)) = last.get(&(party, office)) {
                let overlaps = match ended {
                    None => true,
                    Some(end) => *end > from && !from.within(*end) && !end.within(from),
                };
                if overlaps && *before != person && !shared.contains(&office) {
                    self.errors.push(path, line, format!("{person} and {before} hold one office at one time"), "mend the terms, or use two offices");
                }
            }
            last.insert((party, office), (from, to, person.clone()));
            let id = *out.by_person.entry(person.clone()).or_insert_with(|| {
                out.persons.push((person, Vec::new()));
                PersonId((out.persons.len() - 1) as u16)
            });
            let list = &mut out.persons[id.0 as usize].1;
            list.push(Holder { party, office, from, to });
            list.sort_by_key(|h| h.from);
        }
    }

    fn frames(&mut self) -> Frames {
        let mut out = Frames::default();
        let paths: Vec<&String> = self.files.iter().map(|(p, _)| p).filter(|p| p.starts_with("frames/")).collect();
        for path in paths {
            let stem = path.trim_start_matches("frames/").trim_end_matches(".tsv");
            let event_type = match stem {
                "operators" => None,
                _ => self.parse::<EventType>(path, 1, &stem.to_uppercase(), "event type"),
            };
            for row in self.table(path, &["frame", "mode", "roles", "complement", "kind", "status", "traits", "gloss"]) {
                let mode = match row.get(1) {
                    "" => None,
                    word => self.parse::<Mode>(path, row.line, word, "mode"),
                };
                if let (Some(t), Some(m)) = (event_type, mode)
                    && !t.modes().contains(&m)
                {
                    self.errors.push(path, row.line, format!("{t} has no mode `{m}`"), "see the codebook, section 2");
                }
                let roles = self.lookup(path, row.line, row.get(2), "scheme of roles", Roles::parse(row.get(2)));
                let complement = self.lookup(path, row.line, row.get(3), "sort of complement", Complement::parse(row.get(3)));
                let commits = match row.get(4) {
                    "" => Some(Commits::No),
                    "object" => Some(Commits::ByObject(None)),
                    "suspend" => Some(Commits::Suspends),
                    "terminate" => Some(Commits::Ends),
                    word => match word.strip_prefix("object:") {
                        Some(kind) => self.parse(path, row.line, kind, "kind of commitment").map(|k| Commits::ByObject(Some(k))),
                        None => self.parse(path, row.line, word, "kind of commitment").map(Commits::Kind),
                    },
                };
                let status = match row.get(5) {
                    "" => None,
                    word => self.parse::<CommitmentStatus>(path, row.line, word, "status of a commitment"),
                };
                let traits = row.get(6).split_whitespace().filter_map(|word| self.lookup(path, row.line, word, "trait", Trait::parse(word))).collect();
                if let (Some(roles), Some(complement), Some(commits)) = (roles, complement, commits) {
                    let id = row.get(0).to_owned();
                    if out.by_id.insert(id.clone(), FrameId(out.frames.len() as u16)).is_some() {
                        self.errors.push(path, row.line, format!("frame `{id}` is told twice"), "frames of all types share one name space");
                    }
                    out.frames.push(Frame { id, event_type, mode, roles, complement, commits, status, traits });
                }
            }
        }
        out
    }

    fn language(&mut self, code: &str, world: &World<'_>) -> Vec<(String, Sense)> {
        let mut forms = Vec::new();
        self.names(code, world, &mut forms);
        self.titles(code, world, &mut forms);
        self.grammar(code, &mut forms);
        self.predicates(code, world, &mut forms);
        self.lexicon(code, world, &mut forms);
        for (form, _) in &forms {
            if !is_nfc(form) {
                self.errors.push(&format!("lang/{code}"), 1, format!("`{form}` is not in normal form C"), "write it precomposed");
            }
        }
        forms
    }

    fn names(&mut self, code: &str, world: &World<'_>, forms: &mut Vec<(String, Sense)>) {
        let mut claimed: FxHashMap<String, PartyId> = FxHashMap::default();
        for (file, column) in [("states", "code"), ("organisations", "id"), ("groups", "id"), ("firms", "code")] {
            let path = format!("lang/{code}/names/{file}.tsv");
            for row in self.table(&path, &[column, "kind", "form"]) {
                let party = self.lookup(&path, row.line, row.get(0), "party", world.parties.find(row.get(0)));
                let kind = self.lookup(&path, row.line, row.get(1), "kind of name", NameKind::parse(row.get(1)));
                if let (Some(party), Some(kind)) = (party, kind) {
                    let form = row.get(2).to_owned();
                    match claimed.get(&form) {
                        Some(other) if *other != party => {
                            let other = world.parties.party(*other).code.clone();
                            self.errors.push(&path, row.line, format!("`{form}` also names {other}"), "leave it to the more usual bearer");
                        }
                        Some(_) => {}
                        None => {
                            claimed.insert(form.clone(), party);
                            forms.push((form, Sense::Party(party, kind)));
                        }
                    }
                }
            }
        }
        let path = format!("lang/{code}/names/persons.tsv");
        for (name, id) in sorted(&world.parties.by_person) {
            forms.push((name.clone(), Sense::Person(id)));
        }
        for row in self.table(&path, &["person", "form"]) {
            let id = self.lookup(&path, row.line, row.get(0), "office-holder", world.parties.by_person.get(row.get(0)).copied());
            forms.extend(id.map(|id| (row.get(1).to_owned(), Sense::Person(id))));
        }
        let path = format!("lang/{code}/names/agreements.tsv");
        for row in self.table(&path, &["id", "kind", "form"]) {
            let id = self.lookup(&path, row.line, row.get(0), "agreement", world.agreements.get(row.get(0)).copied());
            forms.extend(id.map(|id| (row.get(2).to_owned(), Sense::Agreement(id))));
        }
    }

    fn titles(&mut self, code: &str, world: &World<'_>, forms: &mut Vec<(String, Sense)>) {
        let path = format!("lang/{code}/lexicon/titles.tsv");
        for row in self.table(&path, &["form", "office", "kind"]) {
            let office = self.lookup(&path, row.line, row.get(1), "office", world.parties.by_office.get(row.get(1)).copied());
            let kind = self.lookup(&path, row.line, row.get(2), "kind of title", TitleKind::parse(row.get(2)));
            if let (Some(office), Some(kind)) = (office, kind) {
                forms.push((row.get(0).to_owned(), Sense::Title(office, kind)));
            }
        }
        let path = format!("lang/{code}/names/titled.tsv");
        for row in self.table(&path, &["code", "office", "form"]) {
            let party = self.lookup(&path, row.line, row.get(0), "party", world.parties.find(row.get(0)));
            let office = self.lookup(&path, row.line, row.get(1), "office", world.parties.by_office.get(row.get(1)).copied());
            if let (Some(party), Some(office)) = (party, office) {
                forms.push((row.get(2).to_owned(), Sense::Titled(party, office)));
            }
        }
    }

    fn settings(&mut self, code: &str, parties: &Parties) -> Settings {
        let path = format!("lang/{code}/grammar/settings.tsv");
        let mut settings = Settings::default();
        for row in self.table(&path, &["setting", "value"]) {
            match row.get(0) {
                "words" => {
                    let words = self.lookup(&path, row.line, row.get(1), "sort of words", Words::parse(row.get(1)));
                    settings.words = words.unwrap_or(settings.words);
                }
                "order" => {
                    let last = (row.get(1) == "verb_final").then_some(());
                    settings.verb_final = self.lookup(&path, row.line, row.get(1), "order of words", last).is_some();
                }
                "home" => settings.home = self.lookup(&path, row.line, row.get(1), "party", parties.find(row.get(1))),
                // Read with the tables of endings.
                "citation" => {}
                "plural" => settings.plural = row.get(1).chars().next(),
                setting => {
                    let _: Option<()> = self.lookup(&path, row.line, setting, "setting", None);
                }
            }
        }
        settings
    }

    fn lexicon(&mut self, code: &str, world: &World<'_>, forms: &mut Vec<(String, Sense)>) {
        let path = format!("lang/{code}/lexicon/things.tsv");
        for row in self.table(&path, &["form", "class"]) {
            let class = self.lookup(&path, row.line, row.get(1), "class of things", world.things.find(row.get(1)));
            forms.extend(class.map(|c| (row.get(0).to_owned(), Sense::Thing(c))));
        }
        let path = format!("lang/{code}/lexicon/contexts.tsv");
        for row in self.table(&path, &["form", "context"]) {
            let context = self.parse::<Context>(&path, row.line, row.get(1), "context");
            forms.extend(context.map(|c| (row.get(0).to_owned(), Sense::Context(c))));
        }
        let path = format!("lang/{code}/lexicon/units.tsv");
        for row in self.table(&path, &["form", "kind", "value"]) {
            let value = row.get(2);
            let measure = match row.get(1) {
                "scale" => self.parse(&path, row.line, value, "number").map(Measure::Scale),
                "number" => self.parse(&path, row.line, value, "number").map(Measure::Number),
                "currency" => Some(Measure::Currency(value.to_owned())),
                "unit" => Some(Measure::Unit(value.to_owned())),
                kind => self.lookup(&path, row.line, kind, "kind of measure", None),
            };
            forms.extend(measure.map(|m| (row.get(0).to_owned(), Sense::Measure(m))));
        }
        let path = format!("lang/{code}/lexicon/words.tsv");
        for row in self.table(&path, &["form", "class"]) {
            let sense = match row.get(1) {
                "block" => Some(Sense::Block),
                "place" => Some(Sense::Place),
                class => self.lookup(&path, row.line, class, "class of words", None),
            };
            forms.extend(sense.map(|s| (row.get(0).to_owned(), s)));
        }
    }

    fn grammar(&mut self, code: &str, forms: &mut Vec<(String, Sense)>) {
        let path = format!("lang/{code}/grammar/function.tsv");
        for row in self.required(&path, &["form", "class"]) {
            let class = self.lookup(&path, row.line, row.get(1), "function", Function::parse(row.get(1)));
            forms.extend(class.map(|c| (row.get(0).to_owned(), Sense::Function(c))));
        }
        let path = format!("lang/{code}/grammar/dates.tsv");
        for row in self.table(&path, &["form", "kind", "value"]) {
            let value = row.get(2);
            let number = |loader: &mut Self| loader.parse::<i16>(&path, row.line, value, "number");
            let word = match row.get(1) {
                "day" => Some(DateWord::Day),
                "month" => Some(DateWord::Month),
                "year" => Some(DateWord::Year),
                "quarter" => Some(DateWord::Quarter),
                "part" => Some(DateWord::Part),
                "relative_day" => number(self).map(DateWord::RelativeDay),
                "relative_week" => number(self).map(DateWord::RelativeWeek),
                "relative_month" => number(self).map(DateWord::RelativeMonth),
                "relative_year" => number(self).map(DateWord::RelativeYear),
                "anaphoric_day" => number(self).map(DateWord::AnaphoricDay),
                "anaphoric_month" => number(self).map(DateWord::AnaphoricMonth),
                "same_month" => Some(DateWord::SameMonth),
                "weekday" => number(self).map(|n| DateWord::Weekday(n as u8)),
                "next_weekday" => number(self).map(|n| DateWord::NextWeekday(n as u8)),
                "last_weekday" => number(self).map(|n| DateWord::LastWeekday(n as u8)),
                "month_name" => number(self).map(|n| DateWord::MonthName(n as u8)),
                "last_month_name" => number(self).map(|n| DateWord::LastMonthName(n as u8)),
                "next_month_name" => number(self).map(|n| DateWord::NextMonthName(n as u8)),
                "ago" => Some(DateWord::Ago),
                "ordinal_day" => Some(DateWord::OrdinalDay),
                "limit" => Some(DateWord::Limit),
                "limit_year" => number(self).map(DateWord::LimitYear),
                "limit_month" => number(self).map(DateWord::LimitMonth),
                "unit" => value.chars().next().map(DateWord::Unit),
                "before" => Some(DateWord::Before),
                "after" => Some(DateWord::After),
                "last" => Some(DateWord::Last),
                "next" => Some(DateWord::Next),
                "span" => Some(DateWord::Span),
                "days_after" => number(self).map(DateWord::DaysAfter),
                "counted_after" => number(self).map(DateWord::CountedAfter),
                "anaphoric_year" => number(self).map(DateWord::AnaphoricYear),
                kind => self.lookup(&path, row.line, kind, "kind of date word", None),
            };
            forms.extend(word.map(|w| (row.get(0).to_owned(), Sense::Date(w))));
        }
    }
}
