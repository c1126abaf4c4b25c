//! The museum of bugs: mistakes that other systems made, each told or refused by the checker.
//!
//! A page is a charter, a line `----`, and what is said about it. `# shows` in its first line names the
//! guarantees whose findings are shown. `UPDATE_PAGES=1` writes what is said now.

#![cfg(test)]
#![expect(clippy::unwrap_used, reason = "a test that cannot read its page should say so and stop")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use charter::check::check;
use charter::render::render;
use charter::report::{Guarantee, Report};
use charter::Charter;

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

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/museum");
    let mut pages: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    pages.sort();
    pages
}

#[test]
fn each_specimen_is_refused_or_explained() {
    let mut wrong = Vec::new();
    for page in pages() {
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
