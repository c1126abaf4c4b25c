//! One suite for every store.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use journal::{MemoryStore, Row, SqliteStore, Store, StoreRefused};
use std::ops::{ControlFlow, Range};

fn row(index: u64) -> Row {
    let mark = index as u8;
    Row {
        index,
        at_ms: -1 - index as i64,
        act_id: [mark; 16],
        author: [mark; 32],
        hash: [mark; 32],
        bytes: vec![mark; index as usize * 100],
    }
}

fn rows(range: Range<u64>) -> Vec<Row> {
    range.map(row).collect()
}

fn read(store: &dyn Store, range: Range<u64>) -> Vec<Row> {
    let mut found = Vec::new();
    let each = &mut |row| {
        found.push(row);
        ControlFlow::Continue(())
    };
    store.read(range, each).unwrap();
    found
}

fn hashes(store: &dyn Store, range: Range<u64>) -> Vec<(u64, [u8; 32])> {
    let mut found = Vec::new();
    let each = &mut |index, hash| {
        found.push((index, hash));
        ControlFlow::Continue(())
    };
    store.hashes(range, each).unwrap();
    found
}

/// What every store promises, on one that was just made.
fn conforms(store: &mut dyn Store) {
    keeps_its_names(store);
    appends_only_at_the_head(store);
    reads_what_is_asked(store);
    keeps_the_last_checkpoint(store);
    store.close().unwrap();
}

fn keeps_its_names(store: &mut dyn Store) {
    store.create(&[("commons", "rice".to_owned()), ("operator", "ana".to_owned())]).unwrap();
    assert_eq!(store.meta("commons").unwrap().as_deref(), Some("rice"));
    assert_eq!(store.meta("operator").unwrap().as_deref(), Some("ana"));
    assert_eq!(store.meta("colour").unwrap(), None);
    assert!(matches!(store.create(&[]), Err(StoreRefused::Exists { .. })));
    assert!(!store.name().is_empty());
}

fn appends_only_at_the_head(store: &mut dyn Store) {
    let conflict = |refused| matches!(refused, Err(StoreRefused::Conflict { .. }));
    assert!(conflict(store.append_if_head(1, [0; 32], &rows(1..2))));
    assert_eq!(read(store, 0..u64::MAX), []);
    store.append_if_head(0, [99; 32], &rows(0..3)).unwrap();
    assert!(conflict(store.append_if_head(0, [0; 32], &rows(0..3))));
    assert!(conflict(store.append_if_head(2, [1; 32], &rows(2..4))));
    assert!(conflict(store.append_if_head(3, [1; 32], &rows(3..4))));
    assert!(conflict(store.append_if_head(4, [2; 32], &rows(4..5))));
    store.append_if_head(3, [2; 32], &[]).unwrap();
    assert_eq!(read(store, 0..u64::MAX), rows(0..3));
    store.append_if_head(3, [2; 32], &rows(3..10)).unwrap();
    assert_eq!(read(store, 0..u64::MAX), rows(0..10));
}

fn reads_what_is_asked(store: &mut dyn Store) {
    for range in [0..10, 2..5, 9..10, 8..20, 10..20, 3..3, 0..u64::MAX, u64::MAX - 1..u64::MAX] {
        let expected = rows(range.start.min(10)..range.end.min(10));
        assert_eq!(read(store, range.clone()), expected);
        let expected: Vec<_> = expected.iter().map(|row| (row.index, row.hash)).collect();
        assert_eq!(hashes(store, range), expected);
    }
    let mut seen = 0;
    let stop = &mut |row: Row| {
        seen = row.index;
        if row.index == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    store.read(0..10, stop).unwrap();
    assert_eq!(seen, 4);
}

fn keeps_the_last_checkpoint(store: &mut dyn Store) {
    assert_eq!(store.checkpoint().unwrap(), None);
    store.put_checkpoint("ten, and longer\n").unwrap();
    store.put_checkpoint("ten\n").unwrap();
    assert_eq!(store.checkpoint().unwrap().as_deref(), Some("ten\n"));
}

#[test]
fn memory_conforms() {
    conforms(&mut MemoryStore::new());
}

#[test]
fn sqlite_conforms_and_finds_everything_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rice.subak");
    conforms(&mut SqliteStore::create(&path).unwrap());
    for store in [SqliteStore::open(&path).unwrap(), SqliteStore::open_read_only(&path).unwrap()] {
        assert_eq!(read(&store, 0..u64::MAX), rows(0..10));
        assert_eq!(store.meta("commons").unwrap().as_deref(), Some("rice"));
        assert_eq!(store.checkpoint().unwrap().as_deref(), Some("ten\n"));
    }
}

#[test]
fn a_closed_file_stands_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rice.subak");
    let mut store = SqliteStore::create(&path).unwrap();
    conforms(&mut store);
    drop(store);
    let mut files: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["rice.subak", "rice.subak.checkpoint", "rice.subak.lock"]);
}
