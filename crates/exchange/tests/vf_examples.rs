//! All 35 example documents of ValueFlows are read.
#![cfg(test)]

use exchange::document::{Document, Value, read_document};
use std::collections::BTreeMap;
use std::fs::{self, File};

mod given;

use given::examples_folder;

fn documents() -> Option<BTreeMap<String, Document>> {
    let entries = fs::read_dir(examples_folder()?).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let documents = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            match read_document(File::open(&path).unwrap()) {
                Ok(document) => (name, document),
                Err(refused) => panic!("{name}: {refused}"),
            }
        })
        .collect();
    Some(documents)
}

#[test]
fn every_example_is_read() {
    let Some(documents) = documents() else { return };
    assert_eq!(documents.len(), 35);
    let typed = documents.values().flat_map(|document| &document.nodes);
    assert_eq!(typed.filter(|node| !node.node_type.is_empty()).count(), 373);
}

#[test]
fn every_action_is_counted() {
    let mut actions: BTreeMap<String, usize> = BTreeMap::new();
    let Some(documents) = documents() else { return };
    for node in documents.values().flat_map(|document| &document.nodes) {
        if let Some(action) = node.text("action") {
            *actions.entry(action.to_owned()).or_default() += 1;
        }
    }
    let expected = [
        ("accept", 17),
        ("cite", 2),
        ("combine", 9),
        ("consume", 24),
        ("deliverService", 12),
        ("dropoff", 6),
        ("modify", 21),
        ("move", 1),
        ("pickup", 6),
        ("produce", 25),
        ("separate", 9),
        ("transfer", 25),
        ("transferAllRights", 2),
        ("transferCustody", 9),
        ("use", 11),
        ("work", 21),
    ];
    let expected = expected.map(|(action, count)| (action.to_owned(), count));
    assert_eq!(actions, BTreeMap::from(expected));
}

#[test]
fn every_flow_of_a_process_points_to_it() {
    let Some(documents) = documents() else { return };
    let production = &documents["production-01"];
    let process = "https://manufacturing.example/02b39a30-3e04-4305-9656-7f261aa63c84";
    let inputs = production.nodes.iter().filter(|node| node.id_of("inputOf") == Some(process));
    assert_eq!(inputs.count(), 4);
    let outputs = production.nodes.iter().filter(|node| node.id_of("outputOf") == Some(process));
    assert_eq!(outputs.count(), 1);
    for (name, document) in &documents {
        for node in &document.nodes {
            assert!(node.ids("hasInput").is_empty(), "{name}: {}", node.id);
        }
    }
}

#[test]
fn every_quantity_has_a_number() {
    let Some(documents) = documents() else { return };
    let mut seen = 0;
    for (name, document) in documents {
        for node in &document.nodes {
            for (property, value) in &node.properties {
                let Value::Measure(measure) = value else {
                    assert!(!property.ends_with("Quantity"), "{name}: {}", node.id);
                    continue;
                };
                assert!(quantity::parse_any_decimal(&measure.number).is_ok(), "{name}");
                seen += 1;
            }
        }
    }
    // 265 with and 22 with `om2:` written as maps, and four durations written as text.
    assert_eq!(seen, 291);
}
