//! Setting an amount aside for somebody, and what becomes of it.

use crate::codec::record;
use crate::name::{ActId, Handle, Moment};
use crate::unit::Measure;

record! {
    /// Sets an amount aside.
    pub struct Hold {
        /// The pool that pays, which its keepers may use; else the author.
        pub from: Option<Handle>,
        /// For whom.
        pub to: Handle,
        /// How much.
        pub amount: Measure,
        /// When it goes back if nothing came of it.
        pub until: Moment,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

record! {
    /// Commits a hold, as whole or in part, or cancels it.
    pub struct SettleHold {
        /// The act that made the hold, or whose cascade did.
        pub hold: ActId,
        /// The how-manieth hold of that act, from 0.
        pub place: u32,
        /// How much the payee gets; the rest goes back. Nothing cancels it.
        pub commit: Option<Measure>,
    }
}
