//! How fast acts become entries, and how fast a commons opens.
//!
//! `cargo bench -p book` prints figures for 100,000 acts appended and a journal of a million
//! entries opened and verified; `cargo bench -p book -- 100000` uses a smaller journal.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![allow(missing_docs, reason = "a bench has no users")]

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use book::Book;
use commons::act::{Act, AddAgent, AddResource, Found, LogEvent};
use commons::action::Action;
use commons::agent::AgentKind;
use commons::name::{ActId, Code, Handle, Moment};
use commons::unit::Measure;
use journal::{SecretKey, SignedAct};

const AGENTS: u64 = 100;
const RESOURCES: u64 = 1_000;
const GROUP: usize = 1_000;

fn main() {
    let size =
        std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().unwrap();
    println!("fsync of 4 KiB appended, median of 200: {:?}", fsync(folder.path()));

    let key = SecretKey::from_bytes([7; 32]);
    let mut book = found(&folder.path().join("append.subak"), &key);
    let acts = works(&book, &key, 0, 100_000);
    let started = Instant::now();
    let mut slowest = Duration::ZERO;
    for group in acts.chunks(GROUP) {
        let begun = Instant::now();
        book.submit_whole(group.to_vec(), Moment(1_700_000_000_000)).unwrap();
        slowest = slowest.max(begun.elapsed());
    }
    let took = started.elapsed();
    println!(
        "100,000 signed acts in groups of {GROUP}, verified, decided, folded, fsynced: {took:.2?} ({:.0}/s, slowest group {slowest:.2?})",
        100_000.0 / took.as_secs_f64()
    );
    let singles = works(&book, &key, 100_000, 500);
    let started = Instant::now();
    for act in singles {
        book.submit_whole(vec![act], Moment(1_700_000_000_000)).unwrap();
    }
    println!("500 acts one at a time: {:.0}/s", 500.0 / started.elapsed().as_secs_f64());
    drop(book);

    open(&folder.path().join("open.subak"), &key, size);
}

/// Writes a journal of `size` entries in big groups, then times its opening and verification.
fn open(path: &Path, key: &SecretKey, size: u64) {
    let mut book = found(path, key);
    let there = book.state().entries;
    for from in (there..size).step_by(50_000) {
        let acts = works(&book, key, from, 50_000.min(size - from));
        book.submit_whole(acts, Moment(1_700_000_000_000)).unwrap();
    }
    book.close().unwrap();
    let disk = std::fs::metadata(path).unwrap().len();
    let before = resident();
    let started = Instant::now();
    let book = Book::open(path, None).unwrap().book;
    let took = started.elapsed();
    println!(
        "{size} entries opened, every hash checked, folded: {took:.2?} ({:.0}/s; {} bytes an entry on disk)",
        size as f64 / took.as_secs_f64(),
        disk / size
    );
    println!("memory it added: {} bytes an event", resident().saturating_sub(before) / size);
    let started = Instant::now();
    book.verify(&mut |_| {}).unwrap();
    let took = started.elapsed();
    println!(
        "verified, signatures and all: {took:.2?} ({:.0}/s)",
        size as f64 / took.as_secs_f64()
    );
}

fn found(path: &Path, key: &SecretKey) -> Book {
    let wish = Found {
        name: "Bench".to_owned(),
        handle: Handle::new("bench").unwrap(),
        founder: Handle::new("ana").unwrap(),
        founder_name: "Ana".to_owned(),
        founder_key: key.public().to_bytes(),
        unit: Code::new("CAD").unwrap(),
        decimals: 2,
    };
    let mut book = Book::found(path, wish, key, Moment(1_600_000_000_000)).unwrap();
    let agents = (0..AGENTS).map(|n| agent(&format!("agent-{n}")));
    let resources = (0..RESOURCES).map(|n| resource(&format!("resource-{n}")));
    let acts: Vec<SignedAct> = agents
        .chain(resources)
        .enumerate()
        .map(|(n, act)| book.sign(key, id(1, n as u64), &act))
        .collect();
    book.submit_whole(acts, Moment(1_600_000_000_000)).unwrap();
    book
}

fn works(book: &Book, key: &SecretKey, from: u64, count: u64) -> Vec<SignedAct> {
    let work = |n: u64| {
        Act::LogEvent(Box::new(LogEvent {
            provider: Handle::new(&format!("agent-{}", n % AGENTS)).ok(),
            resource: Handle::new(&format!("resource-{}", n * 7 % RESOURCES)).ok(),
            effort: Some(Measure { minor: 1_000_000, unit: Code::new("hour").unwrap() }),
            at: Some(Moment(1_600_000_000_000 + n as i64)),
            ..LogEvent::new(Action::Work)
        }))
    };
    (from..from + count).map(|n| book.sign(key, id(2, n), &work(n))).collect()
}

fn agent(name: &str) -> Act {
    let handle = Handle::new(name).unwrap();
    Act::AddAgent(Box::new(AddAgent::new(handle, AgentKind::Person, name)))
}

fn resource(name: &str) -> Act {
    Act::AddResource(Box::new(AddResource::new(Handle::new(name).unwrap(), name)))
}

fn id(kind: u64, number: u64) -> ActId {
    let mut bytes = [0; 16];
    let (left, right) = bytes.split_at_mut(8);
    left.copy_from_slice(&kind.to_be_bytes());
    right.copy_from_slice(&number.to_be_bytes());
    ActId(bytes)
}

/// The median time of an fsync after 4 KiB were appended.
fn fsync(folder: &Path) -> Duration {
    let mut file = File::create(folder.join("fsync")).unwrap();
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            let started = Instant::now();
            file.write_all(&[1; 4096]).unwrap();
            file.sync_data().unwrap();
            started.elapsed()
        })
        .collect();
    times.sort();
    times.get(100).copied().unwrap_or_default()
}

/// What the process holds in memory, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes =
        line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
