//! What waits: for somebody's word, or for its time.

use book::now;
use commons::act::{self, Act, CatchUp, Effects, Envelope};
use commons::change::{Change, Then};
use commons::money::{Pending, Waiting};
use commons::name::{ActId, Moment};
use commons::refusal::Refused as Rule;
use commons::state::State;
use commons::unit::Measure;
use inquiry::{amount, date, entries};
use quantity::format_decimal;
use serde_json::{Value, json};

use crate::flow::counts;
use crate::refusal::Refused;
use crate::screen::Table;
use crate::{flow, telling};

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

/// A table of what waits for its time.
#[must_use]
pub fn table(state: &State, rows: &[Aside<'_>]) -> Table {
    let mut table = Table::new(&[">entry", ">no.", "from", ">amount", "for", "until", "by"]);
    for row in rows {
        let Aside { waiting, number } = row;
        let deferred = &waiting.deferred;
        let held = deferred.held.as_ref();
        let from = held.map(|it| telling::account_named(state, &it.from)).unwrap_or_default();
        let much = row.counts(state).map(|(minor, unit)| amount::say(state, minor, unit));
        let by = flow::rule(state, deferred.cause.as_ref()).map(|rule| rule.name);
        table.row(vec![
            waiting.entry.to_string(),
            number.to_string(),
            from,
            much.unwrap_or_default(),
            row.payee(state),
            date::say(deferred.due),
            by.unwrap_or_default(),
        ]);
    }
    table
}

impl Aside<'_> {
    fn counts(&self, state: &State) -> Option<(i128, commons::unit::UnitIx)> {
        let held = self.waiting.deferred.held.as_ref()?;
        let unit = state.unit(&held.unit)?;
        Some((counts(state, unit, held.minor, now()), unit))
    }

    fn payee(&self, state: &State) -> String {
        match &self.waiting.deferred.then {
            Then::Expire(held) => telling::account_named(state, &held.to),
            Then::Rule(_) => "(the rule goes on)".to_owned(),
        }
    }

    /// For programs.
    #[must_use]
    pub fn json(&self, state: &State) -> Value {
        let deferred = &self.waiting.deferred;
        let counts = self.counts(state);
        let say = |(minor, unit)| format_decimal(minor, state.units.at(unit).decimals);
        let to = match &deferred.then {
            Then::Expire(held) => Some(telling::account_named(state, &held.to)),
            Then::Rule(_) => None,
        };
        json!({
            "entry": self.waiting.entry, "number": self.number,
            "from": deferred.held.as_ref().map(|it| telling::account_named(state, &it.from)),
            "to": to, "amount": counts.map(say),
            "unit": deferred.held.as_ref().map(|it| it.unit.as_str()),
            "until": date::exact(deferred.due),
            "rule": flow::rule(state, deferred.cause.as_ref()).map(|rule| rule.name),
        })
    }
}
