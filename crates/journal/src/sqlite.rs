//! A store in one SQLite file, which people can open with any SQLite tool.
//!
//! The file is in WAL mode with `synchronous=FULL`: one fsync a group, and what was acknowledged
//! survives a power cut. There is no second index, because one with random keys would make
//! appending ten times slower.

use crate::lock::{LockRefused, WriteLock};
use crate::store::{Row, Store, StoreRefused};
use rusqlite::config::DbConfig;
use rusqlite::ffi::{self, ErrorCode};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};
use std::fs::{self, File};
use std::io::{self, Write};
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks the file as a journal in its SQLite header: `Subk`.
const APPLICATION_ID: i64 = 0x5375_626b;
/// The version of the tables.
const USER_VERSION: i64 = 1;
/// Pages after which SQLite moves the WAL into the file: 16 MB.
const WAL_PAGES: i64 = 4_000;
/// How long to wait for another SQLite tool that holds the file.
const BUSY_WAIT: Duration = Duration::from_secs(5);

const SCHEMA: &str = "
CREATE TABLE meta(
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE entry(
  idx INTEGER PRIMARY KEY NOT NULL, -- 0, 1, 2, … without a gap
  at_ms INTEGER NOT NULL,           -- milliseconds since 1970 UTC
  act_id BLOB NOT NULL,             -- 16 bytes
  author BLOB NOT NULL,             -- 32 bytes, an Ed25519 key
  hash BLOB NOT NULL,               -- 32 bytes, SHA-256 of 0x00 and bytes
  bytes BLOB NOT NULL               -- the entry; see docs/journal-format.md
) STRICT;
";

/// A journal's rows in an SQLite file, its checkpoint and lock in two small files beside it.
#[derive(Debug)]
pub struct SqliteStore {
    name: String,
    beside: PathBuf,
    database: Connection,
    lock: Option<WriteLock>,
}

impl SqliteStore {
    /// Makes a new, empty file, and holds it for writing. Refuses if there is a file already.
    pub fn create(path: &Path) -> Result<Self, StoreRefused> {
        let name = name(path);
        // Not the lock first: it would leave a lock beside a file that has nothing to do with us.
        File::create_new(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreRefused::DirectoryMissing { store: name.clone() },
            _ => refuse_io(&name, &error),
        })?;
        let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.lock = Some(lock(path)?);
        Ok(store)
    }

    /// Opens a file to read and write. Waits at most a second for another writer to end.
    pub fn open(path: &Path) -> Result<Self, StoreRefused> {
        must_exist(path)?;
        let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.check_kind()?;
        store.lock = Some(lock(path)?);
        Ok(store)
    }

    /// Opens a file to read, whether or not another process is writing it.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreRefused> {
        must_exist(path)?;
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        store.check_kind()?;
        Ok(store)
    }

    fn connect(path: &Path, access: OpenFlags) -> Result<Self, StoreRefused> {
        let name = name(path);
        // An absolute path cannot begin with `file:`, which SQLite would take for an address.
        let path = std::path::absolute(path).map_err(|error| refuse_io(&name, &error))?;
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let database =
            Connection::open_with_flags(&path, flags).map_err(|error| refuse(&name, &error))?;
        let store = Self { name, beside: path, database, lock: None };
        store.configure().map_err(|error| store.refuse(&error))?;
        Ok(store)
    }

    fn configure(&self) -> rusqlite::Result<()> {
        self.database.busy_timeout(BUSY_WAIT)?;
        // A WAL that turns out to be damaged is evidence: only an orderly close may remove it.
        self.database.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        self.database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        self.database.pragma_update(None, "trusted_schema", false)?;
        self.database.pragma_update(None, "synchronous", "full")?;
        self.database.pragma_update(None, "wal_autocheckpoint", WAL_PAGES)
    }

    fn check_kind(&self) -> Result<(), StoreRefused> {
        if self.pragma("application_id")? != APPLICATION_ID {
            let reason = "an SQLite file of another kind".to_owned();
            return Err(StoreRefused::NotAJournal { store: self.name.clone(), reason });
        }
        match self.pragma("user_version")? {
            USER_VERSION => Ok(()),
            version if version > USER_VERSION => {
                Err(StoreRefused::Newer { store: self.name.clone(), version })
            }
            version => Err(self.damaged(&format!("there is no format version {version}"))),
        }
    }

    fn pragma(&self, pragma: &str) -> Result<i64, StoreRefused> {
        let value = self.database.pragma_query_value(None, pragma, |row| row.get(0));
        value.map_err(|error| self.refuse(&error))
    }

    fn last(database: &Connection) -> rusqlite::Result<Option<(i64, Vec<u8>)>> {
        let last = "SELECT idx, hash FROM entry ORDER BY idx DESC LIMIT 1";
        database.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()
    }

    fn try_append(&mut self, len: u64, hash: [u8; 32], rows: &[Row]) -> rusqlite::Result<bool> {
        let step = self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let is_head = match Self::last(&step)? {
            None => len == 0,
            Some((last, found)) => {
                u64::try_from(last).is_ok_and(|last| last + 1 == len) && found == hash
            }
        };
        if !is_head {
            return Ok(false);
        }
        let mut insert = step.prepare(
            "INSERT INTO entry(idx, at_ms, act_id, author, hash, bytes) VALUES(?, ?, ?, ?, ?, ?)",
        )?;
        for row in rows {
            insert.execute((row.index, row.at_ms, row.act_id, row.author, row.hash, &row.bytes))?;
        }
        drop(insert);
        step.commit()?;
        Ok(true)
    }

    fn try_create(&mut self, values: &[(&str, String)]) -> rusqlite::Result<()> {
        let step = self.database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        step.execute_batch(SCHEMA)?;
        step.pragma_update(None, "application_id", APPLICATION_ID)?;
        step.pragma_update(None, "user_version", USER_VERSION)?;
        for (key, value) in values {
            step.execute("INSERT INTO meta(key, value) VALUES(?, ?)", (key, value))?;
        }
        step.commit()?;
        // Only now: until here the file is made whole or not at all by SQLite's rollback journal.
        self.database.pragma_update(None, "journal_mode", "wal")
    }

    fn each_row(
        &self,
        columns: &str,
        range: Range<u64>,
        each: &mut dyn FnMut(&rusqlite::Row<'_>) -> Option<ControlFlow<()>>,
    ) -> Result<(), StoreRefused> {
        let query = format!("SELECT {columns} FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx");
        let bound = |index: u64| i64::try_from(index).unwrap_or(i64::MAX);
        let mut statement =
            self.database.prepare(&query).map_err(|error| self.refuse_read(&error))?;
        let bounds = [bound(range.start), bound(range.end)];
        let mut rows = statement.query(bounds).map_err(|error| self.refuse_read(&error))?;
        while let Some(row) = rows.next().map_err(|error| self.refuse_read(&error))? {
            match each(row) {
                Some(ControlFlow::Continue(())) => {}
                Some(ControlFlow::Break(())) => break,
                None => return Err(self.damaged(&unreadable(row))),
            }
        }
        Ok(())
    }

    fn beside(&self, ending: &str) -> PathBuf {
        beside(&self.beside, ending)
    }

    fn refuse(&self, error: &rusqlite::Error) -> StoreRefused {
        refuse(&self.name, error)
    }

    /// On reading, a part of the file that SQLite no longer understands is damage, whatever it is called.
    fn refuse_read(&self, error: &rusqlite::Error) -> StoreRefused {
        match error.sqlite_error_code() {
            Some(ErrorCode::Unknown | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            | None => self.damaged(&error.to_string()),
            _ => self.refuse(error),
        }
    }

    fn damaged(&self, reason: &str) -> StoreRefused {
        StoreRefused::Damaged { store: self.name.clone(), reason: reason.to_owned() }
    }
}

impl Store for SqliteStore {
    fn name(&self) -> &str {
        &self.name
    }

    fn meta(&self, key: &str) -> Result<Option<String>, StoreRefused> {
        let query = "SELECT value FROM meta WHERE key = ?";
        let value = self.database.query_row(query, [key], |row| row.get(0)).optional();
        value.map_err(|error| self.refuse_read(&error))
    }

    fn create(&mut self, values: &[(&str, String)]) -> Result<(), StoreRefused> {
        if self.pragma("application_id")? != 0 {
            return Err(StoreRefused::Exists { store: self.name.clone() });
        }
        self.try_create(values).map_err(|error| {
            // A file that never became a journal is in the way of the next attempt.
            let _ = fs::remove_file(&self.beside);
            self.refuse(&error)
        })
    }

    fn append_if_head(
        &mut self,
        expected_len: u64,
        expected_hash: [u8; 32],
        rows: &[Row],
    ) -> Result<(), StoreRefused> {
        match self.try_append(expected_len, expected_hash, rows) {
            Ok(true) => Ok(()),
            Ok(false) => Err(StoreRefused::Conflict { store: self.name.clone() }),
            Err(error) => Err(self.refuse(&error)),
        }
    }

    fn read(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(Row) -> ControlFlow<()>,
    ) -> Result<(), StoreRefused> {
        let columns = "idx, at_ms, act_id, author, hash, bytes";
        self.each_row(columns, range, &mut |row| read_row(row).map(&mut *each))
    }

    fn hashes(
        &self,
        range: Range<u64>,
        each: &mut dyn FnMut(u64, [u8; 32]) -> ControlFlow<()>,
    ) -> Result<(), StoreRefused> {
        self.each_row("idx, hash", range, &mut |row| {
            Some(each(index(row)?, blob(row, 1)?.try_into().ok()?))
        })
    }

    fn checkpoint(&self) -> Result<Option<String>, StoreRefused> {
        match fs::read(self.beside("checkpoint")) {
            Ok(note) => Ok(Some(String::from_utf8_lossy(&note).into_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refuse_io(&self.name, &error)),
        }
    }

    fn put_checkpoint(&mut self, note: &str) -> Result<(), StoreRefused> {
        let (new, place) = (self.beside("checkpoint.new"), self.beside("checkpoint"));
        let put = || {
            File::create(&new)?.write_all(note.as_bytes())?;
            fs::rename(&new, &place)
        };
        put().map_err(|error| refuse_io(&self.name, &error))
    }

    fn close(&mut self) -> Result<(), StoreRefused> {
        if self.lock.is_none() {
            return Ok(());
        }
        // Readers may hold the WAL back. Then it stays, whole, and the next writer moves it.
        let moved = self.database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        moved.map_err(|error| self.refuse(&error))?;
        let tidy = self.database.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
        tidy.map_err(|error| self.refuse(&error))?;
        let settle = || {
            File::open(self.beside("checkpoint"))?.sync_all()?;
            sync_directory(&self.beside)
        };
        settle().map_err(|error| refuse_io(&self.name, &error))
    }
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

/// The path of a file beside the journal: its own path, a dot and an ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".");
    beside.push(ending);
    PathBuf::from(beside)
}

fn must_exist(path: &Path) -> Result<(), StoreRefused> {
    let store = name(path);
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => {
            Err(StoreRefused::NotAJournal { store, reason: "not a file".to_owned() })
        }
        Ok(_) => Ok(()),
        Err(error) => Err(refuse_io(&store, &error)),
    }
}

fn lock(path: &Path) -> Result<WriteLock, StoreRefused> {
    WriteLock::take(&beside(path, "lock")).map_err(|refused| match refused {
        LockRefused::Held(holder) => StoreRefused::InUse { store: name(path), holder },
        LockRefused::Failed(error) => refuse_io(&name(path), &error),
    })
}

#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

/// Elsewhere a directory cannot be opened, and renaming needs no more than the system does.
#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

fn index(row: &rusqlite::Row<'_>) -> Option<u64> {
    match row.get_ref(0).ok()? {
        ValueRef::Integer(index) => u64::try_from(index).ok(),
        _ => None,
    }
}

fn blob<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> Option<&'a [u8]> {
    match row.get_ref(column).ok()? {
        ValueRef::Blob(bytes) => Some(bytes),
        _ => None,
    }
}

