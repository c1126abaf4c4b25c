//! `docs/charter.md` is a test: its charters are read, understood, checked and laid out as they stand.
//!
//! `UPDATE_DOCS=1 cargo test -p charter --test specification` writes its tables from the code.
//! Its examples are run in the room that moves money.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use charter::Charter;
use charter::check::check;
use charter::diagnostic::{Diagnostic, Severity};
use charter::parse::{LONGEST_TEXT, parse};
use charter::print::format;
use charter::render::render;
use charter::report::{Guarantee, Verdict};
use charter::sentence::{Language, tell};
use charter::token::{RESERVED, TIME_WORDS};

fn room(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn page() -> String {
    fs::read_to_string(room("../../docs/charter.md")).unwrap()
}

/// The blocks of a charter on the page, with what stands behind the word `charter`.
fn blocks(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("\n```charter").skip(1).map(|block| {
        let (title, rest) = block.split_once('\n').unwrap();
        let (text, _) = rest.split_once("\n```\n").unwrap();
        (title.trim().to_owned(), format!("{text}\n"))
    });
    blocks.collect()
}

/// Each block as it is read: behind the prelude, unless it is whole.
fn charters(page: &str) -> Vec<String> {
    let blocks = blocks(page);
    let prelude = blocks.iter().find(|(title, _)| title == "prelude").unwrap().1.clone();
    let whole = |(title, text): &(String, String)| match &**title {
        "" => format!("{prelude}\n{text}"),
        _ => text.clone(),
    };
    blocks.iter().map(whole).collect()
}

fn shown(text: &str, told: &[Diagnostic]) -> String {
    told.iter().map(|one| render(text, "charter.md", one)).collect()
}

#[test]
fn every_charter_on_the_page_is_understood_and_passes() {
    let charters = charters(&page());
    assert!(charters.len() > 20);
    for text in charters {
        let charter = match Charter::read(&text) {
            Ok(charter) => charter,
            Err(told) => panic!("{}", shown(&text, &told)),
        };
        let report = check(charter.tree(), charter.model());
        let errors: Vec<Diagnostic> = report
            .diagnostics
            .into_iter()
            .filter(|told| told.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{}", shown(&text, &errors));
        let broken: Vec<_> =
            report.findings.iter().filter(|it| it.verdict == Verdict::Broken).collect();
        assert!(broken.is_empty(), "{text}\n{broken:?}");
    }
}

#[test]
fn every_charter_on_the_page_stands_as_it_is_laid_out() {
    for (_, text) in blocks(&page()) {
        let laid_out = format(&text).unwrap_or_else(|told| panic!("{}", shown(&text, &told)));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(room("../../docs/charter.md"), page().replacen(&text, &laid_out, 1)).unwrap();
            continue;
        }
        assert_eq!(laid_out, text, "UPDATE_DOCS=1 cargo test -p charter --test specification");
    }
}

#[test]
fn every_charter_on_the_page_is_told_in_every_language() {
    for text in charters(&page()) {
        for told in Language::ALL.iter().flat_map(|language| tell(&parse(&text).0, *language)) {
            let said = told.sentences.concat();
            assert!(!said.contains('⟦') && !said.contains("{$"), "{said}");
        }
    }
}

/// The names of the variants of the enums of the tree, each with its enum.
fn variants() -> Vec<(String, String)> {
    let mut sources = vec![room("src/tree.rs")];
    if room("src/tree").is_dir() {
        files(&room("src/tree"), &mut sources);
    }
    let code: String = sources.iter().map(|source| fs::read_to_string(source).unwrap()).collect();
    let mut variants = Vec::new();
    for body in code.split("\npub enum ").skip(1) {
        let (name, rest) = body.split_once(" {").unwrap();
        let rest = rest.split("\n}").next().unwrap();
        for line in
            rest.lines().filter(|line| line.starts_with("    ") && !line.starts_with("     "))
        {
            let variant: String = line.trim().chars().take_while(|c| c.is_alphanumeric()).collect();
            if variant.starts_with(char::is_uppercase) {
                variants.push((name.to_owned(), variant));
            }
        }
    }
    variants
}

#[test]
fn every_construct_stands_on_the_page() {
    let trees: Vec<_> = charters(&page()).iter().map(|text| parse(text).0).collect();
    let shown = format!("{trees:?}");
    let words: BTreeSet<&str> =
        shown.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let missing: Vec<_> =
        variants().into_iter().filter(|(_, variant)| !words.contains(&**variant)).collect();
    assert!(variants().len() > 120);
    assert!(missing.is_empty(), "no block of the page shows {missing:?}");
}

#[test]
fn every_guarantee_stands_on_the_page() {
    let page = page();
    for guarantee in Guarantee::ALL {
        let row = format!("| G{} | `{guarantee}` |", guarantee.number());
        assert!(page.contains(&row), "{row}");
    }
}

/// Compares a part of the page with the code, or writes it.
fn part(name: &str, end: &str, now: &str) {
    let path = room("../../docs/charter.md");
    let page = page();
    let (start, end) =
        (format!("<!-- {name}: compared with the code -->\n"), format!("<!-- {end} -->"));
    let (before, rest) = page.split_once(&start).unwrap();
    let (written, after) = rest.split_once(&end).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{start}{now}{end}{after}")).unwrap();
        return;
    }
    assert_eq!(written, now, "UPDATE_DOCS=1 cargo test -p charter --test specification");
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
    found.sort();
}

