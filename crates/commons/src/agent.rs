//! Agents: the people, groups and communities that act.

use crate::codec::words;
use crate::name::Handle;
use crate::table::Ix;

words! {
    /// What kind of agent somebody is, in the words of ValueFlows.
    pub enum AgentKind {
        /// A human being.
        1 "Person" => Person,
        /// A formal or informal group; also the commons itself.
        2 "Organization" => Organization,
        /// A river, a forest, a species: an agent that others speak for.
        3 "EcologicalAgent" => EcologicalAgent,
    }
}

/// A reference to an agent of this commons.
pub type AgentIx = Ix<Agent>;

/// Somebody who can provide, receive, be accountable, and sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
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
    /// Where the agent is, as an IRI or in words.
    pub location: Option<String>,
    /// Classifications, as IRIs or words.
    pub classified_as: Vec<String>,
    /// The identifier the agent has elsewhere.
    pub iri: Option<String>,
    /// Salted digests by which an importer recognises the agent again; never an address in clear.
    pub known_as: Vec<[u8; 16]>,
    /// The Ed25519 keys the agent signs with now.
    pub keys: Vec<[u8; 32]>,
}
