//! The journal: appends in groups, reads with every hash checked, proves.

use crate::act::SignedAct;
use crate::checkpoint::{Checkpoint, CheckpointRefused};
use crate::entry::{BODY_MAX, EFFECTS_MAX, Entry};
use crate::ident::{CommonsId, Hash};
use crate::key::{Key, SecretKey};
use crate::refusal::{AppendRefused, OpenRefused, ProofRefused, ReadRefused, Warning};
use crate::sqlite::SqliteStore;
use crate::store::{Row, Store, StoreRefused};
use crate::tree::{Tree, leaf_hash};
use sha2::{Digest, Sha256};
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::str::FromStr;

/// Where a journal ends: what the next entry must follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are, which is the next one's index.
    pub len: u64,
    /// The hash of the last; of an empty journal, its genesis hash.
    pub hash: Hash,
}

/// An entry to be: the journal adds index and link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The accepted act. Its signature must have been checked with
    /// [`verify_signatures`](crate::verify_signatures): appending does not check it again.
    pub act: SignedAct,
    /// What the act does.
    pub effects: Vec<u8>,
    /// When it was accepted, in milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// What an accepted act is answered with, once it is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The entry's index.
    pub index: u64,
    /// The entry's hash, for which inclusion can be proved.
    pub hash: Hash,
}

/// An open journal, and what is not as it should be about it.
#[derive(Debug)]
pub struct Opened {
    /// The journal.
    pub journal: Journal,
    /// Something to tell whoever runs the program.
    pub warning: Option<Warning>,
}

/// The entries of one commons: append-only, hash-linked, signed.
pub struct Journal {
    store: Box<dyn Store + Send>,
    commons: CommonsId,
    operator: Key,
    secret: Option<SecretKey>,
    tree: Tree,
    head: Hash,
    last_ms: i64,
    /// How many entries the checkpoint in the store vouches for.
    vouched_len: u64,
    /// Why no more is appended.
    stopped: Option<String>,
}

impl Journal {
    /// Creates an empty journal in a new file, written by whoever holds the operator's key.
    pub fn create(
        path: &Path,
        commons: CommonsId,
        operator: SecretKey,
    ) -> Result<Self, OpenRefused> {
        Self::create_on(Box::new(SqliteStore::create(path)?), commons, operator)
    }

    /// Creates an empty journal in a new store.
    pub fn create_on(
        mut store: Box<dyn Store + Send>,
        commons: CommonsId,
        operator: SecretKey,
    ) -> Result<Self, OpenRefused> {
        let names = [("commons", commons.to_string()), ("operator", operator.public().to_string())];
        store.create(&names)?;
        let mut journal = Self::empty(store, commons, operator.public(), Some(operator));
        journal.vouch()?;
        Ok(journal)
    }

    /// Opens a journal's file: with the operator's key to read and write, without it to read only,
    /// even while another process writes.
    ///
    /// The entries' hashes are compared with the signed checkpoint beside the file; the entries
    /// themselves are checked when they are read.
    pub fn open(path: &Path, operator: Option<SecretKey>) -> Result<Opened, OpenRefused> {
        let store = match operator {
            Some(_) => SqliteStore::open(path)?,
            None => SqliteStore::open_read_only(path)?,
        };
        Self::open_on(Box::new(store), operator)
    }

    /// Opens the journal in a store, as [`Journal::open`] does in a file.
    pub fn open_on(
        store: Box<dyn Store + Send>,
        operator: Option<SecretKey>,
    ) -> Result<Opened, OpenRefused> {
        let commons = meta(store.as_ref(), "commons")?;
        let key = meta(store.as_ref(), "operator")?;
        if let Some(given) = operator.as_ref().map(SecretKey::public).filter(|given| *given != key)
        {
            let store = store.name().to_owned();
            return Err(OpenRefused::OperatorDiffers { store, operator: key, given });
        }
        // The checkpoint first: a writer beside us may append, and then the entries are ahead of it.
        let (signed, warning) = signed_checkpoint(store.as_ref(), commons, key)?;
        let mut journal = Self::empty(store, commons, key, operator);
        journal.load(signed)?;
        Ok(Opened { journal, warning })
    }

    fn empty(
        store: Box<dyn Store + Send>,
        commons: CommonsId,
        operator: Key,
        secret: Option<SecretKey>,
    ) -> Self {
        let head = genesis(commons);
        Self {
            store,
            commons,
            operator,
            secret,
            tree: Tree::new(),
            head,
            last_ms: i64::MIN,
            vouched_len: 0,
            stopped: None,
        }
    }

