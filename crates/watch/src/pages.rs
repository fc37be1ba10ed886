//! What becomes of pages: each is fetched once, and what became of it is written down.

use chancery_ingest::IngestError;
use chancery_model::Document;
use chancery_register::{PageMark, PageOutcome, RegisterError, WatchedPage};
use url::Url;

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
            Outcome::Answer(Answer::Moved(Ok(target))) => self.page_moved(&page, job, target),
            Outcome::Answer(Answer::Moved(target)) => self.redirect(job, target),
            Outcome::Answer(Answer::Status { code: code @ (404 | 410), .. }) => {
                self.page_ends(&page, &job, PageOutcome::Gone, &format!("the server answers {code}"))
            }
            Outcome::Answer(Answer::Status { code, retry_after: text }) if matches!(code, 408 | 425 | 429 | 500..=599) => {
                let now = self.now();
                let due = text.and_then(|text| retry_after(&text, now)).map_or(0, |wait| now + wait);
                self.page_failed(&page, due, &format!("the server answers {code}"))
            }
            Outcome::Answer(Answer::Status { code, .. }) => self.page_refused(&page, &job, &format!("the server answers {code}")),
            Outcome::Fault(fault) if fault.is_temporary() => self.page_failed(&page, 0, &fault.to_string()),
            Outcome::Fault(fault) => self.page_refused(&page, &job, &fault.to_string()),
            Outcome::Answer(Answer::NotModified | Answer::Whole(_)) => self.page_refused(&page, &job, "it answers what was not asked"),
        }
    }

    /// A page is elsewhere. What became of the other address became of this one, if it is known.
    fn page_moved(&mut self, page: &WatchedPage, job: Job, target: Url) -> Result<(), E> {
        let to = link::normal(&target);
        if to == page.url {
            return self.redirect(job, Ok(target));
        }
        if let Some(first) = self.same_page(&to)? {
            return self.page_same(page, &first);
        }
        if let Some(outcome @ (PageOutcome::Refused | PageOutcome::Denied | PageOutcome::Gone | PageOutcome::Failed)) = self.register.page_outcome(&to)? {
            return self.page_ends(page, &job, outcome, &format!("it leads to {to}, which came to the same"));
        }
        // If the other one is being fetched for its own sake, that decides what this one is.
        if !job.trail.contains(&to) && !self.seen.insert(to) {
            let now = self.now();
            return self.page_again(page, true, now, "it leads to another page that is being fetched");
        }
        self.redirect(job, Ok(target))
    }

    /// A page was fetched and read, or read in vain.
    fn page_read(&mut self, page: &WatchedPage, job: &Job, document: Result<Document, IngestError>) -> Result<(), E> {
        let mut document = match document {
            Ok(document) => document,
            Err(error) => return self.page_refused(page, job, &format!("{} ({})", error.reason, error.hint())),
        };
        // The same page may go by the address that it was found at in the end, and by the one that it gives itself.
        let mut others = others(page, job);
        for other in &others {
            if let Some(first) = self.same_page(other)? {
                return self.page_same(page, &first);
            }
        }
        let mut address = link::normal(&job.url);
        if let Some(own) = canonical(&document).filter(|own| *own != address) {
            if own == page.url || others.contains(&own) {
                address = own;
            } else if !self.is_taken(&own)? {
                others.push(own.clone());
                address = own;
            } else if self.is_held(&document)? {
                return self.page_same(page, &own);
            }
            // Else it gives itself an address that is another page's, as templates do that name the section: it comes in under the one it has.
        }
        document.url = Some(address);
        let why = format!("the same page as {}", page.url);
        let mut marks = vec![self.mark(page, PageOutcome::Added, "", page.tries, 0)];
        marks.extend(others.into_iter().map(|url| self.mark_other(url, PageOutcome::Same, &why)));
        self.batch.push(Page { document, marks });
        self.close();
        Ok(())
    }

    /// Whether an address is known already: as one to be fetched, as one of which something became, or as that of a document.
    fn is_taken(&self, url: &str) -> Result<bool, E> {
        let about_to_be = self.seen.contains(url) || self.batch.iter().any(|page| page.marks.iter().any(|mark| mark.url == url));
        Ok(about_to_be || self.register.page_outcome(url)?.is_some() || self.register.has_address(url)?)
    }

    /// Whether a text is in the register, or is about to be.
    fn is_held(&self, document: &Document) -> Result<bool, E> {
        let about_to_be = self.batch.iter().any(|page| page.document.text == document.text);
        let marking = self.register.source_marking(document.source.as_deref())?;
        Ok(about_to_be || self.register.holds(&document.text, &marking)?)
    }

    /// The page that is in the register under this address, or is about to be.
    fn same_page(&self, url: &str) -> Result<Option<String>, E> {
        let about_to_be = self.batch.iter().any(|page| page.marks.iter().any(|mark| mark.url == url));
        let known = matches!(self.register.page_outcome(url)?, Some(PageOutcome::Added | PageOutcome::Same));
        Ok((about_to_be || known).then(|| url.to_owned()))
    }

    fn page_same(&mut self, page: &WatchedPage, first: &str) -> Result<(), E> {
        self.report.unchanged += 1;
        self.close();
        let mark = self.mark(page, PageOutcome::Same, &format!("the same page as {first}"), page.tries, 0);
        Ok(self.register.mark_pages(&[mark])?)
    }

    pub(crate) fn page_denied(&mut self, page: &WatchedPage, job: &Job) -> Result<(), E> {
        self.page_ends(page, job, PageOutcome::Denied, "the site's robots.txt asks programs to leave it alone")
    }

    pub(crate) fn page_refused(&mut self, page: &WatchedPage, job: &Job, why: &str) -> Result<(), E> {
        (self.desk.tell)(&format!("{}: {why}", page.url));
        self.page_ends(page, job, PageOutcome::Refused, why)
    }

    /// A page is not to be had, and neither are the addresses that it led to: many pages may lead to one of them.
    fn page_ends(&mut self, page: &WatchedPage, job: &Job, outcome: PageOutcome, why: &str) -> Result<(), E> {
        let count = match outcome {
            PageOutcome::Denied => &mut self.report.denied,
            PageOutcome::Gone => &mut self.report.gone,
            PageOutcome::Failed => &mut self.report.failed,
            _ => &mut self.report.refused,
        };
        *count += 1;
        self.close();
        let mut marks = vec![self.mark(page, outcome, why, page.tries, 0)];
        marks.extend(others(page, job).into_iter().map(|url| self.mark_other(url, outcome, why)));
        Ok(self.register.mark_pages(&marks)?)
    }

    /// A page could not be had: it is tried again, but not for ever.
    fn page_failed(&mut self, page: &WatchedPage, due: i64, why: &str) -> Result<(), E> {
        let due = due.max(self.now() + back_off(self.config.limits.retry, page.tries.saturating_add(1)));
        if !self.is_last_try(page) {
            (self.desk.tell)(&format!("{}: {why}; it will be tried again", page.url));
        }
        self.page_again(page, true, due, why)
    }

    fn is_last_try(&self, page: &WatchedPage) -> bool {
        page.tries.saturating_add(1) >= self.config.limits.tries
    }

    /// A page is to be asked for again at another time. If it was asked for now, this was one of its tries.
    pub(crate) fn page_again(&mut self, page: &WatchedPage, tried: bool, due: i64, why: &str) -> Result<(), E> {
        let tries = page.tries.saturating_add(u32::from(tried));
        self.close();
        let mark = if tried && self.is_last_try(page) {
            self.report.failed += 1;
            (self.desk.tell)(&format!("{}: {why}; given up after {tries} tries", page.url));
            self.mark(page, PageOutcome::Failed, why, tries, 0)
        } else {
            self.report.again += 1;
            self.mark(page, PageOutcome::Waiting, why, tries, due)
        };
        Ok(self.register.mark_pages(&[mark])?)
    }

    /// A mark of an address that a page led to.
    fn mark_other(&self, url: String, outcome: PageOutcome, why: &str) -> PageMark {
        PageMark { url, feed: String::new(), outcome, why: why.to_owned(), tries: 0, due: 0, time: self.now() }
    }

    fn mark(&self, page: &WatchedPage, outcome: PageOutcome, why: &str, tries: u32, due: i64) -> PageMark {
        PageMark { url: page.url.clone(), feed: page.feed.clone(), outcome, why: why.to_owned(), tries, due, time: self.now() }
    }
}

/// The addresses beside its own that a page led to: from the first redirect to where it was found in the end.
fn others(page: &WatchedPage, job: &Job) -> Vec<String> {
    let mut others = job.trail.clone();
    others.push(link::normal(&job.url));
    others.retain(|other| *other != page.url);
    others.dedup();
    others
}

/// The address that a page gives itself.
fn canonical(document: &Document) -> Option<String> {
    link::parse(document.url.as_deref()?).ok().map(|url| link::normal(&url))
}
