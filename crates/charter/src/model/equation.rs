//! Equations, as a charter states them.

use quantity::Ratio;

use crate::civil::Span as Stretch;
use crate::place::Span;

/// An equation that turns contributions into shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// Its name.
    pub name: Box<str>,
    /// The name in words.
    pub label: Box<str>,
    /// The unit value is counted in.
    pub unit: Box<str>,
    /// Worths, in whole units of value per one of `per`.
    pub worths: Vec<Worth>,
    /// Whether use of equipment pays for ever.
    pub use_for_ever: bool,
    /// What makes contributions count more or less, with its steps.
    pub modulators: Vec<(Box<str>, Steps)>,
    /// Only these roles.
    pub roles: Vec<Box<str>>,
    /// Only these kinds.
    pub kinds: Vec<Box<str>>,
    /// Never these agents.
    pub without: Vec<Box<str>>,
    /// How many days a log can be contested.
    pub contest_days: u32,
    /// Whether a log counts before it is accepted.
    pub counts_at_once: bool,
    /// In which time a contribution's worth halves.
    pub halves: Option<Stretch>,
    /// Parts that go to the contributors of resources that everything builds on.
    pub upstream: Vec<(Ratio, Box<str>)>,
    /// Where it stands.
    pub at: Span,
}

/// What one of something is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// `work`, `material`, `use`, `production` or `citation`.
    pub what: Box<str>,
    /// Only in this role.
    pub role: Option<Box<str>>,
    /// Only this kind.
    pub kind: Option<Box<str>>,
    /// Only this agent.
    pub agent: Option<Box<str>>,
    /// Only this resource.
    pub resource: Option<Box<str>>,
    /// The unit it is worth so much per one of.
    pub per: Box<str>,
    /// How much, in whole units of value.
    pub value: Ratio,
}

/// The steps of a modulator: where each begins, and what it multiplies.
pub type Steps = Vec<(StepFrom, Ratio)>;

/// Where a step of a modulator begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepFrom {
    /// From this number on.
    Number(Ratio),
    /// For this word.
    Word(Box<str>),
}
