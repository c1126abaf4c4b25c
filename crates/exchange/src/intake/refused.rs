//! Why something is not taken in.

use commons::act::Unfoldable;
use commons::name::{Code, Handle};
use commons::refusal::Refused;
use quantity::NumberRefused;
use thiserror::Error;

use crate::table::tell;

/// Why something is not taken in. Nothing of it is. Checked in this order.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IntakeRefused {
    /// The commons is not founded.
    #[error(transparent)]
    Commons(#[from] Refused),
    /// The name given for the resource is that of something else.
    #[error(
        "not_a_resource: `{handle}` is the name of {kind}; a history goes into a resource, name another"
    )]
    NotAResource {
        /// The name.
        handle: Handle,
        /// What has it.
        kind: &'static str,
    },
    /// What is there was counted by another measure.
    #[error(
        "measure_mixed: what went into `{resource}` before is counted in {before}s and this history in {now}s, \
         which do not add up; take it in with `--measure {before}s`"
    )]
    MeasureMixed {
        /// The resource that has the other measure.
        resource: Handle,
        /// The unit of what is there.
        before: Code,
        /// The unit of the history.
        now: Code,
    },
    /// Some rows of a table are wrong: the first ones, and how many more there are.
    #[error("{}", tell(.0, *.1))]
    Rows(Vec<RowRefused>, usize),
}

/// Why a row is not taken in. Checked in this order.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RowRefused {
    /// ValueFlows has no such action.
    #[error("action_unknown: line {line}: there is no action `{text}`; write `work`")]
    ActionUnknown {
        /// Counted from 1.
        line: u64,
        /// The cell as written.
        text: String,
    },
    /// It is none of contribution, gift and paid.
    #[error(
        "standing_unknown: line {line}: `{text}` is no standing; write `contribution`, `gift` or `paid`"
    )]
    StandingUnknown {
        /// Counted from 1.
        line: u64,
        /// The cell as written.
        text: String,
    },
    /// The commons has no such unit.
    #[error(
        "unit_unknown: line {line}: there is no unit `{text}`; add it with `subak unit add`, or write `hour`"
    )]
    UnitUnknown {
        /// Counted from 1.
        line: u64,
        /// The unit as written.
        text: String,
    },
    /// The number is not exact in its unit.
    #[error("{refused} (line {line})")]
    Number {
        /// Counted from 1.
        line: u64,
        /// Why.
        refused: NumberRefused,
    },
    /// A role has no letter that a role may have.
    #[error(
        "role_unusable: line {line}: `{text}` cannot be a role; write it with letters from a to z"
    )]
    RoleUnusable {
        /// Counted from 1.
        line: u64,
        /// The cell as written.
        text: String,
    },
    /// Several agents have this name, or one who is not known by the address beside it.
    #[error(
        "agent_ambiguous: line {line}: `{text}` may be more than one agent; write the handle of the one that is meant"
    )]
    AgentAmbiguous {
        /// Counted from 1.
        line: u64,
        /// The name as written.
        text: String,
    },
    /// Several processes or resources have this name.
    #[error(
        "place_ambiguous: line {line}: several processes or resources are called `{text}`; write the handle of the one that is meant"
    )]
    PlaceAmbiguous {
        /// Counted from 1.
        line: u64,
        /// The name as written.
        text: String,
    },
    /// The commons does not allow it.
    #[error("{refused} (line {line})")]
    Act {
        /// Counted from 1.
        line: u64,
        /// Why.
        refused: Refused,
    },
    /// The copy of the state did not take an act that it had allowed.
    #[error(transparent)]
    Unfoldable(#[from] Unfoldable),
}

/// Why acts cannot be folded; the state holds those before.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FoldRefused {
    /// An act is not allowed.
    #[error(transparent)]
    Act(#[from] Refused),
    /// The state did not take an act that it had allowed.
    #[error(transparent)]
    Unfoldable(#[from] Unfoldable),
}
