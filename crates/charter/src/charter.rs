//! A charter, read and understood.

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Model;
use crate::parse::parse;
use crate::resolve::resolve_with_warnings;
use crate::tree::Tree;

/// The text of a charter with what it says and means; two of the same text are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    text: Box<str>,
    tree: Tree,
    model: Model,
    warnings: Vec<Diagnostic>,
}

impl Charter {
    /// Reads and understands a text.
    ///
    /// # Errors
    /// All that is wrong with it, in the order of the text, at least one of severity error: what
    /// cannot be read if there is any such thing, and otherwise what cannot be understood.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (tree, mut told) = parse(text);
        if told.iter().any(|one| one.severity == Severity::Error) {
            return Err(told);
        }
        let (model, more) = resolve_with_warnings(&tree);
        told.extend(more);
        match model {
            Some(model) => Ok(Self { text: text.into(), tree, model, warnings: told }),
            None => Err(told),
        }
    }

    /// The text, as it was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// What it means.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What people should know before they take it.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}
