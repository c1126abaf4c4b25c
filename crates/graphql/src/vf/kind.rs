//! Actions, units, kinds of resources and kinds of processes.

use super::Field;
use super::filter::{self, promised};
use super::page;
use super::row::{Row, Told, maybe, text, texts};
use super::view::View;
use crate::engine::{Answer, Args};
use commons::action::{Action, Creates, EventQuantity, ProcessSide, QuantityEffect, Touches};
use commons::plan::RecordClass;
use commons::unit::Quantity;
use quantity::format_trimmed;

/// How a field of a unit is answered.
pub(super) fn unit(name: &str) -> Option<Field> {
    Some(Field::Unit(match name {
        "label" => |_, _, _, row| text(&row.label),
        "symbol" => |_, _, _, row| text(row.code.as_str()),
        "omUnitIdentifier" => |_, _, _, row| maybe(row.iri.as_deref()),
        "classifiedAs" => |_, _, _, row| texts(&[row.kind.word().to_owned()]),
        "decimals" => |_, _, _, row| Answer::leaf(row.decimals),
        _ => return None,
    }))
}

/// What a field of a measure comes to.
pub(super) fn measure_told(view: &View<'_>, quantity: Quantity, name: &str) -> Told {
    match name {
        "hasUnit" => Answer::Node(Row::Unit(quantity.unit)),
        _ => {
            let decimals = view.state().units.at(quantity.unit).decimals;
            Answer::leaf(format_trimmed(quantity.minor, decimals))
        }
    }
}

/// How a field of a kind is answered.
pub(super) fn specification(name: &str) -> Option<Field> {
    Some(Field::Kind(match name {
        "image" => |_, _, _, row| maybe(row.image.as_deref()),
        "imageList" => |_, _, _, _| Answer::Null,
        "resourceClassifiedAs" => |_, _, _, row| texts(&row.classified_as),
        "note" => |_, _, _, row| maybe(row.note.as_deref()),
        "defaultUnitOfResource" => |_, _, _, row| Answer::node(row.unit.map(Row::Unit)),
        "defaultUnitOfEffort" => |_, _, _, row| Answer::node(row.unit_of_effort.map(Row::Unit)),
        "substitutable" => |_, _, _, row| Answer::maybe(row.substitutable),
        "mediumOfExchange" => |_, _, _, row| Answer::leaf(row.medium_of_exchange),
        "claims" => |view, args, ix, _| {
            super::exchange::claims_of(view, args, view.index.claims_like.get(&ix))
        },
        "commitments" => |view, args, ix, _| {
            promised(view, args, &Row::Kind(ix), "resourceConformsTo", RecordClass::Commitment)
        },
        "intents" => |view, args, ix, _| {
            promised(view, args, &Row::Kind(ix), "resourceConformsTo", RecordClass::Intent)
        },
        "conformingResources" => |view, args, ix, _| {
            let found = view.index.resources_like.get(&ix).map_or(&[][..], Vec::as_slice);
            super::resource::wanted(view, args, Some(found))
        },
        "economicEvents" => |view, args, ix, _| {
            let found = view.index.events.like.get(&ix).map_or(&[][..], Vec::as_slice);
            filter::events(view, args, Some(found))
        },
        _ => return None,
    }))
}

/// How a field of a kind of process is answered.
pub(super) fn stage(name: &str) -> Option<Field> {
    Some(Field::Stage(match name {
        "name" => |_, _, _, row| text(&row.name),
        "image" => |_, _, _, row| maybe(row.image.as_deref()),
        "note" => |_, _, _, row| maybe(row.note.as_deref()),
        "commitmentsRequiringStage" => |view, args, ix, _| {
            promised(view, args, &Row::Stage(ix), "stage", RecordClass::Commitment)
        },
        "recipeFlowsRequiringStage" => |view, args, ix, _| {
            promised(view, args, &Row::Stage(ix), "stage", RecordClass::RecipeFlow)
        },
        "conformingRecipeProcesses" => |view, args, ix, _| {
            promised(view, args, &Row::Stage(ix), "processConformsTo", RecordClass::RecipeProcess)
        },
        "resourcesCurrentlyAtStage" => |view, args, ix, _| {
            let found = view.index.resources_at.get(&ix).map_or(&[][..], Vec::as_slice);
            super::resource::wanted(view, args, Some(found))
        },
        "conformingProcesses" => |view, args, ix, _| {
            let found = view.index.processes_like.get(&ix).map_or(&[][..], Vec::as_slice);
            super::process::wanted(view, args, Some(found))
        },
        _ => return None,
    }))
}

