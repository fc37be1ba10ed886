//! POLECAT: 40 columns, a header, `None` where nothing is known, `; ` between the items of a list.

use std::borrow::Cow;

use super::{Row, cell};
use crate::act::Party;
use crate::days::day;
use crate::tables::quad_class;

/// The columns, as the published files name them.
pub(super) const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

/// The cells of a row.
pub(super) fn row<'r>(row: &'r Row<'r>) -> Vec<Cow<'r, str>> {
    let event = &row.act.event;
    let report = event.reports.first();
    let place = event.place.as_ref();
    let mut cells: Vec<Cow<'r, str>> = vec![
        format!("{}_{}", event.id, row.number + 1).into(),
        cell(day(row.date()).map(|day| day.to_string())),
        event.kind.as_str().into(),
        cell(event.mode.as_deref()),
        event.score.to_string().into(),
        quad_class(&event.kind).to_uppercase().into(),
        event.contexts.join("; ").into(),
    ];
    cells.extend(party(row, row.pair.actor));
    cells.extend(party(row, row.pair.recipient));
    let point = row.act.point.as_ref();
    let city = || cell(point.map(|point| point.name.as_str()));
    // Districts and provinces are not known.
    cells.extend([city(), city(), Cow::default(), Cow::default()]);
    cells.push(cell(place.and_then(|place| place.country.as_deref())));
    cells.extend([
        cell(point.map(|point| point.latitude.to_string())),
        cell(point.map(|point| point.longitude.to_string())),
        cell(point.map(|point| point.geonames.to_string())),
        cell(place.map(|place| place.name.as_str())),
        Cow::default(),
        cell(report.and_then(|report| report.source.as_deref())),
        cell(report.and_then(|report| report.published.as_deref())),
        Cow::default(),
        Cow::default(),
        Cow::default(),
        cell(report.map(|report| report.lang.as_str())),
        cell(report.map(|report| format!("chancery {} {}", report.coder, report.data))),
    ]);
    for cell in &mut cells {
        if cell.is_empty() {
            *cell = Cow::Borrowed("None");
        }
    }
    cells
}

/// Name, country, COW number, main sector, sectors, title, raw name, Wikipedia.
fn party<'r>(row: &Row<'r>, party: Option<&'r Party>) -> [Cow<'r, str>; 8] {
    let Some(party) = party else { return Default::default() };
    let sectors: Vec<&str> = party.sectors.iter().filter_map(|sector| row.codes.sector(sector)).map(|names| names.plover.as_str()).collect();
    let state = row.is_state(party);
    [
        party.person.clone().unwrap_or_else(|| row.name_of(party)).into(),
        cell(Some(party.code.as_str()).filter(|_| state)),
        cell(row.codes.state(&party.code).filter(|_| state).and_then(|state| state.cow).map(|number| number.to_string())),
        cell(sectors.first().copied()),
        sectors.join("; ").into(),
        cell(party.role.as_deref()),
        cell(party.text.as_deref()),
        Cow::default(),
    ]
}
