//! All addresses of a site, and what every request passes through on its way to one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use tracing::Instrument;
use tracing::field::Empty;

use crate::site::{Site, Trouble};
use crate::visit::{Visit, address};
use crate::{api, assets, health, pages, signed};

/// What a page may load: its own style and scripts, and nothing from elsewhere. The hash is that of an empty style,
/// which the library of charts fills by script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' \
     'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data:; \
     connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Other pages cannot open a window of this site and look into it.
const OPENER: (HeaderName, HeaderValue) = (
    HeaderName::from_static("cross-origin-opener-policy"),
    HeaderValue::from_static("same-origin"),
);
/// How large a form may be. Uploads say their own limit.
const FORM: usize = 256 * 1024;
/// How long a client may be silent while it sends a form.
const SILENCE: Duration = Duration::from_secs(15);

/// All routes of a site.
pub fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .merge(pages::routes())
        .merge(api::routes())
        .merge(signed::routes())
        .merge(health::routes())
        .merge(assets::routes())
        .layer(DefaultBodyLimit::max(FORM))
        .layer(RequestBodyTimeoutLayer::new(SILENCE))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::clone(&site), counted))
        .with_state(site)
}

/// Lets a request through if its visitor does not ask too often; counts and times the answer, and gives it its headers.
async fn counted(
    State(site): State<Arc<Site>>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let from = address(request.headers(), request.extensions());
    let flood = if method.is_safe() { &site.readers } else { &site.writers };
    let route = route.as_ref().map_or("elsewhere", MatchedPath::as_str);
    let span = tracing::info_span!(
        "answer",
        otel.name = %format_args!("{method} {route}"),
        otel.kind = "server",
        http.request.method = %method,
        http.route = route,
        http.response.status_code = Empty,
    );
    let (parts, body) = request.into_parts();
    let kept = is_form(&parts).then(|| parts.clone());
    let mut response = match flood.take(from, began) {
        Ok(()) => next.run(Request::from_parts(parts, body)).instrument(span.clone()).await,
        Err(wait) => {
            let mut answer = tell(&site, parts, Trouble::TooMany).await;
            answer.headers_mut().insert(RETRY_AFTER, (wait.as_secs() + 1).into());
            answer
        }
    };
    if let Some(parts) = kept.filter(|_| response.status() == StatusCode::PAYLOAD_TOO_LARGE) {
        response = tell(&site, parts, Trouble::TooLarge).await;
    }
    let (status, took) = (response.status().as_u16(), began.elapsed());
    site.figures.answered(method.as_str(), route, status, took);
    span.record("http.response.status_code", status);
    tracing::info!(%method, route, status, micros = took.as_micros(), "answered");
    careful(&mut response);
    response
}

/// Whether a person sends it, who is told on a page what is wrong with it.
fn is_form(parts: &Parts) -> bool {
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    !parts.method.is_safe()
        && kind.is_some_and(|kind| {
            kind.starts_with("application/x-www-form") || kind.starts_with("multipart/")
        })
}

/// A page that tells why there is none.
async fn tell(site: &Arc<Site>, mut parts: Parts, trouble: Trouble) -> Response {
    let Ok(visit) = Visit::from_request_parts(&mut parts, site).await;
    Arc::clone(site).show(visit, move |_| Err(trouble)).await
}

/// The headers that every answer has.
pub fn careful(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(OPENER.0, OPENER.1);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
