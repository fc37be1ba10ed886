//! What every request and every answer goes through, whoever asks: by which name, from which page, and what a browser may do with the answer.
//! Who may ask is decided in `access`.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;
use crate::routes::session;
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

/// By which names the server may be asked.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    /// Those beside the names of this machine.
    pub(crate) hosts: Arc<[String]>,
}

impl Door {
    /// A page of another site may have its name lead to this machine, so only our own names are taken.
    fn knows_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
        let name = name_of(host);
        name.eq_ignore_ascii_case("localhost") || self.has(name) || name.parse::<IpAddr>().is_ok()
    }

    fn has(&self, name: &str) -> bool {
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Whether a request comes from one of our own pages, or from no page at all.
    fn is_ours(&self, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let from = text(HeaderName::from_static("sec-fetch-site"));
        if from.is_some_and(|from| !matches!(from, "same-origin" | "none")) {
            return false;
        }
        let Some(origin) = text(header::ORIGIN) else { return true };
        let host = text(header::HOST).unwrap_or_default();
        // A proxy may ask under another name than the page was opened by; that one is told with --host.
        origin.split_once("://").is_some_and(|(_, page)| page.eq_ignore_ascii_case(host) || self.has(name_of(page)))
    }
}

/// A host without its port.
fn name_of(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    }
}

/// Turn away what comes under a strange name, or changes something at the bidding of another site.
pub(crate) async fn door(State(door): State<Door>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !door.knows_host(headers) {
        return Problem::new(StatusCode::MISDIRECTED_REQUEST, "the server does not go by this name; add it with --host").into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // No page of another site can send this type without asking first.
    let is_taxii = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/taxii+json"));
    if !reads && !is_taxii && !headers.contains_key("x-chancery") {
        return Problem::new(StatusCode::FORBIDDEN, "what changes something needs the header X-Chancery").into_response();
    }
    if !reads && !door.is_ours(headers) {
        return Problem::new(StatusCode::FORBIDDEN, "a page of another site may change nothing; name a proxy before the server with --host").into_response();
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
    // Who asks is another with each request, and no state of the register.
    if !matches!(*request.method(), Method::GET | Method::HEAD) || request.uri().path() == session::PATH {
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
        let door = Door { hosts: Arc::from(vec!["register.example".to_owned()]) };
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
    fn a_page_of_another_site_changes_nothing() {
        let door = Door { hosts: Arc::from(vec!["register.example".to_owned()]) };
        let ours = |host: &str, origin: Option<&str>, from: Option<&str>| {
            let mut headers = with(header::HOST, host);
            let mut add = |name: HeaderName, value: Option<&str>| value.map(|value| headers.insert(name, HeaderValue::from_str(value).expect("a value")));
            add(header::ORIGIN, origin);
            add(HeaderName::from_static("sec-fetch-site"), from);
            door.is_ours(&headers)
        };
        for (host, origin, from, expected) in [
            ("localhost:8470", None, None, true),
            ("localhost:8470", Some("http://localhost:8470"), Some("same-origin"), true),
            ("localhost:8470", None, Some("none"), true),
            ("127.0.0.1:8470", Some("https://register.example"), Some("same-origin"), true),
            ("localhost:8470", Some("http://localhost:8471"), None, false),
            ("localhost:8470", Some("http://127.0.0.1:8470"), None, false),
            ("localhost:8470", Some("https://evil.example"), None, false),
            ("register.example", Some("https://evil.register.example"), None, false),
            ("localhost:8470", Some("null"), None, false),
            ("localhost:8470", Some(""), None, false),
            ("localhost:8470", None, Some("cross-site"), false),
            ("localhost:8470", None, Some("same-site"), false),
            ("localhost:8470", Some("http://localhost:8470"), Some("cross-site"), false),
        ] {
            assert_eq!(ours(host, origin, from), expected, "{host} {origin:?} {from:?}");
        }
    }
}
