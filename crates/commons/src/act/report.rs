//! Reporting a figure: hours of service, meals, revenue.

use super::Detail;
use crate::codec::record;
use crate::name::Handle;
use crate::unit::Measure;

record! {
    /// A figure that the author reports.
    pub struct Report {
        /// How much, of a unit of kind metric.
        pub amount: Measure,
        /// For or about whom.
        pub about: Option<Handle>,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}
