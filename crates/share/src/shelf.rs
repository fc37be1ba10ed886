//! What is published for one partner: a file beside the register, drawn from the partner's view alone, with one version of each object.
//!
//! Every object has a number, and a new version gets a new one: whoever reads by number misses nothing and gets nothing twice, whatever is
//! published meanwhile. Of an object that changed, the earlier version is not kept: it may hold what the partner may not see any more. What
//! the partner may no longer see stays as a version that is revoked and says nothing. STIX lets nothing come back that was revoked: an entry that
//! comes back is published under new ids, and its hash gets a number (`~1`).

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chancery_model::{Audience, Marking};
use chancery_register::{Consent, Entry, Passed, Register, facts_hash, text_hash};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params, params_from_iter};

use crate::entry::{consent, correction};
use crate::error::{Result, ShareError};
use crate::ids;
use crate::object::{Object, SharedConsent, SharedEntry, definitions, extension_definition};

const FORM: &str = "
CREATE TABLE IF NOT EXISTS object (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, version TEXT NOT NULL, added INTEGER NOT NULL,
    theme INTEGER NOT NULL, digest TEXT NOT NULL, revoked INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS drawn (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS status (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
CREATE TEMP TABLE seen (id TEXT PRIMARY KEY) STRICT;";

/// Entries that are looked at in one go.
const BATCH: usize = 200;
/// Bytes of a page, unless one object is larger.
const MOST_PAGE: usize = 16 << 20;

/// So often it is remembered what became of what the partner sent.
const MOST_STATUSES: i64 = 100;

/// What a collection holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Everything.
    All,
    /// Entries that tell acts.
    Events,
    /// Entries that tell undertakings.
    Commitments,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 3] = [Self::All, Self::Events, Self::Commitments];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Events => "events",
            Self::Commitments => "commitments",
        }
    }

    /// What it is.
    pub fn about(self) -> &'static str {
        match self {
            Self::All => "Every entry that may be passed on to this partner",
            Self::Events => "Reports that tell acts",
            Self::Commitments => "Reports that tell undertakings",
        }
    }

    fn bit(self) -> i64 {
        match self {
            Self::All => 1,
            Self::Events => 2,
            Self::Commitments => 4,
        }
    }

    /// The id of a partner's collection of this theme.
    pub fn collection(self, partner: &str) -> String {
        ids::name(&format!("{partner}\n{}", self.as_str()), "collection").to_string()
    }
}

/// What is in collections of all themes.
const EVERY: i64 = 7;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only what has a greater number.
    pub after: i64,
    /// Only what was added later, in microseconds.
    pub added_after: Option<i64>,
    /// Only these ids.
    pub ids: Vec<String>,
    /// Only these types.
    pub kinds: Vec<String>,
    /// Only these versions, by their times; none: whatever there is.
    pub versions: Vec<String>,
}

/// An object as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its number.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// The time of its version.
    pub version: String,
    /// When it was added.
    pub added: String,
    /// The object in JSON.
    pub json: String,
}

/// The published objects of one partner.
pub struct Shelf {
    db: Connection,
    path: PathBuf,
    audience: Audience,
    partner: String,
}

/// The folder with what is shared and what was taken.
pub(crate) fn folder(register: &Path) -> Result<PathBuf> {
    let mut folder = register.as_os_str().to_owned();
    folder.push(".shared");
    let path = PathBuf::from(folder);
    std::fs::create_dir_all(&path).map_err(|source| ShareError::Folder { path: path.clone(), source })?;
    Ok(path)
}

/// A file of ours, made if it is not there.
pub(crate) fn open(path: &Path, form: &str) -> Result<Connection> {
    let fault = |source| ShareError::Store { path: path.to_owned(), source };
    let db = Connection::open(path).map_err(fault)?;
    db.busy_timeout(std::time::Duration::from_mins(1)).map_err(fault)?;
    db.pragma_update(None, "journal_mode", "WAL").map_err(fault)?;
    db.execute_batch(form).map_err(fault)?;
    Ok(db)
}

