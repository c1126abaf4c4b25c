//! What a sweep finds.

use crate::wide::Wide;

/// What one forward sweep found: value for each place and slot.
#[derive(Clone, Debug)]
pub(crate) struct Measure {
    pub(crate) place: Vec<u64>,
    pub(crate) slot: Vec<u64>,
    /// More digits inside loops, one for each loop of the graph.
    pub(crate) solved: Vec<Solved>,
}

/// A loop's values before they are rounded.
#[derive(Clone, Debug)]
pub(crate) struct Solved {
    /// For each member.
    pub(crate) place: Vec<Wide>,
    /// For each flow into a member; meaningful for flows inside the loop.
    pub(crate) slot: Vec<Wide>,
}
