//! GDELT 2.0 events: 61 columns, no header, empty cells where nothing is known.

use std::borrow::Cow;

use chancery_register::answers::Report;

use super::{Row, cell};
use crate::act::Party;
use crate::codes::Cameo;
use crate::days::{bounds, day};
use crate::tables::once;

/// The cells of a row. Its files have no header; `docs/exports.md` names the columns.
pub(super) fn row<'r>(row: &'r Row<'r>) -> Vec<Cow<'r, str>> {
    let event = &row.act.event;
    let cameo = row.codes.cameo(&event.kind, event.mode.as_deref(), &event.contexts);
    let (exact, known) = (day(row.date()), bounds(row.date()).map(|(first, _)| first));
    let has_month = row.date().is_some_and(|date| date.len() >= "2024-11".len());
    let report = event.reports.first();
    let place = event.place.as_ref();
    let articles = once(event.reports.iter().map(|report| report.document.as_str())).len();
    let fraction = |day: jiff::civil::Date| f64::from(day.year()) + (f64::from(day.month() - 1) * 30.0 + f64::from(day.day())) / 365.0;

    let mut cells: Vec<Cow<'r, str>> = vec![
        row.number_of_act().to_string().into(),
        cell(exact.map(|day| day.strftime("%Y%m%d").to_string())),
        cell(known.filter(|_| has_month).map(|day| day.strftime("%Y%m").to_string())),
        cell(known.map(|day| day.year().to_string())),
        cell(exact.map(|day| format!("{:.4}", fraction(day)))),
    ];
    cells.extend(party(row, row.pair.actor));
    cells.extend(party(row, row.pair.recipient));
    cells.extend([
        Cow::default(),
        cell(cameo.map(|cameo| cameo.code.as_str())),
        cell(cameo.map(Cameo::base)),
        cell(cameo.map(Cameo::root)),
        cell(cameo.map(|cameo| cameo.quad_class().to_string())),
        cell(cameo.map(|cameo| cameo.goldstein.to_string())),
        event.reports.len().to_string().into(),
        event.independent_sources.to_string().into(),
        articles.to_string().into(),
        Cow::default(),
    ]);
    // Where actor and recipient are is not known.
    cells.extend([(); 16].map(|()| Cow::default()));
    let point = row.act.point.as_ref();
    // A city: of the United States, or of the rest of the world.
    cells.push(cell(point.map(|_| if place.and_then(|place| place.country.as_deref()) == Some("USA") { "3" } else { "4" })));
    cells.push(cell(place.map(|place| place.name.as_str())));
    cells.push(cell(place.and_then(|place| place.country.as_deref()).and_then(|code| row.codes.state(code)).and_then(|state| state.fips.as_deref())));
    // Divisions of the country, and the number of the place in a list that is not GeoNames, are not known.
    cells.extend([
        Cow::default(),
        Cow::default(),
        cell(point.map(|point| point.latitude.to_string())),
        cell(point.map(|point| point.longitude.to_string())),
        Cow::default(),
    ]);
    cells.push(cell(report.and_then(|report| day(report.published.as_deref())).map(|day| day.strftime("%Y%m%d000000").to_string())));
    cells.push(cell(report.map(cited)));
    cells
}

/// The address of a report, else its citation: who published it, and its name in the register.
fn cited(report: &Report) -> String {
    match (&report.url, &report.source) {
        (Some(url), _) => url.clone(),
        (None, Some(source)) => format!("{source}, {}", report.document),
        (None, None) => report.document.clone(),
    }
}

/// Code, name, country, known group, ethnic group, two religions, three types.
fn party<'r>(row: &Row<'r>, party: Option<&'r Party>) -> [Cow<'r, str>; 10] {
    let Some(party) = party else { return Default::default() };
    let country = if row.is_state(party) { row.codes.state(&party.code).map(|state| state.cameo.as_str()) } else { None };
    let group = row.codes.known_group(&party.code);
    let mut types = party.sectors.iter().filter_map(|sector| row.codes.sector(sector)?.cameo.as_deref());
    let types = [types.next(), types.next(), types.next()];
    // As GDELT puts them together: KORGOV, IGOUNO.
    let types_and_group: String =
        if country.is_some() { group.into_iter().chain(types.into_iter().flatten()).collect() } else { types.into_iter().flatten().chain(group).collect() };
    let [first, second, third] = types;
    [
        format!("{}{types_and_group}", country.unwrap_or_default()).into(),
        row.name_of(party).to_uppercase().into(),
        cell(country),
        cell(group),
        Cow::default(),
        Cow::default(),
        Cow::default(),
        cell(first),
        cell(second),
        cell(third),
    ]
}
