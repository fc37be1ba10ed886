//! What one document says, as the linker compares it: a report of an act, or of an undertaking.

use chancery_formats::wire::{WireAmount, WireCommitment, WireEvent, WireParticipant};
use chancery_model::PartialDate;
use rusqlite::{Connection, Row};
use rustc_hash::FxHashSet;

use crate::days;
use crate::error::{RegisterError, Result};
use crate::words;

/// A person as a document names them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// The party for which they act.
    pub code: String,
    /// Their office, in English.
    pub role: Option<String>,
    /// Their name as written.
    pub name: Option<String>,
}

/// A document's place in the order of linking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Day known, then content.
    pub ord: i64,
    /// Row of the document.
    pub document: i64,
}

/// What an act undertakes, as its report tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The sort of undertaking.
    pub kind: String,
    /// By when.
    pub due: Option<PartialDate>,
    /// How much: value and currency or unit.
    pub amount: Option<(f64, String)>,
}

/// A report of an act.
#[derive(Clone, Debug)]
pub struct ToldEvent {
    /// Row.
    pub id: i64,
    /// Stable id.
    pub uid: String,
    /// The document.
    pub place: Place,
    /// The day on which the document was known.
    pub known: i64,
    /// The day from which a later version of the document counts instead.
    pub gone: i64,
    /// Type, mode, status, as coded.
    pub kind: String,
    /// See there.
    pub mode: Option<String>,
    /// See there.
    pub status: String,
    /// Codes of those who act, sorted.
    pub actors: Vec<String>,
    /// Codes of those acted on, sorted.
    pub recipients: Vec<String>,
    /// When, and whether a clause of its own says so.
    pub date: Option<PartialDate>,
    /// `text`, `context` or `document`.
    pub basis: Option<String>,
    /// Where: name and country.
    pub at: Option<(String, Option<String>)>,
    /// Persons and offices.
    pub persons: Vec<Person>,
    /// Frames, things, agreements.
    pub notions: FxHashSet<String>,
    /// Words of the evidence, hashed.
    pub words: FxHashSet<u64>,
    /// Numbers in the evidence.
    pub numbers: FxHashSet<String>,
    /// Topics.
    pub contexts: FxHashSet<String>,
    /// The undertakings that it makes.
    pub makes: Vec<Made>,
    /// First code point of the evidence, and one past the last.
    pub span: (i64, i64),
    /// The act it belongs to, once linked.
    pub act: Option<i64>,
}

/// A report of an undertaking.
#[derive(Clone, Debug)]
pub struct ToldCommitment {
    /// Row.
    pub id: i64,
    /// Stable id.
    pub uid: String,
    /// The document.
    pub place: Place,
    /// The day on which the document was known.
    pub known: i64,
    /// The day from which a later version of the document counts instead.
    pub gone: i64,
    /// The report of the act that creates or changes it.
    pub told_event: Option<i64>,
    /// The act of that report, once linked.
    pub act: Option<i64>,
    /// Kind and status, as coded.
    pub kind: String,
    /// See there.
    pub status: String,
    /// Who is bound, sorted.
    pub parties: Vec<String>,
    /// For whom, sorted.
    pub beneficiaries: Vec<String>,
    /// Who acts and on whom in the act that makes it: for a visit, guest and host.
    pub sides: (Vec<String>, Vec<String>),
    /// By when.
    pub due: Option<PartialDate>,
    /// When it was undertaken.
    pub date: Option<PartialDate>,
    /// How much: value and currency or unit.
    pub amount: Option<(f64, String)>,
    /// The act promised: type and mode.
    pub promised: Option<(String, Option<String>)>,
    /// Frames, things, agreements.
    pub notions: FxHashSet<String>,
    /// Words of the title and the evidence, hashed.
    pub words: FxHashSet<u64>,
    /// Numbers in the evidence.
    pub numbers: FxHashSet<String>,
    /// Persons and offices of those bound.
    pub persons: Vec<Person>,
    /// Where the promised or the promising act takes place.
    pub at: Option<(String, Option<String>)>,
    /// First code point of the evidence, and one past the last.
    pub span: (i64, i64),
    /// The undertaking it belongs to, once linked.
    pub undertaking: Option<i64>,
}

/// Codes in one column: sorted, parted by blanks.
pub fn codes<'c>(codes: impl Iterator<Item = &'c str>) -> String {
    let mut all: Vec<&str> = codes.collect();
    all.sort_unstable();
    all.dedup();
    all.join(" ")
}

/// The codes of such a column.
pub fn split(codes: &str) -> Vec<String> {
    codes.split_whitespace().map(str::to_owned).collect()
}

/// Read a stored record.
pub fn parse<'r, T: serde::Deserialize<'r>>(record: &'r str, document: i64) -> Result<T> {
    serde_json::from_str(record).map_err(|e| RegisterError::Record { document: document.to_string(), reason: e.to_string() })
}

