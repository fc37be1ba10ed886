//! The short form in which users tell parties: one name a line, in the columns `code kind country lang name`, and for office-holders `from to`.
//! It turns into rows of the tables of parties and names; `docs/own-words.md` describes it.

use std::collections::BTreeMap;
use std::rc::Rc;

use chancery_model::{PartialDate, Sector};

use crate::own::{cells, lines};
use crate::table::DataErrors;
use crate::tables::{OwnRow, Place, Tables};

const COLUMNS: [&str; 7] = ["code", "kind", "country", "lang", "name", "from", "to"];
/// Where names of a sort of party go.
const STATE: &str = "states";
const ORGANISATION: &str = "organisations";
const GROUP: &str = "groups";

/// Reads one list.
struct Reader<'r> {
    file: Rc<str>,
    /// Codes that are known, with the table of their names.
    known: BTreeMap<String, &'static str>,
    /// Offices that are known.
    offices: Vec<String>,
    languages: Vec<String>,
    /// The first name of each term of office, which the others stand for.
    terms: BTreeMap<[String; 3], String>,
    errors: &'r mut DataErrors,
    out: Vec<OwnRow>,
}

/// The rows that a list of parties stands for.
pub(crate) fn read(file: &str, text: &str, tables: &Tables<'_>, errors: &mut DataErrors) -> Vec<OwnRow> {
    let first = |path: &str| tables.rows(path).iter().filter_map(|cells| cells.first().map(|&c| c.to_owned())).collect::<Vec<_>>();
    let mut known = BTreeMap::new();
    for sort in [STATE, ORGANISATION, GROUP] {
        known.extend(first(&format!("parties/{sort}.tsv")).into_iter().map(|code| (code, sort)));
    }
    let mut reader = Reader {
        file: file.into(),
        known,
        offices: first("parties/offices.tsv"),
        languages: tables.languages().into_iter().map(ToOwned::to_owned).collect(),
        terms: BTreeMap::new(),
        errors,
        out: Vec::new(),
    };
    let mut columns: Vec<Option<usize>> = (0..COLUMNS.len()).map(Some).collect();
    for (number, (line, row)) in lines(text).enumerate() {
        let given = cells(row, COLUMNS.len());
        let is_header = number == 0 && given.iter().any(|c| c.eq_ignore_ascii_case("code")) && given.iter().any(|c| c.eq_ignore_ascii_case("name"));
        if is_header {
            columns = reader.header(line, &given);
        } else if given.len() < 2 {
            let hint = "save the table as text parted by tabs, not by commas or blanks";
            reader.fault(line, format!("one cell: `{}`", given.join("")), hint);
        } else if given.len() > COLUMNS.len() {
            reader.fault(line, format!("{} cells", given.len()), format!("no more than {}: {}", COLUMNS.len(), COLUMNS.join(", ")));
        } else {
            let cell = |column: usize| columns[column].and_then(|at| given.get(at)).map_or("-", String::as_str);
            reader.row(line, std::array::from_fn(cell));
        }
    }
    reader.out
}

