//! Logging a contribution: one line and one button, a timer, all fields, the last ones again, and making one right.

mod line;
mod fields;
mod understood;
mod mine;
mod correct;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawForm, State};
use axum::response::Response;
use axum::routing::{get, post};
use commons::agent::AgentKind;
use commons::visibility::Thing;
use maud::{Markup, html};

use self::fields::{Kind, acts};
use self::understood::{Understood, understand};
use crate::answer::go;
use crate::assets;
use crate::page::{self, choice, field, hidden_again};
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// How many names a field suggests.
const SUGGESTED: usize = 200;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/log", get(show).post(log_line))
        .route("/log/full", post(log_full))
        .route("/log/correct/{entry}", get(correct::show).post(correct::send))
}

async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    site.show(visit, |here| {
        let again = here.visit.asked("again").and_then(|entry| entry.parse().ok());
        let filled = again.and_then(|entry: u64| mine::again(here, entry));
        let asked = here.visit.asked("line").unwrap_or_default();
        page(here, &filled.unwrap_or_default().with("line", asked))
    })
    .await
}

/// Logs what a line says, or asks whether it was understood if anything had to be guessed.
async fn log_line(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let sure = |here: &Here<'_>, form: &Filled| {
        let found = understand(here, form)?;
        if found.guesses.is_empty() {
            return acts(here, &found.fields);
        }
        // Nothing is wrong: the answer below asks.
        Err(Trouble::Refused(String::new()))
    };
    let (visit, form, done) = Arc::clone(&site).attempt(visit, form, sure).await;
    match done {
        Ok(done) => {
            let entry = done.entries.last().copied().unwrap_or_default();
            let act = journal::ActId::from_bytes(done.act.0);
            go(&format!("/log?done={entry}&act={act}"))
        }
        Err(Trouble::Refused(refusal)) if refusal.is_empty() => {
            site.show(visit, move |here| ask(here, &understand(here, &form)?)).await
        }
        Err(Trouble::Refused(refusal)) => {
            let filled = form.refused(refusal);
            site.again(visit, move |here| page(here, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(trouble)).await,
    }
}

async fn log_full(State(site): State<Arc<Site>>, visit: Visit, RawForm(form): RawForm) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    site.act(visit, form, "/log", acts, page).await
}

fn page(here: &Here<'_>, filled: &Filled) -> Result<Body, Trouble> {
    here.member()?;
    here.must_see(Thing::Contributions)?;
    let asked = here.visit.asked("kind").unwrap_or_default();
    let kind = Kind::named(filled.get("kind").unwrap_or(asked));
    let all = filled.get("kind").is_some() || !asked.is_empty();
    let main = html! {
        (page::refused(here, filled.refusal.as_ref()))
        (one_line(here, filled))
        (mine::again_buttons(here)?)
        details.fields open[all] {
            summary { h2 { (here.say("log-all-fields")) } }
            (kinds(here, kind))
            (full(here, filled, kind))
        }
        (mine::last(here)?)
        (suggestions(here))
        p { a href="/import" { (here.say("log-import")) } }
        script type="module" src=(assets::address("timer.js")) {}
    };
    Ok(Body { title: here.say("log-title"), main })
}

/// One line and one button, and a timer that fills it in.
fn one_line(here: &Here<'_>, filled: &Filled) -> Markup {
    html! {
        form.quick method="post" action="/log" {
            (hidden_again(here, filled))
            label for="line" { (here.say("log-line")) }
            div.together {
                input type="text" id="line" name="line" value=(filled.typed("line")) autocomplete="off"
                    enterkeyhint="go" aria-describedby="line-hint" placeholder=(here.say("log-line-example"));
                button { (here.say("log-save")) }
            }
            p.hint id="line-hint" { (here.say("log-line-hint")) }
            div.timer data-timer hidden data-start=(here.say("log-timer-start")) data-stop=(here.say("log-timer-stop")) {
                button.quiet type="button" data-timer-toggle { (here.say("log-timer-start")) }
                output data-timer-shown aria-live="off" { "0:00:00" }
                button.quiet type="button" data-timer-forget hidden { (here.say("log-timer-forget")) }
            }
        }
    }
}

/// What can be given: a link to the fields of each.
fn kinds(here: &Here<'_>, chosen: Kind) -> Markup {
    html! {
        ul.ways role="list" aria-label=(here.say("log-kinds")) {
            @for kind in Kind::ALL {
                li {
                    a.tab href=(format!("/log?kind={}", kind.word())) aria-current=[(kind == chosen).then_some("true")] {
                        (here.say(&format!("log-kind-{}", kind.word())))
                    }
                }
            }
        }
    }
}

/// All fields of a kind of contribution.
fn full(here: &Here<'_>, filled: &Filled, kind: Kind) -> Markup {
    html! {
        form id="full" method="post" action="/log/full" {
            (hidden_again(here, filled))
            (full_fields(here, filled, kind))
            button { (here.say("log-save")) }
        }
    }
}

