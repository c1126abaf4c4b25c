//! Rules: what sets them off, and what they do.

use super::figure::{Condition, Expr, Place};
use super::flow::{Cap, Destination, Detail, Tier};
use super::{Label, RoundingWord};
use crate::civil::{Day, Period};
use crate::place::{Span, Word};

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it is called, in words.
    pub name: Label,
    /// What sets it off.
    pub on: Trigger,
    /// Only when this holds.
    pub when: Option<Condition>,
    /// What it does, in this order.
    pub actions: Vec<Action>,
    /// Where it stands.
    pub at: Span,
}

/// What sets a rule off. Inside the rule `amount` is the amount of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// What happens.
    pub kind: TriggerKind,
    /// `with material in CAD`: further amounts that whoever sets it off must tell.
    pub details: Vec<Detail>,
    /// Where it stands.
    pub at: Span,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TriggerKind {
    /// `transfer of eur from giver to soup`. A name of a pool or role means just those; any other name means anyone.
    Transfer {
        /// The unit.
        unit: Word,
        /// Who pays.
        from: Option<Word>,
        /// Who is paid.
        to: Option<Word>,
    },
    /// `report of service by provider for receiver, confirmed by receiver`
    Report {
        /// The unit reported, of kind metric.
        unit: Word,
        /// Who reports.
        by: Word,
        /// For or about whom.
        about: Option<Word>,
        /// Who must agree before anything happens.
        confirmed: Option<Word>,
    },
    /// `request cash_out of credit by member for friend`
    Request {
        /// What the request is called.
        name: Word,
        /// The unit of its amount; without, it has none.
        unit: Option<Word>,
        /// Who asks.
        by: Word,
        /// For or about whom.
        about: Option<Word>,
    },
    /// `every month for each member`: at the close of the period.
    Every {
        /// The period.
        period: (Period, Span),
        /// Once for each of this role.
        each: Option<Word>,
    },
    /// `2000 eur in soup reached`: when a payment leaves the pool with so much or more.
    Reached {
        /// How much.
        level: Expr,
        /// In which pool.
        pool: Word,
    },
    /// `decision spend passes for proposer`
    Passes {
        /// The decision.
        decision: Word,
        /// Whom it is about.
        about: Option<Word>,
    },
    /// `payback paid`: when the last of a class of claims is paid.
    Paid(Word),
    /// `date 2027-01-01`
    Date(Day, Span),
}

/// A step of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What is done.
    pub kind: ActionKind,
    /// Where it stands.
    pub at: Span,
}

/// What a rule does. All but the last seven move amounts of one unit from one account to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionKind {
    /// `send 5% * amount rounded up from kitchen to solidarity at most 20 eur`
    Send {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// To whom.
        to: Destination,
        /// At most.
        caps: Vec<Cap>,
    },
    /// `issue 20 veg to giver`: from the unit's issuer.
    Issue {
        /// How much.
        amount: Amount,
        /// To whom.
        to: Destination,
        /// At most.
        caps: Vec<Cap>,
    },
    /// `retire 20 veg from giver`: back to the unit's issuer.
    Retire {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
    },
    /// `split amount from project: | …`
    Split {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// The tiers.
        tiers: Vec<Tier>,
    },
    /// `pour amount from project through printing`
    Pour {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// The waterfall.
        through: Word,
    },
    /// `share balance of pot in eur from pot among members by hours of members`: a send to several.
    Share {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// Among whom, by what.
        to: Destination,
    },
    /// `convert amount from shop by buyback to shop.bank`
    Convert {
        /// How much goes in.
        amount: Amount,
        /// From where.
        from: Place,
        /// The rate.
        rate: Word,
        /// To whom what comes out goes.
        to: Place,
        /// At most.
        caps: Vec<Cap>,
    },
    /// `hold amount from member for 3 day then …`
    Hold {
        /// How much.
        amount: Amount,
        /// From where.
        from: Place,
        /// How long.
        span: Expr,
        /// What happens with it then; it is the amount, and comes from the hold.
        then: Box<Action>,
    },
    /// `owe 120% * amount to giver in payback`
    Owe {
        /// How much.
        amount: Amount,
        /// To whom.
        to: Place,
        /// In which class of claims.
        claim: Word,
    },
    /// `after 3 day …`
    After {
        /// How long.
        span: Expr,
        /// What happens then.
        then: Box<Action>,
    },
    /// `grant cook to giver`
    Grant {
        /// The role.
        role: Word,
        /// To whom.
        to: Word,
    },
    /// `revoke cook from giver`
    Revoke {
        /// The role.
        role: Word,
        /// From whom.
        from: Word,
    },
    /// `open decision spend about giver`
    Open {
        /// The decision.
        decision: Word,
        /// About whom.
        about: Option<Word>,
    },
    /// `refuse "the pot is empty"`: nothing of the whole event happens.
    Refuse(Label),
    /// `let fee be 5% * amount`: a name for a figure in the actions that follow.
    Let {
        /// The name.
        name: Word,
        /// The figure.
        be: Expr,
    },
}

/// An amount that a rule moves, and how it is made whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// How much.
    pub expr: Expr,
    /// How it is made whole; down, if unsaid.
    pub rounding: Option<RoundingWord>,
}
