//! Adding a kind of resource, of work, or of process.

use super::{Unfoldable, check, found};
use crate::codec::record;
use crate::name::{Code, Handle};
use crate::refusal::Refused;
use crate::specification::{ProcessSpecification, ResourceSpecification};
use crate::state::State;

record! {
    /// A resource specification to add.
    pub struct AddResourceSpecification {
        /// Unique among resource specifications.
        pub handle: Handle,
        /// The name people read.
        pub name: String,
        /// Anything worth knowing.
        pub note: Option<String>,
        /// A picture, as an IRI.
        pub image: Option<String>,
        /// The unit its resources are counted in.
        pub unit: Option<Code>,
        /// The unit its use or the work is measured in.
        pub unit_of_effort: Option<Code>,
        /// Whether it is money.
        pub medium_of_exchange: bool,
        /// Whether one resource of it is as good as another.
        pub substitutable: Option<bool>,
        /// Classifications.
        pub classified_as: Vec<String>,
        /// The identifier it has elsewhere.
        pub iri: Option<String>,
    }
}

impl AddResourceSpecification {
    /// A kind of resource or of work with nothing said about it but its handle and name;
    /// it is not money.
    #[must_use]
    pub fn new(handle: Handle, name: impl Into<String>) -> Self {
        Self {
            handle,
            name: name.into(),
            note: None,
            image: None,
            unit: None,
            unit_of_effort: None,
            medium_of_exchange: false,
            substitutable: None,
            classified_as: Vec::new(),
            iri: None,
        }
    }
}

record! {
    /// A process specification to add.
    pub struct AddProcessSpecification {
        /// Unique among process specifications.
        pub handle: Handle,
        /// The name people read.
        pub name: String,
        /// Anything worth knowing.
        pub note: Option<String>,
        /// A picture, as an IRI.
        pub image: Option<String>,
        /// The identifier it has elsewhere.
        pub iri: Option<String>,
    }
}

impl AddProcessSpecification {
    /// A kind of process with nothing said about it but its handle and name.
    #[must_use]
    pub fn new(handle: Handle, name: impl Into<String>) -> Self {
        Self { handle, name: name.into(), note: None, image: None, iri: None }
    }
}

/// Refuses, in this order: a bad name or note, a handle in use, an unknown unit.
pub(super) fn decide_resource(
    state: &State,
    wish: &AddResourceSpecification,
) -> Result<(), Refused> {
    check::name(&wish.name)?;
    check::note(wish.note.as_ref())?;
    if state.specification(&wish.handle).is_some() {
        return Err(Refused::NameTaken { handle: wish.handle.clone(), kind: "a kind" });
    }
    for code in wish.unit.iter().chain(&wish.unit_of_effort) {
        check::unit(state, code)?;
    }
    Ok(())
}

/// Refuses, in this order: a bad name or note, a handle in use.
pub(super) fn decide_process(state: &State, wish: &AddProcessSpecification) -> Result<(), Refused> {
    check::name(&wish.name)?;
    check::note(wish.note.as_ref())?;
    match state.process_specification(&wish.handle) {
        Some(_) => {
            Err(Refused::NameTaken { handle: wish.handle.clone(), kind: "a kind of process" })
        }
        None => Ok(()),
    }
}

pub(super) fn apply_resource(
    state: &mut State,
    entry: u64,
    wish: &AddResourceSpecification,
) -> Result<(), Unfoldable> {
    let unit = |code: &Option<Code>| {
        code.as_ref().map(|code| found(entry, code, state.unit(code))).transpose()
    };
    let (counted_in, unit_of_effort) = (unit(&wish.unit)?, unit(&wish.unit_of_effort)?);
    let row = state.specifications.add(ResourceSpecification {
        handle: wish.handle.clone(),
        name: wish.name.clone(),
        note: wish.note.clone(),
        image: wish.image.clone(),
        unit: counted_in,
        unit_of_effort,
        medium_of_exchange: wish.medium_of_exchange,
        substitutable: wish.substitutable,
        classified_as: wish.classified_as.clone(),
        iri: wish.iri.clone(),
    });
    state.specification_handles.insert(wish.handle.clone(), row);
    Ok(())
}

pub(super) fn apply_process(state: &mut State, wish: &AddProcessSpecification) {
    let row = state.process_specifications.add(ProcessSpecification {
        handle: wish.handle.clone(),
        name: wish.name.clone(),
        note: wish.note.clone(),
        image: wish.image.clone(),
        iri: wish.iri.clone(),
    });
    state.process_specification_handles.insert(wish.handle.clone(), row);
}
