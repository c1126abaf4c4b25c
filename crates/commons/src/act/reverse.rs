//! Taking an event, a distribution or a flow of money back, by its mirror.

mod kept;
mod undo;

use super::charge::Desk;
use super::distribute::apply_postings;
use super::log::add_event;
use super::stock::{ResourceChange, apply_changes, mirror};
use super::{Effects, Envelope, Unfoldable, check, fold, found};
use crate::account::{AccountName, Posting, Whole};
use crate::agent::AgentIx;
use crate::cascade;
use crate::change::{Change, Flowed};
use crate::codec::{Canonical, record};
use crate::distribution::Distribution;
use crate::event::{Event, EventIx, EventRest};
use crate::money::Done;
use crate::name::ActId;
use crate::refusal::Refused;
use crate::state::{Held, State};
use crate::unit::Quantity;

use kept::Kept;

record! {
    /// Takes back what an act did.
    pub struct Reverse {
        /// The act.
        pub act: ActId,
        /// Why.
        pub reason: Option<String>,
    }
}

record! {
    /// The mirror of what was done.
    pub struct Reversed {
        /// Changes of resources.
        pub changes: Vec<ResourceChange>,
        /// Postings, which sum to zero.
        pub postings: Vec<Posting>,
    }
}

/// Refuses, in this order: an overlong reason, an act that is neither an event nor a distribution nor a flow of
/// money, a reversal, what was reversed before; with a charter in force, whoever was neither paid by the flow, nor made
/// the payment within the last minute without being asked, nor looks after the money outside; a mirror that would take
/// more than is there; and an undoing of what was spent since.
pub(super) fn decide(
    state: &State,
    envelope: &Envelope,
    author: AgentIx,
    wish: &Reverse,
) -> Result<Effects, Refused> {
    check::note(wish.reason.as_ref())?;
    let entry = state.entry_of(wish.act).ok_or(Refused::EventUnknown)?;
    match state.held(entry) {
        Some(Held::Event(event)) => decide_event(state, event).map(Effects::Reversal),
        Some(Held::Distribution(distribution)) => {
            let distribution = state.distributions.at(distribution);
            if let Some(by) = distribution.reversed_by {
                return Err(Refused::AlreadyReversed { entry, by });
            }
            if let Some(rules) = state.money.in_force() {
                let desk = Desk { state, envelope, rules, author };
                desk.custodian("take back what was paid to others")?;
            }
            Ok(Effects::Reversal(mirror_postings(state, distribution)))
        }
        None => {
            let rules = check::charter(state).map_err(|_| Refused::NotReversible { entry })?;
            let desk = Desk { state, envelope, rules, author };
            decide_flow(desk, entry).map(Effects::Flow)
        }
    }
}

fn decide_flow(desk: Desk<'_>, entry: u64) -> Result<Flowed, Refused> {
    let state = desk.state;
    let kept = done(state, entry).and_then(Kept::of).ok_or(Refused::NotReversible { entry })?;
    if kept.mirrors.is_some() {
        return Err(Refused::IsReversal { entry });
    }
    if let Some(by) = state.money.taken_back.get(&entry) {
        return Err(Refused::AlreadyReversed { entry, by: *by });
    }
    let flowed = kept.flowed(state, entry).ok_or(Refused::NotReversible { entry })?;
    let paid = flowed.changes.iter().find_map(Change::moved);
    let paid = paid.and_then(|moved| state.account(&moved.to));
    let mirror = || cascade::mirror(state, desk.envelope.occasion(), entry, &flowed);
    if paid.map_or(Ok(false), |paid| desk.speaks_for(paid))? {
        return mirror();
    }
    let custodian = desk.custodian("take back what was paid to others");
    if custodian.is_ok() || state.money.undo_until(entry, desk.author, desk.envelope.at).is_none() {
        return custodian.and_then(|()| mirror());
    }
    let mirrored = mirror()?;
    undo::still_there(state, entry, &mirrored)?;
    Ok(mirrored)
}

fn done(state: &State, entry: u64) -> Option<&Done> {
    let flows = &state.money.flows;
    let at = flows.binary_search_by_key(&entry, |done| done.entry).ok()?;
    flows.get(at)
}

/// Keeps what an act did by itself, without what fell due before it, so that it can be taken back.
pub(super) fn keep(
    state: &mut State,
    entry: u64,
    mirrors: Option<u64>,
    reference: Option<&str>,
    flowed: &Flowed,
) {
    let own = flowed.changes.rsplit(|change| matches!(change, Change::CaughtUp(_))).next();
    let is_decision = state.money.decided.last().is_some_and(|decided| decided.entry == entry);
    let own = own.unwrap_or_default();
    if !own.is_empty() || is_decision {
        let kept = Kept::new(state, mirrors, reference, own).to_bytes().into();
        state.money.flows.push(Done { entry, kept });
    }
}

