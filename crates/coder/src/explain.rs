//! Every stage of one document as text: what was found, how clauses hang together, and how each record came about.

use std::fmt::Write as _;

use chancery_knowledge::Knowledge;
use chancery_model::Document;

use crate::pipeline::{Reading, read};
use crate::roles::Side;

/// Print what each stage made of a document.
pub fn explain(document: &Document, knowledge: &Knowledge) -> String {
    let mut out = String::new();
    let mut number = 0;
    let coded = read(document, knowledge, &mut |r| {
        number += 1;
        if r.language != document.lang {
            let _ = write!(out, "[{}] ", r.language);
        }
        sentence(&mut out, number, r, knowledge);
    });
    for note in &coded.notes {
        let _ = writeln!(out, "note: {note}");
    }
    let _ = writeln!(out, "{} events, {} commitments", coded.events.len(), coded.commitments.len());
    for c in &coded.commitments {
        let parties: Vec<&str> = c.parties.iter().map(|p| p.code.as_str()).collect();
        let _ = writeln!(out, "  commitment {} {} {} «{}»", c.kind, c.status, parties.join(","), c.title);
    }
    out
}

fn sentence(out: &mut String, number: usize, r: &Reading<'_, '_>, knowledge: &Knowledge) {
    let codes = |parties: &[chancery_knowledge::PartyId]| parties.iter().map(|p| knowledge.parties.party(*p).code.as_str()).collect::<Vec<_>>().join(",");
    let side = |s: &Side| codes(&s.parties);
    let words = |a: u32, b: u32| &r.text[a as usize..b as usize];
    let _ = writeln!(out, "{number}. {}{}", if r.heading { "[heading] " } else { "" }, words(r.range.0, r.range.1));
    let pieces: Vec<String> = r
        .items
        .iter()
        .map(|i| {
            let word = words(i.start, i.end);
            let mut tag = String::new();
            if let Some(t) = i.thing {
                let _ = write!(tag, ":{}", knowledge.things.name(t));
            }
            if let Some(chancery_knowledge::Function::Word(w)) = i.function {
                let _ = write!(tag, "/{}", w.as_str());
            }
            if let Some(m) = i.marker() {
                let _ = write!(tag, "/prep_{}", m.as_str());
            }
            if i.predicate {
                tag.push('*');
            }
            if i.blocked {
                tag.push('!');
            }
            format!("{word}{tag}")
        })
        .collect();
    let _ = writeln!(out, "   words {}", pieces.join(" | "));
    for a in r.actors {
        let _ = writeln!(out, "   actor [{}] «{}»{}", codes(&a.parties), words(a.start, a.end), if a.inferred { " inferred" } else { "" });
    }
    for d in r.dates {
        let _ = writeln!(out, "   date {} «{}»", d.value.map_or("?".to_owned(), |v| v.to_string()), words(d.start, d.end));
    }
    for (k, p) in r.predicates.iter().enumerate() {
        let item = &r.items[p.item];
        let mut marks = String::new();
        for (on, mark) in [
            (p.nominal, "noun"),
            (p.passive, "passive"),
            (p.negated, "negated"),
            (p.future, "future"),
            (p.past, "past"),
            (p.must, "must"),
            (p.can, "can"),
            (p.foreign_subject, "other-subject"),
        ] {
            if on {
                let _ = write!(marks, " {mark}");
            }
        }
        let subject = p.subject.map_or(String::new(), |s| format!(" subject [{}]", codes(&r.actors[s as usize].parties)));
        let patient = p.patient.map_or(String::new(), |s| format!(" patient [{}]", codes(&r.actors[s as usize].parties)));
        let hang = match (p.governor, p.head) {
            (_, Some(h)) => format!(" with {h}"),
            (Some(g), _) => format!(" of {g}"),
            _ => String::new(),
        };
        let _ = writeln!(out, "   {k}: «{}» frame {} {:?}{hang}{subject}{patient}{marks}", words(item.start, item.end), p.frame.id, p.link);
    }
    for d in r.drafts {
        let item = &r.items[r.predicates[d.trigger].item];
        let mode = d.mode.map_or(String::new(), |m| format!(" {m}"));
        let date = d.date.and_then(|x| x.value).map_or(String::new(), |v| format!(" {v}"));
        let _ = writeln!(
            out,
            "   => {}{mode} {} [{}] -> [{}]{date} «{}» {}",
            d.event_type,
            d.status,
            side(&d.actors),
            side(&d.recipients),
            words(item.start, item.end),
            d.rules.join("; ")
        );
    }
}
