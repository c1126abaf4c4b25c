//! Where value is and how it came there.

use attribution::Node;

use crate::agreement::{AgreementIx, Side};
use crate::event::EventIx;
use crate::process::ProcessIx;
use crate::resource::ResourceIx;

/// What a node of the graph stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A state of a resource.
    Resource(ResourceIx),
    /// A process.
    Process(ProcessIx),
    /// What was given on one side of an exchange.
    Exchange(AgreementIx, Side),
    /// What an event gave away, or an event that belongs to nothing.
    Event(EventIx),
}

/// A contribution: an event, what it is worth, and where it enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entering {
    /// The event.
    pub event: EventIx,
    /// Its worth in 10⁻¹² minor value units.
    pub worth: i128,
    /// The node it enters.
    pub node: Node,
    /// Whether it counts for value and shares, or for shares only.
    pub counts: Counts,
}

/// What a contribution counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// For what things are worth, and for shares.
    Value,
    /// For what things are worth only: a gift, or what was paid for.
    Gift,
    /// For shares only: having made something, beside what went into it.
    Share,
}

/// A use or a citation: if nothing is known to have gone into what was used, its provider is credited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// The event.
    pub event: EventIx,
    /// What was used or cited.
    pub from: Node,
}
