//! Asking the register: acts and undertakings by party, sort, time, place, person, source and language, now or as of a day.
//!
//! An answer is drawn up from the reports known by the day asked for, by the same code that drew up the stored rows.

use std::fmt::Write as _;

use chancery_formats::wire::WireEvent;
use chancery_model::{Marking, PartialDate};
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params, params_from_iter};

use crate::answers::{Code, Date, Event, Location, Quote, Report};
use crate::correct;
use crate::days;
use crate::error::{RegisterError, Result};
use crate::link::{DrawnAct, Line, act_lines, draw_act};
use crate::markings;
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
    /// Parts of names of places or codes of their countries, one of which must fit.
    pub places: Vec<String>,
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
        self.as_of.map_or(days::NOW, days::end_number)
    }

    /// The first day of the period asked for.
    pub(crate) fn first(&self) -> i64 {
        self.from.map_or(0, days::number)
    }

    /// The last day of the period asked for of which documents count.
    pub(crate) fn last(&self) -> i64 {
        self.to.map_or(self.until(), |to| days::end_number(to).min(self.until()))
    }

    /// The day against which due dates are held: the day asked for, or today.
    pub(crate) fn today(&self, today: i64) -> i64 {
        self.as_of.map_or(today, days::end_number)
    }
}

/// Whether an undertaking should have been kept by a day and was not.
pub fn is_overdue(kind: &str, status: &str, due: Option<&str>, day: i64) -> bool {
    let open = match status {
        "agreed" | "postponed" | "breached" => true,
        // A contract binds from its signature, and of goods or money only a part has come.
        "signed" | "in_force" => matches!(kind, "aid" | "arms"),
        _ => false,
    };
    open && due.and_then(|d| d.parse().ok()).map(days::end_number).is_some_and(|end| end < day)
}

pub(crate) fn coded(codes: &[String]) -> Vec<Code> {
    codes.iter().map(|code| Code { code: code.clone() }).collect()
}

/// The words of a document between two code points.
pub(crate) fn quote(text: &str, start: i64, end: i64) -> Quote {
    let (start, end) = (usize::try_from(start).unwrap_or_default(), usize::try_from(end).unwrap_or_default());
    Quote { start, end, text: text.chars().skip(start).take(end.saturating_sub(start)).collect() }
}

impl Register {
    /// Acts, the earliest first.
    pub fn events(&self, filter: &Filter) -> Result<Vec<Event>> {
        let mut out = Vec::new();
        self.each_act(filter, |event, _| {
            out.push(event);
            Ok::<_, RegisterError>(())
        })?;
        Ok(out)
    }

