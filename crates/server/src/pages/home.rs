//! Home: what came in, what is going on, who joined, what waits.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use maud::html;

use crate::site::{Body, Here, Site, Trouble};
use crate::visit::Visit;

/// The routes of this page.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/", get(show))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, page).await
}

fn page(here: &Here<'_>) -> Result<Body, Trouble> {
    let agents = here.state.agents.len();
    Ok(Body { title: here.state.name.clone(), main: html! { p { (agents) } } })
}
