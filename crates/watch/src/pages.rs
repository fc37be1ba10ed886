//! What becomes of pages: each is fetched once, and what became of it is written down.

use chancery_ingest::IngestError;
use chancery_model::Document;
use chancery_register::{PageMark, PageOutcome, RegisterError, WatchedPage};

use crate::fetch::Answer;
use crate::job::{Job, Outcome, Task};
use crate::link;
use crate::pause::{back_off, retry_after};
use crate::round::{Page, Round};

impl<E: From<RegisterError>> Round<'_, '_, E> {
    /// Ask for the pages of a source that wait.
    pub(crate) fn fetch_pages(&mut self, source: usize) -> Result<(), E> {
        let Some(source) = self.config.sources.get(source) else { return Ok(()) };
        for page in self.register.waiting_pages(source.url.as_str(), self.now(), self.config.limits.pages)? {
            let Ok(url) = link::parse(&page.url) else { continue };
            if self.seen.insert(page.url.clone()) {
                self.submit(Job::new(url, Task::Page(page)))?;
            }
        }
        Ok(())
    }

    /// What came of asking for a page.
    pub(crate) fn take_page(&mut self, job: Job, outcome: Outcome) -> Result<(), E> {
        let Task::Page(page) = job.task.clone() else { return Ok(()) };
        match outcome {
            Outcome::Read(document) => {
                self.report.fetched += 1;
                self.page_read(&page, &job, *document)
            }
            Outcome::Answer(Answer::Moved(Ok(target))) => {
                let to = link::normal(&target);
                if to == page.url {
                    return self.redirect(job, Ok(target));
                }
                if let Some(first) = self.same_page(&to)? {
                    return self.page_same(&page, &first);
                }
                // If the other one is being fetched for its own sake, that decides what this one is.
                if !job.trail.contains(&to) && !self.seen.insert(to) {
                    let now = self.now();
                    return self.page_again(&page, page.tries, now, "it leads to another page that is being fetched");
                }
                self.redirect(job, Ok(target))
            }
            Outcome::Answer(Answer::Moved(target)) => self.redirect(job, target),
            Outcome::Answer(Answer::Status { code: code @ (404 | 410), .. }) => {
                self.report.gone += 1;
                self.page_done(&page, PageOutcome::Gone, &format!("the server answers {code}"))
            }
            Outcome::Answer(Answer::Status { code, retry_after: text }) if matches!(code, 408 | 425 | 429 | 500..=599) => {
                let now = self.now();
                let due = text.and_then(|text| retry_after(&text, now)).map_or(0, |wait| now + wait);
                self.page_failed(&page, due, &format!("the server answers {code}"))
            }
            Outcome::Answer(Answer::Status { code, .. }) => self.page_refused(&page, &format!("the server answers {code}")),
            Outcome::Fault(fault) if fault.is_temporary() => self.page_failed(&page, 0, &fault.to_string()),
            Outcome::Fault(fault) => self.page_refused(&page, &fault.to_string()),
            Outcome::Answer(Answer::NotModified | Answer::Whole(_)) => self.page_refused(&page, "it answers what was not asked"),
        }
    }

    /// A page was fetched and read, or read in vain.
    fn page_read(&mut self, page: &WatchedPage, job: &Job, document: Result<Document, IngestError>) -> Result<(), E> {
        let document = match document {
            Ok(document) => document,
            Err(error) => return self.page_refused(page, &format!("{} ({})", error.reason, error.hint())),
        };
        // The same page may go by the address that it was found at in the end, and by the one that it gives itself.
        let mut others: Vec<String> = job.trail.clone();
        others.push(link::normal(&job.url));
        others.extend(document.url.as_deref().and_then(|url| link::parse(url).ok()).map(|url| link::normal(&url)));
        others.retain(|other| *other != page.url);
        others.dedup();
        for other in &others {
            if let Some(first) = self.same_page(other)? {
                return self.page_same(page, &first);
            }
        }
        let why = format!("the same page as {}", page.url);
        let mut marks = vec![self.mark(page, PageOutcome::Added, "", page.tries, 0)];
        marks.extend(others.into_iter().map(|url| PageMark {
            url,
            why: why.clone(),
            outcome: PageOutcome::Same,
            ..self.mark(page, PageOutcome::Same, "", 0, 0)
        }));
        self.batch.push(Page { document, marks });
        self.close();
        Ok(())
    }

    /// The page that is in the register under this address, or is about to be.
    fn same_page(&self, url: &str) -> Result<Option<String>, E> {
        let about_to_be = self.batch.iter().any(|page| page.marks.iter().any(|mark| mark.url == url));
        let known = matches!(self.register.page_outcome(url)?, Some(PageOutcome::Added | PageOutcome::Same));
        Ok((about_to_be || known).then(|| url.to_owned()))
    }

    fn page_same(&mut self, page: &WatchedPage, first: &str) -> Result<(), E> {
        self.report.unchanged += 1;
        self.page_done(page, PageOutcome::Same, &format!("the same page as {first}"))
    }

    pub(crate) fn page_denied(&mut self, page: &WatchedPage) -> Result<(), E> {
        self.report.denied += 1;
        self.page_done(page, PageOutcome::Denied, "the site's robots.txt asks programs to leave it alone")
    }

    pub(crate) fn page_refused(&mut self, page: &WatchedPage, why: &str) -> Result<(), E> {
        self.report.refused += 1;
        (self.desk.tell)(&format!("{}: {why}", page.url));
        self.page_done(page, PageOutcome::Refused, why)
    }

    /// A page could not be had: it is tried again, but not for ever.
    fn page_failed(&mut self, page: &WatchedPage, due: i64, why: &str) -> Result<(), E> {
        let tries = page.tries.saturating_add(1);
        if tries < self.config.limits.tries {
            let due = due.max(self.now() + back_off(self.config.limits.retry, tries));
            (self.desk.tell)(&format!("{}: {why}; it will be tried again", page.url));
            return self.page_again(page, tries, due, why);
        }
        self.report.failed += 1;
        (self.desk.tell)(&format!("{}: {why}; given up after {tries} tries", page.url));
        self.close();
        let mark = self.mark(page, PageOutcome::Failed, why, tries, 0);
        Ok(self.register.mark_pages(&[mark])?)
    }

    /// A page is to be asked for again at another time.
    pub(crate) fn page_again(&mut self, page: &WatchedPage, tries: u32, due: i64, why: &str) -> Result<(), E> {
        self.report.again += 1;
        self.close();
        let mark = self.mark(page, PageOutcome::Waiting, why, tries, due);
        Ok(self.register.mark_pages(&[mark])?)
    }

    fn page_done(&mut self, page: &WatchedPage, outcome: PageOutcome, why: &str) -> Result<(), E> {
        self.close();
        let mark = self.mark(page, outcome, why, page.tries, 0);
        Ok(self.register.mark_pages(&[mark])?)
    }

    fn mark(&self, page: &WatchedPage, outcome: PageOutcome, why: &str, tries: u32, due: i64) -> PageMark {
        PageMark { url: page.url.clone(), feed: page.feed.clone(), outcome, why: why.to_owned(), tries, due, time: self.now() }
    }
}
