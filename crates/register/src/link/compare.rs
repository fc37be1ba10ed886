//! Whether two reports tell the same act: weighed evidence, each piece with its reason.
//!
//! Weights are in points. Parties carry most; the date decides between acts of the same parties; what it is about, who was there and where
//! tell apart what the date cannot. Status is no part of identity: an act announced, done and denied may be one.

use rustc_hash::FxHashSet;

use crate::days;
use crate::names::{self, Likeness};
use crate::told::{Person, ToldEvent};
use crate::words::shared;

/// What speaks for and against.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// Sum of the points.
    pub points: i32,
    /// Something rules it out.
    pub ruled_out: bool,
    /// The reasons, strongest first as they were found.
    pub why: Vec<&'static str>,
}

/// From so many points on, two reports tell one act.
pub const ENOUGH: i32 = 26;
/// From so many points on, even two reports of one document tell one act.
pub const SURE: i32 = 46;

impl Verdict {
    pub(crate) fn add(&mut self, points: i32, why: &'static str) {
        self.points += points;
        self.why.push(why);
    }

    pub(crate) fn rule_out(mut self, why: &'static str) -> Self {
        self.ruled_out = true;
        self.why.push(why);
        self
    }

    /// The reasons in one line.
    pub fn reasons(&self) -> String {
        self.why.join("; ")
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
            (1, 1, _) => v.add(8, "one of the parties"),
            (c, f, _) if c == f => v.add(14, "all parties of one among those of the other"),
            (c, ..) if c > 1 => v.add(10, "most parties in common"),
            _ => return Err(v.rule_out("another partner")),
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
        return Err(v.rule_out("other recipients"));
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

fn dates(new: &ToldEvent, old: &ToldEvent, mut v: Verdict) -> Result<Verdict, Verdict> {
    let visit = new.mode.as_deref() == Some("visit") || old.mode.as_deref() == Some("visit");
    let loose = [new, old].iter().any(|e| e.basis.as_deref() == Some("context"));
    match (new.date, old.date) {
        (Some(a), Some(b)) => {
            if a == b {
                v.add(if a.get_day().is_some() { 15 } else { 8 }, "the same date");
                return Ok(v);
            }
            if a.within(b) || b.within(a) {
                v.add(6, "one date lies within the other");
                return Ok(v);
            }
            let (Some(from), Some(to)) = (days::first_day(a), days::first_day(b)) else { return Ok(v) };
            match days::between(from, to).abs() {
                1 if loose => v.add(8, "one day apart, one date taken from the context"),
                1 => v.add(2, "one day apart"),
                2 | 3 if visit => v.add(0, "days of one visit"),
                2 | 3 => v.add(-12, "some days apart"),
                _ => return Err(v.rule_out("other dates")),
            }
        }
        (None, None) => {
            let (Some(a), Some(b)) = (days::day(new.known), days::day(old.known)) else { return Ok(v) };
            match days::between(b, a).abs() {
                0..=1 => v.add(8, "told at the same time"),
                2..=3 => v.add(4, "told within days"),
                4..=7 => v.add(0, "told within a week"),
                _ => return Err(v.rule_out("told at other times")),
            }
        }
        (date, other) => {
            let (dated, undated) = if date.is_some() { (date, old.known) } else { (other, new.known) };
            let (Some(day), Some(known)) = (dated.and_then(days::first_day), days::day(undated)) else { return Ok(v) };
            match days::between(day, known) {
                -1..=3 => v.add(7, "told right after the date"),
                4..=7 => v.add(2, "told within a week of the date"),
                _ => return Err(v.rule_out("told at another time")),
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
        v.add(3, "the same mode");
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
            Some(n) if n >= 8 => v.add(8, "the same person"),
            Some(n) if n > 0 => v.add(4, "the same office"),
            Some(n) if n < 0 => v.add(if meeting { -14 } else { -5 }, "other persons"),
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
        (Some(Likeness::Different), Some(x), Some(y)) if same_office(x, y) => -1,
        (Some(Likeness::Different), ..) => -8,
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
    x.is_subset(&y) || y.is_subset(&x) || [a, b].iter().any(|t| matches!(*t, "official" | "spokesperson" | "government" | "delegation" | "leader"))
}

fn content(new: &ToldEvent, old: &ToldEvent, v: &mut Verdict) {
    let verbal = is_verbal(&new.kind);
    let specific = |e: &ToldEvent| -> FxHashSet<String> { e.notions.iter().filter(|n| n.starts_with("agreement:")).cloned().collect() };
    match shared(&specific(new), &specific(old)) {
        Some(s) if s > 0.0 => v.add(12, "the same agreement"),
        Some(_) => v.add(-14, "another agreement"),
        None => match notions(new, old) {
            Some(s) if s > 0.6 => v.add(8, "about the same things"),
            Some(s) if s > 0.3 => v.add(3, "about like things"),
            Some(s) if s < 0.05 => v.add(if verbal { -12 } else { -4 }, "about other things"),
            _ => {}
        },
    }
    if verbal && !new.makes.is_empty() && !old.makes.is_empty() {
        if new.makes.iter().any(|k| old.makes.contains(k)) {
            v.add(4, "makes the same sort of undertaking");
        } else {
            v.add(-8, "makes another sort of undertaking");
        }
    }
    if shared(&new.numbers, &old.numbers).is_some_and(|s| s > 0.0) {
        v.add(6, "a number in common");
    }
    match shared(&new.words, &old.words) {
        Some(s) if s > 0.4 => v.add(10, "told in the same words"),
        Some(s) if s > 0.15 => v.add(5, "told in like words"),
        _ => {}
    }
}

/// What two reports are about, apart from the frame that the type already says.
fn notions(new: &ToldEvent, old: &ToldEvent) -> Option<f64> {
    let own = |e: &ToldEvent| -> FxHashSet<String> { e.notions.iter().filter(|n| !is_plain(n)).cloned().collect() };
    shared(&own(new), &own(old))
}

/// Notions that say no more than the type of an act does.
fn is_plain(notion: &str) -> bool {
    matches!(
        notion,
        "frame:agree" | "frame:meet" | "frame:visit" | "frame:will" | "frame:promise" | "frame:plan" | "frame:ask" | "frame:condemn" | "frame:say" | "frame:sign" | "thing:meeting"
    )
}

