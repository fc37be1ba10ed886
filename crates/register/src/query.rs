//! Asking the register: acts and undertakings by party, sort, time, place, person, source and language, now or as of a day.
//!
//! An answer is drawn up from the reports known by the day asked for, by the same code that drew up the stored rows.

use chancery_formats::wire::WireEvent;
use chancery_model::PartialDate;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params, params_from_iter};

use crate::answers::{Code, Commitment, Date, Event, Location, Quote, Report, Step};
use crate::correct;
use crate::days;
use crate::error::{RegisterError, Result};
use crate::link::{DrawnAct, act_lines, draw_act, draw_undertaking};
use crate::names::{self, Likeness};
use crate::store::Register;
use crate::told::{parse, split};
use crate::words::fold;

/// What to answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Codes that must all be parties.
    pub parties: Vec<String>,
    /// Type of act, or sort of undertaking.
    pub kind: Option<String>,
    /// Mode of the act.
    pub mode: Option<String>,
    /// Topic of the act.
    pub context: Option<String>,
    /// Status.
    pub status: Option<String>,
    /// First day of the act.
    pub from: Option<PartialDate>,
    /// Last day of the act.
    pub to: Option<PartialDate>,
    /// Name of a place or code of its country.
    pub place: Option<String>,
    /// Name of a person.
    pub person: Option<String>,
    /// Source of a report.
    pub source: Option<String>,
    /// Language of a report.
    pub lang: Option<String>,
    /// Only what was known on this day.
    pub as_of: Option<PartialDate>,
    /// Only undertakings that are overdue.
    pub overdue: bool,
    /// Only undertakings due before this date.
    pub due_before: Option<PartialDate>,
    /// No more answers than this.
    pub limit: Option<usize>,
}

impl Filter {
    /// The last day whose documents count.
    pub(crate) fn until(&self) -> i64 {
        self.as_of.map_or(i64::MAX, days::end_number)
    }

    /// The day against which due dates are held: the day asked for, or today.
    fn today(&self, today: i64) -> i64 {
        self.as_of.map_or(today, days::end_number)
    }
}

/// Whether an undertaking should have been kept by a day and was not.
pub fn is_overdue(kind: &str, status: &str, due: Option<&str>, day: i64) -> bool {
    let open = match status {
        "proposed" | "negotiating" | "agreed" | "postponed" | "breached" => true,
        "in_force" => kind == "aid",
        _ => false,
    };
    open && due.and_then(|d| d.parse().ok()).map(days::end_number).is_some_and(|end| end < day)
}

fn coded(codes: &[String]) -> Vec<Code> {
    codes.iter().map(|code| Code { code: code.clone() }).collect()
}

/// The words of a document between two code points.
fn quote(text: &str, start: i64, end: i64) -> Quote {
    let (start, end) = (usize::try_from(start).unwrap_or_default(), usize::try_from(end).unwrap_or_default());
    Quote { start, end, text: text.chars().skip(start).take(end.saturating_sub(start)).collect() }
}

impl Register {
    /// Acts, the earliest first.
    pub fn events(&self, filter: &Filter) -> Result<Vec<Event>> {
        let mut out = Vec::new();
        self.each_event(filter, |event| {
            out.push(event);
            Ok(())
        })?;
        Ok(out)
    }

    /// Hand each act that fits to `take`, the earliest first.
    pub fn each_event(&self, filter: &Filter, mut take: impl FnMut(Event) -> Result<()>) -> Result<()> {
        let mut ids = self.act_ids(filter)?;
        // A register asked for the latest few shows these, in order.
        if let Some(limit) = filter.limit.filter(|_| !self.looks_into_reports(filter)) {
            ids.drain(..ids.len().saturating_sub(limit));
        }
        let mut given = 0;
        for id in ids {
            let lines = act_lines(&self.db, id, filter.until())?;
            let Some(mut drawn) = draw_act(&lines)? else { continue };
            if correct::apply_to_event(&self.db, &mut drawn, &lines)? || !fits(filter, &drawn) {
                continue;
            }
            let event = self.event_of(drawn, id, filter.until())?;
            if fits_reports(filter, &event) {
                take(event)?;
                given += 1;
            }
            if filter.limit.is_some_and(|limit| given >= limit) {
                break;
            }
        }
        Ok(())
    }

