//! The rules behind what an entry did, as they stood then.

use charter::sentence::Language;
use commons::state::State;

use crate::declared;
use crate::flow::{Step, cause, rule};

/// A rule behind a flow, as it stood then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// What it is called.
    pub name: String,
    /// Which version of the charter it stands in: the first is 1.
    pub version: usize,
    /// What it says, in a sentence.
    pub sentence: String,
    /// How it is written.
    pub text: String,
}

/// The rules behind a flow, each once, in the order in which they did something.
#[must_use]
pub fn rules_behind(state: &State, steps: &[Step], language: Language) -> Vec<Behind> {
    let mut found: Vec<Behind> = Vec::new();
    for step in steps {
        let Some(rule) = rule(state, cause(&step.change)) else { continue };
        if found.iter().any(|it| it.name == rule.name && it.version == rule.version) {
            continue;
        }
        let adoption = rule.version.checked_sub(1).and_then(|at| state.money.charters.get(at));
        let told = adoption.and_then(|it| declared::rule(&it.text, &rule.name, language));
        let (sentence, text) = told.unwrap_or_default();
        found.push(Behind { name: rule.name, version: rule.version, sentence, text });
    }
    found
}