impl Shelf {
    /// Open what is published for a partner of the institution whose register stands at a path.
    pub fn open(register: &Path, audience: &Audience) -> Result<Self> {
        let Audience::Partner(partner, _) = audience else { return Err(ShareError::NoPartner(audience.to_string())) };
        let path = folder(register)?.join(format!("{}.db", &text_hash(&audience.to_string())[..16]));
        Ok(Self { db: open(&path, FORM)?, path, audience: audience.clone(), partner: partner.clone() })
    }

    /// The partner's name.
    pub fn partner(&self) -> &str {
        &self.partner
    }

    fn fault(&self) -> impl Fn(rusqlite::Error) -> ShareError + use<> {
        let path = self.path.clone();
        move |source| ShareError::Store { path: path.clone(), source }
    }

    /// Bring it up to date with what the partner may see of a register now. Gives whether anything changed.
    pub fn update(&mut self, register: &Register, now: Timestamp) -> Result<bool> {
        let fault = self.fault();
        // This may take long, and nobody else waits for it.
        register.view(&self.audience)?;
        // What is seen from here on is not older than what anybody published before.
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&fault)?;
        let (view, _) = register.view(&self.audience)?;
        let consents: Vec<Consent> = register.consents()?.into_iter().filter(|one| one.originator.is_empty() && one.partner != self.partner).collect();
        let state = format!("{} {}", view.content_name()?, text_hash(&format!("{consents:?}")));
        let drawn: Option<String> = tx.query_row("SELECT state FROM drawn", [], |r| r.get(0)).optional().map_err(&fault)?;
        if drawn.as_ref() == Some(&state) {
            return Ok(false);
        }
        let last = tx.query_row("SELECT coalesce(max(added), 0) FROM object", [], |r| r.get(0)).map_err(&fault)?;
        tx.execute("DELETE FROM seen", []).map_err(&fault)?;
        let mut drawing = Drawing { db: &tx, fault: &fault, now, last, first: drawn.is_none() };
        drawing.all(&view, &self.partner, consents)?;
        tx.execute("INSERT OR REPLACE INTO drawn (one, state) VALUES (1, ?)", [state]).map_err(&fault)?;
        tx.commit().map_err(&fault)?;
        Ok(true)
    }

    /// Objects of a theme in the order of their numbers, and whether there are more.
    pub fn page(&self, theme: Theme, wanted: &Wanted, limit: usize) -> Result<(Vec<Published>, bool)> {
        let mut sql = "SELECT seq, id, version, added, json FROM object WHERE theme & ? AND seq > ?".to_owned();
        let mut values = vec![rusqlite::types::Value::from(theme.bit()), wanted.after.into()];
        if let Some(after) = wanted.added_after {
            sql.push_str(" AND added > ?");
            values.push(after.into());
        }
        for (column, list) in [("id", &wanted.ids), ("kind", &wanted.kinds), ("version", &wanted.versions)] {
            if !list.is_empty() {
                let marks = vec!["?"; list.len()].join(",");
                sql.extend([" AND ", column, " IN (", &marks, ")"]);
                values.extend(list.iter().cloned().map(Into::into));
            }
        }
        sql.push_str(" ORDER BY seq LIMIT ?");
        values.push(i64::try_from(limit).unwrap_or(i64::MAX - 1).saturating_add(1).into());
        let fault = self.fault();
        let mut query = self.db.prepare_cached(&sql).map_err(&fault)?;
        let mut rows = query.query(params_from_iter(values)).map_err(&fault)?;
        let (mut page, mut bytes) = (Vec::new(), 0);
        while let Some(r) = rows.next().map_err(&fault)? {
            let one = || Ok(Published { seq: r.get(0)?, id: r.get(1)?, version: r.get(2)?, added: moment(r.get(3)?), json: r.get(4)? });
            let one: Published = one().map_err(&fault)?;
            // Whatever their number, objects of a page are not larger than this together.
            bytes += one.json.len();
            if page.len() == limit || (bytes > MOST_PAGE && !page.is_empty()) {
                return Ok((page, true));
            }
            page.push(one);
        }
        Ok((page, false))
    }

    /// Write all of it as one bundle. Gives the number of objects.
    pub fn write_bundle(&self, out: &mut impl Write) -> Result<io::Result<usize>> {
        // It is gone over twice, since its id follows from what is in it.
        let _one_state = self.db.unchecked_transaction().map_err(self.fault())?;
        let mut name = blake3::Hasher::new();
        let named = self.each(|one| {
            name.update(format!("{} {}\n", one.id, one.version).as_bytes());
            Ok(())
        })?;
        let id = ids::id("bundle", &[name.finalize().to_hex().as_str()]);
        let mut count = 0;
        let begun = named.and_then(|()| write!(out, "{{\"type\": \"bundle\", \"id\": \"{id}\", \"objects\": ["));
        let written = match begun {
            Ok(()) => self.each(|one| {
                count += 1;
                write!(out, "{}\n{}", if count > 1 { "," } else { "" }, one.json)
            })?,
            Err(error) => Err(error),
        };
        Ok(written.and_then(|()| writeln!(out, "\n]}}")).and_then(|()| out.flush()).map(|()| count))
    }

    /// Do something with each object, until that fails.
    fn each(&self, mut take: impl FnMut(&Published) -> io::Result<()>) -> Result<io::Result<()>> {
        let mut wanted = Wanted::default();
        loop {
            let (page, more) = self.page(Theme::All, &wanted, 1000)?;
            if let Err(error) = page.iter().try_for_each(&mut take) {
                return Ok(Err(error));
            }
            wanted.after = page.last().map_or(wanted.after, |one| one.seq);
            if !more {
                return Ok(Ok(()));
            }
        }
    }

    /// Note what became of objects that the partner sent. Of all that was noted the last few are kept.
    pub fn keep_status(&self, id: &str, json: &str) -> Result<()> {
        let fault = self.fault();
        self.db.execute("INSERT OR REPLACE INTO status (id, json) VALUES (?, ?)", [id, json]).map_err(&fault)?;
        let sql = "DELETE FROM status WHERE rowid <= (SELECT max(rowid) FROM status) - ?";
        self.db.execute(sql, [MOST_STATUSES]).map(drop).map_err(&fault)
    }

    /// What became of objects that the partner sent.
    pub fn status(&self, id: &str) -> Result<Option<String>> {
        self.db.query_row("SELECT json FROM status WHERE id = ?", [id], |r| r.get(0)).optional().map_err(self.fault())
    }
}

