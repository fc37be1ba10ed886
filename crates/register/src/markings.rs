//! What may become of documents and records: how they are marked, what originators allow, and what is taken back.
//!
//! A text under another marking, or from another originator (`partners.rs`), is another document: its salt is what makes its hash and the ids of
//! its records differ. So nothing that is kept from a reader shows in what that reader sees. A marking that is changed later leaves the ids.

use std::borrow::Cow;

use chancery_formats::wire::WireDocument;
use chancery_model::Marking;
use rusqlite::{Connection, OptionalExtension, params};

use crate::correct::Signature;
use crate::error::{RegisterError, Result};
use crate::store::Register;
use crate::{add, days, link, view};

/// What makes a document of this institution under this marking another than the open one of the same text.
pub(crate) fn salt(marking: &Marking) -> String {
    if marking.is_open() { String::new() } else { format!(" {marking}") }
}

/// The hash of a text under a salt.
pub(crate) fn salted_hash(salt: &str, text: &str) -> String {
    if salt.is_empty() { crate::text_hash(text) } else { crate::text_hash(&format!("{salt}\n{text}")) }
}

/// Give the records of a document the ids that they have under its salt.
pub(crate) fn salt_ids(salt: &str, wire: &mut WireDocument<'_>) {
    if salt.is_empty() {
        return;
    }
    let salted = |id: &str| Cow::Owned(crate::text_hash(&format!("{salt}\n{id}"))[..16].to_owned());
    for event in &mut wire.events {
        event.id = salted(&event.id);
    }
    for commitment in &mut wire.commitments {
        commitment.id = salted(&commitment.id);
        commitment.event = salted(&commitment.event);
    }
}

/// Note that what readers see of a document may have changed.
pub(crate) fn revise(db: &Connection, hash: &str) -> Result<()> {
    db.prepare_cached("INSERT INTO revision (hash) VALUES (?)")?.execute([hash])?;
    Ok(())
}

/// The markings of some records together, on top of those of their documents.
pub(crate) fn of_records(db: &Connection, uids: &[String]) -> Result<Marking> {
    let mut all = Marking::default();
    for uid in uids {
        let sql = "SELECT (SELECT marking FROM document WHERE id = ?1), (SELECT marking FROM record_marking WHERE uid = ?2)";
        if let Some(document) = document_of(db, uid)? {
            let found = db.prepare_cached(sql)?.query_row(params![document, uid], |r| Ok([r.get(0)?, r.get(1)?]))?;
            all = all.and(&together(found)?);
        }
    }
    Ok(all)
}

/// What narrows a record more than its document does, as it is stored.
pub(crate) fn record_marking(db: &Connection, uid: &str) -> Result<Option<String>> {
    Ok(db.prepare_cached("SELECT marking FROM record_marking WHERE uid = ?")?.query_row([uid], |r| r.get(0)).optional()?)
}

/// Note it. Gives whether that is news.
pub(crate) fn mark_record(db: &Connection, uid: &str, marking: &Marking) -> Result<bool> {
    let sql = "INSERT INTO record_marking (uid, marking) VALUES (?1, ?2) ON CONFLICT (uid) DO UPDATE SET marking = ?2 WHERE marking <> ?2";
    Ok(db.prepare_cached(sql)?.execute(params![uid, marking.to_string()])? > 0)
}

/// Several markings as they are stored, together.
pub(crate) fn together(markings: impl IntoIterator<Item = Option<String>>) -> Result<Marking> {
    markings.into_iter().flatten().try_fold(Marking::default(), |all, one| Ok(all.and(&read(&one)?)))
}

/// The markings of all that an undertaking is drawn up from as of a day.
pub(crate) fn of_undertaking(db: &Connection, undertaking: i64, until: i64) -> Result<Marking> {
    let sql = "SELECT DISTINCT d.marking, c.marking, e.marking FROM step s JOIN document d ON d.id = s.document
               LEFT JOIN told_commitment p ON p.id = s.told_commitment LEFT JOIN record_marking c ON c.uid = p.uid
               LEFT JOIN told_event a ON a.id = coalesce(s.told_event, p.told_event) LEFT JOIN record_marking e ON e.uid = a.uid
               WHERE s.undertaking = ?1 AND d.known <= ?2 AND d.gone > ?2";
    let mut query = db.prepare_cached(sql)?;
    let mut rows = query.query([undertaking, until])?;
    let mut all = Marking::default();
    while let Some(r) = rows.next()? {
        all = all.and(&together([r.get(0)?, r.get(1)?, r.get(2)?])?);
    }
    Ok(all)
}

