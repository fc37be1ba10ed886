//! Whether two reports tell the same act: weighed evidence, each piece with its reason.
//!
//! Weights are in points. Parties carry most; the date decides between acts of the same parties; what it is about, who was there and where
//! tell apart what the date cannot. Status is no part of identity: an act done and denied may be one. But to announce measures or their end is an act
//! of its own, as any promise is.

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::days;
use crate::link::notions::{self, frames};
use crate::names::{self, Likeness};
use crate::told::{Made, Person, ToldEvent};
use crate::words::shared;

/// What speaks for and against.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Verdict {
    /// Sum of the points.
    pub points: i32,
    /// Those of them that speak of the whole act: what it is named by and who was there.
    #[serde(skip)]
    pub identity: i32,
    /// Something rules it out.
    pub ruled_out: bool,
    /// The reasons with their points, as they were found.
    pub why: Vec<(i32, &'static str)>,
}

/// From so many points on, two reports tell one act.
pub const ENOUGH: i32 = 24;
/// From so many points on, even two reports of one document tell one act.
pub const SURE: i32 = 46;

impl Verdict {
    pub(crate) fn add(&mut self, points: i32, why: &'static str) {
        self.points += points;
        self.why.push((points, why));
    }

    /// The same of what holds for the whole act, whichever report tells it.
    fn add_identity(&mut self, points: i32, why: &'static str) {
        self.identity += points;
        self.add(points, why);
    }

    pub(crate) fn rule_out(mut self, why: &'static str) -> Self {
        self.ruled_out = true;
        self.why.push((0, why));
        self
    }

    /// The reasons in one line.
    pub fn reasons(&self) -> String {
        self.why.iter().map(|(_, why)| *why).collect::<Vec<_>>().join("; ")
    }
}

/// Types whose parties stand on one side: who is named first says nothing.
fn is_mutual(kind: &str) -> bool {
    matches!(kind, "CONSULT" | "AGREE" | "COOPERATE" | "SUPPORT")
}

/// Types that are told in words, of which one occasion holds many.
fn is_verbal(kind: &str) -> bool {
    matches!(kind, "AGREE" | "SUPPORT" | "CONCEDE" | "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN")
}

/// Compare a report with an earlier one of the same type.
pub fn compare(new: &ToldEvent, old: &ToldEvent) -> Verdict {
    let verdict = Verdict::default();
    let verdict = match parties(new, old, verdict) {
        Ok(verdict) => verdict,
        Err(ruled_out) => return ruled_out,
    };
    let verdict = match dates(new, old, verdict) {
        Ok(verdict) => verdict,
        Err(ruled_out) => return ruled_out,
    };
    let mut verdict = verdict;
    circumstances(new, old, &mut verdict);
    content(new, old, &mut verdict);
    verdict
}

fn overlap(a: &[String], b: &[String]) -> usize {
    a.iter().filter(|x| b.contains(x)).count()
}

fn parties(new: &ToldEvent, old: &ToldEvent, mut v: Verdict) -> Result<Verdict, Verdict> {
    let (all, told) = (new.parties(), old.parties());
    let common = all.iter().filter(|p| told.contains(p)).count();
    if common == 0 {
        return Err(v.rule_out("no party in common"));
    }
    let (few, many) = (all.len().min(told.len()), all.len().max(told.len()));
    let mutual = is_mutual(&new.kind) && (new.kind != "SUPPORT" || new.recipients.is_empty() == old.recipients.is_empty() && new.recipients.is_empty());
    if mutual {
        match (common, few, many) {
            (c, _, m) if c == m && m > 1 => v.add(20, "the same parties"),
            (1, 1, 1) => v.add(12, "the same party"),
            // «pledged 90 million», to whom is told elsewhere
            (1, 1, _) if new.kind == "AGREE" && new.actors == old.actors => v.add(13, "the same promiser"),
            (1, 1, _) => v.add(8, "one of the parties"),
            (c, f, _) if c == f => v.add(14, "all parties of one among those of the other"),
            (c, ..) if c > 1 => v.add(10, "most parties in common"),
            _ => return Err(v.rule_out("another partner")),
        }
        let joint = |e: &ToldEvent| e.actors.len() > 1 && e.recipients.is_empty();
        let one_sided = |e: &ToldEvent| !e.actors.is_empty() && !e.recipients.is_empty();
        if new.kind == "AGREE" && (joint(new) && one_sided(old) || joint(old) && one_sided(new)) {
            v.add(-6, "one is agreed by both, the other promised by one");
        }
        return Ok(v);
    }
    let actors = overlap(&new.actors, &old.actors);
    let recipients = overlap(&new.recipients, &old.recipients);
    let apart = |a: &[String], b: &[String], common: usize| !a.is_empty() && !b.is_empty() && common == 0;
    if apart(&new.actors, &old.actors, actors) {
        return Err(v.rule_out("other actors"));
    }
    if apart(&new.recipients, &old.recipients, recipients) {
        // Who is on the other side is sometimes guessed; the same numbers told of the same actor outweigh that.
        if actors == 0 || !shared(&new.numbers, &old.numbers).is_some_and(|s| s > 0.0) {
            return Err(v.rule_out("other recipients"));
        }
        v.add(-6, "the same actor, other recipients");
        return Ok(v);
    }
    match (actors > 0, recipients > 0) {
        (true, true) if new.actors == old.actors && new.recipients == old.recipients => v.add(20, "the same actor and recipient"),
        (true, true) => v.add(14, "an actor and a recipient in common"),
        (true, false) if new.recipients.is_empty() && old.recipients.is_empty() => v.add(14, "the same actor"),
        (true, false) => v.add(9, "the same actor, one recipient untold"),
        (false, true) => v.add(9, "the same recipient, one actor untold"),
        _ => return Err(v.rule_out("the roles do not fit")),
    }
    Ok(v)
}

