//! Resources: what is there, how much of it, where, and who answers for it.

use crate::agent::AgentIx;
use crate::name::Handle;
use crate::specification::{ProcessSpecificationIx, SpecificationIx};
use crate::table::Ix;
use crate::unit::UnitIx;

/// A reference to a resource.
pub type ResourceIx = Ix<Resource>;

/// Something the commons counts: a lot of material, a machine, a product, a design, an account of money.
///
/// The economic part (quantities, stage, state, containment, accountable agent)
/// changes by events only. The place does too, or is described anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Unique in the commons.
    pub handle: Handle,
    /// The name people read.
    pub name: String,
    /// Anything worth knowing.
    pub note: Option<String>,
    /// A picture, as an IRI.
    pub image: Option<String>,
    /// What kind of thing it is.
    pub specification: Option<SpecificationIx>,
    /// Classifications, as IRIs or words.
    pub classified_as: Vec<String>,
    /// A serial or lot number.
    pub tracking: Option<String>,
    /// The identifier it has elsewhere.
    pub iri: Option<String>,
    /// The unit it is counted in, once anything was counted.
    pub unit: Option<UnitIx>,
    /// How much there is for the accounts, in minor units.
    pub accounting: i128,
    /// How much is at hand, in minor units.
    pub onhand: i128,
    /// Who answers for it.
    pub accountable: Option<AgentIx>,
    /// The kind of process it came out of last.
    pub stage: Option<ProcessSpecificationIx>,
    /// A word for its condition.
    pub state: Option<String>,
    /// Where it is.
    pub location: Option<String>,
    /// What it is inside of.
    pub contained_in: Option<ResourceIx>,
}

impl Resource {
    /// A resource with nothing said about it but its handle and name, and none of it there yet.
    #[must_use]
    pub fn new(handle: Handle, name: impl Into<String>) -> Self {
        Self {
            handle,
            name: name.into(),
            note: None,
            image: None,
            specification: None,
            classified_as: Vec::new(),
            tracking: None,
            iri: None,
            unit: None,
            accounting: 0,
            onhand: 0,
            accountable: None,
            stage: None,
            state: None,
            location: None,
            contained_in: None,
        }
    }
}
