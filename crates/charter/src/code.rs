//! Code: figures and conditions, flat and ready to run.
//!
//! The machine has one number in hand, one flag, and a small stack. A step works on the number
//! in hand and perhaps an operand, so that most figures never touch the stack.

use quantity::Ratio;

use crate::observe::{MeasureId, NumberSlot, Observe, RoleId, TableId, Who};
use crate::tree::Comparison;

/// The instructions of a figure or condition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Code {
    /// At most how many instructions run, nested measures and tables included.
    pub cost: u32,
    /// At most how many numbers lie on the stack.
    pub(crate) depth: u16,
    pub(crate) steps: Box<[Step]>,
    /// Constants that are fractions or beyond 64 bits.
    pub(crate) constants: Box<[Ratio]>,
    pub(crate) observes: Box<[Observe]>,
}

/// An instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Takes a number in hand.
    Load(Operand),
    /// Takes the answer to an observation in hand.
    Ask(u32),
    /// Takes a measure of somebody in hand.
    Measure(MeasureId, Who),
    /// Takes what a table gives for somebody in hand.
    Table(TableId, Who),
    /// Lays the number in hand on the stack.
    Push,
    /// The number in hand, and an operand.
    With(Operation, Operand),
    /// The number on top of the stack, which is taken off, and the one in hand.
    Under(Operation),
    /// The square root of the number in hand.
    SquareRoot,
    /// Sets the flag by the number in hand and an operand.
    Compare(Comparison, Operand),
    /// Sets the flag by the number on top of the stack, which is taken off, and the one in hand.
    CompareUnder(Comparison),
    /// Sets the flag by whether somebody is in a role.
    IsA(Who, RoleId),
    /// Sets the flag.
    Yes,
    /// Turns the flag round.
    Not,
    /// Goes on at that step if the flag is set.
    SkipIf(u32),
    /// Goes on at that step unless the flag is set.
    SkipUnless(u32),
}

/// A number that is at hand without any work, and without any fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A whole number.
    Whole(i64),
    /// A constant.
    Constant(u32),
    /// A number of the frame.
    Slot(NumberSlot),
}

/// What is done with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Plus,
    Minus,
    Times,
    Over,
    Smaller,
    Larger,
}
