//! Reading stored documents again after the coder improved.
//!
//! A record of the new reading that tells the same act as one of the old keeps its id: the same type at the same words. So ids that people
//! wrote down, and corrections, stay true.

use std::borrow::Cow;

use chancery_formats::wire::{WireDocument, WireEvent};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashSet;

use crate::add::{clear_records, store_records};
use crate::error::Result;
use crate::store::Register;
use crate::told::parse;
use crate::{link, markings};

/// A document as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Row.
    pub row: i64,
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its language.
    pub lang: String,
    /// When it came out.
    pub published: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
}

/// What reading again changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recoded {
    /// Documents read.
    pub documents: usize,
    /// Records that are new.
    pub gained: usize,
    /// Records that are gone.
    pub lost: usize,
    /// Records that tell the same act with other details.
    pub changed: usize,
    /// Records that are as they were.
    pub kept: usize,
    /// The changes, one a line.
    pub lines: Vec<String>,
}

impl Recoded {
    /// Count another document's changes in.
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.gained += other.gained;
        self.lost += other.lost;
        self.changed += other.changed;
        self.kept += other.kept;
    }
}

/// An old record: id, sort, words, and the record itself.
struct Old {
    uid: String,
    sort: String,
    span: (u32, u32),
    record: String,
    taken: bool,
}

