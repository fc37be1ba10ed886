//! Adding documents: what was read goes into the file, whole or not at all, and once.
//!
//! A document of this institution is known by its text and marking: the same under another name is a copy, and adds no report. Another text from the same origin (the
//! same address or file) is a corrected version and supersedes the earlier one, whose reports are kept but count no longer. Linking comes
//! after: [`Register::link`](crate::Register::link).

use std::borrow::Cow;

use chancery_formats::wire::{WireCommitment, WireDocument, WireEvent, WireParticipant};
use chancery_model::{Marking, PartialDate};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;

use crate::error::{RegisterError, Result};
use crate::markings::{is_withdrawn, salt, salt_ids, salted_hash};
use crate::store::Register;
use crate::told::{codes, done_and_promised};
use crate::{Checkpoint, PageMark, block, checkpoint, days, link, search, watched};

/// One coded document with what the register keeps beside its records.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// Its text as given.
    pub text: &'a str,
    /// What the coder found in it.
    pub coded: &'a WireDocument<'a>,
    /// What its versions have in common: its address or file; `None` if it has none.
    pub origin: Option<&'a str>,
    /// Version of the coder.
    pub coder: &'a str,
    /// How it is marked.
    pub marking: &'a Marking,
}

impl<'a> Arrival<'a> {
    /// An open document of this institution.
    pub fn open(text: &'a str, coded: &'a WireDocument<'a>, origin: Option<&'a str>, coder: &'a str) -> Self {
        Self { text, coded, origin, coder, marking: &Marking::CLEAR }
    }
}

/// What is to be noted with documents that come in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Notes<'a> {
    /// How far their inputs have come.
    pub checkpoints: &'a [Checkpoint],
    /// What became of the pages they were found on.
    pub pages: &'a [PageMark],
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// It supersedes an earlier version.
    Superseding,
    /// It was there.
    Unchanged,
    /// Its text was there under another name or from another source.
    Copy,
    /// It was taken back earlier and does not come again.
    Withdrawn,
}

/// A document as it goes into the file.
pub(crate) struct Entry<'a> {
    pub text: &'a str,
    /// What it tells, with the ids that its records have here.
    pub wire: &'a WireDocument<'a>,
    pub origin: Option<&'a str>,
    pub coder: &'a str,
    pub marking: &'a str,
    pub originator: &'a str,
    /// See `markings.rs`.
    pub salt: &'a str,
    pub added: &'a str,
}

impl Register {
    /// Add documents in one transaction: all of them or, if something fails, none. `now` is the time to write down.
    pub fn add(&mut self, arrivals: &[Arrival<'_>], now: &str) -> Result<Vec<Added>> {
        self.add_noting(arrivals, &Notes::default(), now)
    }

    /// The same, and in the same transaction what else is to be noted.
    pub fn add_noting(&mut self, arrivals: &[Arrival<'_>], notes: &Notes<'_>, now: &str) -> Result<Vec<Added>> {
        self.write(|db| {
            let added = arrivals.iter().map(|arrival| add_one(db, arrival, now)).collect::<Result<_>>()?;
            notes.checkpoints.iter().try_for_each(|checkpoint| checkpoint::note(db, checkpoint))?;
            notes.pages.iter().try_for_each(|mark| watched::mark_page(db, mark))?;
            Ok(added)
        })
    }

    /// Whether a text of this institution is in the register under this marking: then it need not be coded again.
    pub fn holds(&self, text: &str, marking: &Marking) -> Result<bool> {
        let hash = salted_hash(&salt(marking), text);
        Ok(self.db.prepare_cached("SELECT 1 FROM document WHERE hash = ?")?.exists([hash])?)
    }
}

/// What stands for a place on this machine without naming it.
pub fn origin(place: &str) -> String {
    format!("file:{}", text_hash(place))
}

/// The hash by which a text is known.
pub fn text_hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}

/// Add one document.
fn add_one(db: &Connection, arrival: &Arrival<'_>, now: &str) -> Result<Added> {
    let wire = arrival.coded;
    let salt = salt(arrival.marking);
    let hash = salted_hash(&salt, arrival.text);
    let mut there = db.prepare_cached("SELECT id, name, coalesce(source, ''), coalesce(url, '') FROM document WHERE hash = ?")?;
    let found: Option<(i64, Names)> = there.query_row([&hash], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?, r.get(3)?)))).optional()?;
    let names = (wire.id.to_string(), wire.source.as_deref().unwrap_or_default().to_owned(), wire.url.as_deref().unwrap_or_default().to_owned());
    if let Some((id, there)) = found {
        return if there == names { Ok(Added::Unchanged) } else { store_copy(db, id, &there, &names) };
    }
    if is_withdrawn(db, "", &hash)? {
        return Ok(Added::Withdrawn);
    }
    let mut salted = Cow::Borrowed(wire);
    if !salt.is_empty() {
        salt_ids(&salt, salted.to_mut());
    }
    let marking = arrival.marking.to_string();
    let Arrival { text, origin, coder, .. } = *arrival;
    let stored = store(db, &Entry { text, wire: &salted, origin, coder, marking: &marking, originator: "", salt: &salt, added: now })?;
    Ok(if stored.is_some_and(|(_, superseding)| superseding) { Added::Superseding } else { Added::New })
}

