//! Turns what foreign files say into acts of a commons.
//!
//! The same acts come out for a commons with a journal and for a [`scratch()`] one, and
//! taking the same thing in again adds only what is new: the id of each act is derived
//! from the commons and from what is taken in. The acts are meant to be submitted as one
//! group, in their order.
//!
//! No e-mail address gets into an act. An agent is recognised by [`known_as`], a digest
//! salted with the id of the commons; addresses in names and notes are left out.

// Bottom-up: a module uses only those above it.
mod refused;

mod identity;

mod names;

mod scratch;

mod history;

mod said;

mod rows;

pub use history::{Repository, from_history};
pub use identity::known_as;
pub use refused::{FoldRefused, IntakeRefused, RowRefused};
pub use rows::from_table;
pub use scratch::{fold, scratch};

use commons::act::Act;
use commons::name::{ActId, Handle};

/// What taking something in would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// The acts, in the order in which they are to be submitted, as one group.
    pub acts: Vec<(ActId, Act)>,
    /// How many of the acts log an event.
    pub new: usize,
    /// How many events were taken in before.
    pub already: usize,
    /// The agents that are added, in the order of the acts.
    pub new_agents: Vec<Handle>,
    /// Those of them whose name another agent has: perhaps the same person under another address.
    pub namesakes: Vec<Handle>,
    /// The resource that a history goes into; none for a table.
    pub resource: Option<Handle>,
    /// How many events were dated after now, by clocks that run ahead; they are taken as of now.
    pub clocks_ahead: usize,
    /// Agents who have days of the history and are in it no more, where somebody else now has
    /// the same days: if `.mailmap` joined them to another address, those days count twice.
    pub gone: Vec<Handle>,
    /// The new rows of a table that seem to be changed rather than added.
    pub changed: Vec<Changed>,
}

/// A row that is new, and an entry that says otherwise what the same agent did at the same
/// time, taken in from an earlier form of the table. If the row replaces the entry, the entry
/// is to be reversed: both count until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The line of the row, counted from 1.
    pub line: u64,
    /// The entry of the journal.
    pub entry: u64,
}
