//! Taking care of the file: counting, checking, copying, asking in SQL.

use std::path::Path;

use chancery_formats::wire::{WireCommitment, WireEvent};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::ValueRef;
use serde::Serialize;
use serde_json::Value;

use crate::correct;
use crate::days;
use crate::error::{RegisterError, Result};
use crate::link;
use crate::markings::salted_hash;
use crate::store::Register;

/// What the register holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Documents that count: no superseded versions.
    pub documents: usize,
    /// Superseded versions, kept beside them.
    pub superseded: usize,
    /// The same text under other names.
    pub copies: usize,
    /// Documents that repeat another almost word for word.
    pub near_copies: usize,
    /// Acts.
    pub events: usize,
    /// Reports of acts.
    pub event_reports: usize,
    /// Undertakings.
    pub commitments: usize,
    /// Steps in their stories.
    pub steps: usize,
    /// Corrections in force.
    pub corrections: usize,
    /// Documents by language.
    pub languages: Vec<(String, usize)>,
    /// Acts by type.
    pub types: Vec<(String, usize)>,
    /// Undertakings by status.
    pub statuses: Vec<(String, usize)>,
    /// First and last day on which a report came out.
    pub published: Option<(String, String)>,
}

/// Something that is wrong with a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where: a table, or the id of a record.
    pub place: String,
    /// What.
    pub fault: String,
}

/// The answer to a query in SQL.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows of values.
    pub rows: Vec<Vec<Value>>,
}

/// Stops what a register is doing.
pub struct Stopper(rusqlite::InterruptHandle);

impl Stopper {
    /// Let the query that runs now fail.
    pub fn stop(&self) {
        self.0.interrupt();
    }
}

