//! Receiving money from outside.

use super::Detail;
use crate::codec::record;
use crate::name::Handle;
use crate::unit::Measure;

record! {
    /// Money that arrived at the custodian.
    pub struct Receive {
        /// How much.
        pub amount: Measure,
        /// Who sent it, if an agent of the commons.
        pub from: Option<Handle>,
        /// For whom: an agent or a pool.
        pub to: Handle,
        /// The reference of the payment, by which it is booked only once.
        pub reference: String,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}
