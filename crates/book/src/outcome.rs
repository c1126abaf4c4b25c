//! What became of a submitted act.

use commons::refusal::Refused;

use crate::refusal::BookRefused;

/// What became of one act of a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is an entry now, and survives a power cut.
    Accepted {
        /// The index of the entry.
        entry: u64,
        /// Its hash.
        hash: journal::Hash,
    },
    /// It was an entry before: sending an act again does nothing.
    Already {
        /// The index of the entry.
        entry: u64,
    },
    /// The rules refuse it.
    Refused(Refused),
    /// It is not an act of this commons: its signature, id or form does not fit.
    Unfit(Box<BookRefused>),
}

impl Outcome {
    /// The entry that holds the act.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn entry(self) -> Result<u64, BookRefused> {
        match self {
            Self::Accepted { entry, .. } | Self::Already { entry } => Ok(entry),
            Self::Refused(refused) => Err(BookRefused::Group { place: 1, of: 1, refused }),
            Self::Unfit(refused) => Err(*refused),
        }
    }
}