/// The markings of all that the act or undertaking is drawn up from to which a record belongs.
pub(crate) fn of_whole(db: &Connection, uid: &str) -> Result<Marking> {
    let records = of_records(db, &records_of(db, uid)?)?;
    let sql = "SELECT undertaking FROM told_commitment WHERE uid = ? AND undertaking IS NOT NULL";
    match db.prepare_cached(sql)?.query_row([uid], |r| r.get(0)).optional()? {
        Some(undertaking) => Ok(records.and(&of_undertaking(db, undertaking, days::NOW)?)),
        None => Ok(records),
    }
}

/// A marking as it is stored.
pub(crate) fn read(text: &str) -> Result<Marking> {
    text.parse().map_err(|error| RegisterError::Marking { marking: text.to_owned(), error })
}

/// What somebody lets partners have.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Consent {
    /// The hash of a document, or the id of a record.
    pub object: String,
    /// Who may have it.
    pub partner: String,
    /// Who allows it; empty: this institution.
    pub originator: String,
    /// When it was given.
    pub made: String,
    /// By whom.
    pub author: String,
}

impl Register {
    /// How documents of a source are marked from now on if nothing else is said; no source: those of every other.
    pub fn mark_source(&mut self, source: Option<&str>, marking: &Marking) -> Result<()> {
        self.write(|db| {
            let sql = "INSERT INTO source_marking (source, marking) VALUES (?1, ?2) ON CONFLICT (source) DO UPDATE SET marking = ?2";
            db.prepare_cached(sql)?.execute(params![source.unwrap_or_default(), marking.to_string()])?;
            Ok(())
        })
    }

