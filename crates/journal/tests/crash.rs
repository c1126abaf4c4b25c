//! Kills a writing process at random points, again and again: every acknowledged entry is there afterwards.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod scene;

use journal::{Hash, Journal};
use scene::{append, closed, commons, drafts, entries, is_as_written, look, open, operator};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const ROUNDS: u64 = 40;
const PATH: &str = "JOURNAL_OF_THE_VICTIM";

/// The process that is killed: appends until then, and says what was acknowledged.
#[test]
#[ignore = "is run by the other test, in a process of its own"]
fn victim() {
    let path = std::env::var_os(PATH).unwrap();
    let mut out = std::io::stdout();
    let mut journal = open(Path::new(&path)).unwrap().journal;
    for group in 0.. {
        let head = journal.head();
        let receipts = journal.append(head, drafts(head.len, 1 + group % 17)).unwrap();
        for receipt in receipts {
            writeln!(out, "ack {} {}", receipt.index, receipt.hash).unwrap();
        }
        if group % 5 == 4 {
            journal.close().unwrap();
            journal = open(Path::new(&path)).unwrap().journal;
        }
    }
}

/// A process that writes once and then waits for its end.
#[test]
#[ignore = "is run by another test, in a process of its own"]
fn holder() {
    let path = std::env::var_os(PATH).unwrap();
    let mut journal = open(Path::new(&path)).unwrap().journal;
    append(&mut journal, 1);
    println!("ack 0 {}", journal.head().hash);
    let _ = std::io::stdin().read_line(&mut String::new());
}

fn spawn(part: &str, path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", part, "--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .env(PATH, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads acknowledgements, kills after a while, and reads what was acknowledged until then.
fn kill_after(mut victim: Child, acks: u64, pause: Duration) -> BTreeMap<u64, Hash> {
    let mut out = BufReader::new(victim.stdout.take().unwrap());
    let mut text = String::new();
    while (text.matches("ack ").count() as u64) < acks {
        assert_ne!(out.read_line(&mut text).unwrap(), 0, "the victim died by itself: {text}");
    }
    std::thread::sleep(pause);
    victim.kill().unwrap();
    victim.wait().unwrap();
    out.read_to_string(&mut text).unwrap();
    text.split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
        .filter_map(acknowledged)
        .collect()
}

fn acknowledged(line: &str) -> Option<(u64, Hash)> {
    let (index, hash) = line.split_once("ack ")?.1.trim_end().split_once(' ')?;
    Some((index.parse().unwrap(), hash.parse().unwrap()))
}

#[test]
fn every_acknowledged_entry_survives_a_kill() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rice.subak");
    Journal::create(&path, commons(), operator()).unwrap().close().unwrap();
    let mut acknowledged = BTreeMap::new();
    for round in 0..ROUNDS {
        let noise = (round + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let pause = Duration::from_micros(noise / 64 % 3_000);
        acknowledged.extend(kill_after(spawn("victim", &path), noise % 60, pause));

        let opened = open(&path).unwrap();
        assert_eq!(opened.warning, None);
        let entries = entries(&opened.journal).unwrap();
        assert!(entries.iter().all(is_as_written));
        assert!(entries.len() >= acknowledged.len());
        for (index, hash) in &acknowledged {
            let entry =
                entries.get(*index as usize).unwrap_or_else(|| panic!("entry {index} is lost"));
            assert_eq!(entry.hash(), *hash);
        }
    }
    assert!(acknowledged.len() as u64 > ROUNDS);
}

#[test]
fn another_process_that_writes_is_named_until_it_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rice.subak");
    Journal::create(&path, commons(), operator()).unwrap().close().unwrap();
    let mut holder = spawn("holder", &path);
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("ack 0")));
    let refused = open(&path).unwrap_err().to_string();
    let process = format!("written by process {};", holder.id());
    assert!(refused.starts_with("journal_in_use: ") && refused.contains(&process), "{refused}");
    assert_eq!(look(&path).unwrap().journal.head().len, 1);
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(open(&path).unwrap().journal.head().len, 1);
}

/// The first test must be able to fail: a journal that forgets is found out.
#[test]
fn a_lost_entry_would_be_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), 5);
    let mut journal = open(&path).unwrap().journal;
    append(&mut journal, 2);
    drop(journal);
    std::fs::remove_file(scene::beside(&path, "-wal")).unwrap();
    assert!(open(&path).is_err());
}