/// Folds the mirror of a flow. A payment that is taken back can be booked anew under its reference; a decision that is
/// taken back changes no charter any more.
pub(super) fn apply_flow(
    state: &mut State,
    envelope: &Envelope,
    wish: &Reverse,
    flowed: &Flowed,
) -> Result<(), Unfoldable> {
    let of = found(envelope.entry, &wish.act, state.entry_of(wish.act))?;
    fold(state, envelope, &flowed.changes)?;
    let kept = found(envelope.entry, &wish.act, done(state, of).and_then(Kept::of))?;
    let money = &mut state.money;
    money.taken_back.insert(of, envelope.entry);
    kept.reference.and_then(|reference| money.references.remove(&reference));
    if let Ok(at) = money.decided.binary_search_by_key(&of, |decided| decided.entry) {
        money.decided.remove(at);
    }
    keep(state, envelope.entry, Some(of), None, flowed);
    Ok(())
}

fn decide_event(state: &State, ix: EventIx) -> Result<Reversed, Refused> {
    let event = state.events.at(ix);
    let entry = event.entry;
    if event.corrects.is_some() {
        return Err(Refused::IsReversal { entry });
    }
    if state.is_taken_back(ix) {
        let corrections = state.corrections.get(&ix);
        let by =
            corrections.and_then(|all| all.last()).map_or(entry, |by| state.events.at(*by).entry);
        return Err(Refused::AlreadyReversed { entry, by });
    }
    Ok(Reversed { changes: mirror(state, ix)?, postings: Vec::new() })
}

fn mirror_postings(state: &State, distribution: &Distribution) -> Reversed {
    let unit = &state.units.at(distribution.unit).code;
    let post = |account, minor| Posting { account, minor, unit: unit.clone() };
    let agents = distribution.payees.iter().filter(|payee| payee.minor != 0).map(|payee| {
        let agent = state.agents.at(payee.agent).handle.clone();
        post(AccountName::Agent(agent), -payee.minor)
    });
    let mut postings: Vec<Posting> = agents.collect();
    postings.push(post(AccountName::Outside(Whole {}), distribution.total));
    Reversed { changes: Vec::new(), postings }
}

pub(super) fn apply(
    state: &mut State,
    envelope: &Envelope,
    wish: &Reverse,
    reversed: &Reversed,
) -> Result<(), Unfoldable> {
    let entry = envelope.entry;
    let of = found(entry, &wish.act, state.entry_of(wish.act))?;
    match found(entry, &wish.act, state.held(of))? {
        Held::Event(event) => {
            let unit = state.events.at(event).quantity.map(|quantity| quantity.unit);
            apply_changes(state, entry, unit, &reversed.changes)?;
            unsettle(state, event);
            let mirrored = mirrored(state, envelope, event, wish)?;
            add_event(state, mirrored);
        }
        Held::Distribution(distribution) => {
            apply_postings(state, entry, &reversed.postings)?;
            let row = state.distributions.at_mut(distribution);
            row.reversed_by = Some(entry);
            take_carries_back(state, distribution);
        }
    }
    Ok(())
}

/// What was paid counts as not paid: who got more than their share is owed less again.
fn take_carries_back(state: &mut State, ix: crate::distribution::DistributionIx) {
    let row = state.distributions.at(ix);
    for payee in &row.payees {
        let whole = i128::from(quantity::Share::WHOLE);
        let parts = i128::from(payee.share.parts());
        // The whole steps of what was due come off first: their product would not fit.
        let beyond = payee.minor - row.total / whole * parts;
        let change = beyond * whole - row.total % whole * parts;
        state.carries.add(row.target.as_ref(), row.unit, payee.agent, change);
    }
}

/// What an event paid of claims is open again.
fn unsettle(state: &mut State, ix: EventIx) {
    let paid = state.net(ix, |event| event.quantity).unwrap_or_default();
    for iri in state.events.at(ix).settles().to_vec() {
        let claim = state.claim(&iri).map(|claim| state.claims.at_mut(claim));
        if let Some(claim) = claim.filter(|claim| claim.quantity.is_some()) {
            claim.settle(-paid);
        }
    }
}

fn mirrored(
    state: &State,
    envelope: &Envelope,
    ix: EventIx,
    wish: &Reverse,
) -> Result<Event, Unfoldable> {
    let author = found(envelope.entry, &"its author", state.signer(&envelope.key))?;
    let event = state.events.at(ix);
    let back = |of: fn(&Event) -> Option<Quantity>| {
        let quantity = of(event)?;
        Some(Quantity { minor: -state.net(ix, of)?, unit: quantity.unit })
    };
    let rest = wish
        .reason
        .clone()
        .map(|reason| Box::new(EventRest { note: Some(reason), ..EventRest::default() }));
    Ok(Event {
        act: envelope.act,
        entry: envelope.entry,
        logged: envelope.at,
        author,
        quantity: back(|event| event.quantity),
        effort: back(|event| event.effort),
        value: back(|event| event.value),
        corrects: Some(ix),
        rest,
        ..event.clone()
    })
}
