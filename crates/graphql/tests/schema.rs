//! The schema: it is whole, it refuses nonsense, and it breaks nothing that was written for the reference.

#![cfg(test)]

use graphql::schema::{Nonsense, text, written_out};
use std::path::{Path, PathBuf};
use std::process::Command;

const REFERENCE: &str = "@valueflows/vf-graphql@0.9.0-alpha.10";

/// Where npm's packages go, beside the build.
fn packages() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    target.join("npm")
}

/// Has npm fetch the reference, once. Answers with why it is not there.
fn fetched(folder: &Path) -> Result<(), String> {
    if folder.join("node_modules/@valueflows/vf-graphql/package.json").exists() {
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    std::fs::write(folder.join("package.json"), "{\"private\": true}")
        .map_err(|e| e.to_string())?;
    let arguments =
        ["install", "--no-audit", "--no-fund", "--ignore-scripts", "graphql@16", REFERENCE];
    let npm = Command::new("npm").args(arguments).current_dir(folder).output();
    let npm = npm.map_err(|error| format!("npm: {error}"))?;
    match npm.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&npm.stderr).into_owned()),
    }
}

#[test]
fn nothing_written_for_the_reference_breaks() {
    let folder = packages();
    if let Err(why) = fetched(&folder) {
        assert!(std::env::var_os("CI").is_none(), "the reference is not there: {why}");
        println!("skipped: the reference is not there: {why}");
        return;
    }
    let ours = folder.join("subak.graphql");
    std::fs::write(&ours, text().unwrap()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema/breaking.mjs");
    let node = Command::new("node").arg(script).arg(&folder).arg(&ours).output().unwrap();
    let said = String::from_utf8_lossy(&node.stdout).into_owned();
    println!("{said}");
    assert!(node.status.success(), "{said}{}", String::from_utf8_lossy(&node.stderr));
    assert!(said.contains("210 types there"), "{said}");
}

#[test]
fn the_schema_is_valid_by_itself() {
    let schema = apollo_compiler::Schema::parse_and_validate(text().unwrap(), "subak.graphql");
    if let Err(wrong) = schema {
        panic!("{}", wrong.errors);
    }
}

#[test]
fn a_record_is_written_out() {
    let text = written_out(&[(
        "one.graphql",
        "type Plan @record(many: \"plans\") { name: String! @set weight: Measure @set parts: [Plan!] @set }
         type Measure { x: Int } type Query { here: Int }",
    )])
    .unwrap();
    for line in [
        "plan(",
        "plans(",
        "createPlan(",
        "deletePlan(",
        "node: Plan!",
        "weight: IMeasure",
        "parts: [ID!]",
        "input PlanUpdateParams",
        "after: String",
    ] {
        assert!(text.contains(line), "{line} is missing:\n{text}");
    }
    assert!(!text.contains('@'), "{text}");
}

#[test]
fn nonsense_is_refused() {
    let refused = |text: &str| written_out(&[("one.graphql", text)]).unwrap_err();
    let name = |nonsense: Nonsense| nonsense.to_string().split(':').next().unwrap().to_owned();
    assert_eq!(name(refused("type {")), "schema_unreadable");
    assert_eq!(name(refused("type A @recrod { a: Int }")), "directive_unknown");
    assert_eq!(name(refused("type A { a: Int @sett }")), "directive_unknown");
    assert_eq!(name(refused("type A @record(meny: \"as\") { a: Int }")), "argument_unknown");
    assert_eq!(name(refused("type A { a: Int @set(maybe: 3) }")), "argument_unknown");
    assert_eq!(name(refused("type A { a: Int } type A { b: Int }")), "named_twice");
    assert_eq!(name(refused("type A { a: Int a: Int }")), "named_twice");
    assert_eq!(name(refused("type A implements B { a: Int }")), "interface_unknown");
}
