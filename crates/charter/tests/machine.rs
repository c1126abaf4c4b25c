//! The machine, beside a model that walks the tree with fractions that have no limit.
#![cfg(test)]

use std::cmp::Ordering;

use charter::compile;
use charter::machine::{Facts, Fault, Frame, Party};
use charter::model::{
    Condition, Dimension, Expr, Figure, Measure, Model, Named, Narrowing, Role, RoleHow, Table,
    Test,
};
use charter::observe::{
    MeasureId, NumberSlot, Observe, PartySlot, PoolId, RoleId, TableId, UnitId, Who,
};
use charter::place::Span;
use charter::tree::{Comparison, Operator};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use quantity::{Ratio, Rounding};

/// Balances by agent and unit; pools have ten times as much.
#[derive(Debug)]
struct Known([[i128; 2]; 3]);

impl Facts for Known {
    fn observe(&self, what: &Observe, parties: &[Party]) -> Option<i128> {
        let Observe::Balance(who, unit) = what else { return None };
        let party = match who {
            Who::Party(slot) => *parties.get(slot.at())?,
            Who::Pool(pool) => Party::Pool(*pool),
        };
        match party {
            Party::Agent(agent) => self.0.get(agent as usize)?.get(unit.at()).copied(),
            Party::Pool(pool) => self.0.get(pool.at())?.get(unit.at())?.checked_mul(10),
            Party::Outside => None,
        }
    }

    fn is_in(&self, party: Party, role: RoleId) -> bool {
        matches!(party, Party::Agent(agent) if agent as usize % 2 == role.at())
    }
}

fn big(ratio: Ratio) -> BigRational {
    BigRational::new(ratio.numerator().into(), ratio.denominator().into())
}

fn fits(value: BigRational) -> Result<BigRational, Fault> {
    let small = |part: &BigInt| i128::try_from(part).is_ok();
    if small(value.numer()) && small(value.denom()) { Ok(value) } else { Err(Fault::Overflow) }
}

struct Walker<'a> {
    model: &'a Model,
    facts: &'a Known,
    parties: Vec<Party>,
    numbers: Vec<Ratio>,
}

impl Walker<'_> {
    fn about(&self, who: Who) -> Self {
        Self { parties: vec![self.party(who)], numbers: Vec::new(), ..*self }
    }

    fn party(&self, who: Who) -> Party {
        match who {
            Who::Party(slot) => self.parties[slot.at()],
            Who::Pool(pool) => Party::Pool(pool),
        }
    }

    fn value(&self, expr: &Expr) -> Result<BigRational, Fault> {
        match expr {
            Expr::Constant(ratio) => Ok(big(*ratio)),
            Expr::Slot(slot) => Ok(big(self.numbers[slot.at()])),
            Expr::Observe(what) => {
                let answer = self.facts.observe(what, &self.parties).ok_or(Fault::Unknown)?;
                Ok(BigRational::from_integer(answer.into()))
            }
            Expr::Measure(id, who) => {
                self.about(*who).value(&self.model.measures[id.at()].figure.expr)
            }
            Expr::Table(id, who) => {
                let about = self.about(*who);
                for (test, figure) in &self.model.tables[id.at()].rows {
                    if about.holds(&test.condition)? {
                        return about.value(&figure.expr);
                    }
                }
                Err(Fault::NoRow)
            }
            Expr::Binary(operator, a, b) => {
                let (a, b) = (self.value(a)?, self.value(b)?);
                match operator {
                    Operator::Plus => fits(a + b),
                    Operator::Minus => fits(a - b),
                    Operator::Times => fits(a * b),
                    Operator::Over if b == BigRational::from_integer(0.into()) => {
                        Err(Fault::DivisionByZero)
                    }
                    Operator::Over => fits(a / b),
                }
            }
            Expr::Smaller(a, b) => Ok(self.value(a)?.min(self.value(b)?)),
            Expr::Larger(a, b) => Ok(self.value(a)?.max(self.value(b)?)),
            Expr::SquareRoot(of) => {
                let whole = self.value(of)?.floor().to_integer();
                if whole < BigInt::from(0) {
                    return Err(Fault::RootOfMinus);
                }
                Ok(BigRational::from_integer(whole.sqrt()))
            }
        }
    }

    fn holds(&self, condition: &Condition) -> Result<bool, Fault> {
        Ok(match condition {
            Condition::Always => true,
            Condition::Or(parts) => {
                for part in parts {
                    if self.holds(part)? {
                        return Ok(true);
                    }
                }
                false
            }
            Condition::And(parts) => {
                for part in parts {
                    if !self.holds(part)? {
                        return Ok(false);
                    }
                }
                true
            }
            Condition::Not(part) => !self.holds(part)?,
            Condition::Compare(a, comparison, b) => {
                let order = self.value(a)?.cmp(&self.value(b)?);
                match comparison {
                    Comparison::Equal => order == Ordering::Equal,
                    Comparison::Unequal => order != Ordering::Equal,
                    Comparison::Less => order == Ordering::Less,
                    Comparison::AtMost => order != Ordering::Greater,
                    Comparison::More => order == Ordering::Greater,
                    Comparison::AtLeast => order != Ordering::Less,
                }
            }
            Condition::IsA(who, role) => match (self.party(*who), &self.model.roles[role.at()].how)
            {
                (Party::Pool(_) | Party::Outside, _) => false,
                (_, RoleHow::Meets(test)) => self.about(*who).holds(&test.condition)?,
                (party, _) => self.facts.is_in(party, *role),
            },
        })
    }
}

