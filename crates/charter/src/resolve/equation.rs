//! Equations: worths, modulators, filters.
//!
//! What is unsaid: use of equipment pays until it is paid back, logs can be contested for 14 days
//! and count at once, and nothing fades.

use std::cmp::Ordering;

use quantity::Ratio;

use super::Resolver;
use super::quote::quote;
use crate::civil::{Period, Span as Stretch};
use crate::diagnostic::Diagnostic;
use crate::model::{Equation, StepFrom, Worth};
use crate::place::{Span, Word};
use crate::tree::{
    Counts, Equation as Written, EquationClause, Expr, ExprKind, Lasts, Step,
    StepFrom as WrittenFrom, Worth as WrittenWorth,
};

/// Settings may be told by settings, but not so deep.
const MOST_SETTINGS: u8 = 16;

const MODULATORS: [&str; 4] = ["quality", "seniority", "frequency", "priority"];
const FILTERS: [&str; 2] = ["roles", "kinds"];
const WORTHS: [&str; 5] = ["work", "material", "use", "production", "citation"];

impl Resolver<'_> {
    pub(super) fn equations(&mut self) {
        for written in self.declared.equations.clone() {
            let unit = self.value_unit(written);
            let label = written.label.as_ref().map_or(&written.name.text, |label| &label.text);
            let mut equation = Equation {
                name: written.name.text.clone(),
                label: label.clone(),
                unit,
                worths: Vec::new(),
                use_for_ever: false,
                modulators: Vec::new(),
                roles: Vec::new(),
                kinds: Vec::new(),
                without: Vec::new(),
                contest_days: 14,
                counts_at_once: true,
                halves: None,
                upstream: Vec::new(),
                at: written.at,
            };
            for clause in &written.clauses {
                self.equation_clause(&mut equation, clause);
            }
            self.leaves_some(&equation);
            self.model.equations.push(equation);
        }
    }

    fn value_unit(&mut self, written: &Written) -> Box<str> {
        let unit = written.clauses.iter().find_map(|clause| match clause {
            EquationClause::CountsIn(word) => Some(word.text.clone()),
            _ => None,
        });
        if unit.is_none() {
            let message = format!(
                "the equation `{}` does not say what value is counted in",
                written.name.text
            );
            self.report(
                Diagnostic::error("unit_missing", written.at, message)
                    .hint("write `counts in point` or `counts in eur`"),
            );
        }
        unit.unwrap_or_default()
    }

    fn equation_clause(&mut self, equation: &mut Equation, clause: &EquationClause) -> Option<()> {
        match clause {
            EquationClause::CountsIn(_) => {}
            EquationClause::Worth(worth) => {
                let worth = self.worth_of(worth, &equation.unit)?;
                equation.worths.push(worth);
            }
            EquationClause::Equipment(lasts, at) => {
                equation.use_for_ever = self.use_lasts(*lasts, *at)?
            }
            EquationClause::Modulator { by, steps } => {
                let what = "nothing that makes contributions count more or less";
                self.one_of_words(by, &MODULATORS, "modulator_unknown", what)?;
                let steps: Vec<_> = steps.iter().filter_map(|step| self.step_of(step)).collect();
                equation.modulators.push((by.text.clone(), steps));
            }
            EquationClause::Only { what, names } => {
                self.one_of_words(what, &FILTERS, "filter_unknown", "nothing to choose by")?;
                let chosen =
                    if &*what.text == "roles" { &mut equation.roles } else { &mut equation.kinds };
                chosen.extend(names.iter().map(|name| name.text.clone()));
            }
            EquationClause::Without(names) => {
                equation.without.extend(names.iter().map(|name| name.text.clone()))
            }
            EquationClause::Contest(span) => equation.contest_days = self.contest_days(span)?,
            EquationClause::Counts(counts, _) => {
                equation.counts_at_once = *counts == Counts::AtOnce
            }
            EquationClause::Halves(span) => equation.halves = Some(self.half_life(span)?),
            EquationClause::Upstream { part, to } => {
                let ratio = self.constant_part(part)?;
                if ratio.is_negative() || ratio > Ratio::ONE {
                    let message = format!("`{}` is no part of a whole", quote(part));
                    self.report(
                        Diagnostic::error("part_range", part.at, message)
                            .hint("write a percentage from 0% to 100%"),
                    );
                    return None;
                }
                equation.upstream.push((ratio, to.text.clone()));
            }
        }
        Some(())
    }

    /// What goes upstream has to leave something for those who are asked about.
    fn leaves_some(&mut self, equation: &Equation) {
        let mut parts = equation.upstream.iter().map(|(part, _)| *part);
        let all = parts.try_fold(Ratio::ZERO, Ratio::checked_add);
        if all.is_some_and(|all| all < Ratio::ONE) {
            return;
        }
        let message = format!("the equation `{}` sends all shares upstream", equation.name);
        self.report(
            Diagnostic::error("part_range", equation.at, message)
                .hint("write parts that are less than 100% together"),
        );
    }

    fn contest_days(&mut self, span: &Expr) -> Option<u32> {
        let stretch = self.stretch(span)?;
        let days = match stretch.period {
            Period::Day => Some(stretch.count),
            Period::Week => stretch.count.checked_mul(7),
            _ => None,
        };
        if days.is_none() {
            let message = "a log is contested for so many days";
            self.report(
                Diagnostic::error("stretch_needed", span.at, message).hint("write it as `14 day`"),
            );
        }
        days
    }

    fn half_life(&mut self, span: &Expr) -> Option<Stretch> {
        let stretch = self.stretch(span)?;
        if stretch.count > 0 {
            return Some(stretch);
        }
        let message = "nothing halves in no time";
        self.report(
            Diagnostic::error("stretch_needed", span.at, message).hint("write it as `2 year`"),
        );
        None
    }

    fn use_lasts(&mut self, lasts: Lasts, at: Span) -> Option<bool> {
        match lasts {
            Lasts::Forever => Some(true),
            Lasts::UntilPaid => Some(false),
            Lasts::Once => {
                let message = "use of equipment pays for ever or until it is paid back";
                self.report(
                    Diagnostic::error("use_once", at, message)
                        .hint("write `use pays until paid back`"),
                );
                None
            }
        }
    }

    fn one_of_words(
        &mut self,
        word: &Word,
        known: &[&str],
        code: &'static str,
        what: &str,
    ) -> Option<()> {
        if known.contains(&&*word.text) {
            return Some(());
        }
        let message = format!("`{}` is {what}", word.text);
        self.report(
            Diagnostic::error(code, word.at, message)
                .hint(format!("write one of {}", known.join(", "))),
        );
        None
    }

    fn worth_of(&mut self, written: &WrittenWorth, unit: &str) -> Option<Worth> {
        self.one_of_words(
            &written.what,
            &WORTHS,
            "worth_unknown",
            "nothing that contributions are",
        )?;
        let value = self.value(&written.value, Some(unit), MOST_SETTINGS)?;
        let text = |word: &Option<Word>| word.as_ref().map(|word| word.text.clone());
        Some(Worth {
            what: written.what.text.clone(),
            role: text(&written.role),
            kind: text(&written.kind),
            agent: text(&written.agent),
            resource: text(&written.resource),
            per: written.per.text.clone(),
            value,
        })
    }

    fn step_of(&mut self, written: &Step) -> Option<(StepFrom, Ratio)> {
        let from = match &written.from {
            WrittenFrom::Number(number) => {
                StepFrom::Number(self.value(number, None, MOST_SETTINGS)?)
            }
            WrittenFrom::Word(word) => StepFrom::Word(word.text.clone()),
        };
        Some((from, self.value(&written.factor, None, MOST_SETTINGS)?))
    }

    /// A fixed number, in whole units of value if a unit is given, which the charter need not declare.
    fn value(&mut self, written: &Expr, unit: Option<&str>, depth: u8) -> Option<Ratio> {
        let found = match &written.kind {
            ExprKind::Number(number) | ExprKind::Percent(number) => Some(*number),
            ExprKind::Quantity(count, word) => match unit {
                Some(unit) if *word.text == *unit => Some(*count),
                _ => None,
            },
            ExprKind::Name(word) => match self.find(&word.text) {
                Some(crate::model::Named::Setting(index)) if depth > 0 => {
                    let setting = self.declared.settings.get(usize::from(index)).copied()?;
                    return self.value(&setting.value, unit, depth - 1);
                }
                _ => None,
            },
            _ => None,
        };
        let found = found.filter(|value| value.cmp(&Ratio::ZERO) != Ordering::Less);
        if found.is_none() {
            let wanted = match unit {
                Some(unit) => format!("a fixed amount of {unit}, as `40 {unit}`,"),
                None => "a fixed number".into(),
            };
            let message =
                format!("`{}` is not what is wanted here: {wanted} not below zero", quote(written));
            self.report(
                Diagnostic::error("worth_value", written.at, message)
                    .hint("write the figure, or a setting"),
            );
        }
        found
    }
}
