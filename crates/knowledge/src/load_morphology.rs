//! Reads the grammar tables of a language that joins particles and endings to its stems, and builds its lexicon.

use rustc_hash::FxHashMap;

use crate::language::{Auxiliary, AuxiliaryWord, Function, Marker, Postposition, Relation, Sense};
use crate::lexicon::Lexicon;
use crate::load::{Loader, World};
use crate::morphology::Morphology;
use crate::tags::{Tag, Tags};

impl Loader<'_> {
    /// The lexicon of such a language from its forms and its tables of endings.
    pub fn agglutinated(&mut self, code: &str, world: &World<'_>, mut forms: Vec<(String, Sense)>) -> Lexicon {
        let path = format!("lang/{code}/grammar/settings.tsv");
        let citation = self.table(&path, &["setting", "value"]).iter().find(|r| r.get(0) == "citation").map_or_else(String::new, |r| r.get(1).to_owned());
        let mut morphology = Morphology::default();
        let path = format!("lang/{code}/grammar/endings.tsv");
        for row in self.table(&path, &["after", "form", "leads", "tags"]) {
            let tags = self.tags(&path, row.line, row.get(3));
            morphology.ending(row.get(0), row.get(1), row.get(2), tags);
        }
        let path = format!("lang/{code}/grammar/irregular.tsv");
        let classes: FxHashMap<String, String> = self.table(&path, &["stem", "class"]).iter().map(|r| (r.get(0).to_owned(), r.get(1).to_owned())).collect();
        let path = format!("lang/{code}/grammar/verbalisers.tsv");
        for row in self.table(&path, &["stem", "tags"]) {
            let tags = self.tags(&path, row.line, row.get(1));
            morphology.verbaliser(row.get(0), classes.get(row.get(0)).map_or("", String::as_str), tags);
        }
        self.postpositions(code, &mut forms);
        self.auxiliaries(code, world, &mut forms);
        self.home_bodies(code, &mut forms);
        self.compounds(code, world, &mut forms);
        Lexicon::agglutinated(forms, morphology, &classes, &citation)
    }

    fn tags(&mut self, path: &str, line: usize, words: &str) -> Tags {
        let mut out = Tags::default();
        for word in words.split(' ').filter(|w| !w.is_empty()) {
            if let Some(tag) = self.lookup(path, line, word, "tag of an ending", Tag::parse(word)) {
                out = out.with(tag);
            }
        }
        out
    }

    fn postpositions(&mut self, code: &str, forms: &mut Vec<(String, Sense)>) {
        let path = format!("lang/{code}/grammar/postpositions.tsv");
        for row in self.table(&path, &["form", "case", "marker", "use"]) {
            let case = match row.get(1) {
                "" => None,
                word => self.lookup(&path, row.line, word, "tag of an ending", Tag::parse(word)),
            };
            let relation = match row.get(2) {
                "by" => Some(Relation::By),
                "purpose" => Some(Relation::Purpose),
                word => Marker::parse(word).map(Relation::Marked),
            };
            if let Some(relation) = self.lookup(&path, row.line, row.get(2), "relation", relation) {
                let used = ["adverb", "adnominal"].iter().position(|u| *u == row.get(3));
                let adnominal = self.lookup(&path, row.line, row.get(3), "use of a postposition", used) == Some(1);
                let postposition = Postposition { case, relation, adnominal };
                forms.push((row.get(0).to_owned(), Sense::Postposition(postposition)));
            }
        }
    }

    fn auxiliaries(&mut self, code: &str, world: &World<'_>, forms: &mut Vec<(String, Sense)>) {
        let path = format!("lang/{code}/grammar/auxiliaries.tsv");
        let mut by_form: Vec<(String, Vec<Auxiliary>)> = Vec::new();
        for row in self.table(&path, &["form", "after", "function"]) {
            let after = self.lookup(&path, row.line, row.get(1), "tag of an ending", Tag::parse(row.get(1)));
            let function = match row.get(2).strip_prefix('=') {
                Some(frame) => self.lookup(&path, row.line, frame, "frame", world.frames.find(frame)).map(Err),
                None => self.lookup(&path, row.line, row.get(2), "function of an auxiliary", AuxiliaryWord::parse(row.get(2))).map(Ok),
            };
            if let (Some(after), Some(function)) = (after, function) {
                let auxiliary = match function {
                    Ok(word) => Auxiliary { after, word: Some(word), unit: None },
                    Err(frame) => {
                        let unit = crate::frames::Unit { frame, verb: true, noun: false, needs: Vec::new(), tail: None, forms: crate::inflect::Forms::NONE };
                        Auxiliary { after, word: None, unit: Some(unit) }
                    }
                };
                match by_form.iter_mut().find(|(f, _)| f == row.get(0)) {
                    Some((_, list)) => list.push(auxiliary),
                    None => by_form.push((row.get(0).to_owned(), vec![auxiliary])),
                }
            }
        }
        forms.extend(by_form.into_iter().map(|(form, list)| (form, Sense::Auxiliary(list))));
    }

    /// Bodies that without a name are those of the state where the press is at home.
    fn home_bodies(&mut self, code: &str, forms: &mut Vec<(String, Sense)>) {
        let path = format!("lang/{code}/names/home.tsv");
        for row in self.table(&path, &["form"]) {
            forms.push((row.get(0).to_owned(), Sense::HomeBody));
        }
    }

    /// Words in which parties are put together, or stand beside a prefix: both of Korea and America; against the North.
    fn compounds(&mut self, code: &str, world: &World<'_>, forms: &mut Vec<(String, Sense)>) {
        let path = format!("lang/{code}/names/compounds.tsv");
        for row in self.table(&path, &["form", "marker", "parties"]) {
            let marker = match row.get(1) {
                "" => None,
                word => match self.lookup(&path, row.line, word, "preposition", Function::parse(&format!("prep_{word}"))) {
                    Some(Function::Prep(m)) => Some(m),
                    _ => None,
                },
            };
            let parties: Vec<_> = row.get(2).split(' ').filter_map(|p| self.lookup(&path, row.line, p, "party", world.parties.find(p))).collect();
            forms.push((row.get(0).to_owned(), Sense::Compound(marker, parties)));
        }
    }
}