/// The fields alone.
fn full_fields(here: &Here<'_>, filled: &Filled, kind: Kind) -> Markup {
    let label = |name: &str| here.say(&format!("log-{name}"));
    let things = page::Kind::Suggested("things");
    html! {
            input type="hidden" name="kind" value=(kind.word());
            @match kind {
                Kind::Work => {
                    div.row {
                        (field(filled, "amount", &label("hours"), page::Kind::Text))
                        (field(filled, "on", &label("on"), things))
                        (field(filled, "role", &label("role"), page::Kind::Suggested("roles")))
                    }
                    (field(filled, "what", &label("what"), page::Kind::Suggested("kinds")))
                }
                Kind::Material => {
                    div.row {
                        (field(filled, "amount", &label("amount"), page::Kind::Text))
                        (field(filled, "from", &label("from"), page::Kind::Suggested("resources")))
                        (field(filled, "on", &label("for-process"), things))
                    }
                    (field(filled, "what", &label("brought"), page::Kind::Suggested("kinds")))
                }
                Kind::Money => {
                    div.row {
                        (field(filled, "amount", &label("money"), page::Kind::Text))
                        (field(filled, "on", &label("for-what"), things))
                    }
                }
                Kind::Machine => {
                    div.row {
                        (field(filled, "from", &label("machine"), page::Kind::Suggested("resources")))
                        (field(filled, "on", &label("for-process"), things))
                    }
                    fieldset {
                        legend { (label("how-much")) }
                        div.row {
                            (field(filled, "start", &label("meter-start"), page::Kind::Number))
                            (field(filled, "end", &label("meter-end"), page::Kind::Number))
                            (field(filled, "amount", &label("or-amount"), page::Kind::Text))
                        }
                    }
                }
            }
            div.row {
                (field(filled, "day", &label("day"), page::Kind::Day))
                @if kind != Kind::Money { (field(filled, "value", &label("value"), page::Kind::Text)) }
                (choice(filled, "terms", &label("terms"), &terms(here)))
            }
            (field(filled, "note", &label("note"), page::Kind::Text))
    }
}

fn terms(here: &Here<'_>) -> Vec<(String, String)> {
    let terms = ["contribution", "gift", "paid"];
    terms.map(|word| (word.to_owned(), here.say(&format!("log-terms-{word}")))).into()
}

/// Asks whether a line was understood, with all that it says in fields.
fn ask(here: &Here<'_>, found: &Understood) -> Result<Body, Trouble> {
    here.member()?;
    let kind = Kind::named(found.fields.typed("kind"));
    let main = html! {
        div.note role="status" {
            p { (here.say("log-understood")) }
            ul { @for key in &found.guesses { li { (here.say(key)) } } }
            button form="full" { (here.say("log-right")) }
        }
        h2 { (here.say("log-or-change")) }
        (full(here, &found.fields, kind))
        p { a href="/log" { (here.say("shell-cancel")) } }
        (suggestions(here))
    };
    Ok(Body { title: here.say("log-check"), main })
}

/// The names that fields suggest.
fn suggestions(here: &Here<'_>) -> Markup {
    let state = here.state;
    let projects = state
        .agents
        .iter()
        .filter(|(ix, agent)| agent.kind != AgentKind::Person && state.itself != Some(*ix));
    let open = state.processes.iter().rev().filter(|(_, process)| !process.finished);
    let things = open
        .map(|(_, row)| (row.handle.as_str(), row.name.as_str()))
        .chain(
            state.resources.iter().rev().map(|(_, row)| (row.handle.as_str(), row.name.as_str())),
        )
        .chain(projects.map(|(_, row)| (row.handle.as_str(), row.name.as_str())));
    let resources =
        state.resources.iter().rev().map(|(_, row)| (row.handle.as_str(), row.name.as_str()));
    let kinds =
        state.specifications.iter().map(|(_, row)| (row.handle.as_str(), row.name.as_str()));
    html! {
        (list("things", things))
        (list("resources", resources))
        (list("kinds", kinds))
        datalist id="roles" { @for role in roles(here) { option value=(role) {} } }
    }
}

fn list<'a>(id: &str, names: impl Iterator<Item = (&'a str, &'a str)>) -> Markup {
    html! {
        datalist id=(id) {
            @for (handle, name) in names.take(SUGGESTED) {
                option value=(handle) { @if name != handle { (name) } }
            }
        }
    }
}

/// The roles that the equation has rates for, and those of late.
fn roles<'a>(here: &Here<'a>) -> BTreeSet<&'a str> {
    let rates = here.state.equation.iter().flat_map(|equation| &equation.work);
    let late = here.state.events.iter().rev().take(SUGGESTED).filter_map(|(_, event)| event.role());
    rates.filter_map(|rate| rate.role.as_ref()).chain(late).map(|role| role.as_str()).collect()
}
