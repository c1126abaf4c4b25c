//! The machine: evaluates figures and conditions against what a commons knows.

use quantity::Ratio;
use thiserror::Error;

use crate::model::{Figure, Model, Narrowing, Observe, PoolId, RoleId, Test};

/// Somebody or something that holds amounts, while a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// An agent, by its number in the commons.
    Agent(u32),
    /// A pool of the charter.
    Pool(PoolId),
    /// The world outside.
    Outside,
}

/// What a figure is evaluated with: the parties and numbers of an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// The parties, by slot.
    pub parties: Vec<Party>,
    /// The numbers, by slot; the first is the amount of the event.
    pub numbers: Vec<Ratio>,
}

/// What the machine asks a commons.
pub trait Facts {
    /// Answers an observation, whose parties are slots of `parties`; whole numbers only.
    /// `None` if the answer is beyond counting or the party is not known.
    fn observe(&self, what: &Observe, parties: &[Party]) -> Option<i128>;
    /// Whether somebody is in a role that is Subak's own, granted or open. Roles with a condition are the machine's affair.
    fn is_in(&self, party: Party, role: RoleId) -> bool;
}

/// Why a figure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    /// Something was divided by zero.
    #[error("a division by zero")]
    DivisionByZero,
    /// A number grew beyond 128 bits.
    #[error("a number beyond counting")]
    Overflow,
    /// No row of a table fits.
    #[error("no row of the table fits")]
    NoRow,
    /// The commons does not know what was asked.
    #[error("something that is not known")]
    Unknown,
}

impl Figure {
    /// The exact value.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn value(&self, model: &Model, facts: &impl Facts, frame: &Frame) -> Result<Ratio, Fault> {
        let _ = (model, facts, frame);
        Err(Fault::Unknown)
    }

    /// The value as a whole number of minor units. [`Narrowing::Fair`] rounds down here; who carries the rest calls [`Figure::value`].
    ///
    /// # Errors
    /// [`Fault`].
    pub fn whole(
        &self,
        model: &Model,
        facts: &impl Facts,
        frame: &Frame,
        narrowing: Narrowing,
    ) -> Result<i128, Fault> {
        let _ = (model, facts, frame, narrowing);
        Err(Fault::Unknown)
    }
}

impl Test {
    /// Whether it holds.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn holds(&self, model: &Model, facts: &impl Facts, frame: &Frame) -> Result<bool, Fault> {
        let _ = (model, facts, frame);
        Err(Fault::Unknown)
    }
}
