//! A new project, resource or kind.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawForm, State};
use axum::response::Response;
use axum::routing::get;
use commons::act::{Act, AddProcess, AddResource, AddResourceSpecification};
use commons::agent::AgentKind;
use commons::description::Described;
use commons::name::Handle;
use commons::visibility::Thing;
use inquiry::{date, names};
use maud::{Markup, html};

use crate::answer::go;
use crate::page::{self, Kind, choice, field};
use crate::signed;
use crate::site::{Body, Here, Site, Trouble};
use crate::visit::{Filled, Visit, pairs};

/// How many suggestions a field makes.
const SUGGESTED: usize = 50;

/// The routes of these pages.
pub fn routes() -> Router<Arc<Site>> {
    Router::new().route("/work/new/{what}", get(show).post(add))
}

/// What is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Project,
    Resource,
    Sort,
}

impl What {
    fn of(word: &str) -> Option<Self> {
        match word {
            "project" => Some(Self::Project),
            "resource" => Some(Self::Resource),
            "kind" => Some(Self::Sort),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Resource => "resource",
            Self::Sort => "kind",
        }
    }
}

async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(what): Path<String>) -> Response {
    site.show(visit, move |here| page(here, &what, &Filled::default())).await
}

fn page(here: &Here<'_>, what: &str, filled: &Filled) -> Result<Body, Trouble> {
    let what = What::of(what).ok_or(Trouble::NotFound)?;
    here.must_see(Thing::Contributions)?;
    here.member()?;
    let (title, hint) = match what {
        What::Project => ("work-new-project", "work-new-project-hint"),
        What::Resource => ("work-new-resource", "work-new-resource-hint"),
        What::Sort => ("work-new-kind", "work-new-kind-hint"),
    };
    let main = html! {
        p.soft { (here.say(hint)) }
        (page::refused(here, filled.refusal.as_ref()))
        form method="post" action=(format!("/work/new/{}", what.word())) {
            (page::hidden_again(here, filled))
            (field(filled, "name", &here.say("work-name"), Kind::Text))
            @match what {
                What::Project => { (project_fields(here, filled)) }
                What::Resource => { (resource_fields(here, filled)) }
                What::Sort => { (unit(here, filled)) (effort_unit(here, filled)) }
            }
            (field(filled, "note", &optional(here, "work-note"), Kind::Lines))
            (field(filled, "handle", &optional(here, "work-handle"), Kind::Text))
            p.hint { (here.say("work-handle-hint")) }
            div.row { button { (here.say("work-add")) } a.button.quiet href="/work" { (here.say("shell-cancel")) } }
        }
    };
    Ok(Body { title: here.say(title), main })
}

fn optional(here: &Here<'_>, key: &str) -> String {
    format!("{} {}", here.say(key), here.say("shell-optional"))
}

fn project_fields(here: &Here<'_>, filled: &Filled) -> Markup {
    let state = here.state;
    let groups = state
        .agents
        .iter()
        .filter(|(ix, row)| row.kind != AgentKind::Person && state.itself != Some(*ix));
    let mut scopes = vec![(String::new(), here.say("work-scope-whole"))];
    scopes
        .extend(groups.take(SUGGESTED).map(|(_, row)| (row.handle.to_string(), row.name.clone())));
    let kinds: Vec<&Handle> =
        state.process_specifications.iter().take(SUGGESTED).map(|(_, row)| &row.handle).collect();
    html! {
        @if scopes.len() > 1 { (choice(filled, "scope", &here.say("work-scope"), &scopes)) }
        @if !kinds.is_empty() {
            (field(filled, "kind", &optional(here, "work-kind"), Kind::Suggested("kinds")))
            (suggestions("kinds", &kinds))
        }
        (field(filled, "began", &optional(here, "work-began"), Kind::Day))
    }
}

fn resource_fields(here: &Here<'_>, filled: &Filled) -> Markup {
    let state = here.state;
    let kinds: Vec<&Handle> =
        state.specifications.iter().rev().take(SUGGESTED).map(|(_, row)| &row.handle).collect();
    let people: Vec<&Handle> =
        state.agents.iter().take(SUGGESTED).map(|(_, row)| &row.handle).collect();
    html! {
        (field(filled, "kind", &optional(here, "work-kind"), Kind::Suggested("kinds")))
        (suggestions("kinds", &kinds))
        (unit(here, filled))
        (field(filled, "accountable", &optional(here, "work-accountable"), Kind::Suggested("people")))
        (suggestions("people", &people))
        (field(filled, "location", &optional(here, "work-location"), Kind::Text))
    }
}

fn suggestions(id: &str, handles: &[&Handle]) -> Markup {
    html! { datalist id=(id) { @for handle in handles { option value=(handle) {} } } }
}

fn unit(here: &Here<'_>, filled: &Filled) -> Markup {
    choice(filled, "unit", &here.say("work-unit"), &units(here))
}

fn effort_unit(here: &Here<'_>, filled: &Filled) -> Markup {
    choice(filled, "effort", &here.say("work-effort-unit"), &units(here))
}

