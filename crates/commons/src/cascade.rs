//! Cascades: what a payment, a report or the passing of time sets off, as one whole.
//!
//! Every cascade first does all that fell due until now, in the order of time. Each due
//! thing is an event of its own at its own moment, and one that cannot happen is noted and skipped, so
//! that nothing can lock a commons. Then comes the event that the act is, and what it sets off, all or nothing.
//!
//! 1. The event itself happens: the payment moves. Whoever pays must be able to before any rule runs, so
//!    that no rule can lend what is needed to set it off.
//! 2. Its rules fire and see the state after it: those that refuse first, then by stratum, then as written.
//!    Payments that rules make are events of their own and wait in line. Issuing and retiring are no payments.
//! 3. When the line is empty, everybody who was touched must be within the limits as they are then, and the
//!    laws must hold. Who was beyond a limit before may not get further beyond it.
//!
//! A payment out of what was set aside is one of whoever set it aside.

mod caps;
mod circle;
mod convert;
mod deliver;
mod fold;
mod limits;
mod matching;
mod mirror;
mod passing;
mod perform;
mod tiers;
mod time;
mod work;

pub use fold::{Dangling, apply};
pub use limits::{highest, lowest};
pub use mirror::mirror;
pub use passing::may_pass;

use time::Portions;

use crate::account::Account;
use crate::agent::AgentIx;
use crate::change::{Change, Flowed, HeldFor};
use crate::name::{ActId, Handle, Moment};
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::{Quantity, UnitIx};

/// The most changes that one act sets off.
pub const MOST_CHANGES: usize = 1_000_000;

/// When and by which act a cascade happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    /// The index of the entry.
    pub entry: u64,
    /// When it was stamped.
    pub at: Moment,
    /// The act.
    pub act: ActId,
}

/// A further amount of an event, as a rule names it.
pub type Told = (Handle, Quantity);

/// A payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// Who pays.
    pub from: Account,
    /// Who is paid.
    pub to: Account,
    /// The unit.
    pub unit: UnitIx,
    /// How much, in minor units as they count now.
    pub minor: i128,
}

/// What an act sets off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// Nothing but what fell due. If that is too much for one entry, the first part of it.
    Nothing,
    /// Payments, which set off rules.
    Payments(Vec<Payment>, Vec<Told>),
    /// Payments by the bank of what was settled before, which set off no rules.
    PaidOut(Vec<Payment>),
    /// A report of a figure, confirmed if it had to be.
    Report {
        /// The figure.
        amount: Quantity,
        /// Who reports.
        by: AgentIx,
        /// About whom.
        about: Option<Account>,
        /// Further amounts.
        told: Vec<Told>,
    },
    /// A request that the charter names.
    Request {
        /// What it is called.
        name: Handle,
        /// Its amount.
        amount: Option<Quantity>,
        /// Who asks.
        by: AgentIx,
        /// About whom.
        about: Option<Account>,
        /// Further amounts.
        told: Vec<Told>,
    },
    /// A decision passed.
    Passes {
        /// Which.
        decision: Handle,
        /// About whom.
        about: Option<Account>,
        /// Its amounts.
        told: Vec<Told>,
    },
    /// An amount is set aside by hand.
    Hold {
        /// What would be paid; rules run when it is.
        payment: Payment,
        /// When it goes back.
        until: Moment,
        /// For whom, in the words of effects.
        held_for: HeldFor,
    },
    /// What was set aside by hand goes to its payee, in minor units as they count now, and the rest back.
    Settle {
        /// Which, by its place among all that was ever deferred.
        deferred: u64,
        /// How much; nothing cancels it.
        commit: Option<i128>,
    },
    /// Changes that an act makes by itself: roles, claims.
    Changes(Vec<Change>),
}

/// Does what fell due and then what an act sets off.
///
/// # Errors
/// [`Refused::CharterMissing`] or [`Refused::CharterNotUnderstood`]; what a rule, a limit, a pool or a law says
/// against it ([`Refused::Obstacle`]); [`Refused::DetailMissing`] if a rule wants to know more.
pub fn run(state: &State, occasion: Occasion, start: &Start) -> Result<Flowed, Refused> {
    let last = state.money.charters.last().ok_or(Refused::CharterMissing)?;
    let rules = last.rules.as_ref().ok_or(Refused::CharterNotUnderstood)?;
    let mut cascade = work::Cascade::new(state, rules, occasion);
    let portions = match start {
        Start::Nothing => Portions::Several,
        _ => Portions::Whole,
    };
    cascade.catch_up(occasion.at, portions)?;
    cascade.start(start)?;
    Ok(Flowed { changes: cascade.finish() })
}

/// Does all that fell due, before a new charter takes over.
///
/// # Errors
/// As [`run`]; [`Obstacle::CatchUpFirst`](crate::obstacle::Obstacle::CatchUpFirst) if it is too much for one entry.
pub fn fallen_due(state: &State, occasion: Occasion) -> Result<Flowed, Refused> {
    let Some(last) = state.money.charters.last() else { return Ok(Flowed { changes: Vec::new() }) };
    let rules = last.rules.as_ref().ok_or(Refused::CharterNotUnderstood)?;
    let mut cascade = work::Cascade::new(state, rules, occasion);
    cascade.catch_up(occasion.at, Portions::Whole)?;
    Ok(Flowed { changes: cascade.finish() })
}

/// Whether the laws of the charter in force hold as things are.
///
/// # Errors
/// As [`run`].
pub fn laws_hold(state: &State, occasion: Occasion) -> Result<(), Refused> {
    let rules = state.money.in_force().ok_or(Refused::CharterMissing)?;
    work::Cascade::new(state, rules, occasion).laws_hold()
}

#[cfg(test)]
mod tests;
