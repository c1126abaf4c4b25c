//! What waits: for somebody's word, or for its time.

use commons::account::Account;
use commons::act::{self, Act, CatchUp, Effects, Envelope};
use commons::change::{Change, Then};
use commons::money::{Pending, Waiting};
use commons::name::{ActId, Moment};
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::{Measure, Quantity};

use crate::flow::{self, RuleSaid, counts};
use crate::{Refused, entries};

/// What waits for a word and can still have it.
pub fn pending(state: &State, at: Moment) -> impl Iterator<Item = &Pending> {
    let mut rows: Vec<&Pending> = state.money.pending.values().collect();
    rows.sort_by_key(|row| row.entry);
    let open =
        move |row: &&Pending| row.answered.is_none() && row.until.is_none_or(|until| at <= until);
    rows.into_iter().filter(open)
}

/// How much fell due since the last entry and is not done yet: the changes that catching up would make.
#[must_use]
pub fn overdue(state: &State, at: Moment) -> usize {
    let key = state.agents.iter().find_map(|(_, agent)| agent.keys.first().copied());
    let Some(key) = key.filter(|_| state.money.in_force().is_some()) else { return 0 };
    let envelope = Envelope { entry: state.entries, at, act: ActId([0; 16]), key };
    match act::decide(state, &envelope, &Act::CatchUp(CatchUp {})) {
        Ok(Effects::Flow(flowed)) => {
            flowed.changes.iter().filter(|it| !matches!(it, Change::CaughtUp(_))).count()
        }
        _ => 0,
    }
}

/// The act of an entry that asks or reports, answered or not.
///
/// # Errors
/// [`Refused::EntryUnknown`], or that nothing waits there.
pub fn asked(state: &State, entry: u64) -> Result<ActId, Refused> {
    entries::known(state, entry)?;
    let row = state.money.pending.values().find(|row| row.entry == entry);
    Ok(row.map(|row| row.act).ok_or(Rule::NothingWaits)?)
}

/// Something that waits for its time.
pub struct Aside<'a> {
    /// What waits.
    pub waiting: &'a Waiting,
    /// The how-manieth of its entry, from 1.
    pub number: u32,
}

/// What waits for its time, in the order of the entries.
pub fn aside(state: &State) -> impl Iterator<Item = Aside<'_>> {
    let open = state.money.waiting.iter().filter(|waiting| waiting.ended.is_none());
    open.map(|waiting| Aside { waiting, number: waiting.of.1 + 1 })
}

/// The act that set something aside, and the place among what it set aside.
///
/// # Errors
/// [`Refused::EntryUnknown`], or that the entry set nothing aside.
pub fn hold(state: &State, entry: u64, number: u32) -> Result<(ActId, u32), Refused> {
    entries::known(state, entry)?;
    let place = number.checked_sub(1).ok_or(Rule::HoldUnknown)?;
    let found = state.money.waiting.iter().find(|it| it.entry == entry);
    Ok(found.map(|it| (it.of.0, place)).ok_or(Rule::HoldUnknown)?)
}

/// All that is set aside in a place, as it counts now; a penny if nothing is, which the rules then refuse.
#[must_use]
pub fn whole(state: &State, hold: ActId, place: u32, at: Moment) -> Option<Measure> {
    let found = state.money.waiting.iter().find(|it| it.of == (hold, place))?;
    let held = found.deferred.held.as_ref()?;
    let minor = counts(state, state.unit(&held.unit)?, held.minor, at);
    Some(Measure { minor, unit: held.unit.clone() })
}

impl Aside<'_> {
    /// How much is set aside, as it counts at a moment; nothing if a rule only goes on later.
    #[must_use]
    pub fn counts(&self, state: &State, at: Moment) -> Option<Quantity> {
        let held = self.waiting.deferred.held.as_ref()?;
        let unit = state.unit(&held.unit)?;
        Some(Quantity { minor: counts(state, unit, held.minor, at), unit })
    }

    /// From which account it was taken.
    #[must_use]
    pub fn from(&self, state: &State) -> Option<Account> {
        state.account(&self.waiting.deferred.held.as_ref()?.from)
    }

    /// For whom it is; nobody if the rule goes on then.
    #[must_use]
    pub fn to(&self, state: &State) -> Option<Account> {
        match &self.waiting.deferred.then {
            Then::Expire(held) => state.account(&held.to),
            Then::Rule(_) => None,
        }
    }

    /// Until when.
    #[must_use]
    pub const fn due(&self) -> Moment {
        self.waiting.deferred.due
    }

    /// The rule that set it aside.
    #[must_use]
    pub fn rule(&self, state: &State) -> Option<RuleSaid> {
        flow::rule(state, self.waiting.deferred.cause.as_ref())
    }
}
