//! Walks through what rules do.

use quantity::Ratio;

use super::interval::Interval;
use super::scope::{Number, Scope};
use crate::model::{Action, ActionKind, Amount, Cap, Model, NumberSlot, Rule, Tier};

/// The actions of a rule in their order, each with what is known when it runs.
/// What a hold or a delay does later comes right behind it, with what is known then.
pub fn scopes<'a>(model: &'a Model, rule: &'a Rule) -> Vec<(Scope<'a>, &'a Action)> {
    let mut scope = Scope::rule(model, rule);
    let mut found = Vec::new();
    for action in &rule.actions {
        nested(&scope, action, &mut found);
        scope.pass(action);
    }
    found
}

fn nested<'a>(scope: &Scope<'a>, action: &'a Action, found: &mut Vec<(Scope<'a>, &'a Action)>) {
    found.push((scope.clone(), action));
    if let Some(then) = later(action) {
        let mut then_scope = scope.clone();
        then_scope.pass(action);
        if let ActionKind::Hold { .. } = action.kind {
            // What is held may have decayed meanwhile.
            then_scope = then_scope.with_amount(Number::at_least(0));
        }
        nested(&then_scope, then, found);
    }
}

/// What an action does later.
pub fn later(action: &Action) -> Option<&Action> {
    match &action.kind {
        ActionKind::Hold { then, .. } | ActionKind::After { then, .. } => Some(then),
        _ => None,
    }
}

/// An action and all that it does later.
pub fn chain(action: &Action) -> impl Iterator<Item = &Action> {
    std::iter::successors(Some(action), |it| later(it))
}

/// All actions of a rule, what is done later included.
pub fn actions(rule: &Rule) -> impl Iterator<Item = &Action> {
    rule.actions.iter().flat_map(chain)
}

/// The amounts that an action itself names.
pub fn amounts(action: &Action) -> impl Iterator<Item = &Amount> {
    amount(action).into_iter()
}

/// The amount that an action names.
pub fn amount(action: &Action) -> Option<&Amount> {
    match &action.kind {
        ActionKind::Move { amount, .. }
        | ActionKind::Retire { amount, .. }
        | ActionKind::Split { amount, .. }
        | ActionKind::Pour { amount, .. }
        | ActionKind::Convert { amount, .. }
        | ActionKind::Hold { amount, .. }
        | ActionKind::Owe { amount, .. } => Some(amount),
        _ => None,
    }
}

/// The tiers that an action pays, its own or its waterfall's.
pub fn tiers<'a>(model: &'a Model, action: &'a Action) -> &'a [Tier] {
    match &action.kind {
        ActionKind::Split { tiers, .. } => tiers,
        ActionKind::Pour { through, .. } => {
            model.waterfalls.get(through.at()).map_or(&[], |it| &it.tiers)
        }
        _ => &[],
    }
}

/// The caps of an action, those of its own tiers not among them.
pub fn caps(action: &Action) -> &[Cap] {
    match &action.kind {
        ActionKind::Move { caps, .. } | ActionKind::Convert { caps, .. } => caps,
        _ => &[],
    }
}

/// How a figure relates to the amount of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// It is just this part of it.
    Exactly(Ratio),
    /// It is this part of it, or less.
    AtMost(Ratio),
    /// It does not follow the amount.
    Free,
}

impl Share {
    /// The part that it does not exceed.
    pub fn most(self) -> Option<Ratio> {
        match self {
            Self::Exactly(part) | Self::AtMost(part) => Some(part),
            Self::Free => None,
        }
    }

    fn scaled(self, by: Interval) -> Self {
        match (self, by.only(), by.high) {
            (Self::Exactly(part), Some(by), _) => {
                part.checked_mul(by).map_or(Self::Free, Self::Exactly)
            }
            (Self::Exactly(part) | Self::AtMost(part), _, Some(by))
                if !part.is_negative() && !by.is_negative() =>
            {
                part.checked_mul(by).map_or(Self::Free, Self::AtMost)
            }
            _ => Self::Free,
        }
    }
}

/// How a figure relates to the amount of the event; names given with `let` are followed.
pub fn share(scope: &Scope<'_>, rule: &Rule, expr: &crate::model::Expr) -> Share {
    nested_share(scope, rule, expr, 16)
}

fn nested_share(scope: &Scope<'_>, rule: &Rule, expr: &crate::model::Expr, depth: u8) -> Share {
    use crate::model::Expr;
    use crate::tree::Operator;
    let Some(depth) = depth.checked_sub(1) else { return Share::Free };
    let of = |it: &Expr| nested_share(scope, rule, it, depth);
    match expr {
        Expr::Slot(NumberSlot(0)) => Share::Exactly(Ratio::ONE),
        Expr::Slot(slot) => named(rule, *slot).map_or(Share::Free, of),
        Expr::Binary(Operator::Times, a, b) => match (of(a), of(b)) {
            (Share::Free, known) if known != Share::Free => known.scaled(scope.bound(a)),
            (known, Share::Free) => known.scaled(scope.bound(b)),
            _ => Share::Free,
        },
        Expr::Binary(Operator::Over, a, b) => {
            of(a).scaled(Interval::point(Ratio::ONE).over(scope.bound(b)))
        }
        Expr::Binary(Operator::Plus, a, b) => match (of(a), of(b)) {
            (Share::Exactly(a), Share::Exactly(b)) => {
                a.checked_add(b).map_or(Share::Free, Share::Exactly)
            }
            (a, b) => sum_of_most(a, b),
        },
        Expr::Binary(Operator::Minus, a, b) => match (of(a), of(b)) {
            (Share::Exactly(a), Share::Exactly(b)) => {
                a.checked_sub(b).map_or(Share::Free, Share::Exactly)
            }
            (a, _) if scope.bound(b).is_at_least(Ratio::ZERO) => {
                a.most().map_or(Share::Free, Share::AtMost)
            }
            _ => Share::Free,
        },
        Expr::Smaller(a, b) => match (of(a).most(), of(b).most()) {
            (Some(a), Some(b)) => Share::AtMost(a.min(b)),
            (Some(one), None) | (None, Some(one)) => Share::AtMost(one),
            (None, None) => Share::Free,
        },
        _ => Share::Free,
    }
}

fn sum_of_most(a: Share, b: Share) -> Share {
    let sum = a.most().zip(b.most()).and_then(|(a, b)| a.checked_add(b));
    sum.map_or(Share::Free, Share::AtMost)
}

/// What a name given with `let` stands for.
fn named(rule: &Rule, slot: NumberSlot) -> Option<&crate::model::Expr> {
    rule.actions.iter().find_map(|action| match &action.kind {
        ActionKind::Let(it, figure) if *it == slot => Some(&figure.expr),
        _ => None,
    })
}
