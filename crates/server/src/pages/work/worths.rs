//! What things are worth now, counted once a minute at most, however many pages ask.

use std::sync::{Arc, Mutex, PoisonError};

use book::CommonsId;
use commons::equity::{Equity, Target, equity_of};
use commons::name::Moment;
use commons::refusal::Refused;
use commons::state::State;
use commons::valuation::{Valuation, value};
use commons::worth::Horizon;
use quantity::Share;

use crate::site::{Here, Trouble};

const MINUTE: i64 = 60_000;

/// Whose valuation is kept: that of a commons at an entry, in a minute.
type At = (CommonsId, u64, Moment);

/// What was asked for last. A valuation is large and soon outdated, so one is enough.
static LATEST: Mutex<Option<(At, Arc<Valuation>)>> = Mutex::new(None);

/// The moment that worths are counted at: what can be contested changes with time, but not from one second to the next.
#[must_use]
pub fn minute(now: Moment) -> Moment {
    Moment(now.0 - now.0.rem_euclid(MINUTE))
}

/// What everything is worth now.
///
/// # Errors
/// What the equation refuses.
pub fn now(here: &Here<'_>) -> Result<Arc<Valuation>, Trouble> {
    let at = (here.site.keeper.commons(), here.state.entries, minute(here.now));
    // Held meanwhile, so that many who ask at once do not all count the same.
    let mut latest = LATEST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = latest.as_ref().filter(|(known, _)| *known == at) {
        return Ok(Arc::clone(known));
    }
    let known = Arc::new(at_horizon(here.state, Horizon { until: None, now: at.2 })?);
    *latest = Some((at, Arc::clone(&known)));
    Ok(known)
}

/// What everything is worth, or was.
///
/// # Errors
/// What the equation refuses.
pub fn at_horizon(state: &State, horizon: Horizon) -> Result<Valuation, Trouble> {
    let equation = state.equation.as_ref().ok_or(Trouble::Broken)?;
    value(state, equation, horizon).map_err(|refused| Trouble::refused(&refused))
}

/// The shares of something; `None` while nothing was contributed to it.
///
/// # Errors
/// What the equation refuses.
pub fn equity(
    state: &State,
    valuation: &Valuation,
    target: Target,
) -> Result<Option<Equity>, Trouble> {
    match equity_of(state, valuation, target) {
        Ok(equity) => Ok(Some(equity)),
        Err(Refused::NothingContributed { .. }) => Ok(None),
        Err(refused) => Err(Trouble::refused(&refused)),
    }
}

/// A share as a pen draws it: from 0 to 1.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a pen needs no more than 53 bits")]
pub fn drawn(share: Share) -> f64 {
    share.parts() as f64 / Share::WHOLE as f64
}

/// A share as it is read: `33.3%`.
#[must_use]
pub fn percent(here: &Here<'_>, share: Share) -> String {
    let figure = share.percent(1);
    here.words.percent(figure.strip_suffix(".0").unwrap_or(&figure))
}
