//! Asking the register: events, commitments, one record, a story, a timeline, a dyad, an entity, words.

use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use chancery_knowledge::Own;
use chancery_register::answers::{Code, Commitment, Event, Step};
use chancery_register::days::of_day;
use chancery_register::{Filter, Register};

use super::args::{ActFilter, CommitmentArgs, CommonFilter, DocumentArgs, DyadArgs, EntityArgs, EventArgs, IdArgs, PairArgs, SearchArgs};
use super::render::Answer;
use super::{Session, codes, today};
use crate::code::counted;
use crate::engine::Engine;

/// A quotation in a table is cut after so many letters.
const SHORT: usize = 160;

/// What acts and undertakings are both asked for.
pub fn of_both(filter: &CommonFilter) -> Result<Filter> {
    Ok(Filter {
        parties: codes(&filter.party)?,
        lang: filter.lang.clone(),
        source: filter.source.clone(),
        as_of: filter.as_of,
        limit: filter.limit,
        ..Filter::default()
    })
}

/// The filter of acts.
pub fn of_acts(common: &CommonFilter, acts: &ActFilter, status: Option<&str>) -> Result<Filter> {
    let places = match &acts.place {
        Some(place) => Engine::load(&Own::default())?.places_named(place),
        None => Vec::new(),
    };
    Ok(Filter {
        kind: acts.kind.as_ref().map(|kind| kind.to_uppercase()),
        mode: acts.mode.clone(),
        context: acts.context.clone(),
        status: status.map(ToOwned::to_owned),
        from: acts.from,
        to: acts.to,
        person: acts.person.clone(),
        places,
        ..of_both(common)?
    })
}

fn of_events(args: &EventArgs) -> Result<Filter> {
    of_acts(&args.common, &args.acts, args.status.as_deref())
}

fn joined(codes: &[Code]) -> String {
    codes.iter().map(|c| c.code.as_str()).collect::<Vec<_>>().join(" ")
}

/// The first letters of a text on one line.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHORT { line } else { line.chars().take(SHORT).chain(['…']).collect() }
}

fn sort(kind: &str, mode: Option<&String>) -> String {
    mode.map_or_else(|| kind.to_owned(), |mode| format!("{kind} {mode}"))
}

const EVENT_COLUMNS: &[&str] = &["id", "date", "type", "status", "actors", "recipients", "place", "sources", "conflicts", "quotation"];

fn event_row(event: &Event) -> Vec<String> {
    vec![
        event.id.clone(),
        event.date.as_ref().map(|d| d.value.clone()).unwrap_or_default(),
        sort(&event.kind, event.mode.as_ref()),
        event.status.clone(),
        joined(&event.actors),
        joined(&event.recipients),
        event.place.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
        event.independent_sources.to_string(),
        event.conflicts.iter().map(|c| c.field).collect::<Vec<_>>().join(" "),
        event.reports.first().map(|r| short(&r.evidence.text)).unwrap_or_default(),
    ]
}

/// `chancery events`.
pub fn events(args: &EventArgs, session: &Session<'_>) -> Result<ExitCode> {
    let filter = of_events(args)?;
    let register = session.open()?;
    let mut answer = Answer::begin(&args.output, session, EVENT_COLUMNS)?;
    register.each_act(&filter, |event, _| answer.take(&event, || event_row(&event)))?;
    answer.end("no event fits")?;
    Ok(ExitCode::SUCCESS)
}

const COMMITMENT_COLUMNS: &[&str] = &["id", "kind", "title", "parties", "for", "status", "due", "overdue", "steps"];

fn commitment_row(c: &Commitment) -> Vec<String> {
    vec![
        c.id.clone(),
        c.kind.clone(),
        short(&c.title),
        joined(&c.parties),
        joined(&c.beneficiaries),
        c.status.clone(),
        c.due.clone().unwrap_or_default(),
        if c.overdue { "overdue".to_owned() } else { String::new() },
        c.history.len().to_string(),
    ]
}

