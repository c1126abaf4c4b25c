//! What is said against a text, page by page: below a line that begins with `#` and says what is
//! shown stands the text, and below `---` what is said. `CHARTER_PAGES=write` writes it anew.
#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use charter::parse::parse;
use charter::render::render;

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut pages: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

/// The title, text and answer of each part of a page.
fn parts(page: &str) -> Vec<(String, String)> {
    let page = format!("\n{page}");
    let parts = page.split("\n# ").skip(1).map(|part| {
        let (title, rest) = part.split_once('\n').unwrap();
        let text = rest.split("\n---\n").next().unwrap();
        (title.to_owned(), text.trim_matches('\n').to_owned())
    });
    parts.collect()
}

#[test]
fn what_is_said_is_what_stands_on_the_pages() {
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let mut anew = Vec::new();
        for (title, text) in parts(&page) {
            let said: Vec<String> =
                parse(&text).1.iter().map(|told| render(&text, "garden.charter", told)).collect();
            anew.push(format!("# {title}\n\n{text}\n\n---\n{}", said.join("\n")));
        }
        let anew = anew.join("\n");
        if std::env::var("CHARTER_PAGES").is_ok_and(|mode| mode == "write") {
            fs::write(&path, &anew).unwrap();
            continue;
        }
        assert_eq!(anew, page, "{}", path.display());
    }
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
    let all: String = pages().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let missing: Vec<&String> =
        known.iter().filter(|name| !all.contains(&format!("error {name}: "))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
