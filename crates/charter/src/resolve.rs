//! Understands a tree: names become indices, figures get dimensions and code, and all that is
//! wrong is said at once.
//!
//! Names may be used before they are declared. Subak's own roles are `member`, `person`,
//! `organisation` and `founder`; each, as any role, may be named in the singular and the plural.
//! What a charter leaves unsaid is told at the top of `unit`, `claim` and `equation`.

mod claim;
mod condition;
mod decide;
mod equation;
mod example;
mod figure;
mod flow;
mod link;
mod names;
mod of;
mod place;
mod quote;
mod rule;
mod scope;
mod time;
mod unit;

use quantity::Ratio;

use crate::civil::Span as Stretch;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Dimension, Expr, Model};
use crate::observe::MeasureId;
use crate::tree::{Declaration, Expr as WrittenExpr, Tree};
use names::Declared;

/// More is not said about one charter.
const MOST_SAID: usize = 100;
/// More is not kept, so that the first hundred by place are nearly always among them.
const MOST_KEPT: usize = 10 * MOST_SAID;
/// More declarations are refused.
const MOST_DECLARED: usize = 1_000;

/// Understands a tree, or says all that is wrong with it, in the order of the text.
///
/// # Errors
/// At least one diagnostic of severity error; at most 100.
pub fn resolve(tree: &Tree) -> Result<Model, Vec<Diagnostic>> {
    let (model, diagnostics) = resolve_with_warnings(tree);
    model.ok_or(diagnostics)
}

/// Understands a tree as far as it goes, with warnings. There is a model if there is no error.
#[must_use]
pub fn resolve_with_warnings(tree: &Tree) -> (Option<Model>, Vec<Diagnostic>) {
    let mut resolver = Resolver::default();
    if tree.declarations.len() > MOST_DECLARED {
        let message = format!("a charter declares at most {MOST_DECLARED} things");
        let at = tree.declarations.get(MOST_DECLARED).map(place_of).unwrap_or_default();
        return (None, vec![Diagnostic::error("charter_long", at, message)]);
    }
    resolver.charter(tree);
    let Resolver { model, mut said, .. } = resolver;
    said.sort_by_key(|diagnostic| diagnostic.places.first().map(|place| place.at));
    said.dedup();
    let fine = said.iter().all(|diagnostic| diagnostic.severity == Severity::Warning);
    said.truncate(MOST_SAID);
    (fine.then_some(model), said)
}

/// The value of a figure without parties, as an example states amounts: a number and what it counts.
///
/// # Errors
/// What is wrong with it, or that it is not constant.
pub fn constant(model: &Model, expr: &WrittenExpr) -> Result<(Ratio, Dimension), Vec<Diagnostic>> {
    let mut resolver = Resolver { model: model.clone(), ..Resolver::default() };
    resolver.settings = model.settings.iter().map(|_| figure::Setting::Figure).collect();
    match resolver.constant(expr) {
        Some(found) => Ok(found),
        None => Err(resolver.said),
    }
}

/// A length of time, as an example states it.
///
/// # Errors
/// That it is none.
pub fn stretch(expr: &WrittenExpr) -> Result<Stretch, Vec<Diagnostic>> {
    let mut resolver = Resolver::default();
    resolver.stretch(expr).ok_or(resolver.said)
}

/// A figure whose dimension is known.
struct Typed {
    expr: Expr,
    dimension: Dimension,
}

#[derive(Default)]
struct Resolver<'t> {
    model: Model,
    tree: Option<&'t Tree>,
    declared: Declared<'t>,
    settings: Vec<figure::Setting>,
    measures: Vec<figure::Progress>,
    /// A measure that a figure needs and that is not understood yet.
    needed: Option<MeasureId>,
    /// How deep a figure or condition is nested here.
    nesting: u32,
    caps: u16,
    said: Vec<Diagnostic>,
}

impl<'t> Resolver<'t> {
    /// Units and pools first, as all figures are counted in them; then what may be asked in
    /// figures; then what asks.
    fn charter(&mut self, tree: &'t Tree) {
        self.tree = Some(tree);
        self.declared = self.learn_names(tree);
        self.sketch_units();
        self.sketch_pools();
        self.sketch_measures();
        self.settings();
        self.measures();
        self.tables();
        self.roles();
        self.link();
        self.units();
        self.pools();
        self.rates();
        self.equations();
        self.sketch_claims();
        self.claims();
        self.sketch_decisions();
        self.waterfalls();
        self.decisions();
        for declaration in &tree.declarations {
            self.unnamed(declaration);
        }
        self.model.caps = self.caps;
        self.strata();
    }

    fn unnamed(&mut self, declaration: &'t Declaration) {
        match declaration {
            Declaration::Head(head) => self.head(head),
            Declaration::Rule(rule) => self.rule(rule),
            Declaration::Law(law) => self.law(law),
            Declaration::Change(change) => self.change(change),
            Declaration::Example(example) => self.example(example),
            _ => {}
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        let is_error = diagnostic.severity == Severity::Error;
        if self.said.len() < MOST_KEPT || (is_error && !self.failed()) {
            self.said.push(diagnostic);
        }
    }

    fn failed(&self) -> bool {
        self.said.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

fn place_of(declaration: &Declaration) -> crate::place::Span {
    match declaration {
        Declaration::Head(d) => d.at,
        Declaration::Setting(d) => d.at,
        Declaration::Unit(d) => d.at,
        Declaration::Pool(d) => d.at,
        Declaration::Role(d) => d.at,
        Declaration::Rate(d) => d.at,
        Declaration::Measure(d) => d.at,
        Declaration::Table(d) => d.at,
        Declaration::Claim(d) => d.at,
        Declaration::Waterfall(d) => d.at,
        Declaration::Equation(d) => d.at,
        Declaration::Rule(d) => d.at,
        Declaration::Law(d) => d.at,
        Declaration::Decision(d) => d.at,
        Declaration::Change(d) => d.at,
        Declaration::Example(d) => d.at,
    }
}
