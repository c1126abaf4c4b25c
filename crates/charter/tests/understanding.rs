//! What is said of a charter that reads well and means nothing, page by page: below a line that
//! begins with `#` and says what is shown stands the text, and below `---` what is said.
//! `CHARTER_PAGES=write` writes it anew.
#![cfg(test)]

mod pages;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use charter::Charter;
use charter::render::render;

use pages::folder;

fn said(text: &str) -> String {
    let told = match Charter::read(text) {
        Ok(charter) => charter.warnings().to_vec(),
        Err(told) => told,
    };
    let told: Vec<String> = told.iter().map(|one| render(text, "garden.charter", one)).collect();
    if told.is_empty() { "understood\n".to_owned() } else { told.join("\n") }
}

#[test]
fn what_is_said_is_what_stands_on_the_pages() {
    pages::compare("tests/understanding", said);
}

#[test]
fn every_name_is_on_a_page() {
    let mut known = BTreeSet::new();
    for path in folder("src/resolve").iter().chain(&[PathBuf::from("src/resolve.rs")]) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let code = fs::read_to_string(path).unwrap();
        for begin in [
            "Diagnostic::error(",
            "Diagnostic::warning(",
            "self.named(word, ",
            "&MODULATORS, ",
            "&WORTHS, ",
        ] {
            let after = code.split(begin).skip(1);
            known.extend(after.filter_map(|rest| {
                Some(rest.trim_start().strip_prefix('"')?.split_once('"')?.0.to_owned())
            }));
        }
    }
    // These need a text that is too long for a page, and stand in `limits`.
    for elsewhere in ["charter_long", "rule_long", "measure_deep", "figure_deep"] {
        known.remove(elsewhere);
    }
    assert!(known.len() > 40, "{known:?}");
    let all: String = folder("tests/understanding")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let missing: Vec<&String> =
        known.iter().filter(|name| !all.contains(&format!(" {name}: "))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
