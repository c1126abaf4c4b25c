//! Opens journals, decides acts against the state, and appends what was accepted.
//!
//! A [`Book`] is one commons with one writer: it replays the journal into a
//! [`commons::state::State`], checks signatures, asks the domain, stamps the time,
//! appends in groups with one fsync each, and answers "as of". It knows no HTTP and
//! no terminal.

mod refusal;
mod outcome;
mod replay;
mod verify;
mod book;
mod shared;

pub use book::{About, Book, Opened, about, fresh_id, now};
// Who opens a book holds keys and tells of hashes, and need not know the journal for that.
pub use journal::{CommonsId, Entry, Hash, HexMalformed, Key, SecretKey, SignedAct, Warning};
pub use outcome::Outcome;
pub use refusal::{BookRefused, VerifyRefused};
pub use replay::{Until, state_of};
pub use shared::Shared;
pub use verify::Verified;
