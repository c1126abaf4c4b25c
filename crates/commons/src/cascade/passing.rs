//! Who may pass a unit on by hand.

use charter::model::{Passes, RoleId};

use super::limits::figure_fails;
use crate::account::Account;
use crate::facts::View;
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::unit::UnitIx;

/// Whether the charter lets a unit pass by hand from one to another.
///
/// # Errors
/// [`Obstacle::MayNotPass`]; [`Refused::UnitUndeclared`] if the charter does not know the unit.
pub fn may_pass(view: View<'_>, unit: UnitIx, from: Account, to: Account) -> Result<(), Refused> {
    let state = view.staged.state;
    let row = view.rules.unit_id(unit).and_then(|id| view.rules.model.units.get(id.at()));
    let Some(row) = row else {
        let known = view.rules.units.iter().map(|unit| state.units.at(*unit).code.to_string());
        let code = state.units.at(unit).code.clone();
        let known = known.collect::<Vec<_>>().join(", ");
        return Err(Refused::UnitUndeclared { code, known });
    };
    let is_within = |account: Account| matches!(account, Account::Agent(_) | Account::Pool(_));
    let why = match row.passes {
        Passes::Freely => None,
        Passes::Never => Some("it never passes"),
        Passes::ByRuleOnly => Some("it passes by rules only"),
        Passes::WithinMembers => (!is_within(from) || !is_within(to))
            .then_some("it passes among members and pools only"),
        Passes::Between(one, other) => {
            let between = both(view, (from, one), (to, other))? || both(view, (from, other), (to, one))?;
            (!between).then_some("it passes between two roles only")
        }
    };
    let ended = row.ends.filter(|(day, _)| day.start_ms() <= view.staged.clock.at.0);
    if let Some((day, _)) = ended {
        let unit = state.units.at(unit).code.clone();
        return Err(Obstacle::UnitEnded { unit, day: day.to_string() }.into());
    }
    why.map_or(Ok(()), |why| {
        Err(Obstacle::MayNotPass {
            unit: state.units.at(unit).code.clone(),
            from: view.staged.say_account(from),
            to: view.staged.say_account(to),
            why,
        }
        .into())
    })
}

fn both(
    view: View<'_>,
    (from, sender): (Account, RoleId),
    (to, receiver): (Account, RoleId),
) -> Result<bool, Refused> {
    let is = |account, role| match view.party(account) {
        Some(party) => {
            view.is_a(party, role).map_err(|fault| figure_fails("a role".to_owned(), fault))
        }
        None => Ok(false),
    };
    Ok(is(from, sender)? && is(to, receiver)?)
}
