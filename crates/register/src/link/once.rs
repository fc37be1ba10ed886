//! Under which parties and days an act or undertaking may have stood on an earlier day, so that asking as of that day finds it: reports that
//! came later, corrections and later versions of a document may have changed both.
//!
//! Mostly there is one report and nothing to write, or none is left. Else every party that any report names is written with every day that any report tells.

use chancery_model::PartialDate;
use rusqlite::{Connection, params};

use crate::days;
use crate::error::Result;
use crate::link::draw::{Drawn, DrawnUndertaking};
use crate::told::split;

/// Write it for an act, which stands now as `drawn`.
pub fn store_act(db: &Connection, act: i64, drawn: Option<&Drawn>) -> Result<()> {
    db.prepare_cached("DELETE FROM act_once WHERE act = ?")?.execute([act])?;
    let sql = "SELECT t.actors, t.recipients, t.date, d.known FROM told_event t JOIN document d ON d.id = t.document WHERE t.act = ?";
    let mut query = db.prepare_cached(sql)?;
    let mut rows = query.query([act])?;
    let (mut codes, mut told): (Vec<String>, Vec<i64>) = (vec![String::new()], Vec::new());
    let mut reports = 0;
    while let Some(row) = rows.next()? {
        reports += 1;
        codes.extend(split(row.get_ref(0)?.as_str().unwrap_or_default()));
        codes.extend(split(row.get_ref(1)?.as_str().unwrap_or_default()));
        let date: Option<PartialDate> = row.get::<_, Option<String>>(2)?.and_then(|d| d.parse().ok());
        told.push(date.map_or(row.get(3)?, days::number));
    }
    let before = (sorted(codes.clone()), told.clone());
    if let Some(drawn) = drawn {
        codes.extend(drawn.actors.iter().chain(&drawn.recipients).cloned());
        told.push(drawn.day);
    }
    let (codes, told) = (sorted(codes), sorted(told));
    if reports == 0 || reports == 1 && drawn.is_some() && before == (codes.clone(), told.clone()) {
        return Ok(());
    }
    for code in &codes {
        for day in &told {
            db.prepare_cached("INSERT INTO act_once (code, day, act) VALUES (?, ?, ?)")?.execute(params![code, day, act])?;
        }
    }
    Ok(())
}

/// The same for an undertaking.
pub fn store_undertaking(db: &Connection, undertaking: i64, drawn: Option<&DrawnUndertaking>) -> Result<()> {
    db.prepare_cached("DELETE FROM undertaking_once WHERE undertaking = ?")?.execute([undertaking])?;
    let mut query = db.prepare_cached("SELECT parties, beneficiaries FROM told_commitment WHERE undertaking = ?")?;
    let mut rows = query.query([undertaking])?;
    let mut codes = vec![String::new()];
    let mut records = 0;
    while let Some(row) = rows.next()? {
        records += 1;
        codes.extend(split(row.get_ref(0)?.as_str().unwrap_or_default()));
        codes.extend(split(row.get_ref(1)?.as_str().unwrap_or_default()));
    }
    let before = sorted(codes.clone());
    codes.extend(drawn.into_iter().flat_map(|d| d.parties.iter().chain(&d.beneficiaries)).cloned());
    let codes = sorted(codes);
    if records == 0 || records == 1 && drawn.is_some() && before == codes {
        return Ok(());
    }
    for code in &codes {
        db.prepare_cached("INSERT INTO undertaking_once (code, undertaking) VALUES (?, ?)")?.execute(params![code, undertaking])?;
    }
    Ok(())
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all
}
