//! Adding and finishing a process.

use super::{Unfoldable, check, found, found_if_said, say};
use crate::codec::record;
use crate::name::{Handle, Moment};
use crate::process::Process;
use crate::refusal::Refused;
use crate::state::{Named, State};

record! {
    /// A process to add.
    pub struct AddProcess {
        /// Unique in the commons.
        pub handle: Handle,
        /// The name people read.
        pub name: String,
        /// Anything worth knowing.
        pub note: Option<String>,
        /// What kind of process it is.
        pub based_on: Option<Handle>,
        /// The project or group it belongs to.
        pub in_scope_of: Option<Handle>,
        /// The plan it belongs to, by identifier.
        pub planned_within: Option<String>,
        /// Classifications.
        pub classified_as: Vec<String>,
        /// When it began.
        pub began: Option<Moment>,
        /// When it ended.
        pub ended: Option<Moment>,
        /// Whether nothing more is expected of it.
        pub finished: bool,
        /// A word for how much it matters.
        pub priority: Option<String>,
        /// The identifier it has elsewhere.
        pub iri: Option<String>,
    }
}

impl AddProcess {
    /// A process with nothing said about it but its handle and name; it is not finished.
    #[must_use]
    pub fn new(handle: Handle, name: impl Into<String>) -> Self {
        Self {
            handle,
            name: name.into(),
            note: None,
            based_on: None,
            in_scope_of: None,
            planned_within: None,
            classified_as: Vec::new(),
            began: None,
            ended: None,
            finished: false,
            priority: None,
            iri: None,
        }
    }
}

record! {
    /// Says that nothing more is expected of a process.
    pub struct FinishProcess {
        /// The process.
        pub process: Handle,
    }
}

/// Refuses, in this order: a bad name or note, a handle in use, an unknown kind or scope, an end before the beginning.
pub(super) fn decide(state: &State, wish: &AddProcess) -> Result<(), Refused> {
    check::name(&wish.name)?;
    check::note(wish.note.as_ref())?;
    check::free(state, &wish.handle)?;
    wish.based_on.iter().try_for_each(|kind| check::process_kind(state, kind))?;
    wish.in_scope_of.iter().try_for_each(|agent| check::agent(state, agent).map(|_| ()))?;
    check::ends_after_begins(wish.began, wish.ended)
}

/// Refuses an unknown process.
pub(super) fn decide_finish(state: &State, wish: &FinishProcess) -> Result<(), Refused> {
    check::process(state, &wish.process).map(|_| ())
}

pub(super) fn apply(state: &mut State, entry: u64, wish: &AddProcess) -> Result<(), Unfoldable> {
    let kind = wish.based_on.as_ref();
    let scope = wish.in_scope_of.as_ref();
    let row = Process {
        handle: wish.handle.clone(),
        name: wish.name.clone(),
        note: wish.note.clone(),
        based_on: found_if_said(entry, kind, |kind| state.process_specification(kind))?,
        in_scope_of: found_if_said(entry, scope, |scope| state.agent(scope))?,
        planned_within: wish.planned_within.clone(),
        classified_as: wish.classified_as.clone(),
        began: wish.began,
        ended: wish.ended,
        finished: wish.finished,
        priority: wish.priority.clone(),
        iri: wish.iri.clone(),
    };
    let process = state.processes.add(row);
    state.handles.insert(wish.handle.clone(), Named::Process(process));
    Ok(())
}

pub(super) fn apply_finish(
    state: &mut State,
    entry: u64,
    wish: &FinishProcess,
) -> Result<(), Unfoldable> {
    let process = found(entry, &say(&wish.process), state.process(&wish.process))?;
    state.processes.at_mut(process).finished = true;
    Ok(())
}
