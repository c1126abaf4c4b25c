//! Projects and resources: what there is, what each is worth, and whose it is.

mod said;
pub(super) mod worths;
mod add;
mod contributions;
pub(super) mod shares;
mod course;
mod ways;
mod thing;
mod distribute;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use commons::equity::Target;
use commons::name::Handle;
use commons::table::Table;
use commons::unit::Quantity;
use commons::valuation::Valuation;
use commons::visibility::Thing;
use maud::{Markup, html};

use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit};

/// Rows of a section on the first page, and of a page of its own.
const FEW: usize = 6;
const MANY: usize = 15;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/work", get(show))
        .merge(add::routes())
        .merge(contributions::routes())
        .merge(thing::routes())
        .merge(distribute::routes())
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, page).await
}

/// What the list is divided into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Projects,
    Resources,
    Agreements,
}

impl Of {
    const ALL: [Self; 3] = [Self::Projects, Self::Resources, Self::Agreements];

    const fn word(self) -> &'static str {
        match self {
            Self::Projects => "projects",
            Self::Resources => "resources",
            Self::Agreements => "agreements",
        }
    }

    fn title(self, here: &Here<'_>) -> String {
        here.say(match self {
            Self::Projects => "work-projects",
            Self::Resources => "work-resources",
            Self::Agreements => "work-agreements",
        })
    }
}

/// One thing of a list.
struct Item {
    place: usize,
    target: Target,
}

/// Items of a list, and whether there are older ones.
struct Found {
    items: Vec<Item>,
    more: bool,
}

fn page(here: &Here<'_>) -> Result<Body, Trouble> {
    here.must_see(Thing::Contributions)?;
    let asked = here.visit.asked("of");
    let only = Of::ALL.into_iter().find(|of| asked == Some(of.word()));
    let valuation = worths::now(here).ok();
    let main = html! {
        (head(here, only))
        @match only {
            Some(of) => { (section(here, valuation.as_deref(), of, MANY)?) }
            None => {
                @for of in Of::ALL { (section(here, valuation.as_deref(), of, FEW)?) }
            }
        }
    };
    Ok(Body { title: only.map_or_else(|| here.say("work-title"), |of| of.title(here)), main })
}

/// What can be done here, and the search.
fn head(here: &Here<'_>, only: Option<Of>) -> Markup {
    let filled = Filled::default().with("q", here.visit.asked("q").unwrap_or_default());
    html! {
        div.ways {
            a.button href="/work/new/project" { (here.say("work-new-project")) }
            a.button.quiet href="/work/new/resource" { (here.say("work-new-resource")) }
            a.button.quiet href="/work/new/kind" { (here.say("work-new-kind")) }
            a.button.quiet href="/work/contributions" { (here.say("work-waiting")) }
            a.button.quiet href="/work/distribute" { (here.say("work-distribute")) }
        }
        form.search method="get" action="/work" role="search" {
            @if let Some(of) = only { input type="hidden" name="of" value=(of.word()); }
            label for="q" { (here.say("work-search")) }
            div.together {
                input type="search" id="q" name="q" value=(filled.typed("q"));
                button.quiet { (here.say("work-find")) }
            }
        }
        @if only.is_some() { p { a href="/work" { (here.say("work-all")) } } }
    }
}

fn section(
    here: &Here<'_>,
    valuation: Option<&Valuation>,
    of: Of,
    most: usize,
) -> Result<Markup, Trouble> {
    let found = found(here, of, most);
    let sought = here.visit.asked("q").is_some();
    if found.items.is_empty() && most == FEW && (sought || of == Of::Agreements) {
        return Ok(html! {});
    }
    Ok(html! {
        section {
            @if most == FEW { h2 { (of.title(here)) } }
            @if found.items.is_empty() {
                p.soft { (here.say(if sought { "work-none-found" } else { "shell-nothing" })) }
            }
            ul.items {
                @for it in &found.items { (item(here, valuation, it)?) }
            }
            (further(here, of, most, &found))
        }
    })
}

/// The way to what the list leaves out.
fn further(here: &Here<'_>, of: Of, most: usize, found: &Found) -> Markup {
    let address = |before: Option<usize>| {
        let mut query = form_urlencoded::Serializer::new("/work?".to_owned());
        query.append_pair("of", of.word());
        here.visit.asked("q").map(|q| query.append_pair("q", q));
        before.map(|before| query.append_pair("before", &before.to_string()));
        query.finish().replacen("?&", "?", 1)
    };
    let last = found.items.last().map(|item| item.place);
    html! {
        @if most == FEW {
            @if found.more { p { a href=(address(None)) { (here.say("work-more")) } } }
        } @else {
            div.row {
                @if here.visit.asked("before").is_some() {
                    a.button.quiet href=(address(None)) { (here.say("work-newest")) }
                }
                @if found.more { a.button.quiet href=(address(last)) { (here.say("shell-older")) } }
            }
        }
    }
}

