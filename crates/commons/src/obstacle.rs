//! Why money cannot flow: what limits, pools, rules and laws say against it.

use thiserror::Error;

use crate::name::{Code, Handle};

/// Why a flow cannot happen. Nothing of it does.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Obstacle {
    /// A unit does not pass by hand between these two.
    #[error("may_not_pass: `{unit}` does not pass from {from} to {to}: {why}")]
    MayNotPass {
        /// The unit.
        unit: Code,
        /// From whom.
        from: String,
        /// To whom.
        to: String,
        /// What the charter says.
        why: &'static str,
    },
    /// A unit has ended.
    #[error("unit_ended: `{unit}` ended on {day}; it moves no more")]
    UnitEnded {
        /// The unit.
        unit: Code,
        /// The day.
        day: String,
    },
    /// A pool may not hold the unit.
    #[error("pool_holds_not: the pool `{pool}` does not hold `{unit}`; it holds {holds}")]
    PoolHoldsNot {
        /// The pool.
        pool: Handle,
        /// The unit.
        unit: Code,
        /// What it holds.
        holds: String,
    },
    /// Somebody would have less than they may.
    #[error("limit_passed: {who} can spend {left}, not {asked}")]
    LimitPassed {
        /// Who, in backticks.
        who: String,
        /// How much they could spend before.
        left: String,
        /// How much they would.
        asked: String,
    },
    /// Somebody would have more than they may.
    #[error("highest_passed: {who} can take {room} more, not {asked}")]
    HighestPassed {
        /// Who, in backticks.
        who: String,
        /// How much they could take before.
        room: String,
        /// How much they would.
        asked: String,
    },
    /// A rule refuses.
    #[error("rule_refuses: {text} (the rule \"{rule}\")")]
    RuleRefuses {
        /// The rule.
        rule: String,
        /// What it says.
        text: String,
    },
    /// A request after which everything is as it was.
    #[error("request_in_vain: nothing comes of the request `{name}`: {why}")]
    RequestInVain {
        /// The request.
        name: Handle,
        /// Which rules say so.
        why: String,
    },
    /// A rule cannot be worked out.
    #[error(
        "rule_fails: the rule \"{rule}\" cannot be worked out: {why}; nothing happens until it is amended or its figures change"
    )]
    RuleFails {
        /// The rule.
        rule: String,
        /// What went wrong.
        why: String,
    },
    /// A figure of the charter cannot be worked out.
    #[error("figure_fails: {what} cannot be worked out: {why}")]
    FigureFails {
        /// Which figure.
        what: String,
        /// What went wrong.
        why: String,
    },
    /// A law would not hold.
    #[error("law_broken: this would break the law \"{law}\" of the charter")]
    LawBroken {
        /// The law.
        law: String,
    },
    /// An amount is beyond counting.
    #[error("amount_uncountable: {what} is more than the program can count")]
    Uncountable {
        /// What.
        what: String,
    },
    /// Rules set each other off without end.
    #[error(
        "cascade_too_long: this sets off more than {most} changes; see `subak charter check` for rules that feed each other"
    )]
    TooLong {
        /// The most.
        most: usize,
    },
    /// So much fell due that it is done on its own.
    #[error(
        "catch_up_first: too much fell due since the last entry; run `subak catch-up` until nothing is left, then try again"
    )]
    CatchUpFirst,
    /// What an act began has gone on, so that it cannot be taken back.
    #[error("gone_on: {what}; it cannot be taken back")]
    GoneOn {
        /// What went on.
        what: String,
    },
}
