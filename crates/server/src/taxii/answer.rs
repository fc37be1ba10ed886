//! Answers of TAXII 2.1: resources, pages and faults, all of one media type.

use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{StatusCode, header::VARY};
use axum::response::{IntoResponse, Response};
use chancery_register::RegisterError;
use chancery_share::{Published, ShareError, TAXII};
use serde_json::{Value, json};

use crate::problem::Problem;

/// The result of a handler.
pub(super) type Result = std::result::Result<Response, Fault>;

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Fault {
    status: StatusCode,
    what: String,
}

impl Fault {
    pub(super) fn new(status: StatusCode, what: impl Into<String>) -> Self {
        Self { status, what: what.into() }
    }
}

impl From<RegisterError> for Fault {
    fn from(error: RegisterError) -> Self {
        Self::new(Problem::from(error).into_response().status(), "the register cannot be used now")
    }
}

impl From<ShareError> for Fault {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::Register(error) => error.into(),
            ShareError::Bundle(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
            ShareError::NoPartner(_) => Self::new(StatusCode::FORBIDDEN, "only partners have collections"),
            // Where files lie is nobody's business but the operator's.
            error => {
                tracing::error!(%error, "what is shared cannot be used");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "what is shared cannot be used now; the log of the server says why")
            }
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason().unwrap_or("Fault");
        let mut response = document(&json!({ "title": title, "description": self.what, "http_status": self.status.as_u16().to_string() }));
        *response.status_mut() = self.status;
        response
    }
}

/// A resource.
pub(super) fn document(value: &Value) -> Response {
    typed(value.to_string())
}

fn typed(body: String) -> Response {
    let headers = [(header::CONTENT_TYPE, TAXII), (VARY, "Accept, Authorization"), (header::CACHE_CONTROL, "private, no-store")];
    (headers, body).into_response()
}

/// A page of what is published, as these items of a list.
pub(super) fn page(list: &str, items: &str, found: &[Published], more: bool) -> Response {
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return typed("{}".to_owned()) };
    let next = if more { format!("\"more\": true, \"next\": \"{}\", ", last.seq) } else { "\"more\": false, ".to_owned() };
    let mut response = typed(format!("{{{next}\"{list}\": [{items}]}}"));
    for (name, one) in [("x-taxii-date-added-first", first), ("x-taxii-date-added-last", last)] {
        if let Ok(value) = HeaderValue::from_str(&one.added) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
