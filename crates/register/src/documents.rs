//! The documents of a register: which there are, in which versions and under which names.

use rusqlite::params;
use serde::Serialize;

use crate::error::Result;
use crate::query::Filter;
use crate::store::Register;

/// A document, or one version of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its id.
    pub document: String,
    /// Its language.
    pub lang: String,
    /// When it came out.
    pub published: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// How it is marked: a level of TLP 2.0 and what narrows it.
    pub marking: String,
    /// The partner that it came from; empty: this institution.
    pub originator: String,
    /// The hash of its text.
    pub hash: String,
    /// When it came into the register.
    pub added: String,
    /// Version of the coder that read it.
    pub coder: String,
    /// Which tables of words it was read with.
    pub data: String,
    /// The hash of the version that took its place.
    pub superseded_by: Option<String>,
    /// Other names, sources and addresses of the same text.
    pub copies: Vec<String>,
    /// The earliest document that this one repeats almost word for word: as sources they count as one.
    pub repeats: Option<String>,
    /// Reports of acts in it.
    pub events: usize,
    /// Records of undertakings in it.
    pub commitments: usize,
}

/// Documents of a name or hash, and other versions of them: looked up by each index, where one condition would look at every document.
const NAMED: &str = "d.id IN (SELECT id FROM document WHERE name = ?1 UNION SELECT id FROM document WHERE hash = ?1
                              UNION SELECT v.id FROM document o JOIN document v ON v.origin = o.origin WHERE o.name = ?1 AND o.origin IS NOT NULL)";

impl Register {
    /// Documents in the order in which they came out, with every version of them; those of one id if one is given. Of the filter, language,
    /// source, days and number count.
    pub fn versions(&self, id: Option<&str>, filter: &Filter) -> Result<Vec<Version>> {
        let mut versions = self.latest_versions(id, 0, filter)?;
        versions.reverse();
        Ok(versions)
    }

    /// The same for all documents of a period with the latest first, leaving out some; and how many fit in all.
    pub fn versions_from(&self, offset: usize, filter: &Filter) -> Result<(Vec<Version>, usize)> {
        let sql = "SELECT count(*) FROM document d WHERE d.known <= ?1 AND d.known >= ?2 AND (?3 IS NULL OR d.lang = ?3) AND (?4 IS NULL OR d.source = ?4)";
        let total: i64 = self.db.prepare_cached(sql)?.query_row(params![filter.last(), filter.first(), filter.lang, filter.source], |r| r.get(0))?;
        Ok((self.latest_versions(None, offset, filter)?, usize::try_from(total).unwrap_or_default()))
    }

    fn latest_versions(&self, id: Option<&str>, offset: usize, filter: &Filter) -> Result<Vec<Version>> {
        let _one_state = self.snapshot()?;
        let named = if id.is_some() { NAMED } else { "?1 IS NULL" };
        let sql = format!(
            "SELECT d.id, d.name, d.lang, d.published, d.title, d.source, d.url, d.marking, d.hash, d.added, d.coder, d.data, s.hash,
                          (SELECT count(*) FROM told_event t WHERE t.document = d.id), (SELECT count(*) FROM told_commitment t WHERE t.document = d.id),
                          o.name, d.originator
                   FROM document d LEFT JOIN document s ON s.id = d.superseded_by LEFT JOIN document o ON o.id = d.original
                   WHERE {named} AND d.known <= ?2 AND d.known >= ?7 AND (?3 IS NULL OR d.lang = ?3) AND (?4 IS NULL OR d.source = ?4) ORDER BY d.ord DESC, d.id DESC LIMIT ?5 OFFSET ?6"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        let limit = filter.limit.and_then(|n| i64::try_from(n).ok()).unwrap_or(i64::MAX);
        let mut rows = query.query(params![id, filter.last(), filter.lang, filter.source, limit, i64::try_from(offset).unwrap_or(i64::MAX), filter.first()])?;
        let mut out = Vec::new();
        let many = |n: i64| usize::try_from(n).unwrap_or_default();
        while let Some(r) = rows.next()? {
            out.push(Version {
                document: r.get(1)?,
                lang: r.get(2)?,
                published: r.get(3)?,
                title: r.get(4)?,
                source: r.get(5)?,
                url: r.get(6)?,
                marking: r.get(7)?,
                hash: r.get(8)?,
                added: r.get(9)?,
                coder: r.get(10)?,
                data: r.get(11)?,
                superseded_by: r.get(12)?,
                copies: self.copies(r.get(0)?)?,
                events: many(r.get(13)?),
                commitments: many(r.get(14)?),
                repeats: r.get(15)?,
                originator: r.get(16)?,
            });
        }
        Ok(out)
    }

    fn copies(&self, document: i64) -> Result<Vec<String>> {
        let mut query = self.db.prepare_cached("SELECT trim(name || ' ' || source || ' ' || url) FROM copy WHERE document = ? ORDER BY name, source, url")?;
        Ok(query.query_map([document], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
    }
}
