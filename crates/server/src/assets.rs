//! What pages load: style and scripts, within the program, by addresses that change with their content.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// One file.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! assets {
    ($($name:literal $kind:ident),+ $(,)?) => {
        const ASSETS: &[Asset] = &[$(
            Asset { name: $name, kind: $kind, bytes: include_bytes!(concat!("../assets/", $name)) }
        ),+];
    };
}

assets![
    "subak.css" CSS,
    "subak.svg" SVG,
    "subak.js" SCRIPT,
];

/// The version of all assets: scripts import one another by name, so they change their address together.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in ASSETS {
        hash.update(asset.name);
        hash.update(asset.bytes);
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
});

static BY_NAME: LazyLock<BTreeMap<&'static str, &'static Asset>> =
    LazyLock::new(|| ASSETS.iter().map(|asset| (asset.name, asset)).collect());

/// The address of a file.
#[must_use]
pub fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// The route to the files.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{version}/{name}", get(give))
}

async fn give(Path((version, name)): Path<(String, String)>) -> Response {
    let Some(asset) = BY_NAME.get(name.as_str()).filter(|_| version == *VERSION) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let lasting = "public, max-age=31536000, immutable";
    ([(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, lasting)], asset.bytes).into_response()
}
