//! The skeleton of a language pack: a folder of small commented tables that load as they are, to be filled.
//!
//! The tables stand in `data/lang/_template`. The names of states and organisations are made from `data/parties`, a row for each, so that
//! none is forgotten: their English names are there to be replaced.

use std::fmt::Write as _;

use chancery_model::PartyKind;

use crate::load::Knowledge;

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../data/lang/_template/", $path)))),*]
    };
}

/// The files of the template; a test tells if one is missing.
const FILES: &[(&str, &str)] = files![
    "README.md",
    "cases/first.md",
    "grammar/dates.tsv",
    "grammar/function.tsv",
    "grammar/settings.tsv",
    "lexicon/contexts.tsv",
    "lexicon/things.tsv",
    "lexicon/titles.tsv",
    "lexicon/units.tsv",
    "lexicon/words.tsv",
    "predicates/accuse.tsv",
    "predicates/agree.tsv",
    "predicates/aid.tsv",
    "predicates/consult.tsv",
    "predicates/operators.tsv",
    "predicates/request.tsv",
    "predicates/sanction.tsv",
    "predicates/support.tsv",
];

/// The files of a new pack, as path within its folder and contents, sorted by path.
pub fn skeleton(knowledge: &Knowledge) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let what = |column: &str, kinds: &str| {
        format!(
            "# Names of the entries of data/parties. kind: {kinds}; CONTRIBUTING.md, section \"Names and other columns\", tells them all.\n\
             # The English names are there to be replaced. A party may have several rows, a form names one party only.\n\
             # Source: say where the names come from. Licence: as the repository. Date: 2026-11-26.\n{column}\tkind\tform\n"
        )
    };
    let mut states = what("code", "name, old, acronym, capital, metonym, city");
    states.push_str(&names(knowledge, PartyKind::State));
    let mut organisations = what("id", "name, acronym, organ");
    organisations.push_str(&names(knowledge, PartyKind::Organisation));
    out.push(("names/states.tsv".to_owned(), states));
    out.push(("names/organisations.tsv".to_owned(), organisations));
    out.sort();
    out
}

/// A row for each party of a kind.
fn names(knowledge: &Knowledge, kind: PartyKind) -> String {
    let mut rows: Vec<String> = knowledge.parties.all().filter(|p| p.kind == kind).map(|p| format!("{}\tname\t{}\n", p.code, p.name)).collect();
    rows.sort();
    rows.iter().fold(String::new(), |mut out, row| {
        let _ = write!(out, "{row}");
        out
    })
}
