//! Why a batch is not made or shown.

use std::io;

use commons::name::Code;
use thiserror::Error;

use crate::refusal::Refused;

/// Why a batch is not made or shown.
#[derive(Debug, Error)]
pub enum PayoutRefused {
    /// There are several units, and none is named.
    #[error("payout_unit: there are {units}; say which is meant with --unit")]
    Unit {
        /// Those there are.
        units: String,
    },
    /// No unit goes outside.
    #[error(
        "outside_none: the charter has no unit that is issued by outside, so nothing comes from a bank or goes to one"
    )]
    NoUnit,
    /// Somebody who is named has nothing.
    #[error("payout_nothing: `{agent}` is to be paid no {unit} and has none; leave them out")]
    Nothing {
        /// Who.
        agent: String,
        /// In which unit.
        unit: String,
    },
    /// No rule pays anybody out.
    #[error(
        "payout_nobody: nobody is to be paid in {unit}; name those who want what they have with --agents"
    )]
    Nobody {
        /// In which unit.
        unit: String,
    },
    /// There is no such batch.
    #[error("payout_unknown: there is no batch `{reference}`; `subak payout list` has them all")]
    Unknown {
        /// What was asked for.
        reference: String,
    },
    /// A batch was taken back.
    #[error(
        "payout_reversed: the batch `{reference}` was taken back in entry {by}, and is not to be paid; make a new one"
    )]
    Reversed {
        /// Its reference.
        reference: String,
        /// The entry that took it back.
        by: u64,
    },
    /// The batch is booked, and its file could not be named.
    #[error(
        "payout_unwritten: entry {entry} booked the batch, and `{path}` cannot be written ({error}); `subak payout show {reference} -o FILE` with --bank and --execute-on writes it again, and books nothing"
    )]
    Unwritten {
        /// The entry.
        entry: u64,
        /// The file.
        path: String,
        /// What the system says.
        error: io::Error,
        /// The reference of the batch.
        reference: String,
    },
}

/// Which unit is meant of several.
pub fn several(units: impl Iterator<Item = Code>) -> PayoutRefused {
    let units: Vec<String> = units.map(|unit| format!("`{unit}`")).collect();
    PayoutRefused::Unit { units: units.join(" and ") }
}

impl From<PayoutRefused> for Refused {
    fn from(refused: PayoutRefused) -> Self {
        Self::Foreign(Box::new(refused))
    }
}