/// Write a document that is not there yet, to be linked later. Gives its row, and whether it takes the place of another; nothing if it is there.
pub(crate) fn store(db: &Connection, entry: &Entry<'_>) -> Result<Option<(i64, bool)>> {
    let wire = entry.wire;
    let hash = salted_hash(entry.salt, entry.text);
    let published: Option<PartialDate> = wire.published.as_deref().and_then(|d| d.parse().ok());
    let known = published.map_or(days::UNKNOWN, days::end_number);
    let ord = days::order(known, u32::from_str_radix(&hash[..8], 16).unwrap_or_default());
    let sql = "INSERT OR IGNORE INTO document
               (name, hash, origin, lang, published, known, ord, title, source, url, coder, data, added, marking, originator, salt)
               VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    let inserted = db.prepare_cached(sql)?.execute(params![
        wire.id,
        hash,
        entry.origin,
        wire.lang,
        wire.published,
        known,
        ord,
        wire.title,
        wire.source,
        wire.url,
        entry.coder,
        wire.data,
        entry.added,
        entry.marking,
        entry.originator,
        entry.salt
    ])?;
    if inserted == 0 {
        return Ok(None);
    }
    let id = db.last_insert_rowid();
    db.prepare_cached("INSERT INTO document_text (document, text) VALUES (?, ?)")?.execute(params![id, entry.text])?;
    search::index(db, id, entry.text)?;
    store_records(db, id, known, ord, wire)?;
    db.prepare_cached("INSERT INTO pending (ord, document) VALUES (?, ?)")?.execute([ord, id])?;
    let superseding = entry.origin.map_or(Ok(false), |origin| versions(db, origin, id))?;
    Ok(Some((id, superseding)))
}

/// Id, source and address of a document.
type Names = (String, String, String);

/// The same text under other names. The least of its names is the document's, so that it does not matter which came first.
fn store_copy(db: &Connection, document: i64, there: &Names, new: &Names) -> Result<Added> {
    let (own, other) = if new < there { (new, there) } else { (there, new) };
    let sql = "INSERT OR IGNORE INTO copy (document, name, source, url) VALUES (?, ?, ?, ?)";
    let copied = db.prepare_cached(sql)?.execute(params![document, other.0, other.1, other.2])?;
    if own != there {
        let sql = "UPDATE document SET name = ?2, source = nullif(?3, ''), url = nullif(?4, '') WHERE id = ?1";
        db.prepare_cached(sql)?.execute(params![document, own.0, own.1, own.2])?;
        link::redraw(db, document)?;
    }
    Ok(if copied > 0 { Added::Copy } else { Added::Unchanged })
}

/// Put the versions of one origin in order: by the day they came out, those of one day as they came in; an undated one before all others.
/// Each counts until the next one came out. Gives whether a document that came in takes the place of another.
pub(crate) fn versions(db: &Connection, origin: &str, new: i64) -> Result<bool> {
    let sql = "SELECT id, known, gone FROM document WHERE origin = ?1 ORDER BY CASE known WHEN ?2 THEN 0 ELSE known END, id";
    let all: Vec<(i64, i64, i64)> =
        db.prepare_cached(sql)?.query_map(params![origin, days::UNKNOWN], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut superseding = false;
    for pair in all.windows(2) {
        let ((old, known, before), (next, from, _)) = (pair[0], pair[1]);
        let gone = from.max(known);
        db.prepare_cached("UPDATE document SET superseded_by = ?2, gone = ?3 WHERE id = ?1")?.execute([old, next, gone])?;
        if gone != before {
            link::outdate(db, old)?;
        }
        superseding |= next == new;
    }
    Ok(superseding)
}

/// Write the records of a document.
pub(crate) fn store_records(db: &Connection, document: i64, known: i64, ord: i64, wire: &WireDocument<'_>) -> Result<()> {
    let mut rows: FxHashMap<&str, i64> = FxHashMap::default();
    for event in &wire.events {
        let due = wire.commitments.iter().filter(|c| c.event == event.id).find_map(|c| c.due.as_deref()?.parse().ok());
        rows.insert(&event.id, store_event(db, (document, known, ord), &wire.lang, due, event)?);
    }
    for commitment in &wire.commitments {
        store_commitment(db, document, ord, rows.get(commitment.event.as_ref()).copied(), commitment)?;
    }
    let sides = |a: &[WireParticipant<'_>], b: &[WireParticipant<'_>]| block::looked_up(block::UNDERTAKING, &everybody(a, b));
    let mut keys: Vec<i64> = wire.events.iter().flat_map(|e| sides(&e.actors, &e.recipients)).collect();
    keys.extend(wire.commitments.iter().flat_map(|c| sides(&c.parties, &c.beneficiaries)));
    // Aid of a told amount is looked for by who gives it, too.
    keys.extend(wire.commitments.iter().filter(|c| c.kind == "aid" && c.amount.is_some()).flat_map(|c| sides(&c.parties, &[])));
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        db.prepare_cached("INSERT INTO document_block (key, ord, document) VALUES (?, ?, ?)")?.execute([key, ord, document])?;
    }
    Ok(())
}

