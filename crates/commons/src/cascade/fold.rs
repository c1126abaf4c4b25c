//! Folding what a cascade did into the state.

use thiserror::Error;

use super::Occasion;
use crate::account::{Account, AccountName};
use crate::agent::AgentIx;
use crate::change::{Change, Ended, Flowed, Moved};
use crate::money::Waiting;
use crate::name::{Code, Handle, Moment};
use crate::series::Flow;
use crate::staged::{day_of, flows};
use crate::state::State;
use crate::unit::UnitIx;

/// A change refers to something that no earlier entry made, or is beyond counting.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}")]
pub struct Dangling {
    /// What it refers to.
    pub what: String,
}

/// Folds what a cascade did into the state, and never asks the rules.
///
/// # Errors
/// [`Dangling`]; the state is then of no further use.
pub fn apply(state: &mut State, occasion: Occasion, flowed: &Flowed) -> Result<(), Dangling> {
    let mut folding = Folding { state, occasion, at: occasion.at, holder: None, waiting: 0 };
    let parts = flowed.changes.split_inclusive(|change| matches!(change, Change::CaughtUp(_)));
    for part in parts {
        folding.at = match part.last() {
            Some(Change::CaughtUp(caught)) => caught.until,
            _ => occasion.at,
        };
        for change in part {
            folding.fold(change)?;
        }
    }
    Ok(())
}

struct Folding<'a> {
    state: &'a mut State,
    occasion: Occasion,
    /// When the present changes happened.
    at: Moment,
    /// Whose it was that comes out of what is set aside.
    holder: Option<Account>,
    /// How many things this entry let wait.
    waiting: u32,
}

impl Folding<'_> {
    fn fold(&mut self, change: &Change) -> Result<(), Dangling> {
        match change {
            Change::Moved(moved) => self.shift(moved, Issued::Spent)?,
            Change::Faded(faded) => self.shift(&faded.moved, Issued::Renewed)?,
            Change::ClaimGrew(it) => {
                let holder = self.agent(&it.holder)?;
                self.state.money.owing.grow(&it.class, holder, it.minor);
            }
            Change::ClaimPaid(it) => {
                let holder = self.agent(&it.holder)?;
                self.state.money.owing.pay(&it.class, holder, it.minor);
            }
            Change::Deferred(deferred) => {
                let money = &mut self.state.money;
                money.due.insert((deferred.due, money.waiting.len() as u64));
                let of = (self.occasion.act, self.waiting);
                self.waiting += 1;
                let (entry, deferred) = (self.occasion.entry, deferred.clone());
                money.waiting.push(Waiting { of, entry, deferred, ended: None });
            }
            Change::Ended(ended) => self.end(ended)?,
            Change::RoleChanged(it) => {
                let agent = self.agent(&it.agent)?;
                let all = self.state.money.roles.entry(it.role.clone()).or_default();
                if it.holds {
                    all.insert(agent)
                } else {
                    all.remove(&agent)
                };
            }
            Change::Released(it) => {
                let released = &mut self.state.money.released;
                if it.common {
                    released.insert(it.thing.clone(), it.class.clone());
                } else {
                    released.remove(&it.thing);
                }
            }
            Change::CapUsed(it) => {
                let whom = it.whom.as_ref().map(|whom| self.account(whom)).transpose()?;
                let key = (it.cap.clone(), whom);
                let used = self.state.money.caps.entry(key).or_insert((it.since, 0));
                if used.0 != it.since {
                    *used = (it.since, 0);
                }
                used.1 = sum(used.1, it.minor)?;
            }
            Change::Carried(it) => {
                let key = (it.source.clone(), self.unit(&it.unit)?, self.account(&it.whom)?);
                let carried = self.state.money.carried.entry(key).or_default();
                *carried = sum(*carried, it.parts)?;
            }
            Change::CaughtUp(caught) => self.state.money.caught_up = Some(caught.until),
            Change::Opened(_) | Change::Missed(_) => {}
        }
        Ok(())
    }

    fn end(&mut self, ended: &Ended) -> Result<(), Dangling> {
        let place = usize::try_from(ended.deferred).ok();
        let waiting = place.and_then(|place| self.state.money.waiting.get_mut(place));
        let waiting = waiting.ok_or_else(|| dangling("something deferred"))?;
        waiting.ended = Some(ended.how);
        let (due, held) = (waiting.deferred.due, waiting.deferred.held.clone());
        self.state.money.due.remove(&(due, ended.deferred));
        self.holder = held.map(|held| self.account(&held.from)).transpose()?;
        Ok(())
    }

    fn shift(&mut self, moved: &Moved, issued: Issued) -> Result<(), Dangling> {
        let (from, to) = (self.account(&moved.from)?, self.account(&moved.to)?);
        let unit = self.unit(&moved.unit)?;
        for (account, more) in [(from, moved.minor.checked_neg()), (to, Some(moved.minor))] {
            let more = more.ok_or_else(|| dangling("an amount that can be counted"))?;
            sum(self.state.accounts.balance(account, unit), more)?;
            self.state.accounts.post(account, unit, more);
        }
        let minor = match self.state.money.fading.get(&unit) {
            Some(fading) => fading.at(self.at).nominal(moved.minor),
            None => moved.minor,
        };
        let (day, series) = (day_of(self.at), &mut self.state.money.series);
        let (spender, payee) = flows(from, to, self.holder);
        if let Some(spender) = spender.filter(|_| issued == Issued::Spent) {
            series.add(spender, unit, day, Flow { income: 0, spending: minor });
        }
        if let Some(payee) = payee {
            series.add(payee, unit, day, Flow { income: minor, spending: 0 });
        }
        if from == Account::Issuer && issued == Issued::Spent {
            series.issue(to, unit, self.at);
        }
        Ok(())
    }

    fn account(&self, name: &AccountName) -> Result<Account, Dangling> {
        self.state.account(name).ok_or_else(|| dangling("an account"))
    }

    fn agent(&self, handle: &Handle) -> Result<AgentIx, Dangling> {
        self.state.agent(handle).ok_or_else(|| dangling(&format!("`{handle}`")))
    }

    fn unit(&self, code: &Code) -> Result<UnitIx, Dangling> {
        self.state.unit(code).ok_or_else(|| dangling(&format!("`{code}`")))
    }
}

/// Whether the issuer spent what it issued, or renewed what had faded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Issued {
    Spent,
    Renewed,
}

fn sum(before: i128, more: i128) -> Result<i128, Dangling> {
    before.checked_add(more).ok_or_else(|| dangling("an amount that can be counted"))
}

fn dangling(what: &str) -> Dangling {
    Dangling { what: what.to_owned() }
}
