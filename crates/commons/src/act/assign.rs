//! Passing a claim on.

use crate::codec::record;
use crate::name::Handle;
use crate::unit::Measure;

record! {
    /// Passes what the author is owed on to somebody else, as far as the charter lets claims pass.
    pub struct AssignClaim {
        /// The class of claims.
        pub class: Handle,
        /// To whom.
        pub to: Handle,
        /// How much of what is still owed.
        pub amount: Measure,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}
