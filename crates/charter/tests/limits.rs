//! Charters that are too large in some way are refused, and none exhausts the machine that reads it.
#![cfg(test)]

use charter::Charter;
use charter::diagnostic::Severity;
use charter::parse::parse;
use charter::resolve::resolve;
use proptest::prelude::*;

const EXAMPLES: &str = include_str!("appendix_b.charter");

fn codes(text: &str) -> Vec<&'static str> {
    Charter::read(text).unwrap_err().iter().map(|told| told.code).collect()
}

#[test]
fn a_charter_declares_a_thousand_things() {
    let units = |count: usize| (0..count).map(|n| format!("unit u{n}\n")).collect::<String>();
    assert!(Charter::read(&units(1000)).is_ok());
    assert_eq!(codes(&units(1001)), ["charter_long"]);
}

#[test]
fn a_rule_has_a_thousand_names() {
    let lets: String = (0..1100).map(|n| format!("     let x{n} be 1\n")).collect();
    let text =
        format!("unit eur\nrule \"a\"\n  on transfer of eur from ana to ben\n  do {}", lets.trim());
    assert!(codes(&text).contains(&"rule_long"));
}

#[test]
fn measures_need_each_other_in_short_rows() {
    let row = |count: usize| {
        let needs = (1..count).map(|n| format!("measure m{n} of x is m{} of x\n", n - 1));
        format!("measure m0 of x is 1\n{}", needs.collect::<String>())
    };
    let back =
        |text: String| text.lines().rev().map(|line| format!("{line}\n")).collect::<String>();
    for text in [row(25), back(row(25))] {
        assert!(Charter::read(&text).is_ok(), "{text}");
    }
    for text in [row(26), back(row(26)), row(900), back(row(900))] {
        assert!(codes(&text).contains(&"measure_deep"), "{text}");
    }
}

#[test]
fn costs_double_and_are_known_without_running() {
    let doubled =
        (1..25).map(|n| format!("measure m{n} of x is m{} of x + m{} of x\n", n - 1, n - 1));
    let text = format!("measure m0 of x is age of x\n{}", doubled.collect::<String>());
    let charter = Charter::read(&text).unwrap();
    let cost = |at: usize| charter.model().measures[at].figure.code.cost;
    assert_eq!((cost(0), cost(1), cost(2)), (1, 6, 16));
    assert_eq!(cost(24), 5 * (1 << 24) - 4);
}

#[test]
fn long_and_deep_figures_are_answered() {
    let sum = |terms: usize| format!("law \"a\": 0 < {}1", "1 + ".repeat(terms));
    assert!(Charter::read(&sum(60)).is_ok());
    assert_eq!(codes(&sum(200_000)), ["charter_too_deep"]);
    let settings: String = (0..900).map(|n| format!("setting s{n} is s{} + 1\n", n + 1)).collect();
    assert!(codes(&settings).contains(&"figure_deep"));
}

#[test]
fn a_first_error_is_among_a_hundred() {
    let wrong: String = (0..5000).map(|n| format!(" and a{n} > 1")).collect();
    let told = Charter::read(&format!("law \"a\": 1 > 0{wrong}")).unwrap_err();
    assert_eq!(told.len(), 100);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever tree there is, also one with holes, is understood or refused.
    #[test]
    fn any_tree_is_answered(rolls in proptest::collection::vec(any::<u16>(), 0..200)) {
        let words: Vec<&str> = EXAMPLES.split_inclusive([' ', '\n']).collect();
        let text: String = rolls.iter().map(|roll| words[usize::from(*roll) % words.len()]).collect();
        answer(&text);
    }

    #[test]
    fn an_example_with_other_words_is_answered(
        changes in proptest::collection::vec((any::<u16>(), any::<u16>()), 1..6),
    ) {
        let mut words: Vec<&str> = EXAMPLES.split_inclusive([' ', '\n']).collect();
        for (at, by) in changes {
            let count = words.len();
            words[usize::from(at) % count] = words[usize::from(by) % count];
        }
        answer(&words.concat());
    }
}

fn answer(text: &str) {
    let (tree, _) = parse(text);
    match resolve(&tree) {
        Ok(model) => assert!(!model.roles.is_empty()),
        Err(told) => {
            assert!(told.iter().any(|one| one.severity == Severity::Error) && told.len() <= 100);
            assert!(
                told.iter()
                    .flat_map(|one| &one.places)
                    .all(|place| place.at.end as usize <= text.len())
            );
        }
    }
}