impl Register {
    /// What the register holds.
    pub fn counts(&self) -> Result<Counts> {
        let _one_state = self.snapshot()?;
        let count = |sql: &str| -> Result<usize> {
            let n: i64 = self.db.query_row(sql, [], |r| r.get(0))?;
            Ok(usize::try_from(n).unwrap_or_default())
        };
        let groups = |sql: &str| -> Result<Vec<(String, usize)>> {
            let mut query = self.db.prepare(sql)?;
            let rows = query.query_map([], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?)))?;
            Ok(rows.map(|r| r.map(|(name, n)| (name, usize::try_from(n).unwrap_or_default()))).collect::<rusqlite::Result<_>>()?)
        };
        let published =
            self.db.query_row("SELECT min(published), max(published) FROM document WHERE superseded_by IS NULL", [], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(Counts {
            documents: count("SELECT count(*) FROM document WHERE superseded_by IS NULL")?,
            superseded: count("SELECT count(*) FROM document WHERE superseded_by IS NOT NULL")?,
            copies: count("SELECT count(*) FROM copy")?,
            near_copies: count("SELECT count(*) FROM document WHERE copy_of IS NOT NULL AND superseded_by IS NULL")?,
            events: count("SELECT count(*) FROM act")?,
            event_reports: count("SELECT count(*) FROM told_event t JOIN document d ON d.id = t.document WHERE t.act IS NOT NULL AND d.superseded_by IS NULL")?,
            commitments: count("SELECT count(*) FROM undertaking")?,
            steps: count("SELECT count(*) FROM step s JOIN document d ON d.id = s.document WHERE d.superseded_by IS NULL")?,
            corrections: count("SELECT count(*) FROM correction WHERE undone = 0")?,
            languages: groups("SELECT lang, count(*) FROM document WHERE superseded_by IS NULL GROUP BY lang ORDER BY 2 DESC, 1")?,
            types: groups("SELECT type, count(*) FROM act GROUP BY type ORDER BY 2 DESC, 1")?,
            statuses: groups("SELECT status, count(*) FROM undertaking GROUP BY status ORDER BY 2 DESC, 1")?,
            published: match published {
                (Some(first), Some(last)) => Some((first, last)),
                _ => None,
            },
        })
    }

    /// Check the file; with `deep`, every record against its words too.
    pub fn verify(&self, deep: bool) -> Result<Vec<Fault>> {
        let _one_state = self.snapshot()?;
        let mut faults = Vec::new();
        let mut fault = |place: &str, what: String| faults.push(Fault { place: place.to_owned(), fault: what });
        let mut check = self.db.prepare(if deep { "PRAGMA integrity_check" } else { "PRAGMA quick_check" })?;
        for line in check.query_map([], |r| r.get::<_, String>(0))? {
            let line = line?;
            if line != "ok" {
                fault("file", line);
            }
        }
        let mut check = self.db.prepare("PRAGMA foreign_key_check")?;
        for line in check.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(2)?)))? {
            let (table, parent) = line?;
            fault(&table, format!("a row points to a row of {parent} that is not there"));
        }
        for (place, what, sql) in ORPHANS {
            let n: i64 = self.db.query_row(sql, [], |r| r.get(0))?;
            if n > 0 {
                fault(place, format!("{n} {what}"));
            }
        }
        if deep {
            self.check_words(&mut fault)?;
            if self.pending()? == 0 {
                self.check_drawn(&mut fault)?;
            }
        }
        Ok(faults)
    }

    /// Whether every text has its hash and every record quotes what stands in its text.
    fn check_words(&self, fault: &mut impl FnMut(&str, String)) -> Result<()> {
        let mut documents =
            self.db.prepare("SELECT d.id, d.name, d.hash, x.text, d.salt FROM document d LEFT JOIN document_text x ON x.document = d.id ORDER BY d.id")?;
        let mut rows = documents.query([])?;
        while let Some(row) = rows.next()? {
            let (id, name, hash): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let Some(text) = row.get::<_, Option<String>>(3)? else {
                fault(&name, "the text is missing".to_owned());
                continue;
            };
            if salted_hash(&row.get::<_, String>(4)?, &text) != hash {
                fault(&name, "the text is not the one that was added".to_owned());
            }
            let letters: Vec<char> = text.chars().collect();
            let stands =
                |start: u32, end: u32, quoted: &str| letters.get(start as usize..end as usize).is_some_and(|there| there.iter().copied().eq(quoted.chars()));
            let mut told = self.db.prepare_cached("SELECT uid, record, start, end, type, status FROM told_event WHERE document = ?")?;
            for one in told.query_map([id], columns)? {
                let (uid, record, span, kind, status) = one?;
                match serde_json::from_str::<WireEvent<'_>>(&record) {
                    Ok(e) => {
                        if (e.evidence.start, e.evidence.end) != span || e.event_type != kind || e.status != status {
                            fault(&uid, "the row does not say what the record says".to_owned());
                        }
                        let quotes = [&e.trigger, &e.evidence].into_iter().chain(&e.also);
                        let people = e.actors.iter().chain(&e.recipients);
                        if !quotes.map(|q| (q.start, q.end, &q.text)).chain(people.map(|p| (p.start, p.end, &p.text))).all(|(s, t, q)| stands(s, t, q)) {
                            fault(&uid, "quotes words that do not stand in its text".to_owned());
                        }
                    }
                    Err(e) => fault(&uid, format!("the record cannot be read: {e}")),
                }
            }
            let mut told = self.db.prepare_cached("SELECT uid, record, start, end, kind, status FROM told_commitment WHERE document = ?")?;
            for one in told.query_map([id], columns)? {
                let (uid, record, span, kind, status) = one?;
                match serde_json::from_str::<WireCommitment<'_>>(&record) {
                    Ok(c) if !stands(c.evidence.start, c.evidence.end, &c.evidence.text) => {
                        fault(&uid, "quotes words that do not stand in its text".to_owned());
                    }
                    Ok(c) if (c.evidence.start, c.evidence.end) != span || c.kind != kind || c.status != status => {
                        fault(&uid, "the row does not say what the record says".to_owned());
                    }
                    Ok(_) => {}
                    Err(e) => fault(&uid, format!("the record cannot be read: {e}")),
                }
            }
        }
        Ok(())
    }

    /// Whether every act and undertaking stands there as its reports tell it. Records that cannot be read were named before.
    fn check_drawn(&self, fault: &mut impl FnMut(&str, String)) -> Result<()> {
        let mut acts = self.db.prepare("SELECT id, uid, type, status, actors, recipients, date, reports FROM act ORDER BY id")?;
        let mut rows = acts.query([])?;
        while let Some(r) = rows.next()? {
            let uid: String = r.get(1)?;
            let there: Vec<String> = [1, 2, 3, 4, 5].into_iter().map(|i| r.get(i)).collect::<rusqlite::Result<_>>()?;
            let (date, reports): (Option<String>, i64) = (r.get(6)?, r.get(7)?);
            let lines = link::act_lines(&self.db, r.get(0)?, days::NOW)?;
            let Ok(drawn) = link::draw_act(&lines) else { continue };
            let drawn = drawn.map(|mut d| correct::apply_to_event(&self.db, &mut d, &lines).map(|rejected| (d, rejected))).transpose()?;
            let same = drawn.is_some_and(|(d, rejected)| {
                !rejected && there == [d.uid, d.kind, d.status, d.actors.join(" "), d.recipients.join(" ")] && date == d.date && reports == lines.len() as i64
            });
            if !same {
                fault(&uid, "the act does not stand there as its reports tell it".to_owned());
            }
        }
        let mut undertakings = self.db.prepare("SELECT id, uid, kind, title, status, parties, beneficiaries, due FROM undertaking ORDER BY id")?;
        let mut rows = undertakings.query([])?;
        while let Some(r) = rows.next()? {
            let uid: String = r.get(1)?;
            let there: Vec<String> = [1, 2, 3, 4, 5, 6].into_iter().map(|i| r.get(i)).collect::<rusqlite::Result<_>>()?;
            let due: Option<String> = r.get(7)?;
            let Ok(drawn) = link::draw_undertaking(&self.db, r.get(0)?, days::NOW) else { continue };
            let drawn = correct::apply_to_commitment(&self.db, drawn)?;
            if !drawn.is_some_and(|d| there == [d.uid, d.kind, d.title, d.status, d.parties.join(" "), d.beneficiaries.join(" ")] && due == d.due) {
                fault(&uid, "the undertaking does not stand there as its records tell it".to_owned());
            }
        }
        Ok(())
    }

    /// Copy the register, while it is in use, to a file that is not there yet.
    pub fn backup(&self, to: &Path) -> Result<()> {
        let name = to.to_string_lossy();
        if to.exists() {
            return Err(RegisterError::Exists(to.to_owned()));
        }
        self.db.execute("VACUUM INTO ?", [name.as_ref()]).map_err(|error| {
            // What was begun is of no use. That there may be nothing to remove does not matter.
            let _ = std::fs::remove_file(to);
            match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::CannotOpen) => RegisterError::Open { path: to.to_owned(), source: error },
                _ => error.into(),
            }
        })?;
        Ok(())
    }

    /// What stops a query that another thread runs on this register.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.db.get_interrupt_handle())
    }

    /// Answer one query in SQL. Whatever would write, attach or load anything is refused.
    pub fn sql(&mut self, query: &str) -> Result<Rows> {
        self.sql_rows(query, usize::MAX)
    }

    /// The same, but no more rows than this.
    pub fn sql_rows(&mut self, query: &str, most: usize) -> Result<Rows> {
        let reading = |context: AuthContext<'_>| match context.action {
            AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
            AuthAction::Function { function_name } if !function_name.eq_ignore_ascii_case("load_extension") => Authorization::Allow,
            _ => Authorization::Deny,
        };
        self.db.authorizer(Some(reading))?;
        let answer = self.answer(query, most);
        self.db.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
        answer
    }

    fn answer(&self, query: &str, most: usize) -> Result<Rows> {
        let fault = |e: rusqlite::Error| match e.sqlite_error_code() {
            Some(rusqlite::ErrorCode::AuthorizationForStatementDenied) => RegisterError::Query("only reading is allowed here".to_owned()),
            _ => RegisterError::Query(match e {
                rusqlite::Error::SqlInputError { msg, offset, .. } if offset >= 0 => format!("{msg} (at byte {offset})"),
                rusqlite::Error::SqlInputError { msg, .. } => msg,
                rusqlite::Error::MultipleStatement => "it is more than one statement".to_owned(),
                rusqlite::Error::InvalidParameterCount(..) => "it has parameters (?), for which there are no values".to_owned(),
                other => other.to_string().lines().next().unwrap_or_default().to_owned(),
            }),
        };
        if query.contains('\0') {
            return Err(RegisterError::Query("it holds a NUL".to_owned()));
        }
        let mut statement = self.db.prepare(query).map_err(fault)?;
        if statement.column_count() == 0 {
            return Err(RegisterError::Query("it is empty".to_owned()));
        }
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut answer = statement.query([]).map_err(fault)?;
        let mut rows = Vec::new();
        while rows.len() < most
            && let Some(row) = answer.next().map_err(fault)?
        {
            let values = (0..columns.len()).map(|i| row.get_ref(i).map(value).map_err(fault)).collect::<Result<_>>()?;
            rows.push(values);
        }
        Ok(Rows { columns, rows })
    }
}