/// The names that the code gives to what it says.
fn codes() -> BTreeSet<String> {
    let mut sources = Vec::new();
    files(&room("src"), &mut sources);
    let mut codes = BTreeSet::new();
    for source in sources {
        let code = fs::read_to_string(source).unwrap();
        for call in ["Diagnostic::error(", "Diagnostic::warning("] {
            let firsts =
                code.split(call).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"'));
            codes.extend(firsts.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
    codes
}

/// What is said on the pages of the tests, by its name: the severity and the first sentence.
fn said() -> BTreeMap<String, (String, String)> {
    let mut pages = Vec::new();
    for folder in ["tests/diagnostics", "tests/museum", "tests/museum_codes", "tests/understanding"]
    {
        files(&room(folder), &mut pages);
    }
    let mut said = BTreeMap::new();
    for page in pages {
        for line in fs::read_to_string(page).unwrap().lines() {
            let Some((severity, rest)) = line.split_once(' ') else { continue };
            let Some((name, says)) = rest.split_once(": ") else { continue };
            let is_name =
                name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if matches!(severity, "error" | "warning") && is_name {
                said.entry(name.to_owned()).or_insert((severity.to_owned(), says.to_owned()));
            }
        }
    }
    said.extend(said_of_large_charters());
    said
}

/// What is said of charters that are too large to stand on a page.
fn said_of_large_charters() -> BTreeMap<String, (String, String)> {
    let units: String = (0..1001).map(|n| format!("unit u{n}\n")).collect();
    let lets: String = (0..1100).map(|n| format!("let x{n} be 1\n")).collect();
    let rule = format!("unit eur\nrule \"a\" on transfer of eur from ana to ben do {lets}");
    let row: String = (1..26).map(|n| format!("measure m{n} of x is m{} of x\n", n - 1)).collect();
    let measures = format!("measure m0 of x is 1\n{row}");
    let settings: String = (0..900).map(|n| format!("setting s{n} is s{} + 1\n", n + 1)).collect();
    let texts = [
        ("charter_too_long", "#".repeat(LONGEST_TEXT + 1)),
        ("charter_long", units),
        ("rule_long", rule),
        ("measure_deep", measures),
        ("figure_deep", settings),
    ];
    let told = texts.into_iter().map(|(code, text)| {
        let told = Charter::read(&text).unwrap_err();
        let one = told.into_iter().find(|one| one.code == code).unwrap();
        (code.to_owned(), ("error".to_owned(), one.message))
    });
    told.collect()
}

#[test]
fn everything_that_is_said_stands_on_the_page() {
    let said = said();
    let missing: Vec<String> =
        codes().into_iter().filter(|code| !said.contains_key(code)).collect();
    assert!(missing.is_empty(), "no page of the tests shows {missing:?}");
    let rows: String = said
        .iter()
        .map(|(name, (severity, says))| {
            format!("| `{name}` | {severity} | {} |\n", says.replace('|', "\\|"))
        })
        .collect();
    part(
        "diagnostics",
        "end of diagnostics",
        &format!("\n| name | | says, for one |\n|---|---|---|\n{rows}\n"),
    );
}

#[test]
fn the_reserved_words_stand_on_the_page() {
    let words: BTreeSet<&str> = RESERVED.iter().chain(&TIME_WORDS).copied().collect();
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let mut lines = vec![String::new()];
    for word in words {
        let line = lines.last_mut().unwrap();
        if line.len() + word.len() > 110 {
            lines.push(word);
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(&word);
        }
    }
    part("reserved words", "end of reserved words", &format!("\n{}\n\n", lines.join("\n")));
}

#[test]
fn every_reserved_word_stands_in_the_text_of_the_page() {
    let page = page();
    let (prose, _) = page.split_once("<!-- reserved words").unwrap();
    let words: BTreeSet<&str> = prose.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let missing: Vec<_> = RESERVED.iter().filter(|word| !words.contains(**word)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_grammar_on_the_page_is_the_grammar_of_the_code() {
    let grammar = fs::read_to_string(room("src/grammar.md")).unwrap();
    let (_, rest) = grammar.split_once("```text\n").unwrap();
    let (rules, notes) = rest.split_once("```\n").unwrap();
    let (lexemes, rest) = notes.split_once("# Where two readings would be possible\n").unwrap();
    let (readings, _) = rest.split_once("# Limits").unwrap();
    let lexemes = lexemes.replace("(crate::token::RESERVED)", "(#reserved-words)");
    part(
        "grammar",
        "end of grammar",
        &format!(
            "\n```text\n{rules}```\n{lexemes}### Where two readings would be possible\n{readings}"
        ),
    );
}
