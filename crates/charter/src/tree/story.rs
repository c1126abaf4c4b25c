//! Examples: stories in figures.

use super::Label;
use super::figure::Expr;
use crate::civil::Day;
use crate::place::{Span, Word};

/// A story in figures that must come out when the charter is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows, in words.
    pub name: Label,
    /// The story, step by step.
    pub steps: Vec<ExampleStep>,
    /// Where it stands.
    pub at: Span,
}

/// A step of an example. A name that the charter does not declare is a person, who joins when first named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleStep {
    /// What happens or must be so.
    pub kind: StepKind,
    /// `is refused`, `is refused by limit_passed`: the step must be refused.
    pub refused: Option<(Option<Word>, Span)>,
    /// Where it stands.
    pub at: Span,
}

/// What a step of an example says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// `given ana, ben`: they are members.
    Given(Vec<Word>),
    /// `given ana has 100 eur`: before the story begins, from outside the rules; rules do not fire.
    GivenHas(Word, Expr),
    /// `given premium is 25%`: the whole story is told with this figure for a setting.
    GivenSetting(Word, Expr),
    /// `ana pays ben 20 credit with material 3 eur`; `outside pays project 1000 eur`: money arrives.
    Pays {
        /// Who pays: a member, a pool, or `outside`.
        from: Word,
        /// Who is paid.
        to: Word,
        /// How much.
        amount: Expr,
        /// Further amounts.
        with: Vec<(Word, Expr)>,
    },
    /// `ben reports 52 service for ana`
    Reports {
        /// Who reports.
        by: Word,
        /// How much.
        amount: Expr,
        /// For whom.
        about: Option<Word>,
        /// Further amounts.
        with: Vec<(Word, Expr)>,
    },
    /// `ana confirms`, `ana declines`: what waits for their word, the latest first.
    Answers(Word, Answer),
    /// `shop requests redeem of 100 regio for ana`
    Requests {
        /// Who asks.
        by: Word,
        /// What the request is called.
        name: Word,
        /// Its amount.
        amount: Option<Expr>,
        /// About whom.
        about: Option<Word>,
        /// Further amounts.
        with: Vec<(Word, Expr)>,
    },
    /// `decision spend passes for ana with request 100 eur`
    Passes {
        /// The decision.
        decision: Word,
        /// About whom.
        about: Option<Word>,
        /// Its amounts.
        with: Vec<(Word, Expr)>,
    },
    /// `ana becomes cook`: the role is granted, by whoever may.
    Becomes(Word, Word),
    /// `ana works 3 hour as design`, `ana works 3 hour on printer`: a contribution is logged and accepted.
    Works {
        /// Who.
        by: Word,
        /// How much.
        effort: Expr,
        /// In which role.
        role: Option<Word>,
        /// On what.
        on: Option<Word>,
    },
    /// `after 3 day`, `after 56 day`: time passes; what falls due happens.
    After(Expr),
    /// `on 2027-01-01`: time passes until then.
    On(Day, Span),
    /// `repeat 303 times: …`: the step again and again.
    Repeat(u32, Box<ExampleStep>),
    /// `ana has 60 time`: so much, exactly.
    Has(Word, Expr),
    /// `ana is owed 480 CAD by payback`: what is left open.
    Owed(Word, Expr, Word),
    /// `ana is a cook`, `ana is not a cook`
    Is(Word, Answer, Word),
    /// `printer is released`
    Released(Word),
    /// `share of ana by fluid is 25%`
    Share(Word, Word, Expr),
    /// `supply of veg is 20 veg`
    Supply(Word, Expr),
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
}
