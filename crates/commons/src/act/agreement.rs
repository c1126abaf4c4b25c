//! Adding an agreement.

use super::check;
use crate::agreement::Agreement;
use crate::codec::record;
use crate::name::{Handle, Moment};
use crate::refusal::Refused;
use crate::state::{Named, State};

record! {
    /// An agreement to add.
    pub struct AddAgreement {
        /// Unique in the commons.
        pub handle: Handle,
        /// The name people read.
        pub name: String,
        /// Anything worth knowing.
        pub note: Option<String>,
        /// The bundle it belongs to, by identifier.
        pub bundled_in: Option<String>,
        /// When it was made.
        pub created: Option<Moment>,
        /// The identifier it has elsewhere.
        pub iri: Option<String>,
    }
}

impl AddAgreement {
    /// An agreement with nothing said about it but its handle and name.
    #[must_use]
    pub fn new(handle: Handle, name: impl Into<String>) -> Self {
        Self { handle, name: name.into(), note: None, bundled_in: None, created: None, iri: None }
    }
}

/// Refuses, in this order: a bad name or note, a handle in use.
pub(super) fn decide(state: &State, wish: &AddAgreement) -> Result<(), Refused> {
    check::name(&wish.name)?;
    check::note(wish.note.as_ref())?;
    check::free(state, &wish.handle)
}

pub(super) fn apply(state: &mut State, wish: &AddAgreement) {
    let agreement = state.agreements.add(Agreement {
        handle: wish.handle.clone(),
        name: wish.name.clone(),
        note: wish.note.clone(),
        bundled_in: wish.bundled_in.clone(),
        created: wish.created,
        iri: wish.iri.clone(),
    });
    state.handles.insert(wish.handle.clone(), Named::Agreement(agreement));
}
