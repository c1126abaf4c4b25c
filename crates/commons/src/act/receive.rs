//! Receiving money from outside.

use charter::model::Issuer;

use super::charge::Desk;
use super::{Detail, check};
use crate::account::Account;
use crate::change::Flowed;
use crate::codec::record;
use crate::money::InForce;
use crate::name::Handle;
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::{Measure, Quantity};

record! {
    /// Money that arrived at the custodian.
    pub struct Receive {
        /// How much.
        pub amount: Measure,
        /// Who sent it, if an agent of the commons.
        pub from: Option<Handle>,
        /// For whom: an agent or a pool.
        pub to: Handle,
        /// The reference of the payment, by which it is booked only once.
        pub reference: String,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

/// The longest reference, in bytes.
const LONGEST_REFERENCE: usize = 200;

/// Refuses, in this order: an overlong note; somebody who does not look after the money outside; a unit that the
/// charter does not declare or that does not come from outside, an amount of zero or less; an unknown sender or
/// payee; an empty, overlong or booked reference; further amounts that no rule wants, or that are wanted and
/// missing; and what the charter says against it.
pub(super) fn decide(desk: Desk<'_>, wish: &Receive) -> Result<Flowed, Refused> {
    check::note(wish.note.as_ref())?;
    desk.custodian("book what comes in")?;
    let amount = from_outside(desk.state, desk.rules, &wish.amount)?;
    if let Some(from) = &wish.from {
        check::agent(desk.state, from)?;
    }
    let to = check::holder(desk.state, &wish.to)?;
    decide_reference(desk.state, &wish.reference)?;
    desk.transfer(Account::Outside, to, amount, &wish.details)
}

/// An amount above zero of a unit that comes in from outside and goes out again.
pub(super) fn from_outside(
    state: &State,
    rules: &InForce,
    measure: &Measure,
) -> Result<Quantity, Refused> {
    let amount = check::amount(state, rules, measure)?;
    let unit = rules.unit_id(amount.unit).and_then(|id| rules.model.units.get(id.at()));
    match unit.map(|unit| &unit.issuer) {
        Some(Issuer::Outside) => Ok(amount),
        _ => Err(Refused::NotFromOutside { code: measure.unit.clone() }),
    }
}

/// Refuses a reference that is empty, too long, or that of a payment booked before.
pub(super) fn decide_reference(state: &State, reference: &str) -> Result<(), Refused> {
    if reference.trim().is_empty() {
        return Err(Refused::TextEmpty { what: "the reference" });
    }
    check::within("the reference", reference, LONGEST_REFERENCE)?;
    match state.money.references.get(reference) {
        Some(entry) => {
            Err(Refused::ReferenceTaken { reference: reference.to_owned(), entry: *entry })
        }
        None => Ok(()),
    }
}

pub(super) fn apply(state: &mut State, entry: u64, wish: &Receive) {
    state.money.references.insert(wish.reference.clone(), entry);
}
