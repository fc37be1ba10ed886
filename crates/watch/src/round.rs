//! One round: every source that is due is polled, and the pages that wait are fetched.
//!
//! Workers make requests, one host each at a time (`queue`), and read what they get (`job`). The main thread alone decides what follows from
//! an answer, and alone touches the register: `feeds` and `pages` say what becomes of feeds and pages, here stands what both share.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use chancery_ingest::Options;
use chancery_model::Document;
use chancery_register::{PageMark, Register, RegisterError};
use url::Url;

use crate::clock;
use crate::config::Config;
use crate::fetch::{self, Answer, Fault, Fetcher};
use crate::hosts::{Hosts, Rest};
use crate::job::{Done, Job, Outcome, Task};
use crate::link;
use crate::queue::Queue;
use crate::report::Report;
use crate::robots::Robots;
use crate::sites::{Site, Sites};

/// How many redirects are followed.
pub(crate) const MOST_HOPS: usize = 5;
/// The longest rest that a site's robots.txt may ask for.
const LONGEST_REST: Duration = Duration::from_mins(1);
/// So many pages, or fewer if no more are there, go into one transaction.
const BATCH: usize = 32;
/// How often to look whether the round is to be broken off.
const TICK: Duration = Duration::from_millis(200);

/// A page that was fetched and read: its document, and what is to be written down together with it.
#[derive(Clone, Debug)]
pub struct Page {
    /// The report.
    pub document: Document,
    /// What became of its address and of those that lead to it.
    pub marks: Vec<PageMark>,
}

/// What became of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Came in.
    pub added: usize,
    /// Were there.
    pub unchanged: usize,
}

/// Codes documents and puts them into the register, with their marks, in one transaction.
pub type Store<'d, E> = dyn FnMut(&mut Register, &[Page]) -> Result<Stored, E> + 'd;

/// What a round needs of whoever runs it.
pub struct Desk<'d, E> {
    /// How reports are read.
    pub options: &'d Options,
    /// The time, in seconds since 1970.
    pub now: &'d dyn Fn() -> i64,
    /// Set to break off: what was asked for is waited for, and nothing more is asked.
    pub stop: &'d AtomicBool,
    /// Told of everything that could not be had or read.
    pub tell: &'d dyn Fn(&str),
    /// Codes documents and puts them into the register, with their marks, in one transaction.
    pub store: &'d mut Store<'d, E>,
}

/// Watches what a config names.
pub struct Watcher {
    config: Config,
    fetcher: Fetcher,
    queue: Queue<Job>,
    sites: Sites,
}

/// Secure sources cannot be told from others that say that they are them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no certificates of the system were found; install ca-certificates or set SSL_CERT_FILE")]
pub struct NoCertificates;

impl Watcher {
    /// Watch as a config says. `version` is that of the program; with `allow_private`, the sources may be on addresses that are not public.
    pub fn new(config: Config, version: &str, allow_private: bool) -> Result<Self, NoCertificates> {
        let roots = fetch::roots();
        if roots.is_empty() && config.sources.iter().any(|source| source.url.scheme() == "https") {
            return Err(NoCertificates);
        }
        let allowed = if allow_private { config.sources.iter().map(|s| link::host_port(&s.url)).collect() } else { BTreeSet::new() };
        let fetcher = Fetcher::new(&config.limits, &config.user_agent(version), allowed, roots);
        let queue = Queue::new(config.limits.delay);
        Ok(Self { config, fetcher, queue, sites: Sites::default() })
    }