fn units(here: &Here<'_>) -> Vec<(String, String)> {
    let unsaid = (String::new(), here.say("work-unit-unsaid"));
    let said = here.state.units.iter().map(|(_, row)| {
        let (code, label) = (row.code.to_string(), row.label.clone());
        let said = if label.is_empty() || label == code {
            code.clone()
        } else {
            format!("{label} ({code})")
        };
        (code, said)
    });
    std::iter::once(unsaid).chain(said).collect()
}

async fn add(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(what): Path<String>,
    RawForm(form): RawForm,
) -> Response {
    let form = Filled::of(pairs(&String::from_utf8_lossy(&form)));
    let again = what.clone();
    let wish = move |here: &Here<'_>, filled: &Filled| wish(here, &what, filled);
    let (visit, form, done) = Arc::clone(&site).attempt(visit, form, wish).await;
    match done {
        Ok(done) => {
            let made = done.entries.first().copied().unwrap_or_default();
            site.look(visit, move |here| made_page(here, made)).await
        }
        Err(Trouble::Refused(refusal)) => {
            let filled = form.refused(refusal);
            site.again(visit, move |here| page(here, &again, &filled)).await
        }
        Err(trouble) => site.show(visit, move |_| Err(signed::then(trouble, "/work"))).await,
    }
}

/// Leads to the page of what an entry made.
fn made_page(here: &Here<'_>, entry: u64) -> Response {
    let made = here.read(|reading| reading.entry(entry));
    let thing = match made.map(|(_, act)| act) {
        Ok(Act::AddProcess(it)) => format!("/work/{}", it.handle),
        Ok(Act::AddResource(it)) => format!("/work/{}", it.handle),
        _ => "/work".to_owned(),
    };
    go(&format!("{thing}?done={entry}"))
}

fn wish(here: &Here<'_>, what: &str, filled: &Filled) -> Result<Vec<Act>, Trouble> {
    let act = match What::of(what).ok_or(Trouble::NotFound)? {
        What::Project => Act::AddProcess(Box::new(project(here, filled)?)),
        What::Resource => Act::AddResource(Box::new(resource(here, filled)?)),
        What::Sort => Act::AddResourceSpecification(Box::new(kind(here, filled)?)),
    };
    Ok(vec![act])
}

fn project(here: &Here<'_>, filled: &Filled) -> Result<AddProcess, Trouble> {
    let state = here.state;
    let name = filled.get("name").unwrap_or_default();
    let began = filled.get("began").map(date::moment).transpose()?;
    Ok(AddProcess {
        note: filled.get("note").map(str::to_owned),
        based_on: filled.get("kind").map(|it| names::process_kind(state, it)).transpose()?,
        in_scope_of: filled.get("scope").map(|it| names::agent(state, it)).transpose()?,
        began,
        ..AddProcess::new(handle(here, filled, name)?, name)
    })
}

fn resource(here: &Here<'_>, filled: &Filled) -> Result<AddResource, Trouble> {
    let state = here.state;
    let name = filled.get("name").unwrap_or_default();
    let text = |name| filled.get(name).map(str::to_owned);
    let code = |text| names::unit(state, text).map(|ix| state.units.at(ix).code.clone());
    Ok(AddResource {
        note: text("note"),
        kind: filled.get("kind").map(|it| names::kind(state, it)).transpose()?,
        unit: filled.get("unit").map(code).transpose()?,
        accountable: filled.get("accountable").map(|it| names::agent(state, it)).transpose()?,
        location: text("location"),
        ..AddResource::new(handle(here, filled, name)?, name)
    })
}

fn kind(here: &Here<'_>, filled: &Filled) -> Result<AddResourceSpecification, Trouble> {
    let state = here.state;
    let name = filled.get("name").unwrap_or_default();
    let code = |text| names::unit(state, text).map(|ix| state.units.at(ix).code.clone());
    let taken = |handle: &Handle| {
        state.specification(handle).is_some()
            && !is_own(here, filled, &Described::Kind(handle.clone()))
    };
    Ok(AddResourceSpecification {
        note: filled.get("note").map(str::to_owned),
        unit: filled.get("unit").map(code).transpose()?,
        unit_of_effort: filled.get("effort").map(code).transpose()?,
        ..AddResourceSpecification::new(names::fresh(filled.get("handle"), name, taken)?, name)
    })
}

/// The handle of what is added.
fn handle(here: &Here<'_>, filled: &Filled, name: &str) -> Result<Handle, Trouble> {
    let taken = |handle: &Handle| {
        here.state.named(handle).is_some()
            && !is_own(here, filled, &Described::Named(handle.clone()))
    };
    Ok(names::fresh(filled.get("handle"), name, taken)?)
}

/// Whether this very form made that thing when it was sent before: sent again, it makes the same.
fn is_own(here: &Here<'_>, filled: &Filled, thing: &Described) -> bool {
    filled.act().is_some() && here.state.revision(thing) == filled.act()
}
