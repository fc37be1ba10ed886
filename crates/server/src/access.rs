//! Who asks, and whether they may: sessions of persons, tokens of programs and partners, the least role of each route, and what is written
//! down of it.
//!
//! [`ask`] finds out who it is and for which reader the answer is, before a reader's routes are chosen; [`allow`] stands before every one of
//! these routes and lets through what their rule allows.
//!
//! Where there are accounts, nothing is answered to whoever has none. Where there are none, whoever reaches the server may do everything; a
//! token of the operator may be asked for.

mod journal;
mod rules;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chancery_access::{Access, AccessError, Account, Action, Actor, Begun, Entry, Known, LoggedIn, Role, Verified};
use chancery_model::Audience;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

pub(crate) use self::journal::{Journal, Line};
use self::rules::{Does, Rule, TAXII, rule};
use crate::problem::{Answer, Problem};
use crate::readers::Reader;
use crate::state::now;

/// So many passwords and tokens are looked at at one time, which takes 19 MB each.
const HASHING: usize = 2;
/// Nobody waits longer for their turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// More of an address is not written down.
const LONGEST: usize = 4096;
/// Only what begins so is a route. All else is a file of the pages, which hold no data.
const ROUTES: [&str; 3] = ["/api", "/metrics", "/taxii2"];

/// Who asks, for those who answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The name of the account; none where there are no accounts.
    pub(crate) name: Option<String>,
    /// What they may do.
    pub(crate) role: Role,
    /// Whose eyes they see with.
    pub(crate) audience: String,
}

/// Who a request is from, as far as that is known; put into its extensions by [`ask`].
#[derive(Clone, Debug)]
enum Asker {
    /// There are no accounts.
    Anybody,
    /// There are, and it is none of them.
    Nobody(Problem),
    /// One of them, and from where.
    Account(Box<Known>, String),
}

/// What a handler adds to the log about a change, as an extension of its answer.
#[derive(Clone, Debug)]
pub(crate) struct Told(pub(crate) String);

/// What decides who may ask.
pub(crate) struct Gate {
    path: PathBuf,
    /// The hash of what requests must carry where there are no accounts.
    token: Option<blake3::Hash>,
    /// A proxy speaks https, and tells who asks.
    pub(crate) https: bool,
    /// For whom answers are where there are no accounts.
    reader: Audience,
    access: Mutex<Option<Access>>,
    /// There are accounts: once there are, there always are.
    closed: AtomicBool,
    verified: Verified,
    hashing: Semaphore,
    pub(crate) journal: Journal,
}

/// What somebody shows.
enum Shown {
    Nothing,
    Token(String),
    Session(String),
}

impl Gate {
    /// A gate for the accounts at a path, which need not be there.
    pub(crate) fn new(path: PathBuf, token: Option<&str>, https: bool, reader: Audience) -> Self {
        Self {
            journal: Journal::start(&path),
            path,
            token: token.map(|token| blake3::hash(token.as_bytes())),
            https,
            reader,
            access: Mutex::new(None),
            closed: AtomicBool::new(false),
            verified: Verified::default(),
            hashing: Semaphore::new(HASHING),
        }
    }

    /// Whether there are accounts, so that everybody must be known.
    pub(crate) async fn is_closed(self: &Arc<Self>) -> Result<bool, AccessError> {
        if self.closed.load(Ordering::Acquire) {
            return Ok(true);
        }
        if !self.path.exists() {
            return Ok(false);
        }
        let closed = self.with(|access| access.has_accounts()).await?;
        self.closed.fetch_or(closed, Ordering::AcqRel);
        Ok(closed)
    }

