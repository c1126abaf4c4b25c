//! One project, resource or agreement: its facts, whose it is, how value came in, and what was given to it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use axum::routing::{get, post};
use commons::act::{Act, FinishProcess};
use commons::equity::Target;
use commons::name::Handle;
use commons::state::Named;
use commons::unit::Quantity;
use commons::visibility::Thing;
use maud::{Markup, html};

use super::contributions::{self, Sentence, about, buttons, given_to, newest};
use super::shares::Past;
use super::{course, said, shares, ways, worths};
use crate::answer::go;
use crate::page;
use crate::signed;
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// Contributions of a page, and incomes that are listed.
const CONTRIBUTIONS: usize = 10;
const INCOMES: usize = 8;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/work/{handle}", get(show)).route("/work/{handle}/finish", post(finish))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(handle): Path<String>) -> Response {
    let Ok(handle) = Handle::new(&handle) else {
        return site.show(visit, |_| Err(Trouble::NotFound)).await;
    };
    let named = site.keeper.read(|state| state.named(&handle)).ok().flatten();
    match named {
        Some(Named::Agent(_)) if !is_target(&site, &handle) => {
            return go(&format!("/people/{handle}"));
        }
        Some(Named::Pool(_)) => return go("/money"),
        _ => {}
    }
    let past = past(&site, &visit, &handle).await;
    site.show(visit, move |here| page(here, &handle, past.as_deref())).await
}

fn is_target(site: &Site, handle: &Handle) -> bool {
    let found = site.keeper.read(|state| commons::equity::target(state, Some(handle)).is_ok());
    found.unwrap_or(false)
}

/// The past of the shares, for whoever may see it. It is counted before the page is made, day by day, so that the commons
/// can be written meanwhile.
async fn past(site: &Arc<Site>, visit: &Visit, handle: &Handle) -> Option<Arc<Past>> {
    visit.member()?;
    let (site, handle) = (Arc::clone(site), handle.clone());
    let counted = tokio::task::spawn_blocking(move || {
        shares::past(&site, &handle, worths::minute(book::now()))
    });
    counted.await.ok().flatten()
}

fn page(here: &Here<'_>, handle: &Handle, past: Option<&Past>) -> Result<Body, Trouble> {
    here.must_see(Thing::Contributions)?;
    let target = said::target(here, handle).ok_or(Trouble::NotFound)?;
    let title = said::named(here, target).1;
    let (equity, refusal) = match worths::now(here)
        .and_then(|valuation| worths::equity(here.state, &valuation, target))
    {
        Ok(equity) => (equity, None),
        Err(Trouble::Refused(refusal)) => (None, Some(refusal)),
        Err(trouble) => return Err(trouble),
    };
    let main = html! {
        p.back { a href="/work" { (here.say("work-title")) } }
        div.sheet {
            (facts(here, target))
            @if let Some(equity) = &equity {
                div.card {
                    p.soft { (here.say("work-worth-now")) }
                    p.big { (here.words.amount(here.state, equity.value, equity.unit)) }
                    p.soft { (here.words.say_with("work-counts", &[("count", equity.credits.len().into())])) }
                }
            }
        }
        (actions(here, target, handle))
        @if let Some(refusal) = &refusal { div.refused { p { (refusal) } } }
        @if let Some(equity) = &equity {
            h2 { (here.say("work-whose")) }
            (shares::figures(here, target, equity, past))
            h2 { (here.say("work-course-title")) }
            (course::figure(here, target, equity))
        } @else if refusal.is_none() {
            p.card { (here.say("work-nothing-yet")) }
        }
        (incomes(here, handle))
        h2 id="way" { (here.say("work-way-title")) }
        (ways::figure(here, target))
        (given(here, target, handle))
        (page::charts())
    };
    Ok(Body { title, main })
}

fn actions(here: &Here<'_>, target: Target, handle: &Handle) -> Markup {
    let open = matches!(target, Target::Process(ix) if !here.state.processes.at(ix).finished);
    html! {
        @if here.me.is_some() {
            div.row {
                a.button href=(log_address(here, handle)) { (here.say("work-log")) }
                a.button.quiet href=(format!("/work/{handle}/distribute")) { (here.say("work-distribute")) }
                @if open {
                    form method="post" action=(format!("/work/{handle}/finish")) {
                        (page::hidden(here))
                        button.quiet { (here.say("work-finish")) }
                    }
                }
            }
        }
    }
}

/// Where something is logged, with what it is on written already.
fn log_address(here: &Here<'_>, handle: &Handle) -> String {
    let line = here.words.say_with("work-log-line", &[("handle", handle.as_str().into())]);
    let mut query = form_urlencoded::Serializer::new("/log?".to_owned());
    query.append_pair("line", &line);
    query.finish().replacen("?&", "?", 1)
}

/// What is known of a thing, as pairs of what and how.
fn facts(here: &Here<'_>, target: Target) -> Markup {
    let mut pairs: Vec<(&str, Markup)> = Vec::new();
    let note = match target {
        Target::Process(ix) => process_facts(here, ix, &mut pairs),
        Target::Resource(ix) => resource_facts(here, ix, &mut pairs),
        Target::Agreement(ix) => {
            let row = here.state.agreements.at(ix);
            pairs.extend(row.created.map(|at| ("work-created", page::day(here, at))));
            row.note.as_deref()
        }
        Target::Project(ix) => here.state.agents.at(ix).note.as_deref(),
        Target::Whole => None,
    };
    html! {
        div.card {
            @if let Some(note) = note { p { (note) } }
            dl.facts {
                dt { (here.say("work-is")) }
                dd { (what(here, target)) }
                @for (key, said) in pairs {
                    dt { (here.say(key)) }
                    dd { (said) }
                }
            }
        }
    }
}

