//! Near copies: reports that repeat another almost word for word, as when one outlet takes over the report of an agency. They are documents of
//! their own, and their reports count; but as a source they count with the report that they repeat.
//!
//! Texts are compared by their runs of [`RUN`] words. Candidates are found by `MinHash` (Broder 1997: the chance that two sets have the same least
//! hash is their Jaccard index) in [`BANDS`] bands of [`ROWS`] hashes (locality-sensitive hashing), on days near each other; of the
//! candidates the Jaccard index itself decides. A copy points to the earliest report that it repeats, so that nothing depends on the order in
//! which documents came in, nor on later ones.

use std::hash::Hasher;

use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::{FxHashSet, FxHasher};

use crate::error::Result;
use crate::link::{self, Changed};
use crate::store::Register;
use crate::{days, words};

/// Words in a run.
const RUN: usize = 4;
/// Runs that a text must have: short notices are alike by chance.
const LEAST_RUNS: usize = 25;
/// The share of runs that two texts have in common from which on one repeats the other, in hundredths.
const ALIKE: usize = 70;
/// Bands of hashes: two texts are candidates if one band is the same. With these numbers 96 of 100 pairs that are just alike are found, and 99.8 of those at 0.8.
const BANDS: usize = 12;
/// Hashes in a band.
const ROWS: usize = 4;
/// A copy comes out within so many days.
const DAYS: i64 = 3;
/// Documents compared in one transaction.
const BATCH: usize = 500;

