//! Adding what has a table of its own.

use super::super::id::Class;
use super::super::row::Row;
use super::said::Said;
use super::{Plan, Then, WriteRefused};
use commons::act::{
    Act, AddAgent, AddAgreement, AddClaim, AddProcess, AddProcessSpecification, AddResource,
    AddResourceSpecification, AddUnit,
};
use commons::agent::AgentKind;
use commons::name::{ActId, Code, Handle};
use commons::unit::UnitKind;
use exchange::valueflows::identity::own_iri;

/// How many decimals a unit gets when nobody says.
const DECIMALS: u8 = 6;

/// Adds something.
pub(super) fn add(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    match said.type_name {
        "Person" => agent(said, AgentKind::Person),
        "Organization" => agent(said, AgentKind::Organization),
        "EcologicalAgent" => agent(said, AgentKind::EcologicalAgent),
        "Unit" => unit(said),
        "ResourceSpecification" => kind(said),
        "ProcessSpecification" => stage(said),
        "EconomicResource" => resource(said),
        "Process" => process(said),
        "Agreement" => agreement(said),
        "Claim" => claim(said),
        "Satisfaction" => super::record::satisfy(said),
        "ProposedIntent" | "ProposedTo" => super::record::propose(said),
        other => Err(no_such(other)),
    }
}

/// Why there is no adding or changing of records of a type.
pub(super) fn no_such(type_name: &'static str) -> WriteRefused {
    let instead = match type_name {
        "Fulfillment" => "say `fulfills` when the event is created",
        "Settlement" => "say `settles` when the event is created",
        "Satisfaction" => "say `satisfies` of the promise, or when the event is created",
        "Appreciation" => "log the event in return, with an agreement",
        _ => "say `plannedWithin` of processes and promises",
    };
    WriteRefused::NoSuchConcept { what: type_name, instead }
}

/// One act, and what came of it by its identifier.
fn one(class: Class, handle: &Handle, iri: Option<String>, act: Act) -> Plan {
    let id = iri.unwrap_or_else(|| own_iri(class.word(), handle));
    Plan { acts: vec![act], then: Then::One(class, id) }
}

fn agent(said: &Said<'_>, kind: AgentKind) -> Result<Plan, WriteRefused> {
    let name = said.must("name")?;
    let iri = said.iri(Class::Agent)?;
    let wish = AddAgent {
        note: said.text("note"),
        image: said.text("image"),
        location: said.text("primaryLocation"),
        classified_as: said.texts("classifiedAs"),
        iri: iri.clone(),
        ..AddAgent::new(said.new_handle(Class::Agent, &name)?, kind, name)
    };
    Ok(one(Class::Agent, &wish.handle.clone(), iri, Act::AddAgent(Box::new(wish))))
}

fn unit(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    let code = Code::new(&said.must("symbol")?)?;
    let word = said.texts("classifiedAs").into_iter().next();
    let kind = match &word {
        None => UnitKind::Amount,
        Some(word) => UnitKind::from_word(word).ok_or_else(|| WriteRefused::WordUnknown {
            field: "classifiedAs",
            text: word.clone(),
            words: "currency, time, amount, percent, measure",
        })?,
    };
    let decimals = said.given("decimals").and_then(serde_json::Value::as_u64);
    let decimals = decimals.map_or(DECIMALS, |it| u8::try_from(it).unwrap_or(u8::MAX));
    let id = own_iri("unit", &code);
    if said.text("id").is_some_and(|said| said != id) {
        // A unit is known by its symbol.
        return Err(WriteRefused::NotKept { field: "id".to_owned(), what: said.type_name });
    }
    let wish = AddUnit {
        iri: said.text("omUnitIdentifier"),
        ..AddUnit::new(code.clone(), said.must("label")?, kind, decimals)
    };
    Ok(Plan { acts: vec![Act::AddUnit(wish)], then: Then::One(Class::Unit, id) })
}

fn kind(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    let name = said.must("name")?;
    let iri = said.iri(Class::Kind)?;
    let handle = said.new_handle(Class::Kind, &name)?;
    let wish = AddResourceSpecification {
        note: said.text("note"),
        image: said.text("image"),
        unit: said.unit("defaultUnitOfResource")?,
        unit_of_effort: said.unit("defaultUnitOfEffort")?,
        medium_of_exchange: said.flag("mediumOfExchange").unwrap_or(false),
        substitutable: said.flag("substitutable"),
        classified_as: said.texts("resourceClassifiedAs"),
        iri: iri.clone(),
        ..AddResourceSpecification::new(handle.clone(), name)
    };
    Ok(one(Class::Kind, &handle, iri, Act::AddResourceSpecification(Box::new(wish))))
}

