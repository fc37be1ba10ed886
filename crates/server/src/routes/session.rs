//! Who asks: logging in with a password, what one may do, logging out.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, RequestExt as _};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::review::body;
use crate::access::{Caller, Gate};
use crate::problem::{Answer, Problem};

/// The address of these routes.
pub(crate) const PATH: &str = "/api/v1/session";

/// For so many seconds a browser keeps its session; the server may end it sooner.
const KEPT: u32 = 7 * 24 * 60 * 60;

/// Who asks, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Who {
    /// The name of the account; null where the server has no accounts.
    #[schema(required)]
    name: Option<String>,
    /// What it may do: `reader`, `analyst`, `reviewer` or `administrator`.
    role: &'static str,
    /// Whose eyes it sees with: `home:` with a label of TLP 2.0, `partner:` with a name, or `public`.
    audience: String,
}

impl From<Caller> for Who {
    fn from(caller: Caller) -> Self {
        Self { name: caller.name, role: caller.role.as_str(), audience: caller.audience }
    }
}

/// A name with its password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogIn {
    /// The name of the account.
    name: String,
    /// Its password.
    password: String,
}

/// Who asks.
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, description = "Who asks", body = Who), (status = "4XX", description = "Not known", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn who(Extension(caller): Extension<Caller>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(Who::from(caller)))
}

/// Log in. The session is in a cookie; it ends when it was not used for twelve hours, and after a week.
#[utoipa::path(post, path = "/session", tag = "session", request_body = LogIn,
    params(("X-Chancery" = String, Header, description = "Anything: a form of another site cannot send it")),
    responses((status = 201, description = "Logged in", body = Who), (status = "4XX", description = "Name or password is wrong, or there were too many attempts", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn log_in(Extension(gate): Extension<Arc<Gate>>, request: Request) -> Answer<Response> {
    let address = gate.address(&request);
    let bytes: Bytes = request.extract().await.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "a name and a password are shorter"))?;
    let given: LogIn = body(&bytes)?;
    if !gate.is_closed().await? {
        return Err(Problem::conflict("there are no accounts here, and nobody needs to log in"));
    }
    let made = gate.log_in(given.name, given.password, address).await?;
    let who = Who { name: Some(made.account.name), role: made.account.role.as_str(), audience: made.account.audience.to_string() };
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie(&gate, &made.session, KEPT)), (header::CACHE_CONTROL, "no-store".to_owned())], Json(who))
        .into_response())
}

/// Log out.
#[utoipa::path(delete, path = "/session", tag = "session",
    params(("X-Chancery" = String, Header, description = "Anything: a form of another site cannot send it")),
    responses((status = 204, description = "The session has ended"), (status = "4XX", description = "Not known", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn log_out(Extension(gate): Extension<Arc<Gate>>, Extension(caller): Extension<Caller>, request: Request) -> Answer<Response> {
    if let (Some(session), Some(name)) = (gate.session(request.headers()), caller.name) {
        gate.log_out(session, name, gate.address(&request)).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie(&gate, "", 0)), (header::CACHE_CONTROL, "no-store".to_owned())]).into_response())
}

/// A cookie that no script sees and no other site sends.
fn cookie(gate: &Gate, value: &str, kept: u32) -> String {
    let secure = if gate.https { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={kept}{secure}", gate.cookie())
}