    /// Ask the accounts something, on a thread that may wait.
    pub(crate) async fn with<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Access) -> Result<T, AccessError> + Send + 'static,
    ) -> Result<T, AccessError> {
        let gate = Arc::clone(self);
        let done = spawn_blocking(move || {
            let mut access = gate.access.lock().unwrap_or_else(PoisonError::into_inner);
            let access = match &mut *access {
                Some(access) => access,
                closed => closed.insert(Access::open(&gate.path)?),
            };
            work(access)
        });
        done.await.map_err(|_| AccessError::Busy)?
    }

    /// Do what takes long, when it is its turn.
    async fn hash<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&Self) -> T + Send + 'static) -> Answer<T> {
        let busy = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many log in at this moment; try again");
        let _turn = tokio::time::timeout(PATIENCE, self.hashing.acquire()).await.map_err(|_| busy())?.map_err(|_| busy())?;
        let gate = Arc::clone(self);
        spawn_blocking(move || work(&gate)).await.map_err(|_| busy())
    }

    /// Log somebody in.
    pub(crate) async fn log_in(self: &Arc<Self>, name: String, password: String, address: String) -> Answer<LoggedIn> {
        if self.journal.is_failing() {
            return Err(unwritten());
        }
        let begun = self.with(move |access| access.attempt(&name, &address, seconds())).await?;
        let attempt = match begun {
            Begun::Attempt(attempt) => attempt,
            Begun::Wait(left) => return Err(Problem::wait(left)),
        };
        let checked = self.hash(move |_| attempt.check(&password)).await?;
        let logged_in = self.with(move |access| access.log_in(checked, seconds())).await?;
        logged_in.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "name or password is wrong"))
    }

    /// End the session that a request shows.
    pub(crate) async fn log_out(self: &Arc<Self>, session: String, name: String, address: String) -> Answer<()> {
        Ok(self.with(move |access| access.log_out(&session, Actor { name: &name, address: Some(&address) }, seconds())).await?)
    }

    /// Whether what somebody's standing query finds in the whole register may be sent: where there are accounts, theirs must be one that may keep
    /// queries and sees everything, still.
    pub(crate) async fn lets_send(self: &Arc<Self>, author: &str) -> Result<bool, AccessError> {
        if !self.is_closed().await? {
            return Ok(true);
        }
        let author = author.to_owned();
        let account = self.with(move |access| match access.account(&author) {
            Err(AccessError::UnknownAccount(_)) => Ok(None),
            found => found.map(Some),
        });
        let keeps = |role| rule("POST", "/api/v1/queries").is_some_and(|rule| rule.lets(role));
        Ok(account.await?.is_some_and(|account| account.disabled.is_none() && !account.audience.is_limited() && keeps(account.role)))
    }

    /// Write down that records were sent to an address at somebody's wish.
    pub(crate) async fn released(self: &Arc<Self>, account: &str, object: String, detail: String) {
        if !self.is_closed().await.unwrap_or(true) {
            return;
        }
        let entry = Entry { time: seconds(), account: Some(account.to_owned()), address: None, action: Action::Released, object, detail };
        // While it cannot be written, nothing more is sent.
        self.journal.write(Line { entry: Some(entry), used: None }).await;
    }

    /// The session in the cookies of a request.
    pub(crate) fn session(&self, headers: &HeaderMap) -> Option<String> {
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(';'));
        let mut named = cookies.filter_map(|cookie| cookie.trim().split_once('='));
        named.find(|(name, _)| *name == self.cookie()).map(|(_, value)| value.to_owned())
    }

    /// The name of the cookie. With the prefix, browsers take it over https only, from this host only.
    pub(crate) fn cookie(&self) -> &'static str {
        if self.https { "__Host-chancery" } else { "chancery" }
    }

    /// Where a request comes from.
    pub(crate) fn address(&self, request: &Request) -> String {
        let proxied = || {
            let told = request.headers().get_all("x-forwarded-for").into_iter().next_back()?.to_str().ok()?;
            told.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
        };
        let told = if self.https { proxied() } else { None };
        let peer = || request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        told.or_else(peer).map_or_else(|| "unknown".to_owned(), |address| address.to_canonical().to_string())
    }

    /// What a request shows, where there are accounts. It does not matter for the pages, which anybody may have.
    fn shown(&self, request: &Request) -> Shown {
        let headers = request.headers();
        if !is_route(request) {
            Shown::Nothing
        } else if headers.contains_key(header::AUTHORIZATION) {
            token(headers).map_or(Shown::Nothing, Shown::Token)
        } else {
            self.session(headers).map_or(Shown::Nothing, Shown::Session)
        }
    }

    /// Who it is that shows this.
    async fn known(self: &Arc<Self>, shown: Shown, address: &str) -> Answer<Known> {
        match shown {
            Shown::Nothing => Err(stranger()),
            Shown::Session(session) => self.with(move |access| access.session(&session, seconds())).await?.ok_or_else(stranger),
            Shown::Token(token) => {
                let from = address.to_owned();
                let presented = self.with(move |access| access.present(&token, &from, seconds())).await?.ok_or_else(stranger)?;
                if let Some(known) = presented.recall(&self.verified, seconds()) {
                    return Ok(known);
                }
                if presented.wait > 0 {
                    return Err(Problem::wait(presented.wait));
                }
                let (id, from) = (presented.id().to_owned(), address.to_owned());
                if let Some(known) = self.hash(move |gate| presented.check(&gate.verified, seconds())).await? {
                    return Ok(known);
                }
                self.with(move |access| access.refuse_token(&id, &from, seconds())).await?;
                Err(stranger())
            }
        }
    }

    /// Whether the operator's token is there, if one is asked for.
    fn has_token(&self, headers: &HeaderMap) -> bool {
        // Hashes are compared in constant time.
        self.token.is_none_or(|expected| token(headers).is_some_and(|token| blake3::hash(token.as_bytes()) == expected))
    }
}

