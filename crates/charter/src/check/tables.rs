//! G5: exactly one row of a table fits, whatever happens; and every condition can hold.

use quantity::Ratio;

use super::scope::{Holder, Holds, Scope};
use super::search::{Atoms, Case, Found, Logic};
use super::words::{Words, list};
use crate::diagnostic::Diagnostic;
use crate::model::{Condition, Model, RuleId, Table, TableId};
use crate::report::{Guarantee, Report, Subject, Verdict};
use crate::tree::{Declaration, Tree};

const G: Guarantee = Guarantee::Tables;

/// Looks at every table, and at the condition of every rule.
pub fn check(tree: &Tree, model: &Model, report: &mut Report) {
    for (table, id) in super::numbered(&model.tables) {
        let about = Subject::Table(TableId(id));
        let subject = [subject(tree, &table.name)];
        table_fits(model, table, about, Words::rule(model, &subject), report);
    }
    for (rule, id) in super::numbered(&model.rules) {
        let Some(when) = &rule.when else { continue };
        let mut bare = rule.clone();
        bare.when = None;
        let mut atoms = Atoms::new(model, Scope::rule(model, &bare));
        let Some(logic) = atoms.logic(&when.condition) else { continue };
        if atoms.search(&[(&logic, Holds::Yes)]) == Found::Nothing {
            let message =
                format!("rule `{}` never does anything: its condition cannot hold", rule.name);
            report.diagnostics.push(
                Diagnostic::warning("condition_never_holds", when.at, message)
                    .hint("loosen the condition, or leave the rule out"),
            );
            let about = Subject::Rule(RuleId(id));
            report.find(G, Verdict::Proven, about, when.at, "its condition never holds");
        }
    }
}

/// What the one a table is about is called.
fn subject(tree: &Tree, name: &str) -> Box<str> {
    let of = tree.declarations.iter().find_map(|it| match it {
        Declaration::Table(table) if &*table.name.text == name => table.of.as_ref(),
        _ => None,
    });
    of.map_or_else(|| "member".into(), |it| it.text.clone())
}

/// What can be said of a table.
enum Outcome {
    /// Just one row fits each case.
    Exact,
    /// No row fits the case.
    Gap(Case),
    /// Two rows fit the case.
    Overlap(usize, usize, Case),
    /// Nobody knows.
    Unknown,
}

struct Rows<'a> {
    atoms: Atoms<'a>,
    rows: Vec<Logic>,
    /// Whether the last row takes what all others leave.
    otherwise: bool,
}

impl<'a> Rows<'a> {
    fn new(model: &'a Model, table: &Table, holder: Holder) -> Option<Self> {
        let mut atoms = Atoms::new(model, Scope::about(model, holder));
        let rows = table.rows.iter().map(|(when, _)| atoms.logic(&when.condition));
        let rows = rows.collect::<Option<Vec<Logic>>>()?;
        let last = table.rows.last().map(|(when, _)| &when.condition);
        Some(Self { atoms, rows, otherwise: last == Some(&Condition::Always) })
    }

    /// The rows that say what they fit themselves.
    fn plain(&self) -> &[Logic] {
        let count = self.rows.len() - usize::from(self.otherwise && !self.rows.is_empty());
        self.rows.get(..count).unwrap_or_default()
    }

    fn outcome(&self) -> Outcome {
        let mut unknown = false;
        for (second, later) in self.plain().iter().enumerate() {
            for (first, earlier) in self.plain().iter().enumerate().take(second) {
                match self.atoms.search(&[(earlier, Holds::Yes), (later, Holds::Yes)]) {
                    Found::Case(case) => return Outcome::Overlap(first, second, case),
                    Found::Unknown => unknown = true,
                    Found::Nothing => {}
                }
            }
        }
        match self.left() {
            Found::Case(case) if !self.otherwise => Outcome::Gap(case),
            Found::Unknown if !self.otherwise => Outcome::Unknown,
            _ if unknown => Outcome::Unknown,
            _ => Outcome::Exact,
        }
    }

    /// A case that no row takes which says itself what it fits.
    fn left(&self) -> Found {
        let none: Vec<(&Logic, Holds)> = self.plain().iter().map(|it| (it, Holds::No)).collect();
        self.atoms.search(&none)
    }

