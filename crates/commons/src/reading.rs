//! Reading a charter: from its text to what it means and what it guarantees.

use charter::check::check;
use charter::diagnostic::{Diagnostic, Severity};
use charter::model::Model;
use charter::parse::parse;
use charter::report::{Report, Verdict};
use charter::resolve::resolve_with_warnings;
use charter::tree::Tree;

/// A charter as far as it was understood, and what is to be said about it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What the text says.
    pub tree: Tree,
    /// What it means; `None` if something is wrong before that.
    pub model: Option<Model>,
    /// What it guarantees, and all that is to be said, in the order of the text.
    pub report: Report,
}

impl Reading {
    /// Reads, understands and checks a text. Its examples are not run.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (tree, said) = parse(text);
        Self::of_tree(tree, said)
    }

    /// Understands and checks what a text says, of which something may have been said already.
    pub(crate) fn of_tree(tree: Tree, said: Vec<Diagnostic>) -> Self {
        if said.iter().any(is_error) {
            let report = Report { diagnostics: said, ..Report::default() };
            return Self { tree, model: None, report };
        }
        let (model, more) = resolve_with_warnings(&tree);
        let mut report = model.as_ref().map(|model| check(&tree, model)).unwrap_or_default();
        report.diagnostics.splice(0..0, said.into_iter().chain(more));
        Self { tree, model, report }
    }

    /// What keeps the charter from being taken, each in a sentence with its line, in the order of the text.
    #[must_use]
    pub fn broken(&self, text: &str) -> Vec<String> {
        let errors = self.report.diagnostics.iter().filter(|it| is_error(it));
        let mut broken: Vec<(usize, String)> = errors
            .map(|it| (it.places.first().map_or(0, |place| line(text, place.at.start)), told(it)))
            .collect();
        for finding in self.report.findings.iter().filter(|it| it.verdict == Verdict::Broken) {
            let line = finding.places.first().map_or(0, |at| line(text, at.start));
            let said = |(_, told): &(usize, String)| told.contains(&finding.sentence);
            if !broken.iter().any(said) {
                broken.push((line, finding.sentence.clone()));
            }
        }
        broken.sort();
        broken.into_iter().map(|(line, sentence)| format!("line {line}: {sentence}")).collect()
    }
}

/// The line on which a byte of a text stands, from 1.
#[must_use]
pub fn line(text: &str, byte: u32) -> usize {
    let before = text.bytes().take(usize::try_from(byte).unwrap_or(usize::MAX));
    before.filter(|byte| *byte == b'\n').count() + 1
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}

fn told(diagnostic: &Diagnostic) -> String {
    match &diagnostic.hint {
        Some(hint) => format!("{}; {hint}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}
