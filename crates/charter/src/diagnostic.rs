//! What is wrong with a charter, where, and what to write instead.

use crate::place::Span;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The charter cannot be taken.
    Error,
    /// It can, but people should know.
    Warning,
}

/// Something to say about the text of a charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable name: `unit_unknown`, `table_gap`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Where, the most telling place first, each with a word or two on what stands there.
    pub places: Vec<Labelled>,
    /// What to write instead.
    pub hint: Option<String>,
}

/// A place that a diagnostic points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Where.
    pub at: Span,
    /// What stands there; may be empty.
    pub label: String,
}

impl Diagnostic {
    /// An error at one place.
    #[must_use]
    pub fn error(code: &'static str, at: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, at, message.into())
    }

    /// A warning at one place.
    #[must_use]
    pub fn warning(code: &'static str, at: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, at, message.into())
    }

    fn new(code: &'static str, severity: Severity, at: Span, message: String) -> Self {
        let places = vec![Labelled { at, label: String::new() }];
        Self { code, severity, message, places, hint: None }
    }

    /// The same, with what to write instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, pointing at a further place too.
    #[must_use]
    pub fn and(mut self, at: Span, label: impl Into<String>) -> Self {
        self.places.push(Labelled { at, label: label.into() });
        self
    }
}
