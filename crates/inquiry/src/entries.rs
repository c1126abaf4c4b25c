//! Entries as people name them: by their numbers, or until a day.

use std::ops::ControlFlow;

use book::{Book, Until};
use commons::event::EventIx;
use commons::name::ActId;
use commons::state::State;

use crate::{Refused, date};

/// That there is such an entry.
///
/// # Errors
/// [`Refused::EntryUnknown`].
pub fn known(state: &State, entry: u64) -> Result<(), Refused> {
    if entry < state.entries { Ok(()) } else { Err(unknown(state, entry)) }
}

pub(crate) fn unknown(state: &State, entry: u64) -> Refused {
    Refused::EntryUnknown { entry, last: state.entries.saturating_sub(1) }
}

/// The event of an entry; `wanted` says what is to be done with it: `corrected`, `judged`.
///
/// # Errors
/// [`Refused::EntryUnknown`] or [`Refused::NotAnEvent`].
pub fn event_of(state: &State, entry: u64, wanted: &'static str) -> Result<EventIx, Refused> {
    known(state, entry)?;
    state.event_of_entry(entry).ok_or(Refused::NotAnEvent { entry, wanted })
}

/// The id of the act of an entry, whatever it did.
///
/// # Errors
/// [`Refused::EntryUnknown`], or a damaged journal.
pub fn act_of(book: &Book, entry: u64) -> Result<ActId, Refused> {
    let found = book.read(entry, |entry, _| ControlFlow::Break(entry.act.id))?;
    let id = found.ok_or_else(|| unknown(book.state(), entry))?;
    Ok(ActId(id.to_bytes()))
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