    /// Sources and how their documents are marked; the first, without a name, stands for every other.
    pub fn source_markings(&self) -> Result<Vec<(String, String)>> {
        let mut query = self.db.prepare_cached("SELECT source, marking FROM source_marking ORDER BY source")?;
        Ok(query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
    }

    /// How a document of a source is marked of which nothing else is said.
    pub fn source_marking(&self, source: Option<&str>) -> Result<Marking> {
        let sql = "SELECT marking FROM source_marking WHERE source IN (?, '') ORDER BY source DESC LIMIT 1";
        let found: Option<String> = self.db.prepare_cached(sql)?.query_row([source.unwrap_or_default()], |r| r.get(0)).optional()?;
        found.map_or(Ok(Marking::default()), |marking| read(&marking))
    }

    /// Mark what an id names: a document (by its hash), or one report or record in place of how it was marked; with `whole`, every report of the
    /// act or undertaking that it belongs to on top of how they are marked. Gives how many entries that were.
    pub fn mark(&mut self, id: &str, marking: &Marking, whole: bool) -> Result<usize> {
        self.write(|db| {
            let may = |id: &str, before: &str, originator: &str| {
                if originator.is_empty() || marking.is_within(&read(before)?) {
                    return Ok(());
                }
                Err(RegisterError::Sharing(format!("`{id}` came from `{originator}` as {before}; only `{originator}` can let more of it go")))
            };
            let (hash, before, originator) = object(db, id)?;
            if hash == id {
                may(id, &before, &originator)?;
                db.prepare_cached("UPDATE document SET marking = ?2 WHERE hash = ?1")?.execute(params![id, marking.to_string()])?;
                revise(db, id)?;
                return Ok(1);
            }
            let uids = if whole { records_of(db, id)? } else { vec![id.to_owned()] };
            for uid in &uids {
                let (hash, _, originator) = object(db, uid)?;
                let before = record_marking(db, uid)?;
                let marking = match before {
                    Some(before) if whole => marking.and(&read(&before)?),
                    Some(before) => may(uid, &before, &originator).map(|()| marking.clone())?,
                    None => marking.clone(),
                };
                mark_record(db, uid, &marking)?;
                revise(db, &hash)?;
            }
            Ok(uids.len())
        })
    }

    /// What an id is marked with: see [`Register::mark`].
    pub fn marking(&self, id: &str) -> Result<Marking> {
        let document: Option<String> = self.db.prepare_cached("SELECT marking FROM document WHERE hash = ?")?.query_row([id], |r| r.get(0)).optional()?;
        match document {
            Some(marking) => read(&marking),
            None => of_whole(&self.db, id),
        }
    }

    /// Let a partner have a document of this institution (by its hash), or the facts of one record, from whoever holds it.
    pub fn consent(&mut self, object: &str, partner: &str, by: Signature<'_>) -> Result<()> {
        self.write(|db| allow(db, object, partner, "", by))
    }

    /// Take a consent back. Gives whether there was one.
    pub fn revoke_consent(&mut self, object: &str, partner: &str) -> Result<bool> {
        self.write(|db| forbid(db, object, partner, ""))
    }

    /// Every consent, in the order of what is let go.
    pub fn consents(&self) -> Result<Vec<Consent>> {
        let mut query = self.db.prepare_cached("SELECT object, partner, originator, made, author FROM consent ORDER BY object, partner")?;
        let all = query.query_map([], |r| Ok(Consent { object: r.get(0)?, partner: r.get(1)?, originator: r.get(2)?, made: r.get(3)?, author: r.get(4)? }))?;
        Ok(all.collect::<rusqlite::Result<_>>()?)
    }

    /// Take a document of this institution back for good, with all that it tells: it is gone and does not come again. What is left is linked anew.
    pub fn withdraw(&mut self, hash: &str, now: &str) -> Result<()> {
        self.write(|db| {
            let sql = "SELECT id, originator FROM document WHERE hash = ?";
            let found: Option<(i64, String)> = db.prepare_cached(sql)?.query_row([hash], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
            let (row, owner) = found.ok_or_else(|| RegisterError::UnknownId(hash.to_owned()))?;
            if !owner.is_empty() {
                return Err(RegisterError::Sharing(format!("`{hash}` came from `{owner}`, so only `{owner}` takes it back")));
            }
            note_withdrawn(db, "", hash, now)?;
            remove(db, row)
        })?;
        self.link(|_, _| {}).map(drop)
    }
}

/// Whether a document was taken back.
pub(crate) fn is_withdrawn(db: &Connection, originator: &str, hash: &str) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM withdrawn WHERE originator = ? AND hash = ?")?.exists([originator, hash])?)
}

/// Note that a document was taken back.
pub(crate) fn note_withdrawn(db: &Connection, originator: &str, hash: &str, now: &str) -> Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO withdrawn (originator, hash, made) VALUES (?, ?, ?)")?.execute([originator, hash, now])?;
    Ok(())
}

/// Note a consent. Only what came from `originator` can be allowed by it.
pub(crate) fn allow(db: &Connection, object: &str, partner: &str, originator: &str, by: Signature<'_>) -> Result<()> {
    let (hash, _, owner) = self::object(db, object)?;
    if owner != originator {
        let whose = if owner.is_empty() { "this institution".to_owned() } else { format!("`{owner}`") };
        return Err(RegisterError::Sharing(format!("`{object}` came from {whose}, so only {whose} can let others have it")));
    }
    let sql = "INSERT OR REPLACE INTO consent (object, partner, originator, made, author) VALUES (?, ?, ?, ?, ?)";
    db.prepare_cached(sql)?.execute(params![object, partner, originator, by.now, by.author])?;
    revise(db, &hash)
}

/// Take a consent back.
pub(crate) fn forbid(db: &Connection, object: &str, partner: &str, originator: &str) -> Result<bool> {
    let (hash, ..) = self::object(db, object)?;
    let sql = "DELETE FROM consent WHERE object = ? AND partner = ? AND originator = ?";
    let there = db.prepare_cached(sql)?.execute(params![object, partner, originator])? > 0;
    revise(db, &hash)?;
    Ok(there)
}

