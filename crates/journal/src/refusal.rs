//! Why a journal refuses. Names are stable, and every sentence says what to do.

use crate::checkpoint::CheckpointRefused;
use crate::ident::Hash;
use crate::key::Key;
use crate::store::StoreRefused;

/// What is not as it should be although a journal opens. Tell it to whoever runs the program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// There is no checkpoint beside the journal.
    #[error(
        "checkpoint_missing: there is no checkpoint beside `{store}`, so entries lost from its end would not be noticed; compare its length and root with a copy"
    )]
    CheckpointMissing {
        /// The journal's name.
        store: String,
    },
    /// The checkpoint beside the journal is not whole, as after a power cut.
    #[error(
        "checkpoint_torn: the checkpoint beside `{store}` is not whole ({reason}), so entries lost from its end would not be noticed; compare its length and root with a copy"
    )]
    CheckpointTorn {
        /// The journal's name.
        store: String,
        /// What is wrong with its form.
        reason: &'static str,
    },
}

/// Why reading a journal is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadRefused {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreRefused),
    /// An entry that must be there is not.
    #[error(
        "entry_missing: entry {index} of `{store}` is not there, though the journal goes on or should; restore it from a copy"
    )]
    EntryMissing {
        /// The entry.
        index: u64,
        /// The journal's name.
        store: String,
    },
    /// An entry is not what was written.
    #[error(
        "entry_damaged: entry {index} of `{store}` is not what was written ({reason}); restore it from a copy"
    )]
    EntryDamaged {
        /// The entry.
        index: u64,
        /// The journal's name.
        store: String,
        /// How one can tell.
        reason: String,
    },
}

/// Why opening a journal is refused. Checked in this order; the first failure is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenRefused {
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] StoreRefused),
    /// What says which journal this is cannot be read.
    #[error("journal_damaged: `{store}` does not say what its `{key}` is; restore it from a copy")]
    MetaDamaged {
        /// The journal's name.
        store: String,
        /// The value that is missing or not understood.
        key: &'static str,
    },
    /// The key given is not its operator's.
    #[error(
        "operator_differs: `{store}` is written with the key {operator}, not with {given}; use that key, or open it to read only"
    )]
    OperatorDiffers {
        /// The journal's name.
        store: String,
        /// Whose journal it is.
        operator: Key,
        /// The key that was given.
        given: Key,
    },
    /// The checkpoint beside it is not its own.
    #[error(
        "{refused}: found beside `{store}`; compare the journal with a copy, and put its own checkpoint back"
    )]
    Checkpoint {
        /// The journal's name.
        store: String,
        /// What is wrong with the checkpoint.
        refused: CheckpointRefused,
    },
    /// An entry is missing or damaged.
    #[error(transparent)]
    Read(ReadRefused),
    /// It has fewer entries than were signed for.
    #[error(
        "journal_shortened: `{store}` has {found} entries, but its operator signed for {signed}; restore it from a copy, and keep the file and its -wal for whoever looks into it"
    )]
    Shortened {
        /// The journal's name.
        store: String,
        /// How many entries there are.
        found: u64,
        /// How many there must be.
        signed: u64,
    },
    /// Its entries are sound, but others than were signed for.
    #[error(
        "journal_rewritten: the first {signed} entries of `{store}` are not those its operator signed for (root {root}); restore it from a copy"
    )]
    Rewritten {
        /// The journal's name.
        store: String,
        /// How many entries were signed for.
        signed: u64,
        /// The root over them.
        root: Hash,
    },
}

impl From<ReadRefused> for OpenRefused {
    fn from(refused: ReadRefused) -> Self {
        match refused {
            ReadRefused::Store(refused) => Self::Store(refused),
            refused => Self::Read(refused),
        }
    }
}

/// Why appending is refused. Checked in this order; the first failure is told. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendRefused {
    /// The journal was opened without the operator's key.
    #[error("read_only: `{store}` was opened to read only; open it with its operator's key")]
    ReadOnly {
        /// The journal's name.
        store: String,
    },
    /// An earlier append failed in a way that leaves open what is on the disk.
    #[error("journal_stopped: `{store}` stopped after a failure ({reason}); open it again")]
    Stopped {
        /// The journal's name.
        store: String,
        /// The failure.
        reason: String,
    },
    /// The journal does not end where the caller thinks.
    #[error(
        "head_moved: `{store}` does not end with the entry expected, {expected} in all; read what is new, decide again and append again"
    )]
    HeadMoved {
        /// The journal's name.
        store: String,
        /// How many entries the caller expected.
        expected: u64,
    },
    /// Time would run backwards.
    #[error(
        "time_backwards: an entry of {at_ms} ms cannot follow one of {last_ms} ms in `{store}`; set the clock right"
    )]
    TimeBackwards {
        /// The journal's name.
        store: String,
        /// The time of the draft.
        at_ms: i64,
        /// The time of the entry before it.
        last_ms: i64,
    },
    /// The body or the effects are too long.
    #[error(
        "entry_too_long: a part of {len} bytes is longer than the {max} allowed in `{store}`; split the act"
    )]
    TooLong {
        /// The journal's name.
        store: String,
        /// How long the part is.
        len: usize,
        /// How long it may be.
        max: usize,
    },
    /// The store refuses.
    #[error(transparent)]
    Store(#[from] StoreRefused),
}

/// Why a proof is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofRefused {
    /// It asks about entries that are not there.
    #[error(
        "proof_out_of_range: nothing is proved about entry or size {asked} of {len}; ask within the journal"
    )]
    OutOfRange {
        /// What was asked for.
        asked: u64,
        /// How many entries there are.
        len: u64,
    },
    /// Reading is refused.
    #[error(transparent)]
    Read(#[from] ReadRefused),
}
