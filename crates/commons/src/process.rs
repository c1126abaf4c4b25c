//! Processes: where inputs become outputs.

use crate::agent::AgentIx;
use crate::name::{Handle, Moment};
use crate::specification::ProcessSpecificationIx;
use crate::table::Ix;

/// A reference to a process.
pub type ProcessIx = Ix<Process>;

/// An activity that takes inputs and gives outputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Unique in the commons.
    pub handle: Handle,
    /// The name people read.
    pub name: String,
    /// Anything worth knowing.
    pub note: Option<String>,
    /// What kind of process it is.
    pub based_on: Option<ProcessSpecificationIx>,
    /// The project or group it belongs to.
    pub in_scope_of: Option<AgentIx>,
    /// The plan it belongs to, by identifier.
    pub planned_within: Option<String>,
    /// Classifications, as IRIs or words.
    pub classified_as: Vec<String>,
    /// When it began.
    pub began: Option<Moment>,
    /// When it ended.
    pub ended: Option<Moment>,
    /// Whether nothing more is expected of it.
    pub finished: bool,
    /// A word for how much it mattered, read by the `priority` modulator.
    pub priority: Option<String>,
    /// The identifier it has elsewhere.
    pub iri: Option<String>,
}
