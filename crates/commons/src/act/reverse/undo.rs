//! Whether what a payment brought is still there.

use std::collections::BTreeMap;

use super::kept::Kept;
use crate::account::Account;
use crate::change::{Change, Flowed};
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::UnitIx;

/// Refuses if somebody who would give back has spent since, and would come into debt by it.
///
/// Limits alone do not tell: whoever has credit could be made to pay twice.
pub(super) fn still_there(state: &State, of: u64, mirror: &Flowed) -> Result<(), Refused> {
    for ((account, unit), change) in changes(state, mirror) {
        let after = state.accounts.balance(account, unit) + change;
        if change < 0 && after < 0 && has_spent_since(state, of, account, unit) {
            let what = format!("`{}` has spent since what came", say(state, account));
            return Err(Obstacle::GoneOn { what }.into());
        }
    }
    Ok(())
}

/// By how much the accounts of agents and pools change.
fn changes(state: &State, mirror: &Flowed) -> BTreeMap<(Account, UnitIx), i128> {
    let mut changes = BTreeMap::new();
    for moved in mirror.changes.iter().filter_map(Change::moved) {
        let Some(unit) = state.unit(&moved.unit) else { continue };
        for (name, minor) in [(&moved.from, -moved.minor), (&moved.to, moved.minor)] {
            let account = state.account(name);
            if let Some(account @ (Account::Agent(_) | Account::Pool(_))) = account {
                *changes.entry((account, unit)).or_default() += minor;
            }
        }
    }
    changes
}

fn has_spent_since(state: &State, of: u64, account: Account, unit: UnitIx) -> bool {
    let flows = &state.money.flows;
    let first = flows.partition_point(|done| done.entry <= of);
    let since = flows.iter().skip(first);
    since.filter_map(Kept::of).any(|kept| kept.takes_from(account, unit))
}

fn say(state: &State, account: Account) -> String {
    match account {
        Account::Agent(agent) => state.agents.at(agent).handle.to_string(),
        Account::Pool(pool) => state.pools.at(pool).handle.to_string(),
        _ => String::new(),
    }
}
