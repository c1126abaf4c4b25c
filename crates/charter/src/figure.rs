//! Figures and conditions, in minor units and milliseconds.

use quantity::{Ratio, Rounding};

use crate::code::Code;
use crate::observe::{MeasureId, NumberSlot, Observe, RoleId, TableId, UnitId, Who};
use crate::place::Span;
use crate::tree::{Comparison, Operator};

/// A figure: what it says, what it counts, and the code that evaluates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it says.
    pub expr: Expr,
    /// What it counts.
    pub dimension: Dimension,
    /// How it is evaluated.
    pub code: Code,
    /// Where it stands.
    pub at: Span,
}

/// A condition: what it says, and the code that tests it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// What it says.
    pub condition: Condition,
    /// How it is tested.
    pub code: Code,
    /// Where it stands.
    pub at: Span,
}

/// What a number counts: powers of units and of time, none of them zero, in the order of the bases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dimension(pub Vec<(Base, i8)>);

/// What can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// A unit of the charter.
    Unit(UnitId),
    /// Milliseconds.
    Time,
}

/// An expression, in minor units and milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// A constant. Settings are constants.
    Constant(Ratio),
    /// A number of the frame.
    Slot(NumberSlot),
    /// Something that the commons knows.
    Observe(Observe),
    /// A measure of somebody.
    Measure(MeasureId, Who),
    /// A table for somebody.
    Table(TableId, Who),
    /// A sum, difference, product or quotient.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// The smaller of two.
    Smaller(Box<Expr>, Box<Expr>),
    /// The larger of two.
    Larger(Box<Expr>, Box<Expr>),
    /// The square root, rounded down to a whole number.
    SquareRoot(Box<Expr>),
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Always.
    Always,
    /// One of them holds.
    Or(Vec<Condition>),
    /// All of them hold.
    And(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// Two figures of one dimension compare.
    Compare(Expr, Comparison, Expr),
    /// Somebody is in a role.
    IsA(Who, RoleId),
}

/// How a figure becomes a whole number of minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Narrowing {
    /// To a multiple of so many minor units (1 if unsaid), by a rounding.
    To(Rounding, i128),
    /// Down, and the fraction is carried to the next time between the same two places.
    Fair,
}

impl Narrowing {
    /// Down to whole minor units: what an amount does if it says nothing.
    pub const DOWN: Self = Self::To(Rounding::Down, 1);
}
