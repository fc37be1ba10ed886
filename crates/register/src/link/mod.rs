//! Linking: which reports tell one act, which records belong to one undertaking, and what became of it.
//!
//! Documents have one order: by the day they were known, then by content. Every link points from a document to earlier ones and depends on
//! nothing else. So the register is the same whatever order the documents came in, and what it knew on a day is what it holds without the
//! later documents. When a document comes in, it and the later documents that could see it are `pending`; [`Register::link`] works them off in order.
//! A document whose links did not change makes no later one pending.

mod commitments;
mod compare;
mod draw;
mod events;
mod follow;
mod known;
mod loaded;
mod notions;
mod once;
mod standing;

use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashSet;

use crate::block;
use crate::copies;
use crate::correct::{self, Target};
use crate::error::Result;
use crate::store::Register;
use crate::told::{Place, ToldCommitment, ToldEvent};

pub use compare::Verdict;
pub(crate) use notions::RETOLD;

pub use draw::quad;
pub use draw::{Conflict, Said};
pub(crate) use draw::{Drawn as DrawnAct, DrawnUndertaking, Line, draw_act, draw_undertaking, lines as act_lines, majority};

/// How many documents one transaction links.
const BATCH: usize = 500;

impl Register {
    /// Link what is pending. `progress` hears how many documents were linked and how many are left.
    pub fn link(&mut self, progress: impl FnMut(u64, u64)) -> Result<u64> {
        self.link_by(BATCH, progress)
    }

    /// The same, so many documents in one transaction.
    #[doc(hidden)]
    pub fn link_by(&mut self, batch: usize, mut progress: impl FnMut(u64, u64)) -> Result<u64> {
        self.find_copies(|_| ())?;
        let mut done = 0;
        let mut changed = Changed::default();
        loop {
            let linked = self.write(|db| {
                changed.loaded.renew(db)?;
                let mut linked = 0;
                while linked < batch {
                    let next = db.prepare_cached("SELECT ord, document FROM pending ORDER BY ord, document LIMIT 1")?;
                    let Some(place) = first_pending(next)? else { break };
                    db.prepare_cached("DELETE FROM pending WHERE ord = ? AND document = ?")?.execute([place.ord, place.document])?;
                    link_document(db, place, &mut changed)?;
                    linked += 1;
                }
                changed.draw(db)?;
                Ok(linked)
            })?;
            if linked == 0 {
                return Ok(done);
            }
            done += linked as u64;
            let left: i64 = self.db.query_row("SELECT count(*) FROM pending", [], |r| r.get(0))?;
            progress(done, left as u64);
        }
    }

    /// What speaks for and against two reports telling one act, or two records telling one undertaking; and how many points are enough.
    pub fn weigh(&self, a: &str, b: &str) -> Result<(Verdict, i32)> {
        match (correct::find(&self.db, a)?, correct::find(&self.db, b)?) {
            (Target::Event(x), Target::Event(y)) => {
                let (x, y) = (ToldEvent::load(&self.db, x)?, ToldEvent::load(&self.db, y)?);
                let (new, old) = if (x.place, x.id) > (y.place, y.id) { (x, y) } else { (y, x) };
                if new.kind != old.kind {
                    return Ok((Verdict::default().rule_out("another type"), compare::ENOUGH));
                }
                Ok((compare::compare(&new, &old), compare::ENOUGH))
            }
            (Target::Commitment(x), Target::Commitment(y)) => {
                let (x, y) = (ToldCommitment::load(&self.db, x)?, ToldCommitment::load(&self.db, y)?);
                let (new, old) = if (x.place, x.id) > (y.place, y.id) { (x, y) } else { (y, x) };
                let known = known::Known::first(old.id, old.into());
                Ok((commitments::belongs(&new, &known), commitments::ENOUGH))
            }
            _ => Ok((Verdict::default().rule_out("one is an act, the other an undertaking"), compare::ENOUGH)),
        }
    }

    /// How many documents wait to be compared or linked.
    pub fn pending(&self) -> Result<u64> {
        let sql = "SELECT (SELECT count(*) FROM pending)
                   + (SELECT count(*) FROM document d WHERE d.sketched = 0 AND NOT EXISTS (SELECT 1 FROM pending p WHERE p.ord = d.ord AND p.document = d.id))";
        let left: i64 = self.db.query_row(sql, [], |r| r.get(0))?;
        Ok(left as u64)
    }
}

fn first_pending(mut query: rusqlite::CachedStatement<'_>) -> Result<Option<Place>> {
    Ok(query.query_row([], |r| Ok(Place { ord: r.get(0)?, document: r.get(1)? })).optional()?)
}

/// Acts and undertakings to draw up anew.
#[derive(Default)]
pub(crate) struct Changed {
    pub(crate) acts: FxHashSet<i64>,
    pub(crate) undertakings: FxHashSet<i64>,
    pub(crate) loaded: loaded::Loaded,
}

