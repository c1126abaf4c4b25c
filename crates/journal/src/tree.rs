//! The Merkle tree over all entries, in the shape of RFC 6962, section 2.1.
//!
//! A signed root stands for every entry under it. An inclusion proof shows that one entry is
//! under a root; a consistency proof shows that a later root only added to an earlier one.

use crate::ident::Hash;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// Full subtrees of this height and above are kept in memory, a quarter of a byte an entry.
/// Below it, proofs read the leaves.
const KEPT_HEIGHT: u32 = 8;

/// Hashes an entry's bytes as a leaf of the tree: SHA-256 of `0x00` and the bytes.
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Hash(
        Sha256::new()
            .chain_update([0])
            .chain_update(bytes)
            .finalize()
            .into(),
    )
}

fn node_hash(left: Hash, right: Hash) -> Hash {
    Hash(
        Sha256::new()
            .chain_update([1])
            .chain_update(left.0)
            .chain_update(right.0)
            .finalize()
            .into(),
    )
}

fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// A growing tree that knows its root at any moment.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    len: u64,
    /// The roots of the full subtrees that the leaves make up, largest first: one for each
    /// bit set in `len`.
    peaks: Vec<Hash>,
    /// Of each height from `KEPT_HEIGHT` up, the roots of all full subtrees in order.
    kept: Vec<Vec<Hash>>,
}

impl Tree {
    /// Makes a tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is no leaf yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a leaf at the end. Takes constant time on average.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        // Each bit set at the low end of `len` is a full subtree that the new one completes.
        for height in 1..=self.len.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(left, node);
            }
            self.keep(height, node);
        }
        self.peaks.push(node);
        self.len += 1;
    }

    fn keep(&mut self, height: u32, node: Hash) {
        let Some(level) = height.checked_sub(KEPT_HEIGHT) else {
            return;
        };
        let level = level as usize;
        if self.kept.len() <= level {
            self.kept.resize_with(level + 1, Vec::new);
        }
        if let Some(nodes) = self.kept.get_mut(level) {
            nodes.push(node);
        }
    }

    /// The root over all leaves; over none, the hash of nothing.
    pub fn root(&self) -> Hash {
        let smallest_first = self.peaks.iter().rev().copied();
        smallest_first
            .reduce(|right, left| node_hash(left, right))
            .unwrap_or_else(empty_root)
    }

    /// The root over the first `len` leaves. `leaves` gives the leaf hashes of a range of at
    /// most 256.
    pub(crate) fn root_at<E>(&self, len: u64, leaves: &mut Leaves<'_, E>) -> Result<Hash, E> {
        if len == 0 {
            Ok(empty_root())
        } else {
            self.range_root(0..len, leaves)
        }
    }

    /// The audit path of RFC 6962, section 2.1.1, from leaf `index` up, in the tree of the first `len`.
    pub(crate) fn inclusion_proof<E>(
        &self,
        index: u64,
        len: u64,
        leaves: &mut Leaves<'_, E>,
    ) -> Result<Vec<Hash>, E> {
        let mut proof = Vec::new();
        let mut range = 0..len;
        while range.end - range.start > 1 {
            let middle = range.start + split(range.end - range.start);
            let (here, sibling) = if index < middle {
                (range.start..middle, middle..range.end)
            } else {
                (middle..range.end, range.start..middle)
            };
            proof.push(self.range_root(sibling, leaves)?);
            range = here;
        }
        proof.reverse();
        Ok(proof)
    }

    /// The consistency proof of RFC 6962, section 2.1.2, from the first `old` leaves to the first `new`.
    pub(crate) fn consistency_proof<E>(
        &self,
        old: u64,
        new: u64,
        leaves: &mut Leaves<'_, E>,
    ) -> Result<Vec<Hash>, E> {
        let mut proof = Vec::new();
        let mut range = 0..new;
        while range.end > old && old > 0 {
            let middle = range.start + split(range.end - range.start);
            let (here, sibling) = if old <= middle {
                (range.start..middle, middle..range.end)
            } else {
                (middle..range.end, range.start..middle)
            };
            proof.push(self.range_root(sibling, leaves)?);
            range = here;
        }
        // What remains ends at `old`. If it is the whole old tree, its root is known already.
        if range.start > 0 {
            proof.push(self.range_root(range, leaves)?);
        }
        proof.reverse();
        Ok(proof)
    }

    /// The root over a range that is a node of the tree: its start is a multiple of the
    /// smallest power of two that is not below its length.
    fn range_root<E>(&self, range: Range<u64>, leaves: &mut Leaves<'_, E>) -> Result<Hash, E> {
        let len = range.end - range.start;
        if let Some(kept) = self.kept_root(&range) {
            return Ok(kept);
        }
        if len <= 1 << KEPT_HEIGHT {
            let mut small = Self::new();
            leaves(range)?.into_iter().for_each(|leaf| small.push(leaf));
            return Ok(small.root());
        }
        let middle = range.start + split(len);
        let left = self.range_root(range.start..middle, leaves)?;
        Ok(node_hash(left, self.range_root(middle..range.end, leaves)?))
    }

    fn kept_root(&self, range: &Range<u64>) -> Option<Hash> {
        let len = range.end - range.start;
        let height = len.checked_ilog2().filter(|_| len.is_power_of_two())?;
        let nodes = self.kept.get(height.checked_sub(KEPT_HEIGHT)? as usize)?;
        nodes
            .get(usize::try_from(range.start >> height).ok()?)
            .copied()
    }
}

