//! Listening: connections in, answers out, until told to stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;
use tower_http::compression::CompressionLayer;

use crate::site::Site;
use crate::visit::Peer;
use crate::{assets, pages};

/// What a page may load: its own style and scripts, and nothing from elsewhere. The hash is that of an empty style,
/// which the library of charts fills by script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' \
     'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data:; \
     connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// How long requests that are being answered may take once the server is told to stop.
const LAST: Duration = Duration::from_secs(5);
/// How large a form may be. Uploads say their own limit.
const FORM: usize = 256 * 1024;

/// All routes of a site.
pub fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .merge(pages::routes())
        .with_state(site)
        .merge(assets::routes())
        .layer(DefaultBodyLimit::max(FORM))
        .layer(from_fn(careful))
        .layer(CompressionLayer::new())
}

/// The headers that every answer has.
async fn careful(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Serves a site until `stop` is done; then it answers what it has begun, and closes the journal.
///
/// # Errors
/// If connections cannot be taken.
pub async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let router = routes(Arc::clone(&site));
    let open = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            taken = listener.accept() => match taken {
                Ok(taken) => taken,
                // Too many open files, or a client that hung up: others are still served.
                Err(error) => {
                    tracing::warn!(%error, "a connection was not taken");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        attend(stream, peer, &router, &open);
    }
    drop(listener);
    if tokio::time::timeout(LAST, open.shutdown()).await.is_err() {
        tracing::warn!("some answers were not finished");
    }
    drop(router);
    if let Some(site) = Arc::into_inner(site) {
        site.keeper.close();
    }
    Ok(())
}

fn attend(stream: TcpStream, peer: SocketAddr, router: &Router, open: &GracefulShutdown) {
    // Small answers are not held back to be sent with others; if that is refused they only come later.
    let _ = stream.set_nodelay(true);
    let router = router.clone();
    let service = tower::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer.ip()));
        router.clone().oneshot(request.map(Body::new))
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    let connection = builder
        .serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service));
    let watched = open.watch(connection.into_owned());
    tokio::spawn(async move {
        // A client that hangs up is no news.
        let _ = watched.await;
    });
}