fn number() -> impl Strategy<Value = Ratio> {
    prop_oneof![
        8 => (-20_i128..200).prop_map(Ratio::from_integer),
        4 => (-50_i128..50, 1_i128..40).prop_map(|(a, b)| Ratio::new(a, b).unwrap()),
        1 => any::<i128>().prop_map(Ratio::from_integer),
        1 => (any::<i128>(), 1..i128::MAX).prop_map(|(a, b)| Ratio::new(a, b).unwrap()),
    ]
}

fn who(parties: u16) -> impl Strategy<Value = Who> {
    prop_oneof![
        3 => (0..parties).prop_map(|slot| Who::Party(PartySlot(slot))),
        1 => (0_u16..3).prop_map(|pool| Who::Pool(PoolId(pool))),
    ]
}

/// Figures for so many parties and numbers, that call the first measures, tables and roles only.
fn expr(parties: u16, numbers: u16, calls: u16) -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        number().prop_map(Expr::Constant),
        (0..numbers.max(1)).prop_map(move |slot| match numbers {
            0 => Expr::Constant(Ratio::ONE),
            _ => Expr::Slot(NumberSlot(slot)),
        }),
        (who(parties), 0_u16..2)
            .prop_map(|(who, unit)| Expr::Observe(Observe::Balance(who, UnitId(unit)))),
        (who(parties), 0..calls.max(1), any::<bool>()).prop_map(move |(who, id, table)| {
            match (calls, table) {
                (0, _) => Expr::Constant(Ratio::ZERO),
                (_, true) => Expr::Table(TableId(id), who),
                (_, false) => Expr::Measure(MeasureId(id), who),
            }
        }),
    ];
    let operator = prop_oneof![
        Just(Operator::Plus),
        Just(Operator::Minus),
        Just(Operator::Times),
        Just(Operator::Over),
    ];
    leaf.prop_recursive(5, 24, 2, move |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            6 => (operator.clone(), pair.clone())
                .prop_map(|(op, (a, b))| Expr::Binary(op, Box::new(a), Box::new(b))),
            1 => pair.clone().prop_map(|(a, b)| Expr::Smaller(Box::new(a), Box::new(b))),
            1 => pair.prop_map(|(a, b)| Expr::Larger(Box::new(a), Box::new(b))),
            1 => inner.prop_map(|of| Expr::SquareRoot(Box::new(of))),
        ]
    })
    .boxed()
}

