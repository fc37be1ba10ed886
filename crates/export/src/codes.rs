//! What other projects call things: CAMEO codes of acts with their Goldstein values, codes of states, sectors and organisations, from the tables of
//! `data/ontology`.

use std::collections::BTreeMap;

use chancery_model::{Context, EventType, Mode, Sector};

/// The tables that ship with the program: where each stands, and its text.
const EMBEDDED: Tables<'static> = Tables {
    cameo: include_str!("../../../data/ontology/cameo.tsv"),
    states: include_str!("../../../data/ontology/states.tsv"),
    sectors: include_str!("../../../data/ontology/sectors.tsv"),
    known_groups: include_str!("../../../data/ontology/known_groups.tsv"),
};

/// The texts of the tables, to be parsed.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'t> {
    /// `data/ontology/cameo.tsv`
    pub cameo: &'t str,
    /// `data/ontology/states.tsv`
    pub states: &'t str,
    /// `data/ontology/sectors.tsv`
    pub sectors: &'t str,
    /// `data/ontology/known_groups.tsv`
    pub known_groups: &'t str,
}

/// Every fault of the tables, one a line: `file:line: fault (hint)`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{}", .0.join("\n"))]
pub struct CodeErrors(Vec<String>);

/// An act in CAMEO.
#[derive(Clone, Debug, PartialEq)]
pub struct Cameo {
    /// Its code, with leading zeros.
    pub code: String,
    /// Its Goldstein value.
    pub goldstein: f64,
}

impl Cameo {
    /// The first three digits, or all of them.
    pub fn base(&self) -> &str {
        self.code.get(..3).unwrap_or(&self.code)
    }

    /// The first two digits.
    pub fn root(&self) -> &str {
        self.code.get(..2).unwrap_or(&self.code)
    }

    /// Verbal and material cooperation, verbal and material conflict, 1 to 4, as the roots of CAMEO fall into them.
    pub fn quad_class(&self) -> u8 {
        match self.root() {
            "01" | "02" | "03" | "04" | "05" => 1,
            "06" | "07" | "08" => 2,
            "09" | "10" | "11" | "12" | "13" => 3,
            _ => 4,
        }
    }
}

/// A state or territory in other lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// FIPS 10-4.
    pub fips: Option<String>,
    /// Number in the state system of the Correlates of War project.
    pub cow: Option<u16>,
    /// Abbreviation there.
    pub cow_abbreviation: Option<String>,
    /// Code of CAMEO.
    pub cameo: String,
}

/// A sector in other lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectorNames {
    /// Code of PLOVER.
    pub plover: String,
    /// Code of CAMEO's actor types.
    pub cameo: Option<String>,
    /// Name among the sectors of ICEWS.
    pub icews: String,
}

/// A code, and the topic for which it stands; none: for all others.
type ByContext = (Option<Context>, Cameo);

/// The codes of all lists.
#[derive(Clone, Debug)]
pub struct Codes {
    acts: BTreeMap<(EventType, Option<Mode>), Vec<ByContext>>,
    states: BTreeMap<String, State>,
    sectors: BTreeMap<String, SectorNames>,
    known_groups: BTreeMap<String, String>,
}

impl Codes {
    /// The codes that ship with the program.
    pub fn embedded() -> Result<Self, CodeErrors> {
        Self::parse(EMBEDDED)
    }

    /// Read the tables.
    pub fn parse(tables: Tables<'_>) -> Result<Self, CodeErrors> {
        let mut codes = Self { acts: BTreeMap::new(), states: BTreeMap::new(), sectors: BTreeMap::new(), known_groups: BTreeMap::new() };
        let mut faults = Vec::new();
        each_row("ontology/cameo.tsv", tables.cameo, ["type", "mode", "context", "cameo", "goldstein"], &mut faults, |row| codes.act(row));
        each_row("ontology/states.tsv", tables.states, ["code", "fips", "cow", "cow_abbreviation", "cameo"], &mut faults, |row| codes.state_row(row));
        each_row("ontology/sectors.tsv", tables.sectors, ["sector", "plover", "cameo", "icews"], &mut faults, |[sector, plover, cameo, icews]| {
            sector.parse::<Sector>().map_err(|e| e.to_string())?;
            let names = SectorNames { plover: plover.to_owned(), cameo: told(cameo), icews: icews.to_owned() };
            once(codes.sectors.insert(sector.to_owned(), names))
        });
        each_row("ontology/known_groups.tsv", tables.known_groups, ["party", "cameo"], &mut faults, |[party, cameo]| {
            once(codes.known_groups.insert(party.to_owned(), cameo.to_owned()))
        });
        for event_type in EventType::ALL {
            for mode in [None].into_iter().chain(event_type.modes().iter().copied().map(Some)) {
                let whole = codes.acts.get(&(*event_type, mode)).is_some_and(|rows| rows.iter().any(|(context, _)| context.is_none()));
                if !whole {
                    let mode = mode.map_or("-", Mode::as_str);
                    faults.push(format!("ontology/cameo.tsv: {event_type} {mode} has no code (add a row with `-` as context)"));
                }
            }
        }
        for sector in Sector::ALL.iter().filter(|sector| !codes.sectors.contains_key(sector.as_str())) {
            faults.push(format!("ontology/sectors.tsv: {sector} is missing (add a row)"));
        }
        if faults.is_empty() { Ok(codes) } else { Err(CodeErrors(faults)) }
    }

