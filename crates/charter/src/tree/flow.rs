//! Where amounts go: claims, waterfalls, tiers, caps.

use super::Label;
use super::figure::{Condition, Expr, Place};
use super::unit::Passes;
use crate::civil::{Day, Period};
use crate::place::{Span, Word};

/// A class of claims: what several are owed from one source, until it is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// The clauses, in the order they are written.
    pub clauses: Vec<ClaimClause>,
    /// Where it stands.
    pub at: Span,
}

/// A clause of a class of claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimClause {
    /// `in CAD`
    In(Word),
    /// `lasts until paid`, `lasts once`, `lasts for ever`
    Lasts(Lasts, Span),
    /// `shared pro-rata`, `shared equally`, `shared in-order`
    Shared(Tranche, Span),
    /// `not before 2027-01-01`
    NotBefore(Day, Span),
    /// `at most surplus each year`
    Cap(Cap),
    /// `passes never`, `passes within-members`
    Passes(Passes, Span),
    /// `overflow to infrastructure`: where what it no longer takes goes; to the tiers that follow, if unsaid.
    Overflow(Place),
    /// `when paid release printer`: what becomes common with the last payment.
    Release(Word),
}

/// How long a claim takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// Until what is owed is paid (debt-like, capped).
    UntilPaid,
    /// In the next payment, and then no more.
    Once,
    /// For ever (equity-like): the amount owed is only its weight.
    Forever,
}

/// How a payment is shared among the holders of a class of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tranche {
    /// In proportion to what each is owed in all.
    ProRata,
    /// The same to each.
    Equally,
    /// The first claim first.
    InOrder,
}

/// Where an amount goes, tier by tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waterfall {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// The unit of the amount.
    pub unit: Word,
    /// `with material in CAD, technician in CAD`: further amounts it is told.
    pub details: Vec<Detail>,
    /// The tiers, in their order.
    pub tiers: Vec<Tier>,
    /// Where it stands.
    pub at: Span,
}

/// A further amount that comes with an event: `material in CAD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is called.
    pub name: Word,
    /// Its unit.
    pub unit: Word,
}

/// A tier of a split or waterfall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// How much.
    pub portion: Portion,
    /// To whom.
    pub to: Destination,
    /// At most how much.
    pub caps: Vec<Cap>,
    /// Only when this holds; else the tier takes nothing.
    pub when: Option<Condition>,
    /// Where it stands.
    pub at: Span,
}

/// How much a tier takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Portion {
    /// `20%`: of the whole amount.
    OfAll(Expr),
    /// `20% of the net`: of what the tiers above this row of net parts left. Neighbouring parts of
    /// the net have one base, as those of the whole have.
    OfNet(Expr),
    /// `20% of the rest`: of what all tiers above left, so that each takes from less.
    OfRest(Expr),
    /// `first 300 CAD`: as much as is left, up to this.
    First(Expr),
    /// `the rest`
    Rest(Span),
}

/// Where a tier, a share or a payment goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// `to infrastructure`: a pool, a party of the event, a class of claims.
    To(Place),
    /// `among members by hours of member`, `among members equally`
    Among {
        /// The role.
        role: Word,
        /// The weight of each; equal weights if unsaid. The role's name stands for each.
        by: Option<Expr>,
    },
    /// `by fluid`, `by fluid for printer`: by the shares of an equation.
    By {
        /// The equation.
        equation: Word,
        /// The pool, project or resource whose contributors are meant; the whole commons, if unsaid.
        on: Option<Word>,
    },
}

/// `at most 20 veg per giver each week`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// How much at most.
    pub most: Expr,
    /// Counted for each of these; for all together if unsaid.
    pub per: Option<Word>,
    /// Counted anew in each of these periods; for one event without `per`, for ever with it, if unsaid.
    pub each: Option<(Period, Span)>,
    /// Where it stands.
    pub at: Span,
}