/// Gives the leaf hashes of a range.
pub(crate) type Leaves<'a, E> = dyn FnMut(Range<u64>) -> Result<Vec<Hash>, E> + 'a;

/// Where a node over `len` > 1 leaves divides: the largest power of two below `len`.
fn split(len: u64) -> u64 {
    1 << (len - 1).ilog2()
}

/// Checks that the entry with hash `leaf` is number `index` of the `len` entries under `root`.
///
/// The algorithm of RFC 9162, section 2.1.3.2. True only for the one right proof.
#[must_use]
pub fn verify_inclusion(leaf: Hash, index: u64, len: u64, proof: &[Hash], root: Hash) -> bool {
    if index >= len {
        return false;
    }
    let (mut place, mut last) = (index, len - 1);
    let mut node = leaf;
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if place % 2 == 1 || place == last {
            node = node_hash(*sibling, node);
            while place % 2 == 0 && place > 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            node = node_hash(node, *sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && node == root
}

/// Checks that the `new` entries under `new_root` begin with the `old` entries under `old_root`.
///
/// The algorithm of RFC 9162, section 2.1.4.2. From nothing everything grows: with `old` = 0 only the
/// empty proof and the empty root are right.
#[must_use]
pub fn verify_consistency(
    old: u64,
    old_root: Hash,
    new: u64,
    new_root: Hash,
    proof: &[Hash],
) -> bool {
    if old == 0 || old >= new {
        let same = old == new && old_root == new_root;
        return proof.is_empty() && (same || old == 0 && new > 0 && old_root == empty_root());
    }
    let (mut place, mut last) = (old - 1, new - 1);
    while place % 2 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    // An old tree that is one full subtree is its own first node, and left out of the proof.
    let whole = old.is_power_of_two();
    let (first, rest) = match proof.split_first() {
        _ if whole => (old_root, proof),
        Some((first, rest)) => (*first, rest),
        None => return false,
    };
    let (mut old_node, mut new_node) = (first, first);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if place % 2 == 1 || place == last {
            old_node = node_hash(*sibling, old_node);
            new_node = node_hash(*sibling, new_node);
            while place % 2 == 0 && place > 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            new_node = node_hash(new_node, *sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && old_node == old_root && new_node == new_root
}
