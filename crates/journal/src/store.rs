//! Where rows are kept: a trait in plain types, so that a journal can lie in a file, in memory or in a database server.

use std::ops::{ControlFlow, Range};

/// One entry as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The entry's index.
    pub index: u64,
    /// The entry's time in milliseconds since 1970 UTC. For people; the truth is in `bytes`.
    pub at_ms: i64,
    /// The act's id. For people; the truth is in `bytes`.
    pub act_id: [u8; 16],
    /// The author's key. For people; the truth is in `bytes`.
    pub author: [u8; 32],
    /// The entry's hash.
    pub hash: [u8; 32],
    /// The entry's encoding.
    pub bytes: Vec<u8>,
}

/// Keeps the rows of one journal, in order and for ever.
///
/// A store knows nothing of hashes, signatures or encodings; the journal checks whatever a store
/// gives back. What a store promises is that a group of rows is kept whole or not at all, and once
/// acknowledged survives a power cut.
pub trait Store {
    /// What people call this store: the path of a file, the name of a table. For messages.
    fn name(&self) -> &str;

    /// Gives a value that was set when the store was created.
    fn meta(&self, key: &str) -> Result<Option<String>, StoreRefused>;

    /// Keeps `values` in a new store, all or none. Refuses a store that has any.
    fn create(&mut self, values: &[(&str, String)]) -> Result<(), StoreRefused>;

    /// Appends `rows` in one durable step, if the store holds exactly `expected_len` rows of which
    /// the last has `expected_hash` (of an empty store, any hash will do). Otherwise nothing is
    /// written and the answer is [`StoreRefused::Conflict`].
    fn append_if_head(
        &mut self,
        expected_len: u64,
        expected_hash: [u8; 32],
        rows: &[Row],
    ) -> Result<(), StoreRefused>;

    /// Gives the rows whose index is in `range`, ascending, until told to stop. Rows that are not there are
    /// passed over: the caller counts. What it gives is one state of the store, even while another appends.
    fn read(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(Row) -> ControlFlow<()>,
    ) -> Result<(), StoreRefused>;

    /// Gives index and hash of the rows that [`Store::read`] would give, faster.
    fn hashes(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(u64, [u8; 32]) -> ControlFlow<()>,
    ) -> Result<(), StoreRefused>;

    /// Gives the last checkpoint that was put. It is kept apart from the rows, so that what harms
    /// the one spares the other.
    fn checkpoint(&self) -> Result<Option<String>, StoreRefused>;

    /// Keeps a checkpoint in place of the last: readers find the old or the new, whole. It may be
    /// lost in a power cut, until [`Store::close`].
    fn put_checkpoint(&mut self, note: &str) -> Result<(), StoreRefused>;

    /// Makes everything durable and tidies up. The store is not used afterwards.
    fn close(&mut self) -> Result<(), StoreRefused>;
}

/// Why a store refuses. The names are stable; `store` is what people call it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreRefused {
    /// There is nothing at this place.
    #[error(
        "journal_missing: there is no journal at `{store}`; check the path, or create one there"
    )]
    Missing {
        /// The store's name.
        store: String,
    },
    /// There is no directory to put it in.
    #[error(
        "directory_missing: there is no directory for `{store}`; make it first, or check the path"
    )]
    DirectoryMissing {
        /// The store's name.
        store: String,
    },
    /// There is something at this place already.
    #[error(
        "journal_exists: there is something at `{store}` already; choose another place, or open what is there"
    )]
    Exists {
        /// The store's name.
        store: String,
    },
    /// Someone else is writing.
    #[error(
        "journal_in_use: `{store}` is being written by {holder}; wait until that ends, or end it, then try again"
    )]
    InUse {
        /// The store's name.
        store: String,
        /// Who it is, as far as is known.
        holder: String,
    },
    /// It is something else.
    #[error(
        "not_a_journal: `{store}` is not a journal ({reason}); check the path, or restore the file from a copy"
    )]
    NotAJournal {
        /// The store's name.
        store: String,
        /// How one can tell.
        reason: String,
    },
    /// It was made by a newer program.
    #[error(
        "journal_newer: `{store}` has format version {version}, and this program knows version 1; use a newer program"
    )]
    Newer {
        /// The store's name.
        store: String,
        /// The version found.
        version: i64,
    },
    /// Another writer was first.
    #[error(
        "head_moved: `{store}` does not end with the entry that was expected; read what is new, decide again and append again"
    )]
    Conflict {
        /// The store's name.
        store: String,
    },
    /// There is no room; nothing was written.
    #[error(
        "disk_full: there is no room to write to `{store}`, and nothing was written; make room, then try again"
    )]
    Full {
        /// The store's name.
        store: String,
    },
    /// Writing failed; nothing was written.
    #[error(
        "write_failed: `{store}` could not be written, and nothing was ({reason}); look for a full disk, a quota, a file size limit or a failing disk, then try again"
    )]
    WriteFailed {
        /// The store's name.
        store: String,
        /// What was reported.
        reason: String,
    },
    /// Another program holds the store for too long; nothing was written.
    #[error("store_busy: another program is holding `{store}`; close it there, then try again")]
    Busy {
        /// The store's name.
        store: String,
    },
    /// What is kept cannot be read.
    #[error("store_damaged: `{store}` cannot be read ({reason}); restore it from a copy")]
    Damaged {
        /// The store's name.
        store: String,
        /// What was reported.
        reason: String,
    },
    /// Anything else; whether something was written is unknown until the store is opened again.
    #[error("store_failed: `{store}` failed ({reason}); open it again when the cause is removed")]
    Failed {
        /// The store's name.
        store: String,
        /// What was reported.
        reason: String,
    },
}
