//! What accounts may hold, and what laws say.

use charter::machine::{Facts, Fault, Frame};
use charter::model::{Base, Figure, Limit, Model, Narrowing};

use super::matching::about;
use super::work::Cascade;
use crate::account::Account;
use crate::facts::{View, pool_row};
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::unit::{Quantity, UnitIx};

impl Cascade<'_> {
    /// Whether everybody who paid in this event so far could.
    pub fn payers_can(&self) -> Result<(), Refused> {
        for (unit, account, before) in self.staged.touched() {
            self.not_too_low(unit, account, before)?;
        }
        Ok(())
    }

    /// Whether everybody whom this event touched is within their limits.
    pub fn within_limits(&self) -> Result<(), Refused> {
        for (unit, account, before) in self.staged.touched() {
            self.not_too_low(unit, account, before)?;
            self.not_too_high(unit, account, before)?;
        }
        Ok(())
    }

    /// Whether every law of the charter holds.
    pub fn laws_hold(&self) -> Result<(), Refused> {
        for law in &self.rules.model.laws {
            let holds = law.holds.holds(&self.rules.model, &self.view(), &Frame::default());
            let law = || law.name.to_string();
            match holds {
                Ok(true) => {}
                Ok(false) => return Err(Obstacle::LawBroken { law: law() }.into()),
                Err(fault) => return Err(figure_fails(format!("the law \"{}\"", law()), fault)),
            }
        }
        Ok(())
    }

    /// Whether an account may have a unit at all.
    pub fn may_hold(&self, account: Account, unit: UnitIx) -> Result<(), Refused> {
        let Account::Pool(pool) = account else { return Ok(()) };
        let row = pool_row(self.rules, pool);
        let id = self.rules.unit_id(unit);
        let holds = row.map_or(&[][..], |row| &row.holds);
        if holds.is_empty() || id.is_some_and(|id| holds.contains(&id)) {
            return Ok(());
        }
        let state = self.staged.state;
        let code = |unit: &_| Some(state.units.at(self.rules.unit(*unit)?).code.to_string());
        Err(Obstacle::PoolHoldsNot {
            pool: state.pools.at(pool).handle.clone(),
            unit: state.units.at(unit).code.clone(),
            holds: holds.iter().filter_map(code).collect::<Vec<_>>().join(", "),
        }
        .into())
    }

    fn not_too_low(&self, unit: UnitIx, account: Account, before: i128) -> Result<(), Refused> {
        let after = self.staged.parts(account, unit);
        if after >= before {
            return Ok(());
        }
        let Some(lowest) = lowest(self.view(), account, unit)? else { return Ok(()) };
        let (before, after) = (self.staged.counts(unit, before), self.staged.counts(unit, after));
        if after >= lowest {
            return Ok(());
        }
        let say = |minor: i128| self.staged.state.say(Quantity { minor, unit });
        Err(Obstacle::LimitPassed {
            who: self.staged.say_account(account),
            left: say(before.saturating_sub(lowest).max(0)),
            asked: say(before.saturating_sub(after)),
        }
        .into())
    }

    fn not_too_high(&self, unit: UnitIx, account: Account, before: i128) -> Result<(), Refused> {
        let after = self.staged.parts(account, unit);
        if after <= before {
            return Ok(());
        }
        let Some(highest) = highest(self.view(), account, unit)? else { return Ok(()) };
        let (before, after) = (self.staged.counts(unit, before), self.staged.counts(unit, after));
        if after <= highest {
            return Ok(());
        }
        let say = |minor: i128| self.staged.state.say(Quantity { minor, unit });
        Err(Obstacle::HighestPassed {
            who: self.staged.say_account(account),
            room: say(highest.saturating_sub(before).max(0)),
            asked: say(after.saturating_sub(before)),
        }
        .into())
    }
}

/// How far an account may go down, in minor units; `None` if it may without end.
///
/// # Errors
/// If the figure of the charter has no value.
pub fn lowest(view: View<'_>, account: Account, unit: UnitIx) -> Result<Option<i128>, Refused> {
    match account {
        Account::Outside | Account::Issuer => Ok(None),
        Account::Undistributed | Account::Held | Account::Payable(_) => Ok(Some(0)),
        Account::Pool(pool) => {
            let figure = pool_row(view.rules, pool).and_then(|row| row.lowest.as_ref());
            let of_unit = figure.filter(|figure| is_in(view, figure, unit));
            let Some(figure) = of_unit else { return Ok(Some(0)) };
            let what = || format!("the lowest of {}", view.staged.say_account(account));
            let lowest = whole(view, figure, &Frame::default());
            lowest.map(Some).map_err(|fault| figure_fails(what(), fault))
        }
        Account::Agent(_) => {
            Ok(Some(bound(view, account, unit, |unit| unit.lowest.as_ref())?.unwrap_or_default()))
        }
    }
}

/// How far an account may go up, in minor units; `None` if it may without end.
///
/// # Errors
/// If the figure of the charter has no value.
pub fn highest(view: View<'_>, account: Account, unit: UnitIx) -> Result<Option<i128>, Refused> {
    match account {
        Account::Agent(_) => bound(view, account, unit, |unit| unit.highest.as_ref()),
        _ => Ok(None),
    }
}

/// What a limit of a unit is for an agent.
fn bound(
    view: View<'_>,
    account: Account,
    unit: UnitIx,
    which: impl FnOnce(&charter::model::Unit) -> Option<&Limit>,
) -> Result<Option<i128>, Refused> {
    let row = view.rules.unit_id(unit).and_then(|id| view.rules.model.units.get(id.at()));
    let (Some(limit), Some(party)) = (row.and_then(which), view.party(account)) else {
        return Ok(None);
    };
    let frame = about(party);
    let value = match limit {
        Limit::Figure(figure) => whole(view, figure, &frame),
        Limit::Table(table) => match view.rules.model.tables.get(table.at()) {
            Some(table) => row_of(&view.rules.model, &view, &table.rows, &frame),
            None => Err(Fault::Unknown),
        },
    };
    let what = || format!("the limit of {}", view.staged.say_account(account));
    value.map(Some).map_err(|fault| figure_fails(what(), fault))
}

fn row_of(
    model: &Model,
    facts: &impl Facts,
    rows: &[(charter::model::Test, Figure)],
    frame: &Frame,
) -> Result<i128, Fault> {
    for (test, figure) in rows {
        if test.holds(model, facts, frame)? {
            return figure.whole(model, facts, frame, Narrowing::DOWN);
        }
    }
    Err(Fault::NoRow)
}

fn whole(view: View<'_>, figure: &Figure, frame: &Frame) -> Result<i128, Fault> {
    figure.whole(&view.rules.model, &view, frame, Narrowing::DOWN)
}

/// Whether a figure counts this unit.
pub(super) fn is_in(view: View<'_>, figure: &Figure, unit: UnitIx) -> bool {
    match figure.dimension.0.as_slice() {
        [(Base::Unit(id), 1)] => view.rules.unit(*id) == Some(unit),
        // Zero counts whatever it is said to.
        _ => true,
    }
}

/// Says that a figure of the charter has no value.
pub(super) fn figure_fails(what: String, fault: Fault) -> Refused {
    Obstacle::FigureFails { what, why: fault.to_string() }.into()
}
