//! Describing anew what is there: its name, what is noted about it, where it is. Nothing that is counted changes.

use super::{Envelope, Unfoldable, check, found};
use crate::agent::{Agent, AgentIx};
use crate::agreement::{Agreement, AgreementIx};
use crate::codec::record;
use crate::description::{Described, Edit};
use crate::event::EventIx;
use crate::name::{ActId, Moment};
use crate::process::{Process, ProcessIx};
use crate::refusal::Refused;
use crate::resource::{Resource, ResourceIx};
use crate::specification::{ProcessSpecificationIx, SpecificationIx};
use crate::state::{Named, State};
use crate::unit::UnitIx;
use crate::unrevised::Unrevised;

record! {
    /// What is to be said of a thing from now on.
    pub struct Describe {
        /// The thing.
        pub thing: Described,
        /// The act that made or described it last, as the author knows it; unsaid, whichever it was.
        pub revises: Option<ActId>,
        /// The name people read; of a unit, its label. It can change and not be removed.
        pub name: Edit<String>,
        /// Anything worth knowing.
        pub note: Edit<String>,
        /// A picture, as an IRI.
        pub image: Edit<String>,
        /// Where an agent or a resource is.
        pub location: Edit<String>,
        /// Classifications.
        pub classified_as: Edit<Vec<String>>,
        /// The serial or lot number of a resource.
        pub tracking: Edit<String>,
        /// When a process began.
        pub began: Edit<Moment>,
        /// When a process ended.
        pub ended: Edit<Moment>,
        /// The plan that a process belongs to, by identifier.
        pub planned_within: Edit<String>,
        /// When an agreement was made.
        pub created: Edit<Moment>,
        /// The bundle that an agreement belongs to, by identifier.
        pub bundled_in: Edit<String>,
    }
}

impl Describe {
    /// Everything about the thing stays.
    #[must_use]
    pub const fn new(thing: Described) -> Self {
        Self {
            thing,
            revises: None,
            name: Edit::Keep,
            note: Edit::Keep,
            image: Edit::Keep,
            location: Edit::Keep,
            classified_as: Edit::Keep,
            tracking: Edit::Keep,
            began: Edit::Keep,
            ended: Edit::Keep,
            planned_within: Edit::Keep,
            created: Edit::Keep,
            bundled_in: Edit::Keep,
        }
    }

    /// The names of what changes.
    fn said(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            ("name", self.name.keeps()),
            ("note", self.note.keeps()),
            ("image", self.image.keeps()),
            ("location", self.location.keeps()),
            ("classified_as", self.classified_as.keeps()),
            ("tracking", self.tracking.keeps()),
            ("began", self.began.keeps()),
            ("ended", self.ended.keeps()),
            ("planned_within", self.planned_within.keeps()),
            ("created", self.created.keeps()),
            ("bundled_in", self.bundled_in.keeps()),
        ];
        all.into_iter().filter(|(_, keeps)| !keeps).map(|(name, _)| name)
    }
}

/// The row that is described.
#[derive(Clone, Copy)]
enum Row {
    Agent(AgentIx),
    Resource(ResourceIx),
    Process(ProcessIx),
    Agreement(AgreementIx),
    Kind(SpecificationIx),
    ProcessKind(ProcessSpecificationIx),
    Unit(UnitIx),
    Event(EventIx),
}

impl Row {
    fn of(state: &State, thing: &Described) -> Result<Self, Refused> {
        match thing {
            Described::Named(handle) => match state.named(handle) {
                Some(Named::Agent(agent)) => Ok(Self::Agent(agent)),
                Some(Named::Resource(resource)) => Ok(Self::Resource(resource)),
                Some(Named::Process(process)) => Ok(Self::Process(process)),
                Some(Named::Agreement(agreement)) => Ok(Self::Agreement(agreement)),
                Some(Named::Pool(_)) => {
                    Err(Unrevised::DescribedByCharter { name: handle.to_string() }.into())
                }
                None => Err(Refused::TargetUnknown { handle: handle.clone() }),
            },
            Described::Kind(handle) => {
                let unknown = || Refused::KindUnknown { handle: handle.clone() };
                state.specification(handle).map(Self::Kind).ok_or_else(unknown)
            }
            Described::ProcessKind(handle) => {
                let unknown = || Refused::KindUnknown { handle: handle.clone() };
                state.process_specification(handle).map(Self::ProcessKind).ok_or_else(unknown)
            }
            Described::Unit(code) => check::unit(state, code).map(Self::Unit),
            Described::Event(act) => {
                state.event_of_act(*act).map(Self::Event).ok_or(Refused::EventUnknown)
            }
        }
    }

    /// What it is, with an article, and what can be said of it.
    const fn sayable(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Agent(_) => ("an agent", &["name", "note", "image", "location", "classified_as"]),
            Self::Resource(_) => {
                ("a resource", &["name", "note", "image", "location", "classified_as", "tracking"])
            }
            Self::Process(_) => (
                "a process",
                &["name", "note", "classified_as", "began", "ended", "planned_within"],
            ),
            Self::Agreement(_) => ("an agreement", &["name", "note", "created", "bundled_in"]),
            Self::Kind(_) => ("a kind", &["name", "note", "image", "classified_as"]),
            Self::ProcessKind(_) => ("a kind of process", &["name", "note", "image"]),
            Self::Unit(_) => ("a unit", &["name"]),
            Self::Event(_) => ("an event", &["note"]),
        }
    }
}

