//! My page: what I have, what I am owed, my shares, my statement, my keys, and everything about me to take along.

pub(super) mod holds;
mod statement;
mod keys;
mod export;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use commons::agent::AgentIx;
use commons::equity::Target;
use commons::visibility::Thing;
use maud::{Markup, html};

use super::work::shares::{Past, past};
use super::work::worths;
use crate::chart::{self, Day, Point, Series};
use crate::page::{self, field};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/me", get(show))
        .route("/me/statement", get(statement::show))
        .route("/me/statement.pdf", get(statement::pdf))
        .route("/me/statement.csv", get(statement::csv))
        .route("/me/keys", get(keys::show))
        .route("/me/keys/end", post(keys::end))
        .route("/me/keys/secret", post(keys::secret))
        .route("/me/keys/token", post(keys::token))
        .route("/me/keys/passkey", post(keys::passkey))
        .route("/me/export.json", get(export::send))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    let counted = Arc::clone(&site);
    let known = visit.session.is_some();
    let counting = tokio::task::spawn_blocking(move || {
        let whole = counted
            .keeper
            .read(|state| state.itself.map(|itself| state.agents.at(itself).handle.clone()));
        past(&counted, &whole.ok()??, worths::minute(book::now()))
    });
    let past = if known { counting.await.ok().flatten() } else { None };
    site.show(visit, move |here| page(here, past.as_deref())).await
}

fn page(here: &Here<'_>, past: Option<&Past>) -> Result<Body, Trouble> {
    let me = here.member()?;
    let agent = here.state.agents.at(me);
    let main = html! {
        p.soft {
            @if agent.name != agent.handle.as_str() { (agent.name) " · " }
            span.handle { (agent.handle) }
        }
        ul.ways {
            li { a.button.quiet href="/me/statement" { (here.say("me-statement")) } }
            li { a.button.quiet href="/me/keys" { (here.say("me-keys")) } }
            li { a.button.quiet href="#export" { (here.say("me-export")) } }
        }
        div.cards {
            section.card aria-labelledby="balances" {
                h2 id="balances" { (here.say("me-balances")) }
                (holds::balances(here, me, &here.say("me-no-balance")))
            }
            section.card aria-labelledby="claims" {
                h2 id="claims" { (here.say("me-claims")) }
                (holds::claims(here, me, &here.say("me-no-claim")))
            }
        }
        section aria-labelledby="shares" {
            h2 id="shares" { (here.say("me-shares")) }
            (shares(here, me)?)
            @if let Some(past) = past { (over_time(here, past, me)) }
        }
        section aria-labelledby="statement" {
            h2 id="statement" { (here.say("me-statement")) }
            (period(here, &Filled::default()))
        }
        section aria-labelledby="export" {
            h2 id="export" { (here.say("me-export")) }
            p { (here.say("me-export-what")) }
            p { a.button.quiet href="/me/export.json" download { (here.say("me-download")) } }
        }
        (page::charts())
    };
    Ok(Body { title: here.say("me-title"), main })
}

/// My share of the whole, and of each project in which I have one.
fn shares(here: &Here<'_>, me: AgentIx) -> Result<Markup, Trouble> {
    here.must_see(Thing::Contributions)?;
    let state = here.state;
    let valuation = worths::now(here)?;
    let projects = state.agents.iter().filter(|(ix, agent)| {
        agent.kind != commons::agent::AgentKind::Person && state.itself != Some(*ix)
    });
    let whole = (Target::Whole, "all".to_owned(), state.name.clone());
    let projects = projects
        .take(holds::PROJECTS)
        .map(|(ix, row)| (Target::Project(ix), row.handle.to_string(), row.name.clone()));
    let mut rows = Vec::new();
    for (target, of, name) in std::iter::once(whole).chain(projects) {
        let Some(equity) = worths::equity(state, &valuation, target)? else { continue };
        let Some(holder) = equity.holders.iter().find(|holder| holder.agent == me) else {
            continue;
        };
        let worth = here.words.amount(state, equity.value, equity.unit);
        rows.push((of, name, holder.share, worth));
    }
    let handle = &state.agents.at(me).handle;
    Ok(html! {
        @if rows.is_empty() { p.soft { (here.say("me-no-share")) } }
        ul.list {
            @for (of, name, share, worth) in rows {
                li {
                    strong.big { (page::why(here, &worths::percent(here, share), &format!("/why/share/{of}/{handle}"))) } " "
                    (page::bar(worths::drawn(share) * 100.0))
                    p.line {
                        (here.words.say_with("me-share-of", &[("name", name.as_str().into()), ("worth", worth.as_str().into())]))
                    }
                }
            }
        }
    })
}

/// How my share of the whole changed, beside everybody else's together.
fn over_time(here: &Here<'_>, past: &Past, me: AgentIx) -> Markup {
    let mut days = Vec::new();
    let (mut mine, mut others) = (Vec::new(), Vec::new());
    for (at, share) in past.of(me) {
        days.push(Day { iso: inquiry::date::say_day(at), said: here.words.day(at) });
        let rest = quantity::Share::WHOLE.saturating_sub(share.parts());
        let rest = quantity::Share::from_parts(rest).unwrap_or_default();
        let point =
            |share| Point { value: worths::drawn(share), said: worths::percent(here, share) };
        mine.push(point(share));
        others.push(point(rest));
    }
    if days.len() < 2 {
        return html! {};
    }
    let series = [
        Series { label: here.say("me-mine"), points: mine },
        Series { label: here.say("me-others"), points: others },
    ];
    let (title, day) = (here.say("me-over-time"), here.say("me-day"));
    chart::over_time(&page::wording(here), &title, &day, &days, &series)
}

/// The choice of a period for a statement.
fn period(here: &Here<'_>, filled: &Filled) -> Markup {
    html! {
        form.row method="get" action="/me/statement" {
            (field(filled, "from", &here.say("me-from"), page::Kind::Day))
            (field(filled, "to", &here.say("me-to"), page::Kind::Day))
            div.field { button { (here.say("me-show")) } }
        }
    }
}
