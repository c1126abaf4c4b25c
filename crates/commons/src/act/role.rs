//! Giving and taking roles by hand.

use crate::codec::record;
use crate::name::Handle;

record! {
    /// Lets an agent into a role, or out of it.
    pub struct ChangeRole {
        /// The role.
        pub role: Handle,
        /// Who.
        pub agent: Handle,
        /// Whether they are in it from now on.
        pub holds: bool,
    }
}
