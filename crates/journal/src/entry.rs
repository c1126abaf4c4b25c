//! Entries: accepted acts with the effects they had, in their one canonical encoding.

use crate::act::SignedAct;
use crate::ident::{ActId, Hash};
use crate::key::Key;
use crate::tree::leaf_hash;

/// The most bytes an act's body may have: 16 MiB.
pub const BODY_MAX: usize = 1 << 24;
/// The most bytes an entry's effects may have: 16 MiB.
pub const EFFECTS_MAX: usize = 1 << 24;
/// The version of the entry encoding that this code writes.
const VERSION: u8 = 1;
/// Bytes of an entry beside its body and effects.
const FIXED: usize = 169;

/// An accepted act with the effects it had, linked to the entry before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place: 0, 1, 2, … without a gap.
    pub index: u64,
    /// When it was accepted, in milliseconds since 1970 UTC. Never less than the entry before.
    pub at_ms: i64,
    /// The hash of the entry before it; of the first, the genesis hash of its commons.
    pub previous: Hash,
    /// The act as its author signed it.
    pub act: SignedAct,
    /// What the act did, at most [`EFFECTS_MAX`] bytes.
    pub effects: Vec<u8>,
}

/// Why bytes are not an entry. Checked in this order; the first failure is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryMalformed {
    /// The bytes are written in a version this code does not know.
    #[error(
        "entry_newer: it has format version {version}, and this program reads version 1; use a newer program"
    )]
    Newer {
        /// The version found.
        version: u8,
    },
    /// The bytes end too early.
    #[error("entry_truncated: its {len} bytes end before the entry does")]
    Truncated {
        /// How many bytes there are.
        len: usize,
    },
    /// The body or the effects are longer than allowed.
    #[error("entry_too_long: a part of {len} bytes is longer than the allowed {max}")]
    TooLong {
        /// How long the part says it is.
        len: usize,
        /// How long it may be.
        max: usize,
    },
    /// There are bytes after the entry.
    #[error("entry_overlong: {extra} bytes follow after its end")]
    Overlong {
        /// How many.
        extra: usize,
    },
}

impl Entry {
    /// Gives the entry's only encoding, as `docs/journal-format.md` specifies.
    ///
    /// A body or effects beyond the maximum have no encoding that [`Entry::decode`] accepts;
    /// [`Journal::append`](crate::Journal::append) refuses them before.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FIXED + self.act.body.len() + self.effects.len());
        bytes.push(VERSION);
        bytes.extend(self.index.to_be_bytes());
        bytes.extend(self.at_ms.to_be_bytes());
        bytes.extend(self.previous.0);
        bytes.extend(self.act.id.0);
        bytes.extend(self.act.author.0);
        bytes.extend(self.act.signature);
        push_part(&mut bytes, &self.act.body);
        push_part(&mut bytes, &self.effects);
        bytes
    }

    /// Reads an encoding back; whatever is accepted encodes to the same bytes again.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryMalformed> {
        let mut left = Reader { len: bytes.len(), left: bytes };
        let [version] = left.array()?;
        if version != VERSION {
            return Err(EntryMalformed::Newer { version });
        }
        let entry = Self {
            index: u64::from_be_bytes(left.array()?),
            at_ms: i64::from_be_bytes(left.array()?),
            previous: Hash(left.array()?),
            act: SignedAct {
                id: ActId(left.array()?),
                author: Key(left.array()?),
                signature: left.array()?,
                body: left.part(BODY_MAX)?,
            },
            effects: left.part(EFFECTS_MAX)?,
        };
        match left.left.len() {
            0 => Ok(entry),
            extra => Err(EntryMalformed::Overlong { extra }),
        }
    }

    /// Gives the entry's hash: the leaf hash of its encoding.
    pub fn hash(&self) -> Hash {
        leaf_hash(&self.encode())
    }
}

fn push_part(bytes: &mut Vec<u8>, part: &[u8]) {
    // A part too long for its length field gets one that decoding always refuses.
    let len = u32::try_from(part.len()).unwrap_or(u32::MAX);
    bytes.extend(len.to_be_bytes());
    bytes.extend_from_slice(part);
}

