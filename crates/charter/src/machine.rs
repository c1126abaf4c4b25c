//! The machine: evaluates figures and conditions against what a commons knows.

use std::cmp::Ordering;

use quantity::{Ratio, Rounding};
use thiserror::Error;

use crate::code::{Code, Operand, Operation, Step};
use crate::model::{Expr, Figure, Model, Narrowing, RoleHow, Test};
use crate::number::Number;
use crate::observe::{MeasureId, Observe, PoolId, RoleId, TableId, Who};
use crate::tree::Comparison;

/// The most numbers that code may lay on the stack; a figure nested deeper is refused.
pub const DEEPEST: usize = 64;

/// Somebody or something that holds amounts, while a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// An agent, by its number in the commons.
    Agent(u32),
    /// A pool of the charter.
    Pool(PoolId),
    /// The world outside.
    Outside,
}

/// What a figure is evaluated with: the parties and numbers of an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// The parties, by slot.
    pub parties: Vec<Party>,
    /// The numbers, by slot; the first is the amount of the event.
    pub numbers: Vec<Ratio>,
}

/// What the machine asks a commons.
pub trait Facts {
    /// Answers an observation, whose parties are slots of `parties`; whole numbers only.
    /// `None` if the answer is beyond counting or the party is not known.
    fn observe(&self, what: &Observe, parties: &[Party]) -> Option<i128>;
    /// Whether somebody is in a role that is Subak's own, granted or open. Roles with a condition are the machine's affair.
    fn is_in(&self, party: Party, role: RoleId) -> bool;
}

/// Why a figure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    /// Something was divided by zero.
    #[error("a division by zero")]
    DivisionByZero,
    /// A number grew beyond 128 bits.
    #[error("a number beyond counting")]
    Overflow,
    /// No row of a table fits.
    #[error("no row of the table fits")]
    NoRow,
    /// The commons does not know what was asked.
    #[error("something that is not known")]
    Unknown,
    /// The square root of something below zero.
    #[error("a square root of something below zero")]
    RootOfMinus,
}

impl Figure {
    /// The exact value.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn value(&self, model: &Model, facts: &impl Facts, frame: &Frame) -> Result<Ratio, Fault> {
        if let Expr::Constant(value) = self.expr {
            return Ok(value);
        }
        Ok(Machine::new(model, facts, frame).figure(&self.code)?.ratio())
    }

    /// The value as a whole number of minor units. [`Narrowing::Fair`] rounds down here; who carries the rest calls [`Figure::value`].
    ///
    /// # Errors
    /// [`Fault`].
    pub fn whole(
        &self,
        model: &Model,
        facts: &impl Facts,
        frame: &Frame,
        narrowing: Narrowing,
    ) -> Result<i128, Fault> {
        let value = Machine::new(model, facts, frame).figure(&self.code)?;
        let (rounding, size) = match narrowing {
            Narrowing::To(rounding, size) => (rounding, size),
            Narrowing::Fair => (Rounding::Down, 1),
        };
        value.round(size, rounding).ok_or(Fault::Overflow)
    }
}

impl Test {
    /// Whether it holds.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn holds(&self, model: &Model, facts: &impl Facts, frame: &Frame) -> Result<bool, Fault> {
        Machine::new(model, facts, frame).condition(&self.code)
    }
}

/// Whether somebody is in a role, whatever its sort. Pools and the world outside have no roles.
///
/// # Errors
/// [`Fault`].
pub fn is_in(model: &Model, facts: &impl Facts, party: Party, role: RoleId) -> Result<bool, Fault> {
    let machine = Machine { model, facts, parties: &[], numbers: &[] };
    machine.is_a(party, role)
}

/// A measure, table or role is asked of one party, and knows no numbers of the event.
struct Machine<'a, F> {
    model: &'a Model,
    facts: &'a F,
    parties: &'a [Party],
    numbers: &'a [Ratio],
}

/// What a run of code leaves: the number in hand, and the flag.
struct Outcome {
    hand: Number,
    flag: bool,
}

impl<'a, F: Facts> Machine<'a, F> {
    fn new(model: &'a Model, facts: &'a F, frame: &'a Frame) -> Self {
        Self { model, facts, parties: &frame.parties, numbers: &frame.numbers }
    }

    fn about<'b>(&'b self, party: &'b [Party; 1]) -> Machine<'b, F> {
        Machine { model: self.model, facts: self.facts, parties: party, numbers: &[] }
    }

    fn figure(&self, code: &Code) -> Result<Number, Fault> {
        Ok(self.run(code)?.hand)
    }

    fn condition(&self, code: &Code) -> Result<bool, Fault> {
        Ok(self.run(code)?.flag)
    }

    /// Runs on a stack of the size that the code needs.
    fn run(&self, code: &Code) -> Result<Outcome, Fault> {
        match code.depth {
            0 => self.run_on::<0>(code),
            1..=4 => self.run_on::<4>(code),
            _ => self.run_on::<{ DEEPEST }>(code),
        }
    }

