//! Events and acts in sentences.

use commons::act::{Act, AddUnit};
use commons::action::Action;
use commons::agent::AgentIx;
use commons::event::{Event, EventIx, Standing};
use commons::resource::ResourceIx;
use commons::state::State;
use commons::unit::Quantity;

use crate::amount;

/// The handle of an agent.
#[must_use]
pub fn agent(state: &State, agent: AgentIx) -> String {
    state.agents.at(agent).handle.to_string()
}

/// An event in a sentence: `ana worked 3 hours on frame as design`.
#[must_use]
pub fn event(state: &State, ix: EventIx) -> String {
    let event = state.events.at(ix);
    let mut said = format!("{} {}", agent(state, event.provider), verb(event.action));
    for quantity in event.effort.iter().chain(&event.quantity) {
        said = format!("{said} {}", say(state, *quantity));
    }
    let counted = event.quantity.is_some();
    if let Some(kind) = event.specification {
        let of = if counted { " of" } else { "" };
        said = format!("{said}{of} {}", state.specifications.at(kind).handle);
    }
    said.push_str(&places(state, event));
    if event.receiver != event.provider && state.itself != Some(event.receiver) {
        said = format!("{said} for {}", agent(state, event.receiver));
    }
    if let Some((agreement, _)) = event.agreement {
        said = format!("{said} under {}", state.agreements.at(agreement).handle);
    }
    if let Some(role) = event.role() {
        said = format!("{said} as {role}");
    }
    match event.standing {
        Standing::Contribution => {}
        Standing::Gift => said.push_str(", as a gift"),
        Standing::Paid => said.push_str(", paid"),
    }
    if let Some(original) = event.corrects {
        said = format!("{said}, correcting entry {}", state.events.at(original).entry);
    }
    said
}

/// A quantity as people say it.
#[must_use]
pub fn say(state: &State, quantity: Quantity) -> String {
    amount::say(state, quantity.minor, quantity.unit)
}

fn places(state: &State, event: &Event) -> String {
    let name = |resource: ResourceIx| state.resources.at(resource).handle.as_str();
    let mut said = String::new();
    let (onto, from) = match event.action {
        Action::Work => (" on ", ""),
        Action::Produce
        | Action::Raise
        | Action::Lower
        | Action::Modify
        | Action::Cite
        | Action::Use
        | Action::Consume => (" of ", ""),
        Action::Accept | Action::Pickup | Action::Dropoff | Action::Combine | Action::Separate => {
            (" of ", "")
        }
        _ => (" of ", " into "),
    };
    if let Some(resource) = event.resource {
        let onto =
            if event.quantity.is_none() && event.action != Action::Work { " " } else { onto };
        said = format!("{said}{onto}{}", name(resource));
    }
    if let Some(resource) = event.to_resource {
        let into = if from.is_empty() { " into " } else { from };
        said = format!("{said}{into}{}", name(resource));
    }
    if let Some(process) = event.input_of {
        let process = &state.processes.at(process).handle;
        let word = if event.action == Action::Work { "on" } else { "for" };
        said = format!("{said} {word} {process}");
    }
    if let Some(process) = event.output_of {
        said = format!("{said} in {}", state.processes.at(process).handle);
    }
    said
}

/// What somebody did, in the past tense.
#[must_use]
pub const fn verb(action: Action) -> &'static str {
    match action {
        Action::Accept => "took in",
        Action::Cite => "cited",
        Action::Combine => "packed",
        Action::Consume => "consumed",
        Action::Copy => "copied",
        Action::DeliverService => "delivered",
        Action::Dropoff => "dropped off",
        Action::Lower => "lowered by",
        Action::Modify => "gave back",
        Action::Move => "moved",
        Action::Pickup => "picked up",
        Action::Produce => "produced",
        Action::Raise => "counted",
        Action::Separate => "unpacked",
        Action::Transfer => "transferred",
        Action::TransferAllRights => "gave the rights to",
        Action::TransferCustody => "handed over",
        Action::Use => "used",
        Action::Work => "worked",
    }
}

/// An act in a sentence, for the journal.
#[must_use]
pub fn act(state: &State, entry: u64, act: &Act) -> String {
    match act {
        Act::Found(found) => format!("founded `{}`, counting value in {}", found.name, found.unit),
        Act::AddAgent(wish) => format!("added the agent {} ({})", wish.handle, wish.name),
        Act::AddKey(wish) => format!("let {} sign with key {}…", wish.agent, key(&wish.key)),
        Act::RevokeKey(wish) => format!("revoked key {}… of {}", key(&wish.key), wish.agent),
        Act::AddUnit(AddUnit { code, label, .. }) => format!("added the unit {code} ({label})"),
        Act::AddResourceSpecification(wish) => {
            format!("added the kind {} ({})", wish.handle, wish.name)
        }
        Act::AddProcessSpecification(wish) => {
            format!("added the kind of process {} ({})", wish.handle, wish.name)
        }
        Act::AddResource(wish) => format!("added the resource {} ({})", wish.handle, wish.name),
        Act::AddProcess(wish) => format!("added the process {} ({})", wish.handle, wish.name),
        Act::FinishProcess(wish) => format!("finished the process {}", wish.process),
        Act::AddAgreement(wish) => format!("added the agreement {} ({})", wish.handle, wish.name),
        Act::AddRecord(wish) => format!("kept the {} {}", wish.class.word(), wish.iri),
        Act::AddClaim(wish) => format!("stated the claim {}", wish.iri),
        Act::LogEvent(wish) => match state.event_of_entry(entry) {
            Some(ix) => event(state, ix),
            None => wish.action.word().to_owned(),
        },
        Act::ReviewEvent(wish) => {
            let of = state
                .entry_of(wish.event)
                .map_or_else(String::new, |entry| format!(" entry {entry}"));
            let because =
                wish.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            format!("{}{of}{because}", wish.verdict.word())
        }
        Act::SetEquation(wish) => format!("set the equation `{}`", wish.equation.name),
        Act::Distribute(wish) => {
            let income = state
                .unit(&wish.income.unit)
                .map(|unit| amount::say(state, wish.income.minor, unit));
            let target =
                wish.target.as_ref().map_or_else(|| "the commons".to_owned(), ToString::to_string);
            format!("distributed {} for {target}", income.unwrap_or_default())
        }
        Act::Reverse(wish) => {
            let of = state
                .entry_of(wish.act)
                .map_or_else(String::new, |entry| format!(" entry {entry}"));
            let because =
                wish.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            format!("reversed{of}{because}")
        }
    }
}

fn key(bytes: &[u8; 32]) -> String {
    bytes.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
