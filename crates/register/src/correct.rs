//! Corrections by people: kept beside what the coder found, signed, and applied over it whenever an act or undertaking is drawn up.
//!
//! A correction names reports, not acts: ids of reports stay when the coder improves, so corrections survive `recode`. The id of an act or
//! undertaking is that of its first report.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde_json::{Value, json};

use crate::error::{RegisterError, Result};
use crate::link::{Changed, DrawnAct, DrawnUndertaking, Line, same_story};
use crate::markings;
use crate::store::Register;
use crate::told::{ToldCommitment, ToldEvent, split};

/// One correction as it was made.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Correction {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub made: String,
    /// By whom.
    pub author: String,
    /// The report it names.
    pub target: String,
    /// `set`, `reject`, `merge`, `split`, `note`.
    pub action: String,
    /// What it says.
    pub detail: Value,
    /// It was taken back.
    pub undone: bool,
}

/// Fields of an event that may be set.
pub const EVENT_FIELDS: [&str; 8] = ["type", "mode", "status", "date", "actors", "recipients", "place", "country"];
/// Fields of a commitment that may be set.
pub const COMMITMENT_FIELDS: [&str; 6] = ["kind", "title", "status", "due", "parties", "beneficiaries"];

/// A report of an act or of an undertaking, by its id.
pub(crate) enum Target {
    /// An act's.
    Event(i64),
    /// An undertaking's.
    Commitment(i64),
}

pub(crate) fn find(db: &Connection, uid: &str) -> Result<Target> {
    let event = db.prepare_cached("SELECT id FROM told_event WHERE uid = ?")?.query_row([uid], |r| r.get(0)).optional()?;
    let commitment = || db.prepare_cached("SELECT id FROM told_commitment WHERE uid = ?")?.query_row([uid], |r| r.get(0)).optional();
    match event {
        Some(id) => Ok(Target::Event(id)),
        None => commitment()?.map(Target::Commitment).ok_or_else(|| RegisterError::UnknownId(uid.to_owned())),
    }
}

/// Who corrects, and when.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'s> {
    /// The name to sign with.
    pub author: &'s str,
    /// The time to write down.
    pub now: &'s str,
}

impl Register {
    /// Set fields of an act or undertaking: `(field, value)`; an empty value empties the field.
    pub fn set(&mut self, id: &str, fields: &[(String, String)], reason: &str, by: Signature<'_>) -> Result<()> {
        let checked = |allowed: &[&str], act: bool| -> Result<()> {
            for (field, value) in fields {
                if !allowed.contains(&field.as_str()) {
                    return Err(RegisterError::Correction(format!("`{field}` cannot be set; what can: {}", allowed.join(", "))));
                }
                check_value(field, value, act)?;
            }
            Ok(())
        };
        self.write(|db| {
            match find(db, id)? {
                Target::Event(_) => checked(&EVENT_FIELDS, true)?,
                Target::Commitment(_) => checked(&COMMITMENT_FIELDS, false)?,
            }
            let set: serde_json::Map<String, Value> = fields.iter().map(|(f, v)| (f.clone(), json!(v))).collect();
            record(db, id, "set", &json!({ "set": set, "reason": reason }), by)?;
            redraw(db, id)
        })
    }

    /// Take an act or undertaking out of every answer.
    pub fn reject(&mut self, id: &str, reason: &str, by: Signature<'_>) -> Result<()> {
        self.write(|db| {
            find(db, id)?;
            record(db, id, "reject", &json!({ "reason": reason }), by)?;
            redraw(db, id)
        })
    }

    /// Write a remark beside an act or undertaking.
    pub fn remark(&mut self, id: &str, text: &str, by: Signature<'_>) -> Result<()> {
        self.write(|db| {
            find(db, id)?;
            record(db, id, "note", &json!({ "text": text }), by)
        })
    }

    /// Say that an act or undertaking was looked at and stands as it is.
    pub fn accept(&mut self, id: &str, text: &str, by: Signature<'_>) -> Result<()> {
        self.write(|db| {
            find(db, id)?;
            record(db, id, "note", &json!({ "text": text, "accepted": true }), by)
        })
    }