    fn act(&mut self, [event_type, mode, context, cameo, goldstein]: [&str; 5]) -> Result<(), String> {
        let event_type: EventType = event_type.parse().map_err(|e| format!("{e}"))?;
        let mode = told(mode).map(|mode| mode.parse::<Mode>().map_err(|e| e.to_string())).transpose()?;
        let context = told(context).map(|context| context.parse::<Context>().map_err(|e| e.to_string())).transpose()?;
        if mode.is_some_and(|mode| !event_type.modes().contains(&mode)) {
            return Err(format!("{event_type} has no such mode"));
        }
        if !(3..=4).contains(&cameo.len()) || !cameo.bytes().all(|b| b.is_ascii_digit()) || !("01".."21").contains(&&cameo[..2]) {
            return Err(format!("`{cameo}` is no code of CAMEO"));
        }
        let goldstein = goldstein.parse::<f64>().ok().filter(|value| (-10.0..=10.0).contains(value));
        let goldstein = goldstein.ok_or_else(|| "the Goldstein value is no number from -10 to 10".to_owned())?;
        let rows = self.acts.entry((event_type, mode)).or_default();
        if rows.iter().any(|(known, _)| *known == context) {
            return Err("told twice".to_owned());
        }
        rows.push((context, Cameo { code: cameo.to_owned(), goldstein }));
        Ok(())
    }

    fn state_row(&mut self, [code, fips, cow, abbreviation, cameo]: [&str; 5]) -> Result<(), String> {
        let cow = told(cow).map(|number| number.parse::<u16>().ok().filter(|n| (1..1000).contains(n)).ok_or_else(|| format!("`{number}` is no COW number")));
        let state =
            State { fips: told(fips), cow: cow.transpose()?, cow_abbreviation: told(abbreviation), cameo: told(cameo).unwrap_or_else(|| code.to_owned()) };
        if state.cow.is_some() != state.cow_abbreviation.is_some() {
            return Err("number and abbreviation of COW go together".to_owned());
        }
        if state.fips.as_ref().is_some_and(|fips| fips.len() != 2 || !fips.bytes().all(|b| b.is_ascii_uppercase())) {
            return Err(format!("`{fips}` is no FIPS code"));
        }
        let twice = |other: &State| (state.fips.is_some() && other.fips == state.fips) || (state.cow.is_some() && other.cow == state.cow);
        if let Some((other, _)) = self.states.iter().find(|(_, other)| twice(other)) {
            return Err(format!("{other} has the same code"));
        }
        once(self.states.insert(code.to_owned(), state))
    }

    /// An act in CAMEO: by type, mode and what it is about.
    pub fn cameo(&self, event_type: &str, mode: Option<&str>, contexts: &[String]) -> Option<&Cameo> {
        let event_type: EventType = event_type.parse().ok()?;
        let mode = mode.and_then(|mode| mode.parse().ok());
        let rows = self.acts.get(&(event_type, mode)).or_else(|| self.acts.get(&(event_type, None)))?;
        let mut narrower = rows.iter().filter(|(context, _)| context.is_some_and(|context| contexts.iter().any(|c| c == context.as_str())));
        match (narrower.next(), narrower.next()) {
            (Some((_, cameo)), None) => Some(cameo),
            _ => rows.iter().find(|(context, _)| context.is_none()).map(|(_, cameo)| cameo),
        }
    }

    /// A state or territory, by its ISO 3166-1 alpha-3 code.
    pub fn state(&self, code: &str) -> Option<&State> {
        self.states.get(code)
    }

    /// Every state and territory that the table has.
    pub fn states(&self) -> impl Iterator<Item = (&str, &State)> {
        self.states.iter().map(|(code, state)| (code.as_str(), state))
    }

