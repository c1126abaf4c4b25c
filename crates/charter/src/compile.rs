//! Writes the code of figures and conditions.

use quantity::Ratio;

use crate::code::{Code, Operand, Operation, Step};
use crate::model::{Condition, Expr, Model, RoleHow};
use crate::observe::{MeasureId, Observe, RoleId, TableId};
use crate::tree::{Comparison, Operator};

/// Writes the code of a figure; what it calls must have its code in the model.
#[must_use]
pub fn figure(model: &Model, expr: &Expr) -> Code {
    let mut writer = Writer::new(model);
    writer.figure(expr);
    writer.finish()
}

/// Writes the code of a condition; what it calls must have its code in the model.
#[must_use]
pub fn condition(model: &Model, condition: &Condition) -> Code {
    let mut writer = Writer::new(model);
    writer.condition(condition);
    writer.finish()
}

struct Writer<'a> {
    model: &'a Model,
    steps: Vec<Step>,
    constants: Vec<Ratio>,
    observes: Vec<Observe>,
    /// What lies on the stack now, and at most.
    depth: u16,
    deepest: u16,
    /// What runs in measures, tables and roles.
    nested: u32,
}

impl<'a> Writer<'a> {
    fn new(model: &'a Model) -> Self {
        Self {
            model,
            steps: Vec::new(),
            constants: Vec::new(),
            observes: Vec::new(),
            depth: 0,
            deepest: 0,
            nested: 0,
        }
    }

    fn finish(self) -> Code {
        let own = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        Code {
            cost: own.saturating_add(self.nested),
            depth: self.deepest,
            steps: self.steps.into(),
            constants: self.constants.into(),
            observes: self.observes.into(),
        }
    }

    fn figure(&mut self, expr: &Expr) {
        if let Some(operand) = self.operand(expr) {
            self.steps.push(Step::Load(operand));
            return;
        }
        match expr {
            Expr::Constant(_) | Expr::Slot(_) => {}
            Expr::Observe(what) => self.ask(*what),
            Expr::Measure(id, who) => {
                self.nested = self.nested.saturating_add(measure_cost(self.model, *id));
                self.steps.push(Step::Measure(*id, *who));
            }
            Expr::Table(id, who) => {
                self.nested = self.nested.saturating_add(table_cost(self.model, *id));
                self.steps.push(Step::Table(*id, *who));
            }
            Expr::Binary(operator, left, right) => self.binary(operation(*operator), left, right),
            Expr::Smaller(left, right) => self.binary(Operation::Smaller, left, right),
            Expr::Larger(left, right) => self.binary(Operation::Larger, left, right),
            Expr::SquareRoot(of) => {
                self.figure(of);
                self.steps.push(Step::SquareRoot);
            }
        }
    }

    /// What is at hand without work.
    fn operand(&mut self, expr: &Expr) -> Option<Operand> {
        match expr {
            Expr::Slot(slot) => Some(Operand::Slot(*slot)),
            Expr::Constant(ratio) => Some(self.constant(*ratio)),
            _ => None,
        }
    }

    fn constant(&mut self, ratio: Ratio) -> Operand {
        if let (Ok(whole), 1) = (i64::try_from(ratio.numerator()), ratio.denominator()) {
            return Operand::Whole(whole);
        }
        Operand::Constant(index_of(&mut self.constants, ratio))
    }

    fn ask(&mut self, what: Observe) {
        let index = index_of(&mut self.observes, what);
        self.steps.push(Step::Ask(index));
    }

    /// A leaf on the left may change sides, as it can have no fault that would come first.
    fn binary(&mut self, operation: Operation, left: &Expr, right: &Expr) {
        if let Some(operand) = self.operand(right) {
            self.figure(left);
            self.steps.push(Step::With(operation, operand));
            return;
        }
        let commutes = !matches!(operation, Operation::Minus | Operation::Over);
        if commutes && let Some(operand) = self.operand(left) {
            self.figure(right);
            self.steps.push(Step::With(operation, operand));
            return;
        }
        self.both(left, right);
        self.steps.push(Step::Under(operation));
    }

    /// The left on the stack, the right in hand.
    fn both(&mut self, left: &Expr, right: &Expr) {
        self.figure(left);
        self.steps.push(Step::Push);
        self.depth = self.depth.saturating_add(1);
        self.deepest = self.deepest.max(self.depth);
        self.figure(right);
        self.depth = self.depth.saturating_sub(1);
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Always => self.steps.push(Step::Yes),
            Condition::Or(parts) => self.chain(parts, Step::SkipIf),
            Condition::And(parts) => self.chain(parts, Step::SkipUnless),
            Condition::Not(part) => {
                self.condition(part);
                self.steps.push(Step::Not);
            }
            Condition::Compare(left, comparison, right) => self.compare(left, *comparison, right),
            Condition::IsA(who, role) => {
                self.nested = self.nested.saturating_add(role_cost(self.model, *role));
                self.steps.push(Step::IsA(*who, *role));
            }
        }
    }

    /// Parts one after the other; the first that decides skips the rest.
    fn chain(&mut self, parts: &[Condition], skip: fn(u32) -> Step) {
        let mut skips = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                skips.push(self.steps.len());
                self.steps.push(skip(0));
            }
            self.condition(part);
        }
        let end = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        for at in skips {
            if let Some(step) = self.steps.get_mut(at) {
                *step = skip(end);
            }
        }
    }

    fn compare(&mut self, left: &Expr, comparison: Comparison, right: &Expr) {
        if let Some(operand) = self.operand(right) {
            self.figure(left);
            self.steps.push(Step::Compare(comparison, operand));
            return;
        }
        self.both(left, right);
        self.steps.push(Step::CompareUnder(comparison));
    }
}

fn operation(operator: Operator) -> Operation {
    match operator {
        Operator::Plus => Operation::Plus,
        Operator::Minus => Operation::Minus,
        Operator::Times => Operation::Times,
        Operator::Over => Operation::Over,
    }
}

fn index_of<T: PartialEq>(list: &mut Vec<T>, value: T) -> u32 {
    let at = list.iter().position(|known| *known == value).unwrap_or_else(|| {
        list.push(value);
        list.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn measure_cost(model: &Model, id: MeasureId) -> u32 {
    model.measures.get(id.at()).map_or(0, |measure| measure.figure.code.cost)
}

fn table_cost(model: &Model, id: TableId) -> u32 {
    let rows = model.tables.get(id.at()).map_or(&[][..], |table| &table.rows);
    rows.iter().fold(0, |sum: u32, (test, figure)| {
        sum.saturating_add(test.code.cost).saturating_add(figure.code.cost)
    })
}

fn role_cost(model: &Model, id: RoleId) -> u32 {
    match model.roles.get(id.at()).map(|role| &role.how) {
        Some(RoleHow::Meets(test)) => test.code.cost,
        _ => 0,
    }
}
