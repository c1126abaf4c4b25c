//! Listening: connections in, answers out, until told to stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use crate::routes::routes;
use crate::site::Site;
use crate::visit::Peer;

/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// How long requests that are being answered may take once the server is told to stop.
const LAST: Duration = Duration::from_secs(5);

/// Serves a site until `stop` is done; then it answers what it has begun, and closes the journal.
///
/// # Errors
/// If connections cannot be taken.
pub async fn serve(
    listener: TcpListener,
    site: Arc<Site>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    attend_all(listener, routes(Arc::clone(&site)), stop).await;
    if let Some(site) = Arc::into_inner(site) {
        site.keeper.close();
    }
    Ok(())
}

/// Answers whoever comes until `stop` is done, and then what was begun.
pub async fn attend_all(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
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
