//! Adding an agent.

use super::check;
use crate::agent::{Agent, AgentIx, AgentKind};
use crate::codec::record;
use crate::name::Handle;
use crate::refusal::Refused;
use crate::state::{Named, State};

record! {
    /// A person, group or ecological agent to add.
    pub struct AddAgent {
        /// Unique in the commons.
        pub handle: Handle,
        /// What kind of agent it is.
        pub kind: AgentKind,
        /// The name people read.
        pub name: String,
        /// Anything worth knowing.
        pub note: Option<String>,
        /// A picture, as an IRI.
        pub image: Option<String>,
        /// Where the agent is.
        pub location: Option<String>,
        /// Classifications.
        pub classified_as: Vec<String>,
        /// The identifier it has elsewhere.
        pub iri: Option<String>,
        /// Salted digests of addresses by which importers recognise it.
        pub known_as: Vec<[u8; 16]>,
        /// The key it signs with, if it has one yet.
        pub key: Option<[u8; 32]>,
    }
}

impl AddAgent {
    /// An agent with nothing said about it but its handle, kind and name.
    #[must_use]
    pub fn new(handle: Handle, kind: AgentKind, name: impl Into<String>) -> Self {
        Self {
            handle,
            kind,
            name: name.into(),
            note: None,
            image: None,
            location: None,
            classified_as: Vec::new(),
            iri: None,
            known_as: Vec::new(),
            key: None,
        }
    }
}

/// Refuses, in this order: a bad name or note, a handle in use, a key in use.
pub(super) fn decide(state: &State, wish: &AddAgent) -> Result<(), Refused> {
    check::name(&wish.name)?;
    check::note(wish.note.as_ref())?;
    check::free(state, &wish.handle)?;
    match wish.key.and_then(|key| state.signer(&key)) {
        Some(agent) => Err(Refused::KeyTaken { agent: state.agents.at(agent).handle.clone() }),
        None => Ok(()),
    }
}

pub(super) fn apply(state: &mut State, wish: &AddAgent) -> AgentIx {
    let agent = state.agents.add(Agent {
        handle: wish.handle.clone(),
        kind: wish.kind,
        name: wish.name.clone(),
        note: wish.note.clone(),
        image: wish.image.clone(),
        location: wish.location.clone(),
        classified_as: wish.classified_as.clone(),
        iri: wish.iri.clone(),
        known_as: wish.known_as.clone(),
        keys: wish.key.into_iter().collect(),
    });
    state.handles.insert(wish.handle.clone(), Named::Agent(agent));
    if let Some(key) = wish.key {
        state.keys.insert(key, agent);
    }
    agent
}
