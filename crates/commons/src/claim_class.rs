//! Classes of claims: what several are owed from one source, and what was paid of it.

use std::collections::BTreeMap;

use crate::agent::AgentIx;
use crate::name::Handle;

/// What one holder is owed in a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Who.
    pub holder: AgentIx,
    /// How much in all, in minor units: the cap.
    pub cap: i128,
    /// How much was paid of it.
    pub paid: i128,
}

/// Everything owed, by class; holders in the order in which they came to be owed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owing(pub BTreeMap<Handle, Vec<Owed>>);
