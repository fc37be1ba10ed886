//! Who is named: parties with what they did, and persons under all their spellings.
//!
//! Two names of one party are one person if they are spelled alike but for accents and order, if the tables of office-holders know both as
//! one, or if they sound alike in two scripts (or one is a part of the other), the office fits, and no other name of that party would do as
//! well. What is left over is listed as unresolved.

use rusqlite::Connection;
use serde::Serialize;

use crate::error::Result;
use crate::names::{self, Likeness};
use crate::store::Register;

/// A person and the names that reports give them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// The party for which they act.
    pub code: String,
    /// The fullest name.
    pub name: String,
    /// Every name.
    pub names: Vec<Named>,
    /// Offices told, in English.
    pub roles: Vec<String>,
    /// How many reports name them.
    pub reports: usize,
    /// Why the names were put together.
    pub reasons: Vec<String>,
    /// Some name could be theirs or another's: it stands alone.
    pub unresolved: bool,
}

/// A name as reports write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Named {
    /// The name.
    pub name: String,
    /// In which languages.
    pub langs: Vec<String>,
    /// How many reports write it so.
    pub reports: usize,
}

/// A party and what is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Its code.
    pub code: String,
    /// Acts in which it takes part.
    pub events: usize,
    /// Undertakings in which it takes part.
    pub commitments: usize,
    /// The parties it deals with most, with the number of acts.
    pub partners: Vec<(String, usize)>,
}

/// One spelling with what is told beside it.
#[derive(Clone, Debug)]
struct Form {
    name: String,
    langs: Vec<String>,
    roles: Vec<String>,
    reports: usize,
    known: Option<String>,
}

impl Register {
    /// Persons of a party, or of all. `known` gives the usual name of an office-holder, from a party's code and a name.
    pub fn persons(&self, code: Option<&str>, known: &dyn Fn(&str, &str) -> Option<String>) -> Result<Vec<Person>> {
        let mut out = Vec::new();
        for (code, forms) in forms(&self.db, code, known)? {
            out.extend(resolve(&code, forms));
        }
        Ok(out)
    }

    /// Write down what parties are called that the register names: `known` gives sort and English name of a code.
    pub fn name_parties(&mut self, known: &dyn Fn(&str) -> Option<(String, String)>) -> Result<()> {
        let codes = "SELECT code FROM act_party UNION SELECT code FROM undertaking_party";
        let codes: Vec<String> = self.db.prepare(codes)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut there = self.db.prepare_cached("SELECT 1 FROM party_name WHERE code = ?1 AND kind = ?2 AND name = ?3")?;
        let mut new: Vec<(String, String, String)> = Vec::new();
        for code in codes {
            if let Some((kind, name)) = known(&code)
                && !there.exists([&code, &kind, &name])?
            {
                new.push((code, kind, name));
            }
        }
        drop(there);
        if new.is_empty() {
            return Ok(());
        }
        self.write(|db| {
            let mut insert = db.prepare_cached("INSERT OR REPLACE INTO party_name (code, kind, name) VALUES (?, ?, ?)")?;
            new.iter().try_for_each(|(code, kind, name)| insert.execute([code, kind, name]).map(drop))?;
            Ok(())
        })
    }

    /// A party.
    pub fn party(&self, code: &str) -> Result<Party> {
        let count = |sql: &str| -> Result<usize> {
            let n: i64 = self.db.prepare_cached(sql)?.query_row([code], |r| r.get(0))?;
            Ok(usize::try_from(n).unwrap_or_default())
        };
        let sql = "SELECT q.code, count(DISTINCT p.act) FROM act_party p JOIN act_party q ON q.act = p.act AND q.code <> p.code
                   WHERE p.code = ? GROUP BY q.code ORDER BY 2 DESC, 1 LIMIT 12";
        let mut query = self.db.prepare_cached(sql)?;
        let partners = query.query_map([code], |r| Ok((r.get(0)?, usize::try_from(r.get::<_, i64>(1)?).unwrap_or_default())))?;
        Ok(Party {
            code: code.to_owned(),
            events: count("SELECT count(DISTINCT act) FROM act_party WHERE code = ?")?,
            commitments: count("SELECT count(DISTINCT undertaking) FROM undertaking_party WHERE code = ?")?,
            partners: partners.collect::<rusqlite::Result<_>>()?,
        })
    }
}

