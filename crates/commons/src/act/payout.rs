//! Paying out: money leaves the custodian for the members' own accounts.

use crate::codec::record;
use crate::name::Handle;
use crate::unit::Measure;

record! {
    /// One payment of a batch.
    pub struct PayoutLine {
        /// Who is paid.
        pub agent: Handle,
        /// How much.
        pub amount: Measure,
    }
}

record! {
    /// A batch of payments by the custodian's bank.
    pub struct PayOut {
        /// The payments, each agent once a unit.
        pub lines: Vec<PayoutLine>,
        /// The reference of the batch, by which it is booked only once.
        pub reference: String,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}
