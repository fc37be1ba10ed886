//! Which undertaking each record of a document belongs to: one that is known, or one that is new.
//!
//! Identity is by parties, sort, name and content; how far the undertaking has come is no part of it. An undertaking that was fulfilled or
//! called off takes no new promise: the next one of the same kind is another.

use std::rc::Rc;

use rusqlite::{Connection, params};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::correct;
use crate::days;
use crate::error::Result;
use crate::link::Changed;
use crate::link::compare::{Verdict, persons, same_amount};
use crate::link::follow::{can_fulfil, fulfils, off_due};
use crate::link::known::{Known, LOOKED_AT, guest, known_by, known_of};
use crate::link::loaded::Loaded;
use crate::link::notions::{agreements, frames, things};
use crate::names::{self, Likeness};
use crate::told::{ToldCommitment, ToldEvent};
use crate::words::shared;

/// From so many points on, two records belong to one undertaking.
pub const ENOUGH: i32 = 26;
/// From so many points on, even two records of one document belong to one undertaking.
const SURE: i32 = 36;

/// Give each record its undertaking. Gives the parties of those that changed.
pub fn assign(db: &Connection, pledges: &mut [ToldCommitment], told: &[ToldEvent], changed: &mut Changed) -> Result<Vec<Vec<String>>> {
    let mut touched = Vec::new();
    let mut known: Vec<Vec<Known>> = Vec::new();
    for pledge in &mut *pledges {
        pledge.act = pledge.told_event.and_then(|id| told.iter().find(|e| e.id == id)).and_then(|e| e.act);
        known.push(candidates(db, &mut changed.loaded, pledge)?);
    }
    let mut chosen: FxHashMap<usize, (i64, String)> = FxHashMap::default();
    // What became of earlier undertakings first: a new date is one for what was put off.
    let (ends, others): (Vec<usize>, Vec<usize>) = (0..pledges.len()).partition(|at| matches!(pledges[*at].status.as_str(), "postponed" | "cancelled"));
    choose(pledges, &known, &ends, &mut chosen);
    for (at, undertaking) in ends.iter().filter_map(|at| Some((*at, chosen.get(at)?.0))).collect::<Vec<_>>() {
        for k in known.iter_mut().flatten().filter(|k| k.id == undertaking) {
            k.status.clone_from(&pledges[at].status);
            k.changed = pledges[at].known;
            k.records.push(Rc::new(pledges[at].clone()));
        }
    }
    choose(pledges, &known, &others, &mut chosen);
    for (at, earlier, why) in parts_of_one_gift(pledges).into_iter().chain(told_of_one_treaty(pledges)).chain(told_beside_a_gift(pledges)) {
        if !chosen.contains_key(&at) {
            let whole = chosen.get(&earlier).map_or(pledges[earlier].id, |(undertaking, _)| *undertaking);
            chosen.insert(at, (whole, why.to_owned()));
        }
    }
    for (at, pledge) in pledges.iter().enumerate().filter(|(_, p)| names_no_act(p)) {
        if let (false, Some(kept)) = (chosen.contains_key(&at), kept_beside(pledge, told, &known[at])) {
            chosen.insert(at, (kept, "told beside the act that keeps it".to_owned()));
        }
    }
    for (at, pledge) in pledges.iter_mut().enumerate() {
        let (undertaking, why) = match correct::joined(db, pledge)? {
            Some(other) => (other, "joined by a reviewer".to_owned()),
            None => chosen.remove(&at).unwrap_or_else(|| (pledge.id, String::new())),
        };
        changed.loaded.joined(pledge.id);
        let before = pledge.undertaking.replace(undertaking);
        changed.undertakings.insert(undertaking);
        let sql = "UPDATE told_commitment SET undertaking = ?2, why = ?3 WHERE id = ?1 AND (undertaking IS NOT ?2 OR why <> ?3)";
        db.prepare_cached(sql)?.execute(params![pledge.id, undertaking, why])?;
        if before != Some(undertaking) {
            changed.undertakings.extend(before);
            touched.push(pledge.everybody().into_iter().map(str::to_owned).collect());
        }
    }
    Ok(touched)
}

