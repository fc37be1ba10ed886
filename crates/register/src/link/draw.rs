//! Drawing up an act from its reports, and an undertaking from its steps.

use chancery_formats::wire::{WireCommitment, WireEvent};
use rusqlite::{Connection, params};
use serde_json::json;

use crate::correct;
use crate::days;
use crate::error::Result;
use crate::link::known::exact_kind;
use crate::link::once;
use crate::link::standing::{self, Taken};
use crate::told::{parse, split};

/// What one report says, as far as the act is drawn up from it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub uid: String,
    pub known: i64,
    pub source: String,
    pub published_by: Option<String>,
    pub lang: String,
    pub kind: String,
    pub mode: Option<String>,
    pub status: String,
    pub actors: String,
    pub recipients: String,
    pub date: Option<String>,
    pub basis: Option<String>,
    pub place: Option<String>,
    pub country: Option<String>,
    pub score: f64,
    pub confidence: f64,
    pub record: String,
    pub document: i64,
}

/// The value that most reports give; of equals the first.
pub(crate) fn majority<T: PartialEq + Clone>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|(v, _)| *v == value) {
            Some((_, n)) => *n += 1,
            None => counts.push((value, 1)),
        }
    }
    let most = counts.iter().map(|(_, n)| *n).max()?;
    counts.into_iter().find(|(_, n)| *n == most).map(|(v, _)| v)
}

