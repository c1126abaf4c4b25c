//! Paying somebody.

use crate::codec::record;
use crate::name::{ActId, Handle};
use crate::unit::Measure;

record! {
    /// A further amount of an event, as a rule of the charter names it.
    pub struct Detail {
        /// What it is called.
        pub name: Handle,
        /// How much.
        pub amount: Measure,
    }
}

record! {
    /// A payment.
    pub struct Pay {
        /// The pool that pays, which its keepers may use; else the author pays.
        pub from: Option<Handle>,
        /// Who is paid: an agent or a pool.
        pub to: Handle,
        /// How much.
        pub amount: Measure,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// The demand that this answers.
        pub demand: Option<ActId>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}
