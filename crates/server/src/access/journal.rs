//! What is written down of who did what: one task writes it, in batches of at most a second, and at once where somebody waits for it. While
//! it cannot be written, nobody is answered.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chancery_access::{Access, AccessError, Entry, Means};
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout_at};

/// No entry waits longer to be written, nor is writing tried again sooner when it failed.
const BATCH: Duration = Duration::from_secs(1);
/// So many are written at once, and so many may wait.
const MANY: usize = 1000;
const MOST: usize = 10_000;

/// Where entries are handed in.
#[derive(Clone)]
pub(crate) struct Journal {
    sender: mpsc::Sender<Waiting>,
    failing: Arc<AtomicBool>,
}

/// What is handed in.
#[derive(Default)]
pub(crate) struct Line {
    /// What was done.
    pub(crate) entry: Option<Entry>,
    /// Which session or token was used, and when.
    pub(crate) used: Option<(Means, i64)>,
}

/// The same, and who waits until it is written.
type Waiting = (Line, Option<oneshot::Sender<bool>>);

impl Journal {
    /// Begin to write to the file of accounts at a path. It is opened when there is something to write.
    pub(crate) fn start(path: &Path) -> Self {
        let (sender, receiver) = mpsc::channel(MOST);
        let failing = Arc::new(AtomicBool::new(false));
        tokio::spawn(keep(path.to_owned(), receiver, Arc::clone(&failing)));
        Self { sender, failing }
    }

    /// Whether the last entries could not be written.
    pub(crate) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Acquire)
    }

    /// Hand something in; false if that cannot be.
    pub(crate) fn note(&self, line: Line) -> bool {
        self.sender.try_send((line, None)).is_ok()
    }

    /// Hand something in, and wait until it and all before it are written; false if they could not be.
    pub(crate) async fn write(&self, line: Line) -> bool {
        let (told, written) = oneshot::channel();
        self.sender.try_send((line, Some(told))).is_ok() && written.await.unwrap_or(false)
    }
}

async fn keep(path: PathBuf, mut receiver: mpsc::Receiver<Waiting>, failing: Arc<AtomicBool>) {
    let mut access = None;
    while let Some(first) = receiver.recv().await {
        let (mut batch, waiting): (Vec<Line>, Vec<_>) = gather(first, &mut receiver).await.into_iter().unzip();
        let mut waiting: Vec<_> = waiting.into_iter().flatten().collect();
        loop {
            let path = path.clone();
            let written = spawn_blocking(move || {
                let written = write(&mut access, &path, &batch);
                (access, batch, written)
            });
            // The task itself does not fail: nothing in it panics, and it is not aborted.
            let Ok(done) = written.await else { return failing.store(true, Ordering::Release) };
            let (open, same, written) = done;
            (access, batch) = (open, same);
            failing.store(written.is_err(), Ordering::Release);
            for told in waiting.drain(..) {
                // Whoever waited may have gone.
                let _ = told.send(written.is_ok());
            }
            let Err(error) = written else { break };
            tracing::error!(%error, "the audit log cannot be written, so nobody is answered until it can");
            // Perhaps another file is there by then.
            access = None;
            sleep(BATCH).await;
        }
    }
}

/// What comes in within a second, or until somebody waits for it.
async fn gather(first: Waiting, receiver: &mut mpsc::Receiver<Waiting>) -> Vec<Waiting> {
    let end = Instant::now() + BATCH;
    let mut batch = vec![first];
    while batch.len() < MANY && batch.last().is_some_and(|(_, told)| told.is_none()) {
        match timeout_at(end, receiver.recv()).await {
            Ok(Some(line)) => batch.push(line),
            Ok(None) | Err(_) => break,
        }
    }
    while batch.len() < MANY
        && let Ok(line) = receiver.try_recv()
    {
        batch.push(line);
    }
    batch
}

fn write(access: &mut Option<Access>, path: &Path, batch: &[Line]) -> Result<(), AccessError> {
    let entries: Vec<Entry> = batch.iter().filter_map(|line| line.entry.clone()).collect();
    let uses: Vec<(Means, i64)> = batch.iter().filter_map(|line| line.used.clone()).collect();
    if entries.is_empty() && uses.is_empty() {
        return Ok(());
    }
    let access = match access {
        Some(access) => access,
        closed => closed.insert(Access::open(path)?),
    };
    access.note(&entries, &uses)
}
