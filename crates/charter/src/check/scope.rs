//! What is known about the parties and numbers of a rule while it runs, and so about its figures.

use std::cell::Cell;

use quantity::Ratio;

use super::interval::Interval;
use crate::model::{
    Action, ActionKind, Condition, Expr, Limit, Model, Observe, PartySlot, PoolId, RoleHow, RoleId,
    Rule, Side, TableId, Test, Trigger, UnitId, Who,
};
use crate::tree::{Comparison, Operator};

/// Figures looked at, at most, for one question; beyond it everything is possible.
const PATIENCE: u32 = 20_000;

/// Who may stand in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// An agent of the commons.
    Agent,
    /// An agent within the limits of every balance, as all are when an event is over.
    Settled,
    /// This pool.
    Pool(PoolId),
    /// An agent, a pool, or the world outside.
    Anyone,
}

/// A number of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// What it can be.
    pub within: Interval,
    /// Whether it is always whole.
    pub whole: bool,
}

impl Number {
    /// A whole number of minor units, this or more.
    pub const fn at_least(low: i128) -> Self {
        Self { within: Interval::from(Ratio::from_integer(low)), whole: true }
    }
}

/// What is known where a figure is evaluated.
///
/// It holds for every event that the ledger takes: amounts of events are one minor unit or more, and details
/// are not below zero.
#[derive(Clone)]
pub struct Scope<'a> {
    model: &'a Model,
    parties: Vec<Holder>,
    numbers: Vec<Number>,
    facts: Vec<(Expr, Interval)>,
    patience: Cell<u32>,
}

impl<'a> Scope<'a> {
    /// About one holder, in the first slot: measures, tables, limits.
    pub fn about(model: &'a Model, holder: Holder) -> Self {
        let parties = vec![holder];
        let patience = Cell::new(PATIENCE);
        Self { model, parties, numbers: Vec::new(), facts: Vec::new(), patience }
    }

    /// A rule, whose condition holds.
    pub fn rule(model: &'a Model, rule: &Rule) -> Self {
        let slots = (0..rule.parties.len()).filter_map(|it| u16::try_from(it).ok());
        let amount = match &rule.trigger {
            Trigger::Transfer { .. } | Trigger::Report { .. } => 1,
            Trigger::Request { unit, .. } => i128::from(unit.is_some()),
            _ => 0,
        };
        let mut numbers = vec![Number::at_least(amount)];
        numbers.extend(rule.details.iter().map(|_| Number::at_least(0)));
        let mut scope = Self::about(model, Holder::Anyone);
        scope.parties = slots.map(|it| holder(model, rule, PartySlot(it))).collect();
        scope.numbers = numbers;
        if let Some(when) = &rule.when {
            scope.assume(&when.condition, Holds::Yes);
        }
        scope
    }

    /// The tiers of a waterfall, for an amount that is poured.
    pub fn waterfall(model: &'a Model, details: usize) -> Self {
        let mut scope = Self::about(model, Holder::Anyone);
        scope.numbers = vec![Number::at_least(1)];
        scope.numbers.extend((0..details).map(|_| Number::at_least(0)));
        scope
    }

    /// The same, with another amount in the first number slot.
    pub fn with_amount(&self, amount: Number) -> Self {
        let mut scope = self.clone();
        scope
            .forget(|expr| !mentions(expr, &|it| matches!(it, Expr::Slot(slot) if slot.at() == 0)));
        if let Some(first) = scope.numbers.first_mut() {
            *first = amount;
        }
        scope
    }

    /// Goes past an action: keeps what it lets be, forgets what it may have changed.
    pub fn pass(&mut self, action: &Action) {
        if let ActionKind::Let(slot, figure) = &action.kind {
            let number =
                Number { within: self.bound(&figure.expr), whole: self.is_whole(&figure.expr) };
            while self.numbers.len() <= slot.at() {
                self.numbers.push(Number { within: Interval::ANY, whole: false });
            }
            if let Some(place) = self.numbers.get_mut(slot.at()) {
                *place = number;
            }
        } else {
            self.forget(|expr| {
                !mentions(expr, &|it| {
                    matches!(it, Expr::Observe(_) | Expr::Measure(..) | Expr::Table(..))
                })
            });
        }
    }

