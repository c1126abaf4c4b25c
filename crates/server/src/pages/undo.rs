//! Taking back what was done: the mirror of an act, as far as the rules let it be taken back.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawForm, State};
use axum::response::Response;
use axum::routing::post;
use commons::act::{Act, Reverse};
use commons::name::ActId;
use maud::html;

use super::enter::local;
use crate::answer::go;
use crate::page;
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// The routes of this form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/undo", post(undo))
}

async fn undo(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let of = acted(&form);
    let wish = move |_: &Here<'_>, filled: &Filled| {
        let act = of.ok_or(Trouble::NotFound)?;
        let reason = filled.get("reason").map(str::to_owned);
        Ok(vec![Act::Reverse(Reverse { act, reason })])
    };
    let (visit, form, done) = Arc::clone(&site).attempt(visit, form, wish).await;
    match done {
        Ok(_) => {
            let entry = of.and_then(|of| site.keeper.read(|state| state.entry_of(of)).ok()?);
            let back = local(form.get("back").unwrap_or("/"));
            let mark = if back.contains('?') { '&' } else { '?' };
            go(&format!("{back}{mark}undone={}", entry.unwrap_or_default()))
        }
        Err(Trouble::Refused(refusal)) => {
            let filled = form.refused(refusal);
            site.again(visit, move |here| Ok(refused(here, &filled))).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

/// The act that is to be taken back.
fn acted(form: &Filled) -> Option<ActId> {
    let id: journal::ActId = form.get("of")?.parse().ok()?;
    Some(ActId(id.to_bytes()))
}

/// Why it stays as it is.
fn refused(here: &Here<'_>, filled: &Filled) -> Body {
    let back = local(filled.get("back").unwrap_or("/")).to_owned();
    Body {
        title: here.say("money-undo-refused"),
        main: html! {
            (page::refused(here, filled.refusal.as_ref()))
            p { a.button.quiet href=(back) { (here.say("shell-back")) } }
        },
    }
}
