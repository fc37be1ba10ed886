//! Corrections on their way between registers of the same records: from a view to the register that it was drawn from, from there to other
//! views, and from partners.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::correct::{COMMITMENT_FIELDS, EVENT_FIELDS, check_value, pend_report, redraw};
use crate::error::{RegisterError, Result};
use crate::partners::Passed;
use crate::store::Register;

impl Passed {
    /// The records that it names.
    pub fn named(&self) -> BTreeSet<String> {
        let detail: Value = serde_json::from_str(&self.detail).unwrap_or_default();
        let others = ["with", "from"].into_iter().filter_map(|key| detail[key].as_str().map(str::to_owned));
        std::iter::once(self.target.clone()).chain(others).collect()
    }
}

/// Whether a correction from elsewhere sets only what can be set.
pub(crate) fn check_entered(one: &Passed) -> Result<()> {
    let detail: Value = serde_json::from_str(&one.detail).unwrap_or_default();
    for (field, value) in detail["set"].as_object().into_iter().flatten() {
        let value = value.as_str().ok_or_else(|| RegisterError::Correction(format!("`{field}` is set to what is no text")))?;
        if !EVENT_FIELDS.contains(&field.as_str()) && !COMMITMENT_FIELDS.contains(&field.as_str()) {
            return Err(RegisterError::Correction(format!("`{field}` cannot be set")));
        }
        check_value(field, value, true).or_else(|_| check_value(field, value, false))?;
    }
    Ok(())
}

/// Every correction, oldest first.
pub(crate) fn entered(db: &Connection) -> Result<Vec<Passed>> {
    let mut query = db.prepare_cached("SELECT uid, made, author, target, action, detail, undone, marking, originator FROM correction ORDER BY id")?;
    let all = query.query_map([], |r| {
        Ok(Passed {
            uid: r.get(0)?,
            made: r.get(1)?,
            author: r.get(2)?,
            target: r.get(3)?,
            action: r.get(4)?,
            detail: r.get(5)?,
            undone: r.get(6)?,
            marking: r.get(7)?,
            originator: r.get(8)?,
        })
    })?;
    Ok(all.collect::<rusqlite::Result<_>>()?)
}

impl Register {
    /// Enter corrections that were made in another register of the same records: those that are not there, and those taken back there. Gives
    /// whether anything changed.
    pub(crate) fn enter(&mut self, corrections: &[Passed]) -> Result<bool> {
        let changed = self.write(|db| {
            let mut changed = false;
            for one in corrections {
                let there: Option<bool> = db.prepare_cached("SELECT undone FROM correction WHERE uid = ?")?.query_row([&one.uid], |r| r.get(0)).optional()?;
                match there {
                    Some(undone) if undone || !one.undone => continue,
                    Some(_) => {
                        db.prepare_cached("UPDATE correction SET undone = 1 WHERE uid = ?")?.execute([&one.uid])?;
                    }
                    None => {
                        let sql = "INSERT INTO correction (uid, made, author, target, action, detail, undone, marking, originator) VALUES (?,?,?,?,?,?,?,?,?)";
                        let Passed { uid, made, author, target, action, detail, undone, marking, originator } = one;
                        db.prepare_cached(sql)?.execute(params![uid, made, author, target, action, detail, undone, marking, originator])?;
                    }
                }
                changed = true;
                pend_report(db, &one.target)?;
                match redraw(db, &one.target) {
                    Ok(()) | Err(RegisterError::UnknownId(_)) => {}
                    Err(other) => return Err(other),
                }
            }
            Ok(changed)
        })?;
        if changed {
            self.link(|_, _| {})?;
        }
        Ok(changed)
    }

    /// Enter in this register the corrections that were made in a view of it.
    pub fn enter_from(&mut self, view: &Self) -> Result<bool> {
        self.enter(&entered(&view.db)?)
    }
}