    fn forget(&mut self, keeps: impl Fn(&Expr) -> bool) {
        self.facts.retain(|(expr, _)| keeps(expr));
    }

    /// What a figure can be.
    pub fn bound(&self, expr: &Expr) -> Interval {
        self.patience.set(PATIENCE);
        self.look(expr)
    }

    fn look(&self, expr: &Expr) -> Interval {
        let Some(left) = self.patience.get().checked_sub(1) else { return Interval::ANY };
        self.patience.set(left);
        let known = self.facts.iter().filter(|(it, _)| it == expr);
        known.fold(self.by_shape(expr), |so_far, (_, fact)| so_far.meet(*fact))
    }

    fn by_shape(&self, expr: &Expr) -> Interval {
        match expr {
            Expr::Constant(it) => Interval::point(*it),
            Expr::Slot(slot) => self.numbers.get(slot.at()).map_or(Interval::ANY, |it| it.within),
            Expr::Observe(what) => self.observed(what),
            Expr::Measure(measure, who) => {
                let Some(measure) = self.model.measures.get(measure.at()) else {
                    return Interval::ANY;
                };
                self.inside(self.holder(*who), |scope| scope.look(&measure.figure.expr))
            }
            Expr::Table(table, who) => self.table(*table, self.holder(*who)),
            Expr::Binary(operator, a, b) => {
                let (a, b) = (self.look(a), self.look(b));
                match operator {
                    Operator::Plus => a.plus(b),
                    Operator::Minus => a.plus(b.negated()),
                    Operator::Times => a.times(b),
                    Operator::Over => a.over(b),
                }
            }
            Expr::Smaller(a, b) => self.look(a).smaller(self.look(b)),
            Expr::Larger(a, b) => self.look(a).larger(self.look(b)),
            Expr::SquareRoot(a) => self.look(a).root(),
        }
    }

