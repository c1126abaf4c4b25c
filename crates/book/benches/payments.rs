//! How long a commons takes to open that has made a million payments, and what it holds in memory then.
//!
//! `cargo bench -p book --bench payments` prints a line for plain payments and one for a tenth as many gifts that a
//! rule splits; `-- 10000000` asks for as many. What is written first is signed, decided, folded and appended in groups of
//! 10,000.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![allow(missing_docs, reason = "a bench has no users")]

use std::path::Path;
use std::time::Instant;

use book::Book;
use commons::act::{Act, AddAgent, AdoptCharter, Found, Pay};
use commons::agent::AgentKind;
use commons::name::{ActId, Code, Handle, Moment};
use commons::unit::Measure;
use journal::SecretKey;

const BEGAN: i64 = 1_700_000_000_000;
const GROUP: u64 = 10_000;
const PEOPLE: u64 = 100;

/// A credit among people, of which gifts to the soup are split.
const CHARTER: &str = r#"
unit credit "Credit"
  kind mutual-credit
  counted in credit to 2 decimals
  lowest balance 0 credit - 1000000000 credit
  passes freely
pool soup holds credit kept by founder
pool rent holds credit kept by founder
pool seeds holds credit kept by founder
rule "a gift is split"
  on transfer of credit from giver to soup
  do split 50% * amount from soup:
       | 60% to rent
       | 40% to seeds
"#;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [_, path, what, count, ..] = words.as_slice() {
        return write(Path::new(path), what, count.parse().unwrap());
    }
    let count = words.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().unwrap();
    // What the first opened takes stays taken, so that the second cannot hide in it.
    let payments = measure("payments", &folder.path().join("payments.subak"), count);
    let gifts = measure("gifts", &folder.path().join("gifts.subak"), count / 10);
    drop((payments, gifts));
}

/// Another process writes, so that only what opening needs is counted as memory.
fn measure(what: &str, path: &Path, count: u64) -> Book {
    let started = Instant::now();
    let itself = std::env::current_exe().unwrap();
    let mut writer = std::process::Command::new(itself);
    writer.arg("write").arg(path).args([what, &count.to_string()]);
    assert!(writer.status().unwrap().success(), "the journal was written");
    println!("{count} {what} written: {:.1?}", started.elapsed());
    let disk = std::fs::metadata(path).unwrap().len();
    let before = resident();
    let started = Instant::now();
    let opened = Book::open(path, None).unwrap();
    let took = started.elapsed();
    let entries = opened.book.state().entries;
    let memory = resident().saturating_sub(before);
    println!(
        "opened: {took:.2?} ({:.0}/s), {} bytes an entry in memory, {} on disk",
        entries as f64 / took.as_secs_f64(),
        memory / entries,
        disk / entries
    );
    opened.book
}

/// Writes so many payments, two groups of them a day.
fn write(path: &Path, what: &str, count: u64) {
    let to = |number: u64| match what {
        "gifts" => "soup".to_owned(),
        _ => format!("person-{}", (number * 7 + 1) % PEOPLE),
    };
    let key = SecretKey::from_bytes([7; 32]);
    let wish = Found {
        name: "Bench".to_owned(),
        handle: handle("bench"),
        founder: handle("ana"),
        founder_name: "Ana".to_owned(),
        founder_key: key.public().to_bytes(),
        unit: Code::new("point").unwrap(),
        decimals: 2,
    };
    let mut book = Book::found(path, wish, &key, Moment(BEGAN)).unwrap();
    let people = (0..PEOPLE).map(|number| {
        let name = format!("person-{number}");
        Act::AddAgent(Box::new(AddAgent::new(handle(&name), AgentKind::Person, &*name)))
    });
    let adopt = Act::AdoptCharter(Box::new(AdoptCharter::new(CHARTER)));
    let mut number = 0_u64;
    let mut sign = |book: &Book, act: &Act| {
        number += 1;
        book.sign(&key, ActId(u128::from(number).to_be_bytes()), act)
    };
    let first: Vec<_> = people.chain([adopt]).map(|act| sign(&book, &act)).collect();
    book.submit_whole(first, Moment(BEGAN)).unwrap();
    for group in 0..count.div_ceil(GROUP) {
        let acts = (group * GROUP..count.min((group + 1) * GROUP)).map(|number| pay(&to(number)));
        let acts: Vec<_> = acts.map(|act| sign(&book, &act)).collect();
        let day = i64::try_from(group).unwrap() * Moment::DAY_MS / 2;
        book.submit_whole(acts, Moment(BEGAN + day)).unwrap();
    }
    book.close().unwrap();
}

fn pay(to: &str) -> Act {
    let amount = Measure { minor: 1_000, unit: Code::new("credit").unwrap() };
    Act::Pay(Box::new(Pay::new(handle(to), amount)))
}

fn handle(text: &str) -> Handle {
    Handle::new(text).unwrap()
}

/// What the process holds in memory, in bytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes =
        line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024
}