/// How many days after an act it may be told without a date; and where it is told as what went before.
const FAR: i64 = 160;
const FAR_RETOLD: i64 = 340;

/// See there.
fn far(event: &ToldEvent) -> i64 {
    if event.is_retold() { FAR_RETOLD } else { FAR }
}

/// Acts that are done again and again need a date to be told apart.
fn can_be_told_late(event: &ToldEvent) -> bool {
    !matches!(event.kind.as_str(), "ASSAULT" | "MOBILIZE" | "PROTEST" | "COERCE")
}

/// An act without a date that was told long before: another one, unless it is told as what went before.
fn told_late(new: &ToldEvent, v: &mut Verdict) {
    if new.is_retold() {
        v.add(0, "told long after, as what went before");
    } else {
        v.add(-12, "told long after, without a date");
    }
}

/// Whether one report announces measures, or that they are to end, and the other, on a later day, tells that it was done. A promise of the same
/// («agreed to lift») makes an undertaking; the deed makes none.
fn announced_and_done(a: &ToldEvent, b: &ToldEvent) -> bool {
    let (ahead, done) = if a.status == "planned" { (a, b) } else { (b, a) };
    let deed = match done.kind.as_str() {
        "CONCEDE" => done.makes.is_empty(),
        kind => kind == "SANCTION",
    };
    let later = days::day(ahead.known).zip(days::day(done.known)).is_some_and(|(x, y)| days::between(x, y) > 1);
    ahead.status == "planned" && done.status == "actual" && deed && later
}

fn dates(new: &ToldEvent, old: &ToldEvent, mut v: Verdict) -> Result<Verdict, Verdict> {
    if announced_and_done(new, old) {
        return Err(v.rule_out("announced, and then done"));
    }
    let (set, told_set) = (new.promised_for(), old.promised_for());
    let agreed = set.zip(told_set).map(|(a, b)| a.within(b) || b.within(a));
    // «by the end of the year» holds many a date.
    let vague = [set, told_set].iter().any(|d| d.is_some_and(|d| d.get_month().is_none())) && set != told_set;
    let agreed = agreed.filter(|same| !(*same && vague));
    match agreed {
        Some(true) => v.add(10, "promised for the same date"),
        Some(false) => v.add(-6, "promised for another date"),
        None => {}
    }
    let promise = new.kind == "AGREE";
    let one_undated = new.lies_ahead() != old.lies_ahead() && (set.is_none() || told_set.is_none());
    let same_sort = new.makes.iter().any(|m| m.kind == "meeting" && old.makes.iter().any(|o| o.kind == m.kind));
    let apart = |v: Verdict, why| {
        if promise && (agreed == Some(true) || one_undated && same_sort) { Ok(v) } else { Err(v.rule_out(why)) }
    };
    let mixed = promise && agreed != Some(true) && (new.status == "planned") != (old.status == "planned");
    let visit = new.mode.as_deref() == Some("visit") || old.mode.as_deref() == Some("visit");
    let consult = new.kind == "CONSULT" && [new, old].iter().all(|e| e.mode.as_deref() != Some("phone"));
    let loose = [new, old].iter().any(|e| e.basis.as_deref() == Some("context"));
    match (new.done_on(), old.done_on()) {
        (Some(a), Some(b)) => {
            if a == b {
                // On the day for which one was promised, the next is agreed.
                if mixed && agreed == Some(false) {
                    return Err(v.rule_out("agreed on the day that the other promises"));
                }
                v.add(if a.get_day().is_some() { 15 } else { 8 }, "the same date");
                return Ok(v);
            }
            if a.within(b) || b.within(a) {
                let points = match a.get_month().and(b.get_month()) {
                    _ if mixed => 0,
                    Some(_) => 5,
                    None => 3,
                };
                v.add(points, "one date lies within the other");
                return Ok(v);
            }
            let (Some(from), Some(to)) = (days::first_day(a), days::first_day(b)) else { return Ok(v) };
            match days::between(from, to).abs() {
                1 if loose => v.add(8, "one day apart, one date taken from the context"),
                1 if visit && consult && (new.mode != old.mode) => v.add(4, "a day of the visit"),
                1 => v.add(2, "one day apart"),
                2 | 3 if visit => v.add(0, "days of one visit"),
                2 | 3 => v.add(-12, "some days apart"),
                _ => return apart(v, "other dates"),
            }
        }
        (None, None) => {
            let (Some(a), Some(b)) = (days::day(new.known), days::day(old.known)) else { return Ok(v) };
            match days::between(b, a).abs() {
                0..=1 => v.add(8, "told at the same time"),
                2..=3 => v.add(4, "told within days"),
                4..=7 => v.add(0, "told within a week"),
                gap if (8..=far(new)).contains(&gap) && can_be_told_late(new) => told_late(new, &mut v),
                _ => return apart(v, "told at other times"),
            }
        }
        (date, other) => {
            let (dated, undated) = if date.is_some() { (date, old.known) } else { (other, new.known) };
            let (Some(dated), Some(known)) = (dated, days::day(undated)) else { return Ok(v) };
            let (Some(first), Some(last)) = (days::first_day(dated), days::last_day(dated)) else { return Ok(v) };
            let exact = dated.get_day().is_some();
            let gap = days::between(last, known);
            if new.done_on().is_none() && (8..=far(new)).contains(&gap) && can_be_told_late(new) {
                told_late(new, &mut v);
                return Ok(v);
            }
            if days::between(first, known) < -1 || gap > 7 {
                return apart(v, "told at another time");
            }
            match days::between(first, known) {
                -1..=3 if exact => v.add(7, "told right after the date"),
                _ => v.add(2, "told soon after the date"),
            }
        }
    }
    Ok(v)
}

