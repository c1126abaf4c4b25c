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
    Hash(Sha256::new().chain_update([0]).chain_update(bytes).finalize().into())
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
        smallest_first.reduce(|right, left| node_hash(left, right)).unwrap_or_else(empty_root)
    }

    /// The root over the first `len` leaves. `leaves` gives the leaf hashes of a range of at
    /// most 256.
    pub(crate) fn root_at<E>(&self, len: u64, leaves: &mut Leaves<'_, E>) -> Result<Hash, E> {
        if len == 0 { Ok(empty_root()) } else { self.range_root(0..len, leaves) }
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
        nodes.get(usize::try_from(range.start >> height).ok()?).copied()
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hash(hex: &str) -> Hash {
        hex.parse().unwrap()
    }

    /// RFC 6962, section 2.1, word for word.
    fn slow_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(slow_split(leaves.len()));
                node_hash(slow_root(left), slow_root(right))
            }
        }
    }

    fn slow_split(len: usize) -> usize {
        let mut k = 1;
        while k * 2 < len {
            k *= 2;
        }
        k
    }

    /// RFC 6962, section 2.1.1, word for word.
    fn slow_path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let k = slow_split(leaves.len());
        let (left, right) = leaves.split_at(k);
        let (mut path, sibling) =
            if m < k { (slow_path(m, left), right) } else { (slow_path(m - k, right), left) };
        path.push(slow_root(sibling));
        path
    }

    enum Known {
        Root,
        Nothing,
    }

    /// RFC 6962, section 2.1.2, word for word.
    fn slow_subproof(m: usize, leaves: &[Hash], known: Known) -> Vec<Hash> {
        if m == leaves.len() {
            return match known {
                Known::Root => Vec::new(),
                Known::Nothing => vec![slow_root(leaves)],
            };
        }
        let k = slow_split(leaves.len());
        let (left, right) = leaves.split_at(k);
        let (mut proof, sibling) = if m <= k {
            (slow_subproof(m, left, known), right)
        } else {
            (slow_subproof(m - k, right, Known::Nothing), left)
        };
        proof.push(slow_root(sibling));
        proof
    }

    fn leaves(len: u64) -> Vec<Hash> {
        (0..len).map(|leaf| leaf_hash(&leaf.to_be_bytes())).collect()
    }

    fn tree(leaves: &[Hash]) -> Tree {
        let mut tree = Tree::new();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        tree
    }

    fn of(leaves: &[Hash]) -> impl FnMut(Range<u64>) -> Result<Vec<Hash>, ()> + '_ {
        |range| {
            assert!(range.end - range.start <= 256, "asked for {range:?} at once");
            Ok(leaves[range.start as usize..range.end as usize].to_vec())
        }
    }

    /// The eight leaves and roots of the Certificate Transparency reference implementation.
    #[test]
    fn the_roots_of_the_reference_are_reached() {
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaves: Vec<Hash> = inputs.iter().map(|input| leaf_hash(input)).collect();
        for (len, root) in roots.iter().enumerate() {
            assert_eq!(tree(&leaves[..len]).root(), hash(root), "of {len}");
        }
    }

    /// RFC 6962, section 2.1.3: the shapes of the proofs in the example tree of seven leaves.
    #[test]
    fn the_proofs_of_the_standards_example_have_its_shape() {
        let d = leaves(7);
        let tree = tree(&d);
        let [a, b, c, e, f] = [d[0], d[1], d[2], d[4], d[5]];
        let (g, h, i, j) = (node_hash(a, b), node_hash(c, d[3]), node_hash(e, f), d[6]);
        let (k, l) = (node_hash(g, h), node_hash(i, j));
        let inclusion = |index| tree.inclusion_proof(index, 7, &mut of(&d)).unwrap();
        assert_eq!(inclusion(0), [b, h, l]);
        assert_eq!(inclusion(3), [c, g, l]);
        assert_eq!(inclusion(4), [f, j, k]);
        assert_eq!(inclusion(6), [i, k]);
        let consistency = |old| tree.consistency_proof(old, 7, &mut of(&d)).unwrap();
        assert_eq!(consistency(3), [c, d[3], g, l]);
        assert_eq!(consistency(4), [l]);
        assert_eq!(consistency(6), [i, j, k]);
    }

    #[test]
    fn every_proof_in_small_trees_is_the_standards_and_verifies() {
        let all = leaves(70);
        let tree = tree(&all);
        for new in 0..=70 {
            let root = tree.root_at(new, &mut of(&all)).unwrap();
            assert_eq!(root, slow_root(&all[..new as usize]));
            for index in 0..new {
                let proof = tree.inclusion_proof(index, new, &mut of(&all)).unwrap();
                assert_eq!(proof, slow_path(index as usize, &all[..new as usize]));
                assert!(verify_inclusion(all[index as usize], index, new, &proof, root));
            }
            for old in 0..=new {
                let proof = tree.consistency_proof(old, new, &mut of(&all)).unwrap();
                let old_root = slow_root(&all[..old as usize]);
                if old > 0 {
                    let slow = slow_subproof(old as usize, &all[..new as usize], Known::Root);
                    assert_eq!(proof, slow, "{old} to {new}");
                }
                assert!(verify_consistency(old, old_root, new, root, &proof), "{old} to {new}");
            }
        }
    }

    #[test]
    fn nothing_grows_into_anything_but_only_from_the_empty_root() {
        let root = slow_root(&leaves(3));
        assert!(verify_consistency(0, empty_root(), 3, root, &[]));
        assert!(!verify_consistency(0, root, 3, root, &[]));
        assert!(!verify_consistency(0, empty_root(), 3, root, &[root]));
        assert!(!verify_consistency(3, root, 0, empty_root(), &[]));
        assert!(verify_consistency(3, root, 3, root, &[]));
        assert!(!verify_consistency(3, root, 3, empty_root(), &[]));
    }

    #[derive(Debug, Clone)]
    enum Change {
        Flip { at: usize, bit: usize },
        Drop { at: usize },
        Add { at: usize },
        Swap { at: usize },
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            (any::<usize>(), 0..256_usize).prop_map(|(at, bit)| Change::Flip { at, bit }),
            any::<usize>().prop_map(|at| Change::Drop { at }),
            any::<usize>().prop_map(|at| Change::Add { at }),
            any::<usize>().prop_map(|at| Change::Swap { at }),
        ]
    }

    /// Gives the proof changed, or `None` if the change does nothing to it.
    fn changed(proof: &[Hash], change: &Change) -> Option<Vec<Hash>> {
        let mut changed = proof.to_vec();
        let len = proof.len().max(1);
        match change {
            Change::Flip { at, bit } => changed.get_mut(at % len)?.0[bit / 8] ^= 1 << (bit % 8),
            Change::Drop { at } if !proof.is_empty() => drop(changed.remove(at % len)),
            Change::Drop { .. } => {}
            Change::Add { at } => changed.insert(at % len, leaf_hash(b"more")),
            Change::Swap { at } => changed.rotate_left(at % len),
        }
        (changed != proof).then_some(changed)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn large_trees_are_the_standards(len in 1_u64..3_000, index: u64, old: u64) {
            let (index, old) = (index % len, old % len + 1);
            let all = leaves(len);
            let tree = tree(&all);
            let root = slow_root(&all);
            prop_assert_eq!(tree.root(), root);
            prop_assert_eq!(tree.root_at(old, &mut of(&all)), Ok(slow_root(&all[..old as usize])));
            let inclusion = tree.inclusion_proof(index, len, &mut of(&all)).unwrap();
            prop_assert_eq!(&inclusion, &slow_path(index as usize, &all));
            let consistency = tree.consistency_proof(old, len, &mut of(&all)).unwrap();
            prop_assert_eq!(&consistency, &slow_subproof(old as usize, &all, Known::Root));
        }

        #[test]
        fn a_changed_proof_never_verifies(len in 1_u64..600, index: u64, old: u64, change in change()) {
            let (index, old) = (index % len, old % len + 1);
            let all = leaves(len);
            let tree = tree(&all);
            let (root, leaf) = (tree.root(), all[index as usize]);
            let proof = tree.inclusion_proof(index, len, &mut of(&all)).unwrap();
            if let Some(changed) = changed(&proof, &change) {
                prop_assert!(!verify_inclusion(leaf, index, len, &changed, root));
            }
            let old_root = slow_root(&all[..old as usize]);
            let proof = tree.consistency_proof(old, len, &mut of(&all)).unwrap();
            if let Some(changed) = changed(&proof, &change) {
                prop_assert!(!verify_consistency(old, old_root, len, root, &changed));
            }
        }

        #[test]
        fn a_proof_is_good_for_nothing_else(len in 2_u64..600, index: u64, other: u64) {
            let (index, other) = (index % len, other % (2 * len));
            let all = leaves(len);
            let tree = tree(&all);
            let (root, leaf) = (tree.root(), all[index as usize]);
            let proof = tree.inclusion_proof(index, len, &mut of(&all)).unwrap();
            if other != index {
                prop_assert!(!verify_inclusion(leaf, other, len, &proof, root));
            }
            prop_assert!(!verify_inclusion(root, index, len, &proof, root));
            let taller = 2 * len.next_power_of_two();
            prop_assert!(!verify_inclusion(leaf, index, taller, &proof, root));
            let old = index + 1;
            let old_root = slow_root(&all[..old as usize]);
            let proof = tree.consistency_proof(old, len, &mut of(&all)).unwrap();
            if old < len {
                prop_assert!(!verify_consistency(old, root, len, root, &proof));
                prop_assert!(!verify_consistency(old, old_root, len, old_root, &proof));
            }
        }

        #[test]
        fn whatever_is_given_as_a_proof_is_answered(old: u64, new: u64, hashes in prop::collection::vec(any::<[u8; 32]>(), 0..80)) {
            let proof: Vec<Hash> = hashes.into_iter().map(Hash).collect();
            let root = leaf_hash(b"root");
            prop_assert!(!verify_inclusion(leaf_hash(b"x"), old, new, &proof, root));
            prop_assert!(!verify_consistency(old, leaf_hash(b"x"), new, root, &proof));
        }
    }
}
