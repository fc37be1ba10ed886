//! What all requests share: connections to the register, the picture of it, the names of parties.
//!
//! Reading goes through a few connections of its own, each used by one request at a time; writing through one, which also tells when another
//! program has written. The picture is drawn up again then; until it is ready, answers show the state before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chancery_knowledge::Knowledge;
use chancery_model::Audience;
use chancery_register::{Register, RegisterError, days};
use tokio::sync::{Mutex as AsyncMutex, Notify, Semaphore};
use tokio::task::spawn_blocking;

use crate::kept::Kept;
use crate::metrics::Metrics;
use crate::picture::Picture;
use crate::problem::{Answer, Problem};

/// So many requests read the register at one time.
const READERS: usize = 8;

/// So many documents that wait to be linked are linked before the first answer; of more, whoever adds them takes care.
const FEW_PENDING: u64 = 500;

/// What is shown now: the picture, and a name for this state of everything that answers are drawn from.
#[derive(Clone)]
struct Shown {
    picture: Arc<Picture>,
    version: String,
}

/// The register that views are drawn from. What is written in a view is entered there by another connection, so that the first sees it.
pub(crate) struct Source {
    path: PathBuf,
    reads: Mutex<Register>,
    writes: Mutex<Register>,
    /// For which state of the register what partners may have was published last.
    published: Mutex<BTreeMap<Audience, i64>>,
}

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Self, RegisterError> {
        let (reads, writes) = (Register::open(path)?, Register::open(path)?);
        Ok(Self { path: path.to_owned(), reads: Mutex::new(reads), writes: Mutex::new(writes), published: Mutex::default() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Look at it.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Register) -> T) -> T {
        work(&self.reads.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Publish what a partner may have, unless nothing has changed since.
    pub(crate) fn publish<E: From<RegisterError>>(&self, audience: &Audience, work: impl FnOnce(&Register) -> Result<(), E>) -> Result<(), E> {
        let now = self.read(Register::data_version)?;
        let last = || self.published.lock().unwrap_or_else(PoisonError::into_inner);
        if last().get(audience) == Some(&now) {
            return Ok(());
        }
        // Over a connection of its own, since it may take long.
        work(&Register::open(&self.path)?)?;
        last().insert(audience.clone(), now);
        Ok(())
    }

    /// Enter what was decided in a view.
    fn enter_from(&self, view: &Register) -> Result<bool, RegisterError> {
        self.writes.lock().unwrap_or_else(PoisonError::into_inner).enter_from(view)
    }
}

/// What all states of a server share.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) metrics: Arc<Metrics>,
    /// Whether messages may be sent.
    pub(crate) sends: bool,
}

/// Handed to every handler.
pub(crate) type Shared = Arc<State>;

pub(crate) struct State {
    path: PathBuf,
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) kept: Kept,
    idle: Mutex<Vec<Register>>,
    gate: Semaphore,
    shown: RwLock<Shown>,
    /// Writes, and tells when anybody else has written: its own writing does not change what it sees.
    writer: Mutex<Register>,
    seen: Mutex<i64>,
    drawing: AsyncMutex<()>,
    /// Told when another picture is shown.
    pub(crate) redrawn: Notify,
    /// Whether messages may be sent.
    pub(crate) sends: bool,
    /// Of a view: where it was drawn from.
    source: Option<Arc<Source>>,
    /// Another one at each start; counts the states that were shown since.
    started: String,
    states: AtomicU64,
}

impl State {
    /// Open the register, bring it up to date, and draw up the picture.
    pub(crate) fn open(path: &Path, shared: &Parts, source: Option<Arc<Source>>) -> Result<Self, RegisterError> {
        let mut register = Register::open(path)?;
        match register.pending()? {
            0 => {}
            1..=FEW_PENDING => register.link(|_, _| {}).map(drop)?,
            many => tracing::warn!("{many} documents are not linked yet, so answers are not complete; `chancery add` without paths links them"),
        }
        let writer = Register::open(path)?;
        let seen = writer.data_version()?;
        let started = now().to_string();
        let version = if source.is_some() { register.content_name()? } else { started.clone() };
        let shown = Shown { picture: Arc::new(Picture::load(&register)?), version };
        // Of a view there is one for each reader, and nobody may be looking at it.
        let sends = shared.sends && source.is_none();
        Ok(Self {
            path: path.to_owned(),
            knowledge: Arc::clone(&shared.knowledge),
            metrics: Arc::clone(&shared.metrics),
            kept: Kept::new(),
            idle: Mutex::new(vec![register]),
            gate: Semaphore::new(READERS),
            shown: RwLock::new(shown),
            writer: Mutex::new(writer),
            seen: Mutex::new(seen),
            drawing: AsyncMutex::new(()),
            redrawn: Notify::new(),
            sends,
            source,
            started,
            states: AtomicU64::new(0),
        })
    }

