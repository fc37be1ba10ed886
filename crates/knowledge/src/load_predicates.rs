//! Reads the predicate tables of a language: which form evokes which frame, and what must hold.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::frames::{Need, Unit};
use crate::inflect::{Forms, Inflection};
use crate::language::{Function, FunctionWord, Marker, Sense};
use crate::load::{Loader, World};

impl Loader<'_> {
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

    pub(crate) fn predicates(&mut self, code: &str, world: &World<'_>, forms: &mut Vec<(String, Sense)>) {
        let folder = format!("lang/{code}/predicates/");
        let paths: Vec<&String> = self.files.iter().map(|(p, _)| p).filter(|p| p.starts_with(&folder)).collect();
        let markers: FxHashMap<String, Marker> =
            forms.iter().filter_map(|(form, sense)| if let Sense::Function(Function::Prep(m)) = sense { Some((form.clone(), *m)) } else { None }).collect();
        let adverbs: FxHashSet<String> = forms
            .iter()
            .filter(|(_, sense)| matches!(sense, Sense::Function(Function::Word(FunctionWord::Adverb | FunctionWord::AtOnce))))
            .map(|(form, _)| form.clone())
            .collect();
        let inflection = self.inflection(code);
        let mut units: FxHashMap<String, Vec<Unit>> = FxHashMap::default();
        let mut told: FxHashSet<[String; 3]> = FxHashSet::default();
        for path in paths {
            for row in self.table(path, &["form", "pos", "frame", "needs"]) {
                let frame = self.lookup(path, row.line, row.get(2), "frame", world.frames.find(row.get(2)));
                let needs: Option<Vec<Need>> = row.get(3).split(' ').filter(|n| !n.is_empty()).map(|n| self.need(path, row.line, n, world)).collect();
                let pos = row.get(1);
                if !told.insert([row.get(0), pos, row.get(3)].map(str::to_owned)) {
                    let fault = format!("`{}` stands twice with one part of speech and the same needs", row.get(0));
                    self.errors.push(
                        path,
                        row.line,
                        fault,
                        "only one of the two frames could ever be chosen: keep one row, or tell them apart by what they need",
                    );
                }
                if !matches!(pos, "v" | "n" | "vn" | "a" | "p") {
                    self.errors.push(path, row.line, format!("`{pos}` is no part of speech"), "v, n, vn, a or p");
                }
                if let (Some(frame), Some(needs)) = (frame, needs) {
                    let words: Vec<&str> = row.get(0).split(' ').collect();
                    let ending = |n: usize| words.len().checked_sub(n).filter(|i| *i > 0).and_then(|i| markers.get(&words[i..].join(" ")).copied());
                    let tail = ending(2).or_else(|| ending(1));
                    for (form, verb, noun, forms) in inflected(&inflection, row.get(0), pos, |w| markers.contains_key(w), |w| adverbs.contains(w)) {
                        let unit = Unit { frame, verb, noun, needs: needs.clone(), tail, forms };
                        units.entry(form).or_default().push(unit);
                    }
                }
            }
        }
        if !inflection.is_empty() {
            let owns = |s: &Sense| matches!(s, Sense::Function(Function::Word(FunctionWord::Possessor | FunctionWord::PossessorAll)));
            let owners: Vec<&str> = forms.iter().filter(|(f, s)| owns(s) && !f.contains(' ')).map(|(f, _)| f.as_str()).collect();
            own_forms(&mut units, &owners);
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
            "person" => Some(Need::Person),
            "inf" => Some(Need::Infinitive),
            "subjunctive" => Some(Need::Subjunctive),
            "together" => Some(Need::Together),
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
}

/// The forms of a row of the predicates, each with whether it is a verb or a noun. Where nothing inflects it is the row's own form.
fn inflected(
    inflection: &Inflection,
    form: &str,
    pos: &str,
    is_preposition: impl Fn(&str) -> bool,
    is_adverb: impl Fn(&str) -> bool,
) -> Vec<(String, bool, bool, Forms)> {
    if pos == "a" {
        return vec![(form.to_owned(), true, false, Forms::PREDICATIVE)];
    }
    if pos == "p" && inflection.is_empty() {
        return vec![(form.to_owned(), true, false, Forms::PASSIVE)];
    }
    let passive = if pos == "p" { Forms::PASSIVE } else { Forms::NONE };
    let (verb, noun) = (pos.contains('v') || pos == "p", pos.contains('n'));
    if inflection.is_empty() {
        return vec![(form.to_owned(), verb, noun, Forms::NONE)];
    }
    let mut out = Vec::new();
    if verb {
        // «jointly develop»: the verb stands after the adverb.
        let (before, phrase) = match form.split_once(' ').filter(|(first, _)| is_adverb(first)) {
            Some((adverb, phrase)) => (format!("{adverb} "), phrase),
            None => (String::new(), form),
        };
        out.extend(inflection.verb(phrase).into_iter().map(|(f, forms)| (format!("{before}{f}"), true, false, forms.with(passive))));
    }
    if noun {
        out.extend(inflection.noun(form, is_preposition).into_iter().map(|(f, forms)| (f, false, true, forms)));
    }
    out
}

/// What is told with one possessive pronoun may be told with any: `recall its ambassador`, `recall their ambassador`.
fn own_forms(units: &mut FxHashMap<String, Vec<Unit>>, owners: &[&str]) {
    let mut added: Vec<(String, Vec<Unit>)> = Vec::new();
    for (form, list) in sorted(units) {
        let words: Vec<&str> = form.split(' ').collect();
        let Some(at) = words.iter().position(|w| owners.contains(w)).filter(|at| *at > 0) else { continue };
        for other in owners {
            let mut words = words.clone();
            words[at] = other;
            let told = words.join(" ");
            if !units.contains_key(&told) {
                added.push((told, list.clone()));
            }
        }
    }
    for (form, list) in added {
        units.entry(form).or_insert(list);
    }
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
pub(crate) fn sorted<V: Clone>(map: &FxHashMap<String, V>) -> impl Iterator<Item = (&String, V)> {
    let mut pairs: Vec<(&String, V)> = map.iter().map(|(k, v)| (k, v.clone())).collect();
    pairs.sort_by(|a, b| a.0.cmp(b.0));
    pairs.into_iter()
}
