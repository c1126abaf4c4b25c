//! What runs in the browser, run by Node: the journal's checker against journals that the program writes, and signing.
//!
//! `cargo test -p server --test islands -- --ignored --nocapture` does it in Chromium too, with figures.
#![cfg(test)]

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;

use book::Book;
use commons::act::{Act, AddAgent, AddKey, AddResource, Found, LogEvent};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::codec::Canonical;
use commons::name::{Code, Handle, Moment};
use commons::unit::Measure;
use journal::{ActId, Checkpoint, CommonsId, Draft, Journal, MemoryStore, SecretKey, SignedAct};
use serde_json::json;

const START: i64 = 1_700_000_000_000;

/// The keys of three members; the first founds the commons, and so signs its checkpoints.
fn keys() -> Vec<SecretKey> {
    (8..11).map(|seed| SecretKey::from_bytes([seed; 32])).collect()
}

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

/// Entries as they go over HTTP: each after its length.
fn stream(journal: &Journal) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = journal
        .read(0, |entry| {
            let entry = entry.encode();
            bytes.extend(u32::try_from(entry.len()).unwrap().to_be_bytes());
            bytes.extend(entry);
            ControlFlow::<()>::Continue(())
        })
        .unwrap();
    bytes
}

/// Writes a journal as the browser gets it, and gives what it should make of it.
fn write(folder: &Path, name: &str, journal: &Journal) -> serde_json::Value {
    fs::write(folder.join(format!("{name}.entries")), stream(journal)).unwrap();
    let checkpoint = journal.checkpoint().unwrap();
    fs::write(folder.join(format!("{name}.checkpoint")), checkpoint).unwrap();
    json!({
        "commons": journal.commons().to_string(),
        "entries": journal.head().len,
        "head": journal.head().hash.to_string(),
        "root": journal.root().to_string(),
        "operator": journal.operator().to_string(),
    })
}

/// A commons of three people who founded it, work and sign with their own keys.
fn lived(folder: &Path, logs: u64) -> Book {
    let keys = keys();
    let [ana, ben, cleo] = &keys[..] else { unreachable!() };
    let wish = Found {
        name: "Rice Terraces".to_owned(),
        handle: handle("rice"),
        founder: handle("ana"),
        founder_name: "Ana".to_owned(),
        founder_key: ana.public().to_bytes(),
        unit: Code::new("CAD").unwrap(),
        decimals: 2,
    };
    let mut book = Book::found(&folder.join("rice.subak"), wish, ana, Moment(START)).unwrap();
    let person = |name: &str| AddAgent::new(handle(name), AgentKind::Person, name);
    let key =
        |of: &str, key: &SecretKey| AddKey { agent: handle(of), key: key.public().to_bytes() };
    let mut acts: Vec<(&SecretKey, Act)> = vec![
        (ana, Act::AddAgent(Box::new(person("ben")))),
        (ana, Act::AddAgent(Box::new(person("cleo")))),
        (ana, Act::AddKey(key("ben", ben))),
        (ana, Act::AddKey(key("cleo", cleo))),
        (ana, Act::AddResource(Box::new(AddResource::new(handle("frame"), "Cadre ½")))),
    ];
    let members = [("ana", ana), ("ben", ben), ("cleo", cleo)];
    let turns = members.into_iter().cycle().take(usize::try_from(logs).unwrap());
    acts.extend((1..).zip(turns).map(|(hours, (who, key))| (key, work(who, hours % 9 + 1))));
    for (group, acts) in (1..).zip(acts.chunks(50)) {
        let sign = |(key, act): &(&SecretKey, Act)| book.sign(key, book::fresh_id().unwrap(), act);
        let signed = acts.iter().map(sign).collect();
        book.submit_whole(signed, Moment(START + group * Moment::DAY_MS)).unwrap();
    }
    book
}

fn work(by: &str, hours: i128) -> Act {
    Act::LogEvent(Box::new(LogEvent {
        provider: Some(handle(by)),
        resource: Some(handle("frame")),
        effort: Some(Measure { minor: hours * 1_000_000, unit: Code::new("hour").unwrap() }),
        note: Some(format!("{hours} h of soldering")),
        ..LogEvent::new(Action::Work)
    }))
}

/// A journal in memory of acts with these ids.
fn noted(ids: impl IntoIterator<Item = u64>) -> Journal {
    let keys = keys();
    let commons = CommonsId::from_bytes(*b"rice terraces 01");
    let operator = SecretKey::from_bytes([8; 32]);
    let mut journal = Journal::create_on(Box::new(MemoryStore::new()), commons, operator).unwrap();
    let drafts: Vec<Draft> = ids
        .into_iter()
        .zip(keys.iter().cycle())
        .zip(START..)
        .map(|((id, key), at_ms)| {
            let body = work("ana", i128::from(id % 9) + 1).to_bytes();
            let id = ActId::from_bytes(u128::from(id).to_be_bytes());
            let act = SignedAct::sign(key, commons, id, body);
            Draft { act, effects: vec![7; 100], at_ms }
        })
        .collect();
    journal.append(journal.head(), drafts).unwrap();
    journal
}

fn fixtures(folder: &Path) {
    let book = lived(folder, 300);
    let told = json!({ "long": write(folder, "long", book.journal()) });
    fs::write(folder.join("told.json"), told.to_string()).unwrap();
    let short = noted(0..6);
    write(folder, "short", &short);
    write(folder, "twice", &noted([0, 1, 2, 1, 4]));
    let checkpoint = Checkpoint { len: short.head().len, root: short.root() };
    let other = checkpoint.sign(short.commons(), &SecretKey::from_bytes([9; 32]));
    fs::write(folder.join("other-operator.checkpoint"), other).unwrap();
}

fn islands() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/islands")
}

/// Whether Node is here. Where everything is checked, it has to be.
fn has_node() -> bool {
    let found = Command::new("node").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "node is not installed");
    if !found {
        println!("skipped: node is not installed");
    }
    found
}

/// Runs a command and shows what it said if it failed, or if it is wanted.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{command:?}\n{said}");
    said
}

#[test]
fn scripts_do_in_node_what_they_promise() {
    if !has_node() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fixtures(folder.path());
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=tap"]);
    node.args(["journal.test.mjs", "sign.test.mjs"]).current_dir(islands());
    let said = run(node.env("ISLAND_FIXTURES", folder.path()));
    assert!(said.contains("# skipped 0"), "{said}");
}

#[test]
#[ignore = "fetches playwright-core, starts Chromium, and measures"]
fn scripts_do_in_chromium_what_they_promise() {
    let folder = tempfile::tempdir().unwrap();
    fixtures(folder.path());
    write(folder.path(), "many", &noted(0..100_000));
    let npm = ["install", "--silent", "--no-save", "--no-audit", "--no-fund", "playwright-core@1"];
    run(Command::new("npm").args(npm).current_dir(folder.path()));
    let mut node = Command::new("node");
    node.arg(islands().join("chromium.mjs")).env("ISLAND_FIXTURES", folder.path());
    println!("{}", run(&mut node));
}
