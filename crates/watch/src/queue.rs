//! Requests that wait for their host: one at a time for each host, with a rest in between, several hosts at the same time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::clock;

/// Jobs by host. Workers take the next one that may be done, and say when it is.
pub(crate) struct Queue<J> {
    state: Mutex<State<J>>,
    changed: Condvar,
}

struct State<J> {
    hosts: BTreeMap<String, Host<J>>,
    closed: bool,
    delay: Duration,
}

struct Host<J> {
    jobs: VecDeque<J>,
    busy: bool,
    ready: Option<Instant>,
    delay: Duration,
}

impl<J> Queue<J> {
    pub(crate) fn new(delay: Duration) -> Self {
        Self { state: Mutex::new(State { hosts: BTreeMap::new(), closed: false, delay }), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Put a job in line, or before all others of its host.
    pub(crate) fn push(&self, host: &str, job: J, first: bool) {
        let mut state = self.lock();
        let jobs = &mut state.host(host).jobs;
        if first {
            jobs.push_front(job);
        } else {
            jobs.push_back(job);
        }
        self.changed.notify_one();
    }

    /// Let a host rest at least so long between two requests.
    pub(crate) fn slow_down(&self, host: &str, delay: Duration) {
        let mut state = self.lock();
        let host = state.host(host);
        host.delay = host.delay.max(delay);
    }

    /// Take away everything that waits for a host.
    pub(crate) fn withdraw(&self, host: &str) -> Vec<J> {
        self.lock().host(host).jobs.drain(..).collect()
    }

    /// Nothing more is to be done; what waits is dropped.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.hosts.values_mut().for_each(|host| host.jobs.clear());
        self.changed.notify_all();
    }

    /// Wait for a job that may be done now; none when there will be none. [`Queue::done`] has to follow.
    pub(crate) fn next(&self) -> Option<(String, J)> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            let now = clock::now();
            let (name, wait) = state.next_ready(now);
            if let Some(name) = name {
                let host = state.host(&name);
                if let Some(job) = host.jobs.pop_front() {
                    host.busy = true;
                    return Some((name, job));
                }
            }
            state = match wait {
                Some(wait) => self.changed.wait_timeout(state, wait).map_or_else(|error| error.into_inner().0, |(state, _)| state),
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// A host is free again, after its rest.
    pub(crate) fn done(&self, host: &str) {
        let mut state = self.lock();
        let host = state.host(host);
        host.busy = false;
        host.ready = clock::now().checked_add(host.delay);
        self.changed.notify_all();
    }

    /// A new round: hosts that rest go on resting, and forget what they asked for, which they will say again.
    pub(crate) fn reopen(&self) {
        let mut state = self.lock();
        let (now, delay) = (clock::now(), state.delay);
        state.closed = false;
        state.hosts.retain(|_, host| host.ready.is_some_and(|ready| ready > now));
        for host in state.hosts.values_mut() {
            host.jobs.clear();
            host.delay = delay;
        }
    }
}

impl<J> State<J> {
    fn host(&mut self, name: &str) -> &mut Host<J> {
        let delay = self.delay;
        self.hosts.entry(name.to_owned()).or_insert_with(|| Host { jobs: VecDeque::new(), busy: false, ready: None, delay })
    }

    /// The host that has been ready for longest, or how long until one is.
    fn next_ready(&self, now: Instant) -> (Option<String>, Option<Duration>) {
        let waiting = self.hosts.iter().filter(|(_, host)| !host.busy && !host.jobs.is_empty());
        match waiting.min_by_key(|(_, host)| host.ready) {
            Some((name, host)) => match host.ready.map(|ready| ready.saturating_duration_since(now)).filter(|wait| !wait.is_zero()) {
                Some(wait) => (None, Some(wait)),
                None => (Some(name.clone()), None),
            },
            None => (None, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_asked_once_at_a_time_and_rests() {
        let queue = Queue::new(Duration::from_millis(60));
        for (host, job) in [("a", 1), ("a", 2), ("b", 3)] {
            queue.push(host, job, false);
        }
        queue.push("a", 0, true);
        let start = clock::now();
        let next = || queue.next().expect("a job");
        assert_eq!(next(), ("a".to_owned(), 0));
        assert_eq!(next(), ("b".to_owned(), 3), "a is busy");
        queue.done("a");
        assert_eq!(next(), ("a".to_owned(), 1));
        assert!(start.elapsed() >= Duration::from_millis(60), "a had its rest");
        queue.slow_down("a", Duration::from_millis(150));
        queue.done("a");
        let start = clock::now();
        assert_eq!(next(), ("a".to_owned(), 2));
        assert!(start.elapsed() >= Duration::from_millis(150), "and a longer one");
    }

    #[test]
    fn what_is_withdrawn_or_closed_is_not_done() {
        let queue = Queue::new(Duration::ZERO);
        for job in 0..3 {
            queue.push("a", job, false);
        }
        assert_eq!(queue.next(), Some(("a".to_owned(), 0)));
        assert_eq!(queue.withdraw("a"), [1, 2]);
        queue.done("a");
        queue.push("b", 3, false);
        queue.close();
        assert_eq!(queue.next(), None);
        queue.reopen();
        queue.push("b", 4, false);
        assert_eq!(queue.next(), Some(("b".to_owned(), 4)));
    }
}
