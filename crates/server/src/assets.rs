//! The pages: files that the build of `web/` left in `web/dist`, within the program. The program is whole without them, for those who only
//! want the API; it then says how to make them.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// The first page; every address that is no file of the pages is for their own router.
const INDEX: &str = "index.html";
/// Names of files below here change with what is in them.
const HASHED: &str = "assets/";

const MISSING: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>chancery</title><p>This program was built without its pages. \
    Build them with <code>npm ci &amp;&amp; npm run build</code> in <code>web/</code>, then build the program again. The API is at \
    <a href=/api/v1/openapi.json>/api/v1/openapi.json</a>.";

/// A file of the pages.
pub(crate) async fn file(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty()) {
        let age = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
        let kind = file.metadata.mimetype().to_owned();
        return ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, age.to_owned())], file.data.into_owned()).into_response();
    }
    if path.starts_with(HASHED) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let page = Dist::get(INDEX).map_or_else(|| MISSING.as_bytes().to_vec(), |file| file.data.into_owned());
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], page).into_response()
}
