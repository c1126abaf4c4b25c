//! Checkpoints: a signed statement of how many entries there are and what they are.
//!
//! The form is the C2SP `tlog-checkpoint`, a signed note of three lines, so that any tool
//! and any witness for transparency logs can read it.

use crate::ident::{CommonsId, Hash};
use crate::key::{Key, SecretKey};
use ed25519_zebra::{Signature, VerificationKey};
use sha2::{Digest, Sha256};

/// How many entries a journal has, and the root of the tree over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many entries there are.
    pub len: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

/// Why a text is not a checkpoint of this journal. Checked in this order; the first failure is told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointRefused {
    /// It does not have the form of a checkpoint.
    #[error("checkpoint_torn: it is not a whole checkpoint ({reason})")]
    Torn {
        /// What is wrong with the form.
        reason: &'static str,
    },
    /// It is of another journal.
    #[error("checkpoint_foreign: it is of `{origin}`, not of `{expected}`")]
    Foreign {
        /// The origin it names.
        origin: String,
        /// The origin of this journal.
        expected: String,
    },
    /// The operator did not sign it.
    #[error("checkpoint_forged: it is not signed by the journal's operator {operator}")]
    Forged {
        /// The operator's key.
        operator: Key,
    },
}

impl Checkpoint {
    /// Writes the checkpoint as a note signed by the operator.
    pub fn sign(&self, commons: CommonsId, operator: &SecretKey) -> String {
        let origin = origin(commons);
        let text = format!("{origin}\n{}\n{}\n", self.len, base64(&self.root.0));
        let mut signature = key_hash(&origin, operator.public()).to_vec();
        signature.extend(operator.sign(text.as_bytes()));
        format!("{text}\n— {origin} {}\n", base64(&signature))
    }

    /// Reads a note that this commons' operator signed. Signatures of others beside it are passed over.
    pub fn read(note: &str, commons: CommonsId, operator: Key) -> Result<Self, CheckpointRefused> {
        let torn = |reason| CheckpointRefused::Torn { reason };
        let (text, signatures) = note.split_once("\n\n").ok_or(torn("no signature follows"))?;
        let &[found, len, root] = &text.split('\n').collect::<Vec<_>>()[..] else {
            return Err(torn("it has not three lines"));
        };
        let checkpoint = Self {
            len: canonical_number(len).ok_or(torn("the second line is not a size"))?,
            root: from_base64(root).map(Hash).ok_or(torn("the third line is not a root"))?,
        };
        let signatures = signatures.strip_suffix('\n').ok_or(torn("the last line does not end"))?;
        let expected = origin(commons);
        if found != expected {
            return Err(CheckpointRefused::Foreign { origin: found.to_owned(), expected });
        }
        let begin = format!("— {expected} ");
        let mut ours = signatures.split('\n').filter_map(|line| line.strip_prefix(&begin));
        if ours.any(|signature| is_signed(text, signature, &expected, operator)) {
            Ok(checkpoint)
        } else {
            Err(CheckpointRefused::Forged { operator })
        }
    }
}

/// The name under which a commons' checkpoints are known.
fn origin(commons: CommonsId) -> String {
    format!("subak/{commons}")
}

/// Tells keys of one name apart: the first bytes of a hash over name, algorithm (1: Ed25519) and key.
fn key_hash(name: &str, key: Key) -> [u8; 4] {
    let hash =
        Sha256::new().chain_update(name).chain_update(b"\n\x01").chain_update(key.0).finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
    [a, b, c, d]
}

fn is_signed(text: &str, signature: &str, origin: &str, operator: Key) -> bool {
    let Some(bytes) = from_base64::<68>(signature) else {
        return false;
    };
    let Some((hash, signature)) = bytes.split_first_chunk::<4>() else {
        return false;
    };
    let Ok(signature) = Signature::from_slice(signature) else {
        return false;
    };
    let Ok(key) = VerificationKey::try_from(operator.0) else {
        return false;
    };
    *hash == key_hash(origin, operator)
        && key.verify(&signature, format!("{text}\n").as_bytes()).is_ok()
}