fn condition(parties: u16, numbers: u16, calls: u16) -> BoxedStrategy<Condition> {
    let comparison = prop_oneof![
        Just(Comparison::Equal),
        Just(Comparison::Unequal),
        Just(Comparison::Less),
        Just(Comparison::AtMost),
        Just(Comparison::More),
        Just(Comparison::AtLeast),
    ];
    let figures = || expr(parties, numbers, calls);
    let leaf = prop_oneof![
        1 => Just(Condition::Always),
        2 => (who(parties), 0..calls + 1).prop_map(|(who, role)| Condition::IsA(who, RoleId(role))),
        4 => (figures(), comparison, figures()).prop_map(|(a, how, b)| Condition::Compare(a, how, b)),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts().prop_map(Condition::Or),
            parts().prop_map(Condition::And),
            inner.clone().prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
    .boxed()
}

fn figure(model: &Model, expr: Expr) -> Figure {
    let code = compile::figure(model, &expr);
    Figure { expr, dimension: Dimension::plain(), code, at: Span::default() }
}

fn test(model: &Model, condition: Condition) -> Test {
    let code = compile::condition(model, &condition);
    Test { condition, code, at: Span::default() }
}

/// Three measures, tables and roles, each of which calls only those before it.
fn model() -> impl Strategy<Value = Model> {
    let level = |calls: u16| {
        let row = (condition(1, 0, calls), expr(1, 0, calls));
        (expr(1, 0, calls), prop::collection::vec(row, 1..4), condition(1, 0, calls))
    };
    (level(0), level(1), level(2)).prop_map(|(a, b, c)| {
        let mut model = Model::default();
        let at = Span::default();
        let role = |how| Role { name: "own".into(), label: "own".into(), how, at };
        model.roles.push(role(RoleHow::Member));
        for (name, (is, rows, meets)) in [("a", a), ("b", b), ("c", c)] {
            let is = figure(&model, is);
            let rows = rows
                .into_iter()
                .map(|(when, gives)| (test(&model, when), figure(&model, gives)))
                .collect();
            let how = RoleHow::Meets(test(&model, meets));
            model.measures.push(Measure { name: name.into(), figure: is, at });
            let dimension = Dimension::plain();
            model.tables.push(Table { name: name.into(), dimension, rows, at });
            model.roles.push(role(how));
        }
        model.names.insert("own".into(), Named::Role(RoleId(0)));
        model
    })
}

fn known() -> impl Strategy<Value = Known> {
    let balance = prop_oneof![6 => -50_i128..5000, 1 => any::<i128>()];
    prop::array::uniform3(prop::array::uniform2(balance)).prop_map(Known)
}

fn frame() -> impl Strategy<Value = Frame> {
    let party = prop_oneof![
        6 => (0_u32..3).prop_map(Party::Agent),
        1 => (0_u16..3).prop_map(|pool| Party::Pool(PoolId(pool))),
        1 => Just(Party::Outside),
    ];
    (prop::collection::vec(party, 2), prop::collection::vec(number(), 3))
        .prop_map(|(parties, numbers)| Frame { parties, numbers })
}

fn rounded(value: &BigRational, size: i128, rounding: Rounding) -> BigInt {
    let size = BigInt::from(size);
    let steps = value / BigRational::from_integer(size.clone());
    let whole = match rounding {
        Rounding::Down => steps.trunc(),
        Rounding::Up if steps < BigRational::from_integer(0.into()) => steps.floor(),
        Rounding::Up => steps.ceil(),
        _ => {
            let (below, off) = (steps.floor(), &steps - steps.floor());
            let half = BigRational::new(1.into(), 2.into());
            let is_odd = (below.to_integer() % BigInt::from(2)) != BigInt::from(0);
            match off.cmp(&half) {
                Ordering::Less => below,
                Ordering::Equal if !is_odd => below,
                _ => steps.floor() + BigRational::from_integer(1.into()),
            }
        }
    };
    whole.to_integer() * size
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn figures_have_the_value_of_the_tree(
        model in model(), expr in expr(2, 3, 3), known in known(), frame in frame(),
        size in prop_oneof![2 => Just(1_i128), 1 => 2_i128..100],
    ) {
        let walker = Walker {
            model: &model,
            facts: &known,
            parties: frame.parties.clone(),
            numbers: frame.numbers.clone(),
        };
        let exact = walker.value(&expr);
        let figure = figure(&model, expr);
        let value = figure.value(&model, &known, &frame);
        prop_assert_eq!(&value.map(big), &exact);
        for rounding in [Rounding::Down, Rounding::Up, Rounding::HalfEven] {
            let whole = figure.whole(&model, &known, &frame, Narrowing::To(rounding, size));
            match &exact {
                Err(fault) => prop_assert_eq!(whole, Err(*fault)),
                Ok(exact) => {
                    let step = i128::try_from(exact.denom() * BigInt::from(size));
                    let expected = step.and(i128::try_from(rounded(exact, size, rounding)));
                    prop_assert_eq!(whole, expected.map_err(|_| Fault::Overflow));
                }
            }
        }
    }

    #[test]
    fn conditions_hold_as_the_tree_does(
        model in model(), condition in condition(2, 3, 3), known in known(), frame in frame(),
    ) {
        let walker = Walker {
            model: &model,
            facts: &known,
            parties: frame.parties.clone(),
            numbers: frame.numbers.clone(),
        };
        let exact = walker.holds(&condition);
        prop_assert_eq!(test(&model, condition).holds(&model, &known, &frame), exact);
    }
}

#[test]
fn fair_amounts_are_cut_and_keep_their_exact_value() {
    let model = Model::default();
    let half = figure(&model, Expr::Constant(Ratio::new(7, 2).unwrap()));
    let (known, frame) = (Known([[0; 2]; 3]), Frame::default());
    assert_eq!(half.whole(&model, &known, &frame, Narrowing::Fair), Ok(3));
    assert_eq!(half.value(&model, &known, &frame), Ok(Ratio::new(7, 2).unwrap()));
}

#[test]
fn costs_count_what_is_called() {
    let mut model = Model::default();
    let one = figure(&model, Expr::Slot(NumberSlot(0)));
    assert_eq!(one.code.cost, 1);
    model.measures.push(Measure { name: "one".into(), figure: one, at: Span::default() });
    let call = || Box::new(Expr::Measure(MeasureId(0), Who::Party(PartySlot(0))));
    let sum = figure(&model, Expr::Binary(Operator::Plus, call(), call()));
    assert_eq!(sum.code.cost, 6, "two calls of one step each, a push and a sum");
}
