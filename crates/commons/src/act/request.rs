//! Making a request that the charter names.

use super::Detail;
use crate::codec::record;
use crate::name::Handle;
use crate::unit::Measure;

record! {
    /// A request of the author.
    pub struct Request {
        /// What the charter calls it.
        pub name: Handle,
        /// How much, if the request has an amount.
        pub amount: Option<Measure>,
        /// For or about whom.
        pub about: Option<Handle>,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}
