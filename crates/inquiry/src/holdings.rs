//! What somebody has, and how much further it may go.

use commons::account::Account;
use commons::name::Moment;
use commons::state::State;
use commons::unit::UnitIx;

use crate::flow::counts;
use crate::limits::{Limits, limits};

/// A balance, and how far it may go if somebody's own is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Whose.
    pub account: Account,
    /// Of which unit.
    pub unit: UnitIx,
    /// How much, in minor units as they count at that moment.
    pub minor: i128,
    /// How far it may go; no limits are told of what is not asked for by name.
    pub limits: Limits,
}

impl Balance {
    /// How much can be spent, in minor units; unknown, or without end, if `None`.
    #[must_use]
    pub fn spendable(&self) -> Option<i128> {
        self.limits.lowest.map(|lowest| (self.minor - lowest).max(0))
    }

    /// How much can be taken in, in minor units; unknown, or without end, if `None`.
    #[must_use]
    pub fn receivable(&self) -> Option<i128> {
        self.limits.highest.map(|highest| (highest - self.minor).max(0))
    }
}

/// What is in the account of `who`, or in all accounts, unit by unit.
///
/// With `who` also what waits to be paid out to them, and units in which they may go below zero though
/// nothing was booked yet.
#[must_use]
pub fn balances(state: &State, who: Option<Account>, at: Moment) -> Vec<Balance> {
    // What waits to be shared, is held or issued is told only while there is something.
    let told = |account, minor| match (who, account) {
        (Some(who), Account::Payable(agent)) => minor != 0 && who == Account::Agent(agent),
        (Some(who), account) => account == who,
        (None, Account::Undistributed | Account::Held | Account::Payable(_)) => minor != 0,
        (None, _) => true,
    };
    let accounts = state.accounts.iter().filter(|(_, account, minor)| told(*account, *minor));
    let row = |(unit, account, minor): (UnitIx, Account, i128)| {
        let own = who == Some(account);
        let limits = if own { limits(state, account, unit, at) } else { Limits::default() };
        Balance { account, unit, minor: counts(state, unit, minor, at), limits }
    };
    let mut rows: Vec<Balance> = accounts.map(row).collect();
    rows.extend(who.into_iter().flat_map(|who| credit_lines(state, who, at)));
    rows
}

/// Units in which somebody may go below zero though nothing was booked yet.
fn credit_lines(state: &State, who: Account, at: Moment) -> Vec<Balance> {
    let booked =
        |unit: &UnitIx| state.accounts.iter().any(|(it, account, _)| (it, account) == (*unit, who));
    let units = state.money.in_force().map(|rules| rules.units.clone()).unwrap_or_default();
    let fresh = units.into_iter().filter(|unit| !booked(unit));
    let row = |unit| Balance { account: who, unit, minor: 0, limits: limits(state, who, unit, at) };
    fresh.map(row).filter(|row| row.limits.lowest.is_some_and(|lowest| lowest < 0)).collect()
}
