//! Errors on their way out: first they know only their row, and learn their path from level to level.

use super::refusal::FieldRefused;
use super::response;
use apollo_compiler::Name;
use apollo_compiler::executable::Field;
use apollo_compiler::parser::SourceMap;
use serde_json::Value;

/// One step of a path.
///
/// Fields carry their place in the selection, so that paths compare as the response is read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step<'q> {
    Field(usize, &'q Name),
    Index(usize),
}

impl Step<'_> {
    fn to_value(&self) -> Value {
        match self {
            Self::Field(_, name) => name.as_str().into(),
            Self::Index(index) => (*index).into(),
        }
    }
}

/// An error in one row of the level that is being answered.
#[derive(Debug)]
pub(super) struct Failure<'q> {
    /// Which of the rows of the level.
    pub(super) row: usize,
    /// The steps from that row to the error, the last first.
    pub(super) path: Vec<Step<'q>>,
    pub(super) field: &'q Field,
    pub(super) message: String,
}

/// The entries of `errors`, in the order of the response, `most` at most; `more` were not kept.
pub(super) fn told(
    mut failures: Vec<Failure<'_>>,
    more: usize,
    sources: &SourceMap,
    most: usize,
) -> Vec<Value> {
    for failure in &mut failures {
        failure.path.reverse();
    }
    failures.sort_by(|left, right| left.path.cmp(&right.path));
    let left_out = more + failures.len().saturating_sub(most);
    let mut errors: Vec<Value> =
        failures.iter().take(most).map(|failure| to_value(failure, sources)).collect();
    if left_out > 0 {
        let more = FieldRefused::ErrorsLeftOut { more: left_out };
        errors.push(response::error(&more.to_string(), &[], None));
    }
    errors
}

fn to_value(failure: &Failure<'_>, sources: &SourceMap) -> Value {
    let place = failure.field.name.location().and_then(|span| span.line_column(sources));
    let place: Vec<_> = place.iter().map(|place| (place.line, place.column)).collect();
    let path = failure.path.iter().map(Step::to_value).collect();
    response::error(&failure.message, &place, Some(path))
}
