//! Which act each report of a document tells: an earlier one, or one that is new.

use std::rc::Rc;

use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::block;
use crate::correct;
use crate::error::Result;
use crate::link::Changed;
use crate::link::compare::{ENOUGH, SURE, Verdict, compare};
use crate::link::loaded::Loaded;
use crate::told::ToldEvent;

/// With how many earlier reports, of one day and key, a report is compared: of an act told hundreds of times the first are enough.
const LOOKED_AT: usize = 48;

/// The same for each month in which an act without a date may lie: the latest.
const LOOKED_BACK_AT: i64 = 16;

/// Give each report its act. Gives those that went to another act than before.
pub fn assign(db: &Connection, told: &mut [ToldEvent], changed: &mut Changed) -> Result<Vec<ToldEvent>> {
    // What speaks for each earlier act, for each report.
    let mut offers: Vec<(i32, usize, i64, String)> = Vec::new();
    let mut forced: FxHashMap<usize, i64> = FxHashMap::default();
    for (at, event) in told.iter().enumerate() {
        if let Some(act) = correct::merged_into(db, event)? {
            forced.insert(at, act);
            continue;
        }
        let kept_out = correct::kept_out_of(db, &event.uid)?;
        offers.extend(
            candidates(db, &mut changed.loaded, event)?.into_iter().filter(|(act, _)| !kept_out.contains(act)).map(|(act, v)| (v.points, at, act, v.reasons())),
        );
    }
    // The strongest first, of equals the earliest; an act takes a second report of one document only if nothing speaks against it.
    offers.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut taken: FxHashSet<i64> = FxHashSet::default();
    let mut chosen: FxHashMap<usize, (i64, String)> = forced.into_iter().map(|(at, act)| (at, (act, "joined by a reviewer".to_owned()))).collect();
    for (points, at, act, why) in offers {
        // What is told in passing («the agreement signed with B») may be told again in a sentence of its own.
        if !chosen.contains_key(&at) && (told[at].is_retold() || taken.insert(act) || points >= SURE) {
            chosen.insert(at, (act, why));
        }
    }
    let mut moved = Vec::new();
    for (at, event) in told.iter_mut().enumerate() {
        let (act, why) = chosen.remove(&at).unwrap_or_else(|| (event.id, String::new()));
        let before = event.act.replace(act);
        changed.acts.insert(act);
        let sql = "UPDATE told_event SET act = ?2, why = ?3 WHERE id = ?1 AND (act IS NOT ?2 OR why <> ?3)";
        db.prepare_cached(sql)?.execute(rusqlite::params![event.id, act, why])?;
        if before != Some(act) {
            changed.acts.extend(before);
            changed.loaded.moved(event.id);
            moved.push(event.clone());
        }
    }
    Ok(moved)
}

/// Earlier acts that a report may tell, with what speaks for each: the best of their reports, unless more of them speak against it.
fn candidates(db: &Connection, loaded: &mut Loaded, event: &ToldEvent) -> Result<Vec<(i64, Verdict)>> {
    let sql = "SELECT told FROM event_block WHERE day = ?1 AND key = ?2 AND ord < ?3 ORDER BY ord, told LIMIT ?4";
    let mut seen: FxHashSet<i64> = FxHashSet::default();
    let mut found: Vec<i64> = Vec::new();
    for day in block::days_near(event.done_on(), event.promised_for(), event.known) {
        for key in block::looked_up(&event.kind, &event.parties()) {
            let mut query = db.prepare_cached(sql)?;
            let mut rows = query.query(rusqlite::params![day, key, event.place.ord, LOOKED_AT as i64])?;
            while let Some(row) = rows.next()? {
                let id: i64 = row.get(0)?;
                if seen.insert(id) {
                    found.push(id);
                }
            }
        }
    }
    // One party alone is too little to know an act by, long after.
    if event.done_on().is_none() && event.parties().len() > 1 {
        let sql = "SELECT told FROM event_block WHERE day = ?1 AND key = ?2 AND ord < ?3 ORDER BY ord DESC, told DESC LIMIT ?4";
        for month in block::months_back(event.known, event.is_retold()) {
            for key in block::looked_up(&event.kind, &event.parties()) {
                let mut query = db.prepare_cached(sql)?;
                let rows = query.query_map(rusqlite::params![month, key, event.place.ord, LOOKED_BACK_AT], |r| r.get::<_, i64>(0))?;
                for id in rows {
                    let id = id?;
                    if seen.insert(id) {
                        found.push(id);
                    }
                }
            }
        }
    }
    // In the order of documents, which does not depend on when they came in, as rows do.
    let mut found: Vec<Rc<ToldEvent>> = found.into_iter().map(|id| loaded.event(db, id)).collect::<Result<_>>()?;
    found.sort_by_key(|old| (old.place, old.id));
    let mut acts: Vec<(i64, Vec<Verdict>)> = Vec::new();
    for old in found.iter().filter(|old| old.gone > event.known) {
        let Some(act) = old.act else { continue };
        let verdict = compare(event, old);
        match acts.iter_mut().find(|(a, _)| *a == act) {
            Some((_, verdicts)) => verdicts.push(verdict),
            None => acts.push((act, vec![verdict])),
        }
    }
    Ok(acts.into_iter().filter_map(|(act, verdicts)| together(verdicts).map(|v| (act, v))).collect())
}

/// How much the mean of an act's reports may fall short of what one report must reach.
const SLACK: i32 = 8;

/// What the reports of an act say together: the best of them, unless too many of the others speak against it. What one of them tells of the whole
/// act, the agreement's name and who met, holds for those that do not tell it.
fn together(mut verdicts: Vec<Verdict>) -> Option<Verdict> {
    let identities: Vec<i32> = verdicts.iter().map(|v| v.identity).collect();
    let against_all = identities.iter().copied().min().filter(|_| identities.iter().all(|i| *i <= 0)).unwrap_or_default();
    for v in verdicts.iter_mut().filter(|v| v.identity == 0) {
        v.points += against_all;
    }
    let against = verdicts.iter().filter(|v| v.ruled_out).count();
    let points: Vec<i32> = verdicts.iter().filter(|v| !v.ruled_out).map(|v| v.points).collect();
    let mean = points.iter().sum::<i32>() / i32::try_from(points.len()).ok().filter(|n| *n > 0)?;
    if against * 2 > verdicts.len() || mean < ENOUGH - SLACK {
        return None;
    }
    verdicts.into_iter().filter(|v| !v.ruled_out && v.points >= ENOUGH).max_by_key(|v| v.points)
}
