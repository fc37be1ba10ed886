//! How two parties stand to each other, month by month: the view `dyads_monthly`, also as of a day.

use chancery_model::PartialDate;
use serde::Serialize;

use crate::answers::Event;
use crate::error::{RegisterError, Result};
use crate::query::Filter;
use crate::store::Register;

/// What one party did towards another in a month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DyadMonth {
    /// The month, or the year where no month is known.
    pub month: String,
    /// Acts of each class.
    pub verbal_cooperation: usize,
    /// See there.
    pub material_cooperation: usize,
    /// See there.
    pub verbal_conflict: usize,
    /// See there.
    pub material_conflict: usize,
    /// Mean PLOVER score.
    pub mean_score: f64,
    /// Sources, summed over the acts.
    pub independent_sources: usize,
}

impl Register {
    /// The months in which one party did something towards another.
    pub fn dyad(&self, actor: &str, partner: &str, as_of: Option<PartialDate>) -> Result<Vec<DyadMonth>> {
        if as_of.is_none() {
            return self.dyad_now(actor, partner);
        }
        let filter = Filter { parties: vec![actor.to_owned(), partner.to_owned()], status: Some("actual".to_owned()), as_of, ..Filter::default() };
        let mut months: Vec<(DyadMonth, Vec<f64>)> = Vec::new();
        self.each_act(&filter, |event, _| {
            let Some(month) = month(&event).filter(|_| event.actors.iter().any(|a| a.code == actor)) else { return Ok(()) };
            let at = months.iter().position(|(m, _)| m.month == month).unwrap_or_else(|| {
                months.push((DyadMonth::new(month), Vec::new()));
                months.len() - 1
            });
            let (counts, scores) = &mut months[at];
            match crate::link::quad(&event.kind) {
                1 => counts.verbal_cooperation += 1,
                2 => counts.material_cooperation += 1,
                3 => counts.verbal_conflict += 1,
                _ => counts.material_conflict += 1,
            }
            counts.independent_sources += event.independent_sources;
            scores.push(event.score);
            Ok::<_, RegisterError>(())
        })?;
        months.sort_by(|a, b| a.0.month.cmp(&b.0.month));
        let mean = |scores: &[f64]| (scores.iter().sum::<f64>() / f64::from(u32::try_from(scores.len()).unwrap_or(u32::MAX)) * 1000.0).round() / 1000.0;
        Ok(months.into_iter().map(|(counts, scores)| DyadMonth { mean_score: mean(&scores), ..counts }).collect())
    }

    fn dyad_now(&self, actor: &str, partner: &str) -> Result<Vec<DyadMonth>> {
        let sql = "SELECT month, verbal_cooperation, material_cooperation, verbal_conflict, material_conflict, mean_score, independent_sources
                   FROM dyads_monthly WHERE actor = ? AND partner = ? ORDER BY month";
        let mut query = self.db.prepare_cached(sql)?;
        let many = |n: i64| usize::try_from(n).unwrap_or_default();
        let rows = query.query_map([actor, partner], |r| {
            Ok(DyadMonth {
                month: r.get(0)?,
                verbal_cooperation: many(r.get(1)?),
                material_cooperation: many(r.get(2)?),
                verbal_conflict: many(r.get(3)?),
                material_conflict: many(r.get(4)?),
                mean_score: r.get(5)?,
                independent_sources: many(r.get(6)?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl DyadMonth {
    fn new(month: String) -> Self {
        Self { month, verbal_cooperation: 0, material_cooperation: 0, verbal_conflict: 0, material_conflict: 0, mean_score: 0.0, independent_sources: 0 }
    }
}

/// The month of an act, else of its first report.
fn month(event: &Event) -> Option<String> {
    let date = event.date.as_ref().map(|d| d.value.clone()).or_else(|| event.reports.first()?.published.clone())?;
    Some(date.get(..7).unwrap_or(&date).to_owned())
}