/// Take the records of a document away, which no act or undertaking holds any more.
pub(crate) fn clear_records(db: &Connection, document: i64) -> Result<()> {
    for sql in [
        "DELETE FROM person_mention WHERE told IN (SELECT id FROM told_event WHERE document = ?)",
        "DELETE FROM told_commitment WHERE document = ?",
        "DELETE FROM told_event WHERE document = ?",
    ] {
        db.prepare_cached(sql)?.execute([document])?;
    }
    Ok(())
}

/// The codes of two sides, sorted.
fn everybody<'p>(a: &'p [WireParticipant<'_>], b: &'p [WireParticipant<'_>]) -> Vec<&'p str> {
    let mut all: Vec<&str> = a.iter().chain(b).map(|p| p.code.as_ref()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn damaged(document: i64, error: &serde_json::Error) -> RegisterError {
    RegisterError::Record { document: document.to_string(), reason: error.to_string() }
}

fn store_event(db: &Connection, (document, known, ord): (i64, i64, i64), lang: &str, due: Option<PartialDate>, event: &WireEvent<'_>) -> Result<i64> {
    let record = serde_json::to_string(event).map_err(|e| damaged(document, &e))?;
    let date: Option<PartialDate> = event.date.as_ref().and_then(|d| d.value.parse().ok());
    let sql =
        "INSERT INTO told_event (uid, document, type, mode, status, actors, recipients, date, basis, place, country, score, confidence, start, end, record)
               VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    db.prepare_cached(sql)?.execute(params![
        event.id,
        document,
        event.event_type,
        event.mode,
        event.status,
        codes(event.actors.iter().map(|p| p.code.as_ref())),
        codes(event.recipients.iter().map(|p| p.code.as_ref())),
        event.date.as_ref().map(|d| d.value.as_ref()),
        event.date.as_ref().map(|d| d.basis.as_ref()),
        event.place.as_ref().map(|p| p.name.as_ref()),
        event.place.as_ref().and_then(|p| p.country.as_deref()),
        event.score,
        event.confidence,
        event.evidence.start,
        event.evidence.end,
        record
    ])?;
    let id = db.last_insert_rowid();
    let keys = block::stored(&event.event_type, &everybody(&event.actors, &event.recipients));
    let (done, promised) = done_and_promised(&event.event_type, &event.status, date, due, known);
    for day in block::stored_days(done, promised, known) {
        for key in &keys {
            db.prepare_cached("INSERT OR IGNORE INTO event_block (day, key, ord, told) VALUES (?, ?, ?, ?)")?.execute([day, *key, ord, id])?;
        }
    }
    for person in event.actors.iter().chain(&event.recipients) {
        if let Some(name) = &person.name {
            let sql = "INSERT OR IGNORE INTO person_mention (code, name, lang, role, told) VALUES (?, ?, ?, ?, ?)";
            db.prepare_cached(sql)?.execute(params![person.code, name, lang, person.role.as_deref().unwrap_or_default(), id])?;
        }
    }
    Ok(id)
}

fn store_commitment(db: &Connection, document: i64, ord: i64, told_event: Option<i64>, commitment: &WireCommitment<'_>) -> Result<()> {
    let record = serde_json::to_string(commitment).map_err(|e| damaged(document, &e))?;
    let sql = "INSERT INTO told_commitment (uid, document, told_event, kind, status, title, parties, beneficiaries, due, start, end, record)
               VALUES (?,?,?,?,?,?,?,?,?,?,?,?)";
    db.prepare_cached(sql)?.execute(params![
        commitment.id,
        document,
        told_event,
        commitment.kind,
        commitment.status,
        commitment.title,
        codes(commitment.parties.iter().map(|p| p.code.as_ref())),
        codes(commitment.beneficiaries.iter().map(|p| p.code.as_ref())),
        commitment.due,
        commitment.evidence.start,
        commitment.evidence.end,
        record
    ])?;
    let id = db.last_insert_rowid();
    for key in block::stored(block::UNDERTAKING, &everybody(&commitment.parties, &commitment.beneficiaries)) {
        db.prepare_cached("INSERT OR IGNORE INTO commitment_block (key, ord, told) VALUES (?, ?, ?)")?.execute([key, ord, id])?;
    }
    Ok(())
}
