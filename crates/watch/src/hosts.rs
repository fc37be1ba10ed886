//! Which hosts are not to be asked now: those that asked for it (`Retry-After`), until then; those that keep failing, for the rest of the round.

use std::collections::{BTreeMap, BTreeSet};

use crate::fetch::Answer;
use crate::job::Outcome;
use crate::pause::retry_after;

/// After so many requests in a row that came to nothing a host is left alone for the round.
const STRIKES: u32 = 5;

/// The hosts of a round.
#[derive(Default)]
pub(crate) struct Hosts {
    /// Those that asked not to be asked, and until when.
    paused: BTreeMap<String, i64>,
    /// How many requests in a row came to nothing.
    strikes: BTreeMap<String, u32>,
    left_alone: BTreeSet<String>,
}

/// A rest that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// The host asked for so many seconds.
    Asked(i64),
    /// It does not answer, or only that it is busy.
    LeftAlone,
}

impl Hosts {
    pub(crate) fn new(paused: Vec<(String, i64)>) -> Self {
        Self { paused: paused.into_iter().collect(), ..Self::default() }
    }

    /// Until when a host is not to be asked, and why; nothing if it may be.
    pub(crate) fn rest(&self, host: &str, now: i64) -> Option<(i64, &'static str)> {
        let asked = self.paused.get(host).copied().filter(|until| *until > now).map(|until| (until, "the host asked to wait"));
        asked.or_else(|| self.left_alone.contains(host).then_some((now, "the host does not answer")))
    }

    /// What came of a request, and whether the host gets a rest for it.
    pub(crate) fn take(&mut self, host: &str, outcome: &Outcome, now: i64) -> Option<Rest> {
        let (busy, wait) = match outcome {
            Outcome::Answer(Answer::Status { code: 429 | 503, retry_after: text }) => (true, text.as_deref().and_then(|text| retry_after(text, now))),
            Outcome::Fault(fault) => (fault.is_temporary(), None),
            _ => (false, None),
        };
        if let Some(wait) = wait.filter(|wait| *wait > 0) {
            self.paused.insert(host.to_owned(), now.saturating_add(wait));
            return Some(Rest::Asked(wait));
        }
        if !busy {
            self.strikes.remove(host);
            return None;
        }
        let strikes = self.strikes.entry(host.to_owned()).or_default();
        *strikes += 1;
        (*strikes >= STRIKES && self.left_alone.insert(host.to_owned())).then_some(Rest::LeftAlone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Fault;

    fn status(code: u16, retry_after: Option<&str>) -> Outcome {
        Outcome::Answer(Answer::Status { code, retry_after: retry_after.map(str::to_owned) })
    }

    #[test]
    fn a_host_that_keeps_failing_is_left_alone_for_the_round() {
        for outcome in [status(503, None), status(429, Some("soon")), status(429, Some("0")), Outcome::Fault(Fault::UnknownHost)] {
            let mut hosts = Hosts::default();
            let rests: Vec<_> = (0..6).map(|_| hosts.take("a", &outcome, 10)).collect();
            assert_eq!(rests, [None, None, None, None, Some(Rest::LeftAlone), None]);
            assert_eq!((hosts.rest("a", 10), hosts.rest("b", 10)), (Some((10, "the host does not answer")), None));
            // An answer to what was under way changes nothing.
            hosts.take("a", &status(404, None), 11);
            assert!(hosts.rest("a", 11).is_some());
        }
    }

    #[test]
    fn an_answer_in_between_clears_what_was_counted() {
        let mut hosts = Hosts::default();
        for code in [503, 503, 503, 503, 404, 503, 429] {
            assert_eq!(hosts.take("a", &status(code, None), 0), None, "{code}");
        }
        assert_eq!(hosts.rest("a", 0), None);
    }

    #[test]
    fn a_host_that_asks_for_a_rest_gets_it() {
        let mut hosts = Hosts::new(vec![("b".to_owned(), 20)]);
        assert_eq!(hosts.take("a", &status(503, Some("60")), 10), Some(Rest::Asked(60)));
        let asked = |until: i64| Some((until, "the host asked to wait"));
        assert_eq!([hosts.rest("a", 69), hosts.rest("a", 70), hosts.rest("b", 19), hosts.rest("b", 20)], [asked(70), None, asked(20), None]);
        assert_eq!(hosts.take("a", &status(404, Some("60")), 80), None, "only of 429 and 503");
    }
}
