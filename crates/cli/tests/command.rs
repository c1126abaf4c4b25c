//! The program as a whole: help, pages of the manual, pipes, second writers, damage, full disks.
#![cfg(test)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use book::{Book, SecretKey};
use serde_json::Value;
use tempfile::TempDir;

fn subak(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_subak"));
    command.current_dir(folder).env_clear();
    command
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("USER", "rosa")
        .env("SUBAK_KEYS", folder.join("keys"));
    command
}

fn run(folder: &Path, line: &str) -> Output {
    subak(folder).args(line.split(' ')).output().unwrap()
}

fn ok(folder: &Path, line: &str) -> String {
    let output = run(folder, line);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &Path, line: &str) -> String {
    let output = run(folder, line);
    assert_eq!(output.status.code(), Some(1), "{line}");
    assert!(output.stdout.is_empty(), "{line}");
    let errors = String::from_utf8(output.stderr).unwrap();
    errors.strip_prefix("refused ").expect("a refusal says so").to_owned()
}

/// A commons with some work on a frame.
fn workshop() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for line in [
        "init rice.subak",
        "agent add Ana",
        "resource add Frame",
        "log work 3h --by ana --on frame",
    ] {
        ok(folder.path(), line);
    }
    folder
}

/// Every command and the commands below it, as one would type them.
fn commands() -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    while let Some(above) = open.pop() {
        let help = ok(folder.path(), format!("{above} --help").trim());
        let listed =
            help.split("Commands:\n").nth(1).unwrap_or_default().split("\n\n").next().unwrap();
        let names =
            listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        for name in
            names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help")
        {
            let command = format!("{above} {name}").trim().to_owned();
            open.push(command.clone());
            found.push(command);
        }
    }
    found
}

#[test]
fn every_command_has_help_a_page_and_completions() {
    let folder = tempfile::tempdir().unwrap();
    let commands = commands();
    assert!(commands.len() > 40, "{commands:?}");
    ok(folder.path(), "man pages");
    for command in &commands {
        let help = ok(folder.path(), &format!("help {command}"));
        assert!(help.contains("Usage: subak"), "{command}");
        let page = format!("pages/subak-{}.1", command.replace(' ', "-"));
        assert!(folder.path().join(&page).is_file(), "{page}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let completions = ok(folder.path(), &format!("completions {shell}"));
        for command in commands.iter().filter(|command| !command.contains(' ')) {
            assert!(completions.contains(command), "{shell}: {command}");
        }
    }
}

/// What every reading command answers in JSON, and how its keys follow each other.
const SHAPES: &[(&str, &[&str])] = &[
    ("agent list", &["agents"]),
    ("unit list", &["units"]),
    ("kind list", &["kinds"]),
    ("resource list", &["resources"]),
    ("process list", &["processes"]),
    ("agreement list", &["agreements"]),
    ("claim list", &["claims", "classes"]),
    ("pool", &["pools"]),
    ("waiting", &["words", "times"]),
    ("hold list", &["holds"]),
    ("decision list", &["decisions"]),
    ("statement", &["account", "units"]),
    ("charter new", &["charters"]),
    ("charter show --history", &["versions"]),
    (
        concat!("charter check ", env!("CARGO_MANIFEST_DIR"), "/tests/charters/credit.charter"),
        &["file", "name", "passes", "diagnostics", "guarantees", "cost"],
    ),
    ("balance", &["balances"]),
    ("equity", &["target", "as_of", "entries", "unit", "value", "equation", "shares"]),
    (
        "distribute --dry-run 5CAD",
        &["entry", "unit", "total", "target", "reference", "equation", "shares"],
    ),
    ("trace frame", &["resource", "steps"]),
    ("track frame", &["resource", "steps"]),
    ("verify", &["commons", "entries", "signatures", "root"]),
    ("explain 0", &["entry", "kind", "logged", "by", "id", "hash", "act", "text"]),
    ("explain frame", &["target", "unit", "value", "equation", "shares"]),
    ("journal", &["entry", "at", "by", "act", "text", "id", "hash"]),
];

#[test]
fn answers_in_json_keep_their_shape() {
    let folder = workshop();
    let page = include_str!("../../../docs/json.md");
    for (line, keys) in SHAPES {
        let text = ok(folder.path(), &format!("{line} --json"));
        // The journal is a value a line.
        let first = if *line == "journal" { text.lines().next().unwrap() } else { &text };
        let value: Value = serde_json::from_str(first).unwrap();
        let found: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(found, *keys, "{line}");
        for key in *keys {
            assert!(
                page.contains(&format!("`{key}`")),
                "docs/json.md does not say what `{key}` of `{line}` is"
            );
        }
        assert!(no_floats(&value), "{line}: {value}");
    }
}

/// Numbers are counts and entries; whatever has decimals is a text.
fn no_floats(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_u64(),
        Value::Array(rows) => rows.iter().all(no_floats),
        Value::Object(map) => map.values().all(no_floats),
        _ => true,
    }
}

