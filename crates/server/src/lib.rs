//! The register over HTTP: a JSON API with an OpenAPI document, and the pages that look at it.
//!
//! `routes` answers questions from a picture of the register in memory (`picture`) and from the register itself (`state`). `access` decides who
//! may ask and writes down what they did, `guard` what a browser may do. `assets` holds the pages. The server reads no text and finds nothing: it shows what the register holds, and writes down what
//! people decide. `hooks` tells what standing queries find to addresses that people named, and nothing else leaves the machine.

mod access;
mod assets;
mod atom;
mod guard;
mod hooks;
mod kept;
mod metrics;
mod params;
mod picture;
mod problem;
mod readers;
mod routes;
mod shapes;
mod state;
mod table;
mod taxii;

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::get;
use chancery_knowledge::Knowledge;
use chancery_model::Audience;
use chancery_register::RegisterError;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::access::{Gate, Line};
use crate::guard::Door;
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::readers::Readers;
use crate::state::Parts;

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long requests may go on after the server was told to stop.
const LAST_CALL: Duration = Duration::from_secs(10);
/// How often to look whether the register has changed.
const LOOK: Duration = Duration::from_secs(1);
/// A body is not larger.
const BODY: usize = 256 << 10;

/// How to serve.
#[derive(Clone, Debug)]
pub struct Config {
    /// The register.
    pub register: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What requests must carry where there are no accounts; one or the other is needed to listen elsewhere than on this machine.
    pub token: Option<String>,
    /// A proxy before the server speaks https, and names who asks in `X-Forwarded-For`.
    pub https: bool,
    /// Names by which the server may be asked beside those of this machine.
    pub hosts: Vec<String>,
    /// For whom answers are that no account asks for.
    pub reader: Audience,
    /// Send nothing to webhooks.
    pub offline: bool,
    /// Hosts with their ports that webhooks may be at though their addresses are not public.
    pub private: Vec<(String, u16)>,
}

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The register cannot be used.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// Who may ask cannot be looked up.
    #[error(transparent)]
    Access(#[from] chancery_access::AccessError),
    /// Others could ask without saying who they are.
    #[error(
        "{0} can be reached by other machines, so accounts or a token is needed: make accounts with `chancery account add`, or put a token into a file and name it with --token-file, or listen on 127.0.0.1"
    )]
    Open(SocketAddr),
    /// The address is taken, or none of this machine's.
    #[error("cannot listen on {address}: {source}; name another address with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Anything else that the system says.
    #[error("the server cannot go on: {0}")]
    System(#[from] std::io::Error),
}

/// Serve until `stop` is ready, then finish what was begun. `ready` is told the address.
pub async fn serve(
    config: Config,
    knowledge: Knowledge,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let gate = Arc::new(Gate::new(chancery_access::path_beside(&config.register), config.token.as_deref(), config.https, config.reader.clone()));
    let closed = gate.is_closed().await?;
    if !config.listen.ip().is_loopback() {
        if !closed && config.token.is_none() {
            return Err(ServeError::Open(config.listen));
        }
        if closed && !config.https {
            tracing::warn!("passwords go to {} as they are; put a proxy before the server that speaks https, and say so with --https", config.listen);
        }
    }
    if closed && config.token.is_some() {
        tracing::warn!("there are accounts, so the token of --token-file lets nobody in");
    }
    let parts = Parts { knowledge: Arc::new(knowledge), metrics: Arc::new(Metrics::new()), sends: !config.offline };
    let (path, reader) = (config.register.clone(), config.reader.clone());
    let readers = tokio::task::spawn_blocking(move || Readers::open(&path, parts, reader, routes_for)).await.map_err(std::io::Error::other)??;
    let readers = Arc::new(readers);
    let listener = TcpListener::bind(config.listen).await.map_err(|source| ServeError::Listen { address: config.listen, source })?;
    ready(listener.local_addr()?);
    let watching = tokio::spawn(Arc::clone(&readers).keep_up(LOOK));
    let telling = readers.whole().map(|state| tokio::spawn(hooks::keep_telling(state, Arc::clone(&gate), config.private)));
    let door = Door { hosts: config.hosts.into() };
    let (told, mut stopping) = tokio::sync::watch::channel(false);
    let router = router(readers, door, Arc::clone(&gate)).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        // Nobody may be left to hear it.
        let _ = told.send(true);
    });
    let last_call = async {
        let _ = stopping.wait_for(|stopping| *stopping).await;
        tokio::time::sleep(LAST_CALL).await;
    };
    let ended = tokio::select! {
        ended = std::future::IntoFuture::into_future(served) => ended,
        () = last_call => Ok(()),
    };
    watching.abort();
    if let Some(telling) = telling {
        telling.abort();
    }
    if tokio::time::timeout(LAST_CALL, gate.journal.write(Line::default())).await != Ok(true) {
        tracing::error!("the last entries of the audit log could not be written");
    }
    Ok(ended?)
}

/// What one reader is answered from.
fn routes_for(state: state::Shared) -> Router {
    let (api, document) = routes::api().split_for_parts();
    let document = document.to_json().unwrap_or_default();
    let document = move || async move { ([(axum::http::header::CONTENT_TYPE, "application/json")], document) };
    let api = api.route("/api/v1/openapi.json", get(document)).layer(from_fn_with_state(Arc::clone(&state), guard::tags));
    api.merge(taxii::routes())
        .route("/health", get(|| async { "ok" }))
        .route("/metrics", get(metrics::show))
        .route("/api/{*rest}", get(|| async { Problem::unknown("there is no such route; /api/v1/openapi.json lists them").into_response() }))
        .fallback(assets::file)
        .layer(from_fn(access::allow))
        .layer(from_fn_with_state(Arc::clone(&state), metrics::measure))
        .with_state(state)
}

fn router(readers: Arc<Readers>, door: Door, gate: Arc<Gate>) -> Router {
    Router::new()
        .fallback(readers::answer)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(gate, access::ask))
        .layer(from_fn_with_state(door, guard::door))
        .layer(from_fn(guard::headers))
        .layer(TraceLayer::new_for_http())
        .with_state(readers)
}
