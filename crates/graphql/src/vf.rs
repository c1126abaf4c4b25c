//! ValueFlows over a commons: how each field of the schema is answered from the state, and what each mutation does.
//!
//! Rows are small keys ([`Row`]); the state and the look-ups over it ([`Index`]) are lent for one request ([`View`]).
//! Modules stand bottom-up: each uses only those above it, and [`Field`].

mod refused;
mod shares;
mod row;
mod page;
mod id;
mod index;
mod view;
mod record;
mod filter;
mod place;
mod process;
mod plan;
mod resource;
mod event;
mod exchange;
mod kind;
mod commons;
mod agent;
mod root;
mod answer;
mod write;

pub use index::{Index, Indexes};
pub use page::{MOST, USUAL};
pub use refused::AskRefused;
pub use row::{Link, Page, Row};
pub use view::View;
pub use write::{Desk, Submit, WriteRefused};

use crate::engine::{Args, Engine, SchemaRefused};
use crate::limit::Limits;
use ::commons::agent::{Agent, AgentIx};
use ::commons::agreement::{Agreement, AgreementIx};
use ::commons::claim::{Claim, ClaimIx};
use ::commons::distribution::{Distribution, DistributionIx};
use ::commons::event::{Event, EventIx};
use ::commons::plan::PlanRecord;
use ::commons::process::{Process, ProcessIx};
use ::commons::resource::{Resource, ResourceIx};
use ::commons::specification::{
    ProcessSpecification, ProcessSpecificationIx, ResourceSpecification, SpecificationIx,
};
use ::commons::unit::{Unit, UnitIx};
use row::Told;
use std::sync::Arc;

