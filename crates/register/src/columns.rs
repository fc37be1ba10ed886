//! What the register holds, as rows of figures: for programs that count, chart and page through all of it without drawing up each act.
//!
//! One call walks one state of the register. Everything is as it stands now, with corrections laid over it.

use crate::error::Result;
use crate::store::Register;

/// An act in a row.
#[derive(Clone, Copy, Debug)]
pub struct ActRow<'r> {
    /// Its number in this file.
    pub row: i64,
    /// Its id.
    pub id: &'r str,
    /// Its type.
    pub kind: &'r str,
    /// Its mode.
    pub mode: Option<&'r str>,
    /// Its status.
    pub status: &'r str,
    /// Codes of who acts, parted by blanks.
    pub actors: &'r str,
    /// Codes of those on whom, parted by blanks.
    pub recipients: &'r str,
    /// The day as `YYYYMMDD`, with 00 for what is not known; from 99990000 on: no day.
    pub day: i64,
    /// Where.
    pub place: Option<&'r str>,
    /// In which country.
    pub country: Option<&'r str>,
    /// Topics, parted by blanks.
    pub contexts: &'r str,
    /// PLOVER score.
    pub score: f64,
    /// How firm the firmest report is.
    pub confidence: f64,
    /// How many independent sources tell it.
    pub sources: i64,
    /// Whether reports differ on a detail.
    pub differs: bool,
}

/// A document that tells an act, or makes a step of an undertaking.
#[derive(Clone, Copy, Debug)]
pub struct ToldRow<'r> {
    /// The number of the act or undertaking.
    pub row: i64,
    /// The number of the document: those that came in later have higher ones.
    pub document: i64,
    /// The document's language.
    pub lang: &'r str,
    /// Who published it.
    pub source: Option<&'r str>,
    /// When it came into the register, in RFC 3339.
    pub added: &'r str,
}

/// A person named in a report of an act.
#[derive(Clone, Copy, Debug)]
pub struct PersonRow<'r> {
    /// The number of the act.
    pub act: i64,
    /// The name.
    pub name: &'r str,
}

/// An undertaking in a row.
#[derive(Clone, Copy, Debug)]
pub struct UndertakingRow<'r> {
    /// Its number in this file.
    pub row: i64,
    /// Its id.
    pub id: &'r str,
    /// Its sort.
    pub kind: &'r str,
    /// How far it has come.
    pub status: &'r str,
    /// Codes of who is bound, parted by blanks.
    pub parties: &'r str,
    /// Codes of those for whom, parted by blanks.
    pub beneficiaries: &'r str,
    /// By when.
    pub due: Option<&'r str>,
    /// Its last day, as `YYYYMMDD`.
    pub due_end: Option<i64>,
    /// The day of its last step.
    pub changed: i64,
}

/// A row of any sort. Acts come by day and id, then their reports, then persons, then undertakings and their steps.
#[derive(Clone, Copy, Debug)]
pub enum Row<'r> {
    /// An act.
    Act(ActRow<'r>),
    /// A report of one.
    Told(ToldRow<'r>),
    /// A person named in one.
    Person(PersonRow<'r>),
    /// An undertaking.
    Undertaking(UndertakingRow<'r>),
    /// A step of one.
    Step(ToldRow<'r>),
}

fn text<'r>(row: &'r rusqlite::Row<'_>, at: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(at)?.as_str()?)
}

fn optional<'r>(row: &'r rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<&'r str>> {
    Ok(row.get_ref(at)?.as_str_or_null()?)
}

fn told<'r>(row: &'r rusqlite::Row<'_>) -> rusqlite::Result<ToldRow<'r>> {
    Ok(ToldRow { row: row.get(0)?, lang: text(row, 1)?, source: optional(row, 2)?, added: text(row, 3)?, document: row.get(4)? })
}

impl Register {
    /// A number that changes when another connection has written.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.db.pragma_query_value(None, "data_version", |row| row.get(0))?)
    }

    /// Hand over all that the register holds now, row by row, in one state.
    pub fn each_row(&self, take: &mut dyn FnMut(Row<'_>)) -> Result<()> {
        let _one_state = self.snapshot()?;
        let sql = "SELECT id, uid, type, mode, status, actors, recipients, day, place, country, contexts, score, confidence, sources, conflicts
                   FROM act ORDER BY day, uid";
        let mut query = self.db.prepare(sql)?;
        let mut rows = query.query([])?;
        while let Some(r) = rows.next()? {
            take(Row::Act(ActRow {
                row: r.get(0)?,
                id: text(r, 1)?,
                kind: text(r, 2)?,
                mode: optional(r, 3)?,
                status: text(r, 4)?,
                actors: text(r, 5)?,
                recipients: text(r, 6)?,
                day: r.get(7)?,
                place: optional(r, 8)?,
                country: optional(r, 9)?,
                contexts: text(r, 10)?,
                score: r.get(11)?,
                confidence: r.get(12)?,
                sources: r.get(13)?,
                differs: text(r, 14)?.len() > "[]".len(),
            }));
        }
        let sql = "SELECT t.act, d.lang, d.source, d.added, d.id FROM told_event t JOIN document d ON d.id = t.document
                   WHERE t.act IS NOT NULL AND d.superseded_by IS NULL";
        let mut query = self.db.prepare(sql)?;
        let mut rows = query.query([])?;
        while let Some(r) = rows.next()? {
            take(Row::Told(told(r)?));
        }
        let sql = "SELECT t.act, m.name FROM person_mention m JOIN told_event t ON t.id = m.told JOIN document d ON d.id = t.document
                   WHERE t.act IS NOT NULL AND d.superseded_by IS NULL";
        let mut query = self.db.prepare(sql)?;
        let mut rows = query.query([])?;
        while let Some(r) = rows.next()? {
            take(Row::Person(PersonRow { act: r.get(0)?, name: text(r, 1)? }));
        }
        let sql = "SELECT id, uid, kind, status, parties, beneficiaries, due, due_end, changed FROM undertaking ORDER BY changed, uid";
        let mut query = self.db.prepare(sql)?;
        let mut rows = query.query([])?;
        while let Some(r) = rows.next()? {
            take(Row::Undertaking(UndertakingRow {
                row: r.get(0)?,
                id: text(r, 1)?,
                kind: text(r, 2)?,
                status: text(r, 3)?,
                parties: text(r, 4)?,
                beneficiaries: text(r, 5)?,
                due: optional(r, 6)?,
                due_end: r.get(7)?,
                changed: r.get(8)?,
            }));
        }
        let sql = "SELECT s.undertaking, d.lang, d.source, d.added, d.id FROM step s JOIN document d ON d.id = s.document WHERE d.superseded_by IS NULL";
        let mut query = self.db.prepare(sql)?;
        let mut rows = query.query([])?;
        while let Some(r) = rows.next()? {
            take(Row::Step(told(r)?));
        }
        Ok(())
    }
}
