//! Reads the data folder into [`Knowledge`]. The same loader serves the embedded data and users' own folders.

use std::path::Path;
use std::str::FromStr;

use chancery_model::{CommitmentKind, CommitmentStatus, Context, EventType, Mode, PartialDate, PartyKind, Sector};
use rustc_hash::FxHashMap;
use unicode_normalization::is_nfc;

use crate::frames::{Commits, Complement, Frame, FrameId, Frames, Need, Roles, Trait, Unit};
use crate::inflect::{Forms, Inflection};
use crate::language::{DateWord, Function, Language, Marker, Measure, NameKind, Sense, Settings, TitleKind, Words};
use crate::lexicon::Lexicon;
use crate::parties::{Agreement, Holder, Office, OfficeId, Parties, Party, PartyId, PersonId, ThingClass, Things};
use crate::table::{DataErrors, Row, rows};

/// Everything the coder needs beside the document.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Knowledge {
    /// Who is who.
    pub parties: Parties,
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
    languages: Vec<Language>,
}

impl Knowledge {
    /// The knowledge of a data folder on disk, laid out as the one that ships.
    pub fn from_folder(folder: &Path) -> Result<Self, DataErrors> {
        let mut errors = DataErrors::default();
        let mut texts = Vec::new();
        gather(folder, folder, &mut texts, &mut errors);
        if !errors.0.is_empty() {
            return Err(errors);
        }
        texts.sort_unstable();
        let files: Vec<(String, &str)> = texts.iter().map(|(p, t)| (p.clone(), t.as_str())).collect();
        Self::load(&files)
    }

    /// Knowledge from the files of a data folder, as path and contents.
    pub fn load(files: &[(String, &str)]) -> Result<Self, DataErrors> {
        let mut loader = Loader { files, errors: DataErrors::default() };
        let things = loader.things();
        let parties = loader.parties();
        let frames = loader.frames();
        let (agreements, agreement_ids) = loader.agreements();
        let mut codes: Vec<&str> = files.iter().filter_map(|(p, _)| p.strip_prefix("lang/")?.split('/').next()).collect();
        codes.dedup();
        // A folder without a grammar holds names for a pack to come.
        codes.retain(|c| files.iter().any(|(p, _)| *p == format!("lang/{c}/grammar/function.tsv")));
        let world = World { parties: &parties, things: &things, frames: &frames, agreements: &agreement_ids };
        let mut languages = Vec::new();
        for code in codes.into_iter().filter(|c| !c.starts_with('_')) {
            let forms = loader.language(code, &world);
            let settings = loader.settings(code, &parties);
            let lexicon = if settings.words == Words::Agglutinated { loader.agglutinated(code, &world, forms) } else { Lexicon::build(forms) };
            languages.push(Language { code: code.to_owned(), settings, lexicon });
        }
        if loader.errors.0.is_empty() {
            let plain = frames.find("motion").unwrap_or(FrameId(0));
            let plain_verb = Unit { frame: plain, verb: true, noun: false, needs: Vec::new(), tail: None, forms: Forms::NONE };
            let refusal = Unit { frame: frames.find("refuse").unwrap_or(plain), ..plain_verb.clone() };
            Ok(Self { parties, things, agreements, frames, plain_verb, refusal, languages })
        } else {
            Err(loader.errors)
        }
    }

    /// The pack of a language.
    pub fn language(&self, code: &str) -> Option<&Language> {
        self.languages.iter().find(|l| l.code == code)
    }

    /// All packs.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }
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

/// What a language's tables may point to.
pub struct World<'w> {
    pub(crate) parties: &'w Parties,
    things: &'w Things,
    pub(crate) frames: &'w Frames,
    agreements: &'w FxHashMap<String, u16>,
}

