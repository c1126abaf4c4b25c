//! Folding a journal into a state, to its end or to an earlier moment.

use std::ops::ControlFlow;

use commons::act::{Act, Effects, Envelope, apply};
use commons::codec::Canonical;
use commons::name::{ActId, Moment};
use commons::state::State;
use journal::{Entry, Journal, Key};

use crate::refusal::BookRefused;

/// How far to fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// To the end.
    Now,
    /// Through this entry.
    Entry(u64),
    /// Through the last entry stamped at or before this moment.
    Moment(Moment),
}

/// The state of a journal at a point of its history.
///
/// # Errors
/// [`BookRefused`] for a damaged journal, or one that does not fold.
pub fn state_of(journal: &Journal, until: Until) -> Result<State, BookRefused> {
    let mut state = State::default();
    let flow = journal.read(0, |entry| {
        let beyond = match until {
            Until::Now => false,
            Until::Entry(last) => entry.index > last,
            Until::Moment(last) => entry.at_ms > last.0,
        };
        if beyond {
            return ControlFlow::Break(Ok(()));
        }
        match fold(&mut state, &entry) {
            Ok(()) => ControlFlow::Continue(()),
            Err(refused) => ControlFlow::Break(Err(refused)),
        }
    })?;
    if let ControlFlow::Break(stopped) = flow {
        stopped?;
    }
    if state.itself.is_none() && until != Until::Now {
        return Err(BookRefused::BeforeFounding);
    }
    Ok(state)
}

pub(crate) fn envelope(entry: &Entry) -> Envelope {
    Envelope {
        entry: entry.index,
        at: Moment(entry.at_ms),
        act: ActId(entry.act.id.to_bytes()),
        key: entry.act.author.to_bytes(),
    }
}

pub(crate) fn read_act(entry: &Entry) -> Result<Act, BookRefused> {
    Act::from_bytes(&entry.act.body)
        .map_err(|reason| BookRefused::Unreadable { entry: entry.index, reason })
}

/// Refuses an act that would let anybody sign for somebody.
pub(crate) fn check_new_key(act: &Act) -> Result<(), BookRefused> {
    match act.new_key().map(Key::from_bytes) {
        Some(key) if key.is_weak() => Err(BookRefused::KeyWeak { key }),
        _ => Ok(()),
    }
}

fn fold(state: &mut State, entry: &Entry) -> Result<(), BookRefused> {
    let act = read_act(entry)?;
    let effects = Effects::from_bytes(&entry.effects)
        .map_err(|reason| BookRefused::Unreadable { entry: entry.index, reason })?;
    Ok(apply(state, &envelope(entry), &act, &effects)?)
}
