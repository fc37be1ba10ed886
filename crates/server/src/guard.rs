//! What every request and every answer goes through: who may ask, from where, and what a browser may do with the answer.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;
use crate::state::{Shared, today};

/// What a browser may load and do: our own files and nothing else; no script or style within the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Who may ask.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    /// The hash of the token that requests must carry.
    pub(crate) token: Option<blake3::Hash>,
    /// Names by which the server may be asked beside those of this machine.
    pub(crate) hosts: Arc<[String]>,
}

impl Door {
    /// A page of another site may have its name lead to this machine, so only our own names are taken.
    fn knows_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.rsplit_once(':').map_or(host, |(name, _)| name),
        };
        name.eq_ignore_ascii_case("localhost") || self.hosts.iter().any(|known| known.eq_ignore_ascii_case(name)) || name.parse::<IpAddr>().is_ok()
    }

    /// Whether the token is there: as a bearer's, or as the password that a browser asks for.
    fn knows_bearer(&self, headers: &HeaderMap) -> bool {
        let Some(expected) = self.token else { return true };
        let Some(given) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else { return false };
        let token = match given.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim().as_bytes().to_vec(),
            Some((scheme, both)) if scheme.eq_ignore_ascii_case("basic") => match base64(both.trim()) {
                Some(both) => both.splitn(2, |b| *b == b':').nth(1).unwrap_or_default().to_vec(),
                None => return false,
            },
            _ => return false,
        };
        // Hashes are compared in constant time.
        blake3::hash(&token) == expected
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

/// Turn away who may not ask.
pub(crate) async fn door(State(door): State<Door>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !door.knows_host(headers) {
        return Problem::new(StatusCode::MISDIRECTED_REQUEST, "the server does not go by this name; add it with --host").into_response();
    }
    if !door.knows_bearer(headers) {
        let mut response = Problem::new(StatusCode::UNAUTHORIZED, "a token is needed").into_response();
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"chancery\", charset=\"UTF-8\""));
        return response;
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && !headers.contains_key("x-chancery") {
        return Problem::new(StatusCode::FORBIDDEN, "what changes something needs the header X-Chancery").into_response();
    }
    next.run(request).await
}

/// Tell browsers what they may do.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Answers to questions carry a mark of the state they were drawn from; who has that state already gets no answer anew.
pub(crate) async fn tags(State(state): State<Shared>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let asked = request.uri().path_and_query().map_or("", |asked| asked.as_str());
    let hash = blake3::hash(format!("{} {} {asked}", state.version(), today()).as_bytes());
    let tag = format!("W/\"{}\"", &hash.to_hex()[..20]);
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag || one.trim() == "*"));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else if let Some(answer) = state.kept.find(&tag) {
        answer
    } else {
        state.kept.keep(&tag, next.run(request).await).await
    };
    if (response.status().is_success() || is_known)
        && let Ok(tag) = HeaderValue::from_str(&tag)
    {
        response.headers_mut().insert(header::ETAG, tag);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a value"))])
    }

    #[test]
    fn only_our_own_names_are_taken() {
        let door = Door { token: None, hosts: Arc::from(vec!["register.example".to_owned()]) };
        for (host, known) in [
            ("localhost:8470", true),
            ("LOCALHOST", true),
            ("127.0.0.1:8470", true),
            ("[::1]:8470", true),
            ("register.example", true),
            ("register.example:8470", true),
            ("evil.example", false),
            ("localhost.evil.example", false),
            ("", false),
        ] {
            assert_eq!(door.knows_host(&with(header::HOST, host)), known, "{host}");
        }
        assert!(!door.knows_host(&HeaderMap::new()));
    }

    #[test]
    fn a_token_is_taken_as_a_bearers_or_as_a_password() {
        let door = Door { token: Some(blake3::hash(b"secret")), hosts: Arc::from(Vec::new()) };
        for (value, known) in [
            ("Bearer secret", true),
            ("bearer  secret", true),
            ("Basic OnNlY3JldA==", true),
            ("Basic YW5uOnNlY3JldA==", true),
            ("Bearer other", false),
            ("Bearer", false),
            ("Basic secret", false),
            ("Basic !!", false),
            ("secret", false),
        ] {
            assert_eq!(door.knows_bearer(&with(header::AUTHORIZATION, value)), known, "{value}");
        }
        assert!(!door.knows_bearer(&HeaderMap::new()));
    }
}
