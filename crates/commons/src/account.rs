//! Accounts: what each agent is credited, unit by unit. Every unit sums to zero.

use std::collections::BTreeMap;

use crate::agent::AgentIx;
use crate::codec::{choice, record};
use crate::lookup::Lookup;
use crate::name::{Code, Handle};
use crate::pool::PoolIx;
use crate::unit::UnitIx;

record! {
    /// No further detail.
    pub struct Whole {}
}

choice! {
    /// An account, as an effect names it.
    pub enum AccountName {
        /// The world outside: what came in stands here with a minus.
        1 => Outside(Whole),
        /// What the commons took in and has not yet shared.
        2 => Undistributed(Whole),
        /// What an agent is credited.
        3 => Agent(Handle),
        /// A common purse that the charter declares.
        4 => Pool(Handle),
        /// Whoever issues the unit: what is out stands here with a minus.
        5 => Issuer(Whole),
        /// What is set aside until something happens.
        6 => Held(Whole),
        /// What an agent is to be paid outside.
        7 => Payable(Handle),
    }
}

record! {
    /// A change of one account. The postings of an entry sum to zero.
    pub struct Posting {
        /// The account.
        pub account: AccountName,
        /// Minor units, with their sign.
        pub minor: i128,
        /// The unit.
        pub unit: Code,
    }
}

/// An account, in the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// The world outside.
    Outside,
    /// Taken in and not yet shared.
    Undistributed,
    /// What an agent is credited.
    Agent(AgentIx),
    /// A common purse that the charter declares.
    Pool(PoolIx),
    /// Whoever issues the unit.
    Issuer,
    /// What is set aside until something happens.
    Held,
    /// What an agent is to be paid outside.
    Payable(AgentIx),
}

/// All accounts of a commons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts(Lookup<(UnitIx, Account), i128>);

impl Accounts {
    /// Adds to an account.
    pub fn post(&mut self, account: Account, unit: UnitIx, minor: i128) {
        *self.0.entry((unit, account)).or_default() += minor;
    }

    /// What stands in an account, in minor units; in parts of base for a unit that fades.
    #[must_use]
    pub fn balance(&self, account: Account, unit: UnitIx) -> i128 {
        self.0.get(&(unit, account)).copied().unwrap_or_default()
    }

    /// Every account that was ever posted to, by unit. Sorts them all.
    pub fn iter(&self) -> impl Iterator<Item = (UnitIx, Account, i128)> {
        let mut all: Vec<_> =
            self.0.iter().map(|((unit, account), minor)| (*unit, *account, *minor)).collect();
        all.sort_unstable();
        all.into_iter()
    }

    /// The sum over all accounts of each unit; nothing but zeros, ever.
    #[must_use]
    pub fn sums(&self) -> BTreeMap<UnitIx, i128> {
        let mut sums = BTreeMap::new();
        for (unit, _, minor) in self.iter() {
            *sums.entry(unit).or_default() += minor;
        }
        sums
    }
}
