//! Distributions: an income, shared.

use std::collections::BTreeMap;

use quantity::Share;

use crate::agent::AgentIx;
use crate::name::{ActId, Handle, Moment};
use crate::table::Ix;
use crate::unit::UnitIx;

/// A reference to a distribution.
pub type DistributionIx = Ix<Distribution>;

/// An income that came in and was shared, as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// The act that recorded it.
    pub act: ActId,
    /// The index of its entry.
    pub entry: u64,
    /// When it was recorded.
    pub at: Moment,
    /// What the income was for: a resource, a process, a project, or the whole commons.
    pub target: Option<Handle>,
    /// How much, in minor units.
    pub total: i128,
    /// Of which unit.
    pub unit: UnitIx,
    /// Where it came from, in words.
    pub reference: Option<String>,
    /// The entry that set the equation it was shared by.
    pub equation: u64,
    /// Who got what, largest first.
    pub payees: Vec<Payee>,
    /// Whether a later entry took it back.
    pub reversed_by: Option<u64>,
}

/// One agent's part of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payee {
    /// Who.
    pub agent: AgentIx,
    /// The share.
    pub share: Share,
    /// The amount, in minor units.
    pub minor: i128,
}

/// Fractions of a minor unit that agents are still owed (plus) or were paid ahead (minus)
/// from one source of income, in 10⁻¹⁵ minor units. They sum to zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carries(BTreeMap<(Option<Handle>, UnitIx), BTreeMap<AgentIx, i128>>);

impl Carries {
    /// What an agent is owed beyond the last whole minor unit.
    #[must_use]
    pub fn of(&self, target: Option<&Handle>, unit: UnitIx, agent: AgentIx) -> i128 {
        let source = (target.cloned(), unit);
        self.0.get(&source).and_then(|agents| agents.get(&agent)).copied().unwrap_or_default()
    }

    /// Who is owed, or was paid ahead, a fraction of a minor unit.
    pub fn owed(&self, target: Option<&Handle>, unit: UnitIx) -> impl Iterator<Item = AgentIx> {
        let agents = self.0.get(&(target.cloned(), unit)).into_iter().flatten();
        agents.filter(|(_, carried)| **carried != 0).map(|(agent, _)| *agent)
    }

    /// Adds to what an agent is owed.
    pub fn add(&mut self, target: Option<&Handle>, unit: UnitIx, agent: AgentIx, change: i128) {
        let agents = self.0.entry((target.cloned(), unit)).or_default();
        *agents.entry(agent).or_default() += change;
    }
}
