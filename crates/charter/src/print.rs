//! Writes a tree in the one layout that every charter has.
//!
//! Nothing is lost: what is printed reads as the same tree, with every comment beside what it was
//! beside, and prints as itself. Indentation is two spaces; rows stand below what they belong to,
//! arrows below arrows; lines are broken before they are wider than a page. Blank lines are kept,
//! one at a time, and declarations that take several lines are set apart by one. Figures keep the
//! spelling of their author: `1_000`, `0.50`, `90 days`.

mod layout;
mod phrase;

use crate::diagnostic::Diagnostic;
use crate::parse::parse;
use crate::place::Span;
use crate::tree::{
    Action, ActionKind, Claim, Decision, Declaration, Equation, EquationClause, Example, Head,
    Rule, Table, Tier, Tree, Unit, Waterfall,
};
use layout::{Distance, Page, beside};
use phrase::Phrases;

/// Lays a charter out; what is wrong with it, if it cannot be read.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let (tree, told) = parse(text);
    if told.is_empty() { Ok(print(&tree, text)) } else { Err(told) }
}

/// Writes a tree, with the comments, blank lines and spellings of the text it was read from.
///
/// A tree that was not read from a text is written with an empty one.
#[must_use]
pub fn print(tree: &Tree, text: &str) -> String {
    let mut printer = Printer { page: Page::new(text, &tree.comments), say: Phrases { text } };
    let mut before: Option<&Declaration> = None;
    for declaration in &tree.declarations {
        let at = place(declaration);
        let distance = before.map_or(Distance::AsWritten, |before| distance(before, declaration));
        printer.page.begin(at, distance);
        printer.declaration(declaration);
        before = Some(declaration);
    }
    printer.page.finish()
}

/// One-liners of a kind may follow each other without a blank line.
fn distance(one: &Declaration, other: &Declaration) -> Distance {
    use Declaration::{Change, Law, Measure, Pool, Rate, Role, Setting};
    match (one, other) {
        (Setting(_), Setting(_))
        | (Pool(_) | Role(_), Pool(_) | Role(_))
        | (Rate(_), Rate(_))
        | (Measure(_), Measure(_))
        | (Law(_), Law(_))
        | (Change(_), Change(_)) => Distance::AsWritten,
        _ => Distance::Apart,
    }
}

fn place(declaration: &Declaration) -> Span {
    match declaration {
        Declaration::Head(it) => it.at,
        Declaration::Setting(it) => it.at,
        Declaration::Unit(it) => it.at,
        Declaration::Pool(it) => it.at,
        Declaration::Role(it) => it.at,
        Declaration::Rate(it) => it.at,
        Declaration::Measure(it) => it.at,
        Declaration::Table(it) => it.at,
        Declaration::Claim(it) => it.at,
        Declaration::Waterfall(it) => it.at,
        Declaration::Equation(it) => it.at,
        Declaration::Rule(it) => it.at,
        Declaration::Law(it) => it.at,
        Declaration::Decision(it) => it.at,
        Declaration::Change(it) => it.at,
        Declaration::Example(it) => it.at,
    }
}

/// How far actions stand in, behind `do`.
const ACTION: usize = 5;

struct Printer<'t> {
    page: Page<'t>,
    say: Phrases<'t>,
}