    /// Hand each act that fits to `take`, the earliest first, with the records that its reports were coded to, in the order of the reports. Asked
    /// for a few, the register gives the latest. Memory does not grow with the acts.
    pub fn each_act<E: From<RegisterError>>(
        &self,
        filter: &Filter,
        mut take: impl FnMut(Event, Vec<WireEvent<'static>>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let _one_state = self.snapshot()?;
        let mut ids = self.act_ids(filter)?;
        if filter.limit.is_some() || filter.as_of.is_some() {
            ids = self.latest(filter, ids, filter.limit.unwrap_or(usize::MAX))?;
        }
        for id in ids {
            if let Some(drawn) = self.fitting(filter, id)? {
                let (event, records) = self.event_of(drawn, id, filter.until())?;
                take(event, records)?;
            }
        }
        Ok(())
    }

    /// The rows of the latest acts that fit, in order.
    fn latest(&self, filter: &Filter, ids: Vec<i64>, limit: usize) -> Result<Vec<i64>> {
        if filter.as_of.is_some() {
            // What the day of each was then is known only when it is drawn up.
            let mut all: Vec<(i64, String, i64)> = Vec::new();
            for id in ids {
                if let Some(drawn) = self.fitting(filter, id)? {
                    all.push((drawn.day, drawn.uid, id));
                }
            }
            all.sort_unstable();
            return Ok(all.drain(all.len().saturating_sub(limit)..).map(|(.., id)| id).collect());
        }
        let mut few = Vec::new();
        for id in ids.into_iter().rev() {
            if few.len() >= limit {
                break;
            }
            if self.fitting(filter, id)?.is_some() {
                few.push(id);
            }
        }
        few.reverse();
        Ok(few)
    }

    /// An act as it was known, if it fits.
    fn fitting(&self, filter: &Filter, id: i64) -> Result<Option<DrawnAct>> {
        let lines = act_lines(&self.db, id, filter.until())?;
        let Some(mut drawn) = draw_act(&lines)? else { return Ok(None) };
        if correct::apply_to_event(&self.db, &mut drawn, &lines)? || !fits(filter, &drawn) || !fits_reports(filter, &lines)? {
            return Ok(None);
        }
        Ok(Some(drawn))
    }

    /// Rows of acts that may fit, by day.
    fn act_ids(&self, filter: &Filter) -> Result<Vec<i64>> {
        let (sql, values) = act_query(filter);
        let mut query = self.db.prepare(&sql)?;
        let ids = query.query_map(params_from_iter(values), |r| r.get(0))?;
        let mut ids: Vec<i64> = ids.collect::<rusqlite::Result<_>>()?;
        if few(filter).is_some() {
            ids.reverse();
        }
        Ok(ids)
    }

    fn event_of(&self, drawn: DrawnAct, act: i64, until: i64) -> Result<(Event, Vec<WireEvent<'static>>)> {
        let sql = "SELECT t.uid, d.name, d.lang, d.published, d.source, d.url, t.start, t.end, x.text, t.status, t.date, t.actors, t.recipients, t.record, t.why, d.coder, d.data, t.document, d.marking, m.marking, d.originator
                   FROM told_event t JOIN document d ON d.id = t.document JOIN document_text x ON x.document = d.id LEFT JOIN record_marking m ON m.uid = t.uid
                   WHERE t.act = ?1 AND d.known <= ?2 AND d.gone > ?2 ORDER BY d.ord, t.document, t.id";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query(params![act, until])?;
        let (mut reports, mut records) = (Vec::new(), Vec::new());
        let mut marking = Marking::default();
        while let Some(r) = rows.next()? {
            let record: String = r.get(13)?;
            let wire: WireEvent<'static> = parse(&record, r.get(17)?)?;
            let own = markings::together([r.get(18)?, r.get(19)?])?;
            marking = marking.and(&own);
            reports.push(Report {
                id: r.get(0)?,
                document: r.get(1)?,
                lang: r.get(2)?,
                published: r.get(3)?,
                source: r.get(4)?,
                url: r.get(5)?,
                evidence: quote(r.get_ref(8)?.as_str().unwrap_or_default(), r.get(6)?, r.get(7)?),
                trigger: quote(r.get_ref(8)?.as_str().unwrap_or_default(), wire.trigger.start.into(), wire.trigger.end.into()),
                status: r.get(9)?,
                date: r.get(10)?,
                actors: split(&r.get::<_, String>(11)?),
                recipients: split(&r.get::<_, String>(12)?),
                persons: wire.actors.iter().chain(&wire.recipients).filter_map(|p| p.name.as_ref().map(ToString::to_string)).collect(),
                reasons: r.get(14)?,
                coder: r.get(15)?,
                data: r.get(16)?,
                marking: own.to_string(),
                originator: r.get(20)?,
            });
            records.push(wire);
        }
        let event = Event {
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
            marking: marking.to_string(),
            reports,
        };
        Ok((event, records))
    }

    /// The act that a report, or an act, of this id belongs to.
    pub fn event(&self, id: &str, filter: &Filter) -> Result<Option<Event>> {
        let sql = "SELECT t.act FROM told_event t JOIN document d ON d.id = t.document WHERE t.uid = ?1 AND d.known <= ?2";
        let act: Option<Option<i64>> = self.db.prepare_cached(sql)?.query_row(params![id, filter.until()], |r| r.get(0)).optional()?;
        let Some(act) = act.flatten() else { return Ok(None) };
        let lines = act_lines(&self.db, act, filter.until())?;
        let Some(mut drawn) = draw_act(&lines)? else { return Ok(None) };
        if correct::apply_to_event(&self.db, &mut drawn, &lines)? {
            return Ok(None);
        }
        Ok(Some(self.event_of(drawn, act, filter.until())?.0))
    }

    /// The id of an act as it was known by a day, if it stood then.
    pub(crate) fn act_uid(&self, act: i64, until: i64) -> Result<Option<String>> {
        let sql = "SELECT t.uid, EXISTS (SELECT 1 FROM correction c WHERE c.target = t.uid AND c.action = 'reject' AND c.undone = 0)
                   FROM told_event t JOIN document d ON d.id = t.document WHERE t.act = ?1 AND d.known <= ?2 AND d.gone > ?2 ORDER BY d.ord, t.document, t.id";
        let mut query = self.db.prepare_cached(sql)?;
        let told: Vec<(String, bool)> = query.query_map([act, until], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let rejected = told.iter().any(|(_, rejected)| *rejected);
        Ok(told.into_iter().next().map(|(uid, _)| uid).filter(|_| !rejected))
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

/// How many acts are asked for, where the database itself can count them.
fn few(filter: &Filter) -> Option<usize> {
    let looks_into_reports = filter.person.is_some() || filter.source.is_some() || filter.lang.is_some() || !filter.places.is_empty();
    filter.limit.filter(|_| !looks_into_reports && filter.as_of.is_none())
}

/// The query for rows of acts that may fit.
pub(crate) fn act_query(filter: &Filter) -> (String, Vec<Sql>) {
    let mut values: Vec<Sql> = Vec::new();
    let party = filter.parties.first();
    let as_of = filter.as_of.is_some();
    let mut narrow = |sql: &mut String, day: &str| {
        if let Some(from) = filter.from {
            // A month or a year that holds the first day holds it too.
            let year = i64::from(from.get_year()) * 10_000;
            let month = year + i64::from(from.get_month().unwrap_or(0)) * 100;
            let _ = write!(sql, "AND {day} >= ? AND ({day} >= ? OR {day} IN (?, ?)) ");
            values.extend([year, days::number(from), year, month].map(Sql::Integer));
        }
        if let Some(to) = filter.to {
            let _ = write!(sql, "AND {day} <= ? ");
            values.push(Sql::Integer(days::end_number(to)));
        }
    };
    if as_of {
        // What later reports changed may have been otherwise on the day asked for.
        let mut sql = String::from(if party.is_some() { "SELECT act FROM act_party WHERE code = ?1 " } else { "SELECT id FROM act WHERE ?1 IS NULL " });
        narrow(&mut sql, if party.is_some() { "day" } else { "act.day" });
        sql.push_str("UNION SELECT act FROM act_once WHERE code = coalesce(?1, '') ");
        narrow(&mut sql, "day");
        values.insert(0, party.map_or(Sql::Null, |p| Sql::Text(p.clone())));
        return (sql, values);
    }
    let mut sql = String::from("SELECT a.id FROM ");
    let mut dated = String::new();
    let day = if party.is_some() { "p.day" } else { "a.day" };
    narrow(&mut dated, day);
    if let Some(first) = party {
        sql.push_str("act_party p JOIN act a ON a.id = p.act WHERE p.code = ? ");
        values.insert(0, Sql::Text(first.clone()));
    } else {
        sql.push_str("act a WHERE 1 ");
    }
    sql.push_str(&dated);
    for other in filter.parties.iter().skip(1) {
        sql.push_str("AND EXISTS (SELECT 1 FROM act_party q WHERE q.act = a.id AND q.code = ?) ");
        values.push(Sql::Text(other.clone()));
    }
    for (column, value) in [("type", &filter.kind), ("mode", &filter.mode), ("status", &filter.status)] {
        if let Some(value) = value {
            let _ = write!(sql, "AND a.{column} = ? ");
            values.push(Sql::Text(value.clone()));
        }
    }
    if let Some(context) = &filter.context {
        sql.push_str("AND instr(' ' || a.contexts || ' ', ' ' || ? || ' ') > 0 ");
        values.push(Sql::Text(context.clone()));
    }
    if party.is_some() {
        // A party on both sides of an act stands there twice.
        sql.push_str("AND (p.side = 'actor' OR NOT EXISTS (SELECT 1 FROM act_party o WHERE o.act = a.id AND o.code = p.code AND o.side = 'actor')) ");
    }
    let _ = match few(filter) {
        Some(limit) => write!(sql, "ORDER BY {day} DESC, a.uid DESC LIMIT {limit}"),
        None => write!(sql, "ORDER BY {day}, a.uid"),
    };
    (sql, values)
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
        let told = act.place.as_deref().map(fold).unwrap_or_default();
        let fits = |wanted: &String| act.country.as_ref() == Some(wanted) || told.contains(&fold(wanted));
        filter.places.is_empty() || filter.places.iter().any(fits)
    };
    filter.parties.iter().all(party)
        && is(&filter.kind, Some(&act.kind))
        && is(&filter.mode, act.mode.as_deref())
        && is(&filter.status, Some(&act.status))
        && filter.context.as_ref().is_none_or(|c| act.contexts.contains(c))
        && within()
        && place()
}

/// Whether the reports of an act fit.
fn fits_reports(filter: &Filter, lines: &[Line]) -> Result<bool> {
    if filter.lang.as_ref().is_some_and(|lang| !lines.iter().any(|l| l.lang == *lang)) {
        return Ok(false);
    }
    if filter.source.as_ref().is_some_and(|source| !lines.iter().any(|l| l.published_by.as_ref() == Some(source))) {
        return Ok(false);
    }
    let Some(person) = &filter.person else { return Ok(true) };
    for line in lines {
        let wire: WireEvent<'_> = parse(&line.record, line.document)?;
        if wire.actors.iter().chain(&wire.recipients).filter_map(|p| p.name.as_ref()).any(|name| names::compare(name, person) != Likeness::Different) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promises::undertaking_query;

    /// How the database goes about a query.
    fn plan(register: &Register, sql: &str, values: Vec<Sql>) -> String {
        let mut query = register.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a query");
        let lines = query.query_map(params_from_iter(values), |r| r.get::<_, String>(3)).expect("a plan");
        lines.collect::<rusqlite::Result<Vec<String>>>().expect("lines").join("; ")
    }

    #[test]
    fn the_main_queries_use_indexes() {
        let folder = tempfile::tempdir().expect("a folder");
        let register = Register::open_or_create(&folder.path().join("r.db")).expect("a register");
        let party = Filter { parties: vec!["KOR".to_owned(), "JPN".to_owned()], ..Filter::default() };
        let month = Filter { from: "2025-03".parse().ok(), to: "2025-03".parse().ok(), ..Filter::default() };
        let both = Filter { from: month.from, ..party.clone() };
        let then = Filter { as_of: "2025-03".parse().ok(), ..both.clone() };
        for filter in [&party, &month, &both, &then] {
            let (sql, values) = act_query(filter);
            let plan = plan(&register, &sql, values);
            assert!(!plan.contains("SCAN a") && !plan.contains("SCAN p"), "{filter:?}: {plan}");
        }
        for filter in [&party, &then] {
            let (sql, values) = undertaking_query(filter, 20_250_101);
            let plan = plan(&register, &sql, values);
            assert!(!plan.contains("SCAN u") && !plan.contains("SCAN p"), "{filter:?}: {plan}");
        }
        for sql in [
            "SELECT * FROM dyads_monthly WHERE actor = 'KOR' AND partner = 'JPN'",
            "SELECT * FROM event_reports WHERE event = 'x'",
            "SELECT * FROM commitment_history WHERE commitment = 'x'",
            "SELECT * FROM events WHERE id = 'x'",
            "SELECT told FROM event_block WHERE day = 1 AND key = 2 AND ord < 3 ORDER BY ord, told LIMIT 4",
            "SELECT told FROM commitment_block WHERE key = 1 AND ord < 2 ORDER BY ord DESC, told DESC LIMIT 3",
            "SELECT id, known, gone FROM document WHERE origin = 'x'",
            "SELECT detail FROM correction WHERE target = 'x'",
            "SELECT ord, document FROM pending ORDER BY ord, document LIMIT 1",
            "SELECT id FROM document WHERE originator = 'x' AND salt = 'x y' AND salt <> ''",
            "SELECT document FROM told_event WHERE uid = 'x' UNION ALL SELECT document FROM told_commitment WHERE uid = 'x'",
            "SELECT t.uid FROM told_event o JOIN told_event t ON t.act = o.act OR t.id = o.id WHERE o.uid = 'x'",
            "SELECT hash FROM revision WHERE number > 1",
        ] {
            let plan = plan(&register, sql, Vec::new());
            let scanned = plan.split("; ").find(|step| step.starts_with("SCAN ") && !step.contains("pending") && !step.ends_with("dyads_monthly"));
            assert_eq!(scanned, None, "{sql}: {plan}");
        }
    }
}
