//! What is said against a text, page by page: below a line that begins with `#` and says what is
//! shown stands the text, and below `---` what is said. `CHARTER_PAGES=write` writes it anew.
#![cfg(test)]

mod pages;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use charter::parse::parse;
use charter::render::render;

use pages::folder;

#[test]
fn what_is_said_is_what_stands_on_the_pages() {
    pages::compare("tests/diagnostics", |text| {
        let said: Vec<String> =
            parse(text).1.iter().map(|told| render(text, "garden.charter", told)).collect();
        said.join("\n")
    });
}

#[test]
fn every_name_is_on_a_page() {
    let mut known = BTreeSet::new();
    let sources = [
        "token.rs",
        "parse.rs",
        "parse/cursor.rs",
        "parse/figure.rs",
        "parse/clause.rs",
        "parse/unit.rs",
        "parse/story.rs",
    ];
    for source in sources {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(source);
        let code = fs::read_to_string(path).unwrap();
        let names = code.split('"').filter(|text| {
            text.contains('_')
                && text.len() > 4
                && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        });
        known.extend(names.map(str::to_owned));
    }
    known.remove("charter_too_long");
    assert!(known.len() > 15, "{known:?}");
    let all: String =
        folder("tests/diagnostics").iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let missing: Vec<&String> =
        known.iter().filter(|name| !all.contains(&format!("error {name}: "))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