fn circumstances(new: &ToldEvent, old: &ToldEvent, v: &mut Verdict) {
    let consult = new.kind == "CONSULT";
    let phone = |e: &ToldEvent| e.mode.as_deref() == Some("phone");
    if phone(new) != phone(old) && consult {
        v.add(-18, "one is a call");
    } else if new.mode.is_some() && new.mode == old.mode {
        v.add(if consult { 3 } else { 5 }, "the same mode");
    } else if !consult && new.mode.is_some() && old.mode.is_some() {
        v.add(-6, "another mode");
    }
    if let (Some((name, country)), Some((other, land))) = (&new.at, &old.at) {
        if names::compare(name, other) != Likeness::Different {
            v.add(6, "the same place");
        } else if country.is_some() && country == land {
            v.add(2, "the same country");
        } else if country.is_some() && land.is_some() {
            v.add(if consult { -14 } else { -6 }, "another country");
        }
    }
    persons(&new.persons, &old.persons, consult, v);
}

/// How the persons of two reports agree, party by party: for a party, the best of all pairs.
pub(crate) fn persons(new: &[Person], old: &[Person], meeting: bool, v: &mut Verdict) {
    let mut codes: Vec<&str> = new.iter().map(|p| p.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        let of = |all: &'_ [Person]| -> Vec<Person> { all.iter().filter(|p| p.code == code).cloned().collect() };
        let (a, b) = (of(new), of(old));
        let best = a.iter().flat_map(|x| b.iter().map(move |y| person(x, y))).max();
        match best {
            Some(n) if n >= 8 => v.add_identity(8, "the same person"),
            Some(n) if n > 0 => v.add_identity(4, "the same office"),
            Some(n) if n < 0 => v.add_identity(if meeting { -14 } else { -5 }, "other persons"),
            _ => {}
        }
    }
}

/// How two persons of one party agree.
fn person(a: &Person, b: &Person) -> i32 {
    let names = a.name.as_deref().zip(b.name.as_deref()).map(|(x, y)| names::compare(x, y));
    match (names, a.role.as_deref(), b.role.as_deref()) {
        (Some(Likeness::Same), ..) => 10,
        (Some(Likeness::Like), ..) => 8,
        // Names told in two scripts differ by how they are transcribed, too.
        (Some(Likeness::Different), Some(x), Some(y)) if x == y && names::in_two_scripts(a.name.as_deref(), b.name.as_deref()) => 0,
        (Some(Likeness::Different), Some(x), Some(y)) if same_office(x, y) => -1,
        (Some(Likeness::Different), ..) => -8,
        (None, Some(x), Some(y)) if !notions::is_personal(x) || !notions::is_personal(y) => 0,
        (None, Some(x), Some(y)) if x == y => 4,
        (None, Some(x), Some(y)) if same_office(x, y) => 1,
        (None, Some(_), Some(_)) => -4,
        _ => 0,
    }
}