/// The newest things that are sought, from the cursor on. Goes through the names only.
fn found(here: &Here<'_>, of: Of, most: usize) -> Found {
    let state = here.state;
    match of {
        Of::Projects => sift(here, &state.processes, most, |ix, row| {
            (Target::Process(ix), &row.handle, &row.name)
        }),
        Of::Resources => sift(here, &state.resources, most, |ix, row| {
            (Target::Resource(ix), &row.handle, &row.name)
        }),
        Of::Agreements => sift(here, &state.agreements, most, |ix, row| {
            (Target::Agreement(ix), &row.handle, &row.name)
        }),
    }
}

fn sift<T>(
    here: &Here<'_>,
    table: &Table<T>,
    most: usize,
    read: impl for<'r> Fn(commons::table::Ix<T>, &'r T) -> (Target, &'r Handle, &'r String),
) -> Found {
    let sought = here.visit.asked("q").map(str::to_lowercase);
    let before = here.visit.asked("before").and_then(|text| text.parse().ok());
    let rows = table.iter().rev().filter(|(ix, _)| before.is_none_or(|it| ix.place() < it));
    let mut items: Vec<Item> = rows
        .map(|(ix, row)| (ix.place(), read(ix, row)))
        .filter(|(_, (_, handle, name))| {
            sought.as_ref().is_none_or(|sought| {
                handle.as_str().contains(sought) || name.to_lowercase().contains(sought)
            })
        })
        .map(|(place, (target, ..))| Item { place, target })
        .take(most + 1)
        .collect();
    let more = items.len() > most;
    items.truncate(most);
    Found { items, more }
}

fn item(here: &Here<'_>, valuation: Option<&Valuation>, item: &Item) -> Result<Markup, Trouble> {
    let equity = match valuation {
        Some(valuation) => worths::equity(here.state, valuation, item.target)?,
        None => None,
    };
    Ok(html! {
        li {
            div.about {
                span.name { (said::link(here, item.target)) }
                (facts(here, item.target))
            }
            @if let Some(equity) = equity {
                div.worth {
                    span.amount { (here.words.amount(here.state, equity.value, equity.unit)) }
                    (whose(here, &equity))
                }
            }
        }
    })
}

/// What is said of a thing under its name in a list.
fn facts(here: &Here<'_>, target: Target) -> Markup {
    let state = here.state;
    match target {
        Target::Process(ix) => {
            let row = state.processes.at(ix);
            let kind = row.based_on.map(|kind| &state.process_specifications.at(kind).name);
            html! {
                @if row.finished { " " span.tag { (here.say("work-finished")) } }
                p.soft {
                    @if let Some(kind) = kind { (kind) }
                    @if let (Some(_), Some(_)) = (kind, row.in_scope_of) { " · " }
                    @if let Some(scope) = row.in_scope_of { (said::agent(here, scope)) }
                }
            }
        }
        Target::Resource(ix) => {
            let row = state.resources.at(ix);
            let kind = row.specification.map(|kind| &state.specifications.at(kind).name);
            let onhand = row.unit.map(|unit| Quantity { minor: row.onhand, unit });
            html! {
                p.soft {
                    @if let Some(kind) = kind { (kind) }
                    @if let (Some(_), Some(_)) = (kind, onhand) { " · " }
                    @if let Some(onhand) = onhand { (said::quantity(here, onhand)) }
                }
            }
        }
        _ => html! {},
    }
}

/// Who holds the most, as a line and as a bar.
fn whose(here: &Here<'_>, equity: &commons::equity::Equity) -> Markup {
    let (first, others) = equity.holders.split_at(equity.holders.len().min(3));
    html! {
        (parts(first.iter().map(|holder| worths::drawn(holder.share))))
        span.soft {
            @for (nth, holder) in first.iter().enumerate() {
                @if nth > 0 { " · " }
                (said::agent(here, holder.agent)) "\u{a0}" (worths::percent(here, holder.share))
            }
            @if !others.is_empty() {
                " · " (here.words.say_with("work-others", &[("count", others.len().into())]))
            }
        }
    }
}

/// Parts of a whole as one bar, the later the lighter.
fn parts(shares: impl Iterator<Item = f64>) -> Markup {
    let mut from = 0.0;
    let drawn: Vec<(f64, f64)> = shares
        .map(|share| {
            let at = from;
            from += share * 100.0;
            (at, share * 100.0)
        })
        .collect();
    // A hair of the ground between two parts, but none behind all of it.
    let gap = if from < 99.9 || drawn.len() > 1 { 0.6 } else { 0.0 };
    html! {
        svg.parts viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
            @for (x, width) in drawn {
                rect x=(format!("{x:.2}")) width=(format!("{:.2}", (width - gap).max(0.4))) height="4" {}
            }
        }
    }
}
