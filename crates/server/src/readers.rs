//! For whom an answer is: every reader is answered from a register that holds only what that reader may see.
//!
//! Whoever may see everything is answered from the register itself; for others, a view of it is drawn up when they first ask (`Register::view`), with
//! a picture, answers that are kept, and marks of its own. So no handler knows of markings, and none can forget them. When the register has
//! changed, a view is brought up to date before the next answer from it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State as Given};
use axum::response::{IntoResponse, Response};
use chancery_model::Audience;
use chancery_register::{Register, RegisterError};
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::spawn_blocking;
use tower::ServiceExt;

use crate::problem::{Answer, Problem};
use crate::state::{Parts, Shared, Source, State};

/// So many views are held open; the one that was asked longest ago gives way.
const MOST: usize = 16;

/// For whom a request is; put into its extensions by who lets it in. Without it, the request is for whom the server is.
#[derive(Clone, Debug)]
pub(crate) struct Reader(pub(crate) Audience);

/// A view that is held open.
struct Open {
    state: Shared,
    router: Router,
    /// The state of the register that it was drawn from.
    seen: i64,
    used: u64,
}

/// All that the server answers from.
pub(crate) struct Readers {
    parts: Parts,
    source: Arc<Source>,
    whole: Option<(Shared, Router)>,
    default: Audience,
    open: Mutex<BTreeMap<Audience, Open>>,
    /// One view is brought up to date by one request at a time.
    drawing: Mutex<BTreeMap<Audience, Arc<AsyncMutex<()>>>>,
    routes: fn(Shared) -> Router,
}

impl Readers {
    /// Open the register for whom the server is.
    pub(crate) fn open(register: &Path, parts: Parts, default: Audience, routes: fn(Shared) -> Router) -> Result<Self, RegisterError> {
        let whole = if default.is_limited() {
            None
        } else {
            let state = Arc::new(State::open(register, &parts, None)?);
            Some((Arc::clone(&state), routes(state)))
        };
        let source = Arc::new(Source::open(register)?);
        Ok(Self { parts, source, whole, default, open: Mutex::default(), drawing: Mutex::default(), routes })
    }

    /// The register itself, if somebody may see all of it.
    pub(crate) fn whole(&self) -> Option<Shared> {
        self.whole.as_ref().map(|(state, _)| Arc::clone(state))
    }

    /// The routes for a reader, which answer from what the register holds now.
    async fn router(self: &Arc<Self>, audience: &Audience) -> Answer<Router> {
        if let (false, Some((_, router))) = (audience.is_limited(), &self.whole) {
            return Ok(router.clone());
        }
        if let Some(router) = self.current(audience)? {
            return Ok(router);
        }
        let turn = Arc::clone(self.drawing.lock().unwrap_or_else(PoisonError::into_inner).entry(audience.clone()).or_default());
        let turn = turn.lock_owned().await;
        if let Some(router) = self.current(audience)? {
            return Ok(router);
        }
        // What was begun is finished, also if whoever asks does not wait so long.
        let (readers, audience) = (Arc::clone(self), audience.clone());
        let drawn = tokio::spawn(async move {
            let _turn = turn;
            readers.draw(&audience).await
        });
        drawn.await.map_err(|_| Problem::stopping())?
    }

    /// The routes for a reader if they are up to date.
    fn current(&self, audience: &Audience) -> Answer<Option<Router>> {
        let now = self.source.read(Register::data_version)?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = open.values().map(|one| one.used).max().unwrap_or_default();
        let Some(one) = open.get_mut(audience).filter(|one| one.seen == now) else { return Ok(None) };
        one.used = latest + 1;
        Ok(Some(one.router.clone()))
    }

    /// Bring the view for a reader up to date.
    async fn draw(self: &Arc<Self>, audience: &Audience) -> Answer<Router> {
        // What is written from here on calls for another look.
        let seen = self.source.read(Register::data_version)?;
        let (register, reader) = (self.source.path().to_owned(), audience.clone());
        let drawn = spawn_blocking(move || -> Result<_, RegisterError> {
            let (view, fresh) = Register::open(&register)?.view(&reader)?;
            Ok((view.path().to_owned(), fresh))
        });
        let (path, fresh) = drawn.await.map_err(|_| Problem::stopping())??;
        let there = self.open.lock().unwrap_or_else(PoisonError::into_inner).get(audience).map(|one| Arc::clone(&one.state));
        let state = if let Some(state) = there.filter(|_| !fresh) {
            if state.has_changed()? {
                state.redraw().await?;
            }
            state
        } else {
            let (readers, source) = (Arc::clone(self), Arc::clone(&self.source));
            let opened = spawn_blocking(move || State::open(&path, &readers.parts, Some(source)));
            Arc::new(opened.await.map_err(|_| Problem::stopping())??)
        };
        let router = (self.routes)(Arc::clone(&state));
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let used = open.values().map(|one| one.used).max().unwrap_or_default() + 1;
        open.insert(audience.clone(), Open { state, router: router.clone(), seen, used });
        if open.len() > MOST
            && let Some(oldest) = open.iter().min_by_key(|(_, one)| one.used).map(|(audience, _)| audience.clone())
        {
            open.remove(&oldest);
        }
        Ok(router)
    }

    /// Keep the picture of the register itself up to date.
    pub(crate) async fn keep_up(self: Arc<Self>, every: Duration) {
        match self.whole() {
            Some(state) => state.keep_up(every).await,
            None => std::future::pending().await,
        }
    }
}

/// Have a request answered for its reader.
pub(crate) async fn answer(Given(readers): Given<Arc<Readers>>, mut request: Request) -> Response {
    let audience = request.extensions().get::<Reader>().map_or_else(|| readers.default.clone(), |reader| reader.0.clone());
    request.extensions_mut().insert(Reader(audience.clone()));
    match readers.router(&audience).await {
        Ok(router) => match router.oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        },
        Err(problem) => problem.into_response(),
    }
}