impl Reader<'_> {
    fn fault(&mut self, line: usize, fault: impl Into<String>, hint: impl Into<String>) {
        self.errors.push(&self.file, line, fault, hint);
    }

    fn add(&mut self, line: usize, table: &str, cells: &[&str]) {
        let place = Place { file: Rc::clone(&self.file), line };
        self.out.push(OwnRow { table: table.to_owned(), cells: cells.iter().map(|c| (*c).to_owned()).collect(), place });
    }

    /// Where each column stands, if the first line names them.
    fn header(&mut self, line: usize, given: &[String]) -> Vec<Option<usize>> {
        for name in given {
            if name != "-" && !COLUMNS.iter().any(|column| column.eq_ignore_ascii_case(name)) {
                self.fault(line, format!("`{name}` is no column"), format!("there are {}", COLUMNS.join(", ")));
            }
        }
        COLUMNS.iter().map(|column| given.iter().position(|name| name.eq_ignore_ascii_case(column))).collect()
    }

    fn row(&mut self, line: usize, [code, kind, country, lang, name, from, to]: [&str; 7]) {
        let sound = |c: char| !c.is_whitespace() && !c.is_lowercase();
        if code == "-" || !code.chars().all(sound) {
            return self.fault(line, format!("`{code}` is no code"), "capital letters, figures and `_`, such as `XRB`");
        }
        if name == "-" {
            return self.fault(line, "no name", "the columns are code, kind, country, lang, name, and for office-holders from, to");
        }
        let languages = match lang {
            "-" => self.languages.clone(),
            _ if self.languages.iter().any(|known| known == lang) => vec![lang.to_owned()],
            _ => return self.fault(line, format!("`{lang}` is no language"), format!("one of {}, or `-` for all of them", self.languages.join(", "))),
        };
        if country != "-" && self.known.get(country) != Some(&STATE) {
            return self.fault(line, format!("`{country}` is no state"), "the ISO 3166-1 alpha-3 code of the country, such as `KEN`, or `-`");
        }
        if self.offices.iter().any(|office| office == kind) {
            return self.holder(line, [code, kind, name, from, to], &languages);
        }
        if from != "-" || to != "-" {
            return self.fault(line, format!("`{kind}` has no term"), "only an office has `from` and `to`: write its id as kind, such as `foreign_minister`");
        }
        let Some(sort) = self.party(line, code, kind, country, name) else { return };
        let form = if is_acronym(name) { "acronym" } else { "name" };
        let form = if sort == "firms" { "firm" } else { form };
        for lang in languages {
            self.add(line, &format!("lang/{lang}/names/{sort}.tsv"), &[code, form, name]);
        }
    }

    /// The table for the names of a party; one that is new is added.
    fn party(&mut self, line: usize, code: &str, kind: &str, country: &str, name: &str) -> Option<&'static str> {
        let sector = kind.parse::<Sector>().ok();
        let wanted = match kind {
            "state" => Some(STATE),
            "organisation" | "organization" | "IGO" => Some(ORGANISATION),
            "group" => Some(GROUP),
            "firm" => Some("firms"),
            _ if sector.is_some() => Some(GROUP),
            _ => None,
        };
        let known = self.known.get(code).copied();
        match (known, wanted) {
            (None, Some("firms")) => {
                self.fault(line, format!("`{code}` is no party"), "a firm goes by the code of its country");
                None
            }
            (Some(_), Some("firms")) => wanted,
            (Some(known), None) if kind == "-" => Some(known),
            (Some(known), Some(wanted)) if known == wanted => Some(known),
            (Some(known), Some(_)) => {
                self.fault(line, format!("`{code}` is one of the {known} already"), "write `-` as kind to add a name, or take another code");
                None
            }
            (None, Some(sort)) => {
                match sort {
                    STATE => self.add(line, "parties/states.tsv", &[code, "-", name, "-"]),
                    ORGANISATION => self.add(line, "parties/organisations.tsv", &[code, "igo", name, "-"]),
                    // An armed group, unless a sector says otherwise.
                    _ => self.add(line, "parties/groups.tsv", &[code, name, country, sector.map_or("REB", Sector::as_str)]),
                }
                self.known.insert(code.to_owned(), sort);
                Some(sort)
            }
            (None, None) if kind == "-" => {
                self.fault(line, format!("`{code}` is no party that is known"), "say what it is: state, organisation, group, or a sector such as PTY");
                None
            }
            (_, None) => {
                let hint = "state, organisation, group, firm, a sector such as REB or PTY, or an office such as foreign_minister";
                self.fault(line, format!("`{kind}` is no kind of party"), hint);
                None
            }
        }
    }

    fn holder(&mut self, line: usize, [code, office, name, from, to]: [&str; 5], languages: &[String]) {
        if !self.known.contains_key(code) {
            return self.fault(line, format!("`{code}` is no party that is known"), "tell the party first, on a line of its own");
        }
        if from == "-" {
            return self.fault(line, "an office-holder without `from`", "write the day, month or year in which the term began: YYYY, YYYY-MM or YYYY-MM-DD");
        }
        if let (Ok(begun), Ok(ended)) = (from.parse::<PartialDate>(), to.parse::<PartialDate>())
            && ended < begun
            && !begun.within(ended)
        {
            return self.fault(line, format!("ends in {to}, before it begins"), "mend `from` or `to`");
        }
        let term = [code, office, from].map(ToOwned::to_owned);
        match self.terms.get(&term).cloned() {
            None => {
                self.terms.insert(term, name.to_owned());
                self.add(line, "parties/holders.tsv", &[code, office, name, from, to]);
            }
            Some(first) if first != name => {
                for lang in languages {
                    self.add(line, &format!("lang/{lang}/names/persons.tsv"), &[&first, name]);
                }
            }
            Some(_) => {}
        }
    }
}

