//! What an act did by itself, kept small so that it can be taken back: there may be millions.
//!
//! Moves name accounts and units by their rows. The bytes stay in memory and are no format.

use crate::account::Account;
use crate::agent::AgentIx;
use crate::change::{Cause, Change, Flowed, Moved};
use crate::codec::{Canonical, choice, record};
use crate::money::Done;
use crate::state::State;
use crate::unit::UnitIx;

record! {
    /// What an act did by itself.
    pub struct Kept {
        /// The entry that it takes back, if it does.
        pub mirrors: Option<u64>,
        /// The reference of a payment that came in or went out.
        pub reference: Option<String>,
        /// What it did, in order.
        pub changes: Vec<Small>,
    }
}

choice! {
    /// A change, kept small if it is a frequent one.
    pub enum Small {
        /// An amount moved.
        1 => Moved(Move),
        /// Anything else.
        2 => Other(Change),
    }
}

record! {
    /// A move between rows.
    pub struct Move {
        /// From where, as [`number`] counts accounts.
        pub from: u64,
        /// To where.
        pub to: u64,
        /// Of which unit, by its row.
        pub unit: u64,
        /// How much.
        pub minor: i128,
        /// By which rule.
        pub cause: Option<Cause>,
    }
}

impl Kept {
    /// Keeps changes small, as far as the state knows what they name.
    pub fn new(
        state: &State,
        mirrors: Option<u64>,
        reference: Option<&str>,
        changes: &[Change],
    ) -> Self {
        let small = |change: &Change| match change {
            Change::Moved(moved) => small(state, moved).map(Small::Moved),
            _ => None,
        };
        let changes = changes.iter();
        let changes =
            changes.map(|it| small(it).unwrap_or_else(|| Small::Other(it.clone()))).collect();
        Self { mirrors, reference: reference.map(str::to_owned), changes }
    }

    /// What was kept of an act.
    pub fn of(done: &Done) -> Option<Self> {
        Self::from_bytes(&done.kept).ok()
    }

    /// Whether it took something of a unit from an account.
    pub fn takes_from(&self, account: Account, unit: UnitIx) -> bool {
        let (from, unit) = (number(account), unit.place() as u64);
        let takes =
            |it: &Small| matches!(it, Small::Moved(it) if (it.from, it.unit) == (from, unit));
        self.changes.iter().any(takes)
    }

    /// What the act did, amounts in what moves now.
    pub fn flowed(&self, state: &State, entry: u64) -> Option<Flowed> {
        let changes = self.changes.iter().map(|change| {
            let mut change = match change {
                Small::Moved(it) => Change::Moved(large(state, it)?),
                Small::Other(change) => change.clone(),
            };
            state.keep_as_now(entry, &mut change)?;
            Some(change)
        });
        Some(Flowed { changes: changes.collect::<Option<_>>()? })
    }
}

fn small(state: &State, moved: &Moved) -> Option<Move> {
    Some(Move {
        from: number(state.account(&moved.from)?),
        to: number(state.account(&moved.to)?),
        unit: state.unit(&moved.unit)?.place() as u64,
        minor: moved.minor,
        cause: moved.cause,
    })
}

fn large(state: &State, it: &Move) -> Option<Moved> {
    let unit = state.units.ix(usize::try_from(it.unit).ok()?)?;
    Some(Moved {
        from: state.account_name(account(state, it.from)?),
        to: state.account_name(account(state, it.to)?),
        minor: it.minor,
        unit: state.units.at(unit).code.clone(),
        cause: it.cause,
    })
}

/// Sorts of accounts there are.
const SORTS: u64 = 7;

/// A number for each account.
fn number(account: Account) -> u64 {
    let (sort, row) = match account {
        Account::Outside => (0, 0),
        Account::Undistributed => (1, 0),
        Account::Issuer => (2, 0),
        Account::Held => (3, 0),
        Account::Agent(agent) => (4, agent.place()),
        Account::Pool(pool) => (5, pool.place()),
        Account::Payable(agent) => (6, agent.place()),
    };
    row as u64 * SORTS + sort
}

fn account(state: &State, number: u64) -> Option<Account> {
    let row = usize::try_from(number / SORTS).ok()?;
    let agent = || -> Option<AgentIx> { state.agents.ix(row) };
    Some(match number % SORTS {
        0 => Account::Outside,
        1 => Account::Undistributed,
        2 => Account::Issuer,
        3 => Account::Held,
        4 => Account::Agent(agent()?),
        5 => Account::Pool(state.pools.ix(row)?),
        _ => Account::Payable(agent()?),
    })
}
