//! Files written once that must decode for ever, and be written the same way while version 1 is written.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use journal::{
    ActId, Checkpoint, CommonsId, Draft, Entry, Hash, Journal, MemoryStore, SecretKey, SignedAct,
    Tree, leaf_hash, verify_signatures,
};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(hex.get(at..at + 2).unwrap(), 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn commons() -> CommonsId {
    CommonsId::from_bytes(*b"golden commons 1")
}

fn operator() -> SecretKey {
    SecretKey::from_bytes([1; 32])
}

fn drafts() -> Vec<Draft> {
    let parts: [(&[u8], &[u8], i64); 5] = [
        (b"", b"", -1),
        (b"found the commons", b"founded", 0),
        (&[0xff; 300], &[0; 200], 1_700_000_000_000),
        ("réparer la pompe ½".as_bytes(), b"", 1_700_000_000_000),
        (b"the last", b"effect", i64::MAX),
    ];
    (0_u8..)
        .zip(parts)
        .map(|(number, (body, effects, at_ms))| {
            let author = SecretKey::from_bytes([2 + number % 2; 32]);
            let id = ActId::from_bytes([number; 16]);
            let act = SignedAct::sign(&author, commons(), id, body.to_vec());
            Draft { act, effects: effects.to_vec(), at_ms }
        })
        .collect()
}

fn entries(journal: &Journal) -> Vec<Entry> {
    let mut entries = Vec::new();
    let _ = journal
        .read(0, |entry| {
            entries.push(entry);
            ControlFlow::<()>::Continue(())
        })
        .unwrap();
    entries
}

/// Everything about a journal that is specified to the byte, as lines of text.
fn described(journal: &Journal) -> String {
    let mut lines =
        vec![format!("commons {}", journal.commons()), format!("operator {}", journal.operator())];
    let mut tree = Tree::new();
    for entry in entries(journal) {
        tree.push(entry.hash());
        lines.push(format!("entry {}", hex(&entry.encode())));
        lines.push(format!("hash {}", entry.hash()));
        lines.push(format!("root {}", tree.root()));
    }
    lines.push("checkpoint".to_owned());
    lines.join("\n") + "\n" + &journal.checkpoint().unwrap_or_default()
}

/// Writes the files. To be run when a version is new, and never again for that version.
#[test]
#[ignore = "writes the golden files"]
fn write() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("golden.subak");
    let mut journal = Journal::create(&path, commons(), operator()).unwrap();
    journal.append(journal.head(), drafts()).unwrap();
    fs::write(golden("entries-v1.txt"), described(&journal)).unwrap();
    journal.close().unwrap();
    fs::copy(&path, golden("golden-v1.journal")).unwrap();
    fs::copy(directory.path().join("golden.subak.checkpoint"), golden("golden-v1.checkpoint"))
        .unwrap();
}

#[test]
fn version_1_is_written_to_the_byte() {
    let store = Box::new(MemoryStore::new());
    let mut journal = Journal::create_on(store, commons(), operator()).unwrap();
    journal.append(journal.head(), drafts()).unwrap();
    assert_eq!(described(&journal), fs::read_to_string(golden("entries-v1.txt")).unwrap());
}

#[test]
fn version_1_is_read_from_its_bytes() {
    let text = fs::read_to_string(golden("entries-v1.txt")).unwrap();
    let (lines, note) = text.split_once("checkpoint\n").unwrap();
    let named = |name: &'static str| {
        lines.lines().filter_map(move |line| line.strip_prefix(name)?.strip_prefix(' '))
    };
    let mut tree = Tree::new();
    let mut acts = Vec::new();
    for ((encoded, hash), root) in named("entry").zip(named("hash")).zip(named("root")) {
        let entry = Entry::decode(&bytes(encoded)).unwrap();
        assert_eq!(hex(&entry.encode()), encoded);
        assert_eq!(leaf_hash(&bytes(encoded)).to_string(), hash);
        tree.push(entry.hash());
        assert_eq!(tree.root().to_string(), root);
        acts.push(entry.act);
    }
    assert_eq!(acts.len(), 5);
    assert_eq!(verify_signatures(&acts.iter().collect::<Vec<_>>(), commons()), Ok(()));
    let signed = Checkpoint::read(note, commons(), operator().public()).unwrap();
    assert_eq!(signed, Checkpoint { len: 5, root: tree.root() });
}

#[test]
fn the_file_of_version_1_opens() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("golden.subak");
    fs::copy(golden("golden-v1.journal"), &path).unwrap();
    fs::copy(golden("golden-v1.checkpoint"), directory.path().join("golden.subak.checkpoint"))
        .unwrap();
    let opened = Journal::open(&path, Some(operator())).unwrap();
    assert_eq!(opened.warning, None);
    assert_eq!(described(&opened.journal), fs::read_to_string(golden("entries-v1.txt")).unwrap());
    let last = entries(&opened.journal).pop().unwrap();
    assert_eq!(opened.journal.head().hash, last.hash());
    assert_ne!(opened.journal.head().hash, Hash::from_bytes([0; 32]));
}
