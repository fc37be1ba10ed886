//! One request with what it is for, and what a worker makes of it: the costly part, done beside the main thread.

use chancery_ingest::{Found, Holds, IngestError, Media, Meta, Options};
use chancery_model::Document;
use chancery_register::{WatchedFeed, WatchedPage};
use url::Url;

use crate::fetch::{Answer, Fault, Fetcher, Received, Request, Want};
use crate::link;

/// A request to be made.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) url: Url,
    /// The addresses that led here, in normal form.
    pub(crate) trail: Vec<String>,
    pub(crate) task: Task,
}

/// What a request is for.
#[derive(Clone, Debug)]
pub(crate) enum Task {
    /// The rules of a site.
    Robots { site: String },
    /// A feed or sitemap of a source; sitemaps may lie below others.
    Feed { source: usize, state: WatchedFeed, depth: u8 },
    /// A page.
    Page(WatchedPage),
}

/// What came of a request.
pub(crate) struct Done {
    pub(crate) job: Job,
    pub(crate) outcome: Outcome,
    /// Bytes of the body as sent.
    pub(crate) bytes: u64,
}

/// What came of a request.
pub(crate) enum Outcome {
    /// The report on a page.
    Read(Box<Result<Document, IngestError>>),
    /// Any other answer.
    Answer(Answer),
    /// None.
    Fault(Fault),
}

impl Job {
    pub(crate) fn new(url: Url, task: Task) -> Self {
        Self { url, trail: Vec::new(), task }
    }

    /// Make the request; of a page, read the report too.
    pub(crate) fn run(self, fetcher: &Fetcher, options: &Options) -> Done {
        let (want, known) = match &self.task {
            Task::Robots { .. } => (Want::Robots, (None, None)),
            Task::Feed { state, .. } => (Want::Feed, (state.etag.as_deref(), state.modified.as_deref())),
            Task::Page(_) => (Want::Page, (None, None)),
        };
        let answered = fetcher.ask(Request { url: &self.url, want, known });
        let (outcome, bytes) = match (answered, &self.task) {
            (Ok((Answer::Whole(received), bytes)), Task::Page(page)) => (read(&self.url, page, received, options), bytes),
            (Ok((answer, bytes)), _) => (Outcome::Answer(answer), bytes),
            (Err(fault), _) => (Outcome::Fault(fault), 0),
        };
        Done { job: self, outcome, bytes }
    }
}

/// The report on a page, with what the feed and the server said of it.
fn read(url: &Url, page: &WatchedPage, received: Received, options: &Options) -> Outcome {
    let form = match Media::of(&received.media).look(&received.bytes) {
        Holds::Report(form) => form,
        Holds::Feed => return Outcome::Fault(Fault::NotAPage("a feed".to_owned())),
        Holds::Other if received.media.is_empty() => return Outcome::Fault(Fault::NotAPage("of a type that it does not tell".to_owned())),
        Holds::Other => return Outcome::Fault(Fault::NotAPage(received.media)),
    };
    let meta = Meta {
        url: Some(link::normal(url)),
        title: page.title.clone(),
        published: page.published.as_deref().and_then(|day| day.parse().ok()),
        lang: page.lang.clone(),
        source: page.publisher.clone(),
        charset: received.charset,
        ..Meta::default()
    };
    let found = Found::bytes(&page.url, &page.url, received.bytes, form);
    Outcome::Read(Box::new(Found { meta, ..found }.read(options)))
}
