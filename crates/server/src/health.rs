//! For whoever runs the server: whether it lives, whether it is ready, and its figures.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::site::Site;
use crate::visit::Visit;

/// The format that Prometheus reads.
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The routes.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
}

async fn live() -> &'static str {
    "alive\n"
}

/// Ready is a commons whose state can be read and, if it is written here, whose writer has not stopped.
async fn ready(State(site): State<Arc<Site>>) -> Response {
    let read = tokio::task::spawn_blocking(move || site.keeper.ready()).await;
    match read {
        Ok(Ok(entries)) => format!("ready\nentries {entries}\n").into_response(),
        Ok(Err(refused)) => {
            (StatusCode::SERVICE_UNAVAILABLE, format!("{refused}\n")).into_response()
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Only for a program on the same machine, or one with a token: figures tell what goes on.
async fn metrics(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    if !visit.address.to_canonical().is_loopback() && visit.session.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let entries = *site.keeper.length().borrow();
    ([(CONTENT_TYPE, OPENMETRICS)], site.figures.text(entries)).into_response()
}
