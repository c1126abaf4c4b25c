//! The examples of `docs/charter.md` come out on the engine that moves money.
#![cfg(test)]

use std::fs;
use std::path::Path;

use charter::Charter;
use commons::act::rehearse;

/// Each charter on the page, behind the prelude unless it is whole.
fn charters() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/charter.md");
    let page = fs::read_to_string(path).unwrap();
    let blocks: Vec<(&str, &str)> = page
        .split("\n```charter")
        .skip(1)
        .map(|block| block.split_once("\n```\n").unwrap().0.split_once('\n').unwrap())
        .collect();
    let (_, prelude) = blocks.iter().find(|(title, _)| *title == " prelude").unwrap();
    let whole = |(title, text): &(&str, &str)| match *title {
        "" => format!("{prelude}\n\n{text}\n"),
        _ => format!("{text}\n"),
    };
    blocks.iter().map(whole).collect()
}

#[test]
fn every_example_on_the_page_comes_out() {
    let mut played = 0;
    for text in charters() {
        let charter = Charter::read(&text).unwrap();
        for (name, outcome) in rehearse(&text, charter.model()) {
            played += 1;
            if let Err(failed) = outcome {
                panic!("{name}: {}, but {}\n{text}", failed.expected, failed.got);
            }
        }
    }
    assert!(played >= 8, "{played}");
}