/// `chancery commitments`.
pub fn commitments(args: &CommitmentArgs, session: &Session<'_>) -> Result<ExitCode> {
    let filter = Filter { kind: args.kind.clone(), status: args.status.clone(), overdue: args.overdue, due_before: args.due_before, ..of_both(&args.common)? };
    let register = session.open()?;
    let mut answer = Answer::begin(&args.output, session, COMMITMENT_COLUMNS)?;
    register.each_commitment(&filter, of_day(today()), |commitment| answer.take(&commitment, || commitment_row(&commitment)))?;
    answer.end("no commitment fits")?;
    Ok(ExitCode::SUCCESS)
}

const REPORT_COLUMNS: &[&str] = &["published", "document", "language", "status", "date", "parties", "quotation", "why"];
const STEP_COLUMNS: &[&str] = &["date", "status", "due", "document", "language", "quotation", "why"];

fn step_row(step: &Step) -> Vec<String> {
    vec![
        step.date.clone().unwrap_or_default(),
        step.status.clone(),
        step.due.clone().unwrap_or_default(),
        step.document.clone(),
        step.lang.clone(),
        short(&step.evidence.text),
        step.reasons.clone(),
    ]
}

/// `chancery show`.
pub fn show(args: &IdArgs, session: &Session<'_>) -> Result<ExitCode> {
    let register = session.open()?;
    let filter = Filter { as_of: args.as_of, ..Filter::default() };
    if let Some(event) = register.event(&args.id, &filter)? {
        let mut answer = Answer::begin(&args.output, session, REPORT_COLUMNS)?;
        if answer.is_rows() {
            answer.heading(&format!("{}  {}", sort(&event.kind, event.mode.as_ref()), event.date.as_ref().map(|d| d.value.clone()).unwrap_or_default()))?;
            answer.text(&format!("{} → {}  {}\n", joined(&event.actors), joined(&event.recipients), event.status))?;
            for conflict in &event.conflicts {
                let said: Vec<String> = conflict.values.iter().map(|v| format!("{} ({})", v.value, v.reports.len())).collect();
                answer.text(&format!("reports differ on {}: {}\n", conflict.field, said.join(", ")))?;
            }
            notes(&register, &args.id, &mut answer)?;
            for r in &event.reports {
                answer.take(&r, || {
                    vec![
                        r.published.clone().unwrap_or_default(),
                        r.document.clone(),
                        r.lang.clone(),
                        r.status.clone(),
                        r.date.clone().unwrap_or_default(),
                        r.actors.iter().chain(&r.recipients).cloned().collect::<Vec<_>>().join(" "),
                        short(&r.evidence.text),
                        r.reasons.clone(),
                    ]
                })?;
            }
        } else {
            answer.take(&event, || event_row(&event))?;
        }
        answer.end("no report")?;
        return Ok(ExitCode::SUCCESS);
    }
    follow(args, session)
}

/// What people wrote beside a record.
fn notes(register: &Register, id: &str, answer: &mut Answer) -> Result<()> {
    for correction in register.log(Some(id))?.iter().filter(|c| !c.undone) {
        answer.text(&format!("{} {} by {}: {}\n", correction.made, correction.action, correction.author, correction.detail))?;
    }
    Ok(())
}

/// Why an id is not shown.
fn unknown(register: &Register, args: &IdArgs) -> anyhow::Error {
    let log = register.log(Some(&args.id)).unwrap_or_default();
    if let Some(c) = log.iter().find(|c| c.action == "reject" && !c.undone) {
        return anyhow!("`{}` was rejected by {} on {}; `chancery correct --undo {}` takes that back", args.id, c.author, c.made, c.number);
    }
    match args.as_of {
        Some(day) => anyhow!("nothing that the register knew on {day} has the id `{}`", args.id),
        None => anyhow!("nothing in the register has the id `{}`; `chancery events` and `chancery commitments` show ids", args.id),
    }
}

