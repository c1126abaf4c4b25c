//! Looks for a case in which conditions hold, or do not: figures as numbers, roles as yes or no.

use quantity::Ratio;

use super::linear::{Answer, Constraint, Linear, solve};
use super::scope::{Holds, Scope, figure_for, for_whom, turned};
use crate::model::{Condition, Expr, MeasureId, Model, Observe, RoleHow, RoleId, Who};
use crate::tree::{Comparison, Operator};

/// Questions asked of the solver, at most, for one search.
const PATIENCE: u32 = 4_000;
/// How deep roles that meet a condition about roles are followed.
const DEPTH: u8 = 8;

/// A condition, with its figures numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Logic {
    /// All of them hold: always, if there is none.
    All(Vec<Logic>),
    /// One of them holds: never, if there is none.
    Any(Vec<Logic>),
    /// It does not hold.
    Not(Box<Logic>),
    /// A linear figure compares with zero.
    Compare(Linear, Comparison),
    /// Somebody is in a role, by the number of the question.
    Flag(usize),
}

/// A case: a value for each figure, yes or no for each role that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Case {
    /// By figure.
    pub values: Vec<Ratio>,
    /// By question; `None` if it does not matter.
    pub flags: Vec<Option<bool>>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A case.
    Case(Case),
    /// There is none.
    Nothing,
    /// Too much to look through, or too many digits.
    Unknown,
}

/// A figure of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it is.
    pub expr: Expr,
    /// A measure that is so many times the figure, and so much more: what people call it.
    pub called: Option<(Expr, Ratio, Ratio)>,
}

/// What conditions are about: figures and questions, in the order in which they were met.
pub struct Atoms<'a> {
    model: &'a Model,
    scope: Scope<'a>,
    /// Figures.
    pub figures: Vec<Figure>,
    /// Questions.
    pub flags: Vec<(Who, RoleId)>,
    whole: Vec<bool>,
}

impl<'a> Atoms<'a> {
    /// Nothing yet; figures are within what the scope knows.
    pub fn new(model: &'a Model, scope: Scope<'a>) -> Self {
        Self { model, scope, figures: Vec::new(), flags: Vec::new(), whole: Vec::new() }
    }

    /// Numbers the figures of a condition. `None` beyond 128 bits.
    pub fn logic(&mut self, condition: &Condition) -> Option<Logic> {
        self.nested(condition, DEPTH)
    }

    fn nested(&mut self, condition: &Condition, depth: u8) -> Option<Logic> {
        Some(match condition {
            Condition::Always => Logic::All(Vec::new()),
            Condition::And(all) => {
                Logic::All(all.iter().map(|it| self.nested(it, depth)).collect::<Option<_>>()?)
            }
            Condition::Or(any) => {
                Logic::Any(any.iter().map(|it| self.nested(it, depth)).collect::<Option<_>>()?)
            }
            Condition::Not(inner) => Logic::Not(Box::new(self.nested(inner, depth)?)),
            Condition::Compare(a, comparison, b) => {
                let (a, b) = (self.linear(a)?, self.linear(b)?);
                let minus = Ratio::from_integer(-1);
                Logic::Compare(a.plus_times(minus, &b)?, *comparison)
            }
            Condition::IsA(who, role) => {
                let how = self.model.roles.get(role.at()).map(|it| &it.how);
                match (how, depth.checked_sub(1)) {
                    (Some(RoleHow::Meets(test)), Some(depth)) => {
                        self.nested(&for_whom(&test.condition, *who), depth)?
                    }
                    _ => Logic::Flag(self.flag(*who, *role)),
                }
            }
        })
    }

    fn flag(&mut self, who: Who, role: RoleId) -> usize {
        place(&mut self.flags, (who, role))
    }

