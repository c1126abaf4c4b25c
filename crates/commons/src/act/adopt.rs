//! Adopting a charter, the first or a new version.

use super::AddUnit;
use crate::change::Change;
use crate::codec::record;
use crate::name::{ActId, Handle};

record! {
    /// A charter to adopt.
    pub struct AdoptCharter {
        /// The text, to the byte.
        pub text: String,
        /// The recorded decisions that this change needs.
        pub decided: Vec<ActId>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

record! {
    /// A pool that a charter brings with it.
    pub struct NewPool {
        /// Its handle.
        pub handle: Handle,
        /// Its name.
        pub name: String,
    }
}

record! {
    /// What adopting a charter brought with it.
    pub struct Adopted {
        /// Units that were not there before.
        pub units: Vec<AddUnit>,
        /// Pools that were not there before.
        pub pools: Vec<NewPool>,
        /// What fell due under the charter before, and what the change itself does.
        pub changes: Vec<Change>,
    }
}
