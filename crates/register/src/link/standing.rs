//! Where an undertaking stands after its steps, taken in the order in which the acts happened and not in that of the reports: a report that
//! tells again how a measure was imposed does not put it back in force.

use chancery_model::PartialDate;
use rusqlite::Connection;

use crate::days;
use crate::error::Result;

/// A step, as far as it says where an undertaking stands.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// What it came to.
    pub status: String,
    /// The day of the document.
    pub known: i64,
    /// When the act was done that it tells, or is to be done.
    pub date: Option<PartialDate>,
    /// By when, as told here.
    pub due: Option<String>,
    /// The act that it tells.
    pub act: Option<i64>,
    /// Type and status of the report of an act, where that is the step and not a record of the undertaking.
    pub done: Option<(String, String)>,
    /// Place of the document in order.
    ord: i64,
    /// The day from which the document counts no longer.
    gone: i64,
}

impl Taken {
    /// All steps of an undertaking, as they are told.
    pub fn all(db: &Connection, undertaking: i64) -> Result<Vec<Self>> {
        let sql = "SELECT s.status, d.known, s.date, s.due, t.act, s.told_event IS NOT NULL, t.type, t.status, s.ord, d.gone
                   FROM step s JOIN document d ON d.id = s.document LEFT JOIN told_commitment c ON c.id = s.told_commitment
                   LEFT JOIN told_event t ON t.id = coalesce(s.told_event, c.told_event) WHERE s.undertaking = ? ORDER BY s.ord, s.document, s.start";
        let read = |r: &rusqlite::Row<'_>| {
            let date: Option<String> = r.get(2)?;
            let (by_act, kind, status): (bool, Option<String>, Option<String>) = (r.get(5)?, r.get(6)?, r.get(7)?);
            Ok(Self {
                status: r.get(0)?,
                known: r.get(1)?,
                date: date.and_then(|d| d.parse().ok()),
                due: r.get(3)?,
                act: r.get(4)?,
                done: kind.zip(status).filter(|_| by_act),
                ord: r.get(8)?,
                gone: r.get(9)?,
            })
        };
        Ok(db.prepare_cached(sql)?.query_map([undertaking], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Of these, those that documents before `ord` tell and that count on a day.
    pub fn before(all: &[Self], ord: i64, day: i64) -> Vec<&Self> {
        all.iter().filter(|s| s.ord < ord && s.known <= day && s.gone > day).collect()
    }

    /// The day of the act if it is past, the one of a report that tells it exactly where this one does not; else that of the document.
    fn own_day(&self, all: &[&Self]) -> i64 {
        let Some(date) = self.date else { return self.known };
        let exact = all.iter().filter(|s| s.status == self.status).filter_map(|s| s.date).find(|d| d.get_day().is_some() && d.within(date));
        let end = days::end_number(exact.unwrap_or(date));
        if end <= self.known { end } else { self.known }
    }
}

/// Steps by the days of their acts; an act told more than once has the earliest of its days, steps of one day stay as they are told.
pub fn in_order<'s>(steps: &[&'s Taken]) -> Vec<&'s Taken> {
    let own: Vec<i64> = steps.iter().map(|s| s.own_day(steps)).collect();
    let same = |a: &Taken, b: &Taken| a.act.is_some() && a.act == b.act && a.status == b.status;
    let day = |step: &Taken, own_day: i64| steps.iter().zip(&own).filter(|(s, _)| same(s, step)).map(|(_, d)| *d).min().unwrap_or(own_day);
    let mut order: Vec<(i64, &Taken)> = steps.iter().zip(&own).map(|(s, d)| (day(s, *d), *s)).collect();
    order.sort_by_key(|(day, _)| *day);
    order.into_iter().map(|(_, s)| s).collect()
}

/// Where an undertaking stands after its steps, and since when. A promise told again changes nothing once more has happened.
pub fn standing(steps: &[&Taken]) -> Option<(String, i64)> {
    let mut now: Option<&Taken> = None;
    for step in steps {
        if now.is_none_or(|old| step.status != old.status && replaces(&step.status, &old.status)) {
            now = Some(step);
        }
    }
    now.map(|s| (s.status.clone(), s.known))
}

/// Whether a later word on an undertaking overrides an earlier one.
fn replaces(new: &str, old: &str) -> bool {
    let rank = |s: &str| match s {
        "proposed" => 0,
        "negotiating" => 1,
        "agreed" => 2,
        "signed" => 4,
        "in_force" => 5,
        "fulfilled" => 6,
        _ => 3,
    };
    match (new, old) {
        ("postponed" | "cancelled" | "breached", "fulfilled") => false,
        ("postponed" | "cancelled" | "breached", _) => true,
        (_, "cancelled") => matches!(new, "fulfilled" | "signed" | "in_force"),
        (_, "postponed") => rank(new) > 1,
        _ => rank(new) >= rank(old),
    }
}

/// By when, after all steps: the last date told; putting off without a new date leaves none.
pub fn due(steps: &[&Taken]) -> Option<String> {
    let mut due: Option<String> = None;
    for step in steps {
        match (step.status.as_str(), &step.due) {
            ("fulfilled", _) => {}
            ("postponed", told) => due.clone_from(told),
            // A date told less exactly does not replace an exact one that lies within it.
            (_, Some(new)) if due.as_ref().is_some_and(|old| old.starts_with(new.as_str())) => {}
            (_, Some(new)) => due = Some(new.clone()),
            _ => {}
        }
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(known: i64, status: &str, date: Option<&str>, act: Option<i64>) -> Taken {
        Taken { status: status.to_owned(), known, date: date.map(|d| d.parse().expect("a date")), due: None, act, ..Taken::default() }
    }

    fn ends(steps: &[Taken]) -> String {
        standing(&in_order(&steps.iter().collect::<Vec<_>>())).expect("a status").0
    }

    #[test]
    fn what_was_lifted_stays_lifted_when_the_imposing_is_told_again() {
        let imposed = step(20_240_301, "in_force", Some("2024-03-01"), Some(1));
        let lifted = step(20_240_910, "cancelled", Some("2024-09-10"), Some(2));
        let with = |again| ends(&[imposed.clone(), lifted.clone(), again]);
        assert_eq!(with(step(20_240_920, "in_force", Some("2024-03"), None)), "cancelled");
        assert_eq!(with(step(20_240_920, "in_force", None, Some(1))), "cancelled");
    }

    #[test]
    fn what_is_imposed_anew_is_in_force() {
        let imposed = step(20_240_301, "in_force", Some("2024-03-01"), Some(1));
        let lifted = step(20_240_910, "cancelled", Some("2024-09-10"), Some(2));
        assert_eq!(ends(&[imposed, lifted, step(20_240_920, "in_force", Some("2024-09-19"), Some(3))]), "in_force");
    }
}
