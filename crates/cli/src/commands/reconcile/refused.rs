//! Why a comparison is not made, or does not end well.

use thiserror::Error;

use crate::refusal::Refused;

/// Why a comparison is not made, or does not end well.
#[derive(Debug, Error)]
pub enum ReconcileRefused {
    /// No statement is of the unit or the account.
    #[error("statement_unfit: no statement is of {wanted}; there are {found}")]
    Unfit {
        /// What was asked for.
        wanted: String,
        /// What the files have.
        found: String,
    },
    /// The bank and the book differ.
    #[error("reconcile_differs: the bank and the book do not agree: {what}")]
    Differs {
        /// In what, in a few words.
        what: String,
    },
}

impl From<ReconcileRefused> for Refused {
    fn from(refused: ReconcileRefused) -> Self {
        Self::Foreign(Box::new(refused))
    }
}