impl Register {
    /// Compare what was not compared yet; `progress` hears how many documents were. Gives how many were found to repeat another.
    pub fn find_copies(&mut self, mut progress: impl FnMut(u64)) -> Result<usize> {
        let (mut done, mut copies) = (0, 0);
        loop {
            let compared = self.write(|db| {
                let mut query = db.prepare_cached("SELECT id FROM document WHERE sketched = 0 ORDER BY id LIMIT ?")?;
                let some: Vec<i64> = query.query_map([BATCH as i64], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
                let mut changed = Changed::default();
                for document in &some {
                    copies += compare(db, *document, &mut changed)?;
                }
                changed.draw(db)?;
                Ok(some.len())
            })?;
            if compared == 0 {
                return Ok(copies);
            }
            done += compared as u64;
            progress(done);
        }
    }
}

/// A document's place among all others: by the day it was known, then by content.
type Rank = (i64, String);

/// Find what a document repeats and which later ones repeat it. Gives how many copies that makes.
fn compare(db: &Connection, document: i64, changed: &mut Changed) -> Result<usize> {
    let sql = "SELECT d.ord, d.hash, d.known, d.origin, x.text FROM document d JOIN document_text x ON x.document = d.id WHERE d.id = ?";
    let read = |r: &rusqlite::Row<'_>| Ok(((r.get(0)?, r.get(1)?), r.get(2)?, r.get(3)?, r.get(4)?));
    let (rank, known, origin, text): (Rank, i64, Option<String>, String) = db.prepare_cached(sql)?.query_row([document], read)?;
    db.prepare_cached("UPDATE document SET sketched = 1 WHERE id = ?")?.execute([document])?;
    let runs = runs(&text);
    if runs.len() < LEAST_RUNS {
        return Ok(0);
    }
    let bands = bands(&runs);
    let mut repeats = None;
    let mut copies = Vec::new();
    for (other, place) in candidates(db, document, known, origin.as_deref(), &bands)? {
        // The earliest that it repeats is enough, and so is an earlier one for those that repeat it.
        let before = place < rank;
        if before && repeats.is_some() || !before && repeated(db, other)?.is_some_and(|first| first < rank) {
            continue;
        }
        let text: String = db.prepare_cached("SELECT text FROM document_text WHERE document = ?")?.query_row([other], |r| r.get(0))?;
        if are_alike(&runs, &self::runs(&text)) {
            if before { repeats = Some(other) } else { copies.push(other) }
        }
    }
    for band in &bands {
        db.prepare_cached("INSERT OR IGNORE INTO document_band (key, document) VALUES (?, ?)")?.execute([key(*band, known), document])?;
    }
    let mut new = 0;
    for (copy, of) in repeats.map(|first| (document, first)).into_iter().chain(copies.into_iter().map(|copy| (copy, document))) {
        new += usize::from(repeated(db, copy)?.is_none());
        db.prepare_cached("UPDATE document SET copy_of = ?2 WHERE id = ?1")?.execute([copy, of])?;
        trace(db, copy, changed)?;
    }
    Ok(new)
}

/// The place of what a document repeats.
fn repeated(db: &Connection, document: i64) -> Result<Option<Rank>> {
    let sql = "SELECT o.ord, o.hash FROM document d JOIN document o ON o.id = d.copy_of WHERE d.id = ?";
    Ok(db.prepare_cached(sql)?.query_row([document], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}

/// Find anew what a document and all that repeat it go back to.
fn trace(db: &Connection, document: i64, changed: &mut Changed) -> Result<()> {
    let mut waiting = vec![document];
    while let Some(one) = waiting.pop() {
        let sql = "UPDATE document SET original = (SELECT coalesce(o.original, o.id) FROM document o WHERE o.id = document.copy_of) WHERE id = ?";
        db.prepare_cached(sql)?.execute([one])?;
        link::acts_of(db, one, changed)?;
        let mut copies = db.prepare_cached("SELECT id FROM document WHERE copy_of = ?")?;
        waiting.extend(copies.query_map([one], |r| r.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(())
}

/// The documents that go back to one.
pub(crate) fn repeating(db: &Connection, document: i64) -> Result<Vec<i64>> {
    let mut query = db.prepare_cached("SELECT id FROM document WHERE original = ? ORDER BY id")?;
    Ok(query.query_map([document], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Documents of near days with a band in common, the earliest first; of one origin are versions, not copies.
fn candidates(db: &Connection, document: i64, known: i64, origin: Option<&str>, bands: &[u64]) -> Result<Vec<(i64, Rank)>> {
    let mut found = FxHashSet::default();
    let mut out = Vec::new();
    let sql = "SELECT d.id, d.ord, d.hash FROM document_band b JOIN document d ON d.id = b.document WHERE b.key = ?1 AND d.id <> ?2
               AND (d.origin IS NULL OR d.origin IS NOT ?3)";
    for day in near(known) {
        for band in bands {
            let mut query = db.prepare_cached(sql)?;
            let mut rows = query.query(params![key(*band, day), document, origin])?;
            while let Some(row) = rows.next()? {
                let id: i64 = row.get(0)?;
                if found.insert(id) {
                    out.push((id, (row.get(1)?, row.get(2)?)));
                }
            }
        }
    }
    out.sort_by(|a: &(i64, Rank), b| a.1.cmp(&b.1));
    Ok(out)
}

/// The days on which a copy may have come out; of a document without a day, those without one.
fn near(known: i64) -> Vec<i64> {
    match days::day(known).filter(|_| known != days::UNKNOWN) {
        Some(day) => (-DAYS..=DAYS).map(|n| days::of_day(days::later(day, n))).collect(),
        None => vec![known],
    }
}

/// A band on a day, as it is stored.
fn key(band: u64, day: i64) -> i64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(band);
    hasher.write_i64(day);
    hasher.finish() as i64
}

/// The hashes of a text's runs of words, sorted, each once.
fn runs(text: &str) -> Vec<u64> {
    let words: Vec<u64> = words::runs(text).map(|word| words::hash(&[&words::fold(word)])).collect();
    let mut runs: Vec<u64> = words
        .windows(RUN)
        .map(|run| {
            let mut hasher = FxHasher::default();
            for word in run {
                hasher.write_u64(*word);
            }
            mix(hasher.finish())
        })
        .collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// The bands of a text: of each, its number and least hashes in one.
fn bands(runs: &[u64]) -> Vec<u64> {
    let least = |row: usize| runs.iter().map(|run| mix(run ^ (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))).min().unwrap_or_default();
    (0..BANDS)
        .map(|band| {
            let mut hasher = FxHasher::default();
            hasher.write_usize(band);
            (0..ROWS).for_each(|row| hasher.write_u64(least(band * ROWS + row)));
            mix(hasher.finish())
        })
        .collect()
}

/// Whether so many runs are in both sets, of those that are in either.
fn are_alike(a: &[u64], b: &[u64]) -> bool {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        both += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    both * 100 >= ALIKE * (a.len() + b.len() - both)
}

/// Spread a hash over all its bits (the finaliser of `SplitMix64`, Steele and others 2014).
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Kenya and Uganda held talks on border trade in Nairobi on Monday, officials of both countries said. \
        The two ministers agreed to open three new crossings by the end of the year and to meet again in Kampala in June. \
        Uganda will send a team of customs officers to Busia next week, and Kenya promised to repair the road to the lake. \
        Traders on both sides have long complained about queues, fees and closed gates.";

    #[test]
    fn a_copy_with_a_line_of_its_own_is_alike_and_another_report_is_not() {
        let copy = format!("The Lake Times\n\n{REPORT}\n\nRead also: what traders want");
        let shorter: String = REPORT.split_inclusive(". ").take(2).collect();
        let other = REPORT.replace("Kenya", "Chad").replace("Uganda", "Niger").replace("Nairobi", "Abéché").replace("Monday", "Friday").replace("June", "May");
        let of = |text: &str| runs(text);
        assert!(are_alike(&of(REPORT), &of(&copy)));
        assert!(!are_alike(&of(REPORT), &of(&shorter)));
        assert!(!are_alike(&of(REPORT), &of(&other)));
        assert!(are_alike(&of(REPORT), &of(&REPORT.to_uppercase())));
    }

    #[test]
    fn what_is_alike_shares_a_band() {
        let copy = format!("{REPORT} Read also: what traders want");
        let (a, b) = (bands(&runs(REPORT)), bands(&runs(&copy)));
        assert!(a.iter().zip(&b).any(|(a, b)| a == b));
        let other = bands(&runs("An entirely different story about a football match that nobody in either of the two countries watched at all."));
        assert!(!a.iter().zip(&other).any(|(a, b)| a == b));
    }
}
