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
        let sql = "SELECT d.marking, m.marking FROM (SELECT uid, document FROM told_event UNION ALL SELECT uid, document FROM told_commitment) t
                   JOIN document d ON d.id = t.document LEFT JOIN record_marking m ON m.uid = t.uid WHERE t.uid = ?";
        let found = db.prepare_cached(sql)?.query_row([uid], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?))).optional()?;
        if let Some((document, own)) = found {
            all = all.and(&together([Some(document), own])?);
        }
    }
    Ok(all)
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
            let found: Option<(String, String)> =
                db.prepare_cached("SELECT marking, originator FROM document WHERE hash = ?")?.query_row([id], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
            if let Some((before, originator)) = found {
                if !originator.is_empty() && !marking.is_within(&read(&before)?) {
                    return Err(RegisterError::Sharing(format!("`{id}` came from `{originator}` as {before}; only `{originator}` can let more of it go")));
                }
                db.prepare_cached("UPDATE document SET marking = ?2 WHERE hash = ?1")?.execute(params![id, marking.to_string()])?;
                revise(db, id)?;
                return Ok(1);
            }
            let uids = if whole { records_of(db, id)? } else { vec![id.to_owned()] };
            for uid in &uids {
                let hash = document_of(db, uid)?;
                let before: Option<String> =
                    db.prepare_cached("SELECT marking FROM record_marking WHERE uid = ?")?.query_row([uid], |r| r.get(0)).optional()?;
                let marking = match before.filter(|_| whole) {
                    Some(before) => marking.and(&read(&before)?),
                    None => marking.clone(),
                };
                let sql = "INSERT INTO record_marking (uid, marking) VALUES (?1, ?2) ON CONFLICT (uid) DO UPDATE SET marking = ?2";
                db.prepare_cached(sql)?.execute(params![uid, marking.to_string()])?;
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
    let hash = object_document(db, object)?;
    let owner: String = db.prepare_cached("SELECT originator FROM document WHERE hash = ?")?.query_row([&hash], |r| r.get(0))?;
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
    let hash = object_document(db, object)?;
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

/// The hash of a record's document.
fn document_of(db: &Connection, uid: &str) -> Result<String> {
    let sql = "SELECT d.hash FROM (SELECT uid, document FROM told_event UNION ALL SELECT uid, document FROM told_commitment) t
               JOIN document d ON d.id = t.document WHERE t.uid = ?";
    let found = db.prepare_cached(sql)?.query_row([uid], |r| r.get(0)).optional()?;
    found.ok_or_else(|| RegisterError::UnknownId(uid.to_owned()))
}

/// The hash of a document, given itself or the id of a record of it.
pub(crate) fn object_document(db: &Connection, object: &str) -> Result<String> {
    if db.prepare_cached("SELECT 1 FROM document WHERE hash = ?")?.exists([object])? { Ok(object.to_owned()) } else { document_of(db, object) }
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
    for sql in [
        "DELETE FROM person_mention WHERE told IN (SELECT id FROM told_event WHERE document = ?)",
        "DELETE FROM record_marking WHERE uid IN (SELECT uid FROM told_event WHERE document = ?1 UNION SELECT uid FROM told_commitment WHERE document = ?1)",
        "DELETE FROM told_commitment WHERE document = ?",
        "DELETE FROM told_event WHERE document = ?",
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
    for sql in [
        "DELETE FROM person_mention WHERE told IN (SELECT id FROM told_event WHERE document = ?)",
        "DELETE FROM told_commitment WHERE document = ?",
        "DELETE FROM told_event WHERE document = ?",
        "UPDATE document SET superseded_by = NULL, gone = 99999999 WHERE id = ?",
    ] {
        db.prepare_cached(sql)?.execute([row])?;
    }
    add::store_records(db, row, known, ord, &wire)?;
    db.prepare_cached("INSERT OR IGNORE INTO pending (ord, document) VALUES (?, ?)")?.execute([ord, row])?;
    Ok(())
}
