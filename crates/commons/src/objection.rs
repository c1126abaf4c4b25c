//! Objections: what stands against adopting a charter.

use thiserror::Error;

use crate::name::{Code, Handle};

/// Why a charter cannot be adopted as it is. The one in force stays.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Objection {
    /// The text is no charter that could be in force.
    #[error("charter_broken: {first}{}; run `subak charter check`", and_more(*more))]
    CharterBroken {
        /// The first thing that is wrong, with its line.
        first: String,
        /// How many more things are wrong.
        more: usize,
    },
    /// The charter declares a unit otherwise than the commons counts in it.
    #[error(
        "charter_unit_differs: this commons counts `{code}` {what}; declare it so, or name the unit otherwise"
    )]
    CharterUnitDiffers {
        /// The unit.
        code: Code,
        /// How the commons has it.
        what: String,
    },
    /// Something that the new charter no longer has is not empty.
    #[error("not_empty: {what} still has {amount}; see to it before a charter goes without it")]
    NotEmpty {
        /// What.
        what: String,
        /// What is left.
        amount: String,
    },
    /// A part of the charter is the founder's to change.
    #[error(
        "not_yours_to_change: no line of the charter says who changes `{path}`, so that only the founder may; add `change {path} needs …` together"
    )]
    NotYoursToChange {
        /// The part.
        path: String,
    },
    /// A change of the charter needs a decision that is not cited.
    #[error(
        "amendment_needs: a change of `{path}` needs the decision `{decision}`; record it with `subak decision record {decision}` and cite it"
    )]
    AmendmentNeeds {
        /// The part.
        path: String,
        /// The decision.
        decision: Handle,
    },
    /// What is cited is not a decision that was recorded.
    #[error(
        "decision_unknown: no entry of this commons records that decision; see `subak journal`"
    )]
    DecisionUnknown,
    /// A decision changed the charter before.
    #[error(
        "decision_used: the decision of entry {entry} changed the charter already, in entry {used}; take another"
    )]
    DecisionUsed {
        /// The entry that recorded it.
        entry: u64,
        /// The entry that used it.
        used: u64,
    },
    /// An example of the charter does not come out.
    #[error(
        "example_fails: in the example \"{name}\", line {line}: {expected}, but {got}; run `subak charter check`"
    )]
    ExampleFails {
        /// The example.
        name: String,
        /// The line of the step.
        line: usize,
        /// What should be so.
        expected: String,
        /// What is so.
        got: String,
    },
}

fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(", and {more} more") }
}
