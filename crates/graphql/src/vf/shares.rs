//! Shares of something, kept for one request.

use commons::equity::{Credited, Equity};
use commons::event::EventIx;
use quantity::Share;
use std::collections::BTreeMap;

/// The shares of something, with what makes them up.
#[derive(Debug, PartialEq)]
pub struct Shares {
    /// Who holds how much, and by which contributions.
    pub(super) equity: Equity,
    /// How much of all weight each contribution is, in their order.
    pub(super) shares: Vec<Share>,
    /// What each contribution adds by itself.
    pub(super) worths: BTreeMap<EventIx, i128>,
}

impl Shares {
    /// The how-manieth contribution.
    pub(super) fn credit(&self, at: usize) -> Option<&Credited> {
        self.equity.credits.get(at)
    }
}
