//! Asking for undertakings: by party, sort, status and due date, now or as of a day.

use std::fmt::Write as _;

use chancery_model::PartialDate;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, params, params_from_iter};

use crate::answers::{Commitment, Step};
use crate::correct;
use crate::days;
use crate::error::{RegisterError, Result};
use crate::link::draw_undertaking;
use crate::markings;
use crate::query::{Filter, coded, is_overdue, quote};
use crate::store::Register;

impl Register {
    /// Undertakings, those changed last at the end; asked for a few, the register gives these. `today` is a day as `YYYYMMDD`.
    pub fn commitments(&self, filter: &Filter, today: i64) -> Result<Vec<Commitment>> {
        let mut out = Vec::new();
        self.each_commitment(filter, today, |commitment| {
            out.push(commitment);
            Ok::<_, RegisterError>(())
        })?;
        Ok(out)
    }

    /// Hand each undertaking to `take`, in the same order. Memory does not grow with the undertakings.
    pub fn each_commitment<E: From<RegisterError>>(
        &self,
        filter: &Filter,
        today: i64,
        mut take: impl FnMut(Commitment) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let _one_state = self.snapshot()?;
        for id in self.undertaking_ids(filter, today)? {
            if let Some((_, commitment)) = self.commitment_of(id, filter, today)?
                && fits(filter, &commitment)
            {
                take(commitment)?;
            }
        }
        Ok(())
    }

    /// The rows of the undertakings that fit, or may fit, in order; of as many as are asked for.
    fn undertaking_ids(&self, filter: &Filter, today: i64) -> Result<Vec<i64>> {
        let (sql, values) = undertaking_query(filter, today);
        let mut ids: Vec<i64> = self.db.prepare(&sql)?.query_map(params_from_iter(values), |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let limit = filter.limit.unwrap_or(usize::MAX);
        if filter.as_of.is_some() {
            let mut all: Vec<(i64, String, i64)> = Vec::new();
            for id in ids {
                if let Some((changed, commitment)) = self.commitment_of(id, filter, today)?
                    && fits(filter, &commitment)
                {
                    all.push((changed, commitment.id, id));
                }
            }
            all.sort_unstable();
            return Ok(all.drain(all.len().saturating_sub(limit)..).map(|(.., id)| id).collect());
        }
        if filter.limit.is_some() {
            let mut few = Vec::new();
            for id in ids {
                if few.len() >= limit {
                    break;
                }
                if self.commitment_of(id, filter, today)?.is_some_and(|(_, c)| fits(filter, &c)) {
                    few.push(id);
                }
            }
            ids = few;
        }
        ids.reverse();
        Ok(ids)
    }

    /// The undertaking that a record, or an undertaking, of this id belongs to.
    pub fn commitment(&self, id: &str, filter: &Filter, today: i64) -> Result<Option<Commitment>> {
        let sql = "SELECT t.undertaking FROM told_commitment t JOIN document d ON d.id = t.document WHERE t.uid = ?1 AND d.known <= ?2";
        let found: Option<Option<i64>> = self.db.prepare_cached(sql)?.query_row(params![id, filter.until()], |r| r.get(0)).optional()?;
        match found.flatten() {
            Some(undertaking) => Ok(self.commitment_of(undertaking, filter, today)?.map(|(_, c)| c)),
            None => Ok(None),
        }
    }

    fn commitment_of(&self, id: i64, filter: &Filter, today: i64) -> Result<Option<(i64, Commitment)>> {
        let drawn = correct::apply_to_commitment(&self.db, draw_undertaking(&self.db, id, filter.until())?)?;
        let Some(drawn) = drawn else { return Ok(None) };
        let sql = "SELECT s.date, d.published, s.status, s.due, d.name, d.lang, s.start, s.end, x.text, coalesce(t.act, 0), s.why, c.why
                   FROM step s JOIN document d ON d.id = s.document JOIN document_text x ON x.document = d.id
                   LEFT JOIN told_commitment c ON c.id = s.told_commitment
                   LEFT JOIN told_event t ON t.id = coalesce(s.told_event, c.told_event)
                   WHERE s.undertaking = ?1 AND d.known <= ?2 AND d.gone > ?2 ORDER BY s.ord, s.document, s.start";
        let mut query = self.db.prepare_cached(sql)?;
        let mut rows = query.query(params![id, filter.until()])?;
        let mut history = Vec::new();
        while let Some(r) = rows.next()? {
            let published: Option<String> = r.get(1)?;
            let (step, record): (String, Option<String>) = (r.get(10)?, r.get(11)?);
            history.push(Step {
                date: r.get::<_, Option<String>>(0)?.or_else(|| published.clone()),
                status: r.get(2)?,
                due: r.get(3)?,
                document: r.get(4)?,
                lang: r.get(5)?,
                published,
                evidence: quote(r.get_ref(8)?.as_str().unwrap_or_default(), r.get(6)?, r.get(7)?),
                event: self.act_uid(r.get(9)?, filter.until())?,
                reasons: record.filter(|why| !why.is_empty()).unwrap_or(step),
            });
        }
        let overdue = is_overdue(&drawn.kind, &drawn.status, drawn.due.as_deref(), filter.today(today));
        let changed = drawn.changed;
        let commitment = Commitment {
            id: drawn.uid.clone(),
            kind: drawn.kind,
            title: drawn.title,
            parties: coded(&drawn.parties),
            beneficiaries: coded(&drawn.beneficiaries),
            status: drawn.status,
            due: drawn.due,
            overdue,
            amount: drawn.amount,
            areas: drawn.areas,
            marking: markings::of_undertaking(&self.db, id, filter.until())?.to_string(),
            history,
        };
        Ok(Some((changed, commitment)))
    }
}

fn fits(filter: &Filter, c: &Commitment) -> bool {
    let is = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|w| value == w);
    let party = |code: &String| c.parties.iter().chain(&c.beneficiaries).any(|p| p.code == *code);
    let due: Option<PartialDate> = c.due.as_deref().and_then(|d| d.parse().ok());
    is(&filter.kind, &c.kind)
        && is(&filter.status, &c.status)
        && filter.parties.iter().all(party)
        && (!filter.overdue || c.overdue)
        && filter.due_before.is_none_or(|before| due.is_some_and(|d| days::end_number(d) < days::number(before)))
        && filter.lang.as_deref().is_none_or(|lang| c.history.iter().any(|s| s.lang == lang))
}

