//! The actions against the table that ValueFlows publishes.

use std::collections::BTreeSet;
use std::path::Path;

use commons::action::{Action, Creates, EventQuantity, ProcessSide, QuantityEffect, Touches};
use serde_json::Value;

/// Where this room departs from the table, as `decisions/0005-valueflows-contradictions.md` says.
///
/// S8: stock is never below zero, so `lower` makes nothing. In S1 and S2 the table contradicts its
/// own picture, and it is the table that is followed here.
const DEPARTURES: &[&str] = &[
    "lower createResource: optional there, notApplicable here",
    "lower accountableEffect: new there, notApplicable here",
];

/// The published table. `None`, with a word about it, on a machine that has only this repository;
/// CI has both.
fn table() -> Option<Value> {
    let path = "../../../shared/reference/vf-actions-1.0.0.json";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).unwrap()),
        Err(why) => {
            let missing = format!("{} is needed: {why}", path.display());
            assert!(std::env::var_os("CI").is_none(), "{missing}");
            println!("{missing}");
            None
        }
    }
}

/// What the table says in so many words, from what the room does.
fn told(action: Action) -> Vec<(&'static str, &'static str)> {
    let behaviour = action.behaviour();
    let side = match behaviour.side {
        ProcessSide::Input => "input",
        ProcessSide::Output => "output",
        ProcessSide::Either => "outputInput",
        ProcessSide::Neither => "notApplicable",
    };
    let creates = match behaviour.creates {
        Creates::Never => "notApplicable",
        Creates::Resource => "optional",
        Creates::ToResource => "optionalTo",
    };
    let quantity = match behaviour.quantity {
        EventQuantity::Resource => "resource",
        EventQuantity::Effort => "effort",
        EventQuantity::Both => "both",
    };
    let effect = |effect| match effect {
        QuantityEffect::None => "notApplicable",
        QuantityEffect::Increment => "increment",
        QuantityEffect::Decrement => "decrement",
        QuantityEffect::DecrementIncrement => "decrementIncrement",
        QuantityEffect::IncrementTo => "incrementTo",
    };
    let touches = |touches| match touches {
        Touches::Nothing => "notApplicable",
        Touches::New => "new",
        Touches::Resource => "update",
        Touches::ToResource => "updateTo",
    };
    vec![
        ("inputOutput", side),
        ("pairsWith", behaviour.pairs_with.map_or("notApplicable", Action::word)),
        ("createResource", creates),
        ("eventQuantity", quantity),
        ("accountingEffect", effect(behaviour.accounting)),
        ("onhandEffect", effect(behaviour.onhand)),
        ("locationEffect", touches(behaviour.location)),
        ("accountableEffect", touches(behaviour.accountable)),
        ("stageEffect", if behaviour.stage { "update" } else { "notApplicable" }),
        ("stateEffect", touches(behaviour.state)),
    ]
}

#[test]
fn every_action_does_what_the_table_says() {
    let Some(table) = table() else { return };
    let named: BTreeSet<&str> = table.as_object().unwrap().keys().map(String::as_str).collect();
    let known: BTreeSet<&str> = Action::ALL.iter().map(|action| action.word()).collect();
    assert_eq!(known, named);
    let mut departures = Vec::new();
    for action in Action::ALL {
        for (property, here) in told(*action) {
            let there = table[action.word()][property].as_str().unwrap();
            if here != there {
                departures
                    .push(format!("{} {property}: {there} there, {here} here", action.word()));
            }
        }
    }
    assert_eq!(departures, DEPARTURES);
}
