//! Rehearsing: the examples of a charter, played on the very engine that moves money.
//!
//! Each example is a commons of its own that begins on 1 January 2026, in memory. Whoever is named first founds it;
//! whoever is named and not declared joins. Steps become acts of those who may make them. `given … has …`
//! alone is outside the rules. `given premium is …` puts another figure in the charter of the whole story.

mod stage;
mod step;
mod supposed;

use charter::model::Model;
use charter::place::Span;
use charter::tree::{Example, ExampleStep, StepKind};

use self::stage::Stage;
use self::supposed::Supposed;
use crate::name::shortened;
use crate::reading::Reading;
use crate::refusal::Refused;

/// The most steps that are played, of all examples together and repetitions counted.
pub const MOST_STEPS: u32 = 10_000;

/// How an example failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Where the step stands.
    pub at: Span,
    /// What should be so, in words.
    pub expected: String,
    /// What is so.
    pub got: String,
}

/// Why a step is not as it says.
enum Stop {
    /// It was refused.
    Refused(Refused),
    /// It came out otherwise, or means nothing here.
    Differs(String),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// Reads, understands and checks a charter, and plays its examples; the report tells how each came out.
#[must_use]
pub fn check_charter(text: &str) -> Reading {
    let mut reading = Reading::of(text);
    let Some(model) = reading.model.as_ref().filter(|_| reading.broken(text).is_empty()) else {
        return reading;
    };
    let outcomes = rehearse(text, model);
    for (place, (_, outcome)) in (0..).zip(outcomes) {
        let told = outcome.map_err(|failed| format!("{}, but {}", failed.expected, failed.got));
        reading.report.ran(place, told);
    }
    reading
}

/// Plays every example of a charter; tells the name of each and how it failed, if it did.
#[must_use]
pub fn rehearse(text: &str, model: &Model) -> Vec<(String, Result<(), Failed>)> {
    let mut left = MOST_STEPS;
    let mut supposed = Supposed::of(text);
    let play = |example: &Example| {
        let outcome = play(text, model, &mut supposed, example, &mut left);
        (example.name.text.to_string(), outcome)
    };
    model.examples.iter().map(play).collect()
}

fn play(
    text: &str,
    model: &Model,
    supposed: &mut Supposed<'_>,
    example: &Example,
    left: &mut u32,
) -> Result<(), Failed> {
    let failed =
        |expected: &str, got: String| Failed { at: example.at, expected: expected.to_owned(), got };
    let supposed = supposed.model(example);
    let supposed =
        supposed.map_err(|got| failed("the charter stands with what is supposed", got))?;
    let model = supposed.unwrap_or(model);
    let mut stage = Stage::new(text, model, example).map_err(|refused| {
        failed("a commons begins with this charter", format!("it is refused: {refused}"))
    })?;
    example.steps.iter().try_for_each(|step| play_step(&mut stage, text, step, left))
}

fn play_step(
    stage: &mut Stage<'_>,
    text: &str,
    step: &ExampleStep,
    left: &mut u32,
) -> Result<(), Failed> {
    if let StepKind::Repeat(times, step) = &step.kind {
        return (0..*times).try_for_each(|_| play_step(stage, text, step, left));
    }
    let failed = |got: String| Failed { at: step.at, expected: said(text, step.at), got };
    let spent = || failed(format!("all examples together have more than {MOST_STEPS} steps"));
    *left = left.checked_sub(1).ok_or_else(spent)?;
    match (stage.perform(&step.kind), &step.refused) {
        (Ok(()), None) => Ok(()),
        (Ok(()), Some(_)) => Err(failed("nothing refuses it".to_owned())),
        (Err(Stop::Differs(got)), _) => Err(failed(got)),
        (Err(Stop::Refused(refused)), None) => Err(failed(format!("it is refused: {refused}"))),
        (Err(Stop::Refused(refused)), Some((name, _))) => {
            let message = refused.to_string();
            let is_meant = |name: &str| message.split(':').next() == Some(name);
            match name {
                Some(name) if !is_meant(&name.text) => {
                    Err(failed(format!("it is refused otherwise: {message}")))
                }
                _ => Ok(()),
            }
        }
    }
}

/// A step in its own words.
fn said(text: &str, at: Span) -> String {
    let range = usize::try_from(at.start).ok().zip(usize::try_from(at.end).ok());
    let words = range.and_then(|(start, end)| text.get(start..end)).unwrap_or_default();
    let words: Vec<&str> = words.split_whitespace().collect();
    format!("`{}`", shortened(&words.join(" ")))
}