/// The token of a request: a bearer's, or the password that goes with any name.
fn token(headers: &HeaderMap) -> Option<String> {
    use base64::Engine as _;
    let (scheme, given) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(given.trim().to_owned());
    }
    let both = base64::engine::general_purpose::STANDARD.decode(given.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    String::from_utf8(both).ok()?.split_once(':').map(|(_, token)| token.to_owned())
}

fn seconds() -> i64 {
    now().as_second()
}

fn stranger() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "log in, or send a token that is in force")
}

fn unwritten() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the audit log cannot be written, so nothing is answered; the log of the server says why")
}

/// Find out who asks, and for which reader the answer is.
pub(crate) async fn ask(State(gate): State<Arc<Gate>>, mut request: Request, next: Next) -> Response {
    let (shown, address) = (gate.shown(&request), gate.address(&request));
    let from = match gate.is_closed().await {
        Err(error) => return Problem::from(error).into_response(),
        Ok(true) => match gate.known(shown, &address).await {
            Ok(known) => Asker::Account(Box::new(known), address),
            Err(problem) => Asker::Nobody(problem),
        },
        Ok(false) if gate.has_token(request.headers()) => Asker::Anybody,
        Ok(false) => return unknown(Problem::new(StatusCode::UNAUTHORIZED, "a token is needed"), "Basic realm=\"chancery\", charset=\"UTF-8\""),
    };
    if let Asker::Account(known, address) = &from {
        // Nothing is drawn up for a partner where it may not ask.
        if known.account.role == Role::Partner && is_route(&request) && !request.uri().path().starts_with(TAXII) {
            let (known, address) = (Known::clone(known), address.clone());
            return known_asks(gate, known, address, None, request, next).await.unwrap_or_else(IntoResponse::into_response);
        }
        request.extensions_mut().insert(Reader(known.account.audience.clone()));
    }
    request.extensions_mut().insert(from);
    request.extensions_mut().insert(gate);
    next.run(request).await
}

/// Say how to become known.
fn unknown(problem: Problem, how: &'static str) -> Response {
    let mut response = problem.into_response();
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(how));
    }
    response
}

