//! What is known of the rules of each site (`robots`): asked for once a day, by the first request that needs them, while the others wait.

use std::collections::BTreeMap;

use crate::job::Job;
use crate::robots::Robots;

/// How long rules hold, in seconds.
const DAY: i64 = 24 * 60 * 60;
/// How many sites are remembered from one round to the next.
const MOST: usize = 10_000;

/// The sites that were asked.
#[derive(Default)]
pub(crate) struct Sites {
    known: BTreeMap<String, Site>,
}

/// What is known of one site.
pub(crate) enum Site {
    /// It was asked; these wait for the answer.
    Asked(Vec<Job>),
    /// These are its rules, since when.
    Open { robots: Robots, since: i64 },
    /// It does not tell its rules, so nothing is asked of it in this round; or never, since it is no site that may be asked.
    Shut { why: String, for_good: bool },
}

impl Sites {
    /// A new round: what is old is forgotten, and what did not answer is asked again.
    pub(crate) fn begin(&mut self, now: i64) {
        self.known.retain(|_, site| matches!(site, Site::Open { since, .. } if now - *since < DAY));
        if self.known.len() > MOST {
            self.known.clear();
        }
    }

    pub(crate) fn get(&self, site: &str) -> Option<&Site> {
        self.known.get(site)
    }

    /// Let a job wait for the rules. Gives whether they have yet to be asked for.
    pub(crate) fn park(&mut self, site: &str, job: Job) -> bool {
        if let Some(Site::Asked(waiting)) = self.known.get_mut(site) {
            waiting.push(job);
            return false;
        }
        self.known.insert(site.to_owned(), Site::Asked(vec![job]));
        true
    }

    /// The answer is there. Gives the jobs that waited for it.
    pub(crate) fn settle(&mut self, site: &str, state: Site) -> Vec<Job> {
        match self.known.insert(site.to_owned(), state) {
            Some(Site::Asked(waiting)) => waiting,
            _ => Vec::new(),
        }
    }
}