    /// Takes in the hashes of all entries, and holds them against what was signed.
    fn load(&mut self, signed: Option<Checkpoint>) -> Result<(), OpenRefused> {
        let mut tree = Tree::new();
        let mut head = self.head;
        let mut root_then = tree.root();
        let mut missing = None;
        self.store.hashes(0..u64::MAX, &mut |index, hash| {
            if index != tree.len() {
                missing = Some(tree.len());
                return ControlFlow::Break(());
            }
            head = Hash(hash);
            tree.push(head);
            if signed.is_some_and(|signed| signed.len == tree.len()) {
                root_then = tree.root();
            }
            ControlFlow::Continue(())
        })?;
        if let Some(index) = missing {
            return Err(self.missing(index).into());
        }
        (self.tree, self.head) = (tree, head);
        if let Some(signed) = signed {
            self.hold_against(signed, root_then)?;
        }
        if let Some(last) = self.tree.len().checked_sub(1) {
            self.last_ms = self.expect_entry(last)?.at_ms;
        }
        Ok(())
    }

    fn hold_against(&mut self, signed: Checkpoint, root_then: Hash) -> Result<(), OpenRefused> {
        let found = self.tree.len();
        let store = self.store.name().to_owned();
        if found < signed.len {
            return Err(OpenRefused::Shortened { store, found, signed: signed.len });
        }
        if root_then != signed.root {
            // Name the entry that is to blame, if one is.
            let _ = self.read(0, |_| ControlFlow::<()>::Continue(()))?;
            return Err(OpenRefused::Rewritten { store, signed: signed.len, root: signed.root });
        }
        self.vouched_len = signed.len;
        Ok(())
    }

    /// The commons whose journal this is.
    pub fn commons(&self) -> CommonsId {
        self.commons
    }

    /// The key that signs this journal's checkpoints.
    pub fn operator(&self) -> Key {
        self.operator
    }

    /// Where the journal ends.
    pub fn head(&self) -> Head {
        Head { len: self.tree.len(), hash: self.head }
    }

    /// The time of the last entry in milliseconds since 1970 UTC; before the first, the earliest there is.
    pub fn last_ms(&self) -> i64 {
        self.last_ms
    }

    /// The root of the tree over all entries.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// How many entries the stored checkpoint vouches for. It is less than there are only if
    /// the last one could not be written; the next append or [`Journal::close`] tries again.
    pub fn vouched_len(&self) -> u64 {
        self.vouched_len
    }

    /// Appends a group: all of it or nothing, with one fsync, if the journal still ends at `expected`.
    ///
    /// When this returns, the entries survive a power cut. After a refusal the journal can be used
    /// on, except after `store_failed`, which leaves open what is on the disk until it is opened again.
    pub fn append(
        &mut self,
        expected: Head,
        drafts: Vec<Draft>,
    ) -> Result<Vec<Receipt>, AppendRefused> {
        self.check_append(expected, &drafts)?;
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let mut last = expected;
        let last_ms = drafts.last().map_or(self.last_ms, |draft| draft.at_ms);
        let rows: Vec<Row> = drafts
            .into_iter()
            .map(|draft| {
                let row = row(last, draft);
                last = Head { len: last.len + 1, hash: Hash(row.hash) };
                row
            })
            .collect();
        self.store
            .append_if_head(expected.len, expected.hash.0, &rows)
            .map_err(|refused| self.not_appended(refused, expected))?;
        let receipts: Vec<Receipt> =
            rows.iter().map(|row| Receipt { index: row.index, hash: Hash(row.hash) }).collect();
        receipts.iter().for_each(|receipt| self.tree.push(receipt.hash));
        (self.head, self.last_ms) = (last.hash, last_ms);
        // The entries are durable already. A checkpoint that lags is no reason to deny that.
        let _ = self.vouch();
        Ok(receipts)
    }

    fn check_append(&self, expected: Head, drafts: &[Draft]) -> Result<(), AppendRefused> {
        let store = || self.store.name().to_owned();
        if self.secret.is_none() {
            return Err(AppendRefused::ReadOnly { store: store() });
        }
        if let Some(reason) = self.stopped.clone() {
            return Err(AppendRefused::Stopped { store: store(), reason });
        }
        if expected != self.head() {
            return Err(AppendRefused::HeadMoved { store: store(), expected: expected.len });
        }
        let mut last_ms = self.last_ms;
        for draft in drafts {
            if draft.at_ms < last_ms {
                return Err(AppendRefused::TimeBackwards {
                    store: store(),
                    at_ms: draft.at_ms,
                    last_ms,
                });
            }
            last_ms = draft.at_ms;
            for (len, max) in [(draft.act.body.len(), BODY_MAX), (draft.effects.len(), EFFECTS_MAX)]
            {
                if len > max {
                    return Err(AppendRefused::TooLong { store: store(), len, max });
                }
            }
        }
        Ok(())
    }