    fn shown(&self) -> Shown {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The picture as it is now.
    pub(crate) fn picture(&self) -> Arc<Picture> {
        self.shown().picture
    }

    /// What names the state that answers are drawn from: another one after every change, and after every start. That of a view follows from
    /// what it holds, so it does not tell when anything else came in.
    pub(crate) fn version(&self) -> String {
        self.shown().version
    }

    fn next_version(&self, register: &Register) -> Result<String, RegisterError> {
        if self.source.is_some() {
            return register.content_name();
        }
        Ok(format!("{}-{}", self.started, self.states.fetch_add(1, Ordering::Relaxed) + 1))
    }

    /// Show another state: with this picture, or with the one that is there.
    fn show(&self, picture: Option<Picture>, version: String) {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        shown.version = version;
        if let Some(picture) = picture {
            shown.picture = Arc::new(picture);
            self.redrawn.notify_one();
        }
    }

    /// Whether anybody else has written since the last look.
    pub(crate) fn has_changed(&self) -> Result<bool, RegisterError> {
        let now = self.writer.lock().unwrap_or_else(PoisonError::into_inner).data_version()?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *seen != now;
        *seen = now;
        Ok(changed)
    }

    /// Draw the picture up again.
    pub(crate) async fn redraw(self: &Arc<Self>) -> Answer<()> {
        let _one_by_one = self.drawing.lock().await;
        let state = Arc::clone(self);
        let (picture, version) = self
            .read(move |register| {
                // What others write from here on calls for another one.
                state.has_changed()?;
                Ok((Picture::load(register)?, state.next_version(register)?))
            })
            .await?;
        self.show(Some(picture), version);
        Ok(())
    }

    /// Look now and then whether the register has changed, and draw the picture up again if it has.
    pub(crate) async fn keep_up(self: Arc<Self>, every: std::time::Duration) {
        let mut clock = tokio::time::interval(every);
        loop {
            clock.tick().await;
            let state = Arc::clone(&self);
            match spawn_blocking(move || state.has_changed()).await {
                Ok(Ok(false)) | Err(_) => {}
                Ok(Ok(true)) => {
                    if let Err(problem) = self.redraw().await {
                        tracing::error!(?problem, "the register has changed and cannot be read again");
                    }
                }
                Ok(Err(error)) => tracing::error!(%error, "the register cannot be looked at"),
            }
        }
    }

    /// Of a view: where it was drawn from.
    pub(crate) fn whole(&self) -> Option<&Arc<Source>> {
        self.source.as_ref()
    }

    /// Read from the register on a thread that may wait.
    pub(crate) async fn read<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&mut Register) -> Answer<T> + Send + 'static) -> Answer<T> {
        let _turn = self.gate.acquire().await.map_err(|_| Problem::stopping())?;
        let state = Arc::clone(self);
        let done = spawn_blocking(move || {
            let idle = state.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut register = match idle {
                Some(register) => register,
                None => Register::open(&state.path)?,
            };
            let answer = work(&mut register);
            state.idle.lock().unwrap_or_else(PoisonError::into_inner).push(register);
            answer
        });
        done.await.map_err(|_| Problem::stopping())?
    }

    /// Write to the register, link what it calls for, and show it.
    pub(crate) async fn write<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&mut Register) -> Answer<T> + Send + 'static) -> Answer<T> {
        let source = self.source.clone();
        let linked = move |register: &mut Register| {
            let answer = work(register)?;
            if register.pending()? > 0 {
                register.link(|_, _| {})?;
            }
            if let Some(source) = source {
                source.enter_from(register)?;
            }
            Ok(answer)
        };
        let answer = self.alone(linked).await?;
        self.redraw().await?;
        Ok(answer)
    }

    /// Write to the register what no picture shows.
    pub(crate) async fn write_beside<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&mut Register) -> Answer<T> + Send + 'static) -> Answer<T> {
        let state = Arc::clone(self);
        let (answer, version) = self.alone(move |register| Ok((work(register)?, state.next_version(register)?))).await?;
        self.show(None, version);
        Ok(answer)
    }

    /// Work on the one connection that writes, on a thread that may wait.
    async fn alone<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&mut Register) -> Answer<T> + Send + 'static) -> Answer<T> {
        let state = Arc::clone(self);
        let done = spawn_blocking(move || work(&mut state.writer.lock().unwrap_or_else(PoisonError::into_inner)));
        done.await.map_err(|_| Problem::stopping())?
    }

    /// Sort and English name of a party.
    pub(crate) fn about(&self, code: &str) -> (Option<String>, String) {
        let Some(party) = self.knowledge.parties.find(code).map(|id| self.knowledge.parties.party(id)) else { return (None, code.to_owned()) };
        (Some(party.kind.as_str().to_owned()), party.name.clone())
    }

    /// The code of a party given by code or by name.
    pub(crate) fn party(&self, name: &str) -> Answer<String> {
        let plain = name.len() == 3 && name.bytes().all(|b| b.is_ascii_uppercase());
        if plain {
            return Ok(name.to_owned());
        }
        let id = self.knowledge.party_named(name).ok_or_else(|| Problem::from(RegisterError::UnknownParty(name.to_owned())))?;
        Ok(self.knowledge.parties.party(id).code.clone())
    }
}

/// The time now.
#[expect(clippy::disallowed_methods, reason = "what is overdue, and when a correction was made, depend on the day of asking")]
pub(crate) fn now() -> jiff::Timestamp {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now)
}

/// Today as the register counts: `YYYYMMDD`.
pub(crate) fn today() -> i64 {
    days::of_day(now().to_zoned(jiff::tz::TimeZone::system()).date())
}
