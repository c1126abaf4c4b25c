//! The charter as stories suppose it: with other figures for its settings.

use std::collections::BTreeMap;

use charter::model::Model;
use charter::parse::parse;
use charter::tree::{Declaration, Example, ExampleStep, Expr, StepKind, Tree};

use crate::reading::Reading;

/// How many different suppositions are read; the charter is understood and checked again for each.
pub const MOST_SUPPOSED: usize = 100;

/// A charter in all the ways that its stories suppose it, each read once.
pub(super) struct Supposed<'t> {
    text: &'t str,
    tree: Tree,
    /// By the settings that are supposed, each with its figure as it is spelled.
    read: BTreeMap<BTreeMap<String, &'t str>, Result<Model, String>>,
}

impl<'t> Supposed<'t> {
    pub fn of(text: &'t str) -> Self {
        Self { text, tree: parse(text).0, read: BTreeMap::new() }
    }

    /// What the charter means in a story; `None` if the story supposes nothing.
    ///
    /// # Errors
    /// What is wrong with the charter when it says so.
    pub fn model(&mut self, example: &Example) -> Result<Option<&Model>, String> {
        let figures: BTreeMap<&str, &Expr> = example.steps.iter().filter_map(supposition).collect();
        if figures.is_empty() {
            return Ok(None);
        }
        let spelled: BTreeMap<String, &'t str> = figures
            .iter()
            .map(|(name, figure)| ((*name).to_owned(), self.spelled(figure)))
            .collect();
        if !self.read.contains_key(&spelled) {
            if self.read.len() >= MOST_SUPPOSED {
                let message = "all examples together suppose more than";
                return Err(format!("{message} {MOST_SUPPOSED} different sets of settings"));
            }
            let read = self.with(&figures);
            self.read.insert(spelled.clone(), read);
        }
        match self.read.get(&spelled) {
            Some(Ok(model)) => Ok(Some(model)),
            Some(Err(wrong)) => Err(wrong.clone()),
            None => Ok(None),
        }
    }

    fn spelled(&self, figure: &Expr) -> &'t str {
        let at = figure.at;
        let range = usize::try_from(at.start).ok().zip(usize::try_from(at.end).ok());
        range.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    fn with(&self, figures: &BTreeMap<&str, &Expr>) -> Result<Model, String> {
        let mut tree = self.tree.clone();
        for declaration in &mut tree.declarations {
            if let Declaration::Setting(setting) = declaration
                && let Some(figure) = figures.get(&*setting.name.text)
            {
                setting.value = (*figure).clone();
            }
        }
        let reading = Reading::of_tree(tree, Vec::new());
        let broken = reading.broken(self.text).into_iter().next();
        match (broken, reading.model) {
            (None, Some(model)) => Ok(model),
            (broken, _) => Err(broken.unwrap_or_default()),
        }
    }
}

fn supposition(step: &ExampleStep) -> Option<(&str, &Expr)> {
    match &step.kind {
        StepKind::GivenSetting(setting, figure) => Some((&setting.text, figure)),
        _ => None,
    }
}