/// Reads a number written in the only way it may be: without sign or leading zeros.
fn canonical_number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes bytes in the standard base64 of RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3)
            .fold(0_u32, |bits, at| (bits << 8) | u32::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * at) & 63) as usize);
            text.push(digit.filter(|_| at <= group.len()).map_or('=', |digit| char::from(*digit)));
        }
    }
    text
}

/// Reads the base64 of exactly `N` bytes, in the only way it may be written.
fn from_base64<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.trim_end_matches('=').bytes();
    let mut bytes = Vec::with_capacity(N + 1);
    let (mut bits, mut held) = (0_u32, 0);
    for digit in digits {
        let value = u32::try_from(DIGITS.iter().position(|known| *known == digit)?).ok()?;
        (bits, held) = ((bits << 6 | value) & 0xffff, held + 6);
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    let bytes = <[u8; N]>::try_from(bytes).ok()?;
    (base64(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn commons() -> CommonsId {
        CommonsId::from_bytes([1; 16])
    }

    fn operator() -> SecretKey {
        SecretKey::from_bytes([2; 32])
    }

    fn sample() -> Checkpoint {
        Checkpoint { len: 41, root: Hash::from_bytes([3; 32]) }
    }

    fn read(note: &str) -> Result<Checkpoint, CheckpointRefused> {
        Checkpoint::read(note, commons(), operator().public())
    }

    /// RFC 4648, section 10.
    #[test]
    fn base64_is_the_standards() {
        let vectors: [(&[u8], &str); 7] = [
            (b"", ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg=="),
            (b"fooba", "Zm9vYmE="),
            (b"foobar", "Zm9vYmFy"),
        ];
        for (bytes, text) in vectors {
            assert_eq!(base64(bytes), text);
        }
        assert_eq!(from_base64(""), Some([]));
        assert_eq!(from_base64("Zg=="), Some(*b"f"));
        assert_eq!(from_base64("Zm9vYmFy"), Some(*b"foobar"));
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn base64_has_one_spelling() {
        for text in ["Zg", "Zg=", "Zg===", "Zh==", "Z g==", "Zg==\n", "Z-==", "Zm8="] {
            assert_eq!(from_base64::<1>(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_signed_is_read() {
        let note = sample().sign(commons(), &operator());
        assert!(note.starts_with("subak/01010101010101010101010101010101\n41\nAwMDAwMD"));
        assert_eq!(read(&note), Ok(sample()));
    }

    #[test]
    fn witnesses_may_sign_too() {
        let note = sample().sign(commons(), &operator()) + "— witness.example AAAA\n";
        assert_eq!(read(&note), Ok(sample()));
    }

    #[test]
    fn refusals_come_in_their_order() {
        let note = sample().sign(commons(), &operator());
        let name = |note: &str| read(note).unwrap_err().to_string();
        for torn in
            ["", "\0\0\0", &note[..20], &note[..note.len() - 1], &note.replace("\n41\n", "\n041\n")]
        {
            assert!(name(torn).starts_with("checkpoint_torn: "), "{torn}");
        }
        let foreign = sample().sign(CommonsId::from_bytes([9; 16]), &operator());
        assert!(name(&foreign).starts_with("checkpoint_foreign: "));
        let other = sample().sign(commons(), &SecretKey::from_bytes([9; 32]));
        assert!(name(&other).starts_with("checkpoint_forged: "));
        assert!(name(&note.replace("\n41\n", "\n40\n")).starts_with("checkpoint_forged: "));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn no_changed_note_says_something_else(at: usize, bit in 0..8_u32) {
            let mut note = sample().sign(commons(), &operator()).into_bytes();
            let at = at % note.len();
            note[at] ^= 1_u8 << bit;
            let note = String::from_utf8_lossy(&note);
            prop_assert!(read(&note).is_err(), "{}", note);
        }
    }
}
