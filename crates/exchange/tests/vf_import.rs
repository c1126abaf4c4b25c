//! All 35 example documents of ValueFlows are taken in, given out, and taken in again.
#![cfg(test)]

use commons::act::{self, Act, Envelope, Found};
use commons::name::{ActId, Code, Handle, Moment};
use commons::state::State;
use exchange::document::read_document;
use exchange::valueflows::{Import, Note, export, import};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

mod given;

use given::examples_folder;

const COMMONS: [u8; 16] = [1; 16];
const KEY: [u8; 32] = [7; 32];
const NOW: Moment = Moment(1_800_000_000_000);

fn examples() -> Option<Vec<(String, PathBuf)>> {
    let folder = examples_folder()?;
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut examples: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), path))
        .collect();
    examples.sort();
    assert_eq!(examples.len(), 35);
    Some(examples)
}

fn perform(state: &mut State, id: ActId, act: &Act) {
    let envelope = Envelope { entry: state.entries, at: NOW, act: id, key: KEY };
    let effects = act::decide(state, &envelope, act).unwrap_or_else(|refused| panic!("{refused}"));
    act::apply(state, &envelope, act, &effects).unwrap();
}

fn founded() -> State {
    let mut state = State::default();
    let found = Found {
        name: "Rice Terraces".into(),
        handle: Handle::new("rice").unwrap(),
        founder: Handle::new("wayan").unwrap(),
        founder_name: "Wayan".into(),
        founder_key: KEY,
        unit: Code::new("CAD").unwrap(),
        decimals: 2,
    };
    perform(&mut state, ActId([0; 16]), &Act::Found(Box::new(found)));
    state
}

fn take_in(state: &mut State, text: &str) -> Import {
    let document = read_document(text.as_bytes()).unwrap_or_else(|refused| panic!("{refused}"));
    let taken =
        import(&document, state, COMMONS, KEY, NOW).unwrap_or_else(|refused| panic!("{refused}"));
    for (id, act) in &taken.acts {
        perform(state, *id, act);
    }
    taken
}

fn given_out(state: &State) -> String {
    let mut out = Vec::new();
    export(state, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What decisions say of these four: production-09 is S5; exchange-07 names another car by a slip,
/// production-07 a process where a stage belongs.
const DIFFERENCES: [(&str, &str); 4] = [
    (
        "exchange-07",
        "onhandQuantity of `2402b57c-1c45-423a-acb2-f50961c9df89` is stated as 0 one and comes to 1 one",
    ),
    (
        "exchange-07",
        "onhandQuantity of `2402b57c-1c45-423a-acb2-f50961c9df89` is stated as 1 one and comes to 2 one",
    ),
    (
        "production-07",
        "stage of `fabulaser-laser-cutter` is stated as \
         `https://manufacturing.example/02b39a30-3e04-4305-9656-7f261aa63c98` and comes to \
         `https://manufacturing.example/3be5259d-10f0-431c-9fec-9c0c15a461d3`",
    ),
    (
        "production-09",
        "accountingQuantity of `bucket-white-5-gallon` is stated as 1318 one and comes to 1320 one",
    ),
];

#[test]
fn every_example_reaches_its_states() {
    let Some(examples) = examples() else { return };
    let mut told = Vec::new();
    for (name, path) in examples {
        let taken = take_in(&mut founded(), &fs::read_to_string(path).unwrap());
        let differs = |note: &&Note| matches!(note, Note::StateDiffers { .. });
        told.extend(
            taken.notes.iter().filter(differs).map(|note| (name.clone(), note.to_string())),
        );
    }
    assert_eq!(told.len(), DIFFERENCES.len(), "{told:#?}");
    for ((name, note), (expected_name, expected)) in told.iter().zip(DIFFERENCES) {
        assert_eq!(name, expected_name);
        assert!(note.starts_with("state_differs: line ") && note.ends_with(expected), "{note}");
    }
}

#[test]
fn what_was_taken_in_is_not_taken_in_again() {
    for (name, path) in examples().into_iter().flatten() {
        let mut state = founded();
        let text = fs::read_to_string(path).unwrap();
        take_in(&mut state, &text);
        let again = take_in(&mut state, &text);
        assert_eq!(again.acts, [], "{name}");
    }
}

#[test]
fn what_is_given_out_and_taken_in_is_the_same() {
    for (name, path) in examples().into_iter().flatten() {
        let mut state = founded();
        take_in(&mut state, &fs::read_to_string(path).unwrap());
        let first = given_out(&state);
        let mut copy = founded();
        let taken = take_in(&mut copy, &first);
        assert_eq!(taken.notes, [], "{name}");
        assert_eq!(given_out(&copy), first, "{name}");
        assert_eq!(take_in(&mut copy, &first).acts, [], "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Lines left out, doubled, swapped or taken from elsewhere: taken in or refused, and what is
    /// taken in is allowed.
    #[test]
    fn a_damaged_document_is_refused_or_allowed(
        example in 0..35_usize,
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4), 1..4),
    ) {
        let Some(examples) = examples() else { return Ok(()) };
        let (_, path) = &examples[example];
        let text = fs::read_to_string(path).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        for (one, other, damage) in damages {
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            match damage {
                0 => drop(lines.remove(one)),
                1 => lines.insert(one, lines[other]),
                2 => lines.swap(one, other),
                _ => lines[one] = lines[other],
            }
        }
        let text = lines.join("\n");
        let mut state = founded();
        if let Ok(document) = read_document(text.as_bytes())
            && let Ok(taken) = import(&document, &state, COMMONS, KEY, NOW)
        {
            for (id, act) in &taken.acts {
                perform(&mut state, *id, act);
            }
            let again = import(&document, &state, COMMONS, KEY, NOW);
            prop_assert_eq!(again.map(|again| again.acts), Ok(Vec::new()));
        }
    }
}
