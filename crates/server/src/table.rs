//! Rows as JSON or as CSV, whichever was asked for.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chancery_register::answers::{Code, Commitment, Report};
use serde::Serialize;
use utoipa::ToSchema;

use crate::params::Format;
use crate::problem::{Answer, Problem};
use crate::shapes::{Act, List};

/// What can stand as a row of a table.
pub(crate) trait Cells {
    /// The names of the columns.
    const COLUMNS: &'static [&'static str];
    /// The cells of a row.
    fn cells(&self) -> Vec<String>;
}

/// A list in the form that was asked for. The next page of a table is named by the header `X-Next-Cursor`.
pub(crate) fn list<T: Cells + Serialize + ToSchema>(list: List<T>, format: Format) -> Answer<Response> {
    match format {
        Format::Json => Ok(Json(list).into_response()),
        Format::Csv => {
            let mut response = table(&list.items)?;
            if let Some(next) = list.next.and_then(|next| next.parse().ok()) {
                response.headers_mut().insert("x-next-cursor", next);
            }
            Ok(response)
        }
    }
}

/// Rows as CSV.
pub(crate) fn table<T: Cells>(rows: &[T]) -> Answer<Response> {
    lines(T::COLUMNS, rows.iter().map(Cells::cells))
}

/// Lines of cells as CSV.
pub(crate) fn lines<C: AsRef<str>>(columns: &[C], rows: impl Iterator<Item = Vec<String>>) -> Answer<Response> {
    let fault = |error: &dyn std::fmt::Display| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(columns.iter().map(AsRef::as_ref)).map_err(|e| fault(&e))?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe(cell))).map_err(|e| fault(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| fault(&e))?;
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"), (header::CONTENT_DISPOSITION, "attachment; filename=\"chancery.csv\"")];
    Ok((headers, bytes).into_response())
}

/// A cell that no spreadsheet takes for a formula. Numbers stay numbers.
fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

pub(crate) fn joined(codes: &[Code]) -> String {
    codes.iter().map(|code| code.code.as_str()).collect::<Vec<_>>().join(" ")
}

impl Cells for Act {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "date",
        "type",
        "mode",
        "quad",
        "status",
        "actors",
        "recipients",
        "place",
        "country",
        "contexts",
        "score",
        "confidence",
        "independent_sources",
        "conflicts",
        "document",
        "lang",
        "published",
        "source",
        "url",
        "start",
        "end",
        "quotation",
        "reports",
    ];

    fn cells(&self) -> Vec<String> {
        let event = &self.event;
        let report = event.reports.first();
        let told = |take: fn(&Report) -> Option<String>| report.and_then(take).unwrap_or_default();
        vec![
            event.id.clone(),
            event.date.as_ref().map(|date| date.value.clone()).unwrap_or_default(),
            event.kind.clone(),
            event.mode.clone().unwrap_or_default(),
            self.quad.to_string(),
            event.status.clone(),
            joined(&event.actors),
            joined(&event.recipients),
            event.place.as_ref().map(|place| place.name.clone()).unwrap_or_default(),
            event.place.as_ref().and_then(|place| place.country.clone()).unwrap_or_default(),
            event.contexts.join(" "),
            event.score.to_string(),
            event.confidence.to_string(),
            event.independent_sources.to_string(),
            event.conflicts.iter().map(|conflict| conflict.field).collect::<Vec<_>>().join(" "),
            told(|r| Some(r.document.clone())),
            told(|r| Some(r.lang.clone())),
            told(|r| r.published.clone()),
            told(|r| r.source.clone()),
            told(|r| r.url.clone()),
            told(|r| Some(r.evidence.start.to_string())),
            told(|r| Some(r.evidence.end.to_string())),
            told(|r| Some(r.evidence.text.clone())),
            event.reports.len().to_string(),
        ]
    }
}

impl Cells for Commitment {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "kind",
        "title",
        "parties",
        "beneficiaries",
        "status",
        "due",
        "overdue",
        "amount",
        "areas",
        "steps",
        "last_date",
        "last_document",
        "last_quotation",
    ];

    fn cells(&self) -> Vec<String> {
        let last = self.history.last();
        vec![
            self.id.clone(),
            self.kind.clone(),
            self.title.clone(),
            joined(&self.parties),
            joined(&self.beneficiaries),
            self.status.clone(),
            self.due.clone().unwrap_or_default(),
            self.overdue.to_string(),
            self.amount.as_ref().map(ToString::to_string).unwrap_or_default(),
            self.areas.join(" "),
            self.history.len().to_string(),
            last.and_then(|step| step.date.clone()).unwrap_or_default(),
            last.map(|step| step.document.clone()).unwrap_or_default(),
            last.map(|step| step.evidence.text.clone()).unwrap_or_default(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("-2.5", "-2.5"), ("-cmd", "'-cmd"), ("Peru", "Peru"), ("", "")] {
            assert_eq!(safe(cell), expected);
        }
    }
}
