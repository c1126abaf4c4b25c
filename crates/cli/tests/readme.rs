//! The tour in the README, typed as it stands there.
#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The first block of commands under a heading.
fn block<'a>(page: &'a str, heading: &str) -> &'a str {
    let section = page.split_once(heading).expect("the heading is there").1;
    let inside = section.split_once("```sh\n").expect("a block of commands follows").1;
    inside.split_once("```").expect("the block ends").0
}

/// Types the tour under a heading in a folder of its own, and looks for what it promises.
fn tour(heading: &str, promises: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let tour = block(&readme, heading);
    let folder = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_subak")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let answer = Command::new("bash")
        .args(["-e", "-c", tour])
        .current_dir(folder.path())
        .env("PATH", path)
        .env("SUBAK_KEYS", folder.path().join("keys"))
        .env_remove("SUBAK_COMMONS")
        .output()
        .unwrap();
    let (said, refused) =
        (String::from_utf8(answer.stdout).unwrap(), String::from_utf8(answer.stderr).unwrap());
    assert!(answer.status.success(), "{refused}");
    for promised in promises {
        assert!(said.contains(promised), "the tour does not show {promised}:\n{said}");
    }
}

#[test]
fn the_tour_works_as_it_stands() {
    let promises = ["75.00%", "25.00%", "750.00", "250.00", "as its members signed it"];
    tour("## A commons in two minutes", &promises);
}

#[test]
fn the_tour_of_rules_works_as_it_stands() {
    tour("## Rules in two minutes", &["it can be adopted", "Proven", "90 time", "ana → ben"]);
}
