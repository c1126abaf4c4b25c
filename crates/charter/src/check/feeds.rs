//! Which rule sets off which: the payments that a rule makes, and the rules that wait for such.

use super::scope::{Holder, holder};
use super::walk::{later, tiers};
use crate::model::{
    Action, ActionKind, ClaimId, Destination, Model, Place, PoolId, Rule, Side, Source, Trigger,
    UnitId,
};
use crate::report::{Bound, Many};

/// An end of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// An agent.
    Agent,
    /// This pool.
    Pool(PoolId),
    /// An agent, a pool or the world outside.
    Anyone,
    /// The world outside.
    Outside,
    /// The issuer of the unit: issuing and taking back set off nothing.
    Issuer,
}

/// When a payment is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// In the same entry as the event.
    AtOnce,
    /// In a later one.
    Later,
}

/// A payment that a rule makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Of which unit.
    pub unit: UnitId,
    /// From where.
    pub from: End,
    /// To where.
    pub to: End,
    /// The class of claims it pays.
    pub claim: Option<ClaimId>,
    /// How many of them at most.
    pub count: Bound,
    /// When.
    pub when: When,
}

/// All payments that a rule makes. What goes to the pool where it is stays there and is none.
pub fn payments(model: &Model, rule: &Rule) -> Vec<Payment> {
    let mut found = Vec::new();
    for action in &rule.actions {
        of_action(model, rule, action, (When::AtOnce, End::Anyone), &mut found);
    }
    found.retain(|it| !(matches!(it.from, End::Pool(_)) && it.from == it.to));
    found
}

/// The rules that each rule may set off by such payments, given those that each makes.
pub fn follows(
    model: &Model,
    payments: &[Vec<Payment>],
    such: impl Fn(&Payment) -> bool,
) -> Vec<Vec<usize>> {
    let fed = |made: &Vec<Payment>| {
        let is_fed = |rule| made.iter().any(|it| such(it) && sets_off(model, it, rule));
        let rules = model.rules.iter().enumerate().filter(|(_, rule)| is_fed(rule));
        rules.map(|(index, _)| index).collect()
    };
    payments.iter().map(fed).collect()
}

/// `held` is whose amount lies in the hold that the action ends.
fn of_action(
    model: &Model,
    rule: &Rule,
    action: &Action,
    (when, held): (When, End),
    found: &mut Vec<Payment>,
) {
    let end = |place: Place| match place {
        Place::Held => held,
        place => end(model, rule, place),
    };
    match &action.kind {
        ActionKind::Move { amount, from, to, .. } => {
            let from = match from {
                Source::Place(place) => end(*place),
                Source::Issuer => End::Issuer,
            };
            pay(model, rule, (amount.unit, from, when), to, found);
        }
        ActionKind::Retire { amount, from } => {
            found.push(single(amount.unit, end(*from), End::Issuer, when));
        }
        ActionKind::Split { amount, from, .. } | ActionKind::Pour { amount, from, .. } => {
            for tier in tiers(model, action) {
                pay(model, rule, (amount.unit, end(*from), when), &tier.to, found);
            }
        }
        ActionKind::Convert { amount, from, rate, to, .. } => {
            found.push(single(amount.unit, end(*from), End::Issuer, when));
            if let Some(rate) = model.rates.get(rate.at()) {
                found.push(single(rate.to, End::Issuer, end(*to), when));
            }
        }
        _ => {}
    }
    if let Some(then) = later(action) {
        let held = match &action.kind {
            ActionKind::Hold { from, .. } => end(*from),
            _ => held,
        };
        of_action(model, rule, then, (When::Later, held), found);
    }
}

fn single(unit: UnitId, from: End, to: End, when: When) -> Payment {
    Payment { unit, from, to, claim: None, count: Bound::fixed(1), when }
}

fn pay(
    model: &Model,
    rule: &Rule,
    (unit, from, when): (UnitId, End, When),
    to: &Destination,
    found: &mut Vec<Payment>,
) {
    let several =
        |many, to, claim| Payment { unit, from, to, claim, count: Bound::each(many), when };
    match to {
        Destination::Place(place) => found.push(single(unit, from, end(model, rule, *place), when)),
        Destination::Claim(id) => {
            found.push(several(Many::Holders(*id), End::Agent, Some(*id)));
            let overflow = model.claims.get(id.at()).and_then(|it| it.overflow);
            found.extend(overflow.map(|it| single(unit, from, end(model, rule, it), when)));
        }
        Destination::Among { role, .. } => found.push(several(Many::Role(*role), End::Agent, None)),
        Destination::By { equation, .. } => {
            found.push(several(Many::Contributors(*equation), End::Agent, None));
        }
    }
}

fn end(model: &Model, rule: &Rule, place: Place) -> End {
    match place {
        Place::Party(slot) => match holder(model, rule, slot) {
            Holder::Agent | Holder::Settled => End::Agent,
            Holder::Pool(pool) => End::Pool(pool),
            Holder::Anyone => End::Anyone,
        },
        Place::Pool(pool) => End::Pool(pool),
        Place::Bank(_) | Place::Outside => End::Outside,
        Place::Held => End::Anyone,
    }
}

/// Whether a payment of a rule may set off another.
///
/// A rule that wants to know more than the amount is not set off by rules: they cannot tell, and all is refused.
pub fn sets_off(model: &Model, payment: &Payment, rule: &Rule) -> bool {
    let issues = payment.from == End::Issuer || payment.to == End::Issuer;
    if issues || !rule.details.is_empty() {
        return false;
    }
    match &rule.trigger {
        Trigger::Transfer { unit, from, to } => {
            *unit == payment.unit
                && meets(model, rule, payment.from, *from)
                && meets(model, rule, payment.to, *to)
        }
        Trigger::Reached { unit, pool, .. } => {
            *unit == payment.unit
                && matches!(payment.to, End::Anyone | End::Pool(_))
                && (payment.to == End::Anyone || payment.to == End::Pool(*pool))
        }
        Trigger::Paid(claim) => payment.claim == Some(*claim),
        Trigger::Report { .. }
        | Trigger::Request { .. }
        | Trigger::Every { .. }
        | Trigger::Passes { .. }
        | Trigger::Date(_) => false,
    }
}

fn meets(model: &Model, rule: &Rule, end: End, side: Side) -> bool {
    match side {
        Side::Anyone => true,
        Side::Pool(pool) => end == End::Anyone || end == End::Pool(pool),
        Side::Outside => matches!(end, End::Anyone | End::Outside),
        Side::Slot(slot) | Side::Role(_, slot) => {
            matches!(end, End::Anyone | End::Agent) || holder(model, rule, slot) == Holder::Anyone
        }
    }
}