fn read_row(row: &rusqlite::Row<'_>) -> Option<Row> {
    Some(Row {
        index: index(row)?,
        at_ms: row.get(1).ok()?,
        act_id: blob(row, 2)?.try_into().ok()?,
        author: blob(row, 3)?.try_into().ok()?,
        hash: blob(row, 4)?.try_into().ok()?,
        bytes: blob(row, 5)?.to_vec(),
    })
}

fn unreadable(row: &rusqlite::Row<'_>) -> String {
    match index(row) {
        Some(index) => format!("the row of entry {index} does not have the columns it should"),
        None => "a row has no index".to_owned(),
    }
}

fn refuse_io(store: &str, error: &io::Error) -> StoreRefused {
    let (store, reason) = (store.to_owned(), error.to_string());
    match error.kind() {
        io::ErrorKind::NotFound => StoreRefused::Missing { store },
        io::ErrorKind::AlreadyExists => StoreRefused::Exists { store },
        io::ErrorKind::StorageFull => StoreRefused::Full { store },
        io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            StoreRefused::WriteFailed { store, reason }
        }
        _ => StoreRefused::Failed { store, reason },
    }
}

fn refuse(store: &str, error: &rusqlite::Error) -> StoreRefused {
    let (store, reason) = (store.to_owned(), error.to_string());
    let rusqlite::Error::SqliteFailure(failure, _) = error else {
        return StoreRefused::Failed { store, reason };
    };
    match failure.code {
        ErrorCode::DiskFull => StoreRefused::Full { store },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreRefused::Busy { store },
        ErrorCode::NotADatabase => StoreRefused::NotAJournal { store, reason },
        ErrorCode::DatabaseCorrupt => StoreRefused::Damaged { store, reason },
        // Only the write itself: after a failed fsync no one knows what is on the disk.
        _ if failure.extended_code == ffi::SQLITE_IOERR_WRITE => {
            StoreRefused::WriteFailed { store, reason }
        }
        _ => StoreRefused::Failed { store, reason },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ActId, CommonsId, Draft, Journal, SecretKey, SignedAct};

    #[test]
    fn a_full_database_is_refused_whole_and_used_on_when_there_is_room() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("rice.subak");
        let (commons, operator) = (CommonsId::from_bytes([1; 16]), SecretKey::from_bytes([2; 32]));
        Journal::create(&path, commons, operator.clone()).unwrap().close().unwrap();
        let store = SqliteStore::open(&path).unwrap();
        store.database.pragma_update(None, "max_page_count", 12).unwrap();
        let mut journal =
            Journal::open_on(Box::new(store), Some(operator.clone())).unwrap().journal;
        let drafts = |count: usize| {
            let act = SignedAct::sign(&operator, commons, ActId::from_bytes([3; 16]), vec![0; 900]);
            vec![Draft { act, effects: Vec::new(), at_ms: 0 }; count]
        };
        journal.append(journal.head(), drafts(4)).unwrap();
        let refused = journal.append(journal.head(), drafts(100)).unwrap_err().to_string();
        assert!(refused.starts_with("disk_full: "), "{refused}");
        assert_eq!(journal.head().len, 4);
        journal.append(journal.head(), drafts(4)).unwrap();
        journal.close().unwrap();
        let journal = Journal::open(&path, None).unwrap().journal;
        assert_eq!(journal.head().len, 8);
        assert!(journal.entry(7).unwrap().is_some());
    }

    /// What makes an acknowledged entry survive a power cut, which no test here can cause.
    #[test]
    fn every_writer_syncs_the_wal_of_each_group() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("rice.subak");
        let mut created = SqliteStore::create(&path).unwrap();
        created.create(&[]).unwrap();
        let full = |store: &SqliteStore| {
            let mode = store.database.pragma_query_value(None, "journal_mode", |row| row.get(0));
            assert_eq!(mode, Ok("wal".to_owned()));
            assert_eq!(store.pragma("synchronous"), Ok(2));
        };
        full(&created);
        drop(created);
        full(&SqliteStore::open(&path).unwrap());
    }

    #[test]
    fn each_failure_of_sqlite_has_its_name() {
        let named = |code| {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            refuse("rice.subak", &error).to_string()
        };
        for (code, name) in [
            (ffi::SQLITE_FULL, "disk_full: "),
            (ffi::SQLITE_IOERR_WRITE, "write_failed: "),
            (ffi::SQLITE_IOERR_FSYNC, "store_failed: "),
            (ffi::SQLITE_BUSY, "store_busy: "),
            (ffi::SQLITE_CORRUPT, "store_damaged: "),
            (ffi::SQLITE_NOTADB, "not_a_journal: "),
            (ffi::SQLITE_NOMEM, "store_failed: "),
        ] {
            assert!(named(code).starts_with(name), "{name}");
        }
    }
}
