//! What a rule costs at most: amounts moved, instructions run.

use super::feeds::{Payment, When};
use super::walk::{amount, caps, chain, tiers};
use crate::model::{
    Action, ActionKind, Cap, Destination, Figure, Limit, Model, Portion, Rule, Tier, Trigger,
};
use crate::report::{Bound, Many};

/// Amounts moved by a rule itself, later ones included.
pub fn moves(payments: &[Payment], rule: &Rule) -> Bound {
    let held = holds(rule.actions.iter().flat_map(chain));
    payments.iter().fold(held, |sum, it| sum.plus(&it.count))
}

/// Amounts that actions set aside.
fn holds<'a>(actions: impl Iterator<Item = &'a Action>) -> Bound {
    let held = actions.filter(|it| matches!(it.kind, ActionKind::Hold { .. })).count();
    Bound::fixed(u64::try_from(held).unwrap_or(u64::MAX))
}

/// Amounts moved at once by a rule and what it sets off, given the same of the rules it may set off.
pub fn cascade<'a>(
    rule: &Rule,
    payments: &[Payment],
    follows: impl Fn(&Payment) -> Vec<&'a Bound>,
) -> Bound {
    let at_once = payments.iter().filter(|it| it.when == When::AtOnce);
    at_once.fold(holds(rule.actions.iter()), |sum, payment| {
        let each = follows(payment).into_iter().fold(Bound::fixed(1), |sum, it| sum.plus(it));
        sum.plus(&payment.count.times(&each))
    })
}

/// Instructions run by a rule itself: its condition, its figures, the limits of those it pays.
pub fn instructions(model: &Model, rule: &Rule, payments: &[Payment]) -> Bound {
    let mut sum = Bound::fixed(rule.when.as_ref().map_or(0, |it| it.code.cost.into()));
    if let Trigger::Reached { level, .. } = &rule.trigger {
        sum = sum.plus(&Bound::fixed(level.code.cost.into()));
    }
    for action in rule.actions.iter().flat_map(chain) {
        sum = sum.plus(&of_action(model, action));
    }
    for payment in payments {
        let limits = Bound::fixed(limits(model, payment));
        sum = sum.plus(&payment.count.times(&limits));
    }
    sum
}

fn of_action(model: &Model, action: &Action) -> Bound {
    let own = amount(action).map(|it| &it.figure).into_iter();
    let own = own.chain(match &action.kind {
        ActionKind::Let(_, figure) => Some(figure),
        ActionKind::Convert { rate, .. } => model.rates.get(rate.at()).map(|it| &it.factor),
        _ => None,
    });
    let mut sum = own.fold(Bound::default(), |sum, it| sum.plus(&figure(it)));
    let to = match &action.kind {
        ActionKind::Move { to, .. } => Some(to),
        _ => None,
    };
    if let ActionKind::Convert { rate, .. } = &action.kind
        && let Some(rate) = model.rates.get(rate.at())
    {
        sum = sum.plus(&capped(&rate.caps, &Bound::fixed(1)));
    }
    let payees = to.map_or(Bound::fixed(1), count);
    sum = sum.plus(&capped(caps(action), &payees)).plus(&to.map_or(Bound::default(), weights));
    tiers(model, action).iter().fold(sum, |sum, it| sum.plus(&tier(model, it)))
}

fn figure(figure: &Figure) -> Bound {
    Bound::fixed(figure.code.cost.into())
}

fn capped(caps: &[Cap], payees: &Bound) -> Bound {
    caps.iter().fold(Bound::default(), |sum, it| sum.plus(&payees.times(&figure(&it.most))))
}

fn tier(model: &Model, tier: &Tier) -> Bound {
    let portion = match &tier.portion {
        Portion::OfAll(it) | Portion::OfNet(it) | Portion::OfRest(it) | Portion::First(it) => {
            figure(it)
        }
        Portion::Rest => Bound::default(),
    };
    let when = Bound::fixed(tier.when.as_ref().map_or(0, |it| it.code.cost.into()));
    let claim = match &tier.to {
        Destination::Claim(id) => model.claims.get(id.at()),
        _ => None,
    };
    let payees = count(&tier.to);
    let claim = claim.map_or(Bound::default(), |it| capped(&it.caps, &payees));
    portion.plus(&when).plus(&capped(&tier.caps, &payees)).plus(&weights(&tier.to)).plus(&claim)
}

/// How many a destination pays.
fn count(to: &Destination) -> Bound {
    match to {
        Destination::Place(_) => Bound::fixed(1),
        Destination::Claim(id) => Bound::each(Many::Holders(*id)),
        Destination::Among { role, .. } => Bound::each(Many::Role(*role)),
        Destination::By { equation, .. } => Bound::each(Many::Contributors(*equation)),
    }
}

fn weights(to: &Destination) -> Bound {
    match to {
        Destination::Among { weight: Some(weight), .. } => count(to).times(&figure(weight)),
        _ => Bound::default(),
    }
}

/// What it takes to look at the limits of both ends of a payment.
fn limits(model: &Model, payment: &Payment) -> u64 {
    let Some(unit) = model.units.get(payment.unit.at()) else { return 0 };
    let of = |limit: &Limit| match limit {
        Limit::Figure(figure) => u64::from(figure.code.cost),
        Limit::Table(table) => model.tables.get(table.at()).map_or(0, |table| {
            table.rows.iter().fold(0, |sum: u64, (when, gives)| {
                sum.saturating_add(u64::from(when.code.cost).saturating_add(gives.code.cost.into()))
            })
        }),
    };
    unit.lowest.iter().chain(&unit.highest).fold(0, |sum: u64, it| sum.saturating_add(of(it)))
}