    /// Rows that fit no case.
    fn never(&self) -> Vec<usize> {
        let plain = self.plain().iter().enumerate();
        let mut never: Vec<usize> = plain
            .filter(|(_, row)| self.atoms.search(&[(row, Holds::Yes)]) == Found::Nothing)
            .map(|(index, _)| index)
            .collect();
        if self.otherwise && self.left() == Found::Nothing {
            never.push(self.plain().len());
        }
        never
    }

    /// Whether a case shows a gap; `None` beyond 128 bits.
    fn is_gap(&self, case: &Case) -> Option<bool> {
        let fits = self.plain().iter().map(|it| it.holds(case)).collect::<Option<Vec<bool>>>()?;
        Some(fits.iter().all(|it| !it))
    }

    /// The case in words: `a member with 2 vouches and age exactly 90 days`.
    fn words(&self, words: Words<'_>, case: &Case, shows: impl Fn(&Case) -> bool) -> String {
        let mut figures = Vec::new();
        for (index, figure) in self.atoms.figures.iter().enumerate() {
            let Some(value) = case.values.get(index).copied() else { continue };
            let beside = |step| {
                let mut case = case.clone();
                let moved = value.checked_add(Ratio::from_integer(step));
                if let Some((place, moved)) = case.values.get_mut(index).zip(moved) {
                    *place = moved;
                }
                shows(&case)
            };
            let exactly = if beside(1) || beside(-1) { "" } else { "exactly " };
            let (called, value) = match &figure.called {
                Some((measure, times, plus)) => {
                    let said = value.checked_mul(*times).and_then(|it| it.checked_add(*plus));
                    (measure, said.unwrap_or(value))
                }
                None => (&figure.expr, value),
            };
            let dimension = words.dimension(called);
            let value = words.value(value, &dimension);
            let name = words.figure(called);
            figures.push(match dimension.0.is_empty() {
                true => format!("{exactly}{value} {name}"),
                false => format!("{name} {exactly}{value}"),
            });
        }
        let mut told =
            format!("a {}", words.who(crate::model::Who::Party(crate::model::PartySlot(0))));
        if !figures.is_empty() {
            told = format!("{told} with {}", list(&figures));
        }
        for ((_, role), flag) in self.atoms.flags.iter().zip(&case.flags) {
            match flag {
                Some(true) => told = format!("{told} who is a {}", words.role(*role)),
                Some(false) => told = format!("{told} who is not a {}", words.role(*role)),
                None => {}
            }
        }
        told
    }
}

fn table_fits(model: &Model, table: &Table, about: Subject, words: Words<'_>, report: &mut Report) {
    let name = &table.name;
    let rows = |holder| Rows::new(model, table, holder);
    let (Some(anyone), Some(agent)) = (rows(Holder::Anyone), rows(Holder::Settled)) else {
        return unknown(table, about, report);
    };
    unreachable_rows(table, &anyone, report);
    if let Outcome::Exact = anyone.outcome() {
        let sentence = format!("exactly one row of `{name}` fits, whatever the figures are");
        return report.find(G, Verdict::Proven, about, table.at, sentence);
    }
    match agent.outcome() {
        Outcome::Exact => {
            let sentence = format!(
                "exactly one row of `{name}` fits each member within the limits of their balance; asked about somebody beyond them it may have no answer, and then the event is refused"
            );
            report.find(G, Verdict::Guarded, about, table.at, sentence);
        }
        Outcome::Unknown => unknown(table, about, report),
        _ if !agent.atoms.are_free() => unknown(table, about, report),
        Outcome::Gap(case) => {
            let told = agent.words(words, &case, |it| agent.is_gap(it) == Some(true));
            let error = Diagnostic::error("table_gap", table.at, format!("no row of table `{name}` fits {told}"))
                .hint("add a row for it, or let a row reach there; `| otherwise -> …` as the last row takes all that is left");
            report.broken(G, about, error);
        }
        Outcome::Overlap(first, second, case) => {
            overlap(table, about, &agent, (first, second), &case, words, report);
        }
    }
}

