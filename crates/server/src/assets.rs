//! What pages load: style and scripts, within the program, by addresses that change with their content.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::chart;

/// One file.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

/// For files whose address changes with their content.
const LASTING: &str = "public, max-age=31536000, immutable";

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
    "sign.js" SCRIPT,
    "passkey.js" SCRIPT,
    "timer.js" SCRIPT,
    "chart.css" CSS,
    "chart.js" SCRIPT,
    "undo.js" SCRIPT,
    "journal.js" SCRIPT,
    "verify.js" SCRIPT,
    "words.js" SCRIPT,
    "whatif.js" SCRIPT,
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
    Router::new()
        .route("/assets/{version}/{name}", get(give))
        .route(&chart::library().path, get(library))
}

/// The library that draws charts. It is packed once, not for each browser.
async fn library(headers: HeaderMap) -> Response {
    let packs = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let common = [(CONTENT_TYPE, SCRIPT), (CACHE_CONTROL, LASTING), (VARY, "accept-encoding")];
    if packs.is_some_and(|packs| packs.contains("gzip")) {
        let packed = tokio::task::spawn_blocking(|| chart::library().gzip()).await;
        if let Ok(packed) = packed {
            return (common, [(CONTENT_ENCODING, "gzip")], packed).into_response();
        }
    }
    (common, chart::library().plain.as_str()).into_response()
}

async fn give(Path((version, name)): Path<(String, String)>) -> Response {
    let Some(asset) = BY_NAME.get(name.as_str()).filter(|_| version == *VERSION) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    ([(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, LASTING)], asset.bytes).into_response()
}
