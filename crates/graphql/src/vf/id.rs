//! Identifiers: the one a thing has elsewhere, or else `urn:subak:` with its class and name, as in exports.

use super::index::Index;
use super::row::{Link, Row};
use super::view::View;
use commons::act::Act;
use commons::event::Event;
use commons::name::{ActId, Code, Handle};
use commons::state::{Named, State};
use exchange::valueflows::identity::{own, own_iri, read_act};
use std::fmt::Display;
use std::sync::Arc;

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

/// What an identifier means, as one of a class: what it is told by, or a bare name.
pub(super) fn find(state: &State, index: &Index, class: Class, id: &str) -> Option<Row> {
    if let Some(row) = index.iris.get(&(class, id.to_owned())) {
        return Some(row.clone());
    }
    let name = own(id, class.word()).unwrap_or(id);
    let handle = || Handle::new(name).ok();
    match class {
        Class::Agent => state.agent(&handle()?).map(Row::Agent),
        Class::Unit => {
            let code = Code::new(name).ok();
            let exact = code.and_then(|code| state.unit(&code));
            exact.or_else(|| state.unit_like(name)).map(Row::Unit)
        }
        Class::Kind => state.specification(&handle()?).map(Row::Kind),
        Class::Stage => state.process_specification(&handle()?).map(Row::Stage),
        Class::Resource => state.resource(&handle()?).map(Row::Resource),
        Class::Process => state.process(&handle()?).map(Row::Process),
        Class::Agreement => state.agreement(&handle()?).map(Row::Agreement),
        Class::Claim => state.claim(id).map(Row::Claim),
        Class::Event => {
            let known = index.events.iris.get(id).copied();
            known.or_else(|| state.event_of_act(read_act(name)?)).map(Row::Event)
        }
        Class::Distribution => match state.held(name.parse().ok()?)? {
            commons::state::Held::Distribution(ix) => Some(Row::Distribution(ix)),
            commons::state::Held::Event(_) => None,
        },
        Class::Record => {
            state.records.get_key_value(id).map(|(iri, _)| Row::Record(iri.as_str().into()))
        }
    }
}

/// The link with an identifier.
pub(super) fn find_link(state: &State, index: &Index, word: &str, id: &str) -> Option<Row> {
    let (place, of) = own(id, word)?.split_once(':')?;
    let place: u16 = place.parse().ok()?;
    let event = || match find(state, index, Class::Event, of) {
        Some(Row::Event(ix)) => Some(ix),
        _ => None,
    };
    let record = || state.records.get_key_value(of).map(|(iri, _)| Arc::<str>::from(iri.as_str()));
    let link = match word {
        "fulfillment" => Link::Fulfillment(event()?, place),
        "settlement" => Link::Settlement(event()?, place),
        "satisfaction" => match event() {
            Some(event) => Link::SatisfiedByEvent(event, place),
            None => Link::SatisfiedByCommitment(record()?, place),
        },
        "proposed-intent" => Link::ProposedIntent(record()?, place),
        _ => Link::ProposedTo(record()?, place),
    };
    Some(Row::Link(link))
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

/// What an act of an entry made, or said anew.
pub(super) fn made_by(view: &View<'_>, entry: u64, act: &Act) -> Option<Row> {
    use commons::description::Described;
    let state = view.state();
    let record =
        |iri: &str| state.records.get_key_value(iri).map(|it| Row::Record(it.0.as_str().into()));
    match act {
        Act::AddAgent(it) => state.agent(&it.handle).map(Row::Agent),
        Act::AddUnit(it) => state.unit(&it.code).map(Row::Unit),
        Act::AddResourceSpecification(it) => state.specification(&it.handle).map(Row::Kind),
        Act::AddProcessSpecification(it) => state.process_specification(&it.handle).map(Row::Stage),
        Act::AddResource(it) => state.resource(&it.handle).map(Row::Resource),
        Act::AddProcess(it) => state.process(&it.handle).map(Row::Process),
        Act::FinishProcess(it) => state.process(&it.process).map(Row::Process),
        Act::AddAgreement(it) => state.agreement(&it.handle).map(Row::Agreement),
        Act::AddClaim(it) => state.claim(&it.iri).map(Row::Claim),
        Act::AddRecord(it) => record(&it.iri),
        Act::ReviseRecord(it) => record(&it.iri),
        Act::LogEvent(_) => state.event_of_entry(entry).map(Row::Event),
        Act::Describe(it) => match &it.thing {
            Described::Named(handle) => match state.named(handle)? {
                Named::Agent(ix) => Some(Row::Agent(ix)),
                Named::Resource(ix) => Some(Row::Resource(ix)),
                Named::Process(ix) => Some(Row::Process(ix)),
                Named::Agreement(ix) => Some(Row::Agreement(ix)),
                Named::Pool(_) => None,
            },
            Described::Kind(handle) => state.specification(handle).map(Row::Kind),
            Described::ProcessKind(handle) => state.process_specification(handle).map(Row::Stage),
            Described::Unit(code) => state.unit(code).map(Row::Unit),
            Described::Event(act) => state.event_of_act(*act).map(Row::Event),
        },
        _ => None,
    }
}