    fn looks_into_reports(&self, filter: &Filter) -> bool {
        filter.person.is_some() || filter.source.is_some() || filter.lang.is_some() || filter.as_of.is_some() || filter.place.is_some()
    }

    /// Rows of acts that may fit, by day.
    fn act_ids(&self, filter: &Filter) -> Result<Vec<i64>> {
        let mut sql = String::from("SELECT a.id FROM ");
        let mut values: Vec<Sql> = Vec::new();
        let day = if let Some(first) = filter.parties.first() {
            sql.push_str("act_party p JOIN act a ON a.id = p.act WHERE p.code = ? ");
            values.push(Sql::Text(first.clone()));
            "p.day"
        } else {
            sql.push_str("act a WHERE 1 ");
            "a.day"
        };
        // A stored day may be coarser than the one asked for; what fits is looked at again below.
        if let Some(from) = filter.from {
            sql.push_str(&format!("AND {day} >= ? "));
            values.push(Sql::Integer(i64::from(from.get_year()) * 10_000));
        }
        if let Some(to) = filter.to {
            sql.push_str(&format!("AND {day} <= ? "));
            values.push(Sql::Integer(days::end_number(to)));
        }
        // What later reports changed may have been otherwise on the day asked for.
        if filter.as_of.is_none() {
            for other in filter.parties.iter().skip(1) {
                sql.push_str("AND EXISTS (SELECT 1 FROM act_party q WHERE q.act = a.id AND q.code = ?) ");
                values.push(Sql::Text(other.clone()));
            }
            for (column, value) in [("type", &filter.kind), ("mode", &filter.mode), ("status", &filter.status)] {
                if let Some(value) = value {
                    sql.push_str(&format!("AND a.{column} = ? "));
                    values.push(Sql::Text(value.clone()));
                }
            }
            if let Some(context) = &filter.context {
                sql.push_str("AND instr(' ' || a.contexts || ' ', ' ' || ? || ' ') > 0 ");
                values.push(Sql::Text(context.clone()));
            }
            if let Some(from) = filter.from {
                sql.push_str("AND a.day >= ? ");
                values.push(Sql::Integer(days::number(from)));
            }
        } else {
            sql.push_str("AND a.known <= ? ");
            values.push(Sql::Integer(filter.until()));
        }
        sql.push_str(&format!("GROUP BY a.id ORDER BY {day}, a.id"));
        let mut query = self.db.prepare(&sql)?;
        let ids = query.query_map(params_from_iter(values), |r| r.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    fn event_of(&self, drawn: DrawnAct, act: i64, until: i64) -> Result<Event> {
        let sql = "SELECT t.uid, d.name, d.lang, d.published, d.source, d.url, t.start, t.end, x.text, t.status, t.date, t.actors, t.recipients, t.record, t.why, d.coder, d.data, t.document
                   FROM told_event t JOIN document d ON d.id = t.document JOIN document_text x ON x.document = d.id
                   WHERE t.act = ?1 AND d.known <= ?2 ORDER BY d.ord, t.document, t.id";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query(params![act, until])?;
        let mut reports = Vec::new();
        while let Some(r) = rows.next()? {
            let record: String = r.get(13)?;
            let wire: WireEvent<'_> = parse(&record, r.get(17)?)?;
            reports.push(Report {
                id: r.get(0)?,
                document: r.get(1)?,
                lang: r.get(2)?,
                published: r.get(3)?,
                source: r.get(4)?,
                url: r.get(5)?,
                evidence: quote(r.get_ref(8)?.as_str().unwrap_or_default(), r.get(6)?, r.get(7)?),
                status: r.get(9)?,
                date: r.get(10)?,
                actors: split(&r.get::<_, String>(11)?),
                recipients: split(&r.get::<_, String>(12)?),
                persons: wire.actors.iter().chain(&wire.recipients).filter_map(|p| p.name.as_ref().map(ToString::to_string)).collect(),
                reasons: r.get(14)?,
                coder: r.get(15)?,
                data: r.get(16)?,
            });
        }
        Ok(Event {
            id: drawn.uid,
            kind: drawn.kind,
            mode: drawn.mode,
            status: drawn.status,
            actors: coded(&drawn.actors),
            recipients: coded(&drawn.recipients),
            date: drawn.date.map(|value| Date { value }),
            place: drawn.place.map(|name| Location { name, country: drawn.country }),
            contexts: drawn.contexts,
            score: drawn.score,
            confidence: drawn.confidence,
            independent_sources: drawn.sources,
            conflicts: drawn.conflicts,
            reports,
        })
    }

    /// Undertakings, those changed earliest first. `today` is a day as `YYYYMMDD`.
    pub fn commitments(&self, filter: &Filter, today: i64) -> Result<Vec<Commitment>> {
        let mut sql = String::from("SELECT u.id FROM undertaking u WHERE 1 ");
        let mut values: Vec<Sql> = Vec::new();
        for code in &filter.parties {
            sql.push_str("AND u.id IN (SELECT undertaking FROM undertaking_party WHERE code = ?) ");
            values.push(Sql::Text(code.clone()));
        }
        if filter.as_of.is_none() {
            for (column, value) in [("kind", &filter.kind), ("status", &filter.status)] {
                if let Some(value) = value {
                    sql.push_str(&format!("AND u.{column} = ? "));
                    values.push(Sql::Text(value.clone()));
                }
            }
            if let Some(before) = filter.due_before {
                sql.push_str("AND u.due_end < ? ");
                values.push(Sql::Integer(days::number(before)));
            }
            if filter.overdue {
                sql.push_str("AND u.due_end < ? ");
                values.push(Sql::Integer(today));
            }
        } else {
            sql.push_str("AND u.known <= ? ");
            values.push(Sql::Integer(filter.until()));
        }
        sql.push_str("ORDER BY u.known, u.id");
        let ids: Vec<i64> = self.db.prepare(&sql)?.query_map(params_from_iter(values), |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut out = Vec::new();
        for id in ids {
            let Some(commitment) = self.commitment_of(id, filter, today)? else { continue };
            if fits_commitment(filter, &commitment) {
                out.push(commitment);
            }
            if filter.limit.is_some_and(|limit| out.len() >= limit) {
                break;
            }
        }
        Ok(out)
    }

    fn commitment_of(&self, id: i64, filter: &Filter, today: i64) -> Result<Option<Commitment>> {
        let drawn = correct::apply_to_commitment(&self.db, draw_undertaking(&self.db, id, filter.until())?)?;
        let Some(drawn) = drawn else { return Ok(None) };
        let sql = "SELECT s.date, d.published, s.status, s.due, d.name, d.lang, s.start, s.end, x.text, a.uid, s.why, c.why
                   FROM step s JOIN document d ON d.id = s.document JOIN document_text x ON x.document = d.id
                   LEFT JOIN told_commitment c ON c.id = s.told_commitment
                   LEFT JOIN told_event t ON t.id = coalesce(s.told_event, c.told_event) LEFT JOIN act a ON a.id = t.act
                   WHERE s.undertaking = ?1 AND d.known <= ?2 ORDER BY s.ord, s.document, s.start";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query(params![id, filter.until()])?;
        let mut history = Vec::new();
        while let Some(r) = rows.next()? {
            let published: Option<String> = r.get(1)?;
            let (step, record): (String, Option<String>) = (r.get(10)?, r.get(11)?);
            history.push(Step {
                date: r.get::<_, Option<String>>(0)?.or_else(|| published.clone()),
                status: r.get(2)?,
                due: r.get(3)?,
                document: r.get(4)?,
                lang: r.get(5)?,
                published,
                evidence: quote(r.get_ref(8)?.as_str().unwrap_or_default(), r.get(6)?, r.get(7)?),
                event: r.get(9)?,
                reasons: record.filter(|why| !why.is_empty()).unwrap_or(step),
            });
        }
        let overdue = is_overdue(&drawn.kind, &drawn.status, drawn.due.as_deref(), filter.today(today));
        Ok(Some(Commitment {
            id: drawn.uid.clone(),
            kind: drawn.kind,
            title: drawn.title,
            parties: coded(&drawn.parties),
            beneficiaries: coded(&drawn.beneficiaries),
            status: drawn.status,
            due: drawn.due,
            overdue,
            amount: drawn.amount,
            areas: drawn.areas,
            history,
        }))
    }

    /// The act that a report, or an act, of this id belongs to.
    pub fn event(&self, id: &str, filter: &Filter) -> Result<Option<Event>> {
        let act: Option<Option<i64>> = self.db.prepare_cached("SELECT act FROM told_event WHERE uid = ?")?.query_row([id], |r| r.get(0)).optional()?;
        let Some(act) = act.flatten() else { return Ok(None) };
        let lines = act_lines(&self.db, act, filter.until())?;
        let Some(mut drawn) = draw_act(&lines)? else { return Ok(None) };
        correct::apply_to_event(&self.db, &mut drawn, &lines)?;
        Ok(Some(self.event_of(drawn, act, filter.until())?))
    }

    /// The undertaking that a record, or an undertaking, of this id belongs to.
    pub fn commitment(&self, id: &str, filter: &Filter, today: i64) -> Result<Option<Commitment>> {
        let sql = "SELECT undertaking FROM told_commitment WHERE uid = ?";
        let found: Option<Option<i64>> = self.db.prepare_cached(sql)?.query_row([id], |r| r.get(0)).optional()?;
        match found.flatten() {
            Some(undertaking) => self.commitment_of(undertaking, filter, today),
            None => Ok(None),
        }
    }

    /// The ids of all reports that belong together with one.
    pub(crate) fn uids_of(&self, id: &str) -> Result<Vec<String>> {
        let mut out: Vec<String> = Vec::new();
        for sql in [
            "SELECT uid FROM told_event WHERE act = (SELECT act FROM told_event WHERE uid = ?)",
            "SELECT uid FROM told_commitment WHERE undertaking = (SELECT undertaking FROM told_commitment WHERE uid = ?)",
        ] {
            let mut query = self.db.prepare_cached(sql)?;
            out.extend(query.query_map([id], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?);
        }
        if out.is_empty() { Err(RegisterError::UnknownId(id.to_owned())) } else { Ok(out) }
    }
}

/// Whether an act fits what can be told without its reports.
fn fits(filter: &Filter, act: &DrawnAct) -> bool {
    let party = |code: &String| act.actors.contains(code) || act.recipients.contains(code);
    let is = |wanted: &Option<String>, value: Option<&str>| wanted.as_deref().is_none_or(|w| value == Some(w));
    let within = || {
        let date: Option<PartialDate> = act.date.as_deref().and_then(|d| d.parse().ok());
        let (first, last) = date.map_or((act.day, act.day), |d| (days::number(d), days::end_number(d)));
        filter.from.is_none_or(|from| last >= days::number(from)) && filter.to.is_none_or(|to| first <= days::end_number(to))
    };
    let place = || {
        filter
            .place
            .as_deref()
            .is_none_or(|wanted| act.country.as_deref() == Some(wanted) || act.place.as_deref().is_some_and(|p| fold(p).contains(&fold(wanted))))
    };
    filter.parties.iter().all(party)
        && is(&filter.kind, Some(&act.kind))
        && is(&filter.mode, act.mode.as_deref())
        && is(&filter.status, Some(&act.status))
        && filter.context.as_ref().is_none_or(|c| act.contexts.contains(c))
        && within()
        && place()
}

/// Whether a report of an act fits.
fn fits_reports(filter: &Filter, event: &Event) -> bool {
    let any = |test: &dyn Fn(&Report) -> bool| event.reports.iter().any(test);
    filter.lang.as_deref().is_none_or(|lang| any(&|r| r.lang == lang))
        && filter.source.as_deref().is_none_or(|source| any(&|r| r.source.as_deref() == Some(source)))
        && filter.person.as_deref().is_none_or(|person| any(&|r| r.persons.iter().any(|p| names::compare(p, person) != Likeness::Different)))
}

fn fits_commitment(filter: &Filter, c: &Commitment) -> bool {
    let is = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|w| value == w);
    let party = |code: &String| c.parties.iter().chain(&c.beneficiaries).any(|p| p.code == *code);
    let due: Option<PartialDate> = c.due.as_deref().and_then(|d| d.parse().ok());
    is(&filter.kind, &c.kind)
        && is(&filter.status, &c.status)
        && filter.parties.iter().all(party)
        && (!filter.overdue || c.overdue)
        && filter.due_before.is_none_or(|before| due.is_some_and(|d| days::end_number(d) < days::number(before)))
        && filter.lang.as_deref().is_none_or(|lang| c.history.iter().any(|s| s.lang == lang))
}
