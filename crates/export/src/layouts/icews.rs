//! ICEWS: 20 columns, a header, empty cells where nothing is known.

use std::borrow::Cow;

use super::{Row, cell};
use crate::act::Party;
use crate::days::day;

/// The columns, as the published files name them.
pub(super) const COLUMNS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

/// The cells of a row.
pub(super) fn row<'r>(row: &'r Row<'r>) -> Vec<Cow<'r, str>> {
    let event = &row.act.event;
    let cameo = row.codes.cameo(&event.kind, event.mode.as_deref(), &event.contexts);
    let country = event.place.as_ref().and_then(|place| place.country.as_deref());
    let mut cells: Vec<Cow<'r, str>> = vec![(row.line + 1).to_string().into(), cell(day(row.date()).map(|day| day.to_string()))];
    cells.extend(party(row, row.pair.actor));
    cells.extend([
        words(&event.kind, event.mode.as_deref()).into(),
        cell(cameo.map(|cameo| cameo.code.as_str())),
        cell(cameo.map(|cameo| cameo.goldstein.to_string())),
    ]);
    cells.extend(party(row, row.pair.recipient));
    cells.extend([Cow::default(), Cow::default(), cell(event.reports.first().and_then(|report| report.source.as_deref()))]);
    let point = row.act.point.as_ref();
    cells.extend([cell(point.map(|point| point.name.as_str())), Cow::default(), Cow::default()]);
    cells.push(cell(country.and_then(|code| (row.names)(code)).map(|(_, name)| name)));
    cells.extend([cell(point.map(|point| point.latitude.to_string())), cell(point.map(|point| point.longitude.to_string()))]);
    cells
}

/// Name, sectors, country.
fn party<'r>(row: &Row<'r>, party: Option<&'r Party>) -> [Cow<'r, str>; 3] {
    let Some(party) = party else { return Default::default() };
    let sectors: Vec<&str> = party.sectors.iter().filter_map(|sector| row.codes.sector(sector)).map(|names| names.icews.as_str()).collect();
    let name = row.name_of(party);
    let country = cell(Some(name.clone()).filter(|_| row.is_state(party)));
    [party.person.clone().unwrap_or(name).into(), sectors.join(",").into(), country]
}

/// Type and mode in words: `Consult, third party`.
fn words(kind: &str, mode: Option<&str>) -> String {
    let mut words = kind.to_lowercase();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    mode.map_or(words.clone(), |mode| format!("{words}, {}", mode.replace('_', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_in_words() {
        assert_eq!(words("CONSULT", Some("third_party")), "Consult, third party");
        assert_eq!(words("AID", None), "Aid");
    }
}