    /// Asks about another holder, with the patience that is left.
    fn inside<T>(&self, holder: Holder, ask: impl FnOnce(&Scope<'_>) -> T) -> T {
        let inner = Scope::about(self.model, holder);
        inner.patience.set(self.patience.get());
        let answer = ask(&inner);
        self.patience.set(inner.patience.get());
        answer
    }

    /// All that a table can give, each row where its condition holds.
    fn table(&self, table: TableId, holder: Holder) -> Interval {
        let Some(table) = self.model.tables.get(table.at()) else { return Interval::ANY };
        let row = |(when, gives): &(Test, crate::model::Figure)| {
            self.inside(holder, |scope| {
                let mut scope = scope.clone();
                scope.assume(&when.condition, Holds::Yes);
                let gives = scope.look(&gives.expr);
                (gives, scope.patience.get())
            })
        };
        let mut all: Option<Interval> = None;
        for (gives, patience) in table.rows.iter().map(row) {
            self.patience.set(patience.min(self.patience.get()));
            all = Some(all.map_or(gives, |so_far| so_far.join(gives)));
        }
        all.unwrap_or(Interval::ANY)
    }

    fn observed(&self, what: &Observe) -> Interval {
        let from_zero = Interval::from(Ratio::ZERO);
        match what {
            Observe::Balance(who, unit) => self.balance(self.holder(*who), *unit),
            Observe::Supply(_) => Interval::ANY,
            Observe::Tally(_) => {
                let weighed = |it: &crate::model::Decision| {
                    let weight = self.inside(Holder::Agent, |scope| scope.look(&it.weighs.expr));
                    weight.is_at_least(Ratio::ZERO)
                };
                if self.model.decisions.iter().all(weighed) { from_zero } else { Interval::ANY }
            }
            _ => from_zero,
        }
    }

    /// While an event is under way anyone may be beyond a limit, so balances are known of the settled only.
    fn balance(&self, holder: Holder, unit: UnitId) -> Interval {
        let declared = self.model.units.get(unit.at());
        let own = |it: &&crate::model::Unit| matches!(it.issuer, crate::model::Issuer::Each(_));
        match declared.filter(|it| holder == Holder::Settled && !own(it)) {
            None => Interval::ANY,
            Some(unit) => {
                let zero = Some(Interval::point(Ratio::ZERO));
                let low = unit.lowest.as_ref().map(|it| self.limit(it)).or(zero);
                let high = unit.highest.as_ref().map(|it| self.limit(it));
                Interval { low: low.and_then(|it| it.low), high: high.and_then(|it| it.high) }
            }
        }
    }

    fn limit(&self, limit: &Limit) -> Interval {
        match limit {
            Limit::Figure(figure) => self.inside(Holder::Agent, |scope| scope.look(&figure.expr)),
            Limit::Table(table) => self.table(*table, Holder::Agent),
        }
    }

    /// Who may be meant.
    pub fn holder(&self, who: Who) -> Holder {
        match who {
            Who::Pool(pool) => Holder::Pool(pool),
            Who::Party(slot) => self.parties.get(slot.at()).copied().unwrap_or(Holder::Anyone),
        }
    }

    /// Whether a figure is always a whole number.
    pub fn is_whole(&self, expr: &Expr) -> bool {
        self.patience.set(PATIENCE);
        self.whole(expr)
    }

    fn whole(&self, expr: &Expr) -> bool {
        let Some(left) = self.patience.get().checked_sub(1) else { return false };
        self.patience.set(left);
        match expr {
            Expr::Constant(it) => it.denominator() == 1,
            Expr::Slot(slot) => self.numbers.get(slot.at()).is_some_and(|it| it.whole),
            Expr::Observe(_) | Expr::SquareRoot(_) => true,
            Expr::Measure(measure, _) => {
                let measure = self.model.measures.get(measure.at());
                measure.is_some_and(|it| self.whole(&it.figure.expr))
            }
            Expr::Table(table, _) => {
                let table = self.model.tables.get(table.at());
                table.is_some_and(|it| it.rows.iter().all(|(_, gives)| self.whole(&gives.expr)))
            }
            Expr::Binary(Operator::Over, ..) => false,
            Expr::Binary(_, a, b) | Expr::Smaller(a, b) | Expr::Larger(a, b) => {
                self.whole(a) && self.whole(b)
            }
        }
    }

    /// Takes a condition as given, or its contrary.
    pub fn assume(&mut self, condition: &Condition, holds: Holds) {
        match (condition, holds) {
            (Condition::And(all), Holds::Yes) | (Condition::Or(all), Holds::No) => {
                all.iter().for_each(|it| self.assume(it, holds));
            }
            (Condition::Not(inner), _) => self.assume(inner, holds.turned()),
            (Condition::Compare(a, comparison, b), _) => {
                let comparison = holds.of(*comparison);
                self.compare(a, comparison, b);
            }
            (Condition::IsA(who, role), Holds::Yes) => self.is_a(*who, *role),
            _ => {}
        }
    }

    /// Roles with a condition are met by whoever meets it; all others have agents in them only.
    fn is_a(&mut self, who: Who, role: RoleId) {
        let how = self.model.roles.get(role.at()).map(|it| &it.how);
        if let Some(RoleHow::Meets(test)) = how {
            self.assume(&for_whom(&test.condition, who), Holds::Yes);
        } else if let Who::Party(slot) = who
            && let Some(holder @ Holder::Anyone) = self.parties.get_mut(slot.at())
        {
            *holder = Holder::Agent;
        }
    }

    fn compare(&mut self, a: &Expr, comparison: Comparison, b: &Expr) {
        match comparison {
            Comparison::More | Comparison::AtLeast => {
                self.compare(b, turned(comparison), a);
            }
            Comparison::Equal => {
                self.compare(a, Comparison::AtMost, b);
                self.compare(b, Comparison::AtMost, a);
            }
            Comparison::Unequal => {}
            Comparison::Less | Comparison::AtMost => {
                let strict = comparison == Comparison::Less;
                let whole = strict && self.is_whole(a) && self.is_whole(b);
                let apart = Ratio::from_integer(i128::from(whole));
                let (of_a, of_b) = (self.bound(a), self.bound(b));
                self.know(
                    a,
                    Interval { low: None, high: of_b.plus(Interval::point(apart).negated()).high },
                );
                self.know(b, Interval { low: of_a.plus(Interval::point(apart)).low, high: None });
                let gap = Expr::Binary(Operator::Minus, Box::new(b.clone()), Box::new(a.clone()));
                self.know(&gap, Interval::from(apart));
            }
        }
    }

    /// Keeps a fact, and what follows from it for a figure that is only scaled or shifted in it.
    fn know(&mut self, expr: &Expr, fact: Interval) {
        if let Expr::Binary(operator, a, b) = expr {
            let (of_a, of_b) = (self.bound(a), self.bound(b));
            match (operator, of_a.only(), of_b.only()) {
                (Operator::Times, Some(_), None) => self.know(b, fact.over(of_a)),
                (Operator::Times, None, Some(_)) => self.know(a, fact.over(of_b)),
                (Operator::Over, None, Some(_)) => self.know(a, fact.times(of_b)),
                (Operator::Plus, Some(_), None) => self.know(b, fact.plus(of_a.negated())),
                (Operator::Plus, None, Some(_)) => self.know(a, fact.plus(of_b.negated())),
                (Operator::Minus, Some(_), None) => {
                    self.know(b, of_a.plus(fact.negated()));
                }
                (Operator::Minus, None, Some(_)) => self.know(a, fact.plus(of_b)),
                _ => {}
            }
        }
        if fact != Interval::ANY && !matches!(expr, Expr::Constant(_)) {
            self.facts.push((expr.clone(), fact));
        }
    }

    /// Whether a condition always holds, never, or nobody knows.
    pub fn decide(&self, condition: &Condition) -> Option<Holds> {
        match condition {
            Condition::Always => Some(Holds::Yes),
            Condition::Not(inner) => self.decide(inner).map(Holds::turned),
            Condition::And(all) => decide_all(all.iter().map(|it| self.decide(it)), Holds::Yes),
            Condition::Or(any) => decide_all(any.iter().map(|it| self.decide(it)), Holds::No),
            Condition::IsA(..) => None,
            Condition::Compare(a, comparison, b) => {
                let gap = Expr::Binary(Operator::Minus, Box::new(a.clone()), Box::new(b.clone()));
                let gap = self.bound(&gap).meet(self.bound(a).plus(self.bound(b).negated()));
                compared(gap, *comparison)
            }
        }
    }
}

fn compared(gap: Interval, comparison: Comparison) -> Option<Holds> {
    let zero = Ratio::ZERO;
    let (below, above) =
        (gap.high.is_some_and(|it| it < zero), gap.low.is_some_and(|it| it > zero));
    let same = gap.only() == Some(zero);
    let (yes, no) = match comparison {
        Comparison::Equal => (same, below || above),
        Comparison::Unequal => (below || above, same),
        Comparison::Less => (below, gap.is_at_least(zero)),
        Comparison::AtMost => (gap.is_at_most(zero), above),
        Comparison::More => (above, gap.is_at_most(zero)),
        Comparison::AtLeast => (gap.is_at_least(zero), below),
    };
    match (yes, no) {
        (true, _) => Some(Holds::Yes),
        (_, true) => Some(Holds::No),
        _ => None,
    }
}

/// `Yes` for all of many needs each; one contrary is enough for the contrary.
fn decide_all(mut each: impl Iterator<Item = Option<Holds>>, all: Holds) -> Option<Holds> {
    each.try_fold(Some(all), |so_far, it| match (so_far, it) {
        (_, Some(it)) if it != all => Err(it),
        (Some(_), Some(_)) => Ok(Some(all)),
        _ => Ok(None),
    })
    .unwrap_or_else(Some)
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
}

impl Holds {
    /// The contrary.
    pub fn turned(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
        }
    }

