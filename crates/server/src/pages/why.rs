//! Why: where a number comes from, down to entries, rates and rules.

mod seen;
mod tree;

pub(super) use seen::{seen_step, sees_entry};
pub(super) use tree::steps;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use commons::act::Act;
use commons::equity::{self, Target};
use commons::name::Moment;
use commons::state::Held;
use commons::visibility::Thing;
use commons::worth::Horizon;
use inquiry::{names, why};
use maud::html;

use crate::site::{Body, Here, Site, Trouble};
use crate::telling::Telling;
use crate::visit::Visit;
use tree::Tree;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/why/share/{target}/{agent}", get(share))
        .route("/why/balance/{holder}/{unit}", get(balance))
        .route("/why/distribution/{entry}", get(entry))
        .route("/why/entry/{entry}", get(entry))
}

/// What shares are asked of: `all`, or a handle.
fn target(here: &Here<'_>, text: &str) -> Result<Target, Trouble> {
    let name = (text != "all").then_some(text);
    let handle = names::target(here.state, name)?;
    equity::target(here.state, handle.as_ref()).map_err(|refused| Trouble::refused(&refused))
}

async fn share(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((asked, who)): Path<(String, String)>,
) -> Response {
    site.show(visit, move |here| {
        here.must_see(Thing::Contributions)?;
        let target = target(here, &asked)?;
        let agent = names::agent(here.state, &who)?;
        let agent = here.state.agent(&agent).ok_or(Trouble::NotFound)?;
        let horizon = Horizon { until: None, now: here.now };
        let why = why::share(here.state, agent, target, horizon)?;
        Ok(tree(here).page(&why))
    })
    .await
}

async fn balance(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((holder, unit)): Path<(String, String)>,
) -> Response {
    site.show(visit, move |here| {
        let (_, account) = names::holder(here.state, &holder)?;
        let unit = names::unit(here.state, &unit)?;
        here.must_see(Thing::Balance { account, unit })?;
        let why = here.read(|reading| why::balance(reading, account, unit, here.now))?;
        Ok(tree(here).page(&why))
    })
    .await
}

async fn entry(State(site): State<Arc<Site>>, visit: Visit, Path(number): Path<u64>) -> Response {
    site.show(visit, move |here| {
        let (row, act) = here.read(|reading| reading.entry(number)).map_err(no_such)?;
        sees_entry(here, &row, &act)?;
        let language = here.words.language;
        if matches!(here.state.held(number), Some(Held::Event(_) | Held::Distribution(_))) {
            let why = here.read(|reading| why::entry(reading, number, language, here.now))?;
            return Ok(tree_then(here, number).page(&why));
        }
        let telling = Telling { words: here.words, state: here.state };
        let by = telling.signer(&row.act.author.to_bytes());
        let done = here.read(|_| inquiry::flow::steps(here.state, &row))?;
        let main = html! {
            p.soft { (crate::page::day(here, Moment(row.at_ms))) " · " (by) }
            (steps(here, &done))
            @if !matches!(act, Act::AdoptCharter(_)) && done.is_empty() {
                p { (here.say("why-nothing-moved")) }
            }
            p { a href=(format!("/journal/{number}")) { (here.say("why-open-entry")) } }
        };
        Ok(Body { title: telling.act(number, &by, &act), main })
    })
    .await
}

/// An entry that is not there is a page that is not there.
pub(super) fn no_such(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Refused(told) if told.starts_with("entry_unknown:") => Trouble::NotFound,
        trouble => trouble,
    }
}

fn tree<'a>(here: &'a Here<'a>) -> Tree<'a> {
    let telling = Telling { words: here.words, state: here.state };
    let equation = here.state.equation.as_ref().map(|equation| equation.name.as_str());
    Tree { here, telling, equation }
}

/// The same, for an entry that may be a distribution by an equation of its time.
fn tree_then<'a>(here: &'a Here<'a>, entry: u64) -> Tree<'a> {
    let equation = match here.state.held(entry) {
        Some(Held::Distribution(ix)) => here.state.distributions.at(ix).equation,
        _ => here.state.equation_entry,
    };
    let tree = tree(here);
    Tree { equation: tree.equation.filter(|_| equation == here.state.equation_entry), ..tree }
}
