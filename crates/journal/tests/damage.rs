//! Flipped bits and cut files: each is noticed, or changes nothing that is read.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

mod scene;

use journal::{Journal, Opened};
use proptest::prelude::*;
use scene::{append, beside, closed, commons, entries, is_as_written, look, open, operator};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

const LEN: u64 = 60;
const FILE: &str = "";
const WAL: &str = "-wal";
const NOTE: &str = ".checkpoint";

/// The bytes of a journal's files, to be damaged again and again.
struct Files(Vec<(&'static str, Vec<u8>)>);

impl Files {
    fn of(path: &Path, endings: &[&'static str]) -> Self {
        Self(
            endings
                .iter()
                .map(|ending| (*ending, fs::read(beside(path, ending)).unwrap()))
                .collect(),
        )
    }

    fn len(&self, ending: &str) -> usize {
        self.0.iter().find(|(found, _)| *found == ending).unwrap().1.len()
    }

    /// Writes the files anew, one of them changed.
    fn put(&self, ending: &str, change: impl Fn(&mut Vec<u8>)) -> (TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("rice.subak");
        for (found, bytes) in &self.0 {
            let mut bytes = bytes.clone();
            if *found == ending {
                change(&mut bytes);
            }
            fs::write(beside(&path, found), bytes).unwrap();
        }
        (directory, path)
    }
}

/// A journal that was closed: everything is in the file.
static CLOSED: LazyLock<Files> = LazyLock::new(|| {
    let directory = tempfile::tempdir().unwrap();
    Files::of(&closed(directory.path(), LEN), &[FILE, NOTE])
});

/// A journal whose process was killed: half of it is in the WAL.
static KILLED: LazyLock<Files> = LazyLock::new(|| {
    let directory = tempfile::tempdir().unwrap();
    let path = closed(directory.path(), LEN / 2);
    let mut journal = open(&path).unwrap().journal;
    (0..LEN / 10).for_each(|_| append(&mut journal, 5));
    drop(journal);
    Files::of(&path, &[FILE, WAL, NOTE])
});

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    /// By a refusal or a warning that names what is wrong.
    Noticed(String),
    /// All entries are there as they were written.
    Unharmed,
}

/// Opens and reads everything. Panics if something else is read than was written, or less.
fn seen(opened: Result<Opened, journal::OpenRefused>) -> Seen {
    let noticed = |refused: &dyn ToString| Seen::Noticed(scene::name(refused.to_string()));
    let Opened { journal, warning } = match opened {
        Ok(opened) => opened,
        Err(refused) => return noticed(&refused),
    };
    if let Some(warning) = warning {
        return noticed(&warning);
    }
    match entries(&journal) {
        Err(refused) => noticed(&refused),
        Ok(entries) => {
            assert_eq!(entries.len() as u64, LEN, "silently short");
            assert!(entries.iter().all(is_as_written), "silently wrong");
            Seen::Unharmed
        }
    }
}

/// What a reader and then a writer see; they must agree whether there is harm.
fn seen_by_both(path: &Path) -> Seen {
    let reader = seen(look(path));
    let writer = seen(open(path));
    assert_eq!(reader == Seen::Unharmed, writer == Seen::Unharmed, "{reader:?}, but {writer:?}");
    reader
}

fn flip(files: &Files, ending: &str, at: usize, bit: u32) -> Seen {
    let at = at % files.len(ending);
    let (_directory, path) = files.put(ending, |bytes| {
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1_u8 << bit;
        }
    });
    seen_by_both(&path)
}

fn cut(files: &Files, ending: &str, to: usize) -> Seen {
    let to = to % files.len(ending);
    let (_directory, path) = files.put(ending, |bytes| bytes.truncate(to));
    seen_by_both(&path)
}

#[test]
fn without_damage_all_is_well() {
    for files in [&*CLOSED, &*KILLED] {
        let (_directory, path) = files.put("nothing", |_| ());
        assert_eq!(seen_by_both(&path), Seen::Unharmed);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_flipped_bit_in_the_file_is_noticed_or_harmless(at: usize, bit in 0..8_u32) {
        flip(&CLOSED, FILE, at, bit);
    }

    #[test]
    fn a_flipped_bit_in_the_wal_is_noticed_or_harmless(at: usize, bit in 0..8_u32) {
        flip(&KILLED, WAL, at, bit);
    }

    #[test]
    fn a_flipped_bit_in_the_file_under_a_wal_is_noticed_or_harmless(at: usize, bit in 0..8_u32) {
        flip(&KILLED, FILE, at, bit);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_flipped_bit_in_the_checkpoint_is_always_noticed(at: usize, bit in 0..8_u32) {
        prop_assert_ne!(flip(&CLOSED, NOTE, at, bit), Seen::Unharmed);
    }

    #[test]
    fn a_cut_file_is_always_noticed(to: usize) {
        prop_assert_ne!(cut(&CLOSED, FILE, to), Seen::Unharmed);
    }

    #[test]
    fn a_cut_wal_is_always_noticed(to: usize) {
        prop_assert_ne!(cut(&KILLED, WAL, to), Seen::Unharmed);
    }

    #[test]
    fn a_cut_checkpoint_is_always_noticed(to: usize) {
        prop_assert_ne!(cut(&KILLED, NOTE, to), Seen::Unharmed);
    }
}

/// Finds the bytes of an entry's body in the file, and flips a bit there.
#[test]
fn a_flipped_bit_in_an_entry_names_it() {
    let body = b"act 41 act 41 ";
    let (_directory, path) = CLOSED.put(FILE, |bytes| {
        let at = bytes.windows(body.len()).position(|window| window == body).unwrap();
        *bytes.get_mut(at).unwrap() ^= 1;
    });
    let journal = look(&path).unwrap().journal;
    let refused = entries(&journal).unwrap_err().to_string();
    assert!(refused.starts_with("entry_damaged: entry 41 of "), "{refused}");
    assert_eq!(journal.entry(40).unwrap().unwrap().index, 40);
    assert!(journal.entry(41).is_err());
    assert_eq!(journal.entry(42).unwrap().unwrap().index, 42);
}

/// SQLite drops a WAL from its first damaged frame on, without a word.
#[test]
fn a_damaged_wal_is_told_as_a_short_journal_and_kept_for_whoever_looks_into_it() {
    let (_directory, path) = KILLED.put(WAL, |bytes| {
        let half = bytes.len() / 2;
        *bytes.get_mut(half).unwrap() ^= 1;
    });
    let before = fs::read(beside(&path, WAL)).unwrap();
    assert_eq!(seen_by_both(&path), Seen::Noticed("journal_shortened".to_owned()));
    assert_eq!(fs::read(beside(&path, WAL)).unwrap(), before);
    fs::remove_file(beside(&path, WAL)).unwrap();
    assert_eq!(seen_by_both(&path), Seen::Noticed("journal_shortened".to_owned()));
}

#[test]
fn the_wal_of_another_time_changes_nothing() {
    let (_directory, path) = CLOSED.put(FILE, |_| ());
    let stray = KILLED.put("nothing", |_| ());
    fs::copy(beside(&stray.1, WAL), beside(&path, WAL)).unwrap();
    seen_by_both(&path);
}

#[test]
fn an_empty_journal_that_lost_everything_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("rice.subak");
    let empty = Journal::create(&path, commons(), operator()).unwrap();
    empty.close().unwrap();
    assert_eq!(look(&path).unwrap().warning, None);
    fs::write(&path, "").unwrap();
    assert_eq!(seen(look(&path)), Seen::Noticed("not_a_journal".to_owned()));
}