    /// A sector of the codebook.
    pub fn sector(&self, code: &str) -> Option<&SectorNames> {
        self.sectors.get(code)
    }

    /// The code of an organisation among the known groups of CAMEO.
    pub fn known_group(&self, party: &str) -> Option<&str> {
        self.known_groups.get(party).map(String::as_str)
    }

    /// The organisations that have one.
    pub fn known_groups(&self) -> impl Iterator<Item = &str> {
        self.known_groups.keys().map(String::as_str)
    }
}

fn told(cell: &str) -> Option<String> {
    (cell != "-").then(|| cell.to_owned())
}

fn once<T>(before: Option<T>) -> Result<(), String> {
    before.map_or(Ok(()), |_| Err("told twice".to_owned()))
}

/// Hand each row of a table on, and note what is wrong with it.
fn each_row<const N: usize>(path: &str, table: &str, columns: [&str; N], faults: &mut Vec<String>, mut take: impl FnMut([&str; N]) -> Result<(), String>) {
    let mut lines = table.lines().enumerate().filter(|(_, line)| !line.starts_with("# ") && !line.is_empty());
    if lines.next().is_none_or(|(_, header)| header.split('\t').ne(columns)) {
        faults.push(format!("{path}:1: no header (write `{}` before the first row)", columns.join("\t")));
    }
    for (at, line) in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let done = match <[&str; N]>::try_from(cells.as_slice()) {
            Ok(row) => take(row),
            Err(_) => Err(format!("{} cells instead of {N}", cells.len())),
        };
        if let Err(fault) = done {
            faults.push(format!("{path}:{}: {fault} (see the remarks at its head)", at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(event_type: &str, mode: Option<&str>, contexts: &[&str]) -> String {
        let contexts: Vec<String> = contexts.iter().map(ToString::to_string).collect();
        let codes = Codes::embedded().expect("sound tables");
        codes.cameo(event_type, mode, &contexts).expect("a code").code.clone()
    }

    #[test]
    fn acts_have_the_codes_of_cameo() {
        assert_eq!(code("CONSULT", Some("visit"), &[]), "042");
        assert_eq!(code("AID", None, &["diplomatic"]), "070");
        assert_eq!(code("AID", None, &["military", "diplomatic"]), "072");
        assert_eq!(code("AID", None, &["military", "economic"]), "070", "two that would do: neither");
        assert_eq!(code("SANCTION", Some("discontinue"), &["economic"]), "163");
    }

    #[test]
    fn classes_follow_from_the_root() {
        let class = |code: &str| Cameo { code: code.to_owned(), goldstein: 0.0 }.quad_class();
        assert_eq!(["030", "0871", "1712", "1312"].map(class), [1, 2, 4, 3]);
    }

    #[test]
    fn states_have_their_codes() {
        let codes = Codes::embedded().expect("sound tables");
        let fips = |code: &str| codes.state(code).and_then(|s| s.fips.clone());
        assert_eq!(["VNM", "KOR", "PRK", "DEU", "CHE"].map(fips), ["VM", "KS", "KN", "GM", "SZ"].map(|f| Some(f.to_owned())));
        assert_eq!(codes.states().filter(|(_, s)| s.cow.is_some()).count(), 195, "the members of 2016");
        assert_eq!(codes.state("SRB").and_then(|s| s.cow), Some(345));
        assert_eq!(codes.state("VAT").and_then(|s| s.cow), None, "the Holy See is no member");
        assert_eq!(codes.state("ROU").map(|s| s.cameo.as_str()), Some("ROM"));
    }

    #[test]
    fn every_fault_is_named_with_its_line() {
        let faulty = Tables {
            cameo: "type\tmode\tcontext\tcameo\tgoldstein\nAID\tvisit\t-\t070\t7\nAID\t-\t-\t07\t7\nAID\t-\t-\t070\t11\n",
            states: "code\tfips\tcow\tcow_abbreviation\tcameo\nAAA\tXX\t2\t-\t-\nBBB\tAA\t2\tB\t-\nCCC\tAA\t3\tC\t-\n",
            ..EMBEDDED
        };
        let faults = Codes::parse(faulty).expect_err("faults").to_string();
        for expected in [
            "cameo.tsv:2: AID has no such mode",
            "cameo.tsv:3: `07` is no code of CAMEO",
            "cameo.tsv:4: the Goldstein value is no number",
            "states.tsv:2: number and abbreviation of COW go together",
            "states.tsv:4: BBB has the same code",
            "PROTEST riot has no code",
        ] {
            assert!(faults.contains(expected), "{expected} is not in\n{faults}");
        }
    }
}