/// A moment in microseconds, as TAXII writes it.
pub fn moment(micros: i64) -> String {
    Timestamp::from_microsecond(micros).map(|time| format!("{time:.6}")).unwrap_or_default()
}

/// A shelf that is being brought up to date.
struct Drawing<'d, F: Fn(rusqlite::Error) -> ShareError> {
    db: &'d Connection,
    fault: &'d F,
    now: Timestamp,
    /// When the last object was added.
    last: i64,
    /// Nobody has asked yet, so what is there was added when it came in.
    first: bool,
}

impl<F: Fn(rusqlite::Error) -> ShareError> Drawing<'_, F> {
    fn all(&mut self, view: &Register, partner: &str, consents: Vec<Consent>) -> Result<()> {
        for object in definitions(&Marking::default()).into_iter().chain(extension_definition()) {
            self.put(&object, EVERY)?;
        }
        let corrections = view.corrections_out()?;
        let mut named: BTreeMap<String, Option<Named>> = corrections.iter().flat_map(Passed::named).map(|uid| (uid, None)).collect();
        for one in &consents {
            named.extend([(one.object.clone(), None), (facts_hash(&one.object), None)]);
        }
        let mut after = 0;
        loop {
            let entries = view.entries(after, BATCH)?;
            let Some(last) = entries.last() else { break };
            after = last.row;
            // What came from the partner is there already.
            for entry in entries.iter().filter(|entry| entry.originator != partner) {
                self.entry(entry, &mut named)?;
            }
        }
        for passed in &corrections {
            self.correction(passed, &named)?;
        }
        for one in consents {
            self.consent(&one, &named)?;
        }
        self.revoke_the_rest()
    }

    fn entry(&mut self, entry: &Entry, named: &mut BTreeMap<String, Option<Named>>) -> Result<()> {
        let theme = Theme::All.bit()
            | if entry.wire.events.is_empty() { 0 } else { Theme::Events.bit() }
            | if entry.wire.commitments.is_empty() { 0 } else { Theme::Commitments.bit() };
        let mut shared = SharedEntry::of(entry, "");
        let known = entry.foreign.as_ref().unwrap_or(&entry.hash);
        self.first_turn(theme, |turn| {
            shared.hash = if turn == 0 { known.clone() } else { format!("{known}~{turn}") };
            shared.objects(&entry.added).map_err(|_| ShareError::Damaged(known.clone()))
        })?;
        let here = Named { report: shared.report_id(), hash: shared.hash, originator: entry.originator.clone(), marking: entry.marking.clone() };
        let uids = entry.wire.events.iter().map(|e| &e.id).chain(entry.wire.commitments.iter().map(|c| &c.id)).map(AsRef::as_ref);
        for uid in uids.chain([entry.hash.as_str()]) {
            if let Some(place) = named.get_mut(uid) {
                *place = Some(here.clone());
            }
        }
        Ok(())
    }

    /// Corrections of records by those whose records they are: nobody takes others.
    fn correction(&mut self, passed: &Passed, named: &BTreeMap<String, Option<Named>>) -> Result<()> {
        let uids = passed.named();
        let records: Vec<&Named> = uids.iter().filter_map(|uid| named.get(uid)?.as_ref()).collect();
        if records.len() < uids.len() || records.iter().any(|record| record.originator != passed.originator) {
            return Ok(());
        }
        let Some(report) = records.first().map(|record| record.report.clone()) else { return Ok(()) };
        self.first_turn(EVERY, |turn| {
            let marking: Marking = passed.marking.parse().map_err(|_| ShareError::Damaged(passed.uid.clone()))?;
            let note = correction(passed, &report, turn).map_err(|_| ShareError::Damaged(passed.uid.clone()))?;
            Ok(definitions(&marking).into_iter().chain([note]).collect())
        })
    }

    fn consent(&mut self, one: &Consent, named: &BTreeMap<String, Option<Named>>) -> Result<()> {
        let there = |object: &str| named.get(object).cloned().flatten();
        let facts = facts_hash(&one.object);
        let Some(of) = there(&one.object).or_else(|| there(&facts)) else { return Ok(()) };
        let is_record = !is_document(&one.object);
        self.first_turn(EVERY, |turn| {
            let object = if is_record { one.object.clone() } else { of.hash.clone() };
            let shared = SharedConsent { object, partner: one.partner.clone(), made: one.made.clone(), author: one.author.clone() };
            Ok(vec![consent(shared, &of.report, &of.marking, turn)])
        })
    }

    /// Publish something under the first of its ids that were not revoked.
    fn first_turn(&mut self, theme: i64, mut objects: impl FnMut(u32) -> Result<Vec<Object>>) -> Result<()> {
        let mut turn = 0;
        loop {
            let objects = objects(turn)?;
            let mut query = self.db.prepare_cached("SELECT 1 FROM object WHERE id = ? AND revoked").map_err(self.fault)?;
            let mut revoked = false;
            for object in &objects {
                revoked = revoked || query.exists([&object.id]).map_err(self.fault)?;
            }
            if !revoked {
                return objects.iter().try_for_each(|object| self.put(object, if is_fixed(&object.kind) { EVERY } else { theme }));
            }
            turn += 1;
        }
    }

    /// Publish an object, if it is new or has changed.
    fn put(&mut self, object: &Object, theme: i64) -> Result<()> {
        if self.db.prepare_cached("INSERT OR IGNORE INTO seen (id) VALUES (?)").and_then(|mut q| q.execute([&object.id])).map_err(self.fault)? == 0 {
            return Ok(());
        }
        let json = written(object)?;
        let digest = text_hash(&format!("{theme} {json}"));
        let sql = "SELECT digest, version FROM object WHERE id = ?";
        let there: Option<(String, String)> =
            self.db.prepare_cached(sql).and_then(|mut q| q.query_row([&object.id], |r| Ok((r.get(0)?, r.get(1)?))).optional()).map_err(self.fault)?;
        match there {
            Some((same, _)) if same == digest => Ok(()),
            Some((_, before)) => {
                let mut changed = object.clone();
                changed.modified = object.modified.as_ref().map(|_| self.later(&before));
                self.insert(&changed, theme, &digest)
            }
            None => self.insert(object, theme, &digest),
        }
    }

    /// The time of the version after another.
    fn later(&self, before: &str) -> String {
        let before = before.parse::<Timestamp>().ok().and_then(|time| time.checked_add(SignedDuration::from_millis(1)).ok());
        format!("{:.3}", before.map_or(self.now, |before| before.max(self.now)))
    }

    fn insert(&mut self, object: &Object, theme: i64, digest: &str) -> Result<()> {
        let at = if self.first { object.version().parse().unwrap_or(self.now) } else { self.now };
        // No two at one moment: whoever goes on from the last moment misses nothing.
        self.last = at.as_microsecond().max(self.last + 1);
        for (sql, values) in [
            ("DELETE FROM object WHERE id = ?1", params![object.id] as &[&dyn rusqlite::ToSql]),
            (
                "INSERT INTO object (id, kind, version, added, theme, digest, revoked, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                params![object.id, object.kind, object.version(), self.last, theme, digest, object.revoked, written(object)?],
            ),
        ] {
            self.db.prepare_cached(sql).and_then(|mut query| query.execute(values)).map_err(self.fault)?;
        }
        Ok(())
    }

    /// What the partner may not see any more is revoked; what is the same for everybody goes without a word.
    fn revoke_the_rest(&mut self) -> Result<()> {
        let sql = "SELECT kind, theme, json FROM object WHERE NOT revoked AND id NOT IN (SELECT id FROM seen) ORDER BY seq";
        let gone: Vec<(String, i64, String)> = {
            let mut query = self.db.prepare(sql).map_err(self.fault)?;
            query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).and_then(Iterator::collect).map_err(self.fault)?
        };
        for (kind, theme, json) in gone {
            let object: Object = serde_json::from_str(&json).map_err(|_| ShareError::Damaged(kind.clone()))?;
            if is_fixed(&kind) {
                self.db.execute("DELETE FROM object WHERE id = ?", [&object.id]).map_err(self.fault)?;
            } else {
                let revoked = Object { modified: Some(self.later(object.version())), ..revoked(&object) };
                self.insert(&revoked, theme, "")?;
            }
        }
        Ok(())
    }
}

