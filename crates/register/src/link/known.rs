//! Undertakings as they stood before a document: what linking and following compare a document with.

use std::rc::Rc;

use chancery_model::PartialDate;
use rusqlite::{Connection, params};
use rustc_hash::FxHashSet;

use crate::error::Result;
use crate::link::loaded::Loaded;
use crate::link::majority;
use crate::link::notions;
use crate::link::standing::Taken;
use crate::told::ToldCommitment;
use crate::{block, days};

/// How many earlier records of the same parties are looked at: the latest.
pub const LOOKED_AT: i64 = 200;

/// An undertaking as it stood before a document.
#[derive(Clone, Debug)]
pub struct Known {
    /// Row of its first record.
    pub id: i64,
    /// The records that tell it, in order.
    pub records: Vec<Rc<ToldCommitment>>,
    /// Its status, and since when.
    pub status: String,
    /// The day of the last change.
    pub changed: i64,
    /// The acts that fulfilled it.
    pub fulfilled_by: Vec<i64>,
    /// When they did.
    pub fulfilled_on: Vec<PartialDate>,
    /// When a part of the measures was lifted.
    pub lifted: Vec<PartialDate>,
}

impl Known {
    /// As its first record tells it.
    pub fn first(id: i64, record: Rc<ToldCommitment>) -> Self {
        let (status, changed) = (record.status.clone(), record.known);
        Self { id, status, changed, fulfilled_by: Vec::new(), fulfilled_on: Vec::new(), lifted: Vec::new(), records: vec![record] }
    }

    /// By when, as last told; putting off without a new date leaves none.
    pub fn due(&self) -> Option<PartialDate> {
        let last = self.records.iter().rev().find(|r| r.due.is_some() || r.status == "postponed");
        last.and_then(|r| r.due)
    }

    /// Who travels, where the records of a visit tell it.
    pub fn guest(&self) -> Option<&str> {
        majority(self.records.iter().filter_map(|r| guest(r)))
    }

    /// How much, as first told.
    pub fn amount(&self) -> Option<&(f64, String)> {
        self.records.iter().find_map(|r| r.amount.as_ref())
    }

    /// Its sort.
    pub fn kind(&self) -> &str {
        exact_kind(&self.records.iter().map(|r| r.kind.as_str()).collect::<Vec<_>>()).unwrap_or_default()
    }

    /// Whether nothing is left to be done.
    pub fn is_closed(&self) -> bool {
        matches!(self.status.as_str(), "fulfilled" | "cancelled")
    }
}

/// The sort that most records tell; the general one where at least twice as many tell it as any other.
pub fn exact_kind<'k>(kinds: &[&'k str]) -> Option<&'k str> {
    let often = |kind: &str| kinds.iter().filter(|k| **k == kind).count();
    let exact = majority(kinds.iter().copied().filter(|k| *k != "cooperation"));
    exact.filter(|k| often(k) * 2 > often("cooperation")).or_else(|| majority(kinds.iter().copied()))
}

/// Who travels, where the record of a visit tells it: one alone, or the one who acts on the other.
pub fn guest(record: &ToldCommitment) -> Option<&str> {
    let acting = match record.sides.1.is_empty() {
        true => &record.parties,
        // Whoever is invited comes.
        false if notions::invites(&record.notions) => &record.sides.1,
        false => &record.sides.0,
    };
    match acting.as_slice() {
        [only] if record.kind == "visit" => Some(only),
        _ => None,
    }
}

/// The undertakings of these parties, as documents before `ord` told them.
pub fn known_of(db: &Connection, loaded: &mut Loaded, parties: &[String], ord: i64) -> Result<Vec<Known>> {
    let names: Vec<&str> = parties.iter().map(String::as_str).collect();
    let sql = "SELECT told FROM commitment_block WHERE key = ?1 AND ord < ?2 ORDER BY ord DESC, told DESC LIMIT ?3";
    let mut found: FxHashSet<i64> = FxHashSet::default();
    for key in block::looked_up(block::UNDERTAKING, &names) {
        let mut query = db.prepare_cached(sql)?;
        let mut rows = query.query(params![key, ord, LOOKED_AT])?;
        while let Some(row) = rows.next()? {
            found.insert(row.get(0)?);
        }
    }
    let mut ids: Vec<i64> = found.into_iter().collect();
    ids.sort_unstable();
    known_by(db, loaded, ids, ord)
}

/// The undertakings of these records, as documents before `ord` told them.
pub fn known_by(db: &Connection, loaded: &mut Loaded, ids: Vec<i64>, ord: i64) -> Result<Vec<Known>> {
    // In the order of documents, which does not depend on when they came in, as rows do.
    let mut records: Vec<Rc<ToldCommitment>> = ids.into_iter().map(|id| loaded.commitment(db, id)).collect::<Result<_>>()?;
    records.sort_by_key(|r| (r.place, r.id));
    let day = days::of_order(ord);
    let mut known: Vec<Known> = Vec::new();
    for record in records.into_iter().filter(|r| r.gone > day) {
        let Some(undertaking) = record.undertaking else { continue };
        match known.iter_mut().find(|k| k.id == undertaking) {
            Some(k) => k.records.push(record),
            None => known.push(Known::first(undertaking, record)),
        }
    }
    for k in &mut known {
        let told = loaded.steps(db, k.id)?;
        let steps = Taken::before(&told.all, ord, day);
        if let Some((status, changed)) = told.standing(&steps) {
            (k.status, k.changed) = (status, changed);
        }
        for step in steps {
            match (step.status.as_str(), &step.done) {
                ("fulfilled", Some(_)) => {
                    let Some(act) = step.act else { continue };
                    k.fulfilled_by.push(act);
                    k.fulfilled_on.extend(step.date);
                }
                ("in_force", Some((kind, status))) if kind == "CONCEDE" && status == "actual" => k.lifted.extend(step.date),
                _ => {}
            }
        }
    }
    Ok(known)
}
