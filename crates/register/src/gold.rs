//! Corrections as gold files: the documents that people corrected, with what is true of them, in the form that the score command reads.

use chancery_formats::wire::{WireCommitment, WireEvent};
use serde_json::{Value, json};

use crate::correct;
use crate::days;
use crate::error::Result;
use crate::link::{act_lines, draw_act, draw_undertaking};
use crate::store::Register;
use crate::told::{parse, split};

/// A corrected document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gold {
    /// Its id.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What is true of it.
    pub json: String,
}

impl Register {
    /// Every document with a correction of one of its records.
    pub fn gold(&self) -> Result<Vec<Gold>> {
        let sql = "SELECT DISTINCT d.id, d.name, d.lang, d.published, x.text FROM correction c
                   LEFT JOIN told_event t ON t.uid = c.target LEFT JOIN told_commitment k ON k.uid = c.target
                   JOIN document d ON d.id = coalesce(t.document, k.document) JOIN document_text x ON x.document = d.id
                   WHERE c.undone = 0 AND c.action IN ('set', 'reject') AND d.superseded_by IS NULL ORDER BY d.ord, d.id";
        let mut query = self.db.prepare(sql)?;
        let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))?;
        let rows: Vec<(i64, String, String, Option<String>, String)> = rows.collect::<rusqlite::Result<_>>()?;
        rows.into_iter()
            .map(|(row, name, lang, published, text)| {
                let document = json!({
                    "id": name, "lang": lang, "published": published,
                    "events": self.gold_events(row, &text)?, "commitments": self.gold_commitments(row, &text)?,
                });
                let json = format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default());
                Ok(Gold { name, text, json })
            })
            .collect()
    }

    fn gold_events(&self, document: i64, text: &str) -> Result<Vec<Value>> {
        let mut query = self.db.prepare("SELECT act, record FROM told_event WHERE document = ? AND act IS NOT NULL ORDER BY id")?;
        let rows: Vec<(i64, String)> = query.query_map([document], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let mut out = Vec::new();
        for (act, record) in rows {
            // What this document says, with what people set.
            let mut own: Vec<_> = act_lines(&self.db, act, days::NOW)?;
            own.retain(|line| line.document == document);
            let Some(mut drawn) = draw_act(&own)? else { continue };
            if correct::apply_to_event(&self.db, &mut drawn, &own)? {
                continue;
            }
            let wire: WireEvent<'_> = parse(&record, document)?;
            let (at, nth) = anchor(text, &wire.trigger.text, wire.trigger.start);
            let mut gold = json!({ "at": at, "type": drawn.kind, "mode": drawn.mode, "status": drawn.status, "actors": drawn.actors, "recipients": drawn.recipients, "date": drawn.date });
            if nth > 0 {
                gold["nth"] = json!(nth + 1);
            }
            out.push(gold);
        }
        Ok(out)
    }

    fn gold_commitments(&self, document: i64, text: &str) -> Result<Vec<Value>> {
        let mut query = self.db.prepare(
            "SELECT undertaking, record, parties, beneficiaries, status FROM told_commitment WHERE document = ? AND undertaking IS NOT NULL ORDER BY id",
        )?;
        let rows = query.query_map([document], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))?;
        let rows: Vec<(i64, String, String, String, String)> = rows.collect::<rusqlite::Result<_>>()?;
        let mut out = Vec::new();
        for (undertaking, record, parties, beneficiaries, status) in rows {
            let drawn = draw_undertaking(&self.db, undertaking, days::NOW)?;
            let before = drawn.clone();
            let Some(after) = correct::apply_to_commitment(&self.db, drawn)? else { continue };
            let wire: WireCommitment<'_> = parse(&record, document)?;
            let (at, nth) = anchor(text, &wire.evidence.text, wire.evidence.start);
            // What people set counts; what nobody touched is as this document tells it.
            let set = |old: &dyn Fn(&crate::link::DrawnUndertaking) -> String, told: &str| {
                let new = old(&after);
                if before.as_ref().is_some_and(|b| old(b) == new) { told.to_owned() } else { new }
            };
            let mut gold = json!({
                "at": at,
                "kind": set(&|u| u.kind.clone(), &wire.kind),
                "parties": split(&set(&|u| u.parties.join(" "), &parties)),
                "beneficiaries": split(&set(&|u| u.beneficiaries.join(" "), &beneficiaries)),
                "status": set(&|u| u.status.clone(), &status),
                "due": wire.due,
                "amount": wire.amount,
            });
            if nth > 0 {
                gold["nth"] = json!(nth + 1);
            }
            out.push(gold);
        }
        Ok(out)
    }
}

/// Words and which of their occurrences stands at a code point.
fn anchor(text: &str, words: &str, start: u32) -> (String, usize) {
    let byte = text.char_indices().nth(start as usize).map_or(text.len(), |(at, _)| at);
    let nth = if words.is_empty() { 0 } else { text[..byte].matches(words).count() };
    (words.to_owned(), nth)
}