/// Refuses, in this order: an empty, removed or overlong name, an overlong note; an unknown thing, a pool or a unit that the
/// charter describes; whoever is not the agent that is described, if it signs, or did not log the event; what cannot
/// be said of such a thing; a description that changed since the author looked; an end before the beginning.
pub(super) fn decide(state: &State, author: AgentIx, wish: &Describe) -> Result<(), Refused> {
    match &wish.name {
        Edit::Keep => {}
        Edit::Remove => check::name("")?,
        Edit::Set(name) => check::name(name)?,
    }
    check::note(wish.note.set())?;
    let row = Row::of(state, &wish.thing)?;
    decide_who(state, author, row)?;
    let (what, sayable) = row.sayable();
    if let Some(said) = wish.said().find(|said| !sayable.contains(said)) {
        return Err(Unrevised::NotDescribed { what, said }.into());
    }
    if let Some(known) = wish.revises {
        decide_since(state, known, &wish.thing)?;
    }
    match row {
        Row::Process(process) => {
            let mut after = state.processes.at(process).clone();
            describe_process(&mut after, wish);
            check::ends_after_begins(after.began, after.ended)
        }
        _ => Ok(()),
    }
}

fn decide_who(state: &State, author: AgentIx, row: Row) -> Result<(), Refused> {
    let whose = match row {
        Row::Agent(agent) if !state.agents.at(agent).keys.is_empty() => agent,
        Row::Event(event) => state.events.at(event).author,
        Row::Unit(unit) if check::charter(state).is_ok_and(|it| it.unit_id(unit).is_some()) => {
            return Err(Unrevised::DescribedByCharter {
                name: state.units.at(unit).code.to_string(),
            }
            .into());
        }
        _ => return Ok(()),
    };
    if whose == author {
        return Ok(());
    }
    Err(Unrevised::NotYoursToDescribe { agent: state.agents.at(whose).handle.clone() }.into())
}

fn decide_since(state: &State, known: ActId, thing: &Described) -> Result<(), Refused> {
    let last = state.revision(thing);
    if last == Some(known) {
        return Ok(());
    }
    let entry = last.and_then(|act| state.entry_of(act)).unwrap_or_default();
    Err(Unrevised::DescriptionChanged { entry }.into())
}

pub(super) fn apply(
    state: &mut State,
    envelope: &Envelope,
    wish: &Describe,
) -> Result<(), Unfoldable> {
    let row = Row::of(state, &wish.thing).ok();
    let row = found(envelope.entry, &"what it describes", row)?;
    match row {
        Row::Agent(agent) => {
            describe_agent(state.agents.at_mut(agent), wish);
            if state.itself == Some(agent) {
                wish.name.replace(&mut state.name);
            }
        }
        Row::Resource(resource) => describe_resource(state.resources.at_mut(resource), wish),
        Row::Process(process) => describe_process(state.processes.at_mut(process), wish),
        Row::Agreement(agreement) => describe_agreement(state.agreements.at_mut(agreement), wish),
        Row::Kind(kind) => {
            let row = state.specifications.at_mut(kind);
            wish.name.replace(&mut row.name);
            wish.note.change(&mut row.note);
            wish.image.change(&mut row.image);
            wish.classified_as.change_list(&mut row.classified_as);
        }
        Row::ProcessKind(kind) => {
            let row = state.process_specifications.at_mut(kind);
            wish.name.replace(&mut row.name);
            wish.note.change(&mut row.note);
            wish.image.change(&mut row.image);
        }
        Row::Unit(unit) => wish.name.replace(&mut state.units.at_mut(unit).label),
        Row::Event(event) => {
            let rest = &mut state.events.at_mut(event).rest;
            wish.note.change(&mut rest.get_or_insert_default().note);
        }
    }
    note_revision(state, envelope.act, row);
    Ok(())
}

fn describe_agent(row: &mut Agent, wish: &Describe) {
    wish.name.replace(&mut row.name);
    wish.note.change(&mut row.note);
    wish.image.change(&mut row.image);
    wish.location.change(&mut row.location);
    wish.classified_as.change_list(&mut row.classified_as);
}

fn describe_resource(row: &mut Resource, wish: &Describe) {
    wish.name.replace(&mut row.name);
    wish.note.change(&mut row.note);
    wish.image.change(&mut row.image);
    wish.location.change(&mut row.location);
    wish.classified_as.change_list(&mut row.classified_as);
    wish.tracking.change(&mut row.tracking);
}

fn describe_process(row: &mut Process, wish: &Describe) {
    wish.name.replace(&mut row.name);
    wish.note.change(&mut row.note);
    wish.classified_as.change_list(&mut row.classified_as);
    wish.began.change(&mut row.began);
    wish.ended.change(&mut row.ended);
    wish.planned_within.change(&mut row.planned_within);
}

fn describe_agreement(row: &mut Agreement, wish: &Describe) {
    wish.name.replace(&mut row.name);
    wish.note.change(&mut row.note);
    wish.created.change(&mut row.created);
    wish.bundled_in.change(&mut row.bundled_in);
}

fn note_revision(state: &mut State, act: ActId, row: Row) {
    let all = &mut state.revisions;
    let (column, place) = match row {
        Row::Agent(agent) => (&mut all.agents, agent.place()),
        Row::Resource(resource) => (&mut all.resources, resource.place()),
        Row::Process(process) => (&mut all.processes, process.place()),
        Row::Agreement(agreement) => (&mut all.agreements, agreement.place()),
        Row::Kind(kind) => (&mut all.specifications, kind.place()),
        Row::ProcessKind(kind) => (&mut all.process_specifications, kind.place()),
        Row::Unit(unit) => (&mut all.units, unit.place()),
        // An event is what its own act logged, whatever is noted about it later.
        Row::Event(_) => return,
    };
    if let Some(revision) = column.get_mut(place) {
        *revision = act;
    }
}
