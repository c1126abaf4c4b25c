//! Kinds of things and kinds of doing.

use crate::name::Handle;
use crate::table::Ix;
use crate::unit::UnitIx;

/// A reference to a resource specification.
pub type SpecificationIx = Ix<ResourceSpecification>;

/// A kind of resource, or a kind of work: bread, a lathe, welding, Canadian dollars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceSpecification {
    /// Unique among resource specifications.
    pub handle: Handle,
    /// The name people read.
    pub name: String,
    /// Anything worth knowing.
    pub note: Option<String>,
    /// A picture, as an IRI.
    pub image: Option<String>,
    /// The unit its resources are counted in unless something else is said.
    pub unit: Option<UnitIx>,
    /// The unit its use or the work is measured in unless something else is said.
    pub unit_of_effort: Option<UnitIx>,
    /// Whether it is money, or passed on like money.
    pub medium_of_exchange: bool,
    /// Whether one resource of this kind is as good as another.
    pub substitutable: Option<bool>,
    /// Classifications, as IRIs or words.
    pub classified_as: Vec<String>,
    /// The identifier it has elsewhere.
    pub iri: Option<String>,
}

/// A reference to a process specification.
pub type ProcessSpecificationIx = Ix<ProcessSpecification>;

/// A kind of process; also the stage of a resource that came out of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessSpecification {
    /// Unique among process specifications.
    pub handle: Handle,
    /// The name people read.
    pub name: String,
    /// Anything worth knowing.
    pub note: Option<String>,
    /// A picture, as an IRI.
    pub image: Option<String>,
    /// The identifier it has elsewhere.
    pub iri: Option<String>,
}
