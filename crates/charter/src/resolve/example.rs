//! Stories: what they name of the charter must be there; whoever else they name is a person.

use super::Resolver;
use super::quote::quote;
use crate::diagnostic::Diagnostic;
use crate::model::{Dimension, Named};
use crate::place::Word;
use crate::tree::{Example, Expr, StepKind};

impl Resolver<'_> {
    pub(super) fn example(&mut self, example: &Example) {
        for step in &example.steps {
            self.step_of_story(&step.kind);
        }
        self.model.examples.push(example.clone());
    }

    fn step_of_story(&mut self, step: &StepKind) -> Option<()> {
        match step {
            StepKind::GivenHas(_, amount) | StepKind::Has(_, amount) => self.stated(amount)?,
            StepKind::GivenSetting(setting, figure) => self.supposed(setting, figure)?,
            StepKind::Supply(unit, amount) => {
                let unit = self.unit_named(unit);
                self.stated(amount)?;
                unit?;
            }
            StepKind::Pays { amount, with, .. } | StepKind::Reports { amount, with, .. } => {
                self.stated(amount);
                self.stated_with(with);
            }
            StepKind::Requests { amount, with, .. } => {
                let stated = amount.as_ref().map(|amount| self.stated(amount));
                self.stated_with(with);
                stated.flatten()?;
            }
            StepKind::Passes { decision, with, .. } => {
                self.decision_named(decision);
                self.stated_with(with);
            }
            StepKind::Becomes(_, role) | StepKind::Is(_, _, role) => {
                self.role_named(role)?;
            }
            StepKind::Owed(_, amount, claim) => {
                self.stated(amount);
                self.claim_named(claim)?;
            }
            StepKind::Share(_, equation, part) => {
                self.equation_named(equation);
                self.constant_part(part)?;
            }
            StepKind::After(span) => {
                self.stretch(span)?;
            }
            StepKind::Repeat(_, step) => self.step_of_story(&step.kind)?,
            StepKind::Given(_)
            | StepKind::Answers(..)
            | StepKind::Works { .. }
            | StepKind::On(..)
            | StepKind::Released(_) => {}
        }
        Some(())
    }

    /// A figure that a story supposes for a setting: one that could stand there.
    fn supposed(&mut self, setting: &Word, figure: &Expr) -> Option<()> {
        let is = |n: Named| matches!(n, Named::Setting(_));
        let Named::Setting(at) = self.named(setting, "name_unknown", "a setting", is)? else {
            return None;
        };
        let (_, dimension) = self.constant(figure)?;
        let wanted = self.model.settings.get(usize::from(at))?.value.dimension.clone();
        if dimension == wanted {
            return Some(());
        }
        let describe = |it: &Dimension| it.describe(&self.model);
        let message = format!(
            "`{}` is {}, but `{}` is {}",
            quote(figure),
            describe(&dimension),
            setting.text,
            describe(&wanted)
        );
        let hint = format!("suppose for `{}` what its setting could say", setting.text);
        self.report(Diagnostic::error("dimension_mismatch", figure.at, message).hint(hint));
        None
    }

    fn stated_with(&mut self, with: &[(Word, Expr)]) {
        for (_, amount) in with {
            self.stated(amount);
        }
    }

    /// A fixed amount of a unit, which may be zero or less where a balance is told.
    fn stated(&mut self, written: &Expr) -> Option<()> {
        let (_, dimension) = self.constant(written)?;
        if dimension.unit().is_some() {
            return Some(());
        }
        let is = dimension.describe(&self.model);
        let message = format!("`{}` is {is}, but a story tells amounts of a unit", quote(written));
        let unit = self.model.units.first().map_or("eur", |unit| &unit.name);
        let hint = format!("write it as `20 {unit}`");
        self.report(Diagnostic::error("amount_dimension", written.at, message).hint(hint));
        None
    }
}
