//! A commons without a journal, for looking at what acts would do.

use commons::act::{Act, Envelope, Found, apply, decide};
use commons::name::{ActId, Code, Moment};
use commons::state::State;

use super::names::plain;
use super::refused::FoldRefused;

/// The key that everything in a scratch commons is signed with. Nobody has its secret.
const NOBODY: [u8; 32] = [0; 32];

/// Founds a commons in memory that counts value in `unit`.
///
/// The handles of the commons itself and of its founder have a dot, so that they are in
/// the way of no name. The founder contributes nothing.
///
/// # Errors
/// [`FoldRefused`] for an empty name, too many decimals, or a unit that every commons has.
pub fn scratch(name: &str, unit: Code, decimals: u8, at: Moment) -> Result<State, FoldRefused> {
    let found = Found {
        name: name.to_owned(),
        handle: plain("scratch.commons"),
        founder: plain("scratch.founder"),
        founder_name: "nobody".to_owned(),
        founder_key: NOBODY,
        unit,
        decimals,
    };
    let mut state = State::default();
    let found = Act::Found(Box::new(found));
    fold(&mut state, &[(ActId([0; 16]), found)], at)?;
    Ok(state)
}

/// Folds acts into a [`scratch()`] commons, passing over those it holds already.
///
/// # Errors
/// [`FoldRefused`] for the first act that is not allowed; the state holds those before it.
pub fn fold(state: &mut State, acts: &[(ActId, Act)], at: Moment) -> Result<(), FoldRefused> {
    acts.iter().try_for_each(|(id, act)| perform(state, NOBODY, at, *id, act))
}

/// Decides an act and folds it, unless the state holds it already.
pub(super) fn perform(
    state: &mut State,
    key: [u8; 32],
    at: Moment,
    id: ActId,
    act: &Act,
) -> Result<(), FoldRefused> {
    if state.entry_of(id).is_some() {
        return Ok(());
    }
    let envelope = Envelope { entry: state.entries, at, act: id, key };
    let effects = decide(state, &envelope, act)?;
    apply(state, &envelope, act, &effects)?;
    Ok(())
}