/// Let through who may ask for this route, and write down what they did.
pub(crate) async fn allow(mut request: Request, next: Next) -> Response {
    let extensions = request.extensions();
    let (Some(from), Some(gate)) = (extensions.get::<Asker>().cloned(), extensions.get::<Arc<Gate>>().cloned()) else {
        // Nobody came in by any other way than `ask`.
        return Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "nobody has asked who it is").into_response();
    };
    if let Asker::Anybody = from {
        let (role, audience) = (Role::Administrator, gate.reader.to_string());
        request.extensions_mut().insert(Caller { name: None, role, audience });
        return next.run(request).await;
    }
    let route = extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let rule = route.as_ref().and_then(|path| rule(request.method().as_str(), path));
    if (route.is_none() && !is_route(&request)) || rule.is_some_and(|rule| rule.least.is_none()) {
        return next.run(request).await;
    }
    match from {
        Asker::Account(known, address) => known_asks(gate, *known, address, rule, request, next).await.unwrap_or_else(IntoResponse::into_response),
        Asker::Nobody(problem) => unknown(problem, "Bearer realm=\"chancery\""),
        Asker::Anybody => Problem::stopping().into_response(),
    }
}

fn is_route(request: &Request) -> bool {
    ROUTES.iter().any(|start| request.uri().path().starts_with(start))
}

/// Somebody known asks for a route with this rule, if it has one.
async fn known_asks(gate: Arc<Gate>, known: Known, address: String, rule: Option<Rule>, mut request: Request, next: Next) -> Answer<Response> {
    if gate.journal.is_failing() {
        return Err(unwritten());
    }
    let now = seconds();
    let asked = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let entry = Entry {
        time: now,
        account: Some(known.account.name.clone()),
        address: Some(address),
        action: Action::Denied,
        object: shortened(&format!("{} {asked}", request.method())),
        detail: known.account.role.to_string(),
    };
    let used = known.stale.then(|| (known.means.clone(), now));
    let Some(rule) = rule.filter(|rule| rule.lets(known.account.role)) else {
        let written = gate.journal.note(Line { entry: Some(entry), used });
        let refused = || Problem::new(StatusCode::FORBIDDEN, format!("the role {} may not do this", known.account.role));
        return Err(if written { refused() } else { unwritten() });
    };
    let Account { name, role, audience, .. } = known.account;
    request.extensions_mut().insert(Caller { name: Some(name), role, audience: audience.to_string() });
    if rule.does == Does::Changes {
        // What was begun is done and written down, also if whoever asked for it has gone.
        let done = tokio::spawn(async move { answer(&gate, rule, request, next, entry, used).await });
        return done.await.unwrap_or_else(|_| Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the change was not finished")));
    }
    answer(&gate, rule, request, next, entry, used).await
}

/// Answer, and write down that it was answered before it is.
async fn answer(gate: &Gate, rule: Rule, request: Request, next: Next, entry: Entry, used: Option<(chancery_access::Means, i64)>) -> Answer<Response> {
    let response = next.run(request).await;
    let status = response.status();
    let is_file = response.headers().contains_key(header::CONTENT_DISPOSITION);
    let shown = status.is_success() || status == StatusCode::NOT_MODIFIED;
    let action = match rule.does {
        Does::Shows if shown && is_file => Some(Action::Released),
        Does::Releases if shown => Some(Action::Released),
        Does::Shows if shown => Some(Action::Saw),
        // What failed on our side may have been done all the same.
        Does::Changes if status.is_success() || status.is_server_error() => Some(Action::Changed),
        _ => None,
    };
    let told = response.extensions().get::<Told>().map(|told| format!(" {}", told.0)).unwrap_or_default();
    let entry = action.map(|action| Entry { action, detail: shortened(&format!("{}{told}", status.as_u16())), ..entry });
    let line = Line { entry, used };
    let written = match action {
        Some(Action::Changed | Action::Released) => gate.journal.write(line).await,
        None if line.used.is_none() => true,
        _ => gate.journal.note(line),
    };
    if written { Ok(response) } else { Err(unwritten()) }
}

/// Not more than is written down, cut between letters.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        tracing::error!(%error, "the accounts cannot be looked at");
        // Where the file lies is nobody's business but the operator's.
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "who asks cannot be looked up now; the log of the server says why")
    }
}