#[test]
fn pipes_get_neither_colours_nor_bars() {
    let folder = workshop();
    let colours = |text: &str| text.contains('\u{1b}');
    for line in ["equity", "explain frame", "help", "agent list"] {
        let text = ok(folder.path(), line);
        assert!(!colours(&text) && !text.contains('█'), "{line}");
    }
    let forced = subak(folder.path()).arg("equity").env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(colours(&String::from_utf8(forced.stdout).unwrap()), "colours can be asked for");
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let folder = workshop();
    let mut rows = String::from("date,agent,hours,on\n");
    (0..3000).for_each(|row| rows += &format!("2026-01-01,agent {},1,frame\n", row % 7));
    fs::write(folder.path().join("hours.csv"), rows).unwrap();
    assert!(ok(folder.path(), "import csv hours.csv").contains("3000 new rows"));
    let mut journal = subak(folder.path())
        .arg("journal")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(journal.stdout.take());
    let output = journal.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}

fn key(folder: &Path) -> SecretKey {
    let keys = fs::read_dir(folder.join("keys")).unwrap();
    let file = keys.map(|file| file.unwrap().path()).next().unwrap();
    let seed: book::Key = fs::read_to_string(file).unwrap().trim().parse().unwrap();
    SecretKey::from_bytes(seed.to_bytes())
}

#[test]
fn a_second_writer_is_refused_and_readers_are_not() {
    let folder = workshop();
    let writer =
        Book::open(&folder.path().join("rice.subak"), Some(key(folder.path()))).unwrap().book;
    let refusal = refused(folder.path(), "agent add Ben");
    assert!(refusal.starts_with("journal_in_use: "), "{refusal}");
    ok(folder.path(), "equity");
    writer.close().unwrap();
    ok(folder.path(), "agent add Ben");
}

#[test]
fn a_changed_byte_is_found_and_the_entry_named() {
    let folder = workshop();
    let journal = folder.path().join("rice.subak");
    let mut bytes = fs::read(&journal).unwrap();
    let at = bytes.windows(5).position(|part| part == b"Frame").expect("the name is in the file");
    bytes[at] = b'G';
    fs::write(&journal, bytes).unwrap();
    for line in ["equity", "verify", "agent add Ben"] {
        let refusal = refused(folder.path(), line);
        assert!(refusal.starts_with("entry_damaged: entry 2 "), "{line}: {refusal}");
    }
}

#[test]
fn a_full_disk_writes_nothing_and_loses_nothing() {
    let folder = workshop();
    let mut rows = String::from("date,agent,hours,on\n");
    (0..5000).for_each(|row| rows += &format!("2026-01-01,agent {row},1,frame\n"));
    fs::write(folder.path().join("hours.csv"), rows).unwrap();
    let before = ok(folder.path(), "journal");
    let program = env!("CARGO_BIN_EXE_subak");
    let line = format!("trap '' XFSZ; ulimit -f 400; exec {program} import csv hours.csv");
    let keys = folder.path().join("keys");
    let output = Command::new("bash")
        .args(["-c", &line])
        .current_dir(folder.path())
        .env("SUBAK_KEYS", keys)
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.starts_with("refused write_failed: ") || errors.starts_with("refused disk_full: "),
        "{errors}"
    );
    assert_eq!(ok(folder.path(), "journal"), before);
    assert!(ok(folder.path(), "verify").contains("as its members signed it"));
}

#[test]
fn what_is_piped_in_is_read() {
    let folder = workshop();
    let mut import = subak(folder.path())
        .args(["import", "csv", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    import.stdin.take().unwrap().write_all(b"date,agent,hours\n2026-01-01,ana,3\n").unwrap();
    let output = import.wait_with_output().unwrap();
    assert!(output.status.success());
}
