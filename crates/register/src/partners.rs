//! Entries of partners: what goes to them, and what they hand over.
//!
//! What goes out is read from the partner's view (`view.rs`). What comes in keeps its originator and is known by the hash that it has there;
//! the ids of its records are made from those that they have there, so what its originator says of it later finds it: another marking, another
//! reading, a correction, a consent, that it is taken back. Who hands something over on behalf of another may narrow it and nothing else.

use std::collections::BTreeSet;

use chancery_formats::wire::WireDocument;
use chancery_model::Marking;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::add::{self, store};
use crate::correct::Signature;
use crate::entered::{check_entered, entered};
use crate::error::{RegisterError, Result};
use crate::markings::{allow, document_of, forbid, is_withdrawn, mark_record, note_withdrawn, read, record_marking, remove, revise, salt_ids, salted_hash};
use crate::store::Register;
use crate::view;

/// A document of a register or view, with all that it tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its row: entries come in the order of rows.
    pub row: i64,
    /// Its hash.
    pub hash: String,
    /// Its text; empty where its words are withheld.
    pub text: String,
    /// What it tells.
    pub wire: WireDocument<'static>,
    /// How it is marked.
    pub marking: Marking,
    /// The partner that it came from; empty: this institution.
    pub originator: String,
    /// The hash that it has there.
    pub foreign: Option<String>,
    /// What its versions have in common.
    pub origin: Option<String>,
    /// Version of the coder that read it.
    pub coder: String,
    /// When it came in.
    pub added: String,
    /// Another version took its place.
    pub superseded: bool,
    /// Records that are marked more narrowly than the document.
    pub record_markings: Vec<(String, Marking)>,
}

/// A correction on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passed {
    /// Its id.
    pub uid: String,
    /// When it was made.
    pub made: String,
    /// By whom.
    pub author: String,
    /// The record that it names.
    pub target: String,
    /// `set`, `reject`, `merge`, `split`, `note`.
    pub action: String,
    /// What it says, in JSON.
    pub detail: String,
    /// It was taken back.
    pub undone: bool,
    /// How it is marked.
    pub marking: String,
    /// Whose it is; empty: the sender's.
    pub originator: String,
}

/// What a partner hands over.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// Whose it is.
    pub originator: &'a str,
    /// The hash that it has there.
    pub hash: &'a str,
    /// Its text; empty where its words are withheld.
    pub text: &'a str,
    /// What it tells, with the ids that its records have there.
    pub coded: &'a WireDocument<'a>,
    /// What its versions have in common.
    pub origin: Option<&'a str>,
    /// Version of the coder that read it.
    pub coder: &'a str,
    /// How it is marked.
    pub marking: &'a Marking,
    /// Records, by the ids that they have there, that are marked more narrowly.
    pub record_markings: &'a [(String, Marking)],
    /// Who hands it over may put it in the place of what is there, and not only narrow that.
    pub replaces: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is new.
    New,
    /// It took the place of what was there.
    Changed,
    /// It was there.
    Unchanged,
    /// It was taken back earlier and does not come again.
    Withdrawn,
}

fn salt(originator: &str, hash: &str) -> String {
    format!("{originator} {hash}")
}

/// The hash that a document of this salt has with its originator.
fn foreign<'s>(originator: &str, salt: &'s str) -> Option<&'s str> {
    salt.strip_prefix(originator).filter(|_| !originator.is_empty())?.strip_prefix(' ')
}

/// The id here of a record, or of a correction, that has this one with its originator.
fn own_id(originator: &str, id: &str) -> String {
    crate::text_hash(&format!("{originator}\n{id}"))[..16].to_owned()
}

impl Register {
    /// Documents after a row, in the order of rows.
    pub fn entries(&self, after: i64, limit: usize) -> Result<Vec<Entry>> {
        let _one_state = self.snapshot()?;
        let sql = "SELECT d.id, d.hash, x.text, d.marking, d.originator, d.salt, d.origin, d.coder, d.added, d.superseded_by IS NOT NULL
                   FROM document d JOIN document_text x ON x.document = d.id WHERE d.id > ? ORDER BY d.id LIMIT ?";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query(params![after, i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut out = Vec::new();
        while let Some(r) = rows.next()? {
            let (row, originator, salted): (i64, String, String) = (r.get(0)?, r.get(4)?, r.get(5)?);
            let foreign = foreign(&originator, &salted);
            let wire = view::wire(&self.db, row)?;
            out.push(Entry {
                row,
                hash: r.get(1)?,
                text: r.get(2)?,
                record_markings: record_markings(&self.db, &wire)?,
                wire,
                marking: read(r.get_ref(3)?.as_str().unwrap_or_default())?,
                foreign: foreign.map(str::to_owned),
                originator,
                origin: r.get(6)?,
                coder: r.get(7)?,
                added: r.get(8)?,
                superseded: r.get(9)?,
            });
        }
        Ok(out)
    }

