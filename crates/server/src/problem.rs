//! Faults as `application/problem+json` (RFC 9457): what is wrong, and the way out.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chancery_register::RegisterError;
use serde::Serialize;
use utoipa::ToSchema;

/// A fault.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`: the status says what sort of fault it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The status code.
    status: u16,
    /// What is wrong, and the way out.
    detail: String,
    /// How many seconds to wait before asking again.
    #[serde(skip)]
    wait: Option<u64>,
}

/// The result of a handler.
pub(crate) type Answer<T> = Result<T, Problem>;

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { kind: "about:blank", title: status.canonical_reason().unwrap_or("Fault"), status: status.as_u16(), detail: detail.into(), wait: None }
    }

    pub(crate) fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// What is asked for does not go with what is there.
    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    /// The server has no time for this any more.
    pub(crate) fn stopping() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping")
    }

    /// There were too many attempts.
    pub(crate) fn wait(seconds: u64) -> Self {
        Self { wait: Some(seconds), ..Self::new(StatusCode::TOO_MANY_REQUESTS, format!("too many attempts; wait {seconds} seconds")) }
    }

    pub(crate) fn unknown(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        let status = match &error {
            RegisterError::UnknownId(_) | RegisterError::UnknownParty(_) => StatusCode::NOT_FOUND,
            RegisterError::Query(_) => StatusCode::BAD_REQUEST,
            RegisterError::Correction(_) | RegisterError::Sharing(_) => StatusCode::CONFLICT,
            RegisterError::Busy | RegisterError::Full | RegisterError::ReadOnly(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status.is_server_error() {
            tracing::error!(%error, "the register cannot answer");
        }
        // Where the file lies is nobody's business but the operator's.
        let detail = match &error {
            RegisterError::Missing(_)
            | RegisterError::Open { .. }
            | RegisterError::ReadOnly(_)
            | RegisterError::Foreign(_)
            | RegisterError::Newer { .. }
            | RegisterError::View { .. } => "the register cannot be used now; the log of the server says why".to_owned(),
            _ => error.to_string(),
        };
        Self::new(status, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = self.wait;
        let mut response = (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(self)).into_response();
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