impl Register {
    /// Rows of the documents of this institution that count, in the order of linking: what partners tell is theirs to read.
    pub fn documents(&self) -> Result<Vec<i64>> {
        let mut query = self.db.prepare("SELECT id FROM document WHERE gone > known AND originator = '' ORDER BY ord, id")?;
        Ok(query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// A document as it is stored.
    pub fn stored(&self, row: i64) -> Result<Option<Stored>> {
        let sql = "SELECT d.id, d.name, x.text, d.lang, d.published, d.source, d.url FROM document d JOIN document_text x ON x.document = d.id WHERE d.id = ?";
        let found = self.db.prepare_cached(sql)?.query_row([row], |r| {
            Ok(Stored { row: r.get(0)?, id: r.get(1)?, text: r.get(2)?, lang: r.get(3)?, published: r.get(4)?, source: r.get(5)?, url: r.get(6)? })
        });
        Ok(found.optional()?)
    }

    /// Put a new reading of a document in the place of the old one. With `dry_run`, only say what would change.
    pub fn recode(&mut self, row: i64, wire: &WireDocument<'_>, coder: &str, dry_run: bool) -> Result<Recoded> {
        let (salt, hash): (String, String) =
            self.db.prepare_cached("SELECT salt, hash FROM document WHERE id = ?")?.query_row([row], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let mut wire = wire.clone();
        markings::salt_ids(&salt, &mut wire);
        if dry_run {
            return compare(&self.db, row, &mut wire);
        }
        self.write(|db| {
            let told = compare(db, row, &mut wire)?;
            db.prepare_cached("UPDATE document SET coder = ?2, data = ?3 WHERE id = ?1")?.execute(params![row, coder, wire.data])?;
            if told.gained + told.lost + told.changed > 0 {
                let (known, ord): (i64, i64) = db.query_row("SELECT known, ord FROM document WHERE id = ?", [row], |r| Ok((r.get(0)?, r.get(1)?)))?;
                link::withdraw(db, row)?;
                clear_records(db, row)?;
                store_records(db, row, known, ord, &wire)?;
                markings::revise(db, &hash)?;
                db.prepare_cached("INSERT OR IGNORE INTO pending (ord, document) VALUES (?, ?)")?.execute([ord, row])?;
            }
            Ok(told)
        })
    }
}

/// Compare a new reading with what is stored, and give its records the ids of those whose act they tell.
fn compare(db: &Connection, row: i64, wire: &mut WireDocument<'_>) -> Result<Recoded> {
    let mut told = Recoded { documents: 1, ..Recoded::default() };
    let name: String = db.prepare_cached("SELECT name FROM document WHERE id = ?")?.query_row([row], |r| r.get(0))?;
    let mut query = db.prepare_cached("SELECT uid, type, record FROM told_event WHERE document = ? ORDER BY id")?;
    let rows: Vec<(String, String, String)> = query.query_map([row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut old: Vec<Old> = Vec::new();
    for (uid, sort, record) in rows {
        let event: WireEvent<'_> = parse(&record, row)?;
        let span = (event.trigger.start, event.trigger.end);
        old.push(Old { uid, sort, span, record, taken: false });
    }
    let ids: FxHashSet<String> = wire.events.iter().map(|e| e.id.to_string()).collect();
    let mut renamed: Vec<(String, String)> = Vec::new();
    for event in &mut wire.events {
        let fresh = event.id.to_string();
        if let Some(uid) = claim(&mut old, &ids, &fresh, &event.event_type, (event.trigger.start, event.trigger.end)) {
            event.id = Cow::Owned(uid);
        }
        renamed.push((fresh, event.id.to_string()));
        let before = old.iter().find(|o| o.uid == event.id).map(|o| o.record.as_str());
        let after = serde_json::to_string(&event).unwrap_or_default();
        note(&mut told, &name, &event.id, &event.event_type, before, &after);
    }
    lost(&mut told, &name, &old);
    let mut query = db.prepare_cached("SELECT uid, kind, start, end, record FROM told_commitment WHERE document = ? ORDER BY id")?;
    let rows = query.query_map([row], |r| Ok(Old { uid: r.get(0)?, sort: r.get(1)?, span: (r.get(2)?, r.get(3)?), record: r.get(4)?, taken: false }))?;
    let mut old: Vec<Old> = rows.collect::<rusqlite::Result<_>>()?;
    let ids: FxHashSet<String> = wire.commitments.iter().map(|c| c.id.to_string()).collect();
    for commitment in &mut wire.commitments {
        if let Some((_, uid)) = renamed.iter().find(|(fresh, _)| *fresh == commitment.event) {
            commitment.event = Cow::Owned(uid.clone());
        }
        let fresh = commitment.id.to_string();
        if let Some(uid) = claim(&mut old, &ids, &fresh, &commitment.kind, (commitment.evidence.start, commitment.evidence.end)) {
            commitment.id = Cow::Owned(uid);
        }
        let before = old.iter().find(|o| o.uid == commitment.id).map(|o| o.record.as_str());
        let after = serde_json::to_string(&commitment).unwrap_or_default();
        note(&mut told, &name, &commitment.id, &commitment.kind, before, &after);
    }
    lost(&mut told, &name, &old);
    Ok(told)
}

/// The old record that a new one continues: the one of its id, else the first of its sort whose words overlap.
fn claim(old: &mut [Old], fresh: &FxHashSet<String>, id: &str, sort: &str, span: (u32, u32)) -> Option<String> {
    let same = old.iter().position(|o| o.uid == id);
    // An old record whose id is found again is continued by that one and by no other.
    let near = || old.iter().position(|o| !o.taken && !fresh.contains(&o.uid) && o.sort == sort && o.span.0 < span.1 && span.0 < o.span.1);
    let at = same.or_else(near)?;
    old[at].taken = true;
    Some(old[at].uid.clone())
}

fn note(told: &mut Recoded, document: &str, id: &str, sort: &str, before: Option<&str>, after: &str) {
    match before {
        None => {
            told.gained += 1;
            told.lines.push(format!("gained\t{document}\t{id}\t{sort}"));
        }
        Some(before) if before == after => told.kept += 1,
        Some(_) => {
            told.changed += 1;
            told.lines.push(format!("changed\t{document}\t{id}\t{sort}"));
        }
    }
}

fn lost(told: &mut Recoded, document: &str, old: &[Old]) {
    for gone in old.iter().filter(|o| !o.taken) {
        told.lost += 1;
        told.lines.push(format!("lost\t{document}\t{}\t{}", gone.uid, gone.sort));
    }
}
