//! A readable table for terminals: for each document a heading, its events and its commitments.
//!
//! Words from the text are shown on one line, without control characters, so that no text can steer the terminal.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table};

use crate::TableStyle;
use crate::wire::{WireAmount, WireCommitment, WireDocument, WireEvent, WireParticipant};

/// Narrower than this no table can be read.
const NARROWEST: u16 = 40;
/// Words of evidence are cut after so many characters.
const LONGEST_WORDS: usize = 140;
/// So many characters are shown before the words that name the act, where the evidence must be cut.
const LEAD: usize = 40;

/// One document, with a blank line after it.
pub(crate) fn render(document: &WireDocument, style: TableStyle) -> String {
    let mut out = heading(document, style.colour);
    if !document.events.is_empty() {
        let mut table = start(style, &["Event", "Status", "Who → to whom", "Date", "Words"]);
        for event in &document.events {
            table.add_row(event_row(event));
        }
        let _ = writeln!(out, "{table}");
    }
    if !document.commitments.is_empty() {
        let mut table = start(style, &["Commitment", "Status", "Parties → for", "Due", "Amount", "Title"]);
        for commitment in &document.commitments {
            table.add_row(commitment_row(commitment));
        }
        let _ = writeln!(out, "{table}");
    }
    if document.events.is_empty() && document.commitments.is_empty() {
        out.push_str("no records\n");
    }
    for note in &document.notes {
        let _ = writeln!(out, "note: {}", one_line(note));
    }
    out.push('\n');
    out
}

/// `id · vi · 2024-11 · source`, and the headline on a line of its own.
fn heading(document: &WireDocument, colour: bool) -> String {
    let parts = [Some(&document.id), Some(&document.lang), document.published.as_ref(), document.source.as_ref()];
    let line = parts.into_iter().flatten().map(|part| one_line(part)).collect::<Vec<_>>().join(" · ");
    let title = document.title.as_ref().map(|title| format!("{}\n", one_line(title))).unwrap_or_default();
    if colour { format!("\x1b[1m{line}\x1b[0m\n{title}") } else { format!("{line}\n{title}") }
}

fn start(style: TableStyle, header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(style.width.max(NARROWEST))
        .set_header(header.iter().map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
    if style.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

fn event_row(event: &WireEvent) -> Vec<Cell> {
    let kind = match &event.mode {
        Some(mode) => format!("{} {mode}", event.event_type),
        None => event.event_type.to_string(),
    };
    let colour = if event.score > 0.0 {
        Color::Green
    } else if event.score < 0.0 {
        Color::Red
    } else {
        Color::Reset
    };
    let mut words = around_trigger(event);
    if let Some(claimant) = &event.claimed_by {
        let _ = write!(words, " (according to {})", one_line(&claimant.code));
    }
    vec![
        Cell::new(kind).fg(colour),
        Cell::new(&event.status),
        Cell::new(parties(&event.actors, &event.recipients)),
        Cell::new(event.date.as_ref().map(|date| &*date.value).unwrap_or_default()),
        Cell::new(words),
    ]
}

fn commitment_row(commitment: &WireCommitment) -> Vec<Cell> {
    let amount = commitment.amount.as_ref().map(WireAmount::readable).unwrap_or_default();
    vec![
        Cell::new(&commitment.kind),
        Cell::new(&commitment.status),
        Cell::new(parties(&commitment.parties, &commitment.beneficiaries)),
        Cell::new(commitment.due.as_deref().unwrap_or_default()),
        Cell::new(one_line(&amount)),
        Cell::new(clip(&commitment.title)),
    ]
}

/// `KOR, CAN → PRK`; an unknown actor is `?`.
fn parties(actors: &[WireParticipant], recipients: &[WireParticipant]) -> String {
    let codes = |who: &[WireParticipant]| who.iter().map(|p| one_line(&p.code)).collect::<Vec<_>>().join(", ");
    match (actors.is_empty(), recipients.is_empty()) {
        (true, true) => "?".to_owned(),
        (false, true) => codes(actors),
        (true, false) => format!("? → {}", codes(recipients)),
        (false, false) => format!("{} → {}", codes(actors), codes(recipients)),
    }
}

/// The evidence; where it is too long, the part of it around the words that name the act.
fn around_trigger(event: &WireEvent) -> String {
    let evidence = &event.evidence.text;
    let before = event.trigger.start.saturating_sub(event.evidence.start) as usize;
    let length = evidence.chars().count();
    if length <= LONGEST_WORDS || before <= LEAD || before >= length {
        return clip(evidence);
    }
    let cut: String = evidence.chars().skip((before - LEAD).min(length - LONGEST_WORDS)).collect();
    // The first word is cut in two, most likely: leave it out.
    let cut = cut.split_once(char::is_whitespace).map_or(cut.as_str(), |(_, rest)| rest);
    clip(&format!("…{cut}"))
}

fn clip(words: &str) -> String {
    let words = one_line(words);
    match words.char_indices().nth(LONGEST_WORDS) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default().trim_end()),
        None => words,
    }
}

/// White space and control characters become single blanks; marks that turn the writing direction are dropped.
fn one_line(words: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = words.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_steer_the_terminal() {
        assert_eq!(one_line("a\u{1b}[31m\r\nb\u{202e}c\t d"), "a [31m bc d");
    }

    #[test]
    fn long_evidence_is_cut_at_a_character() {
        let words = clip(&"ệ".repeat(400));
        assert_eq!(words.chars().count(), LONGEST_WORDS + 1);
        assert!(words.ends_with('…'));
    }
}