/// The value and unit of an amount.
pub fn amount(amount: &WireAmount<'_>) -> (f64, String) {
    match amount {
        WireAmount::Money { value, currency: unit } | WireAmount::Quantity { value, unit } => (value.as_f64().unwrap_or_default(), unit.to_string()),
    }
}

const EVENT: &str = "SELECT t.id, t.uid, t.document, d.ord, d.known, d.lang, t.type, t.mode, t.status, t.actors, t.recipients, t.date, t.basis,
    t.place, t.country, t.record, t.start, t.end, t.act, d.gone FROM told_event t JOIN document d ON d.id = t.document ";

const COMMITMENT: &str = "SELECT c.id, c.document, d.ord, d.known, d.lang, c.told_event, t.act, c.kind, c.status, c.parties, c.beneficiaries, c.due, c.record,
    c.start, c.end, c.undertaking, t.date, t.record, c.uid, coalesce(t.actors, ''), coalesce(t.recipients, ''), d.gone FROM told_commitment c JOIN document d ON d.id = c.document LEFT JOIN told_event t ON t.id = c.told_event ";

impl ToldEvent {
    /// The reports that a document holds, in order.
    pub fn of_document(db: &Connection, document: i64) -> Result<Vec<Self>> {
        let mut query = db.prepare_cached(&format!("{EVENT} WHERE t.document = ? ORDER BY t.id"))?;
        let found: Vec<Result<Self>> = query.query_map([document], |row| Ok(Self::read(row)))?.collect::<rusqlite::Result<_>>()?;
        let mut found: Vec<Self> = found.into_iter().collect::<Result<_>>()?;
        for event in &mut found {
            event.makes = made(db, document, event.id)?;
        }
        Ok(found)
    }

    /// One report.
    pub fn load(db: &Connection, id: i64) -> Result<Self> {
        let mut query = db.prepare_cached(&format!("{EVENT} WHERE t.id = ?"))?;
        let mut event = query.query_row([id], |row| Ok(Self::read(row)))??;
        event.makes = made(db, event.place.document, id)?;
        Ok(event)
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        let document: i64 = row.get(2)?;
        let record: String = row.get(15)?;
        let wire: WireEvent<'_> = parse(&record, document)?;
        let place: Option<String> = row.get(13)?;
        let (numbers, words) = words::numbers_and_words(&wire.evidence.text, &row.get::<_, String>(5)?);
        Ok(Self {
            id: row.get(0)?,
            uid: row.get(1)?,
            place: Place { ord: row.get(3)?, document },
            known: row.get(4)?,
            kind: row.get(6)?,
            mode: row.get(7)?,
            status: row.get(8)?,
            actors: split(&row.get::<_, String>(9)?),
            recipients: split(&row.get::<_, String>(10)?),
            date: row.get::<_, Option<String>>(11)?.and_then(|d| d.parse().ok()),
            basis: row.get(12)?,
            at: place.map(|name| Ok::<_, rusqlite::Error>((name, row.get(14)?))).transpose()?,
            persons: persons(wire.actors.iter().chain(&wire.recipients)),
            notions: wire.notions.iter().map(ToString::to_string).collect(),
            contexts: wire.contexts.iter().map(ToString::to_string).collect(),
            words,
            numbers,
            makes: Vec::new(),
            span: (row.get(16)?, row.get(17)?),
            act: row.get(18)?,
            gone: row.get(19)?,
        })
    }

    /// Whether its date is that of what it promises.
    pub fn lies_ahead(&self) -> bool {
        lies_ahead(&self.kind, &self.status, self.date, self.known)
    }

    /// Whether it is told as what went before what the report tells.
    pub fn is_retold(&self) -> bool {
        self.notions.contains(crate::link::RETOLD)
    }

    /// When it was done: of a promise when it was made, not what it is for.
    pub fn done_on(&self) -> Option<PartialDate> {
        self.done_and_promised().0
    }

    /// When what it promises is to be.
    pub fn promised_for(&self) -> Option<PartialDate> {
        self.done_and_promised().1
    }

    fn done_and_promised(&self) -> (Option<PartialDate>, Option<PartialDate>) {
        done_and_promised(&self.kind, &self.status, self.date, self.makes.iter().find_map(|m| m.due), self.known)
    }

