//! `docs/refusals.md` against the refusals that the rooms declare.
//!
//! `UPDATE_DOCS=1 cargo test -p tidy` rewrites its list from the code.
#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;

use tidy::{rooms, root, sources};

const MARK: &str = "<!-- From here on this page is compared with the code. -->\n";

/// Every refusal's name, with its sentence and its room.
fn declared() -> BTreeMap<String, (String, String)> {
    let mut refusals = BTreeMap::new();
    for room in rooms() {
        for file in sources(&room) {
            for attribute in file.code.split("#[error(").skip(1) {
                let Some(sentence) = first_literal(attribute) else { continue };
                let Some((name, says)) = sentence.split_once(": ") else { continue };
                let named =
                    name.contains('_') && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                if named {
                    refusals.insert(name.to_owned(), (says.to_owned(), room.clone()));
                }
            }
        }
    }
    refusals
}

/// The text of the first string literal, if it comes before anything else.
fn first_literal(text: &str) -> Option<String> {
    let inside = text.trim_start().strip_prefix('"')?;
    let mut literal = String::new();
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Some(literal),
            '\\' => match letters.next()? {
                // A line that goes on: the break and the indent are not part of it.
                '\n' => letters = letters.as_str().trim_start().chars(),
                escaped => literal.push(escaped),
            },
            letter => literal.push(letter),
        }
    }
    None
}

fn page() -> String {
    let rows = declared().into_iter().map(|(name, (says, room))| {
        format!("| `{name}` | {} | {room} |\n", says.replace('|', "\\|"))
    });
    let rows: String = rows.collect();
    format!("\n| name | says | room |\n|---|---|---|\n{rows}")
}

#[test]
fn the_page_lists_every_refusal() {
    let path = root().join("docs/refusals.md");
    let page_now = fs::read_to_string(&path).unwrap();
    let (prose, written) = page_now.split_once(MARK).expect("the page has lost its mark");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{prose}{MARK}{}", page())).unwrap();
        return;
    }
    assert!(declared().contains_key("not_enough"), "the refusals were not found");
    assert!(written == page(), "docs/refusals.md is behind; UPDATE_DOCS=1 cargo test -p tidy");
}

#[test]
fn no_refusal_shows_a_type_of_the_language() {
    for (name, (says, _)) in declared() {
        for word in ["Option<", "Vec<", "Result<", "::", "i128", "u64"] {
            assert!(!says.contains(word), "`{name}` shows `{word}`: {says}");
        }
    }
}