    /// The comparison that holds when this is said of one.
    pub fn of(self, comparison: Comparison) -> Comparison {
        match (self, comparison) {
            (Self::Yes, it) => it,
            (Self::No, Comparison::Equal) => Comparison::Unequal,
            (Self::No, Comparison::Unequal) => Comparison::Equal,
            (Self::No, Comparison::Less) => Comparison::AtLeast,
            (Self::No, Comparison::AtMost) => Comparison::More,
            (Self::No, Comparison::More) => Comparison::AtMost,
            (Self::No, Comparison::AtLeast) => Comparison::Less,
        }
    }
}

/// The comparison with its sides exchanged.
pub fn turned(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::More => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}

/// Who may stand in a slot of a rule when its condition holds.
pub fn holder(model: &Model, rule: &Rule, slot: PartySlot) -> Holder {
    let by_condition =
        rule.when.as_ref().is_some_and(|it| needs_agent(model, &it.condition, Who::Party(slot)));
    if by_condition || by_trigger(model, &rule.trigger, slot) {
        Holder::Agent
    } else {
        Holder::Anyone
    }
}

/// Whether the trigger lets only agents into a slot.
fn by_trigger(model: &Model, trigger: &Trigger, slot: PartySlot) -> bool {
    let in_role = |side: &Side| match side {
        Side::Role(role, it) => *it == slot && has_agents_only(model, *role),
        _ => false,
    };
    match trigger {
        Trigger::Transfer { from, to, .. } => in_role(from) || in_role(to),
        Trigger::Report { by, about, .. } | Trigger::Request { by, about, .. } => {
            let speaks = matches!(by, Side::Slot(it) | Side::Role(_, it) if *it == slot);
            speaks || about.as_ref().is_some_and(in_role)
        }
        Trigger::Every { each, .. } => each.is_some_and(|(_, it)| it == slot),
        _ => false,
    }
}

