//! Compares what the coder made of a case with what the case expects.

use chancery_model::{Amount, CodedDocument, Commitment, Event, Participant, Span};

use super::{Case, Claim, Pattern, set};

/// What is wrong with the outcome of a case, a line each.
pub fn faults(case: &Case, coded: &CodedDocument) -> Vec<String> {
    let mut faults = Vec::new();
    let taken = compare(case, coded, &mut faults);
    for e in &case.expectations {
        let holds = match &e.claim {
            Claim::Event(_) | Claim::Commitment(_) => continue,
            Claim::Nothing => coded.events.is_empty(),
            Claim::Only => taken.iter().all(|t| *t),
            Claim::NoEvent(t, s) => !coded.events.iter().any(|e| e.event_type == *t && s.is_none_or(|s| e.status == s)),
            Claim::NoCommitment(k) => coded.commitments.iter().all(|c| k.is_some_and(|k| c.kind != k)),
        };
        verdict(e, holds, &mut faults);
    }
    faults
}

/// Gives each expected record one that came out, if there is one; says which events are spoken for.
fn compare(case: &Case, coded: &CodedDocument, faults: &mut Vec<String>) -> Vec<bool> {
    let text = case.text.as_str();
    let candidates: Vec<Vec<usize>> = case
        .expectations
        .iter()
        .map(|e| match &e.claim {
            Claim::Event(p) => matching(&coded.events, |event| is_event(p, event, text)),
            // Commitments are numbered after the events.
            Claim::Commitment(p) => {
                let found = matching(&coded.commitments, |commitment| is_commitment(p, commitment, text));
                found.into_iter().map(|i| i + coded.events.len()).collect()
            }
            _ => Vec::new(),
        })
        .collect();
    let mut owner = vec![None; coded.events.len() + coded.commitments.len()];
    let records = || case.expectations.iter().enumerate().filter(|(_, e)| matches!(e.claim, Claim::Event(_) | Claim::Commitment(_)));
    // Those marked FIXME get what the others leave, and the optional ones what is left then.
    for turn in 0..3 {
        for (i, e) in records().filter(|(_, e)| turn == if e.optional { 2 } else { usize::from(e.fixme) }) {
            let mut tried = vec![false; owner.len()];
            let holds = assign(i, &candidates, &mut owner, &mut tried);
            if !e.optional {
                verdict(e, holds, faults);
            }
        }
    }
    owner.truncate(coded.events.len());
    owner.iter().map(Option::is_some).collect()
}

fn verdict(e: &super::Expectation, holds: bool, faults: &mut Vec<String>) {
    match (holds, e.fixme) {
        (false, false) => faults.push(format!("does not hold: {e}")),
        (true, true) => faults.push(format!("holds now, take the FIXME away: {e}")),
        _ => {}
    }
}

/// One step of bipartite matching: finds a record for an expectation, moving others if need be.
pub fn assign(wanted: usize, candidates: &[Vec<usize>], owner: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for &record in &candidates[wanted] {
        if std::mem::replace(&mut tried[record], true) {
            continue;
        }
        let free = owner[record].is_none_or(|other| assign(other, candidates, owner, tried));
        if free {
            owner[record] = Some(wanted);
            return true;
        }
    }
    false
}

fn matching<T>(records: &[T], holds: impl Fn(&T) -> bool) -> Vec<usize> {
    records.iter().enumerate().filter(|(_, r)| holds(r)).map(|(i, _)| i).collect()
}

fn is_event(p: &Pattern, event: &Event, text: &str) -> bool {
    let said = |words: &str| {
        places(words, text).any(|w| w.overlaps(&event.trigger) || inside(w, event.evidence) || event.also.iter().any(|a| inside(w, *a) || inside(*a, w)))
    };
    p.label.holds(event.event_type.as_str())
        && p.detail.holds(event.mode.map_or("-", chancery_model::Mode::as_str))
        && p.actors.holds(&parties(&event.actors))
        && p.recipients.holds(&parties(&event.recipients))
        && p.date.holds_date(event.date.map(|d| d.value))
        && p.status.holds(event.status.as_str())
        && p.words.as_deref().is_none_or(said)
}

fn is_commitment(p: &Pattern, commitment: &Commitment, text: &str) -> bool {
    let said = |words: &str| places(words, text).any(|w| w.overlaps(&commitment.evidence));
    p.label.holds(commitment.kind.as_str())
        && p.detail.holds(&amount(commitment.amount.as_ref()))
        && p.actors.holds(&parties(&commitment.parties))
        && p.recipients.holds(&parties(&commitment.beneficiaries))
        && p.date.holds_date(commitment.due)
        && p.status.holds(commitment.status.as_str())
        && p.words.as_deref().is_none_or(said)
}

fn places<'t>(words: &str, text: &'t str) -> impl Iterator<Item = Span> + use<'t> {
    let found: Vec<Span> = text.match_indices(words).map(|(i, w)| Span::new(i, i + w.len())).collect();
    found.into_iter()
}

fn inside(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The codes of a list in the one order in which they are compared.
pub fn parties(list: &[Participant]) -> String {
    set(list.iter().map(|p| p.code.as_str()))
}

/// An amount as cases write it.
pub fn amount(amount: Option<&Amount>) -> String {
    match amount {
        None => "-".to_owned(),
        Some(Amount::Money { value, currency }) => format!("{value} {currency}"),
        Some(Amount::Quantity { value, unit }) => format!("{value} {unit}"),
    }
}

/// An event in the notation of the cases.
pub fn event(e: &Event, text: &str) -> String {
    let mode = e.mode.map(|m| format!(" {m}")).unwrap_or_default();
    let date = e.date.map_or("-".to_owned(), |d| d.value.to_string());
    let words = e.trigger.text(text);
    format!("{}{mode} | {} | {} | {date} | {} | \"{words}\"", e.event_type, parties(&e.actors), parties(&e.recipients), e.status)
}

/// A commitment in the notation of the cases.
pub fn commitment(c: &Commitment, text: &str) -> String {
    let due = c.due.map_or("-".to_owned(), |d| d.to_string());
    let words = c.evidence.text(text);
    format!(
        "commitment {} | {} | {} | {} | {due} | {} | \"{words}\"",
        c.kind,
        parties(&c.parties),
        parties(&c.beneficiaries),
        c.status,
        amount(c.amount.as_ref())
    )
}
