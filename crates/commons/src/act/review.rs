//! Accepting or contesting a log.

use quantity::Ratio;

use super::{Envelope, Unfoldable, check, found};
use crate::agent::AgentIx;
use crate::codec::record;
use crate::contribution::{Review, Verdict};
use crate::name::ActId;
use crate::refusal::Refused;
use crate::state::State;

record! {
    /// A word on somebody's log.
    pub struct ReviewEvent {
        /// The act that logged the event.
        pub event: ActId,
        /// The word.
        pub verdict: Verdict,
        /// Why; a contest needs a reason.
        pub reason: Option<String>,
        /// The quality found, where 1 is as agreed.
        pub quality: Option<Ratio>,
    }
}

/// Refuses, in this order: an unknown event, one's own, a contest without a reason, one too late, a quality below zero.
pub(super) fn decide(
    state: &State,
    envelope: &Envelope,
    author: AgentIx,
    wish: &ReviewEvent,
) -> Result<(), Refused> {
    let event = state.event_of_act(wish.event).ok_or(Refused::EventUnknown)?;
    let event = state.events.at(event);
    if event.provider == author {
        return Err(Refused::OwnReview { agent: state.agents.at(author).handle.clone() });
    }
    check::note(wish.reason.as_ref())?;
    if wish.verdict == Verdict::Contested {
        let reason = wish.reason.as_deref().unwrap_or_default();
        if reason.trim().is_empty() {
            return Err(Refused::TextEmpty { what: "the reason" });
        }
        let days = state.equation.as_ref().map_or(0, |equation| equation.contest_days);
        if envelope.at >= event.logged.plus_days(days) {
            return Err(Refused::ContestTooLate { entry: event.entry, days });
        }
    }
    match wish.quality {
        Some(quality) if quality.is_negative() => Err(Refused::QualityNegative),
        _ => Ok(()),
    }
}

pub(super) fn apply(
    state: &mut State,
    envelope: &Envelope,
    wish: &ReviewEvent,
) -> Result<(), Unfoldable> {
    let entry = envelope.entry;
    let event = found(entry, &wish.event, state.event_of_act(wish.event))?;
    let by = found(entry, &"its author", state.signer(&envelope.key))?;
    let review = Review {
        verdict: wish.verdict,
        by,
        at: envelope.at,
        reason: wish.reason.clone(),
        quality: wish.quality,
    };
    state.reviews.insert(event, review);
    Ok(())
}