    /// Make one round. With `once` it is the only one: then a source without an interval of its own is due whenever it is asked for.
    pub fn round<E: From<RegisterError>>(&mut self, register: &mut Register, once: bool, desk: &mut Desk<'_, E>) -> Result<Report, E> {
        let (begun, start) = (clock::now(), (desk.now)());
        self.queue.reopen();
        self.sites.begin(start);
        let hosts = Hosts::new(register.paused_hosts(start)?);
        let (done, results) = mpsc::sync_channel(self.config.limits.hosts);
        let (queue, fetcher, options) = (&self.queue, &self.fetcher, desk.options);
        let mut report = thread::scope(|scope| {
            for _ in 0..self.config.limits.hosts {
                let done = done.clone();
                scope.spawn(move || {
                    while let Some((host, job)) = queue.next() {
                        let outcome = job.run(fetcher, options);
                        queue.done(&host);
                        if done.send(outcome).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(done);
            let mut round = Round {
                config: &self.config,
                queue,
                sites: &mut self.sites,
                hosts,
                register,
                desk,
                start,
                report: Report::default(),
                open: 0,
                feeds_open: vec![0; self.config.sources.len()],
                seen: BTreeSet::new(),
                batch: Vec::new(),
            };
            let run = round.run(once, results);
            queue.close();
            run.map(|()| round.report)
        })?;
        report.took = begun.elapsed();
        Ok(report)
    }
}

/// A round under way.
pub(crate) struct Round<'r, 'd, E> {
    pub(crate) config: &'r Config,
    queue: &'r Queue<Job>,
    sites: &'r mut Sites,
    hosts: Hosts,
    pub(crate) register: &'r mut Register,
    pub(crate) desk: &'r mut Desk<'d, E>,
    /// When it began.
    pub(crate) start: i64,
    pub(crate) report: Report,
    /// Jobs that are not done.
    open: usize,
    /// The same of the feeds of each source.
    pub(crate) feeds_open: Vec<usize>,
    /// Pages and sitemaps that were asked for in this round.
    pub(crate) seen: BTreeSet<String>,
    /// Pages that wait to be stored.
    pub(crate) batch: Vec<Page>,
}

impl<E: From<RegisterError>> Round<'_, '_, E> {
    /// Ask, and do what follows, until there is nothing left to ask for.
    #[expect(clippy::needless_pass_by_value, reason = "dropped when the round is over, so that workers that still have something to hand over end too")]
    fn run(&mut self, once: bool, results: Receiver<Done>) -> Result<(), E> {
        self.poll_sources(once)?;
        while self.open > 0 {
            match results.recv_timeout(TICK) {
                Ok(done) => self.take(done)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while self.batch.len() < BATCH
                && let Ok(done) = results.try_recv()
            {
                self.take(done)?;
            }
            self.flush()?;
            if self.desk.stop.load(Ordering::Relaxed) && !self.report.stopped {
                self.report.stopped = true;
                self.queue.close();
            }
        }
        Ok(())
    }

    pub(crate) fn now(&self) -> i64 {
        (self.desk.now)()
    }

    /// Store what waits for it.
    pub(crate) fn flush(&mut self) -> Result<(), E> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let stored = (self.desk.store)(self.register, &std::mem::take(&mut self.batch))?;
        self.report.added += stored.added;
        self.report.unchanged += stored.unchanged;
        Ok(())
    }

    /// A new job.
    pub(crate) fn submit(&mut self, job: Job) -> Result<(), E> {
        self.open += 1;
        self.route(job)
    }

    /// A job is done.
    pub(crate) fn close(&mut self) {
        self.open = self.open.saturating_sub(1);
    }

    /// Put a job in line if its host and site let us.
    fn route(&mut self, job: Job) -> Result<(), E> {
        let (host, site) = (link::host(&job.url), link::site(&job.url));
        if let Some((until, why)) = self.hosts.rest(&host, self.now()) {
            return self.put_off(job, until, why);
        }
        match self.sites.get(&site) {
            Some(Site::Open { robots, .. }) => {
                if let Some(delay) = robots.delay() {
                    self.queue.slow_down(&host, Duration::try_from_secs_f64(delay).unwrap_or(LONGEST_REST).min(LONGEST_REST));
                }
                let path = job.url[url::Position::BeforePath..].to_owned();
                if robots.allows(&path) {
                    // Feeds before pages: what is new should be known soon. And where a redirect leads, since others may lead there too.
                    let first = matches!(job.task, Task::Feed { .. }) || !job.trail.is_empty();
                    self.queue.push(&host, job, first);
                    return Ok(());
                }
                self.deny(&job)
            }
            Some(Site::Shut { why, for_good: true }) => {
                let why = why.clone();
                self.refuse(&job, &why)
            }
            Some(Site::Shut { why, .. }) => {
                let why = format!("the site does not tell its robots.txt: {why}");
                let due = self.now();
                self.put_off(job, due, &why)
            }
            Some(Site::Asked(_)) | None => {
                let robots = job.url.join("/robots.txt");
                if self.sites.park(&site, job)
                    && let Ok(url) = robots
                {
                    self.open += 1;
                    self.queue.push(&host, Job::new(url, Task::Robots { site }), true);
                }
                Ok(())
            }
        }
    }

    /// What came of a request.
    fn take(&mut self, done: Done) -> Result<(), E> {
        let Done { job, outcome, bytes } = done;
        self.report.bytes += bytes;
        self.look_after_host(&link::host(&job.url), &outcome)?;
        match &job.task {
            Task::Robots { site } => {
                let site = site.clone();
                self.take_robots(job, &site, outcome)
            }
            Task::Feed { .. } => self.take_feed(job, outcome),
            Task::Page(_) => self.take_page(job, outcome),
        }
    }

    /// Give a host the rest that follows from an answer: what waits for it is put off.
    fn look_after_host(&mut self, host: &str, outcome: &Outcome) -> Result<(), E> {
        let now = self.now();
        match self.hosts.take(host, outcome, now) {
            Some(Rest::Asked(wait)) => {
                self.register.pause_host(host, now.saturating_add(wait), now)?;
                (self.desk.tell)(&format!("{host}: asks to wait for {wait} seconds"));
            }
            Some(Rest::LeftAlone) => (self.desk.tell)(&format!("{host}: does not answer, and is left alone for this round")),
            None => return Ok(()),
        }
        let Some((until, why)) = self.hosts.rest(host, now) else { return Ok(()) };
        for job in self.queue.withdraw(host) {
            self.put_off(job, until, why)?;
        }
        Ok(())
    }

    /// The rules of a site, or none: where there is no robots.txt everything is allowed, where it cannot be had nothing is (RFC 9309).
    fn take_robots(&mut self, mut job: Job, site: &str, outcome: Outcome) -> Result<(), E> {
        let since = self.now();
        let shut = |why: String| Site::Shut { why, for_good: false };
        let state = match outcome {
            Outcome::Answer(Answer::Whole(received)) => Site::Open { robots: Robots::parse(&received.bytes), since },
            Outcome::Answer(Answer::Status { code, .. }) if (400..500).contains(&code) && code != 429 => Site::Open { robots: Robots::default(), since },
            Outcome::Answer(Answer::Status { code, .. }) => shut(format!("the server answers {code}")),
            Outcome::Answer(Answer::Moved(target)) => match follow(&mut job, target) {
                Ok(()) => {
                    let host = link::host(&job.url);
                    match self.hosts.rest(&host, since) {
                        None => {
                            self.queue.push(&host, job, true);
                            return Ok(());
                        }
                        Some((_, why)) => shut(format!("{host}: {why}")),
                    }
                }
                Err(why) => shut(why.to_string()),
            },
            Outcome::Fault(Fault::NotPublic(why)) => Site::Shut { why: why.to_string(), for_good: job.trail.is_empty() },
            Outcome::Fault(fault) => shut(fault.to_string()),
            Outcome::Answer(Answer::NotModified) | Outcome::Read(_) => shut("it answers what was not asked".to_owned()),
        };
        if let Site::Shut { why, .. } = &state {
            (self.desk.tell)(&format!("{site}/robots.txt: {why}; nothing is fetched there in this round"));
        }
        self.settle(site, state)
    }

    /// The rules of a site are known, or known not to be had: those that waited for them go on.
    fn settle(&mut self, site: &str, state: Site) -> Result<(), E> {
        self.close();
        for waiting in self.sites.settle(site, state) {
            self.route(waiting)?;
        }
        Ok(())
    }

    /// Try again at another time: nothing was wrong with what was asked for.
    pub(crate) fn put_off(&mut self, job: Job, due: i64, why: &str) -> Result<(), E> {
        match job.task {
            Task::Robots { site } => self.settle(&site, Site::Shut { why: why.to_owned(), for_good: false }),
            Task::Feed { source, state, .. } => self.feed_failed(source, state, due, why),
            // A redirect on the way here was a request, so it counts: else there might be no end of them.
            Task::Page(page) => self.page_again(&page, !job.trail.is_empty(), due, why),
        }
    }

    /// The site asks programs to leave this alone.
    fn deny(&mut self, job: &Job) -> Result<(), E> {
        match &job.task {
            Task::Robots { .. } => Ok(()),
            Task::Feed { source, state, .. } => self.feed_failed(*source, state.clone(), 0, "the site's robots.txt asks programs to leave it alone"),
            Task::Page(page) => self.page_denied(page, job),
        }
    }

    /// This is never to be had.
    fn refuse(&mut self, job: &Job, why: &str) -> Result<(), E> {
        match &job.task {
            Task::Robots { .. } => Ok(()),
            Task::Feed { source, state, .. } => self.feed_failed(*source, state.clone(), 0, why),
            Task::Page(page) => self.page_refused(page, job, why),
        }
    }

    /// Go where an answer sends, or say why not.
    pub(crate) fn redirect(&mut self, mut job: Job, target: Result<Url, link::LinkFault>) -> Result<(), E> {
        match follow(&mut job, target) {
            Ok(()) => self.route(job),
            // Who begins nearer to the end may come to it.
            Err(why @ Astray::TooFar) => {
                let start = job.trail.first().and_then(|start| link::parse(start).ok()).unwrap_or_else(|| job.url.clone());
                self.refuse(&Job::new(start, job.task), &why.to_string())
            }
            Err(why) => self.refuse(&job, &why.to_string()),
        }
    }
}

/// Why a redirect is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Astray {
    #[error("it redirects to what is not fetched: {0}")]
    NotFetched(#[from] link::LinkFault),
    #[error("it redirects more than {MOST_HOPS} times")]
    TooFar,
    #[error("it redirects in a circle")]
    Circle,
}

/// Turn a job to where it is sent, unless that leads nowhere.
fn follow(job: &mut Job, target: Result<Url, link::LinkFault>) -> Result<(), Astray> {
    let target = target?;
    let from = link::normal(&job.url);
    let to = link::normal(&target);
    if job.trail.len() >= MOST_HOPS {
        return Err(Astray::TooFar);
    }
    if to == from && target == job.url || job.trail.contains(&to) {
        return Err(Astray::Circle);
    }
    job.trail.push(from);
    job.url = target;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_end() {
        let url = |link: &str| link::parse(link).expect("an address");
        let mut job = Job::new(url("http://a.example/0"), Task::Robots { site: String::new() });
        for hop in 1..=MOST_HOPS {
            follow(&mut job, Ok(url(&format!("http://a.example/{hop}")))).expect("followed");
        }
        assert!(follow(&mut job.clone(), Ok(url("http://a.example/x"))).expect_err("too many").to_string().contains("more than 5"));
        let mut job = Job::new(url("http://a.example/0"), Task::Robots { site: String::new() });
        assert!(follow(&mut job.clone(), Ok(job.url.clone())).expect_err("itself").to_string().contains("circle"));
        follow(&mut job, Ok(url("http://a.example/1"))).expect("followed");
        assert!(follow(&mut job, Ok(url("http://a.example/0"))).expect_err("back").to_string().contains("circle"));
        assert!(follow(&mut job, Err(link::LinkFault::Scheme)).expect_err("no address").to_string().contains("only http and https"));
    }
}
