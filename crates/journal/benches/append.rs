//! How fast a journal appends, opens and reads, beside how fast the disk syncs. Prints; asserts nothing about time.
//!
//! `cargo bench -p journal --bench append`, or with a directory on the disk to measure:
//! `cargo bench -p journal --bench append -- /some/directory`.

#![expect(clippy::expect_used, reason = "a measurement stops at the first surprise")]

use journal::{ActId, CommonsId, Draft, Journal, SecretKey, SignedAct, verify_signatures};
use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const ACTS: u64 = 100_000;
const GROUP: usize = 1_000;
const SINGLES: u64 = 2_000;
const LONG: u64 = 1_000_000;
const BODY: usize = 136;

fn main() {
    let place = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let place = place.map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    let directory = tempfile::tempdir_in(place).expect("a directory to measure in");
    syncing(directory.path());
    let acts = signing();
    verifying(&acts);
    appending_singly(directory.path(), &acts);
    appending_in_groups(directory.path(), &acts);
    opening_and_reading(directory.path(), &acts);
}

fn rate(what: &str, count: u64, took: Duration) {
    let each = took.as_nanos().max(1) / u128::from(count.max(1));
    let a_second = u128::from(count) * 1_000_000_000 / took.as_nanos().max(1);
    println!("{what:<52} {:>9} ms  {a_second:>10} /s  {each:>8} ns each", took.as_millis());
}

fn commons() -> CommonsId {
    CommonsId::from_bytes([1; 16])
}

fn operator() -> SecretKey {
    SecretKey::from_bytes([2; 32])
}

/// What one durable write of a page costs on this disk, whatever is built on it.
fn syncing(directory: &Path) {
    let mut file = File::create(directory.join("raw")).expect("a file");
    let mut took: Vec<Duration> = (0..200)
        .map(|_| {
            let start = Instant::now();
            file.write_all(&[7; 4096]).expect("room");
            file.sync_data().expect("a disk that syncs");
            start.elapsed()
        })
        .collect();
    took.sort();
    let at = |place: usize| took.get(place).map_or(0, Duration::as_micros);
    println!("append 4 KiB + fdatasync: p50 {} µs, p99 {} µs", at(100), at(198));
}

fn signing() -> Vec<SignedAct> {
    let authors: Vec<SecretKey> = (0..100).map(|seed| SecretKey::from_bytes([seed; 32])).collect();
    let start = Instant::now();
    let acts: Vec<SignedAct> = (0..ACTS)
        .zip(authors.iter().cycle())
        .map(|(number, author)| {
            let id = ActId::from_bytes(u128::from(number).to_be_bytes());
            SignedAct::sign(author, commons(), id, vec![number.to_be_bytes()[7]; BODY])
        })
        .collect();
    rate("sign", ACTS, start.elapsed());
    acts
}

fn verifying(acts: &[SignedAct]) {
    let acts: Vec<&SignedAct> = acts.iter().collect();
    let singles = || acts.iter().take(10_000);
    let start = Instant::now();
    singles().for_each(|act| verify_signatures(&[act], commons()).expect("a good signature"));
    rate("verify one at a time", 10_000, start.elapsed());
    for batch in [100, 1_000, 10_000] {
        let start = Instant::now();
        acts.chunks(batch)
            .for_each(|acts| verify_signatures(acts, commons()).expect("good signatures"));
        rate(&format!("verify {batch} at a time"), ACTS, start.elapsed());
    }
}

fn draft(act: SignedAct, number: u64) -> Draft {
    let at_ms = 1_700_000_000_000_i64.saturating_add_unsigned(number);
    Draft { act, effects: vec![9; 64], at_ms }
}

fn appending_singly(directory: &Path, acts: &[SignedAct]) {
    let mut journal =
        Journal::create(&directory.join("single.subak"), commons(), operator()).expect("a journal");
    let drafts: Vec<Draft> =
        (0..SINGLES).zip(acts).map(|(number, act)| draft(act.clone(), number)).collect();
    let start = Instant::now();
    for draft in drafts {
        verify_signatures(&[&draft.act], commons()).expect("a good signature");
        journal.append(journal.head(), vec![draft]).expect("room");
    }
    rate("verify and append, one at a time", SINGLES, start.elapsed());
    journal.close().expect("a good end");
}

fn appending_in_groups(directory: &Path, acts: &[SignedAct]) {
    let mut journal =
        Journal::create(&directory.join("groups.subak"), commons(), operator()).expect("a journal");
    let drafts: Vec<Draft> =
        (0..).zip(acts).map(|(number, act)| draft(act.clone(), number)).collect();
    let groups: Vec<Vec<Draft>> = drafts.chunks(GROUP).map(<[Draft]>::to_vec).collect();
    let (mut checked, start) = (Duration::ZERO, Instant::now());
    for group in groups {
        let check = Instant::now();
        let acts: Vec<&SignedAct> = group.iter().map(|draft| &draft.act).collect();
        verify_signatures(&acts, commons()).expect("good signatures");
        checked += check.elapsed();
        journal.append(journal.head(), group).expect("room");
    }
    rate("verify and append, 1,000 at a time", ACTS, start.elapsed());
    rate("  of which verifying", ACTS, checked);
    let start = Instant::now();
    journal.close().expect("a good end");
    println!("close {:>55} ms", start.elapsed().as_millis());
}

fn opening_and_reading(directory: &Path, acts: &[SignedAct]) {
    let path = directory.join("long.subak");
    let mut journal = Journal::create(&path, commons(), operator()).expect("a journal");
    let mut drafts =
        (0..LONG).zip(acts.iter().cycle()).map(|(number, act)| draft(act.clone(), number));
    let start = Instant::now();
    while journal.head().len < LONG {
        let group = drafts.by_ref().take(GROUP).collect();
        journal.append(journal.head(), group).expect("room");
    }
    rate("append without verifying, 1,000 at a time", LONG, start.elapsed());
    journal.close().expect("a good end");
    let bytes = std::fs::metadata(&path).map_or(0, |file| file.len());
    println!("file {bytes:>56} bytes, {} an entry", bytes / LONG);

    let start = Instant::now();
    let journal = Journal::open(&path, Some(operator())).expect("the journal again").journal;
    rate("open, every hash in the tree", LONG, start.elapsed());
    let (mut seen, start) = (0, Instant::now());
    let _ = journal
        .read(0, |entry| {
            seen += entry.act.body.len();
            ControlFlow::<()>::Continue(())
        })
        .expect("sound entries");
    rate("read through, every hash checked", LONG, start.elapsed());
    let start = Instant::now();
    for index in (0..LONG).step_by(1_000) {
        journal.inclusion_proof(index, LONG).expect("a proof");
    }
    rate("prove inclusion", LONG / 1_000, start.elapsed());
    println!("({seen} bytes of bodies read)");
}
