//! Recording an income and sharing it.

use std::collections::{BTreeMap, BTreeSet};

use quantity::{Share, split_fairly};

use super::charge::Desk;
use super::receive::from_outside;
use super::{Envelope, Unfoldable, check, found, say};
use crate::account::{AccountName, Posting, Whole};
use crate::agent::AgentIx;
use crate::codec::record;
use crate::distribution::{Distribution, Payee};
use crate::equity::{Equity, equity, target};
use crate::name::{Code, Handle};
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::{Measure, Quantity};
use crate::worth::Horizon;

record! {
    /// An income to record and share.
    pub struct Distribute {
        /// How much came in.
        pub income: Measure,
        /// For what: a resource, a process, an agreement, a project; else the whole commons.
        pub target: Option<Handle>,
        /// Where it came from, in words.
        pub reference: Option<String>,
    }
}

record! {
    /// One agent's part.
    pub struct SharedPart {
        /// Who.
        pub agent: Handle,
        /// The share, in 10⁻¹⁵ of the whole.
        pub share: u64,
        /// The amount, in minor units.
        pub minor: i128,
        /// By how much this changes what the agent is owed below a minor unit, in 10⁻¹⁵ minor units.
        pub carried: i128,
    }
}

record! {
    /// How an income was shared.
    pub struct Shared {
        /// The entry that set the equation.
        pub equation: u64,
        /// Who got what, largest share first.
        pub parts: Vec<SharedPart>,
        /// The postings, which sum to zero.
        pub postings: Vec<Posting>,
    }
}

/// Refuses, in this order: an unknown unit, an income of zero or less, with a charter in force somebody who does not
/// look after the money outside and a unit that does not come from there, an unknown target, and what
/// the equation refuses: nothing contributed, a loop without exit, values beyond counting.
pub(super) fn decide(
    state: &State,
    envelope: &Envelope,
    author: AgentIx,
    wish: &Distribute,
) -> Result<Shared, Refused> {
    let income = check::quantity(state, &wish.income)?;
    if income.minor <= 0 {
        return Err(Refused::IncomeNotPositive { income: state.say(income) });
    }
    check::note(wish.reference.as_ref())?;
    if let Some(rules) = state.money.in_force() {
        let desk = Desk { state, envelope, rules, author };
        desk.custodian("book what comes in")?;
        from_outside(state, rules, &wish.income)?;
        if state.money.fading.contains_key(&income.unit) {
            return Err(Refused::NotFromOutside { code: wish.income.unit.clone() });
        }
    }
    let target = target(state, wish.target.as_ref())?;
    let equation = state.equation.as_ref().ok_or(Refused::Unfounded)?;
    let horizon = Horizon { until: None, now: envelope.at };
    let equity = equity(state, equation, target, horizon)?;
    let parts = share(state, &equity, wish.target.as_ref(), income)?;
    let postings = postings(&parts, &wish.income);
    Ok(Shared { equation: state.equation_entry, parts, postings })
}

/// Splits an income by the shares of an equity, fairly over time.
fn share(
    state: &State,
    equity: &Equity,
    target: Option<&Handle>,
    income: Quantity,
) -> Result<Vec<SharedPart>, Refused> {
    let mut payees: Vec<(AgentIx, Share)> =
        equity.holders.iter().map(|holder| (holder.agent, holder.share)).collect();
    let present: BTreeSet<AgentIx> = payees.iter().map(|(agent, _)| *agent).collect();
    // Who was owed or paid ahead a fraction before is settled with, even without a share today.
    let absent = state.carries.owed(target, income.unit).filter(|agent| !present.contains(agent));
    let nothing = Share::from_parts(0).unwrap_or_default();
    payees.extend(absent.map(|agent| (agent, nothing)));
    let shares: Vec<Share> = payees.iter().map(|(_, share)| *share).collect();
    let carried: Vec<i128> =
        payees.iter().map(|(agent, _)| state.carries.of(target, income.unit, *agent)).collect();
    let fair = split_fairly(income.minor, &shares, &carried).ok_or(Refused::ValueOverflow)?;
    let amounts = fair.amounts.iter().zip(fair.carried.iter().zip(&carried));
    let parts = payees.iter().zip(amounts).map(|((agent, share), (minor, (after, before)))| {
        let agent = state.agents.at(*agent).handle.clone();
        SharedPart { agent, share: share.parts(), minor: *minor, carried: after - before }
    });
    Ok(parts.filter(|part| part.share > 0 || part.minor != 0 || part.carried != 0).collect())
}

fn postings(parts: &[SharedPart], income: &Measure) -> Vec<Posting> {
    let post = |account, minor| Posting { account, minor, unit: income.unit.clone() };
    let mut postings = vec![
        post(AccountName::Outside(Whole {}), -income.minor),
        post(AccountName::Undistributed(Whole {}), income.minor),
        post(AccountName::Undistributed(Whole {}), -income.minor),
    ];
    let paid = parts.iter().filter(|part| part.minor != 0);
    postings.extend(paid.map(|part| post(AccountName::Agent(part.agent.clone()), part.minor)));
    postings
}

pub(super) fn apply(
    state: &mut State,
    envelope: &Envelope,
    wish: &Distribute,
    shared: &Shared,
) -> Result<(), Unfoldable> {
    let entry = envelope.entry;
    let unit = found(entry, &wish.income.unit, state.unit(&wish.income.unit))?;
    let mut payees = Vec::new();
    for part in &shared.parts {
        let agent = found(entry, &say(&part.agent), state.agent(&part.agent))?;
        let share = found(entry, &"a share above one", Share::from_parts(part.share))?;
        payees.push(Payee { agent, share, minor: part.minor });
        state.carries.add(wish.target.as_ref(), unit, agent, part.carried);
    }
    apply_postings(state, entry, &shared.postings)?;
    state.distributions.add(Distribution {
        act: envelope.act,
        entry,
        at: envelope.at,
        target: wish.target.clone(),
        total: wish.income.minor,
        unit,
        reference: wish.reference.clone(),
        equation: shared.equation,
        payees,
        reversed_by: None,
    });
    Ok(())
}

pub(super) fn apply_postings(
    state: &mut State,
    entry: u64,
    postings: &[Posting],
) -> Result<(), Unfoldable> {
    let mut sums: BTreeMap<&Code, i128> = BTreeMap::new();
    for posting in postings {
        let sum = sums.entry(&posting.unit).or_default();
        *sum = sum.checked_add(posting.minor).ok_or(Unfoldable::Unbalanced { entry })?;
    }
    if sums.values().any(|sum| *sum != 0) {
        return Err(Unfoldable::Unbalanced { entry });
    }
    for posting in postings {
        let account = state.account(&posting.account);
        let account = found(entry, &"an account", account)?;
        let unit = found::<crate::unit::UnitIx>(entry, &posting.unit, state.unit(&posting.unit))?;
        state.accounts.post(account, unit, posting.minor);
    }
    Ok(())
}