/// Reads all tables and keeps their faults.
pub struct Loader<'d> {
    files: &'d [(String, &'d str)],
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

    fn parse<T: FromStr>(&mut self, path: &str, line: usize, word: &str, what: &str) -> Option<T> {
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
        for row in self.required(path, &["class", "kind", "gloss"]) {
            let kind = match row.get(1) {
                "" => None,
                word => self.parse::<CommitmentKind>(path, row.line, word, "kind of commitment"),
            };
            let id = ThingClass(things.classes.len() as u8);
            things.by_name.insert(row.get(0).to_owned(), id);
            things.classes.push((row.get(0).to_owned(), kind));
        }
        things
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
        out
    }

    fn holders(&mut self, out: &mut Parties) {
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
                if overlaps && *before != person {
                    self.errors.push(path, line, format!("{person} and {before} hold one office at one time"), "mend the terms, or use two offices");
                }
            }
            last.insert((party, office), (from, to, person.clone()));
            let id = *out.by_person.entry(person.clone()).or_insert_with(|| {
                out.persons.push((person, Vec::new()));
                PersonId(out.persons.len() as u16 - 1)
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
                "order" => settings.verb_final = row.get(1) == "verb_final",
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

    fn inflection(&mut self, code: &str) -> Inflection {
        let mut out = Inflection::default();
        let path = format!("lang/{code}/grammar/inflection.tsv");
        let rules = self.table(&path, &["form", "ending", "cut", "add"]);
        if rules.is_empty() {
            return out;
        }
        for row in rules {
            if let Some(cut) = self.parse::<usize>(&path, row.line, row.get(2), "number") {
                out.add_rule(row.get(0), row.get(1), cut, row.get(3));
            }
        }
        let path = format!("lang/{code}/grammar/irregular.tsv");
        for row in self.table(&path, &["lemma", "past", "participle", "present"]) {
            let part = |i: usize| Some(row.get(i)).filter(|w| !w.is_empty()).map(str::to_owned);
            out.add_irregular(row.get(0), [part(1), part(2), part(3)]);
        }
        out
    }

    fn predicates(&mut self, code: &str, world: &World<'_>, forms: &mut Vec<(String, Sense)>) {
        let folder = format!("lang/{code}/predicates/");
        let paths: Vec<&String> = self.files.iter().map(|(p, _)| p).filter(|p| p.starts_with(&folder)).collect();
        let markers: FxHashMap<String, Marker> =
            forms.iter().filter_map(|(form, sense)| if let Sense::Function(Function::Prep(m)) = sense { Some((form.clone(), *m)) } else { None }).collect();
        let inflection = self.inflection(code);
        let mut units: FxHashMap<String, Vec<Unit>> = FxHashMap::default();
        for path in paths {
            for row in self.table(path, &["form", "pos", "frame", "needs"]) {
                let frame = self.lookup(path, row.line, row.get(2), "frame", world.frames.find(row.get(2)));
                let needs: Option<Vec<Need>> = row.get(3).split(' ').filter(|n| !n.is_empty()).map(|n| self.need(path, row.line, n, world)).collect();
                let pos = row.get(1);
                if !matches!(pos, "v" | "n" | "vn" | "a") {
                    self.errors.push(path, row.line, format!("`{pos}` is no part of speech"), "v, n, vn or a");
                }
                if let (Some(frame), Some(needs)) = (frame, needs) {
                    let words: Vec<&str> = row.get(0).split(' ').collect();
                    let ending = |n: usize| words.len().checked_sub(n).filter(|i| *i > 0).and_then(|i| markers.get(&words[i..].join(" ")).copied());
                    let tail = ending(2).or_else(|| ending(1));
                    for (form, verb, noun, forms) in inflected(&inflection, row.get(0), pos, |w| markers.contains_key(w)) {
                        let unit = Unit { frame, verb, noun, needs: needs.clone(), tail, forms };
                        units.entry(form).or_default().push(unit);
                    }
                }
            }
        }
        if !inflection.is_empty() {
            fall_back(&mut units, &markers);
        }
        for (form, mut list) in sorted(&units).map(|(f, l)| (f.clone(), l)) {
            list.sort_by_key(|u| std::cmp::Reverse(u.needs.len()));
            forms.push((form, Sense::Predicate(list)));
        }
    }

    fn need(&mut self, path: &str, line: usize, word: &str, world: &World<'_>) -> Option<Need> {
        match word {
            "party" => Some(Need::Party),
            "comp" => Some(Need::Complement),
            "nocomp" => Some(Need::NoComplement),
            "future" => Some(Need::Future),
            "speech" => Some(Need::Speech),
            "org" => Some(Need::Body),
            "inf" => Some(Need::Infinitive),
            _ if word.starts_with("then:") => word.strip_prefix("then:").map(|w| Need::Word(w.to_owned())),
            _ => {
                let (kind, classes) = self.lookup(path, line, word, "condition", word.split_once(':').filter(|(k, _)| matches!(*k, "obj" | "subj" | "as")))?;
                let classes = classes.split(',').map(|c| self.lookup(path, line, c, "class of things", world.things.find(c))).collect::<Option<Vec<_>>>()?;
                Some(match kind {
                    "subj" => Need::Subject(classes),
                    "as" => Need::As(classes),
                    _ => Need::Object(classes),
                })
            }
        }
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
                "anaphoric_year" => number(self).map(DateWord::AnaphoricYear),
                kind => self.lookup(&path, row.line, kind, "kind of date word", None),
            };
            forms.extend(word.map(|w| (row.get(0).to_owned(), Sense::Date(w))));
        }
    }
}

