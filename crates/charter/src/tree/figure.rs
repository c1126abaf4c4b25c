//! Figures, conditions and the places that hold amounts.

use crate::place::{Span, Word};
use quantity::Ratio;

/// A place that holds amounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which.
    pub kind: PlaceKind,
    /// Where it stands.
    pub at: Span,
}

/// Which place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceKind {
    /// A pool, a party of the event, or a class of claims.
    Name(Word),
    /// `shop.bank`: to be paid out to them, outside.
    Bank(Word),
    /// `outside`: the world beyond the commons.
    Outside,
    /// `nowhere`: what decays into it is no more.
    Nowhere,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What it says.
    pub kind: ConditionKind,
    /// Where it stands.
    pub at: Span,
}

/// What a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionKind {
    /// One of them holds.
    Or(Vec<Condition>),
    /// All of them hold.
    And(Vec<Condition>),
    /// It does not hold: `not a < b`, `giver is not a cook`.
    Not(Box<Condition>),
    /// Two figures compare.
    Compare(Expr, Comparison, Expr),
    /// `giver is a cook`, `giver is a member`
    IsA(Word, Word),
    /// No row above fits; last row of a table only.
    Otherwise,
}

/// How two figures compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub at: Span,
}

/// What a figure is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// `3`, `0.5`
    Number(Ratio),
    /// `5%`, as the part it is: 1/20.
    Percent(Ratio),
    /// `20 veg`, `90 days`: a quantity, or a length of time if the word is one of time, which stands in
    /// the singular here.
    Quantity(Ratio, Word),
    /// A setting, a name given with `let`, a detail, or `amount`; also a unit standing for one of it.
    Name(Word),
    /// `balance of giver in eur`, `income of member in credit over last 3 month`, `earned of member`
    Of(Box<Of>),
    /// A sum, difference, product or quotient.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `-3 credit`, `-x`
    Negative(Box<Expr>),
    /// `smaller of a and b`
    Smaller(Box<Expr>, Box<Expr>),
    /// `larger of a and b`
    Larger(Box<Expr>, Box<Expr>),
    /// `square root of a`
    SquareRoot(Box<Expr>),
}

/// A figure about somebody or something: a measure, a table, or one that Subak keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Of {
    /// Which figure.
    pub what: Word,
    /// Of whom.
    pub of: Word,
    /// `in eur`
    pub unit: Option<Word>,
    /// `by fluid`: of which equation or class of claims.
    pub by: Option<Word>,
    /// `over last 3 month`
    pub over: Option<Expr>,
}

/// An operator of two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}
