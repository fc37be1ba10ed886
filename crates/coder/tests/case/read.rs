//! Reads a case file. Every fault is told with its line; nothing is guessed or passed over.

use std::str::FromStr;

use chancery_model::{CommitmentKind, CommitmentStatus, EventType, Mode, PartialDate, Status};

use super::{Allowed, Case, Claim, Expectation, Pattern, set};

/// The cases of a file, and what is wrong with it, as `line: fault`.
pub fn cases(file: &str) -> (Vec<Case>, Vec<String>) {
    let mut cases: Vec<Case> = Vec::new();
    let mut faults = Vec::new();
    let mut fixme = false;
    let mut paragraph = false;
    for (number, line) in file.lines().enumerate().map(|(i, l)| (i + 1, l.trim_end())) {
        if let Some(title) = line.strip_prefix("## ") {
            if cases.iter().any(|c| c.title == title) {
                faults.push(format!("{number}: `{title}` is a title already"));
            }
            cases.push(Case { title: title.to_owned(), line: number, published: None, text: String::new(), expectations: Vec::new() });
            paragraph = false;
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(date) = line.strip_prefix("published:") {
            match date.trim().parse() {
                Ok(date) => case.published = Some(date),
                Err(e) => faults.push(format!("{number}: {e}")),
            }
        } else if let Some(words) = line.strip_prefix('>') {
            if !case.expectations.is_empty() {
                faults.push(format!("{number}: text after an expectation"));
            }
            let words = words.trim();
            if !case.text.is_empty() && !words.is_empty() {
                case.text.push(if paragraph { '\n' } else { ' ' });
            }
            paragraph = words.is_empty();
            case.text.push_str(words);
        } else if case.text.is_empty() || line.is_empty() {
            // Prose before the text, blank lines anywhere.
        } else if line == "FIXME" || line.starts_with("FIXME:") {
            fixme = true;
        } else {
            let optional = line.strip_prefix("optional ");
            match claim(optional.unwrap_or(line)) {
                Ok(claim) => {
                    if let Claim::Event(Pattern { words: Some(w), .. }) | Claim::Commitment(Pattern { words: Some(w), .. }) = &claim
                        && !case.text.contains(w.as_str())
                    {
                        faults.push(format!("{number}: the text has no “{w}”"));
                    }
                    case.expectations.push(Expectation { fixme, optional: optional.is_some(), text: line.to_owned(), claim });
                }
                Err(fault) => faults.push(format!("{number}: {fault}")),
            }
            fixme = false;
        }
    }
    for case in &cases {
        if case.text.is_empty() || case.expectations.is_empty() {
            faults.push(format!("{}: `{}` lacks a text or an expectation", case.line, case.title));
        }
    }
    (cases, faults)
}

/// What one line expects.
pub fn claim(line: &str) -> Result<Claim, String> {
    match line {
        "nothing" => return Ok(Claim::Nothing),
        "only" => return Ok(Claim::Only),
        "not commitment" => return Ok(Claim::NoCommitment(None)),
        _ => {}
    }
    if let Some(kind) = line.strip_prefix("not commitment ") {
        return kind.parse().map(|k| Claim::NoCommitment(Some(k))).map_err(|e: chancery_model::UnknownCode| e.to_string());
    }
    if let Some(word) = line.strip_prefix("not ") {
        let (label, status) = word.split_once(' ').map_or((word, None), |(l, s)| (l, Some(s)));
        let label = label.parse().map_err(|e: chancery_model::UnknownCode| e.to_string())?;
        let status = status.map(str::parse).transpose().map_err(|e: chancery_model::UnknownCode| e.to_string())?;
        return Ok(Claim::NoEvent(label, status));
    }
    let fields: Vec<&str> = line.split('|').map(str::trim).collect();
    if let Some(kind) = line.strip_prefix("commitment ") {
        let [_, parties, beneficiaries, status, due, amount, quoted] = fields.as_slice() else {
            return Err(format!("a commitment has seven fields, not {}", fields.len()));
        };
        let kind = kind.split('|').next().unwrap_or_default();
        return Ok(Claim::Commitment(Pattern {
            label: codes::<CommitmentKind>(kind)?,
            detail: Allowed(alternatives(amount)),
            actors: sets(parties),
            recipients: sets(beneficiaries),
            date: dates(due)?,
            status: codes::<CommitmentStatus>(status)?,
            words: words(quoted)?,
        }));
    }
    let [head, actors, recipients, date, status, quoted] = fields.as_slice() else {
        return Err(format!("an event has six fields, not {}; or is `{line}` no expectation?", fields.len()));
    };
    let (label, mode) = head.split_once(' ').unwrap_or((head, "-"));
    let pattern = Pattern {
        label: codes::<EventType>(label)?,
        detail: codes::<Mode>(mode)?,
        actors: sets(actors),
        recipients: sets(recipients),
        date: dates(date)?,
        status: codes::<Status>(status)?,
        words: words(quoted)?,
    };
    for label in pattern.label.0.iter().flatten() {
        let modes = label.parse::<EventType>().map(EventType::modes).unwrap_or_default();
        let known = |m: &String| m == "-" || modes.iter().any(|k| k.as_str() == m);
        if pattern.label.0.as_ref().is_some_and(|l| l.len() == 1) && !pattern.detail.0.iter().flatten().all(known) {
            return Err(format!("{label} has no such mode: {mode}"));
        }
    }
    Ok(Claim::Event(pattern))
}

fn alternatives(field: &str) -> Option<Vec<String>> {
    (field != "*").then(|| field.split('/').map(|a| a.trim().to_owned()).collect())
}

fn codes<T: FromStr<Err = chancery_model::UnknownCode>>(field: &str) -> Result<Allowed, String> {
    let list = alternatives(field.trim());
    for word in list.iter().flatten().filter(|w| *w != "-") {
        word.parse::<T>().map_err(|e| e.to_string())?;
    }
    Ok(Allowed(list))
}

/// Sets of codes that are allowed.
pub fn sets(field: &str) -> Allowed {
    let list = alternatives(field);
    Allowed(list.map(|l| l.iter().map(|a| set(a.split(',').map(str::trim).filter(|c| *c != "-"))).collect()))
}

fn dates(field: &str) -> Result<Allowed, String> {
    let list = alternatives(field);
    for word in list.iter().flatten().filter(|w| *w != "-") {
        word.parse::<PartialDate>().map_err(|e| e.to_string())?;
    }
    Ok(Allowed(list))
}

fn words(field: &str) -> Result<Option<String>, String> {
    if field == "*" {
        return Ok(None);
    }
    let inner = field.strip_prefix('"').and_then(|f| f.strip_suffix('"')).filter(|f| !f.is_empty());
    inner.map(|w| Some(w.to_owned())).ok_or_else(|| format!("`{field}` should be words of the text in quotation marks"))
}
