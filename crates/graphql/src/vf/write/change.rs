//! Describing anew what has a table of its own, and why nothing of it is deleted.

use super::super::id::{self, Class};
use super::super::row::Row;
use super::said::{Said, handle_of};
use super::{Plan, Then, WriteRefused};
use commons::act::{Act, Describe, FinishProcess};
use commons::description::Described;

fn class(type_name: &'static str) -> Result<Class, WriteRefused> {
    Ok(match type_name {
        "Person" | "Organization" | "EcologicalAgent" => Class::Agent,
        "Unit" => Class::Unit,
        "ResourceSpecification" => Class::Kind,
        "ProcessSpecification" => Class::Stage,
        "EconomicResource" => Class::Resource,
        "EconomicEvent" => Class::Event,
        "Process" => Class::Process,
        "Agreement" => Class::Agreement,
        "Claim" => {
            let instead = "settle it by an event that says `settles`, or state another";
            return Err(WriteRefused::NotChangeable { what: type_name, instead });
        }
        other => return Err(super::create::no_such(other)),
    })
}

fn described(said: &Said<'_>, row: &Row) -> Option<Described> {
    let state = said.view.state();
    Some(match row {
        Row::Unit(ix) => Described::Unit(state.units.at(*ix).code.clone()),
        Row::Event(ix) => Described::Event(state.events.at(*ix).act),
        Row::Kind(_) => Described::Kind(handle_of(said.view, row)?),
        Row::Stage(_) => Described::ProcessKind(handle_of(said.view, row)?),
        _ => Described::Named(handle_of(said.view, row)?),
    })
}

/// Describes something anew: what is left out stays, null is removed.
pub(super) fn describe(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    let class = class(said.type_name)?;
    let (row, revises) = said.revised(&[class])?;
    let unknown = || WriteRefused::Missing { field: "revisionId" };
    let mut wish = Describe::new(described(said, &row).ok_or_else(unknown)?);
    wish.revises = revises;
    wish.note = said.edit("note");
    let mut acts = Vec::new();
    match class {
        Class::Unit => wish.name = said.edit("label"),
        Class::Event => {}
        Class::Agent => {
            wish.name = said.edit("name");
            wish.image = said.edit("image");
            wish.location = said.edit("primaryLocation");
            wish.classified_as = said.edit_texts("classifiedAs");
        }
        Class::Kind => {
            wish.name = said.edit("name");
            wish.image = said.edit("image");
            wish.classified_as = said.edit_texts("resourceClassifiedAs");
        }
        Class::Stage => {
            wish.name = said.edit("name");
            wish.image = said.edit("image");
        }
        Class::Resource => {
            wish.name = said.edit("name");
            wish.image = said.edit("image");
            wish.location = said.edit("currentLocation");
            wish.classified_as = said.edit_texts("classifiedAs");
            wish.tracking = said.edit("trackingIdentifier");
        }
        Class::Process => {
            wish.name = said.edit("name");
            wish.began = said.edit_moment("hasBeginning")?;
            wish.ended = said.edit_moment("hasEnd")?;
            wish.planned_within = said.edit("plannedWithin");
            wish.classified_as = said.edit_texts("classifiedAs");
            acts.extend(finish(said, &row)?);
        }
        _ => {
            wish.name = said.edit("name");
            wish.created = said.edit_moment("created")?;
            wish.bundled_in = said.edit("bundledIn");
        }
    }
    let nothing = Describe { revises: None, ..wish.clone() } == Describe::new(wish.thing.clone());
    if !nothing {
        acts.insert(0, Act::Describe(Box::new(wish)));
    }
    Ok(Plan { acts, then: Then::One(class, id::of(said.view.state(), &row)) })
}

/// Says that nothing more is expected of a process; it cannot be unsaid.
fn finish(said: &Said<'_>, row: &Row) -> Result<Option<Act>, WriteRefused> {
    let Row::Process(ix) = row else { return Ok(None) };
    let is_finished = said.view.state().processes.at(*ix).finished;
    match (is_finished, said.flag("finished")) {
        (false, Some(true)) => {
            Ok(handle_of(said.view, row)
                .map(|process| Act::FinishProcess(FinishProcess { process })))
        }
        (true, Some(false)) => {
            let instead = "add another process that goes on with it";
            Err(WriteRefused::NotChangeable { what: "finished Process", instead })
        }
        _ => Ok(None),
    }
}

/// Why something is not deleted, or how a link is.
pub(super) fn take_back(said: &Said<'_>) -> Result<Plan, WriteRefused> {
    match said.type_name {
        "ProposedIntent" => super::record::unlink(said, "proposed-intent"),
        "ProposedTo" => super::record::unlink(said, "proposed-to"),
        "Satisfaction" => super::record::unlink(said, "satisfaction"),
        what @ ("Person" | "Organization" | "EcologicalAgent") => {
            let instead = "take its keys and roles from it instead";
            Err(WriteRefused::NotDeletable { what, instead })
        }
        what @ "Process" => {
            let instead = "say that it is `finished`";
            Err(WriteRefused::NotDeletable { what, instead })
        }
        what @ ("Unit" | "ResourceSpecification" | "ProcessSpecification" | "Agreement") => {
            let instead = "give it another name and leave it unused";
            Err(WriteRefused::NotDeletable { what, instead })
        }
        what @ ("Claim" | "Settlement" | "Fulfillment") => {
            let instead = "correct the event that it came from, by an event that says `corrects`";
            Err(WriteRefused::NotDeletable { what, instead })
        }
        other => Err(super::create::no_such(other)),
    }
}