/// The undertakings that a record may belong to.
fn candidates(db: &Connection, loaded: &mut Loaded, pledge: &ToldCommitment) -> Result<Vec<Known>> {
    let everybody: Vec<String> = pledge.everybody().into_iter().map(str::to_owned).collect();
    let kept_out = correct::kept_out_of(db, &pledge.uid)?;
    let mut found = known_of(db, loaded, &everybody, pledge.place.ord)?;
    if pledge.kind == "aid" && pledge.amount.is_some() && !pledge.beneficiaries.is_empty() {
        // For whom is told in more than one way: a state here, its refugees there.
        found.extend(known_of(db, loaded, &pledge.parties, pledge.place.ord)?.into_iter().filter(|k| k.kind() == "aid"));
    }
    // What the same act made, whoever is bound by it as told there: host here, guest there.
    if let Some(act) = pledge.act {
        // By way of the document, for which there is an index.
        let sql =
            "SELECT c.id FROM told_event t CROSS JOIN told_commitment c ON c.document = t.document AND c.told_event = t.id JOIN document d ON d.id = t.document
                   WHERE t.act = ?1 AND d.ord < ?2 ORDER BY d.ord, c.id LIMIT ?3";
        let ids: Vec<i64> = db.prepare_cached(sql)?.query_map(params![act, pledge.place.ord, LOOKED_AT], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        found.extend(known_by(db, loaded, ids, pledge.place.ord)?);
    }
    let mut seen: FxHashSet<i64> = kept_out.into_iter().collect();
    found.retain(|k| seen.insert(k.id));
    Ok(found)
}

/// Choose for these records among what each may belong to: the surest first, and an undertaking once for a document unless something tells why.
fn choose(pledges: &[ToldCommitment], known: &[Vec<Known>], these: &[usize], chosen: &mut FxHashMap<usize, (i64, String)>) {
    let mut offers: Vec<(i32, usize, i64, String)> = Vec::new();
    for at in these {
        for k in &known[*at] {
            let verdict = belongs(&pledges[*at], k);
            if !verdict.ruled_out && verdict.points >= ENOUGH {
                offers.push((verdict.points, *at, k.id, verdict.reasons()));
            }
        }
    }
    offers.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut taken: FxHashSet<i64> = FxHashSet::default();
    let mut in_sentence: FxHashSet<(i64, (i64, i64))> = FxHashSet::default();
    for (points, at, undertaking, why) in offers {
        let pledge = &pledges[at];
        // What one party does to a treaty (ratifies it, brings it into force) stands beside what it says of it otherwise.
        let own_act = pledge.kind == "treaty" && pledge.parties.len() == 1;
        // «held talks on a trade agreement ... mean to sign the agreement»: it is named once.
        let told = || known[at].iter().filter(|k| k.id == undertaking).flat_map(|k| &k.records).flat_map(|r| things(&r.notions)).collect();
        let the_same = pledge.kind == "treaty" && agreements(&pledge.notions).is_empty() && !are_others(&things(&pledge.notions), &told());
        // «promised a hospital and 20 million»: two promises of one sentence, whose words and numbers tell nothing of which is which.
        let beside = pledge.kind != "treaty" && in_sentence.contains(&(undertaking, pledge.span));
        if !chosen.contains_key(&at) && !beside && (taken.insert(undertaking) || points >= SURE || own_act || the_same) {
            in_sentence.insert((undertaking, pledge.span));
            chosen.insert(at, (undertaking, why));
        }
    }
}

/// Promises of aid of no told amount, each with the latest promise of a told amount before it in the document by the same giver to the same:
/// «pledged 5 million ... The money is to be paid by June.»
fn parts_of_one_gift(pledges: &[ToldCommitment]) -> Vec<(usize, usize, &'static str)> {
    let promised = |p: &ToldCommitment| p.kind == "aid" && p.status == "agreed";
    let of_one = |a: &ToldCommitment, b: &ToldCommitment| a.parties == b.parties && a.beneficiaries == b.beneficiaries;
    let mut out = Vec::new();
    for (at, part) in pledges.iter().enumerate().filter(|(_, p)| promised(p) && p.amount.is_none()) {
        let before = pledges.iter().enumerate().filter(|(_, p)| promised(p) && p.amount.is_some() && p.span.1 <= part.span.0 && of_one(p, part));
        out.extend(before.max_by_key(|(_, p)| p.span.0).map(|(earlier, _)| (at, earlier, "of no told amount, after one of the same document")));
    }
    out
}

/// Records of a treaty that is not named, each with the record of a treaty before it in the document between the same parties, unless that one
/// is about other things: «are negotiating an agreement on fish ... The signing is planned for May.»
fn told_of_one_treaty(pledges: &[ToldCommitment]) -> Vec<(usize, usize, &'static str)> {
    let of_treaty = |p: &ToldCommitment| p.kind == "treaty";
    let apart = |a: &ToldCommitment, b: &ToldCommitment| are_others(&things(&a.notions), &things(&b.notions));
    let mut out = Vec::new();
    for (at, part) in pledges.iter().enumerate().filter(|(_, p)| of_treaty(p) && agreements(&p.notions).is_empty()) {
        let before = pledges.iter().enumerate().filter(|(_, p)| of_treaty(p) && p.span.1 <= part.span.0 && p.parties == part.parties && !apart(p, part));
        out.extend(before.min_by_key(|(_, p)| p.span.0).map(|(earlier, _)| (at, earlier, "not named, after one of the same document")));
    }
    out
}

/// Whether a promise does not say what is promised: «as it had promised», «had agreed to do so».
fn names_no_act(pledge: &ToldCommitment) -> bool {
    pledge.kind == "cooperation" && pledge.status == "agreed" && pledge.promised.is_none() && pledge.due.is_none()
}

/// Such promises, each with the gift of the same giver that its sentence tells: «paid the 4 million that it had promised».
fn told_beside_a_gift(pledges: &[ToldCommitment]) -> Vec<(usize, usize, &'static str)> {
    let mut out = Vec::new();
    for (at, part) in pledges.iter().enumerate().filter(|(_, p)| names_no_act(p)) {
        let gift = pledges.iter().position(|p| p.status == "fulfilled" && p.span == part.span && p.parties == part.parties);
        out.extend(gift.map(|gift| (at, gift, "told beside the gift that keeps it")));
    }
    out
}

/// What an act keeps or leaves open whose sentence tells such a promise of its actors: «extradited four men, a year after it had agreed to do so».
fn kept_beside(pledge: &ToldCommitment, told: &[ToldEvent], known: &[Known]) -> Option<i64> {
    let beside = |e: &&ToldEvent| e.span == pledge.span && pledge.told_event != Some(e.id) && pledge.parties.iter().all(|p| e.actors.contains(p));
    let acts = told.iter().filter(beside).filter(|e| matches!(e.status.as_str(), "actual" | "negated") && can_fulfil(&e.kind));
    let kept = acts.flat_map(|e| known.iter().filter_map(|k| fulfils(e, k).map(|(v, _)| (v.points, k.changed, k.id))));
    kept.max().map(|(.., id)| id)
}

/// Whether things are told of both, and hardly any is the same.
fn are_others(a: &FxHashSet<String>, b: &FxHashSet<String>) -> bool {
    shared(a, b).is_some_and(|s| s < 0.05)
}

/// How near two sorts of undertaking are; nothing if they cannot be one.
fn sorts(a: &str, b: &str) -> Option<i32> {
    let pair = |x: &str, y: &str| (a == x && b == y) || (a == y && b == x);
    match () {
        () if a == b => Some(14),
        () if pair("meeting", "dialogue") => Some(9),
        () if pair("meeting", "visit") || pair("treaty", "programme") => Some(6),
        () if a == "sanction" || b == "sanction" || a == "visit" || b == "visit" => None,
        () if a == "cooperation" || b == "cooperation" => Some(3),
        () if pair("aid", "arms") || pair("treaty", "information_sharing") || pair("programme", "dialogue") => Some(3),
        () => None,
    }
}

/// Whether a record belongs to an undertaking: the best of what its records say.
pub fn belongs(pledge: &ToldCommitment, known: &Known) -> Verdict {
    if guest(pledge).zip(known.guest()).is_some_and(|(a, b)| a != b) {
        return Verdict::default().rule_out("another guest");
    }
    let best = known.records.iter().map(|r| compare(pledge, r)).max_by_key(|v| (!v.ruled_out, v.points)).unwrap_or_default();
    if best.ruled_out {
        return best;
    }
    let mut v = best;
    if matches!(pledge.kind.as_str(), "visit" | "meeting") {
        let told: Vec<crate::told::Person> = known.records.iter().flat_map(|r| r.persons.iter().cloned()).collect();
        persons(&pledge.persons, &told, true, &mut v);
    }
    let told_here = known.records.last().is_some_and(|r| r.place.document == pledge.place.document);
    if pledge.status == "fulfilled" && known.status == "cancelled" && told_here {
        return v.rule_out("the same report tells that it was called off");
    }
    if matches!(pledge.status.as_str(), "postponed" | "cancelled") && !known.is_closed() {
        v.add(6, "tells what became of an earlier one");
    }
    if known.status == "postponed" && pledge.due.is_some() && pledge.kind == known.kind() && is_set_for_a_day(&pledge.kind) {
        v.add(6, "a new date for what was put off");
    }
    // «The crossings, which were to open by January, would be opened in March»
    let missed = known.due().and_then(days::last_day).zip(days::day(pledge.known)).is_some_and(|(due, told)| due < told);
    let later = pledge.due.and_then(days::last_day).zip(known.due().and_then(days::last_day)).is_some_and(|(new, old)| new > old);
    let among = |r: &ToldCommitment| pledge.between().iter().all(|p| r.between().contains(p));
    let done = |r: &ToldCommitment| shared(&frames(&pledge.notions), &frames(&r.notions)).is_some_and(|s| s > 0.0);
    let same_act = known.records.iter().any(|r| r.promised.is_some() && r.promised == pledge.promised && among(r) && done(r));
    if pledge.kind == "cooperation" && known.kind() == "cooperation" && !known.is_closed() && missed && later && same_act {
        v.add(16, "a new date, the promised one having passed");
    }
    let gap = days::day(known.changed).zip(days::day(pledge.known)).map(|(a, b)| days::between(a, b).abs());
    let fresh = matches!(pledge.status.as_str(), "proposed" | "negotiating" | "agreed");
    if known.is_closed() && fresh && gap.is_some_and(|g| g > 7) {
        return v.rule_out("the earlier one was closed");
    }
    let at_due = pledge.date.zip(known.due()).and_then(|(day, due)| off_due(day, due)).is_some_and(|d| d <= 7);
    if pledge.status == "fulfilled" && !known.is_closed() && at_due {
        v.add(10, "done at the promised time");
    }
    let unsigned = matches!(known.status.as_str(), "proposed" | "negotiating" | "agreed");
    if pledge.kind == "treaty" && pledge.status == "signed" && unsigned && at_due {
        v.add(8, "signed at the time it was to be signed");
    }
    // One meeting after another, not one meeting.
    let apart = pledge.due.and_then(days::last_day).zip(known.due().and_then(days::last_day)).map(|(a, b)| days::between(a, b).abs());
    if fresh && is_set_for_a_day(&pledge.kind) && apart.is_some_and(|d| d > 45) {
        if apart.is_some_and(|d| d > 180) && known.status != "postponed" {
            return v.rule_out("promised for another time");
        }
        v.add(-20, "promised for another time");
    }
    if fresh && pledge.kind == "aid" && pledge.amount.is_none() && known.amount().is_some() && gap.is_some_and(|g| g > 7) {
        // A limit told later makes a promise without one more exact.
        let limited = pledge.due.is_some() && known.due().is_none();
        v.add(if limited { -3 } else { -8 }, "promised anew, of no told amount");
    }
    // Parties meet again and again: a meeting promised without a date is not one promised months ago.
    let undated = pledge.due.is_none() || known.due().is_none();
    if fresh && undated && matches!(pledge.kind.as_str(), "meeting" | "visit") && gap.is_some_and(|g| g > 40) {
        v.add(-8, "promised anew, without a date to compare");
    }
    match gap {
        Some(0..=7) => v.add(5, "told within a week"),
        Some(8..=60) => v.add(2, "told within two months"),
        Some(g) if g > 540 => v.add(-8, "told long after"),
        _ => {}
    }
    v
}

/// What is done once, on a day that is set for it.
fn is_set_for_a_day(kind: &str) -> bool {
    matches!(kind, "meeting" | "visit" | "exercise")
}

/// Whether a gift is less of the same than what was promised.
fn is_part(new: &ToldCommitment, old: &ToldCommitment) -> bool {
    let less = new.amount.as_ref().zip(old.amount.as_ref()).is_some_and(|(part, whole)| part.1 == whole.1 && part.0 < whole.0);
    new.status == "fulfilled" && old.status != "fulfilled" && less
}

fn compare(new: &ToldCommitment, old: &ToldCommitment) -> Verdict {
    let mut v = Verdict::default();
    match sorts(&new.kind, &old.kind) {
        // «cooperation» is whatever has no other name: alone it says little.
        Some(_) if new.kind == "cooperation" && old.kind == "cooperation" => v.add(5, "the same sort"),
        Some(points) => v.add(points, if new.kind == old.kind { "the same sort" } else { "a like sort" }),
        None => return v.rule_out("another sort"),
    }
    let sessions = [new, old].iter().any(|r| r.kind == "dialogue") && new.kind != old.kind;
    let other_act = new.promised.as_ref().zip(old.promised.as_ref()).is_some_and(|(a, b)| a.0 != b.0);
    if sessions && other_act {
        return v.rule_out("a body and its session");
    }
    let met = |r: &ToldCommitment| matches!(r.kind.as_str(), "meeting" | "visit");
    let done = |r: &ToldCommitment| r.promised.as_ref().is_some_and(|p| matches!(p.0.as_str(), "COOPERATE" | "AID" | "RETREAT"));
    if other_act && met(new) != met(old) && (done(new) || done(old)) {
        return v.rule_out("a meeting and another act");
    }
    let (all, told) = (new.partners(), old.partners());
    let common = all.iter().filter(|p| told.contains(p)).count();
    let (few, many) = (all.len().min(told.len()), all.len().max(told.len()));
    let bound = new.parties.iter().filter(|p| old.parties.contains(p)).count();
    let one_sided = matches!(new.kind.as_str(), "aid" | "sanction" | "arms");
    if common == 0 || one_sided && bound == 0 {
        return v.rule_out("other parties");
    }
    match (common, few, many) {
        // What one party undertakes has many kinds.
        (1, _, 1) if new.kind == "cooperation" && old.kind == "cooperation" => v.add(11, "the same party"),
        (c, _, m) if c == m => v.add(14, "the same parties"),
        (1, 1, _) if new.between().len() > 1 && new.between() == old.between() => v.add(10, "between the same two, of whom one is bound"),
        (1, 1, _) => v.add(5, "one of the parties"),
        (c, f, _) if c == f => v.add(10, "all parties of one among those of the other"),
        // One giver, one sum: for whom is told as a state here and as a fund there.
        (1, ..) if one_sided && new.amount.as_ref().zip(old.amount.as_ref()).is_some_and(|(a, b)| same_amount(a, b) == Likeness::Same) => {
            v.add(2, "the same giver and amount");
        }
        (1, ..) => return v.rule_out("another partner"),
        _ => v.add(6, "most parties in common"),
    }
    let other_mode = new.promised.as_ref().zip(old.promised.as_ref()).is_some_and(|(a, b)| a.1.is_some() && b.1.is_some() && a != b);
    if new.act.is_some() && new.act == old.act && other_mode {
        v.add(-6, "made by the same act, another act promised");
    } else if new.act.is_some() && new.act == old.act {
        v.add(25, "made by the same act");
    } else if new.act.is_some() && old.act.is_some() && new.place.document == old.place.document {
        v.add(-10, "made by another act of the same document");
    }
    let same_frame = shared(&frames(&new.notions), &frames(&old.notions)).is_some_and(|s| s > 0.0);
    if same_frame && new.kind == "cooperation" {
        v.add(4, "the same is to be done");
    }
    let same_day = common > 1 && new.due.zip(old.due).is_some_and(|(a, b)| a == b || a.within(b) || b.within(a));
    match shared(&agreements(&new.notions), &agreements(&old.notions)) {
        Some(s) if s > 0.0 => v.add(18, "the same agreement by name"),
        Some(_) => v.add(-16, "another agreement by name"),
        None => match shared(&things(&new.notions), &things(&old.notions)) {
            Some(s) if s > 0.6 => v.add(6, "about the same things"),
            // What was put off is named by the act, not by what it is about.
            Some(_) if matches!(new.status.as_str(), "postponed" | "cancelled") && new.promised.is_some() && new.promised == old.promised => {}
            // The classes of things are wide, and what is done with them tells as much.
            Some(s) if s < 0.05 && new.kind == "cooperation" && !same_frame && !same_day => v.add(-12, "about other things"),
            Some(s) if s < 0.05 => v.add(-5, "about other things"),
            _ => {}
        },
    }
    match (&new.promised, &old.promised) {
        (Some(act), Some(other)) if act == other => v.add(3, "the same act promised"),
        (Some(act), Some(other)) if act.0 != other.0 && new.kind == "cooperation" => v.add(-6, "another act promised"),
        _ => {}
    }
    match new.amount.as_ref().zip(old.amount.as_ref()).map(|(a, b)| same_amount(a, b)) {
        Some(Likeness::Same) => v.add(14, "the same amount"),
        Some(Likeness::Different) if is_part(new, old) => v.add(4, "a part of the amount was given"),
        Some(Likeness::Different) => v.add(-4, "another amount"),
        _ => {}
    }
    match (new.due, old.due) {
        (Some(a), Some(b)) if a == b => v.add(10, "due on the same date"),
        (Some(a), Some(b)) if a.within(b) || b.within(a) => v.add(6, "due dates agree"),
        (Some(a), Some(b)) => {
            let apart = days::last_day(a).zip(days::last_day(b)).map_or(0, |(x, y)| days::between(x, y).abs());
            let moved = matches!(new.status.as_str(), "postponed" | "in_force" | "cancelled");
            match apart {
                0..=3 => v.add(5, "due dates near"),
                _ if moved => {}
                4..=45 => v.add(-3, "another due date"),
                _ => v.add(-8, "another due date"),
            }
        }
        _ => {}
    }
    if new.at.as_ref().zip(old.at.as_ref()).is_some_and(|(a, b)| names::compare(&a.0, &b.0) != Likeness::Different) {
        v.add(3, "the same place");
    }
    if shared(&new.numbers, &old.numbers).is_some_and(|s| s > 0.0) {
        v.add(4, "a number in common");
    }
    match shared(&new.words, &old.words) {
        Some(s) if s > 0.4 => v.add(10, "told in the same words"),
        Some(s) if s > 0.12 => v.add(5, "told in like words"),
        _ => {}
    }
    v
}
