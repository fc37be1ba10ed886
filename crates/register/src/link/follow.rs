//! What became of an undertaking: the steps that a document adds, and where it stands after all of them.
//!
//! A step is a record of the undertaking itself (agreed, put off, signed) or a report of the promised act: the visit was made, the treaty
//! signed, the money paid, the prisoners let go. Such an act has to come after the promise, between the same parties, and near the date it was promised for.

use std::rc::Rc;

use chancery_model::PartialDate;
use rusqlite::{Connection, OptionalExtension, params};

use crate::days;
use crate::error::Result;
use crate::link::Changed;

use crate::link::compare::{Verdict, persons};
use crate::link::known::{Known, known_of};
use crate::link::notions::{self, frames, things};
use crate::names::{self, Likeness};
use crate::told::{Place, ToldCommitment, ToldEvent};
use crate::words::shared;

/// A step to be written.
struct Step {
    undertaking: i64,
    span: (i64, i64),
    status: String,
    date: Option<PartialDate>,
    due: Option<PartialDate>,
    told_commitment: Option<i64>,
    told_event: Option<i64>,
    why: String,
}

/// Write the steps of a document. Gives the parties of undertakings whose story changed.
pub fn steps(db: &Connection, place: Place, told: &[ToldEvent], pledges: &[ToldCommitment], changed: &mut Changed) -> Result<Vec<Vec<String>>> {
    let mut steps: Vec<Step> = Vec::new();
    for p in pledges {
        let undertaking = p.undertaking.unwrap_or(p.id);
        let everybody: Vec<String> = p.everybody().into_iter().map(str::to_owned).collect();
        let planned = || told.iter().any(|e| p.told_event == Some(e.id) && e.status == "planned");
        // «they mean to sign it this year»
        let to_be_signed = p.kind == "treaty" && p.status == "agreed" && planned();
        let known = if p.kind == "aid" || to_be_signed { known_of(db, &mut changed.loaded, &everybody, place.ord)? } else { Vec::new() };
        let known = known.iter().find(|k| k.id == undertaking);
        let still_negotiated = to_be_signed && known.is_some_and(|k| k.status == "negotiating");
        steps.push(Step {
            undertaking,
            span: p.span,
            status: if still_negotiated { "negotiating".to_owned() } else { given(p, known) },
            date: p.date,
            due: p.due,
            told_commitment: Some(p.id),
            told_event: None,
            why: "told by the report".to_owned(),
        });
    }
    let mut parties: Vec<(i64, Vec<String>)> =
        pledges.iter().map(|p| (p.undertaking.unwrap_or(p.id), p.everybody().into_iter().map(str::to_owned).collect())).collect();
    retold(db, place, told, pledges, &mut steps)?;
    // Acts of one document mostly are between the same few parties.
    let mut seen: Vec<(Vec<String>, Vec<Known>)> = Vec::new();
    for event in told.iter().filter(|e| matches!(e.status.as_str(), "actual" | "historical" | "negated") || announces_end(e)) {
        let everybody: Vec<String> = event.parties().into_iter().map(str::to_owned).collect();
        // What makes an undertaking of its own is told by that.
        let makes_own = pledges.iter().any(|p| p.told_event == Some(event.id)) && !announces_end(event);
        // A round of talks on an agreement tells of the agreement, and is the round that was promised.
        let round = makes_own && event.kind == "CONSULT";
        if !can_fulfil(&event.kind) || everybody.is_empty() || makes_own && !round {
            continue;
        }
        // Lifting what was promised to be lifted is also what becomes of the measures; the session of a body that was to be set up also shows that it is.
        let mut of_measures: Option<(Verdict, Known, &'static str)> = None;
        let mut of_body: Option<(Verdict, Known, &'static str)> = None;
        let mut best: Option<(Verdict, Known, &'static str)> = None;
        let mut event = event.clone();
        if announces_end(&event) && pledges.iter().any(|p| p.told_event == Some(event.id)) {
            "planned".clone_into(&mut event.status);
        }
        let event = &event;
        if !seen.iter().any(|(parties, _)| *parties == everybody) {
            seen.push((everybody.clone(), known_of(db, &mut changed.loaded, &everybody, place.ord)?));
        }
        let of_parties = seen.iter().find(|(parties, _)| *parties == everybody).map_or(&[][..], |(_, known)| known);
        for known in of_parties {
            // A record of the same words that belongs there says more than the act does.
            let meets = matches!(known.kind(), "visit" | "meeting" | "dialogue" | "treaty" | "exercise");
            let says_more = |s: &Step| meets || !matches!(s.status.as_str(), "proposed" | "negotiating" | "agreed");
            // «came on the visit that he had put off in March», «the council that they agreed in May to set up met»: that was before.
            let before = |s: &Step| s.status != "fulfilled" && s.date.zip(event.date).is_some_and(|(off, on)| off < on && !on.within(off));
            let told_itself =
                steps.iter().any(|s| s.told_commitment.is_some() && s.undertaking == known.id && s.span == event.span && says_more(s) && !before(s));
            let told_itself = told_itself || round && known.kind() != "meeting";
            let Some((verdict, status)) = fulfils(event, known).filter(|_| !told_itself) else { continue };
            let best = match (known.kind(), status) {
                ("sanction", _) => &mut of_measures,
                ("dialogue", "in_force") => &mut of_body,
                _ => &mut best,
            };
            if best.as_ref().is_none_or(|(b, k, _)| (verdict.points, k.changed) > (b.points, known.changed)) {
                *best = Some((verdict, known.clone(), status));
            }
        }
        for (verdict, known, status) in best.into_iter().chain(of_measures).chain(of_body) {
            parties.push((known.id, known.records.first().map(|r| r.everybody().into_iter().map(str::to_owned).collect()).unwrap_or_default()));
            steps.push(Step {
                undertaking: known.id,
                span: event.span,
                status: status.to_owned(),
                date: event.date,
                due: None,
                told_commitment: None,
                told_event: Some(event.id),
                why: verdict.reasons(),
            });
        }
    }
    write(db, place, &steps, &parties, changed)
}

/// Reports of an act that, as an earlier document told it, made an undertaking: its promise told again.
fn retold(db: &Connection, place: Place, told: &[ToldEvent], pledges: &[ToldCommitment], steps: &mut Vec<Step>) -> Result<()> {
    // By way of the document, for which there is an index.
    let sql = "SELECT c.undertaking, c.status FROM told_event t CROSS JOIN told_commitment c ON c.document = t.document AND c.told_event = t.id
               JOIN document d ON d.id = t.document WHERE t.act = ?1 AND d.ord < ?2 AND d.gone > ?3 AND c.undertaking IS NOT NULL ORDER BY d.ord, c.id LIMIT 1";
    for event in told.iter().filter(|e| !pledges.iter().any(|p| p.told_event == Some(e.id))) {
        let mut query = db.prepare_cached(sql)?;
        let made: Option<(i64, String)> =
            query.query_row(params![event.act, place.ord, days::of_order(place.ord)], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
        let Some((undertaking, status)) = made else { continue };
        if !steps.iter().any(|s| s.undertaking == undertaking && s.span == event.span) {
            steps.push(Step {
                undertaking,
                span: event.span,
                status,
                date: event.date,
                due: None,
                told_commitment: None,
                told_event: Some(event.id),
                why: "the act that made it is told again".to_owned(),
            });
        }
    }
    Ok(())
}

/// Write the steps if they are others than before.
fn write(db: &Connection, place: Place, steps: &[Step], parties: &[(i64, Vec<String>)], changed: &mut Changed) -> Result<Vec<Vec<String>>> {
    type Row = (i64, i64, i64, String, Option<String>, String);
    let mut new: Vec<Row> = steps.iter().map(|s| (s.undertaking, s.span.0, s.span.1, s.status.clone(), s.due.map(|d| d.to_string()), s.why.clone())).collect();
    new.sort();
    new.dedup();
    let sql = "SELECT undertaking, start, end, status, due, why FROM step WHERE document = ? ORDER BY 1, 2, 3, 4, 5, 6";
    let old: Vec<Row> = db
        .prepare_cached(sql)?
        .query_map([place.document], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?)))?
        .collect::<rusqlite::Result<_>>()?;
    changed.undertakings.extend(new.iter().map(|s| s.0));
    if old == new {
        return Ok(Vec::new());
    }
    for undertaking in old.iter().chain(&new).map(|s| s.0) {
        changed.undertakings.insert(undertaking);
        changed.loaded.followed(undertaking);
    }
    db.prepare_cached("DELETE FROM step WHERE document = ?")?.execute([place.document])?;
    let sql = "INSERT OR IGNORE INTO step (undertaking, ord, document, start, end, status, date, due, told_commitment, told_event, why) VALUES (?,?,?,?,?,?,?,?,?,?,?)";
    for s in steps {
        db.prepare_cached(sql)?.execute(params![
            s.undertaking,
            place.ord,
            place.document,
            s.span.0,
            s.span.1,
            s.status,
            s.date.map(|d| d.to_string()),
            s.due.map(|d| d.to_string()),
            s.told_commitment,
            s.told_event,
            s.why
        ])?;
    }
    Ok(parties.iter().map(|(_, p)| p.clone()).collect())
}

/// Measures to be lifted or held back: what becomes of them, told ahead.
fn announces_end(event: &ToldEvent) -> bool {
    event.kind == "CONCEDE" && notions::ends_measures(&event.notions)
}

pub fn can_fulfil(kind: &str) -> bool {
    matches!(kind, "CONSULT" | "SUPPORT" | "COOPERATE" | "AID" | "RETREAT" | "CONCEDE" | "MOBILIZE" | "REJECT")
}

/// How far a day is from the promised one, in days past its bounds; nothing if none was promised.
pub fn off_due(day: PartialDate, due: PartialDate) -> Option<i64> {
    let (first, last) = (days::first_day(due)?, days::last_day(due)?);
    let (from, to) = (days::first_day(day)?, days::last_day(day)?);
    Some(if to < first {
        days::between(to, first)
    } else if from > last {
        days::between(last, from)
    } else {
        0
    })
}

/// Whether an act is what an undertaking promised, and what that makes of it. That it was not done leaves all as it was.
pub fn fulfils(event: &ToldEvent, known: &Known) -> Option<(Verdict, &'static str)> {
    let (mut verdict, status) = done(event, known)?;
    if event.status != "negated" {
        return Some((verdict, status));
    }
    verdict.add(0, "told as not done yet");
    let open = ["proposed", "negotiating", "agreed", "signed", "in_force", "postponed"];
    open.into_iter().find(|s| *s == known.status).map(|s| (verdict, s))
}

fn done(event: &ToldEvent, known: &Known) -> Option<(Verdict, &'static str)> {
    let first = known.records.first()?;
    if known.records.iter().any(|r| r.act.is_some() && r.act == event.act) {
        return None;
    }
    // What was done once is not done again by another act; the same act may be told as one of another type.
    let same_day = |day: PartialDate| day.get_month().is_some() && known.fulfilled_on.iter().any(|on| on.within(day) || day.within(*on));
    let told_again = event.act.is_some_and(|act| known.fulfilled_by.contains(&act)) || event.kind != "CONSULT" && event.date.is_some_and(same_day);
    if known.status == "fulfilled" && !known.fulfilled_by.is_empty() && !told_again {
        return None;
    }
    let mut v = Verdict::default();
    let everybody = event.parties();
    let bound: Vec<&str> = known.records.iter().flat_map(|r| r.everybody()).collect();
    let common = everybody.iter().filter(|p| bound.contains(p)).count();
    let needed = everybody.len().min({
        let mut all = bound.clone();
        all.sort_unstable();
        all.dedup();
        all.len()
    });
    if common == 0 || common < needed.min(2) {
        return None;
    }
    v.add(10, "between the same parties");
    let when = event.date.and_then(days::last_day).or_else(|| days::day(event.known))?;
    let since = first.date.and_then(days::first_day).or_else(|| days::day(first.known))?;
    if when < since {
        return None;
    }
    let due = known.due();
    // What is told without a day, right after the promised one, was on that day.
    let day = PartialDate::day(when.year(), u8::try_from(when.month()).ok()?, u8::try_from(when.day()).ok()?);
    let told = event.date.or(day);
    let off = due.and_then(|due| off_due(told?, due)).map(|d| if event.date.is_none() && d <= 10 { 0 } else { d });
    // Told without a day after the promised time it may have been done at that time; told before it, it was not.
    let early = due.and_then(days::first_day).is_some_and(|first| when < first);
    let off = off.filter(|d| event.date.is_some() || early || *d == 0);
    let age = days::between(since, when);
    let kind = known.kind();
    let status = match (kind, event.kind.as_str()) {
        ("visit", "CONSULT") if event.mode.as_deref() != Some("phone") => {
            let host_side =
                event.mode.as_deref() == Some("visit") || event.at.as_ref().is_some_and(|(_, land)| land.as_deref().is_some_and(|l| bound.contains(&l)));
            let other_guest = event.mode.as_deref() == Some("visit") && known.guest().is_some_and(|g| event.actors.iter().all(|a| a != g));
            // Whoever is to travel meets nobody at home on that journey.
            let at_home = event.at.as_ref().is_some_and(|(_, land)| land.as_deref().is_some_and(|l| known.guest() == Some(l)));
            if other_guest || at_home && event.mode.as_deref() != Some("visit") || !host_side && off.is_none_or(|d| d > 3) {
                return None;
            }
            dated(&mut v, off, age, 75, 300)?;
            if event.mode.as_deref() == Some("visit") {
                v.add(4, "told as a visit");
            }
            persons(&event.persons, &known.records.iter().flat_map(|r| r.persons.clone()).collect::<Vec<_>>(), true, &mut v);
            "fulfilled"
        }
        ("meeting" | "dialogue", "CONSULT") if event.mode.as_deref() != Some("phone") => {
            // A body that was to be set up works once it meets, not when others do; a session of it is held.
            let set_up = kind == "dialogue" && known.records.iter().any(|r| notions::sets_up_body(&r.notions));
            if set_up && !notions::meets_as_body(&event.notions) {
                return None;
            }
            let near = off.is_some_and(|d| d <= 12) && due.is_some_and(|d| d.get_month().is_some());
            let there = event.at.as_ref().zip(first.at.as_ref()).is_some_and(|(a, b)| names::compare(&a.0, &b.0) != Likeness::Different);
            let about = shared(&event.notions, &first.notions).is_some_and(|s| s > 0.5);
            // What was not held by its day is told later, mostly without a day.
            let unheld = event.status == "negated" && due.and_then(days::last_day).is_some_and(|d| (-45..=200).contains(&days::between(d, when)));
            // A body that is to be set up or revived meets.
            let body = kind == "dialogue" && due.is_none() && notions::meets_as_body(&event.notions) && age > 2;
            if !(near || unheld || body || there && off.is_none_or(|d| d < 60) || due.is_none() && about && age > 2) {
                return None;
            }
            dated(&mut v, if unheld { Some(0) } else { off }, age, 60, if body { 400 } else { 200 })?;
            persons(&event.persons, &known.records.iter().flat_map(|r| r.persons.clone()).collect::<Vec<_>>(), true, &mut v);
            if set_up { "in_force" } else { "fulfilled" }
        }
        ("exercise", "COOPERATE" | "MOBILIZE") if notions::drills(&event.notions) => {
            dated(&mut v, off, age, 45, 200)?;
            "fulfilled"
        }
        ("aid", done) if done == "AID" || done == "COOPERATE" && notions::hands_over(&event.notions) => {
            if !event.actors.iter().any(|a| known.records.iter().any(|r| r.parties.contains(a))) {
                return None;
            }
            let alike = known.records.iter().filter_map(|r| shared(&things(&event.notions), &things(&r.notions)));
            let as_many = known.records.iter().any(|r| shared(&event.numbers, &r.numbers).is_some_and(|s| s > 0.0));
            let same = |r: &ToldCommitment| shared(&frames(&event.notions), &frames(&r.notions)).is_some_and(|s| s > 0.0);
            match alike.fold(None, |most: Option<f64>, s| Some(most.map_or(s, |m| m.max(s)))) {
                Some(s) if s > 0.3 => v.add(4, "about the same things"),
                // «will train officers ... handed over a boat»
                Some(s) if s < 0.05 && !as_many && !known.records.iter().any(|r| same(r)) => return None,
                Some(_) => v.add(-4, "about other things"),
                None => {}
            }
            if as_many {
                v.add(4, "a number in common");
            }
            delivered(known, &mut v, off, age)?
        }
        ("treaty" | "programme", "SUPPORT") if event.recipients.is_empty() => {
            if known.status == "signed" || !notions::signs_agreement(&event.notions) {
                return None;
            }
            v.add(6, "an agreement was signed");
            "signed"
        }
        ("sanction", "CONCEDE")
            if announces_end(event)
                && event.status != "negated"
                && event.actors.iter().any(|a| first.parties.contains(a))
                && (event.status == "planned" || notions::holds_back(&event.notions)) =>
        {
            if event.status == "planned" {
                v.add(4, "the measures are to end or to be held back");
                "in_force"
            } else {
                v.add(6, "the measures were held back");
                "postponed"
            }
        }
        ("dialogue", "COOPERATE") if notions::opens(&event.notions) => {
            if !known.records.iter().any(|r| shared(&things(&event.notions), &things(&r.notions)).is_some_and(|s| s > 0.0)) {
                return None;
            }
            dated(&mut v, off, age, 120, 400)?;
            "in_force"
        }
        ("sanction", "CONCEDE") if event.status == "actual" && notions::lifts(&event.notions) => {
            if !event.actors.iter().any(|a| known.records.iter().any(|r| r.parties.contains(a))) {
                return None;
            }
            // On firms or so many people: a part, unless the measures were imposed on as many.
            let roles = |persons: &[crate::told::Person]| persons.iter().any(|p| p.role.as_deref().is_some_and(notions::is_firm));
            let firms = roles(&event.persons) && !known.records.iter().any(|r| roles(&r.persons));
            // A number that may be a day of the month says nothing.
            let dates: Vec<u64> = known.records.iter().filter_map(|r| r.date).chain(event.date).filter_map(|d| d.get_day().map(u64::from)).collect();
            let large = |numbers: &rustc_hash::FxHashSet<String>| {
                numbers.iter().filter(|n| n.parse().is_ok_and(|n: u64| n > 9 && !dates.contains(&n))).cloned().collect()
            };
            let as_many = known.records.iter().any(|r| shared(&large(&r.numbers), &large(&event.numbers)).is_some_and(|s| s > 0.0));
            let told_before = event.date.is_some_and(|day| known.lifted.iter().any(|d| d.within(day) || day.within(*d)));
            if told_before || firms || notions::eases(&event.notions) || event.notions.contains(notions::COUNTED) && !as_many {
                v.add(4, "a part of the measures was lifted, or they were eased");
                "in_force"
            } else {
                v.add(6, "the measures were lifted");
                "cancelled"
            }
        }
        ("cooperation" | "information_sharing" | "programme", done) => {
            let promised = known.records.iter().filter_map(|r| r.promised.as_ref()).any(|(kind, mode)| kind == done && (mode.is_none() || *mode == event.mode));
            // What is promised in a word that names no sort of act is known by its things and its day.
            let same = |r: &ToldCommitment| shared(&things(&event.notions), &things(&r.notions)).is_some_and(|s| s > 0.5);
            let as_many = |r: &ToldCommitment| shared(&event.numbers, &r.numbers).is_some_and(|s| s > 0.0);
            let in_time = off.is_some_and(|d| d <= 30) || due.is_none() && age <= 120 && known.records.iter().any(|r| as_many(r));
            let loose = matches!(done, "COOPERATE" | "CONCEDE" | "RETREAT" | "AID") && in_time && known.records.iter().any(|r| same(r));
            let promised = promised || loose && known.records.iter().all(|r| r.promised.is_none());
            if !promised || event.status == "planned" || done == "CONSULT" || event.actors.iter().all(|a| !first.parties.contains(a)) {
                return None;
            }
            v.add(8, "the promised act was done");
            let same_frame = known.records.iter().any(|r| {
                let building = notions::begins(&event.notions) && notions::builds(&r.notions);
                building || shared(&frames(&event.notions), &frames(&r.notions)).is_some_and(|s| s > 0.0)
            });
            let same_things = known.records.iter().any(|r| shared(&things(&event.notions), &things(&r.notions)).is_some_and(|s| s > 0.3));
            let same_mode = event.mode.is_some() && known.records.iter().filter_map(|r| r.promised.as_ref()).any(|(_, mode)| *mode == event.mode);
            let same_number = known.records.iter().any(|r| shared(&event.numbers, &r.numbers).is_some_and(|s| s > 0.0));
            match (same_frame || same_mode, same_things) {
                (true, true) => v.add(8, "the same act about the same things"),
                (true, false) => v.add(4, "the same act"),
                (false, true) => v.add(4, "about the same things"),
                (false, false) => return None,
            }
            // An act that is the promised one in every way may come late where no day was set.
            let between = |r: &ToldCommitment| r.between() == everybody || r.between() == event.actors.iter().map(String::as_str).collect::<Vec<_>>();
            let most_age = match (same_frame || same_mode, same_things || same_number) {
                (true, true) => 540,
                (true, false) if known.records.iter().any(|r| between(r)) => 365,
                _ => 200,
            };
            dated(&mut v, off, age, 120, most_age)?;
            // Fewer than were promised: a part.
            let dates: Vec<u64> =
                known.records.iter().flat_map(|r| [r.date, r.due]).chain([event.date]).flatten().filter_map(|d| d.get_day().map(u64::from)).collect();
            let most = |numbers: &rustc_hash::FxHashSet<String>, least: u64| {
                numbers.iter().filter_map(|n| n.parse().ok()).filter(|n: &u64| (least..1900).contains(n) && !dates.contains(n)).max()
            };
            let promised = known.records.iter().filter_map(|r| most(&r.numbers, 10)).max();
            let part = event.mode.is_some()
                && event.notions.contains(notions::COUNTED)
                && promised.zip(most(&event.numbers, 2)).is_some_and(|(all, some)| some * 10 < all * 8);
            // What each of two promised the other is not done when one has done it.
            let one_of_two =
                done == "RETREAT" && first.parties.len() > 1 && event.actors.len() == 1 && event.recipients.iter().all(|r| first.parties.contains(r));
            // «broke ground for the hospital»
            let begun = notions::begins(&event.notions) && known.records.iter().all(|r| !notions::begins(&r.notions));
            if part || one_of_two || begun { "in_force" } else { "fulfilled" }
        }
        _ => return None,
    };
    (v.points >= 12).then_some((v, status))
}

/// The time of an act against that of the promise; nothing if it is too far off.
fn dated(v: &mut Verdict, off: Option<i64>, age: i64, most_off: i64, most_age: i64) -> Option<()> {
    match off {
        Some(0..=3) => v.add(10, "at the promised time"),
        Some(d) if d <= most_off => v.add(3, "near the promised time"),
        Some(_) => return None,
        None if age <= most_age => v.add(4, "within a year of the promise"),
        None => return None,
    }
    Some(())
}

/// Aid that arrived: what was promised, or, where amounts are told, perhaps a part of it.
fn delivered(known: &Known, v: &mut Verdict, off: Option<i64>, age: i64) -> Option<&'static str> {
    dated(v, off, age, 120, 400)?;
    if known.amount().is_some() {
        v.add(2, "something was given");
        Some("in_force")
    } else {
        v.add(4, "what was promised was given");
        Some("fulfilled")
    }
}

/// What a record of aid given makes of an undertaking: less than was promised, with all that was given before, is a part of it.
fn given(pledge: &ToldCommitment, known: Option<&Known>) -> String {
    let told = || pledge.status.clone();
    let (Some(known), Some((amount, unit))) = (known.filter(|_| pledge.kind == "aid" && pledge.status == "fulfilled"), &pledge.amount) else { return told() };
    let of_unit = |r: &&Rc<ToldCommitment>| r.amount.as_ref().is_some_and(|a| a.1 == *unit);
    let value = |r: &Rc<ToldCommitment>| r.amount.as_ref().map_or(0.0, |a| a.0);
    let promised = known.records.iter().filter(of_unit).filter(|r| r.status != "fulfilled").map(value).fold(0.0, f64::max);
    let mut acts: Vec<Option<i64>> = vec![pledge.act];
    let mut sum = *amount;
    for record in known.records.iter().filter(of_unit).filter(|r| r.status == "fulfilled") {
        if record.act.is_none() || !acts.contains(&record.act) {
            acts.push(record.act);
            sum += value(record);
        }
    }
    if sum < promised * 0.95 { "in_force".to_owned() } else { told() }
}