/// Id, record, span, sort and status.
type StoredRecord = (String, String, (u32, u32), String, String);

/// A stored record.
fn columns(r: &rusqlite::Row<'_>) -> rusqlite::Result<StoredRecord> {
    Ok((r.get(0)?, r.get(1)?, (r.get(2)?, r.get(3)?), r.get(4)?, r.get(5)?))
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => n.into(),
        ValueRef::Real(x) => serde_json::Number::from_f64(x).map_or(Value::Null, Value::Number),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(bytes) => format!("({} bytes)", bytes.len()).into(),
    }
}

/// Rows that hang in the air: where, what, and how many.
const ORPHANS: [(&str, &str, &str); 12] = [
    (
        "document",
        "near copies of a document that came out later",
        "SELECT count(*) FROM document d JOIN document o ON o.id = d.copy_of WHERE (o.ord, o.hash) >= (d.ord, d.hash) OR d.original IS NULL",
    ),
    ("act_once", "former parties of no act", "SELECT count(*) FROM act_once a WHERE NOT EXISTS (SELECT 1 FROM told_event t WHERE t.act = a.act)"),
    (
        "copy",
        "copies under the name of their document",
        "SELECT count(*) FROM copy c JOIN document d ON d.id = c.document AND d.name = c.name AND coalesce(d.source, '') = c.source AND coalesce(d.url, '') = c.url",
    ),
    ("act", "acts without a report", "SELECT count(*) FROM act a WHERE NOT EXISTS (SELECT 1 FROM told_event t WHERE t.act = a.id)"),
    (
        "told_event",
        "reports of no act, in documents that are linked",
        "SELECT count(*) FROM told_event t JOIN document d ON d.id = t.document WHERE t.act IS NULL AND d.gone > d.known
           AND NOT EXISTS (SELECT 1 FROM pending p WHERE p.document = d.id)",
    ),
    (
        "told_event",
        "reports whose act has no first report",
        "SELECT count(*) FROM told_event t WHERE t.act IS NOT NULL AND NOT EXISTS (SELECT 1 FROM told_event r WHERE r.id = t.act AND r.act = r.id)
           AND NOT EXISTS (SELECT 1 FROM pending)",
    ),
    (
        "told_commitment",
        "records of no undertaking, in documents that are linked",
        "SELECT count(*) FROM told_commitment t JOIN document d ON d.id = t.document WHERE t.undertaking IS NULL AND d.gone > d.known
           AND NOT EXISTS (SELECT 1 FROM pending p WHERE p.document = d.id)",
    ),
    ("act_party", "parties of no act", "SELECT count(*) FROM act_party p WHERE NOT EXISTS (SELECT 1 FROM act a WHERE a.id = p.act)"),
    ("dyad_act", "pairs of no act", "SELECT count(*) FROM dyad_act p WHERE NOT EXISTS (SELECT 1 FROM act a WHERE a.id = p.act)"),
    (
        "undertaking",
        "undertakings without a record",
        "SELECT count(*) FROM undertaking u WHERE NOT EXISTS (SELECT 1 FROM told_commitment t WHERE t.undertaking = u.id)",
    ),
    (
        "step",
        "steps of no undertaking",
        "SELECT count(*) FROM step s WHERE NOT EXISTS (SELECT 1 FROM told_commitment t WHERE t.undertaking = s.undertaking) AND NOT EXISTS (SELECT 1 FROM pending)",
    ),
    (
        "document_text",
        "documents without words to search",
        "SELECT count(*) FROM document d WHERE NOT EXISTS (SELECT 1 FROM document_search s WHERE s.rowid = d.id)",
    ),
];