    /// Every correction that this register or view holds, oldest first.
    pub fn corrections_out(&self) -> Result<Vec<Passed>> {
        entered(&self.db)
    }

    /// Take what `from` hands over. It is linked later: [`Register::link`].
    pub fn receive(&mut self, from: &str, received: &Received<'_>, now: &str) -> Result<Taken> {
        self.write(|db| receive(db, from, received, now))
    }

    /// Whether a document of a partner is here.
    pub fn has_received(&self, originator: &str, hash: &str) -> Result<bool> {
        Ok(find(&self.db, originator, hash)?.is_some())
    }

    /// The hash of the document of a record of a partner, if it is here: hash and id are those that they have there.
    pub fn received_with(&self, originator: &str, record: &str) -> Result<Option<String>> {
        let Some(document) = document_of(&self.db, &own_id(originator, record))? else { return Ok(None) };
        let sql = "SELECT salt FROM document WHERE id = ? AND originator = ?";
        let salt: Option<String> = self.db.prepare_cached(sql)?.query_row(params![document, originator], |r| r.get(0)).optional()?;
        Ok(salt.and_then(|salt| foreign(originator, &salt).map(str::to_owned)))
    }

    /// Take a document of a partner out for good: its originator takes it back. Gives whether it was there. What is left is linked later.
    pub fn receive_withdrawal(&mut self, originator: &str, hash: &str, now: &str) -> Result<bool> {
        foreign_name(originator)?;
        self.write(|db| {
            note_withdrawn(db, originator, hash, now)?;
            let Some((row, ..)) = find(db, originator, hash)? else { return Ok(false) };
            remove(db, row)?;
            Ok(true)
        })
    }

    /// Take a document of a partner out because whoever passed it on may not any more: it may come again. Gives whether it was there.
    pub fn forget_received(&mut self, originator: &str, hash: &str) -> Result<bool> {
        foreign_name(originator)?;
        self.write(|db| match find(db, originator, hash)? {
            Some((row, ..)) => remove(db, row).map(|()| true),
            None => Ok(false),
        })
    }

    /// Note that an originator lets a partner have something, or no longer does: `object` is the hash of a document or the id of a record there.
    pub fn receive_consent(&mut self, originator: &str, object: &str, partner: &str, given: bool, by: Signature<'_>) -> Result<()> {
        foreign_name(originator)?;
        self.write(|db| {
            let object = match find(db, originator, object)? {
                Some((_, hash, _)) => hash,
                None => own_id(originator, object),
            };
            if given { allow(db, &object, partner, originator, by) } else { forbid(db, &object, partner, originator).map(drop) }
        })
    }

    /// Take a correction that an originator made to entries of its own. Gives whether anything changed.
    pub fn receive_correction(&mut self, originator: &str, passed: &Passed) -> Result<bool> {
        foreign_name(originator)?;
        let odd = |why: &str| RegisterError::Sharing(format!("the correction `{}` of `{originator}` {why}", passed.uid));
        read(&passed.marking)?;
        let mut detail: Value = serde_json::from_str(&passed.detail).map_err(|_| odd("cannot be read"))?;
        for key in ["with", "from"] {
            if let Some(id) = detail[key].as_str().map(|id| own_id(originator, id)) {
                detail[key] = Value::String(id);
            }
        }
        let one = Passed {
            uid: own_id(originator, &passed.uid),
            made: passed.made.clone(),
            author: format!("{} ({originator})", passed.author),
            target: own_id(originator, &passed.target),
            action: passed.action.clone(),
            detail: detail.to_string(),
            undone: passed.undone,
            marking: passed.marking.clone(),
            originator: originator.to_owned(),
        };
        if !["set", "reject", "merge", "split", "note"].contains(&one.action.as_str()) {
            return Err(odd("is of no sort that is known"));
        }
        check_entered(&one)?;
        for uid in one.named() {
            if owner(&self.db, &uid)?.as_deref() != Some(originator) {
                return Err(odd("names what did not come from there"));
            }
        }
        let sql = "SELECT target FROM correction WHERE uid = ?";
        let known: Option<String> = self.db.prepare_cached(sql)?.query_row([&one.uid], |r| r.get(0)).optional()?;
        if known.is_some_and(|target| target != one.target) {
            return Err(odd("was one of another record before"));
        }
        self.enter(&[one])
    }
}

