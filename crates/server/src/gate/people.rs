//! The file of people: an SQLite file beside the journal that only its owner reads.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use book::{CommonsId, Key};
use commons::name::{Handle, Moment};
use rusqlite::config::DbConfig;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use super::refused::Refused;

/// Marks the file in its SQLite header: `Subp`.
const APPLICATION_ID: i64 = 0x5375_6270;
/// How long to wait for another SQLite tool that holds the file.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// What each version of the tables adds to the one before it. Only ever appended to.
const MIGRATIONS: &[&str] = &["
CREATE TABLE about(
  commons BLOB NOT NULL,            -- 16 bytes: whose people these are
  pepper BLOB NOT NULL              -- 32 random bytes, so that an address is not kept as it is
) STRICT;
CREATE TABLE member(
  handle TEXT PRIMARY KEY NOT NULL,
  key BLOB NOT NULL,                -- 32 bytes, the public Ed25519 key
  place TEXT NOT NULL,              -- where the secret key is: 'here' or 'browser'
  device BLOB NOT NULL,             -- 32 random bytes that passkeys know the member by
  salt BLOB,                        -- 16 bytes; with the three below if there is a secret
  memory_kib INTEGER,
  passes INTEGER,
  sealed BLOB                       -- the secret key, under the secret
) STRICT, WITHOUT ROWID;
CREATE TABLE session(
  hash BLOB PRIMARY KEY NOT NULL,   -- 32 bytes, SHA-256 of the token
  kind TEXT NOT NULL,               -- 'browser' or 'program'
  handle TEXT NOT NULL,
  key BLOB NOT NULL,
  sealed BLOB,                      -- the secret key, under the token; none if in the browser
  label TEXT NOT NULL,
  began INTEGER NOT NULL,           -- milliseconds since 1970 UTC, like all moments here
  used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of ON session(handle);
CREATE TABLE invitation(
  hash BLOB PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,               -- 'invitation' or 'entry'
  handle TEXT NOT NULL,
  key BLOB NOT NULL,
  sealed BLOB NOT NULL,             -- the secret key, under the token
  made_by TEXT NOT NULL,
  made INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE passkey(
  id BLOB PRIMARY KEY NOT NULL,
  handle TEXT NOT NULL,
  name TEXT NOT NULL,
  fixed BLOB NOT NULL,              -- what never changes about it: key and policy
  moving BLOB NOT NULL,             -- counter and whether it is backed up
  transports INTEGER NOT NULL,
  held TEXT NOT NULL,               -- what `sealed` is under: 'passkey', 'server' or 'browser'
  sealed BLOB,
  added INTEGER NOT NULL,
  used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_of ON passkey(handle);
CREATE TABLE attempt(
  subject BLOB PRIMARY KEY NOT NULL, -- SHA-256 of the pepper and a handle or address
  failed INTEGER NOT NULL,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"];

/// Where the people of a journal are kept: `rice.subak` has `rice.subak-people`.
pub(super) fn beside(journal: &Path) -> PathBuf {
    with_suffix(journal, "-people")
}

/// A name with something after it.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Opens the file, or makes it.
pub(super) fn open(path: &Path, commons: CommonsId) -> Result<Connection, Refused> {
    make(path).map_err(|error| unusable(path, &error))?;
    // An absolute path cannot begin with `file:`, which SQLite would take for an address.
    let absolute = std::path::absolute(path).map_err(|error| unusable(path, &error))?;
    let mut database = Connection::open(absolute).map_err(|error| unusable(path, &error))?;
    configure(&database).map_err(|error| refuse_opening(path, &error))?;
    check_kind(&database, path)?;
    migrate(&mut database, commons).map_err(|error| refuse_opening(path, &error))?;
    let whose = database.query_row("SELECT commons FROM about", [], |row| row.get(0));
    let whose: [u8; 16] = whose.map_err(|error| refuse_opening(path, &error))?;
    if whose != commons.to_bytes() {
        return Err(Refused::FileOfAnother { file: name(path) });
    }
    Ok(database)
}

/// Makes an empty file that only its owner reads, or sees to it that only they do.
fn make(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let owner = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
        options.open(path)?.set_permissions(owner)
    }
    #[cfg(not(unix))]
    options.open(path).map(|_| ())
}

/// Reads 32 bytes that only this server knows, or makes them.
///
/// Written beside and moved into place, so that a kill leaves all of it or none. Called while the
/// file of people is held, so that two do not make two.
pub(super) fn own_key(path: &Path) -> io::Result<Result<Zeroizing<[u8; 32]>, Refused>> {
    match fs::read(path).map(Zeroizing::new) {
        Ok(bytes) => {
            let bytes = <[u8; 32]>::try_from(bytes.as_slice());
            Ok(bytes.map(Zeroizing::new).map_err(|_| Refused::FileStrange { file: name(path) }))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = match super::seal::random() {
                Ok(key) => Zeroizing::new(key),
                Err(refused) => return Ok(Err(refused)),
            };
            let beside = with_suffix(path, ".new");
            make(&beside)?;
            fs::write(&beside, key.as_slice())?;
            fs::File::open(&beside)?.sync_all()?;
            fs::rename(&beside, path)?;
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
            Ok(Ok(key))
        }
        Err(error) => Err(error),
    }
}

fn configure(database: &Connection) -> rusqlite::Result<()> {
    database.busy_timeout(BUSY_WAIT)?;
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    database.pragma_update(None, "trusted_schema", false)?;
    // What is deleted is overwritten: a key that was kept more loosely before is gone.
    database.pragma_update(None, "secure_delete", true)?;
    let _: String = database.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    database.pragma_update(None, "synchronous", "full")
}

fn check_kind(database: &Connection, path: &Path) -> Result<(), Refused> {
    let pragma = |name| database.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let kind = pragma("application_id").map_err(|error| refuse_opening(path, &error))?;
    let version = pragma("user_version").map_err(|error| refuse_opening(path, &error))?;
    let tables = database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0));
    let tables: i64 = tables.map_err(|error| refuse_opening(path, &error))?;
    let empty = kind == 0 && version == 0 && tables == 0;
    if !empty && kind != APPLICATION_ID {
        return Err(Refused::FileStrange { file: name(path) });
    }
    if usize::try_from(version).is_ok_and(|version| version > MIGRATIONS.len()) {
        return Err(Refused::FileNewer { file: name(path) });
    }
    Ok(())
}

fn migrate(database: &mut Connection, commons: CommonsId) -> rusqlite::Result<()> {
    let step = database.transaction()?;
    let version: usize = step.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for migration in MIGRATIONS.iter().skip(version) {
        step.execute_batch(migration)?;
    }
    step.execute(
        "INSERT INTO about(commons, pepper)
         SELECT ?, randomblob(32) WHERE NOT EXISTS (SELECT 1 FROM about)",
        [commons.to_bytes()],
    )?;
    step.pragma_update(None, "application_id", APPLICATION_ID)?;
    step.pragma_update(None, "user_version", MIGRATIONS.len())?;
    step.commit()
}

/// Who a member is, as the file has it.
pub(super) struct Member {
    pub handle: Handle,
    pub key: Key,
    pub place: Place,
    pub device: [u8; 32],
    pub secret: Option<Secret>,
}

/// The key of a member as it is kept under what they remember.
pub(super) struct Secret {
    pub salt: [u8; 16],
    pub cost: super::seal::Cost,
    pub sealed: Vec<u8>,
}

impl Member {
    /// Somebody without a secret.
    pub(super) fn bare(handle: &Handle, key: Key, place: Place, device: [u8; 32]) -> Self {
        Self { handle: handle.clone(), key, place, device, secret: None }
    }

    /// Looks somebody up.
    pub(super) fn of(database: &Connection, handle: &str) -> rusqlite::Result<Option<Self>> {
        let mut select = database.prepare(
            "SELECT handle, key, place, device, salt, memory_kib, passes, sealed
             FROM member WHERE handle = ?",
        )?;
        select.query_row([handle], Self::read).optional()
    }

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let secret = match row.get::<_, Option<[u8; 16]>>("salt")? {
            None => None,
            Some(salt) => Some(Secret {
                salt,
                cost: super::seal::Cost {
                    memory_kib: row.get("memory_kib")?,
                    passes: row.get("passes")?,
                },
                sealed: row.get("sealed")?,
            }),
        };
        Ok(Self {
            handle: row.get::<_, Named>("handle")?.0,
            key: Key::from_bytes(row.get("key")?),
            place: row.get("place")?,
            device: row.get("device")?,
            secret,
        })
    }

    /// Writes them, in the place of who was there by that handle.
    pub(super) fn put(&self, database: &Connection) -> rusqlite::Result<()> {
        let secret = self.secret.as_ref();
        database.execute(
            "INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.handle.as_str(),
                self.key.to_bytes(),
                self.place,
                self.device,
                secret.map(|secret| secret.salt),
                secret.map(|secret| secret.cost.memory_kib),
                secret.map(|secret| secret.cost.passes),
                secret.map(|secret| &secret.sealed),
            ),
        )?;
        Ok(())
    }
}

