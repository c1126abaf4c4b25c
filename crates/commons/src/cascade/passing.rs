//! Who may pass a unit on by hand.

use charter::model::{Passes, RoleId};

use super::Occasion;
use super::limits::figure_fails;
use crate::account::Account;
use crate::facts::View;
use crate::in_force::InForce;
use crate::obstacle::Obstacle;
use crate::refusal::Refused;
use crate::staged::{Clock, Staged};
use crate::state::State;
use crate::unit::UnitIx;

/// Whether the charter lets a unit pass by hand from one to another.
///
/// # Errors
/// [`Refused::UnitUndeclared`] if the charter does not know the unit; [`Obstacle::UnitEnded`];
/// [`Obstacle::MayNotPass`].
pub fn may_pass(
    state: &State,
    occasion: Occasion,
    rules: &InForce,
    from: Account,
    to: Account,
    unit: UnitIx,
) -> Result<(), Refused> {
    let code = || state.units.at(unit).code.clone();
    let row = rules.unit_id(unit).and_then(|id| rules.model.units.get(id.at()));
    let Some(row) = row else {
        let known = rules.units.iter().map(|unit| state.units.at(*unit).code.to_string());
        let known = known.collect::<Vec<_>>().join(", ");
        return Err(Refused::UnitUndeclared { code: code(), known });
    };
    if let Some((day, _)) = row.ends.filter(|(day, _)| day.start_ms() <= occasion.at.0) {
        return Err(Obstacle::UnitEnded { unit: code(), day: day.to_string() }.into());
    }
    let staged = Staged::new(state, Clock::at(occasion.at), occasion.act, occasion.entry);
    match against(View { staged: &staged, rules }, row.passes, from, to)? {
        None => Ok(()),
        Some(why) => Err(Obstacle::MayNotPass {
            unit: code(),
            from: staged.say_account(from),
            to: staged.say_account(to),
            why,
        }
        .into()),
    }
}

/// What a unit's way of passing says against it.
fn against(
    view: View<'_>,
    passes: Passes,
    from: Account,
    to: Account,
) -> Result<Option<&'static str>, Refused> {
    let is_within = |account: Account| matches!(account, Account::Agent(_) | Account::Pool(_));
    Ok(match passes {
        Passes::Freely => None,
        Passes::Never => Some("it never passes"),
        Passes::ByRuleOnly => Some("it passes by rules only"),
        Passes::WithinMembers => {
            let stays = is_within(from) && is_within(to);
            (!stays).then_some("it passes among members and pools only")
        }
        Passes::Between(one, other) => {
            let passes =
                both(view, (from, one), (to, other))? || both(view, (from, other), (to, one))?;
            (!passes).then_some("it passes between two roles only")
        }
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
