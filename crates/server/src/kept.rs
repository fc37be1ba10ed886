//! Answers that were given are kept for whoever asks the same of the same state: many look at one overview. Their marks name question and
//! state, so an answer is never wrong; those not asked for give way.

use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// An answer that is larger is not kept.
const LARGEST: u64 = 512 << 10;
/// Bytes of all that are kept.
const ALL: u64 = 64 << 20;
/// What of its head is kept.
const HEADERS: [HeaderName; 3] = [header::CONTENT_TYPE, header::CONTENT_DISPOSITION, HeaderName::from_static("x-next-cursor")];

#[derive(Clone)]
struct Answer {
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Clone)]
struct Size;

impl Weighter<String, Answer> for Size {
    fn weight(&self, _: &String, answer: &Answer) -> u64 {
        answer.body.len() as u64 + 512
    }
}

/// The answers.
pub(crate) struct Kept(Cache<String, Answer, Size>);

impl Kept {
    pub(crate) fn new() -> Self {
        Self(Cache::with_weighter(4096, ALL, Size))
    }

    /// The answer with this mark.
    pub(crate) fn find(&self, tag: &str) -> Option<Response> {
        let answer = self.0.get(tag)?;
        Some((answer.headers, answer.body).into_response())
    }

    /// Keep an answer if it is one and not too large.
    pub(crate) async fn keep(&self, tag: &str, response: Response) -> Response {
        if !response.status().is_success() || response.body().size_hint().exact().is_none_or(|size| size > LARGEST) {
            return response;
        }
        let (head, body) = response.into_parts();
        // A body of known size that is in memory does not fail.
        let body = to_bytes(body, LARGEST as usize).await.unwrap_or_default();
        let headers = HEADERS.iter().filter_map(|name| Some((name.clone(), head.headers.get(name)?.clone()))).collect();
        self.0.insert(tag.to_owned(), Answer { headers, body: body.clone() });
        Response::from_parts(head, Body::from(body))
    }
}
