//! Why a book does not open, append or verify.

use commons::act::Unfoldable;
use commons::codec::Malformed;
use commons::refusal::Refused;
use thiserror::Error;

/// Why a book refuses. Nothing was written.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum BookRefused {
    /// The journal does not open.
    #[error(transparent)]
    Open(#[from] journal::OpenRefused),
    /// The journal cannot be read.
    #[error(transparent)]
    Read(#[from] journal::ReadRefused),
    /// The journal cannot be written.
    #[error(transparent)]
    Append(#[from] journal::AppendRefused),
    /// The journal does not close.
    #[error(transparent)]
    Store(#[from] journal::StoreRefused),
    /// The system gives no random bytes.
    #[error(transparent)]
    Random(#[from] journal::RandomUnavailable),
    /// An entry is not an act that this program understands.
    #[error(
        "entry_unreadable: entry {entry} holds no act that this version understands ({reason}); use a newer version"
    )]
    Unreadable {
        /// The entry.
        entry: u64,
        /// How its bytes fail.
        reason: Malformed,
    },
    /// An entry does not follow from those before it.
    #[error(transparent)]
    Unfoldable(#[from] Unfoldable),
    /// One act of a group that must be taken whole is refused.
    #[error("{refused} (act {place} of {of}; nothing was written)")]
    Group {
        /// Which act, counted from 1.
        place: usize,
        /// How many there were.
        of: usize,
        /// Why.
        refused: Refused,
    },
    /// A signature does not fit.
    #[error(
        "signature_wrong: the signature of act {act} does not fit its key and this commons; sign it again"
    )]
    SignatureWrong {
        /// The id of the act.
        act: journal::ActId,
    },
    /// A key that anybody could sign for.
    #[error(
        "key_weak: anybody could sign for the key {key}, or nobody; make a new one with `subak agent key new`"
    )]
    KeyWeak {
        /// The key.
        key: journal::Key,
    },
    /// Another act with the same id is in the journal.
    #[error(
        "act_differs: act {act} is entry {entry} already, and says something else; give the new act an id of its own"
    )]
    ActDiffers {
        /// The id of the act.
        act: journal::ActId,
        /// The entry.
        entry: u64,
    },
    /// The moment is before the commons was founded.
    #[error("before_founding: this commons was founded later; ask for a later moment")]
    BeforeFounding,
    /// The writer died within a group: what it wrote is only known once the journal is opened again.
    #[error("writer_stopped: this commons stopped while it was written; open it again")]
    Stopped,
}

/// What verification found wrong. The first entry that fails is told.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum VerifyRefused {
    /// The journal itself is damaged, or does not fold.
    #[error(transparent)]
    Book(#[from] BookRefused),
    /// A signature does not fit.
    #[error(
        "entry_forged: the signature of entry {entry} does not fit its key; do not trust this copy, compare it with another"
    )]
    Forged {
        /// The entry.
        entry: u64,
    },
    /// The rules, asked again, refuse what the journal accepted.
    #[error("entry_unlawful: entry {entry} should have been refused: {refused}")]
    Unlawful {
        /// The entry.
        entry: u64,
        /// Why.
        refused: Refused,
    },
    /// The rules, asked again, give other effects.
    #[error(
        "effects_wrong: entry {entry} did something else than its act does; do not trust this copy, compare it with another"
    )]
    EffectsWrong {
        /// The entry.
        entry: u64,
    },
    /// The state in use is not the state of the journal.
    #[error("state_differs: the state in use is not that of the journal; open the commons again")]
    StateDiffers,
}
