//! The syntax tree: what a charter says, as it is written.
//!
//! One tree has three faces: the text it is read from and formatted to, the sentences it
//! is told in, and the model that is checked and run. Nothing here is resolved: names are
//! words, and every node knows its place.

mod figure;
mod unit;
mod flow;
mod equation;
mod rule;
mod story;

pub use equation::{Counts, Equation, EquationClause, Step, StepFrom, Worth};
pub use figure::{
    Comparison, Condition, ConditionKind, Expr, ExprKind, Of, Operator, Place, PlaceKind,
};
pub use flow::{
    Cap, Claim, ClaimClause, Destination, Detail, Lasts, Portion, Tier, Tranche, Waterfall,
};
pub use rule::{Action, ActionKind, Amount, Rule, Trigger, TriggerKind};
pub use story::{Answer, Example, ExampleStep, StepKind};
pub use unit::{DecayClause, Kind, Limit, Passes, Unit, UnitClause};

use crate::place::{Span, Word};

/// A charter: declarations in the order they are written, and the comments between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// What is declared.
    pub declarations: Vec<Declaration>,
    /// Comments, in the order of the text.
    pub comments: Vec<Comment>,
}

/// A comment, from `#` to the end of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text behind the `#`, without the blanks at its end.
    pub text: Box<str>,
    /// Where it stands.
    pub at: Span,
}

/// A text in quotes: a name to show, a question, a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The text without its quotes.
    pub text: Box<str>,
    /// Where it stands.
    pub at: Span,
}

/// Something a charter declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declaration {
    /// `charter "Name" for "…" promises "…"`
    Head(Head),
    /// `setting network_part is 5% "What part goes to the network?"`
    Setting(Setting),
    /// `unit credit "Garden credit" …`
    Unit(Unit),
    /// `pool soup "Soup kitchen" holds CAD kept by kitchen_team`
    Pool(Pool),
    /// `role veteran of member is age of member >= 90 day`
    Role(Role),
    /// `rate buyback: 0.95 eur per regio rounded down`
    Rate(Rate),
    /// `measure earned of member is income of member in credit over last 3 month`
    Measure(Measure),
    /// `table credit_line of member gives credit | … -> …`
    Table(Table),
    /// `claim payback "Co-owners" in CAD …`
    Claim(Claim),
    /// `waterfall printing of CAD | …`
    Waterfall(Waterfall),
    /// `equation fluid …`
    Equation(Box<Equation>),
    /// `rule "…" on … when … do …`
    Rule(Rule),
    /// `law "…": …`
    Law(Law),
    /// `decision spend asks holders weighs stake of voter …`
    Decision(Decision),
    /// `change regio.decay needs assembly`
    Change(Change),
    /// `example "…": | …`
    Example(Example),
}

/// The head of a charter: what it is called, who it is for, what it promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What the charter is called.
    pub name: Label,
    /// Who it is for, in a sentence.
    pub audience: Option<Label>,
    /// What it promises, in a sentence.
    pub promise: Option<Label>,
    /// Where it stands.
    pub at: Span,
}

/// A figure that a community chooses when it takes the charter over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: Word,
    /// The figure: a number, percentage, amount or length of time.
    pub value: Expr,
    /// The question that a newcomer answers with it.
    pub question: Option<Label>,
    /// Where it stands.
    pub at: Span,
}

/// A common purse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// The units it may hold; any, if none is named.
    pub holds: Vec<Word>,
    /// The role that may pay out of it by hand; nobody, if none is named.
    pub keeper: Option<Word>,
    /// `lowest balance -2000 credit`: how far it may go below zero; not at all, if unsaid.
    pub lowest: Option<Expr>,
    /// Where it stands.
    pub at: Span,
}

/// A group of members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: Word,
    /// The name in words.
    pub label: Option<Label>,
    /// How one comes into it.
    pub how: Membership,
    /// Where it stands.
    pub at: Span,
}

/// How one comes into a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Membership {
    /// `of member is …`: whoever meets the condition.
    Meets {
        /// What the candidate is called in the condition; `member` if unsaid.
        who: Option<Word>,
        /// The condition.
        condition: Condition,
    },
    /// `granted by stewards`: whoever one of that role (or `founder`) grants it; `one per person` if they check that.
    Granted {
        /// The role that grants.
        by: Word,
        /// Whether they see to it that no person has it twice.
        one_per_person: Option<Span>,
    },
    /// `open to anyone`: whoever wants.
    Open(Span),
}

/// A price of one unit in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Its name.
    pub name: Word,
    /// How much of the unit that comes out.
    pub gives: Expr,
    /// For one of which unit that goes in.
    pub per: Word,
    /// How what comes out is rounded.
    pub rounding: Option<RoundingWord>,
    /// `at most 5000 eur each day`
    pub caps: Vec<Cap>,
    /// Where it stands.
    pub at: Span,
}

/// How an amount is made whole: `rounded up`, `rounded up to 15 time`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundingWord {
    /// Which way.
    pub way: Way,
    /// To multiples of this; of the smallest unit, if unsaid.
    pub to: Option<Expr>,
    /// Where it stands.
    pub at: Span,
}

/// Which way an amount is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest, halves to the even one.
    HalfEven,
    /// Down, and what was cut off is remembered for the next time between the same two.
    Fair,
}

/// A figure about a member or pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Its name.
    pub name: Word,
    /// What the one it is about is called in the expression.
    pub of: Word,
    /// The expression.
    pub is: Expr,
    /// Where it stands.
    pub at: Span,
}

/// A figure by cases: exactly one row must fit whatever happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: Word,
    /// What the one it is about is called; `member` if unsaid.
    pub of: Option<Word>,
    /// The unit of the figures; `number` for plain ones.
    pub gives: Word,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where it stands.
    pub at: Span,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// When it fits.
    pub when: Condition,
    /// What it gives.
    pub gives: Expr,
    /// Where it stands.
    pub at: Span,
}

/// Something that must hold after every entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Law {
    /// What it is called, in words.
    pub name: Label,
    /// What must hold.
    pub holds: Condition,
    /// Where it stands.
    pub at: Span,
}

/// How something is decided together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its name.
    pub name: Word,
    /// The role that is asked.
    pub asks: Word,
    /// The weight of each voice, in which `voter` is whose voice it is.
    pub weighs: Expr,
    /// The clauses, in the order they are written.
    pub clauses: Vec<DecisionClause>,
    /// Where it stands.
    pub at: Span,
}

/// A clause of a decision. Inside, `yes`, `no`, `turnout`, `conviction` `of votes` are the figures of the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionClause {
    /// `passes when …`
    Passes(Condition),
    /// `open for 10 day`
    Open(Expr),
    /// `builds by half each 3 day`
    Builds(Expr),
    /// `seen by members`
    Seen(Word),
    /// `with request in eur`: amounts that a proposal states and rules may use.
    Details(Vec<Detail>),
    /// `recorded by stewards`: who writes its outcome down.
    Recorded(Word),
}

/// What it takes to change a part of the charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What: `regio`, `regio.decays`, `rule`, `everything`.
    pub path: Vec<Word>,
    /// A rule by its words: `change rule "basic income" needs …`.
    pub rule: Option<Label>,
    /// The decision it needs.
    pub needs: Word,
    /// Where it stands.
    pub at: Span,
}
