//! The PLOVER conflict-cooperation score of a type and mode, from `data/ontology/scores.tsv`.

use std::collections::BTreeMap;

use chancery_model::{EventType, Mode};

/// The table that ships with the program.
const EMBEDDED: &str = include_str!("../../../data/ontology/scores.tsv");
/// Where it stands, for messages.
const EMBEDDED_PATH: &str = "data/ontology/scores.tsv";

/// Scores by type and mode.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores(BTreeMap<(EventType, Option<Mode>), f64>);

/// Every fault of a score table, one a line: `file:line: fault (hint)`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{}", .0.join("\n"))]
pub struct ScoreErrors(Vec<String>);

impl Scores {
    /// The scores that ship with the program.
    pub fn embedded() -> Result<Self, ScoreErrors> {
        Self::parse(EMBEDDED_PATH, EMBEDDED)
    }

    /// Read a table: `type`, `mode` (`-` for the type alone) and `score`, parted by tabs; `#` begins a remark.
    pub fn parse(path: &str, table: &str) -> Result<Self, ScoreErrors> {
        let (mut scores, mut faults) = (BTreeMap::new(), Vec::new());
        let mut lines = table.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
        if lines.next().is_none_or(|(_, header)| header != "type\tmode\tscore") {
            faults.push(format!("{path}:1: no header (write `type\tmode\tscore` before the first row)"));
        }
        for (at, line) in lines {
            match row(line) {
                Ok((key, score)) if scores.insert(key, score).is_none() => {}
                Ok(_) => faults.push(format!("{path}:{}: the type and mode stand twice (remove one)", at + 1)),
                Err(fault) => faults.push(format!("{path}:{}: {fault}", at + 1)),
            }
        }
        for missing in EventType::ALL.iter().filter(|t| !scores.contains_key(&(**t, None))) {
            faults.push(format!("{path}: {missing} has no score (add a row with `-` as mode)"));
        }
        if faults.is_empty() { Ok(Self(scores)) } else { Err(ScoreErrors(faults)) }
    }

    /// The score of the mode, else that of the type.
    pub fn of(&self, event_type: EventType, mode: Option<Mode>) -> f64 {
        let find = |mode| self.0.get(&(event_type, mode)).copied();
        find(mode).or_else(|| find(None)).unwrap_or_default()
    }
}

fn row(line: &str) -> Result<((EventType, Option<Mode>), f64), String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [event_type, mode, score] = cells.as_slice() else {
        return Err(format!("{} cells instead of 3 (part type, mode and score by tabs)", cells.len()));
    };
    let event_type: EventType = event_type.parse().map_err(|e| format!("{e} (see section 2 of the codebook)"))?;
    let mode = match *mode {
        "-" => None,
        mode => Some(mode.parse::<Mode>().map_err(|e| format!("{e} (see section 2 of the codebook)"))?),
    };
    if mode.is_some_and(|mode| !event_type.modes().contains(&mode)) {
        return Err(format!("{event_type} has no such mode (see section 2 of the codebook)"));
    }
    match score.parse::<f64>() {
        Ok(score) if (-10.0..=10.0).contains(&score) => Ok(((event_type, mode), score)),
        _ => Err(format!("`{score}` is no score (write a number from -10 to 10)")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_table_scores_every_type_and_mode() {
        let scores = Scores::embedded().expect("a sound table");
        let cases = [
            (EventType::Consult, None, 2.5),
            (EventType::Consult, Some(Mode::Phone), 1.5),
            (EventType::Accuse, None, -3.0),
            (EventType::Accuse, Some(Mode::Disapprove), -2.0),
            (EventType::Protest, Some(Mode::Vandalize), -5.0),
            (EventType::Assault, Some(Mode::Unconventional), -10.0),
        ];
        for (event_type, mode, score) in cases {
            assert!((scores.of(event_type, mode) - score).abs() < f64::EPSILON, "{event_type} {mode:?}");
        }
        let unlisted: Vec<_> =
            EventType::ALL.iter().flat_map(|t| t.modes().iter().map(move |m| (*t, Some(*m)))).filter(|key| !scores.0.contains_key(key)).collect();
        assert_eq!(unlisted, [(EventType::Protest, Some(Mode::Vandalize))]);
    }

    #[test]
    fn every_fault_of_a_table_is_named_in_one_run() {
        let table = "type\tmode\tscore\nAGREE\t-\t2.5\nAGREE\t-\t3\nFIGHT\t-\t1\nAID\tvisit\t1\nAID\t-\t11\nAID\t-\n";
        let faults = Scores::parse("s.tsv", table).expect_err("faults").to_string();
        for expected in [
            "s.tsv:3: the type and mode stand twice",
            "s.tsv:4: `FIGHT` is no EventType",
            "s.tsv:5: AID has no such mode",
            "s.tsv:6: `11` is no score",
            "s.tsv:7: 2 cells instead of 3",
            "s.tsv: CONSULT has no score",
        ] {
            assert!(faults.contains(expected), "{expected} is not in\n{faults}");
        }
    }
}