/// Whether no pool can be in a role, as it has no condition that a pool could meet.
fn has_agents_only(model: &Model, role: RoleId) -> bool {
    match model.roles.get(role.at()).map(|it| &it.how) {
        Some(RoleHow::Meets(test)) => needs_agent(model, &test.condition, Who::Party(PartySlot(0))),
        Some(_) => true,
        None => false,
    }
}

/// Whether a condition can hold of agents only.
fn needs_agent(model: &Model, condition: &Condition, who: Who) -> bool {
    match condition {
        Condition::IsA(it, role) => *it == who && has_agents_only(model, *role),
        Condition::And(all) => all.iter().any(|it| needs_agent(model, it, who)),
        Condition::Or(any) => !any.is_empty() && any.iter().all(|it| needs_agent(model, it, who)),
        _ => false,
    }
}

/// Whether a figure or a part of it is such.
pub fn mentions(expr: &Expr, such: &dyn Fn(&Expr) -> bool) -> bool {
    such(expr)
        || match expr {
            Expr::Binary(_, a, b) | Expr::Smaller(a, b) | Expr::Larger(a, b) => {
                mentions(a, such) || mentions(b, such)
            }
            Expr::SquareRoot(a) => mentions(a, such),
            _ => false,
        }
}

/// A condition about the first party, said of somebody.
pub fn for_whom(condition: &Condition, who: Who) -> Condition {
    let all = |of: &Vec<Condition>| of.iter().map(|it| for_whom(it, who)).collect();
    match condition {
        Condition::Always => Condition::Always,
        Condition::Or(any) => Condition::Or(all(any)),
        Condition::And(every) => Condition::And(all(every)),
        Condition::Not(inner) => Condition::Not(Box::new(for_whom(inner, who))),
        Condition::Compare(a, comparison, b) => {
            Condition::Compare(figure_for(a, who), *comparison, figure_for(b, who))
        }
        Condition::IsA(it, role) => Condition::IsA(whose(*it, who), *role),
    }
}