impl Changed {
    /// Draw them up.
    pub(crate) fn draw(&mut self, db: &Connection) -> Result<()> {
        let sorted = |set: FxHashSet<i64>| {
            let mut all: Vec<i64> = set.into_iter().collect();
            all.sort_unstable();
            all
        };
        let (acts, undertakings) = (sorted(std::mem::take(&mut self.acts)), sorted(std::mem::take(&mut self.undertakings)));
        // All are taken away before any is written: one may now have the id that another had.
        for act in &acts {
            draw::clear_act(db, *act)?;
        }
        for undertaking in &undertakings {
            draw::clear_undertaking(db, *undertaking)?;
        }
        for act in acts {
            draw::store_act(db, act)?;
        }
        for undertaking in undertakings {
            draw::store_undertaking(db, undertaking)?;
        }
        Ok(())
    }
}

/// Link one document with the earlier ones; make those pending that depend on it, if anything changed.
fn link_document(db: &Connection, place: Place, changed: &mut Changed) -> Result<()> {
    if !counts_ever(db, place.document)? {
        return Ok(());
    }
    let mut told = ToldEvent::of_document(db, place.document)?;
    let moved = events::assign(db, &mut told, changed)?;
    let mut pledges = ToldCommitment::of_document(db, place.document)?;
    let touched = commitments::assign(db, &mut pledges, &told, changed)?;
    let followed = follow::steps(db, place, &told, &pledges, changed)?;
    for event in &moved {
        correct::pend_named(db, &event.uid)?;
    }
    // The acts that kept undertakings are others now.
    let kept = if moved.is_empty() { Vec::new() } else { steps_of(db, place.document)? };
    for undertaking in &kept {
        changed.loaded.followed(*undertaking);
    }
    if is_last(db, place)? {
        return Ok(());
    }
    for event in &moved {
        make_pending_near(db, event)?;
    }
    // An undertaking is also known by the act that made it.
    let remade = pledges.iter().filter(|p| moved.iter().any(|e| p.told_event == Some(e.id)));
    let mut remade: Vec<Vec<String>> = remade.map(|p| p.everybody().into_iter().map(str::to_owned).collect()).collect();
    // And by the acts that kept it.
    for undertaking in kept {
        let first = ToldCommitment::load(db, undertaking)?;
        remade.push(first.everybody().into_iter().map(str::to_owned).collect());
    }
    for parties in touched.iter().chain(&followed).chain(&remade) {
        make_pending_after(db, place.ord, parties)?;
    }
    Ok(())
}

/// Whether a document counts for any day: not if a corrected version of the same day or an earlier one took its place.
fn counts_ever(db: &Connection, document: i64) -> Result<bool> {
    Ok(db.prepare_cached("SELECT gone > known FROM document WHERE id = ?")?.query_row([document], |r| r.get(0))?)
}

/// Whether no later document has been linked: then nothing can depend on this one.
fn is_last(db: &Connection, place: Place) -> Result<bool> {
    Ok(!db
        .prepare_cached("SELECT 1 FROM document d WHERE d.ord > ?1 AND NOT EXISTS (SELECT 1 FROM pending p WHERE p.ord = d.ord AND p.document = d.id) LIMIT 1")?
        .exists([place.ord])?)
}

/// Documents after an event's that could see it.
fn make_pending_near(db: &Connection, event: &ToldEvent) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO pending (ord, document)
               SELECT b.ord, t.document FROM event_block b JOIN told_event t ON t.id = b.told JOIN document d ON d.id = t.document
               WHERE b.day = ?1 AND b.key = ?2 AND b.ord > ?3 AND d.gone > d.known";
    let keys = block::looked_up(&event.kind, &event.parties());
    let mut days = block::days_near(event.done_on(), event.promised_for(), event.known);
    // Reports without a date may tell it months later.
    days.extend(block::months_ahead(block::stored_day(event.done_on(), event.known)));
    days.sort_unstable();
    days.dedup();
    for day in days {
        for key in &keys {
            db.prepare_cached(sql)?.execute([day, *key, event.place.ord])?;
        }
    }
    Ok(())
}

/// Documents later than `ord` that tell of these parties.
fn make_pending_after(db: &Connection, ord: i64, parties: &[String]) -> Result<()> {
    let parties: Vec<&str> = parties.iter().map(String::as_str).collect();
    let sql = "INSERT OR IGNORE INTO pending (ord, document) SELECT b.ord, b.document FROM document_block b JOIN document d ON d.id = b.document
               WHERE b.key = ?1 AND b.ord > ?2 AND d.gone > d.known";
    for key in block::stored(block::UNDERTAKING, &parties) {
        db.prepare_cached(sql)?.execute([key, ord])?;
    }
    Ok(())
}

