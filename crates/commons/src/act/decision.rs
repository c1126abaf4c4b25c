//! Writing down the outcome of a decision.

use super::Detail;
use crate::codec::record;
use crate::name::Handle;

record! {
    /// A decision that passed, as it was taken together.
    pub struct RecordDecision {
        /// Which.
        pub decision: Handle,
        /// Whom or what it is about.
        pub about: Option<Handle>,
        /// The amounts it states.
        pub details: Vec<Detail>,
        /// The minutes: who was asked, how it was counted.
        pub note: Option<String>,
    }
}