    /// Ids of acts and undertakings that people accepted or corrected: nobody need look at them again.
    pub fn reviewed(&self) -> Result<Vec<String>> {
        let decided = "c.undone = 0 AND (c.action IN ('set', 'merge', 'split') OR json_extract(c.detail, '$.accepted'))";
        let sql = format!(
            "SELECT a.uid FROM correction c JOIN told_event t ON t.uid = c.target JOIN act a ON a.id = t.act WHERE {decided}
             UNION SELECT u.uid FROM correction c JOIN told_commitment t ON t.uid = c.target JOIN undertaking u ON u.id = t.undertaking WHERE {decided}"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        Ok(query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// Make one of two acts, or of two undertakings.
    pub fn merge(&mut self, a: &str, b: &str, reason: &str, by: Signature<'_>) -> Result<()> {
        self.write(|db| {
            let (later, earlier, document) = match (find(db, a)?, find(db, b)?) {
                (Target::Event(x), Target::Event(y)) => {
                    let (x, y) = (ToldEvent::load(db, x)?, ToldEvent::load(db, y)?);
                    if x.act == y.act {
                        return Err(RegisterError::Correction(format!("`{a}` and `{b}` are one act already")));
                    }
                    if x.kind != y.kind {
                        return Err(RegisterError::Correction(format!("`{a}` is {} and `{b}` is {}; set the type of one first", x.kind, y.kind)));
                    }
                    let (x, y) = (root_event(db, &x)?, root_event(db, &y)?);
                    let (late, early) = if (x.place, x.id) > (y.place, y.id) { (x, y) } else { (y, x) };
                    (late.uid, early.uid, late.place.document)
                }
                (Target::Commitment(x), Target::Commitment(y)) => {
                    let (x, y) = (ToldCommitment::load(db, x)?, ToldCommitment::load(db, y)?);
                    if x.undertaking == y.undertaking {
                        return Err(RegisterError::Correction(format!("`{a}` and `{b}` are one undertaking already")));
                    }
                    let (x, y) = (root_commitment(db, &x)?, root_commitment(db, &y)?);
                    let (late, early) = if (x.place, x.id) > (y.place, y.id) { (x, y) } else { (y, x) };
                    (late.uid, early.uid, late.place.document)
                }
                _ => return Err(RegisterError::Correction(format!("`{a}` and `{b}` are an act and an undertaking; only like can be merged"))),
            };
            record(db, &later, "merge", &json!({ "with": earlier, "reason": reason }), by)?;
            pend(db, document)
        })?;
        self.link(|_, _| {}).map(drop)
    }

    /// Take one report out of its act, or one record out of its undertaking.
    pub fn split(&mut self, report: &str, reason: &str, by: Signature<'_>) -> Result<()> {
        self.write(|db| {
            let (pairs, documents) = match find(db, report)? {
                Target::Event(id) => {
                    let told = ToldEvent::load(db, id)?;
                    same_story(db, "told_event", "act", told.act.unwrap_or(id), report)?
                }
                Target::Commitment(id) => {
                    let told = ToldCommitment::load(db, id)?;
                    same_story(db, "told_commitment", "undertaking", told.undertaking.unwrap_or(id), report)?
                }
            };
            if pairs.is_empty() {
                return Err(RegisterError::Correction(format!("`{report}` stands alone; there is nothing to split")));
            }
            for (target, from) in pairs {
                record(db, &target, "split", &json!({ "from": from, "reason": reason }), by)?;
            }
            documents.into_iter().try_for_each(|document| pend(db, document))
        })?;
        self.link(|_, _| {}).map(drop)
    }

    /// Take a correction back.
    pub fn undo(&mut self, number: i64) -> Result<()> {
        self.write(|db| {
            let target: Option<String> =
                db.prepare_cached("SELECT target FROM correction WHERE id = ? AND undone = 0")?.query_row([number], |r| r.get(0)).optional()?;
            let target = target.ok_or_else(|| RegisterError::Correction(format!("there is no correction {number} to take back; `chancery log` lists them")))?;
            db.execute("UPDATE correction SET undone = 1 WHERE id = ?", [number])?;
            pend_report(db, &target)?;
            match redraw(db, &target) {
                Err(RegisterError::UnknownId(_)) => Ok(()),
                other => other,
            }
        })?;
        self.link(|_, _| {}).map(drop)
    }

    /// The number of the last correction; 0 if there is none.
    pub fn last_correction(&self) -> Result<i64> {
        Ok(self.db.prepare_cached("SELECT coalesce(max(id), 0) FROM correction")?.query_row([], |r| r.get(0))?)
    }

    /// Every correction, oldest first; those of one record if an id is given.
    pub fn log(&self, id: Option<&str>) -> Result<Vec<Correction>> {
        let mut query = self.db.prepare("SELECT id, made, author, target, action, detail, undone FROM correction ORDER BY id")?;
        let all = query.query_map([], |r| {
            let detail: String = r.get(5)?;
            Ok(Correction {
                number: r.get(0)?,
                made: r.get(1)?,
                author: r.get(2)?,
                target: r.get(3)?,
                action: r.get(4)?,
                detail: serde_json::from_str(&detail).unwrap_or(Value::Null),
                undone: r.get(6)?,
            })
        })?;
        let all: Vec<Correction> = all.collect::<rusqlite::Result<_>>()?;
        let Some(id) = id else { return Ok(all) };
        let uids = self.uids_of(id)?;
        Ok(all.into_iter().filter(|c| uids.contains(&c.target)).collect())
    }
}

/// Whether a value can stand in a field.
pub(crate) fn check_value(field: &str, value: &str, act: bool) -> Result<()> {
    let fault = |why: String| Err(RegisterError::Correction(why));
    let code = |what: std::result::Result<(), chancery_model::UnknownCode>| what.map_err(|e| RegisterError::Correction(e.to_string()));
    match field {
        "type" => code(value.parse::<chancery_model::EventType>().map(drop)),
        "kind" => code(value.parse::<chancery_model::CommitmentKind>().map(drop)),
        "mode" if !value.is_empty() => code(value.parse::<chancery_model::Mode>().map(drop)),
        "status" if act && value.parse::<chancery_model::Status>().is_err() => fault(format!("`{value}` is no status of an act")),
        "status" if !act && value.parse::<chancery_model::CommitmentStatus>().is_err() => fault(format!("`{value}` is no status of an undertaking")),
        "title" if value.is_empty() => fault("a title cannot be empty".to_owned()),
        "actors" | "recipients" | "parties" | "beneficiaries" => {
            let is_code = |code: &str| code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
            match value.split([',', ' ']).find(|code| !is_code(code)) {
                Some(odd) => fault(format!("`{odd}` is no code of a party; part codes by commas")),
                None => Ok(()),
            }
        }
        "date" | "due" if !value.is_empty() => value.parse::<chancery_model::PartialDate>().map(drop).map_err(|e| RegisterError::Correction(e.to_string())),
        _ => Ok(()),
    }
}

/// Write a correction down. It is drawn from all that the acts or undertakings are drawn from that it names, so it is marked like that.
fn record(db: &Connection, target: &str, action: &str, detail: &Value, by: Signature<'_>) -> Result<()> {
    let mut marking = markings::of_whole(db, target)?;
    if let Some(with) = detail["with"].as_str() {
        marking = marking.and(&markings::of_whole(db, with)?);
    }
    let detail = detail.to_string();
    let before: i64 = db.prepare_cached("SELECT count(*) FROM correction WHERE target = ?")?.query_row([target], |r| r.get(0))?;
    let uid = crate::text_hash(&[by.now, by.author, target, action, &detail, &before.to_string()].join("\n"))[..16].to_owned();
    let sql = "INSERT INTO correction (uid, made, author, target, action, detail, marking) VALUES (?, ?, ?, ?, ?, ?, ?)";
    db.prepare_cached(sql)?.execute(params![uid, by.now, by.author, target, action, detail, marking.to_string()])?;
    Ok(())
}

fn pend(db: &Connection, document: i64) -> Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO pending (ord, document) SELECT ord, id FROM document WHERE id = ?")?.execute([document])?;
    Ok(())
}

/// A report went to another act: those that reviewers joined to it, or keep out of its act, are linked anew.
pub(crate) fn pend_named(db: &Connection, uid: &str) -> Result<()> {
    if !any(db)? {
        return Ok(());
    }
    let sql = "SELECT target FROM correction WHERE undone = 0 AND (action = 'merge' AND detail ->> 'with' = ?1 OR action = 'split' AND detail ->> 'from' = ?1)";
    let targets: Vec<String> = db.prepare_cached(sql)?.query_map([uid], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for target in targets {
        pend_report(db, &target)?;
    }
    Ok(())
}

/// Link the document of a report anew, if there is such a report.
pub(crate) fn pend_report(db: &Connection, uid: &str) -> Result<()> {
    match find(db, uid) {
        Ok(Target::Event(id)) => pend(db, ToldEvent::load(db, id)?.place.document),
        Ok(Target::Commitment(id)) => pend(db, ToldCommitment::load(db, id)?.place.document),
        Err(RegisterError::UnknownId(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

pub(crate) fn redraw(db: &Connection, uid: &str) -> Result<()> {
    let mut changed = Changed::default();
    match find(db, uid)? {
        Target::Event(id) => changed.acts.extend(ToldEvent::load(db, id)?.act),
        Target::Commitment(id) => changed.undertakings.extend(ToldCommitment::load(db, id)?.undertaking),
    }
    changed.draw(db)
}

fn root_event(db: &Connection, told: &ToldEvent) -> Result<ToldEvent> {
    ToldEvent::load(db, told.act.unwrap_or(told.id))
}

fn root_commitment(db: &Connection, told: &ToldCommitment) -> Result<ToldCommitment> {
    ToldCommitment::load(db, told.undertaking.unwrap_or(told.id))
}

/// What corrections of one action say about a report.
fn details(db: &Connection, uid: &str, action: &str) -> Result<Vec<Value>> {
    let mut query = db.prepare_cached("SELECT detail FROM correction WHERE target = ?1 AND action = ?2 AND undone = 0 ORDER BY id")?;
    let found: Vec<String> = query.query_map([uid, action], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(found.iter().filter_map(|d| serde_json::from_str(d).ok()).collect())
}

/// The act that a reviewer joined a report to.
pub(crate) fn merged_into(db: &Connection, event: &ToldEvent) -> Result<Option<i64>> {
    let Some(with) = details(db, &event.uid, "merge")?.pop() else { return Ok(None) };
    let with = with["with"].as_str().unwrap_or_default().to_owned();
    Ok(db.prepare_cached("SELECT act FROM told_event WHERE uid = ?")?.query_row([with], |r| r.get::<_, Option<i64>>(0)).optional()?.flatten())
}

/// The undertaking that a reviewer joined a record to.
pub(crate) fn joined(db: &Connection, pledge: &ToldCommitment) -> Result<Option<i64>> {
    let Some(with) = details(db, &pledge.uid, "merge")?.pop() else { return Ok(None) };
    let with = with["with"].as_str().unwrap_or_default().to_owned();
    Ok(db.prepare_cached("SELECT undertaking FROM told_commitment WHERE uid = ?")?.query_row([with], |r| r.get::<_, Option<i64>>(0)).optional()?.flatten())
}

/// The acts or undertakings that a reviewer took a report out of.
pub(crate) fn kept_out_of(db: &Connection, uid: &str) -> Result<Vec<i64>> {
    let mut out = Vec::new();
    for detail in details(db, uid, "split")? {
        let from = detail["from"].as_str().unwrap_or_default().to_owned();
        for sql in ["SELECT act FROM told_event WHERE uid = ?", "SELECT undertaking FROM told_commitment WHERE uid = ?"] {
            out.extend(db.prepare_cached(sql)?.query_row([&from], |r| r.get::<_, Option<i64>>(0)).optional()?.flatten());
        }
    }
    Ok(out)
}

/// Fields that reviewers set, the latest word last.
fn settings(db: &Connection, uids: &[String]) -> Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    for uid in uids {
        for detail in details(db, uid, "set")? {
            if let Some(set) = detail["set"].as_object() {
                out.extend(set.iter().map(|(f, v)| (f.clone(), v.as_str().unwrap_or_default().to_owned())));
            }
        }
    }
    Ok(out)
}

fn is_rejected(db: &Connection, uids: &[String]) -> Result<bool> {
    for uid in uids {
        if !details(db, uid, "reject")?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether there is any correction at all: mostly there is none, and nothing need be looked up.
fn any(db: &Connection) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM correction LIMIT 1")?.exists([])?)
}

/// Lay corrections over an act. Gives whether it was rejected.
pub(crate) fn apply_to_event(db: &Connection, act: &mut DrawnAct, lines: &[Line]) -> Result<bool> {
    if !any(db)? {
        return Ok(false);
    }
    let uids: Vec<String> = lines.iter().map(|l| l.uid.clone()).collect();
    for (field, value) in settings(db, &uids)? {
        let some = Some(value.clone()).filter(|v| !v.is_empty());
        match field.as_str() {
            "type" => act.kind = value,
            "mode" => act.mode = some,
            "status" => act.status = value,
            "date" => act.date = some,
            "actors" => act.actors = split(&value.replace(',', " ")),
            "recipients" => act.recipients = split(&value.replace(',', " ")),
            "place" => act.place = some,
            "country" => act.country = some,
            _ => {}
        }
    }
    if let Some(date) = act.date.as_deref().and_then(|d| d.parse().ok()) {
        act.day = crate::days::number(date);
    }
    is_rejected(db, &uids)
}

/// Lay corrections over an undertaking; nothing if it was rejected.
pub(crate) fn apply_to_commitment(db: &Connection, drawn: Option<DrawnUndertaking>) -> Result<Option<DrawnUndertaking>> {
    let Some(mut drawn) = drawn else { return Ok(None) };
    if !any(db)? {
        return Ok(Some(drawn));
    }
    for (field, value) in settings(db, &drawn.uids)? {
        match field.as_str() {
            "kind" => drawn.kind = value,
            "title" => drawn.title = value,
            "status" => drawn.status = value,
            "due" => drawn.due = Some(value).filter(|v| !v.is_empty()),
            "parties" => drawn.parties = split(&value.replace(',', " ")),
            "beneficiaries" => drawn.beneficiaries = split(&value.replace(',', " ")),
            _ => {}
        }
    }
    Ok(if is_rejected(db, &drawn.uids)? { None } else { Some(drawn) })
}
