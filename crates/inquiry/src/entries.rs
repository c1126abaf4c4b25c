//! Entries as people name them: by their numbers, or until a day.

use book::Until;
use commons::event::EventIx;
use commons::state::State;

use crate::{Refused, date};

/// That there is such an entry.
///
/// # Errors
/// [`Refused::EntryUnknown`].
pub fn known(state: &State, entry: u64) -> Result<(), Refused> {
    if entry < state.entries {
        return Ok(());
    }
    Err(Refused::EntryUnknown { entry, last: state.entries.saturating_sub(1) })
}

/// The event of an entry; `wanted` says what is to be done with it: `corrected`, `judged`.
///
/// # Errors
/// [`Refused::EntryUnknown`] or [`Refused::NotAnEvent`].
pub fn event_of(state: &State, entry: u64, wanted: &'static str) -> Result<EventIx, Refused> {
    known(state, entry)?;
    state.event_of_entry(entry).ok_or(Refused::NotAnEvent { entry, wanted })
}

/// Until where the journal is asked: a number is an entry, everything else a day, included whole, or a time.
///
/// # Errors
/// [`Refused::DateUnknown`].
pub fn until(text: &str) -> Result<Until, Refused> {
    match text.trim().parse() {
        Ok(entry) => Ok(Until::Entry(entry)),
        Err(_) => Ok(Until::Moment(date::through(text)?)),
    }
}