/// Where something that corrections and consents name is published.
#[derive(Clone)]
struct Named {
    report: String,
    hash: String,
    originator: String,
    marking: Marking,
}

/// Hashes of documents are longer than ids of records.
pub(crate) fn is_document(object: &str) -> bool {
    object.len() > 16
}

/// What many entries share, and is the same for everybody.
pub(crate) fn is_fixed(kind: &str) -> bool {
    matches!(kind, "identity" | "location" | "marking-definition" | "extension-definition")
}

/// What is left of an object that was taken back: that it was.
fn revoked(object: &Object) -> Object {
    let mut left = Object { revoked: true, ..Object::new(&object.kind, object.id.clone(), &object.created).marked(&Marking::default()) };
    let none = || Some("revoked".to_owned());
    match object.kind.as_str() {
        "report" => (left.name, left.published, left.object_refs) = (none(), Some(object.created.clone()), vec![ids::CHANCERY.clone()]),
        "note" => (left.content, left.object_refs) = (none(), vec![ids::CHANCERY.clone()]),
        "relationship" => {
            let nobody = Some(ids::CHANCERY.clone());
            (left.relationship_type, left.source_ref, left.target_ref) = (Some("related-to".to_owned()), nobody.clone(), nobody);
        }
        _ => left.name = none(),
    }
    left
}

fn written(object: &Object) -> Result<String> {
    serde_json::to_string(object).map_err(|_| ShareError::Damaged(object.id.clone()))
}