    fn not_appended(&mut self, refused: StoreRefused, expected: Head) -> AppendRefused {
        match refused {
            StoreRefused::Conflict { store } => {
                AppendRefused::HeadMoved { store, expected: expected.len }
            }
            StoreRefused::Full { .. }
            | StoreRefused::WriteFailed { .. }
            | StoreRefused::Busy { .. } => AppendRefused::Store(refused),
            _ => {
                self.stopped = Some(refused.to_string());
                AppendRefused::Store(refused)
            }
        }
    }

    /// Signs how many entries there are and what they are, and keeps it beside them.
    fn vouch(&mut self) -> Result<(), StoreRefused> {
        if let Some(note) = self.checkpoint() {
            self.store.put_checkpoint(&note)?;
            self.vouched_len = self.tree.len();
        }
        Ok(())
    }

    /// Signs a checkpoint of the journal as it is, to be given away. `None` without the operator's key.
    pub fn checkpoint(&self) -> Option<String> {
        let checkpoint = Checkpoint { len: self.tree.len(), root: self.tree.root() };
        self.secret.as_ref().map(|secret| checkpoint.sign(self.commons, secret))
    }

    /// Gives the entries from `from` on, in order, until told to stop. Each one's hash and its link to the
    /// one before are checked first; signatures are not (see [`verify_signatures`](crate::verify_signatures)).
    pub fn read<B>(
        &self,
        from: u64,
        mut each: impl FnMut(Entry) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, ReadRefused> {
        let previous = match from.checked_sub(1) {
            Some(before) if from < self.tree.len() => self.leaf(before)?,
            _ => genesis(self.commons),
        };
        self.read_range(from..self.tree.len(), previous, &mut |entry, _| each(entry))
    }

    /// Gives the entry with this index, its hash checked. `None` beyond the end.
    pub fn entry(&self, index: u64) -> Result<Option<Entry>, ReadRefused> {
        if index < self.tree.len() { self.expect_entry(index).map(Some) } else { Ok(None) }
    }

    fn expect_entry(&self, index: u64) -> Result<Entry, ReadRefused> {
        match self.read(index, ControlFlow::Break)? {
            ControlFlow::Break(entry) => Ok(entry),
            ControlFlow::Continue(()) => Err(self.missing(index)),
        }
    }

    /// Takes in what another process has appended since, every hash checked, and gives the new head.
    pub fn refresh(&mut self) -> Result<Head, ReadRefused> {
        let mut new = Vec::new();
        let mut last_ms = self.last_ms;
        // Where the rows end is where the journal ends: there is no telling beforehand.
        let mut next = self.tree.len();
        self.store.hashes(next..u64::MAX, &mut |_, _| {
            next += 1;
            ControlFlow::Continue(())
        })?;
        let _ = self.read_range(self.tree.len()..next, self.head, &mut |entry, hash| {
            new.push(hash);
            last_ms = entry.at_ms;
            ControlFlow::<()>::Continue(())
        })?;
        for hash in new {
            self.tree.push(hash);
            self.head = hash;
        }
        self.last_ms = last_ms;
        Ok(self.head())
    }

    /// Proves that entry `index` is among the first `len`: hashes for [`verify_inclusion`](crate::verify_inclusion).
    pub fn inclusion_proof(&self, index: u64, len: u64) -> Result<Vec<Hash>, ProofRefused> {
        self.within(len)?;
        if index >= len {
            return Err(ProofRefused::OutOfRange { asked: index, len });
        }
        Ok(self.tree.inclusion_proof(index, len, &mut |range| self.leaves(range))?)
    }

    /// Proves that the first `new` entries begin with the first `old`: hashes for
    /// [`verify_consistency`](crate::verify_consistency).
    pub fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, ProofRefused> {
        self.within(new)?;
        if old > new {
            return Err(ProofRefused::OutOfRange { asked: old, len: new });
        }
        Ok(self.tree.consistency_proof(old, new, &mut |range| self.leaves(range))?)
    }

    /// The root of the tree over the first `len` entries.
    pub fn root_at(&self, len: u64) -> Result<Hash, ProofRefused> {
        self.within(len)?;
        Ok(self.tree.root_at(len, &mut |range| self.leaves(range))?)
    }

    fn within(&self, asked: u64) -> Result<(), ProofRefused> {
        let len = self.tree.len();
        if asked > len { Err(ProofRefused::OutOfRange { asked, len }) } else { Ok(()) }
    }

    /// Closes the journal in good order: everything in one file, and the checkpoint durable. Without
    /// it nothing is lost, but files of SQLite's stay beside the journal.
    pub fn close(mut self) -> Result<(), StoreRefused> {
        if self.vouched_len < self.tree.len() {
            self.vouch()?;
        }
        self.store.close()
    }

    fn leaf(&self, index: u64) -> Result<Hash, ReadRefused> {
        let leaves = self.leaves(index..index.saturating_add(1))?;
        leaves.first().copied().ok_or_else(|| self.missing(index))
    }

    fn leaves(&self, range: Range<u64>) -> Result<Vec<Hash>, ReadRefused> {
        let mut leaves = Vec::new();
        let mut next = range.start;
        self.store.hashes(range.clone(), &mut |index, hash| {
            if index != next {
                return ControlFlow::Break(());
            }
            next += 1;
            leaves.push(Hash(hash));
            ControlFlow::Continue(())
        })?;
        if next == range.end { Ok(leaves) } else { Err(self.missing(next)) }
    }

    fn read_range<B>(
        &self,
        range: Range<u64>,
        previous: Hash,
        each: &mut dyn FnMut(Entry, Hash) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, ReadRefused> {
        let mut last = Head { len: range.start, hash: previous };
        let mut last_ms = i64::MIN;
        let mut end = Ok(ControlFlow::Continue(()));
        self.store.read(range.clone(), &mut |row| {
            let hash = Hash(row.hash);
            match self.check(&row, last, last_ms).map(|entry| (entry.at_ms, each(entry, hash))) {
                Ok((at_ms, ControlFlow::Continue(()))) => {
                    (last, last_ms) = (Head { len: last.len + 1, hash }, at_ms);
                    return ControlFlow::Continue(());
                }
                Ok((_, stop)) => end = Ok(stop),
                Err(refused) => end = Err(refused),
            }
            ControlFlow::Break(())
        })?;
        match end {
            Ok(ControlFlow::Continue(())) if last.len < range.end => Err(self.missing(last.len)),
            end => end,
        }
    }

    /// Checks a row against the entry before it and against itself.
    fn check(&self, row: &Row, last: Head, last_ms: i64) -> Result<Entry, ReadRefused> {
        if row.index != last.len {
            return Err(self.missing(last.len));
        }
        let damaged = |reason: &str| ReadRefused::EntryDamaged {
            index: row.index,
            store: self.store.name().to_owned(),
            reason: reason.to_owned(),
        };
        if leaf_hash(&row.bytes).0 != row.hash {
            return Err(damaged("its bytes do not have its hash"));
        }
        let entry =
            Entry::decode(&row.bytes).map_err(|malformed| damaged(&malformed.to_string()))?;
        if entry.index != row.index {
            return Err(damaged(&format!("it is entry {}", entry.index)));
        }
        if entry.previous != last.hash {
            return Err(damaged("it does not follow the entry before it"));
        }
        if entry.at_ms < last_ms {
            return Err(damaged("it is earlier than the entry before it"));
        }
        if (entry.at_ms, entry.act.id.0, entry.act.author.0) != (row.at_ms, row.act_id, row.author)
        {
            return Err(damaged("its columns differ from its bytes"));
        }
        Ok(entry)
    }

    fn missing(&self, index: u64) -> ReadRefused {
        ReadRefused::EntryMissing { index, store: self.store.name().to_owned() }
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Head { len, hash } = self.head();
        write!(to, "Journal({} of {}, {len} entries, head {hash})", self.store.name(), self.commons)
    }
}

/// What the first entry follows: a hash of the commons' name, so that no entry fits two journals.
fn genesis(commons: CommonsId) -> Hash {
    Hash(
        Sha256::new().chain_update(b"subak/v1/genesis\n").chain_update(commons.0).finalize().into(),
    )
}

fn row(last: Head, draft: Draft) -> Row {
    let Draft { act, effects, at_ms } = draft;
    let (act_id, author) = (act.id.0, act.author.0);
    let bytes = Entry { index: last.len, at_ms, previous: last.hash, act, effects }.encode();
    Row { index: last.len, at_ms, act_id, author, hash: leaf_hash(&bytes).0, bytes }
}

fn meta<T: FromStr>(store: &dyn Store, key: &'static str) -> Result<T, OpenRefused> {
    let value = store.meta(key)?.and_then(|value| value.parse().ok());
    value.ok_or_else(|| OpenRefused::MetaDamaged { store: store.name().to_owned(), key })
}

fn signed_checkpoint(
    store: &dyn Store,
    commons: CommonsId,
    operator: Key,
) -> Result<(Option<Checkpoint>, Option<Warning>), OpenRefused> {
    let name = || store.name().to_owned();
    let Some(note) = store.checkpoint()? else {
        return Ok((None, Some(Warning::CheckpointMissing { store: name() })));
    };
    match Checkpoint::read(&note, commons, operator) {
        Ok(signed) => Ok((Some(signed), None)),
        Err(CheckpointRefused::Torn { reason }) => {
            Ok((None, Some(Warning::CheckpointTorn { store: name(), reason })))
        }
        Err(refused) => Err(OpenRefused::Checkpoint { store: name(), refused }),
    }
}