    fn linear(&mut self, expr: &Expr) -> Option<Linear> {
        Some(match expr {
            Expr::Constant(it) => Linear::constant(*it),
            Expr::Binary(Operator::Plus, a, b) => {
                let (a, b) = (self.linear(a)?, self.linear(b)?);
                a.plus_times(Ratio::ONE, &b)?
            }
            Expr::Binary(Operator::Minus, a, b) => {
                let (a, b) = (self.linear(a)?, self.linear(b)?);
                a.plus_times(Ratio::from_integer(-1), &b)?
            }
            Expr::Binary(Operator::Times, a, b) => {
                match (self.scope.bound(a).only(), self.scope.bound(b).only()) {
                    (Some(times), _) => self.linear(b)?.scaled(times)?,
                    (_, Some(times)) => self.linear(a)?.scaled(times)?,
                    _ => self.atom(expr),
                }
            }
            Expr::Binary(Operator::Over, a, b) => match self.scope.bound(b).only() {
                Some(by) if by != Ratio::ZERO => {
                    self.linear(a)?.scaled(Ratio::ONE.checked_div(by)?)?
                }
                _ => self.atom(expr),
            },
            Expr::Measure(measure, who) => self.measure(expr, *measure, *who)?,
            _ => self.atom(expr),
        })
    }

    /// A measure that scales or shifts one figure is that figure by another name.
    fn measure(&mut self, expr: &Expr, measure: MeasureId, who: Who) -> Option<Linear> {
        let inner =
            self.model.measures.get(measure.at()).map(|it| figure_for(&it.figure.expr, who));
        let Some(inner) = inner else { return Some(self.atom(expr)) };
        let known = self.figures.len();
        let linear = self.linear(&inner)?;
        let mut used = linear.times.iter().enumerate().filter(|(_, it)| **it != Ratio::ZERO);
        match (used.next(), used.next()) {
            (Some((index, times)), None) => {
                let plus = linear.plus;
                if let Some(figure) = self.figures.get_mut(index).filter(|_| index >= known) {
                    let by = (expr.clone(), *times, plus);
                    figure.called = Some(figure.called.take().unwrap_or(by));
                }
                Some(linear)
            }
            _ => Some(linear),
        }
    }

    fn atom(&mut self, expr: &Expr) -> Linear {
        if let Some(known) = self.figures.iter().position(|it| it.expr == *expr) {
            return Linear::variable(known);
        }
        self.whole.push(self.scope.is_whole(expr));
        self.figures.push(Figure { expr: expr.clone(), called: None });
        Linear::variable(self.figures.len() - 1)
    }

    /// Whether every case that the numbers allow can really come about: no figure depends on another.
    pub fn are_free(&self) -> bool {
        let plain = |figure: &Figure| match &figure.expr {
            Expr::Slot(_) => true,
            Expr::Observe(what) => !self.figures.iter().any(|other| match &other.expr {
                Expr::Observe(it) => it != what && depend(what, it),
                _ => false,
            }),
            _ => false,
        };
        self.figures.iter().all(plain)
    }

    /// Looks for a case in which each condition holds, or does not, as it says.
    pub fn search(&self, wanted: &[(&Logic, Holds)]) -> Found {
        let mut search = Search {
            atoms: self,
            patience: PATIENCE,
            constraints: self.limits(),
            flags: vec![None; self.flags.len()],
        };
        let mut pending: Vec<(&Logic, Holds)> = wanted.to_vec();
        pending.reverse();
        search.run(pending)
    }

    fn limits(&self) -> Vec<Constraint> {
        let mut limits = Vec::new();
        for (index, figure) in self.figures.iter().enumerate() {
            let within = self.scope.bound(&figure.expr);
            let variable = Linear::variable(index);
            let minus = Ratio::from_integer(-1);
            let above =
                within.low.and_then(|low| variable.plus_times(minus, &Linear::constant(low)));
            let below =
                within.high.and_then(|high| Linear::constant(high).plus_times(minus, &variable));
            limits.extend(
                above.into_iter().chain(below).map(|figure| Constraint { figure, strict: false }),
            );
        }
        limits
    }

