//! What a standing query finds as an Atom feed (RFC 4287).

use atom_syndication::{Entry, Feed, FixedDateTime, Person, Text};
use chancery_register::StandingQuery;
use chancery_register::answers::Commitment;

use crate::shapes::Act;
use crate::table::joined;

/// When something came in, and its id.
type Rows = [(i64, String)];

fn time(seconds: i64) -> FixedDateTime {
    jiff::Timestamp::from_second(seconds).ok().and_then(|time| time.to_string().parse().ok()).unwrap_or_default()
}

fn when(rows: &Rows, id: &str) -> i64 {
    rows.iter().find(|(_, known)| known == id).map_or(0, |(entered, _)| *entered)
}

fn feed(query: &StandingQuery, rows: &Rows, entries: Vec<Entry>) -> String {
    let feed = Feed {
        id: format!("urn:chancery:query:{}", query.number),
        title: Text::plain(query.name.clone()),
        updated: time(rows.iter().map(|(entered, _)| *entered).max().unwrap_or(0)),
        authors: vec![Person { name: "chancery".to_owned(), ..Person::default() }],
        entries,
        ..Feed::default()
    };
    feed.to_string()
}

fn entry(sort: &str, id: &str, title: String, summary: String, rows: &Rows) -> Entry {
    Entry {
        id: format!("urn:chancery:{sort}:{id}"),
        title: Text::plain(title),
        summary: Some(Text::plain(summary)),
        updated: time(when(rows, id)),
        ..Entry::default()
    }
}

/// Of acts: what was done by whom, and the words of the first report.
pub(crate) fn of_acts(query: &StandingQuery, acts: &[Act], rows: &Rows) -> String {
    let one = |act: &Act| {
        let act = &act.event;
        let date = act.date.as_ref().map(|date| format!("{} ", date.value)).unwrap_or_default();
        let mode = act.mode.as_ref().map(|mode| format!(" {mode}")).unwrap_or_default();
        let to = if act.recipients.is_empty() { String::new() } else { format!(" → {}", joined(&act.recipients)) };
        let title = format!("{date}{}{to}: {}{mode}", joined(&act.actors), act.kind);
        entry("act", &act.id, title, act.reports.first().map(|report| report.evidence.text.clone()).unwrap_or_default(), rows)
    };
    feed(query, rows, acts.iter().map(one).collect())
}

/// Of undertakings: what was promised by whom, how it stands, and the words of the last step.
pub(crate) fn of_commitments(query: &StandingQuery, commitments: &[Commitment], rows: &Rows) -> String {
    let one = |c: &Commitment| {
        let title = format!("{}: {} ({})", joined(&c.parties), c.title, c.status);
        entry("commitment", &c.id, title, c.history.last().map(|step| step.evidence.text.clone()).unwrap_or_default(), rows)
    };
    feed(query, rows, commitments.iter().map(one).collect())
}