fn whose(it: Who, who: Who) -> Who {
    if it == Who::Party(PartySlot(0)) { who } else { it }
}

/// A figure about the first party, said of somebody.
pub fn figure_for(expr: &Expr, who: Who) -> Expr {
    let boxed = |it: &Expr| Box::new(figure_for(it, who));
    match expr {
        Expr::Constant(_) | Expr::Slot(_) => expr.clone(),
        Expr::Observe(what) => Expr::Observe(observe_for(*what, who)),
        Expr::Measure(measure, it) => Expr::Measure(*measure, whose(*it, who)),
        Expr::Table(table, it) => Expr::Table(*table, whose(*it, who)),
        Expr::Binary(operator, a, b) => Expr::Binary(*operator, boxed(a), boxed(b)),
        Expr::Smaller(a, b) => Expr::Smaller(boxed(a), boxed(b)),
        Expr::Larger(a, b) => Expr::Larger(boxed(a), boxed(b)),
        Expr::SquareRoot(a) => Expr::SquareRoot(boxed(a)),
    }
}

fn observe_for(what: Observe, who: Who) -> Observe {
    match what {
        Observe::Balance(it, unit) => Observe::Balance(whose(it, who), unit),
        Observe::Income(it, unit, window) => Observe::Income(whose(it, who), unit, window),
        Observe::Spending(it, unit, window) => Observe::Spending(whose(it, who), unit, window),
        Observe::Age(it) => Observe::Age(whose(it, who)),
        Observe::SinceIssue(it, unit) => Observe::SinceIssue(whose(it, who), unit),
        Observe::Owed(claim, it) => Observe::Owed(claim, it.map(|it| whose(it, who))),
        Observe::Paid(claim, it) => Observe::Paid(claim, it.map(|it| whose(it, who))),
        Observe::Share(equation, it) => Observe::Share(equation, whose(it, who)),
        Observe::Supply(_) | Observe::Number(_) | Observe::Tally(_) => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NumberSlot, UnitId};
    use proptest::prelude::*;

    fn constant() -> impl Strategy<Value = Expr> {
        (-6_i128..7, 1_i128..4).prop_map(|(a, b)| Expr::Constant(Ratio::new(a, b).unwrap()))
    }

    fn figure() -> impl Strategy<Value = Expr> {
        let income = Expr::Observe(Observe::Income(Who::Party(PartySlot(0)), UnitId(0), None));
        let leaf = prop_oneof![
            constant(),
            (0_u16..3).prop_map(|it| Expr::Slot(NumberSlot(it))),
            Just(income),
        ];
        leaf.prop_recursive(3, 8, 2, |inner| {
            let two = (inner.clone(), inner.clone());
            let operator = prop_oneof![
                Just(Operator::Plus),
                Just(Operator::Minus),
                Just(Operator::Times),
                Just(Operator::Over),
            ];
            prop_oneof![
                4 => (operator, two.clone())
                    .prop_map(|(it, (a, b))| Expr::Binary(it, Box::new(a), Box::new(b))),
                1 => two.clone().prop_map(|(a, b)| Expr::Smaller(Box::new(a), Box::new(b))),
                1 => two.prop_map(|(a, b)| Expr::Larger(Box::new(a), Box::new(b))),
                1 => inner.prop_map(|it| Expr::SquareRoot(Box::new(it))),
            ]
        })
    }

    fn condition() -> impl Strategy<Value = Condition> {
        let comparison = prop_oneof![
            Just(Comparison::Less),
            Just(Comparison::AtMost),
            Just(Comparison::More),
            Just(Comparison::AtLeast),
            Just(Comparison::Equal),
            Just(Comparison::Unequal),
        ];
        let slot = || (0_u16..3).prop_map(|it| Expr::Slot(NumberSlot(it)));
        let scaled = (constant(), slot())
            .prop_map(|(a, b)| Expr::Binary(Operator::Times, Box::new(a), Box::new(b)));
        let plain = prop_oneof![2 => slot(), 1 => scaled, 1 => figure()];
        let other = prop_oneof![3 => constant(), 1 => slot(), 1 => figure()];
        let leaf = (plain, comparison, other).prop_map(|(a, it, b)| Condition::Compare(a, it, b));
        leaf.prop_recursive(2, 4, 2, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..3).prop_map(Condition::And),
                prop::collection::vec(inner.clone(), 1..3).prop_map(Condition::Or),
                inner.prop_map(|it| Condition::Not(Box::new(it))),
            ]
        })
    }

    /// The value at slots 0 to 2 and an income; said slowly.
    fn value(expr: &Expr, at: &[i128; 4]) -> Option<Ratio> {
        let of = |it: &Expr| value(it, at);
        match expr {
            Expr::Constant(it) => Some(*it),
            Expr::Slot(slot) => Some(Ratio::from_integer(at[slot.at()])),
            Expr::Observe(_) => Some(Ratio::from_integer(at[3])),
            Expr::Binary(Operator::Plus, a, b) => of(a)?.checked_add(of(b)?),
            Expr::Binary(Operator::Minus, a, b) => of(a)?.checked_sub(of(b)?),
            Expr::Binary(Operator::Times, a, b) => of(a)?.checked_mul(of(b)?),
            Expr::Binary(Operator::Over, a, b) => of(a)?.checked_div(of(b)?),
            Expr::Smaller(a, b) => Some(of(a)?.min(of(b)?)),
            Expr::Larger(a, b) => Some(of(a)?.max(of(b)?)),
            Expr::SquareRoot(a) => {
                let whole = of(a)?.apply(1, quantity::Rounding::Floor)?;
                whole.checked_isqrt().map(Ratio::from_integer)
            }
            Expr::Measure(..) | Expr::Table(..) => None,
        }
    }

    fn holds(condition: &Condition, at: &[i128; 4]) -> Option<bool> {
        Some(match condition {
            Condition::And(all) => {
                all.iter().map(|it| holds(it, at)).collect::<Option<Vec<_>>>()?.iter().all(|it| *it)
            }
            Condition::Or(any) => {
                any.iter().map(|it| holds(it, at)).collect::<Option<Vec<_>>>()?.iter().any(|it| *it)
            }
            Condition::Not(it) => !holds(it, at)?,
            Condition::Compare(a, comparison, b) => {
                let (a, b) = (value(a, at)?, value(b, at)?);
                match comparison {
                    Comparison::Equal => a == b,
                    Comparison::Unequal => a != b,
                    Comparison::Less => a < b,
                    Comparison::AtMost => a <= b,
                    Comparison::More => a > b,
                    Comparison::AtLeast => a >= b,
                }
            }
            Condition::Always | Condition::IsA(..) => return None,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]
        #[test]
        fn values_are_always_within_what_is_known(
            figure in figure(),
            condition in condition(),
            points in prop::collection::vec((1_i128..9, 0_i128..9, 0_i128..9, 0_i128..9), 24),
        ) {
            let model = Model::default();
            let mut scope = Scope::waterfall(&model, 2);
            let blind = scope.decide(&condition);
            scope.assume(&condition, Holds::Yes);
            for (a, b, c, d) in points {
                let at = [a, b, c, d];
                let holds = holds(&condition, &at);
                if let (Some(known), Some(holds)) = (blind, holds) {
                    prop_assert_eq!(known == Holds::Yes, holds);
                }
                if let (Some(true), Some(value)) = (holds, value(&figure, &at)) {
                    prop_assert!(scope.bound(&figure).holds(value), "{value} at {at:?}");
                    prop_assert!(!scope.is_whole(&figure) || value.denominator() == 1);
                }
            }
        }
    }
}
