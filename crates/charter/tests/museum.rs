//! The museum of bugs: mistakes that other systems made, each told or refused by the checker.
//! Beside it stands a page for each thing that the checker can say.
//!
//! A page is a charter, a line `----`, and what is said about it. `# shows` in its first line names the
//! guarantees whose findings are shown. `UPDATE_PAGES=1` writes what is said now.

#![cfg(test)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use charter::Charter;
use charter::check::check;
use charter::render::render;
use charter::report::{Guarantee, Report};

const LINE: &str = "----\n";

fn told(text: &str) -> String {
    let mut told = String::new();
    match Charter::read(text) {
        Err(wrong) => wrong.iter().for_each(|it| told.push_str(&render(text, "charter", it))),
        Ok(charter) => {
            let report = check(charter.tree(), charter.model());
            let all = charter.warnings().iter().chain(&report.diagnostics);
            all.for_each(|it| told.push_str(&render(text, "charter", it)));
            told.push_str(&findings(text, &report));
        }
    }
    told
}

/// The findings that the first line asks for.
fn findings(text: &str, report: &Report) -> String {
    let asked = text.lines().next().and_then(|it| it.strip_prefix("# shows ")).unwrap_or_default();
    let mut told = String::new();
    for guarantee in Guarantee::ALL {
        if asked.split(", ").any(|it| it == guarantee.word()) {
            for finding in report.of(guarantee) {
                writeln!(told, "{guarantee}, {}: {}", finding.verdict, finding.sentence).unwrap();
            }
        }
    }
    told
}

fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(crate_folder().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|it| it.unwrap().path()).collect();
    files.sort();
    files
}

fn compare(folder: &str) {
    let mut wrong = Vec::new();
    for page in files(folder) {
        let content = fs::read_to_string(&page).unwrap();
        let (text, pinned) = content.split_once(LINE).unwrap_or((&content, ""));
        let told = told(text);
        if told == pinned && !told.is_empty() {
            continue;
        }
        if std::env::var_os("UPDATE_PAGES").is_some() {
            fs::write(&page, format!("{text}{LINE}{told}")).unwrap();
        }
        wrong.push(format!("{}:\n{told}", page.display()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_specimen_is_refused_or_explained() {
    compare("tests/museum");
    assert_eq!(files("tests/museum").len(), 14);
}

#[test]
fn each_thing_that_is_said_has_a_page() {
    compare("tests/museum_codes");
}

#[test]
fn no_code_is_without_a_page() {
    let mut pages = String::new();
    for page in files("tests/museum").iter().chain(&files("tests/museum_codes")) {
        pages.push_str(&fs::read_to_string(page).unwrap());
    }
    let mut codes = 0;
    for file in files("src/check") {
        let code = fs::read_to_string(file).unwrap();
        let calls = ["Diagnostic::error(", "Diagnostic::warning(", "self.drawn("];
        for call in calls.iter().flat_map(|call| code.split(call).skip(1)) {
            let said = call.trim_start().strip_prefix('"').and_then(|it| it.split_once('"'));
            if let Some((code, _)) = said {
                codes += 1;
                let shown = pages.contains(&format!("error {code}:"))
                    || pages.contains(&format!("warning {code}:"));
                assert!(shown, "no page shows `{code}`");
            }
        }
    }
    assert!(codes > 25, "{codes}");
}