    /// All parties, sorted.
    pub fn parties(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.actors.iter().chain(&self.recipients).map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl ToldCommitment {
    /// The undertakings that a document tells, in order.
    pub fn of_document(db: &Connection, document: i64) -> Result<Vec<Self>> {
        let mut query = db.prepare_cached(&format!("{COMMITMENT} WHERE c.document = ? ORDER BY c.id"))?;
        let found: Vec<Result<Self>> = query.query_map([document], |row| Ok(Self::read(row)))?.collect::<rusqlite::Result<_>>()?;
        found.into_iter().collect()
    }

    /// One report of an undertaking.
    pub fn load(db: &Connection, id: i64) -> Result<Self> {
        let mut query = db.prepare_cached(&format!("{COMMITMENT} WHERE c.id = ?"))?;
        query.query_row([id], |row| Ok(Self::read(row)))?
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        let document: i64 = row.get(1)?;
        let lang: String = row.get(4)?;
        let record: String = row.get(12)?;
        let wire: WireCommitment<'_> = parse(&record, document)?;
        let event: Option<String> = row.get(17)?;
        let event: Option<WireEvent<'_>> = event.as_deref().map(|e| parse(e, document)).transpose()?;
        let (numbers, mut words) = words::numbers_and_words(&wire.evidence.text, &lang);
        words.extend(words::numbers_and_words(&wire.title, &lang).1);
        Ok(Self {
            id: row.get(0)?,
            uid: row.get(18)?,
            place: Place { ord: row.get(2)?, document },
            known: row.get(3)?,
            told_event: row.get(5)?,
            act: row.get(6)?,
            kind: row.get(7)?,
            status: row.get(8)?,
            parties: split(&row.get::<_, String>(9)?),
            beneficiaries: split(&row.get::<_, String>(10)?),
            sides: (split(&row.get::<_, String>(19)?), split(&row.get::<_, String>(20)?)),
            due: row.get::<_, Option<String>>(11)?.and_then(|d| d.parse().ok()),
            date: row.get::<_, Option<String>>(16)?.and_then(|d| d.parse().ok()),
            amount: wire.amount.as_ref().map(amount),
            promised: wire.promised.as_ref().map(|p| (p.event_type.to_string(), p.mode.as_ref().map(ToString::to_string))),
            notions: event.iter().flat_map(|e| &e.notions).map(ToString::to_string).collect(),
            persons: persons(wire.parties.iter().chain(&wire.beneficiaries).chain(event.iter().flat_map(|e| e.actors.iter().chain(&e.recipients)))),
            at: event.as_ref().and_then(|e| e.place.as_ref()).map(|p| (p.name.to_string(), p.country.as_ref().map(ToString::to_string))),
            words,
            numbers,
            span: (row.get(13)?, row.get(14)?),
            undertaking: row.get(15)?,
            gone: row.get(21)?,
        })
    }

    /// All who take part in it or in the act that makes it, sorted.
    pub fn between(&self) -> Vec<&str> {
        let mut all = self.everybody();
        all.extend(self.sides.0.iter().chain(&self.sides.1).map(String::as_str));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whose undertaking it is, sorted: who is bound or served; of a visit guest and host.
    pub fn partners(&self) -> Vec<&str> {
        if self.kind == "visit" { self.between() } else { self.everybody() }
    }

    /// All who are named: bound or served, sorted.
    pub fn everybody(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.parties.iter().chain(&self.beneficiaries).map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Whether the date told of a promise is that of the promised act, as it is where it lies after the document.
fn lies_ahead(kind: &str, status: &str, date: Option<PartialDate>, known: i64) -> bool {
    let end = date.and_then(if status == "planned" { days::last_day } else { days::first_day });
    kind == "AGREE" && end.zip(days::day(known)).is_some_and(|(date, known)| date > known)
}

/// When an act was done, and for when it promises something, of a report with this date and due date.
pub fn done_and_promised(
    kind: &str,
    status: &str,
    date: Option<PartialDate>,
    due: Option<PartialDate>,
    known: i64,
) -> (Option<PartialDate>, Option<PartialDate>) {
    if lies_ahead(kind, status, date, known) { (None, due.or(date)) } else { (date, due) }
}

/// The undertakings that a report of an act makes.
fn made(db: &Connection, document: i64, event: i64) -> Result<Vec<Made>> {
    let mut query = db.prepare_cached("SELECT kind, due, record FROM told_commitment WHERE document = ?1 AND told_event = ?2 ORDER BY id")?;
    let mut rows = query.query([document, event])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let record: String = row.get(2)?;
        let wire: WireCommitment<'_> = parse(&record, document)?;
        let due = row.get::<_, Option<String>>(1)?.and_then(|d| d.parse().ok());
        out.push(Made { kind: row.get(0)?, due, amount: wire.amount.as_ref().map(amount) });
    }
    Ok(out)
}

fn persons<'p>(all: impl Iterator<Item = &'p WireParticipant<'p>>) -> Vec<Person> {
    all.filter(|p| p.role.is_some() || p.name.is_some())
        .map(|p| Person { code: p.code.to_string(), role: p.role.as_ref().map(ToString::to_string), name: p.name.as_ref().map(ToString::to_string) })
        .collect()
}
