//! How long a history of 50,000 commits takes to read.
//!
//! Run with `cargo bench -p exchange --bench history`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench fails by panicking"
)]

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use exchange::git::{Measure, Options, contributions, read_history};

const COMMITS: u64 = 50_000;
const FILES: u64 = 2_000;
const LINES: u64 = 200;
const PEOPLE: u64 = 300;

fn main() {
    let dir = tempfile::tempdir().unwrap();
    git(dir.path(), &["init", "--quiet", "--bare"]);
    let made = Instant::now();
    make(dir.path());
    println!("made {COMMITS} commits in {:.1} s", made.elapsed().as_secs_f64());
    let started = Instant::now();
    git(dir.path(), &["log", "--format=%H", "--output=/dev/null", "HEAD"]);
    println!("plain git log of hashes: {:.2} s", started.elapsed().as_secs_f64());
    for measure in [Measure::Days, Measure::Commits, Measure::Lines] {
        let options = Options { measure, ..Options::default() };
        let started = Instant::now();
        let history = read_history(dir.path(), &options, &mut |_| {}).unwrap();
        let contributions = contributions(&history);
        println!(
            "{measure:?}: {:.2} s for {} commits, {} people, {} contributions",
            started.elapsed().as_secs_f64(),
            history.commits.len(),
            history.people.len(),
            contributions.len(),
        );
    }
}

fn git(directory: &Path, arguments: &[&str]) {
    let status = Command::new("git").args(arguments).current_dir(directory).status().unwrap();
    assert!(status.success(), "{arguments:?}");
}

/// Numbers that look random and are the same each time (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }
}

/// Commits to files in 50 directories, each changing some lines of one to
/// three files; a tenth are merges, a fifth have a co-author; a .mailmap.
fn make(directory: &Path) {
    let mut child = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(directory)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = BufWriter::new(child.stdin.take().expect("stdin is a pipe"));
    let mut dice = Dice(1);
    let mut files: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for number in 1..=COMMITS {
        let who = dice.below(PEOPLE);
        let at = 1_300_000_000 + number * 4_000;
        let mut message =
            format!("Change number {number} of many\n\nWhy it was made is said here.\n");
        if dice.below(5) == 0 {
            let other = dice.below(PEOPLE);
            message += &format!("\nCo-authored-by: Person {other} <p{other}@example.org>\n");
        }
        writeln!(to, "commit refs/heads/master\nmark :{number}").unwrap();
        writeln!(to, "author Person {who} <p{who}@example.org> {at} +0200").unwrap();
        writeln!(to, "committer Person {who} <p{who}@example.org> {at} +0200").unwrap();
        writeln!(to, "data {}\n{message}", message.len()).unwrap();
        if number > 1 {
            writeln!(to, "from :{}", number - 1).unwrap();
        }
        if number > 2 && dice.below(10) == 0 {
            writeln!(to, "merge :{}", number - 2).unwrap();
        }
        if number == 1 {
            let mailmap: String = (0..PEOPLE / 3)
                .map(|p| {
                    format!("Person {p} <p{p}@example.org> <p{}@example.org>\n", p + PEOPLE / 3)
                })
                .collect();
            write!(to, "M 100644 inline .mailmap\ndata {}\n{mailmap}\n", mailmap.len()).unwrap();
        }
        for _ in 0..=dice.below(3) {
            let file = dice.below(FILES);
            let lines = files.entry(file).or_insert_with(|| (0..LINES).collect());
            for _ in 0..=dice.below(8) {
                let line = dice.below(LINES) as usize;
                lines[line] = number * LINES;
            }
            let text: String =
                lines.iter().map(|line| format!("a line of text, {line}\n")).collect();
            writeln!(to, "M 100644 inline src/{}/{file}.rs", file % 50).unwrap();
            writeln!(to, "data {}\n{text}", text.len()).unwrap();
        }
    }
    to.flush().unwrap();
    drop(to);
    assert!(child.wait().unwrap().success());
}
