//! What all requests share: connections to the register, the picture of it, the names of parties.
//!
//! Reading goes through a few connections of its own, each used by one request at a time; writing through one. The picture is drawn up again
//! when another connection has written; until it is ready, answers show the state before.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::http::StatusCode;
use chancery_knowledge::Knowledge;
use chancery_register::{Register, RegisterError, days};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};
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
    version: u64,
}

/// Handed to every handler.
pub(crate) type Shared = Arc<State>;

pub(crate) struct State {
    path: PathBuf,
    pub(crate) knowledge: Knowledge,
    pub(crate) metrics: Metrics,
    pub(crate) kept: Kept,
    idle: Mutex<Vec<Register>>,
    gate: Semaphore,
    shown: RwLock<Shown>,
    /// Tells when another connection has written.
    sentinel: Mutex<Register>,
    seen: Mutex<i64>,
    drawing: AsyncMutex<()>,
    writing: AsyncMutex<()>,
    /// Another one at each start.
    started: String,
}

impl State {
    /// Open the register, bring it up to date, and draw up the picture.
    pub(crate) fn open(path: &Path, knowledge: Knowledge) -> Result<Self, RegisterError> {
        let mut register = Register::open(path)?;
        match register.pending()? {
            0 => {}
            1..=FEW_PENDING => register.link(|_, _| {}).map(drop)?,
            many => tracing::warn!("{many} documents are not linked yet, so answers are not complete; `chancery add` without paths links them"),
        }
        let sentinel = Register::open(path)?;
        let seen = sentinel.data_version()?;
        let started = now().to_string();
        let shown = Shown { picture: Arc::new(Picture::load(&register)?), version: 0 };
        Ok(Self {
            path: path.to_owned(),
            knowledge,
            metrics: Metrics::new(),
            kept: Kept::new(),
            idle: Mutex::new(vec![register]),
            gate: Semaphore::new(READERS),
            shown: RwLock::new(shown),
            sentinel: Mutex::new(sentinel),
            seen: Mutex::new(seen),
            drawing: AsyncMutex::new(()),
            writing: AsyncMutex::new(()),
            started,
        })
    }

    fn shown(&self) -> Shown {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The picture as it is now.
    pub(crate) fn picture(&self) -> Arc<Picture> {
        self.shown().picture
    }

    /// What names the state that answers are drawn from: another one after every change, and after every start.
    pub(crate) fn version(&self) -> String {
        format!("{}-{}", self.started, self.shown().version)
    }

    /// Show another state: with this picture, or with the one that is there.
    fn show(&self, picture: Option<Picture>) {
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        shown.version += 1;
        if let Some(picture) = picture {
            shown.picture = Arc::new(picture);
        }
    }

    /// Whether another connection has written since the last look.
    fn has_changed(&self) -> Result<bool, RegisterError> {
        let now = self.sentinel.lock().unwrap_or_else(PoisonError::into_inner).data_version()?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *seen != now;
        *seen = now;
        Ok(changed)
    }

    /// Draw the picture up again.
    async fn redraw(self: &Arc<Self>) -> Answer<()> {
        let _one_by_one = self.drawing.lock().await;
        // What is written from here on calls for another one.
        self.has_changed()?;
        let picture = self.read(|register| Ok(Picture::load(register)?)).await?;
        self.show(Some(picture));
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

    /// Read from the register on a thread that may wait.
    pub(crate) async fn read<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&mut Register) -> Answer<T> + Send + 'static) -> Answer<T> {
        let _turn = self.gate.acquire().await.map_err(|_| stopped())?;
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
        done.await.map_err(|_| stopped())?
    }

    /// Write to the register, link what it calls for, and show it.
    pub(crate) async fn write<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&mut Register) -> Answer<T> + Send + 'static) -> Answer<T> {
        let _alone = self.writing.lock().await;
        let answer = self
            .read(move |register| {
                let answer = work(register)?;
                if register.pending()? > 0 {
                    register.link(|_, _| {})?;
                }
                Ok(answer)
            })
            .await?;
        self.redraw().await?;
        Ok(answer)
    }

    /// Write to the register what no picture shows.
    pub(crate) async fn write_beside<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&mut Register) -> Answer<T> + Send + 'static) -> Answer<T> {
        let _alone = self.writing.lock().await;
        let answer = self.read(work).await?;
        self.show(None);
        Ok(answer)
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

fn stopped() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping")
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
