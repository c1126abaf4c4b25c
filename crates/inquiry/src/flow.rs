//! What an entry did, change by change.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use book::{BookRefused, Entry};
use commons::account::Account;
use commons::act::{self, Act, Effects, Envelope};
use commons::agent::AgentIx;
use commons::change::{Cause, Change};
use commons::codec::Canonical;
use commons::name::{ActId, Handle, Moment};
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::{Quantity, UnitIx};
use exchange::ledger::Flow;

use crate::Refused;
use crate::reading::Reading;

/// What an amount of a stored balance counts at a moment; the same, but for a unit that fades.
#[must_use]
pub fn counts(state: &State, unit: UnitIx, minor: i128, at: Moment) -> i128 {
    state.money.fading.get(&unit).map_or(minor, |fading| fading.at(at).nominal(minor))
}

/// What somebody has at a moment, in minor units.
#[must_use]
pub fn balance(state: &State, account: Account, unit: UnitIx, at: Moment) -> i128 {
    counts(state, unit, state.accounts.balance(account, unit), at)
}

/// The rule of a charter that did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSaid {
    /// What it is called.
    pub name: String,
    /// Which version of the charter it stands in: the first is 1.
    pub version: usize,
}

/// The rule behind a change; `None` for what the act itself did.
#[must_use]
pub fn rule(state: &State, cause: Option<&Cause>) -> Option<RuleSaid> {
    let cause = cause?;
    let charters = &state.money.charters;
    let at = charters.iter().position(|adoption| adoption.entry == cause.charter)?;
    let rules = state.money.adopted_by(cause.charter)?;
    let rule = u16::try_from(cause.rule).ok().and_then(|id| rules.rule(charter::model::RuleId(id)));
    Some(RuleSaid { name: rule?.name.to_string(), version: at + 1 })
}

/// One thing that an entry did, with the moment it did it.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// What.
    pub change: Change,
}

/// The effects of an entry.
///
/// # Errors
/// If they cannot be read.
pub fn effects(entry: &Entry) -> Result<Effects, Refused> {
    Effects::from_bytes(&entry.effects)
        .map_err(|reason| BookRefused::Unreadable { entry: entry.index, reason }.into())
}

/// What an entry did to accounts, claims, roles and holds, in order. Amounts are as accounts keep them today.
///
/// # Errors
/// If its effects cannot be read.
pub fn steps(state: &State, entry: &Entry) -> Result<Vec<Step>, Refused> {
    let mut changes = match effects(entry)? {
        Effects::Flow(flowed) => flowed.changes,
        Effects::Adoption(adopted) => adopted.changes,
        _ => Vec::new(),
    };
    for change in &mut changes {
        // What is beyond counting was never in an account.
        let _ = state.keep_as_now(entry.index, change);
    }
    Ok(dated(changes, Moment(entry.at_ms)))
}

/// Changes with their moments: what fell due is of the moment until which that was done.
fn dated(changes: Vec<Change>, at: Moment) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut open = 0;
    for change in changes {
        if let Change::CaughtUp(caught_up) = &change {
            steps.iter_mut().skip(open).for_each(|step| step.at = caught_up.until);
            open = steps.len();
        } else {
            steps.push(Step { at, change });
        }
    }
    steps
}

/// The rule behind a change.
#[must_use]
pub fn cause(change: &Change) -> Option<&Cause> {
    match change {
        Change::Moved(it) => it.cause.as_ref(),
        Change::Faded(it) => it.moved.cause.as_ref(),
        Change::ClaimGrew(it) => it.cause.as_ref(),
        Change::ClaimPaid(it) => it.cause.as_ref(),
        Change::Deferred(it) => it.cause.as_ref(),
        Change::RoleChanged(it) => it.cause.as_ref(),
        Change::Opened(it) => it.cause.as_ref(),
        Change::Missed(it) => Some(&it.cause),
        Change::Ended(_) | Change::Released(_) | Change::CapUsed(_) => None,
        Change::Carried(_) | Change::CaughtUp(_) => None,
    }
}

/// The unit in which a class of claims owes.
#[must_use]
pub fn class_unit(state: &State, class: &Handle) -> Option<UnitIx> {
    let charters = state.money.charters.iter().rev();
    charters.filter_map(|adoption| adoption.rules.as_ref()).find_map(|rules| {
        let claim = rules.model.claims.get(rules.claim_id(class)?.at())?;
        rules.unit(claim.unit)
    })
}

/// Everybody whom an entry paid or debited, with the unit, in the order of the accounts.
#[must_use]
pub fn touched(state: &State, steps: &[Step]) -> BTreeSet<(Account, UnitIx)> {
    let moved = steps.iter().filter_map(|step| step.change.moved());
    moved
        .flat_map(|moved| {
            let unit = state.unit(&moved.unit);
            [&moved.from, &moved.to].into_iter().filter_map(move |name| {
                let account = state.account(name)?;
                let told = matches!(account, Account::Agent(_) | Account::Pool(_));
                Some((account, unit?)).filter(|_| told)
            })
        })
        .collect()
}

/// What every entry moved by the charter, in order, for a ledger; `said` describes an act.
///
/// # Errors
/// A damaged journal.
pub fn flows(
    reading: Reading<'_>,
    said: impl Fn(&Entry, &Act) -> String,
) -> Result<Vec<Flow>, Refused> {
    let mut flows = Vec::new();
    reading.read::<()>(0, |entry, act| {
        let steps = steps(reading.state, entry)?;
        let moves = steps.iter().filter_map(|step| moved(reading.state, step)).collect();
        let (at, description) = (Moment(entry.at_ms), said(entry, act));
        flows.push(Flow { entry: entry.index, at, description, moves });
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(flows)
}

/// From whom, to whom and how much, as it counted then.
#[must_use]
pub fn moved(state: &State, step: &Step) -> Option<(Account, Account, Quantity)> {
    let moved = step.change.moved()?;
    let unit = state.unit(&moved.unit)?;
    let minor = counts(state, unit, moved.minor, step.at);
    Some((state.account(&moved.from)?, state.account(&moved.to)?, Quantity { minor, unit }))
}

/// What an act of an agent would do now, in order: as [`steps`], but nothing is written.
///
/// # Errors
/// What the rules say against it.
pub fn foreseen(
    state: &State,
    author: AgentIx,
    at: Moment,
    act: &Act,
) -> Result<Vec<Step>, Refused> {
    let key = state.agents.at(author).keys.first().copied().ok_or(Rule::AuthorUnknown)?;
    let envelope = Envelope { entry: state.entries, at, act: ActId([0; 16]), key };
    let changes = match act::decide(state, &envelope, act)? {
        Effects::Flow(flowed) => flowed.changes,
        Effects::Adoption(adopted) => adopted.changes,
        _ => Vec::new(),
    };
    Ok(dated(changes, at))
}
