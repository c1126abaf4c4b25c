//! Things and contributions in words.

use commons::agent::AgentIx;
use commons::contribution::{Status, status};
use commons::equity::Target;
use commons::event::EventIx;
use commons::name::Handle;
use commons::state::Named;
use commons::unit::Quantity;
use maud::{Markup, html};

use crate::site::Here;
use crate::telling::Telling;

/// What an agent is called.
#[must_use]
pub fn agent(here: &Here<'_>, agent: AgentIx) -> String {
    let row = here.state.agents.at(agent);
    if row.name.is_empty() { row.handle.to_string() } else { row.name.clone() }
}

/// An agent by name, with a link to their page.
#[must_use]
pub fn agent_link(here: &Here<'_>, ix: AgentIx) -> Markup {
    let handle = &here.state.agents.at(ix).handle;
    html! { a href=(format!("/people/{handle}")) { (agent(here, ix)) } }
}

/// What shares are asked of that a handle names; people have none in themselves.
#[must_use]
pub fn target(here: &Here<'_>, handle: &Handle) -> Option<Target> {
    commons::equity::target(here.state, Some(handle)).ok()
}

/// The handle and the name of what shares are asked of.
#[must_use]
pub fn named(here: &Here<'_>, target: Target) -> (Option<Handle>, String) {
    let state = here.state;
    let (handle, name) = match target {
        Target::Whole => return (None, state.name.clone()),
        Target::Resource(ix) => (&state.resources.at(ix).handle, &state.resources.at(ix).name),
        Target::Process(ix) => (&state.processes.at(ix).handle, &state.processes.at(ix).name),
        Target::Agreement(ix) => (&state.agreements.at(ix).handle, &state.agreements.at(ix).name),
        Target::Project(ix) => (&state.agents.at(ix).handle, &state.agents.at(ix).name),
    };
    let name = if name.is_empty() { handle.to_string() } else { name.clone() };
    (Some(handle.clone()), name)
}

/// The address of what shares are asked of.
#[must_use]
pub fn address(here: &Here<'_>, target: Target) -> String {
    named(here, target).0.map_or_else(|| "/work".to_owned(), |handle| format!("/work/{handle}"))
}

/// Something by name, with a link to its page.
#[must_use]
pub fn link(here: &Here<'_>, target: Target) -> Markup {
    html! { a href=(address(here, target)) { (named(here, target).1) } }
}

/// The same of what a handle names.
#[must_use]
pub fn handle_link(here: &Here<'_>, handle: &Handle) -> Markup {
    match here.state.named(handle) {
        Some(Named::Agent(ix)) => agent_link(here, ix),
        _ => match target(here, handle) {
            Some(target) => link(here, target),
            None => html! { (handle) },
        },
    }
}

/// A contribution as a sentence: who did what.
#[must_use]
pub fn did(here: &Here<'_>, event: EventIx) -> String {
    telling(here).event(event)
}

/// How much of something, as people say it.
#[must_use]
pub fn quantity(here: &Here<'_>, quantity: Quantity) -> String {
    telling(here).quantity(quantity)
}

fn telling<'a>(here: &Here<'a>) -> Telling<'a> {
    Telling { words: here.words, state: here.state }
}

/// Where a contribution stands now.
#[must_use]
pub fn state(here: &Here<'_>, ix: EventIx) -> Status {
    let days = here.state.equation.as_ref().map_or(0, |equation| equation.contest_days);
    let event = here.state.events.at(ix);
    status(here.state.reviews.get(&ix), event.logged, days, here.now)
}

/// The word for where a contribution stands, told by form as well as by colour.
#[must_use]
pub fn state_tag(here: &Here<'_>, status: Status) -> Markup {
    let (class, key) = match status {
        Status::Claimed => ("tag", "work-state-claimed"),
        Status::Accepted => ("tag good", "work-state-accepted"),
        Status::Contested => ("tag bad", "work-state-contested"),
    };
    html! { span class=(class) { (here.say(key)) } }
}