/// A handle in a column.
pub(super) struct Named(pub Handle);

impl FromSql for Named {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Handle::new(value.as_str()?).map(Self).map_err(FromSqlError::other)
    }
}

/// A moment in a column.
pub(super) struct At(pub Moment);

impl FromSql for At {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(|at| Self(Moment(at)))
    }
}

/// Gives each variant a word in a column.
macro_rules! worded {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $name {
            $($(#[$inner])* $variant),*
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(match self { $(Self::$variant => $word),* }.into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(
                value: rusqlite::types::ValueRef<'_>,
            ) -> rusqlite::types::FromSqlResult<Self> {
                match value.as_str()? {
                    $($word => Ok(Self::$variant),)*
                    _ => Err(rusqlite::types::FromSqlError::InvalidType),
                }
            }
        }
    };
}
pub(super) use worded;

worded! {
    /// Where a member's secret key is.
    pub(super) enum Place {
        /// In this file, under something that the member has.
        Here = "here",
        /// In the member's browser.
        Browser = "browser",
    }
}

/// Says what went wrong with the file.
pub(super) fn unusable(path: &Path, reason: &dyn std::fmt::Display) -> Refused {
    Refused::FileUnusable { file: name(path), reason: reason.to_string() }
}

fn refuse_opening(path: &Path, error: &rusqlite::Error) -> Refused {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => Refused::FileStrange { file: name(path) },
        _ => unusable(path, error),
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