/// The query for rows of undertakings that may fit, those changed last first.
pub(crate) fn undertaking_query(filter: &Filter, today: i64) -> (String, Vec<Sql>) {
    let mut values: Vec<Sql> = Vec::new();
    if filter.as_of.is_some() {
        // What later reports changed may have been otherwise on the day asked for.
        let party = filter.parties.first();
        values.push(party.map_or(Sql::Null, |p| Sql::Text(p.clone())));
        let now = if party.is_some() { "SELECT undertaking FROM undertaking_party WHERE code = ?1" } else { "SELECT id FROM undertaking WHERE ?1 IS NULL" };
        return (format!("{now} UNION SELECT undertaking FROM undertaking_once WHERE code = coalesce(?1, '')"), values);
    }
    let mut sql = String::from("SELECT u.id FROM ");
    let changed = if let Some(first) = filter.parties.first() {
        sql.push_str(
            "undertaking_party p JOIN undertaking u ON u.id = p.undertaking WHERE p.code = ?
             AND (p.side = 'party' OR NOT EXISTS (SELECT 1 FROM undertaking_party o WHERE o.undertaking = u.id AND o.code = p.code AND o.side = 'party')) ",
        );
        values.push(Sql::Text(first.clone()));
        "p.changed"
    } else {
        sql.push_str("undertaking u WHERE 1 ");
        "u.changed"
    };
    for code in filter.parties.iter().skip(1) {
        sql.push_str("AND EXISTS (SELECT 1 FROM undertaking_party q WHERE q.undertaking = u.id AND q.code = ?) ");
        values.push(Sql::Text(code.clone()));
    }
    for (column, value) in [("kind", &filter.kind), ("status", &filter.status)] {
        if let Some(value) = value {
            let _ = write!(sql, "AND u.{column} = ? ");
            values.push(Sql::Text(value.clone()));
        }
    }
    for before in filter.due_before.map(days::number).into_iter().chain(filter.overdue.then_some(today)) {
        sql.push_str("AND u.due_end < ? ");
        values.push(Sql::Integer(before));
    }
    let _ = write!(sql, "ORDER BY {changed} DESC, u.uid DESC");
    (sql, values)
}
