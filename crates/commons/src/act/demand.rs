//! Asking somebody to pay, and their answer.

use super::charge::Desk;
use super::pay::demand_to;
use super::report::set_off;
use super::{Detail, Envelope, Unfoldable, check, found, say};
use crate::account::Account;
use crate::cascade::Start;
use crate::change::Flowed;
use crate::codec::{record, words};
use crate::money::{Pending, PendingKind};
use crate::name::{ActId, Handle, Moment};
use crate::refusal::Refused;
use crate::state::State;
use crate::unit::Measure;

record! {
    /// Asks somebody to pay the author (or a pool that the author keeps).
    pub struct Demand {
        /// Who is asked.
        pub payer: Handle,
        /// How much.
        pub amount: Measure,
        /// The pool to be paid; else the author.
        pub to: Option<Handle>,
        /// Further amounts that a rule of the charter asks for.
        pub details: Vec<Detail>,
        /// Until when it can be answered.
        pub until: Option<Moment>,
        /// Anything worth knowing.
        pub note: Option<String>,
    }
}

impl Demand {
    /// Asks somebody to pay the author, with no end to the asking.
    #[must_use]
    pub fn new(payer: Handle, amount: Measure) -> Self {
        Self { payer, amount, to: None, details: Vec::new(), until: None, note: None }
    }
}

words! {
    /// What somebody says to a demand, or to a report that they must confirm.
    pub enum Word {
        /// It happens.
        1 "accept" => Accept,
        /// It does not.
        2 "decline" => Decline,
    }
}

record! {
    /// Answers a demand, or a report that waits for the author's word.
    pub struct Answer {
        /// The act that waits.
        pub to: ActId,
        /// What is said.
        pub word: Word,
    }
}

/// Refuses, in this order: an overlong note; a unit that the charter does not declare, an amount of zero or less; an
/// unknown payer; a pool that the author does not keep; a demand on oneself; an end that does not lie ahead.
pub(super) fn decide(desk: Desk<'_>, wish: &Demand) -> Result<(), Refused> {
    check::note(wish.note.as_ref())?;
    check::amount(desk.state, desk.rules, &wish.amount)?;
    let payer = check::agent(desk.state, &wish.payer)?;
    desk.payer(wish.to.as_ref())?;
    if payer == desk.author && wish.to.is_none() {
        return Err(Refused::SameAccount { name: wish.payer.clone() });
    }
    match wish.until {
        Some(until) if until <= desk.envelope.at => {
            Err(Refused::NotAhead { what: "the end of a demand" })
        }
        _ => Ok(()),
    }
}

pub(super) fn apply(
    state: &mut State,
    envelope: &Envelope,
    wish: &Demand,
) -> Result<(), Unfoldable> {
    let entry = envelope.entry;
    let pending = Pending {
        act: envelope.act,
        entry,
        by: found(entry, &"its author", state.signer(&envelope.key))?,
        word_of: found(entry, &say(&wish.payer), state.agent(&wish.payer))?,
        kind: PendingKind::Demand,
        amount: wish.amount.clone(),
        other: wish.to.clone(),
        details: told(&wish.details),
        until: wish.until,
        answered: None,
    };
    state.money.pending.insert(envelope.act, pending);
    Ok(())
}

/// Further amounts as the state keeps them.
pub(super) fn told(details: &[Detail]) -> Vec<(Handle, Measure)> {
    details.iter().map(|detail| (detail.name.clone(), detail.amount.clone())).collect()
}

fn retold(details: &[(Handle, Measure)]) -> Vec<Detail> {
    let detail =
        |(name, amount): &(Handle, Measure)| Detail { name: name.clone(), amount: amount.clone() };
    details.iter().map(detail).collect()
}

/// Refuses, in this order: an act that waits for nothing, somebody whose word is not waited for, what was
/// answered before or can no longer be; and, if the word is yes, what the charter says against it.
pub(super) fn decide_answer(desk: Desk<'_>, wish: &Answer) -> Result<Flowed, Refused> {
    let pending = desk.state.money.pending.get(&wish.to).ok_or(Refused::NothingWaits)?;
    desk.waiting_for_author(wish.to, pending.kind)?;
    if wish.word == Word::Decline {
        return Ok(Flowed { changes: Vec::new() });
    }
    let amount = check::declared(desk.state, desk.rules, &pending.amount)?;
    let details = retold(&pending.details);
    match pending.kind {
        PendingKind::Demand => {
            let to = check::holder(desk.state, &demand_to(desk.state, pending))?;
            desk.pass(Account::Agent(desk.author), to, amount, &details)
        }
        PendingKind::Report => {
            let about = desk.about(pending.other.as_ref())?;
            let by = pending.by;
            let told = desk.told(&details, &set_off(desk, amount.unit, by, about)?)?;
            desk.run(&Start::Report { amount, by, about, told })
        }
    }
}

pub(super) fn apply_answer(state: &mut State, entry: u64, wish: &Answer) -> Result<(), Unfoldable> {
    let pending = found(entry, &wish.to, state.money.pending.get_mut(&wish.to))?;
    pending.answered = Some(entry);
    Ok(())
}
