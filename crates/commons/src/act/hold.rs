//! Setting an amount aside for somebody, and what becomes of it.

use super::charge::Desk;
use super::check;
use crate::cascade::{Payment, Start};
use crate::change::{Aside, Flowed, HeldFor, Then};
use crate::codec::record;
use crate::name::{ActId, Handle, Moment};
use crate::refusal::Refused;
use crate::unit::{Measure, Quantity};

record! {
    /// Sets an amount aside.
    pub struct Hold {
        /// The pool that pays, which its keepers may use; else the author.
        pub from: Option<Handle>,
        /// For whom.
        pub to: Handle,
        /// How much.
        pub amount: Measure,
        /// When it goes back if nothing came of it.
        pub until: Moment,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

record! {
    /// Commits a hold, as whole or in part, or cancels it.
    pub struct SettleHold {
        /// The act that made the hold, or whose cascade did.
        pub hold: ActId,
        /// The how-manieth hold of that act, from 0.
        pub place: u32,
        /// How much the payee gets; the rest goes back. Nothing cancels it.
        pub commit: Option<Measure>,
    }
}

/// Refuses, in this order: an overlong note; a unit that the charter does not declare, an amount of zero or less; an
/// unknown payee; a pool that the author does not keep; a hold for oneself; an end that does not lie ahead; and what
/// the charter says against such a payment and against setting it aside.
pub(super) fn decide(desk: Desk<'_>, wish: &Hold) -> Result<Flowed, Refused> {
    check::note(wish.note.as_ref())?;
    let amount = check::amount(desk.state, desk.rules, &wish.amount)?;
    let to = check::holder(desk.state, &wish.to)?;
    let from = desk.payer(wish.from.as_ref())?;
    if from == to {
        return Err(Refused::SameAccount { name: wish.to.clone() });
    }
    if wish.until <= desk.envelope.at {
        return Err(Refused::NotAhead { what: "the end of a hold" });
    }
    desk.may_pass(amount.unit, from, to)?;
    let held_for = HeldFor { to: desk.state.account_name(to), note: wish.note.clone() };
    let payment = Payment { from, to, unit: amount.unit, minor: amount.minor };
    desk.run(&Start::Hold { payment, until: wish.until, held_for })
}

/// Who may do what with a hold: who set it aside (for a pool, its keepers) commits it, as a whole or in part, or
/// cancels it; whoever it is for may cancel it and so let it go. Nobody else does either; at its end it goes back
/// by itself.
///
/// Refuses, in this order: an act that set nothing aside there; a hold that has ended; one that a rule made;
/// somebody who may not; another unit, an amount of zero or less, or more than is set aside; and what the charter
/// says against the payment.
pub(super) fn decide_settle(desk: Desk<'_>, wish: &SettleHold) -> Result<Flowed, Refused> {
    let (deferred, waiting) = desk.set_aside(wish.hold, wish.place)?;
    let held = waiting.deferred.held.as_ref().ok_or(Refused::HoldUnknown)?;
    if let Some(how) = waiting.ended {
        return Err(Refused::HoldSettled { how: how.word() });
    }
    let Then::Expire(held_for) = &waiting.deferred.then else {
        return Err(Refused::HoldOfRule { due: check::day(waiting.deferred.due) });
    };
    decide_who(desk, held, held_for, wish)?;
    let commit = wish.commit.as_ref().map(|measure| committed(desk, held, measure)).transpose()?;
    desk.run(&Start::Settle { deferred, commit: commit.map(|amount| amount.minor) })
}

fn decide_who(
    desk: Desk<'_>,
    held: &Aside,
    held_for: &HeldFor,
    wish: &SettleHold,
) -> Result<(), Refused> {
    let account = |name| desk.state.account(name).ok_or(Refused::HoldUnknown);
    let is_payer = desk.speaks_for(account(&held.from)?)?;
    let lets_go = wish.commit.is_none() && desk.speaks_for(account(&held_for.to)?)?;
    if is_payer || lets_go {
        return Ok(());
    }
    let what = if wish.commit.is_some() { "commit this hold" } else { "cancel this hold" };
    Err(Refused::NotInCharge { who: "whoever set it aside".to_owned(), what })
}

/// How much the payee gets: no more than is set aside, in what it counts now.
fn committed(desk: Desk<'_>, held: &Aside, measure: &Measure) -> Result<Quantity, Refused> {
    let amount = check::amount(desk.state, desk.rules, measure)?;
    let unit = check::unit(desk.state, &held.unit)?;
    let fading = desk.state.money.fading.get(&unit);
    let counts = fading.map_or(held.minor, |it| it.at(desk.envelope.at).nominal(held.minor));
    if amount.unit != unit || amount.minor > counts {
        let held = desk.state.say(Quantity { minor: counts, unit });
        return Err(Refused::HoldExceeded { held, asked: desk.state.say(amount) });
    }
    Ok(amount)
}