fn stage(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    let name = said.must("name")?;
    let iri = said.iri(Class::Stage)?;
    let handle = said.new_handle(Class::Stage, &name)?;
    let wish = AddProcessSpecification {
        note: said.text("note"),
        image: said.text("image"),
        iri: iri.clone(),
        ..AddProcessSpecification::new(handle.clone(), name)
    };
    Ok(one(Class::Stage, &handle, iri, Act::AddProcessSpecification(wish)))
}

fn resource(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    let kind = said.row("conformsTo", Class::Kind)?;
    let name = said.text("name").unwrap_or_else(|| kind_name(said, kind.as_ref()));
    let iri = said.iri(Class::Resource)?;
    let handle = said.new_handle(Class::Resource, &name)?;
    let wish = AddResource {
        note: said.text("note"),
        image: said.text("image"),
        kind: said.handle("conformsTo", Class::Kind)?,
        classified_as: said.texts("classifiedAs"),
        tracking: said.text("trackingIdentifier"),
        accountable: said.handle("primaryAccountable", Class::Agent)?,
        stage: said.handle("stage", Class::Stage)?,
        state: said.text("state"),
        location: said.text("currentLocation"),
        contained_in: said.handle("containedIn", Class::Resource)?,
        iri: iri.clone(),
        ..AddResource::new(handle.clone(), name)
    };
    Ok(one(Class::Resource, &handle, iri, Act::AddResource(Box::new(wish))))
}

/// What to call a resource that has no name.
pub(super) fn kind_name(said: &Said<'_>, kind: Option<&Row>) -> String {
    match kind {
        Some(Row::Kind(ix)) => said.view.state().specifications.at(*ix).name.clone(),
        _ => "resource".to_owned(),
    }
}

fn process(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    let name = said.must("name")?;
    let iri = said.iri(Class::Process)?;
    let handle = said.new_handle(Class::Process, &name)?;
    let scopes = said.texts("inScopeOf");
    let scope = match scopes.as_slice() {
        [] => None,
        [scope] => {
            super::said::handle_of(said.view, &said.known("inScopeOf", Class::Agent, scope)?)
        }
        _ => {
            return Err(WriteRefused::NotKept {
                field: "inScopeOf with several".to_owned(),
                what: "Process",
            });
        }
    };
    let wish = AddProcess {
        note: said.text("note"),
        based_on: said.handle("basedOn", Class::Stage)?,
        in_scope_of: scope,
        planned_within: said.text("plannedWithin"),
        classified_as: said.texts("classifiedAs"),
        began: said.moment("hasBeginning")?,
        ended: said.moment("hasEnd")?,
        finished: said.flag("finished").unwrap_or(false),
        priority: said.text("priority"),
        iri: iri.clone(),
        ..AddProcess::new(handle.clone(), name)
    };
    Ok(one(Class::Process, &handle, iri, Act::AddProcess(Box::new(wish))))
}

fn agreement(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    let name =
        said.text("name").or_else(|| said.text("note")).unwrap_or_else(|| "agreement".to_owned());
    let name = exchange::valueflows::identity::name(&name);
    let iri = said.iri(Class::Agreement)?;
    let handle = said.new_handle(Class::Agreement, &name)?;
    let wish = AddAgreement {
        note: said.text("note"),
        bundled_in: said.text("bundledIn"),
        created: said.moment("created")?,
        iri: iri.clone(),
        ..AddAgreement::new(handle.clone(), name)
    };
    Ok(one(Class::Agreement, &handle, iri, Act::AddAgreement(wish)))
}

fn claim(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    let id = said.text("id");
    if id.as_deref().is_some_and(|id| said.view.find(Class::Claim, id).is_some()) {
        return Err(WriteRefused::IdTaken { id: id.unwrap_or_default() });
    }
    let iri = match id {
        Some(id) => id,
        None => super::record::fresh(said, "claim")?,
    };
    let wish = AddClaim {
        provider: said.handle("provider", Class::Agent)?,
        receiver: said.handle("receiver", Class::Agent)?,
        kind: said.handle("resourceConformsTo", Class::Kind)?,
        classified_as: said.texts("resourceClassifiedAs"),
        quantity: said.measure("resourceQuantity", None)?,
        effort: said.measure("effortQuantity", None)?,
        triggered_by: event(said, "triggeredBy")?,
        created: said.moment("created")?,
        due: said.moment("due")?,
        note: said.text("note"),
        finished: said.flag("finished").unwrap_or(false),
        ..AddClaim::new(iri.clone(), said.action()?)
    };
    Ok(Plan { acts: vec![Act::AddClaim(Box::new(wish))], then: Then::One(Class::Claim, iri) })
}

/// The act that logged the event which a field refers to.
pub(super) fn event(said: &Said<'_>, name: &str) -> Result<Option<ActId>, WriteRefused> {
    Ok(match said.row(name, Class::Event)? {
        Some(Row::Event(ix)) => Some(said.view.state().events.at(ix).act),
        _ => None,
    })
}
