//! What the tests of a journal begin with.

#![allow(dead_code, reason = "each test file uses its part of the scene")]

use journal::{
    ActId, CommonsId, Draft, Entry, Journal, OpenRefused, Opened, ReadRefused, SecretKey, SignedAct,
};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub fn commons() -> CommonsId {
    CommonsId::from_bytes(*b"rice terraces 01")
}

pub fn operator() -> SecretKey {
    SecretKey::from_bytes([7; 32])
}

pub fn ana() -> SecretKey {
    SecretKey::from_bytes([8; 32])
}

/// The draft of entry `index`, always the same.
pub fn draft(index: u64) -> Draft {
    let id = ActId::from_bytes(u128::from(index).to_be_bytes());
    let body = format!("act {index} ").repeat(1 + index as usize % 20).into_bytes();
    Draft {
        act: SignedAct::sign(&ana(), commons(), id, body),
        effects: format!("effect of {index}").into_bytes(),
        at_ms: 1_700_000_000_000 + index as i64 / 3,
    }
}

pub fn drafts(from: u64, count: u64) -> Vec<Draft> {
    (from..from + count).map(draft).collect()
}

pub fn append(journal: &mut Journal, count: u64) {
    let head = journal.head();
    journal.append(head, drafts(head.len, count)).unwrap();
}

/// A closed journal of `len` entries, appended ten at a time, in `directory`.
pub fn closed(directory: &Path, len: u64) -> PathBuf {
    let path = directory.join("rice.subak");
    let mut journal = Journal::create(&path, commons(), operator()).unwrap();
    while journal.head().len < len {
        let count = (len - journal.head().len).min(10);
        append(&mut journal, count);
    }
    journal.close().unwrap();
    path
}

pub fn beside(path: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", path.display()))
}

pub fn open(path: &Path) -> Result<Opened, OpenRefused> {
    Journal::open(path, Some(operator()))
}

pub fn look(path: &Path) -> Result<Opened, OpenRefused> {
    Journal::open(path, None)
}

pub fn entries(journal: &Journal) -> Result<Vec<Entry>, ReadRefused> {
    let mut entries = Vec::new();
    let _ = journal.read(0, |entry| {
        entries.push(entry);
        ControlFlow::<()>::Continue(())
    })?;
    Ok(entries)
}

/// Whether an entry is the one that was appended at its index.
pub fn is_as_written(entry: &Entry) -> bool {
    let draft = draft(entry.index);
    (entry.at_ms, &entry.act, &entry.effects) == (draft.at_ms, &draft.act, &draft.effects)
}

/// The stable name with which a refusal begins.
pub fn name(refused: impl ToString) -> String {
    let text = refused.to_string();
    text.split_once(": ").map_or_else(|| panic!("no name in {text}"), |(name, _)| name.to_owned())
}
