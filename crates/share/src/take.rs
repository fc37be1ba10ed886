//! What a partner hands over, taken or refused object by object, each refusal with its reason.
//!
//! A report is taken if its extension says all that is needed and everything else about it follows from that: its id, its markings, the
//! objects that it refers to. So an object under the id of another, a marking that was lost or widened on the way, or a reference that leads
//! elsewhere is found without knowing what it should have been. Each entry is one transaction of the register; what is refused leaves no trace.

use std::collections::BTreeMap;

use chancery_model::{Marking, Tlp, is_partner_name};
use chancery_register::{Passed, Received, Register, RegisterError, Signature, Taken};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::check::{self, Checked, shown};
use crate::entry::{self, report_id};
use crate::error::{Result, ShareError};
use crate::ids;
use crate::inbox::{Inbox, Known};
use crate::object::{FORM, Object, SPEC, SharedConsent, SharedCorrection, SharedEntry, definitions, extension_definition};

/// The largest bundle, in bytes.
pub const MOST_BYTES: usize = 64 << 20;
/// The most objects of a bundle.
pub const MOST_OBJECTS: usize = 100_000;
/// The largest object, in bytes.
const MOST_OBJECT: usize = 16 << 20;
/// The most that one object refers to.
const MOST_REFS: usize = 100_000;
/// So many times something is revoked and published anew at most.
const MOST_TURNS: u32 = 100;

const KINDS: [&str; 8] = ["report", "incident", "identity", "location", "note", "relationship", "marking-definition", "extension-definition"];

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

