//! Agreements: what was given for what.

use crate::codec::words;
use crate::name::{Handle, Moment};
use crate::table::Ix;

/// A reference to an agreement.
pub type AgreementIx = Ix<Agreement>;

/// A set of promises and events that belong to one exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Unique in the commons.
    pub handle: Handle,
    /// The name people read.
    pub name: String,
    /// Anything worth knowing.
    pub note: Option<String>,
    /// The bundle it belongs to, by identifier.
    pub bundled_in: Option<String>,
    /// When it was made.
    pub created: Option<Moment>,
    /// The identifier it has elsewhere.
    pub iri: Option<String>,
}

words! {
    /// On which side of an exchange an event stands.
    pub enum Side {
        /// What the exchange is about (`realizationOf`): the goods, the service.
        1 "primary" => Primary,
        /// What is given in return (`reciprocalRealizationOf`): the payment.
        2 "reciprocal" => Reciprocal,
    }
}
