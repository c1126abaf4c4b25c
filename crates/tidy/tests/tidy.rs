//! The house rules.
#![cfg(test)]

use std::fs;

use tidy::{modules, rooms, root, sources, used_modules};

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The arrows of ARCHITECTURE.md: which rooms each room may know.
const ARROWS: &[(&str, &[&str])] = &[
    ("quantity", &[]),
    ("attribution", &[]),
    ("charter", &["quantity"]),
    ("journal", &[]),
    ("commons", &["attribution", "charter", "quantity"]),
    ("exchange", &["charter", "commons", "quantity"]),
    ("book", &["charter", "commons", "journal", "quantity"]),
    ("inquiry", &["attribution", "book", "charter", "commons", "exchange", "journal", "quantity"]),
    ("graphql", &["book", "charter", "commons", "exchange", "inquiry", "journal", "quantity"]),
    (
        "server",
        &[
            "attribution",
            "book",
            "charter",
            "commons",
            "exchange",
            "graphql",
            "inquiry",
            "journal",
            "quantity",
        ],
    ),
    (
        "cli",
        &[
            "attribution",
            "book",
            "charter",
            "commons",
            "exchange",
            "inquiry",
            "journal",
            "quantity",
            "server",
        ],
    ),
    ("tidy", &[]),
];

#[test]
fn rooms_know_only_the_rooms_that_the_arrows_allow() {
    let names: Vec<String> = rooms();
    for room in &names {
        let allowed = ARROWS.iter().find(|(name, _)| name == room);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("`{room}` has no arrows in this test"));
        let manifest = read(&format!("crates/{room}/Cargo.toml"));
        let runtime = manifest.split("[dev-dependencies]").next().unwrap();
        for other in names.iter().filter(|other| runtime.contains(&format!("\n{other}.workspace")))
        {
            assert!(allowed.contains(&other.as_str()), "`{room}` must not know `{other}`");
        }
    }
}

#[test]
fn the_architecture_names_every_room_and_is_short() {
    let text = read("ARCHITECTURE.md");
    for room in rooms() {
        assert!(text.contains(&format!("`{room}`")), "ARCHITECTURE.md does not name `{room}`");
    }
    for named in text.split("crates/").skip(1) {
        let name: String = named.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        assert!(
            rooms().contains(&name),
            "ARCHITECTURE.md names `crates/{name}`, which is not there"
        );
    }
    let words = text.split_whitespace().count();
    assert!(words <= 1500, "ARCHITECTURE.md has {words} words");
}

#[test]
fn modules_use_only_those_above_them() {
    for room in rooms() {
        let files = sources(&room);
        let Some(lib) = files.iter().find(|file| file.path.ends_with("lib.rs")) else { continue };
        let order = modules(&lib.code);
        let place = |name: &str| order.iter().position(|module| module == name);
        for file in &files {
            let inside =
                file.path.strip_prefix(root().join("crates").join(&room).join("src")).unwrap();
            let top = inside.iter().next().unwrap().to_string_lossy().replace(".rs", "");
            let Some(own) = place(&top) else { continue };
            for used in used_modules(&file.code) {
                if let Some(other) = place(&used) {
                    assert!(
                        other <= own,
                        "{room}: `{top}` uses `{used}`, which stands below it in lib.rs"
                    );
                }
            }
        }
    }
}

#[test]
fn files_are_short_and_named_for_what_they_hold() {
    for room in rooms() {
        for file in sources(&room) {
            let lines = file.code.lines().count();
            assert!(lines <= 700, "{} has {lines} lines", file.path.display());
            let name = file.path.file_stem().unwrap().to_string_lossy().into_owned();
            for drawer in ["util", "utils", "helper", "helpers", "common", "misc", "manager"] {
                assert_ne!(name, drawer, "{} is a drawer, not a name", file.path.display());
            }
        }
    }
}

#[test]
fn pure_rooms_read_no_clock_file_network_environment_or_chance() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant::now",
        "getrandom",
        "f32",
        "f64",
        "println!",
        "serde",
    ];
    for room in ["quantity", "attribution", "commons"] {
        for file in sources(room) {
            for line in file.code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for word in forbidden {
                    assert!(
                        !line.contains(word),
                        "{}: `{word}` in a pure room",
                        file.path.display()
                    );
                }
            }
        }
    }
}

#[test]
fn amounts_are_never_floats() {
    for room in ["journal", "exchange", "book"] {
        for file in sources(room) {
            for line in file.code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let float = line.contains("f64") || line.contains("f32");
                assert!(!float, "{}: a float in `{line}`", file.path.display());
            }
        }
    }
}

#[test]
fn every_dependency_says_why() {
    let manifest = read("Cargo.toml");
    let section =
        manifest.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let mut reason = false;
    for line in section.lines() {
        match line.trim() {
            "" => reason = false,
            comment if comment.starts_with('#') => reason = true,
            dependency if dependency.contains(" = ") => {
                assert!(reason, "no reason stands beside: {dependency}");
            }
            _ => {}
        }
    }
}

#[test]
fn the_readme_has_the_two_commands_and_ci_runs_the_second() {
    let readme = read("README.md");
    assert!(readme.contains("cargo run --release -- share --git . --income \"1000.00 CAD\""));
    assert!(readme.contains("\ncargo test --workspace\n"));
    assert!(read(".ci/run").contains("cargo test --workspace"));
}

#[test]
fn decisions_are_numbered_without_gaps_and_listed() {
    let mut names: Vec<String> = fs::read_dir(root().join("decisions"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "README.md")
        .collect();
    names.sort();
    let list = read("decisions/README.md");
    for (place, name) in names.iter().enumerate() {
        assert!(name.starts_with(&format!("{:04}-", place + 1)), "{name} breaks the numbers");
        assert!(list.contains(name.as_str()), "decisions/README.md does not list {name}");
    }
}

#[test]
fn the_tests_here_can_fail() {
    assert_eq!(modules("pub mod a;\nmod b;\npub(crate) mod c;\nmodel d;"), ["a", "b", "c"]);
    assert_eq!(used_modules("use crate::state::State; // crate::x\n// crate::y"), ["state", "x"]);
}
