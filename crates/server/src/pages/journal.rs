//! The journal: entries, one opened, the whole as a stream to check or as a file to keep.

mod export;
mod list;
mod opened;
mod verify;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use commons::visibility::Thing;

use crate::downloads;
use crate::page;
use crate::site::{Here, Site, Trouble};
use crate::visit::Visit;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/journal", get(show))
        .route("/journal/{entry}", get(entry))
        .route("/journal/entries", get(entries))
        .route("/journal/checkpoint", get(checkpoint))
        .route("/export/{file}", get(export::give))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let Ok(note) = site.keeper.checkpoint().await else { return page::bare() };
    site.show(visit, move |here| list::page(here, note.as_deref())).await
}

async fn entry(State(site): State<Arc<Site>>, visit: Visit, Path(entry): Path<u64>) -> Response {
    site.show(visit, move |here| opened::page(here, entry)).await
}

/// Answers with no page but what `give` gives, to whoever may see the whole journal.
async fn given(
    site: Arc<Site>,
    visit: Visit,
    give: impl FnOnce(&Here<'_>) -> Result<Response, Trouble> + Send + 'static,
) -> Response {
    site.look(visit, move |here| {
        let given = here.must_see(Thing::Journal).and_then(|()| give(here));
        given.unwrap_or_else(|trouble| plain(here, &trouble))
    })
    .await
}

/// Why nothing is given, in plain text for programs and scripts.
fn plain(here: &Here<'_>, trouble: &Trouble) -> Response {
    let title = page::trouble(here, trouble).title;
    (trouble.status(), title).into_response()
}

const BYTES: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "application/octet-stream")];
const TEXT: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "text/plain; charset=utf-8")];

async fn entries(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let lent = Arc::clone(&site);
    given(site, visit, move |here| {
        let from = match here.visit.asked("from").map(str::parse) {
            None => 0,
            Some(Ok(from)) => from,
            Some(Err(_)) => return Err(Trouble::NotFound),
        };
        let end = here.state.entries;
        if from > end {
            return Err(Trouble::NotFound);
        }
        Ok((BYTES, downloads::entries(lent, from, end)).into_response())
    })
    .await
}

async fn checkpoint(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let Ok(note) = site.keeper.checkpoint().await else { return page::bare() };
    given(site, visit, move |here| match note {
        Some(note) => Ok((TEXT, note).into_response()),
        None => Ok((StatusCode::NOT_FOUND, TEXT, here.say("journal-unsigned")).into_response()),
    })
    .await
}
