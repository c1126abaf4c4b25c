//! Equations: what contributions are worth.

use super::Label;
use super::figure::Expr;
use super::flow::Lasts;
use crate::place::{Span, Word};

/// An equation: what contributions are worth, and so who has which share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// The clauses, in the order they are written.
    pub clauses: Vec<EquationClause>,
    /// Where it stands.
    pub at: Span,
}

/// A clause of an equation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EquationClause {
    /// `counts in point`
    CountsIn(Word),
    /// `work as design of soldering by ana: 40 point per hour`
    Worth(Box<Worth>),
    /// `use pays for ever`, `use pays until paid back`
    Equipment(Lasts, Span),
    /// `by quality: | 4 -> 1.2 | 5 -> 1.5`
    Modulator {
        /// `quality`, `seniority`, `frequency` or `priority`.
        by: Word,
        /// From which number or for which word, and the factor.
        steps: Vec<Step>,
    },
    /// `only roles design, care`, `only kinds soldering`
    Only {
        /// `roles` or `kinds`.
        what: Word,
        /// Which.
        names: Vec<Word>,
    },
    /// `without ana, ben`
    Without(Vec<Word>),
    /// `contest for 14 day`
    Contest(Expr),
    /// `counts at once`, `counts when accepted`
    Counts(Counts, Span),
    /// `halves each 2 year`: what lies so long back counts half.
    Halves(Expr),
    /// `upstream 10% to toolkit`: so much goes to a resource (or pool) that everything here builds on.
    Upstream {
        /// The part.
        part: Expr,
        /// Whose contributors.
        to: Word,
    },
}

/// When a log begins to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// As soon as it is logged.
    AtOnce,
    /// When it is accepted or no longer contestable.
    WhenAccepted,
}

/// What one of something is worth in an equation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// `work`, `material`, `use`, `production` or `citation`.
    pub what: Word,
    /// `as design`: only in this role.
    pub role: Option<Word>,
    /// `of soldering`: only this kind.
    pub kind: Option<Word>,
    /// `by ana`: only this agent.
    pub agent: Option<Word>,
    /// `on printer`: only this resource.
    pub resource: Option<Word>,
    /// The worth.
    pub value: Expr,
    /// Per one of what.
    pub per: Word,
    /// Where it stands.
    pub at: Span,
}

/// A step of a modulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// From which number on, or for which word.
    pub from: StepFrom,
    /// What it multiplies.
    pub factor: Expr,
    /// Where it stands.
    pub at: Span,
}

/// Where a step of a modulator begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepFrom {
    /// From this number on.
    Number(Expr),
    /// For this word.
    Word(Word),
}
