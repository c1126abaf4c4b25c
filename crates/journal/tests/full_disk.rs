//! A disk that fills up: a refusal with its name, nothing half written, and on it goes when there is room.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod scene;

use journal::Journal;
use scene::{append, commons, drafts, entries, is_as_written, name, open, operator};
use std::path::Path;
use std::process::{Command, Output};

const DIRECTORY: &str = "WHERE_THERE_IS_LITTLE_ROOM";

/// Appends until it is refused, and prints how that went.
#[test]
#[ignore = "is run by the other tests, where there is little room"]
fn fill() {
    let directory = std::env::var_os(DIRECTORY).unwrap();
    let path = Path::new(&directory).join("rice.subak");
    let mut journal = Journal::create(&path, commons(), operator()).unwrap();
    let refused = loop {
        let head = journal.head();
        if let Err(refused) = journal.append(head, drafts(head.len, 20)) {
            break refused;
        }
    };
    let len = journal.head().len;
    let read = entries(&journal).unwrap();
    assert!(read.len() as u64 == len && read.iter().all(is_as_written));
    // Refused, but not stopped: the same again, and not `journal_stopped`.
    assert_eq!(journal.append(journal.head(), drafts(len, 2_000)), Err(refused.clone()));
    assert!(journal.vouched_len() <= len);
    println!("refused {} {len}", name(refused));
    if std::env::var_os("THEN_COPY").is_some() {
        drop(journal);
        copy_out(&directory);
    }
}

/// A file system that vanishes with its process must be looked into from inside.
fn copy_out(directory: &std::ffi::OsStr) {
    let there = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(directory).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), there.path().join(file.file_name())).unwrap();
    }
    goes_on(there.path());
    println!("went on");
}

/// Where there is room again, everything is there and appending goes on.
fn goes_on(directory: &Path) -> u64 {
    let path = directory.join("rice.subak");
    let mut journal = open(&path).unwrap().journal;
    let len = journal.head().len;
    assert!(entries(&journal).unwrap().iter().all(is_as_written));
    append(&mut journal, 100);
    journal.close().unwrap();
    assert_eq!(open(&path).unwrap().journal.head().len, len + 100);
    len
}

/// Runs `fill` after a shell has done what makes room scarce.
fn fill_after(program: &str, arguments: &[&str], scarce: &str, directory: &Path) -> Output {
    let script = format!("{scarce}; exec \"$0\" --exact fill --ignored --nocapture");
    let mut command = Command::new(program);
    command.args(arguments).arg("-c").arg(script).arg(std::env::current_exe().unwrap());
    command.env(DIRECTORY, directory).output().unwrap()
}

fn refused(output: &Output) -> (String, u64) {
    let text = String::from_utf8_lossy(&output.stdout);
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{problem}");
    let (_, told) = text.split_once("refused ").unwrap();
    let mut told = told.split_whitespace();
    (told.next().unwrap().to_owned(), told.next().unwrap().parse().unwrap())
}

#[test]
fn a_limit_on_files_is_a_refusal() {
    let directory = tempfile::tempdir().unwrap();
    let scarce = "trap '' XFSZ; ulimit -f 300";
    let (name, len) = refused(&fill_after("sh", &[], scarce, directory.path()));
    assert_eq!(name, "write_failed");
    assert!(len >= 20);
    assert_eq!(goes_on(directory.path()), len);
}

/// A real full disk, wherever an ordinary user may mount a small one; elsewhere this shows nothing,
/// and `disk_full` is shown by a full database in `sqlite.rs`.
#[test]
fn a_full_disk_is_a_refusal() {
    let may_mount = Command::new("unshare").args(["-Urm", "true"]).status();
    if !may_mount.is_ok_and(|status| status.success()) {
        eprintln!("not shown: this system lets no one mount");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let scarce =
        format!("export THEN_COPY=1; mount -t tmpfs -o size=300k none \"${DIRECTORY}\" || exit 1");
    let output = fill_after("unshare", &["-Urm", "sh"], &scarce, directory.path());
    let (name, len) = refused(&output);
    assert_eq!(name, "disk_full");
    assert!(len >= 20);
    assert!(String::from_utf8_lossy(&output.stdout).contains("went on"));
}