/// Whether a name is written in capitals only: `UNHCR`, not `Ngo`.
pub(crate) fn is_acronym(name: &str) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    capitals > 1 && !name.chars().any(|c| c.is_lowercase() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (Vec<String>, Vec<String>) {
        let base: Vec<(String, &str)> = [
            ("lang/en/names/groups.tsv", "id\tkind\tform\n"),
            ("lang/vi/names/groups.tsv", "id\tkind\tform\n"),
            ("parties/groups.tsv", "id\tname\tcountry\tsector\nOLD\tOld Front\tPER\tREB\n"),
            ("parties/holders.tsv", "party\toffice\tperson\tfrom\tto\n"),
            ("parties/offices.tsv", "id\tname\tsector\tscope\nleader\tLeader\tGOV\tany\n"),
            ("parties/states.tsv", "code\talpha2\tname\tregion\nPER\tPE\tPeru\tx\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text))
        .to_vec();
        let mut errors = DataErrors::default();
        let rows = read("own.tsv", text, &Tables::new(&base), &mut errors);
        let rows = rows.iter().map(|row| format!("{}:{} {}", row.place.line, row.table, row.cells.join("|"))).collect();
        (rows, errors.0.iter().map(|e| format!("{}:{}: {}", e.file, e.line, e.fault)).collect())
    }

    #[test]
    fn a_line_makes_a_party_and_its_name() {
        let (rows, faults) =
            told("\u{feff}XRB\tgroup\tPER\ten\tExample Brigade\r\nXRB\t\t\t\tXRB\t\t\t\r\n\r\nOLD\t-\t-\tvi\tMặt trận Cũ\nPER\tfirm\t-\ten\tAcme\n");
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(
            rows,
            [
                "1:parties/groups.tsv XRB|Example Brigade|PER|REB",
                "1:lang/en/names/groups.tsv XRB|name|Example Brigade",
                "2:lang/en/names/groups.tsv XRB|acronym|XRB",
                "2:lang/vi/names/groups.tsv XRB|acronym|XRB",
                "4:lang/vi/names/groups.tsv OLD|name|Mặt trận Cũ",
                "5:lang/en/names/firms.tsv PER|firm|Acme",
            ]
        );
    }

    #[test]
    fn columns_may_be_named_and_an_office_makes_a_holder() {
        let (rows, faults) = told("Name\tCode\tKind\tFrom\tTo\nAna Ruiz\tOLD\tleader\t2020\t\nA. Ruiz\tOLD\tleader\t2020\t\nGreens\tGRN\tPTY\t\t\n");
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(
            rows,
            [
                "2:parties/holders.tsv OLD|leader|Ana Ruiz|2020|-",
                "3:lang/en/names/persons.tsv Ana Ruiz|A. Ruiz",
                "3:lang/vi/names/persons.tsv Ana Ruiz|A. Ruiz",
                "4:parties/groups.tsv GRN|Greens|-|PTY",
                "4:lang/en/names/groups.tsv GRN|name|Greens",
                "4:lang/vi/names/groups.tsv GRN|name|Greens",
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_stands_there_is_read_or_refused(text in "[A-Zé_0-9\\-\t\n \r#]{0,80}") {
            let (rows, faults) = told(&text);
            let said = lines(&text).count();
            proptest::prop_assert!(said == 0 || !rows.is_empty() || !faults.is_empty());
        }
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let lines = [
            "xrb\tgroup\tPER\ten\tX",
            "XRB\tgroup\tPERU\ten\tX",
            "XRB\tgroup\tPER\txx\tX",
            "XRB\tgrp\tPER\ten\tX",
            "XRB\t-\t-\ten\tX",
            "XRB,group,PER,en,X",
            "OLD\tstate\t-\ten\tX",
            "OLD\tleader\t-\ten\tX",
            "OLD\tleader\t-\ten\tX\t2020\t2019",
            "XRB\tgroup\tPER\ten",
            "OLD\t-\t-\ten\tX\t2020",
            "XRB\tfirm\t-\ten\tX",
        ];
        let (rows, faults) = told(&lines.join("\n"));
        assert_eq!(rows, Vec::<String>::new());
        let expected = [
            "`xrb` is no code",
            "`PERU` is no state",
            "`xx` is no language",
            "`grp` is no kind of party",
            "`XRB` is no party that is known",
            "one cell: `XRB,group,PER,en,X`",
            "`OLD` is one of the groups already",
            "an office-holder without `from`",
            "ends in 2019, before it begins",
            "no name",
            "`-` has no term",
            "`XRB` is no party",
        ];
        let expected: Vec<String> = expected.iter().enumerate().map(|(at, fault)| format!("own.tsv:{}: {fault}", at + 1)).collect();
        assert_eq!(faults, expected);
    }
}