/// Whether two titles may mean one office: one says less than the other.
fn same_office(a: &str, b: &str) -> bool {
    let words = |title: &str| -> FxHashSet<String> { title.split_whitespace().map(str::to_owned).collect() };
    let (x, y) = (words(a), words(b));
    x.is_subset(&y) || y.is_subset(&x) || [a, b].into_iter().any(notions::is_any_office)
}

fn content(new: &ToldEvent, old: &ToldEvent, v: &mut Verdict) {
    let verbal = is_verbal(&new.kind);
    match shared(&notions::agreements(&new.notions), &notions::agreements(&old.notions)) {
        Some(s) if s > 0.0 => v.add_identity(12, "the same agreement"),
        Some(_) => v.add_identity(-14, "another agreement"),
        None => {}
    }
    let same_frame = shared(&frames(&new.notions), &frames(&old.notions)).map(|s| s > 0.0);
    match same_frame {
        Some(true) => v.add(4, "the same is done"),
        // Whoever is visited is met.
        Some(false) if new.kind != "CONSULT" => v.add(-3, "something else is done"),
        Some(false) => {}
        None => {}
    }
    match shared(&notions::things(&new.notions), &notions::things(&old.notions)) {
        Some(s) if s > 0.6 => v.add(6, "about the same things"),
        Some(s) if s > 0.3 => v.add(3, "about like things"),
        // The classes of things are wide; where the same is done, they tell less.
        Some(s) if s < 0.05 => v.add(if verbal && same_frame != Some(true) { -8 } else { -3 }, "about other things"),
        _ => {}
    }
    if shared(&new.contexts, &old.contexts).is_some_and(|s| s > 0.0) {
        v.add(3, "in the same context");
    }
    undertakings(&new.makes, &old.makes, v);
    match shared(&counted(new, old), &counted(old, new)) {
        Some(s) if s > 0.0 => v.add(6, "a number in common"),
        Some(_) => v.add(-4, "other numbers"),
        None => {}
    }
    match shared(&new.words, &old.words) {
        Some(s) if s > 0.4 => v.add(10, "told in the same words"),
        Some(s) if s > 0.15 => v.add(5, "told in like words"),
        _ => {}
    }
}

/// The numbers of a report that counts something, but for those that are a day or month of either date.
fn counted(report: &ToldEvent, other: &ToldEvent) -> FxHashSet<String> {
    if !report.notions.contains(notions::COUNTED) {
        return FxHashSet::default();
    }
    let dates = [report, other].into_iter().flat_map(|e| e.makes.iter().filter_map(|m| m.due).chain(e.date));
    let parts: Vec<u64> = dates.flat_map(|d| [d.get_day(), d.get_month()]).flatten().map(u64::from).collect();
    report.numbers.iter().filter(|n| n.parse().is_ok_and(|n| !parts.contains(&n))).cloned().collect()
}

/// What two acts undertake: the sort, and how much.
fn undertakings(new: &[Made], old: &[Made], v: &mut Verdict) {
    if new.is_empty() || old.is_empty() {
        return;
    }
    let general = |all: &[Made]| all.iter().all(|m| m.kind == "cooperation");
    if new.iter().any(|m| old.iter().any(|o| m.kind == o.kind)) {
        v.add(4, "makes the same sort of undertaking");
    } else if [new, old].iter().any(|all| all.iter().any(|m| matches!(m.kind.as_str(), "meeting" | "visit"))) {
        v.add(-5, "one makes a meeting");
    } else if !general(new) && !general(old) {
        v.add(-6, "makes another sort of undertaking");
    } else {
        v.add(2, "makes a sort of undertaking that is less exact");
    }
    let amounts = new.iter().flat_map(|m| old.iter().map(move |o| (m, o))).filter_map(|(m, o)| m.amount.as_ref().zip(o.amount.as_ref()));
    match amounts.map(|(a, b)| same_amount(a, b)).max() {
        Some(Likeness::Same) => v.add(12, "the same amount"),
        Some(Likeness::Different) => v.add(-10, "another amount"),
        _ => {}
    }
}

/// Whether two amounts are one: rounded differently, or in units that cannot be compared, they may be.
pub(crate) fn same_amount(a: &(f64, String), b: &(f64, String)) -> Likeness {
    let most = a.0.abs().max(b.0.abs());
    match (a.1 == b.1, (a.0 - b.0).abs()) {
        (true, apart) if apart <= most * 0.01 => Likeness::Same,
        (true, apart) if apart <= most * 0.1 => Likeness::Like,
        (true, _) => Likeness::Different,
        (false, _) => Likeness::Like,
    }
}
