//! What a partner hands over, taken or refused object by object, each refusal with its reason.
//!
//! A report is taken if its extension says all that is needed and everything else about it follows from that: its id, its markings, the
//! objects that it refers to. So an object under the id of another, a marking that was lost or widened on the way, or a reference that leads
//! elsewhere is found without knowing what it should have been. Each entry is one transaction of the register; what is refused leaves no trace.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chancery_model::{Marking, is_partner_name};
use chancery_register::{Passed, Received, Register, RegisterError, Signature, Taken};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::check::{self, Checked, shown};
use crate::entry::{self, report_id};
use crate::error::{Result, ShareError};
use crate::form::{is_id, read, same};
use crate::ids;
use crate::inbox::{Inbox, Known};
use crate::object::{FORM, Object, SharedConsent, SharedCorrection, SharedEntry};

/// The largest bundle, in bytes.
pub const MOST_BYTES: usize = 64 << 20;
/// The most objects of a bundle.
pub const MOST_OBJECTS: usize = 100_000;
/// The longest correction, in bytes.
const MOST_DETAIL: usize = 1 << 16;
/// So many times something is revoked and published anew at most.
const MOST_TURNS: u32 = 100;

/// An object that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Its id, as far as it can be shown.
    pub id: String,
    /// The time of its version, if it could be read.
    pub version: String,
    /// Why.
    pub reason: String,
}

/// What became of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Entries that are new.
    pub new: usize,
    /// Entries that took the place of what was there.
    pub changed: usize,
    /// Entries that were there.
    pub unchanged: usize,
    /// Entries that were taken back.
    pub withdrawn: usize,
    /// Corrections and consents that changed something.
    pub decisions: usize,
    /// Objects that were taken, or were known: id and version.
    pub taken: Vec<(String, String)>,
    /// What was not taken.
    pub refused: Vec<Refusal>,
}

impl Tally {
    /// Count another one in.
    pub fn add(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.withdrawn += other.withdrawn;
        self.decisions += other.decisions;
        self.taken.extend(other.taken);
        self.refused.extend(other.refused);
    }
}

/// A bundle of STIX or an envelope of TAXII.
#[derive(Deserialize)]
struct Bundle<'a> {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(borrow, default)]
    objects: Vec<&'a RawValue>,
}

/// What an object is beside what is known of it.
enum News {
    /// An earlier version, or one that was taken back.
    Old,
    /// The version that is known.
    Same,
    /// A later version, or the first one.
    New,
}

/// Whose an entry is, if not of whoever handed it over, and its hash there.
#[derive(Debug, Serialize, Deserialize)]
struct Handed {
    originator: Option<String>,
    hash: String,
}

/// What is needed to take something back later.
#[derive(Debug, Serialize, Deserialize)]
enum Memo {
    Entry(Handed),
    Correction(SharedCorrection),
    Consent(SharedConsent),
}

/// Take what a partner hands over: a bundle of STIX, or the objects of an envelope of TAXII. What came in is linked afterwards.
pub fn take(register: &mut Register, inbox: &Inbox, from: &str, bytes: &[u8], now: &str) -> Result<Tally> {
    if !is_partner_name(from) {
        return Err(ShareError::NoPartner(shown(from)));
    }
    if bytes.len() > MOST_BYTES {
        return Err(ShareError::Bundle(format!("it is larger than {MOST_BYTES} bytes")));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ShareError::Bundle("it is not in UTF-8".to_owned()))?;
    let bundle: Bundle<'_> = serde_json::from_str(text).map_err(|error| ShareError::Bundle(shown(&format!("it is no bundle of STIX 2.1: {error}"))))?;
    if bundle.kind.as_deref().is_some_and(|kind| kind != "bundle" || !bundle.id.as_deref().is_some_and(|id| is_id(id, "bundle"))) {
        return Err(ShareError::Bundle("it is no bundle of STIX 2.1".to_owned()));
    }
    // Serde would take a list for an object, too.
    if !text.trim_start().starts_with('{') {
        return Err(ShareError::Bundle("it is no bundle of STIX 2.1".to_owned()));
    }
    if bundle.objects.len() > MOST_OBJECTS {
        return Err(ShareError::Bundle(format!("it has more than {MOST_OBJECTS} objects")));
    }
    let mut taking = Taking { register, inbox, from, now, tally: Tally::default() };
    let mut objects = BTreeMap::new();
    let mut order = Vec::new();
    for raw in bundle.objects {
        match read(raw.get()) {
            Ok(object) if objects.contains_key(&object.id) => taking.refuse(&object, "it stands twice, so nobody can tell which one is meant".to_owned()),
            Ok(object) => {
                order.push(object.id.clone());
                objects.insert(object.id.clone(), object);
            }
            Err(refusal) => taking.tally.refused.push(refusal),
        }
    }
    taking.all(&order, &objects)?;
    Ok(taking.tally)
}