/// `chancery follow`.
pub fn follow(args: &IdArgs, session: &Session<'_>) -> Result<ExitCode> {
    let register = session.open()?;
    let filter = Filter { as_of: args.as_of, ..Filter::default() };
    let Some(commitment) = register.commitment(&args.id, &filter, of_day(today()))? else {
        return Err(unknown(&register, args));
    };
    let mut answer = Answer::begin(&args.output, session, STEP_COLUMNS)?;
    if answer.is_rows() {
        answer.heading(&format!("{}: {}", commitment.kind, commitment.title))?;
        let due = commitment.due.as_deref().map(|d| format!(", due {d}")).unwrap_or_default();
        let overdue = if commitment.overdue { ", overdue" } else { "" };
        answer.text(&format!("{}: {}{due}{overdue}\n", joined(&commitment.parties), commitment.status))?;
        notes(&register, &args.id, &mut answer)?;
        for step in &commitment.history {
            answer.take(&step, || step_row(step))?;
        }
    } else {
        answer.take(&commitment, || commitment_row(&commitment))?;
    }
    answer.end("no step")?;
    Ok(ExitCode::SUCCESS)
}

/// `chancery compare`.
pub fn compare(args: &PairArgs, session: &Session<'_>) -> Result<ExitCode> {
    let register = session.open()?;
    let (verdict, enough) = register.weigh(&args.a, &args.b)?;
    let mut answer = Answer::begin(&args.output, session, &["points", "reason"])?;
    if answer.is_rows() {
        for (points, why) in &verdict.why {
            answer.take(&(), || vec![points.to_string(), (*why).to_owned()])?;
        }
        let told = if verdict.ruled_out { "ruled out".to_owned() } else { format!("{} points of {enough} needed", verdict.points) };
        answer.heading(&told)?;
    } else {
        answer.take(&verdict, || vec![verdict.points.to_string(), verdict.reasons()])?;
    }
    answer.end("")?;
    Ok(ExitCode::SUCCESS)
}

/// `chancery timeline`.
pub fn timeline(args: &EventArgs, session: &Session<'_>) -> Result<ExitCode> {
    let filter = of_events(args)?;
    let register = session.open()?;
    let mut answer = Answer::begin(&args.output, session, &["date", "parties", "type", "quotation", "reports"])?;
    let mut before = String::new();
    for event in register.events(&filter)? {
        let date = event.date.as_ref().map_or_else(|| "undated".to_owned(), |d| d.value.clone());
        let parties = if event.recipients.is_empty() { joined(&event.actors) } else { format!("{} → {}", joined(&event.actors), joined(&event.recipients)) };
        answer.take(&event, || {
            let shown = if date == before { String::new() } else { date.clone() };
            let quotation = event.reports.first().map(|r| short(&r.evidence.text)).unwrap_or_default();
            vec![shown, parties, sort(&event.kind, event.mode.as_ref()), quotation, event.reports.len().to_string()]
        })?;
        before = date;
    }
    answer.end("no event fits")?;
    Ok(ExitCode::SUCCESS)
}

