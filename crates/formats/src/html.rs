//! One self-contained page: each report's text with its evidence marked, and the records beside it.
//!
//! The text is cut at every edge of every span, so that overlapping evidence nests without nesting elements: each
//! piece lists the records it belongs to in `data-r`, and a small script lights up a record with its pieces, and
//! the other way round, on hover and on focus. Nothing is loaded from outside, and a policy in the page says so.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chancery_model::{CodedDocument, Document, Span};

use crate::convert::{quotable_commitments, quotable_events};
use crate::wire::{WireAmount, WireCommitment, WireDocument, WireEvent, WireParticipant};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// What stands before the first report.
pub(crate) fn begin() -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Coded reports – chancery</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header><h1>Coded reports</h1>\n\
         <p>Point at a record, or move to it with the Tab key, to see its words; point at marked words to see their records.</p></header>\n<main>\n"
    )
}

/// What stands after the last report.
pub(crate) fn end() -> String {
    format!("</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n")
}

/// One report; `number` keeps the anchors of the page apart.
pub(crate) fn document(number: usize, document: &Document, coded: &CodedDocument, wire: &WireDocument) -> String {
    let marks = marks(number, document, coded);
    let mut out = String::with_capacity(document.text.len() * 2);
    let title = wire.title.as_deref().unwrap_or(&wire.id);
    let about = [Some(&wire.id), Some(&wire.lang), wire.published.as_ref(), wire.source.as_ref(), wire.url.as_ref()];
    let about: Vec<String> = about.into_iter().flatten().map(|part| escape(part)).collect();
    let _ = write!(
        out,
        "<article aria-labelledby=\"d{number}\">\n<h2 id=\"d{number}\">{}</h2>\n<p class=\"about\">{}</p>\n\
         <div class=\"columns\">\n<div class=\"text\" lang=\"{}\">",
        escape(title),
        about.join(" · "),
        escape(&wire.lang),
    );
    write_text(&mut out, &document.text, &marks);
    out.push_str("</div>\n<div class=\"records\">\n");
    let _ = writeln!(out, "<h3>Events ({})</h3>\n<ol>", wire.events.len());
    for (at, event) in wire.events.iter().enumerate() {
        write_event(&mut out, &format!("d{number}e{at}"), event);
    }
    let _ = writeln!(out, "</ol>\n<h3>Commitments ({})</h3>\n<ol>", wire.commitments.len());
    for (at, commitment) in wire.commitments.iter().enumerate() {
        write_commitment(&mut out, &format!("d{number}c{at}"), commitment);
    }
    out.push_str("</ol>\n");
    for note in &wire.notes {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(note));
    }
    out.push_str("</div>\n</div>\n</article>\n");
    out
}

/// Words that belong to a record.
struct Mark {
    span: Span,
    record: String,
    is_trigger: bool,
    /// The keyboard stops here on its way through the text.
    is_stop: bool,
}

fn marks(number: usize, document: &Document, coded: &CodedDocument) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (at, event) in quotable_events(document, coded).enumerate() {
        let mark = |span: Span, is_trigger| Mark { span, record: format!("d{number}e{at}"), is_trigger, is_stop: is_trigger };
        marks.push(mark(event.evidence, false));
        marks.extend(event.also.iter().map(|span| mark(*span, false)));
        marks.push(mark(event.trigger, true));
    }
    for (at, commitment) in quotable_commitments(document, coded).enumerate() {
        let record = format!("d{number}c{at}");
        marks.push(Mark { span: commitment.evidence, record, is_trigger: false, is_stop: true });
    }
    marks.retain(|mark| !mark.span.text(&document.text).is_empty());
    marks
}

/// The text, cut at all edges of all marks. One sweep: marks open and close as their edges pass.
fn write_text(out: &mut String, text: &str, marks: &[Mark]) {
    let mut edges: BTreeSet<usize> = BTreeSet::from([0, text.len()]);
    let mut opening: Vec<usize> = (0..marks.len()).collect();
    opening.sort_by_key(|at| marks.get(*at).map(|mark| mark.span.start));
    edges.extend(marks.iter().flat_map(|mark| [mark.span.start.0 as usize, mark.span.end.0 as usize]));
    let edges: Vec<usize> = edges.into_iter().collect();
    let mut opening = opening.into_iter().filter_map(|at| marks.get(at)).peekable();
    let mut open: Vec<&Mark> = Vec::new();
    for piece in edges.windows(2) {
        let [start, end] = *piece else { continue };
        open.retain(|mark| mark.span.end.0 as usize > start);
        let mut stops = false;
        while let Some(mark) = opening.next_if(|mark| mark.span.start.0 as usize <= start) {
            stops |= mark.is_stop;
            open.push(mark);
        }
        write_piece(out, text.get(start..end).unwrap_or_default(), &open, stops);
    }
}