/// A bundle that is being taken.
struct Taking<'t> {
    register: &'t mut Register,
    inbox: &'t Inbox,
    from: &'t str,
    now: &'t str,
    tally: Tally,
}

impl Taking<'_> {
    fn refuse(&mut self, object: &Object, reason: String) {
        self.tally.refused.push(Refusal { id: object.id.clone(), version: object.version().to_owned(), reason });
    }

    fn all(&mut self, order: &[String], objects: &BTreeMap<String, Object>) -> Result<()> {
        let objects_in_order = || order.iter().filter_map(|id| objects.get(id));
        for object in objects_in_order().filter(|object| object.revoked) {
            let done = self.revoke(object)?;
            self.count(object, done);
        }
        let has_entry = |object: &&Object| !object.revoked && object.kind == "report";
        for object in objects_in_order().filter(has_entry) {
            let done = self.report(object, objects)?;
            self.count(object, done);
        }
        // Decisions are laid over what is linked.
        if self.register.pending()? > 0 {
            self.register.link(|_, _| {})?;
        }
        for object in objects_in_order().filter(|object| !object.revoked && object.kind != "report") {
            let extension = object.extension().cloned().unwrap_or_default();
            let done = match (extension.correction, extension.consent) {
                (Some(correction), None) if object.kind == "note" => self.correction(object, &correction)?,
                (None, Some(consent)) if object.kind == "note" => self.consent(object, &consent)?,
                (None, None) => Ok(()),
                _ => Err("its extension does not go with its type".to_owned()),
            };
            self.count(object, done);
        }
        if self.register.pending()? > 0 {
            self.register.link(|_, _| {})?;
        }
        Ok(())
    }

    fn count(&mut self, object: &Object, done: Checked) {
        match done {
            Ok(()) => self.tally.taken.push((object.id.clone(), object.version().to_owned())),
            Err(reason) => self.refuse(object, reason),
        }
    }

    /// What the register refuses is refused; that it cannot be used is a fault.
    fn settled<T>(done: std::result::Result<T, RegisterError>) -> Result<Checked<T>> {
        match done {
            Ok(done) => Ok(Ok(done)),
            Err(
                error @ (RegisterError::Sharing(_)
                | RegisterError::Correction(_)
                | RegisterError::UnknownId(_)
                | RegisterError::Marking { .. }
                | RegisterError::Record { .. }),
            ) => Ok(Err(shown(&error.to_string()))),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether an object may take the place of what is known of it.
    fn news(&self, object: &Object) -> Result<Checked<News>> {
        let Some(known) = self.inbox.find(self.from, &object.id)? else { return Ok(Ok(News::New)) };
        let same = known.digest == digest(object);
        Ok(match object.version().cmp(&known.version) {
            Ordering::Less => Ok(News::Old),
            Ordering::Equal if same => Ok(if known.revoked { News::Old } else { News::Same }),
            Ordering::Equal => Err("it is not what this version of it was before".to_owned()),
            Ordering::Greater if known.revoked => Err("it was revoked, and nothing comes back from that".to_owned()),
            Ordering::Greater => Ok(News::New),
        })
    }

    fn note(&self, object: &Object, memo: &Memo) -> Result<()> {
        let memo = serde_json::to_string(memo).map_err(|_| ShareError::Damaged(object.id.clone()))?;
        self.inbox.note(self.from, &object.id, &Known { version: object.version().to_owned(), digest: digest(object), memo, revoked: object.revoked })
    }

    /// Whether an originator handed an entry over itself: then nobody else's word counts.
    fn is_first_hand(&self, originator: Option<&str>, hash: &str) -> Result<bool> {
        let Some(originator) = originator else { return Ok(false) };
        Ok(self.inbox.find(originator, &report_id(None, hash))?.is_some())
    }

    fn report(&mut self, object: &Object, objects: &BTreeMap<String, Object>) -> Result<Checked> {
        let Some(shared) = object.extension().and_then(|extension| extension.entry.as_deref()) else {
            return Ok(Err("it is a report without an entry of chancery".to_owned()));
        };
        let (marking, narrower) = match self.entry(object, shared, objects) {
            Ok(markings) => markings,
            Err(reason) => return Ok(Err(reason)),
        };
        let originator = shared.originator.as_deref();
        let whose = originator.unwrap_or(self.from);
        let is_there = match self.news(object)? {
            Err(reason) => return Ok(Err(reason)),
            Ok(News::Old) => true,
            // What was done with it here since stays.
            Ok(News::Same) => self.register.has_received(whose, &shared.hash)?,
            Ok(News::New) => false,
        };
        if is_there || self.is_first_hand(originator, &shared.hash)? {
            self.tally.unchanged += 1;
            return Ok(Ok(()));
        }
        let is_of_others = self.inbox.is_of_others(self.from, &object.id)?;
        let received = Received {
            originator: whose,
            hash: &shared.hash,
            text: shared.text.as_deref().unwrap_or_default(),
            coded: &shared.document,
            origin: shared.versions_of.as_deref(),
            coder: &shared.coder,
            marking: &marking,
            record_markings: &narrower,
            replaces: !is_of_others,
        };
        let taken = match Self::settled(self.register.receive(self.from, &received, self.now))? {
            Ok(taken) => taken,
            Err(reason) => return Ok(Err(reason)),
        };
        match taken {
            Taken::New => self.tally.new += 1,
            Taken::Changed => self.tally.changed += 1,
            Taken::Unchanged => self.tally.unchanged += 1,
            Taken::Withdrawn => return Ok(Err("it was taken back by its originator".to_owned())),
        }
        // It stands by the word of whoever passed it on first, who alone takes it back.
        if is_of_others {
            return Ok(Ok(()));
        }
        self.note(object, &Memo::Entry(Handed { originator: shared.originator.clone(), hash: shared.hash.clone() }))?;
        Ok(Ok(()))
    }

    /// Look at an entry and at what belongs to it. Gives its markings.
    fn entry(&self, object: &Object, shared: &SharedEntry, objects: &BTreeMap<String, Object>) -> Checked<(Marking, Vec<(String, Marking)>)> {
        if shared.form != FORM {
            return Err(format!("its form is `{}` and not {FORM}", shown(&shared.form)));
        }
        if !check::is_hash(&shared.hash) || !check::is_name(&shared.coder) || shared.versions_of.as_ref().is_some_and(|origin| !check::is_hash(origin)) {
            return Err("its hash, its origin or its coder cannot be".to_owned());
        }
        match shared.originator.as_deref() {
            Some(name) if !is_partner_name(name) => return Err(format!("`{}` is no name of an originator", shown(name))),
            Some(name) if name == self.from => return Err(format!("it names `{name}`, who hands it over, as another")),
            Some(name) if !shared.with_leave => return Err(format!("it is of `{name}` and not of `{}`, and not marked as passed on with leave", self.from)),
            _ => {}
        }
        let marking: Marking = shared.marking.parse().map_err(|error| shown(&format!("its marking cannot be read: {error}")))?;
        let narrower = shared.narrower().map_err(|error| shown(&format!("the marking of a record cannot be read: {error}")))?;
        if object.object_marking_refs != ids::marking_refs(&marking) {
            return Err("its markings are not those that its entry has".to_owned());
        }
        let document = &shared.document;
        check::document(shared.text.as_deref().unwrap_or_default(), document)?;
        let is_record = |uid: &str| document.events.iter().any(|e| e.id == uid) || document.commitments.iter().any(|c| c.id == uid);
        if let Some((uid, _)) = narrower.iter().find(|(uid, _)| !is_record(uid)) {
            return Err(format!("it marks a record `{}` that it does not have", shown(uid)));
        }
        let expected = shared.objects(&object.created).map_err(|error| shown(&error.to_string()))?;
        for one in &expected {
            if let Some(there) = objects.get(&one.id)
                && !same(there, one)
            {
                let which = if one.id == object.id { "it".to_owned() } else { format!("`{}`, which belongs to it,", one.id) };
                return Err(format!("{which} is not what follows from its entry"));
            }
        }
        if expected.last().map(|report| &report.id) == Some(&object.id) { Ok((marking, narrower)) } else { Err("its id is that of another entry".to_owned()) }
    }

    /// The entry of a report that this partner handed over; none if it stands by the word of another.
    fn report_taken(&self, refs: &[String]) -> Result<Checked<Option<Handed>>> {
        let [report] = refs else { return Ok(Err("it does not refer to one report".to_owned())) };
        let known = self.inbox.find(self.from, report)?.filter(|known| !known.revoked);
        match known.map(|known| serde_json::from_str(&known.memo)) {
            Some(Ok(Memo::Entry(handed))) => Ok(Ok(Some(handed))),
            None if self.inbox.is_of_others(self.from, report)? => Ok(Ok(None)),
            _ => Ok(Err(format!("it refers to a report that did not come from `{}`", self.from))),
        }
    }

    /// Whether this partner's word counts for every record that a correction names: they are its own, or it is whoever passed on their entries
    /// and their originator did not hand them over itself.
    fn speaks_for(&self, shared: &SharedCorrection) -> Result<bool> {
        let Some(originator) = shared.originator.as_deref() else { return Ok(true) };
        for record in passed(shared).named() {
            let Some(hash) = self.register.received_with(originator, &record)? else { return Ok(false) };
            let known = self.inbox.find(self.from, &report_id(Some(originator), &hash))?;
            if known.is_none_or(|known| known.revoked) || self.is_first_hand(Some(originator), &hash)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn correction(&mut self, object: &Object, shared: &SharedCorrection) -> Result<Checked> {
        if !check::is_record_id(&shared.target) || !is_signed(&shared.author, &shared.made) || shared.id.len() > 64 || shared.detail.len() > MOST_DETAIL {
            return Ok(Err("its correction cannot be".to_owned()));
        }
        let Handed { originator, hash } = match self.report_taken(&object.object_refs)? {
            Ok(Some(handed)) => handed,
            other => return Ok(other.map(drop)),
        };
        let passed = passed(shared);
        let turn = (0..MOST_TURNS).find(|turn| entry::correction_id(shared.originator.as_deref(), &shared.id, *turn) == object.id);
        let as_written = turn.and_then(|turn| entry::correction(&passed, &report_id(originator.as_deref(), &hash), turn).ok());
        if originator != shared.originator || !as_written.is_some_and(|expected| same(object, &expected)) {
            return Ok(Err("it is not what follows from its correction".to_owned()));
        }
        match self.news(object)? {
            Err(reason) => return Ok(Err(reason)),
            Ok(News::Old) => return Ok(Ok(())),
            Ok(News::Same | News::New) => {}
        }
        if !self.speaks_for(shared)? {
            return Ok(if self.is_first_hand(originator.as_deref(), &hash)? {
                Ok(())
            } else {
                Err("it names a record that is not for its sender to correct".to_owned())
            });
        }
        let whose = originator.as_deref().unwrap_or(self.from);
        match Self::settled(self.register.receive_correction(whose, &passed))? {
            Ok(changed) => self.tally.decisions += usize::from(changed),
            Err(reason) => return Ok(Err(reason)),
        }
        self.note(object, &Memo::Correction(shared.clone()))?;
        Ok(Ok(()))
    }

    fn consent(&mut self, object: &Object, shared: &SharedConsent) -> Result<Checked> {
        let Handed { originator, hash } = match self.report_taken(&object.object_refs)? {
            Ok(Some(handed)) => handed,
            other => return Ok(other.map(drop)),
        };
        if originator.is_some() {
            return Ok(Err(format!("it lets go what is not of `{}`", self.from)));
        }
        let is_object = check::is_record_id(&shared.object) || shared.object == hash;
        if !is_partner_name(&shared.partner) || !is_object || !is_signed(&shared.author, &shared.made) {
            return Ok(Err("its consent cannot be".to_owned()));
        }
        let turn = (0..MOST_TURNS).find(|turn| entry::consent_id(&shared.object, &shared.partner, *turn) == object.id);
        let expected = turn.map(|turn| Object {
            object_marking_refs: object.object_marking_refs.clone(),
            ..entry::consent(shared.clone(), &report_id(None, &hash), &Marking::default(), turn)
        });
        if !expected.is_some_and(|expected| same(object, &expected)) {
            return Ok(Err("it is not what follows from its consent".to_owned()));
        }
        match self.news(object)? {
            Err(reason) => return Ok(Err(reason)),
            Ok(News::Old) => return Ok(Ok(())),
            Ok(News::Same | News::New) => {}
        }
        match self.allow(shared, true)? {
            Ok(()) => self.tally.decisions += 1,
            Err(reason) => return Ok(Err(reason)),
        }
        self.note(object, &Memo::Consent(shared.clone()))?;
        Ok(Ok(()))
    }

    fn allow(&mut self, shared: &SharedConsent, given: bool) -> Result<Checked> {
        let by = Signature { author: &format!("{} ({})", shared.author, self.from), now: &shared.made };
        Self::settled(self.register.receive_consent(self.from, &shared.object, &shared.partner, given, by))
    }

    /// Take something back that this partner handed over; what it did not is passed over.
    fn revoke(&mut self, object: &Object) -> Result<Checked> {
        let Some(known) = self.inbox.find(self.from, &object.id)? else { return Ok(Ok(())) };
        if known.revoked {
            return Ok(Ok(()));
        }
        if object.version() <= known.version.as_str() {
            return Ok(Err("it is revoked by a version that is not later than what is known".to_owned()));
        }
        let memo: Memo = serde_json::from_str(&known.memo).map_err(|_| ShareError::Damaged(object.id.clone()))?;
        match &memo {
            Memo::Entry(Handed { originator: None, hash }) => {
                self.tally.withdrawn += usize::from(self.register.receive_withdrawal(self.from, hash, self.now)?);
            }
            Memo::Entry(Handed { originator: Some(originator), hash }) => {
                if !self.is_first_hand(Some(originator), hash)? {
                    self.tally.withdrawn += usize::from(self.register.forget_received(originator, hash)?);
                }
            }
            // Of what is gone, or by now came from its originator, there is nothing to take back.
            Memo::Correction(shared) if !self.speaks_for(shared)? => {}
            Memo::Correction(shared) => {
                let whose = shared.originator.as_deref().unwrap_or(self.from);
                let undone = Passed { undone: true, ..passed(shared) };
                self.tally.decisions += usize::from(Self::settled(self.register.receive_correction(whose, &undone))?.unwrap_or_default());
            }
            Memo::Consent(shared) => {
                self.tally.decisions += usize::from(self.allow(&shared.clone(), false)?.is_ok());
            }
        }
        self.note(object, &memo)?;
        Ok(Ok(()))
    }
}

/// Whether somebody can have signed at this time.
fn is_signed(author: &str, made: &str) -> bool {
    check::is_name(author) && ids::is_time(made)
}

fn passed(shared: &SharedCorrection) -> Passed {
    let SharedCorrection { id, originator, made, author, target, action, detail, undone, marking } = shared.clone();
    Passed { uid: id, made, author, target, action, detail, undone, marking, originator: originator.unwrap_or_default() }
}

/// What an object holds, in short.
fn digest(object: &Object) -> String {
    chancery_register::text_hash(&serde_json::to_string(object).unwrap_or_default())
}
