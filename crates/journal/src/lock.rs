//! One writer at a time.
//!
//! The lock is the operating system's lock on a small file beside the journal. It is not on the
//! journal itself: closing a second handle to an SQLite file drops SQLite's own locks on it. It
//! vanishes with the process however that ends, so nothing stale is ever left to clear. The
//! file stays: removing it would let two processes hold locks on two files of one name.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// How often a lock that is held is tried again, and after which pause: one second in all, for commands
/// that follow one another closely.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(25);

/// The right to write a journal, held until it is dropped.
#[derive(Debug)]
pub(crate) struct WriteLock {
    _file: File,
}

/// Why the right to write is not given.
#[derive(Debug)]
pub(crate) enum LockRefused {
    /// Someone has it; this says who.
    Held(String),
    /// The system cannot lock.
    Failed(io::Error),
}

impl WriteLock {
    /// Takes the lock at `path`, waiting at most about a second for who holds it.
    pub(crate) fn take(path: &Path) -> Result<Self, LockRefused> {
        let options =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = options.map_err(LockRefused::Failed)?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => {
                    sign_in(&mut file).map_err(LockRefused::Failed)?;
                    return Ok(Self { _file: file });
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(LockRefused::Failed(error)),
            }
        }
        Err(LockRefused::Held(holder(&mut file)))
    }
}

/// Writes who holds the lock, for those who are refused.
fn sign_in(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(format!("process {}\n", std::process::id()).as_bytes())
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    match file.take(100).read_to_string(&mut text) {
        Ok(_) if text.starts_with("process ") => text.trim_end().to_owned(),
        _ => "another process".to_owned(),
    }
}
