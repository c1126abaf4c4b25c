//! Starting: a commons and its people are opened, an address is listened at, until whoever runs it says stop.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::map_response;
use axum::response::Response;
use book::{Book, BookRefused, SecretKey};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::assets;
use crate::gate::Gate;
use crate::keeper::Keeper;
use crate::logs::{self, Logs};
use crate::pages::wizard::{self, Founder, Wizard};
use crate::routes::{careful, routes};
use crate::serve::{attend_all, serve};
use crate::site::{Settings, Site};

/// Why a server does not start.
#[derive(Debug, Error)]
pub enum Refused {
    /// An address that others reach, and nobody said by which name.
    #[error(
        "origin_missing: `{listen}` can be reached from other machines; say by which address they come, as --origin https://rice.example, and put a server that speaks https in front (Caddy, nginx), since this one speaks http"
    )]
    OriginMissing {
        /// Where it was to listen.
        listen: SocketAddr,
    },
    /// An origin that is none.
    #[error(
        "origin_malformed: `{origin}` is not an address that people type, without a page behind it; write it like https://rice.example"
    )]
    OriginMalformed {
        /// What was given.
        origin: String,
    },
    /// An origin without https, on another machine than this one.
    #[error(
        "origin_plain: `{origin}` would carry sessions where others can read along; put a server that speaks https in front (Caddy, nginx) and write --origin https://…"
    )]
    OriginPlain {
        /// What was given.
        origin: String,
    },
    /// Another program listens there.
    #[error(
        "address_in_use: another program listens at `{listen}` already, perhaps this one; stop it, or choose another with --listen {ip}:0, which takes a free one", ip = listen.ip()
    )]
    AddressInUse {
        /// Where it was to listen.
        listen: SocketAddr,
    },
    /// The system lets nobody listen there.
    #[error(
        "address_unusable: nothing can listen at `{listen}` ({error}); an address of this machine and a port above 1023 can be listened at"
    )]
    AddressUnusable {
        /// Where it was to listen.
        listen: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// The system gives no threads.
    #[error("threads_missing: this machine gives no threads ({0}); try again when it has room")]
    Threads(io::Error),
    /// What happens cannot be written down as it was asked for.
    #[error(transparent)]
    Logs(#[from] logs::Refused),
    /// The commons does not open.
    #[error(transparent)]
    Book(#[from] BookRefused),
    /// The people do not open.
    #[error(transparent)]
    Gate(#[from] crate::gate::Refused),
}

/// Where a server listens, and by which address people come to it.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address that people type; else that of where it listens.
    pub origin: Option<String>,
}

/// What is served.
#[derive(Debug)]
pub struct Served {
    /// The file of the journal.
    pub journal: PathBuf,
    /// The key it is written with; without it this server shows a copy and takes no acts.
    pub operator: Option<SecretKey>,
}

/// Opens a commons and serves it until the program is told to stop (Ctrl-C or SIGTERM); then it ends in good order.
///
/// `ready` is told when the first visitor may come.
///
/// # Errors
/// [`Refused`], before anybody was let in.
pub fn run(
    place: &Place,
    logs: &Logs,
    served: Served,
    ready: impl FnOnce(&Site),
) -> Result<(), Refused> {
    let runtime = Runtime::new().map_err(Refused::Threads)?;
    runtime.block_on(async {
        let spans = logs::begin(logs)?;
        let (listener, origin) = listen(place).await?;
        let site = open(served, origin)?;
        ready(&site);
        let served = serve(listener, site, told_to_stop()).await;
        spans.end();
        served.map_err(Refused::Threads)
    })
}

/// Serves a wizard that founds a commons, and then that commons, until the program is told to stop.
///
/// `ready` is told the link by which somebody founds it.
///
/// # Errors
/// [`Refused`], before anybody was let in.
pub fn found(
    place: &Place,
    logs: &Logs,
    founder: Founder,
    ready: impl FnOnce(&str),
) -> Result<(), Refused> {
    let runtime = Runtime::new().map_err(Refused::Threads)?;
    runtime.block_on(async {
        let spans = logs::begin(logs)?;
        let (listener, origin) = listen(place).await?;
        let wizard = Arc::new(Wizard::new(origin, founder)?);
        ready(&wizard.link());
        let first = wizard::routes(Arc::clone(&wizard)).merge(assets::routes());
        let first = first.layer(map_response(|mut response: Response| async move {
            careful(&mut response);
            response
        }));
        let hand_over = HandOver { wizard: Arc::clone(&wizard), first, then: OnceLock::new() };
        let router = Router::new().fallback(answer).with_state(Arc::new(hand_over));
        attend_all(listener, router, told_to_stop()).await;
        if let Some(site) =
            Arc::into_inner(wizard).and_then(Wizard::into_site).and_then(Arc::into_inner)
        {
            site.keeper.close();
        }
        spans.end();
        Ok(())
    })
}

/// The wizard, and the site that takes over from it.
struct HandOver {
    wizard: Arc<Wizard>,
    first: Router,
    then: OnceLock<Router>,
}

async fn answer(State(over): State<Arc<HandOver>>, request: Request) -> Response {
    let router = match over.wizard.site() {
        Some(site) => over.then.get_or_init(|| routes(Arc::clone(site))),
        None => &over.first,
    };
    match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Takes the address, so that nothing is opened if there is none.
async fn listen(place: &Place) -> Result<(TcpListener, String), Refused> {
    let listen = place.listen;
    let origin = place.origin.as_deref().map(checked).transpose()?;
    if origin.is_none() && !listen.ip().to_canonical().is_loopback() {
        return Err(Refused::OriginMissing { listen });
    }
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => Refused::AddressInUse { listen },
        _ => Refused::AddressUnusable { listen, error },
    };
    let listener = TcpListener::bind(listen).await.map_err(refused)?;
    let there = listener.local_addr().map_err(refused)?;
    Ok((listener, origin.unwrap_or_else(|| format!("http://{there}"))))
}

/// An origin without a slash at its end.
fn checked(origin: &str) -> Result<String, Refused> {
    let origin = origin.trim_end_matches('/').to_owned();
    let strange = |c: char| !(c.is_ascii_alphanumeric() || "-.:[]".contains(c));
    let host = |scheme| origin.strip_prefix(scheme).filter(|host: &&str| !host.is_empty());
    match (host("https://"), host("http://")) {
        (Some(host), _) if !host.contains(strange) => Ok(origin),
        (_, Some(host)) if !host.contains(strange) => {
            let own = ["localhost", "127.", "[::1]"].iter().any(|own| host.starts_with(own));
            if own { Ok(origin) } else { Err(Refused::OriginPlain { origin }) }
        }
        _ => Err(Refused::OriginMalformed { origin }),
    }
}

fn open(served: Served, origin: String) -> Result<Arc<Site>, Refused> {
    let Served { journal, operator } = served;
    let is_written = operator.is_some();
    let opened = Book::open(&journal, operator)?;
    if let Some(warning) = opened.warning {
        tracing::warn!(%warning, "the journal opened, but");
    }
    let gate = Gate::open(&journal, opened.book.commons())?;
    let keep = if is_written { Keeper::keep } else { Keeper::show };
    let keeper = keep(opened.book, &journal).map_err(Refused::Threads)?;
    Ok(Arc::new(Site::new(keeper, gate, Settings { origin })))
}

/// Done when the program is told to stop.
#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return interrupted().await;
    };
    tokio::select! {
        () = interrupted() => {}
        _ = terminate.recv() => {}
    }
}

/// Done when the program is told to stop.
#[cfg(not(unix))]
async fn told_to_stop() {
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without signals only the end of the process stops the server.
        std::future::pending::<()>().await;
    }
}
