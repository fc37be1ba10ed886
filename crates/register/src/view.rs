//! The register as one reader may see it: a register of its own that holds nothing else.
//!
//! Acts, counts, rankings and numbers of rows are drawn up there from what the reader may see alone, so that nothing that is kept from a reader
//! leaves a trace in any answer: a view of a register with hidden documents is the view of one that never held them. It is drawn up anew
//! when something was changed or taken back that shows in it, and added to when something came in. What it was drawn up from is noted in
//! a file beside it, not in it.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use chancery_formats::wire::{SCHEMA, WireCommitment, WireDocument, WireEvent, WireParticipant, WireQuote};
use chancery_model::{Audience, Marking};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::add::{Entry, store};
use crate::correct;
use crate::entered::entered;
use crate::error::{RegisterError, Result};
use crate::markings::{self, salted_hash};
use crate::partners::Passed;
use crate::store::Register;

/// Documents that go into a view in one transaction.
const BATCH: usize = 500;

/// What a view was drawn up from: the last document, and the last change to earlier ones.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Drawn {
    audience: String,
    document: i64,
    revision: i64,
}

/// A document, or what a reader sees of it.
struct Seen {
    hash: String,
    text: String,
    wire: WireDocument<'static>,
    origin: Option<String>,
    coder: String,
    marking: String,
    originator: String,
    salt: String,
    added: String,
    copies: Vec<(String, String, String)>,
    /// Records that are marked more narrowly.
    markings: Vec<(String, String)>,
}

impl Register {
    /// Where the view of this register for a reader stands.
    pub fn view_path(&self, audience: &Audience) -> PathBuf {
        let mut folder = self.path().as_os_str().to_owned();
        folder.push(".views");
        PathBuf::from(folder).join(format!("{}.db", &crate::text_hash(&audience.to_string())[..16]))
    }

