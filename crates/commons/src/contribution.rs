//! Which logged events count: claimed, accepted, contested.
//!
//! A log is a claim. It counts from the start and becomes accepted when the time
//! for contesting it has passed or somebody else accepts it; while it is contested
//! it does not count (or, where a community prefers, it counts only once accepted).

use quantity::Ratio;

use crate::agent::AgentIx;
use crate::codec::words;
use crate::name::Moment;

/// What others said about a logged event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The last word.
    pub verdict: Verdict,
    /// Who said it.
    pub by: AgentIx,
    /// When.
    pub at: Moment,
    /// Why, for a contest.
    pub reason: Option<String>,
    /// The quality found, read by the `quality` modulator: 1 is as agreed.
    pub quality: Option<Ratio>,
}

words! {
    /// The last word on a log.
    pub enum Verdict {
        /// Somebody other than the provider accepted it.
        1 "accepted" => Accepted,
        /// Somebody contested it, with a reason.
        2 "contested" => Contested,
    }
}

words! {
    /// What a log counts for before it is accepted.
    pub enum Provisional {
        /// It counts unless it is contested.
        1 "count" => Count,
        /// It waits until it is accepted.
        2 "wait" => Wait,
    }
}

/// Where a log stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It can still be contested.
    Claimed,
    /// It was accepted, or the time to contest it has passed.
    Accepted,
    /// It is contested and does not count.
    Contested,
}

impl Status {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Accepted => "accepted",
            Self::Contested => "contested",
        }
    }
}

/// Where a log of `logged` with this review stands `now`, when `contest_days` are given to contest.
#[must_use]
pub fn status(review: Option<&Review>, logged: Moment, contest_days: u32, now: Moment) -> Status {
    match review.map(|review| review.verdict) {
        Some(Verdict::Accepted) => Status::Accepted,
        Some(Verdict::Contested) => Status::Contested,
        None if now < logged.plus_days(contest_days) => Status::Claimed,
        None => Status::Accepted,
    }
}