/// A document counts no longer from a day on: what came later is linked anew, and its acts and undertakings are drawn up without it.
pub(crate) fn outdate(db: &Connection, document: i64) -> Result<()> {
    if counts_ever(db, document)? { disturb(db, document)?.draw(db) } else { withdraw(db, document) }
}

/// Make everything pending that depends on a document; gives the acts and undertakings that it is part of.
fn disturb(db: &Connection, document: i64) -> Result<Changed> {
    let ord: i64 = db.prepare_cached("SELECT ord FROM document WHERE id = ?")?.query_row([document], |r| r.get(0))?;
    let told = ToldEvent::of_document(db, document)?;
    let pledges = ToldCommitment::of_document(db, document)?;
    let mut changed = Changed::default();
    for event in &told {
        changed.acts.extend(event.act);
        correct::pend_named(db, &event.uid)?;
        make_pending_near(db, event)?;
    }
    for pledge in &pledges {
        changed.undertakings.extend(pledge.undertaking);
        correct::pend_named(db, &pledge.uid)?;
        let parties: Vec<String> = pledge.everybody().into_iter().map(str::to_owned).collect();
        make_pending_after(db, ord, &parties)?;
    }
    for touched in steps_of(db, document)? {
        changed.undertakings.insert(touched);
        if let Ok(first) = ToldCommitment::load(db, touched) {
            let parties: Vec<String> = first.everybody().into_iter().map(str::to_owned).collect();
            make_pending_after(db, ord, &parties)?;
        }
    }
    Ok(changed)
}

/// Draw up anew what a document is part of, and what those are part of that repeat it: it has another name or source.
pub(crate) fn redraw(db: &Connection, document: i64) -> Result<()> {
    let mut changed = Changed::default();
    acts_of(db, document, &mut changed)?;
    for copy in copies::repeating(db, document)? {
        acts_of(db, copy, &mut changed)?;
    }
    changed.draw(db)
}

/// The acts that a document tells are to be drawn up anew.
pub(crate) fn acts_of(db: &Connection, document: i64, changed: &mut Changed) -> Result<()> {
    let mut query = db.prepare_cached("SELECT act FROM told_event WHERE document = ? AND act IS NOT NULL")?;
    changed.acts.extend(query.query_map([document], |r| r.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?);
    Ok(())
}

/// Take a document's reports out of every act and undertaking; what depended on them is linked anew.
pub(crate) fn withdraw(db: &Connection, document: i64) -> Result<()> {
    let mut changed = disturb(db, document)?;
    db.prepare_cached("DELETE FROM pending WHERE document = ?")?.execute([document])?;
    db.prepare_cached("UPDATE told_event SET act = NULL, why = '' WHERE document = ?")?.execute([document])?;
    db.prepare_cached("UPDATE told_commitment SET undertaking = NULL, why = '' WHERE document = ?")?.execute([document])?;
    db.prepare_cached("DELETE FROM step WHERE document = ?")?.execute([document])?;
    db.prepare_cached("DELETE FROM event_block WHERE told IN (SELECT id FROM told_event WHERE document = ?)")?.execute([document])?;
    db.prepare_cached("DELETE FROM commitment_block WHERE told IN (SELECT id FROM told_commitment WHERE document = ?)")?.execute([document])?;
    db.prepare_cached("DELETE FROM document_block WHERE document = ?")?.execute([document])?;
    changed.draw(db)
}

/// The undertakings to which a document adds a step.
fn steps_of(db: &Connection, document: i64) -> Result<Vec<i64>> {
    let mut query = db.prepare_cached("SELECT DISTINCT undertaking FROM step WHERE document = ? ORDER BY undertaking")?;
    Ok(query.query_map([document], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Reports and those they are kept out of, and their documents.
pub(crate) type Story = (Vec<(String, String)>, Vec<i64>);

/// For a report to be taken out of its story: which report is kept out of which, and the documents to link anew. If it is the first of
/// the story, the others are kept out of it.
pub(crate) fn same_story(db: &Connection, table: &str, column: &str, story: i64, report: &str) -> Result<Story> {
    let sql = format!("SELECT uid, document, id FROM {table} WHERE {column} = ? ORDER BY id");
    let mut query = db.prepare(&sql)?;
    let members: Vec<(String, i64, i64)> = query.query_map([story], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<rusqlite::Result<_>>()?;
    let Some((root, ..)) = members.iter().find(|m| m.2 == story) else { return Ok((Vec::new(), Vec::new())) };
    let kept_out = |m: &&(String, i64, i64)| if report == root { m.0 != *root } else { m.0 == report };
    let out: Vec<&(String, i64, i64)> = members.iter().filter(kept_out).collect();
    Ok((out.iter().map(|m| (m.0.clone(), root.clone())).collect(), out.iter().map(|m| m.1).collect()))
}
