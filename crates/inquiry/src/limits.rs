//! How far accounts may go by the charter in force, and who is in its roles.

use charter::model::RoleId;
use commons::account::Account;
use commons::agent::AgentIx;
use commons::cascade::{highest, lowest};
use commons::facts::View;
use commons::name::{ActId, Moment};
use commons::staged::{Clock, Staged};
use commons::state::State;
use commons::unit::UnitIx;

/// How far a balance may go, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// How far down; without end, or unknown, if none.
    pub lowest: Option<i128>,
    /// How far up; without end, or unknown, if none.
    pub highest: Option<i128>,
}

/// Asks the charter in force; `None` if there is none that this program understands.
fn ask<T>(state: &State, at: Moment, question: impl FnOnce(View<'_>) -> T) -> Option<T> {
    let rules = state.money.in_force()?;
    let staged = Staged::new(state, Clock::at(at), ActId([0; 16]), state.entries);
    Some(question(View { staged: &staged, rules }))
}

/// The limits of an account in a unit of the charter in force.
#[must_use]
pub fn limits(state: &State, account: Account, unit: UnitIx, at: Moment) -> Limits {
    let declared = state.money.in_force().is_some_and(|rules| rules.unit_id(unit).is_some());
    let asked = ask(state, at, |view| Limits {
        // A figure that has no value now is told when somebody pays.
        lowest: lowest(view, account, unit).ok().flatten(),
        highest: highest(view, account, unit).ok().flatten(),
    });
    asked.filter(|_| declared).unwrap_or_default()
}

/// Who is in a role of the charter in force, in the order of agents; nobody if that has no answer now.
#[must_use]
pub fn members(state: &State, role: RoleId, at: Moment) -> Vec<AgentIx> {
    ask(state, at, |view| view.members(role).unwrap_or_default()).unwrap_or_default()
}
