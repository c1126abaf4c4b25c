//! Verification: everything recomputed from the signed acts, and compared.

use std::ops::ControlFlow;

use commons::act::{apply, decide};
use commons::codec::Canonical;
use commons::state::State;
use journal::{Entry, Hash, Journal, SignedAct, verify_signatures};

use crate::refusal::VerifyRefused;
use crate::replay::{check_new_key, envelope, read_act};

/// What was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// How many entries: each one's hash, link, signature, lawfulness and effects.
    pub entries: u64,
    /// The root of the Merkle tree over them.
    pub root: Hash,
}

/// How many signatures are checked together.
const BATCH: usize = 1024;

/// Recomputes a journal from its signed acts and compares every effect, and at the end the state.
pub(crate) fn verify(
    journal: &Journal,
    state: &State,
    progress: &mut dyn FnMut(u64),
) -> Result<Verified, VerifyRefused> {
    let mut recomputed = State::default();
    let mut waiting: Vec<Entry> = Vec::with_capacity(BATCH);
    let flow = journal
        .read(0, |entry| {
            waiting.push(entry);
            if waiting.len() < BATCH {
                return ControlFlow::Continue(());
            }
            progress(recomputed.entries);
            match verify_batch(journal, &mut recomputed, &mut waiting) {
                Ok(()) => ControlFlow::Continue(()),
                Err(refused) => ControlFlow::Break(refused),
            }
        })
        .map_err(crate::refusal::BookRefused::from)?;
    if let ControlFlow::Break(refused) = flow {
        return Err(refused);
    }
    verify_batch(journal, &mut recomputed, &mut waiting)?;
    if recomputed != *state {
        return Err(VerifyRefused::StateDiffers);
    }
    Ok(Verified { entries: recomputed.entries, root: journal.root() })
}

fn verify_batch(
    journal: &Journal,
    state: &mut State,
    waiting: &mut Vec<Entry>,
) -> Result<(), VerifyRefused> {
    let acts: Vec<&SignedAct> = waiting.iter().map(|entry| &entry.act).collect();
    if let Err(bad) = verify_signatures(&acts, journal.commons()) {
        let first = bad.first().and_then(|place| waiting.get(*place));
        let entry = first.map_or(state.entries, |entry| entry.index);
        return Err(VerifyRefused::Forged { entry });
    }
    waiting.drain(..).try_for_each(|entry| verify_entry(state, &entry))
}

fn verify_entry(state: &mut State, entry: &Entry) -> Result<(), VerifyRefused> {
    let index = entry.index;
    let act = read_act(entry)?;
    check_new_key(&act)?;
    let envelope = envelope(entry);
    let effects = decide(state, &envelope, &act)
        .map_err(|refused| VerifyRefused::Unlawful { entry: index, refused })?;
    if effects.to_bytes() != entry.effects {
        return Err(VerifyRefused::EffectsWrong { entry: index });
    }
    apply(state, &envelope, &act, &effects).map_err(crate::refusal::BookRefused::from)?;
    Ok(())
}
