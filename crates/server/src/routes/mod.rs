//! The routes of the API, each with its description for the OpenAPI document.

pub(crate) mod acts;
mod charts;
pub(crate) mod commitments;
mod documents;
mod meta;
mod overview;
mod parties;
mod places;
pub(crate) mod queries;
mod relations;
mod review;
pub(crate) mod session;

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Shared;

#[derive(OpenApi)]
#[openapi(
    info(title = "chancery", description = "What governments and organisations did, said and promised to each other, each entry tied to the words it came from.", license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")),
    tags(
        (name = "acts", description = "What was done, each act once however many reports tell it"),
        (name = "commitments", description = "What was undertaken, followed over time"),
        (name = "charts", description = "Figures for charts"),
        (name = "documents", description = "Reports and statements"),
        (name = "parties", description = "Parties and persons"),
        (name = "review", description = "What people decide"),
        (name = "queries", description = "Filters that people keep"),
        (name = "register", description = "The register as a whole"),
        (name = "session", description = "Who asks"),
    )
)]
struct Api;

/// Every route below `/api/v1`.
pub(crate) fn api() -> OpenApiRouter<Shared> {
    let routes = OpenApiRouter::new()
        .routes(routes!(acts::list))
        .routes(routes!(acts::one))
        .routes(routes!(acts::compare))
        .routes(routes!(commitments::list))
        .routes(routes!(commitments::one))
        .routes(routes!(overview::overview))
        .routes(routes!(charts::timeline))
        .routes(routes!(relations::network))
        .routes(routes!(relations::dyad))
        .routes(routes!(places::map))
        .routes(routes!(charts::facets))
        .routes(routes!(documents::list))
        .routes(routes!(documents::one))
        .routes(routes!(documents::related))
        .routes(routes!(documents::search))
        .routes(routes!(parties::list))
        .routes(routes!(parties::one))
        .routes(routes!(parties::names))
        .routes(routes!(review::queue))
        .routes(routes!(review::corrections, review::decide))
        .routes(routes!(review::undo))
        .routes(routes!(queries::list, queries::keep))
        .routes(routes!(queries::discard))
        .routes(routes!(queries::feed))
        .routes(routes!(session::who, session::log_in, session::log_out))
        .routes(routes!(meta::stats))
        .routes(routes!(meta::meta))
        .routes(routes!(meta::sql));
    OpenApiRouter::with_openapi(Api::openapi()).nest("/api/v1", routes)
}