    /// Whether roles can be held so: whoever is in any is a member, nobody is a person and a group.
    fn fits(&self, flags: &[Option<bool>]) -> bool {
        let is = |who: Who, such: fn(&RoleHow) -> bool, answer: bool| {
            self.flags.iter().zip(flags).any(|((it, role), flag)| {
                let how = self.model.roles.get(role.at()).map(|it| &it.how);
                *it == who && *flag == Some(answer) && how.is_some_and(such)
            })
        };
        self.flags.iter().all(|(who, _)| {
            let member = is(*who, |how| matches!(how, RoleHow::Member), false);
            let any = is(*who, |_| true, true);
            let person = is(*who, |how| matches!(how, RoleHow::Person), true);
            let group = is(*who, |how| matches!(how, RoleHow::Organisation), true);
            !(member && any || person && group)
        })
    }
}

/// Whether what is known of one figure says something about another.
fn depend(a: &Observe, b: &Observe) -> bool {
    match (a, b) {
        (Observe::Income(x, u, _), Observe::Income(y, v, _))
        | (Observe::Spending(x, u, _), Observe::Spending(y, v, _)) => x == y && u == v,
        (Observe::Balance(x, u), Observe::Balance(y, v)) => u == v && x != y,
        (Observe::Supply(u), Observe::Balance(_, v))
        | (Observe::Balance(_, v), Observe::Supply(u)) => u == v,
        (Observe::Owed(x, _), Observe::Owed(y, _)) | (Observe::Paid(x, _), Observe::Paid(y, _)) => {
            x == y
        }
        (Observe::Number(_), Observe::Number(_))
        | (Observe::Share(..), Observe::Share(..))
        | (Observe::Tally(_), Observe::Tally(_))
        | (Observe::Age(_), Observe::SinceIssue(..))
        | (Observe::SinceIssue(..), Observe::Age(_)) => true,
        _ => false,
    }
}

fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    if let Some(known) = list.iter().position(|it| *it == item) {
        return known;
    }
    list.push(item);
    list.len() - 1
}

struct Search<'a> {
    atoms: &'a Atoms<'a>,
    patience: u32,
    constraints: Vec<Constraint>,
    flags: Vec<Option<bool>>,
}

