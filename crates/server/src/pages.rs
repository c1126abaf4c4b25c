//! The pages, a file each.

mod home;
mod log;
mod enter;
mod keys;
mod work;
mod me;
mod people;
mod why;
pub mod wizard;
mod invite;
mod journal;
mod rules;
mod whatif;
mod undo;
mod money;
mod import;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;

use crate::site::{Site, Trouble};
use crate::visit::Visit;

/// The routes of all pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .merge(home::routes())
        .merge(log::routes())
        .merge(me::routes())
        .merge(people::routes())
        .merge(enter::routes())
        .merge(keys::routes())
        .merge(work::routes())
        .merge(why::routes())
        .merge(journal::routes())
        .merge(rules::routes())
        .merge(whatif::routes())
        .merge(undo::routes())
        .merge(invite::routes())
        .merge(import::routes())
        .merge(money::routes())
        .fallback(nowhere)
}

async fn nowhere(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |_| Err(Trouble::NotFound)).await
}
