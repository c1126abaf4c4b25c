//! Identifiers: the one a thing has elsewhere, or else `urn:subak:` with its class and name, as in exports.

use super::row::{Link, Row};
use commons::event::Event;
use commons::name::{ActId, Handle};
use commons::state::State;
use exchange::valueflows::identity::{own_iri, read_act};
use std::fmt::Display;

/// What may be meant by an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// An agent.
    Agent,
    /// A unit.
    Unit,
    /// A kind of resource or of work.
    Kind,
    /// A kind of process.
    Stage,
    /// A resource.
    Resource,
    /// A process.
    Process,
    /// An agreement.
    Agreement,
    /// A claim.
    Claim,
    /// An event.
    Event,
    /// A distribution.
    Distribution,
    /// A record of the planning layer.
    Record,
}

impl Class {
    /// The word for it in identifiers.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Unit => "unit",
            Self::Kind => "kind",
            Self::Stage => "stage",
            Self::Resource => "resource",
            Self::Process => "process",
            Self::Agreement => "agreement",
            Self::Claim => "claim",
            Self::Event => "event",
            Self::Distribution => "distribution",
            Self::Record => "record",
        }
    }
}

/// The identifier of an event.
pub(super) fn of_event(row: &Event) -> String {
    let iri = row.rest.as_deref().and_then(|rest| rest.iri.as_ref());
    iri.cloned().unwrap_or_else(|| own_iri("event", &row.act))
}

/// The identifier of a row; nothing for one that has none.
pub(super) fn of(state: &State, row: &Row) -> String {
    let named = |iri: &Option<String>, class, handle: &dyn Display| {
        iri.clone().unwrap_or_else(|| own_iri(class, handle))
    };
    match row {
        Row::Agent(ix) => {
            let row = state.agents.at(*ix);
            named(&row.iri, "agent", &row.handle)
        }
        // The identifier a unit has in OM2 stands beside, as in exports.
        Row::Unit(ix) => own_iri("unit", &state.units.at(*ix).code),
        Row::Kind(ix) => {
            let row = state.specifications.at(*ix);
            named(&row.iri, "kind", &row.handle)
        }
        Row::Stage(ix) => {
            let row = state.process_specifications.at(*ix);
            named(&row.iri, "stage", &row.handle)
        }
        Row::Resource(ix) => {
            let row = state.resources.at(*ix);
            named(&row.iri, "resource", &row.handle)
        }
        Row::Process(ix) => {
            let row = state.processes.at(*ix);
            named(&row.iri, "process", &row.handle)
        }
        Row::Agreement(ix) => {
            let row = state.agreements.at(*ix);
            named(&row.iri, "agreement", &row.handle)
        }
        Row::Claim(ix) => state.claims.at(*ix).iri.clone(),
        Row::Event(ix) => of_event(state.events.at(*ix)),
        Row::Distribution(ix) => own_iri("distribution", &state.distributions.at(*ix).entry),
        Row::Record(iri) | Row::Place(iri) | Row::Word(iri) => iri.to_string(),
        Row::Link(link) => of_link(state, link),
        Row::Action(action) => action.word().to_owned(),
        Row::Unspecified => own_iri("kind", &"unspecified"),
        _ => String::new(),
    }
}

fn of_link(state: &State, link: &Link) -> String {
    let (word, of, place) = match link {
        Link::Fulfillment(event, at) => ("fulfillment", of_event(state.events.at(*event)), at),
        Link::Settlement(event, at) => ("settlement", of_event(state.events.at(*event)), at),
        Link::SatisfiedByEvent(event, at) => {
            ("satisfaction", of_event(state.events.at(*event)), at)
        }
        Link::SatisfiedByCommitment(iri, at) => ("satisfaction", iri.to_string(), at),
        Link::ProposedIntent(iri, at) => ("proposed-intent", iri.to_string(), at),
        Link::ProposedTo(iri, at) => ("proposed-to", iri.to_string(), at),
    };
    own_iri(word, &format!("{place}:{of}"))
}

/// The act that made a row or said last what it is.
pub(super) fn revised_by(state: &State, row: &Row) -> Option<ActId> {
    use commons::description::Described;
    let named = |handle: &Handle| state.revision(&Described::Named(handle.clone()));
    match row {
        Row::Agent(ix) => named(&state.agents.at(*ix).handle),
        Row::Resource(ix) => named(&state.resources.at(*ix).handle),
        Row::Process(ix) => named(&state.processes.at(*ix).handle),
        Row::Agreement(ix) => named(&state.agreements.at(*ix).handle),
        Row::Unit(ix) => state.revision(&Described::Unit(state.units.at(*ix).code.clone())),
        Row::Kind(ix) => {
            state.revision(&Described::Kind(state.specifications.at(*ix).handle.clone()))
        }
        Row::Stage(ix) => {
            let handle = state.process_specifications.at(*ix).handle.clone();
            state.revision(&Described::ProcessKind(handle))
        }
        Row::Event(ix) => Some(state.events.at(*ix).act),
        Row::Distribution(ix) => Some(state.distributions.at(*ix).act),
        Row::Record(iri) => state.records.get(&**iri).map(|row| row.revision),
        Row::Link(link) => match link {
            Link::Fulfillment(event, _)
            | Link::Settlement(event, _)
            | Link::SatisfiedByEvent(event, _) => Some(state.events.at(*event).act),
            Link::SatisfiedByCommitment(iri, _)
            | Link::ProposedIntent(iri, _)
            | Link::ProposedTo(iri, _) => state.records.get(&**iri).map(|row| row.revision),
        },
        _ => None,
    }
}

/// What an update or deletion is told by: the act that said last what a thing is, and which thing,
/// since one act can make several.
pub(super) fn revision(state: &State, row: &Row) -> String {
    let act = revised_by(state, row).map(|act| act.to_string()).unwrap_or_else(|| "0".to_owned());
    format!("{act}@{}", of(state, row))
}

/// The act and the identifier in a revision.
pub(super) fn of_revision(revision: &str) -> Option<(Option<ActId>, &str)> {
    let (act, id) = revision.split_once('@')?;
    Some((read_act(act), id))
}