/// A page of the kinds that are wanted.
pub(super) fn wanted(view: &View<'_>, args: &Args) -> Told {
    let filter = match filter::Filter::read(view, args) {
        Ok(filter) => filter,
        Err(error) => return Answer::Failed(error),
    };
    let money = filter.said().truth("mediumOfExchange");
    let takes = |row: &commons::specification::ResourceSpecification| {
        filter.finds([Some(&*row.name), row.note.as_deref()])
            && filter.classified(&row.classified_as)
            && money.is_none_or(|money| row.medium_of_exchange == money)
    };
    let all = view.state().specifications.iter().filter(|(_, row)| takes(row));
    page::page_of(args, &all.map(|(ix, _)| Row::Kind(ix)).collect::<Vec<_>>())
}

const ACTION_FIELDS: &[&str] = &[
    "id",
    "label",
    "resourceEffect",
    "onhandEffect",
    "inputOutput",
    "pairsWith",
    "accountingEffect",
    "accountableEffect",
    "containedEffect",
    "createResource",
    "eventQuantity",
    "locationEffect",
    "stageEffect",
    "stateEffect",
];

/// How a field of an action is answered.
pub(super) fn action(name: &str) -> Option<Field> {
    ACTION_FIELDS.iter().find(|it| **it == name).map(|name| Field::Action(name))
}

const NONE: &str = "notApplicable";

fn effect(effect: QuantityEffect) -> &'static str {
    match effect {
        QuantityEffect::None => "noEffect",
        QuantityEffect::Increment => "increment",
        QuantityEffect::Decrement => "decrement",
        QuantityEffect::DecrementIncrement => "decrementIncrement",
        QuantityEffect::IncrementTo => "incrementTo",
    }
}

fn touches(touches: Touches) -> &'static str {
    match touches {
        Touches::Nothing => NONE,
        Touches::New => "new",
        Touches::Resource => "update",
        Touches::ToResource => "updateTo",
    }
}

/// What a field of an action comes to.
pub(super) fn action_told(action: Action, name: &str) -> Told {
    let behaviour = action.behaviour();
    let said = match name {
        "resourceEffect" | "accountingEffect" => effect(behaviour.accounting),
        "onhandEffect" => effect(behaviour.onhand),
        "inputOutput" => match behaviour.side {
            ProcessSide::Input => "input",
            ProcessSide::Output => "output",
            ProcessSide::Either => "outputInput",
            ProcessSide::Neither => NONE,
        },
        "pairsWith" => behaviour.pairs_with.map_or(NONE, Action::word),
        "accountableEffect" => touches(behaviour.accountable),
        "containedEffect" => match action {
            Action::Combine => "update",
            Action::Separate => "remove",
            _ => NONE,
        },
        "createResource" => match behaviour.creates {
            Creates::Never => NONE,
            Creates::Resource => "optional",
            Creates::ToResource => "optionalTo",
        },
        "eventQuantity" => match behaviour.quantity {
            EventQuantity::Resource => "resource",
            EventQuantity::Effort => "effort",
            EventQuantity::Both => "both",
        },
        "locationEffect" => touches(behaviour.location),
        "stageEffect" if behaviour.stage => "update",
        "stageEffect" => NONE,
        "stateEffect" => touches(behaviour.state),
        _ => action.word(),
    };
    text(said)
}

/// What a field of an action comes to where only a word is known.
pub(super) fn word_told(word: &str, name: &str) -> Told {
    match name {
        "id" | "label" => text(word),
        "resourceEffect" | "onhandEffect" => text("noEffect"),
        _ => Answer::Null,
    }
}

/// The action that a word means, in either spelling.
pub(super) fn action_named(args: &Args) -> Told {
    let word = args.text("id").map(exchange::document::local_name);
    Answer::node(word.and_then(Action::named).map(Row::Action))
}
