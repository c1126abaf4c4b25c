//! `docs/acts-format.md` against the records, choices and words that `commons` declares.
//!
//! `UPDATE_DOCS=1 cargo test -p tidy` rewrites its second half from the code.
#![cfg(test)]

use std::fmt::Write as _;
use std::fs;

use tidy::{root, sources};

const MARK: &str = "<!-- From here on this page is compared with the code. -->\n";

/// The declarations inside every `macro! { … }` of the domain, as sections of the page.
fn declared() -> String {
    let mut sections = Vec::new();
    for file in sources("commons") {
        for (macro_name, kind) in [("record", "struct"), ("choice", "enum"), ("words", "enum")] {
            for block in file.code.split(&format!("\n{macro_name}! {{\n")).skip(1) {
                let block = block.split("\n}\n").next().unwrap();
                sections.extend(section(macro_name, kind, block));
            }
        }
    }
    sections.sort();
    sections.concat()
}

fn section(macro_name: &str, kind: &str, block: &str) -> Option<String> {
    let head = block.lines().find_map(|line| line.trim().strip_prefix(&format!("pub {kind} ")))?;
    let name = head.split([' ', '{']).next()?;
    let mut text = format!("### {name}\n\n{}", table_head(macro_name));
    let mut said = String::new();
    let body = block.split_once(&format!("pub {kind} {name}"))?.1;
    for line in body.lines().skip(1).map(str::trim) {
        if let Some(words) = line.strip_prefix("///") {
            said = format!("{said} {}", words.trim());
        } else if let Some(row) = row(macro_name, line) {
            writeln!(text, "{row}{} |", said.trim()).unwrap();
            said.clear();
        }
    }
    Some(text + "\n")
}

fn table_head(macro_name: &str) -> &'static str {
    match macro_name {
        "record" => "| field | type | |\n|---|---|---|\n",
        "choice" => "| number | then | |\n|---|---|---|\n",
        _ => "| number | word | |\n|---|---|---|\n",
    }
}

fn row(macro_name: &str, line: &str) -> Option<String> {
    let line = line.trim_end_matches(',');
    match macro_name {
        "record" => {
            let (field, kind) = line.strip_prefix("pub ")?.split_once(": ")?;
            Some(format!("| `{field}` | `{kind}` | "))
        }
        "choice" => {
            let (number, variant) = line.split_once(" => ")?;
            Some(format!("| {number} | `{variant}` | "))
        }
        _ => {
            let (number, rest) = line.split_once(" \"")?;
            let (word, _) = rest.split_once('"')?;
            Some(format!("| {number} | {word} | "))
        }
    }
}

#[test]
fn the_page_says_what_the_code_declares() {
    let path = root().join("docs/acts-format.md");
    let page = fs::read_to_string(&path).unwrap();
    let (prose, written) = page.split_once(MARK).expect("the page has lost its mark");
    let declared = format!("\n{}", declared());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{prose}{MARK}{declared}")).unwrap();
        return;
    }
    assert!(declared.contains("### LogEvent"), "the declarations were not found");
    assert!(written == declared, "docs/acts-format.md is behind; UPDATE_DOCS=1 cargo test -p tidy");
}
