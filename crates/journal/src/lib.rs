//! Append-only, hash-linked, signed entries of opaque bytes.
//!
//! A journal holds what was accepted, in order, for ever. Each [`Entry`] carries a
//! [`SignedAct`] of a member, the effects it had, its time, its index and the hash of the
//! entry before it; all entries together form a Merkle tree (RFC 6962), and the tree's size
//! and root are signed in a [`Checkpoint`] beside the file. So a flipped bit, a lost tail or
//! a rewritten past is noticed by anyone with a copy, and named.
//!
//! The room knows nothing of what the bytes mean, and of no other room. The format is
//! specified to the byte in `docs/journal-format.md`.
//!
//! ```
//! use journal::{ActId, CommonsId, Draft, Journal, MemoryStore, SecretKey, SignedAct};
//! use std::ops::ControlFlow;
//!
//! let (commons, operator) = (CommonsId::random()?, SecretKey::generate()?);
//! let ana = SecretKey::generate()?;
//! let mut journal = Journal::create_on(Box::new(MemoryStore::new()), commons, operator)?;
//!
//! let act = SignedAct::sign(&ana, commons, ActId::random()?, b"log 3 h".to_vec());
//! journal::verify_signatures(&[&act], commons).map_err(|bad| format!("{bad:?}"))?;
//! let draft = Draft { act, effects: b"+3 h".to_vec(), at_ms: 1_700_000_000_000 };
//! let receipts = journal.append(journal.head(), vec![draft])?;
//!
//! let mut bodies = Vec::new();
//! let _ = journal.read(0, |entry| -> ControlFlow<()> {
//!     bodies.push(entry.act.body);
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!(bodies, [b"log 3 h"]);
//!
//! // Whoever holds only the signed root can check that the entry is in it.
//! let proof = journal.inclusion_proof(0, 1)?;
//! assert!(journal::verify_inclusion(receipts[0].hash, 0, 1, &proof, journal.root()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Bottom-up: names, then what is signed and hashed, then what is written, then where, then the journal.
mod ident;
mod key;

mod act;
mod signature;
mod tree;

mod checkpoint;
mod entry;
mod store;

mod lock;
mod memory;
mod refusal;
mod sqlite;

mod journal;

pub use act::SignedAct;
pub use checkpoint::{Checkpoint, CheckpointRefused};
pub use entry::{BODY_MAX, EFFECTS_MAX, Entry, EntryMalformed};
pub use ident::{ActId, CommonsId, Hash, HexMalformed, RandomUnavailable};
pub use journal::{Draft, Head, Journal, Opened, Receipt};
pub use key::{Key, SecretKey};
pub use memory::MemoryStore;
pub use refusal::{AppendRefused, OpenRefused, ProofRefused, ReadRefused, Warning};
pub use signature::verify_signatures;
pub use sqlite::SqliteStore;
pub use store::{Row, Store, StoreRefused};
pub use tree::{Tree, leaf_hash, verify_consistency, verify_inclusion};