    /// A name for everything that this register answers from: the same for two that hold the same. Of records their ids say enough, with what
    /// their document was read with.
    pub fn content_name(&self) -> Result<String> {
        let mut hasher = blake3::Hasher::new();
        for sql in [
            "SELECT hash, name, marking, added, coder, data FROM document ORDER BY id",
            "SELECT uid, '', '', '', '', '' FROM told_event ORDER BY uid",
            "SELECT uid, '', '', '', '', '' FROM told_commitment ORDER BY uid",
            "SELECT uid, undone, '', '', '', '' FROM correction ORDER BY id",
            "SELECT uid, marking, '', '', '', '' FROM record_marking ORDER BY uid",
            "SELECT id, made, author, name, view, filter FROM standing_query ORDER BY id",
        ] {
            let mut query = self.db.prepare_cached(sql)?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..6 {
                    match row.get_ref(column)? {
                        ValueRef::Text(text) => hasher.update(text),
                        ValueRef::Integer(number) => hasher.update(&number.to_le_bytes()),
                        _ => &mut hasher,
                    }
                    .update(&[0]);
                }
            }
            hasher.update(&[1]);
        }
        Ok(hasher.finalize().to_hex()[..20].to_owned())
    }

    /// Bring the view for a reader up to date, or draw it up. Gives the view, and whether it is another file than the one that was there.
    pub fn view(&self, audience: &Audience) -> Result<(Register, bool)> {
        let path = self.view_path(audience);
        let io = |source| RegisterError::View { path: path.clone(), source };
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).map_err(io)?;
        let lock = fs::File::create(path.with_extension("lock")).map_err(io)?;
        lock.lock().map_err(io)?;
        let one_state = self.snapshot()?;
        let note = path.with_extension("json");
        let noted = fs::read(&note).ok().and_then(|bytes| serde_json::from_slice::<Drawn>(&bytes).ok());
        let usable = noted.filter(|drawn| drawn.audience == audience.to_string() && path.exists());
        let mut kept = Vec::new();
        let mut there = None;
        if let Some(drawn) = usable {
            let view = Register::open(&path)?;
            if self.shows_otherwise(&view, audience, &drawn)? {
                // What people keep in a view goes into the next one.
                kept = view.standing_queries()?;
            } else {
                there = Some((view, drawn));
            }
        }
        let fresh = there.is_none();
        let (mut view, drawn) = match there {
            Some(there) => there,
            None => (empty(&path)?, Drawn::default()),
        };
        for query in kept {
            let by = correct::Signature { author: &query.author, now: &query.made };
            view.keep_query(&query.name, &query.view, &query.filter, None, by)?;
        }
        let now = self.fill(&mut view, audience, &drawn)?;
        drop(one_state);
        if now != drawn {
            let text = serde_json::to_vec(&now).unwrap_or_default();
            let aside = note.with_extension("json.new");
            fs::write(&aside, text).and_then(|()| fs::rename(&aside, &note)).map_err(io)?;
        }
        Ok((view, fresh))
    }

    /// Whether something changed that a view shows, or should show now.
    fn shows_otherwise(&self, view: &Register, audience: &Audience, drawn: &Drawn) -> Result<bool> {
        let mut query = self.db.prepare_cached("SELECT DISTINCT hash FROM revision WHERE number > ?")?;
        let changed: Vec<String> = query.query_map([drawn.revision], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        for hash in changed {
            let there = |hash: &str| Ok::<_, RegisterError>(view.db.prepare_cached("SELECT 1 FROM document WHERE hash = ?")?.exists([hash])?);
            if there(&hash)? || there(&withheld(&hash).1)? {
                return Ok(true);
            }
            let row: Option<i64> = self.db.prepare_cached("SELECT id FROM document WHERE hash = ?")?.query_row([&hash], |r| r.get(0)).optional()?;
            if let Some(row) = row.filter(|row| *row <= drawn.document)
                && self.seen(self.whole(row)?, audience)?.is_some()
            {
                return Ok(true);
            }
        }
        // A correction that is kept from the reader now.
        let admitted: Vec<String> = self.corrections_for(view, audience)?.into_iter().map(|c| c.uid).collect();
        let mut query = view.db.prepare_cached("SELECT uid FROM correction")?;
        let there: Vec<String> = query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(there.iter().any(|uid| !admitted.contains(uid)))
    }

    /// Add to a view what came in since.
    fn fill(&self, view: &mut Register, audience: &Audience, drawn: &Drawn) -> Result<Drawn> {
        let number = |sql: &str| self.db.query_row(sql, [], |r| r.get::<_, i64>(0));
        let now = Drawn {
            audience: audience.to_string(),
            document: number("SELECT coalesce(max(id), 0) FROM document")?,
            revision: number("SELECT coalesce(max(number), 0) FROM revision")?,
        };
        let mut query = self.db.prepare_cached("SELECT id FROM document WHERE id > ? ORDER BY id")?;
        let rows: Vec<i64> = query.query_map([drawn.document], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut came = false;
        for batch in rows.chunks(BATCH) {
            let mut seen = Vec::new();
            for row in batch {
                seen.extend(self.seen(self.whole(*row)?, audience)?);
            }
            came |= !seen.is_empty();
            view.write(|db| seen.iter().try_for_each(|document| copy_in(db, document)))?;
        }
        if came {
            view.link(|_, _| {})?;
        }
        let corrections = self.corrections_for(view, audience)?;
        if view.enter(&corrections)? || came {
            view.write(|db| self.name_parties_in(db))?;
        }
        Ok(now)
    }

    /// A document with all that it tells.
    fn whole(&self, row: i64) -> Result<Seen> {
        let sql = "SELECT d.hash, d.marking, d.originator, d.salt, d.origin, d.coder, d.added, x.text
                   FROM document d JOIN document_text x ON x.document = d.id WHERE d.id = ?";
        let wire = wire(&self.db, row)?;
        let mut query = self.db.prepare_cached("SELECT name, source, url FROM copy WHERE document = ? ORDER BY name, source, url")?;
        let copies = query.query_map([row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(self.db.prepare_cached(sql)?.query_row([row], |r| {
            let (hash, marking, originator, salt, origin, coder) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?);
            let (added, text) = (r.get(6)?, r.get(7)?);
            Ok(Seen { hash, text, wire, origin, coder, marking, originator, salt, added, copies, markings: Vec::new() })
        })?)
    }

    /// What of a document a reader sees; nothing if none of it.
    fn seen(&self, whole: Seen, audience: &Audience) -> Result<Option<Seen>> {
        // What cannot be read is kept from everybody.
        let Ok(marking) = whole.marking.parse::<Marking>() else { return Ok(None) };
        let consented = |object: &str| -> Result<bool> {
            let Audience::Partner(name, _) = audience else { return Ok(false) };
            let sql = "SELECT 1 FROM consent WHERE object = ? AND partner = ? AND originator = ?";
            Ok(self.db.prepare_cached(sql)?.exists([object, name, &whole.originator])?)
        };
        let by_document = consented(&whole.hash)?;
        let open = audience.may_see(&marking, &whole.originator, by_document);
        let mut markings = Vec::new();
        let mut visible = |uid: &str| -> Result<bool> {
            let own = markings::record_marking(&self.db, uid)?;
            let Ok(own_marking) = own.as_deref().map_or(Ok(Marking::default()), str::parse::<Marking>) else { return Ok(false) };
            let together = marking.and(&own_marking);
            let seen = audience.may_see(&together, &whole.originator, by_document || consented(uid)?);
            if let Some(own) = own.filter(|_| seen) {
                markings.push((uid.to_owned(), own));
            }
            Ok(seen)
        };
        let (mut events, mut commitments) = (Vec::new(), Vec::new());
        for event in &whole.wire.events {
            if visible(&event.id)? {
                events.push(event.clone());
            }
        }
        for commitment in &whole.wire.commitments {
            // An undertaking is no wider than the act that it comes from.
            if events.iter().any(|event| event.id == commitment.event) && visible(&commitment.id)? {
                commitments.push(commitment.clone());
            }
        }
        if !open && events.is_empty() {
            return Ok(None);
        }
        let mut seen = Seen { markings, ..whole };
        (seen.wire.events, seen.wire.commitments) = (events, commitments);
        // Where only single records are let go, the text that stands around them is not.
        if !open || !audience.may_read(&marking) {
            seen.withhold_words();
        } else {
            let without = |uid: &str| seen.markings.iter().any(|(of, own)| of == uid && own.parse::<Marking>().is_ok_and(|m| !audience.may_read(&m)));
            let (events, commitments): (Vec<bool>, Vec<bool>) =
                (seen.wire.events.iter().map(|e| without(&e.id)).collect(), seen.wire.commitments.iter().map(|c| without(&c.id)).collect());
            seen.wire.events.iter_mut().zip(events).filter(|(_, without)| *without).for_each(|(event, _)| strip_event(event));
            seen.wire.commitments.iter_mut().zip(commitments).filter(|(_, without)| *without).for_each(|(c, _)| strip_commitment(c));
        }
        Ok(Some(seen))
    }

    /// The corrections that a reader may see and whose records a view holds, oldest first.
    fn corrections_for(&self, view: &Register, audience: &Audience) -> Result<Vec<Passed>> {
        let mut out = Vec::new();
        for one in entered(&self.db)? {
            let Ok(marking) = one.marking.parse::<Marking>() else { continue };
            if audience.may_see(&marking, &one.originator, false) && one.named().iter().all(|uid| correct::find(&view.db, uid).is_ok()) {
                out.push(one);
            }
        }
        Ok(out)
    }

    /// What the parties that stand in a view are called.
    fn name_parties_in(&self, view: &Connection) -> Result<()> {
        let sql = "SELECT code FROM act_party UNION SELECT code FROM undertaking_party";
        let codes: Vec<String> = view.prepare_cached(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        view.execute("DELETE FROM party_name", [])?;
        for code in codes {
            let sql = "SELECT kind, name FROM party_name WHERE code = ?";
            let found: Option<(String, String)> = self.db.prepare_cached(sql)?.query_row([&code], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
            if let Some((kind, name)) = found {
                view.prepare_cached("INSERT INTO party_name (code, kind, name) VALUES (?, ?, ?)")?.execute([code, kind, name])?;
            }
        }
        Ok(())
    }
}

impl Seen {
    /// Leave the facts: no text, no headline, no address, no name that a file or page gave it.
    fn withhold_words(&mut self) {
        let name;
        (self.salt, name) = withheld(&self.hash);
        self.text = String::new();
        // Versions stay versions.
        self.origin = self.origin.take().map(|origin| format!("withheld:{}", crate::text_hash(&origin)));
        self.copies.clear();
        self.wire.id = name.into();
        self.wire.title = None;
        self.wire.url = None;
        self.wire.events.iter_mut().for_each(strip_event);
        self.wire.commitments.iter_mut().for_each(strip_commitment);
    }
}

/// What a document is called where its words are withheld.
pub fn facts_hash(hash: &str) -> String {
    withheld(hash).1
}

/// Under which salt a document stands whose words are withheld, and what it is called: its hash there.
fn withheld(hash: &str) -> (String, String) {
    let salt = format!("facts of {hash}");
    let name = salted_hash(&salt, "");
    (salt, name)
}

fn no_words() -> WireQuote<'static> {
    WireQuote { start: 0, end: 0, text: "".into() }
}

fn strip_participant(participant: &mut WireParticipant<'_>) {
    participant.text = "".into();
    (participant.start, participant.end) = (0, 0);
}

fn strip_event(event: &mut WireEvent<'static>) {
    event.trigger = no_words();
    event.evidence = no_words();
    event.also.clear();
    event.actors.iter_mut().chain(&mut event.recipients).chain(&mut event.claimed_by).for_each(strip_participant);
    if let Some(date) = &mut event.date {
        (date.text, date.start, date.end) = (None, None, None);
    }
    if let Some(place) = &mut event.place {
        (place.start, place.end) = (0, 0);
    }
}

fn strip_commitment(commitment: &mut WireCommitment<'static>) {
    // A title and fields are in the words of the text.
    commitment.title = commitment.kind.clone();
    commitment.areas.clear();
    commitment.evidence = no_words();
    commitment.parties.iter_mut().chain(&mut commitment.beneficiaries).for_each(strip_participant);
}

/// What a document tells, as it is stored.
pub(crate) fn wire(db: &Connection, row: i64) -> Result<WireDocument<'static>> {
    let stored = |table: &str| -> Result<Vec<String>> {
        let mut query = db.prepare_cached(&format!("SELECT record FROM {table} WHERE document = ? ORDER BY id"))?;
        Ok(query.query_map([row], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
    };
    let events = stored("told_event")?.iter().map(|record| owned(record, row)).collect::<Result<_>>()?;
    let commitments = stored("told_commitment")?.iter().map(|record| owned(record, row)).collect::<Result<_>>()?;
    let sql = "SELECT name, lang, published, title, source, url, data FROM document WHERE id = ?";
    Ok(db.prepare_cached(sql)?.query_row([row], |r| {
        let maybe = |at| r.get::<_, Option<String>>(at).map(|text| text.map(Cow::Owned));
        Ok(WireDocument {
            schema: SCHEMA.into(),
            id: Cow::Owned(r.get(0)?),
            lang: Cow::Owned(r.get(1)?),
            published: maybe(2)?,
            title: maybe(3)?,
            source: maybe(4)?,
            url: maybe(5)?,
            events,
            commitments,
            data: Cow::Owned(r.get(6)?),
            notes: Vec::new(),
        })
    })?)
}

/// A record that borrows from nothing.
fn owned<T: serde::de::DeserializeOwned>(record: &str, row: i64) -> Result<T> {
    serde_json::from_str(record).map_err(|error| RegisterError::Record { document: row.to_string(), reason: error.to_string() })
}

/// Put what a reader sees of a document into a view.
fn copy_in(db: &Connection, seen: &Seen) -> Result<()> {
    let entry = Entry {
        text: &seen.text,
        wire: &seen.wire,
        origin: seen.origin.as_deref(),
        coder: &seen.coder,
        marking: &seen.marking,
        originator: &seen.originator,
        salt: &seen.salt,
        added: &seen.added,
    };
    let Some((row, _)) = store(db, &entry)? else { return Ok(()) };
    for (name, source, url) in &seen.copies {
        db.prepare_cached("INSERT OR IGNORE INTO copy (document, name, source, url) VALUES (?, ?, ?, ?)")?.execute(params![row, name, source, url])?;
    }
    for (uid, marking) in &seen.markings {
        db.prepare_cached("INSERT OR IGNORE INTO record_marking (uid, marking) VALUES (?, ?)")?.execute([uid, marking])?;
    }
    Ok(())
}

/// An empty register in the place of whatever is there.
fn empty(path: &Path) -> Result<Register> {
    let ending = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    for file in [path.with_extension("json"), ending("-wal"), ending("-shm"), path.to_owned()] {
        match fs::remove_file(&file) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => return Err(RegisterError::View { path: file, source }),
            _ => {}
        }
    }
    Register::open_or_create(path)
}