/// What is needed to take something back later.
#[derive(Debug, Serialize, Deserialize)]
enum Memo {
    Entry { originator: Option<String>, hash: String },
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

/// Whether this is an id of a type.
fn is_id(id: &str, kind: &str) -> bool {
    let rest = id.strip_prefix(kind).and_then(|rest| rest.strip_prefix("--"));
    rest.is_some_and(|rest| rest.len() == 36 && rest.parse::<uuid::Uuid>().is_ok_and(|uuid| uuid.to_string() == rest))
}

/// Read one object and look at all of it that is the same for every type.
fn read(raw: &str) -> std::result::Result<Object, Refusal> {
    #[derive(Deserialize)]
    struct Name {
        #[serde(default)]
        id: String,
    }
    let name = || serde_json::from_str::<Name>(raw).map(|name| shown(&name.id)).unwrap_or_default();
    let refuse = |reason: String| Refusal { id: name(), version: String::new(), reason };
    if raw.len() > MOST_OBJECT {
        return Err(Refusal { id: String::new(), version: String::new(), reason: format!("it is larger than {MOST_OBJECT} bytes") });
    }
    if !raw.starts_with('{') {
        return Err(refuse("it is no object".to_owned()));
    }
    let object: Object = serde_json::from_str(raw).map_err(|error| refuse(shown(&format!("it cannot be read: {error}"))))?;
    form(&object).map_err(refuse)?;
    Ok(object)
}

fn form(object: &Object) -> Checked {
    let kind = object.kind.as_str();
    if !KINDS.contains(&kind) {
        return Err(format!("`{}` is no type that is taken", shown(kind)));
    }
    if object.spec_version != SPEC {
        return Err(format!("it is of STIX `{}` and not {SPEC}", shown(&object.spec_version)));
    }
    if !is_id(&object.id, kind) {
        return Err("its id is none of its type".to_owned());
    }
    if !ids::is_time(&object.created) || !ids::is_time(object.version()) || object.version() < object.created.as_str() {
        return Err("its times cannot be".to_owned());
    }
    if object.object_refs.len() > MOST_REFS {
        return Err(format!("it refers to more than {MOST_REFS} objects"));
    }
    if object.modified.is_none() && kind != "marking-definition" {
        return Err("it does not say when it was modified".to_owned());
    }
    match kind {
        "marking-definition" => definition(object),
        "extension-definition" if !extension_definition().contains(object) => Err("it defines an extension that is not known".to_owned()),
        "extension-definition" => Ok(()),
        _ => marked(&object.object_marking_refs),
    }
}

/// A marking is one that is known, and says what it should.
fn definition(object: &Object) -> Checked {
    old_tlp(&object.id)?;
    let level = Tlp::ALL.into_iter().find(|level| ids::tlp(*level) == object.id);
    let restrictions = || object.extension().and_then(|extension| extension.restrictions.as_deref());
    let meant = match level {
        Some(level) => Marking::of(level),
        None => restrictions().and_then(|text| format!("CLEAR {text}").parse().ok()).ok_or("it is no marking that is known")?,
    };
    if definitions(&meant).contains(object) { Ok(()) } else { Err("it is not what its id stands for".to_owned()) }
}

fn old_tlp(id: &str) -> Checked {
    if ids::OLD_TLP.contains(&id) { Err("it is marked by TLP 1.0, whose levels mean something else; TLP 2.0 is needed".to_owned()) } else { Ok(()) }
}

/// One level of TLP 2.0, and at most one marking of ours.
fn marked(refs: &[String]) -> Checked {
    refs.iter().try_for_each(|id| old_tlp(id))?;
    let levels = refs.iter().filter(|id| Tlp::ALL.into_iter().any(|level| ids::tlp(level) == id.as_str())).count();
    match (levels, refs.len()) {
        (0, _) => Err("it has no level of TLP 2.0".to_owned()),
        (1, 1 | 2) => Ok(()),
        _ => Err("it has markings that do not go together or are not known".to_owned()),
    }
}

/// The same object, whenever it was modified, and whatever a party or country is called.
fn same(object: &Object, expected: &Object) -> bool {
    let mut expected = expected.clone();
    expected.modified.clone_from(&object.modified);
    if matches!(object.kind.as_str(), "identity" | "location") {
        expected.name.clone_from(&object.name);
        expected.description.clone_from(&object.description);
    }
    *object == expected
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

    /// Whether an object may take the place of what is known of it. Gives whether it is news.
    fn is_news(&self, object: &Object) -> Result<Checked<bool>> {
        let Some(known) = self.inbox.find(self.from, &object.id)? else { return Ok(Ok(true)) };
        let same = known.digest == digest(object);
        Ok(match object.version().cmp(&known.version) {
            std::cmp::Ordering::Less => Ok(false),
            std::cmp::Ordering::Equal if same => Ok(!known.revoked),
            std::cmp::Ordering::Equal => Err("it is not what this version of it was before".to_owned()),
            std::cmp::Ordering::Greater if known.revoked => Err("it was revoked, and nothing comes back from that".to_owned()),
            std::cmp::Ordering::Greater => Ok(true),
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
        match self.is_news(object)? {
            Err(reason) => return Ok(Err(reason)),
            Ok(false) => {
                self.tally.unchanged += 1;
                return Ok(Ok(()));
            }
            Ok(true) => {}
        }
        let originator = shared.originator.as_deref();
        if self.is_first_hand(originator, &shared.hash)? {
            self.tally.unchanged += 1;
            return Ok(Ok(()));
        }
        let received = Received {
            originator: originator.unwrap_or(self.from),
            hash: &shared.hash,
            text: shared.text.as_deref().unwrap_or_default(),
            coded: &shared.document,
            origin: shared.versions_of.as_deref(),
            coder: &shared.coder,
            marking: &marking,
            record_markings: &narrower,
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
        self.note(object, &Memo::Entry { originator: shared.originator.clone(), hash: shared.hash.clone() })?;
        Ok(Ok(()))
    }

    /// Look at an entry and at what belongs to it. Gives its markings.
    fn entry(&self, object: &Object, shared: &SharedEntry, objects: &BTreeMap<String, Object>) -> Checked<(Marking, Vec<(String, Marking)>)> {
        if shared.form != FORM {
            return Err(format!("its form is `{}` and not {FORM}", shown(&shared.form)));
        }
        if !check::is_hash(&shared.hash) || shared.coder.len() > 256 || shared.versions_of.as_ref().is_some_and(|origin| !check::is_hash(origin)) {
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

    /// The entry of a report that this partner handed over.
    fn report_taken(&self, refs: &[String]) -> Result<Checked<(Option<String>, String)>> {
        let [report] = refs else { return Ok(Err("it does not refer to one report".to_owned())) };
        let known = self.inbox.find(self.from, report)?.filter(|known| !known.revoked);
        match known.map(|known| serde_json::from_str(&known.memo)) {
            Some(Ok(Memo::Entry { originator, hash })) => Ok(Ok((originator, hash))),
            _ => Ok(Err(format!("it refers to a report that did not come from `{}`", self.from))),
        }
    }

    fn correction(&mut self, object: &Object, shared: &SharedCorrection) -> Result<Checked> {
        let (originator, hash) = match self.report_taken(&object.object_refs)? {
            Ok(entry) => entry,
            Err(reason) => return Ok(Err(reason)),
        };
        let passed = passed(shared);
        let report = report_id(originator.as_deref(), &hash);
        let as_written = (0..MOST_TURNS).find_map(|turn| entry::correction(&passed, &report, turn).ok().filter(|note| note.id == object.id));
        if originator != shared.originator || !as_written.is_some_and(|expected| same(object, &expected)) {
            return Ok(Err("it is not what follows from its correction".to_owned()));
        }
        if !check::is_record_id(&shared.target) || shared.id.len() > 64 || shared.author.len() > 256 || shared.detail.len() > 1 << 16 {
            return Ok(Err("its correction cannot be".to_owned()));
        }
        match self.is_news(object)? {
            Ok(true) if !self.is_first_hand(originator.as_deref(), &hash)? => {}
            other => return Ok(other.map(drop)),
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
        let (originator, hash) = match self.report_taken(&object.object_refs)? {
            Ok(entry) => entry,
            Err(reason) => return Ok(Err(reason)),
        };
        if originator.is_some() {
            return Ok(Err(format!("it lets go what is not of `{}`", self.from)));
        }
        let report = report_id(None, &hash);
        let expected = (0..MOST_TURNS).map(|turn| entry::consent(shared.clone(), &report, &Marking::default(), turn)).find(|note| note.id == object.id);
        let expected = expected.map(|note| Object { object_marking_refs: object.object_marking_refs.clone(), ..note });
        if !expected.is_some_and(|expected| same(object, &expected)) {
            return Ok(Err("it is not what follows from its consent".to_owned()));
        }
        if !is_partner_name(&shared.partner) || !(check::is_record_id(&shared.object) || shared.object == hash) || shared.author.len() > 256 {
            return Ok(Err("its consent cannot be".to_owned()));
        }
        match self.is_news(object)? {
            Ok(true) => {}
            other => return Ok(other.map(drop)),
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
            Memo::Entry { originator: None, hash } => {
                self.tally.withdrawn += usize::from(self.register.receive_withdrawal(self.from, hash, self.now)?);
            }
            Memo::Entry { originator: Some(originator), hash } => {
                if !self.is_first_hand(Some(originator), hash)? {
                    self.tally.withdrawn += usize::from(self.register.forget_received(originator, hash)?);
                }
            }
            // Of what is gone there is nothing to take back.
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

fn passed(shared: &SharedCorrection) -> Passed {
    let SharedCorrection { id, originator, made, author, target, action, detail, undone, marking } = shared.clone();
    Passed { uid: id, made, author, target, action, detail, undone, marking, originator: originator.unwrap_or_default() }
}

/// What an object holds, in short.
fn digest(object: &Object) -> String {
    chancery_register::text_hash(&serde_json::to_string(object).unwrap_or_default())
}
