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

    /// The how-manieth of its event a contribution is: an event may count here and upstream.
    pub(super) fn among_its_event(&self, at: usize) -> usize {
        let event = self.credit(at).map(|credit| credit.event);
        let before = self.equity.credits.get(..at).unwrap_or_default().iter().rev();
        before.take_while(|credit| Some(credit.event) == event).count()
    }
}
