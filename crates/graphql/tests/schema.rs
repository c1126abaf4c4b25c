//! The schema: it is whole, it refuses nonsense, and it breaks nothing that was written for the reference.

#![cfg(test)]

use graphql::engine::{Answer, Args, FieldError, World};
use graphql::limit::Limits;
use graphql::request::Request;
use graphql::schema::{Nonsense, text, written_out};
use graphql::vf::{self, Field};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

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

/// Runs the script and answers with what it prints, or with all that it says if it fails.
fn compared(folder: &Path, what: &Path) -> Result<String, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema/breaking.mjs");
    let node = Command::new("node").arg(script).arg(folder).arg(what).output().unwrap();
    let (said, wrong) =
        (String::from_utf8_lossy(&node.stdout), String::from_utf8_lossy(&node.stderr));
    match node.status.success() {
        true => Ok(said.into_owned()),
        false => Err(format!("{said}{wrong}")),
    }
}

/// The folder with the reference; `None`, with a word about it, where there is no npm or no network.
fn reference() -> Option<PathBuf> {
    static FETCHED: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
        let folder = packages();
        fetched(&folder).map(|()| folder)
    });
    match &*FETCHED {
        Ok(folder) => Some(folder.clone()),
        Err(why) => {
            assert!(std::env::var_os("CI").is_none(), "the reference is not there: {why}");
            println!("skipped: the reference is not there: {why}");
            None
        }
    }
}

fn holds(folder: &Path, what: &Path) {
    let said = compared(folder, what).unwrap_or_else(|said| panic!("{said}"));
    println!("{said}");
    assert!(said.contains("210 types there") && said.contains(" 0 breaking changes"), "{said}");
}

#[test]
fn nothing_written_for_the_reference_breaks() {
    let Some(folder) = reference() else { return };
    let ours = folder.join("subak.graphql");
    std::fs::write(&ours, text().unwrap()).unwrap();
    holds(&folder, &ours);
}

#[test]
fn what_is_answered_about_the_schema_breaks_nothing_either() {
    let Some(folder) = reference() else { return };
    let question = compared(&folder, Path::new("ask")).unwrap();
    let limits = Limits { depth: 100, ..Limits::default() };
    let engine = vf::engine(limits).unwrap();
    let prepared = engine.prepare(&Request::new(question)).unwrap();
    let answer = engine.query(&prepared, &Nobody);
    let ours = folder.join("subak.json");
    std::fs::write(&ours, answer.to_bytes()).unwrap();
    holds(&folder, &ours);
}

/// Questions about the schema ask nobody.
struct Nobody;

impl World for Nobody {
    type Node = ();
    type Field = Field;
    fn root(&self) {}
    fn type_name<'a>(&'a self, (): &'a ()) -> &'a str {
        ""
    }
    fn resolve(&self, _: Field, _: &Args, rows: &[()]) -> Result<Vec<Answer<()>>, FieldError> {
        Ok(rows.iter().map(|()| Answer::Null).collect())
    }
}

#[test]
fn a_difference_is_found() {
    let Some(folder) = reference() else { return };
    let ours = folder.join("other.graphql");
    std::fs::write(&ours, text().unwrap().replace("totalCount: Int", "totalCount: String"))
        .unwrap();
    let said = compared(&folder, &ours).unwrap_err();
    assert!(said.contains("PageInfo.totalCount changed type from Int to String"), "{said}");
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