impl Search<'_> {
    /// Takes the last of what is wanted, and tries each way in which it can be so.
    fn run(&mut self, mut pending: Vec<(&Logic, Holds)>) -> Found {
        let Some((logic, holds)) = pending.pop() else { return self.here() };
        match (logic, holds) {
            (Logic::Not(inner), _) => {
                pending.push((inner, holds.turned()));
                self.run(pending)
            }
            (Logic::All(all), Holds::Yes) | (Logic::Any(all), Holds::No) => {
                pending.extend(all.iter().rev().map(|it| (it, holds)));
                self.run(pending)
            }
            (Logic::Any(any), Holds::Yes) | (Logic::All(any), Holds::No) => {
                self.first_of(any.iter().enumerate().map(|(index, it)| {
                    let mut pending = pending.clone();
                    pending.push((it, holds));
                    pending.extend(any.iter().take(index).map(|it| (it, holds.turned())));
                    pending
                }))
            }
            (Logic::Flag(flag), _) => self.flag(*flag, holds, pending),
            (Logic::Compare(figure, comparison), _) => match holds.of(*comparison) {
                Comparison::Unequal => {
                    let ways = [Comparison::Less, Comparison::More]
                        .map(|way| Logic::Compare(figure.clone(), way));
                    self.first_of(ways.iter().map(|way| {
                        let mut pending = pending.clone();
                        pending.push((way, Holds::Yes));
                        pending
                    }))
                }
                plain => self.compare(figure, plain, pending),
            },
        }
    }

    fn first_of<'l>(&mut self, ways: impl Iterator<Item = Vec<(&'l Logic, Holds)>>) -> Found {
        let mut found = Found::Nothing;
        for way in ways {
            match self.run(way) {
                Found::Nothing => {}
                Found::Unknown => found = Found::Unknown,
                case => return case,
            }
        }
        found
    }

    fn flag(&mut self, flag: usize, holds: Holds, pending: Vec<(&Logic, Holds)>) -> Found {
        let yes = holds == Holds::Yes;
        let Some(before) = self.flags.get(flag).copied() else { return Found::Unknown };
        if before == Some(!yes) {
            return Found::Nothing;
        }
        self.set(flag, Some(yes));
        let found = if self.atoms.fits(&self.flags) { self.run(pending) } else { Found::Nothing };
        self.set(flag, before);
        found
    }

    fn set(&mut self, flag: usize, answer: Option<bool>) {
        if let Some(place) = self.flags.get_mut(flag) {
            *place = answer;
        }
    }

    fn compare(
        &mut self,
        figure: &Linear,
        comparison: Comparison,
        pending: Vec<(&Logic, Holds)>,
    ) -> Found {
        let Some(constraints) = constraints(figure, comparison) else { return Found::Unknown };
        let before = self.constraints.len();
        self.constraints.extend(constraints);
        let found = match self.solve() {
            Answer::Never => Found::Nothing,
            Answer::At(_) | Answer::Unknown => self.run(pending),
        };
        self.constraints.truncate(before);
        found
    }

    fn solve(&mut self) -> Answer {
        match self.patience.checked_sub(1) {
            Some(left) => self.patience = left,
            None => return Answer::Unknown,
        }
        solve(&self.constraints, &self.atoms.whole)
    }

    fn here(&mut self) -> Found {
        match self.solve() {
            Answer::At(values) => Found::Case(Case { values, flags: self.flags.clone() }),
            Answer::Never => Found::Nothing,
            Answer::Unknown => Found::Unknown,
        }
    }
}

/// A comparison of a figure with zero, as constraints.
fn constraints(figure: &Linear, comparison: Comparison) -> Option<Vec<Constraint>> {
    let minus = || figure.scaled(Ratio::from_integer(-1));
    let one = |figure, strict| vec![Constraint { figure, strict }];
    Some(match comparison {
        Comparison::More => one(figure.clone(), true),
        Comparison::AtLeast => one(figure.clone(), false),
        Comparison::Less | Comparison::AtMost => {
            one(minus()?, turned(comparison) == Comparison::More)
        }
        Comparison::Equal => [one(figure.clone(), false), one(minus()?, false)].concat(),
        Comparison::Unequal => return None,
    })
}

impl Logic {
    /// Whether it holds in a case; questions that do not matter count as no. `None` beyond 128 bits.
    pub fn holds(&self, case: &Case) -> Option<bool> {
        Some(match self {
            Self::All(all) => all
                .iter()
                .map(|it| it.holds(case))
                .collect::<Option<Vec<_>>>()?
                .iter()
                .all(|it| *it),
            Self::Any(any) => any
                .iter()
                .map(|it| it.holds(case))
                .collect::<Option<Vec<_>>>()?
                .iter()
                .any(|it| *it),
            Self::Not(inner) => !inner.holds(case)?,
            Self::Flag(flag) => case.flags.get(*flag).copied().flatten().unwrap_or(false),
            Self::Compare(figure, comparison) => {
                let order = figure.value(&case.values)?.cmp(&Ratio::ZERO);
                match comparison {
                    Comparison::Equal => order.is_eq(),
                    Comparison::Unequal => order.is_ne(),
                    Comparison::Less => order.is_lt(),
                    Comparison::AtMost => order.is_le(),
                    Comparison::More => order.is_gt(),
                    Comparison::AtLeast => order.is_ge(),
                }
            }
        })
    }
}