/// The spellings of each party's persons, sorted.
fn forms(db: &Connection, code: Option<&str>, known: &dyn Fn(&str, &str) -> Option<String>) -> Result<Vec<(String, Vec<Form>)>> {
    let sql = "SELECT m.code, m.name, m.lang, m.role, count(DISTINCT t.document) FROM person_mention m JOIN told_event t ON t.id = m.told JOIN document d ON d.id = t.document
               WHERE t.act IS NOT NULL AND d.superseded_by IS NULL AND (?1 IS NULL OR m.code = ?1) GROUP BY m.code, m.name, m.lang, m.role ORDER BY m.code, m.name, m.lang, m.role";
    let mut query = db.prepare_cached(sql)?;
    let mut rows = query.query([code])?;
    let mut out: Vec<(String, Vec<Form>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (code, name, lang, role, n): (String, String, String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        if out.last().is_none_or(|(c, _)| *c != code) {
            out.push((code.clone(), Vec::new()));
        }
        let Some((_, forms)) = out.last_mut() else { continue };
        if forms.last().is_none_or(|f| f.name != name) {
            forms.push(Form { known: known(&code, &name), name, langs: Vec::new(), roles: Vec::new(), reports: 0 });
        }
        let Some(form) = forms.last_mut() else { continue };
        form.reports += usize::try_from(n).unwrap_or_default();
        if !form.langs.contains(&lang) {
            form.langs.push(lang);
        }
        if !role.is_empty() && !form.roles.contains(&role) {
            form.roles.push(role);
        }
    }
    Ok(out)
}

/// Put the spellings of one party's persons together.
fn resolve(code: &str, forms: Vec<Form>) -> Vec<Person> {
    let mut groups: Vec<(Vec<Form>, Vec<String>)> = Vec::new();
    // Certain first: one spelling, or one office-holder.
    for form in forms {
        let same = |f: &Form| names::compare(&f.name, &form.name) == Likeness::Same || f.known.is_some() && f.known == form.known;
        match groups.iter_mut().find(|(members, _)| members.iter().any(same)) {
            Some((members, reasons)) => {
                let by_table = form.known.is_some() && members.iter().any(|f| f.known == form.known);
                reasons.push(format!("{}: {}", form.name, if by_table { "the tables of office-holders know it" } else { "spelled alike" }));
                members.push(form);
            }
            None => groups.push((vec![form], Vec::new())),
        }
    }
    // Then those that are alike, where only one other group would do.
    let mut unresolved = vec![false; groups.len()];
    let mut parent: Vec<usize> = (0..groups.len()).collect();
    let mut why: Vec<String> = vec![String::new(); groups.len()];
    for a in 0..groups.len() {
        let fits: Vec<usize> = (0..groups.len()).filter(|b| *b != a && alike(&groups[a].0, &groups[*b].0)).collect();
        match fits.as_slice() {
            [] => {}
            [b] if (0..groups.len()).filter(|c| *c != *b && alike(&groups[*b].0, &groups[*c].0)).count() == 1 => {
                if *b < a {
                    parent[a] = *b;
                    why[a] = format!("{}: sounds alike or is a part of the name, in the same office", groups[a].0[0].name);
                }
            }
            _ => unresolved[a] = true,
        }
    }
    let mut out: Vec<Person> = Vec::new();
    let mut place: Vec<usize> = Vec::new();
    for (at, (members, reasons)) in groups.into_iter().enumerate() {
        if parent[at] == at {
            place.push(out.len());
            out.push(person(code, members, reasons, unresolved[at]));
        } else {
            let other = place[parent[at]];
            place.push(other);
            let joined = person(code, members, reasons, false);
            let target = &mut out[other];
            target.reports += joined.reports;
            target.names.extend(joined.names);
            for role in joined.roles {
                if !target.roles.contains(&role) {
                    target.roles.push(role);
                }
            }
            target.reasons.push(why[at].clone());
            if joined.name.chars().filter(char::is_ascii).count() > target.name.chars().filter(char::is_ascii).count() {
                target.name = joined.name;
            }
        }
    }
    out.sort_by(|a, b| b.reports.cmp(&a.reports).then(a.name.cmp(&b.name)));
    out
}

/// Whether two groups may be one person: some names agree, none of the known contradict, and an office is told of both.
fn alike(a: &[Form], b: &[Form]) -> bool {
    let names_agree = a.iter().any(|x| b.iter().any(|y| names::compare(&x.name, &y.name) == Likeness::Like));
    let contradict = a.iter().any(|x| b.iter().any(|y| x.known.is_some() && y.known.is_some() && x.known != y.known));
    let office = a.iter().any(|x| b.iter().any(|y| x.roles.iter().any(|r| y.roles.contains(r))));
    names_agree && office && !contradict
}

fn person(code: &str, members: Vec<Form>, reasons: Vec<String>, unresolved: bool) -> Person {
    let mut roles: Vec<String> = members.iter().flat_map(|f| f.roles.clone()).collect();
    roles.sort_unstable();
    roles.dedup();
    let known = members.iter().find_map(|f| f.known.clone());
    let fullest = members.iter().max_by_key(|f| (f.name.chars().filter(char::is_ascii).count(), f.reports)).map(|f| f.name.clone());
    Person {
        code: code.to_owned(),
        name: known.or(fullest).unwrap_or_default(),
        reports: members.iter().map(|f| f.reports).sum(),
        names: members.into_iter().map(|f| Named { name: f.name, langs: f.langs, reports: f.reports }).collect(),
        roles,
        reasons,
        unresolved,
    }
}
