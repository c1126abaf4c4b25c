//! Adding a resource. How much of it there is, events say.

use super::{Unfoldable, check, found, found_if_said};
use crate::codec::record;
use crate::name::{Code, Handle};
use crate::refusal::Refused;
use crate::resource::Resource;
use crate::state::{Named, State};

record! {
    /// A resource to add.
    pub struct AddResource {
        /// Unique in the commons.
        pub handle: Handle,
        /// The name people read.
        pub name: String,
        /// Anything worth knowing.
        pub note: Option<String>,
        /// A picture, as an IRI.
        pub image: Option<String>,
        /// What kind of thing it is.
        pub kind: Option<Handle>,
        /// Classifications.
        pub classified_as: Vec<String>,
        /// A serial or lot number.
        pub tracking: Option<String>,
        /// The unit it is counted in; else its kind says, or the first event.
        pub unit: Option<Code>,
        /// Who answers for it.
        pub accountable: Option<Handle>,
        /// The kind of process it came out of last.
        pub stage: Option<Handle>,
        /// A word for its condition.
        pub state: Option<String>,
        /// Where it is.
        pub location: Option<String>,
        /// What it is inside of.
        pub contained_in: Option<Handle>,
        /// The identifier it has elsewhere.
        pub iri: Option<String>,
    }
}

impl AddResource {
    /// A resource with nothing said about it but its handle and name.
    #[must_use]
    pub fn new(handle: Handle, name: impl Into<String>) -> Self {
        Self {
            handle,
            name: name.into(),
            note: None,
            image: None,
            kind: None,
            classified_as: Vec::new(),
            tracking: None,
            unit: None,
            accountable: None,
            stage: None,
            state: None,
            location: None,
            contained_in: None,
            iri: None,
        }
    }
}

/// Refuses, in this order: a bad name or note, a handle in use, an unknown kind, unit, agent, stage or container.
pub(super) fn decide(state: &State, wish: &AddResource) -> Result<(), Refused> {
    check::name(&wish.name)?;
    check::note(wish.note.as_ref())?;
    check::free(state, &wish.handle)?;
    wish.kind.iter().try_for_each(|kind| check::kind(state, kind))?;
    wish.unit.iter().try_for_each(|code| check::unit(state, code).map(|_| ()))?;
    wish.accountable.iter().try_for_each(|agent| check::agent(state, agent).map(|_| ()))?;
    wish.stage.iter().try_for_each(|stage| check::process_kind(state, stage))?;
    wish.contained_in.iter().try_for_each(|other| check::resource(state, other).map(|_| ()))
}

pub(super) fn apply(state: &mut State, entry: u64, wish: &AddResource) -> Result<(), Unfoldable> {
    let kind = wish.kind.as_ref();
    let specification = found_if_said(entry, kind, |kind| state.specification(kind))?;
    let stated = wish.unit.as_ref();
    let stated = stated.map(|code| found(entry, code, state.unit(code))).transpose()?;
    let agent = wish.accountable.as_ref();
    let stage = wish.stage.as_ref();
    let container = wish.contained_in.as_ref();
    let row = Resource {
        handle: wish.handle.clone(),
        name: wish.name.clone(),
        note: wish.note.clone(),
        image: wish.image.clone(),
        specification,
        classified_as: wish.classified_as.clone(),
        tracking: wish.tracking.clone(),
        iri: wish.iri.clone(),
        unit: stated.or_else(|| state.specifications.at(specification?).unit),
        accounting: 0,
        onhand: 0,
        accountable: found_if_said(entry, agent, |agent| state.agent(agent))?,
        stage: found_if_said(entry, stage, |stage| state.process_specification(stage))?,
        state: wish.state.clone(),
        location: wish.location.clone(),
        contained_in: found_if_said(entry, container, |other| state.resource(other))?,
    };
    let resource = state.resources.add(row);
    state.handles.insert(wish.handle.clone(), Named::Resource(resource));
    Ok(())
}
