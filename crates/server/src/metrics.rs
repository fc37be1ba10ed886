//! Figures of the server itself, for Prometheus: requests by route and status with their time, and what the register holds.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::state::Shared;

/// Seconds by which times are counted.
const BOUNDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    route: String,
    method: String,
    status: u16,
}

/// The figures.
pub(crate) struct Metrics {
    registry: Registry,
    times: Family<Labels, Histogram>,
    events: Gauge,
    commitments: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("chancery");
        let times = Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(BOUNDS));
        let (events, commitments) = (Gauge::default(), Gauge::default());
        registry.register("http_request_duration_seconds", "Requests by route, method and status", times.clone());
        registry.register("events", "Acts that the register holds", events.clone());
        registry.register("commitments", "Undertakings that the register holds", commitments.clone());
        Self { registry, times, events, commitments }
    }

    fn took(&self, route: &str, method: &str, status: u16, time: Duration) {
        let labels = Labels { route: route.to_owned(), method: method.to_owned(), status };
        self.times.get_or_create(&labels).observe(time.as_secs_f64());
    }
}

/// Take the time of a request, by the pattern of its route: addresses themselves are without number.
#[expect(clippy::disallowed_methods, reason = "the time that a request takes")]
pub(crate) async fn measure(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "pages".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let begun = Instant::now();
    let response = next.run(request).await;
    state.metrics.took(&route, &method, response.status().as_u16(), begun.elapsed());
    response
}

/// The figures as Prometheus reads them.
pub(crate) async fn show(State(state): State<Shared>) -> Response {
    let picture = state.picture();
    state.metrics.events.set(picture.acts.len() as i64);
    state.metrics.commitments.set(picture.promises.len() as i64);
    let mut text = String::new();
    // Writing into a string does not fail.
    let _ = encode(&mut text, &state.metrics.registry);
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
}