/// The reports of an act known by a day, in order.
pub(crate) fn lines(db: &Connection, act: i64, until: i64) -> Result<Vec<Line>> {
    let sql = "SELECT t.uid, d.known, coalesce(o.source, o.name), t.type, t.mode, t.status, t.actors, t.recipients, t.date, t.basis, t.place, t.country,
               t.score, t.confidence, t.record, t.document, d.source, d.lang
               FROM told_event t JOIN document d ON d.id = t.document JOIN document o ON o.id = coalesce(d.original, d.id) WHERE t.act = ?1 AND d.known <= ?2 AND d.gone > ?2 ORDER BY d.ord, t.document, t.id";
    let mut query = db.prepare_cached(sql)?;
    let rows = query.query_map([act, until], |r| {
        Ok(Line {
            uid: r.get(0)?,
            known: r.get(1)?,
            source: r.get(2)?,
            kind: r.get(3)?,
            mode: r.get(4)?,
            status: r.get(5)?,
            actors: r.get(6)?,
            recipients: r.get(7)?,
            date: r.get(8)?,
            basis: r.get(9)?,
            place: r.get(10)?,
            country: r.get(11)?,
            score: r.get(12)?,
            confidence: r.get(13)?,
            record: r.get(14)?,
            document: r.get(15)?,
            published_by: r.get(16)?,
            lang: r.get(17)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An act as its reports tell it together.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    pub uid: String,
    pub kind: String,
    pub mode: Option<String>,
    pub status: String,
    pub actors: Vec<String>,
    pub recipients: Vec<String>,
    pub date: Option<String>,
    pub day: i64,
    pub place: Option<String>,
    pub country: Option<String>,
    pub contexts: Vec<String>,
    pub score: f64,
    pub confidence: f64,
    pub sources: usize,
    pub conflicts: Vec<Conflict>,
    pub known: i64,
}

/// A detail on which reports differ.
#[derive(Clone, Debug, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct Conflict {
    /// Which detail.
    pub field: &'static str,
    /// What is said, each with the reports that say so.
    pub values: Vec<Said>,
}

/// One version of a detail.
#[derive(Clone, Debug, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct Said {
    /// The value.
    pub value: String,
    /// Ids of the reports.
    pub reports: Vec<String>,
}

/// Draw up an act; nothing if no report is known.
pub(crate) fn draw_act(lines: &[Line]) -> Result<Option<Drawn>> {
    let Some(first) = lines.first() else { return Ok(None) };
    let kind = majority(lines.iter().map(|l| l.kind.clone())).unwrap_or_default();
    let mode = majority(lines.iter().filter_map(|l| l.mode.clone()));
    // What was done outweighs what was announced or denied.
    let status = if lines.iter().any(|l| l.status == "actual") { Some("actual".to_owned()) } else { majority(lines.iter().map(|l| l.status.clone())) };
    // The fullest naming of the parties that most reports agree on.
    let weight = |l: &Line| l.actors.split(' ').count() + l.recipients.split_whitespace().count();
    let most = lines.iter().map(weight).max().unwrap_or_default();
    let fullest = majority(lines.iter().filter(|l| weight(l) == most).map(|l| (l.actors.clone(), l.recipients.clone())));
    let sides = majority(lines.iter().map(|l| (l.actors.clone(), l.recipients.clone())))
        .filter(|s| lines.iter().filter(|l| l.actors == s.0 && l.recipients == s.1).count() > 1);
    let (actors, recipients) = sides.or(fullest).unwrap_or_default();
    let exact = |l: &&Line| l.date.as_ref().is_some_and(|d| d.len() == 10);
    let firm = |l: &&Line| l.basis.as_deref() == Some("text");
    let date = majority(lines.iter().filter(exact).filter(firm).filter_map(|l| l.date.clone()))
        .or_else(|| majority(lines.iter().filter(exact).filter_map(|l| l.date.clone())))
        .or_else(|| majority(lines.iter().filter_map(|l| l.date.clone())));
    let place = majority(lines.iter().filter_map(|l| l.place.clone().map(|p| (p, l.country.clone()))));
    let mut contexts: Vec<String> = Vec::new();
    for line in lines {
        let wire: WireEvent<'_> = parse(&line.record, line.document)?;
        contexts.extend(wire.contexts.iter().map(ToString::to_string));
    }
    contexts.sort_unstable();
    contexts.dedup();
    let mut sources: Vec<&str> = lines.iter().map(|l| l.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let day = date.as_deref().and_then(|d| d.parse().ok()).map_or(first.known, days::number);
    let (place, country) = place.map_or((None, None), |(p, c)| (Some(p), c));
    Ok(Some(Drawn {
        uid: first.uid.clone(),
        mode,
        status: status.unwrap_or_default(),
        actors: split(&actors),
        recipients: split(&recipients),
        date,
        day,
        place,
        country,
        contexts,
        score: lines.iter().find(|l| l.kind == kind).map_or(0.0, |l| l.score),
        confidence: lines.iter().map(|l| l.confidence).fold(0.0, f64::max),
        sources: sources.len(),
        conflicts: conflicts(lines),
        known: first.known,
        kind,
    }))
}

/// Details on which the reports differ: the date (beyond precision), the country, what was done.
pub(crate) fn conflicts(lines: &[Line]) -> Vec<Conflict> {
    if lines.len() < 2 {
        return Vec::new();
    }
    let gather = |field: &'static str, value: &dyn Fn(&Line) -> Option<String>| {
        let mut values: Vec<Said> = Vec::new();
        for line in lines {
            let Some(value) = value(line) else { continue };
            match values.iter_mut().find(|s| s.value == value) {
                Some(said) => said.reports.push(line.uid.clone()),
                None => values.push(Said { value, reports: vec![line.uid.clone()] }),
            }
        }
        (values.len() > 1).then_some(Conflict { field, values })
    };
    let exact = |l: &Line| l.date.clone().filter(|d| d.len() == 10);
    [gather("date", &exact), gather("country", &|l| l.country.clone()), gather("status", &|l| Some(l.status.clone())), gather("amount", &amounts)]
        .into_iter()
        .flatten()
        .collect()
}

/// The numbers of a report's evidence, where there is one that counts.
fn amounts(line: &Line) -> Option<String> {
    let wire: WireEvent<'_> = serde_json::from_str(&line.record).ok()?;
    let (numbers, _) = crate::words::numbers_and_words(&wire.evidence.text, "");
    let mut all: Vec<String> = numbers.into_iter().collect();
    all.sort_unstable();
    (all.len() == 1).then(|| all.concat())
}

/// Take an act away, to be written anew if anything still tells it.
pub(crate) fn clear_act(db: &Connection, act: i64) -> Result<()> {
    for sql in ["DELETE FROM act_party WHERE act = ?", "DELETE FROM dyad_act WHERE act = ?", "DELETE FROM act WHERE id = ?"] {
        db.prepare_cached(sql)?.execute([act])?;
    }
    Ok(())
}

/// The same for an undertaking.
pub(crate) fn clear_undertaking(db: &Connection, undertaking: i64) -> Result<()> {
    for sql in ["DELETE FROM undertaking_party WHERE undertaking = ?", "DELETE FROM undertaking WHERE id = ?"] {
        db.prepare_cached(sql)?.execute([undertaking])?;
    }
    Ok(())
}

/// Write an act that was taken away, if anything tells it.
pub(crate) fn store_act(db: &Connection, act: i64) -> Result<()> {
    let lines = lines(db, act, days::NOW)?;
    let mut drawn = draw_act(&lines)?;
    if let Some(act) = &mut drawn
        && correct::apply_to_event(db, act, &lines)?
    {
        drawn = None;
    }
    once::store_act(db, act, drawn.as_ref())?;
    let Some(drawn) = drawn else { return Ok(()) };
    let sql = "INSERT INTO act (id, uid, type, mode, status, actors, recipients, date, day, place, country, contexts, score, confidence, reports, sources, conflicts, known)
               VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
    db.prepare_cached(sql)?.execute(params![
        act,
        drawn.uid,
        drawn.kind,
        drawn.mode,
        drawn.status,
        drawn.actors.join(" "),
        drawn.recipients.join(" "),
        drawn.date,
        drawn.day,
        drawn.place,
        drawn.country,
        drawn.contexts.join(" "),
        drawn.score,
        drawn.confidence,
        lines.len() as i64,
        drawn.sources as i64,
        serde_json::to_string(&drawn.conflicts).unwrap_or_default(),
        drawn.known
    ])?;
    for (side, codes) in [("actor", &drawn.actors), ("recipient", &drawn.recipients)] {
        for code in codes {
            let sql = "INSERT OR IGNORE INTO act_party (code, day, act, side) VALUES (?, ?, ?, ?)";
            db.prepare_cached(sql)?.execute(params![code, drawn.day, act, side])?;
        }
    }
    if drawn.status == "actual" {
        for actor in &drawn.actors {
            for partner in drawn.actors.iter().chain(&drawn.recipients).filter(|p| *p != actor) {
                let sql = "INSERT OR IGNORE INTO dyad_act (actor, partner, day, act, quad, score, sources) VALUES (?, ?, ?, ?, ?, ?, ?)";
                db.prepare_cached(sql)?.execute(params![actor, partner, drawn.day, act, i64::from(quad(&drawn.kind)), drawn.score, drawn.sources as i64])?;
            }
        }
    }
    Ok(())
}

/// The class of a type: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
pub fn quad(kind: &str) -> u8 {
    match kind {
        "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" => 1,
        "COOPERATE" | "AID" | "RETREAT" => 2,
        "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN" => 3,
        _ => 4,
    }
}

/// An undertaking as its steps tell it together.
#[derive(Clone, Debug)]
pub(crate) struct DrawnUndertaking {
    pub uid: String,
    pub uids: Vec<String>,
    pub kind: String,
    pub title: String,
    pub parties: Vec<String>,
    pub beneficiaries: Vec<String>,
    pub status: String,
    pub due: Option<String>,
    pub amount: Option<serde_json::Value>,
    pub areas: Vec<String>,
    pub known: i64,
    pub changed: i64,
}

/// A record of an undertaking: id, kind, title, parties, beneficiaries, the record itself, day known, document.
type Row = (String, String, String, String, String, String, i64, i64);

/// Draw up an undertaking from what was known by a day; nothing if no record of it was.
pub(crate) fn draw_undertaking(db: &Connection, undertaking: i64, until: i64) -> Result<Option<DrawnUndertaking>> {
    let sql = "SELECT c.uid, c.kind, c.title, c.parties, c.beneficiaries, c.record, d.known, c.document
               FROM told_commitment c JOIN document d ON d.id = c.document WHERE c.undertaking = ?1 AND d.known <= ?2 AND d.gone > ?2 ORDER BY d.ord, c.document, c.id";
    let records: Vec<Row> = db
        .prepare_cached(sql)?
        .query_map([undertaking, until], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?, r.get(6)?, r.get(7)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let Some(first) = records.first() else { return Ok(None) };
    let all = Taken::all(db, undertaking)?;
    let steps = standing::in_order(&Taken::before(&all, i64::MAX, until));
    let due = standing::due(&steps);
    let (status, changed) = standing::standing(&steps).unwrap_or(("agreed".to_owned(), first.6));
    let kind = exact_kind(&records.iter().map(|r| r.1.as_str()).collect::<Vec<_>>()).unwrap_or(&first.1).to_owned();
    let most = records.iter().map(|r| r.3.split(' ').count()).max().unwrap_or_default();
    let parties = majority(records.iter().filter(|r| r.3.split(' ').count() == most).map(|r| r.3.clone())).unwrap_or_default();
    let beneficiaries = majority(records.iter().map(|r| r.4.clone()).filter(|b| !b.is_empty())).unwrap_or_default();
    let mut areas: Vec<String> = Vec::new();
    let mut amount = None;
    let mut title = first.2.clone();
    for record in &records {
        let wire: WireCommitment<'_> = parse(&record.5, record.7)?;
        if areas.is_empty() {
            areas = wire.areas.iter().map(ToString::to_string).collect();
        }
        amount = amount.or_else(|| wire.amount.as_ref().map(|a| json!(a)));
        // A name with capitals says more than a description.
        if title.chars().next().is_some_and(char::is_lowercase) && record.2.chars().next().is_some_and(char::is_uppercase) {
            title.clone_from(&record.2);
        }
    }
    Ok(Some(DrawnUndertaking {
        uid: first.0.clone(),
        uids: records.iter().map(|r| r.0.clone()).collect(),
        kind,
        title,
        parties: split(&parties),
        beneficiaries: split(&beneficiaries),
        status,
        due,
        amount,
        areas,
        known: first.6,
        changed,
    }))
}

/// Write an undertaking that was taken away, if anything tells it.
pub(crate) fn store_undertaking(db: &Connection, undertaking: i64) -> Result<()> {
    let drawn = draw_undertaking(db, undertaking, days::NOW)?;
    let drawn = correct::apply_to_commitment(db, drawn)?;
    once::store_undertaking(db, undertaking, drawn.as_ref())?;
    let Some(drawn) = drawn else { return Ok(()) };
    let sql =
        "INSERT INTO undertaking (id, uid, kind, title, parties, beneficiaries, status, due, due_end, amount, known, changed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)";
    let due_end = drawn.due.as_deref().and_then(|d| d.parse().ok()).map(days::end_number);
    db.prepare_cached(sql)?.execute(params![
        undertaking,
        drawn.uid,
        drawn.kind,
        drawn.title,
        drawn.parties.join(" "),
        drawn.beneficiaries.join(" "),
        drawn.status,
        drawn.due,
        due_end,
        drawn.amount.map(|a| a.to_string()),
        drawn.known,
        drawn.changed
    ])?;
    for (side, codes) in [("party", &drawn.parties), ("beneficiary", &drawn.beneficiaries)] {
        for code in codes {
            let sql = "INSERT OR IGNORE INTO undertaking_party (code, changed, undertaking, side) VALUES (?, ?, ?, ?)";
            db.prepare_cached(sql)?.execute(params![code, drawn.changed, undertaking, side])?;
        }
    }
    Ok(())
}