fn overlap(
    table: &Table,
    about: Subject,
    rows: &Rows<'_>,
    (first, second): (usize, usize),
    case: &Case,
    words: Words<'_>,
    report: &mut Report,
) {
    let both = |case: &Case| {
        [first, second]
            .iter()
            .all(|it| rows.rows.get(*it).and_then(|row| row.holds(case)) == Some(true))
    };
    let told = rows.words(words, case, both);
    let message =
        format!("rows {} and {} of table `{}` both fit {told}", first + 1, second + 1, table.name);
    let at = |row: usize| table.rows.get(row).map_or(table.at, |(when, _)| when.at);
    let error = Diagnostic::error("table_overlap", at(second), message)
        .and(at(first), format!("row {}", first + 1))
        .hint("make one of the two conditions narrower, so that a single row fits");
    report.broken(G, about, error);
}

fn unreachable_rows(table: &Table, rows: &Rows<'_>, report: &mut Report) {
    for row in rows.never() {
        let at = table.rows.get(row).map_or(table.at, |(when, _)| when.at);
        let message = format!("row {} of table `{}` fits nobody", row + 1, table.name);
        report
            .diagnostics
            .push(Diagnostic::warning("table_row_never_fits", at, message).hint("leave it out"));
    }
}

/// The first row that fits counts, and where none does the event is refused.
fn unknown(table: &Table, about: Subject, report: &mut Report) {
    let sentence = format!(
        "the figures of `{}` depend on each other in ways that are not followed; where no row fits, the event is refused, and of several the first counts",
        table.name
    );
    report.find(G, Verdict::Guarded, about, table.at, sentence);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use crate::model::{
        Dimension, Expr, Figure, Observe, PartySlot, Role, RoleHow, RoleId, Test, UnitId, Who,
    };
    use crate::place::Span;
    use crate::tree::{Comparison, Operator};
    use proptest::prelude::*;

    const WHO: Who = Who::Party(PartySlot(0));

    fn income(unit: u16) -> Expr {
        Expr::Observe(Observe::Income(WHO, UnitId(unit), None))
    }

    fn number(of: i128) -> Expr {
        Expr::Constant(Ratio::from_integer(of))
    }

    fn comparison() -> impl Strategy<Value = Comparison> {
        prop_oneof![
            Just(Comparison::Less),
            Just(Comparison::AtMost),
            Just(Comparison::More),
            Just(Comparison::AtLeast),
            Just(Comparison::Equal),
            Just(Comparison::Unequal),
        ]
    }

    fn condition() -> impl Strategy<Value = Condition> {
        let figure = prop_oneof![
            3 => (0_u16..2).prop_map(income),
            1 => (prop_oneof![Just(Operator::Plus), Just(Operator::Minus)], 1_i128..3).prop_map(|(it, times)| {
                let scaled = Expr::Binary(Operator::Times, Box::new(number(times)), Box::new(income(1)));
                Expr::Binary(it, Box::new(income(0)), Box::new(scaled))
            }),
        ];
        let leaf = prop_oneof![
            4 => (figure, comparison(), 0_i128..12).prop_map(|(figure, comparison, halves)| {
                let of = Expr::Constant(Ratio::new(halves, 2).unwrap());
                Condition::Compare(figure, comparison, of)
            }),
            1 => (0_u16..2).prop_map(|role| Condition::IsA(WHO, RoleId(role))),
        ];
        leaf.prop_recursive(2, 6, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..3).prop_map(Condition::And),
                prop::collection::vec(inner.clone(), 1..3).prop_map(Condition::Or),
                inner.prop_map(|it| Condition::Not(Box::new(it))),
            ]
        })
    }

    /// Rows that often fit together: cuts of one figure, with a condition here and there.
    fn rows() -> impl Strategy<Value = Vec<Condition>> {
        let cut = (0_i128..6, any::<bool>(), any::<bool>()).prop_map(|(at, first, second)| {
            let below = if first { Comparison::Less } else { Comparison::AtMost };
            let above = if second { Comparison::AtLeast } else { Comparison::More };
            vec![
                Condition::Compare(income(0), below, number(at)),
                Condition::Compare(income(0), above, number(at)),
            ]
        });
        prop_oneof![
            prop::collection::vec(condition(), 1..4),
            (cut, condition()).prop_map(|(cut, condition)| {
                let not = Condition::Not(Box::new(condition.clone()));
                vec![
                    Condition::And(vec![cut[0].clone(), condition]),
                    Condition::And(vec![cut[0].clone(), not]),
                    cut[1].clone(),
                ]
            }),
        ]
    }

    fn table(rows: &[Condition]) -> (Model, Table) {
        let role = |name: &str| Role {
            name: name.into(),
            label: name.into(),
            how: RoleHow::Granted { by: RoleId(0), one_per_person: false },
            at: Span::default(),
        };
        let row = |condition: &Condition| {
            let code = Code::default();
            let gives = Figure {
                expr: number(1),
                dimension: Dimension::default(),
                code: code.clone(),
                at: Span::default(),
            };
            (Test { condition: condition.clone(), code, at: Span::default() }, gives)
        };
        let table = Table {
            name: "line".into(),
            dimension: Dimension::default(),
            rows: rows.iter().map(row).collect(),
            at: Span::default(),
        };
        let model = Model { roles: vec![role("cook"), role("guest")], ..Model::default() };
        (model, table)
    }

    /// Whether a condition holds at a point, said slowly.
    fn holds(condition: &Condition, point: &[i128; 2], roles: &[bool; 2]) -> bool {
        /// In halves.
        fn value(expr: &Expr, point: &[i128; 2]) -> i128 {
            match expr {
                Expr::Constant(it) => it.numerator() * 2 / it.denominator(),
                Expr::Observe(Observe::Income(_, unit, _)) => point[unit.at()] * 2,
                Expr::Binary(Operator::Plus, a, b) => value(a, point) + value(b, point),
                Expr::Binary(Operator::Minus, a, b) => value(a, point) - value(b, point),
                Expr::Binary(Operator::Times, a, b) => value(a, point) * value(b, point) / 2,
                _ => unreachable!(),
            }
        }
        match condition {
            Condition::Always => true,
            Condition::And(all) => all.iter().all(|it| holds(it, point, roles)),
            Condition::Or(any) => any.iter().any(|it| holds(it, point, roles)),
            Condition::Not(it) => !holds(it, point, roles),
            Condition::IsA(_, role) => roles[role.at()],
            Condition::Compare(a, comparison, b) => {
                let (a, b) = (value(a, point), value(b, point));
                match comparison {
                    Comparison::Equal => a == b,
                    Comparison::Unequal => a != b,
                    Comparison::Less => a < b,
                    Comparison::AtMost => a <= b,
                    Comparison::More => a > b,
                    Comparison::AtLeast => a >= b,
                }
            }
        }
    }

    /// How few and how many rows fit at the points of a grid.
    fn on_a_grid(rows: &[Condition]) -> (usize, usize) {
        let (mut fewest, mut most) = (usize::MAX, 0);
        for (x, y) in (0..28).flat_map(|x| (0..28).map(move |y| (x, y))) {
            for roles in [[false, false], [false, true], [true, false], [true, true]] {
                let fit = rows.iter().filter(|it| holds(it, &[x, y], &roles)).count();
                (fewest, most) = (fewest.min(fit), most.max(fit));
            }
        }
        (fewest, most)
    }

    /// Whether a condition speaks of two figures at once.
    fn is_joint(condition: &Condition) -> bool {
        match condition {
            Condition::And(all) | Condition::Or(all) => all.iter().any(is_joint),
            Condition::Not(it) => is_joint(it),
            Condition::Compare(Expr::Binary(..), ..) => true,
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn gaps_and_overlaps_are_those_of_a_grid(drawn in rows()) {
            let (model, table) = table(&drawn);
            let rows = Rows::new(&model, &table, Holder::Anyone).unwrap();
            let (fewest, most) = on_a_grid(&drawn);
            match rows.outcome() {
                Outcome::Exact => prop_assert_eq!((fewest, most), (1, 1)),
                Outcome::Gap(case) => {
                    prop_assert_eq!(fewest, 0);
                    // An overlap that has room for fractions may not have been made sure of.
                    prop_assert!(most <= 1 || drawn.iter().any(is_joint));
                    prop_assert_eq!(rows.is_gap(&case), Some(true));
                }
                Outcome::Overlap(first, second, case) => {
                    prop_assert!(most > 1);
                    prop_assert_eq!(rows.rows[first].holds(&case), Some(true));
                    prop_assert_eq!(rows.rows[second].holds(&case), Some(true));
                }
                // A place that has fractions only may be too small to be sure of.
                Outcome::Unknown => prop_assert!(drawn.iter().any(is_joint), "so small a table is decided"),
            }
        }
    }
}
