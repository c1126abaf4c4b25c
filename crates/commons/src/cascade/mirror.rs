//! Taking back what an act did by itself.

use super::work::Cascade;
use super::{Occasion, Portions};
use crate::account::Account;
use crate::change::{CapUsed, Carried, Change, ClaimGrew, Deferred, Ended, Ending, Flowed, Moved};
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::staged::{Clock, Lot, Standing};
use crate::state::State;
use crate::unit::Quantity;

/// Does what fell due and then the mirror of what the act of an entry did by itself, last things first. No rule fires.
///
/// Amounts go back where they came from, in the parts that moved; what is owed, paid, used of caps and
/// carried is as if it had not been. What was deferred is cancelled. A committed hold is paid back to
/// whoever had set the amount aside. A thing that became common stays so: who was paid off then is owed
/// again by the class, from what comes to it in future.
///
/// # Errors
/// As [`super::run`]; [`Obstacle::LimitPassed`] if somebody no longer has what would go back;
/// [`Obstacle::GoneOn`] if what was put off has happened, or what was owed has been paid.
pub fn mirror(
    state: &State,
    occasion: Occasion,
    of: u64,
    flowed: &Flowed,
) -> Result<Flowed, Refused> {
    let rules = state.money.in_force().ok_or(Refused::CharterMissing)?;
    let mut cascade = Cascade::new(state, rules, occasion);
    cascade.catch_up(occasion.at, Portions::Whole)?;
    cascade.staged.clock = Clock::at(occasion.at);
    cascade.begin();
    for (change, holder) in with_holders(state, &flowed.changes).into_iter().rev() {
        cascade.take_back(of, change, holder)?;
    }
    cascade.settle()?;
    Ok(Flowed { changes: cascade.finish() })
}

/// Each change with whose it was that came out of what was set aside, if it comes from there.
fn with_holders<'f>(state: &State, changes: &'f [Change]) -> Vec<(&'f Change, Option<Account>)> {
    let mut holder = None;
    let with_holder = |change: &'f Change| {
        if let Change::Ended(Ended { deferred, .. }) = change {
            let place = usize::try_from(*deferred).ok();
            let waiting = place.and_then(|place| state.money.waiting.get(place));
            let held = waiting.and_then(|waiting| waiting.deferred.held.as_ref());
            holder = held.and_then(|held| state.account(&held.from));
        }
        (change, holder)
    };
    changes.iter().map(with_holder).collect()
}

impl Cascade<'_> {
    fn take_back(
        &mut self,
        of: u64,
        change: &Change,
        holder: Option<Account>,
    ) -> Result<(), Refused> {
        let state = self.staged.state;
        match change {
            Change::Moved(moved) => self.move_back(moved, holder)?,
            Change::Deferred(deferred) => self.call_off(of, deferred)?,
            Change::ClaimGrew(grown) => self.owe_less(grown)?,
            Change::ClaimPaid(paid) => {
                if let Some(holder) = state.agent(&paid.holder) {
                    self.staged.note_paid(&paid.class, &[(holder, -paid.minor)], paid.cause);
                }
            }
            Change::RoleChanged(it) => {
                if let Some(agent) = state.agent(&it.agent) {
                    let before = if it.holds { Standing::Out } else { Standing::In };
                    self.staged.set_role(&it.role, agent, before, it.cause);
                }
            }
            Change::CapUsed(CapUsed { cap, whom, since, minor }) => {
                let whom = whom.as_ref().and_then(|whom| state.account(whom));
                if self.staged.cap_used(cap, whom, *since) >= *minor {
                    self.staged.use_cap(cap, whom, *since, -minor);
                }
            }
            Change::Carried(Carried { source, unit, whom, parts }) => {
                if let Some((unit, whom)) = state.unit(unit).zip(state.account(whom)) {
                    let before = self.staged.carried(source, unit, whom);
                    self.staged.carry(source, unit, whom, before - parts);
                }
            }
            Change::Ended(_)
            | Change::Released(_)
            | Change::CaughtUp(_)
            | Change::Opened(_)
            | Change::Faded(_)
            | Change::Missed(_) => {}
        }
        Ok(())
    }

    fn move_back(&mut self, moved: &Moved, holder: Option<Account>) -> Result<(), Refused> {
        let state = self.staged.state;
        let ends = state.account(&moved.from).zip(state.account(&moved.to));
        let Some(((from, to), unit)) = ends.zip(state.unit(&moved.unit)) else { return Ok(()) };
        if to == Account::Held {
            // It goes back with what was deferred.
            return Ok(());
        }
        let back_to = if from == Account::Held { holder.unwrap_or(from) } else { from };
        if back_to == to {
            return Ok(());
        }
        let lot = Lot { unit, parts: moved.minor, counts: self.staged.counts(unit, moved.minor) };
        self.staged.shift((to, back_to), lot, moved.cause, None)
    }

    fn call_off(&mut self, of: u64, deferred: &Deferred) -> Result<(), Refused> {
        let all = &self.staged.state.money.waiting;
        // What waits is in the order of entries.
        let first = all.partition_point(|row| row.entry < of);
        let rows = (first as u64..).zip(all.iter().skip(first).take_while(|row| row.entry == of));
        let it =
            rows.filter(|(number, row)| self.staged.waits(*number) && row.deferred == *deferred);
        let number = it
            .map(|(number, _)| number)
            .last()
            .ok_or(Obstacle::GoneOn { what: "what this put off has happened since".to_owned() })?;
        self.staged.end(number, Ending::Cancelled);
        match &deferred.held {
            Some(aside) => {
                let (from, unit) = self.found(aside)?;
                self.give_back(from, unit, aside.minor)
            }
            None => Ok(()),
        }
    }

    fn owe_less(&mut self, grown: &ClaimGrew) -> Result<(), Refused> {
        let Some(holder) = self.staged.state.agent(&grown.holder) else { return Ok(()) };
        self.staged.owe(&grown.class, holder, -grown.minor, grown.cause);
        let owed = self.staged.class(&grown.class).and_then(|class| class.of(holder));
        match owed.filter(|owed| owed.paid > owed.cap && grown.minor > 0) {
            None => Ok(()),
            Some(owed) => {
                let unit = self
                    .rules
                    .claim_id(&grown.class)
                    .and_then(|id| self.rules.unit(self.rules.model.claims.get(id.at())?.unit));
                let paid = match unit {
                    Some(unit) => self.staged.state.say(Quantity { minor: owed.paid, unit }),
                    None => owed.paid.to_string(),
                };
                let what = format!("`{}` was paid {paid} of what is owed", grown.holder);
                Err(Obstacle::GoneOn { what }.into())
            }
        }
    }
}