struct Reader<'a> {
    len: usize,
    left: &'a [u8],
}

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], EntryMalformed> {
        let (array, left) =
            self.left.split_first_chunk().ok_or(EntryMalformed::Truncated { len: self.len })?;
        self.left = left;
        Ok(*array)
    }

    fn part(&mut self, max: usize) -> Result<Vec<u8>, EntryMalformed> {
        let len = usize::try_from(u32::from_be_bytes(self.array()?)).unwrap_or(usize::MAX);
        if len > max {
            return Err(EntryMalformed::TooLong { len, max });
        }
        let (part, left) =
            self.left.split_at_checked(len).ok_or(EntryMalformed::Truncated { len: self.len })?;
        self.left = left;
        Ok(part.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(any::<u8>(), 0..max)
    }

    fn entry() -> impl Strategy<Value = Entry> {
        let fixed = (any::<u64>(), any::<i64>(), any::<[u8; 32]>(), any::<[u8; 16]>());
        let signed = (any::<[u8; 32]>(), any::<[u8; 32]>(), any::<[u8; 32]>());
        (fixed, signed, bytes(80), bytes(80)).prop_map(
            |((index, at_ms, previous, id), (author, r, s), body, effects)| {
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(&r);
                signature[32..].copy_from_slice(&s);
                let act = SignedAct { id: ActId(id), author: Key(author), body, signature };
                Entry { index, at_ms, previous: Hash(previous), act, effects }
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn what_is_encoded_is_decoded(entry in entry()) {
            prop_assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
        }

        #[test]
        fn what_is_accepted_has_no_other_encoding(entry in entry(), at: usize, to: u8, cut: usize) {
            let mut bytes = entry.encode();
            let at = at % bytes.len();
            bytes[at] = to;
            if let Ok(decoded) = Entry::decode(&bytes) {
                prop_assert_eq!(decoded.encode(), bytes.clone());
            }
            let cut = cut % bytes.len();
            prop_assert!(Entry::decode(&entry.encode()[..cut]).is_err());
        }

        #[test]
        fn any_bytes_are_answered(mut bytes in bytes(400)) {
            if let Some(first) = bytes.first_mut() {
                *first = VERSION;
            }
            if let Ok(decoded) = Entry::decode(&bytes) {
                prop_assert_eq!(decoded.encode(), bytes);
            }
        }
    }

    fn sample() -> Entry {
        let act = SignedAct {
            id: ActId([1; 16]),
            author: Key([2; 32]),
            body: vec![3],
            signature: [4; 64],
        };
        Entry { index: 5, at_ms: 6, previous: Hash([7; 32]), act, effects: vec![8, 8] }
    }

    #[test]
    fn refusals_come_in_their_order() {
        let good = sample().encode();
        assert_eq!(good.len(), FIXED + 3);
        let newer = [&[9], &good[1..]].concat();
        assert_eq!(Entry::decode(&newer), Err(EntryMalformed::Newer { version: 9 }));
        assert_eq!(Entry::decode(&newer[..1]), Err(EntryMalformed::Newer { version: 9 }));
        assert_eq!(Entry::decode(&[]), Err(EntryMalformed::Truncated { len: 0 }));
        assert_eq!(Entry::decode(&good[..171]), Err(EntryMalformed::Truncated { len: 171 }));
        let mut long = good.clone();
        long[161] = 2;
        assert_eq!(
            Entry::decode(&long),
            Err(EntryMalformed::TooLong { len: (2 << 24) + 1, max: BODY_MAX })
        );
        let over = [&good[..], &[0]].concat();
        assert_eq!(Entry::decode(&over), Err(EntryMalformed::Overlong { extra: 1 }));
    }

    #[test]
    fn the_longest_parts_are_allowed_and_one_byte_more_is_not() {
        let mut entry = sample();
        entry.act.body = vec![0; BODY_MAX];
        assert!(Entry::decode(&entry.encode()).is_ok());
        entry.act.body.push(0);
        assert!(matches!(Entry::decode(&entry.encode()), Err(EntryMalformed::TooLong { .. })));
    }

    #[test]
    fn every_part_is_in_the_hash() {
        let entry = sample();
        let mut hashes = std::collections::BTreeSet::from([entry.hash()]);
        let encoded = entry.encode();
        for at in 0..encoded.len() {
            let mut changed = encoded.clone();
            changed[at] ^= 1;
            assert!(hashes.insert(leaf_hash(&changed)));
        }
    }
}
