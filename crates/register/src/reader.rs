//! One document as a reader sees it: its text, and where in it each act and each undertaking is told.

use rusqlite::params;

use crate::answers::Quote;
use crate::documents::Version;
use crate::error::Result;
use crate::query::Filter;
use crate::store::Register;

/// A document with what it tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What it is and where it came from.
    pub version: Version,
    /// Its text.
    pub text: String,
    /// Reports of acts in it.
    pub events: Vec<Told>,
    /// Records of undertakings in it.
    pub commitments: Vec<Told>,
}

/// What a document tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The id of the record.
    pub record: String,
    /// The id of the act or undertaking that it belongs to.
    pub whole: String,
    /// Its type or sort.
    pub kind: String,
    /// Its mode.
    pub mode: Option<String>,
    /// Its status.
    pub status: String,
    /// Its title, of an undertaking.
    pub title: Option<String>,
    /// Codes of who acts, or is bound.
    pub actors: Vec<String>,
    /// Codes of those on whom, or for whom.
    pub recipients: Vec<String>,
    /// When, or by when.
    pub date: Option<String>,
    /// The words.
    pub evidence: Quote,
}

impl Register {
    /// The document of this name or hash, in the version that counts now if one does, else in the latest.
    pub fn open_document(&self, name: &str) -> Result<Option<Opened>> {
        let mut versions = self.versions(Some(name), &Filter::default())?;
        let exact = versions.iter().position(|version| version.hash == name);
        let counts = versions.iter().rposition(|version| version.superseded_by.is_none());
        let Some(at) = exact.or(counts).or(versions.len().checked_sub(1)) else { return Ok(None) };
        let version = versions.swap_remove(at);
        let _one_state = self.snapshot()?;
        let sql = "SELECT d.id, x.text FROM document d JOIN document_text x ON x.document = d.id WHERE d.hash = ?";
        let (row, text): (i64, String) = self.db.prepare_cached(sql)?.query_row([&version.hash], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let mut opened = Opened { version, text, events: Vec::new(), commitments: Vec::new() };
        let letters: Vec<char> = opened.text.chars().collect();
        let words = |start: i64, end: i64| {
            let (start, end) = (usize::try_from(start).unwrap_or_default(), usize::try_from(end).unwrap_or_default());
            Quote { start, end, text: letters.get(start..end).unwrap_or_default().iter().collect() }
        };
        let codes = |r: &rusqlite::Row<'_>, at| Ok::<_, rusqlite::Error>(crate::told::split(r.get_ref(at)?.as_str()?));
        let sql = "SELECT t.uid, a.uid, t.type, t.mode, t.status, t.actors, t.recipients, t.date, t.start, t.end
                   FROM told_event t JOIN act a ON a.id = t.act WHERE t.document = ? ORDER BY t.start, t.end, t.id";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query([row])?;
        while let Some(r) = rows.next()? {
            opened.events.push(Told {
                record: r.get(0)?,
                whole: r.get(1)?,
                kind: r.get(2)?,
                mode: r.get(3)?,
                status: r.get(4)?,
                title: None,
                actors: codes(r, 5)?,
                recipients: codes(r, 6)?,
                date: r.get(7)?,
                evidence: words(r.get(8)?, r.get(9)?),
            });
        }
        let sql = "SELECT t.uid, u.uid, t.kind, t.status, t.title, t.parties, t.beneficiaries, t.due, t.start, t.end
                   FROM told_commitment t JOIN undertaking u ON u.id = t.undertaking WHERE t.document = ? ORDER BY t.start, t.end, t.id";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query([row])?;
        while let Some(r) = rows.next()? {
            opened.commitments.push(Told {
                record: r.get(0)?,
                whole: r.get(1)?,
                kind: r.get(2)?,
                mode: None,
                status: r.get(3)?,
                title: r.get(4)?,
                actors: codes(r, 5)?,
                recipients: codes(r, 6)?,
                date: r.get(7)?,
                evidence: words(r.get(8)?, r.get(9)?),
            });
        }
        Ok(Some(opened))
    }

    /// How many documents came into the register since a time in RFC 3339.
    pub fn documents_since(&self, time: &str) -> Result<usize> {
        let n: i64 =
            self.db.prepare_cached("SELECT count(*) FROM document WHERE added >= ? AND superseded_by IS NULL")?.query_row(params![time], |r| r.get(0))?;
        Ok(usize::try_from(n).unwrap_or_default())
    }
}
