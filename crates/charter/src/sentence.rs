//! Tells what a charter says in sentences that its members understand, in their language.
//!
//! The words stand in catalogues, `sentences/en.ftl` and `sentences/fr.ftl`; here is only which of
//! them are said. What the text leaves unsaid is said: which way an amount is rounded, what counts
//! as a limit, who may pass a unit on. Pools, roles, claims and waterfalls are called by their
//! labels, settings are told as their figures, and units keep their codes.

mod catalogue;
mod declare;
mod equation;
mod figure;
mod flow;
mod names;
mod promise;
mod rule;
mod story;
mod unit;

use crate::tree::{Declaration, Rule, Tree};
use names::Names;

/// A language that charters are told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// French, as it is written in Canada.
    French,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::French];

    /// The language that a tag begins with: `fr`, `fr_CA.UTF-8`, `en-GB`. `None` if it is not told here.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_', '.']).next()? {
            "en" => Some(Self::English),
            "fr" => Some(Self::French),
            _ => None,
        }
    }
}

/// What is told of one declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its heading: `Pool “Soup kitchen”`.
    pub name: String,
    /// Its sentences, each with its full stop.
    pub sentences: Vec<String>,
}

/// Tells a whole charter, a declaration at a time, in the order of the text.
#[must_use]
pub fn tell(tree: &Tree, language: Language) -> Vec<Told> {
    let teller = Teller::new(tree, language);
    tree.declarations.iter().map(|declaration| teller.declaration(declaration)).collect()
}

/// Tells one declaration of a tree.
#[must_use]
pub fn tell_declaration(tree: &Tree, declaration: &Declaration, language: Language) -> Told {
    Teller::new(tree, language).declaration(declaration)
}

/// Tells one rule of a tree in one sentence.
#[must_use]
pub fn tell_rule(tree: &Tree, rule: &Rule, language: Language) -> String {
    Teller::new(tree, language).rule(rule)
}

/// Knows the names of a charter and the words of a language.
struct Teller<'t> {
    names: Names<'t>,
    language: Language,
}

/// What a message is told besides its words.
type With<'a> = [(&'static str, &'a str)];

impl<'t> Teller<'t> {
    fn new(tree: &'t Tree, language: Language) -> Self {
        Self { names: Names::of(tree), language }
    }

    /// A message of the catalogue. What is called `count` chooses its plural.
    fn say(&self, key: &'static str, with: &With<'_>) -> String {
        catalogue::message(self.language, key, with)
    }

    /// A message without figures or names.
    fn word(&self, key: &'static str) -> String {
        self.say(key, &[])
    }

    /// A message about one thing.
    fn about(&self, key: &'static str, what: &str) -> String {
        self.say(key, &[("what", what)])
    }

    /// `a, b and c`
    fn list(&self, parts: &[String]) -> String {
        match parts {
            [] => String::new(),
            [one] => one.clone(),
            [before @ .., last] => {
                self.say("list", &[("before", &before.join(", ")), ("last", last)])
            }
        }
    }
}
