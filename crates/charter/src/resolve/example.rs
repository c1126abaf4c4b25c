//! Stories: what they name of the charter must be there; whoever else they name is a person.

use std::collections::BTreeMap;

use super::Resolver;
use super::figure::Setting;
use super::quote::quote;
use crate::diagnostic::Diagnostic;
use crate::place::Word;
use crate::tree::{Example, ExampleStep, Expr, StepKind};

impl Resolver<'_> {
    pub(super) fn example(&mut self, example: &Example) {
        for step in &example.steps {
            self.step_of_story(&step.kind);
        }
        self.suppositions(example);
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

    /// A setting is supposed once, and for the whole story.
    fn suppositions(&mut self, example: &Example) {
        let mut places = BTreeMap::new();
        for step in &example.steps {
            let (step, is_repeated) = innermost(step);
            let StepKind::GivenSetting(setting, _) = &step.kind else { continue };
            if is_repeated {
                let message = "what is supposed holds for the whole story, and cannot be repeated";
                let misplaced = Diagnostic::error("clause_misplaced", step.at, message);
                self.report(misplaced.hint("suppose it in a step of its own"));
            }
            if let Some(first) = places.insert(&*setting.text, setting.at) {
                let message = format!("`{}` is supposed twice", setting.text);
                let twice = Diagnostic::error("clause_twice", setting.at, message);
                self.report(twice.and(first, "first here").hint("leave one of them out"));
            }
        }
    }

    /// A figure that a story supposes for a setting: one that could stand there.
    fn supposed(&mut self, setting: &Word, figure: &Expr) -> Option<()> {
        let index = self.setting_named(setting)?;
        let (_, dimension, _) = self.said_by_setting(figure)?;
        if self.setting_state(index) == Setting::Wrong {
            return None;
        }
        let wanted = &self.model.settings.get(usize::from(index))?.value.dimension;
        if dimension == *wanted {
            return Some(());
        }
        let message = format!(
            "`{}` is {}, but `{}` is {}",
            quote(figure),
            dimension.describe(&self.model),
            setting.text,
            wanted.describe(&self.model)
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

/// The step that is repeated in the end, and whether it is.
fn innermost(step: &ExampleStep) -> (&ExampleStep, bool) {
    let (mut step, mut is_repeated) = (step, false);
    while let StepKind::Repeat(_, inner) = &step.kind {
        (step, is_repeated) = (inner, true);
    }
    (step, is_repeated)
}