/// The reports or records of the act or undertaking that an id names or belongs to, itself among them.
pub(crate) fn records_of(db: &Connection, id: &str) -> Result<Vec<String>> {
    let sql = "SELECT t.uid FROM told_event o JOIN told_event t ON t.act = o.act OR t.id = o.id WHERE o.uid = ?1
               UNION SELECT t.uid FROM told_commitment o JOIN told_commitment t ON t.undertaking = o.undertaking OR t.id = o.id WHERE o.uid = ?1";
    let uids: Vec<String> = db.prepare_cached(sql)?.query_map([id], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    if uids.is_empty() { Err(RegisterError::UnknownId(id.to_owned())) } else { Ok(uids) }
}

/// The row of a record's document.
pub(crate) fn document_of(db: &Connection, uid: &str) -> Result<Option<i64>> {
    let sql = "SELECT document FROM told_event WHERE uid = ?1 UNION ALL SELECT document FROM told_commitment WHERE uid = ?1";
    Ok(db.prepare_cached(sql)?.query_row([uid], |r| r.get(0)).optional()?)
}

/// Hash, marking and originator of a document, given its hash or the id of a record of it.
fn object(db: &Connection, id: &str) -> Result<(String, String, String)> {
    let row: Option<i64> = db.prepare_cached("SELECT id FROM document WHERE hash = ?")?.query_row([id], |r| r.get(0)).optional()?;
    let row = row.map_or_else(|| document_of(db, id), |row| Ok(Some(row)))?;
    let row = row.ok_or_else(|| RegisterError::UnknownId(id.to_owned()))?;
    let sql = "SELECT hash, marking, originator FROM document WHERE id = ?";
    Ok(db.prepare_cached(sql)?.query_row([row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?)
}

/// Take a document out of every table. Those that repeat it are compared anew.
pub(crate) fn remove(db: &Connection, row: i64) -> Result<()> {
    let hash: String = db.prepare_cached("SELECT hash FROM document WHERE id = ?")?.query_row([row], |r| r.get(0))?;
    revise(db, &hash)?;
    link::withdraw(db, row)?;
    let origin: Option<String> = db.prepare_cached("SELECT origin FROM document WHERE id = ?")?.query_row([row], |r| r.get(0))?;
    let mut changed = link::Changed::default();
    let mut copies = db.prepare_cached("SELECT id FROM document WHERE copy_of = ?1 OR original = ?1")?;
    let copies: Vec<i64> = copies.query_map([row], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for copy in copies {
        db.prepare_cached("UPDATE document SET copy_of = NULL, original = NULL, sketched = 0 WHERE id = ?")?.execute([copy])?;
        link::acts_of(db, copy, &mut changed)?;
    }
    let mut earlier = db.prepare_cached("SELECT id FROM document WHERE superseded_by = ?")?;
    let earlier: Vec<i64> = earlier.query_map([row], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for version in &earlier {
        restore(db, *version)?;
        link::acts_of(db, *version, &mut changed)?;
    }
    let sql =
        "DELETE FROM record_marking WHERE uid IN (SELECT uid FROM told_event WHERE document = ?1 UNION SELECT uid FROM told_commitment WHERE document = ?1)";
    db.prepare_cached(sql)?.execute([row])?;
    add::clear_records(db, row)?;
    for sql in [
        "DELETE FROM copy WHERE document = ?",
        "DELETE FROM document_band WHERE document = ?",
        "DELETE FROM document_search WHERE rowid = ?",
        "DELETE FROM document_text WHERE document = ?",
        "DELETE FROM document WHERE id = ?",
    ] {
        db.prepare_cached(sql)?.execute([row])?;
    }
    changed.draw(db)?;
    match origin {
        Some(origin) => add::versions(db, &origin, 0).map(drop),
        None => Ok(()),
    }
}

/// A version whose successor is taken away counts again, until the next one comes out.
fn restore(db: &Connection, row: i64) -> Result<()> {
    let (known, ord): (i64, i64) = db.prepare_cached("SELECT known, ord FROM document WHERE id = ?")?.query_row([row], |r| Ok((r.get(0)?, r.get(1)?)))?;
    link::withdraw(db, row)?;
    let wire = view::wire(db, row)?;
    add::clear_records(db, row)?;
    db.prepare_cached("UPDATE document SET superseded_by = NULL, gone = 99999999 WHERE id = ?")?.execute([row])?;
    add::store_records(db, row, known, ord, &wire)?;
    db.prepare_cached("INSERT OR IGNORE INTO pending (ord, document) VALUES (?, ?)")?.execute([ord, row])?;
    Ok(())
}
