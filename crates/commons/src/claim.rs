//! Claims: what somebody is owed because of an event.

use crate::action::Action;
use crate::agent::AgentIx;
use crate::event::EventIx;
use crate::name::Moment;
use crate::specification::SpecificationIx;
use crate::table::Ix;
use crate::unit::Quantity;

/// A reference to a claim.
pub type ClaimIx = Ix<Claim>;

/// A demand for a future event, set off by an event that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its identifier, unique among claims.
    pub iri: String,
    /// What is demanded.
    pub action: Action,
    /// Who owes.
    pub provider: Option<AgentIx>,
    /// Who is owed.
    pub receiver: Option<AgentIx>,
    /// What kind of resource is owed.
    pub specification: Option<SpecificationIx>,
    /// Classifications of what is owed.
    pub classified_as: Vec<String>,
    /// How much is owed.
    pub quantity: Option<Quantity>,
    /// How much effort is owed.
    pub effort: Option<Quantity>,
    /// The event that set it off.
    pub triggered_by: Option<EventIx>,
    /// When it was made.
    pub created: Option<Moment>,
    /// When it is due.
    pub due: Option<Moment>,
    /// Anything worth knowing.
    pub note: Option<String>,
    /// Whether nothing more is expected.
    pub finished: bool,
    /// How much settling events have paid, in minor units of the quantity's unit.
    pub settled: i128,
}

impl Claim {
    /// What is still owed, in minor units of the claim's quantity; `None` if it states none.
    #[must_use]
    pub fn open(&self) -> Option<i128> {
        self.quantity.map(|quantity| quantity.minor - self.settled)
    }

    /// Pays so much of it, or takes so much back; it is finished when all is paid.
    pub fn settle(&mut self, minor: i128) {
        self.settled += minor;
        if minor < 0 || self.open() == Some(0) {
            self.finished = minor >= 0;
        }
    }
}
