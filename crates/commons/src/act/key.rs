//! Keys: letting an agent sign, and no longer.

use super::{Unfoldable, check, found, say};
use crate::agent::AgentIx;
use crate::codec::record;
use crate::name::Handle;
use crate::refusal::Refused;
use crate::state::State;

record! {
    /// Lets an agent sign with a key.
    pub struct AddKey {
        /// The agent.
        pub agent: Handle,
        /// The Ed25519 key.
        pub key: [u8; 32],
    }
}

record! {
    /// Lets an agent no longer sign with a key.
    pub struct RevokeKey {
        /// The agent.
        pub agent: Handle,
        /// The Ed25519 key.
        pub key: [u8; 32],
    }
}

/// Refuses, in this order: an unknown agent, somebody else's agent that has keys, a key in use.
///
/// An agent without any key may be given its first one by every member.
pub(super) fn decide_add(state: &State, author: AgentIx, wish: &AddKey) -> Result<(), Refused> {
    let agent = check::agent(state, &wish.agent)?;
    if author != agent && !state.agents.at(agent).keys.is_empty() {
        return Err(Refused::NotYourKey { agent: wish.agent.clone() });
    }
    match state.signer(&wish.key) {
        Some(holder) => Err(Refused::KeyTaken { agent: state.agents.at(holder).handle.clone() }),
        None => Ok(()),
    }
}

/// Refuses, in this order: an unknown agent, somebody else's agent, a key it does not have, its last key.
pub(super) fn decide_revoke(
    state: &State,
    author: AgentIx,
    wish: &RevokeKey,
) -> Result<(), Refused> {
    let agent = check::agent(state, &wish.agent)?;
    let handle = || wish.agent.clone();
    if author != agent {
        return Err(Refused::NotYourKey { agent: handle() });
    }
    if state.signer(&wish.key) != Some(agent) {
        return Err(Refused::KeyUnknown { agent: handle() });
    }
    if state.agents.at(agent).keys.len() == 1 {
        return Err(Refused::LastKey { agent: handle() });
    }
    Ok(())
}

pub(super) fn apply_add(state: &mut State, entry: u64, wish: &AddKey) -> Result<(), Unfoldable> {
    let agent = found(entry, &say(&wish.agent), state.agent(&wish.agent))?;
    state.agents.at_mut(agent).keys.push(wish.key);
    state.keys.insert(wish.key, agent);
    Ok(())
}

pub(super) fn apply_revoke(
    state: &mut State,
    entry: u64,
    wish: &RevokeKey,
) -> Result<(), Unfoldable> {
    let agent = found(entry, &say(&wish.agent), state.agent(&wish.agent))?;
    state.agents.at_mut(agent).keys.retain(|key| *key != wish.key);
    state.keys.remove(&wish.key);
    Ok(())
}
