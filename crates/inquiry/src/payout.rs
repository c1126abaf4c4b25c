//! Batches of payments for the bank: who waits for one, and what the bank is told.

use charter::model::Issuer;
use commons::account::Account;
use commons::act::{PayOut, PayoutLine};
use commons::state::State;
use commons::unit::{Measure, UnitIx};
use exchange::pain::{Payment, Payout as Wished};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::bank_details::{BankDetails, BankDetailsRefused};

/// What a payment of a batch is known by at both banks: the batch and its place, from 1.
#[must_use]
pub fn end_to_end(reference: &str, place: usize) -> String {
    format!("{reference}-{place}")
}

/// The units that come from outside and can go there, in the order of the charter.
#[must_use]
pub fn outside_units(state: &State) -> Vec<UnitIx> {
    let Some(rules) = state.money.in_force() else { return Vec::new() };
    let is_outside = |unit: &UnitIx| {
        let row = rules.unit_id(*unit).and_then(|id| rules.model.units.get(id.at()));
        row.is_some_and(|row| matches!(row.issuer, Issuer::Outside))
    };
    rules.units.iter().copied().filter(is_outside).collect()
}

/// All that rules pay out to members, in the order in which the members joined.
#[must_use]
pub fn to_be_paid(state: &State, unit: UnitIx) -> Vec<PayoutLine> {
    let code = &state.units.at(unit).code;
    let line = |(of, account, minor): (UnitIx, Account, i128)| match account {
        Account::Payable(agent) if of == unit && minor > 0 => Some(PayoutLine {
            agent: state.agents.at(agent).handle.clone(),
            amount: Measure { minor, unit: code.clone() },
        }),
        _ => None,
    };
    state.accounts.iter().filter_map(line).collect()
}

/// The payments of a batch in one unit, as they are wished from the bank; see
/// [`check`](Wished::check), which refuses what a bank would.
///
/// # Errors
/// Somebody whose account is not known, or is wrong.
pub fn wished(
    state: &State,
    wish: &PayOut,
    unit: UnitIx,
    bank: &BankDetails,
    execute_on: Date,
) -> Result<Wished, BankDetailsRefused> {
    let row = state.units.at(unit);
    let of_unit = || (1..).zip(&wish.lines).filter(|(_, line)| line.amount.unit == row.code);
    let payees: Vec<&str> = of_unit().map(|(_, line)| line.agent.as_str()).collect();
    let (payer, payees) = bank.parties(&payees)?;
    let payment = |((place, line), payee): ((usize, &PayoutLine), _)| Payment {
        end_to_end: end_to_end(&wish.reference, place),
        instruction: end_to_end(&wish.reference, place),
        minor: line.amount.minor,
        payee,
        remittance: wish.note.clone().unwrap_or_else(|| wish.reference.clone()),
    };
    Ok(Wished {
        id: wish.reference.clone(),
        created: Timestamp::now(),
        execute_on,
        currency: row.code.to_string(),
        decimals: row.decimals,
        payer,
        payments: of_unit().zip(payees).map(payment).collect(),
    })
}
