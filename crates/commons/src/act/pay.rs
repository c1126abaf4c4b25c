//! Paying somebody.

use super::charge::Desk;
use super::{Envelope, Unfoldable, check, found};
use crate::change::Flowed;
use crate::codec::record;
use crate::money::{Fresh, Pending, PendingKind};
use crate::name::{ActId, Handle};
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::Measure;

record! {
    /// A further amount of an event, as a rule of the charter names it.
    pub struct Detail {
        /// What it is called.
        pub name: Handle,
        /// How much.
        pub amount: Measure,
    }
}

record! {
    /// A payment.
    pub struct Pay {
        /// The pool that pays, which its keepers may use; else the author pays.
        pub from: Option<Handle>,
        /// Who is paid: an agent or a pool.
        pub to: Handle,
        /// How much.
        pub amount: Measure,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// The demand that this answers.
        pub demand: Option<ActId>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

impl Pay {
    /// A payment by the author, with nothing said about it but to whom and how much.
    #[must_use]
    pub fn new(to: Handle, amount: Measure) -> Self {
        Self { from: None, to, amount, details: Vec::new(), demand: None, note: None }
    }
}

/// Refuses, in this order: an overlong note; a unit that the charter does not declare, an amount of zero or less; an
/// unknown payee; a pool that the author does not keep; a payment to oneself; a demand that does not wait
/// for the author or asks for something else; further amounts that no rule wants, or that are wanted
/// and missing; and what the charter says against it.
pub(super) fn decide(desk: Desk<'_>, wish: &Pay) -> Result<Flowed, Refused> {
    check::note(wish.note.as_ref())?;
    let amount = check::amount(desk.state, desk.rules, &wish.amount)?;
    let to = check::holder(desk.state, &wish.to)?;
    let from = desk.payer(wish.from.as_ref())?;
    if from == to {
        return Err(Refused::SameAccount { name: wish.to.clone() });
    }
    if let Some(demand) = wish.demand {
        decide_demand(desk, demand, wish)?;
    }
    desk.pass(from, to, amount, &wish.details)
}

/// A demand is answered by paying just what it asks for to whom it says.
fn decide_demand(desk: Desk<'_>, demand: ActId, wish: &Pay) -> Result<(), Refused> {
    let pending = desk.waiting_for_author(demand, PendingKind::Demand)?;
    let to = demand_to(desk.state, pending);
    if pending.amount == wish.amount && to == wish.to {
        return Ok(());
    }
    let asked = check::quantity(desk.state, &pending.amount)?;
    let asked = format!("{} for `{to}`", desk.state.say(asked));
    Err(Refused::DemandDiffers { entry: pending.entry, asked })
}

/// Who is to be paid by a demand: the pool it names, or else who asks.
pub(super) fn demand_to(state: &State, pending: &Pending) -> Handle {
    let by = || state.agents.at(pending.by).handle.clone();
    pending.other.clone().unwrap_or_else(by)
}

/// A payment that somebody asked for stands at once: who sells may hand over the goods.
pub(super) fn apply(state: &mut State, envelope: &Envelope, wish: &Pay) -> Result<(), Unfoldable> {
    let Envelope { entry, at, .. } = *envelope;
    match wish.demand {
        Some(demand) => {
            let pending = found(entry, &demand, state.money.pending.get_mut(&demand))?;
            pending.answered = Some(entry);
        }
        None => {
            let by = found(entry, &"its author", state.signer(&envelope.key))?;
            state.money.note_fresh(Fresh { entry, at, by });
        }
    }
    Ok(())
}