/// `chancery dyad`.
pub fn dyad(args: &DyadArgs, session: &Session<'_>) -> Result<ExitCode> {
    let parties = codes(&[args.actor.clone(), args.partner.clone()])?;
    let register = session.open()?;
    let columns = &["month", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict", "mean_score", "independent_sources"];
    let mut answer = Answer::begin(&args.output, session, columns)?;
    for m in register.dyad(&parties[0], &parties[1], args.as_of)? {
        answer.take(&m, || {
            let counts = [m.verbal_cooperation, m.material_cooperation, m.verbal_conflict, m.material_conflict];
            let mut row = vec![m.month.clone()];
            row.extend(counts.iter().map(ToString::to_string));
            row.extend([m.mean_score.to_string(), m.independent_sources.to_string()]);
            row
        })?;
    }
    answer.end(&format!("no act of {} towards {} is known", parties[0], parties[1]))?;
    Ok(ExitCode::SUCCESS)
}

/// A value in a cell.
pub fn shown(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `chancery entity`.
pub fn entity(args: &EntityArgs, session: &Session<'_>) -> Result<ExitCode> {
    let register = session.open()?;
    let engine = Engine::load(&Own::default())?;
    let known = |code: &str, name: &str| engine.person_name(code, name);
    let code = args.name.as_deref().and_then(|name| engine.party_code(name));
    let mut answer = Answer::begin(&args.output, session, &["party", "person", "names", "offices", "reports", "resolved"])?;
    if let Some(code) = &code {
        let party = register.party(code)?;
        let partners: Vec<String> = party.partners.iter().map(|(c, n)| format!("{c} {n}")).collect();
        answer.heading(&format!("{code}  {}", engine.party_name(code).unwrap_or_default()))?;
        let (events, commitments) = (counted(party.events, "event"), counted(party.commitments, "commitment"));
        answer.text(&format!("{events}, {commitments}; most with {}\n", partners.join(", ")))?;
        if !answer.is_table() && !args.unresolved {
            answer.take(&party, || vec![code.clone(), String::new(), String::new(), String::new(), party.events.to_string(), String::new()])?;
        }
    }
    for person in register.persons(code.as_deref(), &known)? {
        let asked = code.is_none()
            && args
                .name
                .as_deref()
                .is_some_and(|name| !person.names.iter().any(|n| chancery_register::compare_names(&n.name, name) != chancery_register::Likeness::Different));
        if asked || args.unresolved && !person.unresolved {
            continue;
        }
        answer.take(&person, || {
            vec![
                person.code.clone(),
                person.name.clone(),
                person.names.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join(" / "),
                person.roles.join(", "),
                person.reports.to_string(),
                if person.unresolved { "no".to_owned() } else { "yes".to_owned() },
            ]
        })?;
    }
    let nobody = match (&code, &args.name) {
        (Some(code), _) => format!("no person of {code} is named"),
        (None, Some(name)) => format!("no person called {name} is known"),
        (None, None) => "no person fits".to_owned(),
    };
    answer.end(&nobody)?;
    Ok(ExitCode::SUCCESS)
}

/// `chancery documents`.
pub fn documents(args: &DocumentArgs, session: &Session<'_>) -> Result<ExitCode> {
    let filter = Filter { lang: args.lang.clone(), source: args.source.clone(), as_of: args.as_of, limit: args.limit, ..Filter::default() };
    let register = session.open()?;
    let columns = &["published", "document", "language", "source", "title", "events", "commitments", "version", "copies", "repeats"];
    let mut answer = Answer::begin(&args.output, session, columns)?;
    for one in register.versions(args.id.as_deref(), &filter)? {
        answer.take(&one, || {
            let version = one.superseded_by.as_ref().map_or_else(|| one.hash[..8].to_owned(), |by| format!("{}, superseded by {}", &one.hash[..8], &by[..8]));
            vec![
                one.published.clone().unwrap_or_default(),
                one.document.clone(),
                one.lang.clone(),
                one.source.clone().unwrap_or_default(),
                one.title.clone().unwrap_or_default(),
                one.events.to_string(),
                one.commitments.to_string(),
                version,
                one.copies.join("; "),
                one.repeats.clone().unwrap_or_default(),
            ]
        })?;
    }
    answer.end("no document fits")?;
    Ok(ExitCode::SUCCESS)
}

/// `chancery search`.
pub fn search(args: &SearchArgs, session: &Session<'_>) -> Result<ExitCode> {
    let filter = of_both(&args.common)?;
    let register = session.open()?;
    let hits = register.search(&args.words.join(" "), &filter).context("the search cannot be run")?;
    let mut answer = Answer::begin(&args.output, session, &["published", "document", "language", "quotation", "events"])?;
    for hit in &hits {
        answer.take(&hit, || {
            vec![
                hit.published.clone().unwrap_or_default(),
                hit.document.clone(),
                hit.lang.clone(),
                marked(&hit.quotation.text, hit.quotation.start, &hit.matches),
                hit.events.join(" "),
            ]
        })?;
    }
    answer.end("no report has these words")?;
    Ok(ExitCode::SUCCESS)
}

/// A quotation with the words that were found between marks.
fn marked(text: &str, start: usize, matches: &[(usize, usize)]) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate().map(|(i, c)| (i + start, c)) {
        if matches.iter().any(|m| m.0 == at) {
            out.push('[');
        }
        out.push(if c.is_control() { ' ' } else { c });
        if matches.iter().any(|m| m.1 == at + 1) {
            out.push(']');
        }
    }
    out
}
