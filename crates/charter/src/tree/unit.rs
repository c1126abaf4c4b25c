//! Units: what is counted, and what may be done with it.

use super::Label;
use super::figure::{Expr, Place};
use crate::civil::{Day, Period};
use crate::place::{Span, Word};

/// Something to count in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name, which is its code in the commons.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// Its clauses, in the order they are written.
    pub clauses: Vec<UnitClause>,
    /// Where it stands.
    pub at: Span,
}

/// A clause of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitClause {
    /// `kind mutual-credit`
    Kind(Kind, Span),
    /// `counted in eur to 2 decimals`
    Counted {
        /// What it is counted in: itself, or something whose worth people know.
        base: Word,
        /// Digits after the point.
        decimals: Option<(u8, Span)>,
    },
    /// `issued by treasury against 1 eur of reserve`: by a pool, `outside`, or each `member` for themselves.
    Issued {
        /// Who issues it.
        by: Place,
        /// What stands behind one of it, and where.
        against: Option<(Expr, Place)>,
    },
    /// `lowest balance -100 credit`, `lowest balance by credit_line`
    Lowest(Limit),
    /// `highest balance 3000 credit`
    Highest(Limit),
    /// `decays 6% each year applied each day after 90 day into pot`
    Decays(DecayClause),
    /// `passes within-members`, `passes between members and shops`
    Passes(Passes, Span),
    /// `seen by members`: a role, or `everyone`, `members`, `holder`.
    Seen(Word),
    /// `ends 2030-12-31 into pot`
    Ends {
        /// The last day.
        day: Day,
        /// Where what is left goes.
        into: Place,
        /// Where the clause stands.
        at: Span,
    },
    /// `one veg is worth 2 eur`: what people may think of it; never used in a calculation.
    Worth(Expr),
}

/// What a unit is for, and so what may be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Passed on for anything: issued by someone who answers for it.
    Money,
    /// Made by paying: one member's minus is another's plus.
    MutualCredit,
    /// A promise of something particular.
    Voucher,
    /// What someone is owed.
    Claim,
    /// Reputation: earned, never bought, sold or lent.
    Standing,
    /// A say: never bought, sold or lent.
    Vote,
    /// Thanks: given, never spent again by whoever got them.
    Thanks,
    /// A figure that is reported: hours, meals, revenue. Never passed on.
    Metric,
}

/// A limit of a balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// An expression.
    Amount(Expr),
    /// `by credit_line`: what a table gives for the holder.
    Table(Word),
}

/// How a unit loses with time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecayClause {
    /// How much of it goes: a percentage.
    pub part: Expr,
    /// In which time.
    pub each: (Period, Span),
    /// In which steps.
    pub applied: (Period, Span),
    /// How long after the unit begins the decay begins.
    pub after: Option<Expr>,
    /// Where what is lost goes at the end of each step of `each`; `nowhere` takes it out of the world.
    pub into: Place,
    /// Where it stands.
    pub at: Span,
}

/// Who may pass a unit on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passes {
    /// Whoever holds it, to anyone.
    Freely,
    /// Nobody; it stays where it was issued.
    Never,
    /// Members, to members and pools.
    WithinMembers,
    /// Only rules of the charter.
    ByRuleOnly,
    /// One role to another, either way.
    Between(Word, Word),
}