/// The markings of the records of a document that are marked more narrowly.
fn record_markings(db: &Connection, wire: &WireDocument<'_>) -> Result<Vec<(String, Marking)>> {
    let uids = wire.events.iter().map(|event| &event.id).chain(wire.commitments.iter().map(|commitment| &commitment.id));
    let marked = uids.map(|uid| Ok(record_marking(db, uid)?.map(|marking| read(&marking)).transpose()?.map(|marking| (uid.to_string(), marking))));
    marked.filter_map(Result::transpose).collect()
}

/// A partner's document here: row, hash and marking.
fn find(db: &Connection, originator: &str, hash: &str) -> Result<Option<(i64, String, String)>> {
    let sql = "SELECT id, hash, marking FROM document WHERE originator = ?1 AND salt = ?2 AND salt <> ''";
    Ok(db.prepare_cached(sql)?.query_row([originator, &salt(originator, hash)], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional()?)
}

/// Whose a record is.
fn owner(db: &Connection, uid: &str) -> Result<Option<String>> {
    let Some(document) = document_of(db, uid)? else { return Ok(None) };
    Ok(db.prepare_cached("SELECT originator FROM document WHERE id = ?")?.query_row([document], |r| r.get(0)).optional()?)
}

/// Partners have names; who has none is this institution, of whose own entries nobody else tells.
fn foreign_name(originator: &str) -> Result<()> {
    if chancery_model::is_partner_name(originator) {
        return Ok(());
    }
    Err(RegisterError::Sharing(format!("`{originator}` is no name of a partner: small letters, digits, `-`, `_` and `.`")))
}

fn receive(db: &Connection, from: &str, received: &Received<'_>, now: &str) -> Result<Taken> {
    let Received { originator, hash, text, coded, origin, coder, marking, replaces, .. } = *received;
    foreign_name(originator)?;
    if is_withdrawn(db, originator, hash)? {
        return Ok(Taken::Withdrawn);
    }
    let mut wire = coded.clone();
    salt_ids(originator, &mut wire);
    let salt = salt(originator, hash);
    // Versions of a document of one institution are versions of that one only.
    let origin = origin.map(|origin| format!("{originator} {}", crate::text_hash(origin)));
    let mut marking = marking.clone();
    let there = find(db, originator, hash)?;
    let mut was = now.to_owned();
    if let Some((row, local, before)) = &there {
        if from != originator {
            marking = marking.and(&read(before)?);
        }
        let same_words = salted_hash(&salt, text) == *local;
        let stored = view::wire(db, *row)?;
        if same_words && stored.events == wire.events && stored.commitments == wire.commitments {
            let same = marking.to_string() == *before && !mark_records(db, received, from)?;
            if !same {
                db.prepare_cached("UPDATE document SET marking = ?2 WHERE id = ?1")?.execute(params![row, marking.to_string()])?;
                revise(db, local)?;
            }
            return Ok(if same { Taken::Unchanged } else { Taken::Changed });
        }
        if !replaces {
            return Ok(Taken::Unchanged);
        }
    }
    // The same records with or without their words: one document, handed over under another hash.
    let mut others = BTreeSet::new();
    for uid in wire.events.iter().map(|event| &event.id).chain(wire.commitments.iter().map(|commitment| &commitment.id)) {
        others.extend(document_of(db, uid)?.filter(|other| there.as_ref().is_none_or(|(row, ..)| row != other)));
    }
    // Nobody but its originator puts another in its place.
    if from != originator && !others.is_empty() {
        return Ok(Taken::Unchanged);
    }
    for row in others {
        remove(db, row)?;
    }
    if let Some((row, ..)) = &there {
        was = db.prepare_cached("SELECT added FROM document WHERE id = ?")?.query_row([row], |r| r.get(0))?;
        remove(db, *row)?;
    }
    let written = marking.to_string();
    let entry = add::Entry { text, wire: &wire, origin: origin.as_deref(), coder, marking: &written, originator, salt: &salt, added: &was };
    store(db, &entry)?;
    mark_records(db, received, from)?;
    Ok(if there.is_some() { Taken::Changed } else { Taken::New })
}

/// Note how records are marked; who passes them on narrows them only. Gives whether that is news.
fn mark_records(db: &Connection, received: &Received<'_>, from: &str) -> Result<bool> {
    let mut news = false;
    for (uid, marking) in received.record_markings {
        let uid = own_id(received.originator, uid);
        let marking = match record_marking(db, &uid)?.filter(|_| from != received.originator) {
            Some(before) => {
                let before = read(&before)?;
                if before.is_within(marking) { before } else { marking.and(&before) }
            }
            None => marking.clone(),
        };
        news |= mark_record(db, &uid, &marking)?;
    }
    Ok(news)
}
