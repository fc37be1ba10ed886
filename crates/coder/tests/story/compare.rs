//! Compares what came out of the tellings of a story with what must, and with each other.

use std::collections::BTreeMap;

use chancery_model::{CodedDocument, Commitment, Event, PartialDate, Participant};

use super::super::case::judge::{assign, parties};
use super::super::case::set;
use super::Gold;

/// What is compared of a record: for an event type, actors, recipients and date; for a commitment kind, parties, beneficiaries and due date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tuple {
    /// Type or kind.
    pub label: &'static str,
    /// Actors or parties: sorted and joined.
    pub actors: String,
    /// Recipients or beneficiaries.
    pub recipients: String,
    /// All of them as one set.
    pub all: String,
    /// Date or due date.
    pub date: Option<PartialDate>,
}

fn tuple(label: &'static str, actors: &[Participant], recipients: &[Participant], date: Option<PartialDate>) -> Tuple {
    let all = set(actors.iter().chain(recipients).map(|p| p.code.as_str()));
    Tuple { label, actors: parties(actors), recipients: parties(recipients), all, date }
}

/// An event's tuple.
pub fn of_event(e: &Event) -> Tuple {
    tuple(e.event_type.as_str(), &e.actors, &e.recipients, e.date.map(|d| d.value))
}

/// A commitment's tuple.
pub fn of_commitment(c: &Commitment) -> Tuple {
    tuple(c.kind.as_str(), &c.parties, &c.beneficiaries, c.due)
}

impl Gold {
    /// Whether type, parties and date are among those allowed.
    pub fn holds(&self, found: &Tuple) -> bool {
        self.pattern.label.holds(found.label) && self.parties_hold(found) && self.pattern.date.holds_date(found.date)
    }

    fn parties_hold(&self, found: &Tuple) -> bool {
        if self.mutual {
            return self.pattern.actors.holds(&found.all);
        }
        let first = (&self.pattern.actors, &self.pattern.recipients);
        let mut pairs = std::iter::once(first).chain(self.or.iter().map(|(a, r)| (a, r)));
        pairs.any(|(a, r)| a.holds(&found.actors) && r.holds(&found.recipients))
    }

    /// Which of the three a tuple has wrong.
    pub fn wrong(&self, found: &Tuple) -> String {
        let parts =
            [("type", self.pattern.label.holds(found.label)), ("parties", self.parties_hold(found)), ("date", self.pattern.date.holds_date(found.date))];
        parts.iter().filter(|(_, holds)| !holds).map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// How near an event comes that is not right: its words count most, then its type, parties and date. Nothing where it is another act.
    fn nearness(&self, e: &Event, lang: &str, text: &str) -> Option<usize> {
        let found = of_event(e);
        let words = self.words.iter().filter(|(l, _)| l == lang).filter_map(|(_, w)| text.find(w.as_str()).map(|at| (at, at + w.len())));
        let touches = words.into_iter().any(|(start, end)| (e.trigger.start.0 as usize) < end && start < e.trigger.end.0 as usize);
        let label = self.pattern.label.holds(found.label);
        let date = self.pattern.date.holds_date(found.date);
        let parties = self.parties_hold(&found);
        let near = 4 * usize::from(touches) + 2 * usize::from(label) + usize::from(parties) + usize::from(date);
        (touches || label && (parties || date)).then_some(near)
    }
}

/// Gives each gold record one of those found, as many as can be; the optional ones take what is left.
pub fn pair(golds: &[Gold], found: &[Tuple]) -> Vec<Option<usize>> {
    let candidates: Vec<Vec<usize>> = golds.iter().map(|g| (0..found.len()).filter(|i| g.holds(&found[*i])).collect()).collect();
    let mut owner = vec![None; found.len()];
    for optional in [false, true] {
        for i in (0..golds.len()).filter(|i| golds[*i].optional == optional) {
            assign(i, &candidates, &mut owner, &mut vec![false; found.len()]);
        }
    }
    (0..golds.len()).map(|i| owner.iter().position(|o| *o == Some(i))).collect()
}

/// What all tellings have in common, each tuple as often as the telling that has it least, and how many there are in any of them.
pub fn shared(tellings: &[Vec<Tuple>]) -> (Vec<Tuple>, usize) {
    let mut counts: BTreeMap<&Tuple, Vec<usize>> = BTreeMap::new();
    for (i, found) in tellings.iter().enumerate() {
        for t in found {
            counts.entry(t).or_insert_with(|| vec![0; tellings.len()])[i] += 1;
        }
    }
    let any = counts.values().filter_map(|c| c.iter().max()).sum();
    let common = counts.iter().flat_map(|(t, c)| std::iter::repeat_n((*t).clone(), c.iter().min().copied().unwrap_or(0)));
    (common.collect(), any)
}

/// For each gold event that nothing answers to, the nearest of the events left over, each taken once, nearest pairs first.
pub fn nearest(golds: &[Gold], paired: &[Option<usize>], coded: &CodedDocument, lang: &str, text: &str) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    for (i, gold) in golds.iter().enumerate().filter(|(i, _)| paired[*i].is_none()) {
        for (j, e) in coded.events.iter().enumerate().filter(|(j, _)| !paired.contains(&Some(*j))) {
            open.extend(gold.nearness(e, lang, text).map(|near| (usize::MAX - near, i, j)));
        }
    }
    open.sort_unstable();
    let mut nearest = vec![None; golds.len()];
    for (_, i, j) in open {
        if nearest[i].is_none() && !nearest.contains(&Some(j)) {
            nearest[i] = Some(j);
        }
    }
    nearest
}