/// How a field of rows of one table is answered.
type Of<I, T> = fn(&View<'_>, &Args, I, &T) -> Told;

/// How a field is answered.
#[derive(Clone, Copy)]
pub enum Field {
    /// From nothing but the arguments.
    Root(fn(&View<'_>, &Args) -> Told),
    /// The same, for everybody, member or not; what of it is shown is its own matter.
    Open(fn(&View<'_>, &Args) -> Told),
    /// One by its identifier.
    One(id::Class),
    /// One record by its identifier.
    OneRecord(::commons::plan::RecordClass),
    /// One link by its identifier.
    OneLink(&'static str),
    /// All records of a class.
    Records(::commons::plan::RecordClass, filter::Wanted),
    /// Nothing, or nothing but an empty list: there is no such thing here.
    Nothing,
    /// A page of nothing.
    NoRows,
    /// Of an agent.
    Agent(Of<AgentIx, Agent>),
    /// Of a unit.
    Unit(Of<UnitIx, Unit>),
    /// Of a kind.
    Kind(Of<SpecificationIx, ResourceSpecification>),
    /// Of a kind of process.
    Stage(Of<ProcessSpecificationIx, ProcessSpecification>),
    /// Of a resource.
    Resource(Of<ResourceIx, Resource>),
    /// Of a process.
    Process(Of<ProcessIx, Process>),
    /// Of an agreement.
    Agreement(Of<AgreementIx, Agreement>),
    /// Of a claim.
    Claim(Of<ClaimIx, Claim>),
    /// Of an event.
    Event(Of<EventIx, Event>),
    /// Of a distribution.
    Distribution(Of<DistributionIx, Distribution>),
    /// What a record states of a property.
    Property(&'static str, record::Holds),
    /// Of a record.
    Record(fn(&View<'_>, &Args, &str, &PlanRecord) -> Told),
    /// Of a place, by its identifier.
    Place(fn(&View<'_>, &Args, &str) -> Told),
    /// Of a link.
    Link(fn(&View<'_>, &Link) -> Told),
    /// Of an action.
    Action(&'static str),
    /// Of a measure.
    Measure(&'static str),
    /// The identifier of a row.
    Id,
    /// The name of a row.
    Name,
    /// What a row is now.
    RevisionId,
    /// The row, if that is what it is now.
    Revision,
    /// What is known of the changes of a row.
    Meta,
    /// Of what is known of changes.
    Changes(&'static str),
    /// Of a revision.
    Said(&'static str),
    /// Of a page.
    Page(&'static str),
    /// Of an edge.
    Edge(&'static str),
    /// What was written; whether the resource beside it is meant.
    Written(usize),
    /// Of the charter.
    Charter(fn(&View<'_>, &::commons::money::Adoption) -> Told),
    /// Of shares.
    Equity(fn(&View<'_>, &Args, &Arc<shares::Shares>) -> Told),
    /// Of one credit of shares.
    Contribution(fn(&View<'_>, &shares::Shares, usize, &::commons::equity::Credited) -> Told),
    /// What was told with the row.
    Small(&'static str),
    /// The entry that was added.
    Added,
    /// What a mutation does.
    Write(write::Mutation),
}

/// An engine that answers every field of the schema.
///
/// # Errors
/// [`SchemaRefused`] if the schema and this module have drifted apart; a test keeps that from happening.
pub fn engine(limits: Limits) -> Result<Engine<Field>, SchemaRefused> {
    let text =
        crate::schema::text().map_err(|said| SchemaRefused::Wrong { said: said.to_string() })?;
    Engine::new(text, limits, field)
}

/// How a field of a type is answered.
#[must_use]
pub fn field(type_name: &str, name: &str) -> Option<Field> {
    general(type_name, name).or_else(|| match type_name {
        "Query" => root::field(name),
        "Mutation" => write::field(name).map(Field::Write),
        "Person" | "Organization" | "EcologicalAgent" => agent::field(name),
        "Unit" => kind::unit(name),
        "ResourceSpecification" => kind::specification(name),
        "ProcessSpecification" => kind::stage(name),
        "Action" => kind::action(name),
        "EconomicResource" => resource::field(name),
        "EconomicEvent" => event::field(name),
        "Process" => process::field(name),
        "Agreement" => exchange::agreement(name),
        "Claim" => exchange::claim(name),
        "Distribution" => commons::distribution(name),
        "Charter" => commons::charter(name),
        "Appreciation" | "Scenario" | "ScenarioDefinition" => Some(Field::Nothing),
        other => record::field(other, name)
            .or_else(|| (other == "Plan").then(|| plan::field(name))?)
            .or_else(|| (other == "SpatialThing").then(|| place::field(name))?)
            .or_else(|| record::link_field(other, name))
            .or_else(|| commons::small(other, name)),
    })
}

/// Fields that are answered alike wherever they are.
fn general(type_name: &str, name: &str) -> Option<Field> {
    let own = |known: &[&'static str]| known.iter().find(|it| **it == name).copied();
    if type_name.ends_with("Connection") {
        return own(&["edges", "pageInfo"]).map(Field::Page);
    }
    if type_name.ends_with("Edge") {
        return own(&["node", "cursor"]).map(Field::Edge);
    }
    if type_name.ends_with("Response") {
        return Some(Field::Written(usize::from(
            type_name.starts_with("EconomicEvent") && name == "economicResource",
        )));
    }
    let has_name = matches!(type_name, "ResourceSpecification" | "SpatialThing");
    match (type_name, name) {
        ("PageInfo", _) => own(&[
            "startCursor",
            "endCursor",
            "hasPreviousPage",
            "hasNextPage",
            "totalCount",
            "pageLimit",
        ])
        .map(Field::Page),
        ("Measure", _) => own(&["hasNumericalValue", "hasUnit"]).map(Field::Measure),
        ("RecordMeta", _) => own(&[
            "previousRevision",
            "previousRevisionsCount",
            "futureRevisionsCount",
            "latestRevision",
            "retrievedRevision",
        ])
        .map(Field::Changes),
        ("Revision", _) => own(&["id", "time", "author"]).map(Field::Said),
        (other, "id") if commons::small(other, "id").is_none() && other != "Action" => {
            Some(Field::Id)
        }
        (_, "revisionId") => Some(Field::RevisionId),
        (_, "revision") => Some(Field::Revision),
        (_, "meta") => Some(Field::Meta),
        (_, "name") if has_name => Some(Field::Name),
        ("Subscription", "entryAdded") => Some(Field::Added),
        _ => None,
    }
}