/// The forms of a row of the predicates, each with whether it is a verb or a noun. Where nothing inflects it is the row's own form.
fn inflected(inflection: &Inflection, form: &str, pos: &str, is_preposition: impl Fn(&str) -> bool) -> Vec<(String, bool, bool, Forms)> {
    if pos == "a" {
        return vec![(form.to_owned(), true, false, Forms::PREDICATIVE)];
    }
    let (verb, noun) = (pos.contains('v'), pos.contains('n'));
    if inflection.is_empty() {
        return vec![(form.to_owned(), verb, noun, Forms::NONE)];
    }
    let mut out = Vec::new();
    if verb {
        out.extend(inflection.verb(form).into_iter().map(|(f, forms)| (f, true, false, forms)));
    }
    if noun {
        out.extend(inflection.noun(form, is_preposition).into_iter().map(|(f, forms)| (f, false, true, forms)));
    }
    out
}

/// Where none of the readings of a longer form need hold, those of the shorter form that it begins with: `agree on` without what `agree on` needs.
fn fall_back(units: &mut FxHashMap<String, Vec<Unit>>, markers: &FxHashMap<String, Marker>) {
    let mut added: Vec<(String, Vec<Unit>)> = Vec::new();
    for (form, list) in sorted(units) {
        if !form.contains(' ') || list.iter().any(|u| u.needs.is_empty()) {
            continue;
        }
        let mut short = form.as_str();
        while let Some((start, _)) = short.rsplit_once(' ') {
            short = start;
            let Some(more) = units.get(short) else { continue };
            let rest = form[short.len()..].trim();
            let tail = markers.get(rest).copied();
            let fits = |u: &&Unit| list.iter().any(|own| own.verb == u.verb && own.noun == u.noun);
            added.push((form.clone(), more.iter().filter(fits).map(|u| Unit { tail: tail.or(u.tail), ..u.clone() }).collect()));
            break;
        }
    }
    for (form, more) in added {
        units.entry(form).or_default().extend(more);
    }
}

/// The pairs of a map in the order of its keys, so that no hash order reaches the outside.
fn sorted<V: Clone>(map: &FxHashMap<String, V>) -> impl Iterator<Item = (&String, V)> {
    let mut pairs: Vec<(&String, V)> = map.iter().map(|(k, v)| (k, v.clone())).collect();
    pairs.sort_by(|a, b| a.0.cmp(b.0));
    pairs.into_iter()
}