impl Printer<'_> {
    fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Head(head) => self.head(head),
            Declaration::Setting(setting) => self.page.open(setting.at, &self.say.setting(setting)),
            Declaration::Unit(unit) => self.unit(unit),
            Declaration::Pool(pool) => self.page.open(pool.at, &self.say.pool(pool)),
            Declaration::Role(role) => self.page.open(role.at, &self.say.role(role)),
            Declaration::Rate(rate) => self.page.open(rate.at, &self.say.rate(rate)),
            Declaration::Measure(measure) => {
                self.page.open(measure.at, &self.say.measure(measure));
            }
            Declaration::Table(table) => self.table(table),
            Declaration::Claim(claim) => self.claim(claim),
            Declaration::Waterfall(waterfall) => self.waterfall(waterfall),
            Declaration::Equation(equation) => self.equation(equation),
            Declaration::Rule(rule) => self.rule(rule),
            Declaration::Law(law) => self.page.open(law.at, &self.say.law(law)),
            Declaration::Decision(decision) => self.decision(decision),
            Declaration::Change(change) => self.page.open(change.at, &self.say.change(change)),
            Declaration::Example(example) => self.example(example),
        }
    }

    fn head(&mut self, head: &Head) {
        self.page.open(head.at, &format!("charter {}", phrase::quoted(&head.name)));
        let sentences = [("for", &head.audience), ("promises", &head.promise)];
        for (word, label) in sentences {
            if let Some(label) = label {
                self.page.line(2, label.at, &format!("{word} {}", phrase::quoted(label)));
            }
        }
    }

    fn unit(&mut self, unit: &Unit) {
        let label = phrase::labelled(unit.label.as_ref());
        self.page.open(unit.at, &format!("unit {}{label}", unit.name.text));
        for clause in &unit.clauses {
            let (at, phrase) = self.say.unit_clause(clause, unit);
            self.page.line(2, at, &phrase);
        }
    }

    fn table(&mut self, table: &Table) {
        self.page.open(table.at, &self.say.table(table));
        let rows = table
            .rows
            .iter()
            .map(|row| (row.at, self.say.condition(&row.when), self.say.expr(&row.gives)));
        let rows: Vec<_> = rows.collect();
        self.page.arrows(2, &rows);
    }

    fn claim(&mut self, claim: &Claim) {
        let label = phrase::labelled(claim.label.as_ref());
        self.page.open(claim.at, &format!("claim {}{label}", claim.name.text));
        for clause in &claim.clauses {
            let (at, phrase) = self.say.claim_clause(clause);
            self.page.line(2, at, &phrase);
        }
    }

    fn waterfall(&mut self, waterfall: &Waterfall) {
        self.page.open(waterfall.at, &self.say.waterfall(waterfall));
        self.tiers(2, &waterfall.tiers);
    }

    fn tiers(&mut self, indent: usize, tiers: &[Tier]) {
        for tier in tiers {
            self.page.line(indent, tier.at, &format!("| {}", self.say.tier(tier)));
        }
    }

    fn equation(&mut self, equation: &Equation) {
        let label = phrase::labelled(equation.label.as_ref());
        self.page.open(equation.at, &format!("equation {}{label}", equation.name.text));
        for clause in &equation.clauses {
            let (at, phrase) = self.say.equation_clause(clause);
            self.page.line(2, at, &phrase);
            if let EquationClause::Modulator { steps, .. } = clause {
                let rows: Vec<_> = steps.iter().map(|step| self.say.step(step)).collect();
                self.page.arrows(4, &rows);
            }
        }
    }

    fn rule(&mut self, rule: &Rule) {
        self.page.open(rule.at, &format!("rule {}", phrase::quoted(&rule.name)));
        self.page.line(2, rule.on.at, &format!("on {}", self.say.trigger(&rule.on)));
        if let Some(condition) = &rule.when {
            let phrase = format!("when {}", self.say.condition(condition));
            self.page.line(2, condition.at, &phrase);
        }
        for (index, action) in rule.actions.iter().enumerate() {
            if index == 0 {
                self.action(2, "do ", action);
            } else {
                self.action(ACTION, "", action);
            }
        }
    }

    /// An action, and below it what stands in it, if that is longer than the line.
    fn action(&mut self, indent: usize, before: &str, action: &Action) {
        let phrase = self.say.action(action);
        let within = indent + before.len();
        match &action.kind {
            ActionKind::Split { tiers, .. } => {
                self.page.line(indent, action.at, &format!("{before}{phrase}"));
                self.tiers(within + 2, tiers);
            }
            ActionKind::Hold { then, .. } | ActionKind::After { then, .. } => {
                match self.one_line(then).filter(|rest| beside(within, &phrase, rest)) {
                    Some(rest) => {
                        let whole = format!("{before}{phrase} {rest}");
                        self.page.line(indent, action.at, &whole);
                    }
                    None => {
                        self.page.line(indent, action.at, &format!("{before}{phrase}"));
                        self.action(within + 2, "", then);
                    }
                }
            }
            _ => self.page.line(indent, action.at, &format!("{before}{phrase}")),
        }
    }

    /// An action without rows of its own, with all that stands in it.
    fn one_line(&self, action: &Action) -> Option<String> {
        let phrase = self.say.action(action);
        match &action.kind {
            ActionKind::Split { .. } => None,
            ActionKind::Hold { then, .. } | ActionKind::After { then, .. } => {
                Some(format!("{phrase} {}", self.one_line(then)?))
            }
            _ => Some(phrase),
        }
    }

    fn decision(&mut self, decision: &Decision) {
        self.page.open(decision.at, &self.say.decision(decision));
        for clause in &decision.clauses {
            let (at, phrase) = self.say.decision_clause(clause);
            self.page.line(2, at, &phrase);
        }
    }

    fn example(&mut self, example: &Example) {
        self.page.open(example.at, &format!("example {}:", phrase::quoted(&example.name)));
        for step in &example.steps {
            self.page.line(2, step.at, &format!("| {}", self.say.story_step(step)));
        }
    }
}
