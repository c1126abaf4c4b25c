//! Records of the planning layer: kept, checked for their form, without effect on stock or shares.
//!
//! Intents, commitments, plans, proposals and recipes say what may come. Until
//! planning itself arrives they are stored as ValueFlows states them, so that a
//! commons can be taken in and given out whole.

use crate::codec::{choice, record, words};
use crate::name::ActId;

words! {
    /// The classes of ValueFlows 1.0 that are kept as records, and two older ones that its examples still use.
    pub enum RecordClass {
        /// Agreements that belong together.
        1 "AgreementBundle" => AgreementBundle,
        /// A serial or lot number with its expiry.
        2 "BatchLotRecord" => BatchLotRecord,
        /// A promise.
        3 "Commitment" => Commitment,
        /// A wish or an offer.
        4 "Intent" => Intent,
        /// Processes and promises with one aim.
        5 "Plan" => Plan,
        /// Published intents.
        6 "Proposal" => Proposal,
        /// Proposals that belong together.
        7 "ProposalList" => ProposalList,
        /// How something is made.
        8 "Recipe" => Recipe,
        /// An exchange in a recipe.
        9 "RecipeExchange" => RecipeExchange,
        /// An input or output in a recipe.
        10 "RecipeFlow" => RecipeFlow,
        /// A process in a recipe.
        11 "RecipeProcess" => RecipeProcess,
        /// A place.
        12 "SpatialThing" => SpatialThing,
        /// How two agents relate (before 1.0).
        13 "AgentRelationship" => AgentRelationship,
        /// A kind of relation (before 1.0).
        14 "AgentRelationshipRole" => AgentRelationshipRole,
    }
}

record! {
    /// A quantity as a planning record states it: figures and the name of a unit.
    pub struct Figure {
        /// The number, as a plain decimal.
        pub number: String,
        /// The unit, by name or identifier.
        pub unit: Option<String>,
    }
}

choice! {
    /// What a property of a record says.
    pub enum Stated {
        /// A text, a date, or an identifier.
        1 => Text(String),
        /// Yes or no.
        2 => Flag(bool),
        /// So much of something.
        3 => Figure(Figure),
        /// Several texts or identifiers.
        4 => Texts(Vec<String>),
    }
}

/// A record of the planning layer, in the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRecord {
    /// Its class.
    pub class: RecordClass,
    /// Its identifier, unique among records.
    pub iri: String,
    /// Its properties, by their ValueFlows names, in the order they were stated.
    pub properties: Vec<(String, Stated)>,
    /// The act that kept or revised it last.
    pub revision: ActId,
}
