//! Who made-up reports speak of: states with their names in one language, capitals and office-holders, from `data/`.

use std::collections::BTreeMap;

const HOLDERS: &str = include_str!("../../../data/parties/holders.tsv");

/// A state as one language names it.
#[derive(Debug, Default)]
pub struct State {
    /// Its names, the shortest first.
    pub names: Vec<&'static str>,
    /// Names of its capital.
    pub capitals: Vec<&'static str>,
    /// Office and name of persons who have held one.
    pub persons: Vec<(&'static str, &'static str)>,
}

/// The cells of the rows after remarks and header.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split('\t').collect())
}

/// Every state with a name and a capital, in the order of codes. `names` is a table of code, kind and form.
pub fn states(names: &'static str) -> Vec<State> {
    let mut states: BTreeMap<&str, State> = BTreeMap::new();
    for row in rows(names) {
        match row[..] {
            [code, "name", form] => states.entry(code).or_default().names.push(form),
            [code, "capital", form] => states.entry(code).or_default().capitals.push(form),
            _ => {}
        }
    }
    for row in rows(HOLDERS) {
        if let [code, office, person, ..] = row[..]
            && let Some(state) = states.get_mut(code)
        {
            state.persons.push((office, person));
        }
    }
    states.retain(|_, state| !state.names.is_empty() && !state.capitals.is_empty());
    let mut states: Vec<State> = states.into_values().collect();
    for state in &mut states {
        state.names.sort_by_key(|name| name.chars().count());
    }
    states
}

/// Ids of organisations that are short enough to stand in a text of any language.
pub fn organisations() -> Vec<&'static str> {
    rows(include_str!("../../../data/parties/organisations.tsv"))
        .filter_map(|row| row.first().copied())
        .filter(|id| id.len() < 6 && id.chars().all(|c| c.is_ascii_uppercase()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_states_have_names_capitals_and_persons() {
        let states = states(include_str!("../../../data/lang/vi/names/states.tsv"));
        assert!(states.len() > 180, "{}", states.len());
        assert!(states.iter().filter(|state| !state.persons.is_empty()).count() > 100);
        assert!(organisations().contains(&"NATO"));
    }
}