    fn run_on<const DEPTH: usize>(&self, code: &Code) -> Result<Outcome, Fault> {
        let mut stack = [Number::ZERO; DEPTH];
        let mut top = 0;
        let (mut hand, mut flag) = (Number::ZERO, true);
        let mut at = 0;
        while let Some(step) = code.steps.get(at) {
            at += 1;
            match *step {
                Step::Load(operand) => hand = self.operand(code, operand)?,
                Step::Ask(index) => hand = self.ask(code, index)?,
                Step::Measure(id, who) => hand = self.measure(id, who)?,
                Step::Table(id, who) => hand = self.table(id, who)?,
                Step::Push => push(&mut stack, &mut top, hand)?,
                Step::With(operation, operand) => {
                    hand = operate(operation, hand, self.operand(code, operand)?)?;
                }
                Step::Under(operation) => {
                    hand = operate(operation, pop(&stack, &mut top)?, hand)?;
                }
                Step::SquareRoot => hand = hand.square_root().ok_or(Fault::RootOfMinus)?,
                Step::Compare(comparison, operand) => {
                    flag = fits(comparison, hand.compare(self.operand(code, operand)?));
                }
                Step::CompareUnder(comparison) => {
                    flag = fits(comparison, pop(&stack, &mut top)?.compare(hand));
                }
                Step::IsA(who, role) => flag = self.is_a(self.party(who)?, role)?,
                Step::Yes => flag = true,
                Step::Not => flag = !flag,
                Step::SkipIf(to) if flag => at = skip(to),
                Step::SkipUnless(to) if !flag => at = skip(to),
                Step::SkipIf(_) | Step::SkipUnless(_) => {}
            }
        }
        Ok(Outcome { hand, flag })
    }

    #[inline]
    fn operand(&self, code: &Code, operand: Operand) -> Result<Number, Fault> {
        match operand {
            Operand::Whole(whole) => Ok(Number::whole(i128::from(whole))),
            Operand::Constant(index) => known(code.constants.get(skip(index))),
            Operand::Slot(slot) => known(self.numbers.get(slot.at())),
        }
    }

    fn ask(&self, code: &Code, index: u32) -> Result<Number, Fault> {
        let what = code.observes.get(skip(index)).ok_or(Fault::Unknown)?;
        self.facts.observe(what, self.parties).map(Number::whole).ok_or(Fault::Unknown)
    }

    fn party(&self, who: Who) -> Result<Party, Fault> {
        match who {
            Who::Party(slot) => self.parties.get(slot.at()).copied().ok_or(Fault::Unknown),
            Who::Pool(pool) => Ok(Party::Pool(pool)),
        }
    }

    fn measure(&self, id: MeasureId, who: Who) -> Result<Number, Fault> {
        let measure = self.model.measures.get(id.at()).ok_or(Fault::Unknown)?;
        self.about(&[self.party(who)?]).figure(&measure.figure.code)
    }

    fn table(&self, id: TableId, who: Who) -> Result<Number, Fault> {
        let table = self.model.tables.get(id.at()).ok_or(Fault::Unknown)?;
        let party = [self.party(who)?];
        let about = self.about(&party);
        for (test, figure) in &table.rows {
            if about.condition(&test.code)? {
                return about.figure(&figure.code);
            }
        }
        Err(Fault::NoRow)
    }

    /// Pools and the world outside have no roles.
    fn is_a(&self, party: Party, role: RoleId) -> Result<bool, Fault> {
        if !matches!(party, Party::Agent(_)) {
            return Ok(false);
        }
        match &self.model.roles.get(role.at()).ok_or(Fault::Unknown)?.how {
            RoleHow::Meets(test) => self.about(&[party]).condition(&test.code),
            _ => Ok(self.facts.is_in(party, role)),
        }
    }
}

fn known(ratio: Option<&Ratio>) -> Result<Number, Fault> {
    ratio.map(|&ratio| Number::from(ratio)).ok_or(Fault::Unknown)
}

fn skip(to: u32) -> usize {
    usize::try_from(to).unwrap_or(usize::MAX)
}

fn push(stack: &mut [Number], top: &mut usize, number: Number) -> Result<(), Fault> {
    *stack.get_mut(*top).ok_or(Fault::Unknown)? = number;
    *top += 1;
    Ok(())
}

fn pop(stack: &[Number], top: &mut usize) -> Result<Number, Fault> {
    *top = top.checked_sub(1).ok_or(Fault::Unknown)?;
    stack.get(*top).copied().ok_or(Fault::Unknown)
}

#[inline]
fn operate(operation: Operation, a: Number, b: Number) -> Result<Number, Fault> {
    match operation {
        Operation::Plus => a.plus(b),
        Operation::Minus => a.minus(b),
        Operation::Times => a.times(b),
        Operation::Over if b.is_zero() => return Err(Fault::DivisionByZero),
        Operation::Over => a.over(b),
        Operation::Smaller => Some(if b.compare(a).is_lt() { b } else { a }),
        Operation::Larger => Some(if b.compare(a).is_gt() { b } else { a }),
    }
    .ok_or(Fault::Overflow)
}

fn fits(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::Unequal => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::More => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
    }
}