fn what(here: &Here<'_>, target: Target) -> String {
    here.say(match target {
        Target::Process(_) => "work-is-project",
        Target::Resource(_) => "work-is-resource",
        Target::Agreement(_) => "work-is-agreement",
        Target::Project(_) | Target::Whole => "work-is-group",
    })
}

fn process_facts<'a>(
    here: &'a Here<'_>,
    ix: commons::process::ProcessIx,
    pairs: &mut Vec<(&'static str, Markup)>,
) -> Option<&'a str> {
    let state = here.state;
    let row = state.processes.at(ix);
    let kind = row.based_on.map(|kind| state.process_specifications.at(kind).name.as_str());
    pairs.extend(kind.map(|kind| ("work-kind", html! { (kind) })));
    pairs.extend(row.in_scope_of.map(|it| ("work-scope", group(here, it))));
    pairs.extend(row.began.map(|at| ("work-began", page::day(here, at))));
    pairs.extend(row.ended.map(|at| ("work-ended", page::day(here, at))));
    let stands = if row.finished { "work-finished" } else { "work-going-on" };
    pairs.push(("work-stands", html! { (here.say(stands)) }));
    row.note.as_deref()
}

/// A group or project by name, with a link to what it is worth.
fn group(here: &Here<'_>, ix: commons::agent::AgentIx) -> Markup {
    said::handle_link(here, &here.state.agents.at(ix).handle)
}

fn resource_facts<'a>(
    here: &'a Here<'_>,
    ix: commons::resource::ResourceIx,
    pairs: &mut Vec<(&'static str, Markup)>,
) -> Option<&'a str> {
    let state = here.state;
    let row = state.resources.at(ix);
    let text = |text: &Option<String>| text.as_ref().map(|text| html! { (text) });
    let much = |minor| row.unit.map(|unit| said::quantity(here, Quantity { minor, unit }));
    let kind = row.specification.map(|kind| state.specifications.at(kind).name.as_str());
    pairs.extend(kind.map(|kind| ("work-kind", html! { (kind) })));
    pairs.extend(much(row.onhand).map(|much| ("work-onhand", html! { (much) })));
    if row.accounting != row.onhand {
        pairs.extend(much(row.accounting).map(|much| ("work-accounting", html! { (much) })));
    }
    pairs.extend(row.accountable.map(|it| ("work-accountable", group_or_person(here, it))));
    let stage = row.stage.map(|it| state.process_specifications.at(it).name.as_str());
    pairs.extend(stage.map(|stage| ("work-stage", html! { (stage) })));
    pairs.extend(text(&row.state).map(|said| ("work-condition", said)));
    pairs.extend(text(&row.location).map(|said| ("work-location", said)));
    pairs.extend(text(&row.tracking).map(|said| ("work-tracking", said)));
    let within = row.contained_in.map(|it| said::link(here, Target::Resource(it)));
    pairs.extend(within.map(|within| ("work-within", within)));
    row.note.as_deref()
}

fn group_or_person(here: &Here<'_>, ix: commons::agent::AgentIx) -> Markup {
    said::agent_link(here, ix)
}

/// What came in for it and was shared, the newest first.
fn incomes(here: &Here<'_>, handle: &Handle) -> Markup {
    let rows = here.state.distributions.iter().rev();
    let own: Vec<_> = rows
        .map(|(_, row)| row)
        .filter(|row| row.target.as_ref() == Some(handle))
        .take(INCOMES)
        .collect();
    html! {
        @if !own.is_empty() {
            h2 { (here.say("work-incomes")) }
            ul.items {
                @for row in own {
                    li {
                        div.about {
                            a href=(format!("/journal/{}", row.entry)) {
                                (row.reference.clone().unwrap_or_else(|| here.say("work-income-shared")))
                            }
                            @if row.reversed_by.is_some() { " " span.tag { (here.say("work-taken-back")) } }
                            p.soft { (page::day(here, row.at)) }
                        }
                        div.much {
                            (page::why(here, &here.words.amount(here.state, row.total, row.unit), &format!("/why/distribution/{}", row.entry)))
                        }
                    }
                }
            }
        }
    }
}

/// The contributions, the newest first.
fn given(here: &Here<'_>, target: Target, handle: &Handle) -> Markup {
    let fits = |_, event: &commons::event::Event| given_to(here.state, event, target);
    let sheet = newest(here.state, contributions::before(here), CONTRIBUTIONS, fits);
    html! {
        h2 id="contributions" { (here.say("work-contributions")) }
        @if sheet.events.is_empty() { p.soft { (here.say("shell-nothing")) } }
        ul.items {
            @for ix in &sheet.events {
                li { (about(here, *ix, Sentence::Linked)) (buttons(here, *ix)) }
            }
        }
        (contributions::pages(here, &format!("/work/{handle}"), sheet.older))
    }
}

async fn finish(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(handle): Path<String>,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let Ok(process) = Handle::new(&handle) else {
        return site.show(visit, |_| Err(Trouble::NotFound)).await;
    };
    let wish = Act::FinishProcess(FinishProcess { process });
    let (visit, _, done) = Arc::clone(&site).attempt(visit, form, move |_, _| Ok(vec![wish])).await;
    match done {
        Ok(done) => {
            let entry = done.entries.first().copied().unwrap_or_default();
            go(&format!("/work/{handle}?done={entry}"))
        }
        Err(trouble) => {
            let trouble = signed::then(trouble, &format!("/work/{handle}"));
            site.show(visit, move |_| Err(trouble)).await
        }
    }
}