/// One piece: `data-r` lists the records it belongs to, `data-t` those whose act it names.
fn write_piece(out: &mut String, words: &str, open: &[&Mark], stops: bool) {
    if open.is_empty() {
        out.push_str(&escape(words));
        return;
    }
    let list = |wanted: fn(&Mark) -> bool| {
        let records: BTreeSet<&str> = open.iter().filter(|mark| wanted(mark)).map(|mark| mark.record.as_str()).collect();
        records.into_iter().collect::<Vec<_>>().join(" ")
    };
    let (records, triggered) = (list(|_| true), list(|mark| mark.is_trigger));
    let stop = if stops { " tabindex=\"0\"" } else { "" };
    let _ = if triggered.is_empty() {
        write!(out, "<span class=\"mark\" data-r=\"{records}\"{stop}>")
    } else {
        write!(out, "<span class=\"mark trigger\" data-r=\"{records}\" data-t=\"{triggered}\"{stop}>")
    };
    let _ = write!(out, "{}</span>", escape(words));
}

fn write_event(out: &mut String, anchor: &str, event: &WireEvent) {
    let tone = if event.score > 0.0 {
        "cooperative"
    } else if event.score < 0.0 {
        "conflictual"
    } else {
        "neutral"
    };
    let mode = event.mode.as_ref().map(|mode| format!(" <span>{}</span>", escape(mode))).unwrap_or_default();
    let _ = writeln!(
        out,
        "<li class=\"record {tone}\" data-r=\"{anchor}\" tabindex=\"0\">\n<p class=\"kind\"><b>{}</b>{mode} <i>{}</i> <span class=\"score\">{:+}</span></p>",
        escape(&event.event_type),
        escape(&event.status),
        event.score,
    );
    write_parties(out, &event.actors, &event.recipients);
    out.push_str("<dl>");
    let date = event.date.as_ref().map(|date| match &*date.basis {
        "text" => date.value.to_string(),
        basis => format!("{} (from the {basis})", date.value),
    });
    let place = event.place.as_ref().map(|place| match &place.country {
        Some(country) => format!("{}, {country}", place.name),
        None => place.name.to_string(),
    });
    write_field(out, "Date", date.as_deref());
    write_field(out, "Place", place.as_deref());
    write_field(out, "According to", event.claimed_by.as_ref().map(who).as_deref());
    write_field(out, "About", Some(event.contexts.join(", ").as_str()).filter(|contexts| !contexts.is_empty()));
    out.push_str("</dl>\n");
    let _ = writeln!(out, "<blockquote>{}</blockquote>\n</li>", escape(&event.evidence.text));
}

fn write_commitment(out: &mut String, anchor: &str, commitment: &WireCommitment) {
    let amount = commitment.amount.as_ref().map(WireAmount::readable);
    let _ = writeln!(
        out,
        "<li class=\"record commitment\" data-r=\"{anchor}\" tabindex=\"0\">\n<p class=\"kind\"><b>{}</b> <i>{}</i></p>\n<p>{}</p>",
        escape(&commitment.kind),
        escape(&commitment.status),
        escape(&commitment.title),
    );
    write_parties(out, &commitment.parties, &commitment.beneficiaries);
    out.push_str("<dl>");
    write_field(out, "Due", commitment.due.as_deref());
    write_field(out, "Amount", amount.as_deref());
    write_field(out, "Areas", Some(commitment.areas.join(", ").as_str()).filter(|areas| !areas.is_empty()));
    out.push_str("</dl>\n");
    let _ = writeln!(out, "<blockquote>{}</blockquote>\n</li>", escape(&commitment.evidence.text));
}

fn write_parties(out: &mut String, actors: &[WireParticipant], recipients: &[WireParticipant]) {
    let list = |parties: &[WireParticipant]| parties.iter().map(|p| escape(&who(p))).collect::<Vec<_>>().join(", ");
    let actors = if actors.is_empty() { "unknown".to_owned() } else { list(actors) };
    let _ = match recipients {
        [] => writeln!(out, "<p class=\"parties\">{actors}</p>"),
        _ => writeln!(out, "<p class=\"parties\">{actors} → {}</p>", list(recipients)),
    };
}

/// `KOR (foreign minister Cho Tae-yul)`.
fn who(participant: &WireParticipant) -> String {
    let person: Vec<&str> = [&participant.role, &participant.name].into_iter().flatten().map(|word| &**word).collect();
    if person.is_empty() { participant.code.to_string() } else { format!("{} ({})", participant.code, person.join(" ")) }
}

fn write_field(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = write!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", escape(value));
    }
}

/// Text that is safe in elements and in quoted attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
