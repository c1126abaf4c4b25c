//! Reads a git history as plain facts: who committed what, on which day.
//!
//! Nothing found in the repository is run, not even when its own settings ask
//! for it: git works in an empty directory of ours, with our settings, and
//! only borrows the repository's objects. Which commit a branch names, and
//! which hash the repository uses, is read from files.
//!
//! What is read:
//!
//! - every commit reachable from `HEAD`, or from the revision asked for, once;
//! - its author and the people named by `Co-authored-by:` lines anywhere in its
//!   message, put together by the `.mailmap` of that commit's tree (one that is
//!   not committed is not seen). One e-mail address is one person, whatever
//!   its capitals; one name under two addresses is two people until
//!   `.mailmap` joins them;
//! - the day on the author's own clock, in the author's own time zone;
//! - for [`Measure::Lines`], lines added and removed: a file moved unchanged
//!   and a binary file count nothing, submodules are passed over, the
//!   attributes of the repository have no say.
//!
//! Merges and bots are left out unless asked for, and counted in [`LeftOut`].

// Bottom-up: a module uses only those above it.
mod text;

mod refused;

mod facts;

mod bots;

mod measure;

mod options;

mod sandbox;

mod place;

mod log;

mod people;

mod read;

pub use facts::{Caveat, Commit, History, LeftOut, Measure, Person};
pub use measure::{Contribution, Fraction, contributions};
pub use options::{Bots, Merges, Options};
pub use read::read_history;
pub use refused::GitRefused;
