//! Paying out: money leaves the custodian for the members' own accounts.
//!
//! The bank carries out what was settled before, so it sets off no rules: nobody is debited because the custodian pays.

use std::collections::BTreeSet;

use super::charge::Desk;
use super::check;
use super::receive::{decide_reference, from_outside};
use crate::account::Account;
use crate::agent::AgentIx;
use crate::cascade::{Payment, Start};
use crate::change::Flowed;
use crate::codec::record;
use crate::name::Handle;
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::{Measure, Quantity};

record! {
    /// One payment of a batch.
    pub struct PayoutLine {
        /// Who is paid.
        pub agent: Handle,
        /// How much.
        pub amount: Measure,
    }
}

record! {
    /// A batch of payments by the custodian's bank.
    pub struct PayOut {
        /// The payments, each agent once a unit.
        pub lines: Vec<PayoutLine>,
        /// The reference of the batch, by which it is booked only once.
        pub reference: String,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

/// Refuses, in this order: an overlong note; somebody who does not look after the money outside; an empty, overlong or
/// booked reference; a batch without payments; and of each payment an unknown agent, a unit that the charter does
/// not declare or that does not go outside, an amount of zero or less, an agent who is paid twice, and
/// more than the agent is to be paid and has together.
pub(super) fn decide(desk: Desk<'_>, wish: &PayOut) -> Result<Flowed, Refused> {
    check::note(wish.note.as_ref())?;
    desk.custodian("pay out")?;
    decide_reference(desk.state, &wish.reference)?;
    if wish.lines.is_empty() {
        return Err(Refused::PayoutEmpty);
    }
    let (mut seen, mut lines) = (BTreeSet::new(), Vec::with_capacity(wish.lines.len()));
    for line in &wish.lines {
        let agent = check::agent(desk.state, &line.agent)?;
        let amount = from_outside(desk.state, desk.rules, &line.amount)?;
        if !seen.insert((agent, amount.unit)) {
            let unit = line.amount.unit.clone();
            return Err(Refused::PaidTwice { agent: line.agent.clone(), unit });
        }
        lines.push((agent, amount));
    }
    let payments = lines.into_iter().flat_map(|(agent, amount)| out(desk, agent, amount));
    desk.run(&Start::PaidOut(payments.collect()))
}

/// What is to be paid out to an agent goes first, and then what they have.
fn out(desk: Desk<'_>, agent: AgentIx, amount: Quantity) -> impl Iterator<Item = Payment> {
    let Quantity { minor, unit } = amount;
    let payable = desk.state.accounts.balance(Account::Payable(agent), unit).clamp(0, minor);
    let pay = move |from, minor| Payment { from, to: Account::Outside, unit, minor };
    let both = [pay(Account::Payable(agent), payable), pay(Account::Agent(agent), minor - payable)];
    both.into_iter().filter(|payment| payment.minor > 0)
}

pub(super) fn apply(state: &mut State, entry: u64, wish: &PayOut) {
    state.money.references.insert(wish.reference.clone(), entry);
}
